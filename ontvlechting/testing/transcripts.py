"""What was asked and answered, as text for people and as Python to run again.

`transcript` judges commands one after the other and tells it in Dutch or English; `source` writes any value as the
Python that makes it. Nothing here runs such Python.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from typing import Any

import attrs

from ontvlechting.engine.adoption import KnownRules
from ontvlechting.engine.core import evolve
from ontvlechting.engine.events import Event
from ontvlechting.engine.rulebook import Rules
from ontvlechting.engine.text import Language
from ontvlechting.engine.verdicts import VERDICTS
from ontvlechting.letter.commands import Command
from ontvlechting.letter.dossier import Dossier
from ontvlechting.letter.terms import said
from ontvlechting.letter.views.words import party
from ontvlechting.views import words

# -- for people --------------------------------------------------------------------------------------------------------


def transcript(
    rules: Rules,
    commands: Iterable[Command],
    language: Language = "nl",
    *,
    process: str = "p",
    known: Iterable[Rules] = (),
) -> str:
    """What becomes of these commands, one after the other, under these rules.

    For each: who asks what and when, the verdict, every reason with its rule, and where the process then stands, who
    performs and who is accountable.

    Args:
        rules: what judges.
        commands: what is asked, in this order, of a new process.
        language: of the text.
        process: the name of the process.
        known: other rules, which the process may adopt.

    Raises:
        UnknownRules: it is to adopt rules that are none of these.
    """
    judges = KnownRules(rules, known)
    dossier = Dossier(process=process)
    history: list[Event] = []
    lines: list[str] = []
    for number, command in enumerate(commands, start=1):
        event = judges.judge(dossier, command, lambda: history)
        dossier = evolve(dossier, event)
        history.append(event)
        lines += [*told(number, event, dossier, language), ""]
    return "\n".join(lines)


def told(number: int, event: Event, after: Dossier, language: Language = "nl") -> list[str]:
    """One command with its answer, and where the process stands after it, as lines of a transcript."""
    command, verdict = event.command, event.verdict
    actor = command.by
    who = f"{actor.id} ({said(actor.role)[language]}, {party(actor.party, language)})"
    lines = [f"{number}. {command.at.isoformat(timespec='minutes')} {who}: {command.title[language]}"]
    lines.append(f"   {'Antwoord' if language == 'nl' else 'Answer'}: {VERDICTS[verdict.kind][language]}")
    lines += [f"   - {r.rule} ({words.REASONS[r.kind][language]}): {r.text[language]}" for r in verdict.reasons]
    lines += [f"   {line}" for line in _standing(after, language)]
    return [words.visible(" ".join(line.split("\n"))) for line in lines]


def _standing(dossier: Dossier, language: Language) -> Iterator[str]:
    nl = language == "nl"
    yield f"{'Toestand' if nl else 'State'}: {dossier.state.title[language]}"
    if dossier.identity is None:
        return
    tasks: dict[str, list[str]] = {}
    for task, performer in dossier.performers.items():
        tasks.setdefault(performer, []).append(task)
    every = "alle taken" if nl else "every task"
    performs = "; ".join(
        f"{party(p, language)} ({', '.join(held) if len(tasks) > 1 else every})" for p, held in tasks.items()
    )
    yield f"{'Voert uit' if nl else 'Performs'}: {performs}"
    accountable = party(dossier.accountable, language) if dossier.accountable else "-"
    yield f"{'Verantwoordelijk' if nl else 'Accountable'}: {accountable}"


# -- for Python --------------------------------------------------------------------------------------------------------


def source(value: Any) -> str:
    """Python that makes an equal value, with the names of `imports`; fields at their default are left out.

    Raises:
        TypeError: a value of a kind that no value or command holds.
    """
    if isinstance(value, Enum):
        return f"{type(value).__name__}.{value.name}"
    if attrs.has(type(value)):
        fields = [(a, getattr(value, a.name)) for a in attrs.fields(type(value)) if a.init]
        given = [f"{a.name}={source(v)}" for a, v in fields if v is not a.default]
        return f"{type(value).__name__}({', '.join(given)})"
    if isinstance(value, tuple):
        return f"({''.join(f'{source(v)}, ' for v in value).rstrip(' ')})"
    if isinstance(value, datetime):
        return f"datetime.fromisoformat({value.isoformat()!r})"
    if isinstance(value, date):
        return f"date.fromisoformat({value.isoformat()!r})"
    if isinstance(value, Decimal):
        return f"Decimal({str(value)!r})"
    if value is None or isinstance(value, (str, bool, int, bytes)):
        return repr(value)
    raise TypeError(f"no value of ours: {type(value).__name__}")


def imports(values: Iterable[Any]) -> list[str]:
    """The lines that import every name that `source` uses for these values, sorted."""
    modules: dict[str, set[str]] = {}
    for name, module in set(_names(tuple(values))):
        modules.setdefault(module, set()).add(name)
    return [f"from {module} import {', '.join(sorted(modules[module]))}" for module in sorted(modules)]


def _names(value: Any) -> Iterator[tuple[str, str]]:
    if isinstance(value, tuple):
        for item in value:
            yield from _names(item)
    elif isinstance(value, (Enum, date, datetime, Decimal)) or attrs.has(type(value)):
        yield type(value).__name__, type(value).__module__
        for a in attrs.fields(type(value)) if attrs.has(type(value)) else ():
            yield from _names(getattr(value, a.name))
