"""Where a process stands, on one line: what an overview shows without reading histories.

A store keeps one `Row` for each process, and updates it in the same commit that adds a record. A row is derived data:
the records remain the truth, and `verify(deep=True)` derives it again and compares. A row has plain values and needs no
rules; a `Standing` has the same in the types of the rules of its process.
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
from ontvlechting.engine.columns import Column, Match, is_name
from ontvlechting.engine.core import asked_of_command
from ontvlechting.engine.dossier import Dossier
from ontvlechting.engine.errors import BrokenLedger, InputError, Problem, nearest, shown, suggested
from ontvlechting.engine.shows import Shows
from ontvlechting.engine.text import Text
from ontvlechting.engine.values import RulesRef, UnknownRules
from ontvlechting.record.audit import FORMAT, START, Head, Record, Sealed, unseal_anyway
from ontvlechting.record.codec import Codec, canonical, written


class Row(NamedTuple):
    """Where one process stands, as stored: plain values, which can be stored, compared and queried without rules.

    Attributes:
        process: the name of the process.
        number: the number of its last record.
        hash: the hash of that record.
        recorded_at: when that record was stored: ISO 8601, in UTC.
        state: the stable name of where it stands.
        at: when the last accepted act took place: ISO 8601; None before the first.
        columns: the columns of its dossier that are not empty, as canonical JSON: texts and whole numbers by name; a
            member of an enumeration as its value, a day as ISO 8601.
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
    except TypeError:  # an unhashable value, which cannot be cached; its column refuses it
        return _written_columns.__wrapped__(dossier.columns, given)


@lru_cache(1024)
def _written_columns(columns: tuple[Column, ...], given: tuple[Any, ...]) -> str:
    """The columns that are not empty, as canonical JSON; cached, as most records of a process have the same."""
    within = {c.name: stored_form(c.plain(value)) for c, value in zip(columns, given, strict=True)}
    return canonical({name: value for name, value in within.items() if value}).decode()


def stored_form(value: Any) -> Any:
    """The value of a column or a field as a row holds it: a member by its value, a day or moment as ISO 8601."""
    if isinstance(value, Enum):
        return value.value
    return value.isoformat() if isinstance(value, date) else value


@lru_cache(1024)
def columns_of(text: str) -> Mapping[str, str | int]:
    """The columns of a row, by name.

    Raises:
        ValueError: the text is not canonical JSON of columns.
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

    The value of each column of its dossier is an attribute too: `standing.route`, when its dossiers have such a column.

    Attributes:
        process: the name of the process.
        number: the number of its last record: the version of its dossier.
        hash: the hash of that record.
        recorded_at: when that record was stored, in UTC.
        state: where it stands.
        at: when the last accepted act took place.
        rules: the rules that judged its last record.
        columns: the value of each column of its dossier, by its name: None when it is empty, or 0 when it counts.
            When its rules are not known here, it may be the text or number as it is stored.
        dossier: the class of its dossier, whose columns these are; None when it is not known here.
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
        if name == "columns" or name.startswith("__"):  # `copy` and `pickle` ask this before there are fields
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
    """Where a process stands, in the types of the rules that judged its last record.

    When these are not known, the types are those of the first known rules that have a state of that name. A value that
    does not fit these stays as it is stored.

    Raises:
        BrokenLedger: a value in the row is impossible by the rules that judged its last record; names the column.
    """
    return next(standings([given], codec))


def standings(given: Iterable[Row], codec: Codec) -> Iterator[Standing]:
    """As `standing`, for many rows; what they have in common is read once.

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
        return MappingProxyType(dict(_read_columns(columns_of(text), kind, strict=known)))

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


def _read_columns(
    kept: Mapping[str, str | int], kind: type[Dossier] | None, *, strict: bool
) -> Iterator[tuple[str, Any]]:
    """The value of each column of a class of dossiers, and then the stored columns that it does not have.

    Raises:
        _Unfit: with `strict`, a stored value does not fit its column; otherwise it stays as it is stored.
    """
    left = dict(kept)
    for column in kind.columns if kind is not None else ():
        value = left.pop(column.name, None)
        try:
            yield column.name, column.empty if value is None else _read_value(column, value)
        except ValueError as error:
            if strict:
                raise _Unfit(column.name, value) from error
            yield column.name, value
    yield from left.items()


