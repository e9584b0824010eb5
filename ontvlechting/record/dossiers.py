"""The dossiers of a ledger as they are stored now, with a cache of those that were used last."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain

from ontvlechting.engine.checked import check_process_name
from ontvlechting.engine.dossier import Dossier
from ontvlechting.engine.errors import BrokenLedger
from ontvlechting.engine.text import Text
from ontvlechting.record.audit import START, Head, Sealed
from ontvlechting.record.codec import Codec
from ontvlechting.record.shared import Shared
from ontvlechting.record.standing import chained, dossier_of, folded, removes
from ontvlechting.record.stores.port import Store

AT_HAND = 1_024
"""How many dossiers are cached by default. Others are folded from their records again when they are needed."""


class Dossiers(Shared):
    """Reads dossiers from a store, and caches each with the head it belongs to. Threads may share it.

    A cached dossier may be out of date, or belong to a transaction that was rolled back. So its head is compared with
    what is stored before it is used.

    Args:
        store: where the records are.
        codec: reads them.
        at_hand: how many are cached.
    """

    def __init__(self, store: Store, codec: Codec, at_hand: int = AT_HAND) -> None:
        super().__init__()
        self._store = store
        self._codec = codec
        self._capacity = at_hand
        self._known: OrderedDict[str, tuple[Dossier, Head]] = OrderedDict()

    def load(self, process: str) -> tuple[Dossier, Head]:
        """The dossier as it is stored now, with its head: the cached one, and what was added since.

        Raises:
            InputError: this cannot be the name of a process.
            BrokenLedger: a record is not what was sealed, does not join the one before it, or is missing.
        """
        process = check_process_name(process)
        kept = self._store.standing(process)
        if kept is None:
            self.forget([process])
            return self._codec.known.blank(process), START
        known = self.at_hand(process)
        if known is not None and known[1] == kept.head:
            return known
        for start in chain(self._starts(process, known), [(None, START)]):
            tail = self._store.read(process, after=start[1].number)
            if not self._joins(start[1], tail, kept.head):
                continue
            dossier, head, less = folded(process, *start, tail, self._codec)
            head = head if tail else kept.head  # a snapshot does not say when its record was stored
            if not less or start[1] == START:
                self.remember(process, dossier, head)
                return dossier, head
        raise BrokenLedger(process, 1, Text(nl="de vastleggingen ontbreken", en="its records are missing"))

    def then(self, process: str, last: Head) -> Dossier:
        """The dossier as it was after this record, without texts that were removed since.

        Raises:
            BrokenLedger: a record is not what was sealed, or does not join the one before it.
        """
        for dossier, start in self._starts(process, self.at_hand(process)):
            if start.number > last.number:
                continue
            tail = self._store.read(process, after=start.number)
            until = [s for s in tail if s.number <= last.number]
            if self._joins(start, until, last):
                found, head, before = folded(process, dossier, start, until, self._codec)
                after = any(map(removes, chained(tail[len(until) :], self._codec, head if until else start)))
                if not before and not after:
                    return found
        every = (s for s in self._store.read(process) if s.number <= last.number)
        return folded(process, None, START, every, self._codec)[0]

    def _starts(self, process: str, known: tuple[Dossier, Head] | None) -> Iterator[tuple[Dossier, Head]]:
        """Where reading can start after the beginning, best first: at the cached dossier, or at the stored snapshot."""
        if known is not None:
            yield known
        # INVARIANT: a snapshot never outvotes records (tests/test_workflow.py::test_a_snapshot_that_cannot_be_read_does_not_matter)
        snapshot = self._store.snapshot(process)
        if snapshot is not None and (stored := dossier_of(snapshot, self._codec)) is not None:
            yield stored

    @staticmethod
    def _joins(start: Head, tail: Sequence[Sealed], last: Head) -> bool:
        """Whether the chain continues from `start`: with these records, or without any up to `last`.

        It does not when `start` was rolled back.
        """
        return tail[0].previous == start.hash if tail else (start.number, start.hash) == (last.number, last.hash)

    def at_hand(self, process: str) -> tuple[Dossier, Head] | None:
        """The cached dossier of a process, which may be out of date; it now counts as used last."""
        with self._lock:
            known = self._known.get(process)
            if known is not None:
                self._known.move_to_end(process)
            return known

    def remember(self, process: str, dossier: Dossier, head: Head) -> None:
        """Cache a dossier with the head it belongs to; when the cache is full, the least recently used one goes."""
        with self._lock:
            self._known[process] = (dossier, head)
            self._known.move_to_end(process)
            if len(self._known) > self._capacity:
                self._known.popitem(last=False)

    def forget(self, processes: Iterable[str]) -> bool:
        """Remove these processes from the cache; whether any of them was in it."""
        with self._lock:
            return bool([process for process in processes if self._known.pop(process, None)])
