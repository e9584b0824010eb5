"""Whether the cost of a step grows with the history of its process, or with the size of the ledger."""

from __future__ import annotations

import sqlite3
import tempfile
import tracemalloc
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime, timedelta
from functools import partial
from itertools import count, cycle, islice
from pathlib import Path

from attrs import evolve

from bench.measure import BAR, Row, Section, middle, timed
from bench.memory import CASE, ROAD
from ontvlechting import State, Workflow, letter
from ontvlechting.letter.commands import Command, RecordContact
from ontvlechting.letter.fiction import Road
from ontvlechting.letter.values import Document, DocumentKind
from ontvlechting.record.merkle import TILE
from ontvlechting.record.stores import rows
from ontvlechting.record.stores.tiles import tile

HISTORIES = (10, 100, 1_000, 10_000)
LEDGERS = (100, 10_000, 100_000)
MET = (1_000, 2_000, 4_000, 8_000)
BATCH = 20
LONG = 100 * BATCH
"""From this length on, a few batches hardly make a history longer."""
AT = datetime(2024, 1, 1, tzinfo=UTC)
SECONDS = count()


def beginning() -> list[Command]:
    """The first commands of a process, until it has a plan on which everybody is heard."""
    return list(Road(letter.PROCESSES[CASE]).until(State.PLAN_DRAFTED))


def contacts() -> Iterator[Command]:
    """Contacts without end, each with its own minutes (a document); each is accepted, and the dossier grows by it."""
    model = next(c for c in ROAD if isinstance(c, RecordContact))
    for number in SECONDS:
        at, title = AT + timedelta(seconds=number), "Fictief: verslag"
        minutes = Document(
            id=f"verslag-{number}", kind=DocumentKind.MINUTES, title=title, on=at.date(), origin=model.body
        )
        yield evolve(model, at=at, document=minutes)


def grown(flow: Workflow, process: str, records: int) -> None:
    """Give a process a history of this length."""
    commands = [*beginning(), *islice(contacts(), records)][:records]
    flow.submit_many([(process, command) for command in commands])


def a_contact(flow: Workflow, process: str) -> Callable[[], object]:
    """Work that records a few contacts one by one. The answers are not kept, as each holds a dossier."""
    few = list(islice(contacts(), BATCH))

    def steps() -> None:
        for command in few:
            flow.submit(process, command)

    return steps


def a_contact_after(flow: Workflow, size: int) -> Callable[[], object]:
    """Work that records a few contacts after a history of this length. A short history is made anew, to stay short."""
    process = f"h-{size}"
    if size < LONG:
        process = f"h-{size}-{next(SECONDS)}"
        grown(flow, process, size)
    return a_contact(flow, process)


def some_steps(flow: Workflow, process: str) -> Callable[[], object]:
    """Work that asks a few times what is next."""
    return lambda: [flow.next_steps(process) for _ in range(BATCH)]


def some_pages(flow: Workflow, _: str) -> Callable[[], object]:
    """Work that asks a few times for fifty lines of the overview."""
    return lambda: [flow.overview(after="p000010", limit=50) for _ in range(BATCH)]


def some_proofs(flow: Workflow, process: str) -> Callable[[], object]:
    """Work that makes a few times the proof that a record is in the ledger."""
    return lambda: [flow.prove(process, 1) for _ in range(BATCH)]


Work = Callable[[], Callable[[], object]]
"""Prepares the work that is timed, and gives it."""


LABELS = {"records": "after a history of {} records", "processes": "in a ledger of {} processes"}
"""How a row says what grows."""


def to_the_first(series: str, over: str, work: Mapping[int, Work], rounds: int) -> list[Row]:
    """The time at each size as a ratio to that at the first, measured in turn.

    Args:
        series: what is measured, as the line in the picture is called.
        over: what grows: one of `LABELS`.
        work: for each size, what is timed.
        rounds: how often.
    """
    taken: dict[int, list[float]] = {size: [] for size in work}
    for n in range(rounds + 1):
        for size, ready in list(work.items())[:: 1 if n % 2 else -1]:
            taken[size].append(timed(ready()))
    first, *others = work
    base = taken[first][1:]  # the first round warms up
    found = []
    for size in others:
        ratios = [t / b for t, b in zip(taken[size][1:], base, strict=True)]
        title = f"{series}, {LABELS[over].format(f'{size:,}')}, beside {first:,}"
        found.append(evolve(middle(title, "×", ratios, bar=BAR), series=series, over=over, at=size))
    return found


def histories(folder: Path, rounds: int) -> list[Row]:
    """One more record after histories of different lengths, in memory and on disk; and `next_steps` in memory."""
    found = []
    for where, address in (("in memory", "memory:"), ("on SQLite", f"sqlite:///{folder / 'histories.db'}")):
        with Workflow.open(address) as flow:
            for size in HISTORIES:
                grown(flow, f"h-{size}", size)
            one = {size: partial(a_contact_after, flow, size) for size in HISTORIES}
            found += to_the_first(f"submit {where}", "records", one, rounds)
            if where == "in memory":
                ahead = {size: partial(some_steps, flow, f"h-{size}") for size in HISTORIES}
                found += to_the_first("next_steps", "records", ahead, rounds)
    return [*found, *whole(rounds)]


