"""The writing half of a workflow: load, judge, seal, append, tell. Clock, chance, store and listeners meet only here.

The order is fixed. A command is judged on what is true now, and the answer is sealed. The record is stored only while
what it was judged on is still true. Then it counts, and then listeners are told. If storing fails, nothing happened. If
a listener fails, the record still counts. Every command has an id; the same id again gives the first answer again, so a
caller that lost an answer may simply repeat.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Sequence
from copy import copy
from datetime import datetime
from functools import partial
from time import time_ns
from typing import TYPE_CHECKING, NamedTuple, Self

from attrs import define, evolve, field

from ontvlechting.engine.checked import items_of, plain_name, problems_of_id, refuse
from ontvlechting.engine.command import Command, Fact
from ontvlechting.engine.errors import (
    Conflict,
    InputError,
    LedgerUnavailable,
    OntvlechtingError,
    Problem,
    shown,
)
from ontvlechting.engine.outside import ProgressBar, called, several
from ontvlechting.engine.retention import Correct
from ontvlechting.engine.rulebook import Rules
from ontvlechting.engine.text import Text
from ontvlechting.record.audit import START, Record, Sealed, alike, seal, unseal
from ontvlechting.record.dossiers import AT_HAND
from ontvlechting.record.origin import Origin
from ontvlechting.record.shared import Recording
from ontvlechting.record.standing import Naming, Seen, Snapshot, folded, is_kept, row, snapshot_of
from ontvlechting.record.stores import opened
from ontvlechting.record.stores.port import Store, in_turn
from ontvlechting.shell.answers import Outcome
from ontvlechting.shell.given import check_given, check_origin
from ontvlechting.shell.judging import Batch
from ontvlechting.shell.ledger import Ledger, log, now

if TYPE_CHECKING:
    from pathlib import Path

ATTEMPTS = 8
"""How often a command is judged at most, when others write to the same process, or when an answer was lost."""


class Submission(NamedTuple):
    """One command to be judged."""

    process: str
    command: Command
    id: str


def with_ids(commands: Iterable[tuple[str, Command]], ids: Iterable[str] | None) -> list[Submission]:
    """Each command with its id.

    Raises:
        InputError: these are no pairs, or there are not as many ids as commands.
    """
    pairs, problems = items_of("commands", commands, _PAIRS)
    for n, pair in enumerate(pairs):
        if not isinstance(pair, tuple | list) or len(pair) != 2:
            problems.append(Problem(f"commands[{n}]", shown(pair), _PAIR))
    given = [_new_id() for _ in pairs]
    if ids is not None:
        given, found = items_of("ids", ids, _ids(len(pairs)))
        problems += found
        if not problems and len(given) != len(pairs):
            problems += [p for n, id in enumerate(given) for p in problems_of_id(id, f"ids[{n}]")]
            problems.append(Problem("ids", shown(given), _ids(len(pairs))))
    refuse("submit", problems)
    return [Submission(plain_name(p), command, plain_name(id)) for (p, command), id in zip(pairs, given, strict=True)]


def _new_id() -> str:
    """An id that nobody else has. It begins with its moment, so that ids of one time stand together in the index of a store."""
    return f"{time_ns() // 1_000_000:012x}{os.urandom(10).hex()}"


_PAIRS = Text(nl="paren van proces en verzoek", en="pairs of process and command")
_PAIR = Text(nl="een paar van proces en verzoek", en="a pair of process and command")


def _ids(many: int) -> Text:
    return Text(
        nl=f"{many} verschillende kenmerken, voor elk verzoek een", en=f"{many} different ids, one for each command"
    )


def _separate_object(command: Command) -> Command:
    """The same command, its fact as a new object: a fact that is given twice is two facts, told apart by identity."""
    if isinstance(command, Correct) and command.holds is not None:
        return evolve(command, holds=copy(command.holds))
    return copy(command) if isinstance(command, Fact) else command


@define
class _JudgedBatch(Batch):
    """What is to be stored together, and what is known once it is stored.

    Attributes:
        outcomes: the outcome of each command that was given.
        new: those of them that were not stored before.
        redacted: stored records to be replaced, without the texts that were removed.
        snapshots: dossiers to be stored beside the records, by process.
        seen: the heads of other processes that the answers rest on.
    """

    outcomes: list[Outcome] = field(factory=list)
    new: list[Outcome] = field(factory=list)
    redacted: list[Sealed] = field(factory=list)
    snapshots: dict[str, Snapshot] = field(factory=dict)
    seen: set[Seen] = field(factory=set)


class Workflow(Ledger):
    """Processes in one ledger, each judged by the rules that it is pinned to. May be shared by threads.

    It writes, and answers all that a `Ledger` answers.

    Args:
        store: where records are kept.
        rules: what judges a new process, which is then pinned to them; without them, the `standard` of the class.
        known: other rules, for processes that are pinned to them or are to adopt them.
        clock: gives the moment of recording, with a time zone. If it gives anything else, each call that needs it
            raises `InputError`, and nothing is recorded.
        tell: listeners, called with each outcome after it was stored, for example a `Logbook`; plain functions, for
            nothing is awaited.
        origin: by which program, on which machine and by which account it records; it is part of each record that is
            sealed.
        at_hand: how many dossiers are cached: those that were used last.

    Raises:
        InputError: an argument is not valid; every problem together. Or there is no origin, and the norms of some of
            the rules ask for one.
    """

    def __init__(
        self,
        store: Store,
        *,
        rules: Rules | None = None,
        known: Iterable[Rules] = (),
        clock: Callable[[], datetime] = now,
        tell: Iterable[Callable[[Outcome], None]] = (),
        origin: Origin | None = None,
        at_hand: int = AT_HAND,
    ) -> None:
        known, listeners, subject = several(known), several(tell), type(self).__name__
        rules = self._given(rules)
        check_given(
            subject, store=store, rules=rules, known=known, clock=clock, tell=listeners, origin=origin, at_hand=at_hand
        )
        check_origin(subject, origin, (rules, *known))
        super().__init__(store, rules=rules, known=known, clock=clock, at_hand=at_hand)
        self._tell: tuple[Callable[[Outcome], None], ...] = listeners
        self._untold: set[str] = (
            set()
        )  # ids of what may be recorded, and was not told: the answer of the ledger was lost
        self._origin = None if origin is None else evolve(origin, account=origin.account or store.account())

    @classmethod
    def open(
        cls,
        address: str,
        *,
        rules: Rules | None = None,
        known: Iterable[Rules] = (),
        clock: Callable[[], datetime] = now,
        tell: Iterable[Callable[[Outcome], None]] = (),
        origin: Origin | None = None,
        create: bool = True,
        at_hand: int = AT_HAND,
    ) -> Self:
        """Open a ledger by its address, to write to it; to read only, open a `Ledger`.

        Args:
            address: `memory:`, `sqlite:///path/to/file.db`, or `postgresql://user@host/database`.
            rules: what judges a new process; without them, the `standard` of the class.
            known: other rules, for processes that are pinned to them or are to adopt them.
            clock: gives the moment of recording.
            tell: listeners, called with each outcome after it was stored.
            origin: from where its records come.
            create: make a new ledger when there is none.
            at_hand: how many dossiers are cached.

        Raises:
            InputError: the address is of no known kind; another argument is not valid; or there is no origin and the
                norms ask for one. Nothing is opened or made.
            MissingExtra: its driver is not installed.
            LedgerUnavailable: it cannot be opened.
            NotALedger: it is something else, or was written by a newer version.
            BrokenLedger: it is damaged.
        """
        known, tell, rules = several(known), several(tell), cls._given(rules)
        check_given(cls.__name__, rules=rules, known=known, clock=clock, tell=tell, origin=origin, at_hand=at_hand)
        check_origin(cls.__name__, origin, (rules, *known))
        store = opened(address, create=create)
        return cls(store, rules=rules, known=known, clock=clock, tell=tell, origin=origin, at_hand=at_hand)

    # -- writing -----------------------------------------------------------------------------------------------------

    def submit(self, process: str, command: Command, *, id: str | None = None) -> Outcome:
        """Judge a command and record the answer; it is stored when this returns.

        Args:
            process: the name of the process; a new one is opened by a command that has an arrow from the first state.
            command: what is asked.
            id: the id of this command, unique in the ledger; made when it is not given. The same id with the same
                command gives the first outcome again and records nothing, so repeating is safe.

        Returns:
            The outcome: accepted or refused, both recorded.

        Raises:
            InputError: the name or id is not well formed, the act lies after the moment of recording, the id was given to
                another command, or a command that would be accepted uses a reference for another thing than the process
                that used it first; nothing is recorded.
            UnknownProcess: there is no such process; nothing is recorded.
            UnknownRules: it is pinned to rules that are not known here, or is to adopt such rules; nothing is recorded.
            Stale: the command says something of another process that is no longer true; nothing is recorded.
            Conflict: others kept writing to this process, or to one of which it says something; nothing is recorded.
            ClockBehind: the clock runs behind the last record; nothing is recorded.
            LedgerUnavailable: it could not be stored, or it is not known whether it was: see its `recorded` and `ids`.
            DefinitionError: the effect of the command, or something of the dossier such as a column, fails or gives a value it may
                not give; nothing is recorded.
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
                all is recorded. Only when `LedgerUnavailable.recorded` is None, all may be recorded, or nothing.
        """
        asked = with_ids(commands, ids)
        # INVARIANT: nothing counts before it is stored (tests/test_workflow.py::test_no_record_no_transition)
        with Recording(self._kept_in) as recording:
            judged, before = self._record_with_retries(asked, recording, look=ids is not None)
        if judged.redacted:
            self._remembered.forget({r.process for r in judged.redacted})
        for process, (dossier, record) in judged.after.items():
            self._remembered.remember(process, dossier, record.head)
        for outcome in judged.outcomes:
            id = outcome.record.id
            if id not in before or id in self._untold:
                self._untold.discard(id)
                self._log_failures(outcome.dossier, outcome.record.event.command, outcome.verdict)
                self._tell_listeners(outcome)
        return judged.outcomes

    def _record_with_retries(
        self, asked: Sequence[Submission], recording: Recording, *, look: bool
    ) -> tuple[_JudgedBatch, set[str]]:
        """Judge and store; retry when others wrote first, or when the answer of the store was lost.

        From the second time on the store gives us exclusive access, where it can, and ids are looked up first: a record
        that seemed lost may be there.

        Returns:
            What is stored, and the ids that were there before.
        """
        processes = sorted({a.process for a in asked if isinstance(a.process, str)})  # type: ignore[redundant-expr]  # may be anything yet
        lost: LedgerUnavailable | None = None
        attempt = 0
        while True:
            attempt += 1
            try:
                if attempt == 1:
                    judged = self._judge_and_store(asked, recording, look=look)
                else:
                    judged = in_turn(
                        self._kept_in, processes, partial(self._judge_and_store, asked, recording, look=True)
                    )
            except OntvlechtingError as error:
                recording.keeps = False
                if isinstance(error, LedgerUnavailable) and error.recorded is None:
                    lost = error
                if attempt < ATTEMPTS and (error is lost or isinstance(error, Conflict)):
                    self._remembered.forget(processes)
                elif lost is None:
                    raise
                else:
                    # INVARIANT: what may be recorded is never said not to be (tests/test_workflow.py::test_after_a_lost_answer_no_error_says_that_nothing_was_recorded)
                    ids = [a.id for a in asked]
                    self._untold.update(ids)
                    raise LedgerUnavailable(lost.where, lost.why, recorded=None, ids=ids) from error
            else:
                found = {o.record.id for o in judged.outcomes} - {o.record.id for o in judged.new}
                return judged, found if lost is None else set()  # what was lost may be what is found

    def _judge(self, asked: Sequence[Submission], now: datetime, *, look: bool) -> _JudgedBatch:
        """Judge the commands in order, each as if the records of those before it were stored already."""
        judged = _JudgedBatch()
        judging = self._judging("submit", now, judged)
        for n, a in enumerate(asked):
            # INVARIANT: one id is one record (tests/test_workflow.py::test_the_same_id_again_gives_the_first_answer_and_adds_nothing)
            if look and (first := self._kept_in.find(a.id)) is not None:
                judged.outcomes.append(self._first_outcome(first, a))
                continue
            dossier, head = judging.at_hand(a.process)
            path = f"commands[{n}]." if len(asked) > 1 else ""
            command = _separate_object(a.command)
            dossier, event, after, recorded_at, less, read, named = judging.judge(command, dossier, head, path)
            judged.seen.update(Seen(r.process, r.record, r.hash) for r in read if r.process not in judged.after)
            number, previous, origin = head.number + 1, head.hash, self._origin
            judged.named.update((r, Naming(r, a.process, number)) for r in named)
            sealed = seal(event, id=a.id, number=number, previous=previous, recorded_at=recorded_at, origin=origin)
            record = Record(number, recorded_at, previous, sealed.hash, event, a.id, origin=origin)
            judged.records.append(sealed)
            if less and event.verdict.allowed:
                judged.redacted.extend(less)
                lesser = {s.id: s for s in judged.redacted}
                every = [lesser.get(s.id, s) for s in judging.records(a.process, record.head)]
                after, _, _ = folded(a.process, None, START, every, self._codec)
            judged.after[a.process] = after, record
            outcome = Outcome(record, after)
            judged.outcomes.append(outcome)
            judged.new.append(outcome)
            if is_kept(sealed.number) or less:  # an earlier snapshot may hold the text that is removed
                judged.snapshots[a.process] = snapshot_of(after, record)
        return judged

    def _judge_and_store(self, asked: Sequence[Submission], recording: Recording, *, look: bool) -> _JudgedBatch:
        """Judge, and store the new records with the row of each process; known records are not stored again."""
        now = self._now()
        self._check(asked, now)
        try:
            judged = self._judge(asked, now, look=look)
        except OntvlechtingError as error:
            # INVARIANT: no error comes of a dossier that is out of date (tests/test_workflow.py::test_an_error_is_about_what_is_stored_now)
            if isinstance(error, LedgerUnavailable) or not self._remembered.forget(a.process for a in asked):
                raise
            judged = self._judge(asked, now, look=look)
        if judged.records:
            # INVARIANT: all of it is kept, or nothing (tests/test_workflow.py::test_many_are_all_recorded_or_none)
            recording.keeps = True
            self._kept_in.append(
                judged.records,
                [row(dossier, record) for dossier, record in judged.after.values()],
                list(judged.snapshots.values()),
                judged.redacted,
                judged.seen,
                list(judged.named.values()),
            )
        return judged

    # -- moving ------------------------------------------------------------------------------------------------------

    def load(self, path: str | Path, *, progress: ProgressBar | None = None) -> int:
        """Read an export into this ledger, which has to be empty: all of it, or nothing.

        Its bytes are verified on the way and every record is opened; no command is judged again.

        Args:
            path: what `export` wrote.
            progress: shows how far it is.

        Returns:
            How many records were read.

        Raises:
            InputError: a line is not well formed, or the ledger is not empty; or this is no progress bar.
            BrokenLedger: a record is not what was sealed.
            FileUnavailable: the file cannot be read.
            LedgerUnavailable: the ledger cannot be written.
        """
        from ontvlechting.record import exchange

        with Recording(self._kept_in) as recording:
            recording.keeps = True
            return exchange.read(self._kept_in, path, self.rules, self.known, progress=progress)

    # -- within ------------------------------------------------------------------------------------------------------

    def _check(self, asked: Sequence[Submission], now: datetime) -> None:
        """Check that these commands can be recorded, whatever the answer will be.

        Raises:
            InputError: one of them cannot; every problem of all of them.
        """
        problems, judging = list[Problem](), self._judging("submit", now)
        for n, (process, command, id) in enumerate(asked):
            problems += judging.misfits(process, command, f"commands[{n}]." if len(asked) > 1 else "")
            problems += problems_of_id(id, f"ids[{n}]")
        if not problems and len({a.id for a in asked}) < len(asked):
            problems.append(Problem("ids", shown([a.id for a in asked]), _ids(len(asked))))
        refuse("submit", problems)

    def _first_outcome(self, sealed: Sealed, asked: Submission) -> Outcome:
        """The outcome that is stored for this id.

        Raises:
            InputError: it was given to another command.
        """
        record = unseal(sealed, self._codec)
        if sealed.process != asked.process or not alike(record, asked.command):
            expected = Text(
                nl=f"een nieuw kenmerk; dit staat bij een ander verzoek, vastlegging {sealed.number} van "
                f"`{sealed.process}`",
                en=f"a new id; this one stands for another command, record {sealed.number} of `{sealed.process}`",
            )
            raise InputError("submit", [Problem("id", shown(asked.id), expected)])
        return Outcome(record, self._remembered.then(sealed.process, record.head))

    def _tell_listeners(self, outcome: Outcome) -> None:
        """Call the listeners. The record is stored, so an error of theirs, or of the log, changes nothing."""
        # INVARIANT: only what is stored is told (tests/test_workflow.py::test_listeners_are_told_after_the_commit_and_cannot_undo_it)
        for tell in self._tell:
            try:
                called(tell, outcome)
            except Exception as error:  # noqa: BLE001 - a listener is somebody else's code
                log(error, "a listener failed; the record is stored all the same")
