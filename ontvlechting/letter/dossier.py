"""The dossier: all that is known of one process.

It is immutable, and it holds the accepted commands themselves as evidence: there are no parallel classes for what
happened. What can be derived is a property. Each command says itself what it adds.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from functools import cached_property
from typing import Any, ClassVar

from attrs import frozen

from ontvlechting.engine import dossier
from ontvlechting.engine.command import Fact
from ontvlechting.engine.dossier import Column, Match
from ontvlechting.engine.text import Text
from ontvlechting.letter.commands import (
    AcceptPhase,
    AnswerAdvice,
    AnswerInput,
    CollectInput,
    Complete,
    ConcludeProof,
    ConsultUnit,
    Decide,
    DraftPlan,
    Escalate,
    Feasibility,
    Finding,
    IdentifyProcess,
    Mode,
    NotifyBody,
    Phase,
    Plan,
    Precondition,
    ReceiveAdvice,
    RecordAgreement,
    RecordContact,
    RecordExecution,
    RecordFeasibility,
    RecordIndicator,
    RecordTest,
    RecordUseOfAgreement,
    ReportBreach,
    RequestAdvice,
    ResolveBreach,
    ResolveEscalation,
    RevisePlan,
    Route,
    SharedTask,
    ShiftBudget,
    Stage,
    StartPhase,
    Step,
    Stop,
    UpdateSharedTasks,
    WeighStep,
)
from ontvlechting.letter.commands.programme import ProcessReading
from ontvlechting.letter.commands.voids import after, counts
from ontvlechting.letter.data.portfolio import PARTIES
from ontvlechting.letter.terms import said
from ontvlechting.states import FINAL, IN_TRANSFER, State


def _breached(dossier: Dossier) -> int:
    return len(dossier.breaches)


def _party(id: str) -> Text:
    """A party by its name, without the kind of organisation that all of them are, as it fits in a small place."""
    name = PARTIES[id].name if id in PARTIES else Text(nl=id, en=id)
    return Text(nl=name.nl.removeprefix("directoraat-generaal "), en=name.en.removeprefix("directorate-general "))


def _breaches(many: int) -> Text:
    return Text(nl=f"{many} verstoring{'en' * (many > 1)}", en=f"{many} breach{'es' * (many > 1)}")


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
    Column("waiting_until", date, Text(nl="wacht tot en met", en="waits until"), match=Match.UP_TO),
    Column(
        "breaches",
        int,
        Text(nl="open verstoringen", en="open breaches"),
        of=_breached,
        match=Match.ANY,
        asked="breached",
        head=Text(nl="Open", en="Open"),
        said=_breaches,
    ),
)
"""What an overview shows of a process, beside its state."""


@frozen(kw_only=True)
class Dossier(dossier.Dossier):
    """All that is known of one process (*dossier*).

    Attributes:
        identity: how the process was identified.
        route: shift or governance; exactly one (R25).
        relations: on the governance route: what is to be improved (R29).
        studies: the feasibility findings that were recorded since.
        planned: the command that brought the current plan; None when there is none.
        plan_version: the highest version there has been.
        reduced: whether the current plan moves less than the one before it.
        voided_at: when a plan was last revised, returned or given up for another route; what it carried counts no longer.
        restarted_at: when another route was last chosen; None when there was one only.
        undone_at: when a transfer was last undone.
        contacts: contacts with the bodies that still count.
        consultations: units that were consulted.
        inputs, answers: input of the people who do the work, and what was answered.
        requests, advices, responses: advice asked, received and answered.
        notices: bodies that were told of the decision.
        tests: the tests of the preconditions, on any version; of each precondition the last one counts.
        tested_from: from when tests count: a plan was last returned, or another route chosen, then.
        tests_from: from when judgements count: the plan was drafted, revised or returned then.
        weighings: weighings that still count in this state.
        decision: the decision in force on the current plan.
        started, accepted: the phases of this transfer that were started and accepted.
        indicators, executions: what was measured and carried out in this transfer.
        reported, restored: breaches that were reported, and those that ended.
        escalated, handled: escalations, and how they ended.
        updates: how the register of shared tasks was brought up to date in this transfer.
        proof: the proof of the receiving party.
        shifts: the budget shifts of this transfer.
        agreements, uses: on the governance route: agreements, and how they were used.
        closing: how the process ended.
    """

    columns: ClassVar[tuple[Column, ...]] = COLUMNS
    views: ClassVar[str | None] = "ontvlechting.letter.views.own"
    state: State = State.NEW
    identity: IdentifyProcess | None = None
    route: Route | None = None
    relations: tuple[str, ...] = ()
    studies: tuple[RecordFeasibility, ...] = ()
    planned: DraftPlan | RevisePlan | None = None
    plan_version: int = 0
    reduced: bool = False
    voided_at: datetime | None = None
    restarted_at: datetime | None = None
    undone_at: datetime | None = None
    contacts: tuple[RecordContact, ...] = ()
    consultations: tuple[ConsultUnit, ...] = ()
    inputs: tuple[CollectInput, ...] = ()
    answers: tuple[AnswerInput, ...] = ()
    requests: tuple[RequestAdvice, ...] = ()
    advices: tuple[ReceiveAdvice, ...] = ()
    responses: tuple[AnswerAdvice, ...] = ()
    notices: tuple[NotifyBody, ...] = ()
    tests: tuple[RecordTest, ...] = ()
    tested_from: datetime | None = None
    tests_from: datetime | None = None
    weighings: tuple[WeighStep, ...] = ()
    decision: Decide | None = None
    started: tuple[StartPhase, ...] = ()
    accepted: tuple[AcceptPhase, ...] = ()
    indicators: tuple[RecordIndicator, ...] = ()
    executions: tuple[RecordExecution, ...] = ()
    reported: tuple[ReportBreach, ...] = ()
    restored: tuple[ResolveBreach, ...] = ()
    escalated: tuple[Escalate, ...] = ()
    handled: tuple[ResolveEscalation, ...] = ()
    updates: tuple[UpdateSharedTasks, ...] = ()
    proof: ConcludeProof | None = None
    shifts: tuple[ShiftBudget, ...] = ()
    agreements: tuple[RecordAgreement, ...] = ()
    uses: tuple[RecordUseOfAgreement, ...] = ()
    closing: Complete | Stop | None = None

    def counts(self, fact: Fact) -> bool:
        """Whether it happened after the moves that would have undone it."""
        return counts(self, fact)

    def moved(self, at: datetime) -> dict[str, Any]:
        """Weighings count only in the state in which they were made (R55)."""
        return {"weighings": after(self.weighings, at)}

    def set_back(self, at: datetime) -> dict[str, Any]:
        """Judgements and facts count as of then as well."""
        marks = ("tests_from", "tested_from", "voided_at", "restarted_at", "undone_at")
        return {m: min(moment, at) for m in marks if (moment := getattr(self, m)) is not None}

    def as_it_was(self) -> dict[str, Any]:
        """The weighings as well: whether it moved anything is not known."""
        return {**super().as_it_was(), "weighings": self.weighings}

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

    @property
    def running(self) -> int | None:
        """The number of the phase that was started and is not accepted yet."""
        done = {a.phase for a in self.accepted}
        return next((s.phase for s in self.started if s.phase not in done), None)

    @property
    def next_phase(self) -> Phase | None:
        """The first phase that has not been started."""
        begun = {s.phase for s in self.started}
        return next((p for p in self.phases if p.number not in begun), None)

    @property
    def settled(self) -> datetime | None:
        """Since when things stand as they do: the present state was entered, or the last phase accepted (R51, R55)."""
        return self.accepted[-1].at if self.accepted and self.state is State.PHASED_TRANSFER else self.since

    def phase(self, number: int | None) -> Phase | None:
        """The phase of that number."""
        return next((p for p in self.phases if p.number == number), None)

    def performing(self, task: str) -> bool:
        """Whether the phase of this task was started."""
        numbers = {s.phase for s in self.started}
        return any(task in p.tasks for p in self.phases if p.number in numbers)

    @property
    def unproven(self) -> tuple[str, ...]:
        """The tasks that go which the receiving party has not really carried out itself (R52)."""
        done = {e.task for e in self.executions if e.mode is Mode.REAL and e.performed_by == self.receiving}
        return tuple(t for t in self.goes if t not in done)

    # -- participation and tests -------------------------------------------------------------------------------------

    def heard(self, stage: Stage, phase: int | None = None) -> frozenset[str]:
        """The ids of the bodies with which there was a contact at this stage, and about this phase if one is given."""
        return frozenset(body for body, at, about in self._contacts if at is stage and phase in (None, about))

    @cached_property
    def _contacts(self) -> frozenset[tuple[str, Stage, int | None]]:
        """Who was heard, at which stage and about which phase; looked through once, however often they were."""
        return frozenset((c.body, c.stage, c.phase) for c in self.contacts)

    @property
    def unanswered_inputs(self) -> tuple[str, ...]:
        """The references of inputs without an answer (R62)."""
        answered = {a.input for a in self.answers}
        return tuple(i.id for i in self.inputs if i.id not in answered)

    @property
    def awaited_advices(self) -> tuple[RequestAdvice, ...]:
        """Advice that was asked and has not come in."""
        received = {a.advice for a in self.advices}
        return tuple(r for r in self.requests if r.advice not in received)

    @property
    def waiting_until(self) -> date | None:
        """The last day of the longest term that runs: for an advice that was asked, or of an infeasible finding."""
        days = [r.until for r in self.awaited_advices]
        if self.route is Route.SHIFT:
            days += [f.horizon - timedelta(days=1) for f in self.findings[-1:] if f.outcome is not Feasibility.FEASIBLE]
        return None if self.state in FINAL else max(days, default=None)

    def doubt(self, step: Step, phase: int | None = None) -> WeighStep | None:
        """The weighing of this step that said no and still counts: no later one has said what changed since (R55)."""
        last = next((w for w in reversed(self.weighed) if (w.step, w.phase) == (step, phase)), None)
        return last if last is not None and not last.enough_added_value.holds else None

    def response(self, advice: str) -> AnswerAdvice | None:
        """The last answer to an advice."""
        return next((r for r in reversed(self.responses) if r.advice == advice), None)

    def test(self, precondition: Precondition) -> RecordTest | None:
        """The last test of a precondition, on whichever version of the plan."""
        return next((t for t in reversed(self.tests) if t.precondition is precondition), None)

    @property
    def spent(self) -> frozenset[str]:
        """The references of all weighings there have been: each counts once (R55)."""
        return frozenset(e.command.id for e in self.entries if isinstance(e.command, WeighStep))

    @property
    def weighed(self) -> tuple[WeighStep, ...]:
        """All weighings there have been, in the order of their moments."""
        found = (e.command for e in self.entries if isinstance(e.command, WeighStep))
        return tuple(sorted(found, key=lambda w: w.at))

    # -- continuity, escalation and shared tasks -----------------------------------------------------------------------

    @property
    def findings(self) -> tuple[Finding, ...]:
        """The feasibility findings, oldest first; the last one counts."""
        first = self.identity.finding if self.identity else None
        return (*(() if first is None else (first,)), *(s.finding for s in self.studies))

    @property
    def breaches(self) -> tuple[ReportBreach, ...]:
        """The breaches that are open."""
        ended = {r.breach for r in self.restored}
        return tuple(b for b in self.reported if b.id not in ended)

    @property
    def escalations(self) -> tuple[Escalate, ...]:
        """The escalations that are open."""
        ended = {h.escalation for h in self.handled}
        return tuple(e for e in self.escalated if e.id not in ended)

    @property
    def register(self) -> tuple[SharedTask, ...] | None:
        """The shared tasks as they now are; None when there is no register."""
        if self.updates:
            return self.updates[-1].register
        return self.plan.shared_tasks if self.plan else None

    @property
    def register_phase(self) -> int:
        """The phase during which the register was last brought up to date, 0 for none."""
        return max((u.phase for u in self.updates), default=0)

    # -- for a portfolio ---------------------------------------------------------------------------------------------

    def reading(self, record: int, hash: str) -> ProcessReading:
        """What a portfolio needs of this process, as it stands after its last record.

        Args:
            record: the number of its last record.
            hash: the hash of that record.
        """
        plan = self.plan
        planned = plan.budget.deltas if plan is not None and plan.budget is not None else ()
        phase = self.phase(self.running) if self.state in IN_TRANSFER else None
        return ProcessReading(
            process=self.process,
            record=record,
            hash=hash,
            state=self.state.value,
            parties=self.parties,
            finding=self.findings[-1].document.id if self.findings else None,
            in_transfer=phase.complexity if phase is not None else None,
            deltas=tuple(d for s in self.shifts for d in s.deltas) or planned,
            dependencies=tuple(d.id for d in plan.dependencies or ()) if plan is not None else (),
        )
