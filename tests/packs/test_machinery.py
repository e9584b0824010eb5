"""The pack for any land: each arrangement is asked where it should be, on a second letter and in English alone."""

from __future__ import annotations

import inspect
import re
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pytest
from attrs import evolve
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ontvlechting import LETTER, PORTFOLIO, WORKS_COUNCILS_ACT, engine
from ontvlechting.engine.errors import DefinitionError, InputError
from ontvlechting.engine.text import LANGUAGES
from ontvlechting.packs import (
    MACHINERY,
    RECORDS,
    STAFF,
    AgreeArrangement,
    MachineryRoad,
    MachineryTerms,
    Matter,
    machinery,
)
from ontvlechting.packs import machinery_of_government as module
from ontvlechting.packs.machinery_of_government import RULES
from ontvlechting.testing.perturbation import perturb
from tests import second_letter as s
from tests.packs.bare import BARE, NEW, OLD, Clock, Finish, MoveWork, Plan, TakeOver, actor, codes, folded
from tests.packs.records import THIRD, Asked, ask
from tests.second_letter import SECOND
from tests.test_second_letter import BOARD, MAPS, NORTH, START, act, opened, walked

ABROAD = BARE + MACHINERY
WORK = (Matter.SCOPE, Matter.STEERING, Matter.STAFF_TERMS, Matter.DELEGATIONS, Matter.PRIVACY, Matter.ICT)
"""What is asked before work moves."""


def questions() -> Iterator[tuple[Asked, Any]]:
    """Each arrangement where it is asked, with a yes and every no, and the dossier in which it is asked."""
    for asked in _questions():
        yield asked, folded(ABROAD, asked.before)


def _questions() -> Iterator[Asked]:
    clock = Clock()
    r = MachineryRoad(delivering=actor(OLD), receiving=actor(NEW), tick=clock)
    plan = (ask(Plan, r.tick()),)
    listed = (*plan, r.inventory(), r.accept())
    one = r.arrangement(Matter.SCOPE)
    yield Asked("an arrangement", listed, one)
    yield Asked("without a list", plan, one, ("no-list",))
    yield Asked("by a third", listed, evolve(one, by=THIRD), ("not-of-a-party",))
    before = (*plan, *r.before_work())
    yield Asked("work moves", before, ask(MoveWork, r.tick()))
    yield Asked("not listed", plan, ask(MoveWork, r.tick()), ("no-list",))
    yield from _of_work(r, before)
    moved = (*before, ask(MoveWork, r.tick()))
    yield from _of_responsibility(r, moved)
    taken = (*moved, *r.before_responsibility(), ask(TakeOver, r.tick()))
    yield from _of_the_end(r, taken)


def _of_work(r: MachineryRoad, before: tuple[engine.Command, ...]) -> Iterator[Asked]:
    day = r.tick().date()
    for matter in WORK:
        none = _without(before, matter)
        yield Asked(f"nobody: {matter.value}", none, ask(MoveWork, r.tick()), ("not-arranged", "not-arranged"))
        half = (*none, r.arrangement(matter))
        yield Asked(f"one of them: {matter.value}", half, ask(MoveWork, r.tick()), ("not-arranged",))
        other = (*before, r.arrangement(matter, document="fictief-ander"))
        yield Asked(f"another paper: {matter.value}", other, ask(MoveWork, r.tick()), ("arranged-otherwise",))
        later = _both(r, matter, since=day + timedelta(days=40))
        yield Asked(f"for later: {matter.value}", (*none, *later), ask(MoveWork, r.tick()), ("arranged-for-later",))
        yield Asked(f"for later as well: {matter.value}", (*before, *later), ask(MoveWork, r.tick()))
        yield Asked(f"for later by one: {matter.value}", (*before, later[0]), ask(MoveWork, r.tick()))
        past = (*before, *_both(r, matter, since=date(2029, 1, 1), until=date(2029, 12, 31)))
        yield Asked(f"for what is past: {matter.value}", past, ask(MoveWork, r.tick()), ("arrangement-ended",))


def _of_responsibility(r: MachineryRoad, moved: tuple[engine.Command, ...]) -> Iterator[Asked]:
    ready = (*moved, *r.before_responsibility())
    yield Asked("responsibility moves", ready, ask(TakeOver, r.tick()))
    none = _without(ready, Matter.APPROPRIATIONS)
    yield Asked("no appropriations", none, ask(TakeOver, r.tick()), ("not-arranged", "not-arranged"))
    ended = (*ready, *_both(r, Matter.DELEGATIONS, since=date(2029, 1, 1), until=date(2029, 12, 31)))
    yield Asked("delegations have ended", ended, ask(TakeOver, r.tick()), ("arrangement-ended",))
    short = tuple(c for c in ready if c.key != "receive_holding")
    yield Asked("nothing received", short, ask(TakeOver, r.tick()), ("not-received", "not-received"))
    alone = tuple(c for c in ready if c.key != "agree_sharing")
    yield Asked("nothing shared", alone, ask(TakeOver, r.tick()), ("sharing-not-agreed",) * 2)
    anew = (*ready, r.inventory())
    yield Asked("another list", anew, ask(TakeOver, r.tick()), ("not-accepted",))


