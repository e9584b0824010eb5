"""The kinds of items in the data of the letter; each item cites its place in the letter."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterator
from datetime import date

from attrs import frozen

from ontvlechting.engine.checked import Checked, Id, Number, Words
from ontvlechting.engine.errors import Problem, shown
from ontvlechting.engine.text import Text
from ontvlechting.engine.values import Source
from ontvlechting.engine.verdicts import Rule
from ontvlechting.letter.commands import Feasibility, FollowUp, Task
from ontvlechting.letter.values import Money


@frozen(kw_only=True)
class Cited(Checked):
    """Something that the letter says; `source` is where it says it."""

    source: Source


@frozen(kw_only=True)
class Period(Checked):
    """When something was, as precisely as the letter says: a day, a month or several months.

    Attributes:
        first: the first day on which it can have been.
        last: the last day; the same as `first` when the letter gives the day.
    """

    first: date
    last: date

    @property
    def exact(self) -> bool:
        """Whether the letter gives the day."""
        return self.first == self.last

    def problems(self) -> Iterator[Problem]:
        """A period does not end before it begins."""
        if self.last < self.first:
            expected = Text(nl=f"een dag vanaf {self.first}", en=f"a day from {self.first} on")
            yield Problem("last", shown(self.last), expected)


@frozen(kw_only=True)
class Process(Cited):
    """A process that the letter names, for one receiving party (*proces*; R26, R27).

    The letter does not say from which unit a process comes, so there is no unit here. It does not give the day of the
    finding either: whoever identifies the process supplies the `Finding` with its day and its document.

    Attributes:
        name: what it is called, in Dutch, as the receiving party and the letter's words make it.
        receiving: the id of the party that would take it over.
        delivering: the id of the party that performs it now.
        scope: its tasks, itemised from the letter's words and so in Dutch.
        target_groups: whom it serves, in the letter's words; None where the letter does not say.
        feasibility: what the study found about moving it.
        signals: the ids of the tasks by which signals of citizens and businesses come in (R28).
    """

    name: Words
    receiving: Id
    delivering: Id
    scope: tuple[Task, ...]
    target_groups: Words | None = None
    feasibility: Feasibility
    signals: tuple[Id, ...] = ()


@frozen(kw_only=True)
class Study(Cited):
    """The feasibility study (*haalbaarheidsonderzoek*; R10, R24).

    Attributes:
        author: the id of the party that did it.
        when: in which months it was done; the letter gives no day.
        units: the units whose processes it looked at.
        horizon_years: for what was not found feasible: within how many years.
        document: the report, as the letter refers to it.
    """

    author: Id
    when: Period
    units: tuple[Id, ...]
    horizon_years: Number
    document: Id


@frozen(kw_only=True)
class Fact(Cited):
    """Something that happened, with its date (*feit*; R19).

    Attributes:
        when: the date, as precisely as the letter says.
        what: what happened.
        documents: the documents that the letter refers to for it.
        remark: what a reader should know about the date or the documents.
    """

    when: Period
    what: Text
    documents: tuple[Id, ...]
    remark: Text | None = None


@frozen(kw_only=True)
class Element(Cited):
    """One thing that was asked, with what was done about it (*onderdeel*; R78, R82).

    Attributes:
        asks: what is asked.
        done: what was done, according to the letter.
        follow_up: followed, partly, not yet or not; None where the letter does not say.
    """

    asks: Text
    done: Text
    follow_up: FollowUp | None = None


@frozen(kw_only=True)
class Advice(Cited):
    """An advice on the disentanglement (*advies*; R77).

    Attributes:
        id: its name here.
        origin: the id of the party that gave it.
        requester: at whose request; None where the letter does not say.
        when: in which period it was given; None where the letter does not say.
        document: the advice, as the letter refers to it.
        elements: what it asks, one by one.
    """

    id: Id
    origin: Id
    requester: Words | None = None
    when: Period | None = None
    document: Id
    elements: tuple[Element, ...]


@frozen(kw_only=True)
class Motion(Cited):
    """A motion that the House adopted (*motie*; R80, R83).

    Attributes:
        id: its name here.
        by: the member who moved it.
        adopted: when it was adopted; None where the letter does not say.
        document: its number.
        asks: what it asks of the government.
        done: how it was carried out, according to the letter.
        rules: the rules by which it keeps counting.
    """

    id: Id
    by: Words
    adopted: Period | None = None
    document: Id
    asks: Text
    done: Text
    rules: tuple[Rule, ...]


@frozen(kw_only=True)
class Commitment(Cited):
    """Something that the House was promised (*toezegging*; R81).

    Attributes:
        id: its name here.
        owner: the id of the party that has to keep it.
        when: when it was made; None where the letter does not say.
        document: where it was made; None where the letter does not say.
        promises: what was promised.
        done: what was done about it so far; None where the letter does not say.
        rules: the rules by which it keeps counting.
    """

    id: Id
    owner: Id
    when: Period | None = None
    document: Id | None = None
    promises: Text
    done: Text | None = None
    rules: tuple[Rule, ...] = ()


@frozen(kw_only=True)
class Request(Cited):
    """A request by the House (*Kamerverzoek*; R82, R93). It has no due date: the letter names none.

    Attributes:
        id: its name here.
        by: the member who asked.
        when: when it was asked.
        document: where it was asked.
        elements: what is asked, one by one.
        answered_by: the document that answers it, according to the letter.
    """

    id: Id
    by: Words
    when: Period
    document: Id
    elements: tuple[Element, ...]
    answered_by: Id | None


@frozen(kw_only=True)
class Funding(Cited):
    """Money that was made available earlier (*beschikbaar gesteld budget*; R72).

    Attributes:
        money: how much.
        year: the year in which it was decided.
        purpose: what it is for, and in which round it was decided.
        document: its number; None where the letter gives none.
    """

    money: Money
    year: Number
    purpose: Text
    document: Id | None = None


@frozen(kw_only=True)
class Annex(Cited):
    """An annex to the letter (*bijlage*; R86).

    Attributes:
        number: its number, unique in the letter.
        parent: the document that it belongs to.
        title: what it is.
    """

    number: Number
    parent: Id
    title: Text


@frozen(kw_only=True)
class Signatory(Cited):
    """Who signed the letter, in which office (*ondertekenaar*; R16)."""

    name: Words
    office: Text


def day(year: int, month: int, day: int) -> Period:
    """A date of which the letter gives the day."""
    return Period(first=date(year, month, day), last=date(year, month, day))


def months(year: int, first: int, last: int) -> Period:
    """A date of which the letter gives only the month, or the first and the last."""
    return Period(first=date(year, first, 1), last=date(year, last, monthrange(year, last)[1]))
