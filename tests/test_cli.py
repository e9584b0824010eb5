"""The command line, as somebody types it."""

from __future__ import annotations

import hashlib
import json
import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import attrs
import pytest

from ontvlechting import Ledger, State, Workflow, letter
from ontvlechting.engine.verdicts import VerdictKind
from ontvlechting.letter import demo
from ontvlechting.letter.fiction import Road
from ontvlechting.record.audit import seal, unseal
from ontvlechting.record.codec import command_to_plain
from ontvlechting.record.stores.sqlite_schema import PARTS
from tests.asking import CODEC
from tests.command_line import run, run_in_a_process


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


def root(ledger: Path) -> str:
    """The root of the tree over a ledger."""
    with Ledger.open(f"sqlite:///{ledger}") as flow:
        return flow.verify().root


def tamper(ledger: Path, *statements: str) -> None:
    """Change a file as somebody would who has it: the database's own guards are taken away, and put back."""
    guards = {name: text for (kind, name), text in PARTS.items() if kind == "trigger"}
    with closing(sqlite3.connect(ledger)) as plain:
        for statement in (*(f"DROP TRIGGER {name}" for name in guards), *statements, *guards.values()):
            plain.execute(statement)
        plain.commit()


@pytest.mark.parametrize(
    ("line", "lang", "code"),
    [
        ("--help", "en", 0),
        ("show --help", "nl", 0),
        ("list LEDGER", "en", 0),
        ("show LEDGER p --json", "nl", 0),
        ("verify BROKEN", "en", 1),
        ("ask LEDGER p -", "nl", 1),
        ("show LEDGER q", "en", 2),
        ("list LEDGER --rout", "nl", 2),
    ],
)
def test_a_process_of_its_own_tells_the_same(ledger: Path, tmp_path: Path, line: str, lang: str, code: int) -> None:
    """The same exit code and words, in the language of its environment: so what other tests see is what a shell sees."""
    broken = tmp_path / "broken.db"
    shutil.copy(ledger, broken)
    tamper(broken, "DELETE FROM ontvlechting_records WHERE position = 2")
    typed = [{"LEDGER": str(ledger), "BROKEN": str(broken)}.get(word, word) for word in line.split()]
    given = json.dumps(command_to_plain(Road(letter.PROCESSES["douane/websites"]).draft()))
    here = run(*typed, given=given, ONTVLECHTING_LANG=lang)
    assert here == run_in_a_process(*typed, given=given, ONTVLECHTING_LANG=lang)
    assert code == here[0]


def test_demo_prints_a_story_and_leaves_ledger_and_transcript(tmp_path: Path) -> None:
    """`ontvlechting demo --out DIR`: the story, and two files; piped it is plain text."""
    code, out, _ = run_in_a_process("demo", "--out", tmp_path / "d", "--lang", "en")
    assert 0 == code
    assert {demo.LEDGER, demo.STORY, demo.PRACTICE} == {p.name for p in (tmp_path / "d").iterdir()}
    assert "Six processes, from beginning to end" in out
    assert "\x1b" not in out
    code, out, _ = run("verify", tmp_path / "d" / demo.LEDGER)
    assert (0, True) == (code, out.startswith("De bytes komen overeen: van 372 vastleggingen van 7 processen"))


@pytest.mark.parametrize(
    ("how", "first"),
    [
        (
            ["UPDATE {r} SET body = CAST(replace(body, 'letter', 'ladder') AS BLOB) WHERE position = 3"],
            "record 3 of `p`",
        ),
        (["DELETE FROM {r} WHERE position = 2"], "record 3 of `p`"),
        (["DELETE FROM {r} WHERE position > 6"], "record 1 of `douane/websites`"),
        (["DELETE FROM {r} WHERE process = 'p'", "DELETE FROM {p} WHERE process = 'p'"], "record 1 of `douane/"),
        (["UPDATE {p} SET number = 5 WHERE process = 'p'"], "record 6 of `p`"),
    ],
    ids=["changed", "dropped from the middle", "tail dropped", "process removed", "head moved"],
)
def test_the_first_broken_record_is_the_one_named(ledger: Path, how: list[str], first: str) -> None:
    """Where the chain breaks first: the changed record, or the one that should have come next."""
    tamper(ledger, *(h.format(r="ontvlechting_records", p="ontvlechting_processes") for h in how))
    code, _, errors = run("verify", ledger, "--lang", "en")
    assert (1, first) == (code, errors[: len(first)])


