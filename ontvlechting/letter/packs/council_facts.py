"""The guards at the doors of the facts of the Works Councils Act: who records what a council was told, asked and answered."""

from __future__ import annotations

from datetime import datetime

from attrs import evolve

from ontvlechting.engine.command import among
from ontvlechting.engine.days import Calendar
from ontvlechting.engine.doors import YES, Guard, Reads, Reasons, guard
from ontvlechting.engine.verdicts import Reason
from ontvlechting.letter import commands as c
from ontvlechting.letter.commands import AdviceBasis, AppealStatus, Command, Office
from ontvlechting.letter.dossier import Dossier
from ontvlechting.letter.guards import always, who
from ontvlechting.letter.norms import Norms
from ontvlechting.letter.packs.act import (
    ATW_1,
    WOR_25_1,
    WOR_25_2,
    WOR_25_3,
    WOR_25_4,
    WOR_25_5,
    WOR_25_6,
    WOR_26_1,
    WOR_26_2,
    WOR_26_5,
    WOR_36_2,
    WOR_46D_A,
    WOR_46D_B,
)
from ontvlechting.letter.packs.council import (
    advice_on,
    appeals,
    basis_of,
    by_the_council,
    contested,
    director_of,
    director_or_ministry,
    is_older_than,
    known_from,
    notice_of,
    of_a_court,
    prohibitions,
    shows,
    stated,
    written_request,
)
from ontvlechting.letter.terms import said
from ontvlechting.letter.values import BodyKind, Judgement, Role


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
    suppliers = director_or_ministry(dossier, command.body, command.at, norms)
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


def moments_that_count(dossier: Dossier) -> tuple[datetime | None, ...]:
    """The moments at which the basis counts: now (None), and when it was decided."""
    return (None,) if dossier.decision is None else (None, dossier.decision.at)


def _basis_that_would_change(
    dossier: Dossier, command: c.RecordAdviceBasis
) -> c.RecordAdviceBasis | c.SettleBasis | None:
    """The basis of this council that holds now, or held when it was decided, and that this command would change; else None."""
    after = evolve(dossier, facts=among(dossier.facts, command))
    for at in moments_that_count(dossier):
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
    if not by_the_council(command, command.body):
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
                suppliers=director_or_ministry(dossier, command.body, command.at, norms),
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
    shown = shows(command.document, command.body, dossier, norms) and command.document.on <= norms.day_of(command.at)
    if not shown or is_older_than(command.document, contest.at if contest else None, norms):
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
    if document.origin in own and not is_older_than(document, dossier.opened, norms):
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
    on_time = document.on <= norms.day_of(command.at) and not is_older_than(document, asked, norms)
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
                suppliers=director_or_ministry(dossier, command.body, command.at, norms),
                about={"body": command.body},
            )
        )
    elif is_older_than(command.document, notice.at, norms):
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
        shown = document is not None and of_a_court(document, dossier, norms)
    else:
        withdrawn = command.status is AppealStatus.WITHDRAWN
        shown = by_the_council(command, command.body) or shows(
            document, command.body, dossier, norms, court=not withdrawn
        )
    since = _appealed_since(dossier, command)
    if shown and (
        document is None or (document.on <= norms.day_of(command.at) and not is_older_than(document, since, norms))
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
    if not of_a_court(command.document, dossier, norms) or command.document.on > norms.day_of(command.at):
        reasons.append(
            WOR_26_5.forbidden(
                "not-of-a-court",
                nl=f"`{command.document.id}` van `{command.document.origin}` is geen beschikking van een rechter",
                en=f"`{command.document.id}` of `{command.document.origin}` is no order of a court",
            )
        )
    imposed = next((p.at for p in prohibitions(dossier) if p.prohibition == command.prohibition), None)
    if not command.in_force and is_older_than(command.document, imposed, norms):
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
        command.document.origin == norms.ministry if command.whole else shows(command.document, body, dossier, norms)
    )
    of_before = is_older_than(command.document, last.at if last is not None else None, norms)
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
