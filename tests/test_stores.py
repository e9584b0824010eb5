"""What every store promises, asked of every store; and what is particular to the SQLite one."""

from __future__ import annotations

import json
import os
import re
import resource
import sqlite3
import stat
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from datetime import date
from itertools import product
from pathlib import Path
from threading import Event
from typing import Any

import psycopg
import pytest

from ontvlechting import Ledger, State, Workflow, letter
from ontvlechting.engine.errors import (
    BrokenLedger,
    Conflict,
    FileUnavailable,
    InputError,
    LedgerUnavailable,
    NotALedger,
    UnknownProcess,
    shown,
)
from ontvlechting.engine.values import UnknownRules
from ontvlechting.letter.commands import Route
from ontvlechting.letter.fiction import Road
from ontvlechting.record.audit import redacted
from ontvlechting.record.codec import canonical
from ontvlechting.record.standing import Snapshot
from ontvlechting.record.stores import opened, rows
from ontvlechting.record.stores.memory import MemoryStore
from ontvlechting.record.stores.port import Store
from ontvlechting.record.stores.postgres import PostgresStore
from ontvlechting.record.stores.sqlite import SqliteStore
from ontvlechting.record.stores.sqlite_schema import APPLICATION, PARTS, SCHEMA
from ontvlechting.testing.stores import SharedStoreContract, StoreContract, everything, keep, sealed_of, story
from tests.asking import CODEC


class TestMemoryStore(SharedStoreContract):
    """A ledger in memory keeps the promise of every store."""

    @pytest.fixture
    def store(self) -> Store:
        """An empty one."""
        return MemoryStore()


class TestSqliteStore(SharedStoreContract):
    """A ledger in a file keeps the promise of every store."""

    @pytest.fixture
    def store(self, tmp_path: Path) -> Iterator[Store]:
        """An empty one."""
        with closing(SqliteStore(tmp_path / "ledger.db")) as store:
            yield store


class TestPostgresStore(SharedStoreContract):
    """A ledger in PostgreSQL keeps the promise of every store."""

    @pytest.fixture
    def store(self, database: str) -> Iterator[Store]:
        """An empty one."""
        with closing(PostgresStore(database)) as store:
            yield store


class TestBoundSqliteStore(StoreContract):
    """A ledger in an open transaction of somebody else keeps the promise of every store within it."""

    @pytest.fixture
    def store(self, tmp_path: Path) -> Iterator[Store]:
        """An empty one, in a transaction that has begun."""
        with closing(sqlite3.connect(tmp_path / "theirs.db")) as connection:
            connection.execute("CREATE TABLE customers (name)")
            connection.execute("BEGIN")
            yield SqliteStore.bound(connection)
            assert connection.in_transaction


class TestBoundPostgresStore(StoreContract):
    """The same in PostgreSQL."""

    @pytest.fixture
    def store(self, database: str) -> Iterator[Store]:
        """An empty one, in a transaction that has begun."""
        with psycopg.connect(database) as connection:
            connection.execute("CREATE TABLE customers (name text)")
            yield PostgresStore.bound(connection)
            assert connection.info.transaction_status == psycopg.pq.TransactionStatus.INTRANS
            connection.rollback()


# -- addresses ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("address", ["", "memory", "sqlite:///", "sqlite://x", "ledger.db", "mysql://x/y", "memory:x"])
def test_an_address_of_no_known_kind_is_refused(address: str) -> None:
    """The error says which kinds there are."""
    with pytest.raises(InputError, match="sqlite:///path"):
        opened(address)


