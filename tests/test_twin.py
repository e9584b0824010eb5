"""The guards and the dumb twin of `tests/twin.py` give the same answer, at every door and on both routes.

Yes or no is never allowed to differ, and neither are the rules that say no.
"""

from __future__ import annotations

import enum
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import suppress
from datetime import date, datetime, timedelta
from decimal import Decimal
from itertools import islice, product
from random import Random
from typing import Any

import attrs
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ontvlechting import LETTER, Dossier, State, decide, evolve, letter
from ontvlechting import commands as c
from ontvlechting.engine.chart import occurring
from ontvlechting.engine.checked import fields_of
from ontvlechting.engine.command import Fact
from ontvlechting.engine.events import Event
from ontvlechting.engine.verdicts import Verdict
from ontvlechting.letter.commands import Command, Correct, Disposition, Precondition, Route, SetAside, Stage, Step
from ontvlechting.letter.fiction import Road
from ontvlechting.letter.values import Delta, DocumentKind, Money, Role
from ontvlechting.testing.letter.strategies import MOVES, Player, histories
from ontvlechting.testing.strategies import Advance, Make, Move
from tests.twin import DOORS, LIVE, noes, state_after

NOT_TWINNED: frozenset[type[Command]] = frozenset({SetAside, Correct})
"""The doors that the twin does not have: it knows nothing of records, and so of none that cannot be read or were wrong."""


EACH = 8 if settings().max_examples < 50 else 1
"""Where few examples are tried, as in the gate, it is every eighth change; a plain run tries every one."""

MOVING = {a.command for a in LETTER.arrows if a.moves}
"""What moves a process."""

History = tuple[Command, ...]

STANDS = dict(zip(occurring(LETTER.arrows), ("new", *LIVE, "completed", "stopped"), strict=True))
"""What the twin calls each state."""


def ask_both(dossier: Dossier, history: History, command: Command) -> Event:
    """What both say of a command, and where it leads; fails when they differ."""
    event = decide(LETTER, dossier, command)
    verdict = event.verdict
    guards = {r.rule for r in verdict.reasons if r.shuts}
    twin = noes(history, command, LETTER.norms)
    assert verdict.allowed is not bool(twin), (dossier.state, command, guards, twin)
    assert STANDS[event.after] == state_after((*history, command) if verdict.allowed else history), command
    if "R47" in twin:  # out of turn; what else is said then has no process or plan to be about, or is not of that day
        assert "R47" in guards, (dossier.state, command)
    else:
        assert guards == set(twin), (dossier.state, command)
    return event


# -- bent commands -------------------------------------------------------------------------------------------------------

NAMES = (
    letter.BELASTINGDIENST,
    letter.DOUANE,
    letter.TOESLAGEN,
    letter.MINISTRY,
    letter.HOUSE,
    "dor",
    "vakbonden",
    "x",
)


def bent(value: Any, random: Random) -> Any:
    """The same value with one thing in it changed; the result may be no sensible value at all."""
    if attrs.has(type(value)):
        if random.random() < 0.05:
            return None
        name = random.choice(attrs.fields(type(value))).name
        return attrs.evolve(value, **{name: bent(getattr(value, name), random)})
    if isinstance(value, tuple) and value:
        spot = random.randrange(len(value))
        rest = value[:spot], value[spot + 1 :]
        return random.choice(
            [(), (*rest[0], *rest[1]), (*value, value[spot]), *[(*rest[0], bent(value[spot], random), *rest[1])] * 5]
        )
    if isinstance(value, bool):
        return not value
    if isinstance(value, enum.Enum):
        return random.choice([m for m in type(value) if m is not value])
    if isinstance(value, str):
        return random.choice([*NAMES, None])
    if isinstance(value, int | Decimal):
        return value + random.choice((-1, 1))
    if isinstance(value, date):
        return value + timedelta(days=random.choice((-4000, -400, -30, -1, 1, 30, 400, 4000)))
    return value


def bends(command: Command, random: Random, tries: int) -> Iterator[Command]:
    """Variants of a command that can be made at all."""
    for _ in range(tries):
        try:
            yield bent(command, random)
        except (ValueError, TypeError):
            continue


OTHER_RULES = attrs.evolve(LETTER.ref, version="fictief-2")
ASKED: dict[str, Make] = {
    **{name: make for name, make in MOVES.items() if name != "correct"},  # the twin holds no corrections
    "adopt-others": lambda road: road.adopt(OTHER_RULES),
}
"""Every move of the kit, and adopting rules that the process is not under."""