def _of_the_end(r: MachineryRoad, taken: tuple[engine.Command, ...]) -> Iterator[Asked]:
    ready = (*taken, *r.before_completion())
    yield Asked("the end", ready, ask(Finish, r.tick()))
    yield Asked("another list at the end", (*ready, r.inventory()), ask(Finish, r.tick()), ("not-accepted",))
    interim = (*ready, *_both(r, Matter.DELEGATIONS, since=date(2029, 1, 1), until=date(2031, 12, 31)))
    yield Asked("still interim", interim, ask(Finish, r.tick()), ("interim",))
    ended = (*ready, *_both(r, Matter.DELEGATIONS, since=date(2029, 1, 1), until=date(2029, 12, 31)))
    yield Asked("ended", ended, ask(Finish, r.tick()), ("arrangement-ended", "interim"))
    none = _without(ready, Matter.EVALUATION)
    yield Asked("no evaluation", none, ask(Finish, r.tick()), ("not-arranged", "not-arranged"))
    next_year = (*ready, *_both(r, Matter.EVALUATION, since=date(2031, 2, 20)))
    yield Asked("an evaluation within the year", next_year, ask(Finish, r.tick()))
    too_late = (*ready, *_both(r, Matter.EVALUATION, since=date(2032, 1, 1)))
    yield Asked("an evaluation too late", too_late, ask(Finish, r.tick()), ("evaluation-not-in-time",))
    same_day = (*ready, *_both(r, Matter.EVALUATION, since=r.tick().date() + timedelta(days=1)))
    end = ask(Finish, r.tick() + timedelta(days=1))
    yield Asked("an evaluation on the day itself", same_day, end, ("evaluation-not-in-time",))
    past = (*ready, *_both(r, Matter.EVALUATION, since=date(2030, 1, 1)))
    yield Asked("an evaluation before the end", past, ask(Finish, r.tick()), ("evaluation-not-in-time",))
    still = tuple(c for c in ready if c.key != "end_access")
    yield Asked("access has not ended", still, ask(Finish, r.tick()), ("access-not-ended", "access-not-ended"))


def _both(r: MachineryRoad, matter: Matter, **given: Any) -> tuple[AgreeArrangement, ...]:
    return tuple(r.arrangement(matter, by=by, **given) for by in (r.delivering, r.receiving))


def _without(commands: tuple[engine.Command, ...], matter: Matter) -> tuple[engine.Command, ...]:
    return tuple(c for c in commands if not (isinstance(c, AgreeArrangement) and c.matter is matter))


def each_question_has_its_answer(rules: engine.Rules) -> None:
    """Every reason, by its code."""
    for asked, dossier in QUESTIONS:
        assert list(asked.codes) == codes(rules, dossier, asked.command), asked.name


QUESTIONS = tuple(questions())


def test_each_question_has_its_answer() -> None:
    """Under the right rules."""
    each_question_has_its_answer(ABROAD)


@pytest.mark.parametrize("door", ["MoveWork", "TakeOver", "Finish", "AgreeArrangement"])
def test_every_mistake_at_the_doors_of_the_letter_is_seen(door: str) -> None:
    """Each guard dropped and turned round; what holds up the list alone is asked in the tests of records."""
    report = perturb(ABROAD, [each_question_has_its_answer], only=f"* at {door}: *")
    held_elsewhere = {"drop at MoveWork: nothing_is_overdue", "drop at MoveWork: transferring_party_has_access"}
    assert set() == {*report.survivors} - held_elsewhere


@settings(deadline=None, suppress_health_check=list(HealthCheck))
@given(
    st.lists(st.tuples(st.sampled_from(Matter), st.sampled_from([OLD, NEW]), st.sampled_from("ab"), st.integers(0, 3)))
)
def test_the_pack_and_a_twin_give_the_same_answer(named: list[tuple[Matter, str, str, int]]) -> None:
    """Work moves when of each matter the last word of either that is of a day that has come is the same."""
    clock = Clock()
    r = MachineryRoad(delivering=actor(OLD), receiving=actor(NEW), tick=clock)
    day = clock.moment.date()
    listed = (ask(Plan, r.tick()), r.inventory(), r.accept())
    said = [
        r.arrangement(matter, by=actor(party), document=f"fictief-{paper}", since=day + timedelta(days=later))
        for matter, party, paper, later in named
    ]
    dossier = folded(ABROAD, (*listed, *said))
    now = (clock().date() - day).days
    last = {(matter, party): (paper, later) for matter, party, paper, later in named if later <= now}
    refused = set()
    for matter in WORK:
        ours, theirs = last.get((matter, OLD)), last.get((matter, NEW))
        if ours is None or ours != theirs:
            refused.add(matter.rule.id)
    command = ask(MoveWork, clock.moment)
    found = engine.decide(ABROAD, dossier, command).verdict
    assert refused == {reason.rule for reason in found.reasons}


