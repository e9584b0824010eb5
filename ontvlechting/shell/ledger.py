"""The reading half of a workflow: everything that can be asked of a ledger. Nothing here writes a record.

A question about one process reads its dossier. A question about all processes reads the row of each, or the records in
their order. `shell/workflow.py` adds writing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from datetime import UTC, date, datetime, timedelta
from functools import partial, reduce
from itertools import accumulate, islice
from types import TracebackType
from typing import TYPE_CHECKING, Any, ClassVar, Self

from attrs import evolve

from ontvlechting.engine import core
from ontvlechting.engine.adoption import Departure, KnownRules, departures, is_of
from ontvlechting.engine.agenda import Term
from ontvlechting.engine.chart import State
from ontvlechting.engine.checked import (
    EVER,
    FIRST,
    LAST,
    check_process_name,
    check_viewpoint,
    plain_moment,
    problems_of_id,
    problems_of_whole,
    refuse,
)
from ontvlechting.engine.command import Command
from ontvlechting.engine.days import day_of, end_of
from ontvlechting.engine.dossier import Dossier
from ontvlechting.engine.errors import (
    BrokenLedger,
    InputError,
    LedgerUnavailable,
    Problem,
    UnknownProcess,
    shown,
    unknown_language,
)
from ontvlechting.engine.handles import Handle
from ontvlechting.engine.outlook import Outlook, outlook, running, since
from ontvlechting.engine.outside import ProgressBar, several, unfinished, watched
from ontvlechting.engine.rulebook import Rules
from ontvlechting.engine.text import Language, Text, languages, spoken
from ontvlechting.engine.values import Actor, UnknownRules
from ontvlechting.engine.verdicts import ReasonKind, Verdict
from ontvlechting.record.audit import Head, Record, Sealed, unseal_anyway
from ontvlechting.record.codec import Codec
from ontvlechting.record.dossiers import AT_HAND, Dossiers
from ontvlechting.record.proofs import Inclusion
from ontvlechting.record.shared import Recording
from ontvlechting.record.standing import (
    Row,
    Standing,
    chained,
    row,
    selected,
    standing,
    standings,
    written_columns,
)
from ontvlechting.record.stores import opened
from ontvlechting.record.stores.port import Store, gone_through
from ontvlechting.record.stores.tiles import tree
from ontvlechting.shell.answers import Agenda, Feed, History, NextSteps, Overview, Placed
from ontvlechting.shell.given import check_given
from ontvlechting.shell.histories import Histories, VerifiedHistories
from ontvlechting.shell.judging import Batch, Judging, records_up_to, refuse_blindly, unknown

if TYPE_CHECKING:
    from pathlib import Path

    from ontvlechting.record.checkpoints import PrivateKey, PublicKey
    from ontvlechting.record.verifier import Report
    from ontvlechting.views.event_log import EventLog
    from ontvlechting.views.front import Front
    from ontvlechting.views.mdto import Description
    from ontvlechting.views.report import Case, Chapter
    from ontvlechting.views.timeline import Timeline


def now() -> datetime:
    """The present moment, in UTC."""
    return datetime.now(UTC)


def log(error: Exception, said: str, *given: object) -> None:
    """Log an error with its traceback. If that fails, nothing else does: the handler of a log is code of the program."""
    import logging

    with suppress(Exception):
        logging.getLogger("ontvlechting").error(said, *given, exc_info=error)


class Ledger(Handle):
    """Read access to the processes of a ledger: where they stand, what is next, and whether the records are as sealed.

    May be shared by threads. To record something, open a `Workflow`, which is a ledger too.

    Args:
        store: where records are kept.
        rules: what would judge a new process; without them, the `standard` of the class.
        known: other rules, for processes that are pinned to them.
        clock: gives the present moment, with a time zone. If it gives anything else, each call that needs it raises
            `InputError`.
        at_hand: how many dossiers are cached: those that were used last. For others the records are read again when
            they are asked for.

    Raises:
        InputError: an argument is not valid; every problem together.
    """

    standard: ClassVar[Rules | None] = None
    """The rules when none are given; the ledger class of a letter has the rules of that letter here."""

    def __init__(
        self,
        store: Store,
        *,
        rules: Rules | None = None,
        known: Iterable[Rules] = (),
        clock: Callable[[], datetime] = now,
        at_hand: int = AT_HAND,
    ) -> None:
        known, rules = several(known), self._given(rules)
        check_given(type(self).__name__, store=store, rules=rules, known=known, clock=clock, at_hand=at_hand)
        self._rules = KnownRules(rules, known)
        self._codec = Codec(self._rules)
        self._kept_in = store
        self._clock = clock
        self._remembered = Dossiers(store, self._codec, at_hand)

    @classmethod
    def open(
        cls,
        address: str,
        *,
        rules: Rules | None = None,
        known: Iterable[Rules] = (),
        clock: Callable[[], datetime] = now,
        at_hand: int = AT_HAND,
    ) -> Self:
        """Open a ledger by its address, to read only: nothing is made, changed or migrated.

        On PostgreSQL this may also be a replica of another server. Records that have no position in the whole ledger
        yet are not in `records` and `checkpoint`; everything else sees them. Who writes next gives them a position.

        Args:
            address: `sqlite:///path/to/file.db`, or `postgresql://user@host/database`.
            rules: what would judge a new process; without them, the `standard` of the class.
            known: other rules, for processes that are pinned to them.
            clock: gives the present moment.
            at_hand: how many dossiers are cached.

        Raises:
            InputError: the address is of no known kind, or is `memory:`, where there is nothing to read; or another
                argument is not valid. Nothing is opened.
            MissingExtra: its driver is not installed.
            LedgerUnavailable: it cannot be opened.
            NotALedger: it is something else, or was written by a newer version.
            BrokenLedger: it is damaged.
        """
        known, rules = several(known), cls._given(rules)
        check_given(cls.__name__, rules=rules, known=known, clock=clock, at_hand=at_hand)
        if address == "memory:":
            expected = Text(
                nl="het adres van een logboek dat er is; een nieuw in het geheugen maakt u met `Workflow.open`",
                en="the address of a ledger that is there; a new one in memory is made by `Workflow.open`",
            )
            raise InputError("Ledger.open", [Problem("address", shown(address), expected)])
        store = opened(address, create=False, read_only=True)
        return cls(store, rules=rules, known=known, clock=clock, at_hand=at_hand)

    @classmethod
    def _given(cls, rules: Rules | None) -> Rules:
        """These rules, or else the `standard` of the class. When that is None too, `check_given` refuses it."""
        return rules if rules is not None or cls.standard is None else cls.standard  # type: ignore[return-value]

    def __repr__(self) -> str:
        return f"<{type(self).__name__} of {self._store!r} under {self.rules.name}, version {self.rules.version}>"

    @property
    def _store(self) -> Store:
        """The store.

        Raises:
            LedgerUnavailable: this thread was struck in the midst of what it keeps in it.
        """
        Recording.refuse_to_look(self._kept_in)
        return self._kept_in

    @property
    def _dossiers(self) -> Dossiers:
        """The dossiers of the store; they look into it as well.

        Raises:
            LedgerUnavailable: as `_store`.
        """
        Recording.refuse_to_look(self._kept_in)
        return self._remembered

    @property
    def rules(self) -> Rules:
        """What judges a new process."""
        return self._rules.rules

    @property
    def known(self) -> Sequence[Rules]:
        """The rules that this was made with, those of new processes first. Their companions are known, but left out."""
        return self._rules.all

    def _now(self) -> datetime:
        """The present moment in UTC: the one place where the clock is asked.

        Raises:
            InputError: it gives no moment with a time zone.
            Exception: what the clock itself raises.
        """
        told: object = self._clock()
        moment = plain_moment(told)
        if moment is not None:
            return moment.astimezone(UTC)
        unfinished(told)
        first, last = FIRST.date(), LAST.date()
        expected = Text(
            nl=f"een klok die een moment met tijdzone geeft, zoals `lambda: datetime.now(UTC)`, van {first} tot {last}",
            en=f"a clock that gives a moment with a time zone, such as `lambda: datetime.now(UTC)`, from {first} to {last}",
        )
        raise InputError(type(self).__name__, [Problem("clock", shown(told), expected)])

    # -- asking ------------------------------------------------------------------------------------------------------

    def ask(self, process: str, command: Command) -> Verdict:
        """What the answer to a command would be; nothing is recorded.

        Raises:
            InputError: the name is not well formed, the act lies in the future, the command names records or texts that are
                not there, or it would be accepted but uses a reference for another thing than the ledger does.
            UnknownProcess: there is no such process, and the command does not open one.
            UnknownRules: the process is pinned to rules that are not known here, or is to adopt such rules.
            Stale: the command says something of another process that is no longer true.
            ClockBehind: the clock runs behind the last record.
            DefinitionError: its effect, or something of the dossier, fails or is not what it can be: `submit` would say the same.
            Exception: a guard was interrupted, or failed in another way when it was asked again.
        """
        judging = self._judging("ask", self._now())
        refuse("ask", judging.misfits(process, command))
        judged = judging.judge(command, *self._dossiers.load(process))
        written_columns(judged.after)  # which has to be possible before it can be recorded
        self._log_failures(judged.dossier, command, judged.event.verdict)
        return judged.event.verdict

    def next_steps(self, process: str, *, by: Actor | None = None, at: datetime | None = None) -> NextSteps:
        """Every door from here: open, or exactly what is missing and who supplies it.

        Args:
            process: the name of the process.
            by: who would ask; without it, questions about the actor are left to `asks`.
            at: the moment; now when it is not given.

        Raises:
            UnknownProcess: there is no such process.
            UnknownRules: it is pinned to rules that are not known here, or its records name such rules.
            InputError: this is no moment with a time zone, or no actor.
        """
        check_given("next_steps", at=at, by=by)
        dossier, _ = self._readable(process)
        moment = self._now() if at is None else at
        return NextSteps(core.next_steps(self._rules.of(dossier), dossier, moment, by))

    def outlook(self, process: str, *, by: Actor | None = None, at: datetime | None = None) -> Outlook:
        """Every door from here to the end, judged now as far as that can be told.

        It says what is missing, in which order to supply it, how many acts that takes, what makes what void, and what
        runs out.

        Args:
            process: the name of the process.
            by: who would ask; without it, questions about the actor are left to `asks`.
            at: the moment; now when it is not given.

        Raises:
            UnknownProcess: there is no such process.
            UnknownRules: it is pinned to rules that are not known here, or its records name such rules.
            InputError: this is no moment with a time zone, or no actor.
        """
        check_given("outlook", at=at, by=by)
        dossier, head = self._readable(process)
        found = outlook(self._rules.of(dossier), dossier, self._now() if at is None else at, by)
        return evolve(found, terms=self._numbered(found.terms, dossier, head, found.at))

    def agenda(self, process: str | None = None, *, at: datetime | None = None) -> Agenda:
        """Every term that runs: until which day, who has to act, and the record that set it.

        Args:
            process: of this process; without it, of every process whose rules are known.
            at: the moment; now when it is not given. Terms that ended before are left out.

        Raises:
            UnknownProcess: there is no such process.
            UnknownRules: the process that was named is pinned to rules that are not known here.
            InputError: this is no moment with a time zone.
        """
        check_given("agenda", at=at)
        moment, found = self._now() if at is None else at, list[Term]()
        for name in self.processes() if process is None else (process,):
            try:
                dossier, head = self._readable(name)
                terms = running(self._rules.of(dossier), dossier, moment)
            except UnknownRules:
                if process is not None:
                    raise
                continue
            found += self._numbered(terms, dossier, head, moment)
        return Agenda(sorted(found, key=lambda t: (t.last, t.id)))

    def _numbered(self, terms: Sequence[Term], dossier: Dossier, head: Head, at: datetime) -> tuple[Term, ...]:
        """These terms, each with the number of the record that set it, where that can be known."""
        numbers = {id(e.command): e.number for e in dossier.entries}
        found = tuple(evolve(t, record=numbers.get(id(t.set_by))) for t in terms)
        left = [t for t in found if t.record is None]
        set_by = [t.set_by for t in left if t.set_by is not None]
        if len(set_by) < len(left):
            return self._numbered_from_history(found, dossier, self._opened(dossier.process, head), at)
        every = records_up_to(head, dossier.process, self._store) if left else ()
        return _with_record_numbers(found, [unseal_anyway(s, self._codec) for s in every if _may_hold(s, set_by)])

    def _numbered_from_history(
        self, terms: Iterable[Term], dossier: Dossier, records: Sequence[Record], at: datetime
    ) -> tuple[Term, ...]:
        """These terms, each with the number of the record that set it, where the whole history tells that."""
        found = _with_record_numbers(terms, records)
        if all(t.record is not None or t.set_by is not None for t in found):
            return found
        after, blank = self._rules.after, self._rules.blank(dossier.process)
        known = accumulate(records, lambda past, r: (r.number, after(r.event, r.number, past[1])), initial=(0, blank))
        return since(self._rules.of(dossier), found, tuple(known), at)

    def departures(self, process: str, rules: Rules) -> Sequence[Departure]:
        """What was accepted in this process and would not have stood under these rules, with every reason.

        That is what `AdoptRules` would meet: each needs an exemption, with a motivation.

        Args:
            process: the name of the process.
            rules: any rules, also rules that this ledger does not know.

        Raises:
            InputError: these are no rules, or they are of another letter than the process.
            UnknownProcess: there is no such process.
            UnknownRules: nothing of it can be read, for its records name rules that are not known here.
        """
        check_given("departures", rules=rules)
        if not is_of(rules, self.dossier(process)):
            expected = Text(nl="regels van de brief van dit proces", en="rules of the letter of this process")
            raise InputError("departures", [Problem("rules", rules.name, expected)])
        return departures(rules, [r.event for r in self.history(process)])

    def dossier(self, process: str, *, as_of: date | None = None, known: datetime | None = None) -> Any:
        """All that is known of one process: a dossier of the class that its rules have.

        Args:
            process: the name of the process.
            as_of: as things stood at the end of this day, in the calendar zone of the norms: what happened later is left out.
            known: only by what was recorded up to this moment. Without it: up to the end of that same day, so that the
                answer for an earlier day does not change when more is recorded; without a day either, all that is
                stored now.

        Raises:
            UnknownProcess: there is no such process.
            UnknownRules: nothing of it can be read, for its records name rules that are not known here.
            InputError: this is no day, or no moment with a time zone; or nothing of the process was known then.
        """
        as_of, known = check_viewpoint("dossier", as_of, known)
        if as_of is None and known is None:
            return self._readable(process)[0]
        records = self.history(process)
        seen = self._seen_then(records, as_of, known)
        if seen is None:
            first = records[0].recorded_at.isoformat(timespec="minutes")
            expected = Text(
                nl=f"een dag en moment waarop iets van `{process}` bekend was; het eerste is vastgelegd op {first}",
                en=f"a day and moment at which something of `{process}` was known; the first was recorded at {first}",
            )
            field, given = ("known", known) if known is not None else ("as_of", as_of)
            raise InputError("dossier", [Problem(field, str(given), expected)])
        refuse_blindly(seen[0], lambda: records, self._rules)
        return seen[0]

    def _seen_then(
        self, records: Iterable[Record], as_of: date | None, known: datetime | None
    ) -> tuple[Dossier, Record] | None:
        """The dossier as it was known then, with the last record that it is made from; None when there was none."""
        zone = self.rules.norms.zone
        if known is None:
            end = None if as_of is None else end_of(as_of, zone)
            known = EVER if end is None else end - timedelta(microseconds=1)
        dossier: Dossier | None = None
        last: Record | None = None
        for record in records:
            if record.recorded_at <= known and (as_of is None or day_of(record.event.command.at, zone) <= as_of):
                dossier, last = self._rules.after(record.event, record.number, dossier), record
        return None if dossier is None or last is None else (dossier, last)

    def history(self, process: str) -> History:
        """Every record of one process, refusals too, oldest first.

        Raises:
            UnknownProcess: there is no such process.
            BrokenLedger: a record is not what was sealed.
        """
        process = check_process_name(process)
        records = History((unseal_anyway(s, self._codec) for s in self._store.read(process)), self._codec.known)
        if not records:
            raise self._unknown(process)
        return records

    def find(self, id: str) -> Record | None:
        """The record of the command with this id, if there is one; ids are unique in the ledger.

        Raises:
            InputError: this is no id.
            BrokenLedger: the record is not what was sealed.
        """
        refuse("find", problems_of_id(id, "id"))
        sealed = self._store.find(str.__str__(id))
        return None if sealed is None else unseal_anyway(sealed, self._codec)

    def processes(self) -> Sequence[str]:
        """The names of all processes, sorted."""
        return [s.process for s in self._store.standings()]

    def overview(
        self,
        *,
        state: State | None = None,
        after: str = "",
        limit: int | None = None,
        as_of: date | None = None,
        known: datetime | None = None,
        **columns: Any,
    ) -> Overview:
        """Where processes stand, one line for each, by name. Histories are read only when `as_of` or `known` is given.

        Args:
            state: only those in this state.
            after: only names after this one: the last name of the page before.
            limit: how many at most.
            as_of: as they stood at the end of this day; as `dossier` has it. Those of which nothing was known then are left out.
            known: only by what was recorded up to this moment; as `dossier` has it.
            columns: only those whose columns match. A column is named by its `Column.asked` in the rules that are known
                here. Its value has to be this (`Match.EQUAL`), to be no more or no later than this (`Match.UP_TO`), or
                to be there or not (`Match.ANY`, True or False). None asks nothing.

        Raises:
            InputError: an argument is not valid, such as a text that is no `State` or a `limit` of -1; or no rules that
                are known here have a column by that name.
            BrokenLedger: where a process stands cannot be read; names the column.
        """
        selection, problems = selected(self._rules, state, columns)
        problems += [] if after == "" else problems_of_id(after, "after")
        problems += [] if limit is None else problems_of_whole(limit, "limit")
        refuse("overview", problems)
        as_of, known = check_viewpoint("overview", as_of, known)
        rows: Iterable[Row] = (
            self._store.standings(selection, after=after, limit=limit)
            if as_of is None and known is None
            else islice((r for r in self._stood(as_of, known) if r.process > after and selection.holds(r)), limit)
        )
        return Overview(standings(rows, self._codec), (r.dossier for r in self._rules.every))

    def _stood(self, as_of: date | None, known: datetime | None) -> Iterator[Row]:
        """Where each process stood then, by name."""
        with self._still() as (_, histories):
            every = histories.whole().values()
        for records in every:
            if (seen := self._seen_then(records, as_of, known)) is not None:
                yield row(*seen)

    def records(self, after: int = 0, limit: int = 1_000) -> Feed:
        """A page of the whole ledger, in its order. A reader that continues from the last position misses nothing.

        Args:
            after: the last position that was read; 0 for the beginning.
            limit: how many records at most.

        Raises:
            InputError: these are no whole numbers from 0 on.
            BrokenLedger: a record is not what was sealed.
        """
        refuse("records", [*problems_of_whole(after, "after"), *problems_of_whole(limit, "limit")])
        return Feed(
            Placed(position, unseal_anyway(sealed, self._codec))
            for position, sealed in self._store.records(after, limit)
        )

    def cloud_events(
        self, source: str, *, after: int = 0, last: str | None = None, domain: str = "nl.ontvlechtingen"
    ) -> Iterator[dict[str, Any]]:
        """What was recorded, as CloudEvents 1.0 by the Dutch profile (NL GOV profile for CloudEvents): one event a record.

        A reader that continues from the last `sequence` it handled gets each record once. Nothing is written, so it may
        stop at any moment. An event holds no free text and no id of a person. A record whose content was removed, or
        that cannot be read here, gives an event that says so: there are no gaps.

        Args:
            source: the system that sends, as a URN: `urn:nld:oin:<OIN>:systeem:<name>`.
            after: the `sequence` of the last event that was handled; 0 for the beginning.
            last: the `id` of that event. Give it to notice that the ledger is another one now, such as an older backup.
            domain: what the types of the events begin with.

        Returns:
            The events in the order of the ledger, each a dict for JSON of at most 64 KB. The ledger is read while you
            iterate.

        Raises:
            InputError: an argument is not valid; every problem together.
            BrokenLedger: while you iterate: a record is not what was sealed, or is missing; or the ledger does not hold
                the last event.
        """
        from ontvlechting.views.cloud_events import event, problems_of

        refuse("cloud_events", [*problems_of(source, domain, last), *problems_of_whole(after, "after")])

        def events() -> Iterator[dict[str, Any]]:
            first = max(after - 1, 0) if last is not None else after
            expected = first
            for position, sealed in self._store.records(first):
                if not position:
                    return  # records without a position yet are for a later call
                expected += 1
                if position != expected:
                    gap = Text(nl=f"plaats {expected} ontbreekt", en=f"position {expected} is missing")
                    raise BrokenLedger(sealed.process, sealed.number, gap)
                record = unseal_anyway(sealed, self._codec)
                if position > after:
                    yield event(position, record, source, domain)
                elif record.hash != last:
                    raise _does_not_continue(after)
            if expected < after:
                raise _does_not_continue(after)

        return events()

    # -- checking ----------------------------------------------------------------------------------------------------

    def verify(
        self,
        *,
        deep: bool = False,
        checkpoint: str | None = None,
        key: PublicKey | None = None,
        progress: ProgressBar | None = None,
        jobs: int = 1,
    ) -> Report:
        """Check the ledger from its bytes: every hash, chain, text and head, and the tree over all records.

        The tables, triggers and functions of the database have to be as they were made, with nothing added.

        Args:
            deep: also read every record, judge every command again by the rules that judged it, and rebuild and compare
                what is derived.
            checkpoint: a signed checkpoint that was kept elsewhere: the ledger has to continue what it vouches for.
            key: the public key of whoever signed it.
            progress: shows how far it is: `tqdm`, or another progress bar that is called in the same way.
            jobs: how many processes of Python share the work of `deep`, from 1 up to 60; what is found is the same.
                Each process of the ledger goes to one of them, so a ledger of one process gains nothing. They do not
                open the ledger: they get the bytes. Without `deep` nothing is shared.

        Returns:
            What was found. Its `answer` says whether the ledger is sound; without `deep`, only that its bytes match. It
            lists each record that the rules judge otherwise, and each that could not be checked, for example because
            its rules are not known here.

        Raises:
            BrokenLedger: names the first record that is not what was sealed; or else every table, trigger or function
                that was dropped, added or changed.
            NotALedger: a record was written by a newer version, in a form of which not even the bytes can be compared.
            BadSignature: the checkpoint is not signed by this key.
            InputError: the checkpoint or key is not well formed, or only one of them was given; or this is no progress bar, or
                no number of processes.
            NotPortable: with several `jobs`: the rules have to be sent to another process, and cannot be. They have to
                be where the system cannot fork, or while other threads run here; rules that stand in a module can be
                sent.
            CutShort: with several `jobs`: one of them was ended before it was done.
        """
        from ontvlechting.record.verifier import problems_of_jobs, verify  # imported when it is used, as what follows

        refuse("verify", problems_of_jobs(jobs))
        roots: dict[int, bytes] = {}
        if checkpoint is not None or key is not None:
            from ontvlechting.record.checkpoints import vouched

            roots = vouched(checkpoint, key)
        with _guarded(self._store), self._store.still() as store:
            if deep:
                store.check()
            snapshots, named = (store.snapshots(), store.named()) if deep else ((), None)
            by = partial(
                verify, rules=self.rules, known=self.known, reread=store.read, deep=deep, roots=roots, jobs=jobs
            )
            found = gone_through(store, progress)
            return by(found, store.standings(), snapshots=snapshots, tiles=store.tiles(), named=named)

    def checkpoint(self, key: PrivateKey, *, after: str | None = None, progress: ProgressBar | None = None) -> str:
        """A signed checkpoint of the whole ledger: a text to keep elsewhere, which later vouches for every record.

        The ledger is verified first, as `verify` without `deep` does, in one pass over one snapshot. When it does not
        pass, nothing is signed.

        Args:
            key: the key to sign with; its name says which ledger this is.
            after: an earlier checkpoint, signed by the same key: the ledger has to continue what that one vouches for, so
                the new one never counts fewer records.
            progress: shows how far it is.

        Returns:
            A signed note, as C2SP tlog-checkpoint describes it.

        Raises:
            InputError: this is no private key, or the earlier checkpoint is not well formed; or this is no progress bar.
            BadSignature: the earlier checkpoint is not signed by this key, or is of another ledger.
            BrokenLedger: names the first record that is not what was sealed; or the ledger does not continue the earlier
                checkpoint, or what guards the records was changed.
            NotALedger: a record was written by a newer version, in a form of which not even the bytes can be compared.
            MissingExtra: the extra `signing` is not installed.
        """
        refuse("checkpoint", _problems_of_signer(key))
        return _signed(key, self.verify(checkpoint=after, key=None if after is None else key.public, progress=progress))

    def prove(self, process: str, number: int, *, size: int | None = None) -> Inclusion:
        """Prove that a record is in the ledger, to somebody who has a checkpoint and not the ledger.

        Args:
            process: the name of the process.
            number: the number of the record within it.
            size: the size of the checkpoint; the whole ledger when it is not given.

        Returns:
            The proof, with the record as it is stored. Of other processes only hashes are read, few of them: those that the
            ledger keeps within the tree, and those of some hundreds of records. Nothing is verified here: that is for the
            holder of the proof.

        Raises:
            UnknownProcess: there is no such process.
            InputError: there is no such record before that size; or this is no name, number or size.
            BrokenLedger: what is kept as a hash of the tree or of a record is none, or is missing.
        """
        problems = [*problems_of_id(process, "process"), *problems_of_whole(number, "number", 1)]
        refuse("prove", [*problems, *([] if size is None else problems_of_whole(size, "size"))])
        process = check_process_name(process)
        with self._store.still() as store:
            sealed = next((s for s in store.read(process, number - 1) if s.number == number), None)
            if sealed is None and store.standing(process) is None:
                raise self._unknown(process)
            known, position = tree(store, size), store.position(process, number) or 0
            many = known.size
            if size is not None and many < size:
                fewer = Text(nl=f"ten hoogste {many}: zoveel vastleggingen telt het logboek",
                             en=f"at most {many}: so many records the ledger holds")  # fmt: skip
                raise InputError("prove", [Problem("size", shown(size), fewer)])
            if sealed is None or not 0 < position <= many:
                expected = Text(
                    nl=f"een vastlegging onder de eerste {many} van het logboek",
                    en=f"a record among the first {many} of the ledger",
                )
                raise InputError("prove", [Problem("record", f"{process} {number}", expected)])
            return Inclusion(position, many, known.inclusion_proof(position - 1), sealed)

    def prove_growth(self, old_size: int) -> tuple[bytes, ...]:
        """Prove that the ledger continues an earlier one of that size, to somebody who has both checkpoints.

        Raises:
            InputError: the ledger never had that size.
            BrokenLedger: what is kept as a hash of the tree or of a record is none, or is missing.
        """
        refuse("prove_growth", problems_of_whole(old_size, "old_size"))
        with self._store.still() as store:
            return tree(store).consistency_proof(old_size)

    # -- keeping -----------------------------------------------------------------------------------------------------

    def export(self, path: str | Path, *, progress: ProgressBar | None = None) -> int:
        """Write the whole ledger to a new file, as JSON Lines; hashes, ids and order stay as they are.

        Damaged records are written as they are, without an error: a copy of a broken ledger is worth having.
        `exchange.verify` tells whether the copy is sound. On POSIX only its owner may read the file.

        Args:
            path: where.
            progress: shows how far it is.

        Returns:
            How many records it holds.

        Raises:
            InputError: this is no progress bar.
            FileUnavailable: there is a file of that name, or it cannot be written; no half file is left.
        """
        from ontvlechting.record import exchange

        with self._store.still() as store:
            return exchange.write(store, path, progress=progress)

    def archive(
        self,
        process: str,
        path: str | Path,
        *,
        language: Language | None = None,
        description: Description | None = None,
        key: PrivateKey | None = None,
    ) -> Sequence[str]:
        """Write one process to a new folder, or to a new ZIP where the name ends in `.zip`, to be kept for long.

        It holds the records, a page to read, and the SHA-256 of each file for `sha256sum -c`; with a description also
        metadata in MDTO, and with a key a checkpoint of the whole ledger with the proof that the last record is in it.
        The whole ledger is verified first. On POSIX only its owner may read it: it holds everything, also what may have
        to be redacted later.

        Args:
            process: the name of the process.
            path: where.
            language: of what is said in it.
            description: what an archivist adds that the ledger does not know.
            key: the key to sign the checkpoint with.

        Returns:
            The names of the files in it.

        Raises:
            UnknownProcess: there is no such process.
            InputError: this is no name, no description or no private key, or the language is not spoken; every problem together.
            BrokenLedger: names the first record that is not what was sealed; nothing is written then.
            FileUnavailable: there is something of that name, or it cannot be written; no part of it is left.
            MissingExtra: the extra `report` is not installed, or with a key `signing`.
        """
        from ontvlechting.shell.archive import contents, write
        from ontvlechting.views import mdto
        from ontvlechting.views.report import page

        given: object = description
        problems = problems_of_id(process, "process")
        problems += () if language is None or language in languages() else unknown_language(language).problems
        if given is not None and not isinstance(given, mdto.Description):
            expected = Text(nl="een `Description`", en="a `Description`")
            problems.append(Problem("description", shown(given), expected))
        problems += () if key is None else _problems_of_signer(key)
        refuse("archive", problems)
        language, name, made = spoken(language), check_process_name(process), self._now()
        with self._store.still() as store:
            still = Ledger(store, rules=self.rules, known=self.known)
            if store.standing(name) is None:
                raise self._unknown(name)
            sealed, records, verified = list(store.read(name)), still.history(name), still.verify()
            (line,) = Histories(store, self._codec).where([name])
            vouched = None if key is None else (_signed(key, verified), still._proof_of_last(sealed, verified))
            report = page(
                [self._case(line, records, made)],
                verified=verified,
                made=made,
                language=language,
                picture=self._drawn({name: records}, language),
            )
        files = contents(records, sealed, report, made, vouched=vouched, description=description, language=language)
        write(path, files)
        return tuple(files)

    def _proof_of_last(self, records: Sequence[Sealed], verified: Report) -> Inclusion:
        """The proof that the last record of a process with a position in the ledger is in what was verified."""
        last = next((s.number for s in reversed(records) if self._store.position(s.process, s.number)), 1)
        return self.prove(records[0].process, last, size=verified.records)

    def event_log(self, *, progress: ProgressBar | None = None) -> EventLog:
        """An event log for process mining, with the objects that each event names: as OCEL 2.0 or XES.

        It holds no free text and no actors. Records whose content was removed or cannot be read here are left out, and
        counted.

        Args:
            progress: shows how far it is.

        Raises:
            BrokenLedger: a record is not what was sealed.
            InputError: this is no progress bar.
        """
        from ontvlechting.views.event_log import EventLog

        with self._store.still() as store:
            records = (unseal_anyway(sealed, self._codec) for _, sealed in gone_through(store, progress))
            return EventLog(records, self._rules)

    # -- showing -----------------------------------------------------------------------------------------------------

    def report(
        self, language: Language | None = None, *, chapters: Iterable[Chapter] = (), progress: ProgressBar | None = None
    ) -> str:
        """The state of affairs as one page of HTML, complete in itself; the bytes of the ledger are verified first.

        Args:
            language: of the words.
            chapters: about several processes together; they come after the overview.
            progress: shows how far it is: while the records are verified, while they are read, and for each process in
                the page.

        Raises:
            InputError: the language is not spoken, or these are no chapters; or this is no progress bar.
            BrokenLedger: names the first record that is not what was sealed; there is no report of a broken ledger.
            MissingExtra: the extra `report` is not installed.
        """
        from ontvlechting.views.report import page

        language, made = spoken(language), self._now()
        told = self._chapters(chapters)
        with self._still() as (still, read):
            verified, overview, histories = still.verify(progress=progress), still.overview(), read.whole(progress)
        return page(
            [self._case(line, histories[line.process], made) for line in watched(overview, progress, len(overview))],
            verified=verified,
            made=made,
            language=language,
            chapters=told,
            picture=self._drawn(histories, language) if histories else None,
        )

    def front(self, *processes: str) -> Front:
        """What needs a decision now, what is late, and who waits for whom and since when; the oldest first.

        Args:
            processes: of these; without them, of everything in the ledger. Of processes whose rules are not known here
                only the names are given.

        Raises:
            UnknownProcess: there is no such process.
        """
        from ontvlechting.views import front

        now = self._now()
        return front.together(self._front(name, now) for name in processes or self.processes())

    def _front(self, name: str, now: datetime) -> Front:
        """What `front` tells of one process."""
        from ontvlechting.views import front

        try:
            dossier, _ = self._readable(name)
            rules = self._rules.of(dossier)
        except UnknownRules:
            return front.Front(untold=(name,))
        return front.of(dossier, rules, outlook(rules, dossier, now))

    def timeline(self, language: Language | None = None) -> Timeline:
        """Everything in the ledger over time: where each process stood, and what the letter of its rules adds to that.

        Args:
            language: of the words.

        Raises:
            InputError: the language is not spoken, or the ledger is empty.
            BrokenLedger: a record is not what was sealed.
        """
        histories = {name: self.history(name) for name in self.processes()}
        if not histories:
            expected = Text(
                nl="een logboek met vastleggingen; dit heeft er nog geen",
                en="a ledger that holds records; this one holds none yet",
            )
            raise InputError("timeline", [Problem("ledger", "", expected)])
        return self._drawn(histories, spoken(language))

    def _drawn(self, histories: Mapping[str, History], language: Language) -> Timeline:
        """These histories in one picture; a letter may have its own."""
        from ontvlechting.views.timeline import of_ledger

        return of_ledger(histories, language)

    def _chapters(self, given: Iterable[Chapter]) -> list[Chapter]:
        """The given chapters of a report as a list, after a check of them."""
        from ontvlechting.views.report import Chapter

        told = several(given)
        if not isinstance(told, tuple) or not all(isinstance(c, Chapter) for c in told):
            expected = Text(nl="een lijst met hoofdstukken", en="a list of chapters")
            raise InputError("report", [Problem("chapters", shown(given), expected)])
        return list(told)

    def _case(self, line: Standing, records: History, at: datetime) -> Case:
        """What a report tells of one process.

        Raises:
            BrokenLedger: where it stands does not follow from its records.
        """
        from ontvlechting.views.report import Case

        dossier = self._derived(line, records)
        try:
            refuse_blindly(dossier, lambda: records, self._rules)
            rules = self._rules.of(dossier)
        except UnknownRules as error:
            blind = dossier.rules is None
            return Case(standing=line, records=records, dossier=None if blind else dossier, unknown=error.needed)
        steps = NextSteps(core.next_steps(rules, dossier, at))
        ahead = outlook(rules, dossier, at)
        ahead = evolve(ahead, terms=self._numbered_from_history(ahead.terms, dossier, records, at))
        return Case(standing=line, records=records, dossier=dossier, rules=rules, steps=steps, ahead=ahead)

    def _derived(self, line: Standing, records: History) -> Dossier:
        """The dossier that follows from the records of a process.

        Raises:
            BrokenLedger: where it stands does not follow from them.
        """
        after, blank = self._rules.after, self._rules.blank(line.process)
        dossier = reduce(lambda known, r: after(r.event, r.number, known), records, blank)
        if not dossier.unread and line != standing(row(dossier, records[-1]), self._codec):
            why = Text(nl="waar het staat, volgt niet uit de vastleggingen",
                       en="where it stands does not follow from the records")  # fmt: skip
            raise BrokenLedger(line.process, line.number, why)
        return dossier

    def _rest_on_records(self, histories: Histories) -> None:
        """Check that where each process stands follows from its records, and from here on use no stored snapshot.

        Raises:
            BrokenLedger: where a process stands does not follow from its records.
        """
        lines, every = self.overview(), histories.whole()
        self._remembered = Dossiers(self._store, self._codec, len(lines))
        for line in lines:
            records = every[line.process]
            self._remembered.remember(line.process, self._derived(line, records), records[-1].head)

    def close(self) -> None:
        """Close the ledger."""
        self._store.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    # -- within ------------------------------------------------------------------------------------------------------

    @contextmanager
    def _still(self) -> Iterator[tuple[Ledger, Histories]]:
        """A snapshot of this ledger, with the histories that it holds."""
        with self._store.still() as store:
            yield Ledger(store, rules=self.rules, known=self.known, clock=self._clock), Histories(store, self._codec)

    @contextmanager
    def _verified(self) -> Iterator[tuple[Ledger, VerifiedHistories]]:
        """As `_still`, but the schema is checked (`_guarded`), and each history is verified before it is given."""
        with _guarded(self._store), self._store.still() as store:
            yield (
                Ledger(store, rules=self.rules, known=self.known, clock=self._clock),
                VerifiedHistories(store, self._codec),
            )

    def _readable(self, process: str) -> tuple[Dossier, Head]:
        """The dossier of a process that is there, with its head.

        Raises:
            UnknownProcess: there is no such process.
            UnknownRules: nothing of it can be read, for its records name rules that are not known here.
        """
        dossier, head = self._dossiers.load(process)
        if head.number == 0:
            raise self._unknown(process)
        refuse_blindly(dossier, lambda: self._opened(process, head), self._rules)
        return dossier, head

    def _opened(self, process: str, head: Head) -> list[Record]:
        """The records of a process up to this head, each of them opened."""
        return list(chained(records_up_to(head, process, self._store), self._codec))

    def _judging(self, subject: str, now: datetime, batch: Batch | None = None) -> Judging:
        """What judges commands at this moment, on what is stored and what is about to be; see `Judging`."""
        return Judging(subject, now, self._kept_in, self._remembered, self._codec, batch)

    def _log_failures(self, dossier: Dossier, command: Command, verdict: Verdict) -> None:
        """Log the error of each guard that failed, with its traceback; the record holds only the kind of error."""
        if not any(r.kind is ReasonKind.CANNOT_TELL for r in verdict.reasons):
            return
        rules = self._rules.of(dossier, command)
        for guard, error in core.failures(rules, dossier, command, verdict):
            log(error, "the guard %s failed on %s; the door stays shut", guard.name, dossier.process)

    def _unknown(self, process: str) -> UnknownProcess:
        return unknown(process, self._store)


def _signed(key: PrivateKey, found: Report) -> str:
    """A signed checkpoint of what was verified."""
    from ontvlechting.record.checkpoints import Checkpoint

    return key.sign(Checkpoint(key.name, found.records, bytes.fromhex(found.root)))


def _problems_of_signer(given: object) -> list[Problem]:
    """The problem of a value that is no private key. It is not shown, for it may be another secret."""
    from ontvlechting.record.checkpoints import PrivateKey

    expected = Text(nl="een geheime sleutel", en="a private key")
    return [] if isinstance(given, PrivateKey) else [Problem("key", type(given).__name__, expected)]


def _does_not_continue(after: int) -> BrokenLedger:
    """The error that what was read of a ledger before is not in it."""
    why = Text(
        nl=f"dit logboek zet niet voort wat tot en met plaats {after} is gelezen",
        en=f"this ledger does not continue what was read up to position {after}",
    )
    return BrokenLedger(None, None, why)


@contextmanager
def _guarded(store: Store) -> Iterator[None]:
    """Checks the schema before the records are read, because a changed schema may keep them from being read.

    Raises:
        BrokenLedger: the schema is not as it was made. This is raised at the end, so that a record that turns out to be
            broken, which says more, is reported instead.
    """
    try:
        store.check_schema()
    except BrokenLedger:
        with suppress(LedgerUnavailable):
            yield
        raise
    yield


def _may_hold(sealed: Sealed, commands: Iterable[Command]) -> bool:
    """Whether a record may hold one of these commands: its bytes hold the name and the moment of one."""
    return any(f'"{c.key}"'.encode() in sealed.body and c.at.isoformat().encode() in sealed.body for c in commands)


def _with_record_numbers(terms: Iterable[Term], records: Sequence[Record]) -> tuple[Term, ...]:
    """These terms; those without a number get that of the record in which the command that set them was accepted."""
    accepted = [r for r in records if r.event.verdict.allowed]

    def number(term: Term) -> int | None:
        if term.record is not None or term.set_by is None:
            return term.record
        return next((r.number for r in reversed(accepted) if r.event.command == term.set_by), None)

    return tuple(evolve(t, record=number(t)) for t in terms)
