"""The commands that judge a command: `ask` only shows the answer, `submit` records it. Only `submit` writes records."""

from __future__ import annotations

import json as json_
import re
import tomllib
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Annotated, Any

import typer

from ontvlechting.cli.base import (
    JSON,
    KNOWN,
    LANG,
    LANGUAGE,
    LEDGER,
    PROCESS,
    RECORD,
    Exit,
    Lang,
    address,
    codec,
    command,
    known,
    new,
    no_empty_ledger_left,
    opened,
    read,
    read_bytes,
    say,
    told,
    typed,
)
from ontvlechting.cli.base import data as as_json
from ontvlechting.engine.adoption import KnownRules
from ontvlechting.engine.command import Command
from ontvlechting.engine.dossier import Dossier
from ontvlechting.engine.errors import InputError, Problem, shown
from ontvlechting.engine.rulebook import Rules
from ontvlechting.engine.text import Language, Text
from ontvlechting.letter.views import data
from ontvlechting.letter.workflow import Workflow
from ontvlechting.record.origin import Origin
from ontvlechting.shell.ledger import now
from ontvlechting.views import words

COMMAND = typer.Argument(
    metavar="FILE",
    show_default=False,
    allow_dash=True,
    help=say(
        "Het verzoek: JSON, TOML of .xlsx; - voor standaardinvoer.",
        "The command: JSON, TOML or .xlsx; - for standard input.",
    ),
)
FORM = say(
    "Het verzoek is JSON met zijn naam onder type, zoals history --json die toont, TOML zoals template die geeft, of een "
    "spreadsheet (.xlsx) van template --sheets.",
    "The command is JSON with its name under type, as history --json shows it, TOML as template gives it, or a "
    "spreadsheet (.xlsx) of template --sheets.",
)


@command(
    "ask",
    RECORD,
    say("Wat het antwoord op een verzoek zou zijn.", "What the answer to a command would be."),
    say("Leest een verzoek en het logboek; legt niets vast.", "Reads a command and the ledger; records nothing."),
    FORM,
    examples=["ask programma.db douane/websites verzoek.json"],
    no=say("1 als het antwoord nee is.", "1 when the answer is no."),
)
def ask(
    ledger: Annotated[str, LEDGER],
    process: Annotated[str, PROCESS],
    file: Annotated[Path, COMMAND],
    *,
    rules: Annotated[list[str] | None, KNOWN] = None,
    json: Annotated[bool, JSON] = False,
    lang: Annotated[Lang, LANG] = LANGUAGE,
) -> None:
    """What the answer to a command would be."""
    name = typed(process)
    with told(lang.language), opened(ledger, rules) as flow:
        asked = _command(file, rules)
        verdict = flow.ask(name, asked)
    if json:
        as_json(data.verdict(verdict, name, asked))
    else:
        typer.echo(words.visible(verdict.text(lang.language)))
    raise typer.Exit(Exit.WELL if verdict.allowed else Exit.NO)


