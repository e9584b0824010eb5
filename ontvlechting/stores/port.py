"""What a store promises."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Protocol

from ontvlechting.audit import Head, Sealed


class Store(Protocol):
    """A ledger that only grows.

    A store knows bytes, not rules. Records of one process are numbered from 1 without gaps; the pair of process and
    number is unique, and that is all the locking there is: whoever comes second with a number has lost.
    """

    def append(self, records: Sequence[Sealed]) -> None:
        """Keep these records, with the new heads, in one commit: all of them, durably, or none.

        Raises:
            Conflict: the number of one of them is taken; nothing was kept.
            LedgerUnavailable: the ledger cannot be written; nothing was kept.
        """
        ...

    def read(self, process: str, after: int = 0) -> Sequence[Sealed]:
        """The records of one process with a number above `after`, in order; empty when there are none."""
        ...

    def processes(self) -> Sequence[str]:
        """The names of all processes, sorted."""
        ...

    def heads(self) -> Mapping[str, Head]:
        """The last record of each process, as the ledger keeps it."""
        ...

    def records(self) -> Iterator[Sealed]:
        """Every record, in the order of the ledger.

        Raises:
            BrokenLedger: the order itself has a gap.
        """
        ...

    def close(self) -> None:
        """Let go of the ledger."""
        ...
