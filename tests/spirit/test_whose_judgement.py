"""Who judges, is heard and is named: people of the side that is concerned, once what they judge or speak about is there."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import attrs
import pytest

from ontvlechting import LETTER, Dossier, State, Text, letter
from ontvlechting import commands as c
from ontvlechting.engine.rulebook import Rules
from ontvlechting.engine.values import Actor
from ontvlechting.letter.commands import Precondition, Route, Stage, Step
from ontvlechting.letter.fiction import Road
from ontvlechting.letter.values import Body, BodyKind, DocumentKind, Role
from tests.asking import at, fold, no, yes

DAY = timedelta(days=1)
OTHER = "or-toeslagen"
MINISTRY = letter.MINISTRY


def with_a_council_elsewhere() -> Rules:
    """The letter, with a works council of a directorate that has no part in the process."""
    name = Text(nl="Ondernemingsraad Toeslagen", en="Works council Toeslagen")
    own = Body(id=OTHER, kind=BodyKind.WORKS_COUNCIL, name=name, speaks_for=("toeslagen",))
    norms = attrs.evolve(LETTER.norms, bodies=(*LETTER.norms.bodies, own))
    return attrs.evolve(LETTER, version="fictief", norms=norms)


STRANGER = Actor(id="fictief-or-toeslagen-1", role=Role.WORKS_COUNCIL, party=OTHER)

# -- whose council -----------------------------------------------------------------------------------------------------------


def test_r62_a_council_speaks_for_the_people_of_its_own_party() -> None:
    """R62: on behalf of a unit of another directorate it records nothing, and confirms nothing."""
    rules = with_a_council_elsewhere()
    road, dossier = at(State.PLAN_DRAFTED, rules=rules)
    for by, ours in ((road.speaker("dor"), True), (STRANGER, False)):
        given = road.collect_input(by=by)
        told = fold(dossier, [road.collect_input(by=road.receiver)], rules)
        confirmed = road.confirm(told.entries[-1].number, by=by)
        if ours:
            yes("unit_speaks_for_itself", dossier, given, rules)
            yes("record_is_about_the_speaker", told, confirmed, rules)
        else:
            no("unit_speaks_for_itself", dossier, given, "for-other-unit", rules=rules)
            no("record_is_about_the_speaker", told, confirmed, "about-another", rules=rules)


def test_r38_the_council_that_judges_is_one_of_this_process() -> None:
    """R38: whether the consequences for staff are clear is not judged by the council of a directorate that has no part in it."""
    rules = with_a_council_elsewhere()
    for by, ours in ((Road.speaker, True), (None, False)):
        road, dossier = at(State.PLAN_DRAFTED, rules=rules)
        judge = by(road, "dor") if by else STRANGER
        plan: Any = road.plan()
        staff = attrs.evolve(plan.staff, clear=attrs.evolve(plan.staff.clear, by=judge))
        dossier = fold(dossier, [road.revise(plan=attrs.evolve(plan, version=2, staff=staff))], rules)
        if ours:
            yes("staff_consequences_are_clear", dossier, road.conclude_tests(), rules)
        else:
            no("staff_consequences_are_clear", dossier, road.conclude_tests(), "consequences-judge", rules=rules)


# -- one person, one side ----------------------------------------------------------------------------------------------------


def test_r2_nobody_judges_for_two_sides() -> None:
    """R2: not in one act, nor in two; two people of one side may."""
    road, dossier = at(State.PLAN_DRAFTED)
    test = road.test(Precondition.ADDED_VALUE)
    first, *rest = test.results
    theirs = attrs.evolve(road.receiver, id=road.deliverer.id)  # somebody of the other side, now for the receiver
    bent = attrs.evolve(test, results=(attrs.evolve(first, judgement=attrs.evolve(first.judgement, by=theirs)), *rest))
    (reason,) = no("people_are_of_one_side", dossier, bent, "named-for-two")
    assert "`belastingdienst`" in reason.nl
    colleague = attrs.evolve(road.receiver, id="fictief-douane-2")
    fine = attrs.evolve(
        test, results=(attrs.evolve(first, judgement=attrs.evolve(first.judgement, by=colleague)), *rest)
    )
    yes("people_are_of_one_side", dossier, fine)
    dossier = fold(dossier, [fine])
    no(
        "person_acts_for_one_side",
        dossier,
        road.collect_input(by=attrs.evolve(road.worker, id=colleague.id)),
        "acted-for-other",
    )


def judged_by(command: Any, judge: Actor) -> Any:
    """The same weighing, judged by somebody else."""
    return attrs.evolve(command, enough_added_value=attrs.evolve(command.enough_added_value, by=judge))


def test_r2_a_name_that_was_wrong_binds_until_it_is_corrected() -> None:
    """R2, R79: what holds counts; whoever gave the wrong record keeps having acted."""
    road, dossier = at(State.PRECONDITIONS_TESTED)
    decider = Actor(id="fictief-minister-2", role=Role.MINISTRY, party=MINISTRY)
    right = road.weigh(Step.DECISION)
    wrong = judged_by(right, attrs.evolve(road.receiver, id=decider.id))
    colleague = attrs.evolve(road.receiver, id="fictief-douane-2")
    dossier = fold(dossier, [attrs.evolve(wrong, by=colleague)])
    no("person_acts_for_one_side", dossier, road.decide(by=decider), "acted-for-other")
    number = dossier.entries[-1].number
    fixed = c.Correct(by=road.receiver, at=road.tick(), record=number, wrong="Fictief: een ander", holds=right)
    dossier = fold(dossier, [fixed])
    yes("person_acts_for_one_side", dossier, road.decide(by=decider))
    acted = attrs.evolve(road.deliverer, id=colleague.id)
    no("person_acts_for_one_side", dossier, road.escalate("e", by=acted), "acted-for-other")


def test_r2_nobody_is_bound_by_what_a_third_says() -> None:
    """R2: a union does not keep the ministry's decider from deciding; of whoever has acted, nobody says otherwise any more."""
    road, dossier = at(State.PRECONDITIONS_TESTED)
    decider = road.owner
    elsewhere = attrs.evolve(decider, role=Role.DIRECTORATE, party="douane")
    claimed = road.escalate("e", by=road.speaker("vakbonden"), owner=elsewhere)
    after = fold(dossier, [claimed])
    yes("person_acts_for_one_side", after, road.decide(by=decider))
    yes("people_are_of_one_side", after, road.escalate("f", owner=decider))
    no(
        "people_are_of_one_side",
        after,
        road.escalate("f", by=road.speaker("vakbonden"), owner=decider),
        "named-for-two",
    )
    acted = fold(dossier, [road.escalate("f", by=decider)])
    no("people_are_of_one_side", acted, claimed, "named-for-two")


