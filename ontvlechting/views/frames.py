"""A history, an overview, a page of the ledger or next steps as a frame: of pandas, polars or pyarrow, each by way of narwhals.

Columns have the names of the fields, in English, and plain values: the stable names of states and commands, days, and
moments in UTC. `on` is the day of the act in the calendar zone of the letter.
"""

from __future__ import annotations

import sys
from collections.abc import Collection, Iterable, Sequence
from datetime import UTC, date
from importlib.util import find_spec
from types import NoneType
from typing import TYPE_CHECKING, Any

from ontvlechting.engine.agenda import Term
from ontvlechting.engine.core import NextStep
from ontvlechting.engine.days import day_of
from ontvlechting.engine.dossier import Column
from ontvlechting.engine.errors import InputError, MissingExtra, Problem, nearest, shown
from ontvlechting.engine.shows import Backend
from ontvlechting.engine.text import Text
from ontvlechting.engine.verdicts import Reason, Supplier
from ontvlechting.record.audit import Record
from ontvlechting.record.standing import Standing
from ontvlechting.views import columns
from ontvlechting.views.letters import first
from ontvlechting.views.placed import Placed

if TYPE_CHECKING:
    import narwhals as nw

BACKENDS: tuple[Backend, ...] = ("polars", "pandas", "pyarrow")


def framed(given: Any, view: str, backend: Backend | None = None) -> Any:
    """Any value that becomes a frame: as its letter has it, or by the function of this name here.

    Raises:
        MissingExtra: narwhals, or the library of the frame, is not installed.
    """
    own = first("framed", given, backend)
    return getattr(sys.modules[__name__], view)(given, backend) if own is None else own


def history(records: Sequence[Record], backend: Backend | None = None) -> Any:
    """One row for each record, in order.

    Raises:
        MissingExtra: narwhals, or the library of the frame, is not installed.
    """
    return frame(_acts(), [_act(r) for r in records], backend)


def feed(given: Sequence[Placed], backend: Backend | None = None) -> Any:
    """The same, with the place of each record in the whole ledger.

    Raises:
        MissingExtra: narwhals, or the library of the frame, is not installed.
    """
    schema = {"position": library().Int64(), **_acts()}
    return frame(schema, [(e.position, *_act(e.record)) for e in given], backend)


def _acts() -> dict[str, nw.dtypes.DType]:
    """The columns of a record."""
    nw = library()
    text, whole, moment = nw.String(), nw.Int64(), nw.Datetime("us", "UTC")
    return {
        "process": text, "number": whole, "at": moment, "on": nw.Date(), "recorded_at": moment, "command": text,
        "by": text, "role": text, "party": text, "verdict": text, "allowed": nw.Boolean(), "rules": text,
        "before": text, "after": text, "id": text, "hash": text,
    }  # fmt: skip


def _act(r: Record) -> tuple[Any, ...]:
    """The values of a record, in those columns."""
    e = r.event
    rules = " ".join(dict.fromkeys(x.rule for x in e.verdict.reasons))
    return (
        e.process, r.number, e.command.at.astimezone(UTC), day_of(e.command.at), r.recorded_at.astimezone(UTC),
        e.command.key, e.command.by.id, e.command.by.role.value, e.command.by.party, e.verdict.kind.value,
        e.verdict.allowed, rules, e.before.value, e.after.value, r.id, r.hash,
    )  # fmt: skip


def overview(standings: Sequence[Standing], backend: Backend | None = None) -> Any:
    """One row for each process, by name.

    Raises:
        MissingExtra: narwhals, or the library of the frame, is not installed.
    """
    nw = library()
    text, whole, moment = nw.String(), nw.Int64(), nw.Datetime("us", "UTC")
    listed = columns.listed(standings, getattr(standings, "kinds", ()))
    plain = {str: text, int: whole, date: nw.Date()}
    types = {c.name: plain.get(c.kind, text) for c in listed}
    for c in listed:  # a line may have it of rules that are not known, or that keep something of another kind in it
        found = {type(columns.plain(s, c)) for s in standings} - {NoneType}
        if any(plain.get(kind, text) != types[c.name] for kind in found):
            types[c.name] = text
    texts = {name for name, kind in types.items() if kind == text}
    first, last = columns.before(listed), columns.after(listed)
    schema = {
        "process": text, "state": text, **{c.name: types[c.name] for c in first}, "at": moment, "on": nw.Date(),
        **{c.name: types[c.name] for c in last}, "number": whole, "recorded_at": moment,
        "rules": text, "rules_version": text, "rules_hash": text, "hash": text,
    }  # fmt: skip
    rows = [
        (s.process, s.state.value, *(_cell(s, c, texts) for c in first),
         s.at.astimezone(UTC) if s.at else None, day_of(s.at) if s.at else None, *(_cell(s, c, texts) for c in last),
         s.number, s.recorded_at.astimezone(UTC), s.rules.name, s.rules.version, s.rules.hash, s.hash)
        for s in standings
    ]  # fmt: skip
    return frame(schema, rows, backend)


