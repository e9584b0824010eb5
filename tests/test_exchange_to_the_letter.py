"""An export to the byte, and all that is wrong with one to the word: which thing, which field, what stood there."""

from __future__ import annotations

import errno
import hashlib
import json
import locale
import os
from collections.abc import Callable
from contextlib import closing
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import attrs
import pytest

from ontvlechting import LETTER, Workflow, letter
from ontvlechting.engine.errors import BadSignature, BrokenLedger, FileUnavailable, InputError, NotALedger
from ontvlechting.engine.text import Text
from ontvlechting.letter.fiction import Road
from ontvlechting.record import exchange
from ontvlechting.record.audit import ROOT, Sealed, seal, unseal
from ontvlechting.record.checkpoints import Checkpoint, PrivateKey
from ontvlechting.record.exchange import read, read_proof, write, written_proof
from ontvlechting.record.proofs import Inclusion
from ontvlechting.record.stores.memory import MemoryStore
from ontvlechting.record.stores.sqlite import SqliteStore
from ontvlechting.testing.stores import everything, keep, sealed_of, story
from tests.asking import CODEC

Told = tuple[str, list[tuple[str, str, str]]]
FIRST = '{"ontvlechting":"ledger","version":1,"records":%d}\n'
verify = partial(exchange.verify, rules=LETTER)
KEY = PrivateKey("voorbeeld.nl/programma", bytes(range(32)))


def told(ask: Callable[[], object]) -> Told:
    """What an input error is about, and of each problem the field, what stood there and what belongs there."""
    with pytest.raises(InputError) as error:
        ask()
    assert [] == [p for p in error.value.problems if not p.expected.nl or p.expected.nl == p.expected.en]
    return error.value.subject, [(p.field, p.value, p.expected.en) for p in error.value.problems]


def plain(sealed: Sealed, **changes: Any) -> dict[str, Any]:
    """A record as the line of an export holds it."""
    fields = {
        "process": sealed.process,
        "number": sealed.number,
        "id": sealed.id,
        "hash": sealed.hash,
        "body": sealed.body.decode(errors="surrogateescape"),
        "disclosures": sealed.disclosures.decode(errors="surrogateescape").split("\n") if sealed.disclosures else [],
    }
    return {**fields, **changes}


def line(fields: object) -> str:
    """Plain data as one line of an export, to the byte."""
    return json.dumps(fields, ensure_ascii=False, separators=(",", ":")) + "\n"


def filled() -> MemoryStore:
    """Two processes, one of which has a name beyond ASCII; the last record has no texts."""
    store = MemoryStore()
    keep(store, [*story("é🧵", 3), *story("q", 2)])
    return store


def sealed_in(store: MemoryStore) -> list[Sealed]:
    """Its records."""
    return [sealed for _, sealed in store.records()]


def export(path: Path, *lines: str, records: int | None = None) -> Path:
    """A file of these lines, after a first line that counts them."""
    text = (FIRST % (len(lines) if records is None else records)) + "".join(lines)
    path.write_text(text, encoding="utf-8", newline="\n")
    return path


# -- what is written -----------------------------------------------------------------------------------------------------


def test_an_export_is_these_bytes(tmp_path: Path) -> None:
    """A first line that says what it is, then each record on a line, in the order of the ledger; no spaces, no escapes."""
    store = filled()
    assert 5 == write(store, tmp_path / "a")
    expected = (FIRST % 5) + "".join(line(plain(s)) for s in sealed_in(store))
    assert expected.encode() == (tmp_path / "a").read_bytes()
    assert 0 == write(MemoryStore(), str(tmp_path / "b"))
    assert (FIRST % 0).encode() == (tmp_path / "b").read_bytes()


