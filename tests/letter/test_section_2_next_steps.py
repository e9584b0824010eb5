"""§2 Vervolgstappen: step by step; the plan by both parties, the advice on it, and the ministry that decides.

The five preconditions stand in `test_section_2_next_steps_preconditions.py`, the transfer, the budgets and the
governance route in `test_section_2_next_steps_transfer.py`.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import attrs
import pytest

from ontvlechting import LETTER, Dossier, State, decide, letter
from ontvlechting import commands as c
from ontvlechting.engine.rulebook import Rules
from ontvlechting.engine.values import Actor
from ontvlechting.engine.verdicts import ReasonKind, Supplier
from ontvlechting.letter.commands import Command, FollowUp, Opinion, Precondition, Route, Stage
from ontvlechting.letter.fiction import Road
from ontvlechting.letter.norms import LeadTime
from ontvlechting.letter.values import DocumentKind, Power, Role
from ontvlechting.testing.letter.strategies import MOVES
from tests.asking import at, fold, no, yes

MOMENT = timedelta(microseconds=1)
DAY = timedelta(days=1)
RECEIVER = Supplier(role=Role.DIRECTORATE, party="douane")
DELIVERER = Supplier(role=Role.DIRECTORATE, party="belastingdienst")
MINISTRY = Supplier(role=Role.MINISTRY, party=letter.MINISTRY)


def planned(road: Road, **changes: Any) -> c.Plan:
    """The next plan of this road, bent."""
    return attrs.evolve(road.plan(), version=road.version + 1, **changes)


def last(dossier: Dossier) -> datetime:
    """When the last act took place."""
    assert dossier.at is not None
    return dossier.at


# ── step by step ─────────────────────────────────────────────────────────────────────────────────


OPEN_ALL_THE_SAME = {c.FallBack, c.Redact, c.SetAside}
"""The way back (R54), and what is about the record itself."""
AT_EACH_DOOR = {kind.key: kind for kind in LETTER.doors if kind not in OPEN_ALL_THE_SAME}


@pytest.mark.parametrize("door", AT_EACH_DOOR)
def test_r47_what_cannot_be_read_comes_before_every_step(door: str) -> None:
    """R47: nothing goes on, and nothing more is recorded, after what nobody can read; only the way back stays open."""
    road, dossier = at(State.PHASED_TRANSFER)
    command = next(made for make in MOVES.values() if type(made := make(road)) is AT_EACH_DOOR[door])
    unread = attrs.evolve(dossier, unread=(2,))
    no("earlier_records_can_be_read", unread, command, "unreadable")
    assert decide(LETTER, unread, road.fall_back()).verdict.allowed


def test_r47_only_the_ministry_sets_aside_what_cannot_be_read() -> None:
    """R5, R13: none of the parties does, and nobody of the ministry without a mandate for it."""
    road, dossier = at(State.PHASED_TRANSFER)
    unread = attrs.evolve(dossier, unread=(2,))
    assert decide(LETTER, unread, road.set_aside((2,))).verdict.allowed
    for party in (road.receiver, road.deliverer):
        no("ministry_decides", unread, road.set_aside((2,), by=party), "not-the-ministry")
    bare = attrs.evolve(road.ministry, mandate=None)
    no("mandate_is_valid", unread, road.set_aside((2,), by=bare), "no-mandate")


def test_r47_what_cannot_be_read_comes_before_the_next_step() -> None:
    """R47: each step is recorded by itself; one that nobody can read is set aside first, and the ministry can do that."""
    road, dossier = at(State.IDENTIFIED)
    yes("earlier_records_can_be_read", dossier, road.consult())
    unread = attrs.evolve(dossier, unread=(2, 5))
    reasons = no("earlier_records_can_be_read", unread, road.consult(), "unreadable", "unreadable")
    for number, reason in zip((2, 5), reasons, strict=True):
        assert "R47" == reason.rule
        assert (ReasonKind.MISSING, [Role.MINISTRY]) == (reason.kind, [s.role for s in reason.suppliers])
        assert f"{number} " in reason.nl
        assert f"{number} " in reason.en


def test_r47_setting_aside_keeps_the_order_of_acts_but_for_what_lies_ahead() -> None:
    """R47: for a record that cannot be read it is an act in its turn; only for one that is dated ahead it may lie before."""
    road, dossier = at(State.IDENTIFIED)
    unread = attrs.evolve(dossier, unread=(2,))
    early = last(dossier) - MOMENT
    no("moves_follow_in_time", unread, road.set_aside((2,), at=early), "before-last-move")
    yes("moves_follow_in_time", unread, road.set_aside((3,), at=early))


def test_r47_no_move_lies_before_the_one_before_it() -> None:
    """R47: a move at the moment of the last one is in time, one moment earlier is not."""
    road, dossier = at(State.IDENTIFIED)
    yes("moves_follow_in_time", dossier, road.draft(at=last(dossier)))
    no("moves_follow_in_time", dossier, road.draft(at=last(dossier) - MOMENT), "before-last-move")


def test_r47_a_fact_keeps_its_own_moment() -> None:
    """R47: what happened is told when somebody tells it, also after a later move."""
    road, dossier = at(State.IDENTIFIED)
    for early in (last(dossier), last(dossier) - MOMENT, last(dossier) - timedelta(days=400)):
        yes("moves_follow_in_time", dossier, road.consult(at=early))


def test_r47_the_order_of_acts_does_not_hang_on_a_time_zone() -> None:
    """R47: the same moment written in another time zone is the same moment."""
    road, dossier = at(State.IDENTIFIED)
    yes("moves_follow_in_time", dossier, road.draft(at=last(dossier).astimezone(UTC)))
    no("moves_follow_in_time", dossier, road.draft(at=(last(dossier) - MOMENT).astimezone(UTC)), "before-last-move")


def test_r47_the_first_act_has_none_before_it() -> None:
    """R47: a new process can begin at any moment."""
    road, dossier = at(State.NEW)
    yes("moves_follow_in_time", dossier, road.identify())


# ── one plan, by both parties ────────────────────────────────────────────────────────────────────


def test_r34_the_first_plan_is_version_1() -> None:
    """R34: one plan is in force; the first has version 1."""
    road, dossier = at(State.IDENTIFIED)
    yes("plan_version_follows", dossier, road.draft())
    no("plan_version_follows", dossier, road.draft(plan=attrs.evolve(road.plan(), version=2)), "version")


@pytest.mark.parametrize("version", [1, 3])
def test_r34_a_revised_plan_is_the_next_version(version: int) -> None:
    """R34: versions follow each other; one that repeats or skips a number is refused."""
    road, dossier = at(State.PLAN_DRAFTED)
    yes("plan_version_follows", dossier, road.revise())
    no("plan_version_follows", dossier, road.revise(plan=attrs.evolve(road.plan(), version=version)), "version")


def test_r34_a_change_of_route_does_not_start_the_count_anew() -> None:
    """R34: after a change of route no version number comes back."""
    road, dossier = at(State.PLAN_DRAFTED)
    dossier = fold(dossier, road.turning(Route.GOVERNANCE))
    assert dossier.plan is None
    no("plan_version_follows", dossier, road.draft(plan=attrs.evolve(road.plan(), version=1)), "version")
    yes("plan_version_follows", dossier, road.draft(plan=attrs.evolve(road.plan(), version=2)))


def test_r43_receiver_and_deliverer_draft_together() -> None:
    """R43: with both as drafters either of them may hand in the plan."""
    road, dossier = at(State.IDENTIFIED)
    yes("both_parties_draft", dossier, road.draft())
    yes("both_parties_draft", dossier, road.draft(by=road.deliverer))


@pytest.mark.parametrize(
    ("drafters", "by", "codes", "suppliers"),
    [
        (("douane",), "douane", ["drafter"], {DELIVERER}),
        (("belastingdienst",), "belastingdienst", ["drafter"], {RECEIVER}),
        (("belastingdienst",), "douane", ["drafter", "not-by-drafter"], {RECEIVER, DELIVERER}),
        (("toeslagen", "belastingdienst"), "belastingdienst", ["drafter"], {RECEIVER}),
        ((), "douane", ["drafter", "drafter", "not-by-drafter"], {RECEIVER, DELIVERER}),
        (("douane", "belastingdienst"), "toeslagen", ["not-by-drafter"], {RECEIVER, DELIVERER}),
    ],
    ids=["receiver-alone", "deliverer-alone", "deliverer-by-receiver", "other-receiver", "nobody", "by-outsider"],
)
def test_r43_a_plan_without_one_of_the_two_is_refused(
    drafters: tuple[str, ...], by: str, codes: list[str], suppliers: set[Supplier]
) -> None:
    """R43: a plan by one party alone, or handed in by a third, is refused; the reason names who is missing."""
    road, dossier = at(State.IDENTIFIED)
    command = road.draft(by=road.actor(Role.DIRECTORATE, by), plan=planned(road, drafters=drafters))
    reasons = no("both_parties_draft", dossier, command, *codes)
    assert suppliers == {s for r in reasons for s in r.suppliers}


def test_r43_who_is_not_in_the_line_of_a_drafter_does_not_hand_in_the_plan() -> None:
    """R43: the ministry decides on the plan and does not draft it, whatever the plan says of its drafters."""
    road, dossier = at(State.IDENTIFIED)
    no("both_parties_draft", dossier, road.draft(by=road.ministry), "not-by-drafter")


@pytest.mark.parametrize(
    ("without", "codes"),
    [
        ({"consequences": None}, ["consequences"]),
        ({"risks": ()}, ["risks"]),
        ({"added_value": None}, ["added-value"]),
        ({"consequences": None, "risks": (), "added_value": None}, ["consequences", "risks", "added-value"]),
    ],
    ids=["consequences", "risks", "added-value", "all"],
)
def test_r46_the_plan_answers_the_questions_of_the_motion(without: dict[str, Any], codes: list[str]) -> None:
    """R46: consequences, execution risks and added value are in the plan; everything left out is named."""
    road, dossier = at(State.PLAN_DRAFTED)
    yes("consequences_and_risks_are_covered", dossier, road.revise())
    no("consequences_and_risks_are_covered", dossier, road.revise(plan=planned(road, **without)), *codes)


def test_r43_a_plan_to_shift_has_a_schedule() -> None:
    """R43: the parties work out a schedule for each process; on the governance route there is nothing to phase."""
    road, dossier = at(State.PLAN_DRAFTED)
    yes("tempo_follows_complexity", dossier, road.revise())
    no("tempo_follows_complexity", dossier, road.revise(plan=planned(road, phases=())), "no-schedule")
    road, dossier = at(State.PLAN_DRAFTED, route=Route.GOVERNANCE)
    yes("tempo_follows_complexity", dossier, road.revise())


def with_lead_time(complexity: c.Complexity, days: int) -> Rules:
    """The letter's rules, with a norm for the lead time; the letter itself gives no figure."""
    norms = attrs.evolve(LETTER.norms, lead_times=(LeadTime(complexity=complexity, days=days),))
    return attrs.evolve(LETTER, version="fictief", norms=norms)


