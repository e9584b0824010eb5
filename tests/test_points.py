"""Checkpoints that vouch: what is signed was verified, what is logged goes on, and a proof says which record it is of."""

from __future__ import annotations

import fcntl
import json
import os
import signal
import stat
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import attrs
import pytest

from ontvlechting import Ledger, Workflow, letter
from ontvlechting.cli import feed, points
from ontvlechting.engine.errors import BadSignature, BrokenLedger, FileUnavailable, InputError
from ontvlechting.engine.text import LANGUAGES
from ontvlechting.guards import LETTER
from ontvlechting.letter.fiction import Road
from ontvlechting.record import exchange
from ontvlechting.record.checkpoints import Checkpoint, PrivateKey, opened
from ontvlechting.record.merkle import EMPTY
from ontvlechting.record.stores.memory import MemoryStore
from tests.command_line import COMMAND, SURROUNDINGS, run
from tests.test_cli import tamper
from tests.test_cli_verify import filled, known, of_ours, ours, told
from tests.test_new_files import room_for

__all__ = ["of_ours"]

KEY = PrivateKey("voorbeeld.nl/programma", bytes(range(32)))
WITNESS = PrivateKey("getuige.nl", bytes(range(1, 33)))
RECORDS = 7
CHANGED = "UPDATE ontvlechting_records SET body = replace(body, 'letter', 'ladder') WHERE position = 3"


@pytest.fixture
def ledger(tmp_path: Path) -> Path:
    """The known ledger of seven records, with the keys beside it."""
    filled(tmp_path / "ledger.db")
    for name, key in (("p.key", KEY), ("w.key", WITNESS)):
        (tmp_path / name).write_text(key.text)
        (tmp_path / name).chmod(0o600)
        (tmp_path / f"{name}.pub").write_text(key.public.text)
    return tmp_path / "ledger.db"


def grown(path: Path, process: str = "r") -> None:
    """One record more."""
    with Workflow.open(f"sqlite:///{path}") as flow:
        flow.submit(process, Road(letter.PROCESSES["douane/websites"]).identify())


# -- what is signed was verified -----------------------------------------------------------------------------------------


def memory(count: int = 3) -> tuple[Workflow, MemoryStore]:
    """A ledger in memory with as many records."""
    store, road = MemoryStore(), Road(letter.PROCESSES["douane/websites"])
    flow = Workflow(store)
    for n in range(count):
        flow.submit(f"p{n}", road.identify())
    return flow, store


def test_a_ledger_that_does_not_pass_is_not_signed() -> None:
    """A changed body, a changed hash, and a tail that was cut off: each is an error that names the record."""
    spoils: list[tuple[Callable[[Any], object], tuple[str | None, int | None]]] = [
        (lambda r: r.__setitem__(1, r[1]._replace(body=r[1].body.replace(b"letter", b"ladder"))), ("p1", 1)),
        (lambda r: r.__setitem__(1, r[1]._replace(hash="0" * 64)), ("p1", 1)),
        (lambda r: r.__setitem__(1, r[1]._replace(hash="no hash")), ("p1", 1)),
        (lambda r: r.pop(), ("p2", 1)),
    ]
    for spoil, where in spoils:
        flow, store = memory()
        spoil(store._records)
        with pytest.raises(BrokenLedger) as error:
            flow.checkpoint(KEY)
        assert where == (error.value.process, error.value.number)


def test_a_checkpoint_says_what_verify_says() -> None:
    """Its size and root are those of the pass that found nothing wrong; an empty ledger can be signed too."""
    flow, _ = memory()
    found = flow.verify()
    assert Checkpoint(KEY.name, 3, bytes.fromhex(found.root)) == opened(flow.checkpoint(KEY), KEY.public)
    assert Checkpoint(KEY.name, 0, EMPTY) == opened(Workflow.open("memory:").checkpoint(KEY), KEY.public)


