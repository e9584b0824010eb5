"""The nouns of a transfer: parties and bodies, roles and powers, documents, judgements and money.

All values are frozen, take their fields by keyword, compare by content and are checked when made
(see `engine/checked.py`). Nothing here fetches a time, an id or an actor: they come in from outside.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from decimal import Decimal
from functools import reduce
from typing import Annotated

from attrs import frozen

from ontvlechting.engine import values
from ontvlechting.engine.checked import (
    EXACT,
    LARGEST,
    Amount,
    AtLeast,
    Checked,
    Id,
    Kind,
    Limit,
    Number,
    PartyId,
    Words,
)
from ontvlechting.engine.errors import Problem, shown
from ontvlechting.engine.names import Choice
from ontvlechting.engine.text import Text
from ontvlechting.engine.values import Actor

BodyId = Annotated[str, Limit(200, one_line=True, names=Kind("body", everywhere=True))]
"""The id of a works council or the unions."""
UnitId = Annotated[str, Limit(200, one_line=True, names=Kind("unit", everywhere=True))]
"""The id of a unit of a party."""
DocumentId = Annotated[str, Limit(200, one_line=True, names=Kind("document", everywhere=True))]
"""The id of a document."""
TaskId = Annotated[str, Limit(200, one_line=True, names=Kind("task"))]
"""The id of a task of the scope."""
DependencyId = Annotated[str, Limit(200, one_line=True, names=Kind("dependency"))]
"""The id of something that parties share."""
IndicatorId = Annotated[str, Limit(200, one_line=True, names=Kind("indicator"))]
"""The id of an indicator."""
BreachId = Annotated[str, Limit(200, one_line=True, names=Kind("breach"))]
"""The id of a breach."""
EscalationId = Annotated[str, Limit(200, one_line=True, names=Kind("escalation"))]
"""The id of an escalation."""
AdviceId = Annotated[str, Limit(200, one_line=True, names=Kind("advice"))]
"""The id of an advice."""
InputId = Annotated[str, Limit(200, one_line=True, names=Kind("input"))]
"""The id of an input of people who do the work."""
WeighingId = Annotated[str, Limit(200, one_line=True, names=Kind("weighing"))]
"""The id of a weighing."""
RelationId = Annotated[str, Limit(200, one_line=True, names=Kind("relation"))]
"""The id of a relation or agreement to improve."""
AgreementId = Annotated[str, Limit(200, one_line=True, names=Kind("agreement"))]
"""The id of an agreement about the steering."""
AppealId = Annotated[str, Limit(200, one_line=True, names=Kind("appeal"))]
"""The id of an appeal."""
ProhibitionId = Annotated[str, Limit(200, one_line=True, names=Kind("prohibition"))]
"""The id of a prohibition."""
MotionId = Annotated[str, Limit(200, one_line=True, names=Kind("motion"))]
"""The id of a motion."""
CommitmentId = Annotated[str, Limit(200, one_line=True, names=Kind("commitment"))]
"""The id of a commitment."""
RequestId = Annotated[str, Limit(200, one_line=True, names=Kind("request"))]
"""The id of a request of the House."""
SignalId = Annotated[str, Limit(200, one_line=True, names=Kind("signal"))]
"""The id of a signal."""
ItemId = Annotated[str, Limit(200, one_line=True, names=Kind("item"))]
"""The id of a motion, commitment, request, advice or signal of a programme, whichever it is."""
PhaseNumber = Annotated[int, AtLeast(1, names=Kind("phase"))]
"""The number of a phase."""
SomePhase = Annotated[int, AtLeast(-LARGEST, names=Kind("phase"))]
"""The same where any whole number can be given, for a guard to judge."""
PlanVersion = Annotated[int, AtLeast(1, names=Kind("plan"))]
"""The version of a plan."""


class PartyKind(Choice):
    """What kind of organisation a party is (*partij*)."""

    MINISTRY = "ministry"
    DIRECTORATE = "directorate"
    BODY = "body"
    EXTERNAL = "external"
    PARLIAMENT = "parliament"


class Role(values.Role):
    """In which capacity somebody acts (*rol*).

    `DIRECTORATE` is the official line of a directorate-general; whether it is the receiving or the
    transferring party follows from the process. `UNIT` are the people of a unit that does the work, by the id of that unit
    (R62). `HOUSE` asks and is informed, it never acts on a process (R14).
    """

    MINISTRY = "ministry"
    DIRECTORATE = "directorate"
    WORKS_COUNCIL = "works_council"
    UNION = "union"
    UNIT = "unit"
    RESEARCHER = "researcher"
    HOUSE = "house"


class BodyKind(Choice):
    """Works council (*medezeggenschap*) or unions (*vakbonden*): one never stands in for the other (R12)."""

    WORKS_COUNCIL = "works_council"
    UNION = "union"


class Reach(Choice):
    """How widely a body speaks for staff (*bereik*; WOR 33, 35).

    `OWN`: for the staff of one organisation (a works council, *ondernemingsraad*). `GROUP`: for some organisations together
    (*groepsondernemingsraad*). `CENTRAL`: for all of them (*centrale ondernemingsraad*, such as a departmental council; for
    unions the consultation of a whole ministry).
    """

    OWN = "own"
    GROUP = "group"
    CENTRAL = "central"


class Power(values.Power):
    """What a mandate lets its holder decide (*bevoegdheid*)."""

    DECIDE = "decide"
    STOP = "stop"
    BUDGET = "budget"
    COMPLETE = "complete"
    EXECUTE = "execute"
    ESCALATION = "escalation"


class DocumentKind(Choice):
    """What kind of document it is (*soort document*); `PROCEEDINGS` are those of the House (*Handelingen*)."""

    STUDY = "study"
    PLAN = "plan"
    ADVICE = "advice"
    DECISION_NOTE = "decision_note"
    AGREEMENT = "agreement"
    MOTION = "motion"
    LETTER = "letter"
    REPORT = "report"
    MINUTES = "minutes"
    EVIDENCE = "evidence"
    PROCEEDINGS = "proceedings"


class MoneyKind(Choice):
    """Structural money returns every year; incidental money is spent once."""

    STRUCTURAL = "structural"
    INCIDENTAL = "incidental"


@frozen(kw_only=True)
class Party(Checked):
    """An organisation that takes part (*partij*). Commands name a party by its `id`.

    Attributes:
        id: short and stable, for example `douane`.
        name: its name in both languages.
        kind: what kind of organisation it is.
        tooi: its identifier in the government's register of organisations (TOOI), a URI.
    """

    id: PartyId
    name: Text
    kind: PartyKind
    tooi: Id | None = None


@frozen(kw_only=True)
class Body(Checked):
    """A body that speaks for staff: a works council or the unions (R12).

    Attributes:
        id: short and stable, for example `dor`.
        kind: works council or unions.
        name: its name in both languages.
        reach: how widely it speaks; where a wider body of its kind speaks for a party, a narrower one does not (WOR 35(2)).
        speaks_for: the ids of the parties for whose staff it speaks; empty for all.
        shared_by: from how many of these parties on a process is a matter of common interest, so that this body speaks in
            it (WOR 35(1)); one for a body that speaks in any process of its parties.
    """

    id: BodyId
    kind: BodyKind
    name: Text
    reach: Reach = Reach.OWN
    speaks_for: tuple[PartyId, ...] = ()
    shared_by: Number = 1

    def is_of(self, party: str) -> bool:
        """Whether it speaks for the staff of this party."""
        return not self.speaks_for or party in self.speaks_for

    def speaks(self, parties: Iterable[str]) -> frozenset[str]:
        """For which of these parties it speaks in a process between them.

        For none when they are fewer than `shared_by`.
        """
        found = frozenset(p for p in parties if self.is_of(p))
        return found if len(found) >= self.shared_by else frozenset()


@frozen(kw_only=True)
class Document(Checked):
    """A dated document with an origin (*document*).

    Attributes:
        id: its reference, unique in the programme.
        kind: what kind of document.
        title: its title.
        on: its date.
        origin: the party or body that made it.
        public: whether it is public (R85).
    """

    id: DocumentId
    kind: DocumentKind
    title: Words
    on: date
    origin: PartyId
    public: bool = False


def shown_by(document: Document | None) -> tuple[str, date] | None:
    """The field and day of a document that shows a meeting or a measurement.

    It may be of a later day, as minutes are (R86).
    """
    return None if document is None else ("document.on", document.on)


@frozen(kw_only=True)
class Judgement(Checked):
    """A reasoned human judgement on an open norm (*oordeel*); software never makes one.

    Attributes:
        holds: whether the norm is met, in this person's judgement.
        motivation: why.
        by: who judges.
        on: when it was given.
        evidence: the documents it rests on.
    """

    holds: bool
    motivation: Words
    by: Actor
    on: datetime
    evidence: tuple[Document, ...] = ()


@frozen(kw_only=True)
class Money(Checked):
    """An exact amount (*bedrag*).

    Attributes:
        amount: in whole cents; a `Decimal`, never a float.
        kind: structural (every year) or incidental (once).
        currency: its code of three capitals (ISO 4217); which one counts, the norms say.
    """

    amount: Amount
    kind: MoneyKind = MoneyKind.STRUCTURAL
    currency: Id = "EUR"

    def problems(self) -> Iterator[Problem]:
        """Its currency has to be the code of a currency."""
        yield from problems_of_currency(self.currency)


def problems_of_currency(code: str) -> Iterator[Problem]:
    """A problem when this is not the code of a currency."""
    if not (len(code) == 3 and code.isascii() and code.isalpha() and code.isupper()):
        capitals = Text(nl="drie hoofdletters, zoals `EUR` (ISO 4217)", en="three capitals, such as `EUR` (ISO 4217)")
        yield Problem("currency", shown(code), capitals)


@frozen(kw_only=True)
class Delta(Checked):
    """What one party's budget gains (positive) or loses (negative) (*budgetmutatie*; R42).

    Attributes:
        party: whose budget.
        money: how much.
    """

    party: PartyId
    money: Money


def total(amounts: Iterable[Decimal]) -> Decimal:
    """The exact sum, whatever precision the calling program has set for `decimal`."""
    return reduce(EXACT.add, amounts, Decimal(0))


def by_kind(amounts: Iterable[Money]) -> dict[tuple[MoneyKind, str], Decimal]:
    """The exact sum of the amounts for every kind of money and currency."""
    totals: dict[tuple[MoneyKind, str], Decimal] = {}
    for money in amounts:
        key = (money.kind, money.currency)
        totals[key] = total([totals.get(key, Decimal(0)), money.amount])
    return totals


def sums(deltas: Iterable[Delta]) -> dict[tuple[MoneyKind, str], Decimal]:
    """The exact sum of the deltas for every kind of money and currency; all zero means neutral."""
    return by_kind(d.money for d in deltas)


def per_party(deltas: Iterable[Delta]) -> dict[tuple[str, MoneyKind, str], Decimal]:
    """What each party gains or loses on balance, by kind of money and currency; nothing where that is zero."""
    totals: dict[tuple[str, MoneyKind, str], Decimal] = {}
    for d in deltas:
        key = (d.party, d.money.kind, d.money.currency)
        totals[key] = total([totals.get(key, Decimal(0)), d.money.amount])
    return {k: v for k, v in totals.items() if v != 0}


def each_once(field: str, ids: Sequence[str]) -> Iterator[Problem]:
    """A problem when there is none of these, or one stands there more than once."""
    if not ids or max(Counter(ids).values()) > 1:
        expected = Text(nl="minstens één, elk één keer", en="at least one, each of them once")
        yield Problem(field, shown(ids), expected)
