"""The pack on staff and authority as a value: beside other packs, on our letter, adopted halfway; and no mistake in it passes."""

from __future__ import annotations

import inspect
import re
from datetime import UTC, datetime
from itertools import permutations
from typing import Any
from urllib.parse import quote

import pytest
from attrs import evolve
from hypothesis import given, settings
from hypothesis import strategies as st

from ontvlechting import LETTER, PORTFOLIO, WORKS_COUNCILS_ACT, State, Workflow, decide, letter, packs
from ontvlechting import commands as c
from ontvlechting.engine import Pack, Rules
from ontvlechting.engine import evolve as grown
from ontvlechting.engine.errors import DefinitionError
from ontvlechting.engine.text import LANGUAGES
from ontvlechting.engine.verdicts import VerdictKind
from ontvlechting.letter.commands import ALL as EVERY
from ontvlechting.letter.fiction import PackedRoad, Road, StaffRoad
from ontvlechting.packs.staff_and_authority import RULES as OF_THE_PACK
from ontvlechting.packs.staff_and_authority import STAFF, staff
from ontvlechting.testing.perturbation import perturb
from tests.packs import test_staff
from tests.packs.staff import ROAD, RULES, at, road
from tests.second_letter import SCANS, SECOND
from tests.test_second_letter import opened

CASE = "douane/websites"
ALL = (PORTFOLIO, WORKS_COUNCILS_ACT, STAFF)
FACTS = tuple(STAFF.facts)


# -- on a letter -------------------------------------------------------------------------------------------------------


def test_the_whole_road_is_accepted_and_its_records_hold() -> None:
    """On a letter that knows none of our parties; every record is judged again from its bytes."""
    with opened(rules=RULES) as flow:
        for command in road():
            flow.submit("kaarten", command).or_raise()
        found = flow.verify(deep=True)
        assert (len(ROAD), "SOUND") == (found.rejudged, found.answer.name)


@pytest.mark.parametrize("route", c.Route)
def test_the_road_of_our_letter_goes_to_its_end(route: c.Route) -> None:
    """With a group and a power on the shift, and with neither on the other route."""
    flow = Workflow.open("memory:", rules=LETTER + STAFF)
    for command in StaffRoad(letter.PROCESSES[CASE], route=route).until(State.COMPLETED):
        flow.submit(CASE, command).or_raise()
    assert "SOUND" == flow.verify(deep=True).answer.name


def test_a_road_that_begins_at_midnight_is_right_at_whatever_offset_that_is_written() -> None:
    """Half past midnight in the Netherlands, written in UTC: what is made of papers and days is of the day there."""
    start = datetime(2023, 4, 3, 22, 30, tzinfo=UTC)
    road = PackedRoad(letter.PROCESSES[CASE], start=start)
    flow = Workflow.open("memory:", rules=LETTER + WORKS_COUNCILS_ACT + STAFF + packs.RECORDS)
    for command in road.until(State.COMPLETED):
        flow.submit(CASE, command).or_raise()
    assert State.COMPLETED is flow.dossier(CASE).state


def test_the_road_without_the_pack_stops_at_the_decision() -> None:
    """For nobody described the reorganisation; the way back stays open."""
    flow = Workflow.open("memory:", rules=LETTER + STAFF)
    outcomes = [flow.submit(CASE, command) for command in Road(letter.PROCESSES[CASE]).until(State.MINISTRY_DECIDED)]
    assert [True] * (len(outcomes) - 1) + [False] == [o.allowed for o in outcomes]
    assert ["no-description"] == [r.code for r in outcomes[-1].reasons]
    assert LETTER.doors[c.FallBack] == (LETTER + STAFF).doors[c.FallBack]


