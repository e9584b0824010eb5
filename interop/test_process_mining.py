"""pm4py reads what we export of what happened, writes it and reads it again, and replays it on a net made from the table."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from ontvlechting.engine.chart import Arrow
from ontvlechting.states import PROGRAMME_TABLE, TABLE, ProgrammeState, State

pm4py = pytest.importorskip("pm4py", reason="`make interop` installs it")

pytestmark = pytest.mark.filterwarnings("ignore")  # those are of others
Written = Callable[..., Path]


def told(log: Any) -> dict[str, set[tuple[Any, ...]]]:
    """What an object-centric log says, whatever order it is in."""
    tables = {
        "events": log.events[["ocel:eid", "ocel:activity", "ocel:timestamp", "verdict", "before", "after", "number"]],
        "objects": log.objects[["ocel:oid", "ocel:type"]],
        "relations": log.relations[["ocel:eid", "ocel:oid", "ocel:qualifier"]],
        "related": log.o2o[["ocel:oid", "ocel:oid_2", "ocel:qualifier"]],
        "changes": log.object_changes[["ocel:oid", "ocel:field", "ocel:timestamp"]],
    }
    return {name: set(table.astype("string").itertuples(index=False, name=None)) for name, table in tables.items()}


@pytest.fixture(scope="module")
def logs(written: Written) -> tuple[Any, Any]:
    """The same log, from JSON and from SQLite."""
    return (
        pm4py.read_ocel2_json(str(written("log.json", "ocel"))),
        pm4py.read_ocel2_sqlite(str(written("log.sqlite", "ocel"))),
    )


def test_every_event_is_read(logs: tuple[Any, Any], demo: Path) -> None:
    """As many as there are records; the demo has none of which the content was removed."""
    with sqlite3.connect(demo) as ledger:
        (records,) = ledger.execute("SELECT count(*) FROM ontvlechting_records").fetchone()
    assert [records, records] == [len(log.events) for log in logs]


def test_both_forms_say_the_same(logs: tuple[Any, Any]) -> None:
    """Events, objects, relations of both kinds, and what changed over time."""
    json_, sqlite = map(told, logs)
    assert all(json_.values())
    assert json_ == sqlite


def test_all_of_it_is_read_from_json(logs: tuple[Any, Any], written: Written) -> None:
    """Nothing in the file is lost on the way, not even where an event names one thing twice."""
    plain, (log, _) = json.loads(written("log.json", "ocel").read_text()), logs
    assert len(plain["objects"]) == len(log.objects)
    assert sum(len(e["relationships"]) for e in plain["events"]) == len(log.relations)
    assert sum(len(o["relationships"]) for o in plain["objects"]) == len(log.o2o)
    ids = [x["id"] for x in (*plain["objects"], *plain["events"])]
    assert len(set(ids)) == len(ids)


@pytest.mark.parametrize("form", ["json", "sqlite"])
def test_written_and_read_again_it_is_the_same(logs: tuple[Any, Any], form: str, tmp_path: Path) -> None:
    """By pm4py itself, in either form."""
    path = str(tmp_path / f"again.{form}")
    write, read = getattr(pm4py, f"write_ocel2_{form}"), getattr(pm4py, f"read_ocel2_{form}")
    write(logs[0], path)
    assert told(logs[0]) == told(read(path))


def test_the_tables_are_those_of_the_standard(written: Written) -> None:
    """The constraints on an OCEL 2.0 in SQLite that pm4py knows all hold; and every reference leads somewhere."""
    from pm4py.objects.ocel.validation import ocel20_rel_validation

    path = str(written("log.sqlite", "ocel"))
    satisfied, unsatisfied = ocel20_rel_validation.apply(path)
    assert (len(satisfied), list(unsatisfied)) == (24, [])
    with sqlite3.connect(path) as log:
        assert log.execute("PRAGMA foreign_key_check").fetchall() == []


def net(table: tuple[Arrow, ...], start: State | ProgrammeState) -> tuple[Any, Any, Any]:
    """A Petri net: a place for each state, a transition for each arrow between two; and it may end anywhere."""
    from pm4py.objects.petri_net.obj import Marking, PetriNet
    from pm4py.objects.petri_net.utils.petri_utils import add_arc_from_to as add

    made, end = PetriNet("table"), PetriNet.Place("end")
    places = {s: PetriNet.Place(s.value) for a in table for s in (a.source, a.target)}
    made.places.update(places.values(), [end])
    for number, (source, target, label) in enumerate(
        [(places[a.source], places[a.target], a.command.key) for a in table if a.moves]
        + [(place, end, None) for place in places.values()]
    ):
        step = PetriNet.Transition(f"{number}", label)
        made.transitions.add(step)
        add(source, step, made)
        add(step, target, made)
    return made, Marking({places[start]: 1}), Marking({end: 1})


@pytest.fixture(scope="module")
def moves(written: Written) -> Any:
    """The moves in the log that were accepted, by process, from XES."""
    log = pm4py.read_xes(str(written("log.xes", "xes")))
    return log[(log["verdict"] == "accepted") & (log["before"] != log["after"])]


@pytest.mark.parametrize(
    ("kind", "table", "start"),
    [("process", TABLE, State.NEW), ("programme", PROGRAMME_TABLE, ProgrammeState.NEW)],
    ids=["process", "programme"],
)
def test_what_was_accepted_fits_the_table(moves: Any, kind: str, table: tuple[Arrow, ...], start: State) -> None:
    """Each trace is replayed by alignments, which are exact, without a single deviation."""
    own = moves[moves["case:kind"] == kind]
    assert len(own)
    found = pm4py.conformance_diagnostics_alignments(own, *net(table, start))
    assert {1.0} == {trace["fitness"] for trace in found}


def test_what_was_refused_would_not_fit(moves: Any) -> None:
    """A trace in which a decision comes first deviates, so that a fit says something."""
    own = moves[moves["case:kind"] == "process"].copy()
    own["concept:name"] = own["concept:name"].replace({"draft_plan": "decide"})
    found = pm4py.conformance_diagnostics_alignments(own, *net(TABLE, State.NEW))
    assert max(trace["fitness"] for trace in found) < 1.0
