"""What a timeline shows beside states: who performed, who was accountable, who was heard, what went wrong."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from itertools import groupby

from attrs import define, evolve, field

from ontvlechting.engine import core
from ontvlechting.engine.days import begin_of, end_of
from ontvlechting.engine.text import Language, Text
from ontvlechting.letter import commands as c
from ontvlechting.letter.commands import Feasibility
from ontvlechting.letter.dossier import Dossier
from ontvlechting.letter.terms import brief
from ontvlechting.letter.terms import said as said_of
from ontvlechting.letter.views.words import party
from ontvlechting.record.audit import Record
from ontvlechting.states import ProgrammeState, State
from ontvlechting.views.timeline import Lanes, Mark, Span, settled
from ontvlechting.views.words import both, day

_PERFORMS = Text(nl="Voert uit", en="Performs")
ACCOUNTABLE = Text(nl="Verantwoordelijk", en="Accountable")
_PHASE = Text(nl="Fase", en="Phase")
_PLANNED = Text(nl="Gepland: fase", en="Planned: phase")
_HEARD = Text(nl="Contact", en="Contact")
WAITS = Text(nl="Wachttermijn", en="Waiting period")
BREACH = Text(nl="Verstoring", en="Breach")
_FELL = Text(nl="Teruggevallen", en="Fell back")
_REVERSED = Text(nl="teruggedraaid: fase", en="reversed: phase")
LOOKS: Mapping[str, Text] = {
    "first": Text(nl="overdragende partij (laag)", en="transferring party (low)"),
    "later": Text(nl="ontvangende partij (hoog)", en="receiving party (high)"),
    "wait": Text(nl="wacht", en="waits"),
    "meant": Text(nl="gepland", en="planned"),
    "break": Text(nl="verstoring", en="breach"),
    "dot": Text(nl="contact", en="contact"),
    "cross": Text(nl="geweigerd", en="refused"),
    "back": Text(nl="teruggevallen", en="fell back"),
    "due": Text(nl="uiterlijk", en="due"),
}
"""What a look means, in the order of the legend."""


@define
class _Read:
    """The spans and marks of the records that were read so far; a span without an end still goes on."""

    language: Language
    spans: list[Span] = field(factory=list)
    marks: list[Mark] = field(factory=list)
    performers: dict[str, list[tuple[datetime, str]]] = field(factory=dict)
    known: dict[datetime, datetime] = field(factory=dict)
    asked: dict[str, str] = field(factory=dict)
    recorded: datetime | None = None
    dossier: Dossier = field(factory=lambda: Dossier(process="-"))

    def open(self, lane: Text, what: str, start: datetime, *, looks: str = "box") -> None:
        high = lane is _PHASE
        self.spans.append(
            Span(
                lane=lane[self.language],
                what=what,
                start=start,
                looks=looks,
                high=high,
                brief=brief(what),
                recorded=self.recorded,
            )
        )

    def close(self, lane: Text, what: str | None, end: datetime) -> None:
        """End what goes on in this lane: one thing, or all of it."""
        for n, s in enumerate(self.spans):
            if s.lane == lane[self.language] and s.end is None and what in {None, s.what}:
                self.spans[n] = evolve(s, end=max(end, s.start), end_recorded=self.recorded)

    def record(self, record: Record) -> None:
        command, event = record.event.command, record.event
        if not event.verdict.allowed:
            return
        before, self.dossier = self.dossier, core.evolve(self.dossier, event)
        after, at, self.recorded = self.dossier, command.at, record.recorded_at
        if after.accountable != before.accountable and after.accountable is not None:
            self.close(ACCOUNTABLE, None, at)
            looks = "later" if after.accountable == after.receiving else "first"
            self.open(ACCOUNTABLE, party(after.accountable, self.language), at, looks=looks)
        for task, performer in after.performers.items():
            changes = self.performers.setdefault(task, [])
            if not changes or changes[-1][1] != performer:
                changes.append((at, performer))
                self.known[at] = record.recorded_at
        self._work(command)
        self._breaches(before, after)
        self._heard(command)
        if len(after.findings) > len(before.findings):
            self._finding(after, at)
        if before.started and not after.started:  # the transfer is undone
            self.close(_PHASE, None, at)
        if before.waiting_until is not None and after.waiting_until is None:
            self.close(WAITS, None, at)

    def _work(self, command: c.Command) -> None:
        """Add phases, and steps back."""
        match command:
            case c.StartPhase():
                self.open(_PHASE, str(command.phase), command.at, looks="later")
            case c.AcceptPhase():
                self.close(_PHASE, str(command.phase), command.at)
            case c.FallBack():
                fell = _FELL[self.language]
                self.marks.append(Mark(lane="", what=fell, at=command.at, looks="back", recorded=self.recorded))
            case c.ReversePhase():
                self.close(_PHASE, str(command.phase), command.at)
                lane, what = _PHASE[self.language], f"{_REVERSED[self.language]} {command.phase}"
                self.marks.append(Mark(lane=lane, what=what, at=command.at, looks="back", recorded=self.recorded))
            case _:
                pass

    def _breaches(self, before: Dossier, after: Dossier) -> None:
        """Add breaches that were reported or measured, and close those that ended."""
        known = {reference for i in before.interruptions for reference in i.references}
        for i in after.interruptions:
            if not known.intersection(i.references):
                self.open(BREACH, i.id, i.since, looks="break")
            if i.until is not None:
                self.close(BREACH, i.id, i.until)

    def _heard(self, command: c.Command) -> None:
        """Add contacts, and advice that is waited for."""
        match command:
            case c.RecordContact():
                said = said_of(command.stage)[self.language]
                self.marks.append(Mark(lane=self._body(command.body), what=said, at=command.at, recorded=self.recorded))
            case c.RequestAdvice():
                self.asked[command.advice] = what = (
                    f"{both('advies', 'advice', self.language)} {command.advice} ({day(command.until, self.language)})"
                )
                self.open(WAITS, what, command.at, looks="wait")
            case c.ReceiveAdvice() if command.advice in self.asked:
                self.close(WAITS, self.asked[command.advice], command.at)
            case _:
                pass

    def _body(self, id: str) -> str:
        """The line of a body, by its abbreviation where its name ends with one."""
        name = party(id, self.language)
        short = name.rpartition("(")[2].removesuffix(")") if name.endswith(")") else name
        return f"{_HEARD[self.language]}: {short}"

    def _finding(self, after: Dossier, at: datetime) -> None:
        found = after.findings[-1]
        if found.outcome is not Feasibility.FEASIBLE:
            said = both("niet haalbaar tot", "not feasible until", self.language)
            self.open(WAITS, f"{said} {day(found.horizon, self.language)}", at, looks="wait")


def lanes(records: Sequence[Record], language: Language) -> Lanes | None:
    """What the records of a process or programme show beside its states; None for the states of another letter.

    Args:
        records: all records of one process, oldest first.
        language: of the words.
    """
    match settled(records):
        case State():
            return Lanes(spans=tuple(_spans(read := _read(records, language))), marks=tuple(read.marks), looks=LOOKS)
        case ProgrammeState():
            return Lanes(looks=LOOKS)
        case _:
            return None


def _read(records: Sequence[Record], language: Language) -> _Read:
    read = _Read(language)
    for record in records:
        read.record(record)
    return read


def _spans(read: _Read) -> Iterator[Span]:
    """Who was accountable, who performed each task, and then all else."""
    accountable = ACCOUNTABLE[read.language]
    yield from (s for s in read.spans if s.lane == accountable)
    tasks = sorted(read.performers.items(), key=lambda of: (len(of[1]), of[1]))
    for changes, group in groupby(tasks, key=lambda of: of[1]):
        lane = f"{_PERFORMS[read.language]}: {', '.join(task for task, _ in group)}"
        ends = [*(at for at, _ in changes[1:]), None]
        for (start, performer), end in zip(changes, ends, strict=True):
            looks = "later" if performer == read.dossier.receiving else "first"
            name = party(performer, read.language)
            told, ended = read.known.get(start), None if end is None else read.known.get(end)
            yield Span(
                lane=lane,
                what=name,
                start=start,
                end=end,
                looks=looks,
                brief=brief(name),
                recorded=told,
                end_recorded=ended,
            )
    phase = _PHASE[read.language]
    yield from (s for s in read.spans if s.lane == phase)
    yield from _planned(read)
    yield from (s for s in read.spans if s.lane not in (accountable, phase))


def _planned(read: _Read) -> Iterator[Span]:
    """The phases as the plan in force has them, beside when they took place."""
    for phase in read.dossier.phases:
        lasts = end_of(phase.ends_on)
        yield Span(
            lane=_PLANNED[read.language],
            what=str(phase.number),
            start=begin_of(phase.starts_on),
            end=lasts,
            looks="meant",
        )
