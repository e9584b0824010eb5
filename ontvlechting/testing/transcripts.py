"""What was asked and answered, as text for people and as Python code to run again.

`transcript` judges commands one after the other and writes that down in Dutch or English; `source` writes any value as
the Python code that makes it. Nothing here runs such code.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from typing import Any

import attrs

from ontvlechting.engine.adoption import KnownRules
from ontvlechting.engine.checked import check_of, refuse
from ontvlechting.engine.command import Command
from ontvlechting.engine.core import evolve
from ontvlechting.engine.errors import Problem
from ontvlechting.engine.events import Event
from ontvlechting.engine.outside import problems_of_each, several
from ontvlechting.engine.rulebook import Rules
from ontvlechting.engine.text import Language
from ontvlechting.engine.values import Actor
from ontvlechting.engine.verdicts import VERDICTS
from ontvlechting.views import words

# -- for people --------------------------------------------------------------------------------------------------------


def _who(actor: Actor, _: Language) -> str:
    return f"{actor.id} ({actor.role.value}, {actor.party})"


def _columns(dossier: Any, language: Language) -> Iterator[str]:
    for column in type(dossier).columns:
        if (held := column.of(dossier)) is not None:
            yield f"{column.title[language]}: {held.value if isinstance(held, Enum) else held}"


@attrs.frozen
class Telling:
    """The parts of a transcript that differ from letter to letter.

    Attributes:
        who: who asks, in words.
        standing: how things stand beside the state, one line each; by default the columns of the dossier.
    """

    who: Callable[[Actor, Language], str] = _who
    standing: Callable[[Any, Language], Iterable[str]] = _columns


PLAIN = Telling()
"""Roles and parties as they stand in a record, and the columns of the dossier."""


def transcript(
    rules: Rules,
    commands: Iterable[Command],
    language: Language = "nl",
    *,
    process: str = "p",
    known: Iterable[Rules] = (),
    telling: Telling = PLAIN,
) -> str:
    """What becomes of these commands, one after the other, under these rules.

    For each: who asks what and when, the verdict, every reason with its rule, and where the process then stands.

    Args:
        rules: what judges.
        commands: what is asked, in this order, of a new process.
        language: of the text.
        process: the name of the process.
        known: other rules, which the process may adopt.
        telling: how a letter tells it.

    Raises:
        InputError: these are no rules or no commands.
        UnknownRules: a command adopts rules that are none of these.
    """
    judges = KnownRules(rules, known)
    commands = several(commands)
    refuse("transcript", problems_of_each(commands, "commands", _problems_of_command))
    dossier: Any = None
    history: list[Event] = []
    lines: list[str] = []
    for number, command in enumerate(commands, start=1):
        before = judges.blank(process, command) if dossier is None else dossier
        event = judges.judge(before, command, lambda: history)
        after = evolve(before, event, number)
        dossier = after if event.verdict.allowed else dossier
        history.append(event)
        lines += [*told(number, event, after, language, telling), ""]
    return "\n".join(lines)


def told(number: int, event: Event, after: Any, language: Language = "nl", telling: Telling = PLAIN) -> list[str]:
    """One command with its answer, and where the process stands after it, as lines of a transcript."""
    command, verdict = event.command, event.verdict
    who = telling.who(command.by, language)
    lines = [f"{number}. {command.at.isoformat(timespec='minutes')} {who}: {command.title[language]}"]
    lines.append(f"   {words.both('Antwoord', 'Answer', language)}: {VERDICTS[verdict.kind][language]}")
    lines += [f"   - {r.rule} ({words.REASONS[r.kind][language]}): {r.text[language]}" for r in verdict.reasons]
    lines.append(f"   {words.both('Toestand', 'State', language)}: {after.state.title[language]}")
    lines += [f"   {line}" for line in telling.standing(after, language)]
    return [words.visible(" ".join(line.split("\n"))) for line in lines]


def _problems_of_command(given: object, field: str) -> list[Problem]:
    return check_of(Command)(given, field)[1]


# -- for Python --------------------------------------------------------------------------------------------------------


def source(value: Any) -> str:
    """Python code that makes an equal value, with the names of `imports`; fields at their default are left out.

    Raises:
        TypeError: it is, or holds, a value of a kind that no command holds.
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
