"""Sealing, opening and redacting records: what is hidden, what is seen, and what is detected."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from functools import partial
from itertools import count
from typing import Any

import attrs
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ontvlechting import LETTER, InputError, State, decide, evolve, letter
from ontvlechting.engine.chart import occurring
from ontvlechting.engine.errors import BrokenLedger, NotALedger, UnreadableRecord
from ontvlechting.engine.events import Event
from ontvlechting.engine.retention import REDACTED, Removed
from ontvlechting.engine.values import NOBODY
from ontvlechting.engine.verdicts import Verdict, VerdictKind
from ontvlechting.guards import PROGRAMME
from ontvlechting.letter.commands import Command, RiskResponse, Route
from ontvlechting.letter.fiction import Road
from ontvlechting.record.audit import (
    FORMAT,
    ROOT,
    WHOLE,
    Sealed,
    _depth,
    closing,
    redacted,
    seal,
    unseal,
    unseal_anyway,
)
from ontvlechting.record.codec import canonical, quoted
from ontvlechting.testing.letter.strategies import MOVES, Player, histories, played
from ontvlechting.testing.strategies import Advance, Move, Played
from tests.asking import CODEC, at
from tests.programmes import DONE, EVERY, OPENING, folded
from tests.test_checked import HOSTILE
from tests.texts import changed, texts

MOMENT = datetime(2026, 1, 1, tzinfo=UTC)
EXAMPLES = settings().max_examples
"""How hard Hypothesis tries elsewhere; a history holds dozens of records."""
NAME = "Jansen-uit-Apeldoorn"
"""Somebody's name, put into every free text."""


def salts() -> Callable[[], str]:
    """Salts that are the same every time."""
    return partial(next, (f"{n:032x}" for n in count()))


def sealed(event: Event, **changes: Any) -> Sealed:
    """The event as the first record of its process."""
    given: dict[str, Any] = {"id": "kenmerk", "number": 1, "previous": ROOT, "recorded_at": MOMENT, "salt": salts()}
    return seal(event, **(given | changes))


def accepted() -> Sealed:
    """A record of an accepted command with many free texts: a plan."""
    return sealed(next(p.event for p in played([Advance(6)]) if p.event.command.key == "draft_plan"))


def refused() -> Sealed:
    """A record of a refused command with free texts and reasons."""
    return sealed(played([Advance(1), Move("complete")])[-1].event)


def marked(command: Command) -> Command:
    """The command with a secret in every free text."""
    return changed(command, lambda text: f"{text[:100]} {NAME}")


def played_marked(history: list[Advance | Move]) -> Iterator[Played]:
    """A history in which every free text holds a secret."""
    player = Player()
    for move in history:
        for command in player.commands(move):
            before = player.dossier
            event = decide(LETTER, before, marked(command))
            player.dossier = evolve(before, event)
            yield Played(before, event, player.dossier, player.rules)


# -- sealing -----------------------------------------------------------------------------------------------------------


@given(histories())
def test_every_record_comes_back_as_it_was(history: list[Advance | Move]) -> None:
    """Accepted and refused, with all reasons: what is sealed is what comes out, and the bytes are the same again."""
    for p in played(history):
        given = sealed(p.event)
        record = unseal(given, CODEC)
        assert p.event == record.event
        assert ("kenmerk", 1, ROOT, MOMENT, given.hash, ()) == (
            record.id,
            record.number,
            record.previous,
            record.recorded_at,
            record.hash,
            record.removed,
        )
        assert given == sealed(record.event)
        assert ROOT == given.previous
        assert hashlib.sha256(given.body).hexdigest() == given.hash
        assert canonical(json.loads(given.body)) == given.body


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_texts_ids_and_names_survive(text: str) -> None:
    """Quotes, newlines, markup, emoji, right-to-left marks and NUL are kept to the letter, and change no other line."""
    road = Road(letter.PROCESSES["douane/websites"])
    name = "".join(text.splitlines()).replace("\x00", "").replace("\t", "")
    (p,) = played([Advance(1)])
    event = Event(name, road.fall_back(reason=text), p.event.verdict, p.before.state, p.after.state, p.event.rules)
    record = unseal(sealed(event, id=name), CODEC)
    assert (name, name, text) == (record.event.process, record.id, getattr(record.event.command, "reason", None))


