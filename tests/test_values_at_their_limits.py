"""What a value takes, at the very limit of it and one beyond; and what it says of what it does not take."""

from __future__ import annotations

import enum
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta, timezone, tzinfo
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from attrs import frozen

from ontvlechting import InputError, Text
from ontvlechting.engine.checked import (
    EVER,
    FIRST,
    LARGEST,
    LAST,
    Amount,
    Checked,
    Count,
    Id,
    Number,
    Words,
    check_viewpoint,
    look_of,
    plain_moment,
    problems_of_id,
    shows,
)
from ontvlechting.engine.errors import Problem, shown
from ontvlechting.letter.commands import Command
from tests.programmes import CLOSING


class Colour(enum.Enum):
    """A fictional enumeration."""

    RED = "red"
    GREEN = "green"


class Size(enum.Enum):
    """Another one."""

    LARGE = 1


@frozen
class Inner(Checked):
    """A value within a value."""

    id: Id


def outer(**given: Any) -> Any:
    """A value with a field of every kind that there is; its class is made anew, and so are the checks of its fields."""

    @frozen
    class Outer(Checked):
        """A field of every kind that there is."""

        id: Id = "a"
        words: Words = "a"
        text: str = "a"
        count: Count = 0
        number: Number = 1
        whole: int = 0
        amount: Amount = Decimal(0)
        exact: Decimal = Decimal(0)
        day: date = date(2023, 4, 3)
        moment: datetime = datetime(2023, 4, 3, tzinfo=UTC)
        colour: Colour = Colour.RED
        either: Colour | Size = Colour.RED
        inner: Inner = Inner("a")
        some: tuple[Count, ...] = ()
        maybe: Count | None = None
        kind: type | bool = True
        asks: Command | None = None

        def problems(self) -> Iterator[Problem]:
            """A fictional rule between the fields."""
            if self.count == 13:
                yield Problem("count", "13", Text(nl="een ander getal", en="another number"))

    return Outer(**given)


WHOLE = "een geheel getal, minstens {} en ten hoogste 9007199254740991"
WHOLE_EN = "a whole number, at least {} and at most 9007199254740991"
EMPTY = ("een tekst die niet leeg is", "a text that is not empty")
ONE_LINE = ("één regel zonder besturingstekens", "one line without control characters")
UNSEEN = ("een tekst waarvan iets te zien is", "a text of which something shows")
UTF8 = ("tekst die als UTF-8 te bewaren is", "text that UTF-8 can hold")
EXACT = (
    "een exact decimaal getal, zoals Decimal('1.50'), geen float",
    "an exact decimal number, such as Decimal('1.50'), not a float",
)
CENTS = ("ten hoogste twee decimalen en vijftien cijfers", "at most two decimals and fifteen digits")
DIGITS = (
    "ten hoogste dertig cijfers voor en dertig achter de komma",
    "at most thirty digits before and thirty after the point",
)
DAY = ("een dag, zonder tijdstip", "a day, without a time")
MOMENT = ("een moment met tijdzone", "a moment with a time zone")
ZONE = '`tzinfo=ZoneInfo("Europe/Amsterdam")`'
NAIVE = (f"{MOMENT[0]}: geef het die met {ZONE}", f"{MOMENT[1]}: give it one by {ZONE}")


def whole(least: int) -> tuple[str, str]:
    """What is expected of a whole number."""
    return WHOLE.format(least), WHOLE_EN.format(least)


