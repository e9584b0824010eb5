"""The Works Councils Act (Wet op de ondernemingsraden, WOR), as a pack: advice before the decision, and time after it.

The text that was read is that in force on 18 February 2023. Each rule cites its article; `jci` is its Juriconnect
reference. `WORKS_COUNCILS_ACT` knows weekends and no holidays; `works_councils_act(calendar)` makes a pack that knows
the holidays too. Nothing here has been reviewed by a lawyer.

How it works: for each works council of the norms somebody records on what basis it is asked for advice. Unless that is
voluntary, the council is *bound*: what article 25 asks is asked for it. The last written request to a council is the
one that counts, and whether a decision accords with its advice is what was answered to it before the decision.
"""

from __future__ import annotations

from collections.abc import Iterator

from ontvlechting.engine.chart import Arrow
from ontvlechting.engine.days import Calendar
from ontvlechting.engine.rulebook import YES, Doors, Guard, Pack, Reads, Reasons, guard
from ontvlechting.engine.text import Text
from ontvlechting.engine.values import Source
from ontvlechting.engine.verdicts import Reason, Rule
from ontvlechting.letter import commands as c
from ontvlechting.letter.commands import AdviceBasis, AppealStatus, Command, FollowUp
from ontvlechting.letter.dossier import Dossier
from ontvlechting.letter.guards import always, participation, who
from ontvlechting.letter.norms import Norms
from ontvlechting.letter.terms import said
from ontvlechting.letter.values import BodyKind
from ontvlechting.states import LIVE, State

WOR = "Wet op de ondernemingsraden"
"""The act, as sources name it."""
ATW = "Algemene termijnenwet"
"""The act on terms, as sources name it."""


def _rule(article: str, lid: int | None, term: str, *, nl: str, en: str) -> Rule:
    """A rule of the act."""
    section = f"artikel {article}" + (f", lid {lid}" if lid else "")
    jci = f"jci1.3:c:BWBR0002747&artikel={article}" + (f"&lid={lid}" if lid else "")
    return Rule(
        id=f"WOR-{article}" + (f"-{lid}" if lid else ""),
        source=Source(document=WOR, section=section, term=term),
        title=Text(nl=nl, en=en),
        jci=jci,
    )


# fmt: off

WOR_25_1 = _rule("25", 1, "in de gelegenheid gesteld advies uit te brengen over elk door hem voorgenomen besluit",
    nl="Per ondernemingsraad is vastgelegd op welke grondslag hij over het voorgenomen besluit adviseert.",
    en="For each works council it is on record on what basis it advises on the intended decision.")
WOR_25_2 = _rule("25", 2, "dat het van wezenlijke invloed kan zijn op het te nemen besluit",
    nl="Het advies wordt schriftelijk gevraagd, voor het besluit en op tijd om het nog te kunnen beïnvloeden.",
    en="The advice is asked in writing, before the decision and in time to still influence it.")
WOR_25_3 = _rule("25", 3, "een overzicht verstrekt van de beweegredenen voor het besluit",
    nl="De aanvraag noemt de beweegredenen, de gevolgen voor het personeel en de maatregelen.",
    en="The request gives the grounds, the consequences for staff and the measures.")
WOR_25_4 = _rule("25", 4, "ten minste éénmaal overleg is gepleegd in een overlegvergadering",
    nl="Tussen aanvraag en advies is minstens één keer met de raad vergaderd.",
    en="Between request and advice there was at least one meeting with the council.")
WOR_25_5 = _rule("25", 5, "zo spoedig mogelijk van het besluit schriftelijk in kennis gesteld",
    nl="De raad krijgt het besluit schriftelijk te horen voordat de uitvoering begint.",
    en="The council is told of the decision in writing before execution begins.")
WOR_25_6 = _rule("25", 6,
    "op te schorten tot een maand na de dag waarop de ondernemingsraad van het besluit in kennis is gesteld",
    nl="Wijkt het besluit van het advies af, dan wacht de uitvoering een maand, tenzij de raad daarvan afziet.",
    en="When the decision departs from the advice, execution waits a month, unless the council waives that.")
