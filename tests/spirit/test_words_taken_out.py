"""What people wrote can be taken out of the record: then every verdict is as it was, and no door is shut by it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from decimal import Decimal

import pytest
from attrs import evolve

from ontvlechting import MemoryStore, State, Workflow, letter
from ontvlechting import commands as c
from ontvlechting.engine.errors import InputError
from ontvlechting.letter.commands import Command, Route, Stage, Step
from ontvlechting.letter.fiction import Road
from ontvlechting.letter.values import Money, MoneyKind
from tests.asking import WEBSITES


class Costly(Road):
    """A road whose plan is paid with money of the year in which it begins that is spent once as well."""

    def plan(self) -> c.Plan:
        """The plan of the road, with these costs and what covers them."""
        plan, once = super().plan(), Money(amount=Decimal("5000.00"), kind=MoneyKind.INCIDENTAL)
        assert plan.budget is not None
        paid = evolve(self.coverage(), money=once)
        return evolve(
            plan,
            budget=evolve(plan.budget, costs=(*plan.budget.costs, once), coverage=(*plan.budget.coverage, paid)),
        )


def told(route: Route) -> tuple[Road, list[Command]]:
    """A road to its end and its commands; on the way the plan is put in other words, once more in the next year where that can be."""
    road = Costly(letter.PROCESSES[WEBSITES], route=route)
    return road, list(shifted(road) if route is Route.SHIFT else governed(road))


def shifted(road: Road) -> Iterator[Command]:
    """A transfer whose plan is amended twice: after phase 2 was spoken of, and in the next year."""
    yield from road.until(State.MINISTRY_DECIDED)
    yield from road.starting()
    yield from road.phase(1)
    yield from road.hearing(Stage.EXECUTION, 2)
    yield from road.amending(evolve(road.plan(), consequences="Fictief: anders verwoord"))
    _, _, *rest = road.phase(2)
    yield from rest
    road.wait_until(road.start.replace(year=2024))
    yield from road.amending(evolve(road.plan(), consequences="Fictief: nog eens anders verwoord"))
    yield from road.hearing(Stage.PROOF)
    yield road.weigh(Step.PROOF)
    yield road.conclude_proof()
    yield from road.completing()


def governed(road: Road) -> Iterator[Command]:
    """Governance that is strengthened, by a plan that was revised."""
    yield from road.until(State.PLAN_DRAFTED)
    yield road.revise()
    yield from road.testing()
    yield from road.deciding()
    yield from road.strengthening()
    yield from road.agreeing()
    yield from road.completing()


def ledger(commands: Iterable[Command]) -> Workflow:
    """A ledger of these commands, each accepted."""
    flow = Workflow(MemoryStore(), clock=lambda: datetime(2030, 1, 1, tzinfo=UTC))
    for command in commands:
        flow.submit(WEBSITES, command).or_raise()
    return flow


def taken_out(flow: Workflow, road: Road, record: int, at: datetime) -> bool:
    """Whether there were words in a record; they are gone now."""
    try:
        return flow.submit(WEBSITES, road.redact((record,), at=at)).or_raise().allowed
    except InputError:
        return False  # nobody wrote anything in it


@pytest.mark.parametrize("route", Route)
def test_no_verdict_hangs_on_what_people_wrote(route: Route) -> None:
    """Of each record in turn every word is taken out when all is done: the verifier finds every verdict as it was given."""
    road, commands = told(route)
    found, expected = [], []
    for record in range(1, len(commands) + 1):
        flow = ledger(commands)
        if taken_out(flow, road, record, commands[-1].at):
            verified = flow.verify(deep=True)
            found.append((record, verified.redacted, verified.rejudged))
            expected.append((record, 1, len(commands) + 1))
    assert expected == found
    assert len(expected) > 25


@pytest.mark.parametrize("route", Route)
def test_what_people_wrote_opens_and_shuts_no_door(route: Route) -> None:
    """Of each record in turn every word is taken out as soon as it is made: all that follows is answered as it would have been."""
    road, commands = told(route)
    flow = ledger(commands)
    expected = [answered.event.verdict for answered in flow.history(WEBSITES)]
    for record in range(1, len(commands) + 1):
        flow = ledger(commands[:record])
        taken_out(flow, road, record, commands[record - 1].at)
        found = [flow.submit(WEBSITES, command).verdict for command in commands[record:]]
        assert expected[record:] == found, type(commands[record - 1]).__name__