def changes(value: Any) -> Iterator[Any]:
    """Every value with one thing in it changed; some may be no sensible value at all. Where people write, there is another text or none."""
    if attrs.has(type(value)):
        yield None
        yield from _with_a_field_changed(value)
    elif isinstance(value, tuple) and value:
        yield ()
        for spot, item in enumerate(value):
            yield (*value[:spot], *value[spot + 1 :])
            yield (*value, item)
            yield from ((*value[:spot], other, *value[spot + 1 :]) for other in changes(item))
    elif isinstance(value, bool):
        yield not value
    elif isinstance(value, enum.Enum):
        yield from (member for member in type(value) if member is not value)
    elif isinstance(value, str) or value is None:
        yield from (name for name in (*NAMES, None) if name != value)
    elif isinstance(value, int | Decimal):
        yield from (value - 1, value + 1)
    elif isinstance(value, date):
        yield from (value + timedelta(days=days) for days in (-4000, -1, 1, 4000))


def _with_a_field_changed(value: Any) -> Iterator[Any]:
    kind: Any = type(value)
    for name, is_free in fields_of(kind):
        held = getattr(value, name)
        for other in ("x", None) if is_free and not isinstance(held, tuple) else changes(held):
            with suppress(ValueError, TypeError):  # not all of them can be made
                yield attrs.evolve(value, **{name: other})


class Both:
    """A player whose every command both are asked, with its accepted commands kept as a list."""

    def __init__(self, route: Route, process: str = "douane/social-media") -> None:
        self.player = Player(route=route, process=process, named=ASKED)
        self.history: History = ()
        self.seen: Counter[tuple[type[Command], bool]] = Counter()

    def ask(self, command: Command) -> bool:
        """Ask both, and change nothing."""
        return self._asked(command).verdict.allowed

    def take(self, command: Command) -> bool:
        """Ask both, and go on from there when it may pass."""
        return self.follow(self._asked(command))

    def follow(self, event: Event) -> bool:
        """Go on from what was judged, when it may pass."""
        if event.verdict.allowed:
            self.player.dossier = evolve(self.player.dossier, event)
            self.history = (*self.history, event.command)
        return event.verdict.allowed

    def _asked(self, command: Command) -> Event:
        """What both say, counted."""
        event = ask_both(self.player.dossier, self.history, command)
        self.seen[type(command), event.verdict.allowed] += 1
        return event

    def go(self, move: Advance | Move, random: Random | None = None, tries: int = 0) -> None:
        """Take a move, and ask its commands in bent forms as well."""
        for command in self.player.commands(move):
            if random:
                large = isinstance(command, c.IdentifyProcess | c.DraftPlan)  # much to bend, and asked but once
                for variant in bends(command, random, 10 * tries if large else tries):
                    if isinstance(variant, Command):
                        self.ask(variant)
            self.take(command)

    def ask_everything(self, random: Random, tries: int = 0) -> None:
        """Ask every move from here, and bent forms of it."""
        road = self.player.road
        moment, route = road.moment, road.route
        for name in sorted(ASKED):
            (command,) = self.player.commands(Move(name))
            self.ask(command)
            for variant in bends(command, random, tries):
                if isinstance(variant, Command):
                    self.ask(variant)
            road.moment, road.route = moment, route  # nothing happened, so no time went by

    def ask_every_change(self, command: Command) -> list[Command]:
        """Ask a command with every one thing in it changed (see `EACH`); those that may pass come back."""
        every = islice(changes(command), 0, None, EACH)
        return [other for other in every if isinstance(other, Command) and self.ask(other)]

    def allows(self, command: Command) -> bool:
        """Whether the guards let a command pass."""
        here = type(command), self.player.dossier.state
        return here in LETTER.table and decide(LETTER, self.player.dossier, command).verdict.allowed

    def moves(self, names: Iterable[str] = ASKED) -> Iterator[Command]:
        """These moves from here, each made as if no other had been."""
        road = self.player.road
        here = road.moment, road.route, road.version
        for name in names:
            (command,) = self.player.commands(Move(name))
            yield command
            road.moment, road.route, road.version = here

    def ask_after_each_move(self, commands: Iterable[Command]) -> None:
        """Ask these commands after each move that may pass before them."""
        dossier, history = self.player.dossier, self.history
        for move in self.moves():
            self.take(move)
            for command in commands if self.history is not history else ():
                self.ask(attrs.evolve(command, at=self.player.road.moment))
            self.player.dossier, self.history = dossier, history


# -- the tests -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("route", Route)
def test_both_judge_a_step_that_is_dated_back(route: Route) -> None:
    """Each step of a road with trouble on it, dated to each fact since the step before it, and to just before that: they agree."""
    both, dated, states = Both(route), 0, set[State]()
    while both.player.dossier.state is not State.COMPLETED:
        if both.player.dossier.state not in states and both.history:
            states.add(both.player.dossier.state)
            both.go(Move("same-breach"))
            both.go(Move("escalate"))
        for command in both.player.commands(Advance(1)):
            since = both.player.dossier.moved_at
            facts = {e.command.at for e in both.player.dossier.entries}
            for at in sorted({m for fact in facts for m in (fact, fact - timedelta(seconds=1))}):
                if command.in_turn and since is not None and since <= at < command.at:
                    both.ask(attrs.evolve(command, at=at))
                    dated += 1
            both.take(command)
    assert dated > 60
    assert {True, False} == {allowed for _, allowed in both.seen}