def _read_value(column: Column, plain: str | int) -> Any:
    """A stored text or number as a value of this column.

    Raises:
        ValueError: it does not fit the column; an `InputError` is a `ValueError`.
    """
    kind: Any = column.kind
    value: Any = plain
    if kind is date:
        value = date.fromisoformat(plain) if isinstance(plain, str) else plain
    elif kind not in (str, int):
        value = kind(plain)
    value, problems = column.check(value, column.name)
    if problems or not plain or stored_form(value) != plain:
        raise ValueError
    return value


class _Unfit(Exception):
    """A stored value does not fit its column."""

    def __init__(self, column: str, value: object) -> None:
        super().__init__(column)
        self.column, self.value = column, value


def unreadable(process: object, column: str, value: object) -> BrokenLedger:
    """The error for a row that cannot be read; it names the process, the column and the value."""
    why = Text(
        nl=f"de stand van zaken is onleesbaar: in `{column}` staat {shown(value)}",
        en=f"where it stands cannot be read: `{column}` holds {shown(value)}",
    )
    return BrokenLedger(str(process), None, why)


def folded(
    process: str, dossier: Dossier | None, head: Head, tail: Iterable[Sealed], codec: Codec
) -> tuple[Dossier, Head, bool]:
    """Fold records into a dossier; nothing is judged again.

    Args:
        process: the name of the process.
        dossier: the dossier so far; None before the first record.
        head: the last record that is in it.
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
        dossier = codec.known.after(record.event, record.number, dossier)
        head = record.head
    return dossier or codec.known.blank(process), head, less


def removes(record: Record) -> bool:
    """Whether this record removed texts from records before it."""
    return asked_of_command(record.event.command, "removes") is not None and record.event.verdict.allowed


def chained(tail: Iterable[Sealed], codec: Codec, head: Head = START) -> Iterator[Record]:
    """Open the records of one process, and check that each follows on the one before it.

    Raises:
        BrokenLedger: a record is not what was sealed, or does not join the one before it.
    """
    for sealed in tail:
        record = _open_next(sealed, head, codec)
        head = record.head
        yield record


def replayed(records: Iterable[Sealed], codec: Codec) -> Iterator[tuple[Sealed, Record, Dossier]]:
    """Open these records, and give each with the dossier of its process after it; nothing is judged again.

    Raises:
        BrokenLedger: a record is not what was sealed, or does not join the one before it.
    """
    known: dict[str, tuple[Dossier | None, Head]] = {}
    for sealed in records:
        dossier, head = known.get(sealed.process) or (None, START)
        record = _open_next(sealed, head, codec)
        after = codec.known.after(record.event, record.number, dossier)
        known[sealed.process] = after, record.head
        yield sealed, record, after


def rows_of(records: Iterable[Sealed], codec: Codec) -> dict[str, Row]:
    """Where each process stands after all of these records, by its name; nothing is judged again.

    Raises:
        BrokenLedger: a record is not what was sealed, or does not join the one before it.
    """
    last = {record.event.process: (dossier, record) for _, record, dossier in replayed(records, codec)}
    return {process: row(*known) for process, known in last.items()}


def _open_next(sealed: Sealed, head: Head, codec: Codec) -> Record:
    """Open a record as far as it can be read, and check that it follows on this head."""
    record = unseal_anyway(sealed, codec)
    if (record.number, record.previous) != (head.number + 1, head.hash):
        why = Text(nl="de keten sluit niet aan", en="the chain does not join")
        raise BrokenLedger(sealed.process, sealed.number, why)
    return record


class Criterion(NamedTuple):
    """A condition on one column of a row.

    Attributes:
        name: the name of the column.
        match: how its value is compared.
        value: a text or a whole number; for `Match.ANY` whether the column has to have a value.
    """

    name: str
    match: Match
    value: str | int | bool

    def holds(self, kept: Mapping[str, str | int]) -> bool:
        """Whether these columns meet the condition; a text never matches a number."""
        found = kept.get(self.name)
        if self.match is Match.ANY:
            return (found is not None) is self.value
        alike: Any = found if type(found) is type(self.value) else None
        if self.match is Match.EQUAL:
            return alike is not None and bool(alike == self.value)
        return alike is not None and bool(alike <= self.value)


@frozen(kw_only=True)
class Selection:
    """Which processes an overview is about, as conditions on their rows; what is not given is no condition.

    Attributes:
        state: the name of their state.
        columns: conditions on their columns, which all have to hold. Each is a list of ways, as the rules of a ledger
            can have different columns for one question: one of the ways has to hold.
        without: hashes of the rules by which the question can have no answer: their processes are left out.
    """

    state: str | None = None
    columns: tuple[tuple[Criterion, ...], ...] = ()
    without: frozenset[str] = frozenset()

    def holds(self, given: Row) -> bool:
        """Whether a process is selected; one whose columns cannot be read is, so that it is reported."""
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
    """The selection for a question, and the problems of the question.

    Args:
        known: the rules whose states and columns can be asked for.
        state: their state; None for any.
        asked: what is asked of their columns, by the name that `overview` has for it; None for anything.
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
    """Whether one of these states has the same name as `state`."""
    return any(s.value == getattr(state, "value", None) for s in kind)