def test_r49_no_phase_is_planned_shorter_than_its_complexity_asks() -> None:
    """R49: complexity sets the pace: exactly the norm is enough, a day less is not, and each phase is named."""
    road, dossier = at(State.PLAN_DRAFTED)
    assert [61, 61] == [p.days for p in dossier.phases]
    yes("tempo_follows_complexity", dossier, road.revise(), with_lead_time(c.Complexity.MODERATE, 61))
    reasons = no(
        "tempo_follows_complexity",
        dossier,
        road.revise(),
        "too-fast",
        "too-fast",
        rules=with_lead_time(c.Complexity.MODERATE, 62),
    )
    assert ["R49", "R49"] == [r.rule for r in reasons]


def test_r49_the_norm_of_another_complexity_does_not_count() -> None:
    """R49: a norm for complex work asks nothing of a phase of moderate complexity."""
    road, dossier = at(State.PLAN_DRAFTED)
    yes("tempo_follows_complexity", dossier, road.revise(), with_lead_time(c.Complexity.COMPLEX, 365))


# ── advice: asked, received, answered, weighed ───────────────────────────────────────────────────


def test_r11_one_reference_is_one_advice() -> None:
    """R11: an advice that was asked, or that came in unasked, is not asked again under the same reference."""
    road, dossier = at(State.PRECONDITIONS_TESTED)
    yes("request_is_new", dossier, road.request_advice())
    no("request_is_new", fold(dossier, [road.request_advice()]), road.request_advice(), "request-twice")
    no("request_is_new", fold(dossier, [road.receive_advice()]), road.request_advice(), "request-twice")
    yes("request_is_new", fold(dossier, [road.request_advice()]), road.request_advice("fictief-advies-2"))


