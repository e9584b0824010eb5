"""The testing kit says so when it could see nothing: without assertions, with checks that answer, or of rules that are not yours."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any, ClassVar

import attrs
import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import invariant, rule

import ontvlechting.testing
from ontvlechting import LETTER, InputError, Rules, State, Text
from ontvlechting.engine.errors import UnknownName
from ontvlechting.letter.commands import Command, Route
from ontvlechting.letter.values import Money
from ontvlechting.shell.answers import Outcome
from ontvlechting.testing import strategies
from ontvlechting.testing.checks import Check
from ontvlechting.testing.comparison import compare
from ontvlechting.testing.explored import Explored
from ontvlechting.testing.explorer import explore, explore_all
from ontvlechting.testing.letter.checks import CHECKS
from ontvlechting.testing.letter.machine import GovernanceMachine
from ontvlechting.testing.letter.scopes import STANDARD, Scope
from ontvlechting.testing.letter.strategies import MOVES, Player, commands, dossiers, histories, mistakes, values
from ontvlechting.testing.letter.transcripts import transcript
from ontvlechting.testing.perturbation import perturb
from ontvlechting.testing.scopes import Onward, Together
from ontvlechting.testing.strategies import Advance, Make, Move, Played
from tests.permits import ASKED, PERMITS

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
    """One that answers, whatever it answers, or has to be awaited, would let every mistake live."""

    async def never(rules: Rules) -> None:
        raise AssertionError

    def says(rules: Rules) -> bool:
        return rules.name == "letter"

    def finds(rules: Rules) -> Explored:
        return explore(rules, STANDARD[0], most=1)

    told = {
        never: r"`killers\[0\]`: expected a plain function",
        says: "`says`: expected an assertion that fails",
        finds: "`finds`: expected an assertion that fails",
    }
    for sees, expected in told.items():
        with pytest.raises(InputError, match=expected):
            perturb(LETTER, [given(sees)], only="* at Stop: *")


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

        @rule()
        def test_the_plan(self) -> None:
            """Another, of whatever name."""

        @invariant()
        def checks_itself(self) -> None:
            """An invariant of Hypothesis."""

        def judge(self) -> None:
            """A helper."""

        def checked_by(self) -> None:
            """Another, which looks like no check."""

        def test(self) -> None:
            """A third."""

    assert "fictief" == Mine.folder


RULES_OF_ONES_OWN = LETTER.extended(name="of-ones-own", version="1", doors={})


@pytest.mark.parametrize("name", ["rules", "ours", "of_this_machine"])
def test_rules_under_a_name_that_nothing_asks_are_refused(name: str) -> None:
    """By whatever name: the run would be of the letter's rules and green, whatever these say. The right name is told."""
    for bases in ((GovernanceMachine,), (type("Mixed", (), {name: RULES_OF_ONES_OWN}), GovernanceMachine)):
        with pytest.raises(InputError) as error:
            type("Mine", bases, {name: RULES_OF_ONES_OWN})
        assert {(name, ("judges",))} == {(p.field, p.nearest) for p in error.value.problems}


def test_rules_in_a_setting_of_ones_own_are_left_alone() -> None:
    """Who says that it is one, knows what it is for."""

    class Mine(GovernanceMachine):
        """With others beside those that judge."""

        beside: ClassVar[Rules] = RULES_OF_ONES_OWN

    class OfMine(Mine):
        """Of which somebody sets it again."""

        beside = LETTER

    assert LETTER is OfMine.beside


def test_rules_beside_those_that_judge_are_left_alone() -> None:
    """Who says which rules judge, may have others under any name but one like that, of its own or mixed in."""
    before = type("Before", (), {"rules_of_before": RULES_OF_ONES_OWN})
    said = type("Said", (), {"judges": LETTER})
    type("Mine", (before, GovernanceMachine), {"judges": LETTER, "newer": RULES_OF_ONES_OWN})
    type("Mine", (before, said, GovernanceMachine), {})
    with pytest.raises(InputError) as error:
        type("Mine", (GovernanceMachine,), {"judges": LETTER, "judge": RULES_OF_ONES_OWN})
    assert [("judge", ("judges",))] == [(p.field, p.nearest) for p in error.value.problems]


