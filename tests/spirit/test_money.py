"""Money that stays in sight: who may give and receive, what pays, that it adds up over the programme, and in which order."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import Any

import attrs
import pytest

from ontvlechting import LETTER, Dossier, State, Workflow, letter
from ontvlechting import commands as c
from ontvlechting.engine.errors import Stale
from ontvlechting.engine.rulebook import Rules
from ontvlechting.guards import PROGRAMME
from ontvlechting.letter.commands import Route
from ontvlechting.letter.commands.programme import ProcessReading
from ontvlechting.letter.fiction import Road
from ontvlechting.letter.terms import money
from ontvlechting.letter.values import Delta, Money, MoneyKind
from ontvlechting.record.stores.memory import MemoryStore
from ontvlechting.states import LIVE
from tests.asking import WEBSITES, at, fold, no, yes
from tests.programmes import OPENING, ask, folded

GIVES, GAINS, THIRD = letter.BELASTINGDIENST, letter.DOUANE, letter.TOESLAGEN
AFTER_PROOF: Rules = attrs.evolve(LETTER, norms=attrs.evolve(LETTER.norms, budget_after_proof=True))
"""The letter's rules for a ministry that moves budgets only after the proof."""


def euros(amount: str, kind: MoneyKind = MoneyKind.STRUCTURAL) -> Money:
    """An amount in euros."""
    return Money(amount=Decimal(amount), kind=kind)


def moved(*parts: tuple[str, str]) -> tuple[Delta, ...]:
    """What parties gain and lose each year."""
    return tuple(Delta(party=party, money=euros(amount)) for party, amount in parts)


def budgeted(road: Road, **changes: Any) -> c.Plan:
    """The plan of this road with a bent budget."""
    plan = road.plan()
    assert plan.budget is not None
    return attrs.evolve(plan, budget=attrs.evolve(plan.budget, **changes))


class Bent(Road):
    """A road of which every plan has this budget."""

    budget: dict[str, Any]

    def plan(self) -> c.Plan:
        """The plan, with its budget bent."""
        plan = super().plan()
        assert plan.budget is not None
        return attrs.evolve(plan, budget=attrs.evolve(plan.budget, **self.budget))


def along(state: State, *, process: str = WEBSITES, route: Route = Route.SHIFT, **budget: Any) -> tuple[Bent, Dossier]:
    """A road on which the plan has this budget, and a dossier that stands in this state."""
    road = Bent(letter.PROCESSES[process], route=route)
    road.budget = budget
    return road, fold(Dossier(process=process), () if state is State.NEW else road.until(state))


# -- who gives and who receives ----------------------------------------------------------------------------------------


def test_r42_nobody_outside_the_programme_pays_for_it() -> None:
    """R42: a plan or a shift that takes from a museum, or gives to the unions, is refused; each party is named."""
    road, dossier = at(State.IDENTIFIED)
    yes("budgets_move_between_known_parties", dossier, road.draft())
    yes("budgets_move_between_known_parties", dossier, road.draft(plan=attrs.evolve(road.plan(), budget=None)))
    museum = moved(("museum", "-10.00"), (GAINS, "7.00"), ("vakbonden", "3.00"))
    no(
        "budgets_move_between_known_parties",
        dossier,
        road.draft(plan=budgeted(road, deltas=museum)),
        *["budget-party"] * 2,
    )
    road, dossier = at(State.RECEIVING_PARTY_PROVEN)
    yes("budgets_move_between_known_parties", dossier, road.shift_budget())
    reasons = no("budgets_move_between_known_parties", dossier, road.shift_budget(deltas=museum), *["budget-party"] * 2)
    assert ["`museum`", "`vakbonden`"] == [r.nl.split()[3] for r in reasons]
    assert {"ministerie-van-financien"} == {s.party for r in reasons for s in r.suppliers}


def test_r42_a_ministry_that_names_other_parties_lets_them_pay() -> None:
    """R42: who may give and receive is for the norms to say."""
    parties = (*letter.DIRECTORATES, letter.MINISTRY)
    rules = attrs.evolve(LETTER, norms=attrs.evolve(LETTER.norms, budget_parties=parties))
    road, dossier = at(State.RECEIVING_PARTY_PROVEN)
    command = road.shift_budget(deltas=moved((letter.MINISTRY, "-1.00"), (GAINS, "1.00")))
    yes("budgets_move_between_known_parties", dossier, command, rules)
    no("budgets_move_between_known_parties", dossier, command, "budget-party")


