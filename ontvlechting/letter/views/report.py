"""What a report has for this letter beside what it has for any: a title, breaches and the account of programmes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ontvlechting.engine.shows import Html
from ontvlechting.engine.text import Language, Text
from ontvlechting.letter.account import Account
from ontvlechting.letter.dossier import Dossier
from ontvlechting.letter.views import pieces
from ontvlechting.letter.views.account import html as of_account
from ontvlechting.views.html import joined, tag
from ontvlechting.views.report import Case, Chapter
from ontvlechting.views.words import both

TITLE = Text(nl="Ontvlechting: de stand van zaken", en="Disentanglement: the state of affairs")
WORDS: dict[str, Text] = {
    "tests": Text(nl="De vijf randvoorwaarden en hun bewijs", en="The five preconditions and their evidence"),
    "participation": Text(
        nl="Inspraak, en wat met elk advies is gedaan", en="Participation, and what was done with each advice"
    ),
    "decision": Text(nl="Besluit en afloop", en="Decision and ending"),
    "phases": Text(nl="Fasen van de overdracht", en="Phases of the transfer"),
}
"""The headings of what is told of each process."""


def chapter(account: Account, language: Language) -> Chapter:
    """What the House may ask of a programme, as a chapter of the report."""
    title = Text(nl=f"Verantwoording: {account.programme}", en=f"Account: {account.programme}")
    return Chapter(title=title, body=of_account(account, language))


def sections(given: Dossier, language: Language) -> Iterator[tuple[str, Html]]:
    """What is told of a process: tests, who was heard, decision and ending, and phases where there are any."""
    heard = [pieces.heard(given, language), pieces.inputs(given, language), pieces.advices(given, language)]
    none_yet = tag("p", both("Nog niets vastgelegd.", "Nothing recorded yet.", language))
    yield WORDS["tests"][language], pieces.tests(given, language) or none_yet
    yield WORDS["participation"][language], joined(heard) or none_yet
    yield WORDS["decision"][language], pieces.decision(given, language) or none_yet
    if phases := pieces.phases(given, language):
        yield WORDS["phases"][language], phases


def breaches(cases: Sequence[Case], language: Language) -> str:
    """How many breaches are open in these processes; nothing where none of them is one of the letter."""
    ours = [case.dossier for case in cases if isinstance(case.dossier, Dossier)]
    if not ours:
        return ""
    number = sum(len(dossier.breaches) for dossier in ours)
    return both(f"Open verstoringen: {number}.", f"Open breaches: {number}.", language)