def test_r2_whoever_says_of_somebody_that_he_is_of_the_other_side_is_bound_by_that() -> None:
    """R2: the judge whom a party called one of the other side does not act for that party later; for the other side he does."""
    road, dossier = at(State.PRECONDITIONS_TESTED)
    judge = attrs.evolve(road.receiver, id="fictief-rechter")
    dossier = fold(dossier, [judged_by(road.weigh(Step.DECISION, by=road.deliverer), judge)])
    own = attrs.evolve(road.deliverer, id=judge.id)
    no("person_acts_for_one_side", dossier, road.escalate("e", by=own), "acted-for-other")
    yes("person_acts_for_one_side", dossier, road.escalate("e", by=judge))


def test_r2_whom_a_plan_names_is_bound_as_long_as_it_stands() -> None:
    """R2: a plan is replaced by the next, and not corrected; a name that was wrong in it goes with it."""
    road, dossier = at(State.PLAN_DRAFTED)
    decider = Actor(id="fictief-minister-2", role=Role.MINISTRY, party=MINISTRY)
    acts = road.escalate("e", by=decider)
    plan: Any = road.plan()
    first, *rest = plan.phases
    wrong = attrs.evolve(first, responsible=attrs.evolve(road.receiver, id=decider.id))
    revised = fold(dossier, [road.revise(plan=attrs.evolve(plan, version=2, phases=(wrong, *rest)))])
    no("person_acts_for_one_side", revised, acts, "acted-for-other")
    again = fold(revised, [road.revise(plan=attrs.evolve(plan, version=3))])
    yes("person_acts_for_one_side", again, acts)


# -- a judgement on another version ------------------------------------------------------------------------------------------


