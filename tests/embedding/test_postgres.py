"""What is particular to a connection of `psycopg`."""

from __future__ import annotations

from collections.abc import Iterator
from threading import Timer
from typing import Any

import psycopg
import pytest
from psycopg import IsolationLevel
from psycopg.adapt import Buffer, Dumper, Loader
from psycopg.rows import dict_row

from ontvlechting import Outcome, State, Workflow, letter
from ontvlechting.engine.errors import Conflict, InputError, LedgerError, LedgerUnavailable, Stale
from ontvlechting.letter.commands import RecordPortfolio
from ontvlechting.letter.fiction import Road
from ontvlechting.record.stores.postgres import PostgresStore
from tests.asking import WEBSITES
from tests.embedding.hosts import PsycopgBlocks, install, notes, numbers, prepare, verified


@pytest.fixture
def road() -> Road:
    """Commands for the process that these tests take."""
    return Road(letter.PROCESSES[WEBSITES])


@pytest.fixture
def address(database: str) -> str:
    """A database of a host, with a ledger."""
    prepare(database)
    install(database)
    return database


@pytest.fixture
def connection(address: str) -> Iterator[psycopg.Connection]:
    """A connection of the host, as it comes."""
    with psycopg.connect(address) as made:
        yield made


class OfTheHost(Loader):
    """What the host would like to see in the place of every value."""

    format = psycopg.pq.Format.BINARY

    def load(self, data: Buffer) -> str:
        """Something else."""
        return "of the host"


class FromTheHost(Dumper):
    """What the host would like to be written in the place of every value."""

    oid = 25

    def dump(self, obj: object) -> bytes:
        """Something else."""
        return b"of the host"


def test_a_connection_that_commits_by_itself_needs_a_transaction(database: str, road: Road) -> None:
    """Without a transaction nothing is made and nothing is recorded, and the error says what is missing."""
    with psycopg.connect(database, autocommit=True) as connection:
        with pytest.raises(InputError, match="a connection with an open transaction"):
            PostgresStore.bound(connection)
        install(database)
        flow = Workflow(PostgresStore.bound(connection))
        with pytest.raises(InputError, match="a connection with an open transaction"):
            flow.submit(WEBSITES, road.identify())
        assert {} == numbers(database)
        with connection.transaction(force_rollback=True):
            flow.submit(WEBSITES, road.identify())
        with pytest.raises(InputError, match="a connection with an open transaction"):
            flow.submit(WEBSITES, road.identify())
        assert [] == flow.processes()


def test_what_the_host_has_set_does_not_matter(connection: psycopg.Connection[Any], road: Road) -> None:
    """Rows, cursors and types of the host's own making are for its own statements, and stay as they were."""
    connection.row_factory = dict_row
    connection.cursor_factory = psycopg.ClientCursor
    for name in ("text", "int8", "int4", "bytea", "bool"):
        connection.adapters.register_loader(name, OfTheHost)
    for kind in (str, int, bytes, list):
        connection.adapters.register_dumper(kind, FromTheHost)
    flow = Workflow(PostgresStore.bound(connection))
    recorded = [flow.submit(WEBSITES, command).record for command in road.until(State.COMPLETED)]
    again = Workflow(PostgresStore.bound(connection, create=False))
    assert recorded == list(again.history(WEBSITES))
    assert [recorded[-1].head] == [s.head for s in again.overview(state=State.COMPLETED)]
    assert len(recorded) == again.verify(deep=True).rejudged
    connection.cursor_factory = psycopg.Cursor
    assert [{"text": "of the host"}] == connection.execute("SELECT 'x'::text AS text", binary=True).fetchall()


