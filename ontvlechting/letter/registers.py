"""The registers of a programme: what came in, what was done with it, and what is still open.

House rules: derived and pure. Nothing here is stored and nothing is overwritten: the records stay as they are, and a
correction changes only what is derived from them. `registers` answers for any day (R79); given only what was on record at
some moment, it answers as it was known then. Nothing that came in ever leaves the registers: it stays open until something
on record discharges it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from enum import Enum
from operator import attrgetter
from typing import Any, ClassVar, Generic, TypeVar, cast

import attrs
from attrs import frozen

from ontvlechting.engine import dossier
from ontvlechting.engine.chart import State
from ontvlechting.engine.command import and_one
from ontvlechting.engine.days import ZONE, day_of
from ontvlechting.engine.dossier import Recorded
from ontvlechting.engine.errors import InputError, Problem, shown
from ontvlechting.engine.shows import Framed
from ontvlechting.engine.text import Text, sentences
from ontvlechting.engine.values import Actor
from ontvlechting.letter import commands as c
from ontvlechting.letter.commands import Command, FollowUp
from ontvlechting.letter.naming import Described
from ontvlechting.states import ProgrammeState

_C_co = TypeVar("_C_co", bound=Command, covariant=True)
_C = TypeVar("_C", bound=Command)


@frozen(kw_only=True, slots=False)  # without slots it is copied as one dictionary, at every record
class ProgrammeDossier(dossier.Dossier):
    """All that is known of one programme (*programmadossier*).

    Attributes:
        escalated, handled: escalations, and how they ended.
        entries: everything that was accepted, with the number of its record; the registers follow from it.
        references: every reference that stands for something, and whether that is a `document` or something `other`. It
            is kept so that no command has to search the entries for it.
    """

    thing: ClassVar[str] = "programme"
    views: ClassVar[str | None] = "ontvlechting.letter.views.own"
    state: State = ProgrammeState.NEW
    escalated: tuple[c.Escalate, ...] = ()
    handled: tuple[c.ResolveEscalation, ...] = ()
    references: frozenset[tuple[str, str]] = frozenset()

    def refers(self, id: str) -> bool:
        """Whether this reference stands for something."""
        return self.has_document(id) or (id, OTHER) in self.references

    def has_document(self, id: str) -> bool:
        """Whether a document of this reference is on record."""
        return (id, DOCUMENT) in self.references

    def described(self) -> Mapping[str, Described]:
        """The documents that were recorded, as they now hold (R86); what the register calls one is not compared with its title."""
        found: dict[str, Described] = {}
        for entry in effective(self.entries):
            found |= self.describes(entry.command)
        return found

    def meant_by(self, reference: str) -> Described | None:
        """The document of this reference; the entries are only searched when it is on record."""
        return self.described().get(reference) if self.has_document(reference) else None

    def describes(self, command: Command) -> Mapping[str, Described]:
        """The document that is recorded, or that holds instead of one that was."""
        d = command.holds if isinstance(command, c.Correct) else command
        return {d.id: Described(d.kind, None, d.on, d.origin)} if isinstance(d, c.RecordDocument) else {}

    def where_described(self, command: Command, reference: str) -> list[str]:
        """The path in a command to this document: empty for the command itself, `holds` in a correction."""
        where = "holds" if isinstance(command, c.Correct) else ""
        return [where for named in self.describes(command) if named == reference]

    def with_entries(self, entries: tuple[Recorded, ...]) -> ProgrammeDossier:
        """The same programme with these entries."""
        return attrs.evolve(self, entries=entries, references=references_in(entries))

    @property
    def escalations(self) -> tuple[c.Escalate, ...]:
        """The escalations that are open."""
        ended = {h.escalation for h in self.handled}
        return tuple(e for e in self.escalated if e.id not in ended)

    def owner(self, escalation: c.Escalate, _: datetime | None = None) -> Actor:
        """Who owns an escalation of the programme; the ministry can always take over."""
        return escalation.owner

    def sides(self, person: str, _: str) -> set[str]:
        """The parties for which somebody has acted in the programme (R2); what is about the record is no party's."""
        acted = [e.command for e in self.entries if e.command.by.id == person]
        return {x.by.party for x in acted if not isinstance(x, c.Redact | c.SetAside | c.AdoptRules)}

    def response(self, advice: str, element: str) -> c.AnswerElement | None:
        """The last answer to an element of an advice (R76)."""
        given = [
            e.command
            for e in effective(self.entries)
            if isinstance(e.command, c.AnswerElement) and (e.command.advice, e.command.element) == (advice, element)
        ]
        return max(reversed(given), key=attrgetter("at"), default=None)

    @property
    def delivering(self) -> None:
        """None: only processes have parties."""
        return

    receiving = delivering

    def kept(self, command: Command, number: int | None) -> dict[str, Any]:
        """Everything that was accepted, and can be read, is kept with the number of its record."""
        if not command.can_be_given:
            return {}
        last = self.entries[-1].number if self.entries else 0
        entries = and_one(self.entries, Recorded(last + 1 if number is None else number, command))
        if isinstance(command, c.Correct):
            return {"entries": entries, "references": references_in(entries)}
        known = self.references
        return {"entries": entries, "references": known | new if (new := _references(command)) - known else known}


