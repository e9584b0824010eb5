"""Whether two functions, or values that hold functions, do the same by their code; used for rules that were made twice."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from enum import Enum
from functools import partial
from types import CellType, CodeType, FunctionType, MethodType
from typing import Any

from attrs import fields, has


def alike(one: Any, other: Any, met: frozenset[tuple[int, int]] = frozenset()) -> bool:
    """Whether two things are made of the same, whichever came first; of a class the name says it."""
    pair = id(one), id(other)
    if one is other or pair in met:
        return True
    (what, parts), (other_what, others) = _parts_of(one), _parts_of(other)
    several = zip(parts, others, strict=False)
    same = bool(what == other_what) and len(parts) == len(others)
    return same and all(alike(part, its, met | {pair}) for part, its in several)


def _parts_of(given: Any) -> tuple[object, Sequence[Any]]:
    """What something is by itself, and what it is made of."""
    kind: Any = type(given)
    if kind in _OF_CODE:
        return kind, _OF_CODE[kind](given)
    if isinstance(given, type):
        return (given.__module__, given.__qualname__), ()
    if isinstance(given, Enum):
        return given.name, (kind,)
    if isinstance(given, Mapping):
        return kind, (*given, *given.values())
    if isinstance(given, tuple | list):
        return kind, given
    if has(kind):
        return None, (kind, *(getattr(given, a.name) for a in fields(kind)))
    if kind.__eq__ is object.__eq__:  # it is equal to nothing else
        return None, (kind, getattr(kind, "__call__", None), getattr(given, "__dict__", None))  # noqa: B004 - what it runs
    return (kind, given), ()


_OF_CODE: Mapping[type, Callable[[Any], Sequence[Any]]] = {
    FunctionType: lambda f: (f.__code__, f.__closure__, f.__defaults__, f.__kwdefaults__),
    CodeType: lambda c: (c.co_code, c.co_exceptiontable, c.co_names, c.co_varnames, c.co_freevars, *c.co_consts),
    CellType: lambda cell: [cell.cell_contents] if cell != CellType() else (),
    partial: lambda p: (p.func, p.args, p.keywords),
    MethodType: lambda m: (m.__func__, m.__self__),
}
"""What functions and the like are made of, wherever that stands."""
