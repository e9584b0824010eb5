"""Values are checked when they are made: each field against its annotation, all problems together.

`Checked` is the one base of every value and command. It reads the annotations once per class and
compiles them to plain functions. Lists become tuples and whole numbers become decimals where the
annotation asks for that; nothing else is converted.
"""

from __future__ import annotations

import enum
import types
import unicodedata
from collections.abc import Callable, Iterator
from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Any, Union, get_args, get_origin, get_type_hints

import attrs

from ontvlechting.errors import InputError, Problem, nearest, shown
from ontvlechting.text import Text

Check = Callable[[Any, str], "tuple[Any, list[Problem]]"]


@attrs.frozen
class Limit:
    """How long a text may be, and whether it has to fit on one line."""

    characters: int
    one_line: bool = False


@attrs.frozen
class AtLeast:
    """The smallest whole number that is allowed."""

    least: int


@attrs.frozen
class Cents:
    """An amount has no more than two decimals."""


Id = Annotated[str, Limit(200, one_line=True)]
"""A name for machines and people: one line, not blank, at most 200 characters."""
Words = Annotated[str, Limit(20_000)]
"""A text by people: not blank, at most 20,000 characters; kept to the letter."""
Count = Annotated[int, AtLeast(0)]
"""A whole number, zero or more."""
Number = Annotated[int, AtLeast(1)]
"""A whole number, one or more."""
Amount = Annotated[Decimal, Cents()]
"""An exact amount in whole cents; a float is refused."""


class Checked:
    """Base of all values: raises one `InputError` with every problem when a field is not as annotated."""

    __slots__ = ()

    def __attrs_post_init__(self) -> None:
        problems: list[Problem] = []
        for name, check in checks_of(type(self)):
            given = getattr(self, name)
            value, found = check(given, name)
            problems += found
            if value is not given:
                object.__setattr__(self, name, value)
        if not problems:
            problems += self.problems()
        if problems:
            raise InputError(type(self).__name__, problems)

    def problems(self) -> Iterator[Problem]:
        """What is wrong between the fields; only asked when each field by itself is right."""
        return iter(())


_CHECKS: dict[type, tuple[tuple[str, Check], ...]] = {}


def checks_of(cls: type) -> tuple[tuple[str, Check], ...]:
    """The name and check of every field of `cls`, compiled once."""
    found = _CHECKS.get(cls)
    if found is None:
        hints = get_type_hints(cls, include_extras=True)
        found = tuple((a.name, _compile(hints[a.name])) for a in attrs.fields(cls))
        _CHECKS[cls] = found
    return found


def _compile(hint: Any) -> Check:
    """A function that checks one value against one annotation."""
    if get_origin(hint) is Annotated:
        base, constraint = get_args(hint)
        makers: dict[type, Callable[[Any], Check]] = {str: _text, int: _whole, Decimal: _exact}
        return makers[base](constraint)
    if get_origin(hint) in (Union, types.UnionType):
        arms = [a for a in get_args(hint) if a is not type(None)]
        if len(arms) == 1:
            return _optional(_compile(arms[0]))
        return _one_of(tuple(arms))
    if get_origin(hint) is tuple:
        return _items(_compile(get_args(hint)[0]))
    if hint is datetime:
        return _moment
    if hint is date:
        return _day
    if hint is Decimal:
        return _exact(None)
    return _one_of((hint,))


def _wrong(field: str, value: object, nl: str, en: str) -> list[Problem]:
    return [Problem(field, shown(value), Text(nl=nl, en=en))]


def _text(limit: Limit) -> Check:
    most = limit.characters

    def check(value: Any, field: str) -> tuple[Any, list[Problem]]:
        if not isinstance(value, str):
            return value, _wrong(field, value, "een tekst", "a text")
        if not value.strip():
            return value, _wrong(field, value, "een tekst die niet leeg is", "a text that is not empty")
        if len(value) > most:
            return value, _wrong(field, value, f"ten hoogste {most} tekens", f"at most {most} characters")
        if value.isascii() and value.isprintable():  # nothing of what is looked for below
            return value, []
        if limit.one_line and any(unicodedata.category(c) in ("Cc", "Zl", "Zp") for c in value):
            return value, _wrong(
                field, value, "één regel zonder besturingstekens", "one line without control characters"
            )
        try:
            value.encode()
        except UnicodeEncodeError:
            return value, _wrong(field, value, "tekst die als UTF-8 te bewaren is", "text that UTF-8 can hold")
        return value, []

    return check


