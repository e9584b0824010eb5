"""What threads of one process share has a lock, and a process may fork while any of them has it."""

from __future__ import annotations

import os
from threading import RLock
from weakref import WeakSet


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


_shared: WeakSet[Shared] = WeakSet()
"""Every one that is in use."""


def _after_in_child() -> None:
    for one in tuple(_shared):
        one._forked()  # noqa: SLF001 - they are of this class


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_after_in_child)
