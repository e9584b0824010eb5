"""The same work by hand: what a programmer would write without this library, on `transitions` or without any library.

Each judges the same commands by the bodies of the same guards and gathers every reason, on a mutable model. It keeps an
attrs record with the whole command as evidence, as canonical JSON in a SHA-256 hash chain, and stores it before the
model moves. It has no salts, so no text can be removed later; no overview and no ids; and its stored rows can be
changed.
"""

from __future__ import annotations

import hashlib
import json
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from functools import cached_property
from itertools import count
from pathlib import Path
from types import SimpleNamespace
from typing import Any, ClassVar

import psycopg
from attrs import define, field, frozen
from cattrs.preconf.json import make_converter
from transitions import Machine

from bench.memory import NOW, ROAD
from bench.subjects import Subject
from ontvlechting import LETTER, Dossier, State
from ontvlechting.engine.dossier import Grouped, hand_on
from ontvlechting.engine.verdicts import Reason
from ontvlechting.letter.commands import Command

Keep = Callable[["Record", bytes, str], None]
"""Stores a record: the record, its bytes, and their hash."""
NAMES = count()


class Process(Dossier):
    """A dossier whose fields change in place."""

    __setattr__ = object.__setattr__  # type: ignore[assignment]  # mutable on purpose
    chain: str
    numbers: Iterator[int]
    reasons: list[Reason]

    def forget(self) -> None:
        """Clear what was derived from the fields, after they have changed."""
        for name in DERIVED:
            vars(self).pop(name, None)


DERIVED = [
    name for kind in Dossier.__mro__ for name, held in vars(kind).items() if isinstance(held, cached_property | Grouped)
]
"""The names of what a dossier derives from its fields on first use."""


@define
class Record:
    """What was asked and answered."""

    process: str
    number: int
    previous: str
    recorded_at: datetime
    kind: str
    command: Command
    before: str
    after: str
    reasons: list[Any] = field(factory=list)


@frozen
class Door:
    """Where a command leads, and its guards."""

    target: State
    guards: Sequence[Callable[[Any, Any, Any], Any]]


DOORS = {arrow: Door(target, [g.check for g in guards]) for arrow, (target, guards) in LETTER.table.items()}
"""For each command and state: where it leads, and the bodies of its guards."""


def converter() -> Any:
    """The cattrs converter from a record to JSON values: members by value; decimals, days and moments as text."""
    made = make_converter()
    made.register_unstructure_hook(Decimal, str)
    made.register_unstructure_hook(date, date.isoformat)
    made.register_unstructure_hook(datetime, datetime.isoformat)
    made.register_unstructure_hook(Enum, lambda member: member.value)
    return made


