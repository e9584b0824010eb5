"""§2 Vervolgstappen: phase by phase, really carried out, budgets last; or agreements that strengthen the steering."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from typing import Any

import attrs
import pytest

from ontvlechting import Dossier, State, letter
from ontvlechting import commands as c
from ontvlechting.engine.values import Actor
from ontvlechting.engine.verdicts import ReasonKind, Supplier
from ontvlechting.letter.commands import Command, Level, Mode, Route, Stage, Step
from ontvlechting.letter.fiction import RELATION, Road
from ontvlechting.letter.values import Delta, DocumentKind, Money, MoneyKind, Power, Role
from tests.asking import at, fold, no, yes

MOMENT = timedelta(microseconds=1)
DAY = timedelta(days=1)
RECEIVER = Supplier(role=Role.DIRECTORATE, party="douane")
DELIVERER = Supplier(role=Role.DIRECTORATE, party="belastingdienst")

FIRST, SECOND, SHARED = "technisch-beheer", "redactie-brieven", "signalen-bedrijven"
"""Of the websites: a task of the first phase, one of the second, and the one that stays shared."""


def during(phase: int) -> tuple[Road, Dossier]:
    """A road and a dossier of a transfer in which this phase runs."""
    road, dossier = at(State.PHASED_TRANSFER)
    for number in range(1, phase):
        dossier = fold(dossier, road.phase(number))
    return road, fold(dossier, road.opening(phase))


def test_the_tasks_of_these_tests_are_where_they_are_said_to_be() -> None:
    """R92: the plan of the fictional road puts these three tasks in phase 1, in phase 2 and in neither."""
    _, dossier = at(State.PHASED_TRANSFER)
    first, second = dossier.phases
    assert FIRST in first.tasks
    assert SECOND in second.tasks
    assert SHARED in dossier.scope
    assert SHARED not in dossier.goes


# ── phase by phase ───────────────────────────────────────────────────────────────────────────────


def test_r48_a_transfer_goes_in_phases() -> None:
    """R48: a plan without phases, such as one for strengthened governance, cannot be transferred."""
    road, dossier = at(State.MINISTRY_DECIDED)
    yes("transfer_has_phases", dossier, road.start_transfer())
    road, dossier = at(State.MINISTRY_DECIDED, route=Route.GOVERNANCE)
    no("transfer_has_phases", dossier, road.start_transfer(), "no-phases")


def test_r48_a_phase_waits_until_the_one_before_it_was_accepted() -> None:
    """R48: while phase 1 runs nothing else starts, and the receiving party is the one who can end that."""
    road, dossier = at(State.PHASED_TRANSFER)
    yes("phase_is_next", dossier, road.start_phase(1))
    dossier = fold(dossier, road.opening(1))
    (reason,) = no("phase_is_next", dossier, road.start_phase(2), "phase-running")
    assert (ReasonKind.NOT_YET, (RECEIVER,)) == (reason.kind, reason.suppliers)
    road, dossier = at(State.PHASED_TRANSFER)
    yes("phase_is_next", fold(dossier, road.phase(1)), road.start_phase(2))


def test_r48_after_the_last_phase_there_is_none() -> None:
    """R48: a third phase of a plan with two cannot start."""
    road, dossier = at(State.RECEIVING_PARTY_PROVEN)
    no("phase_is_next", dossier, road.start_phase(3), "no-next-phase")


def test_r48_phases_are_taken_in_order_and_once() -> None:
    """R48: not the second before the first, not the first again, not one that is not there."""
    road, dossier = at(State.PHASED_TRANSFER)
    yes("named_phase_is_next", dossier, road.start_phase(1))
    no("named_phase_is_next", dossier, road.start_phase(2), "phase-order")
    dossier = fold(dossier, road.phase(1))
    yes("named_phase_is_next", dossier, road.start_phase(2))
    no("named_phase_is_next", dossier, road.start_phase(1), "phase-not-to-start")
    dossier = fold(dossier, road.phase(2))
    for number in (1, 2, 3):
        no("named_phase_is_next", dossier, road.start_phase(number), "phase-not-to-start")


def test_r48_only_the_running_phase_is_accepted() -> None:
    """R48: not before it started, not another one, and not twice."""
    road, dossier = at(State.PHASED_TRANSFER)
    (none,) = no("accepted_phase_runs", dossier, road.accept(1), "not-running")
    assert none.nl.endswith("de lopende fase is …")
    road, dossier = during(1)
    yes("accepted_phase_runs", dossier, road.accept(1))
    (other,) = no("accepted_phase_runs", dossier, road.accept(2), "not-running")
    assert other.nl.endswith("de lopende fase is 1")
    road, dossier = at(State.PHASED_TRANSFER)
    dossier = fold(dossier, road.phase(1))
    no("accepted_phase_runs", dossier, road.accept(1), "not-running")


def accepting(road: Road, **changes: Any) -> c.AcceptPhase:
    """Phase 1 is accepted, on a judgement that is bent."""
    command = road.accept(1)
    return attrs.evolve(command, judgement=attrs.evolve(command.judgement, **changes))


def test_r48_the_receiver_judges_that_the_phase_is_done() -> None:
    """R48: a negative judgement does not accept a phase, nor does one by the deliverer or the ministry."""
    road, dossier = during(1)
    yes("receiver_accepts", dossier, accepting(road))
    no("receiver_accepts", dossier, accepting(road, holds=False), "not-accepted")
    for other in (road.deliverer, road.ministry):
        (reason,) = no("receiver_accepts", dossier, accepting(road, by=other), "not-accepted")
        assert (RECEIVER,) == reason.suppliers


def test_r48_the_judgement_on_a_phase_is_from_that_phase() -> None:
    """R48: from its start up to its acceptance, both included."""
    road, dossier = during(1)
    start, command = dossier.started[-1].at, road.accept(1)
    for moment in (start, command.at):
        yes("receiver_accepts", dossier, attrs.evolve(command, judgement=attrs.evolve(command.judgement, on=moment)))
    for moment in (start - MOMENT, command.at + MOMENT):
        bent = attrs.evolve(command, judgement=attrs.evolve(command.judgement, on=moment))
        no("receiver_accepts", dossier, bent, "not-accepted")


def test_r48_the_judgement_on_a_phase_comes_after_its_tasks_were_carried_out() -> None:
    """R48, R52: nobody can say that a phase is done while nothing was done; once a task was carried out, doing it again changes nothing."""
    road, dossier = at(State.PHASED_TRANSFER)
    dossier = fold(dossier, list(road.phase(1))[:-1])
    tasks = [e.task for e in dossier.executions]
    assert len(tasks) > 1
    last, command = dossier.executions[-1].at, road.accept(1)
    dossier = fold(dossier, [road.execute(tasks[-1])])
    for moment in (last, command.at):
        yes("receiver_accepts", dossier, attrs.evolve(command, judgement=attrs.evolve(command.judgement, on=moment)))
    for moment in (dossier.started[-1].at, dossier.executions[0].at, last - MOMENT):
        bent = attrs.evolve(command, judgement=attrs.evolve(command.judgement, on=moment))
        no("receiver_accepts", dossier, bent, "not-accepted")


def test_r48_a_judgement_from_the_phase_before_does_not_accept_the_next() -> None:
    """R48: what was judged while phase 1 ran says nothing about phase 2."""
    road, dossier = during(2)
    first, second = (s.at for s in dossier.started)
    command = road.accept(2)
    yes("receiver_accepts", dossier, attrs.evolve(command, judgement=attrs.evolve(command.judgement, on=second)))
    old = attrs.evolve(command, judgement=attrs.evolve(command.judgement, on=first))
    no("receiver_accepts", dossier, old, "not-accepted")


def test_r48_the_proof_asks_for_every_phase() -> None:
    """R48: each phase that was not accepted is named; after a fall back none counts any more."""
    road, dossier = at(State.PHASED_TRANSFER)
    no("phases_were_accepted", dossier, road.conclude_proof(), "phase-not-accepted", "phase-not-accepted")
    dossier = fold(dossier, road.phase(1))
    (reason,) = no("phases_were_accepted", dossier, road.conclude_proof(), "phase-not-accepted")
    assert "fase 2 is niet aanvaard" == reason.nl
    dossier = fold(dossier, road.phase(2))
    yes("phases_were_accepted", dossier, road.conclude_proof())
    dossier = fold(dossier, [road.fall_back(), *road.starting()])
    no("phases_were_accepted", dossier, road.conclude_proof(), "phase-not-accepted", "phase-not-accepted")


# ── really carried out, by the receiving party ──────────────────────────────────────────────────────────


def test_r52_only_a_task_that_goes_is_carried_out() -> None:
    """R52: a task that stays shared, or that is not of this process, is not the receiving party's to prove."""
    road, dossier = during(1)
    yes("task_is_in_a_started_phase", dossier, road.execute(FIRST))
    for task in (SHARED, "fictief-onbekend"):
        (reason,) = no("task_is_in_a_started_phase", dossier, road.execute(task), "task-stays")
        assert "R52" == reason.rule


