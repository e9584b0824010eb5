"""The registers of a programme for people: a table of each in HTML, and a line for each entry as text."""

from __future__ import annotations

from collections.abc import Sequence

from ontvlechting.engine.dossier import Recorded
from ontvlechting.engine.shows import Html
from ontvlechting.engine.text import Language
from ontvlechting.letter.commands import Command
from ontvlechting.letter.data.programme import in_language
from ontvlechting.letter.registers import REGISTERS, Entry, Registers
from ontvlechting.letter.views.words import party
from ontvlechting.views import words
from ontvlechting.views.html import Piece, joined, table, tag
from ontvlechting.views.words import both, day


def html(given: Registers, language: Language) -> Html:
    """Every register that holds something, with how many of all are open."""
    tables = [_table(name, getattr(given, name), language) for name in REGISTERS if getattr(given, name)]
    return joined([tag("p", _summary(given, language), class_="ov-title"), *tables])


def lines(given: Registers, language: Language) -> str:
    """One line for each entry, register by register."""
    told = [_summary(given, language)]
    for name, title in REGISTERS.items():
        entries: Sequence[Entry[Command]] = getattr(given, name)
        if entries:
            told.append(f"{title[language]}:")
            told += [
                f"  {e.name}: {', '.join(filter(None, _standing(e, language)))}. {_asks(e, language)}".rstrip()
                for e in entries
            ]
    return words.visible("\n".join(told))


def _summary(given: Registers, language: Language) -> str:
    every = list(given)
    return both(
        f"Registers: {len(every)} posten, {len(given.open)} open",
        f"Registers: {len(every)} entries, {len(given.open)} open",
        language,
    )


def _standing(entry: Entry[Command], language: Language) -> tuple[str, str, str]:
    """How far it is, who has it, and until when."""
    owner = party(entry.owner, language) if entry.owner else ""
    return entry.progress.title[language], owner, day(entry.due, language) if entry.due else ""


def _table(name: str, entries: Sequence[Entry[Command]], language: Language) -> Html:
    """One register; a column in which nothing stands is left out."""
    heads = both("Verwijzing|Wat|Hoever|Bij|Uiterlijk|Sinds|Vastleggingen",
                 "Reference|What|How far|With|Due|Since|Records", language).split("|")  # fmt: skip
    rows = [_row(entry, language) for entry in entries]
    kept = [n for n, _ in enumerate(heads) if any(row[n] for row in rows)]
    return table(REGISTERS[name][language], [heads[n] for n in kept], ([row[n] for n in kept] for row in rows))


def _row(entry: Entry[Command], language: Language) -> tuple[Piece, ...]:
    progress, owner, due = _standing(entry, language)
    shown = tag("strong", progress) if entry.open else progress
    told = (Recorded(entry.record, entry.command, entry.corrected_by), *entry.steps)
    records = ", ".join(str(n) for e in told for n in dict.fromkeys((e.number, e.holds_since)))
    return entry.name, _asks(entry, language), shown, owner, due, day(entry.since, language), records


def _asks(entry: Entry[Command], language: Language) -> str:
    """Its own words, where it has any but its reference."""
    return in_language(entry.asks, language) if entry.asks != entry.id else ""
