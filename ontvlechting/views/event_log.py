"""An event log for process mining: OCEL 2.0 and XES, made from the annotations of the commands.

A command names things: the annotation of `task: TaskId` says of what kind. So each event is related to every thing that it names, by
the path of the field. A value that has a name of its own, such as a document, is a thing too, and its fields are its attributes.

The log has no free text, because that can be removed from a record. It does not follow persons: of an actor it has only the role and
the party.
"""

from __future__ import annotations

import json
import os
import re
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import closing
from datetime import UTC, date, datetime
from decimal import Decimal
from enum import Enum
from functools import cache
from pathlib import Path
from types import UnionType
from typing import Annotated, Any, NamedTuple, Union, get_args, get_origin
from xml.etree import ElementTree as ET

import attrs
from attrs import frozen

from ontvlechting.engine.adoption import KnownRules
from ontvlechting.engine.checked import Kind, Words, hints_of
from ontvlechting.engine.command import Command
from ontvlechting.engine.errors import FileUnavailable
from ontvlechting.engine.events import Event
from ontvlechting.engine.retention import Removed
from ontvlechting.engine.values import Actor, Role
from ontvlechting.record.audit import Record
from ontvlechting.record.files import make, path_of
from ontvlechting.views.letters import first
from ontvlechting.views.xml import held

FIRST = "1970-01-01T00:00:00Z"
"""The time by which OCEL says that something was so from the beginning."""
OWN = ("id", "number", "version")
"""The fields that hold the name of a value that has a name of its own."""
PERSON = "person"
"""The kind of a person; persons are left out."""
TYPES: Mapping[type, str] = {
    str: "string",
    bool: "boolean",
    int: "integer",
    Decimal: "float",
    date: "time",
    Enum: "string",
}
"""The OCEL type for each Python type of a field."""
Value = str | int | float | bool


class Called(dict[str, str]):
    """What each field is called as an attribute of events or things of one type.

    That is its own name, with `_` behind it as often as another attribute has it already. Capitals make no difference: a
    table of SQLite knows none.
    """

    def __init__(self, taken: Iterable[str]) -> None:
        super().__init__()
        self._taken = set(taken)

    def __missing__(self, name: str) -> str:
        called = name
        while called.lower() in self._taken:
            called += "_"
        self._taken.add(called.lower())
        self[name] = called
        return called


_OF_EVENTS = ("number", "verdict", "before", "after", "role", "party", "recorded_at", "rules", "refused_by")
"""What is told of every event; of a no also the last."""
_OF_XES = ("id",)
"""What XES has beside these."""
_OF_TABLES = ("ocel_id", "ocel_time", "ocel_changed_field")
"""What the tables of OCEL have beside the attributes."""


class Thing(NamedTuple):
    """Something that commands name.

    Attributes:
        kind: its kind.
        within: the process in which its name is unique; empty when its name means the same in every process.
        name: its name.
    """

    kind: str
    within: str
    name: str

    @property
    def id(self) -> str:
        """Its id, unique in the whole ledger."""
        return (
            f"{self.kind}:{_escaped(self.within)}#{_escaped(self.name)}"
            if self.within
            else f"{self.kind}:{_escaped(self.name)}"
        )


def _escaped(name: str) -> str:
    """A name with `%` and `#` escaped, so that an id can be read in one way only."""
    return name.replace("%", "%25").replace("#", "%23")


@frozen
class Happened:
    """One event (*gebeurtenis*).

    Attributes:
        id: the id of its record.
        activity: the stable name of the command.
        at: when the act took place.
        process: the process that it is recorded in.
        attributes: its attributes, each with its OCEL type.
        things: every thing that it names, with the paths of the fields that do. The paths are one text, because some tools know only
            one relation between an event and a thing.
    """

    id: str
    activity: str
    at: datetime
    process: Thing
    attributes: Mapping[str, tuple[str, Value]]
    things: Mapping[Thing, str]


