"""§3b onomkeerbare stappen: weighed at every step, heard at the proper moments, continuity measured, only what is needed."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from typing import Any

import attrs
import pytest

from ontvlechting import Dossier, State
from ontvlechting import commands as c
from ontvlechting.engine.values import Actor
from ontvlechting.engine.verdicts import ReasonKind, Supplier
from ontvlechting.letter.commands import Command, Disposition, Route, Stage, Step
from ontvlechting.letter.commands.decision import OF_A_PHASE
from ontvlechting.letter.fiction import Road
from ontvlechting.letter.terms import said
from ontvlechting.letter.values import Judgement, Role
from tests.asking import at, fold, no, yes

MOMENT = timedelta(microseconds=1)
RECEIVER = Supplier(role=Role.DIRECTORATE, party="douane")
DELIVERER = Supplier(role=Role.DIRECTORATE, party="belastingdienst")
MINISTRY = Supplier(role=Role.MINISTRY, party="ministerie-van-financien")


def governed(state: State) -> Route:
    """The route on which this state lies."""
    return Route.GOVERNANCE if state in (State.STRENGTHENING_GOVERNANCE, State.AGREEMENTS_PROVEN) else Route.SHIFT


# ── only tasks that are needed, and all tasks ────────────────────────────────────────────────────


def revising(road: Road, change: Callable[[c.PlannedTask], c.PlannedTask]) -> c.RevisePlan:
    """The next plan, with every task bent."""
    plan = road.plan()
    return road.revise(plan=attrs.evolve(plan, version=2, tasks=tuple(change(t) for t in plan.tasks)))


def first_task(road: Road, **changes: Any) -> c.RevisePlan:
    """The next plan, with its first task bent."""
    first = road.plan().tasks[0].task
    return revising(road, lambda t: attrs.evolve(t, **changes) if t.task == first else t)


def fictional(road: Road, **changes: Any) -> Judgement:
    """A judgement of before the plan, bent."""
    return attrs.evolve(road.judgement(), **changes)


def bent_judgements(road: Road) -> tuple[Judgement, ...]:
    """Judgements that do not hold: negative, by the ministry, by another directorate, from the future."""
    return (
        fictional(road, holds=False),
        fictional(road, by=road.ministry),
        fictional(road, by=road.actor(Role.DIRECTORATE, "toeslagen")),
        fictional(road, on=road.moment + timedelta(days=365)),
    )


def test_r57_each_task_that_goes_is_needed() -> None:
    """R57: without a judgement that a task is needed to function independently, it does not go."""
    road, dossier = at(State.PLAN_DRAFTED)
    yes("moved_tasks_are_necessary", dossier, road.revise())
    (reason,) = no("moved_tasks_are_necessary", dossier, first_task(road, necessity=None), "necessity")
    assert (ReasonKind.MISSING, (RECEIVER, DELIVERER)) == (reason.kind, reason.suppliers)
    for judgement in bent_judgements(road):
        command = first_task(road, necessity=judgement)
        (reason,) = no("moved_tasks_are_necessary", dossier, command, "necessity-not-held")
        assert ReasonKind.FORBIDDEN is reason.kind


def test_r57_the_judgement_is_given_before_the_plan_is_handed_in() -> None:
    """R57, R58: a judgement of the same moment counts, one of a moment later has not been given yet."""
    road, dossier = at(State.PLAN_DRAFTED)
    moment = road.moment + timedelta(days=1)
    for on, held in ((moment, True), (moment + MOMENT, False)):
        judgement = fictional(road, on=on)
        command = attrs.evolve(first_task(road, necessity=judgement, contribution=judgement), at=moment)
        if held:
            yes("moved_tasks_are_necessary", dossier, command)
            yes("moved_tasks_contribute", dossier, command)
        else:
            no("moved_tasks_are_necessary", dossier, command, "necessity-not-held")
            no("moved_tasks_contribute", dossier, command, "contribution-not-held")


def test_r57_every_task_that_is_not_needed_is_named() -> None:
    """R57: five tasks go, so five judgements are missing; the one that stays shared needs none."""
    road, dossier = at(State.PLAN_DRAFTED)
    command = revising(road, lambda t: attrs.evolve(t, necessity=None))
    no("moved_tasks_are_necessary", dossier, command, *["necessity"] * 5)


def test_r58_being_needed_is_not_enough() -> None:
    """R58: a task that is needed but does nothing for the public task does not go."""
    road, dossier = at(State.PLAN_DRAFTED)
    yes("moved_tasks_contribute", dossier, road.revise())
    command = first_task(road, contribution=None)
    yes("moved_tasks_are_necessary", dossier, command)
    no("moved_tasks_contribute", dossier, command, "contribution")
    for judgement in bent_judgements(road):
        command = first_task(road, contribution=judgement)
        no("moved_tasks_contribute", dossier, command, "contribution-not-held")


def test_r57_what_is_set_up_is_needed_too() -> None:
    """R57: a copy that is set up is held to the same as a task that moves; a task that stays is not."""
    road, dossier = at(State.PLAN_DRAFTED)
    bare: dict[str, Any] = {"necessity": None, "contribution": None}
    set_up = first_task(road, disposition=Disposition.SET_UP, **bare)
    no("moved_tasks_are_necessary", dossier, set_up, "necessity")
    no("moved_tasks_contribute", dossier, set_up, "contribution")
    command = road.revise()
    phases = tuple(attrs.evolve(p, tasks=p.tasks[1:]) if p.number == 1 else p for p in command.plan.phases)
    tasks = (attrs.evolve(command.plan.tasks[0], disposition=Disposition.STAYS, **bare), *command.plan.tasks[1:])
    stays = attrs.evolve(command, plan=attrs.evolve(command.plan, tasks=tasks, phases=phases))
    yes("moved_tasks_are_necessary", dossier, stays)
    yes("moved_tasks_contribute", dossier, stays)


def test_r57_r92_what_goes_and_what_stays_are_the_whole_process() -> None:
    """R57, R92: a task that the plan forgets and one that it makes up are both named."""
    road, dossier = at(State.PLAN_DRAFTED)
    yes("tasks_make_up_the_scope", dossier, road.revise())
    command = road.revise()
    *kept, last = command.plan.tasks
    assert Disposition.SHARED is last.disposition

    def having(*tasks: c.PlannedTask) -> c.RevisePlan:
        return attrs.evolve(command, plan=attrs.evolve(command.plan, tasks=tasks))

    made_up = c.PlannedTask(task="fictief-erbij", disposition=Disposition.STAYS)
    (forgotten,) = no("tasks_make_up_the_scope", dossier, having(*kept), "task-without-disposition")
    assert f"`{last.task}`" in forgotten.nl
    no("tasks_make_up_the_scope", dossier, having(*kept, last, made_up), "task-outside-scope")
    codes = ("task-without-disposition", "task-outside-scope")
    no("tasks_make_up_the_scope", dossier, having(*kept, made_up), *codes)


# ── heard at the proper moments ──────────────────────────────────────────────────────────────────

BEGINS = {
    Stage.FEASIBILITY: State.IDENTIFIED,
    Stage.PLAN: State.IDENTIFIED,
    Stage.TEST: State.PLAN_DRAFTED,
    Stage.DECISION: State.PRECONDITIONS_TESTED,
    Stage.EXECUTION: State.MINISTRY_DECIDED,
    Stage.PROOF: State.PHASED_TRANSFER,
}
"""The first state in which a contact can be about a stage."""
SHIFT = (
    State.IDENTIFIED,
    State.PLAN_DRAFTED,
    State.PRECONDITIONS_TESTED,
    State.MINISTRY_DECIDED,
    State.PHASED_TRANSFER,
    State.RECEIVING_PARTY_PROVEN,
)
GOVERNANCE = (*SHIFT[:4], State.STRENGTHENING_GOVERNANCE, State.AGREEMENTS_PROVEN)


@pytest.mark.parametrize("stage", Stage)
@pytest.mark.parametrize("body", ["dor", "vakbonden"])
def test_r64_a_contact_is_about_a_stage_that_has_begun(stage: Stage, body: str) -> None:
    """R64: hearing a body beforehand about a test, a decision or a proof is not hearing it at the proper moment."""
    for state in SHIFT:
        road, dossier = at(state)
        if SHIFT.index(state) >= SHIFT.index(BEGINS[stage]):
            yes("stage_has_begun", dossier, road.contact(body, stage))
        else:
            (reason,) = no("stage_has_begun", dossier, road.contact(body, stage), "stage-not-begun")
            assert ReasonKind.NOT_YET is reason.kind


@pytest.mark.parametrize("stage", Stage)
def test_r64_the_stages_of_strengthened_governance_begin_in_the_same_order(stage: Stage) -> None:
    """R64: on the governance route one speaks about the proof as soon as the strengthening began."""
    for number, state in enumerate(GOVERNANCE):
        road, dossier = at(state, route=Route.GOVERNANCE)
        if number >= SHIFT.index(BEGINS[stage]):
            yes("stage_has_begun", dossier, road.contact("dor", stage))
        else:
            no("stage_has_begun", dossier, road.contact("dor", stage), "stage-not-begun")


# ── weighed at every step ────────────────────────────────────────────────────────────────────────

WEIGHED: dict[Step, tuple[State, Callable[[Road], Command]]] = {
    Step.TESTS: (State.PLAN_DRAFTED, lambda road: road.conclude_tests()),
    Step.DECISION: (State.PRECONDITIONS_TESTED, lambda road: road.decide()),
    Step.TRANSFER: (State.MINISTRY_DECIDED, lambda road: road.start_transfer()),
    Step.STRENGTHENING: (State.MINISTRY_DECIDED, lambda road: road.start_strengthening()),
    Step.PHASE: (State.PHASED_TRANSFER, lambda road: road.start_phase(1)),
    Step.ACCEPTANCE: (State.PHASED_TRANSFER, lambda road: road.accept(1)),
    Step.PROOF: (State.PHASED_TRANSFER, lambda road: road.conclude_proof()),
    Step.AGREEMENTS: (State.STRENGTHENING_GOVERNANCE, lambda road: road.conclude_agreements()),
    Step.AMENDMENT: (State.PHASED_TRANSFER, lambda road: road.amend()),
    Step.BUDGET: (State.RECEIVING_PARTY_PROVEN, lambda road: road.shift_budget()),
    Step.COMPLETION: (State.RECEIVING_PARTY_PROVEN, lambda road: road.complete()),
    Step.ROUTE: (State.IDENTIFIED, lambda road: road.change_route(Route.GOVERNANCE)),
}
"""Each step that needs a weighing: the state in which it is weighed and taken, and the command that takes it."""


def number(step: Step) -> int | None:
    """The number of the phase that a weighing of this step is about."""
    return 1 if step in OF_A_PHASE else None


def about(step: Step) -> tuple[Road, Dossier]:
    """Where this step is weighed and taken; to be accepted, a phase has to run."""
    state, _ = WEIGHED[step]
    road, dossier = at(state, route=governed(state))
    return road, fold(dossier, road.opening(1)) if step is Step.ACCEPTANCE else dossier


def test_r55_every_step_that_can_be_weighed_is_here() -> None:
    """R55: no step is left out of the tests below."""
    assert set(Step) == set(WEIGHED)


@pytest.mark.parametrize("step", Step)
def test_r55_each_step_is_weighed(step: Step) -> None:
    """R55: without a weighing no step; the parties and the ministry can give one, and then the way is free."""
    _, make = WEIGHED[step]
    road, dossier = about(step)
    (reason,) = no("step_was_weighed", dossier, make(road), f"unweighed-{step.value}")
    assert (ReasonKind.MISSING, (RECEIVER, DELIVERER, MINISTRY)) == (reason.kind, reason.suppliers)
    yes("step_was_weighed", fold(dossier, [road.weigh(step, number(step))]), make(road))


@pytest.mark.parametrize("step", Step)
def test_r55_a_step_with_too_little_added_value_is_not_taken(step: Step) -> None:
    """R55: a negative weighing shuts the door; of two weighings the last one counts, either way."""
    _, make = WEIGHED[step]
    road, dossier = about(step)
    against = fold(dossier, [road.weigh(step, number(step)), road.weigh(step, number(step), holds=False)])
    (reason,) = no("step_was_weighed", against, make(road), f"too-little-{step.value}")
    assert ReasonKind.FORBIDDEN is reason.kind
    yes("step_was_weighed", fold(against, [road.weigh(step, number(step))]), make(road))


def test_r55_the_weighing_of_one_step_does_not_count_for_another() -> None:
    """R55: each step has a weighing of its own; every other step, weighed here, leaves this one unweighed."""
    for step, (_, make) in WEIGHED.items():
        road, dossier = about(step)
        here = {Step.PHASE: bool(dossier.phases), Step.ACCEPTANCE: dossier.running is not None}
        others = [s for s in Step if s is not step and here.get(s, True)]
        dossier = fold(dossier, [road.weigh(s, number(s)) for s in others])
        no("step_was_weighed", dossier, make(road), f"unweighed-{step.value}")


def test_r55_a_weighing_does_not_outlive_its_state() -> None:
    """R55: what was weighed before the state changed does not count in the next one, nor on the way back."""
    road, dossier = at(State.PRECONDITIONS_TESTED)
    dossier = fold(dossier, [road.weigh(Step.TRANSFER), *road.deciding()])
    no("step_was_weighed", dossier, road.start_transfer(), "unweighed-transfer")
    dossier = fold(dossier, [*road.starting(), road.fall_back()])
    no("step_was_weighed", dossier, road.start_transfer(), "unweighed-transfer")


def test_r55_the_weighing_made_before_a_plan_was_sent_back_does_not_count_after() -> None:
    """R55, R44: what was weighed for the decision is weighed again when the plan comes back."""
    road, dossier = at(State.PRECONDITIONS_TESTED)
    dossier = fold(dossier, [road.weigh(Step.DECISION)])
    yes("step_was_weighed", dossier, road.decide())
    dossier = fold(dossier, [road.return_plan()])
    dossier = fold(dossier, [cmd for cmd in road.testing() if not isinstance(cmd, c.CollectInput)])
    no("step_was_weighed", dossier, road.decide(), "unweighed-decision")


def test_r55_the_weighing_of_one_phase_does_not_count_for_the_next() -> None:
    """R55: phase 2 is weighed by itself, and the reason says which phase is meant."""
    road, dossier = at(State.PHASED_TRANSFER)
    (first,) = no("step_was_weighed", dossier, road.start_phase(1), "unweighed-phase")
    assert first.nl.startswith("voor fase 1 ")
    ahead = fold(dossier, [road.weigh(Step.PHASE, 2)])
    no("step_was_weighed", ahead, road.start_phase(1), "unweighed-phase")
    dossier = fold(dossier, road.phase(1))
    (second,) = no("step_was_weighed", dossier, road.start_phase(2), "unweighed-phase")
    assert second.nl.startswith("voor fase 2 ")
    yes("step_was_weighed", fold(dossier, [road.weigh(Step.PHASE, 2)]), road.start_phase(2))


def test_r55_a_weighing_is_used_once() -> None:
    """R55: its reference does not come back, in this state or in a later one."""
    road, dossier = at(State.PRECONDITIONS_TESTED)
    yes("weighing_is_fresh", dossier, road.weigh(Step.DECISION, id="fictief-1"))
    dossier = fold(dossier, [road.weigh(Step.DECISION, id="fictief-1")])
    no("weighing_is_fresh", dossier, road.weigh(Step.DECISION, id="fictief-1"), "weighing-twice")
    dossier = fold(dossier, road.deciding())
    no("weighing_is_fresh", dossier, road.weigh(Step.TRANSFER, id="fictief-1"), "weighing-twice")
    dossier = fold(dossier, [*road.starting(), road.fall_back()])
    no("weighing_is_fresh", dossier, road.weigh(Step.TRANSFER, id="fictief-1"), "weighing-twice")


def weighing(command: c.WeighStep, **changes: Any) -> c.WeighStep:
    """The weighing with its judgement bent."""
    return attrs.evolve(command, enough_added_value=attrs.evolve(command.enough_added_value, **changes))


def test_r55_a_weighing_is_made_in_the_present_state() -> None:
    """R55: judged from the moment the state began up to its record; a moment outside of that is another step's."""
    road, dossier = at(State.PRECONDITIONS_TESTED)
    since = dossier.since
    assert since is not None
    command = road.weigh(Step.DECISION)
    for moment in (since, command.at):
        yes("weighing_is_fresh", dossier, weighing(command, on=moment))
    for moment in (since - MOMENT, command.at + MOMENT):
        no("weighing_is_fresh", dossier, weighing(command, on=moment), "weighing-date")


