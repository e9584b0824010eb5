"""Works council: advice under the Works Councils Act (Wet op de ondernemingsraden, WOR), for a pack of rules.

That advice is asked, comes in and is answered, and that a body is told of a decision, is recorded by the commands of
`participation.py`; here stands what the act asks beyond that.
"""

from __future__ import annotations

from enum import Enum
from typing import ClassVar

from attrs import frozen

from ontvlechting.engine.checked import Id, Words
from ontvlechting.engine.command import Fact
from ontvlechting.engine.text import Text
from ontvlechting.letter.values import Document, Judgement

__all__ = [
    "AdviceBasis",
    "AppealStatus",
    "RecordAdviceBasis",
    "RecordAppeal",
    "RecordConsultation",
    "RecordProhibition",
    "RecordWrittenRequest",
    "WaiveSuspension",
]


class AdviceBasis(Enum):
    """On what basis a council is asked for advice (*grondslag van het advies*).

    `ARTICLE_25`: the decision as such. `CONSEQUENCES`: article 25 for the consequences for staff only, where the act
    leaves the public task itself out of consultation (article 46d, under b). `VOLUNTARY`: outside the act.
    """

    ARTICLE_25 = "article_25"
    CONSEQUENCES = "consequences"
    VOLUNTARY = "voluntary"


class AppealStatus(Enum):
    """How an appeal against the decision stands (*stand van het beroep*; article 26)."""

    PENDING = "pending"
    WITHDRAWN = "withdrawn"
    DISMISSED = "dismissed"
    UPHELD = "upheld"


@frozen(kw_only=True)
class RecordAdviceBasis(Fact):
    """On what basis a council is asked for advice; a person says so, with a reason (*grondslag van het advies vastleggen*; WOR 25(1), 46d).

    Attributes:
        body: the id of the council.
        basis: article 25, article 25 for the consequences only, or voluntary.
        reason: why.
    """

    title: ClassVar[Text] = Text(nl="Grondslag van het advies vastleggen", en="Record the basis of an advice")

    body: Id
    basis: AdviceBasis
    reason: Words


@frozen(kw_only=True)
class RecordWrittenRequest(Fact):
    """The intended decision was put before the council in writing (*schriftelijke adviesaanvraag vastleggen*; WOR 25(2), 25(3)).

    Attributes:
        advice: the reference of the advice that was requested.
        document: the request itself.
        grounds: the grounds for the decision.
        consequences: the consequences that it will have for staff.
        measures: the measures that are intended because of these.
        in_time: the judgement whether the advice can still be of essential influence.
    """

    title: ClassVar[Text] = Text(nl="Schriftelijke adviesaanvraag vastleggen", en="Record a written request for advice")

    advice: Id
    document: Document
    grounds: Words | None = None
    consequences: Words | None = None
    measures: Words | None = None
    in_time: Judgement | None = None


@frozen(kw_only=True)
class RecordConsultation(Fact):
    """Council and management consulted on the request in a meeting (*overlegvergadering vastleggen*; WOR 25(4)).

    Attributes:
        advice: the reference of the advice that was requested.
    """

    title: ClassVar[Text] = Text(nl="Overlegvergadering vastleggen", en="Record a consultation meeting")

    advice: Id


@frozen(kw_only=True)
class WaiveSuspension(Fact):
    """The council says that execution need not wait (*afzien van opschorting*; WOR 25(6)).

    Attributes:
        body: the id of the council.
        document: in which the council says so.
    """

    title: ClassVar[Text] = Text(nl="Afzien van opschorting", en="Waive the suspension")

    body: Id
    document: Document


@frozen(kw_only=True)
class RecordAppeal(Fact):
    """How an appeal of the council against the decision stands (*beroep vastleggen*; WOR 26).

    Attributes:
        appeal: the appeal's own reference; the last record of it counts.
        body: the id of the council.
        status: pending, withdrawn, dismissed or upheld.
    """

    title: ClassVar[Text] = Text(nl="Beroep vastleggen", en="Record an appeal")

    appeal: Id
    body: Id
    status: AppealStatus


@frozen(kw_only=True)
class RecordProhibition(Fact):
    """A court forbids execution of the decision, or lifts that (*verbod vastleggen*; WOR 26(5), 26(8)).

    Attributes:
        prohibition: the prohibition's own reference; the last record of it counts.
        in_force: whether it is in force; False when it was lifted.
        document: the order of the court.
    """

    title: ClassVar[Text] = Text(nl="Verbod vastleggen", en="Record a prohibition")

    prohibition: Id
    in_force: bool
    document: Document
