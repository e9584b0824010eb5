"""Values are checked when they are made: each field against its annotation, all problems together.

`Checked` is the base of every value and command. It reads the annotations of a class once and compiles them to one
function. A field without problems gets its plain form, so that what is judged equals what will be read back: an object
of a subclass becomes a plain text, number, day or value, and a moment gets a fixed offset. Lists become tuples and
whole numbers become decimals where the annotation asks for that; nothing else is converted.
"""

from __future__ import annotations

import enum
import types
import unicodedata
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Context, Decimal
from functools import cache, cached_property, partial
from typing import TYPE_CHECKING, Annotated, Any, TypeGuard, Union, get_args, get_origin, get_type_hints

import attrs

from ontvlechting.engine.errors import DefinitionError, InputError, Problem, nearest, shown
from ontvlechting.engine.outside import interrupts
from ontvlechting.engine.shows import Shows
from ontvlechting.engine.text import Text

Looked = tuple[Any, list[Problem]]
"""The plain form of a value, and its problems."""


if TYPE_CHECKING:
    derived = cached_property
else:

    class derived(cached_property):  # noqa: N801 - a decorator
        """A property that is computed from the fields of a value at first use, and cached.

        Like `functools.cached_property`, but without the lock that it has in Python 3.11: a process may fork while a
        thread holds that lock.
        """

        def __get__(self, value: Any, owner: type[Any] | None = None) -> Any:
            if value is None:
                return self
            held = vars(value)
            if self.attrname not in held:  # it may be there when this is called through `super()`
                held[self.attrname] = self.func(value)
            return held[self.attrname]


@attrs.define(frozen=True, slots=False)
class Check:
    """A check of values against one annotation. Most values are in plain form; `says` finds that without a call.

    Attributes:
        says: a Python expression that is true when a value `x` is right and in plain form.
        look: for any other value: gives its plain form and its problems.
        held: the object that `says` names as `{held}`.
    """

    says: str
    look: Callable[[Any, str], Looked]
    held: Any = None

    @derived
    def takes(self) -> Callable[[Any], bool]:
        """The expression `says`, as a function."""
        return _function(self.says, self.held)

    def __call__(self, value: Any, field: str) -> Looked:
        """The plain form of a value, and its problems."""
        return (value, []) if self.takes(value) else self.look(value, field)


def _function(says: str, held: Any) -> Callable[[Any], bool]:
    """A function of `x` that evaluates the expression `says`."""
    function: Callable[[Any], bool] = eval(  # noqa: S307 - our own text, see `Check`
        f"lambda x: {says.format(held='held')}", {"NOTHING": NOTHING, "held": held}
    )
    return function


@attrs.frozen
class Kind:
    """The kind of thing that a name refers to, to follow things through a record.

    Attributes:
        key: the name of this kind, for programs.
        everywhere: whether a name means the same thing in every process; otherwise only within one process.
    """

    key: str
    everywhere: bool = False


@attrs.frozen
class Limit:
    """How long a text may be, whether it has to be one line, and of what kind of thing it is the name, if any."""

    characters: int
    one_line: bool = False
    names: Kind | None = None


@attrs.frozen
class AtLeast:
    """The smallest whole number that is allowed, and what kind of thing such a number refers to, if any."""

    least: int
    names: Kind | None = None


@attrs.frozen
class Cents:
    """An amount has no more than two decimals."""


Id = Annotated[str, Limit(200, one_line=True)]
"""A name for machines and people: one line, not blank, at most 200 characters."""
ProcessId = Annotated[str, Limit(200, one_line=True, names=Kind("process", everywhere=True))]
"""The name of a process."""
PersonId = Annotated[str, Limit(200, one_line=True, names=Kind("person", everywhere=True))]
"""Who somebody is: a pseudonymous id, never a name."""
PartyId = Annotated[str, Limit(200, one_line=True, names=Kind("party", everywhere=True))]
"""The id of a party or body for which people act."""
Words = Annotated[str, Limit(20_000)]
"""A text by people: not blank, at most 20,000 characters; kept exactly as it is."""
Count = Annotated[int, AtLeast(0)]
"""A whole number, zero or more."""
Number = Annotated[int, AtLeast(1)]
"""A whole number, one or more."""
Amount = Annotated[Decimal, Cents()]
"""An exact amount in whole cents; a float is refused."""