def test_r55_a_party_or_the_ministry_weighs() -> None:
    """R55: nobody else's judgement counts, whoever records it."""
    road, dossier = at(State.PRECONDITIONS_TESTED)
    command = road.weigh(Step.DECISION)
    for entitled in (road.receiver, road.deliverer, road.ministry):
        yes("weighing_is_fresh", dossier, weighing(command, by=entitled))
    for other in (
        Actor(id="fictief-1", role=Role.DIRECTORATE, party="toeslagen"),
        Actor(id="fictief-2", role=Role.WORKS_COUNCIL, party="dor"),
        Actor(id="fictief-3", role=Role.RESEARCHER, party="douane"),
        attrs.evolve(road.ministry, party="tweede-kamer"),
    ):
        (reason,) = no("weighing_is_fresh", dossier, weighing(command, by=other), "weigher")
        assert (RECEIVER, DELIVERER, MINISTRY) == reason.suppliers


def test_r55_a_weighing_of_a_phase_names_a_phase_of_the_plan() -> None:
    """R55: a phase that is not there, no phase at all, or a phase for a step that has none does not fit."""
    road, dossier = at(State.PHASED_TRANSFER)
    for phase in (1, 2):
        yes("weighing_is_fresh", dossier, road.weigh(Step.PHASE, phase))
    for absent in (0, 3, None):
        no("weighing_is_fresh", dossier, road.weigh(Step.PHASE, absent), "weighing-phase")
    no("weighing_is_fresh", dossier, road.weigh(Step.PROOF, 1), "weighing-phase")


