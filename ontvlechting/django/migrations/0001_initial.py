"""The tables of the ledger, in the database that the settings name; the same call brings older ones up to date."""

from __future__ import annotations

from typing import Any

from django.db import migrations, models

from ontvlechting.django import untyped
from ontvlechting.django.fields import LONGEST
from ontvlechting.django.ledgers import bound
from ontvlechting.django.models import options
from ontvlechting.django.settings import given


def make(_apps: Any, editor: Any) -> None:
    """Make the tables, in the transaction of the migration; in other databases there is nothing to do."""
    if editor.connection.alias == given().database:
        bound(editor.connection.alias, create=True)


class Migration(untyped.Migration):
    """To go back is allowed, and leaves the ledger where it is: what was recorded stays recorded."""

    initial = True
    operations: Any = (
        migrations.RunPython(make, migrations.RunPython.noop),
        migrations.CreateModel(
            name="Process",
            fields=[
                ("name", models.CharField(max_length=LONGEST, primary_key=True, db_column="process", serialize=False)),
            ],
            options=options(),
        ),
    )
