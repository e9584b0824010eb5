"""What follows from each accepted command, on file: `tests/transcripts/what_follows.txt`.

What changes in the dossier, with all that is derived from it; the registers of a programme, line by line; and the account of
it. A change in what a command does, or in what is derived, shows in the file. `ONTVLECHTING_RECORD` records it anew.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from enum import Enum
from functools import cache, partial
from typing import Any

import attrs

from ontvlechting import LETTER, Dossier, State, Workflow, decide, evolve, letter
from ontvlechting import commands as c
from ontvlechting.engine.dossier import Recorded
from ontvlechting.engine.events import Event
from ontvlechting.engine.retention import Unreadable
from ontvlechting.engine.verdicts import ACCEPTED
from ontvlechting.letter.commands import Command, Route, Stage
from ontvlechting.letter.fiction import Road
from ontvlechting.letter.registers import registers, registers_of
from ontvlechting.record.stores.memory import MemoryStore
from ontvlechting.testing.letter.strategies import MOVES, Player
from ontvlechting.testing.strategies import Advance, Move
from tests.on_file import OnFile
from tests.programmes import AT, EVERY, PORTFOLIO_RECORD, ask, folded

FILE = OnFile("what_follows.txt")
CASE = "douane/websites"
DERIVED = [
    "delivering",
    "receiving",
    "parties",
    "accountable",
    "standby",
    "scope",
    "goes",
    "running",
    "settled",
    "unproven",
    "unanswered_inputs",
    "awaited_advices",
    "waiting_until",
    "performers",
    "next_phase",
]
"""What of a dossier is derived."""


def told(value: object) -> str:
    """A value in short: a command by its name and moment, everything else by what it holds."""
    match value:
        case Command():
            return f"{value.key}@{value.at:%m-%d %H:%M}"
        case None | bool() | int() | str() | Decimal() | date():
            return str(value)
        case Enum():
            return str(value.value)
        case Mapping():
            return "{" + ", ".join(f"{told(k)}: {told(v)}" for k, v in value.items()) + "}"
        case frozenset() | set():
            return "{" + ", ".join(sorted(map(told, value))) + "}"
        case tuple() | list():
            return "[" + ", ".join(map(told, value)) + "]"
        case c.Phase():
            return f"phase {value.number}"
        case c.Finding():
            return f"{value.outcome.value}@{value.on}"
        case _:
            return f"{type(value).__name__}({', '.join(_fields(value))})"


def _fields(value: Any) -> Iterator[str]:
    """The fields that say something."""
    for field in attrs.fields(type(value)):
        if (found := getattr(value, field.name)) not in (None, ()):
            yield f"{field.name}={told(found)}"


def known(dossier: Dossier) -> dict[str, str]:
    """All that is known, and all that is derived from it."""
    fields = {
        a.name: told(getattr(dossier, a.name)) for a in attrs.fields(Dossier) if a.name not in ("rules", "entries")
    }
    derived = {name: told(getattr(dossier, name)) for name in DERIVED}
    heard = {f"heard at {stage.value}": told(dossier.heard(stage)) for stage in Stage}
    heard |= {f"heard about {n}": told(dossier.heard(Stage.EXECUTION, n)) for n in (1, 2)}
    tests = {f"test of {p.value}": told(dossier.test(p)) for p in c.Precondition}
    performing = {f"performing {task}": told(dossier.performing(task)) for task in dossier.scope}
    answers = {f"response {r.advice}": told(dossier.response(r.advice)) for r in dossier.requests}
    derived["portfolios"] = told(dossier.recorded(c.RecordPortfolio))
    return fields | derived | heard | tests | performing | answers


def changed(before: Dossier, after: Dossier) -> str:
    """What is known after a command and was not before it."""
    old, new = known(before), known(after)
    return "\n".join(f"{name}: {new.get(name)}" for name in old | new if old.get(name) != new.get(name))


TROUBLE = ("breach", "escalate", "infeasible", "request-advice", "receive-advice", "collect")
"""What goes wrong or comes in, before something else is done."""
Step = tuple[Dossier, Event, int]
"""A dossier, what was accepted, and the number of its record."""


@cache
def every_common_step() -> tuple[tuple[str, Step], ...]:
    """The steps along both roads, gone once."""
    return tuple(steps())


def steps() -> Iterator[tuple[str, Step]]:
    """Along both roads, each command, and each other one that is accepted where a state is met first."""
    for route in Route:
        player, seen = Player(route=route), set[object]()
        number = 0
        while player.dossier.state is not State.COMPLETED:
            (command,) = player.commands(Advance(1))
            before = player.dossier
            if before.state not in seen and before.state is not State.NEW:
                seen.add(before.state)
                yield from _moves(route, player, seen)
            number += 1
            event = decide(LETTER, before, command)
            player.dossier = evolve(before, event, number)
            yield f"{route.value} {number}: {command.key}", (before, event, number)


def _moves(route: Route, player: Player, seen: set[object]) -> Iterator[tuple[str, Step]]:
    """What else is accepted here, also after each trouble."""
    road, dossier = player.road, player.dossier
    here = road.moment, road.route, road.version
    for trouble in (None, *TROUBLE):
        before = dossier
        if trouble is not None:
            (command,) = player.commands(Move(trouble))
            before = evolve(dossier, decide(LETTER, dossier, command))
        player.dossier, there = before, (road.moment, road.route, road.version)
        for name in sorted(MOVES) if trouble is None or before != dossier else ():
            (command,) = player.commands(Move(name))
            told_apart = (dossier.state, name if name in TROUBLE else command.key)
            if told_apart not in seen and (event := _accepted(before, command)):
                seen.add(told_apart)
                after = "" if trouble is None else f" after {trouble}"
                yield f"{route.value} {dossier.state.value}{after}: {name}", (before, event, 99)
            road.moment, road.route, road.version = there
        player.dossier, (road.moment, road.route, road.version) = dossier, here


def _accepted(dossier: Dossier, command: Command) -> Event | None:
    """What happened, unless it is refused; where there is no such door nobody is asked why."""
    if (type(command), dossier.state) not in LETTER.table:
        return None
    event = decide(LETTER, dossier, command)
    return event if event.verdict.allowed else None


def of_the_ledger() -> Iterator[tuple[str, Step]]:
    """What seldom happens: a record that cannot be read, one that is set aside, a breach that is resolved, no finding."""
    for name, (before, event, number) in every_common_step():
        if name not in ("shift 2: draft_plan", "shift ministry_decided: breach", "shift phased_transfer: breach"):
            continue
        dossier, road = evolve(before, event, number), Road(letter.PROCESSES[CASE])
        assert dossier.at is not None
        lost = Unreadable(by=event.command.by, at=dossier.at + timedelta(days=400), record=number + 1)
        unread = Event(dossier.process, lost, ACCEPTED, dossier.state, dossier.state, LETTER.ref)
        yield f"{name}, then one that cannot be read", (dossier, unread, number + 1)
        after = evolve(evolve(dossier, unread, number + 1), unread, number + 2)
        after = attrs.evolve(after, unread=(number + 1, number + 2))
        for days in (1, 800):
            moments: dict[str, Any] = {x: after.at and after.at + timedelta(days=300) for x in ("since", "tests_from")}
            for known_as, late in (("", after), (", ahead of time", attrs.evolve(after, **moments))):
                aside = road.set_aside((number + 1,), at=dossier.at + timedelta(days=days))
                given = Event(dossier.process, aside, ACCEPTED, dossier.state, dossier.state, LETTER.ref)
                yield f"{name}, then set aside after {days} days{known_as}", (late, given, number + 3)
        bare = attrs.evolve(after, since=None, tests_from=None)
        yield f"{name}, then set aside where nothing is known", (bare, given, number + 3)
        for breach in dossier.reported:
            other = Recorded(len(dossier.entries) + 1, attrs.evolve(breach, id="fictief-ander"))
            two = attrs.evolve(dossier, entries=(*dossier.entries, other))
            resolve = road.resolve_breach(breach.id, at=dossier.at + timedelta(days=1))
            resolved = Event(dossier.process, resolve, ACCEPTED, dossier.state, dossier.state, LETTER.ref)
            yield f"{name}, then resolved", (two, resolved, number + 1)
    identify = Road(letter.PROCESSES[CASE]).identify(finding=None)
    new = Dossier(process=CASE)
    yield (
        "identified without a finding",
        (new, Event(CASE, identify, ACCEPTED, new.state, State.IDENTIFIED, LETTER.ref), 1),
    )
    fact = Event(CASE, PORTFOLIO_RECORD, ACCEPTED, State.IDENTIFIED, State.IDENTIFIED, LETTER.ref)
    yield "a portfolio", (attrs.evolve(new, state=State.IDENTIFIED), fact, 2)


@cache
def every_step() -> dict[str, Step]:
    """Every step, by its name."""
    return dict([*every_common_step(), *of_the_ledger()])


# -- programmes ----------------------------------------------------------------------------------------------------------

SPREAD = [attrs.evolve(command, at=AT + timedelta(hours=7 * n)) for n, command in enumerate(EVERY)]
"""Everything that a programme does, not all of it at once."""
MORE: tuple[Any, ...] = (
    ask(
        c.Correct,
        record=6,
        wrong="Fictief: de verkeerde dag",
        holds=ask(
            c.RecordCommitment, id="toezegging", owner=letter.DOUANE, promises="Fictief, beter", due=date(2023, 5, 2)
        ),
    ),
    ask(
        c.AnswerElement,
        advice="advies",
        element="x",
        follow_up=c.FollowUp.NOT_YET,
        reason="Fictief: later",
        review_on=date(2023, 5, 1),
    ),
    ask(
        c.AnswerElement,
        advice="advies",
        element="x",
        follow_up=c.FollowUp.NOT_YET,
        reason="Fictief",
        review_on=date(2023, 6, 1),
    ),
    ask(c.AnswerElement, advice="advies", element="x", follow_up=c.FollowUp.FOLLOWED, reason="Fictief: nu wel"),
)
SPREAD_MORE = [*SPREAD[:11], *(attrs.evolve(x, at=AT + timedelta(hours=7 * n)) for n, x in enumerate(MORE, 11))]
"""What is corrected, put off and taken up again."""
DAYS = (None, date(2023, 4, 2), date(2023, 4, 3), date(2023, 5, 1), date(2023, 5, 2))


def lines(commands: Sequence[Command], as_of: date | None) -> str:
    """The registers after these commands, as they stood on a day."""
    dossier = folded(commands)
    found = registers(dossier.entries, as_of=as_of)
    assert registers_of(dossier, as_of=as_of) == found
    told_lines = [
        f"{e.name}: {_entry(e)}; open {told(e.open)}; asks {e.asks}; by {told(e.changed_by)}; age {e.age(date(2023, 6, 1))}"
        for e in found
    ]
    rest = [f"{name}: {told(getattr(found, name))}" for name in ("opened", "portfolio", "closed")]
    opened = f"still open: {told([e.name for e in found.open])}"
    documents = f"documents: {told([found.document(i) for i in ('fictief-stuk', 'elders', None)])}"
    return "\n".join([*rest, *told_lines, opened, documents, f"of advies: {len(found.of('advies'))}"])


def _entry(entry: Any) -> str:
    return ", ".join(_fields(entry))


PROGRAMMES: dict[str, tuple[Sequence[Command], date | None]] = {
    **{f"programme {n}, {day}": (SPREAD[:n], day) for n in (11, 16, 20, 22, len(EVERY)) for day in DAYS},
    **{f"corrected {n}, {day}": (SPREAD_MORE[:n], day) for n in (12, 13, 14, 15) for day in DAYS},
}


# -- accounts and readings -------------------------------------------------------------------------------------------------


def in_a_ledger() -> Iterator[tuple[str, Workflow, Dossier | date | None]]:
    """A process at each state, and a ledger in which a programme looks back at it, on some days."""
    for route in Route:
        now = [SPREAD[15].at]
        flow = Workflow(MemoryStore(), clock=partial(now.__getitem__, 0))
        flow.submit_many([("programma", command) for command in SPREAD[:16]])
        road = Road(letter.PROCESSES[CASE], route=route)
        state = State.NEW
        for command in road.until(State.COMPLETED):
            now[0] = max(now[0], command.at)
            dossier = flow.submit(CASE, command).or_raise().dossier
            if dossier.state is not state or isinstance(command, c.StartPhase):
                state = dossier.state
                phase = f", phase {dossier.running}" if dossier.running else ""
                yield f"{route.value} read at {state.value}{phase}", flow, dossier
        now[0] += timedelta(days=1)
        for as_of in (None, AT.date(), date(2023, 5, 20), date(2023, 7, 1)):
            yield f"{route.value} account of {as_of}", flow, as_of


@cache
def every_reading() -> dict[str, tuple[Workflow, Dossier | date | None]]:
    """Every reading and account, by its name."""
    return {name: (flow, about) for name, flow, about in in_a_ledger()}


def looked_at(flow: Workflow, about: Dossier | date | None) -> str:
    """A reading of the process, or an account of that day."""
    if isinstance(about, Dossier):
        return told(about.reading(7, "0"))
    return _account(flow.accountability(as_of=about, known=datetime(2025, 1, 1, tzinfo=UTC)))


def _account(account: Any) -> str:
    """An account, without hashes."""
    parts = [
        f"{a.name}: {_told_shown(getattr(account, a.name))}"
        for a in attrs.fields(type(account))
        if a.name not in ("registers", "rules")
    ]
    more = [
        f"open: {told([x.entry.name for x in account.open])}",
        f"silent: {told([x.entry.name for x in account.silent])}",
        f"irreversible: {len(account.irreversible)}",
        *(f"undone by: {p.undone_by.nl} / {p.undone_by.en}; until {p.reversible_until}" for p in account.periods),
    ]
    return "\n".join(parts + more)


def _told_shown(value: Any) -> str:
    """The same, where records are told by their number and not by their hash."""
    if type(value).__name__ == "Shown":
        return f"{value.process}#{value.record} {value.command.key} {told(value.accepted)}"
    if isinstance(value, tuple):
        return "[" + ", ".join(map(_told_shown, value)) + "]"
    if type(value).__name__ in ("Line", "Deed", "Period"):
        names = [a.name for a in attrs.fields(type(value))]
        return f"\n  {type(value).__name__}({', '.join(f'{n}={_told_shown(getattr(value, n))}' for n in names)})"
    if type(value).__name__ == "Rule":
        return str(value.id)
    return told(value)


def test_what_follows_from_a_command_is_on_file() -> None:
    """Every field of the dossier that changes, and everything that is derived from it."""
    steps = every_step().items()
    FILE.holds_all({name: changed(before, evolve(before, event, number)) for name, (before, event, number) in steps})


def test_the_registers_are_on_file() -> None:
    """Every line: how far it is, since when, who owns it, when it is due, and what was done with it."""
    FILE.holds_all({name: lines(*given) for name, given in PROGRAMMES.items()})


def test_readings_and_accounts_are_on_file() -> None:
    """What a portfolio needs of a process; and of an account every line, deed and period."""
    FILE.holds_all({name: looked_at(*given) for name, given in every_reading().items()})


def test_the_file_holds_nothing_else() -> None:
    """Every case, in this order."""
    FILE.holds_only([*every_step(), *PROGRAMMES, *every_reading()])
