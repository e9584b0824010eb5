"""Mandates with a scope, and people who decide at executive level: each fault is told by itself."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import attrs
import pytest

from ontvlechting import State, letter
from ontvlechting import commands as c
from ontvlechting.engine.values import Actor, Mandate
from ontvlechting.letter.commands import Level
from ontvlechting.letter.fiction import Road
from ontvlechting.letter.values import Power, Role
from tests.asking import WEBSITES, at, fold, no, yes

DAY = timedelta(days=1)


def bent(actor: Actor, **changes: Any) -> Actor:
    """The same actor with another mandate."""
    assert actor.mandate is not None
    return attrs.evolve(actor, mandate=attrs.evolve(actor.mandate, **changes))


# -- R5: what a mandate is limited to ------------------------------------------------------------------------------------


@pytest.mark.parametrize("scope", [(), (WEBSITES,), ("douane",), ("belastingdienst",), ("toeslagen", "douane")])
def test_r5_a_mandate_within_its_scope_is_valid(scope: tuple[str, ...]) -> None:
    """R5: without a scope it is for everything; a scope names this process, or one of its parties."""
    road, dossier = at(State.PRECONDITIONS_TESTED)
    yes("mandate_is_valid", dossier, road.decide(by=bent(road.ministry, scope=scope)))


@pytest.mark.parametrize("scope", [("toeslagen",), ("douane/social-media",), ("douane/social-media", "toeslagen")])
def test_r5_a_mandate_for_another_process_or_party_does_not_reach_this_one(scope: tuple[str, ...]) -> None:
    """R5: a mandate for one process, or for one party, decides nothing elsewhere; the scope is told."""
    road, dossier = at(State.PRECONDITIONS_TESTED)
    command = road.decide(by=bent(road.ministry, scope=scope))
    (reason,) = no("mandate_is_valid", dossier, command, "mandate-out-of-scope")
    assert all(f"`{name}`" in reason.nl for name in (*scope, WEBSITES))


def test_r5_whatever_is_wrong_with_a_mandate_is_told_at_once() -> None:
    """R5: expired, without the power and for another party: three reasons; not yet valid has a day to wait for."""
    road, dossier = at(State.PRECONDITIONS_TESTED)
    command = road.decide()
    today = command.at.date()
    worst = bent(road.ministry, valid_until=today - DAY, powers=(Power.STOP,), scope=("toeslagen",))
    reasons = no(
        "mandate_is_valid",
        dossier,
        attrs.evolve(command, by=worst),
        "mandate-expired",
        "mandate-lacks-power",
        "mandate-out-of-scope",
    )
    assert {"ministerie-van-financien"} == {s.party for r in reasons for s in r.suppliers}
    early = attrs.evolve(command, by=bent(road.ministry, valid_from=today + DAY))
    (reason,) = no("mandate_is_valid", dossier, early, "mandate-not-yet-valid")
    assert reason.earliest is not None
    assert today + DAY == reason.earliest.date()


def test_r5_removing_texts_and_adopting_rules_ask_a_mandate() -> None:
    """R5, R13: also of these the ministry answers by somebody with a mandate to decide."""
    road, dossier = at(State.PRECONDITIONS_TESTED)
    for command in (road.redact((1,)), road.adopt(attrs.evolve(road.rules, version="fictief"))):
        yes("mandate_is_valid", dossier, command)
        bare = attrs.evolve(command, by=attrs.evolve(road.ministry, mandate=None))
        no("mandate_is_valid", dossier, bare, "no-mandate")
        no("mandate_is_valid", dossier, attrs.evolve(command, by=bent(road.ministry, powers=())), "mandate-lacks-power")


# -- R66, R18: who decides and who answers for a phase -------------------------------------------------------------------


def planned(road: Road, **changes: Any) -> c.Plan:
    """A new version of the plan with something bent in it: in its arrangement, or in each phase."""
    plan = attrs.evolve(road.plan(), version=2)
    assert plan.arrangement is not None
    if "decider" in changes:
        return attrs.evolve(plan, arrangement=attrs.evolve(plan.arrangement, **changes))
    return attrs.evolve(plan, phases=tuple(attrs.evolve(p, **changes) for p in plan.phases))


def mandated(role: Role, party: str, *powers: Power) -> Actor:
    """Somebody with a mandate without an end."""
    mandate = Mandate(id="fictief-mandaat", powers=powers, valid_from=date(2023, 1, 1))
    return Actor(id="fictief-iemand", role=role, party=party, mandate=mandate)


@pytest.mark.parametrize(
    ("decider", "code"),
    [
        (mandated(Role.UNION, letter.UNIONS, Power.ESCALATION), "decider-outside-the-line"),
        (mandated(Role.WORKS_COUNCIL, letter.DOR, Power.ESCALATION), "decider-outside-the-line"),
        (mandated(Role.MINISTRY, letter.MINISTRY, Power.DECIDE), "mandate-lacks-power"),
        (attrs.evolve(mandated(Role.MINISTRY, letter.MINISTRY), mandate=None), "no-mandate"),
    ],
    ids=["a-union-member", "a-council-member", "another-power", "no-mandate"],
)
def test_r66_who_decides_in_the_end_can_do_so(decider: Actor, code: str) -> None:
    """R66: not a member of a union or a council, and not without the power: in the line of the ministry or a directorate."""
    road, dossier = at(State.PLAN_DRAFTED)
    for good in (road.owner, mandated(Role.DIRECTORATE, letter.TOESLAGEN, Power.ESCALATION)):
        revised = fold(dossier, [road.revise(plan=planned(road, decider=good))])
        yes("scarcity_and_escalation_are_arranged", revised, road.conclude_tests())
    road, dossier = at(State.PLAN_DRAFTED)
    revised = fold(dossier, [road.revise(plan=planned(road, decider=decider))])
    (reason,) = no("scarcity_and_escalation_are_arranged", revised, road.conclude_tests(), code)
    both = {"douane", "belastingdienst"} if code == "decider-outside-the-line" else set[str]()
    assert both | {letter.MINISTRY} == {s.party for s in reason.suppliers}


@pytest.mark.parametrize("party", [letter.MINISTRY, letter.DOUANE, letter.BELASTINGDIENST, letter.TOESLAGEN])
def test_r18_r66_a_mandate_is_renewed_by_whose_person_it_is_and_the_ministry(party: str) -> None:
    """R18, R66: whom the reason names can renew it; another party, which cannot, is not named."""
    road, dossier = at(State.PLAN_DRAFTED)
    role = Role.MINISTRY if party == letter.MINISTRY else Role.DIRECTORATE
    bare = attrs.evolve(mandated(role, party), mandate=None)
    deciding = planned(road, decider=bare)
    plan = planned(road, responsible=bare) if party != letter.TOESLAGEN else deciding
    plan = attrs.evolve(plan, arrangement=deciding.arrangement)
    revised = fold(dossier, [road.revise(plan=plan)])
    (decides,) = no("scarcity_and_escalation_are_arranged", revised, road.conclude_tests(), "no-mandate")
    reasons = [decides]
    if party != letter.TOESLAGEN:
        reasons += no("responsible_has_authority", revised, road.start_phase(1), "no-mandate")
    renewed = mandated(role, party, *Power)
    for reason in reasons:
        assert {party, letter.MINISTRY} == {s.party for s in reason.suppliers}
    for hand in (road.ministry, road.deliverer, road.receiver, mandated(Role.DIRECTORATE, letter.TOESLAGEN)):
        renewal = road.replace(bare, renewed, by=attrs.evolve(hand, id="fictief-hand"))
        if hand.party in (party, letter.MINISTRY):
            yes("own_person_is_replaced", revised, renewal)
        else:
            no("own_person_is_replaced", revised, renewal, "not-own-person")


def test_r18_who_is_responsible_for_a_phase_is_in_the_line_and_at_executive_level() -> None:
    """R18, R66: a union member with every power is not responsible for the work of a directorate, nor is the work floor."""
    road, dossier = at(State.PLAN_DRAFTED)
    revised = fold(dossier, [road.revise(plan=planned(road, responsible=road.ministry))])
    yes("responsible_has_authority", revised, road.start_phase(1))
    for changes, code in (
        ({"responsible": mandated(Role.UNION, letter.UNIONS, *Power)}, "responsible-outside-the-line"),
        ({"responsible": mandated(Role.DIRECTORATE, letter.TOESLAGEN, *Power)}, "responsible-outside-the-line"),
        ({"level": Level.WORK_FLOOR}, "responsible-level"),
    ):
        road, dossier = at(State.PLAN_DRAFTED)
        revised = fold(dossier, [road.revise(plan=planned(road, **changes))])
        no("responsible_has_authority", revised, road.start_phase(1), code)


def test_r67_an_owner_whose_mandate_has_ended_ends_nothing() -> None:
    """R67: the power counts on the day on which the escalation is resolved; the ministry can take over."""
    road, dossier = at(State.PHASED_TRANSFER)
    raised = road.escalate("fictief-1")
    owner = bent(road.owner, valid_until=raised.at.date())
    dossier = fold(dossier, [attrs.evolve(raised, owner=owner)])
    late = road.resolve_escalation("fictief-1", by=owner)
    (reason,) = no("escalation_ends_with_its_owner", dossier, late, "mandate-expired")
    assert {"ministerie-van-financien"} == {s.party for s in reason.suppliers}
    yes("escalation_ends_with_its_owner", dossier, attrs.evolve(late, by=road.ministry))
    yes("escalation_ends_with_its_owner", dossier, attrs.evolve(late, at=raised.at))
