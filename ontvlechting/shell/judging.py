"""Judging a command on what is stored, in the same way for `ask` and for `submit`; nothing is recorded here.

Several commands are judged one after the other, each as if the records of those before it were stored already.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from typing import NamedTuple

from attrs import define, field

from ontvlechting.engine import core
from ontvlechting.engine.adoption import KnownRules, untouched
from ontvlechting.engine.checked import problems_of_id, refuse
from ontvlechting.engine.command import Command, Reading
from ontvlechting.engine.days import has_begun
from ontvlechting.engine.dossier import Dossier, asked_of
from ontvlechting.engine.errors import BrokenLedger, Problem, Stale, UnknownProcess, shown
from ontvlechting.engine.events import Event
from ontvlechting.engine.text import Text
from ontvlechting.engine.values import UnknownRules
from ontvlechting.record.audit import UNTOLD, Head, Record, Sealed, lessened, not_before, refuse_aside
from ontvlechting.record.codec import Codec
from ontvlechting.record.dossiers import Dossiers
from ontvlechting.record.standing import Naming, chained, stored_form
from ontvlechting.record.stores.port import Store


@define
class Batch:
    """What is about to be stored, together.

    Attributes:
        records: the records.
        after: the dossier and last record of each process after them.
        named: the references that no record of the ledger used before these, each with the record that uses it first.
    """

    records: list[Sealed] = field(factory=list)
    after: dict[str, tuple[Dossier, Record]] = field(factory=dict)
    named: dict[str, Naming] = field(factory=dict)


class Judged(NamedTuple):
    """A command that was judged, with what is needed to record it.

    Attributes:
        dossier: the dossier of the process before the command, of the class that the rules have that judged.
        event: the command with its answer.
        after: the dossier after the command.
        recorded_at: the moment of recording.
        less: the stored records that the command removes texts from, without those texts.
        read: what the command says of other processes, on which the answer rests.
        named: the references that the command is the first in the ledger to use; empty when it is refused.
    """

    dossier: Dossier
    event: Event
    after: Dossier
    recorded_at: datetime
    less: list[Sealed]
    read: Sequence[Reading]
    named: Sequence[str]


class Judging:
    """Judges commands at one moment.

    Args:
        subject: what they are given to, `ask` or `submit`, for errors.
        now: what the clock says.
        store: where the records are.
        dossiers: reads the dossiers from it.
        codec: reads the records.
        batch: what is about to be stored, before what is judged; nothing when it is not given.
    """

    def __init__(
        self,
        subject: str,
        now: datetime,
        store: Store,
        dossiers: Dossiers,
        codec: Codec,
        batch: Batch | None = None,
    ) -> None:
        self._subject, self._now = subject, now
        self._store, self._dossiers, self._codec = store, dossiers, codec
        self._ahead = Batch() if batch is None else batch

    def misfits(self, process: object, command: object, path: str = "") -> list[Problem]:
        """The problems that keep a command from being recorded at all, or even judged.

        Args:
            process: what was given as the name of the process.
            command: what was given as the command.
            path: where they stand in the arguments.
        """
        unknown = self._codec.problems(command, f"{path}command")
        problems = [*problems_of_id(process, f"{path}process"), *unknown]
        if unknown or not isinstance(command, Command):
            return problems
        if command.at > self._now:
            moment = self._now.isoformat()
            expected = Text(nl=f"een moment tot en met nu ({moment})", en=f"a moment up to now ({moment})")
            problems.append(Problem(f"{path}command.at", shown(command.at.isoformat()), expected))
        paper = core.asked_of_command(command, "shown_by")
        if paper is not None and not has_begun(paper[1], self._now):
            expected = Text(nl="een dag tot en met vandaag", en="a day up to today")
            problems.append(Problem(f"{path}command.{paper[0]}", shown(paper[1].isoformat()), expected))
        return problems

    def judge(self, command: Command, dossier: Dossier, head: Head, path: str = "") -> Judged:
        """Judge a command that has no misfits.

        Args:
            command: what is asked.
            dossier: all that is known of the process.
            head: the record that the dossier belongs to.
            path: where the command stands in the arguments, for errors.

        Raises:
            UnknownProcess: there is no such process, and the command does not open one.
            UnknownRules: its rules, or those that it is to adopt, are not known here.
            InputError: the command could not be read back from its record by the rules that judge it, for example
                because it has a role of other rules. Or it would be accepted, and uses a reference for another thing
                than the ledger does.
            Stale: what it says of another process is not true.
            ClockBehind: the clock runs behind the last record.
            DefinitionError: its effect, another method of it, or something of the dossier fails or gives a value it may not
                give.
        """
        process, now, known = dossier.process, self._now, self._codec.known
        opens = known.opens(command)
        if head.number == 0 and not opens:
            raise unknown(process, self._store)
        if opens and untouched(dossier):
            dossier = known.blank(process, command)

        def opened() -> list[Record]:
            return list(chained(self.records(process, head), self._codec))

        refuse_blindly(dossier, opened, known)
        read = self._read_of(process, command)
        back = bool(core.asked_of_command(command, "sets_aside")) and refuse_aside(
            command, process, dossier.unread, opened(), now
        )
        recorded_at = now if back else not_before(head, process, now)
        event = known.judge(dossier, command, lambda: [r.event for r in opened()])
        if not self._codec.has_one_vocabulary:
            refuse(self._subject, self._codec.problems(command, f"{path}command", event.rules))
        removal = core.asked_of_command(command, "removes")
        less = [] if removal is None else lessened(removal, process, self._store.read(process), self._codec)
        if back and not event.verdict.allowed:
            recorded_at = max(now, head.recorded_at or now)
        named = self._first_named(dossier, command, f"{path}command") if event.verdict.allowed else ()
        after = core.evolve(dossier, event, head.number + 1)
        return Judged(dossier, event, after, recorded_at, less, read, named)

    def records(self, process: str, head: Head) -> list[Sealed]:
        """The records of a process up to this head: those that are stored, and those that are about to be."""
        return records_up_to(head, process, self._store, self._ahead.records)

    def at_hand(self, process: str) -> tuple[Dossier, Head]:
        """The dossier of a process with its head, which may be cached and out of date: storing finds that out."""
        known = None if process in self._ahead.after else self._dossiers.at_hand(process)
        return known or self._reached(process)

    def _reached(self, process: str) -> tuple[Dossier, Head]:
        """The dossier of a process with its head: as they are about to be, or else as they are stored."""
        if process in self._ahead.after:
            dossier, last = self._ahead.after[process]
            return dossier, last.head
        return self._dossiers.load(process)

    def _first_named(self, dossier: Dossier, command: Command, path: str) -> Sequence[str]:
        """The references that a command is the first in the ledger to use.

        A reference that another process used first has to stand for the same thing here as it does there now. That
        process is not locked until this is stored, or all who use one reference would wait for each other. So it can
        correct what it said at that very moment; a verification shows that. When that process cannot be read whole, or
        does not use the reference any more, nothing is compared.

        Raises:
            InputError: another process uses a reference for something else; names every field that differs.
            DefinitionError: what the dossier says of it fails.
        """
        # INVARIANT: one reference stands for one thing (tests/spirit/test_references_of_a_ledger.py::test_r86_one_reference_has_one_content_in_a_ledger)
        described = asked_of(dossier, "describes", dict, command)
        said = {r: thing for r, thing in described.items() if asked_of(dossier, "meant_by", None, r) != thing}
        if not said:
            return ()
        ahead = self._ahead.named
        asked = [r for r in said if r not in ahead]
        before = [ahead[r] for r in said if r in ahead]
        first = {n.reference: n.process for n in (*(self._store.named(asked) if asked else ()), *before)}
        others = {p: self._whole(p) for p in dict.fromkeys(first.values()) if p != dossier.process}
        problems: list[Problem] = []
        for reference, other in ((r, first[r]) for r in said if r in first):
            there = others.get(other)
            meant = None if there is None else asked_of(there, "meant_by", None, reference)
            for name, theirs in said[reference].differs(meant).items() if meant is not None else ():
                given, named = shown(stored_form(getattr(said[reference], name))), shown(stored_form(theirs))
                expected = Text(
                    nl=f"{named}, zoals `{other}` het eerder onder `{reference}` noemde",
                    en=f"{named}, as `{other}` named it before by `{reference}`",
                )
                places = asked_of(dossier, "where_described", tuple, command, reference)
                problems += [Problem(".".join(filter(None, (path, where, name))), given, expected) for where in places]
        refuse(self._subject, problems)
        return [r for r in said if r not in first]

    def _whole(self, process: str) -> Dossier | None:
        """The dossier of a process as it is, or is about to be; None when it cannot be read whole."""
        try:
            dossier, _ = self._reached(process)
        except BrokenLedger:
            return None
        return None if dossier.unread else dossier

    def _read_of(self, process: str, command: Command) -> Sequence[Reading]:
        """What a command says of other processes, after a check that it is true now; storing it checks that again.

        That it leaves out no process is checked only here: a process that is opened at this very moment is not seen.

        Raises:
            Stale: what it says of a process is not true, or it says nothing of a process that it has to say something
                of.
            DefinitionError: what it says of them fails, or cannot be said.
        """
        stale = list[tuple[str, int, int]]()
        said: Sequence[Reading] = core.asked_of_command(command, "rests_on")
        if (wanted := core.asked_of_command(command, "reads_every")) is not None:
            there = {*(s.process for s in self._store.standings()), *self._ahead.after}
            for other in sorted(there - {one.process for one in said}):
                dossier, head = self._reached(other)
                if core.agreed(command, "reads_every", wanted, dossier):
                    stale.append((other, 0, head.number))
        for one in said:
            dossier, head = self._reached(one.process)
            if not core.agreed(command, "rests_on.agrees", one.agrees, dossier, head.number, head.hash):
                stale.append((one.process, one.record, head.number))
        if stale:
            raise Stale(process, stale)
        return said


def records_up_to(head: Head, process: str, store: Store, ahead: Iterable[Sealed] = ()) -> list[Sealed]:
    """The records of a process up to this head: those that are stored, and of those that are about to be its own."""
    new = [s for s in ahead if s.process == process]
    return [*(s for s in store.read(process) if s.number <= head.number - len(new)), *new]


def refuse_blindly(dossier: Dossier, records: Callable[[], Iterable[Record]], known: KnownRules) -> None:
    """Refuse to judge or show a process of which nothing can be read, because its rules are not known here.

    Raises:
        UnknownRules: its records name rules that are not known here.
    """
    if dossier.rules is not None or not dossier.unread:
        return
    for record in records():
        named = known.lacking(record.event) if record.number in dossier.unread else ()
        for ref in (r for r in named if r != UNTOLD):
            raise UnknownRules(dossier.process, ref, [r.ref for r in known.all])


def unknown(process: str, store: Store) -> UnknownProcess:
    """The error that there is no such process in a store."""
    return UnknownProcess(process, [s.process for s in store.standings()])
