"""A value in full: every field by what it is called, with what stands in it, however deep."""

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
from ontvlechting.views import words
from ontvlechting.views.html import Piece, joined, listed, pairs, tag
from ontvlechting.views.letters import called
from ontvlechting.views.words import both


def fields(given: Any, language: Language, *, but: Iterable[str] = ()) -> Html:
    """Every field of a value; of what holds nothing, that it does not.

    Args:
        given: a command, or a value in it.
        language: of the words.
        but: names of fields that are shown elsewhere.
    """
    return pairs(_rows(given, language, frozenset(but)))


def _rows(given: Any, language: Language, but: frozenset[str]) -> Iterator[tuple[Piece, Piece]]:
    for a in attrs.fields(type(given)):
        if a.init and a.name not in but:
            yield field(a.name, language, type(given)), value(getattr(given, a.name), language)


def field(name: str, language: Language, cls: type | None = None) -> str:
    """What a field is called, with a capital; of a class that has another name for it, by that."""
    found = called(name, cls)
    title = found[language] if found is not None else name.replace("_", " ")
    return title[:1].upper() + title[1:]


def value(given: object, language: Language) -> Piece:
    """What stands in a field."""
    match given:
        case None | () | frozenset():
            return _several(given, language) or "–"
        case bool():
            return both("ja", "yes", language) if given else both("nee", "no", language)
        case Enum():
            return words.term(given, language)
        case Text():
            return given[language]
        case datetime():
            return moment(given, language)
        case date():
            return tag("time", words.day(given, language), datetime=given.isoformat())
        case tuple():
            return _several(given, language)
        case Command():
            return joined([tag("strong", given.title[language]), fields(given, language)])
        case _ if attrs.has(type(given)):
            return fields(given, language)
    return str(given)


def moment(at: datetime, language: Language) -> Html:
    """A moment to the minute in the calendar zone; for machines as it is."""
    return tag("time", minute(at, language), datetime=at.isoformat())


def minute(at: datetime, language: Language) -> str:
    """A moment to the minute, as people write it."""
    return written(at.replace(second=0, microsecond=0))[language]


def _several(given: object, language: Language) -> Piece:
    """Each of them in a list; nothing when there are none."""
    items = [value(one, language) for one in given] if isinstance(given, tuple | frozenset) else []
    return listed(sorted(items, key=str) if isinstance(given, frozenset) else items)


# -- as lines of text --------------------------------------------------------------------------------------------------


def lines(given: Any, language: Language, *, but: Iterable[str] = (), depth: int = 0) -> Iterator[tuple[int, str]]:
    """Every field of a value as lines of plain text, each with how deep it lies.

    Args:
        given: a command, or a value in it.
        language: of the words.
        but: names of fields that are shown elsewhere.
        depth: how deep the fields lie.
    """
    for a in attrs.fields(type(given)):
        if a.init and a.name not in frozenset(but):
            yield from _line(field(a.name, language), getattr(given, a.name), language, depth)


def _line(term: str, given: object, language: Language, depth: int) -> Iterator[tuple[int, str]]:
    """One field: what stands in it behind its name, or beneath it where that is more than a word."""
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
        case Command():
            yield depth, f"{term}: {given.title[language]}"
            yield from lines(given, language, depth=depth + 1)
        case _ if attrs.has(type(given)):
            yield depth, f"{term}:"
            yield from lines(given, language, depth=depth + 1)
        case _:
            yield depth, f"{term}: {_word(given, language)}"


def _word(given: object, language: Language) -> str:
    """What stands in a field that holds one thing, in a word."""
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
