"""What is new, what is whole, and what took its time: agreements, shared ICT, less scope, clear consequences and planned days."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import attrs
import pytest

from ontvlechting import LETTER, Dossier, State, letter
from ontvlechting import commands as c
from ontvlechting.engine.rulebook import Rules
from ontvlechting.engine.text import Text
from ontvlechting.letter import demo
from ontvlechting.letter.commands import Complexity, Degree, Disposition, RiskResponse, Route
from ontvlechting.letter.fiction import Road
from ontvlechting.letter.norms import LeadTime
from ontvlechting.letter.values import Role
from ontvlechting.letter.workflow import Workflow
from ontvlechting.record.stores.memory import MemoryStore
from tests.asking import WEBSITES, answer, at, fold, no, yes

DAY = timedelta(days=1)
MINISTRY = "ministerie-van-financien"


def on(command: Any, day: date) -> Any:
    """The same command at noon of this day."""
    return attrs.evolve(command, at=datetime.combine(day, time(12), UTC))


# -- R73: new agreements, and one reason for each gap ----------------------------------------------------------------------


def test_r73_an_agreement_of_before_the_decision_is_not_new() -> None:
    """R73: one of 2010 does not improve anything now; one of the day of the decision or later does, if it exists already."""
    road, dossier = at(State.STRENGTHENING_GOVERNANCE, route=Route.GOVERNANCE)
    assert dossier.decision is not None
    decided, command = dossier.decision.at.date(), road.agree()

    def dated(day: date) -> c.RecordAgreement:
        return attrs.evolve(command, document=attrs.evolve(command.document, on=day))

    for day in (decided, command.at.date()):
        yes("agreement_improves_a_relation", dossier, dated(day))
    for day in (date(2010, 1, 1), decided - DAY):
        no("agreement_improves_a_relation", dossier, dated(day), "agreement-old")
    no("documents_are_there_already", dossier, dated(command.at.date() + DAY), "document-in-future")


def test_r73_each_gap_of_a_relation_is_told() -> None:
    """R73: no agreement and no use are two reasons; not yet in force has a day; who follows the reasons gets there."""
    road, dossier = at(State.STRENGTHENING_GOVERNANCE, route=Route.GOVERNANCE)
    no("agreements_are_used", dossier, road.conclude_agreements(), "no-agreement", "agreement-not-used")
    agreed = road.agree()
    later = attrs.evolve(agreed, in_force_from=agreed.at.date() + 30 * DAY)
    waiting, *_ = no(
        "agreements_are_used",
        fold(dossier, [later]),
        road.conclude_agreements(),
        "agreement-not-in-force",
        "agreement-not-used",
    )
    assert waiting.earliest is not None
    assert later.in_force_from == waiting.earliest.date()
    dossier = fold(dossier, [agreed])
    no("agreements_are_used", dossier, road.conclude_agreements(), "agreement-not-used")
    yes("agreements_are_used", fold(dossier, [road.use_agreement()]), road.conclude_agreements())


def test_r73_indicators_are_measured_on_the_governance_route() -> None:
    """R73, R53: what the plan measures is measured there too, without a phase, since the decision, and holds."""
    road, dossier = at(State.STRENGTHENING_GOVERNANCE, route=Route.GOVERNANCE)
    (reason,) = no("indicators_hold", dossier, road.conclude_agreements(), "not-measured")
    assert "sinds het besluit" in reason.nl
    yes("indicator_exists", dossier, road.measure(None))
    no("indicator_exists", dossier, road.measure(1), "no-phases")
    beyond = fold(dossier, [road.measure(None, road.plan().continuity.indicators[0].limit + 1)])  # type: ignore[union-attr]
    (breach,) = beyond.breaches
    no("no_breach_is_open", beyond, road.conclude_agreements(), "open-breach")  # it is said once, as a breach
    restored = fold(beyond, [road.measure(None), road.resolve_breach(breach.id)])
    yes("indicators_hold", restored, road.conclude_agreements())
    yes("no_breach_is_open", restored, road.conclude_agreements())
    assert dossier.decision is not None
    early = attrs.evolve(road.measure(None), at=dossier.decision.at - DAY)
    no("indicators_hold", fold(dossier, [early]), road.conclude_agreements(), "not-measured")


# -- R9, R8: fully, and by an agreement that is in force -------------------------------------------------------------------


def alone() -> tuple[Road, Dossier]:
    """A process of two tasks that both go, without a dependency."""
    road, dossier = at(State.PLAN_DRAFTED, process="douane/basisregistraties")
    plan = road.plan()
    phases = tuple(attrs.evolve(p, touches=()) for p in plan.phases)
    plan = attrs.evolve(plan, version=2, dependencies=(), phases=phases)
    return road, fold(dossier, [road.revise(plan=plan)])


def test_r9_nothing_is_fully_disentangled_while_ict_is_shared() -> None:
    """R8, R9: a plan that names no dependencies does not end the sharing; a decision of the ministry that says so does."""
    road, dossier = alone()
    yes("degree_is_honest", dossier, road.complete(degree=Degree.PARTIAL))
    (reason,) = no("degree_is_honest", dossier, road.complete(degree=Degree.FULL), "ict-still-shared")
    assert (MINISTRY,) == tuple(s.party for s in reason.suppliers)
    note = road.note()
    yes("degree_is_honest", dossier, road.complete(degree=Degree.FULL, ict_ended=note))
    own = attrs.evolve(note, origin=letter.DOUANE)
    no("degree_is_honest", dossier, road.complete(degree=Degree.FULL, ict_ended=own), "note-not-of-the-ministry")
    free: Rules = attrs.evolve(LETTER, norms=attrs.evolve(LETTER.norms, ict_is_shared=False))
    yes("degree_is_honest", dossier, road.complete(degree=Degree.FULL), free)


def test_r8_an_ict_agreement_is_of_after_the_decision_and_in_force() -> None:
    """R8: one of 1990, or one that has ended or not begun at completion, does not carry a service; each fault is told."""
    road, dossier = at(State.RECEIVING_PARTY_PROVEN)
    command = road.complete()
    (agreed,) = command.ict_agreements
    today = command.at.date()

    def bent(**changes: Any) -> c.Complete:
        document = attrs.evolve(agreed.document, on=changes.pop("dated", agreed.document.on))
        return attrs.evolve(command, ict_agreements=(attrs.evolve(agreed, document=document, **changes),))

    yes("ict_agreements_survive", dossier, bent(in_force_from=today, in_force_until=today))
    no("ict_agreements_survive", dossier, bent(dated=date(1990, 1, 1)), "ict-agreement-old")
    no("ict_agreements_survive", dossier, bent(in_force_until=today - DAY), "ict-agreement-not-in-force")
    no("ict_agreements_survive", dossier, bent(in_force_from=today + DAY), "ict-agreement-not-in-force")
    worst = bent(dated=date(1990, 1, 1), in_force_until=date(1999, 1, 1))
    no("ict_agreements_survive", dossier, worst, "ict-agreement-old", "ict-agreement-not-in-force")


# -- R60: less is less -------------------------------------------------------------------------------------------------------

RISK = "Fictief: te weinig ervaring"


def risky(response: RiskResponse = RiskResponse.REDUCE_SCOPE, reason: str | None = None) -> tuple[c.Risk, ...]:
    """One risk."""
    return (c.Risk(description=RISK, response=response, reason=reason),)


def smaller(plan: c.Plan, place: int = -1) -> c.Plan:
    """The plan with one task left where it is: its last, or that of another place."""
    left = plan.goes()[place]
    tasks = tuple(attrs.evolve(t, disposition=Disposition.STAYS) if t.task == left else t for t in plan.tasks)
    phases = tuple(attrs.evolve(p, tasks=tuple(t for t in p.tasks if t != left)) for p in plan.phases)
    return attrs.evolve(plan, tasks=tasks, phases=phases)


def test_r60_a_risk_that_asks_for_less_gets_less_or_another_answer_with_a_reason() -> None:
    """R60: the next plan moves less, or says why not; the same plan again, or the risk left out, does not."""
    road, dossier = at(State.IDENTIFIED)
    first = [*list(road.planning())[:-2], road.draft(plan=attrs.evolve(road.plan(), version=1, risks=risky()))]
    dossier = fold(dossier, first)
    road.version = 1
    no("no_risk_says_stop", dossier, road.decide(), "risk-reduce")
    plan = attrs.evolve(road.plan(), version=2)

    def revised(risks: tuple[c.Risk, ...], of: c.Plan = plan) -> c.RevisePlan:
        return attrs.evolve(road.revise(), plan=attrs.evolve(of, risks=risks))

    for risks in (risky(), risky(RiskResponse.PROCEED), plan.risks):
        (reason,) = no("scope_is_reduced_where_a_risk_asks", dossier, revised(risks), "scope-not-reduced")
        assert {"douane", "belastingdienst"} == {s.party for s in reason.suppliers}
        for command in (road.draft(plan=revised(risks).plan), road.propose(revised(risks).plan)):
            no("scope_is_reduced_where_a_risk_asks", dossier, command, "scope-not-reduced")
    less = revised(risky(), smaller(plan))
    yes("scope_is_reduced_where_a_risk_asks", dossier, less)
    yes("no_risk_says_stop", fold(dossier, [less]), road.decide())
    changed = revised(risky(RiskResponse.PROCEED, "Fictief: er is iemand aangenomen"))
    yes("scope_is_reduced_where_a_risk_asks", dossier, changed)
    yes("no_risk_says_stop", fold(dossier, [changed]), road.decide())


def drafted(*risks: c.Risk) -> tuple[Road, Dossier]:
    """A first plan with these risks."""
    road, dossier = at(State.IDENTIFIED)
    *before, draft, signed = road.planning()
    assert isinstance(draft, c.DraftPlan)
    return road, fold(dossier, [*before, attrs.evolve(draft, plan=attrs.evolve(draft.plan, risks=risks)), signed])


def revision(road: Road, risks: tuple[c.Risk, ...], of: c.Plan | None = None) -> c.RevisePlan:
    """The plan revised, with these risks."""
    revise = road.revise()
    return attrs.evolve(revise, plan=attrs.evolve(of or revise.plan, version=revise.plan.version, risks=risks))


OTHER = c.Risk(description="Fictief: iets anders", response=RiskResponse.PROCEED)
WHY = "Fictief: er is iemand aangenomen"


def test_r60_a_risk_that_asked_to_stop_is_not_left_out_in_silence() -> None:
    """R60: it stays, or gets another response with a reason; less scope alone is no answer. No word of it is read."""
    road, dossier = drafted(OTHER, *risky(RiskResponse.STOP))
    yes("stop_is_not_dropped", dossier, revision(road, risky(RiskResponse.STOP)))
    for reason in (None, WHY):
        answered = (OTHER, *risky(RiskResponse.PROCEED, reason))
        if reason:
            yes("stop_is_not_dropped", dossier, revision(road, answered))
        else:
            (told,) = no("stop_is_not_dropped", dossier, revision(road, answered), "stop-dropped")
            assert {"douane", "belastingdienst"} == {s.party for s in told.suppliers}
    no("stop_is_not_dropped", dossier, revision(road, (OTHER,), smaller(road.plan())), "stop-dropped")
    road.follow(dossier)
    revised = fold(dossier, [revision(road, (OTHER, *risky(RiskResponse.PROCEED, WHY)))])
    yes("stop_is_not_dropped", revised, revision(road, (OTHER,)))


def test_r60_once_less_is_asked_no_more_goes_again_without_a_reason() -> None:
    """R60: a smaller plan that leaves the risk out does not end it: the next that moves more again says why."""
    road, dossier = drafted(OTHER, *risky())
    dossier = fold(dossier, [revision(road, (OTHER,), smaller(road.plan()))])
    (reason,) = no("scope_is_reduced_where_a_risk_asks", dossier, revision(road, (OTHER,)), "scope-not-reduced")
    assert "transfers more again" in reason.en
    yes("scope_is_reduced_where_a_risk_asks", dossier, revision(road, (OTHER, *risky(RiskResponse.PROCEED, WHY))))


def test_r60_once_less_goes_the_plan_can_be_revised_and_amended_in_other_things() -> None:
    """R60: what was reduced is reduced: other words, or a longer phase, do not have to reduce it once more."""
    road, dossier = drafted(OTHER, *risky())
    less, risks = road.reduced(), (OTHER, *risky())
    dossier = fold(dossier, [revision(road, risks, less)])
    anew = revision(road, risks, attrs.evolve(less, consequences="Fictief: anders verwoord"))
    yes("scope_is_reduced_where_a_risk_asks", dossier, anew)
    dossier = fold(dossier, [anew, road.cosign()])
    yes("no_risk_says_stop", dossier, road.decide())
    dossier = fold(dossier, [*road.testing(), *road.deciding(), *road.starting()])
    (only,) = less.phases
    longer = attrs.evolve(less, risks=risks, phases=(attrs.evolve(only, ends_on=only.ends_on + 30 * DAY),))
    assert {3} == {fold(dossier, road.amending(longer)).plan_version - 1}
    again = road.propose(attrs.evolve(road.plan(), risks=(OTHER,)))
    no("scope_is_reduced_where_a_risk_asks", dossier, again, "scope-not-reduced")


def test_r60_each_new_risk_that_asks_for_less_asks_it_of_the_plan_that_it_is_in() -> None:
    """R60: that a plan was reduced before, for this risk or another, is no answer to one that is found later."""
    road, dossier = drafted(OTHER)
    less = smaller(road.plan())
    dossier = fold(dossier, [revision(road, (OTHER,), less), revision(road, (OTHER, *risky()), less)])
    no("no_risk_says_stop", dossier, road.decide(), "risk-reduce")
    no("scope_is_reduced_where_a_risk_asks", dossier, revision(road, (OTHER,), less), "scope-not-reduced")
    yes("scope_is_reduced_where_a_risk_asks", dossier, revision(road, (OTHER,), road.reduced()))


def test_r60_one_reason_is_no_answer_to_two_risks() -> None:
    """R60: each risk that asked for something gets a response of its own."""
    road, dossier = drafted(*risky(), *risky(RiskResponse.STOP))
    one, two = risky(RiskResponse.PROCEED, WHY), 2 * risky(RiskResponse.PROCEED, WHY)
    no("scope_is_reduced_where_a_risk_asks", dossier, revision(road, one), "scope-not-reduced")
    yes("scope_is_reduced_where_a_risk_asks", dossier, revision(road, two))
    yes("scope_is_reduced_where_a_risk_asks", dossier, revision(road, one, smaller(road.plan())))
    yes("stop_is_not_dropped", dossier, revision(road, one, smaller(road.plan())))


def test_r60_a_risk_of_a_proposal_is_not_dropped_with_the_next_one() -> None:
    """R60: what was found during the transfer is recorded, and the next proposal, or plan, answers it."""
    road, dossier = at(State.PHASED_TRANSFER)
    plan = attrs.evolve(road.plan(), risks=(OTHER, *risky(RiskResponse.STOP)))
    dossier = fold(dossier, [road.propose(plan)])
    no("stop_is_not_dropped", dossier, road.propose(attrs.evolve(plan, risks=(OTHER,))), "stop-dropped")
    yes("stop_is_not_dropped", dossier, road.propose(plan))


def test_r60_a_proposal_that_never_came_into_force_is_no_measure_of_what_goes() -> None:
    """R60: what goes is less than by the plan in force; that an earlier proposal, which was refused, moved still less, asks no more."""
    road, dossier = at(State.PHASED_TRANSFER)
    plan = attrs.evolve(road.plan(), risks=(OTHER, *risky()))
    less, least = smaller(plan), attrs.evolve(road.reduced(), risks=plan.risks)
    refused = fold(dossier, [road.propose(least), road.cosign(agrees=False, reason="Fictief: dit is te weinig")])
    yes("scope_is_reduced_where_a_risk_asks", refused, road.propose(less))
    no("scope_is_reduced_where_a_risk_asks", refused, road.propose(plan), "scope-not-reduced")
    road.follow(refused)
    amended = fold(refused, road.amending(less))
    yes("scope_is_reduced_where_a_risk_asks", amended, road.propose(less))
    for more in (plan, smaller(plan, -2)):
        no("scope_is_reduced_where_a_risk_asks", amended, road.propose(more), "scope-not-reduced")
    road.follow(amended)
    asked = fold(amended, [road.propose(attrs.evolve(least, risks=(OTHER, *risky(), *risky())))])
    no("scope_is_reduced_where_a_risk_asks", asked, road.propose(less), "scope-not-reduced")


def test_r60_a_risk_of_a_shift_waits_while_another_form_is_planned() -> None:
    """R60: nothing goes on the other route, so nothing is asked there; the risk is asked after when the shift is chosen again."""
    road, dossier = drafted(OTHER, *risky(RiskResponse.STOP))
    dossier = fold(dossier, road.turning(Route.GOVERNANCE))
    *before, draft, signed = road.planning()
    dossier = fold(dossier, [*before, draft, signed, *road.turning(Route.SHIFT)])
    *before, draft, _ = road.planning()
    no("stop_is_not_dropped", fold(dossier, before), draft, "stop-dropped")


def test_r60_no_word_of_a_risk_is_read() -> None:
    """R60: what people wrote can be removed, and then all is judged as it was; in other words a risk is the same risk."""
    road = Road(letter.PROCESSES[WEBSITES])
    flow = Workflow(MemoryStore(), clock=lambda: datetime(2030, 1, 1, tzinfo=UTC))
    *before, draft, signed = road.until(State.PLAN_DRAFTED)
    assert isinstance(draft, c.DraftPlan)
    draft = attrs.evolve(draft, plan=attrs.evolve(draft.plan, risks=(OTHER, *risky(RiskResponse.STOP), *risky())))
    for command in (*before, draft, signed):
        flow.submit(WEBSITES, command).or_raise()
    still = c.Risk(description="Fictief: anders verwoord", response=RiskResponse.STOP)
    answered = (OTHER, still, *risky(RiskResponse.PROCEED, WHY))
    assert not flow.submit(WEBSITES, revision(road, (OTHER,))).allowed
    road.follow(flow.dossier(WEBSITES))
    flow.submit(WEBSITES, revision(road, answered)).or_raise()
    (record,) = (r.number for r in flow.history(WEBSITES) if isinstance(r.event.command, c.DraftPlan))
    flow.submit(WEBSITES, road.redact((record,))).or_raise()
    assert (1, len(flow.history(WEBSITES))) == ((found := flow.verify(deep=True)).redacted, found.rejudged)


# -- R38: clear is what somebody judged ----------------------------------------------------------------------------------------


def judged(**changes: Any) -> tuple[Road, Dossier]:
    """A plan whose staff consequences were judged like this."""
    road, dossier = at(State.PLAN_DRAFTED)
    plan = attrs.evolve(road.plan(), version=2)
    assert plan.staff is not None
    assert plan.staff.clear is not None
    staff = attrs.evolve(plan.staff, clear=attrs.evolve(plan.staff.clear, **changes))
    return road, fold(dossier, [road.revise(plan=attrs.evolve(plan, staff=staff))])


def test_r38_that_consequences_are_clear_is_judged_by_the_council_or_in_the_line() -> None:
    """R38: not by the ministry or a union, not in future, and a no is a no; the council and both parties can judge."""
    road, _ = at(State.NEW)
    for by in (road.deliverer, road.receiver, road.actor(Role.WORKS_COUNCIL, letter.DOR)):
        road, dossier = judged(by=by)
        yes("staff_consequences_are_clear", dossier, road.conclude_tests())
    for other in (road.ministry, road.actor(Role.UNION, letter.UNIONS), road.actor(Role.WORKS_COUNCIL, letter.UNIONS)):
        road, dossier = judged(by=other)
        (reason,) = no("staff_consequences_are_clear", dossier, road.conclude_tests(), "consequences-judge")
        assert {"douane", "belastingdienst", "dor"} == {s.party for s in reason.suppliers}
    road, dossier = judged(holds=False, on=road.start + 999 * DAY)
    no("staff_consequences_are_clear", dossier, road.conclude_tests(), "consequences-unclear", "consequences-date")


# -- R48, R49: planned days ------------------------------------------------------------------------------------------------------

SLOW: Rules = attrs.evolve(
    LETTER, norms=attrs.evolve(LETTER.norms, lead_times=(LeadTime(complexity=Complexity.MODERATE, days=30),))
)
"""The letter's rules for a ministry that gives a phase of moderate complexity at least thirty days."""


