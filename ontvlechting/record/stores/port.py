"""The port: what every store of records promises."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager
from typing import Protocol, TypeVar

from ontvlechting.engine.errors import BrokenLedger, InputError, Problem, shown
from ontvlechting.engine.outside import ProgressBar, Surely, watched
from ontvlechting.engine.text import Text
from ontvlechting.record.audit import Sealed
from ontvlechting.record.standing import EVERYTHING, Naming, Row, Seen, Selection, Snapshot

_T = TypeVar("_T")
CLOSED = Text(nl="dit logboek is gesloten; open het opnieuw", en="this ledger was closed; open it anew")
"""What is said of a ledger after `close`."""


class Store(Protocol):
    """An append-only ledger.

    A store knows bytes, not rules. Records of one process are numbered from 1 without gaps, and each follows on the
    stored head. Concurrency is optimistic: of two writers that follow on the same head, the second gets a `Conflict`.
    So does a writer whose records rest on the head of another process, when that head has moved.

    Positions order the whole ledger, from 1 without gaps. A reader that has read up to a position has missed nothing
    before it, however many write at once.
    """

    def account(self) -> str | None:
        """The database account under which this store writes; None when there are no accounts."""
        ...

    def append(
        self,
        records: Sequence[Sealed],
        standings: Sequence[Row],
        snapshots: Sequence[Snapshot] = (),
        redacted: Sequence[Sealed] = (),
        seen: Collection[Seen] = (),
        named: Sequence[Naming] = (),
    ) -> None:
        """Store these records, and all that is derived from them, in one commit: everything, durably, or nothing.

        The heads in `seen` stay as they are until the records are stored: when another writer moved one before this,
        this is a conflict.

        Args:
            records: the records; those of each process in their order.
            standings: where each of their processes stands after them.
            snapshots: snapshots that replace earlier ones of the same process.
            redacted: stored records with fewer disclosures than before; snapshots of their processes are deleted.
            seen: the heads of other processes that the records rest on, as they were before this.
            named: the references that some of these records are the first of the ledger to name.

        Raises:
            Conflict: one of them does not follow on the head of its process, its id is taken, a head that was seen has moved,
                or something was named before by one of these references; nothing was stored.
            LedgerUnavailable: the ledger cannot be written; `recorded` says whether the records were stored, if known.
        """
        ...

    def turn(self, processes: Sequence[str]) -> AbstractContextManager[None]:
        """A transaction in which nobody else appends to these processes, as far as the store can arrange it.

        What is appended in it is committed when it ends, or rolled back when it ends with an error.

        It may be ended twice, with an error the second time: an interruption may come after `__exit__` was called and
        before it began. A transaction that had already ended then stays as it is.
        """
        ...

    def still(self) -> AbstractContextManager[Store]:
        """A consistent view of this ledger as of one moment, to read while others may go on writing.

        Without a limit, its `records` give the records that have no position yet as well: after the others, each with
        position 0. Any that stands outside of the order, which only tampering gives, has a position below 0.
        """
        ...

    def standing(self, process: str) -> Row | None:
        """The stored row of a process; None when it has no record.

        Raises:
            BrokenLedger: the row is malformed; names the process and the column.
        """
        ...

    def standings(
        self,
        selection: Selection = EVERYTHING,
        *,
        after: str = "",
        limit: int | None = None,
    ) -> Sequence[Row]:
        """The rows of these processes, sorted by name; at most `limit` of them, with names after `after`.

        Raises:
            BrokenLedger: one of these rows is malformed, or one for which the selection cannot be decided.
        """
        ...

    def snapshot(self, process: str) -> Snapshot | None:
        """The stored snapshot of a process, if there is one."""
        ...

    def snapshots(self) -> Iterator[Snapshot]:
        """Every stored snapshot."""
        ...

    def read(self, process: str, after: int = 0) -> Sequence[Sealed]:
        """The records of one process with a number above `after`, in order; empty when there are none."""
        ...

    def named(self, references: Collection[str] | None = None) -> Sequence[Naming]:
        """The first record that named each of these references, in any order; what nobody named is left out.

        This register is append-only: the first to name something stays the first.

        Args:
            references: which; without it, every one.

        Raises:
            BrokenLedger: an entry of the register is malformed.
        """
        ...

    def find(self, id: str) -> Sealed | None:
        """The record of the command with this id, if there is one."""
        ...

    def records(self, after: int = 0, limit: int | None = None) -> Iterator[tuple[int, Sealed]]:
        """The records with a position above `after`, in the order of the ledger, each with its position."""
        ...

    def hashes(self, after: int = 0, limit: int | None = None) -> Iterator[str]:
        """The stored hash of each record with a position above `after`, in the order of the ledger; at most `limit`."""
        ...

    def position(self, process: str, number: int) -> int | None:
        """The position of a record in the order of the ledger; None when it has none, or is not there."""
        ...

    def tiles(self) -> Sequence[tuple[int, bytes]]:
        """The root of each full run of `merkle.TILE` records in the tree over the ledger, by the position of its last record.

        It is kept in the commit that gives that position, as `tiles.tile` makes it, and stays as it is.
        """
        ...

    def check_schema(self) -> None:
        """Check that tables, triggers and functions are as they were made, and that nothing was added.

        Raises:
            BrokenLedger: something was dropped, added or changed; all of it is named.
        """
        ...

    def check(self) -> None:
        """Let the database check itself for damage.

        Raises:
            BrokenLedger: it is.
        """
        ...

    def close(self) -> None:
        """Close the ledger."""
        ...


LONGEST = 2_000_000
"""The longest patience in seconds: databases accept little more than these three weeks."""


def problems_of_patience(patience: object) -> list[Problem]:
    """The problems of a value that should be a number of seconds to wait."""
    if isinstance(patience, int | float) and 0 <= patience <= LONGEST:
        return []
    expected = Text(nl=f"een aantal seconden van 0 tot en met {LONGEST}", en=f"a number of seconds from 0 to {LONGEST}")
    return [Problem("patience", shown(patience), expected)]


def check_connection(subject: str, given: object, kind: type) -> None:
    """Check that this is a connection of the driver itself, not an object of another library around it.

    Raises:
        InputError: it is something else.
    """
    if not isinstance(given, kind):
        name = f"{kind.__module__.partition('.')[0]}.{kind.__name__}"
        expected = Text(
            nl=f"een `{name}`; in SQLAlchemy is dat `connection.connection.driver_connection`",
            en=f"a `{name}`; in SQLAlchemy that is `connection.connection.driver_connection`",
        )
        raise InputError(subject, [Problem("connection", shown(given), expected)])


def held(store: Store) -> int | None:
    """How many records a store holds, by the rows of its processes; None when a row cannot be read."""
    try:
        return sum(row.number for row in store.standings())
    except BrokenLedger:  # rows are derived data, and can be derived again
        return None


def gone_through(store: Store, progress: ProgressBar | None) -> Iterable[tuple[int, Sealed]]:
    """All records of a store, in the order of the ledger, with a progress bar.

    Raises:
        InputError: this is no progress bar.
    """
    return watched(store.records(), progress, None if progress is None else held(store))


def in_turn(store: Store, processes: Sequence[str], work: Callable[[], _T]) -> _T:
    """Do this work in a `turn`, which ends in any case: also when an interruption comes where it is about to end."""
    turn = store.turn(processes)
    with Surely(turn), turn:
        return work()
