"""A spreadsheet is a command to fill in: what is filled in is read as it stands, and whatever is wrong is told by sheet and cell."""

from __future__ import annotations

import sys
from collections.abc import Callable
from datetime import UTC, date, datetime
from decimal import Decimal
from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
from attrs import evolve

from ontvlechting import LETTER, PROGRAMME, State, Workflow, command_to_plain, letter
from ontvlechting import commands as c
from ontvlechting.engine.errors import InputError, MissingExtra
from ontvlechting.engine.text import LANGUAGES, Language
from ontvlechting.letter.fiction import Road
from ontvlechting.views.schema import schema
from ontvlechting.views.sheets import FIRST, _Layout, _read, _text_in, command_from_workbook, workbook
from ontvlechting.views.template import Forms
from tests.asking import WEBSITES, at, fold
from tests.command_line import run
from tests.known import on_file

openpyxl = pytest.importorskip("openpyxl")
COMMANDS = sorted({kind.key for rules in (LETTER, PROGRAMME) for kind in rules.commands})
ROAD = Road(letter.PROCESSES[WEBSITES])
DRAFT = next(x for x in ROAD.until(State.PLAN_DRAFTED) if isinstance(x, c.DraftPlan))


def made(command: str = "draft_plan") -> Any:
    """An empty workbook for a command."""
    return openpyxl.load_workbook(BytesIO(workbook(LETTER, PROGRAMME, command=command, at=ROAD.start)))


def read(book: Any) -> Any:
    """What a workbook holds, when it was saved."""
    saved = BytesIO()
    book.save(saved)
    return command_from_workbook(saved.getvalue(), LETTER, PROGRAMME)


def refused(book: Any) -> InputError:
    """Everything that is wrong with a workbook."""
    with pytest.raises(InputError) as error:
        read(book)
    return error.value


def problems(book: Any) -> dict[str, str]:
    """What is expected, by where."""
    return {p.field: p.expected.en for p in refused(book).problems}


def told(book: Any) -> str:
    """The same as people read it, in both languages."""
    text = refused(book).text
    return f"{text.nl}\n\n{text.en}"


def cell(book: Any, sheet: str, field: str, row: int = 3) -> Any:
    """The cell of a field: by its row on the first sheet, by its column on any other."""
    page = book[sheet]
    if sheet == FIRST:
        return next(line[1] for line in page.iter_rows(min_row=2) if line[0].value == field)
    return page.cell(row, next(head.column for head in page[1] if head.value == field))


def value_at(plain: Any, path: str) -> Any:
    """What stands at a path of plain data."""
    for name in path.split("."):
        plain = None if plain is None else plain.get(name)
    return plain


def filled(command: c.Command = DRAFT) -> Any:
    """A workbook in which somebody filled in all of a command, numbers and days as a spreadsheet has them."""
    book, plain = made(command.key), command_to_plain(command)
    lists = {"draft_plan": {"groups": "plan.staff.groups", "critical_periods": "plan.continuity.critical_periods"}}
    lists["draft_plan"] |= {
        n: f"plan.{n}" for n in ("affected_units", "tasks", "phases", "shared_tasks", "dependencies", "risks")
    }
    lists["draft_plan"] |= {n: f"plan.budget.{n}" for n in ("costs", "coverage", "deltas")}
    lists["draft_plan"]["indicators"] = "plan.continuity.indicators"
    lists["identify_process"] = {n: n for n in ("target_groups", "bottlenecks", "scope")}
    for line in book[FIRST].iter_rows(min_row=2):
        put(line[1], value_at(plain, line[0].value))
    for sheet, path in lists.get(command.key, {}).items():
        items = value_at(plain, path)
        if items == [] and any(line[0].value == path for line in book[FIRST].iter_rows(min_row=2)):
            cell(book, FIRST, path).value = "none"
        for row, item in enumerate(items or (), start=3):
            for head in book[sheet][1]:
                put(book[sheet].cell(row, head.column), value_at(item, head.value))
    return book


def put(cell: Any, value: Any) -> None:
    """A value as somebody fills it in."""
    if isinstance(value, list):
        cell.value = "; ".join(value) if value and isinstance(value[0], str) else None
    elif value is not None:
        cell.value = value


