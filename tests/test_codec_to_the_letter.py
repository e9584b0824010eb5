"""How every kind of value is written and read, and what is said of one that is none: the thing, the field, the value, what belongs."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from enum import Enum
from typing import Annotated, Any

import attrs
import pytest

from ontvlechting import LETTER, Dossier, State, decide, evolve, letter, packs
from ontvlechting import commands as c
from ontvlechting.engine.checked import Id, Number, Words
from ontvlechting.engine.errors import SHOWN, InputError, shown
from ontvlechting.engine.events import Event
from ontvlechting.engine.retention import Removed
from ontvlechting.engine.values import Role as AnyRole
from ontvlechting.engine.verdicts import VerdictKind
from ontvlechting.letter.commands import Command
from ontvlechting.letter.fiction import Road
from ontvlechting.letter.values import Power
from ontvlechting.record.codec import (
    TOLD,
    Codec,
    canonical,
    command_to_plain,
    in_sight,
    origin_from_plain,
    quoted,
    written,
    written_event,
    written_origin,
)
from ontvlechting.record.origin import Origin
from ontvlechting.testing.letter.strategies import played
from ontvlechting.testing.strategies import Advance, Move
from tests.asking import CODEC

Said = tuple[str, list[tuple[str, str, str, str, tuple[str, ...]]]]


def road() -> Road:
    """A fresh road."""
    return Road(letter.PROCESSES["douane/websites"])


def told(ask: Callable[[], object]) -> Said:
    """What an input error is about, and of each problem everything that is said of it."""
    with pytest.raises(InputError) as error:
        ask()
    found = [(p.field, p.value, p.expected.nl, p.expected.en, p.nearest) for p in error.value.problems]
    return error.value.subject, found


# -- writing -------------------------------------------------------------------------------------------------------------


def test_canonical_bytes_are_these() -> None:
    """Sorted, without spaces, in UTF-8; what is no JSON is none."""
    assert '{"a":[1,null,true],"b":"é🧵\\""}'.encode() == canonical({"b": 'é🧵"', "a": [1, None, True]})
    for value in (float("nan"), float("inf"), object()):
        with pytest.raises((ValueError, TypeError)):
            canonical(value)


class Colour(Enum):
    """Some values."""

    RED = "red"
    BLUE = "blue"


@attrs.frozen
class Part:
    """A value in a value."""

    b: int
    a: str


@attrs.frozen
class Other:
    """Another one."""

    c: bool


KINDS: dict[str, tuple[Any, Any, str]] = {
    "a text": (str, 'é"\n', r'"é\"\n"'),
    "a name": (Id, "x", '"x"'),
    "a free text": (Words, "x", '<"x">'),
    "a number": (int, -5, "-5"),
    "a number from 1": (Number, 7, "7"),
    "a yes or no": (bool, True, "true"),
    "another": (bool, False, "false"),
    "an amount": (Decimal, Decimal("1250.00"), '"1250.00"'),
    "a tiny amount": (Decimal, Decimal("1E-10"), '"0.0000000001"'),
    "a moment": (
        datetime,
        datetime(2026, 1, 31, 9, tzinfo=timezone(timedelta(hours=1))),
        '"2026-01-31T09:00:00+01:00"',
    ),
    "a day": (date, date(2026, 1, 31), '"2026-01-31"'),
    "one of these": (Colour, Colour.BLUE, '"blue"'),
    "a value": (Part, Part(1, "x"), '{"a":"x","b":1}'),
    "a list": (tuple[int, ...], (3, 1, 2), "[3,1,2]"),
    "an empty list": (tuple[int, ...], (), "[]"),
    "a list of free texts": (tuple[Words, ...], ("x", "y"), '[<"x">,<"y">]'),
    "a list of lists": (tuple[tuple[str, ...], ...], (("a", "b"), (), ("c",)), '[["a","b"],[],["c"]]'),
    "a list of lists of lists": (
        tuple[tuple[tuple[int, ...], ...], ...],
        (((1,), (2, 3)), ((4,),)),
        "[[[1],[2,3]],[[4]]]",
    ),
    "a list of values": (tuple[Part, ...], (Part(1, "x"), Part(2, "y")), '[{"a":"x","b":1},{"a":"y","b":2}]'),
    "a set": (frozenset[str], frozenset("jihgfedcba"), '["a","b","c","d","e","f","g","h","i","j"]'),
    "a value that is annotated": (Annotated[Part, "x"], Part(1, "x"), '{"a":"x","b":1}'),
    "an empty set": (frozenset[str], frozenset(), "[]"),
    "nothing": (str | None, None, "null"),
    "something": (str | None, "x", '"x"'),
    "a free text that may be left out": (Annotated[Words | None, "x"], "x", '<"x">'),
    "an empty list that may be left out": (tuple[int, ...] | None, (), "[]"),
    "a list that is left out": (tuple[int, ...] | None, None, "null"),
    "one of two": (Part | Other, Other(c=True), '{"c":true}'),
    "the other of two": (Part | Other, Part(1, "x"), '{"a":"x","b":1}'),
    "one of two or nothing": (Part | Other | None, None, "null"),
    "two or nothing": (Part | Other | None, Other(c=False), '{"c":false}'),
    "a list of what may be left out": (tuple[int | None, ...], (1, None), "[1,null]"),
}


def hidden(text: str) -> str:
    """Shows where a text was hidden."""
    return f"<{text}>"


@pytest.mark.parametrize("kind", KINDS)
def test_a_value_of_each_kind_is_written_in_this_way(kind: str) -> None:
    """By its annotation; only free texts are hidden. What is not given when it is made is not written."""
    hint, value, expected = KINDS[kind]
    made = attrs.make_class(
        "Made",
        {
            "z": attrs.field(type=hint),
            "a": attrs.field(type=int, default=1),
            "_n": attrs.field(init=False, default=5, type=int),
        },
    )(value)
    assert f'{{"a":1,"z":{expected}}}' == written(made, hidden)
    assert f'{{"a":1,"z":{expected.replace("<", "").replace(">", "")}}}' == written(made) == written(made, in_sight)


def test_a_command_in_a_value_says_which_it_is() -> None:
    """Under `type`, among its other fields by name; its texts are hidden too."""
    command = road().fall_back(reason="x")
    made = attrs.make_class("Made", {"a": attrs.field(type=Command)})(command)
    assert f'{{"a":{written(command, hidden)}}}' == written(made, hidden)
    assert f'{{"a":{written(command)}}}' == written(made)
    assert '<"x">' in written(command, hidden)
    assert '"type":"fall_back"' in written(command)
    two: Any = c.FallBack | c.Stop
    either = attrs.make_class("Made", {"a": attrs.field(type=two)})(command)
    assert written(made) == written(either)
    assert canonical(command_to_plain(command)).decode() == written(command)


ACCEPTED, REFUSED = played([Advance(1), Move("decide")])


def test_an_event_is_this_text() -> None:
    """Its command and reasons; of a refusal both can be hidden whole, and what is in them is not hidden once more."""
    for event, whole in ((ACCEPTED.event, False), (REFUSED.event, True)):
        command = written(event.command, in_sight if whole else hidden)
        reasons = "[" + ",".join(written(r) for r in event.verdict.reasons) + "]"
        if whole:
            hide = event.command, command
            assert event.verdict.reasons
            assert "<" in written_event(event, hidden)
            assert hide[1].startswith('{"at"')
        rules = written(event.rules)
        shown = [written(event.command, hidden), reasons]
        if whole:
            shown = [hidden(text) for text in shown]
        assert (
            f'{{"after":"{event.after.value}","before":"{event.before.value}","command":{shown[0]},"rules":{rules},'
            f'"verdict":{{"kind":"{event.verdict.kind.value}","reasons":{shown[1]}}}}}'
        ) == written_event(event, hidden)
        assert json.loads(written_event(event))["verdict"]["kind"] == event.verdict.kind.value
    assert 'é"' == json.loads(quoted('é"'))


def test_an_origin_is_this_text_and_comes_back() -> None:
    """Sorted by name; what is not told is null."""
    origin = Origin(program="x", version="7", host=None, account="é")
    assert '{"account":"é","host":null,"program":"x","version":"7"}' == written_origin(origin)
    assert origin == origin_from_plain(json.loads(written_origin(origin)))


# -- what cannot be written ----------------------------------------------------------------------------------------------


@attrs.frozen(kw_only=True)
class Abdicate(Command):
    """A command of nobody."""


@attrs.frozen(kw_only=True)
class FallBack(c.FallBack):
    """One that bears the name of ours."""


def test_a_command_of_elsewhere_is_told() -> None:
    """Before it is written, whatever it is called: no rules that are known would read it back. Of ours nothing is told."""
    r = road()
    namesake = FallBack(by=r.ministry, at=r.tick(), reason="x")
    assert "fall_back" == namesake.key
    for given in (Abdicate(by=r.ministry, at=r.tick()), Removed(by=r.ministry, at=r.tick()), namesake, 5, "x"):
        (problem,) = CODEC.problems(given)
        assert ("command", shown(given)) == (problem.field, problem.value)
        assert ("een verzoek dat deze regels kennen", "a command that these rules know") == (
            problem.expected.nl,
            problem.expected.en,
        )
        assert ["step 2"] == [p.field for p in CODEC.problems(given, "step 2")]
    assert [] == [p for command in r.until(State.COMPLETED) for p in CODEC.problems(command)]


def test_what_makes_a_command_and_is_none_is_told_with_what_to_do() -> None:
    """A class is made one, a method is called, and several go to `submit_many`; in both languages."""
    r = road()
    given = {
        "een verzoek, en niet de klasse ervan; maak er een: `FallBack(...)`": (c.FallBack,),
        "een verzoek, en niet wat er een maakt; roep het aan: `draft(...)`": (r.draft,),
        "één verzoek; meer gaan naar `submit_many`, elk met zijn proces": (r.planning(), [r.identify()], ()),
        "een verzoek dat deze regels kennen": ({}, b"x", None, int),
    }
    assert given == {
        said: tuple(one for one in each if [said] == [p.expected.nl for p in CODEC.problems(one)])
        for said, each in given.items()
    }
    told = [problem.expected.en for each in given.values() for problem in CODEC.problems(each[0])]
    assert [
        "a command, and not its class; make one: `FallBack(...)`",
        "a command, and not what makes one; call it: `draft(...)`",
        "one command; several go to `submit_many`, each with its process",
        "a command that these rules know",
    ] == told


# -- reading -------------------------------------------------------------------------------------------------------------

A_TEXT = ("een tekst", "a text")
A_NUMBER = ("een geheel getal", "a whole number")
A_BOOL = ("`true` of `false`", "`true` or `false`")
A_LIST = ("een lijst", "a list")
AN_AMOUNT = ("een bedrag als tekst, zoals `1250.00`", "an amount as text, such as `1250.00`")
A_MOMENT = ("een moment, zoals `2026-01-31T09:00:00+01:00`", "a moment, such as `2026-01-31T09:00:00+01:00`")
A_DAY = ("een dag, zoals `2026-01-31`", "a day, such as `2026-01-31`")
FIELDS = ("velden en hun waarden", "fields and their values")
A_COMMAND = ("de naam van een verzoek", "the name of a command")
NO_FIELD = ("geen veld van deze naam", "no field of this name")


def fields_of(name: str) -> tuple[str, str]:
    """What belongs where fields belong."""
    return f"velden van `{name}`", f"fields of `{name}`"


def one_of(*options: str) -> tuple[str, str]:
    """What belongs where one of several belongs."""
    names = ", ".join(f"`{o}`" for o in options)
    return f"een van {names}", f"one of {names}"


def plain_of(command: Command) -> dict[str, Any]:
    """As it is read, deep enough to be bent."""
    found: dict[str, Any] = json.loads(written(command))
    return found


def bent(plain: Any, path: str, value: object) -> Any:
    """The plain data with one place changed; `path` is as an error tells it."""
    steps = [int(s) if s.isdecimal() else s for s in path.replace("[", ".").replace("]", "").split(".")]
    made = json.loads(json.dumps(plain))
    place = made
    for step in steps[:-1]:
        place = place[step]
    place[steps[-1]] = value
    return made


MEASURE = plain_of(road().measure(1))
CONTACT = plain_of(road().contact("dor", c.Stage.FEASIBILITY, by=road().receiver))
SHIFT = plain_of(road().shift_budget())
DRAFT = plain_of(road().draft())
ADOPT = plain_of(road().adopt(road().rules))
READ: list[tuple[dict[str, Any], str, object, tuple[str, str], tuple[str, ...]]] = [
    (MEASURE, "indicator", 5, A_TEXT, ()),
    (MEASURE, "indicator", None, A_TEXT, ()),
    (MEASURE, "phase", "1", A_NUMBER, ()),
    (MEASURE, "phase", True, A_NUMBER, ()),
    (MEASURE, "phase", 1.0, A_NUMBER, ()),
    (CONTACT, "phase", "1", A_NUMBER, ()),
    (CONTACT, "stage", "feasable", one_of(*[s.value for s in c.Stage]), ("feasibility",)),
    (CONTACT, "stage", 5, one_of(*[s.value for s in c.Stage]), ()),
    (CONTACT, "by.mandate", 5, fields_of("Mandate"), ()),
    (CONTACT, "by", None, fields_of("Actor"), ()),
    (CONTACT, "by.mandate.powers", "execute", A_LIST, ()),
    (CONTACT, "by.mandate.powers", {}, A_LIST, ()),
    (
        SHIFT,
        "by.mandate.powers[1]",
        "stopp",
        one_of(*[p.value for p in Power]),
        ("stop",),
    ),
    (SHIFT, "deltas[1].money.amount", "", AN_AMOUNT, ()),
    (SHIFT, "deltas", "x", A_LIST, ()),
    (SHIFT, "deltas[0]", 5, fields_of("Delta"), ()),
    (DRAFT, "plan.tasks[2].necessity.holds", 1, A_BOOL, ()),
    (DRAFT, "plan.tasks[2].necessity.holds", None, A_BOOL, ()),
    (ADOPT, "rules", [], fields_of("RulesRef"), ()),
    (ADOPT, "exemptions", None, A_LIST, ()),
    *[
        (MEASURE, "value", v, AN_AMOUNT, ())
        for v in (
            5,
            5.0,
            None,
            "x",
            "1e5",
            "1.",
            ".5",
            "+1",
            " 1",
            "1 ",
            "1_0",
            "NaN",
            "١",
            "1" * 61,
            f"0.{'1' * 61}",
            "1\n",
        )
    ],
    *[
        (MEASURE, "at", v, A_MOMENT, ())
        for v in (
            5,
            None,
            "gisteren",
            "2026-01-31",
            "2026-01-31T09:00:00",
            "2026-01-31T24:00:00Z",
            "2026-01-31T09:60:00Z",
            "2026-01-31T09:00:60Z",
            "2026-01-31T09:00:00.1234567Z",
            "2026-01-31T09:00:00+24:00",
            "2026-01-31T09:00:00+0100",
            "2026-01-31T09:00:00+01",
            "2026-01-31t09:00:00Z",
            "20260131T090000Z",
            "2026-02-30T09:00:00Z",
            " 2026-01-31T09:00:00Z",
            "2026-01-31T09:00:00Z\n",
        )
    ],
    *[
        (CONTACT, "by.mandate.valid_from", v, A_DAY, ())
        for v in (
            5,
            None,
            "vandaag",
            "20260131",
            "2026-02-30",
            "2026-1-31",
            "2026-01-31T00:00:00",
            "2026-W05-6",
            "2026-01-31\n",
        )
    ],
]


@pytest.mark.parametrize(("plain", "path", "value", "expected", "nearest"), READ, ids=range(len(READ)))
def test_what_does_not_belong_in_a_field_is_told(
    plain: dict[str, Any], path: str, value: object, expected: tuple[str, str], nearest: tuple[str, ...]
) -> None:
    """With its path, what stands there, and what belongs there; the thing is the command by its name."""
    subject, found = told(lambda: CODEC.command(bent(plain, path, value)))
    assert (plain["type"], [(path, *expected, nearest)]) == (subject, [(f, nl, en, n) for f, _, nl, en, n in found])
    assert found[0][1].startswith(repr(value)[:20].removesuffix("'"))


@pytest.mark.parametrize(
    ("path", "value", "expected"),
    [
        ("value", "-0", Decimal("-0")),
        ("value", "0.10", Decimal("0.10")),
        ("value", "9" * 30, Decimal("9" * 30)),
        ("at", "2026-01-31T09:00Z", datetime(2026, 1, 31, 9, tzinfo=UTC)),
        ("at", "2026-01-31 23:59:59.123456-23:59", None),
        ("at", "2026-01-31T09:00:00+00:00", datetime(2026, 1, 31, 9, tzinfo=UTC)),
    ],
)
def test_what_belongs_in_a_field_is_read(path: str, value: str, expected: object) -> None:
    """In each form that it may have."""
    found = getattr(CODEC.command(bent(MEASURE, path, value)), path)
    assert expected in (None, found)


def test_every_place_of_every_command_is_named_when_it_is_wrong() -> None:
    """Each value in it in turn replaced by what belongs nowhere: the path says where, and something belongs there."""
    places = 0
    for command in road().until(State.COMPLETED):
        plain = plain_of(command)
        for path in _paths({k: v for k, v in plain.items() if k != "type"}):
            subject, found = told(lambda plain=plain, path=path: CODEC.command(bent(plain, path, 0.5)))  # type: ignore[misc]
            assert (command.key, [path], ["0.5"]) == (subject, [p[0] for p in found], [p[1] for p in found])
            assert all(nl and en and nl != en for _, _, nl, en, _ in found)
            places += 1
    assert places > 1_000


def _paths(plain: Any, path: str = "") -> list[str]:
    """Every place in plain data."""
    items = plain.items() if isinstance(plain, dict) else enumerate(plain) if isinstance(plain, list) else ()
    found = []
    for name, value in items:
        here = f"{path}[{name}]" if isinstance(plain, list) else f"{path}.{name}".lstrip(".")
        found += [here, *_paths(value, here)]
    return found


GIVEN: dict[str, tuple[Any, Said]] = {
    "no fields": ([], ("command", [("$", "[]", *FIELDS, ())])),
    "a text": ("x", ("command", [("$", "'x'", *FIELDS, ())])),
    "no name": ({}, ("command", [("type", "None", *A_COMMAND, ())])),
    "no such name": ({"type": "fall_bakc"}, ("command", [("type", "'fall_bakc'", *A_COMMAND, ("fall_back",))])),
    "a list for a name": ({"type": ["fall_back"]}, ("command", [("type", "['fall_back']", *A_COMMAND, ())])),
    "a field too many": (
        {**MEASURE, "fase": 1},
        ("record_indicator", [("fase", "1", *NO_FIELD, ())]),
    ),
    "a field by another name": (
        {**{k: v for k, v in MEASURE.items() if k != "indicator"}, "indicatr": "x"},
        (
            "record_indicator",
            [("indicator", "None", *A_TEXT, ()), ("indicatr", "'x'", *NO_FIELD, ("indicator",))],
        ),
    ),
    "a field too many within": (
        bent(CONTACT, "by.mandate.power", 1),
        ("record_contact", [("by.mandate.power", "1", *NO_FIELD, ())]),
    ),
}


@pytest.mark.parametrize("what", GIVEN)
def test_what_is_no_command_is_told(what: str) -> None:
    """With the name that was probably meant."""
    given, said = GIVEN[what]
    subject, found = told(lambda: CODEC.command(given))
    assert (said[0], sorted(said[1])) == (subject, sorted(found))


@pytest.mark.parametrize("name", ["Xtra", "X", "x" * SHOWN])
def test_a_field_of_another_name_is_told_by_that_name(name: str) -> None:
    """Whatever letter it begins with, and as long as what is shown may be."""
    _, ((field, _, *_),) = told(lambda: CODEC.command({**MEASURE, name: 1}))
    assert name == field


def test_many_fields_too_many_are_told_in_both_languages() -> None:
    """Where they stand, how many, and the first of them."""
    more = {f"x{n:03}": n for n in range(TOLD + 2)}
    _, found = told(lambda: CODEC.command({**MEASURE, **more}))
    assert (
        "$",
        "['x050', 'x051']",
        "ook geen van 2 andere velden",
        "none of 2 other fields either",
        (),
    ) == found[-1]
    assert TOLD + 1 == len(found)
    _, found = told(lambda: CODEC.command(bent(MEASURE, "by", {**MEASURE["by"], **more})))
    assert "by" == found[-1][0]
    assert [f"by.x{n:03}" for n in range(TOLD)] == [f for f, *_ in found[:-1]]


def test_what_goes_wrong_while_reading_is_no_wrong_value() -> None:
    """It is raised as it is, and not told as if somebody had filled in a form badly."""

    class Failing(dict[str, Any]):
        """A form that fails while it is read."""

        def __getitem__(self, key: str) -> Any:
            raise RuntimeError("in the middle")

    with pytest.raises(RuntimeError, match="in the middle"):
        CODEC.command({**MEASURE, "by": Failing(MEASURE["by"])})


# -- events --------------------------------------------------------------------------------------------------------------


def event(of: Event = REFUSED.event, **changes: Any) -> dict[str, Any]:
    """An event as plain data, bent."""
    return {**json.loads(written_event(of)), **changes}


KEYS = "['after', 'before', 'command', 'rules', 'verdict']"
EXACTLY = (f"precies de velden {KEYS}", f"exactly the fields {KEYS}")
A_STATE = one_of(*[s.value for s in State])
EVENTS: dict[str, tuple[Any, str, Said]] = {
    "a field less": (
        {k: v for k, v in event().items() if k != "rules"},
        "p",
        ("record", [("fields", "['after', 'before', 'command', 'verdict']", *EXACTLY, ())]),
    ),
    "a field more": (
        event(x=1),
        "p",
        ("record", [("fields", "['after', 'before', 'command', 'rules', 'verdict', 'x']", *EXACTLY, ())]),
    ),
    "a list for a command": (event(command=[]), "p", ("record", [("fields", KEYS, *EXACTLY, ())])),
    "no command": (event(command=None), "p", ("command", [("type", "None", *A_COMMAND, ())])),
    "no such verdict": (
        event(verdict={"kind": "x", "reasons": []}),
        "p",
        ("verdict", [("kind", "'x'", *one_of(*[k.value for k in VerdictKind]), ())]),
    ),
    "no state before": (event(before="neww"), "p", ("before", [("$", "'neww'", *A_STATE, ("new",))])),
    "no state after": (event(after="neww"), "p", ("after", [("$", "'neww'", *A_STATE, ("new",))])),
    "no rules": (event(rules=5), "p", ("rules", [("$", "5", *fields_of("RulesRef"), ())])),
    "no name": (event(), 5, ("process", [("$", "5", *A_TEXT, ())])),  # type: ignore[dict-item]
}


@pytest.mark.parametrize("what", EVENTS)
def test_what_is_no_event_is_told(what: str) -> None:
    """The part of it that is none, and why."""
    plain, process, said = EVENTS[what]
    assert said == told(lambda: CODEC.event(process, plain))


def test_an_event_comes_back_as_it_was() -> None:
    """Accepted and refused."""
    for one in (ACCEPTED.event, REFUSED.event):
        assert one == CODEC.event(one.process, event(one))
        assert one == CODEC.event(one.process, event(one), removed=Removed(by=road().ministry, at=road().tick()))


def test_what_stands_for_a_removed_command_stands_for_that_of_a_refusal_alone() -> None:
    """Where one is given, and the command is gone."""
    removed = Removed(by=road().ministry, at=road().tick())
    assert removed is CODEC.event("p", event(command=None), removed=removed).command
    refused = [k for k in VerdictKind if k is not VerdictKind.ACCEPTED]
    for kind in refused:
        given = event(command=None, verdict={"kind": kind.value, "reasons": event()["verdict"]["reasons"]})
        with_it = CODEC.event("p", given, removed=removed)
        assert removed is with_it.command
    for given, what in (
        (event(ACCEPTED.event, command=None), removed),
        (event(command=None), None),
    ):
        with pytest.raises(InputError, match="the name of a command"):
            CODEC.event("p", given, removed=what)


# -- origins and dossiers ------------------------------------------------------------------------------------------------

ORIGIN = {"program": "x", "version": "7", "host": None, "account": None}


@pytest.mark.parametrize(
    ("plain", "said"),
    [
        ([], [("$", "[]", *fields_of("Origin"), ())]),
        ({**ORIGIN, "host": 5}, [("host", "5", *A_TEXT, ())]),
        ({**ORIGIN, "x": 5}, [("x", "5", *NO_FIELD, ())]),
    ],
)
def test_what_is_no_origin_is_told(plain: object, said: list[Any]) -> None:
    """As of any other value."""
    assert ("origin", said) == told(lambda: origin_from_plain(plain))


def test_a_dossier_is_read_strictly() -> None:
    """What is no field of it, no state, no command of its kind."""
    plain = json.loads(written(played([Advance(7)])[-1].after))
    assert played([Advance(7)])[-1].after == CODEC.dossier(plain)
    assert ("dossier", [("state", "'x'", *A_STATE, ())]) == told(lambda: CODEC.dossier({**plain, "state": "x"}))
    assert ("dossier", [("contacts", "5", *A_LIST, ())]) == told(lambda: CODEC.dossier({**plain, "contacts": 5}))
    assert ("dossier", [("x", "5", *NO_FIELD, ())]) == told(lambda: CODEC.dossier({**plain, "x": 5}))
    wrong: Any = 5
    assert ("dossier", [("$", "5", *FIELDS, ())]) == told(lambda: CODEC.dossier(wrong))
    subject, ((field, value, *expected, nearest),) = told(
        lambda: CODEC.dossier({**plain, "contacts": [{"type": "fall_bakc"}]})
    )
    assert ("dossier", "contacts[0].type", "'fall_bakc'") == (subject, field, value)
    assert ([*A_COMMAND], ("fall_back",)) == (expected, nearest)
    assert Dossier(process="p") == CODEC.dossier(json.loads(written(Dossier(process="p"))))


class Capacity(AnyRole):
    """A role of other rules, by the name that it has in the letter."""

    MINISTRY = "ministry"


def test_a_dossier_is_read_by_the_words_of_its_rules() -> None:
    """Rules that are known before them may call another role by the same name."""
    r = road()
    unasked: dict[type[Command], Any] = {
        c.IdentifyProcess: tuple(g for g in LETTER.doors[c.IdentifyProcess] if g.name != "party_identifies")
    }
    other = attrs.evolve(LETTER, name="elders", roles=Capacity, companions=(), doors={**LETTER.doors, **unasked})
    command = r.identify(by=attrs.evolve(r.ministry, role=Capacity.MINISTRY))
    event = decide(other, Dossier(process="p"), command)
    assert VerdictKind.ACCEPTED is event.verdict.kind
    dossier = evolve(Dossier(process="p"), event, 1)
    for codec in (Codec.of(LETTER, other), Codec.of(other, LETTER), Codec.of(other)):
        assert event == codec.event("p", json.loads(written_event(event)))
        assert dossier == codec.dossier(json.loads(written(dossier)))


@pytest.mark.parametrize("route", c.Route)
def test_the_dossiers_of_a_whole_road_come_back_as_they_were(route: c.Route) -> None:
    """With every command that they hold, those that may be left out as well."""
    steps = played([Advance(100)], route=route)
    assert State.COMPLETED is steps[-1].after.state
    for step in steps:
        assert step.after == CODEC.dossier(json.loads(written(step.after)))


def test_every_command_is_there_by_its_name() -> None:
    """And no other: what stands for a removed one is none that can be given."""
    known = {cls.key: cls for rules in CODEC.known.every for cls in rules.readable}
    of_packs = {kind.key: kind for pack in (packs.STAFF, packs.RECORDS) for kind in pack.facts}
    assert {cls.key: cls for cls in c.ALL} | of_packs == known
    assert Removed not in known.values()
    assert ("command", [("type", "'removed'", *A_COMMAND, ())]) == told(lambda: CODEC.command({"type": Removed.key}))
    assert ("Vernietigd na de bewaartermijn", "Removed after its retention term") == (
        Removed.title.nl,
        Removed.title.en,
    )
