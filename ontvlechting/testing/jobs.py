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
"""Called with how far a piece of work is: its name, how much there is, and how much of that is done."""
Work = Callable[[_T, "Told | None"], dict[str, Any]]
"""Does one piece of work, reports how far it is, and returns plain values."""


def at_least(subject: str, field: str, many: object) -> None:
    """Check that a number is at least 1. With 0 nothing would be done, and that would look like success.

    Raises:
        InputError: it is not.
    """
    if type(many) is not int or many < 1:
        expected = Text(nl="een geheel getal, minstens 1", en="a whole number, at least 1")
        raise InputError(subject, [Problem(field, shown(many), expected)])


def side_by_side(work: Work[_T], things: Sequence[_T], jobs: int, told: Told | None) -> list[dict[str, Any]]:
    """Do the work for each thing, `jobs` at a time, each in its own process; the answers in the order of the things.

    Answers come back as JSON. After a fork the child has the work and the things; where a system cannot fork, Python
    pickles them for the processes that it starts.

    Raises:
        NotPortable: the system cannot fork, and the work or a thing has no name in a module.
        RuntimeError: a process ended without an answer; its own error is on standard error.
    """
    forks = "fork" in multiprocessing.get_all_start_methods()
    context: Any = multiprocessing.get_context("fork" if forks else "spawn")
    waiting, answers = list(enumerate(things)), dict[int, dict[str, Any]]()
    running: dict[Connection, int] = {}
    while waiting or running:
        while waiting and len(running) < jobs:
            number, thing = waiting.pop(0)
            ours, theirs = context.Pipe(duplex=False)
            context.Process(target=_answer_through, args=(work, thing, theirs), daemon=True).start()
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


def _answer_through(work: Work[_T], thing: _T, to: Connection) -> None:
    """Do one piece of work in a child process, and send progress and answer through a connection."""

    def told(*how_far: object) -> None:
        to.send_bytes(json.dumps({"told": how_far}).encode())

    to.send_bytes(json.dumps({"answer": work(thing, told)}).encode())
    to.close()
