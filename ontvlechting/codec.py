"""Values to canonical bytes and back.

Canonical means: JSON in UTF-8, keys sorted, no spaces, no floats, every field written, decimals and moments as text
(moments keep the offset they came with). The same value always gives the same bytes. Reading is strict: unknown,
missing or differently written fields are refused, so bytes that are read give the same bytes again.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from cattrs import Converter
from cattrs.errors import (
    BaseValidationError,
    ClassValidationError,
    ForbiddenExtraKeysError,
    IterableValidationError,
)

from ontvlechting.commands import ALL, Command
from ontvlechting.errors import InputError, OntvlechtingError, Problem, shown
from ontvlechting.events import Event, RulesRef
from ontvlechting.states import State
from ontvlechting.text import Text
from ontvlechting.verdicts import Verdict

COMMANDS: Mapping[str, type[Command]] = {c.key: c for c in ALL}
"""Every command by its stable name."""


def _exactly(kind: type) -> Any:
    def structure(value: Any, _: Any) -> Any:
        if type(value) is not kind:
            raise ValueError(f"expected a {kind.__name__}")
        return value

    return structure


def _converter() -> Converter:
    made = Converter(forbid_extra_keys=True, unstruct_collection_overrides={tuple: list})
    for primitive in (str, int, bool):
        made.register_structure_hook(primitive, _exactly(primitive))
    made.register_structure_hook(Decimal, lambda value, _: Decimal(value))
    made.register_unstructure_hook(Decimal, str)
    made.register_structure_hook(datetime, lambda value, _: datetime.fromisoformat(value))
    made.register_unstructure_hook(datetime, datetime.isoformat)
    made.register_structure_hook(date, lambda value, _: date.fromisoformat(value))
    made.register_unstructure_hook(date, date.isoformat)
    return made


_CONVERTER = _converter()


def canonical(plain: object) -> bytes:
    """The canonical bytes of plain JSON data."""
    return json.dumps(plain, sort_keys=True, ensure_ascii=False, separators=(",", ":"), allow_nan=False).encode()


def command_to_plain(command: Command) -> dict[str, Any]:
    """A command as plain JSON data, with its name under `type`.

    Raises:
        InputError: the command is not one of `ontvlechting.commands`.
    """
    if COMMANDS.get(command.key) is not type(command):
        expected = Text(nl="een opdracht uit `ontvlechting.commands`", en="a command of `ontvlechting.commands`")
        raise InputError("command", [Problem("type", shown(type(command)), expected)])
    plain: dict[str, Any] = _CONVERTER.unstructure(command)
    plain["type"] = command.key
    return plain


def command_from_plain(plain: Mapping[str, Any]) -> Command:
    """The command that this plain JSON data stands for.

    Raises:
        InputError: unknown or missing fields, or values that are not as expected; all of them together.
    """
    fields = dict(plain)
    name = fields.pop("type", None)
    cls = COMMANDS.get(name) if isinstance(name, str) else None
    if cls is None:
        expected = Text(nl="de naam van een opdracht", en="the name of a command")
        raise InputError("command", [Problem("type", shown(name), expected)])
    command: Command = _structure(fields, cls, cls.key)
    return command


def event_to_plain(event: Event) -> dict[str, Any]:
    """An event as plain JSON data."""
    return {
        "process": event.process,
        "command": command_to_plain(event.command),
        "verdict": _CONVERTER.unstructure(event.verdict),
        "before": event.before.value,
        "after": event.after.value,
        "rules": _CONVERTER.unstructure(event.rules),
    }


def event_from_plain(plain: Mapping[str, Any]) -> Event:
    """The event that this plain JSON data stands for.

    Raises:
        InputError: it is not an event.
    """
    keys = {"process", "command", "verdict", "before", "after", "rules"}
    if set(plain) != keys or not isinstance(plain["command"], Mapping):
        expected = Text(nl=f"precies de velden {sorted(keys)}", en=f"exactly the fields {sorted(keys)}")
        raise InputError("record", [Problem("fields", shown(sorted(plain)), expected)])
    return Event(
        process=_structure(plain["process"], str, "process"),
        command=command_from_plain(plain["command"]),
        verdict=_structure(plain["verdict"], Verdict, "verdict"),
        before=_structure(plain["before"], State, "before"),
        after=_structure(plain["after"], State, "after"),
        rules=_structure(plain["rules"], RulesRef, "rules"),
    )


def _structure(plain: Any, cls: type[Any], subject: str) -> Any:
    """Plain data to a value; every problem of every field in one error."""
    try:
        return _CONVERTER.structure(plain, cls)
    except (BaseValidationError, OntvlechtingError, ValueError, TypeError, KeyError, InvalidOperation) as error:
        raise InputError(subject, _problems(error, plain, "", cls)) from error


def _problems(error: Exception, plain: Any, path: str, kind: Any) -> Iterator[Problem]:
    """What the converter found, each with its field, the value that stands there, and what belongs there."""
    if isinstance(error, InputError):
        for p in error.problems:
            yield Problem(f"{path}.{p.field}".lstrip("."), p.value, p.expected)
    elif isinstance(error, ClassValidationError):
        for inner, note in error.group_exceptions()[0]:
            found = plain.get(note.name) if isinstance(plain, Mapping) else None
            yield from _problems(inner, found, f"{path}.{note.name}".lstrip("."), note.type)
        for inner in error.group_exceptions()[1]:
            yield from _problems(inner, plain, path, kind)
    elif isinstance(error, IterableValidationError):
        for inner, item in error.group_exceptions()[0]:
            yield from _problems(inner, plain[item.index], f"{path}[{item.index}]", item.type)
    elif isinstance(error, ForbiddenExtraKeysError):
        for name in sorted(error.extra_fields):
            expected = Text(nl="geen veld van deze naam", en="no field of this name")
            yield Problem(f"{path}.{name}".lstrip("."), shown(plain.get(name)), expected)
    else:
        kind = getattr(kind, "__origin__", kind)  # of an annotated text: the text
        name = getattr(kind, "__name__", str(kind))
        yield Problem(path or "$", shown(plain), Text(nl=f"een geldige `{name}`", en=f"a valid `{name}`"))
