"""What an overview shows of each process beside its state: the columns of its dossier, and how people say what stands there.

What a process is told apart by stands before its state, and what waits or is open after it.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from enum import Enum
from typing import Any

from ontvlechting.engine.dossier import Column, Dossier
from ontvlechting.engine.text import Language, Text
from ontvlechting.record.standing import Standing


def listed(standings: Iterable[Standing], kinds: Iterable[type[Dossier]] = ()) -> tuple[Column, ...]:
    """The columns of these lines, each name once: those of classes of dossiers, then what else is kept of a process.

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
        found[name] = Column(name, type(value), Text(nl=name, en=name))  # of rules of which nobody here knows more
    return tuple(found.values())


def before(columns: Iterable[Column]) -> list[Column]:
    """Those that a process is told apart by."""
    return [c for c in columns if not c.signals]


def after(columns: Iterable[Column]) -> list[Column]:
    """Those that tell what waits or is open."""
    return [c for c in columns if c.signals]


def within(given: Standing, column: Column) -> Any:
    """What stands in a column, where the dossier of this process has it; else what stands in an empty one."""
    return given.columns.get(column.name, column.empty)


def plain(given: Standing, column: Column) -> str | int | date | None:
    """The same as a plain value: of a member its stable name."""
    value = within(given, column)
    found: str | int | date | None = value.value if isinstance(value, Enum) else value
    return found


def own(given: Standing, column: Column) -> Column:
    """How the dossier of this process has that column, which may have more of it than another of the same name."""
    columns = given.dossier.columns if given.dossier is not None else ()
    return next((c for c in columns if c.name == column.name), column)


def said(value: Any, column: Column, language: Language) -> str:
    """What stands in a column, as people say it; what is kept by rules that are not known here may be of another kind."""
    if column.said is not None and isinstance(value, column.kind):
        return column.said(value)[language]
    title = getattr(value, "title", None) if isinstance(value, Enum) else None
    if isinstance(title, Text):
        return title[language]
    return str(value.value if isinstance(value, Enum) else value)
