"""The clock is set back: the moments of recording never run back within a process."""

from __future__ import annotations

import random
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from ontvlechting import Workflow
from ontvlechting.engine.errors import ClockBehind
from ontvlechting.letter.fiction import Road
from ontvlechting.record.audit import TOLERANCE
from ontvlechting.record.stores.memory import MemoryStore
from tests.faults.work import SHARED, WEBSITES, Asked, contacts, shared, write
from tests.faults.writer import opened

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
MOMENT = timedelta(microseconds=1)


class Clock:
    """A clock that stands still until it is set."""

    def __init__(self) -> None:
        self.now = NOON

    def __call__(self) -> datetime:
        """What it says."""
        return self.now


def moments(flow: Workflow) -> list[datetime]:
    """When each record of the process was stored, by the ledger."""
    return [r.recorded_at for r in flow.history(SHARED)]


@pytest.mark.parametrize("back", [MOMENT, TOLERANCE / 2, TOLERANCE])
def test_a_clock_that_is_a_little_behind(address: str, back: timedelta) -> None:
    """A clock that is no more than the tolerance behind the last record gives that record's moment."""
    clock = Clock()
    with Workflow(opened(address)._store, clock=clock) as flow:
        write(flow, [shared()])
        clock.now = NOON - back
        write(flow, contacts(SHARED, "opdracht", 2))
        assert [NOON] * 3 == moments(flow)
        clock.now = NOON + MOMENT
        write(flow, contacts(SHARED, "daarna", 1))
        assert [NOON] * 3 + [NOON + MOMENT] == moments(flow)
        assert 4 == flow.verify(deep=True).records


@pytest.mark.parametrize("back", [TOLERANCE + MOMENT, timedelta(days=400)])
def test_a_clock_that_is_far_behind(address: str, back: timedelta) -> None:
    """Beyond the tolerance nothing is recorded, of one command or of a batch, and the error says what the clock says.

    Once the clock is right, the same id is recorded once. A process that has no record yet is not held up.
    """
    clock = Clock()
    with Workflow(opened(address)._store, clock=clock) as flow:
        write(flow, [shared()])
        clock.now = NOON - back
        elsewhere = Asked("elders", Road(WEBSITES).identify(), "elders-0")
        for asked in (contacts(SHARED, "opdracht", 1), [elsewhere, *contacts(SHARED, "opdracht", 1)]):
            with pytest.raises(ClockBehind) as error:
                write(flow, asked)
            assert (SHARED, clock.now, NOON) == (error.value.process, error.value.now, error.value.last)
            assert "nothing was recorded" in error.value.text.en
            assert "er is niets vastgelegd" in error.value.text.nl
        assert [SHARED] == list(flow.processes())
        write(flow, [elsewhere])
        clock.now = NOON
        write(flow, contacts(SHARED, "opdracht", 1))
        assert [NOON, NOON] == moments(flow)
        assert 3 == flow.verify(deep=True).records


def test_a_clock_that_goes_back_and_forth(tmp_path: Path) -> None:
    """Whatever the clock does, and whichever of two programs writes: no history runs back."""
    chance = random.Random(6)  # noqa: S311 - the same clock every time
    clock, behind = Clock(), 0
    address = f"sqlite:{tmp_path / 'ledger.db'}"
    with Workflow(opened(address)._store, clock=clock) as one, Workflow(opened(address)._store, clock=clock) as other:
        write(one, [shared()])
        for asked in contacts(SHARED, "opdracht", 300):
            clock.now += timedelta(seconds=chance.uniform(-60, 60))
            try:
                write(chance.choice([one, other]), [asked])
            except ClockBehind:
                behind += 1
        kept = moments(one)
        assert sorted(kept) == kept
        assert 301 - behind == len(kept)
        assert len(set(kept)) < len(kept), "some came while the clock was a little behind"
        assert behind, "and some while it was far behind"
        assert len(kept) == one.verify(deep=True).records


def test_a_clock_that_is_a_little_behind_in_memory() -> None:
    """The moment of recording is for the workflow to see to, whatever the store."""
    clock = Clock()
    with Workflow(MemoryStore(), clock=clock) as flow:
        write(flow, [shared()])
        clock.now = NOON - TOLERANCE
        write(flow, contacts(SHARED, "opdracht", 1))
        assert [NOON, NOON] == moments(flow)
