"""What parties are called, and which tasks each performs; and what a breach affected, and by what cause."""

from __future__ import annotations

from collections.abc import Mapping

from ontvlechting import letter
from ontvlechting.engine.text import Language
from ontvlechting.letter.interruptions import Interruption, Measurement
from ontvlechting.letter.terms import said
from ontvlechting.views.words import both


def party(id: str, language: Language) -> str:
    """A party by its name, or by its id when the letter does not know it."""
    found = letter.PARTIES.get(id)
    return found.name[language] if found else id


def by_performer(performers: Mapping[str, str]) -> dict[str, list[str]]:
    """The tasks that each party performs, by its id."""
    found: dict[str, list[str]] = {}
    for task, performer in performers.items():
        found.setdefault(performer, []).append(task)
    return found


def affected(given: Interruption, language: Language) -> str:
    """Which service a breach affects, and of which party it is where that was said."""
    return given.service if given.party is None else f"{given.service}, {party(given.party, language)}"


def cause(given: Interruption, language: Language) -> str:
    """What a breach came from: as somebody said, or what was measured first."""
    if given.cause is not None:
        return given.cause
    return measured(given.beyond[0], language) if given.beyond else both("niet gezegd", "not said", language)


def measured(given: Measurement, language: Language) -> str:
    """What was measured, beside its limit and its baseline."""
    i = given.indicator
    value, limit, baseline = (said(n)[language] for n in (given.value, i.limit, i.baseline))
    return both(
        f"{i.id} is {value}; de grens is {limit}, de nulmeting {baseline}",
        f"{i.id} is {value}; the limit is {limit}, the baseline {baseline}",
        language,
    )
