"""The Works Councils Act (Wet op de ondernemingsraden, WOR), as a pack: advice before the decision, and time after it.

The text that was read is that in force on 18 February 2023. Each rule cites its article; `jci` is its Juriconnect
reference. `WORKS_COUNCILS_ACT` knows weekends and no holidays; `works_councils_act(calendar)` makes a pack that knows
the holidays too. Nothing here has been reviewed by a lawyer; `for_a_lawyer.py` says for each article what is left to people and what
to ask a lawyer.

How it works. It is on record who consults with a council for the employer (its *bestuurder*), and that person says on what basis
the council is asked for advice. Unless that is voluntary, the council is *bound*: article 25 holds for it. While the council contests
the basis, nobody can decide, amend the plan, or begin a transfer or a phase. The last written request to a council counts, and the
longest term that it was given. Whether a decision accords with the advice follows from what the advice says and from what was
answered before the decision. The norms say which councils there are for a process (`Norms.bodies_for`). The order of events is that
of the moments at which they took place, whenever they were recorded. But a term that runs against a council does not begin before
it could know of it (`known_from`), and what is told or corrected after an advice or a decision does not undo what was on record for
it.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from operator import itemgetter
from typing import Any

from attrs import evolve, frozen

from ontvlechting.engine.chart import Arrow
from ontvlechting.engine.checked import Checked, Number
from ontvlechting.engine.command import Fact, among
from ontvlechting.engine.days import Calendar
from ontvlechting.engine.rulebook import YES, Doors, Guard, Pack, Reads, Reasons, guard
from ontvlechting.engine.text import Text
from ontvlechting.engine.values import Source
from ontvlechting.engine.verdicts import Mend, Reason, Rule, Status, Supplier
from ontvlechting.letter import commands as c
from ontvlechting.letter.commands import AdviceBasis, AppealStatus, Command, FollowUp, Ground, Office, Opinion
from ontvlechting.letter.data.portfolio import RESEARCHERS
from ontvlechting.letter.dossier import Dossier, Word
from ontvlechting.letter.guards import always, correction, decision, participation, who
from ontvlechting.letter.guards.other_side import without_word
from ontvlechting.letter.interruptions import as_first_told
from ontvlechting.letter.norms import Norms
from ontvlechting.letter.terms import said
from ontvlechting.letter.values import BodyKind, Document, DocumentKind, Judgement, Power, Role
from ontvlechting.states import FINAL, LIVE, State

WOR = "Wet op de ondernemingsraden"
"""The act, as sources name it."""
ATW = "Algemene termijnenwet"
"""The act on terms, as sources name it."""


@frozen(kw_only=True)
class Terms(Checked):
    """What an organisation sets for the guards of this pack.

    Attributes:
        calendar: the days on which a month may end.
        shortest_term: the least number of days that a council has to advise. The act names no number, so the default is one: whoever
            states a term says why it is reasonable.
    """

    calendar: Calendar
    shortest_term: Number = 1


def _rule(
    article: str, lid: int | None, term: str, *, nl: str, en: str, under: str = "", status: Status = Status.CONTENT
) -> Rule:
    """A rule of the act."""
    section = f"artikel {article}" + (f", lid {lid}" if lid else "") + (f", onder {under}" if under else "")
    jci = f"jci1.3:c:BWBR0002747&artikel={article}" + (f"&lid={lid}" if lid else "")
    return Rule(
        id=f"WOR-{article}" + (f"-{lid}" if lid else "") + (f"-{under}" if under else ""),
        source=Source(document=WOR, section=section, term=term),
        title=Text(nl=nl, en=en),
        status=status,
        jci=jci,
    )


# fmt: off

WOR_25_1 = _rule("25", 1, "in de gelegenheid gesteld advies uit te brengen over elk door hem voorgenomen besluit",
    nl="Per ondernemingsraad is vastgelegd op welke grondslag en welke gronden hij over het voorgenomen besluit adviseert.",
    en="For each works council it is on record on what basis and which grounds it advises on the intended decision.")
WOR_25_2 = _rule("25", 2, "dat het van wezenlijke invloed kan zijn op het te nemen besluit",
    nl="Het advies wordt schriftelijk gevraagd, voor het besluit en op tijd om het nog te kunnen beïnvloeden, met een termijn.",
    en="The advice is asked in writing, before the decision and in time to still influence it, with a term.",
    status=Status.JUDGEMENT)
WOR_25_3 = _rule("25", 3, "een overzicht verstrekt van de beweegredenen voor het besluit",
    nl="De aanvraag noemt de beweegredenen, de gevolgen voor het personeel en de maatregelen.",
    en="The request gives the grounds, the consequences for staff and the measures.",
    status=Status.PRESENCE)
WOR_25_4 = _rule("25", 4, "ten minste éénmaal overleg is gepleegd in een overlegvergadering",
    nl="Tussen aanvraag en advies is minstens één keer met de raad vergaderd, tenzij de raad daar schriftelijk van afziet.",
    en="Between request and advice there was at least one meeting with the council, unless the council declines in writing.")
WOR_25_5 = _rule("25", 5, "zo spoedig mogelijk van het besluit schriftelijk in kennis gesteld",
    nl="De bestuurder deelt het besluit schriftelijk mee voordat de uitvoering begint, met redenen als het van het advies "
       "afwijkt, en vraagt advies over de uitvoering als dat er nog niet is.",
    en="The director tells the council of the decision in writing before execution begins, with reasons where it departs from "
       "the advice, and asks advice on the execution where there is none yet.")
WOR_25_6 = _rule("25", 6,
    "op te schorten tot een maand na de dag waarop de ondernemingsraad van het besluit in kennis is gesteld",
    nl="Wijkt het besluit van het advies af, dan wacht de uitvoering een maand, tenzij de raad daarvan afziet.",
    en="When the decision departs from the advice, execution waits a month, unless the council waives that.")
WOR_26_1 = _rule("26", 1, "beroep instellen tegen een besluit van de ondernemer",
    nl="Wie het besluit uitvoert, weet dat de raad ertegen in beroep is.",
    en="Whoever executes the decision knows of an appeal of the council against it.")
WOR_26_2 = _rule("26", 2, "binnen een maand nadat de ondernemingsraad",
    nl="De raad gaat in beroep binnen een maand nadat hij van het besluit in kennis is gesteld.",
    en="The council appeals within a month after it was told of the decision.")
WOR_26_5 = _rule("26", 5, "om handelingen te verrichten of te doen verrichten ter uitvoering van het besluit",
    nl="Wat een rechter verboden heeft, wordt niet uitgevoerd; een besluit waartegen een beroep gegrond is, ook niet, totdat "
       "het is ingetrokken.",
    en="What a court has forbidden is not executed, nor is a decision against which an appeal was upheld, until it is withdrawn.")
WOR_35_1 = _rule("35", 1, "gemeenschappelijk belang zijn voor alle of voor de meerderheid van de ondernemingen",
    nl="Welke raad adviseert, volgt uit het gemeenschappelijk belang: het ministerie legt dat in de normen vast.",
    en="Which council advises follows from the common interest: the ministry lays that down in the norms.")
WOR_36_2 = _rule("36", 2, "gevolg dient te geven aan hetgeen overigens bij of krachtens deze wet is bepaald",
    nl="Betwist de raad de grondslag, dan wacht het besluit op overeenstemming of op de rechter.",
    en="When the council contests the basis, the decision waits for agreement or for the court.")
WOR_46D_A = _rule("46d", None, "bij een ministerie: de minister of een staatssecretaris", under="a",
    nl="Voor elke raad is vastgelegd wie de bestuurder is; dat is nooit de minister of een staatssecretaris.",
    en="For each council it is on record who the director is; that is never the minister or a state secretary.")
WOR_46D_B = _rule("46d", None, "behoudens voor zover het betreft de gevolgen", under="b", status=Status.JUDGEMENT,
    nl="Dat alleen over de gevolgen voor het personeel wordt geadviseerd, zegt de bestuurder, met reden en in een stuk.",
    en="That advice is on the consequences for staff only is said by the director, with a reason and in a document.")
ATW_1 = Rule(
    id="ATW-1-1",
    source=Source(document=ATW, section="artikel 1, lid 1",
        term="tot en met de eerstvolgende dag die niet een zaterdag, zondag of algemeen erkende feestdag is"),
    title=Text(nl="Een termijn die op een vrije dag eindigt, loopt door tot en met de volgende werkdag.",
        en="A term that ends on a day of rest runs on up to the next working day."),
    status=Status.CONTENT,
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
    WOR_26_2,
    WOR_26_5,
    WOR_35_1,
    WOR_36_2,
    WOR_46D_A,
    WOR_46D_B,
    ATW_1,
)
"""The rules of the pack, in the order of the act."""


# -- what the dossier says ---------------------------------------------------------------------------------------------


def councils(dossier: Dossier, norms: Norms) -> tuple[str, ...]:
    """The ids of the works councils that speak for the staff of this process."""
    return tuple(b.id for b in norms.bodies_for(dossier.parties) if b.kind is BodyKind.WORKS_COUNCIL)


def director_of(dossier: Dossier, body: str, at: datetime) -> c.RecordDirector | None:
    """The director on record for this council at that moment; None when there is none."""
    return next((f for f in reversed(dossier.recorded(c.RecordDirector)) if f.body == body and f.at <= at), None)


def stated(dossier: Dossier, body: str, at: datetime | None = None) -> c.RecordAdviceBasis | c.SettleBasis | None:
    """The last fact that states or settles the basis on which this council is asked, up to that moment."""
    kinds = (c.RecordAdviceBasis, c.SettleBasis)
    found = (f for f in reversed(dossier.facts) if isinstance(f, kinds) and (at is None or f.at <= at))
    return next((f for f in found if f.body == body), None)


def basis_of(dossier: Dossier, body: str, at: datetime | None = None) -> AdviceBasis | None:
    """The basis on which this council is asked for advice, as it was last stated or settled."""
    found = stated(dossier, body, at)
    return found.basis if found is not None else None


def contested(dossier: Dossier, body: str) -> c.ContestBasis | None:
    """The open contest of this council: it was not settled since, nor conceded by a basis of full advice that still holds."""
    last = next((f for f in reversed(dossier.recorded(c.ContestBasis)) if f.body == body), None)
    if last is None:
        return None
    settled = any(s.body == body and s.at >= last.at for s in dossier.recorded(c.SettleBasis))
    now = stated(dossier, body)
    conceded = now is not None and now.at >= last.at and now.basis is AdviceBasis.ARTICLE_25
    return None if settled or conceded else last


FREE = (None, AdviceBasis.VOLUNTARY)
"""The bases on which the act asks nothing."""


def bound(dossier: Dossier, norms: Norms) -> tuple[str, ...]:
    """The ids of the works councils for which article 25 holds, wholly or for the consequences only."""
    return tuple(b for b in councils(dossier, norms) if basis_of(dossier, b) not in FREE)


def written_request(dossier: Dossier, body: str, at: datetime | None = None) -> c.RecordWrittenRequest | None:
    """The last written request to this council on this form, up to that moment: another form is another intended decision."""
    own = {r.advice for r in dossier.requests if r.body == body}
    since = dossier.restarted_at
    found = (
        f
        for f in reversed(dossier.recorded(c.RecordWrittenRequest))
        if (at is None or f.at <= at) and (since is None or f.at >= since)
    )
    return next((f for f in found if f.advice in own), None)


def decided_at(dossier: Dossier, body: str) -> datetime | None:
    """The moment of the decision in force; or that of its amendment, if this council was asked in writing about that."""
    decided, amended = dossier.decision, dossier.amended
    if decided is None or amended is None:
        return decided.at if decided is not None else None
    request = written_request(dossier, body, amended.at)
    return amended.at if request is not None and request.at > decided.at else decided.at


def advice_on(dossier: Dossier, request: c.RecordWrittenRequest | c.RequestAdvice) -> c.ReceiveAdvice | None:
    """The answer to this request: an advice, or that there will be none; not one that the council rightly denied having given."""
    return next((a for a in dossier.given_advices if a.advice == request.advice), None)


def term_of(dossier: Dossier, body: str, norms: Norms) -> tuple[c.RecordWrittenRequest, date] | None:
    """The awaited written request with the latest last day for this council, and that day; None when nothing is awaited from it."""
    own = {r.advice for r in dossier.awaited_advices if r.body == body}
    given = (
        (f, norms.day_of(known_from(dossier, f)) + timedelta(days=f.days))
        for f in dossier.recorded(c.RecordWrittenRequest)
        if f.advice in own and f.days is not None
    )
    return max(given, key=itemgetter(1), default=None)


def accords(dossier: Dossier, body: str) -> bool:
    """Whether the decision accords with the advice of this council: with each that it gave on what was decided.

    A later request takes no earlier advice on the same plan away, and an abstention none on an earlier plan either. A decision after a
    negative advice departs from it, whatever was answered. An advice with conditions (its elements) is followed when each of them was
    answered as followed before the decision. No decision departs from an abstention in writing.
    """
    decided = decided_at(dossier, body)
    request = written_request(dossier, body, decided)
    if decided is None or request is None or (last := advice_on(dossier, request)) is None or last.at > decided:
        return False
    on_this_plan, before = [last], list[c.ReceiveAdvice]()
    since, restarted = _since_the_plan(dossier, decided), dossier.restarted_at
    for asked in dossier.recorded(c.RecordWrittenRequest):
        advice = advice_on(dossier, asked) if restarted is None or asked.at >= restarted else None
        if advice is not None and advice.body == body and advice.at <= decided:
            (on_this_plan if asked.at >= since else before).append(advice)
    if all(a.opinion is Opinion.ABSTAINED for a in on_this_plan):
        on_this_plan += [a for a in before if a.opinion is not Opinion.ABSTAINED][-1:]
    return all(_is_followed(dossier, a, decided) for a in on_this_plan)


def _since_the_plan(dossier: Dossier, decided: datetime) -> datetime:
    """When the plan came into force that was decided on then; for an amendment, when the plan before it was decided on."""
    begun = [x.since for x in dossier.limits] + ([dossier.decision.at] if dossier.decision is not None else [])
    return max((m for m in begun if m < decided), default=decided)


def _is_followed(dossier: Dossier, advice: c.ReceiveAdvice, decided: datetime) -> bool:
    """Whether a decision of that moment accords with this advice."""
    if advice.opinion is Opinion.ABSTAINED:
        return True
    said_then = [r for r in dossier.responses if r.advice == advice.advice and r.at <= decided]
    last = {r.element: r.follow_up for r in said_then}
    elements: tuple[str | None, ...] = tuple(e.id for e in advice.elements) or (None,)
    return advice.opinion is not Opinion.NEGATIVE and all(last.get(e) is FollowUp.FOLLOWED for e in elements)


def notices(dossier: Dossier, body: str) -> tuple[c.NotifyBody, ...]:
    """The notices to this council of the decision in force."""
    decided = decided_at(dossier, body)
    return () if decided is None else tuple(n for n in dossier.notices if n.body == body and n.at >= decided)


def notice_of(dossier: Dossier, body: str, norms: Norms) -> c.NotifyBody | None:
    """The first notice to this council of the decision in force that is as the act asks; None when there is none."""
    return next((n for n in notices(dossier, body) if not list(_faults(dossier, n, norms))), None)


def known_from(dossier: Dossier, fact: Fact) -> datetime:
    """The moment from which a term runs that begins when a council is told or asked something: when it could know of it.

    That is the moment on record when the council confirms it. Otherwise the one who records it cannot date it back: the moment is
    not before that of any fact that was on record already, taken as it was first recorded, whatever was corrected since.
    """
    entry = next((e for e in dossier.entries if e.command == fact), None)
    if entry is None or dossier.word(fact) is Word.GIVEN:
        return fact.at
    told = as_first_told(dossier.entries, dossier.superseded)
    return max([fact.at, *(e.command.at for e in told if e.number < entry.number)])


def _faults(dossier: Dossier, notice: c.NotifyBody, norms: Norms) -> Iterator[Reason]:
    """The reasons why a notice is not as article 25(5) asks."""
    director, document = director_of(dossier, notice.body, notice.at), notice.document
    decided = decided_at(dossier, notice.body)
    supply = _director_or_ministry(dossier, notice.body, notice.at, norms)
    if dossier.word(notice) in (Word.CONTESTED, Word.DENIED):
        reason = without_word(dossier, (notice,), WOR_25_5, "notice", norms, supply)
        yield from () if reason is None else (reason,)
    if director is None or (notice.by.id, notice.by.party) != (director.director, director.party):
        yield WOR_25_5.missing(
            "notice-not-by-director",
            nl=f"het bericht aan `{notice.body}` is van `{notice.by.id}`, niet van de bestuurder",
            en=f"the notice to `{notice.body}` is by `{notice.by.id}`, not by the director",
            suppliers=supply,
            about={"body": notice.body, "by.id": director.director if director else None},
        )
    if document.kind not in (DocumentKind.LETTER, DocumentKind.DECISION_NOTE) or document.origin != notice.by.party:
        yield WOR_25_5.missing(
            "notice-not-in-writing",
            nl=f"`{document.id}` is geen brief of besluit van `{notice.by.party}` aan `{notice.body}`",
            en=f"`{document.id}` is no letter or decision of `{notice.by.party}` to `{notice.body}`",
            suppliers=supply,
            about={
                "body": notice.body,
                "document.kind": (DocumentKind.LETTER, DocumentKind.DECISION_NOTE),
                "document.origin": notice.by.party,
            },
        )
    if decided is not None and not norms.day_of(decided) <= document.on <= norms.day_of(notice.at):
        yield WOR_25_5.missing(
            "notice-date",
            nl=f"het bericht `{document.id}` is van {said(document.on).nl}, niet van na het besluit van {said(norms.day_of(decided)).nl}",
            en=f"the notice `{document.id}` is of {said(document.on).en}, not of after the decision of {said(norms.day_of(decided)).en}",
            suppliers=supply,
            about={"body": notice.body, "document.on": norms.day_of(decided)},
        )
    if notice.reasons is None and not accords(dossier, notice.body):
        yield WOR_25_5.missing(
            "notice-without-reasons",
            nl=f"het besluit wijkt af van het advies van `{notice.body}`, en het bericht zegt niet waarom",
            en=f"the decision departs from the advice of `{notice.body}`, and the notice does not say why",
            suppliers=supply,
            about={"body": notice.body},
        )


def waived(dossier: Dossier, notice: c.NotifyBody) -> bool:
    """Whether the council has waived the suspension after this notice."""
    return any(w.body == notice.body and w.at >= notice.at for w in dossier.recorded(c.WaiveSuspension))


def appeals(dossier: Dossier) -> tuple[tuple[c.RecordAppeal, c.RecordAppeal], ...]:
    """For each appeal its first record, and the one that counts: the last, unless the appeal was upheld before; then that one."""
    facts = dossier.recorded(c.RecordAppeal)
    first = {a.appeal: a for a in reversed(facts)}
    outcome = {a.appeal: a for a in facts if a.status is not AppealStatus.PENDING}
    upheld = {id: a for id, a in outcome.items() if a.status is AppealStatus.UPHELD}
    return tuple((first[id], stands) for id, stands in ({a.appeal: a for a in facts} | upheld).items())


def prohibitions(dossier: Dossier) -> tuple[c.RecordProhibition, ...]:
    """The prohibitions that are in force."""
    last = {p.prohibition: p for p in dossier.recorded(c.RecordProhibition)}
    return tuple(p for p in last.values() if p.in_force)


# -- who says it, and what shows it ------------------------------------------------------------------------------------


def _director_or_ministry(dossier: Dossier, body: str, at: datetime, norms: Norms) -> tuple[Supplier, ...]:
    """The party of the director as supplier; the ministry while there is no director."""
    found = director_of(dossier, body, at)
    return who.ministry(norms) if found is None else who.owner(found.party, norms)


def _director_id(dossier: Dossier, body: str, at: datetime) -> str | None:
    """The id of the director; None when it is not on record who that is."""
    found = director_of(dossier, body, at)
    return None if found is None else found.director


def _notice_fields(dossier: Dossier, body: str, at: datetime) -> dict[str, Any]:
    """The values of the fields of a notice of the decision by the director."""
    director = director_of(dossier, body, at)
    return {
        "body": body,
        "by.id": director.director if director else None,
        "document.kind": (DocumentKind.LETTER, DocumentKind.DECISION_NOTE),
        "document.origin": director.party if director else None,
    }


def _by_the_council(command: Command, body: str) -> bool:
    return command.by.role is Role.WORKS_COUNCIL and command.by.party == body


def _of_a_court(document: Document, dossier: Dossier, norms: Norms) -> bool:
    """Whether a document is of a party outside that did no study, this one or another; it is not checked that this is really a court."""
    researchers = {p.id for p in RESEARCHERS} | {f.document.origin for f in dossier.findings}
    return document.origin in {p.id for p in norms.parties} - researchers


def _shows(document: Document | None, body: str, dossier: Dossier, norms: Norms, *, court: bool = True) -> bool:
    """Whether a document is of the council, or of a court when `court` allows that."""
    return document is not None and (document.origin == body or (court and _of_a_court(document, dossier, norms)))


def _is_older_than(document: Document, since: datetime | None, norms: Norms) -> bool:
    """Whether a document is older than what it has to show or answer; False when that moment is not known."""
    return since is not None and document.on < norms.day_of(since)


# -- the doors of the facts --------------------------------------------------------------------------------------------


@guard(
    WOR_25_1,
    WOR_46D_A,
    WOR_46D_B,
    nl="het orgaan is een ondernemingsraad",
    en="the body is a works council",
    reads=Reads.COMMAND,
    field="body",
)
def body_is_a_council(
    dossier: Dossier, command: c.RecordDirector | c.RecordAdviceBasis | c.ContestBasis | c.SettleBasis, norms: Norms
) -> Reasons:
    """WOR 25(1): the act is for works councils; unions are consulted in another way."""
    known = [b.id for b in norms.bodies if b.kind is BodyKind.WORKS_COUNCIL]
    if command.body in known:
        return YES
    return [
        WOR_25_1.forbidden(
            "not-a-council",
            nl=f"`{command.body}` is geen ondernemingsraad; wel {who.ticks(known)}",
            en=f"`{command.body}` is not a works council; these are: {who.ticks(known)}",
            about={"body": known},
        )
    ]


@guard(
    WOR_46D_A,
    nl="het ministerie zegt wie de bestuurder is, in een eigen stuk",
    en="the ministry says who the director is, in a document of its own",
    reads=Reads.COMMAND,
    field={"not-by-ministry": "by", "director-party": "party", "director-document": "document.origin"},
)
def ministry_names_the_director(dossier: Dossier, command: c.RecordDirector, norms: Norms) -> Reasons:
    """WOR 1(1) under e: the ministry shows who has the highest say over the work, not the person whom it is about."""
    reasons: list[Reason] = []
    if not who.of_the_ministry(command.by, norms):
        reasons.append(
            WOR_46D_A.forbidden(
                "not-by-ministry",
                nl=f"`{command.by.party}` kan niet vastleggen wie de bestuurder is",
                en=f"`{command.by.party}` cannot record who the director is",
                suppliers=who.ministry(norms),
            )
        )
    if command.party not in who.owners(norms):
        reasons.append(
            WOR_46D_A.forbidden(
                "director-party",
                nl=f"de bestuurder handelt voor het ministerie of een directoraat-generaal, niet voor `{command.party}`",
                en=f"the director acts for the ministry or a directorate-general, not for `{command.party}`",
                suppliers=who.ministry(norms),
                about={"party": who.owners(norms)},
            )
        )
    if command.document.origin != norms.ministry or command.document.on > norms.day_of(command.at):
        reasons.append(
            WOR_46D_A.forbidden(
                "director-document",
                nl=f"`{command.document.id}` van {said(command.document.on).nl} is geen stuk van het ministerie waaruit dit blijkt",
                en=f"`{command.document.id}` of {said(command.document.on).en} is no document of the ministry that shows this",
                suppliers=who.ministry(norms),
                about={"document.origin": norms.ministry},
            )
        )
    return reasons


@guard(
    WOR_46D_A,
    nl="de bestuurder is geen minister of staatssecretaris",
    en="the director is no minister or state secretary",
    reads=Reads.COMMAND,
    field="office",
)
def director_is_no_politician(dossier: Dossier, command: c.RecordDirector, norms: Norms) -> Reasons:
    """WOR 46d, under a: at a ministry the minister and a state secretary are not the director."""
    if command.office not in (Office.MINISTER, Office.STATE_SECRETARY):
        return YES
    office = said(command.office)
    return [
        WOR_46D_A.forbidden(
            "politician",
            nl=f"de {office.nl} is bij een ministerie geen bestuurder",
            en=f"at a ministry the {office.en} is not the director",
            suppliers=who.ministry(norms),
            about={"office": [o for o in Office if o not in (Office.MINISTER, Office.STATE_SECRETARY)]},
        )
    ]


@guard(
    WOR_25_1,
    WOR_46D_A,
    WOR_46D_B,
    nl="de bestuurder zelf zegt op welke grondslag de raad adviseert",
    en="the director says on what basis the council advises",
    reads=Reads.COMMAND,
    field="by",
    by={"no-director": c.RecordDirector},
)
def basis_is_stated_by_the_director(dossier: Dossier, command: c.RecordAdviceBasis, norms: Norms) -> Reasons:
    """WOR 25(1), 46d under b: only the director says for the employer on what basis advice is asked."""
    director = director_of(dossier, command.body, command.at)
    if director is None:
        return [
            WOR_46D_A.missing(
                "no-director",
                nl=f"er is niet vastgelegd wie de bestuurder is voor `{command.body}`",
                en=f"it is not on record who the director is for `{command.body}`",
                suppliers=who.ministry(norms),
                about={"body": command.body},
            )
        ]
    if (command.by.id, command.by.party) == (director.director, director.party):
        return YES
    return [
        WOR_25_1.forbidden(
            "not-the-director",
            nl=f"`{command.by.id}` is niet de bestuurder voor `{command.body}`; dat is `{director.director}`",
            en=f"`{command.by.id}` is not the director for `{command.body}`; that is `{director.director}`",
            suppliers=who.owner(director.party, norms),
            about={"by.id": director.director, "by.party": director.party},
        )
    ]


@guard(
    WOR_25_1,
    WOR_46D_B,
    nl="de grondslag staat in een stuk van de bestuurder, en noemt de gronden van artikel 25",
    en="the basis stands in a document of the director, and names the grounds of article 25",
    reads=Reads.COMMAND,
    field={"": "document", "no-ground": "grounds"},
)
def basis_rests_on_a_document(dossier: Dossier, command: c.RecordAdviceBasis, norms: Norms) -> Reasons:
    """WOR 46d under b: the council can read why; 25(1): the grounds among a to n are named, unless advice is voluntary."""
    document, reasons = command.document, list[Reason]()
    suppliers = _director_or_ministry(dossier, command.body, command.at, norms)
    if document is None:
        reasons.append(
            WOR_46D_B.missing(
                "no-document",
                nl="het stuk ontbreekt waarin deze grondslag aan de raad is voorgelegd",
                en="the document in which this basis was put before the council is missing",
                suppliers=suppliers,
            )
        )
    elif document.origin != command.by.party or document.on > norms.day_of(command.at):
        reasons.append(
            WOR_46D_B.forbidden(
                "not-its-document",
                nl=f"`{document.id}` van {said(document.on).nl} is geen stuk van `{command.by.party}` waarin dit stond",
                en=f"`{document.id}` of {said(document.on).en} is no document of `{command.by.party}` in which this stood",
                suppliers=suppliers,
                about={"document.origin": command.by.party},
            )
        )
    if command.basis is not AdviceBasis.VOLUNTARY and not command.grounds:
        reasons.append(
            WOR_25_1.missing(
                "no-ground",
                nl="niet genoemd is op welke grond van artikel 25, lid 1, onder a tot en met n, advies wordt gevraagd",
                en="it is not named on which ground of article 25(1), under a to n, advice is asked",
                suppliers=suppliers,
            )
        )
    return reasons


@guard(
    WOR_25_1,
    WOR_36_2,
    WOR_46D_B,
    nl="de grondslag verandert niet meer als de raad heeft geadviseerd, er besloten is of het is afgedaan, dan naar volledig advies",
    en="once the council has advised, there is a decision or it was settled, the basis changes to full advice only",
    reads=Reads.COMMAND,
    field="basis",
)
def basis_stands(dossier: Dossier, command: c.RecordAdviceBasis, norms: Norms) -> Reasons:
    """WOR 25(1), 46d, 36(2): nobody leaves the act once there is advice, a decision or a settlement; one can concede a contest.

    The same holds for what is recorded late: it changes neither the basis that holds, nor the one on which it was decided.
    """
    before, decided = _basis_that_would_change(dossier, command), dossier.decision
    of_then = decided is not None and command.at <= decided.at
    contest = contested(dossier, command.body)
    conceded = contest is not None and command.basis is AdviceBasis.ARTICLE_25 and not of_then
    if before is None or conceded:
        return YES
    nl, en = said(before.basis).nl, said(before.basis).en
    if isinstance(before, c.SettleBasis):
        return [
            WOR_36_2.forbidden(
                "basis-settled",
                nl=f"met `{command.body}` is afgedaan dat de grondslag `{nl}` is",
                en=f"with `{command.body}` it was settled that the basis is `{en}`",
                about={"basis": before.basis},
            )
        ]
    if decided is not None:
        return [
            WOR_25_1.forbidden(
                "basis-after-decision",
                nl=f"er is besloten op de grondslag `{nl}` voor `{command.body}`",
                en=f"the decision was taken on the basis `{en}` for `{command.body}`",
                about={"basis": before.basis},
            )
        ]
    advice = _advice_that_fixes_the_basis(dossier, command)
    if advice is None:
        return YES
    return [
        WOR_25_1.forbidden(
            "basis-after-advice",
            nl=f"`{command.body}` heeft geadviseerd (`{advice.advice}`) op de grondslag `{nl}`",
            en=f"`{command.body}` has advised (`{advice.advice}`) on the basis `{en}`",
            about={"basis": before.basis},
        )
    ]


def _moments_that_count(dossier: Dossier) -> tuple[datetime | None, ...]:
    """The moments at which the basis counts: now (None), and when it was decided."""
    return (None,) if dossier.decision is None else (None, dossier.decision.at)


def _basis_that_would_change(
    dossier: Dossier, command: c.RecordAdviceBasis
) -> c.RecordAdviceBasis | c.SettleBasis | None:
    """The basis of this council that holds now, or held when it was decided, and that this command would change; else None."""
    after = evolve(dossier, facts=among(dossier.facts, command))
    for at in _moments_that_count(dossier):
        before = stated(dossier, command.body, at)
        if before is not None and basis_of(after, command.body, at) is not before.basis:
            return before
    return None


def _advice_that_fixes_the_basis(dossier: Dossier, command: c.RecordAdviceBasis) -> c.ReceiveAdvice | None:
    """The advice after which the basis is fixed: that on the written request; for a voluntary basis, any advice of this council."""
    if command.basis is AdviceBasis.VOLUNTARY:
        return next((a for a in reversed(dossier.given_advices) if a.body == command.body), None)
    request = written_request(dossier, command.body)
    return advice_on(dossier, request) if request is not None else None


@guard(
    WOR_46D_B,
    WOR_36_2,
    nl="de raad zelf betwist een grondslag die is vastgelegd",
    en="the council itself contests a basis that is on record",
    reads=Reads.COMMAND,
    field={"": "by", "settled-by-the-court": "body"},
    by={"no-basis-yet": c.RecordAdviceBasis},
)
def council_contests_its_basis(dossier: Dossier, command: c.ContestBasis, norms: Norms) -> Reasons:
    """WOR 36(2): the council itself contests, only a basis that was stated, and not anew what a court settled for this form."""
    reasons: list[Reason] = []
    if not _by_the_council(command, command.body):
        reasons.append(
            WOR_36_2.forbidden(
                "not-by-the-council",
                nl=f"`{command.by.party}` kan niet betwisten voor `{command.body}`",
                en=f"`{command.by.party}` cannot contest for `{command.body}`",
                suppliers=who.body(command.body, norms),
            )
        )
    basis, restarted = stated(dossier, command.body, command.at), dossier.restarted_at
    of_this_form = basis is not None and (restarted is None or basis.at >= restarted)
    if isinstance(basis, c.SettleBasis) and of_this_form and basis.document.origin != command.body:
        reasons.append(
            WOR_36_2.forbidden(
                "settled-by-the-court",
                nl=f"de rechter heeft op {said(norms.day_of(basis.at)).nl} beslist op welke grondslag `{command.body}` adviseert",
                en=f"the court decided on {said(norms.day_of(basis.at)).en} on what basis `{command.body}` advises",
            )
        )
    if basis is None:
        reasons.append(
            WOR_46D_B.forbidden(
                "no-basis-yet",
                nl=f"voor `{command.body}` is nog geen grondslag vastgelegd",
                en=f"no basis is on record for `{command.body}` yet",
                suppliers=_director_or_ministry(dossier, command.body, command.at, norms),
                about={"body": command.body},
            )
        )
    return reasons


@guard(
    WOR_46D_B,
    WOR_36_2,
    nl="een betwiste grondslag wordt afgedaan door de raad zelf of door de rechter",
    en="a contested basis is settled by the council itself or by the court",
    reads=Reads.COMMAND,
    field={"not-contested": "body", "not-settled": "document"},
)
def basis_is_settled_by_others(dossier: Dossier, command: c.SettleBasis, norms: Norms) -> Reasons:
    """WOR 36(2): whoever stated the basis does not settle the contest of it."""
    contest, reasons = contested(dossier, command.body), list[Reason]()
    if contest is None or contest.at > command.at:
        reasons.append(
            WOR_36_2.forbidden(
                "not-contested",
                nl=f"de grondslag voor `{command.body}` is niet betwist",
                en=f"the basis for `{command.body}` is not contested",
            )
        )
    shown = _shows(command.document, command.body, dossier, norms) and command.document.on <= norms.day_of(command.at)
    if not shown or _is_older_than(command.document, contest.at if contest else None, norms):
        on = said(command.document.on)
        reasons.append(
            WOR_36_2.forbidden(
                "not-settled",
                nl=f"`{command.document.id}` van {on.nl} is geen stuk van `{command.body}` of van een rechter waarin de betwisting is afgedaan",
                en=f"`{command.document.id}` of {on.en} is no document of `{command.body}` or of a court in which the contest was settled",
                suppliers=who.body(command.body, norms),
                about={"document.on": norms.day_of(contest.at) if contest else None},
            )
        )
    return reasons


@guard(
    WOR_25_2,
    nl="de aanvraag hoort bij een gevraagd advies dat nog niet was uitgebracht",
    en="the request belongs to an advice that was requested and not given yet",
    reads=Reads.COMMAND,
    field="advice",
    by={"no-such-request": c.RequestAdvice},
)
def request_belongs_to_an_advice(dossier: Dossier, command: c.RecordWrittenRequest, norms: Norms) -> Reasons:
    """WOR 25(2): the written request is made to a works council, and before its advice."""
    body = next((r.body for r in dossier.requests if r.advice == command.advice), "")
    found = norms.body(body)
    if found is None or found.kind is not BodyKind.WORKS_COUNCIL:
        return [
            WOR_25_2.forbidden(
                "no-such-request",
                nl=f"het advies `{command.advice}` is niet aan een ondernemingsraad gevraagd",
                en=f"the advice `{command.advice}` was not requested of a works council",
                suppliers=who.both_parties(dossier),
                about={
                    "body": [b.id for b in norms.bodies if b.kind is BodyKind.WORKS_COUNCIL],
                    "advice": command.advice,
                },
            )
        ]
    given = advice_on(dossier, command)
    if given is not None and given.at < command.at:
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
    nl="de aanvraag is een stuk van het ministerie of een van de partijen, over dit proces",
    en="the request is a document of the ministry or one of the parties, about this process",
    reads=Reads.COMMAND,
    field="document",
)
def request_is_in_writing(dossier: Dossier, command: c.RecordWrittenRequest, norms: Norms) -> Reasons:
    """WOR 25(2): those who ask write the request, not the council itself, and not before the process was identified."""
    document, own = command.document, (norms.ministry, *dossier.parties)
    if document.origin in own and not _is_older_than(document, dossier.opened, norms):
        return YES
    return [
        WOR_25_2.forbidden(
            "not-in-writing",
            nl=f"`{document.id}` van `{document.origin}` van {said(document.on).nl} is geen schriftelijke aanvraag over dit proces van "
            f"{who.ticks(own)}",
            en=f"`{document.id}` by `{document.origin}` of {said(document.on).en} is no written request about this process by {who.ticks(own)}",
            suppliers=who.ministry(norms) + who.both_parties(dossier),
            about={
                "document.origin": own,
                "document.on": None if dossier.opened is None else norms.day_of(dossier.opened),
            },
        )
    ]


@guard(
    WOR_25_2,
    nl="het advies wordt gevraagd als het nog van invloed kan zijn, naar het oordeel van een mens",
    en="the advice is asked when it can still be of influence, in the judgement of a person",
    reads=Reads.COMMAND,
    field="in_time",
)
def request_is_in_time(dossier: Dossier, command: c.RecordWrittenRequest, norms: Norms) -> Reasons:
    """WOR 25(2): somebody of the ministry, a party or the council that is asked judges, for this process, whether it can be of influence."""
    suppliers = who.ministry(norms) + who.both_parties(dossier)
    reasons: list[Reason] = []
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
                about={"in_time.holds": True},
            )
        )
    elif not _judges_in_time(command.in_time, dossier, command, norms):
        by, on = command.in_time.by, said(command.in_time.on)
        reasons.append(
            WOR_25_2.forbidden(
                "judged-by-another",
                nl=f"`{by.id}` van `{by.party}` oordeelde op {on.nl}; dat het advies nog van invloed kan zijn, zegt iemand van het ministerie, "
                "een partij of de raad, over dit proces",
                en=f"`{by.id}` of `{by.party}` judged on {on.en}; that the advice can still be of influence is said by somebody of the ministry, "
                "a party or the council, of this process",
                suppliers=suppliers,
                about={"in_time.by.party": (norms.ministry, *dossier.parties), "in_time.on": dossier.opened},
            )
        )
    return reasons


def _judges_in_time(judgement: Judgement, dossier: Dossier, command: c.RecordWrittenRequest, norms: Norms) -> bool:
    """Whether this was judged by somebody concerned, after the process was opened and no later than the command."""
    by = judgement.by
    asked = next((r.body for r in dossier.requests if r.advice == command.advice), None)
    own = who.of_the_ministry(by, norms) or who.speaks_for(by, dossier.parties)
    concerned = own or (by.role is Role.WORKS_COUNCIL and by.party == asked)
    return concerned and (dossier.opened is None or judgement.on >= dossier.opened) and judgement.on <= command.at


@guard(
    WOR_25_2,
    WOR_25_5,
    nl="er is nog niet besloten, en op een aanvraag waarop is geadviseerd volgt geen andere",
    en="there is no decision yet, and a request on which there is advice is not followed by another",
    reads=Reads.COMMAND,
    field={"after-decision": "at", "asked-otherwise": "advice"},
    by={"asked-otherwise": c.RequestAdvice},
)
def request_stands(dossier: Dossier, command: c.RecordWrittenRequest, norms: Norms) -> Reasons:
    """WOR 25(2), 25(5): before the decision or while an amendment is proposed, also when recorded late; and not after its advice."""
    decided, proposal = dossier.decision, dossier.proposal
    if decided is not None and (proposal is None or command.at < proposal.at):
        return [
            WOR_25_2.forbidden(
                "after-decision",
                nl=f"op {said(norms.day_of(decided.at)).nl} is al besloten",
                en=f"the decision was taken already, on {said(norms.day_of(decided.at)).en}",
            )
        ]
    asked = any(f.advice == command.advice for f in dossier.recorded(c.RecordWrittenRequest))
    if not asked or advice_on(dossier, command) is None:
        return YES
    return [
        WOR_25_5.forbidden(
            "asked-otherwise",
            nl=f"het advies `{command.advice}` is uitgebracht op de schriftelijke aanvraag die al is vastgelegd",
            en=f"the advice `{command.advice}` was given on the written request that is on record already",
        )
    ]


@guard(
    WOR_25_2,
    nl="het advies is niet van voor de schriftelijke aanvraag waarop het wordt gegeven",
    en="the advice is not of before the written request on which it is given",
    reads=Reads.COMMAND,
    field="at",
)
def advice_follows_its_request(dossier: Dossier, command: c.ReceiveAdvice, norms: Norms) -> Reasons:
    """WOR 25(2): what a council says before it was asked in writing, also that it gives no advice, is not the advice on that request."""
    asked = next((f.at for f in dossier.recorded(c.RecordWrittenRequest) if f.advice == command.advice), None)
    if asked is None or command.at >= asked:
        return YES
    return [
        WOR_25_2.forbidden(
            "advice-before-request",
            nl=f"het advies `{command.advice}` is op {said(asked).nl} schriftelijk gevraagd; wat `{command.body}` op {said(command.at).nl} zei, "
            "is daarop niet het antwoord",
            en=f"the advice `{command.advice}` was asked in writing at {said(asked).en}; what `{command.body}` said at {said(command.at).en} is "
            "no answer to that",
            suppliers=who.body(command.body, norms),
            about={"at": asked},
        )
    ]


def request_states_its_term(shortest: int) -> Guard:
    """A guard: the request states a term in days, no shorter than this, with a reason."""

    @guard(
        WOR_25_2,
        nl="de aanvraag noemt een termijn in dagen, met een reden",
        en="the request states a term in days, with a reason",
        reads=Reads.COMMAND,
        field={"": "days", "no-term-reason": "term_reason"},
    )
    def request_states_its_term(dossier: Dossier, command: c.RecordWrittenRequest, norms: Norms) -> Reasons:
        """WOR 25(2): the act names no term, but one in which nothing can be advised leaves no influence; it is said why it is reasonable."""
        suppliers, reasons = who.ministry(norms) + who.both_parties(dossier), list[Reason]()
        if command.days is None:
            reasons.append(
                WOR_25_2.missing(
                    "no-term",
                    nl="niet genoemd is hoeveel dagen de raad heeft om te adviseren",
                    en="it is not stated how many days the council has to advise",
                    suppliers=suppliers,
                )
            )
        elif command.days < shortest:
            reasons.append(
                WOR_25_2.forbidden(
                    "term-too-short",
                    nl=f"de termijn van {command.days} dagen is korter dan de kortste, {shortest} dagen",
                    en=f"the term of {command.days} days is shorter than the shortest, {shortest} days",
                    suppliers=suppliers,
                    about={"days": shortest},
                )
            )
        if command.term_reason is None:
            reasons.append(
                WOR_25_2.missing(
                    "no-term-reason",
                    nl="de reden ontbreekt waarom deze termijn redelijk is",
                    en="the reason why this term is reasonable is missing",
                    suppliers=suppliers,
                )
            )
        return reasons

    return request_states_its_term


@guard(
    WOR_25_3,
    nl="de aanvraag bevat de beweegredenen, de gevolgen voor het personeel en de maatregelen",
    en="the request holds the grounds, the consequences for staff and the measures",
    reads=Reads.COMMAND,
    field={"no-grounds": "grounds", "no-consequences": "consequences", "no-measures": "measures"},
)
def request_has_its_three_items(dossier: Dossier, command: c.RecordWrittenRequest, norms: Norms) -> Reasons:
    """WOR 25(3): each of the three is there; what they say is not checked."""
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
    WOR_25_5,
    nl="over de uitvoering wordt meteen advies gevraagd; anders na het besluit",
    en="advice on the execution is asked at once; otherwise after the decision",
    reads=Reads.COMMAND,
    field="on_execution",
)
def execution_is_asked_as_well(dossier: Dossier, command: c.RecordWrittenRequest, norms: Norms) -> Reasons:
    """WOR 25(5), last sentence: that advice may be asked later, which takes an advice and a term of its own; this warns."""
    if command.on_execution:
        return YES
    return [
        WOR_25_5.warning(
            "execution-asked-later",
            nl="deze aanvraag gaat niet over de uitvoering; daarover wordt na het besluit nog eens advies gevraagd, en daarop gewacht",
            en="this request is not about the execution; advice on that is asked once more after the decision, and waited for",
        )
    ]


def _takes_part_or_advises(dossier: Dossier, command: Command, norms: Norms) -> bool:
    of_a_council = command.by.role is Role.WORKS_COUNCIL and command.by.party in norms.bodies_of(BodyKind.WORKS_COUNCIL)
    return of_a_council or not always.actor_takes_part.check(dossier, command, norms)


@guard(
    WOR_25_4,
    WOR_26_5,
    nl="een partij, het ministerie of een ondernemingsraad legt dit vast",
    en="a party, the ministry or a works council records this",
    reads=Reads.ACTOR,
    field="by",
)
def party_or_council_records(dossier: Dossier, command: Command, norms: Norms) -> Reasons:
    """WOR 25(4), 26(5): a meeting and an order of the court concern both sides, so each of them can record these."""
    if _takes_part_or_advises(dossier, command, norms):
        return YES
    return [
        WOR_25_4.forbidden(
            "not-concerned",
            nl=f"`{command.by.party}` kan dit in dit proces niet vastleggen",
            en=f"`{command.by.party}` cannot record this in this process",
            suppliers=who.both_parties(dossier) + who.ministry(norms),
        )
    ]


@guard(
    WOR_25_4,
    nl="de overlegvergadering ligt tussen de schriftelijke aanvraag en het advies",
    en="the consultation meeting lies between the written request and the advice",
    reads=Reads.COMMAND,
    field="advice",
    by={"no-written-request": {c.RecordWrittenRequest: "advice"}},
)
def consultation_follows_the_request(
    dossier: Dossier, command: c.RecordConsultation | c.DeclineConsultation, norms: Norms
) -> Reasons:
    """WOR 25(4): a meeting before the request or after the advice is not the one that the act means."""
    asked = next((f for f in dossier.recorded(c.RecordWrittenRequest) if f.advice == command.advice), None)
    suppliers = who.ministry(norms) + who.both_parties(dossier)
    if asked is None or asked.at > command.at:
        return [
            WOR_25_4.forbidden(
                "no-written-request",
                nl=f"het advies `{command.advice}` was toen niet schriftelijk gevraagd",
                en=f"the advice `{command.advice}` was not requested in writing then",
                suppliers=suppliers,
                about={"advice": command.advice},
            )
        ]
    given = advice_on(dossier, asked)
    if isinstance(command, c.RecordConsultation) and given is not None and given.at < command.at:
        return [
            WOR_25_4.forbidden(
                "advice-given",
                nl=f"het advies `{command.advice}` was toen al uitgebracht",
                en=f"the advice `{command.advice}` had been given already then",
                suppliers=suppliers,
            )
        ]
    return YES


@guard(
    WOR_25_4,
    nl="de raad zelf ziet schriftelijk van de vergadering af",
    en="the council itself declines the meeting in writing",
    reads=Reads.COMMAND,
    field="document",
)
def council_declines_in_writing(dossier: Dossier, command: c.DeclineConsultation, norms: Norms) -> Reasons:
    """WOR 25(4): the meeting is a right of the council; nobody gives it up for the council."""
    body = next((r.body for r in dossier.requests if r.advice == command.advice), "")
    asked = next((f.at for f in dossier.recorded(c.RecordWrittenRequest) if f.advice == command.advice), None)
    document = command.document
    on_time = document.on <= norms.day_of(command.at) and not _is_older_than(document, asked, norms)
    if document.origin == body and on_time:
        return YES
    return [
        WOR_25_4.forbidden(
            "not-declined-by-council",
            nl=f"`{document.id}` van {said(document.on).nl} is geen stuk van de raad waaraan het advies `{command.advice}` is gevraagd, van na "
            "die aanvraag",
            en=f"`{document.id}` of {said(document.on).en} is no document of the council of which the advice `{command.advice}` was requested, "
            "from after that request",
            suppliers=who.body(body, norms) if body else (),
            about={"document.origin": body or None, "document.on": None if asked is None else norms.day_of(asked)},
        )
    ]


@guard(
    WOR_25_6,
    nl="de raad ziet zelf af, in een eigen stuk, nadat hij van het besluit hoorde",
    en="the council itself waives, in a document of its own, after it was told of the decision",
    reads=Reads.COMMAND,
    field="document",
    by={"not-notified": c.NotifyBody},
)
def waiver_is_of_the_council(dossier: Dossier, command: c.WaiveSuspension, norms: Norms) -> Reasons:
    """WOR 25(6): the suspension ends when the council says so; nobody can say that for the council, or beforehand."""
    reasons: list[Reason] = []
    found = norms.body(command.body)
    council = found is not None and found.kind is BodyKind.WORKS_COUNCIL
    if not council or command.document.origin != command.body:
        reasons.append(
            WOR_25_6.forbidden(
                "not-of-the-council",
                nl=f"`{command.document.id}` is geen stuk van een ondernemingsraad `{command.body}`",
                en=f"`{command.document.id}` is not a document of a works council `{command.body}`",
                suppliers=who.body(command.body, norms),
                about={"document.origin": command.body},
            )
        )
    notice = notice_of(dossier, command.body, norms)
    if notice is None or notice.at > command.at:
        reasons.append(
            WOR_25_6.not_yet(
                "not-notified",
                nl=f"`{command.body}` had nog geen bericht van een besluit",
                en=f"`{command.body}` had not been told of a decision yet",
                suppliers=_director_or_ministry(dossier, command.body, command.at, norms),
                about={"body": command.body},
            )
        )
    elif _is_older_than(command.document, notice.at, norms):
        told, on = said(norms.day_of(notice.at)), said(command.document.on)
        reasons.append(
            WOR_25_6.forbidden(
                "waived-before",
                nl=f"`{command.document.id}` is van {on.nl}; `{command.body}` heeft op {told.nl} bericht van het besluit gekregen",
                en=f"`{command.document.id}` is of {on.en}; `{command.body}` was told of the decision on {told.en}",
                suppliers=who.body(command.body, norms),
                about={"document.on": norms.day_of(notice.at)},
            )
        )
    return reasons


@guard(
    WOR_26_1,
    nl="het beroep is van een ondernemingsraad en gaat tegen een besluit",
    en="the appeal is of a works council, and against a decision",
    reads=Reads.COMMAND,
    field="body",
    by={"no-decision": c.Decide},
)
def appeal_is_against_a_decision(dossier: Dossier, command: c.RecordAppeal, norms: Norms) -> Reasons:
    """WOR 26(1): an appeal is against an earlier decision; what follows on an appeal against a former decision can always be recorded."""
    reasons, decided = list[Reason](), dossier.decision
    known = next((a for a in dossier.recorded(c.RecordAppeal) if a.appeal == command.appeal), None)
    found = norms.body(command.body)
    council = found is not None and found.kind is BodyKind.WORKS_COUNCIL
    if not council or (known is not None and known.body != command.body):
        reasons.append(
            WOR_26_1.forbidden(
                "not-its-appeal",
                nl=f"`{command.appeal}` is geen beroep van een ondernemingsraad `{command.body}`",
                en=f"`{command.appeal}` is not an appeal of a works council `{command.body}`",
            )
        )
    against_this = known is None or (decided is not None and known.at >= decided.at)
    if against_this and (decided is None or decided.at > command.at):
        reasons.append(
            WOR_26_1.forbidden("no-decision", nl="er was geen besluit van kracht", en="there was no decision in force")
        )
    return reasons


@guard(
    WOR_26_1,
    WOR_26_5,
    nl="het beroep blijkt uit het woord van de raad, en de uitkomst uit een stuk van de rechter",
    en="the appeal is shown by the council's own word, and its outcome by a document of the court",
    reads=Reads.COMMAND,
    field="document",
)
def appeal_is_shown(dossier: Dossier, command: c.RecordAppeal, norms: Norms) -> Reasons:
    """WOR 26: only the council withdraws its appeal, and only the court decides on it."""
    document, decided = command.document, command.status in (AppealStatus.DISMISSED, AppealStatus.UPHELD)
    if decided:
        shown = document is not None and _of_a_court(document, dossier, norms)
    else:
        withdrawn = command.status is AppealStatus.WITHDRAWN
        shown = _by_the_council(command, command.body) or _shows(
            document, command.body, dossier, norms, court=not withdrawn
        )
    since = _appealed_since(dossier, command)
    if shown and (
        document is None or (document.on <= norms.day_of(command.at) and not _is_older_than(document, since, norms))
    ):
        return YES
    status = said(command.status)
    return [
        WOR_26_1.missing(
            "outcome-not-shown" if decided else "appeal-not-shown",
            nl=f"dat het beroep `{command.appeal}` `{status.nl}` is, blijkt niet uit een stuk van de rechter van na dat beroep"
            if decided
            else f"dat het beroep `{command.appeal}` `{status.nl}` is, blijkt niet uit het woord van `{command.body}`, of alleen uit een stuk van daarvoor",
            en=f"that the appeal `{command.appeal}` is `{status.en}` is not shown by a document of the court from after that appeal"
            if decided
            else f"that the appeal `{command.appeal}` is `{status.en}` is not shown by the word of `{command.body}`, or only by a document of before that",
            suppliers=who.body(command.body, norms),
            about={"document.on": None if since is None else norms.day_of(since)},
        )
    ]


def _appealed_since(dossier: Dossier, command: c.RecordAppeal) -> datetime | None:
    """The moment from which a document can be about this appeal: when it was brought; for a new appeal, that of the decision."""
    first = next((a.at for a in dossier.recorded(c.RecordAppeal) if a.appeal == command.appeal), None)
    return first or (dossier.decision.at if dossier.decision is not None else None)


def appeal_is_in_time(calendar: Calendar) -> Guard:
    """A guard: a new appeal is brought within a month of the notice, counted by this calendar."""

    @guard(
        WOR_26_2,
        ATW_1,
        nl="de raad gaat in beroep binnen een maand na het bericht van het besluit",
        en="the council appeals within a month of the notice of the decision",
        reads=Reads.COMMAND,
        field="at",
    )
    def appeal_is_in_time(dossier: Dossier, command: c.RecordAppeal, norms: Norms) -> Reasons:
        """WOR 26(2): within a month; without a notice as the act asks, the month has not begun. ATW 1."""
        notice = notice_of(dossier, command.body, norms)
        known = command.appeal in {a.appeal for a in dossier.recorded(c.RecordAppeal)}
        if known or notice is None:
            return YES
        last = calendar.last_day(norms.day_of(known_from(dossier, notice)))
        if norms.day_of(command.at) <= last:
            return YES
        return [
            WOR_26_2.forbidden(
                "appeal-late",
                nl=f"de termijn voor beroep van `{command.body}` liep tot en met {said(last).nl}",
                en=f"the term for an appeal of `{command.body}` ran up to {said(last).en} inclusive",
            )
        ]

    return appeal_is_in_time


@guard(
    WOR_26_5,
    nl="wat wordt opgeheven, was opgelegd, en het stuk is van de rechter",
    en="what is lifted was imposed, and the document is of the court",
    reads=Reads.COMMAND,
    field={"": "document", "no-such-prohibition": "prohibition"},
)
def prohibition_is_of_a_court(dossier: Dossier, command: c.RecordProhibition, norms: Norms) -> Reasons:
    """WOR 26(5): only a prohibition in force can be lifted, and nobody that takes part imposes or lifts one."""
    reasons: list[Reason] = []
    if not command.in_force and command.prohibition not in {p.prohibition for p in prohibitions(dossier)}:
        reasons.append(
            WOR_26_5.forbidden(
                "no-such-prohibition",
                nl=f"er is geen verbod `{command.prohibition}` van kracht",
                en=f"there is no prohibition `{command.prohibition}` in force",
            )
        )
    if not _of_a_court(command.document, dossier, norms) or command.document.on > norms.day_of(command.at):
        reasons.append(
            WOR_26_5.forbidden(
                "not-of-a-court",
                nl=f"`{command.document.id}` van `{command.document.origin}` is geen beschikking van een rechter",
                en=f"`{command.document.id}` of `{command.document.origin}` is no order of a court",
            )
        )
    imposed = next((p.at for p in prohibitions(dossier) if p.prohibition == command.prohibition), None)
    if not command.in_force and _is_older_than(command.document, imposed, norms):
        on = said(command.document.on)
        reasons.append(
            WOR_26_5.forbidden(
                "lifted-before",
                nl=f"`{command.document.id}` is van {on.nl}, van voor het verbod `{command.prohibition}`, en heft dat dus niet op",
                en=f"`{command.document.id}` is of {on.en}, of before the prohibition `{command.prohibition}`, and so does not lift that",
                about={"document.on": None if imposed is None else norms.day_of(imposed)},
            )
        )
    return reasons


@guard(
    WOR_26_5,
    nl="wat wordt ingetrokken, is een besluit waartegen een beroep gegrond is, en een stuk laat dat zien",
    en="what is withdrawn is a decision against which an appeal was upheld, and a document shows it",
    reads=Reads.COMMAND,
    field={"": "document", "not-upheld": "appeal"},
)
def withdrawal_follows_the_court(dossier: Dossier, command: c.WithdrawDecision, norms: Norms) -> Reasons:
    """WOR 26(5) under a: the ministry withdraws; but the court or the council says that a part is enough, not the ministry."""
    reasons: list[Reason] = []
    last = {a.appeal: a for _, a in appeals(dossier)}.get(command.appeal)
    if last is None or last.status is not AppealStatus.UPHELD or last.at > command.at:
        reasons.append(
            WOR_26_5.forbidden(
                "not-upheld",
                nl=f"er is geen gegrond beroep `{command.appeal}`",
                en=f"there is no appeal `{command.appeal}` that was upheld",
                about={"appeal": [a.appeal for _, a in appeals(dossier) if a.status is AppealStatus.UPHELD]},
            )
        )
    body = last.body if last is not None else ""
    shown = (
        command.document.origin == norms.ministry if command.whole else _shows(command.document, body, dossier, norms)
    )
    of_before = _is_older_than(command.document, last.at if last is not None else None, norms)
    if not shown or of_before or command.document.on > norms.day_of(command.at):
        on = said(command.document.on)
        reasons.append(
            WOR_26_5.missing(
                "withdrawal-not-shown",
                nl=f"`{command.document.id}` van `{command.document.origin}` van {on.nl} laat deze intrekking na het gegronde beroep niet zien",
                en=f"`{command.document.id}` by `{command.document.origin}` of {on.en} does not show this withdrawal after the appeal was upheld",
                suppliers=who.ministry(norms) if command.whole or not body else who.body(body, norms),
                about={"document.origin": norms.ministry if command.whole else body or None},
            )
        )
    return reasons


# -- the doors of the letter -------------------------------------------------------------------------------------------


@guard(
    WOR_25_1,
    WOR_35_1,
    WOR_46D_B,
    nl="van elke ondernemingsraad die voor dit proces spreekt is vastgelegd op welke grondslag hij adviseert",
    en="of each works council that speaks in this process it is on record on what basis it advises",
    by={"no-basis": c.RecordAdviceBasis},
)
def advice_basis_is_recorded(dossier: Dossier, command: Command, norms: Norms) -> Reasons:
    """WOR 25(1), 35, 46d: it is never silently assumed that advice is not required, or only in part, or that no council speaks."""
    of = councils(dossier, norms)
    if not of:
        return [
            WOR_35_1.missing(
                "no-council",
                nl=f"in de normen spreekt geen ondernemingsraad voor {who.ticks(dossier.parties)}",
                en=f"in the norms no works council speaks for {who.ticks(dossier.parties)}",
                suppliers=who.ministry(norms),
            )
        ]
    return [
        WOR_25_1.missing(
            "no-basis",
            nl=f"er is niet vastgelegd op welke grondslag `{body}` adviseert",
            en=f"it is not on record on what basis `{body}` advises",
            suppliers=_director_or_ministry(dossier, body, command.at, norms),
            about={"body": body, "by.id": _director_id(dossier, body, command.at)},
        )
        for body in of
        if basis_of(dossier, body) is None
    ]


@guard(
    WOR_46D_B,
    WOR_36_2,
    nl="geen ondernemingsraad betwist de grondslag waarop hij adviseert",
    en="no works council contests the basis on which it advises",
    by={c.SettleBasis: "body", c.RecordAdviceBasis: "basis"},
)
def basis_is_uncontested(dossier: Dossier, command: Command, norms: Norms) -> Reasons:
    """WOR 36(2), 46d under b: one side does not decide whether the act holds; this step waits until a contest is settled."""
    return [
        WOR_36_2.missing(
            "basis-contested",
            nl=f"`{body}` betwist de grondslag `{said(basis).nl}`, en dat is niet afgedaan",
            en=f"`{body}` contests the basis `{said(basis).en}`, and that was not settled",
            suppliers=_director_or_ministry(dossier, body, command.at, norms) + who.body(body, norms),
            about={"body": body, "basis": basis},
        )
        for body in councils(dossier, norms)
        if contested(dossier, body) is not None and (basis := basis_of(dossier, body)) is not None
    ]


@guard(
    WOR_25_1,
    WOR_36_2,
    nl="er is besloten op de grondslag die geldt",
    en="the decision was taken on the basis that holds",
    by=(c.RevisePlan, c.FallBack),
)
def decided_on_this_basis(dossier: Dossier, command: Command, norms: Norms) -> Reasons:
    """WOR 25(1), 36(2): when it turns out after the decision that the council should have been asked for more, it is decided anew."""
    decided = dossier.decision
    if decided is None:
        return YES
    return [
        WOR_25_1.forbidden(
            "decided-on-other-basis",
            nl=f"er is besloten op de grondslag `{said(then).nl}` voor `{body}`; het is `{said(now).nl}`",
            en=f"the decision was taken on the basis `{said(then).en}` for `{body}`; it is `{said(now).en}`",
            suppliers=who.ministry(norms),
        )
        for body in councils(dossier, norms)
        if (then := basis_of(dossier, body, decided.at)) not in (None, AdviceBasis.ARTICLE_25)
        and (now := basis_of(dossier, body)) not in (then, *FREE)
    ]


@guard(
    WOR_25_2,
    nl="elke raad is schriftelijk om advies gevraagd voordat er besloten wordt",
    en="each council was asked for advice in writing before the decision",
    by={c.RecordWrittenRequest: "advice"},
)
def advice_was_requested_in_writing(dossier: Dossier, command: Command, norms: Norms) -> Reasons:
    """WOR 25(2): the intended decision was put before each bound council, before the plan is decided on; another form anew."""
    form = Text(nl="", en="") if dossier.restarted_at is None else Text(nl=" over deze vorm", en=" on this form")
    return [
        WOR_25_2.missing(
            "no-written-request",
            nl=f"`{body}` is{form.nl} niet schriftelijk om advies gevraagd",
            en=f"`{body}` was not asked for advice{form.en} in writing",
            suppliers=who.ministry(norms) + who.both_parties(dossier),
            about={"advice": waiting, "body": body},
            mends=() if waiting else (Mend(command=c.RequestAdvice.key),),
        )
        for body in bound(dossier, norms)
        if written_request(dossier, body) is None
        for waiting in ([r.advice for r in dossier.awaited_advices if r.body == body],)
    ]


@guard(
    WOR_25_2,
    nl="de termijn van elke aanvraag is voorbij, of er is geadviseerd",
    en="the term of each request is over, or there is an advice",
    by={c.ReceiveAdvice: "advice"},
)
def term_is_over(dossier: Dossier, command: Command, norms: Norms) -> Reasons:
    """WOR 25(2): the decision waits for the longest term that the council was given, also when the letter's own term is shorter."""
    reasons: list[Reason] = []
    for body in bound(dossier, norms):
        if (term := term_of(dossier, body, norms)) is None:
            continue
        request, last = term
        named = max((r.until for r in dossier.requests if r.advice == request.advice), default=last)
        if last > named and norms.day_of(command.at) <= last:
            reasons.append(
                WOR_25_2.not_yet(
                    "term-runs",
                    nl=f"`{body}` heeft tot en met {said(last).nl} om te adviseren",
                    en=f"`{body}` has up to {said(last).en} inclusive to advise",
                    suppliers=who.body(body, norms),
                    earliest=norms.end_of(last),
                    about={"advice": request.advice, "body": body},
                )
            )
    return reasons


