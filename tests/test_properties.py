"""The properties that must hold, over generated histories. T8 also over portfolios of generated plans.

Each test is named after what it holds. `Lifecycle` checks the invariants after every single command; the tests below
it look at whole histories.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from datetime import timedelta
from decimal import Decimal

import attrs
import pytest
from hypothesis import assume, event, given
from hypothesis import strategies as st

from ontvlechting import LETTER, Dossier, State, Workflow, decide, evolve, letter
from ontvlechting import commands as c
from ontvlechting.engine.chart import occurring
from ontvlechting.engine.errors import BrokenLedger
from ontvlechting.engine.retention import REDACTED
from ontvlechting.engine.verdicts import VerdictKind
from ontvlechting.letter.commands import Command, Mode, Precondition, Route, Stage
from ontvlechting.letter.fiction import Road
from ontvlechting.letter.values import BodyKind, Delta, Money, MoneyKind, sums
from ontvlechting.record.audit import Sealed
from ontvlechting.record.codec import written
from ontvlechting.record.stores.memory import MemoryStore
from ontvlechting.record.verifier import verify
from ontvlechting.states import FINAL, LIVE
from ontvlechting.testing.letter.machine import GovernanceMachine
from ontvlechting.testing.letter.strategies import MOVES, Player, histories, moves, played
from ontvlechting.testing.stores import CODEC
from ontvlechting.testing.strategies import Advance, Move, Played
from tests.asking import at, fold

routes = st.sampled_from(Route)


def accepted(history: Sequence[Played]) -> list[Played]:
    """The commands of a history that were accepted."""
    return [p for p in history if p.event.verdict.allowed]


class Lifecycle(GovernanceMachine):
    """The letter's rules, with every check of the kit after every single command."""

    def check_asking_twice_gives_the_same_answer(self) -> None:
        """A question changes nothing, so it has one answer."""
        command = self.event.command
        assert self.flow.ask(self.case, command) == self.flow.ask(self.case, command)

    def check_what_grows_along_is_what_follows_from_the_fields(self) -> None:
        """The entries of each kind, which are not looked for again after each record: corrected and set aside as they are."""
        dossier = self.flow.dossier(self.case)
        assert attrs.evolve(dossier)._on_record == dossier._on_record


TestLifecycle = Lifecycle.TestCase


def index(history: Sequence[Played], *kinds: type[Command]) -> int:
    """Where the last accepted command of these kinds stands in a history; -1 when there is none."""
    return max((i for i, p in enumerate(history) if isinstance(p.event.command, kinds)), default=-1)


@given(histories(), routes)
def test_t1_and_t12_no_end_without_tests_decision_phases_and_execution(
    history: list[Advance | Move], route: Route
) -> None:
    """T1, T12: `completed` comes after five met tests, a decision and the proof of its route, in that order."""
    done = accepted(played(history, route=route))
    if not done or done[-1].after.state is not State.COMPLETED:
        return
    dossier = done[-1].after
    event(f"completed by {dossier.route}")
    met = {t.precondition for t in dossier.tests if t.passed and t.plan_version == dossier.plan_version}
    left = {u.precondition for u in dossier.amended.untouched} if dossier.amended else set()
    assert set(Precondition) == met | left
    planned = index(done, c.DraftPlan, c.RevisePlan)
    tested, decided = index(done, c.ConcludeTests), index(done, c.Decide)
    proof = c.ConcludeProof if dossier.route is Route.SHIFT else c.ConcludeAgreements
    assert planned < tested < decided < index(done, proof) < index(done, c.Complete)
    if dossier.route is Route.SHIFT:
        plan = dossier.plan
        assert plan is not None
        real = {
            p.event.command.task
            for p in done[decided:]
            if isinstance(p.event.command, c.RecordExecution)
            and p.event.command.mode is Mode.REAL
            and p.event.command.performed_by == dossier.receiving
        }
        assert set(plan.goes()) <= real
        assert [p.number for p in plan.phases] == [a.phase for a in dossier.accepted]


#: What is evidence, and which rules cite it. `RequestAdvice` is no evidence: it asks for some.
CITED: dict[type[Command], set[str]] = {
    c.RecordContact: {"R64", "R65"},
    c.ConsultUnit: {"R61", "R91"},
    c.CollectInput: {"R62"},
    c.AnswerInput: {"R62"},
    c.RecordTest: {"R35"},
    c.ReceiveAdvice: {"R11", "R76"},
    c.AnswerAdvice: {"R76"},
    c.WeighStep: {"R55"},
    c.RecordExecution: {"R52"},
    c.RecordIndicator: {"R53"},
    c.UpdateSharedTasks: {"R56"},
    c.AcceptPhase: {"R48"},
    c.StartPhase: {"R48"},
    c.ShiftBudget: {"R42"},
    c.RecordAgreement: {"R73"},
    c.RecordUseOfAgreement: {"R73"},
}