def test_r55_everything_that_is_wrong_with_a_weighing_is_told() -> None:
    """R55: four faults, four reasons."""
    road, dossier = at(State.PRECONDITIONS_TESTED)
    dossier = fold(dossier, [road.weigh(Step.DECISION, id="fictief-1")])
    command = road.weigh(Step.PHASE, 9, id="fictief-1")
    outsider = Actor(id="fictief-2", role=Role.UNION, party="vakbonden")
    bent = weighing(command, by=outsider, on=command.at + MOMENT)
    no("weighing_is_fresh", dossier, bent, "weighing-twice", "weighing-date", "weigher", "weighing-phase")


# ── continuity is measured ───────────────────────────────────────────────────────────────────────


def running() -> tuple[Road, Dossier]:
    """A road and a dossier in which phase 1 runs."""
    road, dossier = at(State.PHASED_TRANSFER)
    return road, fold(dossier, road.opening(1))


def test_r53_what_is_measured_is_an_indicator_of_the_plan_in_a_phase_that_began() -> None:
    """R53: an indicator that is not in the plan, or a phase that has not begun, measures nothing; both are told."""
    road, dossier = running()
    yes("indicator_exists", dossier, road.measure(1))
    no("indicator_exists", dossier, road.measure(1, indicator="fictief-onbekend"), "no-such-indicator")
    no("indicator_exists", dossier, road.measure(2), "phase-not-started")
    wrong = road.measure(2, indicator="fictief-onbekend")
    no("indicator_exists", dossier, wrong, "no-such-indicator", "phase-not-started")
    dossier = fold(dossier, [road.fall_back(), *road.starting()])
    no("indicator_exists", dossier, road.measure(1), "phase-not-started")


