"""Commands and records as JSON Schema (2020-12), made from the classes, for forms and for other programs.

A schema describes a command as plain JSON data, as `Codec.command` reads it. What a schema cannot say, such as that an end comes
after its beginning, is checked when the command is made; whether the rules accept it, when it is submitted.
"""

from __future__ import annotations

import inspect
import re
from collections.abc import Container, Iterator
from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from functools import cache
from types import UnionType
from typing import Annotated, Any, Union, get_args, get_origin

import attrs

from ontvlechting.engine.adoption import KnownRules
from ontvlechting.engine.checked import LARGEST, AtLeast, Cents, Limit, Words, hints_of
from ontvlechting.engine.command import Command
from ontvlechting.engine.errors import InputError, Problem, nearest, shown
from ontvlechting.engine.rulebook import Rules
from ontvlechting.engine.text import Language, Text
from ontvlechting.engine.values import Power, Role, RulesRef
from ontvlechting.engine.verdicts import Reason, VerdictKind
from ontvlechting.record.audit import FORMAT
from ontvlechting.record.origin import Origin
from ontvlechting.views.letters import called, first

DIALECT = "https://json-schema.org/draft/2020-12/schema"
_DAY = "[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])"
_TIME = r"([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9](\.[0-9]{1,6})?)?(Z|[+-]([01][0-9]|2[0-3]):[0-5][0-9])"

Schema = dict[str, Any]


def schema(rules: Rules, *others: Rules, command: str | None = None, language: Language = "en") -> Schema:
    """The JSON Schema of the commands of these rules and their companions, or of one of them.

    Args:
        rules: the rules; their roles and powers are those that an actor can have.
        others: more rules whose commands can be given.
        command: the key of a command; every command when it is not given.
        language: the language of titles and descriptions. English descriptions come from the docstrings; Dutch ones say what is
            expected in the field.

    Returns:
        A complete schema, with the definitions that it refers to under `$defs`.

    Raises:
        InputError: no command has this key; names the nearest.
    """
    commands = {c.key: c for r in reversed(KnownRules(rules, others).every) for c in r.commands}
    given: object = command
    if given is not None and not (isinstance(given, str) and given in commands):
        expected = Text(nl="de naam van een verzoek", en="the name of a command")
        raise InputError("command", [Problem("name", shown(command), expected, nearest(command, commands))])
    made = _Schema(commands, rules, language)
    root = made.refers(Command if command is None else commands[command])
    return {"$schema": DIALECT, **root, "$defs": dict(sorted(made.defs.items()))}


def record_schema(rules: Rules, *others: Rules, language: Language = "en") -> Schema:
    """The JSON Schema of the stored body of a record, in which digests replace free texts and a refused command with its reasons.

    Args:
        rules: the rules; their roles and powers are those that an actor can have.
        others: more rules whose commands can be recorded.
        language: the language of titles and descriptions, as in `schema`.
    """
    every = KnownRules(rules, others).every
    commands = {c.key: c for r in reversed(every) for c in r.commands}
    seen = _Recorded(commands, rules, language)
    reasons: Schema = {"type": "array", "items": seen.refers(Reason)}
    made = _Hidden(commands, rules, language, seen.defs)
    state = {"enum": list(dict.fromkeys(s.value for r in every for s in r.states))}
    hash_ = {"type": "string", "pattern": "^[0-9a-f]{64}$"}
    name = _limited(str, Limit(200, one_line=True))
    event = _whole(
        after=state,
        before=state,
        command={},
        rules=made.refers(RulesRef),
        verdict=_whole(kind={"enum": [kind.value for kind in VerdictKind]}, reasons={}),
    )
    yes = {"properties": {"verdict": {"properties": {"kind": {"const": VerdictKind.ACCEPTED.value}}}}}
    body = _whole(
        chain=_whole(id=name, number={"type": "integer", "minimum": 1}, previous=hash_, process=name),
        event=event
        | {
            "if": yes,
            "then": _command_and_reasons(made.refers(Command), reasons),
            "else": _command_and_reasons(DIGEST, DIGEST),
        },
        format={"const": FORMAT},
        origin=made.refers(Origin),
        recorded_at={"type": "string", "format": "date-time", "pattern": rf"^{_DAY}T[0-9:.]+\+00:00$"},
        texts=hash_,
    )
    body["required"].remove("origin")
    return {"$schema": DIALECT, **body, "$defs": dict(sorted((seen.defs | made.defs).items()))}


