"""A verifier that trusts nobody: it works from the bytes of a ledger alone.

Without `deep` it recomputes what can be recomputed without reading what records say: every hash, every chain, every
text against its digest, the heads, and the Merkle tree over the whole ledger. With `deep` it also opens every record
strictly, folds every dossier anew, judges every command again by the rules that judged it, and compares what the ledger
derived from it. What it finds is one of the answers of `Answer`; none of them says more than what was looked at.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from enum import Enum
from functools import cache, partial
from hashlib import sha256
from math import inf
from typing import TYPE_CHECKING, Any, NamedTuple, Self

from attrs import evolve, fields, frozen

from ontvlechting.engine.adoption import KnownRules
from ontvlechting.engine.checked import problems_of_whole, refuse
from ontvlechting.engine.command import Command, Removal
from ontvlechting.engine.core import asked_of_command
from ontvlechting.engine.dossier import Named
from ontvlechting.engine.errors import BrokenLedger, Problem, UnreadableRecord
from ontvlechting.engine.retention import Redact
from ontvlechting.engine.rulebook import Rules
from ontvlechting.engine.shows import Shows
from ontvlechting.engine.text import Text
from ontvlechting.engine.values import RulesRef
from ontvlechting.record.audit import START, Record, Sealed, closing, opening, unseal, unseal_anyway
from ontvlechting.record.codec import Codec, quoted
from ontvlechting.record.judging import GROUND, Found, Judge, Lacking, Reread, broken, refuse_back
from ontvlechting.record.merkle import TILE, Tree
from ontvlechting.record.standing import Naming, Row, Snapshot, columns_of
from ontvlechting.record.standing import standings as read
from ontvlechting.record.stores.tiles import false, missing, superfluous

if TYPE_CHECKING:
    from ontvlechting.record.crew import Crew

MOST_JOBS = 60
"""The most worker processes. Some systems cannot wait for many more, and one reader cannot keep more of them busy."""


def problems_of_jobs(jobs: object) -> list[Problem]:
    """The problems of a value that should be a number of worker processes."""
    return problems_of_whole(jobs, "jobs", 1, MOST_JOBS)


_AFTER_COMMAND = b'"},"rules":{"hash":"'
"""What follows the command in the body of a record. No text contains it, because its quotes would be escaped."""


class _Marks(NamedTuple):
    """Bytes by which accepted commands that remove texts are found, without parsing the body of a record.

    Attributes:
        last: the names of such commands in which the name is the last field.
        within: the names of those with other fields after it.
    """

    last: tuple[bytes, ...]
    within: tuple[bytes, ...]


def _marks_of(known: KnownRules) -> _Marks:
    kinds: dict[type[Command], None] = dict.fromkeys(
        [Redact, *(c for r in known.every for c in r.commands if c.removes is not Command.removes)]
    )
    marks: dict[bool, list[bytes]] = {True: [], False: []}
    for kind in kinds:
        marks[all(a.name < "type" for a in fields(kind))].append(f'"type":"{kind.key}'.encode())
    return _Marks(tuple(marks[True]), tuple(marks[False]))


# -- what it answers ---------------------------------------------------------------------------------------------------


class Answer(Enum):
    """What a verification answers.

    `SOUND`: everything was opened, judged again and compared. `BYTES_MATCH`: the bytes match, as far as that can
    be seen without opening records. `TAMPERED`: a record is not what was sealed; no report has this answer, it is the
    error `BrokenLedger`, which names the first such record. `JUDGED_OTHERWISE`: the rules by the very name, version and
    hash that a record names give another verdict here. `NOT_CHECKED`: something could not be judged again or not be
    opened.
    """

    SOUND = "sound"
    BYTES_MATCH = "bytes_match"
    TAMPERED = "tampered"
    JUDGED_OTHERWISE = "judged_otherwise"
    NOT_CHECKED = "not_checked"

    @property
    def title(self) -> Text:
        """The answer in a few words."""
        return _TITLES[self]


_TITLES = {
    Answer.SOUND: Text(nl="Het logboek klopt", en="The ledger is sound"),
    Answer.BYTES_MATCH: Text(nl="De bytes komen overeen", en="The bytes match"),
    Answer.TAMPERED: Text(nl="Het logboek is geschonden", en="The ledger is broken"),
    Answer.JUDGED_OTHERWISE: Text(
        nl="Anders beoordeeld door de regels van die naam", en="Judged otherwise by the rules of that name"
    ),
    Answer.NOT_CHECKED: Text(nl="Niet alles kon worden nagegaan", en="Not everything could be checked"),
}


@frozen
class Otherwise:
    """Records to which the rules that they name give another verdict here.

    Attributes:
        rules: the rules, by the very name, version and hash that the records give.
        records: the process and number of each, in the order of the ledger.
    """

    rules: RulesRef
    records: tuple[tuple[str, int], ...]


@frozen
class Unchecked:
    """Records that could not be checked, for one reason.

    Attributes:
        why: why not.
        rules: the rules that are not known; None when there is another reason.
        processes: the names of the processes in which they stand, in the order of the ledger.
        records: how many there are.
    """

    why: Text
    rules: RulesRef | None
    processes: tuple[str, ...]
    records: int


@frozen
class Twofold:
    """One reference by which processes of a ledger mean different things.

    Attributes:
        reference: the reference.
        processes: for each thing that is meant the name of one process, sorted.
    """

    reference: str
    processes: tuple[str, ...]


@frozen
class Report(Shows):
    """What a verifier found, and what it did not look at. A broken ledger has no report: it raises `BrokenLedger`.

    With `deep` each record is counted in one way: it was given the same verdict again (`rejudged`), or another
    (`otherwise`), or its content was removed (`removed`), or it could not be checked (`unchecked`). An adoption of rules is
    listed under both sets of rules.

    Attributes:
        processes: how many processes.
        records: how many records have a position in the ledger; the root covers these.
        rejudged: how many of them were given the same verdict again, by the very rules that judged them; None without
            `deep`.
        redacted: how many of them lack texts, each with a recorded ground.
        root: the root of the Merkle tree over all records, in hexadecimal; empty where not all were looked at.
        removed: how many of those are refusals whose content was removed whole: nobody can judge them again.
        vouched: how many records a checkpoint vouched for, which this ledger continues; None without a checkpoint. Only
            a checkpoint shows that a ledger was rewritten as a whole, or cut off at its end together with its heads.
        otherwise: for each set of rules, the records to which they give another verdict here. Either their code was changed
            under the same version, or the records were forged with all hashes after them; a checkpoint that was kept
            elsewhere tells which.
        unchecked: what could not be checked, and why.
        waiting: how many more records were checked that have no position in the ledger yet: on PostgreSQL the next
            writer gives them one. `root` and a checkpoint do not cover them.
        twofold: references by which processes mean different things, such as one document of two dates; looked for with `deep`
            only. The ledger is not broken by it: the process that named it first has corrected it since, or the records
            were read from an export that had it; people correct the other processes.
        whole: whether the whole ledger was looked at. If not, these are all records of some of its processes: their
            positions among the others, and the others themselves, were not checked.
        heads: whether the end of each process was compared with where the ledger says that it stands; an export has no
            such heads.
    """

    processes: int
    records: int
    rejudged: int | None
    redacted: int
    root: str
    removed: int = 0
    vouched: int | None = None
    otherwise: tuple[Otherwise, ...] = ()
    unchecked: tuple[Unchecked, ...] = ()
    waiting: int = 0
    twofold: tuple[Twofold, ...] = ()
    whole: bool = True
    heads: bool = True

    @property
    def answer(self) -> Answer:
        """Which of the answers it is: what was judged otherwise comes before what could not be checked."""
        if self.otherwise:
            return Answer.JUDGED_OTHERWISE
        if self.unchecked:
            return Answer.NOT_CHECKED
        return Answer.BYTES_MATCH if self.rejudged is None else Answer.SOUND

    @property
    def sound(self) -> bool:
        """Whether everything was opened, judged again and compared, and all of it is as it should be."""
        return self.answer is Answer.SOUND

    def __bool__(self) -> bool:
        """The same as `sound`.

        Raises:
            TypeError: no record was opened, so the answer is neither yes nor no.
        """
        if self.answer is Answer.BYTES_MATCH:
            raise TypeError("only the bytes were compared: ask for `.answer`, or verify with `deep=True`")
        return self.sound


# -- how it looks ------------------------------------------------------------------------------------------------------


def _make_judge(known: KnownRules, reread: Reread | None, jobs: int) -> Judge | Crew:
    if jobs == 1:
        return Judge(known, reread)
    from ontvlechting.record.crew import Crew  # imported here, because most verifications start no process

    return Crew(known, reread, jobs)


class Verifier:
    """Checks a ledger record by record; `finish` compares what was seen with what the ledger keeps beside it.

    Args:
        rules: the rules to judge again by; records of rules that are not known are folded, and reported as not checked.
        known: other rules to judge again by.
        reread: gives the records of a process again, to judge an adoption of rules by all that was before it, and to see
            whether a ground for what is gone may stand in a record that cannot be read; without it adoptions are folded,
            and reported as not checked.
        deep: whether to read what records say.
        roots: for sizes of the ledger that are known from a checkpoint: the root of the tree at that size.
        jobs: how many processes of Python share the deep part; with more than 1 these are workers beside this process.
            They end when the context of the verifier ends: `with Verifier(...) as verifier:`.

    Raises:
        InputError: these are no rules, or that is no number of processes.
    """

    def __init__(
        self,
        rules: Rules,
        *,
        known: Iterable[Rules] = (),
        reread: Reread | None = None,
        deep: bool = False,
        roots: Mapping[int, bytes] | None = None,
        jobs: int = 1,
    ) -> None:
        refuse("verify", problems_of_jobs(jobs))
        self._rules = KnownRules(rules, known)
        self._codec = Codec(self._rules)
        self._judge = _make_judge(self._rules, reread, jobs) if deep else None
        self._reread = reread
        self._roots = dict(roots or {})
        self._ends: dict[str, tuple[str, int, str]] = {}
        self._tree = Tree()
        self._waiting = 0
        self._lacking: dict[tuple[str, int], Lacking] = {}
        self._grounds: dict[str, list[Removal]] = {}
        self._unread: list[Record] = []
        self._marks = _marks_of(self._rules)
        self._snapshots: dict[tuple[str, int], Snapshot] = {}
        self._tiles: dict[int, bytes] | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if self._judge is not None:
            self._judge.close()

    def expect(self, snapshots: Iterable[Snapshot], tiles: Iterable[tuple[int, bytes]] | None = None) -> None:
        """Give what is kept beside the records, to be compared when its record is read.

        Args:
            snapshots: the stored snapshots; those of another version are skipped.
            tiles: the stored hashes of the tree, by position; None when there are none, as in an export.
        """
        self._snapshots = {(s.process, s.number): s for s in snapshots}
        self._tiles = None if tiles is None else dict(tiles)

    def checked(self, records: Iterable[tuple[int, Sealed]]) -> Iterator[Sealed]:
        """Check the next records, each with its position in the ledger; gives each back after it was checked.

        A record that waits for its position has position 0, and comes after those that have one. With several workers a
        record is given back once its bytes were checked; the deep part is finished when the iteration ends.

        Raises:
            BrokenLedger: one is not what was sealed, or not the one that has to come next in the ledger or in its process.
            NotALedger: one was written by a newer version, in a form of which not even the bytes can be compared.
        """
        checked = self._check_bytes(records)
        return checked if self._judge is None else _settle_after(checked, self._judge)

    def _check_bytes(self, records: Iterable[tuple[int, Sealed]]) -> Iterator[Sealed]:
        ends, grow, judge, roots, (last, within) = (
            self._ends,
            self._tree.append,
            self._judge,
            self._roots,
            self._marks,
        )  # this loop has to be fast
        for place, (position, sealed) in enumerate(records, start=self._tree.size + 1):
            process, number, id, hash, body, disclosures = sealed
            name, before, previous = ends.get(process) or (quoted(process), 0, START.hash)
            digest = sha256(body)
            if (
                position != place
                or self._waiting
                or number != before + 1
                or digest.hexdigest() != hash
                or not body.startswith(opening(name, number, quoted(id), previous).encode())
            ):
                self._diagnose(position, sealed, before, previous)
            if not body.endswith(closing(disclosures)):
                self._check_texts(sealed)
            ends[process] = (name, number, hash)
            if position:
                leaf = sha256(b"\x00" + digest.digest()).digest()  # `leaf` of the tree, written out
                if not place % TILE:
                    self._check_tile(place, leaf)
                grow(leaf)
                if place in roots:
                    self._check_root()
            else:
                self._waiting += 1
            if judge is not None:
                judge.read(self._tree.size + self._waiting, sealed, self._snapshots.pop((process, number), None))
            elif body.endswith(last, 0, body.rfind(_AFTER_COMMAND)) or (within and any(m in body for m in within)):
                self._note_ground(sealed)
            yield sealed

    def finish(self, standings: Iterable[Row] | None, named: Iterable[Naming] | None = None) -> Report:
        """Compare with the stored rows, so that missing last records are seen; then report.

        Args:
            standings: the stored rows; None when nothing is stored beside the records, as in an export.
            named: the stored register of references; None when it is not compared.

        Raises:
            BrokenLedger: a process ends elsewhere than the ledger says, or is missing whole; a text is gone without a
                recorded ground, or is there again after it was redacted; the ledger is shorter than a checkpoint; with
                `deep`: what the ledger derived from its records is not what follows from them.
        """
        found = None if self._judge is None else self._judge.found()
        if standings is not None:
            kept = {s.process: s for s in standings}
            for _ in read(kept.values(), self._codec):  # an overview has to be able to read each row
                pass
            for process in sorted({*kept, *self._ends}):
                self._compare(process, kept.get(process), found)
        self._compare_sizes()
        if self._tiles:
            raise superfluous(min(self._tiles))
        for _, process, removal in () if found is None else found.grounds:
            self._grounds.setdefault(process, []).append(removal)
        groundless = self._compare_texts_and_snapshots(found)
        report = Report(
            processes=len(self._ends),
            records=self._tree.size,
            rejudged=None,
            redacted=len(self._lacking) - sum(groundless.values()),
            root=self._tree.root().hex(),
            removed=sum(lacking.whole for lacking in self._lacking.values()),
            vouched=max(self._roots, default=None),
            waiting=self._waiting,
            heads=standings is not None,
        )
        without = {(GROUND, None, process): many for process, many in groundless.items()}
        if found is None:
            unread = Counter((why, None, r.event.process) for r in self._unread if (why := r.unreadable) is not None)
            return evolve(report, unchecked=(*_unchecked(unread), *_unchecked(without)))
        _compare_named(named, found)
        unchecked = {why: many for why, (_, many) in found.unchecked.items()}
        return evolve(
            report,
            rejudged=found.rejudged,
            otherwise=tuple(_otherwise(found)),
            unchecked=tuple(_unchecked(unchecked | without)),
            twofold=tuple(_twofold(found)),
        )

    def compare(self, process: str, kept: Row | None) -> None:
        """Compare the end of one process with where the ledger says that it stands, as `finish` does for all.

        Raises:
            BrokenLedger: it ends elsewhere, or there is nothing of it.
        """
        self._compare(process, kept, None)

    # -- bytes -------------------------------------------------------------------------------------------------------

    def _diagnose(self, position: int, sealed: Sealed, before: int, previous: str) -> None:
        """Look closely at a record that does not begin as expected; it passes if it only waits, or cannot be read.

        Raises:
            BrokenLedger: it is not what was sealed, or not the record that has to come next.
            NotALedger: it was written by a newer version.
        """
        process, number = sealed.process, sealed.number
        if number != before + 1:
            broken(process, number, f"hier hoort nummer {before + 1}", f"number {before + 1} belongs here")
        if position and (position != self._tree.size + 1 or self._waiting):
            place = self._tree.size + 1
            broken(
                process,
                number,
                f"plaats {place} van het logboek ontbreekt",
                f"position {place} of the ledger is missing",
            )
        try:
            found = unseal(sealed, self._codec).previous
        except UnreadableRecord:
            found = sealed.previous
        if found != previous:
            broken(
                process,
                number,
                "de keten sluit niet aan op de vorige vastlegging",
                "the chain does not join the record before",
            )

    def _check_texts(self, sealed: Sealed) -> None:
        """Check the texts of a record that are left, when some are missing, and note which are missing."""
        record = unseal_anyway(sealed, self._codec)
        if removed := record.removed:
            self._lacking[sealed.process, sealed.number] = Lacking(frozenset(removed), bare=not sealed.disclosures)
        else:
            self._note_unread(record)

    def _check_tile(self, position: int, leaf: bytes) -> None:
        """Check that the stored hash of the tile that this leaf ends is the one that follows from the records."""
        if self._tiles is None:
            return
        kept = self._tiles.pop(position, None)
        if kept is None:
            raise missing(position)
        if kept != self._tree.ended_by(leaf):
            raise false(position)

    def _check_root(self) -> None:
        """Check that the root of the ledger up to here is that of the checkpoint."""
        if self._roots[self._tree.size] != self._tree.root():
            raise BrokenLedger(
                None,
                None,
                Text(
                    nl=f"de eerste {self._tree.size} vastleggingen zijn niet die van het controlepunt",
                    en=f"the first {self._tree.size} records are not those of the checkpoint",
                ),
            )

    def _note_ground(self, sealed: Sealed) -> None:
        """Open a record that may have removed texts; if it did, note it as the ground for their absence."""
        record = unseal_anyway(sealed, self._codec)
        self._note_unread(record)
        if (removal := asked_of_command(record.event.command, "removes")) is not None and record.event.verdict.allowed:
            self._grounds.setdefault(sealed.process, []).append(removal)

    def _note_unread(self, record: Record) -> None:
        """Note a record that had to be opened to compare its texts, and cannot be read; a judge notes those by itself."""
        if record.unreadable is not None and self._judge is None:
            self._unread.append(record)

    # -- at the end --------------------------------------------------------------------------------------------------

    def _compare_sizes(self) -> None:
        """Check that the ledger is at least as long as each checkpoint says."""
        for size in sorted(self._roots):
            if size > self._tree.size:
                raise BrokenLedger(
                    None,
                    None,
                    Text(
                        nl=f"het telt {self._tree.size} vastleggingen, volgens het controlepunt waren het er al {size}",
                        en=f"it holds {self._tree.size} records, by the checkpoint there were {size} already",
                    ),
                )

    def _compare_texts_and_snapshots(self, found: Found | None) -> Counter[str]:
        """Check that no text is gone without a ground or is there again, and that each snapshot belongs to a record.

        Returns:
            For each process how many of its records lack texts for which only a record after them that cannot be read
            can be the ground.
        """
        groundless: Counter[str] = Counter()
        last_gap = cache(partial(self._last_gap, found))
        for (process, number), lacking in self._lacking.items():
            if gone := self._without_ground(process, number, lacking):
                if number >= last_gap(process):
                    said = ", ".join(f"`{f}`" for f in sorted(gone))
                    broken(
                        process, number, f"verdwenen zonder grond: {said}", f"gone without a recorded ground: {said}"
                    )
                groundless[process] += 1
        for process, grounds in self._grounds.items():
            refuse_back(process, grounds, self._lacking)
        for process, number in self._snapshots:
            broken(process, number, "een momentopname hoort bij geen vastlegging", "a snapshot belongs to no record")
        return groundless

    def _last_gap(self, found: Found | None, process: str) -> int:
        """The number of the last accepted record of a process that cannot be read; 0 when no such record is known."""
        if found is not None:
            return max(found.gaps.get(process, ()), default=0)
        opened = [unseal_anyway(s, self._codec) for s in self._reread(process)] if self._reread else self._unread
        unread = (r for r in opened if r.unreadable is not None and r.event.verdict.allowed)
        return max((r.number for r in unread if r.event.process == process), default=0)

    def _compare(self, process: str, kept: Row | None, found: Found | None) -> None:
        _, number, hash = self._ends.get(process, ("", 0, START.hash))
        head = kept.head if kept is not None else START
        if (number, hash) != (head.number, head.hash) or number == 0:
            broken(
                process,
                min(number, head.number) + 1 if number != head.number else number,
                f"het proces eindigt bij {number}, volgens het logboek bij {head.number}",
                f"the process ends at {number}, according to the ledger at {head.number}",
            )
        derived = None if found is None else found.rows.get(process)
        if isinstance(derived, Exception):
            raise derived
        if derived is not None and kept != derived:
            broken(
                process,
                number,
                f"de stand van zaken volgt niet uit de vastleggingen ({_differing(kept, derived)})",
                f"where it stands does not follow from the records ({_differing(kept, derived)})",
            )

    def _without_ground(self, process: str, number: int, lacking: Lacking) -> frozenset[str]:
        """The missing texts of a record that no accepted command removed."""
        grounds = [r for r in self._grounds.get(process, ()) if number in r.records]
        everything = any(not r.fields for r in grounds)
        return frozenset() if everything else lacking.fields.difference(*(r.fields for r in grounds))


def _settle_after(checked: Iterator[Sealed], judge: Judge | Crew) -> Iterator[Sealed]:
    """Give these records, then wait until all are judged; an error about an earlier record comes first."""
    try:
        yield from checked
    except Exception:
        judge.settle()
        raise
    judge.settle()


def _otherwise(found: Found) -> Iterator[Otherwise]:
    """For each set of rules the records to which they give another verdict."""
    by_rules: dict[RulesRef, list[tuple[str, int]]] = {}
    for _, rules, process, number in found.otherwise:
        by_rules.setdefault(rules, []).append((process, number))
    for rules, records in by_rules.items():
        yield Otherwise(rules, tuple(records))


def _unchecked(found: Mapping[tuple[Text, Any, str], int]) -> Iterator[Unchecked]:
    """For each reason the processes of which something could not be checked."""
    by_reason: dict[tuple[Text, RulesRef | None], dict[str, int]] = {}
    for (why, rules, process), many in found.items():
        by_reason.setdefault((why, rules), {})[process] = many
    for (why, rules), processes in by_reason.items():
        yield Unchecked(why, rules, tuple(processes), sum(processes.values()))


def _twofold(found: Found) -> Iterator[Twofold]:
    """Each reference that does not stand for one thing in all processes that can be read completely."""
    said: dict[str, list[tuple[str, Named]]] = {}
    for process in sorted(found.described):
        described = found.described[process]
        if isinstance(described, Exception):
            raise described
        for reference, thing in described.items():
            others = said.setdefault(reference, [])
            if all(thing.differs(other) for _, other in others):
                others.append((process, thing))
    for reference in sorted(said):
        if len(said[reference]) > 1:
            yield Twofold(reference, tuple(process for process, _ in said[reference]))


def _compare_named(named: Iterable[Naming] | None, found: Found) -> None:
    """Check that the register of references follows from the records; it is trusted about those that cannot be read."""
    if named is None:
        return
    kept = {n.reference: n for n in named}
    for reference in sorted({*kept, *found.named}):
        said, (place, first) = kept.get(reference), found.named.get(reference, (inf, None))
        unread = None if said is None else found.gaps.get(said.process, {}).get(said.number)
        if said != first and (unread is None or unread > place):
            which = said or first
            broken(
                which.process if which is not None else "",
                which.number if which is not None else 0,
                f"dat dit als eerste `{reference}` noemde, volgt niet uit de vastleggingen",
                f"that this was the first to name `{reference}` does not follow from the records",
            )


def _differing(kept: Row | None, derived: Row) -> str:
    """The names of the fields that differ; for the columns of a dossier, the names of those columns."""
    names = [n for n in Row._fields if getattr(kept, n, None) != getattr(derived, n)]
    try:
        found, expected = columns_of(kept.columns if kept is not None else "{}"), columns_of(derived.columns)
    except ValueError:
        return ", ".join(names)
    of_dossier = [n for n in {**expected, **found} if found.get(n) != expected.get(n)]
    return ", ".join([*(n for n in names if n != "columns"), *of_dossier])


def verify(
    records: Iterable[tuple[int, Sealed]],
    standings: Iterable[Row],
    rules: Rules,
    *,
    known: Iterable[Rules] = (),
    reread: Reread | None = None,
    snapshots: Iterable[Snapshot] = (),
    tiles: Iterable[tuple[int, bytes]] | None = None,
    named: Iterable[Naming] | None = None,
    deep: bool = False,
    roots: Mapping[int, bytes] | None = None,
    jobs: int = 1,
) -> Report:
    """Verify a whole ledger from its bytes.

    Args:
        records: every record with its position, in the order of the ledger; after them those that wait for a position, with 0.
        standings: where each process stands, as the ledger keeps it.
        rules: the rules to judge again by; records of rules that are not known are folded, and reported as not checked.
        known: other rules to judge again by.
        reread: gives the records of a process again, so that an adoption of rules can be judged again.
        snapshots: the stored snapshots; only compared with `deep`.
        tiles: the stored hashes of the tree, by position; None when none are stored.
        named: the stored register of references; only compared with `deep`.
        deep: whether to read what records say, judge again, and compare what was derived from them.
        roots: for sizes of the ledger that are known from a checkpoint: the root of the tree at that size.
        jobs: how many processes of Python share the work of `deep`; what is found is the same. Without `deep` nothing
            is shared.

    Raises:
        BrokenLedger: names the first record that is not what was sealed.
        NotALedger: a record was written by a newer version, in a form of which not even the bytes can be compared.
        InputError: these are no rules, or `jobs` is no number from 1 up to 60.
        NotPortable: `jobs` is more than 1, and the rules or what they say cannot be sent to another process.
        CutShort: one of those processes ended too early.
    """
    with Verifier(rules, known=known, reread=reread, deep=deep, roots=roots, jobs=jobs) as verifier:
        verifier.expect(snapshots if deep else (), tiles)
        for _ in verifier.checked(records):
            pass
        return verifier.finish(standings, named if deep else None)
