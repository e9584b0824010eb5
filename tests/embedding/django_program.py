"""A Django program on the app that the documentation shows; `test_examples.py` runs it.

Usage: python django_program.py FOLDER SETTINGS, where SETTINGS is a database as Django has it, in JSON.
"""

from __future__ import annotations

import json
import sys
from contextlib import suppress

import django
from django.conf import settings
from django.core.management import call_command
from django.db import connection, transaction

from ontvlechting import Outcome, Workflow, letter
from ontvlechting.letter.fiction import Road


def main(folder: str, database: str) -> None:
    """Migrate, then roll back and commit, and print what was seen on the way."""
    sys.path.insert(0, folder)
    settings.configure(
        INSTALLED_APPS=["with_django"],
        DATABASES={"default": json.loads(database)},
        DEFAULT_AUTO_FIELD="django.db.models.BigAutoField",
        USE_TZ=True,
    )
    django.setup()
    call_command("migrate", verbosity=0)
    call_command("makemigrations", check=True, verbosity=0)
    from with_django.ledger import ledger, work  # type: ignore[import-not-found]
    from with_django.models import Task  # type: ignore[import-not-found]

    case = "douane/websites"
    road = Road(letter.PROCESSES[case])
    commands = [road.identify(), road.draft(), road.consult()]
    told: list[Outcome] = []

    def seen() -> object:
        return len(told), Task.objects.count(), len(Workflow(ledger(connection)).records())

    with suppress(ZeroDivisionError), transaction.atomic():
        work(case, commands, told.append)
        raise ZeroDivisionError
    rolled_back = seen()
    outcomes = work(case, commands, told.append)
    committed = seen()
    call_command("migrate", "with_django", "0001", verbosity=0)  # the way back leaves the ledger
    call_command("migrate", verbosity=0)
    rejudged = Workflow(ledger(connection)).verify(deep=True).rejudged
    allowed = [outcome.allowed for outcome in outcomes]
    sys.stdout.write(
        json.dumps({"rolled back": rolled_back, "allowed": allowed, "committed": committed, "rejudged": rejudged})
    )


if __name__ == "__main__":
    main(*sys.argv[1:])
