"""Fast readers of what the codec wrote: one function for each class, compiled from its annotations.

A reader accepts only what is written exactly as the codec writes it, and checks each value as its class does. For
anything else it raises `Unlike` without a reason; the codec then reads the data in its slow way, and reports every
problem.
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
    """The data is not written as the codec writes it."""


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
"""Every error that a reader may raise for data that is not written as the codec writes it."""


def in_sight(plain: Any) -> Any:
    """Gives back what it gets: for data in which no text is hidden."""
    return plain


class Readers:
    """The readers of one vocabulary.

    Args:
        commands: every command by its stable name.
        members: for each enumeration without members, the one that has its members.
    """

    def __init__(self, commands: Mapping[str, type[Command]], members: Mapping[type, type[Enum]]) -> None:
        self._commands = commands
        self._members = members
        self._made: dict[Any, Read] = {}
        self._of_leaves: dict[Any, Callable[[Any], Any]] = {}

    def command(self, plain: Any, reveal: Reveal) -> Any:
        """The command in this plain data; the name under `type` says which class it is.

        Raises:
            Unlike: the data is not written as a command.
        """
        cls = self._commands.get(plain.get("type"))
        if cls is None:
            raise Unlike
        return self.of(cls)(plain, reveal)

    def of(self, cls: type[Any]) -> Read:
        """The reader of a class, compiled when it is first asked for."""
        found = self._made.get(cls)
        if found is None:
            self._made[cls] = partial(self._call_compiled, cls)  # until it is compiled: the class may contain itself
            found = self._made[cls] = self._compile(cls)
        return found

    def _call_compiled(self, cls: type[Any], plain: Any, reveal: Reveal) -> Any:
        return self._made[cls](plain, reveal)

    def _compile(self, cls: Any) -> Read:
        """Compile the reader of a class. Its source contains names of fields, and nothing that comes from outside."""
        fields = attrs.fields(cls)
        if not all(a.init and a.converter is None and a.validator is None for a in fields):
            return _unlike
        hints = hints_of(cls)
        names: dict[str, Any] = {"cls": cls, "new": cls.__new__, "Unlike": Unlike}
        many = len(fields) + issubclass(cls, Command)
        lines = [
            "def read(plain, reveal):",
            f"    if plain.__class__ is not dict or len(plain) != {many}: raise Unlike",
        ]
        lines.append("    value = new(cls)")
        if _HASH in getattr(cls, "__slots__", ()):  # the hash is computed when it is first asked for
            names["unhashed"] = _setter(cls, _HASH)
            lines.append("    unhashed(value, None)")
        for n, a in enumerate(fields):
            names[f"put{n}"] = _setter(cls, a.name)
            expression = self._expression(hints[a.name], f"plain[{a.name!r}]", names, f"_{n}")
            lines.append(f"    put{n}(value, {expression})")
        if cls.problems is not Checked.problems if issubclass(cls, Checked) else False:
            lines.append("    for _ in value.problems(): raise Unlike")
        lines.append("    return value")
        exec("\n".join(lines), names)  # noqa: S102 - our own source, see above
        read: Read = names["read"]
        return read

    def _expression(self, hint: Any, x: str, names: dict[str, Any], mark: str) -> str:
        """The Python expression that reads `x` by one annotation; puts the names that it uses in `names`."""
        origin, args = get_origin(hint), get_args(hint)
        if hint == Words:
            return self._text_expression(hint, f"reveal({x})", names, mark)
        if origin is Annotated and args[0] is str:
            return self._text_expression(hint, x, names, mark)
        if origin is Annotated:
            names[f"leaf{mark}"] = self._leaf(hint)
            return f"leaf{mark}({x})"
        if origin in (Union, UnionType):
            arms = [a for a in args if a is not type(None)]
            if len(arms) > 1 and not all(isinstance(a, type) and issubclass(a, Command) for a in arms):
                names["never"] = _unlike
                return f"never({x}, reveal)"
            some = self._expression(arms[0] if len(arms) == 1 else Command, f"y{mark}", names, mark)
            if len(arms) == len(args):
                return some.replace(f"y{mark}", x)
            return f"(None if (y{mark} := {x}) is None else {some})"
        if origin in (tuple, frozenset):
            item = self._expression(args[0], f"i{mark}", names, f"{mark}i")
            names.setdefault("listed", _check_list)
            return f"{origin.__name__}([{item} for i{mark} in listed({x})])"
        kind: Any = self._members.get(hint, hint)
        if isinstance(kind, type) and issubclass(kind, Command):
            names["command"] = self.command
            return f"command({x}, reveal)"
        if kind in (str, bool, *_LEAVES) or (issubclass(kind, Enum) and kind is not State):
            names[f"leaf{mark}"] = self._leaf(kind)
            return f"leaf{mark}({x})"
        names[f"of{mark}"] = self.of(kind) if attrs.has(kind) else _check_state if kind is State else _unlike
        return f"of{mark}({x}, reveal)"

    def _text_expression(self, hint: Any, x: str, names: dict[str, Any], mark: str) -> str:
        """The expression that reads a text: most pass a quick check in it, and the others go to a function."""
        (limit,) = get_args(hint)[1:]
        names["nothing"], names[f"leaf{mark}"] = NOTHING, self._leaf(hint)
        v = f"v{mark}"
        plain = f"len({v}) <= {limit.characters} and {v}.isprintable() and {v}.strip(nothing)"
        return f"({v} if ({v} := {x}).__class__ is str and {plain} else leaf{mark}({v}))"

    def _leaf(self, hint: Any) -> Callable[[Any], Any]:
        """The function that reads a text, number, day, moment or member of an enumeration."""
        found = self._of_leaves.get(hint)
        if found is None:
            found = self._of_leaves[hint] = _make_leaf(hint)
        return found


_HASH = "_attrs_cached_hash"
"""The slot in which attrs caches the hash of a value."""


def _setter(cls: Any, name: str) -> Callable[[Any, Any], None]:
    """A function that sets a field, also of a frozen class."""
    slot: Any = getattr(cls, name, None)
    if hasattr(slot, "__set__"):
        put: Callable[[Any, Any], None] = slot.__set__
        return put
    return lambda value, given: object.__setattr__(value, name, given)


def _unlike(_: Any, __: Reveal) -> Any:
    """The reader of a class that has no fast reader."""
    raise Unlike


def _check_state(plain: Any, _: Reveal) -> Any:
    """A state that was looked up before: which state has a name depends on the rules."""
    if not isinstance(plain, State):
        raise Unlike
    return plain


def _check_list(plain: Any) -> list[Any]:
    if plain.__class__ is not list:
        raise Unlike
    items: list[Any] = plain
    return items


def _make_leaf(hint: Any) -> Callable[[Any], Any]:
    if isinstance(hint, type) and issubclass(hint, Enum):
        members: dict[Any, Enum] = {m.value: m for m in hint}
        members |= {m: m for m in hint} if issubclass(hint, State) else {}  # where a process stands has been found
        return members.__getitem__
    base = get_args(hint)[0] if get_origin(hint) is Annotated else hint
    if base is bool:
        return _check_flag
    if base is str:
        return partial(_read_text, check_of(hint))
    read = partial(_read_plain, base, check_of(hint), *_LEAVES[base])
    return lru_cache(4096)(read) if base in (date, Decimal) else read  # many records have the same days and amounts


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


def _check_flag(plain: Any) -> bool:
    if plain is True or plain is False:
        return plain
    raise Unlike


_LEAVES: Mapping[Any, tuple[Callable[[Any], Any] | None, Callable[[Any], str] | None]] = {
    int: (None, None),
    Decimal: (Decimal, lambda value: format(value, "f")),
    datetime: (datetime.fromisoformat, datetime.isoformat),
    date: (date.fromisoformat, date.isoformat),
}
"""For each simple type: the function that reads it from a text, and the one that writes it as a text."""
