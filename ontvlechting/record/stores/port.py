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
    """A ledger that only grows.

    A store knows bytes, not rules. Records of one process are numbered from 1 without gaps, and each follows on the
    head that is stored: whoever comes second has lost. So has whoever says something of another process, when the head
    of that one has moved. That is all the locking there is.

    Positions order the whole ledger, from 1 without gaps. Who has read up to a position has missed nothing before it,
    however many write at once.
    """

    def account(self) -> str | None:
        """The account of the database by which this writes; None where there are no accounts."""
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
        """Keep these records, and all that follows from them, in one commit: everything, durably, or nothing.

        The heads that have to be as they were are so until the records are kept: whoever moves one of them comes before
        this, and then this is a conflict, or after it.

        Args:
            records: the records, each process's own in their order.
            standings: where each of their processes stands after them.
            snapshots: dossiers to keep in the place of earlier ones of the same process.
            redacted: stored records with fewer disclosures than before; snapshots of their processes go as well.
            seen: the heads of other processes that the records rest on, as they stood before any of this.
            named: the references that some of these records are the first of the ledger to name.

        Raises:
            Conflict: one of them does not follow on the head of its process, its id is taken, a head that was seen has moved,
                or something was named before by one of these references; nothing was kept.
            LedgerUnavailable: the ledger cannot be written; `recorded` says what is known of it.
        """
        ...

    def turn(self, processes: Sequence[str]) -> AbstractContextManager[None]:
        """While this lasts nobody else appends to these processes, as far as the store can arrange it.

        What is appended meanwhile is kept when it ends, in one commit, or not at all when it ends with an error.

        It may be ended twice, with an error the second time: an interruption may strike when its end was called and had not
        begun. What has ended then stays as it is.
        """
        ...

    def still(self) -> AbstractContextManager[Store]:
        """This ledger as it is at one moment, to be read while others may go on writing.

        Its `records` without a limit also give, after the others, those that are kept and have no position yet, where there
        are such: each with 0 in the place of its position.
        """
        ...

    def standing(self, process: str) -> Row | None:
        """Where a process stands, as it was given; None when it has no record.

        Raises:
            BrokenLedger: what is kept is no such row; names the process and the column.
        """
        ...

    def standings(
        self,
        selection: Selection = EVERYTHING,
        *,
        after: str = "",
        limit: int | None = None,
    ) -> Sequence[Row]:
        """Where these processes stand, by name; at most `limit` of them, with names after `after`.

        Raises:
            BrokenLedger: one of these, or one of which what is asked cannot be told, is no such row.
        """
        ...

    def snapshot(self, process: str) -> Snapshot | None:
        """The dossier that is kept of a process, if one is."""
        ...

    def snapshots(self) -> Iterator[Snapshot]:
        """Every dossier that is kept."""
        ...

    def read(self, process: str, after: int = 0) -> Sequence[Sealed]:
        """The records of one process with a number above `after`, in order; empty when there are none."""
        ...

    def named(self, references: Collection[str] | None = None) -> Sequence[Naming]:
        """By which record each of these references was named first, in any order; what nobody named is left out.

        What is kept of this is only added to: who named something first stays the first.

        Args:
            references: which; without it, every one.

        Raises:
            BrokenLedger: what is kept is no such thing.
        """
        ...

    def find(self, id: str) -> Sealed | None:
        """The record of the command with this id, if there is one."""
        ...

    def records(self, after: int = 0, limit: int | None = None) -> Iterator[tuple[int, Sealed]]:
        """The records with a position above `after`, in the order of the ledger, each with its position."""
        ...

    def hashes(self, limit: int | None = None) -> Iterator[str]:
        """The hash of each record that has a position, as it is kept, in the order of the ledger; at most `limit` of them."""
        ...

    def check_schema(self) -> None:
        """Whether what guards the records is there as it was made, and nothing else: tables, triggers, functions.

        Raises:
            BrokenLedger: something was dropped, added or changed; all of it is named.
        """
        ...

    def check(self) -> None:
        """Let the database look whether it is damaged itself.

        Raises:
            BrokenLedger: it is.
        """
        ...

    def close(self) -> None:
        """Let go of the ledger."""
        ...


LONGEST = 2_000_000
"""Seconds that anybody can wait: more than three weeks is more than a database takes."""


def problems_of_patience(patience: object) -> list[Problem]:
    """What keeps something from being a number of seconds to wait."""
    if isinstance(patience, int | float) and 0 <= patience <= LONGEST:
        return []
    expected = Text(nl=f"een aantal seconden van 0 tot en met {LONGEST}", en=f"a number of seconds from 0 to {LONGEST}")
    return [Problem("patience", shown(patience), expected)]


def check_connection(subject: str, given: object, kind: type) -> None:
    """See that this is the connection itself, and not what another library has around it.

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
    """How many records a store holds, by where its processes stand; None where that cannot be told."""
    try:
        return sum(row.number for row in store.standings())
    except BrokenLedger:  # that is derived, and will be again
        return None


def gone_through(store: Store, progress: ProgressBar | None) -> Iterable[tuple[int, Sealed]]:
    """All records of a store, in the order of the ledger, while a progress bar shows how far it is.

    Raises:
        InputError: this is no progress bar.
    """
    return watched(store.records(), progress, None if progress is None else held(store))


def in_turn(store: Store, processes: Sequence[str], work: Callable[[], _T]) -> _T:
    """Do this work in a turn, which ends whatever happens: also for who is interrupted where it is about to end."""
    turn = store.turn(processes)
    with Surely(turn), turn:
        return work()
