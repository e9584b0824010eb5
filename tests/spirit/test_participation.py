"""Works council, unions, units and those who do the work are heard before the step it is about (R61, R62, R64, R65, R68, R78)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import attrs
import pytest

from ontvlechting import Dossier, InputError, State, letter
from ontvlechting import commands as c
from ontvlechting.letter import BELASTINGDIENST, DOR
from ontvlechting.letter.commands import Command, FollowUp, Precondition, Route, Stage
from ontvlechting.letter.fiction import Road
from ontvlechting.letter.fiction.evidence import UNIT
from ontvlechting.letter.terms import said
from ontvlechting.letter.values import Role
from tests.asking import at, fold, no, yes

HOUR = timedelta(hours=1)
KINDS = {"works_council": DOR, "union": letter.UNIONS}


def with_units(*units: tuple[str, str]) -> tuple[Road, Dossier]:
    """A plan that touches these units, each with its party; it is drafted and signed."""
    road, dossier = at(State.IDENTIFIED)
    consulted = [road.consult(unit=unit, party=party) for unit, party in units]
    plan = attrs.evolve(
        road.plan(), affected_units=tuple(c.AffectedUnit(id=unit, party=party) for unit, party in units)
    )
    draft = road.draft(plan=plan, at=road.tick() + 3 * HOUR)
    road.tick()
    return road, fold(
        dossier, [road.contact(DOR, Stage.FEASIBILITY, at=draft.at - HOUR), *consulted, draft, road.cosign()]
    )


# -- R62: those who do the work ----------------------------------------------------------------------------------------


def test_input_comes_from_people_of_each_unit_that_does_the_work() -> None:
    """R62: two units of the transferring party do the work; one input each. A unit of the receiving party does not do it yet."""
    road, dossier = with_units(
        (UNIT, BELASTINGDIENST), ("fictief-team-2", BELASTINGDIENST), ("fictief-team-3", "douane")
    )
    reasons = no("input_was_collected", dossier, road.conclude_tests(), "no-input", "no-input")
    assert [UNIT, "fictief-team-2"] == [r.suppliers[0].party for r in reasons]
    assert {Role.UNIT} == {r.suppliers[0].role for r in reasons}
    dossier = fold(dossier, [road.collect_input()])
    (reason,) = no("input_was_collected", dossier, road.conclude_tests(), "no-input")
    assert "`fictief-team-2`" in reason.nl
    dossier = fold(dossier, [road.collect_input(id="fictief-inbreng-2", unit="fictief-team-2")])
    yes("input_was_collected", dossier, road.conclude_tests())


def test_one_input_of_the_press_office_is_not_that_of_those_who_do_the_work() -> None:
    """R62, R65: it is kept and has to be answered, and the door still waits for the unit."""
    road, dossier = at(State.PLAN_DRAFTED)
    press = road.collect_input(unit="fictief-persvoorlichting")
    dossier = fold(dossier, [press])
    no("input_was_collected", dossier, road.conclude_tests(), "no-input")
    no("inputs_were_answered", dossier, road.conclude_tests(), "input-unanswered")
    yes("input_was_collected", fold(dossier, [road.collect_input(id="fictief-inbreng-2")]), road.conclude_tests())


def test_input_that_the_ministry_gives_for_the_unit_waits_for_the_unit() -> None:
    """R62: recorded by somebody of the unit or a council on their behalf it counts; by the ministry or a party it waits."""
    road, dossier = at(State.PLAN_DRAFTED)
    for by in (road.ministry, road.receiver, road.deliverer):
        given = fold(dossier, [road.collect_input(by=by)])
        (reason,) = no("input_was_collected", given, road.conclude_tests(), "input-unconfirmed")
        assert [UNIT, DOR] == [s.party for s in reason.suppliers]
        number = given.entries[-1].number
        for speaker in (road.worker, road.speaker(DOR)):
            yes("input_was_collected", fold(given, [road.confirm(number, by=speaker)]), road.conclude_tests())
    for by in (road.worker, road.speaker(DOR)):
        yes("input_was_collected", fold(dossier, [road.collect_input(by=by)]), road.conclude_tests())


def test_a_plan_without_a_unit_that_does_the_work_is_not_tested() -> None:
    """R62: the units of the transferring party do the work; a plan that names none of them has heard nobody."""
    road, dossier = with_units(("fictief-team-3", "douane"))
    (reason,) = no("input_was_collected", dossier, road.conclude_tests(), "no-working-unit")
    assert ["douane", BELASTINGDIENST] == [s.party for s in reason.suppliers]


FORWARD: dict[str, tuple[State, Route, Callable[[Road], Command]]] = {
    "draft": (State.IDENTIFIED, Route.SHIFT, lambda road: road.draft()),
    "conclude-tests": (State.PLAN_DRAFTED, Route.SHIFT, lambda road: road.conclude_tests()),
    "decide": (State.PRECONDITIONS_TESTED, Route.SHIFT, lambda road: road.decide()),
    "start-transfer": (State.MINISTRY_DECIDED, Route.SHIFT, lambda road: road.start_transfer()),
    "start-phase": (State.PHASED_TRANSFER, Route.SHIFT, lambda road: road.start_phase(1)),
    "conclude-proof": (State.PHASED_TRANSFER, Route.SHIFT, lambda road: road.conclude_proof()),
    "complete": (State.RECEIVING_PARTY_PROVEN, Route.SHIFT, lambda road: road.complete()),
    "strengthen": (State.MINISTRY_DECIDED, Route.GOVERNANCE, lambda road: road.start_strengthening()),
    "conclude-agreements": (State.STRENGTHENING_GOVERNANCE, Route.GOVERNANCE, lambda road: road.conclude_agreements()),
    "complete-governance": (State.AGREEMENTS_PROVEN, Route.GOVERNANCE, lambda road: road.complete()),
}


@pytest.mark.parametrize("step", FORWARD)
def test_every_input_is_answered_before_the_next_step(step: str) -> None:
    """R62: at every step forward, during the transfer and at the end as well."""
    state, route, make = FORWARD[step]
    road, dossier = at(state, route=route)
    yes("inputs_were_answered", dossier, make(road))
    dossier = fold(dossier, [road.collect_input(id="fictief-inbreng-9")])
    (reason,) = no("inputs_were_answered", dossier, make(road), "input-unanswered")
    assert "`fictief-inbreng-9`" in reason.nl
    yes("inputs_were_answered", fold(dossier, [road.answer_input(input="fictief-inbreng-9")]), make(road))


def test_another_form_makes_no_input_disappear() -> None:
    """R25, R62: what was said about the form that was given up is answered all the same; its reference is not free before."""
    road, dossier = at(State.PLAN_DRAFTED)
    dossier = fold(dossier, [road.collect_input(), *road.turning(Route.GOVERNANCE), road.consult()])
    no("inputs_were_answered", dossier, road.draft(), "input-unanswered")
    no("input_is_new", dossier, road.collect_input(), "input-twice")
    dossier = fold(dossier, [road.answer_input()])
    yes("inputs_were_answered", dossier, road.draft())
    yes("input_is_new", dossier, road.collect_input())


def test_an_answer_is_not_of_before_the_input() -> None:
    """R62: nobody answers what was not said yet, in whatever order it is recorded."""
    road, dossier = at(State.PLAN_DRAFTED)
    given = road.collect_input()
    dossier = fold(dossier, [given])
    no("input_exists", dossier, road.answer_input(at=given.at - HOUR), "answer-before-input")
    yes("input_exists", dossier, road.answer_input(at=given.at))


# -- R64, R65: before the step that it is about --------------------------------------------------------------------------

HEARD: dict[str, tuple[State, Route, Stage, int | None, str, str, Callable[[Road], Command]]] = {
    "plan": (State.PLAN_DRAFTED, Route.SHIFT, Stage.PLAN, None, "bodies_were_heard", "plan", lambda r: r.conclude_tests()),
    "test": (State.PLAN_DRAFTED, Route.SHIFT, Stage.TEST, None, "bodies_were_heard", "test", lambda r: r.conclude_tests()),
    "decision": (State.PRECONDITIONS_TESTED, Route.SHIFT, Stage.DECISION, None, "bodies_were_heard", "decision", lambda r: r.decide()),
    "phase": (State.PHASED_TRANSFER, Route.SHIFT, Stage.EXECUTION, 1, "bodies_were_heard_on_the_phase", "phase", lambda r: r.start_phase(1)),
    "proof": (State.PHASED_TRANSFER, Route.SHIFT, Stage.PROOF, None, "bodies_were_heard", "proof", lambda r: r.conclude_proof()),
    "strengthening": (State.MINISTRY_DECIDED, Route.GOVERNANCE, Stage.EXECUTION, None, "bodies_were_heard", "execution", lambda r: r.start_strengthening()),
    "agreements": (State.STRENGTHENING_GOVERNANCE, Route.GOVERNANCE, Stage.PROOF, None, "bodies_were_heard", "proof", lambda r: r.conclude_agreements()),
}  # fmt: skip


def _ask(guard: str, dossier: Dossier, command: Command, *codes: str) -> None:
    """The guard of the bodies says this."""
    if codes:
        no(guard, dossier, command, *codes)
    else:
        yes(guard, dossier, command)


@pytest.mark.parametrize("about", HEARD)
def test_a_contact_counts_when_it_took_place_before_the_step(about: str) -> None:
    """R64, R65: it is recordable before, counts by its own moment also when it is told late, and not when it was later."""
    state, route, stage, phase, guard, code, make = HEARD[about]
    road, dossier = at(state, route=route)
    if about in ("plan", "test"):
        (other,) = {Stage.PLAN, Stage.TEST} - {stage}
        dossier = fold(dossier, road.hearing(other))
    step = make(road)
    codes = [f"{kind}-{code}" for kind in KINDS]
    _ask(guard, dossier, step, *codes)
    for moment in (step.at, step.at + HOUR):
        late = fold(dossier, [road.contact(body, stage, phase, at=moment) for body in KINDS.values()])
        _ask(guard, late, step, *[f"{c}-late" for c in codes])
    told_late = fold(late, [road.contact(body, stage, phase, at=step.at - HOUR) for body in KINDS.values()])
    _ask(guard, told_late, step)


def test_contacts_about_plan_and_test_after_the_tests_have_ended_do_not_carry_the_decision() -> None:
    """R64: at the decision as well it is asked that they were heard before the tests were concluded."""
    road, dossier = at(State.PRECONDITIONS_TESTED)
    dossier = fold(dossier, road.hearing(Stage.DECISION))
    yes("bodies_were_heard", dossier, road.decide())
    nobody = tuple(x for x in dossier.contacts if x.stage not in (Stage.PLAN, Stage.TEST))
    after = fold(attrs.evolve(dossier, contacts=nobody), [*road.hearing(Stage.PLAN), *road.hearing(Stage.TEST)])
    codes = [f"{kind}-{stage}-late" for stage in ("plan", "test") for kind in KINDS]
    no("bodies_were_heard", after, road.decide(), *codes)


def test_the_council_is_heard_about_feasibility_before_there_is_a_plan() -> None:
    """R65: a contact of after the draft does not count for it."""
    road, dossier = at(State.IDENTIFIED)
    draft = road.draft()
    dossier = fold(dossier, [road.contact(DOR, Stage.FEASIBILITY, at=draft.at + HOUR)])
    no("council_was_heard_on_feasibility", dossier, draft, "council-feasibility-late")
    dossier = fold(dossier, [road.contact(DOR, Stage.FEASIBILITY, at=draft.at - HOUR)])
    yes("council_was_heard_on_feasibility", dossier, draft)


# -- R68: the involvement works before it is needed ------------------------------------------------------------------------


@pytest.mark.parametrize("days", [-1, 0, 1])
def test_the_involvement_operated_before_the_first_test(days: int) -> None:
    """R68: what began with or after the first test did not serve it, also when it works now."""
    road, dossier = at(State.PRECONDITIONS_TESTED)
    first = min(r.judgement.on for t in dossier.tests for r in t.results).date()
    assert dossier.planned is not None
    plan = dossier.planned.plan
    assert plan.involvement is not None
    since = attrs.evolve(plan.involvement, operating_since=first + timedelta(days=days))
    planned = attrs.evolve(dossier.planned, plan=attrs.evolve(plan, involvement=since))
    dossier = attrs.evolve(dossier, planned=planned)
    if days < 0:
        yes("involvement_operates", dossier, road.conclude_tests())
    else:
        (reason,) = no("involvement_operates", dossier, road.conclude_tests(), "operating-too-late")
        assert said(first).nl in reason.nl


def test_the_involvement_of_a_new_plan_serves_its_own_tests() -> None:
    """R44, R68: tests of an earlier version are not those that it is to serve."""
    road, dossier = at(State.PRECONDITIONS_TESTED)
    plan = attrs.evolve(road.plan(), version=2)
    assert plan.involvement is not None
    began = road.tick().date()
    plan = attrs.evolve(plan, involvement=attrs.evolve(plan.involvement, operating_since=began))
    road.tick()
    dossier = fold(dossier, [road.revise(plan=plan), road.cosign(), road.test(Precondition.STAFF)])
    yes("involvement_operates", dossier, road.conclude_tests())


# -- R61, R65: a unit belongs to a party -----------------------------------------------------------------------------------


def test_a_unit_that_was_consulted_at_another_party_does_not_count() -> None:
    """R61, R65: the plan says of which party a unit is; what a unit of that name said elsewhere is not about this one."""
    road, dossier = at(State.IDENTIFIED)
    dossier = fold(dossier, [road.consult(party="toeslagen")])
    (reason,) = no("affected_units_were_consulted", dossier, road.draft(), "unit-elsewhere")
    assert "`toeslagen`" in reason.nl
    no("unit_belongs_to_a_directorate", dossier, road.consult(), "unit-at-two")
    number = dossier.entries[-1].number
    wrong = c.Correct(
        by=road.worker, at=road.tick(), record=number, wrong="Fictief: wij zijn van een ander", holds=None
    )
    dossier = fold(dossier, [wrong, road.consult()])
    yes("affected_units_were_consulted", dossier, road.draft())


def test_the_norms_say_of_which_party_the_studied_units_are() -> None:
    """R3, R65: IV, CAP and KI&S are units of the first performer, in a consultation, an input and a plan."""
    road, dossier = at(State.IDENTIFIED)
    for unit in letter.UNITS:
        for make in (road.consult, road.collect_input):
            yes("unit_belongs_to_a_directorate", dossier, make(unit=unit))
            no("unit_belongs_to_a_directorate", dossier, make(unit=unit, party="douane"), "unit-of-other")
        for party, codes in ((BELASTINGDIENST, ()), ("douane", ("unit-of-other",)), ("fictief", ("unit-of-other",))):
            command = road.draft(plan=attrs.evolve(road.plan(), affected_units=(c.AffectedUnit(id=unit, party=party),)))
            if codes:
                no("affected_units_belong_to_a_party", dossier, command, *codes)
            else:
                yes("affected_units_belong_to_a_party", dossier, command)


def test_a_plan_names_each_unit_once() -> None:
    """R65: a unit belongs to one party."""
    road, _ = at(State.IDENTIFIED)
    units = tuple(c.AffectedUnit(id=UNIT, party=party) for party in (BELASTINGDIENST, "douane"))
    with pytest.raises(InputError, match="each unit once, at one party"):
        attrs.evolve(road.plan(), affected_units=units)


# -- R78: an advice is answered by element ------------------------------------------------------------------------------

ELEMENTS = (
    c.Asked(id="tempo", asks="Fictief: ga langzamer"),
    c.Asked(id="team", asks="Fictief: houd het team bij elkaar"),
)


def test_an_advice_with_two_elements_is_answered_element_by_element() -> None:
    """R76, R78: one followed, one not, each with its own reason; one word for all is refused, and each gap is told."""
    road, dossier = at(State.PRECONDITIONS_TESTED)
    dossier = fold(dossier, [road.receive_advice(elements=ELEMENTS)])
    no("advices_were_answered", dossier, road.decide(), "advice-unanswered", "advice-unanswered")
    no("answer_gives_a_reason", dossier, road.answer_advice(), "advice-element")
    no("answer_gives_a_reason", dossier, road.answer_advice(element="anders"), "advice-element")
    first = road.answer_advice(element="tempo")
    yes("answer_gives_a_reason", dossier, first)
    dossier = fold(dossier, [first])
    (reason,) = no("advices_were_answered", dossier, road.decide(), "advice-unanswered")
    assert "`team`" in reason.nl
    bare = road.answer_advice(element="team", follow_up=FollowUp.NOT, reason=None)
    no("answer_gives_a_reason", dossier, bare, "no-reason")
    dossier = fold(dossier, [road.answer_advice(element="team", follow_up=FollowUp.NOT)])
    yes("advices_were_answered", dossier, road.decide())
    answers = {e: a.follow_up for e, a in dossier.answers_to(dossier.advices[-1]) if a is not None}
    assert {"tempo": FollowUp.FOLLOWED, "team": FollowUp.NOT} == answers


def test_an_advice_without_elements_is_answered_as_a_whole() -> None:
    """R78: an element that the advice does not have is not answered."""
    road, dossier = at(State.PRECONDITIONS_TESTED)
    dossier = fold(dossier, [road.receive_advice()])
    no("answer_gives_a_reason", dossier, road.answer_advice(element="tempo"), "no-elements")
    yes("answer_gives_a_reason", dossier, road.answer_advice())


def test_an_element_that_is_postponed_is_looked_at_again() -> None:
    """R69, R78: past its day it warns, for that element."""
    road, dossier = at(State.PRECONDITIONS_TESTED)
    dossier = fold(dossier, [road.receive_advice(elements=ELEMENTS), road.answer_advice(element="tempo")])
    later = road.answer_advice(
        element="team", follow_up=FollowUp.NOT_YET, review_on=road.moment.date() + timedelta(days=1)
    )
    dossier = fold(dossier, [later])
    road.tick()
    no("postponed_advices_are_not_overdue", dossier, road.decide(), "overdue")


# -- R64: a step that was taken without what it asks --------------------------------------------------------------------

_GIVEN = (c.CollectInput, c.AnswerInput)
"""What need not be given again once a plan is returned."""


@pytest.mark.parametrize("how", ["contested", "taken-out"])
def test_what_turns_out_not_to_have_been_said_before_the_tests_ended_asks_to_end_them_anew(how: str) -> None:
    """R64: a talk of now mends nothing, and the reason does not ask for one; once the plan is returned it does, and the road goes on."""
    road, dossier = at(State.PRECONDITIONS_TESTED)
    told = [e for e in dossier.entries if isinstance(e.command, c.RecordContact) and e.command.stage is Stage.TEST]
    number = next(e.number for e in told if isinstance(e.command, c.RecordContact) and e.command.body == DOR)
    if how == "contested":
        dossier = fold(dossier, [road.contest(number)])
        dossier = fold(dossier, [road.resolve_contest(dossier.open_contests[0][0])])
    else:
        dossier = fold(
            dossier, [c.Correct(by=road.speaker(DOR), at=road.tick(), record=number, wrong="Fictief: een ander")]
        )
    dossier = fold(dossier, [road.contact(DOR, Stage.TEST), *list(road.deciding())[:-1]])
    code = "works_council-test-denied" if how == "contested" else "works_council-test-late"
    (reason,) = no("bodies_were_heard", dossier, road.decide(), code)
    assert ["return_plan", "revise_plan"] == [m.command for m in reason.mends]
    assert all(m.back for m in reason.mends)
    assert Role.MINISTRY in {s.role for s in reason.suppliers}
    dossier = fold(dossier, [road.return_plan(), *(s for s in road.testing() if not isinstance(s, _GIVEN))])
    dossier = fold(dossier, [*road.hearing(Stage.DECISION), road.weigh(c.Step.DECISION)])
    yes("bodies_were_heard", dossier, road.decide())
