"""What values say of what is wrong between their fields, each in both languages, on file.

Every value of the known ledgers is made again with one thing in it changed, in every way; what is said of those that are refused though
each field by itself is right stands in `golden/seen/values.txt`, once for each class and field. `ONTVLECHTING_RECORD=1 pytest -n0
tests/test_words_of_values.py` writes it anew: what changed there is what people read.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime
from typing import Any

import attrs
import pytest

from ontvlechting import LETTER, State, letter
from ontvlechting import commands as c
from ontvlechting.engine.checked import Checked, check_of, hints_of
from ontvlechting.engine.errors import InputError, Problem
from ontvlechting.letter.commands import Route
from ontvlechting.letter.data import items
from ontvlechting.letter.fiction.evidence import Evidence
from ontvlechting.letter.fiction.packed import PackedRoad
from ontvlechting.packs import STAFF
from ontvlechting.packs.staff_facts import AssignPower
from ontvlechting.testing.letter.strategies import MOVES
from tests.asking import at
from tests.known import acts, on_file
from tests.programmes import EVERY
from tests.test_twin import changes


def _known() -> Iterator[Any]:
    """Whatever is asked in the known ledger, of a programme and along roads with every pack; and what norms and the letter hold."""
    yield from (command for _, command in acts())
    yield from EVERY
    for route in Route:
        yield from PackedRoad(letter.PROCESSES["douane/websites"], route=route).until(State.COMPLETED)
    road, _ = at(State.PHASED_TRANSFER)
    yield from (make(road) for make in MOVES.values())
    yield from (road.set_aside((1,)), road.receive_advice(elements=(c.Asked(id="een", asks="Fictief"),)))
    yield from (LETTER.norms, STAFF.norms, *RARE)


DAY = date(2023, 4, 3)
RARE = (
    items.Period(first=DAY, last=DAY),
    c.CriticalPeriod(starts_on=DAY, ends_on=DAY, description="Fictief"),
    AssignPower(
        by=Evidence(letter.PROCESSES["douane/websites"]).ministry,
        at=datetime(2023, 4, 3, tzinfo=UTC),
        power="fictief",
        holder="fictief",
        decree="fictief",
        since=DAY,
        until=DAY,
    ),
)
"""What nobody says along a road."""


def _others(held: Any) -> Iterator[Any]:
    """What could stand there instead."""
    yield from changes(held)
    if held is None or type(held) is int:
        yield from (1, 1_000_000)


def _within(value: Any) -> Iterator[Checked]:
    """A value and all values in it."""
    if isinstance(value, tuple):
        for item in value:
            yield from _within(item)
    elif isinstance(value, Checked):
        yield value
        for a in attrs.fields(type(value)):  # type: ignore[arg-type]  # each of them is an attrs class
            yield from _within(getattr(value, a.name))


def _between(value: Any) -> Iterator[Problem]:
    """What is wrong between the fields of this value where one is changed, each of them right by itself."""
    kind: Any = type(value)
    given = {a.name: getattr(value, a.name) for a in attrs.fields(kind)}
    for name, held in given.items():
        check = check_of(hints_of(kind)[name])
        for other in _others(held):
            if not check(other, name)[1]:
                try:
                    kind(**{**given, name: other})
                except InputError as error:
                    yield from error.problems


_GIVEN = re.compile(r"`[^`]*`|\[.*?\]|[0-9]+( [a-z]+ [0-9]+)?")
"""What of a sentence hangs on what was given."""
MOST = 6
"""So many values of each class are changed."""


def _some() -> dict[str, list[Checked]]:
    """Of each class that looks between its fields, by its name, some values."""
    found: dict[str, list[Checked]] = {}
    for value in (v for known in _known() for v in _within(known)):
        if type(value).problems is not Checked.problems and len(found.setdefault(type(value).__name__, [])) < MOST:
            found[type(value).__name__].append(value)
    return found


SOME = _some()


@pytest.mark.parametrize("name", sorted(SOME))
def test_what_is_wrong_between_fields_is_said_in_both_languages(name: str) -> None:
    """The field, its value, and what was expected: what is said first of each field, and each other thing that is expected there."""
    found: dict[tuple[str, str], str] = {}
    for p in (p for value in SOME[name] for p in _between(value)):
        line = f"{p.field} = {p.value}\n  nl: {p.expected.nl}\n  en: {p.expected.en}"
        found.setdefault((p.field, _GIVEN.sub("", p.expected.nl)), line)
    said = "\n".join(found.values())
    assert on_file("values.txt", name, said) == said
