"""The pack of records and data on the letter and on a second one: beside other packs, in any order, and for a process under way."""

from __future__ import annotations

import inspect
import pickle
import re
from collections.abc import Iterator
from datetime import timedelta
from functools import reduce
from operator import add
from typing import Any

import pytest
from attrs import evolve
from hypothesis import HealthCheck, given, settings

from ontvlechting import LETTER, PORTFOLIO, WORKS_COUNCILS_ACT, Road, State, Workflow, decide, engine, letter, packs
from ontvlechting import commands as c
from ontvlechting.engine.errors import DefinitionError, InputError
from ontvlechting.engine.text import LANGUAGES
from ontvlechting.letter.catalogue import CATALOGUE
from ontvlechting.letter.commands import Route
from ontvlechting.packs import (
    RECORDS,
    STAFF,
    HoldingKind,
    RecordsRoad,
    RecordsTerms,
    holdings,
    records,
    records_and_data,
)
from ontvlechting.packs.records_and_data import RULES
from ontvlechting.packs.roads import CASES
from ontvlechting.testing.letter.strategies import MOVES, Player
from ontvlechting.testing.packs import RECORDS_CHECKS, records_moves
from ontvlechting.testing.strategies import histories
from ontvlechting.testing.strategies import played as played_by
from tests import second_letter as s
from tests.packs.records import FULL, every
from tests.second_letter import SECOND
from tests.test_second_letter import BOARD, MAPS, NORTH, START, act, opened, walked
from tests.texts import changed

CASE = "douane/websites"
LETTER_AND_RECORDS = LETTER + RECORDS


def beside(road: Road) -> RecordsRoad:
    """A road of the pack between the parties of a road of the letter."""
    return RecordsRoad(delivering=road.deliverer, receiving=road.receiver, tick=road.tick)


def walk(road: Road, route: Route) -> Iterator[engine.Command]:
    """The whole road of the letter, with what the pack asks at its place."""
    records_road = beside(road)
    for state, leg in road.legs():
        for command in leg:
            if isinstance(command, c.StartTransfer):
                yield from records_road.before_work()
            if isinstance(command, c.Complete):
                yield from () if route is Route.SHIFT else records_road.before_work()
                yield from records_road.before_responsibility()
                yield from records_road.before_completion()
            asked = isinstance(command, c.StartTransfer | c.Complete)
            yield evolve(command, at=road.tick()) if asked else command
        if state is State.COMPLETED:
            return


@pytest.mark.parametrize("route", Route)
def test_the_letter_is_walked_to_its_end_under_the_pack(route: Route) -> None:
    """On either route; every record is judged again from its bytes."""
    flow = Workflow.open("memory:", rules=LETTER_AND_RECORDS)
    for command in walk(Road(letter.PROCESSES[CASE], route=route), route):
        flow.submit(CASE, command).or_raise()
    report = flow.verify(deep=True)
    assert State.COMPLETED is flow.dossier(CASE).state
    assert len(flow.history(CASE)) == report.records == report.rejudged


def test_the_list_is_between_the_parties_of_the_process() -> None:
    """Two others agree about nothing, where the letter says between whom the work moves."""
    flow = Workflow.open("memory:", rules=LETTER_AND_RECORDS)
    road = Road(letter.PROCESSES[CASE])
    flow.submit(CASE, road.identify()).or_raise()
    others = beside(road).inventory(delivering=letter.TOESLAGEN, receiving=letter.DOUANE, by=road.receiver)
    assert ["other-parties"] == [r.code for r in flow.submit(CASE, others).reasons]
    assert flow.submit(CASE, beside(road).inventory()).allowed


def test_what_the_receiving_party_alone_says_nobody_says_for_it_by_a_correction() -> None:
    """NAA-3: that all was there it says itself, also after all; the ministry can take out what is wrong."""
    road = Road(letter.PROCESSES[CASE])
    records_road = beside(road)
    flow = Workflow.open("memory:", rules=LETTER_AND_RECORDS)
    before = [*road.until(State.MINISTRY_DECIDED), *records_road.before_work(), *road.starting()]
    for command in (*before, records_road.receive(CASES, complete=False)):
        flow.submit(CASE, command).or_raise()
    number = flow.history(CASE)[-1].number
    received: Any = flow.history(CASE)[-1].event.command

    def corrected(by: engine.Actor, holds: engine.Command | None) -> engine.Verdict:
        return flow.ask(CASE, c.Correct(by=by, at=road.tick(), record=number, wrong="Fictief: toch alles", holds=holds))

    whole = evolve(received, complete=True)
    for holds in (whole, evolve(whole, by=road.ministry)):
        refused = corrected(road.ministry, holds)
        assert ["not-receiving"] == [r.code for r in refused.reasons if r.shuts]
    assert corrected(road.ministry, None).allowed
    assert corrected(road.receiver, whole).allowed