@pytest.mark.parametrize("given", ["ledger.db", "/srv/ledger.sqlite3", Path("ledger")])
def test_who_gives_a_path_is_told_its_address(given: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """In both languages; no file is made. Of what could be anything else nothing is guessed."""
    monkeypatch.chdir(tmp_path)
    with pytest.raises(InputError) as error:
        Workflow.open(given)
    assert f"do you mean `sqlite:///{given}`?" in error.value.text.en
    assert f"bedoelt u `sqlite:///{given}`?" in error.value.text.nl
    other: list[Any] = ["memory", "", 5, "host=h.nl dbname=geheim.db", "sqlite:ledger.db", "password.geheim:x.db"]
    for address in other:
        with pytest.raises(InputError) as error:
            Workflow.open(address)
        assert "do you mean" not in error.value.text.en
    assert [] == list(tmp_path.iterdir())


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no such files here")
def test_what_is_no_plain_file_is_no_ledger(tmp_path: Path) -> None:
    """A device or a pipe is there, and is not waited for."""
    os.mkfifo(tmp_path / "pipe")
    for path in ("/dev/null", tmp_path / "pipe"):
        for opens in (Workflow, Ledger):
            with pytest.raises(NotALedger, match="no plain file"):
                opens.open(f"sqlite:///{path}")


@pytest.mark.parametrize("address", ["mysql://u:geheim@h/x", "postgresql+psycopg://u:geheim@h/x", "password=geheim"])
def test_an_address_of_another_kind_is_told_without_its_password(address: str) -> None:
    """What could hold a password is not repeated."""
    with pytest.raises(InputError) as error:
        opened(address)
    assert "geheim" not in error.value.text.en + error.value.text.nl


# -- the SQLite file -----------------------------------------------------------------------------------------------------


def filled(path: Path) -> None:
    """A ledger of two processes, with a refusal, a snapshot, and a text that was removed with a recorded ground."""
    road = Road(letter.PROCESSES["douane/websites"])
    commands = [command for _, command in zip(range(8), road.until(State.COMPLETED), strict=False)]
    with Workflow.open(f"sqlite:///{path}") as flow:
        flow.submit_many([("p", command) for command in commands] + [("q", commands[0]), ("q", commands[7])])
        flow.submit("q", road.redact((1,)))
        flow.verify(deep=True)
    r = story("r", 2)
    with closing(SqliteStore(path)) as store:
        store.append(sealed_of(r), [r[1].standing], [r[1].snapshot])


def spoil(path: Path, script: str) -> None:
    """Do something to the file that the library never does."""
    with closing(sqlite3.connect(path)) as plain:
        plain.executescript(script)


def contents(path: Path) -> list[str]:
    """Everything in a database, as statements, with what says which kind of file it is."""
    with closing(sqlite3.connect(path)) as plain:
        pragmas = [str(plain.execute(f"PRAGMA {name}").fetchone()) for name in ("application_id", "user_version")]
        return [*pragmas, *plain.iterdump()]


def test_a_ledger_is_synced_and_its_own_kind_of_file(tmp_path: Path) -> None:
    """The file says what it is; the log is written ahead and every commit synced."""
    path = tmp_path / "ledger.db"
    with closing(SqliteStore(path)) as store:
        (synchronous,) = store._connection.execute("PRAGMA synchronous").fetchone()
        (journal,) = store._connection.execute("PRAGMA journal_mode").fetchone()
        assert (2, "wal") == (synchronous, journal)
        assert (1,) == store._connection.execute("PRAGMA secure_delete").fetchone()  # some builds of SQLite have it off
    with closing(SqliteStore(path)) as store:
        assert (2,) == store._connection.execute("PRAGMA synchronous").fetchone()
    with closing(sqlite3.connect(path)) as plain:
        assert [(APPLICATION,), (SCHEMA,)] == [
            plain.execute(f"PRAGMA {pragma}").fetchone() for pragma in ("application_id", "user_version")
        ]


def test_what_was_appended_is_there_after_reopening(tmp_path: Path) -> None:
    """Another reader of the file sees what was kept, at once and after closing."""
    path, p = tmp_path / "ledger.db", story("p", 2)
    with closing(SqliteStore(path)) as store:
        store.append(sealed_of(p), [p[1].standing], [p[1].snapshot])
        before = everything(store)
        with closing(SqliteStore(path, create=False)) as other:
            assert before == everything(other)
    with closing(SqliteStore(path, read_only=True)) as other:
        assert before == everything(other)


def test_two_writers_on_one_file(tmp_path: Path) -> None:
    """Of two writers that follow on the same head one wins, also across connections."""
    path, p = tmp_path / "ledger.db", story("p", 2)
    with closing(SqliteStore(path)) as one, closing(SqliteStore(path)) as other:
        keep(one, p[:1])
        with pytest.raises(Conflict):
            keep(other, story("p", 1, tag="x"))
        keep(other, p[1:])
        assert sealed_of(p) == list(one.read("p"))


def test_who_cannot_wait_any_longer_recorded_nothing(tmp_path: Path) -> None:
    """When another program holds the file for longer than the patience lasts, nothing was recorded, and that is said."""
    path, p = tmp_path / "ledger.db", story("p", 1)
    with closing(SqliteStore(path)) as one, closing(SqliteStore(path, patience=0)) as other:
        with one.turn([]), pytest.raises(LedgerUnavailable) as error:
            keep(other, p)
        assert False is error.value.recorded
        keep(other, p)


def _text(path: Path) -> None:
    path.write_text("this is no database " * 100)


def _other_database(path: Path) -> None:
    spoil(path, "CREATE TABLE customers (name)")


def _other_application(path: Path) -> None:
    spoil(path, "PRAGMA application_id = 7")


def _newer(path: Path) -> None:
    SqliteStore(path).close()
    spoil(path, f"PRAGMA user_version = {SCHEMA + 1}")


@pytest.mark.parametrize("read_only", [False, True])
@pytest.mark.parametrize("make", [_text, _other_database, _other_application, _newer])
def test_what_is_no_ledger_is_refused_and_left_alone(
    tmp_path: Path,
    make: Callable[[Path], None],
    read_only: bool,  # noqa: FBT001 - a parameter of the test
) -> None:
    """A text, another database and the ledger of a newer version are refused, and not a byte is written."""
    path = tmp_path / "file.db"
    make(path)
    before = path.read_bytes()
    with pytest.raises(NotALedger) as error:
        SqliteStore(path, read_only=read_only)
    assert "file.db" in error.value.text.nl
    assert before == path.read_bytes()


def test_a_place_where_no_file_can_be_is_refused(tmp_path: Path) -> None:
    """A folder that does not exist, a file as folder and a folder as file: one clear error, nothing made."""
    (tmp_path / "file").write_text("x")
    for path in (tmp_path / "no" / "ledger.db", tmp_path / "file" / "ledger.db", tmp_path):
        with pytest.raises(LedgerUnavailable) as error:
            SqliteStore(path)
        assert str(path) == error.value.where
    assert ["file"] == [p.name for p in tmp_path.iterdir()]


@pytest.mark.parametrize("how", [{"create": False}, {"read_only": True}])
def test_looking_does_not_make_a_file(tmp_path: Path, how: dict[str, bool]) -> None:
    """Without `create`, or only to look, a missing file is an error and stays missing."""
    with pytest.raises(LedgerUnavailable):
        SqliteStore(tmp_path / "ledger.db", **how)
    assert [] == list(tmp_path.iterdir())


def test_an_empty_file_is_no_ledger_to_look_into(tmp_path: Path) -> None:
    """Looking into an empty file does not make a ledger of it; opening it for writing does."""
    path = tmp_path / "empty.db"
    path.touch()
    for how in ({"create": False}, {"read_only": True}):
        with pytest.raises(NotALedger):
            SqliteStore(path, **how)
        assert b"" == path.read_bytes()
    SqliteStore(path).close()
    SqliteStore(path, create=False).close()


def test_a_ledger_can_be_opened_in_a_place_of_any_name(tmp_path: Path) -> None:
    """Question marks, hashes, per cents and spaces are part of a name, nothing more."""
    for name in ("a?mode=memory.db", "b#c.db", "d%20e.db", "f g.db", "é🧵.db"):
        with Workflow.open(f"sqlite:///{tmp_path / name}") as flow:
            flow.submit("p", Road(letter.PROCESSES["douane/websites"]).identify())
        assert (tmp_path / name).is_file()


def test_a_ledger_stays_where_it_was_opened(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """When the program goes to another folder, its ledger can still be read as it is at one moment."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "elsewhere").mkdir()
    with Workflow.open("sqlite:///ledger.db") as flow:
        flow.submit("p", Road(letter.PROCESSES["douane/websites"]).identify())
        monkeypatch.chdir(tmp_path / "elsewhere")
        assert 1 == flow.verify(deep=True).records


def test_a_store_that_only_looks_writes_nothing(tmp_path: Path) -> None:
    """Whoever opens a ledger to look cannot append, and nothing of the file changes."""
    path, p = tmp_path / "ledger.db", story("p", 2)
    with closing(SqliteStore(path)) as store:
        keep(store, p[:1])
    before = path.read_bytes()
    with closing(SqliteStore(path, read_only=True)) as store:
        with pytest.raises(LedgerUnavailable):
            keep(store, p[1:])
        assert sealed_of(p[:1]) == list(store.read("p"))
    assert before == path.read_bytes()


def test_who_only_looks_sees_one_moment_while_others_write(tmp_path: Path) -> None:
    """A ledger that is opened to look can be verified while a writer goes on."""
    path, p = tmp_path / "ledger.db", story("p", 3)
    with closing(SqliteStore(path)) as writer:
        keep(writer, p[:1])
        with closing(SqliteStore(path, read_only=True)) as reader:
            before = everything(reader)
            with reader.still() as still:
                keep(writer, p[1:])
                assert before == everything(still)
            assert everything(writer) == everything(reader)


def test_a_ledger_at_rest_can_be_read_where_nothing_can_be_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An auditor gets the file in a folder that is read-only: it can be verified, and nothing appears beside it."""
    path = tmp_path / "ledger.db"
    filled(path)
    monkeypatch.setattr("os.access", lambda *_: False)
    with Workflow(SqliteStore(path, read_only=True)) as flow:
        assert 13 == flow.verify(deep=True).records
        with pytest.raises(LedgerUnavailable):
            flow.submit("p", Road(letter.PROCESSES["douane/websites"]).identify())
        assert [path] == list(tmp_path.iterdir())


# -- only ever growing -----------------------------------------------------------------------------------------------

REFUSED = {
    "delete": "DELETE FROM ontvlechting_records WHERE position = 5",
    "delete all": "DELETE FROM ontvlechting_records",
    "body": "UPDATE ontvlechting_records SET body = x'00'",
    "hash": "UPDATE ontvlechting_records SET hash = 'x' WHERE position = 5",
    "id": "UPDATE ontvlechting_records SET id = 'x' WHERE position = 5",
    "number": "UPDATE ontvlechting_records SET number = 99 WHERE position = 5",
    "process": "UPDATE ontvlechting_records SET process = 'x' WHERE position = 5",
    "position": "UPDATE ontvlechting_records SET position = 99 WHERE position = 5",
    "update or replace": "UPDATE OR REPLACE ontvlechting_records SET position = 6 WHERE position = 5",
    "longer disclosures": "UPDATE ontvlechting_records SET disclosures = disclosures || x'0a' WHERE position = 5",
    "as long disclosures": "UPDATE ontvlechting_records SET disclosures = zeroblob(length(disclosures))",
    "disclosures of another kind": "UPDATE ontvlechting_records SET disclosures = '' WHERE position = 5",
    "no disclosures": "UPDATE ontvlechting_records SET disclosures = NULL WHERE position = 5",
    # less, which alone would be taken, and each other column by itself
    **{
        f"less, and another {column}": f"UPDATE ontvlechting_records SET disclosures = x'', {column} = {value} "  # noqa: S608
        "WHERE position = 5"
        for column, value in {
            "position": "99",
            "process": "'x'",
            "number": "99",
            "id": "'x'",
            "hash": "'x'",
            "body": "x'00'",
        }.items()
    },
    "replace position": "INSERT OR REPLACE INTO ontvlechting_records "
    "SELECT position, 'x', 1, 'x', hash, body, disclosures FROM ontvlechting_records WHERE position = 5",
    "replace number": "INSERT OR REPLACE INTO ontvlechting_records "
    "SELECT 99, process, number, 'x', hash, body, disclosures FROM ontvlechting_records WHERE position = 5",
    "replace id": "INSERT OR REPLACE INTO ontvlechting_records "
    "SELECT 99, 'x', 1, id, hash, body, disclosures FROM ontvlechting_records WHERE position = 5",
    "replace": "REPLACE INTO ontvlechting_records SELECT * FROM ontvlechting_records WHERE position = 5",
    "upsert": "INSERT INTO ontvlechting_records SELECT * FROM ontvlechting_records WHERE position = 5 "
    "ON CONFLICT (position) DO UPDATE SET body = x'00'",
}


@pytest.mark.parametrize("how", REFUSED)
def test_the_file_itself_refuses_to_change_a_record(tmp_path: Path, how: str) -> None:
    """Also by hand no record can be deleted, replaced or changed, but for texts that go."""
    path = tmp_path / "ledger.db"
    filled(path)
    before = contents(path)
    with closing(sqlite3.connect(path)) as plain:
        with pytest.raises(sqlite3.IntegrityError, match="the ledger only grows"):
            plain.execute(REFUSED[how])
        plain.commit()
    assert before == contents(path)


@pytest.mark.parametrize(
    "how",
    [
        "DELETE FROM ontvlechting_named",
        "UPDATE ontvlechting_named SET process = 'q' WHERE number = 1",
        "UPDATE ontvlechting_named SET number = number",
        "INSERT OR REPLACE INTO ontvlechting_named SELECT reference, 'q', 1 FROM ontvlechting_named WHERE number = 1",
    ],
)
def test_the_file_itself_keeps_who_was_first(tmp_path: Path, how: str) -> None:
    """Also by hand no line of the register of references can be deleted, replaced or changed."""
    path = tmp_path / "ledger.db"
    filled(path)
    before = contents(path)
    with closing(sqlite3.connect(path)) as plain:
        with pytest.raises(sqlite3.IntegrityError, match="the ledger only grows"):
            plain.execute(how)
        plain.commit()
    assert before == contents(path)


# -- tampering with the file ---------------------------------------------------------------------------------------------

GUARDS = {name: text for (kind, name), text in PARTS.items() if kind == "trigger"}
OPEN = "".join(f"DROP TRIGGER {name};" for name in GUARDS)
SHUT = ";".join(["", *GUARDS.values()])
TAMPERED = {
    "changed": "UPDATE ontvlechting_records SET body = replace(body, 'douane', 'douanf') WHERE position = 5",
    "changed, with its hash": "UPDATE ontvlechting_records SET body = x'7b7d', "
    "hash = '44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a' WHERE position = 5",
    "changed hash": "UPDATE ontvlechting_records SET hash = substr(hash, 2) || 'x' WHERE position = 5",
    "changed id": "UPDATE ontvlechting_records SET id = 'x' WHERE position = 5",
    "dropped": "DELETE FROM ontvlechting_records WHERE position = 5",
    "dropped, gap closed": "DELETE FROM ontvlechting_records WHERE position = 5;"
    "UPDATE ontvlechting_records SET position = -position WHERE position > 5;"
    "UPDATE ontvlechting_records SET position = -position - 1 WHERE position < 0",
    "tail cut off": "DELETE FROM ontvlechting_records WHERE position > 5",
    "last one dropped": "DELETE FROM ontvlechting_records WHERE position = 13",
    "inserted": "INSERT INTO ontvlechting_records (process, number, id, hash, body, disclosures) "
    "SELECT process, 99, 'x', hash, body, disclosures FROM ontvlechting_records LIMIT 1",
    "begun anew": "INSERT INTO ontvlechting_records (process, number, id, hash, body, disclosures) "
    "SELECT 'x', 1, 'x', hash, body, disclosures FROM ontvlechting_records LIMIT 1",
    "put before the first": "INSERT INTO ontvlechting_records (position, process, number, id, hash, body, disclosures) "
    "SELECT -1, process, 99, 'x', hash, body, disclosures FROM ontvlechting_records LIMIT 1",
    "cut off to before the first": "UPDATE ontvlechting_records SET position = -9223372036854775808 WHERE position = 13;"
    "UPDATE ontvlechting_processes SET (number, hash) = (SELECT number, hash FROM ontvlechting_records r "
    "WHERE r.process = ontvlechting_processes.process AND position > 0 ORDER BY number DESC LIMIT 1)",
    "numbers swapped": "UPDATE ontvlechting_records SET number = 99 WHERE position = 5;"
    "UPDATE ontvlechting_records SET number = 5 WHERE position = 6;"
    "UPDATE ontvlechting_records SET number = 6 WHERE number = 99",
    "positions swapped": "UPDATE ontvlechting_records SET position = 99 WHERE position = 5;"
    "UPDATE ontvlechting_records SET position = 5 WHERE position = 6;"
    "UPDATE ontvlechting_records SET position = 6 WHERE position = 99",
    "moved to the end": "UPDATE ontvlechting_records SET position = 99 WHERE position = 11",
    "process removed": "DELETE FROM ontvlechting_records WHERE process = 'p'",
    "process renamed": "UPDATE ontvlechting_records SET process = 'x' WHERE process = 'p'",
    "process renamed everywhere": "UPDATE ontvlechting_records SET process = 'x' WHERE process = 'p';"
    "UPDATE ontvlechting_processes SET process = 'x' WHERE process = 'p'",
    "body of another kind": "UPDATE ontvlechting_records SET body = 'text' WHERE position = 5",
    "disclosures of another kind": "UPDATE ontvlechting_records SET disclosures = 'text' WHERE position = 5",
    "number of another kind": "UPDATE ontvlechting_records SET number = 'five' WHERE position = 5",
    "hash of another kind": "UPDATE ontvlechting_records SET hash = CAST(hash AS BLOB) WHERE position = 5",
    "id of another kind": "UPDATE ontvlechting_records SET id = x'00' WHERE position = 5",
    "process of another kind": "UPDATE ontvlechting_records SET process = x'00' WHERE position = 5",
    "text that is no text": "UPDATE ontvlechting_records SET process = CAST(x'ff' AS TEXT) WHERE position = 5",
    "head of another kind": "UPDATE ontvlechting_processes SET number = 'x' WHERE process = 'p'",
    "name of a head of another kind": "UPDATE ontvlechting_processes SET process = x'00' WHERE process = 'p'",
    "state that is none": "UPDATE ontvlechting_processes SET state = 'x' WHERE process = 'p'",
    "head changed": "UPDATE ontvlechting_processes SET number = 4 WHERE process = 'p'",
    "head of another record": "UPDATE ontvlechting_processes SET hash = "
    "(SELECT hash FROM ontvlechting_records WHERE position = 5) WHERE process = 'p'",
    "head removed": "DELETE FROM ontvlechting_processes WHERE process = 'p'",
    "process that never was": "INSERT INTO ontvlechting_processes SELECT 'x', 0, printf('%064d', 0), recorded_at, "
    "state, at, columns, rules_name, rules_version, rules_hash "
    "FROM ontvlechting_processes LIMIT 1",
    "texts gone": "UPDATE ontvlechting_records SET disclosures = x'' WHERE position = 4",
    "a text too many": "UPDATE ontvlechting_records SET disclosures = CAST("
    """disclosures || char(10) || '["00","x"]' AS BLOB) WHERE position = 4""",
    "a text changed": "UPDATE ontvlechting_records SET disclosures = "
    "CAST(replace(disclosures, 'Fictief', 'Fictiev') AS BLOB) WHERE position = 4",
    "ground for a text that is gone is gone": "DELETE FROM ontvlechting_records WHERE process = 'q' AND number = 3;"
    "UPDATE ontvlechting_processes SET (number, hash) = (SELECT number, hash FROM ontvlechting_records "
    "WHERE process = 'q' AND number = 2) WHERE process = 'q'; UPDATE ontvlechting_records SET position = position - 1 "
    "WHERE position = 12; UPDATE ontvlechting_records SET position = position - 1 WHERE position = 13",
}
DERIVED = {
    "state": "UPDATE ontvlechting_processes SET state = 'completed' WHERE process = 'p'",
    "receiver": "UPDATE ontvlechting_processes SET columns = json_set(columns, '$.receiving', 'x') WHERE process = 'p'",
    "columns": "UPDATE ontvlechting_processes SET columns = '{}' WHERE process = 'p'",
    "moment": "UPDATE ontvlechting_processes SET recorded_at = '2020-01-01T00:00:00+00:00' WHERE process = 'p'",
    "snapshot": "UPDATE ontvlechting_snapshots SET body = CAST(replace(body, 'douane', 'x') AS BLOB)",
    "snapshot of another record": "UPDATE ontvlechting_snapshots SET number = 1",
    "snapshot of no record": "UPDATE ontvlechting_snapshots SET number = 99",
    "snapshot of no process": "UPDATE ontvlechting_snapshots SET process = 'x' WHERE rowid = (SELECT min(rowid) FROM ontvlechting_snapshots)",
    "snapshot with another hash": "UPDATE ontvlechting_snapshots SET hash = 'x'",
    "reference that nobody named": "INSERT INTO ontvlechting_named VALUES ('x', 'p', 1)",
    "reference left out": "DELETE FROM ontvlechting_named WHERE number = 1",
    "reference of another process": "UPDATE ontvlechting_named SET process = 'q' WHERE number = 1",
    "reference of a process that never was": "UPDATE ontvlechting_named SET process = 'x' WHERE number = 1",
    "reference of another record": "UPDATE ontvlechting_named SET number = 2 WHERE number = 1",
    "reference of no record": "UPDATE ontvlechting_named SET number = 99 WHERE number = 1",
    "reference of another kind": "INSERT INTO ontvlechting_named VALUES (x'00', 'p', 1)",
    "reference of a process of another kind": "UPDATE ontvlechting_named SET process = x'00' WHERE number = 1",
    "reference of a number of another kind": "UPDATE ontvlechting_named SET number = 'x' WHERE number = 1",
}


@pytest.mark.parametrize("how", TAMPERED)
def test_tampering_with_the_file_is_seen(tmp_path: Path, how: str) -> None:
    """Whatever is changed, dropped, inserted, moved or renamed while the triggers were away: the ledger is broken."""
    path = tmp_path / "ledger.db"
    filled(path)
    before = path.read_bytes()
    spoil(path, OPEN + TAMPERED[how] + SHUT)
    assert before != path.read_bytes()
    for deep in (False, True):
        with Ledger.open(f"sqlite:///{path}") as flow, pytest.raises(BrokenLedger):
            flow.verify(deep=deep)


CHANGED = {
    "a trigger is missing": ("DROP TRIGGER ontvlechting_no_update", "a trigger is missing: `ontvlechting_no_update`"),
    "a trigger with other words": (
        (
            "DROP TRIGGER ontvlechting_no_delete; CREATE TRIGGER ontvlechting_no_delete BEFORE DELETE ON "
            "ontvlechting_records WHEN OLD.number > 1 BEGIN SELECT RAISE(ABORT, 'the ledger only grows'); END"
        ),
        "a trigger was changed: `ontvlechting_no_delete`",
    ),
    "a trigger that swallows": (
        "CREATE TRIGGER x BEFORE INSERT ON ontvlechting_records BEGIN SELECT RAISE(IGNORE); END",
        "a trigger does not belong here: `x`",
    ),
    "a trigger that swallows, in capitals": (
        "CREATE TRIGGER x BEFORE UPDATE ON ONTVLECHTING_PROCESSES BEGIN SELECT RAISE(IGNORE); END",
        "a trigger does not belong here: `x`",
    ),
    "an index that keeps records out": (
        "CREATE UNIQUE INDEX x ON ontvlechting_records (process, number % 1000, hash)",
        "an index does not belong here: `x`",
    ),
    "a column more": (
        "ALTER TABLE ontvlechting_snapshots ADD COLUMN x",
        "a table was changed: `ontvlechting_snapshots`",
    ),
    "all of them": (
        f"{OPEN}; CREATE TRIGGER x AFTER INSERT ON ontvlechting_ledger BEGIN SELECT 1; END",
        (
            "a trigger is missing: `ontvlechting_no_delete`; a trigger is missing: `ontvlechting_no_update`; "
            "a trigger is missing: `ontvlechting_no_replace`; a trigger is missing: `ontvlechting_named_no_delete`; "
            "a trigger is missing: `ontvlechting_named_no_update`; a trigger is missing: `ontvlechting_named_no_replace`; "
            "a trigger is missing: `ontvlechting_tiles_no_delete`; a trigger is missing: `ontvlechting_tiles_no_update`; "
            "a trigger is missing: `ontvlechting_tiles_no_replace`; "
            "a trigger does not belong here: `x`"
        ),
    ),
}
"""What somebody may do to the guards, and what is said of it."""


@pytest.mark.parametrize("how", CHANGED)
def test_guards_that_are_not_what_they_were_are_told(tmp_path: Path, how: str) -> None:
    """Verifying names each, also when no record was touched; and nothing is written past them. Looking goes on."""
    path, road = tmp_path / "ledger.db", Road(letter.PROCESSES["douane/websites"])
    filled(path)
    script, said = CHANGED[how]
    with Workflow.open(f"sqlite:///{path}") as early:
        early.submit("s", road.identify())
        spoil(path, script)
        before = contents(path)
        for deep in (False, True):
            with Ledger.open(f"sqlite:///{path}") as flow, pytest.raises(BrokenLedger) as error:
                flow.verify(deep=deep)
            assert (f"the ledger is broken: {said}", None, None) == (
                error.value.text.en,
                error.value.process,
                error.value.number,
            )
        with Workflow.open(f"sqlite:///{path}") as late:
            for flow in (early, late):
                assert ["p", "q", "r", "s"] == flow.processes()
                with pytest.raises(BrokenLedger, match=re.escape(said)):
                    flow.submit("t", road.identify())
                with pytest.raises(BrokenLedger, match=re.escape(said)), flow._store.turn(["t"]):
                    pass
    assert before == contents(path)


def test_guards_that_are_not_what_they_were_are_told_in_dutch(tmp_path: Path) -> None:
    """Every kind of difference has its words."""
    path = tmp_path / "ledger.db"
    filled(path)
    changes = (CHANGED[how][0] for how in ("a trigger with other words", "a trigger that swallows", "a column more"))
    spoil(path, ";".join(["DROP TRIGGER ontvlechting_no_replace", *changes]))
    with Ledger.open(f"sqlite:///{path}") as flow, pytest.raises(BrokenLedger) as error:
        flow.verify()
    assert (
        "het logboek is geschonden: een trigger ontbreekt: `ontvlechting_no_replace`; een trigger hoort hier niet: `x`; "
        "een tabel is veranderd: `ontvlechting_snapshots`; een trigger is veranderd: `ontvlechting_no_delete`"
    ) == error.value.text.nl


def test_what_others_keep_beside_the_ledger_is_none_of_its_business(tmp_path: Path) -> None:
    """Tables, views, indexes and triggers of somebody else, also with names that begin as ours."""
    path = tmp_path / "ledger.db"
    filled(path)
    spoil(
        path,
        "CREATE TABLE ontvlechting_case (name); CREATE VIEW ontvlechting_names AS SELECT process FROM ontvlechting_records;"
        "CREATE TRIGGER ontvlechting_x AFTER INSERT ON ontvlechting_case BEGIN SELECT 1; END;"
        "CREATE INDEX x ON ontvlechting_processes (state); ALTER TABLE ontvlechting_case RENAME TO cases; VACUUM",
    )
    with Workflow.open(f"sqlite:///{path}") as flow:
        assert flow.submit("s", Road(letter.PROCESSES["douane/websites"]).identify()).allowed
        assert 14 == flow.verify(deep=True).records


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (
            "CREATE TEMP TRIGGER x BEFORE INSERT ON ontvlechting_records BEGIN SELECT RAISE(IGNORE); END",
            "a trigger does not belong here: `temp.x`",
        ),
        (
            "CREATE TEMP TABLE ontvlechting_processes AS SELECT * FROM main.ontvlechting_processes",
            "a table does not belong here: `temp.ontvlechting_processes`",
        ),
    ],
)
def test_what_a_connection_has_put_before_the_ledger_is_told(tmp_path: Path, change: str, said: str) -> None:
    """A trigger or table of the connection of a caller alone would swallow, or hide, what is kept."""
    p = story("p", 2)
    with closing(sqlite3.connect(tmp_path / "theirs.db")) as connection:
        store = SqliteStore.bound(connection)
        keep(store, p[:1])
        connection.commit()
        store.check_schema()
        connection.execute(change)
        for ask in (store.check_schema, lambda: keep(store, p[1:])):
            with pytest.raises(BrokenLedger, match=re.escape(said)):
                ask()
        connection.rollback()


