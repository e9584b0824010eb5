"""§1 Stand van zaken: mandates, responsibility, support, continuity, shared tasks and shared ICT."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone
from typing import Any

import attrs

from ontvlechting import Actor, Role, State, letter
from ontvlechting import commands as c
from ontvlechting.commands import Degree, Route, Step, Supply, SupportArea
from ontvlechting.fiction import Road
from ontvlechting.values import DocumentKind, Mandate, Power
from tests.asking import at, fold, no, yes

DAY = timedelta(days=1)


def drafted(road: Road, **changes: Any) -> c.DraftPlan:
    """A first plan, bent."""
    return road.draft(plan=attrs.evolve(road.plan(), **changes))


# ── R5: mandates ─────────────────────────────────────────────────────────────────────────────────


def mandated(road: Road, at_: datetime, mandate: Mandate | None) -> c.Decide:
    """A decision at a moment, under a mandate."""
    return road.decide(at=at_, by=attrs.evolve(road.ministry, mandate=mandate))


def test_r5_a_mandate_holds_from_its_first_to_its_last_day() -> None:
    """R5: valid on the first and on the last day, not on the day before or after."""
    road, dossier = at(State.PRECONDITIONS_TESTED)
    noon = road.moment + DAY
    mandate = Mandate(
        id="m", powers=(Power.DECIDE,), valid_from=noon.date(), valid_until=noon.date() + timedelta(days=9)
    )
    yes("mandate_is_valid", dossier, mandated(road, noon, mandate))
    yes("mandate_is_valid", dossier, mandated(road, noon + 9 * DAY, mandate))
    no("mandate_is_valid", dossier, mandated(road, noon - DAY, mandate), "mandate")
    no("mandate_is_valid", dossier, mandated(road, noon + 10 * DAY, mandate), "mandate")
    endless = attrs.evolve(mandate, valid_until=None)
    yes("mandate_is_valid", dossier, mandated(road, noon + 900 * DAY, endless))


def test_r5_the_day_is_the_day_where_the_act_took_place() -> None:
    """R5: half past midnight in the Netherlands is that day, though it is still the day before elsewhere."""
    road, dossier = at(State.PRECONDITIONS_TESTED)
    local = datetime(2023, 7, 2, 0, 30, tzinfo=timezone(timedelta(hours=2)))
    mandate = Mandate(id="m", powers=(Power.DECIDE,), valid_from=local.date())
    yes("mandate_is_valid", dossier, mandated(road, local, mandate))
    elsewhere = local.astimezone(timezone(timedelta(0)))
    no("mandate_is_valid", dossier, mandated(road, elsewhere, mandate), "mandate")


def test_r5_a_mandate_covers_what_it_says_and_no_more() -> None:
    """R5: a mandate to stop is no mandate to decide; without a mandate nothing is decided."""
    road, dossier = at(State.PRECONDITIONS_TESTED)
    other = Mandate(id="m", powers=(Power.STOP, Power.BUDGET), valid_from=road.start.date())
    no("mandate_is_valid", dossier, mandated(road, road.tick(), other), "mandate")
    no("mandate_is_valid", dossier, mandated(road, road.tick(), None), "no-mandate")
    yes("mandate_is_valid", dossier, road.stop(by=attrs.evolve(road.ministry, mandate=other)))


# ── R6: responsibility ───────────────────────────────────────────────────────────────────────────


def test_r6_only_the_parties_and_the_ministry_act_on_a_process() -> None:
    """R6: responsible for its own processes; the third directorate and outsiders do not act on them."""
    road, dossier = at(State.IDENTIFIED)
    for actor in (road.receiver, road.deliverer, road.ministry):
        yes("actor_takes_part", dossier, road.consult(by=actor))
    for role, party in ((Role.DIRECTORATE, letter.TOESLAGEN), (Role.UNION, letter.UNIONS), (Role.RESEARCHER, "x")):
        outsider = Actor(id="a", role=role, party=party)
        no("actor_takes_part", dossier, road.consult(by=outsider), "outsider")


def test_r6_the_receiver_declares_its_own_work_done() -> None:
    """R6: who becomes accountable accepts a phase and concludes the proof; the others cannot."""
    road, dossier = at(State.PHASED_TRANSFER)
    dossier = fold(dossier, road.opening(1))
    for make in (lambda **k: road.accept(1, **k), road.conclude_proof):
        yes("receiver_speaks_for_itself", dossier, make())
        no("receiver_speaks_for_itself", dossier, make(by=road.deliverer), "not-the-receiver")
        no("receiver_speaks_for_itself", dossier, make(by=road.ministry), "not-the-receiver")


def test_r6_accountability_moves_once_at_completion() -> None:
    """R6: one party is accountable all along; it changes at completion of a shift, and never on the other route."""
    for route, end in ((Route.SHIFT, "douane"), (Route.GOVERNANCE, "belastingdienst")):
        road, dossier = at(State.NEW, route=route)
        seen = []
        for command in road.until(State.COMPLETED):
            dossier = fold(dossier, [command])
            seen.append((dossier.state, dossier.accountable))
        assert {"belastingdienst"} == {who for state, who in seen if state is not State.COMPLETED}
        assert end == seen[-1][1]


# ── R7: support ──────────────────────────────────────────────────────────────────────────────────


def support(**changes: Any) -> tuple[c.Support, ...]:
    """Seven areas, the first of them bent."""
    first, *rest = (c.Support(area=area, supply=Supply.OWN) for area in SupportArea)
    return (attrs.evolve(first, **changes), *rest)


def test_r7_each_area_of_support_is_own_a_service_or_not_needed_with_a_reason() -> None:
    """R7: seven areas, each arranged once; a service has a supplier, not needed has a reason."""
    road, dossier = at(State.PHASED_TRANSFER)
    for good in (
        support(),
        support(supply=Supply.SERVICE, supplier="belastingdienst"),
        support(supply=Supply.NOT_NEEDED, reason="Fictief: geen personeel in dit proces"),
    ):
        yes("support_is_ready", dossier, road.conclude_proof(support=good))
    for bad in (support(supply=Supply.SERVICE), support(supply=Supply.NOT_NEEDED), (*support(), support()[0])):
        no("support_is_ready", dossier, road.conclude_proof(support=bad), "support-staff")


def test_r7_every_missing_area_is_named() -> None:
    """R7: nothing arranged means seven reasons, one for each area."""
    road, dossier = at(State.PHASED_TRANSFER)
    codes = [f"support-{area.value}" for area in SupportArea]
    assert 7 == len(codes)
    no("support_is_ready", dossier, road.conclude_proof(support=()), *codes)


# ── R8, R9, R91: shared ICT and dependencies ─────────────────────────────────────────────────────


def test_r8_dependencies_are_recorded_even_if_there_are_none() -> None:
    """R91: an explicit none is an answer, silence is not; R8: shared ICT is supplied by the Belastingdienst."""
    road, dossier = at(State.IDENTIFIED)
    yes("dependencies_are_recorded", dossier, road.draft())
    phases = tuple(attrs.evolve(p, touches=()) for p in road.plan().phases)
    yes("dependencies_are_recorded", dossier, drafted(road, dependencies=(), phases=phases))
    no("dependencies_are_recorded", dossier, drafted(road, dependencies=None), "no-dependencies")
    (shared,) = road.plan().dependencies or ()
    other = attrs.evolve(shared, ict_supplier=letter.DOUANE)
    no("dependencies_are_recorded", dossier, drafted(road, dependencies=(other,)), "ict-supplier")
    no_ict = attrs.evolve(shared, ict_supplier=None)
    yes("dependencies_are_recorded", dossier, drafted(road, dependencies=(no_ict,)))


def test_r8_a_shared_ict_service_survives_as_an_agreement() -> None:
    """R8: completing asks for an agreement for each shared ICT service, by its name."""
    road, dossier = at(State.RECEIVING_PARTY_PROVEN)
    complete = road.complete()
    yes("ict_agreements_survive", dossier, complete)
    no("ict_agreements_survive", dossier, road.complete(ict_agreements=()), "no-ict-agreement")
    other = attrs.evolve(complete.ict_agreements[0], dependency="iets-anders")
    no("ict_agreements_survive", dossier, road.complete(ict_agreements=(other,)), "no-ict-agreement")


def test_r9_with_shared_ict_the_disentangling_is_partial() -> None:
    """R9: a shift with shared ICT is partial, never full and never none."""
    road, dossier = at(State.RECEIVING_PARTY_PROVEN)
    yes("degree_is_honest", dossier, road.complete(degree=Degree.PARTIAL))
    for degree in (Degree.FULL, Degree.NONE):
        no("degree_is_honest", dossier, road.complete(degree=degree), "degree")


def test_r9_without_shared_ict_it_may_be_full_and_without_a_shift_it_is_none() -> None:
    """R9: full is possible when nothing stays shared; on the governance route nothing is disentangled."""
    road, dossier = at(State.RECEIVING_PARTY_PROVEN)
    assert dossier.planned is not None
    phases = tuple(attrs.evolve(p, touches=()) for p in dossier.planned.plan.phases)
    plan = attrs.evolve(dossier.planned.plan, dependencies=(), phases=phases)
    free = attrs.evolve(dossier, planned=attrs.evolve(dossier.planned, plan=plan))
    yes("degree_is_honest", free, road.complete(degree=Degree.FULL))
    road, dossier = at(State.AGREEMENTS_PROVEN, route=Route.GOVERNANCE)
    yes("degree_is_honest", dossier, road.complete(degree=Degree.NONE))
    no("degree_is_honest", dossier, road.complete(degree=Degree.PARTIAL), "degree")


def test_r91_whose_dependency_is_touched_was_consulted() -> None:
    """R91: a phase that touches another's dependency waits for that party; one that touches nothing does not."""
    road, dossier = at(State.PHASED_TRANSFER)
    yes("touched_parties_were_consulted", dossier, road.start_phase(1))
    unheard = attrs.evolve(dossier, consultations=())
    no("touched_parties_were_consulted", unheard, road.start_phase(1), "not-consulted")
    later = fold(dossier, road.phase(1))
    yes("touched_parties_were_consulted", attrs.evolve(later, consultations=()), road.start_phase(2))
    done = fold(later, road.phase(2))
    yes("touched_parties_were_consulted", done, road.start_phase(3))


