"""§2 Resultaat haalbaarheidsonderzoek: bottlenecks, findings, the two routes, scope, and what is not evidence."""

from __future__ import annotations

from datetime import date, timedelta

import attrs
import pytest

from ontvlechting import State
from ontvlechting import commands as c
from ontvlechting.commands import Basis, Disposition, Feasibility, Mode, Precondition, Route
from ontvlechting.verdicts import ReasonKind
from tests.asking import at, fold, no, yes

DAY = timedelta(days=1)


# ── R22, R23, R24, R28: what may be a candidate ──────────────────────────────────────────────────


def test_r23_the_receiver_experiences_a_bottleneck_for_a_named_group() -> None:
    """R23: its own bottleneck, for one of the groups that the process serves."""
    road, dossier = at(State.NEW)
    identify = road.identify()
    (bottleneck,) = identify.bottlenecks
    yes("receiver_experiences_a_bottleneck", dossier, identify)
    for bad in (
        (),
        (attrs.evolve(bottleneck, experienced_by="belastingdienst"),),
        (attrs.evolve(bottleneck, target_group="elders"),),
    ):
        no("receiver_experiences_a_bottleneck", dossier, road.identify(bottlenecks=bad), "no-bottleneck")


def test_r22_each_process_has_its_own_finding() -> None:
    """R22, R24: no process without a recorded feasibility finding."""
    road, dossier = at(State.NEW)
    yes("feasibility_was_studied", dossier, road.identify())
    no("feasibility_was_studied", dossier, road.identify(finding=None), "no-finding")


def test_r28_the_scope_is_itemised() -> None:
    """R28, R92: a process without a single task cannot be proven."""
    road, dossier = at(State.NEW)
    yes("scope_is_itemised", dossier, road.identify())
    no("scope_is_itemised", dossier, road.identify(scope=()), "no-scope")


def test_r28_each_task_is_proven_by_itself() -> None:
    """R28, R52: every task that goes is named until the receiver itself has really carried it out."""
    road, dossier = at(State.PHASED_TRANSFER)
    dossier = fold(dossier, [*road.opening(1)])
    tasks = list(road.plan().goes())
    codes = ["never-performed"] * len(tasks)
    reasons = no("receiver_has_performed_every_task", dossier, road.conclude_proof(), *codes)
    assert [f"`{t}`" in r.nl for t, r in zip(tasks, reasons, strict=True)] == [True] * len(tasks)
    for mode in (Mode.TEST, Mode.SHADOW):
        rehearsed = fold(dossier, [road.execute(tasks[0], mode)])
        no("receiver_has_performed_every_task", rehearsed, road.conclude_proof(), *codes)
    by_deliverer = road.execute(tasks[0], performed_by="belastingdienst", by=road.deliverer)
    helped = fold(dossier, [by_deliverer])
    no("receiver_has_performed_every_task", helped, road.conclude_proof(), *codes)
    performed = fold(dossier, [road.execute(tasks[0])])
    no("receiver_has_performed_every_task", performed, road.conclude_proof(), *codes[1:])


def test_r28_when_every_task_was_carried_out_the_proof_can_follow() -> None:
    """R28: after both phases nothing is left unproven; on the governance route there is nothing to prove this way."""
    road, dossier = at(State.PHASED_TRANSFER)
    dossier = fold(dossier, [*road.phase(1), *road.phase(2)])
    yes("receiver_has_performed_every_task", dossier, road.conclude_proof())
    road, dossier = at(State.AGREEMENTS_PROVEN, route=Route.GOVERNANCE)
    yes("receiver_has_performed_every_task", dossier, road.complete())


# ── R25, R29, R73: the two routes ────────────────────────────────────────────────────────────────


def test_r25_a_plan_follows_the_route_that_was_chosen() -> None:
    """R25: exactly one route; a plan for the other one is refused."""
    for route, other in ((Route.SHIFT, Route.GOVERNANCE), (Route.GOVERNANCE, Route.SHIFT)):
        road, dossier = at(State.IDENTIFIED, route=route)
        yes("plan_follows_the_route", dossier, road.draft())
        road.route = other
        no("plan_follows_the_route", dossier, road.draft(), "other-route")


