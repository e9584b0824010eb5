"""§2 Haalbaarheidsonderzoek: a process with a bottleneck and a finding, two forms, and a horizon that binds."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta, timezone
from typing import Any

import attrs
import pytest

from ontvlechting import Dossier, Reason, State, letter
from ontvlechting import commands as c
from ontvlechting.engine.days import begin_of
from ontvlechting.engine.verdicts import ReasonKind, Supplier
from ontvlechting.guards import LETTER
from ontvlechting.letter.catalogue import CATALOGUE
from ontvlechting.letter.commands import Basis, Command, Disposition, Feasibility, Mode, Precondition, Route
from ontvlechting.letter.fiction import RELATION, Road
from ontvlechting.letter.terms import said
from ontvlechting.letter.values import Role
from tests.asking import answer, at, fold, no, yes

MOMENT = timedelta(microseconds=1)
DAY = timedelta(days=1)
ZONE = timezone(timedelta(hours=2))
RECEIVER = Supplier(role=Role.DIRECTORATE, party="douane")
DELIVERER = Supplier(role=Role.DIRECTORATE, party="belastingdienst")
MINISTRY = Supplier(role=Role.MINISTRY, party=letter.MINISTRY)
RESEARCHER = Supplier(role=Role.RESEARCHER)
BOTH = (RECEIVER, DELIVERER)


def cites(rule: str, *reasons: Reason) -> None:
    """Each reason names this rule, its place in the letter, and says why in two languages."""
    assert reasons
    for reason in reasons:
        assert (rule, CATALOGUE[rule].source) == (reason.rule, reason.source)
        assert reason.nl != reason.en


def identifying(**changes: Any) -> tuple[Dossier, c.IdentifyProcess]:
    """An empty dossier, and a process that is brought forward, bent."""
    road, dossier = at(State.NEW)
    return dossier, road.identify(**changes)


# ── R22, R23, R24, R28: tasks, a bottleneck and a finding ────────────────────────────────────────


def test_r28_a_process_is_itemised_in_tasks() -> None:
    """R28, R92: the six processes of the letter are; one without a single task is no candidate."""
    for name in letter.PROCESSES:
        road, dossier = at(State.NEW, process=name)
        yes("scope_is_itemised", dossier, road.identify())
    (reason,) = no("scope_is_itemised", *identifying(scope=()), "no-scope")
    assert (ReasonKind.MISSING, (RECEIVER,)) == (reason.kind, reason.suppliers)
    cites("R92", reason)


def test_r92_a_part_of_a_process_can_be_a_candidate() -> None:
    """R92: the letter speaks of a part of the processes; one task is enough."""
    scope = letter.PROCESSES["douane/websites"].scope
    yes("scope_is_itemised", *identifying(scope=scope[:1]))


def hindering(experienced_by: str = "douane", target_group: str = "fictief-burgers") -> c.Bottleneck:
    """A fictional bottleneck."""
    return c.Bottleneck(
        description="Fictief: het antwoord komt laat", experienced_by=experienced_by, target_group=target_group
    )


def test_r23_the_receiver_experiences_a_bottleneck() -> None:
    """R23: one is enough, for any of the target groups, whatever others there are."""
    for bottlenecks in (
        (hindering(),),
        (hindering(target_group="fictief-bedrijven"),),
        (hindering("belastingdienst"), hindering(target_group="fictief-reizigers"), hindering()),
    ):
        yes("receiver_experiences_a_bottleneck", *identifying(bottlenecks=bottlenecks))


@pytest.mark.parametrize(
    "bottlenecks",
    [
        (),
        (hindering("belastingdienst"),),
        (hindering("toeslagen"),),
        (hindering(target_group="fictief-reizigers"),),
        (hindering("belastingdienst"), hindering(target_group="fictief-reizigers")),
    ],
    ids=["none", "of-the-deliverer", "of-a-third", "of-another-group", "each-half-right"],
)
def test_r23_what_others_experience_is_no_ground(bottlenecks: tuple[c.Bottleneck, ...]) -> None:
    """R23: the receiving party's own, in serving a group that this process serves; both of one bottleneck."""
    (reason,) = no("receiver_experiences_a_bottleneck", *identifying(bottlenecks=bottlenecks), "no-bottleneck")
    assert (ReasonKind.MISSING, (RECEIVER,)) == (reason.kind, reason.suppliers)
    cites("R23", reason)


