"""Tests of rules with the pack of records and data: moves, right and wrong, checks, and a scope.

A letter gives a function that makes a road from what its player has at hand; the rest is the same for each letter::

    MOVES = {**OF_THE_LETTER, **records_moves(lambda dossier: RecordsRoad(delivering=..., receiving=..., tick=...))}
"""

from __future__ import annotations

from collections.abc import Callable, Hashable
from functools import partial
from itertools import pairwise
from typing import Any

from attrs import evolve

from ontvlechting.engine.chart import Milestone
from ontvlechting.packs.holdings_facts import (
    Course,
    DestroyCopy,
    EndAccess,
    ReceiveHolding,
    RecordInventory,
    accepted,
    access_ended,
    inventory_of,
    last_about,
    sharing_of,
    shows_access,
)
from ontvlechting.packs.records_and_data import (
    RecordAssessment,
    RecordController,
    RecordProcessorAgreement,
    RecordProvision,
)
from ontvlechting.packs.roads import CASES, PAPERS, REGISTER, SYSTEM, RecordsRoad
from ontvlechting.packs.values import last, last_begun, until
from ontvlechting.testing.checks import CHECKS, Check
from ontvlechting.testing.scopes import Scope, Sight
from ontvlechting.testing.strategies import Make, Played

Of = Callable[[Any], RecordsRoad]
"""Makes a road from what a player has at hand."""


def records_moves(of: Of) -> dict[str, Make]:
    """Everything that can be recorded for the pack, by the name of the move: first what leads on, in its order.

    Args:
        of: makes a road from what a player has at hand; its `tick` gives the moment of the command.
    """
    asked: dict[str, Callable[[RecordsRoad], Any]] = {
        "list": lambda r: r.inventory(),
        "accept-list": lambda r: r.accept(),
        "provide": lambda r: r.provision(),
        "assess-cases": lambda r: r.assessment(),
        "assess-register": lambda r: r.assessment(REGISTER, required=False),
        "bind-processor": lambda r: r.processor(),
        "receive-cases": lambda r: r.receive(),
        "receive-system": lambda r: r.receive(SYSTEM),
        "share-register": lambda r: r.share(),
        "share-register-too": lambda r: r.share(by=r.receiving),
        "control-cases": lambda r: r.controller(),
        "control-register": lambda r: r.controller(REGISTER, r.delivering.party, r.receiving.party),
        "show-cases": lambda r: r.show_access(),
        "show-system": lambda r: r.show_access(SYSTEM),
        "end-cases": lambda r: r.end_access(),
        "end-system": lambda r: r.end_access(SYSTEM),
        # what goes back, and what goes wrong
        "give-cases-back": lambda r: r.give_back(),
        "destroy-cases": lambda r: r.destroy(),
        "receive-cases-in-part": lambda r: r.receive(complete=False),
        "list-anew": lambda r: r.inventory(document="fictief-inventaris-2"),
        "accept-anew": lambda r: r.accept(document="fictief-inventaris-2"),
        "cases-stay": lambda r: r.inventory(holdings=_holdings_with(r, CASES, course=Course.STAYS)),
        "lose-papers": lambda r: r.inventory(holdings=tuple(h for h in r.holdings() if h.id != PAPERS)),
        "accept-own-list": lambda r: r.accept(by=r.delivering),
        "say-received": lambda r: r.receive(by=r.delivering),
        "say-shown": lambda r: r.show_access(by=r.delivering),
        "receive-papers": lambda r: r.receive(PAPERS),
        "end-papers": lambda r: r.end_access(PAPERS),
        "end-without-way-back": lambda r: r.end_access(way_back=None),
        "destroy-only-copy": lambda r: r.destroy(by=r.receiving),
        "assess-without-report": lambda r: r.assessment(dpia=None),
        "assess-system": lambda r: r.assessment(SYSTEM),
        "bind-another": lambda r: r.processor(processor="fictief-ander"),
        "control-together": lambda r: r.controller(
            CASES, r.delivering.party, r.receiving.party, joint_arrangement=None
        ),
        "share-without-end": lambda r: r.share(until=None),
    }
    return {name: partial(_command_of, make, of) for name, make in asked.items()}


