"""The workflow that is awaited: it answers as the other does, never keeps the loop waiting, and may be cancelled anywhere."""

from __future__ import annotations

import asyncio
import inspect
import os
import signal
import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Coroutine
from concurrent.futures import CancelledError
from contextlib import closing
from contextvars import ContextVar
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

import ontvlechting
from ontvlechting import AsyncWorkflow, InputError, Origin, Outcome, State, Workflow, letter
from ontvlechting.engine.errors import LedgerUnavailable, UnknownProcess
from ontvlechting.letter.commands import Command, Stage
from ontvlechting.letter.fiction import Road
from ontvlechting.record.stores.memory import MemoryStore
from ontvlechting.record.stores.sqlite import SqliteStore
from ontvlechting.shell import asynchronous, workflow

CASE = "douane/websites"


def commands(many: int) -> list[Command]:
    """The first command of a process, and as many facts as are asked for."""
    road = Road(letter.PROCESSES[CASE])
    return [road.identify(), *(road.contact("dor", Stage.FEASIBILITY) for _ in range(many - 1))]


def ran(work: Callable[[], Coroutine[Any, Any, None]]) -> None:
    """In an event loop of its own."""
    asyncio.run(work())


class Slow(MemoryStore):
    """A store that takes its time to append, and tells when it begins."""

    def __init__(self) -> None:
        super().__init__()
        self.begun, self.go = threading.Event(), threading.Event()

    def append(self, *args: Any, **kwargs: Any) -> None:
        """Keep it when it may."""
        self.begun.set()
        assert self.go.wait(10)
        super().append(*args, **kwargs)


async def until(happened: threading.Event) -> None:
    """Wait for a thread without keeping the loop."""
    assert await asyncio.to_thread(happened.wait, 10)


# -- the same ----------------------------------------------------------------------------------------------------------


def test_it_answers_as_a_workflow_does() -> None:
    """Every method by the same name, with the same arguments and defaults, and the same answers and errors."""

    async def work() -> None:
        plain = Workflow.open("memory:")
        flow, (first, second) = AsyncWorkflow(plain), commands(2)
        outcome = await flow.submit(CASE, first, id="a")
        assert plain.find("a") == outcome.record == await flow.find("a")
        assert outcome == await flow.submit(CASE, first, id="a")
        (fact,) = await flow.submit_many(iter([(CASE, second)]), ids=iter(["b"]))
        assert "b" == fact.record.id
        assert plain.ask(CASE, second) == await flow.ask(CASE, second)
        assert plain.next_steps(CASE, by=first.by) == await flow.next_steps(CASE, by=first.by)
        assert plain.dossier(CASE) == await flow.dossier(CASE)
        assert plain.history(CASE) == await flow.history(CASE)
        assert plain.overview(state=State.IDENTIFIED, limit=3) == await flow.overview(state=State.IDENTIFIED, limit=3)
        assert () == await flow.overview(state=State.COMPLETED)
        assert plain.records(1, 5) == await flow.records(1, 5)
        assert plain.verify(deep=True) == await flow.verify(deep=True)
        assert [CASE] == await flow.run(lambda w: w.processes())
        with pytest.raises(UnknownProcess):
            await flow.dossier("nergens")
        with pytest.raises(InputError, match="commands"):
            await flow.submit_many(7)  # type: ignore[arg-type]  # no commands
        await flow.close()

    ran(work)


def test_it_asks_by_the_same_names() -> None:
    """What it has of a workflow has the signature that the workflow gives it."""
    own = {name for name in vars(asynchronous.AsyncWorkflow) if not name.startswith("_")} - {"open", "run", "close"}
    for name in own - {"overview"}:  # the letter names its own columns
        asked = inspect.signature(getattr(workflow.Workflow, name))
        assert asked.parameters == inspect.signature(getattr(AsyncWorkflow, name)).parameters
    opens = dict(inspect.signature(AsyncWorkflow.open).parameters)
    del opens["threads"]
    assert dict(inspect.signature(Workflow.open).parameters) == opens


