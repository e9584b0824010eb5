"""The shell: load, decide, seal, append, tell. The only place where clock, chance, store and listeners meet.

The order of duty: a command is judged on what is true now; the answer is sealed; the record is stored while what it was
judged on is still true; only then does it count, and only then is it told. If storing fails, nothing happened. If
telling fails, it happened all the same. Every command has an id; the same id again gives the first answer again, so
whoever lost an answer may simply repeat.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from contextlib import nullcontext
from datetime import datetime
from typing import TYPE_CHECKING, Self

from attrs import define, field

from ontvlechting import core
from ontvlechting.answers import Outcome
from ontvlechting.asked import Asked, alike, behind, check, with_ids
from ontvlechting.audit import START, Record, Sealed, seal, unseal
from ontvlechting.commands import Command
from ontvlechting.dossier import Dossier
from ontvlechting.errors import (
    Conflict,
    InputError,
    LedgerUnavailable,
    Problem,
    shown,
)
from ontvlechting.given import check_given
from ontvlechting.guards import LETTER
from ontvlechting.ledger import Ledger, now
from ontvlechting.outside import Surely, called, several
from ontvlechting.rulebook import Rules
from ontvlechting.standing import Seen, Snapshot, folded, is_kept, snapshot_of, standing
from ontvlechting.stores import opened
from ontvlechting.stores.port import Store
from ontvlechting.text import Text

if TYPE_CHECKING:
    from pathlib import Path

ATTEMPTS = 8
"""How often a command is judged anew when others write to the same process, or when an answer was lost."""


@define
class _Judged:
    """What is to be stored together, and what will be known once it is."""

    outcomes: list[Outcome] = field(factory=list)
    new: list[Outcome] = field(factory=list)
    records: list[Sealed] = field(factory=list)
    redacted: list[Sealed] = field(factory=list)
    known: dict[str, tuple[Dossier, Record]] = field(factory=dict)
    snapshots: dict[str, Snapshot] = field(factory=dict)
    seen: set[Seen] = field(factory=set)


class Workflow(Ledger):
    """Processes in one ledger, each judged by the rules that it is pinned to. May be shared by threads.

    Writes, and can be asked all that a `Ledger` can be asked.

    Args:
        store: where records are kept.
        rules: what judges a new process, which is then pinned to them.
        known: other rules, for processes that are pinned to them or are to adopt them.
        clock: gives the moment of recording, with a time zone. One that does not is an `InputError` at each call that needs
            it, and nothing is recorded.
        tell: who is told each outcome after it was stored, for example a `Logbook`; plain functions, for nothing is awaited.

    Raises:
        InputError: something that is given is not of its kind; every problem together.
    """

    def __init__(
        self,
        store: Store,
        *,
        rules: Rules = LETTER,
        known: Iterable[Rules] = (),
        clock: Callable[[], datetime] = now,
        tell: Iterable[Callable[[Outcome], None]] = (),
    ) -> None:
        known, listeners = several(known), several(tell)
        check_given(type(self).__name__, store=store, rules=rules, known=known, clock=clock, tell=listeners)
        super().__init__(store, rules=rules, known=known, clock=clock)
        self._tell: tuple[Callable[[Outcome], None], ...] = listeners

    @classmethod
    def open(
        cls,
        address: str,
        *,
        rules: Rules = LETTER,
        known: Iterable[Rules] = (),
        clock: Callable[[], datetime] = now,
        tell: Iterable[Callable[[Outcome], None]] = (),
        create: bool = True,
    ) -> Self:
        """Open a ledger by its address, to write to it; who only looks opens a `Ledger`.

        Args:
            address: `memory:`, `sqlite:///path/to/file.db`, or `postgresql://user@host/database`.
            rules: what judges a new process.
            known: other rules, for processes that are pinned to them or are to adopt them.
            clock: gives the moment of recording.
            tell: who is told each outcome after it was stored.
            create: make a new ledger when there is none.

        Raises:
            InputError: the address is of no known kind, or these are no rules, no clock, or no listeners; nothing is opened
                or made.
            MissingExtra: its driver is not installed.
            LedgerUnavailable: it cannot be opened.
            NotALedger: it is something else, or was written by a newer version.
            BrokenLedger: it is damaged.
        """
        known, tell = several(known), several(tell)
        check_given(cls.__name__, rules=rules, known=known, clock=clock, tell=tell)
        return cls(opened(address, create=create), rules=rules, known=known, clock=clock, tell=tell)

    # -- writing -----------------------------------------------------------------------------------------------------

    def submit(self, process: str, command: Command, *, id: str | None = None) -> Outcome:
        """Judge a command and record the answer; it is stored when this returns.

        Args:
            process: the name of the process; a new one is opened by `IdentifyProcess`, a programme by `OpenProgramme`.
            command: what is asked.
            id: the id of this command, unique in the ledger; made when it is not given. The same id with the same
                command gives the first outcome again and records nothing, so repeating is safe.

        Returns:
            The outcome: accepted or refused, both recorded.

        Raises:
            InputError: the name or id is not well formed, the act lies after the moment of recording, or the id was
                given to another command; nothing is recorded.
            UnknownProcess: there is no such process; nothing is recorded.
            UnknownRules: it is pinned to rules that are not known here, or is to adopt such rules; nothing is recorded.
            Stale: a portfolio says of a process what is no longer true; nothing is recorded.
            Conflict: others kept writing to this process, or to one of which it says something; nothing is recorded.
            ClockBehind: the clock runs behind the last record; nothing is recorded.
            LedgerUnavailable: it could not be stored, or that cannot be told: see its `recorded` and `ids`.
            Exception: a guard was interrupted, or failed in another way when it was asked again; nothing is recorded.
        """
        return self.submit_many([(process, command)], ids=None if id is None else [id])[0]

    def submit_many(
        self, commands: Iterable[tuple[str, Command]], *, ids: Iterable[str] | None = None
    ) -> Sequence[Outcome]:
        """Judge commands in order and record all answers in one commit: all of them or none.

        Args:
            commands: pairs of process and command. A refusal does not stop the ones after it.
            ids: one id for each command; made when they are not given.

        Returns:
            One outcome per command, in the same order.

        Raises:
            InputError, UnknownProcess, UnknownRules, Stale, Conflict, ClockBehind, LedgerUnavailable: as `submit`; nothing at
                all is recorded, except where `LedgerUnavailable.recorded` is None: then all or nothing is.
        """
        asked = with_ids(commands, ids)
        judged, before = self._recorded(asked, look=ids is not None)
        if judged.redacted:
            self._dossiers.forget({r.process for r in judged.redacted})
        for process, (dossier, record) in judged.known.items():
            self._dossiers.remember(process, dossier, record.head)
        for outcome in judged.outcomes:
            if outcome.record.id not in before:
                self._log_failures(outcome.dossier, outcome.record.event.command, outcome.verdict)
                self._told(outcome)
        return judged.outcomes

    def _recorded(self, asked: Sequence[Asked], *, look: bool) -> tuple[_Judged, set[str]]:
        """Judge and store, again and again where others are quicker or an answer is lost.

        From the second time on it is our turn, as far as the store can arrange that, and ids are looked up first: what
        seemed lost may be there.

        Returns:
            What is stored, and the ids that were there before.
        """
        processes = sorted({a.process for a in asked if isinstance(a.process, str)})  # type: ignore[redundant-expr]  # may be anything yet
        before: set[str] = set()
        lost: LedgerUnavailable | None = None
        attempt = 0
        while True:
            attempt += 1
            first, last = attempt == 1, attempt == ATTEMPTS
            try:
                turn = nullcontext() if first else self._store.turn(processes)
                with Surely(turn), turn:
                    judged = self._judge(asked, look=look or not first)
                    if first and look:
                        before = {o.record.id for o in judged.outcomes} - {o.record.id for o in judged.new}
                    if judged.records:
                        self._append(judged)
            except Conflict:
                self._dossiers.forget(processes)
                if last:
                    raise
            except LedgerUnavailable as error:
                self._dossiers.forget(processes)
                lost = error if error.recorded is None else lost
                if error.recorded is None and not last:
                    continue
                if lost is None:
                    raise
                ids = [a.id for a in asked]
                raise LedgerUnavailable(lost.where, lost.why, recorded=None, ids=ids) from error
            else:
                return judged, before

    def _judge(self, asked: Sequence[Asked], *, look: bool) -> _Judged:
        """Judge on what is known now, sealing as if each record were there already for the next."""
        now = self._now()
        judged = _Judged()
        check(asked, now)
        for a in asked:
            if look and (first := self._store.find(a.id)) is not None:
                judged.outcomes.append(self._first_outcome(first, a))
                continue
            if a.process in judged.known:
                dossier, last = judged.known[a.process]
                head = last.head
            else:
                known = self._dossiers.at_hand(a.process)
                # a moment that lies ahead is looked at again: the caller may have rolled back what is at hand
                dossier, head = known if known and not behind(known[1], now) else self._dossiers.load(a.process)
            event, recorded_at, less, read = self._judged(a.command, dossier, head, now, judged.known, judged.records)
            judged.seen.update(Seen(r.process, r.record, r.hash) for r in read if r.process not in judged.known)
            sealed = seal(event, id=a.id, number=head.number + 1, previous=head.hash, recorded_at=recorded_at)
            record = Record(sealed.number, recorded_at, head.hash, sealed.hash, event, a.id)
            after = core.evolve(dossier, event, sealed.number)
            judged.records.append(sealed)
            if less and event.verdict.allowed:
                judged.redacted.extend(less)
                lesser = {s.id: s for s in judged.redacted}
                every = [lesser.get(s.id, s) for s in self._every(a.process, record.head, judged.records)]
                after, _, _ = folded(Dossier(process=a.process), START, every)
            judged.known[a.process] = after, record
            outcome = Outcome(record, after)
            judged.outcomes.append(outcome)
            judged.new.append(outcome)
            if is_kept(sealed.number):
                judged.snapshots[a.process] = snapshot_of(after, record)
        return judged

    def _append(self, judged: _Judged) -> None:
        """Store what was judged, with where each process now stands."""
        self._store.append(
            judged.records,
            [standing(dossier, record) for dossier, record in judged.known.values()],
            list(judged.snapshots.values()),
            judged.redacted,
            judged.seen,
        )

    # -- moving ------------------------------------------------------------------------------------------------------

    def load(self, path: str | Path) -> int:
        """Read an export into this ledger, which has to be empty: all of it, or nothing.

        Its bytes are verified on the way and every record is opened; nothing is judged again, by whatever rules.

        Returns:
            How many records were read.

        Raises:
            InputError: a line is not well formed, or the ledger is not empty.
            BrokenLedger: a record is not what was sealed.
            FileUnavailable: the file cannot be read.
            LedgerUnavailable: the ledger cannot be written.
        """
        from ontvlechting import exchange

        return exchange.read(self._store, path, self.rules)

    # -- within ------------------------------------------------------------------------------------------------------

    def _first_outcome(self, sealed: Sealed, asked: Asked) -> Outcome:
        """What became of this id before.

        Raises:
            InputError: it was given to another command.
        """
        record = unseal(sealed)
        if sealed.process != asked.process or not alike(record, asked.command):
            expected = Text(
                nl=f"een nieuw kenmerk; dit staat bij een andere opdracht, handeling {sealed.number} van "
                f"`{sealed.process}`",
                en=f"a new id; this one stands for another command, record {sealed.number} of `{sealed.process}`",
            )
            raise InputError("submit", [Problem("id", shown(asked.id), expected)])
        until = [s for s in self._store.read(sealed.process) if s.number <= sealed.number]
        dossier, _, _ = folded(Dossier(process=sealed.process), START, until)
        return Outcome(record, dossier)

    def _told(self, outcome: Outcome) -> None:
        """Tell the listeners; the record is stored, so their failure is reported and changes nothing."""
        for tell in self._tell:
            try:
                called(tell, outcome)
            except Exception:
                import logging

                logging.getLogger("ontvlechting").exception("a listener failed; the record is stored all the same")
