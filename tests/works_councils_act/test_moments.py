"""Where moments meet: what happens at the very moment of the decision, the notice or the acceptance counts as after it."""

from __future__ import annotations

import attrs

from ontvlechting import State
from ontvlechting import commands as c
from tests import asking
from tests.works_councils_act.council import DOR, FULL, at, departing, fold, no, yes


def test_an_answer_at_the_moment_of_the_decision_counts() -> None:
    """WOR 25(6): said no later than the decision, it is what the decision accords with."""
    road, dossier = at(State.MINISTRY_DECIDED)
    assert dossier.decision is not None
    together = tuple(attrs.evolve(r, at=dossier.decision.at) for r in dossier.responses)
    dossier = fold(attrs.evolve(dossier, responses=together), [road.notify(DOR)])
    yes("suspension_is_over", dossier, road.start_transfer())


def test_a_notice_at_the_moment_of_the_decision_is_of_that_decision() -> None:
    """WOR 25(5): the council that was told at once was told."""
    road, dossier = at(State.MINISTRY_DECIDED)
    assert dossier.decision is not None
    told = attrs.evolve(dossier, notices=(road.notify(DOR, at=dossier.decision.at),))
    yes("councils_were_notified", told, road.start_transfer())


def test_a_waiver_at_the_moment_of_the_notice_counts() -> None:
    """WOR 25(6): a council that waives as it is told need not be waited for; one that waived before is."""
    road, dossier = at(State.MINISTRY_DECIDED, departing)
    notice = road.notify(DOR)
    told = attrs.evolve(dossier, notices=(*dossier.notices, notice))
    waiver = road.waive()
    for moment, ask in ((notice.at, yes), (notice.at - (waiver.at - notice.at), None)):
        waived = attrs.evolve(told, facts=(*told.facts, attrs.evolve(waiver, at=moment)))
        if ask is not None:
            ask("suspension_is_over", waived, road.start_transfer())
        else:
            no("suspension_is_over", waived, road.start_transfer(), "suspended")


def test_a_waiver_is_for_one_council() -> None:
    """WOR 25(6): what another body says does not end the month of this one."""
    road, dossier = at(State.MINISTRY_DECIDED, departing)
    told = fold(dossier, [road.notify(DOR)])
    waived = attrs.evolve(told, facts=(*told.facts, road.waive("vakbonden")))
    no("suspension_is_over", waived, road.start_transfer(), "suspended")


def test_nothing_accords_with_an_advice_that_is_not_there() -> None:
    """WOR 25(6): without a written request, or without the advice itself, an answer alone makes no decision accord."""
    road, dossier = at(State.MINISTRY_DECIDED)
    told = fold(dossier, [road.notify(DOR)])
    assert told.responses
    no("suspension_is_over", attrs.evolve(told, advices=()), road.start_transfer(), "suspended")
    oral = tuple(f for f in told.facts if not isinstance(f, c.RecordWrittenRequest))
    no("suspension_is_over", attrs.evolve(told, facts=oral), road.start_transfer(), "suspended")


def test_of_two_councils_each_has_its_own_request_and_notice() -> None:
    """What one council was asked and told is nothing to the other; unions are no council."""
    other = attrs.evolve(FULL.norms.bodies[0], id="or-fictief")
    rules = attrs.evolve(FULL, norms=attrs.evolve(FULL.norms, bodies=(other, *FULL.norms.bodies)))
    road, dossier = at(State.MINISTRY_DECIDED)
    told = fold(dossier, [road.notify(DOR)])
    (reason,) = asking.no("advice_basis_is_recorded", told, road.start_transfer(), "no-basis", rules=rules)
    assert "`or-fictief`" in reason.en
    both = attrs.evolve(told, facts=(*told.facts, road.advice_basis("or-fictief")))
    (reason,) = asking.no("advice_was_requested_in_writing", both, road.decide(), "no-written-request", rules=rules)
    assert "`or-fictief`" in reason.en
    (reason,) = asking.no("councils_were_notified", both, road.start_transfer(), "not-notified", rules=rules)
    assert "`or-fictief`" in reason.en


def test_a_council_that_is_followed_does_not_end_the_month_of_another() -> None:
    """WOR 25(6): each council that is bound is looked at, also after one for which nothing is suspended."""
    other = attrs.evolve(FULL.norms.bodies[0], id="or-fictief")
    rules = attrs.evolve(FULL, norms=attrs.evolve(FULL.norms, bodies=(*FULL.norms.bodies, other)))
    road, dossier = at(State.MINISTRY_DECIDED)
    told = fold(dossier, [road.notify(DOR)])
    both = attrs.evolve(
        told,
        facts=(road.name_director("or-fictief", at=road.start), *told.facts, road.advice_basis("or-fictief")),
        notices=(*told.notices, attrs.evolve(told.notices[-1], body="or-fictief")),
    )
    (reason,) = asking.no("suspension_is_over", both, road.start_transfer(), "suspended", rules=rules)
    assert "`or-fictief`" in reason.en


def test_a_request_at_the_moment_of_the_plan_is_about_it() -> None:
    """WOR 25(1): only a plan of after the request warns."""
    road, dossier = at(State.MINISTRY_DECIDED)
    assert dossier.planned is not None
    moment = dossier.planned.at
    facts = tuple(attrs.evolve(f, at=moment) if isinstance(f, c.RecordWrittenRequest) else f for f in dossier.facts)
    yes("request_is_about_this_plan", attrs.evolve(dossier, facts=facts), road.decide())
