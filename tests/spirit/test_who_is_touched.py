"""Who is touched by a plan: others that are served, staff that is of one party, and parties outside the three."""

from __future__ import annotations

from typing import Any

import attrs
import pytest

from ontvlechting import Dossier, Rules, State, Text, decide, letter
from ontvlechting import commands as c
from ontvlechting.engine.verdicts import Supplier
from ontvlechting.guards import LETTER
from ontvlechting.letter.fiction import Road
from ontvlechting.letter.values import Party, PartyKind, Role
from tests.asking import at, fold, no, yes

KEEPER = Party(
    id="fictief-register",
    kind=PartyKind.EXTERNAL,
    name=Text(nl="Fictieve registerhouder", en="Fictional keeper of a register"),
)
"""Stands for a party like those that keep basic registers or supply services across the government."""
WIDER: Rules = attrs.evolve(
    LETTER, version="fictief", norms=attrs.evolve(LETTER.norms, parties=(*LETTER.norms.parties, KEEPER))
)
"""The letter's rules of a ministry that knows one party more."""


def serving(*beneficiaries: str) -> tuple[Road, Dossier]:
    """A process that is performed for these, right before its plan; nobody but the deliverer's team was consulted."""
    road, dossier = at(State.NEW)
    return road, fold(dossier, [road.identify(beneficiaries=beneficiaries), *list(road.planning())[:-2]])


def test_r61_r91_who_else_is_served_is_consulted_before_the_plan() -> None:
    """R61, R91: Toeslagen is served as well; without its word there is no plan, with it there is."""
    road, dossier = serving("douane", "toeslagen")
    road.version = 0
    (reason,) = no("other_beneficiaries_were_consulted", dossier, road.draft(), "beneficiary-not-consulted")
    assert Supplier(role=Role.DIRECTORATE, party="toeslagen") in reason.suppliers
    heard = fold(dossier, [road.consult(unit="fictief-team-2", party="toeslagen")])
    road.version = 0
    draft = road.draft()
    yes("other_beneficiaries_were_consulted", heard, draft)
    assert decide(LETTER, heard, draft).verdict.allowed
    yes("other_beneficiaries_were_consulted", Dossier(process="x"), draft)


def test_r61_who_takes_part_is_not_asked_apart() -> None:
    """R61: the receiving party drafts the plan itself."""
    road, dossier = serving("douane")
    road.version = 0
    yes("other_beneficiaries_were_consulted", dossier, road.draft())


def staffed(*groups: tuple[str, str]) -> tuple[Dossier, c.DraftPlan]:
    """A first plan with these groups of staff, each at a party."""
    road, dossier = at(State.IDENTIFIED)
    dossier = fold(dossier, list(road.planning())[:-2])
    plan = attrs.evolve(road.plan(), version=1)
    assert plan.staff is not None
    made = tuple(c.StaffGroup(name=n, party=p, headcount=4, change="Fictief: ander werk") for n, p in groups)
    return dossier, c.DraftPlan(
        by=road.receiver, at=road.tick(), plan=attrs.evolve(plan, staff=attrs.evolve(plan.staff, groups=made))
    )


def test_r2_a_staff_group_is_of_one_directorate() -> None:
    """R2: one group at three parties, one of them a museum, is told; two groups at two parties are not."""
    yes("staff_groups_have_one_directorate", *staffed())
    yes("staff_groups_have_one_directorate", *staffed(("team-1", "belastingdienst"), ("team-2", "douane")))
    one = [("team-1", p) for p in ("belastingdienst", "douane", "fictief-museum")]
    reasons = no("staff_groups_have_one_directorate", *staffed(*one), "group-of-two", "group-elsewhere")
    assert "`fictief-museum`" in reasons[1].nl
    no("staff_groups_have_one_directorate", *staffed(("team-1", letter.MINISTRY)), "group-elsewhere")


def test_r2_a_plan_without_staff_names_no_group() -> None:
    """R2, R38: that the consequences for staff are missing is another question."""
    road, dossier = at(State.PLAN_DRAFTED)
    yes("staff_groups_have_one_directorate", dossier, road.revise(plan=attrs.evolve(road.plan(), staff=None)))


def depending(party: str, supplier: str | None, rules: Rules) -> tuple[Dossier, Any, Rules]:
    """A first plan in which phase 1 touches something of this party."""
    road, dossier = at(State.IDENTIFIED, rules=rules)
    dossier = fold(dossier, list(road.planning())[:-2], rules)
    road.version = 0
    draft = road.draft()
    shared = (c.Dependency(id="fictief-platform", party=party, description="Fictief: gegevens", ict_supplier=supplier),)
    return dossier, attrs.evolve(draft, plan=attrs.evolve(draft.plan, dependencies=shared)), rules


@pytest.mark.parametrize("supplier", [None, KEEPER.id, "belastingdienst"])
def test_r8_r91_a_party_outside_the_three_may_supply_and_be_depended_on(supplier: str | None) -> None:
    """R8, R91: who keeps a register or supplies a service is a known party; the closed circle is about the work itself."""
    yes("dependencies_are_recorded", *depending(KEEPER.id, supplier, WIDER))
    dossier, draft, rules = depending(KEEPER.id, supplier, WIDER)
    assert decide(rules, dossier, draft).verdict.allowed


def test_r8_r91_who_is_unknown_or_another_directorate_does_not_supply() -> None:
    """R8, R91: a party that the norms do not know; and of the three only the Belastingdienst supplies shared ICT."""
    dossier, draft, rules = depending(KEEPER.id, KEEPER.id, LETTER)
    no("dependencies_are_recorded", dossier, draft, "dependency-party", "ict-supplier", rules=rules)
    dossier, draft, rules = depending(KEEPER.id, "toeslagen", WIDER)
    no("dependencies_are_recorded", dossier, draft, "ict-supplier", rules=rules)


def test_r91_a_known_party_is_consulted_and_receives_no_work() -> None:
    """R1, R91: a unit of it can be heard, so that a phase may touch what it keeps; it is no receiver."""
    road, dossier = at(State.IDENTIFIED, rules=WIDER)
    yes("unit_belongs_to_a_directorate", dossier, road.consult(party=KEEPER.id), WIDER)
    no("unit_belongs_to_a_directorate", dossier, road.consult(party=KEEPER.id), "unit-party")
    road, dossier = at(State.NEW, rules=WIDER)
    no("parties_are_two_directorates", dossier, road.identify(receiving=KEEPER.id), "not-a-directorate", rules=WIDER)