def test_r53_each_indicator_is_measured_in_the_phase() -> None:
    """R53: a phase without its own measurement is not accepted; the one of phase 1 does not count for phase 2."""
    road, dossier = running()
    (reason,) = no("indicators_hold", dossier, road.accept(1), "not-measured")
    assert (RECEIVER, DELIVERER) == reason.suppliers
    yes("indicators_hold", fold(dossier, [road.measure(1)]), road.accept(1))
    road, dossier = at(State.PHASED_TRANSFER)
    dossier = fold(dossier, [*road.phase(1), *road.opening(2)])
    no("indicators_hold", dossier, road.accept(2), "not-measured")
    no("indicators_hold", fold(dossier, [road.measure(1)]), road.accept(2), "not-measured")
    for command in (road.conclude_proof(), road.complete()):
        no("indicators_hold", dossier, command, "not-measured")
    yes("indicators_hold", fold(dossier, [road.measure(2)]), road.accept(2))


@pytest.mark.parametrize(("value", "kept"), [("35.9", True), ("36", True), ("36.0", True), ("36.1", False)])
def test_r53_an_indicator_stays_within_its_limit(value: str, *, kept: bool) -> None:
    """R53: at the limit the service is not affected, just beyond it it is; limit and baseline are in the reason.

    Within the limit but worse than the baseline is a warning: the limit decides.
    """
    road, dossier = running()
    dossier = fold(dossier, [road.measure(1, Decimal(value))])
    if kept:
        (warning,) = no("indicators_hold", dossier, road.accept(1), "worse-than-baseline")
        assert (False, f"{said(Decimal(value)).nl}: binnen de grens van 36, maar slechter dan de nulmeting van 24") == (
            warning.shuts,
            warning.nl.partition("fase 1 ")[2],
        )
        yes("no_breach_is_open", dossier, road.accept(1))
    else:
        yes("indicators_hold", dossier, road.accept(1))
        (reason,) = no("no_breach_is_open", dossier, road.accept(1), "open-breach")
        assert reason.nl.endswith(
            f": de indicator `reactietijd` is {said(Decimal(value)).nl}; de grens is 36, de nulmeting 24"
        )


