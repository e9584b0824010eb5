"""What the command line says of itself, in which language and form, and what a script may count on."""

from __future__ import annotations

import json
import os
import pty
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import typer
from attrs import evolve

from ontvlechting import Ledger, State, Workflow, letter
from ontvlechting.cli import Exit, app, usage
from ontvlechting.cli.base import Lang, asked_for
from ontvlechting.letter import as_commands
from ontvlechting.letter.commands import IdentifyProcess
from ontvlechting.letter.fiction import Road
from ontvlechting.letter.values import Role
from ontvlechting.record.codec import command_to_plain
from ontvlechting.states import ProgrammeState
from tests.command_line import COMMAND, SURROUNDINGS, run, run_in_a_process

COMMANDS = list(typer.main.get_group(app).commands)


@pytest.fixture
def ledger(tmp_path: Path) -> Path:
    """A small ledger: a process with a plan and a refusal, and a programme."""
    path, road = tmp_path / "ledger.db", Road(letter.PROCESSES["douane/websites"])
    with Workflow.open(f"sqlite:///{path}") as flow:
        first = list(road.until(State.PLAN_DRAFTED))
        flow.submit_many([("douane/websites", command) for command in (*first, road.decide())])
        flow.submit_many([("programma", command) for command in as_commands(by=road.ministry, at=first[0].at)])
    return path


def on_a_terminal(*arguments: str | Path, columns: int, **environment: str) -> str:
    """What one command line shows on a terminal of so many columns, colours and all."""
    ours, theirs = pty.openpty()
    env = os.environ | SURROUNDINGS | {"TERM": "xterm-256color", "COLUMNS": str(columns), **environment}
    line = [COMMAND, *map(str, arguments)]
    with subprocess.Popen(line, stdout=theirs, stderr=theirs, stdin=subprocess.DEVNULL, env=env):  # noqa: S603 - our own
        os.close(theirs)
        told = b""
        try:
            while part := os.read(ours, 65_536):
                told += part
        except OSError:  # how Linux says that the other end is closed
            pass
    os.close(ours)
    return told.decode().replace("\r\n", "\n")


def plain(shown: str) -> str:
    """The same without what steers a terminal."""
    return re.sub(r"\x1b\[[0-9;?]*[A-Za-z]", "", shown)


# -- help --------------------------------------------------------------------------------------------------------------


def test_help_lists_every_command_in_its_group_and_says_where_to_begin() -> None:
    """In the language that is asked for, with the exit codes; piped it is plain text of no more than 80 columns."""
    for lang, begin, group in (("nl", "Begin hier:", "Nagaan:"), ("en", "Begin here:", "Check:")):
        code, out, _ = run("--help", "--lang", lang)
        assert (0, True, True) == (code, begin in out, group in out)
        assert COMMANDS == re.findall(r"^  ([a-z]+) +[A-ZÉ]", out, re.MULTILINE)
        assert [str(e.value) for e in Exit] == re.findall(r"^    (\d): ", out, re.MULTILINE)
        assert max(map(len, out.split("\n"))) <= 80
        assert "\x1b" not in out


@pytest.mark.parametrize("name", COMMANDS)
def test_help_of_a_command_teaches(name: str) -> None:
    """What it does, an example that is understood, and only one language; on a terminal nothing is cut off."""
    _, dutch, _ = run(name, "--help")
    _, english, _ = run(name, "--help", "--lang", "en")
    assert dutch.startswith("Gebruik: ")
    assert english.startswith("Usage: ")
    examples = re.findall(r"^    ontvlechting (.*)$", english, re.MULTILINE)
    assert examples == re.findall(r"^    ontvlechting (.*)$", dutch, re.MULTILINE)
    for example in examples:
        first, *given = example.partition(" <")[0].split()
        assert name == first
        typer.main.get_group(app).commands[name].make_context(name, given)
    assert examples
    for text in (dutch, english):
        assert max(map(len, text.split("\n"))) <= 80, text
    shown = plain(run(name, "--help", "--lang", "en", terminal=True, COLUMNS="80")[1])
    assert "╭" in shown
    assert "…" not in shown
    for option in re.findall(r"^  (--[a-z-]+)", english, re.MULTILINE):
        assert option in shown


