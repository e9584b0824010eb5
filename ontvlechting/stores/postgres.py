"""A ledger in PostgreSQL: for many processes on many hosts at once.

Everything is written by functions in the database, so a role needs no more than the right to call them. Two writers
who judged on the same knowledge both follow on the same head; the first to commit moves it, and the second finds it
moved. Writers on different processes do not wait for each other.

The order of the whole ledger is made afterwards. A sequence gives numbers out before a commit, so who reads by such a
number can miss what commits late. Here a record arrives without a position, and `integrate` gives positions, one after
another, to what was committed; it runs before anybody reads by position.
"""

from __future__ import annotations

import json
import threading
from base64 import b64encode
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from typing import Any, NoReturn, Self

import psycopg
from psycopg import postgres as psycopg_types
from psycopg.adapt import AdaptersMap
from psycopg.rows import TupleRow, tuple_row
from psycopg_pool import ConnectionPool, PoolClosed, PoolTimeout

from ontvlechting.audit import Sealed
from ontvlechting.errors import BrokenLedger, Conflict, InputError, LedgerUnavailable, NotALedger, Problem, shown
from ontvlechting.handles import Handle
from ontvlechting.standing import EVERYTHING, Seen, Selection, Snapshot, Standing
from ontvlechting.stores import rows
from ontvlechting.stores.postgres_schema import (
    APPEND,
    CONFLICT,
    DDL,
    FOUND,
    PARTS,
    SCHEMA,
    UPGRADE,
    UPGRADES,
    VERSION,
    plain,
)
from ontvlechting.stores.schema import compare
from ontvlechting.text import Text

PATIENCE = 30.0
"""Seconds to wait for a connection."""
RETRY = 1.0
"""Seconds between two attempts to reach a server that was lost; the pool by itself would wait longer and longer."""
CONNECTIONS = 8
"""How many connections a store keeps open at most."""
PAGE = 1_000
"""How many records are read at a time."""
MOMENTS = 20
"""How often a moment is sought at which every record has a position."""
TRIES = 3
"""How often a question is put when connections turn out to be lost."""

_COLUMNS = ", ".join(rows.COLUMNS)
_SEALED = "r.process, r.number, r.id, r.hash, r.body, r.disclosures"
# by a table, for a table that is locked is seen as it is now; a name may be looked up as it was before a wait
_THERE = "SELECT EXISTS (SELECT FROM pg_tables WHERE schemaname = 'ontvlechting' AND tablename = 'ledger')"
_APPEND = "SELECT ontvlechting.append(%s, %s)"
_RECORDS = (
    f"SELECT p.position, {_SEALED} FROM ontvlechting.positions p JOIN ontvlechting.records r USING (process, number) "
    "WHERE p.position > %s AND p.position <= %s ORDER BY p.position"
)
_MOMENT = (
    "SELECT EXISTS (SELECT FROM ontvlechting.arrivals), (SELECT coalesce(max(position), 0) FROM ontvlechting.positions)"
)


