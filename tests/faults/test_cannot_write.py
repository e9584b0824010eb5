"""The ledger cannot be written: the disk is full, the file may only be read, or somebody else holds it."""

from __future__ import annotations

import resource
import sqlite3
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager, closing, contextmanager, suppress
from pathlib import Path

import psycopg
import pytest
from psycopg.conninfo import make_conninfo

from ontvlechting import Workflow
from ontvlechting.engine.errors import LedgerUnavailable
from ontvlechting.record.stores.port import Store
from ontvlechting.record.stores.postgres import PostgresStore
from ontvlechting.record.stores.sqlite import SqliteStore
from tests.faults.work import SHARED, drafts, shared, write

NL, EN = "er is niets vastgelegd", "nothing was recorded"


def fails_once(flow: Workflow, why: str) -> None:
    """Single commands and batches alike: one clear error in both languages, and nothing recorded, not even by half."""
    records = drafts(SHARED, "opdracht", 4)
    for asked in (records[:1], records):
        with pytest.raises(LedgerUnavailable) as error:
            write(flow, asked)
        assert error.value.recorded is False
        assert () == error.value.ids
        assert why in error.value.why
        assert EN in error.value.text.en
        assert NL in error.value.text.nl


def works_again(flow: Workflow) -> None:
    """What could not be recorded before is now, once, under the same ids; repeating adds nothing."""
    assert 1 == flow.verify(deep=True).records, "nothing half-written"
    for _ in range(2):
        for asked in (drafts(SHARED, "opdracht", 4)[:1], drafts(SHARED, "opdracht", 4)):
            assert [a.id for a in asked] == write(flow, asked)
    assert 5 == flow.verify(deep=True).records


# -- SQLite ------------------------------------------------------------------------------------------------------------


@contextmanager
def _page_limit(store: SqliteStore) -> Iterator[None]:
    """SQLite may not make the file larger, as when its disk is full."""
    ((pages,),) = store._all("PRAGMA page_count")
    ((free,),) = store._all("PRAGMA freelist_count")
    assert 0 == free
    store._all(f"PRAGMA max_page_count = {pages}")
    yield
    store._all("PRAGMA max_page_count = 1073741823")


