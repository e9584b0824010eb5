"""The pack on staff and authority by chance and in full: histories against a twin, and everything that a scope can reach."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from attrs import evolve
from hypothesis import HealthCheck, given, settings

from ontvlechting import decide, letter
from ontvlechting.engine import Command, Text
from ontvlechting.engine import evolve as grown
from ontvlechting.letter.fiction import StaffRoad
from ontvlechting.packs.staff_and_authority import RULES as OF_THE_PACK
from ontvlechting.testing.explorer import explore
from ontvlechting.testing.letter.strategies import MOVES
from ontvlechting.testing.staff import OF_AUTHORITY, STAFF_CHECKS, Setting, staff_moves, staff_scope
from ontvlechting.testing.strategies import Player, histories, played
from tests.packs.staff import ROAD, RULES, THEIRS, on
from tests.packs.twin_of_staff import noes
from tests.test_second_letter import START

OURS = {rule.id for rule in OF_THE_PACK}


def beside(dossier: Any) -> Setting:
    """Somebody records for the board, a day after what was there."""
    return Setting(THEIRS, "noord", "zuid", (dossier.at or START) + timedelta(days=1))


def _later(command: Command) -> Any:
    """The same command of the second letter, a day after what was there."""
    return lambda dossier: type(command)(
        **{**_parts(command), "at": max(command.at, (dossier.at or START) + timedelta(hours=1))}
    )


def _parts(command: Any) -> dict[str, Any]:
    return {a.name: getattr(command, a.name) for a in type(command).__attrs_attrs__}


OWN = {name: _later(ROAD[name]) for name in ("propose", "announce", "decide", "move", "complete")}
NAMED = {**OWN, **staff_moves(beside)}


def player() -> Player:
    """A new one: it remembers where its process stands."""
    return Player(rules=RULES, named=NAMED)


@settings(deadline=None, suppress_health_check=list(HealthCheck))
@given(histories(player()))
def test_pack_and_twin_say_the_same(history: list[Any]) -> None:
    """The same rules of the pack say no, whatever came before; and what has to hold holds."""
    told: list[Command] = []
    for moment in played(history, player()):
        asked = moment.event.command
        found = {r.rule for r in decide(RULES, moment.before, asked).verdict.reasons} & OURS
        assert noes(told, asked) == found, asked
        for check in STAFF_CHECKS:
            check(moment)
        told += [asked] if moment.event.verdict.allowed else []


def test_twin_says_the_same_of_every_move_along_the_road() -> None:
    """At each place of the road every move is asked, right or wrong."""
    dossier: Any = RULES.blank("kaarten")
    told: list[Command] = []
    said = set[str]()
    for command in ROAD.values():
        for name, make in NAMED.items():
            asked = make(dossier)
            found = {r.rule for r in decide(RULES, dossier, asked).verdict.reasons} & OURS
            assert noes(told, asked) == found, (name, asked)
            said |= found
        event = decide(RULES, dossier, command)
        assert event.verdict.allowed
        dossier, told = grown(dossier, event), [*told, command]
    assert said >= {
        "STAFF-1",
        "STAFF-3",
        "STAFF-4",
        "STAFF-5",
        "STAFF-6",
        "STAFF-7",
        "STAFF-8",
        "STAFF-9",
        "STAFF-10",
        "STAFF-11",
    }
    assert said >= {"STAFF-12", "AWB-3-40", "AWB-10-5-2", "AWB-10-8-2"}


NOTHING = Text(nl="bezwaren en terugbrengen", en="objections and bringing back")


def test_everything_that_a_scope_of_staff_can_reach_holds() -> None:
    """In any order, as often as is accepted: nobody is passed over, and nobody is left without a place."""
    quiet = THEIRS.list_powers(on(44), powers=())
    named: Any = {**{name: lambda _, name=name: ROAD[name] for name in OWN}, "no-power-moves": lambda _: quiet}
    after = staff_moves(lambda _: Setting(THEIRS, "noord", "zuid", on(40)))
    late = {name: after[name] for name in ("begin-mandatory-phase", "place", "some-wait", "objections")}
    scope = staff_scope(lambda _: Setting(THEIRS, "noord", "zuid", on(10)), named, NOTHING)
    scope = evolve(scope, named={**scope.named, **late})  # the phase is over by then
    found = explore(RULES, scope)
    assert not found.violations


def test_everything_that_a_scope_of_authority_can_reach_holds() -> None:
    """The same of powers, for a collection without consequences for staff."""
    plain = THEIRS.describe(on(5), consequences=False)
    named: Any = {**{name: lambda _, name=name: ROAD[name] for name in OWN}, "plain": lambda _: plain}
    scope = staff_scope(lambda _: Setting(THEIRS, "noord", "zuid", on(44)), named, NOTHING, OF_AUTHORITY)
    found = explore(RULES, scope)
    assert not found.violations


def test_our_letter_is_played_with_the_moves_of_the_pack() -> None:
    """Each of them can be asked of a road of ours, and is judged."""
    road = StaffRoad(letter.PROCESSES["douane/websites"])
    moves = staff_moves(lambda r: Setting(r.staff, r.process.delivering, r.process.receiving, r.tick()))
    assert not set(moves) & set(MOVES)
    assert [True] * len(moves) == [isinstance(make(road), Command) for make in moves.values()]
