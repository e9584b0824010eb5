"""A ledger in memory: for notebooks, tests, and trying things out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from threading import Lock

from ontvlechting.audit import Head, Sealed
from ontvlechting.errors import Conflict


class MemoryStore:
    """Keeps records as long as it lives; see `Store` for what it promises."""

    def __init__(self) -> None:
        self._records: list[Sealed] = []
        self._of: dict[str, list[Sealed]] = {}
        self._lock = Lock()

    def append(self, records: Sequence[Sealed]) -> None:
        """Keep these records: all of them or none."""
        with self._lock:
            ends = {r.process: len(self._of.get(r.process, ())) for r in records}
            for record in records:
                if record.number != ends[record.process] + 1:
                    raise Conflict(record.process)
                ends[record.process] += 1
            for record in records:
                self._records.append(record)
                self._of.setdefault(record.process, []).append(record)

    def read(self, process: str, after: int = 0) -> Sequence[Sealed]:
        """The records of one process above a number."""
        return tuple(self._of.get(process, ())[after:])

    def processes(self) -> Sequence[str]:
        """The names of all processes, sorted."""
        return sorted(self._of)

    def heads(self) -> Mapping[str, Head]:
        """The last record of each process."""
        return {p: Head(r[-1].number, r[-1].hash) for p, r in self._of.items()}

    def records(self) -> Iterator[Sealed]:
        """Every record, in the order in which it came."""
        return iter(tuple(self._records))

    def close(self) -> None:
        """Nothing to let go of."""