@pytest.mark.parametrize(
    ("arguments", "environment", "expected"),
    [
        ([], {}, Lang.NL),
        ([], {"LANG": "en_GB.UTF-8"}, Lang.EN),
        ([], {"LANG": "en_GB.UTF-8", "LC_ALL": "C.UTF-8"}, Lang.NL),
        ([], {"LANG": "nl_NL", "ONTVLECHTING_LANG": "en"}, Lang.EN),
        (["show", "x", "--lang", "nl"], {"ONTVLECHTING_LANG": "en"}, Lang.NL),
        (["--lang=en"], {}, Lang.EN),
        (["--lang", "fr"], {"LANG": "en"}, Lang.EN),
        ([], {"LANG": "english"}, Lang.NL),
        (["--lang"], {}, Lang.NL),
    ],
)
def test_the_language_is_that_of_the_option_else_of_the_environment(
    arguments: list[str], environment: dict[str, str], expected: Lang
) -> None:
    """`--lang`, then `ONTVLECHTING_LANG`, then the locale; whatever is neither Dutch nor English counts for nothing."""
    assert expected is asked_for(arguments, environment)


def test_the_environment_chooses_the_language_of_the_output_too(ledger: Path) -> None:
    """As `--lang` does."""
    assert "douane/websites: plan drafted" in run_in_a_process("list", ledger, ONTVLECHTING_LANG="en")[1]
    assert "douane/websites: plan opgesteld" in run("list", ledger, "--lang", "nl", ONTVLECHTING_LANG="en")[1]


def test_what_is_mistyped_is_answered_with_the_nearest(ledger: Path) -> None:
    """A command, a rule, a scope, a process: 2, and what looks like it. Of a few values, all of them."""
    for arguments, nearest in (
        (("shwo", ledger), "`show`"),
        (("rule", "R611"), "`R61`"),
        (("explore", "transfr"), "`transfer`"),
        (("next", ledger, "douane/website"), "`douane/websites`"),
        (("open", ledger, "--programme", "programm"), "`programma`"),
        (("list", ledger, "--route", "shft"), "'shift'"),
        (("list", ledger, "--receiving", "douan"), "`douane`"),
    ):
        code, out, errors = run(*arguments, "--lang", "en")
        assert (2, "") == (code, out), arguments
        assert nearest in errors
    assert 2 == run("show", ledger, "douane/websites", "--json", "--markdown")[0]


def test_a_file_that_cannot_be_used_is_not_called_a_ledger(ledger: Path, tmp_path: Path) -> None:
    """A drawing, a command, a key, a copy: the file by its name, and why, in the language that was asked for."""
    taken, folder, nowhere, notes = (tmp_path / n for n in ("taken.svg", "folder", "nowhere", "notes"))
    taken.write_text("mine")
    folder.mkdir()
    notes.write_bytes(b"\xff\xfe")
    there = {"nl": "er is al een bestand met die naam", "en": "there is a file of that name already"}
    gone = {"nl": "dat bestand of die map is er niet", "en": "no such file or folder"}
    for arguments, file, why in (
        (("draw", ledger, taken), taken, there),
        (("backup", ledger, taken), taken, there),
        (("export", ledger, taken), taken, there),
        (("key", "voorbeeld.nl/p", taken), taken, there),
        (("demo", "--out", taken), taken, there),
        (("ask", ledger, "p", nowhere), nowhere, gone),
        (("checkpoint", ledger, "--key", nowhere), nowhere, gone),
        (("load", nowhere, tmp_path / "new.db"), nowhere, gone),
        (("ask", ledger, "p", folder), folder, {"nl": "dat is een map", "en": "that is a folder"}),
        (("ask", ledger, "p", notes), notes, {"nl": "dat is geen tekst in UTF-8", "en": "it is not text in UTF-8"}),
    ):
        for lang, said in (("nl", "is niet te gebruiken"), ("en", "cannot be used")):
            assert (2, "", f"'{file}' {said}: {why[lang]}\n") == run(*arguments, "--lang", lang)
    assert "mine" == taken.read_text()