# ── R15, R33, R89: whom it serves and what it costs ──────────────────────────────────────────────


def test_r15_the_target_groups_are_named() -> None:
    """R15: added value is judged for somebody; at least one group is named."""
    road, dossier = at(State.NEW)
    yes("target_groups_are_named", dossier, road.identify())
    no("target_groups_are_named", dossier, road.identify(target_groups=()), "no-target-group")


def test_r33_the_plan_says_how_much_is_done_twice() -> None:
    """R33: the number of processes and relations, before and after, is known when efficiency is judged."""
    road, dossier = at(State.PLAN_DRAFTED)
    yes("duplication_is_stated", dossier, road.conclude_tests())
    road, dossier = at(State.IDENTIFIED)
    dossier = fold(dossier, [*list(road.planning())[:2], drafted(road, version=1, duplication=None)])
    no("duplication_is_stated", dossier, road.conclude_tests(), "duplication")


def test_r89_where_values_conflict_service_prevails() -> None:
    """R89: a weighing that names a conflict lets service prevail; without a conflict there is nothing to prevail."""
    road, dossier = at(State.PRECONDITIONS_TESTED)
    conflict = "Fictief: eenvoud tegenover bereikbaarheid"
    yes("service_prevails", dossier, road.weigh(Step.DECISION))
    yes("service_prevails", dossier, road.weigh(Step.DECISION, conflict=conflict, service_prevails=True))
    for answer in (False, None):
        weighed = road.weigh(Step.DECISION, conflict=conflict, service_prevails=answer)
        no("service_prevails", dossier, weighed, "service")