def test_r48_a_task_is_not_carried_out_before_its_phase() -> None:
    """R48: a task of phase 2 waits for phase 2, and after a fall back every task waits again."""
    road, dossier = during(1)
    (reason,) = no("task_is_in_a_started_phase", dossier, road.execute(SECOND), "task-too-early")
    assert "R48" == reason.rule
    road, dossier = during(2)
    yes("task_is_in_a_started_phase", dossier, road.execute(SECOND))
    dossier = fold(dossier, [road.fall_back(), *road.starting()])
    no("task_is_in_a_started_phase", dossier, road.execute(FIRST), "task-too-early")


def test_r52_a_third_does_not_carry_out_the_work() -> None:
    """R52: an execution is by one of the two parties; by another directorate it proves nothing."""
    road, dossier = during(1)
    for party in dossier.parties:
        yes("performer_is_a_party", dossier, road.execute(FIRST, performed_by=party))
    no("performer_is_a_party", dossier, road.execute(FIRST, performed_by="toeslagen"), "third-party")


@pytest.mark.parametrize("mode", Mode)
def test_r52_who_carried_it_out_records_it(mode: Mode) -> None:
    """R52: neither deliverer nor ministry nor a body claims an execution in the name of the receiving party."""
    road, dossier = during(1)
    yes("performer_records_itself", dossier, road.execute(FIRST, mode))
    yes("performer_records_itself", dossier, road.execute(FIRST, mode, by=road.deliverer, performed_by=DELIVERER.party))
    council = Actor(id="fictief-or", role=Role.WORKS_COUNCIL, party="dor")
    for other in (road.deliverer, road.ministry, council):
        no("performer_records_itself", dossier, road.execute(FIRST, mode, by=other), "claimed-by-other")