SWALLOWED = {
    "records": "INSERT ON ontvlechting_records",
    "heads of new processes": "INSERT ON ontvlechting_processes",
    "heads": "UPDATE ON ontvlechting_processes",
    "snapshots": "INSERT ON ontvlechting_snapshots",
    "texts that go": "UPDATE OF disclosures ON ontvlechting_records",
    "snapshots that go": "DELETE ON ontvlechting_snapshots",
}


@pytest.mark.parametrize("kept_by", ["the file", "the connection of a caller"])
@pytest.mark.parametrize("what", SWALLOWED)
def test_what_a_trigger_swallows_is_missed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, what: str, kept_by: str
) -> None:
    """Also where nobody looks at the triggers: every row is counted, and when one is missing nothing is kept."""
    p, q = story("p", 3), story("q", 1)
    monkeypatch.setattr(SqliteStore, "check_schema", lambda _: None)
    with closing(sqlite3.connect(tmp_path / "ledger.db")) as connection:
        if kept_by == "the file":
            store, plain, temp = SqliteStore(tmp_path / "ledger.db"), connection, ""
        else:
            store, plain, temp = SqliteStore.bound(connection), connection, "TEMP"
        store.append(sealed_of(p[:2]), [p[1].standing], [p[1].snapshot])
        before = everything(store)
        plain.execute(f"CREATE {temp} TRIGGER x BEFORE {SWALLOWED[what]} BEGIN SELECT RAISE(IGNORE); END")
        with pytest.raises(BrokenLedger) as error:
            store.append(
                sealed_of([p[2], *q]), [p[2].standing, q[0].standing], [q[0].snapshot], [redacted(p[0].sealed, CODEC)]
            )
        assert "something in the database swallows what is written; nothing was recorded" in error.value.text.en
        assert before == everything(store)
        plain.execute("DROP TRIGGER x")
        store.append(
            sealed_of([p[2], *q]), [p[2].standing, q[0].standing], [q[0].snapshot], [redacted(p[0].sealed, CODEC)]
        )
        assert len(list(store.records())) == 4
        store.close()