@guard(
    WOR_25_1,
    nl="het plan is na de adviesaanvraag niet veranderd",
    en="the plan did not change after the request for advice",
    by={c.RecordWrittenRequest: "advice"},
)
def request_is_about_this_plan(dossier: Dossier, command: Command, norms: Norms) -> Reasons:
    """WOR 25(1): people judge whether a plan that changed needs a new request; this warns."""
    return [
        WOR_25_1.warning(
            "plan-changed",
            nl=f"het plan is van na de adviesaanvraag `{request.advice}` aan `{body}`; is een nieuwe aanvraag nodig?",
            en=f"the plan is of after the request `{request.advice}` to `{body}`; is a new request needed?",
            suppliers=who.ministry(norms) + who.both_parties(dossier),
            about={"advice": request.advice},
        )
        for body in bound(dossier, norms)
        if (request := written_request(dossier, body)) is not None
        and (plan := dossier.proposal or dossier.planned) is not None
        and request.at < plan.at
    ]


@guard(
    WOR_25_1,
    nl="over de opdracht voor het haalbaarheidsonderzoek is advies gevraagd",
    en="advice was asked on hiring the feasibility study",
    by={c.RecordAdviceBasis: "grounds"},
)
def study_was_put_before_the_council(dossier: Dossier, command: Command, norms: Norms) -> Reasons:
    """WOR 25(1) under n: hiring an expert for such a matter may be a ground of its own; this warns."""
    found = dossier.findings[-1:]
    return [
        WOR_25_1.warning(
            "study-commissioned",
            nl=f"het onderzoek `{f.document.id}` is van `{f.document.origin}`; over die opdracht (artikel 25, lid 1, onder n) is "
            f"aan `{body}` geen advies gevraagd",
            en=f"the study `{f.document.id}` is by `{f.document.origin}`; `{body}` was not asked for advice on hiring it "
            "(article 25(1), under n)",
            suppliers=_director_or_ministry(dossier, body, command.at, norms),
            about={"body": body, "grounds": Ground.N},
        )
        for body in bound(dossier, norms)
        for f in found
        if not any(Ground.N in b.grounds for b in dossier.recorded(c.RecordAdviceBasis) if b.body == body)
    ]


