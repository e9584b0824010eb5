"""What was there before shows nothing of what came after: papers, talks and studies of before what they are to be about."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

import attrs
import pytest

from ontvlechting import Dossier, State, Workflow, letter
from ontvlechting import commands as c
from ontvlechting.engine.values import Actor
from ontvlechting.guards import PROGRAMME
from ontvlechting.letter.commands import Degree, Disposition, Feasibility, Opinion, Precondition, Route, Stage, Step
from ontvlechting.letter.fiction import Road
from ontvlechting.letter.values import DocumentKind, Judgement, Role
from tests.asking import WEBSITES, at, fold, no, yes
from tests.programmes import OPENING, folded

DAY, HOUR, MINUTE = timedelta(days=1), timedelta(hours=1), timedelta(minutes=1)
LONG_AGO = date(2010, 6, 1)
LATER = datetime(2035, 1, 1).astimezone()
"""When all is recorded: later than any act."""


# -- R61, R62, R64: who is heard is heard about this process -----------------------------------------------------------------


@pytest.mark.parametrize("what", ["consultation", "input"])
def test_r61_r62_what_a_unit_said_before_there_was_a_process_is_about_something_else(what: str) -> None:
    """R61, R62: of thirteen years ago, in the unit's own words or by its own minutes; from the moment of identification on it counts."""
    road, dossier = at(State.IDENTIFIED)
    opened = dossier.opened
    assert opened is not None

    def heard(moment: datetime, **changes: Any) -> c.ConsultUnit | c.CollectInput:
        give = road.consult if what == "consultation" else road.collect_input
        return give(at=moment, **changes)

    minutes = attrs.evolve(road.document(DocumentKind.MINUTES, "fictief-team-1"), on=opened.date())
    for early in (heard(opened - DAY), heard(opened - DAY, by=road.ministry, document=minutes)):
        (reason,) = no("unit_was_heard_on_this_process", dossier, early, "before-the-process")
        assert {Role.UNIT} == {s.role for s in reason.suppliers}
        assert [("at", opened.isoformat())] == [(s.name, s.value) for s in reason.about]
    yes("unit_was_heard_on_this_process", dossier, heard(opened))
    yes("unit_was_heard_on_this_process", dossier, heard(road.tick(), by=road.ministry))


def test_r64_a_talk_on_the_plan_of_before_there_was_a_process_is_not_about_it() -> None:
    """R64: nobody speaks of the plan of what is not there yet; on the feasibility the council was heard before (R65)."""
    road, dossier = at(State.IDENTIFIED)
    opened = dossier.opened
    assert opened is not None
    for body in (letter.DOR, letter.UNIONS):
        no("stage_has_begun", dossier, road.contact(body, Stage.PLAN, at=opened - DAY), "before-the-stage")
        yes("stage_has_begun", dossier, road.contact(body, Stage.PLAN, at=opened))
    yes("stage_has_begun", dossier, road.contact(letter.DOR, Stage.FEASIBILITY, at=opened - 90 * DAY))


# -- R11: an advice answers what was asked -------------------------------------------------------------------------------------


@pytest.mark.parametrize("opinion", [Opinion.POSITIVE, Opinion.ABSTAINED])
def test_r11_a_paper_of_before_the_request_is_not_the_advice_on_it(opinion: Opinion) -> None:
    """R11: a paper of the council of years ago, handed in by who asks, ends no wait; one of the day of the request does, and unasked any does."""
    road, dossier = at(State.PRECONDITIONS_TESTED)
    dossier = fold(dossier, [road.request_advice()])
    asked = dossier.requests[-1].at.date()
    came_in = road.receive_advice(opinion=opinion)
    for on in (LONG_AGO, asked - DAY):
        early = attrs.evolve(came_in, document=attrs.evolve(came_in.document, on=on))
        (reason,) = no("advice_is_a_document_of_the_body", dossier, early, "advice-of-before")
        assert {letter.DOR} == {s.party for s in reason.suppliers}
        assert [("document.on", asked.isoformat())] == [(s.name, s.value) for s in reason.about]
    yes(
        "advice_is_a_document_of_the_body",
        dossier,
        attrs.evolve(came_in, document=attrs.evolve(came_in.document, on=asked)),
    )
    unasked = attrs.evolve(
        came_in, advice="fictief-ongevraagd", document=attrs.evolve(came_in.document, id="fictief-oud", on=LONG_AGO)
    )
    yes("advice_is_a_document_of_the_body", dossier, unasked)


# -- R38, R57, R58: what a plan rests on is judged once it was studied ----------------------------------------------------------


