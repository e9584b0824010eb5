"""A template is a command to fill in: TOML with comments, in which what is known stands already, and which `submit` takes."""

from __future__ import annotations

import re
import tomllib
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest

from ontvlechting import LETTER, PROGRAMME, State, Workflow, letter
from ontvlechting import commands as c
from ontvlechting.engine.errors import InputError
from ontvlechting.letter.fiction import Road
from ontvlechting.record.codec import command_from_plain
from ontvlechting.views.sheets import workbook
from ontvlechting.views.template import beforehand, template
from tests.asking import WEBSITES, at
from tests.command_line import run

COMMANDS = sorted({kind.key for rules in (LETTER, PROGRAMME) for kind in rules.commands})


@pytest.mark.parametrize("language", ["nl", "en"])
@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_has_a_template_that_is_toml(command: str, language: Any) -> None:
    """With and without a process; also when every line that may be left out is filled in."""
    road, dossier = at(State.PHASED_TRANSFER)
    for known in (None, dossier):
        text = template(LETTER, PROGRAMME, command=command, at=road.moment, dossier=known, language=language)
        assert command == tomllib.loads(text)["type"]
        lines = [re.sub(r"^# (?=\[|[a-z_]+ = )", "", line) for line in text.splitlines()]
        assert set(tomllib.loads("\n".join(lines))) >= set(tomllib.loads(text))


def test_what_is_missing_is_filled_in() -> None:
    """The first contact that a door asks for: with whom, about what, and whoever says so itself."""
    road, dossier = at(State.PLAN_DRAFTED)
    given = tomllib.loads(template(LETTER, command="record_contact", at=road.moment, dossier=dossier))
    assert ("dor", "plan", "works_council", "dor") == (
        given["body"],
        given["stage"],
        given["by"]["role"],
        given["by"]["party"],
    )
    assert {"", "dor", "plan", "record_contact"} >= {v for v in given.values() if isinstance(v, str)} - {given["at"]}


@pytest.mark.parametrize("command", COMMANDS)
def test_a_form_is_filled_in_with_what_a_template_has(command: str) -> None:
    """What is known beforehand stands in both, but for by whom and when; and nothing that is not known stands in a form."""
    road, dossier = at(State.PLAN_DRAFTED)
    known = beforehand(LETTER, PROGRAMME, command=command, at=road.moment, dossier=dossier)
    given = tomllib.loads(template(LETTER, PROGRAMME, command=command, at=road.moment, dossier=dossier))
    assert not {"type", "by", "at"} & set(known)
    assert all(given.get(name) == value for name, value in known.items() if not isinstance(value, dict))
    assert [] == [v for v in known.values() if v in ("", "…", [])]


def test_a_form_is_filled_in_for_who_asks() -> None:
    """Of two bodies that are still to be heard, a works council is given what it can supply itself, and the unions theirs."""
    road, dossier = at(State.PLAN_DRAFTED)
    for stage_of in (road.contact("dor", c.Stage.PLAN), road.contact("vakbonden", c.Stage.PLAN)):
        known = beforehand(LETTER, PROGRAMME, command="record_contact", at=road.moment, dossier=dossier, by=stage_of.by)
        assert (stage_of.body, stage_of.stage.value) == (known["body"], known["stage"])


def test_what_the_command_would_be_refused_for_is_filled_in() -> None:
    """The decision: its version and form, every document that is to be weighed, who decides, by which power, and the note."""
    road, dossier = at(State.PRECONDITIONS_TESTED)
    given = tomllib.loads(template(LETTER, command="decide", at=road.moment, dossier=dossier))
    assert (1, "shift", ["decide"]) == (given["plan_version"], given["form"], given["by"]["mandate"]["powers"])
    assert set(LETTER.norms.always_weighed) | {dossier.findings[0].document.id} == set(given["weighed"])
    assert ("decision_note", True, letter.MINISTRY) == (
        given["note"]["kind"],
        given["note"]["public"],
        given["note"]["origin"],
    )


def test_what_is_empty_is_no_answer() -> None:
    """Nobody hands in a template as it is: each empty field is told."""
    road, dossier = at(State.PLAN_DRAFTED)
    given = tomllib.loads(template(LETTER, command="record_contact", at=road.moment, dossier=dossier))
    with pytest.raises(InputError) as refused:
        command_from_plain(given, LETTER)
    assert {"by.id", "manner"} <= {p.field for p in refused.value.problems}


