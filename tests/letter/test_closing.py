"""Tot slot: the House is informed of what follows."""

from __future__ import annotations

import pytest

from ontvlechting import LETTER, State, decide
from ontvlechting.engine.verdicts import ReasonKind, Supplier
from ontvlechting.letter.commands import Route
from ontvlechting.letter.values import Role
from tests.asking import at, fold, no, yes

PROVEN = {Route.SHIFT: State.RECEIVING_PARTY_PROVEN, Route.GOVERNANCE: State.AGREEMENTS_PROVEN}


@pytest.mark.parametrize("route", Route)
def test_r84_a_completion_without_a_report_to_the_house_warns(route: Route) -> None:
    """R84: on either route the ministry is reminded of what the House was promised."""
    road, dossier = at(PROVEN[route], route=route)
    yes("house_is_informed", dossier, road.complete())
    (reason,) = no("house_is_informed", dossier, road.complete(report=None), "inform-house")
    assert ReasonKind.WARNING is reason.kind
    assert (Supplier(role=Role.MINISTRY, party="ministerie-van-financien"),) == reason.suppliers


@pytest.mark.parametrize("route", Route)
def test_r84_the_warning_does_not_keep_the_process_open(route: Route) -> None:
    """R84: the completion is accepted all the same, and the warning stays in its verdict."""
    road, dossier = at(PROVEN[route], route=route)
    *before, _ = road.completing()
    event = decide(LETTER, fold(dossier, before), road.complete(report=None))
    assert event.verdict.allowed
    assert State.COMPLETED is event.after
    assert ["inform-house"] == [r.code for r in event.verdict.reasons]