UNDOING = (
    *("revise", "return-plan", "to-governance", "to-shift", "propose", "amend"),
    *("fall-back", "reverse-phase-1", "reverse-phase-2"),
)
"""The moves of the kit that undo something."""


@pytest.mark.parametrize("route", Route)
def test_both_judge_what_undoes_something_and_is_dated_back(route: Route) -> None:
    """A plan, a form, a proposal or a transfer is undone, dated to each act since the last move and to just after it: they agree."""
    both = Both(route)
    while both.player.dossier.state is not State.COMPLETED:
        for command in both.player.commands(Advance(1)):
            both.take(command)
            since, road = both.player.dossier.moved_at, both.player.road
            moments = {e.command.at for e in both.player.dossier.entries if since is None or e.command.at >= since}
            for name in UNDOING:
                moment, form, version = road.moment, road.route, road.version
                (asked,) = both.player.commands(Move(name))
                road.moment, road.route, road.version = moment, form, version
                for at in sorted({m for there in moments for m in (there, there + timedelta(seconds=1))}):
                    both.ask(attrs.evolve(asked, at=at))
        dossier = both.player.dossier
        if dossier.state is State.PHASED_TRANSFER and dossier.proposal is None and dossier.amended is None:
            both.go(Move("propose"))
    undoing = {type(command) for name in UNDOING for command in both.player.commands(Move(name))}
    assert undoing <= {kind for kind, _ in both.seen}


def test_every_door_is_twinned() -> None:
    """The twin has the doors of the letter; what it has not stands in a list of its own."""
    assert set(LETTER.doors) == set(DOORS) | NOT_TWINNED
    assert not set(DOORS) & NOT_TWINNED


@pytest.mark.parametrize("route", Route)
def test_both_stand_in_the_same_state(route: Route) -> None:
    """The twin walks through as many states as the dossier, and moves when it moves."""
    both = Both(route)
    pairs = {(both.player.dossier.state, state_after(both.history))}
    while both.player.dossier.state is not State.COMPLETED:
        both.go(Advance(1))
        pairs.add((both.player.dossier.state, state_after(both.history)))
    assert len(pairs) == len({p[0] for p in pairs}) == len({p[1] for p in pairs})


AMENDING = (
    "propose-whole",
    "cosign",
    *(f"test-{p.value}" for p in Precondition),
    "consult",
    "contact-dor-plan",
    "contact-vakbonden-plan",
    "weigh-amendment",
    "amend",
)
"""By these moves the plan is amended during a transfer, to one that says the same."""


def test_every_door_is_seen_open_and_shut() -> None:
    """On both roads, from every step and with trouble on the way, every move is asked of both, and they agree."""
    seen: Counter[tuple[type[Command], bool]] = Counter()
    random = Random(31066)  # noqa: S311
    for route in Route:
        both = Both(route)
        states = {both.player.dossier.state}
        both.ask_everything(random)
        while both.player.dossier.state is not State.COMPLETED:
            both.go(Advance(1), random, 25)
            if both.player.dossier.state not in states:
                states.add(both.player.dossier.state)
                both.ask_everything(random, 3)
                if both.player.dossier.state is State.PHASED_TRANSFER:
                    for name in AMENDING:
                        both.go(Move(name))
                if both.player.dossier.state not in (State.COMPLETED, State.NEW):
                    both.go(Move("weigh-route"))
                    both.go(Move("same-breach"))
                    both.go(Move("escalate"))
                    both.go(Move("contact-dor-feasibility"))
                    both.go(Move("contest"))
                    both.ask_everything(random)
        seen += both.seen
    expected = {(kind, allowed) for kind in DOORS for allowed in (True, False)}
    assert set() == expected - set(seen)


NAMES_OF: dict[type[Command], list[str]] = {door: [] for door in DOORS}
"""The moves that give each kind of command."""
for _name in sorted(ASKED):
    NAMES_OF[type(ASKED[_name](Road(letter.PROCESSES["douane/social-media"])))].append(_name)


