"""A ledger in memory: for notebooks, tests, and trying things out."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, nullcontext, suppress
from threading import get_ident
from types import TracebackType
from typing import Any, Self, TypeVar

from ontvlechting.engine.errors import Conflict
from ontvlechting.engine.handles import Handle
from ontvlechting.record.audit import START, Sealed
from ontvlechting.record.merkle import TILE
from ontvlechting.record.shared import Shared
from ontvlechting.record.standing import EVERYTHING, Naming, Row, Seen, Selection, Snapshot
from ontvlechting.record.stores.tiles import tile

_T = TypeVar("_T")


class MemoryStore(Handle, Shared):
    """Keeps records as long as it lives; see `Store` for what it promises."""

    def __init__(self) -> None:
        super().__init__()
        self._records: list[Sealed] = []
        self._positions: dict[str, list[int]] = {}
        self._ids: dict[str, int] = {}
        self._standings: dict[str, Row] = {}
        self._snapshots: dict[str, Snapshot] = {}
        self._named: dict[str, Naming] = {}
        self._tiles: list[bytes] = []
        self._turn: _Turn | None = None
        self._undo: Callable[[], None] | None = None

    def __repr__(self) -> str:
        return f"<{type(self).__name__} with {len(self._records)} records>"

    def account(self) -> str | None:
        """Memory has no accounts."""
        return None

    def append(
        self,
        records: Sequence[Sealed],
        standings: Sequence[Row],
        snapshots: Sequence[Snapshot] = (),
        redacted: Sequence[Sealed] = (),
        seen: Collection[Seen] = (),
        named: Sequence[Naming] = (),
    ) -> None:
        """Store these records and all that is derived from them: everything or nothing."""
        with self._lock:
            self._refuse_conflicts(records, seen, named)
            undo = self._undo = self._undoing(records, redacted, named)
            try:
                self._keep(records, standings, snapshots, redacted, named)
            except BaseException:  # an interruption in the middle leaves nothing half-written
                undo()
                raise
            finally:
                self._undo = None

    def _undoing(
        self, records: Sequence[Sealed], redacted: Sequence[Sealed], named: Sequence[Naming]
    ) -> Callable[[], None]:
        """What makes all of it as it is now, however much of these was kept since."""
        before = [
            (r.process, self._standings.get(r.process), self._snapshots.get(r.process), self._places(r.process))
            for r in (*records, *redacted)
        ]
        length, whole = len(self._records), [(place, self._records[place]) for place, _ in self._indexed(redacted)]

        def undo() -> None:
            del self._records[length:], self._tiles[length // TILE :]
            for place, r in whole:
                self._records[place] = r
            for r in records:
                self._ids.pop(r.id, None)
            for n in named:
                self._named.pop(n.reference, None)
            for process, standing, snapshot, places in before:
                _restore(self._standings, process, standing)
                _restore(self._snapshots, process, snapshot)
                del self._positions.get(process, [])[places:]

        return undo

    def _take_back(self) -> None:
        turn, self._turn = self._turn, None
        if turn is not None:
            vars(self).update(turn.before_all())
        elif self._undo is not None:
            self._undo()
        self._undo = None

    def _refuse_conflicts(self, records: Sequence[Sealed], seen: Collection[Seen], named: Sequence[Naming]) -> None:
        """Check that all of this follows on what is stored.

        Raises:
            Conflict: it does not.
        """
        for process, number, hash in seen:
            if self._head(process) != (number, hash):
                raise Conflict(process)
        ends: dict[str, tuple[int, str]] = {}
        ids: set[str] = set()
        for r in records:
            if (ends.get(r.process) or self._head(r.process)) != (r.number - 1, r.previous):
                raise Conflict(r.process)
            if r.id in self._ids or r.id in ids:
                raise Conflict(r.process)
            ids.add(r.id)
            ends[r.process] = (r.number, r.hash)
        references: set[str] = set()
        for n in named:
            if n.reference in self._named or n.reference in references:
                raise Conflict(n.process)
            references.add(n.reference)

    def _keep(
        self,
        records: Sequence[Sealed],
        standings: Sequence[Row],
        snapshots: Sequence[Snapshot],
        redacted: Sequence[Sealed],
        named: Sequence[Naming],
    ) -> None:
        for r in records:
            self._ids[r.id] = len(self._records)
            self._positions.setdefault(r.process, []).append(len(self._records))
            self._records.append(r)
            if not len(self._records) % TILE:
                self._tiles.append(tile((s.hash for s in self._records[-TILE:]), len(self._records)))
        self._standings.update((s.process, s) for s in standings)
        for place, less in self._indexed(redacted):
            whole = self._records[place]
            if len(less.disclosures) < len(whole.disclosures):
                self._records[place] = whole._replace(disclosures=less.disclosures)
            self._snapshots.pop(less.process, None)
        self._snapshots.update((s.process, s) for s in snapshots)
        self._named.update((n.reference, n) for n in named)

    def _places(self, process: str) -> int:
        """How many records a process has."""
        return len(self._positions.get(process, ()))

    def _indexed(self, redacted: Iterable[Sealed]) -> Iterator[tuple[int, Sealed]]:
        """Each of these records that is stored, with its index in the ledger."""
        for r in redacted:
            for place in self._positions.get(r.process, ())[r.number - 1 : r.number]:
                yield place, r

    def _head(self, process: str) -> tuple[int, str]:
        """The number and hash of the last record of a process."""
        kept = self._standings.get(process)
        return (kept.number, kept.hash) if kept is not None else (START.number, START.hash)

    def turn(self, processes: Sequence[str]) -> AbstractContextManager[None]:
        """A transaction in which no other thread appends."""
        return _Turn(self)

    def still(self) -> AbstractContextManager[Self]:
        """A copy, to read while others may go on writing."""
        other = type(self)()
        vars(other).update(self._copied())
        return nullcontext(other)

    def _copied(self) -> dict[str, Any]:
        """A copy of all data, as it is now."""
        with self._lock:
            copied = {name: kept.copy() for name, kept in vars(self).items() if isinstance(kept, list | dict)}
            copied["_positions"] = {p: places.copy() for p, places in self._positions.items()}
            return copied

    def standing(self, process: str) -> Row | None:
        """The stored row of a process."""
        with self._lock:
            return self._standings.get(process)

    def standings(
        self,
        selection: Selection = EVERYTHING,
        *,
        after: str = "",
        limit: int | None = None,
    ) -> Sequence[Row]:
        """The rows of these processes, sorted by name."""
        with self._lock:
            found = [s for p, s in sorted(self._standings.items()) if p > after and selection.holds(s)]
        return found[:limit]

    def snapshot(self, process: str) -> Snapshot | None:
        """The stored snapshot of a process."""
        with self._lock:
            return self._snapshots.get(process)

    def snapshots(self) -> Iterator[Snapshot]:
        """Every stored snapshot."""
        with self._lock:
            return iter(tuple(self._snapshots.values()))

    def read(self, process: str, after: int = 0) -> Sequence[Sealed]:
        """The records of one process above a number."""
        with self._lock:
            return [self._records[p] for p in self._positions.get(process, ())[after:]]

    def named(self, references: Collection[str] | None = None) -> Sequence[Naming]:
        """The first record that named each of these references."""
        with self._lock:
            asked = self._named if references is None else references
            return [self._named[r] for r in asked if r in self._named]

    def find(self, id: str) -> Sealed | None:
        """The record of the command with this id."""
        with self._lock:
            place = self._ids.get(id)
            return None if place is None else self._records[place]

    def records(self, after: int = 0, limit: int | None = None) -> Iterator[tuple[int, Sealed]]:
        """The records above a position, each with its position."""
        end = None if limit is None else after + limit
        with self._lock:
            return iter(tuple(enumerate(self._records[after:end], start=after + 1)))

    def hashes(self, after: int = 0, limit: int | None = None) -> Iterator[str]:
        """The hash of each record above a position, in the order of the ledger."""
        return (sealed.hash for _, sealed in self.records(after, limit))

    def position(self, process: str, number: int) -> int | None:
        """The position of a record."""
        with self._lock:
            found = self._positions.get(process, ())[number - 1 : number]
        return found[0] + 1 if found else None

    def tiles(self) -> Sequence[tuple[int, bytes]]:
        """The root of each tile, by the position of its last record."""
        with self._lock:
            return [(TILE * n, root) for n, root in enumerate(self._tiles, start=1)]

    def check_schema(self) -> None:
        """Do nothing: memory has no tables."""

    def check(self) -> None:
        """Do nothing: memory cannot be checked for damage."""

    def close(self) -> None:
        """Do nothing: there is nothing to close."""


class _Turn:
    """A transaction: an error rolls back everything that was stored in it. It may be ended twice: see `Store.turn`."""

    def __init__(self, store: MemoryStore) -> None:
        self._store = store
        self._outer: _Turn | None = None
        self._before: dict[str, Any] | None = None
        self._open = False
        self._thread = get_ident()

    def __enter__(self) -> None:
        store = self._store
        try:
            other = store._turn
            self._outer = other if other is not None and other._thread == self._thread else None
            self._open = True
            if self._outer is None:
                store._lock.acquire()
            self._before = store._copied()
            store._turn = self
        except BaseException:
            self._end()
            raise

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if kind is not None and self._before is not None:
            vars(self._store).update(self._before)
        self._end()

    def before_all(self) -> dict[str, Any]:
        """All that was kept when the outermost turn began."""
        return (self._before or {}) if self._outer is None else self._outer.before_all()

    def _end(self) -> None:
        if self._open:
            if self._store._turn is self:
                self._store._turn = self._outer
            self._before = None
            if self._outer is None:
                with suppress(RuntimeError):  # an interruption while it waited: it does not hold the lock
                    self._store._lock.release()
            self._open = False


def _restore(kept: dict[str, _T], process: str, value: _T | None) -> None:
    """Put the value of before back; None means that there was none."""
    if value is None:
        kept.pop(process, None)
    else:
        kept[process] = value
