"""A `Standing` as a row of a table, and a `Selection` as a condition: the same in every SQL database."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime
from functools import lru_cache
from typing import Any

from ontvlechting.audit import Sealed
from ontvlechting.commands import Route
from ontvlechting.errors import BrokenLedger, Conflict
from ontvlechting.standing import Selection, Standing
from ontvlechting.states import State
from ontvlechting.text import Text
from ontvlechting.values import RulesRef

COLUMNS = (
    "process",
    "number",
    "hash",
    "recorded_at",
    "state",
    "route",
    "delivering",
    "receiving",
    "at",
    "waiting_until",
    "breaches",
    "rules_name",
    "rules_version",
    "rules_hash",
)
"""The columns of a standing, in the order of a row."""

_STATES = {s.value: s for s in State}
_ROUTES: dict[str | None, Route | None] = {None: None, **{r.value: r for r in Route}}
_moment = datetime.fromisoformat
_rules = lru_cache(64)(RulesRef)


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
        BrokenLedger: the row is none.
    """
    try:
        process, number, hash, recorded_at, state, route, delivering, receiving, at, waits, breaches, *rules = values
        _of_their_kind((process, hash), (number, breaches))
        return Standing(
            process=process,
            number=number,
            hash=hash,
            recorded_at=_moment(recorded_at),
            state=_STATES[state],
            route=_ROUTES[route],
            delivering=delivering,
            receiving=receiving,
            at=None if at is None else _moment(at),
            waiting_until=None if waits is None else date.fromisoformat(waits),
            breaches=breaches,
            rules=_rules(*rules),
        )
    except (ValueError, TypeError, KeyError) as error:
        why = Text(nl=f"de stand van zaken is onleesbaar: {error}", en=f"where it stands cannot be read: {error}")
        raise BrokenLedger(str(values[0]), 0, why) from error


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


def _of_their_kind(texts: Sequence[Any], counts: Sequence[Any]) -> None:
    """SQLite keeps a value of any kind in any column; what makes up a head has to be what it is said to be.

    Raises:
        TypeError: it is not.
    """
    if {type(t) for t in texts} != {str} or {type(c) for c in counts} != {int}:
        raise TypeError("a column of another kind")


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
