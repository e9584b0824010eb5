"""The base of every command: who asks, when the act took place, and what it changes when it is accepted.

A command is one class with its fields, its title and its effect. Most commands only define `effect`: how the dossier
changes. Whether the change is allowed is for the guards. A few commands do something more; they override one of the
other methods below, which by default return nothing.

There are two kinds. A *move* changes who does what; moves follow each other in time. A *fact* (`Fact`) says what
happened. It has the moment at which that happened, whenever it is recorded, and all facts are kept.
"""

from __future__ import annotations

import inspect
import re
from bisect import bisect_right
from collections.abc import Callable
from datetime import date, datetime
from operator import attrgetter
from typing import TYPE_CHECKING, Any, ClassVar, NamedTuple, Protocol, TypeVar

from attrs import fields, frozen

from ontvlechting.engine.checked import Checked
from ontvlechting.engine.errors import nearest
from ontvlechting.engine.text import Text
from ontvlechting.engine.values import Actor, RulesRef

_V = TypeVar("_V")

Effect = Callable[[Any, Any], dict[str, Any]]
"""Gets a command and the dossier in which it is accepted; returns the fields of the dossier that change."""


class Removal(NamedTuple):
    """The texts to remove from earlier records of the process.

    Attributes:
        records: the numbers of the records.
        fields: the paths of the texts; empty for every text that can be removed.
    """

    records: tuple[int, ...]
    fields: tuple[str, ...]


class Reading(Protocol):
    """What a command says of another process; it has to be true when the command is recorded.

    Attributes:
        process: the name of that process.
        record: the number of its last record.
        hash: the hash of that record.
    """

    @property
    def process(self) -> str: ...
    @property
    def record(self) -> int: ...
    @property
    def hash(self) -> str: ...

    def agrees(self, dossier: Any, record: int, hash: str) -> bool:
        """Whether the dossier says the same, with a last record of this number and hash."""


class _Helpful(type):
    """The metaclass of commands: the error for a misspelt field says which field was probably meant."""

    def __call__(cls, *args: Any, **given: Any) -> Any:
        try:
            return super().__call__(*args, **given)
        except TypeError as error:
            kind: Any = cls
            names = [a.name for a in fields(kind)]
            meant = {name: nearest(name, names) for name in given if name not in names}
            told = [f"`{name}`: did you mean `{found[0]}`?" for name, found in meant.items() if found]
            if not told:
                raise
            raise TypeError("; ".join([str(error), *told])) from None

    @property
    def __signature__(cls) -> inspect.Signature:
        """The fields, for `help` and for whoever writes a command in a notebook: `__call__` names none of them."""
        kind: Any = cls
        whole = inspect.signature(kind.__init__)
        return whole.replace(parameters=[p for name, p in whole.parameters.items() if name != "self"])


if TYPE_CHECKING:  # a type checker knows the fields of each class without it

    class _Helped:
        pass

else:

    class _Helped(metaclass=_Helpful):
        __slots__ = ()


@frozen(kw_only=True)
class Command(Checked, _Helped):
    """Something that somebody asks for at a moment (*verzoek*).

    An unknown field is a `TypeError` that says which field was probably meant.

    Attributes:
        by: who asks.
        at: when the act took place, with a time zone. Its day is the one in the calendar zone of the norms, whatever
            offset it is written at.
    """

    title: ClassVar[Text] = Text(nl="Verzoek", en="Command")
    """The name of the command for people, in both languages."""
    key: ClassVar[str] = "command"
    """The command's stable name in records, logs and triggers: its class name in snake case."""
    can_be_given: ClassVar[bool] = True
    """Whether somebody can ask for it; false for a placeholder of another command."""
    in_turn: ClassVar[bool] = True
    """Whether it counts as a move, which has to follow earlier moves in time."""

    foretells: ClassVar[bool] = False
    """Whether its answer warns of what later doors will refuse because of it; for a command that much depends on."""
    voids: ClassVar[tuple[str, ...]] = ()
    """The keys of the commands whose earlier records no longer count when this one is accepted."""

    by: Actor
    at: datetime

    def effect(self, dossier: Any, /) -> dict[str, Any]:
        """The fields of the dossier that change when this is accepted, besides the state; by default none."""
        return {}

    # -- beyond the ordinary -----------------------------------------------------------------------------------------

    def other_rules(self) -> tuple[RulesRef, ...]:
        """Other rules that judge it too, with the whole history of the process; only `AdoptRules` names any."""
        return ()

    def removes(self) -> Removal | None:
        """The texts that are removed from earlier records when it is accepted."""
        return None

    def sets_aside(self) -> tuple[int, ...]:
        """The numbers of the records that are set aside when it is accepted."""
        return ()

    def shown_by(self) -> tuple[str, date] | None:
        """The field and the day of a document that shows the act, such as minutes; it may be later than the act.

        The day may not be later than the recording. None for a command without such a document.
        """
        return None

    def rests_on(self) -> tuple[Reading, ...]:
        """What it says of other processes; this has to be true when it is recorded."""
        return ()

    def reads_every(self) -> Callable[[Any], bool] | None:
        """A test for the dossiers of which the command has to say something (`rests_on`); None when it may choose."""
        return None

    # -- the class ---------------------------------------------------------------------------------------------------

    @classmethod
    def _takes(cls, value: object) -> bool:
        """Whether a field takes this value; of type `Command`, any kind that can be given, no subclass of a kind."""
        if cls is not Command:
            return super()._takes(value)
        if not isinstance(value, Command) or not type(value).can_be_given:
            return False
        kinds = [kind for kind in type(value).__mro__ if issubclass(kind, Command) and "title" in vars(kind)]
        return kinds == [type(value), Command]

    def __init_subclass__(cls) -> None:
        super().__init_subclass__()
        cls.key = re.sub(r"(?<!^)(?=[A-Z])", "_", cls.__name__).lower()