@pytest.mark.parametrize(
    ("kind", "origin"),
    [(DocumentKind.MINUTES, "dor"), (DocumentKind.ADVICE, "vakbonden"), (DocumentKind.ADVICE, "douane")],
    ids=["minutes", "by-the-unions", "by-the-receiver"],
)
def test_r11_an_advice_is_a_document_of_the_body_itself(kind: DocumentKind, origin: str) -> None:
    """R11: minutes are no advice, and nobody gives an advice for another."""
    road, dossier = at(State.PRECONDITIONS_TESTED)
    yes("advice_is_a_document_of_the_body", dossier, road.receive_advice())
    command = road.receive_advice(document=road.document(kind, origin))
    (reason,) = no("advice_is_a_document_of_the_body", dossier, command, "not-the-advice")
    assert (Supplier(role=Role.WORKS_COUNCIL, party="dor"),) == reason.suppliers


def test_r11_an_advice_bears_a_date_that_has_come() -> None:
    """R11: an advice of the day of receipt is received, one of the day after is not."""
    road, dossier = at(State.PRECONDITIONS_TESTED)
    command = road.receive_advice()

    def of(day: date) -> c.ReceiveAdvice:
        return attrs.evolve(command, document=attrs.evolve(command.document, on=day))

    yes("advice_is_a_document_of_the_body", dossier, of(command.at.date()))
    no("advice_is_a_document_of_the_body", dossier, of(command.at.date() + DAY), "advice-in-future")


