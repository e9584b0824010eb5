"""Values to canonical bytes and back.

Canonical means: JSON in UTF-8, keys sorted, no spaces, no floats, every field written, decimals and moments as text
(moments keep the offset they came with). The same value always gives the same bytes. Reading is strict: unknown,
missing or differently written fields are refused, so bytes that are read give the same bytes again.

Free texts (`Words`) can be hidden while writing: `hide` gets the text as JSON and says what stands in its place. That
is how a record commits to a text that may have to be removed one day (see `audit.py`).
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from enum import Enum
from functools import cache, lru_cache, partial
from json.encoder import encode_basestring
from types import UnionType
from typing import TYPE_CHECKING, Annotated, Any, ClassVar, Union, get_args, get_origin, get_type_hints

import attrs
from attrs import evolve, frozen

from ontvlechting.checked import Words
from ontvlechting.commands import ALL, Command
from ontvlechting.dossier import Dossier
from ontvlechting.errors import SHOWN, InputError, OntvlechtingError, Problem, nearest, shown
from ontvlechting.events import Event
from ontvlechting.origin import Origin
from ontvlechting.states import State
from ontvlechting.text import Text
from ontvlechting.values import RulesRef
from ontvlechting.verdicts import Verdict, VerdictKind

if TYPE_CHECKING:  # who only judges and records reads nothing back, and need not wait for it
    from cattrs import Converter

COMMANDS: Mapping[str, type[Command]] = {c.key: c for c in ALL}
"""Every command by its stable name."""


@frozen(kw_only=True)
class Removed(Command):
    """Stands for the command of a refusal whose content was removed after its retention term (*vernietigd*)."""

    title: ClassVar[Text] = Text(nl="Vernietigd na de bewaartermijn", en="Removed after its retention term")


# -- writing -----------------------------------------------------------------------------------------------------------

Hide = Callable[[str], str]
"""Gets a free text as JSON, and gives the JSON that stands in its place."""
Write = Callable[[Any, Hide], str]


quoted: Callable[[str], str] = encode_basestring
"""A text as JSON."""


def in_sight(text: str) -> str:
    """Hides nothing."""
    return text


def canonical(plain: object) -> bytes:
    """The canonical bytes of plain JSON data."""
    return json.dumps(plain, sort_keys=True, ensure_ascii=False, separators=(",", ":"), allow_nan=False).encode()


def written(value: object, hide: Hide = in_sight) -> str:
    """A value of this package as canonical JSON text."""
    return _writer_of(type(value))(value, hide)


_WRITERS: dict[type, Write] = {}


def _writer_of(cls: type) -> Write:
    """Writes the values of one class: one expression, compiled once from its annotations, as attrs compiles `__init__`.

    It is made of the names of fields and of nothing that comes from outside.
    """
    found = _WRITERS.get(cls)
    if found is not None:
        return found
    names: dict[str, Any] = {"quoted": quoted, "written": written}
    hints = get_type_hints(cls, include_extras=True)
    fields = [(a.name, _expression(hints[a.name], f"value.{a.name}", names)) for a in attrs.fields(cls) if a.init]
    if issubclass(cls, Command):
        fields.append(("type", "quoted(value.key)"))
    fields.sort()
    form = "{" + ",".join(f'"{name}":%s' for name, _ in fields) + "}"
    source = f"lambda value, hide: {form!r} % ({', '.join(expression for _, expression in fields)},)"
    write: Write = eval(source, names)  # noqa: S307 - of our own making, see above
    return _WRITERS.setdefault(cls, write)


def _expression(hint: Any, x: str, names: dict[str, Any]) -> str:
    """What writes the value `x` of one annotation, in Python; puts in `names` what it calls by name."""
    if hint == Words:
        return f"hide(quoted({x}))"
    if get_origin(hint) is Annotated:
        return _expression(get_args(hint)[0], x, names)
    if get_origin(hint) in (Union, UnionType):
        arms = [a for a in get_args(hint) if a is not type(None)]
        some = _expression(arms[0], x, names) if len(arms) == 1 else f"written({x}, hide)"
        return f"('null' if {x} is None else {some})" if len(arms) < len(get_args(hint)) else some
    if get_origin(hint) in (tuple, frozenset):
        every = f"sorted({x})" if get_origin(hint) is frozenset else x
        item = f"{x}_" if x.isidentifier() else "item"  # a tuple of tuples has items of items
        items = f"[{_expression(get_args(hint)[0], item, names)} for {item} in {every}]"
        return f"('[' + ','.join({items}) + ']' if {x} else '[]')"
    if hint in _SIMPLE:
        return _SIMPLE[hint].format(x=x)
    if issubclass(hint, Enum):
        return f"'\"%s\"' % {x}._value_"  # our values are plain; `value` and a dict by member are slower
    if hint is Command:
        names["written_command"] = written_command
        return f"written_command({x}, hide)"
    name = f"write_{len(names)}"  # two classes may bear one name
    names[name] = _writer_of(hint)
    return f"{name}({x}, hide)"


_SIMPLE: Mapping[Any, str] = {
    str: "quoted({x})",
    int: "str({x})",
    bool: "('true' if {x} else 'false')",
    Decimal: "'\"%s\"' % format({x}, 'f')",  # as `str`, but for tiny ones, which that writes with an exponent
    datetime: "'\"%s\"' % {x}.isoformat()",
    date: "'\"%s\"' % {x}.isoformat()",
}


def command_to_plain(command: Command) -> dict[str, Any]:
    """A command as plain JSON data, with its name under `type`.

    Raises:
        InputError: the command is not one of `ontvlechting.commands`.
    """
    plain: dict[str, Any] = json.loads(written_command(command))
    return plain


def written_command(command: Command, hide: Hide = in_sight) -> str:
    """A command as canonical JSON text, with its name under `type`.

    Raises:
        InputError: the command is not one of `ontvlechting.commands`.
    """
    if COMMANDS.get(command.key) is not type(command):
        expected = Text(nl="een opdracht uit `ontvlechting.commands`", en="a command of `ontvlechting.commands`")
        raise InputError("command", [Problem("type", shown(type(command)), expected)])
    return written(command, hide)


def written_event(event: Event, hide: Hide = in_sight) -> str:
    """An event as canonical JSON text, without the name of its process, which stands in the envelope.

    Free texts of the command can be hidden one by one. A refusal can be hidden as a whole: it changed nothing, so
    what was asked and why it was refused may have a retention term of its own.
    """
    command = written_command(event.command, hide)
    reasons = "[" + ",".join([written(r) for r in event.verdict.reasons]) + "]"
    if not event.verdict.allowed:
        command, reasons = hide(command), hide(reasons)
    verdict = f'{{"kind":"{event.verdict.kind.value}","reasons":{reasons}}}'
    return (
        f'{{"after":"{event.after.value}","before":"{event.before.value}","command":{command},'
        f'"rules":{_written_rules(event.rules)},"verdict":{verdict}}}'
    )


@lru_cache
def written_origin(origin: Origin) -> str:
    """From where a record comes, as canonical JSON text; the same in all that one workflow seals."""
    return written(origin)


@lru_cache
def _written_rules(rules: RulesRef) -> str:
    """The same in almost every record."""
    return written(rules)


# -- reading -----------------------------------------------------------------------------------------------------------


def _exactly(kind: type) -> Any:
    def structure(value: Any, _: Any) -> Any:
        if type(value) is not kind:
            raise ValueError(f"expected a {kind.__name__}")
        return value

    return structure


_NUMBER = re.compile(r"-?[0-9]{1,60}(\.[0-9]{1,60})?")
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_MOMENT = re.compile(
    _DAY.pattern
    + r"[T ]([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9](\.[0-9]{1,6})?)?(Z|[+-]([01][0-9]|2[0-3]):[0-5][0-9])"
)
"""How numbers, days and moments are written; what Python reads beside that differs from version to version."""


def _text_of(read: Callable[[str], Any], form: re.Pattern[str]) -> Any:
    """Reads a text of this form; a number, say, is none."""

    def structure(value: Any, _: Any) -> Any:
        if type(value) is not str or not form.fullmatch(value):
            raise ValueError("expected a text of another form")
        return read(value)

    return structure


def _is_of(many: type, hint: Any) -> bool:
    return get_origin(hint) is many


def _list_of(many: type, hint: Any, converter: Converter) -> Any:
    """Reads a list, item by item; a text is none, though it can be taken letter by letter."""
    items: Any = list[get_args(hint)[0]]  # type: ignore[misc]  # an annotation that is made here
    each = converter.get_structure_hook(items)

    def structure(value: Any, _: Any) -> Any:
        if type(value) is not list:
            raise ValueError("expected a list")
        return many(each(value, items))

    return structure


@cache
def _converter(of_any_command: Callable[[Any], bool]) -> Converter:
    """Reads plain data strictly.

    Args:
        of_any_command: which annotations stand for a command that says itself, under `type`, which one it is.
    """
    from cattrs import Converter

    made = Converter(forbid_extra_keys=True)
    for primitive in (str, int, bool):
        made.register_structure_hook(primitive, _exactly(primitive))
    for read, form, kind in ((Decimal, _NUMBER, Decimal), (datetime.fromisoformat, _MOMENT, datetime),
                             (date.fromisoformat, _DAY, date)):  # fmt: skip
        made.register_structure_hook(kind, _text_of(read, form))
    for many in (tuple, frozenset):
        made.register_structure_hook_factory(partial(_is_of, many), partial(_list_of, many))
    made.register_structure_hook_func(
        of_any_command, lambda value, _: None if value is None else command_from_plain(value)
    )
    return made


def _in_a_record(hint: Any) -> bool:
    """In a record: an annotation that says `Command`, or that or none."""
    return Command in (hint, *get_args(hint))


def _in_a_dossier(hint: Any) -> bool:
    """In a dossier: an annotation that says one of these commands, or that or none."""
    if get_origin(hint) not in (None, Union, UnionType):
        return False
    arms = [a for a in get_args(hint) if a is not type(None)] or [hint]
    return all(isinstance(a, type) and issubclass(a, Command) for a in arms)


def command_from_plain(plain: object) -> Command:
    """The command that this plain JSON data stands for.

    Raises:
        InputError: unknown or missing fields, or values that are not as expected; all of them together.
    """
    if not isinstance(plain, Mapping):
        expected = Text(nl="velden en hun waarden", en="fields and their values")
        raise InputError("command", [Problem("$", shown(plain), expected)])
    fields = dict(plain)
    name = fields.pop("type", None)
    cls = COMMANDS.get(name) if isinstance(name, str) else None
    if cls is None:
        expected = Text(nl="de naam van een opdracht", en="the name of a command")
        raise InputError("command", [Problem("type", shown(name), expected, nearest(name, COMMANDS))])
    command: Command = _structure(_in_a_record, fields, cls, cls.key)
    return command


def event_from_plain(process: str, plain: Mapping[str, Any], *, removed: Command | None = None) -> Event:
    """The event that this plain JSON data stands for.

    Args:
        process: the name of the process.
        plain: the event as plain data, with every text in sight.
        removed: what stands for a command whose content was removed.

    Raises:
        InputError: it is not an event.
    """
    keys = {"after", "before", "command", "rules", "verdict"}
    if set(plain) != keys or not isinstance(plain["command"], Mapping | None):
        expected = Text(nl=f"precies de velden {sorted(keys)}", en=f"exactly the fields {sorted(keys)}")
        raise InputError("record", [Problem("fields", shown(sorted(plain)), expected)])
    verdict = _structure(_in_a_record, plain["verdict"], Verdict, "verdict")
    gone = removed is not None and plain["command"] is None and verdict.kind is not VerdictKind.ACCEPTED
    return Event(
        process=_structure(_in_a_record, process, str, "process"),
        command=removed if gone and removed is not None else command_from_plain(plain["command"] or {}),
        verdict=verdict,
        before=_structure(_in_a_record, plain["before"], State, "before"),
        after=_structure(_in_a_record, plain["after"], State, "after"),
        rules=_structure(_in_a_record, plain["rules"], RulesRef, "rules"),
    )


def origin_from_plain(plain: object) -> Origin:
    """The origin that this plain JSON data stands for.

    Raises:
        InputError: it is not an origin.
    """
    origin: Origin = _structure(_in_a_record, plain, Origin, "origin")
    return origin


def dossier_from_plain(plain: Mapping[str, Any]) -> Dossier:
    """The dossier that this plain JSON data stands for.

    Raises:
        InputError: it is not a dossier of this version.
    """
    dossier: Dossier = _structure(_in_a_dossier, plain, Dossier, "dossier")
    return dossier


TOLD = 50
"""How many fields that do not exist are told one by one; of the others is told how many there are."""

_WRONG = (
    OntvlechtingError,
    ValueError,
    TypeError,
    KeyError,
    AttributeError,
    InvalidOperation,
)
"""What the converter raises, beside its own errors, when data is not as expected."""


def _structure(of_any_command: Callable[[Any], bool], plain: Any, cls: type[Any], subject: str) -> Any:
    """Plain data to a value; every problem of every field in one error."""
    from cattrs.errors import BaseValidationError

    try:
        return _converter(of_any_command).structure(plain, cls)
    except (BaseValidationError, *_WRONG) as error:
        raise InputError(subject, _problems(error, plain, "", cls)) from error


def _problems(error: Exception, plain: Any, path: str, kind: Any) -> Iterator[Problem]:
    """What the converter found, each with its field, the value that stands there, and what belongs there.

    Raises:
        Exception: something else happened while it read.
    """
    from cattrs.errors import ClassValidationError, ForbiddenExtraKeysError, IterableValidationError

    if isinstance(error, InputError):
        for p in error.problems:
            yield evolve(p, field=f"{path}.{p.field}".lstrip("."))
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
        yield from _unknown(sorted(error.extra_fields, key=shown), error.cl, plain, path)
    elif not isinstance(error, _WRONG):
        raise error  # an interruption is gathered like what is wrong with a field, and says nothing of it
    else:
        meant = _meant(kind)
        options = [m.value for m in meant] if isinstance(meant, type) and issubclass(meant, Enum) else []
        yield Problem(path or "$", shown(plain), _belongs(meant, options), nearest(plain, options))


def _unknown(names: Sequence[object], cls: type[Any], plain: Mapping[Any, Any], path: str) -> Iterator[Problem]:
    """Fields that do not exist, and which may have been meant: one that is there was not."""
    fields = sorted(a.name for a in attrs.fields(cls) if a.name not in plain)
    for name in names[:TOLD]:
        expected = Text(nl="geen veld van deze naam", en="no field of this name")
        yield Problem(f"{path}.{_key(name)}".lstrip("."), shown(plain[name]), expected, nearest(name, fields))
    if rest := names[TOLD:]:
        none = Text(nl=f"ook geen van {len(rest)} andere velden", en=f"none of {len(rest)} other fields either")
        yield Problem(path or "$", shown(rest), none)


def _key(name: object) -> str:
    """The name of a field that does not exist, as it may be told: it can be anything."""
    return name if isinstance(name, str) and name.isprintable() and len(name) <= SHOWN else shown(name)


def _belongs(kind: Any, options: Sequence[str]) -> Text:
    """What belongs in a field of this kind: one of the options, if there are any."""
    if options:
        names = ", ".join(f"`{o}`" for o in options)
        return Text(nl=f"een van {names}", en=f"one of {names}")
    return _EXPECTED.get(kind) or Text(nl=f"velden van `{kind.__name__}`", en=f"fields of `{kind.__name__}`")


def _meant(hint: Any) -> Any:
    """The class that an annotation is about: of one that may be left out, what it is otherwise; of a list, `tuple`."""
    if get_origin(hint) is Annotated:
        return _meant(get_args(hint)[0])
    if get_origin(hint) in (Union, UnionType):
        return _meant(next(a for a in get_args(hint) if a is not type(None)))
    return tuple if get_origin(hint) in (tuple, frozenset) else hint


_EXPECTED: Mapping[Any, Text] = {
    str: Text(nl="een tekst", en="a text"),
    int: Text(nl="een geheel getal", en="a whole number"),
    bool: Text(nl="`true` of `false`", en="`true` or `false`"),
    tuple: Text(nl="een lijst", en="a list"),
    Decimal: Text(nl="een bedrag als tekst, zoals `1250.00`", en="an amount as text, such as `1250.00`"),
    datetime: Text(
        nl="een moment, zoals `2026-01-31T09:00:00+01:00`", en="a moment, such as `2026-01-31T09:00:00+01:00`"
    ),
    date: Text(nl="een dag, zoals `2026-01-31`", en="a day, such as `2026-01-31`"),
}
"""What belongs in a field of each kind, as whoever fills in a form knows it."""
