"""The dumb twin: the gate table a second time, slow and obvious, written apart from the guards.

It knows no dossier. All it has is the list of accepted commands, the command that is asked and the norms; what it needs
it finds by walking that list. So a comparison with the real verdict checks the guards, their doors, the effects and
the fold together. A row is a rule and a condition under which that rule says no; a condition is never shared with
the code it is compared with.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from decimal import Decimal
from functools import cache
from typing import Any, Generic, NamedTuple, TypeVar

from attrs import field, fields, frozen, has

from ontvlechting import LETTER, letter
from ontvlechting import commands as c
from ontvlechting.engine.checked import without_words
from ontvlechting.engine.command import Fact
from ontvlechting.engine.values import Actor
from ontvlechting.letter.commands import Command, Disposition, Level, Mode, Precondition, Route, Stage, Step
from ontvlechting.letter.norms import Countersigned, Norms
from ontvlechting.letter.values import (
    Body,
    BodyKind,
    Delta,
    Document,
    DocumentKind,
    Judgement,
    Money,
    Power,
    Reach,
    Role,
)

T = TypeVar("T", bound=Command)
R = TypeVar("R")

LIVE = ("identified", "drafted", "tested", "decided", "transfer", "proven", "strengthening", "agreed")
"""The states of a process that is under way; before them `new`, after them `completed` or `stopped`."""

EVER = (*LIVE, "completed", "stopped")
"""Every state of a process that was begun."""

MOVES: dict[type[Command], dict[str, str]] = {
    c.IdentifyProcess: {"new": "identified"},
    c.DraftPlan: {"identified": "drafted"},
    c.RevisePlan: dict.fromkeys(("drafted", "tested", "decided", "strengthening", "agreed"), "drafted"),
    c.ConcludeTests: {"drafted": "tested"},
    c.Decide: {"tested": "decided"},
    c.ReturnPlan: {"tested": "drafted"},
    c.StartTransfer: {"decided": "transfer"},
    c.ConcludeProof: {"transfer": "proven"},
    c.FallBack: {"transfer": "decided", "proven": "decided"},
    c.ReversePhase: {"proven": "transfer"},
    c.StartStrengthening: {"decided": "strengthening"},
    c.ConcludeAgreements: {"strengthening": "agreed"},
    c.Complete: {"proven": "completed", "agreed": "completed"},
    c.Stop: dict.fromkeys(LIVE, "stopped"),
    c.ChangeRoute: dict.fromkeys(LIVE, "identified"),
}
"""What moves a process: from which state to which."""

STAYS: dict[type[Command], tuple[str, ...]] = {
    c.RecordFeasibility: LIVE,
    c.RecordContact: EVER,
    c.ConsultUnit: EVER,
    c.CollectInput: EVER,
    c.AnswerInput: EVER,
    c.Cosign: LIVE[1:],
    c.Confirm: EVER,
    c.Contest: EVER,
    c.ResolveContest: EVER,
    c.NotifyBody: EVER,
    c.RequestAdvice: EVER,
    c.ReceiveAdvice: EVER,
    c.AnswerAdvice: EVER,
    c.ReportBreach: EVER,
    c.ResolveBreach: EVER,
    c.Escalate: EVER,
    c.ResolveEscalation: EVER,
    c.Replace: EVER,
    c.RecordTest: ("drafted", "tested", "transfer"),
    c.WeighStep: LIVE,
    c.StartPhase: ("transfer",),
    c.AcceptPhase: ("transfer",),
    c.ReversePhase: ("transfer",),
    c.ProposeAmendment: ("transfer",),
    c.AmendPlan: ("transfer",),
    c.RecordExecution: ("transfer", "proven", "completed"),
    c.RecordIndicator: EVER,
    c.RecordEvaluation: ("decided", "transfer", "proven", "strengthening", "agreed", "completed", "stopped"),
    c.UpdateSharedTasks: ("transfer", "proven"),
    c.RenewReversal: LIVE,
    c.ShiftBudget: ("decided", "transfer", "proven", "strengthening", "agreed"),
    c.RecordAgreement: ("strengthening", "agreed"),
    c.RecordUseOfAgreement: ("strengthening", "agreed"),
    c.Redact: EVER,
    c.AdoptRules: LIVE,
}
"""What is recorded without a move, and in which states."""

PLANNING = (c.DraftPlan, c.RevisePlan)
WRITTEN = (*PLANNING, c.ProposeAmendment)
UNDOES = (c.StartTransfer, c.FallBack, c.ChangeRoute, c.Stop)
"""What begins a transfer anew, or undoes all of it."""
ANEW = (c.DraftPlan, c.RevisePlan, c.ReturnPlan, c.ChangeRoute)
"""What makes tests, contacts and a decision on the plan start anew (R44)."""


def state_after(history: tuple[Command, ...]) -> str:
    """Where the process stands after these accepted commands."""
    state = "new"
    for past in history:
        state = MOVES.get(type(past), {}).get(state, state)
    return state


class Spell:
    """A time in which a service was affected, as it is known while one walks through what happened."""

    def __init__(self, begun: datetime) -> None:
        self.begun, self.ended = begun, None
        self.names: list[str] = []
        self.indicators: dict[str, int] = {}  # which were past their limit, and at which place in the history last

    ended: datetime | None


class Before(Generic[R]):
    """A property that hangs on what was accepted alone: found once for all that is asked after the same."""

    def __init__(self, find: Callable[[Any], R]) -> None:
        self.find, self.__doc__ = find, find.__doc__

    def __get__(self, k: Any, owner: object) -> R:
        if self not in k.found:
            k.found[self] = self.find(k)
        found: R = k.found[self]
        return found


@frozen
class Case:
    """One question: what was accepted before, what is asked now, and by which norms."""

    history: tuple[Command, ...]
    asked: Command
    norms: Norms
    told: tuple[Command, ...]
    """The facts in the order in which they were recorded: the number of a record is its place among them, from 1."""
    found: dict[object, Any] = field(factory=dict, eq=False, repr=False)
    """What was found already of this history."""

    @Before
    def voices(self) -> set[tuple[str, str, str]]:
        """Everybody who acted or was named before, each with the party, and with the party that said so; of plans, in the present ones."""
        found: set[tuple[str, str, str]] = set()
        for past in self.history:
            if isinstance(past, c.Redact | c.SetAside | c.AdoptRules):
                continue
            gone = isinstance(past, WRITTEN) and past is not self.planned and past is not self.proposal
            people = [past.by] if gone else _people(past)
            found |= {(v.id, v.party, past.by.party) for v in people}
        return found

    @Before
    def papers(self) -> list[Document]:
        """Every paper that was named before."""
        return [d for past in self.history for d in _papers(past)]

    # -- walking the history -----------------------------------------------------------------------------------------

    def all(self, kind: type[T], *, since: tuple[type[Command], ...] = ()) -> list[T]:
        """Every accepted command of a kind; with `since`, only those after the last command of those kinds."""
        if (kind, since) not in self.found:
            self.found[kind, since] = self._all(kind, since)
        found: list[T] = self.found[kind, since]
        return found

    def _all(self, kind: type[T], since: tuple[type[Command], ...]) -> list[T]:
        found: list[T] = []
        for past in self.history:
            if isinstance(past, since):
                found = []
            if isinstance(past, kind):
                found.append(past)
        return found

    @Before
    def state(self) -> str:
        """Where the process stands."""
        return state_after(self.history)

    @property
    def day(self) -> date:
        """The day of the asked act, at its own offset."""
        return self.asked.at.date()

    @Before
    def entered(self) -> datetime | None:
        """When the present state was entered."""
        state, entered = "new", None
        for past in self.history:
            after = MOVES.get(type(past), {}).get(state, state)
            if after != state:
                state, entered = after, past.at
        return entered

    @Before
    def settled(self) -> datetime | None:
        """When the state was entered, in the transfer the last phase was accepted, or a breach ended."""
        moments = [self.entered, self.whole_again, *(a.at for a in self.accepted if self.state == "transfer")]
        return max((m for m in moments if m is not None), default=None)

    @Before
    def plans(self) -> list[tuple[datetime, c.Plan]]:
        """Every plan that came into force, and when."""
        found: list[tuple[datetime, c.Plan]] = []
        for place, past in enumerate(self.history):
            if isinstance(past, PLANNING):
                found.append((past.at, past.plan))
            if isinstance(past, c.AmendPlan) and (proposal := self.until(place).proposal) is not None:
                found.append((past.at, proposal.plan))
        return found

    def indicator(self, id: str, at: datetime) -> c.Indicator | None:
        """An indicator as the last plan before a moment had it, or else the first plan that had it."""
        found = None
        for since, plan in self.plans:
            for indicator in plan.continuity.indicators if plan.continuity else ():
                if indicator.id == id and (found is None or since <= at):
                    found = indicator
        return found

    def beyond(self, measured: c.RecordIndicator) -> bool:
        """Whether a measurement is past the limit of its day."""
        indicator = self.indicator(measured.indicator, measured.at)
        if indicator is None:
            return False
        if indicator.better is c.Better.HIGHER:
            return measured.value < indicator.limit
        return measured.value > indicator.limit

    def _of_breaches(self) -> Iterator[tuple[datetime, int, Command]]:
        """What tells of a breach: when it happened, at which place in the history, and what it was."""
        for place, past in enumerate(self.history):
            if isinstance(past, c.ReportBreach):
                yield past.since, place, past
            if isinstance(past, c.RecordIndicator) and self.beyond(past):
                yield past.at, place, past
            if isinstance(past, c.ResolveBreach):
                yield past.until, place, past

    @Before
    def spells(self) -> list[Spell]:
        """Every time in which a service was affected: walked through in the order in which things happened."""
        found: list[Spell] = []
        for moment, place, past in sorted(self._of_breaches(), key=lambda x: x[:2]):
            lasting = [s for s in found if s.ended is None]
            if isinstance(past, c.ResolveBreach):
                for spell in [s for s in lasting if past.breach in s.names]:
                    spell.ended = moment
                continue
            name, indicator = _names_of(past)
            same = [s for s in lasting if name in s.names or indicator in s.indicators]
            spell = same[0] if same else Spell(moment)
            if not same:
                found.append(spell)
            spell.names.append(name)
            if indicator is not None:
                spell.indicators[indicator] = place
        return found

    @Before
    def whole_again(self) -> datetime | None:
        """When a service was last restored."""
        return max((s.ended for s in self.spells if s.ended is not None), default=None)

    def restored(self, spell: Spell, by: str | None = None) -> datetime | None:
        """When the last of what was past its limit was measured within it again, up to now; None while one was not.

        By whoever, or by the word of one party.
        """
        moments = []
        for indicator, place in spell.indicators.items():
            again = [
                m.at
                for m in self.history[place + 1 :]
                if isinstance(m, c.RecordIndicator)
                and m.indicator == indicator
                and not self.beyond(m)
                and m.at <= self.asked.at
                and (by is None or {m.by.party, m.document.origin if m.document else None} & {by, self.norms.ministry})
            ]
            if not again:
                return None
            moments.append(again[0])
        return max(moments)

    def weighed_from(self, step: Step, phase: int | None) -> datetime | None:
        """Since when a weighing counts: of a phase also since it was reversed or amended, of the rest since the plan was.

        Of the acceptance of a phase since that began, of an amendment since it was proposed, and of all since the plan was drafted,
        revised or returned.
        """
        moments = [self.settled] if self.settled else []
        if step is Step.AMENDMENT and self.proposal is not None:
            moments.append(self.proposal.at)
        if step is Step.ACCEPTANCE:
            moments += [s.at for s in self.started if s.phase == phase]
        for number, past in enumerate(self.history):
            if isinstance(past, c.DraftPlan | c.RevisePlan | c.ReturnPlan):
                moments.append(past.at)
            amended = isinstance(past, c.AmendPlan) and (phase is None or phase in self.until(number).touched)
            if amended or (isinstance(past, c.ReversePhase) and phase in (None, past.phase)):
                moments.append(past.at)
        return max(moments, default=None)

    def until(self, number: int) -> Case:
        """How it stood when the record of this place was asked."""
        return Case(self.history[:number], self.history[number], self.norms, self.told)

    def of_phases(self, kind: type[T], about: Callable[[T, Case], int | None]) -> list[T]:
        """Every command of a kind in this transfer, without those about a phase that was reversed since."""
        found: list[T] = []
        for number, past in enumerate(self.history):
            if isinstance(past, UNDOES):
                found = []
            if isinstance(past, c.ReversePhase):
                found = [f for f in found if about(f, self.until(number)) != past.phase]
            if isinstance(past, kind):
                found.append(past)
        return found

    @Before
    def identity(self) -> c.IdentifyProcess | None:
        """How the process was identified."""
        for past in self.history:
            if isinstance(past, c.IdentifyProcess):
                return past
        return None

    @property
    def delivering(self) -> str | None:
        """Who performed the work at the start."""
        return self.identity.delivering if self.identity else None

    @property
    def receiving(self) -> str | None:
        """Who would take it over."""
        return self.identity.receiving if self.identity else None

    @property
    def scope(self) -> list[str]:
        """Every task of the process."""
        return [t.id for t in self.identity.scope] if self.identity else []

    @Before
    def route(self) -> Route | None:
        """The form that was chosen last."""
        route = None
        for past in self.history:
            if isinstance(past, c.IdentifyProcess | c.ChangeRoute):
                route = past.route
        return route

    @Before
    def relations(self) -> tuple[str, ...]:
        """The relations to improve, as named when this form was chosen."""
        relations: tuple[str, ...] = ()
        for past in self.history:
            if isinstance(past, c.IdentifyProcess | c.ChangeRoute):
                relations = past.relations
        return relations

    @Before
    def findings(self) -> list[c.Finding]:
        """Every finding, oldest first: the one that the process began with, then those of the studies that were told."""
        first = [p.finding for p in self.all(c.IdentifyProcess) if p.finding]
        return first + [p.finding for p in self.all(c.RecordFeasibility)]

    @Before
    def planned(self) -> c.DraftPlan | c.RevisePlan | c.ProposeAmendment | None:
        """What brought the plan in force; nothing after a change of form."""
        planned: c.DraftPlan | c.RevisePlan | c.ProposeAmendment | None = None
        proposed = None
        for past in self.history:
            if isinstance(past, PLANNING):
                planned = past
            if isinstance(past, c.ProposeAmendment):
                proposed = past
            if isinstance(past, c.AmendPlan):
                planned = proposed
            if isinstance(past, c.ChangeRoute):
                planned = None
        return planned

    @Before
    def proposal(self) -> c.ProposeAmendment | None:
        """The amended plan that was proposed last in this transfer, and not decided on."""
        proposed = self.all(c.ProposeAmendment, since=(c.AmendPlan, *UNDOES))
        return proposed[-1] if proposed else None

    @Before
    def touched(self) -> list[int]:
        """The phases that did not begin and would be others by the proposal; none without one."""
        if self.proposal is None:
            return []
        begun = [s.phase for s in self.started]
        now = {p.number: (p, self.responsible(p), _reversal(self, p.number)) for p in self.phases}
        then = {p.number: (p, p.responsible, p.reversal) for p in self.proposal.plan.phases}
        return [n for n in {*now, *then} if n not in begun and not _same(now.get(n), then.get(n))]

    def responsible(self, phase: c.Phase, at: datetime | None = None) -> Actor:
        """Who is responsible for a phase, after everybody who took over."""
        return self.follow(phase.responsible, self.planned.at if self.planned else None, at, phase.number, None)

    def owner(self, escalation: c.Escalate, at: datetime | None = None) -> Actor:
        """Who owns an escalation, after everybody who took over."""
        return self.follow(escalation.owner, escalation.at, at, None, escalation.id)

    def follow(
        self, person: Actor, since: datetime | None, at: datetime | None, phase: int | None, escalation: str | None
    ) -> Actor:
        """Who came after somebody, in one place."""
        given = _given_to_others(self, phase) if phase is not None else None
        for taken in self.all(c.Replace):
            too_early = since is not None and taken.at < since
            too_late = at is not None and taken.at > at
            everywhere = taken.phase is None and taken.escalation is None
            of_others = given is not None and taken.at < given
            here = everywhere or (taken.phase == phase and taken.escalation == escalation and not of_others)
            if taken.person == person.id and here and not too_early and not too_late:
                person = taken.successor
        return person

    @property
    def plan(self) -> c.Plan | None:
        """The plan in force."""
        return self.planned.plan if self.planned else None

    @Before
    def version(self) -> int:
        """How many plans there have been, proposed ones included."""
        count = 0
        for past in self.history:
            if isinstance(past, WRITTEN):
                count += 1
        return count

    @property
    def phases(self) -> tuple[c.Phase, ...]:
        """The phases of the plan in force."""
        return self.plan.phases if self.plan else ()

    def goes(self, plan: c.Plan | None) -> list[str]:
        """The tasks that move or are set up."""
        return [t.task for t in plan.tasks if t.disposition in (Disposition.MOVED, Disposition.SET_UP)] if plan else []

    def shared(self, plan: c.Plan | None) -> list[str]:
        """The tasks that stay shared."""
        return [t.task for t in plan.tasks if t.disposition is Disposition.SHARED] if plan else []

    @Before
    def started(self) -> list[c.StartPhase]:
        """The phases of this transfer that began."""
        return self.of_phases(c.StartPhase, lambda s, _: s.phase)

    @Before
    def accepted(self) -> list[c.AcceptPhase]:
        """The phases of this transfer that were accepted."""
        return self.of_phases(c.AcceptPhase, lambda a, _: a.phase)

    @Before
    def running(self) -> c.StartPhase | None:
        """The phase that began and was not accepted yet."""
        return self.started[-1] if len(self.started) > len(self.accepted) else None

    @property
    def next_phase(self) -> c.Phase | None:
        """The first phase that did not begin yet."""
        for phase in self.phases:
            if phase.number > len(self.started):
                return phase
        return None

    @Before
    def decision(self) -> c.Decide | None:
        """The decision on the plan in force."""
        decided = self.all(c.Decide, since=ANEW)
        return decided[-1] if decided else None

    @Before
    def decided_at(self) -> datetime | None:
        """When the ministry last decided on the plan in force."""
        if self.decision is None:
            return None
        return max([a.at for a in self.all(c.AmendPlan, since=ANEW)] + [self.decision.at])

    @Before
    def breaches(self) -> list[Spell]:
        """The open breaches."""
        return [s for s in self.spells if s.ended is None]

    @Before
    def escalations(self) -> list[c.Escalate]:
        """The open escalations."""
        found: list[c.Escalate] = []
        for past in self.history:
            if isinstance(past, c.Escalate):
                found.append(past)
            if isinstance(past, c.ResolveEscalation):
                found = [e for e in found if e.id != past.escalation]
        return found

    @Before
    def contacts(self) -> list[c.RecordContact]:
        """The contacts that still count: about feasibility for good, about the rest for as long as it stands."""
        found: list[c.RecordContact] = []
        for number, past in enumerate(self.history):
            if isinstance(past, c.ReversePhase):
                found = [f for f in found if f.phase != past.phase and f.stage is not Stage.PROOF]
            if isinstance(past, c.AmendPlan):
                touched = self.until(number).touched
                found = [f for f in found if f.phase not in touched and f.stage is not Stage.PROOF]
            if isinstance(past, ANEW):
                found = [f for f in found if f.stage is Stage.FEASIBILITY]
            if isinstance(past, c.FallBack):
                found = [f for f in found if f.stage not in (Stage.EXECUTION, Stage.PROOF)]
            if isinstance(past, c.RecordContact):
                found.append(past)
        return found

    def heard(self, body: str, stage: Stage, phase: int | None = None) -> bool:
        """Whether a body was heard at a stage, about a phase, in time and by its own word."""
        end = self.asked.at
        if self.state == "tested" and stage in (Stage.PLAN, Stage.TEST) and self.entered is not None:
            end = min(end, self.entered)
        return any(
            f.body == body and f.stage is stage and (phase is None or f.phase == phase) and f.at < end
            for f in self.contacts
            if self.spoken(f, Countersigned.CONTACTS)
        )

    def about(self, fact: Command) -> str | None:
        """Who is said to have done this, by whoever recorded it."""
        if isinstance(fact, c.RecordContact | c.ReceiveAdvice | c.NotifyBody):
            return fact.body
        return fact.unit if isinstance(fact, c.ConsultUnit | c.CollectInput) else None

    def own(self, actor: Actor, fact: Command) -> bool:
        """Whether somebody may give the word of whoever is said to have done this."""
        if actor.role in (Role.WORKS_COUNCIL, Role.UNION, Role.UNIT) and actor.party == self.about(fact):
            return True
        return isinstance(fact, c.CollectInput) and actor.role is Role.WORKS_COUNCIL

    def number(self, fact: Command) -> int:
        """The number of the record of a fact."""
        return next(i for i, past in enumerate(self.told, start=1) if past is fact)

    def contests_of(self, number: int) -> list[int]:
        """The numbers of the contests of a record."""
        return [i for i, p in enumerate(self.told, start=1) if isinstance(p, c.Contest) and p.record == number]

    def resolved(self, contest: int) -> bool | None:
        """Whether a contest was upheld; None while it is open."""
        ends = [r.upheld for r in self.all(c.ResolveContest) if r.contest == contest]
        return ends[-1] if ends else None

    def denied(self, fact: Command) -> bool:
        """Whether every contest of it was resolved, and one was upheld."""
        ends = [self.resolved(n) for n in self.contests_of(self.number(fact))]
        return None not in ends and True in ends

    def spoken(self, fact: Command, asked: Countersigned) -> bool:
        """Whether what another is said to have done counts."""
        number = self.number(fact)
        if [n for n in self.contests_of(number) if self.resolved(n) is not False]:
            return False
        if asked not in self.norms.countersigned or self.own(fact.by, fact):
            return True
        assert isinstance(fact, c.RecordContact | c.ReceiveAdvice | c.ConsultUnit | c.CollectInput)
        if fact.document is not None and fact.document.origin == self.about(fact):
            return True
        return any(x.record == number and self.own(x.by, fact) for x in self.all(c.Confirm))

    @property
    def signers(self) -> list[str]:
        """Which of the two parties did not hand in the plan: one, or both when the ministry did."""
        return [p for p in self.parties if self.tested is not None and p != self.tested.by.party]

    @property
    def tested(self) -> c.DraftPlan | c.RevisePlan | c.ProposeAmendment | None:
        """What is signed and tested: the plan, or during a transfer what is proposed."""
        return self.proposal if self.state == "transfer" else self.planned

    def signature(self, party: str | None) -> c.Cosign | None:
        """What a party last said of what is signed and tested."""
        version = self.tested.plan.version if self.tested else None
        said = [s for s in self.all(c.Cosign) if s.plan_version == version and s.by.party == party]
        return said[-1] if said else None

    @Before
    def open_inputs(self) -> list[str]:
        """The inputs, about whatever form, that got no answer since."""
        answers = self.all(c.AnswerInput)
        return [i.id for i in self.all(c.CollectInput) if not [a for a in answers if a.input == i.id and a.at >= i.at]]

    def consulted(self) -> list[c.ConsultUnit]:
        """The consultations about this form that count."""
        held = self.all(c.ConsultUnit, since=(c.ChangeRoute,))
        return [u for u in held if u.at < self.asked.at and self.spoken(u, Countersigned.CONSULTATIONS)]

    @property
    def parties(self) -> list[str]:
        """The delivering and the receiving party."""
        return [p for p in (self.delivering, self.receiving) if p]


def _names_of(told: Command) -> tuple[str, str | None]:
    """What the breach is called that this tells of, where nobody named it by what was measured; and the indicator, if any."""
    if isinstance(told, c.ReportBreach):
        return told.id, None
    assert isinstance(told, c.RecordIndicator)
    phase = f"-{told.phase}" if told.phase is not None else ""
    moment = told.at.astimezone(UTC).isoformat().removesuffix("+00:00")
    return told.breach or f"{told.indicator[:140]}{phase}-{moment}Z", told.indicator


_Held = tuple[c.Phase, Actor, c.Reversal | None]
"""A phase, with who is responsible by now and how it is undone by now."""


def _same(one: _Held | None, other: _Held | None) -> bool:
    """Whether two phases are the same, with the same person and the same way back, whatever the words."""
    if one is None or other is None:
        return one is other
    one, other = without_words(one), without_words(other)
    bare = [_but_for_people(phase)[:6] + phase.touches for phase in (one[0], other[0])]
    return bare[0] == bare[1] and one[1:] == other[1:]


def _but_for_people(p: c.Phase) -> tuple[object, ...]:
    return p.number, p.tasks, p.complexity, p.starts_on, p.ends_on, p.level, p.reversal, p.touches


Row = tuple[str, Callable[[Case], bool]]
"""A rule, and when it says no."""

# -- who -----------------------------------------------------------------------------------------------------------------


def _house(k: Case) -> bool:
    return k.asked.by.role is Role.HOUSE or k.asked.by.party == k.norms.house


def _out_of_own_line(k: Case) -> bool:
    actor, norms = k.asked.by, k.norms
    councils = [b.id for b in norms.bodies if b.kind is BodyKind.WORKS_COUNCIL]
    unions = [b.id for b in norms.bodies if b.kind is BodyKind.UNION]
    own: dict[object, list[str]] = {
        Role.MINISTRY: [norms.ministry],
        Role.DIRECTORATE: list(norms.directorates),
        Role.WORKS_COUNCIL: councils,
        Role.UNION: unions,
        Role.HOUSE: [norms.house],
    }
    if actor.role is Role.HOUSE:  # refused already, wherever it sits
        return False
    if actor.role is Role.UNIT:
        return actor.party in [norms.ministry, norms.house, *norms.directorates, *councils, *unions]
    if actor.role is Role.RESEARCHER:
        inside = [party for parties in own.values() for party in parties]
        return actor.party in inside and actor.party != norms.house  # of the House R14 speaks
    return actor.party not in own[actor.role]


IN_TURN = (*MOVES, c.StartPhase, c.AcceptPhase, c.ShiftBudget, c.ProposeAmendment, c.AmendPlan, c.AdoptRules)
"""What changes who does what, or by which rules; all else may be told late."""


def _in_one_instant(k: Case) -> bool:
    kind = type(k.asked)
    if isinstance(k.asked, c.AcceptPhase):
        return bool([s for s in k.started if (s.phase, s.at) == (k.asked.phase, k.asked.at)])
    just_accepted = bool([a for a in k.accepted if a.at == k.asked.at])
    if kind is c.StartPhase:
        return just_accepted
    leads_on = MOVES.get(kind, {}).get(k.state, k.state) != k.state
    return leads_on and kind is not c.FallBack and (k.asked.at == k.entered or just_accepted)


def _of_two_sides(k: Case) -> bool:
    """Somebody who acts or is named here stands for another organisation as well: here, or by the word of that one or this before."""
    mine = k.asked.by.party
    here = {(v.id, v.party) for v in _people(k.asked)}
    before = {(id, party) for id, party, said_by in k.voices if said_by in (party, mine)}
    return any(id == other and party != its for id, party in here for other, its in before | here)


def _back_in_time(k: Case) -> bool:
    return type(k.asked) in IN_TURN and any(k.asked.at < past.at for past in k.history if type(past) in IN_TURN)


def _in_line_of(actor: Actor, *parties: str | None) -> bool:
    """Whether somebody acts in the official line of one of these parties."""
    return actor.role is Role.DIRECTORATE and actor.party in parties


def _of_the_ministry(actor: Actor, norms: Norms) -> bool:
    """Whether somebody acts for the ministry, and is of the ministry."""
    return actor.role is Role.MINISTRY and actor.party == norms.ministry


def _of_a_council(actor: Actor, bodies: list[Body]) -> bool:
    """Whether somebody acts for a works council that is one of these."""
    councils = [b.id for b in bodies if b.kind is BodyKind.WORKS_COUNCIL]
    return actor.role is Role.WORKS_COUNCIL and actor.party in councils


def _outsider(k: Case) -> bool:
    # that a role belongs to its own party is R2, at every door
    return not _in_line_of(k.asked.by, *k.parties) and k.asked.by.role is not Role.MINISTRY


def _not_the_receiver(k: Case) -> bool:
    return not _in_line_of(k.asked.by, k.receiving)


def _not_the_ministry(k: Case) -> bool:
    return k.asked.by.role is not Role.MINISTRY  # that this is the ministry itself is R2


def _powerless(actor: Actor, power: Power, k: Case) -> bool:
    mandate, day = actor.mandate, k.day
    if mandate is None or power not in mandate.powers or day < mandate.valid_from:
        return True
    if mandate.scope and not [p for p in k.parties if p in mandate.scope]:
        return True
    return mandate.valid_until is not None and day > mandate.valid_until


def _without(power: Power) -> Callable[[Case], bool]:
    return lambda k: _powerless(k.asked.by, power, k)


_INSIDE: dict[int, tuple[object, list[tuple[str, object]]]] = {}
"""What is inside a value, which is kept so that its place in memory stays its own: a changed command shares most of it."""


def _all_values(command: Command) -> list[tuple[str, object]]:
    """Every value in a command, the command too, with the name of the field that holds it."""
    return [("", command), *_inside(command)]


def _inside(value: object) -> list[tuple[str, object]]:
    kind: Any = type(value)
    names = _fields_of(kind)
    if not names:
        return []
    if id(value) not in _INSIDE:
        found: list[tuple[str, object]] = []
        for name in names:
            for one in _each_of(getattr(value, name)):
                found.append((name, one))
                found += _inside(one)
        _INSIDE[id(value)] = value, found
    return _INSIDE[id(value)][1]


def _each_of(value: object) -> list[object]:
    return [one for part in value for one in _each_of(part)] if type(value) is tuple else [value]


@cache
def _fields_of(kind: Any) -> tuple[str, ...]:
    """The fields of a class, where it has any."""
    return tuple(a.name for a in fields(kind)) if has(kind) else ()


class _Seen(NamedTuple):
    """What was seen of a command: the command itself, so that its place in memory stays its own, and what is in it."""

    command: Command
    values: list[tuple[str, object]]
    papers: list[Document]
    people: list[Actor]


_SEEN: dict[int, _Seen] = {}


def _looked_through(command: Command) -> _Seen:
    found = _SEEN.get(id(command))
    if found is None:
        values = _all_values(command)
        every = [v for _, v in values]
        papers, people = [v for v in every if isinstance(v, Document)], [v for v in every if isinstance(v, Actor)]
        found = _SEEN[id(command)] = _Seen(command, values, papers, list(dict.fromkeys(people)))
    return found


def _seen(command: Command) -> list[tuple[str, object]]:
    return _looked_through(command).values


def _papers(command: Command) -> list[Document]:
    return _looked_through(command).papers


def _people(command: Command) -> list[Actor]:
    return _looked_through(command).people


def _two_in_one(k: Case) -> bool:
    """Two papers of one number that are not the same paper, said here, or before and here."""
    now = _papers(k.asked)
    if not now:
        return False
    named = {d.id for d in now}
    before = [d for d in k.papers if d.id in named]
    return any(
        a.id == b.id and (a.kind, a.title, a.on, a.origin) != (b.kind, b.title, b.on, b.origin)
        for a in [*before, *now]
        for b in now
    )


def _not_written_yet(k: Case) -> bool:
    # minutes and reports come later than what they show
    shown = (c.RecordContact, c.ConsultUnit, c.CollectInput, c.RecordIndicator, c.RecordUseOfAgreement)
    return not isinstance(k.asked, shown) and any(d.on > k.day for d in _papers(k.asked))


def _nobody(k: Case) -> bool:
    """A party is named that is neither of the ministry, nor a body, nor the House, nor one that the norms know."""
    one = "party origin who supplier ict_supplier body performed_by signals_owner experienced_by delivering receiving"
    more = "drafters partners beneficiaries"
    holds = {*one.split(), *more.split()}
    norms = k.norms
    there = [norms.ministry, norms.house, *norms.directorates]
    there += [b.id for b in norms.bodies] + [p.id for p in norms.parties]
    there += [str(v) for name, v in _seen(k.asked) if name == "unit"]
    there += [u.unit for u in k.all(c.ConsultUnit)] + [i.unit for i in k.all(c.CollectInput)]
    there += [u.id for u in (k.plan.affected_units if k.plan else ())]
    named = [v for name, v in _seen(k.asked) if name in holds]
    return any(isinstance(v, str) and v not in there for v in named)


def _foreign_money(k: Case) -> bool:
    return any(isinstance(v, Money) and v.currency != "EUR" for _, v in _seen(k.asked))


ALWAYS: list[Row] = [
    ("R14", _house),
    ("R2", _out_of_own_line),
    ("R2", _of_two_sides),
    ("R47", _back_in_time),
    ("R47", _in_one_instant),
    ("R86", _two_in_one),
    ("R86", _not_written_yet),
    ("R86", _nobody),
    ("R42", _foreign_money),
]
TAKES_PART: Row = ("R6", _outsider)
RECEIVER: Row = ("R6", _not_the_receiver)
MINISTRY: Row = ("R13", _not_the_ministry)


def _same_rules(k: Case) -> bool:
    """The rules of the last adoption are asked once more; without one, those of the letter, under which all begins."""
    asked = k.asked
    assert isinstance(asked, c.AdoptRules)
    if k.state == "new":
        return False
    last = ([LETTER.ref] + [a.rules for a in k.all(c.AdoptRules)])[-1]
    return (asked.rules.name, asked.rules.version, asked.rules.hash) == (last.name, last.version, last.hash)


# -- what many doors ask -------------------------------------------------------------------------------------------------


def _infeasible_now(k: Case) -> bool:
    last = k.findings[-1] if k.findings else None
    return k.route is Route.SHIFT and last is not None and last.outcome is not c.Feasibility.FEASIBLE


def _no_decision(k: Case) -> bool:
    return k.decision is None


def _way_back_closed(k: Case) -> bool:
    return any(_no_way_back(k, _reversal(k, p.number)) for p in k.phases)


Handed = c.DraftPlan | c.RevisePlan | c.ProposeAmendment


def _reversal(
    k: Case, number: int | None, handed: Handed | None = None, at: datetime | None = None
) -> c.Reversal | None:
    """What lasts longest of what a plan says of a phase, and what was promised since it was handed in: by default the one in force.

    Of an amended plan: since the decision that it amends.
    """
    handed = handed or k.planned
    start = handed.at if handed is not None else None
    if isinstance(handed, c.ProposeAmendment) and k.decision is not None:
        start = k.decision.at
    later = [r for r in k.all(c.RenewReversal) if r.phase == number and (start is None or r.at >= start)]
    given = _given_to_others(k, number, handed)
    later = [r for r in later if given is None or r.at >= given]
    found = [
        p.reversal for p in (handed.plan.phases if handed else ()) if p.number == number and p.reversal is not None
    ]
    return _lasting(found + [r.reversal for r in later if at is None or r.at <= at])


def _given_to_others(k: Case, number: int | None, handed: Handed | None = None) -> datetime | None:
    """When an amendment last gave the number of a phase to other tasks; now, if what is handed in would do so."""
    found = None
    for place, past in enumerate([*k.history, k.asked]):
        then = k.until(place) if place < len(k.history) else k
        amended = (
            then.proposal
            if isinstance(past, c.AmendPlan) and (past is not k.asked or handed is then.proposal)
            else None
        )
        for phase in amended.plan.phases if amended else ():
            before = [t for p in then.phases if p.number == number for t in p.tasks]
            if phase.number == number and [t for t in phase.tasks if t not in before]:
                found = past.at
    return found


def _lasting(ways: list[c.Reversal]) -> c.Reversal | None:
    """The one that lasts longest, and of those the last."""
    best: c.Reversal | None = None
    for way in ways:
        if best is None or way.until >= best.until:
            best = way
    return best


def _way_back_of(k: Case, place: int) -> c.Reversal | None:
    """How the shift of budget of this place is undone."""
    shift = _shifts(k)[place]
    promised = [
        r for r in k.all(c.RenewReversal) if r.phase is None and (r.shift or 1) == place + 1 and r.at >= shift.at
    ]
    return _lasting([w for w in (shift.reversal, *(r.reversal for r in promised)) if w is not None])


def _no_way_back(k: Case, reversal: c.Reversal | None, plan: c.Plan | None = None) -> bool:
    """Nobody of the programme, not long enough for the transfer, or past already."""
    if reversal is None or reversal.who not in (*k.norms.directorates, k.norms.ministry):
        return True
    return reversal.until < k.day or any(reversal.until < p.ends_on for p in (plan.phases if plan else k.phases))


def _shifts(k: Case) -> list[c.ShiftBudget]:
    """The shifts of budget that nothing has undone."""
    return k.all(c.ShiftBudget, since=(c.FallBack, c.ReversePhase, c.RevisePlan, c.ReturnPlan, c.ChangeRoute, c.Stop))


def _stuck(k: Case) -> bool:
    """Something that was done can no longer be undone."""
    done = [_reversal(k, s.phase) for s in k.started]
    done += [_way_back_of(k, place) for place in range(len(_shifts(k)))]
    return any(r is not None and r.until < k.day for r in done)


def _not_weighed(step: Step) -> Callable[[Case], bool]:
    def no(k: Case) -> bool:
        found: list[c.WeighStep] = []
        state = "new"
        for place, past in enumerate(k.history):
            after = MOVES.get(type(past), {}).get(state, state)
            if after != state:
                found, state = [], after
            if isinstance(past, c.RevisePlan | c.AcceptPhase | c.ReversePhase):
                found = []
            if isinstance(past, c.AmendPlan):
                found = [w for w in found if w.phase is not None and w.phase not in k.until(place).touched]
            if isinstance(past, c.ShiftBudget):
                found = [w for w in found if w.step is not Step.BUDGET]
            if isinstance(past, c.WeighStep) and past.step is step:
                found.append(past)
        if step is Step.PHASE:
            number = k.next_phase.number if k.next_phase else None
            found = [w for w in found if w.phase == number]
        if step is Step.ACCEPTANCE:
            found = [w for w in found if k.running is not None and w.phase == k.running.phase]
        since = k.weighed_from(step, found[-1].phase if found else None)
        found = [w for w in found if since is None or w.enough_added_value.on >= since]
        return not found or not found[-1].enough_added_value.holds

    return no


def _no_note(k: Case) -> bool:
    assert isinstance(
        k.asked, c.Decide | c.AmendPlan | c.ReturnPlan | c.Complete | c.Stop | c.RevisePlan | c.ChangeRoute
    )
    if k.asked.note is None or _bad_note(k, k.asked.note):
        return True
    since = k.entered
    if isinstance(k.asked, c.AmendPlan) and k.proposal is not None:
        since = k.proposal.at
    if isinstance(k.asked, c.RevisePlan | c.ChangeRoute):
        since = k.decided_at
    asked_for = since is not None and not isinstance(k.asked, c.Stop)
    return asked_for and since is not None and k.asked.note.on < k.norms.day_of(since)


def _bad_note(k: Case, note: Document) -> bool:
    """It is no decision note, not public, not of the ministry, of another decision, or a paper that is weighed; that it is of later is R86."""
    if note.kind is not DocumentKind.DECISION_NOTE or not note.public:
        return True
    if note.id in k.norms.always_weighed or note.id in getattr(k.asked, "weighed", ()):
        return True
    others = [getattr(past, "note", None) for past in k.history]
    return note.origin != k.norms.ministry or note.id in [n.id for n in others if n is not None]


def _undoes(k: Case) -> Iterator[str]:
    """What the ministry decided is undone by the ministry, with a mandate and a note."""
    if k.decision is not None:
        if not _of_the_ministry(k.asked.by, k.norms):
            yield "R13"
        if _powerless(k.asked.by, Power.DECIDE, k):
            yield "R5"
        if _no_note(k):
            yield "R85"


def _awaits_advice(k: Case) -> bool:
    received = [
        a.advice for a in k.all(c.ReceiveAdvice) if not k.denied(a)
    ]  # also what says only that there will be none
    return any(r.advice not in received and r.until >= k.day for r in k.all(c.RequestAdvice))


def _elements(advice: c.ReceiveAdvice) -> tuple[str | None, ...]:
    return tuple(e.id for e in advice.elements) or (None,)


def _advice_unanswered(k: Case) -> bool:
    given = [a for a in k.all(c.ReceiveAdvice) if not k.denied(a) and a.opinion is not c.Opinion.ABSTAINED]
    return any(
        not [x for x in k.all(c.AnswerAdvice) if (x.advice, x.element) == (a.advice, e) and x.at >= a.at]
        for a in given
        for e in _elements(a)
    )


def _advice_contested(k: Case) -> bool:
    given = [a for a in k.all(c.ReceiveAdvice) if not k.denied(a)]
    return any(not k.spoken(a, Countersigned.ADVICE) for a in given)


def _unsigned(k: Case) -> bool:
    if Countersigned.PLAN not in k.norms.countersigned or k.tested is None:
        return False
    said = [k.signature(p) for p in k.signers]
    return any(s is None or not s.agrees or s.at > k.asked.at for s in said)


def _speaking(k: Case) -> list[Body]:
    """Who speaks for the staff of this process: of each kind whoever is set up for most, if enough of its own parties take part."""
    order = [Reach.CENTRAL, Reach.GROUP, Reach.OWN]
    if not k.parties:
        return list(k.norms.bodies)
    found = []
    for kind in BodyKind:
        spoken_for: set[str] = set()
        for reach in order:
            new: set[str] = set()
            for body in k.norms.bodies:
                if (body.kind, body.reach) == (kind, reach):
                    of = {p for p in k.parties if body.speaks_for == () or p in body.speaks_for}
                    if len(of) >= body.shared_by and of - spoken_for:
                        found.append(body)
                    if len(of) >= body.shared_by:
                        new |= of
            spoken_for |= new
    return found


def _unheard(*stages: Stage) -> Callable[[Case], bool]:
    def no(k: Case) -> bool:
        others = [b.id for b in _speaking(k) if b.id != k.norms.departmental_council]  # of that one R65 speaks
        return any(not k.heard(body, stage) for body in others for stage in stages)

    return no


def _council_unheard(*stages: Stage) -> Callable[[Case], bool]:
    return lambda k: any(not k.heard(k.norms.departmental_council, stage) for stage in stages)


def _beyond_limits(k: Case) -> bool:
    """In each phase that began, the last measurement of each indicator is there; past its limit that is said of the breach."""
    continuity = k.plan.continuity if k.plan else None
    measured = k.of_phases(c.RecordIndicator, lambda m, _: m.phase)
    phases: list[int | None] = [s.phase for s in k.started]
    if k.route is Route.GOVERNANCE:
        measured = [m for m in measured if k.decision is None or m.at >= k.decision.at]
        phases = [None]
    for phase in phases:
        for indicator in continuity.indicators if continuity else ():
            values = [m.value for m in measured if m.indicator == indicator.id and m.phase == phase]
            if not values:
                return True
            low = indicator.better is c.Better.HIGHER and values[-1] < indicator.limit
            high = indicator.better is c.Better.LOWER and values[-1] > indicator.limit
            told = [s for s in k.breaches if indicator.id in s.indicators]
            if (low or high) and not told:
                return True
            good = _last_good(measured, indicator, phase)
            if not low and not high and _told_by_one(k, good, Countersigned.MEASUREMENTS):
                return True
    return False


def _last_good(measured: list[c.RecordIndicator], indicator: c.Indicator, phase: int | None) -> list[c.RecordIndicator]:
    """What was measured of an indicator in a phase after it was last past the limit."""
    here = [m for m in measured if m.indicator == indicator.id and m.phase == phase]
    for place in reversed(range(len(here))):
        value = here[place].value
        if value < indicator.limit if indicator.better is c.Better.HIGHER else value > indicator.limit:
            return here[place + 1 :]
    return here


def _told_by_one(k: Case, facts: list[c.RecordIndicator] | list[c.RecordUseOfAgreement], asked: Countersigned) -> bool:
    """One of the two parties says nothing of this, and no paper of it either; what the ministry says goes for both."""
    voices = [f.by.party for f in facts] + [f.document.origin for f in facts if f.document is not None]
    missing = [p for p in k.parties if p not in voices]
    return asked in k.norms.countersigned and bool(missing) and k.norms.ministry not in voices


def _of_itself(k: Case) -> bool:
    """The paper that is named is not of the other party or the ministry, or is older than what it shows."""
    asked = k.asked
    assert isinstance(asked, c.RecordIndicator | c.RecordUseOfAgreement)
    paper = asked.document
    if paper is None:
        return False
    return paper.origin == asked.by.party or paper.origin not in [*k.parties, k.norms.ministry] or paper.on < k.day


def _phase_of(execution: c.RecordExecution, then: Case) -> int | None:
    numbers = [p.number for p in then.phases if execution.task in p.tasks]
    return numbers[0] if numbers else None


def _unproven(k: Case) -> bool:
    done = [
        e.task
        for e in k.of_phases(c.RecordExecution, _phase_of)
        if e.mode is Mode.REAL and e.performed_by == k.receiving
    ]
    return k.route is Route.SHIFT and any(task not in done for task in k.goes(k.plan))


def _not_judged_now(k: Case, judgement: Judgement) -> bool:
    moments = [past.at for past in k.history if isinstance(past, c.AmendPlan | c.ReversePhase)]
    early = any(judgement.on < moment for moment in [*moments, k.settled or judgement.on])
    return not judgement.holds or early or judgement.on > k.asked.at


def _really(k: Case, judgement: Judgement) -> bool:
    mine = _in_line_of(judgement.by, k.receiving) or _of_the_ministry(judgement.by, k.norms)
    return _not_judged_now(k, judgement) or not mine


def _unarranged(k: Case, handed: Handed | None = None) -> bool:
    handed = handed or k.planned
    arrangement = handed.plan.arrangement if handed else None
    if handed is None or arrangement is None or arrangement.level is not Level.ADMINISTRATIVE:
        return True
    decider = k.follow(arrangement.decider, handed.at, k.asked.at, None, None)
    in_line = _of_the_ministry(decider, k.norms) or _in_line_of(decider, *k.norms.directorates)
    return not in_line or _powerless(decider, Power.ESCALATION, k)


def _register_outdated(k: Case) -> bool:
    """The register was not brought up to date in the last phase that began."""
    updated = [u.phase for u in k.of_phases(c.UpdateSharedTasks, lambda u, _: u.phase)]
    return bool(k.started) and not any(phase >= k.started[-1].phase for phase in updated)


def _unused_agreements(k: Case) -> bool:
    new = (c.RevisePlan, c.ChangeRoute)
    agreed = [a for a in k.all(c.RecordAgreement, since=new) if a.in_force_from <= k.day]
    uses = {a.id: [u for u in k.all(c.RecordUseOfAgreement, since=new) if _useful(k, a, u)] for a in agreed}
    improved = [a.relation for a in agreed if uses[a.id] and not _told_by_one(k, uses[a.id], Countersigned.AGREEMENTS)]
    return k.route is Route.GOVERNANCE and any(r not in improved for r in k.relations)


def _useful(k: Case, agreement: c.RecordAgreement, use: c.RecordUseOfAgreement) -> bool:
    """This is a use of this agreement, and it was there by then, in force, and of after the decision."""
    day = use.at.date()
    if k.decision is not None and (use.at < k.decision.at or agreement.document.on < k.decision.at.date()):
        return False
    return use.agreement == agreement.id and agreement.in_force_from <= day and agreement.document.on <= day


def _per_kind(amounts: tuple[Money, ...]) -> dict[tuple[object, str], Decimal]:
    totals: dict[tuple[object, str], Decimal] = {}
    for money in amounts:
        key = (money.kind, money.currency)
        totals[key] = totals.get(key, Decimal(0)) + money.amount
    return totals


FEASIBLE: Row = ("R30", _infeasible_now)
DECIDED: Row = ("R71", _no_decision)
NO_BREACH: Row = ("R50", lambda k: bool([s for s in k.spells if s.ended is None or s.begun <= k.asked.at < s.ended]))
NO_ESCALATION: Row = ("R67", lambda k: bool(k.escalations))
REVERSIBLE: Row = ("R54", _way_back_closed)
NOT_STUCK: Row = ("R54", _stuck)
NOTE: Row = ("R85", _no_note)
AWAITED: Row = ("R11", _awaits_advice)
CONTESTED: Row = ("R11", _advice_contested)
SIGNED: Row = ("R43", _unsigned)
NO_INPUT_OPEN: Row = ("R62", lambda k: bool(k.open_inputs))
NO_CONTEST: Row = (
    "R67",
    lambda k: any(k.resolved(n) is None for n in [i for i, p in enumerate(k.told, 1) if isinstance(p, c.Contest)]),
)
ANSWERED: Row = ("R76", _advice_unanswered)
LIMITS: Row = ("R53", _beyond_limits)
PROVEN: Row = ("R52", _unproven)
ARRANGED: Row = ("R66", _unarranged)
REGISTER: Row = ("R56", lambda k: k.plan is None or k.plan.shared_tasks is None)
UP_TO_DATE: Row = ("R56", _register_outdated)
USED: Row = ("R73", _unused_agreements)


def _weighed(step: Step) -> Row:
    return "R55", _not_weighed(step)


def _of_route(route: Route) -> Row:
    return "R25", lambda k: k.route is not route


# -- entry ---------------------------------------------------------------------------------------------------------------


def _who_identifies(k: Case) -> Iterator[str]:
    asked = k.asked
    assert isinstance(asked, c.IdentifyProcess)
    if not (_of_the_ministry(asked.by, k.norms) or _in_line_of(asked.by, asked.receiving, asked.delivering)):
        yield "R6"


def _identify(k: Case) -> Iterator[str]:
    asked, norms = k.asked, k.norms
    assert isinstance(asked, c.IdentifyProcess)
    if asked.delivering == asked.receiving or not {asked.delivering, asked.receiving} <= set(norms.directorates):
        yield "R1"
    beyond = asked.route is Route.GOVERNANCE and asked.studied is None
    if not beyond:
        yield from _no_candidate(asked, norms)
    elif (asked.unit in norms.units and asked.delivering != norms.first_performer) or _is_no_unit(asked.unit, norms):
        yield "R3"
    if not asked.target_groups:
        yield "R15"
    if not asked.scope:
        yield "R92"
    names = [g.name for g in asked.target_groups]
    if not [b for b in asked.bottlenecks if b.experienced_by == asked.receiving and b.target_group in names]:
        yield "R23"
    if asked.finding is None and not beyond:
        yield "R24"
    if asked.route is Route.GOVERNANCE and not asked.relations:
        yield "R29"
    infeasible = asked.finding is not None and asked.finding.outcome is not c.Feasibility.FEASIBLE
    if asked.route is Route.SHIFT and infeasible:
        yield "R30"


def _as_studied(k: Case) -> Iterator[str]:
    """Who bears the name of a process of the letter is that one, and has all its parts."""
    asked = k.asked
    assert isinstance(asked, c.IdentifyProcess)
    for id, process in letter.PROCESSES.items():
        if asked.name.strip().casefold() == process.name.casefold() and asked.studied != id:
            yield "R22"
    if asked.studied in letter.PROCESSES:
        parts = [t.id for t in letter.PROCESSES[asked.studied].scope]
        there, stay = [t.id for t in asked.scope], [x.item for x in asked.stays]
        absent = [p for p in parts if p not in there]
        if [p for p in absent if p.startswith("signalen-")]:
            yield "R28"
        if [p for p in absent if p not in stay and not p.startswith("signalen-")] or [
            p for p in stay if p not in parts
        ]:
            yield "R92"


def _no_candidate(identity: c.IdentifyProcess, norms: Norms) -> Iterator[str]:
    """It comes from one of the units that were studied, and is performed by the one for the other."""
    if identity.unit is not None and identity.unit not in norms.units:
        yield "R3"
    strangers = [b for b in identity.beneficiaries if b not in norms.beneficiaries]
    outside = identity.delivering != norms.first_performer or strangers
    if identity.follows is None and (outside or identity.receiving not in identity.beneficiaries):
        yield "R4"


def _follows(k: Case) -> Iterator[str]:
    """Work goes back only after a completed process, to whoever had it."""
    assert isinstance(k.asked, c.IdentifyProcess)
    earlier, now = k.asked.follows, (k.asked.receiving, k.asked.delivering)
    if earlier is not None and (earlier.state != "completed" or (earlier.delivering, earlier.receiving) != now):
        yield "R54"


def _cited(k: Case) -> Iterator[str]:
    """The study of the letter found six feasible, each for its receiver, and three that it does not name not within three years."""
    assert isinstance(k.asked, c.IdentifyProcess | c.RecordFeasibility)
    finding, identity = k.asked.finding, k.asked if isinstance(k.asked, c.IdentifyProcess) else k.identity
    if finding is None:
        return
    if finding.document.id != letter.STUDY.document:
        if finding.document.origin == letter.GALAN and finding.document.on <= date(2022, 12, 31):
            yield "R24"  # it is that study, whatever it is called
        return
    if identity is None or identity.studied not in (*letter.PROCESSES, *letter.UNNAMED):
        yield "R22"
        return
    named = letter.PROCESSES.get(identity.studied)
    if named is not None and named.receiving != identity.receiving:
        yield "R22"
    feasible = finding.outcome is c.Feasibility.FEASIBLE
    if feasible is (named is None) or (not feasible and finding.horizon_years != 3):
        yield "R30"
    if finding.document.origin != letter.GALAN:
        yield "R24"


def _finding(k: Case) -> Iterator[str]:
    assert isinstance(k.asked, c.IdentifyProcess | c.RecordFeasibility)
    finding = k.asked.finding
    if finding is None:
        return
    inside = [k.norms.ministry, k.norms.house, *k.norms.directorates, *k.norms.units, *(b.id for b in k.norms.bodies)]
    if finding.document.origin in inside:
        yield "R10"
    if finding.outcome is not c.Feasibility.FEASIBLE and finding.cause is None:
        yield "R30"
    if finding.on > k.day:
        yield "R24"
    if finding.document.kind not in (DocumentKind.STUDY, DocumentKind.REPORT):
        yield "R24"
    for earlier in k.findings[-1:]:
        if finding.on < earlier.on or finding.document.on < earlier.document.on:
            yield "R30"


def _who_found(k: Case) -> Iterator[str]:
    """A party, the ministry, or the researcher whose study it is."""
    asked = k.asked
    assert isinstance(asked, c.RecordFeasibility)
    researcher = asked.by.role is Role.RESEARCHER and asked.by.party == asked.finding.document.origin
    if not researcher and not _of_the_ministry(asked.by, k.norms) and not _in_line_of(asked.by, *k.parties):
        yield "R6"


def _change_route(k: Case) -> Iterator[str]:
    assert isinstance(k.asked, c.ChangeRoute)
    if k.asked.route is k.route:
        yield "R25"
    if k.asked.route is Route.GOVERNANCE and not k.asked.relations:
        yield "R29"
    if k.asked.route is Route.SHIFT and k.identity is not None:
        yield from _no_candidate(k.identity, k.norms)
        if not k.findings:
            yield "R24"
    last = k.findings[-1] if k.findings else None
    if k.asked.route is Route.SHIFT and last is not None and last.outcome is not c.Feasibility.FEASIBLE:
        yield "R30"
    if k.decision is not None:
        taken = k.decided_at or k.decision.at
        since = [m for m in k.contacts if m.stage is Stage.DECISION and taken <= m.at < k.asked.at]
        since = [m for m in since if k.spoken(m, Countersigned.CONTACTS)]
        for body in _speaking(k):
            if body.id not in [m.body for m in since]:
                yield "R65" if body.id == k.norms.departmental_council else "R64"


# -- plan ----------------------------------------------------------------------------------------------------------------


def _plan(k: Case) -> Iterator[str]:
    assert isinstance(k.asked, WRITTEN)
    plan, asked = k.asked.plan, k.asked
    if plan.version != k.version + 1:
        yield "R34"
    if k.route is not None and plan.route is not k.route:
        yield "R25"
    taken_back = isinstance(asked, c.RevisePlan) and k.decision is not None and _of_the_ministry(asked.by, k.norms)
    if not {k.delivering, k.receiving} <= set(plan.drafters) or (
        not taken_back and not _in_line_of(asked.by, *plan.drafters)
    ):
        yield "R43"
    if plan.consequences is None or plan.added_value is None or not plan.risks:
        yield "R46"
    if plan.route is Route.SHIFT and not plan.phases:
        yield "R43"
    if plan.shared_tasks is None:
        yield "R56"
    else:
        yield from _register(k, plan, plan.shared_tasks)


def _plan_tempo(k: Case) -> Iterator[str]:
    assert isinstance(k.asked, WRITTEN)
    plan = k.asked.plan
    for place, phase in enumerate(plan.phases if plan.route is Route.SHIFT else ()):
        for before in plan.phases[place - 1 : place]:
            over = [k.norms.day_of(a.at) for a in k.accepted if a.phase == before.number]
            if phase.starts_on < min([before.ends_on, *over]):
                yield "R48"
        for norm in k.norms.lead_times:
            if phase.complexity is norm.complexity and (phase.ends_on - phase.starts_on).days + 1 < norm.days:
                yield "R49"


def _plan_tasks(k: Case) -> Iterator[str]:
    assert isinstance(k.asked, WRITTEN)
    plan = k.asked.plan
    for task in plan.tasks:
        if task.disposition in (Disposition.MOVED, Disposition.SET_UP):
            if _not_held(k, task.necessity):
                yield "R57"
            if _not_held(k, task.contribution):
                yield "R58"
    if sorted(t.task for t in plan.tasks) != sorted(k.scope):
        yield "R92"
    if plan.route is Route.SHIFT and not k.goes(plan):
        yield "R25"
    if plan.route is Route.GOVERNANCE and k.goes(plan):
        yield "R73"
    if [d for d in (plan.budget.deltas if plan.budget else ()) if d.party not in k.norms.budget_parties]:
        yield "R42"


def _plan_people(k: Case) -> Iterator[str]:
    assert isinstance(k.asked, WRITTEN)
    plan = k.asked.plan
    came_from = k.identity.unit if k.identity else None
    if not plan.affected_units or (came_from and came_from not in [u.id for u in plan.affected_units]):
        yield "R61"
    yield from _unheard_units(k, plan, None)
    for unit in plan.affected_units:
        if unit.party not in k.norms.directorates or _of_the_first(unit.id, unit.party, k.norms):
            yield "R65"
        if _is_no_unit(unit.id, k.norms):
            yield "R61"
    if not k.heard(k.norms.departmental_council, Stage.FEASIBILITY):
        yield "R65"
    yield from _plan_ties(k, plan)


def _plan_ties(k: Case, plan: c.Plan) -> Iterator[str]:
    """With whom else it is tied: other beneficiaries, dependencies, and whose people they are."""
    served = k.identity.beneficiaries if k.identity else ()
    if [b for b in served if b not in [*k.parties, *(u.party for u in k.consulted())]]:
        yield "R61"
    yield from _unasked(k)
    staff, before = plan.staff, k.plan.staff if k.plan else None
    if staff is not None and before is not None and staff.clear is not None and k.planned is not None:
        same = [(g.name, g.party, g.headcount) for g in staff.groups] == [
            (g.name, g.party, g.headcount) for g in before.groups
        ]
        if not same and staff.clear.on < k.planned.at:
            yield "R38"
    outside = [p.id for p in k.norms.parties]
    if plan.dependencies is None or [d for d in plan.dependencies if d.party not in (*k.norms.directorates, *outside)]:
        yield "R91"
    if [d for d in plan.dependencies or () if d.ict_supplier not in (None, k.norms.first_performer, *outside)]:
        yield "R8"
    groups = plan.staff.groups if plan.staff else ()
    if [g for g in groups if g.party not in k.norms.directorates]:
        yield "R2"
    if [g for g in groups for other in groups if g.name == other.name and g.party != other.party]:
        yield "R2"


def _named_for_something(k: Case) -> Iterator[str | None]:
    """Everybody who by what is asked is to do, share or give something."""
    asked = k.asked
    if isinstance(asked, WRITTEN):
        plan = asked.plan
        yield from (p.reversal.who for p in plan.phases if p.reversal is not None)
        yield from (g.party for g in (plan.staff.groups if plan.staff else ()))
        yield from _losers([plan.budget] if plan.budget else [])
    if isinstance(asked, c.ShiftBudget):
        yield from _losers([*_shifts(k), asked])
        yield asked.reversal.who if asked.reversal else None
    register: tuple[c.SharedTask, ...] | None = asked.register if isinstance(asked, c.UpdateSharedTasks) else ()
    for entry in (asked.plan.shared_tasks if isinstance(asked, WRITTEN) else register) or ():
        yield from (p for p in entry.partners if p != entry.agreement.origin)
    if isinstance(asked, c.RecordAgreement):
        yield from asked.partners
    if isinstance(asked, c.ConcludeProof):
        yield from (s.supplier for s in asked.support if s.supply is c.Supply.SERVICE)


def _losers(deltas: list[c.Budget | c.ShiftBudget]) -> list[str]:
    return [party for (party, _, _), total in _by_party(deltas).items() if total < 0]


def _unasked(k: Case) -> Iterator[str]:
    """Another party that could have been consulted is named for something, and was not."""
    can_be = [*k.norms.directorates, *(p.id for p in k.norms.parties)]
    others = [p for p in _named_for_something(k) if p in can_be and p not in k.parties]
    if others and [p for p in others if p not in [u.party for u in k.consulted()]]:
        yield "R91"


def _unheard_units(k: Case, plan: c.Plan, since: datetime | None) -> Iterator[str]:
    """For each unit that was not consulted, or since then: whether another party's unit of that name was."""
    counting = [(u.unit, u.party) for u in k.consulted() if since is None or u.at >= since]
    held = [u for u in k.all(c.ConsultUnit, since=(c.ChangeRoute,)) if u.at < k.asked.at]
    for unit in plan.affected_units:
        if (unit.id, unit.party) not in counting:
            named = [u.party for u in held if u.unit == unit.id and (since is None or u.at >= since)]
            yield "R65" if named and unit.party not in named else "R61"