DOCUMENT, OTHER = "document", "other"
"""What a reference stands for."""


def references_in(entries: Iterable[Recorded]) -> frozenset[tuple[str, str]]:
    """Every reference that stands for something after these entries."""
    return frozenset().union(*(_references(e.command) for e in effective(entries)))


def _references(command: Command) -> frozenset[tuple[str, str]]:
    """The reference by which a command goes, if it has one."""
    id = getattr(command, "id", None)
    kind = DOCUMENT if isinstance(command, c.RecordDocument) else OTHER
    return frozenset() if id is None else frozenset({(id, kind)})


class Progress(Enum):
    """How far something is (*voortgang*).

    `RECORDED`: it is there, and asks for nothing. `OPEN`: nothing has been done yet. `PARTLY`: a part of a request is
    answered. `NOT_YET`: an element of an advice is not followed yet, with a reason. `OVERDUE`: it should have been done,
    or looked at again, by now. `DONE`: discharged, answered or dealt with.
    """

    RECORDED = "recorded"
    OPEN = "open"
    PARTLY = "partly"
    NOT_YET = "not_yet"
    OVERDUE = "overdue"
    DONE = "done"

    @property
    def title(self) -> Text:
        """What it is called, in both languages."""
        return _PROGRESS[self]


_PROGRESS = {
    Progress.RECORDED: Text(nl="vastgelegd", en="recorded"),
    Progress.OPEN: Text(nl="open", en="open"),
    Progress.PARTLY: Text(nl="deels beantwoord", en="partly answered"),
    Progress.NOT_YET: Text(nl="nog niet opgevolgd", en="not followed yet"),
    Progress.OVERDUE: Text(nl="termijn verstreken", en="overdue"),
    Progress.DONE: Text(nl="afgedaan", en="done"),
}

SETTLED = frozenset({Progress.RECORDED, Progress.DONE})
"""The progress at which nothing is left to do."""