@guard(
    WOR_25_4,
    nl="met elke raad is over de aanvraag vergaderd, of de raad zag daarvan af",
    en="there was a meeting with each council on the request, or the council declined it",
    by={c.RecordConsultation: "advice", c.DeclineConsultation: "advice"},
)
def consultation_took_place(dossier: Dossier, command: Command, norms: Norms) -> Reasons:
    """WOR 25(4): at least one meeting, shown by the council; for a council that writes that it gives no advice, none is needed."""
    found = (_without_meeting(dossier, body, norms) for body in bound(dossier, norms))
    return [reason for reason in found if reason is not None]


def _minutes_of(meeting: c.RecordConsultation, body: str, norms: Norms) -> bool:
    """Whether minutes or a letter of the council, of the day of the meeting or later, show that it took place."""
    document = meeting.document
    return (
        document is not None
        and document.origin == body
        and document.kind in (DocumentKind.MINUTES, DocumentKind.LETTER)
        and not _is_older_than(document, meeting.at, norms)
    )


def _without_meeting(dossier: Dossier, body: str, norms: Norms) -> Reason | None:
    request = written_request(dossier, body)
    if request is None:
        return None  # another guard says so
    advice = advice_on(dossier, request)
    if advice is not None and advice.opinion is Opinion.ABSTAINED:
        return None
    if any(d.advice == request.advice for d in dossier.recorded(c.DeclineConsultation)):
        return None
    held = [f for f in dossier.recorded(c.RecordConsultation) if f.advice == request.advice]
    timely = [f for f in held if request.at <= f.at and (advice is None or f.at <= advice.at)]
    if any(_by_the_council(f, body) or _minutes_of(f, body, norms) for f in timely):
        return None
    suppliers = who.body(body, norms) + _director_or_ministry(dossier, body, request.at, norms)
    if timely:
        return WOR_25_4.missing(
            "meeting-unconfirmed",
            nl=f"de vergadering over `{request.advice}` is vastgelegd door `{timely[0].by.party}`; `{body}` heeft haar niet zelf "
            f"vastgelegd, en er is geen verslag of brief van `{body}` bij van die dag of later",
            en=f"the meeting on `{request.advice}` was recorded by `{timely[0].by.party}`; `{body}` has not recorded it itself, "
            f"and no minutes or letter of `{body}` of that day or later is named with it",
            suppliers=suppliers,
            about={"advice": request.advice},
        )
    return WOR_25_4.missing(
        "no-consultation",
        nl=f"er is geen overlegvergadering vastgelegd over de aanvraag `{request.advice}`",
        en=f"no consultation meeting was recorded on the request `{request.advice}`",
        suppliers=suppliers,
        about={"advice": request.advice},
    )


