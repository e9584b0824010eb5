"""Where the first version of the pack missed the act, and what is right: each line on both sides."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

import attrs
import pytest

from ontvlechting import LETTER, Dossier, State, decide, evolve, letter
from ontvlechting import commands as c
from ontvlechting.engine.days import Calendar, dutch_holidays
from ontvlechting.engine.errors import InputError
from ontvlechting.engine.verdicts import ReasonKind
from ontvlechting.letter.commands import AdviceBasis, AppealStatus, Command, FollowUp, Ground, Office, Opinion, Stage
from ontvlechting.letter.fiction import CouncilRoad, Road
from ontvlechting.letter.packs.works_councils_act import works_councils_act
from ontvlechting.letter.values import Body, BodyKind, DocumentKind, Reach, Role
from tests import asking
from tests.works_councils_act.council import (
    ADVICE,
    DOR,
    FULL,
    Change,
    at,
    bend,
    bent,
    departing,
    directed,
    fold,
    leave_out,
    no,
    requested,
    yes,
)

UNIONS = "vakbonden"
EXECUTION = "fictief-advies-uitvoering"


def codes(dossier: Dossier, command: Command) -> set[str]:
    """The reasons that shut the door for this command, under all the rules together."""
    return {reason.code for reason in decide(FULL, dossier, command).verdict.reasons if reason.shuts}


def wait(road: CouncilRoad, day: date) -> datetime:
    """The moment of the day's morning, which becomes the road's own."""
    road.moment = datetime.combine(day, road.moment.timetz())
    return road.moment


def told(*changes: Change, **notice: Any) -> tuple[CouncilRoad, Dossier]:
    """A decision of which the council was told, the road to it bent by these changes, and the notice by what is named."""
    road, dossier = at(State.MINISTRY_DECIDED, *changes)
    return road, fold(dossier, [road.notify(DOR, **notice)])


def conditions(*follow_ups: FollowUp) -> tuple[CouncilRoad, Dossier]:
    """A decision after an advice with a condition for each of these, answered one by one, of which the council was told."""
    road = CouncilRoad(letter.PROCESSES[asking.WEBSITES])
    elements = tuple(c.Asked(id=f"fictief-{n}", asks="Fictief: een voorwaarde") for n in range(1, len(follow_ups) + 1))
    answers = dict(zip((e.id for e in elements), follow_ups, strict=True))

    def each(commands: Any) -> Any:
        for command in commands:
            if isinstance(command, c.ReceiveAdvice):
                yield attrs.evolve(command, elements=elements)
            elif isinstance(command, c.AnswerAdvice):
                yield from (attrs.evolve(command, element=e, follow_up=f) for e, f in answers.items())
            else:
                yield command

    dossier = fold(Dossier(process=asking.WEBSITES), each(road.until(State.MINISTRY_DECIDED)))
    return road, fold(dossier, [road.notify(DOR)])


# -- 25(6): what departs from an advice --------------------------------------------------------------------------------


def test_to_go_on_after_a_negative_advice_departs_from_it_whatever_was_answered() -> None:
    """WOR 25(6): the council advised against it; "followed" does not make the decision accord, and execution waits a month."""
    road, dossier = told(bend(c.ReceiveAdvice, opinion=Opinion.NEGATIVE))
    assert [FollowUp.FOLLOWED] == [r.follow_up for r in dossier.responses]
    no("suspension_is_over", dossier, road.start_transfer(), "suspended")
    road, dossier = told()
    yes("suspension_is_over", dossier, road.start_transfer())


def test_an_advice_with_conditions_is_followed_when_each_of_them_is() -> None:
    """WOR 25(6): one condition that is not followed, or only in part, and the decision departs."""
    road, dossier = conditions(FollowUp.FOLLOWED, FollowUp.FOLLOWED)
    yes("suspension_is_over", dossier, road.start_transfer())
    for other in (f for f in FollowUp if f is not FollowUp.FOLLOWED):
        road, dossier = conditions(FollowUp.FOLLOWED, other)
        no("suspension_is_over", dossier, road.start_transfer(), "suspended")


# -- 25(2), 25(4): a term and a meeting --------------------------------------------------------------------------------


def test_a_term_is_a_stated_number_of_days_with_a_reason() -> None:
    """WOR 25(2): no term, no reason for it, fewer days than the shortest: each is told; zero days cannot even be asked."""
    road, dossier = requested()
    yes("request_states_its_term", dossier, road.written_request())
    silent = road.written_request(days=None, term_reason=None)
    no("request_states_its_term", dossier, silent, "no-term", "no-term-reason")
    with pytest.raises(InputError, match="days"):
        road.written_request(days=0)
    longer = LETTER + works_councils_act(shortest_term=14)
    short = road.written_request(days=13)
    yes("request_states_its_term", dossier, short)
    asking.no("request_states_its_term", dossier, short, "term-too-short", rules=longer)
    asking.yes("request_states_its_term", dossier, attrs.evolve(short, days=14), rules=longer)
    with pytest.raises(InputError, match="shortest_term"):
        works_councils_act(shortest_term=0)


def test_a_council_that_is_silent_is_waited_for_as_long_as_it_was_given() -> None:
    """WOR 25(2): that the letter's own term ended the same day changes nothing; after the term the decision can be taken."""
    road, dossier = directed()
    short = road.request_advice(until=road.moment.date() + timedelta(days=1))
    dossier = fold(dossier, [road.advice_basis(), attrs.evolve(short, until=road.moment.date())])
    request = road.written_request(days=10)
    dossier = fold(dossier, [request, road.consultation()])
    last = request.at.date() + timedelta(days=10)
    (reason,) = no("term_is_over", dossier, road.decide(at=wait(road, last)), "term-runs")
    assert reason.earliest is not None
    assert (ReasonKind.NOT_YET, last + timedelta(days=1)) == (reason.kind, reason.earliest.date())
    yes("term_is_over", dossier, road.decide(at=wait(road, last + timedelta(days=1))))
    yes("term_is_over", fold(dossier, [road.receive_advice()]), road.decide(at=wait(road, last)))


