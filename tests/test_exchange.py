"""A whole ledger as JSON Lines, and back: everything as it was, or one clear error and nothing written."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from functools import partial
from itertools import permutations
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ontvlechting import LETTER, InputError, State, Workflow, letter
from ontvlechting.engine.errors import BrokenLedger, LedgerUnavailable, OntvlechtingError
from ontvlechting.engine.text import Text
from ontvlechting.letter.fiction import Road
from ontvlechting.record.audit import ROOT, Sealed, seal, unseal
from ontvlechting.record.exchange import CHUNK, VERSION, _sealed, read, verify, write
from ontvlechting.record.standing import SNAPSHOT_EVERY
from ontvlechting.record.stores import opened
from ontvlechting.record.stores.memory import MemoryStore
from ontvlechting.record.stores.port import Store
from ontvlechting.record.stores.sqlite import SqliteStore
from ontvlechting.testing.stores import everything, keep, sealed_of, story
from tests.asking import CODEC

KINDS = ("memory", "sqlite", "postgres")


def filled(store: Store) -> None:
    """Two processes with a hostile name, mixed, with refusals, and a record whose texts are gone."""
    with_name = 'a "b" \\ \u00ad \u202e é🧵'
    road = Road(letter.PROCESSES["douane/websites"])
    commands = [command for _, command in zip(range(12), road.until(State.COMPLETED), strict=False)]
    flow = Workflow(store)
    for command in commands:
        flow.submit_many([(with_name, command), ("q", command)])
    flow.submit("q", road.complete())
    flow.submit("q", road.fall_back(reason='line\nbreak\r\n\u2028 \x00 "quoted"'))
    flow.submit("q", road.redact((4, 13)))


@contextmanager
def made(kind: str, folder: Path, database: str) -> Iterator[Store]:
    """An empty store of this kind."""
    folder.mkdir(exist_ok=True)
    address = {"memory": "memory:", "sqlite": f"sqlite:///{folder / 'ledger.db'}", "postgres": database}[kind]
    store = opened(address)
    try:
        yield store
    finally:
        store.close()


@pytest.mark.parametrize(("one", "other"), list(permutations(KINDS, 2)))
def test_a_ledger_moves_from_any_store_to_any_other(tmp_path: Path, database: str, one: str, other: str) -> None:
    """Bytes, ids, order and texts are as they were, and so is the root; what is derived is derived anew."""
    file = tmp_path / "ledger.jsonl"
    with made(one, tmp_path / "one", database) as first, made(other, tmp_path / "other", database) as second:
        filled(first)
        assert 27 == write(first, file)
        assert 27 == read(second, file, LETTER)
        assert list(first.records()) == list(second.records())
        assert first.standings() == second.standings()
        assert Workflow(first).verify(deep=True) == Workflow(second).verify(deep=True)
        write(second, tmp_path / "again.jsonl")
        assert file.read_bytes() == (tmp_path / "again.jsonl").read_bytes()


def test_a_ledger_that_was_moved_goes_on(tmp_path: Path) -> None:
    """In the new store the next record follows on the last one, and a command keeps its answer."""
    one, other = MemoryStore(), MemoryStore()
    keep(one, story("p", 3))
    write(one, tmp_path / "ledger.jsonl")
    read(other, tmp_path / "ledger.jsonl", LETTER)
    keep(other, story("p", 5)[3:])
    with Workflow(other) as flow:
        assert 5 == flow.verify(deep=True).records


@pytest.fixture(scope="module")
def long(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Store]:
    """A ledger of two long histories, and what was exported of it."""
    road, one = Road(letter.PROCESSES["douane/websites"]), MemoryStore()
    with Workflow(one) as flow:
        for length in (CHUNK // 2, CHUNK + SNAPSHOT_EVERY):
            flow.submit_many([(f"p-{length}", c) for c in [road.identify(), *[road.complete()] * length]])
    file = tmp_path_factory.mktemp("long") / "ledger.jsonl"
    write(one, file)
    return file, one


@pytest.mark.parametrize("kind", KINDS)
def test_a_long_history_that_was_moved_need_not_be_read_whole(
    long: tuple[Path, Store], tmp_path: Path, request: pytest.FixtureRequest, kind: str
) -> None:
    """The dossier is kept beside its records where it was before, and what is kept follows from them."""
    file, one = long
    database = request.getfixturevalue("database") if kind == "postgres" else ""
    with made(kind, tmp_path / "other", database) as other:
        read(other, file, LETTER)
        kept = sorted((s.process, s.number, s.hash) for s in one.snapshots())
        assert 2 == len(kept)
        assert kept == sorted((s.process, s.number, s.hash) for s in other.snapshots())
        assert Workflow(one).verify(deep=True) == Workflow(other).verify(deep=True)


def test_an_empty_ledger_can_be_moved(tmp_path: Path) -> None:
    """It is one line."""
    assert 0 == write(MemoryStore(), tmp_path / "ledger.jsonl")
    assert 1 == len((tmp_path / "ledger.jsonl").read_text(encoding="utf-8").splitlines())
    assert 0 == read(MemoryStore(), tmp_path / "ledger.jsonl", LETTER)


def test_a_ledger_of_many_chunks_is_one_commit(tmp_path: Path) -> None:
    """Larger than a chunk, it is read whole; and when its last line is bad, nothing of the chunks before it is kept."""
    store = MemoryStore()
    for n in range(CHUNK // 10 + 3):
        keep(store, story(f"process {n}", 10))
    file = tmp_path / "ledger.jsonl"
    count = write(store, file)
    assert count > CHUNK
    with _sqlite(tmp_path / "a.db") as a:
        assert count == read(a, file, LETTER)
        assert list(store.records()) == list(a.records())
    file.write_text(file.read_text(encoding="utf-8")[:-10], encoding="utf-8")
    with _sqlite(tmp_path / "b.db") as b:
        with pytest.raises(InputError):
            read(b, file, LETTER)
        assert ([], [], [], [], []) == everything(b)


@contextmanager
def _sqlite(path: Path) -> Iterator[Store]:
    store = SqliteStore(path)
    try:
        yield store
    finally:
        store.close()


def test_an_export_takes_no_place_that_is_taken(tmp_path: Path) -> None:
    """There is a file of that name already, or no such folder: one clear error, and nothing is touched."""
    taken = tmp_path / "taken"
    taken.write_text("x")
    for path in (taken, tmp_path / "no" / "ledger.jsonl", tmp_path):
        with pytest.raises(LedgerUnavailable) as error:
            write(MemoryStore(), path)
        assert str(path) == error.value.where
    assert "x" == taken.read_text()


@pytest.mark.parametrize("path", [None, 1, b"ledger.jsonl", "a\x00b", "\ud800", ["a"]], ids=repr)
def test_what_is_no_path_is_refused(path: Any, tmp_path: Path) -> None:
    """By whatever reads or writes a file beside a ledger: one error that shows it, and nothing is touched."""
    store = SqliteStore(tmp_path / "ledger.db")
    flow = Workflow(store)
    for use in (flow.export, flow.load, store.backup, partial(verify, rules=LETTER)):
        with pytest.raises(InputError, match="`path`: expected a path to a file"):
            use(path)
    flow.close()
    assert ["ledger.db"] == [p.name for p in tmp_path.iterdir()]


def test_no_half_export_is_left(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A ledger that turns out to be broken while it is written out leaves no file that looks like an export."""
    store = MemoryStore()
    keep(store, story("p", 3))
    broken = BrokenLedger("p", 2, Text(nl="stuk", en="broken"))

    def records() -> Iterator[tuple[int, Sealed]]:
        yield 1, store._records[0]
        raise broken

    monkeypatch.setattr(store, "records", records)
    with pytest.raises(BrokenLedger) as error:
        write(store, tmp_path / "ledger.jsonl")
    assert broken is error.value
    assert [] == list(tmp_path.iterdir())