class Known:
    """What is known of one thing, over time.

    Attributes:
        values: for each attribute its type, and its values with the moment from which each holds; the first is taken as the value that
            it always had.
        related: other things, each with the name of the relation.
    """

    def __init__(self) -> None:
        self.values: dict[str, tuple[str, list[tuple[datetime, Value]]]] = {}
        self.related: dict[tuple[Thing, str], None] = {}

    def learn(self, name: str, form: str, value: Value, at: datetime) -> None:
        """Adds the value that an attribute has from this moment on, if it changed."""
        _, found = self.values.setdefault(name, (form, []))
        if not found or found[-1][1] != value:
            found.append((at, value))


class EventLog:
    """Every event of a ledger with the things that it names (*gebeurtenissenlijst*).

    Attributes:
        events: the events, in the order of the ledger.
        things: what is known of each thing.
        left_out: how many records are left out, because their content was removed or cannot be read here.

    Args:
        records: the records, in the order of the ledger.
        known: the rules that are known; their dossiers say of what kind a process is.
    """

    def __init__(self, records: Iterable[Record], known: KnownRules) -> None:
        self.events: list[Happened] = []
        self.things: dict[Thing, Known] = {}
        self.left_out: int = 0
        self._known = known
        self._cases: dict[str, Thing] = {}
        self._kinds_of: dict[tuple[str, str], str] = {}
        self._of_events: dict[str, Called] = {}
        self._of_things: dict[str, Called] = {}
        for record in records:
            if record.unreadable is not None or isinstance(record.event.command, Removed):
                self.left_out += 1
            else:
                self._add(record)

    # -- as OCEL -----------------------------------------------------------------------------------------------------

    def ocel(self) -> dict[str, Any]:
        """The log as OCEL 2.0, as plain data for JSON."""
        return {
            "objectTypes": [_type_entry(kind, types) for kind, types in sorted(self._kinds().items())],
            "eventTypes": [_type_entry(activity, types) for activity, types in sorted(self._activities().items())],
            "objects": [
                {
                    "id": thing.id,
                    "type": thing.kind,
                    "attributes": [
                        {"name": name, "time": FIRST if n == 0 else _moment(at), "value": value}
                        for name, (_, values) in known.values.items()
                        for n, (at, value) in enumerate(values)
                    ],
                    "relationships": [{"objectId": other.id, "qualifier": how} for other, how in known.related],
                }
                for thing, known in self.things.items()
            ],
            "events": [
                {
                    "id": event.id,
                    "type": event.activity,
                    "time": _moment(event.at),
                    "attributes": [{"name": n, "value": value} for n, (_, value) in event.attributes.items()],
                    "relationships": [{"objectId": thing.id, "qualifier": how} for thing, how in event.things.items()],
                }
                for event in self.events
            ],
        }

    def _activities(self) -> dict[str, dict[str, str]]:
        found: dict[str, dict[str, str]] = {}
        for event in self.events:
            found.setdefault(event.activity, {}).update({n: form for n, (form, _) in event.attributes.items()})
        return found

    def _kinds(self) -> dict[str, dict[str, str]]:
        found: dict[str, dict[str, str]] = {}
        for thing, known in self.things.items():
            found.setdefault(thing.kind, {}).update({n: form for n, (form, _) in known.values.items()})
        return found

    def write_json(self, path: str | Path) -> None:
        """Write the log to a new file, as OCEL 2.0 in JSON; on POSIX only its owner may read it.

        Raises:
            FileUnavailable: there is a file of that name, or it cannot be written.
        """
        _write(
            path, lambda file: file.write_text(json.dumps(self.ocel(), ensure_ascii=False, indent=1), encoding="utf-8")
        )

    def write_sqlite(self, path: str | Path) -> None:
        """Write the log to a new file, as OCEL 2.0 in SQLite; on POSIX only its owner may read it.

        Raises:
            FileUnavailable: there is a file of that name, or it cannot be written.
        """
        _write(path, self._fill)

    def _fill(self, path: Path) -> None:
        """Makes the tables of OCEL 2.0 and fills them."""
        with closing(sqlite3.connect(path)) as connection, connection:
            connection.execute("PRAGMA foreign_keys = ON")
            for statement in _TABLES:
                connection.execute(statement)
            insert = connection.executemany
            kinds, activities = _tables(self._kinds()), _tables(self._activities())
            insert("INSERT INTO object_map_type VALUES (?, ?)", [(k, table) for k, (table, _) in kinds.items()])
            insert("INSERT INTO event_map_type VALUES (?, ?)", [(a, table) for a, (table, _) in activities.items()])
            insert("INSERT INTO object VALUES (?, ?)", [(t.id, t.kind) for t in self.things])
            insert("INSERT INTO event VALUES (?, ?)", [(e.id, e.activity) for e in self.events])
            pairs = [(e.id, t.id, how) for e in self.events for t, how in e.things.items()]
            insert("INSERT INTO event_object VALUES (?, ?, ?)", pairs)
            pairs = [(t.id, o.id, how) for t, known in self.things.items() for o, how in known.related]
            insert("INSERT INTO object_object VALUES (?, ?, ?)", pairs)
            for kind, (table, types) in kinds.items():
                columns = "ocel_id TEXT, ocel_time TIMESTAMP, ocel_changed_field TEXT"
                _table(connection, f"object_{table}", columns, types, "object")
                things = [(t, known) for t, known in self.things.items() if t.kind == kind]
                _insert(connection, f"object_{table}", (row for t, known in things for row in _rows(t, known, types)))
            for activity, (table, types) in activities.items():
                _table(connection, f"event_{table}", "ocel_id TEXT PRIMARY KEY, ocel_time TIMESTAMP", types, "event")
                events = [e for e in self.events if e.activity == activity]
                told = ({n: _in_sqlite(*given) for n, given in e.attributes.items()} for e in events)
                rows = zip(events, told, strict=True)
                _insert(connection, f"event_{table}", (
                    (e.id, _in_sqlite("time", _moment(e.at)), *(of.get(n) for n in types)) for e, of in rows
                ))  # fmt: skip

    # -- as XES ------------------------------------------------------------------------------------------------------

    def xes(self) -> str:
        """The log as XES (IEEE 1849): one trace for each process, its events in the order in which they took place."""
        log = ET.Element(
            "log", {"xes.version": "1849.2016", "xes.features": "", "xmlns": "http://www.xes-standard.org/"}
        )
        for name in ("Concept", "Time", "Organizational"):
            prefix = {"Organizational": "org"}.get(name, name.lower())
            uri = f"http://www.xes-standard.org/{prefix}.xesext"
            ET.SubElement(log, "extension", {"name": name, "prefix": prefix, "uri": uri})
        for scope, attributes in (
            ("trace", [("string", "concept:name", "-")]),
            ("event", [("string", "concept:name", "-"), ("date", "time:timestamp", FIRST)]),
        ):
            under = ET.SubElement(log, "global", {"scope": scope})
            for tag, key, least in attributes:
                ET.SubElement(under, tag, {"key": key, "value": least})
        ET.SubElement(log, "classifier", {"name": "Activity", "keys": "concept:name"})
        _xes(log, "left_out", "integer", self.left_out)
        for process in self._cases.values():
            trace = ET.SubElement(log, "trace")
            _xes(trace, "concept:name", "string", process.name)
            _xes(trace, "kind", "string", process.kind)
            for e in sorted((e for e in self.events if e.process == process), key=lambda e: e.at):
                event = ET.SubElement(trace, "event")
                _xes(event, "concept:name", "string", e.activity)
                _xes(event, "time:timestamp", "time", _moment(e.at))
                _xes(event, "id", "string", e.id)
                for name, (form, given) in e.attributes.items():
                    _xes(event, _XES_NAMES.get(name, name), form, given)
        ET.indent(log)
        return ET.tostring(log, encoding="unicode", xml_declaration=True) + "\n"

    def write_xes(self, path: str | Path) -> None:
        """Write the log to a new file, as XES; on POSIX only its owner may read it.

        Raises:
            FileUnavailable: there is a file of that name, or it cannot be written.
        """
        _write(path, lambda file: file.write_text(self.xes(), encoding="utf-8"))

    # -- within ------------------------------------------------------------------------------------------------------

    def _add(self, record: Record) -> None:
        """Adds one record with everything that it names. Only accepted commands change what is known of things."""
        event, command = record.event, record.event.command
        case, accepted = self._case(event), event.verdict.allowed
        self.things.setdefault(case, Known())
        found = {case: ["process"]}
        own: dict[str, tuple[str, Value]] = {}
        called = _called(self._of_events, command.key, (*_OF_EVENTS, *_OF_XES, *_OF_TABLES), type(command))
        for said in self._walk(command, case, "", None):
            if isinstance(said, _Names):
                found.setdefault(said.thing, []).append(said.path)
                self.things.setdefault(said.thing, Known())
                if accepted:
                    self._relate(said, case)
            else:
                if not said.path:
                    own[called[said.name]] = said.form, said.value
                if accepted and said.of is not None:
                    name = self._of_things[said.of.kind][said.name]
                    self.things[said.of].learn(name, said.form, said.value, command.at)
        if accepted:
            self.things[case].learn("state", "string", event.after.value, command.at)
        told: dict[str, tuple[str, Value]] = {
            "number": ("integer", record.number),
            "verdict": ("string", event.verdict.kind.value),
            "before": ("string", event.before.value),
            "after": ("string", event.after.value),
            "role": ("string", command.by.role.value),
            "party": ("string", command.by.party),
            "recorded_at": ("time", _moment(record.recorded_at)),
            "rules": ("string", f"{event.rules.name} {event.rules.version}"),
        }
        if not accepted:
            told["refused_by"] = "string", " ".join(dict.fromkeys(r.rule for r in event.verdict.reasons))
        things = {t: ", ".join(dict.fromkeys(paths)) for t, paths in found.items()}
        self.events.append(Happened(record.id, command.key, command.at, case, told | own, things))

    def _case(self, event: Event) -> Thing:
        """The process of an event, as a thing of the kind that its dossier says."""
        found = self._cases.get(event.process)
        if found is None:
            judges = (r.dossier.thing for r in self._known.every if isinstance(event.before, type(r.start)))
            found = self._cases[event.process] = Thing(next(judges, "process"), "", event.process)
        return found

    def _relate(self, said: _Names, case: Thing) -> None:
        """Records how a named thing is related to its process and to the thing that names it."""
        if said.is_own:
            self._kinds_of[case.name, said.thing.name] = said.thing.kind
            if said.thing.within:
                self.things[said.thing].related[case, "process"] = None
        if said.of is not None and said.of != said.thing:
            self.things[said.of].related[said.thing, said.path.rpartition(".")[2]] = None

    def _walk(self, value: Any, case: Thing, path: str, of: Thing | None) -> Iterator[_Names | _Tells]:
        """Every thing that a value names and every plain value that it holds, field by field.

        Args:
            value: a command, or a value in one.
            case: the process.
            path: the path of the value.
            of: the thing whose field holds the value.
        """
        kind: type = type(value)
        fields = fields_of(kind)
        own = next((f for f in fields if f.names is not None and f.name in OWN), None)
        if own is not None and own.names is not None:
            thing = self._thing(own.names, getattr(value, own.name), case)
            yield _Names(thing, path or own.name, of, is_own=True)
            _called(self._of_things, thing.kind, _OF_TABLES, kind)
            of = thing
        for field in (f for f in fields if f is not own):
            where = f"{path}.{field.name}" if path else field.name
            given = getattr(value, field.name)
            for item in () if given is None else given if field.many else (given,):
                if field.names is not None:
                    yield _Names(self._thing(field.names, item, case), where, of)
                elif field.form is not None:
                    yield _Tells(field.name, field.form, _plain(item), path, of)
                elif isinstance(item, Actor):
                    yield _Names(self._thing(_PARTY, item.party, case, item.role), where, of)
                elif attrs.has(type(item)):
                    yield from self._walk(item, case, where, of)

    def _thing(self, names: Kind, name: object, case: Thing, role: Role | None = None) -> Thing:
        """The thing with this name; a letter may know its kind more precisely."""
        called, within = str(name), "" if names.everywhere else case.name
        if names.key == "process":
            return self._cases.get(called, Thing("process", "", called))
        known = self._kinds_of.get((within, called)) if names.key == "item" else first("kind", names.key, called, role)
        return Thing(known or names.key, within, called)


