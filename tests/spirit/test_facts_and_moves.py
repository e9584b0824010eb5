"""Facts keep their own moment and can be corrected; moves follow each other in time (R47, R79)."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ontvlechting import LETTER, Dossier, InputError, State, Workflow, decide, letter
from ontvlechting import commands as c
from ontvlechting.engine.command import Fact
from ontvlechting.engine.core import next_steps
from ontvlechting.engine.outlook import outlook
from ontvlechting.engine.verdicts import Mend
from ontvlechting.letter.commands import Command, Mode, Stage, Step
from ontvlechting.letter.fiction import Road
from ontvlechting.letter.terms import said
from ontvlechting.shell.ledger import now
from tests.asking import WEBSITES, at, fold, no, yes

MOMENT = timedelta(microseconds=1)


class Clock:
    """A clock that a test sets: what is recorded lies at `now`."""

    def __init__(self, now: datetime) -> None:
        self.now = now

    def __call__(self) -> datetime:
        """The moment that was set."""
        return self.now


def begun(state: State) -> tuple[Workflow, Road, Clock]:
    """A ledger in which every act was recorded a minute after it took place, up to this state."""
    road = Road(letter.PROCESSES[WEBSITES])
    clock = Clock(road.moment)
    flow = Workflow.open("memory:", clock=clock)
    for command in road.until(state):
        clock.now = command.at + timedelta(minutes=1)
        flow.submit(WEBSITES, command).or_raise()
    return flow, road, clock


def but_entries(dossier: Dossier) -> dict[str, Any]:
    """All that a dossier holds, but for where each fact is on record, and what was corrected there."""
    return {
        a.name: getattr(dossier, a.name)
        for a in attrs.fields(type(dossier))
        if a.name not in ("entries", "corrections", "superseded")
    }


# -- R47: a fact may be told late --------------------------------------------------------------------------------------


def test_a_talk_that_was_held_before_the_last_move_can_be_told_after_it() -> None:
    """A contact of the day before, told after the plan was drafted, is kept with its own moment, before later ones."""
    road, dossier = at(State.PLAN_DRAFTED)
    assert dossier.since is not None
    early, late = (
        road.contact("dor", Stage.PLAN, at=moment) for moment in (dossier.since - timedelta(days=1), road.tick())
    )
    told = fold(dossier, [late, early])
    assert (early, late) == told.contacts[-2:]
    assert (dossier.moved_at, late.at) == (told.moved_at, told.at)


def test_a_fact_is_never_later_than_its_recording() -> None:
    """What has not happened cannot be told."""
    flow, road, clock = begun(State.PLAN_DRAFTED)
    with pytest.raises(InputError, match="expected a moment up to now"):
        flow.submit(WEBSITES, road.contact("dor", Stage.PLAN, at=clock.now + timedelta(seconds=1)))


def test_two_hosts_whose_clocks_differ_are_both_accepted() -> None:
    """One writes three seconds earlier than the other; who comes first makes no difference for facts."""
    road, dossier = at(State.PLAN_DRAFTED)
    now = road.tick()
    slow, fast = (road.collect_input(id=f"fictief-inbreng-{n}", at=now + n * timedelta(seconds=3)) for n in (0, 1))
    assert but_entries(fold(dossier, [slow, fast])) == but_entries(fold(dossier, [fast, slow]))


def test_eight_threads_that_each_take_now_are_all_accepted(tmp_path: Path) -> None:
    """However their acts get between each other on the way to the ledger."""
    road = Road(letter.PROCESSES[WEBSITES])
    with Workflow.open(f"sqlite:///{tmp_path / 'l.db'}") as flow:
        for command in road.until(State.PLAN_DRAFTED):
            flow.submit(WEBSITES, command).or_raise()

        def tell(number: int) -> bool:
            command = road.collect_input(id=f"fictief-inbreng-{number}", at=now())
            while (outcome := flow.submit(WEBSITES, command)).verdict.kind.value == "conflict":
                pass
            return outcome.allowed

        with ThreadPoolExecutor(8) as threads:
            assert [True] * 80 == list(threads.map(tell, range(80)))
        moments = [i.at for i in flow.dossier(WEBSITES).inputs]
        assert (80, sorted(moments)) == (len(moments), moments)


def test_a_move_before_the_last_move_is_refused() -> None:
    """Moves follow each other: one moment earlier is too early."""
    road, dossier = at(State.PLAN_DRAFTED)
    assert dossier.moved_at is not None
    verdicts = {
        moment: fold_verdict(dossier, road.revise(at=moment))
        for moment in (dossier.moved_at, dossier.moved_at - MOMENT)
    }
    assert [set(), {"R47 before-last-move"}] == list(verdicts.values())


def fold_verdict(dossier: Dossier, command: Command) -> set[str]:
    """The reasons of R47 that this command meets."""
    return {f"{r.rule} {r.code}" for r in decide(LETTER, dossier, command).verdict.reasons if r.rule == "R47"}


@pytest.mark.parametrize("route", c.Route)
def test_a_move_rests_on_nothing_of_after_it(route: c.Route) -> None:
    """A move of a road that is refused without the last fact before it is refused as well when it is dated to before that fact."""
    road = Road(letter.PROCESSES[WEBSITES], route=route)
    dossier, refused = Dossier(process=WEBSITES), list[bool]()
    for command in road.until(State.COMPLETED):
        last = dossier.entries[-1].command if dossier.entries else command
        if command.in_turn and dossier.moved_at is not None and dossier.moved_at < last.at:
            before = last.at - MOMENT
            if not decide(LETTER, dossier.as_of(before), command).verdict.allowed:
                refused.append(not decide(LETTER, dossier, attrs.evolve(command, at=before)).verdict.allowed)
        dossier = fold(dossier, [command])
    assert [True] * len(refused) == refused
    assert len(refused) > 5


def test_no_plan_takes_the_place_of_another_by_being_dated_to_before_people_spoke_of_that() -> None:
    """R44, R64: what the bodies were heard about and what was weighed was the plan on record, not one that is handed in after it."""
    road, dossier = at(State.PLAN_DRAFTED)
    assert dossier.planned is not None
    drafted = dossier.planned.at
    dossier = fold(dossier, list(road.testing())[:-1])
    last = dossier.weighings[-1].at
    revised = road.revise()
    for moment in (drafted, drafted + MOMENT, last - MOMENT):
        (reason,) = no("nothing_undone_is_of_later", dossier, attrs.evolve(revised, at=moment), "undone-of-later")
        assert [("at", last.isoformat())] == [(s.name, s.value) for s in reason.about]
    for moment in (last, revised.at):
        yes("nothing_undone_is_of_later", dossier, attrs.evolve(revised, at=moment))


@pytest.mark.parametrize("what", ["consult", "collect_input"])
def test_no_form_is_chosen_before_what_was_said_of_the_other(what: str) -> None:
    """R25, R61, R62: a unit that was heard on a shift was not heard on strengthened governance, whatever day the choice for that gets."""
    road, dossier = at(State.PLAN_DRAFTED)
    early = road.tick()
    dossier = fold(dossier, [getattr(road, what)()])
    turned = road.change_route(c.Route.GOVERNANCE)
    no("nothing_undone_is_of_later", dossier, attrs.evolve(turned, at=early), "undone-of-later")
    yes("nothing_undone_is_of_later", dossier, turned)


def test_no_proposal_takes_the_place_of_another_by_being_dated_back() -> None:
    """R44, R61, R64: units and bodies were heard on the first; before there was one, nothing was said of any."""
    road, dossier = at(State.PHASED_TRANSFER)
    first = road.propose()
    dossier = fold(dossier, [road.consult()])
    yes("nothing_undone_is_of_later", dossier, first)
    dossier = fold(dossier, [first, road.cosign()])
    early = road.tick()
    dossier = fold(dossier, [road.consult()])
    second = road.propose()
    no("nothing_undone_is_of_later", dossier, attrs.evolve(second, at=early), "undone-of-later")
    yes("nothing_undone_is_of_later", dossier, second)


def test_the_ministry_does_not_return_a_plan_of_before_the_talks_about_its_decision() -> None:
    """R44, R64: after a return the decision comes up anew, and what was said of it before does not count."""
    road, dossier = at(State.PRECONDITIONS_TESTED)
    early = road.tick()
    dossier = fold(dossier, list(road.hearing(Stage.DECISION)))
    returned = road.return_plan()
    no("nothing_undone_is_of_later", dossier, attrs.evolve(returned, at=early), "undone-of-later")
    yes("nothing_undone_is_of_later", dossier, returned)


def test_no_amendment_is_decided_on_before_the_talks_about_the_phase_that_it_changes() -> None:
    """R55, R64: bodies and weighings spoke of the phase as it was; of a phase that stays as it was they still hold."""
    road, dossier = at(State.PHASED_TRANSFER)
    dossier = fold(dossier, list(road.amending())[:-1])
    assert frozenset({2}) == dossier.amended_phases
    early = road.tick()
    amended = attrs.evolve(road.amend(), at=early)
    for phase in (1, 2):
        for told in (road.contact("dor", Stage.EXECUTION, phase), road.weigh(Step.PHASE, phase)):
            heard = fold(dossier, [told])
            if phase == 1:
                yes("nothing_undone_is_of_later", heard, amended)
            else:
                no("nothing_undone_is_of_later", heard, amended, "undone-of-later")


@pytest.mark.parametrize("what", ["execute", "measure", "update", "hear"])
@pytest.mark.parametrize("back", ["fall-back", "reverse-phase"])
def test_no_way_back_is_dated_to_before_what_it_undoes(back: str, what: str) -> None:
    """R54: what was done, measured, brought up to date and heard about in a phase that went back is done anew in the next."""
    road, dossier = at(State.PHASED_TRANSFER)
    dossier = fold(dossier, road.opening(1))
    early = road.tick()
    (task, *_) = dossier.phases[0].tasks
    done: dict[str, Callable[[], Command]] = {
        "execute": lambda: road.execute(task),
        "measure": lambda: road.measure(1),
        "update": lambda: road.update_register(1),
        "hear": lambda: road.contact("dor", Stage.EXECUTION, 1),
    }
    dossier = fold(dossier, [done[what]()])
    undone: Command = road.fall_back() if back == "fall-back" else road.reverse_phase(1)
    (reason,) = no("nothing_undone_is_of_later", dossier, attrs.evolve(undone, at=early), "undone-of-later")
    assert "R54" == reason.rule
    for moment in (dossier.entries[-1].command.at, undone.at):
        yes("nothing_undone_is_of_later", dossier, attrs.evolve(undone, at=moment))


def test_a_weighing_of_an_amendment_is_of_the_one_that_is_proposed() -> None:
    """R55: fresh for each step: one of before the proposal, or of an earlier proposal, weighed something else."""
    road, dossier = at(State.PHASED_TRANSFER)
    early = road.weigh(Step.AMENDMENT)
    dossier = fold(dossier, [early, *(x for x in list(road.amending())[:-1] if not isinstance(x, c.WeighStep))])
    no("step_was_weighed", dossier, road.amend(), "unweighed-amendment")
    dossier = fold(dossier, [road.weigh(Step.AMENDMENT)])
    yes("step_was_weighed", dossier, road.amend())
    dossier = fold(dossier, [road.propose(), road.cosign()])
    no("step_was_weighed", dossier, road.amend(), "unweighed-amendment")


def test_what_was_missing_at_the_moment_of_a_move_is_told_as_of_that_day() -> None:
    """R55: a phase that was weighed after the day on which it is said to have begun was not weighed then."""
    road, dossier = at(State.PHASED_TRANSFER)
    dossier = fold(dossier, road.hearing(Stage.EXECUTION, 1))
    road.moment = road.begins(1)
    start = road.start_phase(1)
    dossier = fold(dossier, [road.weigh(Step.PHASE, 1)])
    (reason,) = decide(LETTER, dossier, start).verdict.reasons
    assert ("R55", "unweighed-phase") == (reason.rule, reason.code)
    day = said(start.at.date())
    told = decide(LETTER, dossier.as_of(start.at), start).verdict.reasons[0]
    assert (f"zoals het stond op {day.nl}: {told.nl}", f"as it stood on {day.en}: {told.en}") == (reason.nl, reason.en)
    assert decide(LETTER, dossier, road.start_phase(1)).verdict.allowed


def test_a_phase_is_not_started_in_the_middle_of_a_breach_by_dating_it_back() -> None:
    """R50: a breach that has ended since was open then; and what is open now keeps a step of before it from being made as well."""
    road, dossier = at(State.PHASED_TRANSFER)
    dossier = fold(dossier, road.hearing(Stage.EXECUTION, 1))
    road.moment = road.begins(1)
    before = road.tick()
    dossier = fold(dossier, [road.report_breach("fictief-storing", dossier.scope[0])])
    within = road.tick()
    open_ = fold(dossier, [road.weigh(Step.PHASE, 1)])
    dossier = fold(dossier, [road.resolve_breach("fictief-storing"), road.weigh(Step.PHASE, 1)])
    start = road.start_phase(1)
    asked = {
        "now": decide(LETTER, dossier, start),
        "within": decide(LETTER, dossier, attrs.evolve(start, at=within)),
        "before it, while it lasts": decide(LETTER, open_, attrs.evolve(start, at=before)),
    }
    found = {when: {r.code for r in event.verdict.reasons if r.shuts} for when, event in asked.items()}
    assert {
        "now": set(),
        "within": {"open-breach", "unweighed-phase"},
        "before it, while it lasts": {"open-breach", "unweighed-phase"},
    } == found


def test_what_is_next_at_an_earlier_moment_is_what_a_step_of_then_would_be_told() -> None:
    """Whoever asks for a day that lies before what is on record is told what was missing then, door by door, and on the road ahead."""
    road, dossier = at(State.MINISTRY_DECIDED)
    moment = road.tick()
    early = road.start_transfer(at=moment)
    dossier = fold(dossier, [road.weigh(Step.TRANSFER, at=moment + timedelta(days=5))])
    verdict = decide(LETTER, dossier, early).verdict
    (step,) = (s for s in next_steps(LETTER, dossier, moment) if s.command is c.StartTransfer)
    (door,) = (d for d in outlook(LETTER, dossier, moment).doors if d.command is c.StartTransfer)
    told = [(r.code, r.en) for r in verdict.reasons]
    assert ["unweighed-transfer"] == [code for code, _ in told]
    assert told == [(r.code, r.en) for r in step.reasons]
    assert [en for _, en in told] == [g.en for g in door.gaps]
    (now,) = (s for s in next_steps(LETTER, dossier, moment + timedelta(days=5)) if s.command is c.StartTransfer)
    assert now.open


def test_a_phase_is_not_started_in_the_middle_of_a_breach_that_was_told_later() -> None:
    """R50: by what is on record now the service was affected then, whenever that was told, or moved by a correction to be told later."""
    road, dossier = at(State.PHASED_TRANSFER)
    dossier = fold(dossier, road.hearing(Stage.EXECUTION, 1))
    road.moment = road.begins(1)
    moments = [road.tick() for _ in range(6)]
    report = attrs.evolve(road.report_breach("fictief-storing", dossier.scope[0]), since=moments[1])
    first = attrs.evolve(report, at=moments[1])
    told_first = fold(dossier, [first])
    moved = c.Correct(
        by=first.by, at=road.tick(), record=told_first.entries[-1].number, wrong="Fictief: later gemeld", holds=report
    )
    ends = [attrs.evolve(road.resolve_breach("fictief-storing"), until=moments[4]), road.weigh(Step.PHASE, 1)]
    affected = {"told later": fold(dossier, [report, *ends]), "moved to later": fold(told_first, [moved, *ends])}
    for dossier in affected.values():
        asked = [attrs.evolve(road.start_phase(1), at=moment) for moment in moments]
        for step in asked[1:4]:
            (reason,) = no("no_breach_is_open", dossier, step, "open-breach")
            assert (Mend(command="start_phase", field="at"),) == reason.mends
        for step in (asked[0], asked[4]):
            yes("no_breach_is_open", dossier, step)


def test_what_is_said_of_a_record_holds_for_a_move_of_before_it_was_said() -> None:
    """R12: a council that confirms its contact later makes it count; a move is not judged as if nobody had."""
    road, dossier = at(State.PLAN_DRAFTED)
    told = fold(dossier, [road.contact("dor", Stage.PLAN)])
    confirmation = road.confirm(record=told.entries[-1].number)
    later = fold(told, [confirmation])
    assert told.as_of(confirmation.at - MOMENT) is told
    assert later.confirmations == later.as_of(confirmation.at - MOMENT).confirmations
    assert later.entries == later.as_of(confirmation.at - MOMENT).entries
    before = later.as_of(told.contacts[-1].at - MOMENT)
    assert (told.contacts[:-1], told.entries[:-1]) == (before.contacts, before.entries[:-1])


# -- whatever the order, the same dossier ------------------------------------------------------------------------------


def facts_of_a_road(state: State) -> tuple[Dossier, list[Fact]]:
    """A dossier in this state, and facts that are accepted in it whichever comes first."""
    road, dossier = at(state)
    facts: list[Any] = [
        road.contact(body, stage) for body in ("dor", "vakbonden") for stage in (Stage.PLAN, Stage.TEST)
    ]
    facts += [road.collect_input(id=f"fictief-inbreng-x{n}") for n in range(3)]
    facts += [road.consult(unit=f"fictief-team-{n}") for n in (2, 3)]
    facts += [
        road.request_advice(advice="fictief-advies-x"),
        road.report_breach("fictief-storing-x", "redactie-website"),
    ]
    if state is State.PLAN_DRAFTED:
        facts += [road.test(p) for p in c.Precondition] + [road.test(c.Precondition.STAFF, holds=False)]
    if state is State.PHASED_TRANSFER:
        dossier = fold(dossier, road.opening(1))
        facts += [road.measure(1), road.measure(1, value=road.measure(1).value), road.update_register(1)]
        facts += [road.execute(t, mode=m) for t in road.plan().phases[0].tasks for m in (Mode.REAL, Mode.TEST)]
    return dossier, [attrs.evolve(f, at=road.tick()) for f in facts]


@pytest.mark.parametrize("state", [State.IDENTIFIED, State.PLAN_DRAFTED, State.PHASED_TRANSFER, State.COMPLETED])
@given(data=st.data())
def test_facts_in_whatever_order_reach_the_same_dossier(state: State, data: st.DataObject) -> None:
    """Told in the order of events, or in any other: what is known is the same, but for where it is on record."""
    dossier, facts = facts_of_a_road(state)
    facts = [f for f in facts if decide(LETTER, dossier, f).verdict.allowed]
    told = data.draw(st.permutations(facts))
    assert but_entries(fold(dossier, facts)) == but_entries(fold(dossier, told))


def test_what_happened_before_a_move_that_undid_it_does_not_count_also_when_told_later() -> None:
    """An execution before the fall back, told afterwards: it is on record, and proves nothing for the next transfer."""
    road, dossier = at(State.PHASED_TRANSFER)
    dossier = fold(dossier, road.opening(1))
    (task, *_) = road.plan().phases[0].tasks
    early = road.tick()
    dossier = fold(dossier, [road.fall_back(), *road.starting(), *road.opening(1)])
    told = fold(dossier, [road.execute(task, at=early)])
    assert () == told.executions
    assert early == told.entries[-1].command.at
    assert task not in fold(dossier, [road.execute(task)]).unproven


# -- what was told of an earlier day -----------------------------------------------------------------------------------


def test_a_fact_that_arrives_late_never_changes_what_was_told_of_an_earlier_day() -> None:
    """Unless somebody asks what is known now."""
    flow, road, clock = begun(State.PLAN_DRAFTED)
    held, day = clock.now, clock.now.date()
    before = flow.dossier(WEBSITES, as_of=day)
    clock.now += timedelta(days=9)
    late = road.contact("dor", Stage.PLAN, at=held)
    flow.submit(WEBSITES, late).or_raise()
    assert before == flow.dossier(WEBSITES, as_of=day)
    assert late in flow.dossier(WEBSITES, as_of=day, known=clock.now).contacts
    assert late not in flow.dossier(WEBSITES, known=held).contacts
    assert flow.dossier(WEBSITES) == flow.dossier(WEBSITES, as_of=clock.now.date(), known=clock.now)


def test_where_processes_stood_is_told_for_any_day() -> None:
    """As of the day on which each state was entered; a process of which nothing was known yet is left out."""
    flow, _, clock = begun(State.PRECONDITIONS_TESTED)
    entered = [
        (r.event.after, r.event.command.at.date())
        for r in flow.history(WEBSITES)
        if r.event.after is not r.event.before
    ]
    assert [State.IDENTIFIED, State.PLAN_DRAFTED, State.PRECONDITIONS_TESTED] == [state for state, _ in entered]
    for state, day in entered:
        assert [state] == [line.state for line in flow.overview(as_of=day)]
        assert [WEBSITES] == [line.process for line in flow.overview(as_of=day, state=state)]
        assert state is flow.dossier(WEBSITES, as_of=day).state
    first = entered[0][1]
    assert [] == list(flow.overview(as_of=first - timedelta(days=1)))
    with pytest.raises(InputError, match=f"{first - timedelta(days=1)}"):
        flow.dossier(WEBSITES, as_of=first - timedelta(days=1))
    assert list(flow.overview()) == list(flow.overview(as_of=clock.now.date()))


# -- R79: a correction -------------------------------------------------------------------------------------------------


def test_a_fact_that_was_wrong_is_set_right_and_both_stay_on_record() -> None:
    """From the correction on the other one counts; what was known before is told as it was known."""
    flow, road, clock = begun(State.PLAN_DRAFTED)
    wrong = road.test(c.Precondition.STAFF)
    clock.now = wrong.at
    number = flow.submit(WEBSITES, wrong).or_raise().record.number
    before = clock.now
    clock.now += timedelta(days=1)
    right = attrs.evolve(
        wrong, results=tuple(attrs.evolve(r, judgement=attrs.evolve(r.judgement, holds=False)) for r in wrong.results)
    )
    correct = c.Correct(
        by=road.receiver, at=clock.now, record=number, wrong="Fictief: de toets is niet gehaald", holds=right
    )
    done = flow.submit(WEBSITES, correct).or_raise().record.number
    now = flow.dossier(WEBSITES)
    assert right == now.test(c.Precondition.STAFF)
    assert [(number, right, done)] == [(e.number, e.command, e.corrected_by) for e in now.entries if e.corrected_by]
    assert wrong == flow.dossier(WEBSITES, known=before).test(c.Precondition.STAFF)
    assert wrong == flow.history(WEBSITES)[number - 1].event.command


def test_a_fact_that_never_was_is_taken_out() -> None:
    """A correction without anything in its place."""
    road, dossier = at(State.PLAN_DRAFTED)
    told = fold(dossier, [road.collect_input(id="fictief-inbreng-9")])
    number = told.entries[-1].number
    out = fold(told, [c.Correct(by=road.worker, at=road.tick(), record=number, wrong="Fictief: er was geen gesprek")])
    assert but_entries(dossier) | {"at": out.at} == but_entries(out)
    assert dossier.entries == out.entries


def test_a_move_is_not_corrected() -> None:
    """It is undone by another move, never rewritten; nor is what was refused."""
    flow, road, clock = begun(State.PLAN_DRAFTED)
    records = list(flow.history(WEBSITES))
    clock.now += timedelta(days=1)
    moves = [r.number for r in records if r.event.after is not r.event.before]
    refused = flow.submit(WEBSITES, road.conclude_tests(at=clock.now))
    assert not refused.allowed
    for number in (*moves, refused.record.number):
        correct = c.Correct(by=road.ministry, at=clock.now, record=number, wrong="Fictief: het was anders")
        assert {"no-such-fact"} == {r.code for r in flow.ask(WEBSITES, correct).reasons}
