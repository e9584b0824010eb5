"""A second letter: two archives of a region become one, collection by collection. FICTIONAL, and nobody's policy.

It shares names with the letter on purpose, and means other things by them: the commands `Decide`, `Complete` and `Stop`, the
role `works_council`, the power `decide`, the states `new`, `completed` and `stopped`. It is made of `engine` alone.
"""

from __future__ import annotations

from datetime import date, timedelta
from enum import Enum
from typing import Any

from attrs import evolve, frozen

from ontvlechting import engine
from ontvlechting.engine import (
    YES,
    Arrow,
    Column,
    Id,
    Match,
    Milestone,
    Number,
    Reads,
    Reasons,
    Text,
    Words,
    guard,
    staying,
)

PARTIES = {
    "noord": Text(nl="Archief Noord (fictief)", en="Archive North (fictional)"),
    "zuid": Text(nl="Archief Zuid (fictief)", en="Archive South (fictional)"),
    "streek": Text(nl="Streekbestuur (fictief)", en="Regional board (fictional)"),
}


class State(engine.State):
    NEW = "new", "nieuw", "new"
    PROPOSED = "proposed", "voorgesteld", "proposed"
    OPEN = "open", "ter inzage", "open to objections"
    DECIDED = "decided", "besloten", "decided"
    MOVING = "moving", "in verhuizing", "on the move"
    COMPLETED = "completed", "samengevoegd", "merged"
    STOPPED = "stopped", "blijft staan", "stays where it is"


class Role(engine.Role):
    BOARD = "board"
    ARCHIVE = "archive"
    WORKS_COUNCIL = "works_council"


class Power(engine.Power):
    DECIDE = "decide"


class Wave(Enum):
    FIRST = "first"
    SECOND = "second"


@frozen(kw_only=True)
class Norms(engine.Norms):
    board: Id = "streek"
    archives: tuple[Id, ...] = ("noord", "zuid")
    open_days: Number = 42

    def deciders(self) -> tuple[engine.Supplier, ...]:
        return (engine.Supplier(role=Role.BOARD, party=self.board),)


@frozen(kw_only=True)
class Propose(engine.Command):
    title = Text(nl="Voorstellen", en="Propose")
    effect = engine.fills("proposal")
    keeper: Id
    receiver: Id
    metres: Number
    wave: Wave
    reason: Words


@frozen(kw_only=True)
class Announce(engine.Command):
    title = Text(nl="Ter inzage leggen", en="Lay open")
    effect = engine.fills("announced")
    until: date


@frozen(kw_only=True)
class Object(engine.Fact):
    title = Text(nl="Bezwaar vastleggen", en="Record an objection")
    kept_in = "objections"
    reference: Id
    says: Words


@frozen(kw_only=True)
class Answer(engine.Fact):
    title = Text(nl="Bezwaar beantwoorden", en="Answer an objection")
    kept_in = "answers"
    reference: Id
    says: Words


@frozen(kw_only=True)
class Decide(engine.Command):
    title = Text(nl="Tot verhuizing besluiten", en="Decide to move")


@frozen(kw_only=True)
class RecordLoad(engine.Fact):
    title = Text(nl="Vracht vastleggen", en="Record a load")
    kept_in = "loads"
    metres: Number


@frozen(kw_only=True)
class BringBack(engine.Command):
    title = Text(nl="Terugbrengen", en="Bring back")

    def effect(self, dossier: Any, /) -> dict[str, Any]:
        return {"loads": ()}


@frozen(kw_only=True)
class Complete(engine.Command):
    title = Text(nl="Samenvoegen", en="Merge")


@frozen(kw_only=True)
class Stop(engine.Command):
    title = Text(nl="Laten staan", en="Leave it there")


@frozen(kw_only=True)
class RecordScan(engine.Fact):
    title = Text(nl="Scan vastleggen", en="Record a scan")


