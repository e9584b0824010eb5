"""Where a process stands, on one line: what an overview shows without reading histories.

A store keeps one `Row` for each process, and changes it in the same commit that adds a record. It is derived: the
records remain the truth, and `verify(deep=True)` rebuilds it and compares. A row knows no rules; a `Standing` is what it
says in the words of the rules of its process.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime
from enum import Enum
from functools import cache, lru_cache, reduce
from operator import or_
from types import MappingProxyType
from typing import Any, NamedTuple

import attrs
from attrs import field, frozen

from ontvlechting.engine.adoption import KnownRules
from ontvlechting.engine.chart import State, stranger
from ontvlechting.engine.checked import check_of
from ontvlechting.engine.core import evolve
from ontvlechting.engine.dossier import Column, Dossier, Match, is_name
from ontvlechting.engine.errors import BrokenLedger, InputError, Problem, nearest, shown, suggested
from ontvlechting.engine.shows import Shows
from ontvlechting.engine.text import Text
from ontvlechting.engine.values import RulesRef, UnknownRules
from ontvlechting.record.audit import FORMAT, START, Head, Record, Sealed, unseal_anyway
from ontvlechting.record.codec import Codec, canonical, written


class Row(NamedTuple):
    """Where one process stands as a store keeps it: plain values, which need no rules to be kept, compared or asked for.

    Attributes:
        process: the name of the process.
        number: the number of its last record.
        hash: the hash of that record.
        recorded_at: when that record was stored: ISO 8601, in UTC.
        state: the stable name of where it stands.
        at: when the last accepted act took place: ISO 8601; None before the first.
        columns: the columns of its dossier that are not empty, as canonical JSON: texts and whole numbers by name; of a member
            of an enumeration its value, and a day as ISO 8601.
        rules_name, rules_version, rules_hash: the rules that judged its last record.
    """

    process: str
    number: int
    hash: str
    recorded_at: str
    state: str
    at: str | None
    columns: str
    rules_name: str
    rules_version: str
    rules_hash: str

    @property
    def head(self) -> Head:
        """The last record of the process."""
        return Head(self.number, self.hash, datetime.fromisoformat(self.recorded_at))


def row(dossier: Dossier, last: Record) -> Row:
    """Where a process stands after its last record.

    Raises:
        DefinitionError: a column of its dossier fails, or gives what it cannot hold.
    """
    return Row(
        dossier.process,
        last.number,
        last.hash,
        last.recorded_at.isoformat(),
        dossier.state.value,
        dossier.at.isoformat() if dossier.at is not None else None,
        written_columns(dossier),
        last.event.rules.name,
        last.event.rules.version,
        last.event.rules.hash,
    )


def written_columns(dossier: Dossier) -> str:
    """The columns of a dossier that are not empty, as canonical JSON.

    Raises:
        DefinitionError: one of them fails, or gives what it cannot hold.
    """
    given = tuple([c.given_by(dossier) for c in dossier.columns])
    try:
        return _written_columns(dossier.columns, given)
    except TypeError:  # something that cannot be looked up, and is refused by what it is
        return _written_columns.__wrapped__(dossier.columns, given)


@lru_cache(1024)
def _written_columns(columns: tuple[Column, ...], given: tuple[Any, ...]) -> str:
    """The columns that are not empty, as canonical JSON; the same in most records of a process, so written once."""
    within = {c.name: _plain(c.plain(value)) for c, value in zip(columns, given, strict=True)}
    return canonical({name: value for name, value in within.items() if value}).decode()


def _plain(value: Any) -> Any:
    """What stands in a column as it is kept: a text or a whole number."""
    if isinstance(value, Enum):
        return value.value
    return value.isoformat() if isinstance(value, date) else value


@lru_cache(1024)
def columns_of(text: str) -> Mapping[str, str | int]:
    """The columns of a row, by name.

    Raises:
        ValueError: these are none.
    """
    try:
        plain = json.loads(text)
    except RecursionError as error:
        raise ValueError from error
    if type(plain) is not dict or not all(is_name(n) and type(v) in (str, int) for n, v in plain.items()):
        raise ValueError
    if canonical(plain) != text.encode():
        raise ValueError
    return MappingProxyType(plain)


def _frozen(columns: Mapping[str, Any]) -> Mapping[str, Any]:
    return columns if type(columns) is MappingProxyType else MappingProxyType(dict(columns))


@frozen(kw_only=True)
class Standing(Shows):
    """Where one process stands (*stand van zaken*).

    What stands in each column of its dossier is an attribute as well: `standing.route`, where its dossiers have such a column.

    Attributes:
        process: the name of the process.
        number: the number of its last record: the version of its dossier.
        hash: the hash of that record.
        recorded_at: when that record was stored, in UTC.
        state: where it stands.
        at: when the last accepted act took place.
        rules: the rules that judged its last record.
        columns: what stands in each column of its dossier, by its name: None in one that is empty, or 0 where it counts.
            Where its rules are not known here, a column of which nobody knows more holds the text or number that is kept.
        dossier: the class of its dossier, whose columns these are; None where it is not known here.
    """

    process: str
    number: int
    hash: str
    recorded_at: datetime
    state: State
    at: datetime | None
    rules: RulesRef
    columns: Mapping[str, Any] = field(default=MappingProxyType({}), converter=_frozen, hash=False)
    dossier: type[Dossier] | None = field(default=None, eq=False, repr=False)

    @property
    def head(self) -> Head:
        """The last record of the process."""
        return Head(self.number, self.hash, self.recorded_at)

    def __getattr__(self, name: str) -> Any:
        if name == "columns" or name.startswith("__"):  # of what is not made yet nothing can be asked
            raise AttributeError(name, name=name, obj=self)
        if name in self.columns:
            return self.columns[name]
        near = suggested(nearest(name, self.columns))
        raise AttributeError(f"the standing of {shown(self.process)} has no `{name}`{near.en}", name=name, obj=self)

    def __dir__(self) -> list[str]:
        return [*object.__dir__(self), *self.columns]

    def __reduce__(self) -> tuple[Any, ...]:
        parts = {a.name: getattr(self, a.name) for a in attrs.fields(type(self))}
        return _standing, ({**parts, "columns": dict(self.columns)},)


def _standing(parts: dict[str, Any]) -> Standing:
    return Standing(**parts)


def standing(given: Row, codec: Codec) -> Standing:
    """Where a process stands, in the words of the rules that judged its last record.

    Where these are not known, the words are those of the first rules that have a state of that name; what even these do not
    have stays as it is kept.

    Raises:
        BrokenLedger: something in the row is not what it can be by these rules; names the column.
    """
    return next(standings([given], codec))


def standings(given: Iterable[Row], codec: Codec) -> Iterator[Standing]:
    """The same for many; what they have in common is read once.

    Raises:
        BrokenLedger: one of them cannot be read; names the process and the column.
    """

    @cache
    def rules(name: str, version: str, hash: str) -> RulesRef:
        return RulesRef(name, version, hash)

    @cache
    def state(name: str, ref: RulesRef) -> tuple[State, Any]:
        judge = codec.known.named(ref)
        try:
            found = codec.state(name, ref)
        except InputError as error:
            if judge is not None:
                raise _Unfit("state", name) from error
            return stranger(name), None
        every = codec.known.every if judge is None else (judge,)
        return found, next(r.dossier for r in every if type(r.start) is type(found))

    @cache
    def within(text: str, kind: Any, known: bool) -> Mapping[str, Any]:  # noqa: FBT001
        return MappingProxyType(dict(_within(columns_of(text), kind, strict=known)))

    for r in given:
        try:
            ref = rules(r.rules_name, r.rules_version, r.rules_hash)
            here, kind = state(r.state, ref)
            columns = within(r.columns, kind, codec.known.named(ref) is not None)
        except _Unfit as error:
            raise unreadable(r.process, error.column, error.value) from error
        yield Standing(
            process=r.process,
            number=r.number,
            hash=r.hash,
            recorded_at=datetime.fromisoformat(r.recorded_at),
            state=here,
            at=datetime.fromisoformat(r.at) if r.at is not None else None,
            rules=ref,
            columns=columns,
            dossier=kind,
        )


def _within(kept: Mapping[str, str | int], kind: type[Dossier] | None, *, strict: bool) -> Iterator[tuple[str, Any]]:
    """What stands in each column of a class of dossiers, then what is kept besides.

    Raises:
        _Unfit: something cannot stand there, and is not left as it is kept.
    """
    left = dict(kept)
    for column in kind.columns if kind is not None else ():
        value = left.pop(column.name, None)
        try:
            yield column.name, column.empty if value is None else _typed(column, value)
        except ValueError as error:
            if strict:
                raise _Unfit(column.name, value) from error
            yield column.name, value
    yield from left.items()


def _typed(column: Column, plain: str | int) -> Any:
    """What a kept text or number is in this column.

    Raises:
        ValueError: it is nothing that is kept there; an `InputError` is one.
    """
    kind: Any = column.kind
    value: Any = plain
    if kind is date:
        value = date.fromisoformat(plain) if isinstance(plain, str) else plain
    elif kind not in (str, int):
        value = kind(plain)
    value, problems = column.check(value, column.name)
    if problems or not plain or _plain(value) != plain:
        raise ValueError
    return value


class _Unfit(Exception):
    """Something stands in a column that cannot stand there."""

    def __init__(self, column: str, value: object) -> None:
        super().__init__(column)
        self.column, self.value = column, value


def unreadable(process: object, column: str, value: object) -> BrokenLedger:
    """The error that where this process stands cannot be read: what stands in which column."""
    why = Text(
        nl=f"de stand van zaken is onleesbaar: in `{column}` staat {shown(value)}",
        en=f"where it stands cannot be read: `{column}` holds {shown(value)}",
    )
    return BrokenLedger(str(process), None, why)


def folded(
    process: str, dossier: Dossier | None, head: Head, tail: Iterable[Sealed], codec: Codec
) -> tuple[Dossier, Head, bool]:
    """What a dossier becomes by the records after it; nothing is judged again.

    Args:
        process: the name of the process.
        dossier: what is known; None before the first record.
        head: the last record that is known.
        tail: the records after it.
        codec: reads them.

    Returns:
        The dossier and head after them, and whether one of them removed texts from records before it.

    Raises:
        BrokenLedger: a record is not what was sealed, or does not join the one before it.
    """
    less = False
    for record in chained(tail, codec, head):
        less |= removes(record)
        dossier = evolve(codec.known.begun(record.event, dossier), record.event, record.number)
        head = record.head
    return dossier or codec.known.blank(process), head, less


def removes(record: Record) -> bool:
    """Whether this record removed texts from records before it."""
    return record.event.command.removes() is not None and record.event.verdict.allowed


def chained(tail: Iterable[Sealed], codec: Codec, head: Head = START) -> Iterator[Record]:
    """Records of one process, opened, each of which follows on the one before it.

    Raises:
        BrokenLedger: a record is not what was sealed, or does not join the one before it.
    """
    for sealed in tail:
        record = _joined(sealed, head, codec)
        head = record.head
        yield record


def replayed(records: Iterable[Sealed], codec: Codec) -> Iterator[tuple[Sealed, Record, Dossier]]:
    """Each of these records, opened, with the dossier of its process after it; nothing is judged again.

    Raises:
        BrokenLedger: a record is not what was sealed, or does not join the one before it.
    """
    known: dict[str, tuple[Dossier | None, Head]] = {}
    for sealed in records:
        dossier, head = known.get(sealed.process) or (None, START)
        record = _joined(sealed, head, codec)
        after = evolve(codec.known.begun(record.event, dossier), record.event, record.number)
        known[sealed.process] = after, record.head
        yield sealed, record, after


def rows_of(records: Iterable[Sealed], codec: Codec) -> dict[str, Row]:
    """Where each process stands after all of these records, by its name; nothing is judged again.

    Raises:
        BrokenLedger: a record is not what was sealed, or does not join the one before it.
    """
    last = {record.event.process: (dossier, record) for _, record, dossier in replayed(records, codec)}
    return {process: row(*known) for process, known in last.items()}


def _joined(sealed: Sealed, head: Head, codec: Codec) -> Record:
    """The record, opened as far as it can be read, when it is the one that follows on this head."""
    record = unseal_anyway(sealed, codec)
    if (record.number, record.previous) != (head.number + 1, head.hash):
        why = Text(nl="de keten sluit niet aan", en="the chain does not join")
        raise BrokenLedger(sealed.process, sealed.number, why)
    return record


class Criterion(NamedTuple):
    """What is asked of one column, in the words of a row.

    Attributes:
        name: its name.
        match: how it is asked for.
        value: a text or a whole number; for `Match.ANY` whether something has to stand there.
    """

    name: str
    match: Match
    value: str | int | bool

    def holds(self, kept: Mapping[str, str | int]) -> bool:
        """Whether these columns are like that; a text is never up to a number."""
        found = kept.get(self.name)
        if self.match is Match.ANY:
            return (found is not None) is self.value
        alike: Any = found if type(found) is type(self.value) else None
        if self.match is Match.EQUAL:
            return alike is not None and bool(alike == self.value)
        return alike is not None and bool(alike <= self.value)


@frozen(kw_only=True)
class Selection:
    """Which processes an overview is about, in the words of rows; what is not given does not matter.

    Attributes:
        state: the name of where they stand.
        columns: what is asked of their columns. Of each a list of ways, where the rules of a ledger differ in what they call a
            thing: one of them has to hold.
        without: hashes of the rules by whose words something that is asked cannot be: their processes are none of these.
    """

    state: str | None = None
    columns: tuple[tuple[Criterion, ...], ...] = ()
    without: frozenset[str] = frozenset()

    def holds(self, given: Row) -> bool:
        """Whether a process is one of these; one whose columns cannot be read is, so that it is told."""
        if self.state not in (None, given.state) or given.rules_hash in self.without:
            return False
        try:
            kept = columns_of(given.columns) if self.columns else {}
        except ValueError:
            return True
        return all(any(way.holds(kept) for way in ways) for ways in self.columns)


EVERYTHING = Selection()
"""Every process."""


def selected(known: KnownRules, state: object, asked: Mapping[str, object]) -> tuple[Selection, list[Problem]]:
    """Which processes are asked for, and what is wrong with the question.

    Args:
        known: the rules whose states and columns can be asked for.
        state: where they stand; None does not matter.
        asked: what is asked of their columns, by what `overview` calls it; None does not matter.
    """
    problems: list[Problem] = []
    without: set[str] = set()
    if state is not None:
        kinds = dict.fromkeys(type(r.start) for r in known.every)
        problems += check_of(reduce(or_, kinds))(state, "state")[1]
        without |= {r.hash for r in known.every if type(r.start) is not type(state) and _called(state, type(r.start))}
    columns = []
    there = {c.asked: None for r in known.every for c in r.dossier.columns}
    for name, value in asked.items():
        if name not in there:
            expected = Text(nl="geen vraag van deze naam", en="nothing that is asked by this name")
            near = nearest(name, [*there, "state", "after", "limit"])
            problems.append(Problem(name, shown(value), expected, near))
        elif value is not None:
            ways, lacking, wrong = _ways(known, name, value)
            columns.append(ways)
            without |= lacking
            problems += wrong
    if problems:
        return EVERYTHING, problems
    name_of_state = state.value if isinstance(state, State) else None
    return Selection(state=name_of_state, columns=tuple(columns), without=frozenset(without)), []


def _called(state: object, kind: type[State]) -> bool:
    """Whether one of these states has the name of that one."""
    return any(s.value == getattr(state, "value", None) for s in kind)


def _ways(known: KnownRules, name: str, value: object) -> tuple[tuple[Criterion, ...], set[str], list[Problem]]:
    """The columns in which what is asked can stand, and the rules that have such a column in which it cannot."""
    ways: dict[Criterion, None] = {}
    lacking: set[str] = set()
    problems: list[Problem] = []
    for rules, column in ((r, c) for r in known.every for c in r.dossier.columns if c.asked == name):
        plain, wrong = (check_of(bool) if column.match is Match.ANY else column.check)(value, name)
        if wrong:
            lacking.add(rules.hash)
            problems = problems or wrong
        elif column.match is Match.EQUAL and plain == 0:
            ways[Criterion(column.name, Match.ANY, False)] = None  # noqa: FBT003 - none is nothing
        else:
            ways[Criterion(column.name, column.match, _plain(plain))] = None
    return tuple(ways), lacking, [] if ways else problems


@cache
def shape_of(kind: Any) -> str:
    """The fields of a class of dossiers in this version, in short: what another version kept is not compared with them."""
    names = ",".join([str(FORMAT), *(a.name for a in attrs.fields(kind))])
    return hashlib.sha256(names.encode()).hexdigest()[:16]


def _kind(dossier: Dossier) -> Any:
    return type(dossier)


class Snapshot(NamedTuple):
    """The dossier of a process as it was after one of its records, so that a long history need not be read whole.

    Attributes:
        process: the name of the process.
        number: the number of that record.
        hash: its hash.
        body: the dossier as canonical bytes, with the shape it has.
    """

    process: str
    number: int
    hash: str
    body: bytes


class Seen(NamedTuple):
    """The last record of another process, as it was seen when something was said of that process.

    Attributes:
        process: the name of that process.
        number: the number of its last record.
        hash: the hash of that record.
    """

    process: str
    number: int
    hash: str


class Naming(NamedTuple):
    """By which record a ledger named something first, by a reference that stands for one thing in the whole of it.

    What it stands for is not kept here, for it may have to be removed, or be corrected: the dossier of the process tells.

    Attributes:
        reference: the reference.
        process: the name of the process of that record.
        number: the number of that record.
    """

    reference: str
    process: str
    number: int


SNAPSHOT_EVERY = 64
"""After how many records of a process its dossier is kept beside them, while the history is short."""


def is_kept(number: int) -> bool:
    """Whether the dossier is kept as it is after the record of this number.

    A longer history has a larger dossier: it is kept once in every eighth to quarter of its length, so that keeping it
    costs each record the same.
    """
    return number % max(SNAPSHOT_EVERY, (1 << number.bit_length()) // 8) == 0


def snapshot_of(dossier: Dossier, last: Record) -> Snapshot:
    """The dossier as it is after its last record, to be kept."""
    body = f'{{"dossier":{written(dossier)},"shape":"{shape_of(_kind(dossier))}"}}'
    return Snapshot(dossier.process, last.number, last.hash, body.encode())


def dossier_of(snapshot: Snapshot, codec: Codec) -> tuple[Dossier, Head] | None:
    """The dossier that was kept, with the record it belongs to; None when it cannot be read, or has another shape."""
    try:
        plain = json.loads(snapshot.body)
        dossier = codec.dossier(plain["dossier"]).rejoined()
        if plain["shape"] != shape_of(_kind(dossier)):
            return None
    except (InputError, UnknownRules, ValueError, TypeError, KeyError):
        return None
    return dossier, Head(snapshot.number, snapshot.hash)


def of_another_shape(snapshot: Snapshot, kind: Any) -> bool:
    """Whether a version wrote it for which a dossier has other fields; it is read past and cannot be compared."""
    found = re.search(rb',"shape":"([0-9a-f]{16})"}\Z', snapshot.body)
    return found is not None and found[1] != shape_of(kind).encode()
