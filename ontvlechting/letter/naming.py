"""What a command names: its documents, parties, people and currencies, wherever in it they stand.

They are found by walking, field by field, through the values of which a command is made. So this works for a new kind
of command as well, as long as its fields for parties have the names that others use (`PARTY_FIELDS`).
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from functools import cache
from operator import attrgetter
from typing import Any, NamedTuple, get_args

import attrs
from attrs import frozen

from ontvlechting.engine.checked import hints_of
from ontvlechting.engine.command import Command
from ontvlechting.engine.retention import REDACTED
from ontvlechting.engine.values import Actor
from ontvlechting.letter.values import Document, DocumentKind, Money

PARTY_FIELDS = frozenset(
    {
        "beneficiaries",
        "between",
        "body",
        "delivering",
        "drafters",
        "experienced_by",
        "ict_supplier",
        "informed",
        "origin",
        "parties",
        "partners",
        "party",
        "performed_by",
        "receiving",
        "signals_owner",
        "supplier",
        "who",
    }
)
"""The names of the fields that hold the id of a party, or of several, and nothing else."""


@frozen
class Named:
    """All that a command names, in the order of its fields.

    Attributes:
        documents: the documents.
        currencies: the currency of each amount.
        parties: the id of each party.
        units: the ids of units of a party: a unit speaks for itself, and is no party.
        people: whoever acts, judges or is responsible: the id of each, with that of the party.
    """

    documents: tuple[Document, ...]
    currencies: tuple[str, ...]
    parties: tuple[str, ...]
    units: frozenset[str]
    people: tuple[tuple[str, str], ...] = ()


def named_in(value: object) -> Named:
    """All that a command, or another value, names."""
    known = _looked_through.get(id(value))
    if known is not None and known[0] is value:
        return known[1]
    found = _Found([], [], [], [], [])
    _collect(value, found)
    named = Named(
        tuple(found.documents),
        tuple(found.currencies),
        tuple(found.parties),
        frozenset(found.units),
        tuple(dict.fromkeys(found.people)),
    )
    if len(_looked_through) >= MOST_KEPT:
        _looked_through.clear()
    _looked_through[id(value)] = value, named
    return named


class _Found(NamedTuple):
    """What was found so far."""

    documents: list[Document]
    currencies: list[str]
    parties: list[str]
    units: list[str]
    people: list[tuple[str, str]]


def _collect(value: Any, found: _Found) -> None:
    """Add to `found` all that a value names, and the values in it."""
    kind: Any = type(value)
    if kind is Document:
        found.documents.append(value)
    elif kind is Money:
        found.currencies.append(value.currency)
    elif kind is Actor:
        found.people.append((value.id, value.party))
    for name, deep in _fields(kind):
        held = getattr(value, name)
        if held is None:
            continue
        items = held if type(held) is tuple else (held,)
        if deep:
            for item in items:
                _collect(item, found)
        else:
            texts = found.units if name == "unit" else found.parties
            texts += [item for item in items if isinstance(item, str)]


def where(value: object) -> Mapping[str, Sequence[str]]:
    """In which fields of a command, or of another value, each party is named; with dots between the names."""
    return _grouped((item, path) for path, name, item in _places(value) if name in PARTY_FIELDS)


def where_held(kind: type[Any], value: object, *names: str) -> Mapping[Any, Sequence[str]]:
    """The fields that hold values of this class, by these attributes of them: a document by its id, a person, an amount."""
    key = attrgetter(*names)
    return _grouped((key(item), path) for path, _, item in _places(value) if type(item) is kind)


def _grouped(found: Iterable[tuple[Any, str]]) -> Mapping[Any, Sequence[str]]:
    """The paths of each key, in one pass: a command can name very many."""
    grouped: dict[Any, list[str]] = {}
    for key, path in found:
        grouped.setdefault(key, []).append(path)
    return grouped


def _places(value: object, path: str = "") -> Iterator[tuple[str, str, Any]]:
    """Each field in which something is named, also deeper down: its path, its name, and each item that it holds."""
    kind: Any = type(value)
    for name, deep in _fields(kind):
        held = getattr(value, name)
        for item in held if type(held) is tuple else (held,):
            if item is not None:
                yield f"{path}{name}", name, item
                if deep:
                    yield from _places(item, f"{path}{name}.")


MOST_KEPT = 256
"""How many values the cache holds before it is emptied."""
_looked_through: dict[int, tuple[object, Named]] = {}
"""The cache of what values name: several guards ask it of one command, and a command is often asked again.

Its key is the `id()` of the value. The value is kept with it, so that no other value gets the same `id()`.
"""


def same_content(one: Document, other: Document) -> bool:
    """Whether two descriptions are of one document. A title that was removed from the record is not compared.

    Whether it is public is not compared either: a document can be made public later.
    """
    titles = one.title == other.title or REDACTED in (one.title, other.title)
    return titles and (one.kind, one.on, one.origin) == (other.kind, other.on, other.origin)


@frozen
class Described:
    """What is said of the document of a reference; a field is None where nothing is said."""

    kind: DocumentKind
    title: str | None
    on: date | None
    origin: str | None

    def differs(self, other: Any) -> dict[str, Any]:
        """The fields that show that these are two documents, with what the other says.

        What is unknown or removed is skipped.
        """
        found = {name: (getattr(self, name), getattr(other, name)) for name in ("kind", "title", "on", "origin")}
        return {
            n: there for n, (here, there) in found.items() if here != there and not {here, there} & {None, REDACTED}
        }


def described(document: Document) -> Described:
    """What is said of a document where it is named."""
    return Described(document.kind, document.title, document.on, document.origin)


def known_by(known: Sequence[Document], reference: str) -> Document | None:
    """The known document of this reference; None when there is none. `known` is in the order of the ids."""
    place = bisect_left(known, reference, key=_BY_ID)
    return known[place] if place < len(known) and known[place].id == reference else None


def register(known: tuple[Document, ...], named: Iterable[Document]) -> tuple[Document, ...]:
    """The known documents and those that are new, in the order of their ids.

    One that lost its title gives way to one that has it.
    """
    for d in named:
        place, held = bisect_left(known, d.id, key=_BY_ID), known_by(known, d.id)
        if held is None:
            known = (*known[:place], d, *known[place:])
        elif held.title == REDACTED and held is not d:
            known = (*known[:place], d, *known[place + 1 :])
    return known


_BY_ID = attrgetter("id")


@cache
def _fields(kind: Any) -> tuple[tuple[str, bool], ...]:
    """The fields of a class of values in which something is named, and whether that is within other values."""
    if not attrs.has(kind):
        return ()
    hints, found = hints_of(kind), list[tuple[str, bool]]()
    for name in (a.name for a in attrs.fields(kind)):
        within = {made for made in _made_of(hints[name]) if attrs.has(made)}
        if any(made in (Actor, Document, Money, Command) or _fields(made) for made in within):
            found.append((name, True))
        elif name in PARTY_FIELDS or name == "unit":
            found.append((name, False))
    return tuple(found)


def _made_of(hint: Any) -> Iterator[type]:
    """The classes that a value of this annotation, or an item in it, can have."""
    arms = get_args(hint)
    for arm in arms:
        yield from _made_of(arm)
    if not arms and isinstance(hint, type):
        yield hint
