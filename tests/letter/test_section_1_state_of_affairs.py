"""§1 Stand van zaken: mandates, one who is accountable, support, shared ICT and tasks, continuity, and who is served."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any

import attrs
import pytest

from ontvlechting import LETTER, Dossier, Reason, State, decide, letter
from ontvlechting import commands as c
from ontvlechting.engine.doors import Guard, Reads
from ontvlechting.engine.values import Actor, Mandate
from ontvlechting.engine.verdicts import ReasonKind, Supplier
from ontvlechting.letter.catalogue import CATALOGUE
from ontvlechting.letter.commands import Command, Degree, Disposition, Route, Step, Supply, Support, SupportArea
from ontvlechting.letter.fiction import Road
from ontvlechting.letter.terms import said
from ontvlechting.letter.values import DocumentKind, Power, Role
from tests.asking import at, fold, no, yes

MOMENT = timedelta(microseconds=1)
DAY = timedelta(days=1)
RECEIVER = Supplier(role=Role.DIRECTORATE, party="douane")
DELIVERER = Supplier(role=Role.DIRECTORATE, party="belastingdienst")
MINISTRY = Supplier(role=Role.MINISTRY, party=letter.MINISTRY)
BOTH = (RECEIVER, DELIVERER)
SOCIAL_MEDIA = "douane/social-media"
"""A process of three tasks; on the fictional road none of them stays shared."""


def cites(rule: str, *reasons: Reason) -> None:
    """Each reason names this rule, its place in the letter, and says why in two languages."""
    assert reasons
    for reason in reasons:
        assert (rule, CATALOGUE[rule].source) == (reason.rule, reason.source)
        assert reason.nl != reason.en


def drafting(**changes: Any) -> tuple[Dossier, c.DraftPlan]:
    """A process without a plan, and its first plan, bent."""
    road, dossier = at(State.IDENTIFIED)
    return dossier, road.draft(plan=attrs.evolve(road.plan(), **changes))


def revising(**changes: Any) -> tuple[Dossier, c.RevisePlan]:
    """A process with a plan, and its second plan, bent."""
    road, dossier = at(State.PLAN_DRAFTED)
    return dossier, road.revise(plan=attrs.evolve(road.plan(), version=2, **changes))


def planned(
    state: State = State.PLAN_DRAFTED, *, route: Route = Route.SHIFT, process: str = SOCIAL_MEDIA, **changes: Any
) -> tuple[Road, Dossier]:
    """A road and a dossier that stands in this state, with a bent plan from then on."""
    road, dossier = at(state, route=route, process=process)
    assert dossier.planned is not None
    bent = attrs.evolve(dossier.planned, plan=attrs.evolve(dossier.planned.plan, **changes))
    return road, attrs.evolve(dossier, planned=bent)


# ── R5: a mandate that is valid on the day and covers the decision ───────────────────────────────

DECISIONS: dict[str, tuple[Callable[..., Command], Power]] = {
    "decide": (lambda road, **changes: road.decide(**changes), Power.DECIDE),
    "return": (lambda road, **changes: road.return_plan(**changes), Power.DECIDE),
    "shift-budget": (lambda road, **changes: road.shift_budget(**changes), Power.BUDGET),
    "complete": (lambda road, **changes: road.complete(**changes), Power.COMPLETE),
    "stop": (lambda road, **changes: road.stop(**changes), Power.STOP),
}


def holding(road: Road, *powers: Power, first: date = date(2023, 1, 1), last: date | None = None) -> Actor:
    """Somebody at the ministry with exactly this mandate."""
    mandate = Mandate(id="fictief-mandaat", powers=powers, valid_from=first, valid_until=last)
    return attrs.evolve(road.ministry, mandate=mandate)


@pytest.mark.parametrize("decision", DECISIONS)
def test_r5_no_decision_without_a_mandate(decision: str) -> None:
    """R5: whoever decides names a mandate; the ministry can supply it."""
    road, dossier = at(State.PRECONDITIONS_TESTED)
    make, power = DECISIONS[decision]
    yes("mandate_is_valid", dossier, make(road))
    bare = attrs.evolve(road.ministry, mandate=None)
    (reason,) = no("mandate_is_valid", dossier, make(road, by=bare), "no-mandate")
    assert (ReasonKind.MISSING, (MINISTRY,)) == (reason.kind, reason.suppliers)
    cites("R5", reason)
    for text, term in ((reason.nl, said(power).nl), (reason.en, said(power).en)):
        assert f"`{bare.id}`" in text
        assert f"`{term}`" in text


@pytest.mark.parametrize("decision", DECISIONS)
def test_r5_a_mandate_covers_the_decision_itself(decision: str) -> None:
    """R5: the one power that this decision asks for is enough; every other power together is not."""
    road, dossier = at(State.PRECONDITIONS_TESTED)
    make, power = DECISIONS[decision]
    yes("mandate_is_valid", dossier, make(road, by=holding(road, power)))
    others = holding(road, *(p for p in Power if p is not power))
    (reason,) = no("mandate_is_valid", dossier, make(road, by=others), "mandate-lacks-power")
    assert (ReasonKind.FORBIDDEN, (MINISTRY,)) == (reason.kind, reason.suppliers)
    assert "None" not in reason.nl + reason.en
    no("mandate_is_valid", dossier, make(road, by=holding(road)), "mandate-lacks-power")


def test_r5_a_mandate_is_valid_on_its_first_and_its_last_day() -> None:
    """R5: on both of these days, to the last moment, and neither the moment before nor the moment after."""
    road, dossier = at(State.PRECONDITIONS_TESTED)
    zone = timezone(timedelta(hours=2))
    first, last = datetime(2023, 6, 1, tzinfo=zone), datetime(2023, 7, 1, tzinfo=zone) - MOMENT
    by = holding(road, Power.DECIDE, first=date(2023, 6, 1), last=date(2023, 6, 30))
    for moment in (first, first + DAY, last):
        yes("mandate_is_valid", dossier, road.decide(by=by, at=moment))
    for moment, code, shown in (
        (first - MOMENT, "mandate-not-yet-valid", date(2023, 6, 1)),
        (last + MOMENT, "mandate-expired", date(2023, 6, 30)),
    ):
        (reason,) = no("mandate_is_valid", dossier, road.decide(by=by, at=moment), code)
        cites("R5", reason)
        assert said(shown).nl in reason.nl
        assert said(shown).en in reason.en


def test_r5_a_mandate_of_one_day_is_valid_on_that_day() -> None:
    """R5: first and last day may be the same; without a last day it does not end."""
    road, dossier = at(State.PRECONDITIONS_TESTED)
    command = road.decide()
    today = command.at.date()
    yes("mandate_is_valid", dossier, attrs.evolve(command, by=holding(road, Power.DECIDE, first=today, last=today)))
    far = command.at.replace(year=2199)
    yes("mandate_is_valid", dossier, attrs.evolve(command, by=holding(road, Power.DECIDE, first=today), at=far))


def test_r5_the_day_is_the_day_where_is_decided() -> None:
    """R5: just after midnight in the Netherlands the mandate has ended; no offset at which that is written revives it."""
    road, dossier = at(State.PRECONDITIONS_TESTED)
    by = holding(road, Power.DECIDE, last=date(2023, 6, 30))
    midnight = datetime(2023, 7, 1, 0, 30, tzinfo=timezone(timedelta(hours=2)))
    for hours in (-12, 0, 2, 14):
        moment = midnight.astimezone(timezone(timedelta(hours=hours)))
        no("mandate_is_valid", dossier, road.decide(by=by, at=moment), "mandate-expired")
        yes("mandate_is_valid", dossier, road.decide(by=by, at=moment - timedelta(hours=1)))


# ── R6: one is accountable, and the parties act on their own process ─────────────────────────────


def test_r6_a_party_or_the_ministry_acts_on_a_process() -> None:
    """R6: the receiving party, the deliverer and the ministry, whoever of their people it is."""
    road, dossier = at(State.PLAN_DRAFTED)
    for by in (road.receiver, road.deliverer, road.ministry):
        yes("actor_takes_part", dossier, road.answer_input(by=attrs.evolve(by, id="fictief-collega")))


@pytest.mark.parametrize(
    ("role", "party"),
    [
        (Role.DIRECTORATE, "toeslagen"),
        (Role.WORKS_COUNCIL, "dor"),
        (Role.UNION, "vakbonden"),
        (Role.RESEARCHER, letter.GALAN),
        (Role.RESEARCHER, "douane"),
        (Role.HOUSE, letter.HOUSE),
    ],
    ids=["third-directorate", "works-council", "union", "researcher", "researcher-at-receiver", "house"],
)
def test_r6_an_outsider_does_not_act_on_a_process(role: Role, party: str) -> None:
    """R6: a third directorate is an outsider as well, and the role counts, not only the name of the organisation."""
    road, dossier = at(State.PLAN_DRAFTED)
    (reason,) = no("actor_takes_part", dossier, road.answer_input(by=road.actor(role, party)), "outsider")
    assert (ReasonKind.FORBIDDEN, (*BOTH, MINISTRY)) == (reason.kind, reason.suppliers)
    cites("R6", reason)


def test_r6_who_is_party_differs_by_process() -> None:
    """R6: Douane acts on its own process and not on that of Toeslagen."""
    road, dossier = at(State.PLAN_DRAFTED, process="toeslagen/websites")
    yes("actor_takes_part", dossier, road.answer_input(by=road.actor(Role.DIRECTORATE, "toeslagen")))
    no("actor_takes_part", dossier, road.answer_input(by=road.actor(Role.DIRECTORATE, "douane")), "outsider")


@pytest.mark.parametrize("door", ["accept", "conclude-proof"])
def test_r6_the_receiver_declares_its_own_work_done(door: str) -> None:
    """R6: who becomes accountable says so itself; neither the deliverer nor the ministry does it in its place."""
    road, dossier = at(State.PHASED_TRANSFER)

    def given(by: Actor) -> Command:
        return road.accept(1, by=by) if door == "accept" else road.conclude_proof(by=by)

    yes("receiver_speaks_for_itself", dossier, given(road.receiver))
    others = (
        road.deliverer,
        road.ministry,
        road.actor(Role.DIRECTORATE, "toeslagen"),
        road.actor(Role.RESEARCHER, "douane"),
    )
    for by in others:
        (reason,) = no("receiver_speaks_for_itself", dossier, given(by), "not-the-receiver")
        assert (ReasonKind.FORBIDDEN, (RECEIVER,)) == (reason.kind, reason.suppliers)
        cites("R6", reason)


def test_r6_without_a_process_there_is_no_receiver() -> None:
    """R6: nobody speaks for a receiving party that was never named."""
    road, dossier = at(State.NEW)
    no("receiver_speaks_for_itself", dossier, road.conclude_proof(), "not-the-receiver")
    no("actor_takes_part", dossier, road.answer_input(), "outsider")


@pytest.mark.parametrize(("route", "last"), [(Route.SHIFT, "douane"), (Route.GOVERNANCE, "belastingdienst")])
def test_r6_one_directorate_is_accountable_and_that_changes_once(route: Route, last: str) -> None:
    """R6: until the completion the deliverer; from then on the receiving party, or nothing changed at all."""
    road, dossier = at(State.NEW, route=route)
    accountable = []
    for command in road.until(State.COMPLETED):
        dossier = fold(dossier, [command])
        accountable.append(dossier.accountable)
    assert ["belastingdienst"] * (len(accountable) - 1) + [last] == accountable


# ── R7: seven areas of support ───────────────────────────────────────────────────────────────────


def supported(bent: SupportArea, *instead: Support) -> tuple[Dossier, c.ConcludeProof]:
    """A proof in which one area is supplied otherwise; with nothing instead it is left out."""
    road, dossier = at(State.PHASED_TRANSFER)
    own = tuple(Support(area=a, supply=Supply.OWN) for a in SupportArea if a is not bent)
    return dossier, road.conclude_proof(support=(*own, *instead))


@pytest.mark.parametrize("area", SupportArea)
def test_r7_each_of_the_seven_areas_is_arranged(area: SupportArea) -> None:
    """R7: own, a service by a named party, or not needed for a stated reason; left out it is not arranged."""
    for way in (
        Support(area=area, supply=Supply.OWN),
        Support(area=area, supply=Supply.SERVICE, supplier="belastingdienst"),
        Support(area=area, supply=Supply.NOT_NEEDED, reason="Fictief: zit bij de buren"),
    ):
        yes("support_is_ready", *supported(area, way))
    (reason,) = no("support_is_ready", *supported(area), f"support-{area.value}")
    assert (ReasonKind.MISSING, (RECEIVER,)) == (reason.kind, reason.suppliers)
    cites("R7", reason)


@pytest.mark.parametrize(
    "instead",
    [
        [{"supply": Supply.SERVICE}],
        [{"supply": Supply.SERVICE, "reason": "Fictief: geen leverancier"}],
        [{"supply": Supply.NOT_NEEDED}],
        [{"supply": Supply.NOT_NEEDED, "supplier": "belastingdienst"}],
        [{"supply": Supply.OWN}, {"supply": Supply.OWN}],
        [{"supply": Supply.OWN}, {"supply": Supply.SERVICE, "supplier": "belastingdienst"}],
    ],
    ids=["nobody-supplies", "reason-no-supplier", "no-reason", "supplier-no-reason", "twice", "two-ways"],
)
def test_r7_half_an_arrangement_is_none(instead: list[dict[str, Any]]) -> None:
    """R7: a service without a supplier, not needed without a reason, or an area that is told twice."""
    area = SupportArea.INFORMATION
    given = [Support(area=area, **way) for way in instead]
    no("support_is_ready", *supported(area, *given), "support-information")


def test_r7_every_area_that_is_not_arranged_is_told() -> None:
    """R7: seven areas, seven reasons."""
    road, dossier = at(State.PHASED_TRANSFER)
    codes = [f"support-{area.value}" for area in SupportArea]
    assert 7 == len(codes)
    no("support_is_ready", dossier, road.conclude_proof(support=()), *codes)


# ── R8, R9: shared ICT has a supplier, goes on by an agreement, and is not fully disentangled ─────


def dependency(name: str, party: str = "belastingdienst", supplier: str | None = None) -> c.Dependency:
    """A fictional dependency; an ICT service when there is a supplier."""
    return c.Dependency(id=name, party=party, description="Fictief: gedeeld", ict_supplier=supplier)


ICT = dependency("fictief-ict", supplier="belastingdienst")


def untouched(plan: c.Plan) -> tuple[c.Phase, ...]:
    """The phases of a plan, touching no dependency."""
    return tuple(attrs.evolve(p, touches=()) for p in plan.phases)


def depending(*dependencies: c.Dependency, route: Route = Route.SHIFT) -> tuple[Road, Dossier]:
    """A road and a dossier whose plan has these dependencies, none of which is touched by a phase."""
    road, _ = at(State.NEW, route=route, process=SOCIAL_MEDIA)
    return planned(route=route, dependencies=dependencies, phases=untouched(road.plan()))


@pytest.mark.parametrize("plan", [drafting, revising], ids=["draft", "revise"])
def test_r91_dependencies_are_recorded_even_when_there_are_none(plan: Callable[..., tuple[Dossier, Command]]) -> None:
    """R91: that there are none is said; silence is not."""
    yes("dependencies_are_recorded", *plan())
    phases = untouched(at(State.NEW)[0].plan())
    yes("dependencies_are_recorded", *plan(dependencies=(), phases=phases))
    (reason,) = no("dependencies_are_recorded", *plan(dependencies=None, phases=phases), "no-dependencies")
    assert (ReasonKind.MISSING, BOTH) == (reason.kind, reason.suppliers)
    cites("R91", reason)


@pytest.mark.parametrize("plan", [drafting, revising], ids=["draft", "revise"])
def test_r8_shared_ict_is_supplied_by_the_belastingdienst(plan: Callable[..., tuple[Dossier, Command]]) -> None:
    """R8: the letter names the supplier; each service that says otherwise is told, what is no ICT needs none."""
    phases = untouched(at(State.NEW)[0].plan())
    right = (ICT, dependency("fictief-gebouw", "toeslagen"))
    yes("dependencies_are_recorded", *plan(dependencies=right, phases=phases))
    wrong = (*right, dependency("een", supplier="douane"), dependency("twee", supplier="fictief"))
    reasons = no("dependencies_are_recorded", *plan(dependencies=wrong, phases=phases), "ict-supplier", "ict-supplier")
    cites("R8", *reasons)
    assert {ReasonKind.FORBIDDEN} == {r.kind for r in reasons}
    assert ["`een`", "`twee`"] == [next(w for w in r.nl.split() if w in ("`een`", "`twee`")) for r in reasons]


def agreeing(road: Road, *dependencies: str) -> c.Complete:
    """A completion with an agreement for each of these."""
    command = road.complete()
    (agreement,) = command.ict_agreements
    return attrs.evolve(command, ict_agreements=tuple(attrs.evolve(agreement, dependency=d) for d in dependencies))


def test_r8_shared_ict_goes_on_by_an_agreement() -> None:
    """R8: each shared ICT service has one; an agreement on something else does not count for it."""
    more = dependency("fictief-netwerk", supplier="belastingdienst")
    road, dossier = depending(ICT, more, dependency("fictief-gebouw"))
    yes("ict_agreements_survive", dossier, agreeing(road, "fictief-ict", "fictief-netwerk"))
    (reason,) = no("ict_agreements_survive", dossier, agreeing(road, "fictief-netwerk"), "no-ict-agreement")
    assert (ReasonKind.MISSING, BOTH) == (reason.kind, reason.suppliers)
    cites("R8", reason)
    agreed = agreeing(road, "fictief-ict", "fictief-netwerk")
    minutes = tuple(
        attrs.evolve(a, document=attrs.evolve(a.document, kind=DocumentKind.MINUTES)) for a in agreed.ict_agreements
    )
    no("ict_agreements_survive", dossier, attrs.evolve(agreed, ict_agreements=minutes), *["no-ict-agreement"] * 2)
    assert "`fictief-ict`" in reason.nl
    assert "`belastingdienst`" in reason.nl
    codes = ["no-ict-agreement", "no-ict-agreement"]
    no("ict_agreements_survive", dossier, agreeing(road), *codes)
    no("ict_agreements_survive", dossier, agreeing(road, "fictief-gebouw", "iets-anders"), *codes)


def degree(road: Road, value: Degree) -> c.Complete:
    """A completion to this degree, with the decision that ICT is no longer shared."""
    return road.complete(degree=value, ict_ended=road.note())


def test_r8_what_is_not_shared_ict_asks_for_no_agreement() -> None:
    """R8: another dependency, or none at all; that they were never recorded is refused with the plan (R91)."""
    for dependencies in ((), (dependency("fictief-gebouw"),)):
        road, dossier = depending(*dependencies)
        yes("ict_agreements_survive", dossier, agreeing(road))
    road, dossier = planned(dependencies=None)
    yes("ict_agreements_survive", dossier, agreeing(road))
    yes("degree_is_honest", dossier, degree(road, Degree.FULL))
    yes("touched_parties_were_consulted", dossier, road.start_phase(1))


@pytest.mark.parametrize(
    ("route", "dependencies", "allowed"),
    [
        (Route.SHIFT, (ICT,), {Degree.PARTIAL}),
        (Route.SHIFT, (dependency("fictief-gebouw"), ICT), {Degree.PARTIAL}),
        (Route.SHIFT, (dependency("fictief-gebouw"),), {Degree.PARTIAL, Degree.FULL}),
        (Route.SHIFT, (), {Degree.PARTIAL, Degree.FULL}),
        (Route.GOVERNANCE, (ICT,), {Degree.NONE}),
        (Route.GOVERNANCE, (), {Degree.NONE}),
    ],
    ids=["ict", "ict-and-more", "no-ict", "nothing", "governance-ict", "governance"],
)
def test_r9_the_degree_of_disentangling_is_honest(
    route: Route, dependencies: tuple[c.Dependency, ...], allowed: set[Degree]
) -> None:
    """R9: never full with shared ICT, never none after a shift, and none where the work stays."""
    road, dossier = depending(*dependencies, route=route)
    for fits in allowed:
        yes("degree_is_honest", dossier, degree(road, fits))
    for other in set(Degree) - allowed:
        (reason,) = no("degree_is_honest", dossier, degree(road, other), "degree")
        assert ReasonKind.FORBIDDEN is reason.kind
        cites("R9", reason)
        for fitting in allowed:
            assert f"`{said(fitting).nl}`" in reason.nl
            assert f"`{said(fitting).en}`" in reason.en


def test_r9_without_a_plan_nothing_is_known_to_be_shared() -> None:
    """R9: that a process without a plan is not completed is for other guards."""
    road, dossier = at(State.NEW)
    yes("degree_is_honest", dossier, degree(road, Degree.FULL))


@pytest.mark.parametrize("disposition", [Disposition.SHARED, Disposition.STAYS])
def test_r9_what_is_shared_or_stays_is_not_fully_disentangled(disposition: Disposition) -> None:
    """R9: without shared ICT, one task that stays with the deliverer or is done together makes it partial."""
    road, dossier = depending()
    yes("degree_is_honest", dossier, degree(road, Degree.FULL))
    assert dossier.plan is not None
    first, *others = dossier.plan.tasks
    left = attrs.evolve(first, disposition=disposition)
    phases = tuple(attrs.evolve(p, tasks=tuple(t for t in p.tasks if t != first.task)) for p in dossier.phases)
    road, dossier = planned(dependencies=(), tasks=(left, *others), phases=phases)
    no("degree_is_honest", dossier, road.complete(degree=Degree.FULL), "degree")
    yes("degree_is_honest", dossier, road.complete(degree=Degree.PARTIAL))


# ── R15, R33, R89: whom it serves, what doubles, and what prevails ───────────────────────────────


def test_r15_a_process_names_whom_it_serves() -> None:
    """R15: one target group is enough; without any there is nobody to judge added value for."""
    road, dossier = at(State.NEW)
    command = road.identify()
    for groups in (command.target_groups, command.target_groups[:1]):
        yes("target_groups_are_named", dossier, attrs.evolve(command, target_groups=groups))
    (reason,) = no("target_groups_are_named", dossier, attrs.evolve(command, target_groups=()), "no-target-group")
    assert (ReasonKind.MISSING, (RECEIVER,)) == (reason.kind, reason.suppliers)
    cites("R15", reason)


def test_r33_a_plan_says_what_doubles() -> None:
    """R33: three of a thing instead of one may be worth it, but is counted; that nothing doubles is counted as well."""
    road, dossier = at(State.PLAN_DRAFTED)
    yes("duplication_is_stated", dossier, road.conclude_tests())
    same = c.Duplication(processes_before=1, processes_after=1, relations_before=1, relations_after=1)
    more = c.Duplication(processes_before=1, processes_after=3, relations_before=1, relations_after=3)
    for duplication in (same, more):
        road, dossier = planned(duplication=duplication)
        yes("duplication_is_stated", dossier, road.conclude_tests())
    road, dossier = planned(duplication=None)
    (reason,) = no("duplication_is_stated", dossier, road.conclude_tests(), "duplication")
    assert (ReasonKind.MISSING, BOTH) == (reason.kind, reason.suppliers)
    cites("R33", reason)


def test_r33_without_a_plan_nothing_is_counted() -> None:
    """R33: before there is a plan the numbers are missing, and the guard says so."""
    road, dossier = at(State.IDENTIFIED)
    no("duplication_is_stated", dossier, road.conclude_tests(), "duplication")


@pytest.mark.parametrize("prevails", [None, True, False])
def test_r89_without_a_conflict_nothing_has_to_prevail(prevails: bool | None) -> None:  # noqa: FBT001 - a field
    """R89: this is asked only where values conflict."""
    road, dossier = at(State.PRECONDITIONS_TESTED)
    yes("service_prevails", dossier, road.weigh(Step.DECISION, conflict=None, service_prevails=prevails))


def test_r89_where_values_conflict_service_prevails() -> None:
    """R89: a weighing that names a conflict says that service comes first; to leave it open is not to say it."""
    road, dossier = at(State.PRECONDITIONS_TESTED)
    conflict = "Fictief: eenvoud van besturing tegenover snelle antwoorden"
    yes("service_prevails", dossier, road.weigh(Step.DECISION, conflict=conflict, service_prevails=True))
    for prevails in (None, False):
        weighing = road.weigh(Step.DECISION, conflict=conflict, service_prevails=prevails)
        (reason,) = no("service_prevails", dossier, weighing, "service")
        assert ReasonKind.FORBIDDEN is reason.kind
        cites("R89", reason)


# ── R50: continuity, without exception ───────────────────────────────────────────────────────────

FORWARD: dict[str, Callable[[Road], Command]] = {
    "draft-plan": lambda road: road.draft(),
    "conclude-tests": lambda road: road.conclude_tests(),
    "decide": lambda road: road.decide(),
    "start-transfer": lambda road: road.start_transfer(),
    "start-phase": lambda road: road.start_phase(1),
    "accept-phase": lambda road: road.accept(1),
    "conclude-proof": lambda road: road.conclude_proof(),
    "shift-budget": lambda road: road.shift_budget(),
    "complete": lambda road: road.complete(),
    "start-strengthening": lambda road: road.start_strengthening(),
    "conclude-agreements": lambda road: road.conclude_agreements(),
}


@pytest.mark.parametrize("door", FORWARD)
def test_r50_no_step_forward_while_a_service_is_affected(door: str) -> None:
    """R50: each open breach is told, with its task and since when; once all are resolved the door is free again."""
    road, dossier = at(State.PHASED_TRANSFER)
    yes("no_breach_is_open", dossier, FORWARD[door](road))
    dossier = fold(dossier, [road.report_breach("storing-1", "redactie-website")])
    (reason,) = no("no_breach_is_open", dossier, FORWARD[door](road), "open-breach")
    assert (ReasonKind.FORBIDDEN, BOTH) == (reason.kind, reason.suppliers)
    cites("R50", reason)
    assert said(dossier.breaches[0].since).nl in reason.nl
    for shown in ("`storing-1`", "`redactie-website`"):
        assert shown in reason.nl
        assert shown in reason.en
    dossier = fold(dossier, [road.report_breach("storing-2", "redactie-brieven")])
    no("no_breach_is_open", dossier, FORWARD[door](road), "open-breach", "open-breach")
    dossier = fold(dossier, [road.resolve_breach("storing-1")])
    (reason,) = no("no_breach_is_open", dossier, FORWARD[door](road), "open-breach")
    assert "`storing-2`" in reason.nl
    dossier = fold(dossier, [road.resolve_breach("storing-2")])
    yes("no_breach_is_open", dossier, FORWARD[door](road))


def test_r50_every_step_forward_asks_for_it() -> None:
    """R50, R67: each move forward of the table once the process is there, each phase and shift; the ways back are always open."""
    forward = {type(make(at(State.PHASED_TRANSFER)[0])) for make in FORWARD.values()}
    moves = {a.command for a in LETTER.arrows if a.moves and a.source is not State.NEW}
    back = {c.FallBack, c.ReversePhase, c.Stop, c.ChangeRoute, c.ReturnPlan, c.RevisePlan}
    assert moves - back | {c.StartPhase, c.AcceptPhase, c.ShiftBudget} == forward
    for question in ("no_breach_is_open", "no_escalation_is_open"):
        assert forward == {k for k in LETTER.doors if question in {g.name for g in LETTER.guards_of(k)}}


def test_r50_there_is_no_exception_for_the_ministry() -> None:
    """R50: a strict condition; also the ministry with every mandate cannot complete over an open breach."""
    road, dossier = at(State.RECEIVING_PARTY_PROVEN)
    dossier = fold(dossier, list(road.completing())[:-1])
    assert decide(LETTER, dossier, road.complete()).verdict.allowed
    dossier = fold(dossier, [road.report_breach("storing-1", "redactie-website")])
    command = road.complete()
    no("no_breach_is_open", dossier, command, "open-breach")
    assert ["R50"] == [r.rule for r in decide(LETTER, dossier, command).verdict.reasons]


def test_r50_falling_back_does_not_make_a_breach_go_away() -> None:
    """R50: the way back is open during a breach, and a new transfer begins only when the service is whole."""
    road, dossier = at(State.PHASED_TRANSFER)
    dossier = fold(dossier, [road.report_breach("storing-1", "redactie-website"), road.fall_back()])
    assert State.MINISTRY_DECIDED is dossier.state
    no("no_breach_is_open", dossier, road.start_transfer(), "open-breach")


def test_r50_a_breach_is_of_a_task_of_this_process() -> None:
    """R50: any task of the scope, also one that stays shared; a task of another process is not affected here."""
    road, dossier = at(State.PHASED_TRANSFER)
    for task in dossier.scope:
        yes("breach_is_of_a_service", dossier, road.report_breach("storing-1", task))
    (reason,) = no("breach_is_of_a_service", dossier, road.report_breach("storing-1", "video-chat"), "breach-task")
    assert ReasonKind.FORBIDDEN is reason.kind
    cites("R50", reason)


def test_r50_a_breach_has_a_reference_of_its_own() -> None:
    """R50: two breaches of one task are two breaches; one that is open is not reported again."""
    road, dossier = at(State.PHASED_TRANSFER)
    dossier = fold(dossier, [road.report_breach("storing-1", "redactie-website")])
    yes("breach_is_of_a_service", dossier, road.report_breach("storing-2", "redactie-website"))
    no("breach_is_of_a_service", dossier, road.report_breach("storing-1", "redactie-brieven"), "breach-twice")


def test_r50_a_breach_has_begun_when_it_is_reported() -> None:
    """R50: at that very moment or before it; not after it. All that is wrong with a report is told."""
    road, dossier = at(State.PHASED_TRANSFER)
    command = road.report_breach("storing-1", "redactie-website")
    for since in (command.at, command.at.astimezone(UTC), command.at - DAY):
        yes("breach_is_of_a_service", dossier, attrs.evolve(command, since=since))
    later = attrs.evolve(command, since=command.at + MOMENT)
    no("breach_is_of_a_service", dossier, later, "breach-in-future")
    dossier = fold(dossier, [command])
    wrong = attrs.evolve(later, at=road.tick(), since=road.tick(), task="video-chat")
    reasons = no("breach_is_of_a_service", dossier, wrong, "breach-twice", "breach-task", "breach-in-future")
    assert {ReasonKind.FORBIDDEN} == {r.kind for r in reasons}


@pytest.mark.parametrize(
    ("role", "party"),
    [(Role.WORKS_COUNCIL, "dor"), (Role.UNION, "vakbonden"), (Role.DIRECTORATE, "toeslagen")],
    ids=["works-council", "union", "third-directorate"],
)
def test_r50_whoever_sees_a_breach_can_report_it(role: Role, party: str) -> None:
    """R50: for a report one needs to be no party; that a service is affected may come from anywhere."""
    road, dossier = at(State.PHASED_TRANSFER)
    command = road.report_breach("storing-1", "redactie-website", by=road.actor(role, party))
    assert decide(LETTER, dossier, command).verdict.allowed


def test_r50_only_an_open_breach_ends() -> None:
    """R50: not one that never was, and not one that ended before."""
    road, dossier = at(State.PHASED_TRANSFER)
    (reason,) = no("breach_can_end", dossier, road.resolve_breach("storing-1"), "no-such-breach")
    assert ReasonKind.FORBIDDEN is reason.kind
    cites("R50", reason)
    dossier = fold(dossier, [road.report_breach("storing-1", "redactie-website")])
    yes("breach_can_end", dossier, road.resolve_breach("storing-1"))
    no("breach_can_end", dossier, road.resolve_breach("storing-2"), "no-such-breach")
    dossier = fold(dossier, [road.resolve_breach("storing-1")])
    no("breach_can_end", dossier, road.resolve_breach("storing-1"), "no-such-breach")


def test_r50_a_breach_ends_after_it_began_and_not_in_future() -> None:
    """R50: after the moment it began, up to the moment it is recorded; in the instant in which it began nothing was restored."""
    road, dossier = at(State.PHASED_TRANSFER)
    report = road.report_breach("storing-1", "redactie-website")
    dossier = fold(dossier, [report])
    command = road.resolve_breach("storing-1")
    for until in (report.since + MOMENT, command.at, command.at.astimezone(UTC)):
        yes("breach_can_end", dossier, attrs.evolve(command, until=until))
    for until in (report.since - MOMENT, report.since, command.at + MOMENT):
        (reason,) = no("breach_can_end", dossier, attrs.evolve(command, until=until), "breach-end")
        assert ReasonKind.FORBIDDEN is reason.kind
        assert said(until).nl in reason.nl


# ── R56: the register of shared tasks ────────────────────────────────────────────────────────────


def sharing(**changes: Any) -> c.SharedTask:
    """The fictional shared task of the road, bent."""
    (shared,) = at(State.NEW)[0].plan().shared_tasks or ()
    return attrs.evolve(shared, **changes)


@pytest.mark.parametrize("plan", [drafting, revising], ids=["draft", "revise"])
def test_r56_a_plan_has_a_register_of_shared_tasks(plan: Callable[..., tuple[Dossier, Command]]) -> None:
    """R56: absent it is missing; and it holds each task that the plan shares, not only some other."""
    yes("shared_tasks_are_registered", *plan())
    (reason,) = no("shared_tasks_are_registered", *plan(shared_tasks=None), "no-register")
    assert (ReasonKind.MISSING, BOTH) == (reason.kind, reason.suppliers)
    cites("R56", reason)
    for register in ((), (sharing(task=None),)):
        (reason,) = no("shared_tasks_are_registered", *plan(shared_tasks=register), "not-in-register")
        assert BOTH == reason.suppliers
        assert "`signalen-bedrijven`" in reason.nl
        assert "`signalen-bedrijven`" in reason.en
    yes("shared_tasks_are_registered", *plan(shared_tasks=(sharing(task=None), sharing())))
    no("shared_tasks_are_registered", *plan(shared_tasks=(sharing(partners=("douane",)),)), "not-shared")
    for other in ("video-chat", "redactie-website"):  # of another process, and one that goes over
        no(
            "shared_tasks_are_registered",
            *plan(shared_tasks=(sharing(task=other),)),
            "not-shared",
            "not-in-register",
        )


def test_r56_an_empty_register_is_a_register() -> None:
    """R56: where no task is shared it may be empty, but not absent."""
    road, dossier = at(State.IDENTIFIED, process=SOCIAL_MEDIA)
    plan = road.plan()
    assert Disposition.SHARED not in {t.disposition for t in plan.tasks}
    yes("shared_tasks_are_registered", dossier, road.draft(plan=attrs.evolve(plan, shared_tasks=())))
    no("shared_tasks_are_registered", dossier, road.draft(plan=attrs.evolve(plan, shared_tasks=None)), "no-register")


@pytest.mark.parametrize("route", Route)
def test_r56_nothing_begins_without_a_register(route: Route) -> None:
    """R56: before there is a plan there is none; the one of the plan, even empty, is enough to begin."""
    road, dossier = at(State.IDENTIFIED, route=route)
    begin = road.start_transfer() if route is Route.SHIFT else road.start_strengthening()
    (reason,) = no("register_exists", dossier, begin, "no-register")
    assert (ReasonKind.MISSING, BOTH) == (reason.kind, reason.suppliers)
    road, dossier = at(State.MINISTRY_DECIDED, route=route)
    yes("register_exists", dossier, begin)
    assert dossier.planned is not None
    empty = attrs.evolve(dossier.planned, plan=attrs.evolve(dossier.planned.plan, shared_tasks=()))
    yes("register_exists", attrs.evolve(dossier, planned=empty), begin)


def test_r56_a_change_of_route_leaves_no_register_behind() -> None:
    """R56: the register belongs to a plan; without one in force there is none."""
    road, dossier = at(State.PLAN_DRAFTED)
    dossier = fold(dossier, road.turning(Route.GOVERNANCE))
    no("register_exists", dossier, road.start_strengthening(), "no-register")


def test_r56_the_register_is_brought_up_to_date_in_each_phase() -> None:
    """R56: not accepted before it was; an update in the first phase does not count for the second."""
    road, dossier = at(State.PHASED_TRANSFER)
    yes("register_is_up_to_date", dossier, road.accept(1))
    for number in (1, 2):
        dossier = fold(dossier, road.opening(number))
        for command in (road.accept(number), road.complete()):
            (reason,) = no("register_is_up_to_date", dossier, command, "register-outdated")
            assert (ReasonKind.MISSING, BOTH) == (reason.kind, reason.suppliers)
            assert f"fase {number} " in reason.nl
            assert f"phase {number}" in reason.en
        dossier = fold(dossier, [road.update_register(number)])
        yes("register_is_up_to_date", dossier, road.accept(number))
        tasks = road.plan().phases[number - 1].tasks
        dossier = fold(dossier, [*map(road.execute, tasks), road.measure(number)])
        dossier = fold(dossier, [road.weigh(Step.ACCEPTANCE, number), road.accept(number)])
        yes("register_is_up_to_date", dossier, road.complete())


def test_r56_a_transfer_begun_anew_asks_for_an_update_anew() -> None:
    """R54, R56: what was brought up to date before falling back does not count for the next transfer."""
    road, dossier = at(State.PHASED_TRANSFER)
    dossier = fold(dossier, [*road.opening(1), road.update_register(), road.fall_back()])
    dossier = fold(dossier, [*road.starting(), *road.opening(1)])
    no("register_is_up_to_date", dossier, road.accept(1), "register-outdated")


def test_r56_on_the_governance_route_there_are_no_phases_to_update_in() -> None:
    """R56, R73: where no work goes over, the register of the plan is enough."""
    road, dossier = at(State.AGREEMENTS_PROVEN, route=Route.GOVERNANCE)
    yes("register_is_up_to_date", dossier, road.complete())


@pytest.mark.parametrize(
    "change",
    [
        {"partners": ()},
        {"partners": ("douane",)},
        {"partners": ("douane", "douane")},
        {"task": "video-chat"},
    ],
    ids=["nobody", "alone", "one-twice", "task-of-another-process"],
)
def test_r56_a_shared_task_is_of_this_process_and_of_two_or_more(change: dict[str, Any]) -> None:
    """R56: each entry that is not is told by its place; the others do not help it."""
    road, dossier = at(State.PHASED_TRANSFER)
    dossier = fold(dossier, road.opening(1))
    yes("register_is_sound", dossier, road.update_register())
    register = (sharing(), sharing(description="Fictief: fout", **change))
    (reason,) = no("register_is_sound", dossier, road.update_register(register=register), "not-shared")
    assert (ReasonKind.FORBIDDEN, BOTH) == (reason.kind, reason.suppliers)
    cites("R56", reason)
    assert "regel 2 van het register" in reason.nl
    assert "Fictief: fout" not in reason.nl, "a reason never quotes a free text, which may have to go one day"


def test_r56_an_update_leaves_no_shared_task_out() -> None:
    """R56: what the plan shares stays in the register, as long as that plan is in force."""
    road, dossier = at(State.PHASED_TRANSFER)
    dossier = fold(dossier, road.opening(1))
    for register in ((), (sharing(task=None),)):
        (reason,) = no("register_is_sound", dossier, road.update_register(register=register), "not-in-register")
        assert (ReasonKind.MISSING, BOTH) == (reason.kind, reason.suppliers)


def test_r56_a_register_may_hold_more_than_the_scope() -> None:
    """R56: a shared task need not be one of the scope, and three can share it as well as two."""
    road, dossier = at(State.PHASED_TRANSFER)
    dossier = fold(dossier, road.opening(1))
    for register in ((sharing(), sharing(task=None)), (sharing(partners=letter.DIRECTORATES),)):
        yes("register_is_sound", dossier, road.update_register(register=register))


def test_r56_the_register_is_brought_up_to_date_in_a_phase_that_began() -> None:
    """R56: nothing is brought up to date for a phase that is still to come."""
    road, dossier = at(State.PHASED_TRANSFER)
    dossier = fold(dossier, road.opening(1))
    yes("register_is_sound", dossier, road.update_register(1))
    (reason,) = no("register_is_sound", dossier, road.update_register(2), "register-phase")
    assert (ReasonKind.NOT_YET, BOTH) == (reason.kind, reason.suppliers)
    assert "fase 2 " in reason.nl
    assert "phase 2 " in reason.en


# ── R87, R91: signals have an owner, and who is touched was consulted ────────────────────────────


@pytest.mark.parametrize("owner", ["douane", "belastingdienst"])
def test_r87_signals_are_owned_by_one_of_the_two(owner: str) -> None:
    """R87: by the receiving party or, as long as that is wiser, by the deliverer."""
    road, dossier = at(State.PHASED_TRANSFER)
    yes("signals_have_an_owner", dossier, road.start_phase(1, signals_owner=owner))


@pytest.mark.parametrize("owner", [None, "toeslagen", letter.MINISTRY, "fictief"])
def test_r87_in_no_phase_signals_are_without_an_owner(owner: str | None) -> None:
    """R87: nobody, or somebody far from the process, owns no signals; the two parties can."""
    road, dossier = at(State.PHASED_TRANSFER)
    (reason,) = no("signals_have_an_owner", dossier, road.start_phase(1, signals_owner=owner), "no-owner")
    assert (ReasonKind.MISSING, BOTH) == (reason.kind, reason.suppliers)
    cites("R87", reason)


def touching(*parties: str) -> tuple[Road, Dossier]:
    """A road and a dossier whose first phase touches a dependency of each of these parties, and its second none."""
    _, dossier = at(State.PHASED_TRANSFER)
    dependencies = tuple(dependency(f"fictief-{party}", party) for party in parties)
    first, *others = dossier.phases
    touches = tuple(d.id for d in dependencies)
    phases = (attrs.evolve(first, touches=touches), *others)
    return planned(State.PHASED_TRANSFER, process="douane/websites", dependencies=dependencies, phases=phases)


def test_r91_whose_dependency_is_touched_was_consulted() -> None:
    """R91: each party of a touched dependency; a consultation of one does not count for another."""
    road, dossier = touching("belastingdienst")
    yes("touched_parties_were_consulted", dossier, road.start_phase(1))
    road, dossier = touching("belastingdienst", "toeslagen")
    (reason,) = no("touched_parties_were_consulted", dossier, road.start_phase(1), "not-consulted")
    assert (ReasonKind.MISSING, BOTH) == (reason.kind, reason.suppliers)
    cites("R91", reason)
    for shown in ("`fictief-toeslagen`", "`toeslagen`"):
        assert shown in reason.nl
        assert shown in reason.en
    dossier = fold(dossier, [road.consult(unit="fictief-team-2", party="toeslagen")])
    yes("touched_parties_were_consulted", dossier, road.start_phase(1))


def test_r91_each_dependency_that_is_touched_is_told() -> None:
    """R91: without any consultation all of them."""
    road, dossier = touching("belastingdienst", "toeslagen")
    dossier = attrs.evolve(dossier, consultations=())
    no("touched_parties_were_consulted", dossier, road.start_phase(1), "not-consulted", "not-consulted")


def test_r91_a_phase_that_touches_nothing_asks_nobody() -> None:
    """R91: the second phase touches none of the dependencies; and after the last phase there is none to ask about."""
    road, dossier = touching("belastingdienst", "toeslagen")
    dossier = attrs.evolve(dossier, consultations=(), started=(road.start_phase(1),))
    yes("touched_parties_were_consulted", dossier, road.start_phase(2))
    road, dossier = at(State.RECEIVING_PARTY_PROVEN)
    yes("touched_parties_were_consulted", attrs.evolve(dossier, consultations=()), road.start_phase(3))


# ── what can be asked beforehand ─────────────────────────────────────────────────────────────────


def lives() -> Iterator[tuple[Road, Dossier]]:
    """Every dossier on both roads, from new to completed."""
    for route in Route:
        road, dossier = at(State.NEW, route=route)
        yield road, dossier
        for command in road.until(State.COMPLETED):
            dossier = fold(dossier, [command])
            yield road, dossier


def beforehand(reads: Reads) -> list[Any]:
    """The guards at any door that read so much of a command."""
    guards = {id(g): g for command in LETTER.doors for g in LETTER.guards_of(command) if g.reads is reads}
    return [pytest.param(g, id=f"{g.name}-{n}") for n, g in enumerate(guards.values())]


@pytest.mark.parametrize("guard", beforehand(Reads.DOSSIER))
def test_a_guard_of_the_dossier_reads_the_moment_only(guard: Guard) -> None:
    """It answers without a command, and the same whoever asks; so it can be asked beforehand."""
    for road, dossier in lives():
        answers = [
            list(guard.check(dossier, Command(by=by, at=road.moment), LETTER.norms))
            for by in (road.receiver, road.ministry, road.actor(Role.HOUSE, letter.HOUSE))
        ]
        assert [answers[0]] * 3 == answers


@pytest.mark.parametrize("guard", beforehand(Reads.ACTOR))
def test_a_guard_of_the_actor_reads_who_and_when_only(guard: Guard) -> None:
    """It answers without a command when it is known who would ask."""
    for road, dossier in lives():
        for by in (road.receiver, road.ministry, road.actor(Role.UNION, "vakbonden")):
            guard.check(dossier, Command(by=by, at=road.moment), LETTER.norms)