def test_a_changed_body_with_a_new_hash_is_seen(ledger: Path) -> None:
    """Who recomputes the hash of one record breaks the chain at the next."""
    with closing(sqlite3.connect(ledger)) as plain:
        (body,) = plain.execute("SELECT body FROM ontvlechting_records WHERE process = 'p' AND number = 3").fetchone()
    body = body.replace(b"letter", b"ladder")
    hash = hashlib.sha256(body).hexdigest()
    change = f"UPDATE ontvlechting_records SET body = x'{body.hex()}', hash = '{hash}'"  # noqa: S608 - our own bytes
    tamper(ledger, f"{change} WHERE process = 'p' AND number = 3")
    code, _, errors = run("verify", ledger, "--lang", "en")
    assert (1, "record 4 of `p`") == (code, errors[:15])
    assert "the chain does not join" in errors


def test_a_verdict_turned_by_hand_is_seen(ledger: Path) -> None:
    """A refusal made into a yes at the end of a process, with hash and head recomputed: judging again tells."""
    with Ledger.open(f"sqlite:///{ledger}") as flow:
        (sealed,) = flow._store.read("p", after=9)
    record = unseal(sealed, CODEC)
    verdict = attrs.evolve(record.event.verdict, kind=VerdictKind.ACCEPTED)
    turned = seal(
        attrs.evolve(record.event, verdict=verdict),
        id=record.id,
        number=10,
        previous=record.previous,
        recorded_at=record.recorded_at,
    )
    tamper(
        ledger,
        f"UPDATE ontvlechting_records SET body = x'{turned.body.hex()}', hash = '{turned.hash}', "  # noqa: S608
        f"disclosures = x'{turned.disclosures.hex()}' WHERE process = 'p' AND number = 10",
        f"UPDATE ontvlechting_processes SET hash = '{turned.hash}' WHERE process = 'p'",  # noqa: S608
    )
    code, _, _ = run("verify", ledger)
    assert 0 == code, "the chain alone cannot tell: it ends here"
    code, _, errors = run("verify", ledger, "--deep", "--lang", "en")
    assert (1, "record 10 of `p`") == (code, errors[:16])
    assert "what it led to does not follow from the table of the rules" in errors


def test_show_of_a_broken_process_is_1(ledger: Path) -> None:
    """Looking into a process whose record was changed does not show it as if nothing happened."""
    tamper(ledger, "UPDATE ontvlechting_records SET body = replace(body, 'letter', 'ladder') WHERE position = 5")
    code, out, errors = run("show", ledger, "p", "--lang", "en")
    assert (1, "") == (code, out)
    assert "is broken" in errors


def test_a_checkpoint_is_signed_and_checked(ledger: Path, tmp_path: Path) -> None:
    """`key`, `checkpoint` and `verify --checkpoint --key`: with the file and a public key alone; 1 when it is another."""
    key, note = tmp_path / "programma.key", tmp_path / "note.txt"
    code, out, _ = run("key", "voorbeeld.nl/programma", key)
    assert (0, (tmp_path / "programma.key.pub").read_text()) == (code, out)
    assert 0o600 == key.stat().st_mode & 0o777
    assert (0, f"{note}\n", "") == run("checkpoint", ledger, "--key", key, "--out", note)
    assert note.read_text().startswith("voorbeeld.nl/programma\n11\n")
    code, out, _ = run("checkpoint", ledger, "--key", key)
    assert (0, note.read_text()) == (code, out)
    with Workflow.open(f"sqlite:///{ledger}") as flow:
        flow.submit("q", Road(letter.PROCESSES["douane/websites"]).identify())
    code, out, _ = run("verify", ledger, "--checkpoint", note, "--key", f"{key}.pub", "--lang", "en")
    assert (0, True) == (code, "It continues what the checkpoint vouches for: the first 11 records." in out)
    code, out, _ = run("verify", ledger, "--checkpoint", note, "--key", f"{key}.pub", "--json")
    assert (0, 11) == (code, json.loads(out)["checkpoint"])
    other = tmp_path / "other.db"
    with Workflow.open(f"sqlite:///{other}") as flow:
        flow.submit_many([(f"p{n}", Road(letter.PROCESSES["douane/websites"]).identify()) for n in range(12)])
    code, out, errors = run("verify", other, "--checkpoint", note, "--key", f"{key}.pub", "--lang", "en")
    assert (1, "") == (code, out)
    assert "the first 11 records are not those of the checkpoint" in errors
    note.write_text(note.read_text().replace("\n11\n", "\n12\n"))
    assert 1 == run("verify", other, "--checkpoint", note, "--key", f"{key}.pub")[0]


