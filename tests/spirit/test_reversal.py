"""No irreversible steps: a way back that is one, that lasts, that is renewed, and of which doors and account say the same."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import attrs
import pytest

from ontvlechting import LETTER, Dossier, InputError, State, Workflow, decide, evolve, letter
from ontvlechting.engine.days import ZONE
from ontvlechting.letter.account import periods
from ontvlechting.letter.commands import Command, Route
from ontvlechting.letter.fiction import Road
from ontvlechting.letter.reversals import declared, run_out
from ontvlechting.letter.terms import said
from ontvlechting.record.audit import Record
from ontvlechting.record.stores.memory import MemoryStore
from tests.asking import WEBSITES, answer, at, fold, no, yes

DAY = timedelta(days=1)
GUARD = "nothing_has_become_irreversible"
MINISTRY = "ministerie-van-financien"

FORWARD: dict[str, Callable[[Road], Command]] = {
    "start-transfer": lambda road: road.start_transfer(),
    "start-phase": lambda road: road.start_phase(2),
    "accept-phase": lambda road: road.accept(1),
    "conclude-proof": lambda road: road.conclude_proof(),
    "shift-budget": lambda road: road.shift_budget(),
    "complete": lambda road: road.complete(),
    "start-strengthening": lambda road: road.start_strengthening(),
    "conclude-agreements": lambda road: road.conclude_agreements(),
}
"""Everything that goes on."""


def on(command: Any, day: date) -> Any:
    """The same command at noon of this day."""
    return attrs.evolve(command, at=datetime.combine(day, time(12), UTC))


def begun() -> tuple[Road, Dossier, date]:
    """A transfer of which the first phase began, and the last day on which that can be reversed."""
    road, dossier = at(State.PHASED_TRANSFER)
    dossier = fold(dossier, road.opening(1))
    reversal = dossier.phases[0].reversal
    assert reversal is not None
    return road, dossier, reversal.until


# -- what a way back is ----------------------------------------------------------------------------------------------------


def promised(**changes: Any) -> tuple[Road, Dossier]:
    """A plan of which each phase has this reversal; Toeslagen was consulted."""
    road, dossier = at(State.PLAN_DRAFTED)
    reversal = attrs.evolve(road.reversal(), **changes)
    plan = attrs.evolve(road.plan(), version=2)
    plan = attrs.evolve(plan, phases=tuple(attrs.evolve(p, reversal=reversal) for p in plan.phases))
    asked = road.consult(unit="fictief-team-2", party=letter.TOESLAGEN)
    return road, fold(dossier, [asked, road.revise(plan=plan)])


@pytest.mark.parametrize("who", ["vakbonden", "tweede-kamer"])
def test_r54_a_reversal_by_nobody_is_none(who: str) -> None:
    """R54: who reverses is a party of the programme: the ministry or a directorate; at the decision, and when it begins."""
    for good in (*letter.DIRECTORATES, MINISTRY):
        road, dossier = promised(who=good)
        yes("phases_can_be_reversed", dossier, road.decide())
    road, dossier = promised(who=who)
    no("phases_can_be_reversed", dossier, road.decide(), "reversal-party", "reversal-party")
    (reason,) = no("next_phase_can_be_reversed", dossier, road.start_phase(1), "reversal-party")
    assert f"`{who}`" in reason.nl
    road, dossier = at(State.PLAN_DRAFTED)
    reversal = attrs.evolve(road.reversal(), who="niemand")
    plan = attrs.evolve(road.plan(), version=2)
    plan = attrs.evolve(plan, phases=tuple(attrs.evolve(p, reversal=reversal) for p in plan.phases))
    no("parties_are_known", dossier, road.revise(plan=plan), "unknown-party")  # nobody that is known stands in no plan


def test_r54_a_reversal_lasts_to_the_planned_end_of_the_transfer() -> None:
    """R54: until the last day of the last phase is enough, a day less is not, also for the first phase."""
    road, dossier = at(State.PLAN_DRAFTED)
    end = dossier.phases[-1].ends_on
    road, dossier = promised(until=end)
    yes("phases_can_be_reversed", dossier, road.decide())
    road, dossier = promised(until=end - DAY)
    no("phases_can_be_reversed", dossier, road.decide(), "reversal-too-short", "reversal-too-short")
    road, dossier = promised(until=end - DAY, who="vakbonden")
    no("next_phase_can_be_reversed", dossier, road.start_phase(1), "reversal-party", "reversal-too-short")


def test_r54_a_shift_of_budget_is_reversed_by_a_party_to_the_end_as_well() -> None:
    """R54: what holds for a phase holds for money."""
    road, dossier = at(State.MINISTRY_DECIDED)
    command = road.shift_budget()
    assert command.reversal is not None
    yes("shift_can_be_reversed", dossier, command)
    short = attrs.evolve(command.reversal, who="niemand", until=dossier.phases[-1].ends_on - DAY)
    reasons = no(
        "shift_can_be_reversed", dossier, attrs.evolve(command, reversal=short), "reversal-party", "reversal-too-short"
    )
    assert {MINISTRY} == {s.party for r in reasons for s in r.suppliers}


# -- once it has run out ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("door", FORWARD)
def test_r54_once_a_way_back_has_run_out_nothing_goes_on(door: str) -> None:
    """R54: no further phase, proof, shift or completion; the last day itself warns, and the day before it is silent."""
    road, dossier, last = begun()
    command = FORWARD[door](road)
    yes("nothing_has_become_irreversible", dossier, on(command, last - DAY))
    (warning,) = no("nothing_has_become_irreversible", dossier, on(command, last), "reversal-ends")
    assert not warning.shuts
    (reason,) = no("nothing_has_become_irreversible", dossier, on(command, last + DAY), "reversal-run-out")
    assert reason.shuts
    assert {"douane", "belastingdienst", MINISTRY} == {s.party for s in reason.suppliers}


def test_r54_which_shift_of_budget_has_run_out_is_told_and_what_can_be_done() -> None:
    """R54: of two shifts the one that ran out is named, so that this one is renewed; to fall back is named where that can be done."""
    road, dossier = at(State.MINISTRY_DECIDED)
    last = dossier.phases[-1].ends_on
    dossier = fold(dossier, road.shifting())
    start = on(road.start_transfer(), last + DAY)
    yes("nothing_has_become_irreversible", dossier, start)
    dossier = fold(dossier, road.shifting(reversal=attrs.evolve(road.reversal(), until=last)))
    assert {"budget 1", "budget 2", "1", "2"} == {t.about for t in dossier.terms(LETTER.norms) if t.code == "reversal"}
    (warning,) = no("nothing_has_become_irreversible", dossier, on(start, last), "reversal-ends")
    (reason,) = no("nothing_has_become_irreversible", dossier, start, "reversal-run-out")
    for told in (warning, reason):
        assert "budgetverschuiving 2" in told.nl
        assert "budget shift 2" in told.en
        assert "2" == next(s.value for s in told.about if s.name == "shift")
    assert ("val terug" in reason.nl, "fall back" in reason.en) == (False, False)
    assert "not-from-state" in {
        r.code for r in decide(LETTER, dossier, on(road.fall_back(), last + DAY)).verdict.reasons
    }
    renewal = on(road.renew_reversal(None), last)
    first, second = (attrs.evolve(renewal, shift=number) for number in (1, 2))
    no("nothing_has_become_irreversible", fold(dossier, [first]), start, "reversal-run-out")
    yes("nothing_has_become_irreversible", fold(dossier, [second]), start)

    road, dossier, last = begun()
    (reason,) = no("nothing_has_become_irreversible", dossier, on(road.start_phase(2), last + DAY), "reversal-run-out")
    assert ("val terug" in reason.nl, "fall back" in reason.en) == (True, True)


def test_r54_only_who_can_renew_is_named_where_nobody_can_fall_back() -> None:
    """R54: before the transfer only the party that reverses the shift can renew that, or the ministry."""
    road, dossier = at(State.MINISTRY_DECIDED)
    for party in ("belastingdienst", "douane"):
        shift = attrs.evolve(road.reversal(), who=party)
        shifted = fold(dossier, road.shifting(reversal=shift))
        for day, code in ((shift.until, "reversal-ends"), (shift.until + DAY, "reversal-run-out")):
            (reason,) = no("nothing_has_become_irreversible", shifted, on(road.start_transfer(), day), code)
            assert {party, MINISTRY} == {s.party for s in reason.suppliers}


def test_r54_falling_back_stays_open() -> None:
    """R54: what cannot be undone as declared can still be taken back, whenever."""
    road, dossier, last = begun()
    back = decide(LETTER, dossier, on(road.fall_back(), last + 99 * DAY))
    assert back.verdict.allowed
    assert () == run_out(evolve(dossier, back), last + 99 * DAY)


def test_r54_a_renewal_lets_it_go_on() -> None:
    """R54: renewed by whoever reverses, or by the ministry; the phase itself and what follows can go on until the new day."""
    road, dossier, last = begun()
    late = last + 5 * DAY
    renewal = on(road.renew_reversal(), late)
    renewal = attrs.evolve(renewal, reversal=attrs.evolve(renewal.reversal, until=late + 30 * DAY))
    yes("renewal_is_sound", dossier, renewal)
    renewed = fold(dossier, [renewal])
    command = road.start_phase(2)
    yes("nothing_has_become_irreversible", renewed, on(command, late))
    no("nothing_has_become_irreversible", renewed, on(command, late + 31 * DAY), "reversal-run-out")
    yes("renewal_is_sound", dossier, attrs.evolve(renewal, by=road.ministry))


def test_r54_nobody_renews_for_another() -> None:
    """R54: the receiving party does not promise that the transferring one takes the work back, nor in nobody's name."""
    road, dossier, last = begun()
    command = road.renew_reversal(by=road.receiver)
    (reason,) = no("renewal_is_sound", dossier, command, "renewed-for-another")
    assert {"belastingdienst", MINISTRY} == {s.party for s in reason.suppliers}
    reversal = attrs.evolve(command.reversal, who="niemand")
    nobody = attrs.evolve(command, by=road.ministry, reversal=reversal)
    no("renewal_is_sound", dossier, nobody, "reversal-party")
    early = attrs.evolve(
        command, by=road.deliverer, reversal=attrs.evolve(command.reversal, until=last.replace(year=2020))
    )
    no("renewal_is_sound", dossier, early, "renewal-shortens", "reversal-too-short", "reversal-too-late")