LARGEST = 2**53 - 1
"""The largest whole number that every JSON reader holds exactly (RFC 8785); the smallest is its negative."""
EXACT = Context(prec=100)
"""Decimal arithmetic without rounding, whatever context the program has set."""


class Checked(Shows):
    """Base of all values: shows every field by its title, and raises one `InputError` with every problem when a field is not as annotated."""

    __slots__ = ()

    def __attrs_post_init__(self) -> None:
        kind = type(self)
        if problems := (_LOOKS.get(kind) or look_of(kind))(self):
            raise InputError(kind.__name__, problems)

    def problems(self) -> Iterator[Problem]:
        """The problems between fields; only asked when each field by itself is right."""
        return iter(())

    @classmethod
    def _takes(cls, value: object) -> bool:
        """Whether a field of this class takes the value as it is: an object of this class, not of a subclass."""
        return type(value) is cls


_LOOKS: dict[type, Callable[[Any], tuple[Problem, ...]]] = {}


def look_of(cls: Any) -> Callable[[Any], tuple[Problem, ...]]:
    """The function that gives each field of a value of `cls` its plain form and returns the problems; compiled once.

    Its code is made from the names of the fields and the expressions of their checks (`Check.says`).
    """
    if cls in _LOOKS:
        return _LOOKS[cls]
    names: dict[str, Any] = {"NOTHING": NOTHING, "looked": _looked, "own_problems": _own_problems}
    lines = ["def look(value):", "    found = ()"]
    hints = hints_of(cls)
    for n, name in enumerate(_names(cls)):
        check = _compile(hints[name])
        names |= {f"held{n}": check.held, f"look{n}": check.look}
        lines.append(f"    x = value.{name}")
        lines.append(f"    if not ({check.says.format(held=f'held{n}')}): found += looked(value, {name!r}, x, look{n})")
    between = " or own_problems(value)" if cls.problems is not Checked.problems else ""
    lines.append(f"    return found{between}")
    exec("\n".join(lines), names)  # noqa: S102 - our own text, see above
    return _LOOKS.setdefault(cls, names["look"])


def _own_problems(value: Any) -> tuple[Problem, ...]:
    """The problems between the fields of a value, as its class finds them.

    Raises:
        DefinitionError: the method of the class fails, or gives something else.
    """
    name = type(value).__name__
    try:
        given = value.problems()
        found = tuple(given) if isinstance(given, Iterable) else None
    except Exception as error:
        if interrupts(error):
            raise
        said = shown(f"{type(error).__name__}: {error}")
        told = Text(nl=f"`problems` van `{name}` faalt: {said}", en=f"`problems` of `{name}` fails: {said}")
        raise DefinitionError([told]) from error
    if found is None or not all(isinstance(problem, Problem) for problem in found):
        told = Text(
            nl=f"`problems` van `{name}`: verwacht problemen (`Problem`), of geen; kreeg {shown(given)}",
            en=f"`problems` of `{name}`: expected problems (`Problem`), or none; got {shown(given)}",
        )
        raise DefinitionError([told])
    return found


def _looked(value: Any, name: str, given: Any, look: Callable[[Any, str], Looked]) -> tuple[Problem, ...]:
    """The problems of a field that is not in plain form; without problems, the field gets its plain form."""
    plain, found = look(given, name)
    # INVARIANT: what is judged is what is read (tests/test_plain_form.py::test_what_is_sealed_opens_and_seals_to_the_same_bytes)
    if plain is not given:
        object.__setattr__(value, name, plain)
    return tuple(found)


@cache
def hints_of(cls: type) -> dict[str, Any]:
    """The annotation of each field of `cls`; cached."""
    return get_type_hints(cls, include_extras=True)


_KEPT = (str, int, bool, Decimal, datetime, date)


_SOUND: set[type] = set()
"""A cache of the classes of which a record can hold every field: many commands have the same values."""


def unkept(hint: Any) -> list[Any]:
    """The parts of an annotation that no record can hold."""
    met: set[type] = set()
    found = list(_unkept(hint, met))
    if not found:
        _SOUND.update(met)
    return found