def _is_no_unit(name: str | None, norms: Norms) -> bool:
    """Whether this is the name of a party or a body."""
    bodies, others = [b.id for b in norms.bodies], [p.id for p in norms.parties]
    return name in [norms.ministry, norms.house, *norms.directorates, *bodies, *others]


def _of_the_first(unit: str, party: str, norms: Norms) -> bool:
    """Whether a unit that was studied is said to be of another than the first performer."""
    return unit in norms.units and party != norms.first_performer


def _not_held(k: Case, judgement: Judgement | None) -> bool:
    """There is no judgement by one of the parties, given before now and since it was studied, that it holds."""
    if judgement is None or not judgement.holds or judgement.on > k.asked.at:
        return True
    if _before_the_study(k, judgement):
        return True
    return not _in_line_of(judgement.by, *k.parties)


def _before_the_study(k: Case, judgement: Judgement) -> bool:
    """Whether this was judged before the day of the finding with which the process began, by the calendar of the norms."""
    found = k.identity.finding if k.identity is not None else None
    return found is not None and k.norms.day_of(judgement.on) < found.on


def _register(k: Case, plan: c.Plan | None, register: tuple[c.SharedTask, ...]) -> Iterator[str]:
    """All shared tasks stand in the register, each of this process, each between two or more directorates, and nobody who does no work."""
    named = [s.task for s in register if s.task is not None]
    works = [*k.norms.directorates, *(p.id for p in k.norms.parties)]
    lonely = [s for s in register if len({p for p in s.partners if p in k.norms.directorates}) < 2]
    lonely += [s for s in register if [p for p in s.partners if p not in works]]
    strangers = [t for t in named if t not in k.shared(plan)]
    papers = [(s.agreement.kind, s.agreement.origin in [*s.partners, *k.parties, k.norms.ministry]) for s in register]
    unagreed = [paper for paper in papers if paper != (DocumentKind.AGREEMENT, True)]
    if lonely or strangers or unagreed or [t for t in k.shared(plan) if t not in named]:
        yield "R56"


