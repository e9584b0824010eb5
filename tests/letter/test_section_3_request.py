"""§3 verzoek: the commitment that no irreversible steps are taken: every phase and every shift has a way back."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

import attrs
import pytest

from ontvlechting import Actor, Dossier, State
from ontvlechting import commands as c
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
    last = max(p.ends_on for p in dossier.phases)
    today = attrs.evolve(shift.reversal, until=last)
    shift = attrs.evolve(shift, at=shift.at.replace(year=last.year, month=last.month, day=last.day))
    yes("shift_can_be_reversed", dossier, attrs.evolve(shift, reversal=today))
    late = attrs.evolve(shift, reversal=today, at=shift.at + DAY)
    bare = attrs.evolve(shift, reversal=None)
    for command, code in ((bare, "shift-reversal"), (late, "reversal-too-late")):
        (reason,) = no("shift_can_be_reversed", dossier, command, code)
        assert (Supplier(role=Role.MINISTRY, party="ministerie-van-financien"),) == reason.suppliers


# ── what was recorded wrongly in a process ───────────────────────────────────────────────────────


def _told(state: State = State.PLAN_DRAFTED) -> tuple[Road, Dossier, int, c.CollectInput]:
    """A road, a dossier with one input more, the number of its record, and the input."""
    road, dossier = at(state)
    told = road.collect_input(id="fictief-inbreng-9")
    dossier = fold(dossier, [told])
    return road, dossier, dossier.entries[-1].number, told


def _correct(road: Road, by: Actor, number: int, holds: c.Command | None) -> c.Correct:
    return c.Correct(by=by, at=road.tick(), record=number, wrong="Fictief: het was anders", holds=holds)


def test_r79_a_fact_is_corrected_by_one_of_its_kind_or_taken_out() -> None:
    """R79: what holds is of the same kind and has taken place; without it the fact counts no longer."""
    road, dossier, number, told = _told()
    yes(
        "correction_is_of_a_fact",
        dossier,
        _correct(road, road.worker, number, attrs.evolve(told, content="Fictief: anders")),
    )
    yes("correction_is_of_a_fact", dossier, _correct(road, road.worker, number, None))
    for holds in (road.consult(), attrs.evolve(told, at=road.tick() + timedelta(days=90))):
        (reason,) = no("correction_is_of_a_fact", dossier, _correct(road, road.worker, number, holds), "another-kind")
        assert f"{number}" in reason.nl
        assert f"{number}" in reason.en
    correct = _correct(road, road.worker, 99, None)
    (reason,) = no("correction_is_of_a_fact", dossier, correct, "no-such-fact")
    assert (ReasonKind.FORBIDDEN, 3) == (reason.kind, len(reason.suppliers))


def test_r79_who_recorded_corrects_or_the_ministry() -> None:
    """R79: nobody else, for whatever reason."""
    road, dossier, number, _ = _told()
    for by in (road.worker, road.ministry):
        yes("recorder_corrects", dossier, _correct(road, by, number, None))
    yes("recorder_corrects", dossier, _correct(road, road.receiver, 99, None))
    (reason,) = no("recorder_corrects", dossier, _correct(road, road.receiver, number, None), "recorded-by-other")
    assert ["fictief-team-1", "ministerie-van-financien"] == [s.party for s in reason.suppliers]


def test_r79_a_correction_is_no_way_around_a_door() -> None:
    """R79, R52: what holds meets the guards of its own kind; its own reference is not in its way."""
    road, dossier, number, told = _told()
    yes(
        "correction_would_pass",
        dossier,
        _correct(road, road.worker, number, attrs.evolve(told, content="Fictief: anders")),
    )
    yes("correction_would_pass", dossier, _correct(road, road.worker, number, road.consult()))
    yes("correction_would_pass", dossier, _correct(road, road.worker, 99, told))
    dossier = fold(dossier, [road.collect_input(id="fictief-inbreng-10")])
    taken = attrs.evolve(told, id="fictief-inbreng-10")
    no("correction_would_pass", dossier, _correct(road, road.worker, number, taken), "input-twice")