def test_r54_a_renewal_takes_nothing_back() -> None:
    """R54: it does not shorten, and lets nobody else reverse; the ministry may, and the same day may be said again."""
    road, dossier, _ = begun()
    command = road.renew_reversal()
    dossier = fold(dossier, [command])
    again = attrs.evolve(command, at=road.tick())
    yes("renewal_is_sound", dossier, again)
    shorter = attrs.evolve(again, reversal=attrs.evolve(again.reversal, until=again.reversal.until - DAY))
    (reason,) = no("renewal_is_sound", dossier, shorter, "renewal-shortens")
    assert said(command.reversal.until).nl in reason.nl
    other = attrs.evolve(again, reversal=attrs.evolve(again.reversal, who="douane"), by=road.receiver)
    (reason,) = no("renewal_is_sound", dossier, other, "renewal-replaces")
    assert {MINISTRY} == {s.party for s in reason.suppliers}
    yes("renewal_is_sound", dossier, attrs.evolve(other, by=road.ministry))


def test_r54_a_renewal_is_of_one_shift() -> None:
    """R54: where budget was shifted twice it says which; of the other it says nothing."""
    road, dossier = at(State.MINISTRY_DECIDED)
    dossier = fold(dossier, [*road.shifting(), *road.shifting()])
    renewal = road.renew_reversal(None)
    no("renewal_is_sound", dossier, renewal, "which-shift")
    no("renewal_is_sound", dossier, attrs.evolve(renewal, shift=3), "nothing-to-renew")
    second = attrs.evolve(renewal, shift=2)
    yes("renewal_is_sound", dossier, second)
    renewed = fold(dossier, [second])
    last = dossier.shifts[0].reversal
    assert last is not None
    assert [last.until, renewal.reversal.until] == [d.reversal.until for d in declared(renewed)]
    assert {"reversal-run-out"} == {r.code for r in answer(GUARD, renewed, on(road.start_transfer(), last.until + DAY))}
    with pytest.raises(InputError, match="shift"):
        attrs.evolve(second, phase=1)


