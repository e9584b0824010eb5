"""Words for people: what roles, reasons and verdicts are called, and texts of others made harmless to look at."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date, datetime
from typing import TYPE_CHECKING

from ontvlechting import letter
from ontvlechting.engine.days import day_of
from ontvlechting.engine.errors import unknown_language
from ontvlechting.engine.text import LANGUAGES, Language, Text
from ontvlechting.engine.verdicts import ReasonKind, Supplier
from ontvlechting.letter.terms import said
from ontvlechting.states import FINAL

if TYPE_CHECKING:
    from ontvlechting.engine.core import NextStep
    from ontvlechting.engine.values import RulesRef
    from ontvlechting.record.origin import Origin

REASONS: dict[ReasonKind, Text] = {
    ReasonKind.FORBIDDEN: Text(nl="mag niet", en="not allowed"),
    ReasonKind.NOT_YET: Text(nl="nog niet", en="not yet"),
    ReasonKind.MISSING: Text(nl="ontbreekt", en="missing"),
    ReasonKind.CANNOT_TELL: Text(nl="niet te beoordelen", en="cannot tell"),
    ReasonKind.WARNING: Text(nl="let op", en="mind"),
}

_UNSEEN = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
"""Characters that steer a terminal, or turn the order of what is read; all but the newline."""


def visible(text: str) -> str:
    """The text with each steering character shown by its code point, so that it does nothing."""
    return _UNSEEN.sub(lambda m: f"⟨U+{ord(m[0]):04X}⟩", text)


def party(id: str, language: Language) -> str:
    """A party by its name, or by its id when the letter does not know it."""
    found = letter.PARTIES.get(id)
    return found.name[language] if found else id


HASH = 12
"""How many characters of a hash a page shows; plain values hold all of it."""


def rules(given: RulesRef, language: Language) -> str:
    """Which rules: their name, version, and the beginning of their hash, which tells them from others of that name."""
    return f"{given.name}, {both('versie', 'version', language)} {given.version} ({given.hash[:HASH]})"


def origin(given: Origin, language: Language) -> str:
    """By which program something was recorded, on which machine and by which account."""
    said = f"{both('vastgelegd door', 'recorded by', language)} {given.program} {given.version}"
    said += f" {both('op', 'on', language)} {given.host}" if given.host else ""
    return said + (f", account {given.account}" if given.account else "")


def brief(name: str) -> str:
    """A name of a party as it fits in a small place: without the kind of organisation that all of them are."""
    return name.removeprefix("directoraat-generaal ").removeprefix("directorate-general ")


def suppliers(whom: Iterable[Supplier], language: Language) -> str:
    """Who can supply something, in one line: each party by its name, else the role."""
    named = (party(s.party, language) if s.party is not None else said(s.role)[language] for s in whom)
    return ", ".join(dict.fromkeys(named))


_MONTHS = Text(
    nl="januari februari maart april mei juni juli augustus september oktober november december",
    en="January February March April May June July August September October November December",
)


def day(on: date, language: Language) -> str:
    """A day as people write it; of a moment, the day on which it lies."""
    on = day_of(on) if isinstance(on, datetime) else on
    return f"{on.day} {_MONTHS[language].split()[on.month - 1]} {on.year}"


def no_move(steps: Iterable[NextStep], language: Language) -> str:
    """Why none of these steps moves the process: it has ended, or what does is not open, or not among them."""
    if all(s.source in FINAL for s in steps):
        return both(
            "Het proces is beëindigd; er is geen stap meer.", "The process has ended; no step is left.", language
        )
    return both("Er staat geen stap open die verder leidt.", "No step that leads on is open.", language)


def both(nl: str, en: str, language: Language) -> str:
    """The one of these two that is asked for."""
    return nl if spoken(language) == "nl" else en


def counted(number: int, one: Text, more: Text, language: Language) -> str:
    """A number with what it counts: 1 record, 2 records."""
    return f"{number} {(one if number == 1 else more)[language]}"


def spoken(language: Language) -> Language:
    """The language itself.

    Raises:
        UnknownName: it is not one of the two.
    """
    if language not in LANGUAGES:
        raise unknown_language(language)
    return language