FIRST: dict[type[Command], tuple[str, ...]] = {
    c.ResolveBreach: ("same-breach",),
    c.ResolveEscalation: ("escalate",),
    c.ResolveContest: ("contest",),
    c.AmendPlan: AMENDING[:-1],
    c.ChangeRoute: ("weigh-route",),
}
"""What has to come before a command that the road does not take."""
OTHERS = [door for door in DOORS if door not in FIRST]
NOT_ON: dict[Route, set[type[Command]]] = {
    Route.SHIFT: {c.ConcludeAgreements, c.RecordAgreement, c.RecordUseOfAgreement, c.StartStrengthening},
    Route.GOVERNANCE: {
        *(
            c.AcceptPhase,
            c.AmendPlan,
            c.ChangeRoute,
            c.ConcludeProof,
            c.FallBack,
            c.ProposeAmendment,
            c.RecordExecution,
        ),
        *(c.RenewReversal, c.ReversePhase, c.ShiftBudget, c.StartPhase, c.StartTransfer, c.UpdateSharedTasks),
    },
}
"""What nobody can ask with success on a road."""


ALIKE = (State.NEW, State.IDENTIFIED, State.PLAN_DRAFTED, State.PRECONDITIONS_TESTED)
"""The states in which both roads come before the decision."""
OF_A_ROUTE = (c.DraftPlan, c.RevisePlan, c.Decide, c.ChangeRoute)
"""What differs from road to road before the decision."""
BEFORE = {c.ConcludeTests, c.Cosign, c.IdentifyProcess, c.RecordTest, c.ReturnPlan}
"""What may pass only before the decision, and is the same on both roads."""


def at_the_doors(route: Route) -> Iterator[tuple[Both, list[Command]]]:
    """On a road, of each door in each state, the first command that may pass; the road is gone on when they were asked.

    Those that are asked after the same acts come together. Along the second road only from the decision on, and of what
    differs before it: the plan and the decision.
    """
    both, seen = Both(route), set[tuple[type[Command], State]]()
    if route is Route.GOVERNANCE:
        seen |= {(door, state) for door in DOORS if door not in OF_A_ROUTE for state in ALIKE}
    while both.player.dossier.state is not State.COMPLETED:
        dossier, history = both.player.dossier, both.history
        (command,) = both.player.commands(Advance(1))
        road = both.player.road
        here_on_the_road = road.moment, road.route, road.version
        for first, doors in (((), OTHERS), *((names, [door]) for door, names in FIRST.items())):
            for name in first if history else ():
                both.go(Move(name))
            asked = []
            wanted = [door for door in doors if (door, both.player.dossier.state) not in seen]
            for one in (command, *both.moves([name for door in wanted for name in NAMES_OF[door]])):
                here = type(one), both.player.dossier.state
                if here[0] in doors and here not in seen and both.allows(one):
                    seen.add(here)
                    asked.append(one)
            if asked:
                yield both, asked
            both.player.dossier, both.history = dossier, history
            road.moment, road.route, road.version = here_on_the_road
        both.take(command)


@pytest.mark.parametrize("route", Route)
def test_every_single_change_of_a_right_command_is_judged_alike(route: Route) -> None:
    """In each state in which it may pass, a command is asked of both with every one thing in it changed; see `at_the_doors`."""
    doors = set[type[Command]]()
    for both, asked in at_the_doors(route):
        for command in asked:
            both.ask_every_change(command)
            doors.add(type(command))
    assert set(DOORS) - doors == NOT_ON[route] | (BEFORE if route is Route.GOVERNANCE else set())


@pytest.mark.parametrize("route", Route)
def test_each_door_is_asked_after_whatever_could_come_before_it(route: Route) -> None:
    """Where it may pass, a command is asked of both right after each move that may pass there; see `at_the_doors`."""
    for both, asked in at_the_doors(route):
        both.ask_after_each_move(asked)


@pytest.mark.parametrize("route", Route)
def test_what_a_plan_lacks_is_seen_alike_further_on(route: Route) -> None:
    """Whichever one thing is changed in a plan that may pass, both open and shut the same doors on the rest of the road."""
    whole, start = Both(route), Both(route)
    whole.go(Advance(200))
    place = next(n for n, command in enumerate(whole.history) if isinstance(command, c.DraftPlan))
    for command in whole.history[:place]:
        start.take(command)
    for plan in start.ask_every_change(whole.history[place]):
        both = Both(route)
        both.player.dossier, both.history = start.player.dossier, start.history
        for command in (plan, *whole.history[place + 1 :]):
            if type(command) not in MOVING:
                both.follow(decide(LETTER, both.player.dossier, command))
            elif not both.take(command):
                break
    assert State.COMPLETED is whole.player.dossier.state


@given(
    histories(named=ASKED),
    st.sampled_from(Route),
    st.sampled_from(sorted(letter.PROCESSES)),
    st.randoms(use_true_random=False),
)
def test_both_say_the_same(history: list[Advance | Move], route: Route, process: str, random: Random) -> None:
    """Whatever happened before and whatever is asked, both give the same answer for the same rules."""
    both = Both(route, process)
    for move in history:
        both.go(move, random, 4)


