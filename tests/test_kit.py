"""The testing kit says so when it could see nothing: without assertions, with checks that answer, or of rules that are not yours."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any, ClassVar

import attrs
import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import rule

import ontvlechting.testing
from ontvlechting import LETTER, InputError, Rules
from ontvlechting.engine.errors import UnknownName
from ontvlechting.letter.commands import Command, Route
from ontvlechting.shell.answers import Outcome
from ontvlechting.testing.comparison import compare
from ontvlechting.testing.explorer import explore, explore_all
from ontvlechting.testing.letter.checks import CHECKS
from ontvlechting.testing.letter.machine import GovernanceMachine
from ontvlechting.testing.letter.scopes import STANDARD, Scope
from ontvlechting.testing.letter.strategies import MOVES, Player
from ontvlechting.testing.perturbation import perturb
from ontvlechting.testing.scopes import Together
from ontvlechting.testing.strategies import Advance, Make, Move, Played

# -- what Hypothesis does with it ----------------------------------------------------------------------------------------


def test_hypothesis_does_not_trace_what_is_told_as_a_story() -> None:
    """A `TestCase` of the kit, and of whoever builds on it, does all but explain; for the rest it is as Hypothesis makes it."""

    class Mine(GovernanceMachine):
        """One of somebody else."""

    class Bare(GovernanceMachine):
        """One that pytest does not run by itself."""

        TestCase: Any = None

    assert Bare.TestCase is None
    settings.register_profile("of-a-project", max_examples=7, print_blob=True)
    before = settings.get_current_profile_name()
    try:
        settings.load_profile("of-a-project")  # as a conftest does, after the machine was imported
        found = Mine.TestCase.settings
    finally:
        settings.load_profile(before)
    assert (7, True, None) == (found.max_examples, found.print_blob, found.deadline)
    assert {*HealthCheck} == {*found.suppress_health_check}
    assert {*Phase} - {Phase.explain} == {*found.phases}
    Mine.TestCase.settings = settings(found, phases=list(Phase))
    assert Phase.explain in Mine.TestCase.settings.phases
    assert Phase.explain not in GovernanceMachine.TestCase.settings.phases


# -- python -O -----------------------------------------------------------------------------------------------------------

_FOLDER = Path(str(ontvlechting.testing.__file__)).parent
KIT = sorted(".".join(p.relative_to(_FOLDER).with_suffix("").parts) for p in _FOLDER.rglob("[a-z]*.py"))
"""Every module of the kit."""
NO_WAY_BACK = """
from ontvlechting import LETTER
from ontvlechting import commands as c
from ontvlechting.testing.letter.machine import GovernanceMachine
from ontvlechting.testing.strategies import Advance

class NoReturn(GovernanceMachine):
    judges = LETTER.extended(name="eenrichting", version="1", doors={c.FallBack: LETTER.doors[c.Decide][:2]})

