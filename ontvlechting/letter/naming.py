"""What a command names: its documents, parties and currencies, wherever in it they stand.

They are found by looking, field by field, through the values of which a command is made. So a new kind of command is looked
through as well, as long as it calls its parties as the others do (`PARTY_FIELDS`).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cache
from typing import Any

import attrs

from ontvlechting.engine.retention import REDACTED
from ontvlechting.letter.values import Document, Money

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
"""How a field is called that holds the id of a party, or several; in it stands nothing else."""


def documents_in(value: object) -> Iterator[Document]:
    """Every document that a command names, in the order of its fields."""
    return (found for _, found in _within("", value) if isinstance(found, Document))


def currencies_in(value: object) -> Iterator[str]:
    """The currency of every amount that a command names."""
    return (found.currency for _, found in _within("", value) if isinstance(found, Money))


def parties_in(value: object) -> Iterator[str]:
    """The id of every party that a command names."""
    return (found for name, found in _within("", value) if name in PARTY_FIELDS and isinstance(found, str))


def units_in(value: object) -> frozenset[str]:
    """The id of every unit of a party that a command names: it speaks for itself, and is no party."""
    return frozenset(found for name, found in _within("", value) if name == "unit" and isinstance(found, str))


def same_content(one: Document, other: Document) -> bool:
    """Whether two descriptions are of one document. A title that was removed from the record tells nothing.

    Whether it is public is no part of what it is: a document can be made public later.
    """
    titles = one.title == other.title or REDACTED in (one.title, other.title)
    return titles and (one.kind, one.on, one.origin) == (other.kind, other.on, other.origin)


def register(known: tuple[Document, ...], named: Iterable[Document]) -> tuple[Document, ...]:
    """These documents and those that are new, in the order of their ids; one whose title was removed gives way to one that has it."""
    there = {d.id: d for d in known}
    for d in named:
        held = there.get(d.id)
        if held is None or held.title == REDACTED:
            there[d.id] = d
    same = len(there) == len(known) and all(there[d.id] is d for d in known)
    return known if same else tuple(there[id] for id in sorted(there))


def _within(name: str, value: object) -> Iterator[tuple[str, Any]]:
    """A value and all that it is made of, each by the name of the field in which it stands."""
    if isinstance(value, tuple):
        for item in value:
            yield from _within(name, item)
        return
    yield name, value
    kind: Any = type(value)
    for field in _fields(kind):
        yield from _within(field, getattr(value, field))


@cache
def _fields(kind: Any) -> tuple[str, ...]:
    """The names of the fields of a class of values; of anything else, none."""
    return tuple(a.name for a in attrs.fields(kind)) if attrs.has(kind) else ()
