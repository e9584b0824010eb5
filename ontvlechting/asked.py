"""What is asked of a ledger: commands with their ids, and what keeps one from being recorded at all."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

from attrs import evolve

from ontvlechting.audit import REDACTED, Head, Record, Sealed, redacted
from ontvlechting.checked import problems_of_id
from ontvlechting.codec import Removed, command_to_plain
from ontvlechting.commands import Command, ProcessReading, RecordPortfolio, Redact
from ontvlechting.errors import ClockBehind, InputError, Problem, Stale, shown
from ontvlechting.outside import several
from ontvlechting.text import Text

TOLERANCE = timedelta(minutes=1)
"""How far the clock may run behind the last record of a process; the moment of that record is then used."""


class Asked(NamedTuple):
    """One command to be judged."""

    process: str
    command: Command
    id: str


def with_ids(commands: Iterable[tuple[str, Command]], ids: Iterable[str] | None) -> list[Asked]:
    """Each command with its id.

    Raises:
        InputError: these are no pairs, an id is not well formed or given twice, or there are not as many ids as commands.
    """
    pairs = several(commands)
    problems = _unpaired(pairs)
    if problems:
        raise InputError("submit", problems)
    if ids is None:
        return [Asked(process, command, os.urandom(16).hex()) for process, command in pairs]
    given = several(ids)
    if not isinstance(given, tuple):
        raise InputError("submit", [Problem("ids", shown(ids), Text(nl="een lijst", en="a list"))])
    problems = [p for n, id in enumerate(given) for p in problems_of_id(id, f"ids[{n}]")]
    if len(given) != len(pairs) or (not problems and len(set(given)) < len(given)):
        expected = Text(
            nl=f"{len(pairs)} verschillende kenmerken, voor elke opdracht een",
            en=f"{len(pairs)} different ids, one for each command",
        )
        problems.append(Problem("ids", shown(given), expected))
    if problems:
        raise InputError("submit", problems)
    return [Asked(process, command, id) for (process, command), id in zip(pairs, given, strict=True)]


def _unpaired(commands: object) -> list[Problem]:
    """What keeps these from being commands, each with the process that it is for."""
    expected = Text(nl="paren van proces en opdracht", en="pairs of a process and a command")
    if not isinstance(commands, tuple):
        return [Problem("commands", shown(commands), expected)]
    return [
        Problem(f"commands[{n}]", shown(pair), expected)
        for n, pair in enumerate(commands)
        if not isinstance(pair, (tuple, list)) or len(pair) != 2
    ]


def named(process: str) -> None:
    """Whether this can be the name of a process.

    Raises:
        InputError: it cannot.
    """
    if problems := problems_of_id(process, "process"):
        raise InputError("process", problems)


def check(process: str, command: object, recorded_at: datetime) -> None:
    """Input that cannot be recorded at all; every problem together."""
    problems = problems_of_id(process, "process")
    if not isinstance(command, Command):
        expected = Text(nl="een opdracht uit `ontvlechting.commands`", en="a command of `ontvlechting.commands`")
        problems.append(Problem("command", shown(command), expected))
    elif command.at > recorded_at:
        moment = recorded_at.isoformat()
        expected = Text(nl=f"een moment tot en met nu ({moment})", en=f"a moment up to now ({moment})")
        problems.append(Problem("command.at", shown(command.at.isoformat()), expected))
    if problems:
        raise InputError("submit", problems)


def refuse_stale(process: str, command: Command, reading: Callable[[str], ProcessReading | None]) -> None:
    """A portfolio is recorded only while it says what the ledger says.

    Args:
        process: the process or programme in which it is to be recorded.
        command: what is asked; only a portfolio is looked at.
        reading: gives how a process stands now; None when there is no such process.

    Raises:
        Stale: it says something else of some process.
    """
    if not isinstance(command, RecordPortfolio):
        return
    stale = []
    for given in command.readings:
        found = reading(given.process)
        if found is None or evolve(given, compensated_by=None) != found:
            stale.append((given.process, given.record, 0 if found is None else found.record))
    if stale:
        raise Stale(process, stale)


def not_before(head: Head, process: str, now: datetime) -> datetime:
    """The moment of recording: now, but never before that of the record before it.

    Raises:
        ClockBehind: the clock runs further behind than `TOLERANCE`.
    """
    if behind(head, now):
        raise ClockBehind(process, now, head.recorded_at or now)
    return max(now, head.recorded_at or now)


def behind(head: Head, now: datetime) -> bool:
    """Whether the clock runs further behind the last record than `TOLERANCE`."""
    return head.recorded_at is not None and head.recorded_at - now > TOLERANCE


def lessened(command: Redact, process: str, records: Sequence[Sealed]) -> list[Sealed]:
    """The stored records that this command names, without the texts that have to go.

    Raises:
        InputError: there is no such record, or no such text in it.
    """
    stored = {s.number: s for s in records}
    expected = Text(
        nl=f"het nummer van een opgeslagen handeling van `{process}` (1 tot en met {len(stored)})",
        en=f"the number of a stored record of `{process}` (1 up to {len(stored)})",
    )
    problems: list[Problem] = []
    less: list[Sealed] = []
    for number in command.records:
        if number not in stored:
            problems.append(Problem("records", shown(number), expected))
            continue
        try:
            less.append(redacted(stored[number], command.fields))
        except InputError as error:
            problems += error.problems
    if problems:
        raise InputError("Redact", problems)
    return less


def alike(record: Record, command: Command) -> bool:
    """Whether a record is about this command, as far as that can be told once texts were removed."""
    if not record.removed:
        return record.event.command == command
    if isinstance(record.event.command, Removed):
        return True
    return _same(command_to_plain(record.event.command), command_to_plain(command))


def _same(stored: object, given: object) -> bool:
    if isinstance(stored, dict) and isinstance(given, dict):
        return stored.keys() == given.keys() and all(_same(stored[k], given[k]) for k in stored)
    if isinstance(stored, list) and isinstance(given, list):
        return len(stored) == len(given) and all(_same(a, b) for a, b in zip(stored, given, strict=True))
    return stored == given or (stored == REDACTED and isinstance(given, str))
