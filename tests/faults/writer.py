"""A program that forks writers: each opens the ledger by itself, writes, and says each id once it is recorded.

`python writer.py` reads lines of words with tabs between them: `go JOB NAME ADDRESS` forks a writer, `stand JOB NAME
ADDRESS` forks one that begins together with others, at `begin`; `wait` waits until one of them is gone. It answers `pid
NUMBER`, `ids ID...` for every commit, and `gone NUMBER STATUS`. All has been imported before the first fork, so a writer
soon writes.
"""

from __future__ import annotations

import os
import sys
import traceback
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from itertools import count, cycle

from ontvlechting import Workflow
from ontvlechting import commands as c
from ontvlechting.engine.errors import Stale
from ontvlechting.letter.fiction import Road
from ontvlechting.record.stores.postgres import PostgresStore
from ontvlechting.record.stores.sqlite import SqliteStore
from tests.faults.work import MOVING, SHARED, WEBSITES, Asked, batches, contacts, write
from tests.programmes import ask

EACH = 15
"""How many commands a writer writes to the one process."""
SHARE = max(25, int(os.environ.get("ONTVLECHTING_ACKNOWLEDGEMENTS", "0")) // 80)
"""How many processes of its own a writer opens; with `make faults` eight of them open a thousand."""
CHAPTER = 100
"""How many portfolios a writer asks for in one programme before it opens the next: a long one takes longer."""


def opened(address: str) -> Workflow:
    """A workflow on a file or a database."""
    if address.startswith("sqlite:"):
        return Workflow(SqliteStore(address.removeprefix("sqlite:")))
    return Workflow(PostgresStore(address))


def one(name: str) -> Iterator[list[Asked]]:
    """Commands for the process that the others write to as well."""
    return ([asked] for asked in contacts(SHARED, name, EACH))


def many(name: str) -> Iterator[list[Asked]]:
    """Many processes, with two commands each."""
    for n in range(SHARE):
        process = f"{name}-{n}"
        yield [Asked(process, Road(WEBSITES).identify(), f"{process}-identify")]
        yield contacts(process, process, 1)


def first(name: str) -> Iterator[list[Asked]]:
    """One process of its own, in a ledger that others may be making at the same moment."""
    yield [Asked(name, Road(WEBSITES).identify(), f"{name}-0")]


def moves(name: str) -> Iterator[list[Asked]]:
    """Steps in the processes that move, one after the other, without end."""
    for n, process in enumerate(cycle(MOVING)):
        ((_, command, _),) = contacts(process, name, 1)
        yield [Asked(process, command, f"{name}-{n}")]


def portfolios(flow: Workflow, name: str) -> Iterator[list[str]]:
    """How the processes that move stand, read and recorded, without end; what is stale is left and read again."""
    for n in count():
        programme = f"{name}-{n // CHAPTER}"
        if n % CHAPTER == 0:
            opening = ask(c.OpenProgramme, name=programme, size=len(MOVING), study="studie", processes=MOVING)
            flow.submit(programme, opening, id=f"{programme}-opent").or_raise()
        with suppress(Stale):
            portfolio = ask(c.RecordPortfolio, readings=flow.portfolio())
            yield [flow.submit(programme, portfolio, id=f"{name}-portfolio-{n}").or_raise().record.id]


def _of(job: Callable[[str], Iterator[list[Asked]]]) -> Callable[[Workflow, str], Iterator[list[str]]]:
    """The job of who reads nothing."""
    return lambda flow, name: (write(flow, asked) for asked in job(name))


JOBS: Mapping[str, Callable[[Workflow, str], Iterator[list[str]]]] = {
    "batches": _of(batches),
    "first": _of(first),
    "one": _of(one),
    "many": _of(many),
    "moves": _of(moves),
    "portfolios": portfolios,
}


def _say(line: str) -> None:
    os.write(1, f"{line}\n".encode())  # less than a pipe takes at once: never half a line


def _write(address: str, job: str, name: str, gate: int | None) -> None:
    """Be a writer, once the gate is open; the process ends with this."""
    status = 1
    try:
        if gate is not None:
            os.read(gate, 1)
        with opened(address) as flow:
            for ids in JOBS[job](flow, name):
                _say(" ".join(["ids", *ids]))
        status = 0
    except BaseException:  # noqa: BLE001 - a fork may not return into the loop of its parent
        traceback.print_exc()
    finally:
        sys.stderr.flush()
        os._exit(status)


def main() -> None:
    """Do what the lines say."""
    gate, shut = os.pipe()  # whoever reads waits until the other end is closed
    for line in iter(sys.stdin.readline, ""):
        match line.strip().split("\t"):
            case ["go" | "stand" as when, job, name, address]:
                pid = os.fork()
                if pid == 0:
                    os.close(shut)
                    _write(address, job, name, gate if when == "stand" else None)
                _say(f"pid {pid}")
            case ["begin"]:
                os.close(shut)
                os.close(gate)
                gate, shut = os.pipe()
            case ["wait"]:
                pid, status = os.waitpid(-1, 0)
                _say(f"gone {pid} {status}")


if __name__ == "__main__":
    main()