def test_a_key_is_not_overwritten_and_not_shown(ledger: Path, tmp_path: Path) -> None:
    """What is there stays; a file that holds no key is named, and nothing of a private key comes into an error."""
    key = tmp_path / "programma.key"
    run("key", "voorbeeld.nl/programma", key)
    before = key.read_text()
    assert 2 == run("key", "voorbeeld.nl/programma", key)[0]
    assert before == key.read_text()
    key.write_text(before[:-10])
    code, out, errors = run("checkpoint", ledger, "--key", key)
    assert (2, "") == (code, out)
    assert before[60:80] not in errors
    assert 2 == run("verify", ledger, "--checkpoint", key)[0]
    assert 2 == run("key", "two words", tmp_path / "other.key")[0]
    assert not (tmp_path / "other.key").exists()


def test_a_ledger_is_exported_loaded_and_backed_up(ledger: Path, tmp_path: Path) -> None:
    """The same records with the same hashes, in a file of lines, a new ledger and a copy; nothing is overwritten."""
    lines, new, copy = tmp_path / "ledger.jsonl", tmp_path / "new.db", tmp_path / "copy.db"
    assert (0, f"11 vastleggingen in {lines}\n", "") == run("export", ledger, lines)
    assert (0, f"11 records in {new}\n", "") == run("load", lines, new, "--lang", "en")
    assert (0, f"{copy}\n", "") == run("backup", ledger, copy)
    assert root(ledger) == root(new) == root(copy)
    for arguments in (("export", ledger, lines), ("load", lines, new), ("backup", ledger, copy)):
        code, out, errors = run(*arguments)
        assert (2, "") == (code, out), arguments
        assert errors
    assert 2 == run("load", ledger, tmp_path / "other.db")[0]
    marked = tmp_path / "marked.jsonl"
    marked.write_bytes(b"\xef\xbb\xbf" + lines.read_bytes())  # as some editors put it before a text
    assert (0, 0) == (run("load", marked, tmp_path / "marked.db")[0], run("verify", marked)[0])
    assert 2 == run("backup", "postgresql://localhost/x", tmp_path / "x.db")[0]


def test_a_name_in_a_sentence_stays_on_one_line_and_keeps_a_secret(ledger: Path, tmp_path: Path, database: str) -> None:
    """Whatever steers a terminal in the name of a file does nothing, and the address of a database is not printed."""
    file = tmp_path / "a\nroot:\x1b[2J"
    said = f"{tmp_path}/a⟨U+000A⟩root:⟨U+001B⟩[2J"
    assert (0, f"11 records in {said}\n", "") == run("export", ledger, file, "--lang", "en")
    copy = tmp_path / "copy\n.db"
    assert (0, f"11 records in {tmp_path}/copy⟨U+000A⟩.db\n", "") == run("load", file, copy, "--lang", "en")
    secret = f"{database}{'&' if '?' in database else '?'}password=geheim"
    assert (0, "11 records in postgresql://…\n", "") == run("load", file, secret, "--lang", "en")
    code, out, _ = run("export", ledger, tmp_path / "a\n.xes", "--as", "xes", "--lang", "en")
    assert (0, 1) == (code, out.count("\n"))
    code, out, _ = run("archive", ledger, "p", tmp_path / "b\n", "--lang", "en")
    assert (0, 1) == (code, out.count("\n"))


ADDRESS = "postgresql://u:ge:he@im@127.0.0.1:1/db"
"""An address that holds a password."""


@pytest.mark.parametrize("address", [ADDRESS, "postgresql://127.0.0.1:1/db?password=ge:he@im&x=1", f"{ADDRESS}?a=b"])
@pytest.mark.parametrize(
    "line",
    [
        "template {0} draft_plan", "template {0} a b draft_plan", "list {1} {0}", "history {1} {0}", "record {1} {0}",
        "rule {0}", "{0}", "federation {0}", "federation a={1} a={0}", "backup {0} x.db", "export {1} {0}",
        "submit {0} p {0}", "verify {1} --checkpoint {0} --key {0}", "next {1} p --by {0}", "list {1} --rules {0}",
        "list {1} --lang {0}", "list {1} --{0}", "feed {1} --source {0}", "feed {1} --source x --every {0}", "list {0}",
    ],
)  # fmt: skip
def test_no_password_is_repeated_wherever_its_address_was_typed(ledger: Path, line: str, address: str) -> None:
    """Also where another word was expected: what went wrong may stand in the log of a night."""
    code, out, errors = run(*(part.format(address, ledger) for part in line.split()))
    assert (2, False) == (code, "he@im" in out + errors)
    assert errors


def test_a_ledger_in_postgresql_is_looked_into(ledger: Path, tmp_path: Path, database: str) -> None:
    """An address of PostgreSQL does wherever a ledger is asked for; without a ledger there it is 2, and none is made."""
    code, _, errors = run("list", database)
    assert (2, True) == (code, "logboek" in errors)
    run("export", ledger, tmp_path / "lines")
    assert 0 == run("load", tmp_path / "lines", database)[0]
    code, out, _ = run("verify", database, "--deep", "--lang", "en")
    assert (0, True) == (code, out.endswith(f"Root: {root(ledger)}\n"))
    code, out, _ = run("show", database, "p")
    assert (0, True) == (code, "plan opgesteld" in out)


