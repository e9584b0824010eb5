"""Hypothesis strategies: values and commands that are well formed, some that are not, and whole histories.

`values` and `commands` read the annotations of a class, as `ontvlechting.engine.checked` does. `mistakes` gives the fields
of a value that is slightly wrong, with the names of what is wrong, to see that `InputError` names them.

A history is a list of moves. `Advance(n)` takes the next n commands that the road would take from where the process
now stands; every other move gives one command of `MOVES`, whatever the state. So a shrunk history reads as a story.
"""

from __future__ import annotations

import types
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from enum import Enum
from typing import Annotated, Any, TypeVar, Union, get_args, get_origin, get_type_hints
from zoneinfo import ZoneInfo

import attrs
from hypothesis import reject
from hypothesis import strategies as st

from ontvlechting import LETTER, Dossier, Rules, State, decide, evolve, letter
from ontvlechting.engine.checked import AtLeast, Cents, Checked, Limit, shows
from ontvlechting.engine.errors import InputError, unknown_name
from ontvlechting.engine.events import Event
from ontvlechting.engine.text import Text
from ontvlechting.engine.values import Actor
from ontvlechting.letter import commands as c
from ontvlechting.letter.commands import PARTS, Command, Disposition, Opinion, Precondition, Route, Stage, Step
from ontvlechting.letter.commands.entry import LONGEST_HORIZON
from ontvlechting.letter.fiction import Road
from ontvlechting.letter.norms import Norms
from ontvlechting.letter.values import Delta, Money, Power, Role
from ontvlechting.states import FINAL

_V = TypeVar("_V", bound=Checked)
_K = TypeVar("_K", bound=Command)

routes: st.SearchStrategy[Route] = st.sampled_from(Route)
"""One of the two routes."""


# -- well formed -------------------------------------------------------------------------------------------------------


def values(cls: type[_V]) -> st.SearchStrategy[_V]:
    """Well-formed values of any class of values or commands, from the annotations of its fields."""
    return _values(cls)


def commands(cls: type[_K] | None = None) -> st.SearchStrategy[Command]:
    """Well-formed commands of one class, or of every class when none is given.

    They are well formed, no more: that a set of rules accepts one would be luck. See `histories`.
    """
    return st.one_of([_values(k) for k in c.ALL]) if cls is None else _values(cls)


def _values(cls: Any) -> st.SearchStrategy[Any]:
    fields = {name: _right(hint) for name, hint in _hints(cls).items()}
    fields |= {name: make() for (owner, name), make in _FIELDS.items() if owner is cls}

    @st.composite
    def made(draw: st.DrawFn) -> Any:
        given = {name: draw(strategy) for name, strategy in fields.items()}
        if cls in _BETWEEN:
            _BETWEEN[cls](draw, given)
        try:
            return cls(**given)
        except InputError:  # something between the fields that is not known here
            reject()

    return made()


def _hints(cls: Any) -> dict[str, Any]:
    hints = get_type_hints(cls, include_extras=True)
    return {a.name: hints[a.name] for a in attrs.fields(cls) if a.init}


def _arms(hint: Any) -> tuple[Any, ...]:
    """What a union is made of; of anything else, itself."""
    return get_args(hint) if get_origin(hint) in (Union, types.UnionType) else (hint,)


_ONE_LINE = st.characters(exclude_categories=("Cs", "Cc", "Zl", "Zp"))
_ANY_LINE = st.characters(codec="utf-8")
_ZONES = [
    UTC,
    timezone(timedelta(hours=2)),
    timezone(-timedelta(hours=3, minutes=30)),
    *map(ZoneInfo, ("Europe/Amsterdam", "America/St_Johns", "Australia/Lord_Howe", "Pacific/Apia", "Africa/Monrovia")),
]
_DAYS = st.dates(date(2000, 1, 1), date(2100, 12, 31))
_CLOCKS = st.datetimes(datetime(2000, 1, 2), datetime(2100, 12, 30)) | st.sampled_from(  # noqa: DTZ001 - zones are drawn
    # in the Netherlands the hour from 2 to 3 does not exist on the first of these days, and comes twice on the second
    [datetime(2023, 3, 26, 2, 30), datetime(2023, 10, 29, 2, 30), datetime(1930, 1, 1), datetime(2011, 12, 30, 12)]  # noqa: DTZ001
)
_MOMENTS = st.builds(
    lambda clock, zone, fold: clock.replace(tzinfo=zone, fold=fold), _CLOCKS, st.sampled_from(_ZONES), st.integers(0, 1)
)
_PLAIN: dict[Any, st.SearchStrategy[Any]] = {
    type(None): st.none(),
    bool: st.booleans(),
    int: st.integers(-(10**6), 10**6),
    str: st.text(_ANY_LINE, max_size=20),
    bytes: st.binary(max_size=32),
    date: _DAYS,
    datetime: _MOMENTS,
    Decimal: st.decimals(-(10**6), 10**6, places=3),
}


