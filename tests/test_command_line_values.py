"""What the command line answers about the known ledger, whole: its exit code, every word, value and line, on which stream.

`ONTVLECHTING_RECORD=1 pytest tests/test_command_line_values.py` writes `golden/seen/commands.*` anew. Read what changed.
"""

from __future__ import annotations

import json
import re
import shlex
import shutil
from functools import cache
from importlib.metadata import version
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
import typer
from attrs import evolve
from typer.main import get_command
from typer.testing import CliRunner

from ontvlechting import LETTER, Ledger, Workflow
from ontvlechting.cli import app, look, record
from ontvlechting.engine.errors import FileUnavailable
from ontvlechting.engine.text import LANGUAGES, Language, Text
from ontvlechting.guards import PROGRAMME as OF_PROGRAMMES
from ontvlechting.letter.packs.works_councils_act import WORKS_COUNCILS_ACT
from ontvlechting.letter.views.data import report as plain_report
from ontvlechting.record.checkpoints import PrivateKey
from ontvlechting.record.codec import command_to_plain
from ontvlechting.record.exchange import written_proof
from ontvlechting.record.origin import Origin
from ontvlechting.record.verifier import Otherwise, Unchecked
from ontvlechting.testing.letter.scopes import STANDARD, WITH_COUNCIL
from tests.command_line import run
from tests.known import NEW, NOW, OURS, PROGRAMME, RUNS, STOPPED, WENT, acts, folder, ledger, named, on_file
from tests.test_cli import tamper

folder()  # made once, also for who asks these tests of many changed programs
RUNNER = CliRunner()
PUT_TOGETHER = cache(get_command)
"""The app is put together once, and not for each line."""
NAMES = {"RUNS": RUNS, "NEW": NEW, "STOPPED": STOPPED, "WENT": WENT, "PROGRAMME": PROGRAMME}
KEY = PrivateKey("voorbeeld.nl/programma", bytes(range(32)))
WITNESS = PrivateKey("voorbeeld.nl/getuige", bytes(range(1, 33)))
ASKED = {number: command_to_plain(c) for number, c in enumerate((c for p, c in acts() if p == NEW), 1)}
"""The commands of one process, as JSON that `ask` and `submit` read."""