def test_redacted_texts_are_counted(ledger: Path) -> None:
    """`verify` says how many records lack texts, and `show` shows that one is gone."""
    with Workflow.open(f"sqlite:///{ledger}") as flow:
        road = Road(letter.PROCESSES["douane/websites"])
        list(road.until(State.PLAN_DRAFTED))
        flow.submit("p", road.redact((1,))).or_raise()
    code, out, _ = run("verify", ledger, "--lang", "en")
    assert (0, True) == (code, "Redacted texts, each with a recorded ground: in 1 record." in out)
    assert "weggelakt" in run("show", ledger, "p")[1]


def test_looking_leaves_no_file_behind(ledger: Path) -> None:
    """`verify` and `show` leave the folder, and the bytes of the ledger, as they were."""
    before = ledger.read_bytes()
    for arguments in (("verify", ledger), ("list", ledger), ("show", ledger, "p"), ("show", ledger, "nobody")):
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
    tamper(path, "UPDATE ontvlechting_records SET process = char(27) || '[31mp'")
    code, out, errors = run("verify", path)
    assert (1, "") == (code, out)
    assert "\x1b" not in errors
    assert "⟨U+001B⟩[31mp" in errors


def test_piped_pages_have_no_padding(ledger: Path) -> None:
    """What is piped is plain: no colours, and no spaces at the end of a line."""
    for arguments in (("list", ledger), ("show", ledger, "p")):
        _, out, _ = run(*arguments)
        assert "\x1b" not in out
        assert [] == [line for line in out.split("\n") if line != line.rstrip()]


def test_a_terminal_that_lacks_characters_gets_question_marks(ledger: Path) -> None:
    """Where only ASCII can be printed the page still comes; the help comes too, as typer prints it: in UTF-8."""
    code, out, _ = run_in_a_process("show", ledger, "p", encoding="ascii")
    assert (0, True) == (code, "Geschiedenis" in out)
    code, out, _ = run_in_a_process("--help", PYTHONIOENCODING="ascii")
    assert (0, True) == (code, "Eén proces" in out)


def test_an_empty_ledger_says_so(tmp_path: Path) -> None:
    """A ledger without processes shows that it is empty; there is nothing in it that was not checked."""
    path = tmp_path / "ledger.db"
    Workflow.open(f"sqlite:///{path}").close()
    assert (0, "Dit logboek is leeg.\n", "") == run("list", path)
    code, out, _ = run("verify", path, "--lang", "en")
    assert (0, True) == (code, "of 0 records of 0 processes" in out)
    code, out, _ = run("verify", path, "--deep", "--lang", "en")
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


def test_list_lists_them(ledger: Path) -> None:
    """Each process with its state, and those alone that are asked for."""
    assert (0, "p: plan opgesteld\n", "") == run("list", ledger, "--state", "plan_drafted")
    assert (0, "No process is like this.\n", "") == run("list", ledger, "--breached", "--lang", "en")
    code, out, _ = run("list", ledger)
    assert 0 == code
    assert "p: plan opgesteld" in out
    assert "douane/websites: aangedragen" in out


def test_an_unknown_process_is_answered_with_the_nearest(ledger: Path) -> None:
    """2, and the names that look like it."""
    code, _, errors = run("show", ledger, "douane/website")
    assert 2 == code
    assert "douane/websites" in errors
    code, _, errors = run_in_a_process("show", ledger, "\udcff")
    assert (2, True) == (code, bool(errors))


def test_without_its_driver_a_ledger_says_how_to_get_it() -> None:
    """Where psycopg is not installed, an address of PostgreSQL is answered with one sentence, and 2."""
    code = "import sys; sys.modules['psycopg'] = None; from ontvlechting.__main__ import main; main()"
    line = [sys.executable, "-c", code, "list", "postgresql://user@host/database", "--lang", "en"]
    done = subprocess.run(line, capture_output=True, text=True, check=False)  # noqa: S603
    said = "`postgresql://` needs psycopg, which is not here: pip install 'ontvlechting[postgres]'\n"
    assert (2, "", said) == (done.returncode, done.stdout, done.stderr)


def test_without_the_extra_it_says_how_to_get_it(tmp_path: Path) -> None:
    """Where typer is not installed: one sentence, and 2."""
    code = "import sys; sys.modules['typer'] = None; from ontvlechting.__main__ import main; main()"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)  # noqa: S603
    assert 2 == done.returncode
    assert "ontvlechting[cli]" in done.stderr
    assert "Traceback" not in done.stderr
