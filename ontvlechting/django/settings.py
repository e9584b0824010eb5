"""What the settings of a project say: `ONTVLECHTING`, a dict, of which every key may be left out."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any, TypeGuard

from attrs import frozen
from django.conf import settings
from django.db import DEFAULT_DB_ALIAS
from django.utils.module_loading import import_string

from ontvlechting.engine.errors import InputError, Problem, nearest, shown
from ontvlechting.engine.rulebook import Rules
from ontvlechting.engine.text import Text
from ontvlechting.engine.values import Actor
from ontvlechting.guards import LETTER, shipped
from ontvlechting.record.origin import Origin

NAME = "ONTVLECHTING"


@frozen(kw_only=True)
class Settings:
    """What was set, checked.

    Attributes:
        database: the alias of the database in which the ledger is.
        rules: what judges a new process.
        known: other rules, for processes that are under them.
        who: says who asks, by the login of the project: gets the request, gives an `Actor`, or None when nobody is known.
        origin: from where records come, as they say themselves.
        named: the names by which rules were set.
    """

    database: str = DEFAULT_DB_ALIAS
    rules: Rules = LETTER
    known: tuple[Rules, ...] = ()
    who: Callable[[Any], Actor | None] | None = None
    origin: Origin | None = None
    named: tuple[str, ...] = ()


def alias() -> str:
    """The alias of the database in which the ledger is; that of the project where what is set is none.

    It is asked while models are imported: nothing that is named in the settings can be imported yet, for that may need those models,
    and what is wrong is told once everything is there, by `given`.
    """
    said: object = getattr(settings, NAME, None)
    name = said.get("DATABASE") if isinstance(said, Mapping) else None
    return name if _is_alias(name) else DEFAULT_DB_ALIAS


def _is_alias(name: object) -> TypeGuard[str]:
    return isinstance(name, str) and name in settings.DATABASES


def given() -> Settings:
    """What the project has set.

    Raises:
        InputError: it is not of its kind; every problem together.
    """
    said: object = getattr(settings, NAME, {})
    if not isinstance(said, Mapping):
        expected = Text(nl='een dict, zoals `{"DATABASE": "default"}`', en='a dict, such as `{"DATABASE": "default"}`')
        raise InputError("settings", [Problem(NAME, shown(said), expected)])
    problems: list[Problem] = []
    rules = _found(said, "RULES", Rules, problems)
    known = said.get("KNOWN", ())
    if not isinstance(known, list | tuple):
        problems.append(Problem(f"{NAME}['KNOWN']", shown(known), Text(nl="een lijst met namen", en="a list of names")))
        known = ()
    others = [_named(f"{NAME}['KNOWN'][{n}]", name, Rules, problems) for n, name in enumerate(known)]
    made = Settings(
        database=said.get("DATABASE", DEFAULT_DB_ALIAS),
        rules=rules or LETTER,
        known=(LETTER, *shipped(), *(r for r in others if r is not None)),
        who=_found(said, "WHO", Callable, problems),
        origin=_found(said, "ORIGIN", Origin, problems),
        named=tuple(n for n in (said.get("RULES"), *known) if isinstance(n, str)),
    )
    problems += _strange(said)
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
        nl="de naam van een functie, zoals `bureau.mensen.wie`", en="the name of a function, such as `desk.people.who`"
    ),
    Origin: Text(
        nl="de naam van een `Origin`, zoals `bureau.herkomst.ONZE`",
        en="the name of an `Origin`, such as `desk.origin.OURS`",
    ),
}


def _strange(said: Mapping[Any, object]) -> Iterator[Problem]:
    """What is set and does not exist."""
    for key in said:
        if key not in _KEYS:
            expected = Text(nl=f"een van {', '.join(_KEYS)}", en=f"one of {', '.join(_KEYS)}")
            yield Problem(NAME, shown(key), expected, nearest(key, _KEYS))


def _found(said: Mapping[Any, Any], key: str, kind: Any, problems: list[Problem]) -> Any:
    """What stands under the name that is set; None where none is."""
    name = said.get(key)
    return None if name is None else _named(f"{NAME}['{key}']", name, kind, problems)


def _named(field: str, name: object, kind: Any, problems: list[Problem]) -> Any:
    """What stands under this name; None, with the problem, when there is no such thing."""
    expected = _KINDS[kind]
    try:
        found = import_string(name) if isinstance(name, str) else None
    except Exception as error:  # noqa: BLE001 - the module that is named may raise anything
        why = str(error) or type(error).__name__
        expected = Text(nl=f"{expected.nl} ({why})", en=f"{expected.en} ({why})")
        found = None
    if isinstance(found, kind):
        return found
    problems.append(Problem(field, shown(name), expected))
    return None