WOR_26_1 = _rule("26", 1, "beroep instellen tegen een besluit van de ondernemer",
    nl="Een beroep van de raad tegen het besluit is in beeld bij wie het uitvoert.",
    en="An appeal of the council against the decision is in sight of who executes it.")
WOR_26_5 = _rule("26", 5, "om handelingen te verrichten of te doen verrichten ter uitvoering van het besluit",
    nl="Wat een rechter verboden heeft, wordt niet uitgevoerd.",
    en="What a court has forbidden is not executed.")
WOR_46D = _rule("46d", None,
    "behoudens voor zover het betreft de gevolgen daarvan voor de werkzaamheden van de in de onderneming werkzame personen",
    nl="Dat alleen over de gevolgen voor het personeel wordt geadviseerd, zegt een mens, met reden.",
    en="That advice is on the consequences for staff only is said by a person, with a reason.")
ATW_1 = Rule(
    id="ATW-1-1",
    source=Source(document=ATW, section="artikel 1, lid 1",
        term="tot en met de eerstvolgende dag die niet een zaterdag, zondag of algemeen erkende feestdag is"),
    title=Text(nl="Een termijn die op een vrije dag eindigt, loopt door tot en met de volgende werkdag.",
        en="A term that ends on a day of rest runs on up to the next working day."),
    jci="jci1.3:c:BWBR0002448&artikel=1&lid=1")

# fmt: on

RULES: tuple[Rule, ...] = (
    WOR_25_1,
    WOR_25_2,
    WOR_25_3,
    WOR_25_4,
    WOR_25_5,
    WOR_25_6,
    WOR_26_1,
    WOR_26_5,
    WOR_46D,
    ATW_1,
)
"""The rules of the pack, in the order of the act."""


# -- what the dossier says ---------------------------------------------------------------------------------------------


def councils(norms: Norms) -> tuple[str, ...]:
    """The ids of the works councils."""
    return tuple(b.id for b in norms.bodies if b.kind is BodyKind.WORKS_COUNCIL)


def basis_of(dossier: Dossier, body: str) -> AdviceBasis | None:
    """On what basis this council is asked for advice; the last record counts."""
    return next((f.basis for f in reversed(dossier.recorded(c.RecordAdviceBasis)) if f.body == body), None)


def bound(dossier: Dossier, norms: Norms) -> tuple[str, ...]:
    """The ids of the works councils for which article 25 holds, wholly or for the consequences."""
    return tuple(b for b in councils(norms) if basis_of(dossier, b) not in (None, AdviceBasis.VOLUNTARY))


def written_request(dossier: Dossier, body: str) -> c.RecordWrittenRequest | None:
    """The last written request to this council."""
    own = {r.advice for r in dossier.requests if r.body == body}
    return next((f for f in reversed(dossier.recorded(c.RecordWrittenRequest)) if f.advice in own), None)


def accords(dossier: Dossier, body: str) -> bool:
    """Whether the decision accords with the advice of this council: that was said before the decision."""
    request = written_request(dossier, body)
    if request is None or dossier.decision is None or request.advice not in {a.advice for a in dossier.advices}:
        return False
    until = dossier.decision.at
    answers = [r for r in dossier.responses if r.advice == request.advice and r.at <= until]
    return bool(answers) and answers[-1].follow_up is FollowUp.FOLLOWED


def notice_of(dossier: Dossier, body: str) -> c.NotifyBody | None:
    """By which this council was first told of the decision in force."""
    if dossier.decision is None:
        return None
    since = dossier.decision.at
    return next((n for n in dossier.notices if n.body == body and n.at >= since), None)


def waived(dossier: Dossier, notice: c.NotifyBody) -> bool:
    """Whether the council has said, after this notice, that it need not be waited for."""
    return any(w.body == notice.body and w.at >= notice.at for w in dossier.recorded(c.WaiveSuspension))