# ── R50: continuity at every moment ──────────────────────────────────────────────────────────────


def test_r50_no_step_forward_while_a_service_is_affected() -> None:
    """R50: start, phase, acceptance, proof and completion all wait for the breach to end; there is no override."""
    for state, make in (
        (State.MINISTRY_DECIDED, lambda r: r.start_transfer()),
        (State.PHASED_TRANSFER, lambda r: r.start_phase(1)),
        (State.PHASED_TRANSFER, lambda r: r.accept(1)),
        (State.PHASED_TRANSFER, lambda r: r.conclude_proof()),
        (State.RECEIVING_PARTY_PROVEN, lambda r: r.complete()),
    ):
        road, dossier = at(state)
        yes("no_breach_is_open", dossier, make(road))
        broken = fold(dossier, [road.report_breach("v-1", "redactie-brieven")])
        (reason,) = no("no_breach_is_open", broken, make(road), "open-breach")
        assert "`v-1`" in reason.nl
        whole = fold(broken, [road.resolve_breach("v-1")])
        yes("no_breach_is_open", whole, make(road))


def test_r50_a_breach_is_of_a_task_with_a_beginning() -> None:
    """R50: each breach has its own reference, a task of the process, and began before it was reported."""
    road, dossier = at(State.PHASED_TRANSFER)
    first = road.report_breach("v-1", "redactie-brieven")
    yes("breach_is_of_this_process", dossier, first)
    broken = fold(dossier, [first])
    no("breach_is_of_this_process", broken, road.report_breach("v-1", "redactie-brieven"), "breach-twice")
    no("breach_is_of_this_process", dossier, road.report_breach("v-2", "elders"), "breach-task")
    ahead = road.report_breach("v-2", "redactie-brieven", since=road.moment + 9 * DAY)
    no("breach_is_of_this_process", dossier, ahead, "breach-in-future")


