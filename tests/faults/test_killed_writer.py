"""A writer is killed: what it had said is recorded stays recorded, and nothing of it is there by half."""

from __future__ import annotations

import os
import random
import signal
import time
from itertools import islice

from ontvlechting.record.stores.port import Store
from tests.faults.work import Asked, batches, counted, place, shared, tell, write
from tests.faults.writer import opened
from tests.faults.writers import Writers

KILLS = int(os.environ.get("ONTVLECHTING_KILLS", "18"))
"""How often, for each kind of ledger; `make faults` does it a hundred times."""
SEED = 20_230_403
LIFE = 0.04
"""How many seconds a writer lives at most: every third from its birth, so that some die while they open the ledger, the
others from their first commit."""


def recorded(store: Store, asked: list[Asked]) -> list[bool]:
    """Which of these commands are recorded, all looked up at one moment."""
    with store.still() as still:
        return [still.find(a.id) is not None for a in asked]


def test_a_killed_writer_loses_nothing_that_it_said(address: str) -> None:
    """A writer is killed again and again, at a random moment: every id that it gave back is recorded, once.

    The commit that it was at is there whole or not at all, repeating it records it once, and the chain holds.
    """
    chance = random.Random(SEED)  # noqa: S311 - the same moments every time
    tell(f"seed {SEED}")
    before = open_ended = expected = halves = 0
    with opened(address) as flow:
        write(flow, [shared()])
        expected += 1
    with Writers(address) as program:
        for n in range(KILLS):
            name, program.said = f"schrijver-{n}", []
            pid = program.go("batches", name)
            if n % 3:
                program.wait_for_a_word()
            time.sleep(chance.uniform(0, LIFE))
            os.kill(pid, signal.SIGKILL)
            assert signal.SIGKILL == program.wait(), "it was still writing"
            with opened(address) as flow:
                work = batches(name)
                said: list[Asked] = []
                while len(said) < len(program.said):
                    said += next(work)
                assert program.said == [a.id for a in said]
                asked, after = islice(work, 2)
                there = recorded(flow._store, [*said, *asked, *after])
                assert all(there[: len(said)])
                halves += len(set(there[len(said) : len(said) + len(asked)])) != 1
                assert not any(there[len(said) + len(asked) :])
                before += not said
                open_ended += there[len(said)]
                expected += len(said)
                assert [a.id for a in asked] == write(flow, asked)
                expected += len(asked)
                if n % 10 == 0:
                    assert expected == flow.verify().records
    with opened(address) as flow:
        report = flow.verify(deep=True)
    assert (expected, KILLS + 1, 0) == (report.records, report.processes, halves)
    counted("a writer killed", where=place(address), tried=KILLS, acknowledged=expected, half=halves)
    tell(f"{KILLS} kills, {expected} records; {before} before the first commit, {open_ended} between commit and answer")