def test_what_is_no_ledger_is_told_in_the_language_asked_for(tmp_path: Path) -> None:
    """No such file, a folder, an address of another kind: why, and for the last one which kinds there are."""
    for where, why in (
        (tmp_path / "nowhere.db", "dat bestand of die map is er niet"),
        (tmp_path, "dat is een map"),
        (
            "mysql://me:hidden@host/database",
            "`sqlite:///pad/naar/bestand.db` of `postgresql://gebruiker@host/database`",
        ),
    ):
        code, out, errors = run("list", where, "--lang", "nl")
        assert (2, "") == (code, out)
        assert why in errors
        assert "hidden" not in errors


def test_what_is_under_way_is_not_said_to_have_ended(ledger: Path) -> None:
    """With `--open` a programme that cannot be closed yet has no open step that leads on; it has not ended."""
    code, out, _ = run("next", ledger, "programma", "--open", "--lang", "en")
    assert (0, False) == (code, "has ended" in out)
    assert "No step that leads on is open." in out


def test_an_account_of_all_that_is_known_names_no_day_that_never_comes(ledger: Path) -> None:
    """`--known-now` says so in words; without it an earlier day than the first record is answered with that option."""
    day = "2023-05-01"
    code, out, _ = run("account", ledger, "--as-of", day, "--known-now", "--markdown", "--lang", "en")
    assert (0, True) == (code, "As of 1 May 2023, on all that is on record now; " in out)
    code, out, errors = run("account", ledger, "--as-of", day, "--lang", "en")
    assert (2, "", True) == (code, out, "`--known-now`" in errors)


def test_a_mistake_in_this_program_does_not_look_like_an_answer() -> None:
    """3, with a traceback, and not 1, which means no."""
    line = "from ontvlechting import __main__, cli; cli.app = lambda: 1 / 0; __main__.main()"
    done = subprocess.run([sys.executable, "-c", line], capture_output=True, text=True, check=False)  # noqa: S603 - our own
    assert (Exit.FAULT, True) == (done.returncode, "ZeroDivisionError" in done.stderr)


def test_the_version_is_told() -> None:
    """`--version`: the name and a number."""
    code, out, _ = run("--version")
    assert code == 0
    assert re.fullmatch(r"ontvlechting \d+\.\d+\.\d+\n", out)


# -- on a terminal -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("columns", [60, 80, 120])
def test_a_table_on_a_terminal_cuts_nothing_off(tmp_path: Path, columns: int) -> None:
    """A name that is longer than the terminal goes on on the next line; markup in it is shown and does nothing."""
    path, name = tmp_path / "ledger.db", "\\[red]" + "douane/" + "x" * 130
    with Workflow.open(f"sqlite:///{path}") as flow:
        flow.submit(name, Road(letter.PROCESSES["douane/websites"]).identify())
    shown = plain(on_a_terminal("list", path, columns=columns))
    assert name in re.sub(r"\s|aangedragen|2023-04-04", "", shown)
    assert "2023-04-04" in shown
    assert max(len(line) for line in shown.split("\n")) <= columns


def test_a_process_without_a_yes_has_no_last_step(tmp_path: Path) -> None:
    """What was only refused never stepped: the column is empty and says no `None`."""
    path, road = tmp_path / "ledger.db", Road(letter.PROCESSES["douane/websites"])
    with Workflow.open(f"sqlite:///{path}") as flow:
        assert not flow.submit("p", evolve(road.identify(), by=evolve(road.ministry, role=Role.RESEARCHER))).allowed
    shown = plain(on_a_terminal("list", path, columns=80))
    assert "p" in shown.split()
    assert "None" not in shown


def test_no_color_is_obeyed(ledger: Path) -> None:
    """With `NO_COLOR` nothing is coloured, on a terminal too."""
    coloured = re.compile(r"\x1b\[[0-9;]*3[0-9]m")
    terminal: dict[str, Any] = {"TERM": "xterm-256color", "COLUMNS": "80"}
    uncoloured: dict[str, Any] = {"NO_COLOR": "1"}
    for arguments in (("list", ledger), ("rule", "R61"), ("list", "--help")):
        code, out, errors = run(*arguments, terminal=True, **terminal, **uncoloured)
        assert (0, "", None) == (code, errors, coloured.search(out)), arguments
    for more in ({}, uncoloured):  # a terminal of its own shows the same
        shown = on_a_terminal("list", "--help", columns=80, **more)
        assert ("NO_COLOR" not in more) == bool(coloured.search(shown))
        assert (0, shown, "") == run("list", "--help", terminal=True, **terminal, **more)


