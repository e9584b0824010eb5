"""The machine of the kit for the letter: a process of the letter, along its road and off it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from hypothesis.stateful import initialize

from ontvlechting.engine.rulebook import Rules
from ontvlechting.guards import LETTER
from ontvlechting.letter.commands import Route
from ontvlechting.letter.fiction import Road
from ontvlechting.testing import machine
from ontvlechting.testing.checks import Check
from ontvlechting.testing.letter.checks import CHECKS
from ontvlechting.testing.letter.strategies import CASE, MOVES, NEEDS, TURNS, Player, routes
from ontvlechting.testing.letter.transcripts import TELLING
from ontvlechting.testing.strategies import Make, Needs
from ontvlechting.testing.transcripts import Telling


class GovernanceMachine(machine.GovernanceMachine):
    """Generated histories of a process of the letter, under its rules or others that are made from them.

    Attributes:
        case: the process of `letter.PROCESSES` that is played.
        road: who makes the commands of the road; `self.player.road` makes fictional commands.
        moves: the commands, right and wrong, by name; add your own to those of `MOVES`.
    """

    judges: ClassVar[Rules] = LETTER
    case: ClassVar[str] = CASE
    road: ClassVar[type[Road]] = Road
    moves: ClassVar[Mapping[str, Make]] = MOVES
    turns: ClassVar[tuple[str, ...]] = TURNS
    needs: ClassVar[Needs] = NEEDS
    checks: ClassVar[tuple[Check, ...]] = CHECKS
    telling: ClassVar[Telling] = TELLING

    def new_player(self, route: Route = Route.SHIFT) -> Player:
        """The player, which makes its commands with the road."""
        return Player(rules=self.judges, route=route, process=self.case, named=self.moves, road=self.road)

    @initialize(route=routes)
    def choose(self, route: Route) -> None:
        """Take one of the two routes, and identify the process."""
        self.player: Player = self.new_player(route)
        self.ask(self.player.road.identify())
