"""Small things of the letter that no story shows: the ends of a calendar, the ends of a while, a zone of a ministry's own."""

from __future__ import annotations

from datetime import UTC, date, timedelta

import attrs
import pytest

from ontvlechting import State
from ontvlechting import commands as c
from ontvlechting.engine.days import day_of
from ontvlechting.letter import dossier
from ontvlechting.letter.account import continuity
from ontvlechting.letter.interruptions import Measurement
from tests.asking import at
from tests.known import WENT, ledger


@pytest.mark.parametrize(
    ("on", "years", "expected"),
    [
        (date(9997, 5, 1), 2, date(9999, 5, 1)),
        (date(9998, 5, 1), 2, date.max),
        (date(2024, 2, 29), 1, date(2025, 3, 1)),
        (date(2024, 2, 29), 4, date(2028, 2, 29)),
    ],
)
def test_a_horizon_ends_no_later_than_a_calendar_goes(on: date, years: int, expected: date) -> None:
    """R30: on the same day years later, in the last year that there is as well."""
    road, _ = at(State.IDENTIFIED)
    finding = road.record_feasibility(c.Feasibility.FEASIBLE).finding
    document = attrs.evolve(finding.document, on=on)
    assert expected == attrs.evolve(finding, document=document, on=on, horizon_years=years).horizon


@pytest.mark.parametrize(("phase", "part"), [(None, ""), (2, "-2")])
def test_a_breach_without_a_name_is_called_after_what_told_it(phase: int | None, part: str) -> None:
    """R53: the indicator, the phase where there is one, and the moment in UTC; a name that was stated is kept."""
    road, found = at(State.PHASED_TRANSFER)
    measured = attrs.evolve(road.measure(1), phase=phase, breach=None)
    indicator = next(i for i in found.limits[-1].indicators if i.id == measured.indicator)
    moment = measured.at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    assert f"{indicator.id}{part}-{moment}" == Measurement(record=7, command=measured, indicator=indicator).reference
    assert (
        "eigen" == Measurement(record=7, command=attrs.evolve(measured, breach="eigen"), indicator=indicator).reference
    )


def test_a_renewal_counts_between_two_moments_both_with_them() -> None:
    """R48: of a way back, what was renewed while it counted; of two that last as long, the latest."""
    road, found = at(State.PHASED_TRANSFER)
    renewal = road.renew_reversal(1)
    first = found.phase(1)
    assert first is not None
    assert first.reversal is not None
    day, moment = timedelta(days=1), renewal.at
    longer = attrs.evolve(renewal, reversal=attrs.evolve(first.reversal, until=first.reversal.until + day))

    def found_between(since: timedelta, until: timedelta) -> object:
        return dossier._longest(first.reversal, (longer,), moment + since, moment + until)

    assert longer.reversal == found_between(-day, day) == found_between(0 * day, 0 * day)
    assert first.reversal == found_between(day, 2 * day) == found_between(-2 * day, -day)
    alike = attrs.evolve(renewal, reversal=attrs.evolve(first.reversal))
    assert alike.reversal is dossier._longest(first.reversal, (alike,), None)


def test_the_day_of_an_account_is_that_of_the_zone_that_is_given() -> None:
    """What begins in the morning is of the day before further west: there an account of that day has it, here it has not."""
    west, records = "Pacific/Honolulu", ledger().history(WENT)
    (begun,) = {r.event.command.since for r in records if isinstance(r.event.command, c.ReportBreach)}
    (identified,) = {r.event.command.at for r in records if isinstance(r.event.command, c.IdentifyProcess)}
    assert all(day_of(at, west) < day_of(at) for at in (begun, identified))
    for zone, expected in (((), ([], False)), ((west,), (["fictief-verstoring-1"], True))):
        affected, _ = continuity(WENT, records, day_of(begun, west), *zone)
        _, measured = continuity(WENT, records, day_of(identified, west), *zone)
        assert expected == ([each.breach.id for each in affected], measured is not None)