def test_a_setting_of_ones_own_is_annotated_in_any_way() -> None:
    """As itself or as a text; an annotation that says something else says nothing of a setting."""

    def made(hint: object) -> object:
        return type("Mine", (GovernanceMachine,), {"__annotations__": {"move": hint}, "move": 3})

    texts = ("ClassVar", "ClassVar[int]", "typing.ClassVar[int]", "t.ClassVar", "'ClassVar[int]'")
    settings_of_it: tuple[object, ...] = (ClassVar, ClassVar[int], *texts)
    for hint in settings_of_it:
        made(hint)
    for other in (int, "int", "ClassVariant", "NoClassVar"):
        with pytest.raises(InputError, match="`move`"):
            made(other)


@pytest.mark.parametrize(
    ("name", "meant"),
    [("chek_x", "check_x"), ("checks_it", "check_it"), ("Check_it", "check_it"), ("test_x", "check_x")],
)
def test_a_method_that_is_called_almost_like_a_check_is_refused(name: str, meant: str) -> None:
    """It would never be asked: not by the machine, and neither by pytest, which runs the `TestCase`."""

    def fails(self: object) -> None:
        raise AssertionError

    for bases in ((GovernanceMachine,), (type("Mixed", (), {name: fails}), GovernanceMachine)):
        with pytest.raises(InputError) as error:
            type("Mine", bases, {name: fails})
        assert [(name, (meant,))] == [(p.field, p.nearest) for p in error.value.problems]


def test_a_helper_that_is_called_almost_like_a_check_is_left_alone() -> None:
    """One that takes more than `self` could not be asked, one with `_` is for the class itself, and of a mixin pytest may ask it."""

    class Tested:
        """What other classes of pytest mix in as well."""

        def test_the_plan(self) -> None:
            """Asked by pytest, of those."""

    class Mine(Tested, GovernanceMachine):
        """Helpers."""

        def test_actor(self, name: str) -> str:
            """Takes more than `self`."""
            return name

        def _checks_of(self) -> None:
            """Says that it is a helper."""

    assert [] == [name for name in Mine.own_checks() if "checks" in name or "test" in name]


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


# -- what is given ---------------------------------------------------------------------------------------------------------

BEGIN = Scope(
    name="begin",
    title=Text(nl="fictief", en="fictional"),
    leaves_out=Text(nl="de rest", en="the rest"),
    named=MOVES,
    moves=("identify",),
)
ONE = CHECKS[0]
ANY_RULES = "rules for processes of the letter; for others there is the same in `ontvlechting.testing.strategies`"


