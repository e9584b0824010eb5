"""The house of guards: each is made to say yes and no, cites a rule, and speaks both languages; each command is whole."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest

import ontvlechting
from docs.generated import asked
from ontvlechting import LETTER, commands
from ontvlechting.engine.doors import Guard, Reads
from ontvlechting.engine.text import LANGUAGES
from ontvlechting.guards import PROGRAMME
from ontvlechting.letter.catalogue import CATALOGUE
from ontvlechting.letter.commands import ALL, OF_PACKS, OF_PROGRAMMES, Command
from ontvlechting.letter.packs.act import RULES
from ontvlechting.letter.packs.portfolio import PORTFOLIO
from ontvlechting.letter.packs.works_councils_act import WORKS_COUNCILS_ACT

FULL = LETTER + WORKS_COUNCILS_ACT + PORTFOLIO
"""The letter's rules with every pack: what holds for a guard or command holds for theirs as well."""
SETS = (FULL, PROGRAMME)
"""Every set of rules, with the packs."""
NAMED = {guard.name: guard for rules in SETS for guard in rules.guards}
KNOWN = {**CATALOGUE, **{rule.id: rule for rule in RULES}}
GUARDS = [pytest.param(guard, id=name) for name, guard in NAMED.items()]
COMMANDS = [pytest.param(command, id=command.key) for command in ALL]
ASKED = asked()


def every_guard_at_every_door() -> Iterator[Guard]:
    """Also guards of one name that were made for several doors."""
    for rules in SETS:
        for command in rules.doors:
            yield from rules.guards_of(command)


@pytest.mark.parametrize("guard", GUARDS)
@pytest.mark.parametrize("answer", ["yes", "no"])
def test_every_guard_is_made_to_say_yes_and_no(guard: Guard, answer: str) -> None:
    """Some test in `tests/letter`, or in the room of a pack, asks this guard by name and gets this answer."""
    found = getattr(ASKED.get(guard.name), answer, ())
    assert found, f"no test makes `{guard.name}` say {answer}"


def test_the_tests_ask_no_guard_that_is_not_there() -> None:
    """A guard that is asked by name is a guard of the letter or of a pack, so that a renamed one is noticed."""
    assert set() == set(ASKED) - set(NAMED)


def test_what_the_tests_ask_is_read_from_their_text(tmp_path: Path) -> None:
    """Only a literal name counts, in the test that says it; each test once, by the answer that it wants."""
    (tmp_path / "test_one.py").write_text(
        "class TestThis:\n"
        "    def test_a(self):\n        yes('g', d, c)\n        yes('g', d, x)\n        no('h', d, c, 'code')\n"
        "def test_b():\n    no('g', d, c)\n    no(name, d, c)\n    maybe('g')\n"
        "def yes_of_all():\n    yes('k', d, c)\n",
        encoding="utf-8",
    )
    found = asked(tmp_path)
    assert {"g": (("test_a",), ("test_b",)), "h": ((), ("test_a",))} == {g: (a.yes, a.no) for g, a in found.items()}


@pytest.mark.parametrize("guard", GUARDS)
def test_every_guard_cites_guarded_rules_of_the_catalogue(guard: Guard) -> None:
    """At least one rule, and each is the catalogue's own, or the pack's, and said to be guarded."""
    assert guard.rules
    assert [KNOWN[rule.id] for rule in guard.rules] == list(guard.rules)
    assert all(rule.status.guarded for rule in guard.rules)


def test_one_name_is_one_check() -> None:
    """Guards of one name come from one function; made for several doors, they ask the same in the same words."""
    meanings: dict[str, set[object]] = {}
    for guard in every_guard_at_every_door():
        meaning = (guard.check.__module__, guard.check.__qualname__, guard.title, guard.rules, guard.reads)
        meanings.setdefault(guard.name, set()).add(meaning)
    assert [] == [name for name, of in meanings.items() if len(of) > 1]


def test_one_check_has_one_name() -> None:
    """No function stands behind two names: a guard is called as its function is."""
    assert {guard.check.__name__ for guard in every_guard_at_every_door()} == set(NAMED)
    assert [] == [g.name for g in every_guard_at_every_door() if g.name != g.check.__name__]


@pytest.mark.parametrize("command", COMMANDS)
def test_no_door_asks_the_same_guard_twice(command: type[Command]) -> None:
    """The same guard object stands at a door once."""
    for guards in (rules.guards_of(command) for rules in SETS if command in rules.doors):
        assert len(set(map(id, guards))) == len(guards)


@pytest.mark.parametrize("guard", GUARDS)
def test_every_guard_asks_its_question_in_both_languages(guard: Guard) -> None:
    """A phrase without a full stop, in Dutch and in English, and not the same words; and it says what it reads."""
    for language in LANGUAGES:
        question = guard.title[language]
        assert question == question.strip()
        assert question[-1] not in ".?"
    assert guard.title.nl != guard.title.en
    assert isinstance(guard.reads, Reads)


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_is_whole(command: type[Command]) -> None:
    """It has a door, an arrow, an effect, and a title of its own in both languages."""
    assert command in {command for rules in SETS for command in rules.doors}
    assert command in {arrow.command for rules in SETS for arrow in rules.arrows}
    assert "title" in vars(command)
    assert command.title.nl != command.title.en


def test_no_command_is_left_out_or_named_twice() -> None:
    """`ALL` holds every command once, and doors, arrows and effects hold no other; keys and titles tell them apart."""
    assert set(ALL) == {*FULL.doors, *PROGRAMME.doors}
    assert set(ALL) == {arrow.command for rules in SETS for arrow in rules.arrows}
    assert set(ALL) - {*OF_PACKS, *OF_PROGRAMMES} == set(LETTER.doors) == {arrow.command for arrow in LETTER.arrows}
    assert set(ALL) == {c for c in vars(commands).values() if isinstance(c, type) and issubclass(c, Command)} - {
        Command
    }
    assert len(ALL) == len({c.key for c in ALL})
    for language in LANGUAGES:
        assert len(ALL) == len({c.title[language] for c in ALL})


def modules_with_a_list() -> list[ModuleType]:
    """The package and every module in it that says what it shows."""
    names = [m.name for m in pkgutil.walk_packages(ontvlechting.__path__, "ontvlechting.") if "__" not in m.name]
    names = [n for n in names if not n.startswith("ontvlechting.django")]  # which needs a project of Django
    modules = [ontvlechting, *(importlib.import_module(n) for n in names)]
    return [m for m in modules if hasattr(m, "__all__")]


@pytest.mark.parametrize("module", [pytest.param(m, id=m.__name__) for m in modules_with_a_list()])
def test_the_public_list_is_what_is_there(module: ModuleType) -> None:
    """`__all__` names nothing twice and nothing that is not there; of a package it is exactly what is there without an underscore."""
    listed = list(module.__all__)
    assert len(set(listed)) == len(listed)
    assert [] == [name for name in listed if not hasattr(module, name)]
    public = {name for name, value in vars(module).items() if not name.startswith("_") and _shown(module, value)}
    late = {n for n in listed if isinstance(vars(module).get(n, module), ModuleType)}  # had when asked for, or a module
    public -= {"TYPE_CHECKING"}
    assert public | late == set(listed) if hasattr(module, "__path__") else public <= set(listed)


def _shown(module: ModuleType, value: object) -> bool:
    """What a reader may want from here: a package shows what it brings in, a module only what it makes itself."""
    if isinstance(value, ModuleType):
        return value in [vars(module).get(name) for name in module.__all__]  # wherever it stands
    return hasattr(module, "__path__") or getattr(value, "__module__", None) == module.__name__
