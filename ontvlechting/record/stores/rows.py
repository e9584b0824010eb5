"""A `Standing` as a row of a table, and a `Selection` as a condition: the same in every SQL database."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, datetime
from functools import lru_cache
from typing import Any

from ontvlechting.engine.checked import problems_of_id
from ontvlechting.engine.errors import BrokenLedger, Conflict, InputError, shown
from ontvlechting.engine.text import Text
from ontvlechting.engine.values import RulesRef
from ontvlechting.letter.commands import Route
from ontvlechting.record.audit import Sealed
from ontvlechting.record.standing import Selection, Standing
from ontvlechting.states import ProgrammeState, State


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


_STATES: Mapping[Any, Any] = {s.value: s for kind in (ProgrammeState, State) for s in kind}
_ROUTES: Mapping[Any, Route | None] = {None: None, **{r.value: r for r in Route}}
_rules = lru_cache(64)(RulesRef)
_READ: Mapping[str, Callable[[Any], Any]] = {
    "process": _name,
    "number": _whole(1),
    "hash": _text,
    "recorded_at": _moment,
    "state": _STATES.__getitem__,
    "route": _ROUTES.__getitem__,
    "delivering": _or_none(_text),
    "receiving": _or_none(_text),
    "at": _or_none(_moment),
    "waiting_until": _or_none(date.fromisoformat),
    "breaches": _whole(0),
    "rules_name": _text,
    "rules_version": _text,
    "rules_hash": _text,
}
"""How each column is read: SQLite keeps a value of any kind in any of them."""
COLUMNS = tuple(_READ)
"""The columns of a standing, in the order of a row."""


def row(s: Standing) -> tuple[Any, ...]:
    """A standing as a row of `COLUMNS`."""
    return (
        s.process,
        s.number,
        s.hash,
        s.recorded_at.isoformat(),
        s.state.value,
        s.route.value if s.route else None,
        s.delivering,
        s.receiving,
        s.at.isoformat() if s.at else None,
        s.waiting_until.isoformat() if s.waiting_until else None,
        s.breaches,
        s.rules.name,
        s.rules.version,
        s.rules.hash,
    )


def standing(values: Sequence[Any]) -> Standing:
    """The standing that a row of `COLUMNS` stands for.

    Raises:
        BrokenLedger: the row is none; names the column.
    """
    found: list[Any] = []
    for read, value in zip(_READ.values(), values, strict=True):
        try:
            found.append(read(value))
        except (ValueError, TypeError, KeyError) as error:
            raise _unreadable(values, COLUMNS[len(found)]) from error
    *columns, name, version, hash = found
    try:
        return Standing(**dict(zip(COLUMNS, columns, strict=False)), rules=_rules(name, version, hash))
    except InputError as error:
        raise _unreadable(values, f"rules_{error.problems[0].field}") from error


def _unreadable(values: Sequence[Any], column: str) -> BrokenLedger:
    value = shown(values[COLUMNS.index(column)])
    why = Text(
        nl=f"de stand van zaken is onleesbaar: in `{column}` staat {value}",
        en=f"where it stands cannot be read: `{column}` holds {value}",
    )
    return BrokenLedger(str(values[0]), None, why)


def firsts(records: Iterable[Sealed]) -> dict[str, Sealed]:
    """The first of these records of each process, on which it depends whether they may be kept.

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


def condition(selection: Selection, after: str, mark: Callable[[], str]) -> tuple[str, list[Any]]:
    """A WHERE clause for a selection, with its parameters.

    Args:
        selection: which processes.
        after: only processes with names after this one.
        mark: gives the placeholder of the next parameter.
    """
    asked: list[tuple[str, Any]] = [("process >", after)] if after else []
    if selection.state is not None:
        asked.append(("state =", selection.state.value))
    if selection.route is not None:
        asked.append(("route =", selection.route.value))
    if selection.receiving is not None:
        asked.append(("receiving =", selection.receiving))
    if selection.waiting_until is not None:
        asked.append(("waiting_until <=", selection.waiting_until.isoformat()))
    if selection.breached is not None:
        asked.append(("breaches >" if selection.breached else "breaches =", 0))
    clauses = [f"{what} {mark()}" for what, _ in asked]
    return (f" WHERE {' AND '.join(clauses)}" if clauses else ""), [value for _, value in asked]