@pytest.mark.parametrize("outcome", Feasibility)
def test_r24_whatever_was_found_is_a_finding(outcome: Feasibility) -> None:
    """R24: that it was studied is asked here; what follows from the outcome is another question."""
    _, command = identifying()
    assert command.finding is not None
    finding = attrs.evolve(command.finding, outcome=outcome, cause="Fictief: verwevenheid")
    yes("feasibility_was_studied", *identifying(finding=finding))


@pytest.mark.parametrize("route", Route)
def test_r22_no_process_without_a_finding_of_its_own(route: Route) -> None:
    """R22, R24: a process outside those that were studied brings its own finding, on either route."""
    road, dossier = at(State.NEW, route=route)
    (reason,) = no("feasibility_was_studied", dossier, road.identify(finding=None), "no-finding")
    assert (ReasonKind.MISSING, (RESEARCHER,)) == (reason.kind, reason.suppliers)
    cites("R24", reason)


# ── R25, R29, R73: two forms ─────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("relations", [(RELATION,), (RELATION, "Fictief: nog een afspraak")])
def test_r29_what_does_not_move_is_steered_better(relations: tuple[str, ...]) -> None:
    """R29: at least one relation or agreement to improve, whether the form is chosen first or later."""
    road, dossier = at(State.NEW, route=Route.GOVERNANCE)
    yes("relation_to_improve_is_named", dossier, road.identify(relations=relations))
    road, dossier = at(State.PLAN_DRAFTED)
    yes("relation_to_improve_is_named", dossier, road.change_route(Route.GOVERNANCE, relations=relations))


def test_r29_without_a_relation_there_is_nothing_to_improve() -> None:
    """R29: at the entry any directorate can name one, later the two parties."""
    road, dossier = at(State.NEW, route=Route.GOVERNANCE)
    (reason,) = no("relation_to_improve_is_named", dossier, road.identify(relations=()), "no-relation")
    assert ReasonKind.MISSING is reason.kind
    assert {Role.DIRECTORATE} == {s.role for s in reason.suppliers}
    cites("R29", reason)
    road, dossier = at(State.PLAN_DRAFTED)
    change = road.change_route(Route.GOVERNANCE, relations=())
    (reason,) = no("relation_to_improve_is_named", dossier, change, "no-relation")
    assert BOTH == reason.suppliers


def test_r29_a_shift_improves_no_relation() -> None:
    """R29: where the work moves none is asked."""
    yes("relation_to_improve_is_named", *identifying(relations=()))
    road, dossier = at(State.PLAN_DRAFTED, route=Route.GOVERNANCE)
    yes("relation_to_improve_is_named", dossier, road.change_route(Route.SHIFT))


@pytest.mark.parametrize("state", [State.IDENTIFIED, State.PLAN_DRAFTED])
@pytest.mark.parametrize("route", Route)
def test_r25_a_plan_is_for_the_form_that_was_chosen(state: State, route: Route) -> None:
    """R25: first plan and revision alike; the other form is chosen first, by a step of its own."""
    road, dossier = at(state, route=route)
    (other,) = set(Route) - {route}
    elsewhere = Road(road.process, route=other, start=road.moment)
    first = state is State.IDENTIFIED
    yes("plan_follows_the_route", dossier, road.draft() if first else road.revise())
    wrong = elsewhere.draft() if first else elsewhere.revise()
    (reason,) = no("plan_follows_the_route", dossier, wrong, "other-route")
    assert (ReasonKind.FORBIDDEN, BOTH) == (reason.kind, reason.suppliers)
    cites("R25", reason)
    assert reason.nl.index(f"`{said(other).nl}`") < reason.nl.index(f"`{said(route).nl}`")


def test_r25_before_a_form_was_chosen_no_plan_departs_from_it() -> None:
    """R25: a plan for a process that was never brought forward is refused for other reasons than its form."""
    road, dossier = at(State.NEW)
    yes("plan_follows_the_route", dossier, road.draft())


