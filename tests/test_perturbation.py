"""Mutants: every small mistake is made, what becomes of each is told rightly, and a suite of tests is asked of them.

`make perturb` asks the tests of this package of every mistake in the letter's rules, and `make mutants` of every change
in the code; both take minutes. Here is the machinery itself, with a handful of mutants.
"""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from textwrap import dedent
from typing import Any

import attrs
import pytest

from ontvlechting import LETTER, Rules, State, decide
from ontvlechting import commands as c
from ontvlechting.engine.errors import DefinitionError, InputError
from ontvlechting.engine.rulebook import Guard
from ontvlechting.letter.guards import always
from ontvlechting.testing.mutants import DEFINITION, Fate, MutantReport, Suite
from ontvlechting.testing.perturbation import inverted, perturb, perturbations
from tests.asking import answer, at
from tests.mutation import LEFT, ROOMS, codes, modules_of, place_of, rooms_of

ROOT = Path(__file__).parent.parent
BY_NAME = {mutant.name: mutant for mutant in perturbations(LETTER)}


# -- the mistakes --------------------------------------------------------------------------------------------------------


def test_every_guard_is_dropped_and_turned_round_at_each_of_its_doors() -> None:
    """Those of every command stand at every door; nothing is called the same."""
    expected = {f"{c.__name__}: {g.name}" for c in LETTER.doors for g in LETTER.guards_of(c)}
    for way in ("drop at ", "invert at "):
        assert expected == {name.removeprefix(way) for name in BY_NAME if name.startswith(way)}
    assert len(BY_NAME) == len(perturbations(LETTER))


def test_every_arrow_is_removed_and_led_to_where_others_lead_from_there() -> None:
    """A bent arrow leads to where another command leads from the same state, and so to somewhere else than it did."""
    arrows = {f"{a.command.__name__} from {a.source.value}": a for a in LETTER.arrows}
    assert set(arrows) == {name.removeprefix("remove ") for name in BY_NAME if name.startswith("remove ")}
    bent = [name.removeprefix("bend ").rpartition(" to ") for name in BY_NAME if name.startswith("bend ")]
    assert set(arrows) - {where for where, _, _ in bent} == {
        f"{a.command.__name__} from {a.source.value}" for a in LETTER.arrows if a.source in _ended()
    }
    for where, _, target in bent:
        assert State(target) is not arrows[where].target
        assert State(target) in {a.target for a in LETTER.arrows if a.source is arrows[where].source}


def _ended() -> tuple[State, State]:
    return State.COMPLETED, State.STOPPED


def test_a_dropped_guard_is_not_asked_at_that_door_and_at_every_other() -> None:
    """One mistake is one difference."""
    wrong = BY_NAME["drop at StartTransfer: decision_is_in_force"].make()
    for command in LETTER.doors:
        names = [g.name for g in LETTER.guards_of(command)]
        if command is c.StartTransfer:
            names.remove("decision_is_in_force")
        assert names == [g.name for g in wrong.guards_of(command)]


def test_a_guard_of_every_command_is_dropped_at_one_door_only() -> None:
    """The others still ask it."""
    wrong = BY_NAME["drop at FallBack: house_does_not_act"].make()
    without = [command for command in wrong.doors if always.house_does_not_act not in wrong.guards_of(command)]
    assert [c.FallBack] == without


def test_an_inverted_guard_says_no_for_yes_and_yes_for_no() -> None:
    """A no is one reason, of the rule that the guard holds up."""
    road, dossier = at(State.IDENTIFIED)
    turned: Guard = inverted(always.house_does_not_act)
    (reason,) = turned.check(dossier, road.consult(), LETTER.norms)
    assert ("R14", True) == (reason.rule, reason.shuts)
    house = attrs.evolve(road.consult(), by=attrs.evolve(road.receiver, party=LETTER.norms.house))
    assert answer("house_does_not_act", dossier, house)
    assert () == tuple(turned.check(dossier, house, LETTER.norms))


def test_a_table_that_is_no_table_is_no_set_of_rules() -> None:
    """Without its way out a state cannot be reached: the definition sees that."""
    with pytest.raises(DefinitionError, match="cannot be reached"):
        BY_NAME["remove IdentifyProcess from new"].make()