class ByHand(Subject):
    """By hand without a library for the table: a dict of doors."""

    name = "the same work by hand, without a library"
    packages: ClassVar[tuple[str, ...]] = ("attrs", "cattrs")
    at_once = 8
    steps = len(ROAD)
    lines = False

    def __init__(self, keep: Keep | None = None) -> None:
        self.kept: list[bytes] = []
        self.keep: Keep = keep or (lambda _, body, __: self.kept.append(body))

    def setup(self) -> None:
        self.converter = converter()

    def build(self, n: int) -> Sequence[Any]:
        made = [Process(process=f"p-{next(NAMES)}", state=State.NEW) for _ in range(n)]
        for process in made:
            process.chain, process.numbers, process.reasons = "0" * 64, count(1), []
        return made

    def drive(self, cases: Sequence[Any]) -> None:
        for process in cases:
            for command in ROAD:
                self.fire(process, command)

    def fire(self, process: Any, command: Command) -> bool:
        """One step."""
        door = DOORS[type(command), process.state]
        if not self.judge(process, command, door):
            return False
        self.record(process, command, process.state, door.target)
        process.state = door.target
        return True

    def judge(self, process: Any, command: Command, door: Door) -> bool:
        """Ask every guard, and gather every reason."""
        process.reasons = [r for check in door.guards for r in check(process, command, LETTER.norms)]
        return not any(r.shuts for r in process.reasons)

    def record(self, process: Any, command: Command, before: State, after: State) -> None:
        """Store the record, and then apply the effect of the command."""
        number = next(process.numbers)
        record = Record(
            process.process,
            number,
            process.chain,
            NOW,
            command.key,
            command,
            before.value,
            after.value,
            process.reasons,
        )
        plain = self.converter.unstructure(record)
        plain["command"] = self.converter.unstructure(command)
        body = json.dumps(plain, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()
        process.chain = hashlib.sha256(body).hexdigest()
        self.keep(record, body, process.chain)
        process.at = command.at if process.at is None else max(process.at, command.at)
        process.rules = process.rules or LETTER.ref
        if command.in_turn:
            process.moved_at = command.at
        changes: dict[str, Any] = {}
        if after is not before:
            changes |= {"since": command.at, **process.moved(command.at)}
        changes |= command.effect(process)
        changes |= process.kept(command, number)
        was = SimpleNamespace(**vars(process))
        process.forget()
        for name, value in changes.items():
            setattr(process, name, value)
        hand_on(was, process)  # type: ignore[arg-type]  # it has the attributes that are needed

    def ended(self, case: Any) -> bool:
        return bool(case.state is State.COMPLETED)


class OnTransitions(ByHand):
    """A `transitions.Machine`: a condition gathers the reasons, and what comes `before` stores the record."""

    name = "the same work by hand, on transitions"
    packages = ("transitions", "attrs", "cattrs")

    def setup(self) -> None:
        super().setup()
        self.machine = Machine(None, State, initial=State.NEW, auto_transitions=False, send_event=True)
        for (kind, source), door in DOORS.items():
            self.machine.add_transition(kind.key, source, door.target, conditions=self.allowed, before=self.store)

    def build(self, n: int) -> Sequence[Any]:
        self.machine.models = []
        made = super().build(n)
        self.machine.add_model(made)
        return made

    def allowed(self, event: Any) -> bool:
        """Ask every guard, as the condition of a transition."""
        (command,) = event.args
        return self.judge(event.model, command, DOORS[type(command), event.model.state])

    def store(self, event: Any) -> None:
        """Store the record and apply the effect, before the transition."""
        (command,) = event.args
        self.record(event.model, command, event.model.state, DOORS[type(command), event.model.state].target)

    def fire(self, process: Any, command: Command) -> bool:
        return bool(process.trigger(command.key, command))


_COLUMNS = "process TEXT NOT NULL, number INTEGER NOT NULL, hash TEXT NOT NULL, body {} NOT NULL, PRIMARY KEY (process, number)"


def in_a_file(path: Path) -> Keep:
    """Store in SQLite: one INSERT and COMMIT for each record, which waits for the disk."""
    file = sqlite3.connect(path, isolation_level=None)
    file.executescript("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL")
    file.execute(f"CREATE TABLE records ({_COLUMNS.format('BLOB')})")

    def keep(record: Record, body: bytes, hash: str) -> None:
        file.execute("BEGIN IMMEDIATE")
        file.execute("INSERT INTO records VALUES (?, ?, ?, ?)", (record.process, record.number, hash, body))
        file.execute("COMMIT")

    return keep


def on_a_server(url: str) -> Keep:
    """Store in PostgreSQL: one round trip to the server for each record."""
    server = psycopg.connect(url, autocommit=True)
    server.execute("DROP TABLE IF EXISTS records")
    server.execute(f"CREATE TABLE records ({_COLUMNS.format('bytea')})")

    def keep(record: Record, body: bytes, hash: str) -> None:
        row = record.process, record.number, hash, body
        server.execute("INSERT INTO records VALUES (%s, %s, %s, %s)", row, binary=True)

    return keep
