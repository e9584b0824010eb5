"""What is done with what came into a programme: discharges, answers to requests and advices, reports to the House."""

from __future__ import annotations

from datetime import date

from ontvlechting.engine.doors import YES, Reads, Reasons, guard
from ontvlechting.engine.verdicts import Reason
from ontvlechting.letter import commands as c
from ontvlechting.letter.catalogue import (
    CATALOGUE,
    R69,
    R76,
    R77,
    R78,
    R80,
    R81,
    R82,
    R83,
    R84,
    R86,
    R93,
)
from ontvlechting.letter.commands import Command, FollowUp
from ontvlechting.letter.guards import who
from ontvlechting.letter.guards.close import informs_the_house
from ontvlechting.letter.guards.programme import rule_of
from ontvlechting.letter.norms import Norms
from ontvlechting.letter.registers import ProgrammeDossier, Progress, about, lines_of, named_documents, registers_of
from ontvlechting.letter.terms import said

# -- motions and commitments -------------------------------------------------------------------------------------------


@guard(
    R80,
    R81,
    nl="de motie of toezegging staat open",
    en="the motion or commitment is open",
    reads=Reads.COMMAND,
)
def item_is_open(dossier: ProgrammeDossier, command: c.Discharge, norms: Norms) -> Reasons:
    """R80, R81: only what came in can be discharged, and only once."""
    known = lines_of(dossier, command.item)
    found = next(iter((*known.motions, *known.commitments)), None)
    if found is not None and found.open:
        return YES
    if found is None:
        return [
            R81.missing(
                "no-such-item",
                nl=f"er is geen motie of toezegging `{command.item}` vastgelegd",
                en=f"no motion or commitment `{command.item}` is on record",
                suppliers=who.ministry(norms),
            )
        ]
    return [
        R81.forbidden(
            "discharged-already",
            nl=f"`{command.item}` is al afgedaan, met vastlegging {found.changed_by.number}",
            en=f"`{command.item}` was discharged already, by record {found.changed_by.number}",
        )
    ]


@guard(
    R81,
    R82,
    R84,
    nl="een document laat het zien",
    en="a document shows it",
    reads=Reads.COMMAND,
)
def document_is_named(
    dossier: ProgrammeDossier, command: c.Discharge | c.AnswerRequest | c.ReportToHouse, norms: Norms
) -> Reasons:
    """R81, R82, R84: without a reference to a document nothing is discharged, answered or told."""
    if command.document is not None:
        return YES
    rule = R82 if isinstance(command, c.AnswerRequest) else R84 if isinstance(command, c.ReportToHouse) else R81
    return [
        rule.missing(
            "no-document",
            nl=f"«{command.title.nl}» noemt geen document",
            en=f"«{command.title.en}» names no document",
            suppliers=who.ministry(norms),
        )
    ]


@guard(
    R80,
    R82,
    R84,
    nl="een motie of Kamerverzoek wordt afgedaan, en de Kamer geïnformeerd, met wat aan de Kamer is gestuurd",
    en="a motion or request is closed, and the House informed, by what was sent to the House",
    reads=Reads.COMMAND,
)
def document_was_sent_to_the_house(
    dossier: ProgrammeDossier, command: c.Discharge | c.AnswerRequest | c.ReportToHouse, norms: Norms
) -> Reasons:
    """R80, R82, R84: a letter or report of the ministry, or an annex to one; a commitment can be kept by another (R81)."""
    document = _document(command.document, dossier)
    if document is None or (isinstance(command, c.Discharge) and lines_of(dossier, command.item).commitments):
        return YES
    if any(d is not None and informs_the_house(d, norms) for d in (document, _document(document.parent, dossier))):
        return YES
    rule = R82 if isinstance(command, c.AnswerRequest) else R84 if isinstance(command, c.ReportToHouse) else R80
    return [
        rule.forbidden(
            "not-sent-to-the-house",
            nl=f"`{document.id}` is geen brief of verslag van het ministerie, en geen bijlage daarbij; de Kamer heeft het niet gekregen",
            en=f"`{document.id}` is no letter or report of the ministry, and no annex to one; the House did not get it",
            suppliers=who.ministry(norms),
        )
    ]