def _right(hint: Any) -> st.SearchStrategy[Any]:
    """What fits an annotation."""
    if get_origin(hint) is Annotated:
        return _constrained(get_args(hint)[1])
    if len(arms := _arms(hint)) > 1:
        return st.one_of([_right(a) for a in sorted(arms, key=lambda a: a is not type(None))])
    if get_origin(hint) is tuple:
        return st.lists(_right(get_args(hint)[0]), max_size=2).map(tuple)
    if hint in _PLAIN:
        return _PLAIN[hint]
    if hint is Command:
        return st.deferred(commands)
    if isinstance(hint, type) and issubclass(hint, Enum):
        return st.sampled_from(hint)
    return _values(hint)


def _constrained(constraint: Any) -> st.SearchStrategy[Any]:
    if isinstance(constraint, Limit):
        letters = _ONE_LINE if constraint.one_line else _ANY_LINE
        return st.text(letters, min_size=1, max_size=min(20, constraint.characters)).filter(shows)
    if isinstance(constraint, AtLeast):
        return st.integers(constraint.least, constraint.least + 10**6)
    return st.integers(-(10**14), 10**14).map(lambda cents: Decimal(cents).scaleb(-2))


_FIELDS: dict[tuple[type, str], Callable[[], st.SearchStrategy[Any]]] = {
    (c.Finding, "horizon_years"): lambda: st.integers(1, LONGEST_HORIZON),
    (c.IdentifyProcess, "scope"): lambda: st.lists(values(c.Task), max_size=3, unique_by=lambda t: t.id).map(tuple),
    (c.SetAside, "records"): lambda: st.lists(st.integers(1, 99), min_size=1, max_size=3, unique=True).map(tuple),
    (c.Redact, "records"): lambda: st.lists(st.integers(1, 99), min_size=1, max_size=3, unique=True).map(tuple),
    (c.Plan, "phases"): lambda: st.just(()),
    (Norms, "zone"): lambda: st.sampled_from(["Europe/Amsterdam", "America/Curacao", "Pacific/Apia"]),
}
"""The fields of which a class asks more than their annotations say."""


def _phase(_: st.DrawFn, given: dict[str, Any]) -> None:
    given["starts_on"], given["ends_on"] = sorted((given["starts_on"], given["ends_on"]))
    given["tasks"] = given["tasks"] or ("fictief-taak",)


def _exempted_once(_: st.DrawFn, given: dict[str, Any]) -> None:
    given["exemptions"] = tuple({(e.record, e.rule): e for e in given["exemptions"]}.values())


def _test_of(draw: st.DrawFn, given: dict[str, Any]) -> None:
    parts = draw(st.lists(st.sampled_from(PARTS[given["precondition"]]), min_size=1, unique=True))
    given["results"] = tuple(attrs.evolve(draw(values(c.PartResult)), part=part) for part in parts)


def _plan_of(draw: st.DrawFn, given: dict[str, Any]) -> None:
    """Names once each, and phases that together hold what goes."""
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


_BETWEEN: dict[type, Callable[[st.DrawFn, dict[str, Any]], None]] = {
    c.Phase: _phase,
    c.RecordTest: _test_of,
    c.Plan: _plan_of,
    c.AdoptRules: _exempted_once,
}
"""What makes fields that are right by themselves fit each other."""


