"""How rules, packs and guards go to another process: by the name under which they stand in a module.

A function cannot be sent; its name can, and the other process has the same modules. Python does so with a function of its
own, and here rules, packs and guards do: what arrives is the very thing that stands there.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Iterator
from importlib import import_module
from types import ModuleType
from typing import Any, TypeVar, cast

from ontvlechting.engine.errors import InputError, Problem, shown
from ontvlechting.engine.text import Text

_T = TypeVar("_T")
Place = tuple[str, str]
"""A module and a name in it."""

_names_in: Callable[[ModuleType], dict[str, Any]] = vars(ModuleType)["__dict__"].__get__
"""What stands in a module as it is; a module may do work of its own when it is asked for its names."""
_PROGRAM = ("__main__", "__mp_main__")
"""What the program itself is called, and what it is called in the processes that it makes."""


def standing(kind: type[_T], likely: Iterable[str] = (), *, elsewhere: bool = True) -> Iterator[tuple[Place, _T]]:
    """Everything of one kind that stands under a name in a module that another process can import.

    Args:
        kind: of what kind; not of one that looks like it.
        likely: the modules to look in first; then come all that are imported, the program itself last.
        elsewhere: whether to look in those others at all.
    """
    modules = [m for m in dict.fromkeys([*likely, *(sys.modules if elsewhere else ())]) if m not in _PROGRAM]
    for module in (*modules, "__main__") if elsewhere else modules:
        found: object = sys.modules.get(module)
        if not issubclass(type(found), ModuleType):
            continue
        there = _names_in(cast("ModuleType", found))
        if module == "__main__" and "__file__" not in there:
            continue  # a cell or a prompt; the names of a program from a file are found by the processes that it makes
        for name, value in list(there.items()):
            if type(value) is kind:
                yield (module, name), value


def place_of(thing: object, likely: Iterable[str] = (), *, elsewhere: bool = True) -> Place | None:
    """Where this very thing stands; None when it stands nowhere.

    Args:
        thing: what is looked for.
        likely: the modules to look in first.
        elsewhere: whether to look in the others as well.
    """
    there = standing(type(thing), likely, elsewhere=elsewhere)
    return next((place for place, found in there if found is thing), None)


def at(module: str, name: str, kind: type[_T]) -> _T:
    """What stands there.

    Raises:
        InputError: it is not of this kind, or not there.
        ImportError: there is no such module.
    """
    found = getattr(import_module(module), name, None)
    if not isinstance(found, kind):
        expected = Text(nl=f"de naam van `{kind.__name__}`", en=f"the name of `{kind.__name__}`")
        raise InputError("pickle", [Problem(f"{module}.{name}", shown(found), expected)])
    return found