@pytest.mark.parametrize("route", Route)
def test_r25_a_change_of_form_changes_it(route: Route) -> None:
    """R25: the form that is chosen already is no change, the other one is, and leads back to planning."""
    road, dossier = at(State.PLAN_DRAFTED, route=route)
    (other,) = set(Route) - {route}
    (reason,) = no("route_changes", dossier, road.change_route(route), "same-route")
    assert ReasonKind.FORBIDDEN is reason.kind
    cites("R25", reason)
    yes("route_changes", dossier, road.change_route(other))


def test_r25_after_a_change_of_form_nothing_of_the_old_plan_is_in_force() -> None:
    """R25: a step back: the plan, its tests and the decision are gone; the process is what it was."""
    road, dossier = at(State.MINISTRY_DECIDED)
    after = fold(dossier, road.turning(Route.GOVERNANCE))
    assert (State.IDENTIFIED, Route.GOVERNANCE) == (after.state, after.route)
    assert (None, None, ()) == (after.plan, after.decision, after.tests)
    assert (dossier.identity, dossier.findings) == (after.identity, after.findings)
    no("route_changes", after, road.change_route(Route.GOVERNANCE), "same-route")


@pytest.mark.parametrize(
    ("door", "belongs"),
    [
        (lambda road: road.start_transfer(), Route.SHIFT),
        (lambda road: road.start_strengthening(), Route.GOVERNANCE),
        (lambda road: road.conclude_agreements(), Route.GOVERNANCE),
    ],
    ids=["start-transfer", "start-strengthening", "conclude-agreements"],
)
def test_r25_a_step_belongs_to_one_of_the_two_forms(door: Callable[[Road], Command], belongs: Route) -> None:
    """R25: no transfer on the governance route and no strengthening instead of a shift; another form can be chosen."""
    road, dossier = at(State.MINISTRY_DECIDED, route=belongs)
    yes("route_is", dossier, door(road))
    (other,) = set(Route) - {belongs}
    road, dossier = at(State.MINISTRY_DECIDED, route=other)
    (reason,) = no("route_is", dossier, door(road), "not-this-route")
    assert (ReasonKind.FORBIDDEN, (*BOTH, MINISTRY)) == (reason.kind, reason.suppliers)
    cites("R25", reason)
    road, dossier = at(State.NEW)
    no("route_is", dossier, door(road), "not-this-route")


def moving(plan: c.Plan, *tasks: str, **changes: Any) -> c.Plan:
    """The plan in which exactly these tasks move, in one phase where there are any."""
    bent = tuple(
        attrs.evolve(t, disposition=Disposition.MOVED if t.task in tasks else Disposition.STAYS) for t in plan.tasks
    )
    (model, *_) = at(State.NEW)[0].plan().phases
    phases = (attrs.evolve(model, tasks=tasks),) if tasks else ()
    return attrs.evolve(plan, **{"tasks": bent, "phases": phases, "shared_tasks": (), **changes})


def test_r25_a_shift_shifts_something() -> None:
    """R25, R92: one task of the process is enough; none at all is no shift."""
    road, dossier = at(State.IDENTIFIED)
    yes("work_goes_only_in_a_shift", dossier, road.draft())
    plan = road.plan()
    yes("work_goes_only_in_a_shift", dossier, road.draft(plan=moving(plan, "redactie-website")))
    (reason,) = no("work_goes_only_in_a_shift", dossier, road.draft(plan=moving(plan)), "nothing-moves")
    assert (ReasonKind.FORBIDDEN, BOTH) == (reason.kind, reason.suppliers)
    cites("R25", reason)


@pytest.mark.parametrize("disposition", Disposition)
def test_r73_on_the_governance_route_the_work_stays(disposition: Disposition) -> None:
    """R25, R73: no task moves or is set up elsewhere; what is shared or stays does not change hands."""
    road, dossier = at(State.PLAN_DRAFTED, route=Route.GOVERNANCE)
    plan = moving(road.plan(), "redactie-website")
    tasks = tuple(attrs.evolve(t, disposition=disposition) if t.task == "redactie-website" else t for t in plan.tasks)
    goes = disposition in (Disposition.MOVED, Disposition.SET_UP)
    phases = plan.phases if goes else ()
    command = road.revise(plan=attrs.evolve(plan, version=2, tasks=tasks, phases=phases))
    if goes:
        (reason,) = no("work_goes_only_in_a_shift", dossier, command, "work-moves")
        assert ReasonKind.FORBIDDEN is reason.kind
        cites("R73", reason)
        assert "`redactie-website`" in reason.nl
    else:
        yes("work_goes_only_in_a_shift", dossier, command)