# -- slightly wrong ----------------------------------------------------------------------------------------------------


def mistakes(cls: type[_V]) -> st.SearchStrategy[tuple[dict[str, Any], frozenset[str]]]:
    """The fields of a value that is slightly wrong, and the names of the fields that are.

    `cls(**fields)` raises an `InputError` whose problems stand in exactly these fields.
    """
    hints = _hints(cls)
    wrong = {name: strategy for name, hint in hints.items() if (strategy := _wrong(hint)) is not None}
    slip = _SLIPS.get(cls)

    @st.composite
    def made(draw: st.DrawFn) -> tuple[dict[str, Any], frozenset[str]]:
        value = draw(_values(cls))
        given = {name: getattr(value, name) for name in hints}
        if slip is not None and draw(st.booleans()):
            name, change = slip
            return given | {name: change(given)}, frozenset({name})
        names = draw(st.sets(st.sampled_from(sorted(wrong)), min_size=1, max_size=3))
        return given | {name: draw(wrong[name]) for name in sorted(names)}, frozenset(names)

    return made()


_SLIPS: dict[type, tuple[str, Callable[[dict[str, Any]], Any]]] = {
    c.Finding: ("horizon_years", lambda _: LONGEST_HORIZON + 1),
    c.Phase: ("ends_on", lambda given: given["starts_on"] - timedelta(days=1)),
    c.RecordTest: ("results", lambda given: given["results"] * 2),
    c.Redact: ("records", lambda given: given["records"] * 2),
    c.SetAside: ("records", lambda given: given["records"] * 2),
    c.AdoptRules: ("exemptions", lambda _: (c.Exemption(record=1, rule="R1", motivation="Fictief"),) * 2),
}
"""A field that is right by itself and wrong beside the others."""

_MISTAKEN: dict[Any, tuple[Any, ...]] = {
    type(None): (),
    bool: (1, "ja", None),
    int: (1.5, "1", None),
    str: (1, None),
    bytes: ("x", None),
    date: ("2024-01-01", datetime(2024, 1, 1, tzinfo=UTC), None),
    datetime: ("2024-01-01T00:00:00Z", date(2024, 1, 1), datetime(2024, 1, 1), None),  # noqa: DTZ001 - naive is the mistake
    Decimal: (1.5, "1.50", True, Decimal("NaN"), Decimal("Infinity"), None),
}


def _wrong(hint: Any) -> st.SearchStrategy[Any] | None:
    """What does not fit an annotation, by a little."""
    if len(arms := _arms(hint)) > 1:
        found = _wrong(next(a for a in arms if a is not type(None)))
        return found if found is None or type(None) not in arms else found.filter(lambda w: w is not None)
    if get_origin(hint) is tuple:
        item = get_args(hint)[0]
        items = _wrong(item)
        by_itself: st.SearchStrategy[Any] = st.sampled_from(["x", None, 1])
        return by_itself if items is None else by_itself | st.tuples(_right(item), items) | st.tuples(items)
    if get_origin(hint) is Annotated:
        return st.sampled_from(_mistaken(get_args(hint)[1]))
    if isinstance(hint, type) and issubclass(hint, Enum):
        return st.sampled_from([next(iter(hint)).value, "onbekend", None])
    return st.sampled_from(_MISTAKEN.get(hint, ("x", 1, None)))


def _mistaken(constraint: Any) -> tuple[Any, ...]:
    if isinstance(constraint, Limit):
        lines = ("a\nb", "a\x00") if constraint.one_line else ()
        return ("", "  ", "x" * (constraint.characters + 1), "\ud800", b"x", 1, None, *lines)
    if isinstance(constraint, AtLeast):
        return (constraint.least - 1, True, 1.5, "1", None)
    assert isinstance(constraint, Cents)
    return (1.5, "1.50", True, Decimal("0.001"), Decimal("NaN"), Decimal(10) ** 15, None)


# -- histories ---------------------------------------------------------------------------------------------------------


CASE = "douane/social-media"
"""The process of the letter that histories are about, unless another is named."""


@attrs.frozen
class Advance:
    """The next `steps` commands of the road from the present state; what is open is resolved first."""

    steps: int


