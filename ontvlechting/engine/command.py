"""What every command has: who asks, when the act took place, and what it changes once it is accepted.

A command is one class with its fields, its title and its effect. Most commands need no more than `effect`: how the dossier
changes, and nothing about whether it may. A few do something beyond the ordinary; each says so itself, by one of the
methods below that most commands answer with nothing.

There are two kinds. A *move* changes who does what; moves follow each other in time. A *fact* (`Fact`) tells what happened; it
keeps the moment at which that was, whenever it is recorded, and all facts are kept.
"""

from __future__ import annotations

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
"""Gets a command and the dossier in which it was accepted; gives the fields of the dossier that change."""


class Removal(NamedTuple):
    """Which texts go from earlier records of the process.

    Attributes:
        records: the numbers of the records.
        fields: the paths of the texts; empty for all that can go.
    """

    records: tuple[int, ...]
    fields: tuple[str, ...]


class Reading(Protocol):
    """What a command says of another process, which has to be true when it is recorded.

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
        """Whether this is what the dossier says, after the record of this number and hash."""


class _Helpful(type):
    """The class of the classes of commands: who misspells a field is told what it is called."""

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


if TYPE_CHECKING:  # who checks types knows the fields of each class

    class _Helped:
        pass

else:

    class _Helped(metaclass=_Helpful):
        __slots__ = ()


@frozen(kw_only=True)
class Command(Checked, _Helped):
    """Something that somebody asks for at a moment (*verzoek*). A field that there is not is a `TypeError` that says which was meant.

    Attributes:
        by: who asks.
        at: when the act took place, with a time zone. Its day is the one in the calendar zone of the norms, whatever
            offset it is written at.
    """

    title: ClassVar[Text] = Text(nl="Verzoek", en="Command")
    """What the command is called, in both languages."""
    key: ClassVar[str] = "command"
    """The command's stable name in records, logs and triggers: its class name in snake case."""
    can_be_given: ClassVar[bool] = True
    """Whether somebody can ask for it; not so for what only stands in the place of a command."""
    in_turn: ClassVar[bool] = True
    """Whether it changes who does what, so that it follows in time on what did so before."""

    foretells: ClassVar[bool] = False
    """Whether what later doors will refuse for it is told when it is given: for a command that much rests on."""
    voids: ClassVar[tuple[str, ...]] = ()
    """The keys of the commands of which what was recorded before counts no longer once this is accepted."""

    by: Actor
    at: datetime

    def effect(self, dossier: Any, /) -> dict[str, Any]:
        """The fields of the dossier that change when this is accepted; without more, only where the process stands."""
        return {}

    # -- beyond the ordinary -----------------------------------------------------------------------------------------

    def other_rules(self) -> tuple[RulesRef, ...]:
        """The rules that judge it as well, beside those of the process, with its whole history."""
        return ()

    def removes(self) -> Removal | None:
        """The texts that go from earlier records when it is accepted."""
        return None

    def sets_aside(self) -> tuple[int, ...]:
        """The numbers of the records that it sets aside."""
        return ()

    def shown_by(self) -> tuple[str, date] | None:
        """By a paper that may be of after the act, such as minutes: where in it that day stands, and which it is.

        It is no later than the recording.
        """
        return None

    def rests_on(self) -> tuple[Reading, ...]:
        """What it says of other processes."""
        return ()

    def reads_every(self) -> Callable[[Any], bool] | None:
        """For a command that leaves no process out: of which dossiers it has to say something; None when it may choose."""
        return None

    # -- the class ---------------------------------------------------------------------------------------------------

    @classmethod
    def _takes(cls, value: object) -> bool:
        """A field that says `Command` takes any kind of command that can be given; not one that is made from such a kind."""
        if cls is not Command:
            return super()._takes(value)
        if not isinstance(value, Command) or not type(value).can_be_given:
            return False
        kinds = [kind for kind in type(value).__mro__ if issubclass(kind, Command) and "title" in vars(kind)]
        return kinds == [type(value), Command]

    def __init_subclass__(cls) -> None:
        cls.key = re.sub(r"(?<!^)(?=[A-Z])", "_", cls.__name__).lower()


@frozen(kw_only=True)
class Fact(Command):
    """Something that happened (*feit*).

    It counts from when it is recorded, and keeps the moment at which it took place: that may lie before what was recorded
    earlier, never after the recording. Facts are kept in the order of their moments, whichever was recorded first; of those of
    one moment, in the order of recording.
    """

    in_turn: ClassVar[bool] = False
    kept_in: ClassVar[str] = "facts"
    """The field of the dossier that keeps facts of this kind."""
    of_a_record: ClassVar[bool] = False
    """Whether it says something of what is on record: then it holds for that whenever it is said."""

    def effect(self, dossier: Any, /) -> dict[str, Any]:
        """It is kept among its kind, unless a later move has made that what happened then no longer counts."""
        return {self.kept_in: among(getattr(dossier, self.kept_in), self)} if dossier.counts(self) else {}


def and_one(held: tuple[_V, ...], more: _V) -> tuple[_V, ...]:
    """These and one more; what there are is copied once, and not twice as `(*held, more)` does."""
    return held + (more,)  # noqa: RUF005


def among(facts: tuple[Fact, ...], fact: Fact) -> tuple[Fact, ...]:
    """These facts and one more, in the order of their moments."""
    if not facts or facts[-1].at <= fact.at:
        return and_one(facts, fact)
    place = bisect_right(facts, fact.at, key=attrgetter("at"))
    return (*facts[:place], fact, *facts[place:])


# -- effects that many commands have -----------------------------------------------------------------------------------


def adds_to(field: str) -> Effect:
    """The command itself is the evidence: it is added to this field."""
    return _of_field(
        field, lambda command, dossier: {field: and_one(getattr(dossier, field), command)}, holds_several=True
    )


def fills(field: str) -> Effect:
    """The command itself is what counts: it fills this field."""
    return _of_field(field, lambda command, dossier: {field: command}, holds_several=False)


def _of_field(field: str, effect: Effect, *, holds_several: bool) -> Effect:
    """The effect, which says of which field it is, so that rules can look whether the dossier has it."""
    vars(effect)["of_field"] = (field, holds_several)
    return effect