def test_every_command_has_its_sheets() -> None:
    """Each list a name of its own, no longer than a spreadsheet takes, that is not the name of the first sheet."""
    for command in COMMANDS:
        layout = _Layout.of(Forms(schema(LETTER, PROGRAMME, command=command)["$defs"]), command)
        names = [FIRST, *(sheet.name for sheet in layout.sheets)]
        assert len(names) == len(set(names))
        assert all(len(name) <= 31 for name in names)


@pytest.mark.parametrize(("command", "language"), [("complete", "nl"), ("set_aside", "en"), ("record_portfolio", "en")])
def test_what_is_empty_is_no_answer(command: str, language: Any) -> None:
    """With what is known of a process filled in, what people have to say is still missing."""
    road, dossier = at(State.PHASED_TRANSFER)
    data = workbook(LETTER, PROGRAMME, command=command, at=road.moment, dossier=dossier, language=language)
    book = openpyxl.load_workbook(BytesIO(data))
    assert command == cell(book, FIRST, "type").value
    assert any(field.startswith(f"{FIRST}!{cell(book, FIRST, 'by.id').coordinate}") for field in problems(book))


@pytest.mark.parametrize(
    "command", [DRAFT, ROAD.identify(), ROAD.contact("dor", c.Stage.PLAN), ROAD.decide()], ids=lambda x: x.key
)
def test_what_is_filled_in_is_the_command(command: c.Command) -> None:
    """The very same, with every list in it: a plan with its tasks, phases, staff and budget."""
    assert command == read(filled(command))


def test_days_and_numbers_are_those_of_the_spreadsheet() -> None:
    """A day as a day, an amount as a number: exactly what is seen in the cell."""
    book = filled()
    cell(book, "phases", "starts_on").value = date(2023, 7, 3)
    cell(book, "phases", "ends_on").value = datetime(2023, 9, 1)  # noqa: DTZ001 - as a spreadsheet has a day
    cell(book, "costs", "amount").value = 1234.1
    cell(book, "groups", "headcount").value = 8.0
    plan = read(book).plan
    assert (date(2023, 7, 3), date(2023, 9, 1)) == (plan.phases[0].starts_on, plan.phases[0].ends_on)
    assert (Decimal("1234.1"), 8) == (plan.budget.costs[0].amount, plan.staff.groups[0].headcount)


@pytest.mark.parametrize(("language", "words"), [("nl", ("WAAR", "ONWAAR")), ("en", ("TRUE", "FALSE"))])
def test_what_a_cell_offers_to_choose_can_be_read(language: Any, words: tuple[str, ...]) -> None:
    """A spreadsheet in another language keeps such a word as text; it means the same."""
    data = workbook(LETTER, PROGRAMME, command="draft_plan", at=ROAD.start, language=language)
    page = openpyxl.load_workbook(BytesIO(data))["tasks"]
    offered = [v.formula1 for v in page.data_validations.dataValidation]
    assert f'"{",".join(words)}"' in offered
    book = filled()
    for word, means in zip(words, (True, False), strict=True):
        cell(book, FIRST, "plan.involvement.staff").value = word
        assert means is read(book).plan.involvement.staff


def test_what_nobody_sees_makes_no_difference() -> None:
    """Rows and texts of nothing but spaces, spaces after the names of fields, another order of sheets."""
    book = filled()
    book["tasks"].cell(40, 1).value = "  "
    book["tasks"].cell(1, 1).value += " "
    book[FIRST].cell(12, 1).value += " "
    book.move_sheet(FIRST, 4)
    assert DRAFT == read(book)


def test_of_a_number_counts_what_a_spreadsheet_shows() -> None:
    """Fifteen digits: what reckoning leaves behind them is in the file, and in no cell that somebody sees."""
    shown = [_read(n, {"pattern": "^-?0*"}) for n in (0.1 + 0.2, 1234.1, 1e15, 12)]
    assert ["0.3", "1234.1", "1000000000000000", "12"] == shown


def with_part(data: bytes, part: str, before: bytes, put: bytes) -> bytes:
    """A spreadsheet with something put into one of its parts."""
    written = BytesIO()
    with ZipFile(BytesIO(data)) as old, ZipFile(written, "w", ZIP_DEFLATED) as new:
        for entry in old.infolist():
            body = old.read(entry)
            new.writestr(entry.filename, body.replace(before, put + before) if entry.filename == part else body)
    return written.getvalue()