def test_bytes_that_are_no_text_are_exported_as_they_are(tmp_path: Path) -> None:
    """A damaged record does not keep the others from being saved, and an export holds it to the last byte."""
    store = MemoryStore()
    keep(store, story("p", 3))
    damaged = store._records[1]._replace(body=b'{"\xff\xc3":1}', disclosures=b"\x80\n\xe2\x82")
    store._records[1] = damaged
    file = tmp_path / "ledger.jsonl"
    assert 3 == write(store, file)
    lines = file.read_text(encoding="utf-8").splitlines()
    assert damaged == _sealed(3, lines[2])
    with pytest.raises(BrokenLedger) as error:
        read(MemoryStore(), file, LETTER)
    assert ("p", 2) == (error.value.process, error.value.number)


def test_a_file_that_cannot_be_read_is_told(tmp_path: Path) -> None:
    """It is not there, or it is a folder."""
    for path in (tmp_path / "no", tmp_path):
        with pytest.raises(LedgerUnavailable):
            read(MemoryStore(), path, LETTER)


def test_a_ledger_in_which_others_begin_meanwhile_is_not_read_into(tmp_path: Path, database: str) -> None:
    """On PostgreSQL they need not wait; the places of the records would then be others than a checkpoint vouches for."""
    with made("sqlite", tmp_path / "one", database) as store:
        filled(store)
        write(store, tmp_path / "export.jsonl")
    with made("postgres", tmp_path, database) as store, made("postgres", tmp_path, database) as other:
        standings = store.standings

        def looked(*args: Any, **more: Any) -> Any:
            found = standings(*args, **more)
            first = story("first", 2)
            other.append(sealed_of(first), [first[1].standing])
            return found

        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(store, "standings", looked)
            with pytest.raises(InputError, match=r"`records`: expected an empty ledger; got 2"):
                read(store, tmp_path / "export.jsonl", LETTER)
        assert ["first", "first"] == [s.process for _, s in other.records()]