def test_what_takes_long_shows_it_on_a_terminal_and_nowhere_else(ledger: Path) -> None:
    """On standard error, so that what is piped stays clean."""
    assert "Narekenen" in plain(on_a_terminal("verify", ledger, columns=80))
    code, _, errors = run("verify", ledger)
    assert (0, "") == (code, errors)


# -- completion --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_a_shell_completes_names_from_the_ledger(ledger: Path, shell: str) -> None:
    """Processes, states and rules; and nothing, without a word, where there is no ledger."""

    def completed(line: str, asked: Callable[..., tuple[int, str, str]] = run) -> str:
        how = {"_ONTVLECHTING_COMPLETE": f"complete_{shell}", "COMP_WORDS": line, "COMP_CWORD": str(line.count(" "))}
        zsh_fish = {"_TYPER_COMPLETE_ARGS": line, "_TYPER_COMPLETE_FISH_ACTION": "get-args"}
        _, out, errors = asked(**how, **zsh_fish)
        assert errors == ""
        return out

    assert "douane/websites" in completed(f"ontvlechting show {ledger} dou", run_in_a_process)
    assert "programma" not in completed(f"ontvlechting show {ledger} dou")
    assert "plan_drafted" in completed(f"ontvlechting list {ledger} --state plan")
    assert "R61" in completed("ontvlechting rule R6")
    assert "douane" not in completed("ontvlechting show nowhere.db dou")
    unsafe = ("dou`x`", "dou<(x)", "dou$(x)", "dou x", "dou;x")  # a shell would read more in it than a name
    with Workflow.open(f"sqlite:///{ledger}") as flow:
        for name in unsafe:
            flow.submit(name, Road(letter.PROCESSES["douane/websites"]).identify())
    shown = completed(f"ontvlechting show {ledger} dou")
    assert "douane/websites" in shown
    assert [] == [mark for mark in ("<(", "(x)", "dou x", "dou;", "dou`", "dou\\`") if mark in shown]


# -- for scripts -------------------------------------------------------------------------------------------------------

TEXT = {"nl": str, "en": str}
RULES = {"name": str, "version": str, "hash": str}
SOURCE = {"document": str, "section": str, "term": str}
SUPPLIER = {"role": str, "party": (str, None)}
REASON = {
    "rule": str, "code": str, "kind": str, "text": TEXT, "source": SOURCE, "suppliers": [SUPPLIER], "earliest": (str, None),
    "mends": [{"command": str, "field": (str, None), "back": bool}], "about": [{"name": str, "value": str}],
}  # fmt: skip
STEP = {
    "command": str, "title": TEXT, "open": bool, "moves": bool, "target": str, "reasons": [REASON], "asks": [TEXT],
}  # fmt: skip
RECORD = {
    "process": str, "number": int, "id": str, "at": str, "recorded_at": str, "hash": str, "previous": str,
    "allowed": bool, "verdict": str, "reasons": [REASON], "before": str, "after": str, "rules": RULES, "removed": [str],
    "unreadable": (str, None), "origin": (dict, None), "command": dict,
}  # fmt: skip
STANDING = {
    "process": str, "state": str, "delivering": (str, None), "receiving": (str, None), "route": (str, None),
    "at": (str, None), "waiting_until": (str, None), "breaches": int, "number": int, "hash": str, "recorded_at": str,
    "rules": RULES,
}  # fmt: skip
BREACH = {
    "id": str, "task": (str, None), "service": str, "party": (str, None), "since": str, "description": (str, None),
}  # fmt: skip
DOSSIER = {
    "process": str, "name": (str, None), "state": str, "title": TEXT, "since": (str, None), "route": (str, None),
    "accountable": (str, None), "performers": dict, "standby": (str, None), "plan_version": int, "running": (int, None),
    "waiting_until": (str, None), "breaches": [BREACH], "escalations": [str],
    "rules": RULES, "next_steps": [STEP], "history": [RECORD],
}  # fmt: skip
OF_OTHERS = {
    "process": str, "state": str, "title": TEXT, "since": (str, None), "rules": RULES, "next_steps": [STEP], "history": [RECORD],
}  # fmt: skip
"""What is told of a programme, and of a process of other rules: what every dossier has, and the columns of its own."""
RULE = {
    "rule": str, "title": TEXT, "source": SOURCE, "status": str, "why": (TEXT, None), "jci": (str, None), "guards": dict,
}  # fmt: skip


