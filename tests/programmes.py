"""A fictional programme for the tests: who acts, and commands that are accepted one after another."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from ontvlechting import commands as c
from ontvlechting import decide, evolve, letter
from ontvlechting.engine.values import Actor, Mandate
from ontvlechting.guards import PROGRAMME
from ontvlechting.letter.commands import (
    Asked,
    Capacity,
    Command,
    Complexity,
    FollowUp,
    Level,
    ProcessReading,
    RecordRef,
)
from ontvlechting.letter.registers import ProgrammeDossier
from ontvlechting.letter.values import Delta, DocumentKind, Money, Power, Role

AT = datetime(2023, 4, 3, 9, tzinfo=UTC)
DAY = AT.date()
_MANDATE = Mandate(
    id="fictief-mandaat",
    powers=(Power.ESCALATION, Power.DECIDE),
    valid_from=date(2023, 1, 1),
    valid_until=date(2024, 1, 1),
)
MINISTRY = Actor(id="fictief-1", role=Role.MINISTRY, party=letter.MINISTRY, mandate=_MANDATE)
DOUANE = Actor(id="fictief-2", role=Role.DIRECTORATE, party=letter.DOUANE)
TOESLAGEN = Actor(id="fictief-3", role=Role.DIRECTORATE, party=letter.TOESLAGEN)
OUTSIDER = Actor(id="fictief-4", role=Role.RESEARCHER, party="fictief-bureau")
HOUSE = Actor(id="fictief-5", role=Role.HOUSE, party=letter.HOUSE)


def ask(command: type[Command], /, by: Actor = MINISTRY, at: datetime = AT, **fields: Any) -> Any:
    """A command of this kind, by the ministry unless somebody else is named."""
    return command(by=by, at=at, **fields)


def document(id: str = "fictief-stuk", **fields: Any) -> Any:
    """A fictional document."""
    return ask(c.RecordDocument, id=id, **{"kind": DocumentKind.LETTER, "name": "Fictief stuk", **fields})


def of_the_ministry(id: str, on: date = DAY, **fields: Any) -> Any:
    """A fictional document of the ministry, of this day."""
    return document(id, on=on, origin=letter.MINISTRY, **fields)


def note(id: str = "fictieve-nota", on: date = DAY) -> Any:
    """A fictional public decision note of the ministry, of this day."""
    return of_the_ministry(id, on, kind=DocumentKind.DECISION_NOTE, public=True)


def reading(process: str = "fictief/een", **fields: Any) -> ProcessReading:
    """What a fictional process was read to be."""
    return ProcessReading(
        **{"process": process, "record": 1, "hash": "0" * 64, "state": "identified", "since": AT, **fields}
    )


def deltas(*amounts: str, party: str = letter.DOUANE) -> tuple[Delta, ...]:
    """Budget shifts of one party."""
    return tuple(Delta(party=party, money=Money(amount=Decimal(a))) for a in amounts)


OPENING: tuple[Any, ...] = (
    ask(c.OpenProgramme, name="Fictief programma", size=2, study="fictieve-studie", processes=("fictief/een",)),
    of_the_ministry("fictief-stuk"),
    document("fictieve-bijlage", kind=DocumentKind.EVIDENCE, parent="fictief-stuk", annex=1),
    note(),
    ask(c.RecordMotion, id="motie", moved_by="Fictief", asks="Fictief: doe dit", document="fictief-stuk"),
    ask(c.RecordCommitment, id="toezegging", owner=letter.DOUANE, promises="Fictief", due=date(2023, 5, 1)),
    ask(
        c.RecordRequest,
        id="verzoek",
        asked_by="Fictief",
        asked=date(2023, 3, 1),
        parts=(Asked(id="a", asks="Fictief"), Asked(id="b", asks="Fictief")),
    ),
    ask(
        c.RecordAdvice,
        id="advies",
        origin=letter.DOR,
        document="fictief-stuk",
        elements=(Asked(id="x", asks="Fictief"), Asked(id="y", asks="Fictief")),
    ),
    ask(c.RecordDependency, id="ict", between=(letter.DOUANE, letter.TOESLAGEN), what="Fictieve ICT"),
    ask(c.RecordSignal, DOUANE, id="signaal", what="Fictief signaal", owner=letter.DOUANE),
    ask(c.Escalate, id="escalatie", problem="Fictief", owner=MINISTRY, level=Level.ADMINISTRATIVE),
)
"""Everything that comes in, once: records 1 to 11."""

DONE: tuple[Any, ...] = (
    ask(
        c.Discharge,
        item="motie",
        document="fictief-stuk",
        how="Fictief",
        rules=("R62",),
        evidence=(RecordRef(process="fictief/een", record=3),),
    ),
    ask(c.Discharge, DOUANE, item="toezegging", document="fictief-stuk", how="Fictief"),
    ask(c.AnswerRequest, request="verzoek", document="fictief-stuk", parts=("a", "b"), how="Fictief"),
    ask(c.AnswerElement, advice="advies", element="x", follow_up=FollowUp.FOLLOWED, reason="Fictief"),
    ask(c.AnswerElement, advice="advies", element="y", follow_up=FollowUp.NOT, reason="Fictief"),
    ask(c.HandOverSignal, DOUANE, signal="signaal", owner=letter.TOESLAGEN),
    ask(c.CloseSignal, TOESLAGEN, signal="signaal", how="Fictief"),
    ask(c.ResolveEscalation, escalation="escalatie", level=Level.ADMINISTRATIVE, decision="Fictief"),
    ask(
        c.ReportToHouse,
        document="fictief-stuk",
        informed=letter.HOUSE,
        about=("motie", "toezegging", "advies"),
        what="Fictief",
    ),
)
"""What is done with it, until nothing is open: records 12 to 20."""

PORTFOLIO_RECORD: c.RecordPortfolio = ask(
    c.RecordPortfolio,
    readings=(
        reading(deltas=deltas("1.00"), compensated_by="fictief/twee", in_transfer=Complexity.SIMPLE),
        reading(
            "fictief/twee",
            deltas=deltas("-1.00"),
            compensated_by="fictief/een",
            finding="fictieve-studie",
            dependencies=("ict",),
        ),
    ),
    capacity=Capacity(simple=1, moderate=2, complex=4, at_once=4),
)
CORRECTION: c.Correct = ask(
    c.Correct,
    record=12,
    wrong="Fictief: het verkeerde stuk",
    holds=ask(c.Discharge, item="motie", document="fictieve-bijlage", how="Fictief", rules=("R62",)),
)
CLOSING: c.CloseProgramme = ask(
    c.CloseProgramme,
    reason="Fictief",
    readings=(reading(state="completed"),),
    note="fictieve-nota",
    report="fictief-stuk",
)
EVERY: tuple[Any, ...] = (*OPENING, *DONE, PORTFOLIO_RECORD, CORRECTION, CLOSING)
"""Every command of a programme, each accepted after the ones before it."""


def folded(commands: Iterable[Command], dossier: ProgrammeDossier | None = None) -> ProgrammeDossier:
    """The programme after these commands, each of which has to be accepted."""
    dossier = dossier or ProgrammeDossier(process="programma")
    for command in commands:
        event = decide(PROGRAMME, dossier, command)
        assert event.verdict.allowed, event.verdict.text("en")
        dossier = evolve(dossier, event)
    return dossier
