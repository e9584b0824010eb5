"""Who misspells a name is told what looks like it."""

from __future__ import annotations

import copy
import inspect
import pickle
from enum import Enum
from typing import Any

import attrs
import pytest

from ontvlechting import Actor, InputError, State, Text, Workflow, commands, letter
from ontvlechting.engine.errors import UnknownName, UnknownProcess, nearest
from ontvlechting.engine.text import spoken
from ontvlechting.letter.catalogue import CATALOGUE
from ontvlechting.letter.commands import RecordContact, Stage
from ontvlechting.letter.fiction import Road
from ontvlechting.letter.values import Power, Role
from ontvlechting.packs.holdings_facts import HoldingKind
from ontvlechting.record.codec import command_to_plain
from ontvlechting.testing.stores import CODEC

PLAIN = command_to_plain(Road(letter.PROCESSES["douane/websites"]).identify())


def test_a_name_is_found_whatever_its_capitals_and_dashes() -> None:
    """The likeliest first; nothing for what looks like nothing, is no text, or is too long to be a name."""
    names = ["plan_drafted", "completed", "stopped"]
    assert ("plan_drafted",) == nearest("PLAN-Draftd", names)
    assert ("completed",) == nearest("completed", names)
    assert () == nearest("zzz", names)
    assert () == nearest(None, names)
    assert () == nearest("completed" * 100, ["completed" * 100])


def test_a_state_or_role_given_as_text_is_answered_with_the_member() -> None:
    """A value that needs an enum says which member was meant, by its name or by its value, well or badly spelled."""
    for given in ("ministry", "ministr", "MINISTRY", "Role.MINISTRY"):
        wrong: Any = given
        with pytest.raises(InputError) as raised:
            Actor(id="fictief-a", role=wrong, party="ministerie-van-financien")
        (problem,) = raised.value.problems
        assert "Role.MINISTRY" in problem.nearest, given  # another letter in this process may have one as well
        assert "`Role.MINISTRY`" in raised.value.text.en.partition("do you mean")[2]
        assert "`Role.MINISTRY`" in raised.value.text.nl.partition("bedoelt u")[2]


@pytest.mark.parametrize(
    ("change", "field", "expected"),
    [
        ({"type": "identfy_process"}, "type", "identify_process"),
        ({"recieving": "douane"}, "recieving", "receiving"),
        ({"by": PLAIN["by"] | {"role": PLAIN["by"]["role"][:-1]}}, "by.role", PLAIN["by"]["role"]),
        ({"by": PLAIN["by"] | {"prty": "douane"}}, "by.prty", "party"),
    ],
    ids=["command", "field", "value", "field within"],
)
def test_json_with_a_misspelt_name_is_answered_with_the_right_one(
    change: dict[str, Any], field: str, expected: str
) -> None:
    """The name of a command, of a field, or of a value, at any depth."""
    plain = {key: value for key, value in PLAIN.items() if key != expected} | change
    plain["by"] = {key: value for key, value in plain["by"].items() if key != expected}
    with pytest.raises(InputError) as raised:
        CODEC.command(plain)
    assert {field: (expected,)} == {p.field: p.nearest for p in raised.value.problems if p.nearest}


def test_a_process_or_programme_that_is_not_there_is_answered_with_the_nearest() -> None:
    """Wherever a process is named."""
    flow = Workflow.open("memory:")
    road = Road(letter.PROCESSES["douane/websites"])
    flow.submit("douane/websites", road.identify())
    for ask in (flow.dossier, flow.history, flow.next_steps, flow.registers, flow.accountability):
        with pytest.raises(UnknownProcess) as raised:
            ask("Douane/website")
        assert (() if ask == flow.accountability else ("douane/websites",)) == raised.value.nearest, ask


def test_a_process_is_no_programme() -> None:
    """Its registers would be empty and its account bare: that is said, and not that the process is not there."""
    flow = Workflow.open("memory:")
    road = Road(letter.PROCESSES["douane/websites"])
    flow.submit("programma-a", road.identify())
    for command in letter.as_commands(by=road.ministry, at=road.moment):
        flow.submit("programma-b", command).or_raise()
    for ask in (flow.registers, flow.accountability, lambda name: flow.report(programme=name)):
        with pytest.raises(InputError, match="the name of a programme: `programma-b`"):
            ask("programma-a")
    with pytest.raises(UnknownProcess, match="no programme 'programma-c'") as raised:
        flow.accountability("programma-c")
    assert "programma-b" in raised.value.nearest


def test_an_overview_of_what_is_no_state_is_an_error() -> None:
    """A text is no state: that is said, where before nothing was found."""
    flow, wrong = Workflow.open("memory:"), "plan_draft"
    with pytest.raises(InputError, match=r"do you mean `State\.PLAN_DRAFTED`"):
        flow.overview(state=wrong)  # type: ignore[arg-type]
    assert () == flow.overview(state=State.PLAN_DRAFTED)


def test_to_prove_a_record_of_an_unknown_process_names_the_nearest() -> None:
    """And of a known one it says that there is no such record."""
    flow = Workflow.open("memory:")
    flow.submit("douane/websites", Road(letter.PROCESSES["douane/websites"]).identify())
    with pytest.raises(UnknownProcess) as raised:
        flow.prove("douane/website", 1)
    assert ("douane/websites",) == raised.value.nearest
    with pytest.raises(InputError, match="a record among the first 1"):
        flow.prove("douane/websites", 2)


