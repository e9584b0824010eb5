"""What a ledger in PostgreSQL says when the server says no: which error, in which words, and what is known of the record."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import closing
from typing import Any

import psycopg
import pytest
from psycopg_pool import PoolClosed, PoolTimeout

from ontvlechting.engine.errors import BrokenLedger, Conflict, InputError, LedgerUnavailable, NotALedger
from ontvlechting.record.standing import Naming
from ontvlechting.record.stores.postgres import PostgresStore
from ontvlechting.record.stores.postgres_schema import CONFLICT, SCHEMA, UNKEPT, VERSION
from ontvlechting.testing.stores import everything, keep, sealed_of, story

P = story("p", 4)


@pytest.fixture
def store(database: str) -> Iterator[PostgresStore]:
    """A ledger with two records."""
    with closing(PostgresStore(database)) as store:
        keep(store, P[:2])
        yield store


def _error(state: str | None, said: str = "first\nsecond") -> psycopg.Error:
    """What a server says with this state."""

    class Said(psycopg.OperationalError):
        """An error with a state of its own."""

        sqlstate = state

    return Said(said)


def raised(store: PostgresStore, error: Exception, *, writes: bool) -> Any:
    """As what it leaves the store."""
    with pytest.raises(Exception) as found, store._told("p", writes=writes):  # noqa: PT011 - which it is, is asked after
        raise error
    assert error is found.value.__cause__ or isinstance(found.value, NotALedger)
    return found.value


@pytest.mark.parametrize("state", [CONFLICT, "23505", "40001", "40P01"])
def test_who_came_second_is_told(store: PostgresStore, state: str) -> None:
    """By whichever of the states that say so; the process is the one that was written."""
    found = raised(store, _error(state), writes=True)
    assert (Conflict, "p") == (type(found), found.process)


def test_what_was_not_kept_and_what_is_damaged_are_told(store: PostgresStore) -> None:
    """The one names the process, the other the whole database."""
    found = raised(store, _error(UNKEPT), writes=True)
    assert (BrokenLedger, "p", None) == (type(found), found.process, found.number)
    assert "`p` is broken: the database did not keep exactly what was given, and nothing was recorded" == found.text.en
    assert (
        "`p` is geschonden: de database hield niet precies wat werd gegeven, en er is niets vastgelegd" == found.text.nl
    )
    for state in ("XX001", "XX002"):
        found = raised(store, _error(state), writes=False)
        assert (BrokenLedger, None, None) == (type(found), found.process, found.number)
        assert "the ledger is broken: the database is damaged" == found.text.en
        assert "het logboek is geschonden: de database is beschadigd" == found.text.nl


@pytest.mark.parametrize("state", [None, "57P01", "57P02", "57P03", "08000", "08003", "08006"])
def test_a_connection_that_is_lost_leaves_it_open_what_was_recorded(store: PostgresStore, state: str | None) -> None:
    """For who writes; who reads recorded nothing, and so did who wrote in a transaction of its own that is lost with it."""
    found = raised(store, _error(state), writes=True)
    assert (LedgerUnavailable, None, "first", store._where) == (type(found), found.recorded, found.why, found.where)
    assert False is raised(store, _error(state), writes=False).recorded
    assert sealed_of(P[:2]) == list(store.read("p"))


@pytest.mark.parametrize("state", ["53100", "42501", "57014"])
def test_what_else_a_server_says_is_told_in_its_first_line(store: PostgresStore, state: str) -> None:
    """Nothing was recorded."""
    for writes in (False, True):
        found = raised(store, _error(state), writes=writes)
        assert (LedgerUnavailable, False, "first") == (type(found), found.recorded, found.why)


def test_a_pool_that_has_none_left_says_so(store: PostgresStore) -> None:
    """Nothing was asked of the server: that there was none in its own words, and that it was closed as every store does."""
    busy = "couldn't get one"
    for error, why in ((PoolTimeout(busy), busy), (PoolClosed("closed"), "this ledger was closed; open it anew")):
        found = raised(store, error, writes=True)
        assert (LedgerUnavailable, False, store._where) == (type(found), found.recorded, found.where)
        assert why == found.why


@pytest.mark.usefixtures("store")
def test_a_lost_transaction_of_a_caller_recorded_nothing(database: str) -> None:
    """What was in it is lost with it."""
    with psycopg.connect(database) as connection:
        bound = PostgresStore.bound(connection)
        for state in (None, "57P01"):
            found = raised(bound, _error(state), writes=True)
            assert (False, "psycopg.Connection") == (found.recorded, found.where)


@pytest.mark.parametrize(
    ("schema", "nl", "en"),
    [
        (
            SCHEMA + 1,
            f"geschreven door een nieuwere versie (tabellen {SCHEMA + 1}, hier {SCHEMA})",
            f"written by a newer version (tables {SCHEMA + 1}, here {SCHEMA})",
        ),
        (
            SCHEMA - 1,
            (
                f"geschreven door een oudere versie (tabellen {SCHEMA - 1}, hier {SCHEMA}); "
                "exporteer het met die versie, en lees het hier in"
            ),
            f"written by an older version (tables {SCHEMA - 1}, here {SCHEMA}); export it with that version, and load it here",
        ),
    ],
)
def test_tables_of_another_version_are_told(database: str, store: PostgresStore, schema: int, nl: str, en: str) -> None:
    """When a ledger is opened, and when somebody changed them while it was open."""
    with psycopg.connect(database) as connection:
        connection.execute("UPDATE ontvlechting.ledger SET schema = %s", (schema,))
    asked: list[Callable[[], object]] = [lambda: PostgresStore(database), lambda: keep(store, P[2:3])]
    for ask in asked:
        with pytest.raises(NotALedger) as error:
            ask()
        assert error.value.text.nl.endswith(f" is geen logboek: {nl}")
        assert error.value.text.en.endswith(f" is not a ledger: {en}")
    assert VERSION != CONFLICT


def test_a_database_without_a_ledger_is_told(database: str) -> None:
    """To who may not make one; and a connection that commits by itself is told, by its name."""
    for how in ({"create": False}, {"read_only": True}):
        with pytest.raises(NotALedger) as error:
            PostgresStore(database, **how)
        assert error.value.text.nl.endswith(" is geen logboek: er is geen logboek in deze database")
        assert error.value.text.en.endswith(" is not a ledger: there is no ledger in this database")
    with psycopg.connect(database, autocommit=True) as connection:
        with pytest.raises(InputError) as refused:
            PostgresStore.bound(connection)
        (problem,) = refused.value.problems
        assert ("PostgresStore.bound", "connection") == (refused.value.subject, problem.field)
        assert problem.value.startswith("<psycopg.Connection [IDLE]")
        assert ("een verbinding met een geopende transactie", "a connection with an open transaction") == (
            problem.expected.nl,
            problem.expected.en,
        )


def test_a_moment_on_a_connection_of_a_caller_is_one_moment(database: str, store: PostgresStore) -> None:
    """Where others may commit while it is read: what they added since is in none of it."""
    keep(store, story("q", 1))
    before = everything(store)
    with psycopg.connect(database) as connection:
        bound = PostgresStore.bound(connection)
        with bound.still() as still:
            store.append(sealed_of(P[2:]), [P[3].standing], [P[3].snapshot], named=[Naming("later", "p", 4)])
            keep(store, story("a", 1))
            assert before == everything(still)
            assert ["p", "q"] == [s.process for s in still.standings()]
            assert [] == still.named(["later"])
            with still.still() as same:
                assert same is still
    assert ["a", "p", "q"] == [s.process for s in store.standings()]
    assert [P[3].snapshot] == list(store.snapshots())


def test_a_ledger_knows_who_writes(database: str, store: PostgresStore) -> None:
    """The role that logged in, for each way to open it."""
    with psycopg.connect(database) as connection:
        assert connection.info.user == store.account() == PostgresStore.bound(connection).account()


@pytest.mark.parametrize(
    ("address", "where"),
    [
        ("postgresql://u:geheim@127.0.0.1:1/d", "postgresql://u@127.0.0.1/d"),
        ("postgresql://127.0.0.1:1", "postgresql://127.0.0.1/"),
        ("host=/tmp/nergens-fictief dbname=d password=geheim", "postgresql:///tmp/nergens-fictief/d"),
        ("hostaddr=127.0.0.1 port=1", "postgresql:///"),
    ],
)
def test_an_address_is_shown_without_what_is_secret(address: str, where: str) -> None:
    """Who, where and which database, as far as they were given."""
    with pytest.raises(LedgerUnavailable) as error:
        PostgresStore(address, patience=1)
    assert where == error.value.where
    assert "geheim" not in error.value.text.en + error.value.text.nl


def test_an_address_of_another_form_is_told() -> None:
    """Without a part of it."""
    with pytest.raises(InputError) as error:
        PostgresStore("geheim")
    (problem,) = error.value.problems
    assert ("PostgresStore", "address", "'postgresql://…'") == (error.value.subject, problem.field, problem.value)
    assert ("`postgresql://gebruiker@host/database`", "`postgresql://user@host/database`") == (
        problem.expected.nl,
        problem.expected.en,
    )
