"""The same id again after texts were removed: the first outcome comes back, and another command is refused.

Over every command of both roads, every text and every other value in them; and over any history with any redaction.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from enum import Enum
from itertools import islice
from typing import Any

import attrs
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ontvlechting import Outcome, State, Workflow, letter
from ontvlechting.engine.dossier import Dossier as AnyDossier
from ontvlechting.engine.errors import InputError, Stale
from ontvlechting.engine.retention import REDACTED
from ontvlechting.letter.commands import ALL, Command, Redact, Route
from ontvlechting.letter.fiction import Road
from ontvlechting.record.audit import START, redacted, unseal
from ontvlechting.record.standing import folded
from ontvlechting.testing.letter.strategies import Player, commands, histories
from ontvlechting.testing.strategies import Advance, Move
from tests.asking import CODEC

CASE = "douane/websites"
EXAMPLES = settings().max_examples
"""How hard Hypothesis tries elsewhere."""


def changes(value: Any, path: str = "") -> Iterator[tuple[str, Any]]:
    """The value with one leaf in it changed, each leaf in turn, with its path; what is not well formed then is left out."""
    if isinstance(value, tuple | frozenset):
        items = tuple(sorted(value)) if isinstance(value, frozenset) else value
        for place, item in enumerate(items):
            for where, other in changes(item, f"{path}[{place}]"):
                yield where, type(value)([*items[:place], other, *items[place + 1 :]])
        if items:
            yield f"{path}[]", type(value)(items[:-1])
    elif attrs.has(type(value)):
        for field in attrs.fields(type(value)):
            for where, other in changes(getattr(value, field.name), f"{path}.{field.name}".lstrip(".")):
                with suppress(InputError):
                    yield where, attrs.evolve(value, **{field.name: other})
    elif value is not None:
        for other in _others(value):
            yield path, other


def _others(leaf: Any) -> list[Any]:
    """Another value of the same kind, where there is one."""
    if isinstance(leaf, Enum):
        return [m for m in type(leaf) if m is not leaf][:1]
    for kind, other in LEAVES.items():
        if isinstance(leaf, kind):
            return [other(leaf)]
    raise AssertionError(leaf)


LEAVES: dict[type | tuple[type, ...], Callable[[Any], Any]] = {
    bool: lambda leaf: not leaf,
    str: lambda leaf: f"{leaf}x",
    (int, Decimal): lambda leaf: leaf + 1,
    (date, datetime): lambda leaf: leaf + timedelta(days=1),
}
"""What each kind of value is changed into."""


def refused(flow: Workflow, process: str, command: Command, id: str) -> bool:
    """Whether this command is told that the id is of another."""
    try:
        flow.submit(process, command, id=id)
    except InputError as error:
        told = error.subject, [(p.field, p.value) for p in error.problems]
        return told == ("submit", [("id", repr(id))])
    return False


def texts_of(flow: Workflow, number: int) -> tuple[str, ...]:
    """The paths of the free texts that a record has; of a refusal, its whole content."""
    (sealed,) = (s for s in flow._store.read(CASE) if s.number == number)
    return unseal(redacted(sealed, CODEC), CODEC).removed if sealed.disclosures else ()


def check(flow: Workflow, asked: Mapping[str, tuple[Command, Outcome]], *, each: int = 1) -> None:
    """Each id again, or one in so many, gives the record as it is now and the dossier as it was then, and adds nothing."""
    records, history = flow._store.read(CASE), flow.history(CASE)
    then: AnyDossier | None = None
    head = START
    for number, (id, (command, first)) in enumerate(asked.items(), start=1):
        then, head, _ = folded(CASE, then, head, records[number - 1 : number], CODEC)
        if number % each:
            continue
        again = flow.submit(CASE, command, id=id)
        assert history[number - 1] == again.record
        assert (first.record.hash, first.record.recorded_at, first.verdict.kind, first.record.event.after) == (
            again.record.hash,
            again.record.recorded_at,
            again.verdict.kind,
            again.record.event.after,
        )
        assert then == again.dossier
        assert refused(flow, "elders", command, id)
    assert records == flow._store.read(CASE)
    assert [CASE] == list(flow.processes())


def removed(road: Road, number: int, fields: tuple[str, ...]) -> Redact:
    """Take these texts out of a record."""
    return road.redact((number,), fields=fields)


EACH = {"all": 2, "every other": 3, "none": 5} if EXAMPLES <= 50 else {"all": 1, "every other": 1, "none": 1}
"""Of how many ids one is asked again whole, by what was removed; a nightly run asks all of them."""
LEAVES_OF = {"all": 5, "every other": 3, "none": 5} if EXAMPLES <= 50 else {"all": 5, "every other": 1, "none": 5}
"""Of how many leaves one is changed, the first of each command among them; a nightly run changes each where some went."""


@pytest.mark.parametrize("which", EACH)
@pytest.mark.parametrize("route", Route)
def test_every_command_of_a_road_is_known_again_by_all_that_is_left_of_it(route: Route, which: str) -> None:
    """Whatever was not removed tells two commands apart, leaf by leaf; whatever was removed does not."""
    road, flow = Road(letter.PROCESSES[CASE], route=route), Workflow.open("memory:")
    asked: dict[str, tuple[Command, Outcome]] = {}
    for command in road.until(State.COMPLETED):
        asked[f"{len(asked)}"] = command, flow.submit(CASE, command, id=f"{len(asked)}").or_raise()
    many = len(asked)
    gone: dict[int, set[str]] = {}
    for number in range(1, many + 1):
        texts = texts_of(flow, number)
        chosen = {"all": texts, "every other": texts[::2], "none": ()}[which]
        if chosen:
            command = removed(road, number, () if which == "all" else chosen)
            id = f"{len(asked)}"
            asked[id] = command, flow.submit(CASE, command, id=id).or_raise()
        gone[number] = set(chosen)
    check(flow, asked, each=EACH[which])
    told = {False: 0, True: 0}
    for number, (id, (command, _)) in enumerate(list(asked.items())[:many], start=1):
        for path, other in islice(changes(command), 0, None, LEAVES_OF[which]):
            expected = path not in gone[number]
            assert expected == refused(flow, CASE, other, id), (type(command).__name__, path)
            told[expected] += 1
        assert refused(flow, CASE, next(c for c, _ in asked.values() if type(c) is not type(command)), id)
    assert told[True] > 100
    assert (which == "none") == (told[False] == 0)
    assert REDACTED not in f"{[c for c, _ in asked.values()]}"


@settings(max_examples=EXAMPLES // 2)
@given(histories(most=4), st.sampled_from(Route), st.data())
def test_any_history_with_any_redaction_is_known_again(
    history: list[Advance | Move], route: Route, data: st.DataObject
) -> None:
    """Accepted and refused, redacted in part, whole, twice or not: the first outcome, and no other command."""
    flow, player = Workflow.open("memory:"), Player(process=CASE, route=route)
    asked: dict[str, tuple[Command, Outcome]] = {}

    def submit(command: Command) -> None:
        with suppress(InputError):  # a redaction of what is not there
            asked[f"{len(asked)}"] = command, flow.submit(CASE, command, id=f"{len(asked)}")

    submit(player.road.identify())
    for move in history:
        for played in player.play(move):
            submit(played.event.command)
    for _ in range(data.draw(st.integers(0, 4), "redactions")):
        number = data.draw(st.integers(1, len(asked)), "number")
        texts = [t for t in texts_of(flow, number) if t not in ("command", "reasons")]
        fields = data.draw(st.lists(st.sampled_from(texts), unique=True) if texts else st.just([]), "fields")
        submit(removed(player.road, number, tuple(fields)))
    check(flow, asked)
    for record, (id, (command, _)) in zip(flow.history(CASE), asked.items(), strict=True):
        every = list(changes(command))
        path, other = every[data.draw(st.integers(0, len(every) - 1), "change")]
        whole = "command" in record.removed  # nothing is left by which it could be told
        assert (path not in record.removed and not whole) == refused(flow, CASE, other, id)


@pytest.mark.parametrize("kind", ALL, ids=lambda kind: kind.key)
def test_a_refusal_of_any_command_is_known_again(kind: type[Command]) -> None:
    """By every value in it, until it is removed whole: then its id alone is left, and the first outcome is the answer."""

    @settings(max_examples=EXAMPLES // 10)
    @given(commands(kind), st.data())
    def tried(command: Command, data: st.DataObject) -> None:
        flow, road = Workflow.open("memory:"), Road(letter.PROCESSES[CASE])
        flow.submit(CASE, road.identify()).or_raise()
        try:
            first = flow.submit(CASE, command, id="once")
        except (InputError, LookupError, Stale):  # it names what is not there, and is not recorded
            return
        if first.allowed:
            return
        every = list(changes(command))
        path, other = every[data.draw(st.integers(0, len(every) - 1), "change")]
        assert refused(flow, CASE, other, "once"), path
        assert first == flow.submit(CASE, command, id="once")
        flow.submit(CASE, road.redact((2,), at=max(road.tick(), command.at))).or_raise()
        for asked in (command, other):
            again = flow.submit(CASE, asked, id="once")
            assert (first.record.hash, ("command", "reasons")) == (again.record.hash, again.record.removed)
        assert refused(flow, "elders", command, "once")
        assert 3 == len(flow.history(CASE))

    tried()


def _at(offset: int) -> Callable[[Command], Command]:
    def change(command: Command) -> Command:
        return attrs.evolve(command, at=command.at.astimezone(UTC) + timedelta(seconds=offset))

    return change


@pytest.mark.parametrize("gone", [False, True], ids=["whole", "redacted"])
def test_a_moment_is_the_same_at_any_offset(gone: bool) -> None:  # noqa: FBT001 - a parameter of the test
    """It is one moment, however it is written; a second later is another."""
    flow, road = Workflow.open("memory:"), Road(letter.PROCESSES[CASE])
    command = road.identify()
    first = flow.submit(CASE, command, id="once").or_raise()
    if gone:
        flow.submit(CASE, road.redact((1,), fields=("name",))).or_raise()
    assert command.at.utcoffset() != timedelta(0)
    assert first.record.hash == flow.submit(CASE, _at(0)(command), id="once").record.hash
    assert refused(flow, CASE, _at(1)(command), "once")
