"""What was there before shows nothing of what came after, and what a court forbids is asked at every act of execution."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import attrs
import pytest

from ontvlechting import Dossier, State, letter
from ontvlechting import commands as c
from ontvlechting.letter.commands import AdviceBasis, AppealStatus, FollowUp
from ontvlechting.letter.fiction import CouncilRoad
from ontvlechting.letter.values import Document, DocumentKind, Role
from tests.works_councils_act.council import DOR, at, departing, directed, fold, no, requested, yes

DAY = timedelta(days=1)
LONG_AGO = date(2010, 6, 1)
UNIONS, MINISTRY = letter.UNIONS, letter.MINISTRY


def dated(command: Any, on: date, **changes: Any) -> Any:
    """The same, with its document of this day."""
    return attrs.evolve(command, document=attrs.evolve(command.document, on=on, **changes))


# -- WOR 25: the request, the meeting, the month ---------------------------------------------------------------------------------


def test_a_request_is_written_by_who_asks_and_about_this_process() -> None:
    """WOR 25(2): minutes of the unions of years ago ask a council nothing; a letter of a party or the ministry, of since there is a process, does."""
    road, dossier = requested()
    request, opened = road.written_request(), dossier.opened
    assert opened is not None
    first = opened.date()
    for wrong in (
        dated(request, first, origin=UNIONS),
        dated(request, first, origin=DOR),
        dated(request, first - DAY),
        dated(request, LONG_AGO),
    ):
        (reason,) = no("request_is_in_writing", dossier, wrong, "not-in-writing")
        assert {MINISTRY, "douane", letter.BELASTINGDIENST} == {s.party for s in reason.suppliers}
    for origin in (MINISTRY, "douane", letter.BELASTINGDIENST):
        yes("request_is_in_writing", dossier, dated(request, first, origin=origin))


def test_that_it_is_in_time_is_judged_by_whom_it_concerns_of_this_process() -> None:
    """WOR 25(2): not by the unions, nor before there was a process, nor afterwards; the council that is asked may judge it as well."""
    road, dossier = requested()
    request, opened = road.written_request(), dossier.opened
    assert opened is not None
    assert request.in_time is not None

    def judged(**changes: Any) -> c.RecordWrittenRequest:
        assert request.in_time is not None
        return attrs.evolve(request, in_time=attrs.evolve(request.in_time, **changes))

    wrong = (
        {"by": road.speaker(UNIONS)},
        {"by": road.actor(Role.DIRECTORATE, letter.TOESLAGEN)},
        {"on": opened - DAY},
        {"on": request.at + DAY},
    )
    for changes in wrong:
        no("request_is_in_time", dossier, judged(**changes), "judged-by-another")
    for by in (road.ministry, road.receiver, road.deliverer, road.speaker(DOR)):
        yes("request_is_in_time", dossier, judged(by=by, on=opened))


def test_a_meeting_is_not_shown_by_a_paper_of_before_it() -> None:
    """WOR 25(4): minutes of the council of years ago, a study, or an advice, which can be on something else, show no meeting."""
    road, dossier = requested()
    dossier = fold(dossier, [road.written_request()])
    meeting = road.consultation(by=road.ministry)
    day = meeting.at.date()

    def shown(on: date, kind: DocumentKind = DocumentKind.MINUTES) -> Dossier:
        paper = attrs.evolve(road.document(kind, DOR), on=on)
        return fold(dossier, [attrs.evolve(meeting, document=paper)])

    of_another_kind = [shown(day, kind) for kind in (DocumentKind.STUDY, DocumentKind.ADVICE)]
    for known in (shown(LONG_AGO), shown(day - DAY), *of_another_kind):
        (reason,) = no("consultation_took_place", known, road.decide(), "meeting-unconfirmed")
        assert DOR in {s.party for s in reason.suppliers}
    yes("consultation_took_place", shown(day), road.decide())
    yes("consultation_took_place", shown(day, DocumentKind.LETTER), road.decide())


def test_a_meeting_is_not_declined_before_it_was_asked_for() -> None:
    """WOR 25(4): what the council wrote before the request does not give up the meeting on it."""
    road, dossier = requested()
    request = road.written_request()
    dossier = fold(dossier, [request])
    declined = road.decline_consultation(by=road.ministry)
    for on in (LONG_AGO, request.at.date() - DAY):
        (reason,) = no("council_declines_in_writing", dossier, dated(declined, on), "not-declined-by-council")
        assert {DOR} == {s.party for s in reason.suppliers}
    yes("council_declines_in_writing", dossier, dated(declined, request.at.date()))


def test_a_month_is_not_waived_before_the_council_was_told() -> None:
    """WOR 25(6): a letter of before the notice, handed in after it, waives nothing; one of that day does."""
    road, dossier = at(State.MINISTRY_DECIDED, departing)
    notice = road.notify(DOR)
    dossier = fold(dossier, [notice])
    waiver = road.waive(by=road.ministry)
    for on in (LONG_AGO, notice.at.date() - DAY):
        (reason,) = no("waiver_is_of_the_council", dossier, dated(waiver, on), "waived-before")
        assert {DOR} == {s.party for s in reason.suppliers}
    yes("waiver_is_of_the_council", dossier, dated(waiver, notice.at.date()))


# -- WOR 26: what a court forbids ---------------------------------------------------------------------------------------------------


def forbidden(road: CouncilRoad, dossier: Dossier, what: str) -> Dossier:
    """A court forbids the execution, or holds the pending appeal of the council to be right."""
    if what == "prohibited":
        return fold(dossier, [road.prohibition()])
    return fold(dossier, [road.appeal(AppealStatus.UPHELD)])


@pytest.mark.parametrize("what", ["prohibited", "appeal-upheld"])
def test_no_phase_is_accepted_and_nothing_proven_while_it_is_forbidden(what: str) -> None:
    """WOR 26(5): to accept a phase, or to conclude a proof, goes on with the execution; the way back stays open."""
    guard = "execution_is_not_prohibited" if what == "prohibited" else "no_appeal_was_upheld"
    road, dossier = at(State.PHASED_TRANSFER)
    dossier = fold(dossier, [road.appeal()])
    *before, accept = road.phase(1)
    dossier = fold(dossier, before)
    stopped = forbidden(road, dossier, what)
    for command in (attrs.evolve(accept, at=road.tick()), road.conclude_proof()):
        if guard == "execution_is_not_prohibited":
            yes("execution_is_not_prohibited", dossier, command)
            no("execution_is_not_prohibited", stopped, command, "prohibited")
        else:
            yes("no_appeal_was_upheld", dossier, command)
            no("no_appeal_was_upheld", stopped, command, "appeal-upheld")
    fold(stopped, [road.fall_back()])
    if what == "prohibited":
        lifted = fold(stopped, [road.prohibition(in_force=False)])
        fold(lifted, [attrs.evolve(accept, at=road.tick())])


def test_on_the_governance_route_no_agreements_are_concluded_while_it_is_forbidden() -> None:
    """WOR 26(5): what a court forbids is forbidden on either route."""
    road, dossier = at(State.STRENGTHENING_GOVERNANCE, route=c.Route.GOVERNANCE)
    stopped = forbidden(road, dossier, "prohibited")
    yes("execution_is_not_prohibited", dossier, road.conclude_agreements())
    no("execution_is_not_prohibited", stopped, road.conclude_agreements(), "prohibited")


def test_a_prohibition_is_not_lifted_by_an_order_of_before_it() -> None:
    """WOR 26(5): an order of years ago lifts nothing that was forbidden since; one of that day may."""
    road, dossier = at(State.PHASED_TRANSFER)
    imposed = road.prohibition()
    dossier = fold(dossier, [imposed])
    lift = road.prohibition(in_force=False)
    for on in (LONG_AGO, imposed.at.date() - DAY):
        no("prohibition_is_of_a_court", dossier, dated(lift, on), "lifted-before")
    yes("prohibition_is_of_a_court", dossier, dated(lift, imposed.at.date()))


def test_an_appeal_is_not_decided_on_before_it_was_brought() -> None:
    """WOR 26: an order of before the appeal dismisses nothing; the first that is told of an appeal is not of before the decision."""
    road, dossier = at(State.MINISTRY_DECIDED)
    decided = dossier.decision
    assert decided is not None
    dossier = fold(dossier, [road.notify(DOR)])
    at_once = road.appeal(AppealStatus.DISMISSED)
    no("appeal_is_shown", dossier, dated(at_once, decided.at.date() - DAY), "outcome-not-shown")
    yes("appeal_is_shown", dossier, dated(at_once, decided.at.date()))
    brought = road.appeal()
    dossier = fold(dossier, [brought])
    dismissed = road.appeal(AppealStatus.DISMISSED)
    for on in (LONG_AGO, brought.at.date() - DAY):
        no("appeal_is_shown", dossier, dated(dismissed, on), "outcome-not-shown")
    yes("appeal_is_shown", dossier, dated(dismissed, brought.at.date()))


@pytest.mark.parametrize("whole", [True, False])
def test_a_decision_is_not_withdrawn_by_a_paper_of_before_the_court_spoke(whole: bool) -> None:  # noqa: FBT001 - which of the two
    """WOR 26(5) under a: what was written before the appeal was upheld withdraws nothing because of it."""
    road, dossier = at(State.MINISTRY_DECIDED)
    upheld = (road.notify(DOR), road.appeal(), road.appeal(AppealStatus.UPHELD))
    dossier = fold(dossier, upheld)
    withdrawn = road.withdraw(whole=whole)
    for on in (LONG_AGO, upheld[-1].at.date() - DAY):
        no("withdrawal_follows_the_court", dossier, dated(withdrawn, on), "withdrawal-not-shown")
    yes("withdrawal_follows_the_court", dossier, dated(withdrawn, upheld[-1].at.date()))


def test_a_contest_is_not_settled_before_it_was_there() -> None:
    """WOR 36(2): a letter of the council of before it contested the basis settles nothing; one of that day does."""
    road, dossier = directed()
    contest = road.contest_basis
    dossier = fold(dossier, [road.advice_basis(basis=AdviceBasis.VOLUNTARY, grounds=())])
    contested = contest()
    dossier = fold(dossier, [contested])
    settled = road.settle_basis(AdviceBasis.VOLUNTARY)
    for on in (LONG_AGO, contested.at.date() - DAY):
        (reason,) = no("basis_is_settled_by_others", dossier, dated(settled, on), "not-settled")
        assert {DOR} == {s.party for s in reason.suppliers}
    yes("basis_is_settled_by_others", dossier, dated(settled, contested.at.date()))
    court = Document(
        id="fictief-uitspraak",
        kind=DocumentKind.EVIDENCE,
        title="Fictieve uitspraak",
        on=contested.at.date(),
        origin="ondernemingskamer",
    )
    yes("basis_is_settled_by_others", dossier, attrs.evolve(settled, document=court))


# -- WOR 25: what was decided was decided on what was on record ------------------------------------------------------------------------


def test_an_answer_that_is_told_after_the_decision_shortens_no_month() -> None:
    """WOR 25(6): dated back to before it, it would make the decision follow the advice after all; before the decision it may change."""
    road, dossier = at(State.PRECONDITIONS_TESTED)
    *before, weigh, decide = road.deciding()
    given = next(command for command in before if isinstance(command, c.AnswerAdvice))
    departs = [attrs.evolve(x, follow_up=FollowUp.NOT) if x is given else x for x in before]
    undecided = fold(dossier, departs)
    again = attrs.evolve(given, at=given.at + timedelta(hours=1))
    yes("decided_on_what_was_on_record", undecided, again)
    decided = fold(undecided, [weigh, decide])
    (reason,) = no("decided_on_what_was_on_record", decided, again, "followed-after-all")
    assert {DOR} == {s.party for s in reason.suppliers}
    yes("decided_on_what_was_on_record", decided, attrs.evolve(again, at=road.tick()))
    yes("decided_on_what_was_on_record", decided, attrs.evolve(again, follow_up=FollowUp.PARTLY))


def number_of(dossier: Dossier, kind: type[c.Command]) -> tuple[int, Any]:
    """The number of the last record of a kind, and what it says."""
    return [(e.number, e.command) for e in dossier.entries if isinstance(e.command, kind)][-1]


def correction(road: CouncilRoad, record: int, holds: Any, by: Any = None) -> c.Correct:
    """Of this record, by default by the ministry."""
    return c.Correct(by=by or road.ministry, at=road.tick(), record=record, wrong="Fictief: verschreven", holds=holds)


def test_an_answer_is_not_corrected_into_followed_after_the_decision() -> None:
    """WOR 25(6): nor is the basis taken out, or changed, by which the council is bound; before there is advice or a decision it can be."""
    road, dossier = at(State.MINISTRY_DECIDED, departing)
    record, answer = number_of(dossier, c.AnswerAdvice)
    followed = correction(road, record, attrs.evolve(answer, follow_up=FollowUp.FOLLOWED))
    no("correction_shortens_nothing", dossier, followed, "shortened-by-correction")
    other = correction(road, record, attrs.evolve(answer, reason="Fictief: met andere woorden"))
    yes("correction_shortens_nothing", dossier, other)
    record, basis = number_of(dossier, c.RecordAdviceBasis)
    late = attrs.evolve(basis, at=road.tick())
    voluntary = attrs.evolve(basis, basis=AdviceBasis.VOLUNTARY, grounds=())
    for holds in (None, late, voluntary):
        no("correction_shortens_nothing", dossier, correction(road, record, holds), "shortened-by-correction")
    yes("correction_shortens_nothing", dossier, correction(road, record, attrs.evolve(basis, reason="Fictief: anders")))
    road, dossier = requested()
    record, _ = number_of(dossier, c.RecordAdviceBasis)
    yes("correction_shortens_nothing", dossier, correction(road, record, None))


def test_a_decision_accords_with_no_advice_that_the_council_never_gave() -> None:
    """WOR 25(6): an advice that was denied with success is none: the decision departs, and waits; one that is not denied may be followed."""
    road, dossier = at(State.MINISTRY_DECIDED)
    record, _ = number_of(dossier, c.ReceiveAdvice)
    told = fold(dossier, [road.notify(DOR)])
    yes("suspension_is_over", told, road.start_transfer())
    contested = fold(told, [road.contest(record)])
    for upheld in (True, False):
        resolved = fold(contested, [road.resolve_contest(contested.entries[-1].number, upheld=upheld)])
        if upheld:
            no("suspension_is_over", resolved, road.start_transfer(), "suspended")
        else:
            yes("suspension_is_over", resolved, road.start_transfer())