class _Names(NamedTuple):
    """A thing that a value names: at which path, and in a field of which other thing, if any."""

    thing: Thing
    path: str
    of: Thing | None
    is_own: bool = False


class _Tells(NamedTuple):
    """A plain value in a field, and of which thing it is an attribute, if any; `path` is that of the value that has the field."""

    name: str
    form: str
    value: Value
    path: str
    of: Thing | None


_PARTY = Kind("party", everywhere=True)


class Field(NamedTuple):
    """A field of a value, as its annotation says.

    Attributes:
        name: its name.
        names: the kind of thing that it names; None when it names none.
        form: its OCEL type; None when it names a thing, or holds values with fields of their own.
        many: whether it holds several.
    """

    name: str
    names: Kind | None
    form: str | None
    many: bool


@cache
def fields_of(cls: type) -> tuple[Field, ...]:
    """The fields of a class that the log uses: all but the moment of a command, free texts, persons and lists of plain values."""
    hints = hints_of(cls)
    kind: Any = cls
    made = (_field(a.name, hints[a.name]) for a in attrs.fields(kind) if a.init)
    return tuple(f for f in made if f is not None and not (issubclass(cls, Command) and f.name == "at"))


def _field(name: str, hint: Any) -> Field | None:
    """What the annotation of one field says; None for a free text, a person, or a list of plain values."""
    arms = [a for a in get_args(hint) if a is not type(None)] if get_origin(hint) in (Union, UnionType) else [hint]
    many = get_origin(arms[0]) in (tuple, frozenset)
    kind: Any = get_args(arms[0])[0] if many else arms[0]
    if kind == Words:
        return None
    names: Kind | None = None
    if get_origin(kind) is Annotated:
        names = getattr(get_args(kind)[1], "names", None)
        kind = get_args(kind)[0]
    if names is not None:
        return None if names.key == PERSON else Field(name, names, None, many)
    form = next((form for plain, form in TYPES.items() if issubclass(kind, plain)), None)
    return None if form is not None and many else Field(name, None, form, many)


