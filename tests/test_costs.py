"""What a step costs, counted exactly: statements, commits, guards, hashes and what is read. No clock is asked.

A number here may only change on purpose. Each is explained where it is expected.
"""

from __future__ import annotations

import gc
import hashlib
import sys
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from datetime import timedelta
from decimal import Decimal
from functools import partial
from itertools import pairwise
from pathlib import Path
from typing import Any

import attrs
import psycopg
import pytest

from ontvlechting import LETTER, Dossier, Rules, State, Workflow, commands, decide, evolve, letter
from ontvlechting.engine.doors import Guard, Reads, Reasons
from ontvlechting.engine.outlook import outlook
from ontvlechting.letter import naming, registers
from ontvlechting.letter.commands import Command
from ontvlechting.letter.fiction import Road
from ontvlechting.letter.norms import Norms
from ontvlechting.letter.values import Document, DocumentKind
from ontvlechting.record import audit
from ontvlechting.record.merkle import TILE
from ontvlechting.record.stores.memory import MemoryStore
from ontvlechting.record.stores.postgres import PostgresStore
from ontvlechting.record.stores.sqlite import SqliteStore
from ontvlechting.shell import histories, workflow
from tests import asking
from tests.asking import WEBSITES
from tests.programmes import OPENING

ROAD = tuple(Road(letter.PROCESSES[WEBSITES]).until(State.COMPLETED))
STEP = 12
"""The step that is looked at: a test of a precondition, after so many records of the road; it names one document for the first time."""
HISTORIES = (STEP, 60, 500)
"""How many records there are before it: what is counted does not depend on it."""


@contextmanager
def statements(store: SqliteStore) -> Iterator[Counter[str]]:
    """Counts what SQLite is asked to do, by the first words; a statement counts once more when it starts a trigger."""
    seen: Counter[str] = Counter()

    def trace(statement: str) -> None:
        words = statement.split()
        seen[" ".join(words[: 1 if words[0] in ("BEGIN", "COMMIT", "SELECT") else 3])] += 1

    store._connection.set_trace_callback(trace)
    yield seen
    store._connection.set_trace_callback(None)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[SqliteStore]:
    """A new ledger in a file."""
    with closing(SqliteStore(tmp_path / "ledger.db")) as opened:
        yield opened


def after(store: Any, length: int, rules: Rules = LETTER) -> Workflow:
    """A process in the middle of its road, with so many records: what is over was refused, for it was identified."""
    flow = Workflow(store, rules=rules)
    repeated = [ROAD[0]] * (length - STEP)
    flow.submit_many([(WEBSITES, command) for command in (*ROAD[:STEP], *repeated)])
    return flow


def calls(monkeypatch: pytest.MonkeyPatch, holder: Any, name: str) -> Counter[str]:
    """Counts how often a function is called by this thread; the pool of PostgreSQL has threads of its own."""
    seen: Counter[str] = Counter()
    original: Callable[..., Any] = getattr(holder, name)
    here = threading.get_ident()

    def counted(*given: Any, **more: Any) -> Any:
        seen[name] += threading.get_ident() == here
        return original(*given, **more)

    monkeypatch.setattr(holder, name, counted)
    return seen


APPEND = {
    "BEGIN": 1,
    "PRAGMA data_version": 1,
    "UPDATE ontvlechting_processes SET": 1,
    "INSERT INTO ontvlechting_records": 2,
    "COMMIT": 1,
}
"""One transaction: has anybody else written (else the version and the triggers are those that were looked at), the head
moves, the record comes in and starts its trigger."""


NAMING = {**APPEND, "SELECT": 1, "INSERT INTO ontvlechting_named": 2}
"""Beside that, of a step that names something first: who named it before is looked up, and the reference comes in and starts its
trigger."""


def contact() -> Command:
    """A step that names no document."""
    return Road(letter.PROCESSES[WEBSITES], start=ROAD[STEP].at).consult()


