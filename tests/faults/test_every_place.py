"""An interruption strikes at every place of `submit` in turn: nothing stays open, and what is acknowledged is recorded.

Python looks for signals where a function begins, after each call, and where a loop begins again, and nowhere else. All
these places are tried, in the files that open a transaction or take a lock.
"""

from __future__ import annotations

import contextlib
import dis
import os
import sqlite3
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, suppress
from functools import cache
from itertools import pairwise
from pathlib import Path
from traceback import format_exception
from types import CodeType, FrameType
from typing import Any

import pytest

from ontvlechting import Workflow
from ontvlechting.record.stores import memory, sqlite
from ontvlechting.record.stores.memory import MemoryStore
from ontvlechting.record.stores.sqlite import SqliteStore
from ontvlechting.shell import workflow
from tests.faults.work import SHARED, commands, contacts, counted, shared, tell, write

pytestmark = pytest.mark.skipif(
    sys.version_info >= (3, 12), reason="where Python looks for signals is worked out from the bytecode of 3.11"
)
FILES = {m.__file__ for m in (sqlite, memory, workflow, contextlib)}


class Struck(Exception):
    """What a signal handler raises."""


@cache
def _places(code: CodeType) -> frozenset[int]:
    """Where in this code Python looks for signals: as a call returns, and as a loop begins again."""
    tables = dis._parse_exception_table(code)  # type: ignore[attr-defined]  # who handles what is raised where
    handled = {
        offset: next((t.target for t in reversed(tables) if t.start <= offset < t.end), None)
        for offset in range(len(code.co_code))
    }
    places = set()
    for this, after in pairwise(dis.get_instructions(code)):
        if this.opname.startswith("CALL"):
            # what a call raises is handled where the call stands, which the next instruction need not be
            places.add(after.offset if handled[this.offset] == handled[after.offset] else this.offset)
        elif this.opname == "JUMP_BACKWARD":
            places.add(this.offset)
    return frozenset(places)


class Strike:
    """Raises at one place of what is run, by its number; 0 is never, and counts them."""

    def __init__(self, place: int = 0) -> None:
        self.place, self.passed = place, 0

    def run(self, work: Callable[[], object]) -> None:
        """Do this work, and be struck in it."""
        sys.settrace(self._enter)
        try:
            work()
        finally:
            sys.settrace(None)

    def _pass(self) -> None:
        self.passed += 1
        if self.passed == self.place:
            raise Struck

    def _enter(self, frame: FrameType, event: str, _: Any) -> Any:
        if frame.f_code.co_filename not in FILES:
            return None
        frame.f_trace_opcodes = True
        self._pass()
        return self._step

    def _step(self, frame: FrameType, event: str, _: Any) -> Any:
        if event == "opcode" and frame.f_lasti in _places(frame.f_code):
            self._pass()
        return self._step


class Free:
    """Another thread, which finds out whether somebody holds a lock."""

    def __init__(self) -> None:
        self._pool = ThreadPoolExecutor(1)

    def __call__(self, store: Any) -> bool:
        """Whether nobody does."""

        def taken() -> bool:
            got = store._lock.acquire(blocking=False)
            if got:
                store._lock.release()
            return bool(got)

        return self._pool.submit(taken).result()


def recorded(path: Path) -> set[str]:
    """The ids in a file, as SQLite alone reads it; it can be written too, at once."""
    with closing(sqlite3.connect(path, timeout=0, isolation_level=None)) as plain:
        plain.execute("BEGIN IMMEDIATE")
        found = {id for (id,) in plain.execute("SELECT id FROM ontvlechting_records")}
        plain.execute("ROLLBACK")
    return found


def places(once: Callable[[Callable[[], object], Strike], None], work: Callable[[], Callable[[], object]]) -> int:
    """Try every place in turn: how many there were, when nothing struck."""
    counted = Strike()
    once(work(), counted)
    place = 1
    while place <= counted.passed + 40:  # not every time takes the same way
        once(work(), Strike(place))
        place += 1
    return counted.passed


def where(kept: list[BaseException]) -> str:
    """The place that was struck last."""
    return "" if not kept else "".join(format_exception(kept[-1]))


@pytest.fixture
def kept() -> list[BaseException]:
    """Errors that somebody keeps, with all that their tracebacks hold, as a notebook does."""
    return []


