"""A ledger in the database of another program can be looked at by its address, and only that program writes to it."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import psycopg
import pytest

from ontvlechting import Ledger, PostgresStore, Road, SqliteStore, Workflow, letter
from ontvlechting.engine.errors import BrokenLedger, NotALedger
from ontvlechting.record.stores.sqlite_schema import SCHEMA
from ontvlechting.record.verifier import Answer
from tests.asking import WEBSITES
from tests.command_line import run

ROAD = Road(letter.PROCESSES[WEBSITES])


@pytest.fixture(params=["delete", "wal"])
def host(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    """A database of somebody's own, with a number and a table of its own, in which a ledger was made."""
    path = tmp_path / "host.db"
    with closing(sqlite3.connect(path)) as connection:
        connection.execute(f"PRAGMA journal_mode = {request.param}")
        connection.execute("PRAGMA user_version = 99")
        connection.execute("PRAGMA application_id = 1")
        connection.execute("CREATE TABLE task (title TEXT)")
        Workflow(SqliteStore.bound(connection)).submit(WEBSITES, ROAD.identify())
        connection.commit()
    return path


def test_it_is_looked_at_by_the_path_of_the_file(host: Path) -> None:
    """Everything that can be asked of a ledger; what the program adds meanwhile is seen; nothing of theirs is touched."""
    before = host.read_bytes()
    with Ledger.open(f"sqlite:///{host}") as ledger:
        assert [WEBSITES] == list(ledger.processes())
        assert Answer.SOUND is ledger.verify(deep=True).answer
        assert before == host.read_bytes()
        with closing(sqlite3.connect(host)) as connection:
            Workflow(SqliteStore.bound(connection)).submit(WEBSITES, ROAD.consult())
            connection.commit()
        assert 2 == len(ledger.history(WEBSITES))


def test_the_command_line_looks_at_it(host: Path, tmp_path: Path) -> None:
    """Found by itself; a copy is made of its records, and not of the tables of somebody else."""
    for arguments in (("list",), ("show", WEBSITES), ("verify", "--deep")):
        name, *more = arguments
        assert 0 == run(name, host, *more)[0], arguments
    assert 0 == run("export", host, tmp_path / "copy.jsonl")[0]
    code, _, told = run("backup", host, tmp_path / "copy.db", "--lang", "en")
    assert (2, True, False) == (code, "another program" in told, (tmp_path / "copy.db").exists())


def test_only_the_program_itself_writes_to_it(host: Path) -> None:
    """Whoever opens it to write is told so, and nothing is made or changed."""
    before = host.read_bytes()
    for create in (True, False):
        with pytest.raises(NotALedger, match="that program itself writes"):
            Workflow.open(f"sqlite:///{host}", create=create)
    assert before == host.read_bytes()


def test_a_database_without_a_ledger_is_none(tmp_path: Path) -> None:
    """And one of which the tables are of a newer version is told to be that."""
    path = tmp_path / "host.db"
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("CREATE TABLE task (title TEXT)")
    with pytest.raises(NotALedger):
        Ledger.open(f"sqlite:///{path}")
    with closing(sqlite3.connect(path)) as connection:
        Workflow(SqliteStore.bound(connection)).submit(WEBSITES, ROAD.identify())
        connection.execute("UPDATE ontvlechting_ledger SET schema = 99")
        connection.commit()
    with pytest.raises(NotALedger, match="newer version"):
        Ledger.open(f"sqlite:///{path}")
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("UPDATE ontvlechting_ledger SET schema = ?", (SCHEMA,))
        connection.execute("DROP TABLE ontvlechting_snapshots")
        connection.commit()
    with pytest.raises(BrokenLedger, match="table is missing"):
        Ledger.open(f"sqlite:///{path}")


def test_in_postgres_it_is_found_in_its_own_schema(database: str) -> None:
    """Beside the tables of the program, in the schema that always has the same name."""
    with psycopg.connect(database) as connection:
        connection.execute("CREATE TABLE task (title TEXT)")
        Workflow(PostgresStore.bound(connection)).submit(WEBSITES, ROAD.identify())
    with Ledger.open(database) as ledger:
        assert [WEBSITES] == list(ledger.processes())
        assert Answer.SOUND is ledger.verify(deep=True).answer
    assert 0 == run("list", database)[0]