@pytest.mark.parametrize("route", Route)
def test_t3_every_piece_of_evidence_is_needed(route: Route) -> None:
    """T3: leave one record out of an accepted history, and the first refusal cites the rules of that record."""
    road = Road(letter.PROCESSES["douane/websites"], route=route)
    history = list(road.until(State.COMPLETED))
    for i, left_out in enumerate(history):
        if type(left_out) not in CITED:
            continue
        dossier = Dossier(process="p")
        refusal = None
        for command in history[:i] + history[i + 1 :]:
            happened = decide(LETTER, dossier, command)
            if not happened.verdict.allowed:
                refusal = happened.verdict
                break
            dossier = evolve(dossier, happened)
        assert refusal is not None, f"nothing needs {left_out}"
        assert VerdictKind.REFUSED is refusal.kind
        assert {r.rule for r in refusal.reasons} <= CITED[type(left_out)]


#: Evidence that can only help. Questions that ask for an answer (input, advice, escalation) are not among them, nor
#: are the exceptions: breach, expiry, and a newer test, finding or plan, which supersede an older one.
HELPFUL = (
    "contact-dor-plan",
    "contact-vakbonden-test",
    "contact-dor-decision",
    "contact-vakbonden-phase-1",
    "consult",
    "notify",
    "answer-input",
    "answer-advice",
    "test-budget",
    "weigh-decision",
    "weigh-phase-1",
    "weigh-proof",
    "weigh-completion",
    "execute",
    "measure",
    "update-register",
    "agree",
    "use-agreement",
)


@given(st.integers(0, 60), st.lists(st.sampled_from(HELPFUL), min_size=1, max_size=6), routes)
def test_t4_more_evidence_never_shuts_a_door(steps: int, extra: list[str], route: Route) -> None:
    """T4: what is allowed stays allowed when valid evidence is added."""
    player = Player(route=route)
    for _ in player.play(Advance(steps)):
        pass
    command = next(iter(player.commands(Advance(1))), None)
    assume(command is not None)
    assert command is not None
    assert decide(LETTER, player.dossier, command).verdict.allowed
    late = attrs.evolve(command, at=command.at + timedelta(days=30))
    assume(decide(LETTER, player.dossier, late).verdict.allowed)
    more = player.dossier
    for name in extra:
        more = evolve(more, decide(LETTER, more, Move(name)(player.road, MOVES)))
    assert decide(LETTER, more, late).verdict.allowed, decide(LETTER, more, late).verdict.text("en")


@pytest.mark.parametrize("state", [s for s in State if s in LIVE])
def test_t5_stop_is_open_in_every_state(state: State) -> None:
    """T5, R32: from every state before the end a reasoned stop is accepted, and the deliverer performs everything."""
    governance = state in (State.STRENGTHENING_GOVERNANCE, State.AGREEMENTS_PROVEN)
    road, dossier = at(state, route=Route.GOVERNANCE if governance else Route.SHIFT)
    stopped = fold(dossier, [road.stop()])
    assert State.STOPPED is stopped.state
    assert {"belastingdienst"} == set(stopped.performers.values())


@given(histories(), routes)
def test_t7_moves_follow_each_other_in_time(history: list[Advance | Move], route: Route) -> None:
    """T7: decision ≥ test ≥ plan, budget shift ≥ decision, and no accepted move lies before the one before it."""
    done = accepted(played(history, route=route))
    moments = [p.event.command.at for p in done if p.event.command.in_turn]
    assert sorted(moments) == moments
    for p in done:
        dossier, command = p.before, p.event.command
        if isinstance(command, c.Decide):
            planned = dossier.planned
            assert planned is not None
            tests = [t for t in dossier.tests if t.plan_version == dossier.plan_version]
            judged = [r.judgement.on for t in tests for r in t.results]
            assert planned.at <= min(judged) <= max(judged) <= command.at
        if isinstance(command, c.ShiftBudget):
            assert dossier.decision is not None
            assert dossier.decision.at <= command.at


@given(histories())
def test_t8_what_was_shifted_sums_to_zero_in_every_history(history: list[Advance | Move]) -> None:
    """T8: at every moment the shifted budgets of a process sum to exactly zero."""
    for p in played(history):
        assert {Decimal(0)} >= set(sums(d for s in p.after.shifts for d in s.deltas).values())


