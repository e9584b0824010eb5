"""The ledger in the transactions of Django, and a signal for each record once its transaction is committed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any

from django.db import connections, transaction
from django.dispatch import Signal

from ontvlechting.django.settings import given
from ontvlechting.engine.command import Command
from ontvlechting.engine.errors import InputError, LedgerUnavailable, MissingExtra, Problem, shown
from ontvlechting.engine.outside import ProgressBar
from ontvlechting.engine.text import Text
from ontvlechting.letter.workflow import Ledger, Workflow
from ontvlechting.record.origin import Origin
from ontvlechting.record.stores.port import Store
from ontvlechting.shell.answers import Outcome

recorded: Any = Signal()
"""Signal, sent once for each outcome when the transaction that holds its record is committed; receivers get `outcome`.

A receiver that raises is logged, and does not affect the record.
"""
_OF_ANOTHER = Text(
    nl="deze `workflow()` is van een andere thread, of van een verbinding die is gesloten; maak hier een nieuwe",
    en="this `workflow()` is of another thread, or of a connection that was closed; make a new one here",
)


def workflow() -> Workflow:
    """A workflow in the transactions of Django, with the rules of the settings.

    Within `transaction.atomic()` its records are committed, or rolled back, with your own rows. Outside such a block each call
    uses a transaction of its own. Make one where you need it; it costs two short queries. Like a connection of Django, it belongs to
    one thread. In another thread, or after its connection was closed, it records nothing and raises `LedgerUnavailable`. In a block
    that an error has already marked for rollback it raises `TransactionManagementError`, as any query does.

    Raises:
        InputError: the settings are not well formed, or the database is not SQLite or PostgreSQL.
        MissingExtra: the driver of the database is not installed.
        NotALedger: `migrate` did not make the tables yet, or they are of another version.
    """
    said = given()
    return _Workflow(said.database, rules=said.rules, known=said.known, origin=said.origin)


def ledger() -> Ledger:
    """The same ledger for reading only; it has no method to record.

    Raises:
        InputError, MissingExtra, NotALedger: as `workflow`.
    """
    said = given()
    return Ledger(bound(said.database), rules=said.rules, known=said.known)


def bound(alias: str, *, create: bool = False) -> Store:
    """The store of the ledger on the connection of this alias, in its current transaction if there is one.

    Args:
        alias: the alias of the database.
        create: make the tables when they are not there.

    Raises:
        InputError: the database is not SQLite or PostgreSQL.
        MissingExtra: the driver that a ledger needs is not installed.
        NotALedger: there are no tables and `create` is not set, or they are of another version.
    """
    connection: Any = connections[alias]
    if connection.vendor == "sqlite":
        from ontvlechting.record.stores.sqlite import SqliteStore

        connection.ensure_connection()
        return SqliteStore.bound(connection.connection, create=create)
    if connection.vendor == "postgresql":
        try:
            import psycopg

            from ontvlechting.record.stores.postgres import PostgresStore
        except ImportError as error:
            raise MissingExtra("ontvlechting.django", "psycopg", "ontvlechting[postgres]") from error
        connection.ensure_connection()
        if not isinstance(connection.connection, psycopg.Connection):
            raise MissingExtra("ontvlechting.django", "psycopg 3", "ontvlechting[postgres]")
        return PostgresStore.bound(connection.connection, create=create)
    expected = Text(nl="een database in SQLite of PostgreSQL", en="a database in SQLite or PostgreSQL")
    raise InputError("settings", [Problem(f"DATABASES['{alias}']", shown(connection.vendor), expected)])


class _Workflow(Workflow):
    """A workflow that records in the transaction of a connection; when there is none, in one of its own."""

    def __init__(self, alias: str, *, origin: Origin | None, **more: Any) -> None:
        super().__init__(bound(alias), tell=[self._tell_later], origin=origin, **more)
        self._alias = alias
        self._connection: Any = connections[alias].connection

    def submit_many(
        self, commands: Iterable[tuple[str, Command]], *, ids: Iterable[str] | None = None
    ) -> Sequence[Outcome]:
        with self._transaction():
            return super().submit_many(commands, ids=ids)

    def load(self, path: str | Path, *, progress: ProgressBar | None = None) -> int:
        with self._transaction():
            return super().load(path, progress=progress)

    @contextmanager
    def _transaction(self) -> Iterator[None]:
        """Opens an atomic block on the connection of this workflow; what is written in it is committed or rolled back with it.

        Raises:
            LedgerUnavailable: the connection belongs to another thread or was closed, so this would be another transaction.
            TransactionManagementError: an error in the surrounding block has already marked it for rollback.
        """
        connection: Any = connections[self._alias]
        if connection.connection is not self._connection:
            raise LedgerUnavailable(self._alias, _OF_ANOTHER)
        connection.validate_no_broken_transaction()
        with transaction.atomic(using=self._alias):
            yield

    def _tell_later(self, outcome: Outcome) -> None:
        tell = partial(recorded.send_robust, sender=Workflow, outcome=outcome)
        transaction.on_commit(tell, using=self._alias)