def test_a_text_is_hidden_behind_chance() -> None:
    """Sealed twice, the same event gives other digests each time: nobody can try texts until one fits."""
    event = unseal(accepted(), CODEC).event
    one, other = (seal(event, id="x", number=1, previous=ROOT, recorded_at=MOMENT) for _ in range(2))
    assert one.body != other.body
    found = [json.loads(line)[0] for s in (one, other) for line in s.disclosures.split(b"\n")]
    assert len(found) == len(set(found))
    assert {32} == {len(salt) for salt in found}


@given(histories())
def test_no_free_text_stands_in_a_sealed_body(history: list[Advance | Move]) -> None:
    """A name in any free text of any command is in no body, and in no reason: all of it can be taken out again."""
    for p in played_marked(history):
        record = sealed(p.event)
        found = list(texts(p.event.command))
        assert NAME.encode() not in record.body
        assert record.disclosures.count(NAME.encode()) == len(found)
        assert NAME not in str(p.event.verdict.reasons)


@pytest.mark.parametrize("route", Route)
@pytest.mark.parametrize("state", occurring(LETTER.arrows))
def test_no_reason_quotes_a_free_text(state: State, route: Route) -> None:
    """From every state every command, right and wrong, is answered without repeating what somebody wrote."""
    governance = {State.STRENGTHENING_GOVERNANCE, State.AGREEMENTS_PROVEN}
    shift = {State.PHASED_TRANSFER, State.RECEIVING_PARTY_PROVEN}
    if state in (governance if route is Route.SHIFT else shift) or state is State.STOPPED:
        route = Route.GOVERNANCE if state in governance else Route.SHIFT
        state = State.MINISTRY_DECIDED if state is State.STOPPED else state
    road, dossier = at(state, route=route)
    player = Player(route=route, process="douane/websites")
    for _ in range(200):
        if player.dossier.state is state:
            break
        for command in player.commands(Advance(1)):
            event = decide(LETTER, player.dossier, marked(command))
            assert event.verdict.allowed, event.verdict.text("en")
            player.dossier = evolve(player.dossier, event)
    assert state is player.dossier.state
    for make in MOVES.values():
        command = marked(make(road))
        assert NAME in str(command) or not list(texts(command))
        assert NAME not in repr(decide(LETTER, player.dossier, command).verdict)
    assert dossier.state is state


@pytest.mark.parametrize("given", [OPENING[:0], OPENING, (*OPENING, *DONE)], ids=["new", "open", "done"])
def test_no_reason_of_a_programme_quotes_a_free_text(given: tuple[Command, ...]) -> None:
    """Of a programme as well: early, in turn or too late, what somebody wrote is in no reason."""
    dossier = folded([marked(command) for command in given])
    for command in map(marked, EVERY):
        assert NAME in str(command) or not list(texts(command))
        assert NAME not in str(decide(PROGRAMME, dossier, command).verdict)


def test_a_task_that_is_not_shared_is_named_by_its_place() -> None:
    """The reason about an entry of the register does not say what the entry says."""
    road, dossier = at(State.PLAN_DRAFTED)
    road.version += 1
    plan = road.plan()
    alone = tuple(attrs.evolve(s, partners=("douane",)) for s in plan.shared_tasks or ())
    reasons = decide(LETTER, dossier, marked(road.revise(plan=attrs.evolve(plan, shared_tasks=alone)))).verdict.reasons
    assert "not-shared" in {r.code for r in reasons}
    assert NAME not in str(reasons)