@frozen(kw_only=True)
class Dossier(engine.Dossier):
    columns = (
        Column("wave", Wave, Text(nl="golf", en="wave"), lambda d: d.proposal and d.proposal.wave),
        Column("keeper", str, Text(nl="bewaarder", en="keeper"), lambda d: d.proposal and d.proposal.keeper),
        Column("open_until", date, Text(nl="ter inzage tot en met", en="open until"), match=Match.UP_TO),
        Column("open", int, Text(nl="bezwaren", en="objections"), lambda d: len(d.unanswered), Match.ANY, "contested"),
    )
    proposal: Propose | None = None
    announced: Announce | None = None
    objections: tuple[Object, ...] = ()
    answers: tuple[Answer, ...] = ()
    loads: tuple[RecordLoad, ...] = ()

    @property
    def open_until(self) -> date | None:
        return self.announced.until if self.announced and self.state is State.OPEN else None

    @property
    def unanswered(self) -> tuple[str, ...]:
        return tuple(o.reference for o in self.objections if o.reference not in {a.reference for a in self.answers})


def _rule(number: int, term: str, en: str) -> engine.Rule:
    source = engine.Source(document="Fictief: nota Streekarchief", section=f"punt {number}", term=term)
    return engine.Rule(id=f"A{number}", source=source, title=Text(nl=f"{term.capitalize()}.", en=en))


A1 = _rule(1, "het bestuur besluit, met mandaat", "The board decides, by a mandate.")
A2 = _rule(2, "van het ene naar het andere archief", "A collection goes from one archive to the other.")
A3 = _rule(3, "bezwaar kan zes weken", "There are six weeks to object.")
A4 = _rule(4, "elk bezwaar wordt beantwoord", "Each objection is answered.")
A5 = _rule(5, "samenvoegen kan als alles over is", "Merging waits until all has moved.")
A6 = _rule(6, "van kwetsbare stukken is er een scan", "There is a scan of what is fragile.")


@guard(
    A1,
    nl="het bestuur besluit, met mandaat",
    en="the board decides, by a mandate",
    reads=Reads.ACTOR,
    field="by.mandate",
)
def board_decides(dossier: Dossier, command: engine.Command, norms: Norms) -> Reasons:
    by, day = command.by, norms.day_of(command.at)
    if (by.role, by.party) == (Role.BOARD, norms.board) and by.mandate and by.mandate.covers(Power.DECIDE, day):
        return YES
    return [
        A1.forbidden(
            "board",
            nl="dat is aan het bestuur",
            en="that is for the board",
            suppliers=norms.deciders(),
            about={"by.role": Role.BOARD, "by.party": norms.board, "by.mandate.powers": Power.DECIDE},
        )
    ]


@guard(A2, nl="het zijn twee archieven", en="these are two archives", reads=Reads.COMMAND)
def goes_to_the_other(dossier: Dossier, command: Propose, norms: Norms) -> Reasons:
    sound = command.keeper != command.receiver and {command.keeper, command.receiver} <= {*norms.archives}
    keeper, receiver = norms.archives
    about = {"keeper": keeper, "receiver": receiver}
    return YES if sound else [A2.forbidden("archives", nl="noem twee archieven", en="name two archives", about=about)]


@guard(A3, nl="zij ligt lang genoeg ter inzage", en="it lies open long enough", reads=Reads.COMMAND)
def lies_open_long_enough(dossier: Dossier, command: Announce, norms: Norms) -> Reasons:
    first = norms.day_of(command.at) + timedelta(days=norms.open_days)
    nl, en, about = f"niet voor {first}", f"not before {first}", {"until": first}
    return YES if command.until >= first else [A3.forbidden("short", nl=nl, en=en, about=about)]


@guard(A3, nl="de termijn voor bezwaar is om", en="the term to object is over")
def term_is_over(dossier: Dossier, command: engine.Command, norms: Norms) -> Reasons:
    if dossier.announced is None or norms.day_of(command.at) > dossier.announced.until:
        return YES
    end = norms.end_of(dossier.announced.until)
    return [A3.not_yet("term", nl="bezwaar kan nog", en="objections can still be made", earliest=end)]


