"""Things that people look up by name; for a mistyped name the error says which one was probably meant."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from enum import Enum
from typing import NoReturn, TypeVar

from ontvlechting.engine.errors import InputError, Problem, nearest, shown, unknown_name
from ontvlechting.engine.text import Text

_V = TypeVar("_V")


class Named(dict[str, _V]):
    """A dictionary of things by name. The error for a missing name gives the nearest names.

    Args:
        what: the kind of thing that it holds, such as `process`.
        things: the things by their names.

    Raises:
        UnknownName: at a look-up, when the name is missing; it is a `KeyError`, as for any dictionary.
    """

    __slots__ = ("_what",)

    def __init__(self, what: Text, things: Mapping[str, _V]) -> None:
        super().__init__(things)
        self._what = what

    def __missing__(self, name: object) -> NoReturn:
        raise unknown_name(self._what, name, self)


class Choice(Enum):
    """An enumeration with a stable name as the value of each member; the error for an unknown value lists them."""

    @classmethod
    def _missing_(cls, value: object) -> NoReturn:
        """Raise an `InputError` for an unknown value; it is a `ValueError`, as Python raises here."""
        called = {name: str(member.value) for member in cls for name in _names_of(member)}
        names = ", ".join(f"`{member.value}`" for member in cls)
        expected = Text(nl=f"een van {names}", en=f"one of {names}")
        meant = dict.fromkeys(called[name] for name in nearest(value, called))
        raise InputError(cls.__name__, [Problem("value", shown(value), expected, tuple(meant))])


def _names_of(member: Choice) -> Iterator[str]:
    """The names that somebody may use for a member: its value, its name, and its titles if it has these."""
    yield from (str(member.value), member.name)
    title = getattr(member, "title", None)
    if isinstance(title, Text):
        yield from (title.nl, title.en)
