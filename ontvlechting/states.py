"""THE table: every state, every arrow. Nothing else moves a process.

House rules of this file:
1. The whole lifecycle stands here; no transition lives in code elsewhere. Diagram, documentation, tests,
   the `transitions` machine and the judging of a step are all made from `TABLE`.
2. An arrow says what may be asked from which state, never whether: the guards of the door say that (`guards.py`).

How it works: a process begins in `NEW`. The main road runs to `MINISTRY_DECIDED`, where the route forks: a shift of
work goes by `PHASED_TRANSFER` and `RECEIVING_PARTY_PROVEN`, strengthened governance by `STRENGTHENING_GOVERNANCE` and
`AGREEMENTS_PROVEN`; both end in `COMPLETED`. `STOPPED` is the reasoned "do not disentangle". Facts are recorded by
arrows that stay where they are; two of these, `Redact` and `SetAside`, are there in the final states as well. A programme
has a small table of its own, `PROGRAMME_TABLE`. `faults` checks a table; a faulty one cannot become a set of rules.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from enum import Enum
from typing import NoReturn

from attrs import frozen

from ontvlechting.commands import OF_PROGRAMMES as PROGRAMME_COMMANDS
from ontvlechting.commands import (
    AcceptPhase,
    AdoptRules,
    AnswerAdvice,
    AnswerInput,
    ChangeRoute,
    CloseProgramme,
    CollectInput,
    Command,
    Complete,
    ConcludeAgreements,
    ConcludeProof,
    ConcludeTests,
    ConsultUnit,
    Decide,
    DraftPlan,
    Escalate,
    FallBack,
    IdentifyProcess,
    NotifyBody,
    OpenProgramme,
    ReceiveAdvice,
    RecordAgreement,
    RecordContact,
    RecordExecution,
    RecordFeasibility,
    RecordIndicator,
    RecordTest,
    RecordUseOfAgreement,
    Redact,
    ReportBreach,
    RequestAdvice,
    ResolveBreach,
    ResolveEscalation,
    ReturnPlan,
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
from ontvlechting.errors import InputError, Problem, nearest, shown
from ontvlechting.outside import several
from ontvlechting.text import Text


class State(Enum):
    """Where a process or a programme stands (*toestand*)."""

    NEW = "new"
    IDENTIFIED = "identified"
    PLAN_DRAFTED = "plan_drafted"
    PRECONDITIONS_TESTED = "preconditions_tested"
    MINISTRY_DECIDED = "ministry_decided"
    PHASED_TRANSFER = "phased_transfer"
    RECEIVING_PARTY_PROVEN = "receiving_party_proven"
    STRENGTHENING_GOVERNANCE = "strengthening_governance"
    AGREEMENTS_PROVEN = "agreements_proven"
    COMPLETED = "completed"
    STOPPED = "stopped"
    PROGRAMME = "programme"
    PROGRAMME_CLOSED = "programme_closed"

    @classmethod
    def _missing_(cls, value: object) -> NoReturn:
        """Refuse what is no state with the nearest that is; an `InputError` is a `ValueError`, as Python gives here."""
        expected = Text(nl="de naam van een toestand", en="the name of a state")
        raise InputError(
            cls.__name__, [Problem("value", shown(value), expected, nearest(value, [s.value for s in cls]))]
        )

    @property
    def title(self) -> Text:
        """What the state is called, in both languages."""
        return TITLES[self]


TITLES: dict[State, Text] = {
    State.NEW: Text(nl="nieuw", en="new"),
    State.IDENTIFIED: Text(nl="aangedragen", en="identified"),
    State.PLAN_DRAFTED: Text(nl="plan opgesteld", en="plan drafted"),
    State.PRECONDITIONS_TESTED: Text(nl="randvoorwaarden getoetst", en="preconditions tested"),
    State.MINISTRY_DECIDED: Text(nl="ministerie heeft besloten", en="ministry decided"),
    State.PHASED_TRANSFER: Text(nl="gefaseerde overdracht", en="phased transfer"),
    State.RECEIVING_PARTY_PROVEN: Text(nl="ontvangende partij bewezen", en="receiving party proven"),
    State.STRENGTHENING_GOVERNANCE: Text(nl="besturing wordt versterkt", en="strengthening governance"),
    State.AGREEMENTS_PROVEN: Text(nl="afspraken bewezen", en="agreements proven"),
    State.COMPLETED: Text(nl="afgerond", en="completed"),
    State.STOPPED: Text(nl="niet ontvlochten", en="stopped"),
    State.PROGRAMME: Text(nl="programma loopt", en="programme under way"),
    State.PROGRAMME_CLOSED: Text(nl="programma gesloten", en="programme closed"),
}

FINAL = frozenset({State.COMPLETED, State.STOPPED, State.PROGRAMME_CLOSED})
"""No step leads out of these states."""

OF_PROGRAMMES = frozenset({State.PROGRAMME, State.PROGRAMME_CLOSED})
"""In these states a dossier is that of a programme, not of a process."""

IN_TRANSFER = frozenset({State.PHASED_TRANSFER, State.RECEIVING_PARTY_PROVEN})
"""The transfer has begun and is not completed: the receiving party may perform, the delivering party stands by."""

STARTING = frozenset(State) - IN_TRANSFER - {State.COMPLETED}
"""The starting arrangement holds: the delivering party performs every task."""

UNCONDITIONAL: tuple[type[Command], ...] = (FallBack,)
"""What always leads back to the starting arrangement (R54): no evidence and no consent of others is asked."""


@frozen
class Arrow:
    """One line of the table: `command` may be asked in `source` and leads to `target`."""

    command: type[Command]
    source: State
    target: State

    @property
    def moves(self) -> bool:
        """Whether the state changes; otherwise a fact is recorded."""
        return self.source is not self.target


def _from(sources: Collection[State], command: type[Command], target: State) -> Iterator[Arrow]:
    """The same command from several states to one."""
    return (Arrow(command, s, target) for s in State if s in sources)


def _stay(states: Collection[State], *commands: type[Command]) -> Iterator[Arrow]:
    """Facts: recorded in each of these states, which stay as they are."""
    return (Arrow(c, s, s) for c in commands for s in State if s in states)


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

LIVE = frozenset(State) - {State.NEW} - FINAL - OF_PROGRAMMES
"""Every state of a process that is under way."""

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
    *_from({_DRAFTED, _TESTED, _DECIDED, _STRENGTHENING, _AGREED}, RevisePlan, _DRAFTED),
    *_from(IN_TRANSFER, FallBack, _DECIDED),
    *_from(LIVE, ChangeRoute, _IDENTIFIED),
    *_from(LIVE, Stop, _STOPPED),
    # facts on the way
    *_stay(LIVE, RecordFeasibility),
    *_stay(LIVE, RecordContact, ConsultUnit, CollectInput, AnswerInput, NotifyBody),
    *_stay(LIVE, RequestAdvice, ReceiveAdvice, AnswerAdvice),
    *_stay(LIVE, ReportBreach, ResolveBreach, Escalate, ResolveEscalation),
    *_stay({_DRAFTED, _TESTED}, RecordTest),
    *_stay(LIVE - {_IDENTIFIED, _DRAFTED}, WeighStep),
    *_stay({_TRANSFER}, StartPhase, AcceptPhase),
    *_stay(IN_TRANSFER, RecordExecution, RecordIndicator, UpdateSharedTasks),
    *_stay({_PROVEN}, ShiftBudget),
    *_stay({_STRENGTHENING, _AGREED}, RecordAgreement, RecordUseOfAgreement),
    # other rules for what is still to come; what has ended stays under its own
    *_stay(LIVE, AdoptRules),
    # also when the process has ended: personal data that has to go has to go then as well
    *_stay((LIVE | FINAL) - OF_PROGRAMMES, Redact, SetAside),
    # and where already the first record cannot be read
    *_stay({_NEW}, SetAside),
)
"""The lifecycle of a process."""

PROGRAMME_TABLE: tuple[Arrow, ...] = (
    Arrow(OpenProgramme, _NEW, State.PROGRAMME),
    Arrow(CloseProgramme, State.PROGRAMME, State.PROGRAMME_CLOSED),
    # what comes in, and what is done with it
    *_stay({State.PROGRAMME}, *(c for c in PROGRAMME_COMMANDS if c not in (OpenProgramme, CloseProgramme))),
    *_stay({State.PROGRAMME}, Escalate, ResolveEscalation, AdoptRules),
    *_stay(OF_PROGRAMMES, Redact, SetAside),
)
"""The lifecycle of a programme: it is opened, facts are recorded, and it is closed."""


def occurring(arrows: Iterable[Arrow]) -> tuple[State, ...]:
    """The states of a table, in the order of `State`."""
    ends = {s for a in arrows for s in (a.source, a.target)} | {State.NEW}
    return tuple(s for s in State if s in ends)


def reach(arrows: Iterable[Arrow], start: State) -> frozenset[State]:
    """Every state that can be reached from `start`, itself included."""
    arrows = tuple(arrows)
    found, edge = {start}, [start]
    while edge:
        here = edge.pop()
        for target in {a.target for a in arrows if a.source is here} - found:
            found.add(target)
            edge.append(target)
    return frozenset(found)


def unjudgeable(arrows: object) -> Iterator[Text]:
    """Why nothing can be said of a table: it holds what is no arrow, no kind of command, or no state of this package."""
    if not isinstance(arrows, tuple):
        yield Text(nl=f"{shown(arrows)} is geen tabel van pijlen", en=f"{shown(arrows)} is no table of arrows")
        return
    for number, arrow in enumerate(arrows, start=1):
        if not isinstance(arrow, Arrow):
            yield Text(
                nl=f"pijl {number} is geen `Arrow`: {shown(arrow)}", en=f"arrow {number} is no `Arrow`: {shown(arrow)}"
            )
            continue
        if not is_kind(arrow.command):
            yield Text(
                nl=f"pijl {number}: {shown(arrow.command)} is geen soort opdracht",
                en=f"arrow {number}: {shown(arrow.command)} is no kind of command",
            )
        ends: tuple[object, ...] = (arrow.source, arrow.target)
        for state in ends:
            if not isinstance(state, State):
                yield Text(
                    nl=f"pijl {number}: {shown(state)} is geen `State`",
                    en=f"arrow {number}: {shown(state)} is no `State`",
                )


def is_kind(command: object) -> bool:
    """Whether this is a class of commands, and not what they have in common."""
    return isinstance(command, type) and issubclass(command, Command) and command is not Command


def faults(arrows: Iterable[Arrow]) -> list[Text]:
    """What is wrong with a table of arrows; empty when it is sound.

    Sound means: no two arrows for the same command and state, no two commands of one name, no arrow leads out of a final
    state, every state of the table is reachable from `NEW`, a final state is reachable from every state, and from every
    state that is not final the starting arrangement can be reached by unconditional commands alone (R54).

    Of a table that cannot be judged that is said, and nothing else.
    """
    table = several(arrows)
    return list(dict.fromkeys(unjudgeable(table))) or [*_called_alike(table), *_unsound(table)]


def _called_alike(arrows: Collection[Arrow]) -> Iterator[Text]:
    """Commands that are not the same and have one name, by which a record could not tell them apart."""
    for key, count in Counter(c.key for c in {a.command for a in arrows}).items():
        if count > 1:
            yield Text(nl=f"{count} opdrachten heten `{key}`", en=f"{count} commands are called `{key}`")


def _unsound(arrows: Collection[Arrow]) -> list[Text]:
    """What is wrong with a table that can be judged."""
    found: list[Text] = []

    def fault(nl: str, en: str) -> None:
        found.append(Text(nl=nl, en=en))

    for (command, source), count in Counter((a.command, a.source) for a in arrows).items():
        if count > 1:
            fault(
                f"`{command.key}` heeft {count} pijlen vanuit `{source.value}`",
                f"`{command.key}` has {count} arrows from `{source.value}`",
            )
    for state in sorted({a.source for a in arrows if a.moves} & FINAL, key=lambda s: s.value):
        fault(f"`{state.value}` is een eindtoestand met een uitgang", f"`{state.value}` is final but has a way out")
    states = occurring(arrows)
    for state in sorted(frozenset(states) - reach(arrows, State.NEW), key=lambda s: s.value):
        fault(f"`{state.value}` is onbereikbaar", f"`{state.value}` cannot be reached")
    for state in states:
        if state not in FINAL and not reach(arrows, state) & FINAL:
            fault(f"`{state.value}` is een doodlopende toestand", f"`{state.value}` is a dead end")
        back = reach((a for a in arrows if a.command in UNCONDITIONAL), state)
        if state not in FINAL and not back & STARTING:
            fault(
                f"vanuit `{state.value}` is er geen weg terug naar de uitgangssituatie",
                f"from `{state.value}` there is no way back to the starting arrangement",
            )
    return found
