"""What the letter shows of a process, a programme, its registers and its account, and what it calls things.

The functions here are those that `ontvlechting.views.letters` names.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from enum import Enum

from ontvlechting import letter, packs
from ontvlechting.engine import values
from ontvlechting.engine.outlook import Outlook
from ontvlechting.engine.rulebook import Rules
from ontvlechting.engine.shows import Html
from ontvlechting.engine.text import Language, Text
from ontvlechting.letter import commands as c
from ontvlechting.letter.account import Account
from ontvlechting.letter.dossier import Dossier
from ontvlechting.letter.registers import ProgrammeDossier, Registers, effective, registers
from ontvlechting.letter.terms import TERMS, brief
from ontvlechting.letter.values import Role
from ontvlechting.letter.views import account, frames, report, words
from ontvlechting.letter.views import front as of_front
from ontvlechting.letter.views import lines as of_text
from ontvlechting.letter.views import pieces as of_html
from ontvlechting.letter.views import registers as of_registers
from ontvlechting.letter.views.fields import FIELDS
from ontvlechting.letter.views.timeline import lanes
from ontvlechting.views.front import Front
from ontvlechting.views.html import Piece, joined, tag
from ontvlechting.views.rows import Rows
from ontvlechting.views.words import both

__all__ = [
    "field",
    "front",
    "kind",
    "lanes",
    "lines",
    "markdown",
    "name",
    "party",
    "pending",
    "pieces",
    "place",
    "road",
    "rows",
    "sections",
    "shown",
    "summary",
    "term",
    "title",
    "told",
]

_Any = Dossier | ProgrammeDossier
TITLES = {kind.key: kind.title for kind in (*c.ALL, *packs.COMMANDS)}
"""What each command of the letter and of every pack is called."""


# -- of a dossier ------------------------------------------------------------------------------------------------------


def name(given: _Any) -> str:
    """What a process or programme is called."""
    if isinstance(given, Dossier):
        return of_html.name(given)
    return next(
        (e.command.name for e in effective(given.entries) if isinstance(e.command, c.OpenProgramme)), given.process
    )


def road(given: _Any, language: Language) -> Html:
    """Where a process or programme stands on its road."""
    return of_html.road(given, language) if isinstance(given, Dossier) else of_html.road_of_programme(given, language)


def summary(given: _Any, language: Language) -> Iterable[tuple[str, Piece]]:
    """Who performs and who is accountable."""
    return of_html.summary(given, language) if isinstance(given, Dossier) else ()


def pending(given: _Any, language: Language) -> Html | None:
    """What is open in a process; in a programme its registers tell that."""
    return of_html.pending(given, language) if isinstance(given, Dossier) else None


def front(given: _Any, rules: Rules, ahead: Outlook) -> Front:
    """What page one tells of a process or a programme."""
    if isinstance(given, Dossier):
        return of_front.of_process(given, rules, ahead)
    return of_front.of_programme(given, rules, ahead)


def pieces(given: _Any, language: Language) -> Iterator[tuple[str, Html | None]]:
    """Of a process its phases, its tests and what was done with each advice; of a programme its registers."""
    if isinstance(given, Dossier):
        yield both("Fasen", "Phases", language), of_html.phases(given, language)
        yield both("Randvoorwaarden", "Preconditions", language), of_html.tests(given, language)
        yield both("Adviezen", "Advice", language), of_html.advices(given, language)
    else:
        yield both("Registers", "Registers", language), of_registers.html(registers(given.entries), language)


def sections(given: _Any, language: Language) -> Iterable[tuple[str, Html | None]]:
    """The same for a report, with all that is known of a process."""
    return report.sections(given, language) if isinstance(given, Dossier) else pieces(given, language)


def lines(given: _Any, language: Language) -> list[str]:
    """Who performs and who is accountable, and how much is open; of a programme its registers."""
    if isinstance(given, Dossier):
        return of_text.lines(given, language)
    return of_registers.lines(registers(given.entries), language).split("\n")


def markdown(given: _Any, language: Language) -> list[str]:
    """The same for a page in Markdown."""
    if isinstance(given, Dossier):
        return of_text.markdown(given, language)
    return of_text.of_programme(given, language)


# -- of another value --------------------------------------------------------------------------------------------------


def shown(given: object, language: Language) -> Html | None:
    """Registers, or an account; None of anything else."""
    match given:
        case Registers():
            return of_registers.html(given, language)
        case Account():
            title = tag("p", both("Verantwoording", "Account", language), f": {given.programme}", class_="ov-title")
            return joined([title, account.html(given, language, headings=False)])
        case _:
            return None


def told(given: object, language: Language) -> str | None:
    """The same in lines of text."""
    match given:
        case Registers():
            return of_registers.lines(given, language)
        case Account():
            return account.lines(given, language)
        case _:
            return None


def rows(given: object) -> Rows | None:
    """Registers as rows."""
    return frames.registers(given) if isinstance(given, Registers) else None


# -- of words ----------------------------------------------------------------------------------------------------------


def party(id: str, role: values.Role, language: Language) -> str | None:
    """A party by its name, or by its id when the letter does not know it; None in the role of another letter."""
    return words.party(id, language) if isinstance(role, Role) else None


def place(id: str, language: Language) -> str:
    """The short name of a party, for where there is little room."""
    return brief(words.party(id, language))


def term(member: Enum, language: Language) -> str | None:
    """What a member is called; None of a member of another letter."""
    return TERMS[member][language] if member in TERMS else None


def title(key: str) -> Text | None:
    """What a command is called; None where it is not one of ours."""
    return TITLES.get(key)


def field(name: str) -> Text | None:
    """What a field of a command is called; None where it is not one of ours."""
    return FIELDS.get(name)


# -- of things ---------------------------------------------------------------------------------------------------------

_SPEAKS = {Role.WORKS_COUNCIL: "body", Role.UNION: "body", Role.UNIT: "unit"}


def kind(key: str, name: str, role: values.Role | None) -> str | None:
    """The kind of a party where it is a body or a unit; None for anything else."""
    if key != "party":
        return None
    spoken_for = _SPEAKS.get(role) if isinstance(role, Role) else None
    return "body" if name in {b.id for b in letter.BODIES} else spoken_for