def open_appeals(dossier: Dossier) -> tuple[c.RecordAppeal, ...]:
    """The appeals that are pending or were upheld."""
    last = {a.appeal: a for a in dossier.recorded(c.RecordAppeal)}
    return tuple(a for a in last.values() if a.status in (AppealStatus.PENDING, AppealStatus.UPHELD))


def prohibitions(dossier: Dossier) -> tuple[c.RecordProhibition, ...]:
    """The prohibitions that are in force."""
    last = {p.prohibition: p for p in dossier.recorded(c.RecordProhibition)}
    return tuple(p for p in last.values() if p.in_force)


# -- the doors of the facts --------------------------------------------------------------------------------------------


@guard(
    WOR_25_1,
    WOR_46D,
    nl="de grondslag is die van een ondernemingsraad",
    en="the basis is that of a works council",
    reads=Reads.COMMAND,
)
def basis_is_of_a_council(dossier: Dossier, command: c.RecordAdviceBasis, norms: Norms) -> Reasons:
    """WOR 25(1): the act is for works councils; unions are consulted in another way."""
    if command.body in councils(norms):
        return YES
    return [
        WOR_25_1.forbidden(
            "not-a-council",
            nl=f"`{command.body}` is geen ondernemingsraad; wel {who.ticks(councils(norms))}",
            en=f"`{command.body}` is not a works council; these are: {who.ticks(councils(norms))}",
        )
    ]


@guard(
    WOR_25_1,
    WOR_46D,
    nl="de grondslag verandert niet meer als de raad heeft geadviseerd of er besloten is",
    en="the basis changes no more once the council has advised or there is a decision",
    reads=Reads.COMMAND,
)
def basis_stands(dossier: Dossier, command: c.RecordAdviceBasis, norms: Norms) -> Reasons:
    """WOR 25(1), 46d: nobody leaves the act when the advice or the decision is there; a missing basis can be recorded."""
    before = basis_of(dossier, command.body)
    if before in (None, command.basis):
        return YES
    request = written_request(dossier, command.body)
    if dossier.decision is None:
        if request is None or request.advice not in {a.advice for a in dossier.advices}:
            return YES
        return [
            WOR_25_1.forbidden(
                "basis-after-advice",
                nl=f"`{command.body}` heeft geadviseerd (`{request.advice}`) op de grondslag `{said(before).nl}`",
                en=f"`{command.body}` has advised (`{request.advice}`) on the basis `{said(before).en}`",
            )
        ]
    return [
        WOR_25_1.forbidden(
            "basis-after-decision",
            nl=f"er is besloten op de grondslag `{said(before).nl}` voor `{command.body}`",
            en=f"the decision was taken on the basis `{said(before).en}` for `{command.body}`",
        )
    ]


@guard(
    WOR_25_2,
    nl="de aanvraag hoort bij een gevraagd advies dat nog niet is uitgebracht",
    en="the request belongs to an advice that was requested and not given yet",
    reads=Reads.COMMAND,
)
def request_belongs_to_an_advice(dossier: Dossier, command: c.RecordWrittenRequest, norms: Norms) -> Reasons:
    """WOR 25(2): the written request is one to a works council, and comes before its advice."""
    body = next((r.body for r in dossier.requests if r.advice == command.advice), None)
    if body not in councils(norms):
        return [
            WOR_25_2.forbidden(
                "no-such-request",
                nl=f"het advies `{command.advice}` is niet aan een ondernemingsraad gevraagd",
                en=f"the advice `{command.advice}` was not requested of a works council",
                suppliers=who.both_parties(dossier),
            )
        ]
    if command.advice in {a.advice for a in dossier.advices}:
        return [
            WOR_25_2.forbidden(
                "advice-given",
                nl=f"het advies `{command.advice}` is al uitgebracht",
                en=f"the advice `{command.advice}` was given already",
            )
        ]
    return YES


