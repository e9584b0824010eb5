"""An answer as rows of plain values in named columns. Frames, workbooks and CSV are made of them.

The names of columns are those of the fields, in English. The values are plain: the stable names of states and commands, days, and
moments in UTC. `on` is the day of the act in the calendar zone.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from csv import writer
from datetime import UTC, date, datetime
from io import StringIO
from types import NoneType
from typing import TYPE_CHECKING, Any

from attrs import frozen

from ontvlechting.engine.agenda import Term
from ontvlechting.engine.columns import Column
from ontvlechting.engine.core import NextStep
from ontvlechting.engine.days import day_of
from ontvlechting.engine.outlook import Outlook
from ontvlechting.engine.verdicts import Reason, Supplier
from ontvlechting.record.audit import Record
from ontvlechting.record.standing import Standing
from ontvlechting.views import columns, words
from ontvlechting.views.letters import first
from ontvlechting.views.placed import Placed

if TYPE_CHECKING:
    from ontvlechting.views.front import Front

_FORMULA = re.compile(r"(^|[\n;])(\s*)(?=[=+\-@＝＋－＠])")
"""Where a spreadsheet could see a formula: at the start of a cell, or after a character by which it may split one."""


@frozen
class Rows:
    """A table of plain values.

    Attributes:
        columns: the name of each column and its type: `str`, `int`, `bool`, `date` or `datetime`.
        rows: the values, in the order of the columns; each may be None.
    """

    columns: Mapping[str, type]
    rows: Sequence[tuple[Any, ...]]


def of(given: Any, view: str) -> Rows:
    """The rows of a value: as its letter makes them, or from the function below with this name."""
    made: Rows = first("rows", given) or globals()[view](given)
    return made


def history(records: Sequence[Record]) -> Rows:
    """One row for each record, in order."""
    return Rows(_ACTS, [_act(r) for r in records])


def feed(given: Sequence[Placed]) -> Rows:
    """The same, with the position of each record in the whole ledger."""
    return Rows({"position": int, **_ACTS}, [(e.position, *_act(e.record)) for e in given])


_ACTS: Mapping[str, type] = {
    "process": str, "number": int, "at": datetime, "on": date, "recorded_at": datetime, "command": str,
    "by": str, "role": str, "party": str, "verdict": str, "allowed": bool, "rules": str,
    "before": str, "after": str, "id": str, "hash": str,
}  # fmt: skip
"""The columns of a record."""


def _act(r: Record) -> tuple[Any, ...]:
    """The values of a record, in the columns of `_ACTS`."""
    e = r.event
    rules = " ".join(dict.fromkeys(x.rule for x in e.verdict.reasons))
    return (
        e.process, r.number, e.command.at.astimezone(UTC), day_of(e.command.at), r.recorded_at.astimezone(UTC),
        e.command.key, e.command.by.id, e.command.by.role.value, e.command.by.party, e.verdict.kind.value,
        e.verdict.allowed, rules, e.before.value, e.after.value, r.id, r.hash,
    )  # fmt: skip


def overview(standings: Sequence[Standing]) -> Rows:
    """One row for each process, in the order given."""
    listed = columns.listed(standings, getattr(standings, "kinds", ()))
    types = {c.name: c.kind if c.kind in (str, int, date) else str for c in listed}
    for c in listed:  # rules that are not known here may keep a value of another type in it
        found = {type(columns.plain(s, c)) for s in standings} - {NoneType}
        if any((kind if kind in (str, int, date) else str) is not types[c.name] for kind in found):
            types[c.name] = str
    texts = {name for name, kind in types.items() if kind is str}
    first, last = columns.before(listed), columns.after(listed)
    named = {
        "process": str, "state": str, **{c.name: types[c.name] for c in first}, "at": datetime, "on": date,
        **{c.name: types[c.name] for c in last}, "number": int, "recorded_at": datetime,
        "rules": str, "rules_version": str, "rules_hash": str, "hash": str,
    }  # fmt: skip
    rows = [
        (s.process, s.state.value, *(_cell(s, c, texts) for c in first),
         s.at.astimezone(UTC) if s.at else None, day_of(s.at) if s.at else None, *(_cell(s, c, texts) for c in last),
         s.number, s.recorded_at.astimezone(UTC), s.rules.name, s.rules.version, s.rules.hash, s.hash)
        for s in standings
    ]  # fmt: skip
    return Rows(named, rows)


def _cell(s: Standing, column: Column, texts: Collection[str]) -> str | int | date | None:
    """The value of a column, as a row holds it; as text when the column is one of `texts`."""
    value = columns.plain(s, column)
    return str(value) if value is not None and column.name in texts else value


def next_steps(steps: Sequence[NextStep]) -> Rows:
    """One row for each reason of a step, warnings too; one row for a step without reasons."""
    named = {"command": str, "source": str, "target": str, "open": bool, "moves": bool, **_REASON}
    rows = [
        (s.command.key, s.source.value, s.target.value, s.open, s.moves, *_reason(reason))
        for s in steps
        for reason in s.reasons or (None,)
    ]
    return Rows(named, rows)


def outlook(given: Outlook) -> Rows:
    """One row for each reason at each door ahead; one for a door without any."""
    named = {"command": str, "source": str, "target": str, "moves": bool, "acts": int, **_REASON}
    rows = [
        (d.command.key, d.source.value, d.target.value, d.moves, d.acts, *_reason(reason))
        for d in given.doors
        for reason in (*d.gaps, *d.minds) or (None,)
    ]
    return Rows(named, rows)


def front(given: Front) -> Rows:
    """One row for each matter, list by list."""
    named = {"list": str, "process": str, "nl": str, "en": str, "who": str, "since": date, "last": date}
    rows = [
        (name, m.process, m.what.nl, m.what.en, _supplier_names(m.who), m.since, m.due)
        for name in ("decide", "late", "waits")
        for m in getattr(given, name)
    ]
    return Rows(named, rows)


def agenda(given: Sequence[Term]) -> Rows:
    """One row for each term that runs."""
    named = {
        "id": str, "process": str, "code": str, "about": str, "rule": str, "nl": str, "en": str, "last": date,
        "who": str, "waits": bool, "record": int,
    }  # fmt: skip
    rows = [
        (t.id, t.process, t.code, t.about or None, t.rule, t.title.nl, t.title.en, t.last, _supplier_names(t.who), t.waits, t.record)
        for t in given
    ]  # fmt: skip
    return Rows(named, rows)


def _supplier_names(given: Iterable[Supplier]) -> str | None:
    return " ".join(dict.fromkeys(s.party or s.role.value for s in given)) or None


_REASON: Mapping[str, type] = {
    "rule": str, "code": str, "kind": str, "nl": str, "en": str, "suppliers": str, "earliest": datetime,
}  # fmt: skip
"""The columns of a reason."""


def _reason(given: Reason | None) -> tuple[Any, ...]:
    """The values of a reason, in those columns; a supplier by the id of its party, or else by its role."""
    if given is None:
        return (None,) * len(_REASON)
    earliest = given.earliest.astimezone(UTC) if given.earliest else None
    return given.rule, given.code, given.kind.value, given.nl, given.en, _supplier_names(given.suppliers), earliest


# -- as CSV ------------------------------------------------------------------------------------------------------------


def csv(given: Rows) -> str:
    """These rows as CSV (RFC 4180), in which nothing becomes a formula.

    Every text is written as it is, with two exceptions: a control character is shown by its code, and an apostrophe comes before
    what a spreadsheet could take for a formula, wherever it might start a cell.
    """
    told = StringIO(newline="")
    lines = writer(told, lineterminator="\r\n")
    lines.writerow(given.columns)
    lines.writerows([_csv_cell(value) for value in row] for row in given.rows)
    return told.getvalue()


def _csv_cell(value: object) -> str | int:
    """One value as it is written in a cell."""
    match value:
        case None:
            return ""
        case bool():
            return "true" if value else "false"
        case date():  # a `datetime` is a `date` as well
            return value.isoformat()
        case int():
            return value
    return _FORMULA.sub(r"\1\2'", words.visible(str(value).replace("\r\n", "\n")))