@pytest.mark.parametrize(
    "spoilt",
    [
        "UPDATE ontvlechting_processes SET recorded_at = 'gisteren' WHERE process = 'q'",
        "UPDATE ontvlechting_processes SET number = 99 WHERE process = 'q'",
        "DELETE FROM ontvlechting_processes WHERE process = 'q'",
    ],
)
def test_what_is_damaged_and_is_derived_is_derived_anew(tmp_path: Path, spoilt: str) -> None:
    """Where a process stands is damaged, and its records are not: written out and read in, the ledger is whole again."""
    path = tmp_path / "ledger.db"
    with closing(SqliteStore(path)) as store:
        filled(store)
        records = list(store.records())
    with closing(sqlite3.connect(path)) as plain:
        plain.execute(spoilt)
        plain.commit()
    with closing(SqliteStore(path)) as store:
        assert len(records) == write(store, tmp_path / "export.jsonl")
    other = MemoryStore()
    read(other, tmp_path / "export.jsonl", LETTER)
    assert records == list(other.records())
    assert len(records) == Workflow(other).verify(deep=True).records


@pytest.mark.parametrize("kind", KINDS)
def test_only_an_empty_ledger_is_read_into(tmp_path: Path, database: str, kind: str) -> None:
    """What holds something already is left as it is."""
    one = MemoryStore()
    keep(one, story("p", 3))
    write(one, tmp_path / "ledger.jsonl")
    with made(kind, tmp_path / "other", database) as other:
        keep(other, story("q", 1))
        before = everything(other)
        with pytest.raises(InputError, match="an empty ledger"):
            read(other, tmp_path / "ledger.jsonl", LETTER)
        assert before == everything(other)


# -- files that are not what they should be ------------------------------------------------------------------------------


def _lines(length: int = 5) -> list[str]:
    store = MemoryStore()
    keep(store, [*story("p", length), *story("q", 2)])
    with TemporaryDirectory() as folder:
        write(store, Path(folder) / "ledger.jsonl")
        return (Path(folder) / "ledger.jsonl").read_text(encoding="utf-8").splitlines(keepends=True)


def _bent(line: str, **changes: Any) -> str:
    return json.dumps({**json.loads(line), **changes}) + "\n"


def _without(line: str, key: str) -> str:
    return json.dumps({k: v for k, v in json.loads(line).items() if k != key}) + "\n"