def test_bytes_that_are_no_text_stand_in_it_one_by_one(tmp_path: Path) -> None:
    """In the body and in the texts of a damaged record, each by its number; read in, they are those bytes again."""
    store = filled()
    store._records[1] = store._records[1]._replace(body=b"a\xff", disclosures=b"\x80\nb")
    write(store, tmp_path / "a")
    line = (tmp_path / "a").read_text("utf-8").splitlines()[2]
    assert r'"body":"a\udcff","disclosures":["\udc80","b"]}' == line[line.index('"body"') :]
    with pytest.raises(BrokenLedger) as error:
        verify(tmp_path / "a")
    assert ("é🧵", 2) == (error.value.process, error.value.number)


def test_what_an_export_holds_is_read_as_it_was(tmp_path: Path) -> None:
    """Every record of every process, with where it stands; whoever asks is told how many."""
    store, other = filled(), MemoryStore()
    write(store, tmp_path / "a")
    assert 5 == read(other, str(tmp_path / "a"), LETTER)
    assert everything(store)[:2] == everything(other)[:2]
    assert 5 == verify(str(tmp_path / "a")).records


def test_a_ledger_that_cannot_be_counted_is_counted_record_by_record(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where what is derived cannot be read: the first line is right all the same."""
    store = filled()

    def standings(*_: object, **__: object) -> list[Any]:
        raise BrokenLedger("q", None, Text(nl="stuk", en="broken"))

    monkeypatch.setattr(store, "standings", standings)
    assert 5 == write(store, tmp_path / "a")
    assert (FIRST % 5).strip() == (tmp_path / "a").read_text("utf-8").splitlines()[0]


def test_an_export_is_in_utf_8_whatever_a_program_is_set_to() -> None:
    """Also where the system holds no more than ASCII; and nothing but a line feed ends a line."""
    before = locale.setlocale(locale.LC_CTYPE)
    with TemporaryDirectory() as folder:
        store, file = filled(), Path(folder) / "a"
        try:
            locale.setlocale(locale.LC_CTYPE, "C")
            assert 5 == write(store, file)
            assert "é🧵".encode() in file.read_bytes()
            file.write_bytes(file.read_bytes().replace(b',"number":', b'\r,\r"number":'))
            assert 5 == read(MemoryStore(), file, LETTER) == verify(file).records
        finally:
            locale.setlocale(locale.LC_CTYPE, before)


# -- files that cannot be used -------------------------------------------------------------------------------------------


def test_what_is_no_path_is_told_by_the_name_of_what_was_asked(tmp_path: Path) -> None:
    """To export, to load, to verify and to make a backup."""
    wrong: Any = 5
    with closing(SqliteStore(tmp_path / "ledger.db")) as store:
        for subject, ask in {
            "export": lambda: write(store, wrong),
            "load": lambda: read(store, wrong, LETTER),
            "verify": lambda: verify(wrong),
            "backup": lambda: store.backup(wrong),
        }.items():
            assert (subject, [("path", "5", "a path to a file")]) == told(ask)


def test_a_file_that_cannot_be_used_is_told_with_its_cause(tmp_path: Path) -> None:
    """Written where there is one, read where there is none, and a folder: the path as it was given, and why."""
    taken, missing = export(tmp_path / "taken"), tmp_path / "missing"
    store = filled()
    for ask, path, code in (
        (lambda p: write(store, p), taken, errno.EEXIST),
        (lambda p: read(store, p, LETTER), missing, errno.ENOENT),
        (verify, missing, errno.ENOENT),
        (lambda p: read(store, p, LETTER), tmp_path, errno.EISDIR),
        (verify, tmp_path, errno.EISDIR),
    ):
        with pytest.raises(FileUnavailable) as error:
            ask(path)
        cause = error.value.__cause__
        assert isinstance(cause, OSError)
        assert (str(path), code) == (error.value.where, cause.errno)
        assert os.strerror(code) not in error.value.text.nl
        assert f"{str(path)!r} cannot be used: " in error.value.text.en
    assert [taken] == list(tmp_path.iterdir())


def test_a_place_that_runs_full_leaves_no_half_export(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What fails while it is written is told as a file that cannot be used, and is gone."""
    store = filled()
    full = OSError(errno.ENOSPC, "full")

    def records() -> Any:
        yield 1, sealed_in(filled())[0]
        raise full

    monkeypatch.setattr(store, "records", records)
    with pytest.raises(FileUnavailable) as error:
        write(store, tmp_path / "a")
    assert (str(tmp_path / "a"), full) == (error.value.where, error.value.__cause__)
    assert [] == list(tmp_path.iterdir())


# -- lines that are none -------------------------------------------------------------------------------------------------

AN_OBJECT, A_FIRST = "a JSON object with each field once", "the first line of an exported ledger"
A_VERSION = "version 1; a newer one cannot be read here"
FIRST_LINES: dict[str, tuple[str, str, str]] = {
    "": ("line 1", "''", A_FIRST),
    "x\n": ("line 1", r"'x\n'", A_FIRST),
    "7\n": ("line 1", r"'7\n'", A_FIRST),
    "[]\n": ("line 1", r"'[]\n'", A_FIRST),
    "[[[[" * 25_000: ("line 1", "", A_FIRST),
    '{"ontvlechting":"ledger","version":1}\n': ("line 1", "", A_FIRST),
    '{"ontvlechting":"ledger","version":1,"records":1,"x":1}\n': ("line 1", "", A_FIRST),
    '{"ontvlechting":"Ledger","version":1,"records":1}\n': ("line 1", "", A_FIRST),
    '{"ontvlechting":"ledger","version":1,"records":true}\n': ("line 1", "", A_FIRST),
    '{"ontvlechting":"ledger","version":1,"records":1.0}\n': ("line 1", "", A_FIRST),
    '{"ontvlechting":"ledger","version":1,"records":2,"records":1}\n': ("line 1", "", A_FIRST),
    '{"ontvlechting":"ledger","version":2,"records":1}\n': ("line 1.version", "2", A_VERSION),
    '{"ontvlechting":"ledger","version":0,"records":1}\n': ("line 1.version", "0", A_VERSION),
    '{"ontvlechting":"ledger","version":true,"records":1}\n': ("line 1.version", "True", A_VERSION),
    '{"ontvlechting":"ledger","version":1.0,"records":1}\n': ("line 1.version", "1.0", A_VERSION),
}


@pytest.mark.parametrize("text", FIRST_LINES, ids=range(len(FIRST_LINES)))
def test_a_first_line_that_is_none_is_told(tmp_path: Path, text: str) -> None:
    """By who reads it in and by who verifies it, in the same words."""
    (tmp_path / "a").write_text(text, newline="\n")
    field, value, expected = FIRST_LINES[text]
    for ask in (lambda: read(MemoryStore(), tmp_path / "a", LETTER), lambda: verify(tmp_path / "a")):
        subject, problems = told(ask)
        assert ("load", [(field, expected)]) == (subject, [(f, e) for f, _, e in problems])
        assert value in ("", problems[0][1])


(ONE,) = story("p", 1)
GOOD = plain(ONE.sealed)
A_TEXT, A_NUMBER, A_LIST = "a text", "a whole number", "a list"
LINES: dict[str, list[tuple[str, str, str]]] = {
    "x\n": [("line 2", r"'x\n'", AN_OBJECT)],
    "[]\n": [("line 2", r"'[]\n'", AN_OBJECT)],
    "[" * 100_000 + "\n": [("line 2", "", AN_OBJECT)],
    **{  # who takes the first of two reads something else than who takes the last
        line(GOOD).replace("{", f'{{"{name}":"valse waarde",', 1): [("line 2", "", AN_OBJECT)] for name in GOOD
    },
    line({}): [
        ("line 2.body", "None", A_TEXT),
        ("line 2.disclosures", "None", A_LIST),
        ("line 2.hash", "None", A_TEXT),
        ("line 2.id", "None", A_TEXT),
        ("line 2.number", "None", A_NUMBER),
        ("line 2.process", "None", A_TEXT),
    ],
    line({**GOOD, "number": True, "x": 5, "disclosures": "a"}): [
        ("line 2.disclosures", "'a'", A_LIST),
        ("line 2.number", "True", A_NUMBER),
        ("line 2.x", "5", "no field of this name"),
    ],
    line({**GOOD, "disclosures": ["a", 1]}): [("line 2.disclosures", "['a', 1]", "lines of text")],
    line({**GOOD, "disclosures": ["a\nb", "c"]}): [("line 2.disclosures", r"['a\nb', 'c']", "lines of text")],
    **{
        json.dumps({**GOOD, name: value}) + "\n": [("line 2", "", "text that UTF-8 can hold")]
        for name, value in {
            "process": "\ud800",
            "id": "\ud800",
            "hash": "\ud800",
            "body": "\ud800",
            "disclosures": ["\ud800"],
        }.items()
    },
}


@pytest.mark.parametrize("text", LINES, ids=range(len(LINES)))
def test_a_line_that_is_none_is_told(tmp_path: Path, text: str) -> None:
    """With its number and every field; by who verifies it as a broken ledger, in the same words."""
    file = export(tmp_path / "a", text)
    store = MemoryStore()
    subject, problems = told(lambda: read(store, file, LETTER))
    assert ("load", [(f, e) for f, _, e in LINES[text]]) == (subject, [(f, e) for f, _, e in problems])
    assert [True] * len(problems) == [v in ("", p) for (_, v, _), (_, p, _) in zip(LINES[text], problems, strict=True)]
    assert ([], [], [], [], []) == everything(store)
    with pytest.raises(BrokenLedger) as error:
        verify(file)
    words = "; ".join(f"`{f}`: expected {e}; got {p}" for f, p, e in problems)
    assert f"the ledger is broken: {words}" == error.value.text.en
    assert isinstance(error.value.__cause__, InputError)
    words = "; ".join(p.text.nl for p in error.value.__cause__.problems)
    assert f"het logboek is geschonden: {words}" == error.value.text.nl
    assert (None, None) == (error.value.process, error.value.number)


def test_the_line_is_shown_as_it_was_given(tmp_path: Path) -> None:
    """What stood there is cut as everything that is shown, and not another text."""
    text = json.dumps({**GOOD, "process": "\ud800"}) + "\n"
    _, ((_, value, _),) = told(lambda: read(MemoryStore(), export(tmp_path / "a", text), LETTER))
    assert value.startswith("""'{"process": "\\\\ud800", "number": 1""")


def test_later_lines_are_counted(tmp_path: Path) -> None:
    """The fourth line is the fourth, whichever way it is read."""
    file = export(tmp_path / "a", *(line(plain(k.sealed)) for k in story("p", 2)), "x\n")
    assert ("load", [("line 4", r"'x\n'", AN_OBJECT)]) == told(lambda: read(MemoryStore(), file, LETTER))
    with pytest.raises(BrokenLedger, match=r"`line 4`: expected a JSON object"):
        verify(file)


def test_a_byte_that_is_no_text_is_told(tmp_path: Path) -> None:
    """Read in: of the file. Verified: of the line, in both languages; on the first line it is no export."""
    lines = [line(plain(k.sealed)) for k in story("p", 2)]
    file = export(tmp_path / "a", *lines)
    whole = file.read_bytes()
    file.write_bytes(whole[:-20] + b"\xff" + whole[-20:])
    assert ("load", [("file", str(file), "text in UTF-8")]) == told(lambda: read(MemoryStore(), file, LETTER))
    with pytest.raises(BrokenLedger) as error:
        verify(file)
    assert "the ledger is broken: line 3 is not text in UTF-8" == error.value.text.en
    assert "het logboek is geschonden: regel 3 is geen tekst in UTF-8" == error.value.text.nl
    file.write_bytes(b"\xff" + whole)
    subject, ((field, _, expected),) = told(lambda: verify(file))
    assert ("load", "line 1", A_FIRST) == (subject, field, expected)


# -- a whole that does not hold ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("count", [0, 1, 3])
def test_another_count_than_the_first_line_says_is_told(tmp_path: Path, count: int) -> None:
    """More or fewer: nothing is kept, and both numbers are told."""
    file, store = export(tmp_path / "a", *(line(plain(k.sealed)) for k in story("p", 2)), records=count), MemoryStore()
    said = [("records", "2", f"{count} records, as the first line says")]
    assert ("load", said) == told(lambda: read(store, file, LETTER))
    assert ([], [], [], [], []) == everything(store)
    with pytest.raises(BrokenLedger) as error:
        verify(file)
    assert (None, None) == (error.value.process, error.value.number)
    assert f"the ledger is broken: it holds 2 records, by its first line there are {count}" == error.value.text.en
    assert (
        f"het logboek is geschonden: het telt 2 vastleggingen, volgens de eerste regel zijn het er {count}"
    ) == error.value.text.nl


def test_what_holds_something_already_says_how_much(tmp_path: Path) -> None:
    """All records of all its processes together."""
    file, store = export(tmp_path / "a"), filled()
    assert ("load", [("records", "5", "an empty ledger")]) == told(lambda: read(store, file, LETTER))


def test_what_others_wrote_meanwhile_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where a store cannot keep them waiting: nothing that was read is kept beside it."""
    file, store = export(tmp_path / "a", *(line(plain(k.sealed)) for k in story("p", 2))), MemoryStore()
    standings = store.standings

    def looked(*args: Any, **more: Any) -> Any:
        found = standings(*args, **more)
        first = story("first", 3)
        store.append(sealed_of(first), [first[2].standing])
        return found

    monkeypatch.setattr(store, "standings", looked)
    assert ("load", [("records", "3", "an empty ledger")]) == told(lambda: read(store, file, LETTER))


def test_all_is_read_in_one_turn(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Of no process in particular: none is there yet."""
    file, store = export(tmp_path / "a", *(line(plain(k.sealed)) for k in story("p", 2))), MemoryStore()
    turns: list[list[str]] = []
    turn = store.turn

    def counted(processes: Any) -> Any:
        turns.append(list(processes))
        return turn(processes)

    monkeypatch.setattr(store, "turn", counted)
    assert 2 == read(store, file, LETTER)
    assert [[]] == turns


def test_two_records_of_one_id_are_told(tmp_path: Path) -> None:
    """By the process in which it occurs again; who verifies is told its number too."""
    record = unseal(ONE.sealed, CODEC)
    again = seal(
        attrs.evolve(record.event, process="q"),
        id=record.id,
        number=1,
        previous=ROOT,
        recorded_at=record.recorded_at,
    )
    file = export(tmp_path / "a", line(plain(ONE.sealed)), line(plain(again)))
    said = [("id", "'q'", "ids that each occur once, and nobody else who writes")]
    assert ("load", said) == told(lambda: read(MemoryStore(), file, LETTER))
    with pytest.raises(BrokenLedger) as error:
        verify(file)
    assert ("q", 1) == (error.value.process, error.value.number)
    assert "record 1 of `q` is broken: its id occurs twice" == error.value.text.en
    assert "vastlegging 1 van `q` is geschonden: het kenmerk komt twee keer voor" == error.value.text.nl


def test_a_record_that_does_not_fit_is_named_by_who_verifies(tmp_path: Path) -> None:
    """As in a ledger: the bytes of each are compared, with and without looking deeper."""
    one, two = story("p", 2)
    file = export(tmp_path / "a", line(plain(one.sealed)), line(plain(two.sealed, hash="0" * 64)))
    for deep in (False, True):
        with pytest.raises(BrokenLedger) as error:
            verify(file, deep=deep)
        assert ("p", 2) == (error.value.process, error.value.number)


def test_an_export_of_a_newer_form_is_not_called_broken(tmp_path: Path) -> None:
    """A record in which not even the bytes can be compared."""
    body = '{"ketting":{}}'
    newer = plain(ONE.sealed, body=body, hash=hashlib.sha256(body.encode()).hexdigest(), disclosures=[])
    with pytest.raises((NotALedger, BrokenLedger)):
        verify(export(tmp_path / "a", line(newer)))


# -- with a checkpoint ---------------------------------------------------------------------------------------------------


def test_an_export_continues_what_a_checkpoint_vouches_for(tmp_path: Path) -> None:
    """Counted; one without the other, another key and another root are told."""
    store = filled()
    flow = Workflow(store)
    note = flow.checkpoint(KEY)
    write(store, tmp_path / "a")
    assert 5 == verify(tmp_path / "a", checkpoint=note, key=KEY.public).vouched
    assert None is verify(tmp_path / "a").vouched
    together = "a checkpoint and a key together"
    assert ("verify", [("key", "None", together)]) == told(lambda: verify(tmp_path / "a", checkpoint=note))
    assert ("verify", [("checkpoint", "None", together)]) == told(lambda: verify(tmp_path / "a", key=KEY.public))
    with pytest.raises(BadSignature):
        verify(tmp_path / "a", checkpoint=note, key=PrivateKey(KEY.name, bytes(32)).public)
    with pytest.raises(BrokenLedger, match="the first 5 records are not those of the checkpoint"):
        verify(tmp_path / "a", checkpoint=KEY.sign(Checkpoint(KEY.name, 5, bytes(32))), key=KEY.public)


def test_an_adoption_is_judged_by_the_records_of_its_own_process(tmp_path: Path) -> None:
    """They are read again from where they stand, also when the first of them is the first of the file."""
    rules = attrs.evolve(LETTER, name="ours", version="2")
    road = Road(letter.PROCESSES["douane/websites"])
    flow = Workflow.open("memory:", known=[rules])
    for process in ("p", "q"):
        flow.submit(process, road.identify()).or_raise()
    for process in ("q", "p"):
        flow.submit(process, road.consult()).or_raise()
        flow.submit(process, road.adopt(rules.ref)).or_raise()
    flow.export(tmp_path / "a")
    found = verify(tmp_path / "a", known=[rules], deep=True)
    assert (6, 6, (), ()) == (found.records, found.rejudged, found.unchecked, found.otherwise)
    assert 4 == verify(tmp_path / "a", deep=True).rejudged
    assert None is verify(tmp_path / "a", known=[rules]).rejudged


# -- proofs --------------------------------------------------------------------------------------------------------------

PROOF = Inclusion(1, 3, (bytes(32), bytes(range(32))), ONE.sealed)


def test_a_proof_is_this_text() -> None:
    """The record without its texts, unless they are asked for, and the way up; JSON that everybody can read."""
    steps = ["00" * 32, bytes(range(32)).hex()]
    for texts, disclosures in ((False, []), (True, GOOD["disclosures"])):
        fields = {**GOOD, "disclosures": disclosures, "position": 1, "size": 3, "proof": steps}
        text = written_proof(PROOF, texts=texts)
        assert json.dumps(fields, indent=2) + "\n" == text
        assert ONE.sealed._replace(disclosures=b"" if not texts else ONE.sealed.disclosures) == read_proof(text).sealed
    assert written_proof(PROOF) == written_proof(PROOF, texts=False)
    assert PROOF == read_proof(written_proof(PROOF, texts=True))
    named = attrs.evolve(PROOF, sealed=ONE.sealed._replace(process="é🧵"))
    assert named == read_proof(written_proof(named, texts=True))
    assert written_proof(named).isascii()


A_COUNT, HASHES = "a whole number from 1", "a list of hashes of 64 hexadecimal digits"
PROOFS: dict[str, tuple[dict[str, Any], list[tuple[str, str, str]]]] = {
    "a position of zero": ({"position": 0}, [("position", "0", A_COUNT)]),
    "a size of zero": ({"size": 0}, [("size", "0", A_COUNT)]),
    "true for a position": ({"position": True}, [("position", "True", A_COUNT)]),
    "no size": ({"size": None}, [("size", "None", A_COUNT)]),
    "no list": ({"proof": "x"}, [("proof", "'x'", HASHES)]),
    "no hash": ({"proof": ["00" * 32, "x"]}, [("proof", "", HASHES)]),
    "a number for a hash": ({"proof": [1]}, [("proof", "[1]", HASHES)]),
    "a longer hash": ({"proof": ["0" * 65]}, [("proof", "", HASHES)]),
    "a hash in capitals": ({"proof": ["A" * 64]}, [("proof", "", HASHES)]),
    "all at once": (
        {"position": "1", "size": -1, "proof": 5, "number": "1", "x": 1},
        [
            ("position", "'1'", A_COUNT),
            ("size", "-1", A_COUNT),
            ("proof", "5", HASHES),
            ("record.number", "'1'", A_NUMBER),
            ("record.x", "1", "no field of this name"),
        ],
    ),
}


@pytest.mark.parametrize("how", PROOFS)
def test_a_text_that_is_no_proof_is_told(how: str) -> None:
    """Every problem of it together."""
    changes, said = PROOFS[how]
    text = json.dumps({**json.loads(written_proof(PROOF, texts=True)), **changes})
    subject, problems = told(lambda: read_proof(text))
    assert ("proof", [(f, e) for f, _, e in said]) == (subject, [(f, e) for f, _, e in problems])
    assert [True] * len(said) == [v in ("", p) for (_, v, _), (_, p, _) in zip(said, problems, strict=True)]


@pytest.mark.parametrize(
    ("text", "value"), [("x", "'x'"), ("[]", "'[]'"), ("5", "'5'"), ("[" * 100_000, ""), ('{"id":1,"id":1}', "")]
)
def test_what_is_no_object_is_no_proof(text: str, value: str) -> None:
    """Also what is nested without end."""
    subject, ((field, shown, expected),) = told(lambda: read_proof(text))
    assert ("proof", "proof", AN_OBJECT) == (subject, field, expected)
    assert value in ("", shown)


def test_a_proof_of_a_record_that_is_no_text_is_told() -> None:
    """It is shown as it was given."""
    text = json.dumps({**json.loads(written_proof(PROOF)), "id": "\ud800"})
    subject, ((field, value, expected),) = told(lambda: read_proof(text))
    assert ("proof", "record", "text that UTF-8 can hold") == (subject, field, expected)
    assert value.startswith("'{")


def test_what_a_proof_lacks_is_told() -> None:
    """Place, size and the way up together."""
    text = json.dumps({**GOOD, "disclosures": []})
    assert (
        "proof",
        [("position", "None", A_COUNT), ("size", "None", A_COUNT), ("proof", "None", HASHES)],
    ) == told(lambda: read_proof(text))


def test_a_long_export_is_kept_in_parts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """So many records at a time, and what is left at the end; each with where its process then stands, and its dossier."""
    monkeypatch.setattr(exchange, "CHUNK", 2)
    monkeypatch.setattr(exchange, "is_kept", lambda number: number == 2)
    store, other = filled(), MemoryStore()
    write(store, tmp_path / "a")
    parts: list[int] = []
    append = other.append

    def counted(records: Any, *args: Any, **more: Any) -> None:
        parts.append(len(records))
        append(records, *args, **more)

    monkeypatch.setattr(other, "append", counted)
    assert 5 == read(other, tmp_path / "a", LETTER)
    assert [2, 2, 1] == parts
    assert everything(store)[:2] == everything(other)[:2]
    assert [story("q", 2)[1].snapshot, story("é🧵", 2)[1].snapshot] == sorted(other.snapshots())
