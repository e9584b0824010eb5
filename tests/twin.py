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
from typing import TypeVar

from attrs import frozen

from ontvlechting import LETTER
from ontvlechting import commands as c
from ontvlechting.engine.values import Actor
from ontvlechting.letter.commands import Command, Disposition, Level, Mode, Precondition, Route, Stage, Step
from ontvlechting.letter.norms import Norms
from ontvlechting.letter.values import BodyKind, DocumentKind, Judgement, Money, Power, Role

T = TypeVar("T", bound=Command)

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
    c.NotifyBody: EVER,
    c.RequestAdvice: EVER,
    c.ReceiveAdvice: EVER,
    c.AnswerAdvice: EVER,
    c.ReportBreach: EVER,
    c.ResolveBreach: EVER,
    c.Escalate: EVER,
    c.ResolveEscalation: EVER,
    c.RecordTest: ("drafted", "tested"),
    c.WeighStep: ("tested", "decided", "transfer", "proven", "strengthening", "agreed"),
    c.StartPhase: ("transfer",),
    c.AcceptPhase: ("transfer",),
    c.RecordExecution: ("transfer", "proven", "completed"),
    c.RecordIndicator: EVER,
    c.RecordEvaluation: ("decided", "transfer", "proven", "strengthening", "agreed", "completed", "stopped"),
    c.UpdateSharedTasks: ("transfer", "proven"),
    c.ShiftBudget: ("proven",),
    c.RecordAgreement: ("strengthening", "agreed"),
    c.RecordUseOfAgreement: ("strengthening", "agreed"),
    c.Redact: EVER,
    c.AdoptRules: LIVE,
}
"""What is recorded without a move, and in which states."""

PLANNING = (c.DraftPlan, c.RevisePlan)
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