@pytest.mark.parametrize(
    ("give", "told"),
    [
        (lambda: type("Mine", (GovernanceMachine,), {"checks": ONE}), [("checks", "a list, also of a single one")]),
        (lambda: type("Mine", (GovernanceMachine,), {"checks": (ONE, "x")}), [("checks[1]", "a function")]),
        (lambda: explore(LETTER, BEGIN, checks=given(ONE)), [("checks", "a list, also of a single one")]),
        (lambda: explore(LETTER, BEGIN, checks=given([ONE, 5])), [("checks[1]", "a function")]),
        (
            lambda: explore(given(BEGIN), given(LETTER)),
            [("rules", "rules, such as `LETTER`"), ("scope", "a `Scope`")],
        ),
        (lambda: explore_all(LETTER, given(BEGIN)), [("scopes", "a list, also of a single one")]),
        (lambda: explore(LETTER, BEGIN, most=given("a")), [("most", "a whole number, at least 1")]),
        (lambda: explore(LETTER, BEGIN, most=0), [("most", "a whole number, at least 1")]),
        (lambda: compare(LETTER, given("x"), scopes=given(BEGIN)),
         [("other", "rules, such as `LETTER`"), ("scopes", "a list, also of a single one")]),
        (lambda: compare(given(1), LETTER, scopes=given([1])), [("one", "rules, such as `LETTER`"), ("scopes[0]", "a `Scope`")]),
        (lambda: perturb(LETTER, given(ONE)), [("killers", "a list, also of a single one")]),
        (lambda: perturb(given("x"), given(["x"])), [("rules", "rules, such as `LETTER`"), ("killers[0]", "a function")]),
        (lambda: perturb(LETTER, [], only=given(None)), [("only", "a pattern for the names of mistakes")]),
        (lambda: transcript(LETTER, given(Player().road.identify())), [("commands", "a list, also of a single one")]),
        (lambda: transcript(LETTER, given(["identify"])), [("commands[0]", "`Command`")]),
        (lambda: values(given("Stop")), [("cls", "a class of values or commands")]),
        (lambda: values(given(int)), [("cls", "a class of values or commands")]),
        (lambda: mistakes(given(State)), [("cls", "a class of values or commands")]),
        (lambda: commands(given(Money)), [("cls", "a class of commands")]),
        (lambda: strategies.values(Money, given("x")), [("rules", "rules, such as `LETTER`")]),
        (lambda: dossiers(given("OURS")), [("rules", "rules, such as `LETTER`")]),
        (lambda: histories(PERMITS), [("rules", ANY_RULES)]),
        (lambda: list(Player().play(given("advance"))), [("move", "an `Advance`, a `Move`, a `Reach` or a command")]),
        (lambda: Together("t", given("stop")), [("moves", "a tuple or list")]),
        (lambda: Onward(State.STOPPED, given(State.NEW)), [("since", "a tuple or list")]),
    ],
)  # fmt: skip
def test_what_the_kit_is_given_is_refused_by_its_name(give: Callable[[], object], told: list[tuple[str, str]]) -> None:
    """One error names each field, the value and what was expected; nothing runs into an error of Python itself."""
    with pytest.raises(InputError) as error:
        give()
    assert told == [(p.field, p.expected.en) for p in error.value.problems]


def test_a_transcript_tells_any_rules() -> None:
    """Of a process of the letter it says who performs; of another it says what the columns of its dossier say."""
    told = transcript(PERMITS, [ASKED], "en")
    assert ["Answer: accepted", "State: asked for"] == [line.strip() for line in told.splitlines()[1:3]]
    assert "Performs: " in transcript(LETTER, [Player().road.identify()], "en")


def given(anything: Any) -> Any:
    """Something that the annotations do not allow."""
    return anything


def test_a_scope_is_told_of_each_field_that_is_wrong() -> None:
    """All of it at once; a text in the place of several names is one problem, not one for each of its letters."""
    with pytest.raises(InputError) as error:
        Scope(
            name=given(5),
            title=given("het begin"),
            leaves_out=given(None),
            named={"a": given(3)},
            start=given("ministry_decided"),
            moves=given("stop"),
            probes=given([5]),
            checks=given(ONE),
        )
    assert [
        ("name", "a text"),
        ("title", "`Text`"),
        ("start", "`State.MINISTRY_DECIDED`"),
        ("leaves_out", "`Text`"),
        ("named['a']", "a function"),
        ("moves", "a list, also of a single one"),
        ("probes[0]", "a name of `named`, a `Together` or an `Onward`"),
        ("checks", "a list, also of a single one"),
    ] == [(p.field, f"`{p.nearest[0]}`" if p.nearest else p.expected.en) for p in error.value.problems]
    with pytest.raises(InputError, match="`named`: expected a function for each name; got 'x'"):
        attrs.evolve(BEGIN, named=given("x"))