@pytest.mark.parametrize("level", [IsolationLevel.REPEATABLE_READ, IsolationLevel.SERIALIZABLE])
def test_a_transaction_that_sees_one_moment_is_told_of_a_conflict(
    connection: psycopg.Connection, address: str, road: Road, level: IsolationLevel
) -> None:
    """It cannot be judged anew on what it cannot see; its rows survive, and in a new transaction it is judged anew."""
    connection.isolation_level = level
    flow = Workflow(PostgresStore.bound(connection))
    connection.execute("INSERT INTO note (text) VALUES ('mine')")
    first = PsycopgBlocks(address)
    with first.transaction():
        first.flow().submit(WEBSITES, road.identify())
    first.close()
    with pytest.raises(Conflict):
        flow.submit(WEBSITES, road.identify())
    connection.commit()
    assert (["mine"], {WEBSITES: 1}) == (notes(address), numbers(address))
    assert not flow.submit(WEBSITES, road.identify()).allowed
    connection.commit()
    assert 2 == verified(address).rejudged


def portfolio(flow: Workflow, road: Road) -> RecordPortfolio:
    """How the processes stand now."""
    return RecordPortfolio(by=road.ministry, at=road.moment, readings=flow.portfolio())


def opened(address: str, road: Road) -> PsycopgBlocks:
    """Another program; it has opened the process, and a second one."""
    other = PsycopgBlocks(address)
    with other.transaction():
        other.flow().submit(WEBSITES, road.identify()).or_raise()
        other.flow().submit("other", road.identify()).or_raise()
    return other


def test_what_a_portfolio_says_stays_true_until_the_host_commits(
    connection: psycopg.Connection, address: str, road: Road
) -> None:
    """Whoever moves a process of which it says something waits for the host, and then goes on."""
    other = opened(address, road)
    other.driver.execute("SET lock_timeout = '100ms'")
    flow = Workflow(PostgresStore.bound(connection))
    flow.submit("other", portfolio(flow, road))
    with pytest.raises(LedgerUnavailable, match="lock timeout"), other.transaction():
        other.flow().submit(WEBSITES, road.draft())
    assert {WEBSITES: 1, "other": 1} == numbers(address)
    connection.commit()
    with other.transaction():
        assert 2 == other.flow().submit(WEBSITES, road.draft()).record.number
    other.close()
    assert {WEBSITES: 2, "other": 2} == numbers(address)


@pytest.mark.parametrize(
    ("level", "error"),
    [
        (IsolationLevel.READ_COMMITTED, Stale),
        (IsolationLevel.REPEATABLE_READ, Conflict),
        (IsolationLevel.SERIALIZABLE, Conflict),
    ],
)
def test_a_portfolio_that_is_overtaken_is_not_stored(
    connection: psycopg.Connection, address: str, road: Road, level: IsolationLevel, error: type[LedgerError]
) -> None:
    """A host that sees what others commit is told that it is stale; who cannot see that, of a conflict. Its rows survive."""
    other = opened(address, road)
    connection.isolation_level = level
    flow = Workflow(PostgresStore.bound(connection))
    connection.execute("INSERT INTO note (text) VALUES ('mine')")
    asked = portfolio(flow, road)
    with other.transaction():
        other.flow().submit(WEBSITES, road.draft())
    other.close()
    with pytest.raises(error):
        flow.submit("other", asked)
    connection.commit()
    assert (["mine"], {WEBSITES: 2, "other": 1}) == (notes(address), numbers(address))
    with pytest.raises(Stale):
        flow.submit("other", asked)