@pytest.mark.parametrize(
    "put",
    [
        b'<mergeCells><mergeCell ref="A1:XFD99999"/></mergeCells>',
        b'<hyperlinks><hyperlink ref="A1:XFD99999" location="x"/></hyperlinks>',
    ],
)
def test_what_is_said_of_too_many_cells_is_not_opened(put: bytes) -> None:
    """A few bytes, of which openpyxl would make millions of cells: the answer comes before it is asked."""
    data = workbook(LETTER, PROGRAMME, command="conclude_tests", at=ROAD.start)
    with pytest.raises(InputError) as refused:
        command_from_workbook(with_part(data, "xl/worksheets/sheet1.xml", b"<pageMargins", put), LETTER, PROGRAMME)
    assert ["nothing about more than 5000 cells at once"] == [p.expected.en for p in refused.value.problems]


@pytest.mark.parametrize(
    ("pieces", "told"),
    [
        (b"<row>" + b"<c/>" * 1_000_001 + b"</row>", "at most 1000000 cells and texts"),
        (b"<row>" + b"<c/>" * 20_000 + b"</row>", "a spreadsheet (.xlsx) of at most 20 MB"),
    ],
    ids=["cells", "columns"],
)
def test_more_than_a_spreadsheet_has_is_told_at_once(pieces: bytes, told: str) -> None:
    """A file of some KB with a million cells, or with columns that have no letter: one sentence, and no memory that fills up."""
    data = workbook(LETTER, PROGRAMME, command="conclude_tests", at=ROAD.start)
    with pytest.raises(InputError) as refused:
        command_from_workbook(with_part(data, "xl/worksheets/sheet1.xml", b"</sheetData>", pieces), LETTER, PROGRAMME)
    assert [told] == [p.expected.en for p in refused.value.problems]


@pytest.mark.parametrize(
    ("seen", "meant"),
    [
        ("een_x000D_\ntwee", "een\ntwee"),
        ("een_x000A_twee", "een\ntwee"),
        ("_x005F_x0041_", "_x0041_"),
        ("a_b_x1_", "a_b_x1_"),
    ],
)
def test_a_character_that_a_spreadsheet_writes_by_its_code_is_that_character(seen: str, meant: str) -> None:
    """As the end of a line in a text that was pasted; what a spreadsheet shows of it is what is recorded."""
    book = filled()
    cell(book, "risks", "description").value = seen
    assert meant == read(book).plan.risks[0].description


def test_what_a_template_fills_in_is_shown_as_it_is() -> None:
    """Also a name that a spreadsheet would take for the code of a character."""
    road, dossier = at(State.PLAN_DRAFTED)
    name = "vraag_x0041_"
    data = workbook(
        LETTER, command="answer_input", at=road.moment, dossier=fold(dossier, [road.collect_input(id=name)])
    )
    given = cell(openpyxl.load_workbook(BytesIO(data)), FIRST, "input").value
    assert ("vraag_x005F_x0041_", name) == (given, _text_in(given))


def hide_row(book: Any) -> None:
    """One of the tasks."""
    book["tasks"].row_dimensions[4].hidden = True


def hide_columns(book: Any) -> None:
    """A group of columns, as somebody folds it."""
    book["tasks"].column_dimensions.group("A", "C", hidden=True)


def hide_sheet(book: Any) -> None:
    """One that no menu shows."""
    book["tasks"].sheet_state = "veryHidden"


@pytest.mark.parametrize("hide", [hide_row, hide_columns, hide_sheet])
def test_nothing_is_handed_in_that_nobody_sees(hide: Callable[[Any], None]) -> None:
    """Somebody hands in what another has filled in: all of it is there to be read."""
    book = filled()
    hide(book)
    assert {True} == {field.startswith("tasks!") for field, told in problems(book).items() if "can be seen" in told}
    book = filled()
    book[FIRST].column_dimensions["D"].hidden = True  # what is explained there, not what is filled in
    book["tasks"].row_dimensions[_EMPTY].hidden = True
    assert read(filled()) == read(book)


_EMPTY = 40
"""A row of which nothing is filled in."""


def test_no_list_and_an_empty_list_are_told_apart() -> None:
    """That there are no dependencies is something else than that nobody looked."""
    book = filled()
    book["dependencies"].delete_rows(3, 1)
    cell(book, "phases", "touches").value = None
    assert read(book).plan.dependencies is None
    cell(book, FIRST, "plan.dependencies").value = "none"
    assert () == read(book).plan.dependencies


def formula(book: Any) -> str:
    """A formula where a value belongs."""
    cell(book, "costs", "amount").value = "=2*50000"
    return "costs!A3 (plan.budget.costs[0].amount)"