def fits(given: Any, form: Any, where: str = "$") -> None:
    """Whether plain values have exactly these fields, of these kinds."""
    if isinstance(form, dict):
        assert isinstance(given, dict), where
        assert list(form) == list(given), where
        for name, kind in form.items():
            fits(given[name], kind, f"{where}.{name}")
    elif isinstance(form, list):
        assert isinstance(given, list), where
        for n, item in enumerate(given):
            fits(item, form[0], f"{where}[{n}]")
    elif isinstance(form, tuple):
        if given is not None:
            fits(given, form[0], where)
    else:
        assert type(given) is form, where


@pytest.mark.parametrize(
    ("arguments", "form"),
    [
        (("list", "LEDGER"), [STANDING]),
        (("show", "LEDGER", "douane/websites"), DOSSIER),
        (("show", "LEDGER", "programma"), OF_OTHERS),
        (("next", "LEDGER", "douane/websites"), [STEP]),
        (("history", "LEDGER", "douane/websites"), [RECORD]),
        (("rule", "R61"), RULE),
        (("rule", "wor-25-1"), RULE),
        (("rules",), [RULE]),
        (("record", "LEDGER", "douane/websites", "2"), RECORD),
        (("history", "LEDGER"), [{"position": int, **RECORD}]),
    ],
    ids=lambda given: " ".join(given) if isinstance(given, tuple) else "",
)
def test_json_has_the_fields_that_are_promised(ledger: Path, arguments: tuple[str, ...], form: Any) -> None:
    """Exactly those, of those kinds, in that order, the same in both languages; the page in the reference names each."""
    code, out, _ = run(*(str(ledger) if a == "LEDGER" else a for a in arguments), "--json")
    assert code == 0
    fits(json.loads(out), form)
    assert out == run(*(str(ledger) if a == "LEDGER" else a for a in arguments), "--json", "--lang", "en")[1]


def test_json_says_what_the_ledger_says(ledger: Path) -> None:
    """States, reasons and hashes are those of the library; what is filtered out is not there."""
    with Ledger.open(f"sqlite:///{ledger}") as flow:
        history, steps = flow.history("douane/websites"), flow.next_steps("douane/websites")
    told = json.loads(run("show", ledger, "douane/websites", "--json")[1])
    assert ("plan_drafted", "douane/websites") == (told["state"], told["process"])
    assert [r.hash for r in history] == [r["hash"] for r in told["history"]]
    assert [command_to_plain(r.event.command) for r in history] == [r["command"] for r in told["history"]]
    assert [[r.code for r in s.reasons] for s in steps] == [
        [r["code"] for r in s["reasons"]] for s in told["next_steps"]
    ]
    refused = json.loads(run("history", ledger, "douane/websites", "--refused", "--json")[1])
    assert [len(history)] == [r["number"] for r in refused]
    opened = json.loads(run("next", ledger, "douane/websites", "--open", "--json")[1])
    assert [s.command.key for s in steps.open] == [s["command"] for s in opened]
    assert 0 < len(opened) < len(steps)


PROOF = {
    "process": str, "number": int, "id": str, "hash": str, "body": str, "disclosures": [str], "position": int, "size": int,
    "proof": [str],
}  # fmt: skip


def test_a_proof_has_the_fields_that_are_promised(ledger: Path) -> None:
    """With `--texts` the texts of the record too; without it none of them, and the rest is the same."""
    without = json.loads(run("prove", ledger, "douane/websites", "3")[1])
    whole = json.loads(run("prove", ledger, "douane/websites", "3", "--texts")[1])
    for told in (without, whole):
        fits(told, PROOF)
    assert without == whole | {"disclosures": []}
    assert [] != whole["disclosures"]
    assert 2 == run("prove", ledger, "douane/websites", "300")[0]


# -- wrong use -----------------------------------------------------------------------------------------------------------

