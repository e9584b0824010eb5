"""A ledger in one SQLite file: write-ahead log, every commit synced to disk.

The record and the head of its process go in one transaction. Two writers who judged on the same knowledge both try
the same `(process, number)`; the key lets one of them win.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from threading import RLock
from typing import NoReturn

from ontvlechting.audit import Head, Sealed
from ontvlechting.errors import BrokenLedger, Conflict, LedgerUnavailable, NotALedger
from ontvlechting.text import Text

APPLICATION = 0x4F4E5456
"""`ONTV`: how SQLite files of this package are told from others."""
SCHEMA = 1
"""The version of the tables below."""
PATIENCE = 30.0
"""Seconds to wait for another writer."""

_TABLES = (
    """CREATE TABLE records (
        position INTEGER PRIMARY KEY,
        process TEXT NOT NULL,
        number INTEGER NOT NULL,
        hash TEXT NOT NULL,
        body BLOB NOT NULL,
        UNIQUE (process, number)
    )""",
    """CREATE TABLE heads (
        process TEXT PRIMARY KEY,
        number INTEGER NOT NULL,
        hash TEXT NOT NULL
    ) WITHOUT ROWID""",
)


class SqliteStore:
    """A ledger in a file; see `Store` for what it promises. May be shared by threads.

    Args:
        path: the file.
        create: make a new ledger when the file does not exist.

    Raises:
        LedgerUnavailable: the file cannot be opened or made.
        NotALedger: the file is something else, or was written by a newer version.
    """

    def __init__(self, path: str | Path, *, create: bool = True) -> None:
        self._path = Path(path)
        self._lock = RLock()
        if not create and not self._path.is_file():
            raise LedgerUnavailable(str(path), "no such file")
        try:
            self._connection = sqlite3.connect(
                f"{self._path.absolute().as_uri()}?{self._mode(create=create)}",
                uri=True,
                timeout=PATIENCE,
                isolation_level=None,
                check_same_thread=False,
            )
        except (sqlite3.Error, ValueError) as error:
            raise LedgerUnavailable(str(path), str(error)) from error
        # a text that is no UTF-8 any more was tampered with; the verifier has to see it, not the driver
        self._connection.text_factory = lambda text: text.decode(errors="replace")
        try:
            self._prepare(create=create)
        except BaseException:
            self._connection.close()
            raise

    def _mode(self, *, create: bool) -> str:
        """How to open the file; a ledger at rest in a folder that cannot be written is only read."""
        at_rest = not self._path.with_name(f"{self._path.name}-wal").exists()
        if not create and at_rest and not (os.access(self._path, os.W_OK) and os.access(self._path.parent, os.W_OK)):
            return "mode=ro&immutable=1"
        return "mode=rwc" if create else "mode=rw"

    def _prepare(self, *, create: bool) -> None:
        """Check what the file is; make the tables when it is new and may be made."""
        with self._told():
            ((application,),) = self._connection.execute("PRAGMA application_id").fetchall()
            ((schema,),) = self._connection.execute("PRAGMA user_version").fetchall()
            ((tables,),) = self._connection.execute("SELECT count(*) FROM sqlite_master").fetchall()
            if application not in (APPLICATION, 0) or (application == 0 and tables):
                self._not_a_ledger("een andere SQLite-database", "another SQLite database")
            if application == 0 and not create:
                self._not_a_ledger("een leeg bestand", "an empty file")
            if schema > SCHEMA:
                self._not_a_ledger(
                    f"geschreven door een nieuwere versie (tabellen {schema}, hier {SCHEMA})",
                    f"written by a newer version (tables {schema}, here {SCHEMA})",
                )
            if application and not {"records", "heads"} <= {
                name for (name,) in self._connection.execute("SELECT name FROM sqlite_master").fetchall()
            }:
                raise BrokenLedger(None, None, Text(nl="een tabel ontbreekt", en="a table is missing"))
            self._connection.execute("PRAGMA synchronous = FULL")
            if application == 0:
                self._connection.execute("PRAGMA journal_mode = WAL")
                with self._transaction():
                    if not self._connection.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]:
                        for table in _TABLES:
                            self._connection.execute(table)
                        self._connection.execute(f"PRAGMA application_id = {APPLICATION}")
                        self._connection.execute(f"PRAGMA user_version = {SCHEMA}")

    def append(self, records: Sequence[Sealed]) -> None:
        """Keep these records and their heads in one synced commit: all of them or none."""
        with self._lock, self._told(), self._transaction():
            for r in records:
                try:
                    self._connection.execute(
                        "INSERT INTO records (process, number, hash, body) VALUES (?, ?, ?, ?)",
                        (r.process, r.number, r.hash, r.body),
                    )
                except sqlite3.IntegrityError as error:
                    raise Conflict(r.process) from error
                self._connection.execute(
                    "INSERT INTO heads (process, number, hash) VALUES (?, ?, ?) "
                    "ON CONFLICT (process) DO UPDATE SET number = excluded.number, hash = excluded.hash",
                    (r.process, r.number, r.hash),
                )

    def read(self, process: str, after: int = 0) -> Sequence[Sealed]:
        """The records of one process above a number."""
        with self._lock, self._told():
            rows = self._connection.execute(
                "SELECT process, number, hash, body FROM records WHERE process = ? AND number > ? ORDER BY number",
                (process, after),
            ).fetchall()
        return [_sealed(row) for row in rows]

    def processes(self) -> Sequence[str]:
        """The names of all processes, sorted."""
        return sorted(self.heads())

    def heads(self) -> Mapping[str, Head]:
        """The last record of each process."""
        with self._lock, self._told():
            rows = self._connection.execute("SELECT process, number, hash FROM heads").fetchall()
        return {str(p): Head(_number(number), str(hash)) for p, number, hash in rows}

    def records(self) -> Iterator[Sealed]:
        """Every record, by position; positions run from 1 without gaps."""
        with self._lock, self._told():
            cursor = self._connection.execute(
                "SELECT position, process, number, hash, body FROM records ORDER BY position"
            )
            for expected, (position, *row) in enumerate(cursor, start=1):
                sealed = _sealed(tuple(row))
                if position != expected:
                    raise BrokenLedger(
                        sealed.process,
                        sealed.number,
                        Text(
                            nl=f"plaats {expected} van het grootboek ontbreekt",
                            en=f"position {expected} of the ledger is missing",
                        ),
                    )
                yield sealed

    def close(self) -> None:
        """Let go of the file."""
        self._connection.close()

    @contextmanager
    def _transaction(self) -> Iterator[None]:
        self._connection.execute("BEGIN IMMEDIATE")
        try:
            yield
            self._connection.execute("COMMIT")
        except BaseException:
            if self._connection.in_transaction:
                self._connection.execute("ROLLBACK")
            raise

    @contextmanager
    def _told(self) -> Iterator[None]:
        """Errors of SQLite as errors of this package."""
        try:
            yield
        except sqlite3.DatabaseError as error:
            if getattr(error, "sqlite_errorname", "") == "SQLITE_NOTADB":
                self._not_a_ledger("geen SQLite-bestand", "not an SQLite file")
            if getattr(error, "sqlite_errorname", "") == "SQLITE_CORRUPT":
                raise BrokenLedger(
                    None, None, Text(nl="het bestand is beschadigd", en="the file is damaged")
                ) from error
            raise LedgerUnavailable(str(self._path), str(error)) from error

    def _not_a_ledger(self, nl: str, en: str) -> NoReturn:
        raise NotALedger(str(self._path), Text(nl=nl, en=en))


def _sealed(row: tuple[object, ...]) -> Sealed:
    """A row as it stands; what is wrong with it is for the verifier to say."""
    process, number, hash, body = row
    return Sealed(
        str(process),
        _number(number),
        str(hash),
        body if isinstance(body, bytes) else str(body).encode(errors="surrogateescape"),
    )


def _number(value: object) -> int:
    """A number as it stands; -1 for what is none."""
    return value if isinstance(value, int) else -1