@pytest.mark.parametrize("part", ["necessity", "contribution"])
def test_r57_r58_that_a_task_has_to_go_is_not_judged_before_it_was_studied(part: str) -> None:
    """R57, R58: a judgement of thirteen years ago, or of the day before the finding, is about something else; one of that day counts."""
    road, dossier = at(State.IDENTIFIED)
    found = dossier.findings[0].on
    guard = {"necessity": "moved_tasks_are_necessary", "contribution": "moved_tasks_contribute"}[part]
    plan = attrs.evolve(road.plan(), version=1)

    def judged(day: date) -> c.DraftPlan:
        on = datetime.combine(day, datetime.min.time(), tzinfo=road.start.tzinfo)
        tasks = (
            attrs.evolve(t, **{part: attrs.evolve(getattr(t, part), on=on)}) if t.task in plan.goes() else t
            for t in plan.tasks
        )
        return road.draft(plan=attrs.evolve(plan, tasks=tuple(tasks)))

    for early in (LONG_AGO, found - DAY):
        reasons = no(guard, dossier, judged(early), *[f"{part}-of-before"] * len(plan.goes()))
        assert (f"plan.tasks.{part}.on", found.isoformat()) in {(s.name, s.value) for s in reasons[0].about}
    yes(guard, dossier, judged(found))


def test_r38_that_the_consequences_are_clear_is_not_judged_before_it_was_studied() -> None:
    """R38: whoever says so says it of what this plan does to people; from the day of the finding on that can be said."""
    road, dossier = at(State.IDENTIFIED)
    found = dossier.findings[0].on
    dossier = fold(dossier, [road.contact("dor", Stage.FEASIBILITY), road.consult()])
    plan: Any = attrs.evolve(road.plan(), version=1)
    for day, counts in ((LONG_AGO, False), (found - DAY, False), (found, True)):
        on = datetime.combine(day, datetime.min.time(), tzinfo=road.start.tzinfo)
        staff = attrs.evolve(plan.staff, clear=attrs.evolve(plan.staff.clear, on=on))
        drafted = fold(dossier, [road.draft(plan=attrs.evolve(plan, staff=staff))])
        if counts:
            yes("staff_consequences_are_clear", drafted, road.conclude_tests())
        else:
            no("staff_consequences_are_clear", drafted, road.conclude_tests(), "consequences-of-before")


# -- R24, R30: a newer finding has a newer study -------------------------------------------------------------------------------


def test_r30_a_finding_of_today_in_a_study_of_long_ago_takes_the_place_of_none() -> None:
    """R30: to call it found today does not make a study newer than that which found that it cannot be; a newer study may find otherwise."""
    road, dossier = at(State.PLAN_DRAFTED)
    dossier = fold(dossier, [road.record_feasibility(Feasibility.NOT_WITHIN_HORIZON)])
    before = dossier.findings[-1].document.on
    newer = road.record_feasibility(Feasibility.FEASIBLE)

    def studied(on: date) -> c.RecordFeasibility:
        document = attrs.evolve(newer.finding.document, on=on, origin="abdtopconsult")
        return attrs.evolve(newer, finding=attrs.evolve(newer.finding, document=document))

    for on in (LONG_AGO, before - DAY):
        (reason,) = no("finding_is_sound", dossier, studied(on), "study-older")
        assert {Role.RESEARCHER} == {s.role for s in reason.suppliers}
    yes("finding_is_sound", dossier, studied(before))
    yes("finding_is_sound", dossier, newer)


@pytest.mark.parametrize("kind", list(DocumentKind))
def test_r24_a_finding_stands_in_a_study_or_a_report(kind: DocumentKind) -> None:
    """R24: minutes, a letter or a decision find nothing."""
    road, dossier = at(State.PLAN_DRAFTED)
    found = road.record_feasibility(Feasibility.FEASIBLE)
    document = attrs.evolve(found.finding.document, kind=kind)
    command = attrs.evolve(found, finding=attrs.evolve(found.finding, document=document))
    if kind in (DocumentKind.STUDY, DocumentKind.REPORT):
        yes("finding_is_sound", dossier, command)
    else:
        no("finding_is_sound", dossier, command, "not-a-study")


# -- R8, R9: the sharing of ICT ended after it was found that it is shared -----------------------------------------------------