TAKEN: list[tuple[str, Any]] = [
    ("id", "x" * 200),
    ("words", "x" * 20_000),
    ("words", "two\nlines"),
    ("words", "é\nö"),
    ("text", "x" * 20_000),
    ("count", 0),
    ("count", LARGEST),
    ("number", 1),
    ("whole", LARGEST),
    ("whole", -LARGEST),
    ("amount", Decimal("999999999999999.99")),
    ("amount", Decimal("-0.01")),
    ("amount", Decimal(5)),
    ("exact", Decimal("9" * 30 + "." + "9" * 30)),
    ("day", date.min),
    ("day", date.max),
    ("moment", FIRST),
    ("moment", LAST),
    ("colour", Colour.GREEN),
    ("either", Size.LARGE),
    ("some", (1, 2)),
    ("maybe", None),
    ("maybe", 0),
    ("asks", CLOSING),
]
"""What is taken as it is."""
REFUSED: list[tuple[str, Any, tuple[str, str]]] = [
    ("id", 3, ("een tekst", "a text")),
    ("id", b"a", ("een tekst", "a text")),
    ("id", " \t", EMPTY),
    ("id", "x" * 201, ("ten hoogste 200 tekens", "at most 200 characters")),
    ("words", "x" * 20_001, ("ten hoogste 20000 tekens", "at most 20000 characters")),
    ("text", "x" * 20_001, ("ten hoogste 20000 tekens", "at most 20000 characters")),
    ("id", "a\nb", ONE_LINE),
    ("id", "a\u2028b", ONE_LINE),
    ("id", "a\u2029b", ONE_LINE),
    ("id", "a\x7fb", ONE_LINE),
    ("id", "\ud800", UTF8),
    ("words", "a\ud800", UTF8),
    ("id", "\u200b", UNSEEN),
    ("words", "\u2060\u3164", UNSEEN),
    ("words", "\x00\u200b\u2028\u2029\u00a0", UNSEEN),
    ("count", -1, whole(0)),
    ("count", True, whole(0)),
    ("count", 1.0, whole(0)),
    ("count", LARGEST + 1, whole(0)),
    ("number", 0, whole(1)),
    ("whole", -LARGEST - 1, whole(-LARGEST)),
    ("whole", "1", whole(-LARGEST)),
    ("amount", Decimal("0.001"), CENTS),
    ("amount", Decimal(10**15), CENTS),
    ("amount", 1.5, EXACT),
    ("amount", False, EXACT),
    ("amount", Decimal("sNaN"), ("een eindig getal", "a finite number")),
    ("exact", Decimal("1e-31"), DIGITS),
    ("exact", Decimal("1e30"), DIGITS),
    ("exact", None, EXACT),
    ("day", "2023-04-03", DAY),
    ("day", datetime(2023, 4, 3, tzinfo=UTC), DAY),
    ("moment", date(2023, 4, 3), MOMENT),
    ("moment", datetime(2023, 4, 3), NAIVE),  # noqa: DTZ001 - that is what is tried
    ("moment", FIRST - timedelta(microseconds=1), MOMENT),
    ("moment", LAST + timedelta(microseconds=1), MOMENT),
    ("colour", "red", ("`Colour` (Colour.RED, Colour.GREEN)",) * 2),
    ("colour", Size.LARGE, ("`Colour` (Colour.RED, Colour.GREEN)",) * 2),
    ("either", None, ("`Colour` / `Size` (Colour.RED, Colour.GREEN, Size.LARGE)",) * 2),
    ("inner", "a", ("`Inner`",) * 2),
    ("some", 3, ("een tuple of lijst", "a tuple or list")),
    ("some", "12", ("een tuple of lijst", "a tuple or list")),
    ("maybe", -1, whole(0)),
    ("kind", 1, ("`type` / `bool`",) * 2),
]
"""What is not, and what is expected instead."""


@pytest.mark.parametrize(("field", "value"), TAKEN)
def test_what_is_right_is_kept_as_it_is(field: str, value: Any) -> None:
    """At the very limit, the very thing that was given."""
    kept = getattr(outer(**{field: value}), field)
    assert kept is value or kept == value in (FIRST, LAST)


@pytest.mark.parametrize(("field", "value", "expected"), REFUSED)
def test_what_is_not_is_refused_in_these_words(field: str, value: Any, expected: tuple[str, str]) -> None:
    """One problem, of this field, with the value and what was expected in both languages; of the value it is in as well."""
    with pytest.raises(InputError) as error:
        outer(**{field: value})
    (problem,) = error.value.problems
    assert "Outer" == error.value.subject
    assert (field, expected) == (problem.field, (problem.expected.nl, problem.expected.en))
    assert shown(value) == problem.value


class Sub(str):
    """A text that says something else of itself."""

    __slots__ = ()

    def __str__(self) -> str:
        return "another"


class Whole(int):
    """A number that says something else of itself."""

    def __int__(self) -> int:
        return 5


class Exact(Decimal):
    """A subclass."""


class Day(date):
    """A subclass."""