JUDGED: dict[str, tuple[State, Callable[[Road], Command], str]] = {
    "proof": (State.PHASED_TRANSFER, lambda road: road.conclude_proof(), "really_can"),
    "completion": (State.RECEIVING_PARTY_PROVEN, lambda road: road.complete(), "really_possible"),
}


@pytest.mark.parametrize("step", JUDGED)
def test_r51_the_receiver_or_the_ministry_judges_that_it_really_can(step: str) -> None:
    """R51: a negative judgement, or one by the deliverer, does not let the work go."""
    state, make, field = JUDGED[step]
    road, dossier = at(state)
    command = make(road)

    def judged(**changes: Any) -> Command:
        return attrs.evolve(command, **{field: attrs.evolve(getattr(command, field), **changes)})

    for entitled in (road.receiver, road.ministry):
        yes("it_really_can", dossier, judged(by=entitled))
    (negative,) = no("it_really_can", dossier, judged(holds=False), "not-possible")
    assert ("ontkennend", "negative") == (negative.nl.split()[-1], negative.en.split()[-1])
    no("it_really_can", dossier, judged(by=attrs.evolve(road.ministry, party=letter.HOUSE)), "not-possible")
    (other,) = no("it_really_can", dossier, judged(by=road.deliverer), "not-possible")
    assert other.nl.endswith("niet van de ontvangende partij of het ministerie")
    assert other.en.endswith("not by the receiving party or the ministry")
    assert {"douane", "ministerie-van-financien"} == {s.party for s in other.suppliers}


