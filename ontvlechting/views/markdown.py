"""Pages in Markdown: a dossier, its next steps, its history, a verdict.

The same pages serve a file and a terminal. Every text that came from outside is escaped: it shows as it was written
and is never read as markup.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from ontvlechting.engine.core import NextStep
from ontvlechting.engine.days import day_of
from ontvlechting.engine.text import Language, Text
from ontvlechting.engine.verdicts import VERDICTS, Reason, ReasonKind, Verdict
from ontvlechting.letter.dossier import Dossier
from ontvlechting.record.audit import Record
from ontvlechting.states import IN_TRANSFER
from ontvlechting.views import words

_SPECIAL = re.compile(r"([\\`*_\[\]<>|#&~!])")
_SUPPLY = Text(nl="Kan aanleveren", en="Can supply it")
_TURN = Text(nl="Aan zet", en="Whose move it is")
_START = re.compile(r"^(\s*)([-+=]|\d+[.)])")


def escaped(text: str) -> str:
    """Text as Markdown that shows this text, on one line; characters that steer a terminal are shown by their code."""
    line = words.visible(" ".join(text.split()))
    return _START.sub(lambda m: m[1] + m[2][:-1] + "\\" + m[2][-1], _SPECIAL.sub(r"\\\1", line))


def reason(given: Reason, language: Language) -> str:
    """One reason as a list item: rule, kind, what is missing, who can supply it, from when, and the source."""
    parts = [f"**{escaped(given.rule)}** ({words.REASONS[given.kind][language]}) {escaped(given.text[language])}."]
    if given.suppliers:
        whose = _SUPPLY if given.kind is ReasonKind.MISSING else _TURN
        parts.append(f"{whose[language]}: {escaped(words.suppliers(given.suppliers, language))}.")
    if given.earliest is not None:
        parts.append(f"{Text(nl='Vanaf', en='From')[language]} {day_of(given.earliest)}.")
    parts.append(f"*{escaped(str(given.source))}*")
    return "- " + " ".join(parts)


def verdict(given: Verdict, language: Language) -> list[str]:
    """A verdict with every reason."""
    return [f"**{VERDICTS[given.kind][language]}**", "", *(reason(r, language) for r in given.reasons)]


def dossier(given: Dossier, language: Language) -> list[str]:
    """Where a process stands, who performs and who is accountable, and what is open."""
    nl = language == "nl"
    lines = [
        f"# {escaped(given.identity.name if given.identity else given.process)}",
        "",
        f"- {'Proces' if nl else 'Process'}: {escaped(given.process)}",
        f"- {'Toestand' if nl else 'State'}: **{given.state.title[language]}**"
        + (f" ({'sinds' if nl else 'since'} {day_of(given.since)})" if given.since else ""),
    ]
    if given.rules is not None:
        lines.append(f"- {'Regels' if nl else 'Rules'}: {escaped(words.rules(given.rules, language))}")
    if given.identity is None:
        return lines
    lines.append(f"- {'Verantwoordelijk' if nl else 'Accountable'}: {_party(given.accountable, language)}")
    tasks: dict[str, list[str]] = {}
    for task, performer in given.performers.items():
        tasks.setdefault(performer, []).append(task)
    performs = "Voert uit" if nl else "Performs"
    lines += [f"- {performs}: {_party(p, language)}: {escaped(', '.join(ts))}" for p, ts in tasks.items()]
    if given.state in IN_TRANSFER:
        lines.append(f"- {'Staat klaar' if nl else 'Stands by'}: {_party(given.standby, language)}")
    for b in given.breaches:
        what = f"{b.id}, {b.task}: {b.description}"
        lines.append(f"- {'Openstaande verstoring' if nl else 'Open breach'}: {escaped(what)}")
    lines += [f"- {'Openstaande escalatie' if nl else 'Open escalation'}: {escaped(e.id)}" for e in given.escalations]
    return lines


def next_steps(steps: Iterable[NextStep], language: Language) -> list[str]:
    """Every door from here: first what moves the process, then the facts; shut doors with their reasons."""
    nl = language == "nl"
    steps = list(steps)
    moves = [s for s in steps if s.moves]
    facts = [s for s in steps if not s.moves]
    lines = [f"## {'Volgende stappen' if nl else 'Next steps'}", ""]
    if not moves:
        lines += [words.no_move(steps, language), ""]
    for step in moves:
        door = ("open" if step.open else "dicht") if nl else ("open" if step.open else "shut")
        lines += [f"### {step.command.title[language]} → {step.target.title[language]}: {door}", ""]
        lines += [reason(r, language) for r in step.reasons]
        if step.asks:
            shows = "De opdracht laat zelf zien" if nl else "The command itself shows"
            lines.append(f"- {shows}: {'; '.join(t[language] for t in step.asks)}.")
        lines.append("")
    for heading, chosen in (
        ("Vast te leggen" if nl else "Can be recorded", [s for s in facts if s.open]),
        ("Nu niet vast te leggen" if nl else "Cannot be recorded now", [s for s in facts if not s.open]),
    ):
        if chosen:
            lines += [f"### {heading}", ""]
        for step in chosen:
            lines.append(f"- {step.command.title[language]}")
            lines += [f"  {reason(r, language)}" for r in step.reasons]
        if chosen:
            lines.append("")
    return lines


def history(records: Sequence[Record], language: Language) -> list[str]:
    """Every record, oldest first: number, day, what was asked, by whom, and the answer."""
    lines = [f"## {Text(nl='Geschiedenis', en='History')[language]}", ""]
    for r in records:
        command, answer = r.event.command, r.event.verdict
        moved = f" → **{r.event.after.title[language]}**" if r.event.after is not r.event.before else ""
        by = f"{command.by.id}, {words.party(command.by.party, language)}"
        what = f"{r.number}. {day_of(command.at)} {command.title[language]} ({escaped(by)})"
        unreadable = f"; {escaped(r.unreadable[language])}" if r.unreadable is not None else ""
        lines.append(f"{what}: {VERDICTS[answer.kind][language]}{moved}{unreadable}")
        lines += [f"    {reason(given, language)}" for given in answer.reasons]
    return lines


def _party(id: str | None, language: Language) -> str:
    return escaped(words.party(id, language)) if id is not None else "…"