@frozen(kw_only=True)
class Fact(Command):
    """Something that happened (*feit*).

    It counts from the moment that it is recorded, and has the moment at which it took place. That can be earlier than
    the moments of earlier records, but not later than the recording. Facts are kept in the order of their moments, and
    those of one moment in the order of recording.
    """

    in_turn: ClassVar[bool] = False
    kept_in: ClassVar[str] = "facts"
    """The field of the dossier that keeps facts of this kind."""
    of_a_record: ClassVar[bool] = False
    """Whether it is about another record: then it counts whatever its moment."""

    def effect(self, dossier: Any, /) -> dict[str, Any]:
        """Keep this fact in its field, unless it no longer counts because of a later move."""
        return {self.kept_in: among(getattr(dossier, self.kept_in), self)} if dossier.counts(self) else {}


def and_one(held: tuple[_V, ...], more: _V) -> tuple[_V, ...]:
    """These items and one more. It copies them once; `(*held, more)` copies them twice."""
    return held + (more,)  # noqa: RUF005


def among(facts: tuple[Fact, ...], fact: Fact) -> tuple[Fact, ...]:
    """These facts and one more, in the order of their moments."""
    if not facts or facts[-1].at <= fact.at:
        return and_one(facts, fact)
    place = bisect_right(facts, fact.at, key=attrgetter("at"))
    return (*facts[:place], fact, *facts[place:])


# -- what the methods beyond the ordinary answer -----------------------------------------------------------------------


def _are_of(values: object, kind: type) -> bool:
    """Whether this is a tuple of values of a type; yes and no are no numbers."""
    return isinstance(values, tuple) and all(isinstance(v, kind) and type(v) is not bool for v in values)


def _is_removal(given: Any) -> bool:
    return isinstance(given, Removal) and _are_of(given.records, int) and _are_of(given.fields, str)


def _is_paper(given: Any) -> bool:
    return isinstance(given, tuple) and [str, date] == [type(part) for part in given]


def _are_readings(given: Any) -> bool:
    return isinstance(given, tuple) and all(
        _are_of((getattr(r, "process", None), getattr(r, "hash", None)), str)
        and _are_of((getattr(r, "record", None),), int)
        and callable(getattr(r, "agrees", None))
        for r in given
    )


ANSWERS: dict[str, tuple[Callable[[Any], bool], Text]] = {
    "removes": (
        lambda given: given is None or _is_removal(given),
        Text(
            nl="een `Removal` van nummers van vastleggingen en paden van teksten, of None",
            en="a `Removal` of numbers of records and paths of texts, or None",
        ),
    ),
    "sets_aside": (
        lambda given: _are_of(given, int),
        Text(nl="een tuple van nummers van vastleggingen", en="a tuple of numbers of records"),
    ),
    "shown_by": (
        lambda given: given is None or _is_paper(given),
        Text(nl="een tuple van een veld en een `date`, of None", en="a tuple of a field and a `date`, or None"),
    ),
    "rests_on": (
        _are_readings,
        Text(
            nl="een tuple van waarden die elk `process`, `record`, `hash` en `agrees` hebben, zoals `Reading`",
            en="a tuple of values that each have `process`, `record`, `hash` and `agrees`, as `Reading` has",
        ),
    ),
    "reads_every": (
        lambda given: given is None or callable(given),
        Text(nl="een functie die een dossier krijgt, of None", en="a function that gets a dossier, or None"),
    ),
}
"""For each of these methods whether a value may be its answer, and what is expected."""


# -- effects that many commands have -----------------------------------------------------------------------------------


def adds_to(field: str) -> Effect:
    """An effect that adds the command itself to this field."""
    return _of_field(
        field, lambda command, dossier: {field: and_one(getattr(dossier, field), command)}, holds_several=True
    )


def fills(field: str) -> Effect:
    """An effect that puts the command itself in this field, in place of an earlier one."""
    return _of_field(field, lambda command, dossier: {field: command}, holds_several=False)


def _of_field(field: str, effect: Effect, *, holds_several: bool) -> Effect:
    """The effect, marked with the name of its field, so that rules can check that the dossier has that field."""
    vars(effect)["of_field"] = (field, holds_several)
    return effect