class Asks(NamedTuple):
    """What the risks of a form ask that were not answered otherwise: how many to stop, how many to move less, and what would go."""

    stop: int
    reduce: int
    goes: set[str]
    less: bool


def _asking(k: Case) -> dict[Route, Asks]:
    """What was asked by all plans that were handed in, oldest first; what goes is counted by those that came into force."""
    asking: dict[Route, Asks] = {}
    in_force: c.Plan | None = None
    for place, past in enumerate(k.history):
        new: c.Plan | None = None
        if isinstance(past, c.ChangeRoute):
            in_force = None
        if isinstance(past, c.AmendPlan) and (proposal := k.until(place).proposal) is not None:
            new = proposal.plan
        if isinstance(past, WRITTEN):
            plan = past.plan
            before = asking.get(plan.route, Asks(0, 0, set(k.goes(plan)), less=False))
            stop, reduce = _risks(plan, c.RiskResponse.STOP), _risks(plan, c.RiskResponse.REDUCE_SCOPE)
            silent = before.reduce - len(_answered(plan, c.RiskResponse.REDUCE_SCOPE))
            if len(reduce) > max(silent, 0):
                before = before._replace(goes=set(k.goes(in_force or plan)), less=False)
            asking[plan.route] = before._replace(stop=len(stop), reduce=max(silent, len(reduce)))
        if isinstance(past, PLANNING):
            new = past.plan
        if new is not None:
            goes, asks = set(k.goes(new)), asking[new.route]
            asking[new.route], in_force = asks._replace(goes=goes, less=_fewer(goes, asks)), new
    return asking


