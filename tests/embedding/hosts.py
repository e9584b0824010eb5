"""Programs that keep the ledger in their own database: one class for each way of having a transaction."""
# ruff: noqa: D102 - what each method is for stands in `Host`

from __future__ import annotations

import secrets
import sqlite3
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, closing, contextmanager, suppress
from typing import Any

import django
import psycopg
import sqlalchemy as sa
from django.conf import settings
from django.db import connections, models, transaction
from psycopg.conninfo import conninfo_to_dict
from sqlalchemy import event, orm

from ontvlechting import Outcome, Workflow
from ontvlechting.record.stores.port import Store
from ontvlechting.record.stores.postgres import PostgresStore
from ontvlechting.record.stores.sqlite import SqliteStore
from ontvlechting.record.verifier import Report

Listener = Callable[[Outcome], None]


class Undone(Exception):
    """The host changes its mind."""


class Host:
    """A program with a table `note` of its own.

    Attributes:
        address: a path to an SQLite file, or a connection string of PostgreSQL.
        tells: whether it has a way to be told after a commit.
    """

    tells = False

    def __init__(self, address: str) -> None:
        self.address = address

    def connection(self) -> Any:
        """The connection of the driver."""
        raise NotImplementedError

    def transaction(self) -> AbstractContextManager[None]:
        """A transaction: committed when it ends, rolled back when it ends with an error."""
        raise NotImplementedError

    def savepoint(self) -> AbstractContextManager[None]:
        """A part of a transaction that can be rolled back by itself."""
        raise NotImplementedError

    def note(self, text: str) -> None:
        """Write a row of its own."""
        raise NotImplementedError

    def after_commit(self, told: Listener, outcome: Outcome) -> None:
        """Pass an outcome on once the transaction is committed."""
        raise NotImplementedError

    def close(self) -> None:
        """Let go."""

    def store(self, *, create: bool = False) -> Store:
        """The ledger beside its table."""
        return bound(self.connection(), create=create)

    def flow(self, *listeners: Listener) -> Workflow:
        """A workflow in its transaction."""
        return Workflow(self.store(), tell=listeners)

    @contextmanager
    def undone(self) -> Iterator[None]:
        """A transaction that is rolled back when it is complete."""
        with suppress(Undone), self.transaction():
            yield
            raise Undone

    @contextmanager
    def undone_savepoint(self) -> Iterator[None]:
        """A part of a transaction that is rolled back when it is complete."""
        with suppress(Undone), self.savepoint():
            yield
            raise Undone


# -- drivers -----------------------------------------------------------------------------------------------------------


class Driver(Host):
    """A driver without anything above it."""

    def __init__(self, address: str) -> None:
        super().__init__(address)
        self.driver = self.connect()

    def connect(self) -> Any:
        """A new connection."""
        raise NotImplementedError

    def connection(self) -> Any:
        return self.driver

    @contextmanager
    def transaction(self) -> Iterator[None]:
        try:
            yield
        except BaseException:
            self.driver.rollback()
            raise
        self.driver.commit()

    @contextmanager
    def savepoint(self) -> Iterator[None]:
        self.driver.execute("SAVEPOINT host")
        try:
            yield
        except BaseException:
            self.driver.execute("ROLLBACK TO SAVEPOINT host")
            raise
        self.driver.execute("RELEASE SAVEPOINT host")

    def note(self, text: str) -> None:
        mark = "?" if isinstance(self.driver, sqlite3.Connection) else "%s"
        self.driver.execute(f"INSERT INTO note (text) VALUES ({mark})", (text,))  # noqa: S608

    def close(self) -> None:
        self.driver.close()


class Sqlite(Driver):
    """`sqlite3` as it comes: the driver begins a transaction before it writes."""

    def connect(self) -> sqlite3.Connection:
        return sqlite3.connect(self.address)