def test_r71_where_the_work_stays_the_budget_may_still_move() -> None:
    """R69-R71: the order of decision and budget holds on both routes, so a plan for strengthened governance may shift budget."""
    road, dossier = at(State.IDENTIFIED, route=Route.GOVERNANCE)
    plan = road.plan()
    assert plan.budget is not None
    yes("work_goes_only_in_a_shift", dossier, road.draft(plan=plan))
    yes("work_goes_only_in_a_shift", dossier, road.draft(plan=attrs.evolve(plan, budget=None)))
    budget = attrs.evolve(plan.budget, deltas=road.deltas())
    yes("work_goes_only_in_a_shift", dossier, road.draft(plan=attrs.evolve(plan, budget=budget)))
    both = moving(plan, "redactie-website", budget=budget)
    no("work_goes_only_in_a_shift", dossier, road.draft(plan=both), "work-moves")


# ── R30: within the horizon of an infeasible finding nothing is shifted ──────────────────────────


def infeasible(on: date, years: int = 3) -> c.Finding:
    """A finding of this day that a shift is not feasible within so many years."""
    road, _ = at(State.NEW)
    return attrs.evolve(road.record_feasibility(Feasibility.NOT_WITHIN_HORIZON).finding, on=on, horizon_years=years)


HORIZONS = [
    pytest.param(date(2023, 4, 3), 3, date(2026, 4, 3), id="three-years"),
    pytest.param(date(2023, 4, 3), 1, date(2024, 4, 3), id="one-year"),
    pytest.param(date(2024, 2, 29), 3, date(2027, 3, 1), id="29-february-to-a-common-year"),
    pytest.param(date(2024, 2, 29), 4, date(2028, 2, 29), id="29-february-to-a-leap-year"),
    pytest.param(date(2023, 2, 28), 3, date(2026, 2, 28), id="28-february"),
    pytest.param(date(2023, 12, 31), 3, date(2026, 12, 31), id="last-day-of-a-year"),
]


@pytest.mark.parametrize(("on", "years", "first"), HORIZONS)
def test_r30_the_horizon_ends_on_the_same_day_years_later(on: date, years: int, first: date) -> None:
    """R30: a moment before that day a shift has to wait, and the reason says until when; from then on, to be studied."""
    road, dossier = at(State.NEW)
    finding = infeasible(on, years)
    opens = begin_of(first)
    (reason,) = no(
        "chosen_shift_is_feasible",
        dossier,
        road.identify(finding=finding, at=opens - MOMENT),
        "infeasible-within-horizon",
    )
    assert (ReasonKind.NOT_YET, opens, (RESEARCHER,)) == (reason.kind, reason.earliest, reason.suppliers)
    cites("R30", reason)
    for day in (on, first):
        assert said(day).nl in reason.nl
        assert said(day).en in reason.en
    (reason,) = no("chosen_shift_is_feasible", dossier, road.identify(finding=finding, at=opens), "horizon-passed")
    assert (ReasonKind.MISSING, None, (RESEARCHER,)) == (reason.kind, reason.earliest, reason.suppliers)
    cites("R30", reason)


def test_r30_the_horizon_begins_on_the_day_of_the_finding() -> None:
    """R30: from that very day a shift is refused."""
    road, dossier = at(State.NEW)
    command = road.identify(finding=infeasible(road.moment.date()), at=road.moment)
    no("chosen_shift_is_feasible", dossier, command, "infeasible-within-horizon")


def test_r30_the_day_is_the_day_where_is_asked() -> None:
    """R30: just after midnight in the Netherlands the horizon is over, also where that is written as the day before."""
    road, dossier = at(State.NEW)
    finding = infeasible(date(2023, 4, 3))
    midnight = datetime(2026, 4, 3, 0, 30, tzinfo=ZONE)
    for zone in (ZONE, UTC, timezone(timedelta(hours=-12))):
        moment = midnight.astimezone(zone)
        no("chosen_shift_is_feasible", dossier, road.identify(finding=finding, at=moment), "horizon-passed")
        before = road.identify(finding=finding, at=moment - timedelta(hours=1))
        (reason,) = no("chosen_shift_is_feasible", dossier, before, "infeasible-within-horizon")
        assert datetime(2026, 4, 3, tzinfo=ZONE) == reason.earliest