@contextmanager
def _file_limit(store: SqliteStore) -> Iterator[None]:
    """The system lets no file of this process grow beyond a size that the log reaches halfway through the commit."""
    assert store._path is not None
    log = store._path.with_name(f"{store._path.name}-wal").stat().st_size
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (log + 4096 + 1000, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


@pytest.mark.parametrize(("full", "why"), [(_page_limit, "database or disk is full"), (_file_limit, "disk I/O error")])
def test_a_full_disk_under_a_file(
    tmp_path: Path, full: Callable[[SqliteStore], AbstractContextManager[None]], why: str
) -> None:
    """When there is no more room for the file or its log, nothing is recorded; once there is, everything is, once."""
    store = SqliteStore(tmp_path / "ledger.db")
    with Workflow(store) as flow:
        write(flow, [shared()])
        with full(store):
            fails_once(flow, why)
            assert [shared().id] == [r.id for r in flow.history(SHARED)]
        works_again(flow)
    with Workflow(SqliteStore(tmp_path / "ledger.db")) as again:
        assert 5 == again.verify(deep=True).records


def _read_only(path: Path) -> SqliteStore:
    return SqliteStore(path, read_only=True)


def _query_only(path: Path) -> SqliteStore:
    store = SqliteStore(path)
    store._all("PRAGMA query_only = ON")
    return store


@pytest.mark.parametrize("opened", [_read_only, _query_only])
def test_a_file_that_may_only_be_read(tmp_path: Path, opened: Callable[[Path], SqliteStore]) -> None:
    """Opened for looking, or allowed nothing else: everything can be read, and nothing is recorded."""
    path = tmp_path / "ledger.db"
    with Workflow(SqliteStore(path)) as flow:
        write(flow, [shared()])
    before = path.read_bytes()
    with Workflow(opened(path)) as flow:
        fails_once(flow, "attempt to write a readonly database")
        assert 1 == flow.verify(deep=True).records
    assert before == path.read_bytes()
    with Workflow(SqliteStore(path)) as flow:
        works_again(flow)


@pytest.mark.parametrize("lock", ["IMMEDIATE", "EXCLUSIVE"])
def test_a_file_that_another_holds(tmp_path: Path, lock: str) -> None:
    """While another writer holds the file for longer than this one waits, nothing is recorded; reading goes on."""
    path = tmp_path / "ledger.db"
    with (
        Workflow(SqliteStore(path, patience=0.05)) as flow,
        closing(sqlite3.connect(path, isolation_level=None)) as other,
    ):
        write(flow, [shared()])
        other.execute(f"BEGIN {lock}")
        fails_once(flow, "database is locked")
        assert 1 == flow.verify(deep=True).records
        other.execute("ROLLBACK")
        works_again(flow)


def test_a_file_that_another_holds_is_not_opened(tmp_path: Path) -> None:
    """A new file on which another program holds the lock becomes a ledger when that one lets go, and not by half."""
    path = tmp_path / "ledger.db"
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN EXCLUSIVE")
        with pytest.raises(LedgerUnavailable) as error:
            SqliteStore(path, patience=0.05)
        assert "database is locked" in error.value.why
        assert error.value.recorded is False
        other.execute("ROLLBACK")
    with Workflow(SqliteStore(path)) as flow:
        write(flow, [shared()])
        works_again(flow)


def test_a_new_file_that_another_holds_is_waited_for(tmp_path: Path) -> None:
    """A new file that another program is about to write to becomes a ledger as soon as that one lets go.

    Here SQLite gives up at once by itself, however long it was told to wait.
    """
    path = tmp_path / "ledger.db"
    with (
        closing(sqlite3.connect(path, isolation_level=None)) as other,
        ThreadPoolExecutor(1) as thread,
    ):
        other.execute("BEGIN IMMEDIATE")
        opening = thread.submit(SqliteStore, path)
        with suppress(TimeoutError):
            opening.result(0.2)
        other.execute("ROLLBACK")
        with Workflow(opening.result()) as flow:
            write(flow, [shared()])
            works_again(flow)


# -- PostgreSQL --------------------------------------------------------------------------------------------------------

FULL = """
CREATE FUNCTION ontvlechting.full() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'could not extend file "base/1/2": No space left on device' USING ERRCODE = 'disk_full';
END $$;
CREATE TRIGGER full_disk AFTER INSERT ON ontvlechting.positions FOR EACH STATEMENT
    EXECUTE FUNCTION ontvlechting.full();
"""


def test_a_full_disk_under_a_database(database: str) -> None:
    """When the server says that its disk is full, nothing is recorded; once there is room, everything is, once.

    The disk is not really full here: a trigger raises the error of a server that finds it so (SQLSTATE 53100), after
    the records were inserted and before they are committed.
    """
    with Workflow(PostgresStore(database)) as flow, psycopg.connect(database, autocommit=True) as keeper:
        write(flow, [shared()])
        keeper.execute(FULL.encode())
        fails_once(flow, "No space left on device")
        keeper.execute("DROP FUNCTION ontvlechting.full CASCADE")
        works_again(flow)


def test_a_database_that_may_only_be_read(database: str) -> None:
    """On a server that only lets itself be read, as a standby does, everything can be read and nothing is recorded."""
    with Workflow(PostgresStore(database)) as flow:
        write(flow, [shared()])
        flow.verify()  # every record has its position
    standby = make_conninfo(database, options="-c default_transaction_read_only=on")
    with Workflow(PostgresStore(standby)) as flow:
        fails_once(flow, "read-only transaction")
        assert 1 == flow.verify(deep=True).records
    with Workflow(PostgresStore(database)) as flow:
        works_again(flow)


def test_a_database_that_another_holds(database: str) -> None:
    """While another holds the tables for longer than the server lets this one wait, nothing is recorded."""
    hurried = make_conninfo(database, options="-c lock_timeout=100")
    store: Store = PostgresStore(hurried)
    with Workflow(store) as flow, psycopg.connect(database) as other:
        write(flow, [shared()])
        other.execute("LOCK TABLE ontvlechting.records IN EXCLUSIVE MODE")
        fails_once(flow, "lock timeout")
        other.rollback()
        works_again(flow)


def test_a_database_whose_connections_are_all_taken(database: str) -> None:
    """While every connection of the ledger is in use for longer than it waits, nothing is recorded."""
    store = PostgresStore(database, patience=0.2, connections=1)
    with Workflow(store) as flow:
        write(flow, [shared()])
        with store._pools.pool().connection():
            fails_once(flow, "couldn't get a connection")
        works_again(flow)
