"""THE table: every state, every arrow. Nothing else moves a process.

House rules of this file:
1. The whole lifecycle stands here; no transition lives in code elsewhere. Diagram, documentation, tests,
   the `transitions` machine and the judging of a step are all made from `TABLE`.
2. An arrow says what may be asked from which state, never whether: the guards of the door say that (`guards.py`).

How it works: a process begins in `NEW`. The main road runs to `MINISTRY_DECIDED`, where the route forks: a shift of
work goes by `PHASED_TRANSFER` and `RECEIVING_PARTY_PROVEN`, strengthened governance by `STRENGTHENING_GOVERNANCE` and
`AGREEMENTS_PROVEN`; both end in `COMPLETED`. `STOPPED` is the reasoned "do not disentangle". Facts are recorded by
arrows that stay where they are, many of them in the final states as well. A programme
is a machine of its own, with a small table: `PROGRAMME_TABLE`. What a sound table is says `engine/chart.py`; a faulty one
cannot become a set of rules.
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
    """Where a process stands (*toestand*): its name, its title in Dutch and English, and its place in the picture."""

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
    """Where a programme stands."""

    NEW = "new", "nieuw", "new", 1, 0
    OPEN = "programme", "programma loopt", "programme under way", 1, 1
    CLOSED = "programme_closed", "programma gesloten", "programme closed", 1, 2


BEGUN = frozenset({ProgrammeState.OPEN, ProgrammeState.CLOSED})
"""In these states a programme was opened; before that there is nothing to account for."""

FINAL = frozenset({State.COMPLETED, State.STOPPED})
"""No step leads out of these states."""

IN_TRANSFER = frozenset({State.PHASED_TRANSFER, State.RECEIVING_PARTY_PROVEN})
"""The transfer has begun and is not completed: the receiving party may perform, the transferring party stands by."""

STARTING = frozenset(State) - IN_TRANSFER - {State.COMPLETED}
"""The starting arrangement holds: the transferring party performs every task."""

PROVEN = frozenset({State.RECEIVING_PARTY_PROVEN, State.AGREEMENTS_PROVEN, State.COMPLETED})
"""What the route has to show was shown: the receiving party carried out the work, or the agreements are used."""

DECIDED = IN_TRANSFER | {State.MINISTRY_DECIDED, State.STRENGTHENING_GOVERNANCE} | PROVEN
"""The ministry decided, and that decision is in force or was carried out."""

WAY_BACK = WayBack(commands=(FallBack,), to=STARTING)
"""What always leads back to the starting arrangement (R54): no evidence and no consent of others is asked."""

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
    # the main road
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
    # ways back
    Arrow(ReturnPlan, _TESTED, _DRAFTED),
    *moving({_DRAFTED, _TESTED, _DECIDED, _STRENGTHENING, _AGREED}, RevisePlan, _DRAFTED),
    *moving(IN_TRANSFER, FallBack, _DECIDED),
    Arrow(ReversePhase, _PROVEN, _TRANSFER),
    *moving(LIVE, ChangeRoute, _IDENTIFIED),
    *moving(LIVE, Stop, _STOPPED),
    # facts on the way
    *staying(LIVE, RecordFeasibility),
    # these facts also when the process has ended: what happens after that, and what is told late
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
    # wherever a service may turn out to be affected, or whole again
    *staying(LIVE | FINAL, RecordIndicator),
    *staying(IN_TRANSFER, UpdateSharedTasks),
    *staying({_DECIDED, _STRENGTHENING, _AGREED} | IN_TRANSFER | FINAL, RecordEvaluation),
    *staying(LIVE, RenewReversal),
    *staying({_DECIDED, _TRANSFER, _PROVEN, _STRENGTHENING, _AGREED}, ShiftBudget),
    *staying({_STRENGTHENING, _AGREED}, RecordAgreement, RecordUseOfAgreement),
    # other rules for what is still to come; what has ended stays under its own
    *staying(LIVE, AdoptRules),
    # also when the process has ended: personal data that has to go has to go then as well
    *staying(LIVE | FINAL, Redact, SetAside),
    # and where already the first record cannot be read
    *staying({_NEW}, SetAside),
)
"""The lifecycle of a process."""

_OPEN, _CLOSED = ProgrammeState.OPEN, ProgrammeState.CLOSED

PROGRAMME_FINAL = frozenset({_CLOSED})
"""No step leads out of this state."""

PROGRAMME_TABLE: tuple[Arrow, ...] = (
    Arrow(OpenProgramme, ProgrammeState.NEW, _OPEN),
    Arrow(CloseProgramme, _OPEN, _CLOSED),
    # what comes in, and what is done with it
    *staying({_OPEN}, *(c for c in OF_PROGRAMMES if c not in (OpenProgramme, CloseProgramme))),
    *staying({_OPEN}, Escalate, ResolveEscalation, Correct, AdoptRules),
    *staying({_OPEN, _CLOSED}, Redact, SetAside),
    # and where already the first record cannot be read
    *staying({ProgrammeState.NEW}, SetAside),
)
"""The lifecycle of a programme: it is opened, facts are recorded, and it is closed."""