def test_withheld_advice_without_a_meeting_is_no_reason_to_decide() -> None:
    """WOR 25(4): the term is over and nobody met; a meeting, or the council's own refusal of one in writing, opens the door."""
    road, dossier = directed()
    dossier = fold(dossier, [road.advice_basis(), road.request_advice(), road.written_request(days=1)])
    met = fold(dossier, [road.consultation()])
    declined = fold(dossier, [road.decline_consultation()])
    late = wait(road, road.moment.date() + timedelta(days=60))
    no("consultation_took_place", dossier, road.decide(at=late), "no-consultation")
    yes("consultation_took_place", met, road.decide(at=late))
    yes("consultation_took_place", declined, road.decide(at=late))
    other = road.decline_consultation(document=road.document(DocumentKind.LETTER, letter.DOUANE))
    no("council_declines_in_writing", dossier, other, "not-declined-by-council")
    yes("council_declines_in_writing", dossier, road.decline_consultation())


def test_a_meeting_is_shown_by_the_council() -> None:
    """WOR 25(4): what one side says of a meeting is not enough; the council records it, or a document of the council shows it."""
    road, dossier = requested()
    dossier = fold(dossier, [road.written_request()])
    alone = fold(dossier, [road.consultation(by=road.receiver)])
    no("consultation_took_place", alone, road.decide(), "meeting-unconfirmed")
    meeting = road.consultation(by=road.receiver)
    minutes = attrs.evolve(road.document(DocumentKind.MINUTES, DOR), on=meeting.at.date())
    yes("consultation_took_place", fold(dossier, [attrs.evolve(meeting, document=minutes)]), road.decide())
    yes("consultation_took_place", fold(dossier, [road.consultation()]), road.decide())
    outsider = road.consultation(by=road.actor(Role.UNION, UNIONS))
    no("party_or_council_records", dossier, outsider, "not-concerned")
    yes("party_or_council_records", dossier, road.consultation())


def test_a_meeting_that_is_recorded_late_counts_by_its_moment() -> None:
    """WOR 25(4): held before the advice and recorded after it, it was held before it; held after it, it was not."""
    road, dossier = requested()
    request = road.written_request()
    meeting = road.consultation()
    dossier = fold(dossier, [request, road.receive_advice()])
    yes("consultation_follows_the_request", dossier, meeting)
    yes("consultation_took_place", fold(dossier, [meeting]), road.decide())
    no("consultation_follows_the_request", dossier, road.consultation(), "advice-given")
    before = attrs.evolve(meeting, at=request.at - timedelta(hours=1))
    no("consultation_follows_the_request", dossier, before, "no-written-request")


# -- B: an abstention in writing ---------------------------------------------------------------------------------------


def test_a_written_abstention_ends_the_wait() -> None:
    """R11, WOR 25: the council writes that it gives no advice; nobody waits for the term, meets or answers, nor is execution suspended."""
    road, dossier = directed()
    dossier = fold(dossier, [road.advice_basis(), road.request_advice(), road.written_request(days=90)])
    assert {"advice-awaited", "term-runs", "no-consultation"} <= codes(dossier, road.decide())
    dossier = fold(dossier, [road.abstain(), *road.hearing(Stage.DECISION), road.weigh(c.Step.DECISION)])
    assert set() == codes(dossier, road.decide(weighed=(letter.STUDY.document, *road.norms.always_weighed)))
    dossier = fold(dossier, [road.decide(), road.notify(DOR)])
    yes("suspension_is_over", dossier, road.start_transfer())


def test_a_written_abstention_ends_the_wait_of_the_letter_alone() -> None:
    """R11, R76: also without the pack; a letter of another says nothing for the body, and an advice is still an advice."""
    road, dossier = asking.at(State.PRECONDITIONS_TESTED)
    dossier = asking.fold(dossier, [road.request_advice()])
    asking.no("advices_were_answered", dossier, road.decide(), "advice-awaited")
    abstains = Opinion.ABSTAINED
    own = road.receive_advice(opinion=abstains, document=road.document(DocumentKind.LETTER, DOR))
    asking.yes("advice_is_a_document_of_the_body", dossier, own)
    asking.yes("advices_were_answered", asking.fold(dossier, [own]), road.decide())
    assert () == asking.fold(dossier, [own]).awaited_advices
    other = attrs.evolve(own, document=attrs.evolve(own.document, origin=letter.DOUANE))
    asking.no("advice_is_a_document_of_the_body", dossier, other, "not-the-advice")
    advice = attrs.evolve(own, opinion=Opinion.POSITIVE)
    asking.no("advice_is_a_document_of_the_body", dossier, advice, "not-the-advice")


# -- 25(5): the notice -------------------------------------------------------------------------------------------------


