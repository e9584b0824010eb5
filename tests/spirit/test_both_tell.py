"""What opens a door for both parties is told by both: that a service is within its limits, and that an agreement is used."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import attrs
import pytest

from ontvlechting import LETTER, Dossier, State, letter
from ontvlechting import commands as c
from ontvlechting.letter.commands import Command, Route, Step
from ontvlechting.letter.fiction import Road
from ontvlechting.letter.norms import Countersigned
from tests.asking import at, fold, no, yes
from tests.spirit.test_continuity import BAD
from tests.spirit.test_other_side import without

DAY = timedelta(days=1)


def running() -> tuple[Road, Dossier]:
    """Phase 1 runs, and nothing was measured yet."""
    road, dossier = at(State.PHASED_TRANSFER)
    return road, fold(dossier, [*road.opening(1), road.weigh(Step.ACCEPTANCE, 1)])


def using() -> tuple[Road, Dossier]:
    """There is an agreement, and it was not used yet."""
    road, dossier = at(State.STRENGTHENING_GOVERNANCE, route=Route.GOVERNANCE)
    return road, fold(dossier, [road.agree()])


TELL: dict[str, tuple[Callable[[], tuple[Road, Dossier]], Callable[..., Any], str, str, Callable[[Road], Command]]] = {
    "measured": (
        running,
        lambda r, **k: r.measure(1, **k),
        "indicators_hold",
        "measured-by-one",
        lambda r: r.accept(1),
    ),
    "used": (
        using,
        lambda r, **k: r.use_agreement(**k),
        "agreements_are_used",
        "agreement-used-by-one",
        lambda r: r.conclude_agreements(),
    ),
}
"""For each: where it is told, how, which guard asks for it, what that says of the word of one, and at which door."""


@pytest.mark.parametrize("what", TELL)
@pytest.mark.parametrize("by", ["receiver", "deliverer"])
def test_r53_r73_the_word_of_one_party_is_not_enough(what: str, by: str) -> None:
    """R53, R73: whoever wants to go on says it, and the other says it too, or a paper of the other shows it, or the ministry says so."""
    begin, tell, guard, code, door = TELL[what]
    road, start = begin()
    ours, theirs = getattr(road, by), road.deliverer if by == "receiver" else road.receiver
    alone = fold(start, [tell(road, by=ours, document=None)])
    (reason,) = _no(guard, alone, door(road), code)
    assert {theirs.party, letter.MINISTRY} == {s.party for s in reason.suppliers}
    for more in (
        tell(road, by=theirs, document=None),
        tell(road, by=ours),
        tell(road, by=road.ministry, document=None),
    ):
        _yes(guard, fold(alone, [more]), door(road))
    asks_less = without(Countersigned.MEASUREMENTS if what == "measured" else Countersigned.AGREEMENTS)
    _yes(guard, alone, door(road), asks_less)


def _yes(guard: str, dossier: Dossier, command: Command, rules: Any = LETTER) -> None:
    if guard == "indicators_hold":
        yes("indicators_hold", dossier, command, rules)
    else:
        yes("agreements_are_used", dossier, command, rules)


def _no(guard: str, dossier: Dossier, command: Command, code: str) -> Any:
    if guard == "indicators_hold":
        return no("indicators_hold", dossier, command, code)
    return no("agreements_are_used", dossier, command, code)


@pytest.mark.parametrize("what", TELL)
def test_r53_r73_a_paper_is_of_the_other(what: str) -> None:
    """R53, R73: what a party writes itself adds nothing, nor what a third writes, nor what is older than what it shows."""
    begin, tell, *_ = TELL[what]
    road, dossier = begin()
    told = tell(road)
    yes("document_is_of_the_other_party", dossier, told)
    yes("document_is_of_the_other_party", dossier, attrs.evolve(told, document=None))
    for origin, days in (("douane", 0), ("toeslagen", 0), ("vakbonden", 0), ("belastingdienst", 1)):
        paper = attrs.evolve(told.document, origin=origin, on=told.document.on - days * DAY)
        no("document_is_of_the_other_party", dossier, attrs.evolve(told, document=paper), "shows-nothing")
    later = attrs.evolve(told.document, on=told.document.on + 9 * DAY)
    yes("document_is_of_the_other_party", dossier, attrs.evolve(told, document=later))


def test_r53_past_the_limit_the_word_of_one_is_enough() -> None:
    """R50, R53: a breach is on record at once; that it is over is told by both."""
    road, dossier = running()
    dossier = fold(dossier, [road.measure(1, BAD, by=road.deliverer, document=None)])
    (breach,) = dossier.breaches
    ours = fold(dossier, [road.measure(1, document=None)])
    (reason,) = no("breach_can_end", ours, road.resolve_breach(breach.id), "measured-again-by-one")
    assert {"belastingdienst", letter.MINISTRY} == {s.party for s in reason.suppliers}
    for more in (road.measure(1, by=road.deliverer, document=None), road.measure(1)):
        yes("breach_can_end", fold(ours, [more]), road.resolve_breach(breach.id))


def test_r53_what_was_told_by_both_before_a_breach_says_nothing_of_after_it() -> None:
    """R53: since the last value past the limit both tell anew."""
    road, dossier = running()
    dossier = fold(dossier, [road.measure(1), road.measure(1, BAD), road.measure(1)])
    dossier = fold(dossier, [road.resolve_breach(dossier.breaches[0].id)])
    yes("indicators_hold", dossier, road.accept(1))
    road, dossier = running()
    dossier = fold(dossier, [road.measure(1), road.measure(1, BAD), road.measure(1, document=None)])
    (breach,) = dossier.breaches
    no("breach_can_end", dossier, road.resolve_breach(breach.id), "measured-again-by-one")


def test_r73_a_use_of_another_agreement_says_nothing_of_this_one() -> None:
    """R73: both tell of one and the same."""
    road, dossier = using()
    second = attrs.evolve(road.agree("fictief-afspraak-2"))
    told = [
        road.use_agreement(document=None),
        road.use_agreement("fictief-afspraak-2", by=road.deliverer, document=None),
    ]
    dossier = fold(dossier, [second, *told])
    no("agreements_are_used", dossier, road.conclude_agreements(), "agreement-used-by-one")
    assert isinstance(told[0], c.RecordUseOfAgreement)
    yes(
        "agreements_are_used",
        fold(dossier, [attrs.evolve(told[0], by=road.deliverer, at=road.tick())]),
        road.conclude_agreements(),
    )
