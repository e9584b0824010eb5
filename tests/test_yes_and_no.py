"""What a person writes behind `if` is the answer: a refusal is false, and a shut door is no open one."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from ontvlechting import LETTER, State, Workflow, decide, letter, next_steps
from ontvlechting.engine.verdicts import ACCEPTED, Verdict, VerdictKind
from ontvlechting.letter.catalogue import R50
from ontvlechting.letter.fiction import Road
from tests.asking import WEBSITES, at

NOW = datetime(2026, 1, 1, tzinfo=UTC)


@pytest.mark.parametrize("kind", VerdictKind)
def test_a_verdict_is_true_when_it_is_a_yes(kind: VerdictKind) -> None:
    """Of the four answers one is; a warning makes no difference."""
    warning = R50.warning("mind", nl="let op", en="mind")
    for verdict in (Verdict(kind=kind), Verdict(kind=kind, reasons=(warning,))):
        assert (kind is VerdictKind.ACCEPTED, verdict.allowed) == (bool(verdict), bool(verdict))
    assert ACCEPTED


def test_if_ask_opens_no_button_that_submit_would_refuse() -> None:
    """`if flow.ask(…)` and `if flow.submit(…)`, for a yes and for a no; and `decide`, which gives an event."""
    road, flow = Road(letter.PROCESSES[WEBSITES]), Workflow.open("memory:", clock=lambda: NOW)
    flow.submit(WEBSITES, road.identify())
    for command, expected in ((road.draft(), False), (road.consult(), True)):
        before = flow.dossier(WEBSITES)
        asked, outcome = flow.ask(WEBSITES, command), flow.submit(WEBSITES, command)
        event = decide(LETTER, before, command)
        assert [expected] * 4 == [bool(asked), bool(outcome), bool(outcome.record.event), bool(event)]


def test_a_step_is_true_when_it_is_open() -> None:
    """Of a drafted plan: it can be stopped, and its tests cannot be concluded."""
    road, dossier = at(State.PLAN_DRAFTED)
    steps = next_steps(LETTER, dossier, road.moment, road.ministry)
    assert [s.open for s in steps] == [bool(s) for s in steps]
    assert {True, False} == {bool(s) for s in steps}
