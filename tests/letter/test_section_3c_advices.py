"""§3c adviezen: duties apart, authority with responsibility, and a decision note that is public."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

import attrs
import pytest

from ontvlechting import LETTER, Dossier, State, letter
from ontvlechting import commands as c
from ontvlechting.engine.values import Actor, Mandate
from ontvlechting.engine.verdicts import Supplier
from ontvlechting.letter.commands import Command, Precondition
from ontvlechting.letter.fiction import Road
from ontvlechting.letter.values import DocumentKind, Power, Role
from tests.asking import at, fold, no, yes

DAY = timedelta(days=1)
MINISTRY = Supplier(role=Role.MINISTRY, party="ministerie-van-financien")


# ── R17: who decides did not draft or test ───────────────────────────────────────────────────────


def test_r17_who_drafted_does_not_decide() -> None:
    """R17: the person who handed in the plan does not decide on it, in whatever role they come back."""
    road, dossier = at(State.PLAN_DRAFTED)
    yes("duties_are_separated", dossier, road.decide())
    drafter = attrs.evolve(road.ministry, id=road.receiver.id)
    (reason,) = no("duties_are_separated", dossier, road.decide(by=drafter), "drafter-decides")
    assert (MINISTRY,) == reason.suppliers


def test_r17_who_tested_does_not_decide() -> None:
    """R17: one part of one precondition is enough to be a tester."""
    road, dossier = at(State.PLAN_DRAFTED)
    test = road.test(Precondition.STAFF)
    one, other = test.results
    tested = attrs.evolve(one, judgement=attrs.evolve(one.judgement, by=road.deliverer))
    dossier = fold(dossier, [attrs.evolve(test, results=(tested, other))])
    tester = attrs.evolve(road.ministry, id=road.deliverer.id)
    no("duties_are_separated", dossier, road.decide(by=tester), "tester-decides")
    both = attrs.evolve(road.ministry, id=road.receiver.id)
    no("duties_are_separated", dossier, road.decide(by=both), "drafter-decides", "tester-decides")


def test_r17_who_tells_of_the_tests_does_not_decide_on_them() -> None:
    """R17: the ministry may record what the receiving party found; whoever did that there leaves the decision to a colleague."""
    road, dossier = at(State.PLAN_DRAFTED)
    clerk = attrs.evolve(road.ministry, id="fictief-medewerker")
    dossier = fold(dossier, [road.test(Precondition.BUDGET, by=clerk)])
    no("duties_are_separated", dossier, road.decide(by=clerk), "tester-decides")
    yes("duties_are_separated", dossier, road.decide())


def test_r17_norms_can_leave_duties_together() -> None:
    """R17: the letter reports this advice and does not order it, so a ministry can switch it off."""
    together = attrs.evolve(LETTER, version="fictief", norms=attrs.evolve(LETTER.norms, separate_duties=False))
    road, dossier = at(State.PRECONDITIONS_TESTED)
    command = road.decide(by=attrs.evolve(road.ministry, id=road.receiver.id))
    no("duties_are_separated", dossier, command, "drafter-decides", "tester-decides")
    yes("duties_are_separated", dossier, command, together)


# ── R18: who is responsible also has the authority ───────────────────────────────────────────────


def mandated(*powers: Power, first: date = date(2023, 1, 1), last: date | None = None) -> Mandate:
    """A fictional mandate."""
    return Mandate(id="fictief-mandaat", powers=powers, valid_from=first, valid_until=last)


def beginning(*mandates: Mandate | None) -> tuple[Road, Dossier]:
    """A road and a dossier whose plan gives those responsible for its phases these mandates."""
    road, dossier = at(State.PLAN_DRAFTED)
    plan = road.plan()
    phases = tuple(
        attrs.evolve(p, responsible=attrs.evolve(p.responsible, mandate=m))
        for p, m in zip(plan.phases, mandates, strict=True)
    )
    return road, fold(dossier, [road.revise(plan=attrs.evolve(plan, version=2, phases=phases))])


@pytest.mark.parametrize(
    "mandate",
    [None, mandated(), mandated(*(p for p in Power if p is not Power.EXECUTE))],
    ids=["none", "empty", "every-other-power"],
)
def test_r18_no_responsibility_without_authority(mandate: Mandate | None) -> None:
    """R18: who is responsible for a phase has a mandate to carry it out; another mandate does not help."""
    good = mandated(Power.EXECUTE)
    road, dossier = beginning(good, mandate)
    yes("responsible_has_authority", dossier, road.start_phase(1))
    road, dossier = beginning(mandate, good)
    code = "no-mandate" if mandate is None else "mandate-lacks-power"
    (reason,) = no("responsible_has_authority", dossier, road.start_phase(1), code)
    assert ("douane", letter.MINISTRY) == tuple(s.party for s in reason.suppliers)


def test_r18_the_authority_is_valid_on_the_day_the_phase_begins() -> None:
    """R18: on the first and the last day of the mandate it counts, the day before and after it does not."""
    first, last = date(2023, 9, 1), date(2023, 9, 30)
    mandate = mandated(Power.EXECUTE, first=first, last=last)
    road, dossier = beginning(mandate, mandate)
    command = road.start_phase(1)

    def on(day: date) -> c.StartPhase:
        return attrs.evolve(command, at=datetime.combine(day, command.at.timetz()))

    for day in (first, last):
        yes("responsible_has_authority", dossier, on(day))
    no("responsible_has_authority", dossier, on(first - DAY), "mandate-not-yet-valid")
    no("responsible_has_authority", dossier, on(last + DAY), "mandate-expired")


def test_r18_it_is_the_one_responsible_who_has_the_authority() -> None:
    """R18: that the person who starts the phase has every power does not help the one who answers for it."""
    road, dossier = beginning(None, None)
    starter = Actor(id="fictief-2", role=Role.DIRECTORATE, party="douane", mandate=mandated(*Power))
    no("responsible_has_authority", dossier, road.start_phase(1, by=starter), "no-mandate")


def test_r18_without_a_next_phase_nobody_has_to_answer() -> None:
    """R18, R48: that there is no phase left is told by R48 alone."""
    road, dossier = at(State.RECEIVING_PARTY_PROVEN)
    yes("responsible_has_authority", dossier, road.start_phase(3))


# ── R85: a public decision note ──────────────────────────────────────────────────────────────────

DECISIONS: dict[str, Callable[..., Command]] = {
    "decide": lambda road, **changes: road.decide(**changes),
    "return": lambda road, **changes: road.return_plan(**changes),
    "stop": lambda road, **changes: road.stop(**changes),
    "complete": lambda road, **changes: road.complete(**changes),
}


@pytest.mark.parametrize("decision", DECISIONS)
@pytest.mark.parametrize(
    "bent",
    [None, {"public": False}, {"kind": DocumentKind.MINUTES}],
    ids=["absent", "not-public", "minutes"],
)
def test_r85_every_decision_has_a_public_decision_note(decision: str, bent: dict[str, Any] | None) -> None:
    """R85: also to send back, to stop and to complete; minutes are no decision note, and a secret one does not count."""
    road, dossier = at(State.PRECONDITIONS_TESTED)
    make = DECISIONS[decision]
    yes("decision_note_is_public", dossier, make(road))
    note = None if bent is None else attrs.evolve(road.note(), **bent)
    (reason,) = no("decision_note_is_public", dossier, make(road, note=note), "no-public-note")
    assert (MINISTRY,) == reason.suppliers
