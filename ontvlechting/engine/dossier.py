"""What every dossier has: where a process stands, under which rules, and since when.

A letter makes its own dossier from this one, with a field for each kind of evidence that its guards read. It is immutable,
and holds the accepted commands themselves: there are no parallel classes for what happened.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from enum import Enum
from operator import attrgetter
from typing import Any, ClassVar, TypeVar

from attrs import field, frozen

from ontvlechting.engine.chart import State
from ontvlechting.engine.command import Command
from ontvlechting.engine.shows import Shows
from ontvlechting.engine.text import Text
from ontvlechting.engine.values import RulesRef

_F = TypeVar("_F", bound=Command)


class Match(Enum):
    """How an overview is asked for processes by a column: `EQUAL` to what is asked, `UP_TO` it, or `ANY` at all, yes or no."""

    EQUAL = "equal"
    UP_TO = "up_to"
    ANY = "any"


@frozen
class Column:
    """One column of the line that an overview has of each process.

    Attributes:
        name: its name: of the attribute of a line, of the column of a frame, and in the ledger.
        kind: what stands in it, where it is not empty: a text, a whole number, a day, or a member of an enumeration.
        title: what people call it.
        of: gives what stands in it, from the dossier; None for nothing.
        match: how it is asked for.
        asked: what `overview` calls it when it is asked for.
    """

    name: str
    kind: type[str | int | date | Enum]
    title: Text
    of: Callable[[Any], Any] = field()
    match: Match = Match.EQUAL
    asked: str = field()

    @of.default
    def _attribute(self) -> Callable[[Any], Any]:
        return attrgetter(self.name)

    @asked.default
    def _name(self) -> str:
        return self.name


@frozen(kw_only=True)
class Dossier(Shows):
    """What is known of one process, whatever the letter (*dossier*).

    Attributes:
        process: the name of the process in the ledger.
        state: where it stands.
        at: when the last accepted act took place.
        since: when the present state was entered.
        facts: what was recorded without a field of its own, such as by packs of rules, oldest first; none of it is undone.
        unread: the numbers of accepted records that cannot be read here, and were not set aside.
        rules: the rules that it is pinned to: those that judged its first record, or that it adopted since.
    """

    columns: ClassVar[tuple[Column, ...]] = ()
    """What an overview shows of each process, beside its state."""

    process: str
    state: State
    at: datetime | None = None
    since: datetime | None = None
    facts: tuple[Command, ...] = ()
    unread: tuple[int, ...] = ()
    rules: RulesRef | None = None

    def recorded(self, kind: type[_F]) -> tuple[_F, ...]:
        """The facts of one kind, oldest first."""
        return tuple(f for f in self.facts if isinstance(f, kind))

    # -- for a letter to add to --------------------------------------------------------------------------------------

    def moved(self) -> dict[str, Any]:
        """What changes by each step to another state, whichever command makes it."""
        return {}

    def kept(self, command: Command, number: int | None) -> dict[str, Any]:
        """What is kept of each accepted command, whichever it is.

        Args:
            command: what was accepted.
            number: the number of its record; None without a ledger.
        """
        return {}

    def set_back(self, at: datetime) -> dict[str, Any]:
        """What changes when records that were stored ahead of the clock are set aside: they count as of this moment."""
        return {}

    def as_it_was(self) -> dict[str, Any]:
        """What stays as it was when a record cannot be read: nothing of what it did is known."""
        return {"at": self.at, "rules": self.rules, "state": self.state, "since": self.since}
