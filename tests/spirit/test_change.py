"""Change during a transfer: people are replaced, a phase is reversed, the plan is amended for what has not begun."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from itertools import pairwise
from typing import Any

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ontvlechting import LETTER, Actor, Dossier, Reason, State, Workflow, decide, evolve, letter
from ontvlechting import commands as c
from ontvlechting.engine.errors import InputError
from ontvlechting.engine.verdicts import VerdictKind
from ontvlechting.letter.commands import Command, Degree, Disposition, Precondition, Stage, Step
from ontvlechting.letter.fiction import Road
from ontvlechting.letter.values import Power, Role
from ontvlechting.states import IN_TRANSFER
from tests.asking import WEBSITES, at, fold, no, yes

MOMENT = timedelta(microseconds=1)
DAY = timedelta(days=1)
LATER = datetime(2030, 1, 1, tzinfo=UTC)
"""When all is recorded: later than any act."""


def in_phase(number: int, *, accepted: bool = False) -> tuple[Road, Dossier]:
    """A road and a dossier of a transfer in which this phase runs, or was accepted."""
    road, dossier = at(State.PHASED_TRANSFER)
    for earlier in range(1, number):
        dossier = fold(dossier, road.phase(earlier))
    return road, fold(dossier, road.phase(number) if accepted else road.opening(number))


def codes(dossier: Dossier, command: Command) -> list[str]:
    """Why this command is refused."""
    return [r.code for r in decide(LETTER, dossier, command).verdict.reasons if r.shuts]


def ended(actor: Actor, on: date | None) -> Actor:
    """The same person with a mandate that ends on a day, or does not end."""
    assert actor.mandate is not None
    return attrs.evolve(actor, mandate=attrs.evolve(actor.mandate, valid_until=on))


# -- R18, R66, R67: a person or a mandate is replaced ------------------------------------------------------------------


def recorded(road: Road, commands: Any) -> Workflow:
    """A ledger of these commands, each accepted."""
    flow = Workflow.open("memory:", clock=lambda: LATER)
    for command in commands:
        flow.submit(WEBSITES, command).or_raise()
    return flow


def whose_mandate_ends(road: Road) -> list[Command]:
    """The road up to phase 2, in which the mandate of whoever is responsible ends before phase 2 begins."""
    commands = list(road.until(State.PHASED_TRANSFER))
    commands += [*road.phase(1), *road.hearing(Stage.EXECUTION, 2), road.weigh(Step.PHASE, 2)]
    last = commands[-1].at.date()

    def ending(command: Command) -> Command:
        if not isinstance(command, c.DraftPlan):
            return command
        phases = tuple(attrs.evolve(p, responsible=ended(p.responsible, last)) for p in command.plan.phases)
        return attrs.evolve(command, plan=attrs.evolve(command.plan, phases=phases))

    return [ending(command) for command in commands]


def test_r18_replacing_one_person_is_one_act() -> None:
    """The mandate for phase 2 ends: one record renews it, and the phase begins; nothing else is done over."""
    road = Road(letter.PROCESSES[WEBSITES])
    flow = recorded(road, whose_mandate_ends(road))
    road.tick()
    start = road.start_phase(2)
    refused = flow.submit(WEBSITES, start)
    assert ["mandate-expired"] == [r.code for r in refused.reasons]
    before = len(flow.history(WEBSITES))
    flow.submit(WEBSITES, road.replace(road.receiver, road.receiver)).or_raise()
    flow.submit(WEBSITES, road.start_phase(2)).or_raise()
    assert before + 2 == len(flow.history(WEBSITES))
    assert len(flow.history(WEBSITES)) == flow.verify(deep=True).rejudged


def test_r18_a_renewal_that_is_told_late_counts_from_its_own_moment() -> None:
    """A phase that began before the mandate was renewed is judged by the person of that day, whenever that is recorded."""
    road = Road(letter.PROCESSES[WEBSITES])
    dossier = fold(Dossier(process=WEBSITES), whose_mandate_ends(road))
    moment = road.tick()
    dossier = fold(dossier, [road.replace(road.receiver, road.receiver, at=moment + DAY)])
    assert ["mandate-expired"] == codes(dossier, road.start_phase(2, at=moment))
    assert [] == codes(dossier, road.start_phase(2, at=moment + DAY))


def test_r18_who_was_replaced_stays_in_sight_and_a_phase_can_have_a_person_of_its_own() -> None:
    """One after another: the last holds the place, every replacement is kept, and the plan says what it said."""
    road, dossier = in_phase(1)
    first = road.receiver
    second, third = (attrs.evolve(first, id=name) for name in ("fictief-tweede", "fictief-derde"))
    dossier = fold(dossier, [road.replace(first, second), road.replace(second, third, phase=2)])
    one, two = dossier.phases
    assert ("fictief-tweede", "fictief-derde") == (dossier.responsible(one).id, dossier.responsible(two).id)
    assert {first.id} == {p.responsible.id for p in dossier.phases}
    assert [(first.id, None), ("fictief-tweede", 2)] == [(r.person, r.phase) for r in dossier.replaced]
    assert 2 == len([e for e in dossier.entries if isinstance(e.command, c.Replace)])


def test_r18_nobody_takes_a_place_of_before_somebody_else_was_given_it() -> None:
    """R13, R18: a party does not take back by its date what the ministry decided since; a renewal that is told late does not either."""
    road, dossier = in_phase(1)
    first, early = road.receiver, road.tick()
    second, third = (attrs.evolve(first, id=name) for name in ("fictief-tweede", "fictief-derde"))
    dossier = fold(dossier, [road.replace(first, second, by=road.ministry)])
    for phase in (None, 1):
        back = road.replace(first, third, at=early, phase=phase)
        (reason,) = no("replaced_person_has_a_place", dossier, back, "replaced-since")
        assert "`fictief-tweede`" in reason.en
    renewed = road.replace(first, first, at=early)
    yes("replaced_person_has_a_place", dossier, renewed)
    assert second == fold(dossier, [renewed]).responsible(dossier.phases[0])
    yes("replaced_person_has_a_place", dossier, road.replace(second, third))
    apart = fold(dossier, [road.replace(second, third, phase=1)])
    yes("replaced_person_has_a_place", apart, road.replace(second, first, at=apart.replaced[-1].at - MOMENT, phase=2))


def _ending(road: Road, responsible: date | None, decider: date | None) -> Road:
    """The road, on which mandates end on these days: of whoever is responsible, and of who decides on scarcity and escalation."""
    first = road.plan

    def plan() -> c.Plan:
        whole = first()
        assert whole.arrangement is not None
        phases = tuple(attrs.evolve(p, responsible=ended(p.responsible, responsible)) for p in whole.phases)
        arrangement = attrs.evolve(whole.arrangement, decider=ended(whole.arrangement.decider, decider))
        return attrs.evolve(whole, phases=phases, arrangement=arrangement)

    road.plan = plan  # type: ignore[method-assign]  # every plan of this road has these mandates
    return road


def _before_the_first_phase(responsible: date | None = None, decider: date | None = None) -> tuple[Road, Dossier]:
    """A road on which mandates end on these days, and a dossier in which phase 1 can begin."""
    road = _ending(Road(letter.PROCESSES[WEBSITES]), responsible, decider)
    dossier = fold(Dossier(process=WEBSITES), road.until(State.PHASED_TRANSFER))
    return road, fold(dossier, [*road.hearing(Stage.EXECUTION, 1), road.weigh(Step.PHASE, 1)])


def _before_the_acceptance(
    responsible: date | None = None, decider: date | None = None
) -> tuple[Road, Dossier, c.AcceptPhase]:
    """The same, once all was done in phase 1, and its acceptance."""
    road, dossier = _before_the_first_phase(responsible, decider)
    dossier = fold(dossier, [road.start_phase(1)])
    done: list[Command] = [road.execute(task) for task in dossier.phases[0].tasks]
    done += [road.measure(1), road.update_register(1), road.weigh(Step.ACCEPTANCE, 1)]
    return road, fold(dossier, done), road.accept(1)


def _days_of_phase_1() -> tuple[date, date]:
    """The day on which phase 1 of a road begins, and the one on which it is accepted."""
    _, dossier, accept = _before_the_acceptance()
    return dossier.started[0].at.date(), accept.at.date()


def _renewable(reason: Reason, held: Actor) -> None:
    """A mandate that ended is renewed by whose person it is or by the ministry, with a replacement."""
    assert {held.party, letter.MINISTRY} == {s.party for s in reason.suppliers}
    assert (c.Replace.key, "successor.mandate") in {(m.command, m.field) for m in reason.mends}


def test_r18_no_phase_begins_or_is_accepted_under_who_has_no_mandate_any_more() -> None:
    """R5, R18: whoever is responsible for it; on its last day the mandate holds, and a renewal of one act mends it."""
    begins, accepted = _days_of_phase_1()
    road, dossier = _before_the_first_phase(begins - DAY)
    (reason,) = no("responsible_has_authority", dossier, road.start_phase(1), "mandate-expired")
    _renewable(reason, road.receiver)
    renewed = fold(dossier, [road.replace(road.receiver, road.receiver)])
    yes("responsible_has_authority", renewed, road.start_phase(1))

    road, dossier, accept = _before_the_acceptance(accepted - DAY)
    (reason,) = no("responsible_kept_authority", dossier, accept, "mandate-expired")
    _renewable(reason, road.receiver)
    for back in (road.fall_back(), road.reverse_phase(1), road.stop()):
        assert [] == codes(dossier, back)
    renewed = fold(dossier, [road.replace(road.receiver, road.receiver)])
    yes("responsible_kept_authority", renewed, road.accept(1))
    fold(renewed, [road.accept(1)])
    _, dossier, accept = _before_the_acceptance(accepted)
    yes("responsible_kept_authority", dossier, accept)


def test_r66_no_phase_begins_or_is_accepted_while_nobody_has_the_mandate_to_decide_on_scarcity() -> None:
    """R5, R66: who was to decide on scarcity and escalation; on its last day the mandate holds, and a renewal of one act mends it."""
    begins, accepted = _days_of_phase_1()
    road, dossier = _before_the_first_phase(decider=begins - DAY)
    (reason,) = no("scarcity_and_escalation_are_arranged", dossier, road.start_phase(1), "mandate-expired")
    _renewable(reason, road.owner)
    renewed = fold(dossier, [road.replace(road.owner, road.owner)])
    yes("scarcity_and_escalation_are_arranged", renewed, road.start_phase(1))

    road, dossier, accept = _before_the_acceptance(decider=accepted - DAY)
    (reason,) = no("scarcity_and_escalation_are_arranged", dossier, accept, "mandate-expired")
    _renewable(reason, road.owner)
    for back in (road.fall_back(), road.reverse_phase(1), road.stop()):
        assert [] == codes(dossier, back)
    renewed = fold(dossier, [road.replace(road.owner, road.owner)])
    yes("scarcity_and_escalation_are_arranged", renewed, road.accept(1))
    fold(renewed, [road.accept(1)])
    _, dossier, accept = _before_the_acceptance(decider=accepted)
    yes("scarcity_and_escalation_are_arranged", dossier, accept)


def test_r18_r66_an_amendment_does_not_undo_a_replacement() -> None:
    """R18, R66: a copy of the plan names who was replaced; one that names who took over passes, and so does one that names somebody anew."""
    road, dossier = in_phase(1)
    copied = road.propose(road.plan())
    yes("replaced_people_stay_replaced", dossier, copied)
    dossier = fold(dossier, [road.replace(), road.replace(road.owner)])
    new, decider = dossier.responsible(dossier.phases[0]), dossier.decider()
    assert decider is not None
    road.follow(dossier)
    plan = road.plan()
    (one, two), arrangement = plan.phases, plan.arrangement
    assert arrangement is not None
    found = no(
        "replaced_people_stay_replaced",
        dossier,
        road.propose(plan),
        "replaced-responsible",
        "replaced-responsible",
        "replaced-decider",
    )
    assert [new.id, new.id, decider.id] == [s.value for r in found for s in r.about if s.name.endswith(".id")]

    def proposing(first: Actor, second: Actor, third: Actor) -> c.ProposeAmendment:
        phases = (attrs.evolve(one, responsible=first), attrs.evolve(two, responsible=second))
        return road.propose(attrs.evolve(plan, phases=phases, arrangement=attrs.evolve(arrangement, decider=third)))

    old = road.receiver
    no("replaced_people_stay_replaced", dossier, proposing(new, old, decider), "replaced-responsible")
    no("replaced_people_stay_replaced", dossier, proposing(new, new, road.owner), "replaced-decider")
    yes("replaced_people_stay_replaced", dossier, proposing(new, new, decider))
    assert old.mandate is not None
    again = attrs.evolve(old, mandate=attrs.evolve(old.mandate, id="fictief-nieuw-mandaat"))
    yes("replaced_people_stay_replaced", dossier, proposing(new, again, decider))


def test_r18_r66_a_replacement_that_is_told_after_the_proposal_is_not_undone_by_the_amendment() -> None:
    """R18, R66: of before the proposal, the plan has to be proposed anew; of after it, it counts under the amended plan as well."""
    road, dossier = in_phase(1)
    before = road.tick()
    *steps, amend = road.amending(road.plan())
    dossier = fold(dossier, steps)
    told = fold(dossier, [road.replace(at=before)])
    no("amendment_brings_nobody_back", told, amend, "replaced-responsible", "replaced-responsible")
    told = fold(dossier, [road.replace(road.owner, at=before)])
    no("amendment_brings_nobody_back", told, amend, "replaced-decider")
    since = [road.replace(person, at=amend.at - MOMENT) for person in (road.receiver, road.owner)]
    later_on = fold(dossier, since)
    yes("amendment_brings_nobody_back", later_on, amend)
    amended = fold(later_on, [amend])
    assert [since[0].successor] * 2 == [amended.responsible(p) for p in amended.phases]
    assert since[1].successor == amended.decider()


def test_r67_the_owner_of_an_escalation_is_replaced_and_the_new_one_ends_it() -> None:
    """Whoever owned it before no longer does; for another escalation nothing changes."""
    road, dossier = in_phase(1)
    old = attrs.evolve(road.owner, id="fictief-eigenaar-douane", role=Role.DIRECTORATE, party="douane")
    new = attrs.evolve(old, id="fictief-nieuwe-eigenaar")
    dossier = fold(dossier, [road.escalate("een", owner=old), road.escalate("twee", owner=old)])
    dossier = fold(dossier, [road.replace(old, new, escalation="een")])
    assert ["not-by-owner"] == codes(dossier, road.resolve_escalation("een", by=old))
    assert [] == codes(dossier, road.resolve_escalation("een", by=new))
    assert [] == codes(dossier, road.resolve_escalation("twee", by=old))
    (reason,) = [r for r in decide(LETTER, dossier, road.accept(1)).verdict.reasons if "`een`" in r.nl]
    assert "fictief-nieuwe-eigenaar" in reason.nl


def test_r66_who_decides_on_scarcity_and_escalation_is_replaced() -> None:
    """The decider of the arrangement is read as replaced; the ministry names the new one."""
    road, dossier = in_phase(1)
    new = attrs.evolve(road.owner, id="fictief-nieuwe-beslisser")
    assert road.owner == dossier.decider()
    moment = road.moment
    dossier = fold(dossier, [road.replace(road.owner, new)])
    assert (new, road.owner) == (dossier.decider(), dossier.decider(moment))


def test_r18_only_who_holds_a_place_is_replaced() -> None:
    """Responsible for a phase, deciding in the end, or owner of an escalation that is open."""
    road, dossier = in_phase(1)
    yes("replaced_person_has_a_place", dossier, road.replace())
    yes("replaced_person_has_a_place", dossier, road.replace(road.owner))
    no("replaced_person_has_a_place", dossier, road.replace(road.deliverer), "no-place")
    no("replaced_person_has_a_place", dossier, road.replace(phase=3), "no-place")
    no("replaced_person_has_a_place", dossier, road.replace(escalation="geen"), "no-place")
    gone = fold(dossier, [road.replace()])
    no("replaced_person_has_a_place", gone, road.replace(), "no-place")


def test_r18_a_party_replaces_its_own_people_by_its_own_people() -> None:
    """The other party cannot, nor by somebody of another party; the ministry can do both."""
    road, dossier = in_phase(1)
    other = road.actor(Role.DIRECTORATE, "belastingdienst", Power.EXECUTE)
    yes("own_person_is_replaced", dossier, road.replace())
    yes("own_person_is_replaced", dossier, road.replace(by=road.ministry, successor=other))
    no("own_person_is_replaced", dossier, road.replace(by=road.deliverer), "not-own-person")
    no("own_person_is_replaced", dossier, road.replace(successor=other), "not-own-person")
    no("own_person_is_replaced", dossier, road.replace(road.owner, by=road.receiver), "not-own-person")


def test_r18_who_takes_over_has_the_mandate_and_is_of_a_party_or_the_ministry() -> None:
    """Not without a mandate, not after it ended, not with another power, and not somebody of the unions."""
    road, dossier = in_phase(1)
    unions = Actor(id="fictief-bond", role=Role.UNION, party="vakbonden", mandate=road.receiver.mandate)
    yesterday = road.moment.date() - DAY
    yes("successor_has_authority", dossier, road.replace())
    bare = attrs.evolve(road.receiver, mandate=None)
    no("successor_has_authority", dossier, road.replace(successor=bare), "no-mandate")  # for two phases, said once
    no("successor_has_authority", dossier, road.replace(successor=ended(road.receiver, yesterday)), "mandate-expired")
    assert road.receiver.mandate is not None
    elsewhere = attrs.evolve(road.receiver, mandate=attrs.evolve(road.receiver.mandate, scope=("elders",)))
    no("successor_has_authority", dossier, road.replace(successor=elsewhere), "mandate-out-of-scope")
    deciding = road.actor(Role.DIRECTORATE, "douane", Power.DECIDE)
    no("successor_has_authority", dossier, road.replace(successor=deciding, phase=2), "mandate-lacks-power")
    no("successor_has_authority", dossier, road.replace(successor=unions, by=road.ministry), "successor-outside")


def test_a_replacement_is_for_a_phase_or_an_escalation_and_not_for_both() -> None:
    """Which of the two is left to nobody to guess."""
    road, _ = in_phase(1)
    with pytest.raises(InputError) as error:
        road.replace(phase=1, escalation="een")
    assert ["escalation"] == [p.field for p in error.value.problems]


def test_r18_also_after_the_end_the_owner_of_an_open_escalation_is_replaced() -> None:
    """R67: what is open after a stop can still be resolved, by whoever took over."""
    road, dossier = in_phase(1)
    dossier = fold(dossier, [road.escalate("open"), road.stop()])
    new = attrs.evolve(road.owner, id="fictief-nieuwe-eigenaar")
    dossier = fold(dossier, [road.replace(road.owner, new), road.resolve_escalation("open", by=new)])
    assert () == dossier.escalations


# -- R53, R54: the last phase alone goes back --------------------------------------------------------------------------


@pytest.mark.parametrize("accepted", [False, True])
def test_r53_the_last_phase_alone_goes_back_and_earlier_ones_stand(*, accepted: bool) -> None:
    """Executions, measurements, acceptance and register of that phase are undone; those of phase 1 are as they were."""
    road, dossier = in_phase(2, accepted=accepted)
    first, second = dossier.phases
    after = fold(dossier, [road.reverse_phase(2)])
    assert State.PHASED_TRANSFER is after.state
    assert ([1], [1]) == ([s.phase for s in after.started], [a.phase for a in after.accepted])
    assert {"belastingdienst"} == {after.performers[t] for t in second.tasks}
    assert {"douane"} == {after.performers[t] for t in first.tasks}
    assert set(first.tasks) == {e.task for e in after.executions}
    assert {1} == {i.phase for i in after.indicators} == {u.phase for u in after.updates}
    assert second.tasks == after.unproven
    assert after.decision == dossier.decision


def test_r53_a_reversed_phase_begins_again_after_a_new_weighing_and_new_contacts() -> None:
    """What was weighed and heard before the reversal does not count; then the transfer goes on to its end."""
    road, dossier = in_phase(2, accepted=True)
    dossier = fold(dossier, [road.reverse_phase(2)])
    assert ["unweighed-phase", "works_council-phase", "union-phase"] == codes(dossier, road.start_phase(2))
    dossier = fold(
        dossier,
        [*road.phase(2), *road.hearing(Stage.PROOF), road.weigh(Step.PROOF), road.conclude_proof(), *road.completing()],
    )
    assert (State.COMPLETED, ()) == (dossier.state, dossier.unproven)


def test_r53_what_happened_in_a_phase_before_it_was_reversed_does_not_count_when_it_is_told_later() -> None:
    """An execution, a measurement, a contact and a weighing of before are kept on record, and do not count."""
    road, dossier = in_phase(2)
    then = road.moment
    task = dossier.phases[1].tasks[0]
    dossier = fold(dossier, [road.reverse_phase(2), *road.opening(2)])
    late = [
        road.execute(task, at=then),
        road.measure(2, at=then),
        road.contact("dor", Stage.EXECUTION, 2, at=then),
        road.update_register(2, at=then),
    ]
    told = fold(dossier, late)
    assert (dossier.executions, dossier.indicators, dossier.contacts, dossier.updates) == (
        told.executions,
        told.indicators,
        told.contacts,
        told.updates,
    )
    assert len(dossier.entries) + 4 == len(told.entries)


def test_r53_only_the_phase_that_began_last_is_reversed() -> None:
    """What came later is undone first; without a phase there is nothing to reverse, and all at once is a fall back."""
    road, dossier = in_phase(2)
    yes("reversed_phase_began_last", dossier, road.reverse_phase(2))
    no("reversed_phase_began_last", dossier, road.reverse_phase(1), "not-the-last-phase")
    back = fold(dossier, [road.reverse_phase(2), road.reverse_phase(1)])
    assert {"belastingdienst"} == set(back.performers.values())
    no("reversed_phase_began_last", back, road.reverse_phase(1), "nothing-to-reverse")


def test_r54_after_the_proof_the_last_phase_can_go_back_and_the_budget_with_it() -> None:
    """The proof rested on the whole: it is undone, with a budget shift, and the transfer goes on from phase 2."""
    road, dossier = at(State.RECEIVING_PARTY_PROVEN)
    dossier = fold(dossier, [*road.shifting(), road.reverse_phase(2)])
    assert (State.PHASED_TRANSFER, None, ()) == (dossier.state, dossier.proof, dossier.shifts)
    again = [
        *road.phase(2),
        *road.hearing(Stage.PROOF),
        road.weigh(Step.PROOF),
        road.conclude_proof(),
        *road.completing(),
    ]
    assert State.COMPLETED is fold(dossier, again).state


# -- R60, R92: the plan is amended for what has not begun --------------------------------------------------------------


def amending(road: Road, *left_out: type[Command], plan: c.Plan | None = None) -> list[Command]:
    """The commands of an amendment, without those of some kinds."""
    return [command for command in road.amending(plan) if type(command) not in left_out]


def later(plan: c.Plan, by: timedelta) -> c.Plan:
    """The same plan with phase 2 later, and undone for as much longer."""
    one, two = plan.phases
    reversal = two.reversal
    assert reversal is not None
    two = attrs.evolve(
        two,
        starts_on=two.starts_on + by,
        ends_on=two.ends_on + by,
        reversal=attrs.evolve(reversal, until=reversal.until + by),
    )
    return attrs.evolve(plan, phases=(one, two))


def test_r60_r92_phase_1_completes_while_the_rest_stays() -> None:
    """Phase 2 turns out to be impossible: the ministry decides on less scope, phase 1 stands, and the process completes partly."""
    road = Road(letter.PROCESSES[WEBSITES])
    flow = recorded(road, [*road.until(State.PHASED_TRANSFER), *road.phase(1)])
    first, second = flow.dossier(WEBSITES).phases
    for command in [*road.amending(), *road.hearing(Stage.PROOF), road.weigh(Step.PROOF), road.conclude_proof()]:
        flow.submit(WEBSITES, command).or_raise()
    road.follow(flow.dossier(WEBSITES))
    for command in list(road.completing())[:-1]:
        flow.submit(WEBSITES, command).or_raise()
    whole = flow.submit(WEBSITES, road.complete(degree=Degree.FULL))
    assert ["degree"] == [r.code for r in whole.reasons]
    flow.submit(WEBSITES, road.complete()).or_raise()
    dossier = flow.dossier(WEBSITES)
    assert isinstance(dossier.closing, c.Complete)
    assert dossier.plan is not None
    assert (State.COMPLETED, Degree.PARTIAL) == (dossier.state, dossier.closing.degree)
    assert {"douane"} == {dossier.performers[t] for t in first.tasks}
    assert {"belastingdienst"} == {dossier.performers[t] for t in second.tasks}
    assert {Disposition.STAYS} == {t.disposition for t in dossier.plan.tasks if t.task in second.tasks}
    assert set(first.tasks) == {e.task for e in dossier.executions}
    assert ([1], [1]) == ([s.phase for s in dossier.started], [a.phase for a in dossier.accepted])
    assert len(flow.history(WEBSITES)) == flow.verify(deep=True).rejudged


def test_r92_without_an_amendment_the_part_that_cannot_go_keeps_the_proof_shut() -> None:
    """Nothing is left out in silence: as long as the plan says that it goes, it has to be accepted and carried out."""
    road, dossier = in_phase(1, accepted=True)
    dossier = fold(dossier, [*road.hearing(Stage.PROOF), road.weigh(Step.PROOF)])
    assert {"phase-not-accepted", "never-performed"} == set(codes(dossier, road.conclude_proof()))


def test_r44_an_amendment_leaves_what_was_done_and_what_it_does_not_touch() -> None:
    """Phase 2 is put off by a year in phase 1: started, executed and measured stand; phase 2 is heard and weighed anew."""
    road, dossier = in_phase(1)
    task = dossier.phases[0].tasks[0]
    dossier = fold(dossier, [road.execute(task), *road.hearing(Stage.EXECUTION, 2)])
    heard = dossier.heard(Stage.EXECUTION, 1)
    after = fold(dossier, road.amending(later(road.plan(), 365 * DAY)))
    kept = ("started", "accepted", "executions", "indicators", "decision", "identity")
    assert [getattr(dossier, f) for f in kept] == [getattr(after, f) for f in kept]
    assert (heard, frozenset()) == (after.heard(Stage.EXECUTION, 1), after.heard(Stage.EXECUTION, 2))
    assert (2, 2, State.PHASED_TRANSFER) == (after.plan_version, after.decided_version, after.state)


def test_r44_a_phase_that_the_amendment_does_not_change_needs_no_new_contacts() -> None:
    """Another person for phase 2, written into the plan as well, does not undo what was said about phase 2."""
    road, dossier = in_phase(1, accepted=True)
    dossier = fold(dossier, [*road.hearing(Stage.EXECUTION, 2), road.weigh(Step.PHASE, 2), road.replace(phase=2)])
    one, two = road.plan().phases
    two = attrs.evolve(two, responsible=dossier.responsible(two))
    plan = attrs.evolve(road.plan(), phases=(one, two), consequences="Fictief: anders beschreven")
    after = fold(dossier, road.amending(plan))
    assert [] == codes(after, road.start_phase(2))


def test_r49_what_was_weighed_or_heard_before_the_amendment_does_not_count_when_it_is_told_later() -> None:
    """R55, R64: about a phase that is another one now, late facts of before count as little as those that were told in time."""
    road, dossier = in_phase(1, accepted=True)
    then = road.tick()
    dossier = fold(dossier, road.amending(later(road.plan(), 30 * DAY)))
    told = fold(dossier, [road.contact(b, Stage.EXECUTION, 2, at=then) for b in ("dor", "vakbonden")])
    assert frozenset() == told.heard(Stage.EXECUTION, 2)
    judged = attrs.evolve(road.judgement(), on=then)
    assert ["weighing-date"] == codes(told, road.weigh(Step.PHASE, 2, enough_added_value=judged))
    assert ["weighing-date"] == codes(told, road.weigh(Step.PROOF, enough_added_value=judged))
    assert [] == codes(fold(told, road.opening(2)), road.measure(2))


def test_r54_an_amended_plan_renews_the_way_back_after_slippage() -> None:
    """The way back of phase 2 ran out before it could begin: an amended plan declares it anew, and phase 2 begins."""
    road, dossier = in_phase(1, accepted=True)
    reversal = dossier.phases[1].reversal
    assert reversal is not None
    until = reversal.until
    road.moment = datetime(until.year, until.month, until.day, 9, tzinfo=UTC) + DAY
    dossier = fold(dossier, [*road.hearing(Stage.EXECUTION, 2), road.weigh(Step.PHASE, 2)])
    assert ["reversal-run-out", "reversal-too-late"] == codes(
        dossier, road.start_phase(2)
    )  # of phase 1, and of phase 2
    stale = fold(dossier, amending(road, c.AmendPlan, plan=road.plan()))
    assert {"reversal-too-late"} == set(codes(stale, road.amend()))
    longer = road.plan()
    longer = attrs.evolve(longer, phases=tuple(_renewed(p, 365) for p in longer.phases))
    road.follow(dossier)
    dossier = fold(dossier, [*road.amending(longer), *road.opening(2)])
    assert 2 == dossier.running


def test_r54_an_amended_plan_does_not_shorten_a_way_back_that_was_renewed() -> None:
    """Phase 1 was renewed by a fact; an amended plan that repeats the first declaration takes that away, and is refused."""
    road, dossier = in_phase(1, accepted=True)
    dossier = fold(dossier, [road.renew_reversal(1)])
    one, two = road.plan().phases
    renewed = attrs.evolve(one, reversal=dossier.reversal(one))
    assert renewed != one
    no("proposal_leaves_what_began", dossier, road.propose(road.plan()), "begun-phase-changed")
    kept = attrs.evolve(road.plan(), phases=(renewed, two))
    yes("proposal_leaves_what_began", dossier, road.propose(kept))


def _renewed(phase: c.Phase, days: int) -> c.Phase:
    reversal = phase.reversal
    assert reversal is not None
    return attrs.evolve(phase, reversal=attrs.evolve(reversal, until=reversal.until + timedelta(days=days)))


def three(plan: c.Plan) -> c.Plan:
    """The plan in three phases: its last one in two."""
    one, two = plan.phases
    first, *rest = two.tasks
    length = two.ends_on - two.starts_on
    then = attrs.evolve(two, number=3, tasks=tuple(rest), starts_on=two.ends_on, ends_on=two.ends_on + length)
    return attrs.evolve(plan, phases=(one, attrs.evolve(two, tasks=(first,)), then))


def without_the_second(plan: c.Plan, **changes: Any) -> c.Plan:
    """The plan in which the tasks of its second phase stay, and the third is the second."""
    one, two, last = plan.phases
    tasks = tuple(attrs.evolve(t, disposition=Disposition.STAYS) if t.task in two.tasks else t for t in plan.tasks)
    return attrs.evolve(plan, tasks=tasks, phases=(one, attrs.evolve(last, number=2, **changes)))


def in_three() -> tuple[Road, Dossier, c.Plan]:
    """A transfer of three phases, of which none began, and its plan."""
    road, dossier = at(State.IDENTIFIED)
    *before, draft, signed = road.planning()
    assert isinstance(draft, c.DraftPlan)
    plan = three(draft.plan)
    dossier = fold(dossier, [*before, attrs.evolve(draft, plan=plan), signed])
    return road, fold(dossier, [*road.testing(), *road.deciding(), *road.starting()]), plan


def test_r54_a_way_back_that_was_renewed_is_of_those_tasks_and_not_of_a_number() -> None:
    """R54: phase 2 was renewed, and by the amendment phase 3 has that number; it has the way back that the plan declares for it."""
    road, dossier, plan = in_three()
    until = date(2040, 1, 1)
    renewal = road.renew_reversal(2)
    renewal = attrs.evolve(renewal, reversal=attrs.evolve(renewal.reversal, until=until))
    dossier = fold(dossier, [renewal])
    bare = fold(dossier, amending(road, c.AmendPlan, plan=without_the_second(plan, reversal=None)))
    assert ["no-reversal"] == codes(bare, road.amend())
    road.follow(dossier)
    amended = fold(dossier, road.amending(without_the_second(plan)))
    (_, two), (*_, declared) = amended.phases, plan.phases
    assert (declared.tasks, declared.reversal) == (two.tasks, amended.reversal(two))
    assert declared.reversal == fold(amended, [attrs.evolve(renewal, at=renewal.at + MOMENT)]).reversal(two)
    later_one = attrs.evolve(renewal, at=road.tick())
    assert later_one.reversal == fold(amended, [later_one]).reversal(two)
    road.follow(dossier)
    *others, last = plan.phases
    longer = attrs.evolve(plan, phases=(*others, attrs.evolve(last, ends_on=last.ends_on + DAY)))
    kept = fold(dossier, road.amending(longer))
    assert renewal.reversal == kept.reversal(kept.phases[1])


def test_r18_who_was_replaced_in_a_phase_was_replaced_for_its_tasks_and_not_for_its_number() -> None:
    """R18: between proposal and decision somebody took over phase 2; what has that number since has the person that its plan names."""
    road, dossier, plan = in_three()
    *before, amend = road.amending(without_the_second(plan))
    assert isinstance(amend, c.AmendPlan)
    taken = road.replace(phase=2, at=amend.at - MOMENT)
    amended = fold(dossier, [*before, taken, amend])
    two = amended.phases[1]
    assert two.responsible == amended.responsible(two)
    everywhere = attrs.evolve(taken, phase=None)
    assert everywhere.successor == fold(dossier, [*before, everywhere, amend]).responsible(two)
    road, dossier, plan = in_three()
    dossier = fold(dossier, [road.replace(phase=2)])
    yes("replaced_people_stay_replaced", dossier, road.propose(without_the_second(plan)))
    no("replaced_people_stay_replaced", dossier, road.propose(plan), "replaced-responsible")


def test_r51_r64_the_proof_is_heard_and_judged_of_the_whole_as_it_was_amended() -> None:
    """R51, R64, R65: what was said of more tasks, or of others, is not about these; also when it is told later, and after a reversal."""
    road, dossier = in_phase(1, accepted=True)
    dossier = fold(dossier, road.hearing(Stage.PROOF))
    assert {"dor", "vakbonden"} == dossier.heard(Stage.PROOF)
    early, judged = road.moment, road.judgement()
    amended = fold(dossier, [*road.amending(), road.weigh(Step.PROOF)])
    assert frozenset() == amended.heard(Stage.PROOF)
    late = fold(amended, [road.contact(b, Stage.PROOF, at=early) for b in ("dor", "vakbonden")])
    stale = road.conclude_proof(really_can=judged)
    assert ["not-possible", "works_council-proof", "union-proof"] == codes(late, stale)
    now = fold(amended, road.hearing(Stage.PROOF))
    assert ["not-possible"] == codes(now, attrs.evolve(stale, at=road.tick()))
    assert [] == codes(now, road.conclude_proof())
    reversed_ = fold(dossier, [road.reverse_phase(1)])
    told = fold(reversed_, [road.contact(b, Stage.PROOF, at=early) for b in ("dor", "vakbonden")])
    assert frozenset() == told.heard(Stage.PROOF)
    weighed = road.weigh(Step.BUDGET, enough_added_value=judged)
    assert ["weighing-date"] == codes(reversed_, weighed)


def test_r13_only_the_ministry_amends_with_a_mandate_a_note_and_all_that_was_weighed() -> None:
    """R5, R85, R90: as for the first decision."""
    road, dossier = in_phase(1, accepted=True)
    dossier = fold(dossier, amending(road, c.AmendPlan))
    assert [] == codes(dossier, road.amend())
    assert ["not-the-ministry"] == codes(dossier, road.amend(by=road.actor(Role.DIRECTORATE, "douane", *Power)))[:1]
    assert ["no-mandate"] == codes(dossier, road.amend(by=attrs.evolve(road.ministry, mandate=None)))
    assert ["no-public-note"] == codes(dossier, road.amend(note=None))
    assert ["not-weighed"] * 3 == codes(dossier, road.amend(weighed=()))
    assert ["drafter-decides"] == [
        x for x in codes(dossier, road.amend(by=attrs.evolve(road.ministry, id=road.receiver.id))) if "drafter" in x
    ]


def test_r34_the_ministry_decides_on_what_both_parties_proposed_last() -> None:
    """R43: without a proposal there is nothing to decide; both draft it; a newer proposal takes the place of the earlier."""
    road, dossier = in_phase(1, accepted=True)
    no("amendment_is_proposed", dossier, road.amend(), "no-proposal")
    alone = road.propose(attrs.evolve(road.reduced(), drafters=("douane",)))
    assert ["drafter"] == codes(dossier, alone)
    road.follow(dossier)
    dossier = fold(dossier, [road.propose()])
    yes("amendment_is_proposed", dossier, road.amend())
    dossier = fold(dossier, [road.propose()])
    yes("amendment_is_proposed", dossier, road.amend())
    no("amendment_is_proposed", dossier, road.amend(plan_version=2), "other-version-amended")
    assert (1, 3) == (dossier.plan_version, dossier.last_version)


def test_r43_the_other_party_signs_the_amendment_before_it_is_tested_or_decided_on() -> None:
    """The plan in force was signed; that is no signature on another version, and a refusal keeps it shut."""
    road, dossier = in_phase(1, accepted=True)
    dossier = fold(dossier, [road.propose()])
    assert ["not-cosigned"] == codes(dossier, road.test(Precondition.STAFF))
    assert "not-cosigned" in codes(dossier, road.amend())
    assert ["not-the-other-party"] == codes(dossier, road.cosign(by=road.receiver))
    assert ["not-this-plan"] == codes(dossier, road.cosign(plan_version=1))
    refused = fold(dossier, [road.cosign(agrees=False, reason="Fictief: nog niet")])
    assert ["plan-refused"] == codes(refused, road.test(Precondition.STAFF))
    signed = fold(dossier, [road.cosign()])
    assert [] == codes(signed, road.test(Precondition.STAFF))


def test_r48_what_has_begun_cannot_be_amended() -> None:
    """Not its tasks, days or complexity, nor that it is there; a longer way back and whoever took over are no change."""
    road, dossier = in_phase(1)
    plan = road.plan()
    one, two = plan.phases

    def proposing(*phases: c.Phase, **changes: Any) -> c.ProposeAmendment:
        return road.propose(attrs.evolve(plan, phases=phases, **changes))

    yes("proposal_leaves_what_began", dossier, proposing(one, attrs.evolve(two, complexity=c.Complexity.COMPLEX)))
    yes("proposal_leaves_what_began", dossier, proposing(_renewed(one, 30), two))
    no("proposal_leaves_what_began", dossier, proposing(_renewed(one, -1), two), "begun-phase-changed")
    no("proposal_leaves_what_began", dossier, proposing(attrs.evolve(one, reversal=None), two), "begun-phase-changed")
    no(
        "proposal_leaves_what_began",
        dossier,
        proposing(attrs.evolve(one, ends_on=one.ends_on + DAY), two),
        "begun-phase-changed",
    )
    swapped = (attrs.evolve(one, tasks=two.tasks), attrs.evolve(two, tasks=one.tasks))
    no("proposal_leaves_what_began", dossier, proposing(*swapped), "begun-phase-changed")
    other = attrs.evolve(one, responsible=attrs.evolve(one.responsible, id="fictief-ander"))
    no("proposal_leaves_what_began", dossier, proposing(other, two), "begun-phase-changed")
    set_up = tuple(attrs.evolve(t, disposition=Disposition.SET_UP) if t.task == one.tasks[0] else t for t in plan.tasks)
    no("proposal_leaves_what_began", dossier, proposing(one, two, tasks=set_up), "begun-phase-changed")
    replaced = fold(dossier, [road.replace()])
    now = attrs.evolve(one, responsible=replaced.responsible(one))
    yes("proposal_leaves_what_began", replaced, proposing(now, two))


def test_r53_what_is_measured_goes_on_being_measured() -> None:
    """An indicator of a transfer that runs is not dropped or given another limit; a new one may be added."""
    road, dossier = in_phase(1)
    plan = road.plan()
    continuity = plan.continuity
    assert continuity is not None
    (indicator,) = continuity.indicators

    def measuring(*indicators: c.Indicator) -> c.ProposeAmendment:
        return road.propose(attrs.evolve(plan, continuity=attrs.evolve(continuity, indicators=indicators)))

    yes("proposal_leaves_what_began", dossier, measuring(indicator, attrs.evolve(indicator, id="fictief-tweede")))
    no("proposal_leaves_what_began", dossier, measuring(), "indicator-changed")
    no(
        "proposal_leaves_what_began",
        dossier,
        measuring(attrs.evolve(indicator, limit=Decimal(400))),
        "indicator-changed",
    )


def test_r48_a_phase_that_began_since_the_proposal_stands_as_well() -> None:
    """Proposed when phase 2 had not begun, asked when it has: what began meanwhile is not taken away."""
    road, dossier = in_phase(1, accepted=True)
    dossier = fold(dossier, amending(road, c.AmendPlan))
    yes("amendment_leaves_what_began", dossier, road.amend())
    begun = fold(dossier, road.opening(2))
    no("amendment_leaves_what_began", begun, road.amend(), "begun-phase-changed")


def test_r44_every_precondition_that_is_touched_is_tested_on_the_amended_plan() -> None:
    """None left out, none failed, none on the earlier version."""
    road, dossier = in_phase(1, accepted=True)
    proposed = fold(dossier, [road.propose(), road.cosign()])
    untested = [f"amendment-untested-{p.value}" for p in Precondition]
    no("touched_preconditions_are_met", proposed, road.amend(), *untested)
    tested = fold(proposed, [road.test(p) for p in Precondition])
    yes("touched_preconditions_are_met", tested, road.amend())
    failed = fold(tested, [road.test(Precondition.STAFF, holds=False)])
    no("touched_preconditions_are_met", failed, road.amend(), "amendment-failed-staff")
    again = fold(tested, [road.propose()])
    no("touched_preconditions_are_met", again, road.amend(), *untested)


def test_r44_a_test_during_the_transfer_is_of_what_is_proposed() -> None:
    """Without a proposal nothing is tested; and a judgement of before the proposal is not about it."""
    road, dossier = in_phase(1, accepted=True)
    assert ["nothing-proposed"] == codes(dossier, road.test(Precondition.STAFF))
    before = road.moment
    dossier = fold(dossier, [road.propose(), road.cosign()])
    assert ["other-version"] == codes(dossier, road.test(Precondition.STAFF, plan_version=1))
    early = c.PartResult(
        part=c.Part.EFFICIENCY, basis=c.Basis.ARGUED, judgement=attrs.evolve(road.judgement(), on=before)
    )
    assert ["judgement-date"] == codes(dossier, road.test(Precondition.EFFICIENCY, results=(early,)))


def test_r44_what_is_not_touched_is_said_with_a_reason_and_is_true() -> None:
    """By one of the parties, affirmatively; and what that test looked at reads the same in both plans."""
    road, dossier = in_phase(1, accepted=True)
    whole, less = later(road.plan(), 30 * DAY), road.reduced()
    spared = (Precondition.ADDED_VALUE, Precondition.STAFF, Precondition.EFFICIENCY, Precondition.BUDGET)
    yes("untouched_is_untouched", dossier, road.propose(whole, *spared))
    no("untouched_is_untouched", dossier, road.propose(whole, Precondition.CONTINUITY), "touched-continuity")
    touched = ("touched-added_value", "touched-continuity", "touched-staff")
    no("untouched_is_untouched", dossier, road.propose(less, *Precondition), *touched)
    assert less.budget is not None
    cheaper = attrs.evolve(less, budget=attrs.evolve(less.budget, deltas=()))
    told = ("touched-efficiency", "touched-budget")
    no("untouched_is_untouched", dossier, road.propose(cheaper, Precondition.EFFICIENCY, Precondition.BUDGET), *told)
    negative = c.Untouched(precondition=Precondition.BUDGET, judgement=road.judgement(holds=False))
    outsider = c.Untouched(precondition=Precondition.BUDGET, judgement=road.judgement(road.ministry))
    future = c.Untouched(precondition=Precondition.BUDGET, judgement=attrs.evolve(road.judgement(), on=LATER))
    for wrong in (negative, outsider, future):
        no("untouched_is_untouched", dossier, road.propose(whole, untouched=(wrong,)), "untouched-not-judged-budget")
    road.follow(dossier)
    after = fold(dossier, road.amending(whole, *spared))
    assert 2 == after.plan_version
    assert all(after.met(p) for p in Precondition)


def test_r44_a_precondition_is_stated_once() -> None:
    """Not twice, with two reasons."""
    road, _ = in_phase(1)
    with pytest.raises(InputError) as error:
        road.propose(None, Precondition.STAFF, Precondition.STAFF)
    assert ["untouched"] == [p.field for p in error.value.problems]


def test_r44_an_amended_plan_is_held_to_what_the_first_was_held_to() -> None:
    """Clear for staff, covered, neutral, no risk that says stop, and every phase with a way back."""
    road, dossier = in_phase(1, accepted=True)
    good = road.reduced()
    assert good.staff is not None
    yes("amended_plan_passes", dossier, road.amend())
    yes("amended_plan_passes", fold(dossier, [road.propose()]), road.amend())
    bent = {
        "consequences": attrs.evolve(good, staff=attrs.evolve(good.staff, clear=None)),
        "no-budget": attrs.evolve(good, budget=None),
        "risk-stop": attrs.evolve(good, risks=(c.Risk(description="Fictief: x", response=c.RiskResponse.STOP),)),
        "arrangement": attrs.evolve(good, arrangement=None),
    }
    for code, plan in bent.items():
        road.follow(dossier)
        no("amended_plan_passes", fold(dossier, [road.propose(plan)]), road.amend(), code)


def test_r61_r64_r65_units_and_bodies_are_heard_on_the_amended_plan() -> None:
    """After the proposal and before the decision, each of them; what they said about the first plan was about the first plan."""
    road, dossier = in_phase(1, accepted=True)
    proposed = fold(dossier, [road.propose()])
    no("units_were_consulted_on_the_amendment", proposed, road.amend(), "unit-not-consulted")
    no("bodies_were_heard_on_the_amendment", proposed, road.amend(), "works_council-amendment", "union-amendment")
    heard = fold(proposed, [road.consult(), *road.hearing(Stage.PLAN)])
    yes("units_were_consulted_on_the_amendment", heard, road.amend())
    yes("bodies_were_heard_on_the_amendment", heard, road.amend())
    council_only = fold(proposed, [road.contact("dor", Stage.PLAN)])
    no("bodies_were_heard_on_the_amendment", council_only, road.amend(), "union-amendment")
    yes("bodies_were_heard_on_the_amendment", dossier, road.amend())
    yes("units_were_consulted_on_the_amendment", dossier, road.amend())


def test_r55_r62_the_amendment_is_weighed_and_all_input_is_answered() -> None:
    """As for the first decision: input that came in during the transfer is answered before the plan changes."""
    road, dossier = in_phase(1, accepted=True)
    dossier = fold(dossier, [*amending(road, c.AmendPlan, c.WeighStep), road.collect_input(id="fictief-nieuw")])
    assert ["unweighed-amendment", "input-unanswered"] == codes(dossier, road.amend())
    dossier = fold(dossier, [road.answer_input(input="fictief-nieuw"), road.weigh(Step.AMENDMENT)])
    assert [] == codes(dossier, road.amend())


def test_r56_the_register_of_the_amended_plan_counts_until_it_is_brought_up_to_date() -> None:
    """A task that is shared by the amendment is in the register at once."""
    road, dossier = in_phase(1, accepted=True)
    plan = road.reduced()
    task = next(t.task for t in plan.tasks if t.disposition is Disposition.STAYS)
    assert plan.shared_tasks
    shared = (*plan.shared_tasks, attrs.evolve(plan.shared_tasks[0], task=task))
    tasks = tuple(attrs.evolve(t, disposition=Disposition.SHARED) if t.task == task else t for t in plan.tasks)
    after = fold(dossier, road.amending(attrs.evolve(plan, tasks=tasks, shared_tasks=shared)))
    assert shared == after.register
    after = fold(after, [road.update_register(1, register=shared[::-1])])
    assert shared[::-1] == after.register


def test_r50_less_scope_can_be_decided_while_a_breach_is_open_but_begins_nothing() -> None:
    """An amendment moves no work; the next phase waits for the end of the breach all the same."""
    road, dossier = in_phase(1, accepted=True)
    task = dossier.phases[0].tasks[0]
    dossier = fold(dossier, [road.report_breach("fictief-storing", task), *road.amending(later(road.plan(), DAY))])
    assert ["open-breach"] == codes(fold(dossier, list(road.opening(2))[:-1]), road.start_phase(2))


def test_r54_an_amended_plan_stays_in_force_when_all_goes_back_and_an_open_proposal_does_not() -> None:
    """The ministry decided on it; the transfer begins anew by it. What was only proposed lapses with the transfer."""
    road, dossier = in_phase(1, accepted=True)
    dossier = fold(dossier, [*road.amending(), road.propose(), road.fall_back(), *road.starting()])
    assert (2, 2, 3, None) == (
        dossier.plan_version,
        dossier.decided_version,
        dossier.last_version,
        dossier.proposal,
    )
    assert 1 == len(dossier.phases)
    dossier = fold(dossier, [*road.phase(1), *road.hearing(Stage.PROOF), road.weigh(Step.PROOF), road.conclude_proof()])
    assert State.RECEIVING_PARTY_PROVEN is dossier.state
    back = fold(dossier, [road.fall_back()])
    road.follow(back)
    revised = fold(back, [road.revise()])
    assert (4, None, None) == (revised.plan_version, revised.decision, revised.amended)


def test_an_amendment_can_only_be_proposed_and_decided_during_the_transfer() -> None:
    """Before it a plan is revised, and after the proof nothing is left that has not begun."""
    for state in (State.PLAN_DRAFTED, State.MINISTRY_DECIDED, State.RECEIVING_PARTY_PROVEN, State.COMPLETED):
        road, dossier = at(state)
        for command in (road.propose(), road.amend()):
            assert VerdictKind.NOT_FROM_STATE is decide(LETTER, dossier, command).verdict.kind


# -- properties --------------------------------------------------------------------------------------------------------


def began(road: Road, commands: list[str]) -> list[Dossier]:
    """The dossiers of a transfer that goes by these moves, as far as each is accepted."""
    dossier = fold(Dossier(process=WEBSITES), road.until(State.PHASED_TRANSFER))
    found = [dossier]
    for name in commands:
        road.follow(found[-1])
        for command in LEGS[name](road):
            event = decide(LETTER, found[-1], command)
            found.append(evolve(found[-1], event))
    return found


def _longer(plan: c.Plan) -> c.Plan:
    """The plan in which phase 1 takes a day more; not to be had once that has begun."""
    one, *others = plan.phases
    return attrs.evolve(plan, phases=(attrs.evolve(one, ends_on=one.ends_on + DAY), *others))


LEGS: dict[str, Any] = {
    "phase-1": lambda r: list(r.phase(1)),
    "phase-2": lambda r: list(r.phase(2)),
    "open-1": lambda r: list(r.opening(1)),
    "open-2": lambda r: list(r.opening(2)),
    "less": lambda r: list(r.amending()),
    "later": lambda r: list(r.amending(later(r.plan(), 30 * DAY))),
    "other-phase-1": lambda r: list(r.amending(_longer(r.plan()))),
    "proposed": lambda r: [r.propose()],
    "reverse-1": lambda r: [r.reverse_phase(1)],
    "reverse-2": lambda r: [r.reverse_phase(2)],
    "replace": lambda r: [r.replace()],
    "proof": lambda r: [*r.hearing(Stage.PROOF), r.weigh(Step.PROOF), r.conclude_proof()],
    "shift": lambda r: [r.shift_budget()],
    "breach": lambda r: [r.report_breach(r.reference("verstoring"), r.plan().phases[0].tasks[0])],
    "back": lambda r: [r.fall_back()],
    "again": lambda r: list(r.starting()),
}
"""What may happen during a transfer, leg by leg."""


@given(st.lists(st.sampled_from(sorted(LEGS)), min_size=1, max_size=8))
def test_whatever_happens_in_a_transfer_what_began_stands_and_the_way_back_is_open(legs: list[str]) -> None:
    """R48, R54: only a reversal of that very phase, or of all, undoes a begun or accepted phase; all can go back at any time."""
    road = Road(letter.PROCESSES[WEBSITES])
    dossiers = began(road, legs)
    for before, after in pairwise(dossiers):
        if after.amended is not before.amended and after.decision is before.decision and after.amended is not None:
            assert (before.started, before.accepted, before.executions, before.indicators) == (
                after.started,
                after.accepted,
                after.executions,
                after.indicators,
            )
            for number in (s.phase for s in before.started):
                then, now = before.phase(number), after.phase(number)
                assert then is not None
                assert now is not None
                assert (then.tasks, then.starts_on, then.ends_on) == (now.tasks, now.starts_on, now.ends_on)
            assert before.performers == after.performers
        lost = {a.phase for a in before.accepted} - {a.phase for a in after.accepted}
        assert len(lost) <= 1 or not after.started  # one at a time, or all at once
    last = dossiers[-1]
    if last.state in IN_TRANSFER:
        for by in (road.receiver, road.deliverer, road.ministry):
            back = decide(LETTER, last, road.fall_back(by=by))
            assert () == back.verdict.reasons
            assert {"belastingdienst"} == set(evolve(last, back).performers.values())