# -- what pays -----------------------------------------------------------------------------------------------------------


def test_r41_a_cost_is_in_the_deltas_or_in_a_named_coverage() -> None:
    """R41: a cost that nobody gives up and that no document covers is not covered; one of both is enough, or both together."""
    cost = (euros("100.00"),)
    for coverage, deltas in (
        ("100.00", ()),
        (None, moved((GIVES, "-100.00"), (GAINS, "100.00"))),
        ("60.00", moved((GIVES, "-40.00"), (GAINS, "40.00"))),
    ):
        road, dossier = along(State.NEW, costs=cost, deltas=deltas)
        road.budget["coverage"] = () if coverage is None else (road.coverage(Decimal(coverage)),)
        dossier = fold(dossier, road.until(State.PLAN_DRAFTED))
        yes("budget_is_covered", dossier, road.conclude_tests())
    road, dossier = along(State.PLAN_DRAFTED, costs=cost, coverage=(), deltas=())
    no("budget_is_covered", dossier, road.conclude_tests(), "not-covered")
    road, dossier = along(
        State.PLAN_DRAFTED, costs=cost, coverage=(), deltas=moved((GIVES, "-99.99"), (GAINS, "99.99"))
    )
    (reason,) = no("budget_is_covered", dossier, road.conclude_tests(), "not-covered")
    assert "van € 100 (structureel) is € 99,99 gedekt" == reason.nl


def covered(**changes: Any) -> tuple[Dossier, c.ConcludeTests]:
    """A plan whose coverage is bent, and the conclusion of its tests."""
    road, dossier = along(State.NEW)
    document = attrs.evolve(road.coverage().document, **changes.pop("document", {}))
    road.budget["coverage"] = (attrs.evolve(road.coverage(), document=document, **changes),)
    dossier = fold(dossier, road.until(State.PLAN_DRAFTED))
    return dossier, road.conclude_tests()


def test_r41_a_coverage_names_a_source_that_is_one() -> None:
    """R41: not of somebody without a budget, not from a document that is not there yet, not once-only money of a past year."""
    yes("coverage_names_its_source", *covered())
    yes("coverage_names_its_source", *covered(document={"origin": GIVES}))
    yes("coverage_names_its_source", *covered(year=2019))  # what returns each year still does
    yes("coverage_names_its_source", *covered(money=euros("1.00", MoneyKind.INCIDENTAL), year=2023))
    no("coverage_names_its_source", *covered(document={"origin": "vakbonden"}), "coverage-origin")
    no("coverage_names_its_source", *covered(money=euros("1.00", MoneyKind.INCIDENTAL), year=2022), "coverage-year")
    worst = covered(document={"origin": "vakbonden"}, money=euros("1.00", MoneyKind.INCIDENTAL), year=2022)
    reasons = no("coverage_names_its_source", *worst, "coverage-origin", "coverage-year")
    assert {"ministerie-van-financien"} == {s.party for r in reasons for s in r.suppliers}
    bent, dossier = along(State.IDENTIFIED)
    *before, draft, _ = bent.planning()
    assert isinstance(draft, c.DraftPlan)
    dossier = fold(dossier, before)
    later = attrs.evolve(bent.coverage().document, on=draft.at.date() + timedelta(days=1))
    bent.budget["coverage"] = (attrs.evolve(bent.coverage(), document=later),)
    no(
        "documents_are_there_already",
        dossier,
        attrs.evolve(draft, plan=attrs.evolve(bent.plan(), version=1)),
        "document-in-future",
    )
    plain, dossier = at(State.PLAN_DRAFTED)
    dossier = fold(dossier, [plain.revise(plan=attrs.evolve(plain.plan(), version=2, budget=None))])
    yes("coverage_names_its_source", dossier, plain.conclude_tests())  # another guard says that there is no budget


