"""The free texts of a command: where they stand, and the same command with other ones."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cache
from typing import Any, TypeVar, get_args, get_type_hints

import attrs

from ontvlechting.engine.checked import Words

T = TypeVar("T")


def texts(value: Any, path: str = "") -> Iterator[tuple[str, str]]:
    """Every free text in a value, with its path: `plan.risks[0].description`."""
    cls: Any = type(value)
    for name, free in _fields(cls):
        where, held = f"{path}.{name}".lstrip("."), getattr(value, name)
        if free and isinstance(held, str):
            yield where, held
        for n, item in enumerate(held) if isinstance(held, tuple) else ():
            yield from texts(item, f"{where}[{n}]")
        yield from texts(held, where)


def changed(value: T, change: Callable[[str], str]) -> T:
    """The same value with every free text changed."""
    if isinstance(value, tuple):
        return tuple(changed(item, change) for item in value)  # type: ignore[return-value]
    changes: dict[str, Any] = {}
    cls: Any = type(value)
    for name, free in _fields(cls):
        held = getattr(value, name)
        changes[name] = change(held) if free and isinstance(held, str) else changed(held, change)
    return attrs.evolve(value, **changes) if changes else value  # type: ignore[misc]


@cache
def _fields(cls: Any) -> tuple[tuple[str, bool], ...]:
    """The fields of a class, and of each whether it is a free text."""
    if not attrs.has(cls):
        return ()
    hints = get_type_hints(cls, include_extras=True)
    return tuple((a.name, Words in (hints[a.name], *get_args(hints[a.name]))) for a in attrs.fields(cls))
