"""Every error of the library, in the words that people read and with the data that programs read: `tests/transcripts/errors.txt`.

Set `ONTVLECHTING_RECORD` to record it anew.
"""

from __future__ import annotations

import copy
import errno
import os
import pickle
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from ontvlechting import LETTER, InputError, Text
from ontvlechting.engine import errors
from ontvlechting.engine.errors import OntvlechtingError, Problem, nearest, shown, suggested, system
from ontvlechting.engine.values import RulesRef, UnknownRules
from ontvlechting.engine.verdicts import Refused

FILE = Path(__file__).parent / "transcripts" / "errors.txt"
NOW = datetime(2023, 4, 3, 9, tzinfo=UTC)
WHY = Text(nl="fictieve reden", en="fictional reason")
OURS = RulesRef("eigen", "7", "ab" * 32)
NAMES = ["douane/websites", "douane-websites", "toeslagen/websites"]


class Unshowable:
    """Cannot be shown."""

    def __repr__(self) -> str:
        raise ZeroDivisionError


class Torn:
    """Shows itself by what UTF-8 cannot hold."""

    def __repr__(self) -> str:
        return "a\ud800"


def made() -> Iterator[OntvlechtingError]:
    """Every error, in each form that it has."""
    yield InputError("Plan", [Problem("a", "1", WHY), Problem("b[2].c", "'x'", WHY, ("y", "z"))])
    yield errors.unknown_name(Text(nl="partij", en="party"), "duane", ["douane", "toeslagen"])
    yield errors.unknown_name(Text(nl="partij", en="party"), None, ["douane"])
    for language in ("english", "nl-NL", "fr", 5):
        yield errors.unknown_language(language)
    yield errors.MissingExtra("Workflow.open", "psycopg", "ontvlechting[postgres]")
    yield errors.DefinitionError([WHY, Text(nl="tweede", en="second")])
    yield errors.NoAssertions()
    yield errors.NotPortable("Workflow", WHY)
    for code in (None, 3, -9):
        yield errors.CutShort(code)
    yield Refused(WHY, ())
    yield errors.BadSignature("fictieve-sleutel+1", WHY)
    yield errors.UnknownProcess("douane/website", NAMES)
    yield errors.UnknownProcess("douane/website", iter(NAMES), kind=Text(nl="programma", en="programme"))
    yield errors.UnknownProcess("zzz")
    yield UnknownRules("douane/websites", OURS, [])
    yield UnknownRules("douane/websites", OURS, [RulesRef("letter", "1", "cd" * 32), OURS])
    yield errors.Stale("programma", [("een", 3, 4), ("twee", 1, 0)])
    yield errors.Conflict("douane/websites")
    yield errors.ClockBehind("douane/websites", NOW, NOW + timedelta(hours=1))
    yield errors.LedgerUnavailable("fictief.db", "disk I/O error")
    yield errors.LedgerUnavailable("fictief.db", WHY, recorded=None)
    yield errors.LedgerUnavailable("fictief.db", WHY, recorded=None, ids=["a", "b"])
    yield errors.FileUnavailable("fictief.json", WHY)
    for number in (
        errno.ENOENT,
        errno.EEXIST,
        errno.EISDIR,
        errno.ENOTDIR,
        errno.EACCES,
        errno.EPERM,
        errno.EROFS,
        errno.ENOSPC,
    ):
        yield errors.FileUnavailable("fictief.json", OSError(number, "fictional"))
    yield errors.FileUnavailable("fictief.json", OSError(errno.EMFILE, "too many open files"))
    yield errors.FileUnavailable("fictief.json", OSError("only a sentence"))
    yield errors.NotALedger("fictief.db", WHY)
    yield errors.BrokenLedger(None, None, WHY)
    yield errors.BrokenLedger(None, 3, WHY)
    yield errors.BrokenLedger("douane/websites", None, WHY)
    yield errors.BrokenLedger("douane/websites", 3, WHY)
    yield errors.BrokenLedger("douane/websites", 1, WHY)
    yield errors.BrokenLedger("douane/websites", 0, WHY)
    yield errors.UnreadableRecord("douane/websites", 3, WHY)


def told(error: OntvlechtingError) -> str:
    """An error as the file tells it."""
    data = {name: value for name, value in vars(error).items() if name != "text"}
    lines = [f"{type(error).__name__}:", f"  nl: {error.text.nl}", f"  en: {error.text.en}"]
    return "\n".join([*lines, *(f"  {name} = {value!r}" for name, value in data.items()), ""])


def test_every_word_of_an_error_is_on_file() -> None:
    """What it says in both languages, and what it carries; `str` of it is the English."""
    found = list(made())
    assert [e.text.en for e in found] == [str(e) for e in found]
    text = "\n".join(map(told, found))
    if os.environ.get("ONTVLECHTING_RECORD"):
        FILE.write_text(text, encoding="utf-8")
    assert FILE.read_text(encoding="utf-8") == text


