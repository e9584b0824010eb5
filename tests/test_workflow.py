"""The shell: judged, recorded, then it counts; and only then it is told."""

from __future__ import annotations

import logging
import sqlite3
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager, closing, nullcontext
from datetime import UTC, date, datetime, timedelta
from functools import partial
from itertools import pairwise
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
from ontvlechting.engine.doors import Guard, Reads
from ontvlechting.engine.errors import (
    BadSignature,
    BrokenLedger,
    ClockBehind,
    Conflict,
    LedgerUnavailable,
    UnknownProcess,
)
from ontvlechting.engine.retention import REDACTED
from ontvlechting.engine.verdicts import Reason, VerdictKind
from ontvlechting.letter.catalogue import R50
from ontvlechting.letter.fiction import Road
from ontvlechting.record.audit import ROOT, START, TOLERANCE, Sealed
from ontvlechting.record.checkpoints import Checkpoint, PrivateKey
from ontvlechting.record.merkle import EMPTY, consistent
from ontvlechting.record.standing import SNAPSHOT_EVERY, dossier_of, folded, is_kept
from ontvlechting.record.stores.memory import MemoryStore
from ontvlechting.record.stores.sqlite import SqliteStore
from ontvlechting.shell.answers import Outcome, Placed
from ontvlechting.shell.workflow import ATTEMPTS
from ontvlechting.testing.letter.strategies import MOVES
from tests.asking import CODEC
from tests.permits import ASKED, HEARD, MAYOR, MOMENT, PERMITS
from tests.test_checked import HOSTILE

WEBSITES = "douane/websites"


def road() -> Road:
    """A fresh road."""
    return Road(letter.PROCESSES[WEBSITES])


class Broken(MemoryStore):
    """A store that cannot write."""

    def append(self, *args: Any, **more: Any) -> None:
        """Fail as a full disk does."""
        raise LedgerUnavailable("here", "disk full")


class Contested(MemoryStore):
    """A store on which somebody else is always quicker, a number of times, also when it is our turn."""

    def __init__(self, times: int = 0) -> None:
        super().__init__()
        self.times = times
        self.road = road()

    def append(self, records: Sequence[Sealed], *args: Any, **more: Any) -> None:
        """Let the other write first."""
        if self.times:
            self.times, left = 0, self.times - 1
            process = records[0].process
            command = self.road.identify() if not self.read(process) else self.road.consult()
            with ThreadPoolExecutor(1) as other:
                other.submit(Workflow(self).submit, process, command).result()
            self.times = left
        super().append(records, *args, **more)

    def turn(self, processes: Sequence[str]) -> AbstractContextManager[None]:
        """A store need not be able to arrange this."""
        return nullcontext()


class Forgetful(MemoryStore):
    """A store that loses its answers a number of times: what it was given is kept, or not; after that it may always fail."""

    def __init__(self, *kept: bool) -> None:
        super().__init__()
        self.kept = list(kept)
        self.after: Exception | None = None

    def append(self, *args: Any, **more: Any) -> None:
        """Keep it, or not, and lose the answer."""
        if not self.kept and self.after:
            raise self.after
        if not self.kept:
            super().append(*args, **more)
            return
        if self.kept.pop(0):
            super().append(*args, **more)
        raise LedgerUnavailable("there", "connection lost", recorded=None)

    def turn(self, processes: Sequence[str]) -> AbstractContextManager[None]:
        """What was kept stays kept: it is the answer that is lost."""
        return nullcontext()


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
    other = Road(letter.PROCESSES["douane/social-media"])
    assert flow.ask("douane/social-media", other.identify()).allowed
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
        assert 1 == flow.verify(deep=True).rejudged


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


class Mute(logging.Handler):
    """A log of a program that fails."""

    def emit(self, record: logging.LogRecord) -> None:
        """Fail, and not as `logging` would, by itself."""
        raise OSError("disk full")


def test_a_log_that_fails_does_not_undo_it_either(monkeypatch: pytest.MonkeyPatch) -> None:
    """Neither where a listener failed nor where a guard did: who asked hears the answer, and every listener is told."""

    def fails(*_: object) -> Any:
        raise ZeroDivisionError

    monkeypatch.setattr(logging.getLogger("ontvlechting"), "handlers", [Mute()])
    guard = Guard("fails", (R50,), R50.title, Reads.DOSSIER, fails)
    rules = LETTER.extended(name="eigen", version="1", doors={c.IdentifyProcess: (guard,)})
    told: list[Outcome] = []
    flow = Workflow(MemoryStore(), rules=rules, tell=[fails, told.append])
    outcome = flow.submit(WEBSITES, road().identify())
    assert flow.ask(WEBSITES, road().identify()) == outcome.verdict
    assert ([outcome], [outcome.record]) == (told, list(flow.history(WEBSITES)))


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


@pytest.mark.parametrize("many", [0, 1, 2])
def test_memory_stays_bounded(many: int) -> None:
    """Dossiers beyond the number kept at hand are folded again from their records, with the same result."""
    flow = Workflow.open("memory:", at_hand=many)
    roads = {name: Road(process) for name, process in letter.PROCESSES.items()}
    for name, r in roads.items():
        flow.submit_many([(name, command) for command in r.until(State.PLAN_DRAFTED)])
    assert many == len(flow._dossiers._known)
    assert {State.PLAN_DRAFTED} == {flow.dossier(name).state for name in roads}