@frozen(kw_only=True)
class Entry(Generic[_C_co]):
    """One line of a register (*registerpost*).

    Attributes:
        id: its reference in the programme.
        element: of an advice: the name of the element that this line is about; None otherwise.
        record: the number of the record by which it came in.
        command: how it came in, as that holds now.
        corrected_by: the number of the record that corrected it last; None when none did.
        progress: how far it is.
        since: since when it is that far.
        owner: the id of the party that owns it; None where nobody is named.
        due: the last day, or the day on which it is looked at again; None where no day was named.
        follow_up: of an element of an advice: what is done with it; None while nobody has said.
        steps: what was done with it, oldest first, each with the number of its record.
        reports: the reports to the House that were about it.
    """

    id: str
    element: str | None = None
    record: int
    command: _C_co
    corrected_by: int | None = None
    progress: Progress
    since: datetime
    owner: str | None = None
    due: date | None = None
    follow_up: FollowUp | None = None
    steps: tuple[Recorded, ...] = ()
    reports: tuple[Recorded, ...] = ()

    @property
    def open(self) -> bool:
        """Whether something is still to be done."""
        return self.progress not in SETTLED

    @property
    def name(self) -> str:
        """Its reference, for an element of an advice with the element."""
        return self.id if self.element is None else f"{self.id}, {self.element}"

    @property
    def asks(self) -> str:
        """What it asks, promises or tells, in its own words; of what has none, its reference."""
        match self.command:
            case c.RecordAdvice(elements=elements) | c.ReceiveAdvice(elements=elements) if elements:
                return next(e.asks for e in elements if e.id == self.element)
            case c.ReceiveAdvice(document=document):
                return document.title
            case c.RecordRequest(parts=parts):
                return sentences(p.asks for p in parts)
            case c.RecordMotion(asks=words) | c.RecordCommitment(promises=words):
                return words
            case c.RecordSignal(what=words) | c.RecordDependency(what=words) | c.ReportToHouse(what=words):
                return words
            case c.Escalate(problem=words) | c.RecordDocument(name=words):
                return words
        return self.id

    @property
    def changed_by(self) -> Recorded:
        """The last record of what was done with it; without one, that by which it came in."""
        return self.steps[-1] if self.steps else Recorded(self.record, self.command, self.corrected_by)

    def age(self, on: date) -> int:
        """How many days ago it came in (R93); a request counts from when it was asked."""
        asked = self.command.asked if isinstance(self.command, c.RecordRequest) else None
        return (on - (asked or day_of(self.command.at))).days


@frozen(kw_only=True)
class Registers(Framed):
    """Every register of a programme (*registers*), each in the order in which things came in.

    Attributes:
        opened: how the programme was opened; None when it was not.
        documents, motions, commitments, requests, dependencies, signals, escalations: what came in.
        advices: the elements of every advice, one by one (R78).
        reports: what the House was told.
        portfolio: how the processes stood when that was last recorded; None when it never was.
        closed: how the programme was closed; None while it runs.
    """

    _view: ClassVar[str] = "registers"
    opened: Recorded | None = None
    documents: tuple[Entry[c.RecordDocument], ...] = ()
    motions: tuple[Entry[c.RecordMotion], ...] = ()
    commitments: tuple[Entry[c.RecordCommitment], ...] = ()
    requests: tuple[Entry[c.RecordRequest], ...] = ()
    advices: tuple[Entry[c.RecordAdvice], ...] = ()
    dependencies: tuple[Entry[c.RecordDependency], ...] = ()
    signals: tuple[Entry[c.RecordSignal], ...] = ()
    escalations: tuple[Entry[c.Escalate], ...] = ()
    reports: tuple[Entry[c.ReportToHouse], ...] = ()
    portfolio: Recorded | None = None
    closed: Recorded | None = None

    def __iter__(self) -> Iterator[Entry[Command]]:
        """Every line of every register, register by register."""
        for name in REGISTERS:
            yield from getattr(self, name)

    @property
    def open(self) -> tuple[Entry[Command], ...]:
        """Every line that is still open, in the order in which things came in."""
        return tuple(sorted((e for e in self if e.open), key=lambda e: e.record))

    def document(self, id: str | None) -> c.RecordDocument | None:
        """The document of that reference."""
        return next((e.command for e in self.documents if e.id == id), None)

    def of(self, id: str) -> tuple[Entry[Command], ...]:
        """The lines of that reference: one, or one for each element of an advice; none when it is not there."""
        return tuple(e for e in self if e.id == id)


REGISTERS: dict[str, Text] = {
    "documents": Text(nl="Documenten", en="Documents"),
    "motions": Text(nl="Moties", en="Motions"),
    "commitments": Text(nl="Toezeggingen", en="Commitments"),
    "requests": Text(nl="Kamerverzoeken", en="Requests"),
    "advices": Text(nl="Adviezen", en="Advice"),
    "dependencies": Text(nl="Afhankelijkheden", en="Dependencies"),
    "signals": Text(nl="Signalen", en="Signals"),
    "escalations": Text(nl="Escalaties", en="Escalations"),
    "reports": Text(nl="Rapportages aan de Kamer", en="Reports to the House"),
}
"""What each register is called, in the order in which they are shown; the names are those of the fields."""


