"""A ledger in PostgreSQL: for many processes on many hosts at once.

Everything is written by functions in the database. A role needs only the right to call them, and they check that what
is stored follows on what is there. Two writers that judged on the same state follow on the same head: the first to
commit moves it, and the second gets a `Conflict`. Writers on different processes do not wait for each other, unless
both are the first to name something by one reference: then the second gets a `Conflict` too.

Writers make the order of the whole ledger. A sequence gives numbers out before a commit, so a reader that goes by such
a number can miss what commits late. Here positions are given under a lock, by one transaction at a time, to its own
records and to committed ones. A writer that would have to wait for the lock leaves its records to the next. A read-only
store writes nothing: a record without a position is no part of the order yet, and is counted as waiting.
"""

from __future__ import annotations

import json
import os
import threading
import weakref
from base64 import b64encode
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from types import TracebackType
from typing import Any, Generic, NamedTuple, NoReturn, Self, TypeVar

import psycopg
from psycopg.pq import TransactionStatus
from psycopg_pool import PoolClosed, PoolTimeout

from ontvlechting.engine.checked import problems_of_whole, refuse
from ontvlechting.engine.columns import Match
from ontvlechting.engine.errors import BrokenLedger, Conflict, InputError, LedgerUnavailable, NotALedger, Problem, shown
from ontvlechting.engine.handles import Handle
from ontvlechting.engine.outside import Surely
from ontvlechting.engine.text import Text
from ontvlechting.record.audit import Sealed
from ontvlechting.record.standing import EVERYTHING, Criterion, Naming, Row, Seen, Selection, Snapshot
from ontvlechting.record.stores import rows
from ontvlechting.record.stores.port import CLOSED, check_connection, problems_of_patience
from ontvlechting.record.stores.postgres_pool import (
    READ_COMMITTED,
    Connection,
    Connections,
    Loan,
    Server,
    rows_of,
    run,
    server,
)
from ontvlechting.record.stores.postgres_schema import (
    CONFLICT,
    DDL,
    FOUND,
    PARTS,
    RIGHTS,
    SCHEMA,
    UNKEPT,
    VERSION,
    plain,
)
from ontvlechting.record.stores.schema import compare, of_another_version

PATIENCE = 30.0
"""Seconds to wait for a connection, or for a lock."""
CONNECTIONS = 8
"""How many connections a store keeps open at most."""
TRIES = 3
"""How many times a query is tried when connections turn out to be lost."""

_COLUMNS = ", ".join(f"{c}{'::pg_catalog.text' * (c == 'columns')}" for c in rows.COLUMNS)
_SEALED = "r.process, r.number, r.id, r.hash, r.body, r.disclosures"
# by a query of the catalog, which sees a table as it is now; a lookup by name may see it as it was before a wait
_THERE = (
    "SELECT EXISTS (SELECT FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace "
    "WHERE n.nspname = 'ontvlechting' AND c.relname = 'ledger' AND c.relkind IN ('r', 'p'))"
)
_FOLLOWS = (
    "SELECT EXISTS (SELECT FROM pg_catalog.pg_subscription_rel s JOIN pg_catalog.pg_class c ON c.oid = s.srrelid "
    "JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace WHERE n.nspname = 'ontvlechting')"
)
_APPEND = "SELECT ontvlechting.append(%s::pg_catalog.int4, %s::pg_catalog.json, %s::pg_catalog.int4)"
_LAST = "(SELECT coalesce(pg_catalog.max(position), 0) FROM ontvlechting.positions)"
_IN_ORDER = (
    "SELECT p.position, {} FROM ontvlechting.positions p JOIN ontvlechting.records r USING (process, number) "
    "WHERE p.position > %s::pg_catalog.int8 AND p.position <= %s::pg_catalog.int8 ORDER BY p.position LIMIT %s"
)
_POSITION = (
    "SELECT position FROM ontvlechting.positions "
    "WHERE process = %s AND number = %s::pg_catalog.int8 AND position <= %s::pg_catalog.int8"
)
# also what belongs to no position, which only tampering gives
_TILES = (
    f"SELECT position, root FROM ontvlechting.tiles WHERE position <= %s::pg_catalog.int8 OR position > {_LAST} "
    "ORDER BY position"
)
_WAITING = (
    f"SELECT {_SEALED} FROM unnest(%s::pg_catalog.text[], %s::pg_catalog.int8[]) WITH ORDINALITY "
    "AS a(process, number, place) JOIN ontvlechting.records r USING (process, number) ORDER BY a.place"
)
# at each moment every record has a place; one that has none, only tampering gives
_NOWHERE = (
    f"SELECT {_SEALED} FROM ontvlechting.records r WHERE NOT EXISTS (SELECT FROM ontvlechting.positions p "
    "WHERE p.process = r.process AND p.number = r.number AND p.position > 0) AND NOT EXISTS (SELECT FROM "
    "ontvlechting.arrivals a WHERE a.process = r.process AND a.number = r.number) ORDER BY r.ticket"
)
_MOMENT = (
    f"SELECT {_LAST}, ARRAY(SELECT process FROM ontvlechting.arrivals ORDER BY ticket), "
    "ARRAY(SELECT number FROM ontvlechting.arrivals ORDER BY ticket)"
)
# one statement sees the data of one moment
_MOMENT_OF_ALL = (
    f"{_MOMENT}, "
    + ", ".join(f"NULL::pg_catalog.{'int8' if c == 'number' else 'text'}" for c in rows.COLUMNS)
    + f" UNION ALL SELECT NULL, NULL, NULL, {_COLUMNS} FROM ontvlechting.processes"
)


