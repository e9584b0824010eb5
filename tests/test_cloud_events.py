"""The feed of CloudEvents: one event a record, by the Dutch profile, without a text or a person, to be gone on with anywhere."""

from __future__ import annotations

import json
import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import datetime
from pathlib import Path
from typing import Any

import attrs
import psycopg
import pytest

from ontvlechting import InputError, Ledger, MemoryStore, PostgresStore, Road, Workflow, letter
from ontvlechting.engine.errors import BrokenLedger
from ontvlechting.engine.verdicts import Verdict, VerdictKind
from ontvlechting.guards import LETTER
from ontvlechting.letter.commands import Route
from ontvlechting.views.cloud_events import LARGEST, event, written
from tests import known, permits
from tests.asking import WEBSITES
from tests.command_line import run

SOURCE = "urn:nld:oin:00000000000000000000:systeem:logboek"
EN = ("--lang", "en")
SENDS = ("feed", "--source", SOURCE)


def feed(flow: Ledger, **more: Any) -> list[dict[str, Any]]:
    """Everything that a ledger tells."""
    return list(flow.cloud_events(SOURCE, **more))


def words_of(plain: Any) -> Iterator[str]:
    """Every text in plain JSON."""
    if isinstance(plain, str):
        yield plain
    elif isinstance(plain, list | dict):
        for part in plain.values() if isinstance(plain, dict) else plain:
            yield from words_of(part)


def test_each_record_is_one_event_in_its_place() -> None:
    """Its id is the hash of the record, its sequence the place in the ledger, its time that of recording, in UTC."""
    flow = known.ledger()
    told, records = feed(flow), flow.records(limit=10_000)
    assert [str(n) for n in range(1, len(records) + 1)] == [e["sequence"] for e in told]
    for e, placed in zip(told, records, strict=True):
        record, data = placed.record, e["data"]
        assert (record.hash, record.event.process) == (e["id"], e["subject"])
        assert record.recorded_at == datetime.fromisoformat(e["time"])
        assert e["time"].endswith("Z")
        assert (record.number, record.previous, record.event.verdict.allowed) == (
            data["number"],
            data["previous"],
            data["allowed"],
        )
        assert (record.event.before.value, record.event.after.value) == (data["before"], data["after"])
    refused = next(e for e in told if not e["data"]["allowed"])
    assert refused["type"].endswith(".refused")
    assert {"rule", "code", "kind"} == set(refused["data"]["reasons"][0])


def test_every_event_is_as_the_profile_asks() -> None:
    """What is required is there; names, types and sizes are as the profile has them."""
    for e in feed(known.ledger()):
        assert {"specversion", "id", "source", "type", "subject", "time", "sequence", "sequencetype",
                "datacontenttype", "data"} == set(e)  # fmt: skip
        assert ("1.0", SOURCE, "Integer") == (e["specversion"], e["source"], e["sequencetype"])
        assert re.fullmatch(r"nl\.ontvlechtingen(\.[a-z0-9-]+){2}", e["type"])
        assert len(written(e).encode()) <= LARGEST
        assert e == json.loads(written(e))
        assert "\n" not in written(e)


def test_others_read_every_event() -> None:
    """The SDK of CloudEvents takes each of them, and gives the same back."""
    formats = pytest.importorskip("cloudevents.core.formats.json", reason="comes with the extra dev")
    read = formats.JSONFormat()
    for e in feed(known.ledger()):
        found = read.read(None, written(e))
        assert e["data"] == found.get_data()
        assert e == json.loads(read.write(found))


def test_no_text_and_no_person_goes_out() -> None:
    """Nothing that can be redacted, no id of who acted and no origin: of who acted the role and the party."""
    flow = known.ledger()
    sent = " ".join(written({**e, "subject": "", "data": {**e["data"], "process": ""}}) for e in feed(flow))
    hidden = [json.loads(line)[1] for _, sealed in flow._store.records() for line in sealed.disclosures.splitlines()]
    texts = {text for text in words_of(hidden) if " " in text}
    people = {placed.record.event.command.by.id for placed in flow.records(limit=10_000)}
    assert texts
    assert people
    assert [] == [text for text in texts | people if text in sent]
    assert "fictieve-machine" not in sent


def test_who_goes_on_has_each_record_once() -> None:
    """From wherever somebody stopped: what comes after is what was not dealt with, with the id of the last or without."""
    flow = known.ledger()
    every = feed(flow)
    for place in (0, 1, 2, len(every) - 1, len(every)):
        assert every[place:] == feed(flow, after=place)
        if place:
            assert every[place:] == feed(flow, after=place, last=every[place - 1]["id"])


