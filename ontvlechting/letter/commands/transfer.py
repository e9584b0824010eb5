"""Transfer: phase by phase, measured, and always with a way back."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from decimal import Decimal
from typing import Any, ClassVar

from attrs import frozen

from ontvlechting.engine.checked import Id, Number, PartyId, PersonId, Words
from ontvlechting.engine.command import Command, Fact
from ontvlechting.engine.errors import Problem, shown
from ontvlechting.engine.names import Choice
from ontvlechting.engine.text import Text
from ontvlechting.engine.values import Actor
from ontvlechting.letter.commands.decision import Step
from ontvlechting.letter.commands.participation import Stage
from ontvlechting.letter.commands.plan import Level, Reversal, SharedTask
from ontvlechting.letter.commands.voids import OF_THE_TRANSFER, after, phase_undone, transfer_undone
from ontvlechting.letter.values import (
    BreachId,
    Document,
    EscalationId,
    IndicatorId,
    Judgement,
    PhaseNumber,
    SomePhase,
    TaskId,
    shown_by,
)

__all__ = [
    "AcceptPhase",
    "Escalate",
    "FallBack",
    "Mode",
    "RecordExecution",
    "RecordIndicator",
    "RenewReversal",
    "Replace",
    "ReportBreach",
    "ResolveBreach",
    "ResolveEscalation",
    "ReversePhase",
    "StartPhase",
    "StartTransfer",
    "UpdateSharedTasks",
]


class Mode(Choice):
    """How a task was carried out; only `REAL` counts as proof (R52)."""

    REAL = "real"
    SHADOW = "shadow"
    TEST = "test"


@frozen(kw_only=True)
class StartTransfer(Command):
    """The phased transfer begins (*overdracht beginnen*; R48, R54-R56, R66, R70, R71)."""

    title: ClassVar[Text] = Text(nl="Overdracht beginnen", en="Start the transfer")

    def effect(self, d: Any, /) -> dict[str, Any]:
        """From this moment on, contacts about the proof can take place (R64)."""
        return {"underway_at": self.at}


@frozen(kw_only=True)
class StartPhase(Command):
    """A phase begins: from now on the receiving party performs its tasks (*fase beginnen*; R18, R48-R50, R54, R55, R64, R66, R67, R87, R91).

    Attributes:
        phase: the number of the phase.
        signals_owner: the id of the party that owns signals about citizens in trouble during this phase.
    """

    title: ClassVar[Text] = Text(nl="Fase beginnen", en="Start a phase")

    phase: PhaseNumber
    signals_owner: PartyId | None = None

    def effect(self, d: Any, /) -> dict[str, Any]:
        """The weighing of this phase is used up."""
        used = {w for w in d.weighings if w.step is Step.PHASE and w.phase == self.phase and w.at <= self.at}
        left = tuple(w for w in d.weighings if w not in used)
        return {"started": (*d.started, self), "weighings": left}


@frozen(kw_only=True)
class RecordIndicator(Fact):
    """An indicator was measured (*indicator meten*; R50, R53).

    A value past the limit is a breach by itself, from this moment on; it ends by `ResolveBreach`, after a measurement that is
    within the limit again.

    Attributes:
        indicator: the id of the indicator.
        phase: the number of the phase; None where no phase of a transfer runs, such as after a fall back, after completion or on
            the governance route, which has no phases.
        value: what was measured, in the indicator's own unit.
        breach: past the limit: the reference of the breach, a new one or that of one that is open; without it, one is made
            of the indicator, the phase and the moment.
        document: a document of the other party, or of the ministry, that shows the measurement. A value past the limit
            needs the word of one party only; a value within it needs that of both.
    """

    title: ClassVar[Text] = Text(nl="Indicator meten", en="Record an indicator")
    kept_in: ClassVar[str] = "indicators"

    indicator: IndicatorId
    phase: PhaseNumber | None = None
    value: Decimal
    breach: BreachId | None = None
    document: Document | None = None

    def shown_by(self) -> tuple[str, date] | None:
        return shown_by(self.document)


@frozen(kw_only=True)
class RecordExecution(Fact):
    """A task was carried out (*uitvoering vastleggen*; R52).

    Attributes:
        task: the id of the task.
        performed_by: the id of the party that carried it out.
        mode: for real, in the shadow of the other party, or as a test.
        description: what was done.
    """

    title: ClassVar[Text] = Text(nl="Uitvoering vastleggen", en="Record an execution")
    kept_in: ClassVar[str] = "executions"

    task: TaskId
    performed_by: PartyId
    mode: Mode
    description: Words


@frozen(kw_only=True)
class AcceptPhase(Command):
    """The receiving party accepts a phase as done (*fase aanvaarden*; R48-R50, R52-R56, R67).

    Attributes:
        phase: the number of the phase.
        judgement: whether the phase is done.
    """

    title: ClassVar[Text] = Text(nl="Fase aanvaarden", en="Accept a phase")
    voids: ClassVar[tuple[str, ...]] = ("weigh_step",)

    phase: PhaseNumber
    judgement: Judgement

    def effect(self, d: Any, /) -> dict[str, Any]:
        """What comes next is weighed anew: weighings made before the acceptance no longer count (R55)."""
        return {"accepted": (*d.accepted, self), "weighings": after(d.weighings, self.at)}


@frozen(kw_only=True)
class ReportBreach(Fact):
    """The continuity of a service is affected (*verstoring melden*; R50, R53).

    The service is a task of the process, or any other service of a directorate, such as work that the transferring
    party keeps.

    Attributes:
        id: the breach's own reference.
        task: the id of the task; None where it is another service.
        service: the name of the other service; None where it is a task.
        party: the id of the party whose service that is.
        since: when it began.
        description: what happened, and by what.
    """

    title: ClassVar[Text] = Text(nl="Verstoring melden", en="Report a breach")
    kept_in: ClassVar[str] = "reported"

    id: BreachId
    task: TaskId | None = None
    service: Id | None = None
    party: PartyId | None = None
    since: datetime
    description: Words


@frozen(kw_only=True)
class ResolveBreach(Fact):
    """The service is whole again (*verstoring opheffen*; R50, R53).

    Attributes:
        breach: the reference of the breach.
        until: when it ended.
        how: in which way.
        cause: what it came from, where that became known since; takes the place of what was reported.
    """

    title: ClassVar[Text] = Text(nl="Verstoring opheffen", en="Resolve a breach")
    kept_in: ClassVar[str] = "restored"

    breach: BreachId
    until: datetime
    how: Words
    cause: Words | None = None


@frozen(kw_only=True)
class Escalate(Fact):
    """A problem is escalated, with an owner at executive level (*escaleren*; R66, R67).

    Attributes:
        id: the escalation's own reference.
        problem: what the problem is.
        owner: who owns it.
        level: at which level that is.
    """

    title: ClassVar[Text] = Text(nl="Escaleren", en="Escalate")
    kept_in: ClassVar[str] = "escalated"

    id: EscalationId
    problem: Words
    owner: Actor
    level: Level


@frozen(kw_only=True)
class ResolveEscalation(Fact):
    """An escalation ends, at executive level (*escalatie afdoen*; R67).

    Attributes:
        escalation: the reference of the escalation.
        level: at which level it was decided.
        decision: what was decided.
    """

    title: ClassVar[Text] = Text(nl="Escalatie afdoen", en="Resolve an escalation")
    kept_in: ClassVar[str] = "handled"

    escalation: EscalationId
    level: Level
    decision: Words


@frozen(kw_only=True)
class UpdateSharedTasks(Fact):
    """The register of shared tasks is brought up to date (*gedeelde taken bijwerken*; R56).

    Attributes:
        phase: the number of the phase in which that is done.
        register: all shared tasks as they now are; empty is an explicit "none".
    """

    title: ClassVar[Text] = Text(nl="Gedeelde taken bijwerken", en="Update the shared tasks")
    kept_in: ClassVar[str] = "updates"

    phase: PhaseNumber
    register: tuple[SharedTask, ...]


@frozen(kw_only=True)
class RenewReversal(Fact):
    """What was done can be undone for longer, or in another way (*terugdraaien verlengen*; R54).

    Attributes:
        phase: the number of the phase that it is about; None for a shift of budget.
        shift: which shift of budget, counted from 1; None for a phase, or where there was but one shift.
        reversal: how it is undone from now on.
    """

    title: ClassVar[Text] = Text(nl="Terugdraaien verlengen", en="Renew a reversal")

    phase: PhaseNumber | None = None
    shift: Number | None = None
    reversal: Reversal

    def problems(self) -> Iterator[Problem]:
        if self.phase is not None and self.shift is not None:
            expected = Text(nl="een fase of een verschuiving, niet allebei", en="a phase or a shift, not both")
            yield Problem("shift", shown(self.shift), expected)


@frozen(kw_only=True)
class FallBack(Command):
    """The transferring party performs again (*terugvallen*; R53, R54).

    Every step of the transfer, a budget shift included, is undone by its declared reversal; the
    decision stays in force, and the transfer may be started anew.

    Attributes:
        reason: why.
    """

    title: ClassVar[Text] = Text(nl="Terugvallen", en="Fall back")
    voids: ClassVar[tuple[str, ...]] = (*OF_THE_TRANSFER, "shift_budget", "propose_amendment", "record_contact")

    reason: Words

    def effect(self, d: Any, /) -> dict[str, Any]:
        """The transfer is undone: contacts about it do not count for the next one, and the register is the plan's again."""
        return {
            **transfer_undone(d, self.at),
            "contacts": tuple(k for k in d.contacts if k.at > self.at or k.stage not in (Stage.EXECUTION, Stage.PROOF)),
        }


