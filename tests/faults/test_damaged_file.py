"""The file is damaged: a bit is another, its end is gone, or its log is lost."""

from __future__ import annotations

import os
import random
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from ontvlechting import State, Workflow
from ontvlechting.engine.errors import BrokenLedger, LedgerUnavailable, NotALedger
from ontvlechting.letter.fiction import Road
from ontvlechting.record.checkpoints import PrivateKey
from ontvlechting.record.stores.sqlite import SqliteStore
from tests.faults.work import SHARED, WEBSITES, contacts, counted, drafts, shared, tell, write

FLIPS, PARTS = int(os.environ.get("ONTVLECHTING_FLIPS", "200")), 4
"""How many bits, and in how many tests; `make faults` flips a thousand."""
SUBSTANTIAL = 0.3
"""Which part of the flips has to hit what records are made of."""
SEEN = (BrokenLedger, NotALedger, LedgerUnavailable)
KEY = PrivateKey("example.com/ledger", bytes(range(32)))

Rows = list[list[tuple[type, object]]]


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A file with two processes, refusals and a decision, closed."""
    path = tmp_path_factory.mktemp("whole") / "ledger.db"
    with Workflow(SqliteStore(path)) as flow:
        for command in Road(WEBSITES).until(State.PLAN_DRAFTED):
            flow.submit("websites", command)
        write(flow, [shared()])
        write(flow, [*drafts(SHARED, "ontwerp", 3), *contacts(SHARED, "contact", 6)])
        assert 15 == flow.verify(deep=True).records
    assert [path] == list(path.parent.iterdir())
    return path


def read(path: Path) -> Rows | None:
    """Every value of every record with its kind, as SQLite alone reads it; None when it cannot."""
    try:
        with closing(sqlite3.connect(f"{path.as_uri()}?immutable=1", uri=True)) as plain:
            found = plain.execute("SELECT * FROM ontvlechting_records ORDER BY position").fetchall()
    except (sqlite3.Error, UnicodeDecodeError):  # the message of an error may itself be damaged
        return None
    return [[(type(value), value) for value in row] for row in found]


def seen(path: Path, *, deep: bool = False) -> bool:
    """Whether opening or verifying says that something is wrong; it may say so in no other way than with our errors."""
    try:
        with Workflow(SqliteStore(path, create=False)) as flow:
            flow.verify(deep=deep)
    except SEEN:
        return True
    return False


def everything(path: Path) -> object:
    """What a user reads of a ledger; None when that is refused with one of our errors."""
    try:
        with Workflow(SqliteStore(path, create=False)) as flow:
            records = [entry for process in flow.processes() for entry in flow.history(process)]
            found = [flow._store.find(record.id) for record in records]
            return records, found, [flow.dossier(process) for process in flow.processes()], flow.overview()
    except SEEN:
        return None


def flipped(original: bytes, bit: int, path: Path) -> Path:
    """The file with one other bit."""
    data = bytearray(original)
    data[bit // 8] ^= 1 << bit % 8
    path.write_bytes(data)
    return path


@pytest.mark.parametrize("part", range(PARTS))
def test_a_flipped_bit_is_seen(whole: Path, tmp_path: Path, part: int) -> None:
    """One bit anywhere in the file is another: if what is recorded is changed by it, verifying says so.

    What is recorded is what SQLite alone reads. If that is what it was, whatever passes a deep verification is read as it was before or not at all.
    """
    original, before, expected = whole.read_bytes(), read(whole), everything(whole)
    assert before is not None
    chance = random.Random(part)  # noqa: S311 - the same bits every time
    hit = passed = unseen = 0
    for n in range(FLIPS // PARTS):
        bit = chance.randrange(8 * len(original))
        path = flipped(original, bit, tmp_path / f"{n}.db")
        if read(path) != before:
            hit += 1
            unseen += not seen(path)
        elif not seen(path, deep=True):
            passed += 1
            assert everything(path) in (expected, None), f"bit {bit}"
        path.unlink()
    assert hit >= SUBSTANTIAL * FLIPS / PARTS
    counted("a bit flipped that changes what is recorded", where="SQLite", tried=hit, untrue=unseen)
    tell(f"{passed} of {FLIPS // PARTS} flips hit nothing that is read")
    assert 0 == unseen


@pytest.mark.parametrize("where", ["the file", "a record"])
def test_a_flipped_bit_where_something_begins_is_seen(whole: Path, tmp_path: Path, where: str) -> None:
    """Every bit of what stands first in a file and first in a record: verifying says so where it matters.

    In a file that is its versions and what kind of file it is; in a record how long it is, and of what kind each value.
    Whatever else passes is read as it was before or not at all.
    """
    original, before, expected = whole.read_bytes(), read(whole), everything(whole)
    begin, end = 40, 72
    if where == "a record":
        end = original.index(b"samensamen-0")  # its process and, as number 1 takes no place, its id
        begin = end - 14
    hit = 0
    for bit in range(8 * begin, 8 * end):
        path = flipped(original, bit, tmp_path / f"{bit}.db")
        if read(path) != before:
            hit += 1
            assert seen(path), f"bit {bit}"
        elif not seen(path, deep=True):
            assert everything(path) in (expected, None), f"bit {bit}"
        path.unlink()
    assert where == "the file" or hit >= 80


def test_a_file_without_its_end_is_seen(whole: Path, tmp_path: Path) -> None:
    """Cut off anywhere, between two pages or within one: opening or verifying says so, and never passes with less."""
    original, before = whole.read_bytes(), read(whole)
    chance = random.Random(7)  # noqa: S311 - the same lengths every time
    lengths = {*range(4096, len(original), 4096), 1, 15, 16, 99, 100, 511, 512, len(original) - 1}
    lengths |= {chance.randrange(1, len(original)) for _ in range(200)}
    path = tmp_path / "ledger.db"
    for length in sorted(lengths):
        path.write_bytes(original[:length])
        assert seen(path) or read(path) == before, length
        path.unlink()


def test_a_file_of_which_nothing_is_left_is_no_ledger(tmp_path: Path) -> None:
    """An empty file is refused by whoever does not ask for a new ledger, and left empty.

    Whoever does ask for one gets it: an empty file is also what another program has made that long ago.
    """
    path = tmp_path / "ledger.db"
    path.touch()
    for read_only in (False, True):
        with pytest.raises(NotALedger) as error:
            SqliteStore(path, create=False, read_only=read_only)
        assert "an empty file" in error.value.text.en
        assert "een leeg bestand" in error.value.text.nl
    assert b"" == path.read_bytes()


def test_a_file_without_its_log_is_seen_by_who_kept_a_checkpoint(tmp_path: Path) -> None:
    """A file that was copied without its log is a sound ledger as it once was; a checkpoint shows what is gone."""
    path, copy = tmp_path / "ledger.db", tmp_path / "copy.db"
    with Workflow(SqliteStore(path)) as flow:
        write(flow, [shared()])
    with Workflow(SqliteStore(path)) as flow:
        write(flow, contacts(SHARED, "contact", 3))
        checkpoint = flow.checkpoint(KEY)
        shutil.copy(path, copy)
        assert 4 == flow.verify(checkpoint=checkpoint, key=KEY.public).records
    with Workflow(SqliteStore(copy)) as flow:
        assert 1 == flow.verify().records
        with pytest.raises(BrokenLedger) as error:
            flow.verify(checkpoint=checkpoint, key=KEY.public)
    assert "it holds 1 records, by the checkpoint there were 4 already" in error.value.text.en
