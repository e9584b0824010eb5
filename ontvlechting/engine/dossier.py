"""The base of every dossier: the state of a process, its rules, its facts, and the columns of an overview.

A letter makes its own class of dossiers from `Dossier`, with a field for each kind of evidence that its guards read. A
dossier is immutable. It holds the accepted commands themselves; there are no other classes for what happened.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from functools import cache, partial
from itertools import chain, repeat
from operator import is_
from types import UnionType
from typing import Annotated, Any, ClassVar, Protocol, Self, TypeVar, Union, get_args, get_origin

from attrs import NOTHING, Factory, fields, frozen, has
from attrs import evolve as changed

from ontvlechting.engine.agenda import Term
from ontvlechting.engine.chart import State
from ontvlechting.engine.checked import (
    AtLeast,
    Cents,
    Checked,
    Limit,
    Looked,
    check_of,
    hints_of,
    taken_by,
    unkept,
)
from ontvlechting.engine.columns import Column, misfits_of_columns
from ontvlechting.engine.command import Command, Fact, among, and_one
from ontvlechting.engine.errors import (
    DefinitionError,
    Problem,
    failed,
    nearest,
    of_dossier,
    shown,
    suggested,
    unrecorded,
)
from ontvlechting.engine.outside import interrupts
from ontvlechting.engine.retention import Correct
from ontvlechting.engine.shows import Shows
from ontvlechting.engine.text import Text
from ontvlechting.engine.values import RulesRef

_F = TypeVar("_F", bound=Command)


def misfits_of_dossier(kind: type[Dossier]) -> Iterator[Text]:
    """The faults of a class of dossiers: in its fields, and between its columns."""
    yield from _misfits_of_names(kind)
    yield from _misfits_of_fields(kind)
    yield from misfits_of_columns(kind)


def _misfits_of_names(kind: Any) -> Iterator[Text]:
    """The fields and properties with a name by which the library asks every dossier something else."""
    for name in taken_by(kind, Dossier):
        yield Text(
            nl=f"`{name}` van `{kind.__name__}` heeft een andere naam nodig: dat is iets wat elk dossier doet",
            en=f"`{name}` of `{kind.__name__}` needs another name: it is something that every dossier does",
        )


def _misfits_of_fields(kind: Any) -> Iterator[Text]:
    """The faults in the fields of a class of dossiers: what keeps a dossier from being stored and read back."""
    try:
        hints = hints_of(kind)
    except Exception as error:  # noqa: BLE001 - an annotation is code of somebody else
        said = shown(f"{type(error).__name__}: {error}")
        yield Text(
            nl=f"de velden van `{kind.__name__}` zijn niet te lezen: {said}",
            en=f"the fields of `{kind.__name__}` cannot be read: {said}",
        )
        return
    for a in fields(kind):
        nl, en = f"`{a.name}` van `{kind.__name__}`", f"`{a.name}` of `{kind.__name__}`"
        if a.default is NOTHING and a.name not in ("process", "state"):
            yield Text(nl=f"{nl} heeft geen waarde om mee te beginnen", en=f"{en} has no value to begin with")
        if not a.init or a.alias != a.name:
            yield Text(
                nl=f"{nl} is niet onder die naam te geven: zonder `init=False`, en zonder `_` vooraan",
                en=f"{en} cannot be given by that name: without `init=False`, and without `_` in front",
            )
        parts = list(_unkept(hints[a.name])) if a.name in hints else [a.type]
        for part in parts:
            why = _OF_SEVERAL_KINDS if get_origin(part) is tuple and get_args(part) else _IN_NO_RECORD
            yield Text(
                nl=f"{nl} kan {shown(part)} niet houden: {why.nl}", en=f"{en} cannot hold {shown(part)}: {why.en}"
            )
        first: Any = a.default
        if isinstance(first, _OF_A_FACTORY):
            first = NOTHING if first.takes_self else first.factory()
        for problem in _look(hints[a.name])(first, a.name)[1] if not parts and first is not NOTHING else ():
            yield Text(
                nl=f"{nl} begint met {problem.value}; verwacht {problem.expected.nl}",
                en=f"{en} begins with {problem.value}; expected {problem.expected.en}",
            )


_OF_A_FACTORY: type[Any] = type(Factory(tuple))
_IN_NO_RECORD = Text(nl="dat staat in geen vastlegging", en="that stands in no record")
_OF_SEVERAL_KINDS = Text(
    nl="wat erin staat, is van meer dan een soort, en wordt gelezen als de eerste; maak er een waarde van met een veld voor elk",
    en="what is in it is of several kinds, and is read as the first; make it a value with a field for each",
)


def _unkept(hint: Any) -> Iterator[Any]:
    """The parts of an annotation that no dossier can hold. It holds what records hold, and sets and tuples of one kind of that."""
    origin, args = get_origin(hint), get_args(hint)
    first, *others = [arg for arg in args if arg is not ...] or [None]
    if (origin is tuple and args and all(arg == first for arg in others)) or (origin is frozenset and not others):
        yield from _unkept(first)
    else:
        yield from unkept(hint)


# -- what is put in one ------------------------------------------------------------------------------------------------

_Look = Callable[[Any, str], Looked]
"""Gives the form in which a value is read back, and what keeps it from being kept."""


def looked_at(dossier: Dossier, changes: Mapping[str, Any], method: str, whose: Text) -> Mapping[str, Any]:
    """These changes in the form in which they are read back: a dossier is kept beside its records at times.

    Args:
        dossier: what is changed; of several things those that are there already are not looked at again.
        changes: the fields that change, with what takes their place.
        method: what gave them.
        whose: of what that is a method.

    Raises:
        DefinitionError: something in them could not be read back; nothing is recorded then.
    """
    # INVARIANT: what is put in a dossier can be kept (tests/test_effects.py::test_what_cannot_be_kept_is_told_at_the_very_record)
    kind: Any = type(dossier)
    looks, plain, problems = _looks_of(kind), dict[str, Any](), list[Problem]()
    for name, value in changes.items():
        before, look = getattr(dossier, name, None), looks.get(name)
        if look is None:
            expected = Text(
                nl=f"de naam van een veld van `{kind.__name__}`", en=f"the name of a field of `{kind.__name__}`"
            )
            problems.append(Problem(method, shown(name), expected, nearest(name, looks)))
        elif value is not before:
            look = partial(look, before=before) if holds_several(kind, name) else look
            plain[name], found = look(value, f"{method}[{name!r}]")
            problems += found
    if problems:
        told = [(p, suggested(p.nearest)) for p in problems]
        raise DefinitionError(
            [
                unrecorded(
                    Text(
                        nl=f"`{p.field}` {whose.nl}: verwacht {p.expected.nl}; kreeg {p.value}{meant.nl}",
                        en=f"`{p.field}` {whose.en}: expected {p.expected.en}; got {p.value}{meant.en}",
                    )
                )
                for p, meant in told
            ]
        )
    return plain


@cache
def _looks_of(kind: Any) -> Mapping[str, Any]:
    """What looks at a value for each field of a class."""
    hints = hints_of(kind)
    return {a.name: _look(hints[a.name]) for a in fields(kind)}


def _look(hint: Any) -> Any:
    """What looks at a value of one annotation."""
    origin, args = get_origin(hint), get_args(hint)
    if origin is Annotated:
        limit = next((m for m in args[1:] if isinstance(m, Limit | AtLeast | Cents)), None)
        return _look(args[0]) if limit is None else check_of(Annotated[args[0], limit])
    if origin in (tuple, frozenset):
        return partial(_looked_within, origin, _look(args[0]))
    if origin in (Union, UnionType):
        return partial(_looked_at_one_of, [_look(arm) for arm in args if arm is not type(None)])
    if isinstance(hint, type) and (issubclass(hint, Command) or (has(hint) and not issubclass(hint, Checked))):
        return partial(_looked_at_value, hint)
    return check_of(hint)


def _looked_within(kind: type[Any], look: _Look, value: Any, field: str, before: tuple[Any, ...] = ()) -> Looked:
    """The same of several things."""
    if not issubclass(type(value), kind):
        return value, [Problem(field, shown(value), Text(nl=f"een `{kind.__name__}`", en=f"a `{kind.__name__}`"))]
    there = chain(before, repeat(look)) if kind is tuple else repeat(look)
    found = [
        (item, []) if item is old else look(item, f"{field}[{n}]")
        for n, (item, old) in enumerate(zip(value, there, strict=False))
    ]
    same = type(value) is kind and all(map(is_, value, (item for item, _ in found)))
    return value if same else kind(item for item, _ in found), [p for _, problems in found for p in problems]


def _looked_at_one_of(looks: Sequence[_Look], value: Any, field: str) -> Looked:
    """The same of what may be left out, or is one of two."""
    found: Looked = value, []
    for look in looks if value is not None else ():
        found = look(value, field)
        if not found[1]:
            break
    return found


def _looked_at_value(kind: Any, value: Any, field: str) -> Looked:
    """The same of a command, which says itself which it is and was checked when it was made, or of a value that was not."""
    if not (isinstance(value, Command) if issubclass(kind, Command) else type(value) is kind):
        return value, [Problem(field, shown(value), Text(nl=f"`{kind.__name__}`", en=f"`{kind.__name__}`"))]
    if isinstance(value, Command):
        return value, []
    found = {name: look(getattr(value, name), f"{field}.{name}") for name, look in _looks_of(kind).items()}
    plain = {name: part for name, (part, _) in found.items() if part is not getattr(value, name)}
    return changed(value, **plain) if plain else value, [p for _, problems in found.values() for p in problems]


def asked_of(dossier: Dossier, method: str, kind: Callable[[Any], Any] | None, *given: Any) -> Any:
    """What a dossier answers by one of the methods that a letter adds to.

    Args:
        dossier: the dossier.
        method: the name of the method.
        kind: of which class the answer is made, where it is not yet; None takes any.
        given: what it is asked with.

    Raises:
        DefinitionError: that fails; nothing is recorded then.
    """
    try:
        found = getattr(dossier, method)(*given)
        return found if kind is None or type(found) is kind else kind(found)
    except Exception as error:
        if interrupts(error):
            raise
        raise failed(Text(nl=f"`{method}`", en=f"`{method}`"), of_dossier(dossier), error) from error


class Named(Protocol):
    """The thing that a reference stands for, as one dossier describes it."""

    def differs(self, other: Any) -> Mapping[str, Any]:
        """The fields in which another description contradicts this one, each with the value that the other gives."""
        ...


@frozen
class Recorded:
    """An accepted fact, with the number of its record.

    Attributes:
        number: the number of its record.
        command: what was accepted; after a correction, what holds instead.
        corrected_by: the number of the record that corrected it last; None when none did.
    """

    number: int
    command: Command
    corrected_by: int | None = None

    @property
    def holds_since(self) -> int:
        """The number of the record since which it holds as it does: its own, or that of its last correction."""
        return self.corrected_by or self.number

    def holds_after(self, correction: int | None) -> bool:
        """Whether it was recorded, or last set right, after this correction; where there is none it was."""
        return correction is None or self.holds_since > correction


class Grouped:
    """A cached attribute of a dossier: the items of one of its fields, grouped by a key and in their order.

    Args:
        field: the name of the field.
        by: gives the key of an item.
    """

    def __init__(self, field: str, by: Callable[[Any], Any]) -> None:
        self.field: str = field
        self.name: str = ""
        self._by = by

    def __set_name__(self, owner: type[Any], name: str) -> None:
        self.name = name

    def __get__(self, dossier: Any, owner: type[Any] | None = None) -> Any:
        if dossier is None:
            return self
        held = vars(dossier)
        if self.name not in held:
            found: dict[Any, list[Any]] = {}
            for item in getattr(dossier, self.field):
                found.setdefault(self._by(item), []).append(item)
            held[self.name] = {about: tuple(items) for about, items in found.items()}
        return held[self.name]

    def hand_on(self, before: Any, after: Any) -> None:
        """Give the cached groups of one dossier to the next, if at most one item was added, at the end."""
        found = vars(before).get(self.name)
        if found is None:
            return
        old, new = getattr(before, self.field), getattr(after, self.field)
        if old is not new:
            if new[:-1] != old:
                return
            about = self._by(new[-1])
            found = {**found, about: and_one(found.get(about, ()), new[-1])}
        vars(after)[self.name] = found


def _is_later(item: object, at: datetime) -> bool:
    """Whether this is a fact, or the entry of a fact, that took place after a moment."""
    told = item.command if isinstance(item, Recorded) else item
    return isinstance(told, Fact) and told.at > at and not told.of_a_record


@cache
def _groups_of(kind: Any) -> tuple[Grouped, ...]:
    return tuple(held for name in dir(kind) if isinstance(held := getattr(kind, name, None), Grouped))


def hand_on(before: Dossier, after: Dossier) -> None:
    """Give the cached groups of one dossier to the next, so that no record needs a pass over the whole history."""
    # INVARIANT: a step goes through no more after a long history (tests/test_costs.py::test_a_step_goes_through_no_more_after_a_long_history)
    kind: Any = type(after)
    for group in _groups_of(kind):
        group.hand_on(before, after)


@frozen(kw_only=True, slots=False)  # every record copies its `__dict__` in one go
class Dossier(Shows):
    """What is known of one process, whatever the letter (*dossier*).

    Attributes:
        process: the name of the process in the ledger.
        state: its present state.
        at: when the latest of the accepted acts took place.
        moved_at: when the last accepted move took place.
        since: when the present state was entered.
        facts: the facts that have no field of their own, such as those of packs, oldest first.
        entries: every accepted fact, with the number of its record; of a corrected fact, what holds now.
        unread: the numbers of accepted records that cannot be read here and were not set aside.
        rules: the rules that it is pinned to: those that judged its first accepted record, or that it adopted since.
    """

    thing: ClassVar[str] = "process"
    """What it is the dossier of, as a word for programs."""
    columns: ClassVar[tuple[Column, ...]] = ()
    """What an overview shows of each process, besides its state."""
    views: ClassVar[str | None] = None
    """The name of the module with the views of this letter, imported at first use; None for the views of any letter.
    `ontvlechting.views.letters` says what the module may contain."""

    lapses: ClassVar[tuple[str, ...]] = ()
    """The keys of the commands whose records no longer count after any move."""

    process: str
    state: State
    at: datetime | None = None
    moved_at: datetime | None = None
    since: datetime | None = None
    facts: tuple[Fact, ...] = ()
    entries: tuple[Recorded, ...] = ()
    unread: tuple[int, ...] = ()
    rules: RulesRef | None = None

    def __getstate__(self) -> dict[str, Any]:
        """For `copy` and `pickle`: the fields, without cached values; those refer to the objects in these fields."""
        return {a.name: getattr(self, a.name) for a in fields(type(self))}

    def recorded(self, kind: type[_F]) -> tuple[_F, ...]:
        """The facts of one kind, oldest first."""
        return tuple(f for f in self.facts if isinstance(f, kind))

    _on_record = Grouped("entries", lambda entry: type(entry.command))
    """The entries of each kind, in their order."""

    def _entries_of(self, *kinds: type[Command]) -> list[Recorded]:
        """The entries of these kinds, one kind after the other."""
        return [entry for kind in kinds for entry in self._on_record.get(kind, ())]

    def rejoined(self) -> Self:
        """This dossier, read back from storage, with each fact in its field as the same object as in `entries`.

        A correction finds a fact in its field by identity.
        """
        facts = [e.command for e in self.entries if isinstance(e.command, Fact)]
        on_record: dict[tuple[type[Fact], datetime], list[Fact]] = {}
        for fact in facts:
            on_record.setdefault((type(fact), fact.at), []).append(fact)

        def found(kept: Fact) -> Fact:
            alike = on_record.get((type(kept), kept.at), [])
            return next((alike.pop(n) for n, other in enumerate(alike) if other == kept), kept)

        names = dict.fromkeys(fact.kept_in for fact in facts)
        again: dict[str, Any] = {name: tuple(found(fact) for fact in getattr(self, name)) for name in names}
        return changed(self, **again)

    def as_of(self, at: datetime) -> Self:
        """The same without the facts of after a moment. A fact about a record (`Fact.of_a_record`) stays."""
        changes: dict[str, Any] = {}
        for a in fields(type(self)):
            held = getattr(self, a.name)
            if type(held) is tuple:
                left = tuple(item for item in held if not _is_later(item, at))
                if len(left) < len(held):
                    changes[a.name] = left
            elif _is_later(held, at):
                changes[a.name] = None
        return changed(self, **changes) if changes else self

    # -- for a letter to add to --------------------------------------------------------------------------------------

    @property
    def parties(self) -> tuple[str, ...]:
        """The ids of the parties between which the work moves: who has it and who gets it; empty when not known."""
        return ()

    def terms(self, norms: Any) -> tuple[Term, ...]:
        """The terms of this process, each with who has to act; also those whose last day has passed."""
        return ()

    def described(self) -> Mapping[str, Named]:
        """The things that this dossier describes, by their reference, which means the same in the whole ledger."""
        return {}

    def meant_by(self, reference: str) -> Named | None:
        """The thing that one of these references stands for here; None when it is not used here."""
        return self.described().get(reference)

    def describes(self, command: Command) -> Mapping[str, Named]:
        """The things that a command describes, by their reference, also those that were described before."""
        return {}

    def where_described(self, command: Command, reference: str) -> Iterable[str]:
        """The fields in which a command describes it, with dots between names; empty if the whole command does."""
        return ()

    def counts(self, fact: Fact) -> bool:
        """Whether a fact still counts, after the moves since the moment at which it happened."""
        return True

    def moved(self, at: datetime) -> dict[str, Any]:
        """The fields that change with every step to another state, whichever command makes it."""
        return {}

    def kept(self, command: Command, number: int | None) -> dict[str, Any]:
        """The fields that change with every accepted command, besides those of its effect: `entries`, for a fact.

        Args:
            command: what was accepted.
            number: the number of its record; None without a ledger.
        """
        if isinstance(command, Correct):
            return self._corrected(command, number)
        if not isinstance(command, Fact):
            return {}
        last = self.entries[-1].number if self.entries else 0
        return {"entries": and_one(self.entries, Recorded(last + 1 if number is None else number, command))}

    def _corrected(self, correction: Correct, number: int | None) -> dict[str, Any]:
        """The fields that change when a correction replaces a fact that was wrong."""
        wrong = next((e for e in self.entries if e.number == correction.record), None)
        if wrong is None or not isinstance(wrong.command, Fact):
            return {}
        held = list(getattr(self, wrong.command.kept_in))
        there = next((n for n, fact in enumerate(held) if fact is wrong.command), None)
        if there is not None:  # found by identity: another fact may be equal
            del held[there]
        holds, kept = correction.holds, tuple(held)
        if isinstance(holds, Fact) and self.counts(holds):
            kept = among(kept, holds)
        now = () if holds is None else (Recorded(wrong.number, holds, number),)
        entries = tuple(held for e in self.entries for held in (now if e is wrong else (e,)))
        return {wrong.command.kept_in: kept, "entries": entries}

    def set_back(self, at: datetime) -> dict[str, Any]:
        """The fields that change when records stored with a moment in the future are set aside: they count from now."""
        return {}

    def as_it_was(self) -> dict[str, Any]:
        """The fields that stay as they were when a record cannot be read, because nobody knows what it changed."""
        return {
            "at": self.at,
            "moved_at": self.moved_at,
            "rules": self.rules,
            "state": self.state,
            "since": self.since,
        }


KEPT = frozenset(a.name for a in fields(Dossier)) - {"facts"}
"""The fields that the engine itself keeps: no effect of a letter may change them."""


@cache
def kinds_of(kind: Any) -> Mapping[str, tuple[type, ...]]:
    """The types that each field of a class of dossiers can hold, by its annotation; empty if those cannot be read."""
    try:
        return {name: tuple(_types(hint)) for name, hint in hints_of(kind).items()}
    except Exception:  # noqa: BLE001 - an annotation is somebody else's code; `misfits_of_dossier` reports it
        return {}


def _types(hint: Any) -> Iterator[type]:
    origin, args = get_origin(hint), get_args(hint)
    if origin is Annotated:
        yield from _types(args[0])
    elif origin in (Union, UnionType):
        yield from (kind for arm in args for kind in _types(arm))
    else:
        found = hint if origin is None else origin
        yield found if isinstance(found, type) else object


def holds_several(kind: Any, name: str) -> bool:
    """Whether this field of a class of dossiers always holds a tuple."""
    return kinds_of(kind).get(name) == (tuple,)
