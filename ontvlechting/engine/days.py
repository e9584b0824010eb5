"""Days: the day of a moment, the moments of a day, how people write both, and the last day of a term in months.

The day of a moment is its day in one time zone, whatever offset it was written at. The rules say which (`Norms.zone`).

A term of a month ends on the same day of the next month, or on the last day of that month if there is no such day.
Under article 1(1) of the Algemene termijnenwet (ATW) a term that ends on a Saturday, a Sunday or a generally recognised
holiday runs on to the next day that is none of these.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from attrs import frozen

from ontvlechting.engine.checked import FIRST, Checked, items_of, plain_moment, refuse
from ontvlechting.engine.errors import MissingExtra, Problem, shown
from ontvlechting.engine.text import Text

SATURDAY = 5
ZONE = "Europe/Amsterdam"
"""The time zone of the letter, and of what is shown to people."""


@lru_cache
def zone_of(name: str) -> ZoneInfo:
    """The time zone with this name in the IANA database."""
    return ZoneInfo(name)


def day_of(moment: datetime, zone: str = ZONE) -> date:
    """The day of a moment in this time zone.

    >>> day_of(datetime(2023, 4, 3, 22, 30, tzinfo=UTC))
    datetime.date(2023, 4, 4)
    """
    return moment.astimezone(zone_of(zone)).date()


def begin_of(day: date, zone: str = ZONE) -> datetime:
    """The first moment of a day in this time zone; for the first days of the calendar, the first allowed moment.

    >>> begin_of(date(2023, 4, 3)).isoformat()
    '2023-04-03T00:00:00+02:00'
    """
    midnight = datetime.combine(day, time(), tzinfo=zone_of(zone))
    return plain_moment(midnight) or (FIRST if day <= FIRST.date() else midnight.astimezone(UTC))


def end_of(day: date, zone: str = ZONE) -> datetime | None:
    """The first moment after a day in this time zone; None for the last days of the calendar."""
    return begin_of(day + timedelta(days=1), zone) if day < date(9999, 12, 28) else None


_MONTHS = Text(
    nl="januari februari maart april mei juni juli augustus september oktober november december",
    en="January February March April May June July August September October November December",
)


_BRIEF = Text(
    nl="jan feb mrt apr mei jun jul aug sep okt nov dec", en="Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec"
)


def written(on: date, zone: str = ZONE) -> Text:
    """A day or a moment as people write it; a moment in this time zone, with as many digits as it has.

    >>> written(date(2023, 5, 14)).nl, written(datetime(2023, 4, 3, 7, 0, tzinfo=UTC)).nl
    ('14 mei 2023', '3 april 2023, 9.00 uur')
    """
    if not isinstance(on, datetime):
        return _written(on)
    on = on.astimezone(zone_of(zone))
    day, fraction = _written(on.date()), f".{on:%f}".rstrip("0").rstrip(".")
    seconds = f"{on:%S}{fraction}" if on.second or fraction else ""
    dutch = f".{seconds.replace('.', ',')}" if seconds else ""
    english = f":{seconds}" if seconds else ""
    return Text(nl=f"{day.nl}, {on.hour}.{on:%M}{dutch} uur", en=f"{day.en}, {on.hour}:{on:%M}{english}")


@lru_cache(1024)
def _written(day: date) -> Text:
    """A day as people write it; cached, because a page shows the same day many times."""
    nl, en = _MONTHS.nl.split()[day.month - 1], _MONTHS.en.split()[day.month - 1]
    return Text(nl=f"{day.day} {nl} {day.year}", en=f"{day.day} {en} {day.year}")


def briefly(day: date) -> Text:
    """A day as people write it in short, without its year.

    >>> briefly(date(2023, 3, 1)).nl, briefly(date(2023, 3, 1)).en
    ('1 mrt', '1 Mar')
    """
    nl, en = _BRIEF.nl.split()[day.month - 1], _BRIEF.en.split()[day.month - 1]
    return Text(nl=f"{day.day} {nl}", en=f"{day.day} {en}")


def has_begun(day: date, at: datetime) -> bool:
    """Whether a day has begun at this moment anywhere in the world, so in any time zone where it can be written."""
    return day <= (at.astimezone(UTC) + _EARLIEST).date()


_EARLIEST = timedelta(hours=14)
"""The offset of the time zone in which a day begins first."""


@frozen(kw_only=True)
class Calendar(Checked):
    """The days on which a term may end (*termijnkalender*).

    Attributes:
        extended: whether a term that ends on a day of rest runs on to the next working day.
        holidays: the generally recognised holidays; `dutch_holidays` gives them.
    """

    extended: bool = True
    holidays: tuple[date, ...] = ()

    def rests(self, day: date) -> bool:
        """Whether this is a Saturday, a Sunday or a holiday."""
        return day.weekday() >= SATURDAY or day in self.holidays

    def last_day(self, day: date, months: int = 1) -> date:
        """The last day of a term of months that begins after this day."""
        last = months_after(day, months)
        while self.extended and last < date.max and self.rests(last):
            last += timedelta(days=1)
        return last


def days_after(day: date, days: int) -> date:
    """The day this many days later, or the last day of the calendar.

    >>> days_after(date(2023, 12, 31), 1)
    datetime.date(2024, 1, 1)
    """
    return date.fromordinal(min(day.toordinal() + days, date.max.toordinal()))


def months_after(day: date, months: int) -> date:
    """The same day this many months later; the last day of that month if it is too short, or of the calendar.

    >>> months_after(date(2023, 1, 31), 1)
    datetime.date(2023, 2, 28)
    """
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    if year > date.max.year:
        return date.max
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def dutch_holidays(years: Iterable[int]) -> tuple[date, ...]:
    """The generally recognised holidays of the Netherlands in these years, under article 3 ATW; needs the extra `calendar`.

    These are New Year's Day, Good Friday, Easter Monday, King's Day, 5 May, Ascension Day, Whit Monday and both days of
    Christmas; Easter Sunday and Whit Sunday are included. Days that the government made equal to these for one year are
    not known here; add them yourself.

    Raises:
        InputError: a value is not a year, or its holidays are not known; it lists every problem.
        MissingExtra: the extra `calendar` is not installed.
    """
    every, problems = items_of("years", years, Text(nl="een lijst met jaren", en="a list of years"))
    try:
        from holidays import country_holidays
    except ImportError as error:
        raise MissingExtra("dutch_holidays", "holidays", "ontvlechting[calendar]") from error
    well_formed = [year for year in every if type(year) is int and date.min.year <= year <= date.max.year]
    found = country_holidays("NL", years=well_formed, categories=("public", "optional"))
    known = {day.year for day in found}
    expected = Text(
        nl="een jaar waarvan het pakket `holidays` de feestdagen kent",
        en="a year of which the package `holidays` knows the holidays",
    )
    problems += [
        Problem(f"years[{i}]", shown(year), expected)
        for i, year in enumerate(every)
        if type(year) is not int or year not in known
    ]
    refuse("dutch_holidays", problems)
    return tuple(sorted(found))
