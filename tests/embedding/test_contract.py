"""What holds for whoever keeps the ledger in their own transaction, however they have that transaction."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from datetime import timedelta

import pytest

from ontvlechting import Outcome, State, letter
from ontvlechting.engine.errors import Conflict, InputError, NotALedger, UnknownProcess
from ontvlechting.letter.commands import Command, Route
from ontvlechting.letter.fiction import Road
from ontvlechting.record.standing import SNAPSHOT_EVERY
from tests.asking import WEBSITES
from tests.embedding.hosts import (
    Host,
    Sqlite,
    SqliteStrict,
    elsewhere,
    notes,
    numbers,
    tables,
    verified,
)

OTHER = "douane/social-media"


@pytest.fixture
def road() -> Road:
    """Commands for the process that most tests take."""
    return Road(letter.PROCESSES[WEBSITES])


# -- together ----------------------------------------------------------------------------------------------------------


def test_a_record_and_a_row_of_the_host_are_committed_together(host: Host, road: Road) -> None:
    """Until the host commits nobody else sees either of them; from then on everybody sees both."""
    with host.transaction():
        host.note("before")
        assert host.flow().submit(WEBSITES, road.identify()).allowed
        host.note("after")
        assert ([], {}) == (notes(host.address), numbers(host.address))
    assert (["before", "after"], {WEBSITES: 1}) == (notes(host.address), numbers(host.address))
    assert 1 == verified(host.address).rejudged


def test_a_record_and_a_row_of_the_host_are_rolled_back_together(host: Host, road: Road) -> None:
    """When the host rolls back nothing happened, also where the ledger was the first to write."""
    with host.undone():
        host.note("before")
        assert host.flow().submit(WEBSITES, road.identify()).allowed
    with host.undone():
        assert host.flow().submit(WEBSITES, road.identify()).allowed
        host.note("after")
    assert ([], {}) == (notes(host.address), numbers(host.address))


def test_what_is_remembered_does_not_commit(host: Host, road: Road) -> None:
    """A record of a process that is at hand may be the first thing in a transaction; it is rolled back all the same."""
    with host.transaction():
        flow = host.flow()
        flow.submit(WEBSITES, road.identify())
    with host.undone():
        assert not flow.submit(WEBSITES, road.draft()).allowed
    assert {WEBSITES: 1} == numbers(host.address)


def test_a_part_of_a_transaction_is_rolled_back_by_itself(host: Host, road: Road) -> None:
    """What was recorded in a savepoint goes with it; what was recorded outside of it stays, and the chain joins."""
    with host.transaction():
        host.note("kept")
        flow = host.flow()
        flow.submit(WEBSITES, road.identify())
        with host.undone_savepoint():
            host.note("gone")
            flow.submit(WEBSITES, road.draft())
            flow.submit(OTHER, Road(letter.PROCESSES[OTHER]).identify())
        with host.savepoint():
            host.note("also kept")
            assert 2 == flow.submit(WEBSITES, road.draft()).record.number
    assert (["kept", "also kept"], {WEBSITES: 2}) == (notes(host.address), numbers(host.address))
    assert 2 == verified(host.address).rejudged


# -- what goes wrong ---------------------------------------------------------------------------------------------------


def test_a_refusal_does_not_disturb_the_host(host: Host, road: Road) -> None:
    """A refusal is a record like any other: rows before and after it are committed with it."""
    with host.transaction():
        host.note("before")
        flow = host.flow()
        flow.submit(WEBSITES, road.identify())
        assert not flow.submit(WEBSITES, road.draft()).allowed
        host.note("after")
    assert (["before", "after"], {WEBSITES: 2}) == (notes(host.address), numbers(host.address))


def test_a_conflict_does_not_disturb_the_host(host: Host, road: Road) -> None:
    """When the ledger cannot keep a record, rows before it survive, and the transaction can go on and be committed."""
    with host.transaction():
        host.note("before")
        flow, store = host.flow(), host.store()
        flow.submit(WEBSITES, road.identify())
        (standing,) = store.standings()
        for _ in range(3):
            with pytest.raises(Conflict):
                store.append(store.read(WEBSITES), [standing])
        host.note("after")
        flow.submit(WEBSITES, road.draft())
    assert (["before", "after"], {WEBSITES: 2}) == (notes(host.address), numbers(host.address))
    assert 2 == verified(host.address).rejudged


def test_a_mistake_does_not_disturb_the_host(host: Host, road: Road) -> None:
    """An unknown process and an id that was given out already are told, and change nothing."""
    with host.transaction():
        host.note("before")
        flow = host.flow()
        flow.submit(WEBSITES, road.identify(), id="first")
        with pytest.raises(UnknownProcess):
            flow.submit(OTHER, road.draft())
        with pytest.raises(InputError, match="another command"):
            flow.submit(WEBSITES, road.draft(), id="first")
        host.note("after")
    assert (["before", "after"], {WEBSITES: 1}) == (notes(host.address), numbers(host.address))


# -- what is remembered ------------------------------------------------------------------------------------------------


def test_a_workflow_is_not_fooled_by_what_was_rolled_back(host: Host, road: Road) -> None:
    """One workflow, all the way, every few steps rolled back and taken again: each is judged on what is true."""
    commands = list(road.until(State.COMPLETED))
    with host.transaction():
        flow = host.flow()
    for n in range(0, len(commands), 7):
        few = [(WEBSITES, command) for command in commands[n : n + 7]]
        with host.undone():
            assert all(outcome.allowed for outcome in flow.submit_many(few))
        with host.transaction():
            outcomes = [flow.submit(*one) for one in few]
            assert all(outcome.allowed for outcome in outcomes)
    assert {WEBSITES: len(commands)} == numbers(host.address)
    assert len(commands) == verified(host.address).rejudged
    with host.transaction():
        assert State.COMPLETED is flow.dossier(WEBSITES).state


def test_a_process_that_was_rolled_back_is_unknown(host: Host, road: Road) -> None:
    """A workflow that saw a process begin knows that it did not, and lets it begin again."""
    with host.undone():
        flow = host.flow()
        flow.submit(WEBSITES, road.identify())
        flow.submit(WEBSITES, road.draft())
    with host.transaction():
        assert [] == flow.processes()
        with pytest.raises(UnknownProcess):
            flow.submit(WEBSITES, road.draft())
        outcome = flow.submit(WEBSITES, road.identify())
    assert (True, 1) == (outcome.allowed, outcome.record.number)


def test_an_answer_that_was_rolled_back_is_given_anew(host: Host, road: Road) -> None:
    """The same id after a rollback is a new command; after a commit it gives the answer that was committed."""
    command = road.identify()
    with host.undone():
        flow = host.flow()
        flow.submit(WEBSITES, command, id="once")
    with host.transaction():
        committed = flow.submit(WEBSITES, command, id="once")
    with host.transaction():
        assert committed == flow.submit(WEBSITES, command, id="once")
    assert {WEBSITES: 1} == numbers(host.address)


def test_a_kept_dossier_that_was_rolled_back_is_not_used(host: Host, road: Road) -> None:
    """A dossier that was kept in a transaction that was rolled back goes with it."""
    early = road.draft()
    with host.transaction():
        flow = host.flow()
        flow.submit(WEBSITES, road.identify())
        flow.submit_many([(WEBSITES, early)] * (SNAPSHOT_EVERY - 4))  # too early: each is refused
    with host.undone():
        flow.submit_many([(WEBSITES, early)] * 9)
    with host.transaction():
        flow.submit(WEBSITES, road.consult())
        flow.submit_many([(WEBSITES, early)] * 9)
    with host.transaction():
        (snapshot,) = host.store().snapshots()
        sealed = host.store().read(WEBSITES)
    assert (SNAPSHOT_EVERY, sealed[SNAPSHOT_EVERY - 1].hash) == (snapshot.number, snapshot.hash)
    assert SNAPSHOT_EVERY + 7 == verified(host.address).rejudged


# -- tables ------------------------------------------------------------------------------------------------------------


def test_making_the_tables_leaves_those_of_the_host_alone(bare: Host, road: Road) -> None:
    """The ledger comes beside what is there, in the transaction of the host: as a step of a migration."""
    with bare.transaction():
        bare.note("mine")
    before = tables(bare.address)
    with bare.transaction():
        bare.store(create=True)
    assert (before, ["mine"], {}) == (tables(bare.address), notes(bare.address), numbers(bare.address))
    with bare.transaction():
        bare.note("also mine")
        bare.flow().submit(WEBSITES, road.identify())
    assert (before, ["mine", "also mine"]) == (tables(bare.address), notes(bare.address))


def test_tables_are_made_once(host: Host, road: Road) -> None:
    """To ask for the tables when they are there does nothing."""
    with host.transaction():
        host.flow().submit(WEBSITES, road.identify())
    with host.transaction():
        host.store(create=True)
        host.store(create=True)
    assert {WEBSITES: 1} == numbers(host.address)


def test_tables_are_rolled_back_with_the_rest(bare: Host) -> None:
    """A migration that fails leaves no half ledger."""
    with bare.undone():
        bare.store(create=True)
    with bare.transaction(), pytest.raises(NotALedger):
        bare.store()


def test_without_tables_there_is_no_ledger(bare: Host) -> None:
    """Who does not want tables to be made is told that there are none, and may go on."""
    with bare.transaction():
        bare.note("before")
        with pytest.raises(NotALedger, match="no"):
            bare.store(create=False)
        bare.note("after")
    assert ["before", "after"] == notes(bare.address)


def test_tables_of_a_newer_version_are_left_alone(host: Host) -> None:
    """A ledger of a newer version is refused, and the transaction may go on."""
    with elsewhere(host.address) as connection:
        name = "ontvlechting_ledger" if host.address.startswith("/") else "ontvlechting.ledger"
        connection.execute(f"UPDATE {name} SET schema = 99")  # noqa: S608
        connection.commit()
    with host.transaction():
        host.note("before")
        with pytest.raises(NotALedger, match="newer version"):
            host.store()
        host.note("after")
    assert ["before", "after"] == notes(host.address)


# -- being told --------------------------------------------------------------------------------------------------------


def test_listeners_are_told_before_the_host_commits(host: Host, road: Road) -> None:
    """To this library a record is stored when it is in the transaction; what becomes of that, the host knows."""
    told: list[Outcome] = []
    with host.undone():
        outcome = host.flow(told.append).submit(WEBSITES, road.identify())
        assert [outcome] == told


def test_a_host_passes_on_what_it_committed(host: Host, road: Road) -> None:
    """With `on_commit` or `after_commit` listeners are told after the commit, and never of what was rolled back."""
    if not host.tells:
        pytest.skip("this driver has no such hook")
    told: list[tuple[Outcome, int]] = []

    def listener(outcome: Outcome) -> None:
        told.append((outcome, numbers(host.address).get(WEBSITES, 0)))

    def later(outcome: Outcome) -> None:
        host.after_commit(listener, outcome)

    with host.undone():
        host.flow(later).submit(WEBSITES, road.identify())
    assert [] == told
    with host.transaction():
        outcome = host.flow(later).submit(WEBSITES, road.identify())
        host.note("mine")
        assert [] == told
    assert [(outcome, 1)] == told


# -- two at once -------------------------------------------------------------------------------------------------------


def waits(address: str, thread: threading.Thread) -> None:
    """Return when the other program waits for this one."""
    if address.startswith("/"):
        thread.join(0.15)  # SQLite tells nobody that it waits
        assert thread.is_alive()
        return
    query = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
    with elsewhere(address) as connection:
        for _ in range(1_000):
            if connection.execute(query).fetchone() == (1,):
                return
            time.sleep(0.01)
    raise AssertionError


@pytest.mark.parametrize("commits", [True, False], ids=["commits", "rolls-back"])
@pytest.mark.parametrize("begun", [False, True], ids=["new", "begun"])
def test_the_second_of_two_is_judged_on_what_the_first_committed(
    host: Host, another: Callable[[], Host], road: Road, *, begun: bool, commits: bool
) -> None:
    """Two programs, each in its own transaction: the second waits, and is judged on what then is true."""
    if isinstance(host, SqliteStrict):
        pytest.skip("a transaction that read first cannot wait in SQLite; see the test of that")
    first: Command = road.identify()
    if begun:
        with host.transaction():
            host.flow().submit(WEBSITES, first)
        first = road.draft()
    outcomes: list[Outcome] = []

    def second() -> None:
        other = another()
        with other.transaction():
            if not isinstance(other, Sqlite):
                other.note("second")
            outcomes.append(other.flow().submit(WEBSITES, road.identify()))
        other.close()

    thread = threading.Thread(target=second, daemon=True)
    with host.transaction() if commits else host.undone():
        host.flow().submit(WEBSITES, first)
        thread.start()
        waits(host.address, thread)
    thread.join(30)
    (outcome,) = outcomes
    assert (begun + commits + 1, not begun and not commits) == (outcome.record.number, outcome.allowed)
    assert begun + commits + 1 == verified(host.address).rejudged


@pytest.mark.parametrize("commits", [True, False], ids=["commits", "rolls-back"])
def test_the_second_to_name_something_first_waits_and_is_judged_on_what_it_then_is(
    host: Host, another: Callable[[], Host], road: Road, *, commits: bool
) -> None:
    """Both name the study of the letter in a process of their own: the second waits, and means the same, or is the first itself."""
    if isinstance(host, SqliteStrict):
        pytest.skip("a transaction that read first cannot wait in SQLite; see the test of that")
    outcomes: list[Outcome] = []

    def second() -> None:
        other = another()
        with other.transaction():
            if not isinstance(other, Sqlite):
                other.note("second")
            outcomes.append(other.flow().submit(OTHER, Road(letter.PROCESSES[OTHER]).identify()))
        other.close()

    thread = threading.Thread(target=second, daemon=True)
    with host.transaction() if commits else host.undone():
        host.flow().submit(WEBSITES, road.identify())
        thread.start()
        waits(host.address, thread)
    thread.join(30)
    assert [True] == [outcome.allowed for outcome in outcomes]
    assert ({WEBSITES: 1} if commits else {}) | {OTHER: 1} == numbers(host.address)
    assert 1 + commits == verified(host.address).rejudged


def test_others_do_not_wait(host: Host, another: Callable[[], Host], road: Road) -> None:
    """In PostgreSQL programs that write to different processes do not wait for each other's commit, as long as they name other things."""
    if host.address.startswith("/"):
        pytest.skip("an SQLite file has one writer at a time")
    with host.transaction():
        host.flow().submit(WEBSITES, road.identify())
        other = another()
        with other.transaction():
            other.flow().submit(OTHER, Road(letter.PROCESSES[OTHER], route=Route.GOVERNANCE).identify())
        other.close()
        assert {OTHER: 1} == numbers(host.address)
    assert 2 == verified(host.address).rejudged


def test_a_record_comes_back_as_it_went_in(host: Host, road: Road) -> None:
    """Moments, texts and numbers are read as they were recorded, by whatever the host has between it and its driver."""
    with host.transaction():
        flow = host.flow()
        recorded = [flow.submit(WEBSITES, command).record for command in road.until(State.PLAN_DRAFTED)]
    with host.transaction():
        assert recorded == list(host.flow().history(WEBSITES))
        (standing,) = host.flow().overview()
    assert recorded[-1].head == standing.head
    assert timedelta(0) == standing.recorded_at.utcoffset()