def test_errors_of_the_ledger_share_a_base() -> None:
    """One `except` catches whatever is the matter with a ledger."""
    assert {LedgerError} == {UnknownProcess.__mro__[1], Conflict.__mro__[1], LedgerUnavailable.__mro__[1]}


# -- the same id again -------------------------------------------------------------------------------------------------


def test_the_same_id_again_gives_the_dossier_of_then_without_what_was_removed_since(tmp_path: Path) -> None:
    """Wherever reading begins: at what is at hand, at a dossier that is kept, or at the first record."""
    address, road = f"sqlite:///{tmp_path / 'ledger.db'}", Road(letter.PROCESSES["douane/websites"])
    first, contact = road.identify(), road.contact("dor", c.Stage.FEASIBILITY)
    with Workflow.open(address) as early, Workflow.open(address) as other:
        early.submit(WEBSITES, first, id="1")
        for redacted in (5, 100):
            for number in range(len(early.history(WEBSITES)) + 1, redacted + 66):
                early.submit(WEBSITES, contact, id=f"{number}")
            records = other._store.read(WEBSITES)
            other.submit(WEBSITES, road.redact((redacted,)), id=f"{len(records) + 1}").or_raise()
            records = other._store.read(WEBSITES)
            with Workflow.open(address) as late:
                for number in (1, 4, 5, 6, 63, 64, 65, len(records) - 1):
                    command = first if number == 1 else contact
                    expected, _, _ = folded(WEBSITES, None, START, records[:number], CODEC)
                    for flow in (early, other, late):
                        assert expected == flow.submit(WEBSITES, command, id=f"{number}").dossier
                        assert len(records) == len(flow.history(WEBSITES))


def test_the_same_id_again_gives_the_first_answer_and_adds_nothing() -> None:
    """Repeating an accepted or a refused command by its id is safe, also after the process has moved on."""
    flow, r = Workflow.open("memory:"), road()
    commands = list(r.until(State.PLAN_DRAFTED))
    first = [flow.submit(WEBSITES, command, id=f"id-{n}") for n, command in enumerate(commands)]
    refused = flow.submit(WEBSITES, r.decide(), id="no")
    assert not refused.allowed
    assert first == [flow.submit(WEBSITES, command, id=f"id-{n}") for n, command in enumerate(commands)]
    assert refused == flow.submit(WEBSITES, refused.record.event.command, id="no")
    assert len(commands) + 1 == flow.verify().records


def test_an_id_stands_for_one_command() -> None:
    """The same id for another command, or another process, is an error that says where it stands; nothing is added."""
    flow, r = Workflow.open("memory:"), road()
    command = r.identify()
    flow.submit(WEBSITES, command, id="once")
    for process, other in ((WEBSITES, r.identify(name="Iets anders")), ("douane/social-media", command)):
        with pytest.raises(InputError) as error:
            flow.submit(process, other, id="once")
        assert [("id", "'once'")] == [(p.field, p.value) for p in error.value.problems]
        assert "record 1 of `douane/websites`" in str(error.value)
    assert 1 == flow.verify().records


def test_every_command_has_an_id_of_its_own() -> None:
    """Without one it is made, and the record carries it; so an outcome can be asked for again."""
    flow, r = Workflow.open("memory:"), road()
    outcomes = flow.submit_many([(WEBSITES, r.identify()), (WEBSITES, r.identify())])
    ids = [o.record.id for o in outcomes]
    assert 2 == len(set(ids))
    assert ids == [record.id for record in flow.history(WEBSITES)]
    assert outcomes[0] == flow.submit(WEBSITES, outcomes[0].record.event.command, id=ids[0])


@pytest.mark.parametrize(
    ("ids", "fields"),
    [
        ([""], ["ids[0]", "ids"]),
        (["a", "a"], ["ids"]),
        (["a"], ["ids"]),
        (["a", "b\n"], ["ids[1]"]),
        (["a", 3], ["ids[1]"]),
    ],
)
def test_ids_that_are_none_are_refused(ids: list[Any], fields: list[str]) -> None:
    """Too few, twice the same, or not well formed: one error with every problem, and nothing is recorded."""
    flow, r = Workflow.open("memory:"), road()
    with pytest.raises(InputError) as error:
        flow.submit_many([(WEBSITES, r.identify()), (WEBSITES, r.consult())], ids=ids)
    assert fields == [p.field for p in error.value.problems]
    assert [] == list(flow.processes())


def test_some_of_many_may_be_there_already() -> None:
    """Of a list that is given again with more in it, only what is new is recorded."""
    flow, commands = Workflow.open("memory:"), [(WEBSITES, command) for command in road().until(State.PLAN_DRAFTED)]
    ids = [f"id-{n}" for n in range(len(commands))]
    first = flow.submit_many(commands[:2], ids=ids[:2])
    assert list(first) == list(flow.submit_many(commands, ids=ids))[:2]
    assert ids == [record.id for record in flow.history(WEBSITES)]


@pytest.mark.parametrize("kept", [True, False])
def test_a_lost_answer_is_found_again(kept: bool) -> None:  # noqa: FBT001
    """When the ledger's answer is lost, the command is recorded once, whether or not it had been kept."""
    told: list[Outcome] = []
    flow = Workflow(Forgetful(kept), tell=[told.append])
    outcome = flow.submit(WEBSITES, road().identify())
    assert State.IDENTIFIED is outcome.state
    assert 1 == flow.verify(deep=True).records
    assert [outcome] == told


