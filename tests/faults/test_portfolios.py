"""Some programs record how processes stand, while others move these: what is stored is true when it is stored.

In a plain run it takes a second or two. For half a minute on each kind of ledger::

    ONTVLECHTING_TEST_SECONDS=30 pytest -rP tests/faults/test_portfolios.py
"""

from __future__ import annotations

import os
import signal
import time
from pathlib import Path

import attrs
import psycopg
import pytest

from ontvlechting import Workflow
from ontvlechting.letter.commands import ProcessReading, RecordPortfolio
from ontvlechting.letter.fiction import Road
from tests.faults.work import MOVING, WEBSITES, counted, place, tell
from tests.faults.writer import opened
from tests.faults.writers import Writers

SECONDS = float(os.environ.get("ONTVLECHTING_TEST_SECONDS") or 1)
"""How long they are at it."""
PATIENCE, ENOUGH = 60.0, 20
"""They go on for longer, though not for ever, until so many portfolios are stored and so many steps taken."""
MOVERS, READERS = 2, 2

Moments = dict[tuple[str, int], object]


def moments(address: str, flow: Workflow) -> Moments:
    """When each record was stored, by process and number, in the order that the database itself gives to commits.

    SQLite has one writer at a time, so the order of the ledger is that of commits. PostgreSQL has many, and there a
    record gets its position before the commit; so it is asked when the transaction was committed.
    """
    if address.startswith("sqlite:"):
        return {(s.process, s.number): position for position, s in flow._store.records()}
    with psycopg.connect(address) as connection:
        query = "SELECT process, number, pg_xact_commit_timestamp(xmin) FROM ontvlechting.records"
        return {(process, number): moment for process, number, moment in connection.execute(query)}


def untrue(reading: ProcessReading, stored: object, moments: Moments) -> bool:
    """Whether the next record of that process was there already when this was stored, or that which was read was not."""
    read, after = (moments.get((reading.process, reading.record + n)) for n in (0, 1))
    return not read < stored or (after is not None and after < stored)  # type: ignore[operator]


@pytest.fixture(params=["sqlite", "postgres"])
def address(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Where an empty ledger may be made: a file, and a database of a server that remembers when it committed."""
    if request.param == "sqlite":
        return f"sqlite:{tmp_path / 'ledger.db'}"
    database: str = request.getfixturevalue("server").database()
    return database


def overtaken(said: list[str]) -> int:
    """How many portfolios were not stored, of all that were tried before the last one of the same reader that was."""
    tried: dict[str, list[int]] = {}
    for id in said:
        name, mark, n = id.partition("-portfolio-")
        if mark:
            tried.setdefault(name, []).append(int(n))
    return sum(max(numbers) + 1 - len(numbers) for numbers in tried.values())


def enough(said: list[str]) -> bool:
    """Whether it shows something: portfolios were stored, processes moved, and somebody was overtaken."""
    stored = sum("-portfolio-" in id for id in said)
    return stored >= ENOUGH and len(said) - stored >= ENOUGH and overtaken(said) > 0


def test_a_portfolio_is_true_when_it_is_stored(address: str) -> None:
    """Whoever reads, and is overtaken before it is stored, is told that it is stale; of what is stored nothing is untrue."""
    with opened(address) as flow:
        made_up = {process: attrs.evolve(WEBSITES, name=f"Fictief proces {process}") for process in MOVING}
        flow.submit_many([(process, Road(found).identify()) for process, found in made_up.items()])
        with Writers(address) as program:
            jobs = [("moves", f"beweger-{n}") for n in range(MOVERS)]
            jobs += [("portfolios", f"lezer-{n}") for n in range(READERS)]
            pids = [program.go(*job) for job in jobs]
            begun = time.monotonic()
            while (past := time.monotonic() - begun) < SECONDS or (past < PATIENCE and not enough(program.said)):
                program.wait_for_a_word()
            for pid in pids:
                os.kill(pid, signal.SIGKILL)
            assert [signal.SIGKILL] * len(pids) == [program.wait() for _ in pids]
        report = flow.verify()
        stored = [e.record for e in flow.records(limit=report.records)]
        known = moments(address, flow)
    assert enough(program.said)
    portfolios = [
        (c, known[r.event.process, r.number]) for r in stored if isinstance(c := r.event.command, RecordPortfolio)
    ]
    readings = [(reading, moment) for portfolio, moment in portfolios for reading in portfolio.readings]
    wrong = [reading for reading, moment in readings if untrue(reading, moment, known)]
    tell(
        f"{len(readings)} readings stored in {len(portfolios)} portfolios, {overtaken(program.said)} overtaken; "
        f"{len(stored) - len(portfolios)} moves; {len(wrong)} untrue"
    )
    what = "readings of other processes, stored while these move"
    counted(what, where=place(address), tried=len(readings) + overtaken(program.said), acknowledged=len(readings),
            untrue=len(wrong))  # fmt: skip
    assert [] == wrong
