"""A ledger in SQLite: a file of its own, or tables in a database of the caller.

A record and the new row of its process are written in one transaction. Two writers that judged on the same state follow
on the same head: the first to write moves it, and the second gets a `Conflict`.

A file of its own is in WAL mode, and every commit is synced to disk. On a connection of the caller this store never
commits: the caller does, together with rows of its own.

What is acknowledged has to be in the file that others find under its name. So each commit checks that this is still the
file that was opened. A fork closes the file first: a child must not use an SQLite connection of its parent, which
believes that it holds locks that it does not hold.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Collection, Iterator, Sequence
from contextlib import AbstractContextManager, closing, nullcontext, suppress
from errno import EISDIR, ENOENT
from math import inf
from os import getpid
from pathlib import Path
from threading import TIMEOUT_MAX, RLock, get_ident
from time import monotonic, sleep
from types import TracebackType
from typing import Any, Generic, NoReturn, Self, TypeVar
from weakref import WeakValueDictionary

from ontvlechting.engine.checked import refuse
from ontvlechting.engine.columns import Match
from ontvlechting.engine.errors import (
    BrokenLedger,
    Conflict,
    FileUnavailable,
    InputError,
    LedgerUnavailable,
    NotALedger,
    Problem,
    shown,
    system,
)
from ontvlechting.engine.handles import Handle
from ontvlechting.engine.text import Text
from ontvlechting.record.audit import START, Sealed
from ontvlechting.record.files import make, path_of
from ontvlechting.record.merkle import TILE
from ontvlechting.record.standing import EVERYTHING, Criterion, Naming, Row, Seen, Selection, Snapshot
from ontvlechting.record.stores import rows
from ontvlechting.record.stores.port import CLOSED, check_connection, problems_of_patience
from ontvlechting.record.stores.schema import compare, of_another_version
from ontvlechting.record.stores.sqlite_schema import APPLICATION, FOUND, NAMES, PARTS, SCHEMA, TABLES
from ontvlechting.record.stores.tiles import superfluous, tile

PATIENCE = 30.0
"""Seconds to wait for another writer."""
FAULTS = (sqlite3.DatabaseError, UnicodeDecodeError)
"""The errors of SQLite: a message about damage may contain damaged text, which cannot be decoded."""
MOVED = Text(
    nl="het bestand of het log ernaast is verplaatst, verwijderd of vervangen terwijl het open was; open het opnieuw",
    en="the file, or the log beside it, was moved, deleted or replaced while it was open; open it again",
)
LINKED = Text(
    nl="het bestand heeft nog een naam (een harde koppeling), en onder elke naam hoort een ander log; maak een kopie",
    en="the file has another name as well (a hard link), and to each name belongs a log of its own; make a copy",
)
INHERITED = Text(
    nl="dit proces is met `fork` afgesplitst terwijl er een logboek in SQLite in gebruik was, en kan er nu geen "
    "gebruiken; splits af buiten `turn` en `still`, of begin een proces met `spawn`",
    en="this process was forked while a ledger in SQLite was in use, and cannot use one now; fork outside of `turn` and "
    "`still`, or start a process with `spawn`",
)
OF_ANOTHER = Text(
    nl="de verbinding is van het proces waarvan dit met `fork` is afgesplitst; open hier een nieuwe",
    en="the connection belongs to the process that this one was forked from; open a new one here",
)
_OF_READING = ("CORRUPT", "NOTADB", "IOERR_READ", "IOERR_SHORT_READ", "BUSY", "LOCKED")
"""Parts of the names of errors that come from the source of a copy, not from the copy itself."""

_SEALED = "process, number, id, hash, body, disclosures"
# a plus makes it an expression, so that converters that the caller registered for a type of column do not run
_ASKED = "+process, +number, +id, +hash, +body, +disclosures"
_INSERT = f"INSERT INTO ontvlechting_records ({_SEALED}) VALUES (?, ?, ?, ?, ?, ?)"
_OPEN = f"INSERT INTO ontvlechting_processes ({', '.join(rows.COLUMNS)}) VALUES ({', '.join('?' * len(rows.COLUMNS))})"
_MOVE = (
    f"UPDATE ontvlechting_processes SET {', '.join(f'{c} = ?' for c in rows.COLUMNS[1:])} "
    "WHERE process = ? AND number = ? AND hash = ?"
)
_STANDS = "SELECT 1 FROM ontvlechting_processes WHERE process = ? AND number = ? AND hash = ?"
_KEEP = "INSERT OR REPLACE INTO ontvlechting_snapshots (process, number, hash, body) VALUES (?, ?, ?, ?)"
_SNAPSHOT = "SELECT +process, +number, +hash, +body FROM ontvlechting_snapshots"
_NAME = "INSERT INTO ontvlechting_named (reference, process, number) VALUES (?, ?, ?)"
_NAMED = "SELECT +reference, +process, +number FROM ontvlechting_named"
_TILE = "INSERT INTO ontvlechting_tiles (position, root) VALUES (?, ?)"
_TILES = "SELECT +position, +root FROM ontvlechting_tiles ORDER BY position"
_POSITION = "SELECT +position FROM ontvlechting_records WHERE process = ? AND number = ?"
_LESSEN = "UPDATE ontvlechting_records SET disclosures = ? WHERE process = ? AND number = ? AND length(disclosures) > ?"
_LESS = "SELECT 1 FROM ontvlechting_records WHERE process = ? AND number = ? AND length(disclosures) > ?"
_FORGET = "DELETE FROM ontvlechting_snapshots WHERE process = ?"
_KEPT = "SELECT 1 FROM ontvlechting_snapshots WHERE process = ?"
_LAST = "SELECT position, hash FROM ontvlechting_records ORDER BY position DESC LIMIT 1"
_STANDING = f"SELECT {', '.join(f'+{c}' for c in rows.COLUMNS)} FROM ontvlechting_processes"


_JSON = "(typeof(columns) = 'text' AND json_valid(columns))"

_S = TypeVar("_S", bound="SqliteStore")


class SqliteStore(Handle):
    """A ledger in a file; see `Store` for what it promises. May be shared by threads.

    Args:
        path: the file.
        create: make a new ledger when the file does not exist.
        read_only: only read: nothing is made or written. This can also open a ledger that another program has in its
            own database.
        patience: how many seconds to wait for another writer.

    Raises:
        InputError: it is no path that a file can have, or no number of seconds.
        LedgerUnavailable: the file cannot be opened or made.
        NotALedger: the file is something else, or was written by a newer version.
        BrokenLedger: the file is damaged, or a table is missing.
    """

    _asleep = True
    _connection: sqlite3.Connection
    _file: tuple[int, int] | None = None
    _beside: tuple[tuple[int, int] | None, ...] = ()
    _head: tuple[int, str] | None = None
    _hosted = False
    _looked_at: int | None = None
    _path: Path | None = None
    _patience = PATIENCE
    _traces = False
    _turn: _Turn | None = None
    _written: int | None = None

    def __init__(
        self, path: str | Path, *, create: bool = True, read_only: bool = False, patience: float = PATIENCE
    ) -> None:
        path = path_of("SqliteStore", path)
        refuse("SqliteStore", problems_of_patience(patience))
        self._where = str(path)
        self._lock = RLock()
        self._owned = True
        self._pid = getpid()
        self._read_only = read_only
        self._patience = patience
        self._path = path.absolute()
        create = create and not read_only
        try:
            folder, there = path.is_dir(), path.is_file()
        except OSError as error:  # it lies in a folder that may not be entered
            raise LedgerUnavailable(str(path), system(error.errno, str(error))) from error
        if folder:
            raise LedgerUnavailable(str(path), system(EISDIR))
        if not there and path.exists():  # a device or a pipe
            self._not_a_ledger("geen gewoon bestand", "no plain file")
        if not there and not (create and self._path.parent.is_dir()):
            raise LedgerUnavailable(str(path), system(ENOENT))
        self._open(self._path, create=create)

    @classmethod
    def bound(cls, connection: sqlite3.Connection, *, create: bool = True) -> Self:
        """A ledger in tables beside those of the caller, on a connection and in a transaction that the caller owns.

        It never commits and never rolls back more than its own last attempt. When the driver decides when a
        transaction begins (the default of `sqlite3`), the first append begins one.

        Args:
            connection: the caller's connection; also the one inside SQLAlchemy or Django.
            create: make the tables when they are not there.

        Raises:
            InputError: this is no such connection; or the tables have to be made, the connection is in autocommit mode
                and no transaction is open. Later writes raise the same.
            NotALedger: there are no tables and they may not be made, or they are of a newer version.
        """
        check_connection("SqliteStore.bound", connection, sqlite3.Connection)
        store = cls.__new__(cls)
        store._where = "sqlite3.Connection"
        store._lock = RLock()
        store._owned = False
        store._pid = getpid()
        store._connection = connection
        store._prepare_bound(create=create)
        return store

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self._where!r})"

    @property
    def lent(self) -> bool:
        """Whether it is on a connection of the caller."""
        return not self._owned

    # -- opening -----------------------------------------------------------------------------------------------------

    def _open(self, path: Path, *, create: bool) -> None:
        """Open the file, and remember its identity: others may replace it by another file of the same name."""
        if _inherited or any(store._pid != getpid() and not store._asleep for store in _living()):
            raise LedgerUnavailable(self._where, INHERITED)
        address = path.as_uri()
        with self._lock:
            _stores[id(self)] = self
            try:
                if create and not path.exists():
                    sqlite3.connect(f"{address}?mode=rwc", uri=True).close()
                self._file = self._file or _identity(str(path))
                real = os.path.realpath(path)  # SQLite puts its log, and the index of that, beside the real file
                self._names = str(path), (f"{real}-wal", f"{real}-shm")
                self._connection = sqlite3.connect(
                    f"{address}?{_mode(path)}",
                    uri=True,
                    timeout=self._patience,
                    isolation_level=None,
                    check_same_thread=False,
                )
            except (sqlite3.Error, ValueError) as error:
                raise LedgerUnavailable(self._where, _why(error)) from error
            try:
                self._asleep, self._written, self._looked_at, self._beside = False, None, None, ()
                self._prepare(create=create)
                self._check_file()
                self._check_head()
            except BaseException as error:
                self._connection.close()
                self._asleep = True
                if isinstance(error, FAULTS):
                    raise self._translated(error) from error
                raise

    def _prepare(self, *, create: bool) -> None:
        """Check what the file is; make the tables when it is new and may be made."""
        self._run("BEGIN")  # another program may be making the tables
        application, schema = self._one("PRAGMA application_id"), self._one("PRAGMA user_version")
        tables = self._tables()
        self._hosted = application != APPLICATION and "ontvlechting_ledger" in tables
        if self._hosted:  # in the database of another program, which has its own application id, or none
            application, schema = APPLICATION, self._one("SELECT max(schema) FROM ontvlechting_ledger")
        self._run("ROLLBACK")
        if self._hosted and not self._read_only:
            self._not_a_ledger(
                "de database van een ander programma, met een logboek erin: kijken kan, schrijven doet dat programma zelf",
                "the database of another program, with a ledger in it: it can be looked at, and that program itself writes",
            )
        if application not in (APPLICATION, 0) or (application == 0 and (tables or schema)):
            self._not_a_ledger("een andere SQLite-database", "another SQLite database")
        if application == 0 and not create:
            self._not_a_ledger("een leeg bestand", "an empty file")
        if application:
            self._same_version(schema)
        if application and not tables >= NAMES:
            raise BrokenLedger(None, None, Text(nl="een tabel ontbreekt", en="a table is missing"))
        if self._read_only:
            self._run("PRAGMA query_only = ON")
            return
        self._run("PRAGMA synchronous = FULL")
        self._run("PRAGMA secure_delete = ON")  # what is redacted is overwritten
        if application == 0:
            self._write_ahead()
            self._run("BEGIN IMMEDIATE")
            if self._one("PRAGMA user_version") == 0:  # another program may just have made them
                self._make()
                self._run(f"PRAGMA application_id = {APPLICATION}")
                self._run(f"PRAGMA user_version = {SCHEMA}")
            self._run("COMMIT")

    def _make(self) -> None:
        for table in TABLES:
            self._run(table)
        self._run("INSERT INTO ontvlechting_ledger VALUES (?)", (SCHEMA,))

    def _write_ahead(self) -> None:
        """Switch to WAL mode, with retries: SQLite itself does not wait when other programs open the same new file."""
        until = monotonic() + self._patience
        while True:
            try:
                self._run("PRAGMA journal_mode = WAL")
            except sqlite3.OperationalError as error:
                if error.sqlite_errorcode != sqlite3.SQLITE_BUSY or monotonic() > until:
                    raise
                sleep(0.01)
            else:
                return

    def _prepare_bound(self, *, create: bool) -> None:
        tables = self._tables()
        if "ontvlechting_ledger" in tables:
            ((schema,),) = self._all("SELECT max(schema) FROM ontvlechting_ledger")
            self._same_version(schema)
        elif create:
            with _Turn(self, look=False):
                self._make()
        else:
            self._not_a_ledger("er zijn geen tabellen van een logboek", "there are no tables of a ledger")

    def _tables(self) -> set[str]:
        return {str(name) for (name,) in self._all("SELECT +name FROM sqlite_master WHERE type = 'table'")}

    def _same_version(self, schema: object) -> None:
        if (why := of_another_version(schema, SCHEMA)) is not None:
            raise NotALedger(self._where, why)
        if schema != SCHEMA:
            said = shown(schema)
            why = Text(nl=f"er is geen versie {said} van de tabellen", en=f"there is no version {said} of the tables")
            raise BrokenLedger(None, None, why)

    # -- writing -----------------------------------------------------------------------------------------------------

    def account(self) -> str | None:
        """SQLite has no accounts."""
        return None

    def append(
        self,
        records: Sequence[Sealed],
        standings: Sequence[Row],
        snapshots: Sequence[Snapshot] = (),
        redacted: Sequence[Sealed] = (),
        seen: Collection[Seen] = (),
        named: Sequence[Naming] = (),
    ) -> None:
        """Store these records and all that is derived from them, in one commit: everything or nothing."""
        turn = _Turn(self)
        try:
            with turn:
                self._keep(records, standings, snapshots, redacted, seen, named)
        finally:
            turn.end()  # when an interruption came after `__exit__` was called and before it began
        self._traces = self._traces or bool(redacted)
        self._leave_no_traces()

    def _keep(
        self,
        records: Sequence[Sealed],
        standings: Sequence[Row],
        snapshots: Sequence[Snapshot],
        redacted: Sequence[Sealed],
        seen: Collection[Seen],
        named: Sequence[Naming],
    ) -> None:
        """Write all of it, and check that each row was written: a strange trigger could swallow it."""
        first = rows.firsts(records)
        last = 0
        for head in seen:
            if self._run(_STANDS, head).fetchone() is None:
                raise Conflict(head.process)
        try:
            for s in standings:
                self._move(s, first[s.process])
            for r in records:
                last = self._add(_INSERT, r)
            for n in named:
                self._add(_NAME, n)
        except sqlite3.IntegrityError as error:
            raise Conflict(records[0].process) from error
        for full in range((last - len(records)) // TILE, last // TILE):
            self._add_tile(TILE * (full + 1))
        for r in redacted:
            self._lessen(r)
        for snapshot in snapshots:
            self._add(_KEEP, snapshot)

    def _add(self, statement: str, values: Sequence[Any]) -> int:
        """Add one row; gives its number in its table, which of a record is its position."""
        done = self._run(statement, values)
        if done.rowcount != 1:
            raise _swallowed()
        return done.lastrowid or 0

    def _add_tile(self, position: int) -> None:
        """Add the root of the tile that the record at this position fills."""
        try:
            self._add(_TILE, (position, tile(self.hashes(position - TILE, TILE), position)))
        except sqlite3.IntegrityError as error:  # somebody put one there before there were records for it
            raise superfluous(position) from error

    def _lessen(self, r: Sealed) -> None:
        """Remove texts from a record, and the snapshot of its process."""
        less = (r.process, r.number, len(r.disclosures))
        self._run(_LESSEN, (r.disclosures, *less))
        self._run(_FORGET, (r.process,))
        if self._run(_LESS, less).fetchone() or self._run(_KEPT, (r.process,)).fetchone():
            raise _swallowed()

    def _move(self, s: Row, first: Sealed) -> None:
        """Move the head of a process, if it still is the one that the first new record follows on."""
        if first.number == 1:
            if first.previous != START.hash:
                raise Conflict(s.process)
            self._add(_OPEN, s)
            return
        before = (s.process, first.number - 1, first.previous)
        if self._run(_MOVE, (*s[1:], *before)).rowcount != 1:
            raise _swallowed() if self._run(_STANDS, before).fetchone() else Conflict(s.process)

    def turn(self, processes: Sequence[str]) -> AbstractContextManager[None]:
        """A write transaction, or a savepoint in that of the caller: nobody else writes to the file meanwhile."""
        return _Turn(self)

    def _look(self) -> None:
        """Check before writing that the schema is complete, has nothing strange, and is not of a newer version.

        Other programs can change it at any time; SQLite increases a counter when another connection writes. On a
        connection of the caller, whose rollback can also undo the counter, the schema is checked every time.
        """
        if not self._owned:
            self.check_schema()
            return
        ((written,),) = self._run("PRAGMA data_version")
        if written == self._written:
            return
        ((schema,),) = self._run("PRAGMA user_version")
        self._same_version(schema)
        ((version,),) = self._run("PRAGMA schema_version")
        if version != self._looked_at:
            self.check_schema()
        self._written, self._looked_at = written, version

    def _leave_no_traces(self) -> None:
        """Truncate the write-ahead log, which still holds what was redacted, unless a transaction is open.

        This fails while another connection reads an earlier state, or when the disk is full; it is tried again at the
        next append. No error is raised, because the commit itself succeeded.
        """
        if not self._traces:
            return
        with self._lock, suppress(sqlite3.Error):
            if not self._owned or self._connection.in_transaction:
                return
            self._run("PRAGMA busy_timeout = 0")
            try:
                ((busy, *_),) = self._run("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
                self._traces = bool(busy)
            finally:
                self._run(f"PRAGMA busy_timeout = {int(self._patience * 1000)}")

    def still(self) -> AbstractContextManager[Self]:
        """A view of the ledger as of one moment; of a file it has its own connection, so that others may write."""
        if not self._owned:
            return _Moment(self)
        self._all("SELECT 1")  # raises when this store is closed
        if self._path is None:
            return nullcontext(self)  # this is such a view already
        other = type(self)(self._path, read_only=True)
        try:
            other._path = None
            if other._file != self._file:
                self._check_file()
            other._all("BEGIN")
            other._all("SELECT count(*) FROM ontvlechting_processes")  # the moment is that of the first look
            return closing(other)
        except BaseException:
            other.close()
            raise

    # -- reading -----------------------------------------------------------------------------------------------------

    def standing(self, process: str) -> Row | None:
        """The stored row of a process."""
        found = self._all(f"{_STANDING} WHERE process = ?", (process,))
        return rows.read(found[0]) if found else None

    def standings(
        self,
        selection: Selection = EVERYTHING,
        *,
        after: str = "",
        limit: int | None = None,
    ) -> Sequence[Row]:
        """The rows of these processes, sorted by name."""
        where, values = rows.condition(selection, after, "?", _asks)
        found = self._all(f"{_STANDING}{where} ORDER BY process LIMIT ?", (*values, -1 if limit is None else limit))
        return [rows.read(r) for r in found]

    def snapshot(self, process: str) -> Snapshot | None:
        """The stored snapshot of a process."""
        found = self._all(f"{_SNAPSHOT} WHERE process = ?", (process,))
        return _snapshot(*found[0]) if found else None

    def snapshots(self) -> Iterator[Snapshot]:
        """Every stored snapshot."""
        for (place,) in self._all("SELECT rowid FROM ontvlechting_snapshots"):  # by `rowid`: a name may be damaged
            for found in self._all(f"{_SNAPSHOT} WHERE rowid = ?", (place,)):
                yield _snapshot(*found)

    def read(self, process: str, after: int = 0) -> Sequence[Sealed]:
        """The records of one process above a number."""
        found = self._all(
            f"SELECT {_ASKED} FROM ontvlechting_records WHERE process = ? AND number > ? ORDER BY number",
            (process, after),
        )
        return [_sealed(r) for r in found]

    def named(self, references: Collection[str] | None = None) -> Sequence[Naming]:
        """The first record that named each of these references."""
        asked = rows.among(references, "?")
        return [rows.naming(found) for where, values in asked for found in self._all(f"{_NAMED}{where}", values)]

    def find(self, id: str) -> Sealed | None:
        """The record of the command with this id. This acknowledges it, so the file is checked to be the one opened."""
        self._check_process()
        with self._lock:  # a fork in another thread may be closing the file
            self._check_file()
            found = self._all(f"SELECT {_ASKED} FROM ontvlechting_records WHERE id = ?", (id,))
        return _sealed(found[0]) if found else None

    def records(self, after: int = 0, limit: int | None = None) -> Iterator[tuple[int, Sealed]]:
        """The records above a position, each with its position."""
        for position, *values in self._in_order(_ASKED, after, limit):
            yield position, _sealed(values)

    def hashes(self, after: int = 0, limit: int | None = None) -> Iterator[str]:
        """The hash of each record above a position, in the order of the ledger."""
        for _, hash in self._in_order("+hash", after, limit):
            yield str(hash)

    def position(self, process: str, number: int) -> int | None:
        """The position of a record."""
        found = self._all(_POSITION, (process, number))
        return int(found[0][0]) if found else None

    def tiles(self) -> Sequence[tuple[int, bytes]]:
        """The root of each tile, by the position of its last record; empty when it is of another kind."""
        return [(position, root if isinstance(root, bytes) else b"") for position, root in self._all(_TILES)]

    def check_schema(self) -> None:
        """Check that tables and triggers are as they were made, and that no others act on what is written.

        Raises:
            BrokenLedger: something was dropped, added or changed.
        """
        compare(PARTS, {(kind, name): sql for kind, name, sql in self._all(FOUND)})

    def check(self) -> None:
        """Let SQLite check the file for damage.

        Raises:
            BrokenLedger: it is.
        """
        found = [str(line) for (line,) in self._all("PRAGMA integrity_check")]
        if found != ["ok"]:
            raise BrokenLedger(
                None, None, Text(nl=f"het bestand is beschadigd: {found[0]}", en=f"the file is damaged: {found[0]}")
            )

    def backup(self, path: str | Path) -> None:
        """Copy the ledger to a new file, while others may go on writing; the copy is consistent, as of one moment.

        Raises:
            FileUnavailable: there is a file of that name already, or it cannot be written; no half copy is left.
            LedgerUnavailable: it stands in the database of another program, whose other tables are not ours to copy.
        """
        if self._hosted:
            why = Text(nl="het is de database van een ander programma: maak daar een back-up van, of exporteer het logboek",
                       en="it is the database of another program: back that up, or export the ledger")  # fmt: skip
            raise LedgerUnavailable(self._where, why)
        target = path_of("backup", path)
        try:
            os.close(make(target))  # as secret as the ledger
        except OSError as error:
            raise FileUnavailable(str(path), error) from error
        try:
            with closing(sqlite3.connect(target, isolation_level=None)) as copy:
                self._copy_to(copy)
                copy.execute("PRAGMA journal_mode = WAL")
        except BaseException as error:
            for name in (target, Path(f"{target}-wal"), Path(f"{target}-shm"), Path(f"{target}-journal")):
                name.unlink(missing_ok=True)
            if isinstance(error, sqlite3.Error):
                raise FileUnavailable(str(path), Text(nl=str(error), en=str(error))) from error
            raise

    def _copy_to(self, copy: sqlite3.Connection) -> None:
        """Copy to this connection. Errors of reading become errors of the ledger; those of writing stay as they are."""
        with self._lock:
            self._all("SELECT 1")  # who closed this one is told
            try:
                self._connection.backup(copy)
            except sqlite3.DatabaseError as error:
                if any(word in getattr(error, "sqlite_errorname", "") for word in _OF_READING):
                    raise self._translated(error) from error
                raise

    def close(self) -> None:
        """Close the file; a connection of the caller stays open."""
        if self._owned and self._pid == getpid():
            with self._lock:
                self._asleep, self._path = False, None
                _stores.pop(id(self), None)
                self._connection.close()

    # -- within ------------------------------------------------------------------------------------------------------

    def _in_order(self, asked: str, after: int, limit: int | None) -> Iterator[Sequence[Any]]:
        """The position of each record above `after`, with the other columns that are asked, page by page."""
        query = f"SELECT +position, {asked} FROM ontvlechting_records WHERE position > ? ORDER BY position LIMIT ?"
        # a position below 1, which only tampering gives, is for the verifier to see
        return rows.in_pages(lambda *page: self._all(query, page), after or -inf, limit)

    def _run(self, statement: str, values: Sequence[Any] = ()) -> sqlite3.Cursor:
        if self._owned:
            return self._connection.execute(statement, values)
        cursor = self._connection.cursor()
        cursor.row_factory = None  # not the one that the caller set
        return cursor.execute(statement, values)

    def _all(self, statement: str, values: Sequence[Any] = ()) -> list[Any]:
        self._check_process()
        with self._lock:
            self._awake()
            before, self._connection.text_factory = self._connection.text_factory, str
            try:
                return self._run(statement, values).fetchall()
            except FAULTS as error:
                raise self._translated(error) from error
            finally:
                self._connection.text_factory = before

    def _one(self, statement: str) -> int:
        ((value,),) = self._all(statement)
        return int(value)

    def _check_process(self) -> None:
        """Check that this is the process that opened the connection: a forked child must not use it."""
        if self._pid != getpid():
            raise LedgerUnavailable(self._where, INHERITED if self._owned else OF_ANOTHER)

    def _awake(self) -> None:
        """Reopen the file that was closed for a fork, once the fork is done."""
        if self._asleep and self._path is not None:
            while any(until > monotonic() for until in tuple(_forking.values())):
                sleep(0.0005)
            self._open(self._path, create=False)

    def _check_file(self, *, recorded: bool | None = False) -> None:
        """Check that the names of the file and of its log still lead to the files that were opened."""
        if self._path is None or self._asleep:
            return
        name, beside = self._names
        there = tuple(map(_identity, beside))
        if None in self._beside or not self._beside or self._read_only:
            self._beside = there
        if there != self._beside or _identity(name) != self._file:
            raise LedgerUnavailable(self._where, MOVED, recorded=recorded)
        if recorded is False and not self._read_only and os.stat(name).st_nlink > 1:  # noqa: PTH116
            raise LedgerUnavailable(self._where, LINKED)

    def _check_head(self) -> None:
        """Check that the reopened file is the one that was closed for a fork: an inode number can be used again."""
        if self._head is not None:
            position, hash = self._head
            found = self._run("SELECT hash FROM ontvlechting_records WHERE position = ?", (position,)).fetchone()
            if found != (hash,):
                raise LedgerUnavailable(self._where, MOVED)

    def _translated(self, error: Exception) -> Exception:
        """An error of SQLite as an error of this package."""
        damaged = BrokenLedger(None, None, Text(nl="het bestand is beschadigd", en="the file is damaged"))
        if isinstance(error, UnicodeDecodeError):  # a message about damage that contains damaged text
            return damaged
        name = getattr(error, "sqlite_errorname", "")
        if name == "SQLITE_NOTADB":
            return NotALedger(self._where, Text(nl="geen SQLite-bestand", en="not an SQLite file"))
        if name.startswith("SQLITE_CORRUPT"):
            return damaged
        if not name and str(error).startswith("Could not decode"):
            return BrokenLedger(None, None, Text(nl="een tekst is geen tekst meer", en="a text is no text any more"))
        # a sync to disk failed: whether the commit is there is not known
        recorded = None if name in ("SQLITE_IOERR_FSYNC", "SQLITE_IOERR_DIR_FSYNC") else False
        closed = self._owned and str(error).startswith("Cannot operate on a closed database")
        return LedgerUnavailable(self._where, CLOSED if closed else _why(error), recorded=recorded)

    def _not_a_ledger(self, nl: str, en: str) -> NoReturn:
        raise NotALedger(self._where, Text(nl=nl, en=en))


class _Turn:
    """A transaction, or a savepoint in the one that is open: what is written in it is stored together, or not at all.

    It may be ended twice: an interruption may come after its end was called and before that began.
    """

    __slots__ = ("_begun", "_look", "_open", "_outer", "_part", "_store", "_thread")

    def __init__(self, store: SqliteStore, *, look: bool = True) -> None:
        self._store = store
        self._look = look
        self._open = self._begun = False
        self._outer: _Turn | None = None
        self._part = ""
        self._thread = 0

    def __enter__(self) -> None:
        store = self._store
        store._check_process()
        try:
            self._thread = get_ident()
            other = store._turn
            self._outer = other if other is not None and other._thread == self._thread else None
            self._open = True
            if self._outer is None:
                store._lock.acquire()
            self._begun, store._turn = True, self
            self._begin(store)
            if self._look:
                store._look()
        except BaseException as error:
            self.end()
            if isinstance(error, FAULTS):
                raise store._translated(error) from error
            raise

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        try:
            self.end(kept=kind is None)
        except FAULTS as fault:
            raise self._store._translated(fault) from fault
        if isinstance(error, FAULTS):
            raise self._store._translated(error) from error

    def end(self, *, kept: bool = False) -> None:
        """Commit what was written, or roll it back; nothing when it has ended already."""
        if not self._open:
            return
        store = self._store
        try:
            if kept:
                self._keep(store)
        finally:
            if self._begun:
                if store._pid == getpid():
                    self._undo(store)
                store._turn, self._begun = self._outer, False
            if self._outer is None:
                with suppress(RuntimeError):  # an interruption while it waited: it does not hold the lock
                    store._lock.release()
            self._open = False

    def _begin(self, store: SqliteStore) -> None:
        if store._owned and self._outer is None:
            store._awake()
            store._connection.rollback()  # a transaction that is still open here was left by two interruptions
            store._run("BEGIN IMMEDIATE")
            return
        connection = store._connection
        if not connection.in_transaction:
            if connection.isolation_level is None or getattr(connection, "autocommit", None) is True:
                expected = Text(
                    nl="een verbinding met een geopende transactie", en="a connection with an open transaction"
                )
                raise InputError("SqliteStore.bound", [Problem("connection", shown(connection), expected)])
            store._run("BEGIN IMMEDIATE")  # the caller's transaction, which the caller ends
        self._part = f"ontvlechting_{id(self)}"
        store._run(f"SAVEPOINT {self._part}")

    def _keep(self, store: SqliteStore) -> None:
        store._check_process()
        if self._part:
            store._run(f"RELEASE {self._part}")
        elif store._owned:
            store._check_file()
            store._run("COMMIT")
            store._check_file(recorded=None)

    def _undo(self, store: SqliteStore) -> None:
        """Roll back what was not committed; after a commit, or before a beginning, there is nothing to roll back."""
        with suppress(sqlite3.Error):
            if self._part:
                store._connection.execute(f"ROLLBACK TO {self._part}")
                store._connection.execute(f"RELEASE {self._part}")
            elif store._owned and self._outer is None:
                store._connection.rollback()


class _Moment(Generic[_S]):
    """A read transaction on the connection of a caller, when none is open.

    When something is written in it meanwhile, it becomes a transaction of the caller, who ends it.
    """

    def __init__(self, store: _S) -> None:
        self._store = store
        self._before: int | None = None

    def __enter__(self) -> _S:
        store = self._store
        store._check_process()
        try:
            if not store._connection.in_transaction:
                self._before = store._connection.total_changes
                store._run("BEGIN")
        except BaseException as error:
            with suppress(*FAULTS):
                self._end()
            if isinstance(error, FAULTS):
                raise store._translated(error) from error
            raise
        return store

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        try:
            self._end()
        except FAULTS as fault:
            raise self._store._translated(fault) from fault

    def _end(self) -> None:
        connection = self._store._connection
        if self._before is not None and self._before == connection.total_changes:
            connection.rollback()


# -- forks ---------------------------------------------------------------------------------------------------------------

_stores: WeakValueDictionary[int, SqliteStore] = WeakValueDictionary()
"""The stores on a file that were not closed."""
_forking: dict[int, float] = {}
"""Threads, by their numbers, that are forking this process, and until when others wait for each of them."""
FORKING = 1.0
"""The most seconds that others wait to open a file while a thread forks: an interrupted fork may not end the wait."""
_inherited: list[sqlite3.Connection] = []
"""Connections of the parent that could not be closed: while they are here, SQLite is not safe in this process."""


def _living() -> list[SqliteStore]:
    return [store for found in _stores.valuerefs() if (store := found()) is not None]


def _before_fork() -> None:
    """Close every file once no thread uses it; its next use opens it again, in parent and child."""
    _forking[get_ident()] = monotonic() + FORKING
    until = monotonic()
    for store in _living():
        mine = store._turn is not None and store._turn._thread == get_ident()
        if mine or store._pid != getpid():
            continue
        left = max(0.0, until + store._patience - monotonic())
        try:
            if store._lock.acquire(timeout=min(left, TIMEOUT_MAX)):
                with suppress(sqlite3.Error):  # a store that was closed raises, and stays closed
                    if not store._asleep and not store._connection.in_transaction:
                        store._head = store._run(_LAST).fetchone()
                        store._asleep = True
                        store._connection.close()
        finally:
            try:  # noqa: SIM105 - `suppress` is one more call that can be interrupted
                store._lock.release()
            except RuntimeError:  # not held: the wait was in vain, or interrupted
                pass


def _after_in_parent() -> None:
    _forking.pop(get_ident(), None)


def _after_in_child() -> None:
    for store in _living():
        if store._asleep:
            store._pid = getpid()
            store._lock = RLock()
        else:
            _inherited.append(store._connection)
    if _inherited:
        with suppress(ImportError):
            from ctypes import py_object, pythonapi

            for connection in _inherited:  # never closed here: that would roll back what the parent writes
                pythonapi.Py_IncRef(py_object(connection))
    _forking.clear()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(before=_before_fork, after_in_parent=_after_in_parent, after_in_child=_after_in_child)


def _identity(name: str) -> tuple[int, int] | None:
    """The device and inode of the file with this name; None when there is none."""
    try:
        found = os.stat(name)  # noqa: PTH116 - this runs four times in each commit
    except OSError:
        return None
    return found.st_dev, found.st_ino


def _why(error: Exception) -> Text:
    """The message of SQLite, with a translation of the most frequent one."""
    said = str(error)
    cannot_open = getattr(error, "sqlite_errorname", "").startswith("SQLITE_CANTOPEN")
    return Text(nl="het bestand is niet te openen of te maken" if cannot_open else said, en=said)


def _swallowed() -> BrokenLedger:
    why = Text(
        nl="iets in de database slikt in wat wordt geschreven; er is niets vastgelegd",
        en="something in the database swallows what is written; nothing was recorded",
    )
    return BrokenLedger(None, None, why)


def _asks(asked: Criterion) -> tuple[str, list[Any]]:
    """The SQL of a condition on one column within `columns`; it holds for malformed columns, to have them reported."""
    path = f"$.{asked.name}"
    values: list[Any]
    if asked.match is Match.ANY:
        there, values = f"json_type(columns, ?) IS {'NOT ' if asked.value else ''}NULL", [path]
    else:
        compares = "=" if asked.match is Match.EQUAL else "<="
        there = f"json_type(columns, ?) = ? AND json_extract(columns, ?) {compares} ?"
        values = [path, "text" if isinstance(asked.value, str) else "integer", path, asked.value]
    return f"CASE WHEN NOT {_JSON} THEN 1 WHEN json_type(columns) <> 'object' THEN 1 ELSE {there} END", values


_as_sealed = Sealed._make


def _sealed(values: Sequence[Any]) -> Sealed:
    """A row as a record, even one that was tampered with: the verifier says what is wrong with it."""
    process, number, id, hash, body, disclosures = values
    if (
        type(number) is int
        and type(process) is type(id) is type(hash) is str
        and type(body) is type(disclosures) is bytes
    ):
        return _as_sealed(values)
    return Sealed(
        str(process),
        number if isinstance(number, int) else -1,
        str(id),
        str(hash),
        # a text with the same bytes is not what was sealed either
        *(v if isinstance(v, bytes) else repr(v).encode(errors="replace") for v in (body, disclosures)),
    )


def _snapshot(process: Any, number: Any, hash: Any, body: Any) -> Snapshot:
    """A row as a snapshot, in the same way."""
    kept = body if isinstance(body, bytes) else repr(body).encode(errors="replace")
    return Snapshot(str(process), number if isinstance(number, int) else -1, str(hash), kept)


def _mode(path: Path) -> str:
    """How to open the file; in a folder that cannot be written, a file without a log is opened as immutable."""
    if os.access(path, os.W_OK) and os.access(path.parent, os.W_OK):
        return "mode=rw"  # also to read only: a connection that may not write leaves files behind
    at_rest = not path.with_name(f"{path.name}-wal").exists()
    return "mode=ro&immutable=1" if at_rest else "mode=ro"
