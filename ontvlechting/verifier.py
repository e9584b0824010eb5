"""A verifier that trusts nobody: it works from the bytes of a ledger alone.

Without `deep` it recomputes what can be recomputed without reading what records say: every hash, every chain, every
text against its digest, the heads, and the Merkle tree over the whole ledger. With `deep` it also opens every record
strictly, folds every dossier anew, judges every command again by the rules that judged it, where it knows them, and
compares what the ledger derived from it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from hashlib import sha256
from itertools import takewhile
from typing import NoReturn

from attrs import frozen

from ontvlechting.adoption import KnownRules
from ontvlechting.audit import START, Record, Sealed, closing, opening, unseal
from ontvlechting.codec import Removed, quoted
from ontvlechting.commands import AdoptRules, Redact, SetAside
from ontvlechting.core import evolve
from ontvlechting.dossier import Dossier
from ontvlechting.errors import BrokenLedger
from ontvlechting.events import Event
from ontvlechting.merkle import Tree
from ontvlechting.rulebook import Rules
from ontvlechting.shows import Shows
from ontvlechting.standing import Snapshot, Standing, chained, of_another_shape, snapshot_of, standing
from ontvlechting.text import Text

KIND = f'"type":"{Redact.key}"'.encode()

Reread = Callable[[str], Iterable[Sealed]]
"""Gives the records of one process again, from the first on."""


@frozen
class Report(Shows):
    """What a verifier found sound.

    Attributes:
        processes: how many processes.
        records: how many records.
        rejudged: how many of them were judged again, by the very rules that judged them; None without `deep`.
        redacted: how many of them lack texts, each with a recorded ground.
        root: the root of the Merkle tree over all records, in hexadecimal.
    """

    processes: int
    records: int
    rejudged: int | None
    redacted: int
    root: str


class Verifier:
    """Checks a ledger record by record; `finish` compares what was seen with what the ledger keeps beside it.

    Args:
        rules: what to judge again by; records of rules that are not known are folded, not judged again.
        known: other rules to judge again by.
        reread: gives the records of a process again, to judge an adoption of rules by all that was before it; without
            it adoptions are folded, not judged again.
        deep: whether to read what records say.
        roots: for sizes of the ledger that are known from a checkpoint: the root of the tree at that size.
    """

    def __init__(
        self,
        rules: Rules,
        *,
        known: Iterable[Rules] = (),
        reread: Reread | None = None,
        deep: bool = False,
        roots: Mapping[int, bytes] | None = None,
    ) -> None:
        self._rules = KnownRules(rules, known)
        self._reread = reread
        self._deep = deep
        self._roots = dict(roots or {})
        self._ends: dict[str, tuple[str, int, str]] = {}
        self._tree = Tree()
        self._lacking: dict[tuple[str, int], tuple[str, ...]] = {}
        self._poorer: set[str] = set()
        self._grounds: dict[str, list[Redact]] = {}
        self._adopted: set[str] = set()
        self._rejudged = 0
        self._dossiers: dict[str, Dossier] = {}
        self._last: dict[str, Record] = {}
        self._snapshots: dict[tuple[str, int], Snapshot] = {}

    def expect(self, snapshots: Iterable[Snapshot]) -> None:
        """Dossiers that the ledger keeps, to be compared when their record comes by; not those of another version."""
        self._snapshots = {(s.process, s.number): s for s in snapshots if not of_another_shape(s)}

    def checked(self, records: Iterable[tuple[int, Sealed]]) -> Iterator[Sealed]:
        """Check the next records, each with its position in the ledger; gives each back once it was found sound.

        Raises:
            BrokenLedger: one is not sound, or not the one that has to come next in the ledger or in its process.
        """
        ends, grow, deep, roots = self._ends, self._tree.append, self._deep, self._roots  # this loop has to be fast
        for place, (position, sealed) in enumerate(records, start=self._tree.size + 1):
            process, number, id, hash, body, disclosures = sealed
            name, before, previous = ends.get(process) or (quoted(process), 0, START.hash)
            digest = sha256(body)
            if (
                position != place
                or number != before + 1
                or digest.hexdigest() != hash
                or not body.startswith(opening(name, number, quoted(id), previous).encode())
            ):
                self._look(position, sealed, before, previous)
            if not body.endswith(closing(disclosures)):
                self._texts(sealed)
            ends[process] = (name, number, hash)
            grow(sha256(b"\x00" + digest.digest()).digest())  # `leaf`, written out
            if place in roots:
                self._anchored()
            if deep or (process in self._poorer and KIND in body):
                self._read(sealed)
            yield sealed

    def finish(self, standings: Iterable[Standing]) -> Report:
        """Compare with where the ledger says that each process stands, so that a cut tail is seen.

        Raises:
            BrokenLedger: a process ends elsewhere than the ledger says, or is missing whole; a text is gone without a
                recorded ground; the ledger is shorter than a checkpoint; with `deep`: what the ledger derived from its
                records is not what follows from them.
        """
        kept = {s.process: s for s in standings}
        for process in sorted({*kept, *self._ends}):
            self._compare(process, kept.get(process))
        for size in sorted(self._roots):
            if size > self._tree.size:
                raise BrokenLedger(
                    None,
                    None,
                    Text(
                        nl=f"het telt {self._tree.size} handelingen, volgens het controlepunt waren het er al {size}",
                        en=f"it holds {self._tree.size} records, by the checkpoint there were {size} already",
                    ),
                )
        for (process, number), missing in self._lacking.items():
            self._grounded(process, number, missing)
        for process, number in self._snapshots:
            broken(process, number, "een momentopname hoort bij geen handeling", "a snapshot belongs to no record")
        return Report(
            processes=len(self._ends),
            records=self._tree.size,
            rejudged=self._rejudged if self._deep else None,
            redacted=len(self._lacking),
            root=self._tree.root().hex(),
        )

    # -- bytes -------------------------------------------------------------------------------------------------------

    def _look(self, position: int, sealed: Sealed, before: int, previous: str) -> None:
        """What is wrong with a record that does not begin as it should; a sound one of an earlier format passes."""
        process, number = sealed.process, sealed.number
        if number != before + 1:
            broken(process, number, f"hier hoort nummer {before + 1}", f"number {before + 1} belongs here")
        if position != self._tree.size + 1:
            place = self._tree.size + 1
            broken(
                process,
                number,
                f"plaats {place} van het grootboek ontbreekt",
                f"position {place} of the ledger is missing",
            )
        if unseal(sealed).previous != previous:
            broken(
                process,
                number,
                "de keten sluit niet aan op de vorige handeling",
                "the chain does not join the record before",
            )

    def _texts(self, sealed: Sealed) -> None:
        """Not every text is there: those that are have to be its own, and what is lacking is remembered."""
        removed = unseal(sealed).removed
        if removed:
            self._lacking[sealed.process, sealed.number] = removed
            self._poorer.add(sealed.process)
        elif sealed.disclosures:
            broken(
                sealed.process,
                sealed.number,
                "de teksten staan in een andere volgorde",
                "the texts are in another order",
            )

    def _anchored(self) -> None:
        """The ledger up to here is what the checkpoint says it was."""
        if self._roots[self._tree.size] != self._tree.root():
            raise BrokenLedger(
                None,
                None,
                Text(
                    nl=f"de eerste {self._tree.size} handelingen zijn niet die van het controlepunt",
                    en=f"the first {self._tree.size} records are not those of the checkpoint",
                ),
            )

    # -- what records say --------------------------------------------------------------------------------------------

    def _read(self, sealed: Sealed) -> None:
        record = unseal(sealed)
        event = record.event
        if isinstance(event.command, Redact) and event.verdict.allowed:
            self._grounds.setdefault(sealed.process, []).append(event.command)
        if self._deep:
            self._judge(sealed.process, record)

    def _judge(self, process: str, record: Record) -> None:
        """Fold the record, and judge its command again when the rules that judged it are known."""
        number, event = record.number, record.event
        dossier, last = self._dossiers.get(process, Dossier(process=process)), self._last.get(process)
        if event.before is not dossier.state:
            broken(
                process,
                number,
                "de toestand volgt niet uit de vorige handelingen",
                "the state does not follow from the records before",
            )
        if event.command.at > record.recorded_at:
            broken(
                process,
                number,
                "de handeling is vastgelegd voor zij plaatsvond",
                "the act was recorded before it took place",
            )
        sets_aside = isinstance(event.command, SetAside) and event.verdict.allowed
        if last is not None and record.recorded_at < last.recorded_at and not sets_aside:
            broken(
                process,
                number,
                "de handeling is vastgelegd voor de vorige",
                "it was recorded before the record before it",
            )
        if process in self._adopted and event.rules != dossier.rules and not _alone(event):
            broken(
                process,
                number,
                "andere regels oordeelden dan die het proces heeft overgenomen",
                "other rules judged than those that the process adopted",
            )
        if (again := self._again(record, dossier)) is not None:
            if again != event:
                broken(
                    process,
                    number,
                    "het oordeel volgt niet uit de regels",
                    "the verdict does not follow from the rules",
                )
            self._rejudged += 1
        if isinstance(event.command, AdoptRules) and event.verdict.allowed:
            self._adopted.add(process)
        self._dossiers[process] = dossier = evolve(dossier, event, number)
        self._last[process] = record
        snapshot = self._snapshots.pop((process, number), None)
        if snapshot is not None and snapshot != snapshot_of(dossier, record):
            broken(
                process,
                number,
                "de momentopname volgt niet uit de handelingen",
                "the snapshot does not follow from the records",
            )

    def _again(self, record: Record, dossier: Dossier) -> Event | None:
        """The event judged again; None when that cannot be done."""
        event, reread = record.event, self._reread
        if isinstance(event.command, Removed) or (isinstance(event.command, AdoptRules) and reread is None):
            return None

        def history() -> list[Event]:
            before = takewhile(lambda s: s.number < record.number, reread(event.process) if reread else ())
            past = list(chained(before))
            if not past or past[-1].head.hash != record.previous:
                broken(event.process, record.number, "wat eraan voorafging ontbreekt", "what was before it is missing")
            return [r.event for r in past]

        return self._rules.again(dossier, event, history)

    # -- at the end --------------------------------------------------------------------------------------------------

    def _compare(self, process: str, kept: Standing | None) -> None:
        _, number, hash = self._ends.get(process, ("", 0, START.hash))
        head = kept.head if kept is not None else START
        if (number, hash) != (head.number, head.hash) or number == 0:
            broken(
                process,
                min(number, head.number) + 1 if number != head.number else number,
                f"het proces eindigt bij {number}, volgens het grootboek bij {head.number}",
                f"the process ends at {number}, according to the ledger at {head.number}",
            )
        if self._deep and kept != (derived := standing(self._dossiers[process], self._last[process])):
            broken(
                process,
                number,
                f"de stand van zaken volgt niet uit de handelingen ({_differing(kept, derived)})",
                f"where it stands does not follow from the records ({_differing(kept, derived)})",
            )

    def _grounded(self, process: str, number: int, missing: tuple[str, ...]) -> None:
        """Everything that is lacking was removed by a recorded and accepted command."""
        grounds = [r for r in self._grounds.get(process, ()) if number in r.records]
        fields = {f for r in grounds for f in r.fields}
        if not any(not r.fields for r in grounds) and not set(missing) <= fields:
            gone = ", ".join(f"`{m}`" for m in sorted(set(missing) - fields))
            broken(process, number, f"verdwenen zonder grond: {gone}", f"gone without a recorded ground: {gone}")


def broken(process: str, number: int, nl: str, en: str) -> NoReturn:
    """This record is not sound.

    Raises:
        BrokenLedger: always.
    """
    raise BrokenLedger(process, number, Text(nl=nl, en=en))


def _alone(event: Event) -> bool:
    """Whether adopted rules may have judged without those that were left, which were not known; or that is gone."""
    command = event.command
    return isinstance(command, Removed) or (isinstance(command, AdoptRules) and event.rules == command.rules)


def _differing(kept: Standing | None, derived: Standing) -> str:
    """The names of what differs."""
    names = Standing.__annotations__
    return ", ".join(n for n in names if getattr(kept, n, None) != getattr(derived, n))


def verify(
    records: Iterable[tuple[int, Sealed]],
    standings: Iterable[Standing],
    rules: Rules,
    *,
    known: Iterable[Rules] = (),
    reread: Reread | None = None,
    snapshots: Iterable[Snapshot] = (),
    deep: bool = False,
    roots: Mapping[int, bytes] | None = None,
) -> Report:
    """Verify a whole ledger from its bytes.

    Args:
        records: every record with its position, in the order of the ledger.
        standings: where each process stands, as the ledger keeps it.
        rules: the rules to judge again by; records of rules that are not known are folded, not judged again.
        known: other rules to judge again by.
        reread: gives the records of a process again, so that an adoption of rules can be judged again.
        snapshots: the dossiers that the ledger keeps; only compared with `deep`.
        deep: whether to read what records say, judge again, and compare what was derived from them.
        roots: for sizes of the ledger that are known from a checkpoint: the root of the tree at that size.

    Raises:
        BrokenLedger: names the first record that is not sound.
        NotALedger: a record was written by a newer version of this package.
    """
    verifier = Verifier(rules, known=known, reread=reread, deep=deep, roots=roots)
    if deep:
        verifier.expect(snapshots)
    for _ in verifier.checked(records):
        pass
    return verifier.finish(standings)