def _called(known: dict[str, Called], of: str, taken: Iterable[str], cls: type) -> Called:
    """What the fields of this class are called as attributes of this type: in their order, whichever are filled."""
    called = known.setdefault(of, Called(taken))
    for field in fields_of(cls):
        if field.form is not None:
            called[field.name]
    return called


def _plain(given: Any) -> Value:
    """A value as OCEL has it. A day becomes midnight UTC, which is the same day in the Netherlands."""
    match given:
        case Enum():
            return str(given.value)
        case datetime():
            return _moment(given)
        case date():
            return f"{given.isoformat()}T00:00:00Z"
        case Decimal():
            return float(given)
    value: Value = given
    return value


def _moment(at: datetime) -> str:
    return at.astimezone(UTC).isoformat().replace("+00:00", "Z")


# -- writing -----------------------------------------------------------------------------------------------------------


def _type_entry(name: str, types: Mapping[str, str]) -> dict[str, Any]:
    return {"name": name, "attributes": [{"name": n, "type": form} for n, form in types.items()]}


def _write(path: str | Path, fill: Callable[[Path], object]) -> None:
    """Makes a new file and fills it, completely or not at all.

    Raises:
        FileUnavailable: there is a file of that name, or it cannot be written.
    """
    target = path_of("export", path)
    try:
        os.close(make(target))  # with the same permissions as a ledger
        try:
            fill(target)
        except BaseException:
            target.unlink()
            raise
    except sqlite3.OperationalError as error:
        raise FileUnavailable(str(path), OSError(str(error))) from error
    except OSError as error:
        raise FileUnavailable(str(path), error) from error


