"""Turns: in one another, ended twice, broken off at the beginning, beside those of other threads, and struck by a signal."""

from __future__ import annotations

import signal
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from threading import Event
from typing import Any

import pytest

from ontvlechting import State, Workflow, letter
from ontvlechting.engine.errors import Conflict, LedgerUnavailable
from ontvlechting.letter.fiction import Road
from ontvlechting.record.audit import redacted
from ontvlechting.record.shared import Recording
from ontvlechting.record.stores.memory import MemoryStore
from ontvlechting.record.stores.port import Store
from ontvlechting.record.stores.sqlite import SqliteStore
from ontvlechting.testing.stores import everything, keep, sealed_of, seen, story
from tests.asking import CODEC, WEBSITES

P, Q = story("p", 4), story("q", 2)


@pytest.fixture(params=["memory", "sqlite"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    """One with a record of `p`; when the test is over, whoever comes can write to it."""
    made: Store = MemoryStore() if request.param == "memory" else SqliteStore(tmp_path / "ledger.db", patience=5)
    keep(made, P[:1])
    yield made
    with ThreadPoolExecutor(1) as pool:
        pool.submit(keep, made, story("last", 1)).result(20)
    assert "last" in [s.process for s in made.standings()]
    made.close()


def fail(store: Store, kept: Any = ()) -> None:
    """Keep this in a turn that ends with an error."""
    with store.turn(["p"]):
        keep(store, kept)
        raise RuntimeError("in the middle")


def test_a_turn_in_a_turn_is_a_part_of_it(store: Store) -> None:
    """What is kept in it is kept with the other."""
    with store.turn(["p"]):
        keep(store, P[1:2])
        with store.turn(["p", "q"]):
            keep(store, [*P[2:3], *Q[:1]])
        keep(store, Q[1:])
        assert sealed_of(P[:3]) == list(store.read("p"))
    assert [*sealed_of(P[:3]), *sealed_of(Q)] == [s for _, s in store.records()]


def test_a_turn_in_a_turn_fails_alone(store: Store) -> None:
    """What was kept in it is not, and what was kept around it is; also of another turn after it."""
    with store.turn(["p"]):
        keep(store, P[1:2])
        before = everything(store)
        with pytest.raises(RuntimeError, match="in the middle"):
            fail(store, [*P[2:3], *Q[:1]])
        assert before == everything(store)
        with store.turn([]):
            keep(store, P[2:3])
        with pytest.raises(RuntimeError, match="in the middle"):
            fail(store, P[3:4])
    assert sealed_of(P[:3]) == [s for _, s in store.records()]


def test_a_turn_that_fails_takes_those_in_it_with_it(store: Store) -> None:
    """Although they ended well."""
    before = everything(store)

    def all_of_it() -> None:
        with store.turn([]):
            _in_a_turn(store, P[1:2])
            _in_a_turn(store, Q)
            raise RuntimeError("in the middle")

    with pytest.raises(RuntimeError, match="in the middle"):
        all_of_it()
    assert before == everything(store)


@pytest.mark.parametrize("first", [None, RuntimeError("first")], ids=["kept", "not kept"])
def test_a_turn_may_be_ended_twice(store: Store, first: Exception | None) -> None:
    """An interruption may strike where its end was called: what has ended stays as it is."""
    turn = store.turn(["p"])
    turn.__enter__()
    keep(store, P[1:2])
    turn.__exit__(type(first) if first else None, first, None)
    expected = sealed_of(P[: 1 if first else 2])
    assert expected == list(store.read("p"))
    keep(store, Q[:1])
    turn.__exit__(KeyboardInterrupt, KeyboardInterrupt(), None)
    assert expected == list(store.read("p"))
    assert sealed_of(Q[:1]) == list(store.read("q"))
    with ThreadPoolExecutor(1) as pool:
        with store.turn([]):
            keep(store, Q[1:])
            turn.__exit__(KeyboardInterrupt, KeyboardInterrupt(), None)
            other = pool.submit(keep, store, story("r", 1))
            with pytest.raises(TimeoutError):
                other.result(0.1)
        other.result(20)
    assert sealed_of(Q) == list(store.read("q"))


def test_a_turn_that_never_began_can_be_ended(store: Store) -> None:
    """And takes nothing from who has one: another thread still waits for it."""
    store.turn([]).__exit__(KeyboardInterrupt, KeyboardInterrupt(), None)
    with ThreadPoolExecutor(1) as pool:
        with store.turn([]):
            keep(store, P[1:2])
            store.turn([]).__exit__(KeyboardInterrupt, KeyboardInterrupt(), None)
            other = pool.submit(keep, store, Q[:1])
            with pytest.raises(TimeoutError):
                other.result(0.1)
            keep(store, P[2:3])
        other.result(20)
    assert [*sealed_of(P[:3]), *sealed_of(Q[:1])] == [s for _, s in store.records()]


@pytest.mark.parametrize("ends", ["well", "badly"])
def test_turns_of_two_threads_are_two_turns(store: Store, ends: str) -> None:
    """The one waits for the other, and what becomes of the one is nothing to the other."""
    with ThreadPoolExecutor(1) as pool:
        with store.turn(["p"]):
            keep(store, P[1:2])
            other = pool.submit(fail if ends == "badly" else _in_a_turn, store, Q[:1])
            with pytest.raises(TimeoutError):
                other.result(0.1)
            with store.turn([]):
                keep(store, P[2:3])
        assert (ends == "badly") == isinstance(other.exception(20), RuntimeError)
        turn = store.turn([])
        turn.__enter__()
        keep(store, P[3:])
        third = pool.submit(_in_a_turn, store, story("r", 1))
        with pytest.raises(TimeoutError):
            third.result(0.1)
        turn.__exit__(RuntimeError, RuntimeError("in the middle"), None)
        third.result(20)
    assert sealed_of(P[:3]) == list(store.read("p"))
    assert sealed_of(Q[:1] if ends == "well" else []) == list(store.read("q"))
    assert sealed_of(story("r", 1)) == list(store.read("r"))


def test_a_turn_that_was_waited_for_is_as_much_a_turn(store: Store) -> None:
    """Whoever had to wait for it keeps others waiting as well."""
    began, go_on = Event(), Event()

    def wait() -> None:
        with store.turn([]):
            keep(store, Q[:1])
            began.set()
            go_on.wait(20)
            keep(store, Q[1:])

    with ThreadPoolExecutor(2) as pool:
        with store.turn(["p"]):
            second = pool.submit(wait)
            with pytest.raises(TimeoutError):
                second.result(0.1)
            keep(store, P[1:2])
        assert began.wait(20)
        third = pool.submit(keep, store, P[2:3])
        with pytest.raises(TimeoutError):
            third.result(0.1)
        go_on.set()
        second.result(20), third.result(20)
    assert [*sealed_of(P[:2]), *sealed_of(Q), *sealed_of(P[2:3])] == [s for _, s in store.records()]


def _in_a_turn(store: Store, kept: Any) -> None:
    with store.turn([]):
        keep(store, kept)


class Interrupted:
    """A lock at which whoever waits is interrupted."""

    def acquire(self, *_: object, **__: object) -> bool:
        """While one waits."""
        raise KeyboardInterrupt

    def release(self) -> None:
        """Nobody has it."""
        raise RuntimeError("cannot release un-acquired lock")


def test_whoever_is_interrupted_while_waiting_has_no_turn(store: Any) -> None:
    """It is the interruption that is heard, and nothing is held."""
    lock, store._lock = store._lock, Interrupted()
    with pytest.raises(KeyboardInterrupt), store.turn([]):
        raise AssertionError("it had its turn")
    store._lock = lock
    keep(store, P[1:2])
    assert sealed_of(P[:2]) == list(store.read("p"))


def test_a_turn_that_is_broken_off_at_its_beginning_is_over(store: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever went wrong: nothing is held, and a turn around it goes on."""

    def broken(*_: object) -> None:
        raise KeyboardInterrupt

    name = "_copied" if isinstance(store, MemoryStore) else "_look"
    with monkeypatch.context() as patch:
        patch.setattr(store, name, broken)
        with pytest.raises(KeyboardInterrupt), store.turn([]):
            raise AssertionError("it had its turn")
    with store.turn([]):
        keep(store, P[1:2])
        with monkeypatch.context() as patch:
            patch.setattr(store, name, broken)
            with pytest.raises(KeyboardInterrupt), store.turn([]):
                raise AssertionError("it had its turn")
        keep(store, P[2:3])
    assert sealed_of(P[:3]) == list(store.read("p"))


def test_an_id_that_is_taken_names_the_process_that_wanted_it(store: Store) -> None:
    """Of a call with several processes: the one of the record, or another of the same call."""
    (taken,) = story("other", 1)
    wanted = taken.sealed._replace(id=P[0].sealed.id)
    with pytest.raises(Conflict) as error:
        store.append([wanted], [taken.standing])
    assert "other" == error.value.process


def test_texts_of_a_process_that_is_not_there_are_not_there(store: Store) -> None:
    """Nothing is taken out of it, and the rest is kept."""
    store.append(sealed_of(P[1:2]), [P[1].standing], (), [redacted(Q[0].sealed, CODEC)], {seen(P[0])})
    assert sealed_of(P[:2]) == [s for _, s in store.records()]


# -- who strikes in the midst ----------------------------------------------------------------------------------------------


@contextmanager
def handled(handler: Callable[[], object]) -> Iterator[None]:
    """While a signal is handled by this."""
    before = signal.signal(signal.SIGUSR1, lambda *_: handler())
    try:
        yield
    finally:
        signal.signal(signal.SIGUSR1, before)


@pytest.fixture(params=["memory:", "sqlite", "postgres"])
def flow(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Workflow]:
    """A ledger in which a process was identified."""
    address = {"memory:": "memory:", "sqlite": f"sqlite:///{tmp_path / 'midst.db'}"}.get(request.param)
    with Workflow.open(address or request.getfixturevalue("database")) as opened:
        opened.submit(WEBSITES, Road(letter.PROCESSES[WEBSITES]).identify())
        yield opened


@pytest.mark.skipif(not hasattr(signal, "SIGUSR1"), reason="there are no such signals here")
def test_a_handler_of_a_signal_records_nothing_in_the_midst_of_what_is_recorded(
    flow: Workflow, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What it would be told is recorded, would be taken back with what it struck; it is refused by name, and may come later."""
    road = Road(letter.PROCESSES[WEBSITES])
    list(road.until(State.IDENTIFIED))
    consult, told = road.consult(), list[object]()

    def handler() -> None:
        try:
            told.append(flow.submit(WEBSITES, consult, id="within"))
        except LedgerUnavailable as error:
            told.append((error.recorded, error.why))

    append = flow._store.append

    def struck(*given: Any, **more: Any) -> None:
        signal.raise_signal(signal.SIGUSR1)
        append(*given, **more)
        signal.raise_signal(signal.SIGUSR1)

    monkeypatch.setattr(flow._store, "append", struck)
    with handled(handler):
        outcome = flow.submit(WEBSITES, consult, id="around")
    monkeypatch.undo()
    why = "this thread is recording something in it just now; who handles a signal waits until that is done"
    assert [(False, why), (False, why)] == told
    assert [None, outcome.record] == [flow.find("within"), flow.find("around")]
    assert (True, 3) == (outcome.allowed, flow.submit(WEBSITES, consult, id="within").record.number)


@pytest.mark.skipif(not hasattr(signal, "SIGUSR1"), reason="there are no such signals here")
def test_who_was_struck_dead_while_recording_records_again(flow: Workflow, monkeypatch: pytest.MonkeyPatch) -> None:
    """An error in the midst, also one that is kept with all its frames, keeps nobody from recording; also in another thread."""
    road = Road(letter.PROCESSES[WEBSITES])
    list(road.until(State.IDENTIFIED))
    consult = road.consult()
    monkeypatch.setattr(Recording, "__exit__", lambda *_: None)  # as if it was struck before it could end
    assert [2, 3] == [flow.submit(WEBSITES, consult).record.number for _ in range(2)]
    with ThreadPoolExecutor(1) as other:
        assert 4 == other.submit(flow.submit, WEBSITES, consult).result().record.number


LOOKS: dict[str, Callable[[Workflow], object]] = {
    "find": lambda w: w.find("within"),
    "history": lambda w: w.history(WEBSITES),
    "dossier": lambda w: w.dossier(WEBSITES),
    "overview": lambda w: w.overview(),
    "verify": lambda w: w.verify(),
}


@pytest.mark.skipif(not hasattr(signal, "SIGUSR1"), reason="there are no such signals here")
@pytest.mark.parametrize("look", LOOKS)
def test_a_handler_of_a_signal_does_not_see_what_is_not_kept_yet(
    flow: Workflow, look: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It would take for recorded what is then rolled back, or half of it for damage; once that is over it may look."""
    told: list[object] = []

    def handler() -> None:
        try:
            told.append(LOOKS[look](flow))
        except LedgerUnavailable as error:
            told.append(error.recorded)
        raise TimeoutError

    road, append = Road(letter.PROCESSES[WEBSITES]), flow._store.append
    list(road.until(State.IDENTIFIED))

    def struck(*given: Any, **more: Any) -> None:
        with flow._kept_in.turn([WEBSITES]):
            append(*given, **more)
            signal.raise_signal(signal.SIGUSR1)

    monkeypatch.setattr(flow._store, "append", struck)
    with handled(handler), pytest.raises(TimeoutError):
        flow.submit(WEBSITES, road.consult(), id="within")
    assert [False] == told
    assert (None, 1, 1) == (flow.find("within"), len(flow.history(WEBSITES)), flow.verify().records)


@pytest.mark.skipif(not hasattr(signal, "SIGUSR1"), reason="there are no such signals here")
def test_a_handler_of_a_signal_may_look_while_somebody_looks(flow: Workflow) -> None:
    """Also where it strikes while what is at hand is being looked through."""
    seen: list[object] = []
    lock = flow._dossiers._lock
    with handled(lambda: seen.append(flow.dossier(WEBSITES).state)), lock:
        assert lock.acquire(blocking=False)  # or it would hang here
        lock.release()
        signal.raise_signal(signal.SIGUSR1)
    assert [State.IDENTIFIED] == seen