def test_a_notice_is_in_writing_by_the_director_after_the_decision_with_reasons() -> None:
    """WOR 25(5): dated years before, by the receiving party, as minutes, without reasons: each is told, and no month begins."""
    road, dossier = at(State.MINISTRY_DECIDED, departing)
    old = attrs.evolve(road.document(DocumentKind.MINUTES, DOR), on=date(2019, 1, 1))
    empty = road.notify(DOR, by=road.receiver, document=old, reasons=None)
    faulty = fold(dossier, [empty])
    faults = ("notice-not-by-director", "notice-not-in-writing", "notice-date", "notice-without-reasons")
    no("councils_were_notified", faulty, road.start_transfer(), *faults)
    no("waiver_is_of_the_council", faulty, road.waive(), "not-notified")
    good = fold(faulty, [road.notify(DOR)])
    yes("councils_were_notified", good, road.start_transfer())
    no("suspension_is_over", good, road.start_transfer(), "suspended")


def test_each_gap_of_a_notice_is_told_by_itself() -> None:
    """WOR 25(5): one reason for each gap, and the party of the director can supply it."""
    road, dossier = at(State.MINISTRY_DECIDED, departing)
    by_another = fold(dossier, [road.notify(DOR, by=road.ministry)])
    (reason,) = no("councils_were_notified", by_another, road.start_transfer(), "notice-not-by-director")
    assert [letter.MINISTRY] == [s.party for s in reason.suppliers]
    without = fold(dossier, [road.notify(DOR, reasons=None)])
    no("councils_were_notified", without, road.start_transfer(), "notice-without-reasons")


def test_a_decision_that_accords_needs_no_reasons() -> None:
    """WOR 25(5): why it departs is told where it departs."""
    road, dossier = told(reasons=None)
    yes("councils_were_notified", dossier, road.start_transfer())


def test_advice_on_the_execution_is_asked_where_it_was_not() -> None:
    """WOR 25(5), last sentence: not asked, asked and awaited, come in: only then execution begins; what was asked at once is enough."""
    road, dossier = told()
    yes("execution_advice_was_asked", dossier, road.start_transfer())
    not_asked = bend(c.RecordWrittenRequest, on_execution=False)
    road, dossier = told(not_asked)
    no("execution_advice_was_asked", dossier, road.start_transfer(), "execution-not-asked")
    road, dossier = at(State.MINISTRY_DECIDED, not_asked)
    asked = fold(dossier, [road.request_advice(EXECUTION), road.notify(DOR, execution_advice=EXECUTION)])
    (reason,) = no("execution_advice_was_asked", asked, road.start_transfer(), "execution-advice-awaited")
    assert ReasonKind.NOT_YET is reason.kind
    yes("execution_advice_was_asked", fold(asked, [road.receive_advice(EXECUTION)]), road.start_transfer())
    assert reason.earliest is not None
    yes("execution_advice_was_asked", asked, road.start_transfer(at=reason.earliest))


def test_the_advice_on_the_decision_is_not_that_on_its_execution() -> None:
    """WOR 25(5): naming the first request once more asks nothing."""
    road, dossier = told(bend(c.RecordWrittenRequest, on_execution=False), execution_advice=ADVICE)
    no("execution_advice_was_asked", dossier, road.start_transfer(), "execution-not-asked")


# -- 46d under b: the basis --------------------------------------------------------------------------------------------


def test_no_party_says_that_the_act_does_not_hold() -> None:
    """WOR 46d under b: the transferring party says "voluntary"; the director has to, in a document, and only from the ministry."""
    road, dossier = at(State.PRECONDITIONS_TESTED)
    no("basis_is_stated_by_the_director", dossier, road.advice_basis(), "no-director")
    road, dossier = directed()
    voluntary = road.advice_basis(basis=AdviceBasis.VOLUNTARY, grounds=())
    no("basis_is_stated_by_the_director", dossier, attrs.evolve(voluntary, by=road.deliverer), "not-the-director")
    no("basis_is_stated_by_the_director", dossier, attrs.evolve(voluntary, by=road.ministry), "not-the-director")
    yes("basis_is_stated_by_the_director", dossier, voluntary)
    no("basis_rests_on_a_document", dossier, attrs.evolve(voluntary, document=None), "no-document")
    other = attrs.evolve(voluntary, document=road.document(DocumentKind.LETTER, letter.DOUANE))
    no("basis_rests_on_a_document", dossier, other, "not-its-document")
    yes("basis_rests_on_a_document", dossier, voluntary)


def test_a_contested_basis_keeps_the_door_shut_until_it_is_settled() -> None:
    """WOR 36(2), 46d under b: the council contests "voluntary"; only its own agreement or a court settles that, or full advice."""
    road, dossier = directed()
    dossier = fold(dossier, [road.advice_basis(basis=AdviceBasis.VOLUNTARY, grounds=())])
    yes("basis_is_uncontested", dossier, road.decide())
    contested = fold(dossier, [road.contest_basis()])
    (reason,) = no("basis_is_uncontested", contested, road.decide(), "basis-contested")
    assert [letter.MINISTRY, DOR] == [s.party for s in reason.suppliers]
    again = fold(contested, [road.advice_basis(basis=AdviceBasis.VOLUNTARY, grounds=())])
    no("basis_is_uncontested", again, road.decide(), "basis-contested")
    settled = fold(contested, [road.settle_basis(AdviceBasis.CONSEQUENCES)])
    yes("basis_is_uncontested", settled, road.decide())
    no("advice_was_requested_in_writing", settled, road.decide(), "no-written-request")
    no("basis_stands", settled, road.advice_basis(basis=AdviceBasis.VOLUNTARY, grounds=()), "basis-settled")
    yes("basis_is_uncontested", fold(contested, [road.advice_basis()]), road.decide())


