"""What goes to another process, and what stays: `pickle`, `copy`, `deepcopy`, and a pool that spawns.

The library itself never unpickles; these are the means by which Django, Streamlit, joblib and `multiprocessing` move values.
"""

from __future__ import annotations

import copy
import io
import multiprocessing
import os
import pickle
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from functools import partial
from pathlib import Path
from threading import Event, Thread
from types import ModuleType
from typing import Any

import attrs
import pytest
from hypothesis import given

from ontvlechting import LETTER, PROGRAMME, Ledger, OntvlechtingError, Outcome, Rules, State, Text, Workflow, letter
from ontvlechting import commands as c
from ontvlechting.engine.doors import YES, Guard, Reasons, guard
from ontvlechting.engine.errors import InputError, LedgerUnavailable, NotPortable, Problem
from ontvlechting.engine.rulebook import Pack
from ontvlechting.engine.shows import Shows
from ontvlechting.engine.verdicts import Refused
from ontvlechting.letter.catalogue import R50
from ontvlechting.letter.commands import Command
from ontvlechting.letter.dossier import Dossier
from ontvlechting.letter.fiction import Road
from ontvlechting.letter.norms import Norms
from ontvlechting.letter.packs.portfolio import PORTFOLIO
from ontvlechting.letter.packs.works_councils_act import WORKS_COUNCILS_ACT
from ontvlechting.record.dossiers import Dossiers
from ontvlechting.record.shared import Shared
from ontvlechting.record.stores.memory import MemoryStore
from ontvlechting.shell.logbook import Logbook
from ontvlechting.shell.machine import Governed, GovernedMachine
from ontvlechting.testing.comparison import compare
from ontvlechting.testing.explorer import explore
from ontvlechting.testing.letter.scopes import STANDARD
from ontvlechting.testing.letter.strategies import commands, dossiers
from ontvlechting.testing.stores import everything, keep, sealed_of, story
from tests.asking import CODEC
from tests.test_house import EXAMPLES

PROTOCOLS = range(2, pickle.HIGHEST_PROTOCOL + 1)
Way = Callable[[Any], Any]


def pickled(value: Any, protocol: int = pickle.DEFAULT_PROTOCOL) -> Any:
    """The value as another process gets it."""
    return pickle.loads(pickle.dumps(value, protocol))  # noqa: S301 - our own bytes


WAYS: dict[str, Way] = {f"pickle {n}": partial(pickled, protocol=n) for n in PROTOCOLS} | {
    "copy": copy.copy,
    "deepcopy": copy.deepcopy,
}
every_way = pytest.mark.parametrize("way", WAYS.values(), ids=list(WAYS))


# -- errors ------------------------------------------------------------------------------------------------------------


class Late(LedgerUnavailable):
    """An error that a tool derives from one of ours, with a constructor of its own."""

    def __init__(self, *, minutes: int) -> None:
        self.minutes = minutes
        super().__init__("ours", f"{minutes} minutes late", recorded=None, ids=["a"])


class Slotted(InputError):
    """One with a slot."""

    __slots__ = ("more",)

    def __init__(self, more: str, **given: str) -> None:
        self.more = more
        super().__init__(more, [Problem(k, v, Text(nl="niets", en="nothing")) for k, v in given.items()])


class Both(Refused, KeyError):
    """One that is something of Python as well, with other words."""

    def __init__(self) -> None:
        super().__init__(Text(nl="nee", en="no"), [R50.forbidden("x", nl="nee", en="no")])
        self.args = ("other", 1)


ERRORS: list[OntvlechtingError] = [*EXAMPLES, Late(minutes=3), Slotted("x", field="y"), Both()]


def told(error: OntvlechtingError) -> tuple[object, ...]:
    """Everything that an error says."""
    names = ("more", "msg", "name", "path")
    return type(error), error.text, str(error), error.args, vars(error), [getattr(error, n, None) for n in names]


@every_way
def test_an_error_keeps_its_kind_its_text_and_all_that_it_carries(way: Way) -> None:
    """Each error of this package, and those that a tool derives from them."""
    for error in ERRORS:
        again = way(error)
        assert error is not again
        assert told(error) == told(again)


def test_an_error_keeps_its_notes() -> None:
    """What was added to it on the way up."""
    error = InputError("Plan", [])
    error.add_note("in the import of March")
    assert ["in the import of March"] == pickled(error).__notes__


# -- answers and values ------------------------------------------------------------------------------------------------

CASE = "douane/websites"