class Listed(list[int]):
    """A subclass."""


class Pair(tuple[int, ...]):
    """A subclass."""

    __slots__ = ()


PLAIN: list[tuple[str, Any, Any]] = [
    ("id", Sub("mine"), "mine"),
    ("text", Sub("x" * 20_000), "x" * 20_000),
    ("count", Whole(3), 3),
    ("count", Whole(0), 0),
    ("count", Whole(LARGEST), LARGEST),
    ("amount", 3, Decimal(3)),
    ("amount", Whole(3), Decimal(3)),
    ("amount", Exact("1.5"), Decimal("1.5")),
    ("amount", Decimal("1E+3"), Decimal(1000)),
    ("amount", Decimal("1E+1"), Decimal(10)),
    ("amount", Decimal("-1.2E+1"), Decimal(-12)),
    ("exact", Decimal("12E+2"), Decimal(1200)),
    ("day", Day(2023, 4, 3), date(2023, 4, 3)),
    ("some", [1, 2], (1, 2)),
    ("some", Listed([1]), (1,)),
    ("some", Pair((1, 2)), (1, 2)),
    ("some", (Whole(1), 2), (1, 2)),
]
"""What only looks like it, and the plain value that it stands for."""


@pytest.mark.parametrize(("field", "value", "expected"), PLAIN)
def test_what_only_looks_like_it_takes_its_plain_form(field: str, value: Any, expected: Any) -> None:
    """Of the very kind that is kept, whatever a subclass makes of it."""
    kept = getattr(outer(**{field: value}), field)
    assert (expected, type(expected)) == (kept, type(kept))
    assert str(expected) == str(kept)
    if isinstance(kept, tuple):
        assert {int} == {type(item) for item in kept}


def test_a_value_within_is_of_its_very_class_or_becomes_so() -> None:
    """A class made from it with the same fields gives the plain value; with a field more it is another; what is wrong in it is named by its path."""

    @frozen
    class Same(Inner):
        """Looks like it."""

    @frozen
    class More(Inner):
        """Is another value."""

        more: int = 1

    assert (Inner("b"), Inner) == ((kept := outer(inner=Same("b")).inner), type(kept))
    with pytest.raises(InputError) as error:
        outer(inner=More("b"))
    assert [("inner", Text(nl="`Inner`", en="`Inner`"))] == [(p.field, p.expected) for p in error.value.problems]
    broken = Same("b")
    object.__setattr__(broken, "id", "")
    with pytest.raises(InputError) as error:
        outer(inner=broken)
    assert ["inner.id"] == [p.field for p in error.value.problems]


def test_what_was_probably_meant_is_named() -> None:
    """By the name, the value or both, of every enumeration that the field takes; each member once."""
    meant = {"RED": "Colour.RED", "gren": "Colour.GREEN", "green": "Colour.GREEN", "LARG": "Size.LARGE"}
    for given, member in meant.items():
        with pytest.raises(InputError) as error:
            outer(either=given)
        assert (member,) == error.value.problems[0].nearest, given
    with pytest.raises(InputError) as error:
        outer(either="Colour.GREN")
    assert "Colour.GREEN" == error.value.problems[0].nearest[0]


def test_every_problem_is_told_and_what_holds_between_fields_only_when_each_is_right() -> None:
    """In the order of the fields; items by their place."""
    wrong: Any = {"some": (1, -1, "x"), "id": "", "count": 13}
    with pytest.raises(InputError) as error:
        outer(**wrong)
    assert ["id", "some[1]", "some[2]"] == [p.field for p in error.value.problems]
    with pytest.raises(InputError, match="another number") as error:
        outer(count=13)
    assert ["count"] == [p.field for p in error.value.problems]


def test_the_checks_of_a_class_are_made_once() -> None:
    """In one function."""
    kind = type(outer())
    assert look_of(kind) is look_of(kind)


def test_an_id_from_outside_is_checked_as_one_of_a_value() -> None:
    """With the field that it is given as."""
    assert [] == problems_of_id("a", "x")
    (problem,) = problems_of_id("a\nb", "x")
    assert ("x", ONE_LINE) == (problem.field, (problem.expected.nl, problem.expected.en))


