"""What is particular to a connection of `sqlite3`."""

from __future__ import annotations

import sqlite3
import sys
from collections.abc import Callable, Iterator
from contextlib import closing
from typing import Any

import attrs
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from ontvlechting import Rules, State, Workflow, letter
from ontvlechting.engine.adopt import AdoptRules
from ontvlechting.engine.chart import staying
from ontvlechting.engine.command import Command
from ontvlechting.engine.errors import InputError, LedgerUnavailable, OntvlechtingError
from ontvlechting.engine.retention import Redact
from ontvlechting.engine.values import Role
from ontvlechting.engine.verdicts import Verdict
from ontvlechting.letter.fiction import Road
from ontvlechting.record.stores.sqlite import SqliteStore
from ontvlechting.record.verifier import Answer
from tests import permits
from tests.asking import WEBSITES
from tests.embedding.hosts import SqliteExplicit, install, notes, numbers, verified
from tests.permits import ASKED, CITIZEN, GRANTED, HEARD, MOMENT, PERMITS


@pytest.fixture
def road() -> Road:
    """Commands for the process that these tests take."""
    return Road(letter.PROCESSES[WEBSITES])


def by_itself(path: str) -> Iterator[tuple[str, sqlite3.Connection]]:
    """Connections that commit every statement by themselves."""
    yield "isolation_level", sqlite3.connect(path, isolation_level=None)
    if sys.version_info >= (3, 12):
        options: Any = {"autocommit": True}
        yield "autocommit", sqlite3.connect(path, **options)


def test_a_connection_that_commits_by_itself_needs_a_transaction(path: str, road: Road) -> None:
    """Without a transaction nothing is made and nothing is recorded, and the error says what is missing."""
    for _, connection in by_itself(path):
        with closing(connection), pytest.raises(InputError, match="a connection with an open transaction"):
            SqliteStore.bound(connection)
    install(path)
    for name, connection in by_itself(path):
        with closing(connection):
            flow = Workflow(SqliteStore.bound(connection))
            with pytest.raises(InputError, match="a connection with an open transaction"):
                flow.submit(WEBSITES, road.identify())
            assert not connection.in_transaction
            assert {} == numbers(path)
            connection.execute("BEGIN")
            flow.submit(name, Road(letter.PROCESSES[WEBSITES]).identify())
            connection.execute("ROLLBACK")
            assert [] == flow.processes()


def test_a_ledger_is_verified_without_a_transaction(path: str, road: Road) -> None:
    """To read takes no transaction, and leaves none open; in one it sees what is not committed yet."""
    install(path)
    with closing(sqlite3.connect(path)) as connection:
        flow = Workflow(SqliteStore.bound(connection, create=False))
        flow.submit(WEBSITES, road.identify())
        assert 1 == flow.verify(deep=True).records
        assert connection.in_transaction
        connection.rollback()
        assert 0 == flow.verify(deep=True).records
        assert not connection.in_transaction


