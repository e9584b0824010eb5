"""Each advice that a council gave on what was decided counts, and none that it gave on something else, or that is no advice of it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import attrs
import pytest

from ontvlechting import Dossier, State, letter
from ontvlechting import commands as c
from ontvlechting.letter.commands import AdviceBasis, FollowUp, Opinion, Precondition, Route, Stage, Step
from ontvlechting.letter.fiction import CouncilRoad
from ontvlechting.letter.values import Document, DocumentKind
from tests.works_councils_act.council import DOR, at, bend, departing, directed, fold, no, requested, yes

AGAIN = "fictief-advies-2"
DAY = timedelta(days=1)


def asked_twice(first: Opinion, second: Opinion) -> tuple[CouncilRoad, Dossier]:
    """The council was asked in writing, answered, and was asked again on the same plan; then it was decided, and the council told."""
    road, dossier = requested()
    steps: list[c.Command] = [road.written_request(), road.consultation(), road.receive_advice(opinion=first)]
    if first is not Opinion.ABSTAINED:
        follow_up = FollowUp.NOT if first is Opinion.NEGATIVE else FollowUp.FOLLOWED
        steps.append(road.answer_advice(follow_up=follow_up))
    steps += [road.request_advice(AGAIN), road.written_request(AGAIN)]
    if second is Opinion.ABSTAINED:
        steps.append(road.abstain(AGAIN))
    else:
        steps += [road.consultation(AGAIN), road.receive_advice(AGAIN, second), road.answer_advice(AGAIN)]
    steps += [*road.hearing(Stage.DECISION), road.weigh(Step.DECISION)]
    decision = road.decide()
    steps += [attrs.evolve(decision, weighed=(*decision.weighed, road.paper(AGAIN))), road.notify(DOR)]
    return road, fold(dossier, steps)


@pytest.mark.parametrize("second", [Opinion.ABSTAINED, Opinion.POSITIVE])
def test_a_second_request_takes_a_negative_advice_on_the_same_plan_away_in_no_way(second: Opinion) -> None:
    """WOR 25(6): asked once more, the council abstains or agrees on a part: the decision still departs from what it said first."""
    road, dossier = asked_twice(Opinion.NEGATIVE, second)
    no("suspension_is_over", dossier, road.start_transfer(), "suspended")
    yes("suspension_is_over", fold(dossier, [road.waive()]), road.start_transfer())


@pytest.mark.parametrize(
    ("first", "second"), [(Opinion.POSITIVE, Opinion.POSITIVE), (Opinion.POSITIVE, Opinion.ABSTAINED)]
)
def test_two_advices_that_are_both_followed_suspend_nothing(first: Opinion, second: Opinion) -> None:
    """WOR 25(6): the decision accords with each of them."""
    road, dossier = asked_twice(first, second)
    yes("suspension_is_over", dossier, road.start_transfer())


@pytest.mark.parametrize("opinion", [Opinion.POSITIVE, Opinion.ABSTAINED])
def test_the_advice_on_an_earlier_plan_counts_until_the_council_advises_on_the_new_one(opinion: Opinion) -> None:
    """WOR 25(1, 6): a plan that was revised after a negative advice may accord with an advice on it, but not with an abstention."""
    road, dossier = requested()
    negative = [road.written_request(), road.consultation(), road.receive_advice(opinion=Opinion.NEGATIVE)]
    dossier = fold(dossier, [*negative, road.answer_advice(follow_up=FollowUp.NOT), road.revise()])
    retested = [step for step in road.testing() if not isinstance(step, c.CollectInput | c.AnswerInput)]
    dossier = fold(dossier, [*retested, road.request_advice(AGAIN), road.written_request(AGAIN)])
    dossier = fold(dossier, [road.consultation(AGAIN), road.receive_advice(AGAIN, opinion), road.answer_advice(AGAIN)])
    weighing = [*road.hearing(Stage.DECISION), road.weigh(Step.DECISION)]
    decision = road.decide()
    decision = attrs.evolve(decision, weighed=(*decision.weighed, road.paper(AGAIN)))
    dossier = fold(dossier, [*weighing, decision, road.notify(DOR)])
    if opinion is Opinion.POSITIVE:
        yes("suspension_is_over", dossier, road.start_transfer())
    else:
        no("suspension_is_over", dossier, road.start_transfer(), "suspended")


@pytest.mark.parametrize("opinion", [Opinion.ABSTAINED, Opinion.POSITIVE])
def test_what_the_council_said_before_it_was_asked_in_writing_is_not_the_advice_on_that(opinion: Opinion) -> None:
    """WOR 25(2): told once the request is there, by whoever asked; from the moment of the request on it is."""
    road, dossier = requested()
    early = road.tick()
    dossier = fold(dossier, [road.written_request()])
    asked = dossier.recorded(c.RecordWrittenRequest)[-1].at
    told = road.receive_advice(opinion=opinion)

    def of(moment: Any) -> c.ReceiveAdvice:
        return attrs.evolve(told, at=moment, document=attrs.evolve(told.document, on=moment.date()))

    (reason,) = no("advice_follows_its_request", dossier, of(early), "advice-before-request")
    assert {DOR} == {s.party for s in reason.suppliers}
    yes("advice_follows_its_request", dossier, of(asked))
    unasked = attrs.evolve(of(early), advice="fictief-ongevraagd")
    yes("advice_follows_its_request", dossier, unasked)


def test_another_form_is_another_intended_decision() -> None:
    """WOR 25(1, 2): on the governance route the council is asked anew; what it said of a shift is no advice on that."""
    road, dossier = at(State.MINISTRY_DECIDED)
    again = [*road.turning(Route.GOVERNANCE), road.consult(), road.draft(), road.cosign(), *road.hearing(Stage.PLAN)]
    again += [road.collect_input(id="fictief-inbreng-2"), road.answer_input(input="fictief-inbreng-2")]
    again += [*road.hearing(Stage.TEST), *(road.test(p) for p in Precondition), road.weigh(Step.TESTS)]
    dossier = fold(dossier, [*again, road.conclude_tests()])
    (reason,) = no("advice_was_requested_in_writing", dossier, road.decide(), "no-written-request")
    assert "over deze vorm" in reason.nl
    assert ["request_advice"] == [m.command for m in reason.mends]
    dossier = fold(dossier, [road.request_advice(AGAIN)])
    (reason,) = no("advice_was_requested_in_writing", dossier, road.decide(), "no-written-request")
    assert [("advice", AGAIN)] == [(s.name, s.value) for s in reason.about if s.name == "advice"]
    yes("advice_was_requested_in_writing", fold(dossier, [road.written_request(AGAIN)]), road.decide())


@pytest.mark.parametrize("origin", [letter.GALAN, "abdtopconsult", "fictief-team-1", "IV"])
def test_a_paper_of_the_researcher_or_of_a_unit_is_no_word_of_a_court(origin: str) -> None:
    """WOR 26, 36(2): whoever did the study, or does the work, settles no basis and lifts no prohibition."""
    road, dossier = directed()
    dossier = fold(dossier, [road.advice_basis(), road.contest_basis()])
    paper = Document(
        id="fictief-stuk", kind=DocumentKind.REPORT, title="Fictief", on=(road.moment + DAY).date(), origin=origin
    )
    settled = road.settle_basis(AdviceBasis.VOLUNTARY)
    no("basis_is_settled_by_others", dossier, attrs.evolve(settled, document=paper), "not-settled")
    yes("basis_is_settled_by_others", dossier, attrs.evolve(settled, document=road.order()))
    forbidden = road.prohibition()
    no("prohibition_is_of_a_court", dossier, attrs.evolve(forbidden, document=paper), "not-of-a-court")
    yes("prohibition_is_of_a_court", dossier, forbidden)


def test_a_council_that_was_asked_for_more_than_had_to_be_asked_keeps_nothing_shut() -> None:
    """WOR 25(1), 36(2): decided on full advice; that advice on the consequences would have done takes nothing from the council."""
    road, dossier = at(State.MINISTRY_DECIDED)
    dossier = fold(dossier, [road.contest_basis(), road.settle_basis(AdviceBasis.CONSEQUENCES)])
    yes("decided_on_this_basis", dossier, road.start_transfer())
    road, dossier = at(State.MINISTRY_DECIDED, bend(c.RecordAdviceBasis, basis=AdviceBasis.CONSEQUENCES))
    dossier = fold(dossier, [road.contest_basis(), road.settle_basis(AdviceBasis.ARTICLE_25)])
    no("decided_on_this_basis", dossier, road.start_transfer(), "decided-on-other-basis")


# -- what is said of the council by a paper of its own -----------------------------------------------------------------------


@pytest.mark.parametrize("what", ["waiver", "decline", "meeting"])
def test_the_council_takes_out_what_somebody_says_by_a_paper_of_its_own(what: str) -> None:
    """WOR 25(4, 6): that it waived, declined or met is on record by its paper; when that is not so, the council says it, and others do not."""
    if what == "waiver":
        road, dossier = at(State.MINISTRY_DECIDED, departing)
        dossier = fold(dossier, [road.notify(DOR)])
        said: c.Command = road.waive(by=road.ministry)
    else:
        road, dossier = requested()
        dossier = fold(dossier, [road.written_request()])
        minutes = attrs.evolve(road.document(DocumentKind.MINUTES, DOR), on=(road.moment + DAY).date())
        meeting = road.consultation(by=road.ministry, document=minutes)
        said = meeting if what == "meeting" else road.decline_consultation(by=road.ministry)
    dossier = fold(dossier, [said])
    number = dossier.entries[-1].number

    def out(by: Any, holds: Any = None) -> c.Correct:
        return c.Correct(by=by, at=road.tick(), record=number, wrong="Fictief: dat schreven wij niet", holds=holds)

    no("recorder_corrects", dossier, out(road.deliverer), "recorded-by-other")
    no("recorder_corrects", dossier, out(road.speaker("vakbonden")), "recorded-by-other")
    no("recorder_corrects", dossier, out(road.speaker(DOR), said), "recorded-by-other")
    yes("recorder_corrects", dossier, out(road.speaker(DOR)))
    dossier = fold(dossier, [out(road.speaker(DOR))])
    if what == "waiver":
        no("suspension_is_over", dossier, road.start_transfer(), "suspended")
    else:
        no("consultation_took_place", dossier, road.decide(), "no-consultation")


def test_what_the_director_said_is_said_otherwise_by_the_director_alone() -> None:
    """WOR 25(1), 25(5): a clerk of the same ministry changes no basis in the name of the director; the director does, and anybody there takes it out."""
    road, dossier = directed()
    stated = road.advice_basis()
    dossier = fold(dossier, [stated])
    number, holds = dossier.entries[-1].number, attrs.evolve(stated, basis=AdviceBasis.CONSEQUENCES)

    def correct(by: Any, what: Any = holds) -> c.Correct:
        return c.Correct(by=by, at=road.tick(), record=number, wrong="Fictief: een verschrijving", holds=what)

    (reason,) = no("director_corrects_its_own_word", dossier, correct(road.ministry), "in-the-directors-name")
    assert [letter.MINISTRY] == [s.party for s in reason.suppliers]
    yes("director_corrects_its_own_word", dossier, correct(road.director))
    yes("director_corrects_its_own_word", dossier, correct(road.ministry, None))
    union = fold(at(State.MINISTRY_DECIDED)[1], [road.notify("vakbonden")])
    told = union.entries[-1]
    again = c.Correct(by=road.owner, at=road.tick(), record=told.number, wrong="Fictief", holds=told.command)
    yes("director_corrects_its_own_word", union, again)


def test_what_a_court_settled_is_not_contested_anew() -> None:
    """WOR 36(2): else nothing could ever be decided; what the council agreed to it can contest again, and so it can on another form."""
    road, dossier = directed()
    dossier = fold(dossier, [road.advice_basis(basis=AdviceBasis.CONSEQUENCES), road.contest_basis()])
    order, agreed = road.order(), road.settle_basis(AdviceBasis.CONSEQUENCES)
    yes("council_contests_its_basis", fold(dossier, [agreed]), road.contest_basis())
    dossier = fold(dossier, [attrs.evolve(agreed, document=attrs.evolve(order, on=agreed.at.date()))])
    no("council_contests_its_basis", dossier, road.contest_basis(), "settled-by-the-court")
    yes("basis_is_uncontested", dossier, road.decide())
    yes("council_contests_its_basis", fold(dossier, road.turning(Route.GOVERNANCE)), road.contest_basis())
