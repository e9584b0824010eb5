"""The table: every state and every arrow. Nothing else moves a process.

House rules of this file:
1. The whole lifecycle is in this file; no other code has a transition. The diagram, the documentation, the tests, the
   `transitions` machine and the judging of a step are all made from `TABLE`.
2. An arrow says which command can be given in which state. Whether it is accepted is for the guards (`guards.py`).

How it works: a process begins in `NEW`. It moves on to `MINISTRY_DECIDED`, where the route forks. A shift of work goes
through `PHASED_TRANSFER` and `RECEIVING_PARTY_PROVEN`; strengthened governance goes through `STRENGTHENING_GOVERNANCE`
and `AGREEMENTS_PROVEN`. Both end in `COMPLETED`. `STOPPED` is the reasoned decision not to disentangle.

A fact is recorded by an arrow from a state to itself; many facts can be recorded in the final states too. A programme
has its own states and a small table of its own, `PROGRAMME_TABLE`. `engine/chart.py` says when a table is sound; rules
with a table that is not sound cannot be made.
"""

from __future__ import annotations

from ontvlechting.engine import chart
from ontvlechting.engine.chart import Arrow, WayBack, moving, staying
from ontvlechting.letter.commands import (
    OF_PROGRAMMES,
    AcceptPhase,
    AdoptRules,
    AmendPlan,
    AnswerAdvice,
    AnswerInput,
    ChangeRoute,
    CloseProgramme,
    CollectInput,
    Complete,
    ConcludeAgreements,
    ConcludeProof,
    ConcludeTests,
    Confirm,
    ConsultUnit,
    Contest,
    Correct,
    Cosign,
    Decide,
    DraftPlan,
    Escalate,
    FallBack,
    IdentifyProcess,
    NotifyBody,
    OpenProgramme,
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
    ReturnPlan,
    ReversePhase,
    RevisePlan,
    SetAside,
    ShiftBudget,
    StartPhase,
    StartStrengthening,
    StartTransfer,
    Stop,
    UpdateSharedTasks,
    WeighStep,
)


class State(chart.State):
    """The state of a process (*toestand*): its name, its title in Dutch and English, and its place in the picture."""

    NEW = "new", "nieuw", "new", 1, 0
    IDENTIFIED = "identified", "aangedragen", "identified", 1, 1
    PLAN_DRAFTED = "plan_drafted", "plan opgesteld", "plan drafted", 1, 2
    PRECONDITIONS_TESTED = "preconditions_tested", "randvoorwaarden getoetst", "preconditions tested", 1, 3
    MINISTRY_DECIDED = "ministry_decided", "ministerie heeft besloten", "ministry decided", 1, 4
    PHASED_TRANSFER = "phased_transfer", "gefaseerde overdracht", "phased transfer", 0, 5
    RECEIVING_PARTY_PROVEN = "receiving_party_proven", "overname aangetoond", "receiving party proven", 0, 6
    STRENGTHENING_GOVERNANCE = "strengthening_governance", "besturing wordt versterkt", "strengthening governance", 2, 5
    AGREEMENTS_PROVEN = "agreements_proven", "afspraken werken aantoonbaar", "agreements proven", 2, 6
    COMPLETED = "completed", "afgerond", "completed", 1, 7
    STOPPED = "stopped", "niet ontvlochten", "stopped", 2, 7


class ProgrammeState(chart.State):
    """The state of a programme."""

    NEW = "new", "nieuw", "new", 1, 0
    OPEN = "programme", "programma loopt", "programme under way", 1, 1
    CLOSED = "programme_closed", "programma gesloten", "programme closed", 1, 2


BEGUN = frozenset({ProgrammeState.OPEN, ProgrammeState.CLOSED})
"""The states of a programme that was opened; before that there is nothing to account for."""

FINAL = frozenset({State.COMPLETED, State.STOPPED})
"""No step leads out of these states."""

IN_TRANSFER = frozenset({State.PHASED_TRANSFER, State.RECEIVING_PARTY_PROVEN})
"""The transfer has begun and is not completed: the receiving party may perform, the transferring party stands by."""

STARTING = frozenset(State) - IN_TRANSFER - {State.COMPLETED}
"""The states in which the starting arrangement holds: the transferring party performs every task."""

PROVEN = frozenset({State.RECEIVING_PARTY_PROVEN, State.AGREEMENTS_PROVEN, State.COMPLETED})
"""What the route has to prove is proven: the receiving party carried out the work, or the agreements are used."""

DECIDED = IN_TRANSFER | {State.MINISTRY_DECIDED, State.STRENGTHENING_GOVERNANCE} | PROVEN
"""The ministry has decided, and its decision is in force or was carried out."""

WAY_BACK = WayBack(commands=(FallBack,), to=STARTING)
"""The way back to the starting arrangement, always open (R54): no evidence and no consent of others is needed."""

LIVE = frozenset(State) - {State.NEW} - FINAL
"""Every state of a process that is under way."""

