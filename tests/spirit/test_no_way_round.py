"""No way round: what would be refused as it stands is refused as a correction, and as an amended plan, whatever was changed in it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from decimal import Decimal
from enum import Enum
from typing import Any

import attrs
import pytest

from ontvlechting import LETTER, Dossier, InputError, State, decide, evolve, letter
from ontvlechting import commands as c
from ontvlechting.engine.command import Fact
from ontvlechting.letter.commands import Command, Plan, Route, Step
from ontvlechting.letter.fiction import Road
from tests.asking import WEBSITES, at

DAY = timedelta(days=1)
PARTIES = (*letter.DIRECTORATES, letter.MINISTRY, letter.DOR, letter.UNIONS, letter.HOUSE)


def bends(value: Any) -> Iterator[Any]:
    """The same value with one small change somewhere in it, for each that can be made.

    A day or a moment is earlier or later, a party or a choice is another, an amount is below zero, and what may be left
    out is.
    """
    if attrs.has(type(value)):
        for field in attrs.fields(type(value)):
            for bent in (None, *bends(getattr(value, field.name))):
                try:
                    changed = attrs.evolve(value, **{field.name: bent})
                except InputError:
                    continue
                yield changed
    elif isinstance(value, tuple):
        yield from [()] if value else []
        for i, one in enumerate(value):
            yield from ((*value[:i], bent, *value[i + 1 :]) for bent in bends(one))
    else:
        yield from others(value)


def others(value: Any) -> Iterable[Any]:
    """What could stand in the place of this value; nothing for most texts and numbers."""
    match value:
        case Enum():
            return [other for other in type(value) if other is not value]
        case bool():
            return [not value]
        case date():
            return [value + days * DAY for days in (-400, -1, 1, 400)]
        case Decimal():
            return [-value]
        case str() if value in PARTIES:
            return [other for other in PARTIES if other != value]
        case _:
            return []


def refusal(dossier: Dossier, commands: Iterable[Command]) -> set[str]:
    """The codes of the reasons why the first of these commands that is refused is so; empty when all are accepted."""
    for number, command in enumerate(commands, start=1000):
        event = decide(LETTER, dossier, command)
        if not event.verdict.allowed:
            return {r.code for r in event.verdict.reasons if r.shuts}
        dossier = evolve(dossier, event, number)
    return set()


@pytest.mark.parametrize("route", Route)
def test_r79_what_would_have_been_refused_is_not_on_record_by_a_correction(route: Route) -> None:
    """R79: each fact of a road, with each small change; only a document may be described otherwise than it was (R86)."""
    dossier, tried = Dossier(process=WEBSITES), 0
    for number, fact in enumerate(Road(letter.PROCESSES[WEBSITES], route=route).until(State.COMPLETED), start=1):
        after = evolve(dossier, decide(LETTER, dossier, fact), number)
        for bent in bends(fact) if isinstance(fact, Fact) else ():
            if refused := refusal(dossier, [bent]) - {"another-document"}:
                told = c.Correct(by=fact.by, at=fact.at + 9 * DAY, record=number, wrong="Fictief: anders", holds=bent)
                assert refusal(after, [told]), (refused, bent)
                tried += 1
        dossier = after
    assert tried > 300


def test_r44_what_would_have_been_refused_is_not_the_plan_by_an_amendment() -> None:
    """R44: each small change of a plan, in the first plan, and in one that is proposed during the transfer."""
    road = Road(letter.PROCESSES[WEBSITES])
    first = [*road.until(State.MINISTRY_DECIDED), road.weigh(Step.TRANSFER), road.start_transfer(), *road.opening(1)]
    drafted = next(i for i, command in enumerate(first) if isinstance(command, c.DraftPlan))
    _, before = at(State.IDENTIFIED)
    for command in first[1:drafted]:
        before = evolve(before, decide(LETTER, before, command))
    other, transfer = at(State.PHASED_TRANSFER)
    proposal, *decided = [*other.amending(other.plan()), *other.opening(1)]
    draft = first[drafted]
    assert isinstance(draft, c.DraftPlan)
    assert isinstance(proposal, c.ProposeAmendment)

    def as_drafted(plan: Plan) -> set[str]:
        return refusal(before, [attrs.evolve(draft, plan=plan), *first[drafted + 1 :]])

    def as_amended(plan: Plan) -> set[str]:
        return refusal(transfer, [attrs.evolve(proposal, plan=plan), *decided])

    assert (set(), set()) == (as_drafted(draft.plan), as_amended(proposal.plan))
    tried = 0
    for one, two in zip(bends(draft.plan), bends(proposal.plan), strict=True):
        if refused := as_drafted(one):
            assert as_amended(two), (refused, two)
            tried += 1
    assert tried > 200