@pytest.mark.parametrize("step", JUDGED)
def test_r51_it_is_judged_anew_in_the_present_state(step: str) -> None:
    """R51: from the moment the state began up to the act itself; the study and an earlier judgement are not enough."""
    state, make, field = JUDGED[step]
    road, dossier = at(state)
    assert dossier.since is not None
    command = make(road)

    def judged(moment: Any) -> Command:
        return attrs.evolve(command, **{field: attrs.evolve(getattr(command, field), on=moment)})

    for moment in (dossier.since, command.at):
        yes("it_really_can", dossier, judged(moment))
    for moment in (dossier.since - MOMENT, command.at + MOMENT):
        (reason,) = no("it_really_can", dossier, judged(moment), "not-possible")
        assert reason.nl.endswith("niet actueel")
        assert reason.en.endswith("out of date")


# ── problems are decided at executive level ─────────────────────────────────────────────────


@pytest.mark.parametrize("level", [level for level in Level if level is not Level.ADMINISTRATIVE])
def test_r67_an_escalation_has_an_owner_at_administrative_level(level: Level) -> None:
    """R66, R67: a problem that would stay with management or on the work floor is not an escalation."""
    road, dossier = at(State.PHASED_TRANSFER)
    yes("escalation_has_an_owner", dossier, road.escalate("fictief-1"))
    no("escalation_has_an_owner", dossier, road.escalate("fictief-1", level=level), "owner-level")


def test_r67_each_open_escalation_has_a_reference_of_its_own() -> None:
    """R67: the same reference is not open twice; both faults of one escalation are told together."""
    road, dossier = at(State.PHASED_TRANSFER)
    dossier = fold(dossier, [road.escalate("fictief-1")])
    yes("escalation_has_an_owner", dossier, road.escalate("fictief-2"))
    no("escalation_has_an_owner", dossier, road.escalate("fictief-1"), "escalation-twice")
    floor = road.escalate("fictief-1", level=Level.WORK_FLOOR)
    no("escalation_has_an_owner", dossier, floor, "owner-level", "escalation-twice")


@pytest.mark.parametrize("level", [level for level in Level if level is not Level.ADMINISTRATIVE])
def test_r67_an_escalation_never_ends_on_the_work_floor(level: Level) -> None:
    """R67: even its owner does not end it at a lower level."""
    road, dossier = at(State.PHASED_TRANSFER)
    dossier = fold(dossier, [road.escalate("fictief-1")])
    yes("escalation_ends_with_its_owner", dossier, road.resolve_escalation("fictief-1"))
    no(
        "escalation_ends_with_its_owner",
        dossier,
        road.resolve_escalation("fictief-1", level=level),
        "resolved-at-level",
    )


def test_r67_an_escalation_ends_with_its_owner() -> None:
    """R67: nobody else ends it, but the ministry with a mandate for it; and only one that is open can end."""
    road, dossier = at(State.PHASED_TRANSFER)
    no("escalation_ends_with_its_owner", dossier, road.resolve_escalation("fictief-1"), "no-such-escalation")
    dossier = fold(dossier, [road.escalate("fictief-1")])
    for other, codes in (
        (road.receiver, ["not-by-owner", "mandate-lacks-power"]),
        (attrs.evolve(road.ministry, mandate=None), ["no-mandate"]),
        (road.actor(Role.MINISTRY, letter.MINISTRY, Power.STOP), ["mandate-lacks-power"]),
    ):
        command = road.resolve_escalation("fictief-1", by=other)
        no("escalation_ends_with_its_owner", dossier, command, *codes)
    yes("escalation_ends_with_its_owner", dossier, road.resolve_escalation("fictief-1", by=road.ministry))
    mine = road.actor(Role.DIRECTORATE, letter.DOUANE, Power.ESCALATION)
    dossier = fold(dossier, [road.escalate("fictief-2", owner=mine)])
    command = road.resolve_escalation("fictief-2", by=road.deliverer)
    no("escalation_ends_with_its_owner", dossier, command, "not-by-owner", "no-mandate")
    yes("escalation_ends_with_its_owner", dossier, attrs.evolve(command, by=mine))


def test_r67_the_owner_of_an_escalation_has_the_mandate_for_it() -> None:
    """R67, R18: an owner outside the parties and the ministry, or without a mandate, could never end it."""
    road, dossier = at(State.PHASED_TRANSFER)
    yes("escalation_has_an_owner", dossier, road.escalate("fictief-1"))
    union = Actor(id="fictief-vakbond", role=Role.UNION, party="vakbonden", mandate=road.owner.mandate)
    stranger = attrs.evolve(road.owner, role=Role.MINISTRY, party=letter.HOUSE)
    for owner, code in (
        (union, "owner-outside-the-line"),
        (road.receiver, "mandate-lacks-power"),
        (attrs.evolve(road.owner, mandate=None), "no-mandate"),
        (stranger, "owner-outside-the-line"),
    ):
        no("escalation_has_an_owner", dossier, road.escalate("fictief-1", owner=owner), code)


