"""What the ministry decided, who may take it back, and that each step is weighed consciously."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import attrs
import pytest

from ontvlechting import Dossier, State
from ontvlechting import commands as c
from ontvlechting.letter.commands import Route, Stage, Step
from ontvlechting.letter.fiction import Road
from ontvlechting.letter.values import DocumentKind
from tests.asking import at, fold, no, yes

DAY = timedelta(days=1)
MINISTRY = "ministerie-van-financien"

UNDOING: dict[str, tuple[State, Callable[[Road], c.RevisePlan | c.ChangeRoute]]] = {
    "revise": (State.MINISTRY_DECIDED, lambda road: road.revise()),
    "change-route": (State.RECEIVING_PARTY_PROVEN, lambda road: road.change_route(Route.GOVERNANCE)),
}
"""What undoes a decision, and a state in which that is possible."""


# -- R13: only the ministry undoes what the ministry decided -------------------------------------------------------------


@pytest.mark.parametrize("how", UNDOING)
def test_r13_no_party_undoes_what_the_ministry_decided(how: str) -> None:
    """R13, R25: not the transferring party alone after proof and budget shift, not the other one, and not a ministry without mandate."""
    state, make = UNDOING[how]
    road, dossier = at(state)
    command = make(road)
    yes("ministry_undoes_its_decision", dossier, command)
    for party in (road.deliverer, road.receiver):
        codes = ["decided-by-the-ministry", "no-mandate" if party.mandate is None else "mandate-lacks-power"]
        first, *_ = no("ministry_undoes_its_decision", dossier, attrs.evolve(command, by=party), *codes)
        assert (MINISTRY,) == tuple(s.party for s in first.suppliers)
    bare = attrs.evolve(road.ministry, mandate=None)
    no("ministry_undoes_its_decision", dossier, attrs.evolve(command, by=bare), "no-mandate")
    no("ministry_undoes_its_decision", dossier, attrs.evolve(command, note=None), "no-public-note")


@pytest.mark.parametrize("how", UNDOING)
def test_r13_before_the_decision_the_parties_may(how: str) -> None:
    """R13: as long as nothing was decided a plan is revised, and a form chosen, by the parties themselves."""
    _, make = UNDOING[how]
    road, dossier = at(State.PRECONDITIONS_TESTED)
    command = make(road)
    assert road.receiver == command.by
    yes("ministry_undoes_its_decision", dossier, command)


def test_r43_a_plan_with_which_the_ministry_takes_its_decision_back_is_still_drafted_by_both() -> None:
    """R13, R43, R17: the ministry hands it in, both parties drafted it, and the ministry can decide on it again."""
    road, dossier = at(State.MINISTRY_DECIDED)
    command = road.revise()
    assert isinstance(command, c.RevisePlan)
    yes("both_parties_draft", dossier, command)
    alone = attrs.evolve(command, plan=attrs.evolve(command.plan, drafters=("douane",)))
    no("both_parties_draft", dossier, alone, "drafter")
    yes("duties_are_separated", fold(dossier, [command]), road.decide())
    early, tested = at(State.PRECONDITIONS_TESTED)
    no("both_parties_draft", tested, early.revise(by=early.ministry), "not-by-drafter")


def test_r64_before_a_decision_is_undone_the_bodies_are_heard_on_that() -> None:
    """R25, R64: what they said before the decision was taken does not count for its end; each body for itself."""
    road, dossier = at(State.MINISTRY_DECIDED)
    command = road.change_route(Route.GOVERNANCE)
    no("bodies_were_heard_since_the_decision", dossier, command, "works_council-undone", "union-undone")
    heard = fold(dossier, [road.contact("dor", Stage.DECISION)])
    command = attrs.evolve(command, at=road.tick())
    (reason,) = no("bodies_were_heard_since_the_decision", heard, command, "union-undone")
    assert {"douane", "belastingdienst", "vakbonden"} == {s.party for s in reason.suppliers}
    everybody = fold(dossier, road.hearing(Stage.DECISION))
    no("bodies_were_heard_since_the_decision", everybody, command, "works_council-undone-late", "union-undone-late")
    yes("bodies_were_heard_since_the_decision", everybody, attrs.evolve(command, at=road.tick()))
    early, tested = at(State.PRECONDITIONS_TESTED)
    yes("bodies_were_heard_since_the_decision", tested, early.change_route(Route.GOVERNANCE))


def test_r25_the_ministry_chooses_another_form_after_the_decision() -> None:
    """R13, R25, R55, R64: heard and weighed, with mandate and note: then it can, and the work is back."""
    road, dossier = at(State.RECEIVING_PARTY_PROVEN)
    dossier = fold(dossier, [*road.shifting(), *road.turning(Route.GOVERNANCE)])
    assert (State.IDENTIFIED, (), None) == (dossier.state, dossier.shifts, dossier.decision)


def test_r13_an_answer_to_an_advice_is_replaced_by_whoever_gave_it() -> None:
    """R13, R76: a party does not overwrite the ministry's answer; the ministry itself can, and the first stays in sight."""
    road, dossier = at(State.PRECONDITIONS_TESTED)
    dossier = fold(dossier, [road.request_advice(), road.receive_advice()])
    first = road.answer_advice()
    yes("answer_is_replaced_by_its_giver", dossier, first)
    dossier = fold(dossier, [first])
    other = road.answer_advice(by=road.receiver, follow_up=c.FollowUp.NOT)
    (reason,) = no("answer_is_replaced_by_its_giver", dossier, other, "answered-by-another")
    assert (MINISTRY,) == tuple(s.party for s in reason.suppliers)
    again = road.answer_advice(follow_up=c.FollowUp.PARTLY)
    yes("answer_is_replaced_by_its_giver", dossier, again)
    assert (first, again) == fold(dossier, [again]).responses