class PostgresStore(Handle):
    """A ledger in a database; see `Store` for what it promises. May be shared by threads.

    Args:
        address: a connection string, such as `postgresql://user@host/database`.
        create: make a new ledger in the database when there is none.
        read_only: only look: nothing is made or brought up to date.
        patience: how many seconds to wait for a connection.
        connections: how many connections to keep open at most.

    Raises:
        InputError: the address is not well formed.
        LedgerUnavailable: the database cannot be reached, or not be written.
        NotALedger: the database holds none, or one of a newer version.
    """

    def __init__(
        self,
        address: str,
        *,
        create: bool = True,
        read_only: bool = False,
        patience: float = PATIENCE,
        connections: int = CONNECTIONS,
    ) -> None:
        self._where = _without_password(address)
        self._bound: psycopg.Connection[Any] | None = None
        self._last: int | None = None
        self._standings: Sequence[Standing] | None = None
        self._mine = threading.local()
        with self._told(), psycopg.connect(address, connect_timeout=max(2, int(patience)), autocommit=True) as first:
            _patient(patience, first)
            self._prepare(first, create=create and not read_only, read_only=read_only)
        self._pool = ConnectionPool(
            address,
            min_size=1,
            max_size=connections,
            timeout=patience,
            kwargs={"autocommit": True},
            configure=partial(_patient, patience),
            reconnect_timeout=RETRY,
            reconnect_failed=_try_again,
            open=True,
            name="ontvlechting",
        )

    @classmethod
    def bound(cls, connection: psycopg.Connection[Any], *, create: bool = True, read_only: bool = False) -> Self:
        """A ledger beside the tables of the caller, on a connection and in a transaction that the caller owns.

        It never commits and never rolls back more than its own last attempt.

        Args:
            connection: the caller's connection; also the one inside SQLAlchemy or Django.
            create: make the ledger when it is not there.
            read_only: only look: nothing is made or brought up to date.

        Raises:
            InputError: the ledger has to be made or brought up to date, the connection commits by itself and no
                transaction is open; the same is raised later by whatever writes.
            NotALedger: there is no ledger and it may not be made, or it is of a newer version.
        """
        store = cls.__new__(cls)
        store._where = "psycopg.Connection"
        store._bound = connection
        store._last = None
        store._standings = None
        store._mine = threading.local()
        with store._told():
            store._prepare(connection, create=create and not read_only, read_only=read_only)
        return store

    def _prepare(self, connection: psycopg.Connection[Any], *, create: bool, read_only: bool = False) -> None:
        """Check what the database holds; make the ledger when there is none and it may be made; bring it up to date."""
        if not _all(connection, _THERE)[0][0]:
            if not create:
                self._not_a_ledger("er is geen grootboek in deze database", "there is no ledger in this database")
            with self._alone(connection):
                if not _all(connection, _THERE)[0][0]:
                    psycopg.Cursor(connection).execute(DDL.encode())
        if _schema(connection) == UPGRADES and not read_only:
            self._bring_up_to_date(connection)
        schema = _schema(connection)
        self._older = schema == UPGRADES and read_only  # its tables are the same
        if not self._older:
            self._same_version(schema)

    def _bring_up_to_date(self, connection: psycopg.Connection[Any]) -> None:
        """From the version before; another program may just have done it."""
        try:
            with self._alone(connection):
                if _schema(connection) == UPGRADES:
                    psycopg.Cursor(connection).execute(UPGRADE.encode())
        except psycopg.errors.InsufficientPrivilege as error:
            why = Text(
                nl=f"het is van een eerdere versie (tabellen {UPGRADES}, hier {SCHEMA}); laat wie er eigenaar van is het "
                "één keer openen",
                en=f"it is of an earlier version (tables {UPGRADES}, here {SCHEMA}); let its owner open it once",
            )
            raise LedgerUnavailable(self._where, why) from error

    @contextmanager
    def _alone(self, connection: psycopg.Connection[Any]) -> Iterator[None]:
        """Nobody else makes the ledger or brings it up to date meanwhile."""
        with self._part(connection) if self._bound is not None else connection.transaction():
            _all(connection, "SELECT pg_advisory_xact_lock(hashtextextended('ontvlechting', 0))")
            yield

    def _same_version(self, schema: int) -> None:
        if schema > SCHEMA:
            self._not_a_ledger(
                f"geschreven door een nieuwere versie (tabellen {schema}, hier {SCHEMA})",
                f"written by a newer version (tables {schema}, here {SCHEMA})",
            )
        if schema < SCHEMA:
            self._not_a_ledger(
                f"er is geen versie {schema} van de tabellen", f"there is no version {schema} of the tables"
            )

    # -- writing -----------------------------------------------------------------------------------------------------

    def account(self) -> str | None:
        """The role that logged in."""
        with self._told(), self._connection() as connection:
            return connection.info.user

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
        heads = [
            {
                **dict(zip(rows.COLUMNS, rows.row(s), strict=True)),
                "before_number": first[s.process].number - 1,
                "before_hash": first[s.process].previous,
            }
            for s in standings
        ]
        heads += [{"process": s.process, "before_number": s.number, "before_hash": s.hash} for s in seen]
        given = {"standings": heads, "records": _plain(records), "snapshots": _plain(snapshots)}
        values = SCHEMA, json.dumps(given, ensure_ascii=False)
        with self._told(records[0].process, writes=True), self._connection() as connection:
            if redacted or self._bound is not None:
                with self._part(connection) if self._bound is not None else connection.transaction():
                    _run(connection, _APPEND, values)
                    if redacted:
                        less = (
                            [r.process for r in redacted],
                            [r.number for r in redacted],
                            [r.disclosures for r in redacted],
                        )
                        _run(connection, "SELECT ontvlechting.redact(%s, %s, %s)", less)
            else:
                _run(connection, _APPEND, values)

    @contextmanager
    def turn(self, processes: Sequence[str]) -> Iterator[None]:
        """Nobody else appends to these processes meanwhile."""
        if self._bound is not None:
            yield
            return
        with self._told(writes=True), self._pool.connection() as connection, connection.transaction():
            for process in sorted(processes):
                _run(connection, "SELECT pg_advisory_xact_lock(ontvlechting.key(%s))", (process,))
            with self._only(connection):
                yield

    # -- reading -----------------------------------------------------------------------------------------------------

    @contextmanager
    def still(self) -> Iterator[Self]:
        """The ledger as it is at a moment at which every record has a position, in a transaction of its own."""
        if self._bound is not None:
            yield self._moment(self._bound)
            return
        self._integrate()  # before a connection is held: whoever holds one and asks for another may wait for ever
        with self._told(), self._pool.connection() as connection:
            for _ in range(MOMENTS):
                with connection.transaction():
                    _run(connection, "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
                    ((arrived, last),) = _all(connection, _MOMENT)
                    if not arrived:
                        yield self._at(connection, last)
                        return
                _all(connection, "SELECT ontvlechting.integrate()")
            # others write too fast for that: what arrived gets its position here, and meanwhile nowhere else
            _all(connection, "SELECT pg_advisory_lock(hashtextextended('ontvlechting', 1))")
            try:
                with connection.transaction():
                    _run(connection, "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
                    ((last,),) = _all(connection, "SELECT ontvlechting.integrate()")
                    _run(connection, "SET TRANSACTION READ ONLY")
                    yield self._at(connection, last)
            finally:
                if not connection.closed:
                    _all(connection, "SELECT pg_advisory_unlock(hashtextextended('ontvlechting', 1))")

    def standing(self, process: str) -> Standing | None:
        """Where a process stands."""
        found = self._all(f"SELECT {_COLUMNS} FROM ontvlechting.processes WHERE process = %s", (process,))
        return rows.standing(found[0]) if found else None

    def standings(
        self,
        selection: Selection = EVERYTHING,
        *,
        after: str = "",
        limit: int | None = None,
    ) -> Sequence[Standing]:
        """Where these processes stand, by name."""
        if self._standings is not None:
            return [s for s in self._standings if s.process > after and selection.holds(s)][:limit]
        where, values = rows.condition(selection, after, lambda: "%s")
        query = f"SELECT {_COLUMNS} FROM ontvlechting.processes{where} ORDER BY process LIMIT %s"
        return [rows.standing(r) for r in self._all(query, (*values, limit))]

    def snapshot(self, process: str) -> Snapshot | None:
        """The dossier that is kept of a process."""
        query = "SELECT process, number, hash, body FROM ontvlechting.snapshots WHERE process = %s"
        found = self._all(query, (process,))
        return Snapshot(*found[0]) if found else None

    def snapshots(self) -> Iterator[Snapshot]:
        """Every dossier that is kept."""
        ends = {s.process: s.number for s in self._standings or ()}
        for (process,) in self._all("SELECT process FROM ontvlechting.snapshots"):
            found = self.snapshot(process)
            if found is not None and (self._standings is None or found.number <= ends.get(process, 0)):
                yield found

    def read(self, process: str, after: int = 0) -> Sequence[Sealed]:
        """The records of one process above a number."""
        query = f"SELECT {_SEALED} FROM ontvlechting.records r WHERE process = %s AND number > %s ORDER BY number"
        return [Sealed(*r) for r in self._all(query, (process, after))]

    def find(self, id: str) -> Sealed | None:
        """The record of the command with this id."""
        found = self._all(f"SELECT {_SEALED} FROM ontvlechting.records r WHERE id = %s", (id,))
        return Sealed(*found[0]) if found else None

    def records(self, after: int = 0, limit: int | None = None) -> Iterator[tuple[int, Sealed]]:
        """The records above a position, each with its position."""
        last = self._integrate()
        end = last if limit is None else min(last, after + limit)
        while after < end:
            page = min(after + PAGE, end)
            found = self._all(_RECORDS, (after, page))
            for row in found:
                yield row[0], Sealed._make(row[1:])
            after = page

    def check_schema(self) -> None:
        """Whether tables, triggers and functions are those that were made, and nothing stands beside them in the schema.

        Of an earlier version, which is only read, `append` is another and is left out.

        Raises:
            BrokenLedger: something was dropped, added or changed.
        """
        found = {(kind, name): plain(kind, text) for kind, name, text in self._all(FOUND)}
        expected = {part: text for part, text in PARTS.items() if part != ("function", APPEND) or not self._older}
        if self._older:
            found.pop(("function", APPEND), None)
        compare(expected, found)

    def check(self) -> None:
        """PostgreSQL looks after its own pages; whether every record has one position, and no other, is checked here.

        Raises:
            BrokenLedger: it has not.
        """
        ((records, positions, arrivals),) = self._all(
            "SELECT (SELECT count(*) FROM ontvlechting.records), (SELECT count(*) FROM ontvlechting.positions), "
            "(SELECT count(*) FROM ontvlechting.arrivals)"
        )
        if records != positions + arrivals:
            why = Text(
                nl=f"{records} handelingen op {positions} plaatsen", en=f"{records} records on {positions} positions"
            )
            raise BrokenLedger(None, None, why)

    def close(self) -> None:
        """Let go of the database; a connection of the caller stays open."""
        if self._bound is None:
            self._pool.close()

    # -- within ------------------------------------------------------------------------------------------------------

    def _at(self, connection: psycopg.Connection[Any], last: int, standings: Sequence[Standing] | None = None) -> Self:
        """This ledger as a transaction sees it, up to its last position."""
        store = type(self).__new__(type(self))
        store._where, store._bound, store._last, store._mine = self._where, connection, last, self._mine
        store._standings, store._older = standings, self._older
        return store

    def _moment(self, connection: psycopg.Connection[Any]) -> Self:
        """This ledger at one moment, though others may commit while the caller reads it.

        Each process has as many records as its number says, so when numbers and positions add up nobody was between.
        """
        last, standings = self._last, self._standings
        for _ in range(MOMENTS if last is None else 0):
            last, standings = self._integrate(), self.standings()
            if sum(s.number for s in standings) == last:
                break
        return self._at(connection, last or 0, standings)

    def _integrate(self) -> int:
        """Give positions to what has none; the last position."""
        if self._last is not None:
            return self._last
        return int(self._all("SELECT ontvlechting.integrate()")[0][0])

    @contextmanager
    def _connection(self) -> Iterator[psycopg.Connection[Any]]:
        """The connection of the caller, of the turn that this thread has, or one from the pool."""
        held = self._bound or getattr(self._mine, "connection", None)
        if held is not None:
            yield held
        else:
            with self._pool.connection() as connection:
                yield connection

    @contextmanager
    def _only(self, connection: psycopg.Connection[Any]) -> Iterator[None]:
        """In this thread everything goes by this connection meanwhile."""
        before = getattr(self._mine, "connection", None)
        self._mine.connection = connection
        try:
            yield
        finally:
            self._mine.connection = before

    @contextmanager
    def _part(self, connection: psycopg.Connection[Any]) -> Iterator[None]:
        """A part of the caller's transaction: when it fails, the rest of it still stands."""
        if connection.autocommit and not connection.info.transaction_status:
            expected = Text(nl="een verbinding met een geopende transactie", en="a connection with an open transaction")
            raise InputError("PostgresStore.bound", [Problem("connection", shown(connection), expected)])
        _run(connection, "SAVEPOINT ontvlechting")
        try:
            yield
        except BaseException:
            if not connection.closed:
                _run(connection, "ROLLBACK TO SAVEPOINT ontvlechting")
                _run(connection, "RELEASE SAVEPOINT ontvlechting")
            raise
        _run(connection, "RELEASE SAVEPOINT ontvlechting")

    def _all(self, query: str, values: Sequence[Any] = ()) -> list[TupleRow]:
        """The answer to a question; put again when it turns out that the connection was lost."""
        held = self._bound is not None or getattr(self._mine, "connection", None) is not None
        left = 1 if held else TRIES
        while True:
            left -= 1
            with self._told():
                try:
                    with self._connection() as connection:
                        return _all(connection, query, values)
                except psycopg.OperationalError as error:
                    if not left or isinstance(error, PoolTimeout) or error.sqlstate not in _LOST:
                        raise
                    self._pool.check()

    @contextmanager
    def _told(self, process: str = "", *, writes: bool = False) -> Iterator[None]:
        """Errors of PostgreSQL as errors of this package."""
        try:
            yield
        except (PoolTimeout, PoolClosed) as error:
            raise LedgerUnavailable(self._where, str(error)) from error
        except psycopg.Error as error:
            state = error.sqlstate
            if state == CONFLICT:
                raise Conflict(error.diag.message_detail or process) from error
            if state in {"23505", "40001", "40P01"}:
                raise Conflict(process) from error
            if state == VERSION:
                self._same_version(int(error.diag.message_detail or 0))
            if state in {"XX001", "XX002"}:
                raise BrokenLedger(
                    None, None, Text(nl="de database is beschadigd", en="the database is damaged")
                ) from error
            why = str(error).strip().partition("\n")[0]
            # what is in the transaction of a caller is lost with it
            recorded = None if writes and state in _LOST and self._bound is None else False
            if recorded is None:
                self._pool.check()  # where one connection was lost, the others probably were too
            raise LedgerUnavailable(self._where, why, recorded=recorded) from error

    def _not_a_ledger(self, nl: str, en: str) -> NoReturn:
        raise NotALedger(self._where, Text(nl=nl, en=en))


_ADAPTERS = AdaptersMap(types=psycopg_types.types)
psycopg_types.register_default_adapters(_ADAPTERS)


class _Cursor(psycopg.Cursor[TupleRow]):
    """A cursor that turns values into others as `psycopg` does by itself, not as the caller has told it to."""

    @property
    def adapters(self) -> AdaptersMap:
        return _ADAPTERS


_LOST = frozenset({None, "57P01", "57P02", "57P03", "08000", "08003", "08006"})
"""What a connection says when it is lost: nothing, or that the server stops."""


def _patient(patience: float, connection: psycopg.Connection[Any]) -> None:
    """Nobody waits for a lock for ever, unless the address says how long."""
    only = "WHERE current_setting('lock_timeout') = '0'"
    _run(connection, f"SELECT set_config('lock_timeout', %s, false) {only}", (f"{int(patience * 1000)}ms",))


def _try_again(pool: ConnectionPool[Any]) -> None:
    """Go on trying to reach the server for as long as somebody waits for it."""
    if pool.get_stats().get("requests_waiting"):
        pool.check()


def _plain(kept: Sequence[Sealed | Snapshot]) -> list[dict[str, Any]]:
    """Records or snapshots as plain data, their bytes in base64."""
    return [
        {name: b64encode(v).decode() if isinstance(v, bytes) else v for name, v in k._asdict().items()} for k in kept
    ]


def _run(connection: psycopg.Connection[Any], query: str, values: Sequence[Any] = ()) -> psycopg.Cursor[TupleRow]:
    """One statement, by a cursor of our own: whatever the caller has set for others does not matter."""
    cursor = _Cursor(connection, row_factory=tuple_row)
    return cursor.execute(query.encode(), values or None, binary=True)


def _all(connection: psycopg.Connection[Any], query: str, values: Sequence[Any] = ()) -> list[TupleRow]:
    return _run(connection, query, values).fetchall()


def _schema(connection: psycopg.Connection[Any]) -> int:
    """The version of the tables and functions; 0 when the ledger says none."""
    return int(_all(connection, "SELECT max(schema) FROM ontvlechting.ledger")[0][0] or 0)


def _without_password(address: str) -> str:
    """The address as it may be shown.

    Raises:
        InputError: it is not well formed; what the driver says of it may quote the password, and is not told.
    """
    try:
        parts = psycopg.conninfo.conninfo_to_dict(address)
    except psycopg.Error:
        expected = Text(nl="`postgresql://gebruiker@host/database`", en="`postgresql://user@host/database`")
        raise InputError("PostgresStore", [Problem("address", "'postgresql://…'", expected)]) from None
    user = f"{parts['user']}@" if parts.get("user") else ""
    return f"postgresql://{user}{parts.get('host') or ''}/{parts.get('dbname') or ''}"