# -- on a second letter, in English alone ------------------------------------------------------------------------------


def test_a_second_letter_is_walked_to_its_end_in_english() -> None:
    """Two archives of a region; every refusal in English, and no word of a Dutch law in it."""
    south = engine.Actor(id="actor-9", role=s.Role.ARCHIVE, party="zuid")
    with opened(rules=SECOND + MACHINERY) as flow:
        walked(flow, most=5)
        moments = iter(START + timedelta(days=43, minutes=n) for n in range(1, 99))
        road = MachineryRoad(delivering=NORTH, receiving=south, tick=lambda: next(moments))
        load = act(s.RecordLoad, 44, metres=10)
        assert "refused\n- NAA-1: there is no inventory of records, data sets, systems and contracts" == flow.submit(
            MAPS, load
        ).text("en")
        for command in road.before_work():
            flow.submit(MAPS, command).or_raise()
        flow.submit(MAPS, load).or_raise()
        finish = act(s.Complete, 48, BOARD)
        told = flow.submit(MAPS, finish).text("en").splitlines()
        assert "- MOG-4: `noord` has recorded no arrangement: appropriations" in told
        assert (
            "- MOG-5: `fictief-delegations` is interim, up to 31 December 2025; by the end there are lasting delegations"
            in told
        )
        assert not [line for line in told if re.search(r"AVG|AW-|Archiefwet", line)]
        for command in (*road.before_responsibility(), *road.before_completion()):
            flow.submit(MAPS, command).or_raise()
        flow.submit(MAPS, finish).or_raise()
        assert flow.verify(deep=True).answer.name == "SOUND"


def test_what_an_organisation_does_not_ask_is_not_asked() -> None:
    """Which matters are asked where is a norm, and the hash tells it."""
    small = machinery(MachineryTerms(work=(Matter.SCOPE,), responsibility=(), completion=(), evaluated_within_days=90))
    cited = {r.id for guards in small.milestones.values() for g in guards for r in g.rules}
    assert {"MOG-1"} == {id for id in cited if id.startswith("MOG")}
    assert (SECOND + small).hash != (SECOND + MACHINERY).hash


def test_it_stands_beside_other_packs_but_not_beside_that_of_dutch_law() -> None:
    """That one has the same list, and says so; the clash names each command."""
    assert "letter+staff+machinery-of-government" == (LETTER + STAFF + MACHINERY).name
    one, other = (
        LETTER + WORKS_COUNCILS_ACT + PORTFOLIO + MACHINERY,
        LETTER + MACHINERY + PORTFOLIO + WORKS_COUNCILS_ACT,
    )
    assert {k: {g.name for g in v} for k, v in one.doors.items()} == {
        k: {g.name for g in v} for k, v in other.doors.items()
    }
    for first, second in ((RECORDS, MACHINERY), (MACHINERY, RECORDS)):
        with pytest.raises(DefinitionError) as error:
            _ = SECOND + first + second
        assert "the pack brings arrows for `record_inventory`, which has arrows already" in error.value.text.en


def test_every_rule_is_held_and_every_reason_is_asked_for() -> None:
    """In both languages, without a name of a Dutch law; titles of one line."""
    assert {r.id for r in RULES} == {r.id for guards in MACHINERY.guards.values() for g in guards for r in g.rules}
    given_codes = set(re.findall(r'\.(?:missing|forbidden|not_yet)\(\s*"([a-z-]+)"', inspect.getsource(module)))
    assert set() == given_codes - {code for asked, _ in QUESTIONS for code in asked.codes}
    for rule in RULES:
        assert all(0 < len(rule.title[language]) <= 120 for language in LANGUAGES)
        assert not re.search(r"Archiefwet|AVG|Besluit", f"{rule.source}{rule.title.en}")


def test_an_arrangement_does_not_end_before_it_begins() -> None:
    """One error that names the field."""
    with pytest.raises(InputError) as error:
        AgreeArrangement(
            by=actor(OLD), at=START, matter=Matter.ICT, document="x", since=date(2030, 2, 1), until=date(2030, 1, 1)
        )
    assert ["until"] == [p.field for p in error.value.problems]