@pytest.mark.parametrize("length", HISTORIES)
def test_a_step_takes_one_commit_and_reads_nothing(store: SqliteStore, length: int) -> None:
    """Whoever goes on with a process has its dossier at hand: a step writes twice in one commit and looks nothing up."""
    flow = after(store, length)
    command = contact()
    with statements(store) as seen:
        flow.submit(WEBSITES, command).or_raise()
    assert APPEND == dict(seen)


@pytest.mark.parametrize("length", HISTORIES)
def test_what_is_named_first_is_looked_up_once(store: SqliteStore, length: int) -> None:
    """Whatever the history, and in the same commit; what the process itself named before is not looked up."""
    flow = after(store, length)
    with statements(store) as seen:
        flow.submit(WEBSITES, ROAD[STEP]).or_raise()
    assert NAMING == dict(seen)
    with statements(store) as seen:
        flow.submit(WEBSITES, ROAD[STEP])
    assert APPEND == dict(seen)


def test_who_named_several_things_first_is_looked_at_once(store: SqliteStore) -> None:
    """A plan names two documents that another process named first: one question who it was, and one where that stands."""
    flow = Workflow(store)
    plan = ROAD[3]
    assert 2 == len(Dossier(process=WEBSITES).describes(plan))
    flow.submit_many([(WEBSITES, command) for command in ROAD[:4]])
    flow.submit_many([("another", command) for command in ROAD[:3]])
    with statements(store) as seen:
        flow.submit("another", plan).or_raise()
    assert {**APPEND, "SELECT": 2} == dict(seen)


def test_a_step_that_keeps_its_dossier_writes_it_in_the_same_commit(store: SqliteStore) -> None:
    """The sixty-fourth record of a process is where a newcomer may begin: one statement more, and still one commit."""
    flow = after(store, 63)
    with statements(store) as seen:
        flow.submit(WEBSITES, ROAD[STEP])
    assert {**NAMING, "INSERT OR REPLACE": 1} == dict(seen)


@pytest.mark.parametrize("length", HISTORIES)
def test_a_step_on_postgresql_is_one_statement(database: str, monkeypatch: pytest.MonkeyPatch, length: int) -> None:
    """One call of `append` on a connection that commits by itself: one way to the server and back, and one commit."""
    with closing(PostgresStore(database)) as store:
        flow = after(store, length)
        with store._pools.pool().connection() as connection:
            assert connection.autocommit
        command = contact()
        asked, opened = (
            calls(monkeypatch, psycopg.Cursor, "execute"),
            calls(monkeypatch, psycopg.Connection, "transaction"),
        )
        flow.submit(WEBSITES, command).or_raise()
        assert {"execute": 1} == dict(asked)
        flow.submit(WEBSITES, ROAD[STEP]).or_raise()
        assert {"execute": 3} == dict(asked)  # who named it before is looked up
        assert {} == dict(opened)


def test_a_step_that_fills_a_tile_keeps_its_root_in_the_same_commit(store: SqliteStore) -> None:
    """One step in 256: it reads the hashes of those records in one question, and one row more comes in and starts its trigger."""
    flow = after(store, TILE - 2)
    flow.submit("ander", ROAD[0])
    with statements(store) as seen:
        flow.submit(WEBSITES, contact()).or_raise()
    assert {**APPEND, "SELECT": 1, "INSERT INTO ontvlechting_tiles": 2} == dict(seen)
    with statements(store) as seen:
        flow.submit("ander", ROAD[0])
    assert APPEND == dict(seen)


def test_a_refusal_costs_what_a_yes_costs(store: SqliteStore) -> None:
    """A no is recorded by the same road."""
    flow = after(store, STEP)
    with statements(store) as seen:
        assert not flow.submit(WEBSITES, ROAD[-1]).allowed
    assert APPEND == dict(seen)