@command(
    "submit",
    RECORD,
    say("Toets een verzoek en leg het antwoord vast, ook als het nee is.",
        "Judge a command and record the answer, also when it is no."),
    say("Leest een verzoek; schrijft één vastlegging in het logboek. Met --id is herhalen veilig: hetzelfde kenmerk "
        "geeft het eerste antwoord nog eens en legt niets vast.",
        "Reads a command; writes one record in the ledger. With --id repeating is safe: the same id gives the first "
        "answer again and records nothing."),
    say("In de vastlegging staat dat dit programma haar vastlegde, op welke machine en onder welk account.",
        "The record tells that this program recorded it, on which machine and by which account."),
    FORM,
    examples=["submit programma.db douane/websites verzoek.json", "submit nieuw.db douane/websites - --new < verzoek.json"],
    no=say("1 als het verzoek is geweigerd; ook dat is vastgelegd.", "1 when the command is refused; that is recorded too."),
)  # fmt: skip
def submit(
    ledger: Annotated[str, LEDGER],
    process: Annotated[str, PROCESS],
    file: Annotated[Path, COMMAND],
    *,
    id: Annotated[
        str | None,
        typer.Option(help=say("Het kenmerk van het verzoek; anders een nieuw.", "The id of the command; otherwise a new one.")),
    ] = None,
    new: Annotated[
        bool, typer.Option("--new", help=say("Maak het logboek als het er niet is.", "Make the ledger when there is none."))
    ] = False,
    account: Annotated[
        str | None,
        typer.Option(help=say("Het account dat in de vastlegging komt; anders dat van de database, als die accounts heeft.",
                              "The account that the record tells; otherwise that of the database, if it has accounts.")),
    ] = None,
    rules: Annotated[list[str] | None, KNOWN] = None,
    json: Annotated[bool, JSON] = False,
    lang: Annotated[Lang, LANG] = LANGUAGE,
) -> None:  # fmt: skip
    """Judge a command and record the answer."""
    with told(lang.language):
        asked = _command(file, rules)
        origin = Origin.here(account=account)
        first, *others = known(rules)
        with (
            no_empty_ledger_left(address(ledger)),
            Workflow.open(address(ledger), rules=first, known=others, origin=origin, create=new) as flow,
        ):
            outcome = flow.submit(typed(process), asked, id=id)
    if json:
        as_json(data.record(outcome.record))
    else:
        typer.echo(outcome.lines(lang.language))
    raise typer.Exit(Exit.WELL if outcome.allowed else Exit.NO)


_OTHER_SHEETS = (".csv", ".ods", ".xls", ".xlsb", ".xlsm")


def _command(file: Path, rules: Sequence[str] | None) -> Command:
    """The command that a file holds.

    Raises:
        InputError: it holds no command; every problem together.
        FileUnavailable: it cannot be read.
        MissingExtra: it is a spreadsheet, and the extra `sheets` is not installed.
    """
    if file.suffix.lower() == ".xlsx":
        from ontvlechting.views.sheets import command_from_workbook

        return command_from_workbook(read_bytes(file), *known(rules))
    if file.suffix.lower() in _OTHER_SHEETS:
        expected = Text(nl="een spreadsheet die als .xlsx is opgeslagen", en="a spreadsheet that is saved as .xlsx")
        raise InputError("command", [Problem("file", shown(file.name), expected)])
    text = read(file)
    try:
        plain = json_.loads(text, object_pairs_hook=_each_once)
    except InputError:
        raise
    except (ValueError, RecursionError) as error:
        if text.lstrip().startswith(("{", "[{")):
            place = (error.lineno, error.colno) if isinstance(error, json_.JSONDecodeError) else None
            raise _no_command(text, str(getattr(error, "msg", error)), place) from error
        plain = _of_toml(text)
    if not isinstance(plain, dict):
        raise _no_command(text)
    return codec(rules).command(plain)


def _no_command(text: str, said: str = "", place: tuple[object, object] | None = None) -> InputError:
    """The error for a file that holds no command, with the place and the message of the parser."""
    where = "file" if place is None else f"file, line {place[0]}, column {place[1]}"
    expected = Text(nl="een JSON-object of TOML", en="a JSON object or TOML")
    return InputError("command", [Problem(where, f"{shown(text)} ({said})" if said else shown(text), expected)])


def _of_toml(text: str) -> Any:
    """The content of a TOML file as JSON values, with days and moments as text.

    Raises:
        InputError: it is no TOML; says where it is wrong.
    """
    try:
        return _json_values(tomllib.loads(text))
    except (ValueError, RecursionError) as error:  # for a number that is too long Python raises its own error
        found = re.fullmatch(r"(.*) \(at line (\d+), column (\d+)\)", str(error))
        raise _no_command(text, *((found[1], (found[2], found[3])) if found else (str(error),))) from error