def test_r30_a_feasible_finding_or_another_form_may_be_chosen() -> None:
    """R30: only a shift is refused, and only by an infeasible finding."""
    road, dossier = at(State.NEW)
    yes("chosen_shift_is_feasible", dossier, road.identify())
    yes("chosen_shift_is_feasible", dossier, road.identify(finding=None))
    finding = infeasible(road.start.date())
    yes("chosen_shift_is_feasible", dossier, road.identify(finding=finding, route=Route.GOVERNANCE))


def test_r30_a_shift_is_chosen_later_only_after_a_newer_finding() -> None:
    """R30: a governed process may come to move once a new study finds it feasible."""
    road, dossier = at(State.PLAN_DRAFTED, route=Route.GOVERNANCE)
    change = road.change_route(Route.SHIFT)
    no("chosen_shift_is_feasible", dossier, change, "infeasible-within-horizon")
    late = attrs.evolve(change, at=datetime(2026, 4, 3, tzinfo=ZONE))
    no("chosen_shift_is_feasible", dossier, late, "horizon-passed")
    yes("chosen_shift_is_feasible", dossier, road.change_route(Route.GOVERNANCE))
    dossier = fold(dossier, [road.record_feasibility(Feasibility.FEASIBLE)])
    yes("chosen_shift_is_feasible", dossier, road.change_route(Route.SHIFT))


def test_r30_what_the_entry_brings_counts_before_what_is_known() -> None:
    """R30: a process is judged by the finding that comes with it."""
    road, dossier = at(State.IDENTIFIED)
    assert Feasibility.FEASIBLE is dossier.findings[-1].outcome
    command = road.identify(finding=infeasible(road.start.date()))
    no("chosen_shift_is_feasible", dossier, command, "infeasible-within-horizon")


SHIFTING: dict[str, Callable[[Road], Command]] = {
    "draft": lambda road: road.draft(),
    "revise": lambda road: road.revise(),
    "decide": lambda road: road.decide(),
    "start-transfer": lambda road: road.start_transfer(),
    "start-phase": lambda road: road.start_phase(1),
    "conclude-proof": lambda road: road.conclude_proof(),
    "complete": lambda road: road.complete(),
    "shift-budget": lambda road: road.shift_budget(),
    "propose": lambda road: road.propose(),
    "amend": lambda road: road.amend(),
}


@pytest.mark.parametrize("door", SHIFTING)
def test_r30_a_newer_finding_stops_a_shift_that_is_under_way(door: str) -> None:
    """R30: from plan to completion the last finding counts; a still newer one opens the door again."""
    road, dossier = at(State.PHASED_TRANSFER)
    yes("shift_is_feasible", dossier, SHIFTING[door](road))
    dossier = fold(dossier, [road.record_feasibility(Feasibility.NOT_WITHIN_HORIZON)])
    (reason,) = no("shift_is_feasible", dossier, SHIFTING[door](road), "infeasible-within-horizon")
    horizon = datetime.combine(dossier.findings[-1].horizon, time(), tzinfo=ZONE)
    assert (ReasonKind.NOT_YET, horizon) == (reason.kind, reason.earliest)
    cites("R30", reason)
    late = attrs.evolve(SHIFTING[door](road), at=horizon)
    no("shift_is_feasible", dossier, late, "horizon-passed")
    dossier = fold(dossier, [road.record_feasibility(Feasibility.FEASIBLE)])
    yes("shift_is_feasible", dossier, SHIFTING[door](road))


def test_r30_every_step_of_a_shift_asks_for_it() -> None:
    """R30: the doors above are all that there are, so that no step towards a shift is forgotten."""
    road, _ = at(State.PHASED_TRANSFER)
    asking = {k for k in LETTER.doors if "shift_is_feasible" in {g.name for g in LETTER.guards_of(k)}}
    assert {type(make(road)) for make in SHIFTING.values()} == asking