def test_whoever_stated_the_basis_does_not_settle_the_contest() -> None:
    """WOR 36(2): a document of the ministry itself settles nothing; of the council or of a court does, and only what is contested."""
    road, dossier = directed()
    dossier = fold(dossier, [road.advice_basis(basis=AdviceBasis.VOLUNTARY, grounds=())])
    no("basis_is_settled_by_others", dossier, road.settle_basis(), "not-contested")
    no("council_contests_its_basis", dossier, road.contest_basis(by=road.receiver), "not-by-the-council")
    yes("council_contests_its_basis", dossier, road.contest_basis())
    contested = fold(dossier, [road.contest_basis()])
    own = road.settle_basis(document=road.document(DocumentKind.LETTER, letter.MINISTRY))
    no("basis_is_settled_by_others", contested, own, "not-settled")
    yes("basis_is_settled_by_others", contested, road.settle_basis())
    yes("basis_is_settled_by_others", contested, road.settle_basis(document=road.order()))
    road, dossier = directed()
    no("council_contests_its_basis", dossier, road.contest_basis(), "no-basis-yet")


def test_what_is_settled_after_the_decision_asks_for_a_new_decision() -> None:
    """WOR 25(1), 36(2): decided without asking, as "voluntary"; when it turns out that the council had a right, one decides anew."""
    voluntary = bend(c.RecordAdviceBasis, basis=AdviceBasis.VOLUNTARY)
    road, dossier = at(State.MINISTRY_DECIDED, voluntary)
    yes("decided_on_this_basis", dossier, road.start_transfer())
    contested = fold(dossier, [road.contest_basis()])
    no("basis_is_uncontested", contested, road.start_transfer(), "basis-contested")
    settled = fold(contested, [road.settle_basis()])
    yes("basis_is_uncontested", settled, road.start_transfer())
    no("decided_on_this_basis", settled, road.start_transfer(), "decided-on-other-basis")
    yes("decided_on_this_basis", fold(settled, [road.revise()]), road.start_transfer())


# -- 25(1): the grounds ------------------------------------------------------------------------------------------------


def test_the_grounds_are_named() -> None:
    """WOR 25(1): one or more of a to n; advice outside the act rests on none."""
    road, dossier = directed()
    assert "abcdefghijklmn" == "".join(g.value for g in Ground)
    no("basis_rests_on_a_document", dossier, road.advice_basis(grounds=()), "no-ground")
    yes("basis_rests_on_a_document", dossier, road.advice_basis(grounds=(Ground.E,)))
    yes("basis_rests_on_a_document", dossier, road.advice_basis(basis=AdviceBasis.VOLUNTARY, grounds=()))


def test_hiring_the_study_may_be_a_ground_by_itself() -> None:
    """WOR 25(1) under n: when the council was not asked about hiring the study, the decision gets a warning and is not held up."""
    road, dossier = directed()
    without = fold(dossier, [road.advice_basis(grounds=(Ground.E,))])
    (reason,) = no("study_was_put_before_the_council", without, road.decide(), "study-commissioned")
    assert ReasonKind.WARNING is reason.kind
    assert letter.GALAN in reason.en
    named = fold(dossier, [road.advice_basis(grounds=(Ground.N,))])
    yes("study_was_put_before_the_council", named, road.decide())


# -- 46d under a: who the director is ----------------------------------------------------------------------------------


@pytest.mark.parametrize("office", Office)
def test_no_minister_or_state_secretary_is_the_director(office: Office) -> None:
    """WOR 46d under a: at a ministry neither is; a secretary-general, a director-general or another head can be."""
    road, dossier = at(State.PRECONDITIONS_TESTED)
    command = road.name_director(office=office)
    if office in (Office.MINISTER, Office.STATE_SECRETARY):
        no("director_is_no_politician", dossier, command, "politician")
    else:
        yes("director_is_no_politician", dossier, command)


def test_the_ministry_says_who_the_director_is() -> None:
    """WOR 1(1) under e: nobody makes himself the director; it stands in a document of the ministry."""
    road, dossier = at(State.PRECONDITIONS_TESTED)
    yes("ministry_names_the_director", dossier, road.name_director())
    own = road.name_director(by=road.deliverer, party=letter.BELASTINGDIENST, director=road.deliverer.id)
    no("ministry_names_the_director", dossier, own, "not-by-ministry")
    no("ministry_names_the_director", dossier, road.name_director(party=DOR), "director-party")
    other = road.document(DocumentKind.LETTER, letter.BELASTINGDIENST)
    no("ministry_names_the_director", dossier, road.name_director(document=other), "director-document")


def test_another_director_comes_from_then_on() -> None:
    """WOR 25(5): a notice is by whoever was the director at that moment, also when that changes later."""
    road, dossier = at(State.MINISTRY_DECIDED)
    dossier = fold(dossier, [road.notify(DOR), road.name_director(director="fictief-bestuurder-2")])
    yes("councils_were_notified", dossier, road.start_transfer())
    no("basis_is_stated_by_the_director", dossier, road.advice_basis(), "not-the-director")


# -- 26: appeal --------------------------------------------------------------------------------------------------------

FREE = Calendar(holidays=dutch_holidays([2023]))


