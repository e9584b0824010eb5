# ruff: noqa: D102 - methods that lie are not documented one by one
"""Values that look like others: subclasses that lie about themselves, and zones in which an hour is skipped or repeated.

`disguised` gives the fields of a value once more, so that the value that is made of them has to be the same.
"""

from __future__ import annotations

from collections.abc import Hashable
from datetime import date, datetime, timedelta, tzinfo
from decimal import Decimal
from enum import Enum
from functools import cache
from random import Random
from typing import Any
from zoneinfo import ZoneInfo

import attrs

from ontvlechting.engine.checked import Checked
from ontvlechting.letter.commands import Command

ZONES = tuple(map(ZoneInfo, ("Europe/Amsterdam", "America/St_Johns", "Australia/Lord_Howe", "Pacific/Apia")))


class Words(str):
    """A text that says something else wherever it is asked."""

    __slots__ = ()

    def __str__(self) -> str:
        return "anders"

    def __format__(self, spec: str) -> str:
        return "anders"

    def __repr__(self) -> str:
        raise RuntimeError("no repr")

    def encode(self, encoding: str = "utf-8", errors: str = "strict") -> bytes:
        return b"anders"


class Whole(int):
    """A whole number that says it is another."""

    def __str__(self) -> str:
        return "7"

    def __int__(self) -> int:
        return 7

    def __index__(self) -> int:
        return 7


class Exact(Decimal):
    """A decimal number that says it is another."""

    def __str__(self, *_: Any, **__: Any) -> str:
        return "7"

    def __format__(self, *_: Any, **__: Any) -> str:
        return "7"


class Day(date):
    """A day that says it is another."""

    @property
    def year(self) -> int:
        return 1901

    def isoformat(self) -> str:
        return "1901-01-01"


class Moment(datetime):
    """A moment that says it is another."""

    @property
    def hour(self) -> int:
        return 7

    def isoformat(self, *_: Any, **__: Any) -> str:
        return "1901-01-01T00:00:00+00:00"

    def utcoffset(self) -> timedelta | None:
        return timedelta(hours=7)

    def astimezone(self, tz: tzinfo | None = None) -> Any:
        return self


class Items(tuple[Any, ...]):
    """A tuple of another class."""

    __slots__ = ()


@cache
def _twin(cls: Hashable) -> Any:
    """A class made from a class of values, with nothing of its own, whose values say they are something else."""
    kind: Any = cls
    return type(kind.__name__, (kind,), {"__slots__": (), "__str__": lambda self: "anders"})


def disguised(value: Any, chance: Random) -> Any:
    """The same value, in parts of another class that lie about what they are."""
    if isinstance(value, (bool, Enum)) or value is None or chance.random() < 0.2:
        return value
    if isinstance(value, str):
        return Words(value)
    if isinstance(value, int):
        return Whole(value)
    if isinstance(value, Decimal):
        return Exact(value)
    if isinstance(value, datetime):
        there = value.astimezone(chance.choice(ZONES))
        return there if chance.random() < 0.5 else Moment.combine(value.date(), value.time(), value.tzinfo)
    if isinstance(value, date):
        return Day(value.year, value.month, value.day)
    if isinstance(value, tuple):
        items = [disguised(item, chance) for item in value]
        return items if chance.random() < 0.5 else Items(items)
    if isinstance(value, Command):
        return made(value, chance)
    if isinstance(value, Checked):
        kind: Any = type(value)
        return made(value, chance, _twin(kind))
    return value


def made(value: Any, chance: Random, cls: Any = None) -> Any:
    """The value made again, of its own class or another, from fields in disguise."""
    fields: Any = attrs.fields(type(value))
    given = {a.name: disguised(getattr(value, a.name), chance) for a in fields if a.init}
    return (cls or type(value))(**given)