_TABLES = (
    "CREATE TABLE event_map_type (ocel_type TEXT PRIMARY KEY, ocel_type_map TEXT)",
    "CREATE TABLE object_map_type (ocel_type TEXT PRIMARY KEY, ocel_type_map TEXT)",
    """CREATE TABLE event (ocel_id TEXT PRIMARY KEY, ocel_type TEXT,
        FOREIGN KEY (ocel_type) REFERENCES event_map_type (ocel_type))""",
    """CREATE TABLE object (ocel_id TEXT PRIMARY KEY, ocel_type TEXT,
        FOREIGN KEY (ocel_type) REFERENCES object_map_type (ocel_type))""",
    """CREATE TABLE event_object (ocel_event_id TEXT, ocel_object_id TEXT, ocel_qualifier TEXT,
        PRIMARY KEY (ocel_event_id, ocel_object_id, ocel_qualifier),
        FOREIGN KEY (ocel_event_id) REFERENCES event (ocel_id),
        FOREIGN KEY (ocel_object_id) REFERENCES object (ocel_id))""",
    """CREATE TABLE object_object (ocel_source_id TEXT, ocel_target_id TEXT, ocel_qualifier TEXT,
        PRIMARY KEY (ocel_source_id, ocel_target_id, ocel_qualifier),
        FOREIGN KEY (ocel_source_id) REFERENCES object (ocel_id),
        FOREIGN KEY (ocel_target_id) REFERENCES object (ocel_id))""",
)
"""The tables that each log in SQLite has; besides these each type has a table of its own."""
_COLUMNS = {"string": "TEXT", "boolean": "INTEGER", "integer": "INTEGER", "float": "REAL", "time": "TIMESTAMP"}