def test_an_appeal_comes_within_a_month_of_the_notice() -> None:
    """WOR 26(2): told on 14 August, the council appeals up to 14 September; a month that ends on a day of rest runs on."""
    known = LETTER + works_councils_act(FREE)
    road, dossier = at(State.MINISTRY_DECIDED, departing)
    first = fold(dossier, [road.notify(DOR, at=wait(road, date(2023, 8, 14)))])
    asking.yes("appeal_is_in_time", first, road.appeal(at=wait(road, date(2023, 9, 14))), rules=known)
    late = road.appeal(at=wait(road, date(2023, 9, 15)))
    asking.no("appeal_is_in_time", first, late, "appeal-late", rules=known)
    no("appeal_is_in_time", first, late, "appeal-late")
    road, dossier = at(State.MINISTRY_DECIDED, departing)
    rest = fold(dossier, [road.notify(DOR, at=wait(road, date(2023, 11, 25)))])
    asking.yes("appeal_is_in_time", rest, road.appeal(at=wait(road, date(2023, 12, 27))), rules=known)
    plain = LETTER + works_councils_act(Calendar(extended=False))
    late = road.appeal(at=wait(road, date(2023, 12, 27)))
    asking.no("appeal_is_in_time", rest, late, "appeal-late", rules=plain)


def test_the_month_of_an_appeal_begins_with_a_notice_as_the_act_asks_it() -> None:
    """WOR 26(2): whoever was not told in writing is not late; how an appeal goes on has no term."""
    road, dossier = at(State.MINISTRY_DECIDED, departing)
    year = timedelta(days=365)
    road.moment += year
    yes("appeal_is_in_time", dossier, road.appeal())
    brought = fold(dossier, [road.notify(DOR), road.appeal()])
    road.moment += year
    yes("appeal_is_in_time", brought, road.appeal(AppealStatus.WITHDRAWN))


def executing(road: CouncilRoad) -> list[Command]:
    """The commands that execute a decision."""
    return [
        road.start_transfer(),
        road.start_phase(1),
        road.start_strengthening(),
        road.shift_budget(),
        road.complete(),
    ]


def test_an_appeal_that_was_upheld_shuts_until_the_decision_is_withdrawn() -> None:
    """WOR 26(5): an upheld appeal shuts every act of execution; the way back, and a new plan, stay open."""
    road, dossier = told()
    upheld = fold(dossier, [road.appeal(), road.appeal(AppealStatus.UPHELD)])
    for command in executing(road):
        (reason,) = no("no_appeal_was_upheld", upheld, command, "appeal-upheld")
        assert (ReasonKind.FORBIDDEN, "WOR-26-5") == (reason.kind, reason.rule)
    yes("no_appeal_was_upheld", fold(upheld, [road.revise()]), road.start_transfer())
    assert decide(FULL, upheld, road.stop()).verdict.allowed
    assert upheld.decision is not None
    anew = attrs.evolve(upheld, decision=attrs.evolve(upheld.decision, at=road.tick()))
    yes("no_appeal_was_upheld", anew, road.start_transfer())
    road, dossier = told()
    dismissed = fold(dossier, [road.appeal(), road.appeal(AppealStatus.DISMISSED)])
    yes("no_appeal_was_upheld", dismissed, road.start_transfer())


def test_a_decision_that_is_withdrawn_is_taken_anew_and_what_is_left_of_it_goes_on() -> None:
    """WOR 26(5) under a: withdrawn as a whole there is nothing to execute; in part, the rest may, if court or council says so."""
    road, dossier = told()
    upheld = fold(dossier, [road.appeal(), road.appeal(AppealStatus.UPHELD)])
    no("withdrawal_follows_the_court", dossier, road.withdraw(), "not-upheld")
    whole = fold(upheld, [road.withdraw()])
    no("no_appeal_was_upheld", whole, road.start_transfer(), "decision-withdrawn")
    yes("no_appeal_was_upheld", fold(upheld, [road.withdraw(whole=False)]), road.start_transfer())
    own = road.withdraw(whole=False, document=road.document(DocumentKind.DECISION_NOTE, letter.MINISTRY))
    no("withdrawal_follows_the_court", upheld, own, "withdrawal-not-shown")
    yes("withdrawal_follows_the_court", upheld, road.withdraw(whole=False))
    assert not decide(FULL, upheld, road.withdraw(by=road.receiver)).verdict.allowed


def test_the_other_side_neither_withdraws_an_appeal_nor_decides_on_it() -> None:
    """WOR 26: the council withdraws; that an appeal was dismissed or upheld stands in an order of the court."""
    road, dossier = told()
    dossier = fold(dossier, [road.appeal()])
    gone = road.appeal(AppealStatus.WITHDRAWN)
    yes("appeal_is_shown", dossier, gone)
    no("appeal_is_shown", dossier, attrs.evolve(gone, by=road.deliverer), "appeal-not-shown")
    of_court = attrs.evolve(gone, by=road.deliverer, document=road.order(), at=road.tick())
    no("appeal_is_shown", dossier, of_court, "appeal-not-shown")
    letter_of_council = road.document(DocumentKind.LETTER, DOR)
    yes("appeal_is_shown", dossier, attrs.evolve(gone, by=road.deliverer, document=letter_of_council, at=road.tick()))
    for status in (AppealStatus.DISMISSED, AppealStatus.UPHELD):
        yes("appeal_is_shown", dossier, road.appeal(status))
        no("appeal_is_shown", dossier, road.appeal(status, document=None), "outcome-not-shown")
        own = road.document(DocumentKind.LETTER, letter.MINISTRY)
        no("appeal_is_shown", dossier, road.appeal(status, by=road.ministry, document=own), "outcome-not-shown")


def test_only_a_court_forbids_and_lifts() -> None:
    """WOR 26(5): a paper of the transferring party lifts no prohibition; the council can record what the court ordered."""
    road, dossier = told()
    forbidden = fold(dossier, [road.prohibition(by=road.speaker(DOR))])
    no("execution_is_not_prohibited", forbidden, road.start_transfer(), "prohibited")
    own = road.document(DocumentKind.LETTER, letter.BELASTINGDIENST)
    lift = road.prohibition(in_force=False, by=road.deliverer, document=own)
    no("prohibition_is_of_a_court", forbidden, lift, "not-of-a-court")
    yes("prohibition_is_of_a_court", forbidden, road.prohibition(in_force=False))


