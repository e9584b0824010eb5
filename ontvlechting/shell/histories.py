"""The histories that a ledger holds: each is read when it is asked for, and verified first where that is wanted."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import TYPE_CHECKING

from attrs import evolve

from ontvlechting.engine.chart import State
from ontvlechting.engine.outside import ProgressBar
from ontvlechting.record.audit import Record, Sealed, unseal_anyway
from ontvlechting.record.codec import Codec
from ontvlechting.record.standing import Row, Selection, Standing, standings
from ontvlechting.record.stores.port import Store, gone_through
from ontvlechting.shell.answers import History

if TYPE_CHECKING:
    from ontvlechting.record.verifier import Report


class Histories(Mapping[str, History]):
    """The history of each process by its name; each is read once, when it is asked for.

    Args:
        store: where the records are.
        codec: reads them.
    """

    def __init__(self, store: Store, codec: Codec) -> None:
        self._store = store
        self._codec = codec
        self._read: dict[str, History] = {}

    def __getitem__(self, process: str) -> History:
        if process not in self._read:
            if process not in self:
                raise KeyError(process)
            self._read[process] = History(unseal_anyway(s, self._codec) for s in self._records(process))
        return self._read[process]

    def __contains__(self, process: object) -> bool:
        return isinstance(process, str) and self._line(process) is not None

    def __iter__(self) -> Iterator[str]:
        return (s.process for s in self._store.standings())

    def __len__(self) -> int:
        return len(self._store.standings())

    def whole(self, progress: ProgressBar | None = None) -> dict[str, History]:
        """The history of every process by its name, read in one pass."""
        found: dict[str, list[Record]] = {}
        for _, sealed in gone_through(self._store, progress):
            found.setdefault(sealed.process, []).append(unseal_anyway(sealed, self._codec))
        return {name: History(found[name]) for name in sorted(found)}

    def where(self, names: Iterable[str]) -> list[Standing]:
        """Where these processes stand, by name; those that are not there are left out."""
        rows = [row for name in sorted(names) if (row := self._line(name)) is not None]
        return list(standings(rows, self._codec))

    def standing_in(self, states: Collection[State]) -> list[str]:
        """The names of the processes in one of these states, sorted."""
        rows = [row for state in states for row in self._store.standings(Selection(state=state.value))]
        return sorted(line.process for line in standings(rows, self._codec) if line.state in states)

    def _line(self, process: str) -> Row | None:
        """Where a process stands; None when it is not there."""
        return self._store.standing(process)

    def _records(self, process: str) -> Iterable[Sealed]:
        """All records of a process."""
        return self._store.read(process)


class VerifiedHistories(Histories):
    """Histories that are verified from their bytes before they are given, as `Ledger.verify` does without `deep`.

    Only those that are asked for are verified. A `BrokenLedger` names the record that is not what was sealed, or the
    process that does not end where the ledger says.

    Args:
        store: where the records are.
        codec: reads them.

    Attributes:
        lacking: the processes that were asked for and are not there.
    """

    def __init__(self, store: Store, codec: Codec) -> None:
        from ontvlechting.record.verifier import Verifier  # imported when something is verified

        super().__init__(store, codec)
        self._verifier = Verifier(codec.known.rules, known=codec.known.every, reread=store.read)
        self._lines: dict[str, Row] = {}
        self._many = 0
        self.lacking: set[str] = set()

    def verified(self) -> Report:
        """What the verification found in all that was read."""
        # without standings: where each process ends was compared when it was read
        return evolve(self._verifier.finish(None), root="", whole=False, heads=True)

    def _line(self, process: str) -> Row | None:
        if process not in self._lines:
            line = self._store.standing(process)
            if line is None:
                self.lacking.add(process)
                if records := self._store.read(process):
                    self._verify(process, records, None)
                return None
            self._lines[process] = line  # others may write meanwhile: what is shown has to be what is verified
        return self._lines[process]

    def _records(self, process: str) -> Iterable[Sealed]:
        records = self._store.read(process)
        self._verify(process, records, self._lines[process])
        return records

    def _verify(self, process: str, records: Iterable[Sealed], line: Row | None) -> None:
        for _ in self._verifier.checked(enumerate(records, start=self._many + 1)):
            self._many += 1
        self._verifier.compare(process, line)
