"""§3a motie Bruins: first tested against the five preconditions, and only then shifted or steered differently."""

from __future__ import annotations

from typing import Any

import attrs
import pytest

from ontvlechting import LETTER, Dossier, State, decide, letter
from ontvlechting import commands as c
from ontvlechting.engine.chart import reach
from ontvlechting.engine.verdicts import ReasonKind, Supplier
from ontvlechting.letter.catalogue import CATALOGUE
from ontvlechting.letter.commands import Command, Feasibility, Precondition, Route
from ontvlechting.letter.fiction import Road
from ontvlechting.letter.values import Role
from ontvlechting.states import STARTING
from tests.asking import at, fold, no, yes

BOTH = (Supplier(role=Role.DIRECTORATE, party="douane"), Supplier(role=Role.DIRECTORATE, party="belastingdienst"))
EACH = pytest.mark.parametrize("precondition", Precondition)
ON_BOTH = pytest.mark.parametrize("route", Route)


def with_tests_of(route: Route, *preconditions: Precondition) -> tuple[Road, Dossier]:
    """A road and a dossier whose plan was tested on these preconditions, and met them."""
    road, dossier = at(State.PLAN_DRAFTED, route=route)
    return road, fold(dossier, map(road.test, preconditions))


def doors(road: Road) -> tuple[Command, ...]:
    """The two doors behind which the tests lie: their conclusion, and the decision."""
    return road.conclude_tests(), road.decide()


@ON_BOTH
def test_r45_the_five_are_enough_on_either_route(route: Route) -> None:
    """R45: whether the work shifts or is steered differently, the same five tests open the way."""
    road, dossier = with_tests_of(route, *Precondition)
    for command in doors(road):
        yes("five_tests_are_met", dossier, command)


@EACH
@ON_BOTH
def test_r45_no_route_escapes_one_of_the_five(route: Route, precondition: Precondition) -> None:
    """R45: four are not five, also for who wants to steer differently; the parties can still test it."""
    road, dossier = with_tests_of(route, *(p for p in Precondition if p is not precondition))
    for command in doors(road):
        (reason,) = no("five_tests_are_met", dossier, command, f"untested-{precondition.value}")
        assert (ReasonKind.MISSING, BOTH) == (reason.kind, reason.suppliers)
    dossier = fold(dossier, [road.test(precondition)])
    yes("five_tests_are_met", dossier, road.conclude_tests())


@EACH
@ON_BOTH
def test_r45_a_test_that_failed_is_no_test_that_was_met(route: Route, precondition: Precondition) -> None:
    """R45: tested with care is more than tested; a test that was failed shuts both routes until it is met."""
    road, dossier = with_tests_of(route, *Precondition)
    dossier = fold(dossier, [road.test(precondition, holds=False)])
    for command in doors(road):
        (reason,) = no("five_tests_are_met", dossier, command, f"failed-{precondition.value}")
        assert ReasonKind.FORBIDDEN is reason.kind
    dossier = fold(dossier, [road.test(precondition)])
    yes("five_tests_are_met", dossier, road.conclude_tests())


@ON_BOTH
def test_r45_a_revised_plan_is_tested_first_as_well(route: Route) -> None:
    """R44, R45: what was tested is the plan of then; all five are asked anew, and one new test is not five."""
    road, dossier = with_tests_of(route, *Precondition)
    dossier = fold(dossier, [road.revise(), road.cosign()])
    codes = [f"outdated-{p.value}" for p in Precondition]
    for command in doors(road):
        no("five_tests_are_met", dossier, command, *codes)
    dossier = fold(dossier, [road.test(Precondition.ADDED_VALUE)])
    no("five_tests_are_met", dossier, road.conclude_tests(), *codes[1:])


@ON_BOTH
def test_r45_the_tests_of_one_form_are_not_those_of_the_other(route: Route) -> None:
    """R25, R45: who chooses the other form draws up its plan and tests it first."""
    road, dossier = with_tests_of(route, *Precondition)
    (other,) = set(Route) - {route}
    if other is Route.SHIFT:
        dossier = fold(dossier, [road.record_feasibility(Feasibility.FEASIBLE)])
    dossier = fold(dossier, [*road.turning(other), road.consult(), road.draft()])
    no("five_tests_are_met", dossier, road.conclude_tests(), *(f"untested-{p.value}" for p in Precondition))