def _document(id: str | None, dossier: ProgrammeDossier) -> c.RecordDocument | None:
    """The document of this reference; None where it is not on record."""
    return None if id is None else lines_of(dossier, id).document(id)


@guard(
    R86,
    nl="het document waar iets op rust, is niet van na de handeling die het noemt",
    en="the document on which something rests is not of after the act that names it",
    reads=Reads.COMMAND,
)
def document_is_there_already(
    dossier: ProgrammeDossier,
    command: c.Discharge | c.AnswerRequest | c.AnswerElement | c.ReportToHouse | c.CloseProgramme,
    norms: Norms,
) -> Reasons:
    """R86: also for a document that was on record before the act; one whose day is not known is not checked."""
    ids, day = named_documents(command), norms.day_of(command.at)
    if not ids:
        return YES
    return [
        R86.forbidden(
            "document-in-future",
            nl=f"het stuk `{d.id}` is van {said(d.command.on).nl}, na de handeling van {said(day).nl}",
            en=f"the document `{d.id}` is of {said(d.command.on).en}, after the act of {said(day).en}",
            suppliers=who.ministry(norms),
        )
        for d in lines_of(dossier, *ids).documents
        if d.command.on is not None and d.command.on > day
    ]


@guard(
    R76,
    R80,
    R81,
    R82,
    nl="wat is gedaan, en het document dat het laat zien, is niet van voor wat werd gevraagd, toegezegd of geadviseerd",
    en="what was done, and the document that shows it, is not of before what was asked, promised or advised",
    reads=Reads.COMMAND,
)
def answer_is_of_after_the_question(
    dossier: ProgrammeDossier, command: c.Discharge | c.AnswerRequest | c.AnswerElement, norms: Norms
) -> Reasons:
    """R80-R82, R76: what was there before the question does not answer it; an unknown day is not checked."""
    item = about(command) or ""
    known = lines_of(dossier, item, *(() if command.document is None else (command.document,)))
    line, document = next(iter(known.of(item)), None), known.document(command.document)
    since = _asked_on(line.command, dossier) if line is not None else None
    if line is None or since is None:
        return YES  # another guard refuses what is not on record
    rule = rule_of(line)
    reasons: list[Reason] = []
    if norms.day_of(command.at) < since:
        reasons.append(
            rule.forbidden(
                "before-it-was-asked",
                nl=f"`{item}` is van {said(since).nl}, en wat ermee is gedaan van {said(norms.day_of(command.at)).nl}",
                en=f"`{item}` is of {said(since).en}, and what was done with it of {said(norms.day_of(command.at)).en}",
                suppliers=who.ministry(norms),
            )
        )
    if document is not None and document.on is not None and document.on < since:
        reasons.append(
            rule.forbidden(
                "older-than-the-question",
                nl=f"`{document.id}` is van {said(document.on).nl}, en `{item}` van {said(since).nl}; een ouder document is daar geen antwoord op",
                en=f"`{document.id}` is of {said(document.on).en}, and `{item}` of {said(since).en}; an older document is no answer to that",
                suppliers=who.ministry(norms),
            )
        )
    return reasons


def _asked_on(came_in: Command, dossier: ProgrammeDossier) -> date | None:
    """When it was adopted, promised, asked or given; else the day of its own document; None where neither is known."""
    match came_in:
        case (
            c.RecordMotion(adopted=day)
            | c.RecordCommitment(made=day)
            | c.RecordRequest(asked=day)
            | c.RecordAdvice(given=day)
        ):
            if day is not None or came_in.document is None:
                return day
            own = _document(came_in.document, dossier)
            return own.on if own is not None else None
    return None


@guard(
    R81,
    nl="wie een toezegging afdoet, is de eigenaar ervan of het ministerie",
    en="who discharges a commitment is its owner or the ministry",
    reads=Reads.COMMAND,
)
def owner_discharges(dossier: ProgrammeDossier, command: c.Discharge, norms: Norms) -> Reasons:
    """R81: whoever has to keep a commitment says that it was kept; a motion is for the ministry."""
    owner = next((e.owner for e in lines_of(dossier, command.item).commitments), None) or norms.ministry
    if who.acts_for(command.by, {owner}, norms):
        return YES
    return [
        R81.forbidden(
            "not-the-owner",
            nl=f"`{command.item}` wordt afgedaan door `{owner}` of het ministerie, niet door `{command.by.party}`",
            en=f"`{command.item}` is discharged by `{owner}` or the ministry, not by `{command.by.party}`",
            suppliers=tuple(dict.fromkeys((*who.owner(owner, norms), *who.ministry(norms)))),
        )
    ]