def test_ids_that_are_made_later_stand_later_in_an_index(monkeypatch: pytest.MonkeyPatch) -> None:
    """So a store adds to one page of it, and not to any; and of one moment no two are the same."""
    flow, made = Workflow(MemoryStore()), list[list[str]]()
    for moment in (1, 1_764_547_200_000, 1_764_547_200_001, 253_402_300_799_999):  # to the last of the year 9999
        monkeypatch.setattr(workflow, "time_ns", lambda m=moment: m * 1_000_000)
        made.append([o.record.id for o in flow.submit_many([(f"{moment}-{n}", ROAD[0]) for n in range(20)])])
    assert [20] * 4 == [len(set(ids)) for ids in made]
    assert all(max(earlier) < min(later) for earlier, later in pairwise(made))
    assert {32} == {len(id) for ids in made for id in ids}


def test_many_steps_take_one_commit(store: SqliteStore) -> None:
    """All records of a road go in with one commit; the head moves once, and every record and every reference is one statement."""
    flow = after(store, STEP)
    rest, known, naming = ROAD[STEP:], set(flow.dossier(WEBSITES).described()), list[int]()
    for command in rest:
        new = flow.dossier(WEBSITES).describes(command).keys() - known
        naming += [len(new)] if new else []
        known |= new
    with statements(store) as seen:
        flow.submit_many([(WEBSITES, command) for command in rest])
    assert {
        **APPEND,
        "INSERT INTO ontvlechting_records": 2 * len(rest),
        "SELECT": len(naming),
        "INSERT INTO ontvlechting_named": 2 * sum(naming),
    } == dict(seen)


@pytest.mark.parametrize("length", HISTORIES)
def test_a_newcomer_reads_no_more_than_since_the_last_kept_dossier(
    monkeypatch: pytest.MonkeyPatch, store: SqliteStore, length: int
) -> None:
    """A `Workflow` that meets a process reads where it stands, the kept dossier, and the records since then."""
    after(store, length)
    read: list[int] = []
    original = store.read

    def watched(process: str, after: int = 0) -> Any:
        found = original(process, after)
        read.append(len(found))
        return found

    monkeypatch.setattr(store, "read", watched)
    with statements(store) as seen:
        Workflow(store).submit(WEBSITES, ROAD[STEP])
    assert [length % 64] == read
    assert {**NAMING, "SELECT": 4} == dict(seen)


def counting(rules: Rules, asked: Counter[str]) -> Rules:
    """The same rules under another name, whose guards count how often they are asked."""

    def counted(guard: Guard) -> Guard:
        def check(dossier: Any, command: Any, norms: Norms) -> Reasons:
            asked[guard.name] += 1
            return guard.check(dossier, command, norms)

        return attrs.evolve(guard, check=check)

    each = {id(g): counted(g) for c in rules.doors for g in rules.guards_of(c)}
    doors = {command: tuple(each[id(g)] for g in guards) for command, guards in rules.doors.items()}
    return attrs.evolve(rules, name="geteld", doors=doors, always=tuple(each[id(g)] for g in rules.always))


def test_every_guard_of_a_door_is_asked_once() -> None:
    """No guard twice, and of another door only what is told beforehand: as many questions as the table says, for each step."""
    asked: Counter[str] = Counter()
    flow = Workflow(MemoryStore(), rules=counting(LETTER, asked))
    for command in ROAD:
        asked.clear()
        flow.submit(WEBSITES, command).or_raise()
        ahead = (guard for _, guard in LETTER.foreseen.get(type(command), ()))
        assert Counter(g.name for g in (*LETTER.guards_of(type(command)), *ahead)) == asked