# -- what was planned and what was shifted -------------------------------------------------------------------------------


def test_r42_more_than_was_planned_passes_when_it_is_motivated_and_covered() -> None:
    """R42: 103,412 where 100,000 was planned (prices rose): refused by itself, accepted with a motivation and coverage."""
    road, dossier = at(State.RECEIVING_PARTY_PROVEN)
    more = moved((GIVES, "-103412.00"), (GAINS, "103412.00"))
    bare = fold(dossier, road.shifting(deltas=more))
    no("budget_was_shifted_as_planned", bare, road.complete(), "not-realised", "not-realised")
    for amount in ("3412.00", "5000.00"):
        why = c.Difference(motivation="Fictief: indexatie", coverage=(road.coverage(Decimal(amount)),))
        motivated = fold(dossier, road.shifting(deltas=more, difference=why))
        yes("budget_was_shifted_as_planned", motivated, road.complete())
    short = c.Difference(motivation="Fictief: indexatie", coverage=(road.coverage(Decimal("3411.99")),))
    dossier = fold(dossier, road.shifting(deltas=more, difference=short))
    (reason,) = no("budget_was_shifted_as_planned", dossier, road.complete(), "difference-not-covered")
    assert "van het verschil van € 3.412 (structureel) met het plan is € 3.411,99 gedekt" == reason.nl


def test_r42_less_than_was_planned_is_a_difference_as_well() -> None:
    """R42: what the receiving party does not get is motivated and covered too; a difference does not make a shift unneutral."""
    road, dossier = at(State.RECEIVING_PARTY_PROVEN)
    less = moved((GIVES, "-90000.00"), (GAINS, "90000.00"))
    why = c.Difference(motivation="Fictief: minder werk", coverage=(road.coverage(Decimal("10000.00")),))
    yes(
        "budget_was_shifted_as_planned",
        fold(dossier, road.shifting(deltas=less, difference=why)),
        road.complete(),
    )
    none = attrs.evolve(why, coverage=())
    short = fold(dossier, road.shifting(deltas=less, difference=none))
    no("budget_was_shifted_as_planned", short, road.complete(), "difference-not-covered")
    no("shift_is_neutral", dossier, road.shift_budget(deltas=less[:1], difference=why), "not-neutral")


def test_r41_a_difference_is_covered_by_the_ministry() -> None:
    """R41, R42: a document of one of the two parties does not cover a difference from what the ministry decided."""
    road, dossier = at(State.RECEIVING_PARTY_PROVEN)
    yes("difference_is_covered", dossier, road.shift_budget())
    cover = road.coverage()
    why = c.Difference(motivation="Fictief: indexatie", coverage=(cover,))
    yes("difference_is_covered", dossier, road.shift_budget(difference=why))
    own = attrs.evolve(cover, document=attrs.evolve(cover.document, origin=GAINS))
    (reason,) = no(
        "difference_is_covered",
        dossier,
        road.shift_budget(difference=attrs.evolve(why, coverage=(own,))),
        "coverage-origin",
    )
    assert ["ministerie-van-financien"] == [s.party for s in reason.suppliers]


# -- neutral over the programme --------------------------------------------------------------------------------------------

OTHER = "douane/social-media"
UP, DOWN = moved((GAINS, "100000.00")), moved((GIVES, "-100000.00"))


def test_r42_a_process_that_is_not_neutral_alone_names_the_one_that_compensates() -> None:
    """R42, A9: without a name it is refused, with one it warns; and no process makes up for itself."""
    road, dossier = along(State.PLAN_DRAFTED, deltas=UP)
    no("budget_is_neutral", dossier, road.conclude_tests(), "not-neutral")
    road, dossier = along(State.PLAN_DRAFTED, deltas=UP, compensated_by=WEBSITES)
    no("budget_is_neutral", dossier, road.conclude_tests(), "not-neutral")
    road, dossier = along(State.PRECONDITIONS_TESTED, deltas=UP, compensated_by=OTHER)
    (reason,) = no("budget_is_neutral", dossier, road.conclude_tests(), "compensated")
    assert not reason.shuts
    road, dossier = along(State.RECEIVING_PARTY_PROVEN, deltas=UP, compensated_by=OTHER)
    no("shift_is_neutral", dossier, road.shift_budget(deltas=UP), "compensated")