def answers() -> dict[str, Any]:
    """Everything that a workflow answers."""
    flow, road = Workflow.open("memory:"), Road(letter.PROCESSES[CASE])
    flow.submit_many([("programma", x) for x in letter.as_commands(by=road.ministry, at=road.moment)])
    outcome = flow.submit(CASE, road.identify())
    refused = flow.submit(CASE, road.draft())
    return {
        "outcome": outcome,
        "refused": refused,
        "record": refused.record,
        "verdict": refused.verdict,
        "history": flow.history(CASE),
        "part": flow.history(CASE)[-1:],
        "next steps": flow.next_steps(CASE),
        "step": flow.next_steps(CASE)[0],
        "overview": flow.overview(),
        "feed": flow.records(),
        "placed": flow.records()[0],
        "dossier": flow.dossier(CASE),
        "registers": flow.registers("programma"),
        "account": flow.accountability("programma"),
        "report": flow.verify(deep=True),
        "timeline": flow.timeline(),
        "departures": flow.departures(CASE, attrs.evolve(LETTER, norms=attrs.evolve(LETTER.norms, units=()))),
        "portfolio": flow.portfolio([CASE]),
        "inclusion": flow.prove(CASE, 1),
        "explored": explore(LETTER, STANDARD[0], most=30),
        "comparison": compare(LETTER, LETTER, scopes=()),
        "html": outcome.html(),
        "parties": letter.PARTIES,
        "processes": letter.PROCESSES,
        "motions": letter.MOTIONS,
        "norms": LETTER.norms,
        "arrows": LETTER.arrows,
        "command": c.IdentifyProcess,
    }


ANSWERS = answers()


@every_way
@pytest.mark.parametrize("what", ANSWERS)
def test_an_answer_is_equal_and_shows_itself_as_before(what: str, way: Way) -> None:
    """Whatever a workflow answers, of the same class."""
    given, again = ANSWERS[what], way(ANSWERS[what])
    assert type(given) is type(again)
    assert given == again
    for show in ("html", "lines"):
        if isinstance(given, Shows):
            assert getattr(given, show)() == getattr(again, show)()


def test_a_road_is_drawn_as_before() -> None:
    """A picture that carries the rules it was drawn by."""
    road = ANSWERS["history"].road()
    assert road.svg() == pickled(road).svg() == copy.deepcopy(road).svg()


@given(commands())
def test_every_command_is_equal(command: Command) -> None:
    """Whatever it holds."""
    assert [command] * len(WAYS) == [way(command) for way in WAYS.values()]


@given(dossiers(most=4))
def test_every_dossier_is_equal(dossier: Dossier) -> None:
    """Wherever its process stands."""
    assert [dossier] * len(WAYS) == [way(dossier) for way in WAYS.values()]


# -- rules -------------------------------------------------------------------------------------------------------------


@guard(R50, nl="vraag van ons", en="question of ours")
def ours_is_fine(dossier: Dossier, command: Command, norms: Norms) -> Reasons:
    """Says yes."""
    return YES


def _of(number: int) -> Guard:
    @guard(R50, nl="vraag", en="question")
    def numbered(dossier: Dossier, command: Command, norms: Norms) -> Reasons:
        return [R50.forbidden("n", nl=f"nee {number}", en=f"no {number}")]

    return numbered


OURS = LETTER.extended(name="ours", version="1", doors={c.DraftPlan: (ours_is_fine, _of(3))})
NORMED = attrs.evolve(LETTER, norms=attrs.evolve(LETTER.norms, separate_duties=False))
MADE = Pack(name="made", version="1", doors={c.Decide: (ours_is_fine,)})
NAMED = [
    LETTER,
    PROGRAMME,
    PORTFOLIO,
    WORKS_COUNCILS_ACT,
    OURS,
    NORMED,
    MADE,
    ours_is_fine,
    *LETTER.guards,
    *OURS.guards,
]


@every_way
def test_what_has_a_name_in_a_module_is_that_very_thing(way: Way) -> None:
    """Rules, packs and guards, those of the library and of others, also guards that stand nowhere but in rules."""
    assert [True] * len(NAMED) == [way(given) is given for given in NAMED]


@every_way
def test_rules_that_have_no_name_are_made_again_of_their_guards(way: Way) -> None:
    """The letter with packs, with other norms, and one's own with a pack."""
    for rules in (
        LETTER + WORKS_COUNCILS_ACT + PORTFOLIO,
        attrs.evolve(NORMED, norms=attrs.evolve(LETTER.norms, zone="UTC")),
        OURS + PORTFOLIO + Pack(name="x", version="1", doors={c.Decide: (ours_is_fine,)}),
    ):
        again = way(rules)
        assert rules == again
        assert rules.ref == again.ref
        assert all(one is other for one, other in zip(rules.guards, again.guards, strict=True))


def test_a_copy_of_rules_is_those_rules() -> None:
    """Also of such as could not be sent."""
    rules = LETTER.extended(name="loose", version="1", doors={c.Decide: (_of(4),)})
    for one in (rules, _of(5), Pack(name="x", version="1", doors={c.Decide: (_of(6),)})):
        assert one is copy.copy(one) is copy.deepcopy(one)


