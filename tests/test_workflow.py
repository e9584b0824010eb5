"""The shell: judged, recorded, then it counts; and only then it is told."""

from __future__ import annotations

import logging
import threading
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import attrs
import pytest

from ontvlechting import (
    LETTER,
    Dossier,
    InputError,
    LedgerError,
    Refused,
    State,
    Workflow,
    decide,
    evolve,
    letter,
    next_steps,
)
from ontvlechting import commands as c
from ontvlechting.audit import ROOT, Sealed
from ontvlechting.errors import Conflict, LedgerUnavailable, UnknownProcess
from ontvlechting.fiction import Road
from ontvlechting.stores.memory import MemoryStore
from ontvlechting.verdicts import VerdictKind
from ontvlechting.workflow import ATTEMPTS, Outcome
from tests.histories import MOVES
from tests.test_checked import HOSTILE

WEBSITES = "douane/websites"


def road() -> Road:
    """A fresh road."""
    return Road(letter.PROCESSES[WEBSITES])


class Broken(MemoryStore):
    """A store that cannot write."""

    def append(self, records: Sequence[Sealed]) -> None:
        """Fail as a full disk does."""
        raise LedgerUnavailable("here", "disk full")


class Contested(MemoryStore):
    """A store on which somebody else is always quicker, a number of times."""

    def __init__(self, times: int) -> None:
        super().__init__()
        self.times = times
        self.other = Workflow(_Behind(self))
        self.road = road()

    def append(self, records: Sequence[Sealed]) -> None:
        """Let the other write first."""
        if self.times:
            self.times -= 1
            process = records[0].process
            command = self.road.identify() if not self.read(process) else self.road.consult()
            self.other.submit(process, command)
        super().append(records)


class _Behind(MemoryStore):
    """The same records, without the contest."""

    def __init__(self, front: MemoryStore) -> None:
        super().__init__()
        self.__dict__.update({k: front.__dict__[k] for k in ("_records", "_of", "_lock")})


def test_an_accepted_command_is_recorded_and_counts() -> None:
    """After `submit` returns, the record is there and the process has moved."""
    flow = Workflow.open("memory:")
    outcome = flow.submit(WEBSITES, road().identify())
    assert outcome.allowed
    assert State.IDENTIFIED is outcome.state is flow.dossier(WEBSITES).state
    (record,) = flow.history(WEBSITES)
    assert outcome.record == record
    assert (1, ROOT) == (record.number, record.previous)


def test_a_refused_command_is_recorded_just_the_same() -> None:
    """A refusal is a record with its verdict and all reasons; nothing moves."""
    flow, r = Workflow.open("memory:"), road()
    flow.submit(WEBSITES, r.identify())
    before = flow.dossier(WEBSITES)
    outcome = flow.submit(WEBSITES, r.decide(by=r.receiver, note=None))
    assert VerdictKind.NOT_FROM_STATE is outcome.verdict.kind
    assert {"R13", "R85", "R35", "R47"} <= {reason.rule for reason in outcome.reasons}
    assert before == flow.dossier(WEBSITES)
    assert outcome.verdict == flow.history(WEBSITES)[-1].event.verdict


def test_a_first_command_that_is_refused_opens_a_history() -> None:
    """A refused identification is on record too; the process stays new and can be identified later."""
    flow, r = Workflow.open("memory:"), road()
    assert not flow.submit(WEBSITES, r.identify(bottlenecks=())).allowed
    assert State.NEW is flow.dossier(WEBSITES).state
    assert flow.submit(WEBSITES, r.identify()).allowed
    assert 2 == len(flow.history(WEBSITES))


def test_no_record_no_transition() -> None:
    """When the record cannot be stored, nothing happened and nobody is told."""
    told: list[Outcome] = []
    flow = Workflow(Broken(), tell=[told.append])
    with pytest.raises(LedgerUnavailable):
        flow.submit(WEBSITES, road().identify())
    assert [] == told
    with pytest.raises(UnknownProcess):
        flow.dossier(WEBSITES)


def test_a_record_carries_what_an_audit_asks_for() -> None:
    """Rules with version and hash, actor, role, party, both clocks, command, verdict and reasons."""
    moment = datetime(2024, 1, 1, tzinfo=UTC)
    flow, r = Workflow.open("memory:", clock=lambda: moment), road()
    command = r.identify()
    flow.submit(WEBSITES, command)
    record = flow.history(WEBSITES)[0]
    assert moment == record.recorded_at
    assert (LETTER.name, LETTER.version, LETTER.hash) == attrs.astuple(record.event.rules)
    assert command == record.event.command
    assert (State.NEW, State.IDENTIFIED) == (record.event.before, record.event.after)


def test_asking_records_nothing() -> None:
    """A dry run answers as the real one would, and leaves no trace."""
    flow, r = Workflow.open("memory:"), road()
    flow.submit(WEBSITES, r.identify())
    command = r.draft()
    verdict = flow.ask(WEBSITES, command)
    assert 1 == len(flow.history(WEBSITES))
    assert verdict == flow.submit(WEBSITES, command).verdict
    assert flow.ask("douane/social-media", road().identify()).allowed
    assert [WEBSITES] == list(flow.processes())


