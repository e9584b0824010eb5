"""What a workflow answers. Each answer shows itself, and compares by content.

The sequences are tuples with a few words more, and become frames of pandas, polars or pyarrow. A history draws its road
and its timeline.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Self, SupportsIndex, TypeVar, overload

from attrs import frozen

from ontvlechting.audit import Record
from ontvlechting.core import NextStep
from ontvlechting.dossier import Dossier
from ontvlechting.errors import Refused
from ontvlechting.guards import LETTER, PROGRAMME
from ontvlechting.rulebook import Rules
from ontvlechting.shows import Framed, Shows
from ontvlechting.standing import Standing
from ontvlechting.states import OF_PROGRAMMES, State
from ontvlechting.text import Language, Text
from ontvlechting.verdicts import Reason, Verdict

if TYPE_CHECKING:
    from ontvlechting.views.html import Html
    from ontvlechting.views.lifecycle import Lifecycle
    from ontvlechting.views.timeline import Timeline


@frozen
class Outcome(Shows):
    """What became of a command: it is recorded, accepted or refused alike.

    Attributes:
        record: the sealed record.
        dossier: the dossier after it.
    """

    record: Record
    dossier: Dossier

    @property
    def verdict(self) -> Verdict:
        """The answer."""
        return self.record.event.verdict

    @property
    def allowed(self) -> bool:
        """Whether the command was accepted."""
        return self.verdict.allowed

    def __bool__(self) -> bool:
        """The answer: a refusal is false."""
        return self.allowed

    @property
    def reasons(self) -> tuple[Reason, ...]:
        """Every reason, and warnings."""
        return self.verdict.reasons

    @property
    def state(self) -> State:
        """Where the process now stands."""
        return self.dossier.state

    def text(self, language: Language = "nl") -> str:
        """The answer with its reasons as plain lines."""
        return self.verdict.text(language)

    def or_raise(self) -> Self:
        """This outcome when it was accepted.

        Raises:
            Refused: it was not; carries every reason.
        """
        if not self.allowed:
            raise Refused(Text(nl=self.text("nl"), en=self.text("en")), self.reasons)
        return self

    def html(self, language: Language = "nl") -> Html:
        """What was asked, the answer with every reason, and where the process now stands."""
        from ontvlechting.views import notebook  # imported when somebody looks, as in all that follows

        return notebook.outcome(self.record, self.dossier, language)

    def lines(self, language: Language = "nl") -> str:
        """The same as plain lines."""
        from ontvlechting.views import plain

        return plain.outcome(self.record, self.dossier, language)


@frozen
class Placed(Shows):
    """A record with its place in the whole ledger.

    Attributes:
        position: its place, from 1 without gaps, over all processes.
        record: the record.
    """

    position: int
    record: Record

    def html(self, language: Language = "nl") -> Html:
        """A table of one row."""
        return Feed([self]).html(language)

    def lines(self, language: Language = "nl") -> str:
        """One line."""
        return Feed([self]).lines(language)


_T = TypeVar("_T")


class Listed(tuple[_T, ...], Framed):
    """Several values of one kind, in order."""

    __slots__ = ()

    @overload
    def __getitem__(self, at: SupportsIndex) -> _T: ...
    @overload
    def __getitem__(self, at: slice) -> Self: ...
    def __getitem__(self, at: SupportsIndex | slice) -> _T | Self:
        """One of them; or a part of them, which shows itself as the whole does."""
        return type(self)(super().__getitem__(at)) if isinstance(at, slice) else super().__getitem__(at)

    def html(self, language: Language = "nl") -> Html:
        """What a notebook shows of them all; of very many a part, and how many are left."""
        from ontvlechting.views import notebook

        shown: Html = getattr(notebook, self._view)(self, language)
        return shown

    def lines(self, language: Language = "nl") -> str:
        """A line for each of them, with what belongs to it beneath."""
        from ontvlechting.views import plain

        told: str = getattr(plain, self._view)(self, language)
        return told

    def __repr__(self) -> str:
        return self.lines()

    __str__ = __repr__


class NextSteps(Listed[NextStep]):
    """Every door from here, in the order of the table."""

    __slots__ = ()
    _view = "next_steps"

    @property
    def open(self) -> NextSteps:
        """Only the doors that nothing known now keeps shut."""
        return NextSteps(step for step in self if step.open)


class History(Listed[Record]):
    """Every record of one process, refusals too, oldest first."""

    __slots__ = ()
    _view = "history"

    def road(self, language: Language = "nl", *, rules: Rules | None = None) -> Lifecycle:
        """The lifecycle with the path of this process on it.

        Args:
            language: of the names in the picture.
            rules: whose lifecycle; without them that of the letter's rules, or for a programme that of a programme.
        """
        from ontvlechting.views.lifecycle import Lifecycle

        if rules is None:
            rules = PROGRAMME if any(r.event.after in OF_PROGRAMMES for r in self) else LETTER
        return Lifecycle(rules, language, self)

    def timeline(self, language: Language = "nl") -> Timeline:
        """When what happened, who performed the work and who was accountable, as a picture."""
        from ontvlechting.views.timeline import timeline

        return timeline(self, language)


class Overview(Listed[Standing]):
    """Where processes stand, by name."""

    __slots__ = ()
    _view = "overview"


class Feed(Listed[Placed]):
    """Records of the whole ledger, in its order."""

    __slots__ = ()
    _view = "feed"