def test_r67_an_escalation_that_is_resolved_is_over() -> None:
    """R67: it cannot be ended twice."""
    road, dossier = at(State.PHASED_TRANSFER)
    dossier = fold(dossier, [road.escalate("fictief-1")])
    dossier = fold(dossier, [road.resolve_escalation("fictief-1")])
    no("escalation_ends_with_its_owner", dossier, road.resolve_escalation("fictief-1"), "no-such-escalation")


FORWARD: dict[str, Callable[[Road], Command]] = {
    "start-phase": lambda road: road.start_phase(1),
    "accept-phase": lambda road: road.accept(1),
    "conclude-proof": lambda road: road.conclude_proof(),
    "conclude-agreements": lambda road: road.conclude_agreements(),
    "complete": lambda road: road.complete(),
}


@pytest.mark.parametrize("step", FORWARD)
def test_r67_no_step_forward_while_an_escalation_is_open(step: str) -> None:
    """R67: no phase, proof or completion leaves a problem behind; each open one is named, until its owner decides."""
    road, dossier = at(State.PHASED_TRANSFER)
    yes("no_escalation_is_open", dossier, FORWARD[step](road))
    dossier = fold(dossier, [road.escalate("fictief-1"), road.escalate("fictief-2")])
    no("no_escalation_is_open", dossier, FORWARD[step](road), "open-escalation", "open-escalation")
    dossier = fold(dossier, [road.resolve_escalation("fictief-1")])
    (reason,) = no("no_escalation_is_open", dossier, FORWARD[step](road), "open-escalation")
    assert "`fictief-2`" in reason.nl
    assert "`fictief-eigenaar-escalaties`" in reason.nl


# ── budgets last, and neutral ────────────────────────────────────────────────────────────────────


def delta(party: str, amount: str, kind: MoneyKind = MoneyKind.STRUCTURAL, currency: str = "EUR") -> Delta:
    """What one party gains or loses."""
    return Delta(party=party, money=Money(amount=Decimal(amount), kind=kind, currency=currency))


@pytest.mark.parametrize(
    ("deltas", "codes"),
    [
        ((delta("belastingdienst", "-100000.00"), delta("douane", "99999.99")), ["not-neutral"]),
        ((delta("belastingdienst", "-100000.00"), delta("douane", "100000.01")), ["not-neutral"]),
        ((delta("douane", "0.01"),), ["not-neutral"]),
        (
            (delta("belastingdienst", "-10.00"), delta("douane", "10.00", MoneyKind.INCIDENTAL)),
            ["not-neutral", "not-neutral"],
        ),
        (
            (delta("belastingdienst", "-10.00"), delta("douane", "10.00", currency="USD")),
            ["not-neutral", "not-neutral"],
        ),
        ((), ["nothing-shifts"]),
    ],
    ids=["cent-lost", "cent-gained", "from-nowhere", "other-kind", "other-currency", "nothing"],
)
def test_r42_a_shift_sums_to_exactly_zero(deltas: tuple[Delta, ...], codes: list[str]) -> None:
    """R42: to the cent, for each kind of money and each currency by itself; and something has to shift."""
    road, dossier = at(State.RECEIVING_PARTY_PROVEN)
    yes("shift_is_neutral", dossier, road.shift_budget())
    no("shift_is_neutral", dossier, road.shift_budget(deltas=deltas), *codes)


def test_r42_a_shift_over_three_parties_is_neutral_when_its_sum_is() -> None:
    """R42: thirds of a cent do not exist, so three parties can share exactly."""
    road, dossier = at(State.RECEIVING_PARTY_PROVEN)
    shares = (delta("belastingdienst", "-100.00"), delta("douane", "33.34"), delta("toeslagen", "66.66"))
    yes("shift_is_neutral", dossier, road.shift_budget(deltas=shares))


