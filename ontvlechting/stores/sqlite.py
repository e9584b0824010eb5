"""A ledger in SQLite: a file of its own, or tables in a database of the caller.

A record and where its process then stands go in one transaction. Two writers who judged on the same knowledge both
follow on the same head; the first to write moves it, and the second finds it moved.

In a file of its own the log is written ahead and every commit is synced to disk. On a connection of the caller this
store never commits: the caller does, together with rows of its own.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager, suppress
from errno import EISDIR, ENOENT
from pathlib import Path
from threading import RLock
from time import monotonic, sleep
from typing import Any, NoReturn, Self

from ontvlechting.audit import START, Sealed
from ontvlechting.errors import (
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
from ontvlechting.handles import Handle
from ontvlechting.standing import EVERYTHING, Seen, Selection, Snapshot, Standing, standings_of
from ontvlechting.stores import rows
from ontvlechting.stores.schema import compare
from ontvlechting.stores.sqlite_schema import APPLICATION, FOUND, NAMES, PARTS, SCHEMA, TABLES
from ontvlechting.text import Text

PATIENCE = 30.0
"""Seconds to wait for another writer."""
PAGE = 1_000
"""How many records are read at a time."""

_SEALED = "process, number, id, hash, body, disclosures"
# a plus makes it an expression: converters that the caller has registered for a type of column are not asked
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
_STANDING = f"SELECT {', '.join(f'+{c}' for c in rows.COLUMNS)} FROM ontvlechting_processes"


class SqliteStore(Handle):
    """A ledger in a file; see `Store` for what it promises. May be shared by threads.

    Args:
        path: the file.
        create: make a new ledger when the file does not exist.
        read_only: only look: nothing is written, nothing is made, and a file of an earlier version stays as it is.
        patience: how many seconds to wait for another writer.

    Raises:
        LedgerUnavailable: the file cannot be opened or made.
        NotALedger: the file is something else, or was written by a newer version.
        BrokenLedger: the file is damaged, or a table is missing.
    """

    def __init__(
        self, path: str | Path, *, create: bool = True, read_only: bool = False, patience: float = PATIENCE
    ) -> None:
        self._where = str(path)
        self._lock = RLock()
        self._owned = True
        self._traces = False
        self._within = 0
        self._looked_at: int | None = None
        self._patience = patience
        path = Path(path)
        self._path: Path | None = path.absolute()
        create = create and not read_only
        if path.is_dir():
            raise LedgerUnavailable(str(path), system(EISDIR))
        if not create and not path.is_file():
            raise LedgerUnavailable(str(path), system(ENOENT))
        try:
            self._connection = sqlite3.connect(
                f"{path.absolute().as_uri()}?{_mode(path, create=create)}",
                uri=True,
                timeout=patience,
                isolation_level=None,
                check_same_thread=False,
            )
        except (sqlite3.Error, ValueError) as error:
            raise LedgerUnavailable(str(path), str(error)) from error
        try:
            with self._told():
                self._prepare(create=create, read_only=read_only)
        except BaseException:
            self._connection.close()
            raise

    @classmethod
    def bound(cls, connection: sqlite3.Connection, *, create: bool = True) -> Self:
        """A ledger in tables beside those of the caller, on a connection and in a transaction that the caller owns.

        It never commits and never rolls back more than its own last attempt. Where the connection leaves it to the
        driver when a transaction begins (the default of `sqlite3`), the first append begins it.

        Args:
            connection: the caller's connection; also the one inside SQLAlchemy or Django.
            create: make the tables when they are not there.

        Raises:
            InputError: the tables have to be made, the connection commits by itself and no transaction is open; the
                same is raised later by whatever writes.
            NotALedger: there are no tables and they may not be made, or they are of a newer version.
        """
        store = cls.__new__(cls)
        store._where = "sqlite3.Connection"
        store._lock = RLock()
        store._owned = False
        store._traces = False
        store._within = 0
        store._looked_at = None
        store._patience = PATIENCE
        store._path = None
        store._connection = connection
        with store._told():
            store._prepare_bound(create=create)
        return store

    # -- opening -----------------------------------------------------------------------------------------------------

    def _prepare(self, *, create: bool, read_only: bool) -> None:
        """Check what the file is; make the tables when it is new and may be made, bring an old one up to date."""
        with self._moment():  # another program may be making the tables
            application, schema = self._one("PRAGMA application_id"), self._one("PRAGMA user_version")
            tables = self._tables()
        if application not in (APPLICATION, 0) or (application == 0 and tables):
            self._not_a_ledger("een andere SQLite-database", "another SQLite database")
        if application == 0 and not create:
            self._not_a_ledger("een leeg bestand", "an empty file")
        self._not_newer(schema)
        if application and schema not in (1, SCHEMA):
            raise _no_version(schema)
        if application and not NAMES[schema] <= tables:
            raise BrokenLedger(None, None, Text(nl="een tabel ontbreekt", en="a table is missing"))
        if read_only and schema < SCHEMA:
            self._in_memory()
        elif read_only:
            self._run("PRAGMA query_only = ON")
        else:
            self._run("PRAGMA synchronous = FULL")
            self._run("PRAGMA secure_delete = ON")  # what is redacted is overwritten
        if application == 0:
            self._write_ahead()
        if schema < SCHEMA:
            with self._transaction():
                self._bring_up_to_date(self._one("PRAGMA user_version"))

    def _write_ahead(self) -> None:
        """Write the log ahead; SQLite itself does not wait when other programs are opening the same new file."""
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

    def _bring_up_to_date(self, schema: int) -> None:
        """From an empty file, or from tables of an earlier version; another program may just have done it."""
        if schema == SCHEMA:
            return
        if schema == 1:
            self._run("ALTER TABLE records RENAME TO ontvlechting_old")
        for table in TABLES:
            self._run(table)
        self._run("INSERT INTO ontvlechting_ledger VALUES (?)", (SCHEMA,))
        if schema == 1:
            self._run(
                f"INSERT INTO ontvlechting_records (position, {_SEALED}) "
                "SELECT position, process, number, hash, hash, body, x'' FROM ontvlechting_old ORDER BY position"
            )
            ends = set(self._all("SELECT process, number, hash FROM heads"))
            for s in standings_of(sealed for _, sealed in self.records()).values():
                self._run(_OPEN, rows.row(s))
                ends ^= {(s.process, s.number, s.hash)}
            if ends:
                raise BrokenLedger(
                    None,
                    None,
                    Text(
                        nl="een proces eindigt elders dan het grootboek zegt",
                        en="a process ends elsewhere than the ledger says",
                    ),
                )
            self._run("DROP TABLE ontvlechting_old")
            self._run("DROP TABLE heads")
        self._run(f"PRAGMA application_id = {APPLICATION}")
        self._run(f"PRAGMA user_version = {SCHEMA}")

    def _in_memory(self) -> None:
        """Work on a copy, so that what may not be written can be brought up to date all the same."""
        copy = sqlite3.connect(":memory:", isolation_level=None, check_same_thread=False)
        self._connection.backup(copy)
        self._connection.close()
        self._connection = copy
        self._path = None

    def _prepare_bound(self, *, create: bool) -> None:
        tables = self._tables()
        if "ontvlechting_ledger" in tables:
            ((schema,),) = self._all("SELECT max(schema) FROM ontvlechting_ledger")
            if type(schema) is int:
                self._not_newer(schema)
            if schema != SCHEMA:
                raise _no_version(schema)
        elif create:
            with self._transaction():
                for table in TABLES:
                    self._run(table)
                self._run("INSERT INTO ontvlechting_ledger VALUES (?)", (SCHEMA,))
        else:
            self._not_a_ledger("er zijn geen tabellen van een grootboek", "there are no tables of a ledger")

    def _tables(self) -> set[str]:
        return {str(name) for (name,) in self._all("SELECT +name FROM sqlite_master WHERE type = 'table'")}

    def _not_newer(self, schema: int) -> None:
        if schema > SCHEMA:
            self._not_a_ledger(
                f"geschreven door een nieuwere versie (tabellen {schema}, hier {SCHEMA})",
                f"written by a newer version (tables {schema}, here {SCHEMA})",
            )

    # -- writing -----------------------------------------------------------------------------------------------------

    def account(self) -> str | None:
        """SQLite has no accounts."""
        return None

    def append(
        self,
        records: Sequence[Sealed],
        standings: Sequence[Standing],
        snapshots: Sequence[Snapshot] = (),
        redacted: Sequence[Sealed] = (),
        seen: Collection[Seen] = (),
    ) -> None:
        """Keep these records and all that follows from them, in one commit: everything or nothing."""
        first = rows.firsts(records)
        with self._writing():
            for head in seen:
                if self._run(_STANDS, head).fetchone() is None:
                    raise Conflict(head.process)
            try:
                for s in standings:
                    self._move(s, first[s.process])
                for r in records:
                    self._run(_INSERT, r)
            except sqlite3.IntegrityError as error:
                raise Conflict(records[0].process) from error
            for snapshot in snapshots:
                self._run(_KEEP, snapshot)
            for r in redacted:
                self._run(
                    "UPDATE ontvlechting_records SET disclosures = ? "
                    "WHERE process = ? AND number = ? AND length(disclosures) > ?",
                    (r.disclosures, r.process, r.number, len(r.disclosures)),
                )
                self._run("DELETE FROM ontvlechting_snapshots WHERE process = ?", (r.process,))
            self._traces = self._traces or bool(redacted)
        self._leave_no_traces()

    def _move(self, s: Standing, first: Sealed) -> None:
        """Move the head of a process, if it still is the one that the first new record follows on."""
        values = rows.row(s)
        if first.number == 1:
            if first.previous != START.hash:
                raise Conflict(s.process)
            self._run(_OPEN, values)
        elif self._run(_MOVE, (*values[1:], s.process, first.number - 1, first.previous)).rowcount != 1:
            raise Conflict(s.process)

    @contextmanager
    def turn(self, processes: Sequence[str]) -> Iterator[None]:
        """Nobody else writes to the file meanwhile."""
        with self._writing():
            yield
        self._leave_no_traces()

    @contextmanager
    def _writing(self) -> Iterator[None]:
        """A transaction in which nothing is written where a guard is missing, or a stranger stands.

        Other programs can change that at any time, and SQLite then counts on. In the transaction of a caller, who can
        take back what was counted, it is looked at every time.
        """
        with self._lock, self._told(), self._transaction():
            ((version,),) = self._run("PRAGMA schema_version")
            if not self._owned or version != self._looked_at:
                self.check_schema()
                self._looked_at = version
            yield

    def _leave_no_traces(self) -> None:
        """The write-ahead log still holds what was redacted: it is emptied, once nothing waits to be committed.

        While somebody reads an earlier moment, or the disk is full, that cannot be, and is tried again at the next
        append. What was committed is committed: nothing is raised here.
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

    @contextmanager
    def still(self) -> Iterator[Self]:
        """The ledger as it is at one moment, on a connection of its own, so that others may go on writing."""
        if self._path is None:  # in memory, or of the caller
            with self._lock, self._moment():
                yield self
            return
        self._all("SELECT 1")  # who closed this one is told, and not given another
        other = type(self)(self._path, read_only=True)
        other._path = None
        try:
            with other._told():
                other._run("BEGIN")
                other._all("SELECT count(*) FROM ontvlechting_processes")  # the moment is that of the first look
            yield other
        finally:
            other.close()

    # -- reading -----------------------------------------------------------------------------------------------------

    def standing(self, process: str) -> Standing | None:
        """Where a process stands."""
        found = self._all(f"{_STANDING} WHERE process = ?", (process,))
        return rows.standing(found[0]) if found else None

    def standings(
        self,
        selection: Selection = EVERYTHING,
        *,
        after: str = "",
        limit: int | None = None,
    ) -> Sequence[Standing]:
        """Where these processes stand, by name."""
        where, values = rows.condition(selection, after, lambda: "?")
        found = self._all(f"{_STANDING}{where} ORDER BY process LIMIT ?", (*values, -1 if limit is None else limit))
        return [rows.standing(r) for r in found]

    def snapshot(self, process: str) -> Snapshot | None:
        """The dossier that is kept of a process."""
        found = self._all(f"{_SNAPSHOT} WHERE process = ?", (process,))
        return _snapshot(*found[0]) if found else None

    def snapshots(self) -> Iterator[Snapshot]:
        """Every dossier that is kept."""
        for (place,) in self._all("SELECT rowid FROM ontvlechting_snapshots"):  # a name may be damaged
            for found in self._all(f"{_SNAPSHOT} WHERE rowid = ?", (place,)):
                yield _snapshot(*found)

    def read(self, process: str, after: int = 0) -> Sequence[Sealed]:
        """The records of one process above a number."""
        found = self._all(
            f"SELECT {_ASKED} FROM ontvlechting_records WHERE process = ? AND number > ? ORDER BY number",
            (process, after),
        )
        return [_sealed(r) for r in found]

    def find(self, id: str) -> Sealed | None:
        """The record of the command with this id."""
        found = self._all(f"SELECT {_ASKED} FROM ontvlechting_records WHERE id = ?", (id,))
        return _sealed(found[0]) if found else None

    def records(self, after: int = 0, limit: int | None = None) -> Iterator[tuple[int, Sealed]]:
        """The records above a position, each with its position."""
        left = limit
        while left is None or left > 0:
            page = self._all(
                f"SELECT +position, {_ASKED} FROM ontvlechting_records WHERE position > ? ORDER BY position LIMIT ?",
                (after, PAGE if left is None else min(left, PAGE)),
            )
            for row in page:
                yield row[0], _sealed(row[1:])
            if len(page) < PAGE:
                return
            after = page[-1][0]
            left = None if left is None else left - len(page)

    def check_schema(self) -> None:
        """Whether the tables and triggers are those that were made, and no others follow what is written.

        Raises:
            BrokenLedger: something was dropped, added or changed.
        """
        compare(PARTS, {(kind, name): sql for kind, name, sql in self._all(FOUND)})

    def check(self) -> None:
        """Let SQLite look whether the file is damaged.

        Raises:
            BrokenLedger: it is.
        """
        found = [str(line) for (line,) in self._all("PRAGMA integrity_check")]
        if found != ["ok"]:
            raise BrokenLedger(
                None, None, Text(nl=f"het bestand is beschadigd: {found[0]}", en=f"the file is damaged: {found[0]}")
            )

    def backup(self, path: str | Path) -> None:
        """Copy the ledger to a new file, while others may go on writing; the copy is whole as of one moment.

        Raises:
            FileUnavailable: there is a file of that name already, or it cannot be written; no half copy is left.
        """
        target = Path(path)
        try:
            target.open("xb").close()
        except OSError as error:
            raise FileUnavailable(str(path), error) from error
        try:
            copy = sqlite3.connect(target, isolation_level=None)
            try:
                with self._lock, self._told():
                    self._connection.backup(copy)
                copy.execute("PRAGMA journal_mode = WAL")
            finally:
                copy.close()
        except BaseException as error:
            for name in (target, Path(f"{target}-wal"), Path(f"{target}-shm"), Path(f"{target}-journal")):
                name.unlink(missing_ok=True)
            if isinstance(error, sqlite3.Error):
                raise FileUnavailable(str(path), Text(nl=str(error), en=str(error))) from error
            raise

    def close(self) -> None:
        """Let go of the file; a connection of the caller stays open."""
        if self._owned:
            with self._lock:
                self._connection.close()

    # -- within ------------------------------------------------------------------------------------------------------

    def _run(self, statement: str, values: Sequence[Any] = ()) -> sqlite3.Cursor:
        if self._owned:
            return self._connection.execute(statement, values)
        cursor = self._connection.cursor()
        cursor.row_factory = None  # whatever the caller has set for rows of its own
        return cursor.execute(statement, values)

    def _all(self, statement: str, values: Sequence[Any] = ()) -> list[Any]:
        with self._lock, self._told():
            before, self._connection.text_factory = self._connection.text_factory, str
            try:
                return self._run(statement, values).fetchall()
            finally:
                self._connection.text_factory = before

    def _one(self, statement: str) -> int:
        ((value,),) = self._all(statement)
        return int(value)

    @contextmanager
    def _transaction(self) -> Iterator[None]:
        """Everything or nothing: a transaction of our own, or a part of the one that is open."""
        if self._owned and not self._within and self._connection.in_transaction:
            self._run("ROLLBACK")  # somebody was interrupted between two statements, and nobody waits for its end
        nested = self._connection.in_transaction
        by_itself = self._connection.isolation_level is None or getattr(self._connection, "autocommit", None) is True
        if not nested and not self._owned and by_itself:
            expected = Text(nl="een verbinding met een geopende transactie", en="a connection with an open transaction")
            raise InputError("SqliteStore.bound", [Problem("connection", shown(self._connection), expected)])
        self._within += 1
        try:
            self._run("BEGIN IMMEDIATE" if not nested else "SAVEPOINT ontvlechting")
            if not nested and not self._owned:  # the caller's transaction, which the caller ends
                nested = True
                self._run("SAVEPOINT ontvlechting")
            if self._owned and not nested:
                self._same_version()
            yield
            self._run("RELEASE ontvlechting" if nested else "COMMIT")
        except BaseException:
            if self._connection.in_transaction:
                for undo in ("ROLLBACK TO ontvlechting", "RELEASE ontvlechting") if nested else ("ROLLBACK",):
                    with suppress(sqlite3.OperationalError):  # who was interrupted may not have begun it
                        self._run(undo)
            raise
        finally:
            self._within -= 1

    @contextmanager
    def _moment(self) -> Iterator[None]:
        """In a transaction what is read is of one moment; where the caller has none open, one for reading alone."""
        if self._connection.in_transaction:
            yield
            return
        with self._told():
            self._run("BEGIN")
        try:
            yield
        finally:
            with self._told():
                self._run("ROLLBACK")

    def _same_version(self) -> None:
        """Another program may have brought the file up to date for a newer version while it was open here."""
        ((schema,),) = self._run("PRAGMA user_version")
        self._not_newer(schema)

    @contextmanager
    def _told(self) -> Iterator[None]:
        """Errors of SQLite as errors of this package."""
        try:
            yield
        except sqlite3.DatabaseError as error:
            name = getattr(error, "sqlite_errorname", "")
            if name == "SQLITE_NOTADB":
                self._not_a_ledger("geen SQLite-bestand", "not an SQLite file")
            if name.startswith("SQLITE_CORRUPT"):
                raise BrokenLedger(
                    None, None, Text(nl="het bestand is beschadigd", en="the file is damaged")
                ) from error
            if not name and str(error).startswith("Could not decode"):
                why = Text(nl="een tekst is geen tekst meer", en="a text is no text any more")
                raise BrokenLedger(None, None, why) from error
            # a disk that fails while it syncs: whether the commit is on it cannot be told
            recorded = None if name in ("SQLITE_IOERR_FSYNC", "SQLITE_IOERR_DIR_FSYNC") else False
            raise LedgerUnavailable(self._where, str(error), recorded=recorded) from error
        except UnicodeDecodeError as error:  # SQLite tells of damage in words that are damaged themselves
            raise BrokenLedger(None, None, Text(nl="het bestand is beschadigd", en="the file is damaged")) from error

    def _not_a_ledger(self, nl: str, en: str) -> NoReturn:
        raise NotALedger(self._where, Text(nl=nl, en=en))


