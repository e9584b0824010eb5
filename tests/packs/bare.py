"""A letter with a door for each milestone and no guard at all, so that what it says is what a pack says. FICTIONAL."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

from attrs import frozen

from ontvlechting import engine
from ontvlechting.engine import Arrow, Id, Milestone, Text, moving, staying
from ontvlechting.engine.retention import Correct

OLD, NEW, BOARD = "oud", "nieuw", "bestuur"


class State(engine.State):
    """Where it stands."""

    NEW = "new", "nieuw", "new"
    PLANNED = "planned", "gepland", "planned"
    MOVING = "moving", "onderweg", "on the way"
    TAKEN_OVER = "taken_over", "overgenomen", "taken over"
    DONE = "done", "klaar", "done"


class Role(engine.Role):
    """Who acts."""

    OFFICE = "office"
    BOARD = "board"


@frozen(kw_only=True)
class Norms(engine.Norms):
    """Who decides."""

    board: Id = BOARD

    def deciders(self) -> tuple[engine.Supplier, ...]:
        """The board."""
        return (engine.Supplier(role=Role.BOARD, party=self.board),)


@frozen(kw_only=True)
class Plan(engine.Command):
    """It is decided."""

    title = Text(nl="Plannen", en="Plan")


@frozen(kw_only=True)
class MoveWork(engine.Command):
    """Work moves."""

    title = Text(nl="Werk laten overgaan", en="Move work")


@frozen(kw_only=True)
class TakeOver(engine.Command):
    """Responsibility moves."""

    title = Text(nl="Overnemen", en="Take over")


@frozen(kw_only=True)
class Finish(engine.Command):
    """The end."""

    title = Text(nl="Afronden", en="Finish")


@frozen(kw_only=True)
class GoBack(engine.Command):
    """The way back."""

    title = Text(nl="Terugdraaien", en="Go back")


B1 = engine.Rule(
    id="B1",
    source=engine.Source(document="Fictief: bestuursbesluit", section="punt 1", term="alles in zijn volgorde"),
    title=Text(nl="Alles in zijn volgorde.", en="Everything in its turn."),
)
BEGUN = frozenset(State) - {State.NEW}
BARE = engine.Rules(
    name="bare",
    version="1",
    arrows=(
        Arrow(Plan, State.NEW, State.PLANNED),
        Arrow(MoveWork, State.PLANNED, State.MOVING),
        *staying({State.MOVING}, MoveWork),
        Arrow(TakeOver, State.MOVING, State.TAKEN_OVER),
        Arrow(Finish, State.TAKEN_OVER, State.DONE),
        *moving({State.MOVING, State.TAKEN_OVER}, GoBack, State.PLANNED),
        *staying(BEGUN, Correct),
    ),
    start=State.NEW,
    final=frozenset({State.DONE}),
    doors=dict.fromkeys((Plan, MoveWork, TakeOver, Finish, GoBack, Correct), ()),
    norms=Norms(),
    roles=Role,
    order=B1,
    milestones={
        Milestone.DECISION: (Plan,),
        Milestone.WORK_MOVES: (MoveWork,),
        Milestone.RESPONSIBILITY_MOVES: (TakeOver,),
        Milestone.COMPLETION: (Finish,),
    },
)
"""The rules."""


def actor(party: str) -> engine.Actor:
    """Somebody of this party."""
    return engine.Actor(id=f"fictief-{party}", role=Role.BOARD if party == BOARD else Role.OFFICE, party=party)


START = datetime(2030, 3, 1, 9, tzinfo=UTC)


class Clock:
    """Gives a later moment each time; with a step of nothing, always the same."""

    def __init__(self, start: datetime = START, step: timedelta = timedelta(hours=1)) -> None:
        self.moment, self.step = start, step

    def __call__(self) -> datetime:
        """The next moment."""
        self.moment += self.step
        return self.moment


def on(day: date) -> datetime:
    """The morning of a day."""
    return datetime(day.year, day.month, day.day, 9, tzinfo=UTC)


def folded(rules: engine.Rules, commands: Any, dossier: Any = None) -> Any:
    """The dossier in which all of these were accepted; fails where one is not."""
    found = dossier if dossier is not None else rules.blank("p")
    number = max((e.number for e in found.entries), default=0)
    for command in commands:
        event = engine.decide(rules, found, command)
        assert event.verdict.allowed, event.verdict.text("en")
        number += 1
        found = engine.evolve(found, event, number)
    return found


def codes(rules: engine.Rules, dossier: Any, command: engine.Command) -> list[str]:
    """The codes of every reason, warnings too."""
    return [r.code for r in engine.decide(rules, dossier, command).verdict.reasons]
