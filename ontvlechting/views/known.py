"""What is known of a process whose letter has no views of its own: every field of its dossier that holds something, as text."""

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
from ontvlechting.views.words import both

_EVERY = frozenset(a.name for a in attrs.fields(Dossier))
"""What every dossier has; each of these is shown in a way of its own."""


def rows(given: Dossier, language: Language) -> Iterator[tuple[str, list[str]]]:
    """What each field is called and what it holds: the columns of an overview, other fields, facts, what cannot be read.

    A column is called by its title, and a field that is no column by its name. What is empty is left out.
    """
    columns = {c.name: (c.title, c.of(given)) for c in given.columns}
    for title, value in columns.values():
        if told := list(_each(value, language)):
            yield _headed(title[language]), told
    kind: Any = type(given)
    for name in (a.name for a in attrs.fields(kind) if a.name not in _EVERY and a.name not in columns):
        if told := list(_each(getattr(given, name), language)):
            yield _headed(name.replace("_", " ")), told
    if given.facts:
        yield both("Vastgelegd", "Recorded", language), list(_each(given.facts, language))
    if given.unread:
        unread = both("Niet te lezen handelingen", "Records that cannot be read", language)
        yield unread, list(_each(given.unread, language))


def _headed(title: str) -> str:
    return title[:1].upper() + title[1:]


def _each(value: object, language: Language) -> Iterator[str]:
    """Each thing that a field holds; nothing of what is empty."""
    if value is None or (value == 0 and type(value) is int):
        return
    if isinstance(value, Mapping):
        yield from (f"{_said(key, language)}: {_said(one, language)}" for key, one in value.items())
    elif isinstance(value, Iterable) and not isinstance(value, str):
        found = [_said(one, language) for one in value]
        yield from sorted(found) if isinstance(value, frozenset | set) else found
    elif (said := _said(value, language)) != "":
        yield said


def _said(value: object, language: Language) -> str:
    """One thing, in words."""
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
    """The fields of a value that hold something, each by its name."""
    held = {a.name: "; ".join(_each(getattr(value, a.name), language)) for a in attrs.fields(type(value))}
    return ", ".join(f"{name.replace('_', ' ')}: {told}" for name, told in held.items() if told and name not in but)