def test_a_checkpoint_continues_an_earlier_one_or_is_not_made() -> None:
    """The same ledger, the same one grown; never another one, a shorter one, or what another key or ledger signed."""
    flow, _ = memory()
    first = flow.checkpoint(KEY)
    assert first == flow.checkpoint(KEY, after=first)
    flow.submit("q", Road(letter.PROCESSES["douane/websites"]).identify())
    second = flow.checkpoint(KEY, after=first)
    assert 4 == opened(second, KEY.public).size
    assert second == flow.checkpoint(KEY, after=Workflow.open("memory:").checkpoint(KEY))
    with pytest.raises(BrokenLedger, match="it holds 3 records, by the checkpoint there were 4 already"):
        memory()[0].checkpoint(KEY, after=second)
    with pytest.raises(BrokenLedger, match="the first 3 records are not those of the checkpoint"):
        memory(4)[0].checkpoint(KEY, after=first)
    with pytest.raises(BrokenLedger, match="an empty ledger has another root"):
        flow.checkpoint(KEY, after=KEY.sign(Checkpoint(KEY.name, 0, bytes(32))))
    with pytest.raises(BadSignature):
        flow.checkpoint(KEY, after=flow.checkpoint(WITNESS))
    with pytest.raises(BadSignature, match="elders"):
        flow.checkpoint(KEY, after=KEY.sign(Checkpoint("elders", 0, EMPTY)))
    wrong: Any = 5
    for note in ("", "x", wrong):
        with pytest.raises(InputError):
            flow.checkpoint(KEY, after=note)


# -- witnesses -----------------------------------------------------------------------------------------------------------


def test_a_witness_signs_what_the_ledger_signed() -> None:
    """Both keys open the note; signing twice changes nothing; what was signed after the root counts too."""
    flow, _ = memory()
    note = flow.checkpoint(KEY)
    both = WITNESS.cosign(note, KEY.public)
    assert both.startswith(note)
    assert KEY.public.opened(note) == KEY.public.opened(both) == WITNESS.public.opened(both)
    assert both == WITNESS.cosign(both, KEY.public)
    assert 3 == flow.verify(checkpoint=both, key=KEY.public).vouched
    longer = KEY._signed(f"{KEY.sign(KEY.public.opened(note)).split(chr(10) * 2, maxsplit=1)[0]}\nmore\n")
    assert KEY.public.opened(note) == WITNESS.public.opened(WITNESS.cosign(longer, KEY.public))


def test_a_witness_signs_nothing_else() -> None:
    """A note that the ledger did not sign, that was changed, or is of another ledger; or a forged line of the witness."""
    flow, _ = memory()
    note = flow.checkpoint(KEY)
    forged = note + WITNESS._signed("something else\n").rpartition("\n\n")[2]
    for given in (
        flow.checkpoint(WITNESS),
        note.replace("\n3\n", "\n4\n"),
        KEY.sign(Checkpoint("elders", 0, EMPTY)),
        forged,
    ):
        with pytest.raises(BadSignature):
            WITNESS.cosign(given, KEY.public)


def test_a_witness_signs_on_the_command_line(ledger: Path, tmp_path: Path) -> None:
    """With its own key and the public one of the ledger; 1 when the ledger did not sign."""
    note, both = tmp_path / "note", tmp_path / "both"
    run("checkpoint", ledger, "--key", tmp_path / "p.key", "--out", note)
    line = ("--of", tmp_path / "p.key.pub", "--key", tmp_path / "w.key")
    assert (0, f"{both}\n", "") == run("cosign", note, *line, "--out", both)
    assert WITNESS.cosign(note.read_text(), KEY.public) == both.read_text()
    code, out, _ = run("verify", ledger, "--checkpoint", both, "--key", tmp_path / "p.key.pub", "--json")
    assert (0, RECORDS) == (code, json.loads(out)["checkpoint"])
    note.write_text(note.read_text().replace(f"\n{RECORDS}\n", "\n8\n"))
    assert (1, "") == run("cosign", note, *line)[:2]


# -- the command line ----------------------------------------------------------------------------------------------------


def test_a_broken_ledger_is_not_signed_on_the_command_line(ledger: Path, tmp_path: Path) -> None:
    """1, and neither a file, nor a line in the log, nor a word on standard output."""
    tamper(ledger, CHANGED)
    key, out, log = tmp_path / "p.key", tmp_path / "out", tmp_path / "log"
    for more in ((), ("--out", out), ("--log", log), ("--log", log, "--every", "1h")):
        code, said, errors = run("checkpoint", ledger, "--key", key, *more, "--lang", "en")
        assert (1, "", True) == (code, said, "record 3 of `p` is broken" in errors)
    assert not out.exists()
    assert b"" == log.read_bytes()


def test_after_an_earlier_checkpoint(ledger: Path, tmp_path: Path) -> None:
    """0 when it continues that one, 1 when it does not, and then nothing is written."""
    key, first = tmp_path / "p.key", tmp_path / "first"
    run("checkpoint", ledger, "--key", key, "--out", first)
    grown(ledger)
    code, out, _ = run("checkpoint", ledger, "--key", key, "--after", first)
    assert (0, RECORDS + 1) == (code, opened(out, KEY.public).size)
    filled(tmp_path / "other.db")
    line = ("checkpoint", tmp_path / "other.db", "--key", key, "--after", first, "--out", tmp_path / "second")
    assert 1 == run(*line)[0]
    assert not (tmp_path / "second").exists()


