"""What a dossier says of the works councils, for the guards of the Works Councils Act: who was asked, told and answered what, and when."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from operator import itemgetter
from typing import Any

from ontvlechting.engine.command import Fact
from ontvlechting.engine.days import days_after
from ontvlechting.engine.verdicts import Reason, Supplier
from ontvlechting.letter import commands as c
from ontvlechting.letter.commands import AdviceBasis, AppealStatus, Command, FollowUp, Opinion
from ontvlechting.letter.data.portfolio import RESEARCHERS
from ontvlechting.letter.dossier import Dossier, Word
from ontvlechting.letter.guards import who
from ontvlechting.letter.guards.other_side import without_word
from ontvlechting.letter.interruptions import as_first_told
from ontvlechting.letter.norms import Norms
from ontvlechting.letter.packs.act import (
    WOR_25_5,
)
from ontvlechting.letter.terms import said
from ontvlechting.letter.values import BodyKind, Document, DocumentKind, Role


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
        (f, days_after(norms.day_of(known_from(dossier, f)), f.days))
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
    return next((n for n in notices(dossier, body) if not list(faults_of_notice(dossier, n, norms))), None)


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


def faults_of_notice(dossier: Dossier, notice: c.NotifyBody, norms: Norms) -> Iterator[Reason]:
    """The reasons why a notice is not as article 25(5) asks."""
    director, document = director_of(dossier, notice.body, notice.at), notice.document
    decided = decided_at(dossier, notice.body)
    supply = director_or_ministry(dossier, notice.body, notice.at, norms)
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


def director_or_ministry(dossier: Dossier, body: str, at: datetime, norms: Norms) -> tuple[Supplier, ...]:
    """The party of the director as supplier; the ministry while there is no director."""
    found = director_of(dossier, body, at)
    return who.ministry(norms) if found is None else who.owner(found.party, norms)


def director_id(dossier: Dossier, body: str, at: datetime) -> str | None:
    """The id of the director; None when it is not on record who that is."""
    found = director_of(dossier, body, at)
    return None if found is None else found.director


def notice_fields(dossier: Dossier, body: str, at: datetime) -> dict[str, Any]:
    """The values of the fields of a notice of the decision by the director."""
    director = director_of(dossier, body, at)
    return {
        "body": body,
        "by.id": director.director if director else None,
        "document.kind": (DocumentKind.LETTER, DocumentKind.DECISION_NOTE),
        "document.origin": director.party if director else None,
    }


def by_the_council(command: Command, body: str) -> bool:
    """Whether a command is by this works council."""
    return command.by.role is Role.WORKS_COUNCIL and command.by.party == body


def of_a_court(document: Document, dossier: Dossier, norms: Norms) -> bool:
    """Whether a document is of a party outside that did no study, this one or another; it is not checked that this is really a court."""
    researchers = {p.id for p in RESEARCHERS} | {f.document.origin for f in dossier.findings}
    return document.origin in {p.id for p in norms.parties} - researchers


def shows(document: Document | None, body: str, dossier: Dossier, norms: Norms, *, court: bool = True) -> bool:
    """Whether a document is of the council, or of a court when `court` allows that."""
    return document is not None and (document.origin == body or (court and of_a_court(document, dossier, norms)))


def is_older_than(document: Document, since: datetime | None, norms: Norms) -> bool:
    """Whether a document is older than what it has to show or answer; False when that moment is not known."""
    return since is not None and document.on < norms.day_of(since)
