"""A verifier that trusts nobody: it works from the bytes of a ledger alone.

Without `deep` it recomputes what can be recomputed without reading what records say: every hash, every chain, every
text against its digest, the heads, and the Merkle tree over the whole ledger. With `deep` it also opens every record
strictly, folds every dossier anew, judges every command again by the rules that judged it, and compares what the ledger
derived from it. What it finds is one of the answers of `Answer`; none of them says more than what was looked at.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from enum import Enum
from hashlib import sha256
from itertools import takewhile
from typing import NoReturn

from attrs import frozen

from ontvlechting.engine.adoption import KnownRules, judges
from ontvlechting.engine.command import Command, Removal
from ontvlechting.engine.core import evolve
from ontvlechting.engine.days import has_begun
from ontvlechting.engine.dossier import Dossier, Named
from ontvlechting.engine.errors import BrokenLedger, InputError, UnreadableRecord
from ontvlechting.engine.events import Event
from ontvlechting.engine.retention import Redact, Removed
from ontvlechting.engine.rulebook import Rules
from ontvlechting.engine.shows import Shows
from ontvlechting.engine.text import Text
from ontvlechting.engine.values import RulesRef
from ontvlechting.record.audit import START, Record, Sealed, closing, opening, refuse_aside, unseal, unseal_anyway
from ontvlechting.record.codec import Codec, quoted
from ontvlechting.record.merkle import Tree
from ontvlechting.record.standing import Naming, Row, Snapshot, chained, columns_of, of_another_shape, row, snapshot_of
from ontvlechting.record.standing import standings as read


def _marks_of(known: KnownRules) -> tuple[bytes, ...]:
    """What stands in the body of every accepted command that removes texts, and in no text, where quotes are written otherwise.

    It is longer than it has to be, and looked for from behind: both are quicker.
    """
    kinds: dict[type[Command], None] = dict.fromkeys(
        [Redact, *(c for r in known.every for c in r.commands if c.removes is not Command.removes)]
    )
    return tuple(f'"type":"{kind.key}"}},"rules":{{"hash":"'.encode() for kind in kinds)


Reread = Callable[[str], Iterable[Sealed]]
"""Gives the records of one process again, from the first on."""


# -- what it answers ---------------------------------------------------------------------------------------------------


class Answer(Enum):
    """What a verification answers.

    `SOUND`: everything was opened, judged again and compared. `BYTES_MATCH`: what was looked at without opening it, matches.
    `TAMPERED`: a record is not what was sealed; no report has this answer, it is the error `BrokenLedger`, which names the
    first such record. `JUDGED_OTHERWISE`: the rules by the very name, version and hash that a record names give another
    verdict here. `NOT_CHECKED`: something could not be judged again or not be opened.
    """

    SOUND = "sound"
    BYTES_MATCH = "bytes_match"
    TAMPERED = "tampered"
    JUDGED_OTHERWISE = "judged_otherwise"
    NOT_CHECKED = "not_checked"

    @property
    def title(self) -> Text:
        """It in a few words."""
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
        rules: the rules that were lacking; None when it was not for rules.
        processes: the names of the processes in which they stand, in the order of the ledger.
        records: how many they are.
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
        processes: the name of one process for each thing that is meant, by name.
    """

    reference: str
    processes: tuple[str, ...]