def test_put_in_place_a_mistake_is_judged_by_and_the_hash_stays() -> None:
    """Who holds the rules holds the mistake; a test sees what it does, and not that it is there."""
    rules: Rules = attrs.evolve(LETTER, name="oefening")
    hash = rules.hash
    (mutant,) = (m for m in perturbations(rules) if m.name == "drop at FallBack: actor_takes_part")
    road, dossier = at(State.PHASED_TRANSFER)
    outsider = road.fall_back(by=attrs.evolve(road.receiver, id="fictief-buiten", party="toeslagen"))
    assert not decide(rules, dossier, outsider).verdict.allowed
    mutant.apply()
    assert decide(rules, dossier, outsider).verdict.allowed
    assert not decide(LETTER, dossier, outsider).verdict.allowed
    assert ("oefening", hash) == (rules.name, rules.hash)


# -- what becomes of them ------------------------------------------------------------------------------------------------


def outsiders_do_not_fall_back(rules: Rules) -> None:
    """A check that sees one mistake."""
    road, dossier = at(State.PHASED_TRANSFER)
    outsider = road.fall_back(by=attrs.evolve(road.receiver, id="fictief-buiten", party="toeslagen"))
    assert not decide(rules, dossier, outsider).verdict.allowed


def everybody_falls_back(rules: Rules) -> None:
    """A check that sees what shuts the door."""
    road, dossier = at(State.PHASED_TRANSFER)
    assert decide(rules, dossier, road.fall_back()).verdict.allowed, "shut"


HERE = "drop at FallBack: *"
OTHERS = (
    "drop at FallBack: house_does_not_act",
    "drop at FallBack: actor_speaks_for_own_party",
    "drop at FallBack: moves_follow_in_time",
    "drop at FallBack: time_lies_between_steps",
    "drop at FallBack: person_acts_for_one_side",
    "drop at FallBack: people_are_of_one_side",
    "drop at FallBack: documents_stay_the_same",
    "drop at FallBack: documents_are_there_already",
    "drop at FallBack: parties_are_known",
    "drop at FallBack: amounts_are_in_one_currency",
    "drop at FallBack: nothing_undone_is_of_later",
)


def test_what_nothing_sees_survives() -> None:
    """The first check that sees a mistake is named; what none sees is a survivor."""
    report = perturb(LETTER, [everybody_falls_back, outsiders_do_not_fall_back], only=HERE)
    assert ["outsiders_do_not_fall_back"] == [f.killer for f in report.killed]
    assert OTHERS == report.survivors
    assert (False, 1 / 12) == (report.clean, report.score)


def test_what_is_listed_as_equivalent_is_excused_until_something_sees_it() -> None:
    """With a reason a survivor is no fault; a list that is out of date is."""
    listed = dict.fromkeys(OTHERS, "Fictional: it changes no answer.")
    excused = perturb(LETTER, [outsiders_do_not_fall_back], equivalent=listed, only=HERE)
    assert (True, OTHERS, (), 1.0) == (excused.clean, excused.excused, excused.survivors, excused.score)
    seen = {**listed, "drop at FallBack: actor_takes_part": "Fictional: nor does this."}
    rotten = perturb(LETTER, [outsiders_do_not_fall_back], equivalent=seen, only=HERE)
    assert (False, ("drop at FallBack: actor_takes_part",)) == (rotten.clean, rotten.outdated)
    gone = perturb(LETTER, [outsiders_do_not_fall_back], equivalent={**listed, "drop at FallBack: x": ""}, only=HERE)
    assert ("drop at FallBack: x",) == gone.outdated


def test_the_definition_and_an_inversion_are_seen_as_well() -> None:
    """By its own check, or by any error."""
    report = perturb(LETTER, [everybody_falls_back], only="* IdentifyProcess from new")
    assert [DEFINITION] == [f.killer for f in report.fates]
    report = perturb(LETTER, [everybody_falls_back], only="invert at FallBack: *")
    assert {("everybody_falls_back", "shut")} == {(f.killer, f.why.partition("\n")[0]) for f in report.fates}


def test_a_report_tells_a_reader_and_a_program_the_same(tmp_path: Path) -> None:
    """Numbers, survivors, what is listed wrongly, and who saw each."""
    fates = (Fate("a|b", "t.py::one", "no", 0.5), Fate("c"), Fate("d"))
    report = MutantReport("Fictional", fates, {"d": "it does nothing", "e": "gone"}, 3.0)
    report.write(tmp_path)
    words, numbers = (tmp_path / "report.md").read_text("utf-8"), json.loads((tmp_path / "report.json").read_text())
    assert "3 mutants: 1 killed, 1 equivalent, 1 survived: 50.0% of those that are not equivalent, in 3 s." in words
    for line in ("| t.py | 1 |", "- c", "- d: it does nothing", "- e", "| a\\|b | t.py::one | 0.50 |"):
        assert line in words.splitlines()
    assert (["c"], ["e"], {"d": "it does nothing"}) == (
        numbers["survivors"],
        numbers["outdated"],
        numbers["equivalent"],
    )