# -- the known differences, each by its smallest example -----------------------------------------------------------------


def _at(state: State, route: Route) -> tuple[Road, Dossier, History]:
    both = Both(route)
    while both.player.dossier.state is not state:
        both.go(Advance(1))
    return both.player.road, both.player.dossier, both.history


def _both_refuse(dossier: Dossier, history: History, command: Command, rule: str) -> None:
    """Guards and twin refuse this, for this rule alone."""
    verdict = ask_both(dossier, history, command).verdict
    assert not verdict.allowed
    assert {rule} == {r.rule for r in verdict.reasons if r.shuts}


def _before(kind: type[Command], route: Route) -> tuple[Road, Dossier, History]:
    """Just before the first command of a kind on the road."""
    both = Both(route)
    while True:
        (command,) = both.player.commands(Advance(1))
        if isinstance(command, kind):
            return both.player.road, both.player.dossier, both.history
        both.take(command)


def test_an_agreement_is_a_document_that_is_one() -> None:
    """An agreement is refused of which the document is the minutes of a meeting."""
    road, dossier, history = _at(State.STRENGTHENING_GOVERNANCE, Route.GOVERNANCE)
    command = road.agree()
    minutes = attrs.evolve(command.document, kind=DocumentKind.MINUTES)
    _both_refuse(dossier, history, attrs.evolve(command, document=minutes), "R73")


def test_an_ict_agreement_is_a_document_that_is_one() -> None:
    """So is the agreement by which a shared ICT service goes on."""
    road, dossier, history = _before(c.Complete, Route.SHIFT)
    command = road.complete()
    agreements = tuple(
        attrs.evolve(a, document=attrs.evolve(a.document, kind=DocumentKind.MINUTES)) for a in command.ict_agreements
    )
    _both_refuse(dossier, history, attrs.evolve(command, ict_agreements=agreements), "R8")


def test_what_is_measured_late_counts() -> None:
    """A process is not completed while a service is affected by the last measurement of the first phase: far beyond the limit."""
    road, dossier, history = _before(c.Complete, Route.SHIFT)
    late = road.measure(1, Decimal(99))
    event = decide(LETTER, dossier, late)
    assert event.verdict.allowed
    _both_refuse(evolve(dossier, event), (*history, late), road.complete(), "R50")


def test_r30_a_study_that_is_told_late_counts_after_the_one_the_process_began_with() -> None:
    """R30: it was found infeasible just before the process was identified by an older study; by both there is no plan then."""
    road = Road(letter.PROCESSES["douane/basisregistraties"])
    identify = road.identify()
    late = road.record_feasibility(c.Feasibility.NOT_WITHIN_HORIZON, at=identify.at - timedelta(minutes=1))
    paper = attrs.evolve(late.finding.document, on=late.at.date())
    late = attrs.evolve(late, finding=attrs.evolve(late.finding, on=late.at.date(), document=paper))
    dossier = Dossier(process="p")
    history: History = ()
    for number, command in enumerate((identify, late), start=1):
        event = ask_both(dossier, history, command)
        assert event.verdict.allowed
        dossier, history = evolve(dossier, event, number), (*history, command)
    assert "R30" in {r.rule for r in ask_both(dossier, history, road.draft()).verdict.reasons}


# -- what a reader of the rules tried: both refuse it, for the same rules --------------------------------------------------------


class Story:
    """What is asked of both, one thing after the other."""

    def __init__(self, state: State, route: Route = Route.SHIFT) -> None:
        self.road, self.dossier, self.history = _at(state, route)

    def tell(self, *commands: Command) -> None:
        """All of these are accepted by both."""
        for command in commands:
            assert (verdict := self.ask(command)).allowed, verdict.text("en")
            event = decide(LETTER, self.dossier, command)
            self.dossier, self.history = evolve(self.dossier, event), (*self.history, command)

    def ask(self, command: Command) -> Verdict:
        """What both answer."""
        return ask_both(self.dossier, self.history, command).verdict

    def refused(self, command: Command, *rules: str) -> None:
        """Both refuse it, for these rules."""
        assert set(rules) == {r.rule for r in self.ask(command).reasons if r.shuts}


def test_both_see_that_what_was_not_met_is_not_untouched() -> None:
    """R35: nor simply tested again; what was met since is."""
    story = Story(State.PHASED_TRANSFER)
    road, spared = story.road, Precondition.ADDED_VALUE
    plan = road.plan()
    story.tell(road.propose(plan), road.cosign())
    failed = road.test(spared, holds=False)
    story.tell(failed)
    met = (attrs.evolve(r, judgement=attrs.evolve(r.judgement, holds=True)) for r in failed.results)
    story.refused(attrs.evolve(failed, at=road.tick(), results=tuple(met)), "R35")
    story.refused(road.propose(plan, spared), "R35")
    road.follow(story.dossier)
    story.tell(road.propose(plan), road.cosign(), road.test(spared))
    story.tell(road.propose(plan, spared), road.cosign(), road.propose(plan, spared))


