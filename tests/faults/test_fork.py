"""A program forks while it has a ledger open: parent and children go on, each by connections of its own."""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import closing, suppress
from itertools import islice

import psycopg
import pytest

from ontvlechting import Workflow
from ontvlechting.engine.errors import LedgerUnavailable
from ontvlechting.record.stores.postgres import PostgresStore
from ontvlechting.testing.stores import keep, story
from tests.faults.work import Asked, commands, counted, shared, write

pytestmark = [
    pytest.mark.skipif(not hasattr(os, "fork"), reason="this system does not fork"),
    pytest.mark.filterwarnings("ignore:This process:DeprecationWarning"),
]
MANY = int(os.environ.get("ONTVLECHTING_ACKNOWLEDGEMENTS", "0"))
CHILDREN = 4
EACH, LONG = max(24, MANY // CHILDREN // 2), 60 + MANY // 50
"""How many children, how many commits each of them makes, and how many seconds they may take."""


Work = Callable[[Callable[[str], None]], None]
"""What a child does; it is given a way to say something."""


def forked(work: Work) -> tuple[int, int]:
    """A child that does this, with somewhere to say what it did: its process, and where that can be read."""
    read, said = os.pipe()
    pid = os.fork()
    if pid:
        os.close(said)
        return pid, read
    status = 1
    try:
        signal.alarm(LONG)  # who hangs is ended

        def say(line: str) -> None:
            os.write(said, f"{line}\n".encode())

        work(say)
        status = 0
    except BaseException as error:  # noqa: BLE001 - a fork may not return into pytest
        with suppress(OSError):
            os.write(said, f"error {error!r}\n".encode())
    finally:
        os._exit(status)


def heard(child: tuple[int, int]) -> tuple[int, list[str]]:
    """How a child ended, and what it said."""
    pid, read = child
    with os.fdopen(read) as lines:
        found = lines.read().splitlines()
    return os.waitpid(pid, 0)[1], found


def some(name: str) -> Iterator[list[Asked]]:
    """What one writer writes."""
    return ([asked] for asked in islice(commands(name), EACH))


def _writes(flow: Workflow, name: str) -> Work:
    def work(say: Callable[[str], None]) -> None:
        for batch in some(name):
            for id in write(flow, batch):
                say(id)

    return work


class Busy:
    """Threads that write until it ends."""

    def __init__(self, flow: Workflow, many: int) -> None:
        self._flow = flow
        self._stop = threading.Event()
        self._threads = [threading.Thread(target=self._go_on, args=(f"ouder-{n}",)) for n in range(many)]
        self.said: list[str] = []
        for thread in self._threads:
            thread.start()

    def _go_on(self, name: str) -> None:
        for asked in commands(name):
            if self._stop.is_set():
                return
            self.said += write(self._flow, [asked])

    def end(self) -> None:
        """Let each finish what it is at."""
        self._stop.set()
        for thread in self._threads:
            thread.join(LONG)


@pytest.mark.parametrize("threads", [0, 2], ids=["idle", "busy"])
def test_children_and_their_parent_go_on_writing(database: str, threads: int) -> None:
    """Whether or not the parent is in the middle of something: all that was acknowledged is there, and nobody hangs."""
    with Workflow(PostgresStore(database)) as flow:
        said = write(flow, [shared()])
        busy = Busy(flow, threads)
        children = [forked(_writes(flow, f"kind-{n}")) for n in range(CHILDREN)]
        ends = [heard(c) for c in children]
        busy.end()
        for batch in some("daarna"):
            said += write(flow, batch)
        assert [0] * CHILDREN == [status for status, _ in ends], ends
        said += [*busy.said, *(id for _, ids in ends for id in ids)]
        with psycopg.connect(database) as connection:
            there = {id for (id,) in connection.execute("SELECT id FROM ontvlechting.records")}
        assert set() == set(said) - there
        assert len(there) == flow.verify(deep=True).rejudged
    what = "processes that fork with the ledger open, parents idle and busy"
    counted(what, where="PostgreSQL", tried=CHILDREN, acknowledged=len(said), lost=len(set(said) - there))


def test_a_child_that_ends_closes_nothing_of_its_parent(database: str) -> None:
    """Also when it ends as a program does, and lets go of everything it has."""
    with closing(PostgresStore(database)) as store:
        keep(store, story("p", 1))
        before = set(map(id, store._pools.pool()._pool))

        def read_and_close(say: Callable[[str], None]) -> None:
            say(str(len(store.standings())))
            store.close()

        for _ in range(3):
            assert (0, ["1"]) == heard(forked(read_and_close))
            assert 1 == len(store.standings())
        assert before <= set(map(id, store._pools.pool()._pool))


def _refused(store: PostgresStore) -> Work:
    def work(say: Callable[[str], None]) -> None:
        with suppress(LedgerUnavailable):
            store.find("x")
            say("not refused")
        try:
            keep(store, story("x", 1))
        except LedgerUnavailable as error:
            say(error.text.en.partition(": ")[2])

    return work


SAID = [
    (
        "this connection belongs to the program from which this one was forked; open the ledger here anew; "
        "nothing was recorded"
    )
]


def test_a_connection_of_the_caller_is_refused_in_a_child(database: str) -> None:
    """In words, without a byte going over it; the parent commits what it had."""
    with psycopg.connect(database) as connection:
        bound = PostgresStore.bound(connection)
        keep(bound, story("p", 1))
        assert (0, SAID) == heard(forked(_refused(bound)))
        keep(bound, story("q", 1))
        connection.commit()
    with closing(PostgresStore(database)) as store:
        assert 2 == len(list(store.records()))


def test_a_turn_and_a_moment_are_not_those_of_a_child(database: str) -> None:
    """Who was in the middle of one when it forked goes on; its child is refused there, and can write once it is out."""
    with closing(PostgresStore(database)) as store:
        keep(store, story("p", 1))
        with store.turn(["p"]):
            keep(store, story("p", 2)[1:])
            assert (0, SAID) == heard(forked(_refused(store)))
        with store.still() as still:
            assert isinstance(still, PostgresStore)
            assert (0, SAID) == heard(forked(_refused(still)))
            assert 2 == len(list(still.records()))

        def leave(say: Callable[[str], None]) -> None:
            with suppress(LedgerUnavailable):
                turn.__exit__(None, None, None)
                say("not refused")
            keep(store, story("q", 1))
            say("kept")

        turn = store.turn(["p"])
        turn.__enter__()
        keep(store, story("p", 3)[2:])
        assert (0, ["kept"]) == heard(forked(leave))
        turn.__exit__(None, None, None)
        assert [("p", 3), ("q", 1)] == [(s.process, s.number) for s in store.standings()]
