"""The machine of the kit: it passes for the letter's rules, and tells plainly where broken rules break."""

from __future__ import annotations

import re
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, ClassVar

import attrs
import pytest
from hypothesis import Phase, settings
from hypothesis.database import InMemoryExampleDatabase
from hypothesis.stateful import invariant, rule, run_state_machine_as_test

from ontvlechting import LETTER, Rules, State
from ontvlechting import commands as c
from ontvlechting.engine.doors import Guard, Reasons, guard
from ontvlechting.engine.text import Language
from ontvlechting.letter.catalogue import R13
from ontvlechting.letter.commands import Command
from ontvlechting.record.stores.port import Store
from ontvlechting.record.stores.sqlite import SqliteStore
from ontvlechting.states import STARTING
from ontvlechting.testing.letter.machine import GovernanceMachine
from ontvlechting.testing.letter.strategies import MOVES
from ontvlechting.testing.strategies import Advance, Move

SOME = settings(
    max_examples=60,
    stateful_step_count=8,
    phases=[Phase.generate],  # these stories are short as they are
    derandomize=True,
    database=None,
    print_blob=False,
)


def without(*doors: tuple[type[Command], str]) -> Rules:
    """The letter's rules with guards dropped at these doors."""

    def kept(command: type[Command], guards: tuple[Guard, ...]) -> tuple[Guard, ...]:
        return tuple(g for g in guards if (command, g.name) not in doors)

    return attrs.evolve(LETTER, name="gebroken", doors={k: kept(k, g) for k, g in LETTER.doors.items()})


class Untested(GovernanceMachine):
    """Rules that no longer ask for the five tests."""

    judges = without((c.ConcludeTests, "five_tests_are_met"))
    moves: ClassVar = {n: MOVES[n] for n in ("conclude-tests", "collect", "fail-budget")}


class Anybody(GovernanceMachine):
    """Rules by which anybody decides."""

    judges = without((c.Decide, "ministry_decides"), (c.Decide, "mandate_is_valid"), (c.Decide, "duties_are_separated"))
    language: ClassVar[Language] = "en"


class Lossy(GovernanceMachine):
    """Rules by which a budget may lose a cent."""

    judges = without((c.ShiftBudget, "shift_is_neutral"))


class Deaf(GovernanceMachine):
    """Rules by which one body stands in for the other."""

    judges = without((c.ConcludeTests, "bodies_were_heard"), (c.Decide, "bodies_were_heard"))


class NoReturn(GovernanceMachine):
    """Rules by which falling back needs the evidence of a mandate, and so is shut."""

    judges = LETTER.extended(name="eenrichting", version="1", doors={c.FallBack: LETTER.doors[c.Decide][:2]})


BROKEN: list[tuple[type[GovernanceMachine], str, str]] = [
    (Untested, "no_door_past_the_five_tests", "Deze controle houdt geen stand"),
    (Anybody, "the_ministry_decided_first", "This check does not hold"),
    (Lossy, "budgets_are_neutral", "Deze controle houdt geen stand"),
    (NoReturn, "the_way_back_is_open", "Deze controle houdt geen stand"),
]


STORIES: dict[type[GovernanceMachine], tuple[type[Command], str]] = {
    Untested: (c.RecordTest, "fail-budget"),
    Anybody: (c.Decide, "receiver-decides"),
    Lossy: (c.ShiftBudget, "budget-loses-a-cent"),
}
"""Where chance would take long to get: the road, with another move in the place of one command."""


def run(machine: type[GovernanceMachine]) -> None:
    """A run of this machine: generated, or by its story."""
    if machine not in STORIES:
        run_state_machine_as_test(machine, settings=SOME)
        return
    kind, name = STORIES[machine]
    told = machine()
    told.choose(c.Route.SHIFT)
    for command in told.player.commands(Advance(80)):
        if isinstance(command, kind):
            told.give(Move(name))
        else:
            told.ask(command)


def failure(machine: type[GovernanceMachine]) -> str:
    """What a failing run of this machine says."""
    with pytest.raises(AssertionError) as failed:
        run(machine)
    return next(note for note in failed.value.__notes__ if "replay" in note)


