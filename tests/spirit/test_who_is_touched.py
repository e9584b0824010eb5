"""Who is touched by a plan: others that are served, staff that is of one party, and parties outside the three."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import attrs
import pytest

from ontvlechting import Dossier, Rules, State, Text, decide, letter
from ontvlechting import commands as c
from ontvlechting.engine.verdicts import Supplier
from ontvlechting.guards import LETTER
from ontvlechting.letter.commands import Route
from ontvlechting.letter.fiction import Road
from ontvlechting.letter.values import Delta, Money, Party, PartyKind, Role
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
    for command in (road.revise(), road.propose()):
        no("other_beneficiaries_were_consulted", dossier, command, "beneficiary-not-consulted")
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


def elsewhere(plan: c.Plan, **changes: Any) -> tuple[c.SharedTask, ...]:
    """The register of a plan, with one more task: one that Toeslagen shares, and is not of the scope."""
    (shared,) = plan.shared_tasks or ()
    more = {"partners": (letter.TOESLAGEN, *shared.partners), "task": None} | changes
    return (shared, attrs.evolve(shared, description="Fictief: storingsdienst", **more))


def moved(*amounts: tuple[str, str]) -> tuple[Delta, ...]:
    """What these parties gain or lose."""
    return tuple(Delta(party=p, money=Money(amount=Decimal(amount))) for p, amount in amounts)


def paying(plan: c.Plan) -> c.Plan:
    """It takes from Toeslagen what Douane gets."""
    assert plan.budget is not None
    deltas = moved((letter.TOESLAGEN, "-100000.00"), (letter.DOUANE, "100000.00"))
    return attrs.evolve(plan, budget=attrs.evolve(plan.budget, deltas=deltas))


def sharing(plan: c.Plan) -> c.Plan:
    """Toeslagen shares something, as a paper of the transferring party says."""
    return attrs.evolve(plan, shared_tasks=elsewhere(plan))


def reversing(plan: c.Plan) -> c.Plan:
    """Toeslagen takes back what goes last."""
    *first, last = plan.phases
    assert last.reversal is not None
    return attrs.evolve(
        plan, phases=(*first, attrs.evolve(last, reversal=attrs.evolve(last.reversal, who=letter.TOESLAGEN)))
    )


def with_other_work(plan: c.Plan) -> c.Plan:
    """The work of people of Toeslagen changes."""
    assert plan.staff is not None
    group = attrs.evolve(plan.staff.groups[0], name="fictief-team-2", party=letter.TOESLAGEN)
    return attrs.evolve(plan, staff=attrs.evolve(plan.staff, groups=(group,)))


def paying_and_sharing(plan: c.Plan) -> c.Plan:
    """Both at once."""
    return sharing(paying(plan))


def theirs(road: Road) -> c.ConsultUnit:
    """A unit of Toeslagen was consulted, as it says itself."""
    return road.consult(unit="fictief-team-2", party=letter.TOESLAGEN)


@pytest.mark.parametrize(
    ("bind", "words"),
    [
        (paying, "dat `toeslagen` budget afstaat, en"),
        (sharing, "dat `toeslagen` een taak deelt, en"),
        (reversing, "dat `toeslagen` werk of budget terugdraait, en"),
        (with_other_work, "dat `toeslagen` mensen heeft voor wie het werk verandert, en"),
        (paying_and_sharing, "dat `toeslagen` budget afstaat en een taak deelt, en"),
    ],
    ids=["pays", "shares", "reverses", "its-people", "pays-and-shares"],
)
@pytest.mark.parametrize("state", [State.IDENTIFIED, State.PLAN_DRAFTED, State.PHASED_TRANSFER])
def test_r91_nobody_else_is_bound_by_a_plan_without_being_asked(
    state: State, bind: Callable[[c.Plan], c.Plan], words: str
) -> None:
    """R91: in the first plan, a revision and an amendment a third directorate gives or does nothing before it was consulted."""
    road, dossier = at(state)
    asked: Any
    if state is State.IDENTIFIED:
        *before, asked, _ = road.planning()
        dossier = fold(dossier, before)
    else:
        asked = road.revise() if state is State.PLAN_DRAFTED else road.propose()
    yes("others_who_are_bound_were_consulted", dossier, asked)
    bound = attrs.evolve(asked, plan=bind(asked.plan))
    (reason,) = no("others_who_are_bound_were_consulted", dossier, bound, "bound-not-consulted")
    assert words in reason.nl
    assert Supplier(role=Role.DIRECTORATE, party=letter.TOESLAGEN) in reason.suppliers
    heard = fold(dossier, [theirs(road)])
    bound = attrs.evolve(bound, at=road.tick())
    yes("others_who_are_bound_were_consulted", heard, bound)
    left = {r.code for r in decide(LETTER, heard, bound).verdict.reasons if r.shuts}
    assert left <= {"consequences-of-another-plan"}  # what changes for other people is judged anew


def test_r91_that_it_was_asked_is_not_for_the_receiver_to_say() -> None:
    """R91: it says so itself, or a paper of it does; of a shared task that is the agreement itself."""
    road, dossier = at(State.PLAN_DRAFTED)
    plan = attrs.evolve(road.plan(), version=2)
    by_us = fold(dossier, [attrs.evolve(theirs(road), by=road.receiver)])
    no("others_who_are_bound_were_consulted", by_us, road.revise(plan=sharing(plan)), "bound-not-consulted")
    (shared, _) = elsewhere(plan)
    agreement = attrs.evolve(shared.agreement, id="fictief-afspraak-toeslagen", origin=letter.TOESLAGEN)
    signed = attrs.evolve(plan, shared_tasks=elsewhere(plan, agreement=agreement))
    yes("others_who_are_bound_were_consulted", dossier, road.revise(plan=signed))


def test_r42_r91_a_shift_takes_from_nobody_who_was_not_asked() -> None:
    """R42, R91: whatever the plan says, on balance; what one got by mistake goes back, and the ministry reverses without being asked."""
    road, dossier = at(State.RECEIVING_PARTY_PROVEN)
    taken = moved((letter.TOESLAGEN, "-100.00"), (letter.DOUANE, "100.00"))
    given = moved((letter.TOESLAGEN, "100.00"), (letter.BELASTINGDIENST, "-100.00"))
    (reason,) = no(
        "others_who_are_bound_were_consulted", dossier, road.shift_budget(deltas=taken), "bound-not-consulted"
    )
    assert "`toeslagen` budget afstaat" in reason.nl
    yes("others_who_are_bound_were_consulted", dossier, road.shift_budget(deltas=given))
    after = fold(dossier, road.shifting(deltas=given))
    yes("others_who_are_bound_were_consulted", after, road.shift_budget(deltas=taken))
    more = moved((letter.TOESLAGEN, "-100.01"), (letter.DOUANE, "100.01"))
    no("others_who_are_bound_were_consulted", after, road.shift_budget(deltas=more), "bound-not-consulted")
    for who in (letter.MINISTRY, letter.BELASTINGDIENST):
        way = attrs.evolve(road.reversal(), who=who)
        yes("others_who_are_bound_were_consulted", dossier, road.shift_budget(reversal=way))
    way = attrs.evolve(road.reversal(), who=letter.TOESLAGEN)
    no("others_who_are_bound_were_consulted", dossier, road.shift_budget(reversal=way), "bound-not-consulted")
    heard = fold(dossier, [theirs(road)])
    yes("others_who_are_bound_were_consulted", heard, road.shift_budget(deltas=taken, reversal=way))


def test_r56_r91_nobody_comes_into_the_register_without_being_asked() -> None:
    """R56, R91: nor into an entry of it."""
    road, dossier = at(State.PHASED_TRANSFER)
    dossier = fold(dossier, road.opening(1))
    yes("others_who_are_bound_were_consulted", dossier, road.update_register())
    asked = road.update_register(register=elsewhere(road.plan()))
    no("others_who_are_bound_were_consulted", dossier, asked, "bound-not-consulted")
    heard = fold(dossier, [theirs(road)])
    asked = attrs.evolve(asked, at=road.tick())
    yes("others_who_are_bound_were_consulted", heard, asked)
    assert decide(LETTER, heard, asked).verdict.allowed


def test_r73_r91_nobody_is_said_to_have_agreed_without_being_asked() -> None:
    """R73, R91: the two parties make an agreement; who else made it was consulted."""
    road, dossier = at(State.STRENGTHENING_GOVERNANCE, route=Route.GOVERNANCE)
    yes("others_who_are_bound_were_consulted", dossier, road.agree())
    three = road.agree(partners=letter.DIRECTORATES)
    no("others_who_are_bound_were_consulted", dossier, three, "bound-not-consulted")
    yes("others_who_are_bound_were_consulted", fold(dossier, [theirs(road)]), attrs.evolve(three, at=road.tick()))


def test_r7_r91_nobody_supplies_support_without_being_asked() -> None:
    """R7, R91: the transferring party and the ministry supply it, and who else does was consulted."""
    road, dossier = at(State.PHASED_TRANSFER)
    proof = road.conclude_proof()
    first, *others = proof.support

    def by(supplier: str) -> c.ConcludeProof:
        served = attrs.evolve(first, supply=c.Supply.SERVICE, supplier=supplier)
        return attrs.evolve(proof, at=road.tick(), support=(served, *others))

    for supplier in (
        letter.BELASTINGDIENST,
        letter.MINISTRY,
        letter.DOR,
    ):  # that a council supplies nothing is another question
        yes("others_who_are_bound_were_consulted", dossier, by(supplier))
    no("others_who_are_bound_were_consulted", dossier, by(letter.TOESLAGEN), "bound-not-consulted")
    yes("others_who_are_bound_were_consulted", fold(dossier, [theirs(road)]), by(letter.TOESLAGEN))


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