def _risks(plan: c.Plan, response: c.RiskResponse) -> list[c.Risk]:
    return [r for r in plan.risks if r.response is response]


def _answered(plan: c.Plan, response: c.RiskResponse) -> list[c.Risk]:
    """The risks that get another response than this, and say why."""
    return [r for r in plan.risks if r.response is not response and r.reason is not None]


def _fewer(now: set[str], before: Asks) -> bool:
    """Less goes than before, or no more where it was less already."""
    return not now - before.goes and (before.less or now != before.goes)


def _reduce(k: Case) -> Iterator[str]:
    """A plan neither does what a risk asked nor says why not."""
    assert isinstance(k.asked, WRITTEN)
    plan, asks = k.asked.plan, _asking(k).get(k.asked.plan.route)
    if asks is None:
        return
    gone = max(asks.stop - len(_risks(plan, c.RiskResponse.STOP)), 0)
    if gone > len(_answered(plan, c.RiskResponse.STOP)):
        yield "R60"
    elsewhere = len(_answered(plan, c.RiskResponse.REDUCE_SCOPE)) >= asks.reduce + gone
    if asks.reduce and not elsewhere and not _fewer(set(k.goes(plan)), asks):
        yield "R60"


# -- participation -------------------------------------------------------------------------------------------------------

