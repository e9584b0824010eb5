"""Two versions of this library are at work on one ledger: the older one stops with a clear word, and does no harm."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import psycopg
import pytest

from ontvlechting import Workflow
from ontvlechting.engine.errors import NotALedger
from ontvlechting.record.stores import postgres_schema, sqlite_schema
from ontvlechting.record.stores.postgres import PostgresStore
from ontvlechting.record.stores.sqlite import SqliteStore
from tests.faults.work import SHARED, contacts, shared, write
from tests.faults.writer import opened

NEWER_SQLITE, NEWER_POSTGRES = sqlite_schema.SCHEMA + 1, postgres_schema.SCHEMA + 1


def upgrade(address: str) -> None:
    """What a newer version does first: it says in the ledger that it was there."""
    if address.startswith("sqlite:"):
        with closing(sqlite3.connect(address.removeprefix("sqlite:"), isolation_level=None)) as plain:
            plain.execute(f"PRAGMA user_version = {NEWER_SQLITE}")
    else:
        with psycopg.connect(address) as connection:
            connection.execute("UPDATE ontvlechting.ledger SET schema = %s", (NEWER_POSTGRES,))


def downgrade(address: str) -> None:
    """Take that back."""
    if address.startswith("sqlite:"):
        with closing(sqlite3.connect(address.removeprefix("sqlite:"), isolation_level=None)) as plain:
            plain.execute(f"PRAGMA user_version = {sqlite_schema.SCHEMA}")
    else:
        with psycopg.connect(address) as connection:
            connection.execute("UPDATE ontvlechting.ledger SET schema = %s", (postgres_schema.SCHEMA,))


def refused(error: pytest.ExceptionInfo[NotALedger]) -> bool:
    """Whether both languages say that a newer version was here."""
    versions = ((NEWER_SQLITE, sqlite_schema.SCHEMA), (NEWER_POSTGRES, postgres_schema.SCHEMA))
    nl = [f"geschreven door een nieuwere versie (tabellen {newer}, hier {ours})" for newer, ours in versions]
    assert any(text in error.value.text.nl for text in nl)
    assert "written by a newer version" in error.value.text.en
    return True


def test_a_newer_version_comes_while_this_one_is_at_work(address: str) -> None:
    """From then on this version records nothing: neither by itself, nor in the turn it takes after losing a race."""
    with opened(address) as flow:
        write(flow, [shared()])
        asked = contacts(SHARED, "opdracht", 3)
        write(flow, asked[:1])
        kept = [s for _, s in flow._store.records()]
        upgrade(address)
        for work in (asked[1:2], asked[1:]):
            with pytest.raises(NotALedger) as error:
                write(flow, work)
            assert refused(error)
        with pytest.raises(NotALedger) as error, flow._store.turn([SHARED]):
            flow._store.append([kept[-1]], flow._store.standings())
        assert refused(error)
        assert kept == [s for _, s in flow._store.records()]
        downgrade(address)
        for work in (asked[1:2], asked[1:]):
            write(flow, work)
        assert 4 == flow.verify(deep=True).records


def test_a_newer_version_that_gave_the_tables_other_names(tmp_path: Path) -> None:
    """That a newer version was here is said before anything else that this version then runs into."""
    path = tmp_path / "ledger.db"
    with Workflow(SqliteStore(path)) as flow:
        write(flow, [shared()])
        with closing(sqlite3.connect(path, isolation_level=None)) as plain:
            plain.execute("ALTER TABLE ontvlechting_processes RENAME TO ontvlechting_standings")
        upgrade(f"sqlite:{path}")
        process, command, _ = contacts(SHARED, "opdracht", 1)[0]
        with pytest.raises(NotALedger) as error:
            flow.submit(process, command)
        assert refused(error)


@pytest.mark.parametrize("read_only", [False, True])
def test_a_newer_file_is_not_opened(tmp_path: Path, read_only: bool) -> None:  # noqa: FBT001
    """A file of a newer version is refused, also for looking, and not a byte of it is changed."""
    path = tmp_path / "ledger.db"
    with Workflow(SqliteStore(path)) as flow:
        write(flow, [shared()])
    upgrade(f"sqlite:{path}")
    before = path.read_bytes()
    with pytest.raises(NotALedger) as error:
        SqliteStore(path, read_only=read_only)
    assert refused(error)
    assert before == path.read_bytes()
    assert [path] == list(tmp_path.iterdir())


@pytest.mark.parametrize("read_only", [False, True])
def test_a_newer_database_is_not_opened(database: str, read_only: bool) -> None:  # noqa: FBT001
    """A database of a newer version is refused, also for looking."""
    with Workflow(PostgresStore(database)) as flow:
        write(flow, [shared()])
    upgrade(database)
    with pytest.raises(NotALedger) as error:
        PostgresStore(database, read_only=read_only)
    assert refused(error)
    with psycopg.connect(database) as connection:
        assert [(NEWER_POSTGRES,)] == connection.execute("SELECT schema FROM ontvlechting.ledger").fetchall()