def test_when_answers_keep_being_lost_the_error_says_what_to_do() -> None:
    """It may have been recorded, the id is named, and repeating with that id records it once."""
    store = Forgetful(*[False] * (ATTEMPTS - 1), *[True])
    flow, command = Workflow(store), road().identify()
    with pytest.raises(LedgerUnavailable) as error:
        flow.submit(WEBSITES, command)
    (id,) = error.value.ids
    assert error.value.recorded is None
    assert f"repeating it with the same id (`{id}`) is safe" in error.value.text.en
    assert f"herhalen met hetzelfde kenmerk (`{id}`) is veilig" in error.value.text.nl
    assert id == flow.submit(WEBSITES, command, id=id).record.id
    assert 1 == flow.verify(deep=True).records


def test_what_was_recorded_when_the_answer_was_lost_is_told_when_it_is_repeated() -> None:
    """The caller was told to repeat it; the listeners hear of it then, once."""
    told: list[Outcome] = []
    flow, command = Workflow(Forgetful(*[False] * (ATTEMPTS - 1), *[True]), tell=[told.append]), road().identify()
    with pytest.raises(LedgerUnavailable):
        flow.submit(WEBSITES, command, id="lost")
    assert ([], 1) == (told, len(flow.history(WEBSITES)))
    outcomes = [flow.submit(WEBSITES, command, id="lost") for _ in range(2)]
    assert (outcomes[:1], 1) == (told, len(flow.history(WEBSITES)))


def test_after_a_lost_answer_no_error_says_that_nothing_was_recorded() -> None:
    """What was lost may still be on its way, whatever goes wrong with the attempts after it."""
    store = Forgetful(*[False])
    flow, command = Workflow(store), road().identify()
    store.after = Conflict(WEBSITES)
    with pytest.raises(LedgerUnavailable) as error:
        flow.submit(WEBSITES, command, id="lost")
    assert (None, ("lost",)) == (error.value.recorded, error.value.ids)
    assert isinstance(error.value.__cause__, Conflict)
    store.after = None
    assert "lost" == flow.submit(WEBSITES, command, id="lost").record.id


def test_an_error_is_about_what_is_stored_now() -> None:
    """A text is removed from what is there, also by who remembers other records, which were rolled back: it said the ledger was broken."""
    rules = attrs.evolve(PERMITS, doors={**PERMITS.doors, c.Redact: ()})
    with closing(sqlite3.connect(":memory:")) as connection:
        one, other = (Workflow(SqliteStore.bound(connection), rules=rules) for _ in range(2))
        one.submit("p", ASKED).or_raise()
        connection.commit()
        one.submit_many([("p", HEARD), ("p", HEARD)])
        connection.rollback()
        other.submit_many([("p", attrs.evolve(HEARD, says=f"Fictief {n}")) for n in range(3)])
        outcome = one.submit("p", c.Redact(by=MAYOR, at=MOMENT, records=(2,), ground="Fictief"))
        assert (True, 5) == (outcome.allowed, outcome.record.number)
        asked: list[Any] = [r.command for r in other.history("p")[1:4]]
        assert [REDACTED, "Fictief 1", "Fictief 2"] == [a.says for a in asked]


def test_a_listener_is_told_once() -> None:
    """A command that is given again by its id is not told again."""
    told: list[Outcome] = []
    flow, command = Workflow(MemoryStore(), tell=[told.append]), road().identify()
    outcome = flow.submit(WEBSITES, command, id="once")
    flow.submit(WEBSITES, command, id="once")
    assert [outcome] == told


class Overtaken(MemoryStore):
    """A store on which somebody else does something just before the first record is kept."""

    first: Callable[[], object] | None = None

    def append(self, *args: Any, **more: Any) -> None:
        """Let the other go first."""
        first, self.first = self.first, None
        if first is not None:
            with ThreadPoolExecutor(1) as other:
                other.submit(first).result()
        super().append(*args, **more)


def test_what_another_records_at_that_very_moment_under_the_same_id_is_told_by_that_other() -> None:
    """A command that two programs give by one id, as a queue may that delivers twice, is recorded once and told once."""
    told: list[Outcome] = []
    theirs: list[Outcome] = []
    store, r = Overtaken(), road()
    flow, command, more = Workflow(store, tell=[told.append]), r.identify(), r.consult()
    store.first = partial(Workflow(store, tell=[theirs.append]).submit, WEBSITES, command, id="once")
    outcomes = flow.submit_many([(WEBSITES, command), (WEBSITES, more)], ids=["once", "again"])
    assert ["once", "again"] == [r.id for r in flow.history(WEBSITES)]
    assert ([outcomes[0].record], [outcomes[1]]) == ([o.record for o in theirs], told)


# -- the clock ---------------------------------------------------------------------------------------------------------