@pytest.mark.parametrize("protocol", PROTOCOLS)
def test_rules_with_a_guard_that_stands_nowhere_say_what_to_do(protocol: int) -> None:
    """It would arrive as nothing; the name of the guard is told."""
    rules = LETTER.extended(name="loose", version="1", doors={c.Decide: (_of(4),)})
    with pytest.raises(
        NotPortable, match="`Guard numbered` cannot be copied or pickled: give it, or rules that hold it, a "
    ):
        pickle.dumps(rules, protocol)


def test_a_name_in_a_notebook_is_none(monkeypatch: pytest.MonkeyPatch) -> None:
    """Another process has no such cell; a program that comes from a file is there in the processes that it makes."""
    main = ModuleType("__main__")
    monkeypatch.setitem(sys.modules, "__main__", main)
    main.rules = attrs.evolve(LETTER, name="cell")  # type: ignore[attr-defined]
    assert b"__main__" not in pickle.dumps(main.rules)
    main.g = attrs.evolve(_of(7))  # type: ignore[attr-defined]
    with pytest.raises(NotPortable):
        pickle.dumps(main.g)
    main.__file__ = "program.py"
    assert b"__main__" in pickle.dumps(main.g)
    assert main.g is pickled(main.g)
    assert main.rules is pickled(main.rules)


def test_other_rules_under_that_name_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """The two processes do not run the same code."""
    sent = pickle.dumps(OURS)
    monkeypatch.setitem(globals(), "OURS", attrs.evolve(OURS, version="2"))
    with pytest.raises(InputError, match="expected the same rules in both processes"):
        pickle.loads(sent)  # noqa: S301
    monkeypatch.delitem(globals(), "OURS")
    with pytest.raises(InputError, match="expected the name of `Rules`; got None"):
        pickle.loads(sent)  # noqa: S301


MINISTRY = """
import attrs
from ontvlechting import LETTER
OURS = attrs.evolve(LETTER, norms=attrs.evolve(LETTER.norms, drafter_may_test=False))
"""
PROGRAM = """
import pickle, sys
import ministry
assert pickle.loads(bytes.fromhex(sys.argv[1])) is ministry.OURS
assert pickle.dumps(ministry.OURS).hex() == sys.argv[1]
"""