cents = st.integers(-(10**12), 10**12).map(lambda n: Decimal(n).scaleb(-2))


@given(st.lists(st.tuples(st.sampled_from(letter.DIRECTORATES), cents, st.sampled_from(MoneyKind)), min_size=1))
def test_t8_a_shift_is_accepted_exactly_when_it_is_neutral(parts: list[tuple[str, Decimal, MoneyKind]]) -> None:
    """T8: to the cent, for each kind of money, and where somebody gains or loses, who was asked; the deltas are exact decimals."""
    road, dossier = at(State.RECEIVING_PARTY_PROVEN, process="douane/basisregistraties")
    deltas = tuple(Delta(party=p, money=Money(amount=a, kind=k)) for p, a, k in parts)
    balance = tuple(
        Delta(party="douane", money=Money(amount=-total, kind=kind)) for (kind, _), total in sums(deltas).items()
    )
    dossier = fold(dossier, [road.consult(unit="fictief-team-2", party="toeslagen"), road.weigh(c.Step.BUDGET)])
    for shift in (deltas, deltas + balance):
        neutral = all(total == 0 for total in sums(shift).values())
        moves = any(
            sum(d.money.amount for d in shift if (d.party, d.money.kind) == (party, kind)) != 0
            for party in letter.DIRECTORATES
            for kind in MoneyKind
        )
        assert (neutral and moves) == decide(LETTER, dossier, road.shift_budget(deltas=shift)).verdict.allowed


def without_texts(command: Command) -> Command:
    """The command as it is read once all its free texts are gone."""
    return CODEC.command(json.loads(written(command, lambda _: json.dumps(REDACTED))))


@given(histories(), routes)
def test_t14_no_verdict_hangs_on_a_free_text(history: list[Advance | Move], route: Route) -> None:
    """T14: with every free text redacted, of the past and of what is asked, each verdict has the same reasons."""
    bare = Dossier(process="douane/social-media")
    for number, p in enumerate(played(history, route=route), 1):
        assert p.event.verdict == decide(LETTER, bare, p.event.command).verdict
        happened = decide(LETTER, bare, without_texts(p.event.command))
        assert p.event.verdict == happened.verdict
        bare = evolve(bare, happened, number)


def ledger(history: Sequence[Advance | Move], route: Route) -> MemoryStore:
    """A ledger with this history."""
    store = MemoryStore()
    flow = Workflow(store)
    player = Player(route=route)
    flow.submit("p", player.road.identify())
    player.dossier = flow.dossier("p")
    for move in history:
        for command in player.commands(move):
            player.dossier = flow.submit("p", command).dossier
    return store


@given(st.lists(moves(), min_size=1, max_size=6), routes, st.data())
def test_t10_every_change_of_the_ledger_is_seen(
    history: list[Advance | Move], route: Route, data: st.DataObject
) -> None:
    """T10: a changed, dropped, reordered or inserted record is detected, and the first one is named."""
    store = ledger(history, route)
    records, standings = [sealed for _, sealed in store.records()], store.standings()
    assert len(records) == verify(enumerate(records, 1), standings, LETTER, reread=store.read, deep=True).rejudged
    i = data.draw(st.integers(0, len(records) - 1), label="which")
    how = data.draw(st.sampled_from(["change", "change and hash", "drop", "swap", "insert"]), label="how")
    spoilt = list(records)
    if how == "drop":
        del spoilt[i]
    elif how == "insert":
        spoilt.insert(i, records[i])
    elif how == "swap":
        j = data.draw(st.integers(0, len(records) - 1), label="with")
        assume(i != j)
        spoilt[i], spoilt[j] = spoilt[j], spoilt[i]
    else:
        at_byte = data.draw(st.integers(0, len(records[i].body) - 1), label="byte")
        bit = data.draw(st.integers(0, 7), label="bit")
        body = bytearray(records[i].body)
        body[at_byte] ^= 1 << bit
        spoilt[i] = records[i]._replace(body=bytes(body))
        if how == "change and hash":
            spoilt[i] = _rehashed(spoilt[i])
    with pytest.raises(BrokenLedger) as broken:
        verify(enumerate(spoilt, 1), standings, LETTER, reread=lambda _: spoilt, deep=True)
    assert "p" == broken.value.process
    assert broken.value.number is not None