def test_r53_what_is_measured_late_of_an_earlier_phase_counts() -> None:
    """R53: a measurement of the first phase beyond its limit stops the second as well, until it is whole again."""
    road, dossier = at(State.PHASED_TRANSFER)
    dossier = fold(dossier, [*road.phase(1), *road.opening(2), road.measure(2)])
    yes("indicators_hold", dossier, road.accept(2))
    dossier = fold(dossier, [road.measure(1, Decimal(99))])
    no("no_breach_is_open", dossier, road.accept(2), "open-breach")
    dossier = fold(dossier, [road.measure(2), road.resolve_breach(dossier.breaches[0].id)])
    yes("no_breach_is_open", dossier, road.accept(2))
    (reason,) = no("indicators_hold", dossier, road.accept(2), "beyond-limit")
    assert reason.en == "the indicator `reactietijd` is 99 in phase 1; the limit is 36, the baseline 24"
    yes("indicators_hold", fold(dossier, [road.measure(1)]), road.accept(2))


@pytest.mark.parametrize(("value", "codes"), [("94.9", ["open-breach"]), ("95", []), ("99", [])])
def test_r53_where_more_is_better_the_limit_is_the_least(value: str, codes: list[str]) -> None:
    """R53: of an indicator that improves upwards, less than the limit affects the service."""
    road, dossier = at(State.IDENTIFIED)
    plan = road.plan()
    assert plan.continuity is not None
    answered = c.Indicator(
        id="beantwoord",
        description="Fictief: beantwoorde berichten in procenten",
        baseline=Decimal(95),
        limit=Decimal(95),
        better=c.Better.HIGHER,
    )
    plan = attrs.evolve(plan, continuity=attrs.evolve(plan.continuity, indicators=(answered,)))
    dossier = fold(dossier, [road.contact("dor", Stage.FEASIBILITY), road.consult(), road.draft(plan=plan)])
    dossier = fold(dossier, [*road.testing(), *road.deciding(), *road.starting(), *road.opening(1)])
    dossier = fold(dossier, [road.measure(1, Decimal(value), indicator="beantwoord")])
    yes("indicators_hold", dossier, road.accept(1))
    if codes:
        no("no_breach_is_open", dossier, road.accept(1), *codes)
    else:
        yes("no_breach_is_open", dossier, road.accept(1))