def test_it_comes_with_the_package_and_costs_others_nothing() -> None:
    """`asyncio` is imported by who asks for it; a name that is not there is no attribute."""
    code = "import sys, ontvlechting as o; print('asyncio' in sys.modules, o.AsyncWorkflow, 'asyncio' in sys.modules)"
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)  # noqa: S603
    assert "False <class 'ontvlechting.letter.asynchronous.AsyncWorkflow'> True" == found.stdout.strip()
    with pytest.raises(AttributeError, match="no attribute 'AsyncLedger'"):
        ontvlechting.AsyncLedger  # type: ignore[attr-defined]  # noqa: B018


def test_what_it_cannot_work_with_is_refused() -> None:
    """An address, a ledger that only looks, no threads."""
    for flow, threads, field in (("memory:", 2, "flow"), (Workflow.open("memory:"), 0, "threads")):
        with pytest.raises(InputError, match=f"`{field}`"):
            AsyncWorkflow(flow, threads=threads)  # type: ignore[arg-type]  # not of its kind

    with closing(sqlite3.connect(":memory:")) as connection:
        lent = Workflow(SqliteStore.bound(connection))
        with pytest.raises(InputError, match="`flow`: expected a `Workflow` with a connection of its own"):
            AsyncWorkflow(lent)

    async def work() -> None:
        with pytest.raises(InputError, match="`threads`"):
            async with AsyncWorkflow.open("memory:", threads=0):
                pass
        with pytest.raises(InputError, match="`address`"):
            async with AsyncWorkflow.open("nergens"):
                pass

    ran(work)


# -- in threads --------------------------------------------------------------------------------------------------------


def test_the_loop_goes_on_while_a_record_is_stored() -> None:
    """As long as the store takes."""

    async def work() -> None:
        store = Slow()
        async with AsyncWorkflow(Workflow(store)) as flow:
            asked = asyncio.create_task(flow.submit(CASE, commands(1)[0]))
            await until(store.begun)
            assert () == await flow.overview()
            assert not asked.done()
            store.go.set()
            assert (await asked).allowed

    ran(work)


def test_no_more_run_at_once_than_there_are_threads() -> None:
    """The others wait for their turn; each runs in the context of who asks."""
    who: ContextVar[int] = ContextVar("who")
    running, most, lock = 0, 0, threading.Lock()

    def busy(_: workflow.Workflow) -> int:
        nonlocal running, most
        with lock:
            running += 1
            most = max(most, running)
        time.sleep(0.01)
        with lock:
            running -= 1
        return who.get()

    async def asked(flow: AsyncWorkflow, number: int) -> int:
        who.set(number)
        return await flow.run(busy)

    async def work() -> None:
        async with AsyncWorkflow.open("memory:", threads=3) as flow:
            assert list(range(12)) == await asyncio.gather(*(asked(flow, n) for n in range(12)))

    ran(work)
    assert 3 == most


@pytest.mark.parametrize("where", ["memory:", "sqlite"])
def test_fifty_at_once_are_fifty_records(where: str, tmp_path: Path) -> None:
    """In one process and in others, each once; listeners are told, and the ledger verifies."""
    address = where if where == "memory:" else f"sqlite:///{tmp_path / 'ledger.db'}"
    told: list[Outcome] = []
    origin = Origin(program="proef", version="1")

    async def work() -> None:
        first, *facts = commands(41)
        async with AsyncWorkflow.open(address, tell=[told.append], origin=origin) as flow:
            await flow.submit(CASE, first, id="first")
            asked = [flow.submit(CASE, command, id=f"fact-{n}") for n, command in enumerate(facts)]
            asked += [flow.submit(f"p{n}", first, id=f"p-{n}") for n in range(10)]
            outcomes = await asyncio.gather(*asked)
            assert [*(f"fact-{n}" for n in range(40)), *(f"p-{n}" for n in range(10))] == [
                o.record.id for o in outcomes
            ]
            assert {origin} == {o.record.origin for o in outcomes}
            assert list(range(1, 42)) == [r.number for r in await flow.history(CASE)]
            assert (51, 11) == ((found := await flow.verify(deep=True)).records, found.processes)
        assert {o.record.id for o in told} == {"first", *(o.record.id for o in outcomes)}
        assert 51 == len(told)

    ran(work)


