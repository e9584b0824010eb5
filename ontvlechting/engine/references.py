"""How rules, packs and guards are pickled: by their name in a module.

A function cannot be pickled itself, so Python pickles the name of its module and its own name. Rules, packs and guards
contain functions, and do the same. Unpickling them gives the object that has this name in the other process.
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
"""The real `__dict__` of a module; to ask the module for its attributes can run code of that module."""
_PROGRAM = ("__main__", "__mp_main__")
"""The names of the program's own module, in its own process and in the processes that it starts."""


def standing(kind: type[_T], likely: Iterable[str] = (), *, elsewhere: bool = True) -> Iterator[tuple[Place, _T]]:
    """Every object of one class that has a name in a module that another process can import.

    Args:
        kind: the class; objects of subclasses do not count.
        likely: the modules to look in first. All other imported modules follow, and the program itself comes last.
        elsewhere: whether to look in those others at all.
    """
    modules = [m for m in dict.fromkeys([*likely, *(sys.modules if elsewhere else ())]) if m not in _PROGRAM]
    for module in (*modules, "__main__") if elsewhere else modules:
        found: object = sys.modules.get(module)
        if not issubclass(type(found), ModuleType):
            continue
        there = _names_in(cast("ModuleType", found))
        if module == "__main__" and "__file__" not in there:
            continue  # a notebook or a prompt: processes that it starts can only import a program from a file
        for name, value in list(there.items()):
            if type(value) is kind:
                yield (module, name), value


def place_of(thing: object, likely: Iterable[str] = (), *, elsewhere: bool = True) -> Place | None:
    """The module and the name of this object; None when it has no name in a module.

    Args:
        thing: the object, compared by identity.
        likely: the modules to look in first.
        elsewhere: whether to look in the others as well.
    """
    there = standing(type(thing), likely, elsewhere=elsewhere)
    return next((place for place, found in there if found is thing), None)


def at(module: str, name: str, kind: type[_T]) -> _T:
    """The object with this name in this module.

    Raises:
        InputError: there is no such name, or the object is of another class.
        ImportError: there is no such module.
    """
    found = getattr(import_module(module), name, None)
    if not isinstance(found, kind):
        expected = Text(nl=f"de naam van `{kind.__name__}`", en=f"the name of `{kind.__name__}`")
        raise InputError("pickle", [Problem(f"{module}.{name}", shown(found), expected)])
    return found
