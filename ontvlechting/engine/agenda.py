"""Terms: their last day, who has to act, and what set them."""

from __future__ import annotations

from datetime import date

from attrs import field, frozen

from ontvlechting.engine.command import Command
from ontvlechting.engine.shows import Shows
from ontvlechting.engine.text import Text
from ontvlechting.engine.verdicts import Supplier


@frozen(kw_only=True)
class Term(Shows):
    """A term that runs (*termijn*).

    Attributes:
        process: the name of the process.
        code: the kind of term; stable, for programs.
        about: what distinguishes it from other terms of this kind in the process; empty when there can be only one.
        rule: the id of the rule that sets it.
        title: what ends with it, in both languages.
        last: its last day.
        who: who has to act by then, or is waited for.
        waits: whether the process waits for its end; otherwise something expires.
        by_itself: whether it simply ends; otherwise whoever has not acted by then is late.
        record: the number of the record that set it; None when it is not known.
        set_by: the command that was accepted in that record.
    """

    process: str
    code: str
    about: str = ""
    rule: str
    title: Text
    last: date
    who: tuple[Supplier, ...] = ()
    waits: bool = False
    by_itself: bool = False
    record: int | None = None
    set_by: Command | None = field(default=None, repr=False, eq=False)

    @property
    def id(self) -> str:
        """An id that stays the same, on whatever day it is asked, as long as the same record sets the term."""
        return ":".join(str(p) for p in (self.process, self.record or "-", self.code, self.about) if p)
