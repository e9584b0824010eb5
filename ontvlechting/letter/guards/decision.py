"""Decision: the ministry, with a mandate, on the tested plan, having weighed everything."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import datetime, timedelta

from ontvlechting.engine.doors import YES, Guard, Reads, Reasons, guard
from ontvlechting.engine.text import Text
from ontvlechting.engine.verdicts import About, Reason, Supplier
from ontvlechting.letter.catalogue import R5, R13, R17, R44, R46, R54, R55, R60, R70, R71, R85, R89, R90
from ontvlechting.letter.commands import (
    AdoptRules,
    AmendPlan,
    ChangeRoute,
    Command,
    Complete,
    Decide,
    Opinion,
    Phase,
    ReturnPlan,
    Reversal,
    RevisePlan,
    RiskResponse,
    Step,
    Stop,
    WeighStep,
)
from ontvlechting.letter.dossier import Dossier
from ontvlechting.letter.guards import who
from ontvlechting.letter.guards.mandates import mandate_faults
from ontvlechting.letter.guards.mends import of_a_reversal, of_the_plan
from ontvlechting.letter.norms import Norms
from ontvlechting.letter.terms import said
from ontvlechting.letter.values import Document, DocumentKind, Power, Role


@guard(R13, nl="het ministerie besluit", en="the ministry decides", reads=Reads.ACTOR, field="by")
def ministry_decides(dossier: Dossier, command: Command, norms: Norms) -> Reasons:
    """R13: only the ministry takes this decision."""
    if command.by.role is Role.MINISTRY:
        return YES
    return [
        R13.forbidden(
            "not-the-ministry",
            nl=f"`{command.by.party}` in de rol `{said(command.by.role).nl}` is niet het ministerie",
            en=f"`{command.by.party}` in the role `{said(command.by.role).en}` is not the ministry",
            suppliers=who.ministry(norms),
        )
    ]


@guard(
    R13,
    nl="de regels zijn andere dan die al gelden",
    en="the rules are others than those that hold already",
    reads=Reads.COMMAND,
    field="rules",
)
def rules_are_others(dossier: Dossier, command: AdoptRules, norms: Norms) -> Reasons:
    """R13: the ministry has nothing to decide where nothing changes."""
    if command.rules != dossier.rules:
        return YES
    name, version = command.rules.name, command.rules.version
    return [
        R13.forbidden(
            "rules-already",
            nl=f"het proces valt al onder de regels `{name}` versie {version}",
            en=f"the process is under the rules `{name}` version {version} already",
        )
    ]


def mandate_is_valid(power: Power) -> Guard:
    """A guard: the actor has a mandate that covers this power on the day of the act."""

    @guard(
        R5,
        nl="er is een mandaat dat op die dag geldt voor dit besluit",
        en="there is a mandate that is valid on that day for this decision",
        reads=Reads.ACTOR,
        field="by.mandate",
    )
    def mandate_is_valid(dossier: Dossier, command: Command, norms: Norms) -> Reasons:
        """R5: each decision names an actor and a mandate, valid on the day, that covers the decision and this process."""
        return mandate_faults(R5, command.by, power, dossier, command, norms, who.ministry(norms))

    return mandate_is_valid


@guard(
    R17,
    nl="wie besluit heeft het plan niet opgesteld of getoetst",
    en="who decides did not draft or test the plan",
    reads=Reads.ACTOR,
    field="by.id",
)
def duties_are_separated(dossier: Dossier, command: Command, norms: Norms) -> Reasons:
    """R17: drafting, testing and deciding are in different hands, and so is telling of a test; the norms can switch this off."""
    if not norms.separate_duties:
        return YES
    reasons: list[Reason] = []
    drafts = (drafted.by for drafted in (dossier.planned, dossier.proposal) if drafted is not None)
    if command.by.id in {drafter.id for drafter in drafts if not who.of_the_ministry(drafter, norms)}:
        reasons.append(
            R17.forbidden(
                "drafter-decides",
                nl=f"`{command.by.id}` heeft het plan opgesteld",
                en=f"`{command.by.id}` drafted the plan",
                suppliers=who.ministry(norms),
            )
        )
    if command.by.id in {hand.id for t in dossier.tests for hand in (t.by, *(r.judgement.by for r in t.results))}:
        reasons.append(
            R17.forbidden(
                "tester-decides",
                nl=f"`{command.by.id}` heeft een randvoorwaarde getoetst, of die toets vastgelegd",
                en=f"`{command.by.id}` tested a precondition, or recorded that test",
                suppliers=who.ministry(norms),
            )
        )
    return reasons


@guard(
    R44,
    nl="het besluit gaat over het getoetste plan",
    en="the decision is on the tested plan",
    reads=Reads.COMMAND,
    field="plan_version",
)
def decides_on_the_plan(dossier: Dossier, command: Decide, norms: Norms) -> Reasons:
    """R44: the decided version is the version in force."""
    if dossier.planned is not None and command.plan_version == dossier.plan_version:
        return YES
    return [
        R44.forbidden(
            "other-version-decided",
            nl=f"het besluit gaat over versie {command.plan_version}; het geldende plan is versie {dossier.plan_version}",
            en=f"the decision is on version {command.plan_version}; the plan in force is version {dossier.plan_version}",
            suppliers=who.ministry(norms),
            about={"plan_version": dossier.plan_version or None},
        )
    ]


@guard(
    R70,
    nl="het besluit bevat de vorm en de transitie",
    en="the decision holds form and transition",
    reads=Reads.COMMAND,
    field={"": "form", "no-transition": "transition"},
)
def form_and_transition_are_decided(dossier: Dossier, command: Decide, norms: Norms) -> Reasons:
    """R70: both the form, which is the route of the plan, and the transition."""
    reasons: list[Reason] = []
    if command.form is None:
        reasons.append(
            R70.missing(
                "no-form",
                nl="het besluit noemt de vorm niet",
                en="the decision does not name the form",
                suppliers=who.ministry(norms),
                about={"form": dossier.route},
            )
        )
    elif dossier.route is not None and command.form is not dossier.route:
        reasons.append(
            R70.forbidden(
                "other-form",
                nl=f"het besluit noemt `{said(command.form).nl}`; het plan gaat over `{said(dossier.route).nl}`",
                en=f"the decision names `{said(command.form).en}`; the plan is for `{said(dossier.route).en}`",
                suppliers=who.ministry(norms),
                about={"form": dossier.route},
            )
        )
    if command.transition is None:
        reasons.append(
            R70.missing(
                "no-transition",
                nl="het besluit beschrijft de transitie niet",
                en="the decision does not describe the transition",
                suppliers=who.ministry(norms),
            )
        )
    return reasons


@guard(
    R90,
    nl="het besluit weegt alle stukken: onderzoek, motie en elk ontvangen advies",
    en="the decision weighs all documents: study, motion and each advice received",
    reads=Reads.COMMAND,
    field="weighed",
)
def documents_were_weighed(dossier: Dossier, command: Decide | AmendPlan, norms: Norms) -> Reasons:
    """R90: the study, what is always weighed, and every advice that came in are among the documents weighed."""
    due = [f.document.id for f in dossier.findings[-1:]]
    due += norms.always_weighed
    due += [a.document.id for a in dossier.given_advices if a.opinion is not Opinion.ABSTAINED]
    return [
        R90.missing(
            "not-weighed",
            nl=f"het stuk `{id}` is niet meegewogen",
            en=f"the document `{id}` was not weighed",
            suppliers=who.ministry(norms),
            about={"weighed": id},
        )
        for id in dict.fromkeys(due)
        if id not in command.weighed
    ]


@guard(R85, nl="er is een openbare beslisnota", en="there is a public decision note", reads=Reads.COMMAND, field="note")
def decision_note_is_public(
    dossier: Dossier, command: Decide | AmendPlan | ReturnPlan | Stop | Complete, norms: Norms
) -> Reasons:
    """R85: every decision of the ministry has its own public decision note by the ministry, apart from what it weighs.

    R44: the note is not older than what it decides on. For a stop its date is not checked: that is possible at any time
    (R32).
    """
    on = dossier.proposal.at if isinstance(command, AmendPlan) and dossier.proposal else dossier.since
    weighed = command.weighed if isinstance(command, Decide | AmendPlan) else ()
    return note_faults(command.note, dossier.notes, norms, None if isinstance(command, Stop) else on, weighed=weighed)


def note_faults(
    note: Document | None,
    earlier: Collection[str],
    norms: Norms,
    on: datetime | None = None,
    *,
    field: str = "note",
    weighed: Iterable[str] = (),
) -> Reasons:
    """R85: what is wrong with the decision note of an act; one reason for each fault.

    Args:
        note: the note.
        earlier: the ids of the notes of earlier decisions; no note counts for two.
        norms: the norms.
        on: the note may not be dated before this moment, when what it decides on began; None to skip that check.
        field: in which field of the act it stands.
        weighed: the ids of the documents that the act weighs, beside those that every decision does.
    """
    right = {f"{field}.kind": DocumentKind.DECISION_NOTE, f"{field}.public": True, f"{field}.origin": norms.ministry}
    if note is None or note.kind is not DocumentKind.DECISION_NOTE or not note.public:
        return [
            R85.missing(
                "no-public-note",
                nl="er is geen openbare beslisnota bij dit besluit",
                en="there is no public decision note with this decision",
                suppliers=who.ministry(norms),
                about=right,
            )
        ]
    reasons: list[Reason] = []
    if note.origin != norms.ministry:
        reasons.append(
            R85.forbidden(
                "note-not-of-the-ministry",
                nl=f"de beslisnota `{note.id}` is van `{note.origin}`, niet van het ministerie",
                en=f"the decision note `{note.id}` is by `{note.origin}`, not by the ministry",
                suppliers=who.ministry(norms),
                about=right,
            )
        )
    if note.id in earlier:
        reasons.append(
            R85.forbidden(
                "note-of-another-decision",
                nl=f"de beslisnota `{note.id}` hoort bij een eerder besluit; elk besluit heeft een eigen beslisnota",
                en=f"the decision note `{note.id}` belongs to an earlier decision; each decision has a note of its own",
                suppliers=who.ministry(norms),
            )
        )
    if note.id in {*norms.always_weighed, *weighed}:
        reasons.append(
            R85.forbidden(
                "note-is-weighed",
                nl=f"`{note.id}` is een van de stukken die worden gewogen, en dus niet de beslisnota waarin dat gebeurt",
                en=f"`{note.id}` is one of the documents that are weighed, and so not the decision note in which that is done",
                suppliers=who.ministry(norms),
            )
        )
    if on is not None and note.on < norms.day_of(on):
        reasons.append(
            R85.forbidden(
                "note-too-early",
                nl=f"de beslisnota `{note.id}` is van {said(note.on).nl}; waarover wordt besloten, is van {said(norms.day_of(on)).nl}",
                en=f"the decision note `{note.id}` is of {said(note.on).en}; what is decided on is of {said(norms.day_of(on)).en}",
                suppliers=who.ministry(norms),
                about={f"{field}.on": norms.day_of(on)},
            )
        )
    return reasons


@guard(
    R5,
    R13,
    R85,
    nl="wat het ministerie besloot, draait alleen het ministerie terug",
    en="what the ministry decided, only the ministry undoes",
    reads=Reads.COMMAND,
    field={"": "note", "decided-by-the-ministry": "by", "no-mandate": "by.mandate", "mandate-": "by.mandate"},
)
def ministry_undoes_its_decision(dossier: Dossier, command: RevisePlan | ChangeRoute, norms: Norms) -> Reasons:
    """R13: while a decision is in force only the ministry sets it aside: with a mandate (R5) and a public note (R85)."""
    if dossier.decided is None:
        return YES
    reasons: list[Reason] = []
    if not who.of_the_ministry(command.by, norms):
        day = norms.day_of(dossier.decided.at)
        reasons.append(
            R13.forbidden(
                "decided-by-the-ministry",
                nl=f"het ministerie heeft op {said(day).nl} besloten; `{command.by.party}` kan dat niet terugdraaien",
                en=f"the ministry decided on {said(day).en}; `{command.by.party}` cannot undo that",
                suppliers=who.ministry(norms),
            )
        )
    reasons += mandate_faults(R5, command.by, Power.DECIDE, dossier, command, norms, who.ministry(norms))
    reasons += note_faults(command.note, dossier.notes, norms, dossier.decided.at)
    return reasons


@guard(
    R46,
    R60,
    nl="geen risico in het plan vraagt om stoppen",
    en="no risk in the plan asks to stop",
    by=of_the_plan("risks.response"),
)
def no_risk_says_stop(dossier: Dossier, command: Command, norms: Norms) -> Reasons:
    """R60: a plan with a risk that asks to stop is not carried out, nor one that is not smaller where a risk asks for that."""
    risks = dossier.plan.risks if dossier.plan else ()
    asked = dossier.asked(dossier.route)
    suppliers = who.both_parties(dossier) + who.ministry(norms)
    return [
        R60.forbidden(
            "risk-stop",
            nl=f"risico {number} van het plan vraagt om stoppen",
            en=f"risk {number} of the plan asks to stop",
            suppliers=suppliers,
            about={"plan.risks": number},
        )
        for number, risk in enumerate(risks, start=1)
        if risk.response is RiskResponse.STOP
    ] + [
        R60.missing(
            "risk-reduce",
            nl=f"risico {number} vraagt om minder over te dragen, en het plan draagt niet minder over dan het vorige",
            en=f"risk {number} asks to transfer less, and the plan does not transfer less than the one before",
            suppliers=suppliers,
            about={"plan.risks": number},
        )
        for number, risk in enumerate(risks, start=1)
        if risk.response is RiskResponse.REDUCE_SCOPE and not (asked is not None and asked.reduced)
    ]


@guard(R54, nl="elke fase kan worden teruggedraaid", en="each phase can be reversed", by=of_a_reversal)
def phases_can_be_reversed(dossier: Dossier, command: Command, norms: Norms) -> Reasons:
    """R54: no irreversible steps: each phase declares its reversal, by a party, to the end of the transfer, not past its day."""
    return [r for phase in dossier.phases for r in phase_faults(dossier, phase, command, norms)]


def phase_faults(dossier: Dossier, phase: Phase, command: Command, norms: Norms) -> Reasons:
    """R54: what is wrong with the way back from a phase; one reason for each fault."""
    reversal, suppliers = dossier.reversal(phase), who.both_parties(dossier)
    whose = {"phase": phase.number, "plan.phases.number": phase.number}
    if reversal is None:
        return [
            R54.missing(
                "no-reversal",
                nl=f"fase {phase.number} heeft geen verklaring hoe zij wordt teruggedraaid",
                en=f"phase {phase.number} has no declaration how it is reversed",
                suppliers=suppliers,
                about=whose,
            )
        ]
    of = Text(nl=f"fase {phase.number}", en=f"phase {phase.number}")
    return reversal_faults(reversal, of, dossier, command, norms, suppliers, whose)


_THE_SHIFT: About = {}


def _way_back(whose: About, **right: object) -> About:
    """The fields of a reversal, by itself or in a plan, that need another value, each with that value."""
    return {**whose, **{f"{at}.{name}": v for name, v in right.items() for at in ("reversal", "plan.phases.reversal")}}


def reversal_faults(
    reversal: Reversal,
    of: Text,
    dossier: Dossier,
    command: Command,
    norms: Norms,
    suppliers: tuple[Supplier, ...],
    whose: About = _THE_SHIFT,
) -> Reasons:
    """R54: what keeps a declared reversal from being a way back; one reason for each fault.

    Args:
        reversal: what is declared.
        of: what it undoes, in words.
        dossier: the process; its plan says when the transfer ends.
        command: what is asked, on which day.
        norms: the norms.
        suppliers: who can declare it better.
        whose: the fields that say what it undoes; none for a shift of budget.
    """
    reasons: list[Reason] = []
    if reversal.who not in who.owners(norms):
        reasons.append(
            R54.forbidden(
                "reversal-party",
                nl=f"{of.nl} zou worden teruggedraaid door `{reversal.who}`; dat kan alleen een van "
                f"{who.ticks(who.owners(norms))}",
                en=f"{of.en} would be reversed by `{reversal.who}`; only one of {who.ticks(who.owners(norms))} can do that",
                suppliers=suppliers,
                about=_way_back(whose, who=who.owners(norms)),
            )
        )
    ends = max((p.ends_on for p in dossier.phases), default=None)
    if ends is not None and reversal.until < ends:
        reasons.append(
            R54.forbidden(
                "reversal-too-short",
                nl=f"{of.nl} kan worden teruggedraaid tot en met {said(reversal.until).nl}; de overdracht duurt tot en met {said(ends).nl}",
                en=f"{of.en} can be reversed up to {said(reversal.until).en}; the transfer lasts up to {said(ends).en}",
                suppliers=suppliers,
                about=_way_back(whose, until=ends),
            )
        )
    if reversal.until < norms.day_of(command.at):
        reasons.append(
            R54.forbidden(
                "reversal-too-late",
                nl=f"{of.nl} kon worden teruggedraaid tot en met {said(reversal.until).nl}",
                en=f"{of.en} could be reversed up to {said(reversal.until).en}",
                suppliers=suppliers,
                about=_way_back(whose, until=norms.day_of(command.at) + timedelta(days=1)),
            )
        )
    return reasons


def step_was_weighed(step: Step) -> Guard:
    """A guard: this step was weighed, in this state, affirmatively, and the weighing was not used before."""

    @guard(
        R55,
        nl="de stap is afgewogen, met genoeg toegevoegde waarde",
        en="the step was weighed, with sufficient added value",
        by=WeighStep,
    )
    def step_was_weighed(dossier: Dossier, command: Command, norms: Norms) -> Reasons:
        """R55: each step has its own weighing: consequences, and a judgement on added value in this situation."""
        following = dossier.next_phase.number if dossier.next_phase else None
        phase = {Step.PHASE: following, Step.ACCEPTANCE: dossier.running}.get(step)
        since = dossier.weighed_from(step, phase)
        found = [
            w
            for w in dossier.weighings
            if w.step is step and w.phase == phase and (since is None or w.enough_added_value.on >= since)
        ]
        if found and found[-1].enough_added_value.holds:
            return YES
        nl, en = said(step).nl, said(step).en
        if phase is not None:
            nl, en = nl.replace("een fase", f"fase {phase}"), en.replace("a phase", f"phase {phase}")
        subject: About = {"step": step} if phase is None else {"step": step, "phase": phase}
        if not found:
            return [
                R55.missing(
                    f"unweighed-{step.value}",
                    nl=f"voor {nl} ontbreekt een actuele afweging; een van een eerdere stap of van voor een verstoring telt niet",
                    en=f"a current weighing of {en} is missing; one of an earlier step or from before a breach does not count",
                    suppliers=who.both_parties(dossier) + who.ministry(norms),
                    about=subject,
                )
            ]
        return [
            R55.forbidden(
                f"too-little-{step.value}",
                nl=f"{nl} heeft volgens afweging `{found[-1].id}` niet genoeg toegevoegde waarde",
                en=f"{en} does not have sufficient added value according to weighing `{found[-1].id}`",
                suppliers=who.both_parties(dossier) + who.ministry(norms),
                about=subject,
            )
        ]

    return step_was_weighed


@guard(
    R55,
    nl="de afweging is nieuw en van deze toestand",
    en="the weighing is new and of this state",
    reads=Reads.COMMAND,
    field={
        "weighing-twice": "id",
        "weighing-date": "enough_added_value.on",
        "weigher": "enough_added_value.by",
        "weighing-phase": "phase",
    },
)
def weighing_is_fresh(dossier: Dossier, command: WeighStep, norms: Norms) -> Reasons:
    """R55: not used before, judged in the present state by a party or the ministry, and for an existing phase."""
    reasons: list[Reason] = []
    judgement = command.enough_added_value
    if command.id in dossier.spent:
        reasons.append(
            R55.forbidden(
                "weighing-twice",
                nl=f"de afweging `{command.id}` is al gebruikt; elke stap vraagt een eigen afweging",
                en=f"the weighing `{command.id}` was used already; each step asks for a weighing of its own",
            )
        )
    since = dossier.weighed_from(command.step, command.phase)
    if judgement.on > command.at or (since is not None and judgement.on < since):
        reasons.append(
            R55.forbidden(
                "weighing-date",
                nl=f"het oordeel is van {said(judgement.on).nl}: niet uit de huidige toestand, of van voor een verstoring",
                en=f"the judgement is of {said(judgement.on).en}: not from the present state, or from before a breach",
                about={"enough_added_value.on": since},
            )
        )
    if not who.of_the_ministry(judgement.by, norms) and not who.speaks_for(judgement.by, dossier.parties):
        reasons.append(
            R55.forbidden(
                "weigher",
                nl=f"`{judgement.by.id}` spreekt niet voor een partij of het ministerie",
                en=f"`{judgement.by.id}` does not speak for a party or the ministry",
                suppliers=who.both_parties(dossier) + who.ministry(norms),
            )
        )
    if command.step is Step.ACCEPTANCE:
        fits = command.phase is not None and command.phase == dossier.running
    else:
        fits = dossier.phase(command.phase) is not None if command.step is Step.PHASE else command.phase is None
    if not fits:
        about = (
            Text(nl="noemt geen fase", en="names no phase")
            if command.phase is None
            else Text(nl=f"past niet bij fase {command.phase}", en=f"does not fit phase {command.phase}")
        )
        reasons.append(
            R55.forbidden(
                "weighing-phase",
                nl=f"de stap `{said(command.step).nl}` {about.nl}",
                en=f"the step `{said(command.step).en}` {about.en}",
            )
        )
    return reasons


@guard(
    R55,
    nl="na een afweging die nee zei, zegt een latere wat er sindsdien is veranderd",
    en="after a weighing that said no, a later one says what has changed since",
    reads=Reads.COMMAND,
    field="changed_since",
)
def change_since_a_no_is_told(dossier: Dossier, command: WeighStep, norms: Norms) -> Reasons:
    """R55: a weighing is not repeated until it gives another answer: a yes after a no says what has changed."""
    doubt = dossier.doubt(command.step, command.phase)
    if doubt is None or not command.enough_added_value.holds or command.changed_since is not None:
        return YES
    return [
        R55.missing(
            "nothing-changed",
            nl=f"afweging `{doubt.id}` van {said(norms.day_of(doubt.at)).nl} zei nee; wat er sindsdien is veranderd, is niet vermeld",
            en=f"weighing `{doubt.id}` of {said(norms.day_of(doubt.at)).en} said no; what has changed since is not stated",
            suppliers=who.both_parties(dossier) + who.ministry(norms),
        )
    ]


@guard(
    R89,
    nl="waar waarden botsen gaat de dienstverlening voor",
    en="where values conflict, service prevails",
    reads=Reads.COMMAND,
    field="service_prevails",
)
def service_prevails(dossier: Dossier, command: WeighStep, norms: Norms) -> Reasons:
    """R89: a weighing that names a conflict lets service to citizens and businesses prevail."""
    if command.conflict is None or command.service_prevails:
        return YES
    return [
        R89.forbidden(
            "service",
            nl="bij het genoemde conflict gaat de dienstverlening aan burgers en bedrijven niet voor",
            en="in the conflict that is named, service to citizens and businesses does not prevail",
            about={"service_prevails": True},
        )
    ]


@guard(
    R70,
    R71,
    nl="er is een besluit over vorm en transitie van kracht op het geldende plan",
    en="a decision on form and transition is in force on the plan in force",
    by=Decide,
)
def decision_is_in_force(dossier: Dossier, command: Command, norms: Norms) -> Reasons:
    """R71: execution and budget come after the decision on this version of the plan."""
    if dossier.decided_version is not None and dossier.decided_version == dossier.plan_version:
        return YES
    return [
        R71.missing(
            "no-decision",
            nl="er is geen besluit over vorm en transitie van kracht",
            en="no decision on form and transition is in force",
            suppliers=who.ministry(norms),
        )
    ]