@frozen
class Case:
    """One question: what was accepted before, what is asked now, and by which norms."""

    history: tuple[Command, ...]
    asked: Command
    norms: Norms

    # -- walking the history -----------------------------------------------------------------------------------------

    def all(self, kind: type[T], *, since: tuple[type[Command], ...] = ()) -> list[T]:
        """Every accepted command of a kind; with `since`, only those after the last command of those kinds."""
        found: list[T] = []
        for past in self.history:
            if isinstance(past, since):
                found = []
            if isinstance(past, kind):
                found.append(past)
        return found

    @property
    def state(self) -> str:
        """Where the process stands."""
        return state_after(self.history)

    @property
    def day(self) -> date:
        """The day of the asked act, at its own offset."""
        return self.asked.at.date()

    @property
    def entered(self) -> datetime | None:
        """When the present state was entered."""
        state, entered = "new", None
        for past in self.history:
            after = MOVES.get(type(past), {}).get(state, state)
            if after != state:
                state, entered = after, past.at
        return entered

    @property
    def settled(self) -> datetime | None:
        """When the state was entered, or in the transfer the last phase was accepted; or a breach ended after that."""
        accepted = self.all(c.AcceptPhase, since=(c.StartTransfer,))
        since = accepted[-1].at if self.state == "transfer" and accepted else self.entered
        moments = [m for m in (since, self.whole_again) if m is not None]
        return max(moments) if moments else None

    def indicator(self, id: str, at: datetime) -> c.Indicator | None:
        """An indicator as the last plan before a moment had it, or else the first plan that had it."""
        found = None
        for past in self.history:
            if isinstance(past, PLANNING) and past.plan.continuity:
                for indicator in past.plan.continuity.indicators:
                    if indicator.id == id and (found is None or past.at <= at):
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

    def told(self) -> Iterator[tuple[datetime, int, Command]]:
        """What tells of a breach: when it happened, at which place in the history, and what it was."""
        for place, past in enumerate(self.history):
            if isinstance(past, c.ReportBreach):
                yield past.since, place, past
            if isinstance(past, c.RecordIndicator) and self.beyond(past):
                yield past.at, place, past
            if isinstance(past, c.ResolveBreach):
                yield past.until, place, past

    @property
    def spells(self) -> list[Spell]:
        """Every time in which a service was affected: walked through in the order in which things happened."""
        found: list[Spell] = []
        for moment, place, past in sorted(self.told(), key=lambda x: x[:2]):
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

    @property
    def whole_again(self) -> datetime | None:
        """When a service was last restored."""
        ends = [s.ended for s in self.spells if s.ended is not None]
        return max(ends) if ends else None

    def restored(self, spell: Spell) -> datetime | None:
        """When the last of what was past its limit was measured within it again, up to now; None while one was not."""
        moments = []
        for indicator, place in spell.indicators.items():
            again = [
                m.at
                for m in self.history[place + 1 :]
                if isinstance(m, c.RecordIndicator)
                and m.indicator == indicator
                and not self.beyond(m)
                and m.at <= self.asked.at
            ]
            if not again:
                return None
            moments.append(again[0])
        return max(moments)

    @property
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

    @property
    def route(self) -> Route | None:
        """The form that was chosen last."""
        route = None
        for past in self.history:
            if isinstance(past, c.IdentifyProcess | c.ChangeRoute):
                route = past.route
        return route

    @property
    def relations(self) -> tuple[str, ...]:
        """The relations to improve, as named when this form was chosen."""
        relations: tuple[str, ...] = ()
        for past in self.history:
            if isinstance(past, c.IdentifyProcess | c.ChangeRoute):
                relations = past.relations
        return relations

    @property
    def findings(self) -> list[c.Finding]:
        """Every finding, oldest first."""
        brought = [p for p in self.history if isinstance(p, c.IdentifyProcess | c.RecordFeasibility)]
        return [p.finding for p in brought if p.finding]

    @property
    def planned(self) -> c.DraftPlan | c.RevisePlan | None:
        """What brought the plan in force; nothing after a change of form."""
        planned = None
        for past in self.history:
            if isinstance(past, PLANNING):
                planned = past
            if isinstance(past, c.ChangeRoute):
                planned = None
        return planned

    @property
    def plan(self) -> c.Plan | None:
        """The plan in force."""
        return self.planned.plan if self.planned else None

    @property
    def version(self) -> int:
        """How many plans there have been."""
        count = 0
        for past in self.history:
            if isinstance(past, PLANNING):
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

    @property
    def started(self) -> list[c.StartPhase]:
        """The phases of this transfer that began."""
        return self.all(c.StartPhase, since=(c.StartTransfer, c.FallBack, c.ChangeRoute, c.Stop))

    @property
    def accepted(self) -> list[c.AcceptPhase]:
        """The phases of this transfer that were accepted."""
        return self.all(c.AcceptPhase, since=(c.StartTransfer, c.FallBack, c.ChangeRoute, c.Stop))

    @property
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

    @property
    def decision(self) -> c.Decide | None:
        """The decision on the plan in force."""
        decided = self.all(c.Decide, since=ANEW)
        return decided[-1] if decided else None

    @property
    def breaches(self) -> list[Spell]:
        """The open breaches."""
        return [s for s in self.spells if s.ended is None]

    @property
    def escalations(self) -> list[c.Escalate]:
        """The open escalations."""
        found: list[c.Escalate] = []
        for past in self.history:
            if isinstance(past, c.Escalate):
                found.append(past)
            if isinstance(past, c.ResolveEscalation):
                found = [e for e in found if e.id != past.escalation]
        return found

    @property
    def contacts(self) -> list[c.RecordContact]:
        """The contacts that still count: about feasibility for good, about the rest for as long as it stands."""
        found: list[c.RecordContact] = []
        for past in self.history:
            if isinstance(past, ANEW):
                found = [f for f in found if f.stage is Stage.FEASIBILITY]
            if isinstance(past, c.FallBack):
                found = [f for f in found if f.stage not in (Stage.EXECUTION, Stage.PROOF)]
            if isinstance(past, c.RecordContact):
                found.append(past)
        return found

    def heard(self, body: str, stage: Stage, phase: int | None = None) -> bool:
        """Whether a body was heard at a stage, about a phase."""
        return any(f.body == body and f.stage is stage and (phase is None or f.phase == phase) for f in self.contacts)

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
    if actor.role is Role.RESEARCHER:
        return actor.party in [party for parties in own.values() for party in parties]
    return actor.party not in own[actor.role]


IN_TURN = (*MOVES, c.StartPhase, c.AcceptPhase, c.ShiftBudget, c.AdoptRules)
"""What changes who does what, or by which rules; all else may be told late."""


def _back_in_time(k: Case) -> bool:
    return type(k.asked) in IN_TURN and any(k.asked.at < past.at for past in k.history if type(past) in IN_TURN)


def _in_line_of(actor: Actor, *parties: str | None) -> bool:
    """Whether somebody acts in the official line of one of these parties."""
    return actor.role is Role.DIRECTORATE and actor.party in parties


def _of_the_ministry(actor: Actor, norms: Norms) -> bool:
    """Whether somebody acts for the ministry, and is of the ministry."""
    return actor.role is Role.MINISTRY and actor.party == norms.ministry


def _outsider(k: Case) -> bool:
    # that a role belongs to its own party is R2, at every door
    return not _in_line_of(k.asked.by, *k.parties) and k.asked.by.role is not Role.MINISTRY


def _not_the_receiver(k: Case) -> bool:
    return not _in_line_of(k.asked.by, k.receiving)


def _not_the_ministry(k: Case) -> bool:
    return k.asked.by.role is not Role.MINISTRY  # that this is the ministry itself is R2


def _powerless(actor: Actor, power: Power, day: date) -> bool:
    mandate = actor.mandate
    if mandate is None or power not in mandate.powers or day < mandate.valid_from:
        return True
    return mandate.valid_until is not None and day > mandate.valid_until


