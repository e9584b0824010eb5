"""The command line, as somebody types it."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from ontvlechting import State, Workflow, demo, letter
from ontvlechting.fiction import Road
from tests.test_stores import TAMPERED


def run(*arguments: str | Path, cwd: Path | None = None) -> tuple[int, str, str]:
    """Exit code, output and errors of one command line."""
    done = subprocess.run(  # noqa: S603  # our own command
        [sys.executable, "-m", "ontvlechting", *map(str, arguments)],
        capture_output=True,
        text=True,
        cwd=cwd,
        check=False,
    )
    assert "Traceback" not in done.stderr
    return done.returncode, done.stdout, done.stderr


@pytest.fixture
def ledger(tmp_path: Path) -> Path:
    """A small ledger with two processes."""
    path = tmp_path / "ledger.db"
    with Workflow.open(f"sqlite:///{path}") as flow:
        road = Road(letter.PROCESSES["douane/websites"])
        commands = list(road.until(State.PLAN_DRAFTED))
        flow.submit_many([("p", command) for command in commands] + [("p", road.decide())] * 5)
        flow.submit("douane/websites", commands[0])
    return path


def test_demo_prints_a_story_and_leaves_ledger_and_transcript(tmp_path: Path) -> None:
    """`ontvlechting demo --out DIR`: the story, and two files; piped it is plain text."""
    code, out, _ = run("demo", "--out", tmp_path / "d", "--lang", "en")
    assert 0 == code
    assert {demo.LEDGER, demo.STORY} == {p.name for p in (tmp_path / "d").iterdir()}
    assert "Six processes, from beginning to end" in out
    assert "\x1b" not in out
    code, out, _ = run("verify", tmp_path / "d" / demo.LEDGER)
    assert (0, True) == (code, out.startswith("Het grootboek klopt"))


def test_verify_says_what_it_checked(ledger: Path) -> None:
    """0 for a sound ledger, with the counts, in both languages, by path and by address."""
    assert (
        0,
        "Het grootboek klopt: 10 handelingen van 2 processen nagerekend, 10 oordelen opnieuw gegeven.\n",
        "",
    ) == run("verify", ledger)
    code, out, _ = run("verify", f"sqlite:///{ledger}", "--lang", "en")
    assert (0, True) == (code, out.startswith("The ledger is sound: 10 records of 2 processes"))


@pytest.mark.parametrize("how", TAMPERED)
def test_verify_names_the_first_broken_record(ledger: Path, how: str) -> None:
    """1 for any changed, dropped, inserted or reordered record, with process and number."""
    with closing(sqlite3.connect(ledger)) as plain:
        plain.executescript(TAMPERED[how])
    code, out, errors = run("verify", ledger, "--lang", "en")
    assert (1, "") == (code, out)
    assert errors.startswith("record ")
    assert "is broken" in errors


def test_a_question_that_cannot_be_answered_is_2_and_makes_nothing(tmp_path: Path) -> None:
    """No such file, no ledger, no language: 2, one sentence, and no file is made."""
    (tmp_path / "notes.txt").write_text("notes")
    for arguments in (
        ("verify", "nowhere.db"),
        ("show", "nowhere.db", "p"),
        ("verify", "notes.txt"),
        ("verify",),
        ("show", "notes.txt", "--lang", "fr"),
        ("demo", "--out", "notes.txt/out"),
    ):
        code, out, errors = run(*arguments, cwd=tmp_path)
        assert (2, "") == (code, out), arguments
        assert errors
    assert ["notes.txt"] == [p.name for p in tmp_path.iterdir()]


def test_show_prints_state_next_steps_and_history(ledger: Path) -> None:
    """Where the process stands, what is next with who can supply it, and every record."""
    code, out, _ = run("show", ledger, "p")
    assert 0 == code
    for expected in ("plan opgesteld", "Volgende stappen", "Toetsing afronden", "R35", "Geschiedenis", "geweigerd"):
        assert expected in out
    code, out, _ = run("show", ledger, "p", "--lang", "en")
    assert (0, True) == (code, "Next steps" in out)


def test_show_without_a_process_lists_them(ledger: Path) -> None:
    """Each process with its state."""
    code, out, _ = run("show", ledger)
    assert 0 == code
    assert "p: plan opgesteld" in out
    assert "douane/websites: aangedragen" in out


def test_an_unknown_process_is_answered_with_the_nearest(ledger: Path) -> None:
    """2, and the names that look like it."""
    code, _, errors = run("show", ledger, "douane/website")
    assert 2 == code
    assert "douane/websites" in errors


def test_help_teaches() -> None:
    """Every command is listed, in both languages."""
    code, out, _ = run("--help")
    assert 0 == code
    for expected in ("demo", "verify", "show", "Reken een grootboek na", "Verify a ledger"):
        assert expected in out


def test_without_the_extra_it_says_how_to_get_it(tmp_path: Path) -> None:
    """Where typer is not installed: one sentence, and 2."""
    code = "import sys; sys.modules['typer'] = None; from ontvlechting.__main__ import main; main()"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)  # noqa: S603
    assert 2 == done.returncode
    assert "ontvlechting[cli]" in done.stderr
    assert "Traceback" not in done.stderr