@guard(
    R83,
    nl="een motie die is uitgevoerd, blijft gelden door regels die worden genoemd",
    en="a motion that was carried out keeps counting, by rules that are named",
    reads=Reads.COMMAND,
)
def motion_keeps_counting(dossier: ProgrammeDossier, command: c.Discharge, norms: Norms) -> Reasons:
    """R83: motions stay guards at every later step; a discharge says by which rules."""
    reasons = [
        R83.forbidden(
            "no-such-rule",
            nl=f"er is geen regel `{id}`",
            en=f"there is no rule `{id}`",
        )
        for id in command.rules
        if id not in CATALOGUE
    ]
    if not command.rules and lines_of(dossier, command.item).motions:
        reasons.append(
            R83.missing(
                "no-rules",
                nl=f"niet gezegd is door welke regels de motie `{command.item}` blijft gelden",
                en=f"it is not said by which rules the motion `{command.item}` keeps counting",
                suppliers=who.ministry(norms),
            )
        )
    return reasons


# -- requests and advices ----------------------------------------------------------------------------------------------


@guard(
    R82,
    nl="het Kamerverzoek staat open en om de beantwoorde onderdelen is gevraagd",
    en="the request is open and the parts that are answered were asked",
    reads=Reads.COMMAND,
)
def answered_parts_were_asked(dossier: ProgrammeDossier, command: c.AnswerRequest, norms: Norms) -> Reasons:
    """R82: an answer is to what was asked; what was not asked is not answered."""
    found = next(iter(lines_of(dossier, command.request).requests), None)
    if found is None:
        return [
            R82.missing(
                "no-such-request",
                nl=f"er is geen Kamerverzoek `{command.request}` vastgelegd",
                en=f"no request `{command.request}` is on record",
                suppliers=who.ministry(norms),
            )
        ]
    asked = {p.id for p in found.command.parts}
    reasons = [
        R82.forbidden(
            "part-not-asked",
            nl=f"om `{part}` is in `{command.request}` niet gevraagd; wel om {who.ticks(sorted(asked))}",
            en=f"`{part}` was not asked in `{command.request}`; these were: {who.ticks(sorted(asked))}",
        )
        for part in command.parts
        if part not in asked
    ]
    if not found.open:
        reasons.append(
            R82.forbidden(
                "answered-already",
                nl=f"`{command.request}` is al beantwoord, met vastlegging {found.changed_by.number}",
                en=f"`{command.request}` was answered already, by record {found.changed_by.number}",
            )
        )
    return reasons


@guard(
    R77,
    R78,
    nl="het advies is vastgelegd en heeft dit onderdeel",
    en="the advice is on record and has this element",
    reads=Reads.COMMAND,
)
def element_exists(dossier: ProgrammeDossier, command: c.AnswerElement, norms: Norms) -> Reasons:
    """R77, R78: an advice is registered with what it asks, and answered element by element."""
    found = lines_of(dossier, command.advice).of(command.advice)
    elements = [e.element for e in found if e.element is not None]
    if command.element in elements:
        return YES
    if not elements:
        return [
            R77.missing(
                "no-such-advice",
                nl=f"er is geen advies `{command.advice}` vastgelegd",
                en=f"no advice `{command.advice}` is on record",
                suppliers=who.ministry(norms),
            )
        ]
    return [
        R78.forbidden(
            "no-such-element",
            nl=f"het advies `{command.advice}` heeft geen onderdeel `{command.element}`; wel {who.ticks(elements)}",
            en=f"the advice `{command.advice}` has no element `{command.element}`; these are: {who.ticks(elements)}",
        )
    ]


@guard(R76, nl="het antwoord geeft een reden", en="the answer gives a reason", reads=Reads.COMMAND)
def element_gets_a_reason(dossier: ProgrammeDossier, command: c.AnswerElement, norms: Norms) -> Reasons:
    """R76: comply or explain: every answer says why."""
    if command.reason is not None:
        return YES
    return [
        R76.missing(
            "no-reason",
            nl=f"het antwoord `{said(command.follow_up).nl}` op `{command.element}` heeft geen reden",
            en=f"the answer `{said(command.follow_up).en}` to `{command.element}` has no reason",
            suppliers=who.ministry(norms),
        )
    ]


