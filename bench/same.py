"""The same work: the cost of judging and recording, as a ratio to code written by hand, in memory and on disk.

That code judges by the bodies of the same guards, keeps the same commands as evidence in a hash chain, and stores each
record before it moves (`bench/by_hand.py`). It has no salts, no overview and no ids, and its stored rows can be
changed.
"""

from __future__ import annotations

import statistics
import tempfile
from collections.abc import Callable, Sequence
from functools import partial
from itertools import count
from pathlib import Path

from attrs import evolve

from bench.by_hand import ByHand, OnTransitions, in_a_file, on_a_server
from bench.durable import OneByOne, postgres
from bench.measure import Row, Section, a_step, compared, distributions, middle
from bench.memory import BODIES, ROAD, Ahead, Bodies, Built, Judged, Ours, Submitted, Together
from bench.subjects import Subject, Transitions
from ontvlechting import LETTER

STEADY = 2_000
"""How many records are written before the measurement: by then every write-ahead log is recycled."""
FILES = count()

Kind = Callable[[], Subject]


def beside(what: str, one: Kind, other: Kind, rounds: int, bar: float) -> Row:
    """A step of one as a ratio to a step of the other, round by round."""
    subjects = one(), other()
    for subject in subjects:
        subject.setup()
        a_step(subject)
    ratios = [a_step(subjects[0]) / a_step(subjects[1]) for _ in range(rounds)]
    return middle(what, "×", ratios, bar=bar)


def steady(kind: Kind) -> Kind:
    """The same subject, after so many records that its logs are recycled."""

    def made() -> Subject:
        subject = kind()
        begin = subject.setup

        def setup() -> None:
            begin()
            for _ in range(STEADY // len(ROAD)):
                subject.drive(subject.build(1))

        subject.setup = setup  # type: ignore[method-assign]  # it runs before the first round
        subject.at_once = 1  # type: ignore[misc]
        return subject

    return made


def named(where: str, rows: Sequence[Row]) -> list[Row]:
    """The same rows, with the place in their names."""
    return [evolve(row, what=f"{where}: {row.what}") for row in rows]


def measure(rounds: int) -> Section:
    """Measure in memory, on SQLite and on PostgreSQL; and the cost of parts."""
    rows = named("in memory", compared((OnTransitions, ByHand, Submitted, Ours), rounds, {Submitted.name: 0.8}))
    rows += [
        beside("submit_many, a record, beside submit, in memory", Together, Submitted, rounds, 1.2),
        beside("judging, beside the bodies of its guards", Judged, Bodies, rounds, 1.25),
        beside("building a command, beside a trigger of transitions", Built, Transitions, rounds, 1.0),
        beside("next_steps, beside a trigger of transitions", Ahead, Transitions, rounds, 6.0),
    ]
    with tempfile.TemporaryDirectory(dir=Path.cwd()) as name, postgres() as url:
        folder = Path(name)

        def file(kind: type[ByHand]) -> Subject:
            return kind(in_a_file(folder / f"by-hand-{next(FILES)}.db"))

        hands = (partial(file, OnTransitions), partial(file, ByHand), partial(OneByOne, folder))
        rows += named("SQLite", compared([steady(k) for k in hands], rounds, {OneByOne.name: 1.0}))
        servers = (lambda: OnTransitions(on_a_server(url)), lambda: OneByOne(url))
        rows += named("PostgreSQL", compared([steady(k) for k in servers], rounds, {OneByOne.name: 1.15}))
    guards = statistics.mean(len(LETTER.guards_of(type(command))) for command in ROAD)
    weight = statistics.mean(map(len, BODIES))
    return Section(
        name="same",
        title="Beside writing it yourself",
        rows=tuple(rows),
        packages=(*distributions((OnTransitions, Ours)), "psycopg"),
        told=f"One step, as a ratio to the same work by hand: {guards:.1f} guards a command, and a record of {weight:,.0f} bytes "
        f"(ours) on disk before it counts. On disk in steady state: after {STEADY:,} records.",
    )