BEGUN: dict[Stage, tuple[str, ...]] = {
    Stage.FEASIBILITY: EVER,
    Stage.PLAN: EVER,
    Stage.TEST: EVER[1:],
    Stage.DECISION: EVER[2:],
    Stage.EXECUTION: EVER[3:],
    Stage.PROOF: EVER[4:],
}
"""In which states a stage has begun (R64)."""


def _body(k: Case) -> Iterator[str]:
    assert isinstance(k.asked, c.RecordContact | c.RequestAdvice | c.ReceiveAdvice | c.NotifyBody)
    if k.asked.body not in [b.id for b in k.norms.bodies]:
        yield "R12"


def _own_voice(k: Case) -> Iterator[str]:
    assert isinstance(k.asked, c.RecordContact | c.ReceiveAdvice)
    if k.asked.by.party != k.asked.body and _outsider(k):
        yield "R12"


def _contact(k: Case) -> Iterator[str]:
    asked = k.asked
    assert isinstance(asked, c.RecordContact)
    for body in k.norms.bodies:
        union = (c.Manner.DGO, c.Manner.OTHER)
        council = (c.Manner.WOR_24, c.Manner.WOR_25, c.Manner.WOR_27, c.Manner.OTHER)
        if body.id == asked.body and asked.manner not in (union if body.kind is BodyKind.UNION else council):
            yield "R63"
    if k.state not in BEGUN[asked.stage] or _before_it_began(k, asked):
        yield "R64"
    numbers = [p.number for p in k.phases] if asked.stage is Stage.EXECUTION else []
    if asked.phase is not None and asked.phase not in numbers:
        yield "R64"
    if _shows_nothing(k):
        yield "R12"


def _before_it_began(k: Case, asked: c.RecordContact) -> bool:
    """It took place before what it is about began, and nothing that came since makes that it no longer counts."""
    begins: dict[Stage, tuple[type[Command], ...]] = {
        Stage.PLAN: (c.IdentifyProcess,),
        Stage.TEST: (c.DraftPlan, c.RevisePlan, c.ReturnPlan),
        Stage.DECISION: (c.ConcludeTests,),
        Stage.EXECUTION: (c.Decide,),
        Stage.PROOF: (c.StartTransfer, c.StartStrengthening),
    }
    ends: dict[Stage, tuple[type[Command], ...]] = {
        Stage.TEST: (),
        Stage.DECISION: ANEW[1:],
        Stage.EXECUTION: ANEW[1:],
        Stage.PROOF: (*ANEW[1:], c.FallBack, c.Stop),
    }
    undone = (*ANEW[1:], *((c.FallBack, c.Stop) if asked.stage in (Stage.EXECUTION, Stage.PROOF) else ()))
    gone = [past.at for past in k.history if isinstance(past, undone)]
    for place, past in enumerate(k.history):
        if isinstance(past, c.ReversePhase) and (past.phase == asked.phase or asked.stage is Stage.PROOF):
            gone.append(past.at)
        if isinstance(past, c.AmendPlan) and (asked.phase in k.until(place).touched or asked.stage is Stage.PROOF):
            gone.append(past.at)
    began = [
        past.at
        for past in k.all(Command, since=ends.get(asked.stage, ()))
        if isinstance(past, begins.get(asked.stage, ()))
    ]
    return bool(began) and asked.at < began[-1] and not [at for at in gone if asked.at < at]


def _shows_nothing(k: Case) -> bool:
    """A document is named that is not of the one that is said to have done this."""
    asked = k.asked
    assert isinstance(asked, c.RecordContact | c.ConsultUnit | c.CollectInput)
    document = asked.document
    if document is None:
        return False
    kinds = (DocumentKind.MINUTES, DocumentKind.LETTER, DocumentKind.ADVICE)
    return document.origin != k.about(asked) or document.kind not in kinds or document.on < k.day


def _of_a_unit(k: Case) -> Iterator[str]:
    asked = k.asked
    assert isinstance(asked, c.ConsultUnit | c.CollectInput)
    mine = "R61" if isinstance(asked, c.ConsultUnit) else "R62"
    if asked.party not in k.norms.directorates:
        yield "R61"
    elif _of_the_first(asked.unit, asked.party, k.norms):
        yield "R65"
    elif _is_no_unit(asked.unit, k.norms) and not (isinstance(asked, c.ConsultUnit) and asked.unit == asked.party):
        yield "R61"
    else:
        heard = [(x.unit, x.party) for x in k.all(c.ConsultUnit)] + [(x.unit, x.party) for x in k.all(c.CollectInput)]
        heard += [(u.id, u.party) for u in (k.plan.affected_units if k.plan else ())]
        if [party for unit, party in heard if unit == asked.unit and party != asked.party]:
            yield "R61"
    by_unit = asked.by.role is Role.UNIT and asked.by.party == asked.unit
    by_council = isinstance(asked, c.CollectInput) and asked.by.role is Role.WORKS_COUNCIL
    mine_to_say = [
        b for b in k.norms.bodies if b.id == asked.by.party and (asked.party in b.speaks_for or not b.speaks_for)
    ]
    by_council = by_council and bool(mine_to_say)
    if not by_unit and not by_council and _outsider(k):
        yield mine
    if k.identity is not None and asked.at < k.identity.at:
        yield mine
    if _shows_nothing(k):
        yield mine


def _input_known(k: Case) -> Iterator[str]:
    assert isinstance(k.asked, c.AnswerInput)
    given = [i.at for i in k.all(c.CollectInput) if i.id == k.asked.input]
    if not [at for at in given if at <= k.asked.at]:
        yield "R62"
    answers = [
        a.by.party for a in k.all(c.AnswerInput) if a.input == k.asked.input and a.at >= max(given, default=a.at)
    ]
    if answers and answers[-1] != k.asked.by.party:
        yield "R13"


def _input_twice(k: Case) -> Iterator[str]:
    assert isinstance(k.asked, c.CollectInput)
    if k.asked.id in [i.id for i in k.all(c.CollectInput, since=(c.ChangeRoute,))] + k.open_inputs:
        yield "R62"


def _dated_back(k: Case) -> Iterator[str]:
    """What undoes a plan, a form, a proposal or a transfer is dated to before what was still said or done about it."""
    asked, moves = k.asked, [p.at for p in k.history if not isinstance(p, Fact)]
    done: list[Command] = [*k.all(c.RecordExecution), *k.all(c.RecordIndicator), *k.all(c.UpdateSharedTasks)]
    said: list[Command] = [x for x in k.all(c.RecordContact) if x.stage is not Stage.FEASIBILITY]
    said += k.all(c.WeighStep)
    if isinstance(asked, c.AmendPlan):
        said = [x for x in k.all(c.RecordContact) if x.phase in k.touched or x.stage is Stage.PROOF]
        said += [w for w in k.all(c.WeighStep) if w.phase is None or w.phase in k.touched]
    if isinstance(asked, c.ProposeAmendment):
        said = [x for x in k.all(c.RecordContact) if x.stage is Stage.PLAN]
        said += [*k.all(c.ConsultUnit), *(w for w in k.all(c.WeighStep) if w.step is Step.AMENDMENT)]
        said = said if k.proposal else []
    if isinstance(asked, c.ChangeRoute):
        said += [*k.all(c.ConsultUnit), *k.all(c.CollectInput), *done]
    if isinstance(asked, c.FallBack):
        said = [x for x in k.all(c.RecordContact) if x.stage in (Stage.EXECUTION, Stage.PROOF)]
        said += [*k.all(c.WeighStep), *done]
    if isinstance(asked, c.ReversePhase):
        tasks = [t for p in k.phases if p.number == asked.phase for t in p.tasks]
        said = [x for x in k.all(c.RecordContact) if x.phase == asked.phase or x.stage is Stage.PROOF]
        said += [*k.all(c.WeighStep), *(e for e in k.all(c.RecordExecution) if e.task in tasks)]
        said += [m for m in k.all(c.RecordIndicator) if m.phase == asked.phase]
        said += [u for u in k.all(c.UpdateSharedTasks) if u.phase == asked.phase]
    if asked.at >= max(moves, default=asked.at) and [x for x in said if x.at > asked.at]:
        yield "R54" if isinstance(asked, c.FallBack | c.ReversePhase) else "R44"


def _cosign(k: Case) -> Iterator[str]:
    asked = k.asked
    assert isinstance(asked, c.Cosign)
    if k.tested is not None and not _in_line_of(asked.by, *k.signers):
        yield "R43"
    if not asked.agrees and asked.reason is None:
        yield "R43"
    if k.tested is None or asked.plan_version != k.tested.plan.version or asked.at < k.tested.at:
        yield "R44"
    elif (said := k.signature(asked.by.party)) is not None and said.agrees:
        yield "R43"


def _confirm(k: Case) -> Iterator[str]:
    asked = k.asked
    assert isinstance(asked, c.Confirm | c.Contest)
    fact = k.told[asked.record - 1] if 1 <= asked.record <= len(k.told) else None
    if fact is None or k.about(fact) is None:
        yield "R12"
    elif not k.own(asked.by, fact) or asked.at < fact.at:
        yield "R61" if isinstance(fact, c.ConsultUnit) else "R62" if isinstance(fact, c.CollectInput) else "R12"


def _contest(k: Case) -> Iterator[str]:
    yield from _confirm(k)
    assert isinstance(k.asked, c.Contest)
    if k.contests_of(k.asked.record):
        yield "R67"


def _resolve_contest(k: Case) -> Iterator[str]:
    asked = k.asked
    assert isinstance(asked, c.ResolveContest)
    contest = k.told[asked.contest - 1] if 1 <= asked.contest <= len(k.told) else None
    if not isinstance(contest, c.Contest) or k.resolved(asked.contest) is not None:
        yield "R67"
        return
    if asked.at < contest.at:
        yield "R67"
    of_ministry = _of_the_ministry(asked.by, k.norms)
    if asked.level is not Level.ADMINISTRATIVE or _powerless(asked.by, Power.ESCALATION, k):
        yield "R67"
    recorder = k.told[contest.record - 1].by
    if not of_ministry and recorder.party == asked.by.party:
        yield "R67"
    if recorder.id == asked.by.id:
        yield "R67"


def _request(k: Case) -> Iterator[str]:
    assert isinstance(k.asked, c.RequestAdvice)
    known = [r.advice for r in k.all(c.RequestAdvice)] + [a.advice for a in k.all(c.ReceiveAdvice)]
    if k.asked.advice in known or k.asked.until <= k.day:
        yield "R11"


def _receive(k: Case) -> Iterator[str]:
    asked = k.asked
    assert isinstance(asked, c.ReceiveAdvice)
    document = asked.document
    advice = document.kind is DocumentKind.ADVICE
    no_advice = document.kind is DocumentKind.LETTER and asked.opinion is c.Opinion.ABSTAINED
    if not (advice or no_advice) or document.origin != asked.body or document.on > k.day:
        yield "R11"
    if asked.advice in [a.advice for a in k.all(c.ReceiveAdvice) if not k.denied(a)]:
        yield "R11"
    for request in [r for r in k.all(c.RequestAdvice) if r.advice == asked.advice]:
        if request.body != asked.body:
            yield "R12"
        if document.on < k.norms.day_of(request.at):
            yield "R11"


def _answer(k: Case) -> Iterator[str]:
    asked = k.asked
    assert isinstance(asked, c.AnswerAdvice)
    given = [a for a in k.all(c.ReceiveAdvice) if a.advice == asked.advice and not k.denied(a)]
    if not given or asked.reason is None:
        yield "R76"
    if given and asked.at < given[0].at:
        yield "R76"
    if given and asked.element not in _elements(given[0]):
        yield "R78"
    answers = [a for a in k.all(c.AnswerAdvice) if (a.advice, a.element) == (asked.advice, asked.element)]
    if answers and answers[-1].by.party != asked.by.party:
        yield "R13"
    if asked.review_on is not None and (asked.follow_up is not c.FollowUp.NOT_YET or asked.review_on < k.day):
        yield "R69"