def _rehashed(sealed: Sealed) -> Sealed:
    """The same record with the hash of its bytes: what somebody does who knows how."""
    return sealed._replace(hash=hashlib.sha256(sealed.body).hexdigest())


def of(process: str) -> Player:
    """Plays on this process of the letter."""
    return Player(process=process)


@given(st.lists(st.lists(moves(), max_size=4), min_size=2, max_size=3), st.data())
def test_t11_processes_do_not_touch_each_other(stories: list[list[Advance | Move]], data: st.DataObject) -> None:
    """T11: however the commands of processes with papers of their own are mixed, each gets the same verdicts and the same dossier."""
    names = [name for name, _ in zip(letter.PROCESSES, stories, strict=False)]
    told = [
        [p.event.command for m in story for p in player.play(m)]
        for story, player in zip(stories, map(of, names), strict=True)
    ]
    told = [[Road(letter.PROCESSES[name]).identify(), *commands] for name, commands in zip(names, told, strict=True)]
    order = data.draw(st.permutations([n for n, commands in enumerate(told) for _ in commands]), label="order")
    flow = Workflow.open("memory:")
    left = [iter(commands) for commands in told]
    for n in order:
        flow.submit(names[n], next(left[n]))
    for name, commands in zip(names, told, strict=True):
        alone = Workflow.open("memory:")
        for command in commands:
            alone.submit(name, command)
        assert alone.dossier(name) == flow.dossier(name)
        assert [r.event for r in alone.history(name)] == [r.event for r in flow.history(name)]


@given(st.lists(moves(), max_size=12), routes, st.sampled_from(Stage))
def test_t13_one_body_never_stands_in_for_the_other(history: list[Advance | Move], route: Route, stage: Stage) -> None:
    """T13: contacts with works councils alone leave the unions unheard everywhere, and the other way round."""
    bodies = {b.id: b.kind for b in LETTER.norms.bodies}
    for kind in BodyKind:
        player = Player(route=route)
        for move in history:
            for command in player.commands(move):
                if isinstance(command, c.RecordContact) and bodies.get(command.body) is not kind:
                    continue
                player.dossier = evolve(player.dossier, decide(LETTER, player.dossier, command))
        heard = player.dossier.heard(stage)
        assert {kind} >= {bodies[b] for b in heard}
        assert State.MINISTRY_DECIDED is not player.dossier.state
        assert player.dossier.decision is None


def test_t13_the_decision_names_the_body_that_was_not_heard() -> None:
    """T13, R12: with every contact with one body and none with the other, the decision is refused for the other."""
    road, dossier = at(State.PRECONDITIONS_TESTED)
    dossier = fold(dossier, list(road.deciding())[:-1])
    for body, other in (("dor", "vakbonden"), ("vakbonden", "dor")):
        one = attrs.evolve(dossier, contacts=tuple(k for k in dossier.contacts if k.body == body))
        verdict = decide(LETTER, one, road.decide()).verdict
        assert VerdictKind.REFUSED is verdict.kind
        assert {other} == {s.party for r in verdict.reasons for s in r.suppliers} - {"douane", "belastingdienst"}


#: Every pair of state and command for which the table has no arrow; a new process has only its first door.
ILLEGAL = [
    (s, k) for s in occurring(LETTER.arrows) for k in LETTER.doors if (k, s) not in LETTER.table and s is not State.NEW
]


@pytest.mark.parametrize(("state", "kind"), ILLEGAL, ids=lambda x: str(getattr(x, "key", x)))
def test_t6_an_illegal_command_changes_nothing_and_adds_one_record(state: State, kind: type[Command]) -> None:
    """T6: for every pair of state and command without an arrow, the dossier stays equal and one record is added."""
    governance = state in (State.STRENGTHENING_GOVERNANCE, State.AGREEMENTS_PROVEN)
    road = Road(letter.PROCESSES["douane/social-media"], route=Route.GOVERNANCE if governance else Route.SHIFT)
    flow = Workflow.open("memory:")
    goal = State.IDENTIFIED if state is State.STOPPED else state
    flow.submit_many([("p", command) for command in road.until(goal)])
    if state is State.STOPPED:
        flow.submit("p", road.stop()).or_raise()
    before, records = flow.dossier("p"), len(flow.history("p"))
    assert state is before.state
    command = next(made for name in MOVES if isinstance(made := MOVES[name](road), kind))
    outcome = flow.submit("p", command)
    assert VerdictKind.NOT_FROM_STATE is outcome.verdict.kind
    assert before == flow.dossier("p")
    assert records + 1 == len(flow.history("p"))
    assert not (state in FINAL and outcome.allowed)