@guard(
    WOR_25_2,
    nl="het advies wordt gevraagd als het nog van invloed kan zijn, naar het oordeel van een mens",
    en="the advice is asked when it can still be of influence, in the judgement of a person",
    reads=Reads.COMMAND,
)
def request_is_in_time(dossier: Dossier, command: c.RecordWrittenRequest, norms: Norms) -> Reasons:
    """WOR 25(2): before the decision, always; and whether it can be of essential influence is judged by a person."""
    suppliers = who.ministry(norms) + who.both_parties(dossier)
    reasons: list[Reason] = []
    if dossier.decision is not None:
        reasons.append(
            WOR_25_2.forbidden(
                "after-decision",
                nl=f"op {norms.day_of(dossier.decision.at)} is al besloten",
                en=f"the decision was taken already, on {norms.day_of(dossier.decision.at)}",
            )
        )
    if command.in_time is None:
        reasons.append(
            WOR_25_2.missing(
                "no-judgement",
                nl="het oordeel ontbreekt of het advies nog van wezenlijke invloed kan zijn",
                en="the judgement whether the advice can still be of essential influence is missing",
                suppliers=suppliers,
            )
        )
    elif not command.in_time.holds:
        reasons.append(
            WOR_25_2.forbidden(
                "too-late",
                nl=f"naar het oordeel van `{command.in_time.by.id}` kan het advies niet meer van wezenlijke invloed zijn",
                en=f"in the judgement of `{command.in_time.by.id}` the advice can no longer be of essential influence",
                suppliers=suppliers,
            )
        )
    return reasons


@guard(
    WOR_25_3,
    nl="de aanvraag bevat de beweegredenen, de gevolgen voor het personeel en de maatregelen",
    en="the request holds the grounds, the consequences for staff and the measures",
    reads=Reads.COMMAND,
)
def request_has_its_three_items(dossier: Dossier, command: c.RecordWrittenRequest, norms: Norms) -> Reasons:
    """WOR 25(3): each of the three is there; what it says is not read."""
    items = (
        ("grounds", command.grounds, "de beweegredenen ontbreken", "the grounds are missing"),
        (
            "consequences",
            command.consequences,
            "de gevolgen voor het personeel ontbreken",
            "the consequences for staff are missing",
        ),
        ("measures", command.measures, "de voorgenomen maatregelen ontbreken", "the intended measures are missing"),
    )
    suppliers = who.ministry(norms) + who.both_parties(dossier)
    return [WOR_25_3.missing(f"no-{k}", nl=nl, en=en, suppliers=suppliers) for k, text, nl, en in items if text is None]


@guard(
    WOR_25_4,
    nl="de overlegvergadering ligt tussen de schriftelijke aanvraag en het advies",
    en="the consultation meeting lies between the written request and the advice",
    reads=Reads.COMMAND,
)
def consultation_follows_the_request(dossier: Dossier, command: c.RecordConsultation, norms: Norms) -> Reasons:
    """WOR 25(4): a meeting before there was a request, or after the advice, is not the one that the act means."""
    requested = command.advice in {f.advice for f in dossier.recorded(c.RecordWrittenRequest)}
    if requested and command.advice not in {a.advice for a in dossier.advices}:
        return YES
    return [
        WOR_25_4.forbidden(
            "advice-given" if requested else "no-written-request",
            nl=f"het advies `{command.advice}` is al uitgebracht"
            if requested
            else f"het advies `{command.advice}` is niet schriftelijk gevraagd",
            en=f"the advice `{command.advice}` was given already"
            if requested
            else f"the advice `{command.advice}` was not requested in writing",
        )
    ]


@guard(
    WOR_25_4,
    nl="voor het advies is minstens één keer met de raad vergaderd",
    en="before the advice there was at least one meeting with the council",
    reads=Reads.COMMAND,
)
def consultation_precedes_the_advice(dossier: Dossier, command: c.ReceiveAdvice, norms: Norms) -> Reasons:
    """WOR 25(4): no advice that was requested in writing without a consultation meeting; unasked advice is free."""
    if command.advice not in {f.advice for f in dossier.recorded(c.RecordWrittenRequest)}:
        return YES
    if command.advice in {f.advice for f in dossier.recorded(c.RecordConsultation)}:
        return YES
    return [
        WOR_25_4.missing(
            "no-consultation",
            nl=f"er is geen overlegvergadering vastgelegd over de aanvraag `{command.advice}`",
            en=f"no consultation meeting was recorded on the request `{command.advice}`",
            suppliers=who.both_parties(dossier) + who.body(command.body, norms),
        )
    ]