def test_what_others_commit_meanwhile_is_not_taken_for_damage(
    connection: psycopg.Connection[Any], address: str, road: Road, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Who verifies in a transaction that sees every commit verifies one moment all the same."""
    flow = Workflow(PostgresStore.bound(connection))
    flow.submit_many([(WEBSITES, road.identify()), *[(WEBSITES, road.draft())] * 70])
    connection.commit()
    first, early = PsycopgBlocks(address), road.draft()
    other, ask, asked = first.flow(), PostgresStore._ask, 0

    def between(store: PostgresStore, *question: Any) -> Any:
        nonlocal asked
        if store._bound is connection:
            asked += 1
            with first.transaction():
                other.submit_many([(WEBSITES, early)] * 70)
        return ask(store, *question)

    monkeypatch.setattr(PostgresStore, "_ask", between)
    report = flow.verify(deep=True)
    monkeypatch.undo()
    connection.commit()
    first.close()
    assert asked >= 5
    assert report.rejudged == report.records + report.waiting
    assert 71 <= report.rejudged < 71 + 70 * asked == verified(address).records


def test_a_transaction_that_was_spoilt_is_told(connection: psycopg.Connection, address: str, road: Road) -> None:
    """When a statement of the host failed, nothing more is recorded until the host rolls back."""
    flow = Workflow(PostgresStore.bound(connection))
    with pytest.raises(psycopg.errors.UndefinedTable):
        connection.execute("SELECT * FROM nowhere")
    with pytest.raises(LedgerUnavailable, match="aborted") as unavailable:
        flow.submit(WEBSITES, road.identify())
    assert unavailable.value.recorded is False
    connection.rollback()
    assert flow.submit(WEBSITES, road.identify()).allowed
    connection.commit()
    assert {WEBSITES: 1} == numbers(address)


def test_what_was_in_a_lost_transaction_is_not_recorded(
    connection: psycopg.Connection, address: str, road: Road
) -> None:
    """When the connection breaks its transaction is gone, and that is certain."""
    flow = Workflow(PostgresStore.bound(connection))
    flow.submit(WEBSITES, road.identify())
    with psycopg.connect(address, autocommit=True) as other:
        other.execute("SELECT pg_terminate_backend(%s, 5000)", (connection.info.backend_pid,))
    with pytest.raises(LedgerUnavailable) as unavailable:
        flow.submit(WEBSITES, road.draft())
    assert unavailable.value.recorded is False
    assert {} == numbers(address)


def test_in_a_pipeline_nothing_is_acknowledged_before_the_server_answered(
    connection: psycopg.Connection, address: str, road: Road
) -> None:
    """Who is overtaken hears so at once, and not when the pipeline ends."""
    told: list[Outcome] = []
    flow = Workflow(PostgresStore.bound(connection), tell=[told.append])
    flow.submit(WEBSITES, road.identify())
    connection.commit()
    with psycopg.connect(address) as other:
        Workflow(PostgresStore.bound(other)).submit(WEBSITES, road.consult())
        committing = Timer(0.2, other.commit)
        committing.start()
        with connection.pipeline(), pytest.raises(LedgerUnavailable) as unavailable:
            flow.submit(WEBSITES, road.consult())
        committing.join()
    assert (False, 1) == (unavailable.value.recorded, len(told))
    connection.rollback()
    assert {WEBSITES: 2} == numbers(address)


def test_listeners_hear_of_every_attempt_once(connection: psycopg.Connection, address: str, road: Road) -> None:
    """A command that had to be judged anew is told once, by what was recorded."""
    told: list[Outcome] = []
    flow = Workflow(PostgresStore.bound(connection), tell=[told.append])
    flow.submit(WEBSITES, road.identify())
    connection.commit()
    first = PsycopgBlocks(address)
    with first.transaction():
        first.flow().submit(WEBSITES, road.draft())
    first.close()
    assert 3 == flow.submit(WEBSITES, road.draft()).record.number  # what it remembers ends at 1
    connection.commit()
    assert [1, 3] == [outcome.record.number for outcome in told]


def test_a_ledger_of_a_host_can_be_opened_by_its_address(
    connection: psycopg.Connection, address: str, road: Road
) -> None:
    """It is the same ledger, whether it is reached by a connection of a host or by the address of the database."""
    Workflow(PostgresStore.bound(connection)).submit(WEBSITES, road.identify())
    connection.commit()
    with Workflow.open(address, create=False) as flow:
        assert 1 == flow.verify(deep=True).rejudged
        flow.submit(WEBSITES, road.draft())
    assert {WEBSITES: 2} == numbers(address)
    assert not connection.closed