@pytest.mark.parametrize(("machine", "check", "heading"), BROKEN)
def test_broken_rules_fail_by_name_and_the_python_fails_again(
    machine: type[GovernanceMachine], check: str, heading: str
) -> None:
    """A dropped guard makes a run fail; its transcript names the check, and its Python, pasted, fails in the same way."""
    told = failure(machine)
    assert told.startswith(f"{heading}: {check}: T")
    assert "fictief-douane-1" in told
    python = told[told.index("from tests.") :]
    with pytest.raises(AssertionError) as again:
        exec(python, {})  # noqa: S102 - what the machine printed is run as its reader would
    assert told == "\n".join(again.value.__notes__)


def test_a_works_council_does_not_stand_in_for_the_unions() -> None:
    """With the guard gone, a decision without the unions is seen by the check of that name."""
    machine = Deaf()
    machine.choose(c.Route.SHIFT)

    def leave_out_the_unions() -> None:
        for command in machine.player.commands(Advance(60)):
            if not (isinstance(command, c.RecordContact) and command.body == "vakbonden"):
                machine.ask(command)

    with pytest.raises(AssertionError) as failed:
        leave_out_the_unions()
    assert "a_works_council_is_no_union" in failed.value.__notes__[0]


class OnDisk(GovernanceMachine):
    """Another store, a rule and an invariant of one's own."""

    def open_store(self) -> Store:
        """SQLite, in a folder that goes when the run ends."""
        self.folder = TemporaryDirectory()
        return SqliteStore(Path(self.folder.name) / "ledger.db")

    def teardown(self) -> None:
        """The folder goes last."""
        super().teardown()
        self.folder.cleanup()

    @rule()
    def stop(self) -> None:
        """Stop."""
        self.ask(self.player.road.stop())

    @invariant()
    def a_stopped_process_is_where_it_began(self) -> None:
        """The transferring party performs."""
        if self.dossier.state is State.STOPPED:
            assert self.dossier.state in STARTING


class OwnInvariant(GovernanceMachine):
    """An invariant in the way of Hypothesis that does not hold."""

    @invariant()
    def nobody_identifies(self) -> None:
        """Not true."""
        assert self.dossier.identity is None


def test_a_healthy_run_passes() -> None:
    """The letter's rules, on whichever store and with rules of one's own, pass every check until the end."""
    few = settings(SOME, max_examples=5)
    run_state_machine_as_test(GovernanceMachine, settings=few)
    run_state_machine_as_test(OnDisk, settings=few)


def test_an_invariant_of_ones_own_is_told_alike() -> None:
    """What Hypothesis calls an invariant gets the same transcript."""
    assert "Hetzelfde nog eens, in Python" in failure(OwnInvariant)


def test_the_letter_is_walked_to_its_end_with_every_check() -> None:
    """Both roads end, and every check was asked after every command."""
    for route in c.Route:
        machine: Any = GovernanceMachine()
        machine.choose(route)
        machine.give(Advance(80))
        machine.teardown()
        assert State.COMPLETED is machine.dossier.state


# -- searching, and showing again --------------------------------------------------------------------------------------


class Counted(GovernanceMachine):
    """A check that fails where a rule says, and counts of the stories that began and of those whose end was looked at."""

    fails: ClassVar[str]
    began: ClassVar[list[bool]] = []
    ends: ClassVar[list[bool]] = []

    def __init__(self) -> None:
        super().__init__()
        self.began.append(True)

    def check_few_commands(self) -> None:
        """Not true after three commands."""
        assert self.fails != "after a command" or len(self.asked) <= 3

    def end_every_command_is_recorded_once(self) -> None:
        """Not true of a story of three commands."""
        self.ends.append(True)
        assert self.fails != "at an end" or len(self.asked) <= 3


def searched(where: str, database: InMemoryExampleDatabase) -> tuple[list[str], int, int]:
    """Run the test case of a machine that fails there: what it says, and how many stories began and were looked at to their end."""
    case: Any = type("Failing", (Counted,), {"fails": where, "began": [], "ends": []})
    test = case.TestCase()
    test.settings = settings(
        max_examples=50,
        stateful_step_count=8,
        phases=[phase for phase in Phase if phase is not Phase.explain],
        database=database,
        print_blob=False,
    )
    with pytest.raises(AssertionError) as failed:
        test.runTest()
    return failed.value.__notes__, len(case.began), len(case.ends)


@pytest.mark.parametrize("where", ["after a command", "at an end"])
def test_what_failed_is_shown_again_at_once(where: str) -> None:
    """The second time the shortest story is all that runs: once to see that it fails, and once to tell it."""
    database = InMemoryExampleDatabase()
    first, many, _ = searched(where, database)
    again, few, _ = searched(where, database)
    assert [n for n in first if "replay" in n] == [n for n in again if "replay" in n]
    assert many > 20 > few