def test_what_others_commit_meanwhile_is_not_taken_for_damage(
    path: str, road: Road, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Who verifies without a transaction verifies one moment all the same."""
    install(path)
    first, early = SqliteExplicit(path), road.draft()
    first.driver.execute("PRAGMA journal_mode = WAL")
    with first.transaction():
        first.flow().submit(WEBSITES, road.identify())
    other, ask = first.flow(), SqliteStore._all
    with closing(sqlite3.connect(path)) as connection:
        flow = Workflow(SqliteStore.bound(connection))

        def between(store: SqliteStore, *question: Any) -> Any:
            answer = ask(store, *question)
            if store._connection is connection:
                with first.transaction():
                    other.submit(WEBSITES, early)
            return answer

        monkeypatch.setattr(SqliteStore, "_all", between)
        assert 2 == flow.verify(deep=True).records  # one came when the triggers had been looked at
        monkeypatch.undo()
        assert 2 < flow.verify(deep=True).records
    first.close()


def test_what_the_host_has_set_does_not_matter(path: str, road: Road, monkeypatch: pytest.MonkeyPatch) -> None:
    """Rows, texts and types of columns of the host's own making are for its own statements, and stay as they were."""
    for name in ("TEXT", "INTEGER", "BLOB"):
        monkeypatch.setitem(sqlite3.converters, name, lambda _: "of the host")
    types = sqlite3.PARSE_DECLTYPES | sqlite3.PARSE_COLNAMES
    with closing(sqlite3.connect(path, detect_types=types)) as connection:
        connection.row_factory = sqlite3.Row
        connection.text_factory = bytes
        flow = Workflow(SqliteStore.bound(connection))
        recorded = [flow.submit(WEBSITES, command).record for command in road.until(State.COMPLETED)]
        again = Workflow(SqliteStore.bound(connection, create=False))
        assert recorded == list(again.history(WEBSITES))
        assert [recorded[-1].head] == [s.head for s in again.overview()]
        assert len(recorded) == again.verify(deep=True).rejudged
        (row,) = connection.execute("SELECT 'text' AS text").fetchall()
        assert ({"text"}, b"text") == (set(row.keys()), row["text"])
        connection.commit()


def test_a_transaction_that_read_before_another_wrote_cannot_write(path: str, road: Road) -> None:
    """SQLite refuses it and the error says so: nothing is recorded; roll back, and do it again."""
    install(path)
    with closing(sqlite3.connect(path)) as plain:
        plain.execute("PRAGMA journal_mode = WAL")
    with closing(sqlite3.connect(path, isolation_level=None)) as late:
        late.execute("BEGIN")
        flow = Workflow(SqliteStore.bound(late))
        first = SqliteExplicit(path)
        with first.transaction():
            first.flow().submit(WEBSITES, road.identify())
        first.close()
        with pytest.raises(LedgerUnavailable, match="locked") as unavailable:
            flow.submit(WEBSITES, road.identify())
        assert unavailable.value.recorded is False
        late.execute("ROLLBACK")
        late.execute("BEGIN IMMEDIATE")
        assert 2 == flow.submit(WEBSITES, road.identify()).record.number
        late.execute("COMMIT")
    assert 2 == verified(path).rejudged


def test_a_file_stays_the_file_of_the_host(path: str) -> None:
    """A version and a kind that the host has given its file, and how it keeps its log, are left alone."""
    marks = ("user_version", "application_id", "journal_mode", "synchronous", "foreign_keys")
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA user_version = 7")
        connection.execute("PRAGMA application_id = 8")
        before = [connection.execute(f"PRAGMA {mark}").fetchone() for mark in marks]
        SqliteStore.bound(connection)
        connection.commit()
        assert before == [connection.execute(f"PRAGMA {mark}").fetchone() for mark in marks]


def test_a_connection_that_was_closed_is_told(path: str, road: Road) -> None:
    """Who closed the connection hears that the ledger cannot be reached, and that nothing was recorded."""
    with closing(sqlite3.connect(path)) as connection:
        flow = Workflow(SqliteStore.bound(connection))
        connection.commit()
    with pytest.raises(LedgerUnavailable, match="closed") as unavailable:
        flow.submit(WEBSITES, road.identify())
    assert unavailable.value.recorded is False


def test_closing_a_workflow_leaves_the_connection_open(path: str, road: Road) -> None:
    """The connection is of the host, and so is what is in its transaction."""
    install(path)
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("INSERT INTO note (text) VALUES ('mine')")
        with Workflow(SqliteStore.bound(connection)) as flow:
            flow.submit(WEBSITES, road.identify())
        connection.commit()
    assert (["mine"], {WEBSITES: 1}) == (notes(path), numbers(path))


# -- whatever is rolled back ---------------------------------------------------------------------------------------------


class Clerks(Role):
    """The roles of a town that also has a clerk."""

    CITIZEN = "citizen"
    MAYOR = "mayor"
    CLERK = "clerk"


STATES = {permits.State.ASKED, permits.State.GRANTED}
OPEN = attrs.evolve(
    PERMITS,
    arrows=(*PERMITS.arrows, *staying(STATES, AdoptRules)),
    doors=dict.fromkeys((*PERMITS.doors, AdoptRules), ()),
)
NEWER = attrs.evolve(OPEN, version="2", roles=Clerks)
BY_CLERK = attrs.evolve(CITIZEN, role=Clerks.CLERK)
OF_THE_HOST = ("SAVEPOINT s", "ROLLBACK TO s", "COMMIT", "ROLLBACK")
numbered = st.integers(1, 6)


def heard(n: int) -> Command:
    """One of several opinions."""
    return attrs.evolve(HEARD, says=f"Fictief {n}")


def redacted(n: int) -> Command:
    """The texts of this record go."""
    return Redact(by=CITIZEN, at=MOMENT, records=(n,), ground="Fictief")


def adopted(rules: Rules) -> Command:
    """The process comes under these rules."""
    return AdoptRules(by=CITIZEN, at=MOMENT, rules=rules.ref, reason="Fictief")


asked_of_it = st.one_of(
    st.sampled_from([ASKED, GRANTED, attrs.evolve(HEARD, by=BY_CLERK), adopted(OPEN), adopted(NEWER)]),
    numbered.map(heard),
    numbered.map(redacted),
)


def answer(ask: Callable[[str, Command], Any], command: Command) -> object:
    """The verdict, or the error: of which kind, and about what."""
    try:
        found = ask("p", command)
    except OntvlechtingError as error:
        return type(error), getattr(error, "problems", str(error))
    return found if isinstance(found, Verdict) else found.verdict


@example(
    [
        (0, ASKED),
        "COMMIT",
        (0, heard(1)),
        (0, heard(2)),
        "ROLLBACK",
        *((1, heard(n)) for n in (3, 4, 5)),
        (0, redacted(1)),
    ]
)
@example([(0, ASKED), (1, adopted(NEWER)), (0, attrs.evolve(HEARD, by=BY_CLERK))])
@settings(max_examples=100)
@given(st.lists(st.sampled_from(OF_THE_HOST) | st.tuples(st.integers(0, 1), asked_of_it), max_size=30))
def test_whatever_is_rolled_back_who_submits_hears_what_is_true(steps: list[str | tuple[int, Command]]) -> None:
    """Two workflows that remember each their own answer as one that knows nothing beforehand, and the ledger stays sound."""
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as connection:
        connection.execute("BEGIN")

        def made() -> Workflow:
            return Workflow(SqliteStore.bound(connection), rules=OPEN, known=[NEWER])

        flows = made(), made()
        connection.execute("SAVEPOINT s")
        for step in steps:
            if isinstance(step, str):
                connection.execute(step)
                if step in ("COMMIT", "ROLLBACK"):
                    connection.execute("BEGIN")
                    made()
                    connection.execute("SAVEPOINT s")
                continue
            which, command = step
            assert answer(made().ask, command) == answer(flows[which].submit, command)
        assert Answer.SOUND is made().verify(deep=True).answer
