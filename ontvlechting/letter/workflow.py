"""The shell with the letter in place: its rules judge unless others are given, and a ledger answers for its programme.

`Ledger` and `Workflow` are those of the shell. What they have beside it is what the letter asks across
processes: the portfolio, the registers of a programme, and the account to Parliament (R79).
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, ClassVar, Literal

from ontvlechting.engine import chart
from ontvlechting.engine.checked import (
    check_process_name,
    check_viewpoint,
    items_of,
    plain_name,
    problems_of_id,
    refuse,
)
from ontvlechting.engine.outside import ProgressBar, watched
from ontvlechting.engine.rulebook import Rules
from ontvlechting.engine.text import Language, Text, spoken
from ontvlechting.guards import LETTER
from ontvlechting.letter.commands import Earlier, Route
from ontvlechting.letter.commands.programme import ProcessReading
from ontvlechting.letter.dossier import Dossier
from ontvlechting.letter.registers import ProgrammeDossier, Registers, no_programme, registers
from ontvlechting.shell import federation, ledger, workflow
from ontvlechting.shell.answers import History, Overview
from ontvlechting.shell.histories import Histories, VerifiedHistories
from ontvlechting.states import BEGUN, State

if TYPE_CHECKING:
    from transitions import Machine

    from ontvlechting.letter.account import Account
    from ontvlechting.record.standing import Standing
    from ontvlechting.views.report import Chapter
    from ontvlechting.views.timeline import Timeline


class Ledger(ledger.Ledger):
    """All that can be asked of a ledger, by the letter's rules unless others are given. Nothing is recorded.

    `Ledger.open("sqlite:///programme.db")` opens one, and says what can be given with it. `overview` and `front` tell of
    all processes; `dossier`, `next_steps`, `outlook` and `history` of one; `registers` and `accountability` of a programme.
    """

    standard: ClassVar[Rules | None] = LETTER

    def dossier(self, process: str, *, as_of: date | None = None, known: datetime | None = None) -> Dossier:
        """All that is known of one process; of a programme, its `ProgrammeDossier`.

        Args:
            process: the name of the process.
            as_of: as things stood at the end of this day, in the calendar zone of the norms: what happened later is left out.
            known: on what was recorded up to this moment. Without it: up to the end of that same day, so that what is told
                of an earlier day never changes by what is recorded later; without a day either, all that is stored now.

        Raises:
            UnknownProcess: there is no such process.
            UnknownRules: nothing of it can be read, for its records name rules that are not known here.
            InputError: this is no day, or no moment with a time zone; or nothing of the process was known then.
        """
        found: Dossier = super().dossier(process, as_of=as_of, known=known)
        return found

    def overview(
        self,
        *,
        state: chart.State | None = None,
        route: Route | None = None,
        receiving: str | None = None,
        waiting_until: date | None = None,
        breached: bool | None = None,
        after: str = "",
        limit: int | None = None,
        as_of: date | None = None,
        known: datetime | None = None,
        **columns: Any,
    ) -> Overview:
        """Where processes stand, one line for each, by name; without reading their histories, unless an earlier day is asked.

        Args:
            state: only those in this state.
            route: only those on this route.
            receiving: only those with this receiving party.
            waiting_until: only those that wait for a term that ends on this day or before it.
            breached: only those with an open breach, or only those without one.
            after: only names after this one: the last name of the page before.
            limit: how many at most.
            as_of: as they stood at the end of this day; those of which nothing was known then are left out.
            known: on what was recorded up to this moment; as `dossier` has it.
            columns: what else the dossiers of other rules that are known here can be asked for.

        Raises:
            InputError: what is asked for is not of its kind, such as a text that is no `State` or a `limit` of -1; or no
                rules that are known have a column that is asked for so.
            BrokenLedger: where a process stands cannot be read; names the column.
        """
        own = {"route": route, "receiving": receiving, "waiting_until": waiting_until, "breached": breached}
        asked = {name: value for name, value in own.items() if value is not None}  # other rules need not have these
        return super().overview(state=state, after=after, limit=limit, as_of=as_of, known=known, **asked, **columns)

    def programme(self, name: str) -> ProgrammeDossier:
        """All that is known of one programme, as it is stored now.

        Raises:
            UnknownProcess: there is no such programme.
            InputError: it is a process.
        """
        found: object = super().dossier(name)
        if not isinstance(found, ProgrammeDossier):
            raise no_programme("programme", name, self._programmes())
        return found

    def _programmes(self) -> list[str]:
        with self._still() as (_, histories):
            return histories.standing_in(BEGUN)

    # -- across processes --------------------------------------------------------------------------------------------

    def portfolio(self, processes: Iterable[str] | None = None) -> tuple[ProcessReading, ...]:
        """How processes stand now, with the record at which each was read: what `RecordPortfolio` and `CloseProgramme` say.

        Args:
            processes: their names; without it, every process of the ledger. A programme is none.

        Raises:
            InputError: these are no names.
            UnknownProcess: there is no such process.
        """
        if processes is None:
            processes = [s.process for s in self.overview() if isinstance(s.state, State)]
        found = []
        for process in _names("portfolio", processes):
            dossier, head = self._dossiers.load(process)
            if head.number == 0 or not isinstance(dossier, Dossier):
                raise self._unknown(process)
            found.append(dossier.reading(head.number, head.hash))
        return tuple(found)

    def earlier(self, process: str) -> Earlier:
        """A completed process as it stands now: what `IdentifyProcess.follows` takes, when its work is to go back.

        Args:
            process: its name.

        Raises:
            InputError: this is no name.
            UnknownProcess: there is no such process.
        """
        name = check_process_name(process)
        dossier, head = self._dossiers.load(name)
        found = dossier.earlier(head.number, head.hash) if isinstance(dossier, Dossier) else None
        if found is None:
            raise self._unknown(name)
        return found

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
        found: object = super().dossier(programme)
        if isinstance(found, ProgrammeDossier):
            entries = found.entries
        elif isinstance(found, Dossier) and found.state is State.NEW:  # nothing of it was ever accepted
            entries = ()
        else:
            raise no_programme("registers", programme, self._programmes())
        if known is not None:
            there = {r.number for r in self.history(programme) if r.recorded_at <= known}
            entries = tuple(e for e in entries if e.number in there)
        return registers(entries, as_of=as_of, zone=self.rules.norms.zone)

    def accountability(
        self, programme: str | None = None, *, as_of: date | None = None, known: datetime | None = None
    ) -> Account:
        """What was done with every motion, commitment, request and advice, and what is open: the answer to Parliament.

        It is about the programme and the processes that it names: at its opening, in a portfolio, or as evidence. Where it was
        opened with fewer names than processes were studied, it is about every process of the ledger. Others are not read.

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
        from ontvlechting.letter.account import of_ledger

        as_of, known = check_viewpoint("accountability", as_of, known)
        if programme is not None:
            programme = check_process_name(programme)
        now, zone = self._now(), self.rules.norms.zone
        with self._still() as (_, histories):
            there = _begun(histories, programme)
            return of_ledger(histories, programme, there, now=now, as_of=as_of, known=known, zone=zone)

    # -- showing -----------------------------------------------------------------------------------------------------

    def report(
        self,
        language: Language | None = None,
        *,
        programme: str | None = None,
        chapters: Iterable[Chapter] = (),
        progress: ProgressBar | None = None,
    ) -> str:
        """The state of affairs as one page of HTML, complete in itself; the bytes of what it tells of are verified.

        Args:
            language: Dutch or English.
            programme: only this programme, with the processes that it was opened with; without it, everything. Then only what it
                names is read and verified, and the page says so; but where it was opened with fewer names than processes were
                studied, each process of the ledger can be one of them, and the whole ledger is verified.
            chapters: what else holds between the processes, to be told after the overview; programmes come after it.
            progress: shows how far it is: while each process is told, and before that, of everything, while the records are verified and
                while all of them are read.

        Raises:
            InputError: the language is not spoken, or these are no chapters; or this is no progress bar.
            UnknownProcess: there is no such programme.
            BrokenLedger: names a record that is not what was sealed, the first of a whole ledger; there is no report of it.
            MissingExtra: the extra `report` is not installed.
        """
        from ontvlechting.letter.account import of_ledger
        from ontvlechting.letter.views import programme_timeline
        from ontvlechting.letter.views.report import TITLE, breaches, chapter
        from ontvlechting.views.front import NOTHING
        from ontvlechting.views.report import WORDS, page

        language = spoken(language)
        told = self._chapters(chapters)
        if programme is not None:
            programme = check_process_name(programme)
        made, zone = self._now(), self.rules.norms.zone
        with self._still() if programme is None else self._verified() as (still, read):
            if programme is None:
                verified, there = still.verify(progress=progress), read.standing_in(BEGUN)
                histories: Mapping[str, History] = read.whole(progress)
                accounts = {n: of_ledger(histories, n, there, now=made, known=made, zone=zone) for n in there}
                told_of: Sequence[Standing] = still.overview()
            else:
                histories, there = read, _begun(read, programme)
                account = of_ledger(read, programme, there, now=made, known=made, zone=zone)
                accounts, told_of = {programme: account}, read.where({programme, *account.processes})
            lines = [line for line in told_of if line.state not in BEGUN]
            cases = [self._case(line, histories[line.process], made) for line in watched(lines, progress, len(lines))]
            heads = [line for line in told_of if line.state in BEGUN]
            beside = sum((self._case(line, histories[line.process], made).front for line in heads), NOTHING)
            drawn = {name: histories[name] for name in (*(line.process for line in lines), *accounts)}
            absent: Collection[str] = ()
            if isinstance(read, VerifiedHistories):
                verified, absent = still.verify(progress=progress) if account.of_all else read.verified(), read.lacking
        told += [chapter(account, language) for account in accounts.values()]
        return page(
            cases,
            verified=verified,
            made=made,
            language=language,
            chapters=told,
            picture=programme_timeline.timeline(drawn, language) if drawn else None,
            title=TITLE if self.rules.start is LETTER.start else WORDS["title"],
            more=breaches(cases, language),
            beside=beside,
            absent=absent,
        )

    def _drawn(self, histories: Mapping[str, History], language: Language) -> Timeline:
        """Where each process stood, who was accountable, and what each programme was asked and promised."""
        from ontvlechting.letter.views import programme_timeline

        return programme_timeline.timeline(histories, language)