def _command_and_reasons(command: Schema, reasons: Schema) -> Schema:
    """The part of an event with the command and the reasons of the verdict."""
    return {"properties": {"command": command, "verdict": {"properties": {"reasons": reasons}}}}


DIGEST: Schema = {
    "type": "object",
    "properties": {"...": {"type": "string", "pattern": "^[0-9a-f]{64}$"}},
    "required": ["..."],
    "additionalProperties": False,
}
"""The schema of a digest: it stands in a record for a text that is stored beside it."""


def _whole(**fields: Schema) -> Schema:
    """An object with exactly these fields."""
    return {"type": "object", "properties": fields, "required": sorted(fields), "additionalProperties": False}


class _Schema:
    """Gathers the definitions that a schema refers to."""

    every_field = False
    """Whether a field with a default value is required as well."""

    def __init__(self, commands: dict[str, type[Command]], rules: Rules, language: Language) -> None:
        self.commands = commands
        self.members: dict[type, type[Enum]] = {Role: rules.roles, Power: rules.powers}
        self.language = language
        self.defs: dict[str, Schema] = {}

    def refers(self, cls: type) -> Schema:
        """A reference to the definition of a class; makes the definition the first time."""
        name = self.named(cls)
        if name not in self.defs:
            self.defs[name] = {}  # it may refer to itself
            make = self._any_command if cls is Command else self._enum if issubclass(cls, Enum) else self._object
            self.defs[name] = make(cls)
        return {"$ref": f"#/$defs/{name}"}

    def named(self, cls: type) -> str:
        """The name of the definition of a class."""
        return cls.key if issubclass(cls, Command) else cls.__name__

    def _any_command(self, _: type) -> Schema:
        """Any command: its `type` says which, so that errors are only about that command."""
        known = sorted(self.commands.items())
        return {
            "type": "object",
            "title": self._title("type"),
            "required": ["type"],
            "properties": {"type": {"enum": [key for key, _ in known], "title": self._title("type")}},
            "allOf": [
                {"if": {"properties": {"type": {"const": key}}, "required": ["type"]}, "then": self.refers(cls)}
                for key, cls in known
            ],
        }

    def _object(self, cls: Any) -> Schema:
        hints, told = hints_of(cls), described(cls)
        fields, needed = dict[str, Schema](), list[str]()
        if issubclass(cls, Command):
            fields["type"] = {"const": cls.key, "title": self._title("type")}
            needed.append("type")
        for a in attrs.fields(cls):
            if not a.init:
                continue
            expected = told.get(a.name) if self.language == "en" else _expected(hints[a.name])
            words = {"title": self._title(a.name, cls)} | ({"description": expected} if expected else {})
            fields[a.name] = words | self.of(hints[a.name])
            if self.every_field or a.default is attrs.NOTHING:
                needed.append(a.name)
        title = cls.title[self.language] if issubclass(cls, Command) else self._name(cls)
        summary = {"description": _summary(cls)} if self.language == "en" and cls.__doc__ else {}
        return {
            "type": "object",
            "title": title,
            **summary,
            "properties": fields,
            "required": needed,
            "additionalProperties": False,
        }

    def of(self, hint: Any) -> Schema:
        """The schema of a field with this annotation."""
        origin, args = get_origin(hint), get_args(hint)
        if origin is Annotated:
            return _limited(*args)
        if origin in (Union, UnionType):
            arms = [{"type": "null"} if a is type(None) else self.of(a) for a in args]
            return {"anyOf": arms}
        if origin in (tuple, frozenset):
            unique = {"uniqueItems": True} if origin is frozenset else {}
            return {"type": "array", "items": self.of(args[0]), **unique}
        if hint in _PLAIN:
            return _PLAIN[hint]
        return self.refers(self.members.get(hint, hint))

    def _enum(self, cls: type[Enum]) -> Schema:
        return {"title": self._name(cls), "oneOf": [{"const": m.value, "title": self._term(m)} for m in cls]}

    def _title(self, field: str, cls: type | None = None) -> str:
        """The title of a field: from a letter that has words for it, or else its name."""
        found = called(field, cls)
        return found[self.language] if found is not None else field.replace("_", " ")

    def _term(self, member: Enum) -> str:
        return str(first("term", member, self.language) or member.value)

    def _name(self, cls: type) -> str:
        """The title of a class of values: in Dutch the term in its docstring, or else the words of its name."""
        dutch = re.search(r"\(\*([^*;]+)\*", _summary(cls)) if self.language == "nl" else None
        return dutch[1] if dutch else re.sub(r"(?<!^)(?=[A-Z])", " ", cls.__name__).lower()


