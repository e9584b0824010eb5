"""Checks of the arguments of a ledger: rules, a store, a clock, listeners, a moment, an actor."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime
from functools import partial
from typing import Any

from ontvlechting.engine.adoption import problems_of_two
from ontvlechting.engine.checked import check_of, problems_of_whole, refuse
from ontvlechting.engine.errors import InputError, Problem, shown
from ontvlechting.engine.outside import problems_of_call, problems_of_each
from ontvlechting.engine.rulebook import Rules, problems_of_rules
from ontvlechting.engine.text import Text
from ontvlechting.engine.values import Actor
from ontvlechting.record.origin import Origin
from ontvlechting.record.stores.port import Store


def check_given(subject: str, **given: object) -> None:
    """Check arguments of a ledger, each by its name.

    Raises:
        InputError: a ledger cannot work with them; every problem together.
    """
    refuse(subject, problems_given(**given))


def problems_given(**given: object) -> list[Problem]:
    """The problems that keep a ledger from working with these arguments, each by its name."""
    problems = [p for field, value in given.items() for p in _PROBLEMS[field](value, field)]
    known: Any = given.get("known", ())
    rules: Any = given.get("rules")
    return problems or problems_of_two(rules, known)


def check_origin(subject: str, origin: Origin | None, rules: Iterable[Rules]) -> None:
    """Check that there is an origin when the norms of any of these rules ask for one.

    Raises:
        InputError: there is none.
    """
    asking = [r.name for r in rules if r.norms.origin_required]
    if origin is None and asking:
        names = ", ".join(f"`{name}`" for name in dict.fromkeys(asking))
        expected = Text(
            nl=f"een `Origin`, want de normen van {names} vragen bij elke vastlegging om een herkomst",
            en=f"an `Origin`, for the norms of {names} ask for the origin of every record",
        )
        raise InputError(subject, [Problem("origin", "None", expected)])


def _of_store(store: object, field: str) -> list[Problem]:
    promised = [name for name in vars(Store) if not name.startswith("_")]
    if all(callable(getattr(store, name, None)) for name in promised):
        return []
    expected = Text(nl="een opslag; een adres gaat naar `open`", en="a store; an address goes to `open`")
    return [Problem(field, shown(store), expected)]


def _of_origin(origin: object, field: str) -> list[Problem]:
    if origin is None or isinstance(origin, Origin):
        return []
    expected = Text(nl="een `Origin`, zoals `Origin.here()`", en="an `Origin`, such as `Origin.here()`")
    return [Problem(field, shown(origin), expected)]


def _of_kind(kind: Any) -> Callable[[object, str], list[Problem]]:
    return lambda given, field: check_of(kind)(given, field)[1]


_TAKES_NOTHING = Text(nl="een functie zonder argumenten", en="a function without arguments")
_TAKES_AN_OUTCOME = Text(
    nl="een functie die één argument neemt: de `Outcome`", en="a function that takes one argument: the `Outcome`"
)


_PROBLEMS: dict[str, Callable[[object, str], list[Problem]]] = {
    "store": _of_store,
    "rules": problems_of_rules,
    "known": partial(problems_of_each, problems=problems_of_rules),
    "clock": partial(problems_of_call, many=0, expected=_TAKES_NOTHING),
    "tell": partial(problems_of_each, problems=partial(problems_of_call, many=1, expected=_TAKES_AN_OUTCOME)),
    "origin": _of_origin,
    "at_hand": problems_of_whole,
    "at": _of_kind(datetime | None),
    "by": _of_kind(Actor | None),
}