def test_moments_of_recording_never_run_back() -> None:
    """A clock that is set back a little gives the moment of the record before; one that is far off is an error."""
    moments = [datetime(2026, 1, 1, 12, tzinfo=UTC)]
    flow, r = Workflow(MemoryStore(), clock=lambda: moments[-1]), road()
    flow.submit(WEBSITES, r.identify())
    moments.append(moments[0] - TOLERANCE)
    assert moments[0] == flow.submit(WEBSITES, r.consult()).record.recorded_at
    moments.append(moments[0] - TOLERANCE - timedelta(seconds=1))
    with pytest.raises(ClockBehind) as error:
        flow.submit(WEBSITES, r.consult())
    assert (WEBSITES, moments[2], moments[0]) == (error.value.process, error.value.now, error.value.last)
    assert 2 == flow.verify(deep=True).records


def test_time_does_not_run_back_after_a_kept_dossier() -> None:
    """Also when all that is read is the dossier beside the last record: the next one is not stored before it."""
    store, noon, r = MemoryStore(), datetime(2026, 1, 1, 12, tzinfo=UTC), road()
    flow = Workflow(store, clock=lambda: noon)
    flow.submit_many([(WEBSITES, r.identify()), *((WEBSITES, r.consult()) for _ in range(SNAPSHOT_EVERY - 1))])
    assert store.snapshot(WEBSITES) is not None
    behind = Workflow(store, clock=lambda: noon - TOLERANCE)
    assert noon == behind.submit(WEBSITES, r.consult()).record.recorded_at
    assert SNAPSHOT_EVERY + 1 == behind.verify(deep=True).records


def test_a_record_that_was_rolled_back_does_not_set_the_clock() -> None:
    """Whoever rolled back a record of a clock that ran ahead may set it right and go on with the same workflow."""
    moments = [datetime(2030, 1, 1, tzinfo=UTC)]
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as host:
        host.execute("BEGIN")
        flow, r = Workflow(SqliteStore.bound(host), clock=lambda: moments[-1]), road()
        host.execute("COMMIT")
        host.execute("BEGIN")
        flow.submit(WEBSITES, r.identify())
        host.execute("ROLLBACK")
        moments.append(datetime(2026, 1, 1, tzinfo=UTC))
        host.execute("BEGIN")
        assert moments[1] == flow.submit(WEBSITES, r.identify()).record.recorded_at
        host.execute("COMMIT")
        assert 1 == flow.verify(deep=True).records


# -- long histories ----------------------------------------------------------------------------------------------------


def test_a_long_history_is_read_from_its_snapshot(tmp_path: Path) -> None:
    """After some records the dossier is kept beside them; a newcomer reads only what came later, with the same result."""
    address = f"sqlite:///{tmp_path / 'ledger.db'}"
    with Workflow.open(address) as flow:
        r = road()
        flow.submit_many([(WEBSITES, command) for command in r.until(State.COMPLETED)])
        flow.submit_many([(WEBSITES, r.stop())] * (SNAPSHOT_EVERY - 50))
        expected = flow.dossier(WEBSITES)
    with Workflow.open(address) as flow:
        read: list[int] = []
        original = flow._store.read

        def watched(process: str, after: int = 0) -> Sequence[Sealed]:
            read.append(after)
            return original(process, after)

        flow._store.read = watched  # type: ignore[method-assign]
        assert expected == flow.dossier(WEBSITES)
        assert [SNAPSHOT_EVERY] == read
        assert flow.submit(WEBSITES, r.stop()).record.number == flow.verify(deep=True).records