def test_r11_an_advice_comes_in_once() -> None:
    """R11: the same reference is not received twice; another opinion is another advice."""
    road, dossier = at(State.PRECONDITIONS_TESTED)
    dossier = fold(dossier, [road.receive_advice(opinion=Opinion.NEGATIVE)])
    no("advice_is_a_document_of_the_body", dossier, road.receive_advice(), "advice-twice")
    yes("advice_is_a_document_of_the_body", dossier, road.receive_advice("fictief-advies-2"))


def test_r12_the_advice_that_was_asked_of_one_body_is_not_given_by_another() -> None:
    """R12: what was asked of the works council is not answered by the unions."""
    road, dossier = at(State.PRECONDITIONS_TESTED)
    dossier = fold(dossier, [road.request_advice()])
    document = road.document(DocumentKind.ADVICE, "vakbonden")
    command = road.receive_advice(body="vakbonden", document=document)
    yes("advice_is_a_document_of_the_body", dossier, attrs.evolve(command, advice="fictief-advies-vakbonden"))
    (reason,) = no("advice_is_a_document_of_the_body", dossier, command, "advice-by-other")
    assert "R12" == reason.rule
    assert (Supplier(role=Role.WORKS_COUNCIL, party="dor"),) == reason.suppliers


@pytest.mark.parametrize("follow_up", FollowUp)
def test_r76_every_answer_gives_a_reason(follow_up: FollowUp) -> None:
    """R76: comply or explain: whatever is done with an advice, the answer says why."""
    road, dossier = at(State.PRECONDITIONS_TESTED)
    dossier = fold(dossier, [road.receive_advice()])
    yes("answer_gives_a_reason", dossier, road.answer_advice(follow_up=follow_up))
    no("answer_gives_a_reason", dossier, road.answer_advice(follow_up=follow_up, reason=None), "no-reason")