def test_a_search_that_makes_a_story_shorter_looks_at_no_end() -> None:
    """A check that failed after a command is what is made shorter; where one failed at an end, ends are what has to be looked at."""
    _, many, ends = searched("after a command", InMemoryExampleDatabase())
    assert ends < many / 2
    _, many, ends = searched("at an end", InMemoryExampleDatabase())
    assert ends > many / 2


class Wordy(GovernanceMachine):
    """A story that is longer than it has to be: some of what is asked is refused, and some of what is accepted matters to nobody."""

    language: ClassVar[Language] = "en"

    @rule()
    def anything(self) -> None:
        """The same each time."""
        self.mood = "bad"
        for name in ("conclude-proof", "feasible", "complete", "consult", "start-transfer", "stop", "collect"):
            self.give(Move(name))


class StopsNothing(Wordy):
    """What fails after a command."""

    def check_nothing_is_stopped(self) -> None:
        """Not true of what is stopped."""
        assert self.dossier.state is not State.STOPPED


class EndsNothing(Wordy):
    """What fails at an end."""

    def end_replay_gives_the_same(self) -> None:
        """Not true of what was stopped."""
        assert self.dossier.state is not State.STOPPED


class Moody(Wordy):
    """What fails by something that no command tells."""

    mood = "good"

    def check_nothing_is_stopped(self) -> None:
        """Not true of what is stopped in a bad mood."""
        assert self.dossier.state is not State.STOPPED or self.mood == "good"


@guard(R13, nl="een toets die faalt", en="a check that fails")
def guard_that_fails(*_: object) -> Reasons:
    """Fails."""
    raise ZeroDivisionError


class Failing(Wordy):
    """A guard of these rules fails."""

    judges: ClassVar[Rules] = LETTER.extended(name="stuk", version="1", doors={c.Stop: (guard_that_fails,)})


def test_what_fails_a_hundred_times_is_logged_once(caplog: pytest.LogCaptureFixture) -> None:
    """A search tries one failure again and again: its error stands in the log once; afterwards everything is logged again."""
    story_of(Failing)
    told = [(r.levelname, r.exc_info and r.exc_info[0]) for r in caplog.records if r.name == "ontvlechting"]
    assert [("ERROR", ZeroDivisionError)] == told
    one = Failing()
    one.choose(c.Route.SHIFT)
    for _ in range(2):
        with pytest.raises(AssertionError):
            one.give(Move("stop"))
    assert 1 + 2 * 2 == len(
        [r for r in caplog.records if r.name == "ontvlechting"]
    )  # each time asked, and then submitted


def story_of(machine: type[GovernanceMachine]) -> tuple[str, list[str]]:
    """What the test case of this machine tells when it fails, and what is asked in it."""
    test: Any = machine.TestCase()
    test.settings = settings(SOME, max_examples=5, stateful_step_count=2)
    with pytest.raises(AssertionError) as failed:
        test.runTest()
    (told,) = (note for note in failed.value.__notes__ if "replay" in note)
    return told, re.findall(r"^\d+\. .*: (.*)$", told, re.MULTILINE)


@pytest.mark.parametrize("machine", [StopsNothing, EndsNothing])
def test_what_matters_to_no_failure_is_left_out_of_its_story(machine: type[GovernanceMachine]) -> None:
    """What is told is the same each time, and fails again in the same way as it is printed."""
    told, asked = story_of(machine)
    assert ["Identify the process", "Stop"] == asked
    assert (told, asked) == story_of(machine)
    with pytest.raises(AssertionError) as again:
        exec(told[told.index("from tests.") :], {})  # noqa: S102 - what the machine printed is run as its reader would
    assert [told] == again.value.__notes__


def test_a_story_that_does_not_fail_again_is_told_as_it_was() -> None:
    """Nothing is left out of it: what is told has happened."""
    _, asked = story_of(Moody)
    assert ["Identify the process", "Conclude the proof", "Record feasibility"] == asked[:3]


def test_outside_of_a_search_every_end_is_looked_at() -> None:
    """After a search that failed, and without one, what is run is looked at to its end."""
    searched("after a command", InMemoryExampleDatabase())
    for kind in (Counted, GovernanceMachine):
        assert None is vars(kind).get("_shrinks")
    Counted.fails = "nowhere"
    run_state_machine_as_test(Counted, settings=settings(SOME, max_examples=5))
    assert 0 < len(Counted.began) == len(Counted.ends)