def _ways(known: KnownRules, name: str, value: object) -> tuple[tuple[Criterion, ...], set[str], list[Problem]]:
    """The ways to ask this, the hashes of the rules whose column cannot have such a value, and the problems.

    There are problems only when there is no way at all.
    """
    ways: dict[Criterion, None] = {}
    lacking: set[str] = set()
    problems: list[Problem] = []
    for rules, column in ((r, c) for r in known.every for c in r.dossier.columns if c.asked == name):
        plain, wrong = (check_of(bool) if column.match is Match.ANY else column.check)(value, name)
        if wrong:
            lacking.add(rules.hash)
            problems = problems or wrong
        elif column.match is Match.EQUAL and plain == 0:
            ways[Criterion(column.name, Match.ANY, False)] = None  # noqa: FBT003 - a count of 0 is an empty column
        else:
            ways[Criterion(column.name, column.match, stored_form(plain))] = None
    return tuple(ways), lacking, [] if ways else problems


@cache
def shape_of(kind: Any) -> str:
    """A short hash of the fields of a class of dossiers, by which snapshots of other versions are recognised."""
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
        body: the dossier as canonical bytes, with its shape (see `shape_of`).
    """

    process: str
    number: int
    hash: str
    body: bytes


class Seen(NamedTuple):
    """The head of another process, as it was seen when something was said of that process.

    Attributes:
        process: the name of that process.
        number: the number of its last record.
        hash: the hash of that record.
    """

    process: str
    number: int
    hash: str


class Naming(NamedTuple):
    """The first record that names something by a reference, which stands for one thing in the whole ledger.

    The thing itself is not stored here, because it may have to be removed or corrected: see the dossier of the process.

    Attributes:
        reference: the reference.
        process: the name of the process of that record.
        number: the number of that record.
    """

    reference: str
    process: str
    number: int


SNAPSHOT_EVERY = 64
"""After how many records of a process a snapshot is stored, while the history is short."""


def is_kept(number: int) -> bool:
    """Whether a snapshot is stored after the record of this number.

    A longer history has a larger dossier. So the interval grows with it, to an eighth to a quarter of its length, and
    the cost of snapshots per record stays the same.
    """
    return number % max(SNAPSHOT_EVERY, (1 << number.bit_length()) // 8) == 0


def snapshot_of(dossier: Dossier, last: Record) -> Snapshot:
    """The snapshot of a dossier after its last record."""
    body = f'{{"dossier":{written(dossier)},"shape":"{shape_of(_kind(dossier))}"}}'
    return Snapshot(dossier.process, last.number, last.hash, body.encode())


def dossier_of(snapshot: Snapshot, codec: Codec) -> tuple[Dossier, Head] | None:
    """The dossier of a snapshot, with the record it belongs to; None when it cannot be read, or has another shape."""
    try:
        plain = json.loads(snapshot.body)
        dossier = codec.dossier(plain["dossier"]).rejoined()
        if plain["shape"] != shape_of(_kind(dossier)):
            return None
    except (InputError, UnknownRules, ValueError, TypeError, KeyError, RecursionError):
        return None
    return dossier, Head(snapshot.number, snapshot.hash)


def of_another_shape(snapshot: Snapshot, kind: Any) -> bool:
    """Whether a version wrote it in which a dossier has other fields: it is not used, and cannot be compared."""
    found = re.search(rb',"shape":"([0-9a-f]{16})"}\Z', snapshot.body)
    return found is not None and found[1] != shape_of(kind).encode()
