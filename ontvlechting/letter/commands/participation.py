"""Participation: works council, unions, affected units and the people who do the work."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import ClassVar

from attrs import frozen

from ontvlechting.engine.checked import Checked, Id, PartyId, Words
from ontvlechting.engine.command import Fact
from ontvlechting.engine.errors import Problem
from ontvlechting.engine.names import Choice
from ontvlechting.engine.text import Text
from ontvlechting.letter.values import AdviceId, BodyId, Document, InputId, SomePhase, UnitId, each_once, shown_by

__all__ = [
    "AnswerAdvice",
    "AnswerInput",
    "Asked",
    "CollectInput",
    "ConsultUnit",
    "FollowUp",
    "Manner",
    "NotifyBody",
    "Opinion",
    "ReceiveAdvice",
    "RecordContact",
    "RequestAdvice",
    "Stage",
]


class Stage(Choice):
    """The stages at which the bodies are heard (*fase van betrokkenheid*; R64, R65)."""

    FEASIBILITY = "feasibility"
    PLAN = "plan"
    TEST = "test"
    DECISION = "decision"
    EXECUTION = "execution"
    PROOF = "proof"


class Manner(Choice):
    """In which manner a body was involved (R63).

    By articles 24, 25 or 27 of the Works Councils Act; with unions in the *Decentraal Georganiseerd Overleg* (DGO) of the ministry.
    """

    WOR_24 = "wor_24"
    WOR_25 = "wor_25"
    WOR_27 = "wor_27"
    DGO = "dgo"
    OTHER = "other"


class Opinion(Choice):
    """What an advice says. `ABSTAINED`: the body writes that it gives none; that ends the wait, and asks for no answer."""

    POSITIVE = "positive"
    NEGATIVE = "negative"
    ABSTAINED = "abstained"


class FollowUp(Choice):
    """What is done with an advice (R69, R76, R78)."""

    FOLLOWED = "followed"
    PARTLY = "partly"
    NOT_YET = "not_yet"
    NOT = "not"


@frozen(kw_only=True)
class Asked(Checked):
    """One thing that is asked, in a request or an advice (*gevraagd onderdeel*; R78, R82).

    Attributes:
        id: its name within the request or advice.
        asks: what is asked.
    """

    id: Id
    asks: Words


@frozen(kw_only=True)
class RecordContact(Fact):
    """A contact with a body at a stage (*contact vastleggen*; R12, R63-R65).

    It counts when the body records it, confirms it, or when a document of the body shows it.

    Attributes:
        body: the id of the body.
        stage: at which stage.
        manner: in which manner.
        subject: what it was about.
        phase: within the transfer: the number of the phase it was about.
        document: a document of the body that shows it, such as its minutes or a letter.
    """

    title: ClassVar[Text] = Text(nl="Contact vastleggen", en="Record a contact")
    kept_in: ClassVar[str] = "contacts"

    body: BodyId
    stage: Stage
    manner: Manner
    subject: Words
    phase: SomePhase | None = None
    document: Document | None = None

    def shown_by(self) -> tuple[str, date] | None:
        return shown_by(self.document)


@frozen(kw_only=True)
class ConsultUnit(Fact):
    """A unit of a party was consulted (*onderdeel raadplegen*; R61, R91).

    It counts when somebody of the unit records it, confirms it, or when a document of the unit shows it.

    Attributes:
        unit: the id of the unit.
        party: the id of the party it belongs to.
        outcome: what it said.
        document: a document of the unit that shows it.
    """

    title: ClassVar[Text] = Text(nl="Onderdeel raadplegen", en="Consult a unit")
    kept_in: ClassVar[str] = "consultations"

    unit: UnitId
    party: PartyId
    outcome: Words
    document: Document | None = None

    def shown_by(self) -> tuple[str, date] | None:
        return shown_by(self.document)


@frozen(kw_only=True)
class CollectInput(Fact):
    """Input from the people who do the work (*inbreng ophalen*; R62).

    It counts when somebody of the unit, or a works council on their behalf, records or confirms it, or when a document of the
    unit shows it. It is answered in any case.

    Attributes:
        id: the input's own reference.
        unit: the id of the unit whose people say it.
        party: the id of the party that the unit belongs to.
        content: what they say.
        document: a document of the unit that shows it.
    """

    title: ClassVar[Text] = Text(nl="Inbreng ophalen", en="Collect input")
    kept_in: ClassVar[str] = "inputs"

    id: InputId
    unit: UnitId
    party: PartyId
    content: Words
    document: Document | None = None

    def shown_by(self) -> tuple[str, date] | None:
        return shown_by(self.document)


@frozen(kw_only=True)
class AnswerInput(Fact):
    """An input is answered: adopted or not, and why (*inbreng beantwoorden*; R62).

    Attributes:
        input: the reference of the input.
        adopted: whether it was adopted.
        reason: why, or why not.
    """

    title: ClassVar[Text] = Text(nl="Inbreng beantwoorden", en="Answer input")
    kept_in: ClassVar[str] = "answers"

    input: InputId
    adopted: bool
    reason: Words


@frozen(kw_only=True)
class RequestAdvice(Fact):
    """A body is asked for advice (*advies vragen*; R11, R76).

    Attributes:
        advice: the advice's own reference.
        body: the id of the body.
        question: what is asked.
        until: the last day of a reasonable term; after it the advice is not waited for any longer.
    """

    title: ClassVar[Text] = Text(nl="Advies vragen", en="Request advice")
    kept_in: ClassVar[str] = "requests"

    advice: AdviceId
    body: BodyId
    question: Words
    until: date


@frozen(kw_only=True)
class ReceiveAdvice(Fact):
    """An advice came in, asked or unasked (*advies ontvangen*; R11, R76, R90).

    Attributes:
        advice: the advice's own reference.
        body: the id of the body.
        opinion: what it says in short.
        document: the advice itself: dated, with its origin; for an abstention a letter of the body will do.
        elements: what it asks, one by one, where it asks more than one thing.
    """

    title: ClassVar[Text] = Text(nl="Advies ontvangen", en="Receive advice")
    kept_in: ClassVar[str] = "advices"

    advice: AdviceId
    body: BodyId
    opinion: Opinion
    document: Document
    elements: tuple[Asked, ...] = ()

    def problems(self) -> Iterator[Problem]:
        yield from each_once("elements", [e.id for e in self.elements]) if self.elements else ()


@frozen(kw_only=True)
class AnswerAdvice(Fact):
    """What is done with an advice, or with one of its elements: comply or explain (*advies beantwoorden*; R69, R76, R78).

    Attributes:
        advice: the reference of the advice.
        element: the name of the element; None for an advice without elements.
        follow_up: followed, partly, not yet or not.
        reason: why; silence is no answer.
        review_on: for "not yet": when it is looked at again.
    """

    title: ClassVar[Text] = Text(nl="Advies beantwoorden", en="Answer advice")
    kept_in: ClassVar[str] = "responses"

    advice: AdviceId
    element: Id | None = None
    follow_up: FollowUp
    reason: Words | None = None
    review_on: date | None = None


@frozen(kw_only=True)
class NotifyBody(Fact):
    """A body is told of the decision (*besluit meedelen*; R64).

    Attributes:
        body: the id of the body.
        document: the notice.
        reasons: why the decision departs from the advice of the body, where it does.
        execution_advice: the reference of the advice that is asked on the execution, where the body has not given that yet.
    """

    title: ClassVar[Text] = Text(nl="Besluit meedelen", en="Notify a body")
    kept_in: ClassVar[str] = "notices"

    body: BodyId
    document: Document
    reasons: Words | None = None
    execution_advice: AdviceId | None = None
