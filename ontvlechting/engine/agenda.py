"""Terms that run: until which day, who has to act, and what set them."""

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
        code: which kind of term; stable, for programs.
        about: what tells it from others of its kind in this process; empty where there is only one.
        rule: the id of the rule that has it.
        title: what ends with it, in both languages.
        last: its last day.
        who: who has to act before that, or is waited for.
        waits: whether the process waits for it; otherwise something runs out.
        by_itself: whether it ends by itself; otherwise somebody is late who did not act by then.
        record: the number of the record that set it; None where it is not known.
        set_by: what was accepted in that record.
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
        """What stays the same as long as this term is set by this record, whatever day it is asked on."""
        return ":".join(str(p) for p in (self.process, self.record or "-", self.code, self.about) if p)