def test_r30_steering_better_needs_no_feasible_shift() -> None:
    """R30: on the governance route the same finding stops nothing, nor does there being none."""
    road, dossier = at(State.PLAN_DRAFTED, route=Route.GOVERNANCE)
    assert Feasibility.NOT_WITHIN_HORIZON is dossier.findings[-1].outcome
    yes("shift_is_feasible", dossier, road.decide())
    yes("shift_is_feasible", _without_finding(dossier), road.decide())
    road, dossier = at(State.AGREEMENTS_PROVEN, route=Route.GOVERNANCE)
    yes("shift_is_feasible", dossier, road.complete())


def test_r24_that_nothing_was_found_yet_is_told_by_another_guard() -> None:
    """R24, R30: without any finding there is none that forbids; that there has to be one is asked at the entry."""
    road, dossier = at(State.IDENTIFIED)
    yes("shift_is_feasible", _without_finding(dossier), road.draft())


def _without_finding(dossier: Dossier) -> Dossier:
    assert dossier.identity is not None
    return attrs.evolve(dossier, identity=attrs.evolve(dossier.identity, finding=None), studies=())


def test_r30_the_way_back_needs_no_feasible_shift() -> None:
    """R30, R54: an infeasible finding during the transfer keeps nobody from falling back, stopping or choosing again."""
    road, dossier = at(State.PHASED_TRANSFER)
    dossier = fold(dossier, [road.record_feasibility(Feasibility.NOT_WITHIN_HORIZON)])
    assert State.MINISTRY_DECIDED is fold(dossier, [road.fall_back()]).state
    assert State.STOPPED is fold(dossier, [road.stop()]).state
    assert State.IDENTIFIED is fold(dossier, road.turning(Route.GOVERNANCE)).state


# ── R31: an expectation is no evidence ───────────────────────────────────────────────────────────


def resting(basis: Basis, *, evidence: bool = True, holds: bool = True, part: int = 0) -> tuple[Dossier, c.RecordTest]:
    """A test of added value of which one part rests on this."""
    road, dossier = at(State.PLAN_DRAFTED)
    test = road.test(Precondition.ADDED_VALUE, holds=holds)
    results = list(test.results)
    judgement = results[part].judgement
    bent = judgement if evidence else attrs.evolve(judgement, evidence=())
    results[part] = attrs.evolve(results[part], basis=basis, judgement=bent)
    return dossier, attrs.evolve(test, results=tuple(results))


@pytest.mark.parametrize("part", [0, 1], ids=["citizens", "businesses"])
@pytest.mark.parametrize("basis", Basis)
def test_r31_added_value_is_measured_or_argued_with_documents(basis: Basis, part: int) -> None:
    """R31: an expectation does not show added value, with documents or without; no claim does without documents."""
    expected = basis is Basis.EXPECTED
    if not expected:
        yes("added_value_rests_on_evidence", *resting(basis, part=part))
    for evidence in (True, False) if expected else (False,):
        (reason,) = no("added_value_rests_on_evidence", *resting(basis, evidence=evidence, part=part), "expectation")
        assert (ReasonKind.MISSING, BOTH) == (reason.kind, reason.suppliers)
        cites("R31", reason)
        assert f"`{('burgers', 'bedrijven')[part]}`" in reason.nl


def test_r31_each_part_that_is_only_expected_is_told() -> None:
    """R31: citizens and businesses apart."""
    road, dossier = at(State.PLAN_DRAFTED)
    test = road.test(Precondition.ADDED_VALUE)
    expected = tuple(attrs.evolve(r, basis=Basis.EXPECTED) for r in test.results)
    no("added_value_rests_on_evidence", dossier, attrs.evolve(test, results=expected), "expectation", "expectation")


def test_r31_that_there_is_no_added_value_may_be_an_expectation() -> None:
    """R31: only what would let the process pass has to be shown."""
    yes("added_value_rests_on_evidence", *resting(Basis.EXPECTED, evidence=False, holds=False))