def test_a_record_takes_as_many_hashes_as_it_has_texts_and_two_more(monkeypatch: pytest.MonkeyPatch) -> None:
    """One digest for each free text, one for all of them together, one for the body; and it is written once."""
    flow = after(MemoryStore(), STEP)
    hashes, written = calls(monkeypatch, hashlib, "sha256"), calls(monkeypatch, audit, "written_event")
    for command in ROAD[STEP:]:
        hashes.clear()
        written.clear()
        record = flow.submit(WEBSITES, command).record
        sealed = flow._store.read(WEBSITES)[-1]
        assert record.hash == sealed.hash
        assert len(sealed.disclosures.splitlines()) + 2 == hashes["sha256"]
        assert 1 == written["written_event"]


@pytest.mark.parametrize("length", HISTORIES)
def test_a_long_history_asks_no_more_guards_and_takes_no_more_hashes(
    monkeypatch: pytest.MonkeyPatch, length: int
) -> None:
    """Nineteen guards: nine of the door, ten always. Four hashes: one for each of two texts, and two. Written once."""
    asked: Counter[str] = Counter()
    flow = after(MemoryStore(), length, rules=counting(LETTER, asked))
    hashes, written = calls(monkeypatch, hashlib, "sha256"), calls(monkeypatch, audit, "written_event")
    asked.clear()
    flow.submit(WEBSITES, ROAD[STEP]).or_raise()
    assert (19, 4, 1) == (asked.total(), hashes.total(), written.total())


def instructions(work: Callable[[], object]) -> int:
    """How many instructions of Python the product runs for this."""
    seen = 0

    def trace(frame: Any, event: str, _: object) -> Any:
        nonlocal seen
        if "/ontvlechting/" not in frame.f_code.co_filename:
            return None
        frame.f_trace_opcodes, frame.f_trace_lines = True, False
        seen += event == "opcode"
        return trace

    before = sys.gettrace()
    gc.disable()  # what is cleaned up meanwhile is of other tests
    sys.settrace(trace)
    try:
        work()
    finally:
        sys.settrace(before)
        gc.enable()
    return seen


def after_contacts(many: int) -> tuple[Workflow, Command]:
    """A process whose plan was drafted, after so many accepted contacts; and one more contact."""
    flow = Workflow(MemoryStore())
    flow.submit_many([(WEBSITES, command) for command in ROAD[:STEP]])
    model = next(command for command in ROAD if isinstance(command, commands.RecordContact))
    told = [attrs.evolve(model, at=ROAD[STEP - 1].at + timedelta(seconds=n)) for n in range(many + 2)]
    assert all(flow.submit_many([(WEBSITES, command) for command in told[:-1]]))  # what is worked out once is at hand
    flow.next_steps(WEBSITES, at=ROAD[STEP].at)
    return flow, told[-1]


def with_minutes(number: int) -> Command:
    """A contact of which minutes are named, that nothing else names."""
    model = next(command for command in ROAD if isinstance(command, commands.RecordContact))
    at = ROAD[STEP - 1].at + timedelta(seconds=number)
    minutes = Document(
        id=f"verslag-{number:04}", kind=DocumentKind.MINUTES, title="Fictief", on=at.date(), origin=model.body
    )
    return attrs.evolve(model, at=at, document=minutes)


def test_a_step_that_names_a_document_goes_through_few_of_those_that_were_named() -> None:
    """After 640 documents a step takes no more than a few instructions for each doubling more than after forty: it is looked up."""
    counted = []
    for many in (40, 640):
        flow = Workflow(MemoryStore())
        flow.submit_many([(WEBSITES, command) for command in ROAD[:STEP]])
        assert all(flow.submit_many([(WEBSITES, with_minutes(n)) for n in range(many)]))
        naming._looked_through.clear()
        counted.append(instructions(partial(flow.submit, WEBSITES, with_minutes(many))))
    few, many = counted
    assert 0 <= many - few < 400
    assert few > 1_000


def test_of_many_steps_each_looks_only_for_what_it_names() -> None:
    """In one commit a step that names a document goes through none of those that the steps before it named."""
    counted = []
    for length in (20, 160):
        flow = Workflow(MemoryStore())
        flow.submit_many([(WEBSITES, command) for command in ROAD[:STEP]])
        naming._looked_through.clear()
        together = [(WEBSITES, with_minutes(n)) for n in range(length)]
        counted.append(instructions(partial(flow.submit_many, together)) / length)
    few, many = counted
    assert 0 < many <= few  # what a commit takes by itself is spread over more


