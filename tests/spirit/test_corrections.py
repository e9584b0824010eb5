"""A correction sets a record right, and ends nothing: what keeps steps from being taken ends by the act that is there for it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from typing import Any

import attrs
import pytest

from ontvlechting import Dossier, State, letter
from ontvlechting import commands as c
from ontvlechting.engine.values import Actor
from ontvlechting.letter.commands import Command, Feasibility, Opinion, Precondition, Step
from ontvlechting.letter.fiction import Road
from ontvlechting.letter.views import account as shown
from tests.asking import at, fold, no, yes
from tests.spirit.test_account_of_continuity import Story
from tests.spirit.test_continuity import BAD, FIRST

GOOD = Decimal(22)
SIDES = ("receiver", "deliverer", "ministry")


def correct(road: Road, dossier: Dossier, by: Actor, holds: Command | None = None, back: int = 1) -> c.Correct:
    """The last fact, or one before it, was wrong."""
    number = dossier.entries[-back].number
    return c.Correct(by=by, at=road.tick(), record=number, wrong="Fictief: verschreven", holds=holds)


def running(*facts: str) -> tuple[Road, Dossier]:
    """Phase 1 runs, and a service is affected: reported, or measured."""
    road, dossier = at(State.PHASED_TRANSFER)
    told: dict[str, Callable[[], Command]] = {
        "reported": lambda: road.report_breach("storing-1", FIRST),
        "measured": lambda: road.measure(1, BAD),
    }
    return road, fold(dossier, [*road.opening(1), *(told[f]() for f in facts)])


# -- R50, R53: a breach ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("fact", ["reported", "measured"])
def test_r50_a_breach_is_not_corrected_away_by_whoever_wants_to_go_on(fact: str) -> None:
    """R50, R53: not taken out, and not made good; the ministry can, and whoever told it can put the words right."""
    road, dossier = running(fact)
    told: Any = dossier.entries[-1].command
    less = [None, attrs.evolve(told, value=GOOD) if fact == "measured" else attrs.evolve(told, since=road.moment)]
    for holds in less:
        (reason,) = no(
            "breach_is_not_corrected_away", dossier, correct(road, dossier, told.by, holds), "breach-corrected-away"
        )
        assert {letter.MINISTRY} == {s.party for s in reason.suppliers}
        yes("breach_is_not_corrected_away", dossier, correct(road, dossier, road.ministry, holds))
    more = attrs.evolve(told, value=BAD + 1) if fact == "measured" else attrs.evolve(told, description="Fictief: erger")
    fold(dossier, [correct(road, dossier, told.by, more)])


def test_r50_the_end_of_a_breach_is_not_moved_forward() -> None:
    """R50: shorter than was told is for the ministry; longer, or open again, for whoever told it."""
    road, dossier = running("reported")
    road.moment += timedelta(days=9)
    dossier = fold(dossier, [road.resolve_breach("storing-1")])
    told: Any = dossier.entries[-1].command
    sooner = attrs.evolve(told, until=told.until - timedelta(days=5))
    no("breach_is_not_corrected_away", dossier, correct(road, dossier, told.by, sooner), "breach-corrected-away")
    fold(dossier, [correct(road, dossier, road.ministry, sooner)])
    assert 1 == len(fold(dossier, [correct(road, dossier, told.by)]).breaches)


@pytest.mark.parametrize("fact", ["reported", "measured", "ended"])
def test_r79_the_account_tells_what_the_ministry_corrected(fact: str) -> None:
    """R50, R79: in both languages, as it was told and with the reason; what holds is counted by itself."""
    story = Story()
    road = story.road
    story.go([*road.until(State.PHASED_TRANSFER), *road.opening(1)])
    story.go([road.measure(1, BAD)] if fact == "measured" else [road.report_breach("storing-1", FIRST)])
    if fact == "ended":
        road.moment += timedelta(days=9)
        story.go([road.resolve_breach("storing-1")])
    last: Any = story.flow.dossier("douane/websites").entries[-1]
    sooner = {"ended": lambda: attrs.evolve(last.command, until=last.command.until - timedelta(days=5))}
    holds = sooner[fact]() if fact in sooner else None
    before = story.account()
    story.go(
        [c.Correct(by=road.ministry, at=road.tick(), record=last.number, wrong="Fictief: verschreven", holds=holds)]
    )
    after = story.account()
    assert (1, ()) == (len(before.interruptions), before.corrected)
    assert (int(fact == "ended"), 1) == (len(after.interruptions), len(after.corrected))
    (taken,) = after.corrected
    assert before.interruptions[0].breach == taken.breach
    assert [last.number] == [s.command.record for s in taken.corrected if isinstance(s.command, c.Correct)]
    assert "gecorrigeerd: Fictief: verschreven" in story.told("nl")
    assert "corrected: Fictief: verschreven" in story.told("en")
    assert "Daarnaast is er 1 gemeld of gemeten en later gecorrigeerd" in story.told("nl")
    html = shown.account(after, "nl")
    assert html


# -- what ends by an act of its own ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("by", SIDES)
def test_r67_an_escalation_does_not_end_by_a_correction(by: str) -> None:
    """R67: it is resolved by its owner, and is open since it was told; what it says may be put right, or that it was sooner."""
    road, dossier = at(State.PLAN_DRAFTED)
    dossier = fold(dossier, [road.escalate("escalatie-1", by=getattr(road, by))])
    told: Any = dossier.entries[-1].command
    moment = timedelta(microseconds=1)
    for holds in (None, attrs.evolve(told, id="escalatie-2"), attrs.evolve(told, at=told.at + moment)):
        no("correction_ends_nothing", dossier, correct(road, dossier, told.by, holds), "ended-by-correction")
    for changes in ({"problem": "Fictief: iets anders"}, {"at": told.at - moment}):
        other = correct(road, dossier, told.by, attrs.evolve(told, **changes))
        yes("correction_ends_nothing", dossier, other)
        fold(dossier, [other])


@pytest.mark.parametrize("by", SIDES)
def test_r55_a_no_does_not_become_a_yes_by_a_correction(by: str) -> None:
    """R55: a later weighing says what has changed since; a yes may be corrected into a no."""
    road, dossier = at(State.PLAN_DRAFTED)
    yea, nay = road.weigh(Step.TESTS, by=getattr(road, by)), road.weigh(Step.TESTS, holds=False, by=getattr(road, by))
    doubted = fold(dossier, [nay])
    turned = attrs.evolve(nay, enough_added_value=attrs.evolve(nay.enough_added_value, holds=True))
    for holds in (None, turned):
        no("correction_ends_nothing", doubted, correct(road, doubted, nay.by, holds), "ended-by-correction")
    fold(doubted, [correct(road, doubted, nay.by, attrs.evolve(nay, consequences="Fictief: anders"))])
    weighed = fold(dossier, [yea])
    against = attrs.evolve(yea, enough_added_value=attrs.evolve(yea.enough_added_value, holds=False))
    fold(weighed, [correct(road, weighed, yea.by, against)])
    fold(weighed, [correct(road, weighed, yea.by)])


@pytest.mark.parametrize("kind", ["weighing", "test", "finding"])
def test_a_no_is_not_moved_to_before_a_yes_or_past_a_step_by_a_correction(kind: str) -> None:
    """R30, R35, R55: what was said last counts, and from then on; of a yes the moment may be set right."""
    road, dossier = at(State.PLAN_DRAFTED)
    given: dict[str, tuple[Command, Command]] = {
        "weighing": (road.weigh(Step.TESTS), road.weigh(Step.TESTS, holds=False)),
        "test": (road.test(Precondition.STAFF), road.test(Precondition.STAFF, holds=False)),
        "finding": (
            road.record_feasibility(Feasibility.FEASIBLE),
            road.record_feasibility(Feasibility.NOT_WITHIN_HORIZON),
        ),
    }
    road.tick()
    yea, nay = given[kind]
    dossier = fold(dossier, [yea, nay])
    for moment in (yea.at - timedelta(hours=1), nay.at + timedelta(hours=1)):
        moved = correct(road, dossier, nay.by, attrs.evolve(nay, at=moment))
        no("correction_ends_nothing", dossier, moved, "ended-by-correction")
    later = correct(road, dossier, yea.by, attrs.evolve(yea, at=yea.at + timedelta(hours=1)), back=2)
    yes("correction_ends_nothing", dossier, later)


def test_r30_a_finding_is_superseded_not_corrected_away() -> None:
    """R30: a newer finding says otherwise; the cause of this one may be put right."""
    road, dossier = at(State.PLAN_DRAFTED)
    dossier = fold(dossier, [road.record_feasibility(Feasibility.NOT_WITHIN_HORIZON)])
    told: Any = dossier.entries[-1].command
    feasible = attrs.evolve(told, finding=attrs.evolve(told.finding, outcome=Feasibility.FEASIBLE))
    sooner = attrs.evolve(told, finding=attrs.evolve(told.finding, horizon_years=1))
    for holds in (None, feasible, sooner):
        no("correction_ends_nothing", dossier, correct(road, dossier, told.by, holds), "ended-by-correction")
    cause = attrs.evolve(told, finding=attrs.evolve(told.finding, cause="Fictief: een andere oorzaak"))
    fold(dossier, [correct(road, dossier, told.by, cause)])


def test_r11_a_request_for_advice_is_not_withdrawn_or_shortened_by_a_correction() -> None:
    """R11: the body answers it, or writes that it gives no advice; its term may become longer."""
    road, dossier = at(State.PRECONDITIONS_TESTED)
    dossier = fold(dossier, [road.request_advice(advice="fictief-advies-9")])
    told: Any = dossier.entries[-1].command
    for holds in (None, attrs.evolve(told, until=told.until - timedelta(days=1)), attrs.evolve(told, body="vakbonden")):
        no("correction_ends_nothing", dossier, correct(road, dossier, told.by, holds), "ended-by-correction")
    fold(dossier, [correct(road, dossier, told.by, attrs.evolve(told, until=told.until + timedelta(days=1)))])


def test_r11_a_year_written_wrongly_in_a_term_ends_by_the_word_of_the_body() -> None:
    """R11: nobody else shortens what it was given; it writes that it gives no advice on that, and is asked anew."""
    road, dossier = at(State.PRECONDITIONS_TESTED)
    asked = road.request_advice(advice="fictief-advies-9")
    wrong = attrs.evolve(asked, until=asked.until.replace(year=2203))
    dossier = fold(dossier, [wrong])
    no("correction_ends_nothing", dossier, correct(road, dossier, road.ministry, asked), "ended-by-correction")
    no("advices_were_answered", dossier, road.decide(), "advice-awaited")
    none = road.receive_advice("fictief-advies-9", Opinion.ABSTAINED, by=road.speaker(asked.body))
    dossier = fold(dossier, [none, road.request_advice(advice="fictief-advies-10")])
    assert ["fictief-advies-10"] == [r.advice for r in dossier.awaited_advices]


@pytest.mark.parametrize("state", [State.PLAN_DRAFTED, State.PRECONDITIONS_TESTED, State.MINISTRY_DECIDED])
def test_r43_a_signature_is_not_taken_back_by_a_correction(state: State) -> None:
    """R43: not taken out, turned or put on another version, nor said by another; whoever signed puts a slip in it right."""
    road, dossier = at(state)
    (entry,) = (e for e in dossier.entries if isinstance(e.command, c.Cosign))
    signed: Any = entry.command
    back = len(dossier.entries) - dossier.entries.index(entry)
    for by in (road.deliverer, road.ministry):
        refused = attrs.evolve(signed, agrees=False, reason="Fictief: toch niet")
        for holds in (None, refused, attrs.evolve(signed, plan_version=2)):
            command = correct(road, dossier, by, holds, back)
            no("signature_is_not_corrected_away", dossier, command, "signature-corrected-away")
    slip = attrs.evolve(signed, reason="Fictief: met een toelichting")
    said_by_another = correct(road, dossier, road.ministry, slip, back)
    no("signature_is_not_corrected_away", dossier, said_by_another, "signature-corrected-away")
    own = correct(road, dossier, road.deliverer, slip, back)
    yes("signature_is_not_corrected_away", dossier, own)


# -- what a body or a unit says --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("by", ["unit", *SIDES])
def test_r62_only_the_unit_takes_its_input_back(by: str) -> None:
    """R62: whoever recorded it answers it; the ministry does not take it out; the people of the unit can."""
    road, dossier = at(State.PLAN_DRAFTED)
    worker = road.worker
    dossier = fold(dossier, [road.collect_input(by=worker if by == "unit" else getattr(road, by))])
    for somebody in (getattr(road, by, worker), road.ministry):
        if somebody != worker:
            no("voice_is_not_corrected_away", dossier, correct(road, dossier, somebody), "word-corrected-away")
    told: Any = dossier.entries[-1].command
    fold(dossier, [correct(road, dossier, told.by, attrs.evolve(told, content="Fictief: nauwkeuriger"))])
    withdrawn = correct(road, dossier, worker)
    yes("voice_is_not_corrected_away", dossier, withdrawn)
    fold(dossier, [withdrawn])


def test_r76_a_negative_advice_stays_on_record() -> None:
    """R76, R90: the ministry that received it does not take it out, nor turn it; the body can, also where another recorded it."""
    road, dossier = at(State.PRECONDITIONS_TESTED)
    dossier = fold(dossier, [road.receive_advice("fictief-advies-9", Opinion.NEGATIVE, by=road.ministry)])
    told: Any = dossier.entries[-1].command
    for holds in (None, attrs.evolve(told, opinion=Opinion.POSITIVE)):
        (reason,) = no(
            "voice_is_not_corrected_away", dossier, correct(road, dossier, road.ministry, holds), "word-corrected-away"
        )
        assert {told.body} == {s.party for s in reason.suppliers}
    turned = attrs.evolve(told, opinion=Opinion.POSITIVE, by=road.speaker(told.body))
    fold(dossier, [correct(road, dossier, road.speaker(told.body), turned)])
    no("recorder_corrects", dossier, correct(road, dossier, road.speaker("vakbonden")), "recorded-by-other")


def test_r12_a_contest_is_resolved_not_corrected_away() -> None:
    """R12, R67: the ministry resolves it, and does not take it out; whoever contests may."""
    road, dossier = at(State.PLAN_DRAFTED)
    dossier = fold(dossier, [road.contact("dor", c.Stage.PLAN, by=road.receiver)])
    dossier = fold(dossier, [road.contest(dossier.entries[-1].number)])
    told: Any = dossier.entries[-1].command
    for holds in (None, attrs.evolve(told, record=1)):
        no("voice_is_not_corrected_away", dossier, correct(road, dossier, road.ministry, holds), "word-corrected-away")
    assert () == fold(dossier, [correct(road, dossier, told.by)]).open_contests
    fold(dossier, [correct(road, dossier, road.receiver, back=2)])  # that there was no such talk, the receiver may say