_S = TypeVar("_S", bound="PostgresStore")
_T = TypeVar("_T")


class _Moment(NamedTuple):
    """A ledger at one moment.

    Attributes:
        last: the last position.
        waiting: process and number of each record that has no position yet, in the order in which they arrived.
        standings: the rows of all processes at that moment, by name and sorted, when others may commit while this is read,
            and later queries see that. None in a transaction that sees one moment only.
    """

    last: int
    waiting: Sequence[tuple[str, int]]
    standings: Mapping[str, tuple[Any, ...]] | None

    def holds(self, process: str, number: int) -> bool:
        """Whether the process had a record of this number then, as far as later queries do not tell that."""
        return self.standings is None or (process in self.standings and number <= self.standings[process][1])


class PostgresStore(Handle):
    """A ledger in a database; see `Store` for what it promises. May be shared by threads.

    A forked child goes on with connections of its own. Behind a connection pooler no state of a session is used.

    Args:
        address: a connection string, such as `postgresql://user@host/database`.
        create: make a new ledger in the database when there is none.
        read_only: only read: nothing is made or written.
        patience: how many seconds to wait for a connection, or for a lock.
        connections: how many connections to keep open at most.

    Raises:
        InputError: the address is not well formed, or these are no seconds or no number of connections; every problem together.
        LedgerUnavailable: the database cannot be reached, or not be written: it follows another server, it does not keep
            texts in UTF-8, or this role lacks rights, which are then named.
        NotALedger: the database holds none, or one of another version.
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
        problems = [*_problems_of_address(address), *problems_of_patience(patience)]
        refuse("PostgresStore", [*problems, *problems_of_whole(connections, "connections", least=1)])
        self._set_up(_without_password(address), read_only=read_only)
        with self._told(), psycopg.connect(address, connect_timeout=max(2, int(patience)), autocommit=True) as first:
            at = server(first)
            pools = Connections(address, patience, connections, at)
            pools.prepare(first)
            self._prepare(first, at, create=create, patience=pools.milliseconds)
        self._pools = pools

    @classmethod
    def bound(cls, connection: psycopg.Connection[Any], *, create: bool = True, read_only: bool = False) -> Self:
        """A ledger beside the tables of the caller, on a connection and in a transaction that the caller owns.

        It never commits and never rolls back more than its own last attempt.

        Args:
            connection: the caller's connection; also the one inside SQLAlchemy or Django.
            create: make the ledger when it is not there.
            read_only: only read: nothing is made or written.

        Raises:
            InputError: this is no such connection; or the ledger has to be made, the connection is in autocommit mode
                and no transaction is open. Later writes raise the same.
            LedgerUnavailable: it cannot be written, or a right is missing: see the class.
            NotALedger: there is no ledger and it may not be made, or it is of another version.
        """
        check_connection("PostgresStore.bound", connection, psycopg.Connection)
        store = cls.__new__(cls)
        store._set_up("psycopg.Connection", connection, read_only=read_only)
        with store._told():
            store._prepare(connection, server(connection), create=create)
        return store

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self._where!r})"

    @property
    def lent(self) -> bool:
        """Whether it is on a connection of the caller."""
        return self._bound is not None

    def _set_up(self, where: str, bound: Connection | None = None, *, read_only: bool = False) -> None:
        self._where = where
        self._bound = bound
        self._read_only = read_only
        self._process = os.getpid()
        self._moment: _Moment | None = None
        self._overtaken = False
        self._mine = threading.local()

    def _prepare(self, connection: Connection, at: Server, *, create: bool, patience: int | None = None) -> None:
        """Check that the database can hold a ledger; make one when there is none and it may; check its version."""
        self._account: str | None = connection.info.user
        if at.encoding != "UTF8":
            self._unavailable(
                f"de database bewaart teksten als {at.encoding}; een logboek heeft er een nodig met `ENCODING 'UTF8'`",
                f"the database keeps texts as {at.encoding}; a ledger needs one with `ENCODING 'UTF8'`",
            )
        if connection.info.encoding != "utf-8":
            self._unavailable(
                f"over deze verbinding gaan teksten als {connection.info.encoding}; zet `client_encoding` op UTF8",
                f"over this connection texts go as {connection.info.encoding}; set `client_encoding` to UTF8",
            )
        if not _is_true(connection, _THERE):
            if not create or self._read_only or at.copy:
                self._not_a_ledger("er is geen logboek in deze database", "there is no ledger in this database")
            self._make(connection, patience)
        if not self._read_only and (at.copy or _is_true(connection, _FOLLOWS)):
            self._unavailable(
                "dit is een kopie, die een andere server volgt; leg vast op die server, en lees hier met `Ledger`",
                "this is a copy, which follows another server; record on that server, and read here with `Ledger`",
            )
        self._check_rights(connection)
        self._same_version(_schema(connection))

    def _make(self, connection: Connection, patience: int | None) -> None:
        """Make the ledger, unless somebody else just did."""
        try:
            with _Part(connection) if self._bound is not None else _Whole(connection), _Path(connection):
                if patience is not None:
                    run(connection, "SELECT pg_catalog.set_config('lock_timeout', %s, true)", (f"{patience}ms",))
                psycopg.Cursor(connection).execute(DDL.encode())
        except (psycopg.errors.DuplicateSchema, psycopg.errors.UniqueViolation):
            if not _is_true(connection, _THERE):
                raise

    def _check_rights(self, connection: Connection) -> None:
        """Check that this role has the rights that it needs.

        Raises:
            LedgerUnavailable: it has not; names each right, and the statement that gives it.
        """
        missing = [
            (what, role) for what, role, writes in rows_of(connection, RIGHTS) if not (writes and self._read_only)
        ]
        if missing:
            grants = "; ".join(f"GRANT {what} TO {role}" for what, role in missing)
            self._unavailable(
                f"deze rol mist rechten; wie eigenaar is, geeft ze met: {grants}",
                f"this role lacks rights; the owner gives them by: {grants}",
            )

    def _same_version(self, schema: int) -> None:
        if (why := of_another_version(schema, SCHEMA)) is not None:
            self._not_a_ledger(why.nl, why.en)
        if schema != SCHEMA:
            self._not_a_ledger(
                f"er is geen versie {schema} van de tabellen", f"there is no version {schema} of the tables"
            )

    # -- writing -----------------------------------------------------------------------------------------------------

    def account(self) -> str | None:
        """The role that logged in."""
        return self._account

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
        first = rows.firsts(records)
        heads = [
            {
                **s._asdict(),
                "before_number": first[s.process].number - 1,
                "before_hash": first[s.process].previous,
            }
            for s in standings
        ]
        heads += [{"process": s.process, "before_number": s.number, "before_hash": s.hash} for s in seen]
        given = {
            "standings": heads,
            "records": _to_json_data(records),
            "snapshots": _to_json_data(snapshots),
            "named": [n._asdict() for n in named],
        }
        text = json.dumps(given, ensure_ascii=False)
        with self._told(records[0].process, writes=True):
            held = self._held()
            if held is not None:
                with _Part(held) if self._bound is not None else nullcontext():
                    _append(held, text, redacted)
                return
            loan = Loan(self._pools)
            with Surely(loan), loan:
                if redacted:
                    connection = loan.take(READ_COMMITTED)
                    self._wait_turn(connection, ())
                    _append(connection, text, redacted)
                else:
                    run(loan.take(), _APPEND, (SCHEMA, text, self._pools.milliseconds))
                loan.give_back()

    def turn(self, processes: Sequence[str]) -> AbstractContextManager[None]:
        """A transaction in which nobody else appends to these processes; on a caller's connection it does nothing."""
        return nullcontext() if self._bound is not None else _Turn(self, processes)

    def _wait_turn(self, connection: Connection, processes: Sequence[str]) -> None:
        values = list(processes), self._pools.milliseconds
        run(connection, "SELECT ontvlechting.turn(%s::pg_catalog.text[], %s::pg_catalog.int4)", values)

    # -- reading -----------------------------------------------------------------------------------------------------

    def still(self) -> AbstractContextManager[Self]:
        """A view of the ledger as of one moment; records that wait for a position come last."""
        return _Still(self)

    def standing(self, process: str) -> Row | None:
        """The stored row of a process."""
        if self._moment is not None and self._moment.standings is not None:
            found = [self._moment.standings[process]] if process in self._moment.standings else []
        else:
            found = self._all(f"SELECT {_COLUMNS} FROM ontvlechting.processes WHERE process = %s", (process,))
        return rows.read(found[0]) if found else None

    def standings(
        self,
        selection: Selection = EVERYTHING,
        *,
        after: str = "",
        limit: int | None = None,
    ) -> Sequence[Row]:
        """The rows of these processes, sorted by name."""
        if self._moment is not None and self._moment.standings is not None:
            found = (rows.read(r) for name, r in self._moment.standings.items() if name > after)
            return [s for s in found if selection.holds(s)][:limit]
        where, values = rows.condition(selection, after, "%s", _asks)
        query = f"SELECT {_COLUMNS} FROM ontvlechting.processes{where} ORDER BY process LIMIT %s"
        return [rows.read(r) for r in self._all(query, (*values, limit))]

    def snapshot(self, process: str) -> Snapshot | None:
        """The stored snapshot of a process."""
        query = "SELECT process, number, hash, body FROM ontvlechting.snapshots WHERE process = %s"
        found = self._all(query, (process,))
        return Snapshot(*found[0]) if found else None

    def snapshots(self) -> Iterator[Snapshot]:
        """Every stored snapshot."""
        for (process,) in self._all("SELECT process FROM ontvlechting.snapshots"):
            found = self.snapshot(process)
            if found is not None and (self._moment is None or self._moment.holds(process, found.number)):
                yield found

    def read(self, process: str, after: int = 0) -> Sequence[Sealed]:
        """The records of one process above a number."""
        query = f"SELECT {_SEALED} FROM ontvlechting.records r WHERE process = %s AND number > %s::pg_catalog.int8 ORDER BY number"
        found = (Sealed(*r) for r in self._all(query, (process, after)))
        return [s for s in found if self._moment is None or self._moment.holds(process, s.number)]

    def named(self, references: Collection[str] | None = None) -> Sequence[Naming]:
        """The first record that named each of these references; in a view as of one moment, as it was then."""
        query = "SELECT reference, process, number FROM ontvlechting.named"
        asked = rows.among(references, "%s")
        found = [rows.naming(r) for where, values in asked for r in self._all(f"{query}{where}", values)]
        return [n for n in found if self._moment is None or self._moment.holds(n.process, n.number)]

    def find(self, id: str) -> Sealed | None:
        """The record of the command with this id."""
        found = self._all(f"SELECT {_SEALED} FROM ontvlechting.records r WHERE id = %s", (id,))
        return Sealed(*found[0]) if found else None

    def records(self, after: int = 0, limit: int | None = None) -> Iterator[tuple[int, Sealed]]:
        """The records above a position, each with its position."""
        for position, *values in self._in_order(_SEALED, after, limit):
            yield position, Sealed._make(values)
        if self._moment is None or limit is not None:
            return
        waiting = self._moment.waiting
        for start in range(0, len(waiting), rows.PAGE):
            names, numbers = zip(*waiting[start : start + rows.PAGE], strict=True)
            for row in self._all(_WAITING, (list(names), list(numbers))):
                yield 0, Sealed._make(row)
        for row in self._all(_NOWHERE):
            yield -1, Sealed._make(row)

    def hashes(self, after: int = 0, limit: int | None = None) -> Iterator[str]:
        """The hash of each record above a position, in the order of the ledger."""
        for _, hash in self._in_order("r.hash", after, limit):
            yield hash

    def position(self, process: str, number: int) -> int | None:
        """The position of a record; in a view as of one moment, as it was then."""
        found = self._all(_POSITION, (process, number, self._integrate()))
        return int(found[0][0]) if found else None

    def tiles(self) -> Sequence[tuple[int, bytes]]:
        """The root of each tile, by the position of its last record; in a view as of one moment, as it was then."""
        return [(position, root) for position, root in self._all(_TILES, (self._integrate(),))]

    def check_schema(self) -> None:
        """Check that tables, triggers and functions are as they were made, and that the schema contains nothing else.

        Raises:
            BrokenLedger: something was dropped, added or changed.
        """
        found = self._ask(_read_parts, READ_COMMITTED)
        compare(PARTS, {(kind, name): plain(kind, text) for kind, name, text in found})

    def check(self) -> None:
        """Check that there are as many records as positions and waiting records; PostgreSQL checks its own pages.

        Raises:
            BrokenLedger: there are not.
        """
        ((records, positions, arrivals),) = self._all(
            "SELECT (SELECT pg_catalog.count(*) FROM ontvlechting.records), "
            "(SELECT pg_catalog.count(*) FROM ontvlechting.positions), "
            "(SELECT pg_catalog.count(*) FROM ontvlechting.arrivals)"
        )
        if records != positions + arrivals:
            why = Text(
                nl=f"{records} vastleggingen op {positions} plaatsen", en=f"{records} records on {positions} positions"
            )
            raise BrokenLedger(None, None, why)

    def close(self) -> None:
        """Close the connections; one of the caller stays open."""
        if self._bound is None:
            self._pools.close()

    # -- within ------------------------------------------------------------------------------------------------------

    def _view_at(self, connection: Connection, *, passes: bool) -> Self:
        """A view of this ledger as of one moment; `passes` says that others may commit while it is read."""
        (first, *others) = rows_of(connection, _MOMENT_OF_ALL if passes else _MOMENT)
        last, names, numbers = first[:3]
        store = type(self).__new__(type(self))
        store._set_up(self._where, connection, read_only=True)
        stand = {r[3]: tuple(r[3:]) for r in sorted(others, key=lambda r: r[3])} if passes else None
        store._moment = _Moment(last, list(zip(names, numbers, strict=True)), stand)
        return store

    def _in_order(self, asked: str, after: int, limit: int | None) -> Iterator[Sequence[Any]]:
        """The position of each record above `after`, with the other columns that are asked, page by page."""
        last, query = self._integrate(), _IN_ORDER.format(asked)
        return rows.in_pages(lambda above, many: self._all(query, (above, last, many)), after, limit)

    def _integrate(self) -> int:
        """Give positions to the records that have none, unless this is read-only; returns the last position."""
        if self._moment is not None:
            return self._moment.last
        if self._read_only:
            return int(self._all(f"SELECT {_LAST}")[0][0])
        patience = None if self._bound is not None else self._pools.milliseconds
        return int(self._all("SELECT ontvlechting.integrate(%s::pg_catalog.int4)", (patience,))[0][0])

    def _held(self) -> Connection | None:
        """The connection of the caller, or of the turn of this thread; None when there is neither.

        Raises:
            LedgerUnavailable: it belongs to the process from which this one was forked.
        """
        if self._bound is not None:
            self._refuse_forked(forked=self._process != os.getpid())
            if self._overtaken:  # until the caller has rolled back all of it, every query gives that conflict
                self._overtaken = self._bound.info.transaction_status is TransactionStatus.INERROR
            return self._bound
        turn = self._turn_of_mine()
        if turn is None:
            return None
        self._refuse_forked(forked=turn.loan.forked)
        return turn.connection

    def _turn_of_mine(self) -> _Turn | None:
        """The turn of this thread; None when it has none, or nobody holds a reference to it any more."""
        found: weakref.ref[_Turn] | None = getattr(self._mine, "turn", None)
        return found() if found is not None else None

    def _refuse_forked(self, *, forked: bool) -> None:
        if forked:
            self._unavailable(
                "deze verbinding is van het programma waarvan dit is afgesplitst (`fork`); open het logboek hier opnieuw",
                "this connection belongs to the program from which this one was forked; open the ledger here anew",
            )

    def _all(self, query: str, values: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        """All rows of the result of a query."""
        return self._ask(lambda connection: rows_of(connection, query, values))

    def _ask(self, question: Callable[[Connection], _T], level: str = "") -> _T:
        """The result of `question`; it is tried again when the connection turns out to be lost."""
        held = self._held()
        left = 1 if held is not None else TRIES
        while True:
            left -= 1
            with self._told():
                if held is not None:
                    return question(held)
                try:
                    loan = Loan(self._pools)
                    with Surely(loan), loan:
                        answer = question(loan.take(level))
                        loan.give_back()
                        return answer
                except psycopg.OperationalError as error:
                    if not left or isinstance(error, (PoolTimeout, PoolClosed)) or error.sqlstate not in _LOST:
                        raise
                    self._pools.check()

    def _told(self, process: str = "", *, writes: bool = False) -> _Told:
        """A context that turns errors of PostgreSQL into errors of this package."""
        return _Told(self, process, writes=writes)

    def _tell(self, error: psycopg.Error, process: str, *, writes: bool) -> NoReturn:
        """Raise an error of PostgreSQL as one of this package."""
        if isinstance(error, (PoolTimeout, PoolClosed)):
            why = CLOSED if isinstance(error, PoolClosed) else str(error)
            raise LedgerUnavailable(self._where, why) from error
        state = error.sqlstate
        if state == CONFLICT:
            raise Conflict(error.diag.message_detail or process) from error
        if state in {"23505", "40001", "40P01"} or (state == "25P02" and self._overtaken):
            self._overtaken = self._bound is not None and state != "23505"
            raise Conflict(process) from error
        if state == VERSION:
            self._same_version(int(error.diag.message_detail or 0))
        if state == UNKEPT:
            why = Text(
                nl="de database hield niet precies wat werd gegeven, en er is niets vastgelegd",
                en="the database did not keep exactly what was given, and nothing was recorded",
            )
            raise BrokenLedger(error.diag.message_detail or process or None, None, why) from error
        if state in {"XX001", "XX002", "22P05"}:  # the last: a column holds JSON that cannot become text
            raise BrokenLedger(
                None, None, Text(nl="de database is beschadigd", en="the database is damaged")
            ) from error
        # a caller loses the transaction with the connection, so nothing was recorded
        recorded = None if writes and state in _LOST and self._bound is None else False
        if recorded is None:
            self._pools.check()  # when one connection was lost, the others probably were too
        said = str(error).strip().partition("\n")[0]
        raise LedgerUnavailable(self._where, said, recorded=recorded) from error

    def _unavailable(self, nl: str, en: str) -> NoReturn:
        raise LedgerUnavailable(self._where, Text(nl=nl, en=en))

    def _not_a_ledger(self, nl: str, en: str) -> NoReturn:
        raise NotALedger(self._where, Text(nl=nl, en=en))


# -- contexts that have to end well after an interruption too: so none of them is a generator ------------------------


class _Told:
    """Turns errors of PostgreSQL into errors of this package."""

    def __init__(self, store: PostgresStore, process: str, *, writes: bool) -> None:
        self._store, self._process, self._writes = store, process, writes

    def __enter__(self) -> None:
        pass

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if isinstance(error, psycopg.Error):
            self._store._tell(error, self._process, writes=self._writes)


class _Turn:
    """A transaction in which this thread writes, while nobody else writes to these processes. It can end twice."""

    def __init__(self, store: PostgresStore, processes: Sequence[str]) -> None:
        self._store, self._processes = store, processes
        self.loan = Loan(store._pools)
        self.connection: Connection | None = None

    def __enter__(self) -> None:
        with self._store._told(writes=True):
            try:
                self.connection = self.loan.take(READ_COMMITTED)
                self._store._wait_turn(self.connection, self._processes)
                self._store._mine.turn = weakref.ref(self)
            except BaseException as error:
                self.__exit__(type(error), error, None)
                raise

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._store._mine.turn = None
        with self._store._told(writes=True), self.loan:
            if error is None and not self.loan.over:
                self._store._refuse_forked(forked=self.loan.forked)
                self.loan.give_back()
            elif isinstance(error, psycopg.Error):
                raise error

    def __del__(self) -> None:
        loan = getattr(self, "loan", None)  # there is none when `__init__` was interrupted
        if loan is not None and not loan.over:
            loan.lose()


class _Still(Generic[_S]):
    """A view of a ledger as of one moment: in a transaction that sees no other, or by what one statement saw."""

    def __init__(self, store: _S) -> None:
        self._store = store
        self._loan: Loan | None = None

    def __enter__(self) -> _S:
        store = self._store
        if store._moment is not None:
            return store
        store._integrate()  # before a connection is taken: to hold one and ask for another can deadlock
        with store._told():
            if store._bound is not None:
                return store._view_at(store._bound, passes=True)
            self._loan = Loan(store._pools)
            try:
                return store._view_at(self._loan.take("REPEATABLE READ, READ ONLY"), passes=False)
            except BaseException as error:
                self.__exit__(type(error), error, None)
                raise

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._loan is not None:
            self._loan.__exit__(kind, error, trace)


class _Path:
    """Within a transaction: names without a schema are those of the server itself, whatever the caller has set."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._before = "", ""

    def __enter__(self) -> None:
        asked = "SELECT pg_catalog.current_setting('search_path'), pg_catalog.current_setting('quote_all_identifiers')"
        ((path, quoted),) = rows_of(self._connection, asked)
        self._before = path, quoted
        self._set("pg_catalog", "off")

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if error is None:  # otherwise the rollback restores it
            self._set(*self._before)

    def _set(self, path: str, quoted: str) -> None:
        both = "SELECT pg_catalog.set_config('search_path', %s, true), pg_catalog.set_config('quote_all_identifiers', %s, true)"
        run(self._connection, both, (path, quoted))


class _Whole:
    """A transaction on a connection in autocommit mode."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def __enter__(self) -> None:
        run(self._connection, f"BEGIN ISOLATION LEVEL {READ_COMMITTED}")

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if not self._connection.closed:
            run(self._connection, "COMMIT" if error is None else "ROLLBACK")


class _Part:
    """A savepoint in the caller's transaction: when it fails, the rest of the transaction still stands."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def __enter__(self) -> None:
        if self._connection.autocommit and not self._connection.info.transaction_status:
            expected = Text(nl="een verbinding met een geopende transactie", en="a connection with an open transaction")
            raise InputError("PostgresStore.bound", [Problem("connection", shown(self._connection), expected)])
        run(self._connection, "SAVEPOINT ontvlechting")

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._connection.closed:
            return
        if error is not None:
            run(self._connection, "ROLLBACK TO SAVEPOINT ontvlechting")
        run(self._connection, "RELEASE SAVEPOINT ontvlechting")


_LOST = frozenset({None, "57P01", "57P02", "57P03", "57P05", "08000", "08003", "08006"})
"""The SQLSTATE of a lost connection: none, or that the server stops, or ended what was not used for a while."""


def _asks(asked: Criterion) -> tuple[str, list[Any]]:
    """The SQL of a condition on one column within `columns`; it holds for malformed columns, to have them reported."""
    there = "pg_catalog.json_extract_path(columns, %s::pg_catalog.text)"
    values: list[Any]
    if asked.match is Match.ANY:
        clause, values = f"{there} IS {'NOT ' if asked.value else ''}NULL", [asked.name]
    else:
        kind, of = ("string", 'text COLLATE "C"') if isinstance(asked.value, str) else ("number", "numeric")
        compares = "=" if asked.match is Match.EQUAL else "<="
        found = "pg_catalog.json_extract_path_text(columns, %s::pg_catalog.text)"
        alike = f"{found}::pg_catalog.{of} {compares} %s::pg_catalog.{of}"
        clause = f"CASE pg_catalog.json_typeof({there}) WHEN '{kind}' THEN {alike} ELSE false END"
        values = [asked.name, asked.name, asked.value]
    return f"CASE pg_catalog.json_typeof(columns) WHEN 'object' THEN {clause} ELSE true END", values


def _append(connection: Connection, given: str, redacted: Sequence[Sealed]) -> None:
    """Store what is given, in a transaction that stays open."""
    if redacted:  # first: it deletes snapshots, and the records bring new ones
        less = [r.process for r in redacted], [r.number for r in redacted], [r.disclosures for r in redacted]
        run(
            connection,
            "SELECT ontvlechting.redact(%s::pg_catalog.text[], %s::pg_catalog.int8[], %s::pg_catalog.bytea[])",
            less,
        )
    rows_of(
        connection, _APPEND, (SCHEMA, given, None)
    )  # in a pipeline of the caller, only who fetches hears of an error


def _read_parts(connection: Connection) -> list[tuple[Any, ...]]:
    """The parts that there are in the schema."""
    alone = connection.autocommit and not connection.info.transaction_status
    with _Whole(connection) if alone else nullcontext(), _Path(connection):
        return rows_of(connection, FOUND)


def _to_json_data(kept: Sequence[Sealed | Snapshot]) -> list[dict[str, Any]]:
    """Records or snapshots as plain data, their bytes in base64."""
    return [
        {name: b64encode(v).decode() if isinstance(v, bytes) else v for name, v in k._asdict().items()} for k in kept
    ]


def _is_true(connection: Connection, question: str) -> bool:
    ((answer,),) = rows_of(connection, question)
    return bool(answer)


def _schema(connection: Connection) -> int:
    """The version of the tables and functions; 0 when the ledger says none."""
    return int(rows_of(connection, "SELECT pg_catalog.max(schema) FROM ontvlechting.ledger")[0][0] or 0)


def _problems_of_address(address: object) -> list[Problem]:
    """The problems of an address. The message of the driver is not shown, because it may quote the password."""
    try:
        if isinstance(address, str) and "\0" not in address and psycopg.conninfo.conninfo_to_dict(address) is not None:
            return []  # a driver in C stops reading at a NUL
    except (psycopg.Error, ValueError):
        pass
    expected = Text(nl="`postgresql://gebruiker@host/database`", en="`postgresql://user@host/database`")
    return [Problem("address", "'postgresql://…'" if isinstance(address, str | bytes) else shown(address), expected)]


def _without_password(address: str) -> str:
    """The address as it may be shown."""
    parts = psycopg.conninfo.conninfo_to_dict(address)
    user = f"{parts['user']}@" if parts.get("user") else ""
    return f"postgresql://{user}{parts.get('host') or ''}/{parts.get('dbname') or ''}"