def test_r54_what_was_renewed_outlives_an_amended_plan() -> None:
    """R54: before the proposal or after it, and also when it is told after the amendment."""
    road, dossier, _ = begun()
    renewal = road.renew_reversal()
    until = renewal.reversal.until
    told_late = fold(dossier, [*road.amending(road.plan()), renewal])
    assert until == declared(told_late)[0].reversal.until
    short = fold(dossier, [renewal])
    no("proposal_leaves_what_began", short, road.propose(road.plan()), "begun-phase-changed")


def test_r54_what_is_renewed_was_planned_or_done() -> None:
    """R54: a phase that the plan does not have, or a shift of budget that was not made, has no way back to renew."""
    road, dossier, _ = begun()
    for phase in (3, None):
        no("renewal_is_sound", dossier, road.renew_reversal(phase), "nothing-to-renew")
    yes("renewal_is_sound", fold(dossier, road.shifting()), road.renew_reversal(None))


def test_r54_a_shift_of_budget_runs_out_and_is_renewed() -> None:
    """R54: money that moved is asked after like work that moved."""
    road, dossier = at(State.MINISTRY_DECIDED)
    dossier = fold(dossier, road.shifting())
    last = road.reversal().until
    no("nothing_has_become_irreversible", dossier, on(road.start_transfer(), last + DAY), "reversal-run-out")
    renewal = on(road.renew_reversal(None), last)
    renewal = attrs.evolve(renewal, reversal=attrs.evolve(renewal.reversal, until=last + 9 * DAY))
    yes("nothing_has_become_irreversible", fold(dossier, [renewal]), on(road.start_transfer(), last + DAY))


