"""Programme: what the ministry answers for across all processes, in a dossier of its own.

What comes in (documents, motions, commitments, requests, advice, dependencies, signals) has a reference of its own,
unique in the programme; what is done with it names that reference. `at` is when something happened. It may lie before
the moment of an earlier record: what became known late is recorded late, and the record shows that.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, datetime
from typing import Any, ClassVar

from attrs import frozen

from ontvlechting.engine.checked import Checked, Id, Number, PartyId, ProcessId, Words
from ontvlechting.engine.command import Command, Fact
from ontvlechting.engine.errors import Problem, shown
from ontvlechting.engine.text import Text
from ontvlechting.letter.commands.participation import Asked, FollowUp
from ontvlechting.letter.commands.plan import Complexity
from ontvlechting.letter.values import (
    AdviceId,
    CommitmentId,
    Delta,
    DependencyId,
    DocumentId,
    DocumentKind,
    ItemId,
    MotionId,
    RequestId,
    SignalId,
    TaskId,
    each_once,
)

__all__ = [
    "AnswerElement",
    "AnswerRequest",
    "Capacity",
    "CloseProgramme",
    "CloseSignal",
    "Discharge",
    "HandOverSignal",
    "OpenProgramme",
    "ProcessReading",
    "RecordAdvice",
    "RecordCommitment",
    "RecordDependency",
    "RecordDocument",
    "RecordMotion",
    "RecordPortfolio",
    "RecordRef",
    "RecordRequest",
    "RecordSignal",
    "ReportToHouse",
]


# -- the programme itself ----------------------------------------------------------------------------------------------


@frozen(kw_only=True)
class OpenProgramme(Command):
    """A programme begins: its own dossier, next to those of the processes (*programma openen*; R22).

    Attributes:
        name: what it is called.
        size: how many processes were studied.
        study: the reference of the study; None where it is not said.
        processes: the names of the studied processes, as far as they are known.
    """

    title: ClassVar[Text] = Text(nl="Programma openen", en="Open a programme")

    name: Words
    size: Number
    study: DocumentId | None = None
    processes: tuple[Id, ...] = ()


# -- what comes in -----------------------------------------------------------------------------------------------------


@frozen(kw_only=True)
class RecordDocument(Command):
    """A document of the programme (*document vastleggen*; R85, R86).

    Attributes:
        id: its reference.
        kind: what kind of document.
        name: its title.
        on: its date; None where it is not known.
        origin: the id of the party that made it; None where it is not known.
        parent: for an annex: the reference of the document that it belongs to.
        annex: for an annex: its number in that document.
        public: whether it is public; minutes and the like are not, unless somebody says so.
    """

    title: ClassVar[Text] = Text(nl="Document vastleggen", en="Record a document")

    id: DocumentId
    kind: DocumentKind
    name: Words
    on: date | None = None
    origin: PartyId | None = None
    parent: DocumentId | None = None
    annex: Number | None = None
    public: bool = False

    def problems(self) -> Iterator[Problem]:
        if (self.parent is None) != (self.annex is None):
            expected = Text(
                nl="een nummer en een hoofddocument, of geen van beide", en="a number and a parent, or neither"
            )
            yield Problem("annex", shown((self.parent, self.annex)), expected)


@frozen(kw_only=True)
class RecordMotion(Command):
    """A motion that the House adopted (*motie vastleggen*; R80).

    Attributes:
        id: its reference here.
        moved_by: the member who moved it.
        adopted: when it was adopted; None where it is not known.
        document: the reference of its document; None where it is not known.
        asks: what it asks of the government.
    """

    title: ClassVar[Text] = Text(nl="Motie vastleggen", en="Record a motion")

    id: MotionId
    moved_by: Words
    adopted: date | None = None
    document: DocumentId | None = None
    asks: Words


@frozen(kw_only=True)
class RecordCommitment(Command):
    """Something that the House was promised (*toezegging vastleggen*; R20, R81).

    Attributes:
        id: its reference here.
        owner: the id of the party that has to keep it.
        made: when it was made; None where it is not known.
        document: the reference of the document in which it was made; None where it is not known.
        promises: what was promised.
        due: the last day on which it is to be kept; None where no day was named.
    """

    title: ClassVar[Text] = Text(nl="Toezegging vastleggen", en="Record a commitment")

    id: CommitmentId
    owner: PartyId
    made: date | None = None
    document: DocumentId | None = None
    promises: Words
    due: date | None = None


@frozen(kw_only=True)
class RecordRequest(Command):
    """The House asks for something (*Kamerverzoek vastleggen*; R82, R93).

    Attributes:
        id: its reference here.
        asked_by: the member who asked.
        asked: when it was asked; None where it is not known.
        document: the reference of the document in which it was asked; None where it is not known.
        parts: what is asked, one by one.
        due: the last day for an answer; None where no day was named.
    """

    title: ClassVar[Text] = Text(nl="Kamerverzoek vastleggen", en="Record a request")

    id: RequestId
    asked_by: Words
    asked: date | None = None
    document: DocumentId | None = None
    parts: tuple[Asked, ...]
    due: date | None = None

    def problems(self) -> Iterator[Problem]:
        yield from each_once("parts", [p.id for p in self.parts])


@frozen(kw_only=True)
class RecordAdvice(Command):
    """An advice on the programme (*advies vastleggen*; R77, R78).

    Attributes:
        id: its reference here.
        origin: the id of the party that gave it.
        requester: at whose request; None where it is not known.
        given: when it was given; None where it is not known.
        document: the reference of the advice itself.
        elements: what it asks, one by one.
    """

    title: ClassVar[Text] = Text(nl="Advies vastleggen", en="Record an advice")

    id: AdviceId
    origin: PartyId
    requester: Words | None = None
    given: date | None = None
    document: DocumentId
    elements: tuple[Asked, ...]

    def problems(self) -> Iterator[Problem]:
        yield from each_once("elements", [e.id for e in self.elements])


@frozen(kw_only=True)
class RecordDependency(Command):
    """Something by which parties depend on each other (*afhankelijkheid vastleggen*; R8, R91).

    Attributes:
        id: its reference here; plans that touch it use the same one.
        between: the ids of the parties.
        what: what is shared.
        ict_supplier: for an ICT service: the id of the party that supplies it; None otherwise.
    """

    title: ClassVar[Text] = Text(nl="Afhankelijkheid vastleggen", en="Record a dependency")

    id: DependencyId
    between: tuple[PartyId, ...]
    what: Words
    ict_supplier: PartyId | None = None

    def problems(self) -> Iterator[Problem]:
        yield from each_once("between", self.between)


@frozen(kw_only=True)
class RecordSignal(Command):
    """A signal about citizens in trouble, with its owner (*signaal vastleggen*; R87). It names nobody.

    Attributes:
        id: its reference here.
        what: what is signalled.
        owner: the id of the party that owns it.
        process: the name of the process that it concerns; None when it concerns no one process.
    """

    title: ClassVar[Text] = Text(nl="Signaal vastleggen", en="Record a signal")

    id: SignalId
    what: Words
    owner: PartyId
    process: ProcessId | None = None


# -- what is done with it ----------------------------------------------------------------------------------------------


@frozen(kw_only=True)
class RecordRef(Checked):
    """A record of a process that shows something (*verwijzing naar een vastlegging*).

    Attributes:
        process: the name of the process.
        record: the number of the record in it.
    """

    process: ProcessId
    record: Number


@frozen(kw_only=True)
class Discharge(Command):
    """A motion was carried out, or a commitment kept, as a document shows (*afdoen*; R80, R81, R83).

    Attributes:
        item: the reference of the motion or commitment.
        document: the reference of the document that shows it.
        how: how it was carried out or kept.
        rules: the ids of the rules that carry it out, and by which it keeps counting.
        evidence: the records of processes that show it.
    """

    title: ClassVar[Text] = Text(nl="Motie of toezegging afdoen", en="Discharge a motion or commitment")

    item: ItemId
    document: DocumentId | None = None
    how: Words
    rules: tuple[Id, ...] = ()
    evidence: tuple[RecordRef, ...] = ()


@frozen(kw_only=True)
class AnswerRequest(Command):
    """A document answers a request, or some of its parts (*Kamerverzoek beantwoorden*; R82).

    Attributes:
        request: the reference of the request.
        document: the reference of the document that answers.
        parts: the names of the parts that it answers.
        how: what the answer comes to.
    """

    title: ClassVar[Text] = Text(nl="Kamerverzoek beantwoorden", en="Answer a request")

    request: RequestId
    document: DocumentId | None = None
    parts: tuple[Id, ...]
    how: Words | None = None

    def problems(self) -> Iterator[Problem]:
        yield from each_once("parts", self.parts)


@frozen(kw_only=True)
class AnswerElement(Command):
    """What is done with one element of an advice: comply or explain (*onderdeel van een advies beantwoorden*; R69, R76, R78).

    Attributes:
        advice: the reference of the advice.
        element: the name of the element.
        follow_up: followed, partly, not yet or not.
        reason: why; silence is no answer.
        document: the reference of the document that says so; None when there is none.
        review_on: for "not yet": when it is looked at again.
    """

    title: ClassVar[Text] = Text(nl="Onderdeel van een advies beantwoorden", en="Answer an element of an advice")

    advice: AdviceId
    element: Id
    follow_up: FollowUp
    reason: Words | None = None
    document: DocumentId | None = None
    review_on: date | None = None


@frozen(kw_only=True)
class ReportToHouse(Command):
    """The House is informed (*Kamer informeren*; R14, R84).

    Attributes:
        document: the reference of the document by which the House was informed.
        informed: the id of who was informed.
        about: the references of what it was about: motions, commitments, requests, advice, signals.
        what: what was told.
    """

    title: ClassVar[Text] = Text(nl="Kamer informeren", en="Report to the House")

    document: DocumentId | None = None
    informed: PartyId
    about: tuple[ItemId, ...] = ()
    what: Words


@frozen(kw_only=True)
class HandOverSignal(Command):
    """A signal gets another owner, in one act: it has one at every moment (*signaal overdragen*; R87).

    Attributes:
        signal: the reference of the signal.
        owner: the id of the party that owns it from here on.
    """

    title: ClassVar[Text] = Text(nl="Signaal overdragen", en="Hand over a signal")

    signal: SignalId
    owner: PartyId


@frozen(kw_only=True)
class CloseSignal(Command):
    """A signal was dealt with (*signaal afdoen*; R87).

    Attributes:
        signal: the reference of the signal.
        how: what was done.
    """

    title: ClassVar[Text] = Text(nl="Signaal afdoen", en="Close a signal")

    signal: SignalId
    how: Words


# -- across processes --------------------------------------------------------------------------------------------------


@frozen(kw_only=True)
class Capacity(Checked):
    """How much complexity may be in transfer at once, as the ministry states it (*capaciteit*; R49). The letter gives no figures.

    Attributes:
        simple, moderate, complex: how much a phase of that complexity weighs.
        at_once: how much may run at once.
    """

    simple: Number
    moderate: Number
    complex: Number
    at_once: Number

    def weight(self, complexity: Complexity | None) -> int:
        """How much a phase weighs; nothing when there is none."""
        weights = {
            Complexity.SIMPLE: self.simple,
            Complexity.MODERATE: self.moderate,
            Complexity.COMPLEX: self.complex,
        }
        return 0 if complexity is None else weights[complexity]


@frozen(kw_only=True)
class ProcessReading(Checked):
    """What was read of one process, and where (*lezing van een proces*; R22, R42, R49, R91).

    Attributes:
        process: the name of the process.
        record: the number of the last record that was read.
        hash: the hash of that record.
        state: where the process stood.
        since: when it came to stand there; None before its first step.
        parties: the ids of the delivering and the receiving party.
        finding: the reference of the study of its last feasibility finding; None when it has none.
        in_transfer: the complexity of the phase that runs; None when none runs.
        deltas: what its plan, or the shift once made, moves between budgets; nothing once it was stopped.
        dependencies: the names of what it shares, according to its plan; nothing once it was stopped.
        compensated_by: where its deltas do not add up to zero: the process that makes up for it, according to its plan.
        studied: which process of the known study it is; None when it is none of those (R22).
        improves: whether it improves governance where no process was studied (R74).
        follows: the completed process of which it takes the work back; None for any other (R54).
        takes_back: the ids of the tasks that it takes back, according to its plan; nothing once it was stopped.
        unresolved: the references of what is open in it, also once it has ended: its breaches, escalations and contests, the records that
            cannot be read and were not set aside, and what was not answered of its inputs and advices (R47, R50, R62, R67, R76).
    """

    process: ProcessId
    record: Number
    hash: Id
    state: Id
    since: datetime | None = None
    parties: tuple[PartyId, ...] = ()
    finding: DocumentId | None = None
    in_transfer: Complexity | None = None
    deltas: tuple[Delta, ...] = ()
    dependencies: tuple[DependencyId, ...] = ()
    compensated_by: ProcessId | None = None
    studied: Id | None = None
    improves: bool = False
    follows: ProcessId | None = None
    takes_back: tuple[TaskId, ...] = ()
    unresolved: tuple[Id, ...] = ()

    def agrees(self, dossier: Any, record: int, hash: str) -> bool:
        """Whether this is what the dossier says after this record; False for a programme, which gives no reading."""
        read = getattr(dossier, "reading", None)
        return record > 0 and read is not None and bool(self == read(record, hash))


def _is_a_process(dossier: Any) -> bool:
    """Whether a dossier is of a process that was opened, so that a portfolio has to include it."""
    return getattr(dossier, "reading", None) is not None and dossier.at is not None


@frozen(kw_only=True)
class RecordPortfolio(Fact):
    """How the processes stand, side by side, each as it was read from the ledger (*portfolio vastleggen*; R22, R42, R49, R91).

    Recorded only while it is true: the shell refuses a reading when its process has newer records, and a portfolio that
    leaves out a process of the ledger (R49).

    Attributes:
        readings: what was read; `Workflow.portfolio` gives it.
        capacity: how much complexity may be in transfer at once; None where the ministry states nothing.
    """

    title: ClassVar[Text] = Text(nl="Portfolio vastleggen", en="Record the portfolio")

    readings: tuple[ProcessReading, ...]
    capacity: Capacity | None = None

    def problems(self) -> Iterator[Problem]:
        yield from each_once("readings", [r.process for r in self.readings])

    def rests_on(self) -> tuple[ProcessReading, ...]:
        return self.readings

    def reads_every(self) -> Callable[[Any], bool]:
        return _is_a_process


# -- the end -----------------------------------------------------------------------------------------------------------


@frozen(kw_only=True)
class CloseProgramme(Command):
    """The programme ends: every process has, nothing is open, and the House has heard how (*programma sluiten*; R22, R84).

    Attributes:
        reason: why.
        readings: how every process of the ledger stands; `Workflow.portfolio` gives it. As with `RecordPortfolio`, the shell
            checks that it is true and leaves none out.
        note: the reference of the public decision note of the ministry.
        report: the reference of the letter or report of the ministry by which the House was informed of the end.
    """

    title: ClassVar[Text] = Text(nl="Programma sluiten", en="Close the programme")

    reason: Words
    readings: tuple[ProcessReading, ...] = ()
    note: DocumentId | None = None
    report: DocumentId | None = None

    def problems(self) -> Iterator[Problem]:
        if self.readings:
            yield from each_once("readings", [r.process for r in self.readings])

    def rests_on(self) -> tuple[ProcessReading, ...]:
        return self.readings

    def reads_every(self) -> Callable[[Any], bool]:
        return _is_a_process