def effective(entries: Iterable[Recorded]) -> tuple[Recorded, ...]:
    """What holds: each record as it was last corrected, in its own place; what was withdrawn is left out."""
    entries = tuple(entries)
    last = {e.command.record: e for e in entries if isinstance(e.command, c.Correct)}
    if not last:
        return entries
    return tuple(held for e in entries if (held := _as_corrected(e, last)) is not None)


def _as_corrected(entry: Recorded, corrections: Mapping[int, Recorded]) -> Recorded | None:
    """An entry as it was last corrected; None for one that was withdrawn, and for a correction itself."""
    correction = corrections.get(entry.number)
    if isinstance(entry.command, c.Correct):
        return None
    if correction is None or not isinstance(correction.command, c.Correct):
        return entry
    holds = correction.command.holds
    return None if holds is None else Recorded(entry.number, holds, correction.number)


def registers(entries: Iterable[Recorded], *, as_of: date | None = None, zone: str = ZONE) -> Registers:
    """The registers that follow from these entries.

    Args:
        entries: what was accepted in the programme, as `Dossier.entries` holds it. Those that were on record at some
            moment give the registers as they were known then.
        as_of: as they were at the end of this day: what happened later is left out, and what is overdue shows. Without it,
            everything counts and nothing is overdue.
        zone: the calendar zone of that day.
    """
    held = [e for e in effective(entries) if as_of is None or day_of(e.command.at, zone) <= as_of]
    steps: dict[tuple[str, str | None], list[Recorded]] = {}
    told: dict[str, list[Recorded]] = {}
    for e in held:
        if (item := about(e.command)) is not None:
            steps.setdefault((item, getattr(e.command, "element", None)), []).append(e)
        if isinstance(e.command, c.ReportToHouse):
            for id in e.command.about:
                told.setdefault(id, []).append(e)

    kinds: dict[type[Command], list[Recorded]] = {}
    for e in held:
        kinds.setdefault(type(e.command), []).append(e)

    def of(kind: type[_C]) -> tuple[Entry[_C], ...]:
        return tuple(
            _with_steps(line, sorted(steps.get((line.id, line.element), ()), key=attrgetter("command.at")), as_of)
            for e in kinds.get(kind, ())
            for line in _lines(e, cast("_C", e.command), tuple(told.get(_id(e.command), ())))
        )

    def last(kind: type[Command]) -> Recorded | None:
        return next(reversed(kinds.get(kind, ())), None)

    return Registers(
        opened=last(c.OpenProgramme),
        documents=of(c.RecordDocument),
        motions=of(c.RecordMotion),
        commitments=of(c.RecordCommitment),
        requests=of(c.RecordRequest),
        advices=of(c.RecordAdvice),
        dependencies=of(c.RecordDependency),
        signals=of(c.RecordSignal),
        escalations=of(c.Escalate),
        reports=of(c.ReportToHouse),
        portfolio=last(c.RecordPortfolio),
        closed=last(c.CloseProgramme),
    )


def registers_of(dossier: ProgrammeDossier, *, as_of: date | None = None, zone: str = ZONE) -> Registers:
    """The registers of a programme, as its dossier has them."""
    return registers(dossier.entries, as_of=as_of, zone=zone)


def lines_of(dossier: dossier.Dossier, *ids: str, until: datetime | None = None) -> Registers:
    """Only the lines of these references, with what was done with them, but without what the House was told.

    Args:
        dossier: of a programme or a process.
        ids: the references.
        until: without what happened after this moment; without it, everything counts.
    """
    wanted = {*ids}
    held = (e for e in effective(dossier.entries) if until is None or e.command.at <= until)
    return registers(e for e in held if _id(e.command) in wanted or about(e.command) in wanted)


