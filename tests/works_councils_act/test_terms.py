"""Terms of a month: never too short, never ending on a day of rest, and later for who was told later."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ontvlechting.engine.days import Calendar, dutch_holidays, months_after

YEARS = range(2023, 2034)
DUTCH = Calendar(holidays=dutch_holidays([*YEARS, YEARS.stop]))
days = st.dates(date(YEARS.start, 1, 1), date(YEARS.stop - 1, 12, 31))


@given(days)
def test_a_term_is_never_shorter_than_a_month(day: date) -> None:
    """Whatever the calendar: the last day is the same day of the next month, that month's last, or later."""
    assert months_after(day, 1) == Calendar(extended=False).last_day(day) <= Calendar().last_day(day)
    assert Calendar().last_day(day) <= DUTCH.last_day(day)


@given(days)
def test_a_term_never_ends_on_a_day_of_rest(day: date) -> None:
    """No Saturday, no Sunday, no holiday; and every day over which it was extended is one."""
    last = DUTCH.last_day(day)
    assert not DUTCH.rests(last)
    over = (last - months_after(day, 1)).days
    assert all(DUTCH.rests(last - timedelta(days=n)) for n in range(1, over + 1))


@given(days, days)
def test_who_is_told_later_waits_no_shorter(one: date, other: date) -> None:
    """The last day never moves back when the notice moves on."""
    first, second = sorted((one, other))
    for calendar in (DUTCH, Calendar(), Calendar(extended=False)):
        assert calendar.last_day(first) <= calendar.last_day(second)


@given(days, st.integers(0, 30))
def test_months_are_counted_as_people_do(day: date, months: int) -> None:
    """The month is the one so many further on, and the day is the same or the last of a shorter month."""
    after = months_after(day, months)
    assert day.year * 12 + day.month + months == after.year * 12 + after.month
    assert after.day == day.day or (after.day < day.day and (after + timedelta(days=1)).day == 1)


@pytest.mark.parametrize(
    ("told", "last"),
    [
        ((2023, 1, 31), (2023, 2, 28)),
        ((2024, 1, 31), (2024, 2, 29)),
        ((2023, 12, 15), (2024, 1, 15)),
        ((2023, 3, 7), (2023, 4, 11)),  # Good Friday, and Easter Monday after it
        ((2023, 3, 27), (2023, 4, 28)),  # King's Day
        ((2023, 4, 5), (2023, 5, 8)),  # 5 May, a Friday
        ((2023, 11, 25), (2023, 12, 27)),  # both days of Christmas
        ((2023, 12, 1), (2024, 1, 2)),  # New Year's Day
    ],
)
def test_examples_that_can_be_checked_on_a_calendar(told: tuple[int, int, int], last: tuple[int, int, int]) -> None:
    """Short months, a change of year, and each kind of holiday."""
    assert date(*last) == DUTCH.last_day(date(*told))


def test_the_holidays_are_those_of_the_act_on_terms() -> None:
    """Article 3 ATW, for 2023; Easter and Whit Sunday come with them, and make no difference."""
    sundays = [(4, 9), (5, 28)]
    act = [(1, 1), (4, 7), (4, 10), (4, 27), (5, 5), (5, 18), (5, 29), (12, 25), (12, 26)]
    assert sorted(act + sundays) == [(d.month, d.day) for d in dutch_holidays([2023])]


@pytest.mark.parametrize("year", YEARS)
def test_every_year_has_its_nine_holidays(year: int) -> None:
    """King's Day is the day before when 27 April is a Sunday; 5 May counts every year."""
    found = dutch_holidays([year])
    assert {date(year, 5, 5), date(year, 12, 25), date(year, 12, 26), date(year, 1, 1)} <= set(found)
    king = date(year, 4, 27)
    assert (king if king.weekday() < 6 else date(year, 4, 26)) in found
    assert 9 <= len(found) <= 11