def whole(rounds: int) -> list[Row]:
    """The mean over all records of a history in memory, which includes the snapshots that are stored on the way."""

    def each(size: int) -> float:
        flow, commands = Workflow.open("memory:"), [*beginning(), *islice(contacts(), size)]
        return timed(lambda: [flow.submit("p", command) for command in commands]) / len(commands)

    series, (first, *others) = "submit in memory, mean over the history", HISTORIES[1:]
    each(first)
    taken: dict[int, list[float]] = {size: [] for size in HISTORIES[1:]}
    for n in range(max(rounds // 2, 2)):
        for size in HISTORIES[1:][:: 1 if n % 2 else -1]:
            taken[size].append(each(size))
    found = []
    for size in others:
        ratios = [t / b for t, b in zip(taken[size], taken[first], strict=True)]
        row = middle(f"{series}, {size:,} records, beside {first:,}", "×", ratios, bar=BAR)
        found.append(evolve(row, series=series, over="records", at=size))
    return found


@contextmanager
def filled(folder: Path, processes: int) -> Iterator[Workflow]:
    """A ledger with one real process, and so many others in the overview, whose rows are inserted by SQL."""
    path = folder / f"ledger-{processes}.db"
    with Workflow.open(f"sqlite:///{path}") as flow:
        flow.submit_many([(CASE, command) for command in beginning()])
        (model,) = flow._store.standings()  # noqa: SLF001 - to fill it faster
        states = cycle(State)
        standings = (model._replace(process=f"p{n:06d}", number=1, state=next(states).value) for n in range(processes))
        with sqlite3.connect(path) as file:
            columns = ", ".join(rows.COLUMNS)
            marks = ", ".join("?" * len(rows.COLUMNS))
            file.executemany(
                f"INSERT INTO ontvlechting_processes ({columns}) VALUES ({marks})",  # noqa: S608 - our own names
                standings,
            )
            file.executemany(
                "INSERT INTO ontvlechting_records (process, number, id, hash, body, disclosures) VALUES (?, 1, ?, ?, ?, x'')",
                ((f"p{n:06d}", f"id-{n:06d}", model.hash, b"." * 1_400) for n in range(processes)),
            )
            file.commit()
            hashes, full = flow._store.hashes, range(TILE, model.number + processes + 1, TILE)  # noqa: SLF001 - as above
            file.executemany(
                "INSERT INTO ontvlechting_tiles (position, root) VALUES (?, ?)",
                ((last, tile(hashes(last - TILE, TILE), last)) for last in full),
            )
            file.commit()
            # the filling leaves a long write-ahead log, in which a commit finds allocated space; a small ledger would
            # have to allocate it
            file.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        file.close()
        yield flow


def ledgers(folder: Path, rounds: int) -> list[Row]:
    """`submit`, `next_steps`, a page of the overview and a proof, in ledgers of different sizes."""
    with ExitStack() as open_:
        flows = {size: open_.enter_context(filled(folder, size)) for size in LEDGERS}
        works: dict[str, Callable[[Workflow, str], Callable[[], object]]] = {
            "submit": a_contact,
            "next_steps": some_steps,
            "a page of the overview": some_pages,
            "the proof of one record": some_proofs,
        }
        found: list[Row] = []
        for series, work in works.items():
            ready = {size: partial(work, flow, CASE) for size, flow in flows.items()}
            found += to_the_first(series, "processes", ready, rounds)
    return found


def remembered(folder: Path) -> list[Row]:
    """Memory that a `Workflow` holds after it used many processes (tracemalloc), as a ratio to the first thousand."""
    first = beginning()
    held: dict[int, int] = {}
    with Workflow.open(f"sqlite:///{folder / 'met.db'}") as flow:
        flow.submit_many([("warm", command) for command in first])
        tracemalloc.start()
        for n in range(MET[-1]):
            flow.submit_many([(f"m-{n}", command) for command in first])
            if n + 1 in MET:
                held[n + 1] = tracemalloc.get_traced_memory()[0]
        tracemalloc.stop()
    return [
        Row(
            what=f"memory held after {met:,} processes were met, beside {MET[0]:,}",
            value=held[met] / held[MET[0]],
            unit="×",
            bar=BAR,
        )
        for met in MET[1:]
    ]


def measure(rounds: int) -> Section:
    """Everything that should not grow."""
    with tempfile.TemporaryDirectory(dir=Path.cwd()) as name:
        folder = Path(name)
        found = [*histories(folder, rounds), *ledgers(folder, rounds), *remembered(folder)]
    return Section(
        name="growth",
        title="Growth",
        rows=tuple(found),
        packages=("ontvlechting",),
        told=f"Each as a ratio to the smallest, over {BATCH} steps in a row. A history is one of contacts, each accepted: the dossier grows by every one.",
    )