def test_r53_each_indicator_is_held_to_its_own_limit() -> None:
    """R53: a good value of the one says nothing about the other; each that is missing or beyond is named."""
    road, dossier = at(State.IDENTIFIED)
    plan = road.plan()
    assert plan.continuity is not None
    (first,) = plan.continuity.indicators
    second = attrs.evolve(first, id="wachttijd", limit=Decimal(5))
    plan = attrs.evolve(plan, continuity=attrs.evolve(plan.continuity, indicators=(first, second)))
    dossier = fold(dossier, [road.contact("dor", Stage.FEASIBILITY), road.consult(), road.draft(plan=plan)])
    dossier = fold(dossier, [*road.testing(), *road.deciding(), *road.starting(), *road.opening(1)])
    no("indicators_hold", dossier, road.accept(1), "not-measured", "not-measured")
    dossier = fold(dossier, [road.measure(1, Decimal(9))])
    (reason,) = no("indicators_hold", dossier, road.accept(1), "not-measured")
    assert "`wachttijd`" in reason.nl
    dossier = fold(dossier, [road.measure(1, Decimal(9), indicator="wachttijd")])
    (reason,) = no("no_breach_is_open", dossier, road.accept(1), "open-breach")
    assert "`wachttijd` is 9; de grens is 5" in reason.nl
    dossier = fold(dossier, [road.measure(1, Decimal(5), indicator="wachttijd")])
    yes("indicators_hold", dossier, road.accept(1))
    no("breach_can_end", fold(dossier, [road.measure(1)]), road.resolve_breach("reactietijd"), "no-such-breach")
    yes("no_breach_is_open", fold(dossier, [road.resolve_breach(dossier.breaches[0].id)]), road.accept(1))