@pytest.mark.parametrize("how", DERIVED)
def test_tampering_with_what_is_derived_is_seen_by_looking_deeper(tmp_path: Path, how: str) -> None:
    """An overview or snapshot that does not follow from the records is seen when everything is rebuilt."""
    path = tmp_path / "ledger.db"
    filled(path)
    spoil(path, OPEN + DERIVED[how] + SHUT)
    with Ledger.open(f"sqlite:///{path}") as flow:
        assert 13 == flow.verify().records
        with pytest.raises(BrokenLedger):
            flow.verify(deep=True)


ASKED: dict[str, Callable[[Ledger], object]] = {
    "overview": lambda flow: flow.overview(),
    "pages of an overview": lambda flow: [flow.overview(after=after, limit=1) for after in ("", "o")],
    "processes": lambda flow: flow.processes(),
    "history": lambda flow: flow.history("p"),
    "dossier": lambda flow: flow.dossier("p"),
    "next steps": lambda flow: flow.next_steps("p"),
    "portfolio": lambda flow: flow.portfolio(),
    "records": lambda flow: flow.records(),
    "report": lambda flow: flow.report("en"),
    "timeline": lambda flow: flow.timeline("en"),
    "verify": lambda flow: flow.verify(),
    "ask": lambda flow: flow.ask("p", Road(letter.PROCESSES["douane/websites"]).complete()),
}
VALUES = (
    "NULL", "-1", "0", "1.5", "9223372036854775807", "''", "'gisteren'", "'2023-01-01T00:00:00'", "x'00ff'", "'{}'", "'[1'",
    """'{"route":"om"}'""", """'{"breaches":1}'""", """'{"a b":"c"}'""", "'{\"route\":' || quote(zeroblob(9)) || '}'",
)  # fmt: skip
DAMAGE = [("ontvlechting_processes", "p", column, value) for column, value in product(rows.COLUMNS, VALUES)] + [
    ("ontvlechting_snapshots", "r", column, value) for column, value in product(Snapshot._fields, VALUES)
]