SPOILT: dict[str, tuple[type[Exception], Callable[[list[str]], list[str]]]] = {
    # the first line
    "empty": (InputError, lambda _: []),
    "no first line": (InputError, lambda r: r[1:]),
    "another first line": (InputError, lambda r: ["{}\n", *r[1:]]),
    "a first line that is no JSON": (InputError, lambda r: ["x\n", *r[1:]]),
    "a first line that is a list": (InputError, lambda r: ["[]\n", *r[1:]]),
    "a first line of another kind": (InputError, lambda r: [_bent(r[0], ontvlechting="plan"), *r[1:]]),
    "a first line with more": (InputError, lambda r: [_bent(r[0], extra=1), *r[1:]]),
    "a newer version": (InputError, lambda r: [_bent(r[0], version=VERSION + 1), *r[1:]]),
    "no version": (InputError, lambda r: [_bent(r[0], version=True), *r[1:]]),
    "a count that is none": (InputError, lambda r: [_bent(r[0], records="7"), *r[1:]]),
    "a count below": (InputError, lambda r: [_bent(r[0], records=6), *r[1:]]),
    "a count above": (InputError, lambda r: [_bent(r[0], records=8), *r[1:]]),
    # other lines
    "cut off at the end of a line": (InputError, lambda r: r[:-1]),
    "cut off within a line": (InputError, lambda r: [*r[:-1], r[-1][:50]]),
    "only the first line": (InputError, lambda r: r[:1]),
    "a line doubled": (BrokenLedger, lambda r: [*r[:3], r[2], *r[3:]]),
    "a line doubled in the place of another": (BrokenLedger, lambda r: [*r[:3], r[2], *r[4:]]),
    "a line doubled at the end": (BrokenLedger, lambda r: [*r, r[-1]]),
    "a line gone": (BrokenLedger, lambda r: [*r[:3], *r[4:]]),
    "two lines swapped": (BrokenLedger, lambda r: [*r[:2], r[3], r[2], *r[4:]]),
    "an empty line": (InputError, lambda r: [*r[:3], "\n", *r[3:]]),
    "an empty line at the end": (InputError, lambda r: [*r, "\n"]),
    "rubbish at the end": (InputError, lambda r: [*r, "x"]),
    "a list": (InputError, lambda r: [*r[:3], "[]\n", *r[4:]]),
    "depth without end": (InputError, lambda r: [*r[:3], "[" * 100_000 + "\n", *r[4:]]),
    "an endless number": (InputError, lambda r: [*r[:3], "1" * 5_000 + "\n", *r[4:]]),
    "a field too many": (InputError, lambda r: [*r[:3], _bent(r[3], extra=1), *r[4:]]),
    "no name": (InputError, lambda r: [*r[:3], _without(r[3], "process"), *r[4:]]),
    "no number": (InputError, lambda r: [*r[:3], _without(r[3], "number"), *r[4:]]),
    "no id": (InputError, lambda r: [*r[:3], _without(r[3], "id"), *r[4:]]),
    "no hash": (InputError, lambda r: [*r[:3], _without(r[3], "hash"), *r[4:]]),
    "no body": (InputError, lambda r: [*r[:3], _without(r[3], "body"), *r[4:]]),
    "no texts": (InputError, lambda r: [*r[:3], _without(r[3], "disclosures"), *r[4:]]),
    "a number for a name": (InputError, lambda r: [*r[:3], _bent(r[3], process=1), *r[4:]]),
    "true for a number": (InputError, lambda r: [*r[:3], _bent(r[3], number=True), *r[4:]]),
    "texts that are no list": (InputError, lambda r: [*r[:3], _bent(r[3], disclosures="x"), *r[4:]]),
    "texts that are no texts": (InputError, lambda r: [*r[:3], _bent(r[3], disclosures=[1]), *r[4:]]),
    "two texts in one": (InputError, lambda r: [*r[:3], _bent(r[3], disclosures=["a\nb"]), *r[4:]]),
    "a name that is no text": (InputError, lambda r: [*r[:3], _bent(r[3], process="\ud800"), *r[4:]]),
    "an id that is no text": (InputError, lambda r: [*r[:3], _bent(r[3], id="\ud800"), *r[4:]]),
    "a body that is no text": (InputError, lambda r: [*r[:3], _bent(r[3], body="\ud800"), *r[4:]]),
    "a text that is no text": (InputError, lambda r: [*r[:3], _bent(r[3], disclosures=["\ud800"]), *r[4:]]),
    "another body": (
        BrokenLedger,
        lambda r: [*r[:3], r[3].replace("Fictief", "Fictiev").replace("douane", "x"), *r[4:]],
    ),
    "another hash": (BrokenLedger, lambda r: [*r[:3], _bent(r[3], hash="0" * 64), *r[4:]]),
    "a hash that is none": (BrokenLedger, lambda r: [*r[:3], _bent(r[3], hash="x"), *r[4:]]),
    "another id": (BrokenLedger, lambda r: [*r[:3], _bent(r[3], id="x"), *r[4:]]),
    "another process": (BrokenLedger, lambda r: [*r[:3], _bent(r[3], process="x"), *r[4:]]),
    "a text changed": (BrokenLedger, lambda r: [*r[:3], r[3].replace("Fictief", "Fictiev"), *r[4:]]),
    "texts gone without a ground": (BrokenLedger, lambda r: [*r[:3], _bent(r[3], disclosures=[]), *r[4:]]),
}


