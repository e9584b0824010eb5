"""The Works Councils Act (Wet op de ondernemingsraden, WOR), as a pack: advice before the decision, and time after it.

`WORKS_COUNCILS_ACT` knows weekends and no holidays; `works_councils_act(calendar)` makes a pack that knows the holidays too. Nothing
here has been reviewed by a lawyer; `for_a_lawyer.py` says for each article what is left to people and what to ask a lawyer.

The articles stand in `act.py`, what a dossier says of the councils in `council.py`, the guards of the facts in `council_facts.py`, and
those of the steps here, with the pack.

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
from typing import Any

from attrs import evolve, frozen

from ontvlechting.engine.chart import Arrow
from ontvlechting.engine.checked import Checked, Number
from ontvlechting.engine.command import among
from ontvlechting.engine.days import Calendar
from ontvlechting.engine.doors import YES, Doors, Guard, Reads, Reasons, guard
from ontvlechting.engine.rulebook import Pack
from ontvlechting.engine.text import Text
from ontvlechting.engine.verdicts import Mend, Reason, Rule
from ontvlechting.letter import commands as c
from ontvlechting.letter.commands import AdviceBasis, AppealStatus, Command, Ground, Opinion
from ontvlechting.letter.dossier import Dossier
from ontvlechting.letter.guards import always, correction, decision, participation, who
from ontvlechting.letter.norms import Norms
from ontvlechting.letter.packs.act import (
    ATW_1,
    WOR_25_1,
    WOR_25_2,
    WOR_25_4,
    WOR_25_5,
    WOR_25_6,
    WOR_26_1,
    WOR_26_2,
    WOR_26_5,
    WOR_35_1,
    WOR_36_2,
    WOR_46D_B,
)
from ontvlechting.letter.packs.council import (
    FREE,
    accords,
    advice_on,
    appeals,
    basis_of,
    bound,
    by_the_council,
    contested,
    councils,
    decided_at,
    director_id,
    director_of,
    director_or_ministry,
    faults_of_notice,
    is_older_than,
    known_from,
    notice_fields,
    notice_of,
    notices,
    prohibitions,
    stated,
    term_of,
    waived,
    written_request,
)
from ontvlechting.letter.packs.council_facts import (
    advice_follows_its_request,
    appeal_is_against_a_decision,
    appeal_is_in_time,
    appeal_is_shown,
    basis_is_settled_by_others,
    basis_is_stated_by_the_director,
    basis_rests_on_a_document,
    basis_stands,
    body_is_a_council,
    consultation_follows_the_request,
    council_contests_its_basis,
    council_declines_in_writing,
    director_is_no_politician,
    execution_is_asked_as_well,
    ministry_names_the_director,
    moments_that_count,
    party_or_council_records,
    prohibition_is_of_a_court,
    request_belongs_to_an_advice,
    request_has_its_three_items,
    request_is_in_time,
    request_is_in_writing,
    request_stands,
    request_states_its_term,
    waiver_is_of_the_council,
    withdrawal_follows_the_court,
)
from ontvlechting.letter.terms import said
from ontvlechting.letter.values import DocumentKind, Power, Role
from ontvlechting.states import FINAL, LIVE, State


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
            suppliers=director_or_ministry(dossier, body, command.at, norms),
            about={"body": body, "by.id": director_id(dossier, body, command.at)},
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
            suppliers=director_or_ministry(dossier, body, command.at, norms) + who.body(body, norms),
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
            suppliers=director_or_ministry(dossier, body, command.at, norms),
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
        and not is_older_than(document, meeting.at, norms)
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
    if any(by_the_council(f, body) or _minutes_of(f, body, norms) for f in timely):
        return None
    suppliers = who.body(body, norms) + director_or_ministry(dossier, body, request.at, norms)
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
                    suppliers=director_or_ministry(dossier, body, command.at, norms),
                    about=notice_fields(dossier, body, command.at),
                )
            )
        elif notice_of(dossier, body, norms) is None:
            reasons += faults_of_notice(dossier, told[-1], norms)
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
            suppliers=director_or_ministry(dossier, body, command.at, norms),
            about=notice_fields(dossier, body, command.at) | {"execution_advice": further},
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
        if not by_the_council(command, body)
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
            for at in moments_that_count(before):
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
