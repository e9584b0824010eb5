"""JSON Schema of commands: made from the classes, so that other programs know a command before it is given."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from functools import cache
from typing import Any

import attrs
import pytest
from attrs import frozen
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator  # type: ignore[import-untyped]

from ontvlechting import LETTER, State, engine, letter
from ontvlechting.engine import Text, staying
from ontvlechting.engine.command import Command
from ontvlechting.engine.errors import InputError
from ontvlechting.engine.events import Event
from ontvlechting.engine.text import LANGUAGES
from ontvlechting.engine.verdicts import Verdict, VerdictKind
from ontvlechting.guards import PROGRAMME
from ontvlechting.letter.fiction.council import CouncilRoad
from ontvlechting.letter.packs.portfolio import PORTFOLIO
from ontvlechting.letter.packs.works_councils_act import WORKS_COUNCILS_ACT
from ontvlechting.letter.views.fields import FIELDS
from ontvlechting.packs import RECORDS, STAFF
from ontvlechting.record.audit import ROOT, seal
from ontvlechting.record.codec import Codec, command_to_plain
from ontvlechting.record.exchange import read
from ontvlechting.record.origin import Origin
from ontvlechting.record.stores.memory import MemoryStore
from ontvlechting.testing import strategies
from ontvlechting.testing.letter.strategies import NEEDS
from ontvlechting.views.schema import DIALECT, record_schema, schema
from tests.command_line import run
from tests.second_letter import A6, SECOND, Role
from tests.second_letter import State as Stage
from tests.test_golden import REASONS
from tests.test_golden import SECOND as GOLDEN

RULES = LETTER + PORTFOLIO + WORKS_COUNCILS_ACT + STAFF + RECORDS
COMMANDS = sorted({*RULES.commands, *PROGRAMME.commands}, key=lambda c: c.key)
WHOLE = Draft202012Validator(schema(RULES, PROGRAMME))
CODEC = Codec.of(RULES, PROGRAMME)


def test_it_is_a_schema_of_every_command() -> None:
    """2020-12, and one definition for each kind of command, by its key."""
    made = schema(RULES, PROGRAMME)
    Draft202012Validator.check_schema(made)
    assert DIALECT == made["$schema"]
    assert "#/$defs/command" == made["$ref"]
    assert [c.key for c in COMMANDS] == made["$defs"]["command"]["properties"]["type"]["enum"]
    assert [f"#/$defs/{c.key}" for c in COMMANDS] == [one["then"]["$ref"] for one in made["$defs"]["command"]["allOf"]]


@cache
def own(key: str) -> Draft202012Validator:
    """What holds a command of one kind to its own schema."""
    return Draft202012Validator(schema(RULES, PROGRAMME, command=key))


@pytest.mark.parametrize("kind", COMMANDS, ids=lambda c: c.key)
@settings(max_examples=settings().max_examples // 6)  # of each of many
@given(data=st.data())
def test_every_command_that_can_be_made_is_valid(kind: type[Command], data: Any) -> None:
    """Whatever passes the checks of its class passes the schema of all commands and that of its own."""
    command = data.draw(strategies.commands(RULES if kind in RULES.commands else PROGRAMME, kind, NEEDS))
    plain = command_to_plain(command)
    assert [] == [e.message for e in WHOLE.iter_errors(plain)]
    assert [] == [e.message for e in own(kind.key).iter_errors(plain)]


def of_the_road() -> list[dict[str, Any]]:
    """The commands of a whole road, as plain data."""
    return [command_to_plain(x) for x in CouncilRoad(letter.PROCESSES["douane/websites"]).until(State.COMPLETED)]


WRONG: dict[str, Any] = {
    "another name": lambda plain: {**plain, "type": "draft_plans"},
    "no name": lambda plain: {k: v for k, v in plain.items() if k != "type"},
    "a field too many": lambda plain: {**plain, "extra": 1},
    "nobody asks": lambda plain: {k: v for k, v in plain.items() if k != "by"},
    "a moment without a zone": lambda plain: {**plain, "at": plain["at"][:19]},
    "a moment that is none": lambda plain: {**plain, "at": "morgen"},
    "a role that is none": lambda plain: {**plain, "by": {**plain["by"], "role": "baas"}},
    "an empty name": lambda plain: {**plain, "by": {**plain["by"], "id": " "}},
    "a name of two lines": lambda plain: {**plain, "by": {**plain["by"], "id": "a\nb"}},
    "a name that is too long": lambda plain: {**plain, "by": {**plain["by"], "id": "x" * 201}},
    "a number for a name": lambda plain: {**plain, "by": {**plain["by"], "id": 1}},
    "a day with a time": lambda plain: {
        **plain,
        "by": {**plain["by"], "mandate": {"id": "m", "powers": [], "valid_from": "2023-01-01T00:00"}},
    },
}


@pytest.mark.parametrize("wrong", WRONG)
def test_what_cannot_be_a_command_is_not_valid(wrong: str) -> None:
    """What the codec refuses for its form, the schema refuses too; on every command of a road."""
    for plain in of_the_road():
        bent = WRONG[wrong](plain)
        with pytest.raises(InputError):
            CODEC.command(bent)
        assert not WHOLE.is_valid(bent)


AMOUNTS = ["1", "-0.50", "000000000000001.10", "1.100", "1e3", "", "12345678901234567.00", ".5", "1.", "+1", "1,50"]


@pytest.mark.parametrize("amount", AMOUNTS)
def test_an_amount_is_valid_where_it_can_be_read(amount: str) -> None:
    """In whole cents, as text, of at most fifteen digits: the schema and the codec agree on each of these."""
    plain = next(p for p in of_the_road() if p["type"] == "shift_budget")
    plain["deltas"][0]["money"]["amount"] = amount
    try:
        CODEC.command(plain)
        read = True
    except InputError:
        read = False
    assert read is WHOLE.is_valid(plain)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_field_has_a_title_in_both_languages(language: Any) -> None:
    """Each field of each command, and of each value in it, says what it is called; English also what it holds."""
    made = schema(RULES, PROGRAMME, language=language)
    bare = [
        (name, field)
        for name, one in made["$defs"].items()
        for field, says in one.get("properties", {}).items()
        if says["title"] != FIELDS.get(f"{name}.{field}", FIELDS[field])[language]
    ]
    assert [] == bare
    silent = [
        (name, field)
        for name, one in made["$defs"].items()
        for field, says in one.get("properties", {}).items()
        if field != "type" and not says.get("description")
    ]
    assert [] == silent


def test_no_title_is_of_a_field_that_is_not_there() -> None:
    """The words for fields are of fields."""
    defs = schema(RULES, PROGRAMME)["$defs"].items()
    there = {f for name, one in defs for field in one.get("properties", {}) for f in (field, f"{name}.{field}")}
    assert set(FIELDS) - there == {"en", "nl"} - there


def test_what_can_be_left_out_is_not_asked() -> None:
    """Required is what has no default, and the name of the command."""
    made = schema(RULES, command="cosign")["$defs"]["cosign"]
    fields = [a.name for a in attrs.fields(letter.commands.Cosign) if a.default is attrs.NOTHING]
    assert ["type", *fields] == made["required"]


def test_a_letter_of_ones_own_has_a_schema() -> None:
    """The second letter, which has no words for fields: they are called by their names; its own roles can be taken."""
    made = schema(SECOND, language="en")
    Draft202012Validator.check_schema(made)
    assert {c.key for c in SECOND.commands} <= set(made["$defs"])
    roles = [one["const"] for one in made["$defs"][SECOND.roles.__name__]["oneOf"]]
    assert [r.value for r in SECOND.roles] == roles


def test_a_misspelt_command_is_answered_with_the_nearest() -> None:
    """One clear error, with what was probably meant."""
    with pytest.raises(InputError) as wrong:
        schema(RULES, command="draft_plna")
    assert ("command", [("name", ("draft_plan",))]) == (
        wrong.value.subject,
        [(p.field, p.nearest) for p in wrong.value.problems],
    )


def test_only_what_is_wrong_with_that_command_is_told() -> None:
    """A field too many of one command is one error, and not one for each other kind of command."""
    plain = {**of_the_road()[0], "extra": 1}
    assert ["Additional properties are not allowed ('extra' was unexpected)"] == [
        e.message for e in WHOLE.iter_errors(plain)
    ]


def test_it_is_plain_data() -> None:
    """It goes through JSON unchanged."""
    made = schema(RULES, PROGRAMME, language="nl")
    assert made == json.loads(json.dumps(made))


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_command_line_prints_the_same(language: Any) -> None:
    """`ontvlechting schema COMMAND`: that schema, in the language that was asked for; a misspelt one is told, with a no."""
    code, out, _ = run("schema", "draft_plan", "--lang", language)
    assert (0, schema(RULES, PROGRAMME, command="draft_plan", language=language)) == (code, json.loads(out))
    code, _, errors = run("schema", "draft_plna", "--lang", language)
    assert code != 0
    assert "`draft_plan`" in errors


# -- records -----------------------------------------------------------------------------------------------------------

RECORD = Draft202012Validator(record_schema(RULES, PROGRAMME))


def bodies() -> list[dict[str, Any]]:
    """The body of each record of the golden ledger."""
    store = MemoryStore()
    read(store, GOLDEN, LETTER)
    return [json.loads(sealed.body) for _, sealed in store.records()]


def test_every_record_is_valid() -> None:
    """Of the golden ledger, refusals too; and what others call a valid schema it is."""
    Draft202012Validator.check_schema(record_schema(RULES, PROGRAMME))
    assert [] == [(n, e.message) for n, plain in enumerate(bodies()) for e in RECORD.iter_errors(plain)]


@given(data=st.data())
def test_every_record_that_can_be_made_is_valid(data: Any) -> None:
    """Of any command, accepted and refused, with and without an origin."""
    kind = data.draw(st.sampled_from(COMMANDS))
    rules = RULES if kind in RULES.commands else PROGRAMME
    command = data.draw(strategies.commands(rules, kind, NEEDS))
    yes = data.draw(st.booleans())
    verdict = Verdict(kind=VerdictKind.ACCEPTED) if yes else Verdict(kind=VerdictKind.REFUSED, reasons=REASONS)
    event = Event("p", command, verdict, rules.start, rules.start, rules.ref)
    origin = data.draw(st.none() | st.just(Origin.here()))
    sealed = seal(event, id="k", number=1, previous=ROOT, recorded_at=command.at.astimezone(UTC), origin=origin)
    assert [] == [e.message for e in RECORD.iter_errors(json.loads(sealed.body))]


@frozen(kw_only=True)
class Cite(engine.Fact):
    """A command with a value that also stands in reasons, and that holds a free text."""

    title = Text(nl="Aanhalen", en="Cite")
    source: engine.Source


def test_a_text_that_is_hidden_in_a_command_and_in_sight_in_a_reason_is_valid() -> None:
    """The quoted words of a source: digested in the command, written out in the reasons, in one schema."""
    cites = engine.Pack(name="cites", version="1", arrows=tuple(staying({Stage.MOVING}, Cite)), doors={Cite: ()})
    rules, source = SECOND + cites, engine.Source(document="Fictief: nota", section="punt 1", term="alles")
    command = Cite(
        by=engine.Actor(id="a", role=Role.BOARD, party="streek"), at=datetime(2023, 6, 1, tzinfo=UTC), source=source
    )
    verdict = Verdict(
        kind=VerdictKind.ACCEPTED, reasons=(A6.warning("scan", nl="er is geen scan", en="there is no scan"),)
    )
    event = Event("p", command, verdict, Stage.MOVING, Stage.MOVING, rules.ref)
    body = json.loads(seal(event, id="k", number=1, previous=ROOT, recorded_at=command.at).body)
    assert [] == [e.message for e in Draft202012Validator(record_schema(rules)).iter_errors(body)]


OTHERWISE: dict[str, Any] = {
    "a key too many": lambda r: {**r, "extra": 1},
    "a key too few": lambda r: {k: v for k, v in r.items() if k != "texts"},
    "another format": lambda r: {**r, "format": 3},
    "a hash in capitals": lambda r: {**r, "texts": r["texts"].upper()},
    "a local moment": lambda r: {**r, "recorded_at": r["recorded_at"].replace("+00:00", "+01:00")},
    "a field too few": lambda r: {
        **r,
        "event": {**r["event"], "command": dict(list(r["event"]["command"].items())[1:])},
    },
    "a yes that is hidden": lambda r: {**r, "event": {**r["event"], "command": {"...": "0" * 64}}},
    "a no in sight": lambda r: {**r, "event": {**r["event"], "verdict": {"kind": "refused", "reasons": []}}},
    "a free text in sight": lambda r: {**r, "event": {**r["event"], "command": {**r["event"]["command"], "name": "x"}}},
}


@pytest.mark.parametrize("change", OTHERWISE.values(), ids=list(OTHERWISE))
def test_what_is_no_record_is_not_valid(change: Any) -> None:
    """The first record of a process, changed in one place."""
    first = next(r for r in bodies() if r["event"]["command"].get("type") == "identify_process")
    assert RECORD.is_valid(first)
    assert not RECORD.is_valid(change(first))


def test_the_schema_of_a_record_on_the_command_line() -> None:
    """The same as the library gives, of the letter with its packs and of programmes; and it is not asked of one command."""
    code, out, _ = run("schema", "--record", "--lang", "en")
    assert (0, DIALECT) == (code, json.loads(out)["$schema"])
    assert {"chain", "event", "format", "origin", "recorded_at", "texts"} == set(json.loads(out)["properties"])
    assert 2 == run("schema", "--record", "draft_plan")[0]