def test_r76_an_answer_answers_an_advice_that_came_in() -> None:
    """R76: what was only asked cannot be answered yet."""
    road, dossier = at(State.PRECONDITIONS_TESTED)
    dossier = fold(dossier, [road.request_advice()])
    no("answer_gives_a_reason", dossier, road.answer_advice(), "no-such-advice")
    no("answer_gives_a_reason", dossier, road.answer_advice(reason=None), "no-such-advice", "no-reason")


def test_r69_not_yet_is_looked_at_again_today_or_later() -> None:
    """R69: "not yet" may name the day of the answer, not the day before it."""
    road, dossier = at(State.PRECONDITIONS_TESTED)
    dossier = fold(dossier, [road.receive_advice()])
    answer = road.answer_advice(follow_up=FollowUp.NOT_YET)
    today = answer.at.date()
    yes("answer_gives_a_reason", dossier, attrs.evolve(answer, review_on=today))
    no("answer_gives_a_reason", dossier, attrs.evolve(answer, review_on=today - DAY), "review-date")


@pytest.mark.parametrize("follow_up", [f for f in FollowUp if f is not FollowUp.NOT_YET])
def test_r69_only_not_yet_is_looked_at_again(follow_up: FollowUp) -> None:
    """R69: "not yet" differs from "not": only the first has a day of review."""
    road, dossier = at(State.PRECONDITIONS_TESTED)
    dossier = fold(dossier, [road.receive_advice()])
    command = road.answer_advice(follow_up=follow_up, review_on=date(2030, 1, 1))
    no("answer_gives_a_reason", dossier, command, "review-date")


def test_r11_what_was_asked_is_waited_for() -> None:
    """R11: no decision while an advice that was asked has not come in; the reason names the body."""
    road, dossier = at(State.PRECONDITIONS_TESTED)
    yes("advices_were_answered", dossier, road.decide())
    dossier = fold(dossier, [road.request_advice()])
    (reason,) = no("advices_were_answered", dossier, road.decide(), "advice-awaited")
    assert (Supplier(role=Role.WORKS_COUNCIL, party="dor"),) == reason.suppliers


def test_r11_a_term_runs_to_the_end_of_its_last_day() -> None:
    """R11: on the last day the advice is still waited for; the reason names the first moment after it, and then it is not."""
    road, dossier = at(State.PRECONDITIONS_TESTED)
    request = road.request_advice()
    dossier = fold(dossier, [request])
    last = datetime.combine(request.until, time(23, 59), tzinfo=request.at.tzinfo)
    (reason,) = no("advices_were_answered", dossier, road.decide(at=last), "advice-awaited")
    assert last + timedelta(minutes=1) == reason.earliest
    yes("advices_were_answered", dossier, road.decide(at=reason.earliest))


@pytest.mark.parametrize("opinion", [o for o in Opinion if o is not Opinion.ABSTAINED])
def test_r76_silence_on_an_advice_is_a_violation(opinion: Opinion) -> None:
    """R76: each advice that came in is answered before the decision, a positive one too; an abstention says nothing to answer."""
    road, dossier = at(State.PRECONDITIONS_TESTED)
    dossier = fold(dossier, [road.request_advice(), road.receive_advice(opinion=opinion)])
    no("advices_were_answered", dossier, road.decide(), "advice-unanswered")
    yes("advices_were_answered", fold(dossier, [road.answer_advice()]), road.decide())


def test_r76_every_silence_is_named() -> None:
    """R76: what is awaited and what is unanswered are told together."""
    road, dossier = at(State.PRECONDITIONS_TESTED)
    dossier = fold(dossier, [road.receive_advice("fictief-1"), road.receive_advice("fictief-2"), road.request_advice()])
    no(
        "advices_were_answered",
        dossier,
        road.decide(),
        "advice-awaited",
        "advice-unanswered",
        "advice-unanswered",
    )


def test_r76_an_advice_on_the_way_is_answered_before_the_end() -> None:
    """R76: an advice that came in after the decision keeps completion shut until it is answered."""
    road, dossier = at(State.RECEIVING_PARTY_PROVEN)
    dossier = fold(dossier, [road.receive_advice("fictief-laat")])
    no("advices_were_answered", dossier, road.complete(), "advice-unanswered")
    yes("advices_were_answered", fold(dossier, [road.answer_advice("fictief-laat")]), road.complete())


