"""A value in full: every field with its title and its value, at every depth."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, datetime
from enum import Enum
from typing import Any

import attrs

from ontvlechting.engine.command import Command
from ontvlechting.engine.days import written
from ontvlechting.engine.shows import Html
from ontvlechting.engine.text import Language, Text
from ontvlechting.engine.verdicts import Rule
from ontvlechting.views import words
from ontvlechting.views.html import Piece, joined, listed, pairs, tag
from ontvlechting.views.letters import called
from ontvlechting.views.words import both


def fields(given: Any, language: Language, *, but: Iterable[str] = ()) -> Html:
    """Every field of a value; an empty field is shown as a dash.

    Args:
        given: a command, or a value in it.
        language: the language of the words.
        but: names of fields that are shown elsewhere.
    """
    return pairs(_rows(given, language, frozenset(but)))


def _rows(given: Any, language: Language, but: frozenset[str]) -> Iterator[tuple[Piece, Piece]]:
    for a in attrs.fields(type(given)):
        if a.init and a.name not in but:
            yield field(a.name, language, type(given)), value(getattr(given, a.name), language)


def field(name: str, language: Language, cls: type | None = None) -> str:
    """The title of a field, with a capital; a class may have its own title for it."""
    found = called(name, cls)
    return capital(found[language] if found is not None else name.replace("_", " "))


def capital(title: str) -> str:
    """A title with a capital."""
    return title[:1].upper() + title[1:]


def value(given: object, language: Language) -> Piece:
    """The value of a field."""
    match given:
        case tuple() if given:
            return listed(value(one, language) for one in given)
        case frozenset() if given:
            return listed(sorted((value(one, language) for one in given), key=str))
        case Text():
            return given[language]
        case datetime():
            return moment(given, language)
        case date():
            return tag("time", words.day(given, language), datetime=given.isoformat())
        case Rule():
            return words.rule(given, language)
        case Command():
            return joined([tag("strong", given.title[language]), fields(given, language)])
        case _ if attrs.has(type(given)):
            return fields(given, language)
    return _word(given, language)


def moment(at: datetime, language: Language) -> Html:
    """A moment to the minute in the calendar zone; the exact moment is in the `datetime` attribute."""
    return tag("time", minute(at, language), datetime=at.isoformat())


def minute(at: datetime, language: Language) -> str:
    """A moment to the minute, in words."""
    return written(at.replace(second=0, microsecond=0))[language]


# -- as lines of text --------------------------------------------------------------------------------------------------


def lines(given: Any, language: Language, *, but: Iterable[str] = (), depth: int = 0) -> Iterator[tuple[int, str]]:
    """Every field of a value as lines of plain text, each with its depth.

    Args:
        given: a command, or a value in it.
        language: the language of the words.
        but: names of fields that are shown elsewhere.
        depth: the depth of the fields.
    """
    for a in attrs.fields(type(given)):
        if a.init and a.name not in frozenset(but):
            yield from _line(field(a.name, language), getattr(given, a.name), language, depth)


def _line(term: str, given: object, language: Language, depth: int) -> Iterator[tuple[int, str]]:
    """The lines of one field: its value after its title, or on deeper lines when the value has fields of its own."""
    match given:
        case tuple() | frozenset() if given:
            items = sorted(given, key=str) if isinstance(given, frozenset) else given
            if not any(attrs.has(type(one)) for one in items):
                yield depth, f"{term}: {'; '.join(_word(one, language) for one in items)}"
                return
            yield depth, f"{term}:"
            for n, one in enumerate(items, 1):
                yield from _line(str(n), one, language, depth + 1)
        case Text():
            yield depth, f"{term}: {given[language]}"
        case Rule():
            yield depth, f"{term}: {words.rule(given, language)}"
        case Command():
            yield depth, f"{term}: {given.title[language]}"
            yield from lines(given, language, depth=depth + 1)
        case _ if attrs.has(type(given)):
            yield depth, f"{term}:"
            yield from lines(given, language, depth=depth + 1)
        case _:
            yield depth, f"{term}: {_word(given, language)}"


def _word(given: object, language: Language) -> str:
    """A single value as plain text; a dash when there is none."""
    match given:
        case None | () | frozenset():
            return "–"
        case bool():
            return both("ja", "yes", language) if given else both("nee", "no", language)
        case Enum():
            return words.term(given, language)
        case datetime():
            return minute(given, language)
        case date():
            return words.day(given, language)
    return str(given)