def _cell(s: Standing, column: Column, texts: Collection[str]) -> str | int | date | None:
    """What stands in a column, as a frame holds it."""
    value = columns.plain(s, column)
    return str(value) if value is not None and column.name in texts else value


def next_steps(steps: Sequence[NextStep], backend: Backend | None = None) -> Any:
    """One row for each reason that keeps a door shut, or that is to be minded; one for a door without any.

    Raises:
        MissingExtra: narwhals, or the library of the frame, is not installed.
    """
    nw = library()
    text, yes = nw.String(), nw.Boolean()
    schema = {
        "command": text, "source": text, "target": text, "open": yes, "moves": yes, "rule": text, "code": text,
        "kind": text, "nl": text, "en": text, "suppliers": text, "earliest": nw.Datetime("us", "UTC"),
    }  # fmt: skip
    rows = [
        (s.command.key, s.source.value, s.target.value, s.open, s.moves, *_reason(reason))
        for s in steps
        for reason in s.reasons or (None,)
    ]
    return frame(schema, rows, backend)


def agenda(given: Sequence[Term], backend: Backend | None = None) -> Any:
    """One row for each term that runs.

    Raises:
        MissingExtra: narwhals, or the library of the frame, is not installed.
    """
    nw = library()
    text = nw.String()
    schema = {
        "id": text, "process": text, "code": text, "about": text, "rule": text, "nl": text, "en": text, "last": nw.Date(),
        "who": text, "waits": nw.Boolean(), "record": nw.Int64(),
    }  # fmt: skip
    rows = [
        (
            t.id,
            t.process,
            t.code,
            t.about or None,
            t.rule,
            t.title.nl,
            t.title.en,
            t.last,
            _whom(t.who),
            t.waits,
            t.record,
        )
        for t in given
    ]
    return frame(schema, rows, backend)


def _whom(given: Iterable[Supplier]) -> str | None:
    return " ".join(dict.fromkeys(s.party or s.role.value for s in given)) or None


def _reason(given: Reason | None) -> tuple[Any, ...]:
    """The columns of a reason; suppliers by the id of the party, else by role."""
    if given is None:
        return (None,) * 7
    earliest = given.earliest.astimezone(UTC) if given.earliest else None
    return given.rule, given.code, given.kind.value, given.nl, given.en, _whom(given.suppliers), earliest


def library() -> Any:
    """Narwhals, which says of what type a column is.

    Raises:
        MissingExtra: it is not installed.
    """
    try:
        import narwhals
    except ImportError as error:
        raise MissingExtra("to_frame", "narwhals", "ontvlechting[frames]") from error
    return narwhals


def frame(schema: dict[str, nw.dtypes.DType], rows: Sequence[tuple[Any, ...]], backend: Backend | None) -> Any:
    """A frame of these rows, with the columns of the schema.

    Raises:
        MissingExtra: narwhals, or the library of the frame, is not installed.
        InputError: there is no such library.
    """
    if backend is not None and backend not in BACKENDS:
        expected = Text(nl=f"een van {', '.join(BACKENDS)}", en=f"one of {', '.join(BACKENDS)}")
        raise InputError("to_frame", [Problem("backend", shown(backend), expected, nearest(backend, BACKENDS))])
    columns = {name: [row[n] for row in rows] for n, name in enumerate(schema)}
    chosen = backend or next((b for b in BACKENDS if b in sys.modules), None)
    chosen = chosen or next((b for b in BACKENDS if find_spec(b) is not None), None)
    if chosen is None or find_spec(chosen) is None:
        raise MissingExtra("to_frame", chosen or " / ".join(BACKENDS), chosen or BACKENDS[0])
    if chosen == "pandas":  # it has no days of its own: midnight stands for the day
        nw = library()
        schema = {name: nw.Datetime("us") if kind == nw.Date() else kind for name, kind in schema.items()}
    return library().from_dict(columns, schema, backend=chosen).to_native()