# -- tests ---------------------------------------------------------------------------------------------------------------


def _anew(k: Case) -> datetime:
    """From when judgements count: the plan was drafted, revised or returned then, or signed since."""
    moments = [p.at for p in k.history if isinstance(p, c.DraftPlan | c.RevisePlan | c.ReturnPlan)][-1:]
    if k.state == "transfer" and k.proposal is not None:
        moments = [k.proposal.at]
    if Countersigned.PLAN in k.norms.countersigned:
        moments += [s.at for s in map(k.signature, k.signers) if s is not None and s.agrees]
    return max(moments)


def _test(k: Case) -> Iterator[str]:
    asked = k.asked
    assert isinstance(asked, c.RecordTest)
    tested = k.tested
    if tested is None or asked.plan_version != tested.plan.version:
        yield "R44"
    judges = [r.judgement.by for r in asked.results]
    if [j for j in judges if not _in_line_of(j, *k.parties)] or not [
        j for j in judges if not _in_line_of(j, k.delivering)
    ]:
        yield "R43"
    if _in_line_of(asked.by, k.delivering):  # the receiving party tests, and says so itself
        yield "R43"
    kinds = [g.kind.value for g in k.identity.target_groups] if k.identity else []
    parts = list(c.PARTS[asked.precondition])
    if asked.precondition is Precondition.ADDED_VALUE:
        parts = [p for p in parts if p.value in kinds]
    reported = [r.part for r in asked.results]
    rule = {
        Precondition.ADDED_VALUE: "R36",
        Precondition.CONTINUITY: "R37",
        Precondition.STAFF: "R39",
        Precondition.EFFICIENCY: "R40",
        Precondition.BUDGET: "R41",
    }
    if [p for p in parts if p not in reported]:
        yield rule[asked.precondition]
    for result in asked.results:
        bare = result.basis is c.Basis.EXPECTED or not result.judgement.evidence
        if asked.precondition is Precondition.ADDED_VALUE and result.judgement.holds and bare:
            yield "R31"
        begun = k.all(Command, since=(c.DraftPlan, c.RevisePlan, c.ReturnPlan))
        early = k.plan is not None and bool(begun) and result.judgement.on < _anew(k)
        if early or result.judgement.on > asked.at:
            yield "R44"
    if all(r.judgement.holds for r in asked.results) and _again_without_news(k, asked):
        yield "R35"


def _again_without_news(k: Case, asked: c.RecordTest) -> bool:
    """The last test of this was not met, on a plan that said the same about it, and no document is named that none named then."""
    if k.tested is None:
        return False
    held = _held_before(k, asked.precondition, k.tested.plan)
    if not held or _passed(held[-1]):
        return False
    before = [d.id for t in held for r in t.results for d in r.judgement.evidence]
    return all(d.id in before for r in asked.results for d in r.judgement.evidence)


def _passed(test: c.RecordTest) -> bool:
    return all(r.judgement.holds for r in test.results)


def _held_before(k: Case, precondition: Precondition, plan: c.Plan) -> list[c.RecordTest]:
    """The tests of this since one was told that was not met, on plans that said the same about it, in the order of their moments."""
    plans = {p.plan.version: without_words(p.plan) for p in k.history if isinstance(p, WRITTEN)}
    told = [t for t in k.told if isinstance(t, c.RecordTest)]
    while told and _passed(told[0]):
        told.pop(0)
    now, since = _looks_at(precondition, without_words(plan)), {t.plan_version for t in told}
    alike = [v for v in since if v in plans and _looks_at(precondition, plans[v]) == now]
    held = [t for t in k.all(c.RecordTest) if t.precondition is precondition and t.plan_version in alike]
    return sorted(held, key=lambda t: t.at)


def _since_it_was_returned(k: Case) -> list[c.RecordTest]:
    """The tests that were done and judged since the plan was last sent back, or another form chosen."""
    back = [past.at for past in k.history if isinstance(past, c.ReturnPlan | c.ChangeRoute)]
    tests = k.all(c.RecordTest, since=(c.ReturnPlan, c.ChangeRoute))
    return [t for t in tests if not [r for r in t.results if back and r.judgement.on < back[-1]]]


def _five(k: Case) -> Iterator[str]:
    tests, fresh = _since_it_was_returned(k), k.all(c.RecordTest, since=ANEW)
    for precondition in Precondition:
        last = [t for t in tests if t.precondition is precondition][-1:]
        if not last or [r for r in last[0].results if not r.judgement.holds]:
            yield "R35"
        elif last[0] not in fresh:
            yield "R44"


def _conclude_tests(k: Case) -> Iterator[str]:
    yield from _not_whole(k, k.plan)
    yield from _voices(k)


def _limits(k: Case, plan: c.Plan | None) -> Iterator[str]:
    """A limit that is worse than the baseline has no motivation, or an indicator is about a task of another process."""
    for indicator in plan.continuity.indicators if plan and plan.continuity else ():
        worse = indicator.limit < indicator.baseline
        if indicator.better is c.Better.LOWER:
            worse = indicator.limit > indicator.baseline
        if (worse and indicator.motivation is None) or (indicator.task is not None and indicator.task not in k.scope):
            yield "R53"


def _not_whole(k: Case, plan: c.Plan | None, *, amended: bool = False) -> Iterator[str]:
    """What a plan that passes the tests lacks."""
    if plan is None or plan.continuity is None or not plan.continuity.indicators:
        yield "R37"
    yield from _limits(k, plan)
    judged = plan.staff.clear if plan is not None and plan.staff is not None else None
    if (
        judged is None
        or not judged.holds
        or judged.on > k.asked.at
        or _before_the_study(k, judged)
        or (not _in_line_of(judged.by, *k.parties) and not _of_a_council(judged.by, _speaking(k)))
    ):
        yield "R38"
    involvement = plan.involvement if plan else None
    if involvement is None or not involvement.staff or not involvement.works_council:
        yield "R39"
    elif involvement.operating_since is None or involvement.operating_since > k.day:
        yield "R68"
    else:
        tests = [t for t in _since_it_was_returned(k) if t.plan_version == k.version]
        if [r for t in tests for r in t.results if k.norms.day_of(r.judgement.on) <= involvement.operating_since]:
            yield "R68"
    if plan is None or plan.duplication is None:
        yield "R33"
    yield from _budget(k, plan, amended=amended)


def _voices(k: Case, amended: c.Plan | None = None) -> Iterator[str]:
    """The people of each unit of the transferring party that the plan touches have said something."""
    plan = amended or k.plan
    working = [u.id for u in (plan.affected_units if plan else ()) if u.party == k.delivering]
    given = [i for i in k.all(c.CollectInput, since=(c.ChangeRoute,)) if i.at < k.asked.at]
    said = [i.unit for i in given if i.party == k.delivering and k.spoken(i, Countersigned.INPUT)]
    if not working or [u for u in working if u not in said]:
        yield "R62"


def _budget(k: Case, plan: c.Plan | None, *, amended: bool = False) -> Iterator[str]:
    budget = plan.budget if plan else None
    if budget is None:
        yield "R41"
        return
    cover = _per_kind(tuple(x.money for x in budget.coverage))
    for (_, kind, currency), gained in _by_party([budget]).items():
        if gained > 0:  # what a party gives to itself is nothing on balance
            cover[kind, currency] = cover.get((kind, currency), Decimal(0)) + gained
    costs = _per_kind(tuple(m for m in budget.costs if m.amount > 0))
    unpaid = [key for key, cost in costs.items() if cover.get(key, Decimal(0)) < cost]
    if unpaid or any(m.amount < 0 for m in budget.costs):
        yield "R41"
    there = without_words(k.plan.budget.coverage) if amended and k.plan and k.plan.budget else ()
    new = tuple(x for x in budget.coverage if without_words(x) not in there)
    if _unsound_cover(k, new, (k.norms.ministry, *k.norms.budget_parties)):
        yield "R41"
    if budget.compensated_by is None and _lost(budget.deltas):
        yield "R42"


def _unsound_cover(k: Case, coverage: tuple[c.Coverage, ...], origins: tuple[str, ...]) -> bool:
    """Something pays that is nobody's to give, or was for an earlier year only."""
    for cover in coverage:
        late = cover.money.kind.value == "incidental" and cover.year < k.day.year
        if late or cover.document.origin not in origins:  # that it is of later is R86
            return True
    return False


def _lost(deltas: tuple[Delta, ...]) -> bool:
    """More is given than received, or the other way round."""
    return any(total != 0 for total in _per_kind(tuple(d.money for d in deltas)).values())


# -- decision ------------------------------------------------------------------------------------------------------------


def _weigh(k: Case) -> Iterator[str]:
    asked = k.asked
    assert isinstance(asked, c.WeighStep)
    judgement = asked.enough_added_value
    if asked.id in [w.id for w in k.all(c.WeighStep)]:
        yield "R55"
    mine = _in_line_of(judgement.by, *k.parties) or _of_the_ministry(judgement.by, k.norms)
    if not mine or judgement.on > asked.at:
        yield "R55"
    since = k.weighed_from(asked.step, asked.phase)
    if since is not None and judgement.on < since:
        yield "R55"
    numbers: list[int | None] = [p.number for p in k.phases] if asked.step is Step.PHASE else [None]
    if asked.step is Step.ACCEPTANCE:
        numbers = [k.running.phase] if k.running else []
    if asked.phase not in numbers:
        yield "R55"
    before = [w for w in k.all(c.WeighStep) if w.step is asked.step and w.phase == asked.phase][-1:]
    if judgement.holds and asked.changed_since is None and [w for w in before if not w.enough_added_value.holds]:
        yield "R55"
    if asked.conflict is not None and asked.service_prevails is not True:
        yield "R89"


def _decide(k: Case) -> Iterator[str]:
    asked, plan = k.asked, k.plan
    assert isinstance(asked, c.Decide)
    tests = k.all(c.RecordTest, since=ANEW)
    hands = [t.by.id for t in tests] + [r.judgement.by.id for t in tests for r in t.results]
    if k.planned is not None and not _of_the_ministry(k.planned.by, k.norms):
        hands.append(k.planned.by.id)
    if k.norms.separate_duties and asked.by.id in hands:
        yield "R17"
    if (asked.evaluate_on is None and k.norms.evaluation_is_dated) or (
        asked.evaluate_on and asked.evaluate_on <= k.day
    ):
        yield "R31"
    if plan is None or asked.plan_version != plan.version:
        yield "R44"
    if plan is not None and [r for r in plan.risks if r.response is c.RiskResponse.STOP]:
        yield "R60"
    yield from _not_smaller(k, plan)
    yield from _voices(k)
    if asked.form is None or asked.form is not k.route or asked.transition is None:
        yield "R70"
    needed = [f.document.id for f in k.findings[-1:]] + [
        a.document.id for a in k.all(c.ReceiveAdvice) if a.opinion is not c.Opinion.ABSTAINED and not k.denied(a)
    ]
    if [d for d in [*needed, *k.norms.always_weighed] if d not in asked.weighed]:
        yield "R90"


def _not_smaller(k: Case, plan: c.Plan | None) -> Iterator[str]:
    """A risk asks for less, and what goes is not less."""
    if plan is None or not _risks(plan, c.RiskResponse.REDUCE_SCOPE):
        return
    if not _fewer(set(k.goes(plan)), _asking(k)[plan.route]):
        yield "R60"


# -- an amended plan -----------------------------------------------------------------------------------------------------


def _begun_changes(k: Case, proposal: c.ProposeAmendment) -> Iterator[str]:
    """A phase that began is gone or another, or what is measured is."""
    plan = proposal.plan
    for began in k.started:
        (before,) = [p for p in k.phases if p.number == began.phase]
        after = [p for p in plan.phases if p.number == began.phase]
        if not after or not _stands(k, before, after[0], proposal.at):
            yield "R48"
            continue
        mine = [[t for t in p.tasks if t.task in before.tasks] for p in (k.plan, plan) if p is not None]
        if [t for t in mine[0] if t not in mine[1]] or len(mine[0]) != len(mine[1]):
            yield "R48"
    measured = k.plan.continuity.indicators if k.plan and k.plan.continuity and k.started else ()
    if [i for i in measured if i not in (plan.continuity.indicators if plan.continuity else ())]:
        yield "R53"


def _come_back(k: Case, proposal: c.ProposeAmendment) -> Iterator[str]:
    """Somebody who was replaced by then is named again in the same place, as before."""
    for after in proposal.plan.phases:
        for before in [p for p in k.phases if p.number == after.number and not set(after.tasks) - set(p.tasks)]:
            if after.responsible == before.responsible and k.responsible(before, proposal.at) != before.responsible:
                yield "R18"
    was, then = (plan.arrangement.decider if plan and plan.arrangement else None for plan in (k.plan, proposal.plan))
    since = k.planned.at if k.planned else None
    if was is not None and was == then and k.follow(was, since, proposal.at, None, None) != was:
        yield "R66"


def _stands(k: Case, before: c.Phase, after: c.Phase, proposed: datetime) -> bool:
    if after.responsible not in (before.responsible, k.responsible(before)):
        return False
    declared = _reversal(k, before.number, at=proposed)
    if declared is not None and (after.reversal is None or after.reversal.until < declared.until):
        return False
    return _but_for_people(before)[:6] + before.touches == _but_for_people(after)[:6] + after.touches


def _looks_at(precondition: Precondition, plan: c.Plan) -> list[object]:
    """What a test looks at in a plan."""
    where = {t.task: t.disposition for t in plan.tasks}
    phases = [(*_but_for_people(p),) for p in plan.phases]
    looked: dict[Precondition, list[object]] = {
        Precondition.ADDED_VALUE: [where, plan.added_value],
        Precondition.CONTINUITY: [plan.continuity, plan.dependencies, phases],
        Precondition.STAFF: [where, plan.staff, plan.involvement, plan.affected_units],
        Precondition.EFFICIENCY: [plan.duplication, plan.budget],
        Precondition.BUDGET: [plan.budget],
    }
    return looked[precondition]


def _propose(k: Case) -> Iterator[str]:
    asked = k.asked
    assert isinstance(asked, c.ProposeAmendment)
    yield from _begun_changes(k, asked)
    yield from _come_back(k, asked)
    for stated in asked.untouched:
        before, after = [_looks_at(stated.precondition, p) for p in (k.plan or asked.plan, asked.plan)]
        stale = k.decided_at is not None and stated.judgement.on < k.decided_at
        held = _held_before(k, stated.precondition, asked.plan)
        if _not_held(k, stated.judgement) or stale or before != after:
            yield "R44"
        elif held and not _passed(held[-1]):
            yield "R35"


def _amend(k: Case) -> Iterator[str]:
    asked, proposal = k.asked, k.proposal
    assert isinstance(asked, c.AmendPlan)
    tests = k.all(c.RecordTest, since=ANEW)
    hands = [t.by.id for t in tests] + [r.judgement.by.id for t in tests for r in t.results]
    hands += [p.by.id for p in (k.planned, proposal) if p is not None and not _of_the_ministry(p.by, k.norms)]
    if k.norms.separate_duties and asked.by.id in hands:
        yield "R17"
    given = [a for a in k.all(c.ReceiveAdvice) if a.opinion is not c.Opinion.ABSTAINED and not k.denied(a)]
    needed = [f.document.id for f in k.findings[-1:]] + [a.document.id for a in given]
    if [d for d in [*needed, *k.norms.always_weighed] if d not in asked.weighed]:
        yield "R90"
    if proposal is None:
        yield "R34"
        return
    if asked.plan_version != proposal.plan.version:
        yield "R44"


