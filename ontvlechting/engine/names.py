"""Things that people look up by name: whoever mistypes one is told which was probably meant."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from enum import Enum
from typing import NoReturn, TypeVar

from ontvlechting.engine.errors import InputError, Problem, nearest, shown, unknown_name
from ontvlechting.engine.text import Text

_V = TypeVar("_V")


class Named(dict[str, _V]):
    """A dictionary of things by name, which answers a name that it does not have with the nearest that it has.

    Args:
        what: what it holds, such as `process`.
        things: the things by their names.

    Raises:
        UnknownName: when something is looked up under a name that is not there; a `KeyError`, as of any dictionary.
    """

    __slots__ = ("_what",)

    def __init__(self, what: Text, things: Mapping[str, _V]) -> None:
        super().__init__(things)
        self._what = what

    def __missing__(self, name: object) -> NoReturn:
        raise unknown_name(self._what, name, self)


class Choice(Enum):
    """One of a few, each with a stable name as its value. What is none of these is an `InputError` that says which there are."""

    @classmethod
    def _missing_(cls, value: object) -> NoReturn:
        """Refuse what is none of these; an `InputError` is a `ValueError`, as Python gives here."""
        called = {name: str(member.value) for member in cls for name in _names_of(member)}
        names = ", ".join(f"`{member.value}`" for member in cls)
        expected = Text(nl=f"een van {names}", en=f"one of {names}")
        meant = dict.fromkeys(called[name] for name in nearest(value, called))
        raise InputError(cls.__name__, [Problem("value", shown(value), expected, tuple(meant))])


def _names_of(member: Choice) -> Iterator[str]:
    """By what somebody may mean a member: its value, its name, and what people call it where it says so."""
    yield from (str(member.value), member.name)
    title = getattr(member, "title", None)
    if isinstance(title, Text):
        yield from (title.nl, title.en)
