"""What the core says beside yes and no: what a refusal leaves, which doors are ahead, and from where a door is reached."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from ontvlechting import LETTER, Dossier, State, decide, next_steps
from ontvlechting import commands as c
from ontvlechting.engine.core import NextStep
from ontvlechting.engine.doors import Guard, Reads, Reasons, guard
from ontvlechting.letter.catalogue import R14, R50
from ontvlechting.letter.norms import Norms
from ontvlechting.letter.values import Role
from ontvlechting.states import TABLE
from tests.asking import at

DAY = timedelta(days=1)


def step(command: type[c.Command], steps: tuple[NextStep, ...]) -> NextStep:
    """The step of one command."""
    (found,) = (s for s in steps if s.command is command)
    return found


def test_a_refusal_leads_nowhere() -> None:
    """The event of a refusal says that the process stands where it stood, whichever door was asked for."""
    road, dossier = at(State.PLAN_DRAFTED)
    for command in (road.conclude_tests(), road.complete()):
        event = decide(LETTER, dossier, command)
        assert not event.verdict.allowed
        assert (State.PLAN_DRAFTED, State.PLAN_DRAFTED) == (event.before, event.after)


def test_a_step_is_open_when_no_reason_shuts_it() -> None:
    """A drafted plan can be stopped at once, and its tests cannot be concluded; a warning shuts nothing."""
    road, dossier = at(State.PLAN_DRAFTED)
    steps = next_steps(LETTER, dossier, road.moment, road.ministry)
    conclude, stop = step(c.ConcludeTests, steps), step(c.Stop, steps)
    assert (False, True) == (conclude.open, stop.open)
    assert (False, ()) == (any(r.shuts for r in stop.reasons), stop.reasons)
    warning = R50.warning("mind", nl="let op", en="mind")
    assert NextStep(c.Stop, State.PLAN_DRAFTED, State.STOPPED, (warning,), ()).open


def test_a_step_says_from_where_to_where_and_whether_that_moves() -> None:
    """Each arrow from the present state is a step, in the order of the table; a fact moves nothing."""
    road, dossier = at(State.PLAN_DRAFTED)
    steps = next_steps(LETTER, dossier, road.moment)
    expected = [(a.command, a.source, a.target, a.moves) for a in TABLE if a.source is State.PLAN_DRAFTED]
    assert expected == [(s.command, s.source, s.target, s.moves) for s in steps]
    assert {True, False} == {s.moves for s in steps}


@pytest.mark.parametrize("known", [False, True], ids=["nobody", "somebody"])
def test_what_cannot_be_asked_beforehand_is_named(known: bool) -> None:  # noqa: FBT001 - a parameter of the test
    """Guards that read the command are never asked; those that read the actor only of somebody. Their questions stand there."""
    road, dossier = at(State.PLAN_DRAFTED)
    steps = next_steps(LETTER, dossier, road.moment, road.receiver if known else None)
    left = {Reads.COMMAND} if known else {Reads.COMMAND, Reads.ACTOR}
    for found in steps:
        guards = LETTER.guards_of(found.command)
        assert tuple(g.title for g in guards if g.reads in left) == found.asks
    house = step(c.Stop, next_steps(LETTER, dossier, road.moment, road.actor(Role.HOUSE, LETTER.norms.house)))
    assert R14.id in {r.rule for r in house.reasons}
    assert R14.id not in {r.rule for s in steps for r in s.reasons}


def failing() -> Guard:
    """A guard that fails."""

    @guard(R50, nl="mislukt", en="fails")
    def fails(dossier: Dossier, command: c.Command, norms: Norms) -> Reasons:
        raise ZeroDivisionError

    return fails


def test_a_guard_that_fails_is_named_with_its_error_in_both_languages() -> None:
    """Who reads it can tell which question could not be answered, and why."""
    road, dossier = at(State.PLAN_DRAFTED)
    rules: Any = LETTER.extended(name="own", version="1", doors={c.Stop: (failing(),)})
    (reason,) = decide(rules, dossier, road.stop()).verdict.reasons
    assert ("guard-fails", R50.id) == (reason.code, reason.rule)
    assert "de toets `fails` zelf faalde (ZeroDivisionError); de deur blijft dicht" == reason.nl
    assert "the guard `fails` itself failed (ZeroDivisionError); the door stays shut" == reason.en


def test_who_comes_from_the_wrong_state_hears_from_where_it_can() -> None:
    """The states from which a command can be given are listed as people list things."""
    road, dossier = at(State.PLAN_DRAFTED)
    reason = decide(LETTER, dossier, road.complete()).verdict.reasons[0]
    assert (
        "«Afronden» kan niet vanuit `plan opgesteld`, wel vanuit `overname aangetoond`, `afspraken werken aantoonbaar`"
        == reason.nl
    )
    assert (
        "«Complete» cannot be done from `plan drafted`, "
        "only from `receiving party proven`, `agreements proven`" == reason.en
    )