def test_or_raise_carries_every_reason() -> None:
    """Who likes exceptions gets all reasons in one."""
    flow, r = Workflow.open("memory:"), road()
    outcome = flow.submit(WEBSITES, r.identify(target_groups=(), bottlenecks=()))
    with pytest.raises(Refused) as refused:
        outcome.or_raise()
    assert outcome.reasons == refused.value.reasons
    assert {"R15", "R23"} == {reason.rule for reason in outcome.reasons}
    assert "R15" in refused.value.text.nl


def test_many_in_one_commit_are_judged_one_after_the_other() -> None:
    """`submit_many` gives what one by one would give; a refusal does not stop what follows."""
    commands = list(road().until(State.PRECONDITIONS_TESTED))
    commands.insert(3, commands[0])
    one, many = Workflow.open("memory:"), Workflow.open("memory:")
    singly = [one.submit(WEBSITES, command) for command in commands]
    together = many.submit_many([(WEBSITES, command) for command in commands])
    assert [o.record.event for o in singly] == [o.record.event for o in together]
    assert one.dossier(WEBSITES) == many.dossier(WEBSITES)
    assert len(commands) == many.verify().records


def test_many_are_all_recorded_or_none() -> None:
    """When one of many cannot be recorded at all, none is."""
    flow, r = Workflow.open("memory:"), road()
    with pytest.raises(UnknownProcess):
        flow.submit_many([(WEBSITES, r.identify()), ("elders", r.draft())])
    assert [] == list(flow.processes())


@pytest.mark.parametrize("ask", ["submit", "ask"])
def test_an_unknown_process_is_an_error_that_suggests(ask: str) -> None:
    """A name with a typing error opens nothing; the nearest names are suggested."""
    flow, r = Workflow.open("memory:"), road()
    flow.submit(WEBSITES, r.identify())
    with pytest.raises(UnknownProcess) as error:
        getattr(flow, ask)("douane/website", r.draft())
    assert (WEBSITES,) == error.value.nearest
    assert [WEBSITES] == list(flow.processes())
    for question in (flow.dossier, flow.history, flow.next_steps):
        with pytest.raises(UnknownProcess):
            question("douane/website")


@pytest.mark.parametrize("name", ["", " ", "two\nlines", "x" * 201, 3])
def test_a_process_has_a_name(name: Any) -> None:
    """A name that is no name is refused, and nothing is recorded."""
    flow = Workflow.open("memory:")
    with pytest.raises(InputError) as error:
        flow.submit(name, road().identify())
    assert ["process"] == [p.field for p in error.value.problems]
    assert [] == list(flow.processes())


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_texts_survive_the_ledger(tmp_path: Path, name: str) -> None:
    """Texts of users come back from disk as they went in."""
    address = f"sqlite:///{tmp_path / 'ledger.db'}"
    command = road().identify(name=name)
    with Workflow.open(address) as flow:
        flow.submit(WEBSITES, command)
    with Workflow.open(address) as flow:
        assert command == flow.dossier(WEBSITES).identity
        assert 1 == flow.verify().rejudged


def test_a_future_act_is_refused_with_all_problems() -> None:
    """An act after the moment of recording cannot be; all that is wrong is said at once."""
    flow, r = Workflow.open("memory:", clock=lambda: datetime(2023, 1, 1, tzinfo=UTC)), road()
    with pytest.raises(InputError) as error:
        flow.submit("", r.identify())
    assert ["process", "command.at"] == [p.field for p in error.value.problems]
    no_command: Any = "decide"
    with pytest.raises(InputError) as error:
        flow.submit(WEBSITES, no_command)
    assert ["command"] == [p.field for p in error.value.problems]


@pytest.mark.parametrize("address", ["", "sqlite://", "sqlite:///", "mysql://x", "ledger.db", "memory"])
def test_an_address_of_no_known_kind_is_refused(address: str) -> None:
    """The error says which addresses there are."""
    with pytest.raises(InputError) as error:
        Workflow.open(address)
    assert "sqlite:///" in error.value.text.en


def test_the_loser_of_a_race_is_judged_again() -> None:
    """Whose knowledge turns out stale is judged on what is now true, never on what was."""
    store = Contested(times=1)
    flow = Workflow(store)
    outcome = flow.submit(WEBSITES, road().identify())
    assert VerdictKind.NOT_FROM_STATE is outcome.verdict.kind
    assert 2 == outcome.record.number
    assert 2 == flow.verify().records


def test_a_race_that_never_ends_is_a_conflict() -> None:
    """After a bounded number of attempts the caller is told that nothing was recorded."""
    store = Contested(times=ATTEMPTS)
    flow = Workflow(store)
    with pytest.raises(Conflict):
        flow.submit(WEBSITES, road().identify())
    assert ATTEMPTS == flow.verify().records
    assert ATTEMPTS == len(flow.history(WEBSITES))


