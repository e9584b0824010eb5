"""Where the time of one judged and recorded step goes, part by part, beside a bare `transitions` trigger.

Run it with the tools of `make test` installed: `python -m bench.parts [--rounds N]`. Each figure is the shortest of the
rounds, per record, over the whole road of one process: fifty-six commands, all accepted, with their real guards, texts
and hashes. Parts are run one after another in every round, so that what else the machine does falls on all of them.
"""
# ruff: noqa: T201 - a program that prints

from __future__ import annotations

import argparse
import gc
import hashlib
import os
import sqlite3
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from itertools import count
from pathlib import Path
from typing import Any

from transitions import Machine

from bench.memory import CASE, NOW, ROAD
from ontvlechting import LETTER, Dossier, Workflow, decide, evolve
from ontvlechting.engine.events import Event
from ontvlechting.letter.commands import Command
from ontvlechting.record.audit import ROOT, Record, Sealed, seal
from ontvlechting.record.codec import written_event
from ontvlechting.record.standing import row


class Model:
    """The model for `transitions`, with a condition that always holds."""

    def holds(self) -> bool:
        """A trivial condition."""
        return True


def ring() -> Any:
    """A model with seven states in a ring, and one trigger, `go`, with three conditions."""
    model, states = Model(), [f"s{n}" for n in range(7)]
    made = Machine(model, states=states, initial="s0", auto_transitions=False)
    for n, state in enumerate(states):
        made.add_transition("go", state, states[(n + 1) % 7], conditions=["holds"] * 3)
    return model


def judged() -> tuple[list[tuple[Dossier, Command]], list[Event]]:
    """Every command of a road with the dossier it meets, and every event that comes of it."""
    dossier, pairs, events = Dossier(process=CASE), [], []
    for command in ROAD:
        event = decide(LETTER, dossier, command)
        pairs.append((dossier, command))
        events.append(event)
        dossier = evolve(dossier, event)
    return pairs, events


def guards(pairs: Sequence[tuple[Dossier, Command]]) -> None:
    """Ask every guard of each command, and nothing else."""
    for dossier, command in pairs:
        for guard in LETTER.table[type(command), dossier.state][1]:
            guard.check(dossier, command, LETTER.norms)


def sealed(event: Event) -> Sealed:
    """The event as a sealed record."""
    return seal(event, id="0" * 32, number=1, previous=ROOT, recorded_at=NOW)


def hashes(parts: Sequence[bytes]) -> None:
    """Compute the SHA-256 of each of these."""
    for part in parts:
        hashlib.sha256(part).hexdigest()


def submits(flow: Workflow, commands: Sequence[Command], process: str) -> None:
    """Submit every command by itself, on a new process."""
    for command in commands:
        flow.submit(process, command)


def inserts(connection: sqlite3.Connection, bodies: Sequence[bytes]) -> None:
    """Insert each of these as a row, in its own transaction."""
    for body in bodies:
        connection.execute("BEGIN IMMEDIATE")
        connection.execute("INSERT INTO raw VALUES (?)", (body,))
        connection.execute("COMMIT")


def parts(folder: Path) -> Mapping[str, Callable[[], object]]:
    """What is timed, by name; each does its part for every record of one road."""
    pairs, events = judged()
    commands = [command for _, command in pairs]
    seals = [sealed(e) for e in events]
    texts = [line for s in seals for line in s.disclosures.split(b"\n")]
    hashed = [*texts, *(s.body for s in seals), *(s.disclosures for s in seals)]
    records = [(dossier, Record(1, NOW, ROOT, ROOT, e, "-")) for (dossier, _), e in zip(pairs, events, strict=True)]
    folds = [(dossier, e) for (dossier, _), e in zip(pairs, events, strict=True)]
    model, names = ring(), (f"p-{n}" for n in count())
    memory, disk = Workflow.open("memory:"), Workflow.open(f"sqlite:///{folder / 'ledger.db'}")
    disk._store._connection.execute("PRAGMA synchronous = OFF")  # noqa: SLF001 - this measures time without the disk
    raw = sqlite3.connect(folder / "raw.db", isolation_level=None)
    raw.executescript("PRAGMA journal_mode = WAL; PRAGMA synchronous = OFF; CREATE TABLE raw (body BLOB NOT NULL)")
    return {
        "a `transitions` trigger, three trivial conditions": lambda: [model.go() for _ in commands],
        "`decide`": lambda: [decide(LETTER, dossier, command) for dossier, command in pairs],
        "— of which the guards themselves": lambda: guards(pairs),
        "`evolve`": lambda: [evolve(dossier, event) for dossier, event in folds],
        "`seal`": lambda: [sealed(event) for event in events],
        "— of which writing canonical JSON": lambda: [written_event(event) for event in events],
        "— of which SHA-256": lambda: hashes(hashed),
        "— of which salts": lambda: [os.urandom(16).hex() for _ in texts],
        "where the process stands, as a row": lambda: [row(*pair) for pair in records],
        "`submit` in memory": lambda: submits(memory, commands, next(names)),
        "`submit` on SQLite, not waiting for the disk": lambda: submits(disk, commands, next(names)),
        "a raw INSERT + COMMIT, not waiting for the disk": lambda: inserts(
            raw, [s.body + s.disclosures for s in seals]
        ),
    }


def main() -> None:
    """Time every part and print a table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--rounds", type=int, default=40)
    rounds = parser.parse_args().rounds
    with tempfile.TemporaryDirectory(dir=os.environ.get("TMPDIR")) as folder:
        work = parts(Path(folder))
        best: dict[str, float] = dict.fromkeys(work, float("inf"))
        for _ in range(rounds):
            for name, part in work.items():
                gc.collect()
                gc.disable()
                begin = time.perf_counter()
                part()
                best[name] = min(best[name], time.perf_counter() - begin)
                gc.enable()
    trigger, steps = next(iter(best.values())), len(judged()[1])
    print("| part | µs a record | × a trigger |\n|---|---:|---:|")
    for name, seconds in best.items():
        print(f"| {name} | {seconds / steps * 1e6:.1f} | {seconds / trigger:.2f} |")


if __name__ == "__main__":
    main()