# -- E: which body speaks for whom -------------------------------------------------------------------------------------

BELASTINGDIENST, DOUANE, TOESLAGEN = letter.BELASTINGDIENST, letter.DOUANE, letter.TOESLAGEN


def council(id: str, reach: Reach, *parties: str, shared_by: int = 1, kind: BodyKind = BodyKind.WORKS_COUNCIL) -> Body:
    """A fictional body."""
    name = FULL.norms.bodies[0].name
    return Body(id=id, kind=kind, name=name, reach=reach, speaks_for=parties, shared_by=shared_by)


OWN = (
    council("or-belastingdienst", Reach.OWN, BELASTINGDIENST),
    council("or-douane", Reach.OWN, DOUANE),
    council("or-toeslagen", Reach.OWN, TOESLAGEN),
)
GROUP = council("groep", Reach.GROUP, BELASTINGDIENST, DOUANE, shared_by=2)
CENTRAL = council("centraal", Reach.CENTRAL, BELASTINGDIENST, DOUANE, TOESLAGEN, shared_by=3)
SPEAKING: dict[str, tuple[tuple[Body, ...], tuple[str, ...], list[str]]] = {
    "each of its own": (OWN, (BELASTINGDIENST, DOUANE), ["or-belastingdienst", "or-douane"]),
    "the group for what it shares": ((*OWN, GROUP), (BELASTINGDIENST, DOUANE), ["groep"]),
    "not the group for what it does not": (
        (*OWN, GROUP),
        (BELASTINGDIENST, TOESLAGEN),
        ["or-belastingdienst", "or-toeslagen"],
    ),
    "the central one before the group": (
        (*OWN, GROUP, council("dor", Reach.CENTRAL, shared_by=2)),
        (BELASTINGDIENST, DOUANE),
        ["dor"],
    ),
    "a central one that needs most of them": ((*OWN, GROUP, CENTRAL), (BELASTINGDIENST, DOUANE), ["groep"]),
    "two of one reach": (
        (council("dor", Reach.CENTRAL), council("cor", Reach.CENTRAL)),
        (BELASTINGDIENST, DOUANE),
        ["dor", "cor"],
    ),
    "unions take nothing from a council": (
        (*OWN, council("dgo", Reach.CENTRAL, kind=BodyKind.UNION)),
        (BELASTINGDIENST, DOUANE),
        ["or-belastingdienst", "or-douane", "dgo"],
    ),
    "before a process has parties, all": ((*OWN, GROUP), (), [*(b.id for b in OWN), "groep"]),
}


@pytest.mark.parametrize(("bodies", "parties", "expected"), SPEAKING.values(), ids=SPEAKING)
def test_which_body_speaks_follows_from_the_common_interest(
    bodies: tuple[Body, ...], parties: tuple[str, ...], expected: list[str]
) -> None:
    """WOR 33, 35: a matter of common interest goes to the wider council, and with it the powers of the narrower ones."""
    norms = speaking(FULL.norms, *bodies)
    assert expected == [b.id for b in norms.bodies_for(parties) if b in bodies]


def speaking(norms: letter.Norms, *bodies: Body) -> letter.Norms:
    """These norms with these bodies, one of which is heard at every stage; and with the unions, if none are among them."""
    councils = [b.id for b in bodies if b.kind is BodyKind.WORKS_COUNCIL]
    unions = () if len(councils) < len(bodies) else (norms.bodies[1],)
    return attrs.evolve(norms, bodies=(*bodies, *unions), departmental_council=councils[0])


def test_the_councils_that_speak_are_those_that_are_asked() -> None:
    """WOR 35: with a group council for both parties, it is the group council of which a basis is asked; with none, that is told."""
    road, dossier = at(State.PRECONDITIONS_TESTED)
    rules = attrs.evolve(FULL, norms=speaking(FULL.norms, *OWN, GROUP))
    (reason,) = asking.no("advice_basis_is_recorded", dossier, road.decide(), "no-basis", rules=rules)
    assert "`groep`" in reason.en
    nobody = attrs.evolve(FULL, norms=speaking(FULL.norms, OWN[2]))
    (reason,) = asking.no("advice_basis_is_recorded", dossier, road.decide(), "no-council", rules=nobody)
    assert ("WOR-35-1", [letter.MINISTRY]) == (reason.rule, [s.party for s in reason.suppliers])
    yes("advice_basis_is_recorded", fold(dossier, [road.name_director(), road.advice_basis()]), road.decide())


def test_the_letter_hears_the_bodies_that_speak() -> None:
    """R64: a council of a directorate that takes no part is not heard about the process, and is not missed."""
    road, dossier = asking.at(State.PRECONDITIONS_TESTED)
    dossier = asking.fold(dossier, [*road.hearing(Stage.DECISION)])
    for body, missed in ((OWN[2], False), (OWN[1], True)):
        norms = attrs.evolve(LETTER.norms, bodies=(*LETTER.norms.bodies, attrs.evolve(body, reach=Reach.CENTRAL)))
        rules = attrs.evolve(LETTER, norms=norms)
        if missed:
            asking.no(
                "bodies_were_heard",
                dossier,
                road.decide(),
                *(f"works_council-{s}" for s in ("plan", "test", "decision")),
                rules=rules,
            )
        else:
            asking.yes("bodies_were_heard", dossier, road.decide(), rules=rules)