def test_the_file_holds_every_error() -> None:
    """Every class of error that the library has, but for those that are only a base of others."""
    assert {*kinds_of(OntvlechtingError)} - {type(e) for e in made()} == {OntvlechtingError, errors.LedgerError}


def kinds_of(error: type[OntvlechtingError]) -> Iterator[type[OntvlechtingError]]:
    """This class of error, and all that the library makes from it, in whatever module."""
    if error.__module__.startswith("ontvlechting."):
        yield error
        for kind in error.__subclasses__():
            yield from kinds_of(kind)


class Slotted(errors.Conflict):
    """An error of somebody else, with an attribute in a slot and a constructor of its own."""

    __slots__ = ("more",)

    def __init__(self, *, more: int) -> None:
        super().__init__("fictief")
        self.more = more


def test_every_error_can_be_sent_and_copied_with_all_that_it_carries() -> None:
    """The same class, sentence, arguments and data, whatever its constructor asks for."""
    for error in [*made(), Slotted(more=7)]:
        for again in (pickle.loads(pickle.dumps(error)), copy.copy(error), copy.deepcopy(error)):  # noqa: S301 - our own bytes
            assert (type(error), str(error), error.args) == (type(again), str(again), again.args)
            assert vars(error) == vars(again)
            assert getattr(error, "more", None) == getattr(again, "more", None)


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("a", "'a'"),
        ("x" * 118, f"'{'x' * 118}'"),
        ("x" * 119, f"'{'x' * 119}… (121 characters)"),
        ("x" * 500, f"'{'x' * 119}… (502 characters)"),
        ("\ud800", r"'\ud800'"),
        (Torn(), r"a\ud800"),
        (Unshowable(), "<Unshowable>"),
        ("PRIVATE+KEY+fictief+1 en meer", "'*** en meer'"),
        (["PRIVATE+KEY+fictief", 'PRIVATE+KEY+"x'], "['***', '***\"x']"),
    ],
    ids=range(9),
)
def test_a_value_is_shown_short_and_without_a_secret(value: object, expected: str) -> None:
    """120 characters at most, and of a longer one how long it is; no private key; of what cannot be shown its kind."""
    assert expected == shown(value)


def test_names_that_look_like_it_are_three_at_most() -> None:
    """The likeliest first; of names that differ in capitals and dashes only, every one; up to 120 characters long."""
    assert ("a_b", "a-b", "A b") == nearest("a b", ["a_b", "a-b", "A b", "a_B"])
    assert ("a_B", "a-b") == nearest("A B", ["a_B", "zzz", "a-b"])
    assert ("x" * 120,) == nearest("x" * 120, ["x" * 120])
    assert () == nearest("x" * 121, ["x" * 121])
    assert () == nearest("abcde", ["abxyz"])
    assert ("abxyz",) == nearest("abcde", ["abxyz"], alike=0.4)
    assert ("abcxy",) == nearest("abcde", ["abcxy"], alike=0.6)
    assert ("abcxy",) == nearest("abcde", ["abcxy"])


def test_what_was_meant_is_asked_only_when_something_was() -> None:
    """Empty without names, in both languages."""
    assert Text(nl="", en="") == suggested(())
    assert Text(nl="; bedoelt u `a`?", en="; do you mean `a`?") == suggested(["a"])
    assert Text(nl="; bedoelt u `a`, `b`?", en="; do you mean `a`, `b`?") == suggested(["a", "b"])


def test_what_the_system_says_is_told_in_its_own_words_where_it_is_seldom_met() -> None:
    """A number without a sentence of ours, and no number at all."""
    assert Text(nl="x", en="x") == system(None, "x") == system(errno.EMFILE, "x")
    assert Text(nl="", en="") == system(None)
    assert "no such file or folder" == system(errno.ENOENT, "x").en


def test_a_ledger_that_is_not_available_says_why_whatever_a_store_gives() -> None:
    """A store of somebody else may give the error of its driver in the place of its words."""
    given: Any = OSError("no route")
    assert "no route" == errors.LedgerUnavailable("fictief.db", given).why


@pytest.mark.parametrize("number", [None, 0, -1])
def test_a_broken_ledger_names_a_record_by_a_number_from_one(number: Any) -> None:
    """No record is number 0: then it is the process that is broken."""
    assert None is errors.BrokenLedger("p", number, WHY).number
    assert 1 == errors.BrokenLedger("p", 1, WHY).number


def test_rules_that_are_not_known_are_told_apart_by_their_hash() -> None:
    """Name and version may be the same: the first twelve characters of the hash are told."""
    error = UnknownRules("p", OURS, [LETTER.ref])
    assert f"`{LETTER.hash[:12]}…`" in error.text.nl
    assert f"`{'ab' * 6}…`" in error.needed.en
    assert (OURS, (LETTER.ref,)) == (error.asked, error.known)