def _command_of(make: Callable[[RecordsRoad], Any], of: Of, at_hand: Any) -> Any:
    return make(of(at_hand))


def _holdings_with(road: RecordsRoad, id: str, **changes: Any) -> tuple[Any, ...]:
    """The holdings of the road, with one of them changed."""
    return tuple(evolve(h, **changes) if h.id == id else h for h in road.holdings())


# -- what has to hold --------------------------------------------------------------------------------------------------


def nobody_lets_go_before_the_other_has_it(act: Played) -> None:
    """Access ends only of what the receiving party has completely, and was shown to work with."""
    command = act.event.command
    if act.event.verdict.allowed and isinstance(command, EndAccess):
        receipt = last_about(act.before, ReceiveHolding, command.holding, command.at)
        assert receipt is not None
        assert shows_access(act.before, command.holding, command.at) is not None


def nothing_is_destroyed_in_a_transfer(act: Played) -> None:
    """What is destroyed is a copy of what was handed over, and never that of whoever has the work."""
    command = act.event.command
    if act.event.verdict.allowed and isinstance(command, DestroyCopy):
        listed = inventory_of(act.before, command.at)
        assert listed is not None
        assert command.by.party == listed.delivering
        assert access_ended(act.before, command.holding, command.at)


def nothing_gets_lost(act: Played) -> None:
    """Whatever was on a list is on every later one."""
    lists = act.after.recorded(RecordInventory)
    for before, after in pairwise(lists):
        assert {h.id for h in before.holdings} <= {h.id for h in after.holdings}


def all_is_over_at_the_end(act: Played) -> None:
    """Whoever completes has everything that follows the work, and the other has none of it any more."""
    command, doors = act.event.command, act.rules.milestones.get(Milestone.COMPLETION, ())
    if act.event.verdict.allowed and type(command) in doors:
        listed = inventory_of(act.before, command.at)
        assert listed is not None
        assert accepted(act.before, listed, command.at)
        for h in listed.that(Course.FOLLOWS):
            assert access_ended(act.before, h.id, command.at)


RECORDS_CHECKS: tuple[Check, ...] = (
    nobody_lets_go_before_the_other_has_it,
    nothing_is_destroyed_in_a_transfer,
    nothing_gets_lost,
    all_is_over_at_the_end,
)
"""What has to hold under any rules with the pack."""


# -- the scope ---------------------------------------------------------------------------------------------------------


class RecordsScope(Scope):
    """A scope of rules with the pack. Dossiers count by what the guards of the pack read, all at one moment."""

    checks: tuple[Check, ...] = (*CHECKS, *RECORDS_CHECKS)

    def sight(self) -> Sight:
        """Two dossiers are one when the list, and the last of each kind about each holding, are the same."""
        return told_apart


KINDS = (RecordAssessment, RecordProcessorAgreement)
"""The facts about a holding of which the guards read every field of the last."""


def told_apart(dossier: Any) -> Hashable:
    """What the guards of the pack can tell apart; for a letter whose own guards read no more than the state."""
    at = dossier.at
    listed = inventory_of(dossier, at) if at is not None else None
    if listed is None:
        return dossier.state, None if at is None else last(dossier, RecordProvision, at) is not None
    about = []
    for h in listed.holdings:
        receipt = last_about(dossier, ReceiveHolding, h.id, at)
        about.append(
            (
                h,
                receipt is not None and receipt.complete,
                receipt is not None,
                shows_access(dossier, h.id, at) is not None,
                access_ended(dossier, h.id, at),
                *(last_about(dossier, kind, h.id, at) for kind in KINDS),
                *sharing_of(dossier, listed, h.id, at, at.date()).values(),
                last_begun([c for c in until(dossier, RecordController, at) if c.holding == h.id], at.date()),
            )
        )
    asked = (listed.document, listed.by.party, accepted(dossier, listed, at))
    return dossier.state, asked, last(dossier, RecordProvision, at) is not None, tuple(about)
