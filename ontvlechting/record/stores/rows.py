"""What all SQL stores share: a check of each `Row` that is read, and a `Selection` as an SQL condition."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from functools import lru_cache
from typing import Any

from ontvlechting.engine.checked import problems_of_id
from ontvlechting.engine.errors import BrokenLedger, Conflict, InputError, shown
from ontvlechting.engine.text import Text
from ontvlechting.engine.values import RulesRef
from ontvlechting.record.audit import Sealed
from ontvlechting.record.standing import Criterion, Naming, Row, Selection, columns_of, unreadable


def _name(value: Any) -> str:
    if problems_of_id(value, "process"):
        raise ValueError
    return str(value)


def _text(value: Any) -> str:
    if type(value) is not str:
        raise TypeError
    return value


def _whole(least: int) -> Callable[[Any], int]:
    def read(value: Any) -> int:
        if type(value) is not int or value < least:
            raise ValueError
        return value

    return read


def _moment(value: Any) -> datetime:
    moment = datetime.fromisoformat(value)
    if moment.tzinfo is None:
        raise ValueError
    return moment


def _or_none(read: Callable[[Any], Any]) -> Callable[[Any], Any]:
    return lambda value: None if value is None else read(value)


def _columns(value: Any) -> str:
    columns_of(_text(value))
    return str(value)


ASKED = 500
"""How many references are asked for in one query: some builds of SQLite accept fewer than a thousand parameters."""
_rules = lru_cache(64)(RulesRef)
_READ: Mapping[str, Callable[[Any], Any]] = {
    "process": _name,
    "number": _whole(1),
    "hash": _text,
    "recorded_at": _moment,
    "state": _text,
    "at": _or_none(_moment),
    "columns": _columns,
    "rules_name": _text,
    "rules_version": _text,
    "rules_hash": _text,
}
"""The check of each column: SQLite can store a value of any type in any of them."""
COLUMNS = Row._fields
"""The columns of a row, in their order."""


def read(values: Sequence[Any]) -> Row:
    """The row of these values of `COLUMNS`; whether rules have such a state and such columns is not checked.

    Raises:
        BrokenLedger: a value is malformed; names the column.
    """
    for (column, check), value in zip(_READ.items(), values, strict=True):
        try:
            check(value)
        except (ValueError, TypeError) as error:
            raise unreadable(values[0], column, value) from error
    row = Row(*values)
    try:
        _rules(*row[-3:])
    except InputError as error:
        column = f"rules_{error.problems[0].field}"
        raise unreadable(row.process, column, getattr(row, column)) from error
    return row


def naming(values: Sequence[Any]) -> Naming:
    """The entry of the register of references with these values.

    Raises:
        BrokenLedger: a value is malformed.
    """
    for check, value in zip((_text, _name, _whole(1)), values, strict=True):
        try:
            check(value)
        except (ValueError, TypeError) as error:
            why = Text(
                nl=f"het register van verwijzingen is onleesbaar: er staat {shown(value)}",
                en=f"the register of references cannot be read: it holds {shown(value)}",
            )
            raise BrokenLedger(None, None, why) from error
    return Naming(*values)


def among(references: Collection[str] | None, mark: str) -> Iterator[tuple[str, list[str]]]:
    """The WHERE clauses that together ask the register for these references, each with its parameters; without them, for all.

    A list for `IN`, and not an array: with one PostgreSQL works the query out anew each time, which takes half as long again.

    Args:
        references: which.
        mark: the placeholder of a parameter.
    """
    if references is None:
        yield "", []
        return
    asked = list(references)
    for start in range(0, len(asked), ASKED):
        part = asked[start : start + ASKED]
        yield f" WHERE reference IN ({', '.join(mark for _ in part)})", part


def firsts(records: Iterable[Sealed]) -> dict[str, Sealed]:
    """The first of these records of each process, which has to follow on the stored head.

    Raises:
        Conflict: one of the others does not follow on the one before it.
    """
    first: dict[str, Sealed] = {}
    last: dict[str, Sealed] = {}
    for r in records:
        before = last.get(r.process)
        if before is None:
            first[r.process] = r
        elif (r.number, r.previous) != (before.number + 1, before.hash):
            raise Conflict(r.process)
        last[r.process] = r
    return first


PAGE = 1_000
"""How many records are read at a time."""


def in_pages(
    page_after: Callable[[Any, int], Sequence[Sequence[Any]]], after: Any, limit: int | None
) -> Iterator[Sequence[Any]]:
    """The rows of several queries, each of which begins with its position, in the order of their positions.

    Args:
        page_after: gives the first rows after this position, and at most so many.
        after: the position to begin after.
        limit: how many rows at most.
    """
    left = limit
    while left is None or left > 0:
        page = page_after(after, PAGE if left is None else min(left, PAGE))
        yield from page
        if len(page) < PAGE:
            return
        after, left = page[-1][0], None if left is None else left - len(page)


Ask = Callable[[Criterion], tuple[str, list[Any]]]
"""Gives the SQL of a condition on one column within `columns`, with its parameters."""


def condition(selection: Selection, after: str, mark: str, ask: Ask) -> tuple[str, list[Any]]:
    """A WHERE clause for a selection, with its parameters.

    Args:
        selection: which processes.
        after: only processes with names after this one.
        mark: the placeholder of a parameter.
        ask: gives the SQL of a condition on one column within `columns`.
    """
    clauses, values = [], []
    if after:
        clauses.append(f"process > {mark}")
        values.append(after)
    if selection.state is not None:
        clauses.append(f"state = {mark}")
        values.append(selection.state)
    if selection.without:
        clauses.append(f"rules_hash NOT IN ({', '.join(mark for _ in selection.without)})")
        values += sorted(selection.without)
    for ways in selection.columns:
        asked = [ask(way) for way in ways]
        clauses.append(f"({' OR '.join(clause for clause, _ in asked)})")
        values += [value for _, given in asked for value in given]
    return (f" WHERE {' AND '.join(clauses)}" if clauses else ""), values
