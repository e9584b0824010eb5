"""Tests of rules with the pack on staff and authority: moves, right and wrong, checks, and a scope.

A letter says who records, who is consulted, who holds the power before and after, and at which moment; the rest is the
same for each letter::

    MOVES = {**OF_THE_LETTER, **staff_moves(lambda dossier: Setting(EVIDENCE, gives="noord", takes="zuid", at=MOMENT))}
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from attrs import fields, frozen

from ontvlechting.engine.chart import Milestone
from ontvlechting.engine.dossier import Dossier
from ontvlechting.engine.text import Text
from ontvlechting.packs.fiction import PEOPLE, POWER, StaffEvidence
from ontvlechting.packs.staff_and_authority import (
    decrees,
    first_gap,
    groups_of,
    holders,
    holdings,
    placement_of,
    powers_of,
    preparation_of,
)
from ontvlechting.packs.staff_facts import (
    ConsultStaffSide,
    DecreeKind,
    DescribeReorganisation,
    ListPowers,
    OpenMandatoryPhase,
    Side,
)
from ontvlechting.packs.values import last, until
from ontvlechting.testing.checks import CHECKS, Check
from ontvlechting.testing.scopes import Moves, Scope, Sight, Together
from ontvlechting.testing.strategies import Make, Played


@frozen
class Setting:
    """Who records, who holds the power before and after, and at which moment.

    Attributes:
        evidence: makes the facts.
        gives: who holds the power before.
        takes: who holds it after.
        at: the moment of the next fact.
    """

    evidence: StaffEvidence
    gives: str
    takes: str
    at: datetime


def staff_moves(of: Callable[[Any], Setting]) -> dict[str, Make]:
    """Everything that can be recorded for the pack, by the name of the move: first what leads on, in its order.

    Args:
        of: makes a setting from what a player has at hand.
    """
    asked: dict[str, Callable[[StaffEvidence, Setting], Any]] = {
        "describe": lambda e, s: e.describe(s.at),
        "consult-unions": lambda e, s: e.consult(Side.UNIONS, s.at),
        "consult-council": lambda e, s: e.consult(Side.COUNCIL, s.at),
        "prepare": lambda e, s: e.prepare(s.at),
        "list-powers": lambda e, s: e.list_powers(s.at),
        "decree-organisation": lambda e, s: e.decree(DecreeKind.ORGANISATION, s.at),
        "decree-mandate": lambda e, s: e.decree(DecreeKind.MANDATE, s.at),
        "assign": lambda e, s: e.assign(s.gives, s.at),
        "begin-mandatory-phase": lambda e, s: e.begin_mandatory_phase(s.at),
        "place": lambda e, s: e.place(s.at),
        "assign-on": lambda e, s: e.assign(s.takes, s.at),
        "withdraw": lambda e, s: e.withdraw(s.gives, s.at),
        # otherwise, and what goes wrong
        "waive-preparation": lambda e, s: e.waive(s.at),
        "no-consequences": lambda e, s: e.describe(s.at, consequences=False),
        "no-powers": lambda e, s: e.list_powers(s.at, powers=()),
        "consult-by-own-word": lambda e, s: e.consult(Side.UNIONS, s.at, paper=None),
        "council-as-unions": lambda e, s: e.consult(Side.UNIONS, s.at, body=e.bodies[Side.COUNCIL]),
        "preparation-runs": lambda e, s: e.prepare(s.at, until=s.at.date()),
        "some-wait": lambda e, s: e.place(s.at, placed=PEOPLE - 2, elsewhere=0, waiting=2),
        "forget-one": lambda e, s: e.place(s.at, placed=PEOPLE - 2),
        "objections": lambda e, s: e.place(s.at, objections=1),
        "too-few-days": lambda e, s: e.place(s.at, objections_until=s.at.date() - timedelta(days=3)),
        "unpublished": lambda e, s: e.decree(DecreeKind.MANDATE, s.at, published=None, place=None),
        "assign-for-now": lambda e, s: e.assign(s.takes, s.at, until=s.at.date() + timedelta(days=30), interim=True),
        "interim-without-end": lambda e, s: e.assign(s.takes, s.at, interim=True),
        "withdraw-from-another": lambda e, s: e.withdraw("niemand", s.at),
    }
    return {name: partial(_command_of, make, of) for name, make in asked.items()}


def _command_of(make: Callable[[StaffEvidence, Setting], Any], of: Callable[[Any], Setting], at_hand: Any) -> Any:
    setting = of(at_hand)
    return make(setting.evidence, setting)


# -- what has to hold --------------------------------------------------------------------------------------------------


def _passes(act: Played, milestone: Milestone) -> bool:
    return act.event.verdict.allowed and type(act.event.command) in act.rules.milestones.get(milestone, ())


def nobody_decides_over_the_heads_of_staff(act: Played) -> None:
    """Where there are groups, both sides spoke of this description before the decision."""
    if _passes(act, Milestone.DECISION):
        at = act.event.command.at
        description = last(act.before, DescribeReorganisation, at)
        assert description is not None
        heard = {c.side for c in until(act.before, ConsultStaffSide, at) if c.about == description.paper.id}
        assert not description.groups or heard == set(Side)


def nobody_is_left_without_a_place(act: Played) -> None:
    """At completion the places of each group are as many as its people."""
    if _passes(act, Milestone.COMPLETION):
        at = act.event.command.at
        for group, people in groups_of(act.before, at).items():
            found = placement_of(act.before, group, at)
            assert found is not None
            assert found.placed + found.elsewhere >= people


def no_power_is_without_a_holder(act: Played) -> None:
    """Once work moves each power has been held on every day, and once all is done it is held for good."""
    at = act.event.command.at
    day = act.rules.norms.day_of(at)
    for power, since in powers_of(act.before, at).items() if _passes(act, Milestone.WORK_MOVES) else ():
        gap = first_gap(holdings(act.before, power, at), since)
        assert gap is None or gap > day
    for power in powers_of(act.before, at) if _passes(act, Milestone.COMPLETION) else ():
        assert any(h.until is None for h in holders(act.before, power, at))


STAFF_CHECKS: tuple[Check, ...] = (
    nobody_decides_over_the_heads_of_staff,
    nobody_is_left_without_a_place,
    no_power_is_without_a_holder,
)
"""What has to hold under any rules with the pack."""


# -- the scope ---------------------------------------------------------------------------------------------------------

OF_STAFF: Moves = (
    "describe",
    "no-consequences",
    Together("consult-both", ("consult-unions", "consult-council")),
    "consult-unions",
    "prepare",
    "preparation-runs",
    "begin-mandatory-phase",
    "place",
    "some-wait",
    "objections",
)
"""What a scope asks about staff; the other moves are left out, or are part of one of these."""
OF_AUTHORITY: Moves = (
    "no-powers",
    Together("empower", ("list-powers", "decree-organisation", "decree-mandate", "assign")),
    "assign-on",
    "assign-for-now",
    "withdraw",
    "unpublished",
)
"""What a scope asks about authority."""


class StaffScope(Scope):
    """A scope of rules with the pack. Dossiers count by what the guards of the pack read, all at one moment."""

    def sight(self) -> Sight:
        """Two dossiers are one when staff and powers are the same in them."""
        return told_apart


def staff_scope(
    of: Callable[[Any], Setting], named: Mapping[str, Make], leaves_out: Text, moves: Moves = OF_STAFF
) -> StaffScope:
    """The scope of a letter: its own moves, and those of the pack.

    Args:
        of: makes a setting from what a player has at hand.
        named: the moves of the letter itself.
        leaves_out: what the letter does not vary in it.
        moves: what is asked for the pack.
    """
    return StaffScope(
        name="staff",
        title=Text(nl="personeel en bevoegdheden", en="staff and authority"),
        named={**named, **staff_moves(of)},
        moves=(*named, *moves),
        checks=(*CHECKS, *STAFF_CHECKS),
        leaves_out=leaves_out,
    )


def told_apart(dossier: Any) -> Hashable:
    """What the guards of the pack can tell apart, with the fields that the letter adds to a dossier."""
    at = dossier.at
    if at is None:
        return (dossier.state,)
    description = last(dossier, DescribeReorganisation, at)
    consulted = until(dossier, ConsultStaffSide, at)
    heard = frozenset((c.side, c.body, description is not None and c.about == description.paper.id) for c in consulted)
    groups = groups_of(dossier, at)
    begun = frozenset(g for p in until(dossier, OpenMandatoryPhase, at) for g in p.groups)
    places = tuple((g, n, preparation_of(dossier, g, at), placement_of(dossier, g, at)) for g, n in groups.items())
    watched = last(dossier, ListPowers, at) is not None, tuple(powers_of(dossier, at).items())
    held = frozenset(holders(dossier, POWER, at))
    own = tuple(_without_order(getattr(dossier, a.name)) for a in fields(type(dossier)) if a.name not in _COMMON_FIELDS)
    return dossier.state, description, heard, begun, places, watched, held, frozenset(decrees(dossier, at)), own


def _without_order(value: Any) -> Hashable:
    """The items of a tuple without their order and number; anything else as it is."""
    return frozenset(value) if isinstance(value, tuple) else value


_COMMON_FIELDS = frozenset(a.name for a in fields(Dossier))
"""The names of the fields that every dossier has."""
