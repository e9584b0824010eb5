"""What the packs share: a paper, who decides, and how facts are found in a dossier."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from math import inf
from typing import Annotated, Any, Protocol, TypeVar

from attrs import frozen

from ontvlechting.engine.checked import Checked, Id, Kind, Limit, PartyId
from ontvlechting.engine.command import Fact
from ontvlechting.engine.days import written
from ontvlechting.engine.doors import Norms
from ontvlechting.engine.dossier import Dossier
from ontvlechting.engine.errors import Problem, shown
from ontvlechting.engine.text import Text
from ontvlechting.engine.values import Actor

DocumentId = Annotated[str, Limit(200, one_line=True, names=Kind("document", everywhere=True))]
"""The id of a document."""
BodyId = Annotated[str, Limit(200, one_line=True, names=Kind("body", everywhere=True))]
"""The id of a works council, or of the unions."""

_F = TypeVar("_F", bound=Fact)


class _Begins(Protocol):
    """What holds from a day on."""

    @property
    def since(self) -> date: ...


_B = TypeVar("_B", bound=_Begins)


@frozen(kw_only=True)
class Paper(Checked):
    """A document, by its reference (*document*).

    Attributes:
        id: its reference.
        on: its date.
        origin: the id of the party or body that made it.
    """

    id: DocumentId
    on: date
    origin: PartyId


def decides(by: Actor, norms: Norms, *also: Id) -> bool:
    """Whether an actor acts for one of those who decide, or for one of these other parties."""
    asked = ((s.role, s.party) for s in norms.deciders())
    return by.party in also or any(by.role is role and party in (None, by.party) for role, party in asked)


def problems_of_days(since: date, until: date | None) -> Iterator[Problem]:
    """The problem of what would end before it begins."""
    if until is not None and until < since:
        first = written(since)
        yield Problem("until", shown(until), Text(nl=f"{first.nl} of later", en=f"{first.en} or later"))


def until(dossier: Dossier, kind: type[_F], at: datetime) -> tuple[_F, ...]:
    """The facts of one kind up to a moment, oldest first."""
    return tuple(f for f in dossier.recorded(kind) if f.at <= at)


def last(dossier: Dossier, kind: type[_F], at: datetime) -> _F | None:
    """The last fact of one kind up to a moment, which is the one that counts; None when there is none."""
    found = until(dossier, kind, at)
    return found[-1] if found else None


def last_begun(told: Sequence[_B], day: date) -> _B | None:
    """The last of these that has begun by a day, for what is told of later leaves what holds now; where none has begun, the last."""
    return next((t for t in reversed(told) if t.since <= day), told[-1] if told else None)


def number_of(dossier: Dossier, fact: Fact) -> float:
    """The number of the record that gave a fact its present form: that of its correction, if it was corrected.

    A fact that is not on record, such as one that is only considered, gets a higher number than any record.
    """
    held = next((e for e in reversed(dossier.entries) if e.command is fact), None)
    return inf if held is None else held.holds_since


def latest(dossier: Dossier, at: datetime) -> datetime:
    """A moment, or that of the latest act on record if that is later; so that a command of an earlier day cannot avoid a check."""
    return at if dossier.at is None else max(at, dossier.at)


def ticks(names: Iterable[Any]) -> str:
    """Names in one line, each between backticks."""
    return ", ".join(f"`{name}`" for name in names)