@pytest.mark.parametrize(
    "kind",
    [
        "\n",
        "\u200b",
        "\u2028",
        "\u2029",
        "\u00a0",
        "\u115f",
        "\u1160",
        "\u2800",
        "\u3164",
        "\uffa0",
        "\x00\u200b\u2028\u2029\u00a0",
    ],
)
def test_what_nobody_sees_does_not_show(kind: str) -> None:
    """Each kind of character by itself; with one that is seen, it does."""
    assert (False, True) == (shows(kind), shows(f"{kind}a"))


# -- moments -------------------------------------------------------------------------------------------------------------


class Shifting(tzinfo):
    """A zone that is off by whatever it is given; None is no offset."""

    def __init__(self, offset: timedelta | None) -> None:
        self.offset = offset

    def utcoffset(self, dt: datetime | None) -> timedelta | None:
        """As it was given."""
        return self.offset

    def dst(self, dt: datetime | None) -> None:
        """Nothing."""

    def tzname(self, dt: datetime | None) -> None:
        """Nothing."""


AMSTERDAM = ZoneInfo("Europe/Amsterdam")
HOUR = timezone(timedelta(hours=1))


@pytest.mark.parametrize(
    ("moment", "expected"),
    [
        (datetime(2023, 10, 29, 2, 30, 1, 7, AMSTERDAM), "2023-10-29T02:30:01.000007+02:00"),
        (datetime(2023, 10, 29, 2, 30, 1, 7, AMSTERDAM, fold=1), "2023-10-29T02:30:01.000007+01:00"),
        (datetime(2023, 10, 29, 2, 30, tzinfo=HOUR, fold=1), "2023-10-29T02:30:00+01:00"),
        (datetime(2023, 4, 3, 9, tzinfo=Shifting(timedelta(hours=1, seconds=30))), "2023-04-03T07:59:30+00:00"),
        (datetime(2023, 4, 3, 9, tzinfo=Shifting(timedelta(minutes=-90))), "2023-04-03T09:00:00-01:30"),
        (datetime(2023, 4, 3, 9, tzinfo=Shifting(None)), None),
        (datetime(1, 1, 2, tzinfo=HOUR), None),
        (datetime(9999, 12, 30, tzinfo=HOUR), None),
        (datetime(9999, 12, 29, 1, tzinfo=HOUR), "9999-12-29T01:00:00+01:00"),
        (datetime(1, 1, 3, 1, tzinfo=HOUR), "0001-01-03T01:00:00+01:00"),
        (date(2023, 4, 3), None),
        (None, None),
    ],
    ids=range(12),
)
def test_a_moment_is_kept_at_the_offset_that_its_zone_has_there(moment: Any, expected: str | None) -> None:
    """To the microsecond, of a repeated hour the right one; twice the same, and once plain as it is."""
    for _ in range(2):
        found = plain_moment(moment)
        assert expected == (None if found is None else found.isoformat())
        if found is not None:
            assert (timezone, 0, datetime) == (type(found.tzinfo), found.fold, type(found))
            assert found.astimezone(UTC) == moment.astimezone(UTC)
            assert plain_moment(found) is found or found.year in (1, 9999)


def test_a_viewpoint_is_a_day_and_a_moment_either_of_which_may_be_left_out() -> None:
    """The last year that there is means ever; what is wrong is told together."""
    day, moment = date(2023, 4, 3), datetime(2023, 4, 3, tzinfo=UTC)
    assert (None, None) == check_viewpoint("x", None, None)
    assert (day, moment) == check_viewpoint("x", day, moment)
    for ever in (EVER, datetime.max.replace(tzinfo=UTC), datetime(9999, 1, 1, tzinfo=HOUR)):
        assert (None, EVER) == check_viewpoint("x", None, ever)
    before = datetime(9998, 12, 31, 23, 59, tzinfo=UTC)
    assert (None, before) == check_viewpoint("x", None, before)
    for naive in (datetime(9999, 12, 31), datetime(2023, 4, 3)):  # noqa: DTZ001 - that is what is tried
        with pytest.raises(InputError) as error:
            check_viewpoint("x", moment, naive)
        assert ("x", ["as_of", "known"]) == (error.value.subject, [p.field for p in error.value.problems])
        assert [DAY, NAIVE] == [(p.expected.nl, p.expected.en) for p in error.value.problems]