@pytest.mark.parametrize("precondition", [p for p in Precondition if p is not Precondition.ADDED_VALUE])
def test_r31_the_other_preconditions_are_not_asked_this(precondition: Precondition) -> None:
    """R31: the letter says it of added value; the other four have questions of their own."""
    road, dossier = at(State.PLAN_DRAFTED)
    test = road.test(precondition)
    expected = tuple(attrs.evolve(r, basis=Basis.EXPECTED) for r in test.results)
    yes("added_value_rests_on_evidence", dossier, attrs.evolve(test, results=expected))


# ── R28, R52: each task is proven by itself ──────────────────────────────────────────────────────


def test_r28_each_task_is_proven_by_itself() -> None:
    """R28, R52: signals of citizens included; a task that stays shared is not asked for; one that lacks is named."""
    road, dossier = at(State.PHASED_TRANSFER)
    dossier = fold(dossier, [*road.phase(1), *road.opening(2)])
    second = road.plan().phases[1].tasks
    assert "signalen-burgers" in second
    for done, task in enumerate(second):
        codes = ["never-performed"] * (len(second) - done)
        reasons = no("receiver_has_performed_every_task", dossier, road.conclude_proof(), *codes)
        assert reasons == no("receiver_has_performed_every_task", dossier, road.complete(), *codes)
        assert {(ReasonKind.MISSING, (RECEIVER,))} == {(r.kind, r.suppliers) for r in reasons}
        cites("R52", *reasons)
        assert f"`{task}`" in reasons[0].nl
        dossier = fold(dossier, [road.execute(task)])
    for command in (road.conclude_proof(), road.complete()):
        yes("receiver_has_performed_every_task", dossier, command)


def _told(dossier: Dossier, road: Road) -> str:
    """What the proof is told of tasks that the receiving party has not carried out."""
    return " ".join(r.nl for r in answer("receiver_has_performed_every_task", dossier, road.conclude_proof()))


@pytest.mark.parametrize("mode", [Mode.SHADOW, Mode.TEST])
def test_r52_a_trial_proves_no_task(mode: Mode) -> None:
    """R52: neither in the other's shadow nor as a test, however often; for real once is enough."""
    road, dossier = at(State.PHASED_TRANSFER)
    first, *others = (t for p in road.plan().phases for t in p.tasks)
    dossier = fold(dossier, [*road.opening(1), *(road.execute(t) for t in others if t in dossier.phases[0].tasks)])
    dossier = fold(dossier, [road.execute(first, mode), road.execute(first, mode)])
    (reason,) = no("phase_was_performed", dossier, road.accept(1), "not-performed-in-phase")
    assert f"`{first}`" in reason.nl
    assert first in [t for t in dossier.goes if f"`{t}`" in _told(dossier, road)]
    dossier = fold(dossier, [road.execute(first)])
    yes("phase_was_performed", dossier, road.accept(1))
    assert first not in [t for t in dossier.goes if f"`{t}`" in _told(dossier, road)]


def test_r52_what_the_deliverer_does_proves_nothing_of_the_receiver() -> None:
    """R52: the deliverer stands by and may do a task; the receiving party has to do it as well."""
    road, dossier = at(State.PHASED_TRANSFER)
    first, *others = dossier.phases[0].tasks
    dossier = fold(dossier, [*road.opening(1), *map(road.execute, others)])
    dossier = fold(dossier, [road.execute(first, by=road.deliverer, performed_by="belastingdienst")])
    (reason,) = no("phase_was_performed", dossier, road.accept(1), "not-performed-in-phase")
    assert f"`{first}`" in reason.nl
    assert f"`{first}`" in _told(dossier, road)


def test_r52_on_the_governance_route_nothing_is_taken_over() -> None:
    """R52, R73: where the work stays the receiving party has no task to prove."""
    road, dossier = at(State.AGREEMENTS_PROVEN, route=Route.GOVERNANCE)
    yes("receiver_has_performed_every_task", dossier, road.complete())


def test_r52_what_was_done_before_falling_back_proves_nothing() -> None:
    """R52, R54: a new transfer is proven anew, each task of it."""
    road, dossier = at(State.RECEIVING_PARTY_PROVEN)
    yes("receiver_has_performed_every_task", dossier, road.complete())
    dossier = fold(dossier, [road.fall_back(), *road.starting()])
    codes = ["never-performed"] * len(dossier.goes)
    no("receiver_has_performed_every_task", dossier, road.conclude_proof(), *codes)