@pytest.fixture(scope="module")
def undamaged(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """A ledger of three processes and a kept dossier, as bytes."""
    path = tmp_path_factory.mktemp("undamaged") / "ledger.db"
    filled(path)
    return path.read_bytes()


def answered(ask: Callable[[Ledger], object], flow: Ledger) -> object:
    """What is answered, or what is said to be broken."""
    try:
        return ask(flow)
    except (BrokenLedger, UnknownProcess, UnknownRules) as error:
        return type(error), str(error)


@pytest.mark.parametrize("column", sorted({f"{table}.{column}" for table, _, column, _ in DAMAGE}))
def test_damage_to_what_is_derived_is_told_and_never_a_bare_error(
    undamaged: bytes, tmp_path: Path, column: str
) -> None:
    """Any value of any kind in any column: what reads it says what is broken, and looking deeper finds it always.

    What does not need it goes on. A report is made once of each set of answers to all else that is asked.
    """
    path, tried = tmp_path / "ledger.db", 0
    told: list[list[object]] = []
    for table, process, name, value in DAMAGE:
        if f"{table}.{name}" != column:
            continue
        path.write_bytes(undamaged)
        try:
            spoil(path, f"UPDATE {table} SET {name} = {value} WHERE process = '{process}'")  # noqa: S608
        except sqlite3.IntegrityError:  # the table does not take it
            continue
        if path.read_bytes() == undamaged:
            continue
        tried += 1
        with Ledger.open(f"sqlite:///{path}") as flow:
            answers = [answered(ask, flow) for name, ask in ASKED.items() if name != "report"]
            if answers not in told:
                told.append(answers)
                answered(ASKED["report"], flow)
            assert flow.history("q")
            with pytest.raises(BrokenLedger) as error:
                flow.verify(deep=True)
            assert None is error.value.number or error.value.number > 0
    assert tried >= 3


@pytest.mark.parametrize(
    ("column", "value", "said"),
    [
        ("recorded_at", "gisteren", "'gisteren'"),
        ("recorded_at", "2023-01-01T00:00:00", "'2023-01-01T00:00:00'"),
        ("state", "klaar", "'klaar'"),
        ("number", 0, "0"),
        ("rules_version", "", "''"),
        ("columns", b"{}", "b'{}'"),
        ("columns", "{", "'{'"),
        ("columns", "[]", "'[]'"),
        ("columns", "[" * 100_000, shown("[" * 100_000)),
        ("columns", '{"route": "shift"}', '\'{"route": "shift"}\''),
        ("columns", '{"route":null}', "'{\"route\":null}'"),
        ("columns", '{"breaches":true}', "'{\"breaches\":true}'"),
        ("columns", '{"a b":"c"}', '\'{"a b":"c"}\''),
    ],
)
def test_where_a_process_stands_is_told_by_column_when_it_cannot_be_read(
    tmp_path: Path, column: str, value: object, said: str
) -> None:
    """The error names the process, the column and what stands there, in both languages, and no record: it is none."""
    path = tmp_path / "ledger.db"
    filled(path)
    with closing(sqlite3.connect(path)) as plain:
        plain.execute(f"UPDATE ontvlechting_processes SET {column} = ? WHERE process = 'p'", (value,))  # noqa: S608
        plain.commit()
    _told_by_column(path, column, said)


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("route", ""),
        ("route", "om"),
        ("route", 1),
        ("receiving", " "),
        ("receiving", 7),
        ("waiting_until", "2023-02-30"),
        ("waiting_until", "20230228"),
        ("waiting_until", 1),
        ("breaches", 0),
        ("breaches", -1),
        ("breaches", "1"),
    ],
)
def test_what_cannot_stand_in_a_column_of_a_dossier_is_told_by_its_name(
    tmp_path: Path, column: str, value: object
) -> None:
    """Only the rules say so: to the store it is a text or a number like any other."""
    path = tmp_path / "ledger.db"
    filled(path)
    with closing(sqlite3.connect(path)) as plain:
        ((kept,),) = plain.execute("SELECT columns FROM ontvlechting_processes WHERE process = 'p'")
        bent = canonical({**json.loads(kept), column: value}).decode()
        plain.execute("UPDATE ontvlechting_processes SET columns = ? WHERE process = 'p'", (bent,))
        plain.commit()
    _told_by_column(path, column, repr(value))


