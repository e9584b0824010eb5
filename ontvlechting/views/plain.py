"""A few lines of plain text for each value: what a terminal, a debugger or `print` shows."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import repeat
from typing import Any

from attrs import has

from ontvlechting.engine.adoption import Departure
from ontvlechting.engine.agenda import Term
from ontvlechting.engine.command import Command
from ontvlechting.engine.core import NextStep
from ontvlechting.engine.doors import Guard
from ontvlechting.engine.dossier import Dossier
from ontvlechting.engine.outlook import Ahead, Outlook
from ontvlechting.engine.rulebook import Rules
from ontvlechting.engine.text import Language
from ontvlechting.engine.verdicts import VERDICTS, Reason, Rule, Verdict
from ontvlechting.record.audit import Record
from ontvlechting.record.standing import Standing
from ontvlechting.record.verifier import Report
from ontvlechting.views import columns, front, known, verified, whole, words
from ontvlechting.views.front import Front
from ontvlechting.views.letters import first, own
from ontvlechting.views.placed import Placed
from ontvlechting.views.words import both


def lines(given: Any, language: Language) -> str:
    """Any value that can show itself, as a few lines of text."""
    match given:
        case Dossier():
            return dossier(given, language)
        case Verdict():
            return words.visible(given.text(language))
        case Reason():
            return words.visible(f"{given.rule}: {given.text[language]}")
        case NextStep():
            return next_steps([given], language)
        case Record():
            origin = [] if given.origin is None else [f"      {words.visible(words.origin(given.origin, language))}"]
            return "\n".join([history([given], language), *origin])
        case Standing():
            return overview([given], language)
        case Departure():
            return departure(given, language)
        case Report():
            root = [f"{both('Wortel', 'Root', language)}: {given.root}"] if given.whole else []
            return words.visible("\n".join([*verified.sentences(given, language), *root]))
        case _:
            told: str | None = (
                _of_rules(given, language) or _what_is_ahead(given, language) or first("told", given, language)
            )
            return _in_full(given, language) if told is None else told


def _of_rules(given: Any, language: Language) -> str | None:
    """A set of rules, or a part of one, as one line; None for any other value."""
    match given:
        case Rules():
            doors, guards = len(given.doors), len({g.name for g in given.guards})
            said = both(f"{doors} verzoeken, {guards} toetsvragen", f"{doors} commands, {guards} guards", language)
            return words.visible(f"{words.rules(given.ref, language)}: {said}")
        case Rule():
            return words.visible(words.rule(given, language))
        case Guard():
            return words.visible(f"{given.name} ({', '.join(r.id for r in given.rules)}): {given.title[language]}")
        case _:
            return None


def _in_full(given: Any, language: Language) -> str:
    """A value with a line for each field, below the title of a command; its `repr` when it has no fields."""
    if not has(type(given)):
        return repr(given)
    title = [given.title[language]] if isinstance(given, Command) else []
    fields = (f"{'  ' * depth}{line}" for depth, line in whole.lines(given, language))
    return words.visible("\n".join([*title, *fields]))


def _what_is_ahead(given: Any, language: Language) -> str | None:
    """A value about what is still to come; None for any other value."""
    match given:
        case Outlook():
            return outlook(given, language)
        case Ahead():
            return words.visible("\n".join(_ahead(given, language)))
        case Front():
            return words.visible("\n".join(front.lines(given, language)))
        case Term():
            return agenda([given], language)
        case _:
            return None


def departure(given: Departure, language: Language) -> str:
    """What was accepted, and each reason for which other rules would have refused it."""
    record = both("vastlegging", "record", language)
    found = [f"{record} {given.record}. {given.command.title[language]}"]
    found += [f"      {r.rule}: {r.text[language]}" for r in given.reasons]
    return words.visible("\n".join(found))


def dossier(given: Dossier, language: Language) -> str:
    """Where a process stands and since when, and what its letter says of it."""
    found = [f"{given.process}: {given.state.title[language]}"]
    if given.since is not None:
        found[0] += f" {both('sinds', 'since', language)} {words.day(given.since, language)}"
    if (ask := own(given, "lines")) is not None:
        found += ask(given, language)
    else:
        found += [f"{term}: {'; '.join(told)}" for term, told in known.rows(given, language)]
    return words.visible("\n".join(found))


def outcome(record: Record, after: Dossier, language: Language) -> str:
    """What was asked, the answer with every reason, and where the process stands."""
    event = record.event
    late = words.late(event.command.at, record.recorded_at, language)
    on = f" ({words.day(event.command.at, language)}, {late})" if late else ""
    told = f"{event.process}, {record.number}. {event.command.title[language]}{on}: {event.verdict.text(language)}"
    return words.visible(f"{told}\n→ {after.state.title[language]}")


def next_steps(steps: Sequence[NextStep], language: Language) -> str:
    """One line for each step, with its reasons beneath it."""
    found = []
    for s in steps:
        door = both("mogelijk", "open", language) if s.open else both("nog niet", "shut", language)
        to = f" → {s.target.title[language]}" if s.moves else ""
        found.append(f"{door} {s.command.title[language]}{to}")
        found += [f"      {r.rule}: {r.text[language]}" for r in s.reasons]
    return words.visible("\n".join(found) or words.no_move(steps, language))


def outlook(given: Outlook, language: Language) -> str:
    """How far it is to the end, and a line for each step with what is missing beneath it; then the terms that run."""
    found = [words.road(given.state, given.doors, language)]
    found += [line for door in given.doors for line in _ahead(door, language)]
    return words.visible("\n".join([*found, *map(_term, given.terms, repeat(language))]))


def _ahead(given: Ahead, language: Language) -> list[str]:
    to = f" → {given.target.title[language]}" if given.moves else ""
    head = f"{given.command.title[language]}{to}: {words.acts(given.acts, language)}"
    return [head, *(f"      {r.rule}: {r.text[language]}" for r in (*given.gaps, *given.minds))]


def agenda(given: Sequence[Term], language: Language) -> str:
    """One line for each term that runs."""
    return words.visible("\n".join(f"{t.process}, {_term(t, language)}" for t in given) or words.no_term(language))


def _term(given: Term, language: Language) -> str:
    by = f", {both('vastlegging', 'record', language)} {given.record}" if given.record is not None else ""
    return f"{both('tot en met', 'until', language)} {words.day(given.last, language)}: {given.title[language]} ({given.rule}{by})"


def history(records: Sequence[Record], language: Language) -> str:
    """One line for each record."""
    return words.visible("\n".join(_act(r, language) for r in records))


def feed(given: Sequence[Placed], language: Language) -> str:
    """One line for each record of a ledger: its position, its process, and what a history says of it."""
    found = (f"{e.position:>6} {e.record.event.process} {_act(e.record, language).lstrip()}" for e in given)
    return words.visible("\n".join(found))


def _act(r: Record, language: Language) -> str:
    """One record in a line: what was asked, by whom, and the answer with the rules in its reasons."""
    command, answer = r.event.command, r.event.verdict
    moved = f" → {r.event.after.title[language]}" if r.event.after is not r.event.before else ""
    rules = f" ({', '.join(dict.fromkeys(x.rule for x in answer.reasons))})" if answer.reasons else ""
    late = words.late(command.at, r.recorded_at, language)
    on = f"{words.day(command.at, language)}{f' ({late})' if late else ''}"
    asked = f"{r.number:>4}. {on} {command.title[language]} ({command.by.id})"
    unreadable = f"; {r.unreadable[language]}" if r.unreadable is not None else ""
    return f"{asked}: {VERDICTS[answer.kind][language]}{rules}{moved}{unreadable}"


def overview(standings: Sequence[Standing], language: Language) -> str:
    """One line for each process."""
    found = []
    for s in standings:
        line = f"{s.process}: {s.state.title[language]}"
        for c in columns.after(columns.listed([s])):
            if value := columns.within(s, c):
                told = f": {value}" if c.kind is int else f" {columns.said(value, c, language)}"
                line += f", {c.title[language]}{told}"
        found.append(line)
    return words.visible("\n".join(found) or both("geen processen", "no processes", language))
