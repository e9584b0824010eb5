"""The ledger in the transaction of Django, and the signal that tells what was recorded once that is committed."""

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
"""Sent once for each outcome, when the transaction is committed that holds its record; receivers get `outcome`.

A receiver that fails is logged, and changes nothing: the record is there.
"""
_OF_ANOTHER = Text(
    nl="deze `workflow()` is van een andere thread, of van een verbinding die is gesloten; maak hier een nieuwe",
    en="this `workflow()` is of another thread, or of a connection that was closed; make a new one here",
)


def workflow() -> Workflow:
    """A workflow in the transaction of Django, by the rules of the settings.

    Within `transaction.atomic()` its records are committed, or rolled back, with your own rows. Outside of one each call
    makes a transaction of its own. Make one where you need it; it costs two short queries. It is of this thread, as the
    connections of Django are: elsewhere, or once that connection was closed, it records nothing and says so. Nor does it record
    in a block that a mistake has rolled back already: that is a `TransactionManagementError`, as for any query.

    Raises:
        InputError: the settings are not well formed, or the database is of a kind in which no ledger can be kept.
        MissingExtra: its driver is not installed.
        NotALedger: `migrate` did not make the tables yet, or they are of another version.
    """
    said = given()
    return _Workflow(said.database, rules=said.rules, known=said.known, origin=said.origin)


def ledger() -> Ledger:
    """The same ledger, only to look: nothing can be recorded by it.

    Raises:
        InputError, MissingExtra, NotALedger: as `workflow`.
    """
    said = given()
    return Ledger(bound(said.database), rules=said.rules, known=said.known)


def bound(alias: str, *, create: bool = False) -> Store:
    """The ledger on the connection of this alias, in whatever transaction that is.

    Args:
        alias: which database.
        create: make the tables when they are not there.

    Raises:
        InputError: it is of a kind in which no ledger can be kept.
        MissingExtra: the driver that a ledger needs is not installed.
        NotALedger: there are no tables and they may not be made, or they are of another version.
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
    """A workflow that records in the transaction of a connection, or where there is none in one of its own."""

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
        """What is written in it is committed with it; where that cannot be, nothing is.

        Raises:
            LedgerUnavailable: the connection is not that of this thread, or was closed: it would be of another transaction.
            TransactionManagementError: a mistake in the block has it rolled back already, whatever is written.
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
