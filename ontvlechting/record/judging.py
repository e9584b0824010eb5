"""The deep part of a verification: what records say is read strictly, folded, and judged again by the rules that judged it.

A process is judged by itself, so several judges may share a ledger; `together` then gives what one would have found.
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
from ontvlechting.engine.core import evolve
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


# -- texts that were removed -------------------------------------------------------------------------------------------


@frozen
class Lacking:
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


_NOTHING = Lacking(frozenset(), bare=False)


def refuse_back(process: str, grounds: Iterable[Removal], lacking: Mapping[tuple[str, int], Lacking]) -> None:
    """See that what recorded and accepted commands removed is not there again.

    Raises:
        BrokenLedger: it is.
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
    """What came of judging, of some processes of a ledger or of all. A *place* counts its records from the first on.

    Attributes:
        rejudged: how many records were given the same verdict again.
        otherwise: of each that was given another: its place, the rules, its process and its number.
        unchecked: for a reason, the rules that were lacking and a process: the place of the first record that could not be
            checked, and how many they are.
        gaps: the processes that have a record which cannot be read.
        unread: those of them of which what counts is not known.
        grounds: of each accepted command that removed texts: its place, its process, and what it removed.
        named: for each reference the place of the record that named it first, and which one that is.
        rows: where each process stands of which all that counts is known; or why that cannot be told.
        described: what each of these names by references; or why that cannot be told.
    """

    rejudged: int = 0
    otherwise: list[tuple[int, RulesRef, str, int]] = field(factory=list)
    unchecked: dict[tuple[Text, RulesRef | None, str], tuple[int, int]] = field(factory=dict)
    gaps: set[str] = field(factory=set)
    unread: set[str] = field(factory=set)
    grounds: list[tuple[int, str, Removal]] = field(factory=list)
    named: dict[str, tuple[int, Naming]] = field(factory=dict)
    rows: dict[str, Row | Exception] = field(factory=dict)
    described: dict[str, Mapping[str, Named] | Exception] = field(factory=dict)

    def grounds_of(self, process: str) -> list[Removal]:
        """What was removed from the records of one process."""
        return [removal for _, name, removal in self.grounds if name == process]


def together(parts: Collection[Found]) -> Found:
    """What several found, each of other processes, as one would have found it: in the order of the ledger."""
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
    """What comes of this work, or how it failed: for who tells it later."""
    try:
        return work()
    except Exception as error:  # noqa: BLE001 - whoever asks for it raises it
        return error


# -- judging -----------------------------------------------------------------------------------------------------------


class Judge:
    """Judges records again, those of one process in their order; others may judge the other processes.

    Args:
        known: the rules to judge by; records of others are folded, and not checked.
        reread: gives the records of a process again; without it adoptions of rules are folded, and not checked.
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
            place: which of the ledger it is, counted from the first on.
            sealed: the record.
            snapshot: the dossier that the ledger keeps as it was after this record, if it does.

        Raises:
            BrokenLedger: it is not what was sealed, or what was derived from it does not follow.
        """
        self._place = place
        record = unseal_anyway(sealed, self._codec)
        process, event = sealed.process, record.event
        if record.removed:
            self._lacking[process, record.number] = Lacking(frozenset(record.removed), bare=not sealed.disclosures)
        if (removal := event.command.removes()) is not None and event.verdict.allowed:
            self._found.grounds.append((place, process, removal))
        self._judge(process, record, snapshot)

    def settle(self) -> None:
        """Nothing: whatever was read is judged."""

    def found(self) -> Found:
        """What came of it, at the end of the ledger."""
        found = self._found
        for process in self._dossiers.keys() - found.unread:
            dossier = self._dossiers[process]
            found.rows[process] = tried(partial(row, dossier, self._last[process]))
            found.described[process] = tried(lambda: dict(dossier.described()))  # noqa: B023 - called at once
        return together([found])

    def close(self) -> None:
        """Nothing: nobody else works for it."""

    def _judge(self, process: str, record: Record, snapshot: Snapshot | None) -> None:
        """Fold the record, and judge its command again when the rules that judged it are known."""
        number, event = record.number, record.event
        dossier = self._rules.begun(event, self._dossiers.get(process))
        if record.unreadable is None:
            self._fits(record, dossier, self._last.get(process))
            self._judge_again(record, dossier)
        else:
            self._found.gaps.add(process)
            if event.verdict.allowed:
                self._found.unread.add(process)
            self._not_checked(process, record.unreadable)
        if event.verdict.allowed:
            for reference in dossier.describes(event.command):
                self._found.named.setdefault(reference, (self._place, Naming(reference, process, number)))
        self._dossiers[process] = dossier = evolve(dossier, event, number)
        if not dossier.unread:  # what could not be read is set aside: from here on all that counts is known
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

    def _fits(self, record: Record, dossier: Dossier, last: Record | None) -> None:
        """What holds of every record that can be read, whatever its rules answer."""
        event = record.event
        aside = bool(event.command.sets_aside()) and event.verdict.allowed
        back = aside and self._sets_aside(record, dossier)
        found = {
            (
                "de toestand volgt niet uit de vorige vastleggingen",
                "the state does not follow from the records before",
            ): (event.before is not dossier.state and event.process not in self._found.unread),
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
            self._found.rejudged += 1
            return
        if process in self._found.unread:  # whoever judged it may have read what cannot be read here
            self._not_checked(process, AFTER)
            return
        for rules in judges(event):
            self._found.otherwise.append((self._place, rules, process, record.number))

    def _not_checked(self, process: str, why: Text, rules: RulesRef | None = None) -> None:
        first, many = self._found.unchecked.get((why, rules, process), (self._place, 0))
        self._found.unchecked[why, rules, process] = (first, many + 1)


def _not_written_yet(record: Record) -> bool:
    """Whether it names a paper of after the day on which it was recorded."""
    paper = record.event.command.shown_by()
    return paper is not None and not has_begun(paper[1], record.recorded_at)


def _alone(event: Event) -> bool:
    """Whether adopted rules may have judged without those that were left, which were not known; or that is gone."""
    command = event.command
    return isinstance(command, Removed) or event.rules in command.other_rules()