def number_as_text(book: Any) -> str:
    """A number that is text."""
    cell(book, "groups", "headcount").value = "8"
    return "groups!C3 (plan.staff.groups[0].headcount)"


def text_as_number(book: Any) -> str:
    """A name that the spreadsheet made a number."""
    cell(book, "tasks", "task").value = 7
    return "tasks!A3 (plan.tasks[0].task)"


def text_as_day(book: Any) -> str:
    """A text that the spreadsheet made a day."""
    cell(book, "groups", "change").value = date(2023, 3, 2)
    return "groups!D3 (plan.staff.groups[0].change)"


def day_as_people_write_it(book: Any) -> str:
    """A day in another form."""
    cell(book, "phases", "starts_on").value = "3-7-2023"
    return "phases!D3 (plan.phases[0].starts_on)"


def moment_without_zone(book: Any) -> str:
    """A moment as a spreadsheet has it."""
    cell(book, FIRST, "at").value = datetime(2023, 4, 3, 9)  # noqa: DTZ001 - a spreadsheet knows no zones
    return f"{FIRST}!B11 (at)"


def misspelt_choice(book: Any) -> str:
    """A word that is none of those that can be chosen."""
    cell(book, "tasks", "disposition").value = "moveed"
    return "tasks!B3 (plan.tasks[0].disposition)"


def missing(book: Any) -> str:
    """A field that is needed."""
    cell(book, "tasks", "task", 4).value = None
    return "tasks!A4 (plan.tasks[1].task)"


def misspelt_column(book: Any) -> str:
    """A column of another name."""
    book["risks"].cell(1, 1).value = "descripton"
    return "risks!A1"


def misspelt_field(book: Any) -> str:
    """A row of another name."""
    book[FIRST].cell(13, 1).value = "plan.rout"
    return f"{FIRST}!A13"


def field_twice(book: Any) -> str:
    """One field in two rows."""
    book[FIRST].append(("plan.version", 2))
    return f"{FIRST}!A{book[FIRST].max_row}"


def other_sheet(book: Any) -> str:
    """A sheet that the template does not have."""
    book.create_sheet("phase")["A1"] = "1"
    return "phase"


def merged(book: Any) -> str:
    """Cells that are one."""
    book["tasks"].merge_cells("B3:B4")
    return "tasks!B3:B4"


def without_a_name(book: Any) -> str:
    """A value in a column without a name."""
    book["deltas"].cell(3, 9).value = "x"
    return "deltas!I3"


def error(book: Any) -> str:
    """What a spreadsheet says when it cannot reckon."""
    cell(book, "coverage", "year").value = "#REF!"
    return "coverage!K3 (plan.budget.coverage[0].year)"


def none_and_some(book: Any) -> str:
    """That there are none, and yet some."""
    cell(book, FIRST, "plan.dependencies").value = "none"
    return f"{FIRST}!{cell(book, FIRST, 'plan.dependencies').coordinate}"


def explanation_gone(book: Any) -> str:
    """The row that explains taken away: the first item stands where nobody would read it."""
    book["risks"].delete_rows(2)
    return "risks!A2"


def sheet_gone(book: Any) -> str:
    """A sheet taken away: that there are no groups is not said by that."""
    del book["groups"]
    return "groups"


def beside(book: Any) -> str:
    """A second value beside the first."""
    book[FIRST]["F5"].value = "douane"
    return f"{FIRST}!F5"


def spaces(book: Any) -> str:
    """A name with a space after it, which nobody sees."""
    cell(book, "tasks", "task", 5).value += " "
    return "tasks!A5 (plan.tasks[2].task)"


def comma(book: Any) -> str:
    """An amount as text, as people write it here."""
    cell(book, "deltas", "money.amount").value = "1.250,00"
    return f"deltas!{cell(book, 'deltas', 'money.amount').coordinate} (plan.budget.deltas[0].money.amount)"


FAULTS: list[Callable[[Any], str]] = [
    formula, number_as_text, text_as_number, text_as_day, day_as_people_write_it, moment_without_zone, misspelt_choice,
    missing, misspelt_column, misspelt_field, field_twice, other_sheet, merged, without_a_name, error, none_and_some,
    explanation_gone, sheet_gone, beside, spaces, comma,
]  # fmt: skip


