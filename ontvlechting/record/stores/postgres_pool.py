"""Connections to PostgreSQL from a pool: for several threads, in programs that fork, behind a connection pooler.

An interruption at any moment leaves no transaction open. Only a connection that the pool was just handing over can be
lost: then the pool is abandoned, and a new one is opened.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from contextlib import suppress
from types import TracebackType
from typing import Any, NamedTuple, Self

import psycopg
from psycopg import postgres as psycopg_types
from psycopg.adapt import AdaptersMap
from psycopg.pq import TransactionStatus
from psycopg.rows import TupleRow, tuple_row
from psycopg.types.array import register_all_arrays
from psycopg_pool import ConnectionPool, PoolClosed

RETRY = 1.0
"""Seconds between two attempts to reconnect to a server; without this the pool would wait longer and longer."""
READ_COMMITTED = "READ COMMITTED"
"""Each statement sees what was committed when it began: how everything runs, whatever the server is set to."""

_ADAPTERS = AdaptersMap(types=psycopg_types.types)
psycopg_types.register_default_adapters(_ADAPTERS)
register_all_arrays(_ADAPTERS)

Connection = psycopg.Connection[Any]


class _Cursor(psycopg.Cursor[TupleRow]):
    """A cursor that converts values by the default adapters of `psycopg`, not by those of the caller."""

    @property
    def adapters(self) -> AdaptersMap:
        return _ADAPTERS


def run(connection: Connection, query: str, values: Sequence[Any] = ()) -> psycopg.Cursor[TupleRow]:
    """Run one statement with a cursor of our own, so that settings of the caller do not matter."""
    return _Cursor(connection, row_factory=tuple_row).execute(query.encode(), values or None, binary=True)


def rows_of(connection: Connection, query: str, values: Sequence[Any] = ()) -> list[TupleRow]:
    """All rows of the result of one query."""
    return run(connection, query, values).fetchall()


class Server(NamedTuple):
    """What has to be known of a server before it is used.

    Attributes:
        encoding: of the texts in the database.
        copy: whether it follows another server and cannot be written.
        direct: whether there is no pooler in between, so that settings of a session stay.
        isolation: the isolation level of a transaction that does not set one.
    """

    encoding: str
    copy: bool
    direct: bool
    isolation: str


_SERVER = (
    "SELECT pg_catalog.current_setting('server_encoding'), pg_catalog.pg_is_in_recovery(), pg_catalog.pg_backend_pid(), "
    "pg_catalog.current_setting('default_transaction_isolation')"
)


def server(connection: Connection) -> Server:
    """The server at the other end of a connection."""
    ((encoding, copy, pid, isolation),) = rows_of(connection, _SERVER)
    if isinstance(encoding, bytes):  # texts come as bytes from a database without an encoding
        encoding, isolation = encoding.decode(), isolation.decode()
    return Server(encoding, copy, pid == connection.info.backend_pid, isolation)


class Connections:
    """Connections to one database; each forked process has a pool of its own.

    Args:
        address: a connection string.
        patience: how many seconds to wait for a connection, or for a lock.
        most: how many connections to keep open at most.
        at: the server.
    """

    def __init__(self, address: str, patience: float, most: int, at: Server) -> None:
        self.milliseconds: int = max(1, int(patience * 1000))
        # behind a pooler others use the session too: nothing is set or prepared in it, and a transaction sets its own
        # isolation level
        self.says: bool = not at.direct and at.isolation != "read committed"
        self._direct = at.direct
        self._address, self._patience, self._most = address, patience, most
        self._pools: dict[
            int, ConnectionPool[Connection]
        ] = {}  # by process id; those of a parent are never used or closed
        self._closed = False

    def pool(self) -> ConnectionPool[Connection]:
        """The pool of this process; opened when it is used.

        Raises:
            PoolClosed: it was closed.
        """
        pool = self._pools.get(os.getpid())
        if pool is None:
            if self._closed:
                raise PoolClosed("the ledger is closed")
            options: dict[str, Any] = {"autocommit": True} | ({} if self._direct else {"prepare_threshold": None})
            made = ConnectionPool(
                self._address,
                min_size=1,
                max_size=self._most,
                timeout=self._patience,
                kwargs=options,
                configure=self.prepare,
                reconnect_timeout=RETRY,
                reconnect_failed=_try_again,
                open=False,
                name="ontvlechting",
            )
            made.open()  # stored only after this: an interruption here leaves no half-open pool
            pool = self._pools.setdefault(os.getpid(), made)
            if pool is not made:  # another thread was first
                made.close(timeout=0)
        return pool

    def check(self) -> None:
        """Check which connections were lost: when one was, the others probably were too."""
        self.pool().check()

    def close(self) -> None:
        """Close the connections of this process."""
        self._closed = True
        pool = self._pools.get(os.getpid())
        if pool is not None:
            pool.close()

    def leave(self, pool: ConnectionPool[Connection] | None) -> None:
        """Abandon a pool that may have lost count of a connection; the next use opens another."""
        if pool is not None and not self._closed and self._pools.get(os.getpid()) is pool:
            del self._pools[os.getpid()]
            pool.close(timeout=0)

    def prepare(self, connection: Connection) -> None:
        """Set up a session: search path, isolation level, and a lock timeout unless the address sets one."""
        if self._direct:
            run(
                connection,
                "SELECT pg_catalog.set_config('search_path', 'pg_catalog', false), "
                "pg_catalog.set_config('default_transaction_isolation', 'read committed', false), "
                "CASE pg_catalog.current_setting('lock_timeout') WHEN '0' "
                "THEN pg_catalog.set_config('lock_timeout', %s, false) END",
                (f"{self.milliseconds}ms",),
            )


def _try_again(pool: ConnectionPool[Any]) -> None:
    """Keep trying to reconnect for as long as somebody waits for a connection."""
    if pool.get_stats().get("requests_waiting"):
        pool.check()


class Loan:
    """One connection from the pool: `take` it, use it, and `give_back`, which commits.

    When this context ends without that, the transaction is rolled back and the connection given back. It can end twice.
    """

    def __init__(self, connections: Connections) -> None:
        self._of = connections
        self._pool: ConnectionPool[Connection] | None = None
        self._connection: Connection | None = None
        self._begun = self._giving = False
        self._process = os.getpid()
        self.over: bool = False

    @property
    def forked(self) -> bool:
        """Whether it was taken by the process from which this one was forked."""
        return self._process != os.getpid()

    def take(self, level: str = "") -> Connection:
        """A connection; in a transaction when an isolation level is given, or has to be set behind a pooler."""
        self._pool = self._of.pool()
        self._connection = self._pool.getconn()
        level = level or (READ_COMMITTED if self._of.says else "")
        if level:
            self._begun = True
            run(self._connection, f"BEGIN ISOLATION LEVEL {level}")
        return self._connection

    def give_back(self) -> None:
        """Commit what was done, and give the connection back."""
        if self._connection is not None and self._begun:
            run(self._connection, "COMMIT")
            self._begun = False
        self._return()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self.over or self.forked or self._pool is None:
            return
        if self._connection is None:
            self.over = True
            if not isinstance(error, psycopg.Error):
                self._of.leave(self._pool)
        elif self._giving:
            self.lose()
        else:
            try:
                if self._begun and self._connection.info.transaction_status in _OPEN:
                    with suppress(psycopg.Error):
                        run(self._connection, "ROLLBACK")
                self._return()
            except BaseException:
                self.lose()
                raise

    def lose(self) -> None:
        """Close the connection, so that nobody uses it any more. What was not committed is rolled back."""
        self.over = True
        if self._connection is not None and not self.forked:
            self._connection.close()
            self._of.leave(self._pool)

    def _return(self) -> None:
        self._giving = True
        if self._pool is not None and self._connection is not None:
            self._pool.putconn(self._connection)
        self.over = True


_OPEN = (TransactionStatus.INTRANS, TransactionStatus.INERROR)