def _no_version(schema: object) -> BrokenLedger:
    said = shown(schema)
    why = Text(nl=f"er is geen versie {said} van de tabellen", en=f"there is no version {said} of the tables")
    return BrokenLedger(None, None, why)


_as_sealed = Sealed._make


def _sealed(values: Sequence[Any]) -> Sealed:
    """A row as it stands, also one that was tampered with; what is wrong with it is for the verifier to say."""
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
        # a text of the same bytes is not what was sealed either
        *(v if isinstance(v, bytes) else repr(v).encode(errors="replace") for v in (body, disclosures)),
    )


def _snapshot(process: Any, number: Any, hash: Any, body: Any) -> Snapshot:
    """The same for a snapshot."""
    kept = body if isinstance(body, bytes) else repr(body).encode(errors="replace")
    return Snapshot(str(process), number if isinstance(number, int) else -1, str(hash), kept)


def _mode(path: Path, *, create: bool) -> str:
    """How to open the file; a ledger at rest in a folder that cannot be written is read as it lies there."""
    if create:
        return "mode=rwc"
    if os.access(path, os.W_OK) and os.access(path.parent, os.W_OK):
        return "mode=rw"  # also to look only: who may not write leaves files behind
    at_rest = not path.with_name(f"{path.name}-wal").exists()
    return "mode=ro&immutable=1" if at_rest else "mode=ro"