def reading(state: State = State.MINISTRY_DECIDED, **changes: Any) -> ProcessReading:
    """How the other process stands."""
    given = {"process": OTHER, "record": 7, "hash": "0" * 64, "state": state.value, "deltas": DOWN}
    given |= {"compensated_by": WEBSITES, **changes}
    return ProcessReading(**given)


def shifted() -> tuple[Bent, Dossier]:
    """A process that gained what another loses, and is to be completed."""
    road, dossier = along(State.RECEIVING_PARTY_PROVEN, deltas=UP, compensated_by=OTHER)
    return road, fold(dossier, road.shifting(deltas=UP))


def test_r42_neither_of_two_completes_before_both_are_decided() -> None:
    """R42, A9: until the other process was decided on, this one waits; a process that is neutral alone waits for nobody."""
    road, dossier = shifted()
    for state in State:
        command = road.complete(compensation=reading(state))
        if (
            state in LIVE - {State.IDENTIFIED, State.PLAN_DRAFTED, State.PRECONDITIONS_TESTED}
            or state is State.COMPLETED
        ):
            yes("other_process_compensates", dossier, command)
        else:
            no("other_process_compensates", dossier, command, "other-not-decided")
    neutral, alone = at(State.RECEIVING_PARTY_PROVEN)
    yes("other_process_compensates", fold(alone, neutral.shifting()), neutral.complete())


@pytest.mark.parametrize(
    ("compensation", "code"),
    [
        (None, "no-compensation"),
        (reading(process="toeslagen/websites"), "no-compensation"),
        (reading(deltas=()), "not-neutral-together"),
        (reading(compensated_by=None), "compensates-another"),
        (reading(compensated_by="toeslagen/websites"), "compensates-another"),
        (reading(deltas=moved((GIVES, "-99999.99"))), "not-neutral-together"),
    ],
    ids=["not-stated", "another-than-the-plan-names", "it-gives-nothing", "for-nobody", "for-another", "a-cent-short"],
)
def test_r42_the_process_that_compensates_is_the_one_of_the_plan_and_gives_as_much(
    compensation: ProcessReading | None, code: str
) -> None:
    """R42: what is shown is the process that the plan names and that names it, and together they are zero to the cent."""
    road, dossier = shifted()
    no("other_process_compensates", dossier, road.complete(compensation=compensation), code)


def test_r42_how_the_other_process_stands_is_read_from_the_ledger() -> None:
    """R42: both end: what is said of the other process has to be true of its last record, or nothing is recorded."""
    flow = Workflow(MemoryStore())
    roads = {}
    for process, other, deltas in ((WEBSITES, OTHER, UP), (OTHER, WEBSITES, DOWN)):
        road = roads[process] = Bent(letter.PROCESSES[process])
        road.budget = {"deltas": deltas, "compensated_by": other}
        for command in road.until(State.RECEIVING_PARTY_PROVEN):
            flow.submit(process, command).or_raise()
        *before, _, complete = road.completing()
        assert isinstance(complete, c.Complete)
        for command in (*before, road.shift_budget(deltas=deltas)):
            flow.submit(process, command).or_raise()
        if process == WEBSITES:
            (early,) = flow.portfolio([WEBSITES])
            with pytest.raises(Stale):
                flow.submit(process, attrs.evolve(complete, compensation=attrs.evolve(early, record=3)))
    for process, other in ((WEBSITES, OTHER), (OTHER, WEBSITES)):
        (read,) = flow.portfolio([other])
        flow.submit(process, roads[process].complete(compensation=read)).or_raise()