def notes(log: Path) -> list[str]:
    """What a log holds."""
    return [json.loads(line)["checkpoint"] for line in log.read_text("utf-8").splitlines()]


def test_a_log_grows_by_a_line_when_the_ledger_did(ledger: Path, tmp_path: Path) -> None:
    """One JSON line a checkpoint, none when nothing changed; each continues the one before it, also a cosigned one."""
    log, line = tmp_path / "log", ("checkpoint", ledger, "--key", tmp_path / "p.key", "--log", tmp_path / "log")
    code, first, _ = run(*line)
    assert (0, [first]) == (code, notes(log))
    assert (0, "", "") == run(*line)
    grown(ledger)
    code, second, _ = run(*line)
    assert (0, [first, second]) == (code, notes(log))
    assert [RECORDS, RECORDS + 1] == [opened(note, KEY.public).size for note in notes(log)]
    both = WITNESS.cosign(second, KEY.public)
    log.write_text(json.dumps({"checkpoint": both}) + "\n")
    assert (0, "", "") == run(*line)
    filled(tmp_path / "other.db")
    assert 1 == run("checkpoint", tmp_path / "other.db", *line[2:])[0]
    assert [both] == notes(log)


@pytest.mark.parametrize(
    ("rest", "code", "said"),
    [
        ('{"checkpoint": "voor', 2, ("regel 2 is maar half geschreven", "line 2 is only half written")),
        ("{}\n", 2, ("`line 2`: verwacht", "`line 2`: expected")),
        ("[[\n", 2, ("`line 2`: verwacht", "`line 2`: expected")),
        ('{"checkpoint": 3}\n', 2, ("`line 2`: verwacht", "`line 2`: expected")),
        ('{"checkpoint": "a", "checkpoint": "b"}\n', 2, ("`line 2`: verwacht", "`line 2`: expected")),
        ('{"checkpoint": "no note"}\n', 2, ("`note`: verwacht", "`note`: expected")),
        (
            json.dumps({"checkpoint": WITNESS.sign(Checkpoint("getuige.nl", 0, EMPTY))}) + "\n",
            1,
            ("geen handtekening van deze sleutel", "no signature of this key"),
        ),
    ],
    ids=["half", "empty", "no json", "number", "two", "no note", "another key"],
)
def test_a_log_that_ends_in_something_else_is_told(
    ledger: Path, tmp_path: Path, rest: str, code: int, said: tuple[str, str]
) -> None:
    """Half a line after a crash, and what is no checkpoint of this key: nothing is guessed, and nothing is written."""
    log, line = tmp_path / "log", ("checkpoint", ledger, "--key", tmp_path / "p.key", "--log", tmp_path / "log")
    run(*line)
    spoilt = log.read_text("utf-8") + rest
    log.write_text(spoilt, "utf-8")
    for n, language in enumerate(LANGUAGES):
        found, out, errors = run(*line, "--lang", language)
        assert (code, "", True) == (found, out, said[n] in errors), errors
    assert spoilt == log.read_text("utf-8")


