"""§2 Vervolgstappen: the five preconditions, tested one by one on the plan in force, and what the plan holds for them."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import attrs
import pytest

from ontvlechting import LETTER, Dossier, Reason, State, letter
from ontvlechting import commands as c
from ontvlechting.engine.errors import InputError
from ontvlechting.engine.values import Actor
from ontvlechting.engine.verdicts import ReasonKind, Supplier
from ontvlechting.letter.commands import PARTS, Part, Precondition, Route, TargetGroupKind
from ontvlechting.letter.fiction import Road
from ontvlechting.letter.values import Delta, Money, MoneyKind, Role
from tests.asking import at, fold, no, yes

MOMENT = timedelta(microseconds=1)
DAY = timedelta(days=1)
BOTH = (Supplier(role=Role.DIRECTORATE, party="douane"), Supplier(role=Role.DIRECTORATE, party="belastingdienst"))


def revised(**changes: Any) -> tuple[Road, Dossier]:
    """A road and a dossier with a second plan, bent."""
    road, dossier = at(State.PLAN_DRAFTED)
    return road, fold(dossier, [road.revise(plan=attrs.evolve(road.plan(), version=2, **changes))])


def part_of(plan: c.Plan | None, name: str, **changes: Any) -> dict[str, Any]:
    """One part of the plan, bent."""
    return {name: attrs.evolve(getattr(plan, name), **changes)}


def judged(test: c.RecordTest, *parts: Part, **changes: Any) -> c.RecordTest:
    """The test with the judgements on these parts bent; on all of them when none is named."""
    return attrs.evolve(
        test,
        results=tuple(
            attrs.evolve(r, judgement=attrs.evolve(r.judgement, **changes)) if not parts or r.part in parts else r
            for r in test.results
        ),
    )


# ── a test: on the plan, by a party, complete, and dated ─────────────────────────────────────────


def test_r44_a_test_is_on_the_plan_in_force() -> None:
    """R44: neither on an earlier version nor on one that is not there yet."""
    road, dossier = at(State.PLAN_DRAFTED)
    yes("test_is_on_the_plan", dossier, road.test(Precondition.STAFF, plan_version=1))
    no("test_is_on_the_plan", dossier, road.test(Precondition.STAFF, plan_version=2), "other-version")
    dossier = fold(dossier, [road.revise()])
    yes("test_is_on_the_plan", dossier, road.test(Precondition.STAFF, plan_version=2))
    no("test_is_on_the_plan", dossier, road.test(Precondition.STAFF, plan_version=1), "other-version")


def test_r44_without_a_plan_there_is_nothing_to_test() -> None:
    """R44: after a change of route no plan is in force, and so nothing can be tested."""
    road, dossier = at(State.PLAN_DRAFTED)
    dossier = fold(dossier, road.turning(Route.GOVERNANCE))
    no("test_is_on_the_plan", dossier, road.test(Precondition.STAFF, plan_version=1), "other-version")


def test_r43_the_receiver_tests_together_with_the_deliverer() -> None:
    """R43: the receiver alone, or both; the delivering party alone does not say whether the receiver can have the work."""
    road, dossier = at(State.PLAN_DRAFTED)
    test = road.test(Precondition.STAFF)
    ours, theirs = test, judged(test, by=road.deliverer)
    yes("testers_are_entitled", dossier, ours)
    yes("testers_are_entitled", dossier, attrs.evolve(test, results=(ours.results[0], *theirs.results[1:])))
    (reason,) = no("testers_are_entitled", dossier, theirs, "receiver-does-not-test")
    assert {"douane"} == {s.party for s in reason.suppliers}


def test_r43_that_the_receiving_party_tested_it_says_itself() -> None:
    """R43: the transferring party does not record the tests with a name of the receiving party in them; the ministry may, as it does for both."""
    road, dossier = at(State.PLAN_DRAFTED)
    test = road.test(Precondition.ADDED_VALUE)
    (reason,) = no("testers_are_entitled", dossier, attrs.evolve(test, by=road.deliverer), "tested-in-its-name")
    assert {"douane", letter.MINISTRY} == {s.party for s in reason.suppliers}
    for by in (road.receiver, road.ministry):
        yes("testers_are_entitled", dossier, attrs.evolve(test, by=by))


@pytest.mark.parametrize(
    "tester",
    [
        Actor(id="fictief-1", role=Role.MINISTRY, party="ministerie-van-financien"),
        Actor(id="fictief-2", role=Role.DIRECTORATE, party="toeslagen"),
        Actor(id="fictief-3", role=Role.WORKS_COUNCIL, party="dor"),
        Actor(id="fictief-4", role=Role.RESEARCHER, party="douane"),
    ],
    ids=["ministry", "other-directorate", "works-council", "researcher"],
)
def test_r43_nobody_else_tests(tester: Actor) -> None:
    """R43: whoever decides, advises or studies does not test; each judgement of theirs is named by itself."""
    road, dossier = at(State.PLAN_DRAFTED)
    test = road.test(Precondition.STAFF)
    reasons = no("testers_are_entitled", dossier, judged(test, by=tester), "not-entitled", "not-entitled")
    assert {BOTH} == {r.suppliers for r in reasons}
    (reason,) = no("testers_are_entitled", dossier, judged(test, Part.INVOLVEMENT, by=tester), "not-entitled")
    assert "`betrokkenheid`" in reason.nl


def test_r43_norms_can_keep_the_drafter_from_testing() -> None:
    """R43: the letter lets who drafted test; a ministry that does not want this sets its norms so."""
    strict = attrs.evolve(LETTER, version="fictief", norms=attrs.evolve(LETTER.norms, drafter_may_test=False))
    road, dossier = at(State.PLAN_DRAFTED)
    test = road.test(Precondition.EFFICIENCY)
    yes("testers_are_entitled", dossier, test)
    no("testers_are_entitled", dossier, test, "drafter-tests", rules=strict)
    yes("testers_are_entitled", dossier, judged(test, by=attrs.evolve(road.receiver, id="fictief-douane-2")), strict)


SEPARATE_PARTS = [
    pytest.param(precondition, part, id=part.value)
    for precondition, parts in PARTS.items()
    if len(parts) > 1
    for part in parts
]


@pytest.mark.parametrize(("precondition", "part"), SEPARATE_PARTS)
def test_r35_each_part_of_a_precondition_is_judged_by_itself(precondition: Precondition, part: Part) -> None:
    """R36, R39, R41: citizens and businesses, consequences and involvement, coverage and neutrality, each apart."""
    road, dossier = at(State.PLAN_DRAFTED)
    test = road.test(precondition)
    yes("every_part_is_reported", dossier, test)
    results = tuple(r for r in test.results if r.part is not part)
    (reason,) = no("every_part_is_reported", dossier, attrs.evolve(test, results=results), f"part-{part.value}")
    assert BOTH == reason.suppliers


@pytest.mark.parametrize("precondition", Precondition)
def test_r35_a_test_without_a_result_is_no_test(precondition: Precondition) -> None:
    """R35: an empty test cannot even be asked for, so no precondition is met by saying nothing."""
    road, _ = at(State.PLAN_DRAFTED)
    with pytest.raises(InputError, match="results"):
        road.test(precondition, results=())


@pytest.mark.parametrize(
    ("kind", "part", "other"),
    [
        (TargetGroupKind.CITIZENS, Part.CITIZENS, Part.BUSINESSES),
        (TargetGroupKind.BUSINESSES, Part.BUSINESSES, Part.CITIZENS),
    ],
    ids=["citizens", "businesses"],
)
def test_r36_added_value_is_judged_for_who_is_served(kind: TargetGroupKind, part: Part, other: Part) -> None:
    """R36: a process for one target group shows added value for that group, and the other does not stand in for it."""
    road, dossier = at(State.NEW)
    group = c.TargetGroup(name="fictief-burgers", kind=kind)
    dossier = fold(dossier, [road.identify(target_groups=(group,))])
    test = road.test(Precondition.ADDED_VALUE)
    only = {p: attrs.evolve(test, results=tuple(r for r in test.results if r.part is p)) for p in (part, other)}
    yes("every_part_is_reported", dossier, only[part])
    no("every_part_is_reported", dossier, only[other], f"part-{part.value}")


def test_r44_a_judgement_lies_between_the_plan_and_its_record() -> None:
    """R43, R44: given when the plan was signed or at the record it counts, a moment outside of that it does not."""
    road, dossier = at(State.PLAN_DRAFTED)
    assert dossier.planned is not None
    signed = dossier.signature(1, "belastingdienst")
    assert signed is not None
    test = road.test(Precondition.EFFICIENCY)
    for moment in (signed.at, test.at):
        yes("judgement_follows_the_plan", dossier, judged(test, on=moment))
    for moment in (dossier.planned.at, signed.at - MOMENT, test.at + MOMENT):
        no("judgement_follows_the_plan", dossier, judged(test, on=moment), "judgement-date")


def test_r44_a_judgement_on_the_earlier_plan_is_not_recorded_on_the_next() -> None:
    """R44: what was judged before the revision says nothing about the new plan; each such part is named."""
    road, dossier = at(State.PLAN_DRAFTED)
    old = road.test(Precondition.BUDGET)
    dossier = fold(dossier, [road.revise()])
    test = road.test(Precondition.BUDGET)
    yes("judgement_follows_the_plan", dossier, test)
    no("judgement_follows_the_plan", dossier, judged(test, on=old.at), "judgement-date", "judgement-date")
    no("judgement_follows_the_plan", dossier, judged(test, Part.NEUTRALITY, on=old.at), "judgement-date")


# ── five tests, all met, all on this plan ────────────────────────────────────────────────────────


@pytest.mark.parametrize("left_out", Precondition)
@pytest.mark.parametrize("route", Route)
def test_r35_r45_all_five_are_tested_on_either_route(left_out: Precondition, route: Route) -> None:
    """R35, R45: four of five is not enough, whether the work moves or the steering changes."""
    road, dossier = at(State.PLAN_DRAFTED, route=route)
    dossier = fold(dossier, [road.test(p) for p in Precondition if p is not left_out])
    (reason,) = no("five_tests_are_met", dossier, road.conclude_tests(), f"untested-{left_out.value}")
    assert ("R35", ReasonKind.MISSING, BOTH) == (reason.rule, reason.kind, reason.suppliers)
    yes("five_tests_are_met", fold(dossier, [road.test(left_out)]), road.conclude_tests())


def test_r35_every_test_that_is_missing_is_named() -> None:
    """R35: an untested plan is told all five at once, in the order of the letter."""
    road, dossier = at(State.PLAN_DRAFTED)
    no("five_tests_are_met", dossier, road.conclude_tests(), *[f"untested-{p.value}" for p in Precondition])


@pytest.mark.parametrize("failed", Precondition)
def test_r35_a_precondition_that_is_not_met_shuts_the_door(failed: Precondition) -> None:
    """R35: a failed test is forbidden, not missing; a newer test that is met replaces it."""
    road, dossier = at(State.PLAN_DRAFTED)
    dossier = fold(dossier, [road.test(p, holds=p is not failed) for p in Precondition])
    (reason,) = no("five_tests_are_met", dossier, road.conclude_tests(), f"failed-{failed.value}")
    assert ReasonKind.FORBIDDEN is reason.kind
    yes("five_tests_are_met", fold(dossier, [road.test(failed)]), road.conclude_tests())


def test_r39_one_part_that_fails_fails_the_precondition() -> None:
    """R39: clear consequences do not make up for missing involvement; the part that failed is named."""
    road, dossier = at(State.PLAN_DRAFTED)
    half = judged(road.test(Precondition.STAFF), Part.INVOLVEMENT, holds=False)
    dossier = fold(dossier, [half, *[road.test(p) for p in Precondition if p is not Precondition.STAFF]])
    (reason,) = no("five_tests_are_met", dossier, road.conclude_tests(), "failed-staff")
    assert "`betrokkenheid`" in reason.nl
    assert "`consequences`" not in reason.nl


def test_r35_a_test_that_fails_after_the_conclusion_shuts_the_decision() -> None:
    """R35, R44: the newest test counts, also when it comes between the conclusion and the decision."""
    road, dossier = at(State.PRECONDITIONS_TESTED)
    yes("five_tests_are_met", dossier, road.decide())
    dossier = fold(dossier, [road.test(Precondition.CONTINUITY, holds=False)])
    no("five_tests_are_met", dossier, road.decide(), "failed-continuity")


def test_r44_a_test_on_an_earlier_version_does_not_count() -> None:
    """R44: a revision outdates all five; each that is done again counts, the others are still named."""
    road, dossier = at(State.PRECONDITIONS_TESTED)
    dossier = fold(dossier, [road.revise(), road.cosign()])
    reasons = no("five_tests_are_met", dossier, road.conclude_tests(), *[f"outdated-{p.value}" for p in Precondition])
    assert all("versie 1 van het plan, niet op versie 2" in r.nl for r in reasons)
    again, *rest = Precondition
    dossier = fold(dossier, [road.test(again)])
    no("five_tests_are_met", dossier, road.conclude_tests(), *[f"outdated-{p.value}" for p in rest])


def test_r44_untested_failed_and_outdated_are_told_together() -> None:
    """R35, R44: every gap has its own reason, in one answer."""
    road, dossier = at(State.PLAN_DRAFTED)
    value, continuity, staff, efficiency, budget = Precondition
    dossier = fold(dossier, [road.test(value), road.test(continuity), road.revise(), road.cosign()])
    dossier = fold(dossier, [road.test(continuity), road.test(staff, holds=False), road.test(efficiency)])
    assert {value, continuity, staff, efficiency} == {t.precondition for t in dossier.tests}
    codes = ["outdated-added_value", "failed-staff", f"untested-{budget.value}"]
    no("five_tests_are_met", dossier, road.conclude_tests(), *codes)


# ── what the plan holds for them ─────────────────────────────────────────────────────────────────


def test_r37_the_plan_safeguards_continuity() -> None:
    """R37: fallback, critical periods and at least one indicator; without indicators nothing can be measured."""
    road, dossier = at(State.PLAN_DRAFTED)
    yes("continuity_is_safeguarded", dossier, road.conclude_tests())
    for bent in ({"continuity": None}, part_of(dossier.plan, "continuity", indicators=())):
        road, dossier = revised(**bent)
        no("continuity_is_safeguarded", dossier, road.conclude_tests(), "safeguards")


def test_r38_staff_consequences_are_clear() -> None:
    """R38: not stated does not pass, nor does what nobody judged to be clear; an explicit "none" does."""
    road, dossier = at(State.PLAN_DRAFTED)
    plan = dossier.plan
    yes("staff_consequences_are_clear", dossier, road.conclude_tests())
    for bent in ({"staff": None}, part_of(plan, "staff", clear=None)):
        road, dossier = revised(**bent)
        no("staff_consequences_are_clear", dossier, road.conclude_tests(), "consequences")
    fresh = attrs.evolve(road.judgement(road.deliverer), evidence=())
    road, dossier = revised(**part_of(plan, "staff", groups=(), summary="Fictief: geen", clear=fresh))
    yes("staff_consequences_are_clear", dossier, road.conclude_tests())


@pytest.mark.parametrize("lacking", ["staff", "works_council"])
def test_r39_staff_and_works_council_are_both_involved(lacking: str) -> None:
    """R39: a process that involves only one of the two does not pass, nor does none at all."""
    road, dossier = at(State.PLAN_DRAFTED)
    plan = dossier.plan
    yes("involvement_operates", dossier, road.conclude_tests())
    for bent in ({"involvement": None}, part_of(plan, "involvement", **{lacking: False})):
        road, dossier = revised(**bent)
        (reason,) = no("involvement_operates", dossier, road.conclude_tests(), "involvement")
        assert "R39" == reason.rule


def test_r68_involvement_that_is_only_intended_does_not_count() -> None:
    """R68: it works today or since earlier; an intention or a start tomorrow is not yet at work."""
    road, dossier = at(State.PLAN_DRAFTED)
    plan = dossier.plan
    road, dossier = revised(**part_of(plan, "involvement", operating_since=None))
    (reason,) = no("involvement_operates", dossier, road.conclude_tests(), "not-operating")
    assert "R68" == reason.rule
    since = date(2023, 12, 1)
    road, dossier = revised(**part_of(plan, "involvement", operating_since=since))
    command = road.conclude_tests()
    first = command.at.replace(year=2023, month=12, day=1)
    yes("involvement_operates", dossier, attrs.evolve(command, at=first))
    no("involvement_operates", dossier, attrs.evolve(command, at=first - DAY), "not-operating")


def covering(*amounts: Money) -> tuple[c.Coverage, ...]:
    """Coverage of these amounts, each with its source."""
    road, _ = at(State.NEW)
    return tuple(attrs.evolve(road.coverage(), money=money) for money in amounts)


def euros(amount: str, kind: MoneyKind = MoneyKind.STRUCTURAL, currency: str = "EUR") -> Money:
    """An amount of money."""
    return Money(amount=Decimal(amount), kind=kind, currency=currency)


def concluding_with(**budget: Any) -> tuple[Dossier, c.ConcludeTests]:
    """A dossier whose plan has this budget, whatever the door of a plan would say of it, and the conclusion of its tests."""
    road, dossier = at(State.PLAN_DRAFTED)
    assert dossier.planned is not None
    plan = attrs.evolve(dossier.planned.plan, **part_of(dossier.plan, "budget", **budget))
    return attrs.evolve(dossier, planned=attrs.evolve(dossier.planned, plan=plan)), road.conclude_tests()


def test_r41_a_plan_has_a_worked_out_budget() -> None:
    """R41: without a budget nothing is covered."""
    road, dossier = revised(budget=None)
    no("budget_is_covered", dossier, road.conclude_tests(), "no-budget")


def test_r41_costs_are_covered_to_the_cent() -> None:
    """R41: exactly covered passes and so does more; a cent short does not."""
    costs = (euros("60.00"), euros("40.00"))
    for coverage in ((euros("100.00"),), (euros("99.99"), euros("0.01")), (euros("250.00"),)):
        yes("budget_is_covered", *concluding_with(costs=costs, coverage=covering(*coverage), deltas=()))
    short = concluding_with(costs=costs, coverage=covering(euros("99.99")), deltas=())
    no("budget_is_covered", *short, "not-covered")


def test_r41_each_kind_of_money_is_covered_by_itself() -> None:
    """R41: money that is spent once does not cover what returns each year, nor one currency another."""
    once, year = MoneyKind.INCIDENTAL, MoneyKind.STRUCTURAL
    costs = (euros("10.00", year), euros("10.00", once))
    reasons = no(
        "budget_is_covered", *concluding_with(costs=costs, coverage=(), deltas=()), "not-covered", "not-covered"
    )
    assert ["van € 10 (incidenteel) is € 0 gedekt", "van € 10 (structureel) is € 0 gedekt"] == [r.nl for r in reasons]
    spent = covering(euros("20.00", once))
    no("budget_is_covered", *concluding_with(costs=costs, coverage=spent, deltas=()), "not-covered")
    dollars = covering(euros("10.00", currency="USD"))
    no("budget_is_covered", *concluding_with(costs=costs[:1], coverage=dollars, deltas=()), "not-covered")
    yes("budget_is_covered", *concluding_with(costs=costs, coverage=covering(*costs), deltas=()))


def deltas(*parts: tuple[str, Money]) -> tuple[Delta, ...]:
    """What parties gain and lose."""
    return tuple(Delta(party=party, money=money) for party, money in parts)


def test_r42_the_intended_shift_is_neutral_to_the_cent() -> None:
    """R42: what parties gain and lose is exactly zero together; a cent off is not, either way."""
    neutral = deltas(("belastingdienst", euros("-10.00")), ("douane", euros("7.50")), ("toeslagen", euros("2.50")))
    yes("budget_is_neutral", *concluding_with(deltas=neutral))
    yes("budget_is_neutral", *concluding_with(deltas=()))
    for off in ("9.99", "10.01"):
        lost = deltas(("belastingdienst", euros("-10.00")), ("douane", euros(off)))
        no("budget_is_neutral", *concluding_with(deltas=lost), "not-neutral")


def test_r42_one_currency_does_not_make_up_for_another() -> None:
    """R42: neutral is neutral in each currency; both that are off are named."""
    mixed = deltas(("belastingdienst", euros("-10.00")), ("douane", euros("10.00", currency="USD")))
    no("budget_is_neutral", *concluding_with(deltas=mixed), "not-neutral", "not-neutral")


def test_r42_a_plan_without_budget_is_refused_for_its_cover_alone() -> None:
    """R41, R42: where nothing was worked out there is nothing to be neutral about; R41 says what is missing."""
    road, dossier = revised(budget=None)
    yes("budget_is_neutral", dossier, road.conclude_tests())


@pytest.mark.parametrize("level", [level for level in c.Level if level is not c.Level.ADMINISTRATIVE])
def test_r66_scarcity_and_escalation_are_decided_at_administrative_level(level: c.Level) -> None:
    """R66: without an arrangement, or with a decider lower down, the tests are not concluded and nothing starts."""
    road, dossier = at(State.PLAN_DRAFTED)
    plan = dossier.plan
    commands = (road.conclude_tests(), road.start_transfer(), road.start_strengthening())
    for command in commands:
        yes("scarcity_and_escalation_are_arranged", dossier, command)
    for bent, code in (
        ({"arrangement": None}, "arrangement"),
        (part_of(plan, "arrangement", level=level), "decider-level"),
    ):
        _, dossier = revised(**bent)
        for command in commands:
            (reason,) = no("scarcity_and_escalation_are_arranged", dossier, command, code)
            assert {"douane", "belastingdienst", "ministerie-van-financien"} == _parties(reason)


def _parties(reason: Reason) -> set[str | None]:
    return {s.party for s in reason.suppliers}