def _amended(k: Case) -> Iterator[str]:
    """What the proposal lacks, if there is one."""
    asked, proposal = k.asked, k.proposal
    if proposal is None:
        return
    plan = proposal.plan
    yield from _begun_changes(k, proposal)
    yield from _come_back(k, proposal)
    yield from _not_whole(k, plan, amended=True)
    yield from _voices(k, plan)
    if _unarranged(k, proposal):
        yield "R66"
    if [r for r in plan.risks if r.response is c.RiskResponse.STOP]:
        yield "R60"
    yield from _not_smaller(k, plan)
    if [p for p in plan.phases if _no_way_back(k, _reversal(k, p.number, proposal), plan)]:
        yield "R54"
    yield from _untested(k, proposal)
    yield from _unheard_units(k, plan, proposal.at)
    talks = [f for f in k.contacts if f.stage is Stage.PLAN and proposal.at <= f.at < asked.at]
    talks = [f for f in talks if k.spoken(f, Countersigned.CONTACTS)]
    for body in _speaking(k):
        if body.id not in [f.body for f in talks]:
            yield "R65" if body.id == k.norms.departmental_council else "R64"


def _untested(k: Case, proposal: c.ProposeAmendment) -> Iterator[str]:
    plan = proposal.plan
    for precondition in Precondition:
        own = [t for t in k.all(c.RecordTest) if t.precondition is precondition and t.plan_version == plan.version]
        if own and not all(r.judgement.holds for r in own[-1].results):
            yield "R35"
        if not own and precondition not in [u.precondition for u in proposal.untouched]:
            yield "R44"


def _reverse(k: Case) -> Iterator[str]:
    asked = k.asked
    assert isinstance(asked, c.ReversePhase)
    if not k.started:
        yield "R54"
    elif asked.phase != k.started[-1].phase:
        yield "R53"


def _replace(k: Case) -> Iterator[str]:
    asked = k.asked
    assert isinstance(asked, c.Replace)
    places: list[tuple[str, Power, Actor]] = []
    if asked.escalation is None:
        wanted = [p for p in k.phases if asked.phase in (None, p.number)]
        places += [("R18", Power.EXECUTE, k.responsible(p, asked.at)) for p in wanted]
    if asked.phase is None:
        open_ones = [e for e in k.escalations if asked.escalation in (None, e.id)]
        places += [("R67", Power.ESCALATION, k.owner(e, asked.at)) for e in open_ones]
    if asked.phase is None and asked.escalation is None and k.planned is not None and k.planned.plan.arrangement:
        decider = k.follow(k.planned.plan.arrangement.decider, k.planned.at, asked.at, None, None)
        places.append(("R66", Power.ESCALATION, decider))
    places = [p for p in places if p[2].id == asked.person]
    later = [r for r in k.all(c.Replace) if r.person == asked.person and r.at > asked.at]
    whole = asked.phase is None and asked.escalation is None
    here = [r for r in later if whole or (r.phase, r.escalation) in ((None, None), (asked.phase, asked.escalation))]
    if not places or (here and asked.successor.id != asked.person):
        yield "R18"
    ministry = _of_the_ministry(asked.by, k.norms)
    own = all(_in_line_of(asked.by, actor.party) for _, _, actor in places) and asked.successor.party == asked.by.party
    if places and not ministry and not own:
        yield "R18"
    line = k.norms.directorates if places and {rule for rule, _, _ in places} == {"R66"} else k.parties
    if not _of_the_ministry(asked.successor, k.norms) and not _in_line_of(asked.successor, *line):
        yield "R18"
        return
    told: list[Power] = []  # one mandate that is asked for in several places: each gap is told once
    for rule, power, _ in places:
        if power not in told and _powerless(asked.successor, power, k):
            mandate = asked.successor.mandate
            if not told or mandate is None or power not in mandate.powers:
                yield rule
            told.append(power)


# -- transfer ------------------------------------------------------------------------------------------------------------


def _start_phase(k: Case) -> Iterator[str]:
    asked, phase = k.asked, k.next_phase
    assert isinstance(asked, c.StartPhase)
    if k.running is not None or phase is None or asked.phase != phase.number:
        yield "R48"
    if phase is not None:
        if _no_way_back(k, _reversal(k, phase.number)):
            yield "R54"
        someone = k.responsible(phase, asked.at)
        in_line = _in_line_of(someone, *k.parties) or _of_the_ministry(someone, k.norms)
        if _powerless(someone, Power.EXECUTE, k) or not in_line:
            yield "R18"
        if phase.level is not Level.ADMINISTRATIVE:
            yield "R66"
        if [b for b in _speaking(k) if not k.heard(b.id, Stage.EXECUTION, phase.number)]:
            yield "R64"
        consulted = [u.party for u in k.consulted()]
        touched = [d for d in (k.plan.dependencies if k.plan else None) or () if d.id in phase.touches]
        if [d for d in touched if d.party not in consulted]:
            yield "R91"
    if asked.signals_owner not in k.parties:
        yield "R87"
    critical = k.plan.continuity.critical_periods if k.plan and k.plan.continuity else ()
    if [p for p in critical if p.starts_on <= k.day <= p.ends_on]:
        yield "R50"


def _measure(k: Case) -> Iterator[str]:
    asked = k.asked
    assert isinstance(asked, c.RecordIndicator)
    if k.indicator(asked.indicator, asked.at) is None:
        yield "R53"
    if asked.phase not in [None, *(s.phase for s in k.started if k.route is not Route.GOVERNANCE)]:
        yield "R53"
    if [s for s in k.started if s.phase == asked.phase and asked.at < s.at] and not _undone_since(k, asked):
        yield "R53"
    if asked.breach is not None and [s for s in k.spells if s.ended is not None and asked.breach in s.names]:
        yield "R50"
    if _of_itself(k):
        yield "R53"


def _undone_since(k: Case, asked: c.RecordIndicator | c.UpdateSharedTasks) -> bool:
    """Since it was measured or brought up to date the transfer was undone, or that phase alone, or that became another."""
    for place, past in enumerate(k.history):
        alone = isinstance(past, c.ReversePhase) and past.phase == asked.phase
        alone = alone or (isinstance(past, c.AmendPlan) and asked.phase in k.until(place).touched)
        if (alone or isinstance(past, c.FallBack | c.ChangeRoute | c.Stop)) and asked.at < past.at:
            return True
    return False


def _execute(k: Case) -> Iterator[str]:
    asked = k.asked
    assert isinstance(asked, c.RecordExecution)
    begun = [s.phase for s in k.started if s.at <= asked.at]
    runs_along = asked.mode is not Mode.REAL and asked.performed_by == k.receiving
    undone = [u.at for u in k.history if isinstance(u, c.FallBack | c.ChangeRoute | c.Stop) and u.at >= asked.at]
    if asked.task not in k.goes(k.plan):
        yield "R52"
    elif not (runs_along or undone or any(asked.task in p.tasks and p.number in begun for p in k.phases)):
        yield "R48"
    if asked.performed_by not in k.parties or not _in_line_of(asked.by, asked.performed_by):
        yield "R52"


def _accept(k: Case) -> Iterator[str]:
    asked = k.asked
    assert isinstance(asked, c.AcceptPhase)
    judgement = asked.judgement
    if k.running is None or asked.phase != k.running.phase:
        yield "R48"
    quickest = [
        n.days for n in k.norms.lead_times for p in k.phases if p.number == asked.phase and p.complexity is n.complexity
    ]
    for start in k.started:
        if start.phase == asked.phase and quickest and (k.day - start.at.date()).days + 1 < quickest[0]:
            yield "R49"
    starts = [s.at for s in k.started if s.phase == asked.phase]
    begun = max((m for m in (*starts[:1], k.whole_again) if m is not None), default=None)
    early = begun is not None and judgement.on < begun
    for phase in [p for p in k.phases if starts and p.number == asked.phase]:
        for task in phase.tasks:
            done = [
                e.at
                for e in k.of_phases(c.RecordExecution, _phase_of)
                if e.task == task and e.mode is Mode.REAL and e.performed_by == k.receiving
            ]
            done = [at for at in done if starts[0] <= at <= asked.at]
            early = early or (bool(done) and judgement.on < min(done))
            if not done:
                yield "R52"
    if not judgement.holds or not _in_line_of(judgement.by, k.receiving) or early or judgement.on > asked.at:
        yield "R48"
    for phase in [p for p in k.phases if k.running is not None and p.number == k.running.phase]:
        if _powerless(k.responsible(phase, asked.at), Power.EXECUTE, k):
            yield "R18"


def _breach(k: Case) -> Iterator[str]:
    asked = k.asked
    assert isinstance(asked, c.ReportBreach)
    known = [name for spell in k.spells for name in spell.names]
    if (
        asked.id in known
        or asked.since > asked.at
        or (asked.party is not None and asked.party not in k.norms.directorates)
    ):
        yield "R50"
    if asked.task is not None and (asked.task not in k.scope or asked.service is not None):
        yield "R50"
    if asked.task is None and (asked.service is None or asked.party is None):
        yield "R50"
    if asked.service is not None and asked.party is None:
        yield "R50"


def _whole_again(k: Case) -> Iterator[str]:
    asked = k.asked
    assert isinstance(asked, c.ResolveBreach)
    found = [s for s in k.breaches if asked.breach in s.names]
    told = [p for p in k.all(c.ReportBreach) if found and p.id in found[0].names]
    if _outsider(k) and not _in_line_of(k.asked.by, *(p.party for p in told), *(p.by.party for p in told)):
        yield "R6"
    if not found:
        yield "R50"
        return
    since = found[0].begun
    if found[0].indicators:
        again = [k.restored(found[0])]
        if Countersigned.MEASUREMENTS in k.norms.countersigned:
            again += [k.restored(found[0], party) for party in k.parties]
        if None in again:
            yield "R53"
            return
        since = max([since, *(m for m in again if m is not None)])
    if asked.until < since or asked.until > asked.at or (asked.until == found[0].begun and not found[0].indicators):
        yield "R50"
    reports = [p.by.party for p in told]
    if reports and asked.by.party == k.receiving and k.receiving not in reports:
        yield "R50"
    thirds = [p for p in reports if p in k.norms.directorates and p not in k.parties]
    if thirds and asked.by.party not in reports and not _of_the_ministry(asked.by, k.norms):
        yield "R50"


def _evaluation(k: Case) -> Iterator[str]:
    asked = k.asked
    assert isinstance(asked, c.RecordEvaluation)
    document, decision = asked.document, k.decision
    if document.kind not in (DocumentKind.REPORT, DocumentKind.STUDY) or document.on > k.day:
        yield "R31"
    if decision is None or document.on < decision.at.date():
        yield "R31"


def _escalate(k: Case) -> Iterator[str]:
    asked = k.asked
    assert isinstance(asked, c.Escalate)
    if asked.level is not Level.ADMINISTRATIVE or asked.id in [e.id for e in k.all(c.Escalate)]:
        yield "R67"
    owns = _in_line_of(asked.owner, *k.parties) or _of_the_ministry(asked.owner, k.norms)
    if not owns or _powerless(asked.owner, Power.ESCALATION, k):
        yield "R67"


def _resolve_escalation(k: Case) -> Iterator[str]:
    asked = k.asked
    assert isinstance(asked, c.ResolveEscalation)
    found = [e for e in k.escalations if e.id == asked.escalation]
    by = asked.by
    if (
        not found
        or asked.at < found[0].at
        or asked.level is not Level.ADMINISTRATIVE
        or _powerless(by, Power.ESCALATION, k)
        or (by.id != k.owner(found[0], asked.at).id and not _of_the_ministry(by, k.norms))
    ):
        yield "R67"


def _update(k: Case) -> Iterator[str]:
    assert isinstance(k.asked, c.UpdateSharedTasks)
    yield from _register(k, k.plan, k.asked.register)
    yield from _unasked(k)
    if k.asked.phase not in [s.phase for s in k.started]:
        yield "R56"
    if [s for s in k.started if s.phase == k.asked.phase and k.asked.at < s.at] and not _undone_since(k, k.asked):
        yield "R56"
    signed = (k.plan.shared_tasks if k.plan else None) or ()
    for entry in () if _of_the_ministry(k.asked.by, k.norms) else signed:
        counts = [sum(_still_shared(entry, other) for other in r) for r in (signed, _register_now(k), k.asked.register)]
        if counts[2] < counts[0] and counts[2] < counts[1]:
            yield "R56"
    papers = [e.agreement for e in k.asked.register if e.agreement.origin == k.asked.by.party]
    there = [e.agreement.id for e in _register_now(k)]
    if not _of_the_ministry(k.asked.by, k.norms) and [p for p in papers if p.id not in there]:
        yield "R56"


def _still_shared(entry: c.SharedTask, other: c.SharedTask) -> bool:
    """Whether the other is the same task, or the same agreement about no task, and leaves out no partner."""
    name, its_name = [(e.task, None if e.task else e.agreement.id) for e in (entry, other)]
    return name == its_name and not [p for p in entry.partners if p not in other.partners]


def _register_now(k: Case) -> tuple[c.SharedTask, ...]:
    """As it was last brought up to date in this transfer, since the plan was amended; before that, as in the plan."""
    amended = [a.at for a in k.all(c.AmendPlan, since=ANEW)]
    updates = [u for u in k.of_phases(c.UpdateSharedTasks, lambda u, _: u.phase) if not _undone_since(k, u)]
    updates = [u for u in updates if not amended or u.at >= amended[-1]]
    if updates:
        return max(reversed(updates), key=lambda u: u.at).register
    return (k.plan.shared_tasks if k.plan else None) or ()


def _renew(k: Case) -> Iterator[str]:
    asked = k.asked
    assert isinstance(asked, c.RenewReversal)
    there = bool(_shifts(k)) if asked.phase is None else asked.phase in [p.number for p in k.phases]
    ministry = _of_the_ministry(asked.by, k.norms)
    mine = asked.by.party == asked.reversal.who or ministry
    if not there or not mine or _no_way_back(k, asked.reversal):
        yield "R54"
    held = _reversal(k, asked.phase) if asked.phase is not None else None
    if asked.phase is None:
        shifts = _shifts(k)
        if (asked.shift is None and len(shifts) > 1) or (asked.shift or 1) not in range(1, len(shifts) + 1):
            yield "R54"
            return
        held = _way_back_of(k, (asked.shift or 1) - 1)
    if held is not None and (asked.reversal.until < held.until or (asked.reversal.who != held.who and not ministry)):
        yield "R54"


def _proof(k: Case) -> Iterator[str]:
    asked = k.asked
    assert isinstance(asked, c.ConcludeProof)
    if [p for p in k.phases if p.number not in [a.phase for a in k.accepted]]:
        yield "R48"
    supplying = [k.norms.ministry, *k.norms.directorates, *(p.id for p in k.norms.parties)]
    for area in c.SupportArea:
        said = [s for s in asked.support if s.area is area]
        ready = [
            s
            for s in said
            if (s.supply is not c.Supply.SERVICE or (s.supplier in supplying and s.supplier != k.receiving))
            and (s.supply is not c.Supply.NOT_NEEDED or s.reason is not None)
        ]
        if len(said) != 1 or not ready:
            yield "R7"
    if _really(k, asked.really_can):
        yield "R51"
    yield from _unasked(k)


# -- close ---------------------------------------------------------------------------------------------------------------


def _shift(k: Case) -> Iterator[str]:
    asked = k.asked
    assert isinstance(asked, c.ShiftBudget)
    if k.norms.budget_after_proof and k.state not in ("proven", "agreed", "completed"):
        yield "R71"
    named = k.plan.budget.compensated_by if k.plan and k.plan.budget else None
    if (named is None and _lost(asked.deltas)) or not _by_party([asked]):
        yield "R42"
    if [d for d in asked.deltas if d.party not in k.norms.budget_parties]:
        yield "R42"
    if asked.difference is not None and _unsound_cover(k, asked.difference.coverage, (k.norms.ministry,)):
        yield "R41"
    if _no_way_back(k, asked.reversal):
        yield "R54"
    yield from _unasked(k)