def test_r53_the_last_measurement_counts() -> None:
    """R53: a service that was restored may go on, one that got worse after a good measurement may not."""
    road, dossier = running()
    dossier = fold(dossier, [road.measure(1, Decimal(99)), road.measure(1, Decimal(22))])
    dossier = fold(dossier, [road.resolve_breach(dossier.breaches[0].id)])
    yes("no_breach_is_open", dossier, road.accept(1))
    yes("indicators_hold", dossier, road.accept(1))
    no("no_breach_is_open", fold(dossier, [road.measure(1, Decimal(99))]), road.accept(1), "open-breach")


def test_r53_after_a_fall_back_everything_is_measured_anew() -> None:
    """R53, R54: what was measured in a transfer that was undone says nothing about the next one."""
    road, dossier = running()
    dossier = fold(dossier, [road.measure(1), road.fall_back(), *road.starting(), *road.opening(1)])
    no("indicators_hold", dossier, road.accept(1), "not-measured")


# ── R64: contacts about a phase ──────────────────────────────────────────────────────────────────


def test_r64_a_contact_about_a_phase_is_about_one_that_exists() -> None:
    """R64: a phase of the plan, at the stage of execution; a contact need not be about a phase."""
    road, dossier = at(State.PHASED_TRANSFER)
    for phase in (None, 1, 2):
        yes("contact_phase_exists", dossier, road.contact("dor", Stage.EXECUTION, phase))
    no("contact_phase_exists", dossier, road.contact("dor", Stage.EXECUTION, 3), "no-such-phase")
    no("contact_phase_exists", dossier, road.contact("dor", Stage.DECISION, 1), "no-such-phase")


