"""Article 25 of the Works Councils Act (and 46d, under b): each guard is made to say yes and no."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import attrs
import pytest

from ontvlechting import Dossier, State, decide, letter
from ontvlechting import commands as c
from ontvlechting.engine.days import Calendar, dutch_holidays
from ontvlechting.engine.values import Actor
from ontvlechting.engine.verdicts import ReasonKind, VerdictKind
from ontvlechting.guards import LETTER
from ontvlechting.letter.commands import AdviceBasis, FollowUp, Opinion, Route
from ontvlechting.letter.fiction import CouncilRoad
from ontvlechting.letter.packs.works_councils_act import works_councils_act
from ontvlechting.letter.values import DocumentKind, Role
from tests import asking
from tests.works_councils_act.council import (
    ADVICE,
    DOR,
    FULL,
    at,
    bend,
    departing,
    directed,
    fold,
    leave_out,
    no,
    requested,
    yes,
)

UNIONS = "vakbonden"


def wait(road: CouncilRoad, day: date) -> datetime:
    """The moment of the day's morning, which becomes the road's own."""
    road.moment = datetime.combine(day, road.moment.timetz())
    return road.moment


# -- 25(1) and 46d: the basis ------------------------------------------------------------------------------------------


def test_no_decision_without_a_basis_for_each_council() -> None:
    """That advice is not required is never assumed: until somebody records a basis, the decision waits."""
    road, dossier = directed()
    (reason,) = no("advice_basis_is_recorded", dossier, road.start_transfer(), "no-basis")
    assert (ReasonKind.MISSING, "WOR-25-1") == (reason.kind, reason.rule)
    assert "no-basis" in [r.code for r in decide(FULL, dossier, road.decide()).verdict.reasons]
    for basis in AdviceBasis:
        yes("advice_basis_is_recorded", fold(dossier, [road.advice_basis(basis=basis)]), road.start_transfer())


def test_a_basis_is_that_of_a_works_council() -> None:
    """Unions have no advice under the act."""
    road, dossier = at(State.PLAN_DRAFTED)
    yes("body_is_a_council", dossier, road.advice_basis())
    no("body_is_a_council", dossier, road.advice_basis(UNIONS), "not-a-council")


def test_a_basis_is_not_changed_after_advice_or_decision() -> None:
    """Until the advice the last basis counts; after it no other can be recorded, but a missing one can."""
    road, dossier = at(State.MINISTRY_DECIDED)
    no(
        "basis_stands",
        dossier,
        road.advice_basis(basis=AdviceBasis.VOLUNTARY),
        "basis-after-decision",
    )
    yes("basis_stands", dossier, road.advice_basis())
    yes("basis_stands", attrs.evolve(dossier, facts=()), road.advice_basis(basis=AdviceBasis.VOLUNTARY))
    road, dossier = directed()
    voluntary = road.advice_basis(basis=AdviceBasis.VOLUNTARY)
    binding = road.advice_basis()
    no("advice_was_requested_in_writing", fold(dossier, [voluntary, binding]), road.decide(), "no-written-request")
    moment = road.moment
    dossier = fold(dossier, [road.advice_basis(), road.request_advice(), road.written_request(), road.consultation()])
    yes("basis_stands", dossier, voluntary)
    dossier = fold(dossier, [road.receive_advice(opinion=Opinion.NEGATIVE)])
    later = road.advice_basis(basis=AdviceBasis.VOLUNTARY)
    no("basis_stands", dossier, later, "basis-after-advice")
    yes("basis_stands", dossier, attrs.evolve(later, at=moment))


def test_voluntary_advice_binds_to_nothing_of_the_act() -> None:
    """With a recorded reason the council is asked outside the act: no written request, no notice, no month."""
    road, dossier = at(
        State.MINISTRY_DECIDED,
        bend(c.RecordAdviceBasis, basis=AdviceBasis.VOLUNTARY),
        departing,
        leave_out(c.RecordWrittenRequest, c.RecordConsultation),
    )
    command = road.start_transfer()
    yes("councils_were_notified", dossier, command)
    yes("suspension_is_over", dossier, command)


def test_for_the_consequences_only_everything_of_the_article_is_asked() -> None:
    """46d, under b, takes the public task out of consultation, and leaves the consequences for staff in it."""
    road, dossier = at(State.MINISTRY_DECIDED, bend(c.RecordAdviceBasis, basis=AdviceBasis.CONSEQUENCES), departing)
    no("councils_were_notified", dossier, road.start_transfer(), "not-notified")
    dossier = fold(dossier, [road.notify(DOR)])
    no("suspension_is_over", dossier, road.start_transfer(), "suspended")


def test_a_process_that_was_decided_without_the_pack_still_needs_a_basis() -> None:
    """Who adds the pack later finds the door of the transfer shut until the basis is on record."""
    _, dossier = at(State.MINISTRY_DECIDED)
    road = CouncilRoad(letter.PROCESSES["douane/websites"])
    bare = attrs.evolve(dossier, facts=())
    no("advice_basis_is_recorded", bare, road.start_transfer(at=dossier.at), "no-basis")


# -- 25(2): in writing, in time ----------------------------------------------------------------------------------------


def test_the_decision_needs_a_request_in_writing() -> None:
    """A bound council that was asked, but not in writing, was not asked as the act wants it."""
    road, dossier = requested()
    no("advice_was_requested_in_writing", dossier, road.decide(), "no-written-request")
    yes("advice_was_requested_in_writing", fold(dossier, [road.written_request()]), road.decide())


def test_a_written_request_belongs_to_a_requested_advice() -> None:
    """It is about an advice that was requested of a works council, and comes before that advice."""
    road, dossier = requested()
    yes("request_belongs_to_an_advice", dossier, road.written_request())
    no("request_belongs_to_an_advice", dossier, road.written_request("fictief-ander"), "no-such-request")
    unions = fold(dossier, [road.request_advice("fictief-advies-bonden", body=UNIONS)])
    no("request_belongs_to_an_advice", unions, road.written_request("fictief-advies-bonden"), "no-such-request")
    given = fold(dossier, [road.receive_advice()])
    no("request_belongs_to_an_advice", given, road.written_request(), "advice-given")


def test_whether_the_request_is_in_time_is_judged_by_a_person() -> None:
    """Essential influence is an open norm: without a judgement, or with a no, there is no request."""
    road, dossier = requested()
    yes("request_is_in_time", dossier, road.written_request())
    (missing,) = no("request_is_in_time", dossier, road.written_request(in_time=None), "no-judgement")
    assert ReasonKind.MISSING is missing.kind
    no("request_is_in_time", dossier, road.written_request(in_time=road.judgement(holds=False)), "too-late")


def test_a_request_after_the_decision_is_too_late() -> None:
    """Whatever anybody judges: what was decided cannot be influenced."""
    road, dossier = at(State.MINISTRY_DECIDED)
    dossier = fold(dossier, [road.request_advice("fictief-advies-2")])
    no("request_stands", dossier, road.written_request("fictief-advies-2"), "after-decision")


def test_a_plan_that_changed_after_the_request_warns() -> None:
    """Whether a changed plan needs a new request is for people; the decision is not held up."""
    road, dossier = at(State.MINISTRY_DECIDED)
    yes("request_is_about_this_plan", dossier, road.decide())
    dossier = fold(dossier, [road.revise()])
    (reason,) = no("request_is_about_this_plan", dossier, road.decide(), "plan-changed")
    assert ReasonKind.WARNING is reason.kind


# -- 25(3): three items ------------------------------------------------------------------------------------------------


def test_the_request_has_three_items() -> None:
    """Grounds, consequences and measures: each that is missing is named."""
    road, dossier = requested()
    yes("request_has_its_three_items", dossier, road.written_request())
    empty = road.written_request(grounds=None, consequences=None, measures=None)
    no("request_has_its_three_items", dossier, empty, "no-grounds", "no-consequences", "no-measures")


def test_a_request_that_leaves_out_the_execution_is_warned() -> None:
    """It may be asked after the decision, which takes an advice and a term more: whoever writes the request hears it then."""
    road, dossier = requested()
    yes("execution_is_asked_as_well", dossier, road.written_request())
    no("execution_is_asked_as_well", dossier, road.written_request(on_execution=False), "execution-asked-later")
    (told,) = decide(FULL, dossier, road.written_request(on_execution=False)).verdict.reasons
    assert (ReasonKind.WARNING, {"on_execution"}) == (told.kind, {m.field for m in told.mends})


# -- 25(4): consultation -----------------------------------------------------------------------------------------------


def test_no_decision_without_a_consultation_meeting() -> None:
    """Between the written request and the advice there was a meeting; that an advice came without one is on record all the same."""
    road, dossier = requested()
    dossier = fold(dossier, [road.written_request()])
    met = fold(dossier, [road.consultation(), road.receive_advice()])
    yes("consultation_took_place", met, road.decide())
    without = fold(dossier, [road.receive_advice()])
    no("consultation_took_place", without, road.decide(), "no-consultation")
    no("consultation_took_place", dossier, road.decide(), "no-consultation")


def test_the_meeting_lies_between_request_and_advice() -> None:
    """One before there was anything in writing, or after the advice, is another meeting."""
    road, dossier = requested()
    no("consultation_follows_the_request", dossier, road.consultation(), "no-written-request")
    dossier = fold(dossier, [road.written_request()])
    yes("consultation_follows_the_request", dossier, road.consultation())
    dossier = fold(dossier, [road.consultation(), road.receive_advice()])
    no("consultation_follows_the_request", dossier, road.consultation(), "advice-given")


# -- 25(5): notice -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("route", Route)
def test_execution_waits_for_written_notice(route: Route) -> None:
    """Also when the advice is followed, the council is told before anything begins, on either route."""
    road, dossier = at(State.MINISTRY_DECIDED, route=route)
    command = road.start_transfer() if route is Route.SHIFT else road.start_strengthening()
    no("councils_were_notified", dossier, command, "not-notified")
    yes("councils_were_notified", fold(dossier, [road.notify(DOR)]), command)
    no("councils_were_notified", fold(dossier, [road.notify(UNIONS)]), command, "not-notified")


def test_a_notice_of_an_earlier_decision_does_not_count() -> None:
    """What the council was told before the decision in force was about another one."""
    road, dossier = at(State.MINISTRY_DECIDED)
    dossier = fold(dossier, [road.notify(DOR)])
    assert dossier.decision is not None
    later = attrs.evolve(dossier, decision=attrs.evolve(dossier.decision, at=road.tick()))
    no("councils_were_notified", later, road.start_transfer(), "not-notified")
    yes("councils_were_notified", attrs.evolve(dossier, decision=None), road.start_transfer())


# -- 25(6): suspension -------------------------------------------------------------------------------------------------


def departed(day: date = date(2023, 8, 14)) -> tuple[CouncilRoad, Dossier]:
    """A decision that departs from the advice, of which the council was told on this day."""
    road, dossier = at(State.MINISTRY_DECIDED, departing)
    return road, fold(dossier, [road.notify(DOR, at=wait(road, day))])


def test_a_decision_that_departs_waits_a_month() -> None:
    """Told on 14 August: suspended up to 14 September inclusive, open on the 15th, and the refusal says so."""
    road, dossier = departed()
    last, first = date(2023, 9, 14), date(2023, 9, 15)
    (reason,) = no("suspension_is_over", dossier, road.start_transfer(at=wait(road, last)), "suspended")
    assert (ReasonKind.NOT_YET, "WOR-25-6") == (reason.kind, reason.rule)
    assert reason.earliest is not None
    assert (first, 0) == (reason.earliest.date(), reason.earliest.hour)
    after = road.start_transfer(at=wait(road, first))
    (warning,) = no("suspension_is_over", dossier, after, "holidays-unknown")
    assert ReasonKind.WARNING is warning.kind
    known = LETTER + works_councils_act(Calendar(holidays=dutch_holidays([2023])))
    verdict = decide(known, fold(dossier, [road.weigh(c.Step.TRANSFER)]), road.start_transfer()).verdict
    assert (True, ()) == (verdict.allowed, verdict.reasons)


def test_a_month_that_ends_on_a_day_of_rest_runs_on() -> None:
    """Told on 25 November: the month ends at Christmas; the first working day after it is 27 December 2023."""
    road, dossier = at(State.MINISTRY_DECIDED, departing)
    dossier = fold(dossier, [road.notify(DOR, at=wait(road, date(2023, 11, 25)))])
    command = road.start_transfer(at=wait(road, date(2023, 12, 24)))
    earliest = []
    for calendar in (
        Calendar(extended=False),
        Calendar(),
        Calendar(holidays=dutch_holidays([2023])),
    ):
        rules = LETTER + works_councils_act(calendar)
        (reason,) = (r for r in decide(rules, dossier, command).verdict.reasons if r.code == "suspended")
        assert reason.earliest is not None
        earliest.append(reason.earliest.date())
    assert [date(2023, 12, 26), date(2023, 12, 26), date(2023, 12, 28)] == earliest


def test_a_decision_that_accords_does_not_wait() -> None:
    """Followed, as was answered before the decision: no month."""
    road, dossier = at(State.MINISTRY_DECIDED)
    yes("suspension_is_over", fold(dossier, [road.notify(DOR)]), road.start_transfer())


@pytest.mark.parametrize("follow_up", [f for f in FollowUp if f is not FollowUp.FOLLOWED])
def test_anything_less_than_followed_departs(follow_up: FollowUp) -> None:
    """Followed in part, or not yet, is not in accordance with the advice."""
    road, dossier = at(State.MINISTRY_DECIDED, bend(c.AnswerAdvice, follow_up=follow_up))
    no("suspension_is_over", fold(dossier, [road.notify(DOR)]), road.start_transfer(), "suspended")


def test_the_last_answer_before_the_decision_counts() -> None:
    """Followed at first, and not in the end: the decision departs."""
    road, dossier = at(State.PRECONDITIONS_TESTED)
    *until, weigh, decision = road.deciding()
    dossier = fold(dossier, until)
    answer = road.answer_advice(follow_up=FollowUp.NOT)
    later = [attrs.evolve(command, at=road.tick()) for command in (weigh, decision)]
    dossier = fold(dossier, [answer, *later, road.notify(DOR)])
    no("suspension_is_over", dossier, road.start_transfer(), "suspended")


def test_an_answer_after_the_decision_changes_nothing() -> None:
    """The decision departed from the advice when it was taken, whatever is answered later."""
    road, dossier = departed()
    later = fold(dossier, [road.answer_advice(follow_up=FollowUp.FOLLOWED)])
    no("suspension_is_over", later, road.start_transfer(), "suspended")


def test_without_an_advice_the_decision_waits_too() -> None:
    """The term of the request is over and nothing came in: a decision cannot accord with what is not there."""
    road, dossier = at(State.MINISTRY_DECIDED)
    silent = attrs.evolve(dossier, advices=(), responses=())
    no("suspension_is_over", fold(silent, [road.notify(DOR)]), road.start_transfer(), "suspended")


def test_an_abstention_that_is_taken_as_such_does_not_suspend() -> None:
    """A council that abstained, and whose abstention was answered as followed, is not departed from."""
    road, dossier = at(State.MINISTRY_DECIDED, bend(c.ReceiveAdvice, opinion=Opinion.ABSTAINED))
    yes("suspension_is_over", fold(dossier, [road.notify(DOR)]), road.start_transfer())


def test_the_council_may_waive_the_month() -> None:
    """From the moment that the council says so, nothing is suspended any more."""
    road, dossier = departed()
    no("suspension_is_over", dossier, road.start_transfer(), "suspended")
    yes("suspension_is_over", fold(dossier, [road.waive()]), road.start_transfer())


def test_a_waiver_of_an_earlier_decision_does_not_count() -> None:
    """What the council waived was about the decision that it had been told of then, not about a later one."""
    road, dossier = departed()
    dossier = fold(dossier, [road.waive()])
    assert dossier.decision is not None
    again = attrs.evolve(dossier, decision=attrs.evolve(dossier.decision, at=road.tick()))
    no("suspension_is_over", fold(again, [road.notify(DOR)]), road.start_transfer(), "suspended")


def test_without_extension_no_holiday_has_to_be_known() -> None:
    """A term that is not extended ends when it ends, and nothing warns."""
    road, dossier = departed()
    command = road.start_transfer(at=wait(road, date(2023, 9, 15)))
    plain = LETTER + works_councils_act(Calendar(extended=False))
    asking.yes("suspension_is_over", dossier, command, rules=plain)


def test_a_waiver_is_of_the_council_itself_and_after_the_notice() -> None:
    """A document of somebody else, or a waiver beforehand, is none."""
    road, dossier = departed()
    yes("waiver_is_of_the_council", dossier, road.waive())
    other = road.document(DocumentKind.LETTER, letter.DOUANE)
    no("waiver_is_of_the_council", dossier, road.waive(document=other), "not-of-the-council")
    no("waiver_is_of_the_council", dossier, road.waive(UNIONS), "not-of-the-council", "not-notified")
    for state in (State.PRECONDITIONS_TESTED, State.MINISTRY_DECIDED):
        road, dossier = at(state, departing)
        no("waiver_is_of_the_council", dossier, road.waive(), "not-notified")


def test_another_body_cannot_waive_for_the_council() -> None:
    """The unions, or the House, say nothing for a works council."""
    road, dossier = departed()
    for by in (road.actor(Role.UNION, UNIONS), Actor(id="x", role=Role.HOUSE, party=letter.HOUSE)):
        verdict = decide(FULL, dossier, road.waive(by=by)).verdict
        assert VerdictKind.REFUSED is verdict.kind
        assert "for-other-body" in {r.code for r in verdict.reasons}


def test_an_advice_of_another_request_does_not_count() -> None:
    """The last written request is the one that counts: an older advice that was followed ends no suspension."""
    road, dossier = at(State.PRECONDITIONS_TESTED)
    dossier = fold(dossier, list(road.deciding())[:-1])
    again = "fictief-advies-2"
    dossier = fold(
        dossier,
        [
            road.request_advice(again, until=(road.moment + timedelta(days=2)).date()),
            road.written_request(again, days=1),
        ],
    )
    dossier = fold(dossier, [road.consultation(again)])
    road.moment += timedelta(days=3)
    dossier = fold(dossier, [road.weigh(c.Step.DECISION), road.decide(), road.notify(DOR)])
    no("suspension_is_over", dossier, road.start_transfer(), "suspended")
    assert ADVICE in {a.advice for a in dossier.advices}