def test_both_see_when_a_judgement_was_given_before_a_step() -> None:
    """R55, R35: a weighing and tests that were recorded before the step, and are of a later moment."""
    story = Story(State.PHASED_TRANSFER)
    road = story.road
    story.tell(*road.phase(1), *road.phase(2), *road.hearing(Stage.PROOF), road.weigh(Step.PROOF))
    before, proof = road.moment, road.conclude_proof()
    weighed = road.weigh(Step.COMPLETION)
    judged = attrs.evolve(weighed.enough_added_value, on=before)
    story.tell(attrs.evolve(weighed, enough_added_value=judged), proof)
    assert "R55" in {r.rule for r in story.ask(road.complete()).reasons if r.shuts}

    story = Story(State.PRECONDITIONS_TESTED)
    road = story.road
    before, returned = road.tick(), road.return_plan()
    tests = [_judged_on(road.test(p), before) for p in Precondition]
    story.tell(*tests, returned)
    assert not story.dossier.tests
    assert "R35" in {r.rule for r in story.ask(road.conclude_tests()).reasons if r.shuts}
    story.tell(*(road.test(p) for p in Precondition))
    assert "R35" not in {r.rule for r in story.ask(road.conclude_tests()).reasons if r.shuts}


def _judged_on(test: c.RecordTest, on: datetime) -> c.RecordTest:
    """The same test, judged at a moment, on papers of that day."""
    papers = ((r, tuple(attrs.evolve(d, on=on.date()) for d in r.judgement.evidence)) for r in test.results)
    judged = (attrs.evolve(r, judgement=attrs.evolve(r.judgement, on=on, evidence=e)) for r, e in papers)
    return attrs.evolve(test, results=tuple(judged))


def test_both_see_from_when_an_agreement_can_be_used() -> None:
    """R73: not before its document, whatever it says of when it is in force."""
    story = Story(State.STRENGTHENING_GOVERNANCE, Route.GOVERNANCE)
    road = story.road
    agreed = attrs.evolve(road.agree(), in_force_from=date(2010, 6, 1))
    story.tell(agreed)
    used = attrs.evolve(road.use_agreement(), document=None)
    story.refused(attrs.evolve(used, at=used.at - timedelta(days=5)), "R73")
    story.tell(used)


RISKS = [
    c.Risk(description=f"Fictief: {response.value}", response=response, reason=reason)
    for response in c.RiskResponse
    for reason in (None, "Fictief: er is iemand aangenomen")
]


@pytest.mark.parametrize("state", [State.PLAN_DRAFTED, State.PHASED_TRANSFER])
def test_both_see_what_risks_asked(state: State) -> None:
    """R60: to stop and to transfer less, in one plan after the other, and in one proposal after the other."""
    story, random = Story(state), Random(31066)  # noqa: S311
    road, drafted = story.road, state is State.PLAN_DRAFTED
    every = [(p, risks) for p in (road.plan(), road.reduced()) for n in (1, 2, 3) for risks in product(RISKS, repeat=n)]
    for plan, risks in random.sample(every, 250):
        road.follow(story.dossier)
        asked = road.revise() if drafted else road.propose()
        asked = attrs.evolve(asked, plan=attrs.evolve(plan, version=asked.plan.version, risks=risks))
        if story.ask(asked).allowed:
            story.tell(asked)
            story.ask(road.decide() if drafted else road.amend())
    assert story.dossier.last_version > 10


def test_both_see_whose_way_back_was_renewed_and_what_the_proof_was_about() -> None:
    """R54, R51, R64: of the tasks of a phase, and of the whole as it was amended."""
    story = Story(State.PHASED_TRANSFER)
    road = story.road
    plan = road.plan()
    one, two = plan.phases
    other = attrs.evolve(two, number=1)
    story.tell(*road.hearing(Stage.PROOF), road.renew_reversal(1))
    judged = road.judgement()
    stays = tuple(attrs.evolve(t, disposition=Disposition.STAYS) if t.task in one.tasks else t for t in plan.tasks)
    amended = attrs.evolve(plan, tasks=stays, phases=(attrs.evolve(other, reversal=None),))
    *before, last = road.amending(amended)
    story.tell(*before)
    story.refused(last, "R54")
    road.follow(story.dossier)
    story.tell(*road.amending(attrs.evolve(amended, phases=(other,))), road.weigh(Step.PROOF))
    story.refused(road.conclude_proof(really_can=judged), "R48", "R51", "R52", "R64", "R65")
    story.tell(*road.hearing(Stage.PROOF))
    story.refused(road.conclude_proof(), "R48", "R52")


