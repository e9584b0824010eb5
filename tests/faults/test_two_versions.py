"""Two versions of this library are at work on one ledger: the older one stops with a clear word, and does no harm."""

from __future__ import annotations

import json
import os
import random
import signal
import sqlite3
import time
from contextlib import closing
from pathlib import Path

import psycopg
import pytest

from ontvlechting import Workflow
from ontvlechting.errors import NotALedger
from ontvlechting.stores import postgres_schema, sqlite_schema
from ontvlechting.stores.postgres import PostgresStore
from ontvlechting.stores.sqlite import SqliteStore
from ontvlechting.stores.sqlite_schema import APPLICATION
from tests.faults.work import SHARED, contacts, shared, tell, write
from tests.faults.writer import opened
from tests.faults.writers import Writers

NEWER_SQLITE, NEWER_POSTGRES = sqlite_schema.SCHEMA + 1, postgres_schema.SCHEMA + 1
GOLDEN = Path(__file__).parents[1] / "golden" / "format-1.jsonl"

# what version 0.1 wrote
OLD_TABLES = f"""
PRAGMA journal_mode = WAL;
CREATE TABLE records (
    position INTEGER PRIMARY KEY,
    process TEXT NOT NULL,
    number INTEGER NOT NULL,
    hash TEXT NOT NULL,
    body BLOB NOT NULL,
    UNIQUE (process, number)
);
CREATE TABLE heads (process TEXT PRIMARY KEY, number INTEGER NOT NULL, hash TEXT NOT NULL) WITHOUT ROWID;
PRAGMA application_id = {APPLICATION};
PRAGMA user_version = 1;
"""
OLD_APPEND = (
    "INSERT INTO records (process, number, hash, body) VALUES (?, ?, ?, ?)",
    "INSERT OR REPLACE INTO heads (process, number, hash) VALUES (?, ?, ?)",
)
OLD_READ = "SELECT process, number, hash, body FROM records ORDER BY position"

OldRow = tuple[str, int, str, bytes]


def old_rows() -> list[OldRow]:
    """Records as version 0.1 wrote them."""
    lines = [json.loads(line) for line in GOLDEN.read_text().splitlines()]
    return [(r["process"], r["number"], r["hash"], r["body"].encode()) for r in lines]


def old_append(plain: sqlite3.Connection, row: OldRow) -> None:
    """What version 0.1 does to record something."""
    plain.execute("BEGIN IMMEDIATE")
    try:
        plain.execute(OLD_APPEND[0], row)
        plain.execute(OLD_APPEND[1], row[:3])
    except BaseException:
        plain.execute("ROLLBACK")
        raise
    plain.execute("COMMIT")


def old_file(path: Path) -> Path:
    """A file that version 0.1 wrote."""
    with closing(sqlite3.connect(path, isolation_level=None)) as plain:
        plain.executescript(OLD_TABLES)
        plain.execute("PRAGMA synchronous = OFF")
        for row in old_rows():
            old_append(plain, row)
    return path


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


def test_version_0_1_is_at_work_when_this_one_comes(tmp_path: Path) -> None:
    """A program of version 0.1 that has the file open fails to read and to write from then on, and does no harm."""
    path = old_file(tmp_path / "ledger.db")
    with closing(sqlite3.connect(path, isolation_level=None)) as old:
        assert old_rows() == old.execute(OLD_READ).fetchall()
        with Workflow(SqliteStore(path)) as flow:
            process, number, *_ = old_rows()[-1]
            row = (process, number + 1, "0" * 64, b"{}")
            for attempt in (lambda: old_append(old, row), lambda: old.execute(OLD_READ)):
                with pytest.raises(sqlite3.OperationalError, match="no such table: records"):
                    attempt()
            write(flow, [shared()])
            report = flow.verify(deep=True)
            assert len(old_rows()) + 1 == report.records
            assert old_rows() == [(s.process, s.number, s.hash, s.body) for _, s in flow._store.records()][:-1]


def test_version_0_1_writes_while_this_one_opens(tmp_path: Path) -> None:
    """What version 0.1 has in hand when this one comes is waited for, and brought along; nothing of it is lost."""
    path = tmp_path / "ledger.db"
    rows = old_rows()
    with Writers(f"sqlite:{path}") as program, closing(sqlite3.connect(path, isolation_level=None)) as old:
        old.executescript(OLD_TABLES)
        for row in rows[:-1]:
            old_append(old, row)
        old.execute("BEGIN IMMEDIATE")
        old.execute(OLD_APPEND[0], rows[-1])
        old.execute(OLD_APPEND[1], rows[-1][:3])
        program.go("first", "nieuw")
        time.sleep(0.1)
        old.execute("COMMIT")
        assert 0 == program.wait()
    with Workflow(SqliteStore(path)) as flow:
        assert len(rows) + 1 == flow.verify(deep=True).records


def test_programs_that_bring_a_file_up_to_date_at_once(tmp_path: Path) -> None:
    """Eight programs open a file of version 0.1 at the same moment: it is brought up to date once, and all write."""
    path = old_file(tmp_path / "ledger.db")
    with Writers(f"sqlite:{path}") as program:
        assert [0] * 8 == program.together("first", [f"schrijver-{n}" for n in range(8)])
    with Workflow(SqliteStore(path)) as flow:
        assert len(old_rows()) + 8 == flow.verify(deep=True).records


def test_a_program_that_is_killed_while_it_brings_a_file_up_to_date(tmp_path: Path) -> None:
    """The file is of the one version or of the other, whole, whenever the program is killed."""
    chance = random.Random(8)  # noqa: S311 - the same moments every time
    whole = old_file(tmp_path / "whole.db").read_bytes()
    versions = set()
    with Writers("") as program:
        path = tmp_path / "undisturbed.db"
        path.write_bytes(whole)
        begun = time.monotonic()
        program.go("first", "nieuw", f"sqlite:{path}")
        program.wait_for_a_word()
        life = time.monotonic() - begun
        assert 0 == program.wait()
        for n in range(20):
            path = tmp_path / f"{n}.db"
            path.write_bytes(whole)
            pid = program.go("first", "nieuw", f"sqlite:{path}")
            time.sleep(chance.uniform(0, life))
            os.kill(pid, signal.SIGKILL)
            assert program.wait() in (0, signal.SIGKILL)
            with closing(sqlite3.connect(path)) as plain:
                ((version,),) = plain.execute("PRAGMA user_version").fetchall()
                versions.add(version)
                if version == 1:
                    assert old_rows() == plain.execute(OLD_READ).fetchall()
            with Workflow(SqliteStore(path)) as flow:
                assert len(old_rows()) <= flow.verify(deep=not n).records <= len(old_rows()) + 1
    tell(f"versions found after a kill: {versions}")