# -- a suite of tests ----------------------------------------------------------------------------------------------------

WEAK = """
    import attrs
    from ontvlechting import LETTER, State, decide
    from ontvlechting.letter.fiction import Road
    from ontvlechting import Dossier, evolve, letter

    def at_transfer():
        road, dossier = Road(letter.PROCESSES["douane/websites"]), Dossier(process="p")
        for command in road.until(State.PHASED_TRANSFER):
            dossier = evolve(dossier, decide(LETTER, dossier, command))
        return road, dossier

    def test_outsiders_do_not_fall_back():
        road, dossier = at_transfer()
        command = road.fall_back(by=attrs.evolve(road.receiver, id="fictief-buiten", party="toeslagen"))
        assert not decide(LETTER, dossier, command).verdict.allowed
"""


def run(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Python, in an empty folder."""
    return subprocess.run([sys.executable, *arguments], cwd=folder, capture_output=True, text=True, check=False)  # noqa: S603 - our own command


def test_a_suite_is_asked_of_each_mutant_in_a_process_of_its_own(tmp_path: Path) -> None:
    """One mistake is killed, one is listed, and the others survive this weak test: so the command fails, and names them."""
    (tmp_path / "test_weak.py").write_text(dedent(WEAK))
    (tmp_path / "listed.toml").write_text(f'[perturbation]\n"{OTHERS[0]}" = "Fictional."\n')
    command = ["-m", "ontvlechting.testing.perturbation", "ontvlechting.guards:LETTER", "test_weak.py"]
    done = run(tmp_path, *command, "--only", HERE, "--equivalent", "listed.toml", "--out", "out")
    report = json.loads((tmp_path / "out/report.json").read_text())
    assert 1 == done.returncode, done.stdout + done.stderr
    killers = {f["mutant"]: f["killer"] for f in report["fates"]}
    expected = "test_weak.py::test_outsiders_do_not_fall_back"
    assert {"drop at FallBack: actor_takes_part": expected, **dict.fromkeys(OTHERS)} == killers
    assert [*OTHERS[1:]] == report["survivors"]
    assert f"SURVIVED {OTHERS[1]}" in done.stdout
    done = run(tmp_path, *command, "--only", "drop at FallBack: actor_takes_part", "--out", "out")
    assert 0 == done.returncode, done.stdout + done.stderr


def test_a_suite_that_is_asked_nothing_is_not_clean(tmp_path: Path) -> None:
    """A pattern that fits no mistake, and no workers, are an error: an empty report would seem to be a good one."""
    (tmp_path / "test_weak.py").write_text(dedent(WEAK))
    command = ["-m", "ontvlechting.testing.perturbation", "ontvlechting.guards:LETTER", "test_weak.py", "--out", "out"]
    done = run(tmp_path, *command, "--only", "drop at FalBack: *")
    assert (2, True) == (done.returncode, "no mistake has a name like 'drop at FalBack: *'" in done.stderr), done.stdout
    assert not (tmp_path / "out").exists()
    for workers in (0, -1, True, 1.5):
        wrong: Any = workers
        with pytest.raises(InputError, match="`workers`: expected a whole number, at least 1"):
            Suite(["test_weak.py"], workers=wrong)


MUTANTS = """
    import os, sys, time
    from attrs import frozen
    from ontvlechting.testing.mutants import Suite

    @frozen
    class Mutant:
        name: str

        def apply(self):
            os.environ["MUTANT"] = self.name

    suite = Suite(["test_it.py"], patience=1)
    fates = suite.ask([Mutant("slow"), Mutant("crash"), Mutant("quiet")])
    print("|".join(f"{fate.mutant} {fate.killer}" for fate in fates))
"""


def test_a_test_that_does_not_end_or_ends_python_has_seen_it(tmp_path: Path) -> None:
    """Neither is waited for, and the other mutants are asked all the same."""
    (tmp_path / "test_it.py").write_text(
        "import os, time\n"
        "def test_it():\n"
        "    if os.environ.get('MUTANT') == 'slow': time.sleep(60)\n"
        "    if os.environ.get('MUTANT') == 'crash': os._exit(3)\n"
    )
    (tmp_path / "ask.py").write_text(dedent(MUTANTS))
    done = run(tmp_path, "ask.py")
    assert "slow timeout|crash crash|quiet None" in done.stdout, done.stdout + done.stderr


def test_a_suite_that_is_red_by_itself_is_asked_nothing(tmp_path: Path) -> None:
    """What fails without a mutant says nothing about one."""
    (tmp_path / "test_it.py").write_text("def test_it():\n    assert False, 'red'\n")
    (tmp_path / "ask.py").write_text(dedent(MUTANTS))
    done = run(tmp_path, "ask.py")
    assert "test_it.py::test_it: AssertionError: red" in done.stdout, done.stdout + done.stderr
    assert "the tests do not pass without a mutant" in done.stderr


# -- changes in the code -------------------------------------------------------------------------------------------------

CHANGES = """
    import gc

    from ontvlechting import LETTER, State
    from ontvlechting import commands as c
    from tests.asking import answer, at
    from tests.mutation import CodeMutant, undecorated

    def change(module, function, old, new):
        text = undecorated(module)
        start = text.index(f"def {function}(")
        end = text.index("\\ndef ", start)
        before = text[start:end]
        assert old in before
        CodeMutant("x", module, function, before, before.replace(old, new, 1)).apply()

    road, dossier = at(State.MINISTRY_DECIDED)
    command = road.start_transfer()
    gc.freeze()  # as where tests are collected
    print(len(answer("step_was_weighed", dossier, command)), len(answer("route_is", dossier, command)))
    change("ontvlechting.letter.guards.decision", "step_was_weighed", "if not found", "if found")
    change("ontvlechting.letter.guards.transfer", "route_is", "dossier.route is route", "dossier.route is not route")
    print(len(answer("route_is", dossier, command)))
    print(*(reason.code for reason in answer("step_was_weighed", dossier, command)))
    try:
        CodeMutant("x", "ontvlechting.letter.guards.decision", "forgotten", "", "def forgotten(): ...").apply()
    except RuntimeError as error:
        print(error)
"""


def test_two_lambdas_of_one_function_are_told_apart() -> None:
    """Each keeps the code of its own place, also one that no longer uses a name from around it."""
    text = "def pair(a):\n    return (lambda x: x + a), (lambda x: x * a)\n"
    space: dict[str, Any] = {}
    exec(text, space)  # noqa: S102 - our own words
    name = "pair.<locals>.<lambda>"
    plus, times = space["pair"](3)
    before = codes("pair", text)
    after = codes("pair", text.replace("x * a", "x"), {name: ("a",)})
    assert [0, 1] == [place_of(each.__code__, before[name]) for each in (plus, times)]
    times.__code__ = after[name][1]
    assert (8, 5) == (plus(5), times(5))


def test_a_guard_gets_the_code_of_a_change_where_it_stands() -> None:
    """Under its decorator, as a closure, and also when it is frozen: whoever holds the guard has the mutant.

    What nobody holds cannot be changed; that is said, and is no survivor that looks like any other.
    """
    done = run(ROOT, "-c", dedent(CHANGES))
    nobody = "nobody holds `ontvlechting.letter.guards.decision.forgotten`"
    assert ["1 0", "1", "guard-step_was_weighed", nobody] == done.stdout.split("\n")[:-1], done.stderr


def test_every_module_is_in_a_room_with_tests_or_left_out_by_name() -> None:
    """A module that is added or moved is mutated, and nothing that is named has gone."""
    found = rooms_of(modules_of(["*"]))  # a module in no room is an error
    assert [] == [room for room, modules in found.items() if not modules]
    patterns = [pattern for room in ROOMS.values() for pattern in room.modules] + [*LEFT]
    assert [] == [pattern for pattern in patterns if not modules_of([pattern])]
    tests = {test for room in ROOMS.values() for test in (*room.tests, *room.anew)}
    assert [] == sorted(test for test in tests if not (ROOT / "tests" / test).exists())


def test_a_check_that_fails_without_any_mistake_proves_nothing() -> None:
    """It would seem to see every mistake; so does one that cannot be called. Both are asked of sound rules first."""

    def never_passes(rules: Rules) -> None:
        raise RuntimeError("always")

    with pytest.raises(RuntimeError, match="always"):
        perturb(LETTER, [never_passes], only=HERE)
    with pytest.raises(TypeError):
        perturb(LETTER, [lambda: None], only=HERE)  # type: ignore[list-item, misc]  # it takes no rules, which is the mistake


def test_a_pattern_without_any_mistake_is_told() -> None:
    """A misspelt one would otherwise report that every mistake was seen."""
    with pytest.raises(InputError, match="a pattern for the names of mistakes"):
        perturb(LETTER, [], only="* at StartTransfr: *")