def _unkept(hint: Any, met: set[type]) -> Iterator[Any]:
    """The same, without the fields of the classes that were met already."""
    origin, args = get_origin(hint), get_args(hint)
    if origin is Annotated:
        yield from _unkept(args[0], met)
    elif origin in (Union, types.UnionType):
        arms = [a for a in args if a is not type(None)]
        parts = arms if len(arms) == 1 or all(map(attrs.has, arms)) else []  # otherwise it is ambiguous
        yield from (u for arm in parts for u in _unkept(arm, met)) if parts else (hint,)
    elif origin is tuple and args[1:] == (...,):
        yield from _unkept(args[0], met)
    elif isinstance(hint, type) and origin is None and attrs.has(hint):
        if hint not in met and hint not in _SOUND:
            met.add(hint)
            yield from (u for a in attrs.fields(hint) if a.init for u in _unkept(hints_of(hint)[a.name], met))
    elif hint not in _KEPT and not is_of_names(hint):
        yield hint


def taken_by(cls: Any, base: Any) -> list[str]:
    """The fields and properties of a class that stand where its base class has a method or a value for all of them."""
    own = {a.name for a in attrs.fields(cls)} - {a.name for a in attrs.fields(base)}
    return [
        name
        for name in dir(base)
        if not name.startswith("_")
        and (name in own or isinstance(getattr(cls, name), _OF_ONE))
        and not isinstance(getattr(base, name), _OF_ONE)
    ]


_OF_ONE = (types.MemberDescriptorType, property)
"""What gives a value of one object."""


def is_of_names(hint: Any) -> bool:
    """Whether this is an enumeration of names, which are written in a record as they stand."""
    return isinstance(hint, type) and issubclass(hint, enum.Enum) and all(is_name(member.value) for member in hint)


def is_name(value: object) -> bool:
    """Whether this is a text of one line that shows, and that JSON writes without escapes."""
    return type(value) is str and value.isprintable() and value.strip() != "" and not {'"', "\\"} & {*value}


A_NAME = Text(
    nl='een tekst van één regel waarvan iets te zien is, zonder `"` of `\\`',
    en='a text of one line of which something shows, without `"` or `\\`',
)
"""What is expected of a name."""


def without_words(value: Any) -> Any:
    """The value with the same text in place of every free text, to compare two values.

    No verdict may depend on a free text, because it can be removed from the record.
    """
    if isinstance(value, tuple):
        return tuple(map(without_words, value))
    if not isinstance(value, Checked):
        return value
    cls: Any = type(value)
    without = object.__new__(cls)
    for name, free in fields_of(cls):
        held = getattr(value, name)
        object.__setattr__(without, name, "…" if free and held is not None else without_words(held))
    return without


@cache
def fields_of(cls: type) -> tuple[tuple[str, bool], ...]:
    """The fields of a class, each with whether it is a free text."""
    hints = hints_of(cls)
    return tuple((a.name, Words in (hints[a.name], *get_args(hints[a.name]))) for a in attrs.fields(cls))


@cache
def check_of(hint: Any) -> Check:
    """The check for one annotation; for input that is not a field of a value. Cached."""
    return _compile(hint)


def _compile(hint: Any) -> Check:
    """The check for one annotation."""
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
    plain: dict[Any, Check] = {
        datetime: _MOMENT,
        date: _DAY,
        Decimal: _exact(None),
        int: _whole(AtLeast(-LARGEST)),
        str: _text(Limit(20_000)),
    }
    return plain[hint] if hint in plain else _one_of((hint,))


def _wrong(field: str, value: object, nl: str, en: str) -> list[Problem]:
    return [Problem(field, shown(value), Text(nl=nl, en=en))]


def _is(value: object, kind: type) -> bool:
    """Whether a value is of this kind by its real class; `isinstance` believes its `__class__`."""
    return issubclass(type(value), kind)


def _text(limit: Limit) -> Check:
    most = limit.characters

    def look(value: Any, field: str) -> Looked:
        if type(value) is not str:
            if not _is(value, str):
                return value, _wrong(field, value, "een tekst", "a text")
            value = str.__str__(value)
        if not value.strip():
            return value, _wrong(field, value, "een tekst die niet leeg is", "a text that is not empty")
        if len(value) > most:
            return value, _wrong(field, value, f"ten hoogste {most} tekens", f"at most {most} characters")
        kinds = _kinds(value)
        if limit.one_line and kinds & {"Cc", "Zl", "Zp"}:
            return value, _wrong(
                field, value, "één regel zonder besturingstekens", "one line without control characters"
            )
        if "Cs" in kinds:
            return value, _wrong(field, value, "tekst die als UTF-8 te bewaren is", "text that UTF-8 can hold")
        if not shows(value):
            return value, _wrong(field, value, "een tekst waarvan iets te zien is", "a text of which something shows")
        return value, []

    return Check("type(x) is str and len(x) <= {held} and x.isprintable() and x.strip(NOTHING) != ''", look, most)