@guard(
    WOR_25_5,
    nl="de bestuurder heeft elke raad na het besluit schriftelijk ingelicht, met redenen waar het afwijkt",
    en="the director has told each council in writing after the decision, with reasons where it departs",
    by={
        "": {c.NotifyBody: "document"},
        "not-notified": {c.NotifyBody: "reasons"},
        "notice-without-reasons": {c.NotifyBody: "reasons"},
    },
)
def councils_were_notified(dossier: Dossier, command: Command, norms: Norms) -> Reasons:
    """WOR 25(5): written notice of the decision in force to each bound council, before execution, with all that belongs to it."""
    reasons: list[Reason] = []
    for body in bound(dossier, norms):
        decided, told = decided_at(dossier, body), notices(dossier, body)
        if decided is None:
            continue
        if not told:
            reasons.append(
                WOR_25_5.missing(
                    "not-notified",
                    nl=f"`{body}` heeft geen schriftelijk bericht van het besluit van {said(norms.day_of(decided)).nl}",
                    en=f"`{body}` was not told in writing of the decision of {said(norms.day_of(decided)).en}",
                    suppliers=_director_or_ministry(dossier, body, command.at, norms),
                    about=_notice_fields(dossier, body, command.at),
                )
            )
        elif notice_of(dossier, body, norms) is None:
            reasons += _faults(dossier, told[-1], norms)
    return reasons