@frozen(kw_only=True)
class ReversePhase(Command):
    """The transferring party performs one phase again, the last that began (*fase terugdraaien*; R53, R54).

    Earlier phases stand. This one may start anew, once it is weighed and heard about again. For the whole there is `FallBack`,
    which is open at any time.

    Attributes:
        phase: the number of the phase.
        reason: why.
    """

    title: ClassVar[Text] = Text(nl="Fase terugdraaien", en="Reverse a phase")
    voids: ClassVar[tuple[str, ...]] = (*OF_THE_TRANSFER, "shift_budget", "record_contact", "weigh_step")

    phase: PhaseNumber
    reason: Words

    def effect(self, d: Any, /) -> dict[str, Any]:
        """What was done and measured in the phase is undone, and with it a proof and the budget shifts."""
        return phase_undone(d, self.phase, self.at)


@frozen(kw_only=True)
class Replace(Fact):
    """Another person takes over, or the same person goes on with another mandate (*vervangen*; R18, R66, R67).

    One act is enough for every place that the person holds: responsible for phases, deciding in the end on scarcity and
    escalation, owning escalations. Who held a place before stays on record. What is planned or escalated later names its own
    people; an amended plan does not name again who was replaced, with the mandate of then.

    Attributes:
        person: the id of whoever holds the place.
        successor: who holds it from then on, with the mandate for it; the same id is a renewal of the mandate.
        reason: why.
        phase: only for this phase; without it, and without an escalation, in every place.
        escalation: only for this escalation.
    """

    title: ClassVar[Text] = Text(nl="Persoon of mandaat vervangen", en="Replace a person or a mandate")
    kept_in: ClassVar[str] = "replaced"

    person: PersonId
    successor: Actor
    reason: Words
    phase: SomePhase | None = None
    escalation: EscalationId | None = None

    def problems(self) -> Iterator[Problem]:
        if self.phase is not None and self.escalation is not None:
            expected = Text(nl="een fase of een escalatie, niet allebei", en="a phase or an escalation, not both")
            yield Problem("escalation", shown(self.escalation), expected)
