"""A lifecycle as a table: states, and arrows between them. `faults` lists what is wrong with a table.

A letter has its own states, in an enumeration that it makes from `State`, and one tuple of arrows::

    class State(chart.State):
        NEW = "new", "nieuw", "new"
        UNDER_WAY = "under_way", "onderweg", "under way"
        DONE = "done", "klaar", "done"

    TABLE = (Arrow(Begin, State.NEW, State.UNDER_WAY), Arrow(Finish, State.UNDER_WAY, State.DONE))
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from enum import Enum
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Self

from attrs import frozen

from ontvlechting.engine.checked import A_NAME, is_name, shows
from ontvlechting.engine.command import Command
from ontvlechting.engine.errors import DefinitionError, shown
from ontvlechting.engine.names import Choice
from ontvlechting.engine.outside import several
from ontvlechting.engine.text import Text


class State(Choice):
    """The state of something (*toestand*); a letter makes the members.

    Each member is its stable name and its title in Dutch and in English. Its place in a picture may follow: the lane
    (0 is the leftmost) and the row (0 is the top).
    """

    _value_: str
    if not TYPE_CHECKING:  # for speed: `Enum` hashes the name of a member, in Python code, at every look-up
        __hash__ = object.__hash__

    def __new__(cls, value: object, nl: str = "", en: str = "", *place: int) -> Self:
        """One state, with its title; `value` is its name in a record."""
        state = object.__new__(cls)
        state._value_ = str(value)
        state._title = Text(nl=nl, en=en)
        state._place = (place[0], place[1]) if place else None
        return state

    _title: Text
    _place: tuple[int, int] | None

    @property
    def title(self) -> Text:
        """The name of the state for people."""
        return self._title

    @property
    def place(self) -> tuple[int, int] | None:
        """Its lane and row in a picture; None when the picture may choose."""
        return self._place


class _Stranger(State):
    """A state of unknown rules: only its name is known."""

    def __reduce_ex__(self, _: object) -> tuple[Any, ...]:
        return stranger, (self.value,)


@lru_cache(1024)
def stranger(name: str) -> State:
    """The state with this name, of unknown rules; its title is its name."""
    make: Any = _Stranger
    found: State = make("State", {"STRANGER": (name, name, name)}).STRANGER
    return found


@frozen
class Arrow:
    """One line of a table: `command` can be given in `source` and leads to `target`."""

    command: type[Command]
    source: State
    target: State

    @property
    def moves(self) -> bool:
        """Whether the state changes; otherwise a fact is recorded."""
        return self.source is not self.target


@frozen
class WayBack:
    """A way back that a letter always keeps open, so that a step can be undone at any time.

    Attributes:
        commands: the commands that lead back; they need no evidence and no consent of others.
        to: the states that they lead to: from every state that is not final, these commands alone reach one of them.
    """

    commands: tuple[type[Command], ...]
    to: frozenset[State]


class Milestone(Enum):
    """What a step means in any letter, so that a pack for any letter can say where its guards go (*mijlpaal*).

    `DECISION`: it is decided that work moves to others. `WORK_MOVES`: work moves to them, or begins to move.
    `RESPONSIBILITY_MOVES`: from this step on others are responsible for it. `COMPLETION`: everything was done.
    """

    DECISION = "decision"
    WORK_MOVES = "work_moves"
    RESPONSIBILITY_MOVES = "responsibility_moves"
    COMPLETION = "completion"

    @property
    def title(self) -> Text:
        """What it is called, in both languages."""
        return _MILESTONES[self]


_MILESTONES = {
    Milestone.DECISION: Text(nl="het besluit valt", en="it is decided"),
    Milestone.WORK_MOVES: Text(nl="werk gaat over", en="work moves"),
    Milestone.RESPONSIBILITY_MOVES: Text(nl="de verantwoordelijkheid gaat over", en="responsibility moves"),
    Milestone.COMPLETION: Text(nl="het is afgerond", en="it is completed"),
}


def moving(sources: Collection[State], command: type[Command], target: State) -> Iterator[Arrow]:
    """Arrows of one command from several states to one state, in the order of the enumeration.

    Raises:
        DefinitionError: the sources are not several states, or the target is not a state.
    """
    given: object = target
    if not isinstance(given, State):
        raise _no_states("moving", "target", given, Text(nl="een `State`", en="a `State`"))
    states = _several("moving", "sources", sources)
    return (Arrow(command, s, target) for s in type(target) if s in states)


def staying(states: Collection[State], *commands: type[Command]) -> Iterator[Arrow]:
    """Arrows from each of these states to itself, for each command, in the order of the enumeration.

    Raises:
        DefinitionError: these are not several states.
    """
    every = _several("staying", "states", states)
    known, strange = [s for s in every if isinstance(s, State)], [s for s in every if not isinstance(s, State)]
    ordered = [
        *(s for s in _in_order(map(type, known)) if s in known),
        *strange,
    ]  # the rules report what is not a state
    return (Arrow(c, s, s) for c in commands for s in ordered)


def _several(made: str, name: str, given: Any) -> list[Any]:
    """These states; whether each of them is one, the rules say.

    Raises:
        DefinitionError: these are no several things.
    """
    states = several(given)
    if not isinstance(states, tuple):
        expected = Text(
            nl="een verzameling toestanden, ook als het er een is", en="a set of states, also of a single one"
        )
        raise _no_states(made, name, given, expected)
    return list(states)


def _no_states(made: str, name: str, given: object, expected: Text) -> DefinitionError:
    return DefinitionError(
        [
            Text(
                nl=f"`{name}` van `{made}`: verwacht {expected.nl}; kreeg {shown(given)}",
                en=f"`{name}` of `{made}`: expected {expected.en}; got {shown(given)}",
            )
        ]
    )


_Step = tuple[State, State]
"""The source and the target of an arrow, whatever its command."""


def _steps_of(arrows: Iterable[Arrow]) -> dict[_Step, None]:
    """The steps of a table, each once, in the order of their first arrow."""
    return dict.fromkeys((a.source, a.target) for a in arrows)


def occurring(arrows: Iterable[Arrow]) -> tuple[State, ...]:
    """The states of a table, in the order of their enumeration."""
    return _ends(_steps_of(arrows))


def _ends(steps: Iterable[_Step]) -> tuple[State, ...]:
    """The states of these steps, in the order of their enumeration."""
    ends = dict.fromkeys(state for step in steps for state in step)
    return tuple(s for s in _in_order(map(type, ends)) if s in ends)


def _in_order(kinds: Iterable[type[State]]) -> Iterator[State]:
    """Every state of these enumerations, in their order."""
    return (s for kind in dict.fromkeys(kinds) for s in kind)


def reach(arrows: Iterable[Arrow], start: State) -> frozenset[State]:
    """Every state that can be reached from `start`, itself included."""
    return _reached(_steps_of(arrows), [start])


def _reached(steps: Iterable[_Step], begin: Iterable[State]) -> frozenset[State]:
    """Every state that these steps reach from any of the first states, these included."""
    onward: dict[State, list[State]] = {}
    for here, there in steps:
        onward.setdefault(here, []).append(there)
    found = set(begin)
    edge = list(found)
    while edge:
        for there in onward.get(edge.pop(), ()):
            if there not in found:
                found.add(there)
                edge.append(there)
    return frozenset(found)


def unjudgeable(arrows: object) -> Iterator[Text]:
    """The faults that make a table impossible to judge: it has something other than arrows, commands and states."""
    if not isinstance(arrows, tuple):
        yield Text(nl=f"{shown(arrows)} is geen tabel van pijlen", en=f"{shown(arrows)} is no table of arrows")
        return
    for number, arrow in enumerate(arrows, start=1):
        if not isinstance(arrow, Arrow):
            yield Text(
                nl=f"pijl {number} is geen `Arrow`: {shown(arrow)}", en=f"arrow {number} is no `Arrow`: {shown(arrow)}"
            )
            continue
        if not is_kind(arrow.command):
            yield Text(
                nl=f"pijl {number}: {shown(arrow.command)} is geen soort verzoek",
                en=f"arrow {number}: {shown(arrow.command)} is no kind of command",
            )
        ends: tuple[object, ...] = (arrow.source, arrow.target)
        for state in ends:
            if not isinstance(state, State):
                yield Text(
                    nl=f"pijl {number}: {shown(state)} is geen `State`",
                    en=f"arrow {number}: {shown(state)} is no `State`",
                )


def is_kind(command: object) -> bool:
    """Whether this is a kind of command: a class made from `Command`, and not `Command` itself."""
    return isinstance(command, type) and issubclass(command, Command) and command is not Command


# INVARIANT: no table without a way on and a way back (tests/test_core.py::test_a_table_that_is_not_sound_cannot_become_rules)
def faults(
    arrows: Iterable[Arrow], *, start: State, final: Collection[State], back: WayBack | None = None
) -> list[Text]:
    """The faults of a table of arrows; empty when it is sound.

    A table is sound when:

    - no two arrows have the same command and source, and no two commands have the same key;
    - all states are of one enumeration, each with its own well-formed name and a title in both languages;
    - no step leads out of a final state or back to the first state;
    - every state can be reached from the first one, and a final state can be reached from every state;
    - the way back, if there has to be one, is open in every state that is not final.

    For a table with something other than arrows, commands and states, only those faults are given.

    Args:
        arrows: the table.
        start: the first state.
        final: the states out of which no step leads.
        back: the way back that has to be open at all times; None when there need not be one.
    """
    table = several(arrows)
    if found := list(dict.fromkeys(unjudgeable(table))):
        return found
    steps = _steps_of(table)
    return [
        *_called_alike(table),
        *_mixed(steps, start, final),
        *_unnamed(steps, start, final),
        *_twice(table),
        *_unsound(steps, start, final),
        *(_cut_off(table, steps, final, back) if back is not None else ()),
    ]


def _called_alike(arrows: Collection[Arrow]) -> Iterator[Text]:
    """Different commands with one key; a record could not tell them apart."""
    for key, count in Counter(c.key for c in {a.command for a in arrows}).items():
        if count > 1:
            yield Text(nl=f"{count} verzoeken heten `{key}`", en=f"{count} commands are called `{key}`")


def _kinds(steps: Collection[_Step], start: State, final: Collection[State]) -> Collection[type[State]]:
    """The enumerations of these states, each once."""
    return dict.fromkeys([type(start), *map(type, final), *(type(state) for step in steps for state in step)]).keys()


def _mixed(steps: Collection[_Step], start: State, final: Collection[State]) -> Iterator[Text]:
    """States of more than one enumeration; a record has only the name of a state."""
    kinds = _kinds(steps, start, final)
    if len(kinds) > 1:
        names = ", ".join(f"`{kind.__name__}`" for kind in kinds)
        yield Text(nl=f"de toestanden komen uit {names}", en=f"the states come from {names}")


def _unnamed(steps: Collection[_Step], start: State, final: Collection[State]) -> Iterator[Text]:
    """States without a title or a well-formed name, and members with the same value, which Python makes into one state."""
    for kind in _kinds(steps, start, final):
        for name, state in kind.__members__.items():
            if name != state.name:
                yield Text(
                    nl=f"`{kind.__name__}.{name}` en `{kind.__name__}.{state.name}` heten beide `{state.value}`",
                    en=f"`{kind.__name__}.{name}` and `{kind.__name__}.{state.name}` are both called `{state.value}`",
                )
            elif not is_name(state.value):
                where, got = f"{kind.__name__}.{name}", shown(state.value)
                yield Text(
                    nl=f"de naam van `{where}`: verwacht {A_NAME.nl}; kreeg {got}",
                    en=f"the name of `{where}`: expected {A_NAME.en}; got {got}",
                )
            elif not shows(state.title.nl) or not shows(state.title.en):
                yield Text(
                    nl=f"`{state.value}` heeft geen naam in beide talen",
                    en=f"`{state.value}` has no title in both languages",
                )


def _twice(arrows: Collection[Arrow]) -> Iterator[Text]:
    """Commands with more than one arrow from one state."""
    for (command, source), count in Counter((a.command, a.source) for a in arrows).items():
        if count > 1:
            yield Text(
                nl=f"`{command.key}` heeft {count} pijlen vanuit `{source.value}`",
                en=f"`{command.key}` has {count} arrows from `{source.value}`",
            )


def _unsound(steps: Collection[_Step], start: State, final: Collection[State]) -> Iterator[Text]:
    """Steps out of a final state or back to the first, states out of reach, and dead ends."""
    moves = [(here, there) for here, there in steps if here is not there]
    for state in sorted({here for here, _ in moves} & set(final), key=_name):
        yield Text(
            nl=f"`{state.value}` is een eindtoestand met een uitgang", en=f"`{state.value}` is final but has a way out"
        )
    if any(there is start for _, there in moves):
        yield Text(nl=f"een pijl leidt terug naar `{start.value}`", en=f"an arrow leads back to `{start.value}`")
    states = _ends([*steps, *((state, state) for state in (start, *final))])
    for state in sorted(frozenset(states) - _reached(steps, [start]), key=_name):
        yield Text(nl=f"`{state.value}` is onbereikbaar", en=f"`{state.value}` cannot be reached")
    ending = _reached(((there, here) for here, there in steps), final)
    for state in states:
        if state not in ending:
            yield Text(nl=f"`{state.value}` is een doodlopende toestand", en=f"`{state.value}` is a dead end")


def _cut_off(
    arrows: Collection[Arrow], steps: Collection[_Step], final: Collection[State], back: WayBack
) -> Iterator[Text]:
    """States from which there is no way back."""
    returning = _reached(((a.target, a.source) for a in arrows if a.command in back.commands), back.to)
    for state in _ends(steps):
        if state not in final and state not in returning:
            yield Text(
                nl=f"vanuit `{state.value}` is er geen weg terug",
                en=f"from `{state.value}` there is no way back",
            )


def _name(state: State) -> str:
    return str(state.value)