def test_a_template_that_was_filled_in_is_submitted(tmp_path: Path) -> None:
    """From the command line and back: what was empty is filled in, and the contact is on record."""
    ledger, file = tmp_path / "programma.db", tmp_path / "contact.toml"
    road = Road(letter.PROCESSES[WEBSITES])
    with Workflow.open(f"sqlite:///{ledger}") as flow:
        for command in road.until(State.PLAN_DRAFTED):
            flow.submit(WEBSITES, command).or_raise()
    code, text, _ = run("template", ledger, WEBSITES, "record_contact")
    assert 0 == code
    filled = text.replace('id = ""', 'id = "fictief-dor-1"', 1).replace('manner = ""', 'manner = "wor_24"')
    file.write_text(filled.replace('subject = ""', 'subject = "Fictief: overleg"'), encoding="utf-8")
    code, told, errors = run("submit", ledger, WEBSITES, file)
    assert (0, "") == (code, errors), told


def test_a_misspelt_field_is_answered_with_the_nearest(tmp_path: Path) -> None:
    """In TOML as in JSON."""
    ledger, file = tmp_path / "programma.db", tmp_path / "contact.toml"
    with Workflow.open(f"sqlite:///{ledger}") as flow:
        flow.submit(WEBSITES, Road(letter.PROCESSES[WEBSITES]).identify()).or_raise()
    file.write_text('type = "record_contact"\nbodie = "dor"\n', encoding="utf-8")
    code, _, errors = run("ask", ledger, WEBSITES, file, "--lang", "en")
    assert 2 == code
    assert "`body`" in errors


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ('type = "record_contact"\nbody = dor\n', "line 2, column 8"),
        ('{"type": "record_contact",\n "body": dor}', "line 2, column 10"),
    ],
    ids=["TOML", "JSON"],
)
def test_a_file_that_cannot_be_read_is_told_by_line_and_column(text: str, place: str, tmp_path: Path) -> None:
    """Where it stops being what it began as; a mark before the text is no part of it."""
    ledger, file = tmp_path / "programma.db", tmp_path / "verzoek"
    with Workflow.open(f"sqlite:///{ledger}") as flow:
        flow.submit(WEBSITES, Road(letter.PROCESSES[WEBSITES]).identify()).or_raise()
    file.write_text("\ufeff" + text, encoding="utf-8")
    code, _, errors = run("ask", ledger, WEBSITES, file, "--lang", "en")
    assert 2 == code
    assert f"`file, {place}`: expected a JSON object or TOML" in errors


def test_what_a_list_can_hold_is_named() -> None:
    """The powers of a mandate are one of those of the rules, in a file as in a spreadsheet."""
    road = Road(letter.PROCESSES[WEBSITES])
    given: Any = {"command": "decide", "at": road.start}
    powers = ", ".join(power.value for power in LETTER.powers)
    assert f"# one of: {powers}\n# powers = []" in template(LETTER, **given)
    openpyxl = pytest.importorskip("openpyxl")
    page = openpyxl.load_workbook(BytesIO(workbook(LETTER, **given)))["command"]
    (told,) = (row[3] for row in page.values if row[0] == "by.mandate.powers")
    assert told.endswith(f"({powers})")


@pytest.mark.parametrize(
    ("name", "text", "expected"),
    [
        ("lang.toml", f'type = "record_contact"\nphase = {"9" * 5000}\n', "expected a JSON object or TOML"),
        ("plan.ods", "PK", "expected a spreadsheet that is saved as .xlsx"),
    ],
)
def test_what_no_reader_takes_is_told_and_no_mistake_of_ours(
    name: str, text: str, expected: str, tmp_path: Path
) -> None:
    """A number without end, a spreadsheet of another kind: one clear error, and nothing of how this program is made."""
    ledger, file = tmp_path / "programma.db", tmp_path / name
    with Workflow.open(f"sqlite:///{ledger}") as flow:
        flow.submit(WEBSITES, Road(letter.PROCESSES[WEBSITES]).identify()).or_raise()
    file.write_text(text, encoding="utf-8")
    code, _, errors = run("submit", ledger, WEBSITES, file, "--lang", "en")
    assert 2 == code
    assert f"`file`: {expected}" in errors


def test_days_and_moments_of_toml_are_taken(tmp_path: Path) -> None:
    """TOML has days and moments of its own; they need no quotes."""
    ledger, file = tmp_path / "programma.db", tmp_path / "verzoek.toml"
    road = Road(letter.PROCESSES[WEBSITES])
    with Workflow.open(f"sqlite:///{ledger}") as flow:
        flow.submit(WEBSITES, road.identify()).or_raise()
    file.write_text(
        'type = "request_advice"\nat = 2023-04-05T09:00:00+02:00\nadvice = "fictief-1"\nbody = "dor"\nquestion = "Fictief?"\n'
        'until = 2023-05-05\n[by]\nid = "fictief-douane-1"\nrole = "directorate"\nparty = "douane"\n',
        encoding="utf-8",
    )
    assert 0 == run("submit", ledger, WEBSITES, file)[0]


def test_an_unknown_command_names_the_nearest() -> None:
    """As everywhere."""
    road, _ = at(State.PLAN_DRAFTED)
    with pytest.raises(InputError, match="record_contact"):
        template(LETTER, command="record_contct", at=road.moment)
