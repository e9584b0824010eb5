"""What happened as a log for tools that look for patterns; what such tools make of it, `make interop` asks."""

from __future__ import annotations

import json
import sqlite3
import stat
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any, get_args, get_type_hints
from xml.etree import ElementTree as ET

import attrs
import pytest
from attrs import frozen
from hypothesis import given
from hypothesis import strategies as st

from ontvlechting import LETTER, State, Workflow, letter
from ontvlechting.engine.chart import staying
from ontvlechting.engine.checked import Checked, Id, PartyId
from ontvlechting.engine.command import Command, Fact
from ontvlechting.engine.errors import FileUnavailable
from ontvlechting.engine.text import Text
from ontvlechting.engine.values import Actor
from ontvlechting.letter.commands import ALL
from ontvlechting.letter.fiction import Road
from ontvlechting.record.exchange import read
from ontvlechting.record.stores.memory import MemoryStore
from ontvlechting.views.event_log import EventLog, Thing
from tests import permits
from tests.command_line import run
from tests.permits import PERMITS, TABLE
from tests.test_golden import SECOND as GOLDEN
from tests.test_second_letter import opened as opened_second
from tests.test_second_letter import walked

NO_NAME_OF_A_THING = {
    "AnswerAdvice.element",
    "AnswerElement.element",
    "AnswerRequest.parts",
    "Asked.id",
    "Bottleneck.target_group",
    "Coverage.article",
    "Discharge.rules",
    "Earlier.hash",
    "Earlier.state",
    "Exemption.rule",
    "IdentifyProcess.studied",
    "LeftOut.item",
    "Mandate.id",
    "Mandate.scope",
    "Money.currency",
    "OpenProgramme.processes",
    "ProcessReading.hash",
    "ProcessReading.state",
    "ProcessReading.studied",
    "ProcessReading.unresolved",
    "Redact.fields",
    "ReportBreach.service",
    "RulesRef.hash",
    "RulesRef.name",
    "RulesRef.version",
    "StaffGroup.name",
    "TargetGroup.name",
}
"""Fields of commands in which a name stands that is of nothing that is followed: what it says is told there, if anywhere."""


def values_in(hint: Any) -> Iterator[Any]:
    """Every class of values that an annotation holds."""
    if isinstance(hint, type) and attrs.has(hint) and not issubclass(hint, Command):
        yield hint
    for arg in get_args(hint):
        yield from values_in(arg)


def is_id(hint: Any) -> bool:
    """Whether a name stands there of which is not said what has it."""
    return hint == Id or any(map(is_id, get_args(hint)))


def test_every_name_in_a_command_says_of_what_it_is_the_name() -> None:
    """By its annotation; but for some, which are named here one by one."""
    kinds: list[Any] = list(ALL)
    found: set[str] = set()
    for kind in kinds:
        hints = {n: h for n, h in get_type_hints(kind, include_extras=True).items() if n in attrs.fields_dict(kind)}
        found |= {f"{kind.__name__}.{name}" for name, hint in hints.items() if is_id(hint)}
        kinds += [value for hint in hints.values() for value in values_in(hint) if value not in kinds]
    assert sorted(NO_NAME_OF_A_THING) == sorted(found)


@pytest.fixture(scope="module")
def golden() -> tuple[MemoryStore, EventLog]:
    """The golden ledger, and the log of it."""
    store = MemoryStore()
    read(store, GOLDEN, LETTER)
    return store, Workflow(store).event_log()


def test_there_is_an_event_for_every_record_in_the_order_of_the_ledger(golden: tuple[MemoryStore, EventLog]) -> None:
    """None is left out where none was removed as a whole; one that lost a text still says what happened."""
    store, log = golden
    assert [s.id for _, s in store.records()] == [e.id for e in log.events]
    assert 0 == log.left_out


def test_nothing_goes_out_that_can_be_removed_and_nobody_is_followed(golden: tuple[MemoryStore, EventLog]) -> None:
    """No free text, no salt and nobody who acted stands in it, in whichever form."""
    store, log = golden
    texts, people = set[str](), set[str]()

    def look(value: Any) -> None:
        if isinstance(value, Actor):
            people.add(value.id)
        elif isinstance(value, tuple):
            for item in value:
                look(item)
        elif attrs.has(type(value)):
            for a in attrs.fields(type(value)):
                look(getattr(value, a.name))

    for _, sealed in store.records():
        texts |= {
            t
            for line in sealed.disclosures.decode().split("\n")
            if line
            for t in json.loads(line)
            if isinstance(t, str)
        }
    for process in Workflow(store).processes():
        for record in Workflow(store).history(process):
            look(record.event.command)
    assert len(texts) > 500
    assert len(people) > 3
    told = {str(v) for e in log.events for _, v in e.attributes.values()}
    told |= {t.name for t in log.things} | {
        str(v) for k in log.things.values() for _, vs in k.values.values() for _, v in vs
    }
    assert set() == told & texts
    assert set() == told & people
    outputs = json.dumps(log.ocel(), ensure_ascii=False) + log.xes()
    assert [] == [t for t in (*texts, *people) if len(t) > 12 and t in outputs]