def test_r69_not_yet_past_its_day_warns() -> None:
    """R69: on the day of review there is nothing to mind, the day after there is a warning for the ministry."""
    road, dossier = at(State.PRECONDITIONS_TESTED)
    dossier = fold(dossier, [road.receive_advice()])
    review = (road.moment + DAY).date()
    dossier = fold(dossier, [road.answer_advice(follow_up=FollowUp.NOT_YET, review_on=review)])
    assert review == last(dossier).date()
    command = road.decide()
    yes("postponed_advices_are_not_overdue", dossier, attrs.evolve(command, at=last(dossier)))
    late = attrs.evolve(command, at=last(dossier) + DAY)
    (reason,) = no("postponed_advices_are_not_overdue", dossier, late, "overdue")
    for other in (road.amend(at=late.at), road.complete(at=late.at)):
        no("postponed_advices_are_not_overdue", dossier, other, "overdue")
    assert ReasonKind.WARNING is reason.kind
    assert (MINISTRY,) == reason.suppliers


def test_r69_a_new_answer_ends_the_warning() -> None:
    """R69: the last answer counts; what was postponed and is now followed is not overdue."""
    road, dossier = at(State.PRECONDITIONS_TESTED)
    dossier = fold(dossier, [road.receive_advice()])
    postponed = road.answer_advice(follow_up=FollowUp.NOT_YET, review_on=(road.moment + DAY).date())
    dossier = fold(dossier, [postponed])
    no("postponed_advices_are_not_overdue", dossier, road.decide(), "overdue")
    yes("postponed_advices_are_not_overdue", fold(dossier, [road.answer_advice()]), road.decide())


def test_r69_a_warning_does_not_shut_the_door() -> None:
    """R69: completion with an overdue "not yet" is accepted, and the warning stands in the verdict."""
    road, dossier = at(State.RECEIVING_PARTY_PROVEN)
    dossier = fold(dossier, [road.receive_advice("fictief-2")])
    review = (road.moment + DAY).date()
    dossier = fold(dossier, [road.answer_advice("fictief-2", FollowUp.NOT_YET, review_on=review)])
    *before, complete = road.completing()
    verdict = decide(LETTER, fold(dossier, before), complete).verdict
    assert verdict.allowed
    assert ["overdue"] == [r.code for r in verdict.reasons]


WEIGHED = (letter.STUDY.document, letter.MOTIONS[0].document, at(State.NEW)[0].paper())


@pytest.mark.parametrize("left_out", WEIGHED, ids=["study", "motion", "advice"])
def test_r90_the_decision_weighs_every_document(left_out: str) -> None:
    """R90: the study, the motion Bruins and each advice that came in are among the documents weighed."""
    road, dossier = at(State.PRECONDITIONS_TESTED)
    dossier = fold(dossier, [road.receive_advice()])
    yes("documents_were_weighed", dossier, road.decide(weighed=WEIGHED))
    weighed = tuple(id for id in WEIGHED if id != left_out)
    (reason,) = no("documents_were_weighed", dossier, road.decide(weighed=weighed), "not-weighed")
    assert f"`{left_out}`" in reason.nl


def test_r90_every_document_that_was_not_weighed_is_named() -> None:
    """R90: a decision that weighed nothing is told all three documents at once."""
    road, dossier = at(State.PRECONDITIONS_TESTED)
    dossier = fold(dossier, [road.receive_advice()])
    no("documents_were_weighed", dossier, road.decide(weighed=()), *["not-weighed"] * 3)


def test_r90_the_newest_study_is_the_one_to_weigh() -> None:
    """R90, R24: after a new finding its study is weighed, and the one it supersedes need not be."""
    road, dossier = at(State.PRECONDITIONS_TESTED)
    finding = road.record_feasibility(c.Feasibility.FEASIBLE)
    dossier = fold(dossier, [finding])
    motion = letter.MOTIONS[0].document
    no("documents_were_weighed", dossier, road.decide(weighed=(letter.STUDY.document, motion)), "not-weighed")
    yes("documents_were_weighed", dossier, road.decide(weighed=(finding.finding.document.id, motion)))