@guard(
    WOR_25_5,
    nl="over de uitvoering is advies gevraagd, en daarop is gewacht",
    en="advice on the execution was asked, and waited for",
    by={
        "execution-not-asked": {c.NotifyBody: "execution_advice"},
        "execution-advice-awaited": {c.ReceiveAdvice: "advice"},
    },
)
def execution_advice_was_asked(dossier: Dossier, command: Command, norms: Norms) -> Reasons:
    """WOR 25(5), last sentence: a council that has not advised on the execution yet is asked for that after the decision."""
    found = (_without_execution_advice(dossier, command, body, norms) for body in bound(dossier, norms))
    return [reason for reason in found if reason is not None]


def _without_execution_advice(dossier: Dossier, command: Command, body: str, norms: Norms) -> Reason | None:
    request, told = written_request(dossier, body, decided_at(dossier, body)), notices(dossier, body)
    if not told or (request is not None and request.on_execution and advice_on(dossier, request) is not None):
        return None
    named = {n.execution_advice for n in told} - {request.advice if request is not None else None}
    asked = next((r for r in dossier.requests if r.body == body and r.advice in named), None)
    if asked is None:
        first = request.advice if request is not None else None
        further = [r.advice for r in dossier.requests if r.body == body and r.advice != first]
        return WOR_25_5.missing(
            "execution-not-asked",
            nl=f"aan `{body}` is geen advies gevraagd over de uitvoering van het besluit",
            en=f"`{body}` was not asked for advice on the execution of the decision",
            suppliers=_director_or_ministry(dossier, body, command.at, norms),
            about=_notice_fields(dossier, body, command.at) | {"execution_advice": further},
            mends=() if further else (Mend(command=c.RequestAdvice.key),),
        )
    last = asked.until + (norms.day_of(known_from(dossier, asked)) - norms.day_of(asked.at))
    if advice_on(dossier, asked) is not None or norms.day_of(command.at) > last:
        return None
    return WOR_25_5.not_yet(
        "execution-advice-awaited",
        nl=f"het advies `{asked.advice}` van `{body}` over de uitvoering is er nog niet; de termijn loopt tot en met {said(last).nl}",
        en=f"the advice `{asked.advice}` by `{body}` on the execution has not come in; its term runs up to {said(last).en}",
        suppliers=who.body(body, norms),
        earliest=norms.end_of(last),
        about={"advice": asked.advice, "body": body},
    )


