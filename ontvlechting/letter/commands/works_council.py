"""Works council: advice under the Works Councils Act (Wet op de ondernemingsraden, WOR), for a pack of rules.

That advice is asked, comes in and is answered, and that a body is told of a decision, is recorded by the commands of
`participation.py`; here stands what the act asks beyond that.
"""

from __future__ import annotations

from datetime import date
from typing import ClassVar

from attrs import frozen

from ontvlechting.engine.checked import Number, PartyId, PersonId, Words
from ontvlechting.engine.command import Fact
from ontvlechting.engine.names import Choice
from ontvlechting.engine.text import Text
from ontvlechting.letter.values import AdviceId, AppealId, BodyId, Document, Judgement, ProhibitionId, shown_by

__all__ = [
    "AdviceBasis",
    "AppealStatus",
    "ContestBasis",
    "DeclineConsultation",
    "Ground",
    "Office",
    "RecordAdviceBasis",
    "RecordAppeal",
    "RecordConsultation",
    "RecordDirector",
    "RecordProhibition",
    "RecordWrittenRequest",
    "SettleBasis",
    "WaiveSuspension",
    "WithdrawDecision",
]


class Office(Choice):
    """Which office somebody holds who consults with a council (*ambt van de bestuurder*; WOR 1(1) under e, 46d under a).

    `OTHER`: another head of the organisation for which the council was set up. A minister or state secretary is never the
    *bestuurder* of the act; they stand here so that it can be said of somebody.
    """

    SECRETARY_GENERAL = "secretary_general"
    DIRECTOR_GENERAL = "director_general"
    OTHER = "other"
    MINISTER = "minister"
    STATE_SECRETARY = "state_secretary"


class AdviceBasis(Choice):
    """On what basis a council is asked for advice (*grondslag van het advies*).

    `ARTICLE_25`: the decision as such. `CONSEQUENCES`: article 25 for the consequences for staff only, where the act
    leaves the public task itself out of consultation (article 46d, under b). `VOLUNTARY`: outside the act.
    """

    ARTICLE_25 = "article_25"
    CONSEQUENCES = "consequences"
    VOLUNTARY = "voluntary"


class Ground(Choice):
    """On which ground article 25(1) asks for advice, by its letter (*grond van het adviesrecht*).

    `A`: control over (part of) the undertaking goes to another. `B`: another undertaking, or lasting co-operation with one.
    `C`: work ends. `D`: an important change in the work. `E`: an important change in the organisation or in the distribution of
    powers. `F`: the place of work. `G`: staff in groups. `H`: an important investment. `I`, `J`: important credit, taken or given.
    `K`: an important technological facility. `L`: an important measure for the environment. `M`: bearing a risk oneself. `N`: an
    expert from outside is asked for advice on one of these: hiring a study may be that by itself.
    """

    A = "a"
    B = "b"
    C = "c"
    D = "d"
    E = "e"
    F = "f"
    G = "g"
    H = "h"
    I = "i"  # noqa: E741 - the act calls it so
    J = "j"
    K = "k"
    L = "l"
    M = "m"
    N = "n"


class AppealStatus(Choice):
    """How an appeal against the decision stands (*stand van het beroep*; article 26)."""

    PENDING = "pending"
    WITHDRAWN = "withdrawn"
    DISMISSED = "dismissed"
    UPHELD = "upheld"


@frozen(kw_only=True)
class RecordDirector(Fact):
    """Who consults with a council for the employer: the *bestuurder* (*bestuurder vastleggen*; WOR 1(1) under e, 46d under a).

    Attributes:
        body: the id of the council.
        director: the id of the person, as it stands in what they record.
        party: the id of the party for which they act: the ministry or a directorate.
        office: which office they hold.
        document: in which the ministry says so, such as a decision on organisation or mandate.
    """

    title: ClassVar[Text] = Text(nl="Bestuurder vastleggen", en="Record the director")

    body: BodyId
    director: PersonId
    party: PartyId
    office: Office
    document: Document


@frozen(kw_only=True)
class RecordAdviceBasis(Fact):
    """On what basis a council is asked for advice; the *bestuurder* says so (*grondslag van het advies vastleggen*; WOR 25(1), 46d).

    Attributes:
        body: the id of the council.
        basis: article 25, article 25 for the consequences only, or voluntary.
        grounds: the grounds of article 25(1), one or more; none for voluntary advice.
        reason: why.
        document: in which this is put before the council.
    """

    title: ClassVar[Text] = Text(nl="Grondslag van het advies vastleggen", en="Record the basis of an advice")

    body: BodyId
    basis: AdviceBasis
    grounds: tuple[Ground, ...] = ()
    reason: Words
    document: Document | None = None