def test_both_see_who_may_say_that_a_service_is_whole_or_that_it_is_taken_back() -> None:
    """R6: a third directorate of its own service, of what it reported, and of what it promised."""
    story = Story(State.PHASED_TRANSFER)
    road = story.road
    third = road.actor(Role.DIRECTORATE, letter.TOESLAGEN)
    named = {"service": "Fictief: mijntoeslagen.nl", "party": letter.TOESLAGEN}
    story.tell(road.report_breach("een", None, **named), road.report_breach("twee", None, by=third, **named))
    story.tell(road.report_breach("drie", story.dossier.scope[0]))
    story.refused(road.resolve_breach("drie", by=third), "R6")
    story.tell(road.resolve_breach("een", by=third), road.resolve_breach("twee", by=third))
    story.refused(road.renew_reversal(1, by=third), "R54")
    story.refused(road.replace(by=third), "R18")


def _agreed(road: Road, name: str, *partners: str, origin: str = letter.DOUANE) -> c.SharedTask:
    """Something that is shared beside the scope, by an agreement of its own."""
    paper = attrs.evolve(road.document(DocumentKind.AGREEMENT, origin), id=name, on=road.start.date())
    return c.SharedTask(description="Fictief: samen", partners=partners, agreement=paper)


def _as_planned(road: Road, dossier: Dossier, **changes: Any) -> c.RevisePlan:
    """The next version of the plan, in which this is otherwise."""
    road.follow(dossier)
    asked = road.revise()
    return attrs.evolve(asked, plan=attrs.evolve(asked.plan, **changes))


def test_both_see_who_else_is_bound_and_was_not_asked() -> None:
    """R91: by a plan, a shift of budget, the register, an agreement and the support of the receiving party."""
    story, third = Story(State.PLAN_DRAFTED), letter.TOESLAGEN
    road, plan = story.road, story.road.plan()
    assert plan.budget is not None
    assert plan.staff is not None
    three = _agreed(road, "fictief-van-douane", *letter.DIRECTORATES)
    theirs = _agreed(road, "fictief-van-toeslagen", *letter.DIRECTORATES, origin=third)
    given = tuple(Delta(party=p, money=Money(amount=Decimal(n))) for p, n in ((third, 100), (letter.DOUANE, -100)))
    taken = tuple(attrs.evolve(d, money=attrs.evolve(d.money, amount=-d.money.amount)) for d in given)
    way = attrs.evolve(road.reversal(), who=third)
    bound: list[dict[str, Any]] = [
        {"budget": attrs.evolve(plan.budget, deltas=taken)},
        {"shared_tasks": (three,)},
        {"phases": tuple(attrs.evolve(p, reversal=way) for p in plan.phases)},
    ]
    for changes in bound:
        story.refused(_as_planned(road, story.dossier, **changes), "R91")
    staff = attrs.evolve(plan.staff, groups=(attrs.evolve(plan.staff.groups[0], party=third),))
    assert "R91" in {r.rule for r in story.ask(_as_planned(road, story.dossier, staff=staff)).reasons}
    free = {"budget": attrs.evolve(plan.budget, deltas=given), "shared_tasks": (theirs,)}
    story.tell(_as_planned(road, story.dossier, **free), road.consult(unit="fictief-team-2", party=third))
    for changes in bound:
        story.tell(_as_planned(road, story.dossier, **changes))

    story = Story(State.PHASED_TRANSFER)
    road = story.road
    story.tell(*road.opening(1))
    story.refused(road.update_register(register=(three,), by=road.deliverer), "R91")
    story.tell(road.update_register(register=(theirs,)))
    proof = road.conclude_proof()
    served = attrs.evolve(proof.support[0], supply=c.Supply.SERVICE, supplier=third)
    supplied = attrs.evolve(proof, support=(served, *proof.support[1:]))
    for asked in (supplied, road.shift_budget(deltas=taken), road.shift_budget(reversal=way)):
        assert "R91" in {r.rule for r in story.ask(asked).reasons}
    for asked in (proof, road.shift_budget(deltas=given)):
        assert "R91" not in {r.rule for r in story.ask(asked).reasons}

    story = Story(State.STRENGTHENING_GOVERNANCE, Route.GOVERNANCE)
    story.refused(story.road.agree(partners=letter.DIRECTORATES), "R91")