def _told_by_column(path: Path, column: str, said: str) -> None:
    """An overview of this ledger says what stands in which column of `p`."""
    with Ledger.open(f"sqlite:///{path}") as flow, pytest.raises(BrokenLedger) as error:
        flow.overview()
    assert ("p", None) == (error.value.process, error.value.number)
    assert f"`p` is broken: where it stands cannot be read: `{column}` holds {said}" == error.value.text.en
    assert f"`p` is geschonden: de stand van zaken is onleesbaar: in `{column}` staat {said}" == error.value.text.nl


@pytest.mark.parametrize("value", ["'{'", "''", "x'7b7d'", "'[1]'", '\'{"route":"shift",}\''])
@pytest.mark.parametrize(
    "asked",
    [{"route": Route.SHIFT}, {"breached": True}, {"breached": False}, {"waiting_until": date(2024, 1, 1)}],
    ids=str,
)
def test_columns_that_are_no_json_are_told_whatever_is_asked(tmp_path: Path, asked: dict[str, Any], value: str) -> None:
    """It is a broken ledger, and no error of the database: a row that cannot be read is never left out in silence."""
    path = tmp_path / "ledger.db"
    filled(path)
    spoil(path, f"UPDATE ontvlechting_processes SET columns = {value} WHERE process = 'p'")  # noqa: S608
    with Ledger.open(f"sqlite:///{path}") as flow:
        with pytest.raises(BrokenLedger, match="`p` is broken"):
            flow.overview(**asked)
        assert ["q"] == [s.process for s in flow.overview(after="p", limit=1)]


