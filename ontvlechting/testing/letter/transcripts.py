"""Transcripts for the letter: its roles and parties by their names, who performs and who is accountable."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from ontvlechting.engine.command import Command
from ontvlechting.engine.rulebook import Rules
from ontvlechting.engine.text import Language
from ontvlechting.engine.values import Actor
from ontvlechting.letter.dossier import Dossier
from ontvlechting.letter.terms import said
from ontvlechting.letter.views import words
from ontvlechting.testing import transcripts
from ontvlechting.testing.transcripts import PLAIN, Telling


def _who(actor: Actor, language: Language) -> str:
    return f"{actor.id} ({said(actor.role)[language]}, {words.party(actor.party, language)})"


def _standing(dossier: Dossier, language: Language) -> Iterator[str]:
    nl = language == "nl"
    if dossier.identity is None:
        return
    tasks: dict[str, list[str]] = {}
    for task, performer in dossier.performers.items():
        tasks.setdefault(performer, []).append(task)
    every = "alle taken" if nl else "every task"
    performs = "; ".join(
        f"{words.party(p, language)} ({', '.join(held) if len(tasks) > 1 else every})" for p, held in tasks.items()
    )
    yield f"{'Voert uit' if nl else 'Performs'}: {performs}"
    accountable = words.party(dossier.accountable, language) if dossier.accountable else "-"
    yield f"{'Verantwoordelijk' if nl else 'Accountable'}: {accountable}"


TELLING = Telling(who=_who, standing=_standing)
"""How the letter tells its transcripts."""


def transcript(
    rules: Rules,
    commands: Iterable[Command],
    language: Language = "nl",
    *,
    process: str = "p",
    known: Iterable[Rules] = (),
) -> str:
    """What becomes of these commands, one after the other, under these rules; see `ontvlechting.testing.transcripts`.

    Beside the state of a process of the letter it says who performs and who is accountable.

    Raises:
        InputError: these are no rules or no commands.
        UnknownRules: a command adopts rules that are none of these.
    """
    of_the_letter = issubclass(getattr(rules, "dossier", Dossier), Dossier)  # what are no rules is refused below
    telling = TELLING if of_the_letter else PLAIN
    return transcripts.transcript(rules, commands, language, process=process, known=known, telling=telling)