def test_another_ledger_is_seen() -> None:
    """An older backup, or another ledger, does not continue what was read: nothing is given of it."""
    flow = known.ledger()
    every = feed(flow)
    for after, last in ((3, every[3]["id"]), (len(every) + 1, every[-1]["id"])):
        with pytest.raises(BrokenLedger, match="does not continue"):
            next(flow.cloud_events(SOURCE, after=after, last=last))


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A ledger of three records in a file."""
    made, road = tmp_path / "ledger.db", Road(letter.PROCESSES[WEBSITES])
    with Workflow.open(f"sqlite:///{made}") as flow:
        flow.submit_many([(WEBSITES, command) for command in (road.identify(), road.draft(), road.consult())])
    return made


@pytest.mark.parametrize(
    ("tampers", "told"),
    [
        ("UPDATE ontvlechting_records SET hash = substr(hash, 2) || 'x' WHERE position = 2", "hash does not match"),
        ("DELETE FROM ontvlechting_records WHERE position = 2", "position 2 is missing"),
    ],
)
def test_what_was_tampered_with_is_not_told(path: Path, tampers: str, told: str) -> None:
    """What stands before it is; then it is said which record it is, and on the command line that is a no."""
    with closing(sqlite3.connect(path)) as other, other:
        for name in ("ontvlechting_no_update", "ontvlechting_no_delete"):
            other.execute(f"DROP TRIGGER {name}")
        other.execute(tampers)
    given: list[Any] = []
    with Ledger.open(f"sqlite:///{path}") as flow, pytest.raises(BrokenLedger, match=told):
        given.extend(flow.cloud_events(SOURCE))
    code, lines, errors = run(*SENDS, path, *EN)
    assert (1, 1) == (code, len(lines.splitlines()))
    assert told in errors


def test_what_was_removed_or_cannot_be_read_is_told_as_such() -> None:
    """The event is there under the same id and sequence, so there is no gap; of its content no more than is left."""
    store, road = MemoryStore(), Road(letter.PROCESSES[WEBSITES])
    flow = Workflow(store, known=[permits.PERMITS])
    flow.submit_many([(WEBSITES, road.identify()), (WEBSITES, road.draft()), ("eik-1", permits.ASKED)])
    before = feed(flow)
    assert flow.submit(WEBSITES, road.redact((1, 2))).allowed
    less, whole, permit, redaction = feed(flow)
    assert [e["id"] for e in before] == [e["id"] for e in (less, whole, permit)]
    assert (True, "identify_process") == (less["data"]["removed"], less["data"]["command"])
    assert (True, None, False) == (whole["data"]["removed"], whole["data"]["command"], whole["data"]["allowed"])
    assert "nl.ontvlechtingen.removed.refused" == whole["type"]
    assert [] == whole["data"]["reasons"]
    assert "nl.ontvlechtingen.redact.accepted" == redaction["type"]
    unread = feed(Workflow(store))[2]
    assert (permit["id"], permit["sequence"]) == (unread["id"], unread["sequence"])
    assert "nl.ontvlechtingen.unreadable" == unread["type"]
    nothing = dict.fromkeys(("command", "at", "role", "party", "allowed", "verdict", "before", "after"))
    of_its_content: dict[str, Any] = {**nothing, "reasons": [], "more": 0, "removed": False, "unreadable": True}
    assert {**permit["data"], **of_its_content} == unread["data"]


def test_an_event_stays_small_however_much_there_is_to_say() -> None:
    """Reasons that do not fit are counted; each is told once."""
    flow = Workflow(MemoryStore())
    record = flow.submit(WEBSITES, Road(letter.PROCESSES[WEBSITES]).identify()).record
    rule = LETTER.order
    many = [rule.forbidden(f"{'x' * 180}-{n}", nl="n", en="e") for n in range(1_000)]
    refused = Verdict(kind=VerdictKind.REFUSED, reasons=(*many, *many))
    made = event(1, attrs.evolve(record, event=attrs.evolve(record.event, verdict=refused)), SOURCE)
    assert LARGEST // 2 < len(written(made).encode()) <= LARGEST
    assert 1_000 == len(made["data"]["reasons"]) + made["data"]["more"]


@pytest.mark.parametrize(
    ("wrong", "fields"),
    [
        ({"source": "https://example.org/ledger", "domain": "Nl", "last": "x", "after": -1},
         ["source", "domain", "last", "after"]),
        ({"source": "urn:nld:with space"}, ["source"]),
        ({"source": None, "after": "3"}, ["source", "after"]),
        ({"domain": "ontvlechtingen"}, ["domain"]),
    ],
)  # fmt: skip
def test_wrong_input_is_told_at_once(wrong: dict[str, Any], fields: list[str]) -> None:
    """Every problem together, before anything is read."""
    with pytest.raises(InputError) as error:
        Workflow(MemoryStore()).cloud_events(**{"source": SOURCE, **wrong})
    assert fields == [p.field for p in error.value.problems]


def test_what_is_committed_late_comes_later(database: str) -> None:
    """On PostgreSQL a transaction that ends later gets its place later: who went on meanwhile has missed nothing."""
    road = Road(letter.PROCESSES[WEBSITES])
    with Workflow.open(database) as flow, psycopg.connect(database) as host:
        late = Workflow(PostgresStore.bound(host, create=False))
        late.submit("late", road.identify())
        flow.submit("early", Road(letter.PROCESSES[WEBSITES], route=Route.GOVERNANCE).identify())
        with Ledger.open(database) as looks:
            (first,) = feed(looks)
            host.commit()
            (second,) = feed(looks, after=1, last=first["id"])
    assert [("1", "early"), ("2", "late")] == [(e["sequence"], e["subject"]) for e in (first, second)]


def test_the_command_line_goes_on_under_its_log(path: Path, tmp_path: Path) -> None:
    """Broken off at any byte and started again, each record stands in it once; what was recorded since comes under it.

    Who puts an empty line under it is told so, and nothing is sent again.
    """
    log = tmp_path / "out.jsonl"
    assert (0, "", "") == run(*SENDS, path, "--log", log)
    whole = log.read_bytes()
    code, told, _ = run(*SENDS, path)
    assert (0, whole) == (code, told.encode())
    first = whole.index(b"\n") + 1
    for size in (0, first - 1, first + 5, len(whole)):
        log.write_bytes(whole[:size])
        assert (0, "", "") == run(*SENDS, path, "--log", log), size
        assert whole == log.read_bytes(), size
    with Workflow.open(f"sqlite:///{path}") as flow:
        flow.submit(WEBSITES, Road(letter.PROCESSES[WEBSITES]).consult())
    assert (0, "", "") == run(*SENDS, path, "--log", log)
    assert whole == log.read_bytes()[: len(whole)]
    assert 4 == len(log.read_bytes().splitlines())
    with log.open("ab") as file:
        file.write(b"\n")
    before = log.read_bytes()
    code, told, errors = run(*SENDS, path, "--log", log, *EN)
    assert (2, "", True) == (code, told, "an event on the last line; got ''" in errors)
    assert before == log.read_bytes()


def test_no_name_of_a_process_turns_a_terminal_around(tmp_path: Path) -> None:
    """What steers or shows nowhere is written as its number; who reads the JSON gets the name as it is."""
    name, path = "a\u202eb\u200b\u2066c", tmp_path / "ledger.db"
    with Workflow.open(f"sqlite:///{path}") as flow:
        flow.submit(name, Road(letter.PROCESSES[WEBSITES]).identify())
    code, told, errors = run(*SENDS, path)
    assert (0, "", True) == (code, errors, told.strip().isprintable())
    (event,) = map(json.loads, told.splitlines())
    with Ledger.open(f"sqlite:///{path}") as ledger:
        assert feed(ledger) == [event]


def test_a_half_line_is_known_by_how_an_event_begins(path: Path) -> None:
    """Only what begins as each event does is taken off a file."""
    from ontvlechting.cli.feed import _BEGINS

    with Ledger.open(f"sqlite:///{path}") as ledger:
        assert all(written(event).encode().startswith(_BEGINS) for event in feed(ledger))


def test_a_log_of_something_else_is_left_alone(path: Path, tmp_path: Path) -> None:
    """A file that holds no events, and one with those of another ledger: said, and nothing is put under it."""
    for content, code in (
        (b"a letter\n", 2),
        (b'{"sequence": "2", "id": "' + b"0" * 64 + b'"}\n', 1),
        (b'{"sequence": "x"}\n', 2),
        (b'{"sequence": Infinity, "id": ""}\n', 2),
        (b'{"type": "consult_unit"}', 2),  # without the end of a line: no half event
        (b"a letter\nand its end", 2),
        (b'{"sequence": "2", "id": "x"}\nand its end', 2),
        (b"my notes\n\n", 2),
        (b"\n", 2),
        (b'\n{"specversion":', 2),  # half an event, after a line that is none
    ):
        log = tmp_path / "other.jsonl"
        log.write_bytes(content)
        found, told, errors = run(*SENDS, path, "--log", log, *EN)
        assert (code, "") == (found, told)
        assert errors
        assert content == log.read_bytes()


def test_looking_writes_nothing(path: Path) -> None:
    """A feed leaves the ledger as it was, byte for byte."""
    before = path.read_bytes()
    assert 3 == len(run(*SENDS, path)[1].splitlines())
    assert before == path.read_bytes()
