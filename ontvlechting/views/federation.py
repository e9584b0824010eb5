"""The answers of several ledgers in one list: each line names its ledger, and below stands what is known of each ledger."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Protocol

from attrs import evolve

from ontvlechting.engine.agenda import Term
from ontvlechting.engine.shows import Html
from ontvlechting.engine.text import Language, Text
from ontvlechting.views import pieces, plain, words
from ontvlechting.views.html import joined, listed, place, tag
from ontvlechting.views.words import both


class Part(Protocol):
    """What one ledger answered."""

    @property
    def name(self) -> str:
        """The name of the ledger."""

    @property
    def trust(self) -> Text:
        """Whether the ledger was verified and against what, or why it gave no answer."""


class Gathered(Protocol):
    """What all ledgers answered."""

    @property
    def found(self) -> Sequence[tuple[str, Any]]:
        """Each line with the name of its ledger."""

    def __iter__(self) -> Any: ...


def _with_ledger_names(given: Gathered) -> list[Any]:
    """Each line, with the name of its ledger put before that of its process."""
    return [evolve(one, process=f"{name}: {one.process}") for name, one in given.found]


def lines(given: Gathered, language: Language) -> str:
    """One line for each process or term, then one for each ledger."""
    found = _with_ledger_names(given)
    told = []
    if found:
        told.append((plain.agenda if isinstance(found[0], Term) else plain.overview)(found, language))
    told += [words.visible(f"{part.name}: {part.trust[language]}") for part in given]
    return "\n".join(told)


def html(given: Gathered, language: Language) -> Html:
    """The same as a table and a list."""
    found = _with_ledger_names(given)
    table = None
    if found and isinstance(found[0], Term):
        table = pieces.agenda(found, language, processes=True)
    elif found:
        table = pieces.standings(found, language)
    ledgers = tag("p", tag("strong", both("De logboeken", "The ledgers", language)))
    trust = listed([joined([tag("strong", part.name), ": ", part.trust[language]]) for part in given])
    return place(joined([table, ledgers, trust]), language)