def test_the_letter_alone_ends_where_the_work_would_move() -> None:
    """And says what is missing, in both languages."""
    flow = Workflow.open("memory:", rules=LETTER_AND_RECORDS)
    outcomes = [flow.submit(CASE, x) for x in Road(letter.PROCESSES[CASE]).until(State.PHASED_TRANSFER)]
    assert [True] * (len(outcomes) - 1) + [False] == [o.allowed for o in outcomes]
    assert ["NAA-1", "AW-4-1"] == [r.rule for r in outcomes[-1].reasons]


def of_the_archives(tick: Any) -> RecordsRoad:
    """A road between the two archives of the second letter."""
    return RecordsRoad(delivering=NORTH, receiving=engine.Actor(id="x", role=s.Role.ARCHIVE, party="zuid"), tick=tick)


def test_a_second_letter_is_walked_to_its_end_under_the_pack() -> None:
    """Other parties, other states, another class of dossiers; the same pack."""
    with opened(rules=SECOND + RECORDS) as flow:
        walked(flow, most=5)
        assert not flow.submit(MAPS, act(s.RecordLoad, 44, metres=6))
        moments = iter(START + timedelta(days=43, minutes=n) for n in range(1, 99))
        road = of_the_archives(lambda: next(moments))
        for command in road.before_work():
            flow.submit(MAPS, command).or_raise()
        flow.submit(MAPS, act(s.RecordLoad, 44, metres=10)).or_raise()
        finish = act(s.Complete, 48, BOARD)
        assert {"NAA-3", "QSA-1", "QSA-2", "AVG-30-1"} == {r.rule for r in flow.submit(MAPS, finish).reasons}
        for command in (*road.before_responsibility(), *road.before_completion()):
            flow.submit(MAPS, command).or_raise()
        flow.submit(MAPS, finish).or_raise()
        assert flow.verify(deep=True).answer.name == "SOUND"


# -- beside other packs ------------------------------------------------------------------------------------------------

EVERY = (WORKS_COUNCILS_ACT, PORTFOLIO, STAFF, RECORDS)
ORDERS = [reduce(add, (*EVERY[n:], *EVERY[:n])[::way], LETTER) for n, way in enumerate((1, -1, 1, -1))]
"""Each pack once in each place, every other time backwards."""
NAMED = {**MOVES, **records_moves(beside)}


@settings(max_examples=8, deadline=None, suppress_health_check=list(HealthCheck))
@given(histories(Player(rules=LETTER_AND_RECORDS, named=NAMED)))
def test_in_every_order_the_answer_is_the_same(history: list[Any]) -> None:
    """The same yes or no, by the same reasons, whatever came before."""
    for played in played_by(history, Player(rules=LETTER_AND_RECORDS, named=NAMED)):
        found = [decide(rules, played.before, played.event.command).verdict for rules in ORDERS]
        assert 1 == len({(v.kind, frozenset(v.reasons)) for v in found})
        for check in RECORDS_CHECKS:
            check(played)


def test_what_clashes_says_with_what() -> None:
    """The pack twice, and another pack that brings the same commands."""
    with pytest.raises(DefinitionError) as error:
        _ = LETTER_AND_RECORDS + RECORDS
    assert "the pack `records` is there already" in error.value.text.en
    with pytest.raises(DefinitionError) as error:
        _ = LETTER_AND_RECORDS + engine.Pack(name="ours", version="1", facts={packs.RecordInventory: ()})
    assert "the pack brings arrows for `record_inventory`, which has arrows already" in error.value.text.en


def test_a_process_under_way_comes_under_the_pack() -> None:
    """What began without a list is exempted by name; the rest of the road asks for one."""
    flow = Workflow.open("memory:", rules=LETTER, known=[LETTER_AND_RECORDS])
    road = Road(letter.PROCESSES[CASE])
    for command in road.until(State.RECEIVING_PARTY_PROVEN):
        flow.submit(CASE, command).or_raise()
    found = flow.departures(CASE, LETTER_AND_RECORDS)
    assert {c.StartTransfer, c.StartPhase} == {d.command for d in found}
    assert {"NAA-1", "AW-4-1"} == {d.rule for d in found}
    exemptions = tuple(d.exempted("Fictief: de overdracht was al begonnen") for d in found)
    adopt = road.adopt(LETTER_AND_RECORDS.ref, exemptions=exemptions)
    flow.submit(CASE, adopt).or_raise()
    *_, completing = road.completing()
    assert "NAA-1" in {r.rule for r in flow.submit(CASE, completing).reasons}
    assert flow.verify(deep=True).answer.name == "SOUND"