def test_r42_r91_what_was_stopped_makes_up_for_nothing_and_shares_nothing() -> None:
    """R42, R91: its plan is carried out no more: it compensates for no other process, and nobody is consulted on account of it."""
    road, dossier = along(State.MINISTRY_DECIDED, deltas=DOWN, compensated_by=OTHER)
    read = dossier.reading(1, "0" * 64)
    assert (DOWN, OTHER, True) == (read.deltas, read.compensated_by, bool(read.dependencies))
    stopped = fold(dossier, [road.stop()])
    read = stopped.reading(1, "0" * 64)
    assert ((), None, ()) == (read.deltas, read.compensated_by, read.dependencies)
    other = reading(deltas=UP, compensated_by=WEBSITES)
    told = ask(c.RecordPortfolio, readings=(other, dossier.reading(1, "0" * 64)))
    programme = folded(OPENING)
    no("portfolio_is_neutral", programme, told, "compensated", "compensated", rules=PROGRAMME)
    told = attrs.evolve(told, readings=(other, read))
    no("portfolio_is_neutral", programme, told, "compensated", "not-neutral", rules=PROGRAMME)


# -- the order ---------------------------------------------------------------------------------------------------------------


def test_r71_budgets_move_from_the_decision_on_and_on_both_routes() -> None:
    """R69-R71: the letter asks that the decision comes first, no more; on the governance route it is the same."""
    both = moved((GIVES, "-5.00"), (GAINS, "5.00"))
    for states, route in (
        ((State.MINISTRY_DECIDED, State.PHASED_TRANSFER, State.RECEIVING_PARTY_PROVEN), Route.SHIFT),
        ((State.MINISTRY_DECIDED, State.STRENGTHENING_GOVERNANCE, State.AGREEMENTS_PROVEN), Route.GOVERNANCE),
    ):
        for state in states:
            road, dossier = along(state, route=route, deltas=both)
            yes("budgets_move_in_order", dossier, road.shift_budget())
            fold(dossier, road.shifting(deltas=both))
        road, dossier = along(State.PRECONDITIONS_TESTED, route=route, deltas=both)
        (reason,) = no("budgets_move_in_order", dossier, road.shift_budget(), "no-decision")
        assert ["ministerie-van-financien"] == [s.party for s in reason.suppliers]


def test_r71_a_ministry_may_set_that_the_proof_comes_first() -> None:
    """R71: then a shift waits for the proof, of the takeover or of the agreements."""
    for route, before, proven in (
        (Route.SHIFT, State.PHASED_TRANSFER, State.RECEIVING_PARTY_PROVEN),
        (Route.GOVERNANCE, State.STRENGTHENING_GOVERNANCE, State.AGREEMENTS_PROVEN),
    ):
        road, dossier = at(before, route=route, rules=AFTER_PROOF)
        no("budgets_move_in_order", dossier, road.shift_budget(), "not-proven", rules=AFTER_PROOF)
        road, dossier = at(proven, route=route, rules=AFTER_PROOF)
        yes("budgets_move_in_order", dossier, road.shift_budget(), AFTER_PROOF)


def test_r42_on_the_governance_route_what_was_planned_is_shifted_too() -> None:
    """R42, R71: a plan for strengthened governance that moves budget is completed when it was moved."""
    both = moved((GIVES, "-5.00"), (GAINS, "5.00"))
    road, dossier = along(State.AGREEMENTS_PROVEN, route=Route.GOVERNANCE, deltas=both)
    no("budget_was_shifted_as_planned", dossier, road.complete(), "not-realised", "not-realised")
    yes("budget_was_shifted_as_planned", fold(dossier, road.shifting(deltas=both)), road.complete())


def test_r54_what_undoes_the_decision_undoes_the_shift() -> None:
    """R54, R71: falling back, or a new plan, leaves no money shifted that no decision carries."""
    road, dossier = at(State.PHASED_TRANSFER)
    dossier = fold(dossier, road.shifting())
    assert 1 == len(dossier.shifts)
    assert () == fold(dossier, [road.fall_back()]).shifts


def test_an_amount_is_written_as_people_write_it() -> None:
    """R42: thousands are set apart, whole amounts have no cents, and what is lost has a minus."""
    assert ("€ 103.412", "€103,412") == (money(Decimal("103412.00"), "EUR").nl, money(Decimal("103412.00"), "EUR").en)
    assert "-€ 0,01" == money(Decimal("-0.01"), "EUR").nl
    assert ("USD 1.234,50", "-USD 1,234.50") == (
        money(Decimal("1234.5"), "USD").nl,
        money(Decimal("-1234.5"), "USD").en,
    )
