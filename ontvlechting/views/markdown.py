"""Pages in Markdown: a dossier, its next steps, its history, a verdict.

The same pages serve a file and a terminal. Every text from outside is escaped: it shows as it was written and is never read
as markup.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from ontvlechting.engine.agenda import Term
from ontvlechting.engine.core import NextStep
from ontvlechting.engine.dossier import Dossier
from ontvlechting.engine.outlook import Outlook
from ontvlechting.engine.text import Language, Text
from ontvlechting.engine.verdicts import VERDICTS, Reason, ReasonKind, Verdict
from ontvlechting.record.audit import Record
from ontvlechting.views import known, whole, words
from ontvlechting.views.letters import own
from ontvlechting.views.placed import Placed
from ontvlechting.views.words import both

_SPECIAL = re.compile(r"([\\`*_\[\]<>|#&~!])")
_SUPPLY = Text(nl="Kan aanleveren", en="Can supply it")
_TURN = Text(nl="Aan zet", en="Next action by")
_START = re.compile(r"^(\s*)([-+=]|\d+[.)])")


def escaped(text: str) -> str:
    """A text as Markdown that shows exactly this text, on one line; control characters are shown by their code."""
    line = words.visible(" ".join(text.split()))
    return _START.sub(lambda m: m[1] + m[2][:-1] + "\\" + m[2][-1], _SPECIAL.sub(r"\\\1", line))


def reason(given: Reason, language: Language) -> str:
    """One reason as a list item: rule, kind, what is missing, who can supply it and by what, from when, and the source."""
    parts = [f"**{escaped(given.rule)}** ({words.REASONS[given.kind][language]}) {escaped(given.text[language])}."]
    if given.suppliers:
        whose = _SUPPLY if given.kind is ReasonKind.MISSING else _TURN
        parts.append(f"{whose[language]}: {escaped(words.suppliers(given.suppliers, language))}.")
    if given.mends:
        parts.append(f"{Text(nl='Met', en='By')[language]} {words.mends(given.mends, language, keys=True)}.")
    if given.earliest is not None:
        parts.append(f"{Text(nl='Vanaf', en='From')[language]} {words.day(given.earliest, language)}.")
    parts.append(f"*{escaped(str(given.source))}*")
    return "- " + " ".join(parts)


def verdict(given: Verdict, language: Language) -> list[str]:
    """A verdict with every reason."""
    return [f"**{VERDICTS[given.kind][language]}**", "", *(reason(r, language) for r in given.reasons)]


def dossier(given: Dossier, language: Language) -> list[str]:
    """Where a process stands and since when, under which rules, and what its letter says of it."""
    named, told = own(given, "name"), own(given, "markdown")
    since = f" ({both('sinds', 'since', language)} {words.day(given.since, language)})" if given.since else ""
    lines = [
        f"# {escaped(given.process if named is None else named(given))}",
        "",
        f"- {both('Proces', 'Process', language)}: {escaped(given.process)}",
        f"- {both('Toestand', 'State', language)}: **{given.state.title[language]}**{since}",
    ]
    if given.rules is not None:
        lines.append(f"- {both('Regels', 'Rules', language)}: {escaped(words.rules(given.rules, language))}")
    if told is not None:
        return [*lines, *told(given, language)]
    return [*lines, *(f"- {escaped(term)}: {escaped('; '.join(held))}" for term, held in known.rows(given, language))]


def next_steps(steps: Iterable[NextStep], language: Language) -> list[str]:
    """Every step from here with its reasons: first those that move the process, then the facts."""
    steps = list(steps)
    moves = [s for s in steps if s.moves]
    facts = [s for s in steps if not s.moves]
    lines = [f"## {both('Volgende stappen', 'Next steps', language)}", ""]
    each = words.asked_at_each(moves)
    if not moves:
        lines += [words.no_move(steps, language), ""]
    for step in moves:
        door = both("mogelijk", "open", language) if step.open else both("nog niet mogelijk", "not yet open", language)
        lines += [f"### {step.command.title[language]} → {step.target.title[language]}: {door}", ""]
        lines += [reason(r, language) for r in step.reasons]
        lines += _must_meet([t for t in step.asks if t not in each], language)
        lines.append("")
    if each:
        lines += [*_must_meet(each, language, each=True), ""]
    for heading, chosen in (
        (both("Vast te leggen", "Can be recorded", language), [s for s in facts if s.open]),
        (both("Nu niet vast te leggen", "Cannot be recorded now", language), [s for s in facts if not s.open]),
    ):
        if chosen:
            lines += [f"### {heading}", ""]
        for step in chosen:
            lines.append(f"- {step.command.title[language]}")
            lines += [f"  {reason(r, language)}" for r in step.reasons]
        if chosen:
            lines.append("")
    return lines


def _must_meet(asks: Iterable[Text], language: Language, *, each: bool = False) -> list[str]:
    told = words.must_meet(asks, language, each=each)
    return [] if told is None else [told if each else f"- {told}"]


def outlook(given: Outlook, language: Language) -> list[str]:
    """Every step to the end, with how many acts it takes, what is missing and what it voids; and the terms that run."""
    lines = [f"## {both('Vooruitblik', 'Outlook', language)}", "", words.road(given.state, given.doors, language), ""]
    each = words.asked_at_each(given.doors)
    for door in given.doors:
        to = f" → {door.target.title[language]}" if door.moves else ""
        lines += [f"### {door.command.title[language]}{to}: {words.acts(door.acts, language)}", ""]
        lines += [reason(r, language) for r in (*door.gaps, *door.minds)]
        lines += _must_meet([t for t in door.asks if t not in each], language)
        if door.voids:
            lines.append(f"- {words.voids(door.voids, language)}")
        lines.append("")
    if each:
        lines += [*_must_meet(each, language, each=True), ""]
    return [*lines, *(agenda(given.terms, language) if given.terms else ())]


def agenda(given: Sequence[Term], language: Language) -> list[str]:
    """One item for each term that runs: until which day, what ends, who has to act, and the record that set it."""
    lines = [f"## {both('Agenda', 'Agenda', language)}", ""]
    for t in given:
        who = f" {_TURN[language]}: {escaped(words.suppliers(t.who, language))}." if t.who else ""
        by = f" {both('Vastlegging', 'Record', language)} {t.record}." if t.record is not None else ""
        ends = f"{words.day(t.last, language)}: {escaped(t.process)}, {escaped(t.title[language])}"
        lines.append(f"- {ends} ({escaped(t.rule)}).{who}{by}")
    return [*lines, *([] if given else [words.no_term(language)]), ""]


def history(records: Sequence[Record], language: Language) -> list[str]:
    """Every record, oldest first: number, day (and the day of recording if that is another), what was asked, by whom, and the answer."""
    lines = [f"## {Text(nl='Geschiedenis', en='History')[language]}", ""]
    for r in records:
        lines += _act(f"{r.number}.", r, language)
    return (
        lines
        if records
        else [*lines, both("Er is geen vastlegging die hieraan voldoet.", "No record is like this.", language)]
    )


def feed(given: Sequence[Placed], language: Language) -> list[str]:
    """The same for records of the whole ledger, in its order: each with its position, its process and its number there."""
    lines = [f"## {both('Het logboek, in zijn volgorde', 'The ledger, in its order', language)}", ""]
    for p in given:
        lines += _act(f"{p.position}. {escaped(p.record.event.process)} {p.record.number},", p.record, language)
    return (
        lines
        if given
        else [*lines, both("Er is geen vastlegging die hieraan voldoet.", "No record is like this.", language)]
    )


def _act(place: str, r: Record, language: Language) -> list[str]:
    """The lines of one record: what was asked, and every reason of the answer beneath it."""
    command, answer = r.event.command, r.event.verdict
    moved = f" → **{r.event.after.title[language]}**" if r.event.after is not r.event.before else ""
    late = words.late(command.at, r.recorded_at, language)
    on = f"{words.day(command.at, language)}{f' ({late})' if late else ''}"
    what = f"{place} {on} {command.title[language]} ({escaped(words.actor(command.by, language))})"
    unreadable = f"; {escaped(r.unreadable[language])}" if r.unreadable is not None else ""
    told = f"{what}: {VERDICTS[answer.kind][language]}{moved}{unreadable}"
    return [told, *(f"    {reason(given, language)}" for given in answer.reasons)]


def record(given: Record, language: Language) -> list[str]:
    """One record in full: what was asked, field by field, the answer with every reason, and the hashes that verify it."""
    event, command = given.event, given.event.command
    moved = event.after is not event.before
    state = (
        f"{event.before.title[language]} → **{event.after.title[language]}**" if moved else event.after.title[language]
    )
    facts = [
        (both("Proces", "Process", language), escaped(event.process)),
        (both("Wanneer het was", "When it took place", language), whole.minute(command.at, language)),
        (both("Vastgelegd", "Recorded", language), whole.minute(given.recorded_at, language)),
        (both("Door", "By", language), escaped(words.actor(command.by, language))),
        (both("Antwoord", "Answer", language), f"**{VERDICTS[event.verdict.kind][language]}**"),
        (both("Toestand", "State", language), state),
        (both("Niet te lezen", "Cannot be read", language), given.unreadable and escaped(given.unreadable[language])),
        (both("Weggelakt", "Redacted", language), escaped(", ".join(given.removed))),
    ]
    seal = [
        (both("Kenmerk", "Id", language), escaped(given.id)),
        ("Hash", given.hash),
        (both("Hash van de vorige", "Hash of the one before", language), given.previous),
        (both("Regels", "Rules", language), escaped(words.rules(event.rules, language))),
        (both("Herkomst", "Origin", language), given.origin and escaped(words.origin(given.origin, language))),
    ]
    why = [reason(r, language) for r in event.verdict.reasons]
    return [
        f"# {command.title[language]}, {both('vastlegging', 'record', language)} {given.number}",
        "",
        *(f"- {term}: {told}" for term, told in facts if told),
        "",
        *([f"## {both('Waarom', 'Why', language)}", "", *why, ""] if why else []),
        f"## {both('Wat er precies is gevraagd', 'What exactly was asked', language)}",
        "",
        *(f"{'    ' * depth}- {escaped(line)}" for depth, line in whole.lines(command, language, but=("at",))),
        "",
        f"## {both('Waaraan u het herkent', 'What it is known by', language)}",
        "",
        *(f"- {term}: {told}" for term, told in seal if told),
    ]