_NEW, _IDENTIFIED, _DRAFTED, _TESTED, _DECIDED = (
    State.NEW,
    State.IDENTIFIED,
    State.PLAN_DRAFTED,
    State.PRECONDITIONS_TESTED,
    State.MINISTRY_DECIDED,
)
_TRANSFER, _PROVEN = State.PHASED_TRANSFER, State.RECEIVING_PARTY_PROVEN
_STRENGTHENING, _AGREED = State.STRENGTHENING_GOVERNANCE, State.AGREEMENTS_PROVEN
_COMPLETED, _STOPPED = State.COMPLETED, State.STOPPED

TABLE: tuple[Arrow, ...] = (
    # up to the decision
    Arrow(IdentifyProcess, _NEW, _IDENTIFIED),
    Arrow(DraftPlan, _IDENTIFIED, _DRAFTED),
    Arrow(ConcludeTests, _DRAFTED, _TESTED),
    Arrow(Decide, _TESTED, _DECIDED),
    # a shift of work
    Arrow(StartTransfer, _DECIDED, _TRANSFER),
    Arrow(ConcludeProof, _TRANSFER, _PROVEN),
    Arrow(Complete, _PROVEN, _COMPLETED),
    # strengthened governance
    Arrow(StartStrengthening, _DECIDED, _STRENGTHENING),
    Arrow(ConcludeAgreements, _STRENGTHENING, _AGREED),
    Arrow(Complete, _AGREED, _COMPLETED),
    # back, to another route, or stopped
    Arrow(ReturnPlan, _TESTED, _DRAFTED),
    *moving({_DRAFTED, _TESTED, _DECIDED, _STRENGTHENING, _AGREED}, RevisePlan, _DRAFTED),
    *moving(IN_TRANSFER, FallBack, _DECIDED),
    Arrow(ReversePhase, _PROVEN, _TRANSFER),
    *moving(LIVE, ChangeRoute, _IDENTIFIED),
    *moving(LIVE, Stop, _STOPPED),
    # facts
    *staying(LIVE, RecordFeasibility),
    # facts that can also be recorded when the process has ended: they happen after that, or are recorded late
    *staying(LIVE | FINAL, RecordContact, ConsultUnit, CollectInput, AnswerInput, NotifyBody),
    *staying(LIVE | FINAL, Confirm, Contest, ResolveContest),
    *staying(LIVE | FINAL, RequestAdvice, ReceiveAdvice, AnswerAdvice),
    *staying(LIVE | FINAL, ReportBreach, ResolveBreach, Escalate, ResolveEscalation),
    *staying(LIVE | FINAL, Correct),
    *staying(LIVE | FINAL, Replace),
    *staying(LIVE - {_IDENTIFIED}, Cosign),
    *staying({_DRAFTED, _TESTED, _TRANSFER}, RecordTest),
    *staying(LIVE, WeighStep),
    *staying({_TRANSFER}, StartPhase, AcceptPhase, ReversePhase),
    *staying({_TRANSFER}, ProposeAmendment, AmendPlan),
    *staying(IN_TRANSFER | {_COMPLETED}, RecordExecution),
    # a service can be affected, or recover, in every state
    *staying(LIVE | FINAL, RecordIndicator),
    *staying(IN_TRANSFER, UpdateSharedTasks),
    *staying({_DECIDED, _STRENGTHENING, _AGREED} | IN_TRANSFER | FINAL, RecordEvaluation),
    *staying(LIVE, RenewReversal),
    *staying({_DECIDED, _TRANSFER, _PROVEN, _STRENGTHENING, _AGREED}, ShiftBudget),
    *staying({_STRENGTHENING, _AGREED}, RecordAgreement, RecordUseOfAgreement),
    # other rules for the steps to come; a process that has ended keeps its rules
    *staying(LIVE, AdoptRules),
    # also when the process has ended: personal data may have to be removed then too
    *staying(LIVE | FINAL, Redact, SetAside),
    # the state is still `NEW` when the first record cannot be read
    *staying({_NEW}, SetAside),
)
"""The lifecycle of a process."""

_OPEN, _CLOSED = ProgrammeState.OPEN, ProgrammeState.CLOSED

PROGRAMME_FINAL = frozenset({_CLOSED})
"""No step leads out of this state."""

PROGRAMME_TABLE: tuple[Arrow, ...] = (
    Arrow(OpenProgramme, ProgrammeState.NEW, _OPEN),
    Arrow(CloseProgramme, _OPEN, _CLOSED),
    # what the programme receives, and what is done with it
    *staying({_OPEN}, *(c for c in OF_PROGRAMMES if c not in (OpenProgramme, CloseProgramme))),
    *staying({_OPEN}, Escalate, ResolveEscalation, Correct, AdoptRules),
    *staying({_OPEN, _CLOSED}, Redact, SetAside),
    # the state is still `NEW` when the first record cannot be read
    *staying({ProgrammeState.NEW}, SetAside),
)
"""The lifecycle of a programme: it is opened, facts are recorded, and it is closed."""