def test_a_process_under_way_adopts_it() -> None:
    """Before the decision nothing departs from it; from then on it asks what it asks."""
    full = LETTER + STAFF
    flow = Workflow.open("memory:", known=[full])
    walked = StaffRoad(letter.PROCESSES[CASE])
    for command in Road.until(walked, State.PRECONDITIONS_TESTED):
        flow.submit(CASE, command).or_raise()
    described = next(walked.consulting())
    assert VerdictKind.UNKNOWN_COMMAND is flow.ask(CASE, described).kind
    assert () == flow.departures(CASE, full)
    flow.submit(CASE, walked.adopt(full.ref)).or_raise()
    for command in walked.deciding():
        flow.submit(CASE, command).or_raise()
    assert State.MINISTRY_DECIDED is flow.dossier(CASE).state
    assert "SOUND" == flow.verify(deep=True).answer.name


def test_a_correction_is_no_way_around_a_door() -> None:
    """What holds instead is asked the same as what was recorded."""
    flow = Workflow.open("memory:", rules=LETTER + STAFF)
    walked = StaffRoad(letter.PROCESSES[CASE])
    for command in walked.until(State.PHASED_TRANSFER):
        flow.submit(CASE, command).or_raise()
    (number,) = (r.number for r in flow.history(CASE) if isinstance(r.event.command, packs.AssignPower))
    held: Any = flow.history(CASE)[number - 1].event.command
    elsewhere = evolve(held, decree="onbekend")
    asked = c.Correct(
        by=walked.ministry, at=walked.tick(), record=number, wrong="Fictief: verschreven", holds=elsewhere
    )
    assert ["unknown-decree"] == [r.code for r in flow.submit(CASE, asked).reasons]
    assert flow.submit(CASE, evolve(asked, holds=evolve(held, holder=letter.TOESLAGEN))).allowed


def test_no_verdict_hangs_on_a_free_text() -> None:
    """With every text redacted, each record is judged as it was."""
    flow = Workflow.open("memory:", rules=LETTER + STAFF)
    walked = StaffRoad(letter.PROCESSES[CASE])
    for command in walked.until(State.PHASED_TRANSFER):
        flow.submit(CASE, command).or_raise()
    numbers = tuple(
        r.number
        for r in flow.history(CASE)
        if isinstance(r.event.command, FACTS) and hasattr(r.event.command, "reason")
    )
    flow.submit(CASE, walked.redact(numbers)).or_raise()
    found = flow.verify(deep=True)
    assert (2, found.records) == (found.redacted, found.rejudged)


# -- beside other packs ------------------------------------------------------------------------------------------------


def test_packs_in_any_order_ask_the_same() -> None:
    """At each door the same guards, in each state the same commands."""
    found = [LETTER + a + b + d for a, b, d in permutations(ALL)]
    told = [
        (
            {k: {g.name for g in guards} for k, guards in r.doors.items()},
            {(a.command, a.source, a.target) for a in r.arrows},
        )
        for r in found
    ]
    assert [told[0]] * len(told) == told


@settings(max_examples=30)
@given(st.lists(st.sampled_from(sorted(ROAD)), max_size=6), st.sampled_from(sorted(ROAD)))
def test_packs_in_any_order_give_the_same_answers(asked: list[str], stop: str) -> None:
    """From anywhere on the road, whatever is asked in whatever order: the same yes or no, for the same reasons."""
    first, second = SECOND + STAFF + SCANS, SECOND + SCANS + STAFF
    one: Any = first.blank("kaarten")
    for name in (*list(ROAD)[: list(ROAD).index(stop)], *asked):
        a, b = (decide(rules, one, ROAD[name]) for rules in (first, second))
        assert (a.verdict.kind, set(a.verdict.reasons), a.after) == (b.verdict.kind, set(b.verdict.reasons), b.after)
        one = grown(one, a)


def test_it_clashes_with_itself_and_says_so() -> None:
    """In one sentence for each thing that is there already."""
    with pytest.raises(DefinitionError) as error:
        _ = RULES + STAFF
    assert "the pack `staff` is there already" in error.value.text.en
    with pytest.raises(DefinitionError) as error:
        _ = RULES + Pack(name="other", version="1", facts={packs.PlaceGroup: ()})
    assert ["the pack brings arrows for `place_group`, which has arrows already"] == [f.en for f in error.value.faults]