@guard(
    R69,
    nl="`nog niet` wordt op een latere dag opnieuw bekeken",
    en="`not yet` is looked at again on a later day",
    reads=Reads.COMMAND,
)
def review_lies_ahead(dossier: ProgrammeDossier, command: c.AnswerElement, norms: Norms) -> Reasons:
    """R69, A14: a review date lies ahead, and belongs to "not yet"; without one, that is worth a warning."""
    waits, day = command.follow_up is FollowUp.NOT_YET, norms.day_of(command.at)
    if command.review_on is None:
        return (
            [
                R69.warning(
                    "no-review-date",
                    nl=f"voor `{command.element}` is niet gezegd wanneer het opnieuw wordt bekeken",
                    en=f"for `{command.element}` it is not said when it is looked at again",
                    suppliers=who.ministry(norms),
                )
            ]
            if waits
            else YES
        )
    if waits and command.review_on >= day:
        return YES
    return [
        R69.forbidden(
            "review-date",
            nl=f"de dag {said(command.review_on).nl} hoort bij `{said(FollowUp.NOT_YET).nl}` en ligt niet voor {said(day).nl}",
            en=f"the day {said(command.review_on).en} belongs to `{said(FollowUp.NOT_YET).en}` and does not lie before {said(day).en}",
        )
    ]


# -- the House ---------------------------------------------------------------------------------------------------------


@guard(
    R84,
    nl="het bericht gaat naar de Kamer, over wat is vastgelegd",
    en="the report goes to the House, about what is on record",
    reads=Reads.COMMAND,
)
def report_reaches_the_house(dossier: ProgrammeDossier, command: c.ReportToHouse, norms: Norms) -> Reasons:
    """R84: it is on record who was informed, by which document, about what."""
    known = lines_of(dossier, *command.about)
    reasons = [
        R84.missing(
            "no-such-item",
            nl=f"het bericht gaat over `{id}`, dat niet is vastgelegd",
            en=f"the report is about `{id}`, which is not on record",
            suppliers=who.ministry(norms),
        )
        for id in command.about
        if not known.of(id)
    ]
    if command.informed != norms.house:
        reasons.append(
            R84.forbidden(
                "not-the-house",
                nl=f"`{command.informed}` is geïnformeerd, en niet `{norms.house}`",
                en=f"`{command.informed}` was informed, and not `{norms.house}`",
            )
        )
    return reasons


@guard(
    R69,
    R76,
    R93,
    nl="waarvan de termijn is verstreken of wat zonder antwoord bleef, is gemeld",
    en="what is overdue or was left without an answer is flagged",
)
def overdue_and_silence_are_in_sight(dossier: ProgrammeDossier, command: Command, norms: Norms) -> Reasons:
    """R69, R76, R93: warns of what is overdue, of advice without an answer, and of open requests, with their age."""
    day = norms.day_of(command.at)
    reasons: list[Reason] = []
    for line in registers_of(dossier, as_of=day, zone=norms.zone).open:
        if line.progress is Progress.OVERDUE and line.due is not None:
            reasons.append(
                R69.warning(
                    "overdue",
                    nl=f"`{line.name}` had op {said(line.due).nl} gedaan of opnieuw bekeken moeten zijn",
                    en=f"`{line.name}` should have been done, or looked at again, on {said(line.due).en}",
                    suppliers=who.ministry(norms),
                )
            )
        elif line.element is not None and line.follow_up is None:
            reasons.append(
                R76.warning(
                    "silence",
                    nl=f"op `{line.name}` is niet geantwoord",
                    en=f"`{line.name}` was not answered",
                    suppliers=who.ministry(norms),
                )
            )
        elif isinstance(line.command, c.RecordRequest):
            reasons.append(
                R93.warning(
                    "open-request",
                    nl=f"het Kamerverzoek `{line.name}` staat {line.age(day)} dagen open",
                    en=f"the request `{line.name}` has been open for {line.age(day)} days",
                    suppliers=who.ministry(norms),
                )
            )
    return reasons