class Whole(Road):
    """A road on which every task goes and no ICT is shared."""

    def plan(self) -> c.Plan:
        """The plan, with nothing that stays or is shared."""
        plan = super().plan()
        first = plan.tasks[0]
        tasks = tuple(
            attrs.evolve(t, disposition=Disposition.MOVED, necessity=first.necessity, contribution=first.contribution)
            for t in plan.tasks
        )
        one, two = plan.phases
        rest = tuple(t.task for t in tasks if t.task not in one.tasks)
        phases = (attrs.evolve(one, touches=()), attrs.evolve(two, tasks=rest))
        return attrs.evolve(plan, tasks=tasks, phases=phases, shared_tasks=(), dependencies=())


def test_r8_r9_no_decision_of_before_the_study_says_that_ict_is_shared_no_longer() -> None:
    """R8, R9: a public note of 1990 that nothing is shared says nothing of what the study of 2022 found; a note of since then does."""
    road = Whole(letter.PROCESSES[WEBSITES])
    dossier = fold(Dossier(process=WEBSITES), road.until(State.RECEIVING_PARTY_PROVEN))
    complete = road.complete(degree=Degree.FULL, ict_agreements=())
    found = dossier.findings[0].on

    def ended(on: date) -> c.Complete:
        return attrs.evolve(complete, ict_ended=attrs.evolve(road.note(), id="fictief-einde-ict", on=on))

    for on in (date(1990, 1, 1), found - DAY):
        (reason,) = no("degree_is_honest", dossier, ended(on), "ict-ended-before")
        assert {letter.MINISTRY} == {s.party for s in reason.suppliers}
        assert [("ict_ended.on", found.isoformat())] == [(s.name, s.value) for s in reason.about]
    yes("degree_is_honest", dossier, ended(found))


# -- the whole, as somebody would try it ---------------------------------------------------------------------------------------


def test_a_process_is_not_planned_on_papers_of_long_ago() -> None:
    """R61, R62, R64: the ministry brings minutes of years ago by each body and unit, and nothing of it counts; with talks of now it goes on."""
    road, flow = Road(letter.PROCESSES[WEBSITES]), Workflow.open("memory:", clock=lambda: LATER)
    flow.submit(WEBSITES, road.identify()).or_raise()
    then = datetime.combine(LONG_AGO, datetime.min.time()).astimezone()

    def of_then(origin: str) -> Any:
        return attrs.evolve(road.document(DocumentKind.MINUTES, origin), on=LONG_AGO)

    tried = (
        road.consult(at=then, by=road.ministry, document=of_then("fictief-team-1")),
        road.collect_input(at=then, by=road.ministry, document=of_then("fictief-team-1")),
        road.contact(letter.UNIONS, Stage.PLAN, at=then, by=road.ministry, document=of_then(letter.UNIONS)),
    )
    assert [["before-the-process"], ["before-the-process"], ["before-the-stage"]] == [
        [r.code for r in flow.submit(WEBSITES, command).reasons] for command in tried
    ]
    for leg in (road.planning(), road.testing(), road.deciding()):
        for command in leg:
            flow.submit(WEBSITES, command).or_raise()
    assert State.MINISTRY_DECIDED is flow.dossier(WEBSITES).state


# -- R31: who looks back looks back on what was completed ------------------------------------------------------------------------


def test_r31_a_report_of_before_the_completion_is_not_its_evaluation() -> None:
    """R31: recorded after the end, it still tells nothing of it; a report of that day or later does, also before the day that was named."""
    road, dossier = at(State.COMPLETED)
    closing, due = dossier.closing, dossier.evaluation_due
    assert closing is not None
    assert due is not None
    day, report = closing.at.date(), road.evaluate()
    for on, left in ((day - DAY, due), (day, None), (day + DAY, None)):
        told = fold(dossier, [attrs.evolve(report, document=attrs.evolve(report.document, on=on))])
        assert left == told.evaluation_due


# -- R55, R44: a judgement of before a step, recorded before that -------------------------------------------------------------


def test_r55_a_weighing_that_was_judged_before_a_step_does_not_count_after_it() -> None:
    """R55: it was recorded first, of a later moment, and the step is dated in between; what was judged at the step or since counts."""
    road, dossier = at(State.PHASED_TRANSFER)
    dossier = fold(dossier, [*road.phase(1), *road.phase(2), *road.hearing(Stage.PROOF), road.weigh(Step.PROOF)])
    before = road.moment
    proof = road.conclude_proof()
    weighed = road.weigh(Step.COMPLETION)
    for on, counts in ((before, False), (proof.at - MINUTE, False), (proof.at, True)):
        told = attrs.evolve(weighed, enough_added_value=attrs.evolve(weighed.enough_added_value, on=on))
        proven = fold(dossier, [told, proof])
        if counts:
            yes("step_was_weighed", proven, road.complete())
        else:
            no("step_was_weighed", proven, road.complete(), "unweighed-completion")
            no("weighing_is_fresh", fold(dossier, [proof]), told, "weighing-date")