# -- cancelled ---------------------------------------------------------------------------------------------------------

MOMENTS = st.lists(st.one_of(st.none(), st.integers(0, 6), st.floats(0, 0.004)), min_size=1, max_size=8)
"""For each command when it is cancelled: never, after so many turns of the loop, or after so many seconds."""


@pytest.mark.parametrize("where", ["memory:", "sqlite"])
@given(moments=MOMENTS, threads=st.integers(1, 4))
@settings(max_examples=40)
@example(moments=[0, 1, 2, 3, None], threads=1)
def test_who_was_cancelled_repeats_by_the_same_id_and_it_is_stored_once(
    where: str, moments: list[Any], threads: int
) -> None:
    """Wherever it was cancelled: every command once, whole, and each repetition gives the outcome that is stored."""

    async def cancelled(task: asyncio.Task[Outcome], moment: Any) -> None:
        if isinstance(moment, int):
            for _ in range(moment):
                await asyncio.sleep(0)
        elif moment is not None:
            await asyncio.sleep(moment)
        if moment is not None:
            task.cancel()

    async def work(address: str) -> None:
        first, *facts = commands(len(moments) + 1)
        async with AsyncWorkflow.open(address, threads=threads) as flow:
            await flow.submit(CASE, first, id="first")
            tasks = [asyncio.create_task(flow.submit(CASE, x, id=f"fact-{n}")) for n, x in enumerate(facts)]
            await asyncio.gather(*(cancelled(t, m) for t, m in zip(tasks, moments, strict=True)))
            answered = await asyncio.gather(*tasks, return_exceptions=True)
            for one in answered:
                assert isinstance(one, Outcome | asyncio.CancelledError)
            again = [await flow.submit(CASE, x, id=f"fact-{n}") for n, x in enumerate(facts)]
            for one, other in zip(answered, again, strict=True):
                assert isinstance(one, asyncio.CancelledError) or one == other
            history = await flow.history(CASE)
            assert sorted(f"fact-{n}" for n in range(len(facts))) == sorted(r.id for r in history[1:])
            assert [history[o.record.number - 1] for o in again] == [o.record for o in again]
            assert (await flow.verify(deep=True)).sound

    with TemporaryDirectory() as folder:
        asyncio.run(work(where if where == "memory:" else f"sqlite:///{folder}/ledger.db"))


def test_what_had_begun_goes_on_and_what_waited_is_dropped() -> None:
    """One thread: the first is being stored when both are cancelled; of the second nothing comes."""

    async def work() -> None:
        store = Slow()
        async with AsyncWorkflow(Workflow(store), threads=1) as flow:
            tasks = [asyncio.create_task(flow.submit(f"p{n}", commands(1)[0], id=f"id-{n}")) for n in range(2)]
            await until(store.begun)
            for task in tasks:
                task.cancel()
            answered = await asyncio.gather(*tasks, return_exceptions=True)
            assert [asyncio.CancelledError] * 2 == [type(a) for a in answered]
            store.go.set()
            assert ["p0"] == await flow.run(lambda w: w.processes())
            assert None is await flow.find("id-1")

    ran(work)


# -- closed ------------------------------------------------------------------------------------------------------------


def test_closing_waits_for_what_runs_and_takes_nothing_more() -> None:
    """Also when the one who closes is cancelled; the ledger is let go of after the last."""
    closed: list[str] = []

    class Seen(Slow):
        def close(self) -> None:
            closed.append("closed")

    async def work() -> None:
        store = Seen()
        flow = AsyncWorkflow(Workflow(store))
        asked = asyncio.create_task(flow.submit(CASE, commands(1)[0]))
        await until(store.begun)
        closing = asyncio.create_task(flow.close())
        await asyncio.sleep(0.01)
        assert not closing.done()
        with pytest.raises(LedgerUnavailable, match="it was closed; nothing was recorded"):
            await flow.overview()
        closing.cancel()
        with pytest.raises(asyncio.CancelledError):
            await closing
        assert not len(closed)
        store.go.set()
        assert (await asked).allowed
        await flow.close()
        assert "closed" in closed

    ran(work)