def told_again(kind: str, number: int) -> list[Command]:
    """One more of what can be told again and again: an input with its answer, a breach, or a measurement past its limit."""
    road, at = Road(letter.PROCESSES[WEBSITES]), ROAD[STEP - 1].at + timedelta(seconds=number)
    list(road.until(State.PLAN_DRAFTED))
    if kind == "inputs":
        name = f"fictief-inbreng-x{number}"
        return [road.collect_input(id=name, at=at), road.answer_input(input=name, at=at)]
    if kind == "breaches":
        return [road.report_breach(f"fictief-storing-{number}", ROAD[0].scope[0].id, since=at, at=at)]  # type: ignore[attr-defined]
    return [road.measure(None, value=Decimal(99), at=at, document=None)]


@pytest.mark.parametrize("kind", ["inputs", "breaches", "measurements"])
def test_a_step_goes_through_what_was_told_once_at_most(kind: str) -> None:
    """Eight times as much that was told costs a step eight times as much at most: nothing is compared with everything else."""
    counted = []
    for many in (30, 240):
        dossier = Dossier(process=WEBSITES)
        told = [command for number in range(many) for command in told_again(kind, number)]
        for number, command in enumerate([*ROAD[:STEP], *told], start=1):
            event = decide(LETTER, dossier, command)
            assert event.verdict.allowed, event.verdict.text("en")
            dossier = evolve(dossier, event, number)
        (last, *_) = told_again(kind, many)
        counted.append(instructions(lambda d=dossier, c=last: evolve(d, decide(LETTER, d, c))))  # type: ignore[misc]
    assert counted[1] <= 8 * counted[0]


def test_a_step_goes_through_no_more_after_a_long_history() -> None:
    """A step, and what is next once that was asked, take as many instructions after 300 accepted contacts as after thirty."""
    counted = []
    for many in (30, 300):
        flow, contact = after_contacts(many)
        naming._looked_through.clear()  # when it is full it is emptied, which takes five
        ahead = instructions(partial(flow.next_steps, WEBSITES, at=ROAD[STEP].at))
        counted.append((instructions(partial(flow.submit, WEBSITES, contact)), ahead))
    assert counted[0] == counted[1]
    assert min(counted[0]) > 1_000


@pytest.mark.parametrize("length", HISTORIES)
def test_looking_ahead_asks_each_guard_once(length: int) -> None:
    """`next_steps` asks the guards that need no command, each once at however many doors it stands, whatever the history."""
    asked: Counter[str] = Counter()
    rules = counting(LETTER, asked)
    flow = after(MemoryStore(), length, rules=rules)
    asked.clear()
    steps = flow.next_steps(WEBSITES, at=ROAD[STEP].at)
    guards = {id(g): g for step in steps for g in LETTER.guards_of(step.command) if g.reads is Reads.DOSSIER}
    assert Counter(g.name for g in guards.values()) == asked


@pytest.mark.parametrize("length", HISTORIES)
@pytest.mark.parametrize("known", [False, True])
def test_the_outlook_asks_each_guard_once(length: int, known: bool) -> None:  # noqa: FBT001 - a parameter of the test
    """A guard that stands at many doors of the road is asked once, and every guard that can be asked at one of them is."""
    asked: Counter[str] = Counter()
    rules = counting(LETTER, asked)
    flow = after(MemoryStore(), length, rules=rules)
    by, reads = (ROAD[0].by, (Reads.DOSSIER, Reads.ACTOR)) if known else (None, (Reads.DOSSIER,))
    dossier = flow.dossier(WEBSITES)
    asked.clear()
    found = outlook(rules, dossier, ROAD[STEP].at, by)
    every = {id(g): g for command in LETTER.doors for g in LETTER.guards_of(command) if g.reads in reads}
    assert Counter() == asked - Counter(
        g.name for g in every.values()
    )  # several may bear one name, made for several doors
    on_the_road = {g.name for door in found.doors for g in LETTER.guards_of(door.command) if g.reads in reads}
    assert on_the_road <= asked.keys()