@frozen
class Report(Shows):
    """What a verifier found, and what it did not look at. There is none of a broken ledger.

    Of each record that was looked into deeply it tells one thing: it was given the same verdict again (`rejudged`), or another
    (`otherwise`), or its content was removed (`removed`), or it could not be checked (`unchecked`). An adoption of rules is
    told under both sets of rules.

    Attributes:
        processes: how many processes.
        records: how many records have a position in the ledger; these the root covers.
        rejudged: how many of them were given the same verdict again, by the very rules that judged them; None without
            `deep`.
        redacted: how many of them lack texts, each with a recorded ground.
        root: the root of the Merkle tree over all records, in hexadecimal.
        removed: how many of those are refusals whose content was removed whole: nobody can judge them again.
        vouched: how many records a checkpoint vouched for, which this ledger continues; None without a checkpoint. A ledger
            that was rewritten as a whole, or cut off at its end with its heads, is seen by that alone.
        otherwise: for each set of rules, the records to which they give another verdict here. Either their code was changed
            under the same version, or the records were forged with all hashes after them; a checkpoint that was kept
            elsewhere tells which.
        unchecked: what could not be checked, and why.
        waiting: how many records are there beside those, checked like them, that have no position in the ledger yet: on
            PostgreSQL whoever writes next gives it. `root` and a checkpoint do not cover them.
        twofold: references by which processes mean different things, such as one document of two dates; looked for with `deep`
            only. Nothing in it is broken: the process that named it first has corrected it since, or the records were read from
            an export in which it was so; people set the others right.
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

    @property
    def answer(self) -> Answer:
        """Which of the answers it is: what was judged otherwise comes before what could not be checked."""
        if self.rejudged is None:
            return Answer.BYTES_MATCH
        if self.otherwise:
            return Answer.JUDGED_OTHERWISE
        return Answer.NOT_CHECKED if self.unchecked else Answer.SOUND

    @property
    def sound(self) -> bool:
        """Whether everything was opened, judged again and compared, and all of it is as it should be."""
        return self.answer is Answer.SOUND

    def __bool__(self) -> bool:
        """The same as `sound`.

        Raises:
            TypeError: nothing was opened, so that this can be answered neither yes nor no.
        """
        if self.answer is Answer.BYTES_MATCH:
            raise TypeError("only the bytes were compared: ask for `.answer`, or verify with `deep=True`")
        return self.sound


# -- how it looks ------------------------------------------------------------------------------------------------------


class Verifier:
    """Checks a ledger record by record; `finish` compares what was seen with what the ledger keeps beside it.

    Args:
        rules: what to judge again by; records of rules that are not known are folded, and reported as not checked.
        known: other rules to judge again by.
        reread: gives the records of a process again, to judge an adoption of rules by all that was before it; without
            it adoptions are folded, and reported as not checked.
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
        self._codec = Codec(self._rules)
        self._reread = reread
        self._deep = deep
        self._roots = dict(roots or {})
        self._ends: dict[str, tuple[str, int, str]] = {}
        self._tree = Tree()
        self._waiting = 0
        self._lacking: dict[tuple[str, int], _Lacking] = {}
        self._grounds: dict[str, list[Removal]] = {}
        self._marks = _marks_of(self._rules)
        self._rejudged = 0
        self._otherwise: dict[RulesRef, list[tuple[str, int]]] = {}
        self._unchecked: dict[tuple[Text, RulesRef | None], dict[str, int]] = {}
        self._unread: set[str] = set()  # where what counts cannot be read, as yet
        self._gaps: set[str] = set()  # where there is a record that cannot be read
        self._dossiers: dict[str, Dossier] = {}
        self._last: dict[str, Record] = {}
        self._snapshots: dict[tuple[str, int], Snapshot] = {}
        self._named: dict[str, Naming] = {}

    def expect(self, snapshots: Iterable[Snapshot]) -> None:
        """Dossiers that the ledger keeps, to be compared when their record comes by; those of another version are then passed."""
        self._snapshots = {(s.process, s.number): s for s in snapshots}

    def checked(self, records: Iterable[tuple[int, Sealed]]) -> Iterator[Sealed]:
        """Check the next records, each with its position in the ledger; gives each back once nothing was found wrong with it.

        One that waits for its position has 0 there, and comes after those that have one.

        Raises:
            BrokenLedger: one is not what was sealed, or not the one that has to come next in the ledger or in its process.
            NotALedger: one was written by a newer version, in a form of which not even the bytes can be compared.
        """
        ends, grow, deep, roots, marks = (
            self._ends,
            self._tree.append,
            self._deep,
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
                self._look(position, sealed, before, previous)
            if not body.endswith(closing(disclosures)):
                self._texts(sealed)
            ends[process] = (name, number, hash)
            if position:
                grow(sha256(b"\x00" + digest.digest()).digest())  # `leaf`, written out
                if place in roots:
                    self._anchored()
            else:
                self._waiting += 1
            if deep or any(body.rfind(mark) >= 0 for mark in marks):
                self._read(sealed)
            yield sealed

    def finish(self, standings: Iterable[Row] | None, named: Iterable[Naming] | None = None) -> Report:
        """Compare with where the ledger says that each process stands, so that a cut tail is seen.

        Args:
            standings: what the ledger keeps; None where nothing is kept beside the records, as in an export.
            named: by which record it says that each reference was named first; None where that is not compared.

        Raises:
            BrokenLedger: a process ends elsewhere than the ledger says, or is missing whole; a text is gone without a
                recorded ground, or is there again after it was redacted; the ledger is shorter than a checkpoint; with
                `deep`: what the ledger derived from its records is not what follows from them.
        """
        if standings is not None:
            kept = {s.process: s for s in standings}
            for _ in read(kept.values(), self._codec):  # whoever asks for an overview has to be able to read it
                pass
            for process in sorted({*kept, *self._ends}):
                self._compare(process, kept.get(process))
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
        for (process, number), lacking in self._lacking.items():
            self._grounded(process, number, lacking)
        for process, grounds in self._grounds.items():
            self._gone(process, grounds)
        for process, number in self._snapshots:
            if process not in self._gaps:
                broken(
                    process, number, "een momentopname hoort bij geen vastlegging", "a snapshot belongs to no record"
                )
        self._compare_named(named)
        return Report(
            processes=len(self._ends),
            records=self._tree.size,
            rejudged=self._rejudged if self._deep else None,
            redacted=len(self._lacking),
            root=self._tree.root().hex(),
            removed=sum(lacking.whole for lacking in self._lacking.values()),
            vouched=max(self._roots, default=None),
            otherwise=tuple(Otherwise(rules, tuple(records)) for rules, records in self._otherwise.items()),
            unchecked=tuple(
                Unchecked(why, rules, tuple(found), sum(found.values()))
                for (why, rules), found in self._unchecked.items()
            ),
            waiting=self._waiting,
            twofold=tuple(self._twofold()),
        )

    def _twofold(self) -> Iterator[Twofold]:
        """Each reference that does not stand for one thing in all processes that can be read whole."""
        said: dict[str, list[tuple[str, Named]]] = {}
        for process in sorted(self._dossiers.keys() - self._unread):
            for reference, thing in self._dossiers[process].described().items():
                others = said.setdefault(reference, [])
                if all(thing.differs(other) for _, other in others):
                    others.append((process, thing))
        for reference in sorted(said):
            if len(said[reference]) > 1:
                yield Twofold(reference, tuple(process for process, _ in said[reference]))

    # -- bytes -------------------------------------------------------------------------------------------------------

    def _look(self, position: int, sealed: Sealed, before: int, previous: str) -> None:
        """What is wrong with a record that does not begin as it should; one that only cannot be read passes."""
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

    def _texts(self, sealed: Sealed) -> None:
        """Not every text is there: those that are have to be its own, and what is lacking is remembered."""
        record = unseal_anyway(sealed, self._codec)
        if record.unreadable is not None:
            return  # what belongs to it is among what cannot be read
        if removed := record.removed:
            self._lacking[sealed.process, sealed.number] = _Lacking(frozenset(removed), bare=not sealed.disclosures)

    def _anchored(self) -> None:
        """The ledger up to here is what the checkpoint says it was."""
        if self._roots[self._tree.size] != self._tree.root():
            raise BrokenLedger(
                None,
                None,
                Text(
                    nl=f"de eerste {self._tree.size} vastleggingen zijn niet die van het controlepunt",
                    en=f"the first {self._tree.size} records are not those of the checkpoint",
                ),
            )

    # -- what records say --------------------------------------------------------------------------------------------

    def _read(self, sealed: Sealed) -> None:
        record = unseal_anyway(sealed, self._codec) if self._deep else unseal(sealed, self._codec)
        event = record.event
        if (removal := event.command.removes()) is not None and event.verdict.allowed:
            self._grounds.setdefault(sealed.process, []).append(removal)
        if self._deep:
            self._judge(sealed.process, record)

    def _judge(self, process: str, record: Record) -> None:
        """Fold the record, and judge its command again when the rules that judged it are known."""
        number, event = record.number, record.event
        dossier = self._rules.begun(event, self._dossiers.get(process))
        if record.unreadable is None:
            self._fits(record, dossier, self._last.get(process))
            self._judge_again(record, dossier)
        else:
            self._gaps.add(process)
            if event.verdict.allowed:
                self._unread.add(process)
            self._not_checked(process, record.unreadable)
        if event.verdict.allowed:
            for reference in dossier.describes(event.command):
                self._named.setdefault(reference, Naming(reference, process, number))
        self._dossiers[process] = dossier = evolve(dossier, event, number)
        if not dossier.unread:  # what could not be read is set aside: from here on all that counts is known
            self._unread.discard(process)
        self._last[process] = record
        snapshot = self._snapshots.pop((process, number), None)
        if (
            snapshot is not None
            and process not in self._unread
            and not of_another_shape(snapshot, type(dossier))
            and snapshot != snapshot_of(dossier, record)
        ):
            self._gone(process, self._grounds.get(process, ()))  # a text that came back says more
            broken(
                process,
                number,
                "de momentopname volgt niet uit de vastleggingen",
                "the snapshot does not follow from the records",
            )

    def _fits(self, record: Record, dossier: Dossier, last: Record | None) -> None:
        """What holds of every record that can be read, whatever its rules answer."""
        event = record.event
        aside = bool(event.command.sets_aside()) and event.verdict.allowed
        back = aside and self._sets_aside(record, dossier)
        found = {
            (
                "de toestand volgt niet uit de vorige vastleggingen",
                "the state does not follow from the records before",
            ): (event.before is not dossier.state and event.process not in self._unread),
            ("de vastlegging is vastgelegd voor zij plaatsvond", "the act was recorded before it took place"): (
                event.command.at > record.recorded_at or _not_written_yet(record)
            ),
            ("de vastlegging is vastgelegd voor de vorige", "it was recorded before the record before it"): (
                last is not None and record.recorded_at < last.recorded_at and not back
            ),
            (
                "andere regels oordeelden dan die van het proces, en alleen een overname verandert die",
                "other rules judged than those of the process, and only an adoption changes these",
            ): dossier.rules not in (None, event.rules) and not _alone(event),
            (
                "waar het toe leidde, volgt niet uit de tabel van de regels",
                "what it led to does not follow from the table of the rules",
            ): not self._rules.leads(event),
            (
                "de regels vragen van elke vastlegging haar herkomst, en die ontbreekt",
                "the rules ask every record where it comes from, and this one does not say",
            ): record.origin is None and self._rules.ask_origin(event),
        }
        for (nl, en), wrong in found.items():
            if wrong:
                broken(event.process, record.number, nl, en)

    def _sets_aside(self, record: Record, dossier: Dossier) -> bool:
        """Whether a record could be set aside, and was stored before the last because that one was ahead of the clock."""
        command, process = record.event.command, record.event.process
        if self._reread is None:
            return True
        past = [unseal_anyway(s, self._codec) for s in self._reread(process) if s.number < record.number]
        try:
            return refuse_aside(command, process, dossier.unread, past, record.recorded_at)
        except InputError as error:
            problem = error.problems[0]
            broken(process, record.number, f"dit kon niet buiten beschouwing blijven: {problem.expected.nl}",
                   f"this could not be set aside: {problem.expected.en}")  # fmt: skip

    def _judge_again(self, record: Record, dossier: Dossier) -> None:
        """Compare the verdict with what the very rules say that judged it; remember what comes of that."""
        event, process, reread = record.event, record.event.process, self._reread
        if isinstance(event.command, Removed):
            return  # counted among what is lacking
        if lacking := self._rules.lacking(event):
            for rules in lacking:
                self._not_checked(process, UNKNOWN, rules)
            return
        if reread is None and event.command.other_rules():
            self._not_checked(process, ALONE)
            return

        def history() -> list[Event]:
            before = takewhile(lambda s: s.number < record.number, reread(process) if reread else ())
            past = list(chained(before, self._codec))
            if not past or past[-1].head.hash != record.previous:
                broken(process, record.number, "wat eraan voorafging ontbreekt", "what was before it is missing")
            return [r.event for r in past]

        if self._rules.again(dossier, event, history) == event:
            self._rejudged += 1
            return
        if process in self._unread:  # whoever judged it may have read what cannot be read here
            self._not_checked(process, AFTER)
            return
        for rules in judges(event):
            self._otherwise.setdefault(rules, []).append((process, record.number))

    def _not_checked(self, process: str, why: Text, rules: RulesRef | None = None) -> None:
        found = self._unchecked.setdefault((why, rules), {})
        found[process] = found.get(process, 0) + 1

    # -- at the end --------------------------------------------------------------------------------------------------

    def _compare(self, process: str, kept: Row | None) -> None:
        _, number, hash = self._ends.get(process, ("", 0, START.hash))
        head = kept.head if kept is not None else START
        if (number, hash) != (head.number, head.hash) or number == 0:
            broken(
                process,
                min(number, head.number) + 1 if number != head.number else number,
                f"het proces eindigt bij {number}, volgens het logboek bij {head.number}",
                f"the process ends at {number}, according to the ledger at {head.number}",
            )
        if (
            self._deep
            and process not in self._unread
            and kept != (derived := row(self._dossiers[process], self._last[process]))
        ):
            broken(
                process,
                number,
                f"de stand van zaken volgt niet uit de vastleggingen ({_differing(kept, derived)})",
                f"where it stands does not follow from the records ({_differing(kept, derived)})",
            )

    def _compare_named(self, named: Iterable[Naming] | None) -> None:
        """Who named something first follows from the records; of those that cannot be read it is taken as it is kept."""
        if named is None:
            return
        kept = {n.reference: n for n in named}
        for reference in sorted({*kept, *self._named}):
            said, found = kept.get(reference), self._named.get(reference)
            if said != found and (said is None or said.process not in self._gaps):
                which = said or found
                broken(
                    which.process if which is not None else "",
                    which.number if which is not None else 0,
                    f"dat dit als eerste `{reference}` noemde, volgt niet uit de vastleggingen",
                    f"that this was the first to name `{reference}` does not follow from the records",
                )

    def _grounded(self, process: str, number: int, lacking: _Lacking) -> None:
        """Everything that is lacking was removed by a recorded and accepted command."""
        if process in self._gaps:
            return  # the ground may be among what cannot be read
        grounds = [r for r in self._grounds.get(process, ()) if number in r.records]
        fields = {f for r in grounds for f in r.fields}
        if not any(not r.fields for r in grounds) and not lacking.fields <= fields:
            gone = ", ".join(f"`{f}`" for f in sorted(lacking.fields - fields))
            broken(process, number, f"verdwenen zonder grond: {gone}", f"gone without a recorded ground: {gone}")

    def _gone(self, process: str, grounds: Iterable[Removal]) -> None:
        """What a recorded and accepted command removed is not there again."""
        for removal in grounds:
            for number in removal.records:
                lacking = self._lacking.get((process, number), _NOTHING)
                if not lacking.covers(removal.fields):
                    broken(
                        process,
                        number,
                        "een weggelakte tekst is teruggekomen",
                        "a text that was redacted is there again",
                    )


@frozen
class _Lacking:
    """What is not there of the texts of a record.

    Attributes:
        fields: the paths of those texts.
        bare: whether none of its texts is there.
    """

    fields: frozenset[str]
    bare: bool

    @property
    def whole(self) -> bool:
        """Whether it is a refusal whose content was removed, the texts in it as well."""
        return "command" in self.fields

    def covers(self, fields: Iterable[str]) -> bool:
        """Whether all of these texts are gone; without any named, all that there were."""
        named = set(fields)
        return self.bare or (bool(named) and named <= self.fields)


_NOTHING = _Lacking(frozenset(), bare=False)
AFTER = Text(
    nl="dit volgt op een vastlegging die hier niet te lezen is", en="this comes after a record that cannot be read here"
)
"""Why a record is not judged otherwise, though these rules give another verdict."""
UNKNOWN = Text(nl="deze regels zijn hier niet bekend", en="these rules are not known here")
"""Why a record of such rules is not judged again."""
ALONE = Text(
    nl="een overname van regels is alleen opnieuw te beoordelen met alles wat eraan voorafging",
    en="an adoption of rules can only be judged again with all that was before it",
)
"""Why an adoption is not judged again by a verifier that cannot look back."""


def broken(process: str, number: int, nl: str, en: str) -> NoReturn:
    """This record is not what was sealed.

    Raises:
        BrokenLedger: always.
    """
    raise BrokenLedger(process, number, Text(nl=nl, en=en))


def _not_written_yet(record: Record) -> bool:
    """Whether it names a paper of after the day on which it was recorded."""
    paper = record.event.command.shown_by()
    return paper is not None and not has_begun(paper[1], record.recorded_at)


def _alone(event: Event) -> bool:
    """Whether adopted rules may have judged without those that were left, which were not known; or that is gone."""
    command = event.command
    return isinstance(command, Removed) or event.rules in command.other_rules()


def _differing(kept: Row | None, derived: Row) -> str:
    """The names of what differs; of the columns of a dossier, which."""
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
    named: Iterable[Naming] | None = None,
    deep: bool = False,
    roots: Mapping[int, bytes] | None = None,
) -> Report:
    """Verify a whole ledger from its bytes.

    Args:
        records: every record with its position, in the order of the ledger; after them those that wait for a position, with 0.
        standings: where each process stands, as the ledger keeps it.
        rules: the rules to judge again by; records of rules that are not known are folded, and reported as not checked.
        known: other rules to judge again by.
        reread: gives the records of a process again, so that an adoption of rules can be judged again.
        snapshots: the dossiers that the ledger keeps; only compared with `deep`.
        named: by which record the ledger says that each reference was named first; only compared with `deep`.
        deep: whether to read what records say, judge again, and compare what was derived from them.
        roots: for sizes of the ledger that are known from a checkpoint: the root of the tree at that size.

    Raises:
        BrokenLedger: names the first record that is not what was sealed.
        NotALedger: a record was written by a newer version, in a form of which not even the bytes can be compared.
    """
    verifier = Verifier(rules, known=known, reread=reread, deep=deep, roots=roots)
    if deep:
        verifier.expect(snapshots)
    for _ in verifier.checked(records):
        pass
    return verifier.finish(standings, named if deep else None)