def _without(power: Power) -> Callable[[Case], bool]:
    return lambda k: _powerless(k.asked.by, power, k.day)


ALWAYS: list[Row] = [("R14", _house), ("R2", _out_of_own_line), ("R47", _back_in_time)]
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
    return any(p.reversal is None or p.reversal.until < k.day for p in k.phases)


def _not_weighed(step: Step) -> Callable[[Case], bool]:
    def no(k: Case) -> bool:
        found: list[c.WeighStep] = []
        state = "new"
        for past in k.history:
            after = MOVES.get(type(past), {}).get(state, state)
            if after != state:
                found, state = [], after
            if isinstance(past, c.RevisePlan | c.AcceptPhase):
                found = []
            if isinstance(past, c.WeighStep) and past.step is step:
                found.append(past)
        if step is Step.PHASE:
            number = k.next_phase.number if k.next_phase else None
            found = [w for w in found if w.phase == number]
        since = k.whole_again
        found = [w for w in found if since is None or w.enough_added_value.on >= since]
        return not found or not found[-1].enough_added_value.holds

    return no


def _no_note(k: Case) -> bool:
    assert isinstance(k.asked, c.Decide | c.ReturnPlan | c.Complete | c.Stop)
    note = k.asked.note
    return note is None or note.kind is not DocumentKind.DECISION_NOTE or not note.public


def _awaits_advice(k: Case) -> bool:
    received = [a.advice for a in k.all(c.ReceiveAdvice)]
    return any(r.advice not in received and r.until >= k.day for r in k.all(c.RequestAdvice))


def _advice_unanswered(k: Case) -> bool:
    answered = [a.advice for a in k.all(c.AnswerAdvice)]
    return any(a.advice not in answered for a in k.all(c.ReceiveAdvice))


def _unheard(*stages: Stage) -> Callable[[Case], bool]:
    return lambda k: any(not k.heard(body.id, stage) for body in k.norms.bodies for stage in stages)


def _council_unheard(*stages: Stage) -> Callable[[Case], bool]:
    return lambda k: any(not k.heard(k.norms.departmental_council, stage) for stage in stages)


def _beyond_limits(k: Case) -> bool:
    """In each phase that began, the last measurement of each indicator is there; past its limit that is said of the breach."""
    continuity = k.plan.continuity if k.plan else None
    measured = k.all(c.RecordIndicator, since=(c.StartTransfer, c.FallBack, c.ChangeRoute))
    for start in k.started:
        for indicator in continuity.indicators if continuity else ():
            values = [m.value for m in measured if m.indicator == indicator.id and m.phase == start.phase]
            if not values:
                return True
            low = indicator.better is c.Better.HIGHER and values[-1] < indicator.limit
            high = indicator.better is c.Better.LOWER and values[-1] > indicator.limit
            told = [s for s in k.breaches if indicator.id in s.indicators]
            if (low or high) and not told:
                return True
    return False


def _unproven(k: Case) -> bool:
    done = [
        e.task
        for e in k.all(c.RecordExecution, since=(c.StartTransfer, c.FallBack, c.ChangeRoute))
        if e.mode is Mode.REAL and e.performed_by == k.receiving
    ]
    return k.route is Route.SHIFT and any(task not in done for task in k.goes(k.plan))


def _not_judged_now(k: Case, judgement: Judgement) -> bool:
    early = k.settled is not None and judgement.on < k.settled
    return not judgement.holds or early or judgement.on > k.asked.at


def _really(k: Case, judgement: Judgement) -> bool:
    mine = _in_line_of(judgement.by, k.receiving) or _of_the_ministry(judgement.by, k.norms)
    return _not_judged_now(k, judgement) or not mine


def _unarranged(k: Case) -> bool:
    arrangement = k.plan.arrangement if k.plan else None
    return arrangement is None or arrangement.level is not Level.ADMINISTRATIVE


def _register_outdated(k: Case) -> bool:
    """The register was not brought up to date in the last phase that began."""
    updated = [u.phase for u in k.all(c.UpdateSharedTasks, since=(c.StartTransfer, c.FallBack, c.ChangeRoute))]
    return bool(k.started) and not any(phase >= k.started[-1].phase for phase in updated)


def _unused_agreements(k: Case) -> bool:
    new = (c.RevisePlan, c.ChangeRoute)
    used = [u.agreement for u in k.all(c.RecordUseOfAgreement, since=new)]
    improved = [a.relation for a in k.all(c.RecordAgreement, since=new) if a.id in used and a.in_force_from <= k.day]
    return k.route is Route.GOVERNANCE and any(r not in improved for r in k.relations)


def _per_kind(amounts: tuple[Money, ...]) -> dict[tuple[object, str], Decimal]:
    totals: dict[tuple[object, str], Decimal] = {}
    for money in amounts:
        key = (money.kind, money.currency)
        totals[key] = totals.get(key, Decimal(0)) + money.amount
    return totals


