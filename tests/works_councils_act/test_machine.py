"""The machine of the kit on the letter with the Works Councils Act: the same checks, unchanged, and one of the act's."""

from __future__ import annotations

from typing import ClassVar

from hypothesis import settings

from ontvlechting import LETTER, State
from ontvlechting import commands as c
from ontvlechting.letter.fiction.council import CouncilRoad
from ontvlechting.letter.packs.works_councils_act import WORKS_COUNCILS_ACT
from ontvlechting.testing.letter.machine import GovernanceMachine
from ontvlechting.testing.letter.scopes import COUNCIL
from ontvlechting.testing.letter.strategies import MOVES
from ontvlechting.testing.strategies import Advance, Make

STEPS = (c.StartTransfer, c.StartPhase, c.StartStrengthening)
"""The first steps of an execution."""


class Council(GovernanceMachine):
    """Histories under the act, with its own commands among the moves."""

    judges = LETTER + WORKS_COUNCILS_ACT
    road = CouncilRoad
    moves: ClassVar[dict[str, Make]] = {**MOVES, **COUNCIL}

    def check_nothing_is_executed_against_a_court(self) -> None:
        """WOR 26(5): while a prohibition is in force no execution begins."""
        if self.event.verdict.allowed and isinstance(self.event.command, STEPS):
            last = {p.prohibition: p.in_force for p in self.before.recorded(c.RecordProhibition)}
            assert not any(last.values())

    def check_nobody_decides_without_asking_in_writing(self) -> None:
        """WOR 25(2): at a decision each works council was asked in writing, or does not advise by this act."""
        if self.event.verdict.allowed and isinstance(self.event.command, c.Decide):
            asked = {r.advice for r in self.before.recorded(c.RecordWrittenRequest)}
            basis = {b.body: b.basis for b in self.before.recorded(c.RecordAdviceBasis)}
            assert basis["dor"] is not c.AdviceBasis.ARTICLE_25 or asked


TestCouncil = Council.TestCase
TestCouncil.settings = settings(TestCouncil.settings, max_examples=settings().max_examples // 2)


def test_both_roads_are_walked_to_their_end_under_the_act() -> None:
    """With every check after every command."""
    for route in c.Route:
        machine = Council()
        machine.choose(route)
        machine.give(Advance(90))
        machine.teardown()
        assert State.COMPLETED is machine.dossier.state