def test_a_road_follows_the_bodies_that_speak() -> None:
    """The fictional road hears whoever speaks in its process."""
    norms = speaking(LETTER.norms, *OWN, GROUP)
    road = Road(letter.PROCESSES[asking.WEBSITES], norms=norms)
    heard = [contact.body for contact in road.hearing(Stage.PLAN) if isinstance(contact, c.RecordContact)]
    assert ["groep", UNIONS] == heard


# -- an amended plan ---------------------------------------------------------------------------------------------------


def proposed() -> tuple[CouncilRoad, Dossier]:
    """A transfer of which the first phase was accepted, with an amended plan that is proposed."""
    road, dossier = at(State.PHASED_TRANSFER)
    return road, fold(dossier, [*road.phase(1), road.propose()])


def test_an_amended_plan_can_be_put_before_the_council() -> None:
    """WOR 25(1), 25(2): whether it asks for a new request is for people, so the amendment warns; until it is decided it can be asked."""
    road, dossier = proposed()
    (reason,) = no("request_is_about_this_plan", dossier, road.amend(), "plan-changed")
    assert ReasonKind.WARNING is reason.kind
    dossier = fold(dossier, [road.request_advice("fictief-advies-2")])
    yes("request_stands", dossier, road.written_request("fictief-advies-2"))
    asked = fold(dossier, [road.written_request("fictief-advies-2")])
    yes("request_is_about_this_plan", asked, road.amend())
    yes("suspension_is_over", asked, road.start_phase(2))
    no("consultation_took_place", asked, road.amend(), "no-consultation")


def test_what_the_council_was_asked_about_an_amendment_is_held_to_that() -> None:
    """WOR 25(5), 25(6): asked anew and not followed, it is told of the amendment, and what is left to do waits; else the first holds."""
    second = "fictief-advies-2"
    road, dossier = at(State.PHASED_TRANSFER)
    dossier = fold(dossier, road.phase(1))
    proposal, *before, amendment = road.amending()
    yes("councils_were_notified", fold(dossier, [proposal, *before, amendment]), road.start_phase(2))
    dossier = fold(dossier, [proposal])
    asked = [road.request_advice(second), road.written_request(second), road.consultation(second)]
    advised = [*asked, road.receive_advice(second, Opinion.NEGATIVE), road.answer_advice(second, FollowUp.NOT)]
    dossier = fold(dossier, [*advised, *before, road.weigh(c.Step.AMENDMENT)])
    weighed = (letter.STUDY.document, *road.norms.always_weighed, road.paper(), road.paper(second))
    dossier = fold(dossier, [road.amend(weighed=weighed)])
    no("councils_were_notified", dossier, road.start_phase(2), "not-notified")
    dossier = fold(dossier, [road.notify(DOR)])
    yes("councils_were_notified", dossier, road.start_phase(2))
    no("suspension_is_over", dossier, road.start_phase(2), "suspended")


# -- the road ----------------------------------------------------------------------------------------------------------

ASKED = (c.RecordDirector, c.RecordAdviceBasis, c.RecordWrittenRequest, c.RecordConsultation, c.NotifyBody)


@pytest.mark.parametrize("kind", ASKED, ids=lambda kind: kind.key)
def test_what_is_left_out_of_the_road_is_missed(kind: type[Command]) -> None:
    """Each record that the pack asks for is asked for: without it no transfer begins under both sets of rules."""
    road = CouncilRoad(letter.PROCESSES[asking.WEBSITES])
    dossier = Dossier(process=asking.WEBSITES)
    for command in bent(road.until(State.PHASED_TRANSFER), leave_out(kind)):
        dossier = evolve(dossier, decide(FULL, dossier, command))
    assert State.PHASED_TRANSFER is not dossier.state


# -- a correction ----------------------------------------------------------------------------------------------------------


def corrected(road: CouncilRoad, dossier: Dossier, by: Any, holds: Command | None = None) -> c.Correct:
    """The last fact was wrong."""
    number = dossier.entries[-1].number
    return c.Correct(by=by, at=road.tick(), record=number, wrong="Fictief: verschreven", holds=holds)


def test_a_correction_shortens_no_term() -> None:
    """WOR 25(2), 25(6): neither of the request nor of the month; longer, later or in other words it may be."""
    road, dossier = requested()
    request, notice = fold(dossier, [road.written_request()]), told()[1]
    for known, days in ((request, {"days": 14}), (notice, {})):
        said: Any = known.entries[-1].command
        for holds in (attrs.evolve(said, at=said.at - timedelta(days=9)), attrs.evolve(said, **days) if days else None):
            if holds is not None:
                no(
                    "correction_shortens_nothing",
                    known,
                    corrected(road, known, said.by, holds),
                    "shortened-by-correction",
                )
    said = request.entries[-1].command
    no("correction_shortens_nothing", request, corrected(road, request, said.by), "shortened-by-correction")
    longer = corrected(road, request, said.by, attrs.evolve(said, days=42))
    yes("correction_shortens_nothing", request, longer)
    yes("correction_would_pass_the_pack", request, longer)
    fold(request, [longer])


def test_a_correction_takes_away_no_appeal_and_no_prohibition() -> None:
    """WOR 26: the order of the court ends it; the council takes back what it says of its own appeal."""
    road, dossier = told()
    for fact in (road.appeal(), road.appeal(AppealStatus.UPHELD), road.prohibition(), None):
        known = fold(dossier, [fact] if fact else [road.appeal(), road.appeal(AppealStatus.UPHELD), road.withdraw()])
        no("correction_shortens_nothing", known, corrected(road, known, road.ministry), "shortened-by-correction")
    known = fold(dossier, [road.appeal()])
    fold(known, [corrected(road, known, road.speaker(DOR))])
    lifted = fold(dossier, [road.prohibition(), road.prohibition(in_force=False)])
    yes("correction_shortens_nothing", lifted, corrected(road, lifted, road.ministry))