def test_both_see_that_phases_take_time_and_what_stays_in_the_register() -> None:
    """R47, R56: nothing in the instant of a beginning or acceptance, no update of before a phase, and nothing left out by one."""
    story = Story(State.PLAN_DRAFTED)
    road = story.road
    one, two = (_agreed(road, f"fictief-{name}", letter.DOUANE, letter.BELASTINGDIENST) for name in ("een", "twee"))
    story.tell(_as_planned(road, story.dossier, shared_tasks=(one, two)), road.cosign())
    story.tell(*road.testing(), *road.deciding(), *road.starting(), *road.opening(1))
    begun = story.dossier.started[-1].at
    story.refused(road.update_register(register=(one, two), at=begun - timedelta(days=1)), "R56")
    story.refused(road.update_register(register=(one,)), "R56")
    story.tell(road.update_register(register=(two, one)))
    mine = _agreed(road, "fictief-eigen", letter.DOUANE, letter.BELASTINGDIENST)
    story.refused(road.update_register(register=(one, two, mine)), "R56")
    for by in (road.deliverer, road.ministry):
        assert story.ask(road.update_register(register=(one, two, mine), by=by)).allowed
    story.tell(road.update_register(register=(one,), by=road.ministry), road.update_register(register=(one,)))
    assert "R47" in {r.rule for r in story.ask(road.accept(1, at=begun)).reasons}
    story.tell(*map(road.execute, story.dossier.phases[0].tasks), road.measure(1))
    story.tell(road.weigh(Step.ACCEPTANCE, 1), road.accept(1))
    accepted = story.dossier.accepted[-1].at
    for step in (road.start_phase(2), road.conclude_proof(), road.stop()):
        assert "R47" in {r.rule for r in story.ask(attrs.evolve(step, at=accepted)).reasons}
    story.tell(*road.opening(2))


def test_both_see_that_nothing_ends_before_it_was_there() -> None:
    """R67, R12: an escalation, a contest and a word on what is on record are not resolved or given by a moment of before."""
    story = Story(State.PHASED_TRANSFER)
    road = story.road
    then = road.tick()
    story.tell(road.escalate("een"))
    story.refused(road.resolve_escalation("een", at=then), "R67")
    contact = road.contact("dor", Stage.EXECUTION, 1, by=road.receiver)
    story.tell(contact)
    number = len([e for e in story.history if isinstance(e, Fact)])
    story.refused(road.confirm(number, at=then), "R12")
    story.refused(road.contest(number, at=then), "R12")
    contest = road.contest(number)
    story.tell(contest)
    story.refused(road.resolve_contest(number + 1, at=contact.at), "R67")
    story.tell(road.resolve_contest(number + 1, at=contest.at), road.resolve_escalation("een"))


def test_both_see_whose_mandate_ended_and_who_comes_back() -> None:
    """R18, R66: before a phase begins, before it is accepted, and in a plan that copies the one before."""
    for number, (rule, decides) in product((0, 1), (("R18", False), ("R66", True))):
        story = Story(State.PHASED_TRANSFER)
        road = story.road
        story.tell(*road.hearing(Stage.EXECUTION, 1), road.weigh(Step.PHASE, 1))
        if number:
            story.tell(road.start_phase(1))
        held = road.owner if decides else road.receiver
        assert held.mandate is not None
        last = (road.moment + timedelta(days=3)).date()
        short = attrs.evolve(held, mandate=attrs.evolve(held.mandate, valid_until=last))
        story.tell(road.replace(held, short))
        if number:
            done = [road.execute(task) for task in story.dossier.phases[0].tasks]
            story.tell(*done, road.measure(1), road.update_register(1), road.weigh(Step.ACCEPTANCE, 1))
        road.wait_until(road.moment + timedelta(days=4))
        step = road.accept(1) if number else road.start_phase(1)
        story.refused(step, rule)
        story.refused(road.propose(road.plan()), rule)
        story.tell(road.replace(short, held))
        road.follow(story.dossier)
        story.tell(road.propose(road.plan()), road.cosign(), road.accept(1) if number else road.start_phase(1))


def test_both_see_that_a_later_replacement_stands() -> None:
    """R18: in one phase or in every place, another is not put there of before; whoever is the same person is."""
    story = Story(State.PHASED_TRANSFER)
    road = story.road
    then, held = road.tick(), road.receiver
    story.tell(road.replace(held, phase=2))
    for phase, refused in ((None, True), (2, True), (1, False)):
        other = road.replace(held, attrs.evolve(held, id="fictief-ander"), at=then, phase=phase)
        assert story.ask(other).allowed is not refused
        assert story.ask(road.replace(held, held, at=then, phase=phase)).allowed


def test_both_see_who_was_replaced_before_the_proposal_and_told_after_it() -> None:
    """R18, R66: the amendment does not bring them back."""
    for person, rule in ((None, "R18"), ("owner", "R66")):
        story = Story(State.PHASED_TRANSFER)
        road = story.road
        then = road.tick()
        *before, amend = road.amending(road.plan())
        story.tell(*before)
        held = road.owner if person else road.receiver
        story.ask(amend)
        story.tell(road.replace(held, at=then))
        story.refused(attrs.evolve(amend, at=road.tick()), rule)
