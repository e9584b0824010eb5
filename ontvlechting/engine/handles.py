"""What cannot be copied or sent to another process, for it holds a connection, a file, a lock or the callbacks of a tool.

A value goes everywhere; a handle stays where it was opened. A copy would write by the same connection, or to nothing at
all, so a handle says what to do instead.
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
"""What somebody does who wanted a copy of a ledger."""


class Handle:
    """Base of what cannot be copied or pickled, and says so."""

    __slots__ = ()
    _instead: ClassVar[Text] = OPEN_IT_THERE
    """What to do instead."""

    def __reduce_ex__(self, protocol: SupportsIndex) -> NoReturn:
        """Asked by `copy`, `deepcopy` and `pickle` alike.

        Raises:
            NotPortable: always; it is a `TypeError`.
        """
        raise NotPortable(type(self).__name__, self._instead)