def test_a_correction_is_no_way_around_a_door_of_the_pack() -> None:
    """R79: what holds instead of a fact that the pack brings meets the door that the pack has for it."""
    road, dossier = requested()
    known = fold(dossier, [road.written_request()])
    said: Any = known.entries[-1].command
    bare = corrected(road, known, said.by, attrs.evolve(said, grounds=None))
    no("correction_would_pass_the_pack", known, bare, "no-grounds")


# -- the month begins when the council could know ---------------------------------------------------------------------------


def dated_back() -> tuple[CouncilRoad, Dossier, date, date]:
    """A notice that departs, told 30 days after it is said to have been given; other facts were recorded meanwhile."""
    road, dossier = at(State.MINISTRY_DECIDED, departing)
    given = road.tick()
    meanwhile = wait(road, given.date() + timedelta(days=30))
    talk = road.contact(UNIONS, Stage.EXECUTION, at=meanwhile)
    notice = road.notify(DOR, at=given)
    return road, fold(dossier, [talk, notice]), given.date(), meanwhile.date()


def test_a_notice_that_is_dated_back_shortens_no_month() -> None:
    """WOR 25(6), 26(2): the month runs from when the council could know of it: what is on record shows that it is told late."""
    road, dossier, given, meanwhile = dated_back()
    soon = wait(road, given + timedelta(days=40))
    (reason,) = no("suspension_is_over", dossier, road.start_transfer(at=soon), "suspended")
    assert "heeft die eerdere dag niet bevestigd" in reason.nl
    yes("appeal_is_in_time", dossier, road.appeal(at=soon))
    later = wait(road, meanwhile + timedelta(days=40))
    assert "suspended" not in codes(dossier, road.start_transfer(at=later))
    no("appeal_is_in_time", dossier, road.appeal(at=later), "appeal-late")


def test_a_notice_that_is_told_late_and_that_the_council_confirms_counts_from_its_day() -> None:
    """WOR 25(6): who was told on that day can say so; a fact keeps its own moment."""
    road, dossier, given, _ = dated_back()
    dossier = fold(dossier, [road.confirm(dossier.entries[-1].number)])
    soon = wait(road, given + timedelta(days=40))
    assert "suspended" not in codes(dossier, road.start_transfer(at=soon))
    no("appeal_is_in_time", dossier, road.appeal(at=soon), "appeal-late")


def test_a_notice_that_is_recorded_on_its_day_needs_no_more() -> None:
    """WOR 25(6): the month runs from the day after it, also where the council says nothing."""
    road, dossier = told(departing)
    soon = wait(road, dossier.notices[-1].at.date() + timedelta(days=40))
    assert "suspended" not in codes(dossier, road.start_transfer(at=soon))
    after = fold(dossier, [road.contact(UNIONS, Stage.EXECUTION)])  # what is recorded after it changes nothing
    assert "suspended" not in codes(after, road.start_transfer())


def test_a_notice_that_the_council_contests_does_not_count_until_that_is_resolved() -> None:
    """WOR 25(5), R67: "we were not told": the door is shut; upheld, the council is told anew; dismissed, it counts as it did."""
    road, dossier = told(departing)
    number = dossier.entries[-1].number
    yes("councils_were_notified", dossier, road.start_transfer())
    dossier = fold(dossier, [road.contest(number)])
    contest = dossier.entries[-1].number
    no("councils_were_notified", dossier, road.start_transfer(), "notice-contested")
    upheld = fold(dossier, [road.resolve_contest(contest)])
    no("councils_were_notified", upheld, road.start_transfer(), "notice-denied")
    yes("councils_were_notified", fold(upheld, [road.notify(DOR)]), road.start_transfer())
    dismissed = fold(dossier, [road.resolve_contest(contest, upheld=False)])
    yes("councils_were_notified", dismissed, road.start_transfer())


def test_only_the_council_itself_confirms_or_contests_what_it_was_told() -> None:
    """WOR 25(5), R12: not the unions, nor a party; and it contests the record of another, but does not correct it (R79)."""
    road, dossier = told(departing)
    number = dossier.entries[-1].number
    yes("record_is_about_the_speaker", dossier, road.confirm(number))
    no("record_is_about_the_speaker", dossier, road.contest(number, UNIONS), "about-another")
    gone = c.Correct(by=road.speaker(DOR), at=road.tick(), record=number, wrong="Fictief: niet gekregen", holds=None)
    no("recorder_corrects", dossier, gone, "recorded-by-other")


def test_the_term_of_a_request_that_is_dated_back_runs_from_when_the_council_could_know() -> None:
    """WOR 25(2): a council that says nothing is given its days from when it could know of the request."""
    road, dossier = requested()
    request = road.written_request(days=40)
    given = request.at
    meanwhile = wait(road, given.date() + timedelta(days=30))
    dossier = fold(dossier, [road.contact(UNIONS, Stage.DECISION, at=meanwhile), request])
    soon = wait(road, given.date() + timedelta(days=50))
    no("term_is_over", dossier, road.decide(at=soon), "term-runs")
    later = wait(road, meanwhile.date() + timedelta(days=50))
    yes("term_is_over", dossier, road.decide(at=later))