def test_what_was_removed_is_counted() -> None:
    """A refusal whose content was removed is no event any more; the texts of an acceptance were never in it."""
    road, flow = Road(letter.PROCESSES["douane/websites"]), Workflow.open("memory:")
    assert flow.submit("p", road.identify()).allowed
    assert not flow.submit("p", road.complete()).allowed
    before = flow.event_log()
    assert flow.submit("p", road.redact((2,))).allowed
    assert flow.submit("p", road.redact((1,), fields=("name",), by=road.ministry)).allowed
    after = flow.event_log()
    assert (0, 1) == (before.left_out, after.left_out)
    assert [e.id for e in before.events[:1]] == [e.id for e in after.events if e.activity == "identify_process"]
    assert ["identify_process", "redact", "redact"] == [e.activity for e in after.events]


def test_a_refusal_is_marked_and_nothing_is_learned_from_it() -> None:
    """It says by which rules; what it names is there, and what it says of that is not."""
    road, flow = Road(letter.PROCESSES["douane/websites"]), Workflow.open("memory:")
    flow.submit("p", road.identify())
    refused = flow.submit("p", road.decide())
    log = flow.event_log()
    assert not refused.allowed
    (event,) = (e for e in log.events if e.activity == "decide")
    assert ("string", refused.verdict.kind.value) == event.attributes["verdict"]
    assert {r.rule for r in refused.reasons} == set(str(event.attributes["refused_by"][1]).split())
    note = next(t for t, how in event.things.items() if t.kind == "document" and how == "note")
    assert {} == log.things[note].values
    process = Thing("process", "", "p")
    assert ["identified"] == [v for _, v in log.things[process].values["state"][1]]


def test_what_is_known_of_a_thing_changes_over_time() -> None:
    """Of a process its state; each change once, from when it holds."""
    road, flow = Road(letter.PROCESSES["douane/websites"]), Workflow.open("memory:")
    commands = list(road.until(State.COMPLETED))
    flow.submit_many([("p", x) for x in commands])
    states = flow.event_log().things[Thing("process", "", "p")].values["state"][1]
    assert ["identified", "plan_drafted", "preconditions_tested", "ministry_decided", "phased_transfer",
            "receiving_party_proven", "completed"] == [v for _, v in states]  # fmt: skip
    assert sorted(at for at, _ in states) == [at for at, _ in states]


def test_a_body_is_a_body_whoever_names_it() -> None:
    """As the origin of a document, as whom somebody speaks for, and as a body."""
    road, flow = Road(letter.PROCESSES["douane/websites"]), Workflow.open("memory:")
    flow.submit_many([("p", x) for x in road.until(State.COMPLETED)])
    found = {(t.kind, t.name) for t in flow.event_log().things if t.kind in ("party", "body", "unit")}
    assert ("body", "dor") in found
    assert len(found) == len({name for _, name in found})


@given(st.lists(st.tuples(*[st.text(st.sampled_from("a#%:2/"), max_size=4)] * 3), min_size=2, max_size=6, unique=True))
def test_no_two_things_have_one_id(parts: list[tuple[str, str, str]]) -> None:
    """Whatever stands in their names and in those of their processes; a kind is a plain name."""
    things = {Thing(f"k{len(kind)}", within, name) for kind, within, name in parts}
    assert len(things) == len({t.id for t in things})


def test_what_xml_cannot_hold_is_told_by_its_number() -> None:
    """A name can hold what no XML can; the log is well formed all the same, and nothing in a name becomes markup."""
    road, flow = Road(letter.PROCESSES["douane/websites"]), Workflow.open("memory:")
    name = '</trace>"&\uffff<x>é🧵'
    flow.submit(name, road.identify())
    (trace,) = ET.fromstring(flow.event_log().xes()).iter("{http://www.xes-standard.org/}trace")  # noqa: S314 - our own
    assert name.replace("\uffff", "\\uffff") == trace[0].attrib["value"]


def test_another_letter_has_a_log_as_well() -> None:
    """Of its processes, with who acted for whom, whatever its commands say of what they name."""
    flow = opened_second()
    walked(flow)
    log = flow.event_log()
    assert [r.record.event.command.key for r in flow.records()] == [e.activity for e in log.events]
    assert {"process", "party"} == {t.kind for t in log.things}


@frozen(kw_only=True)
class Meter(Checked):
    """A thing of which fields are called as a table calls something itself, or nearly as each other."""

    id: PartyId
    reading: int = 1
    Reading: int = 2
    ocel_time: int = 3


@frozen(kw_only=True)
class RecordUse(Fact):
    """A fact of which fields are called as what is told of every event, or nearly as each other."""

    title = Text(nl="Gebruik vastleggen", en="Record use")
    kept_in = "opinions"
    Amount: int | None = None
    amount: int = 2
    id: int = 3
    number: int = 4
    number_: int = 5
    ocel_id: int = 6
    refused_by: int = 7
    meter: Meter = Meter(id="meter")