# ── the ministry decides, on form and transition ─────────────────────────────────────────────────

NOT_THE_MINISTRY = (
    Actor(id="fictief-1", role=Role.DIRECTORATE, party="douane"),
    Actor(id="fictief-2", role=Role.DIRECTORATE, party="belastingdienst"),
    Actor(id="fictief-3", role=Role.WORKS_COUNCIL, party="dor"),
    Actor(id="fictief-4", role=Role.UNION, party="vakbonden"),
    Actor(id="fictief-5", role=Role.RESEARCHER, party="de-galan-groep"),
    Actor(id="fictief-6", role=Role.HOUSE, party="tweede-kamer"),
)
DECISIONS: dict[str, Callable[[Road, Actor], Command]] = {
    "decide": lambda road, by: road.decide(by=by),
    "return": lambda road, by: road.return_plan(by=by),
    "stop": lambda road, by: road.stop(by=by),
    "shift-budget": lambda road, by: road.shift_budget(by=by),
    "complete": lambda road, by: road.complete(by=by),
    "adopt-rules": lambda road, by: road.adopt(attrs.evolve(LETTER.ref, version="2"), by=by),
}


@pytest.mark.parametrize("decision", DECISIONS)
@pytest.mark.parametrize("actor", NOT_THE_MINISTRY, ids=lambda a: a.role.value + "-" + a.party)
def test_r13_only_the_ministry_decides(decision: str, actor: Actor) -> None:
    """R13: no directorate, body, researcher or member of the House decides, returns, stops, pays or completes."""
    road, dossier = at(State.PRECONDITIONS_TESTED)
    yes("ministry_decides", dossier, DECISIONS[decision](road, road.ministry))
    (reason,) = no("ministry_decides", dossier, DECISIONS[decision](road, actor), "not-the-ministry")
    assert (MINISTRY,) == reason.suppliers


def test_r13_there_is_nothing_to_adopt_where_nothing_changes() -> None:
    """R13: rules that hold already are not adopted again; another version, or another set of that name, may be."""
    road, dossier = at(State.IDENTIFIED)
    (reason,) = no("rules_are_others", dossier, road.adopt(LETTER.ref), "rules-already")
    assert "the process is under the rules `letter` version 2 already" == reason.en
    for other in ({"version": "3"}, {"name": "eigen"}, {"hash": "0" * 64}):
        yes("rules_are_others", dossier, road.adopt(attrs.evolve(LETTER.ref, **other)))


def test_r13_a_mandate_does_not_make_a_directorate_the_ministry() -> None:
    """R13: with every power in a valid mandate, the receiving party still does not decide."""
    road, dossier = at(State.PRECONDITIONS_TESTED)
    no("ministry_decides", dossier, road.decide(by=road.actor(Role.DIRECTORATE, "douane", *Power)), "not-the-ministry")


def test_r44_the_decision_is_on_the_version_in_force() -> None:
    """R44: neither on an earlier version, nor on one that is not there yet."""
    road, dossier = at(State.PRECONDITIONS_TESTED)
    yes("decides_on_the_plan", dossier, road.decide(plan_version=1))
    no("decides_on_the_plan", dossier, road.decide(plan_version=2), "other-version-decided")
    dossier = fold(dossier, [road.revise()])
    yes("decides_on_the_plan", dossier, road.decide(plan_version=2))
    no("decides_on_the_plan", dossier, road.decide(plan_version=1), "other-version-decided")


def test_r44_without_a_plan_in_force_there_is_nothing_to_decide_on() -> None:
    """R44: after a change of route the last version is not in force any more."""
    road, dossier = at(State.PRECONDITIONS_TESTED)
    dossier = fold(dossier, road.turning(Route.GOVERNANCE))
    no("decides_on_the_plan", dossier, road.decide(plan_version=1), "other-version-decided")


