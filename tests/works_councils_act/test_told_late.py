"""What is told late, or corrected, undoes nothing of what was on record for a council when it advised or when it was decided."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

import attrs

from ontvlechting import Dossier, State, decide
from ontvlechting import commands as c
from ontvlechting.letter.commands import AdviceBasis, AppealStatus, Command, FollowUp, Opinion, Stage
from ontvlechting.letter.fiction import CouncilRoad
from ontvlechting.letter.terms import said
from tests.works_councils_act.council import DOR, FULL, at, bend, departing, directed, fold, no, requested, yes

DAY, HOUR = timedelta(days=1), timedelta(hours=1)
SECOND = "fictief-advies-2"
EXECUTION = "fictief-advies-uitvoering"
VOLUNTARY: dict[str, Any] = {"basis": AdviceBasis.VOLUNTARY, "grounds": ()}
DECIDED_VOLUNTARILY = bend(c.RecordAdviceBasis, **VOLUNTARY)
NOT_ON_EXECUTION = bend(c.RecordWrittenRequest, on_execution=False)


def of(moment: datetime, command: Any) -> Any:
    """The same, dated back to this moment, and its document with it."""
    return attrs.evolve(command, at=moment, document=attrs.evolve(command.document, on=moment.date()))


def codes(dossier: Dossier, command: Command) -> set[str]:
    """The reasons that shut the door for this command, under all the rules together."""
    return {reason.code for reason in decide(FULL, dossier, command).verdict.reasons if reason.shuts}


def last(dossier: Dossier, kind: type[Command]) -> tuple[int, Any]:
    """The number of the last record of a kind, and what it says."""
    return [(e.number, e.command) for e in dossier.entries if isinstance(e.command, kind)][-1]


def corrected(road: CouncilRoad, dossier: Dossier, kind: type[Command], **holds: Any) -> c.Correct:
    """The last record of a kind, set right in these fields by the ministry."""
    number, wrong = last(dossier, kind)
    holding = attrs.evolve(wrong, **holds)
    return c.Correct(by=road.ministry, at=road.tick(), record=number, wrong="Fictief: verschreven", holds=holding)


# -- WOR 25(1), 46d under b: the basis --------------------------------------------------------------------------------------------


def test_nobody_leaves_the_act_by_a_basis_of_before_the_advice() -> None:
    """WOR 25(1), 25(6): "voluntary" told late, of before a negative advice or the decision, is refused as it is when it is of today."""
    road, dossier = directed()
    dossier = fold(dossier, [road.advice_basis()])
    moment = road.moment + HOUR
    dossier = fold(dossier, [road.request_advice(), road.written_request(), road.consultation()])
    late = of(moment, road.advice_basis(**VOLUNTARY))
    yes("basis_stands", dossier, late)
    dossier = fold(dossier, [road.receive_advice(opinion=Opinion.NEGATIVE), road.answer_advice(follow_up=FollowUp.NOT)])
    no("basis_stands", dossier, late, "basis-after-advice")
    dossier = fold(dossier, [*road.hearing(Stage.DECISION), road.weigh(c.Step.DECISION), road.decide()])
    no("basis_stands", dossier, late, "basis-after-decision")
    yes("basis_stands", dossier, of(moment, road.advice_basis()))
    assert "not-notified" in codes(dossier, road.start_transfer())


def test_nobody_leaves_the_act_after_an_advice_that_was_not_asked_in_writing() -> None:
    """WOR 25(1): the council advised, however it was asked; before that, and towards the act, the basis may change."""
    road, dossier = requested()
    voluntary = road.advice_basis(**VOLUNTARY)
    yes("basis_stands", dossier, voluntary)
    advised = fold(dossier, [road.receive_advice(opinion=Opinion.NEGATIVE)])
    no("basis_stands", advised, attrs.evolve(voluntary, at=road.tick()), "basis-after-advice")
    outside = fold(dossier, [of(road.tick(), voluntary), road.receive_advice()])
    binding = road.advice_basis()
    yes("basis_stands", outside, binding)
    meant = corrected(road, outside, c.RecordAdviceBasis, basis=AdviceBasis.ARTICLE_25, grounds=binding.grounds)
    yes("correction_shortens_nothing", outside, meant)


def test_that_full_advice_was_asked_is_not_told_after_the_decision() -> None:
    """WOR 36(2): decided as "voluntary", and the council turned out to be right: one decides anew, whatever is told or corrected of then."""
    road, dossier = at(State.MINISTRY_DECIDED, DECIDED_VOLUNTARILY)
    _, basis = last(dossier, c.RecordAdviceBasis)
    late = of(basis.at + HOUR, road.advice_basis())
    no("basis_stands", dossier, late, "basis-after-decision")
    contested = fold(dossier, [road.contest_basis()])
    assert contested.decision is not None
    for moment in (late.at, contested.decision.at):
        no("basis_stands", contested, of(moment, late), "basis-after-decision")
    conceded = road.advice_basis()
    yes("basis_stands", contested, conceded)
    settled = fold(contested, [road.settle_basis()])
    no("basis_stands", settled, late, "basis-after-decision")
    no("decided_on_this_basis", settled, road.start_transfer(), "decided-on-other-basis")
    rewritten = corrected(road, settled, c.RecordAdviceBasis, basis=AdviceBasis.ARTICLE_25, grounds=conceded.grounds)
    no("correction_shortens_nothing", settled, rewritten, "shortened-by-correction")
    reworded = corrected(road, settled, c.RecordAdviceBasis, reason="Fictief: met andere woorden")
    yes("correction_shortens_nothing", settled, reworded)


def test_a_concession_that_is_taken_back_opens_the_contest_again() -> None:
    """WOR 36(2): contested, conceded, and "voluntary" once more: the door is shut until it is settled, in whatever order it is told."""
    road, dossier = directed()
    contested = fold(dossier, [road.advice_basis(**VOLUNTARY), road.contest_basis()])
    moment = road.moment + HOUR
    conceded = fold(contested, [road.advice_basis()])
    yes("basis_is_uncontested", conceded, road.decide())
    taken_back = fold(conceded, [road.advice_basis(**VOLUNTARY)])
    no("basis_is_uncontested", taken_back, road.decide(), "basis-contested")
    yes("basis_is_uncontested", fold(taken_back, [road.settle_basis(AdviceBasis.VOLUNTARY)]), road.decide())
    full = fold(directed()[1], [road.advice_basis(), road.contest_basis()])
    no("basis_is_uncontested", full, road.decide(), "basis-contested")
    yes("basis_is_uncontested", fold(full, [road.advice_basis()]), road.decide())
    in_between = fold(contested, [road.advice_basis(**VOLUNTARY), of(moment, road.advice_basis())])
    no("basis_is_uncontested", in_between, road.decide(), "basis-contested")


def test_what_was_settled_is_not_left_by_a_correction() -> None:
    """WOR 36(2): a basis of before the settlement is not moved to after it; its own words can be set right."""
    road, dossier = directed()
    stated = [road.advice_basis(**VOLUNTARY), road.contest_basis(), road.settle_basis(AdviceBasis.CONSEQUENCES)]
    settled = fold(dossier, stated)
    later = corrected(road, settled, c.RecordAdviceBasis, at=road.tick())
    no("correction_shortens_nothing", settled, later, "shortened-by-correction")
    reworded = corrected(road, settled, c.RecordAdviceBasis, reason="Fictief: met andere woorden")
    yes("correction_shortens_nothing", settled, reworded)
    meant = corrected(road, settled, c.SettleBasis, basis=AdviceBasis.ARTICLE_25)
    yes("correction_shortens_nothing", settled, meant)


# -- WOR 25(2), 25(5): the request ------------------------------------------------------------------------------------------------


def test_a_request_that_is_told_after_the_decision_changes_nothing() -> None:
    """WOR 25(5): "on the execution as well", dated back: refused; so advice on the execution is still to be asked."""
    road, dossier = at(State.MINISTRY_DECIDED, NOT_ON_EXECUTION)
    _, asked = last(dossier, c.RecordWrittenRequest)
    late = of(asked.at + HOUR, attrs.evolve(asked, on_execution=True))
    no("request_stands", dossier, late, "after-decision")
    told = fold(dossier, [road.notify(DOR)])
    no("execution_advice_was_asked", told, road.start_transfer(), "execution-not-asked")


def test_a_request_of_before_a_proposal_is_not_told_while_that_is_open() -> None:
    """WOR 25(2): on the amended plan the council can be asked; not, any more, on what was decided before."""
    road, dossier = at(State.PHASED_TRANSFER)
    dossier = fold(dossier, [*road.phase(1), road.propose(), road.request_advice(SECOND)])
    proposed, request = dossier.proposal, road.written_request(SECOND)
    assert proposed is not None
    yes("request_stands", dossier, request)
    yes("request_stands", dossier, of(proposed.at, request))
    no("request_stands", dossier, of(proposed.at - HOUR, request), "after-decision")


def test_a_request_on_which_the_council_advised_is_not_asked_otherwise() -> None:
    """WOR 25(5): after the advice the request does not come to be about the execution; before it, it may be asked as well."""
    road, dossier = requested()
    first = road.written_request(on_execution=False)
    dossier = fold(dossier, [first, road.consultation()])
    again = of(first.at + HOUR, attrs.evolve(first, on_execution=True))
    yes("request_stands", dossier, again)
    advised = fold(dossier, [road.receive_advice()])
    no("request_stands", advised, again, "asked-otherwise")
    yes("request_stands", fold(requested()[1], [road.receive_advice()]), first)


def test_a_request_is_not_corrected_into_one_on_the_execution() -> None:
    """WOR 25(5): the council advised on what it was asked; before its advice, and in other words, the request can be set right."""
    road, dossier = requested()
    dossier = fold(dossier, [road.written_request(on_execution=False), road.consultation()])
    yes("correction_shortens_nothing", dossier, corrected(road, dossier, c.RecordWrittenRequest, on_execution=True))
    advised = fold(dossier, [road.receive_advice()])
    also = corrected(road, advised, c.RecordWrittenRequest, on_execution=True)
    no("correction_shortens_nothing", advised, also, "shortened-by-correction")
    road, decided = at(State.MINISTRY_DECIDED, NOT_ON_EXECUTION)
    also = corrected(road, decided, c.RecordWrittenRequest, on_execution=True)
    no("correction_shortens_nothing", decided, also, "shortened-by-correction")
    reworded = corrected(road, decided, c.RecordWrittenRequest, grounds="Fictief: met andere woorden")
    fold(decided, [reworded])


def test_of_two_terms_the_longest_runs() -> None:
    """WOR 25(2): given 28 days and asked once more with one, on the same advice or a new one: the council keeps its 28 days."""
    road, dossier = directed()
    dossier = fold(dossier, [road.advice_basis(), road.request_advice(until=road.moment.date() + 3 * DAY)])
    first = road.written_request(days=28)
    dossier = fold(dossier, [first, road.consultation()])
    end = first.at + 28 * DAY
    shorter = attrs.evolve(first, days=1, term_reason="Fictief: haast")
    second = [road.request_advice(SECOND, until=road.moment.date() + 3 * DAY), road.written_request(SECOND, days=1)]
    for again in ([], [attrs.evolve(shorter, at=first.at + HOUR)], [attrs.evolve(shorter, at=road.moment)], second):
        known = fold(dossier, again)
        (reason,) = no("term_is_over", known, road.decide(at=end), "term-runs")
        assert reason.earliest is not None
        assert (end + DAY).date() == reason.earliest.date()
        yes("term_is_over", known, road.decide(at=end + DAY))
    longer = road.written_request(days=60)
    no("term_is_over", fold(dossier, [longer]), road.decide(at=longer.at + 60 * DAY), "term-runs")


def test_a_term_may_be_longer_than_the_calendar() -> None:
    """WOR 25(2): it then runs to the last day that there is, and nobody can say when the decision could be taken."""
    road, dossier = directed()
    dossier = fold(dossier, [road.advice_basis(), road.request_advice(until=road.moment.date() + 3 * DAY)])
    dossier = fold(dossier, [road.written_request(days=10**9), road.consultation()])
    (reason,) = no("term_is_over", dossier, road.decide(), "term-runs")
    assert reason.earliest is None
    assert said(date.max).en in reason.en


def test_the_term_for_advice_on_the_execution_runs_from_when_the_council_could_know() -> None:
    """WOR 25(5): asked with two days and told a month later, the council still has two days; told at once, the day that was named."""
    road, dossier = at(State.MINISTRY_DECIDED, NOT_ON_EXECUTION)
    request = road.request_advice(EXECUTION)
    request = attrs.evolve(request, until=(request.at + 2 * DAY).date())
    meanwhile = request.at + 30 * DAY
    road.moment = meanwhile
    talk, notice = (
        road.contact("vakbonden", Stage.EXECUTION, at=meanwhile),
        road.notify(DOR, execution_advice=EXECUTION),
    )
    at_once, late = fold(dossier, [request, talk, notice]), fold(dossier, [talk, request, notice])
    yes("execution_advice_was_asked", at_once, road.start_transfer(at=meanwhile))
    (reason,) = no(
        "execution_advice_was_asked", late, road.start_transfer(at=meanwhile + 2 * DAY), "execution-advice-awaited"
    )
    assert reason.earliest is not None
    assert (meanwhile + 3 * DAY).date() == reason.earliest.date()
    yes("execution_advice_was_asked", late, road.start_transfer(at=reason.earliest))


# -- WOR 25(6), 26: the notice and the appeal ---------------------------------------------------------------------------------------


def test_a_notice_is_not_corrected_into_one_that_began_a_month() -> None:
    """WOR 25(6): without reasons, or of before the decision, it began none; a new one does. One that began it can be set right."""
    road, dossier = at(State.MINISTRY_DECIDED, departing)
    assert dossier.decision is not None
    notice = road.notify(DOR)
    of_before = of(dossier.decision.at - HOUR, notice)
    for faulty, holds in (
        (attrs.evolve(notice, reasons=None), {"reasons": notice.reasons}),
        (of_before, {"at": notice.at, "document": notice.document}),
    ):
        known = fold(dossier, [faulty])
        good = corrected(road, known, c.NotifyBody, **holds)
        no("correction_shortens_nothing", known, good, "shortened-by-correction")
        road.moment = notice.at + 10 * DAY
        later = fold(known, [road.notify(DOR)])
        number, _ = last(known, c.NotifyBody)
        no("correction_shortens_nothing", later, attrs.evolve(good, record=number), "shortened-by-correction")
    known = fold(dossier, [notice])
    reworded = corrected(road, known, c.NotifyBody, reasons="Fictief: met andere woorden")
    yes("correction_shortens_nothing", known, reworded)


def test_a_month_is_reckoned_by_what_was_first_told() -> None:
    """WOR 25(6), 26(2): what was on record before a notice that is dated back shows that, also once it is taken out or moved."""
    road, dossier = at(State.MINISTRY_DECIDED, departing)
    given = road.tick()
    talk = road.contact("vakbonden", Stage.EXECUTION, at=given + 40 * DAY)
    soon = road.moment = talk.at + DAY
    dossier = fold(dossier, [talk, of(given, road.notify(DOR))])
    number, _ = last(dossier, c.RecordContact)
    for holds in (None, attrs.evolve(talk, at=given)):
        wrong = c.Correct(by=talk.by, at=soon, record=number, wrong="Fictief: verkeerde dag", holds=holds)
        known = fold(dossier, [wrong])
        (reason,) = no("suspension_is_over", known, road.start_transfer(at=soon), "suspended")
        assert f"op zijn vroegst op {said(talk.at.date()).nl} vastgelegd" in reason.nl
        yes("appeal_is_in_time", known, road.appeal(at=soon))


def test_a_month_does_not_begin_later_by_a_correction_of_something_else() -> None:
    """WOR 25(6): an honest notice begins its month on its own day, also where another fact turns out to be of after it."""
    road, dossier = at(State.MINISTRY_DECIDED, departing)
    dossier = fold(dossier, [road.notify(DOR)])
    told = dossier.notices[-1].at
    road.moment = told + 40 * DAY
    assert "suspended" not in codes(dossier, road.start_transfer())
    number, answer = last(dossier, c.AnswerInput)
    holds = attrs.evolve(answer, at=told + 20 * DAY)
    moved = c.Correct(by=road.receiver, at=road.tick(), record=number, wrong="Fictief: verkeerde dag", holds=holds)
    assert "suspended" not in codes(fold(dossier, [moved]), road.start_transfer())


def test_an_older_notice_is_not_corrected_into_one_that_was_told_late() -> None:
    """WOR 25(6): void and of that day, it would carry the day of a notice that was recorded 40 days later; in the late one words change."""
    road, decided = at(State.MINISTRY_DECIDED, departing)
    notice = road.notify(DOR)
    void = fold(decided, [attrs.evolve(notice, reasons=None)])
    number, _ = last(void, c.NotifyBody)
    road.moment = notice.at + 40 * DAY
    dossier = fold(void, [road.weigh(c.Step.TRANSFER), notice])
    sound = c.Correct(by=road.ministry, at=road.tick(), record=number, wrong="Fictief: redenen vergeten", holds=notice)
    no("correction_shortens_nothing", dossier, sound, "shortened-by-correction")
    reworded = corrected(road, dossier, c.NotifyBody, reasons="Fictief: met andere woorden")
    yes("correction_shortens_nothing", dossier, reworded)


def test_an_older_request_is_not_corrected_into_one_that_was_told_late() -> None:
    """WOR 25(2): the term of 40 days that was told 30 days late does not come to run from the day of a shorter one."""
    road, dossier = requested()
    first = road.written_request(days=28)
    dossier = fold(dossier, [first])
    number, _ = last(dossier, c.RecordWrittenRequest)
    road.moment = first.at + 30 * DAY
    longer = attrs.evolve(first, days=40)
    dossier = fold(dossier, [road.contact("vakbonden", Stage.DECISION), longer])
    same = c.Correct(by=road.ministry, at=road.tick(), record=number, wrong="Fictief: te kort", holds=longer)
    no("correction_shortens_nothing", dossier, same, "shortened-by-correction")
    between = attrs.evolve(same, holds=attrs.evolve(first, days=39))
    yes("correction_shortens_nothing", dossier, between)


def test_who_is_named_late_begins_no_month_in_the_past() -> None:
    """WOR 25(6), 26(2): a notice by who was not the director on record stays void; named from now on, that person tells the council anew."""
    road, dossier = at(State.MINISTRY_DECIDED, departing)
    assert dossier.decision is not None
    decided, other = dossier.decision.at, attrs.evolve(road.director, id="fictief-bestuurder-2")
    notice = road.notify(DOR, by=other)
    void = fold(dossier, [notice])
    road.moment = notice.at + 40 * DAY
    named = road.name_director(director=other.id)
    late = of(decided, named)
    for moment in (decided, notice.at):
        no("director_begins_no_month", void, of(moment, named), "begun-after-all")
    yes("director_begins_no_month", dossier, late)
    yes("director_begins_no_month", void, attrs.evolve(late, director="fictief-bestuurder-3"))
    yes("director_begins_no_month", void, of(notice.at + HOUR, named))
    anew = fold(void, [named, road.notify(DOR, by=other)])
    no("director_begins_no_month", anew, late, "begun-after-all")
    no("suspension_is_over", anew, road.start_transfer(), "suspended")
    yes("appeal_is_in_time", anew, road.appeal())


def test_who_turns_out_to_be_the_director_of_a_notice_that_counted_can_be_told() -> None:
    """WOR 25(6): named once more from the decision on, the director on record changes nothing, nor does who comes after the notice."""
    road, dossier = at(State.MINISTRY_DECIDED, departing)
    assert dossier.decision is not None
    again = of(dossier.decision.at, road.name_director())
    told = fold(dossier, [road.notify(DOR)])
    yes("director_begins_no_month", told, again)
    fold(told, [again, road.name_director(director="fictief-bestuurder-2")])


def test_a_director_is_not_corrected_into_who_told_the_council() -> None:
    """WOR 25(6): what cannot be told late cannot be corrected; another slip in who is the director can."""
    road, dossier = at(State.MINISTRY_DECIDED, departing)
    void = fold(dossier, [road.notify(DOR, by=attrs.evolve(road.director, id="fictief-bestuurder-2"))])
    sound = corrected(road, void, c.RecordDirector, director="fictief-bestuurder-2")
    no("correction_shortens_nothing", void, sound, "shortened-by-correction")
    yes("correction_shortens_nothing", void, corrected(road, void, c.RecordDirector, office=c.Office.OTHER))


def test_an_abstention_that_is_told_after_the_decision_ends_no_month() -> None:
    """WOR 25(6): without an advice it was decided and is suspended; that it had abstained the council says itself, not another for it."""
    road, dossier = requested()
    dossier = fold(dossier, [road.written_request(), road.consultation()])
    abstained = road.abstain(by=road.receiver)
    yes("decided_on_what_was_on_record", dossier, abstained)
    road.moment += 45 * DAY
    dossier = fold(dossier, [*road.hearing(Stage.DECISION), road.weigh(c.Step.DECISION)])
    decision: Any = road.decide()
    unadvised = tuple(key for key in decision.weighed if "advies" not in key)
    decided = fold(dossier, [attrs.evolve(decision, weighed=unadvised)])
    for moment in (abstained.at, decision.at):
        no("decided_on_what_was_on_record", decided, of(moment, abstained), "followed-after-all")
    departs = of(abstained.at, road.receive_advice(opinion=Opinion.NEGATIVE, by=road.receiver))
    yes("decided_on_what_was_on_record", decided, departs)
    after = fold(decided, [road.abstain(by=road.receiver), road.notify(DOR)])
    no("suspension_is_over", after, road.start_transfer(), "suspended")
    own = attrs.evolve(abstained, by=road.speaker(DOR))
    yes("decided_on_what_was_on_record", decided, own)
    yes("suspension_is_over", fold(decided, [own, road.notify(DOR)]), road.start_transfer())


def test_an_appeal_against_a_decision_is_not_told_to_be_of_before_it() -> None:
    """WOR 26(5): upheld, and then dated back to before the decision as if it were about an earlier one: the door stays shut."""
    road, dossier = at(State.MINISTRY_DECIDED)
    decided = dossier.decision
    assert decided is not None
    upheld = fold(dossier, [road.notify(DOR), road.appeal(), road.appeal(AppealStatus.UPHELD)])
    early = attrs.evolve(road.appeal(), at=decided.at - HOUR)
    no("appeal_is_against_a_decision", upheld, early, "no-decision")
    yes("appeal_is_against_a_decision", upheld, attrs.evolve(early, at=decided.at))
    anew = attrs.evolve(upheld, decision=attrs.evolve(decided, at=road.tick()))
    yes("appeal_is_against_a_decision", anew, early)
    yes("appeal_is_against_a_decision", attrs.evolve(upheld, decision=None), early)


def test_an_appeal_that_was_upheld_does_not_end_by_the_word_that_it_is_pending() -> None:
    """WOR 26(5): only another outcome ends it; one that was dismissed may go on elsewhere, and is pending again."""
    road, dossier = at(State.MINISTRY_DECIDED)
    dossier = fold(dossier, [road.notify(DOR), road.appeal()])
    upheld = fold(dossier, [road.appeal(AppealStatus.UPHELD)])
    again = road.appeal(by=road.ministry, document=road.order())
    pending = fold(upheld, [attrs.evolve(again, at=road.tick())])
    no("no_appeal_was_upheld", pending, road.start_transfer(), "appeal-upheld")
    fold(pending, [road.withdraw()])
    yes("no_appeal_was_upheld", fold(pending, [road.appeal(AppealStatus.DISMISSED)]), road.start_transfer())
    elsewhere = fold(dossier, [road.appeal(AppealStatus.DISMISSED), road.appeal()])
    no("no_appeal_is_pending", elsewhere, road.start_transfer(), "appeal-pending")


# -- a step of before what it rests on -----------------------------------------------------------------------------------------------


def test_a_decision_is_not_of_before_the_request_the_meeting_and_the_advice() -> None:
    """WOR 25(2), 25(4): dated the day before the council was asked, it was not asked when it was decided; dated after it, it was."""
    road, dossier = directed()
    dossier = fold(dossier, [road.advice_basis(), *road.hearing(Stage.DECISION)])
    early = road.moment + HOUR
    asked = [road.request_advice(), road.written_request(), road.consultation()]
    dossier = fold(dossier, [*asked, road.receive_advice(), road.answer_advice(), road.weigh(c.Step.DECISION)])
    decision: Any = road.decide()
    assert set() == codes(dossier, decision)
    of_before = attrs.evolve(decision, at=early, note=attrs.evolve(decision.note, on=early.date()))
    assert "no-written-request" in codes(dossier, of_before)
