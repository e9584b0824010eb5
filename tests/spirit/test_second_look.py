"""What a second look found: money that goes round, promises that are taken back, who supplies, who says it, and what is asked when."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from typing import Any

import attrs
import pytest

from ontvlechting import LETTER, Dossier, State, letter
from ontvlechting import commands as c
from ontvlechting.engine.rulebook import Rules
from ontvlechting.guards import PROGRAMME
from ontvlechting.letter.commands import Complexity, Feasibility, Stage, Step, SupportArea
from ontvlechting.letter.fiction import Road
from ontvlechting.letter.norms import LeadTime
from ontvlechting.letter.values import Delta, Money, MoneyKind, Power, Role
from tests.asking import WEBSITES, answer, at, fold, no, yes
from tests.programmes import DONE, OPENING, folded

DAY = timedelta(days=1)
GIVES, GAINS, THIRD, MINISTRY = letter.BELASTINGDIENST, letter.DOUANE, letter.TOESLAGEN, letter.MINISTRY


def euros(amount: str, kind: MoneyKind = MoneyKind.STRUCTURAL) -> Money:
    """An amount in euros."""
    return Money(amount=Decimal(amount), kind=kind)


def moved(*parts: tuple[str, str]) -> tuple[Delta, ...]:
    """What parties gain and lose each year."""
    return tuple(Delta(party=party, money=euros(amount)) for party, amount in parts)


def planned(**budget: Any) -> tuple[Road, Dossier]:
    """A process of which the plan has this budget, signed."""
    road, dossier = at(State.IDENTIFIED)
    *before, draft, sign = road.planning()
    assert isinstance(draft, c.DraftPlan)
    plan = attrs.evolve(draft.plan, budget=c.Budget(**budget))
    return road, fold(dossier, [*before, attrs.evolve(draft, plan=plan), sign])


# -- R41, R42: money that goes round pays for nothing ----------------------------------------------------------------------------


def test_r41_what_a_party_gives_to_itself_pays_for_nothing() -> None:
    """R41, R42: plus and minus half a million for one party is neutral, and covers no cost; what another gives does."""
    cost = (euros("500000.00"),)
    road, dossier = planned(costs=cost, deltas=moved((GAINS, "500000.00"), (GAINS, "-500000.00")))
    (reason,) = no("budget_is_covered", dossier, road.conclude_tests(), "not-covered")
    assert Decimal("500000.00") == next(
        Decimal(str(s.value)) for s in reason.about if s.name == "plan.budget.coverage.money.amount"
    )
    road, dossier = planned(
        costs=cost, deltas=moved((GAINS, "600000.00"), (GAINS, "-100000.00"), (GIVES, "-500000.00"))
    )
    yes("budget_is_covered", dossier, road.conclude_tests())


def test_r41_a_cost_below_zero_is_a_coverage_without_a_paper() -> None:
    """R41: what is saved is a coverage, which names its document; as a cost below zero it would hide what is to be paid."""
    road, dossier = planned(costs=(euros("100000.00"), euros("-100000.00")))
    cost, gap = no("budget_is_covered", dossier, road.conclude_tests(), "cost-below-zero", "not-covered")
    assert {GAINS, GIVES} == {s.party for s in (*cost.suppliers, *gap.suppliers)}
    road, dossier = planned(costs=(euros("100000.00"), euros("0.00")), coverage=(road.coverage(),))
    yes("budget_is_covered", dossier, road.conclude_tests())


def test_r42_a_shift_by_which_nobody_gains_or_loses_is_none() -> None:
    """R42: zero, or plus and minus for one party, moves no budget."""
    road, dossier = at(State.MINISTRY_DECIDED)
    for deltas in (moved((GAINS, "0.00")), moved((GAINS, "1.00"), (GAINS, "-1.00"))):
        no("shift_is_neutral", dossier, road.shift_budget(deltas=deltas), "nothing-shifts")
    yes("shift_is_neutral", dossier, road.shift_budget())


def test_r41_what_was_paid_for_in_a_year_that_ended_is_not_to_be_covered_anew_by_an_amendment() -> None:
    """R41, R60, R92: the first phase was paid in 2023 from money of 2023; in 2024 less moves, and that coverage stands. New money is of now."""
    road = Road(letter.PROCESSES[WEBSITES])
    spent = attrs.evolve(road.coverage(), money=euros("100000.00", MoneyKind.INCIDENTAL))
    assert 2023 == spent.year
    first = road.plan

    def plan() -> c.Plan:
        budget = c.Budget(costs=(spent.money,), coverage=(spent,), deltas=road.deltas())
        return attrs.evolve(first(), budget=budget)

    road.plan = plan  # type: ignore[method-assign]  # every plan of this road has this budget
    dossier = fold(Dossier(process=WEBSITES), road.until(State.PHASED_TRANSFER))
    dossier = fold(dossier, road.phase(1))
    road.wait_until(road.start.replace(year=2024, month=2))
    *before, amend = road.amending()
    proposed = fold(dossier, before)
    assert isinstance(amend, c.AmendPlan)
    assert 2024 == amend.at.year
    yes("new_coverage_names_its_source", proposed, amend)
    fold(proposed, [amend])
    more = attrs.evolve(spent, article="fictief-artikel-2")
    less = attrs.evolve(road.reduced(), budget=c.Budget(costs=(spent.money,), coverage=(spent, more)))
    dossier = fold(proposed, [road.propose(less)])
    (reason,) = no("new_coverage_names_its_source", dossier, road.amend(), "coverage-year")
    assert "fictief-artikel-2" in reason.en


# -- R54: a promise is not taken back by a correction -------------------------------------------------------------------------------


def renewed() -> tuple[Road, Dossier, c.RenewReversal, int]:
    """A transfer in which the way back from phase 1 was renewed, and by which record."""
    road, dossier = at(State.PHASED_TRANSFER)
    renewal = road.renew_reversal(1)
    dossier = fold(dossier, [*road.phase(1), renewal])
    return road, dossier, renewal, dossier.entries[-1].number


def test_r54_a_way_back_that_was_promised_is_not_corrected_away() -> None:
    """R54, R79: whoever promised it neither takes it out nor shortens it, nor makes it that of another phase; the ministry sets right."""
    road, dossier, renewal, number = renewed()
    until = renewal.reversal.until
    shorter = attrs.evolve(renewal, reversal=attrs.evolve(renewal.reversal, until=until - 60 * DAY))
    longer = attrs.evolve(renewal, reversal=attrs.evolve(renewal.reversal, until=until + 60 * DAY))
    other = attrs.evolve(renewal, phase=2)

    def correct(holds: c.RenewReversal | None, by: Any) -> c.Correct:
        return c.Correct(by=by, at=road.tick(), record=number, wrong="Fictief: verschreven", holds=holds)

    for holds in (None, shorter, other):
        (reason,) = no(
            "way_back_is_not_corrected_away", dossier, correct(holds, road.deliverer), "way-back-corrected-away"
        )
        assert {MINISTRY} == {s.party for s in reason.suppliers}
        yes("way_back_is_not_corrected_away", dossier, correct(holds, road.ministry))
    yes("way_back_is_not_corrected_away", dossier, correct(longer, road.deliverer))
    later = fold(dossier, [correct(longer, road.deliverer)])
    assert until + 60 * DAY == attrs.astuple(later.reversal(later.phases[0]), recurse=False)[2]  # type: ignore[arg-type]


def test_r54_the_way_back_from_a_shift_of_budget_is_not_corrected_away_either() -> None:
    """R54, R79: money that moved is asked after like work that moved."""
    road, dossier = at(State.MINISTRY_DECIDED)
    dossier = fold(dossier, [*road.shifting(), road.renew_reversal(None)])
    number = dossier.entries[-1].number
    out = c.Correct(by=road.deliverer, at=road.tick(), record=number, wrong="Fictief: verschreven", holds=None)
    no("way_back_is_not_corrected_away", dossier, out, "way-back-corrected-away")
    yes("way_back_is_not_corrected_away", dossier, attrs.evolve(out, by=road.ministry))


# -- R5, R67: the power to decide on a contest -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("scope", [(), (WEBSITES,), ("toeslagen/websites", GAINS)])
def test_r5_r67_a_mandate_that_reaches_this_process_decides_on_a_contest(scope: tuple[str, ...]) -> None:
    """R5, R67: without a scope, of this process, or of one of its parties."""
    road, dossier, number = contested()
    yes("contest_is_resolved_at_executive_level", dossier, resolve(road, number, scope))


@pytest.mark.parametrize("scope", [("toeslagen/websites",), (THIRD,)])
def test_r5_r67_a_mandate_for_another_process_decides_on_no_contest_here(scope: tuple[str, ...]) -> None:
    """R5, R67: what the council contests does not end by somebody whose power is elsewhere; each fault of a mandate is told by itself."""
    road, dossier, number = contested()
    command = resolve(road, number, scope)
    (reason,) = no("contest_is_resolved_at_executive_level", dossier, command, "mandate-out-of-scope")
    assert {MINISTRY} == {s.party for s in reason.suppliers}
    mandate = command.by.mandate
    assert mandate is not None
    over = attrs.evolve(mandate, valid_until=date(2023, 1, 31), powers=(Power.DECIDE,))
    worse = attrs.evolve(command, by=attrs.evolve(command.by, mandate=over))
    codes = ("mandate-expired", "mandate-lacks-power", "mandate-out-of-scope")
    no("contest_is_resolved_at_executive_level", dossier, worse, *codes)


def contested() -> tuple[Road, Dossier, int]:
    """The receiver says that the council was heard, and the council contests it; the number of the contest."""
    road, dossier = at(State.PLAN_DRAFTED)
    dossier = fold(dossier, [road.contact(letter.DOR, Stage.PLAN, by=road.receiver)])
    dossier = fold(dossier, [road.contest(dossier.entries[-1].number)])
    return road, dossier, dossier.entries[-1].number


def resolve(road: Road, number: int, scope: tuple[str, ...]) -> c.ResolveContest:
    """Against the council, by the owner of escalations, with a mandate of this scope."""
    held = road.owner.mandate
    assert held is not None
    mandate = attrs.evolve(held, scope=scope)
    return road.resolve_contest(number, upheld=False, by=attrs.evolve(road.owner, mandate=mandate))


# -- R62: each input before each next move, and of each unit --------------------------------------------------------------------------


@pytest.mark.parametrize("door", ["accept", "shift"])
def test_r62_an_input_during_the_transfer_is_answered_before_the_next_move(door: str) -> None:
    """R62: also before a phase is accepted, and before money moves; the answer opens the door."""
    road, dossier = at(State.PHASED_TRANSFER)
    *before, _ = road.phase(1)
    dossier = fold(dossier, [*before, road.weigh(Step.BUDGET)])
    spoken = fold(dossier, [road.collect_input(id="fictief-inbreng-tijdens")])
    command = road.accept(1) if door == "accept" else road.shift_budget()
    yes("inputs_were_answered", dossier, command)
    (reason,) = no("inputs_were_answered", spoken, command, "input-unanswered")
    assert {GAINS, GIVES} == {s.party for s in reason.suppliers}
    answered = fold(spoken, [road.answer_input(input="fictief-inbreng-tijdens")])
    yes("inputs_were_answered", answered, attrs.evolve(command, at=road.tick()))


def test_r62_a_unit_that_an_amendment_brings_in_gives_input_as_well() -> None:
    """R62: who does the work that is now touched is heard before the ministry decides; of the first unit what it said before counts."""
    road, dossier = at(State.PHASED_TRANSFER)
    dossier = fold(dossier, road.phase(1))
    more = road.reduced()
    more = attrs.evolve(more, affected_units=(*more.affected_units, c.AffectedUnit(id="fictief-team-2", party=GIVES)))
    dossier = fold(dossier, [road.consult(unit="fictief-team-2")])
    *before, amend = road.amending(more)
    dossier = fold(dossier, [*before, road.consult(unit="fictief-team-2")])
    amend = attrs.evolve(amend, at=road.tick())
    (reason,) = no("input_was_collected_for_the_amendment", dossier, amend, "no-input")
    assert "fictief-team-2" in {s.party for s in reason.suppliers}
    own = road.collect_input(id="fictief-inbreng-2", unit="fictief-team-2")
    heard = fold(dossier, [own, road.answer_input(input="fictief-inbreng-2")])
    yes("input_was_collected_for_the_amendment", heard, attrs.evolve(amend, at=road.tick()))
    fold(heard, [attrs.evolve(amend, at=road.tick())])
    road, dossier = at(State.PHASED_TRANSFER)
    yes("input_was_collected_for_the_amendment", dossier, road.amend())  # that nothing is proposed, another guard says


# -- R6, R10: who says what a study found ------------------------------------------------------------------------------------------------


def test_r6_a_finding_is_not_recorded_by_who_has_no_part_in_it() -> None:
    """R6, R10: no union, unit or third directorate stops a process with a study; the parties, the ministry and its researcher record it."""
    road, dossier = at(State.PLAN_DRAFTED)
    outcome = Feasibility.NOT_WITHIN_HORIZON
    outsiders = (
        road.speaker(letter.UNIONS),
        road.speaker(letter.DOR),
        road.worker,
        road.actor(Role.DIRECTORATE, THIRD),
        road.actor(Role.RESEARCHER, "abdtopconsult"),
    )
    for by in outsiders:
        found = road.record_feasibility(outcome, by=by)
        (reason,) = no("finding_is_recorded_by_whom_it_concerns", dossier, found, "finding-by-outsider")
        assert {GAINS, GIVES, MINISTRY, letter.GALAN} == {s.party for s in reason.suppliers}
    for by in (road.receiver, road.deliverer, road.ministry, road.actor(Role.RESEARCHER, letter.GALAN)):
        yes("finding_is_recorded_by_whom_it_concerns", dossier, road.record_feasibility(outcome, by=by))


# -- R56, R7: who shares and who supplies ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("partners", "shared"),
    [
        ((GAINS, GIVES), True),
        ((GAINS, GIVES, THIRD), True),
        ((GAINS, GIVES, letter.GALAN), True),
        ((letter.DOR, letter.UNIONS), False),
        ((GAINS, letter.DOR), False),
        ((GAINS, GIVES, letter.HOUSE), False),
        ((GAINS, GAINS), False),
    ],
)
def test_r56_a_shared_task_is_shared_by_directorates(partners: tuple[str, ...], shared: bool) -> None:  # noqa: FBT001 - what is expected
    """R56: the register is of what the directorates go on doing together; a council, a union or the House does no such work."""
    road, dossier = at(State.PHASED_TRANSFER)
    dossier = fold(dossier, road.opening(1))
    register = tuple(attrs.evolve(s, partners=partners) for s in dossier.register or ())
    assert register
    command = road.update_register(1, register=register)
    if shared:
        yes("register_is_sound", dossier, command)
    else:
        no("register_is_sound", dossier, command, "not-shared")


@pytest.mark.parametrize(
    ("supplier", "supplies"),
    [(GIVES, True), (THIRD, True), (MINISTRY, True), (letter.GALAN, True)]
    + [(x, False) for x in (GAINS, letter.DOR, letter.UNIONS, letter.HOUSE)],
)
def test_r7_a_service_is_supplied_by_another_that_can(supplier: str, supplies: bool) -> None:  # noqa: FBT001 - what is expected
    """R7: not by a body that speaks for staff, nor by the House; and what a party supplies to itself is its own."""
    road, dossier = at(State.PHASED_TRANSFER)
    proof = road.conclude_proof()
    first, *rest = SupportArea
    served = c.Support(area=first, supply=c.Supply.SERVICE, supplier=supplier)
    command = attrs.evolve(proof, support=(served, *(s for s in proof.support if s.area in rest)))
    if supplies:
        yes("support_is_ready", dossier, command)
    else:
        no("support_is_ready", dossier, command, f"support-{first.value}")


# -- R48: a schedule that can be kept ----------------------------------------------------------------------------------------------------------


def test_r48_a_phase_is_not_planned_before_the_one_before_it_ends() -> None:
    """R48: it begins only once that was accepted; on its last day that can be."""
    road, dossier = at(State.IDENTIFIED)
    *before, draft, _ = road.planning()
    assert isinstance(draft, c.DraftPlan)
    dossier = fold(dossier, before)
    one, two = draft.plan.phases

    def begins(on: date) -> c.DraftPlan:
        moved_phase = attrs.evolve(two, starts_on=on, ends_on=on + 61 * DAY)
        return attrs.evolve(draft, plan=attrs.evolve(draft.plan, phases=(one, moved_phase)))

    for on in (one.starts_on - 90 * DAY, one.starts_on, one.ends_on - DAY):
        (reason,) = no("tempo_follows_complexity", dossier, begins(on), "before-the-one-before")
        assert {GAINS, GIVES} == {s.party for s in reason.suppliers}
        assert one.ends_on.isoformat() in {s.value for s in reason.about}
    yes("tempo_follows_complexity", dossier, begins(one.ends_on))
    yes("tempo_follows_complexity", dossier, draft)


def test_r48_after_a_phase_that_was_accepted_early_the_next_is_planned_from_then_on() -> None:
    """R48: it begins on the day on which the one before was accepted or later, also where that was to last longer."""
    road, dossier = at(State.PHASED_TRANSFER)
    one, two = road.plan().phases
    work = [*road.opening(1), *map(road.execute, one.tasks), road.measure(1), road.update_register(1)]
    road.moment += 32 * DAY
    work.append(road.weigh(Step.ACCEPTANCE, 1))
    early = c.AcceptPhase(by=road.receiver, at=road.tick(), phase=1, judgement=road.judgement())
    running, on = fold(dossier, work), road.norms.day_of(early.at)
    assert on < one.ends_on

    def begins(on: date) -> c.ProposeAmendment:
        sooner = attrs.evolve(two, starts_on=on)
        return road.propose(attrs.evolve(road.plan(), phases=(one, sooner)))

    no("tempo_follows_complexity", running, begins(on), "before-the-one-before")
    accepted = fold(running, [early])
    (reason,) = no("tempo_follows_complexity", accepted, begins(on - DAY), "before-the-one-before")
    assert on.isoformat() in {s.value for s in reason.about}
    yes("tempo_follows_complexity", accepted, begins(on))


@pytest.mark.parametrize("days", [10**7, 3 * 10**9])
def test_r49_a_lead_time_beyond_the_calendar_is_told_as_one(days: int) -> None:
    """R49: norms that nobody can meet refuse with their reason, and no guard fails."""
    norms = attrs.evolve(LETTER.norms, lead_times=(LeadTime(complexity=Complexity.MODERATE, days=days),))
    rules: Rules = attrs.evolve(LETTER, norms=norms)
    road, dossier = at(State.IDENTIFIED)
    *before, draft, _ = road.planning()
    dossier = fold(dossier, before)
    reasons = answer("tempo_follows_complexity", dossier, draft, rules)
    assert {"too-fast"} == {r.code for r in reasons}
    assert {date.max.isoformat()} == {s.value for r in reasons for s in r.about if s.name == "plan.phases.ends_on"}
    road, dossier = at(State.PHASED_TRANSFER)
    *before, accept = road.phase(1)
    (late,) = answer("phase_took_its_time", fold(dossier, before), accept, rules)
    assert "accepted-too-fast" == late.code


def test_r5_a_mandate_that_begins_on_the_last_day_there_is_is_not_valid_yet() -> None:
    """R5, R30: what begins after the act has not begun, also where nobody can say from when; no guard fails."""
    road, dossier = at(State.PRECONDITIONS_TESTED)
    held = road.ministry.mandate
    assert held is not None
    for first, earliest in ((date(2030, 1, 1), LETTER.norms.begin_of(date(2030, 1, 1))), (date.max, None)):
        later = attrs.evolve(road.ministry, mandate=attrs.evolve(held, valid_from=first))
        (reason,) = no("mandate_is_valid", dossier, road.decide(by=later), "mandate-not-yet-valid")
        assert earliest == reason.earliest


# -- R67, R11: what was decided on a contest, and what the body then really gives ----------------------------------------------------------------


def decided_on(*, upheld: bool) -> tuple[Road, Dossier, c.ResolveContest, int]:
    """A contest that was resolved, and the number of the record that says so."""
    road, dossier, number = contested()
    resolution = road.resolve_contest(number, upheld=upheld)
    dossier = fold(dossier, [resolution])
    return road, dossier, resolution, dossier.entries[-1].number


@pytest.mark.parametrize("upheld", [True, False])
def test_r67_a_decision_on_a_contest_is_not_corrected(upheld: bool) -> None:  # noqa: FBT001 - what was decided
    """R67, R79: neither turned round nor taken out to be decided anew, also not by who decided; its words can be set right."""
    road, dossier, resolution, number = decided_on(upheld=upheld)

    def correct(holds: c.ResolveContest | None, by: Any) -> c.Correct:
        return c.Correct(by=by, at=road.tick(), record=number, wrong="Fictief: verschreven", holds=holds)

    for by in (road.owner, road.ministry):
        for holds in (None, attrs.evolve(resolution, upheld=not upheld), attrs.evolve(resolution, contest=1)):
            (reason,) = no("decision_on_a_contest_stands", dossier, correct(holds, by), "decision-corrected")
            assert MINISTRY in {s.party for s in reason.suppliers}
    words = attrs.evolve(resolution, decision="Fictief: met andere woorden")
    yes("decision_on_a_contest_stands", dossier, correct(words, road.owner))
    other = c.Correct(by=road.receiver, at=road.tick(), record=dossier.entries[0].number, wrong="Fictief", holds=None)
    yes("decision_on_a_contest_stands", dossier, other)


def test_r11_a_body_that_did_not_give_an_advice_can_still_give_it() -> None:
    """R11, R76, R90: what the council denied with success is not its advice: its own comes in by the reference it was asked for, is answered, weighed."""
    road, dossier = at(State.PRECONDITIONS_TESTED)
    request, said = road.request_advice(), road.receive_advice()
    dossier = fold(dossier, [request, said])
    dossier = fold(dossier, [road.answer_advice(), road.contest(dossier.entries[-1].number)])
    real = road.receive_advice()
    real = attrs.evolve(real, document=attrs.evolve(real.document, id="fictief-echt-advies"))
    no("advice_is_a_document_of_the_body", dossier, real, "advice-twice")  # not before that was decided
    dossier = fold(dossier, [road.resolve_contest(dossier.entries[-1].number)])
    no("answer_gives_a_reason", dossier, road.answer_advice(), "no-such-advice")
    yes("advice_is_a_document_of_the_body", dossier, attrs.evolve(real, at=road.tick()))
    dossier = fold(dossier, [attrs.evolve(real, at=road.tick())])
    no("advices_were_answered", dossier, road.decide(), "advice-unanswered")  # the answer was to another paper
    dossier = fold(dossier, [road.answer_advice(), *road.hearing(Stage.DECISION), road.weigh(Step.DECISION)])
    weighed = (road.study, *road.norms.always_weighed)
    no("documents_were_weighed", dossier, road.decide(weighed=(*weighed, said.document.id)), "not-weighed")
    fold(dossier, [road.decide(weighed=(*weighed, real.document.id))])


# -- R85, R86: one document in two roles ---------------------------------------------------------------------------------------------------------


def test_r85_a_paper_that_is_weighed_is_not_the_note_in_which_that_is_done() -> None:
    """R85, R86, R90: the motion, the study or an advice is not called the decision note; a note of its own is one."""
    road, dossier = at(State.PRECONDITIONS_TESTED)
    *before, decide = road.deciding()
    assert isinstance(decide, c.Decide)
    assert decide.note is not None
    dossier = fold(dossier, before)
    for id in decide.weighed:
        called = attrs.evolve(decide, note=attrs.evolve(decide.note, id=id))
        (reason,) = no("decision_note_is_public", dossier, called, "note-is-weighed")
        assert {MINISTRY} == {s.party for s in reason.suppliers}
    yes("decision_note_is_public", dossier, decide)
    stop = road.stop()
    motion = attrs.evolve(decide.note, id=road.norms.always_weighed[0])
    no("decision_note_is_public", dossier, attrs.evolve(stop, note=motion), "note-is-weighed")


# -- days at the edge ------------------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "start",
    [
        datetime(2024, 2, 28, 23, 30, tzinfo=UTC),  # half past midnight on a leap day in Amsterdam
        datetime(2024, 2, 29, 22, 59, 59, tzinfo=UTC),
        datetime(2023, 12, 31, 23, 30, tzinfo=UTC),  # already the next year
        datetime(2024, 3, 31, 0, 59, tzinfo=UTC),  # a minute before the clocks go forward
        datetime(2024, 10, 27, 0, 30, tzinfo=UTC),  # the hour that comes twice
        datetime(2024, 6, 30, 22, 30, tzinfo=UTC).astimezone(timezone(timedelta(hours=-12))),
    ],
)
def test_an_honest_road_is_accepted_at_any_hour_and_offset(start: datetime) -> None:
    """R47: whoever writes at the edge of a day, in a leap year or at another offset, comes to the end; days are those of the norms."""
    road = Road(letter.PROCESSES[WEBSITES], start=start)
    assert State.COMPLETED is fold(Dossier(process=WEBSITES), road.until(State.COMPLETED)).state


@pytest.mark.parametrize("hour", [21, 22])
def test_r5_a_mandate_ends_at_midnight_in_the_netherlands(hour: int) -> None:
    """R5: in summer at 22.00 UTC, whatever offset it is written at; a mandate of tomorrow begins then."""
    road, dossier = at(State.PRECONDITIONS_TESTED)
    *before, decide = road.deciding()
    dossier = fold(dossier, before)
    day, held = decide.at.date(), road.ministry.mandate
    assert held is not None
    moment = datetime.combine(day, datetime.min.time(), UTC).replace(hour=hour, minute=30)
    ends = attrs.evolve(road.ministry, mandate=attrs.evolve(held, valid_until=day))
    begins = attrs.evolve(road.ministry, mandate=attrs.evolve(held, valid_from=day + DAY))
    late, early = (attrs.evolve(decide, at=moment, by=by) for by in (ends, begins))
    if hour < 22:
        yes("mandate_is_valid", dossier, late)
        no("mandate_is_valid", dossier, early, "mandate-not-yet-valid")
    else:
        no("mandate_is_valid", dossier, late, "mandate-expired")
        yes("mandate_is_valid", dossier, early)


def test_r76_what_came_in_this_evening_is_in_sight_in_every_zone() -> None:
    """R69, R76, R93: for a ministry with another calendar zone in its norms, a request of its own evening is open that evening."""
    rules: Rules = attrs.evolve(PROGRAMME, norms=attrs.evolve(PROGRAMME.norms, zone="America/Curacao"))
    evening = datetime(2023, 6, 2, 2, tzinfo=UTC)  # 1 June there, and 2 June in Amsterdam
    dossier = folded(tuple(attrs.evolve(command, at=evening) for command in OPENING))
    report = attrs.evolve(DONE[-1], at=evening + timedelta(hours=1))
    found = [r.code for r in answer("overdue_and_silence_are_in_sight", dossier, report, rules)]
    assert ["overdue", "open-request", "silence", "silence"] == found