WRONG: dict[str, tuple[str, str]] = {
    "": ("Begin hier", "Begin here"),  # nothing at all: the help
    "opn": ("er is geen opdracht `opn`; bedoelt u `open`?", "there is no command `opn`; do you mean `open`?"),
    "qqqq": ("er is geen opdracht `qqqq`", "there is no command `qqqq`"),
    "show LEDGER": ("`PROCESS` ontbreekt", "`PROCESS` is missing"),
    "history LEDGER p q": ("dit is te veel: q", "this is too much: q"),
    "list LEDGER --waitin": ("er is geen optie `--waitin`; bedoelt u `--waiting-until`?", "there is no option `--waitin`; do you mean `--waiting-until`?"),
    "list LEDGER --qq": ("er is geen optie `--qq`", "there is no option `--qq`"),
    "list LEDGER --json=3": ("`--json` neemt geen waarde", "`--json` takes no value"),
    "list LEDGER --state": ("na `--state` ontbreekt een waarde", "a value is missing after `--state`"),
    "list LEDGER --route x": (
        "`--route`: verwacht een van 'shift', 'governance'; kreeg 'x'",
        "`--route`: expected one of 'shift', 'governance'; got 'x'",
    ),
    "list LEDGER --waiting-until x": (
        "`--waiting-until`: verwacht een dag, zoals 2026-01-31; kreeg 'x'",
        "`--waiting-until`: expected a day, such as 2026-01-31; got 'x'",
    ),
    "prove LEDGER p x": ("`NUMBER`: verwacht een geheel getal", "`NUMBER`: expected a whole number"),
    "prove LEDGER p 0": ("`NUMBER`: verwacht ten minste 1", "`NUMBER`: expected at least 1"),
    "open LEDGER --json --markdown": ("--json of --markdown, niet allebei", "--json or --markdown, not both"),
}  # fmt: skip


@pytest.mark.parametrize("line", WRONG)
@pytest.mark.parametrize("lang", ["nl", "en"])
def test_wrong_use_is_told_in_both_languages(ledger: Path, line: str, lang: str) -> None:
    """What is wrong and what was expected, how it is used and where that is explained; it ends with 2."""
    arguments = [str(ledger) if a == "LEDGER" else a for a in line.split()]
    code, out, errors = run(*arguments, ONTVLECHTING_LANG=lang, COLUMNS="200")
    assert (2, "") == (code, out)
    assert WRONG[line][lang == "en"] in errors
    assert not line or {"nl": "\nUitleg: ", "en": "\nHelp: "}[lang] in errors
    other = {"nl": ("Usage", "Try", "Invalid", "Missing", "Error"), "en": ("Gebruik", "Uitleg", "Fout")}[lang]
    assert [] == [word for word in other if word in errors]


def test_a_word_that_typer_finds_later_is_still_told() -> None:
    """What we do not know of is told as typer says it, and nothing in it can steer a terminal."""
    assert ["something new ⟨U+001B⟩[31m"] == usage.lines(usage.WrongUse("something new \x1b[31m"), "nl")


# -- asking and recording ----------------------------------------------------------------------------------------------


def test_a_command_in_json_is_asked_and_recorded(tmp_path: Path) -> None:
    """`ask` records nothing; `submit` records a yes and a no, and once only for one id."""
    path, road = tmp_path / "new.db", Road(letter.PROCESSES["douane/websites"])
    first, early = (json.dumps(command_to_plain(c)) for c in (road.identify(), road.draft()))
    assert 2 == run("submit", path, "p", "-", given=first)[0]
    assert not path.exists()
    code, out, _ = run("submit", path, "p", "-", "--new", "--id", "a-1", "--json", given=first)
    told = json.loads(out)
    fits(told, RECORD)
    assert (0, "a-1", 1, IdentifyProcess.key) == (code, told["id"], told["number"], told["command"]["type"])
    assert out == run("submit", path, "p", "-", "--id", "a-1", "--json", given=first)[1]
    (tmp_path / "early.json").write_text(early)
    code, out, _ = run("ask", path, "p", tmp_path / "early.json", "--lang", "en")
    assert (1, "refused") == (code, out.split("\n")[0])
    with Ledger.open(f"sqlite:///{path}") as flow:
        assert 1 == len(flow.history("p"))
    code, out, _ = run("submit", path, "p", tmp_path / "early.json", "--lang", "en")
    assert (1, True) == (code, "R61" in out)
    with Ledger.open(f"sqlite:///{path}") as flow:
        assert [True, False] == [r.event.verdict.allowed for r in flow.history("p")]


