"""Objects that cannot be copied or pickled, because they hold a connection, a file, a lock or callbacks: handles.

A value can go to any process; a handle stays where it was opened. A copy of it would use the same connection, or none
at all. So a handle refuses, and says what to do instead.
"""

from __future__ import annotations

from typing import ClassVar, NoReturn, SupportsIndex

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
