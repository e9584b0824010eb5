"""Article 26 of the Works Councils Act: an appeal is minded, a prohibition is obeyed."""

from __future__ import annotations

import attrs
import pytest

from ontvlechting import State, decide
from ontvlechting.engine.text import Text
from ontvlechting.engine.verdicts import ReasonKind
from ontvlechting.letter.commands import AppealStatus, Command, Route
from ontvlechting.letter.fiction import CouncilRoad
from ontvlechting.letter.values import Body, BodyKind
from tests import asking
from tests.works_councils_act.council import DOR, FULL, at, fold, no, yes


@pytest.mark.parametrize("status", AppealStatus)
def test_a_pending_appeal_warns(status: AppealStatus) -> None:
    """Pending: a warning, and the door is not shut by it; whatever came of it, that warning is gone."""
    road, dossier = at(State.MINISTRY_DECIDED)
    dossier = fold(dossier, [road.notify(DOR), road.appeal(), road.appeal(status)])
    if status is AppealStatus.PENDING:
        (reason,) = no("no_appeal_is_pending", dossier, road.start_transfer(), "appeal-pending")
        assert ReasonKind.WARNING is reason.kind
    else:
        yes("no_appeal_is_pending", dossier, road.start_transfer())


def test_an_appeal_is_of_a_council_against_a_decision() -> None:
    """Of the unions, of another council, or against nothing: none of these is an appeal under the act."""
    road, dossier = at(State.PRECONDITIONS_TESTED)
    no("appeal_is_against_a_decision", dossier, road.appeal(), "no-decision")
    road, dossier = at(State.MINISTRY_DECIDED)
    yes("appeal_is_against_a_decision", dossier, road.appeal())
    no("appeal_is_against_a_decision", dossier, road.appeal(body="vakbonden"), "not-its-appeal")


def test_an_appeal_stays_that_of_its_council() -> None:
    """Where there are two councils, one does not withdraw what the other brought."""
    other = Body(id="or-douane", kind=BodyKind.WORKS_COUNCIL, name=Text(nl="OR Douane", en="Works council of Customs"))
    rules = attrs.evolve(FULL, norms=attrs.evolve(FULL.norms, bodies=(*FULL.norms.bodies, other)))
    road, dossier = at(State.MINISTRY_DECIDED)
    dossier = fold(dossier, [road.appeal()])
    asking.no(
        "appeal_is_against_a_decision",
        dossier,
        road.appeal(AppealStatus.WITHDRAWN, "or-douane"),
        "not-its-appeal",
        rules=rules,
    )
    asking.yes("appeal_is_against_a_decision", dossier, road.appeal(AppealStatus.WITHDRAWN), rules=rules)


def test_how_an_appeal_goes_on_is_recorded_when_the_decision_is_gone() -> None:
    """The plan was revised, so there is no decision in force; that the appeal is withdrawn can still be said."""
    road, dossier = at(State.MINISTRY_DECIDED)
    dossier = fold(dossier, [road.appeal(), road.revise()])
    yes("appeal_is_against_a_decision", dossier, road.appeal(AppealStatus.WITHDRAWN))
    no("appeal_is_against_a_decision", dossier, road.appeal(appeal="fictief-beroep-2"), "no-decision")


def executing(road: CouncilRoad) -> list[Command]:
    """The commands that execute a decision."""
    return [
        road.start_transfer(),
        road.start_phase(1),
        road.start_strengthening(),
        road.shift_budget(),
        road.complete(),
    ]


def test_a_prohibition_blocks_every_act_of_execution_until_it_is_lifted() -> None:
    """No phase, no transfer, no strengthening, no budget and no completion while a court forbids it."""
    road, dossier = at(State.PHASED_TRANSFER)
    forbidden = fold(dossier, [road.prohibition()])
    lifted = fold(forbidden, [road.prohibition(in_force=False)])
    for command in executing(road):
        (reason,) = no("execution_is_not_prohibited", forbidden, command, "prohibited")
        assert (ReasonKind.FORBIDDEN, "WOR-26-5") == (reason.kind, reason.rule)
        yes("execution_is_not_prohibited", lifted, command)


def test_the_way_back_stays_open_under_a_prohibition() -> None:
    """To undo is not to execute: the transferring party can always take the work back."""
    road, dossier = at(State.PHASED_TRANSFER)
    assert decide(FULL, fold(dossier, [road.prohibition()]), road.fall_back()).verdict.allowed


def test_only_what_is_in_force_is_lifted() -> None:
    """A lifting of a prohibition that nobody recorded, or that was lifted already, is refused."""
    road, dossier = at(State.MINISTRY_DECIDED)
    lift = road.prohibition(in_force=False)
    no("prohibition_is_of_a_court", dossier, lift, "no-such-prohibition")
    dossier = fold(dossier, [road.prohibition()])
    lift = road.prohibition(in_force=False)
    yes("prohibition_is_of_a_court", dossier, lift)
    yes("prohibition_is_of_a_court", dossier, road.prohibition())
    no("prohibition_is_of_a_court", fold(dossier, [lift]), road.prohibition(in_force=False), "no-such-prohibition")


def test_a_fact_of_a_pack_is_never_undone() -> None:
    """A revised plan or another route takes no prohibition away."""
    road, dossier = at(State.MINISTRY_DECIDED)
    dossier = fold(dossier, [road.prohibition()])
    facts = dossier.facts
    again, before = at(State.MINISTRY_DECIDED)
    assert [x.key for x in facts] == [x.key for x in fold(before, [again.prohibition(), again.revise()]).facts]
    assert facts == fold(dossier, road.turning(Route.GOVERNANCE)).facts
