"""What an overview shows of each process besides its state: the columns of its dossier, with their values in words.

The columns that identify a process come before its state; those that say what waits or is open come after it.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from enum import Enum
from typing import Any

from ontvlechting.engine.columns import Column
from ontvlechting.engine.dossier import Dossier
from ontvlechting.engine.text import Language, Text
from ontvlechting.record.standing import Standing
from ontvlechting.views import words


def listed(standings: Iterable[Standing], kinds: Iterable[type[Dossier]] = ()) -> tuple[Column, ...]:
    """The columns of these lines, each name once: those of the classes of dossiers, then what else is kept.

    Args:
        standings: the lines.
        kinds: classes whose columns come first, whether a line has them or not.
    """
    lines = tuple(standings)
    found: dict[str, Column] = {}
    for kind in dict.fromkeys([*kinds, *(s.dossier for s in lines if s.dossier is not None)]):
        for column in kind.columns:
            found.setdefault(column.name, column)
    kept = {frozenset(s.columns): s.columns for s in lines}
    for name, value in (item for each in kept.values() for item in each.items() if item[0] not in found):
        found[name] = Column(name, type(value), Text(nl=name, en=name))  # of rules that are not known here
    return tuple(found.values())


def before(columns: Iterable[Column]) -> list[Column]:
    """The columns that identify a process."""
    return [c for c in columns if not c.signals]


def after(columns: Iterable[Column]) -> list[Column]:
    """The columns that say what waits or is open."""
    return [c for c in columns if c.signals]


def within(given: Standing, column: Column) -> Any:
    """The value of a column for this process; its empty value when the process does not have the column."""
    return given.columns.get(column.name, column.empty)


def plain(given: Standing, column: Column) -> str | int | date | None:
    """The same as a plain value; for an enum member its stable name."""
    value = within(given, column)
    found: str | int | date | None = value.value if isinstance(value, Enum) else value
    return found


def own(given: Standing, column: Column) -> Column:
    """The column of this name as the dossier of this process defines it; the given one when it has none."""
    columns = given.dossier.columns if given.dossier is not None else ()
    return next((c for c in columns if c.name == column.name), column)


def said(value: Any, column: Column, language: Language) -> str:
    """The value of a column in words. A value that was kept by rules that are not known here may be of another type."""
    if column.said is not None and isinstance(value, column.kind):
        return column.said(value)[language]
    if isinstance(value, date):
        return words.day(value, language)
    title = getattr(value, "title", None) if isinstance(value, Enum) else None
    if isinstance(title, Text):
        return title[language]
    return str(value.value if isinstance(value, Enum) else value)
