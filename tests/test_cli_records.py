"""What somebody does who lives in a shell: pipes, tables for a spreadsheet, filters, one record by its number or its id."""

from __future__ import annotations

import csv
import json
from datetime import date
from io import StringIO
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner

from ontvlechting import Ledger, Workflow, letter
from ontvlechting import commands as c
from ontvlechting.cli import app
from ontvlechting.cli.base import page
from ontvlechting.engine.days import day_of
from ontvlechting.letter.fiction import Road
from ontvlechting.views.rows import Rows
from ontvlechting.views.rows import csv as as_csv
from tests.asking import WEBSITES


def run(*arguments: str | Path) -> tuple[int, str, str]:
    """Exit code, output and errors of a line, within this process; the output byte for byte."""
    done = CliRunner().invoke(app, [*map(str, arguments)])
    assert done.exception is None or isinstance(done.exception, SystemExit), done.exception
    return done.exit_code, done.stdout_bytes.decode(), done.stderr


@pytest.fixture(scope="module")
def ledger(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two processes: one with contacts, a hostile text and a refusal, and one that has only begun."""
    path, road = tmp_path_factory.mktemp("shell") / "ledger.db", Road(letter.PROCESSES[WEBSITES])
    with Workflow.open(f"sqlite:///{path}") as flow:
        for command in (road.identify(), road.contact("dor", c.Stage.FEASIBILITY), road.consult(outcome=FORMULA)):
            flow.submit(WEBSITES, command, id=f"fictief-{command.key}").or_raise()
        assert not flow.submit(WEBSITES, road.decide())
        flow.submit("douane/twee", road.identify())
    return path


FORMULA = '=HYPERLINK("http://x")'
FORMULAS = {
    FORMULA: f"'{FORMULA}",
    "+1": "'+1",
    "-1": "'-1",
    "@SUM(A1)": "'@SUM(A1)",
    " =1": " '=1",
    "＝1": "'＝1",
    "een\n=twee": "een\n'=twee",
    "een;=twee": "een;'=twee",
    "een\r\n-twee": "een\n'-twee",
    "\t=1": "⟨U+0009⟩=1",
    "een = twee - drie": "een = twee - drie",
    'zeg "ja", dan': 'zeg "ja", dan',
}
"""What people may write, and what stands of it in a cell."""


@pytest.mark.parametrize("given", FORMULAS)
def test_nothing_in_a_csv_is_a_formula(given: str) -> None:
    """A reader of RFC 4180 gets the text back, with an apostrophe wherever a spreadsheet would begin to calculate."""
    told = as_csv(Rows({"a": str, "b": str}, [(given, "x")]))
    assert [["a", "b"], [FORMULAS[given], "x"]] == list(csv.reader(StringIO(told, newline="")))
    for by in (",", ";"):  # whichever sign it takes for the end of a cell
        cells = [cell for row in csv.reader(StringIO(told, newline=""), delimiter=by) for cell in row]
        assert [] == [cell for cell in cells if cell.lstrip()[:1] in {*"=+-@", "＝"}]


def test_each_kind_of_value_has_one_form_in_a_csv() -> None:
    """Whole numbers, yes and no, days, and nothing; lines end as the RFC says."""
    row = (-3, True, date(2024, 1, 31), None, "a,b")
    told = as_csv(Rows({"n": int, "y": bool, "d": date, "e": str, "t": str}, [row]))
    assert 'n,y,d,e,t\r\n-3,true,2024-01-31,,"a,b"\r\n' == told


@pytest.mark.parametrize("line", ["list", "history", f"history {WEBSITES}", f"next {WEBSITES}", "agenda", "rules"])
def test_a_csv_has_the_same_columns_in_each_row(ledger: Path, line: str) -> None:
    """Whatever people wrote; and the bytes are UTF-8 without a mark, in whichever language the rest is."""
    name, *more = line.split()
    arguments: list[str | Path] = [name, *([] if name == "rules" else [ledger]), *more, "--csv"]
    code, out, errors = run(*arguments)
    assert (0, "") == (code, errors)
    first, *others = csv.reader(StringIO(out, newline=""))
    assert {len(first)} == {len(row) for row in (first, *others)}
    assert out == run(*arguments, "--lang", "en")[1]
    assert out.count("\r\n") == 1 + len(others) or any("\n" in cell for row in others for cell in row)


def test_a_csv_of_a_history_says_what_the_ledger_says(ledger: Path) -> None:
    """Row by row."""
    rows = list(csv.DictReader(StringIO(run("history", ledger, WEBSITES, "--csv")[1], newline="")))
    with Ledger.open(f"sqlite:///{ledger}") as flow:
        records = flow.history(WEBSITES)
    assert [r.hash for r in records] == [row["hash"] for row in rows]
    assert [r.event.command.key for r in records] == [row["command"] for row in rows]
    assert [str(day_of(r.event.command.at)) for r in records] == [row["on"] for row in rows]


def test_what_is_piped_is_not_wrapped(ledger: Path) -> None:
    """Each reason, whatever its length, stands on one line with its source; no line ends in a space."""
    code, out, _ = run("history", ledger, WEBSITES, "--refused", "--lang", "en")
    lines = out.split("\n")
    reasons = [line for line in lines if line.lstrip().startswith("• R")]
    assert (0, True) == (code, len(reasons) > 3)
    assert [] == [line for line in reasons if not line.endswith("»")]
    assert [] == [line for line in lines if line != line.rstrip()]
    assert max(map(len, reasons)) > 150


@pytest.mark.parametrize(
    ("options", "numbers"),
    [
        ((), [1, 2, 3, 4]),
        (("--refused",), [4]),
        (("--by", "dor"), [2]),
        (("--by", "works_council"), [2]),
        (("--kind", "record_contact"), [2]),
        (("--rule", "R44"), [4]),
        (("--kind", "record_contact", "--refused"), []),
        (("--since", "2023-04-06"), [3, 4]),
    ],
)
def test_a_history_can_be_filtered(ledger: Path, options: tuple[str, ...], numbers: list[int]) -> None:
    """By each of the options; together they leave what all of them leave."""
    told = json.loads(run("history", ledger, WEBSITES, *options, "--json")[1])
    assert numbers == [r["number"] for r in told]


def test_the_whole_ledger_has_a_history(ledger: Path) -> None:
    """In the order in which it was recorded, with the place of each, in each form."""
    told = json.loads(run("history", ledger, "--json")[1])
    assert [1, 2, 3, 4, 5] == [r["position"] for r in told]
    assert ["douane/twee"] == list({r["process"] for r in told} - {WEBSITES})
    lines = run("history", ledger, "--lang", "en")[1].split("\n")
    assert [f"{n}" for n in range(1, 6)] == [x.split()[0].rstrip(".") for x in lines if x.strip()[:1].isdigit()]


def test_a_name_that_is_misspelt_is_told_at_once(ledger: Path) -> None:
    """All of them together; nothing is found of them, and an empty answer would not say why."""
    code, out, errors = run(
        "history",
        ledger,
        WEBSITES,
        "--by",
        "fictief-douan-1",
        "--rule",
        "R444",
        "--kind",
        "record_contct",
        "--lang",
        "en",
    )
    assert (2, "") == (code, out)
    assert ["`--by`", "`--rule`", "`--kind`"] == [line.split(":")[0][2:] for line in errors.split("\n")[1:4]]
    assert "`record_contact`" in errors


def test_a_record_is_found_by_its_number_and_by_its_id(ledger: Path) -> None:
    """The same record, in full; what is not there, and what is named twice or not at all, is told."""
    by_number = run("record", ledger, WEBSITES, "2", "--json")
    assert (0, by_number) == (by_number[0], run("record", ledger, "--id", "fictief-record_contact", "--json"))
    code, out, _ = run("record", ledger, "--id", "fictief-consult_unit")
    assert (0, True) == (code, FORMULA in out)
    for wrong in (("--id", "x"), (WEBSITES, "5"), (), (WEBSITES,), (WEBSITES, "2", "--id", "x")):
        assert (2, "") == run("record", ledger, *wrong)[:2]


def test_next_and_outlook_are_asked_for_somebody(ledger: Path) -> None:
    """By a role and a party, or as somebody who asked something before; what only the ministry may do is refused to others."""
    asked = {}
    for who in ("ministry:ministerie-van-financien", "directorate:douane"):
        steps = json.loads(run("next", ledger, WEBSITES, "--by", who, "--json")[1])
        asked[who] = {r["code"] for s in steps if s["command"] == "stop" for r in s["reasons"]}
    assert asked["directorate:douane"] - asked["ministry:ministerie-van-financien"]
    with Ledger.open(f"sqlite:///{ledger}") as flow:
        known = flow.history(WEBSITES)[0].event.command.by
        steps = flow.next_steps(WEBSITES, by=known)
    told = json.loads(run("next", ledger, WEBSITES, "--by", known.id, "--json")[1])
    assert [[r.code for r in s.reasons] for s in steps] == [[r["code"] for r in s["reasons"]] for s in told]
    assert 0 == run("outlook", ledger, WEBSITES, "--by", known.id)[0]
    code, _, errors = run("next", ledger, WEBSITES, "--by", "ministri:financien", "--lang", "en")
    assert (2, True) == (code, "`ministry`" in errors)
    assert "`ministry:financien`" in errors.partition("do you mean")[2]
    errors = run("next", ledger, WEBSITES, "--by", "ministry", "--lang", "en")[2]
    assert "do you mean `ministry:…`" in errors  # a role alone is nobody
    code, _, errors = run("next", ledger, WEBSITES, "--by", "directorate:duane", "--lang", "en")
    assert (2, True) == (code, "`directorate:douane`" in errors)


def test_every_command_takes_its_arguments_in_one_order() -> None:
    """The ledger, the process, what is asked of it, and last the file; but `load`, which goes from a file to a ledger."""
    order = ["LEDGER", "LEDGER PROCESS", "PROCESS", "NUMBER", "COMMAND", "OUT", "FILE"]
    for name, command in typer.main.get_group(app).commands.items():
        given = [str(p.metavar) for p in command.params if p.param_type_name == "argument"]
        if name != "load" and set(given) <= set(order):
            assert sorted(given, key=order.index) == given, name


def test_a_page_of_one_line_is_one_line(capsys: pytest.CaptureFixture[str]) -> None:
    """Where it is piped: whole, however short or long it is."""
    for line in ("kort", "lang " * 60):
        page([line])
        assert f"{line.strip()}\n" == capsys.readouterr().out
