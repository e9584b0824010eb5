"""What is asked of a ledger: commands with their ids, and what keeps one from being recorded at all."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from attrs import evolve, fields

from ontvlechting.audit import REDACTED, TOLERANCE, Head, Record, Sealed, redacted
from ontvlechting.checked import Checked, problems_of_id
from ontvlechting.codec import Removed
from ontvlechting.commands import ALL, Command, ProcessReading, RecordPortfolio, Redact
from ontvlechting.errors import ClockBehind, InputError, Problem, Stale, shown
from ontvlechting.text import Text


class Asked(NamedTuple):
    """One command to be judged."""

    process: str
    command: Command
    id: str


def with_ids(commands: Iterable[tuple[str, Command]], ids: Iterable[str] | None) -> list[Asked]:
    """Each command with its id.

    Raises:
        InputError: these are no pairs, or there are not as many ids as commands.
    """
    pairs, problems = _listed("commands", commands, _PAIRS)
    for n, pair in enumerate(pairs):
        if not isinstance(pair, tuple | list) or len(pair) != 2:
            problems.append(Problem(f"commands[{n}]", shown(pair), _PAIR))
    given = [os.urandom(16).hex() for _ in pairs]
    if ids is not None:
        given, found = _listed("ids", ids, _ids(len(pairs)))
        problems += found
        if not problems and len(given) != len(pairs):
            problems += [p for n, id in enumerate(given) for p in problems_of_id(id, f"ids[{n}]")]
            problems.append(Problem("ids", shown(given), _ids(len(pairs))))
    refuse("submit", problems)
    return [Asked(_plain(p), command, _plain(id)) for (p, command), id in zip(pairs, given, strict=True)]


_PAIRS = Text(nl="paren van proces en opdracht", en="pairs of process and command")
_PAIR = Text(nl="een paar van proces en opdracht", en="a pair of process and command")


def _ids(many: int) -> Text:
    return Text(
        nl=f"{many} verschillende kenmerken, voor elke opdracht een", en=f"{many} different ids, one for each command"
    )


def _listed(field: str, given: Any, expected: Text) -> tuple[list[Any], list[Problem]]:
    """The items of what was given, and what is wrong when it has none; the letters of a text are no items."""
    try:
        items = None if isinstance(given, str | bytes) else iter(given)
    except TypeError:
        items = None
    return ([], [Problem(field, shown(given), expected)]) if items is None else (list(items), [])


def names(subject: str, given: Iterable[str]) -> list[str]:
    """These names of processes; whether there are such processes is not asked.

    Raises:
        InputError: they are none.
    """
    found, problems = _listed("processes", given, Text(nl="namen van processen", en="names of processes"))
    refuse(subject, [*problems, *(p for n, name in enumerate(found) for p in problems_of_id(name, f"processes[{n}]"))])
    return [_plain(name) for name in found]


def _plain(name: Any) -> Any:
    """A text as no more than a text; anything else as it is, to be refused."""
    return str.__str__(name) if isinstance(name, str) else name


def whole(field: str, value: object, least: int = 0) -> list[Problem]:
    """What keeps a value from being a whole number from `least` on, of a size that every database knows."""
    if type(value) is int and least <= value < 1 << 63:
        return []
    nl, en = f"een geheel getal vanaf {least}", f"a whole number from {least} on"
    if type(value) is int and value > least:
        nl, en = f"{nl}, kleiner dan 2^63", f"{en}, smaller than 2^63"
    return [Problem(field, shown(value), Text(nl=nl, en=en))]


def refuse(subject: str, problems: Iterable[Problem]) -> None:
    """Nothing, where there are no problems.

    Raises:
        InputError: there are.
    """
    if found := list(problems):
        raise InputError(subject, found)


def named(process: str) -> str:
    """What can be the name of a process, as a plain text.

    Raises:
        InputError: it cannot.
    """
    refuse("process", problems_of_id(process, "process"))
    return str.__str__(process)


def check(asked: Sequence[Asked], now: datetime) -> None:
    """Commands that can be recorded, whatever the answer will be.

    Raises:
        InputError: one of them cannot; every problem of all of them.
    """
    problems: list[Problem] = []
    for n, (process, command, id) in enumerate(asked):
        problems += misfits(process, command, now, f"commands[{n}]." if len(asked) > 1 else "")
        problems += problems_of_id(id, f"ids[{n}]")
    if not problems and len({a.id for a in asked}) < len(asked):
        problems.append(Problem("ids", shown([a.id for a in asked]), _ids(len(asked))))
    refuse("submit", problems)


def misfits(process: object, command: object, now: datetime, path: str = "") -> list[Problem]:
    """What keeps a command from being recorded at all, or even judged."""
    problems = problems_of_id(process, f"{path}process")
    if type(command) not in ALL:
        expected = Text(nl="een opdracht uit `ontvlechting.commands`", en="a command of `ontvlechting.commands`")
        problems.append(Problem(f"{path}command", shown(command), expected))
    elif isinstance(command, Command) and command.at > now:
        moment = now.isoformat()
        expected = Text(nl=f"een moment tot en met nu ({moment})", en=f"a moment up to now ({moment})")
        problems.append(Problem(f"{path}command.at", shown(command.at.isoformat()), expected))
    return problems


def refuse_stale(
    process: str, command: Command, reading: Callable[[str], ProcessReading | None]
) -> Sequence[ProcessReading]:
    """A portfolio is recorded only while it says what the ledger says.

    Args:
        process: the process or programme in which it is to be recorded.
        command: what is asked; only a portfolio is looked at.
        reading: gives how a process stands now; None when there is no such process.

    Returns:
        What it says of processes, which has to be as true when it is stored.

    Raises:
        Stale: it says something else of some process.
    """
    if not isinstance(command, RecordPortfolio):
        return ()
    stale = []
    for given in command.readings:
        found = reading(given.process)
        if found is None or evolve(given, compensated_by=None) != found:
            stale.append((given.process, given.record, 0 if found is None else found.record))
    if stale:
        raise Stale(process, stale)
    return command.readings


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
    return _same(record.event.command, command)


def _same(stored: object, given: object) -> bool:
    """Whether two values are equal, apart from texts that were removed; a moment is equal at any offset."""
    if type(stored) is not type(given):
        return False
    if isinstance(stored, tuple) and isinstance(given, tuple):
        return len(stored) == len(given) and all(map(_same, stored, given))
    if isinstance(stored, Checked):
        names = [a.name for a in fields(type(stored))]  # type: ignore[arg-type]  # each of them is an attrs class
        return all(_same(getattr(stored, name), getattr(given, name)) for name in names)
    return stored in (given, REDACTED)