def _tables(types: Mapping[str, dict[str, str]]) -> dict[str, tuple[str, dict[str, str]]]:
    """For each type the unique part of the name of its table, and its attributes."""
    return {
        name: (f"{n}_{re.sub('[^A-Za-z0-9]', '_', name)}", types[name]) for n, name in enumerate(sorted(types), start=1)
    }


def _table(connection: sqlite3.Connection, name: str, columns: str, types: Mapping[str, str], about: str) -> None:
    """Makes the table of one type."""
    own = "".join(f', "{n}" {_COLUMNS[form]}' for n, form in types.items())
    connection.execute(f'CREATE TABLE "{name}" ({columns}{own}, FOREIGN KEY (ocel_id) REFERENCES {about} (ocel_id))')


def _insert(connection: sqlite3.Connection, table: str, rows: Iterable[tuple[Any, ...]]) -> None:
    """Inserts rows in a table, each with a value for every column."""
    for row in rows:
        connection.execute(f'INSERT INTO "{table}" VALUES ({", ".join("?" * len(row))})', row)  # noqa: S608 - a name of ours


def _rows(thing: Thing, known: Known, types: Mapping[str, str]) -> Iterator[tuple[Any, ...]]:
    """The rows of a thing: one with its first values, and one for each change."""
    begins = {n: _in_sqlite(form, values[0][1]) for n, (form, values) in known.values.items()}
    yield thing.id, _in_sqlite("time", FIRST), None, *(begins.get(n) for n in types)
    changes = [(at, n, form, v) for n, (form, values) in known.values.items() for at, v in values[1:]]
    for at, name, form, value in sorted(changes, key=lambda c: c[0]):
        row = (_in_sqlite(form, value) if n == name else None for n in types)
        yield thing.id, _in_sqlite("time", _moment(at)), name, *row


def _in_sqlite(form: str, value: Value) -> Value:
    """A value for a table: a moment is written as SQLite does, in UTC."""
    return str(value).removesuffix("Z").replace("T", " ") if form == "time" else value


_XES_TAGS = {"string": "string", "boolean": "boolean", "integer": "int", "float": "float", "time": "date"}
_XES_NAMES = {"role": "org:role", "party": "org:group"}


def _xes(under: ET.Element, key: str, form: str, value: Value) -> None:
    """Adds one attribute of XES."""
    said = ("true" if value else "false") if form == "boolean" else str(value)
    ET.SubElement(under, _XES_TAGS[form], {"key": key, "value": held(said)})