def test_r25_a_change_of_route_changes_it() -> None:
    """R25: to the other route, and back to planning; to the same one is no change."""
    road, dossier = at(State.PHASED_TRANSFER)
    change = road.change_route(Route.GOVERNANCE)
    yes("route_changes", dossier, change)
    no("route_changes", dossier, road.change_route(Route.SHIFT), "same-route")
    changed = fold(dossier, [change])
    assert (State.IDENTIFIED, Route.GOVERNANCE, None) == (changed.state, changed.route, changed.plan)
    assert {"belastingdienst"} == set(changed.performers.values())


def test_r25_in_a_shift_work_goes_and_on_the_other_route_none_does() -> None:
    """R25, R73: a shift moves at least one task; on the governance route neither work nor budget moves."""
    road, dossier = at(State.IDENTIFIED)
    yes("work_goes_only_in_a_shift", dossier, road.draft())
    plan = road.plan()
    still = tuple(attrs.evolve(t, disposition=Disposition.STAYS) for t in plan.tasks)
    none = attrs.evolve(plan, tasks=still, phases=())
    no("work_goes_only_in_a_shift", dossier, road.draft(plan=none), "nothing-moves")
    other, steered = at(State.IDENTIFIED, route=Route.GOVERNANCE)
    yes("work_goes_only_in_a_shift", steered, other.draft())
    moving = attrs.evolve(plan, route=Route.GOVERNANCE, budget=None)
    no("work_goes_only_in_a_shift", steered, other.draft(plan=moving), "work-moves")
    assert plan.budget is not None
    paid = attrs.evolve(other.plan(), budget=plan.budget)
    no("work_goes_only_in_a_shift", steered, other.draft(plan=paid), "budget-moves")


def test_r25_each_route_has_its_own_steps() -> None:
    """R25: a shift is not strengthened, governance is not transferred."""
    road, dossier = at(State.MINISTRY_DECIDED)
    yes("route_is", dossier, road.start_transfer())
    no("route_is", dossier, road.start_strengthening(), "not-this-route")
    road, dossier = at(State.MINISTRY_DECIDED, route=Route.GOVERNANCE)
    yes("route_is", dossier, road.start_strengthening())
    no("route_is", dossier, road.start_transfer(), "not-this-route")


def test_r29_the_governance_route_names_what_it_improves() -> None:
    """R29: at least one relation or agreement, at the start or when the route is chosen later."""
    road, dossier = at(State.NEW, route=Route.GOVERNANCE)
    yes("relation_to_improve_is_named", dossier, road.identify())
    no("relation_to_improve_is_named", dossier, road.identify(relations=()), "no-relation")
    yes("relation_to_improve_is_named", dossier, road.identify(route=Route.SHIFT, relations=()))
    road, dossier = at(State.PLAN_DRAFTED)
    no("relation_to_improve_is_named", dossier, road.change_route(Route.GOVERNANCE, relations=()), "no-relation")


# ── R30: not feasible within the horizon ─────────────────────────────────────────────────────────


def finding(on: date, outcome: Feasibility = Feasibility.NOT_WITHIN_HORIZON) -> c.Finding:
    """A finding of that day."""
    road, _ = at(State.NEW)
    given = road.identify().finding
    assert given is not None
    return attrs.evolve(given, on=on, outcome=outcome, cause="Fictief: verwevenheid")


@pytest.mark.parametrize(
    ("on", "expected"),
    [
        (date(2023, 4, 3), date(2026, 4, 3)),
        (date(2024, 2, 29), date(2027, 3, 1)),
        (date(2021, 2, 28), date(2024, 2, 28)),
    ],
)
def test_r30_the_horizon_is_three_years_from_the_finding(on: date, expected: date) -> None:
    """R30: it begins on the day of the finding, also on 29 February."""
    assert expected == finding(on).horizon


