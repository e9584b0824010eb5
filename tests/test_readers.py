"""Reading back fast: what is as it was written is read as the codec reads it, and nothing else is."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ontvlechting import LETTER, Ledger, State, Workflow, letter
from ontvlechting.engine.command import Command
from ontvlechting.engine.errors import OntvlechtingError
from ontvlechting.guards import PROGRAMME
from ontvlechting.letter.fiction import Road
from ontvlechting.letter.packs.works_councils_act import WORKS_COUNCILS_ACT
from ontvlechting.record.audit import Record, Sealed, _looked_into, _opened_as_written
from ontvlechting.record.codec import Codec, command_to_plain
from ontvlechting.record.origin import Origin
from ontvlechting.record.readers import UNREAD, Readers, in_sight
from ontvlechting.testing import strategies
from ontvlechting.testing.letter.strategies import NEEDS
from tests.programmes import DONE, OPENING

RULES = LETTER + WORKS_COUNCILS_ACT
CODEC = Codec.of(RULES, PROGRAMME)
COMMANDS = sorted({*RULES.commands, *PROGRAMME.commands}, key=lambda c: c.key)


ORIGIN = Origin(program="fictief", version="1", host="fictief-1")


def sealed() -> list[Sealed]:
    """Records of a whole road, of a programme, and of refusals in between; then of those that say from where they come."""
    flow, road = Workflow.open("memory:", rules=RULES), Road(letter.PROCESSES["douane/websites"])
    for command in road.until(State.PRECONDITIONS_TESTED):
        flow.submit("p", command)
        flow.submit("p", road.stop(note=None))
    flow.submit_many([("programma", command) for command in (*OPENING, *DONE)])
    known = Workflow.open("memory:", rules=RULES, origin=ORIGIN)
    known.submit_many([("q", road.identify()), ("q", road.stop(note=None))])
    return [s for each in (flow, known) for _, s in each._store.records()]


SEALED = sealed()


def looked_into(given: Sealed) -> Record | None:
    """What the codec reads in its own way; None where it refuses."""
    try:
        return _looked_into(given, CODEC)
    except OntvlechtingError:
        return None


def test_what_was_sealed_is_read_fast() -> None:
    """Every record of these: the fast way gives one, and the same as the other way."""
    assert len(SEALED) > 40
    assert {True, False} == {looked_into(s).event.verdict.allowed for s in SEALED}  # type: ignore[union-attr]
    assert {None, ORIGIN} == {looked_into(s).origin for s in SEALED}  # type: ignore[union-attr]
    for s in SEALED:
        assert looked_into(s) == _opened_as_written(s, CODEC) != None  # noqa: E711 - it is a record


@pytest.mark.parametrize("kind", COMMANDS, ids=lambda c: c.key)
@settings(max_examples=settings().max_examples // 6)  # of each of many
@given(data=st.data())
def test_any_command_is_read_the_same(kind: type[Command], data: Any) -> None:
    """Whatever a command holds: read fast, it is the same command."""
    rules = RULES if kind in RULES.commands else PROGRAMME
    command = data.draw(strategies.commands(rules, kind, NEEDS))
    read = CODEC._words_of(rules.ref).readers.command(json.loads(json.dumps(command_to_plain(command))), in_sight)
    assert command == read
    assert type(command) is type(read)


def bent(plain: Any) -> Iterator[Any]:
    """The same data, each time with one thing that is otherwise."""
    if isinstance(plain, dict):
        for key in plain:
            yield {k: v for k, v in plain.items() if k != key}
            yield from ({**plain, key: other} for other in bent(plain[key]))
        yield {**plain, "extra": 1}
    elif isinstance(plain, list):
        yield [*plain, None]
        yield from ([*plain[:n], other, *plain[n + 1 :]] for n, item in enumerate(plain) for other in bent(item))
    else:
        yield from (None, [], {}, "", " ", "x" * 20_001, "\u3164", "a\nb", True, 1, 1.0, 2**53, -1, "1e3", "2023-W01-1")
        if isinstance(plain, str):
            yield from (plain.replace("+00:00", "Z"), f"{plain} ", plain.upper(), f"{plain}\x00")


def test_what_is_bent_is_read_by_both_ways_or_by_none() -> None:
    """One change at any place of a command: what the fast way reads, the codec reads the same; what it refuses, neither."""
    road = Road(letter.PROCESSES["douane/websites"])
    readers: Readers = CODEC._words_of(RULES.ref).readers
    many = 0
    for command in (road.identify(), road.draft(), road.contact("dor", letter.commands.Stage.PLAN), road.decide()):
        for plain in bent(command_to_plain(command)):
            try:
                fast = readers.command(plain, in_sight)
            except UNREAD:
                continue
            many += 1
            assert CODEC.command(plain, RULES) == fast
    assert many > 100  # texts that are otherwise are texts


@given(data=st.data())
def test_other_bytes_with_their_hash_are_read_by_both_ways_or_by_none(data: Any) -> None:
    """A forger who gives a record another body, and its hash: what the fast way takes, the other takes the same."""
    given = data.draw(st.sampled_from(SEALED))
    plain = json.loads(given.body)
    part = data.draw(st.sampled_from([name for name in ("event", "origin") if name in plain]))
    plain[part] = data.draw(st.sampled_from(list(bent(plain[part]))))
    body = json.dumps(plain, sort_keys=True, ensure_ascii=False, separators=(",", ":")).encode()
    forged = given._replace(body=body, hash=hashlib.sha256(body).hexdigest())
    fast = _opened_as_written(forged, CODEC)
    if fast is not None:
        assert looked_into(forged) == fast


@given(data=st.data())
def test_any_other_byte_is_read_by_both_ways_or_by_none(data: Any) -> None:
    """One byte more, less or otherwise in body or texts, with the hash of that body."""
    given = data.draw(st.sampled_from(SEALED))
    part = data.draw(st.sampled_from(["body", "disclosures"]))
    old = getattr(given, part)
    at = data.draw(st.integers(0, len(old)))
    new = old[:at] + data.draw(st.sampled_from([b"", b" ", b"0", b"x", b'"', b"{", b"\xc3\xa9"])) + old[at + 1 :]
    changed = given._replace(**{part: new})
    changed = changed._replace(hash=hashlib.sha256(changed.body).hexdigest())
    fast = _opened_as_written(changed, CODEC)
    if fast is not None:
        assert looked_into(changed) == fast


def test_what_is_read_can_be_looked_up(tmp_path: Path) -> None:
    """The hash of a value that is read from a kept dossier is that of one that was made."""
    address, road = f"sqlite:///{tmp_path / 'x.db'}", Road(letter.PROCESSES["douane/websites"])
    with Workflow.open(address) as flow:
        flow.submit_many([("p", command) for command in (*road.until(State.IDENTIFIED), *[road.stop(note=None)] * 100)])
    with Ledger.open(address) as ledger:
        assert hash(LETTER.ref) == hash(ledger.dossier("p").rules)