def test_two_workflows_on_one_ledger_see_each_other(tmp_path: Path) -> None:
    """What one has recorded the other knows, at once."""
    address = f"sqlite:///{tmp_path / 'ledger.db'}"
    with Workflow.open(address) as one, Workflow.open(address) as other:
        r = road()
        for i, command in enumerate(r.until(State.COMPLETED)):
            (one, other)[i % 2].submit(WEBSITES, command).or_raise()
        assert one.dossier(WEBSITES) == other.dossier(WEBSITES)
        assert State.COMPLETED is one.dossier(WEBSITES).state


def test_a_workflow_may_be_shared_by_threads(tmp_path: Path) -> None:
    """Eight threads on one process: no record lost, no fork, and the ledger verifies."""
    with Workflow.open(f"sqlite:///{tmp_path / 'ledger.db'}") as flow:
        r = road()
        flow.submit(WEBSITES, r.identify())
        command = r.consult()

        def write() -> None:
            for _ in range(10):
                flow.submit(WEBSITES, command)

        threads = [threading.Thread(target=write) for _ in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert 81 == flow.verify().records


def test_listeners_are_told_after_the_commit_and_cannot_undo_it(caplog: pytest.LogCaptureFixture) -> None:
    """Each is told every outcome; one that fails is reported, the others are told, and the record stays."""
    store = MemoryStore()
    seen: list[int] = []

    def fail(outcome: Outcome) -> None:
        raise OSError("log is full")

    flow = Workflow(store, tell=[fail, lambda outcome: seen.append(len(store.read(WEBSITES)))])
    with caplog.at_level(logging.ERROR, "ontvlechting"):
        assert flow.submit(WEBSITES, road().identify()).allowed
    assert [1] == seen
    assert ["a listener failed; the record is stored all the same"] == [r.message for r in caplog.records]


def test_next_steps_names_every_door_and_what_is_missing() -> None:
    """Each arrow from here, in the order of the table; shut ones with reasons and who can supply."""
    flow, r = Workflow.open("memory:"), road()
    flow.submit_many([(WEBSITES, command) for command in r.until(State.PLAN_DRAFTED)])
    steps = flow.next_steps(WEBSITES)
    assert [a.command for a in LETTER.arrows if a.source is State.PLAN_DRAFTED] == [s.command for s in steps]
    tests = next(s for s in steps if s.command is c.ConcludeTests)
    assert not tests.open
    assert 5 == sum(reason.rule == "R35" for reason in tests.reasons)
    assert all(reason.suppliers for reason in tests.reasons)
    stop = next(s for s in steps if s.command is c.Stop)
    assert stop.open
    assert "het ministerie besluit" in [t.nl for t in stop.asks]


def test_next_steps_for_somebody_answers_about_the_actor() -> None:
    """With an actor, the questions about the actor are answered as well."""
    flow, r = Workflow.open("memory:"), road()
    flow.submit(WEBSITES, r.identify())
    stop = next(s for s in flow.next_steps(WEBSITES, by=r.receiver) if s.command is c.Stop)
    assert ["R13", "R5"] == [reason.rule for reason in stop.reasons]
    stop = next(s for s in flow.next_steps(WEBSITES, by=r.ministry) if s.command is c.Stop)
    assert stop.open


@pytest.mark.parametrize("route", c.Route)
def test_next_steps_agree_with_the_judgement(route: c.Route) -> None:
    """On every step of the road: a door that is shut beforehand is refused when tried, for at least these reasons."""
    process = letter.PROCESSES[WEBSITES]
    dossier, tried = Dossier(process=WEBSITES), 0
    for command in Road(process, route=route).until(State.COMPLETED):
        other = Road(process, route=route, start=command.at)
        other.version = dossier.plan_version
        at = command.at + timedelta(days=60)
        shut = {s.command: s.reasons for s in next_steps(LETTER, dossier, at, other.ministry) if not s.open}
        for make in MOVES.values():
            asked = make(other)
            if type(asked) in shut:
                asked = attrs.evolve(asked, by=other.ministry, at=at)
                verdict = decide(LETTER, dossier, asked).verdict
                assert VerdictKind.REFUSED is verdict.kind
                assert set(shut[type(asked)]) <= set(verdict.reasons)
                tried += 1
        dossier = evolve(dossier, decide(LETTER, dossier, command))
    assert State.COMPLETED is dossier.state
    assert tried > 100


def test_memory_stays_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    """Dossiers beyond the number kept at hand are folded again from their records, with the same result."""
    monkeypatch.setattr("ontvlechting.workflow.REMEMBERED", 2)
    flow = Workflow.open("memory:")
    roads = {name: Road(process) for name, process in letter.PROCESSES.items()}
    for name, r in roads.items():
        flow.submit_many([(name, command) for command in r.until(State.PLAN_DRAFTED)])
    assert 2 == len(flow._known)
    assert {State.PLAN_DRAFTED} == {flow.dossier(name).state for name in roads}


def test_errors_of_the_ledger_share_a_base() -> None:
    """One `except` catches whatever is the matter with a ledger."""
    assert {LedgerError} == {UnknownProcess.__mro__[1], Conflict.__mro__[1], LedgerUnavailable.__mro__[1]}
