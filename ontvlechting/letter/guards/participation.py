"""Participation: works council and unions, apart and at every stage; input and advice are answered."""

from __future__ import annotations

from ontvlechting.engine.rulebook import YES, Guard, Reads, Reasons, guard
from ontvlechting.engine.verdicts import Reason
from ontvlechting.letter.catalogue import R11, R12, R13, R61, R62, R63, R64, R65, R69, R76
from ontvlechting.letter.commands import (
    AnswerAdvice,
    AnswerInput,
    CollectInput,
    Command,
    ConsultUnit,
    FollowUp,
    Manner,
    NotifyBody,
    ReceiveAdvice,
    RecordContact,
    RequestAdvice,
    Stage,
)
from ontvlechting.letter.dossier import Dossier
from ontvlechting.letter.guards import who
from ontvlechting.letter.norms import Norms
from ontvlechting.letter.terms import listed, said
from ontvlechting.letter.values import BodyKind, DocumentKind, Role
from ontvlechting.states import State

_FIRST_STATES: dict[Stage, frozenset[State]] = {
    Stage.FEASIBILITY: frozenset(State),
    Stage.PLAN: frozenset(State),
    Stage.TEST: frozenset(State) - {State.NEW, State.IDENTIFIED},
    Stage.DECISION: frozenset(State) - {State.NEW, State.IDENTIFIED, State.PLAN_DRAFTED},
    Stage.EXECUTION: frozenset(State) - {State.NEW, State.IDENTIFIED, State.PLAN_DRAFTED, State.PRECONDITIONS_TESTED},
    Stage.PROOF: frozenset({State.RECEIVING_PARTY_PROVEN, State.AGREEMENTS_PROVEN}),
}
"""In which states a stage has begun."""

_MANNERS: dict[BodyKind, frozenset[Manner]] = {
    BodyKind.WORKS_COUNCIL: frozenset({Manner.WOR_24, Manner.WOR_25, Manner.WOR_27, Manner.OTHER}),
    BodyKind.UNION: frozenset({Manner.DGO, Manner.OTHER}),
}


@guard(
    R12,
    nl="het orgaan is een van de organen die voor het personeel spreken",
    en="the body is one of those that speak for staff",
    reads=Reads.COMMAND,
)
def body_is_known(
    dossier: Dossier, command: RecordContact | RequestAdvice | ReceiveAdvice | NotifyBody, norms: Norms
) -> Reasons:
    """R12: a contact or advice belongs to one known body, so that one never counts for another."""
    if norms.body(command.body) is not None:
        return YES
    known = who.ticks(b.id for b in norms.bodies)
    return [
        R12.forbidden(
            "unknown-body",
            nl=f"`{command.body}` is geen van de organen {known}",
            en=f"`{command.body}` is none of the bodies {known}",
        )
    ]


@guard(
    R12,
    nl="een orgaan spreekt alleen voor zichzelf; anders legt een partij of het ministerie vast",
    en="a body speaks for itself only; else a party or the ministry records",
    reads=Reads.COMMAND,
)
def body_speaks_for_itself(dossier: Dossier, command: RecordContact | ReceiveAdvice, norms: Norms) -> Reasons:
    """R12: a works council does not record for the unions, nor the other way round, and an outsider for neither."""
    own = norms.body(command.by.party) is not None and command.by.party == command.body
    if own or command.by.role is Role.MINISTRY or who.speaks_for(command.by, dossier.parties):
        return YES
    return [
        R12.forbidden(
            "for-other-body",
            nl=f"`{command.by.party}` kan dit niet vastleggen voor `{command.body}`",
            en=f"`{command.by.party}` cannot record this for `{command.body}`",
            suppliers=who.both_parties(dossier) + who.ministry(norms) + who.body(command.body, norms),
        )
    ]


@guard(
    R63,
    nl="de wijze van betrekken past bij het orgaan",
    en="the manner of involvement fits the body",
    reads=Reads.COMMAND,
)
def manner_fits_the_body(dossier: Dossier, command: RecordContact, norms: Norms) -> Reasons:
    """R63: the Works Councils Act is for works councils, the DGO for unions."""
    body = norms.body(command.body)
    if body is None or command.manner in _MANNERS[body.kind]:
        return YES
    fitting = _MANNERS[body.kind]
    return [
        R63.forbidden(
            "manner",
            nl=f"`{said(command.manner).nl}` is geen wijze om `{body.id}` te betrekken; wel {listed(fitting, 'nl')}",
            en=f"`{said(command.manner).en}` is not a manner to involve `{body.id}`; these are: {listed(fitting, 'en')}",
        )
    ]


