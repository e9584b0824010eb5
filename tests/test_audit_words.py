"""What an auditor reads when a record is not right, in both languages; and what a record says of its place."""

from __future__ import annotations

import hashlib
import json
import time
from collections.abc import Callable
from typing import Any

import pytest

from ontvlechting.engine.errors import BrokenLedger, InputError, NotALedger, UnreadableRecord
from ontvlechting.engine.text import Text
from ontvlechting.record.audit import FORMAT, ROOT, Head, Sealed, redacted, unseal
from ontvlechting.record.codec import canonical
from tests.asking import CODEC
from tests.test_audit import ADDED, MOMENT, accepted, refused, sealed

PROCESS = accepted().process


def rewritten(given: Sealed, **changes: Any) -> Sealed:
    """Another body with a hash that is right for it."""
    body = canonical({**json.loads(given.body), **changes})
    return given._replace(body=body, hash=hashlib.sha256(body).hexdigest())


BROKEN: dict[str, tuple[Callable[[], Sealed], Text]] = {
    "another hash": (
        lambda: accepted()._replace(hash=ROOT),
        Text(nl="de hash klopt niet bij de inhoud", en="the hash does not match the content"),
    ),
    "no record": (
        lambda: rewritten(accepted(), recorded_at="soon"),
        Text(
            nl="de inhoud is geen vastlegging: Invalid isoformat string: 'soon'",
            en="the content is not a record: Invalid isoformat string: 'soon'",
        ),
    ),
    "a format that is no number": (
        lambda: rewritten(accepted(), format="2"),
        Text(
            nl="de inhoud is geen vastlegging: the format is no whole number",
            en="the content is not a record: the format is no whole number",
        ),
    ),
    "another writing": (
        lambda: _with_body(accepted(), lambda body: body.replace(b'"format":', b'"format": ')),
        Text(nl="de inhoud is niet canoniek", en="the content is not canonical"),
    ),
    "another field": (
        lambda: rewritten(accepted(), extra=1),
        Text(
            nl="de inhoud mist velden of is anders geschreven",
            en="the content lacks fields or is written differently",
        ),
    ),
    "a text too many": (
        lambda: accepted()._replace(disclosures=accepted().disclosures + b"\n" + ADDED),
        Text(nl="een tekst hoort niet bij deze vastlegging", en="a text does not belong to this record"),
    ),
    "another number": (
        lambda: accepted()._replace(number=2),
        Text(
            nl="nummer, proces of kenmerk klopt niet bij de inhoud",
            en="number, process or id does not match the content",
        ),
    ),
}


UNREADABLE = {"no record", "a format that is no number", "another writing", "another field"}
"""What has the hash that it should have, so that nobody can say more of it than that it does not read."""


def _with_body(given: Sealed, change: Callable[[bytes], bytes]) -> Sealed:
    body = change(given.body)
    return given._replace(body=body, hash=hashlib.sha256(body).hexdigest())


@pytest.mark.parametrize("how", BROKEN)
def test_what_is_wrong_with_a_record_is_said_in_both_languages(how: str) -> None:
    """Which record of which process, and what is wrong with it."""
    make, why = BROKEN[how]
    given = make()
    with pytest.raises(BrokenLedger) as error:
        unseal(given, CODEC)
    assert (given.process, given.number) == (error.value.process, error.value.number)
    unread = isinstance(error.value, UnreadableRecord)
    assert unread == (how in UNREADABLE)
    nl, en = ("is hier niet te lezen", "cannot be read here") if unread else ("is geschonden", "is broken")
    assert f"vastlegging {given.number} van `{PROCESS}` {nl}: {why.nl}" == error.value.text.nl
    assert f"record {given.number} of `{PROCESS}` {en}: {why.en}" == error.value.text.en


def test_a_newer_format_is_named_with_the_record_and_our_own() -> None:
    """Who opens it knows which version is needed, and for which record."""
    with pytest.raises(NotALedger) as error:
        unseal(rewritten(accepted(), format=FORMAT + 1), CODEC)
    nl, en = error.value.text.nl, error.value.text.en
    assert f"{PROCESS}, 1" == error.value.where
    assert nl.endswith(f"geschreven door een nieuwere versie (vastlegging van vorm {FORMAT + 1}, hier {FORMAT})")
    assert en.endswith(f"written by a newer version (record of format {FORMAT + 1}, here {FORMAT})")


def test_what_cannot_be_redacted_is_said_with_what_can() -> None:
    """Each path that is no text is a problem of its own, and the paths that are texts are listed."""
    given = refused()
    with pytest.raises(InputError) as error:
        redacted(given, CODEC, ["nowhere"])
    (problem,) = error.value.problems
    assert ("Redact", "fields", "'nowhere'") == (error.value.subject, problem.field, problem.value)
    listed = problem.expected.en.removeprefix("a free text of record 1: ")
    assert f"een vrije tekst van vastlegging 1: {listed}" == problem.expected.nl
    assert "command" not in listed.split(", ")
    assert "reasons" not in listed.split(", ")


def test_a_record_names_the_one_before_it_and_is_the_head_after_it() -> None:
    """What the body says of its place is what the record says, whatever its process is called."""
    first = sealed(unseal(accepted(), CODEC).event)
    second = sealed(unseal(accepted(), CODEC).event, number=2, id='"previous":"x', previous=first.hash)
    assert (ROOT, first.hash) == (first.previous, second.previous)
    for given in (first, second):
        record = unseal(given, CODEC)
        assert (record.previous, Head(record.number, record.hash, MOMENT)) == (given.previous, record.head)
        assert given.hash == record.hash


def test_a_damaged_body_still_names_something() -> None:
    """A verifier that looks at a damaged record has to be able to go on."""
    given = accepted()
    damaged = given._replace(body=given.body.replace(ROOT.encode(), b"\xff" * 64))
    assert "\ufffd" * 64 == damaged.previous


def test_a_record_reads_the_same_wherever_the_machine_stands(monkeypatch: pytest.MonkeyPatch) -> None:
    """The time zone of a machine has no part in what is sealed: an auditor elsewhere reads the same."""
    given = accepted()
    here = unseal(given, CODEC)
    monkeypatch.setenv("TZ", "Asia/Tokyo")
    time.tzset()
    try:
        assert here == unseal(given, CODEC)
    finally:
        monkeypatch.undo()
        time.tzset()
