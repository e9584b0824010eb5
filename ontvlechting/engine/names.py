"""Tables that people look things up in by name: whoever mistypes one is told which was probably meant."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NoReturn, TypeVar

from ontvlechting.engine.errors import unknown_name
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