class SqliteExplicit(Driver):
    """`sqlite3` where the host begins and ends transactions itself."""

    def connect(self) -> sqlite3.Connection:
        return sqlite3.connect(self.address, isolation_level=None)

    @contextmanager
    def transaction(self) -> Iterator[None]:
        self.driver.execute("BEGIN IMMEDIATE")
        try:
            yield
        except BaseException:
            self.driver.execute("ROLLBACK")
            raise
        self.driver.execute("COMMIT")


class SqliteStrict(Driver):
    """`sqlite3` of Python 3.12 and newer with `autocommit=False`: there is always a transaction."""

    def connect(self) -> sqlite3.Connection:
        options: Any = {"autocommit": False}  # unknown to Python 3.11, which these tests are checked for
        made: sqlite3.Connection = sqlite3.connect(self.address, **options)
        return made


class Psycopg(Driver):
    """`psycopg` as it comes: a transaction begins by itself."""

    def connect(self) -> psycopg.Connection:
        return psycopg.connect(self.address)


class PsycopgBlocks(Driver):
    """`psycopg` with autocommit, where the host opens a block for each transaction."""

    def connect(self) -> psycopg.Connection:
        return psycopg.connect(self.address, autocommit=True)

    @contextmanager
    def transaction(self) -> Iterator[None]:
        with self.driver.transaction():
            yield

    @contextmanager
    def savepoint(self) -> Iterator[None]:
        with self.driver.transaction():
            yield


# -- SQLAlchemy --------------------------------------------------------------------------------------------------------


class Base(orm.DeclarativeBase):
    """The models of the host."""


class NoteRow(Base):
    """A row of the host."""

    __tablename__ = "note"

    id: orm.Mapped[int] = orm.mapped_column(primary_key=True)
    text: orm.Mapped[str]


class Core(Host):
    """SQLAlchemy without models: `Engine.begin()`."""

    def __init__(self, address: str) -> None:
        super().__init__(address)
        self.engine = sa.create_engine(url(address), pool_size=1, max_overflow=0)
        self.current: sa.Connection

    @contextmanager
    def transaction(self) -> Iterator[None]:
        with self.engine.begin() as self.current:
            yield

    def savepoint(self) -> AbstractContextManager[Any]:
        return self.current.begin_nested()

    def connection(self) -> Any:
        return self.current.connection.driver_connection

    def note(self, text: str) -> None:
        self.current.execute(sa.insert(NoteRow).values(text=text))

    def close(self) -> None:
        self.engine.dispose()


class Orm(Core):
    """SQLAlchemy with models: `Session`."""

    tells = True

    def __init__(self, address: str) -> None:
        super().__init__(address)
        self.session: orm.Session

    @contextmanager
    def transaction(self) -> Iterator[None]:
        with orm.Session(self.engine) as self.session, self.session.begin():
            self.session.connection()  # else the session is in no transaction until it needs one itself
            yield

    @contextmanager
    def savepoint(self) -> Iterator[None]:
        with self.session.begin_nested():
            self.session.connection()  # the same for a savepoint
            yield

    def connection(self) -> Any:
        return self.session.connection().connection.driver_connection

    def note(self, text: str) -> None:
        self.session.add(NoteRow(text=text))

    def after_commit(self, told: Listener, outcome: Outcome) -> None:
        event.listen(self.session, "after_commit", lambda _: told(outcome))


def url(address: str) -> sa.URL:
    """The address as SQLAlchemy writes it."""
    if address.startswith("/"):
        return sa.URL.create("sqlite", database=address)
    parts = {name: str(value) for name, value in conninfo_to_dict(address).items()}
    return sa.URL.create("postgresql+psycopg", query=parts)


# -- Django ------------------------------------------------------------------------------------------------------------

if not settings.configured:
    settings.configure(USE_TZ=True, LOGGING_CONFIG=None)
    django.setup()


class Note(models.Model):  # type: ignore[misc]  # Django is not typed
    """A row of the host."""

    text = models.TextField()

    class Meta:
        """Its table is there already."""

        app_label = "host"
        db_table = "note"

    def __str__(self) -> str:
        return str(self.text)