def test_keeping_dossiers_costs_the_same_per_record() -> None:
    """A short history is kept every 64 records; a longer one ever less often, but never is more than a quarter unread."""
    kept = [n for n in range(1, 10_001) if is_kept(n)]
    assert [64, 128, 192, 256, 320, 384, 448, 512, 640, 768, 896, 1024, 1280] == kept[:13]
    assert [] == [n for n, after in pairwise(kept) if after - n > max(SNAPSHOT_EVERY, n // 4)]
    assert sum(kept) < 8 * 10_000  # a dossier of each record's size, written each time it is kept


def test_a_snapshot_that_cannot_be_read_does_not_matter(tmp_path: Path) -> None:
    """One that another version wrote is passed over; one that is bent is seen by `verify(deep=True)`."""
    address = f"sqlite:///{tmp_path / 'ledger.db'}"
    with Workflow.open(address) as flow:
        r = road()
        flow.submit_many([(WEBSITES, command) for command in r.until(State.COMPLETED)])
        flow.submit_many([(WEBSITES, r.stop())] * SNAPSHOT_EVERY)
        expected = flow.dossier(WEBSITES)
    bent = "UPDATE ontvlechting_snapshots SET body = CAST(replace(body, 'completed', 'stopped') AS BLOB)"
    for change in (bent, "UPDATE ontvlechting_snapshots SET hash = 'x'"):
        with closing(sqlite3.connect(tmp_path / "ledger.db", isolation_level=None)) as plain:
            plain.execute(change)
        with Workflow.open(address) as flow, pytest.raises(BrokenLedger):
            flow.verify(deep=True)
    with closing(sqlite3.connect(tmp_path / "ledger.db", isolation_level=None)) as plain:
        other = b'{"dossier":{},"shape":"0000000000000000"}'
        plain.execute("UPDATE ontvlechting_snapshots SET body = ?", (other,))
    with Workflow.open(address) as flow:
        assert expected == flow.dossier(WEBSITES)
        assert len(flow.history(WEBSITES)) == flow.verify(deep=True).records


# -- looking over everything -------------------------------------------------------------------------------------------


def test_an_overview_says_where_every_process_stands() -> None:
    """One line for each process, by name, and only those that are asked for."""
    flow = Workflow.open("memory:")
    for name, process in letter.PROCESSES.items():
        r = Road(process)
        until = State.COMPLETED if name == WEBSITES else State.PLAN_DRAFTED
        flow.submit_many([(name, command) for command in r.until(until)])
    everything = flow.overview()
    assert sorted(letter.PROCESSES) == [s.process for s in everything]
    assert [flow.dossier(s.process).state for s in everything] == [s.state for s in everything]
    assert [flow.history(s.process)[-1].hash for s in everything] == [s.hash for s in everything]
    assert [WEBSITES] == [s.process for s in flow.overview(state=State.COMPLETED)]
    douane = [s.process for s in everything if s.receiving == "douane"]
    assert douane == [s.process for s in flow.overview(receiving="douane")]
    assert douane[1:2] == [s.process for s in flow.overview(receiving="douane", after=douane[0], limit=1)]
    governed = [s.process for s in everything if s.route is c.Route.GOVERNANCE]
    assert governed == [s.process for s in flow.overview(route=c.Route.GOVERNANCE)]


def test_an_overview_knows_who_waits_and_where_a_breach_is_open() -> None:
    """A process is found by the day on which the first of its terms ends; a breach is open until it is resolved."""
    flow, r = Workflow.open("memory:"), road()
    flow.submit_many([(WEBSITES, command) for command in r.until(State.PRECONDITIONS_TESTED)])
    assert [] == list(flow.overview(waiting_until=date.max))
    request = r.request_advice()
    flow.submit(WEBSITES, request).or_raise()
    assert [request.until] == [s.waiting_until for s in flow.overview(waiting_until=request.until)]
    later = r.request_advice("fictief-advies-later", until=request.until + timedelta(days=60))
    flow.submit(WEBSITES, later).or_raise()
    assert [request.until] == [s.waiting_until for s in flow.overview(waiting_until=request.until)]
    assert [] == list(flow.overview(waiting_until=request.until - timedelta(days=1)))
    flow.submit(WEBSITES, r.report_breach("b", r.process.scope[0].id)).or_raise()
    assert [1] == [s.breaches for s in flow.overview(breached=True)]
    assert [] == list(flow.overview(breached=False))


def test_the_whole_ledger_is_read_page_by_page() -> None:
    """Who goes on from the last position gets every record once, in the order in which they came."""
    flow, r = Workflow.open("memory:"), road()
    commands = [(f"p{n % 3}", command) for n, command in enumerate([r.identify()] * 10)]
    ids = [o.record.id for o in flow.submit_many(commands)]
    entries: list[Placed] = []
    while page := flow.records(after=entries[-1].position if entries else 0, limit=3):
        entries += page
    assert ids == [e.record.id for e in entries]
    assert list(range(1, 11)) == [e.position for e in entries]


# -- checkpoints -------------------------------------------------------------------------------------------------------


def test_a_checkpoint_vouches_for_everything_before_it() -> None:
    """A ledger that grew since is what it vouched for; one that was made anew is not, however sound it is by itself."""
    key = PrivateKey.generate("voorbeeld.nl/programma")
    flow, other, r = Workflow.open("memory:"), Workflow.open("memory:"), road()
    for ledger in (flow, other):
        ledger.submit(WEBSITES, r.identify())
    note = flow.checkpoint(key)
    for ledger in (flow, other):
        ledger.submit(WEBSITES, r.consult())
        ledger.verify()
    assert 2 == flow.verify(checkpoint=note, key=key.public).records
    with pytest.raises(BrokenLedger, match="the first 1 records are not those of the checkpoint"):
        other.verify(checkpoint=note, key=key.public)
    with pytest.raises(BrokenLedger, match="holds 0 records, by the checkpoint there were 1"):
        Workflow.open("memory:").verify(checkpoint=note, key=key.public)
    with pytest.raises(BadSignature):
        flow.verify(checkpoint=note, key=PrivateKey.generate("voorbeeld.nl/programma").public)
    with pytest.raises(InputError):
        flow.verify(checkpoint=note)


def test_a_checkpoint_of_another_ledger_is_refused() -> None:
    """One key may sign for several ledgers; a checkpoint says which one it is of."""
    key = PrivateKey.generate("voorbeeld.nl/programma")
    note = key.sign(Checkpoint("voorbeeld.nl/iets-anders", 0, EMPTY))
    with pytest.raises(BadSignature, match="iets-anders"):
        Workflow.open("memory:").verify(checkpoint=note, key=key.public)


def test_a_record_and_growth_can_be_proved_without_the_ledger() -> None:
    """Who has checkpoints only can see that a record is in the ledger, and that it continues an earlier one."""
    flow, r = Workflow.open("memory:"), road()
    flow.submit_many([(WEBSITES, command) for command in r.until(State.MINISTRY_DECIDED)])
    key = PrivateKey.generate("voorbeeld.nl/programma")
    old = key.public.opened(flow.checkpoint(key))
    flow.submit_many([(WEBSITES, command) for command in r.starting()])
    now = key.public.opened(flow.checkpoint(key))
    for record in flow.history(WEBSITES):
        proof = flow.prove(WEBSITES, record.number)
        assert proof.holds(record.hash, now)
        assert not proof.holds(record.previous, now)
        assert not proof.holds(record.hash, old)
        assert record.hash == proof.sealed.hash
        if record.number <= old.size:
            assert flow.prove(WEBSITES, record.number, size=old.size).holds(record.hash, old)
    assert consistent(old.size, now.size, old.root, now.root, flow.prove_growth(old.size))
    for number, size, field in ((999, None, "record"), (1, 999, "size")):
        with pytest.raises(InputError) as error:
            flow.prove(WEBSITES, number, size=size)
        assert [field] == [p.field for p in error.value.problems]
    with pytest.raises(UnknownProcess):
        flow.prove("p", 1)
    with pytest.raises(InputError):
        flow.prove_growth(now.size + 1)


class Aloof(str):
    """A name that says it is no other, not even itself."""

    __slots__ = ()
    __hash__ = str.__hash__

    def __eq__(self, other: object) -> bool:
        return False


def test_a_name_is_the_text_that_it_holds() -> None:
    """Whatever it says of itself where it is compared, also where a proof is asked."""
    flow, name = Workflow(MemoryStore()), Aloof(WEBSITES)
    flow.submit(name, road().identify(), id=Aloof("een"))
    assert flow.prove(WEBSITES, 1) == flow.prove(name, 1)
    assert flow.history(WEBSITES) == flow.history(name)
    assert flow.find("een") == flow.find(Aloof("een"))


# -- removing texts ----------------------------------------------------------------------------------------------------


def test_whatever_is_asked_on_a_connection_that_was_closed_is_told_by_name(tmp_path: Path) -> None:
    """By an error of this package, whoever closed it, also of what reads at one moment; and so is who asks from another thread."""
    host = sqlite3.connect(tmp_path / "host.db")
    flow = Workflow(SqliteStore.bound(host))
    flow.submit(WEBSITES, road().identify())
    host.commit()
    questions: list[Callable[[], object]] = [
        flow.processes, flow.report, flow.event_log, flow.accountability, flow.verify, flow.records,
        lambda: flow.export(tmp_path / "export"), lambda: flow.prove(WEBSITES, 1), lambda: flow.prove_growth(1),
        lambda: flow.archive(WEBSITES, tmp_path / "archive"), lambda: flow.overview(as_of=date(2026, 1, 1)),
    ]  # fmt: skip

    def told(question: Callable[[], object]) -> type[Exception] | None:
        try:
            question()
        except Exception as error:  # noqa: BLE001 - its kind is what is asked
            return type(error)
        return None

    with ThreadPoolExecutor(1) as other:
        assert {LedgerUnavailable} == set(other.map(told, questions))
    host.close()
    assert {LedgerUnavailable} == set(map(told, questions))


@pytest.fixture(params=["memory:", "sqlite"])
def address(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """A ledger of each kind that needs no server."""
    return str(request.param) if request.param == "memory:" else f"sqlite:///{tmp_path / 'ledger.db'}"


def test_a_text_is_removed_and_the_record_still_holds(address: str) -> None:
    """By a recorded command: the text is gone from ledger and dossier, all else and every hash stays."""
    flow, r = Workflow.open(address), road()
    flow.submit_many([(WEBSITES, command) for command in r.until(State.PLAN_DRAFTED)])
    flow.submit(WEBSITES, r.collect_input(content="Geheim van mevrouw Voorbeeld")).or_raise()
    before = flow.history(WEBSITES)
    number = len(before)
    outcome = flow.submit(WEBSITES, r.redact((number,), fields=("content",))).or_raise()
    after = flow.history(WEBSITES)
    assert [x.hash for x in before] == [x.hash for x in after[:-1]]
    assert before[:-1] == after[: number - 1]
    assert ("content",) == after[number - 1].removed
    assert REDACTED == after[number - 1].event.command.content  # type: ignore[attr-defined]
    assert REDACTED == outcome.dossier.inputs[-1].content == flow.dossier(WEBSITES).inputs[-1].content
    assert b"Voorbeeld" not in b"".join(s.body + s.disclosures for _, s in flow._store.records())
    assert 1 == flow.verify(deep=True).redacted == flow.verify().redacted
    flow.close()


def test_a_refusal_is_removed_whole(address: str) -> None:
    """After its retention term nothing is left of what was asked and why it was refused, only that it was."""
    flow, r = Workflow.open(address), road()
    flow.submit(WEBSITES, r.identify()).or_raise()
    refused = flow.submit(WEBSITES, r.decide())
    flow.submit(WEBSITES, r.redact((2,))).or_raise()
    record = flow.history(WEBSITES)[1]
    assert ("command", "reasons") == record.removed
    assert (refused.record.hash, refused.record.recorded_at) == (record.hash, record.recorded_at)
    assert VerdictKind.NOT_FROM_STATE is record.event.verdict.kind
    assert () == record.event.verdict.reasons
    assert "Removed after its retention term" == record.event.command.title.en
    report = flow.verify(deep=True)
    assert (3, 2, 1) == (report.records, report.rejudged, report.redacted)
    assert refused.record.id == flow.submit(WEBSITES, refused.record.event.command, id=record.id).record.id
    flow.close()


def test_what_is_not_there_cannot_be_removed(address: str) -> None:
    """A record that does not exist, a field that is none: one error with all problems, and nothing is recorded."""
    flow, r = Workflow.open(address), road()
    flow.submit(WEBSITES, r.identify()).or_raise()
    with pytest.raises(InputError) as error:
        flow.submit(WEBSITES, r.redact((1, 2), fields=("name", "delivering", "nothing")))
    assert ["fields", "fields", "records"] == [p.field for p in error.value.problems]
    assert 1 == flow.verify(deep=True).records
    flow.close()


def test_who_may_not_redact_removes_nothing(address: str) -> None:
    """A refused `Redact` is recorded as any refusal, and every text is still there."""
    flow, r = Workflow.open(address), road()
    flow.submit(WEBSITES, r.identify()).or_raise()
    before = flow.history(WEBSITES)
    outcome = flow.submit(WEBSITES, r.redact((1,), by=r.receiver))
    assert not outcome.allowed
    assert [*before, outcome.record] == list(flow.history(WEBSITES))
    assert 0 == flow.verify(deep=True).redacted
    flow.close()


def test_a_removed_text_leaves_no_trace_in_the_file(tmp_path: Path) -> None:
    """What was redacted is overwritten, in the file and in its log, also where a kept dossier held it."""
    secret = "Mevrouw Voorbeeld" * 20
    with Workflow.open(f"sqlite:///{tmp_path / 'ledger.db'}") as flow:
        r = road()
        flow.submit(WEBSITES, r.identify(name=secret)).or_raise()
        flow.submit_many([(WEBSITES, r.consult())] * SNAPSHOT_EVERY)

        def traces() -> list[str]:
            return [p.name for p in tmp_path.iterdir() if b"Mevrouw Voorbeeld" in p.read_bytes()]

        assert [] != traces()
        flow.submit(WEBSITES, r.redact((1,))).or_raise()
        assert [] == traces()


def test_somebody_who_reads_does_not_hold_up_a_redaction(tmp_path: Path) -> None:
    """Who looks at an earlier moment still sees it; the log is emptied at the first append after that."""
    log = tmp_path / "ledger.db-wal"
    with Workflow(SqliteStore(tmp_path / "ledger.db", patience=600)) as flow:
        r = road()
        flow.submit(WEBSITES, r.identify(name="Mevrouw Voorbeeld")).or_raise()
        with flow._store.still() as earlier:
            flow.submit(WEBSITES, r.redact((1,))).or_raise()
            assert b"Mevrouw Voorbeeld" in earlier.read(WEBSITES)[0].disclosures
            assert b"Mevrouw Voorbeeld" in log.read_bytes()
        flow.submit(WEBSITES, r.consult())
        assert b"Mevrouw Voorbeeld" not in log.read_bytes()


def test_a_log_that_cannot_be_emptied_does_not_undo_what_was_recorded(tmp_path: Path) -> None:
    """The redaction is committed and is told as such; the log is emptied at the first append that can."""
    log, store = tmp_path / "ledger.db-wal", SqliteStore(tmp_path / "ledger.db")

    def deny(action: int, name: str | None, *_: str | None) -> int:
        return sqlite3.SQLITE_DENY if (action, name) == (sqlite3.SQLITE_PRAGMA, "wal_checkpoint") else sqlite3.SQLITE_OK

    with Workflow(store) as flow:
        r = road()
        flow.submit(WEBSITES, r.identify(name="Mevrouw Voorbeeld")).or_raise()
        store._connection.set_authorizer(deny)
        flow.submit(WEBSITES, r.redact((1,))).or_raise()
        assert 1 == flow.verify(deep=True).redacted
        assert b"Mevrouw Voorbeeld" in log.read_bytes()
        store._connection.set_authorizer(None)
        flow.submit(WEBSITES, r.consult())
        assert b"Mevrouw Voorbeeld" not in log.read_bytes()


def test_a_removed_text_is_forgotten_elsewhere_too(tmp_path: Path) -> None:
    """Another program that had read it judges on what is left, and no kept dossier holds it."""
    address = f"sqlite:///{tmp_path / 'ledger.db'}"
    with Workflow.open(address) as one, Workflow.open(address) as other:
        r = road()
        one.submit_many([(WEBSITES, command) for command in r.until(State.COMPLETED)])
        one.submit_many([(WEBSITES, r.stop())] * SNAPSHOT_EVERY)
        assert State.COMPLETED is other.dossier(WEBSITES).state
        one.submit(WEBSITES, r.redact((1,))).or_raise()
        identity = other.dossier(WEBSITES).identity
        assert identity is not None
        assert REDACTED == identity.name
        (kept,) = other._store.snapshots()
        assert len(one.history(WEBSITES)) == kept.number  # of after the text was gone, so that opening stays quick
        stored = dossier_of(kept, CODEC)
        assert stored is not None
        assert other.dossier(WEBSITES) == stored[0]
        assert one.verify(deep=True) == other.verify(deep=True)


def test_a_ledger_that_was_closed_says_so_whatever_is_asked(tmp_path: Path) -> None:
    """Also where a connection of its own would do: nobody who closed it is given another."""
    flow = Workflow.open(f"sqlite:///{tmp_path / 'ledger.db'}")
    flow.submit("p", Road(letter.PROCESSES[WEBSITES]).identify())
    flow.close()
    for ask in (flow.verify, flow.report, lambda: flow.export(tmp_path / "copy.jsonl"), flow.timeline, flow.processes):
        with pytest.raises(LedgerUnavailable):
            ask()
    assert not (tmp_path / "copy.jsonl").exists()


@pytest.mark.parametrize("asked", [{"after": -1}, {"after": "x"}, {"after": 10**30}, {"limit": -5}, {"limit": None}])
def test_a_page_that_cannot_be_is_told(asked: dict[str, Any]) -> None:
    """The same in every store; an empty page would tell who follows the ledger that there is nothing more."""
    flow = Workflow.open("memory:")
    with pytest.raises(InputError) as error:
        flow.records(**asked)
    assert list(asked) == [p.field for p in error.value.problems]


@pytest.mark.parametrize("address", [None, 5, Path("p.db"), "sqlite:///:memory:", "sqlite:///"], ids=repr)
def test_an_address_of_no_kind_is_told(address: Any) -> None:
    """Nothing is made: not in a file of a strange name either."""
    with pytest.raises(InputError, match="memory:"):
        Workflow.open(address)
    assert not Path(":memory:").exists()


def test_a_guard_that_fails_is_heard_of(caplog: pytest.LogCaptureFixture) -> None:
    """The record says which guard failed; the log has its error with the traceback, dry and for real."""

    def fails(*_: object) -> list[Reason]:
        raise ZeroDivisionError("seven")

    guard = Guard("fails", (R50,), R50.title, Reads.DOSSIER, fails)
    rules = LETTER.extended(name="eigen", version="1", doors={c.ConsultUnit: (guard,)})
    flow, r = Workflow.open("memory:", rules=rules), road()
    flow.submit(WEBSITES, r.identify()).or_raise()
    for asked in (flow.ask, flow.submit):
        caplog.clear()
        asked(WEBSITES, r.consult())
        (line,) = caplog.records
        assert line.exc_info is not None
        assert ("ontvlechting", ZeroDivisionError) == (line.name, line.exc_info[0])
        assert "seven" in str(line.exc_info[1])


def test_an_interruption_records_nothing() -> None:
    """A time limit that strikes in a guard goes to the caller; the same command is judged anew afterwards."""
    strikes = [True]

    def limited(*_: object) -> list[Reason]:
        if strikes.pop():
            raise TimeoutError
        return []

    guard = Guard("limited", (R50,), R50.title, Reads.DOSSIER, limited)
    rules = LETTER.extended(name="eigen", version="1", doors={c.ConsultUnit: (guard,)})
    flow, r = Workflow.open("memory:", rules=rules), road()
    flow.submit(WEBSITES, r.identify()).or_raise()
    command = r.consult()
    strikes[:] = [False, False, True]
    with pytest.raises(TimeoutError):
        flow.submit(WEBSITES, command)
    assert 1 == len(flow.history(WEBSITES))
    assert flow.submit(WEBSITES, command).allowed


def test_a_dry_run_of_a_redaction_answers_as_the_real_one() -> None:
    """Records and texts that are not there are named by both, and nothing is recorded."""
    flow, r = Workflow.open("memory:"), road()
    flow.submit(WEBSITES, r.identify()).or_raise()
    said = []
    for asked in (flow.ask, flow.submit):
        with pytest.raises(InputError) as refused:
            asked(WEBSITES, r.redact((7,)))
        said.append(str(refused.value))
    assert said[0] == said[1]
    assert 1 == len(flow.history(WEBSITES))


def test_a_part_of_an_answer_is_an_answer() -> None:
    """The last records of a history, and the first lines of an overview, show themselves as the whole does."""
    flow, r = Workflow.open("memory:"), road()
    flow.submit_many([(WEBSITES, command) for command in r.until(State.PLAN_DRAFTED)])
    history = flow.history(WEBSITES)
    assert (type(history), history.lines().split("\n")[-2:]) == (type(history[-2:]), history[-2:].lines().split("\n"))
    assert history[-1] == history[-2:][1]
    assert [] == list(flow.overview()[1:])


def test_a_record_is_found_by_its_id() -> None:
    """Whoever kept the id of a command finds what became of it; an id that was never given finds nothing."""
    flow, r = Workflow.open("memory:"), road()
    outcome = flow.submit(WEBSITES, r.identify(), id="brief-1")
    assert (outcome.record, None) == (flow.find("brief-1"), flow.find("brief-2"))
    with pytest.raises(InputError) as refused:
        flow.find("")
    assert ["id"] == [p.field for p in refused.value.problems]


def test_a_warning_among_reasons_is_marked_as_one() -> None:
    """In plain text too: what does not shut the door is told apart from what does."""

    def warns(*_: object) -> list[Reason]:
        return [R50.warning("w", nl="pas op", en="careful"), R50.forbidden("f", nl="mag niet", en="not allowed")]

    guard = Guard("warns", (R50,), R50.title, Reads.DOSSIER, warns)
    rules = LETTER.extended(name="eigen", version="1", doors={c.ConsultUnit: (guard,)})
    flow, r = Workflow.open("memory:", rules=rules), road()
    flow.submit(WEBSITES, r.identify()).or_raise()
    verdict = flow.ask(WEBSITES, r.consult())
    assert ["- R50: mind: careful", "- R50: not allowed"] == verdict.text("en").split("\n")[1:]
    assert ["- R50: let op: pas op", "- R50: mag niet"] == verdict.text("nl").split("\n")[1:]
