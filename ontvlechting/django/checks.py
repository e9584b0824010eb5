"""The checks of `manage.py check`: whether the settings are right, and with `--database` whether the ledger is as it was made."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Any

from django.core import checks
from django.core.checks import CheckMessage, Error, Tags, register
from django.db import DatabaseError, connections

from ontvlechting.django.ledgers import bound
from ontvlechting.django.settings import NAME, given
from ontvlechting.django.words import language
from ontvlechting.engine.errors import InputError, NotALedger, OntvlechtingError
from ontvlechting.engine.text import Text
from ontvlechting.shell.given import check_origin


@register(Tags.compatibility)
def check_settings(**_: Any) -> Iterable[CheckMessage]:
    """Checks that the settings are well formed, and that a ledger can be kept and written in the database.

    `E001`: a setting is not well formed. `E002`: the database is not SQLite or PostgreSQL. `W001`: SQLite begins transactions that
    read first, and so cannot wait for another writer. `W002`: the isolation level of PostgreSQL hides what others commit.
    """
    try:
        said = given()
        check_origin(NAME, said.origin, (said.rules, *said.known))
    except InputError as error:
        return [Error(p.text[language()], obj=NAME, id="ontvlechting.E001") for p in error.problems]
    connection: Any = connections[said.database]
    options = connection.settings_dict.get("OPTIONS", {})
    if connection.vendor not in ("sqlite", "postgresql"):
        what = _said(
            f"een logboek staat in SQLite of PostgreSQL, en `{said.database}` is {connection.vendor}",
            f"a ledger is kept in SQLite or PostgreSQL, and `{said.database}` is {connection.vendor}",
        )
        hint = _said(
            f"Noem in `{NAME}` met `DATABASE` een andere database.",
            f"Name another database in `{NAME}`, by `DATABASE`.",
        )
        return [Error(what, hint=hint, id="ontvlechting.E002")]
    if connection.vendor == "sqlite" and str(options.get("transaction_mode")).upper() not in ("IMMEDIATE", "EXCLUSIVE"):
        what = _said(
            "SQLite begint transacties die eerst lezen; wie daarna schrijft terwijl een ander dat deed, kan niet wachten",
            "SQLite begins transactions that read first; who writes after that while another did cannot wait",
        )
        hint = _said(
            f'Zet `"OPTIONS": {{"transaction_mode": "IMMEDIATE"}}` bij database `{said.database}`.',
            f'Set `"OPTIONS": {{"transaction_mode": "IMMEDIATE"}}` for database `{said.database}`.',
        )
        return [checks.Warning(what, hint=hint, id="ontvlechting.W001")]
    if connection.vendor == "postgresql" and options.get("isolation_level") in _SNAPSHOT_LEVELS:
        what = _said(
            "in deze transacties is niet te zien wat anderen vastleggen; wie na een ander komt, krijgt `Conflict`",
            "these transactions do not see what others record; who comes second gets `Conflict`",
        )
        hint = _said(
            "Laat `isolation_level` weg, of voer de transactie bij `Conflict` opnieuw uit.",
            "Leave `isolation_level` out, or run the transaction again at `Conflict`.",
        )
        return [checks.Warning(what, hint=hint, id="ontvlechting.W002")]
    return []


@register(Tags.database)
def check_ledger(databases: Collection[str] | None = None, **_: Any) -> Iterable[CheckMessage]:
    """Checks that the ledger is there, and that what protects its records is unchanged.

    `W003`: there is no ledger yet. `E003`: it cannot be used as it is: the database does not answer, the ledger is of another version,
    a driver is not installed, or a table, trigger or function that protects it was dropped, added or changed.
    """
    try:
        alias = given().database
    except InputError:
        return []  # `check_settings` reports it
    if databases is None or alias not in databases:
        return []
    try:
        bound(alias).check_schema()
    except NotALedger as error:
        hint = _said("Voer `manage.py migrate ontvlechting` uit.", "Run `manage.py migrate ontvlechting`.")
        return [checks.Warning(error.text[language()], hint=hint, id="ontvlechting.W003")]
    except OntvlechtingError as error:
        return [Error(error.text[language()], id="ontvlechting.E003")]
    except DatabaseError as error:
        return [Error(str(error), id="ontvlechting.E003")]
    return []


_SNAPSHOT_LEVELS = (3, 4)
"""Repeatable read and serializable: as numbers, or as members of the enum of psycopg, which are equal to these."""


def _said(nl: str, en: str) -> str:
    return Text(nl=nl, en=en)[language()]