def test_r50_a_breach_ends_after_it_began_and_not_in_future() -> None:
    """R50: only an open breach ends, between its beginning and the record of its end."""
    road, dossier = at(State.PHASED_TRANSFER)
    no("breach_is_open", dossier, road.resolve_breach("v-1"), "no-such-breach")
    report = road.report_breach("v-1", "redactie-brieven")
    broken = fold(dossier, [report])
    yes("breach_is_open", broken, road.resolve_breach("v-1"))
    yes("breach_is_open", broken, road.resolve_breach("v-1", until=report.since))
    no("breach_is_open", broken, road.resolve_breach("v-1", until=report.since - DAY), "breach-end")
    no("breach_is_open", broken, road.resolve_breach("v-1", until=road.moment + 9 * DAY), "breach-end")


# ── R56: shared tasks ────────────────────────────────────────────────────────────────────────────


def test_r56_the_register_exists_and_holds_every_shared_task() -> None:
    """R56: an empty register is an answer, an absent one is not; a task that is shared stands in it."""
    road, dossier = at(State.IDENTIFIED)
    yes("shared_tasks_are_registered", dossier, road.draft())
    no("shared_tasks_are_registered", dossier, drafted(road, shared_tasks=None), "no-register")
    no("shared_tasks_are_registered", dossier, drafted(road, shared_tasks=()), "not-in-register")
    road, dossier = at(State.IDENTIFIED, process="douane/social-media")
    yes("shared_tasks_are_registered", dossier, drafted(road, shared_tasks=()))


def test_r56_no_transfer_without_a_register() -> None:
    """R56: it is there before the first phase."""
    road, dossier = at(State.MINISTRY_DECIDED)
    yes("register_exists", dossier, road.start_transfer())
    no("register_exists", attrs.evolve(dossier, register=None), road.start_transfer(), "no-register")


def test_r56_the_register_is_brought_up_to_date_in_each_phase() -> None:
    """R56: an update in phase 1 does not count for phase 2."""
    road, dossier = at(State.PHASED_TRANSFER)
    dossier = fold(dossier, road.opening(1))
    no("register_is_up_to_date", dossier, road.accept(1), "register-outdated")
    dossier = fold(dossier, [road.update_register()])
    yes("register_is_up_to_date", dossier, road.accept(1))
    rest = [road.execute(t) for t in road.plan().phases[0].tasks]
    dossier = fold(dossier, [*rest, road.measure(1), road.accept(1), *road.opening(2)])
    no("register_is_up_to_date", dossier, road.accept(2), "register-outdated")


def test_r56_a_shared_task_has_partners_and_is_of_this_process() -> None:
    """R56: two or more different parties; a task that is named is one of the scope; an empty register is fine."""
    road, dossier = at(State.PHASED_TRANSFER)
    (shared,) = road.plan().shared_tasks or ()
    yes("register_is_sound", dossier, road.update_register())
    yes("register_is_sound", dossier, road.update_register(register=()))
    yes("register_is_sound", dossier, road.update_register(register=(attrs.evolve(shared, task=None),)))
    for bad in (attrs.evolve(shared, partners=("douane", "douane")), attrs.evolve(shared, task="elders")):
        no("register_is_sound", dossier, road.update_register(register=(bad,)), "not-shared")


# ── R87: signals ─────────────────────────────────────────────────────────────────────────────────


def test_r87_signals_about_citizens_have_an_owner_in_every_phase() -> None:
    """R87: one of the two parties owns them; nobody, or a third, does not do."""
    road, dossier = at(State.PHASED_TRANSFER)
    for owner in ("douane", "belastingdienst"):
        yes("signals_have_an_owner", dossier, road.start_phase(1, signals_owner=owner))
    for nobody in (None, "toeslagen"):
        no("signals_have_an_owner", dossier, road.start_phase(1, signals_owner=nobody), "no-owner")


def test_r8_an_agreement_is_a_document() -> None:
    """R8: the agreement is on record with its document."""
    road, dossier = at(State.RECEIVING_PARTY_PROVEN)
    complete = road.complete()
    assert [DocumentKind.AGREEMENT] == [a.document.kind for a in complete.ict_agreements]
    yes("ict_agreements_survive", dossier, complete)
