"""The command line, as somebody types it."""

from __future__ import annotations

import hashlib
import os
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import attrs
import pytest

from ontvlechting import State, Workflow, demo, letter
from ontvlechting.audit import Sealed, seal, unseal
from ontvlechting.fiction import Road
from ontvlechting.verdicts import VerdictKind
from tests.test_stores import TAMPERED


def run(*arguments: str | Path, cwd: Path | None = None, encoding: str = "utf-8") -> tuple[int, str, str]:
    """Exit code, output and errors of one command line."""
    done = subprocess.run(  # noqa: S603  # our own command
        [sys.executable, "-m", "ontvlechting", *map(str, arguments)],
        capture_output=True,
        encoding=encoding,
        env=os.environ | {"PYTHONIOENCODING": encoding},
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


@pytest.mark.parametrize(
    ("how", "first"),
    [
        ("UPDATE records SET body = replace(body, 'Fictief', 'Fictiev') WHERE position = 3", "record 3 of `p`"),
        ("DELETE FROM records WHERE position = 2", "record 3 of `p`"),
        ("DELETE FROM records WHERE position > 6", "record 1 of `douane/websites`"),
        ("DELETE FROM records WHERE process = 'p'; DELETE FROM heads WHERE process = 'p'", "record 1 of `douane/"),
        ("UPDATE heads SET number = 5 WHERE process = 'p'", "record 6 of `p`"),
    ],
    ids=["changed", "dropped from the middle", "tail dropped", "process removed", "head moved"],
)
def test_the_first_broken_record_is_the_one_named(ledger: Path, how: str, first: str) -> None:
    """Where the chain breaks first: the changed record, or the one that should have come next."""
    with closing(sqlite3.connect(ledger)) as plain:
        plain.executescript(how)
    code, _, errors = run("verify", ledger, "--lang", "en")
    assert (1, first) == (code, errors[: len(first)])


def test_a_changed_body_with_a_new_hash_is_seen(ledger: Path) -> None:
    """Who recomputes the hash of one record breaks the chain at the next."""
    with closing(sqlite3.connect(ledger)) as plain:
        (body,) = plain.execute("SELECT body FROM records WHERE process = 'p' AND number = 3").fetchone()
        body = body.replace(b"Fictief", b"Fictiev")
        hash = hashlib.sha256(body).hexdigest()
        plain.execute("UPDATE records SET body = ?, hash = ? WHERE process = 'p' AND number = 3", (body, hash))
        plain.commit()
    code, _, errors = run("verify", ledger, "--lang", "en")
    assert (1, "record 4 of `p`") == (code, errors[:15])
    assert "the chain does not join" in errors


def test_a_verdict_turned_by_hand_is_seen(ledger: Path) -> None:
    """A refusal made into a yes at the end of a process, with hash and head recomputed: judging again tells."""
    with closing(sqlite3.connect(ledger)) as plain:
        row = plain.execute("SELECT process, number, hash, body FROM records WHERE number = 9").fetchone()
        record = unseal(Sealed(*row))
        verdict = attrs.evolve(record.event.verdict, kind=VerdictKind.ACCEPTED)
        turned = seal(attrs.evolve(record.event, verdict=verdict), 9, record.previous, record.recorded_at)
        plain.execute("UPDATE records SET body = ?, hash = ? WHERE number = 9", (turned.body, turned.hash))
        plain.execute("UPDATE heads SET hash = ? WHERE process = 'p'", (turned.hash,))
        plain.commit()
    code, _, errors = run("verify", ledger, "--lang", "en")
    assert (1, "record 9 of `p`") == (code, errors[:15])
    assert "the verdict does not follow from the rules" in errors


def test_show_of_a_broken_process_is_1(ledger: Path) -> None:
    """Looking into a process whose record was changed does not show it as if nothing happened."""
    with closing(sqlite3.connect(ledger)) as plain:
        plain.executescript(TAMPERED["changed"])
    code, out, errors = run("show", ledger, "p", "--lang", "en")
    assert (1, "") == (code, out)
    assert "is broken" in errors


def test_looking_leaves_no_file_behind(ledger: Path) -> None:
    """`verify` and `show` leave the folder, and the bytes of the ledger, as they were."""
    before = ledger.read_bytes()
    for arguments in (("verify", ledger), ("show", ledger), ("show", ledger, "p"), ("show", ledger, "nobody")):
        run(*arguments)
    assert [ledger.name] == [p.name for p in ledger.parent.iterdir()]
    assert before == ledger.read_bytes()


def test_texts_of_others_do_not_steer_the_terminal(tmp_path: Path) -> None:
    """Escape sequences in a name, and in the process of a changed record, are shown and not sent."""
    path = tmp_path / "ledger.db"
    with Workflow.open(f"sqlite:///{path}") as flow:
        flow.submit("p", Road(letter.PROCESSES["douane/websites"]).identify(name="\x1b[2J\u202e|<b>*naam*"))
    _, out, _ = run("show", path, "p")
    assert "⟨U+001B⟩[2J⟨U+202E⟩|<b>*naam*" in out
    with closing(sqlite3.connect(path)) as plain:
        plain.executescript("UPDATE records SET process = char(27) || '[31mp'")
    code, out, errors = run("verify", path)
    assert (1, "") == (code, out)
    assert "\x1b" not in errors
    assert "⟨U+001B⟩[31mp" in errors


def test_piped_pages_have_no_padding(ledger: Path) -> None:
    """What is piped is plain: no colours, and no spaces at the end of a line."""
    for arguments in (("show", ledger), ("show", ledger, "p")):
        _, out, _ = run(*arguments)
        assert "\x1b" not in out
        assert [] == [line for line in out.split("\n") if line != line.rstrip()]


def test_a_terminal_that_lacks_characters_gets_question_marks(ledger: Path) -> None:
    """Where only ASCII can be printed the page still comes, and so does the help."""
    code, out, _ = run("show", ledger, "p", encoding="ascii")
    assert (0, True) == (code, "Geschiedenis" in out)
    code, _, _ = run("--help", encoding="ascii")
    assert 0 == code


def test_an_empty_ledger_says_so(tmp_path: Path) -> None:
    """A ledger without processes is sound, and shows that it is empty."""
    path = tmp_path / "ledger.db"
    Workflow.open(f"sqlite:///{path}").close()
    assert (0, "Dit grootboek is leeg.\n", "") == run("show", path)
    code, out, _ = run("verify", path, "--lang", "en")
    assert (0, True) == (code, out.startswith("The ledger is sound: 0 records"))


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
    code, _, errors = run("show", ledger, "\udcff")
    assert (2, True) == (code, bool(errors))


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
