"""The outlook: every door to the end, asked now; and what a later door will refuse is told when a plan is handed in."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, timedelta
from itertools import pairwise
from typing import Any

import attrs
import pytest

from ontvlechting import LETTER, WORKS_COUNCILS_ACT, Dossier, State, Workflow, decide, evolve, letter, next_steps
from ontvlechting import commands as c
from ontvlechting.engine.command import Fact
from ontvlechting.engine.days import written
from ontvlechting.engine.errors import InputError, UnknownProcess
from ontvlechting.engine.outlook import outlook, running
from ontvlechting.engine.verdicts import ReasonKind
from ontvlechting.letter.commands import Command, Route
from ontvlechting.letter.fiction import CouncilRoad, Road
from ontvlechting.views import calendar, markdown
from tests import second_letter, test_second_letter
from tests.asking import WEBSITES, at, fold

WITH_COUNCIL = LETTER + WORKS_COUNCILS_ACT

BY_VERSION = ("facts", "signatures", "tests")
"""What stays in sight, so that a refusal can say on which version of the plan it was; by its version it counts no longer."""
ROADS = [(LETTER, Road, route) for route in Route] + [(WITH_COUNCIL, CouncilRoad, route) for route in Route]


def steps(rules: Any, kind: type[Road], route: Route) -> Iterator[tuple[Road, Dossier, list[Command]]]:
    """Where a road stands after each of its commands, with those that are still to come."""
    every = list(kind(letter.PROCESSES[WEBSITES], route=route, norms=rules.norms).until(State.COMPLETED))
    dossier = Dossier(process=WEBSITES)
    road = kind(letter.PROCESSES[WEBSITES], route=route, norms=rules.norms)
    for n, command in enumerate(every):
        road.moment = command.at
        yield road, dossier, every[n:]
        dossier = fold(dossier, [command], rules)


@pytest.mark.parametrize(("rules", "kind", "route"), ROADS)
def test_the_outlook_leads_to_the_end(rules: Any, kind: type[Road], route: Route) -> None:
    """From everywhere on the road the last door leads to completion, and each begins where the one before it led."""
    for road, dossier, _ in steps(rules, kind, route):
        doors = outlook(rules, dossier, road.moment).doors
        assert State.COMPLETED is doors[-1].target
        assert dossier.state is doors[0].source
        assert all(before.target is after.source for before, after in pairwise(doors))


@pytest.mark.parametrize(("rules", "kind", "route"), ROADS)
def test_the_outlook_never_promises_more_acts_than_are_needed(rules: Any, kind: type[Road], route: Route) -> None:
    """It counts what it can tell now: the road itself never takes fewer acts than that."""
    wrong = []
    for road, dossier, left in steps(rules, kind, route):
        said = outlook(rules, dossier, road.moment).acts
        wrong += [(said, len(left), left[0].key)] if said > len(left) else []
    assert [] == wrong


@pytest.mark.parametrize("route", Route)
def test_the_next_door_says_what_the_next_step_says(route: Route) -> None:
    """What is missing for the first move is what `next_steps` tells of it, but for what a step within the state asks before."""
    for road, dossier, _ in steps(LETTER, Road, route):
        doors = outlook(LETTER, dossier, road.moment).doors
        move = next(d for d in doors if d.moves)
        before = {(r.rule, r.code, r.about) for d in doors[: doors.index(move)] for r in (*d.gaps, *d.minds)}
        (step,) = (
            s for s in next_steps(LETTER, dossier, road.moment) if s.command is move.command and s.target is move.target
        )
        told = {(r.rule, r.code, r.about) for r in (*move.gaps, *move.minds)}
        assert {(r.rule, r.code, r.about) for r in step.reasons} == told | (
            before & {(r.rule, r.code, r.about) for r in step.reasons}
        )


def test_what_leads_back_is_supplied_first() -> None:
    """A plan that has to be revised undoes what else was supplied, so it stands above that; a weighing lapses, so it comes last."""
    road, dossier = at(State.PRECONDITIONS_TESTED)
    assert dossier.planned is not None
    bare = attrs.evolve(dossier.planned, plan=attrs.evolve(dossier.planned.plan, arrangement=None))
    first = outlook(LETTER, attrs.evolve(dossier, planned=bare), road.moment).doors
    back = [m.back for d in first for r in d.gaps if r.code == "arrangement" for m in r.mends]
    assert [True] == back
    decide_ = next(d for d in outlook(LETTER, dossier, road.moment).doors if d.command is c.Decide)
    assert [c.RecordContact.key, c.RecordContact.key, c.WeighStep.key] == [r.mends[0].command for r in decide_.gaps]


def test_a_step_within_a_state_stands_before_the_door_that_asks_for_it() -> None:
    """Phases begin before the proof is concluded, and the budget moves before completion."""
    road, dossier = at(State.PHASED_TRANSFER)
    doors = [d.command for d in outlook(LETTER, dossier, road.moment).doors]
    assert [c.StartPhase, c.ConcludeProof, c.ShiftBudget, c.Complete] == doors


def test_the_road_at_the_fork_is_that_of_the_route() -> None:
    """Where roads part, the one is told that does not ask for another form."""
    for route, door in ((Route.SHIFT, c.StartTransfer), (Route.GOVERNANCE, c.StartStrengthening)):
        road, dossier = at(State.MINISTRY_DECIDED, route=route)
        assert door is outlook(LETTER, dossier, road.moment).doors[0].command


@pytest.mark.parametrize("kind", [k for k in LETTER.commands if k.voids])
def test_what_a_command_voids_no_longer_counts(kind: type[Command]) -> None:
    """Played on a road: of each kind that it says to void, nothing that was there counts afterwards."""
    where = {
        c.RevisePlan: State.MINISTRY_DECIDED,
        c.ChangeRoute: State.MINISTRY_DECIDED,
        c.Stop: State.PHASED_TRANSFER,
        c.FallBack: State.PHASED_TRANSFER,
        c.ReversePhase: State.PHASED_TRANSFER,
        c.AcceptPhase: State.PHASED_TRANSFER,
        c.AmendPlan: State.PHASED_TRANSFER,
    }
    road, dossier = at(where[kind])
    command: Command
    if where[kind] is State.PHASED_TRANSFER:
        whole = list(road.phase(1))
        dossier = fold(dossier, whole[:-1])
        command = whole[-1]
    if kind is c.RevisePlan:
        command = road.revise()
    elif kind is c.ChangeRoute:
        dossier = fold(dossier, [*road.hearing(c.Stage.DECISION), road.weigh(c.Step.ROUTE)])
        command = road.change_route(Route.GOVERNANCE)
    elif kind is c.Stop:
        command = road.stop()
    elif kind is c.FallBack:
        command = road.fall_back()
    elif kind is c.ReversePhase:
        dossier = fold(dossier, [road.weigh(c.Step.ACCEPTANCE, 1)])
        command = road.reverse_phase(1)
    elif kind is c.AmendPlan:
        dossier = fold(dossier, road.hearing(c.Stage.EXECUTION, 2))
        *before, command = road.amending()
        dossier = fold(dossier, before)
    after = fold(dossier, [command])
    kept = {
        k.key: getattr(after, k.kept_in)
        for k in LETTER.commands
        if k.key in kind.voids and issubclass(k, Fact) and k.kept_in not in BY_VERSION
    }
    there = {key: getattr(dossier, {k.key: k for k in LETTER.commands}[key].kept_in) for key in kept}  # type: ignore[attr-defined]
    assert not any(after.met(p) for p in c.Precondition) or c.RecordTest.key not in kind.voids
    assert set() == {key for key, facts in there.items() if facts and len(kept[key]) >= len(facts)}


def drafted(**changes: Any) -> tuple[Dossier, c.DraftPlan]:
    """A plan that is handed in, with other parts."""
    road, dossier = at(State.IDENTIFIED)
    contact, consult, draft, _ = road.planning()
    assert isinstance(draft, c.DraftPlan)
    return fold(dossier, [contact, consult]), attrs.evolve(draft, plan=attrs.evolve(draft.plan, **changes))


def test_a_sound_plan_is_handed_in_without_a_warning() -> None:
    """Nothing that a later door asks of it is missing."""
    dossier, draft = drafted()
    assert () == decide(LETTER, dossier, draft).verdict.reasons


@pytest.mark.parametrize(
    ("changes", "code", "door"),
    [
        ({"arrangement": None}, "arrangement", c.ConcludeTests),
        ({"duplication": None}, "duplication", c.ConcludeTests),
        ({"budget": None}, "no-budget", c.ConcludeTests),
        ({"staff": None}, "consequences", c.ConcludeTests),
        ({"involvement": None}, "involvement", c.ConcludeTests),
        ({"continuity": None}, "safeguards", c.ConcludeTests),
    ],
)
def test_what_a_later_door_refuses_is_told_when_the_plan_is_handed_in(
    changes: dict[str, Any], code: str, door: type[Command]
) -> None:
    """The plan is accepted, and the warning names the door that will say no, with the same way to mend it."""
    dossier, draft = drafted(**changes)
    event = decide(LETTER, dossier, draft)
    assert event.verdict.allowed
    warned = {r.code: r for r in event.verdict.reasons}
    reason = warned[f"ahead-{code}"]
    assert ReasonKind.WARNING is reason.kind
    assert f"«{door.title.nl}»" in reason.nl
    assert f"«{door.title.en}»" in reason.en
    (later,) = (r for d in outlook(LETTER, evolve(dossier, event), draft.at).gaps for r in [d] if r.code == code)
    assert later.about == reason.about
    assert [c.DraftPlan.key] == [m.command for m in reason.mends]
    assert later.nl in reason.nl


def test_a_phase_without_a_way_back_or_an_authority_is_told_when_the_plan_is_handed_in() -> None:
    """What the decision and the first phase will refuse, long before either."""
    dossier, draft = drafted()
    bare = tuple(
        attrs.evolve(p, reversal=None, responsible=attrs.evolve(p.responsible, mandate=None)) for p in draft.plan.phases
    )
    event = decide(LETTER, dossier, attrs.evolve(draft, plan=attrs.evolve(draft.plan, phases=bare)))
    doors = {r.code: r.en.partition("»")[0] for r in event.verdict.reasons}
    assert {"ahead-no-reversal": "with this, «Decide", "ahead-no-mandate": "with this, «Start a phase"} == doors


def test_what_time_mends_by_itself_is_no_reason_to_warn() -> None:
    """A mandate that begins before its phase does, and a critical period that is over by then; nor is what people wrote repeated."""
    dossier, draft = drafted()
    plan = draft.plan
    assert plan.continuity is not None
    day = draft.at.date()
    period = c.CriticalPeriod(starts_on=day, ends_on=day, description="Fictief: geheim")
    phases = [
        attrs.evolve(
            p,
            responsible=attrs.evolve(
                p.responsible, mandate=attrs.evolve(p.responsible.mandate, valid_from=p.starts_on)
            ),
        )
        for p in plan.phases
        if p.responsible.mandate is not None
    ]
    continuity = attrs.evolve(plan.continuity, critical_periods=(period,))
    given = attrs.evolve(draft, plan=attrs.evolve(plan, phases=tuple(phases), continuity=continuity))
    assert () == decide(LETTER, dossier, given).verdict.reasons


def test_a_shift_of_budget_that_completion_will_refuse_is_told_when_it_is_made() -> None:
    """Less than was planned, without a motivation: the warning names completion."""
    road, dossier = at(State.RECEIVING_PARTY_PROVEN)
    weigh, shift = road.shifting()
    dossier = fold(dossier, [weigh])
    assert isinstance(shift, c.ShiftBudget)
    assert () == decide(LETTER, dossier, shift).verdict.reasons
    half = tuple(attrs.evolve(d, money=attrs.evolve(d.money, amount=d.money.amount / 2)) for d in shift.deltas)
    verdict = decide(LETTER, dossier, attrs.evolve(shift, deltas=half)).verdict
    assert verdict.allowed
    assert {"ahead-not-realised"} == {r.code for r in verdict.reasons}
    assert all("«Complete»" in r.en for r in verdict.reasons)


@pytest.mark.parametrize(("rules", "kind", "route"), ROADS)
def test_what_is_waited_for_is_what_the_overview_says(rules: Any, kind: type[Road], route: Route) -> None:
    """The first of the terms that the process waits for is the day in the overview."""
    for _, dossier, _ in steps(rules, kind, route):
        waits = [t.last for t in dossier.terms(rules.norms) if t.waits]
        assert dossier.waiting_until == min(waits, default=None)


def test_a_term_bears_the_same_id_whenever_it_is_asked_for() -> None:
    """It is that of the record that set it, of its kind, and of what it is about."""
    flow, road = Workflow.open("memory:"), Road(letter.PROCESSES[WEBSITES])
    for command in road.until(State.PHASED_TRANSFER):
        flow.submit(WEBSITES, command)
    now, later = (flow.agenda(WEBSITES, at=road.moment + timedelta(days=n)) for n in (0, 5))
    assert [t.id for t in now] == [t.id for t in later]
    assert len({t.id for t in now}) == len(now)
    records = {r.number: r.event.command for r in flow.history(WEBSITES)}
    assert all(t.record is not None and records[t.record] == t.set_by for t in now)


def test_a_term_that_only_a_guard_knows_is_on_the_agenda() -> None:
    """The month of suspension of the Works Councils Act: from the moment in its reason."""
    road = CouncilRoad(letter.PROCESSES[WEBSITES], norms=WITH_COUNCIL.norms)
    dossier = fold(Dossier(process=WEBSITES), road.until(State.PRECONDITIONS_TESTED), WITH_COUNCIL)
    deciding = [
        attrs.evolve(x, opinion=c.Opinion.NEGATIVE) if isinstance(x, c.ReceiveAdvice) else x for x in road.deciding()
    ]
    dossier = fold(dossier, [*deciding, road.notify("dor")], WITH_COUNCIL)
    (term,) = (t for t in running(WITH_COUNCIL, dossier, road.moment) if t.code == "suspended")
    assert ("WOR-25-6", ["dor"]) == (term.rule, [w.party for w in term.who])


def test_a_term_that_only_a_guard_knows_names_the_record_since_which_it_runs() -> None:
    """The notice of the decision, from which the month of suspension is reckoned; in the agenda and in the outlook."""
    flow = Workflow.open("memory:", rules=WITH_COUNCIL)
    road = CouncilRoad(letter.PROCESSES[WEBSITES], norms=WITH_COUNCIL.norms)
    for command in road.until(State.PRECONDITIONS_TESTED):
        flow.submit(WEBSITES, command).or_raise()
    for command in road.deciding():
        against = attrs.evolve(command, opinion=c.Opinion.NEGATIVE) if isinstance(command, c.ReceiveAdvice) else command
        flow.submit(WEBSITES, against).or_raise()
    told = flow.submit(WEBSITES, road.notify("dor")).or_raise().record.number
    flow.submit(WEBSITES, road.consult()).or_raise()
    for terms in (flow.agenda(at=road.moment), flow.outlook(WEBSITES, at=road.moment).terms):
        (term,) = (t for t in terms if t.code == "suspended")
        assert told == term.record
        assert all(t.record is not None for t in terms)


def test_what_ended_is_not_on_the_agenda() -> None:
    """A day that has passed is waited for by nobody."""
    flow, road = Workflow.open("memory:"), Road(letter.PROCESSES[WEBSITES])
    for command in road.until(State.PHASED_TRANSFER):
        flow.submit(WEBSITES, command)
    after = max(t.last for t in flow.agenda(at=road.moment))
    late = road.moment.replace(year=after.year + 1)
    assert () == tuple(flow.agenda(at=late))
    assert () == flow.outlook(WEBSITES, at=late).terms


def test_there_is_no_outlook_of_what_is_not_there() -> None:
    """A process of another name is not quietly taken for a new one."""
    with Workflow.open("memory:") as flow:
        for asked in (flow.outlook, flow.agenda):
            with pytest.raises(UnknownProcess):
                asked("douane/websitse")


def test_another_letter_has_an_outlook_of_its_own() -> None:
    """Nothing in it is of the letter: the second one is led to its own end."""
    flow = test_second_letter.opened()
    test_second_letter.walked(flow, most=1)
    found = flow.outlook(test_second_letter.MAPS, at=test_second_letter.ROAD[0].at)
    assert second_letter.State.COMPLETED is found.doors[-1].target
    assert () == found.terms


@pytest.mark.parametrize("language", ["nl", "en"])
def test_an_outlook_shows_itself(language: Any) -> None:
    """In a notebook and in a terminal; as a frame as well, the outlook with a row for each reason at each door."""
    flow, road = Workflow.open("memory:"), Road(letter.PROCESSES[WEBSITES])
    for command in road.until(State.PHASED_TRANSFER):
        flow.submit(WEBSITES, command)
    found, terms = flow.outlook(WEBSITES, at=road.moment), flow.agenda(at=road.moment)
    for shown in (found, found.doors[0], found.terms[0], terms):
        assert shown.html(language).startswith("<")
        assert shown.lines(language)
    assert ["Fase beginnen", "Start a phase"][language == "en"] in found.lines(language)
    for text in (found.lines(language), terms.lines(language), "\n".join(markdown.outlook(found, language))):
        assert [] == re.findall(r"\d{4}-\d\d-\d\d", text)
        assert all(written(term.last)[language] in text for term in found.terms)
    assert len(terms) == len(terms.to_frame())
    frame = found.to_frame(backend="polars")
    told = [(d.command.key, r and r.rule, r and r.code) for d in found.doors for r in (*d.gaps, *d.minds) or (None,)]
    assert told == frame["command", "rule", "code"].rows()
    doors = [(d.command.key, d.source.value, d.target.value, d.moves, d.acts) for d in found.doors]
    assert doors == list(dict.fromkeys(row[:5] for row in frame.rows()))
    bare = attrs.evolve(found, doors=(attrs.evolve(found.doors[0], gaps=(), minds=()),))
    assert [(doors[0][0], None, None)] == bare.to_frame(backend="polars")["command", "rule", "nl"].rows()


def test_an_agenda_is_a_calendar_that_others_read() -> None:
    """An event a term, on its last day, under an id that stays; what people wrote starts no line of its own."""
    icalendar = pytest.importorskip("icalendar")
    flow, road = Workflow.open("memory:"), Road(letter.PROCESSES[WEBSITES])
    for command in road.until(State.PHASED_TRANSFER):
        flow.submit("boos, proces; \\n met DTEND:20200101", command)
    terms = flow.agenda(at=road.moment)
    first, again = (calendar.ics(terms, made=road.moment, language="en") for _ in range(2))
    assert first == again
    read = icalendar.Calendar.from_ical(first)
    events = read.walk("VEVENT")
    assert [(f"{t.id}@ontvlechting", t.last) for t in terms] == [(str(e["uid"]), e["dtstart"].dt) for e in events]
    assert all(len(line.encode()) <= 75 for line in first.split("\r\n"))
    nothing = icalendar.Calendar.from_ical(calendar.ics((), made=road.moment))
    assert ["Europe/Amsterdam"] == [str(part["tzid"]) for part in nothing.subcomponents]  # RFC 5545: at least one


def test_a_term_on_the_last_day_of_the_calendar_has_its_day() -> None:
    """Who writes no end writes 31-12-9999: there is no day after it, and without an end an event lasts its day (RFC 5545)."""
    icalendar = pytest.importorskip("icalendar")
    flow, road = Workflow.open("memory:"), Road(letter.PROCESSES[WEBSITES])
    for command in road.until(State.PHASED_TRANSFER):
        flow.submit(WEBSITES, command)
    first = next(iter(flow.agenda(at=road.moment)))
    terms = [first, attrs.evolve(first, last=date.max)]
    events = icalendar.Calendar.from_ical(calendar.ics(terms, made=road.moment)).walk("VEVENT")
    assert [(first.last, first.last + timedelta(days=1)), (date.max, None)] == [
        (e["dtstart"].dt, e["dtend"].dt if "dtend" in e else None) for e in events
    ]


@pytest.mark.parametrize(("language", "steps"), [("nl", ": 1 stap verder, "), ("en", ": 1 step on, ")])
def test_one_step_is_said_as_one(language: Any, steps: str) -> None:
    """What stands last before the end is one step away from it."""
    flow, road = Workflow.open("memory:"), Road(letter.PROCESSES[WEBSITES])
    for command in road.until(State.RECEIVING_PARTY_PROVEN):
        flow.submit(WEBSITES, command).or_raise()
    ahead = flow.outlook(WEBSITES, at=road.moment)
    assert steps in ahead.lines(language)


def under(rules: Any, commands: list[Command]) -> Workflow:
    """A ledger under these rules in which these commands were accepted."""
    flow = Workflow.open("memory:", rules=rules)
    for command in commands:
        flow.submit(WEBSITES, command).or_raise()
    return flow


@pytest.mark.parametrize(("rules", "kind", "route"), ROADS)
def test_a_road_goes_on_where_a_process_stands(rules: Any, kind: type[Road], route: Route) -> None:
    """To see what would follow: from each state on the way its commands are accepted up to the end."""
    for state, _ in (began := kind(letter.PROCESSES[WEBSITES], route=route)).legs():
        flow = under(rules, [*kind(letter.PROCESSES[WEBSITES], route=route).until(state)])
        before = flow.dossier(WEBSITES)
        road = kind.after(before)
        assert (kind, before.at, before.state, began.start) == (type(road), road.moment, road.begins_in, road.start)
        assert [] == [*road.until(state)]
        for command in road.until(State.COMPLETED):
            flow.submit(WEBSITES, command).or_raise()
        assert State.COMPLETED is flow.dossier(WEBSITES).state


@pytest.mark.parametrize("route", Route)
def test_a_road_goes_on_in_the_middle_of_a_leg(route: Route) -> None:
    """From each act on it comes to the end; what it is refused on the way is what that leg had before."""
    every = [*Road(letter.PROCESSES[WEBSITES], route=route).until(State.COMPLETED)]
    for n in range(1, len(every)):
        flow = under(LETTER, every[:n])
        given = {record.event.command.key for record in flow.history(WEBSITES)}
        outcomes = [
            flow.submit(WEBSITES, command) for command in Road.after(flow.dossier(WEBSITES)).until(State.COMPLETED)
        ]
        refused = {outcome.record.event.command.key for outcome in outcomes if not outcome.verdict}
        assert set() == refused - given
        assert State.COMPLETED is flow.dossier(WEBSITES).state


def test_a_road_does_not_go_on_from_what_is_no_process_under_way() -> None:
    """One that was stopped, one that the letter does not name, one that was not identified, a name."""
    flow, road = Workflow.open("memory:"), Road(letter.PROCESSES[WEBSITES])
    flow.submit(WEBSITES, road.identify()).or_raise()
    other = attrs.evolve(flow.dossier(WEBSITES), identity=attrs.evolve(road.identify(), studied=None))
    flow.submit(WEBSITES, road.stop()).or_raise()
    for wrong in (flow.dossier(WEBSITES), other, Dossier(process="p"), WEBSITES):
        with pytest.raises(InputError, match="the dossier of a process of the letter"):
            Road.after(wrong)  # type: ignore[arg-type]
