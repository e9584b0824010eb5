"""The deep part of a verification: each record is read strictly, folded, and judged again by the rules that judged it.

Each process is judged separately, so several judges can share a ledger; `together` merges what they found.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from functools import partial
from itertools import takewhile
from operator import itemgetter
from typing import NoReturn, TypeVar

from attrs import define, field, frozen

from ontvlechting.engine.adoption import KnownRules, judges
from ontvlechting.engine.command import Removal
from ontvlechting.engine.core import asked_of_command, evolve
from ontvlechting.engine.days import has_begun
from ontvlechting.engine.dossier import Dossier, Named
from ontvlechting.engine.errors import BrokenLedger, InputError
from ontvlechting.engine.events import Event
from ontvlechting.engine.retention import Removed
from ontvlechting.engine.text import Text
from ontvlechting.engine.values import RulesRef
from ontvlechting.record.audit import Record, Sealed, refuse_aside, unseal_anyway
from ontvlechting.record.codec import Codec
from ontvlechting.record.standing import (
    Naming,
    Row,
    Snapshot,
    chained,
    dossier_of,
    of_another_shape,
    row,
    snapshot_of,
)

_T = TypeVar("_T")
Reread = Callable[[str], Iterable[Sealed]]
"""Gives the records of one process again, from the first on."""
AFTER = Text(
    nl="dit volgt op een vastlegging die hier niet te lezen is", en="this comes after a record that cannot be read here"
)
"""Why a record with another verdict here is not reported as judged otherwise."""
UNKNOWN = Text(nl="deze regels zijn hier niet bekend", en="these rules are not known here")
"""Why a record of rules that are not known is not judged again."""
ALONE = Text(
    nl="dit is alleen opnieuw te beoordelen met alles wat eraan voorafging",
    en="this can only be judged again with all that was before it",
)
"""Why an adoption, or a record that sets others aside, is not judged again where earlier records cannot be read again."""
GROUND = Text(
    nl="er zijn teksten verdwenen, en de grond daarvoor kan alleen staan in een vastlegging die hier niet te lezen is",
    en="texts are gone, and the ground for that can only stand in a record that cannot be read here",
)
"""Why texts that are gone are neither called redacted nor broken."""


def broken(process: str, number: int, nl: str, en: str) -> NoReturn:
    """Report that this record is not what was sealed.

    Raises:
        BrokenLedger: always.
    """
    raise BrokenLedger(process, number, Text(nl=nl, en=en))


# -- texts that were removed -------------------------------------------------------------------------------------------


@frozen
class Lacking:
    """The texts of a record that are missing.

    Attributes:
        fields: the paths of those texts.
        bare: whether no text of the record is left.
    """

    fields: frozenset[str]
    bare: bool

    @property
    def whole(self) -> bool:
        """Whether the record is a refusal whose whole content was removed."""
        return "command" in self.fields

    def covers(self, fields: Iterable[str]) -> bool:
        """Whether all of these texts are missing; when none is named, all texts of the record."""
        named = set(fields)
        return self.bare or (bool(named) and named <= self.fields)


_NOTHING = Lacking(frozenset(), bare=False)


def refuse_back(process: str, grounds: Iterable[Removal], lacking: Mapping[tuple[str, int], Lacking]) -> None:
    """Check that no text that an accepted command removed is there again.

    Raises:
        BrokenLedger: one is.
    """
    for removal in grounds:
        for number in removal.records:
            if not lacking.get((process, number), _NOTHING).covers(removal.fields):
                broken(
                    process,
                    number,
                    "een weggelakte tekst is teruggekomen",
                    "a text that was redacted is there again",
                )


# -- what is found -----------------------------------------------------------------------------------------------------


@define
class Found:
    """What judges found in some or all processes of a ledger. A *place* is the rank of a record in the ledger, from 1.

    Attributes:
        rejudged: how many records were given the same verdict again.
        otherwise: for each record that was given another verdict: its place, the rules, its process and its number.
        unchecked: by reason, the rules that are not known, and process: the place of the first record that could not be
            checked, and how many there are.
        gaps: for each process the accepted records that cannot be read, by their number with their place.
        unread: the processes in which such a record still counts.
        grounds: for each accepted command that removed texts: its place, its process, and what it removed.
        named: for each reference the place of the record that was the first to name it, and that record.
        rows: where each process stands that is not in `unread`; or the error when that cannot be derived.
        described: what each of these names by references; or the error when that cannot be derived.
    """

    rejudged: int = 0
    otherwise: list[tuple[int, RulesRef, str, int]] = field(factory=list)
    unchecked: dict[tuple[Text, RulesRef | None, str], tuple[int, int]] = field(factory=dict)
    gaps: dict[str, dict[int, int]] = field(factory=dict)
    unread: set[str] = field(factory=set)
    grounds: list[tuple[int, str, Removal]] = field(factory=list)
    named: dict[str, tuple[int, Naming]] = field(factory=dict)
    rows: dict[str, Row | Exception] = field(factory=dict)
    described: dict[str, Mapping[str, Named] | Exception] = field(factory=dict)

    def grounds_of(self, process: str) -> list[Removal]:
        """What was removed from the records of one process."""
        return [removal for _, name, removal in self.grounds if name == process]


def together(parts: Collection[Found]) -> Found:
    """Merge what several judges found, each about other processes, in the order of the ledger."""
    whole = Found(rejudged=sum(part.rejudged for part in parts))
    for part in parts:
        whole.otherwise += part.otherwise
        whole.unchecked |= part.unchecked
        whole.gaps |= part.gaps
        whole.unread |= part.unread
        whole.grounds += part.grounds
        for reference, claim in part.named.items():
            whole.named[reference] = min(claim, whole.named.get(reference, claim))
        whole.rows |= part.rows
        whole.described |= part.described
    whole.otherwise.sort(key=itemgetter(0))
    whole.grounds.sort(key=itemgetter(0))
    whole.unchecked = dict(sorted(whole.unchecked.items(), key=lambda told: told[1][0]))
    return whole


def tried(work: Callable[[], _T]) -> _T | Exception:
    """The result of this work, or the error that it raised, to raise later."""
    try:
        return work()
    except Exception as error:  # noqa: BLE001 - the caller raises it
        return error


# -- judging -----------------------------------------------------------------------------------------------------------


class Judge:
    """Judges records again, those of one process in their order; other judges may judge other processes.

    Args:
        known: the rules to judge by; records of other rules are folded, and not judged.
        reread: gives the records of a process again; without it adoptions of rules are folded, and not judged.
    """

    def __init__(self, known: KnownRules, reread: Reread | None) -> None:
        self._rules = known
        self._codec = Codec(known)
        self._reread = reread
        self._found = Found()
        self._place = 0
        self._lacking: dict[tuple[str, int], Lacking] = {}
        self._dossiers: dict[str, Dossier] = {}
        self._last: dict[str, Record] = {}

    def read(self, place: int, sealed: Sealed, snapshot: Snapshot | None) -> None:
        """Judge the next record.

        Args:
            place: its rank in the ledger, from 1.
            sealed: the record.
            snapshot: the stored snapshot of the dossier after this record, if there is one.

        Raises:
            BrokenLedger: the record is not what was sealed, or the snapshot does not follow from the records.
        """
        self._place = place
        record = unseal_anyway(sealed, self._codec)
        process, event = sealed.process, record.event
        if record.removed:
            self._lacking[process, record.number] = Lacking(frozenset(record.removed), bare=not sealed.disclosures)
        if (removal := asked_of_command(event.command, "removes")) is not None and event.verdict.allowed:
            self._found.grounds.append((place, process, removal))
        self._judge(process, record, snapshot)

    def settle(self) -> None:
        """Do nothing: a record is judged when it is read."""

    def found(self) -> Found:
        """What this judge found, at the end of the ledger."""
        found = self._found
        for process in self._dossiers.keys() - found.unread:
            dossier = self._dossiers[process]
            found.rows[process] = tried(partial(row, dossier, self._last[process]))
            found.described[process] = tried(lambda: dict(dossier.described()))  # noqa: B023 - called at once
        return together([found])

    def close(self) -> None:
        """Do nothing: there are no workers to end."""

    def _judge(self, process: str, record: Record, snapshot: Snapshot | None) -> None:
        """Fold the record, and judge its command again when the rules that judged it are known."""
        number, event = record.number, record.event
        dossier = self._rules.begun(event, self._dossiers.get(process))
        if record.unreadable is None:
            self._check_fits(record, dossier, self._last.get(process))
            self._judge_again(record, dossier)
        else:
            if event.verdict.allowed:
                self._found.gaps.setdefault(process, {})[number] = self._place
                self._found.unread.add(process)
            self._note_unchecked(process, record.unreadable)
        if event.verdict.allowed:
            for reference in dossier.describes(event.command):
                self._found.named.setdefault(reference, (self._place, Naming(reference, process, number)))
        self._dossiers[process] = dossier = evolve(dossier, event, number)
        if not dossier.unread:  # every unreadable record was set aside: from here on the dossier is known
            self._found.unread.discard(process)
        self._last[process] = record
        if snapshot is not None and process not in self._found.unread and not of_another_shape(snapshot, type(dossier)):
            self._compare(snapshot, dossier, record)

    def _compare(self, snapshot: Snapshot, dossier: Dossier, record: Record) -> None:
        """See that a snapshot is what follows from the records, and that this is what is read of it."""
        process, number = snapshot.process, snapshot.number
        if snapshot != snapshot_of(dossier, record):
            refuse_back(process, self._found.grounds_of(process), self._lacking)  # a text that came back says more
            broken(
                process,
                number,
                "de momentopname volgt niet uit de vastleggingen",
                "the snapshot does not follow from the records",
            )
        # INVARIANT: a snapshot is read as what it was (tests/test_effects.py::test_a_snapshot_that_is_read_as_something_else_is_no_sound_one)
        read = dossier_of(snapshot, self._codec)
        if read is not None and read[0] != dossier:  # what cannot be read here is read past
            broken(
                process,
                number,
                "de momentopname wordt als iets anders gelezen dan zij was",
                "the snapshot is read as something else than it was",
            )

    def _check_fits(self, record: Record, dossier: Dossier, last: Record | None) -> None:
        """Check what must hold of every record that can be read, whatever its rules say."""
        event = record.event
        aside = bool(asked_of_command(event.command, "sets_aside")) and event.verdict.allowed
        back = aside and self._check_set_aside(record, dossier)
        report = partial(broken, event.process, record.number)
        if event.before is not dossier.state and event.process not in self._found.unread:
            report(
                "de toestand volgt niet uit de vorige vastleggingen",
                "the state does not follow from the records before",
            )
        if event.command.at > record.recorded_at or _not_written_yet(record):
            report("de vastlegging is vastgelegd voor zij plaatsvond", "the act was recorded before it took place")
        if last is not None and record.recorded_at < last.recorded_at and not back:
            report("de vastlegging is vastgelegd voor de vorige", "it was recorded before the record before it")
        if dossier.rules not in (None, event.rules) and not _may_change_rules(event):
            report(
                "andere regels oordeelden dan die van het proces, en alleen een overname verandert die",
                "other rules judged than those of the process, and only an adoption changes these",
            )
        if not self._rules.leads(event):
            report(
                "waar het toe leidde, volgt niet uit de tabel van de regels",
                "what it led to does not follow from the table of the rules",
            )
        if record.origin is None and self._rules.ask_origin(event):
            report(
                "de regels vragen van elke vastlegging haar herkomst, en die ontbreekt",
                "the rules ask every record where it comes from, and this one does not say",
            )

    def _check_set_aside(self, record: Record, dossier: Dossier) -> bool:
        """Check that this command could set records aside; whether it may then be recorded before the last record.

        It may when the last record was ahead of the clock. Without `reread` nothing is checked, and the answer is True.

        Raises:
            BrokenLedger: they could not be set aside.
        """
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
        """Judge the command again by the rules that judged it, and note whether the verdict is the same."""
        event, process, reread = record.event, record.event.process, self._reread
        if isinstance(event.command, Removed):
            return  # its removed content is counted by the verifier
        if lacking := self._rules.lacking(event):
            for rules in lacking:
                self._note_unchecked(process, UNKNOWN, rules)
            return
        if reread is None and (event.command.other_rules() or asked_of_command(event.command, "sets_aside")):
            self._note_unchecked(process, ALONE)
            return

        def history() -> list[Event]:
            before = takewhile(lambda s: s.number < record.number, reread(process) if reread else ())
            past = list(chained(before, self._codec))
            if not past or past[-1].head.hash != record.previous:
                broken(process, record.number, "wat eraan voorafging ontbreekt", "what was before it is missing")
            return [r.event for r in past]

        if self._rules.again(dossier, event, history) == event:
            self._found.rejudged += 1
            return
        if process in self._found.unread:  # the first judge may have read a record that cannot be read here
            self._note_unchecked(process, AFTER)
            return
        for rules in judges(event):
            self._found.otherwise.append((self._place, rules, process, record.number))

    def _note_unchecked(self, process: str, why: Text, rules: RulesRef | None = None) -> None:
        first, many = self._found.unchecked.get((why, rules, process), (self._place, 0))
        self._found.unchecked[why, rules, process] = (first, many + 1)


def _not_written_yet(record: Record) -> bool:
    """Whether it names a document that is dated after the day of recording."""
    paper = asked_of_command(record.event.command, "shown_by")
    return paper is not None and not has_begun(paper[1], record.recorded_at)


def _may_change_rules(event: Event) -> bool:
    """Whether other rules than those of the process may have judged: the command adopts them, or it was removed.

    Adopted rules judge alone when the rules that are left are not known.
    """
    command = event.command
    return isinstance(command, Removed) or event.rules in command.other_rules()
