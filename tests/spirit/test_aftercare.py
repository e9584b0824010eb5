"""Aftercare: what happens after the end is on record, is looked back on, and can be taken back (R31, R50, R54)."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import attrs
import pytest

from ontvlechting import LETTER, Dossier, InputError, State, letter
from ontvlechting import commands as c
from ontvlechting.engine.core import decide
from ontvlechting.engine.errors import Stale, UnknownProcess
from ontvlechting.letter.commands import Route, Stage
from ontvlechting.letter.fiction import Road
from ontvlechting.letter.values import DocumentKind, Money
from tests.asking import WEBSITES, at, fold, no, yes
from tests.spirit.test_continuity import FIRST, Told

DAY = timedelta(days=1)


@pytest.mark.parametrize("route", Route)
def test_after_completion_breaches_contacts_measurements_and_corrections_are_recorded(route: Route) -> None:
    """R50, R53, R64, R79: what goes wrong afterwards is part of the history, and what was recorded wrongly is set right."""
    told = Told(route=route).to(State.COMPLETED)
    road = told.road
    told.go([road.report_breach("storing-1", FIRST), road.contact("dor", Stage.EXECUTION)])
    number = len(told.flow.history(WEBSITES))
    wrong = told.dossier.contacts[-1]
    told.go([road.measure(None, Decimal(50)), road.measure(None)])
    told.go([road.resolve_breach(b.id) for b in told.dossier.breaches])
    holds = attrs.evolve(wrong, subject="Fictief: overleg over de storing")
    told.go(
        [c.Correct(by=road.speaker("dor"), at=road.tick(), record=number, wrong="Fictief: onduidelijk", holds=holds)]
    )
    assert (State.COMPLETED, 2, ()) == (told.dossier.state, len(told.dossier.interruptions), told.dossier.breaches)
    if route is Route.SHIFT:
        told.go([road.execute(FIRST)])


# ── R31: an evaluation with a date ───────────────────────────────────────────────────────────────


def test_a_decision_names_the_day_of_its_evaluation() -> None:
    """R31: what is expected is looked back on; the letter orders no evaluation, so the norms can switch it off."""
    road, dossier = at(State.PRECONDITIONS_TESTED)
    *before, _ = road.deciding()
    dossier = fold(dossier, before)
    (reason,) = no("evaluation_is_dated", dossier, road.decide(evaluate_on=None), "no-evaluation-date")
    assert {letter.MINISTRY} == {s.party for s in reason.suppliers}
    free = attrs.evolve(LETTER, norms=attrs.evolve(LETTER.norms, evaluation_is_dated=False))
    yes("evaluation_is_dated", dossier, road.decide(evaluate_on=None), rules=free)
    command = road.decide()
    day = LETTER.norms.day_of(command.at)
    yes("evaluation_is_dated", dossier, attrs.evolve(command, evaluate_on=day + DAY))
    for rules in (LETTER, free):
        past = attrs.evolve(command, evaluate_on=day)
        no("evaluation_is_dated", dossier, past, "evaluation-date-past", rules=rules)


def test_a_completed_process_waits_for_its_evaluation_and_an_overdue_one_shows() -> None:
    """R31: in the overview up to that day and after it, and as a warning at what is recorded later, until it is there."""
    told = Told().to(State.MINISTRY_DECIDED)
    road = told.road
    decision = told.dossier.decision
    assert decision is not None
    due = decision.evaluate_on
    assert due is not None
    assert (None, None) == (told.dossier.evaluation_due, told.dossier.waiting_until)
    told.go([*road.starting(), *road.transferring(), *road.completing()])
    assert [due] == [line.waiting_until for line in told.flow.overview(waiting_until=due)]
    assert [] == list(told.flow.overview(waiting_until=due - DAY))
    report = road.report_breach("storing-1", FIRST)
    yes("evaluation_is_not_overdue", told.dossier, attrs.evolve(report, at=LETTER.norms.begin_of(due)))
    late = attrs.evolve(report, at=LETTER.norms.begin_of(due + DAY))
    (warning,) = no("evaluation_is_not_overdue", told.dossier, late, "evaluation-overdue")
    assert (False, True) == (warning.shuts, decide(LETTER, told.dossier, late).verdict.allowed)
    for command in (road.contact("dor", c.Stage.EXECUTION), road.measure(1), road.resolve_breach("storing-1")):
        no("evaluation_is_not_overdue", told.dossier, attrs.evolve(command, at=late.at), "evaluation-overdue")
    told.go([road.evaluate()])
    assert (None, None, 1) == (told.dossier.evaluation_due, told.dossier.waiting_until, len(told.dossier.evaluations))
    yes("evaluation_is_not_overdue", told.dossier, late)


def test_an_interim_evaluation_is_not_the_one_that_was_named() -> None:
    """R31: recorded the week after the decision it does not take away the day that the decision names."""
    told = Told().to(State.MINISTRY_DECIDED)
    road = told.road
    told.go([road.evaluate(), *road.starting(), *road.transferring(), *road.completing()])
    decision = told.dossier.decision
    assert decision is not None
    assert decision.evaluate_on == told.dossier.evaluation_due
    _, stopped = at(State.MINISTRY_DECIDED)
    assert None is fold(stopped, [road.stop(at=road.tick())]).evaluation_due


def test_an_evaluation_rests_on_a_report_that_looks_back() -> None:
    """R31: no minutes, nothing of before the decision and nothing of tomorrow; each gap by itself."""
    road, dossier = at(State.COMPLETED)
    command = road.evaluate()
    yes("evaluation_is_reported", dossier, command)
    report, day = command.document, LETTER.norms.day_of(command.at)

    def bent(kind: DocumentKind = DocumentKind.REPORT, on: date = day) -> c.RecordEvaluation:
        return attrs.evolve(command, document=attrs.evolve(report, kind=kind, on=on))

    no("evaluation_is_reported", dossier, bent(DocumentKind.MINUTES), "not-a-report")
    no("evaluation_is_reported", dossier, bent(on=day + DAY), "evaluation-in-future")
    assert dossier.decision is not None
    decided = LETTER.norms.day_of(dossier.decision.at)
    yes("evaluation_is_reported", dossier, bent(on=decided))
    no("evaluation_is_reported", dossier, bent(on=decided - DAY), "nothing-to-evaluate")
    no(
        "evaluation_is_reported",
        dossier,
        bent(DocumentKind.MINUTES, decided - DAY),
        "not-a-report",
        "nothing-to-evaluate",
    )


# ── R54: taking the work back is a new process ───────────────────────────────────────────────────


def back(told: Told, **changes: object) -> c.IdentifyProcess:
    """The work of the websites goes back to the tax administration; of a study of its own."""
    road = told.road
    process = attrs.evolve(road.process, delivering="douane", receiving="belastingdienst")
    study = road.document(DocumentKind.STUDY, letter.GALAN)
    fields: dict[str, object] = {
        "name": "Fictief: het beheer van de websites terug",
        "finding": c.Finding(outcome=c.Feasibility.FEASIBLE, on=study.on, document=study),
        "follows": told.flow.earlier(WEBSITES),
        **changes,
    }
    other = Road(process, start=road.tick())
    return other.identify(**fields)


def test_work_that_was_moved_goes_back_by_a_new_process() -> None:
    """R54, R4: it refers to the completed one, as that stands in the ledger, and goes the other way; the same road again."""
    told = Told().to(State.COMPLETED)
    told.flow.submit("terug", back(told)).or_raise()
    found = told.flow.dossier("terug")
    assert found.identity is not None
    assert found.identity.follows is not None
    assert ("douane", "belastingdienst", WEBSITES) == (
        found.delivering,
        found.receiving,
        found.identity.follows.process,
    )
    assert "douane" == found.accountable


def test_r54_what_goes_back_is_what_went() -> None:
    """R54, R92: no task that did not go over, no more budget, and to nobody else; a part of both may go back."""
    told = Told().to(State.COMPLETED)
    identity = back(told)
    assert identity.follows is not None
    road = Road(attrs.evolve(told.road.process, delivering="douane", receiving="belastingdienst"), start=identity.at)
    dossier = fold(Dossier(process="terug"), [identity])
    shared, *_ = set(told.dossier.scope) - set(told.dossier.goes)
    plan = attrs.evolve(road.plan(), version=1)
    assert set(plan.goes()) == set(identity.follows.moved)
    yes("what_goes_back_is_what_went", dossier, road.draft(plan=plan))
    budget = plan.budget
    assert budget is not None
    took, gave = budget.deltas

    def moving(**changes: Any) -> c.DraftPlan:
        return road.draft(plan=attrs.evolve(plan, **changes))

    def shifting(amount: str, party: str = gave.party) -> c.Budget:
        less = Money(amount=Decimal(amount))
        back = attrs.evolve(gave, party=party, money=less)
        return attrs.evolve(budget, deltas=(attrs.evolve(took, money=Money(amount=-less.amount)), back))

    yes("what_goes_back_is_what_went", dossier, moving(budget=shifting("40000.00")))
    more = ("more-back-than-went", "more-back-than-went")
    no("what_goes_back_is_what_went", dossier, moving(budget=shifting("100000.01")), *more)
    no("what_goes_back_is_what_went", dossier, moving(budget=shifting("-1.00")), *more)
    no("what_goes_back_is_what_went", dossier, moving(budget=shifting("1.00", "toeslagen")), more[0])
    yes("what_goes_back_is_what_went", dossier, road.shift_budget(deltas=budget.deltas))
    no("what_goes_back_is_what_went", dossier, road.shift_budget(deltas=shifting("100000.01").deltas), *more)
    first, *rest = plan.phases
    tasks = tuple(
        attrs.evolve(
            t,
            disposition=c.Disposition.MOVED,
            necessity=plan.tasks[0].necessity,
            contribution=plan.tasks[0].contribution,
        )
        if t.task == shared
        else t
        for t in plan.tasks
    )
    other = moving(tasks=tasks, phases=(attrs.evolve(first, tasks=(*first.tasks, shared)), *rest))
    (reason,) = no("what_goes_back_is_what_went", dossier, other, "other-work-goes-back")
    for command in (road.revise(plan=other.plan), road.propose(other.plan)):
        no("what_goes_back_is_what_went", dossier, command, "other-work-goes-back")
    assert f"`{shared}`" in reason.nl


def test_without_an_earlier_process_the_first_performer_delivers() -> None:
    """R4: the other way is only the way back."""
    told = Told().to(State.COMPLETED)
    outcome = told.flow.submit("terug", back(told, follows=None))
    assert {"R4"} == {r.rule for r in outcome.reasons}
    yes("first_performer_delivers", told.dossier, back(told))


def test_what_is_not_completed_is_undone_within_its_own_process() -> None:
    """R54: and back is between the same two, not to a third."""
    told = Told().to(State.PHASED_TRANSFER)
    command = back(told)
    assert ["follows-unfinished"] == [r.code for r in told.flow.submit("terug", command).reasons]
    _, new = at(State.NEW)
    no("work_goes_back_to_where_it_came_from", new, command, "follows-unfinished")
    told.go([*told.road.transferring(), *told.road.completing()])
    yes("work_goes_back_to_where_it_came_from", new, back(told))
    again = Road(told.road.process, start=told.road.tick()).identify(follows=told.flow.earlier(WEBSITES))
    no("work_goes_back_to_where_it_came_from", new, again, "follows-elsewhere")


def test_what_a_process_says_of_the_earlier_one_is_true_when_it_is_recorded() -> None:
    """R54: whoever says that it was completed is held to the ledger."""
    told = Told().to(State.PHASED_TRANSFER)
    earlier = told.flow.earlier(WEBSITES)
    with pytest.raises(Stale):
        told.flow.submit("terug", back(told, follows=attrs.evolve(earlier, state="completed")))
    with pytest.raises(UnknownProcess):
        told.flow.earlier("fictief")
    with pytest.raises(InputError):
        told.flow.earlier("")
