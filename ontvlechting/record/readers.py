"""Reads values back fast: one function for each class, compiled from its annotations, as the codec writes them.

A reader takes what is exactly as it is written here, and holds each value to what its class asks. For anything else it says
`Unlike`, without saying why: then the codec reads it in its own way, and tells every problem.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from functools import lru_cache, partial
from types import UnionType
from typing import Annotated, Any, Union, get_args, get_origin

import attrs

from ontvlechting.engine.chart import State
from ontvlechting.engine.checked import NOTHING, Check, Checked, Words, check_of, hints_of
from ontvlechting.engine.command import Command
from ontvlechting.engine.errors import InputError

Reveal = Callable[[Any], Any]
"""Gets what stands in the place of a free text, and gives the text."""
Read = Callable[[Any, Reveal], Any]


class Unlike(Exception):
    """It is not as it would be written here."""


UNREAD = (
    Unlike,
    InputError,
    ValueError,
    KeyError,
    IndexError,
    TypeError,
    AttributeError,
    ArithmeticError,
    RecursionError,
)
"""What is raised where something is not as it would be written here."""


def in_sight(plain: Any) -> Any:
    """Nothing is hidden."""
    return plain


class Readers:
    """The readers of one vocabulary.

    Args:
        commands: every command by its stable name.
        members: for an enumeration that has no members itself, the one that has them.
    """

    def __init__(self, commands: Mapping[str, type[Command]], members: Mapping[type, type[Enum]]) -> None:
        self._commands = commands
        self._members = members
        self._made: dict[Any, Read] = {}
        self._of_leaves: dict[Any, Callable[[Any], Any]] = {}

    def command(self, plain: Any, reveal: Reveal) -> Any:
        """The command that this plain data is, by the name under `type`.

        Raises:
            Unlike: it is not written as one.
        """
        cls = self._commands.get(plain.get("type"))
        if cls is None:
            raise Unlike
        return self.of(cls)(plain, reveal)

    def of(self, cls: type[Any]) -> Read:
        """What reads the values of a class."""
        found = self._made.get(cls)
        if found is None:
            self._made[cls] = partial(self._later, cls)  # while it is made: it may hold its own kind
            found = self._made[cls] = self._compiled(cls)
        return found

    def _later(self, cls: type[Any], plain: Any, reveal: Reveal) -> Any:
        return self._made[cls](plain, reveal)

    def _compiled(self, cls: Any) -> Read:
        """One function, made of the names of fields and of nothing that comes from outside."""
        fields = attrs.fields(cls)
        if not all(a.init and a.converter is None and a.validator is None for a in fields):
            return _never
        hints = hints_of(cls)
        names: dict[str, Any] = {"cls": cls, "new": cls.__new__, "Unlike": Unlike}
        many = len(fields) + issubclass(cls, Command)
        lines = [
            "def read(plain, reveal):",
            f"    if plain.__class__ is not dict or len(plain) != {many}: raise Unlike",
        ]
        lines.append("    value = new(cls)")
        if _HASH in getattr(cls, "__slots__", ()):  # which is worked out when somebody asks for it
            names["unhashed"] = _setter(cls, _HASH)
            lines.append("    unhashed(value, None)")
        for n, a in enumerate(fields):
            names[f"put{n}"] = _setter(cls, a.name)
            expression = self._expression(hints[a.name], f"plain[{a.name!r}]", names, f"_{n}")
            lines.append(f"    put{n}(value, {expression})")
        if cls.problems is not Checked.problems if issubclass(cls, Checked) else False:
            lines.append("    for _ in value.problems(): raise Unlike")
        lines.append("    return value")
        exec("\n".join(lines), names)  # noqa: S102 - of our own making, see above
        read: Read = names["read"]
        return read

    def _expression(self, hint: Any, x: str, names: dict[str, Any], mark: str) -> str:
        """What reads `x` by one annotation, in Python; puts in `names` what it calls by name."""
        origin, args = get_origin(hint), get_args(hint)
        if hint == Words:
            return self._of_text(hint, f"reveal({x})", names, mark)
        if origin is Annotated and args[0] is str:
            return self._of_text(hint, x, names, mark)
        if origin is Annotated:
            names[f"leaf{mark}"] = self._leaf(hint)
            return f"leaf{mark}({x})"
        if origin in (Union, UnionType):
            arms = [a for a in args if a is not type(None)]
            if len(arms) > 1 and not all(isinstance(a, type) and issubclass(a, Command) for a in arms):
                names["never"] = _never
                return f"never({x}, reveal)"
            some = self._expression(arms[0] if len(arms) == 1 else Command, f"y{mark}", names, mark)
            if len(arms) == len(args):
                return some.replace(f"y{mark}", x)
            return f"(None if (y{mark} := {x}) is None else {some})"
        if origin in (tuple, frozenset):
            item = self._expression(args[0], f"i{mark}", names, f"{mark}i")
            names.setdefault("listed", _listed)
            return f"{origin.__name__}([{item} for i{mark} in listed({x})])"
        kind: Any = self._members.get(hint, hint)
        if isinstance(kind, type) and issubclass(kind, Command):
            names["command"] = self.command
            return f"command({x}, reveal)"
        if kind in (str, bool, *_LEAVES) or (issubclass(kind, Enum) and kind is not State):
            names[f"leaf{mark}"] = self._leaf(kind)
            return f"leaf{mark}({x})"
        names[f"of{mark}"] = self.of(kind) if attrs.has(kind) else _already if kind is State else _never
        return f"of{mark}({x}, reveal)"

    def _of_text(self, hint: Any, x: str, names: dict[str, Any], mark: str) -> str:
        """What reads a text: most are plain to see, and need not be looked at by a function of their own."""
        (limit,) = get_args(hint)[1:]
        names["nothing"], names[f"leaf{mark}"] = NOTHING, self._leaf(hint)
        v = f"v{mark}"
        plain = f"len({v}) <= {limit.characters} and {v}.isprintable() and {v}.strip(nothing)"
        return f"({v} if ({v} := {x}).__class__ is str and {plain} else leaf{mark}({v}))"

    def _leaf(self, hint: Any) -> Callable[[Any], Any]:
        """What reads a text, number, day, moment or member."""
        found = self._of_leaves.get(hint)
        if found is None:
            found = self._of_leaves[hint] = _made_leaf(hint)
        return found


_HASH = "_attrs_cached_hash"
"""Where attrs keeps the hash of a value of which the hash is kept."""


def _setter(cls: Any, name: str) -> Callable[[Any, Any], None]:
    """What puts a value in a field, also of a class whose values do not change."""
    slot: Any = getattr(cls, name, None)
    if hasattr(slot, "__set__"):
        put: Callable[[Any, Any], None] = slot.__set__
        return put
    return lambda value, given: object.__setattr__(value, name, given)


def _never(_: Any, __: Reveal) -> Any:
    raise Unlike


def _already(plain: Any, _: Reveal) -> Any:
    """A state, which has been found by its name: which one that is depends on the rules."""
    if not isinstance(plain, State):
        raise Unlike
    return plain


def _listed(plain: Any) -> list[Any]:
    if plain.__class__ is not list:
        raise Unlike
    items: list[Any] = plain
    return items


def _made_leaf(hint: Any) -> Callable[[Any], Any]:
    if isinstance(hint, type) and issubclass(hint, Enum):
        members: dict[Any, Enum] = {m.value: m for m in hint}
        members |= {m: m for m in hint} if issubclass(hint, State) else {}  # where a process stands has been found
        return members.__getitem__
    base = get_args(hint)[0] if get_origin(hint) is Annotated else hint
    if base is bool:
        return _flag
    if base is str:
        return partial(_read_text, check_of(hint))
    read = partial(_read_plain, base, check_of(hint), *_LEAVES[base])
    return lru_cache(4096)(read) if base in (date, Decimal) else read  # many records, few days and amounts


def _read_text(check: Check, plain: Any) -> str:
    if plain.__class__ is not str or check(plain, "")[1]:
        raise Unlike
    text: str = plain
    return text


def _read_plain(
    kind: type, check: Check, parse: Callable[[Any], Any] | None, write: Callable[[Any], str] | None, plain: Any
) -> Any:
    if plain.__class__ is not (int if kind is int else str):
        raise Unlike
    value, problems = check(plain if parse is None else parse(plain), "")
    if problems or (write is not None and write(value) != plain):
        raise Unlike
    return value


def _flag(plain: Any) -> bool:
    if plain is True or plain is False:
        return plain
    raise Unlike


_LEAVES: Mapping[Any, tuple[Callable[[Any], Any] | None, Callable[[Any], str] | None]] = {
    int: (None, None),
    Decimal: (Decimal, lambda value: format(value, "f")),
    datetime: (datetime.fromisoformat, datetime.isoformat),
    date: (date.fromisoformat, date.isoformat),
}
"""For each plain kind: what reads it from a text, and what writes it as one."""
