"""What the JSON Schema of commands and records says, asked of another validator: Ajv, in Node, with its own formats."""

from __future__ import annotations

import json
import shutil
import sqlite3
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings

from ontvlechting import LETTER, PROGRAMME
from ontvlechting.engine.command import Command
from ontvlechting.letter.packs.portfolio import PORTFOLIO
from ontvlechting.letter.packs.works_councils_act import WORKS_COUNCILS_ACT
from ontvlechting.packs import RECORDS, STAFF
from ontvlechting.record.codec import command_to_plain
from ontvlechting.testing import strategies
from ontvlechting.testing.letter.strategies import NEEDS
from ontvlechting.views.schema import Schema, record_schema, schema

jsonschema = pytest.importorskip("jsonschema")
NODE, NPM = shutil.which("node"), shutil.which("npm")
pytestmark = pytest.mark.skipif(NODE is None or NPM is None, reason="Node and npm are not installed")
RULES = LETTER + PORTFOLIO + WORKS_COUNCILS_ACT + STAFF + RECORDS
COMMANDS = sorted({*RULES.commands, *PROGRAMME.commands}, key=lambda c: c.key)
ASK = """
const { default: Ajv } = require("ajv/dist/2020");
const given = JSON.parse(require("fs").readFileSync(0, "utf-8"));
const ajv = new Ajv({ strictSchema: true });
require("ajv-formats").default(ajv);
const validate = ajv.compile(given.schema);
process.stdout.write(JSON.stringify(given.data.map(one => validate(one) ? null : ajv.errorsText(validate.errors))));
"""
WRONG: tuple[Any, ...] = (None, 7, " ", [], {})
Ask = Callable[[Schema, list[Any]], list[str | None]]


@pytest.fixture(scope="module")
def ajv(tmp_path_factory: pytest.TempPathFactory) -> Ask:
    """Says of each of many values what is wrong with it; of a schema that Ajv does not take, why."""
    folder = tmp_path_factory.mktemp("ajv")
    install = [str(NPM), "install", "--silent", "--no-audit", "--no-fund", "--ignore-scripts", "ajv@8", "ajv-formats@3"]
    subprocess.run(install, cwd=folder, check=True)  # noqa: S603
    (folder / "ask.cjs").write_text(ASK, encoding="utf-8")

    def ask(made: Schema, data: list[Any]) -> list[str | None]:
        given = json.dumps({"schema": made, "data": data})
        done = subprocess.run([str(NODE), folder / "ask.cjs"], input=given, capture_output=True, text=True, check=False)  # noqa: S603
        assert 0 == done.returncode, done.stderr
        answers: list[str | None] = json.loads(done.stdout)
        return answers

    return ask


def made(kind: type[Command]) -> list[dict[str, Any]]:
    """Some commands of a kind, as plain data."""
    found: list[dict[str, Any]] = []

    @settings(max_examples=10, database=None, deadline=None, derandomize=True, phases=[Phase.generate],
              suppress_health_check=list(HealthCheck))  # fmt: skip
    @given(command=strategies.commands(RULES if kind in RULES.commands else PROGRAMME, kind, NEEDS))
    def collect(command: Command) -> None:
        found.append(command_to_plain(command))

    collect()
    return found


def bent(plain: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """The same with one field less, of another kind, or too many."""
    yield {**plain, "extra": 1}
    for name in plain:
        yield {k: v for k, v in plain.items() if k != name}
        for wrong in WRONG:
            yield {**plain, name: wrong}


def test_every_command_is_valid_and_what_is_bent_is_judged_alike(ajv: Ask) -> None:
    """Each kind of command, by the schema of all: Ajv accepts what can be made, and refuses exactly what jsonschema refuses."""
    whole = schema(RULES, PROGRAMME)
    right = [plain for kind in COMMANDS for plain in made(kind)]
    assert {c.key for c in COMMANDS} == {plain["type"] for plain in right}
    assert [] == [told for told in ajv(whole, right) if told]
    wrong: list[Any] = [plain for kind in COMMANDS for plain in bent(made(kind)[-1])]
    theirs = jsonschema.Draft202012Validator(whole)
    differ = [(p, t) for p, t in zip(wrong, ajv(whole, wrong), strict=True) if theirs.is_valid(p) is (t is not None)]
    assert [] == differ
    assert any(map(theirs.is_valid, wrong))


@pytest.mark.parametrize("kind", COMMANDS[::8], ids=lambda kind: kind.key)
def test_a_command_on_its_own_is_valid_too(kind: type[Command], ajv: Ask) -> None:
    """By the schema of that command, as a form is made of it."""
    assert [] == [told for told in ajv(schema(RULES, PROGRAMME, command=kind.key, language="nl"), made(kind)) if told]


def test_every_record_of_the_demo_is_valid(demo: Path, ajv: Ask) -> None:
    """As it is stored, with digests where free texts were."""
    ledger = sqlite3.connect(demo)
    bodies = [json.loads(body) for (body,) in ledger.execute("SELECT body FROM ontvlechting_records")]
    ledger.close()
    assert len(bodies) > 100
    assert [] == [told for told in ajv(record_schema(RULES, PROGRAMME), bodies) if told]