@attrs.frozen
class Move:
    """One command by name, right or wrong for the moment."""

    name: str

    def __call__(self, road: Road, moves: Mapping[str, Make] | None = None) -> Command:
        """The command, for this road at its present moment."""
        known = MOVES if moves is None else moves
        if self.name not in known:
            raise unknown_name(Text(nl="zet", en="move"), self.name, known)
        return known[self.name](road)


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
"""Makes a command for a road at its present moment."""


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
    "adopt": lambda r: r.adopt(r.rules),  # the rules that it is under already: others have to be known to a workflow
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
    "receiver-adopts": lambda r: r.adopt(r.rules, by=r.receiver),
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


def moves(
    rules: Rules = LETTER, *, named: Mapping[str, Make] = MOVES, turns: Sequence[str] = TURNS
) -> st.SearchStrategy[Advance | Move]:
    """One move: on along the road, or one command that these rules have a door for.

    Args:
        rules: the rules.
        named: the commands, right and wrong, by name; add your own.
        turns: the names that are drawn more often than the others.
    """
    road = Road(letter.PROCESSES[CASE], norms=rules.norms)
    known = sorted(name for name, make in named.items() if type(make(road)) in rules.doors)
    return st.one_of(
        st.integers(1, 12).map(Advance),
        st.integers(12, 60).map(Advance),
        st.sampled_from(known).map(Move),
        st.sampled_from([name for name in turns if name in known] or known).map(Move),
    )


def histories(
    rules: Rules = LETTER,
    *,
    named: Mapping[str, Make] = MOVES,
    turns: Sequence[str] = TURNS,
    least: int = 0,
    most: int = 24,
) -> st.SearchStrategy[list[Advance | Move]]:
    """Lists of moves; long enough to reach every state, also after a way back. See `moves` and `played`."""
    return st.lists(moves(rules, named=named, turns=turns), min_size=least, max_size=most)


def dossiers(rules: Rules = LETTER, *, most: int = 12) -> st.SearchStrategy[Dossier]:
    """Dossiers that histories lead to under these rules, on both routes."""

    def reached(history: list[Advance | Move], route: Route) -> Dossier:
        player = Player(rules=rules, route=route)
        for move in history:
            for _ in player.play(move):
                pass
        return player.dossier

    return st.builds(reached, histories(rules, most=most), routes)


@attrs.frozen
class Played:
    """One command in a history: the dossier before it, what happened, the dossier after it, and the rules that judged."""

    before: Dossier
    event: Event
    after: Dossier
    rules: Rules


class Player:
    """Plays moves on one process by the pure core.

    Args:
        rules: what judges.
        route: the form it is about.
        process: one of the processes of `letter.PROCESSES`.
        named: the commands that a `Move` names.
        road: the road that it takes.
    """

    def __init__(
        self,
        *,
        rules: Rules = LETTER,
        route: Route = Route.SHIFT,
        process: str = CASE,
        named: Mapping[str, Make] = MOVES,
        road: type[Road] = Road,
    ) -> None:
        self.rules: Rules = rules
        self.road: Road = road(letter.PROCESSES[process], route=route, norms=rules.norms)
        self.road.rules = rules.ref
        self.dossier: Dossier = Dossier(process=process)
        self._named = named
        self._leg: Iterator[Command] = iter(())
        self._at: State | None = None

    def commands(self, move: Advance | Move) -> Iterator[Command]:
        """The commands of a move, one after the other, each made when the one before it was judged."""
        if isinstance(move, Move):
            yield move(self._ready(), self._named)
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
            event = decide(self.rules, before, command)
            self.dossier = evolve(before, event)
            yield Played(before, event, self.dossier, self.rules)

    def _ready(self) -> Road:
        """The road, brought to where the process really stands."""
        self.road.follow(self.dossier)
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


def played(history: Sequence[Advance | Move], *, rules: Rules = LETTER, route: Route = Route.SHIFT) -> list[Played]:
    """Every command of a history, played by the pure core."""
    player = Player(rules=rules, route=route)
    return [p for move in history for p in player.play(move)]
