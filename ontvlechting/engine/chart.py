"""A lifecycle as a table: states, and arrows from one to another. `faults` says what is wrong with one.

A letter has its own states, in an enumeration made from `State`, and one tuple of arrows::

    class State(chart.State):
        NEW = "new", "nieuw", "new"
        UNDER_WAY = "under_way", "onderweg", "under way"
        DONE = "done", "klaar", "done"

    TABLE = (Arrow(Begin, State.NEW, State.UNDER_WAY), Arrow(Finish, State.UNDER_WAY, State.DONE))
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Self

from attrs import frozen

from ontvlechting.engine.checked import shows
from ontvlechting.engine.command import Command
from ontvlechting.engine.errors import DefinitionError, shown
from ontvlechting.engine.names import Choice
from ontvlechting.engine.outside import several
from ontvlechting.engine.text import Text


class State(Choice):
    """Where something stands (*toestand*); the members are those of a letter.

    Each member is written as its stable name, its title in Dutch and in English, and, where its place in a picture is not
    left to the picture, the lane (0 from the left) and the row (0 from the top).
    """

    _value_: str
    if not TYPE_CHECKING:  # each member is one object; `Enum` would hash its name, in Python, at each look in a table
        __hash__ = object.__hash__

    def __new__(cls, value: object, nl: str = "", en: str = "", *place: int) -> Self:
        """One state, with its title; `value` is what a record holds of it."""
        state = object.__new__(cls)
        state._value_ = str(value)
        state._title = Text(nl=nl, en=en)
        state._place = (place[0], place[1]) if place else None
        return state

    _title: Text
    _place: tuple[int, int] | None

    @property
    def title(self) -> Text:
        """What the state is called."""
        return self._title

    @property
    def place(self) -> tuple[int, int] | None:
        """Its lane and row in a picture; None when that is left to the picture."""
        return self._place


class _Stranger(State):
    """A state of which nobody here knows more than its name."""

    def __reduce_ex__(self, _: object) -> tuple[Any, ...]:
        return stranger, (self.value,)


@lru_cache(1024)
def stranger(name: str) -> State:
    """The state of this name of rules that nobody here knows; its title is its name."""
    make: Any = _Stranger
    found: State = make("State", {"STRANGER": (name, name, name)}).STRANGER
    return found


@frozen
class Arrow:
    """One line of a table: `command` may be asked in `source` and leads to `target`."""

    command: type[Command]
    source: State
    target: State

    @property
    def moves(self) -> bool:
        """Whether the state changes; otherwise a fact is recorded."""
        return self.source is not self.target


@frozen
class WayBack:
    """What a letter asks of its table where a step has to be undone at any time.

    Attributes:
        commands: what leads back; no evidence and no consent of others is asked for these.
        to: from every state that is not final one of these can be reached by those commands alone.
    """

    commands: tuple[type[Command], ...]
    to: frozenset[State]


def moving(sources: Collection[State], command: type[Command], target: State) -> Iterator[Arrow]:
    """The same command from several states to one, in the order in which their class names them.

    Raises:
        DefinitionError: these are no several states, or that is no state.
    """
    given: object = target
    if not isinstance(given, State):
        raise _no_states("moving", "target", given, Text(nl="een `State`", en="a `State`"))
    states = _several("moving", "sources", sources)
    return (Arrow(command, s, target) for s in type(target) if s in states)


def staying(states: Collection[State], *commands: type[Command]) -> Iterator[Arrow]:
    """Facts: recorded in each of these states, which stay as they are; in the order in which their class names them.

    Raises:
        DefinitionError: these are no several states.
    """
    every = _several("staying", "states", states)
    known, strange = [s for s in every if isinstance(s, State)], [s for s in every if not isinstance(s, State)]
    ordered = [*(s for s in _in_order(map(type, known)) if s in known), *strange]  # the rules say what is no state
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
"""From which state to which, whatever command leads there."""


def _steps_of(arrows: Iterable[Arrow]) -> dict[_Step, None]:
    """The steps of a table, each once, in the order of their first arrow."""
    return dict.fromkeys((a.source, a.target) for a in arrows)


def occurring(arrows: Iterable[Arrow]) -> tuple[State, ...]:
    """The states of a table, in the order in which their class names them."""
    return _ends(_steps_of(arrows))


def _ends(steps: Iterable[_Step]) -> tuple[State, ...]:
    """The states between which these steps lead, in the order in which their class names them."""
    ends = dict.fromkeys(state for step in steps for state in step)
    return tuple(s for s in _in_order(map(type, ends)) if s in ends)


def _in_order(kinds: Iterable[type[State]]) -> Iterator[State]:
    """Every state of these classes, as they name them."""
    return (s for kind in dict.fromkeys(kinds) for s in kind)


def reach(arrows: Iterable[Arrow], start: State) -> frozenset[State]:
    """Every state that can be reached from `start`, itself included."""
    return _spread(_steps_of(arrows), [start])


def _spread(steps: Iterable[_Step], begin: Iterable[State]) -> frozenset[State]:
    """Every state to which these steps lead from any of those where one begins, themselves included."""
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
    """Why nothing can be said of a table: it holds what is no arrow, no kind of command, or no state."""
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
    """Whether this is a class of commands, and not what they have in common."""
    return isinstance(command, type) and issubclass(command, Command) and command is not Command


# INVARIANT: no table without a way on and a way back (tests/test_core.py::test_a_table_that_is_not_sound_cannot_become_rules)
def faults(
    arrows: Iterable[Arrow], *, start: State, final: Collection[State], back: WayBack | None = None
) -> list[Text]:
    """What is wrong with a table of arrows; empty when it is sound.

    Sound means: no two arrows for the same command and state, no two commands of one name, the states are all of one class,
    each with a name of its own and a title in both languages, no arrow leads out of a final state or back to the first, every
    state of the table is reachable from the first, a final state is reachable from every state, and, where a way back is asked,
    it can be gone from every state that is not final.

    Of a table that cannot be judged that is said, and nothing else.

    Args:
        arrows: the table.
        start: where everything begins.
        final: no step leads out of these.
        back: the way back that has to be open at all times; None when none is asked.
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
    """Commands that are not the same and have one name, by which a record could not tell them apart."""
    for key, count in Counter(c.key for c in {a.command for a in arrows}).items():
        if count > 1:
            yield Text(nl=f"{count} verzoeken heten `{key}`", en=f"{count} commands are called `{key}`")