def test_r12_a_body_speaks_for_itself_only() -> None:
    """R12: a body, a party or the ministry records a contact or an advice; another body or an outsider does not."""
    road, dossier = at(State.PLAN_DRAFTED)
    council = Actor(id="fictief-dor-1", role=Role.WORKS_COUNCIL, party="dor")
    union = Actor(id="fictief-vakbond-1", role=Role.UNION, party="vakbonden")
    for own in (council, road.receiver, road.deliverer, road.ministry):
        yes("body_speaks_for_itself", dossier, road.contact("dor", Stage.PLAN, by=own))
        yes("body_speaks_for_itself", dossier, road.receive_advice(by=own))
    for other in (union, road.actor(Role.DIRECTORATE, "toeslagen"), road.actor(Role.RESEARCHER, "fictief")):
        no("body_speaks_for_itself", dossier, road.contact("dor", Stage.PLAN, by=other), "for-other-body")
        no("body_speaks_for_itself", dossier, road.receive_advice(by=other), "for-other-body")


def test_r2_a_researcher_is_an_outsider() -> None:
    """R2, R10, R14: a researcher does not speak for a party, a body or the ministry, and the House not as one."""
    road, dossier = at(State.IDENTIFIED)
    for party in ("douane", "ministerie-van-financien", "dor", "vakbonden"):
        posing = road.consult(by=Actor(id="fictief-x", role=Role.RESEARCHER, party=party))
        no("actor_speaks_for_own_party", dossier, posing, "researcher-inside")
    house = road.consult(by=Actor(id="fictief-x", role=Role.RESEARCHER, party="tweede-kamer"))
    no("house_does_not_act", dossier, house, "house-acts")


def test_r91_a_dependency_is_shared_with_a_directorate() -> None:
    """R91: a party that cannot be consulted as a directorate would keep every phase that touches it shut for ever."""
    road, dossier = at(State.PLAN_DRAFTED)
    road.version += 1
    plan = road.plan()
    (shared,) = plan.dependencies or ()
    elsewhere = attrs.evolve(plan, dependencies=(attrs.evolve(shared, party="elders"),))
    no("dependencies_are_recorded", dossier, road.revise(plan=elsewhere), "dependency-party")


def test_r42_budgets_wait_for_findings_and_escalations_as_every_step_does() -> None:
    """R30, R67: no shift of budget on an infeasible finding, nor while a problem is open."""
    road, dossier = at(State.RECEIVING_PARTY_PROVEN)
    worse = fold(dossier, [road.record_feasibility(c.Feasibility.NOT_WITHIN_HORIZON)])
    no("shift_is_feasible", worse, road.shift_budget(), "infeasible-within-horizon")
    stuck = fold(dossier, [road.escalate("fictief-1")])
    no("no_escalation_is_open", stuck, road.shift_budget(), "open-escalation")