@ON_BOTH
def test_r45_a_plan_that_is_sent_back_is_tested_first(route: Route) -> None:
    """R44, R45: after its return by the ministry the same plan is tested anew."""
    road, dossier = at(State.PRECONDITIONS_TESTED, route=route)
    yes("five_tests_are_met", dossier, road.decide())
    dossier = fold(dossier, [road.return_plan()])
    assert State.PLAN_DRAFTED is dossier.state
    no("five_tests_are_met", dossier, road.conclude_tests(), *(f"untested-{p.value}" for p in Precondition))


@ON_BOTH
def test_r45_without_a_plan_there_is_nothing_to_test(route: Route) -> None:
    """R45: straight from a feasible finding to a decision there is no way, not even for a moment."""
    road, dossier = at(State.IDENTIFIED, route=route)
    no("five_tests_are_met", dossier, road.decide(), *(f"untested-{p.value}" for p in Precondition))
    assert not decide(LETTER, dossier, road.decide()).verdict.allowed


@pytest.mark.parametrize("needed", [c.ConcludeTests, c.Decide], ids=lambda command: command.key)
def test_r45_every_way_through_the_table_passes_the_tests(needed: type[Command]) -> None:
    """R45: take the conclusion of the tests, or the decision, out of the table, and nothing changes hands any more."""
    assert frozenset(State) == reach(LETTER.arrows, State.NEW)
    left = reach((a for a in LETTER.arrows if a.command is not needed), State.NEW)
    assert left <= STARTING
    assert not left & {State.MINISTRY_DECIDED, State.STRENGTHENING_GOVERNANCE, State.COMPLETED}


@ON_BOTH
def test_r24_r45_every_completed_process_was_studied_and_tested_first(route: Route) -> None:
    """R24, R45: at the end the dossier shows the finding and five tests of the plan that was carried out."""
    _, dossier = at(State.COMPLETED, route=route)
    assert dossier.findings
    assert set(Precondition) == {t.precondition for t in dossier.tests if t.passed}
    assert {dossier.plan_version} == {t.plan_version for t in dossier.tests}
    assert dossier.planned is not None
    assert dossier.decision is not None
    moments = [dossier.findings[0].on, dossier.planned.at.date()]
    moments += sorted(t.at.date() for t in dossier.tests)
    moments.append(dossier.decision.at.date())
    assert sorted(moments) == moments


@pytest.mark.parametrize("lacks", ["consequences", "risks", "added_value"])
@ON_BOTH
def test_r46_the_three_questions_of_the_motion_are_answered_on_either_route(route: Route, lacks: str) -> None:
    """R46: consequences, execution risks and added value; a plan to steer better owes them as well."""
    road, dossier = at(State.IDENTIFIED, route=route)
    plan = road.plan()
    yes("consequences_and_risks_are_covered", dossier, road.draft(plan=plan))
    road.version = 0
    silence: dict[str, Any] = {lacks: () if lacks == "risks" else None}
    silent = attrs.evolve(plan, **silence)
    (reason,) = no("consequences_and_risks_are_covered", dossier, road.draft(plan=silent), lacks.replace("_", "-"))
    assert (ReasonKind.MISSING, BOTH) == (reason.kind, reason.suppliers)
    assert CATALOGUE["R46"].source == reason.source


def test_the_motion_is_held_by_guards() -> None:
    """R83: each rule by which the motion is carried out stands at a door of the letter, so that it keeps counting."""
    (motion,) = (m for m in letter.MOTIONS if m.id == "motie-bruins")
    held = {rule.id for guard in LETTER.guards for rule in guard.rules}
    assert {"R24", "R45", "R46"} == {rule.id for rule in motion.rules}
    assert {rule.id for rule in motion.rules} <= held


def test_r90_every_decision_weighs_the_motion() -> None:
    """R83, R90: a decision that leaves the motion out of what it weighed is not complete."""
    (motion,) = (m for m in letter.MOTIONS if m.id == "motie-bruins")
    road, dossier = at(State.PRECONDITIONS_TESTED)
    command = road.decide()
    yes("documents_were_weighed", dossier, command)
    without = attrs.evolve(command, weighed=tuple(d for d in command.weighed if d != motion.document))
    (reason,) = no("documents_were_weighed", dossier, without, "not-weighed")
    assert f"`{motion.document}`" in reason.nl
