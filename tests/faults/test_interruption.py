"""A time limit strikes at a random moment of `submit`: it is never an answer, and nothing is left half-written.

`ONTVLECHTING_INTERRUPTIONS` says how many times in each store; 1,500 were tried before this was called mended.
"""

from __future__ import annotations

import gc
import os
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import cycle
from pathlib import Path
from random import Random
from time import perf_counter

import pytest

from ontvlechting import State, Workflow, letter
from ontvlechting.engine.verdicts import ReasonKind
from ontvlechting.letter.fiction import Road
from ontvlechting.record.stores.memory import MemoryStore
from tests.faults.work import counted

TIMES = int(os.environ.get("ONTVLECHTING_INTERRUPTIONS", "100"))
CASE = "douane/websites"

pytestmark = [
    # it may strike in what the test runner has Python call between two instructions, which cannot raise
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
    pytest.mark.skipif(not hasattr(signal, "setitimer"), reason="this system has no timers of signals"),
]


class TimeLimit(Exception):
    """What a task queue raises in the middle of whatever runs."""


def _strike(*_: object) -> None:
    raise TimeLimit


@contextmanager
def limits() -> Iterator[None]:
    """Alarms of this process raise, and nothing is left of that afterwards.

    Meanwhile nothing collects garbage: an alarm that strikes then would be raised in what Hypothesis has called after each
    collection, where Python drops it.
    """
    before = signal.signal(signal.SIGALRM, _strike)
    gc.disable()
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)
        gc.enable()


@pytest.fixture(params=["memory", "sqlite"])
def flow(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Workflow]:
    """A process that was tested, about which much can be asked."""
    address = "memory:" if request.param == "memory" else f"sqlite:///{tmp_path / 'ledger.db'}"
    with Workflow.open(address) as found:
        road = Road(letter.PROCESSES[CASE])
        found.submit_many([(CASE, command) for command in road.until(State.PRECONDITIONS_TESTED)])
        yield found


def test_an_interruption_is_never_recorded_as_an_answer(flow: Workflow) -> None:
    """Every record that is there verifies, none says that a guard could not tell, and what was answered is stored."""
    road = Road(letter.PROCESSES[CASE])
    road.follow(flow.dossier(CASE))
    asked = cycle([road.decide(), road.consult(), road.stop(by=road.receiver), road.complete()])
    random, struck = Random(14), 0  # noqa: S311 - moments, and the same ones every time
    begin = perf_counter()
    answered = [flow.submit(CASE, next(asked)).record for _ in range(20)]
    usual = (perf_counter() - begin) / 20
    flow.verify(deep=True)  # now all is imported: an import that is cut off leaves its file open
    with limits():
        while struck < TIMES:
            try:
                signal.setitimer(signal.ITIMER_REAL, random.uniform(0, 1.2 * usual) or usual)
                answered.append(flow.submit(CASE, next(asked)).record)
                signal.setitimer(signal.ITIMER_REAL, 0)
            except TimeLimit:
                struck += 1
    history = flow.history(CASE)
    assert set() == {r.kind for x in history for r in x.event.verdict.reasons} & {ReasonKind.CANNOT_TELL}
    lost = [r.hash for r in answered if history[r.number - 1].hash != r.hash]
    sealed = [x for x in history if any(r.kind is ReasonKind.CANNOT_TELL for r in x.event.verdict.reasons)]
    where = "memory" if isinstance(flow._store, MemoryStore) else "SQLite"
    what = "a time limit that raises in the middle of judging"
    counted(what, where=where, tried=struck, acknowledged=len(answered), lost=len(lost), untrue=len(sealed))
    assert [] == lost
    assert len(history) == flow.verify(deep=True).rejudged


def test_the_end_of_the_stack_is_no_answer() -> None:
    """At every depth near the limit `submit` answers as it does elsewhere, or raises; nothing else is recorded."""
    flow, road = Workflow.open("memory:"), Road(letter.PROCESSES[CASE])
    flow.submit_many([(CASE, command) for command in road.until(State.PLAN_DRAFTED)])
    command = road.decide()
    expected = flow.ask(CASE, command)

    def deeper(depth: int) -> None:
        if depth:
            deeper(depth - 1)
        else:
            flow.submit(CASE, command)

    given = 0
    for depth in range(sys.getrecursionlimit() - 250, sys.getrecursionlimit() - 20, 2):
        try:
            deeper(depth)
        except RecursionError:
            given += 1
    assert given > 0
    history = flow.history(CASE)
    assert {expected} == {r.event.verdict for r in history if type(r.event.command) is type(command)}
    assert len(history) == flow.verify(deep=True).rejudged