def test_r30_within_the_horizon_no_shift_and_the_reason_says_until_when() -> None:
    """R30: up to the last day not yet, with the first day after it; from then on a new finding is missing."""
    road, dossier = at(State.NEW)
    start = road.identify().at
    last = attrs.evolve(finding(start.date()), on=start.date().replace(year=start.year - 3) + DAY)
    (reason,) = no(
        "chosen_shift_is_feasible", dossier, road.identify(at=start, finding=last), "infeasible-within-horizon"
    )
    assert ReasonKind.NOT_YET is reason.kind
    assert reason.earliest is not None
    assert last.horizon == reason.earliest.date()
    passed = attrs.evolve(last, on=last.on - DAY)
    (reason,) = no("chosen_shift_is_feasible", dossier, road.identify(at=start, finding=passed), "horizon-passed")
    assert (ReasonKind.MISSING, None) == (reason.kind, reason.earliest)


def test_r30_feasible_work_may_shift_and_governance_needs_no_feasible_shift() -> None:
    """R30: a feasible finding opens the shift; the governance route is there for what is not feasible."""
    road, dossier = at(State.NEW)
    yes("chosen_shift_is_feasible", dossier, road.identify())
    infeasible = finding(road.start.date())
    yes("chosen_shift_is_feasible", dossier, road.identify(route=Route.GOVERNANCE, finding=infeasible))
    yes("chosen_shift_is_feasible", dossier, road.identify(finding=None))
    road, dossier = at(State.PLAN_DRAFTED, route=Route.GOVERNANCE)
    no("chosen_shift_is_feasible", dossier, road.change_route(Route.SHIFT), "infeasible-within-horizon")


def test_r30_a_newer_finding_supersedes_in_both_directions() -> None:
    """R30: a newer infeasible finding stops a shift under way; a still newer feasible one opens it again."""
    road, dossier = at(State.PRECONDITIONS_TESTED)
    yes("shift_is_feasible", dossier, road.decide())
    worse = fold(dossier, [road.record_feasibility(Feasibility.NOT_WITHIN_HORIZON)])
    no("shift_is_feasible", worse, road.decide(), "infeasible-within-horizon")
    later = road.moment.replace(year=road.moment.year + 4)
    no("shift_is_feasible", worse, road.decide(at=later), "horizon-passed")
    better = fold(worse, [road.record_feasibility(Feasibility.FEASIBLE)])
    yes("shift_is_feasible", better, road.decide())
    road, dossier = at(State.PRECONDITIONS_TESTED, route=Route.GOVERNANCE)
    yes("shift_is_feasible", dossier, road.decide())


# ── R31: an expectation is no evidence ───────────────────────────────────────────────────────────


def test_r31_added_value_rests_on_evidence_not_on_an_expectation() -> None:
    """R31: measured or argued with documents; what is only expected, or has no document, does not satisfy."""
    road, dossier = at(State.PLAN_DRAFTED)
    test = road.test(Precondition.ADDED_VALUE)
    yes("added_value_rests_on_evidence", dossier, test)
    expected = tuple(attrs.evolve(r, basis=Basis.EXPECTED) for r in test.results)
    bent = attrs.evolve(test, results=expected)
    no("added_value_rests_on_evidence", dossier, bent, "expectation", "expectation")
    bare = tuple(attrs.evolve(r, judgement=attrs.evolve(r.judgement, evidence=())) for r in test.results)
    no("added_value_rests_on_evidence", dossier, attrs.evolve(test, results=bare), "expectation", "expectation")


def test_r31_a_negative_result_and_another_precondition_need_no_such_evidence() -> None:
    """R31: it is about satisfying the first precondition; failing it, or another one, is not held to it."""
    road, dossier = at(State.PLAN_DRAFTED)
    failed = road.test(Precondition.ADDED_VALUE, holds=False)
    expected = tuple(attrs.evolve(r, basis=Basis.EXPECTED) for r in failed.results)
    yes("added_value_rests_on_evidence", dossier, attrs.evolve(failed, results=expected))
    other = road.test(Precondition.EFFICIENCY)
    expected = tuple(attrs.evolve(r, basis=Basis.EXPECTED) for r in other.results)
    yes("added_value_rests_on_evidence", dossier, attrs.evolve(other, results=expected))