def test_a_log_that_cannot_be_written_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A folder, a place that is none, and a disk that is full."""
    for path in (tmp_path, tmp_path / "no" / "log"):
        with pytest.raises(FileUnavailable), points.log(path):
            pass

    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(FileUnavailable, match="the disk is full"), points.log(tmp_path / "log") as (_, keep):
        keep("note\n")


def test_a_note_that_fits_half_is_a_disk_that_is_full(tmp_path: Path) -> None:
    """The system takes what there is room for, and says nothing: then it is said by us, with the file."""
    with room_for(40), pytest.raises(FileUnavailable) as refused, points.log(tmp_path / "log") as (_, keep):
        keep("note " * 40)
    assert (str(tmp_path / "log"), "the disk is full") == (refused.value.where, str(refused.value).rpartition(": ")[2])


@pytest.mark.skipif(os.name != "posix", reason="there are no such files here")
@pytest.mark.parametrize("path", ["/dev/full", "/dev/zero"])
@pytest.mark.parametrize("log", [points.log, feed._log], ids=["checkpoints", "events"])
def test_a_log_is_a_plain_file(path: str, log: Callable[[Path], Any]) -> None:
    """What has no end to look for is told, and not read until all memory is full."""
    with pytest.raises(FileUnavailable, match="that is no plain file"), log(Path(path)):
        """Nothing is written."""


@pytest.mark.parametrize("log", [points.log, feed._log], ids=["checkpoints", "events"])
def test_a_log_that_cannot_be_locked_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, log: Callable[[Path], Any]
) -> None:
    """By its name: on some shares no file can be locked."""

    def refuse(*_: object) -> None:
        raise OSError(95, "Operation not supported")

    monkeypatch.setattr(fcntl, "flock", refuse)
    with pytest.raises(FileUnavailable) as refused, log(tmp_path / "log"):
        pass
    assert str(tmp_path / "log") == refused.value.where


def test_a_system_that_locks_no_file_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """With the file, in both languages."""
    monkeypatch.setitem(sys.modules, "fcntl", None)
    with pytest.raises(FileUnavailable) as refused, points.log(tmp_path / "log"):
        pass
    where = repr(str(tmp_path / "log"))
    assert (
        f"{where} is niet te gebruiken: een logboek vraagt om een systeem met `flock`",
        f"{where} cannot be used: a log needs a system that has `flock`",
    ) == (refused.value.text.nl, refused.value.text.en)


def test_two_who_write_in_one_log_take_turns(ledger: Path, tmp_path: Path) -> None:
    """Whoever comes second waits for the first, and continues what that one wrote."""
    line = [COMMAND, "checkpoint", str(ledger), "--key", str(tmp_path / "p.key"), "--log", str(tmp_path / "log")]
    with points.log(tmp_path / "log") as (last, keep):
        assert last is None
        other = subprocess.Popen(line, stdout=subprocess.PIPE, env=os.environ | SURROUNDINGS)  # noqa: S603 - ours
        with pytest.raises(subprocess.TimeoutExpired):
            other.wait(2)
        with Ledger.open(f"sqlite:///{ledger}") as flow:
            keep(flow.checkpoint(KEY))
    assert b"" == other.communicate(timeout=20)[0]
    assert 0 == other.returncode
    assert 1 == len(notes(tmp_path / "log"))


def _hears_interrupts() -> None:
    """Also where these tests run behind something else, and so hear none themselves."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


def test_what_is_repeated_ends_well_when_it_is_stopped(ledger: Path, tmp_path: Path) -> None:
    """Every second a line when there is something new; Ctrl-C ends it with 0, and a broken ledger with 1."""
    log, key, shown = tmp_path / "log", tmp_path / "p.key", tmp_path / "shown"
    line = [sys.executable, "-m", "ontvlechting", "checkpoint", str(ledger), "--key", str(key), "--log", str(log)]

    @contextmanager
    def begun(out: Any) -> Iterator[subprocess.Popen[str]]:
        with subprocess.Popen(  # noqa: S603 - ours
            [*line, "--every", "1s"],
            stdout=out,
            stderr=subprocess.PIPE,
            text=True,
            env=os.environ | SURROUNDINGS,
            preexec_fn=_hears_interrupts,  # noqa: PLW1509 - no threads here
        ) as process:
            try:
                yield process
            finally:
                process.kill()

    def until_told(many: int) -> None:
        """Until so many stand in the log and were shown: who is stopped in between has shown one less."""
        end = time.monotonic() + 60
        while not (log.exists() and len(found := notes(log)) == many and shown.read_text() == "".join(found)):
            assert time.monotonic() < end
            time.sleep(0.05)

    with shown.open("w") as file, begun(file) as process:
        until_told(1)
        grown(ledger)
        until_told(2)
        process.send_signal(signal.SIGINT)
        _, errors = process.communicate(timeout=60)
    assert (0, "") == (process.returncode, errors)
    with begun(subprocess.PIPE) as process:
        time.sleep(1)
        tamper(ledger, CHANGED)
        out, errors = process.communicate(timeout=60)
    assert (1, "", True) == (process.returncode, out, "vastlegging 3 van `p` is geschonden" in errors)
    assert 2 == len(notes(log))


def test_wrong_use_of_a_log_is_told(ledger: Path, tmp_path: Path) -> None:
    """What does not go together, and what is no time."""
    line = ("checkpoint", ledger, "--key", tmp_path / "p.key")
    log = ("--log", tmp_path / "log")
    for more, said in (
        ((*log, "--out", tmp_path / "out"), ("--log alleen", "--log alone")),
        ((*log, "--after", tmp_path / "p.key"), ("--log alleen", "--log alone")),
        (("--every", "15m"), ("--every vraagt om --log", "--every needs --log")),
        *(((*log, "--every", given), ("`15m`", "`15m`")) for given in ("0", "-1", "15 m", "1d", "9999999", "")),
    ):
        for n, language in enumerate(LANGUAGES):
            code, out, errors = run(*line, *more, ONTVLECHTING_LANG=language)
            assert (2, "", True) == (code, out, said[n] in errors), more
    assert not (tmp_path / "log").exists()


