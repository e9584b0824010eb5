"""How the tests of the pack ask one guard of it, and how they bring a process somewhere under its rules."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import partial
from typing import Any

import attrs

from ontvlechting import LETTER, Dossier, State, letter
from ontvlechting.letter.commands import AnswerAdvice, Command, FollowUp, Route
from ontvlechting.letter.fiction import CouncilRoad
from ontvlechting.letter.packs.works_councils_act import WORKS_COUNCILS_ACT
from tests import asking

FULL = LETTER + WORKS_COUNCILS_ACT
"""The rules under test."""
yes = partial(asking.yes, rules=FULL)
no = partial(asking.no, rules=FULL)
fold = partial(asking.fold, rules=FULL)

DOR = letter.DOR
ADVICE = "fictief-advies-dor"

Change = Callable[[Command], Command | None]


def bend(kind: type[Command], **changes: Any) -> Change:
    """Changes each command of this kind."""
    return lambda command: attrs.evolve(command, **changes) if isinstance(command, kind) else command


def leave_out(*kinds: type[Command]) -> Change:
    """Leaves out each command of these kinds."""
    return lambda command: None if isinstance(command, kinds) else command


departing = bend(AnswerAdvice, follow_up=FollowUp.NOT)
"""The advice is not followed."""


def bent(commands: Iterable[Command], *changes: Change) -> Iterator[Command]:
    """These commands, each changed or left out."""
    for command in commands:
        found: Command | None = command
        for change in changes:
            found = change(found) if found is not None else None
        if found is not None:
            yield found


def at(state: State, *changes: Change, route: Route = Route.SHIFT) -> tuple[CouncilRoad, Dossier]:
    """A road and a dossier that stands in this state, the commands to it bent by these changes."""
    road = CouncilRoad(letter.PROCESSES[asking.WEBSITES], route=route)
    return road, fold(Dossier(process=asking.WEBSITES), bent(road.until(state), *changes))


def requested(state: State = State.PRECONDITIONS_TESTED) -> tuple[CouncilRoad, Dossier]:
    """A process in which the council was asked for advice, but not in writing yet."""
    road, dossier = at(state)
    return road, fold(dossier, [road.name_director(), road.advice_basis(), road.request_advice()])


def directed(state: State = State.PRECONDITIONS_TESTED) -> tuple[CouncilRoad, Dossier]:
    """A process in which it is on record who the director is, and nothing else that the act asks."""
    road, dossier = at(state)
    return road, fold(dossier, [road.name_director()])