def test_r13_an_answer_to_input_is_replaced_by_whoever_gave_it() -> None:
    """R13, R62: the receiving party does not reject what the ministry adopted; a later input of the same name is another."""
    road, dossier = at(State.PLAN_DRAFTED)
    dossier = fold(dossier, [road.collect_input()])
    first = road.answer_input(by=road.ministry, adopted=True)
    yes("answer_is_replaced_by_its_giver", dossier, first)
    dossier = fold(dossier, [first])
    (reason,) = no("answer_is_replaced_by_its_giver", dossier, road.answer_input(adopted=False), "answered-by-another")
    assert (MINISTRY,) == tuple(s.party for s in reason.suppliers)
    again = road.answer_input(by=road.ministry, adopted=False)
    assert (first, again) == fold(dossier, [again]).answers
    anew = fold(dossier, [*road.turning(Route.GOVERNANCE), road.collect_input(id=first.input)])
    yes("answer_is_replaced_by_its_giver", anew, road.answer_input())


# -- R85: the note ---------------------------------------------------------------------------------------------------------


def test_r85_a_decision_note_is_of_the_ministry_and_not_of_later() -> None:
    """R85: a note by the unions, dated in 2099, is two faults; of the day itself or before it is right."""
    road, dossier = at(State.PRECONDITIONS_TESTED)
    command = road.decide()
    note = command.note
    assert note is not None
    today = command.at.date()
    for on in (today, today - DAY):
        yes("decision_note_is_public", dossier, attrs.evolve(command, note=attrs.evolve(note, on=on)))
    wrong = attrs.evolve(note, origin="vakbonden", on=note.on.replace(year=2099))
    bad = attrs.evolve(command, note=wrong)
    (reason,) = no("decision_note_is_public", dossier, bad, "note-not-of-the-ministry")
    assert {MINISTRY} == {s.party for s in reason.suppliers}
    no("documents_are_there_already", dossier, bad, "document-in-future")
    late = attrs.evolve(command, note=attrs.evolve(note, on=today + DAY))
    yes("decision_note_is_public", dossier, late)
    no("documents_are_there_already", dossier, late, "document-in-future")
    minutes = attrs.evolve(wrong, kind=DocumentKind.MINUTES)
    no("decision_note_is_public", dossier, attrs.evolve(command, note=minutes), "no-public-note")