def test_r49_a_phase_is_not_accepted_sooner_than_the_norm_of_its_grade() -> None:
    """R49: a complex phase in one day is refused, with the day from which on it can; the planned end still warns."""
    road, dossier = at(State.PHASED_TRANSFER, rules=SLOW)
    dossier = fold(dossier, road.opening(1), SLOW)
    begun, command = dossier.started[-1].at.date(), road.accept(1)
    (reason,) = no("phase_took_its_time", dossier, on(command, begun), "accepted-too-fast", rules=SLOW)
    assert reason.earliest is not None
    assert begun + 29 * DAY == reason.earliest.date()
    assert ("douane",) == tuple(s.party for s in reason.suppliers)
    no("phase_took_its_time", dossier, on(command, begun + 28 * DAY), "accepted-too-fast", rules=SLOW)
    (early,) = no("phase_took_its_time", dossier, on(command, begun + 29 * DAY), "accepted-early", rules=SLOW)
    assert not early.shuts
    yes("phase_took_its_time", dossier, on(command, dossier.phases[0].ends_on), SLOW)


def test_r48_a_phase_that_begins_before_its_planned_day_warns() -> None:
    """R48, R49: the day itself is as planned; sooner is said, and not refused."""
    road, dossier = at(State.PHASED_TRANSFER)
    planned, command = dossier.phases[0].starts_on, road.start_phase(1)
    yes("phase_begins_as_planned", dossier, on(command, planned))
    (early,) = no("phase_begins_as_planned", dossier, on(command, planned - DAY), "begun-early")
    assert not early.shuts
    road, done = at(State.RECEIVING_PARTY_PROVEN)
    yes("phase_begins_as_planned", done, road.start_phase(3))
    yes("phase_took_its_time", done, road.accept(3))


@pytest.mark.parametrize("process", demo.SCRIPTS)
def test_r48_the_demo_keeps_its_own_plan(process: str) -> None:
    """R48, R49: no phase of it begins before its planned day or is accepted before its planned end."""
    flow = Workflow(MemoryStore())
    for line in demo.chapters()[process]:
        if not isinstance(line, Text):
            flow.submit(process, line.command if isinstance(line, demo.Refusal) else line)
    codes = {
        r.code for record in flow.history(process) if record.event.verdict.allowed for r in record.event.verdict.reasons
    }
    assert set() == codes & {"begun-early", "accepted-early"}


def test_r49_the_road_is_walked_as_it_was_planned() -> None:
    """R49: each phase of the fictional road begins and ends on its planned day."""
    _, dossier = at(State.RECEIVING_PARTY_PROVEN, process=WEBSITES)
    assert [p.starts_on for p in dossier.phases] == [s.at.date() for s in dossier.started]
    assert [p.ends_on for p in dossier.phases] == [a.at.date() for a in dossier.accepted]
    assert () == answer("phase_took_its_time", dossier, at(State.NEW)[0].accept(3))