def suspension_is_over(calendar: Calendar) -> Guard:
    """A guard: for no council the month of suspension still runs, counted by this calendar."""

    @guard(
        WOR_25_6,
        ATW_1,
        nl="het besluit volgt het advies, de maand van opschorting is voorbij of de raad ziet ervan af",
        en="the decision follows the advice, the month of suspension is over, or the council waives it",
        by={"suspended": {c.WaiveSuspension: "body"}},
    )
    def suspension_is_over(dossier: Dossier, command: Command, norms: Norms) -> Reasons:
        """WOR 25(6): a month after the day of the notice, unless the decision accords or the council waives; ATW 1."""
        return list(_suspensions(dossier, command, norms, calendar))

    return suspension_is_over


def _suspensions(dossier: Dossier, command: Command, norms: Norms, calendar: Calendar) -> Iterator[Reason]:
    for body in bound(dossier, norms):
        notice = notice_of(dossier, body, norms)
        if notice is None or accords(dossier, body) or waived(dossier, notice):
            continue
        told, since = norms.day_of(notice.at), norms.day_of(known_from(dossier, notice))
        last = calendar.last_day(since)
        if norms.day_of(command.at) <= last:
            late = Text(nl="", en="")
            if since > told:
                late = Text(
                    nl=f"; het bericht van {said(told).nl} is op zijn vroegst op {said(since).nl} vastgelegd, en `{body}` heeft die "
                    "eerdere dag niet bevestigd",
                    en=f"; the notice of {said(told).en} was recorded on {said(since).en} at the earliest, and `{body}` did not confirm "
                    "that earlier day",
                )
            yield WOR_25_6.not_yet(
                "suspended",
                nl=f"het besluit volgt het advies van `{body}` niet; de uitvoering is opgeschort tot en met {said(last).nl}{late.nl}",
                en=f"the decision departs from the advice of `{body}`; execution is suspended up to {said(last).en} inclusive{late.en}",
                suppliers=who.body(body, norms),
                earliest=norms.end_of(last),
                about={"body": body},
            )
        elif calendar.extended and last.year not in {d.year for d in calendar.holidays}:
            yield ATW_1.warning(
                "holidays-unknown",
                nl=f"de feestdagen van {last.year} zijn niet bekend; eindigde de opschorting wel op {said(last).nl}?",
                en=f"the holidays of {last.year} are not known; did the suspension really end on {said(last).en}?",
            )