@guard(A4, nl="elk bezwaar is beantwoord", en="each objection was answered", by={Answer: "reference"})
def objections_are_answered(dossier: Dossier, command: engine.Command, norms: Norms) -> Reasons:
    by = norms.deciders()
    waits = dossier.unanswered
    return [
        A4.missing("open", nl=f"`{o}` wacht", en=f"`{o}` waits", suppliers=by, about={"reference": o}) for o in waits
    ]


@guard(A5, nl="alles is over", en="all has moved", by={RecordLoad: "metres"})
def all_has_moved(dossier: Dossier, command: engine.Command, norms: Norms) -> Reasons:
    left = (dossier.proposal.metres if dossier.proposal else 0) - sum(x.metres for x in dossier.loads)
    by = (engine.Supplier(role=Role.ARCHIVE, party=dossier.proposal.keeper if dossier.proposal else None),)
    nl, en, about = f"nog {left} meter", f"{left} metres left", {"metres": left}
    return [A5.missing("left", nl=nl, en=en, suppliers=by, about=about)] if left > 0 else YES


@guard(A6, nl="er is een scan", en="there is a scan", by=RecordScan)
def scan_was_made(dossier: Dossier, command: engine.Command, norms: Norms) -> Reasons:
    return YES if dossier.recorded(RecordScan) else [A6.warning("scan", nl="er is geen scan", en="there is no scan")]


FINAL = frozenset({State.COMPLETED, State.STOPPED})
LIVE = frozenset(State) - FINAL - {State.NEW}
ARROWS = (
    Arrow(Propose, State.NEW, State.PROPOSED),
    Arrow(Announce, State.PROPOSED, State.OPEN),
    *staying({State.OPEN}, Object, Answer),
    Arrow(Decide, State.OPEN, State.DECIDED),
    Arrow(RecordLoad, State.DECIDED, State.MOVING),
    *staying({State.MOVING}, RecordLoad),
    Arrow(BringBack, State.MOVING, State.DECIDED),
    Arrow(Complete, State.MOVING, State.COMPLETED),
    *engine.moving(LIVE, Stop, State.STOPPED),
    *staying(LIVE, engine.AdoptRules),
    *staying(frozenset(State), engine.SetAside),
    *staying(LIVE | FINAL, engine.Redact),
)
DOORS: engine.Doors = {
    **dict.fromkeys((Object, Answer, RecordLoad, BringBack), ()),
    **dict.fromkeys((Stop, engine.AdoptRules, engine.SetAside, engine.Redact), (board_decides,)),
    Propose: (goes_to_the_other,),
    Announce: (lies_open_long_enough,),
    Decide: (board_decides, term_is_over, objections_are_answered),
    Complete: (board_decides, all_has_moved),
}
BACK = engine.WayBack((BringBack,), frozenset(State) - FINAL - {State.MOVING})
MILESTONES = {
    Milestone.DECISION: (Decide,),
    Milestone.WORK_MOVES: (RecordLoad,),
    Milestone.RESPONSIBILITY_MOVES: (Complete,),
    Milestone.COMPLETION: (Complete,),
}
SECOND = engine.Rules(name="archives", version="1", arrows=ARROWS, start=State.NEW, final=FINAL, back=BACK, doors=DOORS,
                      norms=Norms(), dossier=Dossier, roles=Role, powers=Power, order=A1, milestones=MILESTONES)  # fmt: skip
SCANS = engine.Pack(name="scans", version="1", arrows=tuple(staying({State.MOVING}, RecordScan)),
                    doors={RecordScan: (), Complete: (scan_was_made,)})  # fmt: skip
NEXT = evolve(SECOND, version="2", doors={**DOORS, Object: (board_decides,)})
"""Version 2 of its rules: only the board records an objection. A ledger of version 1 can come under it."""
FRISIAN = {"dat is aan het bestuur": "dat is oan it bestjoer", "geweigerd": "wegere", "ter inzage": "te besjen"}
"""What this letter knows of a third language; `fy` is what `add_language` gets."""