def test_the_hash_tells_what_an_organisation_sets() -> None:
    """Other terms are other rules; the same terms are not."""
    given = (
        None,
        RecordsTerms(overlap_days=1),
        RecordsTerms(officer=False),
        RecordsTerms(kinds=(HoldingKind.RECORDS,)),
    )
    assert len(given) == len({(LETTER + records(terms)).hash for terms in given})
    assert LETTER_AND_RECORDS.hash == (LETTER + records(RecordsTerms())).hash
    assert LETTER_AND_RECORDS == pickle.loads(pickle.dumps(LETTER_AND_RECORDS))  # noqa: S301 - what we made ourselves


def test_without_an_officer_no_advice_is_asked_and_fewer_kinds_are_named() -> None:
    """The terms are what the guards are made with."""
    mild = SECOND + records(RecordsTerms(officer=False, kinds=()))
    asked = {a.name: a for a in every()}
    for name in ("an assessment without advice", "a list that says nothing of contracts"):
        command = asked[name].command
        said = {r.code for r in decide(mild, SECOND.blank("p"), command).verdict.reasons}
        assert {"no-advice", "kind-not-listed"}.isdisjoint(said)


# -- the words ---------------------------------------------------------------------------------------------------------


def test_every_rule_of_the_pack_is_held_by_a_guard_and_has_an_id_of_its_own() -> None:
    """In both languages, each title of one line; no id of the letter."""
    cited = {r.id for guards in RECORDS.guards.values() for g in guards for r in g.rules}
    assert {r.id for r in RULES} == cited
    assert cited.isdisjoint(CATALOGUE)
    for rule in RULES:
        assert all(0 < len(rule.title[language]) <= 120 for language in LANGUAGES)
        assert rule.title.nl != rule.title.en


def test_each_article_has_its_place() -> None:
    """A Dutch act by Juriconnect, the regulation by its ELI; what is no law, or could not be found there, by neither."""
    place = {r.id: r.jci or (r.eli and r.eli.partition("/eli/")[2]) for r in RULES}
    assert {
        "AW-4-1": "jci1.3:c:BWBR0007376&artikel=4&lid=1",
        "AVG-26-1": "reg/2016/679/art_26/oj",
        "AVG-28-3": "reg/2016/679/art_28/oj",
        "AVG-30-1": "reg/2016/679/art_30/oj",
        "AVG-35-1": "reg/2016/679/art_35/oj",
        "AVG-35-2": "reg/2016/679/art_35/oj",
    } == {id: found for id, found in place.items() if found}


def test_every_reason_of_the_pack_is_asked_for() -> None:
    """No code stands in a guard that no question on file is answered with."""
    code = inspect.getsource(holdings) + inspect.getsource(records_and_data)
    given = set(re.findall(r'\.(?:missing|forbidden|not_yet|warning)\(\s*"([a-z-]+)"', code))
    assert set() == given - {x for asked in every() for x in asked.codes}


def test_no_reason_and_no_verdict_depends_on_a_free_text() -> None:
    """With every text gone each answer stays what it was, and no reason quotes one."""
    mark = "NAAM-DIE-WEG-MOET"
    for asked in every():
        plain = decide(FULL, asked.dossier, asked.command).verdict
        blank = changed(asked.dossier, lambda _: mark).rejoined()
        without = decide(FULL, blank, changed(asked.command, lambda _: mark)).verdict
        assert plain == without


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"receiving": "oud"}, "receiving"),
        ({"holdings": "twice"}, "holdings"),
        ({"none_of": (HoldingKind.RECORDS,)}, "none_of"),
    ],
)
def test_a_list_that_contradicts_itself_is_no_list(changes: dict[str, Any], field: str) -> None:
    """One error that names the field; nothing is recorded."""
    asked = every()[0].command
    assert isinstance(asked, packs.RecordInventory)
    if changes.get("holdings") == "twice":
        changes = {"holdings": asked.holdings * 2}
    with pytest.raises(InputError) as error:
        evolve(asked, **changes)
    assert {field} == {p.field for p in error.value.problems}
