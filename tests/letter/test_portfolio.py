"""The pack `PORTFOLIO`: a process looks at the others before it is decided on and before a phase begins."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import attrs

from ontvlechting import LETTER, Dossier, Reason, State, Workflow, decide, letter
from ontvlechting import commands as c
from ontvlechting.engine.verdicts import ReasonKind, Supplier
from ontvlechting.letter.commands import Capacity, Command, Complexity, ProcessReading
from ontvlechting.letter.fiction import Road
from ontvlechting.letter.packs.portfolio import PORTFOLIO
from ontvlechting.letter.values import Role
from tests import asking
from tests.programmes import ask, reading

RULES = LETTER + PORTFOLIO
OTHER = "toeslagen/websites"


def yes(guard: str, dossier: Dossier, command: Command) -> None:
    """This guard lets the command pass under the letter's rules with the pack."""
    asking.yes(guard, dossier, command, RULES)


def no(guard: str, dossier: Dossier, command: Command, *codes: str) -> tuple[Reason, ...]:
    """This guard gives these reasons under the letter's rules with the pack."""
    return asking.no(guard, dossier, command, *codes, rules=RULES)


def capacity(at_once: int) -> Capacity:
    """A fictional capacity."""
    return Capacity(simple=1, moderate=2, complex=4, at_once=at_once)


def looked(dossier: Dossier, *readings: ProcessReading, **fields: Any) -> Dossier:
    """The dossier after these readings were recorded in it."""
    assert dossier.at is not None
    fact = ask(c.RecordPortfolio, at=dossier.at, readings=readings or (reading(OTHER),), **fields)
    return attrs.evolve(dossier, facts=(*dossier.facts, fact))


def test_r42_the_others_are_looked_at_before_a_decision_and_a_phase() -> None:
    """R42: since the last step; what was read before it does not count."""
    road, dossier = asking.at(State.PRECONDITIONS_TESTED)
    yes("portfolio_was_read", looked(dossier), road.decide())
    no("portfolio_was_read", dossier, road.decide(), "no-portfolio")
    road, dossier = asking.at(State.PHASED_TRANSFER)
    yes("portfolio_was_read", looked(dossier), road.start_phase(1))
    old = attrs.evolve(looked(dossier).facts[0], at=dossier.settled - timedelta(seconds=1)) if dossier.settled else None
    assert old is not None
    (reason,) = no("portfolio_was_read", attrs.evolve(dossier, facts=(old,)), road.start_phase(1), "no-portfolio")
    assert (Supplier(role=Role.MINISTRY, party=letter.MINISTRY),) == reason.suppliers


def test_r49_a_phase_waits_while_complexity_would_be_too_much() -> None:
    """R49: what runs elsewhere and what would begin here, by the weights that the ministry stated."""
    road, dossier = asking.at(State.PHASED_TRANSFER)
    phase = dossier.next_phase
    assert phase is not None
    own = capacity(1).weight(phase.complexity)
    busy = reading(OTHER, in_transfer=Complexity.COMPLEX)
    yes("phase_fits_the_capacity", looked(dossier, busy, capacity=capacity(4 + own)), road.start_phase(1))
    full = looked(dossier, busy, capacity=capacity(3 + own))
    (reason,) = no("phase_fits_the_capacity", full, road.start_phase(1), "over-capacity")
    assert ReasonKind.NOT_YET is reason.kind
    assert OTHER in reason.en
    no("phase_fits_the_capacity", looked(dossier, busy), road.start_phase(1), "no-capacity")
    itself = reading(asking.WEBSITES, in_transfer=Complexity.COMPLEX)
    yes("phase_fits_the_capacity", looked(dossier, itself, capacity=capacity(own)), road.start_phase(1))


