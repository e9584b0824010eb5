"""Generated histories: mostly along the road, now and then off it, with right and wrong commands of every kind.

A history is a list of moves. `Advance(n)` takes the next n commands that the road would take from where the process
now stands; every other move gives one command of `MOVES`, whatever the state. So a shrunk history reads as a story.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import timedelta
from decimal import Decimal
from typing import Any

import attrs
from hypothesis import strategies as st

from ontvlechting import LETTER, Dossier, State, decide, evolve, letter
from ontvlechting import commands as c
from ontvlechting.commands import Command, Opinion, Precondition, Route, Stage, Step
from ontvlechting.events import Event
from ontvlechting.fiction import Road
from ontvlechting.states import FINAL
from ontvlechting.values import Actor, Delta, Money, Power, Role


@attrs.frozen
class Advance:
    """The next `steps` commands of the road from the present state; what is open is resolved first."""

    steps: int


@attrs.frozen
class Move:
    """One command by name, right or wrong for the moment."""

    name: str

    def __call__(self, road: Road) -> Command:
        """The command, for this road at its present moment."""
        return MOVES[self.name](road)


def _bare(actor: Actor) -> Actor:
    """The same actor without a mandate."""
    return attrs.evolve(actor, mandate=None)


def _plan(road: Road, **changes: Any) -> c.Plan:
    road.version += 1
    plan = attrs.evolve(road.plan(), **changes)
    road.version -= 1
    return plan


def _task(road: Road, index: int = 0) -> str:
    return road.process.scope[index].id


def _lost(road: Road) -> tuple[Delta, ...]:
    """A shift in which a cent is lost."""
    first, second = road.deltas()
    return first, attrs.evolve(second, money=Money(amount=second.money.amount - Decimal("0.01")))


Make = Callable[[Road], Command]


def _contact(body: str, stage: Stage, phase: int | None = None) -> Make:
    return lambda r: r.contact(body, stage, phase)


def _test(precondition: Precondition, *, holds: bool = True) -> Make:
    return lambda r: r.test(precondition, holds=holds)


def _weigh(step: Step, phase: int | None = None) -> Make:
    return lambda r: r.weigh(step, phase)


def _start(phase: int) -> Make:
    return lambda r: r.start_phase(phase)


def _accept(phase: int) -> Make:
    return lambda r: r.accept(phase)


def _lacking(field: str) -> Make:
    return lambda r: r.revise(plan=_plan(r, **{field: None}))


MOVES: dict[str, Make] = {
    # every command as the road gives it, at whatever moment
    "identify": lambda r: r.identify(),
    "feasible": lambda r: r.record_feasibility(c.Feasibility.FEASIBLE),
    "infeasible": lambda r: r.record_feasibility(c.Feasibility.NOT_WITHIN_HORIZON),
    "draft": lambda r: r.draft(),
    "revise": lambda r: r.revise(),
    **{f"contact-{b}-{s.value}": _contact(b, s) for b in ("dor", "vakbonden") for s in Stage},
    **{f"contact-{b}-phase-{n}": _contact(b, Stage.EXECUTION, n) for b in ("dor", "vakbonden") for n in (1, 2)},
    "consult": lambda r: r.consult(),
    "collect": lambda r: r.collect_input(id=r.reference("inbreng")),
    "answer-input": lambda r: r.answer_input(),
    "request-advice": lambda r: r.request_advice(r.reference("advies")),
    "receive-advice": lambda r: r.receive_advice(r.reference("advies"), Opinion.NEGATIVE),
    "receive-asked-advice": lambda r: r.receive_advice(),
    "answer-advice": lambda r: r.answer_advice(),
    "notify": lambda r: r.notify("dor"),
    **{f"test-{p.value}": _test(p) for p in Precondition},
    **{f"fail-{p.value}": _test(p, holds=False) for p in Precondition},
    "conclude-tests": lambda r: r.conclude_tests(),
    **{f"weigh-{s.value}": _weigh(s) for s in Step if s is not Step.PHASE},
    **{f"weigh-phase-{n}": _weigh(Step.PHASE, n) for n in (1, 2)},
    "weigh-against": lambda r: r.weigh(Step.DECISION, holds=False),
    "decide": lambda r: r.decide(),
    "return-plan": lambda r: r.return_plan(),
    "start-transfer": lambda r: r.start_transfer(),
    **{f"start-phase-{n}": _start(n) for n in (1, 2, 3)},
    "execute": lambda r: r.execute(_task(r)),
    "execute-last": lambda r: r.execute(_task(r, -1)),
    "execute-as-test": lambda r: r.execute(_task(r), c.Mode.TEST),
    "measure": lambda r: r.measure(1),
    "measure-beyond": lambda r: r.measure(1, Decimal(99)),
    "update-register": lambda r: r.update_register(),
    **{f"accept-phase-{n}": _accept(n) for n in (1, 2)},
    "breach": lambda r: r.report_breach(r.reference("verstoring"), _task(r)),
    "same-breach": lambda r: r.report_breach("fictief-verstoring", _task(r)),
    "resolve-breach": lambda r: r.resolve_breach("fictief-verstoring"),
    "escalate": lambda r: r.escalate("fictief-escalatie"),
    "resolve-escalation": lambda r: r.resolve_escalation("fictief-escalatie"),
    "fall-back": lambda r: r.fall_back(),
    "conclude-proof": lambda r: r.conclude_proof(),
    "shift-budget": lambda r: r.shift_budget(),
    "complete": lambda r: r.complete(),
    "stop": lambda r: r.stop(),
    "to-governance": lambda r: r.change_route(Route.GOVERNANCE),
    "to-shift": lambda r: r.change_route(Route.SHIFT),
    "strengthen": lambda r: r.start_strengthening(),
    "agree": lambda r: r.agree(r.reference("afspraak")),
    "use-agreement": lambda r: r.use_agreement(),
    "conclude-agreements": lambda r: r.conclude_agreements(),
    "redact": lambda r: r.redact((1,)),
    # wrong on purpose
    "house-decides": lambda r: r.decide(by=Actor(id="kamerlid", role=Role.HOUSE, party=letter.HOUSE)),
    "receiver-decides": lambda r: r.decide(by=r.receiver),
    "decide-without-mandate": lambda r: r.decide(by=_bare(r.ministry)),
    "decide-without-note": lambda r: r.decide(note=None),
    "decide-without-transition": lambda r: r.decide(transition=None),
    "decide-unweighed": lambda r: r.decide(weighed=()),
    "decide-other-version": lambda r: r.decide(plan_version=99),
    "drafter-decides": lambda r: r.decide(by=attrs.evolve(r.ministry, id=r.receiver.id)),
    "early": lambda r: r.contact("dor", Stage.FEASIBILITY, at=r.start - timedelta(days=1)),
    "outsider-consults": lambda r: r.consult(by=r.actor(Role.DIRECTORATE, letter.TOESLAGEN)),
    "role-outside-party": lambda r: r.consult(by=Actor(id="x", role=Role.MINISTRY, party=letter.DOUANE)),
    "draft-alone": lambda r: r.revise(plan=_plan(r, drafters=(r.process.delivering,))),
    "draft-without-units": lambda r: r.revise(plan=_plan(r, affected_units=())),
    "draft-without-risks": lambda r: r.revise(plan=_plan(r, risks=())),
    **{
        f"draft-without-{f}": _lacking(f)
        for f in (
            "shared_tasks",
            "dependencies",
            "consequences",
            "continuity",
            "staff",
            "involvement",
            "duplication",
            "budget",
            "arrangement",
        )
    },
    "phase-without-owner": lambda r: r.start_phase(1, signals_owner=None),
    "execute-for-other": lambda r: r.execute(_task(r), by=r.deliverer),
    "deliverer-accepts": lambda r: r.accept(1, by=r.deliverer),
    "proof-without-support": lambda r: r.conclude_proof(support=()),
    "budget-loses-a-cent": lambda r: r.shift_budget(deltas=_lost(r)),
    "budget-for-good": lambda r: r.shift_budget(reversal=None),
    "complete-fully": lambda r: r.complete(degree=c.Degree.FULL),
    "complete-without-ict": lambda r: r.complete(ict_agreements=()),
    "complete-without-mandate": lambda r: r.complete(by=r.actor(Role.MINISTRY, letter.MINISTRY, Power.DECIDE)),
    "stop-by-receiver": lambda r: r.stop(by=r.receiver),
    "receiver-redacts": lambda r: r.redact((1,), by=r.receiver),
}
"""Every command in right and wrong forms, by a name that reads as a story."""

TURNS = (
    "fall-back",
    "revise",
    "return-plan",
    "to-governance",
    "to-shift",
    "infeasible",
    "feasible",
    "same-breach",
    "resolve-breach",
    "escalate",
    "resolve-escalation",
    "stop",
)
"""The moves that turn a story; they are drawn more often than the others."""

moves = st.one_of(
    st.integers(1, 12).map(Advance),
    st.integers(12, 60).map(Advance),
    st.sampled_from(sorted(MOVES)).map(Move),
    st.sampled_from(TURNS).map(Move),
)
histories = st.lists(moves, max_size=24)
"""Lists of moves; long enough to reach every state, also after a way back."""


@attrs.frozen
class Played:
    """One command in a history: the dossier before it, what happened, and the dossier after it."""

    before: Dossier
    event: Event
    after: Dossier


class Player:
    """Plays moves on one process: mostly by the pure core."""

    def __init__(self, *, route: Route = Route.SHIFT, process: str = "douane/social-media") -> None:
        self.road = Road(letter.PROCESSES[process], route=route)
        self.dossier = Dossier(process=process)
        self._leg: Iterator[Command] = iter(())
        self._at: State | None = None

    def commands(self, move: Advance | Move) -> Iterator[Command]:
        """The commands of a move, one after the other, each made when the one before it was judged."""
        if isinstance(move, Move):
            yield move(self._ready())
            return
        for _ in range(move.steps):
            command = self._next()
            if command is None:
                return
            yield command

    def play(self, move: Advance | Move) -> Iterator[Played]:
        """Judge and fold the commands of a move."""
        for command in self.commands(move):
            before = self.dossier
            event = decide(LETTER, before, command)
            self.dossier = evolve(before, event)
            yield Played(before, event, self.dossier)

    def _ready(self) -> Road:
        """The road, brought to where the process really stands."""
        self.road.version = self.dossier.plan_version
        self.road.route = self.dossier.route or self.road.route
        return self.road

    def _next(self) -> Command | None:
        """What the road would do next from here."""
        road, state = self._ready(), self.dossier.state
        if state not in FINAL and self.dossier.breaches:
            return road.resolve_breach(self.dossier.breaches[0].id)
        if state not in FINAL and self.dossier.escalations:
            return road.resolve_escalation(self.dossier.escalations[0].id)
        if state is not self._at:
            self._at, self._leg = state, _leg(road, state)
        command = next(self._leg, None)
        if command is None:  # something was in the way; walk this leg again
            self._leg = _leg(road, state)
            command = next(self._leg, None)
        return command


def _leg(road: Road, state: State) -> Iterator[Command]:
    """The road's commands from this state to the next."""
    shift = road.route is Route.SHIFT
    legs: dict[State, Callable[[], Iterator[Command]]] = {
        State.NEW: lambda: iter((road.identify(),)),
        State.IDENTIFIED: road.planning,
        State.PLAN_DRAFTED: road.testing,
        State.PRECONDITIONS_TESTED: road.deciding,
        State.MINISTRY_DECIDED: road.starting if shift else road.strengthening,
        State.PHASED_TRANSFER: road.transferring,
        State.RECEIVING_PARTY_PROVEN: road.completing,
        State.STRENGTHENING_GOVERNANCE: road.agreeing,
        State.AGREEMENTS_PROVEN: road.completing,
    }
    return legs[state]() if state in legs else iter(())


def played(history: Sequence[Advance | Move], *, route: Route = Route.SHIFT) -> list[Played]:
    """Every command of a history, played by the pure core."""
    player = Player(route=route)
    return [p for move in history for p in player.play(move)]
