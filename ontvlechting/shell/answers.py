"""What a workflow answers. Each answer can show itself, and compares by content.

The sequences are tuples with a few more methods, and can become data frames of pandas, polars or pyarrow. A history
draws its road and its timeline.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, Self, SupportsIndex, TypeVar, overload

from attrs import frozen

from ontvlechting.engine.adoption import KnownRules
from ontvlechting.engine.agenda import Term
from ontvlechting.engine.chart import State
from ontvlechting.engine.command import Command
from ontvlechting.engine.core import NextStep
from ontvlechting.engine.dossier import Dossier
from ontvlechting.engine.errors import InputError, Problem, shown
from ontvlechting.engine.rulebook import Rules
from ontvlechting.engine.shows import Framed, Shows
from ontvlechting.engine.text import Language, Text, spoken
from ontvlechting.engine.verdicts import Reason, Refused, Verdict
from ontvlechting.record.audit import Record
from ontvlechting.record.standing import Standing

if TYPE_CHECKING:
    from ontvlechting.engine.shows import Html
    from ontvlechting.views.lifecycle import Lifecycle
    from ontvlechting.views.timeline import Timeline


@frozen
class Outcome(Shows):
    """What became of a command: it is recorded, accepted or refused alike.

    Attributes:
        record: the sealed record.
        dossier: the dossier after it, of the class that its rules have.
    """

    record: Record
    dossier: Any

    @property
    def process(self) -> str:
        """The name of the process."""
        return self.record.event.process

    @property
    def command(self) -> Command:
        """What was asked."""
        return self.record.command

    @property
    def verdict(self) -> Verdict:
        """The answer."""
        return self.record.verdict

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
        state: State = self.dossier.state
        return state

    def text(self, language: Language | None = None) -> str:
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

    def html(self, language: Language | None = None) -> Html:
        """What was asked, the answer with every reason, and where the process now stands."""
        from ontvlechting.views import notebook  # imported when it is shown, as in the methods below

        return notebook.outcome(self.record, self.dossier, spoken(language))

    def lines(self, language: Language | None = None) -> str:
        """What `html` shows, as plain lines."""
        from ontvlechting.views import plain

        return plain.outcome(self.record, self.dossier, spoken(language))


@frozen
class Placed(Shows):
    """A record with its place in the whole ledger.

    Attributes:
        position: its place, from 1 without gaps, over all processes.
        record: the record.
    """

    position: int
    record: Record

    def html(self, language: Language | None = None) -> Html:
        """A table of one row."""
        return Feed([self]).html(language)

    def lines(self, language: Language | None = None) -> str:
        """One line."""
        return Feed([self]).lines(language)


_T = TypeVar("_T")


class Several(tuple[_T, ...]):
    """A tuple of which a slice has the same class."""

    __slots__ = ()

    @overload
    def __getitem__(self, at: SupportsIndex) -> _T: ...
    @overload
    def __getitem__(self, at: slice) -> Self: ...
    def __getitem__(self, at: SupportsIndex | slice) -> _T | Self:
        """One of them; or a part of them, which shows itself as the whole does."""
        return type(self)(super().__getitem__(at)) if isinstance(at, slice) else super().__getitem__(at)


class Listed(Several[_T], Framed):
    """Several values of one kind, in order."""

    __slots__ = ()

    def html(self, language: Language | None = None) -> Html:
        """What a notebook shows of them all. Of very many it shows a part, and how many are left."""
        from ontvlechting.views import notebook

        shown: Html = getattr(notebook, self._view)(self, spoken(language))
        return shown

    def lines(self, language: Language | None = None) -> str:
        """A line for each of them, with its details beneath."""
        from ontvlechting.views import plain

        told: str = getattr(plain, self._view)(self, spoken(language))
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


class Agenda(Listed[Term]):
    """Terms that run, the one that ends soonest first (*agenda*)."""

    __slots__ = ()
    _view = "agenda"


class History(Listed[Record]):
    """Every record of one process, refusals too, oldest first.

    Attributes:
        known: the rules that its ledger knows; None for a history that was put together elsewhere.
    """

    _view = "history"
    known: KnownRules | None = None

    def __new__(cls, records: Iterable[Record] = (), known: KnownRules | None = None) -> Self:
        """Records, and the rules that their ledger knows."""
        made = super().__new__(cls, records)
        made.known = known
        return made

    @overload
    def __getitem__(self, at: SupportsIndex) -> Record: ...
    @overload
    def __getitem__(self, at: slice) -> Self: ...
    def __getitem__(self, at: SupportsIndex | slice) -> Record | Self:
        """One of them; or a part of them, which shows itself as the whole does."""
        return type(self)(tuple(self)[at], self.known) if isinstance(at, slice) else tuple.__getitem__(self, at)

    @property
    def rules(self) -> Rules | None:
        """The rules that judged the last record, when its ledger knows them; else its rules for new processes."""
        if self.known is None:
            return None
        return (self.known.named(self[-1].event.rules) if self else None) or self.known.rules

    def road(self, language: Language | None = None, *, rules: Rules | None = None) -> Lifecycle:
        """The lifecycle with the path of this process on it.

        Args:
            language: of the names in the picture.
            rules: whose lifecycle; without them that of `History.rules`.

        Raises:
            InputError: no rules were given, and its ledger is not known.
        """
        from ontvlechting.views.lifecycle import Lifecycle

        whose = self.rules if rules is None else rules
        if whose is None:
            expected = Text(nl="regels, zoals `LETTER`", en="rules, such as `LETTER`")
            raise InputError("road", [Problem("rules", shown(rules), expected)])
        return Lifecycle(whose, language, self)

    def timeline(self, language: Language | None = None) -> Timeline:
        """A picture of what happened when."""
        from ontvlechting.views.timeline import timeline

        return timeline(self, language)


class Overview(Listed[Standing]):
    """Where processes stand, by name.

    Args:
        standings: one line for each.
        kinds: the classes of dossiers that its ledger knows: their columns are those of its data frame, even of an
            empty one.
    """

    _view = "overview"
    kinds: tuple[type[Dossier], ...] = ()

    def __new__(cls, standings: Iterable[Standing] = (), kinds: Iterable[type[Dossier]] = ()) -> Self:
        """The lines of an overview, and the classes of dossiers that their ledger knows."""
        made = super().__new__(cls, standings)
        made.kinds = tuple(kinds)
        return made

    @overload
    def __getitem__(self, at: SupportsIndex) -> Standing: ...
    @overload
    def __getitem__(self, at: slice) -> Self: ...
    def __getitem__(self, at: SupportsIndex | slice) -> Standing | Self:
        """One of them; or a part of them, which shows itself as the whole does."""
        return type(self)(tuple(self)[at], self.kinds) if isinstance(at, slice) else tuple.__getitem__(self, at)


class Feed(Listed[Placed]):
    """Records of the whole ledger, in its order."""

    __slots__ = ()
    _view = "feed"