@guard(
    WOR_25_6,
    nl="de raad ziet zelf af, in een eigen stuk, nadat hij van het besluit hoorde",
    en="the council itself waives, in a document of its own, after it was told of the decision",
    reads=Reads.COMMAND,
)
def waiver_is_of_the_council(dossier: Dossier, command: c.WaiveSuspension, norms: Norms) -> Reasons:
    """WOR 25(6): the duty lapses when the council says so; nobody can say it for the council, or beforehand."""
    reasons: list[Reason] = []
    if command.body not in councils(norms) or command.document.origin != command.body:
        reasons.append(
            WOR_25_6.forbidden(
                "not-of-the-council",
                nl=f"`{command.document.id}` is geen stuk van een ondernemingsraad `{command.body}`",
                en=f"`{command.document.id}` is not a document of a works council `{command.body}`",
                suppliers=who.body(command.body, norms),
            )
        )
    if notice_of(dossier, command.body) is None:
        reasons.append(
            WOR_25_6.not_yet(
                "not-notified",
                nl=f"`{command.body}` heeft nog geen bericht van een besluit",
                en=f"`{command.body}` has not been told of a decision yet",
                suppliers=who.ministry(norms) + who.both_parties(dossier),
            )
        )
    return reasons


@guard(
    WOR_26_1,
    nl="het beroep is van een ondernemingsraad en gaat tegen een besluit",
    en="the appeal is of a works council, and against a decision",
    reads=Reads.COMMAND,
)
def appeal_is_against_a_decision(dossier: Dossier, command: c.RecordAppeal, norms: Norms) -> Reasons:
    """WOR 26(1): a new appeal needs a decision; how one that is known goes on can always be recorded."""
    reasons: list[Reason] = []
    known = next((a for a in dossier.recorded(c.RecordAppeal) if a.appeal == command.appeal), None)
    if command.body not in councils(norms) or (known is not None and known.body != command.body):
        reasons.append(
            WOR_26_1.forbidden(
                "not-its-appeal",
                nl=f"`{command.appeal}` is geen beroep van een ondernemingsraad `{command.body}`",
                en=f"`{command.appeal}` is not an appeal of a works council `{command.body}`",
            )
        )
    if known is None and dossier.decision is None:
        reasons.append(
            WOR_26_1.forbidden("no-decision", nl="er is geen besluit van kracht", en="there is no decision in force")
        )
    return reasons


@guard(
    WOR_26_5,
    nl="wat wordt opgeheven, was opgelegd",
    en="what is lifted was imposed",
    reads=Reads.COMMAND,
)
def lifted_prohibition_exists(dossier: Dossier, command: c.RecordProhibition, norms: Norms) -> Reasons:
    """WOR 26(5): only a prohibition that is in force can be lifted."""
    if command.in_force or command.prohibition in {p.prohibition for p in prohibitions(dossier)}:
        return YES
    return [
        WOR_26_5.forbidden(
            "no-such-prohibition",
            nl=f"er is geen verbod `{command.prohibition}` van kracht",
            en=f"there is no prohibition `{command.prohibition}` in force",
        )
    ]


# -- the doors of the letter -------------------------------------------------------------------------------------------


@guard(
    WOR_25_1,
    WOR_46D,
    nl="van elke ondernemingsraad is vastgelegd op welke grondslag hij adviseert",
    en="of each works council it is on record on what basis it advises",
)
def advice_basis_is_recorded(dossier: Dossier, command: Command, norms: Norms) -> Reasons:
    """WOR 25(1), 46d: that advice is not required, or only in part, is never assumed in silence."""
    return [
        WOR_25_1.missing(
            "no-basis",
            nl=f"er is niet vastgelegd op welke grondslag `{body}` adviseert",
            en=f"it is not on record on what basis `{body}` advises",
            suppliers=who.ministry(norms) + who.both_parties(dossier),
        )
        for body in councils(norms)
        if basis_of(dossier, body) is None
    ]