@pytest.mark.parametrize("how", SPOILT)
def test_a_file_that_is_not_what_was_exported_is_refused(tmp_path: Path, how: str) -> None:
    """Truncated, bent, doubled or reordered, or written by a newer version: one clear error, and nothing is written."""
    lines = _lines()
    error, spoil = SPOILT[how]
    spoilt = spoil(lines)
    assert lines != spoilt
    file = tmp_path / "ledger.jsonl"
    file.write_text("".join(spoilt), encoding="utf-8", newline="\n")
    stores: list[Store] = [MemoryStore(), SqliteStore(tmp_path / "ledger.db")]
    for store in stores:
        with pytest.raises(error):
            read(store, file, LETTER)
        assert ([], [], [], [], []) == everything(store)
        store.close()


def test_the_line_that_is_wrong_is_named(tmp_path: Path) -> None:
    """With every problem of that line together."""
    lines = _lines()
    file = tmp_path / "ledger.jsonl"
    file.write_text("".join([*lines[:3], _bent(lines[3], number="x", id=1, extra=2), *lines[4:]]), encoding="utf-8")
    with pytest.raises(InputError) as error:
        read(MemoryStore(), file, LETTER)
    assert {"line 4.number", "line 4.id", "line 4.extra"} == {p.field for p in error.value.problems}


def test_a_mark_that_an_editor_put_before_an_export_says_nothing(tmp_path: Path) -> None:
    """It is read and verified as it was; a second mark is something that nobody puts there."""
    file, store = tmp_path / "ledger.jsonl", MemoryStore()
    file.write_text("\ufeff" + "".join(_lines()), encoding="utf-8", newline="\n")
    assert len(_lines()) - 1 == read(store, file, LETTER) == verify(file, rules=LETTER).records
    file.write_text("\ufeff\ufeff" + "".join(_lines()), encoding="utf-8", newline="\n")
    for refuses in (lambda: read(MemoryStore(), file, LETTER), lambda: verify(file, rules=LETTER)):
        with pytest.raises(InputError, match="line 1"):
            refuses()


def test_a_file_that_is_no_text_is_refused(tmp_path: Path) -> None:
    """Also when the bad byte comes late."""
    file = tmp_path / "ledger.jsonl"
    file.write_bytes("".join(_lines()).encode() + b"\xff")
    store = MemoryStore()
    with pytest.raises(InputError, match="UTF-8"):
        read(store, file, LETTER)
    assert ([], [], [], [], []) == everything(store)


LINES = _lines()
"""An export, made once."""


@given(st.data())
def test_any_other_file_is_refused_in_our_own_words(data: st.DataObject) -> None:
    """Any piece of the file cut out, doubled or replaced: an error of this package, and nothing is written.

    The file that is left may say the same in other words; then it is the same ledger that is read.
    """
    whole = "".join(LINES)
    begin = data.draw(st.integers(0, len(whole)))
    end = data.draw(st.integers(begin, min(len(whole), begin + 200)))
    piece = data.draw(
        st.text(max_size=10) | st.just(whole[begin:end] * 2) | st.sampled_from(["\\ud800", "\\u0000", "1e9"])
    )
    spoilt = (whole[:begin] + piece + whole[end:]).encode(errors="surrogatepass")
    expected = MemoryStore()
    keep(expected, [*story("p", 5), *story("q", 2)])
    with TemporaryDirectory() as folder:
        file = Path(folder) / "ledger.jsonl"
        file.write_bytes(spoilt)
        store = MemoryStore()
        try:
            read(store, file, LETTER)
        except OntvlechtingError:
            assert ([], [], [], [], []) == everything(store)
        else:
            assert everything(expected) == everything(store)


def test_two_ledgers_with_one_id_do_not_become_one(tmp_path: Path) -> None:
    """An id is unique in a ledger, also in one that was put together by hand."""
    lines = [_lines(1)[1], json.dumps(_same_id()) + "\n"]
    first = json.dumps({"ontvlechting": "ledger", "version": VERSION, "records": 2}) + "\n"
    file = tmp_path / "ledger.jsonl"
    file.write_text("".join([first, *lines]), encoding="utf-8")
    store = MemoryStore()
    with pytest.raises(InputError, match="ids that each occur once"):
        read(store, file, LETTER)
    assert ([], [], [], [], []) == everything(store)


def _same_id() -> dict[str, Any]:
    (first,) = story("p", 1)
    record = unseal(first.sealed, CODEC)
    event = attrs.evolve(record.event, process="q")
    sealed = seal(event, id=record.id, number=1, previous=ROOT, recorded_at=record.recorded_at)
    return {
        **sealed._asdict(),
        "body": sealed.body.decode(),
        "disclosures": sealed.disclosures.decode().split("\n"),
    }