@guard(
    WOR_26_1,
    nl="er loopt geen beroep van een ondernemingsraad",
    en="no appeal of a works council is pending",
    by={c.RecordAppeal: "status"},
)
def no_appeal_is_pending(dossier: Dossier, command: Command, norms: Norms) -> Reasons:
    """WOR 26(1): an appeal by itself suspends nothing beyond the month; this warns those who execute."""
    return [
        WOR_26_1.warning(
            "appeal-pending",
            nl=f"het beroep `{a.appeal}` van `{a.body}` is aanhangig",
            en=f"the appeal `{a.appeal}` of `{a.body}` is pending",
            suppliers=who.body(a.body, norms),
            about={"appeal": a.appeal, "body": a.body},
        )
        for _, a in appeals(dossier)
        if a.status is AppealStatus.PENDING
    ]


@guard(
    WOR_26_5,
    nl="tegen het besluit is geen beroep gegrond verklaard, of het is daarna ingetrokken",
    en="no appeal against the decision was upheld, or the decision was withdrawn since",
    by={"appeal-upheld": {c.WithdrawDecision: "appeal"}, "decision-withdrawn": c.RevisePlan},
)
def no_appeal_was_upheld(dossier: Dossier, command: Command, norms: Norms) -> Reasons:
    """WOR 26(5): a decision against which an appeal was upheld is not executed; an appeal does not touch a later, new decision."""
    decided = dossier.decision
    if decided is None:
        return YES
    reasons: list[Reason] = []
    for first, last in appeals(dossier):
        if last.status is not AppealStatus.UPHELD or first.at < decided.at:
            continue
        withdrawn = next((w for w in reversed(dossier.recorded(c.WithdrawDecision)) if w.appeal == last.appeal), None)
        if withdrawn is None:
            reasons.append(
                WOR_26_5.forbidden(
                    "appeal-upheld",
                    nl=f"het beroep `{last.appeal}` van `{last.body}` is gegrond, en het besluit is niet ingetrokken",
                    en=f"the appeal `{last.appeal}` of `{last.body}` was upheld, and the decision was not withdrawn",
                    suppliers=who.ministry(norms),
                    about={"appeal": last.appeal, "whole": True},
                )
            )
        elif withdrawn.whole:
            reasons.append(
                WOR_26_5.forbidden(
                    "decision-withdrawn",
                    nl=f"het besluit is op {said(norms.day_of(withdrawn.at)).nl} ingetrokken; er moet opnieuw worden besloten",
                    en=f"the decision was withdrawn on {said(norms.day_of(withdrawn.at)).en}; it has to be decided anew",
                    suppliers=who.ministry(norms),
                )
            )
    return reasons


@guard(
    WOR_26_5,
    nl="geen rechter heeft de uitvoering verboden",
    en="no court has forbidden the execution",
    by={c.RecordProhibition: "prohibition"},
)
def execution_is_not_prohibited(dossier: Dossier, command: Command, norms: Norms) -> Reasons:
    """WOR 26(5), 26(8): a prohibition, final or interim, holds until it is lifted."""
    return [
        WOR_26_5.forbidden(
            "prohibited",
            nl=f"een rechter heeft de uitvoering verboden (`{p.prohibition}`)",
            en=f"a court has forbidden the execution (`{p.prohibition}`)",
            about={"prohibition": p.prohibition, "in_force": False},
        )
        for p in prohibitions(dossier)
    ]


# -- what is told or corrected after the decision ----------------------------------------------------------------------


def _followed_after_all(before: Dossier, after: Dossier, norms: Norms) -> tuple[str, ...]:
    """The councils from whose advice the decision departs before this command, and no longer departs after it."""
    return tuple(b for b in councils(before, norms) if accords(after, b) and not accords(before, b))


def _month_begins_sooner(before: Dossier, after: Dossier, body: str, norms: Norms) -> bool:
    """Whether this command makes the month of this council begin, or begin sooner."""
    told, now = notice_of(before, body, norms), notice_of(after, body, norms)
    return now is not None and (told is None or known_from(after, now) < known_from(before, told))