def test_r42_what_was_planned_is_what_was_shifted() -> None:
    """R42: at completion nothing planned is left, in one shift or in more; who is short is named."""
    road, dossier = at(State.RECEIVING_PARTY_PROVEN)
    reasons = no("budget_was_shifted_as_planned", dossier, road.complete(), "not-realised", "not-realised")
    assert ["`belastingdienst`", "`douane`"] == [r.en.split()[1].rstrip(",") for r in reasons]
    half = (delta("belastingdienst", "-50000.00"), delta("douane", "50000.00"))
    dossier = fold(dossier, road.shifting(deltas=half))
    no("budget_was_shifted_as_planned", dossier, road.complete(), "not-realised", "not-realised")
    dossier = fold(dossier, road.shifting(deltas=half))
    yes("budget_was_shifted_as_planned", dossier, road.complete())
    dossier = fold(dossier, road.shifting(deltas=half))
    no("budget_was_shifted_as_planned", dossier, road.complete(), "not-realised", "not-realised")


def test_r42_another_party_or_kind_is_not_what_was_planned() -> None:
    """R42: a neutral shift to the wrong party, or of the wrong kind, realises nothing; every difference is told."""
    road, dossier = at(State.RECEIVING_PARTY_PROVEN)
    other = (delta("belastingdienst", "-100000.00"), delta("toeslagen", "100000.00"))
    dossier = fold(dossier, road.shifting(deltas=other))
    no("budget_was_shifted_as_planned", dossier, road.complete(), "not-realised", "not-realised")
    road, dossier = at(State.RECEIVING_PARTY_PROVEN)
    once = tuple(attrs.evolve(d, money=attrs.evolve(d.money, kind=MoneyKind.INCIDENTAL)) for d in road.deltas())
    dossier = fold(dossier, road.shifting(deltas=once))
    no("budget_was_shifted_as_planned", dossier, road.complete(), *["not-realised"] * 4)


def test_r42_what_was_shifted_and_shifted_back_is_as_if_it_never_was() -> None:
    """R42: a mistake that was put right to the cent leaves nothing to explain."""
    road, dossier = at(State.RECEIVING_PARTY_PROVEN)
    there = (delta("belastingdienst", "-0.10"), delta("toeslagen", "0.10"))
    back = (delta("belastingdienst", "0.10"), delta("toeslagen", "-0.10"))
    dossier = fold(dossier, [*road.shifting(), *road.shifting(deltas=there)])
    no("budget_was_shifted_as_planned", dossier, road.complete(), "not-realised", "not-realised")
    yes("budget_was_shifted_as_planned", fold(dossier, road.shifting(deltas=back)), road.complete())


def test_r42_where_no_budget_was_to_move_none_did() -> None:
    """R42, R73: the work stays, and the plan moves no budget, so at the end nothing was to be shifted."""
    road, dossier = at(State.AGREEMENTS_PROVEN, route=Route.GOVERNANCE)
    yes("budget_was_shifted_as_planned", dossier, road.complete())


# ── strengthened governance: agreements in force and in use ──────────────────────────────────────


def test_r73_an_agreement_improves_a_named_relation_between_the_parties() -> None:
    """R73: about another relation, without one of the parties, or under a used reference it is refused."""
    road, dossier = at(State.STRENGTHENING_GOVERNANCE, route=Route.GOVERNANCE)
    yes("agreement_improves_a_relation", dossier, road.agree("fictief-1"))
    yes("agreement_improves_a_relation", dossier, road.agree(partners=("toeslagen", "douane", "belastingdienst")))
    no("agreement_improves_a_relation", dossier, road.agree(relation="Fictief: iets anders"), "other-relation")
    minutes = attrs.evolve(road.agree().document, kind=DocumentKind.MINUTES)
    (reason,) = no("agreement_improves_a_relation", dossier, road.agree(document=minutes), "not-an-agreement")
    assert reason.nl == f"`{minutes.id}` is een stuk van een andere soort dan een afspraak"
    for partners in ((), ("douane",), ("douane", "toeslagen")):
        (reason,) = no("agreement_improves_a_relation", dossier, road.agree(partners=partners), "partners")
        assert (RECEIVER, DELIVERER) == reason.suppliers
    dossier = fold(dossier, [road.agree("fictief-1")])
    no("agreement_improves_a_relation", dossier, road.agree("fictief-1"), "agreement-twice")
    wrong = road.agree("fictief-1", relation="Fictief: iets anders", partners=())
    no("agreement_improves_a_relation", dossier, wrong, "other-relation", "partners", "agreement-twice")


