"""Who can supply what is missing, and how ids are shown in a reason."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

from ontvlechting.engine.values import Actor
from ontvlechting.engine.verdicts import Supplier
from ontvlechting.letter.commands import CollectInput, Command, ConsultUnit
from ontvlechting.letter.commands.about import subject
from ontvlechting.letter.dossier import Dossier
from ontvlechting.letter.norms import Norms
from ontvlechting.letter.values import BodyKind, Role


@lru_cache(1024)
def _supplier(role: Role, party: str | None) -> Supplier:
    """A supplier; cached, because nearly every reason names the same few."""
    return Supplier(role=role, party=party)


def ministry(norms: Norms) -> tuple[Supplier, ...]:
    """The ministry."""
    return (_supplier(Role.MINISTRY, norms.ministry),)


def receiver(dossier: Dossier) -> tuple[Supplier, ...]:
    """The receiving party."""
    return (_supplier(Role.DIRECTORATE, dossier.receiving),)


def deliverer(dossier: Dossier) -> tuple[Supplier, ...]:
    """The transferring party."""
    return (_supplier(Role.DIRECTORATE, dossier.delivering),)


def both_parties(dossier: Dossier) -> tuple[Supplier, ...]:
    """The receiving party, and the transferring party with it."""
    return receiver(dossier) + deliverer(dossier)


def body(id: str, norms: Norms) -> tuple[Supplier, ...]:
    """A body that speaks for staff."""
    found = norms.body(id)
    role = Role.UNION if found is not None and found.kind is BodyKind.UNION else Role.WORKS_COUNCIL
    return (_supplier(role, id),)


def unit(id: str) -> tuple[Supplier, ...]:
    """The people of a unit."""
    return (_supplier(Role.UNIT, id),)


def speaks_as(command: Command, norms: Norms) -> tuple[Supplier, ...]:
    """Who can speak for the body or unit that is said to have done this.

    For the input of a unit also the works councils.
    """
    other = subject(command) or ""
    councils = tuple(s for b in sorted(norms.bodies_of(BodyKind.WORKS_COUNCIL)) for s in body(b, norms))
    if isinstance(command, CollectInput):
        return unit(other) + councils
    return unit(other) if isinstance(command, ConsultUnit) else body(other, norms)


def speaks_for(actor: Actor, parties: Iterable[str]) -> bool:
    """Whether this actor is in the official line of one of these parties."""
    return actor.role is Role.DIRECTORATE and actor.party in set(parties)


def of_the_ministry(actor: Actor, norms: Norms) -> bool:
    """Whether this actor speaks for the ministry: the role alone does not say for whom."""
    return actor.role is Role.MINISTRY and actor.party == norms.ministry


def party(id: str, norms: Norms) -> tuple[Supplier, ...]:
    """Whoever this id stands for: the ministry, a directorate or a body."""
    return body(id, norms) if norms.body(id) is not None else owner(id, norms)


def owners(norms: Norms) -> tuple[str, ...]:
    """The ids of the parties that can own something: the ministry and its directorates."""
    return (norms.ministry, *norms.directorates)


def acts_for(actor: Actor, parties: set[str | None], norms: Norms) -> bool:
    """Whether this actor speaks for one of these parties, or for the ministry."""
    return of_the_ministry(actor, norms) or actor.party in parties


def owner(id: str, norms: Norms) -> tuple[Supplier, ...]:
    """The ministry, or a directorate by its id."""
    return ministry(norms) if id == norms.ministry else (_supplier(Role.DIRECTORATE, id),)


def side_of(actor: Actor, norms: Norms) -> tuple[Supplier, ...]:
    """Whose person this is, and the ministry: they replace this person, and renew the mandate."""
    return tuple(dict.fromkeys(party(actor.party, norms) + ministry(norms)))


def in_brackets(items: Iterable[object]) -> str:
    """Ids as a reason adds them in brackets, for which ones there are; empty when there are none."""
    told = ticks(items)
    return f" ({told})" if told else ""


def ticks(items: Iterable[object]) -> str:
    """Ids as a reason shows them: `a`, `b`."""
    return ", ".join(f"`{item}`" for item in items)
