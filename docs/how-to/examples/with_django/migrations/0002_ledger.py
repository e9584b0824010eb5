"""The tables of the ledger, beside those of the host."""

from typing import Any

from django.db import migrations
from with_django.ledger import ledger


def install(_apps: Any, schema_editor: Any) -> None:
    """Make them, in the transaction of the migration."""
    ledger(schema_editor.connection, create=True)


class Migration(migrations.Migration):
    """To go back is allowed, and leaves the ledger where it is."""

    dependencies = (("with_django", "0001_initial"),)
    operations = (migrations.RunPython(install, migrations.RunPython.noop),)