FEASIBLE: Row = ("R30", _infeasible_now)
DECIDED: Row = ("R71", _no_decision)
NO_BREACH: Row = ("R50", lambda k: bool(k.breaches))
NO_ESCALATION: Row = ("R67", lambda k: bool(k.escalations))
REVERSIBLE: Row = ("R54", _way_back_closed)
NOTE: Row = ("R85", _no_note)
AWAITED: Row = ("R11", _awaits_advice)
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


def _identify(k: Case) -> Iterator[str]:
    asked, norms = k.asked, k.norms
    assert isinstance(asked, c.IdentifyProcess)
    if asked.delivering == asked.receiving or not {asked.delivering, asked.receiving} <= set(norms.directorates):
        yield "R1"
    if asked.unit is not None and asked.unit not in norms.units:
        yield "R3"
    strangers = [b for b in asked.beneficiaries if b not in norms.beneficiaries]
    outside = asked.delivering != norms.first_performer or strangers or asked.receiving not in asked.beneficiaries
    if outside and asked.follows is None:
        yield "R4"
    if not asked.target_groups:
        yield "R15"
    if not asked.scope:
        yield "R92"
    names = [g.name for g in asked.target_groups]
    if not [b for b in asked.bottlenecks if b.experienced_by == asked.receiving and b.target_group in names]:
        yield "R23"
    if asked.finding is None:
        yield "R24"
    if asked.route is Route.GOVERNANCE and not asked.relations:
        yield "R29"
    infeasible = asked.finding is not None and asked.finding.outcome is not c.Feasibility.FEASIBLE
    if asked.route is Route.SHIFT and infeasible:
        yield "R30"


def _follows(k: Case) -> Iterator[str]:
    assert isinstance(k.asked, c.IdentifyProcess)
    earlier, now = k.asked.follows, (k.asked.receiving, k.asked.delivering)
    if earlier is not None and (earlier.state != "completed" or (earlier.delivering, earlier.receiving) != now):
        yield "R54"


def _finding(k: Case) -> Iterator[str]:
    assert isinstance(k.asked, c.IdentifyProcess | c.RecordFeasibility)
    finding = k.asked.finding
    if finding is None:
        return
    if finding.document.origin in (*k.norms.directorates, k.norms.ministry):
        yield "R10"
    if finding.outcome is not c.Feasibility.FEASIBLE and finding.cause is None:
        yield "R30"
    if finding.on > k.day:
        yield "R24"
    if k.findings and finding.on < k.findings[-1].on:
        yield "R30"


def _change_route(k: Case) -> Iterator[str]:
    assert isinstance(k.asked, c.ChangeRoute)
    if k.asked.route is k.route:
        yield "R25"
    if k.asked.route is Route.GOVERNANCE and not k.asked.relations:
        yield "R29"
    last = k.findings[-1] if k.findings else None
    if k.asked.route is Route.SHIFT and last is not None and last.outcome is not c.Feasibility.FEASIBLE:
        yield "R30"


# -- plan ----------------------------------------------------------------------------------------------------------------


def _plan(k: Case) -> Iterator[str]:
    assert isinstance(k.asked, PLANNING)
    plan, asked = k.asked.plan, k.asked
    if plan.version != k.version + 1:
        yield "R34"
    if k.route is not None and plan.route is not k.route:
        yield "R25"
    if not {k.delivering, k.receiving} <= set(plan.drafters) or not _in_line_of(asked.by, *plan.drafters):
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
    assert isinstance(k.asked, PLANNING)
    plan = k.asked.plan
    for phase in plan.phases:
        for norm in k.norms.lead_times:
            if phase.complexity is norm.complexity and (phase.ends_on - phase.starts_on).days + 1 < norm.days:
                yield "R49"


def _plan_tasks(k: Case) -> Iterator[str]:
    assert isinstance(k.asked, PLANNING)
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
    if plan.route is Route.GOVERNANCE and (k.goes(plan) or (plan.budget is not None and plan.budget.deltas)):
        yield "R73"


def _plan_people(k: Case) -> Iterator[str]:
    assert isinstance(k.asked, PLANNING)
    plan = k.asked.plan
    consulted = [u.unit for u in k.all(c.ConsultUnit, since=(c.ChangeRoute,))]
    if not plan.affected_units or [u for u in plan.affected_units if u not in consulted]:
        yield "R61"
    if plan.dependencies is None or [d for d in plan.dependencies if d.party not in k.norms.directorates]:
        yield "R91"
    if [d for d in plan.dependencies or () if d.ict_supplier not in (None, k.norms.first_performer)]:
        yield "R8"
    if not k.heard(k.norms.departmental_council, Stage.FEASIBILITY):
        yield "R65"


def _not_held(k: Case, judgement: Judgement | None) -> bool:
    """There is no judgement by one of the parties, given before now, that it holds."""
    if judgement is None or not judgement.holds or judgement.on > k.asked.at:
        return True
    return not _in_line_of(judgement.by, *k.parties)