def test_the_rules_of_a_ministry_arrive_in_another_program(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Rules that differ from the letter's by a norm, in a module of their own."""
    (tmp_path / "ministry.py").write_text(MINISTRY, encoding="utf-8")
    monkeypatch.syspath_prepend(tmp_path)
    from importlib import import_module

    sent = pickle.dumps(import_module("ministry").OURS).hex()
    subprocess.run([sys.executable, "-c", PROGRAM, sent], cwd=tmp_path, check=True)  # noqa: S603 - our own program


# -- what stays --------------------------------------------------------------------------------------------------------


def handles(folder: Path) -> list[Any]:
    """Everything that holds on to something of this process."""
    flow = Workflow.open("memory:")
    path = f"sqlite:///{folder / 'ledger.db'}"
    kept = Workflow.open(path)
    kept.close()
    machine = GovernedMachine(flow)
    return [flow, kept, Ledger.open(path), MemoryStore(), kept._store, machine, Governed(machine, "p"), Logbook()]


@every_way
def test_a_handle_is_no_value_and_says_what_to_do(tmp_path: Path, way: Way) -> None:
    """A ledger, a store, a machine, a model and a logbook: a `TypeError` with the way out, in both languages."""
    for handle in handles(tmp_path):
        with pytest.raises(TypeError) as found:
            way(handle)
        error = found.value
        assert isinstance(error, NotPortable)
        assert type(handle).__name__ == error.what
        assert error.instead.nl in error.text.nl
        assert error.instead.en in str(error)


# -- a pool ------------------------------------------------------------------------------------------------------------


def submitted(rules: Rules, command: Command, *, loudly: bool) -> Outcome:
    """In a process of its own: opens a ledger and asks."""
    flow = Workflow.open("memory:", rules=rules)
    flow.submit(CASE, Road(letter.PROCESSES[CASE]).identify())
    outcome = flow.submit(CASE, command)
    return outcome.or_raise() if loudly else outcome


def test_a_pool_that_spawns_returns_outcomes_and_raises_errors_whole() -> None:
    """Rules and commands go there, outcomes and refusals come back with every reason."""
    draft = Road(letter.PROCESSES[CASE]).draft()
    with multiprocessing.get_context("spawn").Pool(1) as pool:
        outcome = pool.apply(submitted, (LETTER + PORTFOLIO, draft), {"loudly": False})
        with pytest.raises(Refused) as found:
            pool.apply(submitted, (OURS, draft), {"loudly": True})
        with pytest.raises(InputError, match="`rules`: expected rules"):
            pool.apply(submitted, (5, draft), {"loudly": True})
    assert State.IDENTIFIED is outcome.state
    assert draft == outcome.record.event.command
    assert outcome.lines() == pickled(outcome).lines()
    assert {"unit-not-consulted", "n"} <= {r.code for r in found.value.reasons}
    assert found.value.text.nl != found.value.text.en


# -- a fork while another thread is busy -------------------------------------------------------------------------------

forks = pytest.mark.skipif(not hasattr(os, "fork"), reason="this system does not fork")
busy = pytest.mark.filterwarnings("ignore:.*multi-threaded.*fork:DeprecationWarning")


def child_did(work: Callable[[], object]) -> bool:
    """Whether a process that is forked here does this, and does not wait for ever."""
    child = os.fork()
    if child == 0:
        try:
            signal.alarm(20)
            work()
            os._exit(0)
        finally:
            os._exit(1)
    return os.waitpid(child, 0)[1] == 0


@contextmanager
def meanwhile(work: Callable[[Callable[[], object]], object]) -> Iterator[None]:
    """Another thread does this, and waits in the midst of it, where it calls what it is given."""
    there, on = Event(), Event()

    def wait() -> None:
        there.set()
        on.wait(20)

    other = Thread(target=work, args=(wait,))
    other.start()
    assert there.wait(20)
    try:
        yield
    finally:
        on.set()
        other.join()


class Halfway(MemoryStore):
    """A ledger in memory that calls this when it has kept everything and has not said so."""

    call: Callable[[], object] = staticmethod(lambda: None)

    def _keep(self, *given: Any) -> None:
        super()._keep(*given)
        self.call()


def identified(flow: Workflow) -> None:
    """Another process goes on, with this ledger."""
    assert flow.submit("kind", Road(letter.PROCESSES[CASE]).identify()).allowed


@forks
@busy
def test_a_child_writes_in_a_logbook_that_another_thread_was_writing_in() -> None:
    """What the child records is told, and the parent's other thread ends its own line."""

    class Slow(io.StringIO):
        def write(self, line: str) -> int:
            if "ouder" in line and flow.processes() == ["ouder"]:
                wait[0]()
            return super().write(line)

    wait: list[Callable[[], object]] = []
    sink = Slow()
    flow = Workflow.open("memory:", tell=[Logbook(sink)])

    def told(waits: Callable[[], object]) -> None:
        wait.append(waits)
        flow.submit("ouder", Road(letter.PROCESSES[CASE]).identify())

    def child() -> None:
        identified(flow)
        assert 1 == sink.getvalue().count("kind")

    with meanwhile(told):
        assert child_did(child)
    assert 1 == sink.getvalue().count("ouder")


@forks
@busy
@pytest.mark.parametrize("shared", [MemoryStore, partial(Dossiers, MemoryStore(), CODEC)])
def test_a_child_does_not_find_locked_what_another_thread_used(shared: Callable[[], Shared]) -> None:
    """It has a lock of its own; in the parent the lock is still that of the other thread."""
    one = shared()

    def used(wait: Callable[[], object]) -> None:
        with one._lock:
            wait()

    def child() -> None:
        with one._lock:
            pass

    with meanwhile(used):
        assert child_did(child)
        assert not one._lock.acquire(blocking=False)


@forks
@busy
@pytest.mark.parametrize("turn", [False, True])
def test_a_child_finds_in_memory_nothing_that_another_thread_had_half_kept(*, turn: bool) -> None:
    """Neither of one call nor of a turn; the child goes on from what was kept, and the parent keeps the rest."""
    p, q = story("p", 3), story("q", 1)
    store = Halfway() if not turn else MemoryStore()
    keep(store, p[:1])
    before = everything(store)

    def kept(wait: Callable[[], object]) -> None:
        if turn:
            with store.turn([]), store.turn([]):
                keep(store, p[1:])
                wait()
        else:
            vars(store)["call"] = wait
            keep(store, p[1:])

    def child() -> None:
        vars(store).pop("call", None)
        assert before == everything(store)
        keep(store, [*p[1:], *q])
        assert sealed_of(p) == list(store.read("p"))

    with meanwhile(kept):
        assert child_did(child)
    assert sealed_of(p) == list(store.read("p"))
    assert store.standing("q") is None


@forks
@busy
def test_who_forks_in_a_turn_of_its_own_goes_on_with_it() -> None:
    """In both processes what was kept in it is there, and what else is kept in it goes when it fails."""
    p = story("p", 3)
    store = MemoryStore()

    def child() -> None:
        with suppress(KeyError), store.turn([]):
            keep(store, p[2:])
            raise KeyError
        assert sealed_of(p[:2]) == list(store.read("p"))

    with store.turn([]):
        keep(store, p[:2])
        assert child_did(child)
    assert sealed_of(p[:2]) == list(store.read("p"))