def test_r38_what_changes_for_staff_is_judged_anew() -> None:
    """R38, R44: a judgement on the plan before says nothing of other consequences; of the same it may stand."""
    road, dossier = at(State.PLAN_DRAFTED)
    plan: Any = attrs.evolve(road.plan(), version=2)
    yes("staff_consequences_are_judged_anew", dossier, road.revise(plan=plan))
    group = attrs.evolve(plan.staff.groups[0], headcount=80)
    staff = attrs.evolve(plan.staff, groups=(group,))
    other = road.revise(plan=attrs.evolve(plan, staff=staff))
    for command in (other, road.draft(plan=other.plan), road.propose(other.plan)):
        no("staff_consequences_are_judged_anew", dossier, command, "consequences-of-another-plan")
    judged = attrs.evolve(staff, clear=road.judgement(road.deliverer))
    yes("staff_consequences_are_judged_anew", dossier, road.revise(plan=attrs.evolve(plan, staff=judged)))


def test_r44_that_an_amendment_leaves_a_precondition_alone_is_judged_since_the_decision() -> None:
    """R44: nobody could say so before there was a plan to amend."""
    road, dossier = at(State.PHASED_TRANSFER)
    command = road.propose(road.plan(), Precondition.BUDGET)
    yes("untouched_is_untouched", dossier, command)
    (stated,) = command.untouched
    assert dossier.decision is not None
    early = attrs.evolve(stated, judgement=attrs.evolve(stated.judgement, on=dossier.decision.at - DAY))
    no("untouched_is_untouched", dossier, attrs.evolve(command, untouched=(early,)), "untouched-not-judged-budget")


# -- a stage that had not begun ------------------------------------------------------------------------------------------------

BEFORE: dict[Stage, tuple[State, State]] = {
    Stage.TEST: (State.IDENTIFIED, State.PLAN_DRAFTED),
    Stage.DECISION: (State.PLAN_DRAFTED, State.PRECONDITIONS_TESTED),
    Stage.EXECUTION: (State.PRECONDITIONS_TESTED, State.MINISTRY_DECIDED),
    Stage.PROOF: (State.MINISTRY_DECIDED, State.PHASED_TRANSFER),
}
"""For each stage the last state in which it had not begun, and the first in which it has."""


@pytest.mark.parametrize("stage", BEFORE)
@pytest.mark.parametrize("body", ["dor", "vakbonden"])
def test_r64_a_talk_of_before_a_stage_is_not_about_it(stage: Stage, body: str) -> None:
    """R64: also when it is told once the stage has begun; a talk of since then may be told at any time."""
    earlier, state = BEFORE[stage]
    before, _ = at(earlier)
    road, dossier = at(state)
    assert dossier.since is not None
    no("stage_has_begun", dossier, road.contact(body, stage, at=before.moment), "before-the-stage")
    yes("stage_has_begun", dossier, road.contact(body, stage, at=dossier.since))
    yes("stage_has_begun", dossier, road.contact(body, stage))


def test_r64_a_talk_on_the_first_phase_may_be_before_the_transfer_begins() -> None:
    """R64: once the ministry has decided, the bodies are heard on what it leads to."""
    road, dossier = at(State.MINISTRY_DECIDED)
    dossier = fold(dossier, [*road.hearing(Stage.EXECUTION, 1), *road.starting(), road.weigh(c.Step.PHASE, 1)])
    yes("bodies_were_heard_on_the_phase", dossier, road.start_phase(1))


def test_r64_on_the_governance_route_the_proof_begins_with_the_strengthening() -> None:
    """R64, R73: both routes have a stage in which something is proven."""
    road, dossier = at(State.STRENGTHENING_GOVERNANCE, route=Route.GOVERNANCE)
    assert dossier.since is not None
    no("stage_has_begun", dossier, road.contact("dor", Stage.PROOF, at=dossier.since - DAY), "before-the-stage")
    yes("stage_has_begun", dossier, road.contact("dor", Stage.PROOF))


def test_r64_what_was_undone_since_may_still_be_told() -> None:
    """R47, R64: a talk about the execution of a transfer that was undone is on record late, and counts for nothing."""
    road, dossier = at(State.PHASED_TRANSFER)
    moment = road.tick()
    dossier = fold(dossier, [road.fall_back(), *road.starting()])
    talk = road.contact("dor", Stage.PROOF, at=moment)
    yes("stage_has_begun", dossier, talk)
    assert talk not in fold(dossier, [talk]).contacts


# -- whose unit ------------------------------------------------------------------------------------------------------------


