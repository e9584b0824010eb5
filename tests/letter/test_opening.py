"""The opening of the letter: who takes part, what is studied, and that not to disentangle is always an outcome."""

from __future__ import annotations

from datetime import timedelta

import attrs
import pytest

from ontvlechting import LETTER, Actor, Role, State, decide, letter
from ontvlechting import commands as c
from ontvlechting.commands import Route
from ontvlechting.states import LIVE
from ontvlechting.text import LANGUAGES
from ontvlechting.values import DocumentKind
from tests.asking import at, fold, no, yes

KAMERLID = Actor(id="fictief-kamerlid", role=Role.HOUSE, party=letter.HOUSE)


# ── R14, R2: who acts ────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("state", [State.IDENTIFIED, State.PRECONDITIONS_TESTED, State.PHASED_TRANSFER])
def test_r14_the_house_asks_and_never_moves_a_process(state: State) -> None:
    """R14: whatever the House would ask for, it is refused as an actor; a party is not."""
    road, dossier = at(state)
    for make in (road.consult, road.decide, road.fall_back, road.stop):
        yes("house_does_not_act", dossier, make())
        no("house_does_not_act", dossier, make(by=KAMERLID), "house-acts")


@pytest.mark.parametrize(
    ("role", "party"),
    [
        (Role.MINISTRY, letter.MINISTRY),
        (Role.DIRECTORATE, letter.DOUANE),
        (Role.DIRECTORATE, letter.TOESLAGEN),
        (Role.WORKS_COUNCIL, letter.DOR),
        (Role.UNION, letter.UNIONS),
        (Role.RESEARCHER, letter.GALAN),
    ],
)
def test_r2_a_role_fits_the_organisation_it_is_held_in(role: Role, party: str) -> None:
    """R2: each organisation has its own line and staff; these roles and parties belong together."""
    road, dossier = at(State.IDENTIFIED)
    yes("actor_speaks_for_own_party", dossier, road.consult(by=Actor(id="a", role=role, party=party)))


@pytest.mark.parametrize(
    ("role", "party"),
    [
        (Role.MINISTRY, letter.DOUANE),
        (Role.DIRECTORATE, letter.MINISTRY),
        (Role.DIRECTORATE, letter.GALAN),
        (Role.WORKS_COUNCIL, letter.UNIONS),
        (Role.UNION, letter.DOR),
    ],
)
def test_r2_nobody_speaks_in_a_role_for_another_organisation(role: Role, party: str) -> None:
    """R2: a directorate does not speak as the ministry, a works council not as the unions."""
    road, dossier = at(State.IDENTIFIED)
    command = road.consult(by=Actor(id="a", role=role, party=party))
    no("actor_speaks_for_own_party", dossier, command, "role-outside-party")


# ── R1, R3, R4: which parties, which unit ────────────────────────────────────────────────────────


def test_r1_the_parties_are_two_of_the_three_directorates() -> None:
    """R1: delivering and receiving party come from the closed set of three, and differ."""
    road, dossier = at(State.NEW)
    yes("parties_are_two_directorates", dossier, road.identify())
    yes("parties_are_two_directorates", dossier, road.identify(receiving=letter.TOESLAGEN))
    outside = road.identify(delivering=letter.GALAN, receiving=letter.MINISTRY)
    no("parties_are_two_directorates", dossier, outside, "not-a-directorate", "not-a-directorate")
    itself = road.identify(receiving=letter.BELASTINGDIENST)
    no("parties_are_two_directorates", dossier, itself, "same-party")


@pytest.mark.parametrize("unit", [None, "IV", "CAP", "KI&S"])
def test_r3_the_unit_is_one_that_was_studied_or_is_not_stated(unit: str | None) -> None:
    """R3: IV, CAP or KI&S; the letter does not say which, so it may stay open."""
    road, dossier = at(State.NEW)
    yes("unit_is_known", dossier, road.identify(unit=unit))


def test_r3_another_unit_is_not_part_of_the_study() -> None:
    """R3: a unit outside the three is refused."""
    road, dossier = at(State.NEW)
    no("unit_is_known", dossier, road.identify(unit="Facilitair"), "unknown-unit")