@pytest.mark.parametrize("mixed", [False, True])
def test_settings_that_may_be_read_once_only_are_kept(*, mixed: bool) -> None:
    """A machine reads them in every run; else a run would be green of which nothing was checked."""
    settings_of_it = {
        "checks": map(given, [ONE]),
        "known": (rules for rules in [RULES_OF_ONES_OWN]),
        "turns": iter(["stop"]),
    }
    bases = (type("Mixed", (), settings_of_it), GovernanceMachine) if mixed else (GovernanceMachine,)
    for _ in range(2):  # what is mixed in is so more than once
        mine: Any = type("Mine", bases, {} if mixed else dict(settings_of_it))
        assert ((ONE,), (RULES_OF_ONES_OWN,), ("stop",)) == (mine.checks, mine.known, mine.turns)
        settings_of_it = {name: getattr(mine, name) for name in settings_of_it}


def test_names_that_may_be_read_once_only_are_kept() -> None:
    """A scope reads them more than once."""
    once = attrs.evolve(BEGIN, moves=given(iter(["identify", "stop"])), checks=given([ONE]))
    assert (("identify", "stop"), (ONE,)) == (once.moves, once.checks)


# -- what is shown -------------------------------------------------------------------------------------------------------


def test_what_was_found_shows_itself_in_a_few_lines() -> None:
    """In `print`, in a test that fails and in a notebook, in both languages; the story of what does not hold stands in `violations`."""
    found = explore(LETTER, BEGIN)
    found.seconds = 2.0
    assert [
        "begin: DOES NOT HOLD (fictional)",
        "  2 states, 1 arrows, 1 verdicts in 2.0 s (1 states/s)",
        "  not varied: the rest",
        "",
        "an_end_can_be_reached: From every state the process can be brought to an end: there is no dead end.",
        "stuck in `new`",
        "",
        "completion_can_be_reached: From every state that has not ended, completion can be reached.",
        "stuck in `new`",
    ] == found.lines("en").split("\n")
    assert found.lines("nl") == str(found) == repr(found)
    assert "begin: HOUDT NIET (fictief)" == str(found).split("\n")[0]
    assert "<pre>begin: DOES NOT HOLD (fictional)" in found.html("en")
    with pytest.raises(UnknownName):
        found.lines(given("Frans"))


def test_what_was_not_seen_whole_does_not_say_that_something_fails() -> None:
    """Nothing was found that does not hold; that not everything was seen is said. What was found comes first."""
    cut = explore(LETTER, STANDARD[0], most=1)
    said = ("nl", "NIET ALLES IS GEZIEN"), ("en", "NOT EVERYTHING WAS SEEN")
    for language, expected in said:
        assert f"{cut.scope.name}: {expected} ({cut.scope.title[language]})" == cut.lines(language).split("\n")[0]
    broken = explore(LETTER, STANDARD[0], checks=[partial(is_it, "so")], most=1)
    assert broken.lines("en").startswith(f"{broken.scope.name}: DOES NOT HOLD ")


def is_it(what: str, act: Played) -> None:
    """Never."""
    raise AssertionError(what)


class Never:
    """Never, by an object."""

    def __call__(self, act: Played) -> None:
        """Fail."""
        raise AssertionError


@pytest.mark.parametrize(
    ("check", "name", "says"),
    [(partial(is_it, "so"), "is_it", "Never."), (partial(partial(is_it), "so"), "is_it", "Never."),
     (Never(), "Never", "Never, by an object.")],
)  # fmt: skip
def test_a_check_without_a_name_of_its_own_is_told_by_what_it_is(check: Check, name: str, says: str) -> None:
    """By the function in a `partial`, or its class: in what was explored, and where a run of the machine fails."""
    for found in (explore(LETTER, BEGIN, checks=[check]), explore(LETTER, attrs.evolve(BEGIN, checks=(check,)))):
        assert ((name,), [(name, says)]) == (found.checks, [(v.check, v.says) for v in found.violations])
    mine: Any = type("Mine", (GovernanceMachine,), {"checks": (check,), "language": "en"})()
    with pytest.raises(AssertionError) as failed:
        mine.choose(Route.SHIFT)
    assert f"This check does not hold: {name}: {says}" == failed.value.__notes__[0].split("\n")[0]


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