def test_r73_only_an_agreement_in_force_is_used() -> None:
    """R73: on its first day it can be used, the day before it cannot, and what was never agreed cannot at all."""
    road, dossier = at(State.STRENGTHENING_GOVERNANCE, route=Route.GOVERNANCE)
    no("used_agreement_is_in_force", dossier, road.use_agreement(), "not-in-force")
    agreement = road.agree()
    use = road.use_agreement()
    today = attrs.evolve(agreement, in_force_from=use.at.date())
    yes("used_agreement_is_in_force", fold(dossier, [today]), use)
    tomorrow = attrs.evolve(agreement, in_force_from=use.at.date() + DAY)
    no("used_agreement_is_in_force", fold(dossier, [tomorrow]), use, "not-in-force")


def test_r73_the_agreement_that_is_used_is_the_one_that_is_in_force() -> None:
    """R73: of two agreements each is looked at by itself."""
    road, dossier = at(State.STRENGTHENING_GOVERNANCE, route=Route.GOVERNANCE)
    later = road.agree("fictief-later")
    later = attrs.evolve(later, in_force_from=later.at.date() + 365 * DAY)
    dossier = fold(dossier, [later, road.agree("fictief-nu")])
    yes("used_agreement_is_in_force", dossier, road.use_agreement("fictief-nu"))
    no("used_agreement_is_in_force", dossier, road.use_agreement("fictief-later"), "not-in-force")


def test_r73_agreements_are_proven_when_they_are_used() -> None:
    """R73: made is not used; the proof and the completion both ask for it."""
    road, dossier = at(State.STRENGTHENING_GOVERNANCE, route=Route.GOVERNANCE)
    for command in (road.conclude_agreements(), road.complete()):
        no("agreements_are_used", dossier, command, "no-agreement", "agreement-not-used")
    dossier = fold(dossier, [road.agree()])
    for command in (road.conclude_agreements(), road.complete()):
        no("agreements_are_used", dossier, command, "agreement-not-used")
    dossier = fold(dossier, [road.use_agreement()])
    for command in (road.conclude_agreements(), road.complete()):
        yes("agreements_are_used", dossier, command)


def test_r73_each_relation_is_improved_by_an_agreement_of_its_own() -> None:
    """R73: of two relations the one that is left is named; a used agreement on the one does nothing for the other."""
    road, dossier = at(State.NEW, route=Route.GOVERNANCE)
    other = "Fictief: de afspraken over storingen"
    dossier = fold(dossier, [road.identify(relations=(RELATION, other)), *road.planning(), *road.testing()])
    dossier = fold(dossier, [*road.deciding(), *road.strengthening(), road.agree(), road.use_agreement()])
    reasons = no("agreements_are_used", dossier, road.conclude_agreements(), "no-agreement", "agreement-not-used")
    assert all(f"«{other}»" in r.nl for r in reasons)


def test_r73_a_shift_of_work_is_not_proven_by_agreements() -> None:
    """R73: on the shift route completion does not ask for agreements; executions prove it there (R52)."""
    road, dossier = at(State.RECEIVING_PARTY_PROVEN)
    yes("agreements_are_used", dossier, road.complete())


def test_r73_a_revised_plan_asks_for_agreements_and_their_use_anew() -> None:
    """R73, R44: what was agreed and used under the earlier plan does not prove the next one."""
    road, dossier = at(State.AGREEMENTS_PROVEN, route=Route.GOVERNANCE)
    yes("agreements_are_used", dossier, road.complete())
    dossier = fold(dossier, [road.revise()])
    no("agreements_are_used", dossier, road.complete(), "no-agreement", "agreement-not-used")
    no("used_agreement_is_in_force", dossier, road.use_agreement(), "not-in-force")
    dossier = fold(dossier, [cmd for cmd in road.testing() if not isinstance(cmd, c.CollectInput)])
    dossier = fold(dossier, [*road.hearing(Stage.DECISION), road.weigh(Step.DECISION), road.decide()])
    dossier = fold(dossier, [*road.strengthening(), road.agree()])
    no("agreements_are_used", dossier, road.conclude_agreements(), "agreement-not-used")
