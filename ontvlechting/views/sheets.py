"""Answers as a spreadsheet; and a command as one to fill in, made from its JSON Schema, and read back.

Of a command the first sheet has a row for each single field; each list of objects has a sheet of its own, with a row for each item. What is known
is filled in already, as in a template. Reading is strict: text stays text, nothing is guessed, nothing is silently left out, and every
problem is reported with its sheet and cell, all together.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from io import BytesIO
from typing import Any
from xml.etree.ElementTree import ParseError, iterparse

from attrs import evolve, frozen

from ontvlechting.engine.command import Command
from ontvlechting.engine.days import ZONE, zone_of
from ontvlechting.engine.dossier import Dossier
from ontvlechting.engine.errors import InputError, MissingExtra, Problem, nearest, shown
from ontvlechting.engine.rulebook import Rules
from ontvlechting.engine.text import LANGUAGES, Language, Text
from ontvlechting.record.codec import Codec
from ontvlechting.views import rows, words
from ontvlechting.views.schema import Schema, schema
from ontvlechting.views.template import Forms, filled_in, typed
from ontvlechting.views.words import both

FIRST = "command"
"""The name of the first sheet, with the single fields."""
NONE = "none"
"""The value there for a list that is empty on purpose, where an empty list differs from none given."""
_LARGEST, _ROWS, _COLUMNS, _PIECES = 20_000_000, 5_000, 200, 1_000_000
_OF_CELLS = ("mergeCell", "hyperlink", "comment")
_ROOM = 60  # the last row that is formatted, ready to be filled in


@frozen
class _Field:
    """One field: a row of the first sheet, or a column of another."""

    path: str
    form: Schema
    needed: bool
    told: str
    always: bool = True  # whether the objects that it is part of are needed as well


@frozen
class _Sheet:
    """One list of a command: its sheet, its path, and the fields of an item."""

    name: str
    path: str
    fields: tuple[_Field, ...]
    needed: bool
    none: bool  # whether an empty list differs from none given


@frozen
class _Layout:
    """The layout of the spreadsheet of one command."""

    fields: tuple[_Field, ...]
    sheets: tuple[_Sheet, ...]

    @classmethod
    def of(cls, forms: Forms, command: str) -> _Layout:
        """The layout for a command, from its forms."""
        fields, lists = list[_Field](), list[_Sheet]()
        for path, raw, form, needed, always in _walk(forms, forms.defs[command]):
            if form.get("type") == "array" and (item := forms.meant(form["items"])).get("type") == "object":
                inner = (_field(*found) for found in _walk(forms, item) if not _has_objects(forms, found[2]))
                lists.append(_Sheet(path, path, tuple(inner), needed, "anyOf" in raw))
            else:
                fields.append(_field(path, raw, form, needed, always))
        names = _sheet_names([sheet.path for sheet in lists])
        return cls(tuple(fields), tuple(evolve(s, name=n) for s, n in zip(lists, names, strict=True)))

    @property
    def told(self) -> dict[str, str]:
        """The first words of the explanation of each field of a list, by its path."""
        return {f"{s.path}.{f.path}": re.split("[:([]", f.told)[0].strip() for s in self.sheets for f in s.fields}


_Found = tuple[str, Schema, Schema, bool, bool]


def _walk(forms: Forms, form: Schema, path: str = "", *, always: bool = True) -> Iterator[_Found]:
    """Every field with its path; the fields of a nested object are taken as fields of the outer one, and a list is one field."""
    for name, raw in form["properties"].items():
        inner, at, needed = forms.meant(raw), f"{path}.{name}".lstrip("."), name in form["required"]
        if "allOf" in inner:
            continue  # a field for any command: no sheet has columns for that
        if inner.get("type") == "object":
            yield from _walk(forms, inner, at, always=always and needed and "anyOf" not in raw)
        else:
            if inner.get("type") == "array":
                inner = inner | {"items": forms.meant(inner["items"])}
            yield at, raw, inner, needed, always


def _has_objects(forms: Forms, form: Schema) -> bool:
    return form.get("type") == "array" and forms.meant(form["items"]).get("type") == "object"


def _field(path: str, raw: Schema, form: Schema, needed: bool, always: bool) -> _Field:  # noqa: FBT001 - of this file only
    title, more = str(raw.get("title") or form.get("title") or ""), raw.get("description")
    items = form.get("items", form)
    options = ", ".join(str(o["const"]) for o in items.get("oneOf", ()))
    told = f"{title}: {more}" if more else title
    return _Field(path, form, needed, f"{told} ({options})" if options else told, always)


def _sheet_names(paths: Sequence[str]) -> list[str]:
    """For each path the shortest end of it that no other path has; at most the 31 characters of the name of a sheet."""

    def end(path: str, parts: int) -> str:
        return ".".join(path.split(".")[-parts:])

    names = []
    for path in paths:
        parts = next(n for n in range(1, path.count(".") + 2) if sum(end(p, n) == end(path, n) for p in paths) == 1)
        names.append(end(path, parts)[-31:])
    return names


# -- writing -----------------------------------------------------------------------------------------------------------


def workbook(
    rules: Rules,
    *others: Rules,
    command: str,
    at: datetime,
    dossier: Dossier | None = None,
    language: Language = "en",
) -> bytes:
    """A command as a spreadsheet (XLSX) to fill in, which `ontvlechting submit` takes.

    Args:
        rules: the rules; for a process those that it is under.
        others: more rules whose commands can be given.
        command: the key of the command.
        at: the moment that is filled in.
        dossier: the process for which it is; without it only the moment is filled in.
        language: the language of the explanation of each field.

    Raises:
        InputError: no command has this key; names the nearest.
        MissingExtra: the extra `sheets` is not installed.
    """
    openpyxl = _openpyxl()
    forms = Forms(schema(rules, *others, command=command, language=language)["$defs"])
    known = filled_in(forms, rules, *others, command=command, at=at, dossier=dossier)
    layout, made = _Layout.of(forms, command), openpyxl.Workbook()
    first = made.active
    first.title = FIRST
    headings = (
        ("veld", "field"),
        ("waarde", "value"),
        ("nodig; (ja): als een ander veld ervan is ingevuld", "needed; (yes): where another field of it is filled in"),
        ("wat daar staat", "what stands there"),
    )
    head = [both(nl, en, language) for nl, en in headings]

    def needed(field: _Field) -> str | None:
        yes = both("ja", "yes", language)
        return None if not field.needed else yes if field.always else f"({yes})"

    none = both(f"{NONE} als er bewust geen zijn", f"{NONE} when there are none on purpose", language)
    empty: Schema = {"oneOf": [{"const": NONE}]}
    lists = (_Field(s.path, empty, needed=False, told=f"{s.name}: {none}") for s in layout.sheets if s.none)
    _put(first, 1, head, bold=True)
    for row, field in enumerate((*layout.fields, *lists), start=2):
        _put(first, row, (field.path, None, needed(field), field.told))
        _prepare(first, f"B{row}", field.form, language)
        if known.get(field.path) is not None and field.form is not empty:
            _fill(first.cell(row, 2), field.form, known[field.path])
    _fit(first, (40, 44, 18, 90))
    for sheet in layout.sheets:
        page = made.create_sheet(sheet.name)
        _put(page, 1, [f.path for f in sheet.fields], bold=True)
        _put(page, 2, [f.told + (f" [{needed(f)}]" if f.needed else "") for f in sheet.fields])
        for column, field in enumerate(sheet.fields, start=1):
            letter = page.cell(1, column).column_letter
            _prepare(page, f"{letter}3:{letter}{_ROOM}", field.form, language)
            if (value := known.get(f"{sheet.path}.{field.path}")) is not None:
                _fill(page.cell(3, column), field.form, value)
        _fit(page, [max(14, min(40, len(f.path) + 4)) for f in sheet.fields])
        page.freeze_panes = "A3"
    first.freeze_panes = "A2"
    return _saved(made)


def table(given: Any, view: str) -> bytes:
    """A value as a spreadsheet (XLSX), with the rows that `rows.of` gives by this name.

    Raises:
        MissingExtra: the extra `sheets` is not installed.
    """
    told = rows.of(given, view)
    made, zone = _openpyxl().Workbook(), zone_of(ZONE)
    page = made.active
    _put(page, 1, list(told.columns), bold=True)
    for row, values in enumerate(told.rows, start=2):
        for column, value in enumerate(values, start=1):
            match value:
                case str():
                    _put_text(page.cell(row, column), value)
                case datetime():
                    page.cell(row, column).value = value.astimezone(zone).replace(tzinfo=None, microsecond=0)
                case _:
                    page.cell(row, column).value = value
    _fit(page, [max(14, min(40, len(name) + 4)) for name in told.columns])
    page.freeze_panes = "A2"
    return _saved(made)


def _saved(book: Any) -> bytes:
    written = BytesIO()
    book.save(written)
    return written.getvalue()


def _put(page: Any, row: int, values: Sequence[str | None], *, bold: bool = False) -> None:
    from openpyxl.styles import Alignment, Font

    for column, value in enumerate(values, start=1):
        if value is not None:
            cell = page.cell(row, column)
            _put_text(cell, value)
            cell.font = Font(bold=bold, italic=not bold and (row == 2 or column > 2))
            cell.alignment = Alignment(wrap_text=True, vertical="top")


def _put_text(cell: Any, value: str) -> None:
    """Writes a text in a cell: never a formula, whatever it begins with."""
    cell.value = _CODE.sub("_x005F_", words.visible(value))
    cell.data_type = "s"


_CODE = re.compile("_(?=x[0-9A-Fa-f]{4}_)")
"""Where a spreadsheet would read a character by its code; it writes the sign itself as `_x005F_`."""


def _fill(cell: Any, form: Schema, known: Any) -> None:
    value = typed(form, known)
    if isinstance(value, list):
        _put_text(cell, "; ".join(map(str, value)))
    elif isinstance(value, str):
        _put_text(cell, value)
    else:
        cell.value = value


def _prepare(page: Any, cells: str, form: Schema, language: Language) -> None:
    """Formats cells as text, day or number, and offers the values that can be chosen."""
    from openpyxl.worksheet.datavalidation import DataValidation

    options = [str(o["const"]) for o in form.get("oneOf", ())]
    if form.get("type") == "boolean":
        options = both("WAAR ONWAAR", "TRUE FALSE", language).split()
    if options and len(listed := f'"{",".join(options)}"') < 256:  # a spreadsheet takes no longer list
        page.add_data_validation(choice := DataValidation(type="list", formula1=listed, allow_blank=True))
        choice.add(cells)
    number = form.get("type") == "integer" or _is_exact(form) or options
    kind = "yyyy-mm-dd" if form.get("format") == "date" else "General" if number else "@"
    for row in page[cells] if ":" in cells else [[page[cells]]]:
        for cell in row:
            cell.number_format = kind


def _fit(page: Any, widths: Sequence[int]) -> None:
    for column, width in enumerate(widths, start=1):
        page.column_dimensions[page.cell(1, column).column_letter].width = width


def _is_exact(form: Schema) -> bool:
    """Whether the field is an exact number, which is text in JSON."""
    return str(form.get("pattern", "")).startswith("^-?0*")


def _openpyxl() -> Any:
    try:
        import openpyxl
    except ImportError as error:
        raise MissingExtra("sheets", "openpyxl", "ontvlechting[sheets]") from error
    return openpyxl


# -- reading -----------------------------------------------------------------------------------------------------------


def command_from_workbook(data: bytes, rules: Rules, *others: Rules) -> Command:
    """The command that a spreadsheet holds.

    Args:
        data: the bytes of the file.
        rules: the rules; their roles and powers are those that an actor can have.
        others: more rules whose commands can be given.

    Raises:
        InputError: it is no such spreadsheet, or something in it is wrong: each problem with its sheet and cell.
        MissingExtra: the extra `sheets` is not installed.
    """
    book = _loaded(data)
    names = [
        page.title for page in book.worksheets
    ]  # `worksheets` leaves out sheets that are only a chart and have no cells
    if FIRST not in names:
        expected = Text(
            nl=f"een blad `{FIRST}`, zoals het sjabloon heeft", en=f"a sheet `{FIRST}`, as the template has"
        )
        raise InputError("command", [Problem("file", shown(names), expected, nearest(FIRST, names))])
    named = {str(_name_in(row[0])): row[1] for row in _rows(book[FIRST], 1, 2)}
    key = str(_name_in(named["type"]) or "") if "type" in named else ""
    try:
        spoken = [
            _Layout.of(Forms(schema(rules, *others, command=key, language=language)["$defs"]), key)
            for language in LANGUAGES
        ]
    except InputError as error:
        where = named["type"].coordinate if "type" in named else "A2"
        raise InputError("command", [evolve(p, field=f"{FIRST}!{where} (type)") for p in error.problems]) from error
    reading = _Reading({path: tuple(layout.told[path] for layout in spoken) for path in spoken[0].told})
    plain = reading.of(book, spoken[0])
    try:
        command = Codec.of(rules, *others).command(plain)
    except InputError as error:
        reading.add(error.problems)
        raise InputError(key, reading.problems) from error
    if reading.problems:
        raise InputError(key, reading.problems)
    return command


def _loaded(data: bytes) -> Any:
    """The workbook in these bytes; it is loaded only when it is not larger than people fill in.

    Raises:
        InputError: there is no workbook in them, or it is too large.
    """
    openpyxl = _openpyxl()
    expected = Text(
        nl=f"een spreadsheet (.xlsx) van ten hoogste {_LARGEST // 1_000_000} MB",
        en=f"a spreadsheet (.xlsx) of at most {_LARGEST // 1_000_000} MB",
    )
    try:
        with zipfile.ZipFile(BytesIO(data)) as packed:
            size = sum(entry.file_size for entry in packed.infolist())
            problem = Problem("file", f"{size} bytes", expected) if size > _LARGEST else _too_much(packed)
        book = None if problem else openpyxl.load_workbook(BytesIO(data))
        for page in book.worksheets if book else ():
            page.dimensions  # noqa: B018 - raises for a column that no spreadsheet has
    except Exception as error:  # the file can be anything, and openpyxl raises many kinds of errors
        raise InputError("command", [Problem("file", shown(str(error)), expected)]) from error
    if problem is not None:
        raise InputError("command", [problem])
    return book


def _too_much(packed: zipfile.ZipFile) -> Problem | None:
    """What is said of more cells than anybody fills in, if anything: openpyxl would make every cell, until memory runs out."""
    from openpyxl.utils import range_boundaries

    pieces = 0
    for entry in packed.infolist():
        with suppress(ParseError), packed.open(entry) as part:  # a picture; when a sheet is no XML, openpyxl says so
            for _, element in iterparse(part):  # noqa: S314 - no larger than `_LARGEST`, and expat limits the expansion of entities
                kind = element.tag.rpartition("}")[2]
                pieces += 1
                if pieces > _PIECES:
                    few = Text(nl=f"ten hoogste {_PIECES} cellen en teksten", en=f"at most {_PIECES} cells and texts")
                    return Problem("file", shown(entry.filename), few)
                if kind in _OF_CELLS and (of := element.get("ref")):
                    left, top, right, bottom = range_boundaries(of)
                    if None in (left, top, right, bottom) or (right - left + 1) * (bottom - top + 1) > _ROWS:
                        nl = f"niets over meer dan {_ROWS} cellen tegelijk"
                        en = f"nothing about more than {_ROWS} cells at once"
                        return Problem("file", shown(f"{kind} {of}"), Text(nl=nl, en=en))
                element.clear()
    return None


def _rows(page: Any, first: int, columns: int = _COLUMNS) -> Iterator[Sequence[Any]]:
    """The rows of a sheet from `first` on, at most `_ROWS` rows and as many columns as given."""
    last, wide = min(page.max_row, _ROWS), columns if columns < _COLUMNS else min(max(page.max_column, 2), _COLUMNS)
    return iter(page.iter_rows(min_row=first, max_row=last, max_col=wide)) if first <= last else iter(())


class _Reading:
    """Reads a workbook by its layout; collects the problems, and the cell of each field.

    Attributes:
        told: the first words of the explanation of each field of a list, in each language.
    """

    def __init__(self, told: Mapping[str, tuple[str, ...]]) -> None:
        self.told = told
        self.problems: list[Problem] = []
        self.places: dict[str, str] = {}
        self._wrong: set[str] = set()

    def of(self, book: Any, layout: _Layout) -> dict[str, Any]:
        """The command as plain JSON data, as far as it can be read."""
        plain: dict[str, Any] = {}
        names, pages = {sheet.name: sheet for sheet in layout.sheets}, {page.title: page for page in book.worksheets}
        for page in pages.values():
            self._check_size(page)
            for merged in page.merged_cells.ranges:
                self._add_problem(page, str(merged), "merged", _MERGED)
            if page.title not in (FIRST, *names) and any(c.value is not None for row in _rows(page, 1) for c in row):
                listed = ", ".join((FIRST, *names))
                expected = Text(nl=f"een blad van het sjabloon: {listed}", en=f"a sheet of the template: {listed}")
                self.problems.append(
                    Problem(page.title, shown(page.title), expected, nearest(page.title, [FIRST, *names]))
                )
        empty = self._first(book[FIRST], layout, plain)
        for sheet in layout.sheets:
            if sheet.name not in pages:
                expected = Text(
                    nl="dit blad, zoals het sjabloon heeft, ook als het leeg is",
                    en="this sheet, as the template has, also where it is empty",
                )
                self.problems.append(Problem(sheet.name, shown([*pages]), expected))
                continue
            items = self._items(pages[sheet.name], sheet)
            self.places.setdefault(sheet.path, sheet.name)
            if items and sheet.path in empty:
                self._add_problem(book[FIRST], empty[sheet.path], NONE, Text(
                    nl=f"niets, want op blad `{sheet.name}` staan regels",
                    en=f"nothing, for there are rows on sheet `{sheet.name}`",
                ))  # fmt: skip
            if items or sheet.path in empty:
                _set(plain, sheet.path, items)
            elif sheet.needed:
                _set(plain, sheet.path, [], only_within=True)
        return plain

    def _check_size(self, page: Any) -> None:
        if page.max_row > _ROWS or page.max_column > _COLUMNS:
            expected = Text(
                nl=f"ten hoogste {_ROWS} regels en {_COLUMNS} kolommen",
                en=f"at most {_ROWS} rows and {_COLUMNS} columns",
            )
            self._add_problem(page, page.dimensions, page.dimensions, expected)

    def _first(self, page: Any, layout: _Layout, plain: dict[str, Any]) -> dict[str, str]:
        """Reads the fields of the first sheet into `plain`; gives the lists that are empty on purpose, with the cell that says so."""
        fields, lists = {f.path: f for f in layout.fields}, {s.path for s in layout.sheets if s.none}
        empty: dict[str, str] = {}
        for row in _rows(page, 1):
            name, cell, *more = row
            path = _name_in(name)
            if name.row == 1 and path not in fields and path not in lists:
                continue  # the headings
            for odd in (c for c in more[2:] if not _is_blank(c)):
                self._add_problem(page, odd.coordinate, odd.value, _BESIDE)
            if _is_blank(name) and _is_blank(cell):
                continue
            if path in self.places or (path not in fields and path not in lists):
                self._unknown(page, name, [*fields, *lists], again=path in self.places)
                continue
            self.places[path] = f"{page.title}!{cell.coordinate}"
            if path in lists:
                if _name_in(cell) == NONE:
                    empty[path] = cell.coordinate
                elif not _is_blank(cell):
                    expected = Text(nl=f"`{NONE}` of niets", en=f"`{NONE}` or nothing")
                    self._add_problem(page, cell.coordinate, cell.value, expected, path)
            elif (value := self._value(page, cell, fields[path], path)) is not None:
                _set(plain, path, value)
        return empty

    def _items(self, page: Any, sheet: _Sheet) -> list[dict[str, Any]]:
        """The rows of a sheet, each as an item."""
        columns, items = self._columns(page, sheet), list[dict[str, Any]]()
        for column, field in columns.items():
            self._check_told(page.cell(2, column), page, f"{sheet.path}.{field.path}")
        for row in _rows(page, 3):
            filled = [cell for cell in row if not _is_blank(cell)]
            if not filled:
                continue
            path, item = f"{sheet.path}[{len(items)}]", dict[str, Any]()
            self.places[path] = f"{page.title}!A{row[0].row}"
            for column, field in columns.items():
                self.places[f"{path}.{field.path}"] = f"{page.title}!{page.cell(row[0].row, column).coordinate}"
            for cell in filled:
                found = columns.get(cell.column)
                if found is None:
                    self._check_head(page, cell)
                elif (value := self._value(page, cell, found, f"{path}.{found.path}")) is not None:
                    _set(item, found.path, value)
            items.append(item)
        return items

    def _columns(self, page: Any, sheet: _Sheet) -> dict[int, _Field]:
        """The field of each column, by the first row."""
        fields, columns = {f.path: f for f in sheet.fields}, dict[int, _Field]()
        for cell in page[1]:
            field = fields.get(_name_in(cell))
            if field is not None and field not in columns.values():
                columns[cell.column] = field
            elif not _is_blank(cell):
                self._unknown(page, cell, list(fields), again=field is not None)
        return columns

    def _check_told(self, cell: Any, page: Any, path: str) -> None:
        """Checks that row 2 has the explanation of a field: without that row there would be an item there, which nobody reads."""
        if not _is_blank(cell) and not str(cell.value).startswith(self.told[path]):
            expected = Text(
                nl="uitleg, zoals het sjabloon daar heeft: wat u invult begint op regel 3",
                en="what the template tells there: what is filled in begins in row 3",
            )
            self._add_problem(page, cell.coordinate, cell.value, expected)

    def _check_head(self, page: Any, cell: Any) -> None:
        """Checks that a column that is filled in has a name; that a name is unknown was reported already."""
        if _is_blank(page.cell(1, cell.column)):
            expected = Text(nl="een veld in de eerste regel erboven", en="a field in the first row above it")
            self._add_problem(page, cell.coordinate, cell.value, expected)

    def _value(self, page: Any, cell: Any, field: _Field, path: str) -> Any:
        """The value of a cell as plain JSON data; None when it is empty or wrong."""
        given = _text_in(cell.value)
        if _is_blank(cell):
            return None
        if _is_hidden(page, cell):
            self._add_problem(page, cell.coordinate, given, _HIDDEN, path)
            return None
        odd = {"f": _FORMULA, "e": _ERROR}
        found = odd[cell.data_type] if cell.data_type in odd else _read(given, field.form)
        if isinstance(found, Text):
            self._add_problem(page, cell.coordinate, given, found, path)
            return None
        return found

    def _unknown(self, page: Any, cell: Any, names: Sequence[str], *, again: bool) -> None:
        expected = (
            Text(nl="elk veld één keer", en="each field once")
            if again
            else Text(nl="de naam van een veld van dit blad", en="the name of a field of this sheet")
        )
        self._add_problem(page, cell.coordinate, cell.value, expected, near=() if again else nearest(cell.value, names))

    def _add_problem(
        self, page: Any, cells: str, given: object, expected: Text, path: str = "", near: tuple[str, ...] = ()
    ) -> None:
        where = f"{page.title}!{cells}"
        self._wrong.add(where)
        seen = str(given) if isinstance(given, (date, time, timedelta)) else shown(given)
        self.problems.append(Problem(f"{where} ({path})" if path else where, seen, expected, near))

    def add(self, problems: Sequence[Problem]) -> None:
        """Adds problems with the command, each with its cell; a cell that has a problem already is skipped."""
        for problem in problems:
            where = self._place(problem.field)
            if where not in self._wrong:
                self.problems.append(evolve(problem, field=f"{where} ({problem.field})"))

    def _place(self, path: str) -> str:
        """The cell of a field; for an object that of its first field; for what has none, the cell or sheet of what it is part of."""
        while path and path not in self.places:
            inner = next((cell for name, cell in self.places.items() if name.startswith(f"{path}.")), None)
            if inner is not None:
                return inner
            path = re.sub(r"(\[\d+\]|\.?[^.\[]*)$", "", path, count=1)
        return self.places.get(path, FIRST)


_MERGED = Text(nl="cellen die niet zijn samengevoegd", en="cells that are not merged")
_BESIDE = Text(nl="niets; wat geldt, staat in kolom B", en="nothing; what counts stands in column B")
_HIDDEN = Text(
    nl="een cel die te zien is: maak de rij, de kolom en het blad zichtbaar",
    en="a cell that can be seen: show its row, column and sheet",
)
_FORMULA = Text(nl="een waarde, geen formule", en="a value, no formula")
_ERROR = Text(nl="een waarde, geen fout van het rekenblad", en="a value, no error of the spreadsheet")


def _is_blank(cell: Any) -> bool:
    """Whether a cell looks empty: a spreadsheet can keep a text of only spaces where something was erased."""
    return cell.value is None or (isinstance(cell.value, str) and not cell.value.strip())


def _is_hidden(page: Any, cell: Any) -> bool:
    """Whether whoever looks at the spreadsheet does not see this cell."""
    row = page.row_dimensions.get(cell.row)
    columns = (c for c in page.column_dimensions.values() if c.hidden and c.min <= cell.column <= c.max)
    return page.sheet_state != "visible" or (row is not None and row.hidden) or any(columns)


def _text_in(value: Any) -> Any:
    """A text as a spreadsheet shows it: it may write a character by its code, such as the end of a line in a text that was pasted."""
    if not isinstance(value, str):
        return value
    return re.sub("_x([0-9A-Fa-f]{4})_", lambda code: chr(int(code[1], 16)), value).replace("\r\n", "\n")


def _name_in(cell: Any) -> Any:
    """The name in a cell, of the field beside or under it."""
    return cell.value.strip() if isinstance(cell.value, str) else cell.value


def _set(plain: dict[str, Any], path: str, value: Any, *, only_within: bool = False) -> None:
    """Puts a value in its place; with `only_within` only when the objects around it are there."""
    *within, name = path.split(".")
    for step in within:
        if only_within and step not in plain:
            return
        plain = plain.setdefault(step, {})
    plain[name] = value


def _read(given: Any, form: Schema) -> Any:
    """The value that somebody filled in as plain JSON data; or a `Text` that says what is expected instead."""
    if form.get("type") == "array":
        items = [part.strip() for part in given.split(";")] if isinstance(given, str) else [given]
        read = [_read_item(item, form["items"]) for item in items if item != ""]
        return next((item for item in read if isinstance(item, Text)), read)
    for fits, reader in _READERS:
        if fits(form):
            return reader(given)
    if not isinstance(given, str):
        return _TEXT
    return _SPACES if given != given.strip() and "not" in form else given  # `not`: of one line, an id or a name


def _read_item(given: Any, form: Schema) -> Any:
    if form.get("type") == "integer" and isinstance(given, str) and re.fullmatch(r"-?\d{1,16}", given):
        return int(given)
    return _read(given, form)


_SPACES = Text(nl="tekst zonder spaties ervoor of erachter", en="text without spaces before or after it")
_TEXT = Text(
    nl="tekst; maak de cel op als tekst en typ het opnieuw, anders verandert het rekenblad wat er staat",
    en="text; format the cell as text and type it anew, or the spreadsheet changes what stands there",
)


_FLAGS = {"TRUE": True, "WAAR": True, "FALSE": False, "ONWAAR": False}
"""The values that a sheet offers for a boolean; a spreadsheet in another language keeps them as text."""


def _flag(given: Any) -> Any:
    found = _FLAGS.get(given.strip().upper()) if isinstance(given, str) else given
    return found if isinstance(found, bool) else Text(nl="WAAR of ONWAAR", en="TRUE or FALSE")


def _whole(given: Any) -> Any:
    if (isinstance(given, int) and not isinstance(given, bool)) or (isinstance(given, float) and given.is_integer()):
        return int(given)
    return Text(nl="een geheel getal; geen tekst", en="a whole number; no text")


def _exact(given: Any) -> Any:
    if isinstance(given, (int, float)) and not isinstance(given, bool):
        return format(
            Decimal(given if isinstance(given, int) else f"{given:.15g}"), "f"
        )  # what a spreadsheet shows of it
    if isinstance(given, str) and re.fullmatch(r"-?[0-9]+(\.[0-9]+)?", given):
        return given
    return Text(nl="een getal; geen tekst", en="a number; no text")


def _day(given: Any) -> Any:
    if isinstance(given, datetime):
        given = given.date() if given.time() == time() else given
    if isinstance(given, date) and not isinstance(given, datetime):
        return given.isoformat()
    return given if isinstance(given, str) else Text(nl="een dag (jjjj-mm-dd)", en="a day (yyyy-mm-dd)")


def _moment(given: Any) -> Any:
    example = "2023-04-03T09:00:00+02:00"
    if isinstance(given, str):
        return given
    return Text(
        nl=f"een moment met tijdzone, als tekst, zoals {example}: een rekenblad kent geen tijdzones",
        en=f"a moment with a time zone, as text, such as {example}: a spreadsheet knows no time zones",
    )


_READERS: Sequence[tuple[Callable[[Mapping[str, Any]], bool], Callable[[Any], Any]]] = (
    (lambda form: form.get("type") == "boolean", _flag),
    (lambda form: form.get("type") == "integer", _whole),
    (lambda form: form.get("format") == "date", _day),
    (lambda form: form.get("format") == "date-time", _moment),
    (lambda form: _is_exact(dict(form)), _exact),
)
"""How the value of a cell is read, by the schema of its field; any other field is text."""
