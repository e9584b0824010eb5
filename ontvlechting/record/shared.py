"""What threads of one process share, which a fork may find locked; and what a thread records, which a signal may strike.

A handler of a signal, or what is done when something is thrown away, may run in the midst of anything.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from threading import RLock, local
from types import FrameType, TracebackType
from typing import Self
from weakref import WeakSet

from ontvlechting.engine.errors import LedgerUnavailable
from ontvlechting.engine.text import Text


class Shared:
    """The base of objects that threads share: `with self._lock` one of them uses it, and the others wait.

    A process that is forked has only the thread that forked it. What another thread had locked at that moment would stay
    locked there for ever, so it has a new lock there. A handler of a signal may use what its own thread has locked.
    """

    def __init__(self) -> None:
        self._lock = RLock()
        _shared.add(self)

    def _forked(self) -> None:
        """In the child of a fork: see that nobody else has this."""
        if self._lock.acquire(blocking=False):
            self._lock.release()
        else:  # whoever has it is not in this process
            self._lock = RLock()
            self._take_back()

    def _take_back(self) -> None:
        """Make whole again what another thread was changing when this process was forked from its own."""


class Recording:
    """Guards a store while this thread records in it: `with Recording(store)`.

    What strikes in the midst may not record in it, for its record would be rolled back together with ours. Nor may it
    look into the store while ours is being kept: it would see what may yet be rolled back. An entry that an interruption
    left behind belongs to a frame that no longer runs; it is dropped.

    Attributes:
        keeps: whether it is being kept; set by whoever records.

    Raises:
        LedgerUnavailable: this thread is recording in it already.
    """

    keeps = False

    def __init__(self, store: object) -> None:
        self._store = store
        self._frame: FrameType | None = None

    def __enter__(self) -> Self:
        if _found(self._store) is not None:
            raise LedgerUnavailable(type(self._store).__name__, _ALREADY_RECORDING)
        self._frame = sys._getframe(1)  # noqa: SLF001 - what `inspect` takes as well
        _recording()[id(self._store)] = self
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        _recording().pop(id(self._store), None)
        self._frame = None

    @classmethod
    def refuse_to_look(cls, store: object) -> None:
        """Refuse to look into a store in the midst of what this thread is keeping in it.

        Raises:
            LedgerUnavailable: it is.
        """
        # INVARIANT: nobody is told what is not kept yet (tests/test_turns.py::test_a_handler_of_a_signal_does_not_see_what_is_not_kept_yet)
        if (found := _found(store)) is not None and found.keeps:
            raise LedgerUnavailable(type(store).__name__, _ALREADY_RECORDING)


_THREAD = local()
_ALREADY_RECORDING = Text(
    nl="deze draad legt er juist iets in vast; wie een signaal afhandelt, wacht daarmee tot dat klaar is",
    en="this thread is recording something in it just now; who handles a signal waits until that is done",
)


def _recording() -> dict[int, Recording]:
    """What this thread is recording, by the `id` of its store."""
    found: dict[int, Recording] = vars(_THREAD).setdefault("recording", {})
    return found


def _found(store: object) -> Recording | None:
    """What this thread is recording in a store."""
    mine = _recording()
    if not mine:
        return None
    running = set(_frames_outwards(sys._getframe(1)))  # noqa: SLF001 - as above
    for name in [name for name, recording in mine.items() if recording._frame not in running]:  # noqa: SLF001 - of this file
        del mine[name]
    return mine.get(id(store))


def _frames_outwards(frame: FrameType | None) -> Iterator[FrameType]:
    """This frame, and each frame that called it."""
    while frame is not None:
        yield frame
        frame = frame.f_back


_shared: WeakSet[Shared] = WeakSet()
"""Every one that is in use."""


def _after_in_child() -> None:
    for one in tuple(_shared):
        one._forked()  # noqa: SLF001 - they are of this class


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_after_in_child)
