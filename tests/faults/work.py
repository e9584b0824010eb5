"""What writers in the tests of faults write: known commands under known ids, the same every time they are asked for."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterator
from itertools import count
from pathlib import Path
from typing import NamedTuple

from ontvlechting import Workflow, letter
from ontvlechting.letter.commands import Command, Stage
from ontvlechting.letter.fiction import Road

WEBSITES = letter.PROCESSES["douane/websites"]
SHARED = "samen"
"""The process that every writer writes to."""
MOVING = tuple(f"beweegt-{n}" for n in range(4))
"""Processes that move while somebody records how they stand."""


def tell(line: str) -> None:
    """Say what was measured; pytest shows it when the test fails, or with `-rP`."""
    sys.stdout.write(f"{line}\n")


def counted(
    what: str, *, where: str, tried: int, acknowledged: int | None = None, lost: int = 0, half: int = 0, untrue: int = 0
) -> None:
    """Say what was counted, and keep it for the page that shows it when `ONTVLECHTING_COUNTS` names a file for that.

    Args:
        what: what was done to the ledger.
        where: where the ledger was.
        tried: how often that was done.
        acknowledged: how many records were said to be there, and looked up.
        lost: how many of those were not.
        half: how often a part was there of what goes together.
        untrue: how often something was said, or passed, that is not so.
    """
    line = json.dumps({k: v for k, v in locals().items() if v is not None})
    tell(line)
    if file := os.environ.get("ONTVLECHTING_COUNTS"):
        with Path(file).open("a", encoding="utf-8") as counts:
            counts.write(f"{line}\n")


def place(address: str) -> str:
    """What kind of database an address names."""
    return {"sqlite": "SQLite", "memory": "memory"}.get(address.partition(":")[0], "PostgreSQL")


class Asked(NamedTuple):
    """One command under its id."""

    process: str
    command: Command
    id: str


def shared() -> Asked:
    """What opens the process that every writer writes to."""
    return Asked(SHARED, Road(WEBSITES).identify(), "samen-0")


def batches(writer: str) -> Iterator[list[Asked]]:
    """What one writer writes, one commit after the other: single commands, and three at once over two processes."""
    mine, refused = Road(WEBSITES), Road(WEBSITES)
    yield [Asked(writer, mine.identify(), f"{writer}-0")]
    for n in count(1):
        asked = [Asked(writer, mine.contact("dor", Stage.FEASIBILITY), f"{writer}-{n}a")]
        if n % 2 == 0:
            asked.append(Asked(SHARED, refused.draft(), f"{writer}-{n}b"))
            asked.append(Asked(writer, mine.contact("dor", Stage.FEASIBILITY), f"{writer}-{n}c"))
        yield asked


EACH = 10
"""How many commands a process takes before the next one is opened: a long one is judged slower."""


def commands(name: str) -> Iterator[Asked]:
    """Commands without end, in processes of this name."""
    for n in count():
        process = f"{name}-{n}"
        yield Asked(process, Road(WEBSITES).identify(), f"{process}-opent")
        yield from contacts(process, process, EACH)


def contacts(process: str, writer: str, many: int) -> list[Asked]:
    """So many commands of one writer for a process that is open."""
    road = Road(WEBSITES)
    return [Asked(process, road.contact("dor", Stage.FEASIBILITY), f"{writer}-{n}") for n in range(many)]


def drafts(process: str, writer: str, many: int) -> list[Asked]:
    """So many commands that are refused for many reasons, so that each record is larger than a page of a file."""
    road = Road(WEBSITES)
    return [Asked(process, road.draft(), f"{writer}-{n}") for n in range(many)]


def write(flow: Workflow, asked: list[Asked]) -> list[str]:
    """Record these commands; the ids under which that was done."""
    if len(asked) == 1:
        ((process, command, id),) = asked
        return [flow.submit(process, command, id=id).record.id]
    outcomes = flow.submit_many([(a.process, a.command) for a in asked], ids=[a.id for a in asked])
    return [o.record.id for o in outcomes]