def _kinds(text: str) -> set[str]:
    """The Unicode categories of its characters."""
    return {unicodedata.category(c) for c in text}


def shows(text: str) -> bool:
    """Whether a text has a visible character: more than spaces, control and format characters."""
    return not _kinds(text.translate(_BLANK)) <= _UNSEEN


_UNSEEN = frozenset({"Cc", "Cf", "Zl", "Zp", "Zs"})
_BLANK = dict.fromkeys((0x115F, 0x1160, 0x2800, 0x3164, 0xFFA0))
"""Invisible characters that Unicode calls a letter or symbol: the Hangul fillers, and the Braille cell without dots."""
NOTHING = " " + "".join(map(chr, _BLANK))
"""The printable characters that are invisible."""


def _whole(bound: AtLeast) -> Check:
    least = max(bound.least, -LARGEST)
    between = Text(
        nl=f"een geheel getal, minstens {least} en ten hoogste {LARGEST}",
        en=f"a whole number, at least {least} and at most {LARGEST}",
    )

    def look(value: Any, field: str) -> Looked:
        if _is(value, int) and type(value) is not bool:
            value = int.__int__(value)
            if least <= value <= LARGEST:
                return value, []
        return value, [Problem(field, shown(value), between)]

    return Check(f"type(x) is int and {least} <= x <= {LARGEST}", look)


def _exact(constraint: Cents | None) -> Check:
    before, after = (15, 2) if constraint is not None else (30, 30)
    digits = (
        Text(nl="ten hoogste twee decimalen en vijftien cijfers", en="at most two decimals and fifteen digits")
        if constraint is not None
        else Text(
            nl="ten hoogste dertig cijfers voor en dertig achter de komma",
            en="at most thirty digits before and thirty after the point",
        )
    )

    def look(value: Any, field: str) -> Looked:
        if _is(value, int) and type(value) is not bool:
            value = Decimal(int.__int__(value))
        if not _is(value, Decimal):
            nl, en = ("geen tekst", "not a text") if _is(value, str) else ("geen float", "not a float")
            return value, _wrong(
                field,
                value,
                f"een exact decimaal getal, zoals Decimal('1.50'), {nl}",
                f"an exact decimal number, such as Decimal('1.50'), {en}",
            )
        if type(value) is not Decimal:
            value = Decimal(value)
        sign, figures, exponent = value.as_tuple()
        if not isinstance(exponent, int):
            return value, _wrong(field, value, "een eindig getal", "a finite number")
        if exponent < -after or value.adjusted() >= before:
            return value, [Problem(field, shown(value), digits)]
        if exponent > 0:  # written out, as it is kept: 1E+3 is 1000
            value = Decimal((sign, (*figures, *(0,) * exponent), 0))
        return value, []

    return Check("False", look)


def problems_of_id(value: object, field: str) -> list[Problem]:
    """The problems of a value as an `Id`; for names that are not a field of a value."""
    return _ID(value, field)[1]


def problems_of_whole(value: object, field: str, least: int = 0, most: int | None = None) -> list[Problem]:
    """The problems of a value as a whole number, at least `least` and at most `most`, or else less than 2^63."""
    if type(value) is int and least <= value < 1 << 63 and (most is None or value <= most):
        return []
    nl, en = f"een geheel getal vanaf {least}", f"a whole number from {least} on"
    if most is not None:
        nl, en = f"een geheel getal van {least} tot en met {most}", f"a whole number from {least} up to {most}"
    elif type(value) is int and value > least:
        nl, en = f"{nl}, kleiner dan 2^63", f"{en}, smaller than 2^63"
    return [Problem(field, shown(value), Text(nl=nl, en=en))]


def refuse(subject: str, problems: Iterable[Problem]) -> None:
    """Raise an error if there are problems.

    Raises:
        InputError: there are.
    """
    if found := list(problems):
        raise InputError(subject, found)


def check_process_name(process: str) -> str:
    """The name of a process as a plain text.

    Raises:
        InputError: it cannot be the name of a process.
    """
    refuse("process", problems_of_id(process, "process"))
    return str.__str__(process)