def test_a_dry_run_writes_nothing(store: SqliteStore) -> None:
    """`ask` looks up where the process stands, and who named before what is new to it; and that is all."""
    flow = after(store, STEP)
    command = contact()
    with statements(store) as seen:
        assert flow.ask(WEBSITES, command).allowed
    assert {"SELECT": 1} == dict(seen)
    with statements(store) as seen:
        assert flow.ask(WEBSITES, ROAD[STEP]).allowed
    assert {"SELECT": 2} == dict(seen)


def test_what_is_judged_is_what_is_recorded() -> None:
    """The counts above are of the real thing: the same command judged by hand gives the recorded event."""
    flow = after(MemoryStore(), STEP)
    before = flow.dossier(WEBSITES)
    command: Command = ROAD[STEP]
    assert decide(LETTER, before, command) == flow.submit(WEBSITES, command).record.event


def test_a_report_reads_the_ledger_twice_however_many_programmes(monkeypatch: pytest.MonkeyPatch) -> None:
    """Once to verify it and once to tell of it; no history is read by itself, and neither is a dossier."""
    store = MemoryStore()
    with Workflow(store) as flow:
        flow.submit_many([(WEBSITES, command) for command in ROAD])
        flow.submit_many([(name, command) for name in ("een", "twee", "drie") for command in OPENING])
        read = [calls(monkeypatch, MemoryStore, name) for name in ("records", "read", "snapshot")]
        assert "twee" in flow.report()
    assert [2, 0, 0] == [counter.total() for counter in read]


@pytest.mark.parametrize("around", [0, 30])
def test_an_account_reads_the_programme_and_what_it_names(monkeypatch: pytest.MonkeyPatch, around: int) -> None:
    """However many other processes there are in the ledger: two histories, and whether they are there; nobody asks where all others stand."""
    with Workflow(MemoryStore()) as flow:
        (opening, *rest) = OPENING
        named = attrs.evolve(opening, size=1, processes=(WEBSITES,))
        others = [(f"ander-{n}", command) for n in range(around) for command in ROAD[:3]]
        flow.submit_many([(WEBSITES, c) for c in ROAD] + [("programma", c) for c in (named, *rest)] + others)
        names = ("records", "read", "snapshot", "standing", "standings")
        asked = [calls(monkeypatch, MemoryStore, name) for name in names]
        opened = calls(monkeypatch, histories, "unseal_anyway")
        account = flow.accountability("programma")
        assert [0, 2, 0, 5, 0] == [counter.total() for counter in asked]
        assert len(ROAD) + 1 + len(rest) == opened.total() == account.records
        assert {WEBSITES} == {period.process for period in account.periods}


@pytest.mark.parametrize("around", [0, 30])
def test_a_report_of_one_programme_reads_it_and_what_it_names(monkeypatch: pytest.MonkeyPatch, around: int) -> None:
    """However many other processes there are: two histories, each read once, verified and told of; nothing goes through the ledger."""
    with Workflow(MemoryStore()) as flow:
        (opening, *rest) = OPENING
        named = attrs.evolve(opening, size=1, processes=(WEBSITES,))
        others = [(f"ander-{n}", command) for n in range(around) for command in ROAD[:3]]
        flow.submit_many([(WEBSITES, c) for c in ROAD] + [("programma", c) for c in (named, *rest)] + others)
        asked = [calls(monkeypatch, MemoryStore, name) for name in ("records", "read", "snapshot", "standings")]
        opened = calls(monkeypatch, histories, "unseal_anyway")
        assert WEBSITES in flow.report(programme="programma")
    assert [0, 2, 0, 0] == [counter.total() for counter in asked]
    assert len(ROAD) + 1 + len(rest) == opened.total()


