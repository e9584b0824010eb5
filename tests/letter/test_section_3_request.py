"""§3 verzoek: the commitment that no irreversible steps are taken: every phase and every shift has a way back."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

import attrs
import pytest

from ontvlechting import Dossier, State
from ontvlechting.engine.verdicts import ReasonKind, Supplier
from ontvlechting.letter.commands import Command
from ontvlechting.letter.fiction import Road
from ontvlechting.letter.values import Role
from tests.asking import at, fold, no, yes

DAY = timedelta(days=1)
LAST_DAY = date(2024, 6, 30)
BOTH = (Supplier(role=Role.DIRECTORATE, party="douane"), Supplier(role=Role.DIRECTORATE, party="belastingdienst"))
DOORS: dict[str, Callable[[Road], Command]] = {
    "decide": lambda road: road.decide(),
    "start-transfer": lambda road: road.start_transfer(),
}


def planned(*reversals: Any) -> tuple[Road, Dossier]:
    """A road and a dossier whose plan has these reversals, phase by phase."""
    road, dossier = at(State.PLAN_DRAFTED)
    plan = road.plan()
    phases = tuple(attrs.evolve(p, reversal=r) for p, r in zip(plan.phases, reversals, strict=True))
    return road, fold(dossier, [road.revise(plan=attrs.evolve(plan, version=2, phases=phases))])


def on(command: Command, day: date) -> Command:
    """The same command, at the end of this day."""
    return attrs.evolve(command, at=datetime.combine(day, command.at.timetz()).replace(hour=23, minute=59))


@pytest.mark.parametrize("door", DOORS)
def test_r54_a_phase_without_a_way_back_is_not_decided_on_or_begun(door: str) -> None:
    """R54: each phase that declares no reversal is named; the parties can supply it."""
    reversal = at(State.NEW)[0].reversal()
    road, dossier = planned(reversal, reversal)
    yes("phases_can_be_reversed", dossier, DOORS[door](road))
    road, dossier = planned(reversal, None)
    (reason,) = no("phases_can_be_reversed", dossier, DOORS[door](road), "no-reversal")
    assert (ReasonKind.MISSING, BOTH) == (reason.kind, reason.suppliers)
    assert "fase 2" in reason.nl
    road, dossier = planned(None, None)
    no("phases_can_be_reversed", dossier, DOORS[door](road), "no-reversal", "no-reversal")


@pytest.mark.parametrize("door", DOORS)
def test_r54_a_way_back_that_is_closed_is_none(door: str) -> None:
    """R54: on its last day a reversal is still a way back, the day after it is not, whatever the other phases have."""
    reversal = at(State.NEW)[0].reversal()
    road, dossier = planned(attrs.evolve(reversal, until=LAST_DAY), reversal)
    yes("phases_can_be_reversed", dossier, on(DOORS[door](road), LAST_DAY))
    no("phases_can_be_reversed", dossier, on(DOORS[door](road), LAST_DAY + DAY), "reversal-too-late")
    road, dossier = planned(attrs.evolve(reversal, until=LAST_DAY), None)
    late = on(DOORS[door](road), LAST_DAY + DAY)
    no("phases_can_be_reversed", dossier, late, "reversal-too-late", "no-reversal")


def test_r54_the_phase_that_begins_has_a_way_back() -> None:
    """R54: when a phase begins its own reversal is looked at again; that of a later phase is not its concern."""
    reversal = at(State.NEW)[0].reversal()
    road, dossier = planned(reversal, None)
    yes("next_phase_can_be_reversed", dossier, road.start_phase(1))
    road, dossier = planned(None, reversal)
    (reason,) = no("next_phase_can_be_reversed", dossier, road.start_phase(1), "no-reversal")
    assert BOTH == reason.suppliers


def test_r54_a_phase_does_not_begin_after_the_last_day_of_its_way_back() -> None:
    """R54: what could be reversed at the decision may not be any more when its phase begins."""
    road, dossier = at(State.PHASED_TRANSFER)
    dossier = fold(dossier, road.phase(1))
    phase = dossier.next_phase
    assert phase is not None
    assert phase.reversal is not None
    last_day = phase.reversal.until
    yes("next_phase_can_be_reversed", dossier, on(road.start_phase(2), last_day))
    no("next_phase_can_be_reversed", dossier, on(road.start_phase(2), last_day + DAY), "reversal-too-late")


def test_r54_without_a_next_phase_there_is_nothing_to_reverse() -> None:
    """R54, R48: that there is no phase left is told by R48 alone."""
    road, dossier = at(State.RECEIVING_PARTY_PROVEN)
    yes("next_phase_can_be_reversed", dossier, road.start_phase(3))


def test_r54_a_budget_shift_can_be_undone() -> None:
    """R54: a shift declares how it is undone, and can be on the day itself; one whose last day has passed cannot."""
    road, dossier = at(State.RECEIVING_PARTY_PROVEN)
    shift = road.shift_budget()
    assert shift.reversal is not None
    today = attrs.evolve(shift.reversal, until=shift.at.date())
    yes("shift_can_be_reversed", dossier, attrs.evolve(shift, reversal=today))
    yesterday = attrs.evolve(shift.reversal, until=shift.at.date() - DAY)
    for reversal in (None, yesterday):
        (reason,) = no("shift_can_be_reversed", dossier, attrs.evolve(shift, reversal=reversal), "shift-reversal")
        assert (Supplier(role=Role.MINISTRY, party="ministerie-van-financien"),) == reason.suppliers