@pytest.mark.parametrize(
    ("language", "meant"),
    [
        ("english", ("en",)),
        ("Nederlands", ("nl",)),
        ("dutch", ("nl",)),
        ("EN", ("en",)),
        ("nl-NL", ("nl",)),
        ("fr", ()),
        (5, ()),
        (["nl"], ()),
    ],
    ids=str,
)
def test_a_language_that_is_not_spoken_is_answered_with_the_one_that_was_meant(
    language: Any, meant: tuple[str, ...]
) -> None:
    """Wherever a text is asked for: by its language, of a verdict, of a page; a `KeyError` and an `InputError` alike."""
    verdict = Workflow.open("memory:").ask("p", Road(letter.PROCESSES["douane/websites"]).identify())
    for ask in (Text(nl="ja", en="yes").__getitem__, verdict.text, verdict.html, spoken):
        with pytest.raises(KeyError) as raised:
            ask(language)
        assert isinstance(raised.value, InputError)
        (problem,) = raised.value.problems
        assert ("language", meant) == (problem.field, problem.nearest)
        assert str(raised.value) == raised.value.text.en
        assert "expected `nl` or `en`" in str(raised.value)


def test_what_the_letter_does_not_hold_is_answered_with_the_nearest() -> None:
    """A process, a party and a rule by their names; a `KeyError`, as of any dictionary, which they are."""
    tables: list[tuple[dict[str, Any], str, str]] = [
        (letter.PROCESSES, "douane/website", "douane/websites"),
        (letter.PARTIES, "duane", "douane"),
        (CATALOGUE, "R-44", "R44"),
    ]
    for table, given, meant in tables:
        with pytest.raises(KeyError, match=f"do you mean `{meant}`") as raised:
            table[given]
        assert isinstance(raised.value, UnknownName)
        assert f"bedoelt u `{meant}`" in raised.value.text.nl
        assert (None, False) == (table.get(given), given in table)
        again = pickle.loads(pickle.dumps(table))  # noqa: S301 - our own bytes
        assert table == again == copy.deepcopy(table) == dict(table)
        with pytest.raises(UnknownName):
            again[given]


CHOICES: dict[str, tuple[type[Enum], str, tuple[str, ...]]] = {
    "a state": (State, "idntified", ("identified",)),
    "a state by its name in Dutch": (State, "Plan opgesteld", ("plan_drafted",)),
    "a role": (Role, "ministerie", ("ministry",)),
    "a power": (Power, "decid", ("decide",)),
    "a stage": (Stage, "feasability", ("feasibility",)),
    "a stage by what it is called in code": (Stage, "FEASIBILITY", ("feasibility",)),
    "a holding by its name in Dutch": (HoldingKind, "contracten", ("contract",)),
}


@pytest.mark.parametrize("what", CHOICES)
def test_what_is_none_of_a_few_is_answered_with_the_nearest(what: str) -> None:
    """A `ValueError`, as of any enumeration, and an `InputError` that says which there are; what is one is found as ever."""
    kind, given, nearest = CHOICES[what]
    with pytest.raises(ValueError, match="expected one of ") as raised:
        kind(given)
    assert isinstance(raised.value, InputError)
    (problem,) = raised.value.problems
    assert (kind.__name__, nearest) == (raised.value.subject, problem.nearest)
    assert all(f"`{member.value}`" in text for member in kind for text in (problem.expected.nl, problem.expected.en))
    assert list(kind) == [kind(member.value) for member in kind]
    for nothing in (None, 5, "zzz"):
        with pytest.raises(InputError) as raised:
            kind(nothing)
        assert () == raised.value.problems[0].nearest


def test_a_frame_that_nobody_makes_is_answered_with_the_nearest() -> None:
    """The name of a library."""
    wrong: Any = "panda"
    with pytest.raises(InputError, match="do you mean `pandas`"):
        Workflow.open("memory:").overview().to_frame(backend=wrong)


def test_who_misspells_a_field_of_a_command_is_told_its_name() -> None:
    """It stays a `TypeError`, as with any function; every misspelt one is named, and what looks like nothing gets no guess."""
    make: Any = RecordContact
    with pytest.raises(TypeError, match="got an unexpected keyword argument") as raised:
        make(bodie="dor", stages=Stage.PLAN, zzz=1)
    assert ["`bodie`: did you mean `body`?", "`stages`: did you mean `stage`?"] == str(raised.value).split("; ")[1:]
    with pytest.raises(TypeError) as bare:
        make(body="dor", zzz=1)
    assert "did you mean" not in str(bare.value)


def test_a_notebook_and_help_name_the_fields_of_a_command() -> None:
    """Each with its type and whether it may be left out, as for any other value; also of a command that adds none."""
    for kind in commands.ALL:
        told = inspect.signature(kind)
        assert [a.name for a in attrs.fields(kind)] == [*told.parameters]
        assert {p.KEYWORD_ONLY for p in told.parameters.values()} == {p.kind for p in told.parameters.values()}
        must = [a.name for a in attrs.fields(kind) if a.default is attrs.NOTHING]
        assert must == [p.name for p in told.parameters.values() if p.default is p.empty]
    bare = type("Nothing", (commands.Command,), {})
    assert ["by", "at"] == [*inspect.signature(bare).parameters]
