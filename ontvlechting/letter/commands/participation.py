"""Participation: works council, unions, affected units and the people who do the work."""

from __future__ import annotations

from datetime import date
from enum import Enum
from typing import ClassVar

from attrs import frozen

from ontvlechting.engine.checked import Id, Words
from ontvlechting.engine.command import Fact
from ontvlechting.engine.text import Text
from ontvlechting.letter.values import Document

__all__ = [
    "AnswerAdvice",
    "AnswerInput",
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


class Stage(Enum):
    """The stages at which the bodies are heard (*fase van betrokkenheid*; R64, R65)."""

    FEASIBILITY = "feasibility"
    PLAN = "plan"
    TEST = "test"
    DECISION = "decision"
    EXECUTION = "execution"
    PROOF = "proof"


class Manner(Enum):
    """In which manner a body was involved (R63): Works Councils Act articles 24, 25, 27; consultation with unions."""

    WOR_24 = "wor_24"
    WOR_25 = "wor_25"
    WOR_27 = "wor_27"
    DGO = "dgo"
    OTHER = "other"


class Opinion(Enum):
    """What an advice says."""

    POSITIVE = "positive"
    NEGATIVE = "negative"
    ABSTAINED = "abstained"


class FollowUp(Enum):
    """What is done with an advice (R69, R76, R78)."""

    FOLLOWED = "followed"
    PARTLY = "partly"
    NOT_YET = "not_yet"
    NOT = "not"


@frozen(kw_only=True)
class RecordContact(Fact):
    """A contact with a body at a stage (*contact vastleggen*; R12, R63-R65).

    Attributes:
        body: the id of the body.
        stage: at which stage.
        manner: in which manner.
        subject: what it was about.
        phase: within the transfer: the number of the phase it was about.
    """

    title: ClassVar[Text] = Text(nl="Contact vastleggen", en="Record a contact")
    kept_in: ClassVar[str] = "contacts"

    body: Id
    stage: Stage
    manner: Manner
    subject: Words
    phase: int | None = None


@frozen(kw_only=True)
class ConsultUnit(Fact):
    """A unit of a party was consulted (*onderdeel raadplegen*; R61, R91).

    Attributes:
        unit: which unit.
        party: the id of the party it belongs to.
        outcome: what it said.
    """

    title: ClassVar[Text] = Text(nl="Onderdeel raadplegen", en="Consult a unit")
    kept_in: ClassVar[str] = "consultations"

    unit: Id
    party: Id
    outcome: Words


@frozen(kw_only=True)
class CollectInput(Fact):
    """Input from the people who do the work (*inbreng ophalen*; R62).

    Attributes:
        id: the input's own reference.
        group: which group of people.
        content: what they say.
    """

    title: ClassVar[Text] = Text(nl="Inbreng ophalen", en="Collect input")
    kept_in: ClassVar[str] = "inputs"

    id: Id
    group: Id
    content: Words


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

    input: Id
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

    advice: Id
    body: Id
    question: Words
    until: date


@frozen(kw_only=True)
class ReceiveAdvice(Fact):
    """An advice came in, asked or unasked (*advies ontvangen*; R11, R76, R90).

    Attributes:
        advice: the advice's own reference.
        body: the id of the body.
        opinion: what it says in short.
        document: the advice itself: dated, with its origin.
    """

    title: ClassVar[Text] = Text(nl="Advies ontvangen", en="Receive advice")
    kept_in: ClassVar[str] = "advices"

    advice: Id
    body: Id
    opinion: Opinion
    document: Document


@frozen(kw_only=True)
class AnswerAdvice(Fact):
    """What is done with an advice: comply or explain (*advies beantwoorden*; R69, R76, R78).

    Attributes:
        advice: the reference of the advice.
        follow_up: followed, partly, not yet or not.
        reason: why; silence is no answer.
        review_on: for "not yet": when it is looked at again.
    """

    title: ClassVar[Text] = Text(nl="Advies beantwoorden", en="Answer advice")
    kept_in: ClassVar[str] = "responses"

    advice: Id
    follow_up: FollowUp
    reason: Words | None = None
    review_on: date | None = None


@frozen(kw_only=True)
class NotifyBody(Fact):
    """A body is told of the decision (*besluit meedelen*; R64).

    Attributes:
        body: the id of the body.
        document: the notice.
    """

    title: ClassVar[Text] = Text(nl="Besluit meedelen", en="Notify a body")
    kept_in: ClassVar[str] = "notices"

    body: Id
    document: Document