@guard(
    R64,
    nl="een genoemde fase van de overdracht bestaat",
    en="a phase of the transfer that is named exists",
    reads=Reads.COMMAND,
)
def contact_phase_exists(dossier: Dossier, command: RecordContact, norms: Norms) -> Reasons:
    """R64: a contact about a phase of the transfer is about one of the plan, at the stage of execution."""
    if command.phase is None or (command.stage is Stage.EXECUTION and dossier.phase(command.phase) is not None):
        return YES
    return [
        R64.forbidden(
            "no-such-phase",
            nl=f"fase {command.phase} is geen fase van de uitvoering van dit plan",
            en=f"phase {command.phase} is not a phase of the execution of this plan",
        )
    ]


@guard(
    R64,
    nl="het contact hoort bij een fase die begonnen is",
    en="the contact belongs to a stage that has begun",
    reads=Reads.COMMAND,
)
def stage_has_begun(dossier: Dossier, command: RecordContact, norms: Norms) -> Reasons:
    """R64: a contact at the proper moment: not about a stage that has not begun."""
    if dossier.state in _FIRST_STATES[command.stage]:
        return YES
    stage = said(command.stage)
    return [
        R64.not_yet(
            "stage-not-begun",
            nl=f"een contact over {stage.nl} kan nog niet in de toestand `{dossier.state.title.nl}`",
            en=f"a contact about {stage.en} cannot be yet in the state `{dossier.state.title.en}`",
        )
    ]


def bodies_were_heard(*stages: Stage) -> Guard:
    """A guard: each body was heard at each of these stages."""

    @guard(
        R12,
        R64,
        R65,
        nl="medezeggenschap en vakbonden zijn elk in iedere fase betrokken",
        en="works council and unions were each involved at every stage",
    )
    def bodies_were_heard(dossier: Dossier, command: Command, norms: Norms) -> Reasons:
        """R64: a contact with each body at each stage; R65: the departmental council at all; R12: each for itself."""
        reasons: list[Reason] = []
        for stage in stages:
            heard = dossier.heard(stage)
            words = said(stage)
            reasons += [
                (R65 if body.id == norms.departmental_council else R64).missing(
                    f"{body.kind.value}-{stage.value}",
                    nl=f"er is geen contact met `{body.id}` over {words.nl}",
                    en=f"there is no contact with `{body.id}` about {words.en}",
                    suppliers=who.both_parties(dossier) + who.body(body.id, norms),
                )
                for body in norms.bodies
                if body.id not in heard
            ]
        return reasons

    return bodies_were_heard


@guard(
    R12,
    R64,
    nl="medezeggenschap en vakbonden zijn elk over de volgende fase gehoord",
    en="works council and unions were each heard about the next phase",
)
def bodies_were_heard_on_the_phase(dossier: Dossier, command: Command, norms: Norms) -> Reasons:
    """R64: before each phase a contact with each body about that phase."""
    phase = dossier.next_phase
    if phase is None:
        return YES
    heard = dossier.heard(Stage.EXECUTION, phase.number)
    return [
        R64.missing(
            f"{body.kind.value}-phase",
            nl=f"er is geen contact met `{body.id}` over fase {phase.number}",
            en=f"there is no contact with `{body.id}` about phase {phase.number}",
            suppliers=who.both_parties(dossier) + who.body(body.id, norms),
        )
        for body in norms.bodies
        if body.id not in heard
    ]


@guard(
    R12,
    R64,
    nl="medezeggenschap en vakbonden zijn elk gehoord sinds het besluit dat wordt teruggedraaid",
    en="works council and unions were each heard since the decision that is undone",
)
def bodies_were_heard_since_the_decision(dossier: Dossier, command: Command, norms: Norms) -> Reasons:
    """R64: a contact with each body about the decision, from the moment on at which it was taken."""
    if dossier.decision is None:
        return YES
    taken = dossier.decision.at
    heard = {c.body for c in dossier.contacts if c.stage is Stage.DECISION and c.at >= taken}
    return [
        R64.missing(
            f"{body.kind.value}-undone",
            nl=f"er is sinds het besluit van {norms.day_of(taken)} geen contact met `{body.id}` over het besluit",
            en=f"since the decision of {norms.day_of(taken)} there is no contact with `{body.id}` about the decision",
            suppliers=who.both_parties(dossier) + who.body(body.id, norms),
        )
        for body in norms.bodies
        if body.id not in heard
    ]


@guard(
    R61,
    nl="het onderdeel hoort bij een directoraat-generaal",
    en="the unit belongs to a directorate-general",
    reads=Reads.COMMAND,
)
def unit_belongs_to_a_directorate(dossier: Dossier, command: ConsultUnit, norms: Norms) -> Reasons:
    """R61: who is consulted is a unit of one of the parties."""
    if command.party in norms.directorates:
        return YES
    return [
        R61.forbidden(
            "unit-party",
            nl=f"`{command.party}` is geen van {who.ticks(norms.directorates)}",
            en=f"`{command.party}` is none of {who.ticks(norms.directorates)}",
        )
    ]


