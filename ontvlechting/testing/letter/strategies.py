"""The strategies of the kit for the letter: its values and commands, its moves, and histories of its processes.

They are those of `ontvlechting.testing.strategies`, for the rules of the letter. Here `Advance` takes the commands that
the road of `letter.fiction` would take from where the process now stands, and `MOVES` has every command in right and
wrong forms.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import timedelta
from decimal import Decimal
from typing import Any, TypeVar

import attrs
from hypothesis import strategies as st

from ontvlechting import letter
from ontvlechting.engine.chart import State as AnyState
from ontvlechting.engine.checked import Checked
from ontvlechting.engine.command import Command
from ontvlechting.engine.errors import InputError, Problem, shown
from ontvlechting.engine.rulebook import Rules
from ontvlechting.engine.text import Text
from ontvlechting.engine.values import Actor
from ontvlechting.guards import LETTER
from ontvlechting.letter import commands as c
from ontvlechting.letter.commands import PARTS, Disposition, Opinion, Precondition, Route, Stage, Step
from ontvlechting.letter.commands.decision import OF_A_PHASE
from ontvlechting.letter.commands.entry import LONGEST_HORIZON
from ontvlechting.letter.dossier import Dossier
from ontvlechting.letter.fiction import Road
from ontvlechting.letter.interruptions import Interruption, restored
from ontvlechting.letter.norms import Norms
from ontvlechting.letter.values import Delta, Money, Power, Role
from ontvlechting.states import FINAL, State
from ontvlechting.testing import strategies
from ontvlechting.testing.strategies import Make, Move, Moved, Need, Needs, Played

_V = TypeVar("_V", bound=Checked)
_K = TypeVar("_K", bound=Command)

routes: st.SearchStrategy[Route] = st.sampled_from(Route)
"""One of the two routes."""


# -- values ------------------------------------------------------------------------------------------------------------


def values(cls: type[_V]) -> st.SearchStrategy[_V]:
    """Well-formed values of any class of values or commands, from the annotations of its fields."""
    return strategies.values(cls, LETTER, NEEDS)


def commands(cls: type[_K] | None = None) -> st.SearchStrategy[Command]:
    """Well-formed commands of one class, or of every class when none is given.

    They are well formed, no more: rules seldom accept one. For commands that are accepted, see `histories`.
    """
    return strategies.commands(LETTER, cls, NEEDS)


def mistakes(cls: type[_V]) -> st.SearchStrategy[tuple[dict[str, Any], frozenset[str]]]:
    """The fields of a value that is slightly wrong, and the names of the fields that are.

    `cls(**fields)` raises an `InputError` whose problems stand in exactly these fields.
    """
    return strategies.mistakes(cls, LETTER, NEEDS)


def _phase(_: st.DrawFn, given: dict[str, Any]) -> None:
    given["starts_on"], given["ends_on"] = sorted((given["starts_on"], given["ends_on"]))
    given["tasks"] = given["tasks"] or ("fictief-taak",)


def _test_of(draw: st.DrawFn, given: dict[str, Any]) -> None:
    parts = draw(st.lists(st.sampled_from(PARTS[given["precondition"]]), min_size=1, unique=True))
    given["results"] = tuple(attrs.evolve(draw(values(c.PartResult)), part=part) for part in parts)


def _plan_of(draw: st.DrawFn, given: dict[str, Any]) -> None:
    """Make each name unique, and make phases that together hold every task that moves or is set up."""
    given["tasks"] = tuple({t.task: t for t in given["tasks"]}.values())
    if given["dependencies"] is not None:
        given["dependencies"] = tuple({d.id: d for d in given["dependencies"]}.values())
    if given["continuity"] is not None:
        indicators = tuple({i.id: i for i in given["continuity"].indicators}.values())
        given["continuity"] = attrs.evolve(given["continuity"], indicators=indicators)
    goes = [t.task for t in given["tasks"] if t.disposition in (Disposition.MOVED, Disposition.SET_UP)]
    if goes:
        cut = (len(goes) + 1) // 2
        known = [d.id for d in given["dependencies"] or ()]
        given["phases"] = tuple(
            attrs.evolve(draw(values(c.Phase)), number=n, tasks=tuple(part), touches=tuple(known[:n]))
            for n, part in enumerate((p for p in (goes[:cut], goes[cut:]) if p), start=1)
        )


def _left_out(_: st.DrawFn, given: dict[str, Any]) -> None:
    scope = {t.id for t in given["scope"]}
    given["stays"] = tuple({x.item: x for x in given["stays"] if x.item not in scope}.values())


_PEOPLE = ("ministry", "directorates", "first_performer", "beneficiaries", "bodies", "house", "departmental_council")


def _norms_of(_: st.DrawFn, given: dict[str, Any]) -> None:
    """Take the parties, bodies and people of the letter; the rest is free, without duplicates."""
    given |= {name: getattr(LETTER.norms, name) for name in (*_PEOPLE, "study", "parties")}
    given |= {name: tuple(dict.fromkeys(given[name])) for name in ("units", "always_weighed")}
    given["lead_times"] = tuple({n.complexity: n for n in given["lead_times"]}.values())


_CURRENCY: Mapping[str, Callable[[], st.SearchStrategy[Any]]] = {
    "currency": lambda: st.sampled_from(["EUR", "USD", "SRD"])
}

NEEDS: Needs = {
    Money: Need(fields=_CURRENCY, slip=("currency", lambda _: "euro")),
    Norms: Need(
        fields=_CURRENCY,
        between=_norms_of,
        slip=("departmental_council", lambda _: "fictief"),
    ),
    c.Finding: Need(
        fields={"horizon_years": lambda: st.integers(1, LONGEST_HORIZON)},
        slip=("horizon_years", lambda _: LONGEST_HORIZON + 1),
    ),
    c.IdentifyProcess: Need(
        fields={"scope": lambda: st.lists(values(c.Task), max_size=3, unique_by=lambda t: t.id).map(tuple)},
        between=_left_out,
    ),
    c.Plan: Need(
        fields={
            "phases": lambda: st.just(()),
            "affected_units": lambda: st.lists(values(c.AffectedUnit), max_size=3, unique_by=lambda u: u.id).map(tuple),
        },
        between=_plan_of,
    ),
    c.ReceiveAdvice: Need(
        fields={"elements": lambda: st.lists(values(c.Asked), max_size=2, unique_by=lambda e: e.id).map(tuple)}
    ),
    c.Phase: Need(between=_phase, slip=("ends_on", lambda given: given["starts_on"] - timedelta(days=1))),
    c.RecordTest: Need(between=_test_of, slip=("results", lambda given: given["results"] * 2)),
}
"""What the classes of the letter require beyond their annotations."""


# -- moves -------------------------------------------------------------------------------------------------------------

CASE = "douane/social-media"
"""The process of the letter that histories are about by default."""


def _without_mandate(actor: Actor) -> Actor:
    """The same actor without a mandate."""
    return attrs.evolve(actor, mandate=None)


def _plan(road: Road, **changes: Any) -> c.Plan:
    road.version += 1
    plan = attrs.evolve(road.plan(), **changes)
    road.version -= 1
    return plan


def _task(road: Road, index: int = 0) -> str:
    return road.process.scope[index].id


def _losing_a_cent(road: Road) -> tuple[Delta, ...]:
    """A shift in which a cent is lost."""
    first, second = road.deltas()
    return first, attrs.evolve(second, money=Money(amount=second.money.amount - Decimal("0.01")))


def _contact(body: str, stage: Stage, phase: int | None = None) -> Make:
    return lambda r: r.contact(body, stage, phase)


def _test(precondition: Precondition, *, holds: bool = True) -> Make:
    return lambda r: r.test(precondition, holds=holds)


def _tested_by(road: Road, tester: Actor) -> c.RecordTest:
    test = road.test(Precondition.STAFF)
    results = (attrs.evolve(x, judgement=attrs.evolve(x.judgement, by=tester)) for x in test.results)
    return attrs.evolve(test, results=tuple(results))


def _weigh(step: Step, phase: int | None = None) -> Make:
    return lambda r: r.weigh(step, phase)


def _start(phase: int) -> Make:
    return lambda r: r.start_phase(phase)


def _accept(phase: int) -> Make:
    return lambda r: r.accept(phase)


def _lacking(field: str) -> Make:
    return lambda r: r.revise(plan=_plan(r, **{field: None}))


MOVES: dict[str, Make] = {
    # every command as the road makes it, at any moment
    "identify": lambda r: r.identify(),
    "feasible": lambda r: r.record_feasibility(c.Feasibility.FEASIBLE),
    "infeasible": lambda r: r.record_feasibility(c.Feasibility.NOT_WITHIN_HORIZON),
    "draft": lambda r: r.draft(),
    "revise": lambda r: r.revise(),
    **{f"contact-{b}-{s.value}": _contact(b, s) for b in ("dor", "vakbonden") for s in Stage},
    **{f"contact-{b}-phase-{n}": _contact(b, Stage.EXECUTION, n) for b in ("dor", "vakbonden") for n in (1, 2)},
    "cosign": lambda r: r.cosign(),
    "refuse-to-sign": lambda r: r.cosign(agrees=False, reason="Fictief: nog niet"),
    "confirm": lambda r: r.confirm(r.told),
    "contest": lambda r: r.contest(r.told),
    "resolve-contest": lambda r: r.resolve_contest(r.contested),
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
    **{f"weigh-{s.value}": _weigh(s) for s in Step if s not in OF_A_PHASE},
    **{f"weigh-{s.value}-{n}": _weigh(s, n) for s in (Step.PHASE, Step.ACCEPTANCE) for n in (1, 2)},
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
    "measure-outside": lambda r: r.measure(None),
    "measure-beyond-outside": lambda r: r.measure(None, Decimal(99)),
    "update-register": lambda r: r.update_register(),
    **{f"accept-phase-{n}": _accept(n) for n in (1, 2)},
    "breach": lambda r: r.report_breach(r.reference("verstoring"), _task(r)),
    "same-breach": lambda r: r.report_breach("fictief-verstoring", _task(r)),
    "breach-elsewhere": lambda r: r.report_breach(
        r.reference("verstoring"), None, service="fictieve telefoonlijn", party=letter.BELASTINGDIENST
    ),
    "resolve-breach": lambda r: r.resolve_breach("fictief-verstoring"),
    "escalate": lambda r: r.escalate("fictief-escalatie"),
    "resolve-escalation": lambda r: r.resolve_escalation("fictief-escalatie"),
    "renew-reversal": lambda r: r.renew_reversal(),
    "fall-back": lambda r: r.fall_back(),
    "reverse-phase-1": lambda r: r.reverse_phase(1),
    "reverse-phase-2": lambda r: r.reverse_phase(2),
    "replace": lambda r: r.replace(),
    "replace-owner": lambda r: r.replace(r.owner),
    "propose": lambda r: r.propose(),
    "propose-whole": lambda r: r.propose(r.plan()),
    "propose-untouched": lambda r: r.propose(None, Precondition.EFFICIENCY, Precondition.BUDGET),
    "amend": lambda r: r.amend(),
    "conclude-proof": lambda r: r.conclude_proof(),
    "shift-budget": lambda r: r.shift_budget(),
    "complete": lambda r: r.complete(),
    "evaluate": lambda r: r.evaluate(),
    "stop": lambda r: r.stop(),
    "to-governance": lambda r: r.change_route(Route.GOVERNANCE),
    "to-shift": lambda r: r.change_route(Route.SHIFT),
    "strengthen": lambda r: r.start_strengthening(),
    "agree": lambda r: r.agree(r.reference("afspraak")),
    "use-agreement": lambda r: r.use_agreement(),
    "conclude-agreements": lambda r: r.conclude_agreements(),
    "redact": lambda r: r.redact((1,)),
    "correct": lambda r: r.correct(r.told),
    "adopt": lambda r: r.adopt(r.rules),  # the rules that it is under already: others have to be known to a workflow
    # wrong on purpose
    "receiver-cosigns": lambda r: r.cosign(by=r.receiver),
    "refuse-without-reason": lambda r: r.cosign(agrees=False),
    "contact-told-by-receiver": lambda r: r.contact("dor", Stage.PLAN, by=r.receiver),
    "consultation-told-by-receiver": lambda r: r.consult(by=r.receiver),
    "input-told-by-deliverer": lambda r: r.collect_input(id=r.reference("inbreng"), by=r.deliverer),
    "input-of-the-press-office": lambda r: r.collect_input(id=r.reference("inbreng"), unit="fictief-persvoorlichting"),
    "deliverer-confirms": lambda r: r.confirm(r.told, by=r.deliverer),
    "deliverer-resolves-contest": lambda r: r.resolve_contest(r.contested, by=r.deliverer),
    "house-decides": lambda r: r.decide(by=Actor(id="kamerlid", role=Role.HOUSE, party=letter.HOUSE)),
    "receiver-decides": lambda r: r.decide(by=r.receiver),
    "decide-without-mandate": lambda r: r.decide(by=_without_mandate(r.ministry)),
    "decide-without-note": lambda r: r.decide(note=None),
    "decide-without-transition": lambda r: r.decide(transition=None),
    "decide-unweighed": lambda r: r.decide(weighed=()),
    "decide-without-evaluation": lambda r: r.decide(evaluate_on=None),
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
    "replace-by-nobody": lambda r: r.replace(r.receiver, _without_mandate(r.receiver)),
    "replace-for-other": lambda r: r.replace(by=r.deliverer),
    "amend-by-receiver": lambda r: r.amend(by=r.receiver),
    "amend-other-version": lambda r: r.amend(plan_version=99),
    "propose-all-untouched": lambda r: r.propose(None, *Precondition),
    "phase-without-owner": lambda r: r.start_phase(1, signals_owner=None),
    "deliverer-tests-alone": lambda r: _tested_by(r, r.deliverer),
    "consult-at-receiver": lambda r: r.consult(party=r.process.receiving),
    "receiver-ends-breach": lambda r: r.resolve_breach("fictief-verstoring", by=r.receiver),
    "renew-for-a-day": lambda r: r.renew_reversal(reversal=attrs.evolve(r.reversal(), until=r.moment.date())),
    "execute-for-other": lambda r: r.execute(_task(r), by=r.deliverer),
    "deliverer-accepts": lambda r: r.accept(1, by=r.deliverer),
    "proof-without-support": lambda r: r.conclude_proof(support=()),
    "budget-loses-a-cent": lambda r: r.shift_budget(deltas=_losing_a_cent(r)),
    "budget-for-good": lambda r: r.shift_budget(reversal=None),
    "complete-fully": lambda r: r.complete(degree=c.Degree.FULL),
    "complete-without-ict": lambda r: r.complete(ict_agreements=()),
    "complete-without-mandate": lambda r: r.complete(by=r.actor(Role.MINISTRY, letter.MINISTRY, Power.DECIDE)),
    "stop-by-receiver": lambda r: r.stop(by=r.receiver),
    "receiver-redacts": lambda r: r.redact((1,), by=r.receiver),
    "receiver-adopts": lambda r: r.adopt(r.rules, by=r.receiver),
}
"""Every command in right and wrong forms, by a name that reads as a story."""

TURNS = (
    "weigh-route",
    "fall-back",
    "reverse-phase-1",
    "reverse-phase-2",
    "replace",
    "propose",
    "amend",
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
    "contest",
    "resolve-contest",
    "renew-reversal",
    "correct",
    "notify",
    "confirm",
    "redact",
    "evaluate",
    "stop",
)
"""The moves that change the course of a story; they are drawn more often than the others."""


# -- histories ---------------------------------------------------------------------------------------------------------


def moves(
    rules: Rules = LETTER, *, named: Mapping[str, Make] = MOVES, turns: Sequence[str] = TURNS
) -> st.SearchStrategy[Moved]:
    """One move: an `Advance` along the road, or one command that these rules have a door for.

    Args:
        rules: the rules.
        named: the commands, right and wrong, by name; add your own.
        turns: the names that are drawn more often than the others.
    """
    return strategies.moves(Player(rules=rules, named=named), turns=turns, needs=NEEDS)


def histories(
    rules: Rules = LETTER,
    *,
    named: Mapping[str, Make] = MOVES,
    turns: Sequence[str] = TURNS,
    least: int = 0,
    most: int = 24,
) -> st.SearchStrategy[list[Moved]]:
    """Lists of moves; long enough to reach every state, also after a way back. See `moves` and `played`."""
    return strategies.histories(Player(rules=rules, named=named), turns=turns, needs=NEEDS, least=least, most=most)


def dossiers(rules: Rules = LETTER, *, most: int = 12) -> st.SearchStrategy[Dossier]:
    """Dossiers that histories lead to under these rules, on both routes."""

    def reached(history: list[Moved], route: Route) -> Dossier:
        player = Player(rules=rules, route=route)
        strategies.played(history, player)
        return player.dossier

    return st.builds(reached, histories(rules, most=most), routes)


def played(history: Sequence[Moved], *, rules: Rules = LETTER, route: Route = Route.SHIFT) -> list[Played]:
    """Every command of a history, as a new player plays it."""
    return strategies.played(history, Player(rules=rules, route=route))


_OF_THE_LETTER = Text(
    nl="regels voor processen van de brief; voor andere is er hetzelfde in `ontvlechting.testing.strategies`",
    en="rules for processes of the letter; for others there is the same in `ontvlechting.testing.strategies`",
)


class Player(strategies.Player):
    """Plays moves on one process of the letter with the pure core, along its road.

    Args:
        rules: what judges.
        route: the route of the process.
        process: one of the processes of `letter.PROCESSES`.
        named: the commands that a `Move` names.
        road: the road that it takes.

    Raises:
        InputError: these are no rules for processes of the letter.
    """

    dossier: Dossier

    def __init__(
        self,
        *,
        rules: Rules = LETTER,
        route: Route = Route.SHIFT,
        process: str = CASE,
        named: Mapping[str, Make] = MOVES,
        road: type[Road] = Road,
    ) -> None:
        super().__init__(rules=rules, named=named, process=process)
        if not issubclass(rules.dossier, Dossier):
            raise InputError("Player", [Problem("rules", shown(rules), _OF_THE_LETTER)])
        self.route: Route = route
        self.road: Road = road(letter.PROCESSES[process], route=route, norms=rules.norms)
        self.road.rules = rules.ref
        self._leg: Iterator[Command] = iter(())
        self._at: tuple[State, bool] | None = None

    def at_hand(self) -> Road:
        """The road, after it is brought to where the process stands."""
        self.road.follow(self.dossier)
        return self.road

    def until(self, state: AnyState) -> Iterator[Played]:
        """Go along the road from its beginning until the process is in this state, or the road ends."""
        for command in self.road.until(state) if isinstance(state, State) and state is not State.NEW else ():
            yield self.judged(command)
            self.road.follow(self.dossier)

    def accepted(self, move: Move) -> Command | None:
        """The command of a move, if it is accepted where the process now stands; if it is not, no time has passed."""
        moment = self.road.moment
        command = super().accepted(move)
        if command is None:
            self.road.moment = moment
        return command

    def next_command(self) -> Command | None:
        """The command that the road takes next from here; an open breach, escalation or contest is ended first."""
        road, state = self.at_hand(), self.dossier.state
        if state not in FINAL and self.dossier.breaches:
            return self._ending_of(self.dossier.breaches[0])
        if state not in FINAL and self.dossier.escalations:
            return road.resolve_escalation(self.dossier.escalations[0].id)
        if state not in FINAL and self.dossier.open_contests:
            return road.resolve_contest(self.dossier.open_contests[0][0])
        amends = self.dossier.proposal is not None
        if (state, amends) != self._at:
            self._at, self._leg = (state, amends), _leg(road, state, amends=amends)
        command = next(self._leg, None)
        if command is None:  # a command was refused or undone; take this leg again
            self._leg = _leg(road, state, amends=amends)
            command = next(self._leg, None)
        return command

    def _ending_of(self, breach: Interruption) -> Command:
        """The next command to end an open breach: a measurement within the limit, and then that it is resolved."""
        moment = self.dossier.at
        measured = not breach.beyond or (moment and restored(breach, self.dossier.measurements, moment))
        return self.road.resolve_breach(breach.id) if measured else self.road.measure(None)


def _leg(road: Road, state: State, *, amends: bool) -> Iterator[Command]:
    """The road's commands from this state to the next, or to the decision on an amended plan that is proposed."""
    shift = road.route is Route.SHIFT
    legs: dict[State, Callable[[], Iterator[Command]]] = {
        State.NEW: lambda: iter((road.identify(),)),
        State.IDENTIFIED: road.planning,
        State.PLAN_DRAFTED: road.testing,
        State.PRECONDITIONS_TESTED: road.deciding,
        State.MINISTRY_DECIDED: road.starting if shift else road.strengthening,
        State.PHASED_TRANSFER: road.amended if amends else road.transferring,
        State.RECEIVING_PARTY_PROVEN: road.completing,
        State.STRENGTHENING_GOVERNANCE: road.agreeing,
        State.AGREEMENTS_PROVEN: road.completing,
    }
    return legs[state]() if state in legs else iter(())