class Workflow(Ledger, workflow.Workflow):
    """Processes in one ledger: judges each step that is asked, and records the answer. It also answers all that a `Ledger` does.

    `Workflow.open("memory:")` makes one to try, and says what can be given with it. `submit` asks for a step and records the
    answer; `ask` only asks. The letter's rules judge a new process unless others are given.
    """


class Federation(federation.Federation):
    """Several ledgers of the letter, each of an organisation of its own, asked together."""

    opens: ClassVar[type[ledger.Ledger]] = Ledger


def definition(
    rules: Rules = LETTER, *, graph: Literal["mermaid", "graphviz"] | bool = False, language: Language | None = None
) -> Machine:
    """The `Machine` of `transitions` for the letter's rules, or for others; `ontvlechting.shell.machine.definition` says more."""
    from ontvlechting.shell import machine  # imported when it is used

    return machine.definition(rules, graph=graph, language=language)


def _begun(histories: Histories, programme: str | None) -> list[str]:
    """The programme that is named, when it exists; else the names of all programmes of the ledger."""
    named = [] if programme is None else histories.where([programme])
    return [line.process for line in named if line.state in BEGUN] or histories.standing_in(BEGUN)


def _names(subject: str, given: Iterable[str]) -> list[str]:
    """These names of processes, checked in form; whether there are such processes is not checked.

    Raises:
        InputError: one of them cannot be the name of a process.
    """
    found, problems = items_of("processes", given, Text(nl="namen van processen", en="names of processes"))
    refuse(subject, [*problems, *(p for n, name in enumerate(found) for p in problems_of_id(name, f"processes[{n}]"))])
    return [plain_name(name) for name in found]
