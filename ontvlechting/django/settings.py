"""Reads the setting `ONTVLECHTING` of a project: a dict, of which every key may be left out."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any, TypeGuard

from attrs import frozen
from django.conf import settings
from django.db import DEFAULT_DB_ALIAS
from django.utils.module_loading import import_string

from ontvlechting.engine.errors import InputError, Problem, nearest, shown
from ontvlechting.engine.outside import never_runs
from ontvlechting.engine.rulebook import Rules
from ontvlechting.engine.text import Text
from ontvlechting.engine.values import Actor
from ontvlechting.guards import LETTER, shipped
from ontvlechting.record.origin import Origin

NAME = "ONTVLECHTING"


@frozen(kw_only=True)
class Settings:
    """The settings, checked.

    Attributes:
        database: the alias of the database in which the ledger is.
        rules: the rules that judge a new process.
        known: other rules, for processes that are under them.
        who: says who asks, by the login of the project: takes the request and gives an `Actor`, or None when it is not known.
        origin: the origin that records name; None for none.
        named: the import paths of the rules that were set.
    """

    database: str = DEFAULT_DB_ALIAS
    rules: Rules = LETTER
    known: tuple[Rules, ...] = ()
    who: Callable[[Any], Actor | None] | None = None
    origin: Origin | None = None
    named: tuple[str, ...] = ()


def alias() -> str:
    """The alias of the database in which the ledger is; the default one when what is set is no alias.

    This is called while models are imported. What the settings name cannot be imported then, because that may need those models;
    `given` reports what is wrong once everything is loaded.
    """
    said: object = getattr(settings, NAME, None)
    name = said.get("DATABASE") if isinstance(said, Mapping) else None
    return name if _is_alias(name) else DEFAULT_DB_ALIAS


def _is_alias(name: object) -> TypeGuard[str]:
    return isinstance(name, str) and name in settings.DATABASES


def given() -> Settings:
    """The settings of the project.

    Raises:
        InputError: a setting is not well formed; lists every problem.
    """
    said: object = getattr(settings, NAME, {})
    if not isinstance(said, Mapping):
        expected = Text(nl='een dict, zoals `{"DATABASE": "default"}`', en='a dict, such as `{"DATABASE": "default"}`')
        raise InputError("settings", [Problem(NAME, shown(said), expected)])
    problems: list[Problem] = []
    rules = _imported_setting(said, "RULES", Rules, problems)
    known = said.get("KNOWN", ())
    if not isinstance(known, list | tuple):
        problems.append(Problem(f"{NAME}['KNOWN']", shown(known), Text(nl="een lijst met namen", en="a list of names")))
        known = ()
    others = [_imported(f"{NAME}['KNOWN'][{n}]", name, Rules, problems) for n, name in enumerate(known)]
    made = Settings(
        database=said.get("DATABASE", DEFAULT_DB_ALIAS),
        rules=rules or LETTER,
        known=(LETTER, *shipped(), *(r for r in others if r is not None)),
        who=_imported_setting(said, "WHO", Callable, problems),
        origin=_imported_setting(said, "ORIGIN", Origin, problems),
        named=tuple(n for n in (said.get("RULES"), *known) if isinstance(n, str)),
    )
    problems += _unknown_keys(said)
    if not _is_alias(made.database):
        expected = Text(nl="een alias uit `DATABASES`", en="an alias of `DATABASES`")
        near = nearest(made.database, settings.DATABASES)
        problems.append(Problem(f"{NAME}['DATABASE']", shown(made.database), expected, near))
    if problems:
        raise InputError("settings", problems)
    return made


_KEYS = ("DATABASE", "RULES", "KNOWN", "WHO", "ORIGIN")
_KINDS: Mapping[Any, Text] = {
    Rules: Text(nl="de naam van regels, zoals `bureau.regels.ONZE`", en="the name of rules, such as `desk.rules.OURS`"),
    Callable: Text(
        nl="de naam van een gewone functie, zoals `bureau.mensen.wie`",
        en="the name of a plain function, such as `desk.people.who`",
    ),
    Origin: Text(
        nl="de naam van een `Origin`, zoals `bureau.herkomst.ONZE`",
        en="the name of an `Origin`, such as `desk.origin.OURS`",
    ),
}


def _unknown_keys(said: Mapping[Any, object]) -> Iterator[Problem]:
    """A problem for each key that does not exist."""
    for key in said:
        if key not in _KEYS:
            expected = Text(nl=f"een van {', '.join(_KEYS)}", en=f"one of {', '.join(_KEYS)}")
            yield Problem(NAME, shown(key), expected, nearest(key, _KEYS))


def _imported_setting(said: Mapping[Any, Any], key: str, kind: Any, problems: list[Problem]) -> Any:
    """The object whose import path is set under this key; None when none is set."""
    name = said.get(key)
    return None if name is None else _imported(f"{NAME}['{key}']", name, kind, problems)


def _imported(field: str, name: object, kind: Any, problems: list[Problem]) -> Any:
    """The object with this import path; None when there is no such object, which is added to the problems."""
    expected = _KINDS[kind]
    try:
        found = import_string(name) if isinstance(name, str) else None
    except Exception as error:  # noqa: BLE001 - the module that is named may raise anything
        why = str(error) or type(error).__name__
        expected = Text(nl=f"{expected.nl} ({why})", en=f"{expected.en} ({why})")
        found = None
    if isinstance(found, kind) and not never_runs(found):
        return found
    problems.append(Problem(field, shown(name), expected))
    return None