def test_r54_what_was_renewed_for_one_shift_says_nothing_of_a_later_one() -> None:
    """R54: a later shift of budget is undone as it declares itself, whatever was promised before for an earlier one."""
    road, dossier = at(State.MINISTRY_DECIDED)
    dossier = fold(dossier, [*road.shifting(), renewal := road.renew_reversal(None)])
    (first,), sooner = dossier.shifts, attrs.evolve(road.reversal(), until=road.tick().date())
    dossier = attrs.evolve(dossier, shifts=(first, attrs.evolve(first, at=road.moment, reversal=sooner)))
    assert [renewal.reversal, sooner] == [d.reversal for d in declared(dossier)]
    no(GUARD, dossier, on(road.start_transfer(), sooner.until + DAY), "reversal-run-out")


def test_r54_a_new_plan_makes_its_own_promises() -> None:
    """R44, R54: a renewal of the reversal of an earlier plan says nothing of the next one."""
    road, dossier = at(State.MINISTRY_DECIDED)
    dossier = fold(dossier, [road.renew_reversal(), road.revise()])
    plan = dossier.plan
    assert plan is not None
    last = plan.phases[0].reversal.until if plan.phases[0].reversal else date.max
    assert "reversal-too-late" in [
        r.code for r in answer("phases_can_be_reversed", dossier, on(road.decide(), last + DAY))
    ]


# -- doors and account say the same ------------------------------------------------------------------------------------------