@guard(
    R62,
    nl="de inbreng is nog niet vastgelegd",
    en="the input has not been recorded before",
    reads=Reads.COMMAND,
)
def input_is_new(dossier: Dossier, command: CollectInput, norms: Norms) -> Reasons:
    """R62: each input has a reference of its own, so that each is answered."""
    if command.id not in {i.id for i in dossier.inputs}:
        return YES
    return [
        R62.forbidden(
            "input-twice",
            nl=f"er is al een inbreng `{command.id}`",
            en=f"there is an input `{command.id}` already",
        )
    ]


@guard(R62, nl="de inbreng bestaat", en="the input exists", reads=Reads.COMMAND)
def input_exists(dossier: Dossier, command: AnswerInput, norms: Norms) -> Reasons:
    """R62: an answer answers an input that was given."""
    if command.input in {i.id for i in dossier.inputs}:
        return YES
    return [
        R62.forbidden(
            "no-such-input",
            nl=f"er is geen inbreng `{command.input}`",
            en=f"there is no input `{command.input}`",
        )
    ]


@guard(
    R62,
    nl="de mensen die het werk doen hebben inbreng gegeven",
    en="the people who do the work have given input",
)
def input_was_collected(dossier: Dossier, command: Command, norms: Norms) -> Reasons:
    """R62: their voice is heard before the tests are concluded."""
    if dossier.inputs:
        return YES
    return [
        R62.missing(
            "no-input",
            nl="er is geen inbreng opgehaald bij de mensen die het werk doen",
            en="no input was collected from the people who do the work",
            suppliers=who.both_parties(dossier),
        )
    ]


@guard(R62, nl="elke inbreng is beantwoord", en="each input was answered")
def inputs_were_answered(dossier: Dossier, command: Command, norms: Norms) -> Reasons:
    """R62: each input is answered, adopted or not and why, before the decision."""
    return [
        R62.missing(
            "input-unanswered",
            nl=f"de inbreng `{id}` is niet beantwoord",
            en=f"the input `{id}` was not answered",
            suppliers=who.both_parties(dossier),
        )
        for id in dossier.unanswered_inputs
    ]


@guard(
    R11,
    R12,
    nl="het advies is een advies, gedateerd en van het orgaan zelf",
    en="the advice is an advice, dated and by the body itself",
    reads=Reads.COMMAND,
)
def advice_is_a_document_of_the_body(dossier: Dossier, command: ReceiveAdvice, norms: Norms) -> Reasons:
    """R11: an advice is a dated document with its origin; one reference is used once."""
    document = command.document
    reasons: list[Reason] = []
    if document.kind is not DocumentKind.ADVICE or document.origin != command.body:
        reasons.append(
            R11.forbidden(
                "not-the-advice",
                nl=f"`{document.id}` is geen advies van `{command.body}`",
                en=f"`{document.id}` is not an advice by `{command.body}`",
                suppliers=who.body(command.body, norms),
            )
        )
    if document.on > norms.day_of(command.at):
        reasons.append(
            R11.forbidden(
                "advice-in-future",
                nl=f"het advies is van {document.on}, na de ontvangst",
                en=f"the advice is of {document.on}, after its receipt",
            )
        )
    if command.advice in {a.advice for a in dossier.advices}:
        reasons.append(
            R11.forbidden(
                "advice-twice",
                nl=f"het advies `{command.advice}` is al ontvangen",
                en=f"the advice `{command.advice}` was received already",
            )
        )
    asked = next((r for r in dossier.requests if r.advice == command.advice), None)
    if asked is not None and asked.body != command.body:
        reasons.append(
            R12.forbidden(
                "advice-by-other",
                nl=f"het advies `{command.advice}` is gevraagd aan `{asked.body}`, niet aan `{command.body}`",
                en=f"the advice `{command.advice}` was asked of `{asked.body}`, not of `{command.body}`",
                suppliers=who.body(asked.body, norms),
            )
        )
    return reasons


@guard(
    R11,
    nl="dit advies is nog niet gevraagd",
    en="this advice was not requested before",
    reads=Reads.COMMAND,
)
def request_is_new(dossier: Dossier, command: RequestAdvice, norms: Norms) -> Reasons:
    """R11: one reference is used for one advice."""
    if command.advice not in {r.advice for r in dossier.requests} | {a.advice for a in dossier.advices}:
        return YES
    return [
        R11.forbidden(
            "request-twice",
            nl=f"er is al een advies `{command.advice}`",
            en=f"there is an advice `{command.advice}` already",
        )
    ]