told = NoReturn()
told.choose(c.Route.SHIFT)
told.give(Advance(80))
told.teardown()
print("passed")
"""
"""Rules that have no way back, walked to their end."""


def run(*arguments: str) -> tuple[int, str, str]:
    """What a Python of its own says: its exit code, its output, and the last line of its errors."""
    done = subprocess.run([sys.executable, *arguments], capture_output=True, text=True, check=False)  # noqa: S603  # our own code
    return done.returncode, done.stdout, (done.stderr.strip().splitlines() or [""])[-1]


def test_what_is_asked_twice_is_foreseen_twice() -> None:
    """A machine may ask one command again, or ask something else between: what a dry run says is always of now."""

    class Twice(GovernanceMachine):
        """Asks everything once more."""

        def ask(self, command: Command) -> Outcome:
            super().ask(command)
            return super().ask(command)

    made = Twice()
    made.choose(Route.SHIFT)
    made.give(Advance(6))
    made.teardown()
    assert 14 == len(made.asked)


def test_a_check_that_is_added_later_is_asked() -> None:
    """Also where the machine ran before it was there."""

    class Mine(GovernanceMachine):
        """With a check later on."""

    def fails(machine: Any) -> None:
        raise AssertionError("asked")

    Mine.replay([])
    Mine.check_late = fails
    with pytest.raises(AssertionError, match="asked"):
        Mine().choose(Route.SHIFT)


def test_rules_without_a_way_back_do_not_pass_for_want_of_assertions() -> None:
    """With assertions the machine sees it; without them it does not run, and says why."""
    assert (1, "") == run("-c", NO_WAY_BACK)[:2]
    code, output, error = run("-O", "-c", NO_WAY_BACK)
    assert (1, "") == (code, output)
    assert (
        "ontvlechting.engine.errors.NoAssertions: assertions are off (python -O or PYTHONOPTIMIZE): no check could fail"
        == error
    )


def test_no_part_of_the_kit_can_be_used_without_assertions() -> None:
    """Machine, strategies, contract of stores, comparison, perturbation, transcripts, explorer: each refuses by itself."""
    code = (
        "import importlib\n"
        "from ontvlechting.engine.errors import NoAssertions\n"
        f"for name in {KIT}:\n"
        "    name = f'ontvlechting.testing.{name}'\n"
        "    try:\n"
        "        importlib.import_module(name)\n"
        "    except NoAssertions as error:\n"
        "        print(name, 'asserties' in error.text['nl'])\n"
    )
    expected = "".join(f"ontvlechting.testing.{name} True\n" for name in KIT)
    assert (0, expected, "") == run("-O", "-c", code)
    assert {
        "machine",
        "strategies",
        "stores",
        "comparison",
        "perturbation",
        "transcripts",
        "explorer",
        "letter.machine",
    } <= set(KIT)


def test_the_command_line_says_it_in_one_line(tmp_path: Path) -> None:
    """`explore` without assertions is no answer, in the language that is asked for; the rest of the package goes on."""
    code, output, error = run("-O", "-m", "ontvlechting", "explore", "--lang", "nl", "--out", str(tmp_path))
    assert (2, "") == (code, output)
    assert error.startswith("de asserties staan uit")
    assert 0 == run("-O", "-m", "ontvlechting", "rule", "R44")[0]


# -- checks --------------------------------------------------------------------------------------------------------------


def answers(act: Played) -> bool:
    """Answers where it has to assert."""
    return act.after.identity is None


async def awaited(act: Played) -> None:
    """Would have to be awaited."""
    raise AssertionError


def test_a_check_that_answers_is_no_check() -> None:
    """Nobody looks at what it answers, so it would hold whatever it says: the explorer and the machine both refuse."""
    wrong: Any = answers
    with pytest.raises(InputError, match="`answers`: expected an assertion that fails, and no answer; got False"):
        explore(LETTER, STANDARD[0], checks=(*CHECKS, wrong), most=3)

    class Answering(GovernanceMachine):
        """A check of one's own that answers."""

        def check_it(self) -> bool:
            """Answers."""
            return False

    told = Answering()
    with pytest.raises(InputError, match="`check_it`: expected an assertion that fails"):
        told.choose(Route.SHIFT)


@pytest.mark.filterwarnings("error")
def test_a_check_that_has_to_be_awaited_is_no_check() -> None:
    """Refused before anything is explored, or by the machine at its first call."""
    wrong: Any = awaited
    with pytest.raises(InputError, match=r"`checks\[0\]`: expected a plain function"):
        explore(LETTER, STANDARD[0], checks=(wrong,))

    class Awaiting(GovernanceMachine):
        """A check of one's own that is never awaited."""

        async def check_it(self) -> None:
            """Never awaited."""
            raise AssertionError

    told = Awaiting()
    with pytest.raises(InputError, match="`check_it`"):
        told.choose(Route.SHIFT)


