"""A process or a programme as lines of text, plain and in Markdown."""

from __future__ import annotations

from ontvlechting.engine.text import Language
from ontvlechting.letter.dossier import Dossier
from ontvlechting.letter.registers import ProgrammeDossier, registers
from ontvlechting.letter.views.words import affected, by_performer, cause, party
from ontvlechting.states import IN_TRANSFER
from ontvlechting.views.markdown import escaped
from ontvlechting.views.words import both, day


def lines(given: Dossier, language: Language) -> list[str]:
    """Who performs and who is accountable, and how much is open."""
    found: list[str] = []
    if given.accountable is not None:
        by = ", ".join(f"{party(p, language)} ({len(ts)})" for p, ts in by_performer(given.performers).items())
        found += [
            f"{both('voert uit', 'performs', language)}: {by}",
            f"{both('verantwoordelijk', 'accountable', language)}: {party(given.accountable, language)}",
        ]
    found += [f"{both('verstoring', 'breach', language)}: {b.id} ({affected(b, language)})" for b in given.breaches]
    found += [f"{both('escalatie', 'escalation', language)}: {e.id}" for e in given.escalations]
    if given.evaluation_due is not None:
        found.append(
            f"{both('te evalueren, uiterlijk', 'to be evaluated, by', language)}: {day(given.evaluation_due, language)}"
        )
    return found


def markdown(given: Dossier, language: Language) -> list[str]:
    """Who performs and who is accountable, and what is open."""
    if given.identity is None:
        return []
    lines = [f"- {both('Verantwoordelijk', 'Accountable', language)}: {_party(given.accountable, language)}"]
    performs = both("Voert uit", "Performs", language)
    by = by_performer(given.performers)
    lines += [f"- {performs}: {_party(p, language)}: {escaped(', '.join(ts))}" for p, ts in by.items()]
    if given.state in IN_TRANSFER:
        lines.append(f"- {both('Staat klaar', 'Stands by', language)}: {_party(given.standby, language)}")
    for b in given.breaches:
        what = f"{b.id}, {affected(b, language)}: {cause(b, language)}"
        lines.append(f"- {both('Openstaande verstoring', 'Open breach', language)}: {escaped(what)}")
    escalation = both("Openstaande escalatie", "Open escalation", language)
    lines += [f"- {escalation}: {escaped(e.id)}" for e in given.escalations]
    if given.evaluation_due is not None:
        lines.append(
            f"- {both('Te evalueren, uiterlijk', 'To be evaluated, by', language)}: {day(given.evaluation_due, language)}"
        )
    return lines


def of_programme(given: ProgrammeDossier, language: Language) -> list[str]:
    """What is open in a programme."""
    found = registers(given.entries).open
    return [f"- {both('Open', 'Open', language)}: {escaped(f'{e.name} ({e.progress.title[language]})')}" for e in found]


def _party(id: str | None, language: Language) -> str:
    return escaped(party(id, language)) if id is not None else "…"