def _json_values(given: Any) -> Any:
    if isinstance(given, dict):
        return {name: _json_values(value) for name, value in given.items()}
    if isinstance(given, list):
        return [_json_values(value) for value in given]
    return given.isoformat() if isinstance(given, date) else given


@command(
    "template",
    RECORD,
    say("Een verzoek om in te vullen: TOML of een spreadsheet, met uitleg en met wat al bekend is.",
        "A command to fill in: TOML or a spreadsheet, with comments and with what is known already."),
    say("Leest een logboek als dat wordt genoemd; legt niets vast. Wat eruit komt, leest submit.",
        "Reads a ledger when one is named; records nothing. What comes out, submit takes."),
    examples=["template record_contact", "template p.db douane/websites draft_plan --sheets plan.xlsx"],
)  # fmt: skip
def template(
    *,
    of: Annotated[
        list[str] | None,
        typer.Argument(metavar="LEDGER PROCESS", show_default=False,
                       help=say("Het logboek, en het proces waarvoor het is.",
                                "The ledger, and the process for which it is.")),
    ] = None,
    name: Annotated[
        str,
        typer.Argument(metavar="COMMAND", show_default=False,
                       help=say("Welk verzoek, zoals draft_plan.", "Which command, such as draft_plan.")),
    ],
    sheets: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help=say("Schrijf een spreadsheet (.xlsx) naar dit nieuwe bestand.",
                                              "Write a spreadsheet (.xlsx) to this new file.")),
    ] = None,
    rules: Annotated[list[str] | None, KNOWN] = None,
    lang: Annotated[Lang, LANG] = LANGUAGE,
) -> None:  # fmt: skip
    """A command to fill in."""
    with told(lang.language):
        first, *others = known(rules)
        dossier, judge = None, first
        if of:
            if len(of) != 2:
                expected = Text(
                    nl="LEDGER PROCESS COMMAND, of alleen COMMAND", en="LEDGER PROCESS COMMAND, or COMMAND alone"
                )
                raise InputError("template", [Problem("template", shown(" ".join([*of, name])), expected)])
            ledger, process = of
            with opened(ledger, rules) as flow:
                dossier = flow.dossier(typed(process))
            judge = KnownRules(first, others).of(dossier)
        if sheets is not None:
            _write_sheets(sheets, judge, first, *others, command=name, dossier=dossier, language=lang.language)
            return
        from ontvlechting.views.template import template as made

        typer.echo(
            made(judge, first, *others, command=name, at=now(), dossier=dossier, language=lang.language), nl=False
        )


def _write_sheets(file: Path, *rules: Rules, command: str, dossier: Dossier | None, language: Language) -> None:
    """Write a spreadsheet to a new file.

    Raises:
        InputError: no command has this key, or the name of the file does not end in `.xlsx`.
        MissingExtra: the extra `sheets` is not installed.
        FileUnavailable: there is such a file already, or it cannot be written.
    """
    if file.suffix.lower() != ".xlsx":
        expected = Text(nl="een naam die eindigt op .xlsx", en="a name that ends in .xlsx")
        raise InputError("template", [Problem("--sheets", shown(str(file)), expected)])
    from ontvlechting.views.sheets import workbook

    made = workbook(*rules, command=command, at=now(), dossier=dossier, language=language)
    with new(file, secret=True) as sheets:
        sheets.write(made)


def _each_once(fields: list[tuple[str, Any]]) -> dict[str, Any]:
    """A JSON object as a dict. Of two fields of one name Python itself would keep the last, without an error.

    Raises:
        InputError: it has two fields of one name.
    """
    expected = Text(nl="een veld van deze naam, niet twee", en="one field of this name, not two")
    given: dict[str, list[str]] = {}
    for name, value in fields:
        given.setdefault(name, []).append(shown(value))
    problems = [Problem(name, ", ".join(values), expected) for name, values in given.items() if len(values) > 1]
    if problems:
        raise InputError("command", problems)
    return dict(fields)
