"""The looking half of a workflow: everything that can be asked of a ledger. Nothing here writes a record.

What is asked of one process reads its dossier; what is asked of all of them reads where each stands, or the records in
their order. `workflow.py` adds what writes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from datetime import UTC, date, datetime
from functools import partial, reduce
from hashlib import sha256
from types import TracebackType
from typing import TYPE_CHECKING, NamedTuple, Self

from ontvlechting import core
from ontvlechting.adoption import Departure, KnownRules, departures
from ontvlechting.answers import Feed, History, NextSteps, Overview, Placed
from ontvlechting.asked import (
    lessened,
    misfits,
    named,
    names,
    not_before,
    refuse,
    refuse_stale,
    whole,
)
from ontvlechting.audit import Head, Record, Sealed, refuse_aside, unseal_anyway
from ontvlechting.checked import check_viewpoint, plain_moment, problems_of_id
from ontvlechting.commands import Command, ProcessReading, Redact, Route, SetAside
from ontvlechting.dossier import Dossier
from ontvlechting.dossiers import Dossiers
from ontvlechting.errors import (
    BrokenLedger,
    InputError,
    LedgerUnavailable,
    Problem,
    UnknownProcess,
    UnknownRules,
    shown,
)
from ontvlechting.events import Event
from ontvlechting.given import check_given
from ontvlechting.guards import LETTER
from ontvlechting.handles import Handle
from ontvlechting.merkle import Inclusion, consistency_proof, inclusion_proof, leaf
from ontvlechting.outside import several, unfinished
from ontvlechting.programme import Registers, no_programme, reading_of, registers
from ontvlechting.rulebook import Rules
from ontvlechting.standing import Selection, Standing, chained
from ontvlechting.states import OF_PROGRAMMES, State
from ontvlechting.stores import opened
from ontvlechting.stores.port import Store
from ontvlechting.text import Language, Text
from ontvlechting.values import Actor
from ontvlechting.verdicts import ReasonKind, Verdict

if TYPE_CHECKING:
    from pathlib import Path

    from ontvlechting.account import Account
    from ontvlechting.checkpoints import PrivateKey, PublicKey
    from ontvlechting.verifier import Report
    from ontvlechting.views.report import Case, Chapter
    from ontvlechting.views.timeline import Timeline

NOTHING: Mapping[str, tuple[Dossier, Record]] = {}
"""Nothing is about to be stored."""


def now() -> datetime:
    """The present moment, in UTC."""
    return datetime.now(UTC)


class Judged(NamedTuple):
    """What a command comes to.

    Attributes:
        event: the answer.
        recorded_at: when it is recorded.
        less: the stored records that lose texts when it is accepted.
        read: how other processes stand that the answer rests on.
    """

    event: Event
    recorded_at: datetime
    less: list[Sealed]
    read: Sequence[ProcessReading]


class Ledger(Handle):
    """Processes in one ledger, to be looked at: where they stand, what is next, and whether the records are what was sealed.

    May be shared by threads. Whoever has to record something opens a `Workflow`, which is a ledger too.

    Args:
        store: where records are kept.
        rules: what would judge a new process.
        known: other rules, for processes that are pinned to them.
        clock: gives the present moment, with a time zone. One that does not is an `InputError` at each call that needs it.

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
    ) -> None:
        known = several(known)
        check_given(type(self).__name__, store=store, rules=rules, known=known, clock=clock)
        self._rules = KnownRules(rules, known)
        self._store = store
        self._clock = clock
        self._dossiers = Dossiers(store)

    @classmethod
    def open(
        cls,
        address: str,
        *,
        rules: Rules = LETTER,
        known: Iterable[Rules] = (),
        clock: Callable[[], datetime] = now,
    ) -> Self:
        """Open a ledger by its address, only to look: nothing is made, changed or brought up to date.

        On PostgreSQL also a copy that follows another server can be looked at. Records that have no position in the whole ledger
        yet, which whoever writes next gives them, are not in `records` and `checkpoint`; all else sees them.

        Args:
            address: `sqlite:///path/to/file.db`, or `postgresql://user@host/database`.
            rules: what would judge a new process.
            known: other rules, for processes that are pinned to them.
            clock: gives the present moment.

        Raises:
            InputError: the address is of no known kind, or one where nothing is to be seen; or these are no rules, or no
                clock. Nothing is opened.
            MissingExtra: its driver is not installed.
            LedgerUnavailable: it cannot be opened.
            NotALedger: it is something else, or was written by a newer version.
            BrokenLedger: it is damaged.
        """
        known = several(known)
        check_given(cls.__name__, rules=rules, known=known, clock=clock)
        if address == "memory:":
            expected = Text(
                nl="het adres van een grootboek dat er is; een nieuw in het geheugen maakt u met `Workflow.open`",
                en="the address of a ledger that is there; a new one in memory is made by `Workflow.open`",
            )
            raise InputError("Ledger.open", [Problem("address", shown(address), expected)])
        return cls(opened(address, create=False, read_only=True), rules=rules, known=known, clock=clock)

    @property
    def rules(self) -> Rules:
        """What judges a new process."""
        return self._rules.rules

    @property
    def known(self) -> Sequence[Rules]:
        """All rules by which a process can be judged here, those of new ones first; `PROGRAMME` is known as well."""
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
        expected = Text(
            nl="een klok die een moment met tijdzone geeft, zoals `lambda: datetime.now(UTC)`",
            en="a clock that gives a moment with a time zone, such as `lambda: datetime.now(UTC)`",
        )
        raise InputError(type(self).__name__, [Problem("clock", shown(told), expected)])

    # -- asking ------------------------------------------------------------------------------------------------------

    def ask(self, process: str, command: Command) -> Verdict:
        """What the answer to a command would be; nothing is recorded.

        Raises:
            InputError: the name is not well formed, the act lies in the future, or the command names records or texts that
                are not there.
            UnknownProcess: there is no such process, and the command does not open one.
            UnknownRules: the process is pinned to rules that are not known here, or is to adopt such rules.
            Stale: a portfolio says of a process what is no longer true.
            ClockBehind: the clock runs behind the last record.
            Exception: a guard was interrupted, or failed in another way when it was asked again.
        """
        now = self._now()
        refuse("submit", misfits(process, command, now))
        dossier, head = self._dossiers.load(process)
        event = self._judged(command, dossier, head, now).event
        self._log_failures(dossier, command, event.verdict)
        return event.verdict

    def next_steps(self, process: str, *, by: Actor | None = None, at: datetime | None = None) -> NextSteps:
        """Every door from here: open, or exactly what is missing and who supplies it.

        Args:
            process: the name of the process.
            by: who would ask; without it, questions about the actor are left to `asks`.
            at: the moment; now when it is not given.

        Raises:
            UnknownProcess: there is no such process.
            UnknownRules: it is pinned to rules that are not known here.
        """
        dossier = self.dossier(process)
        moment = self._now() if at is None else at
        return NextSteps(core.next_steps(self._rules.of(dossier), dossier, moment, by))

    def departures(self, process: str, rules: Rules) -> Sequence[Departure]:
        """What was accepted in this process and would not have stood under these rules, with every reason.

        That is what `AdoptRules` would meet: each needs an exemption, with a motivation.

        Args:
            process: the name of the process.
            rules: any rules, also such as this workflow does not know.

        Raises:
            InputError: these are no rules.
            UnknownProcess: there is no such process.
        """
        check_given("departures", rules=rules)
        return departures(rules, [r.event for r in self.history(process)])

    def dossier(self, process: str) -> Dossier:
        """All that is known of one process, as it is stored now.

        Raises:
            UnknownProcess: there is no such process.
        """
        dossier, head = self._dossiers.load(process)
        if head.number == 0:
            raise self._unknown(process)
        return dossier

    def history(self, process: str) -> History:
        """Every record of one process, refusals too, oldest first.

        Raises:
            UnknownProcess: there is no such process.
            BrokenLedger: a record is not what was sealed.
        """
        process = named(process)
        records = History(unseal_anyway(s) for s in self._store.read(process))
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
        return None if sealed is None else unseal_anyway(sealed)

    def processes(self) -> Sequence[str]:
        """The names of all processes, sorted."""
        return [s.process for s in self._store.standings()]

    def overview(
        self,
        *,
        state: State | None = None,
        route: Route | None = None,
        receiving: str | None = None,
        waiting_until: date | None = None,
        breached: bool | None = None,
        after: str = "",
        limit: int | None = None,
    ) -> Overview:
        """Where processes stand, one line for each, by name; without reading their histories.

        Args:
            state: only those in this state.
            route: only those on this route.
            receiving: only those with this receiving party.
            waiting_until: only those that wait for a term, and no longer than this day.
            breached: only those with an open breach, or only those without one.
            after: only names after this one: the last name of the page before.
            limit: how many at most.

        Raises:
            InputError: what is asked for is not of its kind: a text is no `State`, and -1 no limit.
        """
        problems = [] if after == "" else problems_of_id(after, "after")
        problems += [] if limit is None else whole("limit", limit)
        try:
            selection = Selection(
                state=state, route=route, receiving=receiving, waiting_until=waiting_until, breached=breached
            )
        except InputError as error:
            raise InputError("overview", [*error.problems, *problems]) from error
        refuse("overview", problems)
        return Overview(self._store.standings(selection, after=after, limit=limit))

    def records(self, after: int = 0, limit: int = 1_000) -> Feed:
        """A page of the whole ledger, in its order. Who goes on from the last position has missed nothing.

        Args:
            after: the last position that was read; 0 for the beginning.
            limit: how many records at most.

        Raises:
            InputError: these are no whole numbers from 0 on.
            BrokenLedger: a record is not what was sealed.
        """
        refuse("records", [*whole("after", after), *whole("limit", limit)])
        return Feed(Placed(position, unseal_anyway(sealed)) for position, sealed in self._store.records(after, limit))

    # -- across processes --------------------------------------------------------------------------------------------

    def portfolio(self, processes: Iterable[str] | None = None) -> tuple[ProcessReading, ...]:
        """How processes stand now, with the record at which each was read: what `RecordPortfolio` records.

        Args:
            processes: their names; without it, every process of the ledger. A programme is none.

        Raises:
            InputError: these are no names.
            UnknownProcess: there is no such process.
        """
        if processes is None:
            processes = [s.process for s in self._store.standings() if s.state not in OF_PROGRAMMES]
        found = []
        for process in names("portfolio", processes):
            reading = self._reading(process)
            if reading is None:
                raise self._unknown(process)
            found.append(reading)
        return tuple(found)

    def registers(self, programme: str, *, as_of: date | None = None, known: datetime | None = None) -> Registers:
        """The registers of a programme: what came in, what was done with it, what is open; each with its record number.

        Args:
            programme: the name of the programme.
            as_of: as things stood at the end of this day; without it, as they stand, and nothing shows as overdue.
            known: as it was known then: only what had been recorded by that moment; without it, as it is known now.

        Raises:
            UnknownProcess: there is no such programme.
            InputError: it is no programme but a process that moves; or this is no day, or no moment with a time zone.
        """
        as_of, known = check_viewpoint("registers", as_of, known)
        found = self.dossier(programme)
        if found.state not in {State.NEW, *OF_PROGRAMMES}:
            programmes = [s.process for s in self._store.standings() if s.state in OF_PROGRAMMES]
            raise no_programme("registers", programme, programmes)
        entries = found.entries
        if known is not None:
            there = {r.number for r in self.history(programme) if r.recorded_at <= known}
            entries = tuple(e for e in entries if e.number in there)
        return registers(entries, as_of=as_of, zone=self.rules.norms.zone)

    def accountability(
        self, programme: str | None = None, *, as_of: date | None = None, known: datetime | None = None
    ) -> Account:
        """What was done with every motion, commitment, request and advice, and what is open: the answer to Parliament.

        Args:
            programme: the name of the programme; the only one in the ledger when it is not given.
            as_of: for which day, in the calendar zone of the norms; today when it is not given.
            known: on what was recorded up to this moment. Without it: up to the end of that same day, or of today for a
                day that is still to come, so that an account of an earlier day never changes by what is recorded later.

        Raises:
            InputError: the day lies before the beginning of the programme, or nothing of it was known then; what was
                named is no programme, or none was named and there is not exactly one; or this is no day, or no moment
                with a time zone.
            UnknownProcess: there is no such programme.
            BrokenLedger: a record is not what was sealed.
        """
        from ontvlechting.account import of_ledger

        as_of, known = check_viewpoint("accountability", as_of, known)
        if programme is not None:
            programme = named(programme)
        now, zone = self._now(), self.rules.norms.zone
        return of_ledger(self._histories(), programme, now=now, as_of=as_of, known=known, zone=zone)

    # -- checking ----------------------------------------------------------------------------------------------------

    def verify(self, *, deep: bool = False, checkpoint: str | None = None, key: PublicKey | None = None) -> Report:
        """Check the ledger from its bytes: every hash, chain, text and head, and the tree over all records.

        What guards the records in the database has to be there as it was made, with nothing else beside it.

        Args:
            deep: also read every record, judge every command again by the rules that judged it, and rebuild and compare
                what is derived.
            checkpoint: a signed checkpoint that was kept elsewhere: the ledger has to continue what it vouches for.
            key: the public key of whoever signed it.

        Returns:
            What was found. Its `answer` says whether the ledger is sound; without `deep` that only its bytes match. What
            rules judge otherwise, and what could not be checked, say because its rules are not known here, is told one by
            one.

        Raises:
            BrokenLedger: names the first record that is not what was sealed; or else everything that guards them and was
                dropped, added or changed.
            NotALedger: a record was written by a newer version, in a form of which not even the bytes can be compared.
            BadSignature: the checkpoint is not signed by this key.
            InputError: the checkpoint or key is not well formed, or only one of them was given.
        """
        from ontvlechting.verifier import verify  # imported when it is used, as what follows

        roots: dict[int, bytes] = {}
        if checkpoint is not None or key is not None:
            from ontvlechting.checkpoints import vouched

            roots = vouched(checkpoint, key)
        with _guarded(self._store), self._store.still() as store:
            if deep:
                store.check()
            snapshots = store.snapshots() if deep else ()
            by = partial(verify, rules=self.rules, known=self.known, reread=store.read, deep=deep, roots=roots)
            return by(store.records(), store.standings(), snapshots=snapshots)

    def checkpoint(self, key: PrivateKey, *, after: str | None = None) -> str:
        """A signed checkpoint of the whole ledger: a text to keep elsewhere, which later vouches for every record.

        What is signed is verified first, as `verify` without `deep` does, in one pass at one moment. Of a ledger that does not
        pass nothing is signed.

        Args:
            key: who signs; its name says which ledger this is.
            after: an earlier checkpoint, signed by the same key: the ledger has to continue what that one vouches for, so
                the new one never counts fewer records.

        Returns:
            A signed note, as C2SP tlog-checkpoint describes it.

        Raises:
            InputError: this is no private key, or the earlier checkpoint is not well formed.
            BadSignature: the earlier checkpoint is not signed by this key, or is of another ledger.
            BrokenLedger: names the first record that is not what was sealed; or the ledger does not continue the earlier
                checkpoint, or what guards the records was changed.
            NotALedger: a record was written by a newer version, in a form of which not even the bytes can be compared.
            MissingExtra: the extra `signing` is not installed.
        """
        from ontvlechting.checkpoints import Checkpoint, PrivateKey

        signer: object = key
        if not isinstance(signer, PrivateKey):  # which is not shown: it may be a secret
            expected = Text(nl="een geheime sleutel", en="a private key")
            raise InputError("checkpoint", [Problem("key", type(signer).__name__, expected)])
        found = self.verify(checkpoint=after, key=None if after is None else key.public)
        return key.sign(Checkpoint(key.name, found.records, bytes.fromhex(found.root)))

    def prove(self, process: str, number: int, *, size: int | None = None) -> Inclusion:
        """Prove that a record is in the ledger, to somebody who has a checkpoint and not the ledger.

        Args:
            process: the name of the process.
            number: the number of the record within it.
            size: the size of the checkpoint; the whole ledger when it is not given.

        Returns:
            The proof, with the record as it is stored. Nothing is verified here: whoever has the proof does that.

        Raises:
            UnknownProcess: there is no such process.
            InputError: there is no such record before that size; or this is no name, number or size.
        """
        problems = [*problems_of_id(process, "process"), *whole("number", number, 1)]
        refuse("prove", [*problems, *([] if size is None else whole("size", size))])
        leaves: list[bytes] = []
        found: tuple[int, Sealed] | None = None
        with self._store.still() as store:
            for position, sealed in store.records(limit=size):
                if not position:
                    break
                leaves.append(_leaf(sealed))
                if (sealed.process, sealed.number) == (process, number):
                    found = position, sealed
            if found is None and store.standing(process) is None:
                raise self._unknown(process)
        if size is not None and len(leaves) < size:
            fewer = Text(nl=f"ten hoogste {len(leaves)}: zoveel handelingen telt het grootboek",
                         en=f"at most {len(leaves)}: so many records the ledger holds")  # fmt: skip
            raise InputError("prove", [Problem("size", shown(size), fewer)])
        if found is None:
            expected = Text(
                nl=f"een handeling onder de eerste {len(leaves)} van het grootboek",
                en=f"a record among the first {len(leaves)} of the ledger",
            )
            raise InputError("prove", [Problem("record", f"{process} {number}", expected)])
        place, sealed = found
        return Inclusion(place, len(leaves), tuple(inclusion_proof(leaves, place - 1)), sealed)

    def prove_growth(self, old_size: int) -> tuple[bytes, ...]:
        """Prove that the ledger continues an earlier one of that size, to somebody who has both checkpoints.

        Raises:
            InputError: the ledger never had that size.
        """
        refuse("prove_growth", whole("old_size", old_size))
        return consistency_proof(list(self._leaves()), old_size)

    def _leaves(self) -> Iterator[bytes]:
        with self._store.still() as store:
            for position, sealed in store.records():
                if position:
                    yield _leaf(sealed)

    # -- showing -----------------------------------------------------------------------------------------------------

    def report(
        self, language: Language = "nl", *, programme: str | None = None, chapters: Iterable[Chapter] = ()
    ) -> str:
        """The state of affairs as one page of HTML, complete in itself; the bytes of the ledger are verified first.

        Args:
            language: Dutch or English.
            programme: only this programme, with the processes that it was opened with; without it, everything.
            chapters: what else holds between the processes, to be told after the overview; programmes come after it.

        Raises:
            InputError: the language is not spoken, or these are no chapters.
            UnknownProcess: there is no such programme.
            BrokenLedger: names the first record that is not what was sealed; there is no report of a broken ledger.
            MissingExtra: the extra `report` is not installed.
        """
        from ontvlechting.account import of_ledger
        from ontvlechting.views import programme_timeline
        from ontvlechting.views.report import Chapter, chapter, page
        from ontvlechting.views.words import spoken

        spoken(language)
        if programme is not None:
            programme = named(programme)
        made, given = self._now(), several(chapters)
        if not isinstance(given, tuple) or not all(isinstance(c, Chapter) for c in given):
            expected = Text(nl="een lijst met hoofdstukken", en="a list of chapters")
            raise InputError("report", [Problem("chapters", shown(chapters), expected)])
        told = list(given)
        with self._store.still() as store:
            still = Ledger(store, rules=self.rules, known=self.known)
            verified, overview, histories = still.verify(), still.overview(), still._histories()
        programmes = [line.process for line in overview if line.state in OF_PROGRAMMES]
        if programme is not None:
            programmes = [programme]
        accounts = {
            name: of_ledger(histories, name, now=made, known=made, zone=self.rules.norms.zone) for name in programmes
        }
        told += [chapter(account, language) for account in accounts.values()]
        lines = [line for line in overview if line.state not in OF_PROGRAMMES]
        if programme is not None:
            lines = [line for line in lines if line.process in accounts[programme].processes]
        cases = [self._case(line, histories[line.process], made) for line in lines]
        drawn = {name: histories[name] for name in (*(line.process for line in lines), *accounts)}
        picture = programme_timeline.timeline(drawn, language) if drawn else None
        return page(cases, verified=verified, made=made, language=language, chapters=told, picture=picture)

    def _case(self, line: Standing, records: History, at: datetime) -> Case:
        """What the report tells of one process."""
        from ontvlechting.views.report import Case

        dossier = reduce(lambda known, r: core.evolve(known, r.event, r.number), records, Dossier(process=line.process))
        try:
            steps, unknown = NextSteps(core.next_steps(self._rules.of(dossier), dossier, at)), None
        except UnknownRules as error:
            steps, unknown = None, error.needed
        return Case(standing=line, records=records, dossier=dossier, steps=steps, unknown=unknown)

    def timeline(self, language: Language = "nl") -> Timeline:
        """Everything in the ledger over time: where each process stood, and what each programme was asked and promised.

        Args:
            language: of the words.

        Raises:
            InputError: the ledger is empty.
            BrokenLedger: a record is not what was sealed.
        """
        from ontvlechting.views import programme_timeline

        histories = {name: self.history(name) for name in self.processes()}
        if not histories:
            expected = Text(nl="een grootboek met handelingen", en="a ledger that holds records")
            raise InputError("timeline", [Problem("ledger", "0", expected)])
        return programme_timeline.timeline(histories, language)

    # -- keeping -----------------------------------------------------------------------------------------------------

    def export(self, path: str | Path) -> int:
        """Write the whole ledger to a new file, as JSON Lines; hashes, ids and order stay as they are.

        What is damaged is written as it is, and nothing is said of it: a copy of a broken ledger is worth having. Whether the
        copy is sound, `exchange.verify` says. On POSIX only its owner may read the file.

        Returns:
            How many records it holds.

        Raises:
            FileUnavailable: there is a file of that name, or it cannot be written; no half file is left.
        """
        from ontvlechting import exchange

        with self._store.still() as store:
            return exchange.write(store, path)

    def close(self) -> None:
        """Let go of the ledger."""
        self._store.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    # -- within ------------------------------------------------------------------------------------------------------

    def _histories(self) -> dict[str, History]:
        """Everything that the ledger holds at one moment, by the name of its process or programme; read once."""
        found: dict[str, list[Record]] = {}
        with self._store.still() as store:
            for _, sealed in store.records():
                found.setdefault(sealed.process, []).append(unseal_anyway(sealed))
        return {name: History(found[name]) for name in sorted(found)}

    def _reading(self, process: str, ahead: Mapping[str, tuple[Dossier, Record]] = NOTHING) -> ProcessReading | None:
        """How a process stands, counting what is about to be stored; None when it is not there, or is a programme."""
        if process in ahead:
            dossier, record = ahead[process]
            head = record.head
        else:
            dossier, head = self._dossiers.load(process)
        if head.number == 0 or dossier.state in OF_PROGRAMMES:
            return None
        return reading_of(dossier, head.number, head.hash)

    def _every(self, process: str, head: Head, ahead: Iterable[Sealed] = ()) -> list[Sealed]:
        """The records of a process up to this head: those that are stored, and those that are about to be."""
        new = [s for s in ahead if s.process == process]
        stored = self._store.read(process)
        return [*(s for s in stored if s.number <= head.number - len(new)), *new]

    def _opened(self, process: str, head: Head, ahead: Iterable[Sealed] = ()) -> list[Record]:
        """The same, each of them opened."""
        return list(chained(self._every(process, head, ahead)))

    def _history(self, process: str, head: Head, ahead: Iterable[Sealed] = ()) -> list[Event]:
        """Every event of a process up to this head."""
        return [r.event for r in self._opened(process, head, ahead)]

    def _judged(
        self,
        command: Command,
        dossier: Dossier,
        head: Head,
        now: datetime,
        known: Mapping[str, tuple[Dossier, Record]] = NOTHING,
        ahead: Sequence[Sealed] = (),
    ) -> Judged:
        """What a command comes to, dry and for real alike.

        Args:
            command: what is asked.
            dossier: all that is known of the process.
            head: the record that the dossier belongs to.
            now: what the clock says.
            known: what is about to be stored: the dossier and last record of each process.
            ahead: the records that are about to be stored.
        """
        process = dossier.process
        if head.number == 0 and not self._rules.opens(command):
            raise self._unknown(process)
        read = refuse_stale(process, command, partial(self._reading, ahead=known))
        back = isinstance(command, SetAside) and refuse_aside(
            command, process, dossier.unread, self._opened(process, head, ahead), now
        )
        recorded_at = now if back else not_before(head, process, now)
        event = self._rules.judge(dossier, command, partial(self._history, process, head, ahead))
        less = lessened(command, process, self._store.read(process)) if isinstance(command, Redact) else []
        if back and not event.verdict.allowed:
            recorded_at = max(now, head.recorded_at or now)
        return Judged(event, recorded_at, less, read)

    def _log_failures(self, dossier: Dossier, command: Command, verdict: Verdict) -> None:
        """The error of a guard that failed goes to the log with its traceback; the record holds no more than its kind."""
        if not any(r.kind is ReasonKind.CANNOT_TELL for r in verdict.reasons):
            return
        rules = self._rules.of(dossier, command)
        for guard, error in core.failures(rules, dossier, command, verdict):
            import logging

            said = "the guard %s failed on %s; the door stays shut"
            logging.getLogger("ontvlechting").error(said, guard.name, dossier.process, exc_info=error)

    def _unknown(self, process: str) -> UnknownProcess:
        return UnknownProcess(process, self.processes())


def _leaf(sealed: Sealed) -> bytes:
    """What stands for a record in the tree: by its bytes, whatever is kept beside them."""
    return leaf(sha256(sealed.body).digest())


@contextmanager
def _guarded(store: Store) -> Iterator[None]:
    """While the records are read; what guards them is looked at first, for it may keep somebody from reading.

    Raises:
        BrokenLedger: it is not as it was made. A record that turns out to be broken says more, and comes before it.
    """
    try:
        store.check_schema()
    except BrokenLedger:
        with suppress(LedgerUnavailable):
            yield
        raise
    yield