@pytest.mark.filterwarnings("error")
def test_a_check_of_mistakes_that_sees_nothing_is_refused() -> None:
    """One that answers yes or no, or has to be awaited, would let every mistake live."""

    async def never(rules: Rules) -> None:
        raise AssertionError

    def says(rules: Rules) -> bool:
        return rules.name == "letter"

    for sees in (never, says):
        with pytest.raises(InputError, match=f"`{sees.__name__}`: expected an assertion that fails"):
            perturb(LETTER, [sees], only="* at Stop: *")


@pytest.mark.parametrize("jobs", [0, -1, True, "2"])
def test_scopes_are_explored_by_one_process_at_least(jobs: Any) -> None:
    """With none it would wait for ever."""
    with pytest.raises(InputError, match="`jobs`: expected a whole number, at least 1"):
        explore_all(LETTER, STANDARD[:1], jobs=jobs)


# -- settings and names --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("setting", "value", "meant"),
    [("judge", LETTER, "judges"), ("knowns", (LETTER,), "known"), ("move", {}, "moves"), ("check", (), "checks"),
     ("langauge", "en", "language")],
)  # fmt: skip
def test_a_misspelt_setting_of_the_machine_is_refused(setting: str, value: object, meant: str) -> None:
    """The run would be one of the letter's own rules, and pass; the right name is told."""
    with pytest.raises(InputError) as error:
        type("Mine", (GovernanceMachine,), {setting: value})
    assert [(setting, (meant,))] == [(p.field, p.nearest) for p in error.value.problems]


def test_rules_and_helpers_of_ones_own_are_no_settings() -> None:
    """A rule that is called `move` is a rule, and an attribute that looks like no setting is an attribute."""

    class Mine(GovernanceMachine):
        """Rules, a helper and an attribute."""

        folder = "fictief"

        @rule()
        def move(self) -> None:
            """A rule of Hypothesis."""

        def judge(self) -> None:
            """A helper."""

    assert "fictief" == Mine.folder


def test_rules_that_are_none_are_refused_by_the_machine() -> None:
    """As a workflow refuses them."""

    class Mine(GovernanceMachine):
        """Named, where the rules themselves are asked."""

        judges: ClassVar[Any] = "letter"

    with pytest.raises(InputError, match="`rules`: expected rules, such as `LETTER`"):
        Mine()


def test_a_move_that_is_not_there_names_the_nearest() -> None:
    """In a history, also among moves of one's own; a `KeyError` as well."""
    mine: dict[str, Make] = {"mine": lambda road: road.stop()}
    for moves in (MOVES, mine):
        with pytest.raises(UnknownName) as error:
            Move("identfy")(Player().road, moves)
        assert (("identify", "notify") if moves is MOVES else ()) == error.value.problems[0].nearest
    with pytest.raises(KeyError):
        list(Player().commands(Move("identfy")))


def test_a_scope_names_what_there_is() -> None:
    """Every name of its moves, of steps of several, and of its probes: all that are unknown at once."""
    right: Scope = STANDARD[0]
    with pytest.raises(InputError) as error:
        attrs.evolve(right, moves=("identfy", Together("t", ("identify", "drafft"))), probes=("decde",))
    assert [("moves", "identify"), ("moves", "draft"), ("probes", "decide")] == [
        (p.field, p.nearest[0]) for p in error.value.problems
    ]


# -- yes and no ----------------------------------------------------------------------------------------------------------


def test_what_was_found_is_true_only_when_all_is_well() -> None:
    """So a test may assert an exploration or a report of mistakes; of a comparison it has to say what it asks."""
    assert not explore(LETTER, STANDARD[0], most=3), "not everything was seen"

    def fails(rules: Rules) -> None:
        assert rules.hash == LETTER.hash

    def sees_nothing(rules: Rules) -> None:
        """Nothing."""

    assert perturb(LETTER, [fails], only="drop at StartTransfer: *")
    assert not perturb(LETTER, [sees_nothing], only="drop at StartTransfer: *")
    with pytest.raises(InputError, match="`differences` or `written`"):
        bool(compare(LETTER, LETTER, scopes=()))