@guard(
    WOR_25_6,
    nl="een advies of antwoord van na het besluit maakt niet dat het besluit het advies volgt",
    en="an advice or answer that is recorded after the decision does not make the decision follow the advice",
    reads=Reads.COMMAND,
    field="at",
)
def decided_on_what_was_on_record(dossier: Dossier, command: c.ReceiveAdvice | c.AnswerAdvice, norms: Norms) -> Reasons:
    """WOR 25(6): the decision was taken on what was on record; what is recorded later of an earlier day shortens no month.

    The council itself can still say that it had advised, or had written that it would not.
    """
    if dossier.decision is None:
        return YES
    held: Any = among(getattr(dossier, command.kept_in), command)
    after = evolve(dossier, **{command.kept_in: held})
    return [
        WOR_25_6.forbidden(
            "followed-after-all",
            nl=f"het besluit is genomen op wat toen over het advies van `{body}` was vastgelegd; wat nu van {said(command.at).nl} wordt "
            "verteld, komt daarna",
            en=f"the decision was taken on what was on record then about the advice by `{body}`; what is told now, of "
            f"{said(command.at).en}, comes after it",
            suppliers=who.body(body, norms),
            about={"advice": command.advice, "at": decided_at(dossier, body)},
        )
        for body in _followed_after_all(dossier, after, norms)
        if not _by_the_council(command, body)
    ]


@guard(
    WOR_25_6,
    WOR_26_2,
    nl="wie later als bestuurder wordt vastgelegd, laat geen maand in het verleden beginnen",
    en="who is recorded as the director later makes no month begin in the past",
    reads=Reads.COMMAND,
    field="at",
)
def director_begins_no_month(dossier: Dossier, command: c.RecordDirector, norms: Norms) -> Reasons:
    """WOR 25(6), 26(2): a notice that is not by the director on record began no month; a director named later tells the council anew."""
    facts: Any = among(dossier.facts, command)
    body, after = command.body, evolve(dossier, facts=facts)
    notice = notice_of(after, body, norms)
    if notice is None or not _month_begins_sooner(dossier, after, body, norms):
        return YES
    told = said(norms.day_of(notice.at))
    return [
        WOR_25_6.forbidden(
            "begun-after-all",
            nl=f"het bericht aan `{body}` van {told.nl} was niet van de bestuurder die was vastgelegd; daarmee begint niet alsnog een maand",
            en=f"the notice to `{body}` of {told.en} was not by the director on record; no month begins with it after all",
            suppliers=who.ministry(norms),
            about={"body": body},
        )
    ]


# -- corrections -------------------------------------------------------------------------------------------------------


@guard(
    WOR_25_1,
    WOR_25_2,
    WOR_25_5,
    WOR_25_6,
    WOR_26_5,
    WOR_36_2,
    nl="een correctie verkort geen termijn, en neemt geen grondslag, beroep, verbod of intrekking weg",
    en="a correction shortens no term, and takes away no basis, appeal, prohibition or withdrawal",
    reads=Reads.COMMAND,
)
def correction_shortens_nothing(dossier: Dossier, command: c.Correct, norms: Norms) -> Reasons:
    """WOR 25, 26: only a new record with its document ends these, not a correction; but a council can correct its own records."""
    fact = next((e.command for e in dossier.entries if e.number == command.record), None)
    rule = None
    if fact is not None:
        after = evolve(dossier, **dossier.kept(command, None))
        rule = _delay_shortened(fact, command.holds) or next(_protections_lost(dossier, after, norms), None)
    if rule is None or (fact is not None and fact.by.party == command.by.party and fact.by.role is Role.WORKS_COUNCIL):
        return YES
    return [
        rule.forbidden(
            "shortened-by-correction",
            nl=f"vastlegging {command.record} houdt de uitvoering tegen; dat eindigt door een nieuwe vastlegging, niet door een "
            "correctie",
            en=f"record {command.record} keeps execution from being taken up; that ends by a new record, not by a correction",
            suppliers=who.ministry(norms),
            mends=() if fact is None else (Mend(command=fact.key),),
        )
    ]


@guard(
    WOR_25_1,
    WOR_25_5,
    nl="wat de bestuurder aan een raad zei, wordt door de bestuurder zelf anders gezegd",
    en="what the director told a council is told otherwise by the director alone",
    reads=Reads.COMMAND,
    field="by",
)
def director_corrects_its_own_word(dossier: Dossier, command: c.Correct, norms: Norms) -> Reasons:
    """WOR 25(1), 25(5): nobody else, of whichever party, states a basis or gives a notice in the name of the director by a correction."""
    holds = command.holds
    if not isinstance(holds, c.RecordAdviceBasis | c.NotifyBody):
        return YES
    director = director_of(dossier, holds.body, holds.at)
    if director is None or holds.by.id != director.director or command.by.id == director.director:
        return YES
    return [
        WOR_25_1.forbidden(
            "in-the-directors-name",
            nl=f"wat geldt staat op naam van de bestuurder `{director.director}`, en `{command.by.id}` zegt het",
            en=f"what holds is in the name of the director `{director.director}`, and `{command.by.id}` says it",
            suppliers=who.owner(director.party, norms),
            about={"by.id": director.director},
        )
    ]


def _protections_lost(before: Dossier, after: Dossier, norms: Norms) -> Iterator[Rule]:
    """The rules whose protection of a council a correction would take away: something is no longer asked, or a term ends sooner."""
    if _followed_after_all(before, after, norms):
        yield WOR_25_6
    for body in councils(before, norms):
        if _month_begins_sooner(before, after, body, norms):
            yield WOR_25_6
        term, term_now = term_of(before, body, norms), term_of(after, body, norms)
        if term is not None and term_now is not None and term_now[1] < term[1]:
            yield WOR_25_2
        if _execution_asked_after_all(before, after, body):
            yield WOR_25_5
        settled = stated(before, body)
        if isinstance(settled, c.SettleBasis) and settled in after.facts and basis_of(after, body) is not settled.basis:
            yield WOR_36_2
        advised = any(a.body == body for a in before.given_advices)
        if advised or before.decision is not None:
            for at in _moments_that_count(before):
                was, now = basis_of(before, body, at), basis_of(after, body, at)
                entered = at is not None and was is AdviceBasis.VOLUNTARY and now not in FREE
                if entered or (was not in FREE and now in FREE):
                    yield WOR_25_1


def _execution_asked_after_all(before: Dossier, after: Dossier, body: str) -> bool:
    """Whether the request on which this council advised did not ask about the execution, and after the correction does."""
    asked, now = (written_request(d, body, decided_at(d, body)) for d in (before, after))
    if asked is None or now is None or advice_on(before, asked) is None:
        return False
    return now.on_execution and not asked.on_execution


def _delay_shortened(fact: Command, holds: Command | None) -> Rule | None:
    """The rule by which a fact delays execution, when the correction would end or shorten that delay; else None."""
    match fact, holds:
        case c.RecordWrittenRequest(), c.RecordWrittenRequest() if fact.advice == holds.advice:
            return WOR_25_2 if holds.at < fact.at or (holds.days or 0) < (fact.days or 0) else None
        case c.RecordWrittenRequest(), _:
            return WOR_25_2
        case c.NotifyBody(), c.NotifyBody():
            return WOR_25_6 if holds.at < fact.at else None
        case c.RecordAppeal(status=AppealStatus.PENDING | AppealStatus.UPHELD), c.RecordAppeal():
            said, now = ((x.appeal, x.body, x.status, x.at) for x in (fact, holds))
            return WOR_26_5 if said != now else None
        case c.RecordProhibition(in_force=True), c.RecordProhibition(prohibition=id, in_force=True):
            return WOR_26_5 if fact.prohibition != id else None
        case c.WithdrawDecision(whole=True), c.WithdrawDecision(appeal=id, whole=True):
            return WOR_26_5 if fact.appeal != id else None
        case (
            c.RecordAppeal(status=AppealStatus.PENDING | AppealStatus.UPHELD)
            | c.RecordProhibition(in_force=True)
            | c.WithdrawDecision(whole=True),
            _,
        ):
            return WOR_26_5
        case _:
            return None


# -- the pack ----------------------------------------------------------------------------------------------------------


def works_councils_act(calendar: Calendar | None = None, *, shortest_term: int = 1) -> Pack:
    """Makes the pack, with a calendar.

    Args:
        calendar: the days on which a month may end; without it, any day that is not in a weekend.
        shortest_term: the least number of days that a council has to advise.

    Raises:
        InputError: the shortest term is no whole number of days from one on, or the calendar is no `Calendar`.
    """
    terms = Terms(calendar=calendar or Calendar(), shortest_term=shortest_term)
    days = terms.calendar
    forbidden = (no_appeal_was_upheld, execution_is_not_prohibited)
    start = (
        advice_basis_is_recorded,
        basis_is_uncontested,
        decided_on_this_basis,
        councils_were_notified,
        execution_advice_was_asked,
        suspension_is_over(days),
        no_appeal_is_pending,
        *forbidden,
    )
    deciding = (
        advice_basis_is_recorded,
        basis_is_uncontested,
        advice_was_requested_in_writing,
        consultation_took_place,
        term_is_over,
        request_is_about_this_plan,
        study_was_put_before_the_council,
    )
    of_a_body = (participation.body_is_known, participation.body_speaks_for_itself)
    facts: Doors = {
        c.RecordDirector: (body_is_a_council, ministry_names_the_director, director_is_no_politician),
        c.RecordAdviceBasis: (
            body_is_a_council,
            basis_is_stated_by_the_director,
            basis_rests_on_a_document,
        ),
        c.ContestBasis: (body_is_a_council, council_contests_its_basis),
        c.SettleBasis: (body_is_a_council, participation.body_speaks_for_itself, basis_is_settled_by_others),
        c.RecordWrittenRequest: (
            always.actor_takes_part,
            request_belongs_to_an_advice,
            request_is_in_writing,
            request_is_in_time,
            request_states_its_term(terms.shortest_term),
            request_has_its_three_items,
            execution_is_asked_as_well,
        ),
        c.RecordConsultation: (party_or_council_records, consultation_follows_the_request),
        c.DeclineConsultation: (
            party_or_council_records,
            consultation_follows_the_request,
            council_declines_in_writing,
        ),
        c.WaiveSuspension: (*of_a_body, waiver_is_of_the_council),
        c.RecordAppeal: (*of_a_body, appeal_is_against_a_decision, appeal_is_in_time(days), appeal_is_shown),
        c.RecordProhibition: (party_or_council_records, prohibition_is_of_a_court),
        c.WithdrawDecision: (
            decision.ministry_decides,
            decision.mandate_is_valid(Power.DECIDE),
            withdrawal_follows_the_court,
        ),
    }
    return Pack(
        name="works-councils-act",
        version="2",
        norms=terms,
        arrows=tuple(Arrow(kind, s, s) for kind in facts for s in State if s in LIVE | FINAL),
        doors={
            **facts,
            c.Decide: deciding,
            c.AmendPlan: deciding,
            c.StartTransfer: start,
            c.StartPhase: start,
            c.StartStrengthening: start,
            c.ShiftBudget: forbidden,
            c.AcceptPhase: forbidden,
            c.ConcludeProof: forbidden,
            c.ConcludeAgreements: forbidden,
            c.Complete: forbidden,
            c.RecordAdviceBasis: (*facts[c.RecordAdviceBasis], basis_stands),
            c.RecordWrittenRequest: (*facts[c.RecordWrittenRequest], request_stands),
            c.RecordDirector: (*facts[c.RecordDirector], director_begins_no_month),
            c.ReceiveAdvice: (advice_follows_its_request, decided_on_what_was_on_record),
            c.AnswerAdvice: (decided_on_what_was_on_record,),
            c.Correct: (
                correction_shortens_nothing,
                director_corrects_its_own_word,
                correction.correction_would_pass_the_pack(facts),
            ),
        },
    )


WORKS_COUNCILS_ACT = works_councils_act()
"""The pack with weekends and without holidays: `LETTER + WORKS_COUNCILS_ACT`."""