def items_of(field: str, given: Any, expected: Text) -> tuple[list[Any], list[Problem]]:
    """The items of an iterable, and the problem if it is not one; a text does not count as an iterable."""
    try:
        items = None if isinstance(given, str | bytes) else iter(given)
    except TypeError:
        items = None
    return ([], [Problem(field, shown(given), expected)]) if items is None else (list(items), [])


def plain_name(name: Any) -> Any:
    """A text as a plain `str`; anything else as it is, to be refused later."""
    return str.__str__(name) if isinstance(name, str) else name


_FIXED: set[timezone] = set()
"""A cache of the offsets, in whole minutes, of earlier moments."""
FIRST, LAST = datetime(1, 1, 3, tzinfo=UTC), datetime(9999, 12, 29, tzinfo=UTC)
"""A moment between these can be written at every offset, and its day and the days beside it exist in every zone."""
_OF_A_DAY = (date.year, date.month, date.day)
_OF_A_MOMENT = (*_OF_A_DAY, datetime.hour, datetime.minute, datetime.second, datetime.microsecond)
_OF_AN_OFFSET = (timedelta.days, timedelta.seconds, timedelta.microseconds)
"""The descriptors of the real parts of a day, a moment or an offset, which a subclass cannot override."""


def _is_plain_moment(value: object) -> TypeGuard[datetime]:
    """Whether it is a moment in plain form, at an offset in the cache."""
    return (
        type(value) is datetime
        and type(value.tzinfo) is timezone
        and value.tzinfo in _FIXED
        and 1 < value.year < 9999
        and not value.fold
    )


def plain_moment(value: object) -> datetime | None:
    """The moment in plain form: the same instant to the microsecond, with the offset of its time zone at that instant.

    The time zone is asked only here. Python compares two moments of one zone by clock time, not by instant, and the
    fold of a repeated or skipped hour is lost when a record is written. An offset that is not in whole minutes has no
    written form, so such a moment becomes UTC.

    Returns:
        None when it is not a moment with a time zone, or too early or too late to be written at every offset.

    Raises:
        Exception: its time zone was interrupted.
    """
    if _is_plain_moment(value):
        return value
    if not _is(value, datetime):
        return None
    year, month, day, hour, minute, second, micro = (part.__get__(value) for part in _OF_A_MOMENT)
    zone, fold = datetime.tzinfo.__get__(value), datetime.fold.__get__(value)
    try:
        moment = datetime(year, month, day, hour, minute, second, micro, zone, fold=fold)
        given = moment.utcoffset()
    except Exception as error:
        if interrupts(error):
            raise
        return None  # a time zone can be somebody else's code
    if given is None:
        return None
    offset = timedelta(*(part.__get__(given) for part in _OF_AN_OFFSET))
    fixed = timezone(offset)
    moment = moment.replace(tzinfo=fixed, fold=0)
    if not FIRST <= moment <= LAST:
        return None
    if offset % timedelta(minutes=1):
        return moment.astimezone(UTC)
    _FIXED.add(fixed)
    return moment


def _moment(value: Any, field: str) -> Looked:
    moment = plain_moment(value)
    if moment is not None:
        return moment, []
    nl, en = "een moment met tijdzone", "a moment with a time zone"
    if _is(value, datetime) and datetime.tzinfo.__get__(value) is None:
        nl, en = f"{nl}: geef het die met {_WITH_A_ZONE}", f"{en}: give it one by {_WITH_A_ZONE}"
    return value, _wrong(field, value, nl, en)


_WITH_A_ZONE = '`tzinfo=ZoneInfo("Europe/Amsterdam")`'
_MOMENT = Check("{held}(x)", _moment, _is_plain_moment)


def _day(value: Any, field: str) -> Looked:
    if _is(value, date) and not _is(value, datetime):
        return date(*(part.__get__(value) for part in _OF_A_DAY)), []
    return value, _wrong(field, value, "een dag, zonder tijdstip", "a day, without a time")


_DAY = Check("type(x) is {held}", _day, date)


EVER = LAST
"""The moment for `known` that means: everything that was ever recorded."""


def check_viewpoint(subject: str, as_of: object, known: object) -> tuple[date | None, datetime | None]:
    """Check a viewpoint: a day to look from, and a moment up to which records are known. Either may be None.

    A moment in the last year of the calendar becomes `EVER`.

    Raises:
        InputError: one of them is something else; it lists both problems.
    """
    day, of_day = _optional(_DAY)(as_of, "as_of")
    if type(known) is datetime and known.tzinfo is not None and known.year > LAST.year - 1:
        known = EVER
    moment, of_moment = _optional(_MOMENT)(known, "known")
    if problems := [*of_day, *of_moment]:
        raise InputError(subject, problems)
    return day, moment


