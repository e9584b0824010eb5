"""Records and data, as a pack for any letter under Dutch law: `LETTER + RECORDS`.

`holdings.py` has what is asked in any country of a list of holdings. Here is what the Archives Act 1995 (Archiefwet 1995) and the
General Data Protection Regulation (GDPR, *AVG*) add: a provision for the records, an assessment of the impact on personal data,
agreements with processors, and who is the controller, in the register. People judge which of these is due; a guard checks that
somebody did so, with a paper or a reason. Nothing here has been reviewed by a lawyer; the page says what could be seen of each source.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from typing import ClassVar

from attrs import frozen

from ontvlechting.engine.chart import Milestone
from ontvlechting.engine.checked import Id, PartyId, Words
from ontvlechting.engine.command import Command, Fact
from ontvlechting.engine.days import written
from ontvlechting.engine.doors import YES, Guard, Norms, Reads, Reasons, guard
from ontvlechting.engine.dossier import Dossier
from ontvlechting.engine.errors import Problem, shown
from ontvlechting.engine.rulebook import Pack
from ontvlechting.engine.text import Text
from ontvlechting.engine.values import Source
from ontvlechting.engine.verdicts import Reason, Rule, Status
from ontvlechting.packs import holdings
from ontvlechting.packs.holdings import checked_terms, holding_is_listed, receiving_party_says_so
from ontvlechting.packs.holdings_facts import (
    AboutHolding,
    AgreeSharing,
    Course,
    Holding,
    HoldingKind,
    RecordInventory,
    holding_of,
    inventory_of,
    last_about,
    sharing_of,
    supplier,
    suppliers,
)
from ontvlechting.packs.values import DocumentId, decides, last, last_begun, ticks, until

ARCHIVES_ACT = "Archiefwet 1995"
"""The act, as sources name it."""
HANDING_OVER = "Besluit archiefoverdrachten rijksadministratie"
"""The decree on handing over archives of the central government, as sources name it."""
GDPR = "Verordening (EU) 2016/679 (AVG)"
"""The regulation, as sources name it."""


def _avg(article: str, lid: int, term: str, *, nl: str, en: str, status: Status = Status.CONTENT) -> Rule:
    """A rule of the GDPR."""
    return Rule(
        id=f"AVG-{article}-{lid}",
        source=Source(document=GDPR, section=f"artikel {article}, lid {lid}", term=term),
        title=Text(nl=nl, en=en),
        status=status,
        eli=f"http://data.europa.eu/eli/reg/2016/679/art_{article}/oj",
    )


# fmt: off

AW_4_1 = Rule(
    id="AW-4-1",
    source=Source(document=ARCHIVES_ACT, section="artikel 4, lid 1",
        term="houdt een voorziening in omtrent hun archiefbescheiden"),
    title=Text(
        nl="De regeling heeft een voorziening voor de archiefbescheiden, of er is gezegd waarom dat niet hoeft.",
        en="The regulation provides for the records, or it was said why it need not."),
    status=Status.JUDGEMENT,
    jci="jci1.3:c:BWBR0007376&artikel=4&lid=1",
)
BAR_3_3 = Rule(
    id="BAR-3-3",
    source=Source(document=HANDING_OVER, section="artikel 3, lid 3",
        term="tijdelijk worden uitgeleend onderscheidenlijk ter beschikking gesteld"),
    title=Text(nl="Archiefbescheiden worden tijdelijk gedeeld: de afspraak heeft een laatste dag.",
        en="Records are shared for a time: the agreement has a last day."),
    status=Status.CONTENT)
AVG_26_1 = _avg("26", 1, "door middel van een onderlinge regeling",
    nl="Wie samen verwerkingsverantwoordelijk is, heeft een onderlinge regeling.",
    en="Those who are controllers together have an arrangement between them.", status=Status.PRESENCE)
AVG_28_3 = _avg("28", 3, "De verwerking door een verwerker wordt geregeld in een overeenkomst of andere rechtshandeling",
    nl="Met elke verwerker is er een overeenkomst die geldt als het werk overgaat.",
    en="With every processor there is an agreement in force when the work moves.")
AVG_30_1 = _avg("30", 1, "houdt een register van de verwerkingsactiviteiten die onder hun verantwoordelijkheid plaatsvinden",
    nl="Vastgelegd is wie vanaf wanneer verwerkingsverantwoordelijk is, en waar dat in het register staat.",
    en="It is on record who is the controller from when, and where the register says so.")
AVG_35_1 = _avg("35", 1, "voert de verwerkingsverantwoordelijke vóór de verwerking een beoordeling uit",
    nl="Voordat het werk overgaat is beoordeeld of een DPIA nodig is, en als dat zo is, is zij er.",
    en="Before the work moves it was judged whether a DPIA is due, and if so there is one.", status=Status.JUDGEMENT)
AVG_35_2 = _avg("35", 2, "wint de verwerkingsverantwoordelijke bij het uitvoeren van een gegevensbeschermingseffectbeoordeling diens advies in",
    nl="Bij een DPIA is het advies van de functionaris voor gegevensbescherming gevraagd.",
    en="For a DPIA the advice of the data protection officer was sought.", status=Status.PRESENCE)

# fmt: on

RULES: tuple[Rule, ...] = (
    *holdings.RULES,
    AW_4_1,
    BAR_3_3,
    AVG_26_1,
    AVG_28_3,
    AVG_30_1,
    AVG_35_1,
    AVG_35_2,
)
"""The rules of the pack."""


@frozen(kw_only=True)
class RecordsTerms(holdings.HoldingTerms):
    """What an organisation sets.

    Attributes:
        officer: whether there is a data protection officer, whose advice is sought for an assessment.
    """

    officer: bool = True


# -- what is recorded --------------------------------------------------------------------------------------------------


@frozen(kw_only=True)
class RecordProvision(Fact):
    """What the regulation by which the task moves says of the records (*archiefvoorziening*).

    Attributes:
        regulation: the reference of the regulation that provides for the records; None when none is needed.
        reason: why none is needed.
    """

    title: ClassVar[Text] = Text(nl="Archiefvoorziening vastleggen", en="Record the provision for the records")

    regulation: DocumentId | None = None
    reason: Words | None = None


@frozen(kw_only=True)
class RecordAssessment(AboutHolding):
    """Whether an assessment of the impact on personal data is due, and which it is.

    Attributes:
        required: whether it is due.
        dpia: the reference of the assessment.
        advice: the reference of the advice of the data protection officer.
        reason: why none is due.
    """

    title: ClassVar[Text] = Text(nl="DPIA vastleggen", en="Record the DPIA")

    required: bool
    dpia: DocumentId | None = None
    advice: DocumentId | None = None
    reason: Words | None = None


@frozen(kw_only=True)
class RecordProcessorAgreement(AboutHolding):
    """An agreement with a processor (*verwerkersovereenkomst*).

    Attributes:
        processor: the processor, as on the list.
        agreement: the reference of the agreement.
        since: from which day it holds.
    """

    title: ClassVar[Text] = Text(nl="Verwerkersovereenkomst vastleggen", en="Record a processor agreement")

    processor: Id
    agreement: DocumentId
    since: date


@frozen(kw_only=True)
class RecordController(AboutHolding):
    """Who is the controller of the personal data (*verwerkingsverantwoordelijke*).

    Attributes:
        controllers: who it is; more than one where they are controllers together.
        since: from which day.
        register_entry: where the register of processing activities says so.
        joint_arrangement: the reference of the arrangement between those who are controllers together.
    """

    title: ClassVar[Text] = Text(nl="Verwerkingsverantwoordelijke vastleggen", en="Record the controller")

    controllers: tuple[PartyId, ...]
    since: date
    register_entry: Id
    joint_arrangement: DocumentId | None = None

    def problems(self) -> Iterator[Problem]:
        """There is at least one controller."""
        if not self.controllers:
            yield Problem("controllers", shown(self.controllers), Text(nl="een of meer partijen", en="a party or more"))


# -- the doors of the facts --------------------------------------------------------------------------------------------


@guard(
    AW_4_1,
    nl="een van de partijen, of wie besluit, legt het vast, met de regeling of een reden",
    en="one of the parties, or who decides, records it, with the regulation or a reason",
    reads=Reads.COMMAND,
    field={"provision-by-another": "by.party", "no-regulation": "regulation"},
)
def provision_is_shown(dossier: Dossier, command: RecordProvision, norms: Norms) -> Reasons:
    """AW-4(1): that nothing has to be provided is said by somebody who answers for it, and not assumed."""
    listed = inventory_of(dossier, command.at)
    parties = listed.parties if listed is not None else ()
    reasons: list[Reason] = []
    if not decides(command.by, norms, *parties):
        reasons.append(
            AW_4_1.forbidden(
                "provision-by-another",
                nl=f"`{command.by.party}` kan dit niet vastleggen; dat doet een van de partijen op de lijst, of wie besluit",
                en=f"`{command.by.party}` cannot record this; one of the parties on the list does, or who decides",
                suppliers=norms.deciders(),
                about={"by.party": [*parties, *(s.party for s in norms.deciders())]},
            )
        )
    if command.regulation is None and command.reason is None:
        reasons.append(
            AW_4_1.missing(
                "no-regulation",
                nl="noem de regeling met de voorziening, of zeg waarom die er niet hoeft te zijn",
                en="name the regulation with the provision, or say why there need not be one",
                suppliers=norms.deciders(),
            )
        )
    return reasons


@guard(
    AVG_26_1,
    AVG_28_3,
    AVG_30_1,
    AVG_35_1,
    nl="er zijn persoonsgegevens in",
    en="there are personal data in it",
    reads=Reads.COMMAND,
    field="holding",
)
def holding_is_personal(dossier: Dossier, command: AboutHolding, norms: Norms) -> Reasons:
    """AVG: data that are not personal have no controller, processor or assessment."""
    found, listed = holding_of(dossier, command), inventory_of(dossier, command.at)
    if found is None or listed is None or found.personal:
        return YES  # other guards say when it is not on the list
    return [
        AVG_30_1.forbidden(
            "not-personal",
            nl=f"volgens de lijst zijn er in `{found.id}` geen persoonsgegevens",
            en=f"by the list there are no personal data in `{found.id}`",
            about={"holding": [h.id for h in listed.holdings if h.personal]},
        )
    ]


def assessment_is_shown(officer: bool) -> Guard:  # noqa: FBT001 - what the norms say
    """A guard: the assessment is there, with the advice of the officer where there is one, or the reason why none is due."""

    @guard(
        AVG_35_1,
        AVG_35_2,
        nl="de DPIA is er, met het advies van de functionaris, of de reden waarom zij niet nodig is",
        en="the DPIA is there, with the advice of the officer, or the reason why none is due",
        reads=Reads.COMMAND,
        field={"no-report": "dpia", "no-advice": "advice", "no-reason": "reason"},
    )
    def assessment_is_shown(dossier: Dossier, command: RecordAssessment, norms: Norms) -> Reasons:
        """AVG 35(1), 35(2): people judge whether the risk is high; what they judged is shown."""
        said = supplier(dossier, command.by.party)
        reasons: list[Reason] = []
        if command.required and command.dpia is None:
            reasons.append(
                AVG_35_1.missing(
                    "no-report",
                    nl=f"voor `{command.holding}` is een DPIA nodig, en zij wordt niet genoemd",
                    en=f"for `{command.holding}` a DPIA is due, and none is named",
                    suppliers=said,
                )
            )
        if command.required and officer and command.advice is None:
            reasons.append(
                AVG_35_2.missing(
                    "no-advice",
                    nl=f"het advies van de functionaris voor gegevensbescherming over `{command.holding}` wordt niet genoemd",
                    en=f"the advice of the data protection officer on `{command.holding}` is not named",
                    suppliers=said,
                )
            )
        if not command.required and command.reason is None:
            reasons.append(
                AVG_35_1.missing(
                    "no-reason",
                    nl=f"niet gezegd is waarom voor `{command.holding}` geen DPIA nodig is",
                    en=f"it is not said why no DPIA is due for `{command.holding}`",
                    suppliers=said,
                )
            )
        return reasons

    return assessment_is_shown


@guard(
    AVG_28_3,
    nl="de verwerker staat bij dit onderdeel op de lijst",
    en="the processor is on the list with this holding",
    reads=Reads.COMMAND,
    field="processor",
)
def processor_is_listed(dossier: Dossier, command: RecordProcessorAgreement, norms: Norms) -> Reasons:
    """AVG 28(3): an agreement with somebody who processes nothing binds nobody."""
    found = holding_of(dossier, command)
    if found is None or not found.personal or command.processor in found.processors:
        return YES  # other guards say so
    return [
        AVG_28_3.forbidden(
            "not-a-processor",
            nl=f"`{command.processor}` staat niet op de lijst als verwerker van `{found.id}`",
            en=f"`{command.processor}` is not on the list as a processor of `{found.id}`",
            about={"processor": found.processors},
        )
    ]


@guard(
    AVG_26_1,
    nl="wie samen verwerkingsverantwoordelijk is, heeft een onderlinge regeling",
    en="those who are controllers together have an arrangement",
    reads=Reads.COMMAND,
    field="joint_arrangement",
)
def controllers_have_an_arrangement(dossier: Dossier, command: RecordController, norms: Norms) -> Reasons:
    """AVG 26(1): controllers who are so together divide their duties in an arrangement."""
    if len({*command.controllers}) < 2 or command.joint_arrangement is not None:
        return YES
    return [
        AVG_26_1.missing(
            "no-arrangement",
            nl=f"{ticks(command.controllers)} zijn samen verwerkingsverantwoordelijk voor `{command.holding}`, en hun regeling wordt niet genoemd",
            en=f"{ticks(command.controllers)} are controllers of `{command.holding}` together, and their arrangement is not named",
            suppliers=supplier(dossier, command.by.party),
        )
    ]


# -- the doors of the letter -------------------------------------------------------------------------------------------


@guard(
    AW_4_1,
    nl="vastgelegd is wat er van de archiefbescheiden wordt",
    en="it is on record what becomes of the records",
    by=RecordProvision,
)
def provision_is_recorded(dossier: Dossier, command: Command, norms: Norms) -> Reasons:
    """AW-4(1): a regulation by which a task moves provides for the records; that none is needed is said, not assumed."""
    if last(dossier, RecordProvision, command.at) is not None:
        return YES
    return [
        AW_4_1.missing(
            "no-provision",
            nl="niet vastgelegd is welke voorziening de regeling treft voor de archiefbescheiden, of waarom die niet nodig is",
            en="it is not on record which provision the regulation makes for the records, or why there need not be one",
            suppliers=norms.deciders(),
        )
    ]


def _personal_holdings_that_move(dossier: Dossier, at: datetime) -> tuple[tuple[RecordInventory, Holding], ...]:
    """The holdings with personal data that the receiving party is going to use, each with its list."""
    listed = inventory_of(dossier, at)
    if listed is None:
        return ()
    return tuple((listed, h) for h in listed.that(Course.FOLLOWS, Course.SHARED) if h.personal)


@guard(
    AVG_35_1,
    nl="van alle persoonsgegevens die overgaan of worden gedeeld, is beoordeeld of een DPIA nodig is",
    en="of all personal data that move or are shared it was judged whether a DPIA is due",
    by={RecordAssessment: "holding"},
)
def assessments_are_recorded(dossier: Dossier, command: Command, norms: Norms) -> Reasons:
    """AVG 35(1): before the processing, so before the work moves."""
    return [
        AVG_35_1.missing(
            "no-assessment",
            nl=f"van `{h.id}` is niet beoordeeld of een DPIA nodig is",
            en=f"of `{h.id}` it was not judged whether a DPIA is due",
            suppliers=supplier(dossier, listed.receiving),
            about={"holding": h.id},
        )
        for listed, h in _personal_holdings_that_move(dossier, command.at)
        if last_about(dossier, RecordAssessment, h.id, command.at) is None
    ]


@guard(
    AVG_28_3,
    nl="met elke verwerker is er een overeenkomst die geldt",
    en="with every processor there is an agreement in force",
    by={
        "no-processor-agreement": {RecordProcessorAgreement: "processor"},
        "processor-agreement-later": {RecordProcessorAgreement: "since"},
    },
)
def processors_are_bound(dossier: Dossier, command: Command, norms: Norms) -> Reasons:
    """AVG 28(3): an agreement with the old controller does not bind a processor to the new one."""
    day, reasons = norms.day_of(command.at), list[Reason]()
    for listed, h in _personal_holdings_that_move(dossier, command.at):
        for processor in dict.fromkeys(h.processors):
            agreements = [
                a
                for a in dossier.recorded(RecordProcessorAgreement)
                if (a.holding, a.processor) == (h.id, processor) and a.at <= command.at
            ]
            if not agreements:
                reasons.append(
                    AVG_28_3.missing(
                        "no-processor-agreement",
                        nl=f"er is geen verwerkersovereenkomst met `{processor}` over `{h.id}`",
                        en=f"there is no agreement with the processor `{processor}` on `{h.id}`",
                        suppliers=supplier(dossier, listed.receiving),
                        about={"holding": h.id, "processor": processor},
                    )
                )
            elif (first := min(a.since for a in agreements)) > day:
                reasons.append(
                    AVG_28_3.not_yet(
                        "processor-agreement-later",
                        nl=f"de overeenkomst met `{processor}` over `{h.id}` geldt vanaf {written(first).nl}",
                        en=f"the agreement with `{processor}` on `{h.id}` holds from {written(first).en}",
                        earliest=norms.earliest_on(first),
                        about={"holding": h.id, "processor": processor, "since": day},
                    )
                )
    return reasons


@guard(
    AVG_30_1,
    nl="vastgelegd is wie verwerkingsverantwoordelijk is, ook in het register",
    en="it is on record who is the controller, also in the register",
    by={"no-controller": {RecordController: "holding"}, "controller-later": {RecordController: "since"}},
)
def controllers_are_recorded(dossier: Dossier, command: Command, norms: Norms) -> Reasons:
    """AVG 30(1): the register says who answers for what, on the day on which that changes."""
    day, reasons = norms.day_of(command.at), list[Reason]()
    for listed, h in _personal_holdings_that_move(dossier, command.at):
        told = [c for c in until(dossier, RecordController, command.at) if c.holding == h.id]
        found = last_begun(told, day)
        if found is None:
            reasons.append(
                AVG_30_1.missing(
                    "no-controller",
                    nl=f"niet vastgelegd is wie na de overgang verwerkingsverantwoordelijk is voor `{h.id}`",
                    en=f"it is not on record who is the controller of `{h.id}` after the transfer",
                    suppliers=supplier(dossier, listed.receiving),
                    about={"holding": h.id},
                )
            )
        elif found.since > day:
            reasons.append(
                AVG_30_1.not_yet(
                    "controller-later",
                    nl=f"{ticks(found.controllers)} is vanaf {written(found.since).nl} verwerkingsverantwoordelijk voor `{h.id}`",
                    en=f"{ticks(found.controllers)} is the controller of `{h.id}` from {written(found.since).en}",
                    earliest=norms.earliest_on(found.since),
                    about={"holding": h.id, "since": day},
                )
            )
    return reasons


@guard(
    BAR_3_3,
    nl="archiefbescheiden worden tijdelijk gedeeld",
    en="records are shared for a time",
    by={AgreeSharing: "until"},
)
def sharing_of_records_ends(dossier: Dossier, command: Command, norms: Norms) -> Reasons:
    """BAR-3(3): lent or made available for a time. The article is about what is abolished, so this is a warning and no more."""
    listed = inventory_of(dossier, command.at)
    if listed is None:
        return YES  # other guards say so
    day = norms.day_of(command.at)
    found = [
        (h, sharing_of(dossier, listed, h.id, command.at, day)[listed.delivering])
        for h in listed.that(Course.SHARED)
        if h.kind is HoldingKind.RECORDS
    ]
    return [
        BAR_3_3.warning(
            "sharing-without-end",
            nl=f"de afspraak `{agreed.agreement}` over `{h.id}` heeft geen laatste dag",
            en=f"the agreement `{agreed.agreement}` on `{h.id}` has no last day",
            suppliers=suppliers(dossier, listed),
            about={"holding": h.id},
        )
        for h, agreed in found
        if agreed is not None and agreed.until is None
    ]


# -- the pack ----------------------------------------------------------------------------------------------------------


def records(terms: RecordsTerms | None = None) -> Pack:
    """Makes the pack, with what an organisation sets.

    Args:
        terms: what it sets; without it, every kind has to be listed, access may end as soon as that of the other party was shown
            to work, and there is a data protection officer.

    Raises:
        InputError: these are no `RecordsTerms`.
    """
    terms = RecordsTerms() if terms is None else checked_terms(terms, RecordsTerms)
    of_personal_data = (holding_is_listed, holding_is_personal)
    work, responsibility = Milestone.WORK_MOVES, Milestone.RESPONSIBILITY_MOVES
    return Pack(
        name="records",
        version="1",
        norms=terms,
        facts={
            **holdings.facts(terms),
            RecordProvision: (provision_is_shown,),
            RecordAssessment: (*of_personal_data, receiving_party_says_so, assessment_is_shown(terms.officer)),
            RecordProcessorAgreement: (*of_personal_data, receiving_party_says_so, processor_is_listed),
            RecordController: (*of_personal_data, receiving_party_says_so, controllers_have_an_arrangement),
        },
        milestones={
            **holdings.MILESTONES,
            work: (
                *holdings.MILESTONES[work],
                provision_is_recorded,
                assessments_are_recorded,
                processors_are_bound,
            ),
            responsibility: (
                *holdings.MILESTONES[responsibility],
                controllers_are_recorded,
                sharing_of_records_ends,
            ),
        },
    )


RECORDS = records()
"""The pack with its default terms: `LETTER + RECORDS`."""
