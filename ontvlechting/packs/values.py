"""What the packs of any letter have in common: a paper, who may record what, and the last fact of its kind."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from math import inf
from typing import Annotated, Any, TypeVar

from attrs import frozen

from ontvlechting.engine.checked import Checked, Id, Kind, Limit, PartyId
from ontvlechting.engine.command import Fact
from ontvlechting.engine.dossier import Dossier
from ontvlechting.engine.rulebook import Norms
from ontvlechting.engine.values import Actor
from ontvlechting.engine.verdicts import Supplier

DocumentId = Annotated[str, Limit(200, one_line=True, names=Kind("document", everywhere=True))]
"""The id of a document."""
BodyId = Annotated[str, Limit(200, one_line=True, names=Kind("body", everywhere=True))]
"""The id of a works council, or of the unions."""

_F = TypeVar("_F", bound=Fact)


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
    """Whether somebody acts for whoever decides, or for one of these parties as well."""
    asked = ((s.role, s.party) for s in norms.deciders())
    return by.party in also or any(by.role is role and party in (None, by.party) for role, party in asked)


def supplying(norms: Norms) -> tuple[Supplier, ...]:
    """Whoever decides, as who can supply what is missing."""
    return norms.deciders()


def until(dossier: Dossier, kind: type[_F], at: datetime) -> tuple[_F, ...]:
    """The facts of one kind up to a moment, oldest first."""
    return tuple(f for f in dossier.recorded(kind) if f.at <= at)


def last(dossier: Dossier, kind: type[_F], at: datetime) -> _F | None:
    """The last fact of one kind up to a moment; that is the one that counts."""
    found = until(dossier, kind, at)
    return found[-1] if found else None


def number_of(dossier: Dossier, fact: Fact) -> float:
    """The number of the record by which a fact is as it now is: that of its correction, if it was corrected.

    Of what is not on record, such as a fact that is only considered, it is higher than that of any record.
    """
    held = next((e for e in reversed(dossier.entries) if e.command is fact), None)
    return inf if held is None else held.corrected_by or held.number


def latest(dossier: Dossier, at: datetime) -> datetime:
    """A moment, or that of the latest act on record: for what must not be passed by with a command of an earlier day."""
    return at if dossier.at is None else max(at, dossier.at)


def ticks(names: Iterable[Any]) -> str:
    """Names in one line, each as a name."""
    return ", ".join(f"`{name}`" for name in names)