def no_programme(subject: str, name: str | None, there: Sequence[str]) -> InputError:
    """The error when no programme was named, or something that is none; it names the programmes that there are."""
    names = ", ".join(f"`{n}`" for n in there)
    expected = (
        Text(nl=f"de naam van een programma: {names}", en=f"the name of a programme: {names}")
        if there
        else Text(
            nl="een logboek waarin een programma staat; in dit staat er nog geen",
            en="a ledger that holds a programme; this one holds none yet",
        )
    )
    return InputError(subject, [Problem("programme", shown(name) if there else "", expected)])


# -- from commands to lines --------------------------------------------------------------------------------------------


def about(command: Command) -> str | None:
    """The reference of what a follow-up is about; None for anything else."""
    match command:
        case c.Discharge(item=id) | c.AnswerRequest(request=id) | c.AnswerElement(advice=id):
            return id
        case c.HandOverSignal(signal=id) | c.CloseSignal(signal=id) | c.ResolveEscalation(escalation=id):
            return id
    return None


def asked_parts(command: Command) -> frozenset[str]:
    """The names of what a request or an advice asks, one by one; nothing for anything else."""
    match command:
        case c.RecordRequest(parts=asked) | c.RecordAdvice(elements=asked):
            return frozenset(a.id for a in asked)
    return frozenset()


def named_documents(command: Command) -> tuple[str, ...]:
    """The references of the documents that a command names."""
    names = (getattr(command, field, None) for field in ("document", "parent", "note", "report"))
    return tuple(n for n in names if n is not None)


def _id(command: Command) -> str:
    """Its own reference; a report has none but that of its document."""
    found = command.document if isinstance(command, c.ReportToHouse) else getattr(command, "id", None)
    return found or ""


def _lines(recorded: Recorded, command: _C, reports: tuple[Recorded, ...]) -> Iterator[Entry[_C]]:
    """The line of something that came in; for an advice one for each of its elements."""
    still = isinstance(command, (c.RecordDocument, c.RecordDependency, c.ReportToHouse))
    line = Entry(
        id=_id(command),
        record=recorded.number,
        command=command,
        corrected_by=recorded.corrected_by,
        progress=Progress.RECORDED if still else Progress.OPEN,
        since=command.at,
        owner=command.owner.party if isinstance(command, c.Escalate) else getattr(command, "owner", None),
        due=getattr(command, "due", None),
        reports=() if isinstance(command, c.ReportToHouse) else reports,
    )
    if isinstance(command, c.RecordAdvice):
        yield from (attrs.evolve(line, element=e.id) for e in command.elements)
    else:
        yield line


def _with_steps(line: Entry[_C], steps: Iterable[Recorded], on: date | None) -> Entry[_C]:
    """The line after what was done with it, in the order of their moments; what was set right is answered anew."""
    answered: dict[str | None, set[str]] = {}
    for step in steps:
        match step.command:
            case c.HandOverSignal(owner=owner):
                line = attrs.evolve(_with_step(line, step, line.progress), owner=owner)
            case _ if not step.holds_after(line.corrected_by):
                line = _with_step(line, step, line.progress)
            case c.AnswerElement() as answer:
                waits = answer.follow_up is FollowUp.NOT_YET
                line = _with_step(line, step, Progress.NOT_YET if waits else Progress.DONE)
                line = attrs.evolve(line, follow_up=answer.follow_up, due=answer.review_on if waits else None)
            case c.AnswerRequest(document=document, parts=parts) if isinstance(line.command, c.RecordRequest):
                answered.setdefault(document, set()).update(parts)
                whole = any({p.id for p in line.command.parts} <= by for by in answered.values())
                line = _with_step(line, step, Progress.DONE if whole else Progress.PARTLY)
            case c.Discharge() | c.CloseSignal() | c.ResolveEscalation():
                line = _with_step(line, step, Progress.DONE)
    late = on is not None and line.due is not None and line.due < on
    return attrs.evolve(line, progress=Progress.OVERDUE) if late and line.open else line


def _with_step(line: Entry[_C], step: Recorded, progress: Progress) -> Entry[_C]:
    """The line after one step, with this progress."""
    since = line.since if progress is line.progress else step.command.at
    return attrs.evolve(line, progress=progress, since=since, steps=(*line.steps, step))