def _register(k: Case, plan: c.Plan | None, register: tuple[c.SharedTask, ...]) -> Iterator[str]:
    """All shared tasks stand in the register, each of this process, each between two or more."""
    named = [s.task for s in register if s.task is not None]
    lonely = [s for s in register if len(set(s.partners)) < 2]
    strangers = [t for t in named if t not in k.shared(plan)]
    if lonely or strangers or [t for t in k.shared(plan) if t not in named]:
        yield "R56"


# -- participation -------------------------------------------------------------------------------------------------------

BEGUN: dict[Stage, tuple[str, ...]] = {
    Stage.FEASIBILITY: EVER,
    Stage.PLAN: EVER,
    Stage.TEST: EVER[1:],
    Stage.DECISION: EVER[2:],
    Stage.EXECUTION: EVER[3:],
    Stage.PROOF: ("proven", "agreed"),
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
    if k.state not in BEGUN[asked.stage]:
        yield "R64"
    numbers = [p.number for p in k.phases] if asked.stage is Stage.EXECUTION else []
    if asked.phase is not None and asked.phase not in numbers:
        yield "R64"


def _consult(k: Case) -> Iterator[str]:
    assert isinstance(k.asked, c.ConsultUnit)
    if k.asked.party not in k.norms.directorates:
        yield "R61"


def _input_known(k: Case) -> Iterator[str]:
    assert isinstance(k.asked, c.AnswerInput)
    if k.asked.input not in [i.id for i in k.all(c.CollectInput, since=(c.ChangeRoute,))]:
        yield "R62"


def _input_twice(k: Case) -> Iterator[str]:
    assert isinstance(k.asked, c.CollectInput)
    if k.asked.id in [i.id for i in k.all(c.CollectInput, since=(c.ChangeRoute,))]:
        yield "R62"


def _request(k: Case) -> Iterator[str]:
    assert isinstance(k.asked, c.RequestAdvice)
    known = [r.advice for r in k.all(c.RequestAdvice)] + [a.advice for a in k.all(c.ReceiveAdvice)]
    if k.asked.advice in known:
        yield "R11"


def _receive(k: Case) -> Iterator[str]:
    asked = k.asked
    assert isinstance(asked, c.ReceiveAdvice)
    document = asked.document
    if document.kind is not DocumentKind.ADVICE or document.origin != asked.body or document.on > k.day:
        yield "R11"
    if asked.advice in [a.advice for a in k.all(c.ReceiveAdvice)]:
        yield "R11"
    if [r for r in k.all(c.RequestAdvice) if r.advice == asked.advice and r.body != asked.body]:
        yield "R12"


def _answer(k: Case) -> Iterator[str]:
    asked = k.asked
    assert isinstance(asked, c.AnswerAdvice)
    if asked.advice not in [a.advice for a in k.all(c.ReceiveAdvice)] or asked.reason is None:
        yield "R76"
    if asked.review_on is not None and (asked.follow_up is not c.FollowUp.NOT_YET or asked.review_on < k.day):
        yield "R69"


# -- tests ---------------------------------------------------------------------------------------------------------------


def _test(k: Case) -> Iterator[str]:
    asked = k.asked
    assert isinstance(asked, c.RecordTest)
    if k.plan is None or asked.plan_version != k.plan.version:
        yield "R44"
    if [r for r in asked.results if not _in_line_of(r.judgement.by, *k.parties)]:
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
        early = k.plan is not None and bool(begun) and result.judgement.on < begun[0].at
        if early or result.judgement.on > asked.at:
            yield "R44"


def _five(k: Case) -> Iterator[str]:
    tests, fresh = k.all(c.RecordTest, since=(c.ChangeRoute,)), k.all(c.RecordTest, since=ANEW)
    for precondition in Precondition:
        last = [t for t in tests if t.precondition is precondition][-1:]
        if not last or [r for r in last[0].results if not r.judgement.holds]:
            yield "R35"
        elif last[0] not in fresh:
            yield "R44"


def _limits(k: Case) -> Iterator[str]:
    """A limit that is worse than the baseline has no motivation, or an indicator is about a task of another process."""
    for indicator in k.plan.continuity.indicators if k.plan and k.plan.continuity else ():
        worse = indicator.limit < indicator.baseline
        if indicator.better is c.Better.LOWER:
            worse = indicator.limit > indicator.baseline
        if (worse and indicator.motivation is None) or (indicator.task is not None and indicator.task not in k.scope):
            yield "R53"


def _conclude_tests(k: Case) -> Iterator[str]:
    plan = k.plan
    if plan is None or plan.continuity is None or not plan.continuity.indicators:
        yield "R37"
    if plan is None or plan.staff is None or not plan.staff.clear:
        yield "R38"
    involvement = plan.involvement if plan else None
    if involvement is None or not involvement.staff or not involvement.works_council:
        yield "R39"
    elif involvement.operating_since is None or involvement.operating_since > k.day:
        yield "R68"
    if plan is None or plan.duplication is None:
        yield "R33"
    budget = plan.budget if plan else None
    if budget is None:
        yield "R41"
    else:
        cover = _per_kind(budget.coverage)
        if [key for key, cost in _per_kind(budget.costs).items() if cover.get(key, Decimal(0)) < cost]:
            yield "R41"
        if [total for total in _per_kind(tuple(d.money for d in budget.deltas)).values() if total != 0]:
            yield "R42"
    if not k.all(c.CollectInput, since=(c.ChangeRoute,)):
        yield "R62"


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
    if k.settled is not None and judgement.on < k.settled:
        yield "R55"
    numbers = [p.number for p in k.phases]
    if (asked.step is Step.PHASE and asked.phase not in numbers) or (
        asked.step is not Step.PHASE and asked.phase is not None
    ):
        yield "R55"
    if asked.conflict is not None and asked.service_prevails is not True:
        yield "R89"


def _decide(k: Case) -> Iterator[str]:
    asked, plan = k.asked, k.plan
    assert isinstance(asked, c.Decide)
    tests = k.all(c.RecordTest, since=ANEW)
    hands = [t.by.id for t in tests] + [r.judgement.by.id for t in tests for r in t.results]
    if k.planned is not None:
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
    answered = [a.input for a in k.all(c.AnswerInput, since=(c.ChangeRoute,))]
    if [i for i in k.all(c.CollectInput, since=(c.ChangeRoute,)) if i.id not in answered]:
        yield "R62"
    if asked.form is None or asked.form is not k.route or asked.transition is None:
        yield "R70"
    needed = [f.document.id for f in k.findings[-1:]] + [a.document.id for a in k.all(c.ReceiveAdvice)]
    if [d for d in [*needed, *k.norms.always_weighed] if d not in asked.weighed]:
        yield "R90"


# -- transfer ------------------------------------------------------------------------------------------------------------


def _start_phase(k: Case) -> Iterator[str]:
    asked, phase = k.asked, k.next_phase
    assert isinstance(asked, c.StartPhase)
    if k.running is not None or phase is None or asked.phase != phase.number:
        yield "R48"
    if phase is not None:
        if phase.reversal is None or phase.reversal.until < k.day:
            yield "R54"
        if _powerless(phase.responsible, Power.EXECUTE, k.day):
            yield "R18"
        if [b for b in k.norms.bodies if not k.heard(b.id, Stage.EXECUTION, phase.number)]:
            yield "R64"
        consulted = [u.party for u in k.all(c.ConsultUnit, since=(c.ChangeRoute,))]
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
    if asked.phase is not None and asked.phase not in [s.phase for s in k.started]:
        yield "R53"
    if asked.breach is not None and [s for s in k.spells if s.ended is not None and asked.breach in s.names]:
        yield "R50"


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
    starts = [s.at for s in k.started if s.phase == asked.phase]
    moments = [m for m in (*starts[:1], k.whole_again) if m is not None]
    begun = max(moments) if moments else None
    early = begun is not None and judgement.on < begun
    if not judgement.holds or not _in_line_of(judgement.by, k.receiving) or early or judgement.on > asked.at:
        yield "R48"
    for phase in [p for p in k.phases if starts and p.number == asked.phase]:
        done = [
            e.task
            for e in k.all(c.RecordExecution, since=(c.StartTransfer, c.FallBack, c.ChangeRoute))
            if e.mode is Mode.REAL and e.performed_by == k.receiving and starts[0] <= e.at <= asked.at
        ]
        if [t for t in phase.tasks if t not in done]:
            yield "R52"


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
    if not found:
        yield "R50"
        return
    since = found[0].begun
    if found[0].indicators:
        again = k.restored(found[0])
        if again is None:
            yield "R53"
            return
        since = max(since, again)
    if asked.until < since or asked.until > asked.at:
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
    if not owns or _powerless(asked.owner, Power.ESCALATION, k.day):
        yield "R67"


def _resolve_escalation(k: Case) -> Iterator[str]:
    asked = k.asked
    assert isinstance(asked, c.ResolveEscalation)
    found = [e for e in k.escalations if e.id == asked.escalation]
    by = asked.by
    taken_over = by.role is Role.MINISTRY and not _powerless(by, Power.ESCALATION, k.day)
    if not found or asked.level is not Level.ADMINISTRATIVE or (by.id != found[0].owner.id and not taken_over):
        yield "R67"


def _update(k: Case) -> Iterator[str]:
    assert isinstance(k.asked, c.UpdateSharedTasks)
    yield from _register(k, k.plan, k.asked.register)
    if k.asked.phase not in [s.phase for s in k.started]:
        yield "R56"


def _proof(k: Case) -> Iterator[str]:
    asked = k.asked
    assert isinstance(asked, c.ConcludeProof)
    if [p for p in k.phases if p.number not in [a.phase for a in k.accepted]]:
        yield "R48"
    for area in c.SupportArea:
        said = [s for s in asked.support if s.area is area]
        ready = [
            s
            for s in said
            if (s.supply is not c.Supply.SERVICE or s.supplier is not None)
            and (s.supply is not c.Supply.NOT_NEEDED or s.reason is not None)
        ]
        if len(said) != 1 or not ready:
            yield "R7"
    if _really(k, asked.really_can):
        yield "R51"


# -- close ---------------------------------------------------------------------------------------------------------------


def _shift(k: Case) -> Iterator[str]:
    asked = k.asked
    assert isinstance(asked, c.ShiftBudget)
    if k.state != "proven":
        yield "R71"
    lost = [total for total in _per_kind(tuple(d.money for d in asked.deltas)).values() if total != 0]
    if lost or not asked.deltas:
        yield "R42"
    if asked.reversal is None or asked.reversal.until < k.day:
        yield "R54"


def _by_party(deltas: list[c.Budget | c.ShiftBudget]) -> dict[tuple[str, object, str], Decimal]:
    totals: dict[tuple[str, object, str], Decimal] = {}
    for holder in deltas:
        for delta in holder.deltas:
            key = (delta.party, delta.money.kind, delta.money.currency)
            totals[key] = totals.get(key, Decimal(0)) + delta.money.amount
    return {key: total for key, total in totals.items() if total != 0}


def _complete(k: Case) -> Iterator[str]:
    asked, plan = k.asked, k.plan
    assert isinstance(asked, c.Complete)
    if _really(k, asked.really_possible):
        yield "R51"
    ict = [d for d in (plan.dependencies if plan else None) or () if d.ict_supplier is not None]
    agreed = [a.dependency for a in asked.ict_agreements if a.document.kind is DocumentKind.AGREEMENT]
    if [d for d in ict if d.id not in agreed]:
        yield "R8"
    remains = ict or len(k.goes(plan)) < len(k.scope)
    honest = [c.Degree.PARTIAL] if remains else [c.Degree.PARTIAL, c.Degree.FULL]
    if asked.degree not in (honest if k.route is Route.SHIFT else [c.Degree.NONE]):
        yield "R9"
    planned = _by_party([plan.budget] if plan and plan.budget else [])
    shifted = _by_party(list(k.all(c.ShiftBudget, since=(c.StartTransfer, c.FallBack, c.ChangeRoute))))
    if k.route is Route.SHIFT and planned != shifted:
        yield "R42"


Rows = Callable[[Case], Iterator[str]]

BEFORE_DECISION = (Stage.PLAN, Stage.TEST, Stage.DECISION)
TO_THE_END = (*BEFORE_DECISION, Stage.EXECUTION, Stage.PROOF)


def _complete_step(k: Case) -> bool:
    return _not_weighed(Step.COMPLETION)(k)


DOORS: dict[type[Command], tuple[list[Row], list[Rows]]] = {
    c.IdentifyProcess: ([], [_identify, _follows, _finding]),
    c.RecordFeasibility: ([], [_finding]),
    c.DraftPlan: ([FEASIBLE, NO_BREACH, NO_ESCALATION], [_plan, _plan_tempo, _plan_tasks, _plan_people]),
    c.RevisePlan: ([FEASIBLE], [_plan, _plan_tempo, _plan_tasks, _plan_people]),
    c.RecordContact: ([], [_body, _own_voice, _contact]),
    c.ConsultUnit: ([TAKES_PART], [_consult]),
    c.CollectInput: ([], [_input_twice]),
    c.AnswerInput: ([TAKES_PART], [_input_known]),
    c.RequestAdvice: ([TAKES_PART], [_body, _request]),
    c.ReceiveAdvice: ([], [_body, _own_voice, _receive]),
    c.AnswerAdvice: ([TAKES_PART], [_answer]),
    c.NotifyBody: ([TAKES_PART, DECIDED], [_body]),
    c.RecordTest: ([TAKES_PART], [_test]),
    c.ConcludeTests: ([TAKES_PART, ARRANGED, NO_BREACH, NO_ESCALATION], [_five, _limits, _conclude_tests]),
    c.WeighStep: ([TAKES_PART], [_weigh]),
    c.Decide: (
        [
            MINISTRY,
            ("R5", _without(Power.DECIDE)),
            FEASIBLE,
            NO_BREACH,
            NO_ESCALATION,
            REVERSIBLE,
            _weighed(Step.DECISION),
            ("R64", _unheard(*BEFORE_DECISION)),
            ("R65", _council_unheard(Stage.FEASIBILITY, *BEFORE_DECISION)),
            AWAITED,
            ANSWERED,
            NOTE,
        ],
        [_five, _decide],
    ),
    c.ReturnPlan: ([MINISTRY, ("R5", _without(Power.DECIDE)), NOTE], []),
    c.StartTransfer: (
        [
            TAKES_PART,
            _of_route(Route.SHIFT),
            DECIDED,
            FEASIBLE,
            ("R48", lambda k: not k.phases),
            NO_BREACH,
            NO_ESCALATION,
            REVERSIBLE,
            _weighed(Step.TRANSFER),
            REGISTER,
            ARRANGED,
        ],
        [],
    ),
    c.StartPhase: (
        [TAKES_PART, FEASIBLE, NO_BREACH, NO_ESCALATION, LIMITS, _weighed(Step.PHASE)],
        [_start_phase],
    ),
    c.RecordIndicator: ([TAKES_PART], [_measure]),
    c.RecordExecution: ([], [_execute]),
    c.AcceptPhase: ([RECEIVER, NO_BREACH, NO_ESCALATION, LIMITS, UP_TO_DATE], [_accept]),
    c.ReportBreach: ([], [_breach]),
    c.ResolveBreach: ([TAKES_PART], [_whole_again]),
    c.Escalate: ([], [_escalate]),
    c.ResolveEscalation: ([TAKES_PART], [_resolve_escalation]),
    c.UpdateSharedTasks: ([TAKES_PART], [_update]),
    c.FallBack: ([TAKES_PART], []),
    c.ConcludeProof: (
        [RECEIVER, FEASIBLE, PROVEN, NO_BREACH, NO_ESCALATION, LIMITS, _weighed(Step.PROOF)],
        [_proof],
    ),
    c.ShiftBudget: (
        [MINISTRY, ("R5", _without(Power.BUDGET)), DECIDED, FEASIBLE, NO_BREACH, NO_ESCALATION],
        [_shift],
    ),
    c.Complete: (
        [
            MINISTRY,
            ("R5", _without(Power.COMPLETE)),
            DECIDED,
            FEASIBLE,
            PROVEN,
            NO_BREACH,
            NO_ESCALATION,
            LIMITS,
            USED,
            ("R55", _complete_step),
            UP_TO_DATE,
            AWAITED,
            ANSWERED,
            ("R64", _unheard(*TO_THE_END)),
            ("R65", _council_unheard(Stage.FEASIBILITY, *TO_THE_END)),
            NOTE,
        ],
        [_complete],
    ),
    c.RecordEvaluation: ([TAKES_PART], [_evaluation]),
    c.Stop: ([MINISTRY, ("R5", _without(Power.STOP)), NOTE], []),
    c.ChangeRoute: ([TAKES_PART], [_change_route]),
    c.StartStrengthening: (
        [
            TAKES_PART,
            _of_route(Route.GOVERNANCE),
            DECIDED,
            NO_BREACH,
            NO_ESCALATION,
            _weighed(Step.STRENGTHENING),
            REGISTER,
            ARRANGED,
        ],
        [],
    ),
    c.ConcludeAgreements: (
        [TAKES_PART, _of_route(Route.GOVERNANCE), USED, NO_BREACH, NO_ESCALATION, _weighed(Step.AGREEMENTS)],
        [],
    ),
    c.Redact: ([MINISTRY], []),
    c.AdoptRules: ([MINISTRY, ("R13", _same_rules)], []),
}
"""The gate table: at each door, the rows that are asked."""


def _agreement(k: Case) -> Iterator[str]:
    asked = k.asked
    assert isinstance(asked, c.RecordAgreement)
    known = [a.id for a in k.all(c.RecordAgreement, since=(c.RevisePlan, c.ChangeRoute))]
    if asked.id in known or asked.relation not in k.relations or not set(k.parties) <= set(asked.partners):
        yield "R73"
    if asked.document.kind is not DocumentKind.AGREEMENT:
        yield "R73"


def _use(k: Case) -> Iterator[str]:
    asked = k.asked
    assert isinstance(asked, c.RecordUseOfAgreement)
    known = k.all(c.RecordAgreement, since=(c.RevisePlan, c.ChangeRoute))
    if not [a for a in known if a.id == asked.agreement and a.in_force_from <= k.day]:
        yield "R73"


DOORS[c.RecordAgreement] = ([TAKES_PART], [_agreement])
DOORS[c.RecordUseOfAgreement] = ([TAKES_PART], [_use])


def noes(history: tuple[Command, ...], asked: Command, norms: Norms) -> frozenset[str]:
    """The ids of all rules that say no to this command after this history; empty means that it may pass."""
    case = Case(tuple(sorted(history, key=lambda past: past.at)), asked, norms)  # whatever was told late
    kind = type(asked)
    found = set()
    if case.state not in MOVES.get(kind, {}) and case.state not in STAYS.get(kind, ()):
        found.add("R47")
    rows, more = DOORS[kind]
    found |= {rule for rule, says_no in [*ALWAYS, *rows] if says_no(case)}
    for ask in more:
        found |= set(ask(case))
    return frozenset(found)