CALLED = ["amount_", "id_", "number_", "number__", "ocel_id_", "refused_by_"]
"""What these are called as attributes of an event; the first, where it is told, keeps its name."""


def test_no_two_attributes_of_an_event_or_a_thing_have_one_name(tmp_path: Path) -> None:
    """In no form, whatever the fields are called, and whichever of them are filled; all of it is told."""
    doors: Any = {**PERMITS.doors, RecordUse: ()}
    rules = attrs.evolve(
        PERMITS, name="meters", arrows=(*TABLE, *staying({permits.State.ASKED}, RecordUse)), doors=doors
    )
    flow = Workflow.open("memory:", rules=rules)
    use = RecordUse(by=permits.CITIZEN, at=permits.MOMENT)
    for command in (permits.ASKED, use, attrs.evolve(use, Amount=1), permits.CLOSED, use):
        flow.submit("p", command)
    log = flow.event_log()
    told = [[(n, v) for n, (_, v) in e.attributes.items() if type(v) is int] for e in log.events]
    fields = [(name, n) for n, name in enumerate(CALLED, start=2)]
    assert [("number", 2), *fields] == told[1]
    assert [("number", 3), ("Amount", 1), *fields] == told[2]
    assert [("number", 5), *fields] == told[4]
    (meter,) = (known for thing, known in log.things.items() if thing.name == "meter")
    assert {"reading": 1, "Reading_": 2, "ocel_time_": 3} == {n: v for n, (_, [(_, v)]) in meter.values.items()}
    events = [e for e in ET.fromstring(log.xes()).iter() if e.tag.endswith("}event")]  # noqa: S314 - our own
    assert [["concept:name", "time:timestamp", "id"]] * 5 == [[a.attrib["key"] for a in e][:3] for e in events]
    assert [] == [e for e in events if len({a.attrib["key"].lower() for a in e}) < len(e)]
    log.write_sqlite(tmp_path / "log.sqlite")
    with closing(sqlite3.connect(tmp_path / "log.sqlite")) as connection:
        (table,) = next(
            iter(connection.execute("SELECT ocel_type_map FROM event_map_type WHERE ocel_type = 'record_use'"))
        )
        found = connection.execute(f'SELECT "Amount", {", ".join(CALLED)} FROM "event_{table}" ORDER BY number')  # noqa: S608 - our own
        assert [(None, 2, 3, 4, 5, 6, 7), (1, 2, 3, 4, 5, 6, 7), (None, 2, 3, 4, 5, 6, 7)] == found.fetchall()


def test_on_the_command_line(tmp_path: Path) -> None:
    """How the name ends says which form of OCEL it becomes; another end is refused, and nothing is written."""
    address = tmp_path / "programma.db"
    with Workflow.open(f"sqlite:///{address}") as flow:
        road = Road(letter.PROCESSES["douane/websites"])
        flow.submit("p", road.identify())
        flow.submit("p", road.complete())
        flow.submit("p", road.redact((2,)))
    said = "2 events and 12 things in {}; 1 not: removed, or not to be read here\n"
    for name, form in (("a.json", "ocel"), ("a.sqlite", "ocel"), ("a.xes", "xes")):
        told = run("export", address, name, "--as", form, "--lang", "en", cwd=tmp_path)
        assert (0, said.format(name), "") == told
        assert (tmp_path / name).exists()
    for name, form in (("b.xes", "ocel"), ("b.json", "xes"), ("b", "ocel")):
        code, _, errors = run("export", address, name, "--as", form, "--lang", "en", cwd=tmp_path)
        assert 2 == code
        assert "a name that ends in" in errors
        assert not (tmp_path / name).exists()


def test_a_file_is_whole_or_not_there_and_read_by_its_owner_alone(tmp_path: Path) -> None:
    """One that is there already is left alone, and what goes wrong on the way leaves nothing."""
    road, flow = Road(letter.PROCESSES["douane/websites"]), Workflow.open("memory:")
    flow.submit("p", road.identify())
    log = flow.event_log()
    for name, write in (("a.json", log.write_json), ("a.sqlite", log.write_sqlite), ("a.xes", log.write_xes)):
        write(tmp_path / name)
        assert 0o600 == stat.S_IMODE((tmp_path / name).stat().st_mode)
        before = (tmp_path / name).read_bytes()
        with pytest.raises(FileUnavailable):
            write(tmp_path / name)
        assert before == (tmp_path / name).read_bytes()
        with pytest.raises(FileUnavailable):
            write(tmp_path / "no" / name)
    log.events.append(log.events[0])  # an id that occurs twice, which no ledger holds
    with pytest.raises(Exception, match="UNIQUE"):
        log.write_sqlite(tmp_path / "b.sqlite")
    assert not (tmp_path / "b.sqlite").exists()