# -- an export is verified as a ledger is --------------------------------------------------------------------------------


@pytest.fixture
def export(ledger: Path, tmp_path: Path) -> Path:
    """The known ledger, under the name of a database."""
    run("export", ledger, tmp_path / "export.db")
    return tmp_path / "export.db"


def test_an_export_is_verified_whatever_it_is_called(export: Path) -> None:
    """The same answers, the same JSON and the same codes as for a ledger; it is not written, and nothing is put beside it."""
    before, beside = export.read_bytes(), sorted(export.parent.iterdir())
    ledger = export.with_name("ledger.db")
    first = {"nl": "Het logboek klopt: 7 vastleggingen", "en": "The ledger is sound: 7 records"}
    told(0, known(ledger), "verify", export, "--deep", first=first)
    first = {"nl": "De bytes komen overeen: van 7 vastleggingen", "en": "The bytes match: "}
    told(
        0,
        known(ledger, answer="bytes_match", rejudged=None, otherwise=None, unchecked=None),
        "verify",
        export,
        first=first,
    )
    assert "no heads stand in it" in run("verify", export, "--lang", "en")[1]
    assert run("verify", ledger, "--deep", "--json") == run("verify", export, "--deep", "--json")
    assert (before, beside) == (export.read_bytes(), sorted(export.parent.iterdir()))


@pytest.mark.parametrize(
    ("language", "head", "none"),
    [("nl", "eindstand", "er staan geen eindstanden in"), ("en", "head", "no heads stand in it")],
)
def test_of_an_export_no_head_is_said_to_be_recomputed(export: Path, language: Any, head: str, none: str) -> None:
    """It has none, so it says that they were not compared; of the ledger they were."""
    for deep in (False, True):
        of_export = exchange.verify(export, rules=LETTER, deep=deep)
        with Ledger.open(f"sqlite:///{export.with_name('ledger.db')}") as flow:
            of_ledger = flow.verify(deep=deep)
        assert (False, True) == (of_export.heads, of_ledger.heads)
        assert head not in of_export.lines(language).replace(none, "")
        assert (1, 0) == (of_export.lines(language).count(none), of_ledger.lines(language).count(none))
    assert 1 == run("verify", export, "--lang", language)[1].count(none)


def test_an_export_of_unknown_rules_is_not_called_sound(of_ours: Path, tmp_path: Path) -> None:
    """2, as for the ledger."""
    run("export", of_ours, tmp_path / "export")
    code, out, _ = run("verify", tmp_path / "export", "--deep", "--json")
    assert (2, "not_checked", 6) == (code, json.loads(out)["answer"], json.loads(out)["unchecked"][0]["records"])
    assert exchange.verify(tmp_path / "export", known=[ours()], deep=True, rules=LETTER)


def test_an_export_is_held_to_a_checkpoint(export: Path, tmp_path: Path) -> None:
    """A tail that was cut off, with its number on the first line put right, is seen by a checkpoint alone."""
    note, pub = tmp_path / "note", tmp_path / "p.key.pub"
    run("checkpoint", tmp_path / "ledger.db", "--key", tmp_path / "p.key", "--out", note)
    line = ("--checkpoint", note, "--key", pub)
    code, out, _ = run("verify", export, *line, "--json")
    assert (0, RECORDS) == (code, json.loads(out)["checkpoint"])
    lines = export.read_text("utf-8").splitlines(keepends=True)
    export.write_text("".join([lines[0].replace("7", "3"), *lines[1:4]]), "utf-8")
    assert 0 == run("verify", export)[0]
    code, out, errors = run("verify", export, *line, "--lang", "en")
    assert (1, "", True) == (code, out, "it holds 3 records, by the checkpoint there were 7 already" in errors)
    assert 2 == run("verify", export, "--key", pub)[0]