def test_records_that_are_gone_are_missed_where_a_process_stands(tmp_path: Path) -> None:
    """Where a process stands is kept and its records are not: whoever reads it says so, and does not call it unknown."""
    path = tmp_path / "ledger.db"
    filled(path)
    gone = "DELETE FROM ontvlechting_records WHERE process = 'p'"
    spoil(path, f"{OPEN}{gone}{SHUT}")
    with Ledger.open(f"sqlite:///{path}") as flow:
        for ask in (flow.dossier, flow.next_steps):
            with pytest.raises(BrokenLedger, match="record 1 of `p` is broken: its records are missing"):
                ask("p")
        assert 3 == len(flow.overview())


@pytest.mark.parametrize("spoilt", ["DELETE FROM ontvlechting_ledger", "UPDATE ontvlechting_ledger SET schema = 'x'"])
def test_a_version_that_is_none_is_told_to_who_keeps_a_ledger_beside_their_own(tmp_path: Path, spoilt: str) -> None:
    """Neither newer nor this one: the tables are not touched."""
    with closing(_theirs(tmp_path / "theirs.db")) as connection:
        SqliteStore.bound(connection)
        connection.execute(spoilt)
        with pytest.raises(BrokenLedger, match=r"there is no version (None|'x') of the tables"):
            SqliteStore.bound(connection)


@pytest.mark.parametrize("table", ["ledger", "records", "processes", "snapshots"])
def test_a_table_that_is_gone_is_seen(tmp_path: Path, table: str) -> None:
    """A ledger without one of its tables is broken, not merely unavailable."""
    path = tmp_path / "ledger.db"
    SqliteStore(path).close()
    spoil(path, f"DROP TABLE ontvlechting_{table}")
    with pytest.raises(BrokenLedger):
        SqliteStore(path)


