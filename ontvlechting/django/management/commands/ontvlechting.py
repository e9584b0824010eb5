"""`manage.py ontvlechting COMMAND ...`: the command line of this package, on the ledger of the project."""

from __future__ import annotations

from argparse import REMAINDER
from typing import Any
from urllib.parse import quote, urlencode

from django.core.management.base import CommandError
from django.db import connections

from ontvlechting.django.settings import given
from ontvlechting.django.untyped import BaseCommand
from ontvlechting.django.words import language
from ontvlechting.engine.errors import InputError, MissingExtra


class Command(BaseCommand):
    """The command line of `ontvlechting` on the ledger of this project: `manage.py ontvlechting verify --deep`."""

    help = "The command line of ontvlechting on the ledger of this project: `ontvlechting verify --deep`. It sees what is committed."
    requires_system_checks: Any = ()

    def add_arguments(self, parser: Any) -> None:
        """Takes all arguments of `ontvlechting`, without the ledger."""
        parser.add_argument("arguments", nargs=REMAINDER, help="as after `ontvlechting`, without LEDGER and --rules")

    def handle(self, *_: Any, arguments: list[str], **__: Any) -> None:
        """Runs the command and exits as the command line does."""
        try:
            import typer

            from ontvlechting import cli
        except ImportError as error:
            raise CommandError(
                MissingExtra("manage.py ontvlechting", "typer", "ontvlechting[cli]").text[language()]
            ) from error
        try:
            named = given().named
        except InputError as error:
            raise CommandError(error.text[language()]) from error
        name, *rest = arguments or ["--help"]
        known = typer.main.get_group(cli.app).commands.get(name)
        takes = {p.name for p in known.params} if known is not None else set()
        if "rules" in takes:
            rest += [part for rules in named for part in ("--rules", ":".join(rules.rsplit(".", 1)))]
        cli.app([name, *([address()] if "ledger" in takes else []), *rest])


def address() -> str:
    """The address by which another process opens the ledger of this project.

    Raises:
        CommandError: the database is in memory, or not SQLite or PostgreSQL.
    """
    connection: Any = connections[given().database]
    if connection.vendor == "postgresql":
        from psycopg import pq

        known = {
            o.keyword.decode() for o in pq.Conninfo.get_defaults()
        }  # leave out the options of Django and psycopg themselves
        said = {k: v for k, v in connection.get_connection_params().items() if k in known and v is not None}
        return f"postgresql:///?{urlencode(said, quote_via=quote)}"
    file = ""
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:  # ask SQLite for the file, because NAME may be a URI, or in memory
            file = next(file for _, name, file in cursor.execute("PRAGMA database_list") if name == "main")
    if not file:
        raise CommandError(f"{connection.settings_dict['NAME']}: no ledger that another program can open")
    return f"sqlite:///{file}"