SPOILT: dict[str, tuple[Callable[[list[str]], list[str]], str]] = {
    "a body": (lambda r: [*r[:3], r[3].replace("letter", "ladder"), *r[4:]], "record 3 of `p` is broken: the hash does not"),
    "a line gone": (lambda r: [*r[:3], *r[4:]], "record 4 of `p` is broken: number 3 belongs here"),
    "cut at a line": (lambda r: r[:-2], "the ledger is broken: it holds 5 records, by its first line there are 7"),
    "cut within a line": (lambda r: [*r[:-1], r[-1][:50]], "the ledger is broken: `line 8`: expected a JSON object"),
    "a field too many": (lambda r: [*r[:3], r[3].replace('"id"', '"x":1,"id"'), *r[4:]], "`line 4.x`: expected no field"),
    "a text": (lambda r: [r[0], r[1].replace('[\\"', '[\\"x', 1), *r[2:]], "record 1 of `p` is broken"),
}  # fmt: skip


@pytest.mark.parametrize("how", SPOILT)
def test_the_first_broken_record_of_an_export_is_named(export: Path, how: str) -> None:
    """1, with the record, or the line when it is none; the same in JSON."""
    spoil, said = SPOILT[how]
    lines = export.read_text("utf-8").splitlines(keepends=True)
    export.write_text("".join(spoil(lines)), "utf-8")
    for deep in ((), ("--deep",)):
        code, out, errors = run("verify", export, *deep, "--lang", "en")
        assert (1, "", True) == (code, out, said in errors), errors
        assert "tampered" == json.loads(run("verify", export, *deep, "--json")[1])["answer"]


def test_an_export_in_which_an_id_occurs_twice_is_broken(tmp_path: Path) -> None:
    """No database would have kept it."""
    from tests.test_exchange import _lines, _same_id

    first = json.dumps({"ontvlechting": "ledger", "version": exchange.VERSION, "records": 2}) + "\n"
    (tmp_path / "export").write_text("".join([first, _lines(1)[1], json.dumps(_same_id()) + "\n"]), "utf-8")
    with pytest.raises(BrokenLedger, match="its id occurs twice"):
        exchange.verify(tmp_path / "export", rules=LETTER)


def test_an_adoption_in_an_export_is_judged_again(tmp_path: Path) -> None:
    """By all that was before it in its process, which is read again from the file."""
    road, rules = Road(letter.PROCESSES["douane/websites"]), ours()
    with Workflow.open("memory:", known=[rules]) as flow:
        flow.submit_many([(name, road.identify()) for name in ("p", "q", "r")])
        flow.submit("q", road.consult())
        outcome = flow.submit("q", road.adopt(rules.ref))
        assert outcome.allowed, outcome.text("en")
        flow.export(tmp_path / "export")
        expected = attrs.evolve(flow.verify(deep=True), heads=False)
    assert expected == exchange.verify(tmp_path / "export", known=[rules], deep=True, rules=LETTER)
    assert 5 == expected.rejudged


def test_what_is_neither_is_no_ledger(tmp_path: Path) -> None:
    """2: other JSON, another file, nothing at all."""
    for name, text in (("json", '{"a": 1}\n'), ("text", "x"), ("empty", "")):
        (tmp_path / name).write_text(text)
        assert 2 == run("verify", tmp_path / name)[0], name


# -- copies --------------------------------------------------------------------------------------------------------------


def test_a_copy_of_a_broken_ledger_is_made_and_told(ledger: Path, tmp_path: Path) -> None:
    """1, and both languages say that it is there and what is wrong with it."""
    tamper(ledger, CHANGED)
    made = {"nl": "is gemaakt, maar wat erin staat klopt niet:", "en": "was made, but what it holds is not sound:"}
    what = {"nl": "vastlegging 3 van `p` is geschonden", "en": "record 3 of `p` is broken"}
    for name in ("export", "backup"):
        for language in LANGUAGES:
            copy = tmp_path / f"{name}-{language}"
            code, out, errors = run(name, ledger, copy, "--lang", language)
            assert (1, "") == (code, out)
            assert f"'{copy}' {made[language]}\n{what[language]}" in errors
            assert copy.stat().st_size > 0
            assert 1 == run("verify", copy)[0]


def test_a_backup_of_a_cut_tail_is_told(ledger: Path, tmp_path: Path) -> None:
    """What the heads say is copied too."""
    tamper(ledger, "DELETE FROM ontvlechting_records WHERE position = 7")
    for name in ("export", "backup"):
        assert 1 == run(name, ledger, tmp_path / name)[0]
        assert (tmp_path / name).exists()


def test_a_sound_copy_is_made_in_silence(ledger: Path, tmp_path: Path) -> None:
    """0, and beside a backup nothing is left."""
    before = set(tmp_path.iterdir())
    assert (0, f"{tmp_path / 'copy.db'}\n", "") == run("backup", ledger, tmp_path / "copy.db")
    code, _, errors = run("export", ledger, tmp_path / "copy.jsonl")
    assert (0, "") == (code, errors)
    assert {tmp_path / "copy.db", tmp_path / "copy.jsonl"} == set(tmp_path.iterdir()) - before


