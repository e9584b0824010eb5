"""What keeps rules or a pack from being made: every value of the wrong type, and all that no record can hold.

Every fault is a sentence in both languages; `Rules` tells them together. Whether a table is sound is for `chart.faults`.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cache
from inspect import signature
from typing import Any, ClassVar, get_origin
from weakref import WeakValueDictionary

from attrs import asdict, fields
from attrs.exceptions import NotAnAttrsClassError

from ontvlechting.engine.adopt import AdoptRules
from ontvlechting.engine.chart import Milestone, State, WayBack, faults, is_kind, unjudgeable
from ontvlechting.engine.checked import A_NAME, hints_of, is_of_names, problems_of_id, taken_by, unkept
from ontvlechting.engine.command import ANSWERS, Command, Fact
from ontvlechting.engine.doors import Guard, Norms, Reads, plain
from ontvlechting.engine.dossier import KEPT, Dossier, holds_several, kinds_of, misfits_of_dossier
from ontvlechting.engine.errors import nearest, shown, suggested
from ontvlechting.engine.outside import problems_of_function, takes
from ontvlechting.engine.retention import SetAside, Unreadable
from ontvlechting.engine.text import Text
from ontvlechting.engine.values import Power, Role
from ontvlechting.engine.verdicts import Rule


def misfits_of_rules(rules: Any, packs: type[Any]) -> Iterator[Text]:
    """The faults in the values of rules: a wrong type, or what a record cannot hold; and those of the table."""
    whose = Text(nl="van de regels", en="of the rules")
    yield from _misfits(rules, whose, rules.always)
    odd = list(_misfits_of_chart(rules, whose))
    yield from odd
    if isinstance(rules.arrows, tuple):
        yield from (
            unjudgeable(rules.arrows)
            if odd
            else faults(rules.arrows, start=rules.start, final=rules.final, back=rules.back)
        )
    if not isinstance(rules.norms, Norms):
        yield _not_a(whose, "norms", rules.norms, Text(nl="`Norms`", en="`Norms`"))
    if not _is_tuple_of(rules.packs, packs):
        yield _not_a(whose, "packs", rules.packs, Text(nl="een tuple van pakketten", en="a tuple of packs"))


def _misfits_of_chart(rules: Any, whose: Text) -> Iterator[Text]:
    """The faults in the other attributes: states, way back, classes, cited rules, companions, milestones."""
    if not isinstance(rules.start, State):
        yield _not_a(whose, "start", rules.start, Text(nl="een `State`", en="a `State`"))
    if not isinstance(rules.final, frozenset) or not all(isinstance(s, State) for s in rules.final):
        yield _not_a(whose, "final", rules.final, Text(nl="een frozenset van `State`", en="a frozenset of `State`"))
    if not isinstance(rules.back, WayBack | None):
        yield _not_a(whose, "back", rules.back, Text(nl="een `WayBack` of None", en="a `WayBack` or None"))
    yield from _misfits_of_classes(rules, whose)
    for name in ("order", "deciding"):
        if not isinstance(getattr(rules, name), Rule):
            yield _not_a(whose, name, getattr(rules, name), Text(nl="een `Rule`", en="a `Rule`"))
    if not isinstance(rules.others, tuple) or not all(map(is_kind, rules.others)):
        yield _not_a(whose, "others", rules.others, _KINDS)
    if not _is_tuple_of(rules.companions, type(rules)):
        yield _not_a(whose, "companions", rules.companions, Text(nl="een tuple van regels", en="a tuple of rules"))
    yield from _misfits_of_milestones(
        rules.milestones, whose, lambda kinds: isinstance(kinds, tuple) and all(map(is_kind, kinds)), _KINDS
    )


_KINDS = Text(nl="een tuple van soorten verzoeken", en="a tuple of kinds of command")
_GUARDS = Text(nl="een tuple van toetsen", en="a tuple of guards")


def _misfits_of_milestones(
    given: object, whose: Text, takes: Callable[[object], bool], expected: Text
) -> Iterator[Text]:
    """The faults in the milestones of rules or a pack."""
    if not isinstance(given, Mapping):
        yield _not_a(whose, "milestones", given, Text(nl="bij elke mijlpaal iets", en="something for each milestone"))
        return
    for milestone, of in given.items():
        if not isinstance(milestone, Milestone):
            yield _not_a(whose, "milestones", milestone, Text(nl="een van `Milestone`", en="one of `Milestone`"))
        elif not takes(of):
            yield _not_a(whose, f"milestones[{milestone.value}]", of, expected)


def _misfits_of_classes(rules: Any, whose: Text) -> Iterator[Text]:
    """The faults in the classes of a letter, and in the effects of commands on its dossier."""
    for name, base in (("dossier", Dossier), ("roles", Role), ("powers", Power)):
        given: Any = getattr(rules, name)
        if not (isinstance(given, type) and issubclass(given, base)):
            expected = Text(nl=f"een klasse die van `{base.__name__}` erft", en=f"a class made from `{base.__name__}`")
            yield _not_a(whose, name, given, expected)
        elif not issubclass(given, Dossier):
            if not is_of_names(given):
                yield _not_a(whose, name, [member.value for member in given], _OF_NAMES)
        else:
            yield from misfits_of_dossier(given)
            for command in rules.doors if isinstance(rules.doors, Mapping) and kinds_of(rules.dossier) else ():
                yield from _misfits_of_effect(command, rules.dossier) if is_kind(command) else ()


def misfits_of_pack(pack: Any) -> Iterator[Text]:
    """The faults in the values of a pack. Its arrows are judged later, together with those of the rules."""
    whose = Text(nl="van het pakket", en="of the pack")
    yield from _misfits(pack, whose)
    yield from _misfits_of_facts(pack.facts, whose)
    yield from _misfits_of_milestones(pack.milestones, whose, lambda guards: _is_tuple_of(guards, Guard), _GUARDS)
    yield from unjudgeable(pack.arrows) if isinstance(pack.arrows, tuple) else ()
    try:
        json.dumps(pack.norms and asdict(pack.norms), default=plain)
    except (TypeError, ValueError, AttributeError, NotAnAttrsClassError):
        expected = Text(nl="een attrs-waarde van gewone waarden, of None", en="an attrs value of plain values, or None")
        yield _not_a(whose, "norms", pack.norms, expected)


def _misfits_of_facts(given: object, whose: Text) -> Iterator[Text]:
    """The faults in the kinds of fact of a pack."""
    if not isinstance(given, Mapping):
        yield _not_a(
            whose, "facts", given, Text(nl="bij elke soort feit zijn toetsen", en="for each kind of fact its guards")
        )
        return
    for kind, guards in given.items():
        if not (is_kind(kind) and issubclass(kind, Fact)):
            yield _not_a(whose, "facts", kind, Text(nl="een soort feit", en="a kind of fact"))
        elif not _is_tuple_of(guards, Guard):
            yield _not_a(whose, f"facts[{kind.key}]", guards, _GUARDS)


def _misfits(given: Any, whose: Text, always: object = ()) -> Iterator[Text]:
    """The faults in what rules and packs both have: name, version, arrows, doors and guards."""
    yield from _faults_of_id(given.name, "name", whose)
    yield from _faults_of_id(given.version, "version", whose)
    if not isinstance(given.arrows, tuple):
        yield _not_a(whose, "arrows", given.arrows, Text(nl="een tuple van pijlen", en="a tuple of arrows"))
    if not isinstance(given.doors, Mapping):
        expected = Text(nl="bij elk verzoek zijn toetsen", en="for each command its guards")
        yield _not_a(whose, "doors", given.doors, expected)
        return
    places: list[tuple[Text, object]] = [(Text(nl="bij elke deur", en="at every door"), always)]
    for command, guards in given.doors.items():
        if is_kind(command):
            places.append((Text(nl=f"bij `{command.key}`", en=f"at `{command.key}`"), guards))
            yield from (*_misfits_of_kind(command), *_misfits_of_methods(command))
        else:
            yield Text(nl=f"{shown(command)} is geen soort verzoek", en=f"{shown(command)} is no kind of command")
    found: dict[int, Guard] = {}
    for where, guards in places:
        if not _is_tuple_of(guards, Guard):
            yield _not_a(where, "doors", guards, _GUARDS)
        found |= {id(g): g for g in (guards if isinstance(guards, tuple) else ()) if isinstance(g, Guard)}
    for guard in found.values():
        if _SOUND.get(id(guard)) is not guard:
            faults = list(_misfits_of_guard(guard))
            yield from faults
            if not faults:
                _SOUND[id(guard)] = guard


_SOUND: WeakValueDictionary[int, Guard] = WeakValueDictionary()
"""A cache of the guards without faults: a guard does not change, and is in many sets of rules."""


@cache
def _misfits_of_kind(kind: Any) -> tuple[Text, ...]:
    """The faults of a kind of command: what keeps it from being shown, recorded or read back."""
    whose, faults = of_command(kind), list[Text]()
    if not isinstance(kind.title, Text):
        faults.append(
            _not_a(whose, "title", kind.title, Text(nl="een naam in beide talen", en="a name in both languages"))
        )
    known, taken = {a.name: a for a in fields(kind)}, taken_by(kind, Fact if issubclass(kind, Fact) else Command)
    try:
        hints = hints_of(kind)
    except Exception as error:  # noqa: BLE001 - an annotation is code of somebody else
        said = shown(f"{type(error).__name__}: {error}")
        told = Text(
            nl=f"de velden {whose.nl} zijn niet te lezen: {said}", en=f"the fields {whose.en} cannot be read: {said}"
        )
        return (*faults, told)
    for name, hint in hints.items():
        if name not in known:
            if ClassVar not in (hint, get_origin(hint)):
                faults.append(_not_a(whose, name, hint, _A_FIELD))
        elif name == "type" or name in taken or known[name].alias != name:
            faults.append(_not_a(whose, name, name, _A_NAME_OF_A_FIELD))
        else:
            faults += [_not_a(whose, name, part, _WHAT_IS_KEPT) for part in unkept(hint)]
    return tuple(faults)


@cache
def _misfits_of_methods(kind: Any) -> tuple[Text, ...]:
    """The faults in what a kind of command says of itself, and in its methods beyond the ordinary."""
    whose, faults = of_command(kind), list[Text]()
    taken = {a.name for a in fields(kind)}  # a field by such a name is told with the other fields
    if "voids" not in taken and not _is_tuple_of(kind.voids, str):
        faults.append(_not_a(whose, "voids", kind.voids, _KEYS))
    flags = {"can_be_given", "in_turn", "foretells", *(("of_a_record",) if issubclass(kind, Fact) else ())} - taken
    for name in sorted(flags):
        if type(getattr(kind, name)) is not bool:
            faults.append(_not_a(whose, name, getattr(kind, name), YES_OR_NO))
    if kind.other_rules not in (Command.other_rules, AdoptRules.other_rules):
        faults.append(_not_a(whose, "other_rules", kind.other_rules, _ONLY_ADOPTED))
    for name in ANSWERS:
        if name not in taken and getattr(kind, name) is not getattr(Command, name):
            fault = _misfit_of_method(whose, kind, name, 0, _TAKES_NOTHING)
            faults += [] if fault is None else [fault]
    return tuple(faults)


@cache
def _misfits_of_effect(kind: Any, dossier: Any) -> tuple[Text, ...]:
    """The faults in the effect of a kind of command on dossiers of this class."""
    whose, found = of_command(kind), list[Text | None]()
    named = [("kept_in", kind.kept_in, True)] if issubclass(kind, Fact) else []
    if (of_field := getattr(kind.effect, "of_field", None)) is not None:
        named.append(("effect", *of_field))
    elif kind.effect not in (Command.effect, Fact.effect):
        found.append(_misfit_of_method(whose, kind, "effect", 1, _TAKES_A_DOSSIER))
    for where, name, several in named:
        fault = _misfit_of_field(whose, where, name, dossier)
        if fault is None and holds_several(dossier, name) is not several:
            fault = _not_a(whose, where, name, _OF_SEVERAL if several else _OF_ONE)
        found.append(fault)
    return tuple(fault for fault in found if fault is not None)


def of_command(kind: type[Command]) -> Text:
    """The words "of the command …", to put after the name of an attribute."""
    return Text(nl=f"van het verzoek `{kind.key}`", en=f"of the command `{kind.key}`")


def _misfit_of_method(whose: Text, kind: Any, name: str, many: int, expected: Text) -> Text | None:
    """Why a method of a kind of command cannot be called with so many things; None if it can, or if nobody can tell."""
    method: Any = getattr(object.__new__(kind), name, None)
    for problem in problems_of_function(method, name):
        return _not_a(whose, name, getattr(kind, name), problem.expected)
    if not takes(method, many):
        return _not_a(whose, name, str(signature(getattr(kind, name))), expected)
    return None


def misfits_of_changes(kind: type[Command], given: object, dossier: Any) -> list[Text]:
    """The faults in what the effect of a command returned; empty when it has none.

    Args:
        kind: the kind of command.
        given: what its effect returned.
        dossier: the class of the dossier.
    """
    whose = of_command(kind)
    if not isinstance(given, Mapping):
        return [_not_a(whose, "effect", given, _CHANGES)]
    found = list[Text | None]()
    for name, value in given.items():
        if name not in KEPT or kind.effect not in _OF_THE_ENGINE:
            found.append(_misfit_of_field(whose, "effect", name, dossier))
        kinds = kinds_of(dossier).get(name, (object,))
        if not isinstance(value, kinds):
            found.append(
                _not_a(whose, f"effect[{shown(name)}]", value, _A_TUPLE if kinds == (tuple,) else _type_names(kinds))
            )
    return [fault for fault in found if fault is not None]


def misfit_of_answer(kind: type[Command], name: str, given: object, expected: Text) -> Text:
    """The fault in what a method of a kind of command answered."""
    return _not_a(of_command(kind), name, given, expected)


def _type_names(kinds: Iterable[type]) -> Text:
    """The names of these types, with "or" between them."""
    names = [f"`{kind.__name__}`" if kind is not type(None) else "`None`" for kind in kinds]
    return Text(nl=f"{' of '.join(names)}", en=f"{' or '.join(names)}")


_OF_THE_ENGINE = (AdoptRules.effect, SetAside.effect, Unreadable.effect)
"""The effects that may change the fields that the engine keeps."""
_CHANGES = Text(
    nl='de velden van het dossier die veranderen, zoals `{"field": self}`',
    en='the fields of the dossier that change, such as `{"field": self}`',
)
_A_TUPLE = Text(nl="een tuple, want daar staan er meer", en="a tuple, for there are several there")


def _misfit_of_field(whose: Text, where: str, name: object, dossier: type[Dossier]) -> Text | None:
    """Why this is no field that the effect of a command can change; None when it is one.

    Args:
        whose: the command, as words.
        where: the attribute of the command that names the field.
        name: the name of the field.
        dossier: the class of the dossiers.
    """
    own = {a.name for a in fields(dossier)} - KEPT
    if name in own:
        return None
    if name in KEPT:
        return _not_a(whose, where, name, _NOT_OF_THE_ENGINE)
    expected = Text(
        nl=f"de naam van een veld van `{dossier.__name__}`", en=f"the name of a field of `{dossier.__name__}`"
    )
    return _not_a(whose, where, name, expected, nearest(name, own))


_TAKES_NOTHING = Text(nl="een methode die niets anders krijgt dan `self`", en="a method that gets nothing but `self`")
_TAKES_A_DOSSIER = Text(
    nl="een methode die het dossier krijgt: `def effect(self, dossier, /)`",
    en="a method that gets the dossier: `def effect(self, dossier, /)`",
)
_NOT_OF_THE_ENGINE = Text(
    nl="een veld van de brief zelf, en geen dat de bibliotheek bijhoudt (alleen de tabel verplaatst een proces)",
    en="a field of the letter itself, and none that the library keeps (only the table moves a process)",
)
_OF_SEVERAL = Text(
    nl="een veld voor meer dan een, dat begint met `()`", en="a field for more than one, which begins with `()`"
)
_OF_ONE = Text(
    nl="een veld voor een; in een veld dat begint met `()` komt iets door `adds_to`, en een feit door `kept_in`",
    en="a field for one; a field that begins with `()` is added to by `adds_to`, and by a fact with `kept_in`",
)
_A_FIELD = Text(
    nl="een veld; de klasse mist `@frozen(kw_only=True)`", en="a field; the class lacks `@frozen(kw_only=True)`"
)
_A_NAME_OF_A_FIELD = Text(
    nl="een andere naam voor dit veld; deze is van het verzoek zelf, en een vastlegging kent geen `_` vooraan",
    en="another name for this field; this one is of the command itself, and a record knows no `_` in front",
)
_ONLY_ADOPTED = Text(
    nl="de methode van `Command`, want alleen `AdoptRules` noemt andere regels",
    en="the method of `Command`, for only `AdoptRules` names other rules",
)
_KEYS = Text(nl="een tuple van de sleutels van verzoeken", en="a tuple of the keys of commands")
YES_OR_NO = Text(nl="`True` of `False`", en="`True` or `False`")
_OF_NAMES = Text(nl=f"een opsomming van namen, elk {A_NAME.nl}", en=f"an enumeration of names, each {A_NAME.en}")
_WHAT_IS_KEPT = Text(
    nl="wat een vastlegging kan bewaren: `str`, `int`, `bool`, `Decimal`, `date`, `datetime`, een opsomming van namen, een waarde met zulke "
    "velden, of `tuple[..., ...]` van een daarvan",
    en="what a record can hold: `str`, `int`, `bool`, `Decimal`, `date`, `datetime`, an enumeration of names, a value with such fields, or "
    "`tuple[..., ...]` of one of these",
)


def _misfits_of_guard(guard: Any) -> Iterator[Text]:
    """The faults of a guard: what keeps it from being asked, or its reasons from being recorded."""
    whose = Text(nl=f"van de toets {shown(guard.name)}", en=f"of the guard {shown(guard.name)}")
    yield from _faults_of_id(guard.name, "name", whose) or _faults_of_id(f"guard-{guard.name}", "name", whose)
    if not guard.rules or not _is_tuple_of(guard.rules, Rule):
        expected = Text(nl="een tuple van een of meer regels", en="a tuple of one or more rules")
        yield _not_a(whose, "rules", guard.rules, expected)
    if not isinstance(guard.title, Text):
        yield _not_a(
            whose, "title", guard.title, Text(nl="een vraag in beide talen", en="a question in both languages")
        )
    if not isinstance(guard.reads, Reads):
        yield _not_a(whose, "reads", guard.reads, Text(nl="een van `Reads`", en="one of `Reads`"))
    unfit = problems_of_function(guard.check, "check")
    for problem in unfit:
        yield _not_a(whose, "check", guard.check, problem.expected)
    if not unfit and not takes(guard.check, 3):
        yield _not_a(whose, "check", str(signature(guard.check, follow_wrapped=False)), _TAKES_THREE)
    yield from _misfits_of_mends(guard.mended, whose)


_TAKES_THREE = Text(
    nl="een functie die het dossier, het verzoek en de normen krijgt: `def check(dossier, command, norms)`",
    en="a function that gets the dossier, the command and the norms: `def check(dossier, command, norms)`",
)


def _misfits_of_mends(mended: object, whose: Text) -> Iterator[Text]:
    """The faults in what a guard says of the commands that mend its reasons."""
    kinds = Text(nl="soorten van verzoeken, elk met zijn veld", en="kinds of command, each with its field")
    named = Text(nl="de naam van een veld", en="the name of a field")
    start = Text(nl="het begin van de code van een reden", en="the beginning of the code of a reason")
    if not isinstance(mended, Mapping):
        yield _not_a(whose, "by", mended, kinds)
        return
    for code, means in mended.items():
        if not isinstance(code, str):
            yield _not_a(whose, "by", code, start)
        elif not isinstance(means, tuple) or not all(isinstance(mend, tuple) and len(mend) == 2 for mend in means):
            yield _not_a(whose, "by", means, kinds)
        else:
            for kind, name in means:
                if kind is not None and not (isinstance(kind, type) and issubclass(kind, Command)):
                    yield _not_a(whose, "by", kind, kinds)
                if name is not None and problems_of_id(name, "field"):
                    yield _not_a(whose, "field", name, named)


def _is_tuple_of(values: object, kind: type) -> bool:
    return isinstance(values, tuple) and all(isinstance(v, kind) for v in values)


def _faults_of_id(value: object, name: str, whose: Text) -> list[Text]:
    return [_not_a(whose, name, value, p.expected) for p in problems_of_id(value, name)]


def _not_a(whose: Text, name: str, value: object, expected: Text, near: Sequence[str] = ()) -> Text:
    meant = suggested(near)
    return Text(
        nl=f"`{name}` {whose.nl}: verwacht {expected.nl}; kreeg {shown(value)}{meant.nl}",
        en=f"`{name}` {whose.en}: expected {expected.en}; got {shown(value)}{meant.en}",
    )
