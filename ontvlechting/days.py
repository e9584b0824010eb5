"""Terms in months and the days on which they may end: pure arithmetic, and holidays as data.

A term of a month ends on the same day of the next month, or on its last day where there is no such day. Under article
1(1) of the Algemene termijnenwet (ATW) a term that ends on a Saturday, a Sunday or a generally recognised holiday runs
on to the next day that is none of these.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterable
from datetime import date, timedelta

from attrs import frozen

from ontvlechting.checked import Checked

SATURDAY = 5


@frozen(kw_only=True)
class Calendar(Checked):
    """On which days a term may end (*termijnkalender*).

    Attributes:
        extended: whether a term that ends on a day of rest runs on to the next working day.
        holidays: the generally recognised holidays; `dutch_holidays` makes them.
    """

    extended: bool = True
    holidays: tuple[date, ...] = ()

    def rests(self, day: date) -> bool:
        """Whether this is a Saturday, a Sunday or a holiday."""
        return day.weekday() >= SATURDAY or day in self.holidays

    def last_day(self, day: date, months: int = 1) -> date:
        """The last day of a term of months that begins after this day."""
        last = months_after(day, months)
        while self.extended and self.rests(last):
            last += timedelta(days=1)
        return last


def months_after(day: date, months: int) -> date:
    """The same day so many months later; where that month is too short, its last day.

    >>> months_after(date(2023, 1, 31), 1)
    datetime.date(2023, 2, 28)
    """
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def dutch_holidays(years: Iterable[int]) -> tuple[date, ...]:
    """The generally recognised holidays of the Netherlands in these years, under article 3 ATW; needs the extra `calendar`.

    These are New Year's Day, Good Friday, Easter Monday, King's Day, 5 May, Ascension Day, Whit Monday and both days of
    Christmas; Easter and Whit Sunday come with them. Days that the government has made equal to these for one year are
    not known here: add them.
    """
    from holidays import country_holidays

    found = country_holidays("NL", years=list(years), categories=("public", "optional"))
    return tuple(sorted(found))