def test_r44_a_test_that_was_judged_before_the_plan_was_returned_does_not_count_after_it() -> None:
    """R44: a plan that was sent back is tested anew, also where the new tests are of later and were recorded before that."""
    road, dossier = at(State.PRECONDITIONS_TESTED)
    before = road.tick()
    returned = road.return_plan()
    tests = [road.test(p) for p in Precondition]

    def judged(test: c.RecordTest, on: datetime) -> c.RecordTest:
        return attrs.evolve(
            test, results=tuple(attrs.evolve(r, judgement=_judged_on(r.judgement, on)) for r in test.results)
        )

    early = fold(dossier, [*(judged(t, before) for t in tests), returned])
    no("five_tests_are_met", early, road.conclude_tests(), *(f"untested-{p.value}" for p in Precondition))
    yes(
        "five_tests_are_met", fold(dossier, [*(judged(t, returned.at) for t in tests), returned]), road.conclude_tests()
    )


def _judged_on(judgement: Judgement, on: datetime) -> Judgement:
    """The same judgement, on papers of that day, of a moment."""
    return attrs.evolve(judgement, on=on, evidence=tuple(attrs.evolve(d, on=on.date()) for d in judgement.evidence))


# -- R73: a new agreement is not used before it was made ------------------------------------------------------------------------


def test_r73_an_agreement_is_not_used_before_it_was_made_or_decided_on() -> None:
    """R73: also one that says itself that it was in force long before; from the day of its document on it can be used."""
    road, dossier = at(State.STRENGTHENING_GOVERNANCE, route=Route.GOVERNANCE)
    decision, agreed = dossier.decision, attrs.evolve(road.agree(), in_force_from=LONG_AGO)
    assert decision is not None
    used, made = road.use_agreement(), agreed.document.on

    def on(day: date) -> c.RecordUseOfAgreement:
        assert used.document is not None
        moment = datetime.combine(day, datetime.min.time(), used.at.tzinfo) + 12 * HOUR
        return attrs.evolve(used, at=moment, document=attrs.evolve(used.document, on=day))

    dossier = fold(dossier, [agreed])
    for day in (made - DAY, decision.at.date() - DAY):
        no("used_agreement_is_in_force", dossier, on(day), "not-in-force")
    yes("used_agreement_is_in_force", dossier, on(made))
    later = attrs.evolve(agreed, document=attrs.evolve(agreed.document, on=made + DAY))
    told = attrs.evolve(dossier, uses=(on(made),))
    yes("agreements_are_used", told, road.conclude_agreements())
    no("agreements_are_used", attrs.evolve(told, agreements=(later,)), road.conclude_agreements(), "agreement-not-used")


def test_r73_an_agreement_of_an_earlier_decision_is_not_new() -> None:
    """R73: it was told of a later day than that on which the plan was revised, and made before the decision that stands now."""
    road, dossier = at(State.STRENGTHENING_GOVERNANCE, route=Route.GOVERNANCE)
    decision = dossier.decision
    assert decision is not None
    dossier = fold(dossier, [road.agree(), road.use_agreement()])
    yes("agreements_are_used", dossier, road.conclude_agreements())
    anew = attrs.evolve(dossier, decision=attrs.evolve(decision, at=dossier.agreements[0].at + DAY))
    no("agreements_are_used", anew, road.conclude_agreements(), "no-agreement", "agreement-not-used")


# -- R67, R12: what ends something, or speaks of it, is not of before it ------------------------------------------------------


def _of_then(person: Actor, last: date) -> Actor:
    """Somebody with the same powers, until that day."""
    assert person.mandate is not None
    return attrs.evolve(person, id="fictief-van-toen", mandate=attrs.evolve(person.mandate, valid_until=last))


def test_r67_an_escalation_is_not_resolved_before_it_was_raised() -> None:
    """R67: a mandate that ended in May resolves nothing of July by a decision of May; at the moment of the escalation it can be resolved."""
    road, dossier = at(State.PHASED_TRANSFER)
    then = road.tick()
    road.wait_until(then + 60 * DAY)
    raised = road.escalate("fictief-laat")
    dossier = fold(dossier, [raised])
    gone = _of_then(road.owner, then.date())
    no(
        "escalation_ends_with_its_owner",
        dossier,
        road.resolve_escalation("fictief-laat", by=gone),
        "mandate-expired",
    )
    back = road.resolve_escalation("fictief-laat", by=gone, at=then)
    (reason,) = no("escalation_ends_with_its_owner", dossier, back, "resolved-before")
    assert [("at", raised.at.isoformat())] == [(s.name, s.value) for s in reason.about]
    no("escalation_ends_with_its_owner", dossier, attrs.evolve(back, by=road.owner), "resolved-before")
    yes("escalation_ends_with_its_owner", dossier, attrs.evolve(back, by=road.owner, at=raised.at))


