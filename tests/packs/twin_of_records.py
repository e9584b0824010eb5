"""The pack of records and data a second time, slow and obvious: rows of a rule and a condition under which it says no.

It knows no dossier and no guard: all it has is the list of accepted commands and the command that is asked.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cached_property
from typing import Any

from attrs import evolve, frozen

from ontvlechting.engine.command import Command


@frozen(slots=False)
class Case:
    """What is asked, and what was told before it, in the order of the moments."""

    history: Sequence[Command]
    asked: Any
    week: int

    @cached_property
    def told(self) -> list[Any]:
        """Every command up to that moment."""
        return sorted((c for c in self.history if c.at <= self.asked.at), key=lambda c: c.at)

    def all(self, key: str, **fields: Any) -> list[Any]:
        """Those of one kind, with these fields."""
        return [c for c in self.told if c.key == key and all(getattr(c, n) == v for n, v in fields.items())]

    @cached_property
    def listed(self) -> Any:
        """The list that holds."""
        return (self.all("record_inventory") or [None])[-1]

    @cached_property
    def pair(self) -> tuple[str, ...]:
        """The parties on it."""
        return (self.listed.delivering, self.listed.receiving) if self.listed else ()

    def holdings(self, *courses: str, personal: bool | None = None) -> list[Any]:
        """Those on the list."""
        return [
            h
            for h in (self.listed.holdings if self.listed else ())
            if (not courses or h.course.value in courses) and personal in (None, h.personal)
        ]

    @cached_property
    def holding(self) -> Any:
        """What the command is about."""
        return next((h for h in self.holdings() if h.id == self.asked.holding), None)

    def switch(self, id: str, **turns: Any) -> bool:
        """Whether something is on: the last of these kinds about this holding turned it so."""
        on = False
        for c in self.told:
            if getattr(c, "holding", None) == id and c.key in turns:
                on = turns[c.key]
        return on

    def ended(self, id: str) -> bool:
        """Whether access has ended."""
        return self.switch(id, end_access=True, give_access_back=False)

    def shown(self, id: str) -> bool:
        """Whether access was shown."""
        return self.switch(id, show_access=True, give_access_back=False)

    def lacks(self, id: str) -> bool:
        """Whether it is not there, or not all of it."""
        receipts = self.all("receive_holding", holding=id)
        return not receipts or not receipts[-1].complete

    @property
    def day(self) -> Any:
        """The day."""
        return self.asked.at.date()


Row = tuple[str, Callable[[Case], bool]]


def _fell_off(k: Case) -> bool:
    return any(
        not [h for h in k.asked.holdings if (h.id, h.kind) == (old.id, old.kind)] for old in k.holdings()
    ) or any(
        Case([*k.history, k.asked], evolve(k.asked, at=max(c.at for c in (*k.history, k.asked))), 0).ended(h.id)
        for h in k.asked.holdings
        if h.course.value != "follows"
    )


def _kind_left_out(k: Case) -> bool:
    named = {h.kind.value for h in k.asked.holdings} | {kind.value for kind in k.asked.none_of}
    return named != {"records", "data_set", "system", "contract"}


def _not_accepted(k: Case) -> bool:
    if k.listed is None:
        return False
    since = k.history[max(n for n, c in enumerate(k.history) if c is k.listed) :]
    said = [c for c in since if c.key == "accept_inventory" and k.listed.at <= c.at <= k.asked.at]
    return not [c for c in said if c.document == k.listed.document]  # type: ignore[attr-defined]


def _unbound(k: Case) -> bool:
    return any(
        not [c for c in k.all("record_processor_agreement", holding=h.id, processor=p) if c.since <= k.day]
        for h in k.holdings("follows", "shared", personal=True)
        for p in h.processors
    )


def _now(k: Case, told: list[Any]) -> Any:
    """What holds on the day: the last that was told, of what has begun by then."""
    return ([t for t in told if t.since <= k.day] or [None])[-1]


def _unshared(k: Case) -> bool:
    for h in k.holdings("shared"):
        told = k.all("agree_sharing", holding=h.id)
        ours, theirs = (_now(k, [t for t in told if t.by.party == party]) for party in k.pair)
        if ours is None or theirs is None or (ours.until is not None and ours.until < k.day):
            return True
        if (ours.agreement, ours.since, ours.until) != (theirs.agreement, theirs.since, theirs.until):
            return True
    return False


def _uncontrolled(k: Case) -> bool:
    personal = k.holdings("follows", "shared", personal=True)
    return any(_now(k, k.all("record_controller", holding=h.id)) is None for h in personal)


def _early(k: Case) -> bool:
    if k.holding is None:
        return False
    shown = k.all("show_access", holding=k.holding.id)
    return not k.shown(k.holding.id) or (k.day - shown[-1].at.date()).days < k.week


def _follows(course: str) -> Row:
    return "NAA-1", lambda k: k.holding is not None and k.holding.course.value != course


_LISTED: Row = ("NAA-1", lambda k: k.holding is None)
_RECEIVER: Row = ("NAA-3", lambda k: k.listed is not None and k.asked.by.party != k.listed.receiving)
_EITHER: Row = ("NAA-2", lambda k: k.listed is not None and k.asked.by.party not in k.pair)
_PERSONAL: Row = ("AVG-30-1", lambda k: k.holding is not None and not k.holding.personal)
_NO_LIST: Row = ("NAA-1", lambda k: k.listed is None)
_ALL_OF_IT: Row = ("NAA-3", lambda k: k.holding in k.holdings("follows") and k.lacks(k.holding.id))
_AGREED: tuple[Row, ...] = (_NO_LIST, ("NAA-2", _not_accepted))

ROWS: dict[str, tuple[Row, ...]] = {
    "record_inventory": (
        ("NAA-2", lambda k: k.asked.by.party not in (k.asked.delivering, k.asked.receiving)),
        ("NAA-2", lambda k: bool(k.pair) and k.pair != (k.asked.delivering, k.asked.receiving)),
        ("NAA-1", _kind_left_out),
        ("TNA-1", _fell_off),
    ),
    "accept_inventory": (
        _NO_LIST,
        ("NAA-2", lambda k: k.listed is not None and k.asked.document != k.listed.document),
        (
            "NAA-2",
            lambda k: k.listed is not None and k.asked.by.party not in {*k.pair} - {k.listed.by.party},
        ),
    ),
    "receive_holding": (_LISTED, _follows("follows"), _RECEIVER),
    "agree_sharing": (_LISTED, _EITHER, _follows("shared")),
    "show_access": (
        _LISTED,
        _follows("follows"),
        _RECEIVER,
        _ALL_OF_IT,
    ),
    "end_access": (
        _LISTED,
        _EITHER,
        _follows("follows"),
        *_AGREED,
        _ALL_OF_IT,
        ("QSA-1", _early),
        ("QSA-1", lambda k: k.asked.way_back is None),
    ),
    "give_access_back": (_LISTED, _EITHER),
    "destroy_copy": (
        _LISTED,
        _follows("follows"),
        *_AGREED,
        _ALL_OF_IT,
        ("TNA-1", lambda k: k.holding is not None and k.asked.by.party != k.listed.delivering),
        ("TNA-1", lambda k: k.holding is not None and not (k.shown(k.holding.id) and k.ended(k.holding.id))),
    ),
    "record_provision": (
        ("AW-4-1", lambda k: k.asked.by.party not in (*k.pair, "bestuur")),
        ("AW-4-1", lambda k: k.asked.regulation is None and k.asked.reason is None),
    ),
    "record_assessment": (
        _LISTED,
        _PERSONAL,
        _RECEIVER,
        ("AVG-35-1", lambda k: k.asked.required and k.asked.dpia is None),
        ("AVG-35-2", lambda k: k.asked.required and k.asked.advice is None),
        ("AVG-35-1", lambda k: not k.asked.required and k.asked.reason is None),
    ),
    "record_processor_agreement": (
        _LISTED,
        _PERSONAL,
        _RECEIVER,
        (
            "AVG-28-3",
            lambda k: k.holding is not None and k.holding.personal and k.asked.processor not in k.holding.processors,
        ),
    ),
    "record_controller": (
        _LISTED,
        _PERSONAL,
        _RECEIVER,
        ("AVG-26-1", lambda k: len(set(k.asked.controllers)) > 1 and k.asked.joint_arrangement is None),
    ),
    "move_work": (
        *_AGREED,
        ("NAA-3", lambda k: any(h.on < k.day and k.lacks(h.id) for h in k.holdings("follows"))),
        ("AW-4-1", lambda k: not k.all("record_provision")),
        (
            "AVG-35-1",
            lambda k: any(
                not k.all("record_assessment", holding=h.id) for h in k.holdings("follows", "shared", personal=True)
            ),
        ),
        ("AVG-28-3", _unbound),
    ),
    "take_over": (
        *_AGREED,
        ("NAA-3", lambda k: any(k.lacks(h.id) for h in k.holdings("follows"))),
        ("QSA-2", _unshared),
        ("AVG-30-1", _uncontrolled),
    ),
    "finish": (
        *_AGREED,
        ("QSA-1", lambda k: any(not k.shown(h.id) or not k.ended(h.id) for h in k.holdings("follows"))),
    ),
}
"""For each command that the pack says something of: a rule, and when it says no."""


def noes(history: Sequence[Command], asked: Command, *, week: int = 0) -> set[str]:
    """The ids of the rules that say no."""
    case = Case(history, asked, week)
    return {rule for rule, says_no in ROWS.get(asked.key, ()) if says_no(case)}