def test_r61_a_unit_is_of_one_party() -> None:
    """R61: what was consulted as a unit of one directorate does not give input as one of another."""
    road, dossier = at(State.PLAN_DRAFTED)
    for make in (road.consult, road.collect_input):
        yes("unit_belongs_to_a_directorate", dossier, make())
        (reason,) = no("unit_belongs_to_a_directorate", dossier, make(party="douane"), "unit-at-two")
        assert "`belastingdienst`" in reason.nl
        yes("unit_belongs_to_a_directorate", dossier, make(party="douane", unit="fictief-team-9"))


def test_r61_another_beneficiary_is_heard_by_its_own_word() -> None:
    """R61, R91: that it was consulted is not for the receiver to say."""
    road, dossier = at(State.NEW)
    identity = attrs.evolve(road.identify(), beneficiaries=("douane", "toeslagen"))
    dossier = fold(dossier, [identity, road.contact("dor", Stage.FEASIBILITY), road.consult()])
    said: dict[str, Any] = {"unit": "fictief-team-toeslagen", "party": "toeslagen"}
    ours = fold(dossier, [road.consult(**said, by=road.receiver)])
    no("other_beneficiaries_were_consulted", ours, road.draft(), "beneficiary-not-consulted")
    theirs: Dossier = fold(dossier, [road.consult(**said)])
    yes("other_beneficiaries_were_consulted", theirs, road.draft())


def test_r3_a_studied_unit_is_of_the_first_performer_also_where_governance_is_improved() -> None:
    """R3, R74: an improvement may be of any two directorates and any unit, but IV is not of Douane."""
    road, dossier = at(State.NEW)
    improves = attrs.evolve(
        road.identify(),
        name="Fictief: een eigen loket",
        studied=None,
        finding=None,
        route=Route.GOVERNANCE,
        relations=("x",),
    )
    between: dict[str, Any] = {"delivering": "douane", "receiving": "toeslagen"}
    yes("unit_is_known", dossier, attrs.evolve(improves, unit="IV"))
    yes("unit_is_known", dossier, attrs.evolve(improves, unit="fictieve SSO", **between))
    no("unit_is_known", dossier, attrs.evolve(improves, unit="IV", **between), "unit-of-another")


@pytest.mark.parametrize(
    "name", ["douane", letter.BELASTINGDIENST, letter.DOR, letter.UNIONS, letter.HOUSE, letter.GALAN]
)
def test_r61_r62_no_party_body_or_researcher_is_a_unit_of_another(name: str) -> None:
    """R12, R61, R62: those who do the work are a unit; the receiver, a council or the researcher does not give their input by a letter."""
    road, dossier = at(State.IDENTIFIED)
    for make in (road.consult, road.collect_input):
        paper = attrs.evolve(road.document(DocumentKind.LETTER, name), on=road.moment.date() + DAY)
        command = make(unit=name, by=road.receiver, document=paper)
        if name == letter.BELASTINGDIENST and isinstance(command, c.ConsultUnit):
            yes("unit_belongs_to_a_directorate", dossier, command)
            continue
        (reason,) = no("unit_belongs_to_a_directorate", dossier, command, "unit-is-party")
        assert f"`{name}`" in reason.nl
    units = (c.AffectedUnit(id=name, party=letter.BELASTINGDIENST),)
    plan = attrs.evolve(road.plan(), version=1, affected_units=units)
    for planned in (road.draft(plan=plan), road.revise(plan=plan), road.propose(plan)):
        no("affected_units_belong_to_a_party", dossier, planned, "unit-is-party")


def test_r61_r91_who_is_a_party_of_its_own_is_consulted_as_such() -> None:
    """R91: another directorate, or an organisation outside the three, may be consulted as a whole, without a unit of its own."""
    road, dossier = at(State.IDENTIFIED)
    for party in ("toeslagen", letter.GALAN):
        yes("unit_belongs_to_a_directorate", dossier, road.consult(unit=party, party=party, by=road.receiver))


def test_r3_an_improvement_comes_from_no_party_as_if_that_were_a_unit() -> None:
    """R3, R74: else no plan for it could name the unit from which it comes."""
    road, dossier = at(State.NEW)
    improves = attrs.evolve(
        road.identify(), studied=None, name="Fictief: een loket", finding=None, route=Route.GOVERNANCE, relations=("x",)
    )
    no("unit_is_known", dossier, attrs.evolve(improves, unit=letter.DOR), "unit-is-party")
    yes("unit_is_known", dossier, attrs.evolve(improves, unit="fictieve SSO"))