class Django(Host):
    """Django: `transaction.atomic()`. Every host has a database of its own in the settings."""

    tells = True

    def __init__(self, address: str) -> None:
        super().__init__(address)
        self.alias = secrets.token_hex(4)
        database: dict[str, Any] = {"ENGINE": "django.db.backends.sqlite3", "NAME": address}
        if not address.startswith("/"):
            parts = conninfo_to_dict(address)
            database = {"ENGINE": "django.db.backends.postgresql", "NAME": parts.pop("dbname"), "OPTIONS": parts}
        connections.settings[self.alias] = database
        connections.settings = connections.configure_settings(connections.settings)
        self.mine = connections[self.alias]

    def connection(self) -> Any:
        self.mine.ensure_connection()
        return self.mine.connection

    def transaction(self) -> AbstractContextManager[Any]:
        block: AbstractContextManager[Any] = transaction.atomic(using=self.alias)
        return block

    savepoint = transaction

    def note(self, text: str) -> None:
        Note.objects.using(self.alias).create(text=text)

    def after_commit(self, told: Listener, outcome: Outcome) -> None:
        transaction.on_commit(lambda: told(outcome), using=self.alias)

    def close(self) -> None:
        self.mine.close()
        del connections.settings[self.alias]


# -- seen from elsewhere -----------------------------------------------------------------------------------------------


@contextmanager
def elsewhere(address: str) -> Iterator[Any]:
    """A connection that has nothing to do with any host."""
    if address.startswith("/"):
        with closing(sqlite3.connect(address)) as plain:
            yield plain
    else:
        with psycopg.connect(address, autocommit=True) as connection:
            yield connection


def bound(connection: Any, *, create: bool = False) -> Store:
    """The ledger on a connection of either kind."""
    if isinstance(connection, sqlite3.Connection):
        return SqliteStore.bound(connection, create=create)
    return PostgresStore.bound(connection, create=create)


def notes(address: str) -> list[str]:
    """What hosts have committed to their own table."""
    with elsewhere(address) as connection:
        return [text for (text,) in connection.execute("SELECT text FROM note ORDER BY id").fetchall()]


def numbers(address: str) -> dict[str, int]:
    """How many records of each process are committed."""
    with elsewhere(address) as connection:
        return {s.process: s.number for s in bound(connection).standings()}


def verified(address: str) -> Report:
    """The committed ledger, verified as deep as it goes."""
    with elsewhere(address) as connection:
        return Workflow(bound(connection)).verify(deep=True)


def tables(address: str) -> dict[str, str]:
    """Every table, trigger and index outside of the ledger, as the database describes it."""
    with elsewhere(address) as connection:
        query = (
            "SELECT type || ' ' || name, coalesce(sql, '') FROM sqlite_master "
            "WHERE tbl_name NOT LIKE 'ontvlechting%' ORDER BY 1"
            if address.startswith("/")
            else "SELECT table_schema || '.' || table_name || '.' || column_name, data_type "
            "FROM information_schema.columns "
            "WHERE table_schema NOT IN ('ontvlechting', 'pg_catalog', 'information_schema') ORDER BY 1"
        )
        return dict(connection.execute(query).fetchall())


def prepare(address: str) -> None:
    """Make the table of the host."""
    id = "INTEGER PRIMARY KEY" if address.startswith("/") else "bigint GENERATED BY DEFAULT AS IDENTITY PRIMARY KEY"
    with elsewhere(address) as connection:
        connection.execute(f"CREATE TABLE note (id {id}, text text NOT NULL)")


def install(address: str) -> None:
    """Make the tables of the ledger."""
    with elsewhere(address) as connection:
        if address.startswith("/"):
            SqliteStore.bound(connection)
            connection.commit()
        else:
            with connection.transaction():
                PostgresStore.bound(connection)


ON_SQLITE: Sequence[type[Host]] = (
    Sqlite,
    SqliteExplicit,
    *((SqliteStrict,) if sys.version_info >= (3, 12) else ()),
    Core,
    Orm,
    Django,
)
ON_POSTGRES: Sequence[type[Host]] = (Psycopg, PsycopgBlocks, Core, Orm, Django)