def test_a_ledger_that_nobody_waits_for_is_closed_again(monkeypatch: pytest.MonkeyPatch) -> None:
    """The time was up while it was being opened."""
    store, begun, go = MemoryStore(), threading.Event(), threading.Event()
    closed = threading.Event()
    monkeypatch.setattr(store, "close", closed.set, raising=False)

    def opened(*args: Any, **kwargs: Any) -> Workflow:
        begun.set()
        assert go.wait(10)
        return Workflow(store)

    monkeypatch.setattr(Workflow, "open", opened)

    async def opens() -> None:
        async with AsyncWorkflow.open("memory:"):
            pytest.fail("nobody waits for it")

    async def work() -> None:
        task = asyncio.create_task(opens())
        await until(begun)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        assert not closed.is_set()
        go.set()
        await until(closed)

    ran(work)


@pytest.mark.skipif(not hasattr(os, "fork"), reason="this system does not fork")
@pytest.mark.filterwarnings("ignore:.*multi-threaded.*fork:DeprecationWarning")
def test_a_forked_process_has_threads_of_its_own(tmp_path: Path) -> None:
    """Those of its parent are not there; it goes on with the same ledger all the same."""
    flow = AsyncWorkflow(Workflow.open(f"sqlite:///{tmp_path / 'ledger.db'}"))
    command = Road(letter.PROCESSES["douane/websites"]).identify()
    assert asyncio.run(flow.submit("p", command)).allowed
    pid = os.fork()
    if pid == 0:
        try:
            signal.alarm(20)  # who hangs is ended
            os._exit(0 if asyncio.run(flow.submit("kind", command)).allowed else 1)
        finally:
            os._exit(2)
    assert (pid, 0) == os.waitpid(pid, 0)
    assert ["kind", "p"] == [s.process for s in asyncio.run(flow.overview())]
    asyncio.run(flow.close())


def test_only_a_plain_function_is_run() -> None:
    """Whatever would have to be awaited or gone through would do nothing."""

    async def awaited(flow: Workflow) -> None:
        flow.processes()

    given: list[Any] = [None, awaited]
    for work in given:
        flow = AsyncWorkflow(Workflow.open("memory:"))
        with pytest.raises(InputError, match="`work`: expected"):
            asyncio.run(flow.run(work))
        asyncio.run(flow.close())


@pytest.mark.parametrize("kind", [StopIteration, CancelledError])
def test_what_no_future_can_hold_comes_as_the_cause_of_an_error(kind: type[Exception]) -> None:
    """Nobody waits for ever for an iterator that ran out, or is cancelled because something else was."""

    def fails(*_: object) -> Any:
        raise kind

    flow = AsyncWorkflow(Workflow.open("memory:", clock=fails))
    asked: list[Callable[[], Any]] = [lambda: flow.run(fails), lambda: flow.ask("p", commands(1)[0])]
    for ask in asked:
        with pytest.raises(RuntimeError, match=kind.__name__) as error:
            asyncio.run(asyncio.wait_for(ask(), timeout=5))
        assert isinstance(error.value.__cause__, kind)
    asyncio.run(flow.close())


def test_only_a_finished_answer_is_given() -> None:
    """A function that is plain itself may answer what would have to be awaited or gone through, here on the loop."""
    flow = AsyncWorkflow(Workflow.open("memory:"))
    given: list[Callable[[Workflow], Any]] = [
        lambda _: asyncio.sleep(0),
        lambda w: w.cloud_events("urn:nld:fictief:logboek"),
    ]
    for work in given:
        with pytest.raises(InputError, match="`work`: expected a function whose answer is complete"):
            asyncio.run(flow.run(work))
    assert [] == asyncio.run(flow.run(lambda w: list(w.cloud_events("urn:nld:fictief:logboek"))))
    asyncio.run(flow.close())
