"""How the tests ask one guard, and how they bring a process somewhere.

`yes` and `no` name the guard they ask in their first argument, as a literal: `tests/test_guards.py` reads these calls
to see that every guard is made to say both, and the rule reference lists the tests of each rule from them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from ontvlechting import LETTER, Dossier, Reason, Rules, State, decide, evolve, letter
from ontvlechting.engine.core import ask
from ontvlechting.engine.dossier import Dossier as AnyDossier
from ontvlechting.guards import shipped
from ontvlechting.letter.commands import Command, Route
from ontvlechting.letter.fiction import Road
from ontvlechting.record.codec import Codec

CODEC = Codec.of(*shipped())
"""Reads what is recorded by any rules that come with this package."""

WEBSITES = "douane/websites"
"""The process that most tests take: six tasks, one of which stays shared."""


def fold(dossier: Dossier, commands: Iterable[Command], rules: Rules = LETTER) -> Dossier:
    """The dossier after these commands, each of which has to be accepted."""
    for command in commands:
        event = decide(rules, dossier, command)
        assert event.verdict.allowed, event.verdict.text("en")
        dossier = evolve(dossier, event)
    return dossier


def at(
    state: State, *, route: Route = Route.SHIFT, process: str = WEBSITES, rules: Rules = LETTER
) -> tuple[Road, Dossier]:
    """A road and a dossier that stands in this state."""
    road = Road(letter.PROCESSES[process], route=route, norms=rules.norms)
    dossier = Dossier(process=process)
    if state is State.NEW:
        return road, dossier
    return road, fold(dossier, road.until(state), rules)


def answer(guard: str, dossier: AnyDossier, command: Command, rules: Rules = LETTER) -> tuple[Reason, ...]:
    """What one guard at the door of this command answers."""
    (found,) = (g for g in rules.guards_of(type(command)) if g.name == guard)
    reasons = ask(rules, (found,), dossier, command)
    assert {r.rule for r in reasons} <= {r.id for r in found.rules}, "a guard lists every rule that it cites"
    for heard in _LISTENERS:
        heard.extend(reasons)
    return reasons


_LISTENERS: list[list[Reason]] = []


@contextmanager
def listening() -> Iterator[list[Reason]]:
    """Within it everything that guards are heard to answer gathers in a list."""
    heard: list[Reason] = []
    _LISTENERS.append(heard)
    try:
        yield heard
    finally:
        _LISTENERS.remove(heard)


def yes(guard: str, dossier: AnyDossier, command: Command, rules: Rules = LETTER) -> None:
    """This guard lets the command pass."""
    assert () == answer(guard, dossier, command, rules)


def no(guard: str, dossier: AnyDossier, command: Command, *codes: str, rules: Rules = LETTER) -> tuple[Reason, ...]:
    """This guard gives exactly these reasons, by their codes, and core refuses or warns for them as well."""
    reasons = answer(guard, dossier, command, rules)
    assert list(codes) == [r.code for r in reasons]
    assert codes, "a no has a reason"
    verdict = decide(rules, dossier, command).verdict
    assert set(reasons) <= set(verdict.reasons)
    assert not (verdict.allowed and any(r.shuts for r in reasons))
    return reasons