def test_r91_who_counts_on_the_same_dependency_is_consulted() -> None:
    """R91: another process names what this phase touches; its party was not consulted, unless it takes part here."""
    road, dossier = asking.at(State.PHASED_TRANSFER)
    plan = dossier.plan
    assert dossier.planned is not None
    assert plan is not None
    assert plan.dependencies
    shared = plan.dependencies[0].id
    phases = tuple(attrs.evolve(p, touches=(shared,)) for p in plan.phases)
    touching = attrs.evolve(
        dossier, planned=attrs.evolve(dossier.planned, plan=attrs.evolve(plan, phases=phases)), consultations=()
    )
    parties = (letter.BELASTINGDIENST, letter.TOESLAGEN)
    with_other = looked(touching, reading(OTHER, dependencies=(shared,), parties=parties))
    (reason,) = no("others_on_the_dependency_were_consulted", with_other, road.start_phase(1), "other-not-consulted")
    assert (Supplier(role=Role.DIRECTORATE, party=letter.TOESLAGEN),) == reason.suppliers
    heard = attrs.evolve(
        with_other, consultations=(road.consult(unit="fictief", party=letter.TOESLAGEN, at=road.start),)
    )
    yes("others_on_the_dependency_were_consulted", heard, road.start_phase(1))
    yes(
        "others_on_the_dependency_were_consulted",
        looked(touching, reading(OTHER, parties=parties)),
        road.start_phase(1),
    )


def test_a_process_under_the_pack_goes_its_road_by_looking_around() -> None:
    """In a ledger: too early it is refused, then the portfolio is read and recorded, and the same step is accepted."""
    flow = Workflow.open("memory:", rules=RULES)
    road = Road(letter.PROCESSES[asking.WEBSITES])
    *before, decide_ = road.until(State.MINISTRY_DECIDED)
    for command in before:
        flow.submit(asking.WEBSITES, command).or_raise()
    assert ["no-portfolio"] == [r.code for r in flow.ask(asking.WEBSITES, decide_).reasons]
    portfolio = ask(c.RecordPortfolio, at=decide_.at, readings=flow.portfolio(), capacity=capacity(4))
    flow.submit(asking.WEBSITES, portfolio).or_raise()
    assert flow.submit(asking.WEBSITES, decide_).allowed
    flow.verify(deep=True)


def test_the_letter_alone_does_not_ask_for_it() -> None:
    """Opt-in: for the letter's own rules the command is unknown, and nothing changes in them."""
    _, dossier = asking.at(State.PRECONDITIONS_TESTED)
    assert not decide(LETTER, dossier, ask(c.RecordPortfolio, readings=(reading(OTHER),))).verdict.allowed
    assert [] == [g.name for g in PORTFOLIO.doors[c.StartPhase] if g in LETTER.guards_of(c.StartPhase)]


def test_when_every_phase_has_begun_there_is_no_other_to_judge() -> None:
    """R49, R91: with a portfolio and without a phase to come, and the other way round, these two say nothing."""
    road, dossier = asking.at(State.PHASED_TRANSFER)
    begun = attrs.evolve(looked(dossier), started=tuple(road.start_phase(p.number) for p in dossier.phases))
    assert begun.next_phase is None
    for guard in ("phase_fits_the_capacity", "others_on_the_dependency_were_consulted"):
        yes(guard, begun, road.start_phase(1))
        yes(guard, dossier, road.start_phase(1))


def test_a_portfolio_of_the_very_moment_counts() -> None:
    """R42: recorded when the last step was taken is not before it; of two, the last is the one that counts."""
    road, dossier = asking.at(State.PHASED_TRANSFER)
    assert dossier.settled is not None
    fact = attrs.evolve(looked(dossier).facts[0], at=dossier.settled)
    yes("portfolio_was_read", attrs.evolve(dossier, facts=(fact,)), road.start_phase(1))
    old = attrs.evolve(fact, at=dossier.settled - timedelta(days=1))
    yes("portfolio_was_read", attrs.evolve(dossier, facts=(old, fact)), road.start_phase(1))
    no("portfolio_was_read", attrs.evolve(dossier, facts=(fact, old)), road.start_phase(1), "no-portfolio")