def test_r60_a_risk_that_asks_to_stop_stops_the_decision() -> None:
    """R46, R60: a risk may be accepted; a plan with one that says stop is not decided on."""
    road, dossier = at(State.PLAN_DRAFTED)

    def risks(*responses: c.RiskResponse) -> Dossier:
        found = tuple(c.Risk(description=f"Fictief risico {n}", response=r) for n, r in enumerate(responses))
        command = attrs.evolve(road.revise(), plan=attrs.evolve(road.plan(), version=2, risks=found))
        return fold(dossier, [command])

    proceed, reduce, stop = c.RiskResponse
    yes("no_risk_says_stop", risks(proceed, proceed), road.decide())
    no("no_risk_says_stop", risks(proceed, stop, reduce), road.decide(), "risk-stop", "risk-reduce")
    no("no_risk_says_stop", risks(stop, stop), road.decide(), "risk-stop", "risk-stop")


@pytest.mark.parametrize(
    ("changes", "codes"),
    [
        ({"form": None}, ["no-form"]),
        ({"form": Route.GOVERNANCE}, ["other-form"]),
        ({"transition": None}, ["no-transition"]),
        ({"form": None, "transition": None}, ["no-form", "no-transition"]),
        ({"form": Route.GOVERNANCE, "transition": None}, ["other-form", "no-transition"]),
    ],
    ids=["no-form", "other-form", "no-transition", "neither", "other-form-no-transition"],
)
def test_r70_the_decision_holds_form_and_transition(changes: dict[str, Any], codes: list[str]) -> None:
    """R70: a decision on the form alone, on the transition alone, or on another form than the plan's is none."""
    road, dossier = at(State.PRECONDITIONS_TESTED)
    yes("form_and_transition_are_decided", dossier, road.decide())
    no("form_and_transition_are_decided", dossier, road.decide(**changes), *codes)


def test_r71_what_follows_the_decision_waits_for_it() -> None:
    """R70, R71: no transfer and no notice before the decision; each is told that it is missing."""
    road, dossier = at(State.PRECONDITIONS_TESTED)
    for command in (road.start_transfer(), road.start_strengthening(), road.notify("dor"), road.complete()):
        (reason,) = no("decision_is_in_force", dossier, command, "no-decision")
        assert (MINISTRY,) == reason.suppliers
    road, dossier = at(State.MINISTRY_DECIDED)
    for command in (road.start_transfer(), road.start_strengthening(), road.notify("dor"), road.complete()):
        yes("decision_is_in_force", dossier, command)


def test_r44_a_revised_plan_leaves_no_decision_in_force() -> None:
    """R44, R71: the decision on the earlier version does not carry over to the next one."""
    road, dossier = at(State.MINISTRY_DECIDED)
    dossier = fold(dossier, [road.revise()])
    no("decision_is_in_force", dossier, road.start_transfer(), "no-decision")


def test_r44_a_decision_on_another_version_is_not_in_force() -> None:
    """R44: even if such a decision stood in the dossier, it would not count for this version."""
    road, dossier = at(State.MINISTRY_DECIDED)
    no("decision_is_in_force", attrs.evolve(dossier, plan_version=2), road.start_transfer(), "no-decision")


def test_r54_a_fall_back_leaves_the_decision_in_force() -> None:
    """R54, R71: what is undone is the transfer, not the decision on form and transition."""
    road, dossier = at(State.PHASED_TRANSFER)
    yes("decision_is_in_force", fold(dossier, [road.fall_back()]), road.start_transfer())


@pytest.mark.parametrize("route", Route)
def test_r44_everything_is_done_anew_after_the_plan_was_sent_back(route: Route) -> None:
    """R44, R64: a plan that was sent back is tested and heard on anew; then it can be decided on."""
    road, dossier = at(State.PRECONDITIONS_TESTED, route=route)
    dossier = fold(dossier, [road.return_plan()])
    no("five_tests_are_met", dossier, road.conclude_tests(), *[f"untested-{p.value}" for p in Precondition])
    assert frozenset() == dossier.heard(Stage.PLAN) | dossier.heard(Stage.TEST) | dossier.heard(Stage.DECISION)
    again = [cmd for cmd in road.testing() if not isinstance(cmd, c.CollectInput)]
    dossier = fold(dossier, [*again, *road.deciding()])
    assert State.MINISTRY_DECIDED is dossier.state
