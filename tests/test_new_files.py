"""New files beside a ledger are whole or not there, whatever fails on the way, and whenever it does."""

from __future__ import annotations

import resource
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from ontvlechting import Ledger, Road, State, Workflow, letter
from ontvlechting.cli.base import write
from ontvlechting.engine.errors import FileUnavailable
from tests.asking import WEBSITES
from tests.command_line import run


@contextmanager
def room_for(size: int) -> Iterator[None]:
    """The system lets no file of this process grow beyond this size, as a disk that runs full."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


WRITERS: dict[str, Callable[[Ledger, Path], object]] = {
    "export": lambda ledger, path: ledger.export(path / "a"),
    "zip": lambda ledger, path: ledger.archive(WEBSITES, path / "a.zip"),
    "folder": lambda ledger, path: ledger.archive(WEBSITES, path / "a"),
    "json": lambda ledger, path: ledger.event_log().write_json(path / "a"),
    "sqlite": lambda ledger, path: ledger.event_log().write_sqlite(path / "a"),
    "xes": lambda ledger, path: ledger.event_log().write_xes(path / "a"),
    "text": lambda _, path: write(path / "a", "x" * 200),
}


@pytest.mark.parametrize("room", [0, 100])
@pytest.mark.parametrize("writer", WRITERS)
def test_a_disk_that_is_full_leaves_no_half_file(tmp_path: Path, writer: str, room: int) -> None:
    """Also when the disk says so only as the file is closed: one error that names the file, and nothing is left."""
    flow = Workflow.open("memory:")
    flow.submit(WEBSITES, Road(letter.PROCESSES[WEBSITES]).identify())
    with room_for(room), pytest.raises(FileUnavailable):
        WRITERS[writer](flow, tmp_path)
    assert [] == list(tmp_path.iterdir())


def test_of_two_keys_that_belong_together_neither_is_made_alone(tmp_path: Path) -> None:
    """Where there is a file of the name of the public key, no private key is left, and that file is as it was."""
    there = tmp_path / "my.key.pub"
    there.write_text("mine")
    code, told, errors = run("key", "example.org/ledger", tmp_path / "my.key", "--lang", "en")
    assert (2, "") == (code, told)
    assert "my.key.pub' cannot be used: there is a file of that name already" in errors
    assert [there] == list(tmp_path.iterdir())
    assert "mine" == there.read_text()


@pytest.mark.parametrize("room", range(0, 121, 5))
def test_on_a_disk_that_is_full_both_keys_are_made_or_none(tmp_path: Path, room: int) -> None:
    """A public key alone would be handed out, and nobody could sign for it."""
    with room_for(room):
        code, _, _ = run("key", "example.org/ledger", tmp_path / "my.key")
    assert (["my.key", "my.key.pub"] if code == 0 else []) == sorted(path.name for path in tmp_path.iterdir())


@pytest.mark.parametrize("room", [0, 1_000, 4_096, 20_000, 100_000])
def test_on_a_disk_that_is_full_no_ledger_is_left_of_an_export(tmp_path: Path, room: int) -> None:
    """Neither an empty one, nor a file that is none yet."""
    with Workflow.open("memory:") as flow:
        flow.submit_many([(WEBSITES, command) for command in Road(letter.PROCESSES[WEBSITES]).until(State.COMPLETED)])
        flow.export(tmp_path / "export.jsonl")
    with room_for(room):
        code, _, errors = run("load", tmp_path / "export.jsonl", tmp_path / "copy.db", "--lang", "en")
    assert (2, True) == (code, "nothing was recorded" in errors)
    assert ["export.jsonl"] == [path.name for path in tmp_path.iterdir()]


def test_a_name_that_no_file_can_have_is_told_in_words(tmp_path: Path) -> None:
    """Too long for the system to look whether it is there: an error, and no mistake in this program."""
    code, told, errors = run("verify", tmp_path / ("x" * 5_000), "--lang", "en")
    assert (2, "") == (code, told)
    assert errors.endswith("nothing was recorded\n")