@pytest.mark.parametrize("rival", [False, True])
def test_a_file(tmp_path: Path, kept: list[BaseException], rival: bool) -> None:  # noqa: FBT001
    """In a file, also when another wrote first so that the answer is found in a turn of its own."""
    path, free, number, acknowledged = tmp_path / "ledger.db", Free(), iter(range(10**9)), set[str]()
    with Workflow(SqliteStore(path)) as flow, Workflow(SqliteStore(path)) as other:
        write(flow, [shared()])

        def work() -> Callable[[], object]:
            process = f"p{len(kept) // 20}"  # a short one is judged soon
            if len(kept) % 20 == 0:
                write(flow, [shared()._replace(process=process, id=f"{next(number)}")])
            mine, theirs = (contacts(process, f"{next(number)}", 1) for _ in range(2))
            if rival:
                acknowledged.update(write(other, theirs))
            return lambda: acknowledged.update(write(flow, mine))

        def once(ask: Callable[[], object], strike: Strike) -> None:
            try:
                strike.run(ask)
            except Struck as error:
                kept.append(error)
            assert free(flow._store), where(kept)
            assert acknowledged <= recorded(path), where(kept)
            acknowledged.update(write(flow, contacts(SHARED, f"{next(number)}", 1)))
            assert acknowledged <= recorded(path)

        passed = places(once, work)
        what = "raised at every place in turn at which a signal can strike" + ", with a rival" * rival
        counted(
            what, where="SQLite", tried=passed, acknowledged=len(acknowledged), lost=len(acknowledged - recorded(path))
        )
        assert len(kept) > 100
        flow.verify()


@pytest.mark.skipif(not hasattr(os, "fork"), reason="this system does not fork")
@pytest.mark.filterwarnings("ignore:.*multi-threaded.*fork:DeprecationWarning")
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
def test_while_a_process_is_forked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """In what is done before and after a fork: the ledger goes on, in other threads too, and no lock is held."""
    monkeypatch.setattr(sqlite, "FORKING", 0.02)  # nobody says that the fork is done when that was struck
    path, free, said = tmp_path / "ledger.db", Free(), set[str]()

    def fork() -> None:
        pid = os.fork()
        if pid == 0:
            os._exit(0)
        os.waitpid(pid, 0)

    with Workflow(SqliteStore(path)) as flow:
        asked = commands("p")
        said.update(write(flow, [next(asked)]))
        counted_places = Strike()
        counted_places.run(fork)
        for place in range(1, counted_places.passed + 5):
            with suppress(Struck):
                Strike(place).run(fork)
            assert free(flow._store), place
            said.update(write(flow, [next(asked)]))
        assert counted_places.passed > 10
        flow.verify()
    assert said <= recorded(path)


def test_on_a_connection_of_somebody_else(tmp_path: Path, kept: list[BaseException]) -> None:
    """In a transaction of the caller, who commits whatever is left: a record is there whole, or not at all."""
    path, free, number, acknowledged = tmp_path / "theirs.db", Free(), iter(range(10**9)), set[str]()
    with closing(sqlite3.connect(path, check_same_thread=False)) as connection:
        flow = Workflow(SqliteStore.bound(connection))
        write(flow, [shared()])
        connection.commit()

        def work() -> Callable[[], object]:
            mine = contacts(SHARED, f"{next(number)}", 1)
            return lambda: acknowledged.update(write(flow, mine))

        def once(ask: Callable[[], object], strike: Strike) -> None:
            try:
                strike.run(ask)
            except Struck as error:
                kept.append(error)
            assert free(flow._store), where(kept)
            connection.commit()
            assert acknowledged <= recorded(path), where(kept)

        tell(f"{places(once, work)} places, {len(kept)} struck")
        assert len(kept) > 100
        flow.verify()


def test_in_memory(kept: list[BaseException]) -> None:
    """In memory as well, in a turn and outside of it."""
    flow, free, number = Workflow(MemoryStore()), Free(), iter(range(10**9))
    write(flow, [shared()])

    def in_turn(ids: list[str]) -> None:
        turn = flow._store.turn(())
        try:
            with turn:
                write(flow, contacts(SHARED, f"{next(number)}", 1))
                ids += write(flow, contacts(SHARED, f"{next(number)}", 1))
        except BaseException as error:
            turn.__exit__(type(error), error, error.__traceback__)
            raise

    def work() -> Callable[[], object]:
        return lambda: in_turn([])

    def once(ask: Callable[[], object], strike: Strike) -> None:
        try:
            strike.run(ask)
        except Struck as error:
            kept.append(error)
        assert free(flow._store), where(kept)
        (id,) = write(flow, contacts(SHARED, f"{next(number)}", 1))
        assert flow._store.find(id) is not None

    tell(f"{places(once, work)} places, {len(kept)} struck")
    assert len(kept) > 100
    flow.verify()