@frozen(kw_only=True)
class ContestBasis(Fact):
    """The council contests the basis on which it is asked (*grondslag betwisten*; WOR 25(1), 36(2), 46d).

    Attributes:
        body: the id of the council.
        reason: why.
    """

    title: ClassVar[Text] = Text(nl="Grondslag betwisten", en="Contest the basis of an advice")

    body: BodyId
    reason: Words


@frozen(kw_only=True)
class SettleBasis(Fact):
    """It is settled on what basis the council advises: by agreement, or by a court (*betwiste grondslag afdoen*; WOR 36(2), 46d).

    Attributes:
        body: the id of the council.
        basis: what holds from here on.
        document: a letter of the council in which it agrees, or the order of the court.
    """

    title: ClassVar[Text] = Text(nl="Betwiste grondslag afdoen", en="Settle a contested basis")

    body: BodyId
    basis: AdviceBasis
    document: Document


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
        days: how many days the council has to advise, counted from the day after the request.
        term_reason: why that is a reasonable term.
        on_execution: whether advice is asked on the execution of the decision as well (WOR 25(5)).
    """

    title: ClassVar[Text] = Text(nl="Schriftelijke adviesaanvraag vastleggen", en="Record a written request for advice")

    advice: AdviceId
    document: Document
    grounds: Words | None = None
    consequences: Words | None = None
    measures: Words | None = None
    in_time: Judgement | None = None
    days: Number | None = None
    term_reason: Words | None = None
    on_execution: bool = False


@frozen(kw_only=True)
class RecordConsultation(Fact):
    """Council and management consulted on the request in a meeting (*overlegvergadering vastleggen*; WOR 25(4)).

    It counts when the council records it, or when a document of the council shows it.

    Attributes:
        advice: the reference of the advice that was requested.
        document: minutes or a letter of the council that shows it.
    """

    title: ClassVar[Text] = Text(nl="Overlegvergadering vastleggen", en="Record a consultation meeting")

    advice: AdviceId
    document: Document | None = None

    def shown_by(self) -> tuple[str, date] | None:
        return shown_by(self.document)


@frozen(kw_only=True)
class DeclineConsultation(Fact):
    """The council writes that it wants no meeting on the request (*afzien van een overlegvergadering*; WOR 25(4)).

    Attributes:
        advice: the reference of the advice that was requested.
        document: in which the council says so.
    """

    title: ClassVar[Text] = Text(nl="Afzien van een overlegvergadering", en="Decline a consultation meeting")

    advice: AdviceId
    document: Document


@frozen(kw_only=True)
class WaiveSuspension(Fact):
    """The council says that execution need not wait (*afzien van opschorting*; WOR 25(6)).

    Attributes:
        body: the id of the council.
        document: in which the council says so.
    """

    title: ClassVar[Text] = Text(nl="Afzien van opschorting", en="Waive the suspension")

    body: BodyId
    document: Document


@frozen(kw_only=True)
class RecordAppeal(Fact):
    """How an appeal of the council against the decision stands (*beroep vastleggen*; WOR 26).

    Attributes:
        appeal: the appeal's own reference; the last record of it counts.
        body: the id of the council.
        status: pending, withdrawn, dismissed or upheld.
        document: the petition of the council, or the order of the court. What the council records itself about its own appeal
            needs none; what the court decided does.
    """

    title: ClassVar[Text] = Text(nl="Beroep vastleggen", en="Record an appeal")

    appeal: AppealId
    body: BodyId
    status: AppealStatus
    document: Document | None = None


@frozen(kw_only=True)
class RecordProhibition(Fact):
    """A court forbids execution of the decision, or lifts that (*verbod vastleggen*; WOR 26(5), 26(8)).

    Attributes:
        prohibition: the prohibition's own reference; the last record of it counts.
        in_force: whether it is in force; False when it was lifted.
        document: the order of the court.
    """

    title: ClassVar[Text] = Text(nl="Verbod vastleggen", en="Record a prohibition")

    prohibition: ProhibitionId
    in_force: bool
    document: Document


@frozen(kw_only=True)
class WithdrawDecision(Fact):
    """The ministry withdraws a decision after an appeal that was upheld (*besluit intrekken na gegrond beroep*; WOR 26(5) under a).

    Attributes:
        appeal: the reference of the appeal.
        whole: whether the decision is withdrawn as a whole; False when what is left of it may be executed.
        document: of the ministry, for the whole; for a part the order of the court or a letter of the council, which shows that
            this part is what was asked.
    """

    title: ClassVar[Text] = Text(nl="Besluit intrekken na gegrond beroep", en="Withdraw the decision after an appeal")

    appeal: AppealId
    whole: bool
    document: Document