@guard(
    WOR_25_2,
    nl="elke raad is schriftelijk om advies gevraagd voordat er besloten wordt",
    en="each council was asked for advice in writing before the decision",
)
def advice_was_requested_in_writing(dossier: Dossier, command: Command, norms: Norms) -> Reasons:
    """WOR 25(2): the intended decision was put before each bound council, before the plan is decided on."""
    return [
        WOR_25_2.missing(
            "no-written-request",
            nl=f"`{body}` is niet schriftelijk om advies gevraagd",
            en=f"`{body}` was not asked for advice in writing",
            suppliers=who.ministry(norms) + who.both_parties(dossier),
        )
        for body in bound(dossier, norms)
        if written_request(dossier, body) is None
    ]


@guard(
    WOR_25_1,
    nl="het plan is na de adviesaanvraag niet veranderd",
    en="the plan did not change after the request for advice",
)
def request_is_about_this_plan(dossier: Dossier, command: Command, norms: Norms) -> Reasons:
    """WOR 25(1): whether a plan that changed asks for a new request is for people; this warns."""
    return [
        WOR_25_1.warning(
            "plan-changed",
            nl=f"het plan is van na de adviesaanvraag `{request.advice}` aan `{body}`; is een nieuwe aanvraag nodig?",
            en=f"the plan is of after the request `{request.advice}` to `{body}`; is a new request needed?",
            suppliers=who.ministry(norms) + who.both_parties(dossier),
        )
        for body in bound(dossier, norms)
        if (request := written_request(dossier, body)) is not None
        and dossier.planned is not None
        and request.at < dossier.planned.at
    ]


@guard(
    WOR_25_5,
    nl="elke raad heeft na het besluit schriftelijk bericht gekregen",
    en="each council was told in writing after the decision",
)
def councils_were_notified(dossier: Dossier, command: Command, norms: Norms) -> Reasons:
    """WOR 25(5): written notice of the decision in force to each bound council, before execution."""
    if dossier.decision is None:
        return YES
    return [
        WOR_25_5.missing(
            "not-notified",
            nl=f"`{body}` heeft geen schriftelijk bericht van het besluit van {norms.day_of(dossier.decision.at)}",
            en=f"`{body}` was not told in writing of the decision of {norms.day_of(dossier.decision.at)}",
            suppliers=who.ministry(norms) + who.both_parties(dossier),
        )
        for body in bound(dossier, norms)
        if notice_of(dossier, body) is None
    ]


def suspension_is_over(calendar: Calendar) -> Guard:
    """A guard: no council still has its month, reckoned by this calendar."""

    @guard(
        WOR_25_6,
        ATW_1,
        nl="het besluit volgt het advies, de maand van opschorting is voorbij of de raad ziet ervan af",
        en="the decision follows the advice, the month of suspension is over, or the council waives it",
    )
    def suspension_is_over(dossier: Dossier, command: Command, norms: Norms) -> Reasons:
        """WOR 25(6): one month after the day of the notice, unless the decision accords or the council waives; ATW 1."""
        return list(_suspensions(dossier, command, norms, calendar))

    return suspension_is_over