def _optional(check: Check) -> Check:
    return Check(f"x is None or {check.says}", check.look, check.held)


def _items(check: Check) -> Check:
    def look(value: Any, field: str) -> Looked:
        if not _is(value, tuple) and not _is(value, list):
            return value, _wrong(field, value, "een tuple of lijst", "a tuple or list")
        given = value if type(value) is tuple else tuple(value)
        results = [check(item, f"{field}[{i}]") for i, item in enumerate(given)]
        items = tuple([item for item, _ in results])
        same = all(a is b for a, b in zip(items, given, strict=True))
        return (given if same else items), [p for _, found in results for p in found]

    return Check("type(x) is tuple and (not x or all(map({held}, x)))", look, check.takes)


def _one_of(classes: tuple[Any, ...]) -> Check:
    names = " / ".join(f"`{c.__name__}`" for c in classes)

    def look(value: Any, field: str) -> Looked:
        for cls in classes:
            if _takes(cls)(value):
                return value, []
            if issubclass(cls, Checked) and _is_like(value, cls):
                plain, problems = _as_plain(cls, value, field)
                if problems or _takes(cls)(plain):
                    return plain, problems
        options = [m for c in classes if issubclass(c, enum.Enum) for m in _members_of(c)]
        hint = f" ({', '.join(str(m) for m in options)})" if options else ""
        expected = Text(nl=f"{names}{hint}", en=f"{names}{hint}")
        meant = {name: str(m) for m in options for name in (m.name, str(m.value), str(m))}
        likely = dict.fromkeys(meant[n] for n in nearest(value, meant))
        return value, [Problem(field, shown(value), expected, tuple(likely))]

    if len(classes) == 1:
        says, held = _taken_by(classes[0])
        return Check(says, look, held)
    takes = [_takes(c) for c in classes]
    return Check("{held}(x)", look, lambda value: any(take(value) for take in takes))


def _members_of(cls: type[enum.Enum]) -> list[enum.Enum]:
    """The members of an enumeration; if it has none, those of its subclasses, which letters have made."""
    made = [kind for kind in cls.__subclasses__() if not kind.__name__.startswith("_")]
    return list(cls) or [member for kind in made for member in kind]


def _taken_by(cls: Any) -> tuple[str, Any]:
    """The parts of a check that a field of this class takes a value as it is; an enumeration takes only its members.

    Returns:
        The expression, and the object that it names as `{held}`; see `Check`.
    """
    if issubclass(cls, enum.Enum):
        members = _members(cls)
        return ("id(x) in {held}", members) if members else ("{held}(x)", partial(_is_member, cls))
    own = any("_takes" in vars(kind) for kind in cls.__mro__ if kind is not Checked)
    return ("{held}(x)", cls._takes) if own else ("type(x) is {held}", cls)


@cache
def _takes(cls: Any) -> Callable[[Any], bool]:
    """The same check, as a function."""
    return _function(*_taken_by(cls))


def _is_member(cls: type[enum.Enum], value: object) -> bool:
    """Whether a value is a member of an enumeration that a letter made from this one, which itself has no members."""
    kind = type(value)
    return issubclass(kind, cls) and id(value) in _members(kind)


@cache
def _members(kind: type[enum.Enum]) -> frozenset[int]:
    """The members of an enumeration by their `id`, which stays the same as long as the enumeration exists."""
    return frozenset(map(id, kind))


def _is_like(value: object, cls: type) -> bool:
    """Whether a value is of this class, or of a subclass without fields of its own."""
    return _is(value, cls) and _names(cls) == _names(type(value))


def _names(cls: Any) -> list[str]:
    """The names of the fields of a class of values."""
    return [a.name for a in attrs.fields(cls)]


def _as_plain(cls: type[Checked], value: Any, field: str) -> Looked:
    """Such a value as an object of this class itself, with its problems."""
    try:
        return cls(**{name: getattr(value, name) for name in _names(cls)}), []
    except InputError as error:
        return value, [attrs.evolve(p, field=f"{field}.{p.field}") for p in error.problems]


_ID = _compile(Id)
