"""Words for people: names of roles, reasons and other terms, and texts from outside with control characters made visible."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING

from ontvlechting.engine.days import day_of, written
from ontvlechting.engine.text import Language, Text
from ontvlechting.engine.verdicts import Mend, ReasonKind, Rule, Supplier
from ontvlechting.views import letters

if TYPE_CHECKING:
    from enum import Enum

    from ontvlechting.engine.chart import State
    from ontvlechting.engine.command import Command
    from ontvlechting.engine.core import NextStep
    from ontvlechting.engine.outlook import Ahead
    from ontvlechting.engine.values import Actor, Role, RulesRef
    from ontvlechting.record.origin import Origin

REASONS: dict[ReasonKind, Text] = {
    ReasonKind.FORBIDDEN: Text(nl="mag niet", en="not allowed"),
    ReasonKind.NOT_YET: Text(nl="nog niet", en="not yet"),
    ReasonKind.MISSING: Text(nl="ontbreekt", en="missing"),
    ReasonKind.CANNOT_TELL: Text(nl="niet te beoordelen", en="cannot tell"),
    ReasonKind.WARNING: Text(nl="let op", en="mind"),
}

STEERING = "\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069"
"""Control characters, and those that change the direction of text, without the newline; as a part of a pattern."""
_STEERING = re.compile(f"[{STEERING}]")


def visible(text: str) -> str:
    """The text with each control character shown by its code point, so that it has no effect."""
    return _STEERING.sub(lambda m: f"⟨U+{ord(m[0]):04X}⟩", text)


def party(id: str, role: Role, language: Language) -> str:
    """A party by the name that the letter of this role has for it, or by its id when there is none."""
    named: str | None = letters.first("party", id, role, language)
    return id if named is None else named


def actor(given: Actor, language: Language) -> str:
    """The id of an actor, and the name of the party."""
    return f"{given.id}, {party(given.party, given.role, language)}"


def term(member: Enum, language: Language) -> str:
    """The name of a member of an enumeration: its title, or the term that a letter has for it, or its value."""
    title = getattr(member, "title", None)
    if isinstance(title, Text):
        return title[language]
    said: str | None = letters.first("term", member, language)
    return str(member.value) if said is None else said


HASH = 12
"""How many characters of a hash a page shows; the plain values have all of it."""


def rules(given: RulesRef, language: Language) -> str:
    """Rules by their name, their version, and the start of their hash, which differs from that of others with this name."""
    return f"{given.name}, {both('versie', 'version', language)} {given.version} ({given.hash[:HASH]})"


def rule(given: Rule, language: Language) -> str:
    """A rule: its id and what it asks."""
    return f"{given.id}: {given.title[language]}"


def origin(given: Origin, language: Language) -> str:
    """The program that recorded something, on which machine and under which account."""
    said = f"{both('vastgelegd door', 'recorded by', language)} {given.program} {given.version}"
    said += f" {both('op', 'on', language)} {given.host}" if given.host else ""
    return said + (f", account {given.account}" if given.account else "")


def suppliers(whom: Iterable[Supplier], language: Language) -> str:
    """Who can supply something, in one line: each party by its name, else the role."""
    named = (party(s.party, s.role, language) if s.party is not None else term(s.role, language) for s in whom)
    return ", ".join(dict.fromkeys(named))


def mends(given: Iterable[Mend], language: Language, *, keys: bool = False) -> str:
    """The commands by which something is supplied, each with its field and whether it leads back; in one line.

    Args:
        given: the commands.
        language: the language of the words.
        keys: whether commands and fields are shown by the keys that programs and the command line use.
    """
    back = both(", dat leidt terug", ", which leads back", language)
    return both(" of ", " or ", language).join(
        f"{_command(m.command, language, keys)}{_field(m.field, language, keys)}{back if m.back else ''}" for m in given
    )


def _command(key: str, language: Language, keys: bool) -> str:  # noqa: FBT001 - as in `mends`
    title: Text | None = None if keys else letters.title(key)
    return f"`{key}`" if title is None else f"«{title[language]}»"


def _field(name: str | None, language: Language, keys: bool) -> str:  # noqa: FBT001 - as in `mends`
    """A field in brackets: by its whole path as a key, or by the title of its last part."""
    if name is None:
        return ""
    called: Text | None = None if keys else letters.first("field", name.rpartition(".")[2])
    return f" (`{name}`)" if called is None else f" ({called[language]})"


def acts(count: int, language: Language) -> str:
    """Says how many acts something takes at least."""
    return (
        both("minstens 1 vastlegging", "at least 1 act", language)
        if count == 1
        else both(f"minstens {count} vastleggingen", f"at least {count} acts", language)
    )


def voids(given: Iterable[type[Command]], language: Language) -> str:
    """Says what no longer counts after a step."""
    kinds = ", ".join(f"«{kind.title[language]}»" for kind in given)
    return both(
        f"Daarna telt niet meer wat eerder is vastgelegd met {kinds}.",
        f"After that, what was recorded before by {kinds} no longer counts.",
        language,
    )


def asked_at_each(doors: Sequence[NextStep | Ahead]) -> tuple[Text, ...]:
    """The questions that are asked at each of these doors, to be told once; none when there are fewer than two doors."""
    return tuple(t for t in doors[0].asks if all(t in d.asks for d in doors)) if len(doors) > 1 else ()


def must_meet(asks: Iterable[Text], language: Language, *, each: bool = False) -> str | None:
    """Says what a command must meet besides, or each of several; None when there is nothing to meet."""
    whose = (
        both("Elk van deze verzoeken moet ook voldoen aan", "Each of these commands must also meet", language)
        if each
        else both("Het verzoek moet ook voldoen aan", "The command must also meet", language)
    )
    told = "; ".join(t[language] for t in asks)
    return f"{whose}: {told}." if told else None


def road(state: State, doors: Sequence[Ahead], language: Language) -> str:
    """Says how far it is to the end."""
    if not doors:
        return both(
            f"Vanuit `{state.title.nl}` leidt geen stap meer verder.",
            f"From `{state.title.en}` no step leads on.",
            language,
        )
    moves, total = sum(door.moves for door in doors), sum(door.acts for door in doors)
    end = doors[-1].target.title
    steps = Text(nl="1 stap", en="1 step") if moves == 1 else Text(nl=f"{moves} stappen", en=f"{moves} steps")
    return both(
        f"Van `{state.title.nl}` tot `{end.nl}`: {steps.nl} verder, {acts(total, 'nl')}, voor zover nu te zeggen.",
        f"From `{state.title.en}` to `{end.en}`: {steps.en} on, {acts(total, 'en')}, as far as can be told now.",
        language,
    )


def day(on: date, language: Language) -> str:
    """A day in words; for a moment, the day in the calendar zone."""
    return written(day_of(on) if isinstance(on, datetime) else on)[language]


def late(at: datetime, recorded_at: datetime | None, language: Language) -> str:
    """Says on which day an act was recorded, when that is another day than that of the act; else an empty text.

    Args:
        at: when it took place.
        recorded_at: when it was recorded; None when that is not known.
        language: the language of the words.
    """
    if recorded_at is None or day_of(recorded_at) == day_of(at):
        return ""
    return both(f"vastgelegd op {day(recorded_at, language)}", f"recorded on {day(recorded_at, language)}", language)


def no_move(steps: Collection[NextStep], language: Language) -> str:
    """Says why none of these steps moves the process: it has ended, or no step that moves it is open or among these."""
    if not steps:
        return both("Er staat geen stap open.", "No step is open.", language)
    if all(s.ended for s in steps):
        return both(
            "Het proces is beëindigd; er is geen stap meer.", "The process has ended; no step is left.", language
        )
    return both("Er staat geen stap open die verder leidt.", "No step that leads on is open.", language)


def no_term(language: Language) -> str:
    """Says that no term runs, and where those are told that have passed."""
    return both(
        "Er loopt geen termijn. Een termijn die verstreken is, staat niet hier maar in het rapport.",
        "No term runs. A term that has passed is told in the report, not here.",
        language,
    )


def both(nl: str, en: str, language: Language) -> str:
    """One of these two texts, by the language; for an added language, its translation."""
    return nl if language == "nl" else en if language == "en" else Text(nl=nl, en=en)[language]


def counted(number: int, one: Text, more: Text, language: Language) -> str:
    """A number with its noun: 1 record, 2 records."""
    return f"{number} {(one if number == 1 else more)[language]}"


def short(text: str, letters: int) -> str:
    """A text on one line, cut off at this many letters."""
    line = " ".join(text.split())
    return line if len(line) <= letters else line[: max(letters - 1, 0)] + "…" * (letters > 1)
