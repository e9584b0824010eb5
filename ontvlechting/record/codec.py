"""The codec: writes values as canonical bytes, and reads the same values from those bytes.

Canonical means: JSON by RFC 8785, with sorted keys, no spaces and no floats. Every field is written; decimals and
moments are written as text (moments keep the offset they came with). The same value always gives the same bytes.
Reading is strict: unknown, missing or differently written fields are refused, so bytes that are read give the same
bytes again.

Free texts (`Words`) can be hidden while writing: `hide` gets the text as JSON and gives the JSON to write in its place.
That is how a record commits to a text that may have to be removed one day (see `record/audit.py`).
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from enum import Enum
from functools import cache, lru_cache, partial
from inspect import isroutine
from itertools import islice
from json.encoder import encode_basestring
from types import UnionType
from typing import TYPE_CHECKING, Annotated, Any, TypeVar, Union, get_args, get_origin

import attrs
from attrs import evolve

from ontvlechting.engine.adoption import KnownRules
from ontvlechting.engine.chart import State
from ontvlechting.engine.checked import Checked, Words, check_of, derived, hints_of
from ontvlechting.engine.command import Command
from ontvlechting.engine.dossier import Dossier
from ontvlechting.engine.errors import SHOWN, InputError, OntvlechtingError, Problem, nearest, shown
from ontvlechting.engine.events import Event
from ontvlechting.engine.rulebook import Rules
from ontvlechting.engine.text import Text
from ontvlechting.engine.values import Power, Role, RulesRef, UnknownRules
from ontvlechting.engine.verdicts import ACCEPTED, Reason, Verdict, VerdictKind
from ontvlechting.record.origin import Origin
from ontvlechting.record.readers import UNREAD, Readers, Reveal
from ontvlechting.record.readers import in_sight as in_plain_sight

if TYPE_CHECKING:  # a program that only judges and records never reads, and need not import it
    from cattrs import Converter

_V = TypeVar("_V")

# -- writing -----------------------------------------------------------------------------------------------------------

Hide = Callable[[str], str]
"""Gets a free text as JSON, and gives the JSON that stands in its place."""
Write = Callable[[Any, Hide], str]


quoted: Callable[[str], str] = encode_basestring
"""A text as JSON."""


def in_sight(text: str) -> str:
    """Gives back what it gets: hides nothing."""
    return text


def canonical(plain: object) -> bytes:
    """The canonical bytes of plain JSON data."""
    return json.dumps(plain, sort_keys=True, ensure_ascii=False, separators=(",", ":"), allow_nan=False).encode()


def written(value: object, hide: Hide = in_sight) -> str:
    """A value of this package as canonical JSON text."""
    # INVARIANT: one value, one way to write it (tests/test_codec.py::test_canonical_means_one_way_to_write)
    return _writer_of(type(value))(value, hide)


_WRITERS: dict[type, Write] = {}


def _writer_of(cls: type) -> Write:
    """The writer of one class: one expression, compiled once from its annotations, as attrs compiles `__init__`.

    Its source contains names of fields, and nothing that comes from outside.
    """
    found = _WRITERS.get(cls)
    if found is not None:
        return found
    names: dict[str, Any] = {"quoted": quoted, "written": written}
    hints = hints_of(cls)
    fields = [(a.name, _expression(hints[a.name], f"value.{a.name}", names)) for a in attrs.fields(cls) if a.init]
    if issubclass(cls, Command):
        fields.append(("type", "quoted(value.key)"))
    fields.sort(key=lambda field: field[0].encode("utf-16-be"))  # as RFC 8785 sorts
    form = "{" + ",".join(f'"{name}":%s' for name, _ in fields) + "}"
    source = f"lambda value, hide: {form!r} % ({', '.join(expression for _, expression in fields)},)"
    write: Write = eval(source, names)  # noqa: S307 - our own source, see above
    return _WRITERS.setdefault(cls, write)


def _expression(hint: Any, x: str, names: dict[str, Any]) -> str:
    """The Python expression that writes `x` by one annotation; puts the names that it uses in `names`."""
    if hint == Words:
        return f"hide(quoted({x}))"
    if get_origin(hint) is Annotated:
        return _expression(get_args(hint)[0], x, names)
    if get_origin(hint) in (Union, UnionType):
        arms = [a for a in get_args(hint) if a is not type(None)]
        some = _expression(arms[0], x, names) if len(arms) == 1 else f"written({x}, hide)"
        return f"('null' if {x} is None else {some})" if len(arms) < len(get_args(hint)) else some
    if get_origin(hint) in (tuple, frozenset):
        item = f"{x}_" if x.isidentifier() else "item"  # a tuple of tuples has items of items
        items = f"[{_expression(get_args(hint)[0], item, names)} for {item} in {x}]"
        items = f"sorted({items})" if get_origin(hint) is frozenset else items  # as written: not all has an order
        return f"('[' + ','.join({items}) + ']' if {x} else '[]')"
    if hint in _SIMPLE:
        return _SIMPLE[hint].format(x=x)
    if issubclass(hint, Enum):
        return f"'\"%s\"' % {x}._value_"  # names need no escapes (`is_name`); `value` and a dict by member are slower
    if issubclass(hint, Command):  # only the value says which class it is
        return f"written({x}, hide)"
    name = f"write_{len(names)}"  # two classes may have the same name
    names[name] = _writer_of(hint)
    return f"{name}({x}, hide)"


_SIMPLE: Mapping[Any, str] = {
    str: "quoted({x})",
    int: "str({x})",
    bool: "('true' if {x} else 'false')",
    Decimal: "'\"%s\"' % format({x}, 'f')",  # not `str`, which writes tiny ones with an exponent
    datetime: "'\"%s\"' % {x}.isoformat()",
    date: "'\"%s\"' % {x}.isoformat()",
}


@lru_cache
def _ref(name: str, version: str, hash: str) -> RulesRef:
    """A reference to rules, cached: almost every record has the same one."""
    return RulesRef(name=name, version=version, hash=hash)


def command_to_plain(command: Command) -> dict[str, Any]:
    """A command as plain JSON data, with its name under `type`.

    Raises:
        InputError: it is no command.
    """
    given: object = command
    if not isinstance(given, Command):
        expected = Text(nl="een opdracht", en="a command")
        raise InputError("command", [Problem("command", shown(given), expected)])
    plain: dict[str, Any] = json.loads(written(command))
    return plain


def written_event(event: Event, hide: Hide = in_sight) -> str:
    """An event as canonical JSON text, without the name of its process, which stands in the envelope.

    Free texts of the command can be hidden one by one. A refusal can be hidden as a whole: it changed nothing, so
    what was asked and why it was refused may have a retention term of its own.
    """
    command = written(event.command, hide)
    reasons = "[" + ",".join([written(r) for r in event.verdict.reasons]) + "]"
    if not event.verdict.allowed:
        command, reasons = hide(command), hide(reasons)
    verdict = f'{{"kind":"{event.verdict.kind._value_}","reasons":{reasons}}}'
    return (
        f'{{"after":"{event.after._value_}","before":"{event.before._value_}","command":{command},'
        f'"rules":{_written_rules(event.rules)},"verdict":{verdict}}}'
    )


@lru_cache
def written_origin(origin: Origin) -> str:
    """An origin as canonical JSON text, cached: one workflow always writes the same one."""
    return written(origin)


@lru_cache
def _written_rules(rules: RulesRef) -> str:
    """A reference to rules as canonical JSON text, cached: almost every record has the same one."""
    return written(rules)


# -- reading -----------------------------------------------------------------------------------------------------------


def _exactly(kind: type) -> Any:
    """A hook that accepts only values of this very type."""

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
"""The accepted forms of numbers, days and moments. What else Python reads differs from version to version."""


def _text_of(read: Callable[[str], Any], form: re.Pattern[str]) -> Any:
    """A hook that reads a text of this form, and refuses anything else, such as a number."""

    def structure(value: Any, _: Any) -> Any:
        if type(value) is not str or not form.fullmatch(value):
            raise ValueError("expected a text of another form")
        return read(value)

    return structure


def _is_of(many: type, hint: Any) -> bool:
    return get_origin(hint) is many


def _list_of(many: type, hint: Any, converter: Converter) -> Any:
    """A hook that reads a list item by item, up to more wrong ones than are told; a text is refused, though it can be iterated."""
    from cattrs.errors import IterableValidationError, IterableValidationNote

    kind = get_args(hint)[0]
    read = converter.get_structure_hook(kind)

    def structure(value: Any, _: Any) -> Any:
        if type(value) is not list:
            raise ValueError("expected a list")
        found: list[Any] = []
        wrong: list[Exception] = []
        for n, one in enumerate(value):
            try:
                found.append(read(one, kind))
            except Exception as error:  # noqa: BLE001 - what is not about the data is raised by `_problems`
                error.add_note(IterableValidationNote(f"item {n}", n, kind))
                wrong.append(error)
                if len(wrong) > WRONG:
                    break
        if wrong:
            raise IterableValidationError(f"items of {hint}", wrong, hint)
        return many(found)

    return structure


def _in_a_record(hint: Any) -> bool:
    """Whether an annotation is `Command`, or `Command` or None: a command in a record."""
    return Command in (hint, *get_args(hint))


def _in_a_dossier(hint: Any) -> bool:
    """Whether an annotation is one or more classes of commands, or these or None: a command in a dossier."""
    if get_origin(hint) not in (None, Union, UnionType):
        return False
    arms = [a for a in get_args(hint) if a is not type(None)] or [hint]
    return all(isinstance(a, type) and issubclass(a, Command) for a in arms)


class _Vocabulary:
    """The commands, roles and powers of rules that are read in the same way, with their strict readers.

    Attributes:
        commands: every command by its stable name.
        roles, powers: the enumerations of those.
    """

    def __init__(self, roles: type[Role], powers: type[Power], commands: Iterable[type[Command]]) -> None:
        self.commands: Mapping[str, type[Command]] = {c.key: c for c in commands}
        self.roles: type[Role] = roles
        self.powers: type[Power] = powers
        self._converters: dict[Any, Converter] = {}
        self.readers: Readers = Readers(self.commands, {Role: roles, Power: powers})

    def command(self, plain: object) -> Command:
        """The command that this plain JSON data stands for.

        Raises:
            InputError: unknown or missing fields, or values that are not as expected; all of them together.
        """
        if not isinstance(plain, Mapping):
            expected = Text(nl="velden en hun waarden", en="fields and their values")
            raise InputError("command", [Problem("$", shown(plain), expected)])
        fields = dict(plain)
        name = fields.pop("type", None)
        cls = self.commands.get(name) if isinstance(name, str) else None
        if cls is None:
            expected = Text(nl="de naam van een verzoek", en="the name of a command")
            raise InputError("command", [Problem("type", shown(name), expected, nearest(name, self.commands))])
        command: Command = self.read(fields, cls, cls.key)
        return command

    def read(
        self, plain: Any, cls: type[Any], subject: str, of_any_command: Callable[[Any], bool] = _in_a_record
    ) -> Any:
        """Read a value from plain data; one error names every problem of every field.

        Args:
            plain: the data.
            cls: of which class.
            subject: what it is, for the error.
            of_any_command: whether an annotation stands for any command, whose name is under `type`.

        Raises:
            InputError: it is no such value.
        """
        from cattrs.errors import BaseValidationError

        converter = self._converters.get(of_any_command)
        if converter is None:
            converter = self._converters[of_any_command] = self._converter(of_any_command)
        try:
            return converter.structure(plain, cls)
        except (BaseValidationError, *_WRONG) as error:
            problems = _problems(error, plain, "", cls, self._options, converter)
            raise InputError(subject, _first(problems)) from error

    def _converter(self, of_any_command: Callable[[Any], bool]) -> Converter:
        from cattrs import Converter

        made = Converter(forbid_extra_keys=True)
        for primitive in (str, int, bool):
            made.register_structure_hook(primitive, _exactly(primitive))
        for read, form, kind in ((Decimal, _NUMBER, Decimal), (datetime.fromisoformat, _MOMENT, datetime),
                                 (date.fromisoformat, _DAY, date)):  # fmt: skip
            made.register_structure_hook(kind, _text_of(read, form))
        for many in (tuple, frozenset):
            made.register_structure_hook_factory(partial(_is_of, many), partial(_list_of, many))
        for base, members in ((Role, self.roles), (Power, self.powers)):
            made.register_structure_hook(base, partial(_member_of, members))
        made.register_structure_hook(State, _check_state)
        made.register_structure_hook_func(
            of_any_command, lambda value, _: None if value is None else self.command(value)
        )
        return made

    def _options(self, kind: Any) -> list[str]:
        """The values that a field of this type can have, when it is an enumeration; otherwise none."""
        kind = {Role: self.roles, Power: self.powers}.get(kind, kind)
        return [m.value for m in kind] if isinstance(kind, type) and issubclass(kind, Enum) else []


def _member_of(members: type[Enum], value: Any, _: Any) -> Enum:
    return members(value)


def _check_state(value: Any, kind: Any) -> State:
    """A state by its name; where the state of any letter may stand it was looked up before, because which one has a name depends on the rules."""
    if isinstance(value, State):
        return value
    if kind is State:
        raise TypeError("expected a state")
    found: State = kind(value)
    return found


@lru_cache(64)
def _vocabulary(roles: type[Role], powers: type[Power], commands: frozenset[type[Command]]) -> _Vocabulary:
    """A vocabulary, cached: all ledgers of the same rules share one, so that its readers are compiled once."""
    return _Vocabulary(roles, powers, sorted(commands, key=lambda c: c.key))


class Codec:
    """Reads commands, events and dossiers by the rules of a ledger.

    A record names the rules that judged it. When they are known, it is read by their vocabulary; otherwise by that of
    all known rules, of which the first take precedence.

    Args:
        known: the rules.
    """

    def __init__(self, known: KnownRules) -> None:
        self.known: KnownRules = known
        self._any: _Vocabulary | None = None
        self._of: dict[RulesRef, _Vocabulary] = {}
        self._states: dict[tuple[str, RulesRef, type[Command]], State] = {}

    @classmethod
    def of(cls, *rules: Rules) -> Codec:
        """The codec of these rules and their companions."""
        return cls(KnownRules(rules[0], rules[1:]))

    def command(self, plain: object, rules: Rules | None = None) -> Command:
        """The command that this plain JSON data stands for.

        Args:
            plain: the data, with the name of the command under `type`.
            rules: by whose vocabulary; without them, by that of all known rules.

        Raises:
            InputError: unknown or missing fields, or values that are not as expected; all of them together.
        """
        return (self._words if rules is None else self._words_of(rules.ref)).command(plain)

    def event(self, process: str, plain: Mapping[str, Any], *, removed: Command | None = None) -> Event:
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
        rules: RulesRef = self._words.read(plain["rules"], RulesRef, "rules")
        words = self._words_of(rules)
        verdict = words.read(plain["verdict"], Verdict, "verdict")
        gone = removed is not None and plain["command"] is None and verdict.kind is not VerdictKind.ACCEPTED
        command = removed if gone and removed is not None else words.command(plain["command"] or {})
        return Event(
            process=words.read(process, str, "process"),
            command=command,
            verdict=verdict,
            before=self.state(plain["before"], rules, "before", type(command)),
            after=self.state(plain["after"], rules, "after", type(command)),
            rules=rules,
        )

    def event_as_written(self, process: str, plain: dict[str, Any], reveal: Reveal) -> Event:
        """As `event`, for data that is written as this codec writes it: fast, and without saying what is wrong.

        Args:
            process: the name of the process.
            plain: the event as plain data.
            reveal: gives the text that stands in the place of a digest, or what was hidden as a whole.

        Raises:
            Unlike: it is not written like that; every other error in `UNREAD` means the same.
        """
        ref, verdict, command = plain["rules"], plain["verdict"], plain["command"]
        rules = _ref(ref["name"], ref["version"], ref["hash"])
        readers = self._words_of(rules).readers
        command = readers.command(command if "type" in command else reveal(command), reveal)
        reasons = verdict["reasons"]
        if reasons or verdict["kind"] != VerdictKind.ACCEPTED.value:
            read = readers.of(Reason)
            reasons = reveal(reasons) if reasons.__class__ is dict else reasons
            given = Verdict(
                kind=VerdictKind(verdict["kind"]), reasons=tuple([read(r, in_plain_sight) for r in reasons])
            )
        else:
            given = ACCEPTED
        before = self._state_of(plain["before"], rules, type(command))
        after = before if plain["after"] == plain["before"] else self._state_of(plain["after"], rules, type(command))
        return Event(process, command, given, before, after, rules)

    def _state_of(self, value: str, rules: RulesRef, command: type[Command]) -> State:
        """The state of this name, as `state` finds it, cached."""
        key = value, rules, command
        found = self._states.get(key)
        if found is None:
            found = self._states[key] = self.state(value, rules, command=command)
        return found

    def state(
        self,
        value: object,
        rules: RulesRef,
        subject: str = "state",
        command: type[Command] | None = None,
        field: str = "$",
    ) -> State:
        """The state of this name.

        It is that of these rules, when they are known. Otherwise it is that of the first known rules that have a state
        of this name; rules that have the command come first.

        Raises:
            InputError: none of the rules that are known has a state of this name.
        """
        judge = self.known.named(rules)
        every = (judge,) if judge is not None else sorted(self.known.every, key=lambda r: command not in r.commands)
        kinds = [type(r.start) for r in every]
        found = next((s for kind in kinds for s in kind if s.value == value and type(value) is str), None)
        if found is None:
            options = [s.value for s in kinds[0]]
            raise InputError(
                subject, [Problem(field, shown(value), _expected_in(State, options), nearest(value, options))]
            )
        return found

    def dossier(self, plain: object) -> Dossier:
        """The dossier that this plain JSON data stands for.

        Raises:
            InputError: it is not a dossier of rules that are known.
        """
        if not isinstance(plain, Mapping):
            expected = Text(nl="velden en hun waarden", en="fields and their values")
            raise InputError("dossier", [Problem("$", shown(plain), expected)])
        pinned = plain.get("rules")
        ref: RulesRef = self.known.rules.ref if pinned is None else self._words.read(pinned, RulesRef, "rules")
        rules = self.known.named(ref)
        if rules is None:
            raise UnknownRules(str(plain.get("process")), ref, [r.ref for r in self.known.every])
        plain = {**plain, "state": self.state(plain.get("state"), ref, "dossier", field="state")}
        words = self._words_of(ref)
        try:
            dossier: Dossier = words.readers.of(rules.dossier)(plain, in_plain_sight)
        except UNREAD:
            dossier = words.read(plain, rules.dossier, "dossier", _in_a_dossier)
        return dossier

    def problems(self, command: object, field: str = "command", rules: RulesRef | None = None) -> list[Problem]:
        """The problems that keep a command from being read back; none when it can be.

        Args:
            command: what was given; it, and each value in it, was checked when it was made.
            field: what it is called in a problem.
            rules: by whose vocabulary; without them, by that of any known rules.
        """
        every = (self._words_of(rules),) if rules is not None else self._of_each
        if not isinstance(command, Command) or not any(w.commands.get(command.key) is type(command) for w in every):
            return [Problem(field, shown(command), _expected(command))]
        roles, powers = self._members_of_each if rules is None else ({every[0].roles}, {every[0].powers})
        if _stands_in(command, roles, powers):
            return []
        return list(self._strange(command, field, every))

    @derived
    def _members_of_each(self) -> tuple[set[type[Role]], set[type[Power]]]:
        """The classes of roles and of powers of all rules that are known."""
        return {w.roles for w in self._of_each}, {w.powers for w in self._of_each}

    @derived
    def has_one_vocabulary(self) -> bool:
        """Whether all known rules have the same vocabulary, so that what one of them can read, each of them can."""
        return len(self._of_each) == 1

    def _strange(self, value: Any, field: str, every: Sequence[_Vocabulary]) -> Iterator[Problem]:
        """The problems of a value: roles, powers and commands in it that are in none of these vocabularies."""
        kind: Any = type(value)
        for name, many in _holders(kind):
            held = getattr(value, name)
            for n, item in enumerate(held if many else (held,)):
                path = f"{field}.{name}[{n}]" if many else f"{field}.{name}"
                if isinstance(item, Role):
                    yield from _strange_member(item, path, [w.roles for w in every])
                elif isinstance(item, Power):
                    yield from _strange_member(item, path, [w.powers for w in every])
                elif isinstance(item, Command):
                    if not any(w.commands.get(item.key) is type(item) for w in every):
                        yield Problem(path, shown(item), _A_COMMAND)
                    yield from self._strange(item, path, every)
                elif item is not None:
                    yield from self._strange(item, path, every)

    # -- within ------------------------------------------------------------------------------------------------------

    @property
    def _words(self) -> _Vocabulary:
        """The vocabulary of all known rules; where they differ, that of the first."""
        if self._any is None:
            first = self.known.rules
            self._any = _vocabulary(first.roles, first.powers, _by_key(reversed(self.known.every)))
        return self._any

    def _words_of(self, ref: RulesRef) -> _Vocabulary:
        """The vocabulary of one set of rules, with the commands that rules of the same roles and powers add.

        For rules that are not known it is that of all known rules. Rules of other roles or powers add nothing: what
        they call by the same name is something else.
        """
        found = self._of.get(ref)
        if found is None:
            rules = self.known.named(ref)
            found = self._of[ref] = self._words if rules is None else self._vocabulary_of(rules)
        return found

    def _vocabulary_of(self, rules: Rules) -> _Vocabulary:
        alike = [r for r in self.known.every if (r.roles, r.powers) == (rules.roles, rules.powers)]
        return _vocabulary(rules.roles, rules.powers, _by_key((*reversed(alike), rules)))

    @derived
    def _of_each(self) -> tuple[_Vocabulary, ...]:
        """The vocabularies of the known rules, each once."""
        return tuple(dict.fromkeys(self._words_of(r.ref) for r in self.known.every))


_A_COMMAND = Text(nl="een verzoek dat deze regels kennen", en="a command that these rules know")
"""What is expected of a command."""


def _expected(given: object) -> Text:
    """The same, for what is none: what to do with what was given."""
    if isinstance(given, type) and issubclass(given, Command):
        return Text(
            nl=f"een verzoek, en niet de klasse ervan; maak er een: `{given.__name__}(...)`",
            en=f"a command, and not its class; make one: `{given.__name__}(...)`",
        )
    if isroutine(given):
        return Text(
            nl=f"een verzoek, en niet wat er een maakt; roep het aan: `{given.__name__}(...)`",
            en=f"a command, and not what makes one; call it: `{given.__name__}(...)`",
        )
    if isinstance(given, Iterable) and not isinstance(given, str | bytes | Mapping):
        return Text(
            nl="één verzoek; meer gaan naar `submit_many`, elk met zijn proces",
            en="one command; several go to `submit_many`, each with its process",
        )
    return _A_COMMAND


def _by_key(rules: Iterable[Rules]) -> frozenset[type[Command]]:
    """Every class of command that these rules can read; of classes with the same name, that of the last rules."""
    found = {c.key: c for r in rules for c in sorted(r.readable, key=lambda c: c.key)}
    return frozenset(found.values())


def _stands_in(value: Any, roles: Collection[type], powers: Collection[type]) -> bool:
    """Whether every role and power in a value is of these classes, and it contains no command: a quick first check."""
    kind: Any = type(value)
    for name, many in _holders(kind):
        held = getattr(value, name)
        for item in held if many else (held,):
            if isinstance(item, Role):
                if type(item) not in roles:
                    return False
            elif isinstance(item, Power):
                if type(item) not in powers:
                    return False
            elif item is not None and (isinstance(item, Command) or not _stands_in(item, roles, powers)):
                return False
    return True


def _strange_member(item: Role | Power, path: str, kinds: Iterable[type[Enum]]) -> Iterator[Problem]:
    """The problem of a role or power that is of none of these enumerations."""
    kinds = tuple(dict.fromkeys(kinds))
    if type(item) not in kinds:
        names = ", ".join(f"`{kind.__name__}.{m.name}`" for kind in kinds for m in kind)
        yield Problem(path, shown(item), Text(nl=f"een van {names}", en=f"one of {names}"))


def command_from_plain(plain: object, rules: Rules, *others: Rules) -> Command:
    """The command that this plain JSON data stands for, by these rules.

    Raises:
        InputError: unknown or missing fields, or values that are not as expected; all of them together.
    """
    return Codec.of(rules, *others).command(plain)


@cache
def _holders(cls: Any) -> tuple[tuple[str, bool], ...]:
    """The fields of a class that can contain a role, power or command, each with whether it holds many values."""
    if not attrs.has(cls):
        return ()
    hints = hints_of(cls)
    return tuple(
        (a.name, get_origin(hints[a.name]) in (tuple, frozenset))
        for a in attrs.fields(cls)
        if any(issubclass(kind, Role | Power | Command) or _holders(kind) for kind in _classes(hints[a.name]))
    )


def _classes(hint: Any) -> Iterator[Any]:
    """The classes that an annotation is about."""
    if isinstance(hint, type) and get_origin(hint) is None:
        yield hint
    for arg in get_args(hint):
        yield from _classes(arg)


def value_from_plain(plain: object, kind: type[_V], subject: str) -> _V:
    """The value that this plain JSON data stands for, of a class that has no roles, powers or commands in it.

    Args:
        plain: the data.
        kind: of which class.
        subject: what it is called in an error.

    Raises:
        InputError: it is no such value; every problem together.
    """
    value: _V = _vocabulary(Role, Power, frozenset()).read(plain, kind, subject)
    return value


def origin_from_plain(plain: object) -> Origin:
    """The origin that this plain JSON data stands for.

    Raises:
        InputError: it is not an origin.
    """
    return value_from_plain(plain, Origin, "origin")


_ORIGINS = Readers({}, {})


def origin_as_written(plain: object) -> Origin:
    """As `origin_from_plain`, for data that is written as this codec writes it: fast, without saying what is wrong.

    Raises:
        Unlike: it is not written like that; every other error in `UNREAD` means the same.
    """
    found: Origin = _ORIGINS.of(Origin)(plain, in_plain_sight)
    return found


TOLD = 50
"""How many unknown fields are named one by one; of the others only the number is given."""
WRONG = 1_000
"""How many problems of one value are told; of more it is said that they are there."""

_WRONG = (
    OntvlechtingError,
    ValueError,
    TypeError,
    KeyError,
    AttributeError,
    InvalidOperation,
)
"""The errors that the converter raises, beside its own, when data is not as expected."""


def _first(problems: Iterator[Problem]) -> Iterator[Problem]:
    """So many problems as anybody reads; a small file can hold hundreds of thousands of them."""
    yield from islice(problems, WRONG)
    if more := next(problems, None):
        said = Text(
            nl=f"dat ook de rest klopt; dit zijn de eerste {WRONG}",
            en=f"the rest to be right as well; these are the first {WRONG}",
        )
        yield Problem("$", more.field, said)


def _problems(
    error: Exception, plain: Any, path: str, kind: Any, options_of: Callable[[Any], list[str]], converter: Converter
) -> Iterator[Problem]:
    """The problems that the converter found, each with its field, the value there, and what is expected there.

    Raises:
        Exception: the error is not about the data.
    """
    from cattrs.errors import ClassValidationError, ForbiddenExtraKeysError, IterableValidationError

    options = options_of(_class_meant(kind))
    if isinstance(error, InputError) and not options:
        for p in error.problems:
            yield evolve(p, field=f"{path}.{p.field}".lstrip("."))
    elif isinstance(error, ClassValidationError):
        yield from _problems_of_fields(error, plain, path, kind, options_of, converter)
    elif isinstance(error, IterableValidationError):
        for inner, item in error.group_exceptions()[0]:
            where = f"{path}[{item.index}]"
            yield from _problems(inner, plain[item.index], where, item.type, options_of, converter)
    elif isinstance(error, ForbiddenExtraKeysError):
        yield from _unknown(sorted(error.extra_fields, key=shown), error.cl, plain, path)
    elif not isinstance(error, _WRONG):
        raise error  # such as an interruption, which the converter collects as if it were a problem of a field
    else:
        yield Problem(path or "$", shown(plain), _expected_in(_class_meant(kind), options), nearest(plain, options))


def _problems_of_fields(
    error: Any, plain: Any, path: str, kind: Any, options_of: Callable[[Any], list[str]], converter: Converter
) -> Iterator[Problem]:
    """What is wrong with the fields of one value: those that could not be read, and then those that could.

    Where one could not be read no value was made, so nothing has looked at the others yet.
    """
    wrong, whole = error.group_exceptions()
    for inner, note in wrong:
        found = plain.get(note.name) if isinstance(plain, Mapping) else None
        yield from _problems(inner, found, f"{path}.{note.name}".lstrip("."), note.type, options_of, converter)
    unread, hints = {note.name for _, note in wrong}, hints_of(error.cl)
    made = any(isinstance(inner, InputError) for inner in whole)
    if isinstance(plain, Mapping) and issubclass(error.cl, Checked) and not made:
        for name in (a.name for a in attrs.fields(error.cl) if a.name in plain and a.name not in unread):
            value = converter.structure(plain[name], hints[name])
            yield from check_of(hints[name])(value, f"{path}.{name}".lstrip("."))[1]
    for inner in whole:
        yield from _problems(inner, plain, path, kind, options_of, converter)


def _unknown(names: Sequence[object], cls: type[Any], plain: Mapping[Any, Any], path: str) -> Iterator[Problem]:
    """The problems of fields that do not exist; suggests the most similar field that is not given."""
    fields = sorted(a.name for a in attrs.fields(cls) if a.name not in plain)
    for name in names[:TOLD]:
        expected = Text(nl="geen veld van deze naam", en="no field of this name")
        yield Problem(f"{path}.{_key(name)}".lstrip("."), shown(plain[name]), expected, nearest(name, fields))
    if rest := names[TOLD:]:
        none = Text(nl=f"ook geen van {len(rest)} andere velden", en=f"none of {len(rest)} other fields either")
        yield Problem(path or "$", shown(rest), none)


def _key(name: object) -> str:
    """The name of a field that does not exist, as it can be shown: it may be anything."""
    return name if isinstance(name, str) and name.isprintable() and len(name) <= SHOWN else shown(name)


def _expected_in(kind: Any, options: Sequence[str]) -> Text:
    """What is expected in a field of this type: one of the options, if there are any."""
    if options:
        names = ", ".join(f"`{o}`" for o in options)
        return Text(nl=f"een van {names}", en=f"one of {names}")
    return _EXPECTED.get(kind) or Text(nl=f"velden van `{kind.__name__}`", en=f"fields of `{kind.__name__}`")


def _class_meant(hint: Any) -> Any:
    """The class that an annotation stands for: the first that is not None; for a list, `tuple`."""
    if get_origin(hint) is Annotated:
        return _class_meant(get_args(hint)[0])
    if get_origin(hint) in (Union, UnionType):
        return _class_meant(next(a for a in get_args(hint) if a is not type(None)))
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
"""What is expected in a field of each type, in words for people who fill in a form."""
