"""The ledger in the transaction of Django."""

from collections.abc import Callable, Iterable
from typing import Any

from django.db import connection, transaction
from with_django.models import Task

from ontvlechting import Outcome, PostgresStore, SqliteStore, Store, Workflow
from ontvlechting import commands as c

KINDS = {"sqlite": SqliteStore, "postgresql": PostgresStore}  # you need one of them


def ledger(connection: Any, *, create: bool = False) -> Store:
    """The ledger in the transaction of this connection."""
    connection.ensure_connection()
    return KINDS[connection.vendor].bound(connection.connection, create=create)


def work(process: str, commands: Iterable[c.Command], listener: Callable[[Outcome], None]) -> list[Outcome]:
    """Record these commands, with a task for each that was accepted: all of it or nothing."""

    def later(outcome: Outcome) -> None:
        transaction.on_commit(lambda: listener(outcome))

    with transaction.atomic():
        flow = Workflow(ledger(connection), tell=[later])
        outcomes = []
        for command in commands:
            outcomes.append(flow.submit(process, command))
            if outcomes[-1].allowed:
                Task.objects.create(process=process, title=command.title["en"])
    return outcomes