def _whole(bound: AtLeast) -> Check:
    def check(value: Any, field: str) -> tuple[Any, list[Problem]]:
        if isinstance(value, int) and not isinstance(value, bool) and value >= bound.least:
            return value, []
        return value, _wrong(
            field, value, f"een geheel getal, minstens {bound.least}", f"a whole number, at least {bound.least}"
        )

    return check


def _exact(constraint: Cents | None) -> Check:
    def check(value: Any, field: str) -> tuple[Any, list[Problem]]:
        if isinstance(value, int) and not isinstance(value, bool):
            value = Decimal(value)
        if not isinstance(value, Decimal):
            return value, _wrong(
                field,
                value,
                "een exact decimaal getal, zoals Decimal('1.50'), geen float",
                "an exact decimal number, such as Decimal('1.50'), not a float",
            )
        if not value.is_finite():
            return value, _wrong(field, value, "een eindig getal", "a finite number")
        exponent = value.as_tuple().exponent
        if constraint is not None and (not isinstance(exponent, int) or exponent < -2 or value.adjusted() > 14):
            return value, _wrong(
                field,
                value,
                "ten hoogste twee decimalen en vijftien cijfers",
                "at most two decimals and fifteen digits",
            )
        return value, []

    return check


def problems_of_id(value: object, field: str) -> list[Problem]:
    """What keeps a value from being an `Id`; for names that come in outside of a value."""
    return _ID(value, field)[1]


def _moment(value: Any, field: str) -> tuple[Any, list[Problem]]:
    if isinstance(value, datetime) and value.utcoffset() is not None:
        return value, []
    return value, _wrong(field, value, "een moment met tijdzone", "a moment with a time zone")


def _day(value: Any, field: str) -> tuple[Any, list[Problem]]:
    if isinstance(value, date) and not isinstance(value, datetime):
        return value, []
    return value, _wrong(field, value, "een dag, zonder tijdstip", "a day, without a time")


def check_viewpoint(subject: str, as_of: object, known: object) -> None:
    """A day to look from and a moment up to which is known; either may be left out.

    Raises:
        InputError: one of them is something else; both problems together.
    """
    problems = [*_optional(_day)(as_of, "as_of")[1], *_optional(_moment)(known, "known")[1]]
    if problems:
        raise InputError(subject, problems)


def _optional(check: Check) -> Check:
    return lambda value, field: (None, []) if value is None else check(value, field)


def _items(check: Check) -> Check:
    def check_items(value: Any, field: str) -> tuple[Any, list[Problem]]:
        if not isinstance(value, (tuple, list)):
            return value, _wrong(field, value, "een tuple of lijst", "a tuple or list")
        results = [check(item, f"{field}[{i}]") for i, item in enumerate(value)]
        items = tuple(item for item, _ in results)
        same = isinstance(value, tuple) and all(a is b for a, b in zip(items, value, strict=True))
        return (value if same else items), [p for _, found in results for p in found]

    return check_items


def _one_of(classes: tuple[type, ...]) -> Check:
    names = " / ".join(f"`{c.__name__}`" for c in classes)

    def check(value: Any, field: str) -> tuple[Any, list[Problem]]:
        if isinstance(value, classes):
            return value, []
        options = [m for c in classes if issubclass(c, enum.Enum) for m in c]
        hint = f" ({', '.join(str(m) for m in options)})" if options else ""
        expected = Text(nl=f"{names}{hint}", en=f"{names}{hint}")
        meant = {name: str(m) for m in options for name in (m.name, str(m.value), str(m))}
        likely = dict.fromkeys(meant[n] for n in nearest(value, meant))
        return value, [Problem(field, shown(value), expected, tuple(likely))]

    return check


_ID = _compile(Id)