@guard(
    R69,
    R76,
    nl="het antwoord hoort bij een ontvangen advies en geeft een reden",
    en="the answer belongs to an advice that was received, and gives a reason",
    reads=Reads.COMMAND,
)
def answer_gives_a_reason(dossier: Dossier, command: AnswerAdvice, norms: Norms) -> Reasons:
    """R76: comply or explain, always with a reason; R69: "not yet" is looked at again in future, not in the past."""
    reasons: list[Reason] = []
    if command.advice not in {a.advice for a in dossier.advices}:
        reasons.append(
            R76.forbidden(
                "no-such-advice",
                nl=f"er is geen advies `{command.advice}` ontvangen",
                en=f"no advice `{command.advice}` was received",
            )
        )
    if command.reason is None:
        reasons.append(
            R76.missing(
                "no-reason",
                nl=f"bij `{said(command.follow_up).nl}` voor advies `{command.advice}` ontbreekt de reden",
                en=f"the reason for `{said(command.follow_up).en}` on advice `{command.advice}` is missing",
                suppliers=who.ministry(norms) + who.both_parties(dossier),
            )
        )
    if command.review_on is not None and (
        command.follow_up is not FollowUp.NOT_YET or command.review_on < norms.day_of(command.at)
    ):
        reasons.append(
            R69.forbidden(
                "review-date",
                nl=f"de datum van herziening {command.review_on} past niet bij `{said(command.follow_up).nl}` "
                f"op {norms.day_of(command.at)}",
                en=f"the review date {command.review_on} does not fit `{said(command.follow_up).en}` on {norms.day_of(command.at)}",
            )
        )
    return reasons


@guard(
    R13,
    nl="een antwoord wordt vervangen door wie het gaf",
    en="an answer is replaced by whoever gave it",
    reads=Reads.COMMAND,
)
def answer_is_replaced_by_its_giver(dossier: Dossier, command: AnswerAdvice, norms: Norms) -> Reasons:
    """R13: a party does not answer anew what another answered; both answers stay on record."""
    given = dossier.response(command.advice)
    if given is None or given.by.party == command.by.party:
        return YES
    return [
        R13.forbidden(
            "answered-by-another",
            nl=f"`{given.by.party}` heeft advies `{command.advice}` beantwoord; `{command.by.party}` kan dat niet vervangen",
            en=f"`{given.by.party}` answered the advice `{command.advice}`; `{command.by.party}` cannot replace that",
            suppliers=who.owner(given.by.party, norms),
        )
    ]


@guard(
    R11,
    R76,
    nl="elk gevraagd advies is ontvangen of zijn termijn voorbij, en elk ontvangen advies beantwoord",
    en="each advice that was asked came in or its term is over, and each that came in was answered",
)
def advices_were_answered(dossier: Dossier, command: Command, norms: Norms) -> Reasons:
    """R76: silence is a violation; R11: what was asked is waited for during its term."""
    return [
        R11.not_yet(
            "advice-awaited",
            nl=f"het advies `{r.advice}` van `{r.body}` is nog niet ontvangen; de termijn loopt tot en met {r.until}",
            en=f"the advice `{r.advice}` by `{r.body}` has not come in yet; its term runs up to {r.until}",
            suppliers=who.body(r.body, norms),
            earliest=norms.end_of(r.until),
        )
        for r in dossier.awaited_advices
        if norms.day_of(command.at) <= r.until
    ] + [
        R76.missing(
            "advice-unanswered",
            nl=f"het advies `{a.advice}` van `{a.body}` ({said(a.opinion).nl}) is niet beantwoord",
            en=f"the advice `{a.advice}` by `{a.body}` ({said(a.opinion).en}) was not answered",
            suppliers=who.ministry(norms) + who.both_parties(dossier),
        )
        for a in dossier.advices
        if dossier.response(a.advice) is None
    ]


@guard(
    R69,
    R76,
    nl="geen uitgesteld advies is over zijn datum",
    en="no postponed advice is past its date",
)
def postponed_advices_are_not_overdue(dossier: Dossier, command: Command, norms: Norms) -> Reasons:
    """R69: "not yet" past its review date raises a warning; it does not shut the door."""
    return [
        R69.warning(
            "overdue",
            nl=f"het antwoord `not_yet` op advies `{r.advice}` zou op {r.review_on} worden herzien",
            en=f"the answer `not_yet` to advice `{r.advice}` was to be reviewed on {r.review_on}",
            suppliers=who.ministry(norms),
        )
        for a in dossier.advices
        if (r := dossier.response(a.advice)) is not None
        and r.review_on is not None
        and r.review_on < norms.day_of(command.at)
    ]