SAID: dict[Callable[[Any], str], str] = {
    formula: "no formula",
    error: "no error",
    number_as_text: "a whole number; no text",
    text_as_number: "format the cell as text",
    text_as_day: "format the cell as text",
    moment_without_zone: "with a time zone",
    field_twice: "each field once",
    merged: "not merged",
    explanation_gone: "begins in row 3",
    sheet_gone: "this sheet",
    beside: "column B",
    spaces: "without spaces",
    comma: "a number; no text",
}
"""What is expected, where the reader of commands would say something else of it."""
ALONE = (missing, merged, explanation_gone, sheet_gone)
"""These change what else is told."""


@pytest.mark.parametrize(
    "faults", [[f for f in FAULTS if f not in ALONE], *([f] for f in ALONE)], ids=["all", *(f.__name__ for f in ALONE)]
)
def test_what_is_wrong_is_told_by_its_cell(faults: list[Callable[[Any], str]]) -> None:
    """Whatever somebody does to it: everything together, and of one cell one thing."""
    book = filled()
    places = [fault(book) for fault in faults]
    found = {field.partition(" ")[0]: expected for field, expected in problems(book).items()}
    assert len(found) == len(problems(book))
    assert set() == {place.partition(" ")[0] for place in places} - set(found)
    for place, fault in zip(places, faults, strict=True):
        assert SAID.get(fault, "") in found[place.partition(" ")[0]]
    case = " ".join(fault.__name__ for fault in faults) if len(faults) == 1 else "all together"
    assert on_file("sheets.en.txt", f"wrong: {case}", seen := told(book)) == seen


def test_a_sheet_that_is_gone_hides_no_fault_on_a_later_one() -> None:
    """Everything is read that is there, whatever is not."""
    book = filled()
    places = [sheet_gone(book), comma(book)]
    assert places == [place for place in problems(book) if place in places]


@pytest.mark.parametrize(("row", "place"), [(2, "command!B2 (type)"), (5, "command!B5 (type)")])
def test_a_command_that_there_is_not_is_told_by_its_cell(row: int, place: str) -> None:
    """Also where somebody moved its row."""
    book = made()
    book[FIRST]["A2"].value, book[FIRST].cell(row, 1).value = book[FIRST].cell(row, 1).value, "type"
    book[FIRST].cell(row, 2).value = "fictief"
    assert [place] == list(problems(book))
    assert on_file("sheets.en.txt", f"no such command, row {row}", seen := told(book)) == seen


def test_a_sheet_that_is_too_long_is_told() -> None:
    """And not gone through further than anybody fills in."""
    book = filled()
    book["risks"].cell(20_000, 1).value = "x"
    assert on_file("sheets.en.txt", "too long", seen := told(book)) == seen


def test_numbers_in_one_cell_are_numbers() -> None:
    """Also where somebody puts several in it."""
    road = Road(letter.PROCESSES[WEBSITES])
    book = filled(road.redact((1,)))
    cell(book, FIRST, "records").value = "1; 12"
    assert (1, 12) == read(book).records


def dumped(book: Any) -> str:
    """All that is in a workbook: each cell, how it shows what is filled in, and what it offers to choose."""
    found = []
    for page in book.worksheets:
        found.append(f"-- {page.title} {page.freeze_panes} {page.sheet_state}")
        found += [
            f"{c.coordinate} ({c.number_format}): {c.value}"
            for row in page.iter_rows()
            for c in row
            if c.value is not None or c.number_format != "General"
        ]
        found += sorted(
            f"{v.sqref} {v.type} {v.formula1} {v.allow_blank}" for v in page.data_validations.dataValidation
        )
    return "\n".join(found)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("command", ["draft_plan", "identify_process", "record_contact", "answer_advice", "discharge"])
def test_a_workbook_is_on_file(command: str, language: Language) -> None:
    """What somebody finds in it who is to fill it in."""
    made = workbook(LETTER, PROGRAMME, command=command, at=ROAD.start, language=language)
    seen = dumped(openpyxl.load_workbook(BytesIO(made)))
    assert on_file(f"sheets.{language}.txt", command, seen) == seen


def test_a_workbook_without_its_first_sheet_is_none() -> None:
    """It is told which one it lacks, and which name looks like it."""
    book = openpyxl.Workbook()
    book.active.title = "comand"
    assert on_file("sheets.en.txt", "no first sheet", seen := told(book)) == seen