# -- who may read --------------------------------------------------------------------------------------------------------


@pytest.mark.skipif(os.name != "posix", reason="files have no such modes here")
def test_what_is_secret_is_for_its_owner_whatever_the_umask(ledger: Path, tmp_path: Path) -> None:
    """A private key and an export; a public key and a log of checkpoints are for everybody."""
    before = os.umask(0)
    try:
        run("export", ledger, tmp_path / "copy.jsonl")
        run("key", "voorbeeld.nl/x", tmp_path / "x.key")
        run("checkpoint", ledger, "--key", tmp_path / "p.key", "--log", tmp_path / "log")
    finally:
        os.umask(before)
    expected = {"copy.jsonl": 0o600, "x.key": 0o600, "x.key.pub": 0o644, "log": 0o644}
    assert expected == {name: stat.S_IMODE((tmp_path / name).stat().st_mode) for name in expected}


@pytest.mark.skipif(os.name != "posix", reason="files have no such modes here")
def test_a_key_that_others_can_read_is_told(ledger: Path, tmp_path: Path) -> None:
    """It is used all the same; a key of its owner alone is used in silence."""
    key, note = tmp_path / "p.key", tmp_path / "note"
    assert (0, "") == run("checkpoint", ledger, "--key", key, "--out", note)[::2]
    line = ("cosign", note, "--of", tmp_path / "w.key.pub", "--key", key)
    for mode in (0o644, 0o640, 0o604):
        key.chmod(mode)
        for n, language in enumerate(LANGUAGES):
            code, _, errors = run("checkpoint", ledger, "--key", key, "--lang", language)
            assert (0, True) == (code, ("ook anderen kunnen", "others can read")[n] in errors)
            assert ("ook anderen kunnen", "others can read")[n] in run(*line, "--lang", language)[2]


# -- proofs --------------------------------------------------------------------------------------------------------------


@pytest.fixture
def three(ledger: Path, tmp_path: Path) -> tuple[Path, Path, Path]:
    """A proof, a checkpoint and a public key; the ledger is gone."""
    proof, note = tmp_path / "proof.json", tmp_path / "note"
    run("checkpoint", ledger, "--key", tmp_path / "p.key", "--out", note)
    grown(ledger)
    run("prove", ledger, "q", "2", "--size", str(RECORDS), "--out", proof)
    ledger.unlink()
    return proof, note, tmp_path / "p.key.pub"


def test_a_proof_is_checked_without_the_ledger(three: tuple[Path, Path, Path]) -> None:
    """Three files are enough: which record of which process, at which place of how many, and who signed."""
    proof, note, pub = three
    signer = f"{KEY.name}+{KEY.public.id}"
    hash = json.loads(proof.read_text())["hash"]
    expected = {
        "nl": f"Aangetoond: vastlegging 2 van `q` staat op plaats 6 van 7.\n"
        f"Daarvoor staat in: het controlepunt dat {signer} ondertekende.\nHash: {hash}\n",
        "en": f"Shown: record 2 of `q` stands at position 6 of 7.\n"
        f"Vouched for by: the checkpoint that {signer} signed.\nHash: {hash}\n",
    }
    for language in LANGUAGES:
        assert (0, expected[language], "") == run(
            "prove", "--check", proof, "--checkpoint", note, "--key", pub, "--lang", language
        )


LIES: dict[str, tuple[dict[str, Any], str]] = {
    **{f"position {n}": ({"position": n}, f"at position {n} of 7") for n in (1, 5, 7, 8)},
    "a smaller size": ({"size": 6}, "at position 6 of 6"),
    "a larger size": ({"size": 8}, "at position 6 of 8"),
    "no steps": ({"proof": []}, "not shown"),
    "another hash": ({"hash": "0" * 64}, "record 2 of `q` is broken: the hash does not match"),
    "another number": ({"number": 1}, "record 1 of `q` is broken: number, process or id does not match"),
    "another process": ({"process": "p"}, "record 2 of `p` is broken: number, process or id does not match"),
    "a text of another": ({"disclosures": ["x"]}, "a text does not belong to this record"),
}