def test_what_an_organisation_sets_stands_in_the_hash() -> None:
    """With other bodies it is another set of rules under the same name."""
    found = [
        RULES,
        SECOND + staff(unions=("a",)),
        SECOND + staff(longest_interim=30),
        SECOND + staff(employers=("noord",)),
    ]
    assert (4, {"archives+staff"}) == (len({r.hash for r in found}), {r.name for r in found})
    assert RULES.hash == (SECOND + staff()).hash


# -- the rules ---------------------------------------------------------------------------------------------------------

JCI = re.compile(r"jci1\.3:c:BWBR\d{7}&artikel=\d+:\d+(&lid=\d)?")


def test_every_rule_is_held_by_a_guard_and_says_where_it_stands() -> None:
    """In both languages; a law by its Juriconnect reference."""
    cited = {r.id for guards in STAFF.guards.values() for g in guards for r in g.rules}
    assert {r.id for r in OF_THE_PACK} == cited
    for rule in OF_THE_PACK:
        assert rule.title.nl != rule.title.en
        assert all(len(rule.title[language]) <= 120 for language in LANGUAGES)
        assert ("Algemene wet bestuursrecht" == rule.source.document) is (rule.jci is not None)
        if rule.jci is not None:
            assert JCI.fullmatch(rule.jci)
            assert quote(rule.jci, safe=":&=") == rule.jci


def test_no_person_is_on_record() -> None:
    """Groups by their numbers: no fact of the pack has a field for whoever belongs to one."""
    fields = {a.name for kind in FACTS for a in kind.__attrs_attrs__} - {"by", "at"}
    assert not {name for name in fields if re.search(r"person|name|employee|staff_id", name)}


def test_every_command_has_a_title_of_its_own() -> None:
    """In both languages, that no command of the letter has."""
    for language in LANGUAGES:
        titles = [kind.title[language] for kind in (*FACTS, *EVERY)]
        assert len(titles) == len(set(titles))


# -- mistakes ----------------------------------------------------------------------------------------------------------


def facts_can_be_recorded_in_every_state_and_move_nothing(rules: Rules) -> None:
    """Whether or not the guards say yes, there is an arrow, and it stays."""
    there = {(a.command, a.source): a.target for a in rules.arrows if issubclass(a.command, FACTS)}
    expected = {(kind, state): state for kind in FACTS for state in SECOND.states if state is not SECOND.start}
    assert expected == there


def the_road_is_accepted(rules: Rules) -> None:
    """From proposal to merger."""
    at("nowhere", rules=rules)


KILLERS = [
    f for name, f in vars(test_staff).items() if name.startswith("test_") and "rules" in inspect.signature(f).parameters
]
GUARDS = sorted({g.name for guards in STAFF.guards.values() for g in guards} - {"correction_would_pass_staff"})


@pytest.mark.parametrize("name", GUARDS)
def test_no_mistake_at_a_guard_passes(name: str) -> None:
    """Dropped or turned round at any of its doors, some test of it sees that."""
    asking = [f for f in KILLERS if f'"{name}"' in inspect.getsource(f)]
    found = perturb(RULES, [the_road_is_accepted, *asking], only=f"*: {name}")
    assert [] == [fate.mutant for fate in found.fates if fate.killer is None]


def test_no_mistake_in_the_table_passes() -> None:
    """An arrow that is not there, or leads elsewhere."""
    for kind in FACTS:
        found = perturb(
            RULES, [facts_can_be_recorded_in_every_state_and_move_nothing], only=f"* {kind.__name__} from *"
        )
        assert found.fates
        assert [] == [fate.mutant for fate in found.fates if fate.killer is None]