def test_what_it_needs_is_named_where_it_is_not_there(monkeypatch: pytest.MonkeyPatch) -> None:
    """The library, and how to get it."""
    monkeypatch.setitem(sys.modules, "openpyxl", None)
    with pytest.raises(MissingExtra, match=r"`sheets`.*openpyxl.*ontvlechting\[sheets\]"):
        workbook(LETTER, command="stop", at=ROAD.start)


def test_an_answer_is_a_workbook_as_it_is_a_frame() -> None:
    """The same columns and rows; a text that looks like a formula stays text, and a moment is that of a clock in the Netherlands."""
    flow, road = Workflow.open("memory:"), Road(letter.PROCESSES["douane/websites"])
    by = evolve(road.receiver, id="=1+1")
    flow.submit("p", road.identify(by=by, at=datetime(2023, 7, 1, 22, 30, tzinfo=UTC))).or_raise()
    head, row = openpyxl.load_workbook(BytesIO(flow.history("p").xlsx())).active.iter_rows()
    assert flow.history("p").to_frame("polars").columns == [cell.value for cell in head]
    found = {name.value: cell for name, cell in zip(head, row, strict=True)}
    assert ("=1+1", "s") == (found["by"].value, found["by"].data_type)
    assert datetime(2023, 7, 2, 0, 30) == found["at"].value  # noqa: DTZ001 - of a clock
    assert (datetime(2023, 7, 2), True, 1) == tuple(found[name].value for name in ("on", "allowed", "number"))  # noqa: DTZ001
    flow.submit_many([("programma", command) for command in letter.as_commands(by=road.ministry, at=road.moment)])
    page = openpyxl.load_workbook(BytesIO(flow.registers("programma").xlsx())).active
    assert len(flow.registers("programma").to_frame("polars")) == page.max_row - 1


def test_what_is_known_is_a_value_and_no_formula() -> None:
    """Names come out of a ledger, where somebody may have given one that a spreadsheet would run."""
    road, dossier = at(State.PLAN_DRAFTED)
    name = '=HYPERLINK("http://example.org")'
    asked = road.collect_input(id=name)
    data = workbook(LETTER, command="answer_input", at=road.moment, dossier=fold(dossier, [asked]))
    given = cell(openpyxl.load_workbook(BytesIO(data)), FIRST, "input")
    assert (name, "s") == (given.value, given.data_type)


def bomb() -> bytes:
    """A small file that unpacks to a large one."""
    packed = BytesIO()
    with ZipFile(packed, "w", ZIP_DEFLATED) as file:
        file.writestr("xl/worksheets/sheet1.xml", b"0" * 30_000_000)
    return packed.getvalue()


@pytest.mark.parametrize("data", [b"", b"PK\x03\x04", b"type = 1", bomb()], ids=["empty", "cut off", "text", "bomb"])
def test_what_is_no_spreadsheet_is_said_to_be_none(data: bytes) -> None:
    """And a file that would fill the memory is not unpacked."""
    with pytest.raises(InputError, match=r"`file`: expected a spreadsheet \(.xlsx\) of at most 20 MB"):
        command_from_workbook(data, LETTER)


def test_a_spreadsheet_of_the_command_line_and_back(tmp_path: Path) -> None:
    """It is written once and overwrites nothing; filled in it is submitted, and one that is wrong records nothing."""
    ledger, file = tmp_path / "programma.db", tmp_path / "contact.xlsx"
    with Workflow.open(f"sqlite:///{ledger}") as flow:
        for command in Road(letter.PROCESSES[WEBSITES]).until(State.PLAN_DRAFTED):
            flow.submit(WEBSITES, command).or_raise()
        before = len(flow.history(WEBSITES))
        assert (0, "", "") == run("template", ledger, WEBSITES, "record_contact", "--sheets", file)
        assert 2 == run("template", ledger, WEBSITES, "record_contact", "--sheets", file)[0]
        assert 2 == run("template", "record_contact", "--sheets", tmp_path / "contact.xls")[0]
        code, _, errors = run("submit", ledger, WEBSITES, file, "--lang", "en")
        assert (2, before) == (code, len(flow.history(WEBSITES)))
        assert "command!B3 (by.id)" in errors
        book = openpyxl.load_workbook(file)
        for field, value in (("by.id", "fictief-dor-1"), ("manner", "wor_24"), ("subject", "Fictief: overleg")):
            cell(book, FIRST, field).value = value
        book.save(file)
        assert 0 == run("submit", ledger, WEBSITES, file)[0]
        assert before + 1 == len(flow.history(WEBSITES))