@pytest.mark.parametrize("lie", LIES)
def test_a_proof_that_lies_is_not_shown(three: tuple[Path, Path, Path], lie: str) -> None:
    """1: another position, size, number, process or hash than what was signed."""
    proof, note, pub = three
    changes, said = LIES[lie]
    plain = json.loads(proof.read_text())
    assert plain != plain | changes
    proof.write_text(json.dumps(plain | changes))
    code, out, errors = run("prove", "--check", proof, "--checkpoint", note, "--key", pub, "--lang", "en")
    assert (1, "", True) == (code, out, said in errors), errors


def test_a_proof_needs_the_right_checkpoint_and_key(three: tuple[Path, Path, Path], tmp_path: Path) -> None:
    """1 with a checkpoint of another size or key; 2 with what is no proof."""
    proof, note, pub = three
    assert 1 == run("prove", "--check", proof, "--checkpoint", note, "--key", tmp_path / "w.key.pub")[0]
    (tmp_path / "other").write_text(KEY.sign(attrs.evolve(opened(note.read_text(), KEY.public), size=8)))
    assert 1 == run("prove", "--check", proof, "--checkpoint", tmp_path / "other", "--key", pub)[0]
    plain = json.loads(proof.read_text())
    for wrong, fields in (
        ("x", {"proof"}),
        ("[" * 100_000, {"proof"}),
        (json.dumps(plain | {"position": 0, "size": "7", "proof": ["x"], "body": 1}),
         {"position", "size", "proof", "record.body"}),
        (json.dumps(plain | {"position": True, "proof": ["0" * 63]}), {"position", "proof"}),
        (json.dumps({}), {"position", "size", "proof", *(f"record.{k}" for k in
                                                         ("process", "number", "id", "hash", "body", "disclosures"))}),
    ):  # fmt: skip
        with pytest.raises(InputError) as error:
            exchange.read_proof(wrong)
        assert fields == {p.field for p in error.value.problems}
        proof.write_text(wrong)
        assert 2 == run("prove", "--check", proof, "--checkpoint", note, "--key", pub)[0]


def test_every_position_of_every_size_is_its_own() -> None:
    """A proof that is said to be of another position or size fails; a hash that is none holds nowhere."""
    flow, _ = memory(9)
    for size in range(1, 10):
        point = KEY.public.opened(memory_checkpoint(flow, size))
        for place in range(1, size + 1):
            proof = flow.prove(f"p{place - 1}", 1, size=size)
            assert proof.holds(proof.sealed.hash, point)
            for other in range(-1, 12):
                assert (other == place) == attrs.evolve(proof, position=other).holds(proof.sealed.hash, point)
                assert (other == size) == attrs.evolve(proof, size=other).holds(proof.sealed.hash, point)
                larger = attrs.evolve(point, size=max(0, other))
                if other != size:
                    assert not proof.holds(proof.sealed.hash, larger)
            for none in ("", "x", "é", "00"):
                assert not proof.holds(none, point)


def memory_checkpoint(flow: Workflow, size: int) -> str:
    """The checkpoint of the first records of a ledger, as it was then."""
    from ontvlechting.record.merkle import leaf, root

    leaves = [leaf(bytes.fromhex(sealed.hash)) for _, sealed in flow._store.records(limit=size)]
    return KEY.sign(Checkpoint(KEY.name, size, root(leaves)))


@pytest.mark.parametrize(
    "statement",
    [
        f"UPDATE ontvlechting_records SET hash = {none} WHERE position = 3"  # noqa: S608 - of our own making
        for none in ("'no hash'", "''", "'abcd'", "12", "hash || hash", "upper(hash)", "' ' || hash", "x'00'")
    ],
)
def test_nothing_is_proven_where_a_hash_is_none(ledger: Path, statement: str) -> None:
    """1, and its place is told: the tree stands on the hash of every record."""
    tamper(ledger, statement)
    for process, number in (("p", "3"), ("q", "1")):
        code, out, errors = run("prove", ledger, process, number, "--lang", "en")
        assert (1, "") == (code, out)
        assert "there is no hash at position 3" in errors


def test_a_proof_from_altered_hashes_does_not_hold(tmp_path: Path, ledger: Path) -> None:
    """Nothing is verified when a proof is made; whoever has the checkpoint sees that it shows nothing."""
    note, proof = tmp_path / "note", tmp_path / "proof.json"
    run("checkpoint", ledger, "--key", tmp_path / "p.key", "--out", note)
    tamper(ledger, "UPDATE ontvlechting_records SET hash = printf('%064d', 0) WHERE position = 1")
    assert 0 == run("prove", ledger, "q", "1", "--out", proof)[0]
    assert 1 == run("prove", "--check", proof, "--checkpoint", note, "--key", tmp_path / "p.key.pub")[0]