def _suspensions(dossier: Dossier, command: Command, norms: Norms, calendar: Calendar) -> Iterator[Reason]:
    for body in bound(dossier, norms):
        notice = notice_of(dossier, body)
        if notice is None or accords(dossier, body) or waived(dossier, notice):
            continue
        last = calendar.last_day(norms.day_of(notice.at))
        if norms.day_of(command.at) <= last:
            yield WOR_25_6.not_yet(
                "suspended",
                nl=f"het besluit volgt het advies van `{body}` niet; de uitvoering is opgeschort tot en met {last}",
                en=f"the decision departs from the advice of `{body}`; execution is suspended up to {last} inclusive",
                suppliers=who.body(body, norms),
                earliest=norms.end_of(last),
            )
        elif calendar.extended and last.year not in {d.year for d in calendar.holidays}:
            yield ATW_1.warning(
                "holidays-unknown",
                nl=f"de feestdagen van {last.year} zijn niet bekend; eindigde de opschorting wel op {last}?",
                en=f"the holidays of {last.year} are not known; did the suspension really end on {last}?",
            )


@guard(
    WOR_26_1,
    nl="er loopt geen beroep van een ondernemingsraad, en er is er geen gegrond",
    en="no appeal of a works council is pending or was upheld",
)
def no_appeal_is_open(dossier: Dossier, command: Command, norms: Norms) -> Reasons:
    """WOR 26(1): an appeal by itself suspends nothing beyond the month; it is to be minded."""
    return [
        WOR_26_1.warning(
            f"appeal-{a.status.value}",
            nl=f"het beroep `{a.appeal}` van `{a.body}` is `{said(a.status).nl}`",
            en=f"the appeal `{a.appeal}` of `{a.body}` is `{said(a.status).en}`",
            suppliers=who.body(a.body, norms),
        )
        for a in open_appeals(dossier)
    ]


@guard(
    WOR_26_5,
    nl="geen rechter heeft de uitvoering verboden",
    en="no court has forbidden the execution",
)
def execution_is_not_prohibited(dossier: Dossier, command: Command, norms: Norms) -> Reasons:
    """WOR 26(5), 26(8): a prohibition, final or interim, holds until it is lifted."""
    return [
        WOR_26_5.forbidden(
            "prohibited",
            nl=f"een rechter heeft de uitvoering verboden (`{p.prohibition}`)",
            en=f"a court has forbidden the execution (`{p.prohibition}`)",
        )
        for p in prohibitions(dossier)
    ]


# -- the pack ----------------------------------------------------------------------------------------------------------


def works_councils_act(calendar: Calendar | None = None) -> Pack:
    """The pack, with a calendar of one's own.

    Args:
        calendar: on which days a suspension may end; without it, on any day that is not in a weekend.
    """
    days = calendar or Calendar()
    start = (
        advice_basis_is_recorded,
        councils_were_notified,
        suspension_is_over(days),
        no_appeal_is_open,
        execution_is_not_prohibited,
    )
    of_a_body = (participation.body_is_known, participation.body_speaks_for_itself)
    facts: Doors = {
        c.RecordAdviceBasis: (always.actor_takes_part, basis_is_of_a_council, basis_stands),
        c.RecordWrittenRequest: (
            always.actor_takes_part,
            request_belongs_to_an_advice,
            request_is_in_time,
            request_has_its_three_items,
        ),
        c.RecordConsultation: (always.actor_takes_part, consultation_follows_the_request),
        c.WaiveSuspension: (*of_a_body, waiver_is_of_the_council),
        c.RecordAppeal: (*of_a_body, appeal_is_against_a_decision),
        c.RecordProhibition: (always.actor_takes_part, lifted_prohibition_exists),
    }
    return Pack(
        name="works-councils-act",
        version="1",
        norms=days,
        arrows=tuple(Arrow(kind, s, s) for kind in facts for s in State if s in LIVE),
        doors={
            **facts,
            c.ReceiveAdvice: (consultation_precedes_the_advice,),
            c.Decide: (advice_basis_is_recorded, advice_was_requested_in_writing, request_is_about_this_plan),
            c.StartTransfer: start,
            c.StartPhase: start,
            c.StartStrengthening: start,
            c.ShiftBudget: (execution_is_not_prohibited,),
            c.Complete: (execution_is_not_prohibited,),
        },
    )


WORKS_COUNCILS_ACT = works_councils_act()
"""The pack with weekends and without holidays: `LETTER + WORKS_COUNCILS_ACT`."""
