"""Does the same work for several things at once, each in a process of its own."""

from __future__ import annotations

import json
import multiprocessing
from collections.abc import Callable, Sequence
from multiprocessing.connection import Connection, wait
from typing import Any, TypeVar

from ontvlechting.engine.errors import InputError, Problem, shown
from ontvlechting.engine.text import Text

_T = TypeVar("_T")

Told = Callable[[str, int, int], None]
"""Is told how far a piece of work is: what it is, how much there is, how much of that is done."""
Work = Callable[[_T, "Told | None"], dict[str, Any]]
"""Does one piece of work, tells how far it is, and answers with plain values."""


def at_least(subject: str, field: str, many: object) -> None:
    """See that a number is one at least; of none, or by none, nothing would be done, and that would look well.

    Raises:
        InputError: it is not.
    """
    if type(many) is not int or many < 1:
        expected = Text(nl="een geheel getal, minstens 1", en="a whole number, at least 1")
        raise InputError(subject, [Problem(field, shown(many), expected)])


def side_by_side(work: Work[_T], things: Sequence[_T], jobs: int, told: Told | None) -> list[dict[str, Any]]:
    """Do the work for each thing, so many at a time; the answers in the order of the things.

    What comes back is JSON. The work itself and the things are simply there after a fork; where a system cannot fork,
    Python sends them to the processes that it starts.

    Raises:
        NotPortable: the system cannot fork, and the work or a thing has no name in a module.
        RuntimeError: a process ended without an answer; its own words are on standard error.
    """
    forks = "fork" in multiprocessing.get_all_start_methods()
    context: Any = multiprocessing.get_context("fork" if forks else "spawn")
    waiting, answers = list(enumerate(things)), dict[int, dict[str, Any]]()
    running: dict[Connection, int] = {}
    while waiting or running:
        while waiting and len(running) < jobs:
            number, thing = waiting.pop(0)
            ours, theirs = context.Pipe(duplex=False)
            context.Process(target=_run, args=(work, thing, theirs), daemon=True).start()
            theirs.close()
            running[ours] = number
        for connection in wait(list(running)):
            assert isinstance(connection, Connection)
            try:
                said = json.loads(connection.recv_bytes())
            except EOFError:
                number = running.pop(connection)
                if number not in answers:
                    msg = f"the process for number {number + 1} ended without an answer"
                    raise RuntimeError(msg) from None
                continue
            if "told" in said:
                if told is not None:
                    told(*said["told"])
            else:
                answers[running[connection]] = said["answer"]
    return [answers[n] for n in range(len(things))]


def _run(work: Work[_T], thing: _T, to: Connection) -> None:
    """In a process of its own."""

    def told(*how_far: object) -> None:
        to.send_bytes(json.dumps({"told": how_far}).encode())

    to.send_bytes(json.dumps({"answer": work(thing, told)}).encode())
    to.close()