def test_a_risk_that_asks_to_stop_is_named_by_its_place() -> None:
    """The reason about a risk of the plan does not say what the risk is."""
    road, dossier = at(State.PRECONDITIONS_TESTED)
    assert dossier.planned is not None
    plan = changed(dossier.planned.plan, lambda text: f"{text} {NAME}")
    risks = tuple(attrs.evolve(r, response=RiskResponse.STOP) for r in plan.risks or ())
    planned = attrs.evolve(dossier.planned, plan=attrs.evolve(plan, risks=risks))
    reasons = decide(LETTER, attrs.evolve(dossier, planned=planned), road.decide()).verdict.reasons
    assert "risk-stop" in {r.code for r in reasons}
    assert NAME not in str(reasons)


# -- redacting ---------------------------------------------------------------------------------------------------------


@settings(max_examples=EXAMPLES // 2)
@given(histories(), st.data())
def test_what_is_redacted_cannot_be_read_and_all_else_can(history: list[Advance | Move], data: st.DataObject) -> None:
    """Whatever texts go: the hash holds, they read `[weggelakt]`, and everything else reads as it was."""
    for p in played(history):
        found = dict(texts(p.event.command))
        if not found:
            continue
        fields = data.draw(st.sets(st.sampled_from(sorted(found)), min_size=1))
        given = sealed(p.event)
        less = redacted(given, CODEC, fields)
        record = unseal(less, CODEC)
        assert given._replace(disclosures=less.disclosures) == less
        assert fields == set(record.removed)
        assert {f: REDACTED if f in fields else text for f, text in found.items()} == dict(texts(record.event.command))
        assert changed(p.event.command, lambda _: "x") == changed(record.event.command, lambda _: "x")
        assert p.event.verdict == record.event.verdict
        again = redacted(less, CODEC, [*fields])
        assert less == again


@given(histories())
def test_everything_that_can_go_goes_when_nothing_is_named(history: list[Advance | Move]) -> None:
    """Without fields every free text of an accepted record goes, and the whole of a refused one."""
    for p in played_marked(history):
        given = sealed(p.event)
        if p.event.verdict.allowed and not list(texts(p.event.command)):
            with pytest.raises(InputError):
                redacted(given, CODEC)
            continue
        less = redacted(given, CODEC)
        record = unseal(less, CODEC)
        assert b"" == less.disclosures
        assert NAME not in str(less) + str(record)
        assert p.event.verdict.kind is record.event.verdict.kind
        if p.event.verdict.allowed:
            assert {f for f, _ in texts(p.event.command)} == set(record.removed)
        else:
            assert WHOLE == record.removed
            assert Removed(by=NOBODY, at=MOMENT) == record.event.command
            assert () == record.event.verdict.reasons
            assert (p.event.before, p.event.after, p.event.rules) == (
                record.event.before,
                record.event.after,
                record.event.rules,
            )


def test_a_refusal_can_lose_a_text_first_and_the_rest_later() -> None:
    """What was removed stays removed, and a record that is empty can be emptied again."""
    given = refused()
    (field, _), *_ = texts(unseal(given, CODEC).event.command)
    less = redacted(given, CODEC, [field])
    assert (field,) == unseal(less, CODEC).removed
    least = redacted(less, CODEC)
    assert WHOLE == unseal(least, CODEC).removed
    assert least == redacted(least, CODEC)
    with pytest.raises(InputError):
        redacted(least, CODEC, [field])


def test_every_path_that_is_no_text_is_named() -> None:
    """An unknown path, a part of a path and a field that is no free text are refused together; known ones are listed."""
    with pytest.raises(InputError) as error:
        redacted(
            accepted(),
            CODEC,
            ["plan.consequences", "plan", "nowhere", "plan.version", "command", "plan.risks[9].description"],
        )
    assert ["plan", "nowhere", "plan.version", "command", "plan.risks[9].description"] == [
        p.value.strip("'") for p in error.value.problems
    ]
    assert "plan.risks[0].description" in error.value.text.en


def test_a_broken_record_is_not_redacted() -> None:
    """Taking texts out of a record that is not sound would cover up what happened to it."""
    with pytest.raises(BrokenLedger):
        redacted(accepted()._replace(hash=ROOT), CODEC)


# -- what is detected ----------------------------------------------------------------------------------------------------


def _lines(disclosures: bytes, change: Callable[[list[bytes]], list[bytes]]) -> bytes:
    return b"\n".join(change(disclosures.split(b"\n")))


ADDED = b'["00000000000000000000000000000000","Fictief"]'
LINES: dict[str, Callable[[list[bytes]], list[bytes]]] = {
    "changed text": lambda d: [d[0].replace(b"Fictief", b"Fictiev"), *d[1:]],
    "changed salt": lambda d: [d[0].replace(b'["0', b'["1'), *d[1:]],
    "written differently": lambda d: [d[0].replace(b'",', b'", '), *d[1:]],
    "added": lambda d: [*d, ADDED],
    "added in front": lambda d: [ADDED, *d],
    "in the place of another": lambda d: [ADDED, *d[1:]],
    "duplicated": lambda d: [d[0], *d],
    "one in the place of another": lambda d: [d[0], d[0], *d[2:]],
    "swapped": lambda d: [d[1], d[0], *d[2:]],
    "turned round": lambda d: d[::-1],
    "an empty line": lambda d: [*d, b""],
    "an empty line in front": lambda d: [b"", *d],
    "no JSON": lambda d: [b"x", *d[1:]],
    "no pair": lambda d: [b"[]", *d[1:]],
    "no text": lambda d: [b"\xff", *d[1:]],
    "a number": lambda d: [b"1", *d[1:]],
}


@pytest.mark.parametrize("make", [accepted, refused])
@pytest.mark.parametrize("how", LINES)
def test_disclosures_that_were_touched_are_seen(how: str, make: Callable[[], Sealed]) -> None:
    """Texts can only go: one that was changed, added, doubled or moved is not what was sealed."""
    given = make()
    touched = given._replace(disclosures=_lines(given.disclosures, LINES[how]))
    assert given != touched
    with pytest.raises(BrokenLedger):
        unseal(touched, CODEC)


def test_texts_of_a_command_that_is_gone_may_not_stay() -> None:
    """When a refused command goes, so do the texts that it held: an orphan is seen."""
    given = refused()
    *inner, _command, reasons = given.disclosures.split(b"\n")
    with pytest.raises(BrokenLedger):
        unseal(given._replace(disclosures=b"\n".join([*inner, reasons])), CODEC)


@given(st.data())
def test_any_other_byte_is_seen(data: st.DataObject) -> None:
    """Changing any single byte of a body, or of a text, is detected."""
    given = data.draw(st.sampled_from([accepted(), refused()]))
    part = data.draw(st.sampled_from(["body", "disclosures"]))
    whole: bytes = getattr(given, part)
    place = data.draw(st.integers(0, len(whole) - 1))
    other = data.draw(st.integers(0, 255).filter(lambda b: b != whole[place]))
    change: dict[str, Any] = {part: whole[:place] + bytes([other]) + whole[place + 1 :]}
    touched = given._replace(**change)
    with pytest.raises(BrokenLedger):
        unseal(touched, CODEC)


@pytest.mark.parametrize("field", ["process", "number", "id", "hash"])
def test_a_record_in_the_place_of_another_is_seen(field: str) -> None:
    """What a store keeps beside the body has to be what the body says."""
    given = accepted()
    change: dict[str, Any] = {field: 2 if field == "number" else ROOT}
    touched = given._replace(**change)
    with pytest.raises(BrokenLedger):
        unseal(touched, CODEC)


def _bent(plain: dict[str, Any], **changes: Any) -> dict[str, Any]:
    return {**plain, **changes}


def _event(plain: dict[str, Any], **changes: Any) -> bytes:
    return canonical(_bent(plain, event=_bent(plain["event"], **changes)))


def _chain(plain: dict[str, Any], **changes: Any) -> bytes:
    return canonical(_bent(plain, chain=_bent(plain["chain"], **changes)))


def _without(plain: dict[str, Any], key: str) -> dict[str, Any]:
    return {k: v for k, v in plain.items() if k != key}


SPOILT: dict[str, Callable[[dict[str, Any]], bytes]] = {
    "unknown field": lambda p: canonical(_bent(p, extra=1)),
    "missing field": lambda p: canonical(_without(p, "event")),
    "missing texts": lambda p: canonical(_without(p, "texts")),
    "missing field of the event": lambda p: canonical(_bent(p, event=_without(p["event"], "verdict"))),
    "unknown field of the event": lambda p: _event(p, extra=1),
    "missing place": lambda p: canonical(_bent(p, chain=_without(p["chain"], "id"))),
    "unknown field of the place": lambda p: _chain(p, extra=1),
    "other process": lambda p: _chain(p, process="elders"),
    "other number": lambda p: _chain(p, number=2),
    "true for a number": lambda p: _chain(p, number=True),
    "other id": lambda p: _chain(p, id="x"),
    "no format": lambda p: canonical(_bent(p, format=None)),
    "format as text": lambda p: canonical(_bent(p, format=str(FORMAT))),
    "format with a fraction": lambda p: canonical(_bent(p, format=float(FORMAT))),
    "format true": lambda p: canonical(_bent(p, format=True)),
    "format list": lambda p: canonical(_bent(p, format=[FORMAT])),
    "format before the first": lambda p: canonical(_bent(p, format=0)),
    "format of an earlier layout": lambda p: canonical(_bent(p, format=1)),
    "no such state": lambda p: _event(p, before="nowhere"),
    "no such verdict": lambda p: _event(p, verdict={"kind": "perhaps", "reasons": []}),
    "other writing of a moment": lambda p: canonical(_bent(p, recorded_at="2026-01-01 00:00:00+00:00")),
    "no moment": lambda p: canonical(_bent(p, recorded_at="soon")),
    "a moment that no clock says": lambda p: canonical(_bent(p, recorded_at="9999-12-31T23:59:59+00:00")),
    "naive moment": lambda p: canonical(_bent(p, recorded_at="2026-01-01T00:00:00")),
    "unknown field of the command": lambda p: _event(p, command=_bent(p["event"]["command"], unit_=None)),
    "missing field of the command": lambda p: _event(p, command=_without(p["event"]["command"], "at")),
    "a text in sight": lambda p: _event(p, command=_bent(p["event"]["command"], reason="x")),
    "the command hidden": lambda p: _event(p, command={"...": "0" * 64}),
    "a list for a command": lambda p: _event(p, command=[]),
    "nothing for a command": lambda p: _event(p, command=None),
    "other writing of the whole": lambda p: json.dumps(p).encode(),
    "no record": lambda p: canonical(list(p)),
    "a number": lambda _: b"1",
    "an endless number": lambda _: b"1" * 5_000,
    "depth without end": lambda _: b"[" * 100_000,
    "no text": lambda p: canonical(p)[:-1] + bytes([255]),
    "cut": lambda p: canonical(p)[:-1],
    "nothing": lambda _: b"",
}


def _fall_back() -> Sealed:
    """A record with one free text."""
    road = Road(letter.PROCESSES["douane/websites"])
    (p,) = played([Advance(1)])
    verdict = Verdict(kind=VerdictKind.ACCEPTED)
    return sealed(Event("p", road.fall_back(), verdict, State.NEW, State.NEW, p.event.rules))


@pytest.mark.parametrize("whole", [True, False], ids=["whole", "redacted"])
@pytest.mark.parametrize("bend", SPOILT.values(), ids=SPOILT)
def test_a_record_that_is_not_canonical_is_broken(bend: Any, whole: bool) -> None:  # noqa: FBT001 - of the test
    """Unknown or missing fields, another writing, another place: not what was sealed, even with a right hash."""
    given = _fall_back() if whole else redacted(_fall_back(), CODEC)
    assert given.hash == unseal(given, CODEC).hash
    body = bend(json.loads(given.body))
    assert body != given.body
    with pytest.raises(BrokenLedger):
        unseal(given._replace(body=body, hash=hashlib.sha256(body).hexdigest()), CODEC)


def _again(given: Sealed, disclosures: bytes, change: Callable[[bytes], bytes] = lambda body: body) -> Sealed:
    """A forged record: another content with the right hash, that commits to these disclosures as all there were."""
    body = change(given.body)[: -len(closing(b""))] + closing(disclosures)
    return given._replace(body=body, hash=hashlib.sha256(body).hexdigest(), disclosures=disclosures)


@pytest.mark.parametrize("make", [accepted, refused, _fall_back])
def test_a_text_that_never_was_there_is_no_redaction(make: Callable[[], Sealed]) -> None:
    """A record that commits to all the texts it has, and refers to others, was forged: nothing was taken out of it."""
    given = make()
    lines = given.disclosures.split(b"\n")
    for left in (b"", b"\n".join(lines[1:]), b"\n".join(lines[:-1])):
        with pytest.raises(BrokenLedger) as error:
            unseal(_again(given, left), CODEC)
        assert not isinstance(error.value, UnreadableRecord)


@pytest.mark.parametrize("make", [accepted, _fall_back])
def test_only_a_free_text_can_be_hidden(make: Callable[[], Sealed]) -> None:
    """Of an accepted record nothing else can go: who acted cannot stand behind a digest, whether texts are gone or not."""
    given = make()
    who = unseal(given, CODEC).event.command.by.id
    disclosure = f'["{"0" * 32}",{quoted(who)}]'.encode()
    hidden = f'{{"...":"{hashlib.sha256(disclosure).hexdigest()}"}}'.encode()

    def hide(body: bytes) -> bytes:
        return body.replace(f'"id":{quoted(who)},"mandate"'.encode(), b'"id":' + hidden + b',"mandate"')

    every = b"\n".join([disclosure, *given.disclosures.split(b"\n")])
    for forged in (_again(given, every, hide), _again(given, every, hide)._replace(disclosures=b"")):
        assert hidden in forged.body
        with pytest.raises(BrokenLedger):
            unseal(forged, CODEC)


@pytest.mark.parametrize("id", ["", "a\nb", "x" * 201])
def test_an_id_is_one_that_a_command_can_have(id: str) -> None:
    """A record with another was not sealed here."""
    (act,) = played([Advance(1)])
    with pytest.raises(UnreadableRecord, match="`id`"):
        unseal(seal(act.event, id=id, number=1, previous=ROOT, recorded_at=act.event.command.at), CODEC)


@pytest.mark.parametrize("moment", ["0001-01-01T00:00:00+10:00", "9999-12-31T23:59:59-10:00"])
def test_a_moment_beyond_all_calendars_is_unreadable(moment: str) -> None:
    """It cannot be brought to UTC; that is said of the record, and is no error of the program."""
    given = _fall_back()
    body = _bent(json.loads(given.body), recorded_at=moment)
    forged = given._replace(body=canonical(body), hash=hashlib.sha256(canonical(body)).hexdigest())
    with pytest.raises(UnreadableRecord):
        unseal(forged, CODEC)
    assert unseal_anyway(forged, CODEC).unreadable is not None


def test_a_command_of_a_refusal_that_cannot_be_read_breaks_nothing() -> None:
    """Its text has the digest that the record commits to, so it is not a foreign one: it cannot be read, that is all."""
    given = refused()
    *inner, command, reasons = given.disclosures.split(b"\n")
    other = command.replace(b'"type":"', b'"type":"un')
    before, after = (hashlib.sha256(line).hexdigest().encode() for line in (command, other))
    forged = _again(given, b"\n".join([*inner, other, reasons]), lambda body: body.replace(before, after))
    with pytest.raises(UnreadableRecord):
        unseal(forged, CODEC)


DISCLOSED: dict[str, Callable[[bytes], bytes]] = {
    "no salt": lambda line: b'["",' + line[36:],
    "a salt in capitals": lambda line: b'["' + b"A" * 32 + line[34:],
    "a salt that is longer": lambda line: b'["0' + line[2:],
    "a number for a salt": lambda line: b"[1," + line[36:],
    "another text before it": lambda line: b'["0123456789","another text!!!!!!!",' + line[36:],
    "no text before it": lambda line: b"\xff" * 36 + line[36:],
    "another end": lambda line: line[:-1] + b"}",
    "more at the end": lambda line: line[:-1] + b",1]",
    "a space": lambda line: line[:36] + b" " + line[36:],
    "an escape that is not needed": lambda line: line.replace(b"Fictief", b"\\u0046ictief"),
    "no pair": lambda _: b"[]",
    "depth without end": lambda line: line[:36] + b"[" * 100_000 + b"]" * 100_001,
}


@pytest.mark.parametrize("make", [accepted, refused, _fall_back])
@pytest.mark.parametrize("bend", DISCLOSED.values(), ids=DISCLOSED)
def test_a_text_is_kept_in_one_form(bend: Callable[[bytes], bytes], make: Callable[[], Sealed]) -> None:
    """In another, two readers could take two texts from one record; also when the record commits to it, nobody reads it."""
    given = make()
    first, *rest = given.disclosures.split(b"\n")
    other = bend(first)
    assert first != other
    before, after = (hashlib.sha256(line).hexdigest().encode() for line in (first, other))
    if before in given.body:
        with pytest.raises(UnreadableRecord):
            unseal(_again(given, b"\n".join([other, *rest]), lambda body: body.replace(before, after)), CODEC)
    with pytest.raises(BrokenLedger) as error:
        unseal(given._replace(disclosures=b"\n".join([other, *rest])), CODEC)
    assert not isinstance(error.value, UnreadableRecord)


def test_each_text_has_a_disclosure_of_its_own() -> None:
    """Shared by two, who takes out the one takes out the other, without a ground for it."""
    given = accepted()
    first, second, *rest = given.disclosures.split(b"\n")
    one, other = (hashlib.sha256(line).hexdigest().encode() for line in (first, second))
    with pytest.raises(BrokenLedger):
        unseal(_again(given, b"\n".join([first, *rest]), lambda body: body.replace(other, one)), CODEC)


def test_how_deep_a_record_is_nested_is_counted_outside_of_its_texts() -> None:
    """Brackets in a text are no brackets, also after a quote in it."""
    assert 2 == _depth(b'{"a":["[[[","\\"[[[","\\\\"]}')
    assert 3 == _depth(b'[[["\\\\\\"]"]]]')


def test_another_digest_of_all_texts_is_broken() -> None:
    """While every text is there, the digest of all of them together has to be theirs."""
    given = _fall_back()
    body = given.body.replace(hashlib.sha256(given.disclosures).hexdigest().encode(), b"0" * 64)
    assert body != given.body
    with pytest.raises(BrokenLedger):
        unseal(given._replace(body=body, hash=hashlib.sha256(body).hexdigest()), CODEC)


def test_a_defaulted_field_may_not_be_missing_from_a_record() -> None:
    """A record writes every field, also one with a default; leaving it out is a change."""
    given = sealed(played([Advance(1)])[0].event)
    plain = json.loads(given.body)
    assert None is plain["event"]["command"]["unit"]
    command = _without(plain["event"]["command"], "unit")
    body = _event(plain, command=command)
    with pytest.raises(BrokenLedger, match="lacks fields"):
        unseal(given._replace(body=body, hash=hashlib.sha256(body).hexdigest()), CODEC)


@pytest.mark.parametrize("version", [FORMAT + 1, FORMAT + 100])
def test_a_record_of_a_newer_format_is_told_apart(version: int) -> None:
    """A ledger that a newer version wrote in is not broken; this version cannot read it, and says so."""
    given = accepted()
    body = canonical(_bent(json.loads(given.body), format=version))
    with pytest.raises(NotALedger, match=f"written by a newer version.*{version}, here {FORMAT}"):
        unseal(given._replace(body=body, hash=hashlib.sha256(body).hexdigest()), CODEC)
