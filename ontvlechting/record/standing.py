"""Where a process stands, on one line: what an overview shows without reading histories.

A ledger keeps one `Standing` for each process, and changes it in the same commit that adds a record. It is derived:
the records remain the truth, and `verify(deep=True)` rebuilds it and compares.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Iterator
from datetime import date, datetime
from functools import cache
from typing import Any, NamedTuple

import attrs
from attrs import frozen

from ontvlechting.engine.chart import State
from ontvlechting.engine.checked import Checked, Id
from ontvlechting.engine.core import evolve
from ontvlechting.engine.dossier import Dossier
from ontvlechting.engine.errors import BrokenLedger, InputError
from ontvlechting.engine.shows import Shows
from ontvlechting.engine.text import Text
from ontvlechting.engine.values import RulesRef, UnknownRules
from ontvlechting.letter.commands import Route
from ontvlechting.record.audit import FORMAT, START, Head, Record, Sealed, unseal_anyway
from ontvlechting.record.codec import Codec, written


@frozen(kw_only=True)
class Standing(Shows):
    """Where one process stands (*stand van zaken*).

    Attributes:
        process: the name of the process.
        number: the number of its last record: the version of its dossier.
        hash: the hash of that record.
        recorded_at: when that record was stored, in UTC.
        state: where it stands.
        route: shift or governance; None before it was identified.
        delivering: the id of the party that performed the work at the start.
        receiving: the id of the receiving party.
        at: when the last accepted act took place.
        waiting_until: the last day that it has to wait for something, where such a term runs.
        breaches: how many breaches of continuity are open.
        rules: the rules that judged its last record.
    """

    process: str
    number: int
    hash: str
    recorded_at: datetime
    state: State
    route: Route | None
    delivering: str | None
    receiving: str | None
    at: datetime | None
    waiting_until: date | None
    breaches: int
    rules: RulesRef

    @property
    def head(self) -> Head:
        """The last record of the process."""
        return Head(self.number, self.hash, self.recorded_at)


def standing(dossier: Dossier, last: Record) -> Standing:
    """Where a process stands after its last record."""
    return Standing(
        process=dossier.process,
        number=last.number,
        hash=last.hash,
        recorded_at=last.recorded_at,
        state=dossier.state,
        route=getattr(dossier, "route", None),
        delivering=getattr(dossier, "delivering", None),
        receiving=getattr(dossier, "receiving", None),
        at=dossier.at,
        waiting_until=getattr(dossier, "waiting_until", None),
        breaches=len(getattr(dossier, "breaches", ())),
        rules=last.event.rules,
    )


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


def standings_of(records: Iterable[Sealed], codec: Codec) -> dict[str, Standing]:
    """Where each process stands after all of these records, by its name; nothing is judged again.

    Raises:
        BrokenLedger: a record is not what was sealed, or does not join the one before it.
    """
    last = {record.event.process: (dossier, record) for _, record, dossier in replayed(records, codec)}
    return {process: standing(*known) for process, known in last.items()}


def _joined(sealed: Sealed, head: Head, codec: Codec) -> Record:
    """The record, opened as far as it can be read, when it is the one that follows on this head."""
    record = unseal_anyway(sealed, codec)
    if (record.number, record.previous) != (head.number + 1, head.hash):
        why = Text(nl="de keten sluit niet aan", en="the chain does not join")
        raise BrokenLedger(sealed.process, sealed.number, why)
    return record


@frozen(kw_only=True)
class Selection(Checked):
    """Which processes an overview is about; what is not given does not matter.

    Attributes:
        state: where they stand.
        route: by which route.
        receiving: the id of the receiving party.
        waiting_until: those that wait, and no longer than this day.
        breached: whether a breach is open.
    """

    state: State | None = None
    route: Route | None = None
    receiving: Id | None = None
    waiting_until: date | None = None
    breached: bool | None = None

    def holds(self, given: Standing) -> bool:
        """Whether a process is one of these."""
        waits = given.waiting_until
        return (
            self.state in (None, given.state)
            and self.route in (None, given.route)
            and self.receiving in (None, given.receiving)
            and (self.waiting_until is None or (waits is not None and waits <= self.waiting_until))
            and self.breached in (None, given.breaches > 0)
        )


EVERYTHING = Selection()
"""Every process."""


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
        dossier = codec.dossier(plain["dossier"])
        if plain["shape"] != shape_of(_kind(dossier)):
            return None
    except (InputError, UnknownRules, ValueError, TypeError, KeyError):
        return None
    return dossier, Head(snapshot.number, snapshot.hash)


def of_another_shape(snapshot: Snapshot, kind: Any) -> bool:
    """Whether a version wrote it for which a dossier has other fields; it is read past and cannot be compared."""
    found = re.search(rb',"shape":"([0-9a-f]{16})"}\Z', snapshot.body)
    return found is not None and found[1] != shape_of(kind).encode()
