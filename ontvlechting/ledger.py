"""The looking half of a workflow: everything that can be asked of a ledger. Nothing here writes a record.

What is asked of one process reads its dossier; what is asked of all of them reads where each stands, or the records in
their order. `workflow.py` adds what writes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import UTC, date, datetime
from functools import partial, reduce
from types import TracebackType
from typing import TYPE_CHECKING, Self

from ontvlechting import core
from ontvlechting.adoption import Departure, KnownRules, departures
from ontvlechting.answers import Feed, History, NextSteps, Overview, Placed
from ontvlechting.asked import check, named, refuse_stale
from ontvlechting.audit import Head, Record, Sealed, unseal
from ontvlechting.checked import check_viewpoint, problems_of_id
from ontvlechting.commands import Command, ProcessReading, Route
from ontvlechting.dossier import Dossier
from ontvlechting.dossiers import Dossiers
from ontvlechting.errors import InputError, Problem, UnknownProcess, UnknownRules, shown
from ontvlechting.events import Event
from ontvlechting.given import refuse
from ontvlechting.guards import LETTER
from ontvlechting.merkle import Inclusion, Tree, consistency_proof, inclusion_proof, leaf
from ontvlechting.outside import several, unfinished
from ontvlechting.programme import Registers, no_programme, reading_of, registers
from ontvlechting.rulebook import Rules
from ontvlechting.standing import Selection, Standing, chained
from ontvlechting.states import OF_PROGRAMMES, State
from ontvlechting.stores import opened
from ontvlechting.stores.port import Store
from ontvlechting.text import Language, Text
from ontvlechting.values import Actor
from ontvlechting.verdicts import Verdict

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


def _uncountable(**asked: object) -> list[Problem]:
    """Which of these are no whole numbers from 0 on, such as every database can count to."""
    expected = Text(nl="een geheel getal vanaf 0", en="a whole number from 0 on")
    return [Problem(k, shown(v), expected) for k, v in asked.items() if type(v) is not int or not 0 <= v < 1 << 63]


class Ledger:
    """Processes in one ledger, to be looked at: where they stand, what is next, and whether the records are sound.

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
        refuse(type(self).__name__, store=store, rules=rules, known=known, clock=clock)
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

        On PostgreSQL, looking at the whole ledger gives each record that has arrived its position in it, as ever.

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
        refuse(cls.__name__, rules=rules, known=known, clock=clock)
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
            InputError: the clock fails, or gives no moment with a time zone.
        """
        failed: Exception | None = None
        try:
            told: object = self._clock()
            if isinstance(told, datetime) and told.utcoffset() is not None:
                at = told.astimezone(UTC)
                return datetime(at.year, at.month, at.day, at.hour, at.minute, at.second, at.microsecond, UTC)
            unfinished(told)
            found = shown(told)
        except (MemoryError, RecursionError):
            raise
        except Exception as error:  # noqa: BLE001  # whatever a clock does wrong, nothing is recorded by it
            failed, found = error, shown(error)
        expected = Text(
            nl="een klok die een moment met tijdzone geeft, zoals `lambda: datetime.now(UTC)`",
            en="a clock that gives a moment with a time zone, such as `lambda: datetime.now(UTC)`",
        )
        raise InputError(type(self).__name__, [Problem("clock", found, expected)]) from failed

    # -- asking ------------------------------------------------------------------------------------------------------

    def ask(self, process: str, command: Command) -> Verdict:
        """What the answer to a command would be; nothing is recorded.

        Raises:
            InputError: the name is not well formed, or the act lies in the future.
            UnknownProcess: there is no such process, and the command does not open one.
            UnknownRules: the process is pinned to rules that are not known here, or is to adopt such rules.
            Stale: a portfolio says of a process what is no longer true.
        """
        check(process, command, self._now())
        dossier, head = self._dossiers.load(process)
        if head.number == 0 and not self._rules.opens(command):
            raise self._unknown(process)
        refuse_stale(process, command, self._reading)
        return self._rules.judge(dossier, command, partial(self._history, process, head)).verdict

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
        refuse("departures", rules=rules)
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
        named(process)
        records = History(unseal(s) for s in self._store.read(process))
        if not records:
            raise self._unknown(process)
        return records

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
            InputError: what is asked for is not of its kind: a text is no `State`, -1 no number of lines.
        """
        problems = [] if after == "" else problems_of_id(after, "after")
        problems += [] if limit is None else _uncountable(limit=limit)
        if problems:
            raise InputError("overview", problems)
        selection = Selection(
            state=state, route=route, receiving=receiving, waiting_until=waiting_until, breached=breached
        )
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
        if problems := _uncountable(after=after, limit=limit):
            raise InputError("records", problems)
        return Feed(Placed(position, unseal(sealed)) for position, sealed in self._store.records(after, limit))

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
        names = several(processes)
        if not isinstance(names, tuple):
            expected = Text(nl="een lijst met namen van processen", en="a list of names of processes")
            raise InputError("portfolio", [Problem("processes", shown(processes), expected)])
        found = []
        for process in names:
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
        check_viewpoint("registers", as_of, known)
        found = self.dossier(programme)
        if found.state not in {State.NEW, *OF_PROGRAMMES}:
            programmes = [s.process for s in self._store.standings() if s.state in OF_PROGRAMMES]
            raise no_programme("registers", programme, programmes)
        entries = found.entries
        if known is not None:
            there = {r.number for r in self.history(programme) if r.recorded_at <= known}
            entries = tuple(e for e in entries if e.number in there)
        return registers(entries, as_of=as_of)

    def accountability(
        self, programme: str | None = None, *, as_of: date | None = None, known: datetime | None = None
    ) -> Account:
        """What was done with every motion, commitment, request and advice, and what is open: the answer to Parliament.

        Args:
            programme: the name of the programme; the only one in the ledger when it is not given.
            as_of: for which day; today when it is not given: in UTC, or the day after where somebody acted on it already.
            known: on what was recorded up to this moment. Without it: up to the end of that same day (UTC), or of today
                for a day that is still to come, so that an account of an earlier day never changes by what is
                recorded later.

        Raises:
            InputError: the day lies before the beginning of the programme, or nothing of it was known then; what was
                named is no programme, or none was named and there is not exactly one; or this is no day, or no moment
                with a time zone.
            UnknownProcess: there is no such programme.
            BrokenLedger: a record is not what was sealed.
        """
        from ontvlechting.account import of_ledger

        check_viewpoint("accountability", as_of, known)
        return of_ledger(self._histories(), programme, now=self._now(), as_of=as_of, known=known)

    # -- checking ----------------------------------------------------------------------------------------------------

    def verify(self, *, deep: bool = False, checkpoint: str | None = None, key: PublicKey | None = None) -> Report:
        """Check the ledger from its bytes: every hash, chain, text and head, and the tree over all records.

        Args:
            deep: also read every record, judge every command again by the rules that judged it, where they are known
                here, and rebuild and compare what is derived.
            checkpoint: a signed checkpoint that was kept elsewhere: the ledger has to continue what it vouches for.
            key: the public key of whoever signed it.

        Raises:
            BrokenLedger: names the first record that is not sound.
            BadSignature: the checkpoint is not signed by this key.
            InputError: the checkpoint or key is not well formed, or only one of them was given.
        """
        from ontvlechting.verifier import verify  # imported when it is used, as what follows

        roots: dict[int, bytes] = {}
        if checkpoint is not None or key is not None:
            from ontvlechting.checkpoints import vouched

            roots = vouched(checkpoint, key)
        with self._store.still() as store:
            if deep:
                store.check()
            snapshots = store.snapshots() if deep else ()
            by = partial(verify, rules=self.rules, known=self.known, reread=store.read, deep=deep, roots=roots)
            return by(store.records(), store.standings(), snapshots=snapshots)

    def checkpoint(self, key: PrivateKey) -> str:
        """A signed checkpoint of the whole ledger: a text to keep elsewhere, which later vouches for every record.

        Args:
            key: who signs; its name says which ledger this is.

        Returns:
            A signed note, as C2SP tlog-checkpoint describes it.

        Raises:
            InputError: this is no private key.
        """
        from ontvlechting.checkpoints import Checkpoint, PrivateKey

        signer: object = key
        if not isinstance(signer, PrivateKey):  # which is not shown: it may be a secret
            expected = Text(nl="een geheime sleutel", en="a private key")
            raise InputError("checkpoint", [Problem("key", type(signer).__name__, expected)])
        tree = Tree()
        for hash in self._leaves():
            tree.append(hash)
        return key.sign(Checkpoint(key.name, tree.size, tree.root()))

    def prove(self, process: str, number: int, *, size: int | None = None) -> Inclusion:
        """Prove that a record is in the ledger, to somebody who has a checkpoint and not the ledger.

        Args:
            process: the name of the process.
            number: the number of the record within it.
            size: the size of the checkpoint; the whole ledger when it is not given.

        Raises:
            UnknownProcess: there is no such process.
            InputError: there is no such record before that size, or these are no numbers.
        """
        problems = _uncountable(number=number, **({} if size is None else {"size": size}))
        if problems:
            raise InputError("prove", problems)
        leaves: list[bytes] = []
        place = None
        with self._store.still() as store:
            for position, sealed in store.records(limit=size):
                leaves.append(leaf(bytes.fromhex(sealed.hash)))
                if (sealed.process, sealed.number) == (process, number):
                    place = position
            if place is None and store.standing(process) is None:
                raise self._unknown(process)
        if size is not None and len(leaves) < size:
            fewer = Text(nl=f"ten hoogste {len(leaves)}: zoveel handelingen telt het grootboek",
                         en=f"at most {len(leaves)}: so many records the ledger holds")  # fmt: skip
            raise InputError("prove", [Problem("size", shown(size), fewer)])
        if place is None:
            expected = Text(
                nl=f"een handeling onder de eerste {len(leaves)} van het grootboek",
                en=f"a record among the first {len(leaves)} of the ledger",
            )
            raise InputError("prove", [Problem("record", f"{process} {number}", expected)])
        return Inclusion(place, len(leaves), tuple(inclusion_proof(leaves, place - 1)))

    def prove_growth(self, old_size: int) -> tuple[bytes, ...]:
        """Prove that the ledger continues an earlier one of that size, to somebody who has both checkpoints.

        Raises:
            InputError: the ledger never had that size.
        """
        if problems := _uncountable(old_size=old_size):
            raise InputError("prove_growth", problems)
        return consistency_proof(list(self._leaves()), old_size)

    def _leaves(self) -> Iterator[bytes]:
        with self._store.still() as store:
            for _, sealed in store.records():
                yield leaf(bytes.fromhex(sealed.hash))

    # -- showing -----------------------------------------------------------------------------------------------------

    def report(
        self, language: Language = "nl", *, programme: str | None = None, chapters: Iterable[Chapter] = ()
    ) -> str:
        """The state of affairs as one page of HTML, complete in itself; the ledger is verified for it first.

        Args:
            language: Dutch or English.
            programme: only this programme, with the processes that it was opened with; without it, everything.
            chapters: what else holds between the processes, to be told after the overview; programmes come after it.

        Raises:
            InputError: the language is not spoken, or these are no chapters.
            UnknownProcess: there is no such programme.
            BrokenLedger: names the first record that is not sound; there is no report of a broken ledger.
            MissingExtra: the extra `report` is not installed.
        """
        from ontvlechting.account import of_ledger
        from ontvlechting.views import programme_timeline
        from ontvlechting.views.report import Chapter, chapter, page
        from ontvlechting.views.words import spoken

        spoken(language)
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
        accounts = {name: of_ledger(histories, name, now=made, known=made) for name in programmes}
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
            steps, unknown = None, error.text
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
                found.setdefault(sealed.process, []).append(unseal(sealed))
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

    def _history(self, process: str, head: Head, ahead: Iterable[Sealed] = ()) -> list[Event]:
        """Every event of a process up to this head."""
        return [r.event for r in chained(self._every(process, head, ahead))]

    def _unknown(self, process: str) -> UnknownProcess:
        return UnknownProcess(process, self.processes())
