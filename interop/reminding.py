"""A program that reminds, which `test_reminders.py` kills: `python reminding.py LEDGER DATABASE BOX MOMENT`.

What it sends goes to `BOX`, an SQLite file that keeps of each reminder one, and counts how often it was sent. With `HANG` in the
environment it sends one, and is then not heard of again.
"""

from __future__ import annotations

import os
import sqlite3
import sys
import time
from contextlib import closing
from datetime import datetime
from pathlib import Path

from dbos import DBOS

from ontvlechting import Ledger

sys.path.insert(0, str(Path(__file__).parents[1] / "docs" / "how-to" / "examples"))
from with_dbos import Reminders

ledger, database, box, moment = sys.argv[1:]


def send(id: str, text: str) -> None:
    """Put a reminder in the box."""
    with closing(sqlite3.connect(box)) as sent, sent:
        sent.execute("CREATE TABLE IF NOT EXISTS sent (id TEXT PRIMARY KEY, text TEXT, times INTEGER DEFAULT 1)")
        sent.execute(
            "INSERT INTO sent (id, text) VALUES (?, ?) ON CONFLICT (id) DO UPDATE SET times = times + 1", (id, text)
        )
    if os.environ.get("HANG"):
        sys.stdout.write("sent\n")
        sys.stdout.flush()
        time.sleep(600)


reminders = Reminders(send)
DBOS(
    config={
        "name": "reminders",
        "system_database_url": database,
        "application_version": "1",  # what a newer program takes up
        "run_admin_server": False,
        "log_level": "ERROR",
    }
)
DBOS.launch()
with Ledger.open(ledger) as looked_at:
    due = reminders.remind(looked_at, datetime.fromisoformat(moment))
for begun in DBOS.list_workflows():
    DBOS.retrieve_workflow(begun.workflow_id).get_result()
DBOS.destroy()
sys.stdout.write(f"{due}\n")
