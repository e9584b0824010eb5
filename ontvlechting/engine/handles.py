"""Objects that cannot be copied or pickled, because they hold a connection, a file, a lock or callbacks: handles.

A value can go to any process; a handle stays where it was opened. A copy of it would use the same connection, or none
at all. So a handle refuses, and says what to do instead.

What threads of one process share has a lock, and a process may fork while any of them has it: `Shared`.
"""

from __future__ import annotations

import os
from threading import RLock
from typing import ClassVar, NoReturn, SupportsIndex
from weakref import WeakSet

from ontvlechting.engine.errors import NotPortable
from ontvlechting.engine.text import Text

OPEN_IT_THERE = Text(
    nl="open in het andere proces hetzelfde logboek, met zijn adres (`Workflow.open` of `Ledger.open`); draden delen er "
    "samen één; in Streamlit hoort het in `cache_resource`, in een test van Django in `setUp`",
    en="open the same ledger in the other process, by its address (`Workflow.open` or `Ledger.open`); threads share one; "
    "in Streamlit it belongs in `cache_resource`, in a test of Django in `setUp`",
)
"""What to do instead of copying a ledger."""


class Handle:
    """The base of objects that cannot be copied or pickled."""

    __slots__ = ()
    _instead: ClassVar[Text] = OPEN_IT_THERE
    """What to do instead."""

    def __reduce_ex__(self, protocol: SupportsIndex) -> NoReturn:
        """Refuse; `copy`, `deepcopy` and `pickle` all call this.

        Raises:
            NotPortable: always; it is a `TypeError`.
        """
        raise NotPortable(type(self).__name__, self._instead)


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
