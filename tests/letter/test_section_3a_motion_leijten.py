"""§3a Motie Leijten: a large say for those who do the work, for works council and unions, and for the DOR always."""

from __future__ import annotations

from datetime import timedelta

import attrs
import pytest

from ontvlechting import Actor, Role, State
from ontvlechting.commands import Manner, Route, Stage
from tests.asking import at, fold, no, yes

# ── R61: units ───────────────────────────────────────────────────────────────────────────────────


def test_r61_each_affected_unit_was_consulted_before_the_plan() -> None:
    """R61: the plan names the units it touches, and each was consulted; naming none is no answer."""
    road, dossier = at(State.IDENTIFIED)
    plan = road.draft().plan
    no("affected_units_were_consulted", dossier, road.draft(plan=plan), "unit-not-consulted")
    heard = fold(dossier, [road.consult()])
    yes("affected_units_were_consulted", heard, road.draft(plan=plan))
    two = attrs.evolve(plan, affected_units=("fictief-team-1", "fictief-team-2"))
    (reason,) = no("affected_units_were_consulted", heard, road.draft(plan=two), "unit-not-consulted")
    assert "`fictief-team-2`" in reason.nl
    no("affected_units_were_consulted", heard, road.draft(plan=attrs.evolve(plan, affected_units=())), "no-units")


def test_r61_a_unit_belongs_to_a_directorate() -> None:
    """R61: an outside office is not an affected unit; the third directorate may have one."""
    road, dossier = at(State.IDENTIFIED)
    yes("unit_belongs_to_a_directorate", dossier, road.consult())
    yes("unit_belongs_to_a_directorate", dossier, road.consult(party="toeslagen"))
    no("unit_belongs_to_a_directorate", dossier, road.consult(party="elders"), "unit-party")


# ── R62: the people who do the work ──────────────────────────────────────────────────────────────


def test_r62_the_people_who_do_the_work_are_heard_before_the_tests_end() -> None:
    """R62: at least one input."""
    road, dossier = at(State.PLAN_DRAFTED)
    no("input_was_collected", dossier, road.conclude_tests(), "no-input")
    yes("input_was_collected", fold(dossier, [road.collect_input()]), road.conclude_tests())


def test_r62_each_input_has_its_own_reference() -> None:
    """R62: a reference is used once, so that an answer answers one input."""
    road, dossier = at(State.PLAN_DRAFTED)
    yes("input_is_new", dossier, road.collect_input())
    heard = fold(dossier, [road.collect_input()])
    no("input_is_new", heard, road.collect_input(), "input-twice")
    yes("input_is_new", heard, road.collect_input(id="fictief-inbreng-2"))


def test_r62_an_answer_answers_something() -> None:
    """R62: only an input that was given can be answered."""
    road, dossier = at(State.PLAN_DRAFTED)
    no("input_exists", dossier, road.answer_input(), "no-such-input")
    yes("input_exists", fold(dossier, [road.collect_input()]), road.answer_input())


def test_r62_every_input_is_answered_before_the_decision() -> None:
    """R62: adopted or not, with why; each one that is not answered is named."""
    road, dossier = at(State.PRECONDITIONS_TESTED)
    dossier = fold(dossier, [road.collect_input(id="fictief-inbreng-2")])
    no("inputs_were_answered", dossier, road.decide(), "input-unanswered", "input-unanswered")
    dossier = fold(dossier, [road.answer_input(adopted=False)])
    (reason,) = no("inputs_were_answered", dossier, road.decide(), "input-unanswered")
    assert "`fictief-inbreng-2`" in reason.nl
    dossier = fold(dossier, [road.answer_input(input="fictief-inbreng-2")])
    yes("inputs_were_answered", dossier, road.decide())


# ── R12, R63: two bodies, each in its own manner ─────────────────────────────────────────────────


def test_r12_a_contact_is_with_a_known_body() -> None:
    """R12: the DOR or the unions; another name counts for nobody."""
    road, dossier = at(State.IDENTIFIED)
    for body in ("dor", "vakbonden"):
        yes("body_is_known", dossier, road.contact(body, Stage.PLAN))
    no("body_is_known", dossier, road.contact("personeelsvereniging", Stage.PLAN), "unknown-body")
    no("body_is_known", dossier, road.request_advice(body="elders"), "unknown-body")


@pytest.mark.parametrize("manner", Manner)
def test_r63_the_manner_fits_the_body(manner: Manner) -> None:
    """R63: the Works Councils Act is for the works council, the DGO for the unions; other manners for both."""
    road, dossier = at(State.IDENTIFIED)
    fits = {
        "dor": {Manner.WOR_24, Manner.WOR_25, Manner.WOR_27, Manner.OTHER},
        "vakbonden": {Manner.DGO, Manner.OTHER},
    }
    for body, manners in fits.items():
        contact = road.contact(body, Stage.PLAN, manner=manner)
        if manner in manners:
            yes("manner_fits_the_body", dossier, contact)
        else:
            no("manner_fits_the_body", dossier, contact, "manner")


