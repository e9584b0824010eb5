"""Answers about a whole ledger: a portfolio, an account, a programme that goes on for years; time and memory."""

from __future__ import annotations

import tempfile
import tracemalloc
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from itertools import count
from pathlib import Path

from bench.measure import BAR, Row, Section, middle, timed
from bench.memory import ROAD
from ontvlechting import Workflow, letter
from ontvlechting import commands as c
from ontvlechting.engine.values import Actor, Mandate
from ontvlechting.letter.values import DocumentKind, Power, Role

MANY = 10_000
SHORT = 3
ENTRIES = (30, 3_000)
AROUND = (50, 1_000)
"""How many processes are in the ledger with the programme of which an account is given."""
AT = datetime(2023, 4, 3, 9, tzinfo=UTC)
MANDATE = Mandate(id="fictief-mandaat", powers=tuple(Power), valid_from=date(2023, 1, 1), valid_until=None)
MINISTRY = Actor(id="fictief-ministerie-1", role=Role.MINISTRY, party=letter.MINISTRY, mandate=MANDATE)
MINUTES = count(1)


def later() -> datetime:
    """The next minute."""
    return AT + timedelta(minutes=next(MINUTES))


def opened(flow: Workflow, programme: str, process: str) -> None:
    """Open a fictional programme of one process."""
    flow.submit(
        programme,
        c.OpenProgramme(by=MINISTRY, at=later(), name="Fictief", size=1, study="fictieve-studie", processes=(process,)),
    ).or_raise()


def entry() -> c.Command:
    """One more document of a programme."""
    id = f"fictief-stuk-{next(MINUTES)}"
    return c.RecordDocument(by=MINISTRY, at=later(), id=id, kind=DocumentKind.LETTER, name="Fictief stuk")


@contextmanager
def ledger(processes: int, short: int, *, at_hand: int = 1_024) -> Iterator[Workflow]:
    """A ledger on SQLite with so many processes, written by the library."""
    with (
        tempfile.TemporaryDirectory(dir=Path.cwd()) as folder,
        Workflow.open(f"sqlite:///{folder}/l.db", at_hand=at_hand) as flow,
    ):
        names = [f"p-{n:05d}" for n in range(processes)]
        for n in range(0, processes, 500):
            flow.submit_many([(name, command) for name in names[n : n + 500] for command in ROAD[:short]])
        yield flow


def portfolio(rounds: int) -> list[Row]:
    """How every process of a ledger stands: read from its records, and with a cache that holds all dossiers."""
    seconds = {}
    for at_hand in (1_024, MANY):
        with ledger(MANY, SHORT, at_hand=at_hand) as flow:
            seconds[at_hand] = [timed(flow.portfolio) for _ in range(max(rounds // 5, 2))]
    what = f"portfolio() of {MANY:,} processes"
    return [
        middle(f"{what}, read from their records", "s", seconds[1_024], bar=1.0),
        middle(f"{what}, with `at_hand={MANY:_}`", "s", seconds[MANY], bar=1.0),
    ]


def entries(rounds: int) -> Row:
    """One more entry in a long programme, as a ratio to one in a short one."""
    with Workflow.open("memory:") as flow:
        for size in ENTRIES:
            opened(flow, f"programma-{size}", "fictief/een")
            flow.submit_many([(f"programma-{size}", entry()) for _ in range(size)])

        def some(size: int) -> Callable[[], object]:
            few = [entry() for _ in range(10)]
            return lambda: [flow.submit(f"programma-{size}", command) for command in few]

        taken = [[timed(some(size)) for size in ENTRIES] for _ in range(rounds + 1)]
    ratios = [long / short for short, long in taken[1:]]
    return middle(f"a command in a programme of {ENTRIES[1]:,} entries, beside {ENTRIES[0]}", "×", ratios, bar=BAR)


def accounts(rounds: int) -> list[Row]:
    """The account and the report of one programme in a small and in a larger ledger: time, and the most memory held."""
    taken: dict[tuple[str, int], list[float]] = {}
    held: dict[tuple[str, int], int] = {}
    for size in AROUND:
        with ledger(size, SHORT) as flow:
            opened(flow, "programma", "p-00000")
            works = {
                "accountability": lambda flow=flow: flow.accountability("programma"),  # type: ignore[misc]
                "report": lambda flow=flow: flow.report("en", programme="programma"),  # type: ignore[misc]
            }
            for name, work in works.items():
                work()
                taken[name, size] = [timed(work) for _ in range(max(rounds // 5, 2))]
                tracemalloc.start()
                work()
                held[name, size] = tracemalloc.get_traced_memory()[1]
                tracemalloc.stop()
    small, large = AROUND
    found = []
    for name in ("accountability", "report"):
        what = f"{name} of one programme, {large:,} processes around it, beside {small}"
        ratios = [b / a for a, b in zip(taken[name, small], taken[name, large], strict=True)]
        found.append(middle(what, "×", ratios, bar=BAR))
        found.append(Row(what=f"{what}: memory", value=held[name, large] / held[name, small], unit="×", bar=BAR))
    return found


def measure(rounds: int) -> Section:
    """Measure everything about a whole ledger."""
    return Section(
        name="whole",
        title="Answers about a whole ledger",
        rows=(*portfolio(rounds), entries(rounds), *accounts(rounds)),
        packages=("ontvlechting",),
        told=f"Ledgers of SQLite, written by the library itself, {SHORT} records for each process.",
    )
