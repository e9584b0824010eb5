"""The dossier: all that is known of one process.

It is immutable, and it holds the accepted commands themselves as evidence: there are no parallel classes for what
happened. What can be derived is a property. Each command says itself what it adds.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime, timedelta
from enum import Enum
from operator import attrgetter
from typing import Any, ClassVar, Self, TypeVar, cast

from attrs import evolve, frozen

from ontvlechting.engine import dossier
from ontvlechting.engine.agenda import Term
from ontvlechting.engine.checked import derived, without_words
from ontvlechting.engine.columns import Column, Match
from ontvlechting.engine.command import Command, Fact
from ontvlechting.engine.days import day_of
from ontvlechting.engine.dossier import Recorded
from ontvlechting.engine.text import Text
from ontvlechting.engine.values import Actor
from ontvlechting.letter.agenda import terms
from ontvlechting.letter.commands import (
    AcceptPhase,
    AdoptRules,
    AmendPlan,
    AnswerAdvice,
    AnswerInput,
    Asking,
    CollectInput,
    Complete,
    ConcludeProof,
    Confirm,
    ConsultUnit,
    Contest,
    Correct,
    Cosign,
    Decide,
    DraftPlan,
    Earlier,
    Escalate,
    Feasibility,
    Finding,
    IdentifyProcess,
    Limits,
    Mode,
    NotifyBody,
    Opinion,
    Phase,
    Plan,
    Precondition,
    ProposeAmendment,
    ReceiveAdvice,
    RecordAgreement,
    RecordContact,
    RecordEvaluation,
    RecordExecution,
    RecordFeasibility,
    RecordIndicator,
    RecordTest,
    RecordUseOfAgreement,
    Redact,
    RenewReversal,
    Replace,
    ReportBreach,
    RequestAdvice,
    ResolveBreach,
    ResolveContest,
    ResolveEscalation,
    Reversal,
    RevisePlan,
    Route,
    SetAside,
    SharedTask,
    ShiftBudget,
    Stage,
    StartPhase,
    Step,
    Stop,
    UpdateSharedTasks,
    WeighStep,
)
from ontvlechting.letter.commands.about import OF_OTHERS, document_of, speaks_about, subject
from ontvlechting.letter.commands.programme import ProcessReading
from ontvlechting.letter.commands.voids import Anew, after, anew, anew_since, counts
from ontvlechting.letter.data.portfolio import PARTIES
from ontvlechting.letter.interruptions import Interruption, Measurement, interruptions, measurements
from ontvlechting.letter.naming import Described, described, known_by, named_in, register, where_held
from ontvlechting.letter.norms import Norms
from ontvlechting.letter.terms import brief, said
from ontvlechting.letter.values import Document, Judgement
from ontvlechting.states import FINAL, IN_TRANSFER, State

_C = TypeVar("_C", bound=Command)


class Word(Enum):
    """Whether the other side confirms what it is said to have done (*woord van de ander*).

    `GIVEN`: it recorded or confirmed that itself, or a document of its own shows it. `AWAITED`: only another says so.
    `CONTESTED`: it says that this is not so, and that was not resolved. `DENIED`: it said so, and was found to be
    right.
    """

    GIVEN = "given"
    AWAITED = "awaited"
    CONTESTED = "contested"
    DENIED = "denied"


def _count_breaches(dossier: Dossier) -> int:
    return len(dossier.breaches)


def _party(id: str) -> Text:
    """The name of a party, so that it fits in a narrow column."""
    name = PARTIES[id].name if id in PARTIES else Text(nl=id, en=id)
    return Text(nl=brief(name.nl), en=brief(name.en))


def _breaches_text(many: int) -> Text:
    return Text(nl=f"{many} verstoring{'en' * (many > 1)}", en=f"{many} breach{'es' * (many > 1)}")


def _confirms(confirmation: Recorded, entry: Recorded) -> bool:
    """Whether this confirms a record as it now holds.

    It is by the body or unit that the record is about, later than its correction, and was not itself corrected.
    """
    stands = confirmation.number > (entry.corrected_by or 0) and confirmation.corrected_by is None
    return stands and speaks_about(confirmation.command.by, entry.command)


def _own_word(command: Command, hands: Iterable[Actor]) -> Word:
    """`GIVEN` when the body or unit itself says what it did, or a document of its own shows it; else `AWAITED`."""
    document = document_of(command)
    shown = document is not None and document.origin == subject(command)
    return Word.GIVEN if shown or all(speaks_about(by, command) for by in hands) else Word.AWAITED


def _speakers_in(command: Command) -> tuple[tuple[str, str, str], ...]:
    """Who speaks for which party in a command, and which party says so.

    Of a fact, a correction or a plan only whoever gives it: the other people in it can still be corrected or replaced.
    """
    by = command.by
    if isinstance(command, Redact | SetAside | AdoptRules):
        return ()  # these are about the record, not about the process
    if isinstance(command, Fact | Correct | DraftPlan | RevisePlan | ProposeAmendment):
        return ((by.id, by.party, by.party),)
    return tuple((id, party, by.party) for id, party in named_in(command).people)


def _longest(
    declared: Reversal | None, renewals: Iterable[RenewReversal], since: datetime | None, until: datetime | None = None
) -> Reversal | None:
    """The reversal that lasts longest: the declared one, or a renewal between these moments; of equals the latest."""
    ways = [] if declared is None else [declared]
    ways += [r.reversal for r in renewals if (since is None or r.at >= since) and (until is None or r.at <= until)]
    return max(reversed(ways), key=lambda way: way.until, default=None)


COLUMNS = (
    Column(
        "delivering",
        str,
        Text(nl="overdragende partij", en="transferring party"),
        head=Text(nl="Van", en="From"),
        said=_party,
    ),
    Column(
        "receiving",
        str,
        Text(nl="ontvangende partij", en="receiving party"),
        head=Text(nl="Naar", en="To"),
        said=_party,
    ),
    Column("route", Route, Text(nl="vorm", en="route"), said=said),
    Column("waiting_until", date, Text(nl="termijn tot en met", en="term until"), match=Match.UP_TO),
    Column(
        "breaches",
        int,
        Text(nl="open verstoringen", en="open breaches"),
        of=_count_breaches,
        match=Match.ANY,
        asked="breached",
        head=Text(nl="Open", en="Open"),
        said=_breaches_text,
    ),
)
"""What an overview shows of a process, beside its state."""


@frozen(kw_only=True, slots=False)  # without slots it is copied as one dictionary, at every record
class Dossier(dossier.Dossier):
    """All that is known of one process (*dossier*).

    Attributes:
        identity: how the process was identified.
        route: shift or governance; exactly one (R25).
        relations: on the governance route: what is to be improved (R29).
        studies: the feasibility findings that were recorded since.
        planned: the command that brought the current plan; None when there is none.
        plan_version: the version of the plan in force, or of the last that was.
        last_version: the highest version there has been, proposed ones included.
        proposal: the amended plan that is proposed and not decided on.
        limits: of every plan that was in force, oldest first: its indicators, and since when.
        asking: what the risks in plans of each route asked and no later plan answered otherwise: to transfer less, or
            to stop.
        voided_at: when a plan was last revised, returned or given up for another route; what rested on it counts no
            longer.
        restarted_at: when another route was last chosen; None when there was one only.
        undone_at: when a transfer was last undone.
        contacts: contacts with the bodies that still count.
        consultations: units that were consulted.
        inputs, answers: input of the people who do the work, and what was answered.
        signatures: by which the other party signed a version of the plan, or refused to.
        confirmations, contests, resolutions: what was confirmed and contested by the other side, and how that was resolved.
        corrections: which facts were corrected, by whom.
        superseded: what was corrected, as it was first recorded, each with the number of its record.
        voices: who acted for which party, or was named for it in a move other than a plan, and which party said so;
            none is undone.
        requests, advice, responses: advice asked, received and answered.
        notices: bodies that were told of the decision.
        tests: the tests of the preconditions, on any version; of each precondition the last one counts.
        unmet: the plans that failed a test, and those that were tested after that, without their words; none is undone
            (R35).
        tested_from: from when tests count: a plan was last returned, or another route chosen, then.
        tests_from: from when judgements count: the plan was drafted, revised or returned then.
        concluded_at: when the tests of the plan in force were concluded.
        underway_at: when the transfer, or the strengthening of governance, began.
        weighings: weighings that still count in this state.
        decision: the decision in force on the current plan, or on the one that was amended since.
        amended: how the plan was amended last, since that decision.
        anew_from: of phases that were reversed or amended: from when facts about them count.
        regrouped: of phases whose number an amendment gave to other tasks: from when what was said of that number counts.
        started, accepted: the phases of this transfer that were started and accepted.
        indicators, executions: what was measured and carried out in this transfer.
        reported, restored: breaches that were reported, and those that ended.
        escalated, handled: escalations, and how they ended.
        replaced: people and mandates that were replaced.
        updates: how the register of shared tasks was brought up to date in this transfer.
        proof: the proof of the receiving party.
        shifts: the budget shifts of this transfer.
        agreements, uses: on the governance route: agreements, and how they were used.
        closing: how the process ended.
        documents: every document that was named, each once, in the order of their ids; none of them is undone (R86).
        notes: the ids of the decision notes of every decision there has been (R85).
        evaluations: the evaluations of the decision.
    """

    columns: ClassVar[tuple[Column, ...]] = COLUMNS
    views: ClassVar[str | None] = "ontvlechting.letter.views.own"
    lapses: ClassVar[tuple[str, ...]] = (WeighStep.key,)
    state: State = State.NEW
    identity: IdentifyProcess | None = None
    route: Route | None = None
    relations: tuple[str, ...] = ()
    studies: tuple[RecordFeasibility, ...] = ()
    planned: DraftPlan | RevisePlan | ProposeAmendment | None = None
    plan_version: int = 0
    last_version: int = 0
    proposal: ProposeAmendment | None = None
    limits: tuple[Limits, ...] = ()
    asking: tuple[Asking, ...] = ()
    voided_at: datetime | None = None
    restarted_at: datetime | None = None
    undone_at: datetime | None = None
    contacts: tuple[RecordContact, ...] = ()
    consultations: tuple[ConsultUnit, ...] = ()
    inputs: tuple[CollectInput, ...] = ()
    answers: tuple[AnswerInput, ...] = ()
    signatures: tuple[Cosign, ...] = ()
    confirmations: tuple[Confirm, ...] = ()
    contests: tuple[Contest, ...] = ()
    resolutions: tuple[ResolveContest, ...] = ()
    corrections: tuple[Correct, ...] = ()
    superseded: tuple[Recorded, ...] = ()
    voices: frozenset[tuple[str, str, str]] = frozenset()
    requests: tuple[RequestAdvice, ...] = ()
    advices: tuple[ReceiveAdvice, ...] = ()
    responses: tuple[AnswerAdvice, ...] = ()
    notices: tuple[NotifyBody, ...] = ()
    tests: tuple[RecordTest, ...] = ()
    unmet: tuple[Plan, ...] = ()
    tested_from: datetime | None = None
    tests_from: datetime | None = None
    concluded_at: datetime | None = None
    underway_at: datetime | None = None
    weighings: tuple[WeighStep, ...] = ()
    decision: Decide | None = None
    amended: AmendPlan | None = None
    anew_from: tuple[Anew, ...] = ()
    regrouped: tuple[Anew, ...] = ()
    started: tuple[StartPhase, ...] = ()
    accepted: tuple[AcceptPhase, ...] = ()
    indicators: tuple[RecordIndicator, ...] = ()
    executions: tuple[RecordExecution, ...] = ()
    reported: tuple[ReportBreach, ...] = ()
    restored: tuple[ResolveBreach, ...] = ()
    escalated: tuple[Escalate, ...] = ()
    handled: tuple[ResolveEscalation, ...] = ()
    replaced: tuple[Replace, ...] = ()
    updates: tuple[UpdateSharedTasks, ...] = ()
    proof: ConcludeProof | None = None
    shifts: tuple[ShiftBudget, ...] = ()
    agreements: tuple[RecordAgreement, ...] = ()
    uses: tuple[RecordUseOfAgreement, ...] = ()
    closing: Complete | Stop | None = None
    documents: tuple[Document, ...] = ()
    notes: tuple[str, ...] = ()
    evaluations: tuple[RecordEvaluation, ...] = ()

    def described(self) -> Mapping[str, Described]:
        """The documents that were named (R86)."""
        return {d.id: described(d) for d in self.documents}

    def meant_by(self, reference: str) -> Described | None:
        """The document that is named by this reference."""
        found = known_by(self.documents, reference)
        return None if found is None else described(found)

    def describes(self, command: Command) -> Mapping[str, Described]:
        """The documents that a command names; of one that corrects, those of what holds instead."""
        return {d.id: described(d) for d in named_in(command).documents}

    def where_described(self, command: Command, reference: str) -> Iterator[str]:
        """The fields of a command that hold this document."""
        return iter(where_held(Document, command, "id").get(reference, ()))

    def counts(self, fact: Fact) -> bool:
        """Whether a fact happened after the moves that would have undone it."""
        return counts(self, fact)

    def terms(self, norms: Norms) -> tuple[Term, ...]:
        """The terms that run: advices, findings, reviews, ways back, mandates, phases and the evaluation."""
        return terms(self, norms)

    def moved(self, at: datetime) -> dict[str, Any]:
        """Weighings count only in the state in which they were made (R55)."""
        return {"weighings": after(self.weighings, at)}

    def kept(self, command: Command, number: int | None) -> dict[str, Any]:
        """What is kept of each command, beside what the engine keeps.

        That is who acted for which party, who corrected what, which plans failed a test, and the documents that it
        names. A correction describes its documents anew.
        """
        changes = super().kept(command, number)
        if named := named_in(command).documents:
            known = self.documents
            if isinstance(command, Correct):
                again = {d.id for d in named}
                known = tuple(d for d in known if d.id not in again)
            changes["documents"] = register(known, named)
        if (note := getattr(command, "note", None)) is not None:
            changes["notes"] = (*self.notes, note.id)
        looked_at_again = isinstance(command, RecordTest) and (self.unmet or not command.passed)
        if looked_at_again and (under := self.under_test) is not None:
            plan = without_words(under.plan)
            changes["unmet"] = self.unmet if plan in self.unmet else (*self.unmet, plan)
        if not self.voices.issuperset(spoken := _speakers_in(command)):
            changes["voices"] = self.voices.union(spoken)
        if isinstance(command, Correct):
            changes["corrections"] = (*self.corrections, command)
            first = [e for e in self.entries if e.number == command.record and e.corrected_by is None]
            if command.record not in {e.number for e in self.superseded}:
                changes["superseded"] = (*self.superseded, *first)
        return changes

    def set_back(self, at: datetime) -> dict[str, Any]:
        """Judgements and facts count as of this moment as well: no mark of time stays later than it."""
        marks = ("tests_from", "tested_from", "concluded_at", "underway_at", "voided_at", "restarted_at", "undone_at")
        moments = {m: min(moment, at) for m in marks if (moment := getattr(self, m)) is not None}
        for name in ("anew_from", "regrouped"):
            moments[name] = tuple(evolve(a, since=min(a.since, at)) for a in getattr(self, name))
        moments["limits"] = tuple(evolve(x, since=min(x.since, at)) for x in self.limits)
        return moments

    def as_it_was(self) -> dict[str, Any]:
        """The weighings stay as well, because it is not known whether the record moved the process."""
        return {**super().as_it_was(), "weighings": self.weighings}

    # -- what is on record ----------------------------------------------------------------------------------------------

    def _entries_with_commands(self, kind: type[_C]) -> list[tuple[Recorded, _C]]:
        """The entries of a kind of command, each with its command."""
        return [(entry, cast("_C", entry.command)) for entry in self._on_record.get(kind, ())]

    def _commands_of(self, kind: type[_C]) -> list[_C]:
        """The commands of the entries of a kind."""
        return [cast("_C", entry.command) for entry in self._on_record.get(kind, ())]

    # -- who ---------------------------------------------------------------------------------------------------------

    @property
    def delivering(self) -> str | None:
        """The id of the party that performed the work at the start (*overdragende partij*)."""
        return self.identity.delivering if self.identity else None

    @property
    def receiving(self) -> str | None:
        """The id of the receiving party (*ontvangende partij*)."""
        return self.identity.receiving if self.identity else None

    @property
    def parties(self) -> tuple[str, ...]:
        """The delivering and the receiving party."""
        return (self.identity.delivering, self.identity.receiving) if self.identity else ()

    @property
    def accountable(self) -> str | None:
        """The one party that is accountable for the process; it changes once, at completion (R6)."""
        moved = self.state is State.COMPLETED and self.route is Route.SHIFT
        return self.receiving if moved else self.delivering

    @property
    def performers(self) -> Mapping[str, str]:
        """For each task of the scope, the id of the party that performs it (R50)."""
        if self.identity is None:
            return {}
        gone: frozenset[str] = frozenset()
        if self.state in IN_TRANSFER or self.state is State.COMPLETED:
            numbers = {s.phase for s in self.started}
            gone = frozenset(t for p in self.phases if p.number in numbers for t in p.tasks)
        first, later = self.identity.delivering, self.identity.receiving
        return {t.id: later if t.id in gone else first for t in self.identity.scope}

    @property
    def standby(self) -> str | None:
        """The id of the party that stands by to take the work back: during a transfer, the delivering one (R53)."""
        return self.delivering if self.state in IN_TRANSFER else None

    # -- people --------------------------------------------------------------------------------------------------------

    def sides(self, person: str, by: str) -> set[str]:
        """The parties for which somebody speaks, for whoever acts or names people for the party `by` (R2).

        These are the parties for which that person acted, those that named the person as theirs, and those for which
        `by` itself named the person: what a third party says does not count. Facts and plans count as they now hold.
        """
        written = (w for w in (self.planned, self.proposal) if w is not None)
        named = (*self._named, *((w.by.party, named_in(w).people) for w in written))
        acted = {party for id, party, said_by in self.voices if id == person and said_by in (party, by)}
        return acted.union(
            party for said_by, people in named for id, party in people if id == person and said_by in (party, by)
        )

    _named = dossier.Grouped("entries", lambda entry: (entry.command.by.party, named_in(entry.command).people))
    """The entries by the party that recorded each and the people that it names."""

    def responsible(self, phase: Phase, at: datetime | None = None) -> Actor:
        """Who is responsible for a phase, after the replacements up to this moment, or after all of them (R18)."""
        return self._successor_of(phase.responsible, self.planned.at if self.planned else None, at, phase=phase.number)

    def owner(self, escalation: Escalate, at: datetime | None = None) -> Actor:
        """Who owns an escalation, after the replacements up to this moment, or after all of them (R67)."""
        return self._successor_of(escalation.owner, escalation.at, at, escalation=escalation.id)

    def decider(self, at: datetime | None = None) -> Actor | None:
        """Who decides in the end on scarcity and escalation, after the same replacements (R66)."""
        arrangement = self.plan.arrangement if self.plan else None
        if arrangement is None or self.planned is None:
            return None
        return self._successor_of(arrangement.decider, self.planned.at, at)

    def _successor_of(
        self,
        person: Actor,
        since: datetime | None,
        until: datetime | None,
        *,
        phase: int | None = None,
        escalation: str | None = None,
    ) -> Actor:
        """Who holds the place of this person after its replacements between these moments."""
        regrouped = anew_since(self.regrouped, phase)
        for r in self.replaced:
            when = (since is None or r.at >= since) and (until is None or r.at <= until)
            everywhere = (r.phase, r.escalation) == (None, None)
            here = (r.phase, r.escalation) == (phase, escalation) and (regrouped is None or r.at >= regrouped)
            if when and r.person == person.id and (everywhere or here):
                person = r.successor
        return person

    # -- ways back -----------------------------------------------------------------------------------------------------

    def reversal(self, phase: Phase, at: datetime | None = None) -> Reversal | None:
        """How a phase is undone: as the plan declares, or as was renewed since, whichever lasts longest (R54).

        An amendment takes back no earlier renewal for the same tasks. Renewals count up to this moment, or all of them.
        """
        drafted = self.decision if isinstance(self.planned, ProposeAmendment) else self.planned
        moments = (drafted.at if drafted is not None else None, anew_since(self.regrouped, phase.number))
        since = max((m for m in moments if m is not None), default=None)
        renewed = (r for r in self.recorded(RenewReversal) if r.phase == phase.number)
        return _longest(phase.reversal, renewed, since, at)

    @property
    def numbered_shifts(self) -> tuple[tuple[int | None, ShiftBudget], ...]:
        """The shifts of budget, each with its number, counted from 1; without it where there was but one."""
        return tuple((n if len(self.shifts) > 1 else None, s) for n, s in enumerate(self.shifts, start=1))

    def reversal_of(self, shift: ShiftBudget) -> Reversal | None:
        """How a shift of budget is undone: as it declares, or as that was renewed since, whichever lasts longest (R54)."""
        number = self.shifts.index(shift) + 1
        renewed = (r for r in self.recorded(RenewReversal) if r.phase is None and (r.shift or 1) == number)
        return _longest(shift.reversal, renewed, shift.at)

    # -- plan and phases ---------------------------------------------------------------------------------------------

    @property
    def plan(self) -> Plan | None:
        """The current plan."""
        return self.planned.plan if self.planned else None

    @property
    def scope(self) -> tuple[str, ...]:
        """The ids of all tasks of the process."""
        return tuple(t.id for t in self.identity.scope) if self.identity else ()

    @property
    def goes(self) -> tuple[str, ...]:
        """The ids of the tasks that the receiving party comes to perform."""
        return self.plan.goes() if self.plan else ()

    @property
    def phases(self) -> tuple[Phase, ...]:
        """The phases of the current plan, in order."""
        return self.plan.phases if self.plan else ()

    @derived
    def running(self) -> int | None:
        """The number of the phase that was started and is not accepted yet."""
        done = {a.phase for a in self.accepted}
        return next((s.phase for s in self.started if s.phase not in done), None)

    @derived
    def next_phase(self) -> Phase | None:
        """The first phase that has not been started."""
        begun = {s.phase for s in self.started}
        return next((p for p in self.phases if p.number not in begun), None)

    @property
    def settled(self) -> datetime | None:
        """Since when the situation is as it is (R51, R55).

        That is when the present state was entered, the last phase accepted, or a breach ended, whichever came last. A
        judgement or a weighing from before that is out of date.
        """
        accepted = self.accepted[-1].at if self.accepted and self.state is State.PHASED_TRANSFER else None
        return max((m for m in (self.since, accepted, self.disturbed) if m is not None), default=None)

    def weighed_from(self, step: Step, phase: int | None) -> datetime | None:
        """Since when a weighing of this step counts (R55): the last moment that made earlier ones out of date.

        Such moments are `settled`, the drafting, revision or return of the plan, the amendment or reversal of the phase
        (of any phase, for a step that is about none), for the acceptance of a phase its start, and for an amendment its proposal.
        """
        begun = self.phase_began(phase) if step is Step.ACCEPTANCE else None
        if step is Step.AMENDMENT and self.proposal is not None:
            begun = self.proposal.at
        since = self.whole_since if phase is None else anew_since(self.anew_from, phase)
        return max((m for m in (self.settled, self.tests_from, since, begun) if m is not None), default=None)

    @property
    def whole_since(self) -> datetime | None:
        """When the plan was last amended or a phase last reversed, whichever was later (R51, R55, R64).

        None when neither was.
        """
        amended = self.amended.at if self.amended else None
        return max((m for m in (amended, *(a.since for a in self.anew_from)) if m is not None), default=None)

    @property
    def regrouped_phases(self) -> frozenset[int]:
        """The numbers of the proposed phases with a task that the present phase of that number does not have."""
        now = {p.number: set(p.tasks) for p in self.phases}
        then = self.proposal.plan.phases if self.proposal is not None else ()
        return frozenset(p.number for p in then if not set(p.tasks) <= now.get(p.number, set()))

    @property
    def amended_phases(self) -> frozenset[int]:
        """The numbers of the phases that have not begun and that the proposal adds, drops or changes beyond words."""
        if self.proposal is None:
            return frozenset()
        begun = {s.phase for s in self.started}
        held = (evolve(p, responsible=self.responsible(p), reversal=self.reversal(p)) for p in self.phases)
        now, then = ({p.number: without_words(p) for p in phases} for phases in (held, self.proposal.plan.phases))
        return frozenset(n for n in now.keys() | then.keys() if n not in begun and now.get(n) != then.get(n))

    @property
    def under_test(self) -> DraftPlan | RevisePlan | ProposeAmendment | None:
        """The plan that a test is about: the current one, or during a transfer the proposed one."""
        return self.proposal if self.state is State.PHASED_TRANSFER else self.planned

    @property
    def decided(self) -> Decide | AmendPlan | None:
        """What the ministry last decided on the plan: to carry it out, or to amend it since; None when no decision stands."""
        return self.amended or self.decision

    @property
    def decided_version(self) -> int | None:
        """The version that the ministry last decided on."""
        return self.decided.plan_version if self.decided else None

    def as_amended(self, at: datetime) -> Self:
        """The dossier as it would be if the plan became the one that is proposed, at this moment."""
        proposal = self.proposal
        if proposal is None:
            return self
        return evolve(
            self,
            planned=proposal,
            plan_version=self.last_version,
            asking=Asking.held(self.asking, proposal.plan),
            regrouped=anew(self.regrouped, self.regrouped_phases, at),
        )

    def asked(self, route: Route | None) -> Asking | None:
        """What the risks in plans of this route asked and no later plan answered otherwise (R60); None when nothing."""
        return next((a for a in self.asking if a.route is route), None)

    def stands(self, judgement: Judgement) -> bool:
        """Whether no breach has ended since this judgement was given (R51, R55).

        An open one blocks every step forward anyway.
        """
        return self.disturbed is None or judgement.on >= self.disturbed

    @property
    def disturbed(self) -> datetime | None:
        """When a breach last ended; None when none has."""
        return max((i.until for i in self.interruptions if i.until is not None), default=None)

    def phase(self, number: int | None) -> Phase | None:
        """The phase of that number."""
        return next((p for p in self.phases if p.number == number), None)

    def phase_began(self, number: int | None) -> datetime | None:
        """When the phase of that number was started in this transfer; None when it was not."""
        return next((s.at for s in self.started if s.phase == number), None)

    def performing(self, task: str, at: datetime | None = None) -> bool:
        """Whether the phase of this task was started; up to a moment, or by all that is known."""
        numbers = {s.phase for s in self.started if at is None or s.at <= at}
        return any(task in p.tasks for p in self.phases if p.number in numbers)

    def carried_out(self, phase: int, at: datetime) -> dict[str, datetime]:
        """The tasks that the receiving party really carried out itself since this phase began, and when it first did (R52)."""
        begun = self.phase_began(phase)
        real = (e for e in self.executions if e.mode is Mode.REAL and e.performed_by == self.receiving)
        return {e.task: e.at for e in reversed([e for e in real if begun is not None and begun <= e.at <= at])}

    @property
    def unproven(self) -> tuple[str, ...]:
        """The tasks that go and that the receiving party has not really carried out itself (R52)."""
        done = {e.task for e in self.executions if e.mode is Mode.REAL and e.performed_by == self.receiving}
        return tuple(t for t in self.goes if t not in done)

    @property
    def units_told(self) -> tuple[tuple[str, str], ...]:
        """Each unit that was heard or that the plan names, with the party that it is said to be of."""
        told = sorted(self._entries_of(ConsultUnit, CollectInput), key=attrgetter("number"))
        heard = [(f.unit, f.party) for e in told if isinstance(f := e.command, ConsultUnit | CollectInput)]
        return (*heard, *((u.id, u.party) for u in (self.plan.affected_units if self.plan else ())))

    @property
    def opened(self) -> datetime | None:
        """When the process was identified, which is when the stage of the plan begins; None before that."""
        return self.identity.at if self.identity else None

    def began(self, stage: Stage) -> datetime | None:
        """When a stage began, for the plan as it now stands; None when it has not begun, or has no beginning (R64)."""
        match stage:
            case Stage.PLAN:
                return self.opened
            case Stage.TEST:
                return self.tests_from
            case Stage.DECISION:
                return self.concluded_at
            case Stage.EXECUTION:
                return self.decision.at if self.decision else None
            case Stage.PROOF:
                return self.underway_at
            case _:
                return None

    # -- participation and tests -------------------------------------------------------------------------------------

    def heard(self, stage: Stage, phase: int | None = None) -> frozenset[str]:
        """The ids of the bodies with which there was a contact at this stage, and about this phase if one is given.

        It does not matter who recorded the contact: `word` tells whether the body says so itself.
        """
        return frozenset(body for body, at in self._contacts if at is stage and self.contacts_with(body, stage, phase))

    def contacts_with(self, body: str, stage: Stage, phase: int | None = None) -> tuple[RecordContact, ...]:
        """The contacts with a body at this stage, and about this phase if one is given, in the order of their moments."""
        held = self._contacts.get((body, stage), ())
        return held if phase is None else tuple(c for c in held if c.phase == phase)

    _contacts = dossier.Grouped("contacts", lambda contact: (contact.body, contact.stage))
    """The contacts with each body at each stage, in the order of their moments."""

    @property
    def every_input(self) -> tuple[CollectInput, ...]:
        """Every input there has been, also about a route that was given up: each gets an answer (R62)."""
        return tuple(self._commands_of(CollectInput))

    @property
    def unanswered_inputs(self) -> tuple[str, ...]:
        """The references of inputs that were not answered since they were given and last corrected (R62)."""
        answers = defaultdict[str, list[tuple[Recorded, AnswerInput]]](list)
        for e, a in self._entries_with_commands(AnswerInput):
            answers[a.input].append((e, a))
        return tuple(
            i.id
            for said, i in self._entries_with_commands(CollectInput)
            if not any(a.at >= i.at and e.holds_after(said.corrected_by) for e, a in answers.get(i.id, ()))
        )

    def answer(self, reference: str) -> AnswerInput | None:
        """The last answer to the input that has this reference now, also one from before the input was corrected."""
        given = max((i.at for i in self._commands_of(CollectInput) if i.id == reference), default=None)
        answers = (a for a in reversed(self._commands_of(AnswerInput)) if a.input == reference)
        return next((a for a in answers if given is None or a.at >= given), None)

    # -- the other side's word -------------------------------------------------------------------------------------------

    def word(self, fact: Fact) -> Word:
        """Whether the body or unit that is said to have done this confirms it, or contests it."""
        if self._undisputed:
            return _own_word(fact, (fact.by,))
        found = self._words.get(id(fact))
        return found[1] if found else _own_word(fact, (fact.by,))

    @derived
    def _undisputed(self) -> bool:
        """Whether nobody confirmed, contested or corrected anything, which is the usual case."""
        return not (self.corrections or self._entries_of(Confirm, Contest))

    def number_of(self, fact: Fact) -> int | None:
        """The number of the record of a fact; None when it is on no record."""
        found = self._words.get(id(fact))
        return found[0] if found else None

    @derived
    def _words(self) -> dict[int, tuple[int, Word]]:
        """For each fact about a body or unit, by its `id()`: the number of its record, and the word on it.

        A fact that was rightly denied can be corrected, and counts once the body or unit confirms the correction.
        """
        confirmations, contests = defaultdict[int, list[Recorded]](list), defaultdict[int, list[int]](list)
        for e, told in self._entries_with_commands(Confirm):
            confirmations[told.record].append(e)
        for e, denied in self._entries_with_commands(Contest):
            contests[denied.record].append(e.number)
        ended = {told.contest: (e.number, told.upheld) for e, told in self._entries_with_commands(ResolveContest)}

        def word(entry: Recorded) -> Word:
            contested = contests.get(entry.number, ())
            if any(n not in ended for n in contested):
                return Word.CONTESTED
            confirmed = any(_confirms(e, entry) for e in confirmations.get(entry.number, ()))
            since = (entry.corrected_by or 0) if confirmed else 0
            if any(upheld for number, upheld in (ended[n] for n in contested) if number > since):
                return Word.DENIED
            if confirmed:
                return Word.GIVEN
            return _own_word(entry.command, self._authors_of(entry))

        return {id(e.command): (e.number, word(e)) for e in self._entries_of(*OF_OTHERS)}

    def _authors_of(self, entry: Recorded) -> tuple[Actor, ...]:
        """Who says what is on record: whoever recorded it and, after a correction, whoever corrected it last."""
        last = [c.by for c in self.corrections if c.record == entry.number][-1:] if self.corrections else ()
        return (entry.command.by, *last)

    @property
    def open_contests(self) -> tuple[tuple[int, Contest], ...]:
        """The contests that were not resolved, each with the number of its record."""
        ended = {r.contest for r in self.resolutions}
        return tuple(
            (e.number, contest) for e, contest in self._entries_with_commands(Contest) if e.number not in ended
        )

    @property
    def cosigners(self) -> tuple[str, ...]:
        """The ids of the parties that have to sign the plan, or the amendment: those of the two that did not hand it in (R43).

        Usually that is one of them; it is both where the ministry handed it in, to take its decision back (R13).
        """
        handed_in = self.under_test
        return () if handed_in is None else tuple(p for p in self.parties if p != handed_in.by.party)

    def signature(self, version: int, party: str) -> Cosign | None:
        """What a party that has to sign last said of this version of the plan: that it signs, or that it refuses."""
        said = [
            signed
            for e, signed in self._entries_with_commands(Cosign)
            if signed.plan_version == version and all(hand.party == party for hand in self._authors_of(e))
        ]
        return max(reversed(said), key=lambda s: s.at, default=None)

    @derived
    def unsigned(self) -> tuple[str, ...]:
        """The ids of the parties that have to sign the last plan or amendment and have not, or have refused."""
        version = self.under_test.plan.version if self.under_test else 0
        signed = {p: self.signature(version, p) for p in self.cosigners}
        return tuple(p for p, s in signed.items() if s is None or not s.agrees)

    @property
    def given_advices(self) -> tuple[ReceiveAdvice, ...]:
        """The advice that came in, without advice that a body successfully denied."""
        if not self.resolutions:
            return self.advices
        return tuple(a for a in self.advices if self.word(a) is not Word.DENIED)

    @property
    def awaited_advices(self) -> tuple[RequestAdvice, ...]:
        """Advice that was asked and has not come in; a body that writes that it gives none is not waited for."""
        received = {a.advice for a in self.given_advices}
        return tuple(r for r in self.requests if r.advice not in received)

    @property
    def waiting_until(self) -> date | None:
        """The last day of the term that ends first: for an advice that was asked, or of an infeasible finding.

        A completed process waits for its evaluation.
        """
        if self.state in FINAL:
            return self.evaluation_due
        return min((d for d in (self.infeasible_until, *(r.until for r in self.awaited_advices)) if d), default=None)

    @property
    def infeasible_until(self) -> date | None:
        """The last day on which no shift can be made by the last finding; None without such a finding (R30)."""
        last = self.findings[-1] if self.route is Route.SHIFT and self.findings else None
        return None if last is None or last.outcome is Feasibility.FEASIBLE else last.horizon - timedelta(days=1)

    def doubt(self, step: Step, phase: int | None = None) -> WeighStep | None:
        """The last weighing of this step, if it said no: a yes after it has to say what changed since (R55)."""
        return self._doubts.get((step, phase))

    @property
    def doubts(self) -> dict[tuple[Step, int | None], WeighStep]:
        """The last weighing of each step and phase, of those that said no."""
        return dict(self._doubts)

    @derived
    def _doubts(self) -> Mapping[tuple[Step, int | None], WeighStep]:
        last = {(w.step, w.phase): w for w in self.weighed}
        return {about: w for about, w in last.items() if not w.enough_added_value.holds}

    @property
    def evaluation_due(self) -> date | None:
        """The day by which a completed process is to be evaluated (R31); None before completion and once it was done.

        An evaluation counts when its document is of that day or later, or of the day of completion or later.
        """
        decision, completed = self.decision, self.closing
        if decision is None or decision.evaluate_on is None or not isinstance(completed, Complete):
            return None
        due = decision.evaluate_on
        done = any(e.document.on >= min(due, day_of(completed.at)) for e in self.evaluations)
        return None if done else due

    def met(self, precondition: Precondition) -> bool:
        """Whether a precondition is met on the plan in force: by its last test, or left untouched by the amendment."""
        tests = [t for t in self.tests if t.precondition is precondition and t.plan_version == self.plan_version]
        if tests:
            return tests[-1].passed
        amended = self.planned if isinstance(self.planned, ProposeAmendment) else None
        return amended is not None and precondition in {u.precondition for u in amended.untouched}

    def response(self, advice: str, element: str | None = None) -> AnswerAdvice | None:
        """The last answer to an advice, or to one of its elements, also to what it said before it was corrected."""
        return next((r for r in reversed(self.responses) if (r.advice, r.element) == (advice, element)), None)

    def answers_to(self, advice: ReceiveAdvice) -> tuple[tuple[str | None, AnswerAdvice | None], ...]:
        """For each element of an advice the last answer to what it says now.

        Without elements, that to the whole (R76, R78).
        """
        received = next((e for e, a in self._entries_with_commands(ReceiveAdvice) if a == advice), None)
        counting = {id(a) for a in self.responses}
        given = [
            a
            for e, a in self._entries_with_commands(AnswerAdvice)
            if a.advice == advice.advice and id(a) in counting and a.at >= advice.at
            if received is None or e.holds_after(received.corrected_by)
        ]
        given.sort(key=attrgetter("at"))
        elements: tuple[str | None, ...] = tuple(e.id for e in advice.elements) or (None,)
        return tuple((e, next((a for a in reversed(given) if a.element == e), None)) for e in elements)

    @property
    def unanswered_advices(self) -> tuple[str, ...]:
        """The references of advices that came in and were not answered, or not every element of them (R76, R78)."""
        return tuple(
            a.advice
            for a in self.given_advices
            if a.opinion is not Opinion.ABSTAINED and None in dict(self.answers_to(a)).values()
        )

    def tested_before(self, precondition: Precondition, plan: Plan) -> tuple[RecordTest, ...]:
        """The tests of this precondition on plans that are the same where it looks, oldest first.

        Empty until a plan failed one (R35).
        """
        if not self.unmet:
            return ()
        looked_at = without_words(plan).looked_at(precondition)
        alike = {p.version for p in self.unmet if p.looked_at(precondition) == looked_at}
        held = (t for t in self._commands_of(RecordTest) if t.precondition is precondition and t.plan_version in alike)
        return tuple(sorted(held, key=attrgetter("at")))

    def test(self, precondition: Precondition) -> RecordTest | None:
        """The last test of a precondition, on whichever version of the plan."""
        return next((t for t in reversed(self.tests) if t.precondition is precondition), None)

    @derived
    def spent(self) -> frozenset[str]:
        """The references of all weighings there have been: each counts once (R55)."""
        return frozenset(w.id for w in self._commands_of(WeighStep))

    @property
    def weighed(self) -> tuple[WeighStep, ...]:
        """All weighings there have been, in the order of their moments."""
        return tuple(sorted(self._commands_of(WeighStep), key=attrgetter("at")))

    # -- continuity, escalation and shared tasks -----------------------------------------------------------------------

    @property
    def findings(self) -> tuple[Finding, ...]:
        """The feasibility findings, oldest first; the last one counts."""
        first = self.identity.finding if self.identity else None
        return (*(() if first is None else (first,)), *(s.finding for s in self.studies))

    @property
    def first_found(self) -> date | None:
        """The day of the finding with which it was identified: what was judged before that was judged before it was studied."""
        first = self.identity.finding if self.identity else None
        return None if first is None else first.on

    @derived
    def interruptions(self) -> tuple[Interruption, ...]:
        """Every breach there has been, oldest first: reported, or measured past a limit; also from before a fall back (R50, R53)."""
        reports, measured = self._entries_of(ReportBreach), self.measurements
        if not reports and not measured:
            return ()  # this runs at every record, and usually there are none
        return interruptions(reports, measured, self._entries_of(ResolveBreach))

    @derived
    def measurements(self) -> tuple[Measurement, ...]:
        """Everything that was ever measured, oldest first, each against the plan of that day (R53)."""
        taken = self._entries_of(RecordIndicator)
        return measurements(taken, self.limits) if taken else ()

    @derived
    def breaches(self) -> tuple[Interruption, ...]:
        """The breaches that are open."""
        return tuple(i for i in self.interruptions if i.open)

    @property
    def escalations(self) -> tuple[Escalate, ...]:
        """The escalations that are open."""
        ended = {h.escalation for h in self.handled}
        return tuple(e for e in self.escalated if e.id not in ended)

    @property
    def register(self) -> tuple[SharedTask, ...] | None:
        """The shared tasks as they now are; None when there is no register."""
        since = self.amended.at if self.amended else None
        if self.updates and (since is None or self.updates[-1].at >= since):
            return self.updates[-1].register
        return self.plan.shared_tasks if self.plan else None

    @property
    def register_phase(self) -> int:
        """The phase during which the register was last brought up to date, 0 for none."""
        return max((u.phase for u in self.updates), default=0)

    # -- for a portfolio ---------------------------------------------------------------------------------------------

    def reading(self, record: int, hash: str) -> ProcessReading:
        """What a portfolio records of this process after its last record; a stopped process plans nothing any more.

        Args:
            record: the number of its last record.
            hash: the hash of that record.
        """
        plan = self.plan if self.state is not State.STOPPED else None
        planned = plan.budget.deltas if plan is not None and plan.budget is not None else ()
        phase = self.phase(self.running) if self.state in IN_TRANSFER else None
        follows = self.identity.follows if self.identity is not None else None
        return ProcessReading(
            process=self.process,
            record=record,
            hash=hash,
            state=self.state.value,
            since=self.since,
            parties=self.parties,
            finding=self.findings[-1].document.id if self.findings else None,
            in_transfer=phase.complexity if phase is not None else None,
            deltas=tuple(d for s in self.shifts for d in s.deltas) or planned,
            dependencies=tuple(d.id for d in plan.dependencies or ()) if plan is not None else (),
            compensated_by=plan.budget.compensated_by if plan is not None and plan.budget is not None else None,
            studied=self.identity.studied if self.identity else None,
            improves=self.identity is not None and self.identity.improves,
            follows=follows.process if follows is not None else None,
            takes_back=plan.goes() if plan is not None and follows is not None else (),
            unresolved=(
                *(b.id for b in self.breaches),
                *(e.id for e in self.escalations),
                *(f"contest-{number}" for number, _ in self.open_contests),
                *(f"unread-{number}" for number in self.unread),
                *self.unanswered_inputs,
                *self.unanswered_advices,
            ),
        )

    def earlier(self, record: int, hash: str) -> Earlier | None:
        """What a process that takes work back records of this one, after its last record; None before it is identified.

        Args:
            record: the number of its last record.
            hash: the hash of that record.
        """
        if self.identity is None:
            return None
        return Earlier(
            process=self.process,
            record=record,
            hash=hash,
            state=self.state.value,
            delivering=self.identity.delivering,
            receiving=self.identity.receiving,
            moved=tuple(task for task, party in self.performers.items() if party == self.identity.receiving),
            deltas=tuple(d for s in self.shifts for d in s.deltas),
        )