def ledger(*commands: Command) -> list[Record]:
    """The records of one process."""
    now = datetime(2035, 1, 1, tzinfo=UTC)
    flow = Workflow(MemoryStore(), clock=lambda: now)
    for command in commands:
        flow.submit(WEBSITES, command).or_raise()
    return list(flow.history(WEBSITES))


def irreversible(records: list[Record], day: date) -> list[date]:
    """From which day on something was irreversible, according to the account of this day."""
    found = (p.irreversible_from for p in periods(WEBSITES, records, day, ZONE))
    return [d for d in found if d is not None]


@pytest.mark.parametrize("done", ["phase", "budget", "budget-on-the-governance-route", "proven"])
def test_r54_what_the_account_calls_irreversible_a_door_said_on_that_day(done: str) -> None:
    """R54: of every day around the last one, the account is silent when the doors are, and says so from the day they do."""
    route = Route.GOVERNANCE if done == "budget-on-the-governance-route" else Route.SHIFT
    road = Road(letter.PROCESSES[WEBSITES], route=route)
    commands = list(road.until(State.RECEIVING_PARTY_PROVEN if done == "proven" else State.MINISTRY_DECIDED))
    commands += list(road.shifting()) if done.startswith("budget") else []
    commands += [*road.starting(), *road.opening(1)] if done == "phase" else []
    dossier, records = fold(Dossier(process=WEBSITES), commands), ledger(*commands)
    last = road.reversal().until
    for offset in range(-2, 4):
        day = last + offset * DAY
        command = on(road.complete(), day)
        shut = [r for r in answer(GUARD, dossier, command) if r.shuts]
        assert bool(shut) is bool(irreversible(records, day)) is (offset > 0), offset
        assert bool(shut) is bool(run_out(dossier, day))
    assert {last + DAY} == set(irreversible(records, last + 3 * DAY))


def test_r54_what_ran_out_and_was_renewed_is_told_for_the_days_between() -> None:
    """R54: a renewal does not make up for the days on which nothing could be undone; from then on it counts."""
    road, _, last = begun()
    renewal = on(road.renew_reversal(), last + 5 * DAY)
    renewal = attrs.evolve(renewal, reversal=attrs.evolve(renewal.reversal, until=last + 60 * DAY))
    again = Road(letter.PROCESSES[WEBSITES])
    records = ledger(*again.until(State.PHASED_TRANSFER), *again.opening(1), renewal)
    assert [last + DAY] == irreversible(records, last + 30 * DAY)
    assert [last + DAY, last + 61 * DAY] == irreversible(records, last + 70 * DAY)


@pytest.mark.parametrize("told", [0, 9])
def test_r54_a_renewal_that_is_dated_back_does_not_make_up_for_what_ran_out(told: int) -> None:
    """R54: nothing was recorded in between, and yet the account tells it; what is renewed in time is renewed, however it is dated."""
    road = Road(letter.PROCESSES[WEBSITES])
    now = road.moment
    flow = Workflow(MemoryStore(), clock=lambda: now)
    for command in (*road.until(State.PHASED_TRANSFER), *road.opening(1)):
        now = command.at
        flow.submit(WEBSITES, command).or_raise()
    last = road.reversal().until
    renewal = on(road.renew_reversal(), last - DAY)
    renewal = attrs.evolve(renewal, reversal=attrs.evolve(renewal.reversal, until=last + 60 * DAY))
    now = renewal.at + told * DAY
    flow.submit(WEBSITES, renewal).or_raise()
    assert ([last + DAY] if told else []) == irreversible(list(flow.history(WEBSITES)), last + 30 * DAY)


def test_r54_completion_is_the_one_step_that_is_not_undone() -> None:
    """R54: after it nothing is called irreversible, and how long what was declared still held is told."""
    road = Road(letter.PROCESSES[WEBSITES])
    records = ledger(*road.until(State.COMPLETED))
    last = road.reversal().until
    *_, completed = periods(WEBSITES, records, last + 99 * DAY, ZONE)
    assert (True, last, None) == (completed.completed, completed.reversible_until, completed.irreversible_from)