def test_r67_a_problem_of_the_programme_is_not_resolved_before_it_was_raised() -> None:
    """R67: also there, where what happened earlier may be told later."""
    road = Road(letter.PROCESSES[WEBSITES])
    raised = road.escalate("fictief-laat")
    dossier = folded((*OPENING, raised))
    for moment in (raised.at - HOUR, raised.at - MINUTE):
        early = road.resolve_escalation("fictief-laat", at=moment)
        no("escalation_ends_with_its_owner", dossier, early, "resolved-before", rules=PROGRAMME)
    yes("escalation_ends_with_its_owner", dossier, road.resolve_escalation("fictief-laat"), PROGRAMME)


def test_r67_a_contest_is_not_decided_on_before_it_was_there() -> None:
    """R67: a decision that is dated to before the contest decides nothing; one of its own moment does."""
    road, dossier = at(State.PHASED_TRANSFER)
    then = road.tick()
    road.wait_until(then + 60 * DAY)
    dossier = fold(dossier, [road.contact("dor", Stage.EXECUTION, 1, by=road.receiver)])
    contest = road.contest(dossier.entries[-1].number)
    dossier = fold(dossier, [contest])
    number = dossier.open_contests[0][0]
    gone = _of_then(road.owner, then.date())
    decided = road.resolve_contest(number, upheld=False, by=gone)
    no("contest_is_resolved_at_executive_level", dossier, decided, "mandate-expired")
    back = attrs.evolve(decided, at=then)
    (reason,) = no("contest_is_resolved_at_executive_level", dossier, back, "resolved-before")
    assert [("at", contest.at.isoformat())] == [(s.name, s.value) for s in reason.about]
    yes("contest_is_resolved_at_executive_level", dossier, attrs.evolve(back, by=road.owner, at=contest.at))


@pytest.mark.parametrize("what", ["contact", "consultation", "input"])
def test_r12_r61_r62_nobody_confirms_or_contests_what_is_of_later(what: str) -> None:
    """R12, R61, R62: a word on what had not happened yet is no word on it; a word of the same moment is."""
    road, dossier = at(State.PHASED_TRANSFER)
    fact: c.RecordContact | c.ConsultUnit | c.CollectInput
    if what == "contact":
        fact = road.contact("dor", Stage.EXECUTION, 1, by=road.receiver)
    elif what == "consultation":
        fact = road.consult(by=road.receiver)
    else:
        fact = road.collect_input(id="fictief-inbreng-2", by=road.receiver)
    dossier = fold(dossier, [fact])
    number = dossier.entries[-1].number
    speaks = road.speaker("dor") if what == "contact" else road.worker
    for word in (road.confirm(number, by=speaks), road.contest(number, by=speaks)):
        (reason,) = no("word_follows_the_record", dossier, attrs.evolve(word, at=fact.at - MINUTE), "word-of-before")
        assert [("at", fact.at.isoformat())] == [(s.name, s.value) for s in reason.about]
        assert speaks.party in {s.party for s in reason.suppliers}
        yes("word_follows_the_record", dossier, attrs.evolve(word, at=fact.at))
        fold(dossier, [word])


def test_r79_a_fact_is_not_corrected_before_it_happened() -> None:
    """R79: nor taken out; at its own moment, or later, it can be."""
    road, dossier = at(State.PHASED_TRANSFER)
    fact = road.contact("dor", Stage.EXECUTION, 1)
    dossier = fold(dossier, [fact])
    number = dossier.entries[-1].number
    for holds in (None, attrs.evolve(fact, at=fact.at - HOUR)):
        taken = c.Correct(by=fact.by, at=road.tick(), record=number, wrong="Fictief: verschreven", holds=holds)
        early = attrs.evolve(taken, at=fact.at - MINUTE)
        (reason,) = no("correction_is_of_a_fact", dossier, early, "corrected-before")
        assert [("at", fact.at.isoformat())] == [(s.name, s.value) for s in reason.about]
        yes("correction_is_of_a_fact", dossier, attrs.evolve(taken, at=fact.at))
        fold(dossier, [taken])