@pytest.mark.parametrize("given", ["", "[]", "{", '{"type": "identify_proces"}', "[" * 200_000])
def test_what_is_no_command_is_2(ledger: Path, given: str) -> None:
    """Nothing is recorded, and it says what was expected."""
    before = ledger.read_bytes()
    code, out, errors = run("submit", ledger, "p", "-", "--lang", "en", given=given)
    assert (2, "") == (code, out)
    assert "is not well formed" in errors
    assert before == ledger.read_bytes()


def test_what_comes_in_is_read_as_a_file_of_the_same_bytes(tmp_path: Path) -> None:
    """In UTF-8, whatever encoding the terminal says it has; other bytes are refused and nothing is recorded."""
    plain = command_to_plain(Road(letter.PROCESSES["douane/websites"]).identify()) | {"name": "Café"}
    text = json.dumps(plain, ensure_ascii=False)
    (tmp_path / "new.json").write_text(text, encoding="utf-8")
    for place, given in (("-", text), (tmp_path / "new.json", "")):
        with_it = tmp_path / f"{len(given)}.db"
        assert 0 == run("submit", with_it, "p", place, "--new", given=given)[0]
        with Ledger.open(f"sqlite:///{with_it}") as flow:
            told = flow.history("p")[0].event.command
            assert isinstance(told, IdentifyProcess)
            assert "Café" == told.name
    line = ("submit", tmp_path / "new.db", "p", "-", "--new", "--lang", "en")
    code, _, errors = run_in_a_process(*line, given=text, encoding="latin-1")
    assert (2, True) == (code, "it is not text in UTF-8" in errors)
    assert not (tmp_path / "new.db").exists()


def test_a_field_that_is_given_twice_is_not_dropped_in_silence(ledger: Path) -> None:
    """Which of the two was meant cannot be told; each is named with what was given, also within another field."""
    before = ledger.read_bytes()
    plain = json.dumps(command_to_plain(Road(letter.PROCESSES["douane/websites"]).identify()))
    for twice, values in (
        (f'{{"at": "2026-01-01", "at": "2026-02-02", {plain[1:]}', ["2026-01-01", "2026-02-02"]),
        (plain.replace('"party"', '"id": "jan", "party"', 1), ["jan"]),
    ):
        code, _, errors = run("submit", ledger, "q", "-", "--lang", "en", given=twice)
        assert (2, True) == (code, "one field of this name, not two" in errors)
        assert [True] * len(values) == [value in errors for value in values]
    assert before == ledger.read_bytes()


def test_a_process_is_drawn_to_a_file(ledger: Path, tmp_path: Path) -> None:
    """The road in four forms, its timeline and that of everything in one; another ending is 2, and a file that is there stays."""
    process = "douane/websites"
    for name, begin, more in (
        ("road.svg", "<svg", (process,)),
        ("road.mmd", "stateDiagram-v2", (process,)),
        ("road.dot", "digraph", (process,)),
        ("road.scxml", "<?xml", (process,)),
        ("time.svg", "<svg", (process, "--timeline")),
        ("all.svg", "<svg", ()),
    ):
        code, out, _ = run("draw", ledger, *more, tmp_path / name)
        assert (0, f"{tmp_path / name}\n") == (code, out)
        assert begin in (tmp_path / name).read_text()
    assert 3 == len({(tmp_path / name).read_text() for name in ("road.svg", "time.svg", "all.svg")})
    for name, more in (
        ("road.pdf", (process,)),
        ("road.svg", (process,)),
        ("all.dot", ()),
        ("new.dot", (process, "--timeline")),
    ):
        assert 2 == run("draw", ledger, *more, tmp_path / name)[0]


# -- the page in the reference -----------------------------------------------------------------------------------------

PAGE = (Path(__file__).parent.parent / "docs/reference/command-line.md").read_text("utf-8")
SYNOPSES = dict(re.findall(r"^    (?:ontvlechting) ([a-z]+)((?: .*)?\n(?:     +\[.*\n)*)", PAGE, re.MULTILINE))