# -- R55: every step is weighed, and a no is not asked away --------------------------------------------------------------


def running() -> tuple[Road, Dossier]:
    """A phase that runs and is ready to be accepted."""
    road, dossier = at(State.PHASED_TRANSFER)
    dossier = fold(dossier, [*road.opening(1), *(road.execute(t) for t in road.plan().phases[0].tasks)])
    return road, fold(dossier, [road.measure(1), road.update_register()])


def test_r55_a_phase_is_accepted_on_a_weighing_of_its_own() -> None:
    """R55: weighed for that phase, and since it began; the weighing of its beginning does not count."""
    road, dossier = running()
    no("step_was_weighed", dossier, road.accept(1), "unweighed-acceptance")
    weighed = road.weigh(Step.ACCEPTANCE, 1)
    yes("weighing_is_fresh", dossier, weighed)
    yes("step_was_weighed", fold(dossier, [weighed]), road.accept(1))
    early = dossier.started[-1].at - DAY
    judged = attrs.evolve(weighed.enough_added_value, on=early)
    no("weighing_is_fresh", dossier, attrs.evolve(weighed, enough_added_value=judged), "weighing-date")
    no("weighing_is_fresh", dossier, road.weigh(Step.ACCEPTANCE, 2), "weighing-phase")


def test_r55_the_tests_are_concluded_on_a_weighing_of_this_plan() -> None:
    """R55, R44: a weighing on the plan before it was revised does not count, nor does a judgement from before it."""
    road, dossier = at(State.PLAN_DRAFTED)
    weighed = road.weigh(Step.TESTS)
    dossier = fold(dossier, [weighed])
    yes("step_was_weighed", dossier, road.conclude_tests())
    dossier = fold(dossier, [road.revise()])
    no("step_was_weighed", dossier, road.conclude_tests(), "unweighed-tests")
    again = road.weigh(Step.TESTS)
    old = attrs.evolve(again, enough_added_value=weighed.enough_added_value)
    no("weighing_is_fresh", dossier, old, "weighing-date")


def test_r55_each_shift_of_budget_is_weighed_by_itself() -> None:
    """R55: the weighing of one shift is used up by it."""
    road, dossier = at(State.RECEIVING_PARTY_PROVEN)
    no("step_was_weighed", dossier, road.shift_budget(), "unweighed-budget")
    dossier = fold(dossier, road.shifting())
    no("step_was_weighed", dossier, road.shift_budget(), "unweighed-budget")
    assert () == dossier.weighings


def test_r55_a_no_counts_until_a_later_weighing_says_what_has_changed() -> None:
    """R55: the same step is not weighed again until it gives another answer; also not after a new plan."""
    road, dossier = at(State.PRECONDITIONS_TESTED)
    doubt = road.weigh(Step.DECISION, holds=False)
    yes("change_since_a_no_is_told", dossier, doubt)
    dossier = fold(dossier, [doubt])
    silent = road.weigh(Step.DECISION, changed_since=None)
    (reason,) = no("change_since_a_no_is_told", dossier, silent, "nothing-changed")
    assert f"`{doubt.id}`" in reason.nl
    yes("change_since_a_no_is_told", dossier, road.weigh(Step.DECISION, holds=False, changed_since=None))
    yes("change_since_a_no_is_told", dossier, road.weigh(Step.ROUTE))
    revised = fold(dossier, [road.revise()])
    no("change_since_a_no_is_told", revised, attrs.evolve(silent, at=road.tick()), "nothing-changed")
    changed = road.weigh(Step.DECISION, changed_since="Fictief: de kosten vallen lager uit")
    yes("change_since_a_no_is_told", dossier, changed)
    yes("change_since_a_no_is_told", fold(dossier, [changed]), road.weigh(Step.DECISION, changed_since=None))