class _Recorded(_Schema):
    """The same for records: every field is required."""

    every_field = True


class _Hidden(_Recorded):
    """The same for what holds digests in place of free texts."""

    def __init__(
        self, commands: dict[str, type[Command]], rules: Rules, language: Language, seen: Container[str]
    ) -> None:
        super().__init__(commands, rules, language)
        self.seen = seen

    def named(self, cls: type) -> str:
        """The name of the definition of a class: another one than where its texts are in sight."""
        name = super().named(cls)
        return f"{name}-hidden" if name in self.seen and not issubclass(cls, Enum) else name

    def of(self, hint: Any) -> Schema:
        """The schema of a field with this annotation."""
        return DIGEST if hint == Words else super().of(hint)


_WORD = {"type": "string", "minLength": 1, "pattern": r"\S"}
_PLAIN: dict[Any, Schema] = {
    str: {**_WORD, "maxLength": 20_000},
    bool: {"type": "boolean"},
    int: {"type": "integer", "minimum": -LARGEST, "maximum": LARGEST},
    Decimal: {"type": "string", "pattern": r"^-?0*[0-9]{1,30}(\.[0-9]{1,30})?$"},
    date: {"type": "string", "format": "date", "pattern": f"^{_DAY}$"},
    datetime: {"type": "string", "format": "date-time", "pattern": f"^{_DAY}[T ]{_TIME}$"},
}


def _limited(base: type, constraint: object) -> Schema:
    """The schema of a text, number or amount with a constraint."""
    match constraint:
        case Limit(characters, one_line):
            line = {"not": {"pattern": "[\\u0000-\\u001f\\u007f-\\u009f\\u2028\\u2029]"}} if one_line else {}
            return {**_WORD, "maxLength": characters, **line}
        case AtLeast(least):
            return {"type": "integer", "minimum": least, "maximum": LARGEST}
        case Cents():
            return {"type": "string", "pattern": r"^-?0*[0-9]{1,15}(\.[0-9]{1,2})?$"}
        case _:
            return _PLAIN[base]


def _expected(hint: Any) -> str:
    """What is expected in a field, in Dutch."""
    origin, args = get_origin(hint), get_args(hint)
    if origin is Annotated and isinstance(args[1], Limit):
        return "één regel tekst" if args[1].one_line else "een tekst"
    if origin is Annotated:
        return "een bedrag in centen nauwkeurig, als tekst" if isinstance(args[1], Cents) else "een geheel getal"
    if origin in (Union, UnionType):
        arms = " of ".join(dict.fromkeys(_expected(a) for a in args if a is not type(None)))
        return f"{arms}; mag leeg blijven (null)" if type(None) in args else arms
    if origin in (tuple, frozenset):
        return f"een lijst; elk daarvan is {_expected(args[0])}"
    plain = {
        str: "een tekst",
        bool: "true of false",
        int: "een geheel getal",
        Decimal: "een exact getal, als tekst",
        date: "een dag (jjjj-mm-dd)",
        datetime: "een moment met tijdzone",
        Command: "een verzoek",
    }
    if hint in plain:
        return plain[hint]
    return "een van de genoemde waarden" if issubclass(hint, Enum) else "een samengestelde waarde"


@cache
def described(cls: type) -> dict[str, str]:
    """What the docstrings of a class and its bases say of each field; a class goes before its bases."""
    return {name: words for kind in reversed(cls.__mro__) for name, words in _attributes(kind.__doc__ or "")}


def _attributes(doc: str) -> Iterator[tuple[str, str]]:
    """Each field that a docstring describes under `Attributes:`, in order."""
    section = re.search(r"^Attributes:\n((?:[ ]{4}.*\n?|\n)+)", inspect.cleandoc(doc) + "\n", re.MULTILINE)
    for names, words in re.findall(r"^ {4}([\w, ]+): (.*(?:\n {8}.*)*)", section[1] if section else "", re.MULTILINE):
        for name in names.split(","):
            yield name.strip(), " ".join(words.split())


def _summary(cls: type) -> str:
    """The first paragraph of a docstring."""
    return " ".join(inspect.cleandoc(cls.__doc__ or "").partition("\n\n")[0].split())