@pytest.mark.parametrize("around", [0, 30, 300, 700])
def test_a_proof_reads_one_process_and_few_hashes_of_others(
    store: SqliteStore, monkeypatch: pytest.MonkeyPatch, around: int
) -> None:
    """Of no other record the bytes, and of two tiles at most the hashes: that of the record, and what is after the last full one."""
    flow = after(store, STEP)
    flow.submit_many([(f"ander-{n}", command) for n in range(around) for command in ROAD[:3]])
    asked = [calls(monkeypatch, SqliteStore, name) for name in ("records", "read", "position", "tiles")]
    hashes, original = Counter[str](), SqliteStore.hashes

    def watched(store: SqliteStore, after: int = 0, limit: int | None = None) -> Iterator[str]:
        for hash in original(store, after, limit):
            hashes["read"] += 1
            yield hash

    monkeypatch.setattr(SqliteStore, "hashes", watched)
    size = STEP + 3 * around
    of_one = size % TILE + (TILE if size >= TILE else 0)  # whether in the first tile, or in the last that is not full
    assert size == flow.prove(WEBSITES, 3).size
    assert [0, 1, 1, 1] == [counter.total() for counter in asked]
    assert of_one == hashes.total() <= 2 * TILE
    flow.prove_growth(STEP)
    assert [0, 1, 1, 2] == [counter.total() for counter in asked]
    assert 2 * of_one == hashes.total()
    assert size // TILE == len(store.tiles())


def test_an_account_of_a_programme_that_does_not_name_all_is_of_every_process() -> None:
    """One that was not named may be one of those that were studied."""
    with Workflow(MemoryStore()) as flow:
        (opening, *rest) = OPENING
        flow.submit_many([("ander", c) for c in ROAD[:3]] + [(WEBSITES, c) for c in ROAD])
        flow.submit_many([("programma", c) for c in (attrs.evolve(opening, size=2, processes=(WEBSITES,)), *rest)])
        assert {WEBSITES, "ander"} == {period.process for period in flow.accountability("programma").periods}


@pytest.mark.parametrize("length", [10, 300])
def test_what_comes_into_a_programme_works_out_no_register(monkeypatch: pytest.MonkeyPatch, length: int) -> None:
    """Whether a reference is new and its documents are there is kept with the dossier, however long the programme runs."""
    with Workflow(MemoryStore()) as flow:
        flow.submit_many([("programma", command) for command in OPENING])
        one = next(x for x in OPENING if isinstance(x, commands.RecordDocument) and x.parent is None)
        flow.submit_many([("programma", attrs.evolve(one, id=f"stuk-{n}")) for n in range(length)])
        worked_out = calls(monkeypatch, registers, "registers")
        gone_through = calls(monkeypatch, registers, "effective")
        flow.submit("programma", attrs.evolve(one, id="nog-een-stuk")).or_raise()
        assert (0, 0) == (worked_out.total(), gone_through.total())


def test_what_a_command_names_is_gone_through_as_often_for_very_many_as_for_a_few(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Thousands of unknown parties, late documents or people of two sides: a request of a megabyte would take hours."""
    road, dossier = asking.at(State.IDENTIFIED)
    draft, through = road.draft(), naming._places
    times: list[object] = []

    def counted(value: object, path: str = "") -> Any:
        times.append(value)
        return through(value, path)

    monkeypatch.setattr(naming, "_places", counted)

    def gone_through(many: int) -> int:
        times.clear()
        named = attrs.evolve(draft, plan=attrs.evolve(draft.plan, drafters=tuple(f"fictief-{n}" for n in range(many))))
        assert many == len(asking.answer("parties_are_known", dossier, named))
        return len(times)

    assert gone_through(2) == gone_through(80)