def test_r4_the_tax_administration_performs_the_process_now() -> None:
    """R4: the process is performed by the Belastingdienst, for the receiver, who is one of the two."""
    road, dossier = at(State.NEW)
    yes("first_performer_delivers", dossier, road.identify(beneficiaries=("douane", "toeslagen")))
    by_customs = road.identify(delivering=letter.DOUANE)
    no("first_performer_delivers", dossier, by_customs, "not-first-performer")
    no("first_performer_delivers", dossier, road.identify(beneficiaries=("toeslagen",)), "receiver-not-served")
    for_itself = road.identify(beneficiaries=("douane", "belastingdienst"))
    no("first_performer_delivers", dossier, for_itself, "not-a-beneficiary")
    no("first_performer_delivers", dossier, road.identify(beneficiaries=()), "receiver-not-served")


# ── R10: the study ───────────────────────────────────────────────────────────────────────────────


def test_r10_a_study_is_by_an_outsider_and_complete() -> None:
    """R10, R30: an external author; an infeasible finding says why; no finding from the future."""
    road, dossier = at(State.NEW)
    identify = road.identify()
    finding = identify.finding
    assert finding is not None
    yes("finding_is_sound", dossier, identify)
    own = attrs.evolve(finding, document=attrs.evolve(finding.document, origin=letter.DOUANE))
    no("finding_is_sound", dossier, road.identify(finding=own), "author-not-external")
    silent = attrs.evolve(finding, outcome=c.Feasibility.NOT_WITHIN_HORIZON)
    no("finding_is_sound", dossier, road.identify(finding=silent), "no-cause")
    today = attrs.evolve(finding, on=identify.at.date())
    yes("finding_is_sound", dossier, attrs.evolve(identify, finding=today))
    tomorrow = attrs.evolve(finding, on=identify.at.date() + timedelta(days=1))
    no("finding_is_sound", dossier, attrs.evolve(identify, finding=tomorrow), "finding-in-future")


def test_r10_a_newer_finding_is_not_older_than_the_last() -> None:
    """R30: only a finding of the same day or later supersedes; without a finding there is nothing to check."""
    road, dossier = at(State.IDENTIFIED)
    newer = road.record_feasibility(c.Feasibility.FEASIBLE)
    yes("finding_is_sound", dossier, newer)
    older = attrs.evolve(newer.finding, on=dossier.findings[-1].on - timedelta(days=1))
    no("finding_is_sound", dossier, attrs.evolve(newer, finding=older), "finding-older")
    yes("finding_is_sound", dossier, road.identify(finding=None))


# ── R32: not to disentangle ──────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("state", [s for s in State if s in LIVE])
def test_r32_not_to_disentangle_is_possible_until_the_end(state: State) -> None:
    """R32: in every state before the end the ministry can stop, with a reason and a public note."""
    governance = state in (State.STRENGTHENING_GOVERNANCE, State.AGREEMENTS_PROVEN)
    road, dossier = at(state, route=Route.GOVERNANCE if governance else Route.SHIFT)
    stop = road.stop()
    yes("stopping_is_possible", dossier, stop)
    stopped = fold(dossier, [stop])
    assert State.STOPPED is stopped.state
    no("stopping_is_possible", stopped, road.stop(), "ended")


def test_r32_what_is_completed_cannot_be_stopped() -> None:
    """R32: after completion there is nothing left to stop."""
    road, dossier = at(State.COMPLETED)
    no("stopping_is_possible", dossier, road.stop(), "ended")


def test_the_reasons_say_where_the_rule_stands_and_who_can_help() -> None:
    """Rule, section of the letter, words in both languages and who can supply what is missing."""
    road, dossier = at(State.IDENTIFIED)
    (reason,) = no("house_does_not_act", dossier, road.decide(by=KAMERLID), "house-acts")
    assert ("R14", "opening") == (reason.rule, reason.source.section)
    assert all(reason.text[language] for language in LANGUAGES)
    assert ["douane", "belastingdienst", letter.MINISTRY] == [s.party for s in reason.suppliers]


def test_a_study_is_evidence_and_decides_nothing() -> None:
    """R10: a feasible finding opens no door by itself; the process is identified, not decided."""
    road, dossier = at(State.IDENTIFIED)
    found = fold(dossier, [road.record_feasibility(c.Feasibility.FEASIBLE)])
    assert State.IDENTIFIED is found.state
    assert DocumentKind.STUDY is found.findings[-1].document.kind
    assert not decide(LETTER, found, road.decide()).verdict.allowed
