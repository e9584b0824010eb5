"""What a notebook shows of each value: plain HTML with its own style, for Jupyter and marimo, without JavaScript."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any, TypeVar

from attrs import evolve, has

from ontvlechting.engine.adoption import Departure
from ontvlechting.engine.agenda import Term
from ontvlechting.engine.core import NextStep
from ontvlechting.engine.doors import Guard
from ontvlechting.engine.dossier import Dossier
from ontvlechting.engine.outlook import Ahead, Outlook
from ontvlechting.engine.rulebook import Rules
from ontvlechting.engine.shows import Html
from ontvlechting.engine.text import Language
from ontvlechting.engine.verdicts import Reason, Rule, Verdict
from ontvlechting.record.audit import Record
from ontvlechting.record.standing import Standing
from ontvlechting.record.verifier import Report
from ontvlechting.views import front, pieces, plain, whole, words
from ontvlechting.views.front import Front
from ontvlechting.views.html import Piece, joined, place, tag
from ontvlechting.views.letters import first
from ontvlechting.views.lifecycle import Lifecycle
from ontvlechting.views.placed import Placed
from ontvlechting.views.timeline import timeline
from ontvlechting.views.words import both

_T = TypeVar("_T")

LONGEST = 200
"""How many rows a table in a notebook has at most; a frame has all of them."""


def shown(given: Any, language: Language) -> Html:
    """Any value of this library that can show itself."""
    match given:
        case Dossier():
            return place(dossier(given, language), language)
        case Verdict():
            return place(pieces.verdict(given, language), language)
        case Reason() | Rule() | Guard():
            told = pieces.reason(given, language) if isinstance(given, Reason) else plain.lines(given, language)
            return place(tag("p", told), language)
        case NextStep():
            return next_steps([given], language)
        case Record():
            origin = None if given.origin is None else tag("p", words.origin(given.origin, language))
            return place(joined([pieces.records([given], language), origin]), language)
        case Standing():
            return overview([given], language)
        case Departure():
            record = both(f"Vastlegging {given.record}", f"Record {given.record}", language)
            title = tag("p", f"{record}. {given.command.title[language]}", class_="ov-title")
            return place(joined([title, pieces.reasons(given.reasons, language)]), language)
        case Rules():
            name = tag("p", plain.lines(given, language), class_="ov-title")
            return place(joined([name, Lifecycle(given, language).figure()]), language)
        case Report():
            return place(pieces.verified(given, language), language)
        case _:
            own = _what_is_ahead(given, language) or first("shown", given, language)
            return place(own or _in_full(given, language), language)


def _in_full(given: Any, language: Language) -> Piece:
    """Every field of a value, or its `repr` when it has no fields."""
    return whole.value(given, language) if has(type(given)) else tag("pre", repr(given))


def _what_is_ahead(given: Any, language: Language) -> Html | None:
    """A value about what is still to come; None for any other value."""
    match given:
        case Outlook():
            title = tag("p", both("Vooruitblik", "Outlook", language), class_="ov-title")
            return joined([title, pieces.outlook(given, language)])
        case Ahead():
            return pieces.ahead(given, language)
        case Front():
            return _front(given, language)
        case Term():
            return pieces.agenda([given], language, processes=True)
        case _:
            return None


def _front(given: Front, language: Language) -> Html:
    """Page one, with the first `LONGEST` matters of each question and how many are left out."""
    lists = {name: getattr(given, name) for name in ("decide", "late", "waits")}
    left_out = sum(len(matters[LONGEST:]) for matters in lists.values())
    short = evolve(given, **{name: matters[:LONGEST] for name, matters in lists.items()})
    return joined([front.html(short, language, headings=False), _how_many_left_out(left_out, language)])


def dossier(given: Dossier, language: Language) -> Html:
    """Its name, where it stands, what is known of it, what is open, and what else its letter shows."""
    pending = pieces.pending(given, language)
    return joined(
        [
            tag("p", pieces.name(given), class_="ov-title"),
            pieces.road(given, language),
            pieces.facts(given, language),
            tag("p", tag("strong", both("Open", "Open", language))) if pending else None,
            pending,
            *(content for _, content in pieces.parts(given, language)),
        ]
    )


def outcome(record: Record, after: Dossier, language: Language) -> Html:
    """What was asked, the answer with every reason, and where the process now stands."""
    event = record.event
    late = words.late(event.command.at, record.recorded_at, language)
    on = f" ({words.day(event.command.at, language)}, {late})" if late else ""
    title = tag("p", f"{record.number}. {event.command.title[language]}{on}", class_="ov-title")
    stands = tag("p", "→ ", tag("strong", after.state.title[language]))
    road = pieces.road(after, language) or stands
    return place(joined([title, pieces.verdict(event.verdict, language), road]), language)


def next_steps(steps: Sequence[NextStep], language: Language) -> Html:
    """Every step from here."""
    title = tag("p", both("Volgende stappen", "Next steps", language), class_="ov-title")
    return place(joined([title, pieces.doors(steps, language)]), language)


def agenda(given: Sequence[Term], language: Language) -> Html:
    """Terms that run, soonest first."""
    return _rows(given, partial(pieces.agenda, processes=True), words.no_term(language), language)


def history(records: Sequence[Record], language: Language) -> Html:
    """The timeline, and the newest records in a table."""
    if not records:
        return place(tag("p", both("Geen handelingen.", "No records.", language)), language)
    newest = records[-LONGEST:]
    picture = timeline(records, language).figure()
    return place(
        joined([picture, _how_many_left_out(len(records) - len(newest), language), pieces.records(newest, language)]),
        language,
    )


def overview(standings: Sequence[Standing], language: Language) -> Html:
    """One row for each process."""
    return _rows(standings, pieces.standings, both("Geen processen.", "No processes.", language), language)


def feed(given: Sequence[Placed], language: Language) -> Html:
    """One row for each record of a ledger."""
    return _rows(given, pieces.feed, both("Geen handelingen.", "No records.", language), language)


def _rows(given: Sequence[_T], table: Callable[[Sequence[_T], Language], Html], none: str, language: Language) -> Html:
    """A table of the first `LONGEST` of these and how many are left out; or a text that there are none."""
    if not given:
        return place(tag("p", none), language)
    shown = given[:LONGEST]
    return place(joined([table(shown, language), _how_many_left_out(len(given) - len(shown), language)]), language)


def _how_many_left_out(count: int, language: Language) -> Html | None:
    """How many rows are not shown."""
    if not count:
        return None
    return tag("p", both(f"Nog {count} niet getoond; `to_frame()` geeft alles.",
                         f"{count} more not shown; `to_frame()` gives all.", language), class_="ov-quiet")  # fmt: skip