def test_a_damaged_file_is_told_apart(tmp_path: Path) -> None:
    """Pages overwritten with rubbish make a broken ledger, not a crash."""
    path = tmp_path / "ledger.db"
    filled(path)
    whole = path.read_bytes()
    for page in range(1, len(whole) // 4096):
        path.write_bytes(whole[: page * 4096] + bytes([255]) * 4096 + whole[(page + 1) * 4096 :])
        with pytest.raises(BrokenLedger), Workflow.open(f"sqlite:///{path}") as flow:
            flow.verify(deep=True)


# -- a file of another version -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("read_only", [False, True])
def test_a_file_of_an_older_version_is_refused_and_left_alone(
    tmp_path: Path,
    read_only: bool,  # noqa: FBT001 - a parameter of the test
) -> None:
    """It is not broken: who has it is told what to do, in both languages, and not a byte is written."""
    path = tmp_path / "ledger.db"
    filled(path)
    spoil(path, f"PRAGMA user_version = {SCHEMA - 1}")
    before = contents(path)
    with pytest.raises(NotALedger) as error:
        SqliteStore(path, read_only=read_only)
    tables = f"(tables {SCHEMA - 1}, here {SCHEMA})"
    assert f"written by an older version {tables}; export it with that version, and load it here" in error.value.text.en
    assert "geschreven door een oudere versie" in error.value.text.nl
    assert before == contents(path)


# -- copies ------------------------------------------------------------------------------------------------------------


def test_a_backup_is_whole_while_a_writer_goes_on(tmp_path: Path) -> None:
    """The copy is the ledger as it was at one moment; it verifies, and it is a ledger like any other."""
    p = story("p", 50)
    written, copied = Event(), Event()
    with closing(SqliteStore(tmp_path / "ledger.db")) as store:

        def write() -> None:
            with closing(SqliteStore(tmp_path / "ledger.db")) as writer:
                for k in p:
                    keep(writer, [k])
                    if k.sealed.number == 15:
                        written.set()
                    if k.sealed.number == 35:
                        copied.wait(60)

        with ThreadPoolExecutor(1) as pool:
            writing = pool.submit(write)
            written.wait(60)
            store.backup(tmp_path / "copy.db")
            copied.set()
            writing.result()
        assert sealed_of(p) == list(store.read("p"))
    with Workflow.open(f"sqlite:///{tmp_path / 'copy.db'}") as flow:
        report = flow.verify(deep=True)
        assert 15 <= report.records <= 35
        assert sealed_of(p)[: report.records] == list(flow._store.read("p"))
        keep(flow._store, p[report.records :])
        assert 50 == flow.verify(deep=True).records


def test_a_backup_takes_no_place_that_is_taken(tmp_path: Path) -> None:
    """There is a file of that name already, or no such folder: one clear error, and nothing is touched."""
    (tmp_path / "taken.db").write_text("x")
    with closing(SqliteStore(tmp_path / "ledger.db")) as store:
        for target in (tmp_path / "taken.db", tmp_path / "ledger.db", tmp_path / "no" / "copy.db", tmp_path):
            with pytest.raises(LedgerUnavailable) as error:
                store.backup(target)
            assert str(target) == error.value.where
    assert "x" == (tmp_path / "taken.db").read_text()
    assert not {"copy.db", "no"} & {p.name for p in tmp_path.iterdir()}


@pytest.mark.parametrize("error", [sqlite3.OperationalError("disk full"), KeyboardInterrupt()])
def test_no_half_copy_is_left(tmp_path: Path, error: BaseException) -> None:
    """When the copying fails or is interrupted, there is no file that looks like a copy."""

    class Failing(sqlite3.Connection):
        def backup(self, target: sqlite3.Connection, **_: Any) -> None:
            target.execute("CREATE TABLE half (x)")
            raise error

    with closing(SqliteStore(tmp_path / "ledger.db")) as store:
        with closing(sqlite3.connect(":memory:", factory=Failing)) as failing:
            whole, store._connection = store._connection, failing
            with pytest.raises((LedgerUnavailable, KeyboardInterrupt)):
                store.backup(tmp_path / "copy.db")
            store._connection = whole
        assert not (tmp_path / "copy.db").exists()
        store.backup(tmp_path / "copy.db")


@pytest.mark.parametrize("umask", [0o000, 0o277])
def test_a_backup_is_for_its_owner_alone(tmp_path: Path, umask: int) -> None:
    """Whatever the program lets others read: a copy is as secret as what it is copied from."""
    before = os.umask(umask)
    try:
        with closing(SqliteStore(tmp_path / "ledger.db")) as store:
            store.backup(tmp_path / "copy.db")
    finally:
        os.umask(before)
    assert 0o600 == stat.S_IMODE((tmp_path / "copy.db").stat().st_mode)


def test_a_backup_that_fails_says_whether_the_copy_or_the_ledger_is_to_blame(tmp_path: Path) -> None:
    """A full disk under the copy names the copy; a ledger that is closed or damaged is named itself. No copy is left."""
    path, target = tmp_path / "ledger.db", tmp_path / "copy.db"
    filled(path)
    with closing(SqliteStore(path)) as store:
        store.read("p")
        soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
        resource.setrlimit(resource.RLIMIT_FSIZE, (8192, hard))
        try:
            with pytest.raises(FileUnavailable) as full:
                store.backup(target)
        finally:
            resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
        assert str(target) == full.value.where
        os.truncate(path, 8192)
        with pytest.raises(BrokenLedger, match="the file is damaged"):
            store.backup(target)
    with pytest.raises(LedgerUnavailable, match="this ledger was closed; open it anew") as closed:
        store.backup(target)
    assert (str(path), LedgerUnavailable) == (closed.value.where, type(closed.value))
    assert not target.exists()


# -- on a connection of somebody else --------------------------------------------------------------------------------------


def _theirs(path: Path, isolation: str | None = "") -> sqlite3.Connection:
    connection = sqlite3.connect(path, isolation_level=isolation)  # type: ignore[arg-type]
    connection.execute("CREATE TABLE IF NOT EXISTS customers (name)")
    return connection


def test_records_are_committed_together_with_rows_of_the_caller(tmp_path: Path) -> None:
    """The store never commits: until the caller does, nobody else sees a record, and a rollback takes it back."""
    path, p = tmp_path / "theirs.db", story("p", 2)
    with closing(_theirs(path)) as connection, closing(_theirs(path)) as other:
        store = SqliteStore.bound(connection)
        connection.commit()
        connection.execute("INSERT INTO customers VALUES ('one')")
        keep(store, p[:1])
        assert [] == SqliteStore.bound(other, create=False).standings()
        connection.commit()
        assert sealed_of(p[:1]) == list(SqliteStore.bound(other).read("p"))
        keep(store, p[1:])
        assert connection.in_transaction
        connection.rollback()
        assert sealed_of(p[:1]) == list(store.read("p"))
        assert [("one",)] == other.execute("SELECT name FROM customers").fetchall()


def test_a_conflict_leaves_the_work_of_the_caller(tmp_path: Path) -> None:
    """What could not be kept is undone, and nothing else of the caller's transaction."""
    p = story("p", 2)
    with closing(_theirs(tmp_path / "theirs.db")) as connection:
        store = SqliteStore.bound(connection)
        keep(store, p[:1])
        connection.execute("INSERT INTO customers VALUES ('one')")
        with pytest.raises(Conflict):
            keep(store, [*story("q", 1), *p[:1]])
        connection.commit()
        assert [("one",)] == connection.execute("SELECT name FROM customers").fetchall()
        assert sealed_of(p[:1]) == [s for _, s in store.records()]


def test_without_a_transaction_nothing_is_appended(tmp_path: Path) -> None:
    """On a connection that commits each statement by itself, the caller has to begin."""
    with closing(_theirs(tmp_path / "theirs.db", None)) as connection:
        connection.execute("BEGIN")
        store = SqliteStore.bound(connection)
        connection.execute("COMMIT")
        with pytest.raises(InputError, match="open transaction"):
            keep(store, story("p", 1))
        connection.execute("BEGIN")
        keep(store, story("p", 1))
        connection.execute("COMMIT")
        assert 1 == len(store.standings())


def test_tables_of_a_ledger_are_made_only_when_asked(tmp_path: Path) -> None:
    """Without `create` a database without them is no ledger; one of a newer version never is."""
    with closing(_theirs(tmp_path / "theirs.db")) as connection:
        with pytest.raises(NotALedger):
            SqliteStore.bound(connection, create=False)
        SqliteStore.bound(connection)
        connection.execute("UPDATE ontvlechting_ledger SET schema = ?", (SCHEMA + 1,))
        with pytest.raises(NotALedger, match="newer version"):
            SqliteStore.bound(connection)


def test_what_the_caller_set_for_rows_does_not_matter(tmp_path: Path) -> None:
    """A row factory of the caller is for rows of the caller."""
    with closing(_theirs(tmp_path / "theirs.db")) as connection:
        connection.row_factory = sqlite3.Row
        store = SqliteStore.bound(connection)
        keep(store, story("p", 2))
        assert sealed_of(story("p", 2)) == list(store.read("p"))
