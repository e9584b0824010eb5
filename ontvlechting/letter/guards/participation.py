"""Participation: works council and unions, apart and at every stage; input and advice are answered."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from attrs import evolve

from ontvlechting.engine.doors import YES, Guard, Reads, Reasons, guard
from ontvlechting.engine.text import Text
from ontvlechting.engine.verdicts import About, Mend, Reason
from ontvlechting.letter.catalogue import R11, R12, R13, R61, R62, R63, R64, R65, R69, R76, R78
from ontvlechting.letter.commands import (
    AnswerAdvice,
    AnswerElement,
    AnswerInput,
    CollectInput,
    Command,
    ConsultUnit,
    FollowUp,
    Manner,
    NotifyBody,
    Opinion,
    ProposeAmendment,
    ReceiveAdvice,
    RecordContact,
    RequestAdvice,
    ReturnPlan,
    RevisePlan,
    Stage,
)
from ontvlechting.letter.commands.about import document_of, subject
from ontvlechting.letter.dossier import Dossier, Word
from ontvlechting.letter.guards import who
from ontvlechting.letter.guards.mends import of_the_plan
from ontvlechting.letter.guards.other_side import counting, counts, without_word
from ontvlechting.letter.norms import Countersigned, Norms
from ontvlechting.letter.terms import listed, said
from ontvlechting.letter.values import Body, BodyKind, DocumentKind, Role
from ontvlechting.states import State

_FIRST_STATES: dict[Stage, frozenset[State]] = {
    Stage.FEASIBILITY: frozenset(State),
    Stage.PLAN: frozenset(State),
    Stage.TEST: frozenset(State) - {State.NEW, State.IDENTIFIED},
    Stage.DECISION: frozenset(State) - {State.NEW, State.IDENTIFIED, State.PLAN_DRAFTED},
    Stage.EXECUTION: frozenset(State) - {State.NEW, State.IDENTIFIED, State.PLAN_DRAFTED, State.PRECONDITIONS_TESTED},
    Stage.PROOF: frozenset(State)
    - {State.NEW, State.IDENTIFIED, State.PLAN_DRAFTED, State.PRECONDITIONS_TESTED, State.MINISTRY_DECIDED},
}
"""The states in which each stage has begun; contacts about the proof take place before there is proof."""

SHOWING = frozenset({DocumentKind.MINUTES, DocumentKind.LETTER, DocumentKind.ADVICE})
"""The kinds of document by which a body or unit says itself what it did."""

_MANNERS: dict[BodyKind, frozenset[Manner]] = {
    BodyKind.WORKS_COUNCIL: frozenset({Manner.WOR_24, Manner.WOR_25, Manner.WOR_27, Manner.OTHER}),
    BodyKind.UNION: frozenset({Manner.DGO, Manner.OTHER}),
}


@guard(
    R12,
    nl="het orgaan is een van de organen die voor het personeel spreken",
    en="the body is one of those that speak for staff",
    reads=Reads.COMMAND,
    field="body",
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
            about={"body": [b.id for b in norms.bodies]},
        )
    ]


@guard(
    R12,
    nl="een orgaan spreekt alleen voor zichzelf; anders legt een partij of het ministerie vast",
    en="a body speaks for itself only; else a party or the ministry records",
    reads=Reads.COMMAND,
    field="by",
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
    field="manner",
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
            about={"manner": sorted(fitting, key=lambda m: m.value)},
        )
    ]


@guard(
    R64,
    nl="een genoemde fase van de overdracht bestaat",
    en="a phase of the transfer that is named exists",
    reads=Reads.COMMAND,
    field="phase",
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
    field="stage",
)
def stage_has_begun(dossier: Dossier, command: RecordContact, norms: Norms) -> Reasons:
    """R64: a contact at the proper moment: not about a stage that has not begun, nor had begun when it took place."""
    stage = said(command.stage)
    if dossier.state in _FIRST_STATES[command.stage]:
        begun = dossier.began(command.stage)
        if begun is None or command.at >= begun or not dossier.counts(command):
            return YES  # a contact that no longer counts can be recorded at any time
        return [
            R64.forbidden(
                "before-the-stage",
                nl=f"dit contact is van {said(command.at).nl}; wat {stage.nl} betreft, begint met de stap van {said(begun).nl}",
                en=f"this contact is of {said(command.at).en}; what concerns {stage.en} begins with the step of {said(begun).en}",
            )
        ]
    return [
        R64.not_yet(
            "stage-not-begun",
            nl=f"een contact over {stage.nl} kan in de toestand `{dossier.state.title.nl}` nog niet worden vastgelegd",
            en=f"a contact about {stage.en} cannot be recorded yet in the state `{dossier.state.title.en}`",
        )
    ]


@guard(
    R12,
    R61,
    R62,
    nl="een genoemd document is van het orgaan of onderdeel zelf, en niet ouder dan wat het laat zien",
    en="a document that is named is by the body or unit itself, and not older than what it shows",
    reads=Reads.COMMAND,
    field="document",
)
def document_is_of_the_other(
    dossier: Dossier, command: RecordContact | ConsultUnit | CollectInput, norms: Norms
) -> Reasons:
    """R12, R61, R62: minutes or a letter of the one that is said to have done this; a document of another shows nothing."""
    document, other = document_of(command), subject(command) or ""
    if document is None:
        return YES
    if document.origin == other and document.kind in SHOWING and document.on >= norms.day_of(command.at):
        return YES
    rule = R12 if isinstance(command, RecordContact) else R61 if isinstance(command, ConsultUnit) else R62
    return [
        rule.forbidden(
            "not-its-document",
            nl=f"`{document.id}` van {said(document.on).nl} is geen verslag of brief van `{other}` die dit laat zien",
            en=f"`{document.id}` of {said(document.on).en} is no minutes or letter of `{other}` that shows this",
            suppliers=who.speaks_as(command, norms),
            about={
                "document.origin": other,
                "document.kind": sorted(SHOWING, key=lambda k: k.value),
                "document.on": norms.day_of(command.at),
            },
        )
    ]


def _gap(
    dossier: Dossier,
    norms: Norms,
    body: Body,
    stage: Stage,
    before: datetime,
    *,
    phase: int | None = None,
    code: str | None = None,
    since: datetime | None = None,
    taken: bool = False,
) -> Reason | None:
    """What is missing for a body to have been heard about a stage, or a phase, before that moment; None when nothing is.

    What was before `since` does not count. Where the step of the stage was `taken` already, a talk of now mends nothing: it is taken
    anew.
    """
    told = dossier.contacts_with(body.id, stage, phase)
    if any(
        c.at < before and (since is None or c.at >= since) and counts(dossier, c, norms, Countersigned.CONTACTS)
        for c in told
    ):
        return None
    held = [c for c in told if since is None or c.at >= since]
    speakers = who.body(body.id, norms)
    rule = R65 if body.id == norms.departmental_council and phase is None else R64
    code = code or f"{body.kind.value}-{stage.value if phase is None else 'phase'}"
    words = said(stage)
    nl, en = (words.nl, words.en) if phase is None else (f"fase {phase}", f"phase {phase}")
    subject: About = {"body": body.id, "stage": stage} | ({} if phase is None else {"phase": phase})
    if timely := [c for c in held if c.at < before]:
        without = without_word(dossier, timely, rule, code, norms, speakers)
        denied = without is not None and all(dossier.word(c) is Word.DENIED for c in timely)
        return _taken_anew(without, dossier, norms) if without is not None and denied and taken else without
    if held:
        late = rule.missing(
            f"{code}-late",
            nl=f"het contact met `{body.id}` over {nl} is van {said(held[0].at).nl}, niet van voor de stap van "
            f"{said(before).nl}",
            en=f"the contact with `{body.id}` about {en} is of {said(held[0].at).en}, not of before the step of "
            f"{said(before).en}",
            suppliers=who.both_parties(dossier) + speakers,
            about=subject,
        )
        return _taken_anew(late, dossier, norms) if taken else late
    after = Text(nl="", en="")
    if since is not None:
        after = Text(nl=f" sinds {said(norms.day_of(since)).nl}", en=f" since {said(norms.day_of(since)).en}")
    return rule.missing(
        code,
        nl=f"er is{after.nl} geen contact met `{body.id}` over {nl}",
        en=f"there is no contact with `{body.id}` about {en}{after.en}",
        suppliers=who.both_parties(dossier) + speakers,
        about=subject,
    )


def _taken_anew(gap: Reason, dossier: Dossier, norms: Norms) -> Reason:
    """The same gap, where the step of the stage was taken without what it asks: the plan is returned or revised, and that step comes again."""
    mends = tuple(Mend(command=kind.key, back=True) for kind in (ReturnPlan, RevisePlan))
    return evolve(gap, suppliers=who.ministry(norms) + who.both_parties(dossier), mends=mends)


def council_gap(dossier: Dossier, norms: Norms, before: datetime) -> Reason | None:
    """What is missing for the departmental council to have been involved in the study, before that moment (R65)."""
    id = norms.departmental_council
    council = norms.body(id) or Body(id=id, kind=BodyKind.WORKS_COUNCIL, name=Text(nl=id, en=id))
    return _gap(dossier, norms, council, Stage.FEASIBILITY, before, code="council-feasibility")


def bodies_were_heard(*stages: Stage) -> Guard:
    """A guard: each body was heard at each of these stages."""

    @guard(
        R12,
        R64,
        R65,
        nl="medezeggenschap en vakbonden zijn elk in iedere fase betrokken",
        en="works council and unions were each involved at every stage",
        by=RecordContact,
    )
    def bodies_were_heard(dossier: Dossier, command: Command, norms: Norms) -> Reasons:
        """R64: with each body at each stage, before its step; R65: the departmental council at all; R12: each for itself."""
        gaps = (
            _gap(dossier, norms, body, stage, end, taken=end < command.at)
            for stage in stages
            for end in (_end_of_stage(dossier, command, stage),)
            for body in norms.bodies_for(dossier.parties)
        )
        return [gap for gap in gaps if gap is not None]

    return bodies_were_heard


def _end_of_stage(dossier: Dossier, command: Command, stage: Stage) -> datetime:
    """The moment of the step that ends this stage: a contact about the stage counts when it took place before that."""
    concluded = dossier.since if dossier.state is State.PRECONDITIONS_TESTED else None
    if stage in (Stage.PLAN, Stage.TEST) and concluded is not None:
        return min(concluded, command.at)
    return command.at


@guard(
    R12,
    R64,
    nl="medezeggenschap en vakbonden zijn elk over de volgende fase gehoord",
    en="works council and unions were each heard about the next phase",
    by=RecordContact,
)
def bodies_were_heard_on_the_phase(dossier: Dossier, command: Command, norms: Norms) -> Reasons:
    """R64: before each phase a contact with each body about that phase; R12: each for itself."""
    phase = dossier.next_phase
    if phase is None:
        return YES
    gaps = (
        _gap(dossier, norms, body, Stage.EXECUTION, command.at, phase=phase.number)
        for body in norms.bodies_for(dossier.parties)
    )
    return [gap for gap in gaps if gap is not None]


@guard(
    R12,
    R64,
    R65,
    nl="medezeggenschap en vakbonden zijn elk gehoord sinds het besluit dat wordt teruggedraaid",
    en="works council and unions were each heard since the decision that is undone",
    by=RecordContact,
)
def bodies_were_heard_since_the_decision(dossier: Dossier, command: Command, norms: Norms) -> Reasons:
    """R64: a contact with each body about the decision, from the moment on at which it was last taken."""
    taken = dossier.decided
    if taken is None:
        return YES
    gaps = (
        _gap(dossier, norms, b, Stage.DECISION, command.at, code=f"{b.kind.value}-undone", since=taken.at)
        for b in norms.bodies_for(dossier.parties)
    )
    return [gap for gap in gaps if gap is not None]


@guard(
    R61,
    R65,
    nl="het onderdeel hoort bij het directoraat-generaal dat wordt genoemd",
    en="the unit belongs to the directorate-general that is named",
    reads=Reads.COMMAND,
    field={"": "party", "unit-is-party": "unit"},
)
def unit_belongs_to_a_directorate(dossier: Dossier, command: ConsultUnit | CollectInput, norms: Norms) -> Reasons:
    """R61: who is heard is a unit of one of the parties; R91: or is consulted for a party on which the process depends.

    R65: units that the norms name are of the first performer. A unit is of one party: a record that says otherwise is
    corrected. No party or body is a unit of another; it may be consulted as a whole, but gives no input of a unit (R62).
    """
    parties = norms.may_share() if isinstance(command, ConsultUnit) else norms.directorates
    if command.party not in parties:
        return [
            R61.forbidden(
                "unit-party",
                nl=f"`{command.party}` is geen van {who.ticks(parties)}",
                en=f"`{command.party}` is none of {who.ticks(parties)}",
                about={"party": parties},
            )
        ]
    if command.unit in norms.units and command.party != norms.first_performer:
        return [
            R65.forbidden(
                "unit-of-other",
                nl=f"`{command.unit}` is een onderdeel van `{norms.first_performer}`, niet van `{command.party}`",
                en=f"`{command.unit}` is a unit of `{norms.first_performer}`, not of `{command.party}`",
                about={"party": norms.first_performer},
            )
        ]
    whole = isinstance(command, ConsultUnit) and command.unit == command.party
    if command.unit in norms.known_parties() and not whole:
        return [
            R61.forbidden(
                "unit-is-party",
                nl=f"`{command.unit}` is geen onderdeel van `{command.party}`, maar een partij of orgaan",
                en=f"`{command.unit}` is no unit of `{command.party}`, but a party or a body",
                suppliers=who.both_parties(dossier),
            )
        ]
    others = [party for unit, party in dossier.units_told if unit == command.unit and party != command.party]
    return [
        R61.forbidden(
            "unit-at-two",
            nl=f"`{command.unit}` is in dit proces een onderdeel van `{party}`, niet van `{command.party}`",
            en=f"`{command.unit}` is a unit of `{party}` in this process, not of `{command.party}`",
            suppliers=who.unit(command.unit),
            about={"party": party},
        )
        for party in dict.fromkeys(others)
    ]


@guard(
    R12,
    R64,
    R65,
    nl="medezeggenschap en vakbonden zijn elk over het gewijzigde plan gehoord",
    en="works council and unions were each heard about the amended plan",
    by=RecordContact,
)
def bodies_were_heard_on_the_amendment(dossier: Dossier, command: Command, norms: Norms) -> Reasons:
    """R64, R65: a contact with each body about the plan, after the amendment was proposed and before it is decided on."""
    proposal = dossier.proposal
    if proposal is None:
        return YES
    gaps = (
        _gap(dossier, norms, b, Stage.PLAN, command.at, code=f"{b.kind.value}-amendment", since=proposal.at)
        for b in norms.bodies_for(dossier.parties)
    )
    return [gap for gap in gaps if gap is not None]


@guard(
    R61,
    R62,
    nl="een onderdeel spreekt alleen voor zichzelf; anders legt een partij of het ministerie vast",
    en="a unit speaks for itself only; else a party or the ministry records",
    reads=Reads.COMMAND,
    field="by",
)
def unit_speaks_for_itself(dossier: Dossier, command: ConsultUnit | CollectInput, norms: Norms) -> Reasons:
    """R61, R62: somebody of the unit, for input also a works council, a party or the ministry; an outsider for nobody."""
    by = command.by
    council = norms.body(by.party)
    own = (by.role is Role.UNIT and by.party == command.unit) or (
        isinstance(command, CollectInput)
        and by.role is Role.WORKS_COUNCIL
        and council is not None
        and council.is_of(command.party)
    )
    if own or by.role is Role.MINISTRY or who.speaks_for(by, dossier.parties):
        return YES
    rule = R61 if isinstance(command, ConsultUnit) else R62
    return [
        rule.forbidden(
            "for-other-unit",
            nl=f"`{by.party}` kan dit niet vastleggen voor `{command.unit}`",
            en=f"`{by.party}` cannot record this for `{command.unit}`",
            suppliers=who.speaks_as(command, norms) + who.both_parties(dossier) + who.ministry(norms),
        )
    ]


def consultations(dossier: Dossier, norms: Norms, before: datetime) -> tuple[ConsultUnit, ...]:
    """The consultations of before that moment that count."""
    held = (c for c in dossier.consultations if c.at < before)
    return counting(dossier, held, norms, Countersigned.CONSULTATIONS)


@guard(
    R61,
    R62,
    nl="het onderdeel sprak over dit proces: niet voordat het er was",
    en="the unit spoke of this process: not before there was one",
    reads=Reads.COMMAND,
    field="at",
)
def unit_was_heard_on_this_process(dossier: Dossier, command: ConsultUnit | CollectInput, norms: Norms) -> Reasons:
    """R61, R62: what people of a unit said before the process was identified was about something else."""
    if dossier.opened is None or command.at >= dossier.opened:
        return YES
    rule = R61 if isinstance(command, ConsultUnit) else R62
    return [
        rule.forbidden(
            "before-the-process",
            nl=f"wat `{command.unit}` zei, is van {said(command.at).nl}; het proces is aangedragen op {said(dossier.opened).nl}",
            en=f"what `{command.unit}` said is of {said(command.at).en}; the process was identified at {said(dossier.opened).en}",
            suppliers=who.unit(command.unit),
            about={"at": dossier.opened},
        )
    ]


@guard(
    R62,
    nl="de inbreng is nog niet vastgelegd",
    en="the input has not been recorded before",
    reads=Reads.COMMAND,
    field="id",
)
def input_is_new(dossier: Dossier, command: CollectInput, norms: Norms) -> Reasons:
    """R62: each input has a reference of its own, so that each is answered."""
    if command.id not in {i.id for i in dossier.inputs} | set(dossier.unanswered_inputs):
        return YES
    return [
        R62.forbidden(
            "input-twice",
            nl=f"er is al een inbreng `{command.id}`",
            en=f"there is an input `{command.id}` already",
        )
    ]


@guard(R62, nl="de inbreng bestaat", en="the input exists", reads=Reads.COMMAND, field="input")
def input_exists(dossier: Dossier, command: AnswerInput, norms: Norms) -> Reasons:
    """R62: an answer answers an input that was given, not one that is still to come."""
    given = min((i for i in dossier.every_input if i.id == command.input), key=lambda i: i.at, default=None)
    if given is not None and given.at <= command.at:
        return YES
    if given is not None:
        return [
            R62.forbidden(
                "answer-before-input",
                nl=f"de inbreng `{command.input}` is van {said(given.at).nl}, na het antwoord",
                en=f"the input `{command.input}` is of {said(given.at).en}, after the answer",
            )
        ]
    return [
        R62.forbidden(
            "no-such-input",
            nl=f"er is geen inbreng `{command.input}`",
            en=f"there is no input `{command.input}`",
            about={"input": dossier.unanswered_inputs},
        )
    ]


@guard(
    R62,
    nl="de mensen die het werk doen hebben in elk onderdeel inbreng gegeven",
    en="the people who do the work have given input in each unit",
    by={"": CollectInput, "no-working-unit": of_the_plan("affected_units")},
)
def input_was_collected(dossier: Dossier, command: Command, norms: Norms) -> Reasons:
    """R62: from each unit of the transferring party that the plan touches, for these do the work; before the tests are concluded."""
    units = dossier.plan.affected_units if dossier.plan else ()
    working = [u for u in units if u.party == dossier.delivering]
    if not working:
        return [
            R62.missing(
                "no-working-unit",
                nl="het plan noemt geen onderdeel van de overdragende partij dat het werk doet",
                en="the plan names no unit of the transferring party that does the work",
                suppliers=who.both_parties(dossier),
                about={"plan.affected_units.party": dossier.delivering},
            )
        ]
    return list(_units_without_input(dossier, command, norms, [u.id for u in working]))


@guard(
    R62,
    nl="de mensen die het werk doen hebben ook in elk onderdeel dat de wijziging noemt inbreng gegeven",
    en="the people who do the work have given input in each unit that the amendment names as well",
    by={"": CollectInput, "no-working-unit": {ProposeAmendment: "plan.affected_units"}},
)
def input_was_collected_for_the_amendment(dossier: Dossier, command: Command, norms: Norms) -> Reasons:
    """R62: a unit that the amendment brings in does the work as well; what the others said before the first decision counts."""
    return input_was_collected.check(dossier.as_amended(command.at), command, norms) if dossier.proposal else YES


def _units_without_input(dossier: Dossier, command: Command, norms: Norms, units: list[str]) -> Iterator[Reason]:
    for unit in units:
        given = [i for i in dossier.inputs if (i.unit, i.party) == (unit, dossier.delivering) and i.at < command.at]
        if counting(dossier, given, norms, Countersigned.INPUT):
            continue
        councils = tuple(s for b in sorted(norms.bodies_of(BodyKind.WORKS_COUNCIL)) for s in who.body(b, norms))
        speakers = who.unit(unit) + councils
        yield without_word(dossier, given, R62, "input", norms, speakers) or R62.missing(
            "no-input",
            nl=f"er is geen inbreng van de mensen van `{unit}`, die het werk doen",
            en=f"there is no input from the people of `{unit}`, who do the work",
            suppliers=speakers + who.both_parties(dossier),
            about={"unit": unit, "party": dossier.delivering},
        )


@guard(R62, nl="elke inbreng is beantwoord", en="each input was answered", by={AnswerInput: "input"})
def inputs_were_answered(dossier: Dossier, command: Command, norms: Norms) -> Reasons:
    """R62: each input is answered, adopted or not and why, before the next step; none is open at completion."""
    return [
        R62.missing(
            "input-unanswered",
            nl=f"de inbreng `{id}` is niet beantwoord",
            en=f"the input `{id}` was not answered",
            suppliers=who.both_parties(dossier),
            about={"input": id},
        )
        for id in dossier.unanswered_inputs
    ]


@guard(
    R11,
    R12,
    nl="het advies is een advies, gedateerd en van het orgaan zelf",
    en="the advice is an advice, dated and by the body itself",
    reads=Reads.COMMAND,
    field={
        "not-the-advice": "document",
        "advice-in-future": "document.on",
        "advice-of-before": "document.on",
        "advice-twice": "advice",
        "advice-by-other": "body",
    },
)
def advice_is_a_document_of_the_body(dossier: Dossier, command: ReceiveAdvice, norms: Norms) -> Reasons:
    """R11: an advice is a dated document of the body, used once; that the body gives none may also stand in a letter.

    An advice that was asked is not older than the request; unasked advice may be of any earlier day.
    """
    document = command.document
    reasons: list[Reason] = []
    kinds = {DocumentKind.ADVICE} | ({DocumentKind.LETTER} if command.opinion is Opinion.ABSTAINED else set())
    if document.kind not in kinds or document.origin != command.body:
        reasons.append(
            R11.forbidden(
                "not-the-advice",
                nl=f"`{document.id}` is geen advies van `{command.body}`",
                en=f"`{document.id}` is not an advice by `{command.body}`",
                suppliers=who.body(command.body, norms),
                about={"document.kind": DocumentKind.ADVICE, "document.origin": command.body},
            )
        )
    if document.on > norms.day_of(command.at):
        reasons.append(
            R11.forbidden(
                "advice-in-future",
                nl=f"het advies is van {said(document.on).nl}, na de ontvangst",
                en=f"the advice is of {said(document.on).en}, after its receipt",
            )
        )
    if command.advice in {a.advice for a in dossier.given_advices}:
        reasons.append(
            R11.forbidden(
                "advice-twice",
                nl=f"het advies `{command.advice}` is al ontvangen",
                en=f"the advice `{command.advice}` was received already",
            )
        )
    asked = next((r for r in dossier.requests if r.advice == command.advice), None)
    if asked is not None and document.on < norms.day_of(asked.at):
        reasons.append(
            R11.forbidden(
                "advice-of-before",
                nl=f"`{document.id}` is van {said(document.on).nl}; het advies `{command.advice}` is op {said(norms.day_of(asked.at)).nl} gevraagd",
                en=f"`{document.id}` is of {said(document.on).en}; the advice `{command.advice}` was asked on {said(norms.day_of(asked.at)).en}",
                suppliers=who.body(command.body, norms),
                about={"document.on": norms.day_of(asked.at)},
            )
        )
    if asked is not None and asked.body != command.body:
        reasons.append(
            R12.forbidden(
                "advice-by-other",
                nl=f"het advies `{command.advice}` is gevraagd aan `{asked.body}`, niet aan `{command.body}`",
                en=f"the advice `{command.advice}` was asked of `{asked.body}`, not of `{command.body}`",
                suppliers=who.body(asked.body, norms),
                about={"body": asked.body},
            )
        )
    return reasons


@guard(
    R11,
    nl="dit advies is nog niet gevraagd",
    en="this advice was not requested before",
    reads=Reads.COMMAND,
    field="advice",
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
    R11,
    nl="de termijn van het advies ligt na de dag waarop het wordt gevraagd",
    en="the term of the advice lies after the day on which it is asked",
    reads=Reads.COMMAND,
    field="until",
)
def term_lies_ahead(dossier: Dossier, command: RequestAdvice, norms: Norms) -> Reasons:
    """R11: a term ends after the day of the request: advice that is asked is waited for."""
    day = norms.day_of(command.at)
    if command.until > day:
        return YES
    return [
        R11.forbidden(
            "term-over",
            nl=f"het advies wordt op {said(day).nl} gevraagd, met een termijn tot en met {said(command.until).nl}; dat is geen termijn",
            en=f"the advice is asked on {said(day).en}, with a term up to {said(command.until).en}; that is no term",
            about={"until": day + timedelta(days=1)},
        )
    ]


@guard(
    R69,
    R76,
    R78,
    nl="het antwoord hoort bij een ontvangen advies of een onderdeel daarvan, en geeft een reden",
    en="the answer belongs to an advice that was received or an element of it, and gives a reason",
    reads=Reads.COMMAND,
    field={
        "advice-element": "element",
        "no-elements": "element",
        "no-such-advice": "advice",
        "answer-before-advice": "at",
        "no-reason": "reason",
        "review-date": "review_on",
    },
)
def answer_gives_a_reason(dossier: Dossier, command: AnswerAdvice, norms: Norms) -> Reasons:
    """R76: comply or explain, not before it came in and always with a reason; R78: element by element; R69: "not yet" is looked at again."""
    reasons: list[Reason] = []
    advice = next((a for a in dossier.given_advices if a.advice == command.advice), None)
    if advice is not None and command.element not in (elements := [e for e, _ in dossier.answers_to(advice)]):
        reasons.append(
            R78.forbidden(
                "advice-element",
                nl=f"het advies `{advice.advice}` wordt per onderdeel beantwoord: {who.ticks(elements)}",
                en=f"the advice `{advice.advice}` is answered element by element: {who.ticks(elements)}",
                suppliers=who.ministry(norms) + who.both_parties(dossier),
                about={"element": elements},
            )
            if advice.elements
            else R78.forbidden(
                "no-elements",
                nl=f"het advies `{advice.advice}` heeft geen onderdelen; het wordt als geheel beantwoord",
                en=f"the advice `{advice.advice}` has no elements; it is answered as a whole",
                suppliers=who.ministry(norms) + who.both_parties(dossier),
            )
        )
    if advice is None:
        reasons.append(
            R76.forbidden(
                "no-such-advice",
                nl=f"er is geen advies `{command.advice}` ontvangen",
                en=f"no advice `{command.advice}` was received",
                about={"advice": [a.advice for a in dossier.given_advices]},
            )
        )
    elif command.at < advice.at:
        reasons.append(
            R76.forbidden(
                "answer-before-advice",
                nl=f"het advies `{command.advice}` kwam binnen op {said(advice.at).nl}, na het antwoord",
                en=f"the advice `{command.advice}` came in at {said(advice.at).en}, after the answer",
                about={"at": advice.at},
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
                nl=f"de datum van herziening {said(command.review_on).nl} past niet bij `{said(command.follow_up).nl}` "
                f"op {said(norms.day_of(command.at)).nl}",
                en=f"the review date {said(command.review_on).en} does not fit `{said(command.follow_up).en}` on {said(norms.day_of(command.at)).en}",
            )
        )
    return reasons


@guard(
    R13,
    nl="een antwoord wordt vervangen door wie het gaf",
    en="an answer is replaced by whoever gave it",
    reads=Reads.COMMAND,
    field="by",
)
def answer_is_replaced_by_its_giver(
    dossier: Any, command: AnswerAdvice | AnswerInput | AnswerElement, norms: Norms
) -> Reasons:
    """R13: only the party that gave an answer replaces it; both answers stay on record."""
    given: AnswerAdvice | AnswerInput | AnswerElement | None
    if isinstance(command, AnswerInput):
        given, what = (
            dossier.answer(command.input),
            Text(nl=f"inbreng `{command.input}`", en=f"input `{command.input}`"),
        )
    else:
        given = dossier.response(command.advice, command.element)
        what = Text(nl=f"advies `{command.advice}`", en=f"advice `{command.advice}`")
    if given is None or given.by.party == command.by.party:
        return YES
    return [
        R13.forbidden(
            "answered-by-another",
            nl=f"`{given.by.party}` heeft {what.nl} beantwoord; `{command.by.party}` kan dat niet vervangen",
            en=f"`{given.by.party}` answered the {what.en}; `{command.by.party}` cannot replace that",
            suppliers=who.owner(given.by.party, norms),
        )
    ]


@guard(
    R11,
    R76,
    nl="elk gevraagd advies is ontvangen of zijn termijn voorbij, en elk ontvangen advies beantwoord",
    en="each advice that was asked came in or its term is over, and each that came in was answered",
    by={"advice-awaited": {ReceiveAdvice: "advice"}, "advice-unanswered": {AnswerAdvice: "advice"}},
)
def advices_were_answered(dossier: Dossier, command: Command, norms: Norms) -> Reasons:
    """R76: silence is a violation; R11: advice is waited for until its term ends or the body abstains."""
    return [
        R11.not_yet(
            "advice-awaited",
            nl=f"het advies `{r.advice}` van `{r.body}` is nog niet ontvangen; de termijn loopt tot en met {said(r.until).nl}",
            en=f"the advice `{r.advice}` by `{r.body}` has not come in yet; its term runs up to {said(r.until).en}",
            suppliers=who.body(r.body, norms),
            earliest=norms.end_of(r.until),
            about={"advice": r.advice, "body": r.body},
        )
        for r in dossier.awaited_advices
        if norms.day_of(command.at) <= r.until
    ] + [reason for a in dossier.given_advices for reason in _unanswered(dossier, a, norms)]


def _unanswered(dossier: Dossier, advice: ReceiveAdvice, norms: Norms) -> Iterator[Reason]:
    """What is still to be done about an advice that came in."""
    if advice.opinion is Opinion.ABSTAINED:
        return  # the body says itself that there is nothing to answer
    if not counting(dossier, (advice,), norms, Countersigned.ADVICE):
        reason = without_word(dossier, (advice,), R11, "advice", norms, who.body(advice.body, norms))
        yield from () if reason is None else (reason,)
    for element, answer in dossier.answers_to(advice):
        if answer is None:
            of_nl, of_en = ("", "") if element is None else (f"onderdeel `{element}` van ", f"element `{element}` of ")
            yield R76.missing(
                "advice-unanswered",
                nl=f"{of_nl}het advies `{advice.advice}` van `{advice.body}` ({said(advice.opinion).nl}) is niet beantwoord",
                en=f"{of_en}the advice `{advice.advice}` by `{advice.body}` ({said(advice.opinion).en}) was not answered",
                suppliers=who.ministry(norms) + who.both_parties(dossier),
                about={"advice": advice.advice, "element": element},
            )


@guard(
    R69,
    R76,
    nl="geen uitgesteld advies is over zijn datum",
    en="no postponed advice is past its date",
    by={AnswerAdvice: "review_on"},
)
def postponed_advices_are_not_overdue(dossier: Dossier, command: Command, norms: Norms) -> Reasons:
    """R69: "not yet" past its review date raises a warning; it does not shut the door."""
    return [
        R69.warning(
            "overdue",
            nl=f"het antwoord `{said(r.follow_up).nl}` op advies `{r.advice}` zou op {said(r.review_on).nl} worden herzien",
            en=f"the answer `{said(r.follow_up).en}` to advice `{r.advice}` was to be reviewed on {said(r.review_on).en}",
            suppliers=who.ministry(norms),
            about={"advice": r.advice, "element": r.element},
        )
        for a in dossier.given_advices
        for _, r in dossier.answers_to(a)
        if r is not None and r.review_on is not None and r.review_on < norms.day_of(command.at)
    ]
