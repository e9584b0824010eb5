"""In memory: one process judged and recorded, step by step, with the real guards, records and hashes of ours."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from itertools import count
from typing import Any

import attrs

from bench.subjects import Subject
from ontvlechting import LETTER, Dossier, State, Workflow, decide, evolve, letter, next_steps
from ontvlechting.letter.commands import Command
from ontvlechting.letter.fiction import Road
from ontvlechting.record.audit import ROOT, seal
from ontvlechting.record.stores.memory import MemoryStore

CASE = "douane/websites"
NOW = datetime(2026, 1, 1, tzinfo=UTC)


ROAD: list[Command] = list(Road(letter.PROCESSES[CASE]).until(State.COMPLETED))
"""The whole road of one process, with its real commands."""


def bodies() -> list[bytes]:
    """The bytes that a road stores, record by record."""
    store = MemoryStore()
    Workflow(store).submit_many([(CASE, command) for command in ROAD])
    return [s.body + s.disclosures for _, s in store.records()]


BODIES = bodies()


class Ours(Subject):
    """Each command judged, sealed and folded; nothing is stored."""

    name = "ontvlechting: judged, sealed and folded, not stored"
    packages = ("ontvlechting", "attrs", "cattrs")
    modules = ("ontvlechting",)
    at_once = 8
    steps = len(ROAD)
    lines = False

    def build(self, n: int) -> Sequence[Any]:
        return [[Dossier(process=f"p-{i}")] for i in range(n)]

    def drive(self, cases: Sequence[Any]) -> None:
        for case in cases:
            dossier, previous = case[0], ROOT
            for number, command in enumerate(ROAD, start=1):
                event = decide(LETTER, dossier, command)
                record = seal(event, id="0" * 32, number=number, previous=previous, recorded_at=NOW)
                dossier, previous = evolve(dossier, event, number), record.hash
            case[0] = dossier

    def ended(self, case: Any) -> bool:
        return bool(case[0].state is State.COMPLETED)


class Judged(Ours):
    """Each command judged on the dossier before it, without a record, as `ask` does."""

    name = "ontvlechting: a fully judged dry run"

    def setup(self) -> None:
        dossier = Dossier(process=CASE)
        self.pairs = []
        for command in ROAD:
            self.pairs.append((dossier, command))
            dossier = evolve(dossier, decide(LETTER, dossier, command))

    def build(self, n: int) -> Sequence[Any]:
        return [[] for _ in range(n)]

    def drive(self, cases: Sequence[Any]) -> None:
        for case in cases:
            for dossier, command in self.pairs:
                case.append(decide(LETTER, dossier, command))

    def ended(self, case: Any) -> bool:
        return all(event.verdict.allowed for event in case)


class Ahead(Judged):
    """Every door from each state of the road: whether it is open, and all that is missing when it is not."""

    name = "ontvlechting: next_steps, every door from here"

    def drive(self, cases: Sequence[Any]) -> None:
        for case in cases:
            for dossier, command in self.pairs:
                case.append(next_steps(LETTER, dossier, command.at))

    def ended(self, case: Any) -> bool:
        return len(case) == len(ROAD)


class Submitted(Ours):
    """A whole `submit` into a ledger in memory."""

    name = "ontvlechting: submit"
    numbers = count()

    def setup(self) -> None:
        self.flow = Workflow.open("memory:")

    def build(self, n: int) -> Sequence[Any]:
        return [f"p-{next(self.numbers)}" for _ in range(n)]

    def drive(self, cases: Sequence[Any]) -> None:
        for case in cases:
            for command in ROAD:
                self.flow.submit(case, command)

    def ended(self, case: Any) -> bool:
        return self.flow.dossier(case).state is State.COMPLETED


class Together(Submitted):
    """The commands of a road in one `submit_many`."""

    name = "ontvlechting: submit_many, a road at once"

    def drive(self, cases: Sequence[Any]) -> None:
        for case in cases:
            self.flow.submit_many([(case, command) for command in ROAD])


class Bodies(Judged):
    """The bodies of the same guards, called one after another, and nothing else: the least that judging takes."""

    name = "the bodies of its guards"

    def setup(self) -> None:
        super().setup()
        self.asked = [
            (dossier, command, [g.check for g in LETTER.table[type(command), dossier.state][1]])
            for dossier, command in self.pairs
        ]

    def drive(self, cases: Sequence[Any]) -> None:
        for case in cases:
            for dossier, command, checks in self.asked:
                case.append([check(dossier, command, LETTER.norms) for check in checks])

    def ended(self, case: Any) -> bool:
        return len(case) == len(ROAD)


class Built(Ours):
    """Every command of a road made anew from existing values, which checks its fields."""

    name = "building a command"

    def setup(self) -> None:
        self.parts = [(type(c), {a.name: getattr(c, a.name) for a in attrs.fields(type(c))}) for c in ROAD]

    def build(self, n: int) -> Sequence[Any]:
        return [[] for _ in range(n)]

    def drive(self, cases: Sequence[Any]) -> None:
        for case in cases:
            for kind, given in self.parts:
                case.append(kind(**given))

    def ended(self, case: Any) -> bool:
        return len(case) == len(ROAD)
