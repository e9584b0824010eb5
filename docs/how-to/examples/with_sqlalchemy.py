"""The ledger in the transaction of an SQLAlchemy session."""

from collections.abc import Callable, Iterable

from sqlalchemy import Engine, event
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column

from ontvlechting import Outcome, PostgresStore, SqliteStore, Store, Workflow
from ontvlechting import commands as c

KINDS = {"sqlite": SqliteStore, "postgresql": PostgresStore}  # you need one of them


class Base(DeclarativeBase):
    """Your models."""


class Task(Base):
    """A model of yours."""

    __tablename__ = "task"

    id: Mapped[int] = mapped_column(primary_key=True)
    process: Mapped[str]
    title: Mapped[str]


def ledger(session: Session, *, create: bool = False) -> Store:
    """The ledger in the transaction of this session."""
    connection = session.connection()
    return KINDS[connection.dialect.name].bound(connection.connection.driver_connection, create=create)


def install(engine: Engine) -> None:
    """Make your tables, and those of the ledger beside them."""
    Base.metadata.create_all(engine)
    with Session(engine) as session, session.begin():
        ledger(session, create=True)


def work(
    engine: Engine, process: str, commands: Iterable[c.Command], listener: Callable[[Outcome], None]
) -> list[Outcome]:
    """Record these commands, with a task for each that was accepted: all of it or nothing."""
    told: list[Outcome] = []
    with Session(engine) as session, session.begin():
        event.listen(session, "after_commit", lambda _: [listener(outcome) for outcome in told])
        flow = Workflow(ledger(session), tell=[told.append])
        for command in commands:
            if flow.submit(process, command).allowed:
                session.add(Task(process=process, title=command.title["en"]))
    return told
