"""How the tests of the pack on staff and authority bring a collection of the second letter somewhere under it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from ontvlechting.engine import Command, Rules
from ontvlechting.packs import STAFF, DecreeKind, Side
from ontvlechting.packs.fiction import StaffEvidence
from tests import asking
from tests import second_letter as s
from tests.second_letter import SECOND
from tests.test_second_letter import BOARD, START, UNTIL, act, proposed

RULES = SECOND + STAFF
"""The rules under test: of a letter that knows no unions, no councils and no ministry."""
UNIONS, COUNCIL = "bonden", "or-noord"
THEIRS = StaffEvidence(BOARD, {Side.UNIONS: UNIONS, Side.COUNCIL: COUNCIL})
"""One valid fact of the pack at a time."""


def on(day: int) -> datetime:
    """A moment of the so-manieth day."""
    return START + timedelta(days=day)


ROAD: dict[str, Any] = {
    "propose": proposed(),
    "announce": act(s.Announce, until=UNTIL),
    "describe": THEIRS.describe(on(5)),
    "consult-unions": THEIRS.consult(Side.UNIONS, on(6)),
    "consult-council": THEIRS.consult(Side.COUNCIL, on(7)),
    "prepare": THEIRS.prepare(on(10)),
    "decide": act(s.Decide, 43, BOARD),
    "list": THEIRS.list_powers(on(44)),
    "organisation": THEIRS.decree(DecreeKind.ORGANISATION, on(44)),
    "mandate": THEIRS.decree(DecreeKind.MANDATE, on(44)),
    "assign": THEIRS.assign("noord", on(44)),
    "move": act(s.RecordLoad, 45, metres=10),
    "mandatory": THEIRS.begin_mandatory_phase(on(45)),
    "place": THEIRS.place(on(46)),
    "assign-on": THEIRS.assign("zuid", on(47)),
    "withdraw": THEIRS.withdraw("noord", on(47)),
    "complete": act(s.Complete, 48, BOARD),
}
"""From proposal to merger, with what the pack asks, each by a name."""


def road(before: str | None = None, *without: str, **instead: Command) -> Iterator[Command]:
    """The commands of the road until this one, without some of them, or with others in their place."""
    for name, command in ROAD.items():
        if name == before:
            return
        if name not in without:
            yield instead.get(name.replace("-", "_"), command)


def at(before: str, *without: str, rules: Rules = RULES, **instead: Command) -> Any:
    """The dossier as it stands before this command of the road."""
    blank: Any = rules.blank("kaarten")
    return asking.fold(blank, road(before, *without, **instead), rules)
