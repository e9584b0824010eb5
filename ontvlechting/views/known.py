"""Shows a process whose letter has no views of its own: every field of its dossier that holds something, as text."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from enum import Enum
from typing import Any

import attrs

from ontvlechting.engine.command import Command
from ontvlechting.engine.dossier import Dossier
from ontvlechting.engine.text import Language, Text
from ontvlechting.views import words
from ontvlechting.views.whole import capital
from ontvlechting.views.words import both

_EVERY = frozenset(a.name for a in attrs.fields(Dossier))
"""The fields that every dossier has; these are shown in another way."""


def rows(given: Dossier, language: Language) -> Iterator[tuple[str, list[str]]]:
    """The name of each field and what it holds: the columns of an overview, other fields, facts, and what cannot be read.

    A column is shown by its title, and another field by its name. Empty fields are left out.
    """
    columns = {c.name: (c.title, c.of(given)) for c in given.columns}
    for title, value in columns.values():
        if told := list(_items(value, language)):
            yield capital(title[language]), told
    kind: Any = type(given)
    for name in (a.name for a in attrs.fields(kind) if a.name not in _EVERY and a.name not in columns):
        if told := list(_items(getattr(given, name), language)):
            yield capital(name.replace("_", " ")), told
    if given.facts:
        yield both("Vastgelegd", "Recorded", language), list(_items(given.facts, language))
    if given.unread:
        unread = both("Niet te lezen handelingen", "Records that cannot be read", language)
        yield unread, list(_items(given.unread, language))


def _items(value: object, language: Language) -> Iterator[str]:
    """Each item that a field holds, in words; nothing for an empty field."""
    if value is None or (value == 0 and type(value) is int):
        return
    if isinstance(value, Mapping):
        yield from (f"{_in_words(key, language)}: {_in_words(one, language)}" for key, one in value.items())
    elif isinstance(value, Iterable) and not isinstance(value, str):
        found = [_in_words(one, language) for one in value]
        yield from sorted(found) if isinstance(value, frozenset | set) else found
    elif (said := _in_words(value, language)) != "":
        yield said


def _in_words(value: object, language: Language) -> str:
    """One value, in words."""
    match value:
        case bool():
            return both("ja", "yes", language) if value else both("nee", "no", language)
        case Enum():
            return words.term(value, language)
        case Text():
            return value[language]
        case date():
            return words.day(value, language)
        case Command():
            by = f"{value.title[language]} ({words.day(value.at, language)}, {words.actor(value.by, language)})"
            own = _fields(value, language, but=frozenset({"by", "at"}))
            return f"{by}: {own}" if own else by
        case _ if attrs.has(type(value)):
            return _fields(value, language)
    return str(value)


def _fields(value: Any, language: Language, but: frozenset[str] = frozenset()) -> str:
    """The fields of a value that hold something, each with its name."""
    held = {a.name: "; ".join(_items(getattr(value, a.name), language)) for a in attrs.fields(type(value))}
    return ", ".join(f"{name.replace('_', ' ')}: {told}" for name, told in held.items() if told and name not in but)