def test_a_programme_is_drawn_on_its_own_lifecycle(ledger: Path, tmp_path: Path) -> None:
    """Not on that of a process, on which it would never get beyond its beginning."""
    assert 0 == run("draw", ledger, "programma", tmp_path / "road.mmd", "--lang", "en")[0]
    road = Ledger.open(f"sqlite:///{ledger}").history("programma").road("en")
    assert road.mermaid() == (tmp_path / "road.mmd").read_text()
    assert ProgrammeState.OPEN in set(road.states)
    assert State.IDENTIFIED not in set(road.states)


def test_the_page_shows_every_command_with_everything_it_takes() -> None:
    """The synopsis of each command names its arguments in their order and all its options, and no other."""
    assert COMMANDS == list(SYNOPSES)
    for name, command in typer.main.get_group(app).commands.items():
        options = {o for p in command.params if p.param_type_name == "option" for o in (*p.opts, *p.secondary_opts)}
        assert options == set(re.findall(r"--[a-z-]+", SYNOPSES[name])), name
        arguments = [m for p in command.params if p.param_type_name == "argument" for m in (p.metavar or "").split()]
        bare = re.sub(r"--[a-z-]+ [A-Z:=]+", "", SYNOPSES[name])
        assert arguments == re.findall(r"\b[A-Z]+(?:=[A-Z]+)?\b", bare), name


def test_the_page_names_every_exit_code_and_every_field() -> None:
    """What is promised to scripts is written down."""
    codes = PAGE.partition("## Exit codes")[2].partition("\n## ")[0]
    assert [str(code.value) for code in Exit] == re.findall(r"^\| (\d) \|", codes, re.MULTILINE)
    said = PAGE.partition("(json)=")[2]
    for name, form in (
        ("list", STANDING),
        ("show", DOSSIER),
        ("next", STEP),
        ("history", RECORD),
        ("rule", RULE),
        ("prove", PROOF),
    ):
        (row,) = re.findall(rf"^\| `{name}`.*$", said, re.MULTILINE)
        told = re.findall(r"`(\w+)`", row)
        assert [] == [field for field in form if field not in told], name
    assert [] == [field for field in REASON if f"`{field}`" not in said.rpartition("Each of the")[2]]


def test_what_the_page_shows_is_what_one_sees(tmp_path: Path) -> None:
    """Every line with a `$` is typed, one after the other; `...` stands for anything."""
    shown = re.findall(r"^    \$ ontvlechting (.*)\n((?:    (?!\$).*\n)*)", PAGE, re.MULTILINE)
    assert len(shown) > 4
    for line, expected in shown:
        code, out, errors = run(*line.split(), cwd=tmp_path)
        assert (0, "") == (code, errors), line
        lines = [re.escape(e[4:]).replace(r"\.\.\.", ".*") for e in expected.splitlines()]
        assert re.fullmatch(r"\s*" + r"\s*\n\s*".join(lines) + r"\s*", out, re.DOTALL), (line, out)


def test_a_command_file_may_begin_with_a_mark_of_its_editor(tmp_path: Path) -> None:
    """A byte-order mark says nothing; a file of Notepad is read as any other."""
    file = tmp_path / "opdracht.json"
    command = command_to_plain(Road(letter.PROCESSES["douane/websites"]).identify())
    file.write_text("\ufeff" + json.dumps(command), encoding="utf-8")
    assert 0 == run("submit", tmp_path / "nieuw.db", "p", file, "--new")[0]


def test_json_sends_nothing_to_a_terminal_that_turns_it_around(tmp_path: Path) -> None:
    """Control and direction marks stand in it as their numbers; read back, the text is what it was."""
    marks = "\x9b31m \x7f \u202e \u200b \ufeff é 🙂"
    with Workflow.open(f"sqlite:///{tmp_path / 'l.db'}") as flow:
        flow.submit("p", Road(letter.PROCESSES["douane/websites"]).identify(name=marks))
    code, out, _ = run("history", tmp_path / "l.db", "p", "--json")
    assert (0, marks) == (code, json.loads(out)[0]["command"]["name"])
    assert [] == [mark for mark in "\x9b\x7f\u202e\u200b\ufeff" if mark in out]
    assert "é 🙂" in out