def _kinds(steps: Collection[_Step], start: State, final: Collection[State]) -> Collection[type[State]]:
    """The classes of these states, each once."""
    return dict.fromkeys([type(start), *map(type, final), *(type(state) for step in steps for state in step)]).keys()


def _mixed(steps: Collection[_Step], start: State, final: Collection[State]) -> Iterator[Text]:
    """States of more than one class: a record says no more of a state than its name."""
    kinds = _kinds(steps, start, final)
    if len(kinds) > 1:
        names = ", ".join(f"`{kind.__name__}`" for kind in kinds)
        yield Text(nl=f"de toestanden komen uit {names}", en=f"the states come from {names}")


def _unnamed(steps: Collection[_Step], start: State, final: Collection[State]) -> Iterator[Text]:
    """States without a title, and members of one name, of which Python makes one state."""
    for kind in _kinds(steps, start, final):
        for name, state in kind.__members__.items():
            if name != state.name:
                yield Text(
                    nl=f"`{kind.__name__}.{name}` en `{kind.__name__}.{state.name}` heten beide `{state.value}`",
                    en=f"`{kind.__name__}.{name}` and `{kind.__name__}.{state.name}` are both called `{state.value}`",
                )
            elif not shows(state.title.nl) or not shows(state.title.en):
                yield Text(
                    nl=f"`{state.value}` heeft geen naam in beide talen",
                    en=f"`{state.value}` has no title in both languages",
                )


def _twice(arrows: Collection[Arrow]) -> Iterator[Text]:
    """A command that leads from one state to more than one."""
    for (command, source), count in Counter((a.command, a.source) for a in arrows).items():
        if count > 1:
            yield Text(
                nl=f"`{command.key}` heeft {count} pijlen vanuit `{source.value}`",
                en=f"`{command.key}` has {count} arrows from `{source.value}`",
            )


def _unsound(steps: Collection[_Step], start: State, final: Collection[State]) -> Iterator[Text]:
    """What is wrong with where the steps of a table lead."""
    moves = [(here, there) for here, there in steps if here is not there]
    for state in sorted({here for here, _ in moves} & set(final), key=_name):
        yield Text(
            nl=f"`{state.value}` is een eindtoestand met een uitgang", en=f"`{state.value}` is final but has a way out"
        )
    if any(there is start for _, there in moves):
        yield Text(nl=f"een pijl leidt terug naar `{start.value}`", en=f"an arrow leads back to `{start.value}`")
    states = _ends([*steps, *((state, state) for state in (start, *final))])
    for state in sorted(frozenset(states) - _spread(steps, [start]), key=_name):
        yield Text(nl=f"`{state.value}` is onbereikbaar", en=f"`{state.value}` cannot be reached")
    ending = _spread(((there, here) for here, there in steps), final)
    for state in states:
        if state not in ending:
            yield Text(nl=f"`{state.value}` is een doodlopende toestand", en=f"`{state.value}` is a dead end")


def _cut_off(
    arrows: Collection[Arrow], steps: Collection[_Step], final: Collection[State], back: WayBack
) -> Iterator[Text]:
    """The states from which there is no way back."""
    returning = _spread(((a.target, a.source) for a in arrows if a.command in back.commands), back.to)
    for state in _ends(steps):
        if state not in final and state not in returning:
            yield Text(
                nl=f"vanuit `{state.value}` is er geen weg terug",
                en=f"from `{state.value}` there is no way back",
            )


def _name(state: State) -> str:
    return str(state.value)