@pytest.fixture(autouse=True)
def clock(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever asks the time hears the moment at which everybody looks; a page is as wide as ever."""
    monkeypatch.setenv("COLUMNS", "90")
    monkeypatch.setattr("typer.testing._get_command", PUT_TOGETHER)
    for module in (look, record):
        monkeypatch.setattr(module, "now", lambda: NOW)
    for opens in (Ledger.open, Workflow.open):
        monkeypatch.setitem(opens.__func__.__kwdefaults__, "clock", lambda: NOW)  # type: ignore[attr-defined]


def laid_out(where: Path) -> Path:
    """In this folder: keys, one of which others can read too, and commands."""
    for name, text, mode in (
        ("secret.key", KEY.text, 0o600),
        ("open.key", WITNESS.text, 0o644),
        ("public.key", KEY.public.text, 0o644),
        ("draft.json", json.dumps(ASKED[3]), 0o644),
        ("contact.json", json.dumps(ASKED[2]), 0o644),
        ("broken.json", '{"type": "stop"', 0o644),
        ("broken.toml", 'type = "stop"\nreason = ', 0o644),
        ("list.json", "[]", 0o644),
        ("nothing.json", "", 0o644),
        ("twice.json", '{"type": "stop", "type": "stop"}', 0o644),
    ):
        (where / name).write_text(text, encoding="utf-8")
        (where / name).chmod(mode)
    return where


laid_out(folder())


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of its own with the known ledger, in which somebody types."""
    for name in ("ledger.db", "ledger.jsonl", "empty.db", "ours.db"):
        shutil.copy(folder() / name, tmp_path)
    monkeypatch.chdir(tmp_path)
    return laid_out(tmp_path)


def typed(line: str, *, given: str = "") -> tuple[int, str, str]:
    """Exit code, output and errors of a line, within this process and without importing anything anew."""
    words = [NAMES.get(word, word) for word in shlex.split(line)]
    done = RUNNER.invoke(app, words, input=given)
    assert done.exception is None or isinstance(done.exception, SystemExit), done.exception
    return done.exit_code, done.stdout, done.stderr


def told(answer: tuple[int, str, str]) -> str:
    """All that there is to see of an answer."""
    code, out, errors = answer
    return named(f"{out}-- {code}\n{errors}")


LINES = (
    "list ledger.db",
    "list ledger.db --json",
    "list empty.db",
    "list ledger.db --state stopped",
    "list ledger.db --state identified --breached",
    "list ledger.db --route governance",
    "list ledger.db --route shift --unbreached",
    "list ledger.db --breached",
    "list ledger.db --receiving toeslagen",
    "list ledger.db --receiving belastingdienst",
    "list ledger.db --receiving toeslag",
    "list ledger.db --waiting-until 2023-07-11",
    "list ledger.db --waiting-until 2023-07-10",
    "list nowhere.db",
    "show ledger.db RUNS",
    "show ledger.db STOPPED --markdown",
    "show ledger.db PROGRAMME --markdown",
    "show ledger.db NEW --markdown",
    "show ledger.db NEW --json",
    "show ledger.db toeslagen/website",
    "next ledger.db RUNS --markdown",
    "next ledger.db RUNS --open",
    "next ledger.db RUNS --json",
    "next ledger.db NEW --open --json",
    "next ledger.db WENT --markdown",
    "next ledger.db NEW",
    "history ledger.db STOPPED",
    "history ledger.db STOPPED --refused --markdown",
    "history ledger.db NEW --refused --json",
    "history ledger.db nobody",
    "history ledger.db NEW --csv",
    "history ledger.db NEW --by dor --kind record_contact",
    "history ledger.db NEW --rule R61 --markdown",
    "history ledger.db --since 2024-03-01 --refused",
    "history ledger.db --since 2024-03-01 --refused --json",
    "history ledger.db --since 2099-01-01",
    "history ledger.db NEW --by dorr --rule R611 --kind draft_plann",
    "record ledger.db NEW 3",
    "record ledger.db NEW 3 --markdown",
    "record ledger.db NEW 2 --json",
    "record ledger.db NEW 99",
    "record ledger.db NEW",
    "record ledger.db --id nowhere",
    "list ledger.db --csv",
    "next ledger.db NEW --csv --open",
    "next ledger.db NEW --by directorate:douane",
    "next ledger.db NEW --by directorat:douane",
    "outlook ledger.db NEW --by ministry:ministerie-van-financien",
    "agenda ledger.db --csv",
    "open ledger.db --csv",
    "rules --markdown",
    "rules --csv",
    "account ledger.db",
    "account ledger.db --markdown",
    "account ledger.db --known-now --as-of 2023-08-01 --markdown",
    "account ledger.db --as-of 2024-02-29 --markdown",
    "account ledger.db --as-of 2023-08-01 --markdown",
    "account ledger.db --known-now --as-of 2023-08-01 --json",
    "account ledger.db --programme nobody",
    "open ledger.db",
    "open ledger.db --markdown",
    "open ledger.db --json",
    "open ledger.db --as-of 2023-08-01",
    "open ledger.db --known-now --as-of 2023-04-20 --markdown",
    "verify ledger.db",
    "verify ledger.db --json",
    "verify ledger.db --deep",
    "verify ledger.db --deep --json",
    "verify ledger.jsonl",
    "verify ledger.jsonl --deep --json",
    "verify empty.db --json",
    "verify ledger.db --checkpoint nowhere.txt --key public.key",
    "checkpoint ledger.db --key secret.key --log log --every 15x",
    "prove ledger.db NEW 4",
    "ask ledger.db NEW draft.json",
    "ask ledger.db NEW draft.json --json",
    "ask ledger.db NEW contact.json",
    "ask ledger.db NEW contact.json --json",
    "ask ledger.db NEW nowhere.json",
    "ask ledger.db nobody contact.json",
    "rule R61",
    "rule r61 --markdown",
    "rule R61 --json",
    "rule R1 --markdown",
    "rule WOR-25-1 --json",
    "rule R00",
    "explore transfr",
    "draw ledger.db RUNS picture.png",
    "draw ledger.db RUNS picture.sv",
    "draw ledger.db RUNS picture.dot --timeline",
    "draw ledger.db RUNS NEW picture.svg",
    "draw ledger.db picture.mmd",
    "report ledger.db ledger.db",
    "backup ledger.db empty.db",
    "backup postgresql://host/x copy.db",
    "list ours.db",
    "show ours.db een",
    "next ours.db een",
    "next ours.db een --open --rules tests.known:OURS",
    "ask ours.db een contact.json",
    "ask ours.db een draft.json --rules tests.known:OURS",
    "submit ours.db een contact.json",
    "verify ours.db --deep",
    "verify ours.db --deep --rules tests.known:OURS",
    "verify ours.jsonl --deep",
    "verify ours.jsonl --deep --rules tests.known:OURS",
    "ask ledger.db NEW latin.json",
    "rule R16 --markdown",
    "rule R16 --json",
    "show ledger.db STOPPED",
    "show ledger.db PROGRAMME",
    "history ledger.db --refused --csv",
    "record ledger.db STOPPED 1 --json",
    "record ledger.db PROGRAMME 17",
    "outlook ledger.db RUNS",
    "outlook ledger.db RUNS --markdown",
    "outlook ledger.db NEW --json",
    "outlook ledger.db WENT",
    "outlook ledger.db nobody",
    "agenda ledger.db",
    "agenda ledger.db --markdown",
    "agenda ledger.db --json",
    "agenda ledger.db --ics",
    "agenda ledger.db RUNS --markdown",
    "agenda ledger.db WENT",
    "agenda ledger.db nobody",
    "account ledger.db --json",
    "open ledger.db --as-of morgen",
    "report ledger.db --programme nobody",
    "feed ledger.db --source urn:fictief:ministerie --after 203",
    "feed ledger.db --source fictief --after 203",
    "feed ledger.db --source urn:fictief:ministerie --after 203 --last nowhere",
    "feed ledger.db --source urn:fictief:ministerie --after 203 --every 15x --log log",
    "federation a=ledger.db b=ours.db",
    "federation a=ledger.db b=ours.db --rules tests.known:OURS --json",
    "federation a=ledger.db b=empty.db --agenda",
    "federation a=ledger.db b=empty.db --agenda --json",
    "federation a=ledger.db b=empty.db --verify",
    "federation a=ledger.db a=ours.db nowhere",
    "federation a=ledger.db --checkpoint a=nowhere.txt",
    "template consult_unit",
    "template ledger.db RUNS conclude_proof",
    "template ledger.db NEW draft_plan",
    "template decied",
    "rules",
    "schema consult_unit",
    "schema decied",
    "archive ledger.db nobody out",
    "archive ledger.db RUNS ledger.db",
    "archive ledger.db RUNS out --mdto nowhere.json",
    "export ledger.db ledger.jsonl",
    "export ledger.db nowhere/out.xes --as xes",
    "load ledger.jsonl ledger.db",
    "load nowhere.jsonl empty.db",
    "checkpoint ledger.db --key open.key",
    "checkpoint ledger.db --key nowhere.key",
    "cosign nowhere.txt --key secret.key",
    "prove ledger.db NEW 99",
    "prove nowhere.proof",
    "key een secret.key",
    "serve nowhere.db",
    "submit ledger.db NEW nowhere.json",
    "submit empty.db nieuw contact.json",
    "ask ledger.db NEW broken.json",
    "ask ledger.db NEW broken.toml",
    "ask ledger.db NEW list.json",
    "ask ledger.db NEW nothing.json",
    "ask ledger.db NEW twice.json",
    "ask ledger.db NEW secret.key",
    "next ledger.db NEW --by house",
    "template ledger.db consult_unit",
    "template consult_unit --sheets contact.xls",
    "template nowhere.db NEW consult_unit",
    "schema consult_unit --record",
    "federation a=ledger.db --checkpoint c=nowhere.txt",
    "feed ledger.db --source urn:fictief:ministerie --log draft.json",
    "feed ledger.db --source urn:fictief:ministerie --log log --after 203",
    "serve ledger.db --bind 0.0.0.0",
    "export ledger.db out.jsn --as ocel",
    "export ledger.db out.xes --as xess",
    "verify ledger.db --checkpoint draft.json --key public.key",
    "verify draft.json",
    "checkpoint ledger.db --key public.key",
    "cosign nowhere.txt --key secret.key --of public.key",
    "prove --check nowhere.proof",
    "explore --jobs 0",
    "history ledger.db --since gisteren",
    "record ledger.db NEW een",
    "record ledger.db NEW 0",
    "list",
    "lst",
    "list ledger.db --colour",
    "list ledger.db --json=1",
    "list ledger.db --state",
    "list ledger.db --route shif",
    "list ledger.db empty.db",
    "feed ledger.db --source urn:fictief:ministerie --after -1",
    "serve ledger.db --port 99999",
    "show ledger.db RUNS --rules nothing",
    "show ledger.db RUNS --rules nowhere.rules:OURS --rules tests.known:RUNS",
    "show ledger.db RUNS --rules ontvlechting:LETER",
    "show ledger.db RUNS --rules json:OURS",
    "show ledger.db RUNS --rules fails_without_a_word:OURS",
)
"""What is typed, each of it in both languages."""


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("line", LINES)
def test_a_line_is_answered(monkeypatch: pytest.MonkeyPatch, line: str, language: Language) -> None:
    """Its output, its exit code and its errors, as they were looked at once."""
    monkeypatch.chdir(folder())
    monkeypatch.syspath_prepend(folder())
    monkeypatch.setenv("ONTVLECHTING_LANG", language)
    seen = told(typed(f"{line} --lang {language}"))
    file = (
        "json" if "--json" in line or "--csv" in line else language
    )  # what is for programs is the same in both languages
    assert on_file(f"commands.{file}.txt", line, seen) == seen


# -- what is printed, in plain values ----------------------------------------------------------------------------------


def plain(line: str, code: int = 0) -> Any:
    """What a line gives to a program; nothing goes to the errors."""
    given, out, errors = typed(f"{line} --json")
    assert (code, "") == (given, errors)
    return json.loads(out)


def test_a_sound_ledger_is_called_sound(here: Path) -> None:
    """Each number of it, counted by hand: one record was redacted, none was removed, all were judged again."""
    root = ledger().verify().root
    known = {
        "answer": "bytes_match",
        "records": 209,
        "waiting": 0,
        "processes": 6,
        "redacted": 1,
        "removed": 0,
        "rejudged": None,
        "checkpoint": None,
        "root": root,
        "otherwise": None,
        "unchecked": None,
    }
    assert known == plain("verify ledger.db")
    assert known == plain("verify ledger.jsonl")
    known |= {"answer": "sound", "rejudged": 209, "otherwise": [], "unchecked": []}
    assert known == plain("verify ledger.db --deep")
    assert known == plain("verify ledger.jsonl --deep")


def test_a_broken_ledger_is_told_on_both_streams(here: Path) -> None:
    """JSON on the output names the record, words on the errors say why, and it ends with 1."""
    tamper(here / "ledger.db", "DELETE FROM ontvlechting_records WHERE position = 21")
    why = {
        "nl": "vastlegging 4 van `douane/kanalenstrategie` is geschonden: hier hoort nummer 3",
        "en": "record 4 of `douane/kanalenstrategie` is broken: number 3 belongs here",
    }
    broken = {"answer": "tampered", "process": WENT, "number": 4, "why": why}
    for language in LANGUAGES:
        code, out, errors = typed(f"verify ledger.db --json --lang {language}")
        assert (1, broken, f"{why[language]}\n") == (code, json.loads(out), errors)
        assert (1, "", f"{why[language]}\n") == typed(f"verify ledger.db --lang {language}")
        assert (1, "") == typed(f"checkpoint ledger.db --key secret.key --lang {language}")[:2]


def test_open_and_shut_doors(here: Path) -> None:
    """Every door of a process that runs, in the order of the table; `--open` gives the open ones alone."""
    doors = plain("next ledger.db RUNS")
    shut = [d["command"] for d in doors if not d["open"]]
    closed = [
        "conclude_proof",
        "change_route",
        "resolve_contest",
        "start_phase",
        "accept_phase",
        "amend_plan",
        "shift_budget",
    ]
    assert (39, closed) == (len(doors), shut)
    asked = ["R48", "R52", "R50", "R50", "R67", "R53", "R55", "R62", "R65", "R64"]
    assert asked == [r["rule"] for r in doors[0]["reasons"]]
    assert [d for d in doors if d["open"]] == plain("next ledger.db RUNS --open")
    assert ["conclude_proof", "fall_back", "change_route", "stop"] == [d["command"] for d in doors if d["moves"]]


def test_refusals_alone(here: Path) -> None:
    """`--refused` gives the refusals of the history and nothing else."""
    every = plain("history ledger.db STOPPED")
    assert (30, [22]) == (len(every), [r["number"] for r in every if not r["allowed"]])
    assert [every[21]] == plain("history ledger.db STOPPED --refused")


def test_where_a_process_and_a_programme_stand(here: Path) -> None:
    """Each field of a dossier; a programme has no more than every dossier has."""
    shown_ = plain("show ledger.db RUNS")
    assert plain("next ledger.db RUNS") == shown_.pop("next_steps")
    assert plain("history ledger.db RUNS") == shown_.pop("history")
    rules = {"name": LETTER.name, "version": LETTER.version, "hash": LETTER.hash}
    happened = "Fictief: berichten blijven een dag liggen"
    assert {
        "process": RUNS,
        "name": "Websites en redactie Toeslagen",
        "state": "phased_transfer",
        "title": {"nl": "gefaseerde overdracht", "en": "phased transfer"},
        "since": "2023-05-24T09:00:00+02:00",
        "route": "shift",
        "accountable": "belastingdienst",
        "performers": {
            "beheer-websites": "toeslagen",
            "beheer-portaal": "toeslagen",
            "redactie-documenten": "toeslagen",
            "redactie-brieven": "belastingdienst",
        },
        "standby": "belastingdienst",
        "plan_version": 2,
        "running": 2,
        "waiting_until": "2023-11-12",
        "breaches": [
            {
                "id": f"fictief-verstoring-{n}",
                "task": task,
                "service": task,
                "party": None,
                "since": f"2023-10-{day}T09:00:00+02:00",
                "description": happened,
            }
            for n, task, day in ((1, "redactie-documenten", "08"), (2, "beheer-websites", "10"))
        ],
        "escalations": ["fictief-escalatie-1"],
        "rules": rules,
    } == shown_
    shown_ = plain("show ledger.db PROGRAMME")
    assert (20, 18) == (len([d for d in shown_.pop("next_steps") if d["open"]]), len(shown_.pop("history")))
    assert {
        "process": PROGRAMME,
        "state": "programme",
        "title": {"nl": "programma loopt", "en": "programme under way"},
        "since": "2023-04-03T09:00:00+00:00",
        "rules": {"name": OF_PROGRAMMES.name, "version": OF_PROGRAMMES.version, "hash": OF_PROGRAMMES.hash},
    } == shown_
    shown_ = plain("show ours.db een --rules tests.known:OURS")
    assert plain("next ours.db een --rules tests.known:OURS") == shown_["next_steps"]
    assert (None, "eigen") == (plain("show ours.db een")["next_steps"], shown_["rules"]["name"])


def test_every_answer_of_a_verification_in_plain_values() -> None:
    """What was judged otherwise, by which rules; and what could not be checked, and why."""
    sound = ledger().verify(deep=True)
    why = Text(nl="weg", en="gone")
    report = evolve(
        sound,
        rejudged=7,
        redacted=4,
        removed=3,
        vouched=5,
        waiting=2,
        otherwise=(Otherwise(rules=OURS.ref, records=(("een", 1), ("twee", 2))),),
        unchecked=(
            Unchecked(why=why, rules=None, processes=("een", "twee"), records=9),
            Unchecked(why=why, rules=OURS.ref, processes=("drie",), records=1),
        ),
    )
    rules = {"name": "eigen", "version": "2", "hash": OURS.hash}
    said = {"nl": "weg", "en": "gone"}
    assert {
        "answer": "judged_otherwise",
        "records": 209,
        "waiting": 2,
        "processes": 6,
        "redacted": 4,
        "removed": 3,
        "rejudged": 7,
        "checkpoint": 5,
        "root": sound.root,
        "otherwise": [
            {"rules": rules, "records": [{"process": "een", "number": 1}, {"process": "twee", "number": 2}]},
        ],
        "unchecked": [
            {"why": said, "rules": None, "processes": ["een", "twee"], "records": 9},
            {"why": said, "rules": rules, "processes": ["drie"], "records": 1},
        ],
    } == plain_report(report)


@pytest.mark.parametrize(("every", "seconds"), [("5", 5), ("5s", 5), ("2m", 120), ("1h", 3600), ("999999", 999_999)])
def test_a_checkpoint_is_repeated_after_so_long(
    here: Path, monkeypatch: pytest.MonkeyPatch, every: str, seconds: int
) -> None:
    """Seconds, minutes or hours; it ends well when somebody stops it."""
    waited = []

    def sleep(given: float) -> None:
        waited.append(given)
        if len(waited) == 2:
            raise KeyboardInterrupt

    monkeypatch.setattr("time.sleep", sleep)
    assert (0, ledger().checkpoint(KEY), "") == typed(
        f"checkpoint ledger.db --key secret.key --log log --every {every}"
    )
    assert [seconds, seconds] == waited
    assert 1 == len(Path("log").read_text(encoding="utf-8").splitlines())


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_log_that_is_none_is_told(here: Path, language: Language) -> None:
    """Which line it is, what stands there and what was expected; nothing is put under it."""
    seen, line = "", f"checkpoint ledger.db --key secret.key --log log --lang {language}"
    for last in (
        '{"checkpoint": "x"}',
        "no\n",
        "[]\n",
        '{"checkpoint": 1}\n',
        '{"checkpoint": "x", "more": 1}\n',
        '{"other": "x"}\n',
    ):
        Path("log").write_text(f"first\nsecond\n{last}", encoding="utf-8")
        seen += told(typed(line))
        assert f"first\nsecond\n{last}" == Path("log").read_text(encoding="utf-8")
    Path("log").unlink()
    Path("log").mkdir()
    seen += told(typed(line))
    assert on_file(f"commands.{language}.txt", "what is no log", seen) == seen


def test_a_log_grows_by_a_line_for_each_new_state(here: Path) -> None:
    """Each line is one checkpoint, as it was printed; nothing new gives no line."""
    line = "checkpoint ledger.db --key secret.key --log log"
    given = [typed(line)[1]]
    assert 0 == typed("submit ledger.db NEW contact.json")[0]
    given.append(typed(line)[1])
    assert "" == typed(line)[1]
    assert [{"checkpoint": note} for note in given] == [
        json.loads(x) for x in Path("log").read_text(encoding="utf-8").splitlines()
    ]
    assert ["209", "210"] == [note.splitlines()[1] for note in given]


def test_bytes_that_are_no_text_name_no_process(here: Path) -> None:
    """They are shown as question marks; nothing fails."""
    code, out, errors = typed("show ledger.db \udce9 --lang en")
    assert (2, "", "there is no process '?' in this ledger\n") == (code, out, errors)


@pytest.mark.parametrize(
    ("typed_", "environment", "first"),
    [
        ("--lang en --lang nl --help", {}, "Gebruik"),
        ("--lang en --help", {"ONTVLECHTING_LANG": "nl"}, "Usage"),
        ("--lang=nl --lang=en --help", {"ONTVLECHTING_LANG": "nl"}, "Usage"),
        ("--help", {"ONTVLECHTING_LANG": "en", "LC_ALL": "nl_NL"}, "Usage"),
        ("--help", {"LC_ALL": "", "LC_MESSAGES": "", "LANG": "en_US.UTF-8"}, "Usage"),
        ("--help", {"LC_ALL": "", "LC_MESSAGES": "en", "LANG": "nl_NL"}, "Usage"),
        ("--help", {"LC_ALL": "C", "LC_MESSAGES": "en", "LANG": "en"}, "Gebruik"),
        ("--help", {"LC_ALL": "english"}, "Gebruik"),
        ("--help", {"LC_ALL": "en@euro"}, "Usage"),
        ("--help", {"LC_ALL": "en-GB"}, "Usage"),
        ("--help", {"LC_ALL": "EN.UTF-8"}, "Usage"),
    ],
)
def test_which_language_it_is(typed_: str, environment: dict[str, Any], first: str) -> None:
    """The last `--lang`, then ONTVLECHTING_LANG, then the locale that counts; else Dutch."""
    assert first == run(*typed_.split(), **environment)[1].partition(":")[0]


# -- what is written ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_drawn_and_reported_is_in_the_file(here: Path, language: Language) -> None:
    """Each form of a picture, and the report: what the ledger shows; the output is the name of the file."""
    history = ledger().history(RUNS)
    road = history.road(language)
    for name, arguments, expected in (
        ("all.svg", "", ledger().timeline(language).svg()),
        ("road.svg", RUNS, road.svg()),
        ("road.mmd", RUNS, road.mermaid()),
        ("road.dot", RUNS, road.dot()),
        ("road.scxml", RUNS, road.scxml()),
        ("time.svg", f"{RUNS} --timeline", history.timeline(language).svg()),
    ):
        assert (0, f"{name}\n", "") == typed(f"draw ledger.db {arguments} {name} --lang {language}")
        assert str(expected) == Path(name).read_text(encoding="utf-8")
    assert (0, "page.html\n", "") == typed(f"report ledger.db page.html --lang {language}")
    assert str(ledger().report(language)) == Path("page.html").read_text(encoding="utf-8")
    outcome = typed(f"report ours.db ours.html --rules tests.known:OURS --lang {language}")
    assert (0, "ours.html\n", "") == outcome
    with Ledger.open("sqlite:///ours.db", known=[OURS]) as flow:
        assert str(flow.report(language)) == Path("ours.html").read_text(encoding="utf-8")
    assert 0 == typed(f"report ledger.db one.html --lang {language} --programme PROGRAMME")[0]
    assert str(ledger().report(language, programme=PROGRAMME)) == Path("one.html").read_text(encoding="utf-8")


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_kept_is_the_same(here: Path, language: Language) -> None:
    """An export to the byte, what is loaded from it and a copy by their root; each says what it made."""
    counted = {"nl": "209 vastleggingen in", "en": "209 records in"}[language]
    assert (0, f"{counted} new.jsonl\n", "") == typed(f"export ledger.db new.jsonl --lang {language}")
    assert Path("ledger.jsonl").read_bytes() == Path("new.jsonl").read_bytes()
    assert (0, f"{counted} new.db\n", "") == typed(f"load new.jsonl new.db --lang {language}")
    assert (0, "copy.db\n", "") == typed(f"backup ledger.db copy.db --lang {language}")
    for name in ("new.db", "copy.db"):
        assert ledger().verify().root == plain(f"verify {name} --deep")["root"]
    code, out, errors = typed(f"load new.jsonl new.db --lang {language}")
    assert (2, "") == (code, out)
    assert on_file(f"commands.{language}.txt", "load into a full ledger", errors) == errors


@pytest.mark.parametrize("language", LANGUAGES)
def test_checkpoints_and_proofs(here: Path, language: Language) -> None:
    """A note is that of the ledger itself; who checks by it is told how far it vouches, and what a proof shows."""
    note = ledger().checkpoint(KEY)
    warned = {
        "nl": "let op: ook anderen kunnen 'open.key' lezen; maak er `chmod 600` van\n",
        "en": "note: others can read 'open.key' too; make it `chmod 600`\n",
    }[language]
    assert (0, note, "") == typed(f"checkpoint ledger.db --key secret.key --lang {language}")
    assert (0, ledger().checkpoint(WITNESS), warned) == typed(f"checkpoint ledger.db --key open.key --lang {language}")
    assert (0, "note.txt\n", "") == typed(f"checkpoint ledger.db --key secret.key --out note.txt --lang {language}")
    assert note == Path("note.txt").read_text(encoding="utf-8")
    assert (0, note, "") == typed(f"checkpoint ledger.db --key secret.key --after note.txt --lang {language}")
    cosigned = WITNESS.cosign(note, KEY.public)
    asked = f"cosign note.txt --of public.key --key open.key --lang {language}"
    assert (0, cosigned, warned) == typed(asked)
    assert (0, "two.txt\n", warned) == typed(f"{asked} --out two.txt")
    assert cosigned == Path("two.txt").read_text(encoding="utf-8")
    assert (0, note, "") == typed(f"checkpoint ledger.db --key secret.key --log log --lang {language}")
    assert (0, "", "") == typed(f"checkpoint ledger.db --key secret.key --log log --lang {language}")
    assert json.dumps({"checkpoint": note}, ensure_ascii=False) + "\n" == Path("log").read_text(encoding="utf-8")

    assert 209 == plain("verify ledger.db --checkpoint note.txt --key public.key")["checkpoint"]
    seen = [told(typed(f"verify ledger.db --checkpoint two.txt --key public.key --lang {language}"))]
    proof = ledger().prove(WENT, 3)
    assert (0, "proof.json\n", "") == typed(f"prove ledger.db WENT 3 --out proof.json --lang {language}")
    assert written_proof(proof) == Path("proof.json").read_text(encoding="utf-8")
    assert (0, written_proof(proof, texts=True), "") == typed(f"prove ledger.db WENT 3 --texts --lang {language}")
    checked = f"prove --check proof.json --checkpoint note.txt --key public.key --lang {language}"
    seen.append(told(typed(checked)))
    Path("proof.json").write_text(typed("prove ledger.db WENT 3 --size 100")[1], encoding="utf-8")
    seen.append(told(typed(checked)))
    told_ = "".join(seen)
    assert on_file(f"commands.{language}.txt", "checkpoints and proofs", told_) == told_


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_key_is_made(here: Path, language: Language) -> None:
    """The public key is told, and both are in their files, the private one for its owner alone."""
    code, out, errors = typed(f"key voorbeeld.nl/programma made.key --lang {language}")
    private = PrivateKey.parse(Path("made.key").read_text(encoding="utf-8").strip())
    assert (0, f"{private.public.text}\n", "") == (code, out, errors)
    assert out == Path("made.key.pub").read_text(encoding="utf-8")
    assert ("voorbeeld.nl/programma", [0o600, 0o644]) == (
        private.name,
        [Path(name).stat().st_mode & 0o777 for name in ("made.key", "made.key.pub")],
    )


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_command_is_recorded(here: Path, language: Language) -> None:
    """A yes, a no, and the same again by its id; the record tells this program, the machine and the account."""
    words = {
        "nl": ("Contact vastleggen (4 juni 2023, vastgelegd op 1 maart 2024): aanvaard", "aangedragen"),
        "en": ("Record a contact (4 June 2023, recorded on 1 March 2024): accepted", "identified"),
    }[language]
    line = f"submit ledger.db NEW contact.json --id a --account fictief --lang {language}"
    first = typed(line)
    assert (0, f"{NEW}, 4. {words[0]}\n→ {words[1]}\n", "") == first
    assert first == typed(line)
    record = plain("submit ledger.db NEW contact.json --id a")
    origin = Origin.here(account="fictief")
    assert {
        "process": NEW,
        "number": 4,
        "id": "a",
        "at": "2023-06-04T09:00:00+02:00",
        "recorded_at": "2024-03-01T12:00:00+00:00",
        "allowed": True,
        "verdict": "accepted",
        "reasons": [],
        "before": "identified",
        "after": "identified",
        "rules": {"name": LETTER.name, "version": LETTER.version, "hash": LETTER.hash},
        "removed": [],
        "unreadable": None,
        "origin": {"program": "ontvlechting", "version": origin.version, "host": origin.host, "account": "fictief"},
        "command": ASKED[2],
        "previous": ledger().history(NEW)[-1].hash,
        "hash": record["hash"],
    } == record
    refused = told(typed(f"submit ledger.db NEW draft.json --lang {language}"))
    assert on_file(f"commands.{language}.txt", "submit draft.json", refused) == refused
    given = json.dumps(ASKED[1])
    assert (2, "") == typed(f"submit new.db one - --lang {language}", given=given)[:2]
    assert not Path("new.db").exists()
    begun = {
        "nl": "one, 1. Proces aandragen (3 juni 2023, vastgelegd op 1 maart 2024): aanvaard",
        "en": "one, 1. Identify the process (3 June 2023, recorded on 1 March 2024): accepted",
    }[language]
    assert (0, begun) == (
        (made := typed(f"submit new.db one - --new --lang {language}", given=given))[0],
        made[1].splitlines()[0],
    )


@pytest.mark.parametrize(
    "given", ["", "[]", '{"type": "x", "type": "y", "a": 1, "a": [2]}', '{"type": "record_contac"}', "\ufeff{}"]
)
@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_no_command_is_told(monkeypatch: pytest.MonkeyPatch, given: str, language: Language) -> None:
    """Every problem with its field, what came, and what was expected."""
    monkeypatch.chdir(folder())
    seen = told(typed(f"ask ledger.db NEW - --lang {language}", given=given))
    assert on_file(f"commands.{language}.txt", f"ask - < {given!r}", seen) == seen


# -- what takes long, with a stand-in for the work ---------------------------------------------------------------------


@pytest.mark.parametrize("holds", [True, False])
@pytest.mark.parametrize("language", LANGUAGES)
def test_what_was_explored_is_told(monkeypatch: pytest.MonkeyPatch, language: Language, holds: bool) -> None:  # noqa: FBT001 - a parameter
    """Which rules and scopes are asked, how, and what is said of each result; 1 when something does not hold."""
    asked: list[Any] = []

    def explored(rules: Any, scopes: Any, *, told: Any, **how: Any) -> list[dict[str, Any]]:
        asked.append((rules.ref, [scope.name for scope in scopes], how))
        told(scopes[0].name, 12, 3)
        about = {"nl": "een reikwijdte", "en": "a scope"}
        broken = {"check": "regel", "says": "houdt", "why": "niet", "story": {"nl": "verhaal", "en": "story"}}
        return [
            {
                "scope": {"name": scope.name, "about": about, "leaves_out": about},
                "holds": holds or scope is not scopes[-1],
                "violations": [] if holds else [broken],
                **dict.fromkeys(("states", "arrows", "judged", "compared", "seconds", "states_per_second"), 7),
            }
            for scope in scopes
        ]

    monkeypatch.setattr("ontvlechting.testing.explorer.explore_all", explored)
    seen = told(typed(f"explore closing transfer --out there --lang {language}"))
    assert on_file(f"commands.{language}.txt", f"explore, {'all holds' if holds else 'not all holds'}", seen) == seen
    line = f"explore --council --jobs 2 --prove --lang {language}"
    found = plain(line, 0 if holds else 1)
    assert [*[True] * (len(WITH_COUNCIL) - 1), holds] == [f["holds"] for f in found]
    # in the order of the scopes, whichever way they were typed
    standard, council = [s.name for s in STANDARD], [s.name for s in WITH_COUNCIL]
    assert [
        (
            LETTER.ref,
            [n for n in standard if n in {"closing", "transfer"}],
            {"folder": Path("there"), "jobs": 1, "prove": False},
        ),
        ((LETTER + WORKS_COUNCILS_ACT).ref, council, {"folder": Path("build/explored"), "jobs": 2, "prove": True}),
    ] == asked


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_demo_shows_its_story(here: Path, monkeypatch: pytest.MonkeyPatch, language: Language) -> None:
    """The story as a page, and where both files are; it is asked for in the language that was asked for."""
    asked = []

    def played(out: Path, *, language: Language, progress: Any) -> Any:
        assert progress is None  # there is no terminal
        asked.append((out, language))
        Path("story.md").write_text("# Verhaal\n\n- een\n- *twee*\n", encoding="utf-8")
        return SimpleNamespace(
            story=Path("story.md"), ledger=Path(f"[b]{'ledger' * 20}.db"), practice=Path("practice.db")
        )

    monkeypatch.setattr("ontvlechting.letter.demo.run", played)
    page = "Verhaal\n\n • een\n • twee\n[b]" + "ledger" * 20 + ".db\nstory.md\npractice.db\n"
    assert [(0, page, ""), (0, page, "")] == [typed(f"demo {out}--lang {language}") for out in ("", "--out there ")]
    assert [(Path("build/demo"), language), (Path("there"), language)] == asked

    def unplayed(*_: Any, **__: Any) -> None:
        raise FileUnavailable("there", Text(nl="vol", en="full"))

    monkeypatch.setattr("ontvlechting.letter.demo.run", unplayed)
    why = {"nl": "'there' is niet te gebruiken: vol\n", "en": "'there' cannot be used: full\n"}[language]
    assert (2, "", why) == typed(f"demo --lang {language}")


# -- on a terminal, and in the help ------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_table_on_a_terminal(monkeypatch: pytest.MonkeyPatch, language: Language) -> None:
    """A row for each process, a column for each thing that is told of one of them."""
    monkeypatch.chdir(folder())
    for line in ("list ledger.db", "list ledger.db --state stopped"):
        code, out, errors = run(
            *line.split(), "--lang", language, terminal=True, NO_COLOR="1", TERM="dumb", COLUMNS="90", LINES="40"
        )
        assert (0, "") == (code, errors)
        assert on_file(f"commands.{language}.txt", f"{line} on a terminal", out) == out
    out = run("list", "ledger.db", "--lang", language, terminal=True, TERM="xterm", COLUMNS="66", LINES="40")[1]
    narrow = re.sub(r"\x1b\[[\d;]*m", "", out)
    assert narrow != out
    assert on_file(f"commands.{language}.txt", "list ledger.db on a narrow terminal", narrow) == narrow


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("command", ["", *typer.main.get_group(app).commands])
def test_the_help(command: str, language: Language) -> None:
    """What it does, what it takes, what it ends with and an example; in its own language, wherever it is read."""
    code, out, errors = run(*command.split(), "--help", ONTVLECHTING_LANG=language, COLUMNS="100")
    assert (0, "") == (code, errors)
    assert on_file(f"help.{language}.txt", command or "ontvlechting", out) == out


WRONG = (
    "nothing",
    "lst ledger.db",
    "show",
    "show ledger.db",
    "list ledger.db --rout shift",
    "list ledger.db --route sideways",
    "list ledger.db --state",
    "list ledger.db --waiting-until tomorrow",
    "list ledger.db more",
    "list ledger.db --json=1",
    "prove ledger.db p three",
    "prove ledger.db p 0",
    "prove ledger.db",
    "prove --check proof.json",
    "prove ledger.db p 1 --key k",
    "explore --jobs 0",
    "verify ledger.db --deep --jobs 0",
    "verify ledger.db --jobs 61",
    "next ledger.db RUNS --json --markdown",
    "checkpoint ledger.db --key k --log log --out note",
    "checkpoint ledger.db --key k --log log --after note",
    "checkpoint ledger.db --key k --every 5",
)


def test_the_version_is_that_of_the_package() -> None:
    """One line, whatever stands after it."""
    assert (0, f"ontvlechting {version('ontvlechting')}\n", "") == typed("--version list nowhere.db")


@pytest.mark.parametrize("language", LANGUAGES)
def test_whoever_types_nothing_gets_the_help(language: Language) -> None:
    """The same page as for `--help`, on the errors, with 2: nothing was asked."""
    environment: dict[str, Any] = {"ONTVLECHTING_LANG": language, "COLUMNS": "100"}
    assert (2, "", run("--help", **environment)[1]) == run(**environment)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("line", WRONG)
def test_wrong_use_is_told(line: str, language: Language) -> None:
    """How it is used, what is wrong, and where that is explained: on the errors, with 2."""
    words = [NAMES.get(word, word) for word in line.split()]
    code, out, errors = run(*words, cwd=folder(), ONTVLECHTING_LANG=language, COLUMNS="100")
    assert (2, "") == (code, out)
    assert on_file(f"help.{language}.txt", f"$ {line}", errors) == errors
