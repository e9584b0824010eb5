"""Makes the tables of the ledger in the database that the settings name; the same call upgrades older ones."""

from __future__ import annotations

from typing import Any

from django.db import migrations, models

from ontvlechting.django import untyped
from ontvlechting.django.fields import LONGEST
from ontvlechting.django.ledgers import bound
from ontvlechting.django.models import options
from ontvlechting.django.settings import given


def make(_apps: Any, editor: Any) -> None:
    """Makes the tables in the transaction of the migration; does nothing in other databases."""
    if editor.connection.alias == given().database:
        bound(editor.connection.alias, create=True)


class Migration(untyped.Migration):
    """The migration; it can be reversed, which leaves the ledger as it is, because what was recorded stays recorded."""

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