def _by_party(deltas: list[c.Budget | c.ShiftBudget]) -> dict[tuple[str, object, str], Decimal]:
    totals: dict[tuple[str, object, str], Decimal] = {}
    for holder in deltas:
        for delta in holder.deltas:
            key = (delta.party, delta.money.kind, delta.money.currency)
            totals[key] = totals.get(key, Decimal(0)) + delta.money.amount
    return {key: total for key, total in totals.items() if total != 0}


Totals = dict[tuple[str, object, str], Decimal]


def _covered_difference(shifts: list[c.ShiftBudget], planned: Totals, shifted: Totals) -> bool:
    """What parties get beyond the plan is motivated somewhere, and paid for."""
    reasons = [s.difference for s in shifts if s.difference is not None]
    paid = _per_kind(tuple(cover.money for r in reasons for cover in r.coverage))
    beyond: dict[tuple[object, str], Decimal] = {}
    for party, kind, currency in {*planned, *shifted}:
        more = shifted.get((party, kind, currency), Decimal(0)) - planned.get((party, kind, currency), Decimal(0))
        if more > 0:
            beyond[kind, currency] = beyond.get((kind, currency), Decimal(0)) + more
    return bool(reasons) and all(paid.get(key, Decimal(0)) >= more for key, more in beyond.items())


def _shared_ict(k: Case) -> Iterator[str]:
    asked, plan = k.asked, k.plan
    assert isinstance(asked, c.Complete)
    ict = [d for d in (plan.dependencies if plan else None) or () if d.ict_supplier is not None]
    for d in ict:
        agreed = [a for a in asked.ict_agreements if a.dependency == d.id and a.document.kind is DocumentKind.AGREEMENT]
        if not agreed:
            yield "R8"
            continue
        begin, end = agreed[-1].in_force_from, agreed[-1].in_force_until
        if begin > k.day or (end is not None and end < k.day):
            yield "R8"
        if k.decision is not None and agreed[-1].document.on < k.decision.at.date():
            yield "R8"
        if agreed[-1].document.origin not in [d.ict_supplier, *k.parties, k.norms.ministry]:
            yield "R8"
    yield from _degree(k, asked, remains=bool(ict) or len(k.goes(plan)) < len(k.scope))


def _degree(k: Case, asked: c.Complete, *, remains: bool) -> Iterator[str]:
    """How far it is disentangled: not fully where something stays or is shared, unless the ministry said since that it is not."""
    honest = [c.Degree.PARTIAL] if remains else [c.Degree.PARTIAL, c.Degree.FULL]
    if asked.degree not in (honest if k.route is Route.SHIFT else [c.Degree.NONE]):
        yield "R9"
    elif asked.degree is c.Degree.FULL and k.norms.ict_is_shared:
        ended = asked.ict_ended
        if ended is None:
            yield "R8"
            return
        if _bad_note(k, ended):
            yield "R85"
        if k.findings and ended.on < k.findings[0].on:
            yield "R8"


def _complete(k: Case) -> Iterator[str]:
    asked, plan = k.asked, k.plan
    assert isinstance(asked, c.Complete)
    if _really(k, asked.really_possible):
        yield "R51"
    planned = _by_party([plan.budget] if plan and plan.budget else [])
    shifts = _shifts(k)
    shifted = _by_party(list(shifts))
    if planned != shifted and not _covered_difference(shifts, planned, shifted):
        yield "R42"
    all_deltas = tuple(d for s in shifts for d in s.deltas)
    if _lost(all_deltas):
        other, named = asked.compensation, plan.budget.compensated_by if plan and plan.budget else None
        decided = ("ministry_decided", "phased_transfer", "receiving_party_proven", "strengthening_governance")
        if (
            other is None
            or other.process != named
            or _lost((*all_deltas, *other.deltas))
            or other.state not in (*decided, "agreements_proven", "completed")
        ):
            yield "R42"


Rows = Callable[[Case], Iterator[str]]

BEFORE_DECISION = (Stage.PLAN, Stage.TEST, Stage.DECISION)
TO_THE_END = (Stage.EXECUTION, Stage.PROOF)


def _complete_step(k: Case) -> bool:
    return _not_weighed(Step.COMPLETION)(k)


DOORS: dict[type[Command], tuple[list[Row], list[Rows]]] = {
    c.IdentifyProcess: ([], [_who_identifies, _identify, _follows, _as_studied, _finding, _cited]),
    c.RecordFeasibility: ([], [_finding, _cited, _who_found]),
    c.Cosign: ([], [_cosign]),
    c.Confirm: ([], [_confirm]),
    c.Contest: ([], [_contest]),
    c.ResolveContest: ([TAKES_PART], [_resolve_contest]),
    c.DraftPlan: (
        [FEASIBLE, NO_INPUT_OPEN, NO_BREACH, NO_ESCALATION, NO_CONTEST],
        [_plan, _plan_tempo, _plan_tasks, _plan_people, _reduce],
    ),
    c.RevisePlan: ([FEASIBLE], [_plan, _plan_tempo, _plan_tasks, _plan_people, _undoes, _reduce, _dated_back]),
    c.RecordContact: ([], [_body, _own_voice, _contact]),
    c.ConsultUnit: ([], [_of_a_unit]),
    c.CollectInput: ([], [_of_a_unit, _input_twice]),
    c.AnswerInput: ([TAKES_PART], [_input_known]),
    c.RequestAdvice: ([TAKES_PART], [_body, _request]),
    c.ReceiveAdvice: ([], [_body, _own_voice, _receive]),
    c.AnswerAdvice: ([TAKES_PART], [_answer]),
    c.NotifyBody: ([TAKES_PART, DECIDED], [_body]),
    c.RecordTest: ([TAKES_PART, SIGNED], [_test]),
    c.ConcludeTests: (
        [
            TAKES_PART,
            ARRANGED,
            NO_BREACH,
            NO_ESCALATION,
            NO_CONTEST,
            SIGNED,
            NO_INPUT_OPEN,
            _weighed(Step.TESTS),
            ("R64", _unheard(Stage.PLAN, Stage.TEST)),
            ("R65", _council_unheard(Stage.PLAN, Stage.TEST)),
        ],
        [_five, _conclude_tests],
    ),
    c.WeighStep: ([TAKES_PART], [_weigh]),
    c.Decide: (
        [
            MINISTRY,
            ("R5", _without(Power.DECIDE)),
            FEASIBLE,
            NO_BREACH,
            NO_ESCALATION,
            NO_CONTEST,
            REVERSIBLE,
            _weighed(Step.DECISION),
            SIGNED,
            NO_INPUT_OPEN,
            ("R64", _unheard(*BEFORE_DECISION)),
            ("R65", _council_unheard(*BEFORE_DECISION)),
            AWAITED,
            ANSWERED,
            CONTESTED,
            NOTE,
        ],
        [_five, _decide],
    ),
    c.ReturnPlan: ([MINISTRY, ("R5", _without(Power.DECIDE)), NOTE], [_dated_back]),
    c.StartTransfer: (
        [
            TAKES_PART,
            _of_route(Route.SHIFT),
            DECIDED,
            FEASIBLE,
            ("R48", lambda k: not k.phases),
            NOT_STUCK,
            NO_BREACH,
            NO_ESCALATION,
            NO_CONTEST,
            REVERSIBLE,
            _weighed(Step.TRANSFER),
            REGISTER,
            ARRANGED,
            NO_INPUT_OPEN,
        ],
        [],
    ),
    c.StartPhase: (
        [
            TAKES_PART,
            NO_INPUT_OPEN,
            FEASIBLE,
            NOT_STUCK,
            NO_BREACH,
            NO_ESCALATION,
            NO_CONTEST,
            LIMITS,
            ARRANGED,
            _weighed(Step.PHASE),
        ],
        [_start_phase],
    ),
    c.RecordIndicator: ([TAKES_PART], [_measure]),
    c.RecordExecution: ([], [_execute]),
    c.AcceptPhase: (
        [
            RECEIVER,
            NOT_STUCK,
            NO_BREACH,
            NO_ESCALATION,
            NO_CONTEST,
            LIMITS,
            ARRANGED,
            UP_TO_DATE,
            _weighed(Step.ACCEPTANCE),
            NO_INPUT_OPEN,
        ],
        [_accept],
    ),
    c.ReportBreach: ([], [_breach]),
    c.ResolveBreach: ([], [_whole_again]),
    c.Escalate: ([], [_escalate]),
    c.ResolveEscalation: ([TAKES_PART], [_resolve_escalation]),
    c.UpdateSharedTasks: ([TAKES_PART], [_update]),
    c.RenewReversal: ([], [_renew]),
    c.FallBack: ([TAKES_PART], [_dated_back]),
    c.ReversePhase: ([TAKES_PART], [_reverse, _dated_back]),
    c.Replace: ([], [_replace]),
    c.ProposeAmendment: ([FEASIBLE], [_plan, _plan_tempo, _plan_tasks, _plan_people, _propose, _reduce, _dated_back]),
    c.AmendPlan: (
        [
            MINISTRY,
            ("R5", _without(Power.DECIDE)),
            SIGNED,
            FEASIBLE,
            _weighed(Step.AMENDMENT),
            NO_INPUT_OPEN,
            AWAITED,
            ANSWERED,
            CONTESTED,
            NOTE,
        ],
        [_amend, _amended, _dated_back],
    ),
    c.ConcludeProof: (
        [
            RECEIVER,
            FEASIBLE,
            PROVEN,
            NOT_STUCK,
            NO_BREACH,
            NO_ESCALATION,
            NO_CONTEST,
            LIMITS,
            _weighed(Step.PROOF),
            NO_INPUT_OPEN,
            ("R64", _unheard(Stage.PROOF)),
            ("R65", _council_unheard(Stage.PROOF)),
        ],
        [_proof],
    ),
    c.ShiftBudget: (
        [
            MINISTRY,
            ("R5", _without(Power.BUDGET)),
            DECIDED,
            FEASIBLE,
            NOT_STUCK,
            NO_BREACH,
            NO_ESCALATION,
            NO_CONTEST,
            _weighed(Step.BUDGET),
            NO_INPUT_OPEN,
        ],
        [_shift],
    ),
    c.Complete: (
        [
            MINISTRY,
            ("R5", _without(Power.COMPLETE)),
            DECIDED,
            FEASIBLE,
            PROVEN,
            NOT_STUCK,
            NO_BREACH,
            NO_ESCALATION,
            NO_CONTEST,
            LIMITS,
            USED,
            ("R55", _complete_step),
            UP_TO_DATE,
            NO_INPUT_OPEN,
            AWAITED,
            ANSWERED,
            CONTESTED,
            ("R64", _unheard(*TO_THE_END)),
            ("R65", _council_unheard(*TO_THE_END)),
            NOTE,
        ],
        [_complete, _shared_ict],
    ),
    c.RecordEvaluation: ([TAKES_PART], [_evaluation]),
    c.Stop: ([MINISTRY, ("R5", _without(Power.STOP)), NOTE], []),
    c.ChangeRoute: ([TAKES_PART, _weighed(Step.ROUTE)], [_change_route, _undoes, _dated_back]),
    c.StartStrengthening: (
        [
            TAKES_PART,
            _of_route(Route.GOVERNANCE),
            DECIDED,
            NOT_STUCK,
            NO_BREACH,
            NO_ESCALATION,
            NO_CONTEST,
            _weighed(Step.STRENGTHENING),
            REGISTER,
            ARRANGED,
            NO_INPUT_OPEN,
            ("R64", _unheard(Stage.EXECUTION)),
            ("R65", _council_unheard(Stage.EXECUTION)),
        ],
        [],
    ),
    c.ConcludeAgreements: (
        [
            TAKES_PART,
            _of_route(Route.GOVERNANCE),
            USED,
            NOT_STUCK,
            NO_BREACH,
            NO_ESCALATION,
            NO_CONTEST,
            LIMITS,
            _weighed(Step.AGREEMENTS),
            NO_INPUT_OPEN,
            ("R64", _unheard(Stage.PROOF)),
            ("R65", _council_unheard(Stage.PROOF)),
        ],
        [],
    ),
    c.Redact: ([MINISTRY, ("R5", _without(Power.DECIDE))], []),
    c.AdoptRules: ([MINISTRY, ("R5", _without(Power.DECIDE)), ("R13", _same_rules)], []),
}
"""The gate table: at each door, the rows that are asked."""


def _agreement(k: Case) -> Iterator[str]:
    asked = k.asked
    assert isinstance(asked, c.RecordAgreement)
    known = [a.id for a in k.all(c.RecordAgreement, since=(c.RevisePlan, c.ChangeRoute))]
    if asked.id in known or asked.relation not in k.relations or not set(k.parties) <= set(asked.partners):
        yield "R73"
    if asked.document.kind is not DocumentKind.AGREEMENT:  # that it is of later is R86
        yield "R73"
    if asked.document.origin not in [*k.parties, k.norms.ministry]:
        yield "R73"
    if k.decision is not None and asked.document.on < k.decision.at.date():
        yield "R73"
    yield from _unasked(k)


def _use(k: Case) -> Iterator[str]:
    asked = k.asked
    assert isinstance(asked, c.RecordUseOfAgreement)
    known = k.all(c.RecordAgreement, since=(c.RevisePlan, c.ChangeRoute))
    if not [a for a in known if _useful(k, a, asked)] or _of_itself(k):
        yield "R73"


DOORS[c.RecordAgreement] = ([TAKES_PART], [_agreement])
DOORS[c.RecordUseOfAgreement] = ([TAKES_PART], [_use])


_After = tuple[tuple[Command, ...], tuple[Command, ...], dict[object, Any]]
_LAST: list[tuple[tuple[Command, ...], Norms, _After]] = []
"""After which history something was asked last: most is asked after the same."""


def _after(history: tuple[Command, ...], norms: Norms) -> _After:
    """A history in order, its facts as they were told, and what is found of it, which stays for what is asked next."""
    if not (_LAST and _LAST[0][0] is history and _LAST[0][1] is norms):
        told = tuple(past for past in history if isinstance(past, Fact))
        in_order = tuple(sorted(history, key=lambda past: past.at))  # whatever was told late
        _LAST[:] = [(history, norms, (in_order, told, {}))]
    return _LAST[0][2]


def noes(history: tuple[Command, ...], asked: Command, norms: Norms) -> frozenset[str]:
    """The ids of all rules that say no to this command after this history; empty means that it may pass.

    A step is asked of all that is known, and once more of what there was at its moment.
    """
    in_order, told, found_before = _after(history, norms)
    case = Case(in_order, asked, norms, told, found_before)
    kind = type(asked)
    found = set()
    if case.state not in MOVES.get(kind, {}) and case.state not in STAYS.get(kind, ()):
        found.add("R47")
    elif asked.in_turn:
        by_then = tuple(p for p in in_order if p.at <= asked.at or not isinstance(p, Fact) or isinstance(p, OF_RECORDS))
        if len(by_then) < len(in_order):
            found |= _says_no(Case(by_then, asked, norms, told))
    return frozenset(found | _says_no(case))


OF_RECORDS = (c.Confirm, c.Contest, c.ResolveContest)
"""What says something of a record, and so holds whenever it is said."""


def _says_no(case: Case) -> set[str]:
    """The ids of the rules of the door that say no."""
    rows, more = DOORS[type(case.asked)]
    found = {rule for rule, says_no in [*ALWAYS, *rows] if says_no(case)}
    for ask in more:
        found |= set(ask(case))
    return found
