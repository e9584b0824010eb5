"""A workflow for `asyncio`: each call runs in a thread, so the event loop never waits for the disk.

For `asyncio` and what is built on it, such as FastAPI; not for trio.

When a call is cancelled while it waits for a thread, it is not done. When it has begun, it goes on to its end, but its
answer is lost. So after a cancelled `submit` the command is recorded completely or not at all. Give it an id: repeating
it with that id records it once, and gives its outcome.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Callable, Iterable, Sequence
from concurrent.futures import CancelledError, ThreadPoolExecutor
from contextlib import asynccontextmanager
from contextvars import copy_context
from datetime import date, datetime
from functools import partial
from os import getpid
from types import TracebackType
from typing import TYPE_CHECKING, Any, ClassVar, Self, TypeVar

from ontvlechting.engine.chart import State
from ontvlechting.engine.checked import problems_of_whole, refuse
from ontvlechting.engine.command import Command
from ontvlechting.engine.dossier import Dossier
from ontvlechting.engine.errors import InputError, LedgerUnavailable, Problem, shown
from ontvlechting.engine.handles import Handle
from ontvlechting.engine.outlook import Outlook
from ontvlechting.engine.outside import ProgressBar, problems_of_function, several, unfinished
from ontvlechting.engine.rulebook import Rules
from ontvlechting.engine.text import Text
from ontvlechting.engine.values import Actor
from ontvlechting.engine.verdicts import Verdict
from ontvlechting.record.audit import Record
from ontvlechting.record.dossiers import AT_HAND
from ontvlechting.record.origin import Origin
from ontvlechting.shell.answers import Agenda, Feed, History, NextSteps, Outcome, Overview
from ontvlechting.shell.ledger import now
from ontvlechting.shell.workflow import Workflow

if TYPE_CHECKING:
    from ontvlechting.record.checkpoints import PublicKey
    from ontvlechting.record.verifier import Report

_T = TypeVar("_T")
THREADS = 8
"""How many calls run at once by default; the others wait for their turn."""


class AsyncWorkflow(Handle):
    """A `Workflow` whose methods are awaited, with threads of its own. Tasks may share it, and more than one event loop.

    Each method takes, returns and raises what the method of that name of `Workflow` does. For every other method there
    is `run`. Listeners (`tell`) are called in those threads; a listener that has to reach the loop passes the outcome
    on with `loop.call_soon_threadsafe`.

    Args:
        flow: the workflow; its store must be its own, and not one that uses a connection of the caller.
        threads: how many calls run at once; the others wait for their turn.

    Raises:
        InputError: this is no workflow, one on a connection of the caller, or no number of threads from 1 on.
    """

    _workflow: ClassVar[type[Workflow]] = Workflow
    """The class of the workflow that `open` opens."""

    def __init__(self, flow: Workflow, *, threads: int = THREADS) -> None:
        refuse("AsyncWorkflow", [*_problems_of_flow(flow), *problems_of_whole(threads, "threads", 1)])
        self._flow = flow
        self._many = threads
        self._threads: dict[int, ThreadPoolExecutor] = {}
        self._closed = False

    @classmethod
    @asynccontextmanager
    async def open(
        cls,
        address: str,
        *,
        rules: Rules | None = None,
        known: Iterable[Rules] = (),
        clock: Callable[[], datetime] = now,
        tell: Iterable[Callable[[Outcome], None]] = (),
        origin: Origin | None = None,
        create: bool = True,
        at_hand: int = AT_HAND,
        threads: int = THREADS,
    ) -> AsyncGenerator[Self, None]:
        """A ledger by its address, open for as long as an `async with` lasts.

        Args:
            address: `memory:`, `sqlite:///path/to/file.db`, or `postgresql://user@host/database`.
            rules: what judges a new process; without them, the `standard` of the class.
            known: other rules, for processes that are pinned to them or are to adopt them.
            clock: gives the moment of recording.
            tell: listeners, called with each outcome after it was stored.
            origin: from where its records come.
            create: make a new ledger when there is none.
            at_hand: how many dossiers are cached.
            threads: how many calls run at once.

        Raises:
            InputError, MissingExtra, LedgerUnavailable, NotALedger, BrokenLedger: as `Workflow.open`.
        """
        refuse("AsyncWorkflow", problems_of_whole(threads, "threads", 1))
        opening = asyncio.ensure_future(
            asyncio.to_thread(
                cls._workflow.open,
                address,
                rules=rules,
                known=known,
                clock=clock,
                tell=tell,
                origin=origin,
                create=create,
                at_hand=at_hand,
            )
        )
        try:
            flow = await asyncio.shield(opening)
        except asyncio.CancelledError:
            opening.add_done_callback(_close_opened)
            raise
        async with cls(flow, threads=threads) as opened:
            yield opened

    # -- writing -----------------------------------------------------------------------------------------------------

    async def submit(self, process: str, command: Command, *, id: str | None = None) -> Outcome:
        """Judge a command and record the answer; it is stored when this returns.

        Args:
            process: the name of the process.
            command: what is asked.
            id: the id of this command. Give one wherever this may be cancelled, by a time limit or a client that
                leaves: with it the command can be repeated, and found (`find`).

        Raises:
            asyncio.CancelledError: the command is recorded, will be, or never will be: repeat it with the same id.
            InputError, UnknownProcess, UnknownRules, Stale, Conflict, ClockBehind, LedgerUnavailable: as `Workflow.submit`.
        """
        return await self._in_a_thread(self._flow.submit, process, command, id=id)

    async def submit_many(
        self, commands: Iterable[tuple[str, Command]], *, ids: Iterable[str] | None = None
    ) -> Sequence[Outcome]:
        """Judge commands in order and record all answers in one commit: all of them or none, also when it is cancelled.

        Args:
            commands: pairs of process and command; they are read before anything is awaited.
            ids: one id for each command, so that they can be repeated.

        Raises:
            asyncio.CancelledError: all are recorded, will be, or never will be: repeat them with the same ids.
            InputError, UnknownProcess, UnknownRules, Stale, Conflict, ClockBehind, LedgerUnavailable: as
                `Workflow.submit_many`.
        """
        return await self._in_a_thread(self._flow.submit_many, several(commands), ids=several(ids))

    # -- asking ------------------------------------------------------------------------------------------------------

    async def ask(self, process: str, command: Command) -> Verdict:
        """What the answer to a command would be; nothing is recorded."""
        return await self._in_a_thread(self._flow.ask, process, command)

    async def next_steps(self, process: str, *, by: Actor | None = None, at: datetime | None = None) -> NextSteps:
        """Every door from here: open, or exactly what is missing and who supplies it."""
        return await self._in_a_thread(self._flow.next_steps, process, by=by, at=at)

    async def outlook(self, process: str, *, by: Actor | None = None, at: datetime | None = None) -> Outlook:
        """Every door from here to the end, judged now as far as that can be told."""
        return await self._in_a_thread(self._flow.outlook, process, by=by, at=at)

    async def agenda(self, process: str | None = None, *, at: datetime | None = None) -> Agenda:
        """Every term that runs: until which day, who has to act, and the record that set it."""
        return await self._in_a_thread(self._flow.agenda, process, at=at)

    async def dossier(self, process: str, *, as_of: date | None = None, known: datetime | None = None) -> Dossier:
        """All that is known of one process; the arguments are those of `dossier` of its workflow."""
        return await self._in_a_thread(self._flow.dossier, process, as_of=as_of, known=known)

    async def history(self, process: str) -> History:
        """Every record of one process, refusals too, oldest first."""
        return await self._in_a_thread(self._flow.history, process)

    async def find(self, id: str) -> Record | None:
        """The record of the command with this id, if there is one."""
        return await self._in_a_thread(self._flow.find, id)

    async def overview(
        self,
        *,
        state: State | None = None,
        after: str = "",
        limit: int | None = None,
        as_of: date | None = None,
        known: datetime | None = None,
        **columns: Any,
    ) -> Overview:
        """Where processes stand, one line for each, by name; the arguments are those of `overview` of its workflow."""
        asked = {"state": state, "after": after, "limit": limit, "as_of": as_of, "known": known}
        return await self._in_a_thread(self._flow.overview, **asked, **columns)

    async def records(self, after: int = 0, limit: int = 1_000) -> Feed:
        """A page of the whole ledger, in its order."""
        return await self._in_a_thread(self._flow.records, after, limit)

    async def verify(
        self,
        *,
        deep: bool = False,
        checkpoint: str | None = None,
        key: PublicKey | None = None,
        progress: ProgressBar | None = None,
        jobs: int = 1,
    ) -> Report:
        """Check the ledger from its bytes; the arguments are those of `Workflow.verify`."""
        asked = {"checkpoint": checkpoint, "key": key, "progress": progress, "jobs": jobs}
        return await self._in_a_thread(self._flow.verify, deep=deep, **asked)

    async def run(self, work: Callable[[Any], _T]) -> _T:
        """Have a plain function do anything else with the workflow, in a thread: `await flow.run(lambda w: w.report("nl"))`.

        Args:
            work: gets the `Workflow`.

        Raises:
            InputError: this is no function, or it is a coroutine function or a generator function, or it
                returns a coroutine or a generator.
            Exception: whatever it raises; a `RuntimeError` in place of a `StopIteration`, or of a
                `CancelledError` of something that it waited for.
        """
        refuse("AsyncWorkflow.run", problems_of_function(work, "work"))
        return await self._in_a_thread(_finished, work, self._flow)

    # -- closing -----------------------------------------------------------------------------------------------------

    async def close(self) -> None:
        """Accept no more calls, finish those that run or wait for a thread, and close the ledger.

        When this is cancelled, the closing goes on in its thread.
        """
        self._closed = True
        await asyncio.shield(asyncio.ensure_future(asyncio.to_thread(self._finish_and_close)))

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.close()

    # -- within ------------------------------------------------------------------------------------------------------

    async def _in_a_thread(self, work: Callable[..., _T], *given: Any, **named: Any) -> _T:
        """Call this function in a thread, with the context variables of the caller, and give its answer.

        When this is cancelled, work that waits for a thread is dropped, and work that has begun goes on.
        """
        if self._closed:
            raise LedgerUnavailable("AsyncWorkflow", Text(nl="het is gesloten", en="it was closed"))
        return await asyncio.wrap_future(
            self._pool().submit(copy_context().run, _in_a_future, partial(work, *given, **named))
        )

    def _pool(self) -> ThreadPoolExecutor:
        """The thread pool of this process: after a fork the child has none of the threads of its parent."""
        found = self._threads.get(getpid())
        if found is None:
            made = ThreadPoolExecutor(self._many, thread_name_prefix="ontvlechting")
            found = self._threads.setdefault(getpid(), made)
        return found

    def _finish_and_close(self) -> None:
        self._pool().shutdown(wait=True)
        self._flow.close()


def _problems_of_flow(flow: object) -> list[Problem]:
    """What keeps this from being a workflow that threads can use."""
    if not isinstance(flow, Workflow):
        expected = Text(nl="een `Workflow`; een adres gaat naar `open`", en="a `Workflow`; an address goes to `open`")
        return [Problem("flow", shown(flow), expected)]
    if not getattr(flow._store, "lent", False):  # noqa: SLF001 - it is ours
        return []
    expected = Text(
        nl="een `Workflow` met een eigen verbinding; deze is van een verbinding van u, en die hoort bij één draad",
        en="a `Workflow` with a connection of its own; this one is on a connection of yours, which belongs to one thread",
    )
    return [Problem("flow", shown(flow), expected)]


def _in_a_future(work: Callable[[], _T]) -> _T:
    """What this function answers.

    Raises:
        RuntimeError: it raises what no future can hold: who waits for a `StopIteration` would wait for ever, and who
            waits for a `CancelledError` would be cancelled.
        Exception: whatever else it raises.
    """
    try:
        return work()
    except (StopIteration, CancelledError) as error:
        raise RuntimeError(f"{type(error).__name__} was raised in a thread") from error


def _finished(work: Callable[[Any], _T], flow: Workflow) -> _T:
    """What this function answers.

    Raises:
        InputError: its answer would still have to be awaited or gone through, here on the event loop.
    """
    answer = work(flow)
    if unfinished(answer):
        expected = Text(
            nl="een functie waarvan het antwoord af is, zoals `lambda w: list(w.cloud_events(bron))`; geef wat `async` is "
            "niet hierheen",
            en="a function whose answer is complete, such as `lambda w: list(w.cloud_events(source))`; what is `async` does "
            "not go here",
        )
        raise InputError("AsyncWorkflow.run", [Problem("work", shown(answer), expected)])
    return answer


def _close_opened(opening: asyncio.Future[Workflow]) -> None:
    """Close a workflow whose opening was cancelled, once it is open."""
    if not opening.cancelled() and opening.exception() is None:
        opening.result().close()
