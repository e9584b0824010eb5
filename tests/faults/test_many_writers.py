"""Many write at once: threads that share a workflow, and programs of their own."""

from __future__ import annotations

import os
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Event

import pytest

from ontvlechting import Outcome, Workflow
from ontvlechting.record.audit import ROOT
from tests.faults.work import SHARED, Asked, contacts, shared, tell, write
from tests.faults.writer import EACH, SHARE, many, one, opened
from tests.faults.writers import Writers

WRITERS = 8
NEW = 10 if os.environ.get("ONTVLECHTING_ACKNOWLEDGEMENTS") else 3
"""How many more files are made by all of them at once."""
NAMES = [f"schrijver-{n}" for n in range(WRITERS)]


def sound(flow: Workflow, ids: set[str], processes: int) -> None:
    """Exactly these commands are recorded, each once, in chains that do not fork and an order without gaps."""
    entries = flow.records(limit=len(ids) + 1)
    assert list(range(1, len(ids) + 1)) == [e.position for e in entries]
    assert sorted(ids) == sorted(e.record.id for e in entries)
    last: dict[str, tuple[int, str]] = {}
    for record in (e.record for e in entries):
        number, hash = last.get(record.event.process, (0, ROOT))
        assert (number + 1, hash) == (record.number, record.previous)
        last[record.event.process] = (record.number, record.hash)
    report = flow.verify(deep=True)
    assert (len(ids), processes) == (report.records, report.processes)


def test_threads_on_one_process(address: str) -> None:
    """Eight threads share a workflow and write to one process: each submit gives an outcome, and its own."""

    def run(name: str) -> list[tuple[Asked, Outcome]]:
        return [(a, flow.submit(a.process, a.command, id=a.id)) for (a,) in one(name)]

    with opened(address) as flow, ThreadPoolExecutor(WRITERS) as pool:
        write(flow, [shared()])
        answers = [answer for found in pool.map(run, NAMES) for answer in found]
        assert WRITERS * EACH == len(answers)
        history = flow.history(SHARED)
        for a, outcome in answers:
            assert (a.id, a.command) == (outcome.record.id, outcome.record.event.command)
            assert outcome.record == history[outcome.record.number - 1]
        sound(flow, {shared().id, *(a.id for a, _ in answers)}, 1)


def test_threads_on_many_processes(address: str) -> None:
    """Eight threads share a workflow and write to hundreds of processes."""

    def run(name: str) -> list[str]:
        return [id for asked in many(name) for id in write(flow, asked)]

    with opened(address) as flow, ThreadPoolExecutor(WRITERS) as pool:
        ids = {id for found in pool.map(run, NAMES) for id in found}
        assert 2 * WRITERS * SHARE == len(ids)
        sound(flow, ids, WRITERS * SHARE)


@pytest.fixture
def program(address: str) -> Iterator[Writers]:
    """Writers that are programs of their own."""
    with Writers(address) as made:
        yield made


@pytest.mark.parametrize(("job", "records", "processes"), [("one", EACH, 0), ("many", 2 * SHARE, SHARE)])
def test_programs(address: str, program: Writers, job: str, records: int, processes: int) -> None:
    """Eight programs write to one process, or to hundreds; meanwhile others read and verify, and never see half."""
    done = Event()

    def look() -> int:
        looks = 0
        with opened(address) as flow:
            while True:
                report = flow.verify()
                assert len(flow.records(limit=3_000)) >= report.records
                looks += 1
                if done.is_set():
                    return looks

    with opened(address) as flow, ThreadPoolExecutor(1) as pool:
        write(flow, [shared()])
        looking = pool.submit(look)
        try:
            assert [0] * WRITERS == program.together(job, NAMES), "every submit gave an outcome"
        finally:
            done.set()
        tell(f"{looking.result()} looks")
        assert WRITERS * records == len(set(program.said))
        sound(flow, {shared().id, *program.said}, WRITERS * processes + 1)


def test_programs_that_make_the_ledger_at_once(tmp_path: Path, address: str, program: Writers) -> None:
    """Eight programs open what is no ledger yet at the same moment: one of them makes it, and all of them write."""
    addresses = [address]
    if address.startswith("sqlite:"):
        addresses += [f"sqlite:{tmp_path / f'{n}.db'}" for n in range(NEW)]
    for new in addresses:
        assert [0] * WRITERS == program.together("first", NAMES, new)
        with opened(new) as flow:
            sound(flow, {f"{name}-0" for name in NAMES}, WRITERS)


def test_two_workflows_that_take_turns(address: str) -> None:
    """Two workflows in one program, each with a memory of its own, write in turn to one process: neither is surprised."""
    with opened(address) as left, opened(address) as right:
        write(left, [shared()])
        asked = contacts(SHARED, "opdracht", 20)
        for n, a in enumerate(asked):
            write((left, right)[n % 2], [a])
        sound(left, {shared().id, *(a.id for a in asked)}, 1)
