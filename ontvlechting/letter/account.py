"""What Parliament asks: what was done with every motion and advice, was anything irreversible done, was continuity affected, what is open.

House rules: an account is derived from sealed records by pure functions, and every statement names the records that
show it. There are two clocks: `at` says when something happened, `recorded_at` when it was recorded. An account is
about one day, and rests on what was recorded up to one moment. By default that is the end of the same day, so that the
account of an earlier day does not change when more is recorded.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta

import attrs
from attrs import frozen

from ontvlechting.engine.checked import EVER
from ontvlechting.engine.core import evolve
from ontvlechting.engine.days import ZONE, day_of, end_of
from ontvlechting.engine.dossier import Recorded
from ontvlechting.engine.errors import InputError, Problem, UnknownProcess
from ontvlechting.engine.shows import Shows
from ontvlechting.engine.text import Text
from ontvlechting.engine.values import RulesRef
from ontvlechting.engine.verdicts import Rule
from ontvlechting.letter import commands as c
from ontvlechting.letter.catalogue import CATALOGUE
from ontvlechting.letter.commands import Command, Reversal, Route
from ontvlechting.letter.dossier import Dossier
from ontvlechting.letter.interruptions import (
    Interruption,
    Measurement,
    as_first_told,
    interruptions,
    lessened,
    measurements,
)
from ontvlechting.letter.registers import Entry, Progress, Registers, about, effective, no_programme, registers
from ontvlechting.letter.reversals import declared
from ontvlechting.record.audit import Record
from ontvlechting.states import DECIDED, State


@frozen
class Shown:
    """A sealed record that shows something (*bewijsplaats*).

    Attributes:
        process: the name of the process or programme.
        record: the number of the record in it.
        hash: its hash.
        at: when it happened.
        recorded_at: when it was recorded.
        command: the command that was given.
        accepted: whether that was accepted.
    """

    process: str
    record: int
    hash: str
    at: datetime
    recorded_at: datetime
    command: Command
    accepted: bool


@frozen(kw_only=True)
class Deed:
    """What was done with something that came in (*opvolging*).

    Attributes:
        shown: the record of it.
        how: how it was done, or why, in the words of the command; None where it says nothing.
        document: the reference of the document that shows it; None where none is named.
        rules: the rules that carry it out.
        evidence: the records of processes that are named as showing it.
        unknown: evidence that is not among the records of this account.
        refusals: the records in which one of these rules refused a command, which shows that the rule is applied.
        corrected: the record that last set it right, and so holds what is told here; None where none did.
        withdrawn: the record that took it out, of what holds no longer; None for what holds.
    """

    shown: Shown
    how: str | None = None
    document: str | None = None
    rules: tuple[Rule, ...] = ()
    evidence: tuple[Shown, ...] = ()
    unknown: tuple[c.RecordRef, ...] = ()
    refusals: tuple[Shown, ...] = ()
    corrected: Shown | None = None
    withdrawn: Shown | None = None


@frozen(kw_only=True)
class Line:
    """One motion, commitment, request, or element of an advice, also of one on a process, with what was done with it.

    Attributes:
        entry: the line of the register: how far it is, since when, who owns it, when it is due.
        shown: the record by which it came in.
        corrected: the record that last set it right, and so holds what is told here; None where none did (R79).
        deeds: what was done with it, oldest first; that nothing was done is a finding as well.
        withdrawn: what was told to have been done with it and was taken out since, as it was last told (R79).
        told: how the House was informed about it.
    """

    entry: Entry[Command]
    shown: Shown
    corrected: Shown | None
    deeds: tuple[Deed, ...]
    withdrawn: tuple[Deed, ...]
    told: tuple[Deed, ...]

    @property
    def asks(self) -> str:
        """What it asks or promises, in its own words."""
        return self.entry.asks

    @property
    def name(self) -> str:
        """Its reference, for an element of an advice with the element; of an advice on a process with the process."""
        name = self.entry.name
        return f"{self.shown.process}: {name}" if isinstance(self.entry.command, c.ReceiveAdvice) else name


@frozen(kw_only=True)
class Period:
    """A time in which who performs, who is accountable and how it is undone stayed the same (*periode*; R6, R50, R54).

    Attributes:
        process: the name of the process.
        since: the record with which it began.
        until: the record with which it ended; None while it lasts.
        state: where the process stood when it began.
        performers: for each task, the id of the party that performs it.
        accountable: the id of the one party that is accountable.
        standby: the id of the party that stands by to take the work back; None where nothing has moved, or all has.
        reversals: how each phase that began, and each shift of budget, is undone.
        completed: whether the process is completed and work or budget has moved; that was proven first and is not
            undone.
        last: its last day: that of the record that ended it, or the day of the account.
    """

    process: str
    since: Shown
    until: Shown | None
    state: State
    performers: Mapping[str, str]
    accountable: str
    standby: str | None
    reversals: tuple[Reversal, ...]
    completed: bool
    last: date

    @property
    def reversible_until(self) -> date | None:
        """The last day on which all that was done could be undone as declared.

        None when there is nothing to undo (R54).
        """
        return min((r.until for r in self.reversals), default=None)

    @property
    def irreversible(self) -> bool:
        """Whether, before completion, a declared reversal had run out, or work had moved and nobody stood by (R54)."""
        return self.irreversible_from is not None

    @property
    def irreversible_from(self) -> date | None:
        """The first day on which something could not be undone, as the guards of R54 say too; None without one."""
        if self.completed:
            return None
        begin, until = day_of(self.since.at), self.reversible_until
        if self.standby is None and any(p != self.accountable for p in self.performers.values()):
            return begin
        return max(begin, until + timedelta(days=1)) if until is not None and until < self.last else None

    @property
    def undone_by(self) -> Text:
        """How all that was done up to this period could be undone during it."""
        if self.completed:
            return Text(
                nl="afgerond na bewijs; dit is de eerste stap die niet wordt teruggedraaid",
                en="completed after proof; this is the first step that is not undone",
            )
        if self.standby is None and self.reversals:
            return Text(nl="terugdraaien van het budget, zoals verklaard", en="reversing the budget, as declared")
        if self.standby is None:
            return Text(nl="er is niets verschoven", en="nothing had moved")
        return Text(
            nl=f"terugvallen, zonder toestemming van anderen: {self.standby} voert weer alles uit",
            en=f"falling back, without anybody's consent: {self.standby} performs everything again",
        )


@frozen(kw_only=True)
class Interrupted:
    """A time in which a service was affected, with the records that show it (*verstoring*; R50, R53).

    Attributes:
        process: the name of the process in whose records it stands.
        breach: which service, since when, until when, by what, and how it was restored.
        begun: the records that report or measure it.
        ended: the record that reports its end; None while it lasts.
        corrected: the corrections by which it was removed or made shorter; empty for a breach that still holds.
    """

    process: str
    breach: Interruption
    begun: tuple[Shown, ...]
    ended: Shown | None
    corrected: tuple[Shown, ...] = ()


@frozen(kw_only=True)
class Measured:
    """How the continuity of one process was measured (*meting*; R53).

    What was not measured is not assumed to be in order.

    Attributes:
        process: the name of the process.
        indicators: the ids of the indicators that its plans name.
        taken: the ids of those that were measured.
        measurements: how often.
        beyond: each measurement past its limit, with the record that shows it.
    """

    process: str
    indicators: tuple[str, ...]
    taken: tuple[str, ...]
    measurements: int
    beyond: tuple[tuple[Measurement, Shown], ...]


@frozen(kw_only=True)
class Account(Shows):
    """The answer to Parliament, for one day, on what was known at one moment (*verantwoording*; R79).

    Attributes:
        programme: the name of the programme.
        as_of: for which day.
        known: what was recorded up to this moment counts.
        registers: every register, derived from those records.
        motions: how the motions were carried out (R80).
        commitments: what was promised (R81).
        requests: what the House asked, and what answered it (R82).
        advices: every element of every advice to the programme, and of every advice of a council or a union on one of its
            processes, and what was done with it (R64, R76-R79).
        others: signals and escalations (R87, R67).
        periods: of every process of the programme, who performed and who was accountable when, and how that could be
            undone.
        interruptions: every time in which a service was affected, by process (R50, R53).
        corrected: breaches that were reported or measured and later corrected, as they were first told (R79).
        measured: of every process of the programme, how its continuity was measured.
        size: how many processes the programme says were studied; None when it was not opened by then.
        processes: the names of the processes that it was opened with, also of those that a correction left out since.
        of_all: whether it is about every process of the ledger, because fewer were named than were studied: any of them
            may be one of those.
        records: how many records this rests on.
        rules: which rules judged them, of the programme and of its processes.
        unreadable: the records that cannot be read here; the account is made without what they say.
    """

    programme: str
    as_of: date
    known: datetime
    registers: Registers
    motions: tuple[Line, ...]
    commitments: tuple[Line, ...]
    requests: tuple[Line, ...]
    advices: tuple[Line, ...]
    others: tuple[Line, ...]
    periods: tuple[Period, ...]
    interruptions: tuple[Interrupted, ...]
    corrected: tuple[Interrupted, ...]
    measured: tuple[Measured, ...]
    size: int | None
    processes: tuple[str, ...]
    of_all: bool
    records: int
    rules: tuple[RulesRef, ...]
    unreadable: tuple[Shown, ...]

    def __iter__(self) -> Iterator[Line]:
        """Every line, motions first."""
        yield from (*self.motions, *self.commitments, *self.requests, *self.advices, *self.others)

    @property
    def open(self) -> tuple[Line, ...]:
        """What is still open, the oldest first."""
        return tuple(sorted((x for x in self if x.entry.open), key=lambda x: (x.entry.since, x.entry.record)))

    @property
    def silent(self) -> tuple[Line, ...]:
        """The elements of advices about which nothing was said, as they now read: silence is a finding (R76)."""
        return tuple(x for x in self.advices if x.entry.open and x.entry.follow_up is None)

    @property
    def irreversible(self) -> tuple[Period, ...]:
        """The periods before completion in which something could not be undone; there should be none (R54)."""
        return tuple(p for p in self.periods if p.irreversible)


def account(
    programme: str,
    histories: Mapping[str, Sequence[Record]],
    *,
    as_of: date,
    known: datetime,
    zone: str = ZONE,
) -> Account:
    """The account of a programme.

    Args:
        programme: its name.
        histories: the records of the programme and of every process, by name; refusals too. Only those of processes
            that the account is about are read.
        as_of: for which day: what happened later is left out.
        known: what was recorded after this moment is left out.
        zone: the calendar zone of that day.

    Returns:
        The account; when the programme did not exist yet, one without lines. See `Ledger.accountability`.
    """

    def counted(records: Iterable[Record]) -> list[Record]:
        return [r for r in records if r.recorded_at <= known and day_of(r.event.command.at, zone) <= as_of]

    def read(records: Iterable[Record]) -> Iterator[Recorded]:
        return (
            Recorded(r.number, r.event.command) for r in records if r.event.verdict.allowed and r.unreadable is None
        )

    there = counted(histories.get(programme, ()))
    corrected = {x.record for e in read(there) if isinstance(x := e.command, c.Correct)}
    numbers = {r.number for r in there} | corrected  # what was corrected may be of another day than it was told of
    own = [r for r in histories.get(programme, ()) if r.number in numbers]
    accepted = [*read(own)]
    replaced = tuple(_replaced(accepted))
    told_ever = (*effective(accepted), *(e for e, _ in replaced))
    found = registers(accepted, as_of=as_of, zone=zone)
    processes = sorted(name for name in _about(told_ever, histories) if name != programme)
    told = {name: histories[name] for name in processes}
    known_then = {name: counted(told[name]) if name in told else own for name in sorted((*processes, programme))}
    every = [(name, r) for name, records in known_then.items() for r in records]
    whole = [
        continuity(name, [r for r in records if r.recorded_at <= known], as_of, zone) for name, records in told.items()
    ]
    records = {(name, r.number): _shown(name, r) for name, r in every}
    refusals = _refusals(known_then)

    def lines(entries: Iterable[Entry[Command]]) -> tuple[Line, ...]:
        return tuple(_line(programme, e, records, refusals, replaced) for e in entries)

    def lines_on(process: str) -> Iterator[Line]:
        before = tuple(_replaced(read(known_then[process])))
        for e in advices_on(process, known_then[process], as_of):
            yield _line(process, e, records, refusals, before)

    opened = found.opened.command if found.opened else None
    opened_with, all_of_them = _opened_with(told_ever)
    return Account(
        programme=programme,
        as_of=as_of,
        known=known,
        registers=found,
        motions=lines(found.motions),
        commitments=lines(found.commitments),
        requests=lines(found.requests),
        advices=(*lines(found.advices), *(line for name in processes for line in lines_on(name))),
        others=lines((*found.signals, *found.escalations)),
        periods=tuple(p for name in processes for p in periods(name, known_then[name], as_of, zone)),
        interruptions=tuple(i for affected, _ in whole for i in affected if not i.corrected),
        corrected=tuple(i for affected, _ in whole for i in affected if i.corrected),
        measured=tuple(m for _, m in whole if m is not None),
        size=opened.size if isinstance(opened, c.OpenProgramme) else None,
        processes=opened_with,
        of_all=not all_of_them,
        records=len(records),
        rules=tuple(dict.fromkeys(r.event.rules for _, r in every if r.unreadable is None)),
        unreadable=tuple(records[name, r.number] for name, r in every if r.unreadable is not None),
    )


def _opened_with(told: Iterable[Recorded]) -> tuple[tuple[str, ...], bool]:
    """The processes that a programme was opened with, and whether these are all that were studied.

    What a correction left out stays among them, and the largest number that was told counts: nothing leaves the account
    because the opening was set right (R79).
    """
    openings = [e.command for e in told if isinstance(e.command, c.OpenProgramme)]
    named = dict.fromkeys(name for opening in openings for name in opening.processes)
    return tuple(named), bool(openings) and len(named) >= max(opening.size for opening in openings)


def _about(told: Iterable[Recorded], histories: Mapping[str, object]) -> Iterable[str]:
    """The processes that a programme is about: those that it names, at its opening, in a portfolio and as evidence.

    When the opening names fewer processes than were studied, every process of the ledger is included: any of them may
    be one of those that were not named.
    """
    studied, all_of_them = _opened_with(told)
    if not all_of_them:
        return histories
    named = {*studied}
    for e in told:
        named.update(said.process for said in e.command.rests_on())
        if isinstance(e.command, c.Discharge):
            named.update(ref.process for ref in e.command.evidence)
    return [name for name in named if name in histories]


def of_ledger(
    histories: Mapping[str, Sequence[Record]],
    programme: str | None,
    there: Sequence[str],
    *,
    now: datetime,
    as_of: date | None = None,
    known: datetime | None = None,
    zone: str = ZONE,
) -> Account:
    """The account of a programme, from all that a ledger holds; see `Ledger.accountability` for what it asks and raises.

    Args:
        histories: the records of everything that the ledger holds, by name.
        programme: which programme; the only one when it is not given.
        there: the names of all programmes.
        now: the present moment.
        as_of: for which day; today when it is not given.
        known: what was recorded up to this moment counts; up to the end of that day when it is not given.
        zone: the calendar zone of that day.
    """
    if programme is not None and programme not in histories:
        raise UnknownProcess(programme, there, kind=Text(nl="programma", en="programme"))
    if (programme is None and len(there) != 1) or (programme is not None and programme not in there):
        raise no_programme("accountability", programme, there)
    name = programme or there[0]
    today = day_of(now, zone)
    as_of = as_of or today
    if known is None:
        end = end_of(min(as_of, today), zone)  # nothing was recorded in the future
        known = EVER if end is None else end - timedelta(microseconds=1)
    found = account(name, histories, as_of=as_of, known=known, zone=zone)
    if found.registers.opened is None:
        first = next(r for r in histories[name] if r.event.verdict.allowed)
        begun, recorded = day_of(first.event.command.at, zone), first.recorded_at.isoformat(timespec="minutes")
        if as_of < begun:
            day = Text(
                nl=f"een dag vanaf {begun}: toen begon `{name}`",
                en=f"a day from {begun} on: that is when `{name}` began",
            )
            raise InputError("accountability", [Problem("as_of", str(as_of), day)])
        moment = Text(
            nl=f"een moment vanaf {recorded}: toen is vastgelegd dat `{name}` begon; op de opdrachtregel vraagt u met "
            "`--known-now` naar wat nu bekend is",
            en=f"a moment from {recorded} on: that is when it was recorded that `{name}` began; on the command line "
            "`--known-now` asks for what is known now",
        )
        raise InputError("accountability", [Problem("known", known.isoformat(timespec="minutes"), moment)])
    return found


def _shown(name: str, record: Record) -> Shown:
    event = record.event
    return Shown(
        name, record.number, record.hash, event.command.at, record.recorded_at, event.command, event.verdict.allowed
    )


def _refusals(histories: Mapping[str, Sequence[Record]]) -> Mapping[str, tuple[Shown, ...]]:
    """For each rule the records in which it refused a command."""
    found: dict[str, dict[tuple[str, int], Shown]] = {}
    for name, records in histories.items():
        for record in records:
            for reason in record.event.verdict.reasons:
                if reason.shuts:
                    found.setdefault(reason.rule, {})[name, record.number] = _shown(name, record)
    return {rule: tuple(by.values()) for rule, by in found.items()}


def _line(
    name: str,
    entry: Entry[Command],
    shown: Mapping[tuple[str, int], Shown],
    refusals: Mapping[str, tuple[Shown, ...]],
    replaced: Iterable[tuple[Recorded, int]],
) -> Line:
    still = {e.number for e in (*entry.steps, *entry.reports)}
    gone = {e.number: (e, by) for e, by in replaced if e.number not in still and _is_about(e.command, entry)}
    return Line(
        entry=entry,
        shown=shown[name, entry.record],
        corrected=_corrected(name, entry.corrected_by, shown),
        deeds=tuple(_deed(name, step, shown, refusals) for step in entry.steps),
        withdrawn=tuple(
            attrs.evolve(_deed(name, e, shown, refusals), withdrawn=shown[name, by]) for e, by in gone.values()
        ),
        told=tuple(_deed(name, report, shown, refusals) for report in entry.reports),
    )


def _replaced(accepted: Iterable[Recorded]) -> Iterator[tuple[Recorded, int]]:
    """Whatever was told and corrected since, as it was told until then, with the number of the record that did so."""
    told: dict[int, Recorded] = {}
    for e in accepted:
        if not isinstance(e.command, c.Correct):
            told[e.number] = e
            continue
        number, holds = e.command.record, e.command.holds
        if number in told:
            yield told.pop(number), e.number
            if holds is not None:
                told[number] = Recorded(number, holds, e.number)


def _corrected(programme: str, by: int | None, shown: Mapping[tuple[str, int], Shown]) -> Shown | None:
    """The record that set something of a programme right; None where none did."""
    return None if by is None else shown[programme, by]


def _is_about(command: Command, entry: Entry[Command]) -> bool:
    """Whether a command tells what was done with this line of a register, or told the House of it."""
    if isinstance(command, c.ReportToHouse):
        return entry.id in command.about
    item = command.advice if isinstance(command, c.AnswerAdvice) else about(command)
    return item == entry.id and getattr(command, "element", None) == entry.element


def _deed(
    programme: str,
    step: Recorded,
    shown: Mapping[tuple[str, int], Shown],
    refusals: Mapping[str, tuple[Shown, ...]],
) -> Deed:
    command, record = step.command, shown[programme, step.number]
    how = next((h for h in (getattr(command, f, None) for f in ("how", "reason", "decision")) if h), None)
    document = getattr(command, "document", None)
    corrected = _corrected(programme, step.corrected_by, shown)
    if not isinstance(command, c.Discharge):
        return Deed(shown=record, how=how, document=document, corrected=corrected)
    named = [(ref, shown.get((ref.process, ref.record))) for ref in command.evidence]
    held = {(s.process, s.record): s for id in command.rules for s in refusals.get(id, ())}
    return Deed(
        shown=record,
        how=how,
        document=document,
        rules=tuple(CATALOGUE[id] for id in command.rules if id in CATALOGUE),
        evidence=tuple(s for _, s in named if s is not None),
        unknown=tuple(ref for ref, s in named if s is None),
        refusals=tuple(held.values()),
        corrected=corrected,
    )


def periods(process: str, records: Sequence[Record], as_of: date, zone: str = ZONE) -> Iterator[Period]:
    """The periods of a process, one after the other, up to this day.

    A process that was not identified has none, and neither has a programme. A period also begins where a phase is
    started. A renewed reversal counts from when it was recorded: nobody could know of it before.
    """
    dossier = Dossier(process=process)
    begun: tuple[Dossier, Shown] | None = None
    before: Record | None = None
    for record in records:
        dossier = evolve(dossier, record.event, record.number)
        if dossier.identity is not None and (begun is None or _arrangement(dossier) != _arrangement(begun[0])):
            now = _shown(process, record)
            if begun is not None:
                ended = _period(*begun, until=now, last=day_of(now.at, zone))
                known = day_of(now.recorded_at, zone)
                if not record.event.command.in_turn and before is not None and _had_run_out(ended, before, known, zone):
                    ended = attrs.evolve(ended, last=known)
                yield ended
            begun = dossier, now
        before = record
    if begun is not None:
        yield _period(*begun, until=None, last=as_of)


def _had_run_out(period: Period, before: Record, known: date, zone: str) -> bool:
    """Whether a reversal ran out between two records: open when `before` was recorded, closed on the day `known`."""
    until = period.reversible_until
    return until is not None and day_of(before.recorded_at, zone) <= until < known


def _arrangement(d: Dossier) -> object:
    """What stays the same during one period."""
    return d.performers, d.accountable, d.standby, tuple(s.phase for s in d.started), _reversals(d)


def _reversals(d: Dossier) -> tuple[Reversal, ...]:
    return tuple(x.reversal for x in declared(d)) if d.state in DECIDED else ()


def _period(d: Dossier, since: Shown, *, until: Shown | None, last: date) -> Period:
    return Period(
        process=d.process,
        since=since,
        until=until,
        state=d.state,
        performers=d.performers,
        accountable=d.accountable or "",
        standby=d.standby,
        reversals=_reversals(d),
        completed=d.state is State.COMPLETED and (d.route is Route.SHIFT or bool(d.shifts)),
        last=last,
    )


# -- advice on a process ------------------------------------------------------------------------------------------------


def advices_on(process: str, records: Iterable[Record], as_of: date) -> Iterator[Entry[c.ReceiveAdvice]]:
    """Every advice that came in on a process, and how far it is; where it asks several things, each by itself.

    It waits for an answer until one was given to what it says now (R76, R78); an abstention asks for none. An advice that
    the body successfully denied is none of its own.

    Args:
        process: its name.
        records: what was known of it then, up to this day.
        as_of: the day, for what is overdue.
    """
    dossier = Dossier(process=process)
    for record in records:
        dossier = evolve(dossier, record.event, record.number)
    answers = [(e, e.command) for e in dossier.entries if isinstance(e.command, c.AnswerAdvice)]
    answers.sort(key=lambda each: each[1].at)
    given = {id(advice) for advice in dossier.given_advices}
    for e in dossier.entries:
        advice = e.command
        if not isinstance(advice, c.ReceiveAdvice) or id(advice) not in given:
            continue
        for element, answer in dossier.answers_to(advice):
            yield Entry(
                id=advice.advice,
                element=element,
                record=e.number,
                command=advice,
                corrected_by=e.corrected_by,
                progress=_progress_of(advice, answer, as_of),
                since=advice.at if answer is None else answer.at,
                due=None if answer is None else answer.review_on,
                follow_up=None if answer is None else answer.follow_up,
                steps=tuple(step for step, a in answers if (a.advice, a.element) == (advice.advice, element)),
            )


def _progress_of(advice: c.ReceiveAdvice, answer: c.AnswerAdvice | None, on: date) -> Progress:
    """How far an advice is with this last answer, on this day."""
    if answer is None:
        return Progress.RECORDED if advice.opinion is c.Opinion.ABSTAINED else Progress.OPEN
    if answer.follow_up is not c.FollowUp.NOT_YET:
        return Progress.DONE
    late = answer.review_on is not None and answer.review_on < on
    return Progress.OVERDUE if late else Progress.NOT_YET


# -- was continuity affected? ------------------------------------------------------------------------------------------


def continuity(
    process: str, records: Sequence[Record], as_of: date, zone: str = ZONE
) -> tuple[tuple[Interrupted, ...], Measured | None]:
    """When services were affected in a process, and how that was measured, as of the end of this day.

    A breach counts from the day on which it began, also when it was reported later; one that ended after this day still
    lasts. Breaches that were corrected come last, as they were first told.

    Args:
        process: its name.
        records: what was known of it, also of later days.
        as_of: the day.
        zone: its calendar zone.
    """
    dossier, shown = Dossier(process=process), dict[int, Shown]()
    for record in records:
        dossier = evolve(dossier, record.event, record.number)
        shown[record.number] = _shown(process, record)
    told, first = (
        [e for e in entries if day_of(_happened(e.command), zone) <= as_of]
        for entries in (dossier.entries, as_first_told(dossier.entries, dossier.superseded))
    )
    limits = [x for x in dossier.limits if day_of(x.since, zone) <= as_of]
    taken = measurements(told, limits)
    holds, before = interruptions(told, taken, told), interruptions(first, measurements(first, limits), first)
    corrected = ((i, tuple(_corrections(i, shown))) for i in lessened(before, holds))
    affected = tuple(
        Interrupted(
            process=process,
            breach=i,
            begun=tuple(shown[n] for n in i.records),
            ended=None if i.ended is None else shown[i.ended],
            corrected=by,
        )
        for i, by in (*((i, ()) for i in holds), *((i, by) for i, by in corrected if by))
    )
    if dossier.identity is None or day_of(dossier.identity.at, zone) > as_of:
        return affected, None
    return affected, Measured(
        process=process,
        indicators=tuple(dict.fromkeys(i.id for x in limits for i in x.indicators)),
        taken=tuple(dict.fromkeys(m.indicator.id for m in taken)),
        measurements=len(taken),
        beyond=tuple((m, shown[m.record]) for m in taken if not m.holds),
    )


def _corrections(told: Interruption, shown: Mapping[int, Shown]) -> Iterator[Shown]:
    """The records that corrected a report, a measurement or the end of a breach."""
    numbers = {*told.records, *(() if told.ended is None else (told.ended,))}
    for record in shown.values():
        if record.accepted and isinstance(record.command, c.Correct) and record.command.record in numbers:
            yield record


def _happened(command: Command) -> datetime:
    """When what a fact reports took place: for a breach, when it began or ended."""
    if isinstance(command, c.ReportBreach):
        return command.since
    return command.until if isinstance(command, c.ResolveBreach) else command.at
