"""An exception strikes at every line of a submit on PostgreSQL in turn: no transaction stays open, no turn, no lock.

What was raised is kept, as a task queue keeps it, so nothing is mended by what Python throws away.
`ONTVLECHTING_STRIKES=1` strikes at every line; without it, at every few.
"""

from __future__ import annotations

import contextlib
import os
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from types import FrameType
from typing import Any, Self

import psycopg
import psycopg_pool
import pytest

from ontvlechting import Workflow
from ontvlechting.engine.errors import LedgerError
from ontvlechting.record.stores import postgres, postgres_pool
from ontvlechting.record.stores.postgres import PostgresStore
from ontvlechting.shell import workflow
from tests.faults.work import SHARED, contacts, counted, shared, write

# it may strike in what Python calls when something is thrown away, which cannot raise
pytestmark = pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
STRIDE = int(os.environ.get("ONTVLECHTING_STRIKES", "11"))
WHERE = (
    *(str(m.__file__) for m in (postgres, postgres_pool, workflow, contextlib)),
    str(Path(str(psycopg_pool.__file__)).parent),
)


class Struck(Exception):
    """What a task queue raises in the middle of whatever runs."""


class Strike:
    """Raises at the line of this number, of all lines that this thread comes by in the files above."""

    def __init__(self, at: int) -> None:
        self._at = at
        self.lines = 0

    def __enter__(self) -> Self:
        sys.settrace(self._call)
        return self

    def __exit__(self, *_: object) -> None:
        sys.settrace(None)

    def _call(self, frame: FrameType, event: str, _: object) -> Any:
        return self._line if frame.f_code.co_filename.startswith(WHERE) else None

    def _line(self, frame: FrameType, event: str, _: object) -> Any:
        if event == "line":
            self.lines += 1
            if self.lines == self._at:
                raise Struck(f"{Path(frame.f_code.co_filename).name}:{frame.f_lineno} {frame.f_code.co_name}")
        return self._line


@pytest.fixture
def watch(database: str) -> Iterator[psycopg.Connection[Any]]:
    """Somebody else, who looks at what is there."""
    with psycopg.connect(database, autocommit=True) as connection:
        yield connection


def held(watch: psycopg.Connection[Any]) -> list[Any]:
    """Transactions that others have open, once whoever is at work has come to its end."""
    query = (
        "SELECT state, query FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid() "
        "AND backend_type = 'client backend' AND state <> 'idle'"
    )
    for _ in range(200):
        found = watch.execute(query).fetchall()
        if not found:
            return []
        threading.Event().wait(0.01)
    return found


def alone(flow: Workflow, id: str) -> None:
    """A command that nobody is in the way of."""
    ((process, command, _),) = contacts(SHARED, "alleen", 1)
    flow.submit(process, command, id=id)


def overtaken(flow: Workflow, id: str) -> None:
    """A command that somebody else overtakes, so that it is put again in a turn."""
    ((process, command, _),) = contacts(SHARED, "alleen", 1)
    flow._dossiers.remember(process, *OLD[process])
    flow.submit(process, command, id=id)


OLD: dict[str, Any] = {}
"""What was known of a process before others went on."""
ROADS: dict[str, Callable[[Workflow, str], None]] = {"alone": alone, "overtaken": overtaken}


@pytest.mark.parametrize("road", ROADS)
def test_a_strike_at_any_line_leaves_nothing_behind(database: str, watch: psycopg.Connection[Any], road: str) -> None:
    """The same ledger goes on at once in the same thread; what was acknowledged is seen by somebody else."""
    kept: list[BaseException] = []
    after = 0
    with closing(PostgresStore(database, patience=5, connections=2)) as store:
        flow = Workflow(store)
        write(flow, [shared()])
        write(flow, contacts(SHARED, "begin", 1))
        OLD[SHARED] = flow._dossiers.load(SHARED)
        write(flow, contacts(SHARED, "verder", 1))
        ROADS[road](flow, "warm")
        at = 1 + len(road) % STRIDE
        while True:
            with Strike(at) as strike:
                try:
                    ROADS[road](flow, f"{road}-{at}")
                except Struck as error:
                    kept.append(error)
                else:
                    sys.settrace(None)
                    if strike.lines < at:
                        break
            try:
                alone(flow, f"daarna-{at}")
            except LedgerError as error:
                raise AssertionError(f"after a strike at {kept[-1]}") from error
            ids = {
                id for (id,) in watch.execute("SELECT id FROM ontvlechting.records WHERE id = %s", (f"daarna-{at}",))
            }
            assert {f"daarna-{at}"} == ids, kept[-1]
            assert [] == held(watch), kept[-1]
            at += STRIDE
            after += 1
        report = flow.verify(deep=True)
        assert report.rejudged == report.records
    what = "raised at every line in turn, " + {"alone": "with nobody else", "overtaken": "with a rival"}[road]
    counted(what, where="PostgreSQL", tried=len(kept), acknowledged=after)