def test_r63_of_an_unknown_body_no_manner_is_judged() -> None:
    """R63: that the body is unknown is said by another guard, once."""
    road, dossier = at(State.IDENTIFIED)
    yes("manner_fits_the_body", dossier, road.contact("elders", Stage.PLAN))


# ── R64, R65: at every stage ─────────────────────────────────────────────────────────────────────


def test_r65_the_departmental_council_was_heard_on_feasibility() -> None:
    """R65: before the plan, and the unions do not stand in for it."""
    road, dossier = at(State.IDENTIFIED)
    no("council_was_heard_on_feasibility", dossier, road.draft(), "council-feasibility")
    unions = fold(dossier, [road.contact("vakbonden", Stage.FEASIBILITY)])
    no("council_was_heard_on_feasibility", unions, road.draft(), "council-feasibility")
    yes("council_was_heard_on_feasibility", fold(unions, [road.contact("dor", Stage.FEASIBILITY)]), road.draft())


def test_r64_each_body_is_heard_at_each_stage_before_the_decision() -> None:
    """R64, R65, R12: plan, test and decision, with each body; every gap is named by body and stage."""
    road, dossier = at(State.PRECONDITIONS_TESTED)
    no("bodies_were_heard", dossier, road.decide(), "works_council-decision", "union-decision")
    council = fold(dossier, [road.contact("dor", Stage.DECISION)])
    (reason,) = no("bodies_were_heard", council, road.decide(), "union-decision")
    assert ("R64", Role.UNION) == (reason.rule, reason.suppliers[-1].role)
    yes("bodies_were_heard", fold(council, [road.contact("vakbonden", Stage.DECISION)]), road.decide())
    silent = attrs.evolve(dossier, contacts=())
    stages = ("plan", "test", "decision")
    gaps = [f"{kind}-{stage}" for stage in stages for kind in ("works_council", "union")]
    no("bodies_were_heard", silent, road.decide(), *gaps)


def test_r64_before_each_phase_each_body_is_heard_about_that_phase() -> None:
    """R64: a contact about phase 1 does not count for phase 2; when no phase is left there is nothing to hear."""
    road, dossier = at(State.PHASED_TRANSFER)
    no("bodies_were_heard_on_the_phase", dossier, road.start_phase(1), "works_council-phase", "union-phase")
    heard = fold(dossier, road.hearing(Stage.EXECUTION, 1))
    yes("bodies_were_heard_on_the_phase", heard, road.start_phase(1))
    later = fold(dossier, road.phase(1))
    no("bodies_were_heard_on_the_phase", later, road.start_phase(2), "works_council-phase", "union-phase")
    done = fold(later, road.phase(2))
    yes("bodies_were_heard_on_the_phase", done, road.start_phase(3))


def test_r65_both_bodies_are_heard_to_the_end() -> None:
    """R64, R65: in all stages, execution and proof included, on both routes, and each body for itself."""
    road, dossier = at(State.RECEIVING_PARTY_PROVEN)
    no("bodies_were_heard", dossier, road.complete(), "works_council-proof", "union-proof")
    council = fold(dossier, [road.contact("dor", Stage.PROOF)])
    no("bodies_were_heard", council, road.complete(), "union-proof")
    yes("bodies_were_heard", fold(council, [road.contact("vakbonden", Stage.PROOF)]), road.complete())
    road, dossier = at(State.AGREEMENTS_PROVEN, route=Route.GOVERNANCE)
    silent = attrs.evolve(dossier, contacts=())
    gaps = [f"{kind}-{stage}" for stage in ("execution", "proof") for kind in ("works_council", "union")]
    no("bodies_were_heard", silent, road.complete(), *gaps)


def test_r64_a_contact_about_a_phase_is_about_one_that_exists() -> None:
    """R64: a phase of the plan, at the stage of execution; a contact need not be about a phase."""
    road, dossier = at(State.PHASED_TRANSFER)
    for phase in (None, 1, 2):
        yes("contact_phase_exists", dossier, road.contact("dor", Stage.EXECUTION, phase))
    no("contact_phase_exists", dossier, road.contact("dor", Stage.EXECUTION, 3), "no-such-phase")
    no("contact_phase_exists", dossier, road.contact("dor", Stage.DECISION, 1), "no-such-phase")


def test_r65_a_body_may_record_its_own_contact() -> None:
    """R64, R65: the door of a contact is open to the body itself."""
    road, dossier = at(State.IDENTIFIED)
    council = Actor(id="fictief-dor-1", role=Role.WORKS_COUNCIL, party="dor")
    heard = fold(dossier, [road.contact("dor", Stage.PLAN, by=council, at=road.moment + timedelta(days=1))])
    assert frozenset({"dor"}) == heard.heard(Stage.PLAN)
