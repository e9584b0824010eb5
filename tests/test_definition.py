"""What cannot be judged or could not be recorded is no set of rules: one error, with every fault, in both languages."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator
from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from functools import partial, wraps
from types import MappingProxyType
from typing import Any, Literal

import attrs
import pytest
from attrs import frozen

from ontvlechting import LETTER, Dossier, Role, Rules, State, Workflow, decide, engine, letter
from ontvlechting import commands as c
from ontvlechting.engine import chart, checked
from ontvlechting.engine.chart import Arrow
from ontvlechting.engine.doors import YES, Guard, Reads, Reasons, guard
from ontvlechting.engine.errors import DefinitionError
from ontvlechting.engine.rulebook import Pack
from ontvlechting.engine.text import Text
from ontvlechting.engine.values import Mandate
from ontvlechting.letter.catalogue import R50, R54
from ontvlechting.letter.commands import Command
from ontvlechting.letter.fiction import Road
from ontvlechting.letter.norms import Norms
from ontvlechting.states import FINAL, TABLE, WAY_BACK
from ontvlechting.testing.perturbation import inverted
from tests.asking import WEBSITES

# -- tables --------------------------------------------------------------------------------------------------------------


class Theirs(Enum):
    """The states of another table: nowhere leads out of `ISLAND`, and nothing leads to it."""

    NEW = "new"
    ISLAND = "island"


class NoCommand:
    """A class, and no command."""

    key = "no_command"


faults = partial(chart.faults, start=State.NEW, final=FINAL, back=WAY_BACK)


def arrow(command: Any, source: Any, target: Any) -> Arrow:
    """An arrow of whatever it is given."""
    return Arrow(command, source, target)


UNJUDGEABLE: dict[str, tuple[Any, str]] = {
    "states of another kind": (
        [arrow(c.Stop, Theirs.NEW, Theirs.NEW), arrow(c.Decide, Theirs.ISLAND, Theirs.ISLAND)],
        "arrow 2: <Theirs.ISLAND: 'island'> is no `State`",
    ),
    "states as text": ([arrow(c.Stop, "new", State.STOPPED)], "arrow 1: 'new' is no `State`"),
    "no state": ([arrow(c.Stop, State.NEW, None)], "arrow 1: None is no `State`"),
    "what all commands have in common": (
        [*TABLE, arrow(Command, State.NEW, State.STOPPED)],
        f"arrow {len(TABLE) + 1}: <class 'ontvlechting.engine.command.Command'> is no kind of command",
    ),
    "a class of something else": (
        [arrow(NoCommand, State.NEW, State.STOPPED)],
        "arrow 1: <class 'tests.test_definition.NoCommand'> is no kind of command",
    ),
    "a name of a command": ([arrow("stop", State.NEW, State.STOPPED)], "arrow 1: 'stop' is no kind of command"),
    "a made command": (
        [arrow(Road(letter.PROCESSES[WEBSITES]).stop(), State.NEW, State.STOPPED)],
        "is no kind of command",
    ),
    "what only looks like an arrow": (
        [*TABLE, (c.Stop, State.NEW, State.STOPPED)],
        f"arrow {len(TABLE) + 1} is no `Arrow`",
    ),
    "nothing in the place of an arrow": ([None], "arrow 1 is no `Arrow`: None"),
    "no table": (5, "5 is no table of arrows"),
    "a text": ("table", "'table' is no table of arrows"),
}
"""Tables of which nothing can be said."""


@pytest.mark.parametrize("how", UNJUDGEABLE)
def test_of_a_table_that_cannot_be_judged_that_is_said(how: str) -> None:
    """Never that it is sound; and as rules it is a definition error with that fault."""
    arrows, expected = UNJUDGEABLE[how]
    found = faults(arrows)
    assert [] != [f for f in found if expected in f.en]
    assert all(f.nl and f.nl != f.en for f in found)
    given = tuple(arrows) if isinstance(arrows, list) else arrows
    with pytest.raises(DefinitionError) as error:
        attrs.evolve(LETTER, arrows=given)
    assert (expected in error.value.text.en) is isinstance(given, tuple)


def test_a_table_that_can_be_read_only_once_is_judged_all_the_same() -> None:
    """Every check sees every arrow, also when the table is a generator."""
    bent = [a for a in TABLE if a.command is not c.StartTransfer]
    assert faults(bent) == faults(a for a in bent) != []


def test_two_commands_of_one_name_cannot_be_told_apart() -> None:
    """A record knows a command by its name."""
    other: type[c.Stop] = type("Stop", (c.Stop,), {})
    assert "stop" == other.key
    table = (*TABLE, Arrow(other, State.MINISTRY_DECIDED, State.STOPPED))
    assert [Text(nl="2 verzoeken heten `stop`", en="2 commands are called `stop`")] == faults(table)


def test_every_state_has_a_name_of_its_own_and_a_title_in_both_languages() -> None:
    """Of two of one name Python would make one, and what has no title would be told by nothing."""

    class Bare(engine.State):
        NEW = "new", "nieuw", "new"
        LENT = "lent", "uitgeleend"
        GIVEN = ("given",)
        BLANK = "blank", " ", "blank"
        AGAIN = "new", "opnieuw", "again"

    steps = zip((Bare.NEW, Bare.LENT, Bare.BLANK), (Bare.LENT, Bare.BLANK, Bare.GIVEN), strict=True)
    table = [Arrow(c.Stop, source, target) for source, target in steps]
    assert [
        Text(nl="`lent` heeft geen naam in beide talen", en="`lent` has no title in both languages"),
        Text(nl="`given` heeft geen naam in beide talen", en="`given` has no title in both languages"),
        Text(nl="`blank` heeft geen naam in beide talen", en="`blank` has no title in both languages"),
        Text(nl="`Bare.AGAIN` en `Bare.NEW` heten beide `new`", en="`Bare.AGAIN` and `Bare.NEW` are both called `new`"),
    ] == chart.faults(table, start=Bare.NEW, final=frozenset({Bare.GIVEN}))


NO_NAMES = ["", " ", "on\nhold", 'on "hold"', "on\\hold", "\u200b", "\ud800", "\x7f"]
"""What cannot be written in a record as it stands, or does not show."""


@pytest.mark.parametrize("name", NO_NAMES)
def test_a_state_has_a_name_that_a_record_can_hold(name: str) -> None:
    """What was sealed with it could not be read back, and the process could not be opened again."""
    make: Any = engine.State
    odd = make("Odd", {"NEW": ("new", "nieuw", "new"), "HOLD": (name, "wacht", "on hold")})
    table = [Arrow(c.Stop, odd.NEW, odd.HOLD)]
    (fault,) = chart.faults(table, start=odd.NEW, final=frozenset({odd.HOLD}))
    assert fault.nl.startswith("de naam van `Odd.HOLD`: verwacht ")
    assert fault.en.startswith("the name of `Odd.HOLD`: expected ")


@pytest.mark.parametrize("name", [*NO_NAMES, 3, None])
def test_an_enumeration_is_of_names_that_a_record_can_hold(name: object) -> None:
    """The roles and powers of rules, and each enumeration in a field of a command; with names of any letters all is well."""
    for kind, field in ((engine.Role, "roles"), (engine.Power, "powers")):
        made: Any = kind
        odd, well = made("Odd", {"ONE": name}), made("Well", {"ONE": "één naam"})
        assert ([odd], []) == (checked.unkept(odd), checked.unkept(well))
        with pytest.raises(DefinitionError, match=f"`{field}`.*: expected .*an enumeration of names"):
            attrs.evolve(LETTER, name="odd", **{field: odd})


# -- guards --------------------------------------------------------------------------------------------------------------


@guard(R50, nl="altijd goed", en="always well")
def well(dossier: Dossier, command: Command, norms: Norms) -> Reasons:
    """Says yes."""
    return YES


async def asynchronous(dossier: Dossier, command: Command, norms: Norms) -> Reasons:
    """Would have to be awaited."""
    return YES


def generator(dossier: Dossier, command: Command, norms: Norms) -> Iterator[object]:
    """Would have to be gone through."""
    yield from ()


def test_rules_are_a_value_and_no_class() -> None:
    """A class made from them could answer otherwise under the name of the letter."""
    with pytest.raises(DefinitionError, match="`Mine` is a class of rules"):

        class Mine(Rules):  # type: ignore[misc,unused-ignore]  # that is what is tried
            """Other rules by the same name."""


MISMADE: dict[str, tuple[dict[str, Any], str]] = {
    "an empty name": ({"name": ""}, "`name` of the guard '': expected a text that is not empty; got ''"),
    "a name of two lines": (
        {"name": "a\nb"},
        "`name` of the guard 'a\\nb': expected one line without control characters",
    ),
    "a name that is no text": ({"name": 5}, "`name` of the guard 5: expected a text; got 5"),
    "a name that UTF-8 cannot hold": ({"name": "a\ud800"}, "expected text that UTF-8 can hold"),
    "a name too long for its reason": ({"name": "x" * 195}, "`name` of the guard 'xxx"),
    "no rule": ({"rules": ()}, "`rules` of the guard 'well': expected a tuple of one or more rules; got ()"),
    "a rule that is none": ({"rules": ("R50",)}, "`rules` of the guard 'well': expected a tuple of one or more rules"),
    "a rule in the place of several": ({"rules": R50}, "`rules` of the guard 'well': expected a tuple of one or more"),
    "a title in one language": (
        {"title": "well"},
        "`title` of the guard 'well': expected a question in both languages",
    ),
    "a word for what it reads": ({"reads": "command"}, "`reads` of the guard 'well': expected one of `Reads`"),
    "nothing that answers": ({"check": YES}, "`check` of the guard 'well': expected a function; got ()"),
    "an answer to be awaited": ({"check": asynchronous}, "`check` of the guard 'well': expected a plain function"),
    "something else that supplies": (
        {"mended": {"": ((5, None),)}},
        "`by` of the guard 'well': expected kinds of command",
    ),
    "what supplies is no mapping": ({"mended": 5}, "`by` of the guard 'well': expected kinds of command"),
    "what supplies is one kind": ({"mended": {"": (c.Decide,)}}, "`by` of the guard 'well': expected kinds of command"),
    "what supplies is a list": (
        {"mended": {"": [(c.Decide, None)]}},
        "`by` of the guard 'well': expected kinds of command",
    ),
    "a field that is no name": (
        {"mended": {"": ((c.Decide, 5),)}},
        "`field` of the guard 'well': expected the name of a",
    ),
    "an answer to be gone through": ({"check": generator}, "`check` of the guard 'well': expected a plain function"),
    "a function of two": (
        {"check": lambda dossier, command: YES},
        "the command and the norms: `def check(dossier, command, norms)`; got '(dossier, command)'",
    ),
    "a function of four": ({"check": lambda a, b, c, d: YES}, "the command and the norms: `def"),
    "a function of names": ({"check": lambda *, dossier, command, norms: YES}, "got '(*, dossier, command, norms)'"),
    "a function of three and a name": ({"check": lambda a, b, c, *, d: YES}, "got '(a, b, c, *, d)'"),
    "a part of one": ({"check": partial(well.check, None)}, "the command and the norms: `def"),
}
"""Guards that could not be asked, or whose reasons could not be recorded."""


@pytest.mark.parametrize("how", MISMADE)
def test_a_guard_that_could_not_be_asked_or_recorded_makes_no_rules(how: str) -> None:
    """At a door, at every door, and in a pack alike: said when the rules are made, and once."""
    changes, expected = MISMADE[how]
    wrong = attrs.evolve(well, **changes)
    doors = {k: (*guards, wrong) for k, guards in LETTER.doors.items()}
    makes: list[Callable[[], Rules]] = [
        lambda: attrs.evolve(LETTER, doors=doors),
        lambda: attrs.evolve(LETTER, always=(*LETTER.always, wrong)),
        lambda: LETTER.extended(name="ours", version="1", doors={c.Stop: (wrong,)}),
    ]
    for make in makes:
        with pytest.raises(DefinitionError) as error:
            make()
        (fault,) = error.value.faults
        assert expected in fault.en
        assert "verwacht" in fault.nl


@pytest.mark.parametrize("by", [5, "decide", object, [c.Decide, 5], {5: "note"}, {"code": 5}, {"code": [5, c.Stop]}])
def test_what_supplies_what_a_guard_asks_for_is_a_kind_of_command(by: Any) -> None:
    """Whatever else stands there is told when the rules are made, by its name."""
    wrong = guard(R50, nl="is er een weg", en="is there a way", by=by)(well.check)
    with pytest.raises(
        DefinitionError, match=r"`by` of the guard 'well': expected kinds of command, each with its field"
    ):
        LETTER.extended(name="ours", version="1", doors={c.Stop: (wrong,)})


@pytest.mark.parametrize("by", [deque([c.Decide]), {c.Decide: None}.keys(), (kind for kind in (c.Decide,))])
def test_what_supplies_it_may_come_in_any_order_that_can_be_gone_through(by: Any) -> None:
    """As whoever writes rules has them at hand."""
    assert ((c.Decide, None),) == guard(R50, nl="is er een weg", en="is there a way", by=by)(well.check).means("any")


@pytest.mark.parametrize("by", [{"code": c.Stop, c.Decide: "note"}, {"code": c.Stop, 3: c.Stop}])
def test_what_supplies_it_by_a_code_names_the_beginning_of_one(by: Any) -> None:
    """A key that is no text is told when the rules are made, and not when a reason is."""
    wrong = guard(R50, nl="is er een weg", en="is there a way", by=by)(well.check)
    with pytest.raises(
        DefinitionError, match=r"`by` of the guard 'well': expected the beginning of the code of a reason"
    ):
        LETTER.extended(name="ours", version="1", doors={c.Stop: (wrong,)})


def test_the_longest_name_that_a_guard_can_have_is_recorded() -> None:
    """A guard of that name fails, and its reason is a reason like any other."""

    def fails(dossier: Dossier, command: Command, norms: Norms) -> Reasons:
        raise ZeroDivisionError

    name = "x" * (200 - len("guard-"))
    rules = LETTER.extended(name="ours", version="1", doors={c.Stop: (attrs.evolve(well, name=name, check=fails),)})
    road = Road(letter.PROCESSES[WEBSITES])
    codes = [
        r.code for r in decide(rules, Dossier(process=WEBSITES, state=State.IDENTIFIED), road.stop()).verdict.reasons
    ]
    assert f"guard-{name}" in codes


def test_a_guard_of_a_part_or_an_object_may_stand_in_a_pack() -> None:
    """Whatever can be called can be a guard, also when it has no name of its own."""

    class Says:
        def __call__(self, *_: object) -> Reasons:
            return YES

    @wraps(lambda: YES)
    def around(*given: Any) -> Reasons:
        return YES

    checks: tuple[Any, ...] = (
        partial(well.check),
        Says(),
        Says().__call__,
        around,
        lambda *given: YES,
        lambda dossier, command, norms, more=1, *, others=2: YES,
        dict,  # of which nobody can tell what it takes
    )
    for check in checks:
        given = attrs.evolve(well, name="says", check=check)
        assert given in LETTER.extended(name="ours", version="1", doors={c.Stop: (given,)}).doors[c.Stop]


# -- names that stand for two things -------------------------------------------------------------------------------------


def test_a_door_has_no_two_guards_of_one_name() -> None:
    """Their reasons could not be told apart; the same guard twice, and one that stands at every door, neither."""
    for name, guards in {"well": (well, well), LETTER.always[0].name: (LETTER.always[0],)}.items():
        with pytest.raises(DefinitionError) as error:
            attrs.evolve(LETTER, name="eigen", doors={**LETTER.doors, c.Stop: guards})
        assert [f"at the door of `stop` stand 2 guards `{name}`"] == [f.en for f in error.value.faults]


def test_one_name_is_one_guard() -> None:
    """Two functions of one name at two doors are a fault; one function at two doors, also turned round at one, is none."""

    def another(dossier: Dossier, command: Command, norms: Norms) -> Reasons:
        return [R54.forbidden("no", nl="nee", en="no")]

    def at_two_doors(other: Guard) -> Rules:
        return attrs.evolve(LETTER, name="eigen", doors={**LETTER.doors, c.Stop: (well,), c.NotifyBody: (other,)})

    for check in (another, partial(another)):
        with pytest.raises(DefinitionError) as error:
            at_two_doors(attrs.evolve(well, check=check))
        assert [Text(nl="er zijn 2 toetsen `well`", en="there are 2 guards `well`")] == list(error.value.faults)
    for same in (well, attrs.evolve(well, check=partial(well.check)), attrs.evolve(well, rules=(R54,)), inverted(well)):
        assert same in at_two_doors(same).doors[c.NotifyBody]


# -- doors, norms and packs ----------------------------------------------------------------------------------------------

MISFITS: dict[str, tuple[dict[str, Any], str]] = {
    "arrows in a list": ({"arrows": list(TABLE)}, "`arrows` of the rules: expected a tuple of arrows"),
    "no doors": ({"doors": None}, "`doors` of the rules: expected for each command its guards; got None"),
    "doors in pairs": (
        {"doors": tuple(LETTER.doors.items())},
        "`doors` of the rules: expected for each command its guards",
    ),
    "one guard in the place of several": (
        {"doors": {**LETTER.doors, c.Stop: well}},
        "`doors` at `stop`: expected a tuple",
    ),
    "a list of guards": ({"doors": {**LETTER.doors, c.Stop: [well]}}, "`doors` at `stop`: expected a tuple of guards"),
    "a function in the place of a guard": (
        {"doors": {**LETTER.doors, c.Stop: (well.check,)}},
        "`doors` at `stop`: expected a tuple of guards; got (<function",
    ),
    "a door by its name": ({"doors": {**LETTER.doors, "stop": ()}}, "'stop' is no kind of command"),
    "a door of all commands": ({"doors": {**LETTER.doors, Command: ()}}, "Command'> is no kind of command"),
    "what every command is asked": ({"always": well}, "`doors` at every door: expected a tuple of guards"),
    "norms that are none": ({"norms": {"ministry": "fictief"}}, "`norms` of the rules: expected `Norms`"),
    "packs that are none": ({"packs": ("portfolio",)}, "`packs` of the rules: expected a tuple of packs"),
    "one pack in the place of several": (
        {"packs": Pack(name="p", version="1", doors={})},
        "`packs` of the rules: expected a tuple of packs",
    ),
}
"""What is not of its kind."""


@pytest.mark.parametrize("how", MISFITS)
def test_what_is_not_of_its_kind_makes_no_rules(how: str) -> None:
    """Said when they are made, and not by an `AttributeError` when somebody asks something of them."""
    changes, expected = MISFITS[how]
    with pytest.raises(DefinitionError) as error:
        attrs.evolve(LETTER, **changes)
    (fault,) = error.value.faults
    assert fault.en.startswith(expected) or expected in fault.en
    assert fault.nl != fault.en


def test_every_fault_is_told_at_once() -> None:
    """Name, table, doors, guards, norms and packs: whoever mends them all needs one attempt."""
    table = (arrow(Command, "new", State.STOPPED),)
    wrong: dict[str, Any] = {"name": "", "version": 1, "arrows": table, "always": (), "norms": None, "packs": None,
                             "start": "new", "final": None, "roles": Command, "order": "R47", "dossier": Dossier}  # fmt: skip
    doors: Any = {Command: (), c.Stop: well, c.Decide: (attrs.evolve(well, name="", rules=()),)}
    with pytest.raises(DefinitionError) as error:
        Rules(doors=doors, **wrong)
    told = error.value.text.en
    for part in ("`name` of the rules", "`version` of the rules", "arrow 1: 'new'", "arrow 1: <class", "Command'> is no kind",
                 "`doors` at `stop`", "`name` of the guard ''", "`rules` of the guard ''", "`norms`", "`packs`", "`start`", "`final`", "`roles`", "`order`", "`deciding`"):  # fmt: skip
        assert part in told
    assert 15 == len(error.value.faults)


def test_doors_may_be_any_mapping() -> None:
    """Also one that cannot be changed."""
    assert LETTER.hash == attrs.evolve(LETTER, doors=MappingProxyType(dict(LETTER.doors))).hash


@frozen
class Unplain:
    """Norms that cannot stand in the hash of the rules."""

    about: object = frozenset({1})


OF_PACKS: dict[str, tuple[dict[str, Any], str]] = {
    "a name that a record cannot hold": ({"name": " "}, "`name` of the pack: expected a text that is not empty"),
    "a version that is no text": ({"version": 1}, "`version` of the pack: expected a text; got 1"),
    "arrows that are none": ({"arrows": (None,)}, "arrow 1 is no `Arrow`: None"),
    "arrows in a list": ({"arrows": []}, "`arrows` of the pack: expected a tuple of arrows; got []"),
    "an arrow from the name of a state": (
        {"arrows": tuple(engine.staying({"identified"}, c.Stop))},  # type: ignore[arg-type]
        "arrow 1: 'identified' is no `State`",
    ),
    "a guard made of no function": (
        {"doors": {c.Stop: (guard(R50, nl="of het mag", en="whether it may")(5),)}},  # type: ignore[arg-type]
        "`check` of the guard 'guard': expected a function; got 5",
    ),
    "doors that are none": ({"doors": ()}, "`doors` of the pack: expected for each command its guards; got ()"),
    "norms that are no value": ({"norms": {"a": 1}}, "`norms` of the pack: expected an attrs value of plain values"),
    "norms that are not plain": ({"norms": Unplain()}, "`norms` of the pack: expected an attrs value of plain values"),
}
"""What is not of its kind in a pack."""


@pytest.mark.parametrize("how", OF_PACKS)
def test_what_is_not_of_its_kind_in_a_pack_is_said_when_it_is_added(how: str) -> None:
    """One fault, and not an error from deep inside."""
    changes, expected = OF_PACKS[how]
    given: dict[str, Any] = {"name": "ours", "version": "1", "doors": {c.Stop: (well,)}}
    with pytest.raises(DefinitionError) as error:
        _ = LETTER + Pack(**(given | changes))
    (fault,) = error.value.faults
    assert fault.en.startswith(expected)


SAID = Text(nl="Iets vastleggen", en="Record something")


def _kind(field: str | None = None, hint: Any = None, *, made: bool = True, title: object = SAID) -> Any:
    """A kind of command, with a field of its own."""
    about = {"__annotations__": {} if field is None else {field: hint}, "__module__": __name__, "title": title}
    kind = type("RecordSomething", (engine.Fact,), about)
    return attrs.frozen(kw_only=True)(kind) if made else kind


def _pack(kind: Any) -> Pack:
    arrows = tuple(engine.staying({State.MINISTRY_DECIDED}, kind))
    return Pack(name="ours", version="1", arrows=arrows, doors={kind: ()})


@attrs.frozen(kw_only=True)
class Weight(engine.Checked):
    """A value with a field that no record can hold."""

    kilos: float


A_RECORD = "expected what a record can hold: `str`, `int`, `bool`"
OF_KINDS: dict[str, tuple[Any, str]] = {
    **{
        f"a field of {hint}": (_kind("much", hint), f"`much` of the command `record_something`: {A_RECORD}")
        for hint in (float, bytes, dict, tuple, list[int], dict[str, int], set[int], frozenset[int], tuple[int, str])
    },
    "one of several kinds of text": (_kind("much", int | str), f"`much` of the command `record_something`: {A_RECORD}"),
    "one of several words": (_kind("much", Literal["a"]), f"`much` of the command `record_something`: {A_RECORD}"),
    "perhaps a fraction": (_kind("much", float | None), f"`much` of the command `record_something`: {A_RECORD}"),
    "many fractions": (_kind("much", tuple[float, ...]), f"`much` of the command `record_something`: {A_RECORD}"),
    "a fraction within a value": (_kind("much", Weight), f"`much` of the command `record_something`: {A_RECORD}"),
    "a class that is not there": (
        _kind("much", "Nowhere"),
        "the fields of the command `record_something` cannot be read: \"NameError: name 'Nowhere' is not defined\"",
    ),
    "the name of the command": (_kind("type", str), "`type` of the command `record_something`: expected another name"),
    **{
        f"the name of its {name}": (
            _kind(name, str),
            f"`{name}` of the command `record_something`: expected another name",
        )
        for name in ("problems", "voids", "kept_in")
    },
    "a name that is hidden": (_kind("_much", int), "`_much` of the command `record_something`: expected another name"),
    "a class that attrs did not make": (
        _kind("much", int, made=False),
        "`much` of the command `record_something`: expected a field; the class lacks `@frozen(kw_only=True)`",
    ),
    "a title in one language": (
        _kind(title="Something"),
        "`title` of the command `record_something`: expected a name in both languages; got 'Something'",
    ),
}
"""Commands that could not be told, recorded or read back."""


@pytest.mark.parametrize("how", OF_KINDS)
def test_a_command_that_no_record_can_hold_makes_no_rules(how: str) -> None:
    """One fault that names the field when the pack is added, and not an error from deep inside when the command is asked."""
    kind, expected = OF_KINDS[how]
    with pytest.raises(DefinitionError) as error:
        _ = LETTER + _pack(kind)
    (fault,) = error.value.faults
    assert fault.en.startswith(expected)


def test_what_no_record_can_hold_is_told_of_each_command_that_has_it() -> None:
    """Also of the second: only of a class in which all can be held it is kept that it was looked at."""
    for _ in range(2):
        with pytest.raises(DefinitionError, match="`much` of the command `record_something`: expected what a record"):
            _ = LETTER + _pack(_kind("much", Weight))


@pytest.mark.parametrize("name", ["as_of", "moved", "recorded"])
@pytest.mark.parametrize("how", ["a field", "a property"])
def test_a_dossier_keeps_the_names_by_which_it_is_asked(name: str, how: str) -> None:
    """A field or property with the name of a method is a fault of the rules, and not an error when that method is asked."""
    about = {"__annotations__": {name: int}, name: 0} if how == "a field" else {name: property(lambda _: 0)}
    kind = attrs.frozen(kw_only=True)(type("Ours", (Dossier,), {**about, "__module__": __name__}))
    with pytest.raises(DefinitionError) as error:
        attrs.evolve(LETTER, name="ours", dossier=kind)
    (fault,) = error.value.faults
    assert f"`{name}` of `Ours` needs another name: it is something that every dossier does" == fault.en


def test_a_dossier_may_say_itself_what_the_library_leaves_to_it() -> None:
    """A method, or a property where there was a property."""
    about = {"__module__": __name__, "parties": property(lambda _: ("douane",)), "moved": lambda _, at: {}}
    kind = attrs.frozen(kw_only=True)(type("Ours", (Dossier,), about))
    assert kind is attrs.evolve(LETTER, name="ours", dossier=kind).dossier


def test_a_command_of_all_that_a_record_can_hold_is_read_back() -> None:
    """What is let through is recorded, judged again, and the same."""
    hints = {"a": str, "b": int | None, "c": bool, "d": Decimal, "e": date, "f": datetime, "g": Role, "h": Mandate,
             "i": tuple[int, ...], "j": engine.Words, "k": tuple[Text, ...]}  # fmt: skip
    about = {"__annotations__": hints, "__module__": __name__, "title": SAID}
    kind: Any = attrs.frozen(kw_only=True)(type("RecordAll", (engine.Fact,), about))
    flow, road = Workflow.open("memory:", rules=LETTER + _pack(kind)), Road(letter.PROCESSES[WEBSITES])
    for command in road.until(State.MINISTRY_DECIDED):
        flow.submit(WEBSITES, command).or_raise()
    held = kind(by=road.ministry, at=command.at, a="a", b=None, c=True, d=Decimal("1.50"), e=date(2023, 1, 1), f=command.at,
                g=Role.UNIT, h=road.ministry.mandate, i=(1, 2), j="j", k=(SAID, SAID))  # fmt: skip
    assert flow.submit(WEBSITES, held).allowed
    assert held == flow.history(WEBSITES)[-1].event.command
    assert "SOUND" == flow.verify(deep=True).answer.name


def test_only_a_pack_can_be_added() -> None:
    """As Python says of any two things that cannot be added."""
    wrong: Any = "portfolio"
    with pytest.raises(TypeError, match="unsupported operand"):
        _ = LETTER + wrong


def test_what_a_guard_may_read_is_a_value_of_its_own() -> None:
    """A right guard with every kind of reading makes rules; nothing above is refused for another reason."""
    made = [attrs.evolve(well, reads=reads) for reads in Reads]
    rules = [LETTER.extended(name="ours", version="1", doors={c.Stop: (given,)}) for given in made]
    assert made == [r.doors[c.Stop][-1] for r in rules]
