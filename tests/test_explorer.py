"""The exhaustive explorer: it finds what is broken, by the shortest story, and nothing where nothing is."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Collection
from pathlib import Path

import attrs
import pytest

from ontvlechting import LETTER, Dossier, Rules, State, decide, evolve
from ontvlechting import commands as c
from ontvlechting.engine.doors import YES, Reads, Reasons, guard
from ontvlechting.engine.errors import InputError, NotPortable
from ontvlechting.engine.text import Text
from ontvlechting.letter.catalogue import R47
from ontvlechting.letter.commands import Command
from ontvlechting.letter.guards.decision import ministry_decides
from ontvlechting.letter.norms import Norms
from ontvlechting.letter.packs.works_councils_act import WORKS_COUNCILS_ACT
from ontvlechting.testing.explorer import Walk, explore, explore_all
from ontvlechting.testing.jobs import side_by_side
from ontvlechting.testing.letter import strategies
from ontvlechting.testing.letter.checks import CHECKS
from ontvlechting.testing.letter.scopes import (
    FIVE_TESTS,
    HEAR,
    HEAR_ON_DECISION,
    NAMED,
    STANDARD,
    TIME_PASSES,
    WITH_COUNCIL,
    Scope,
)
from ontvlechting.testing.letter.sight import Sight as SightOfLetter
from ontvlechting.testing.scopes import Onward
from ontvlechting.testing.strategies import Make, Played
from tests.works_councils_act import council

NOTHING = Text(nl="alles behalve dit", en="everything but this")


def scope(name: str, start: State, *moves: str | Onward, probes: tuple[str, ...] = ()) -> Scope:
    """A small scope of the letter's process with two tasks."""
    named = {**NAMED, **ANOTHER}
    return Scope(name=name, title=NOTHING, start=start, moves=moves, probes=probes, named=named, leaves_out=NOTHING)


ANOTHER: dict[str, Make] = {
    "collect-another": lambda r: r.collect_input(id="fictief-inbreng-2"),
    "answer-another": lambda r: r.answer_input(input="fictief-inbreng-2"),
}
"""An input that comes after the tests."""


IN_TRANSFER = scope(
    "small-transfer",
    State.PHASED_TRANSFER,
    "contact-dor-phase-1",
    "contact-vakbonden-phase-1",
    "weigh-phase-1",
    "start-phase-1",
    "execute",
    "measure",
    "measure-beyond",
    "update-register",
    "weigh-acceptance-1",
    "accept-phase-1",
    "breach",
    "resolve-breach",
    "fall-back",
    "stop",
    Onward(State.COMPLETED, since=(State.MINISTRY_DECIDED,)),
)
AT_THE_DECISION = attrs.evolve(
    scope("small-decision", State.PRECONDITIONS_TESTED, "stop"),
    moves=(
        "stop",
        "receive-negative",
        "answer-advice",
        HEAR_ON_DECISION,
        "contact-dor-decision",
        "fail-budget",
        "test-budget",
        "weigh-decision",
        "decide",
        "house-decides",
        "receiver-decides",
        "return-plan",
        HEAR,
        FIVE_TESTS,
        "conclude-tests",
        Onward(State.COMPLETED, since=(State.MINISTRY_DECIDED,)),
    ),
)
AN_INPUT = scope(
    "small-input",
    State.PRECONDITIONS_TESTED,
    "stop",
    "collect-another",
    "answer-another",
    "weigh-decision",
    "decide",
    Onward(State.COMPLETED, since=(State.MINISTRY_DECIDED,)),
)
AN_INPUT = attrs.evolve(AN_INPUT, moves=(HEAR_ON_DECISION, *AN_INPUT.moves))


def less(where: Scope, *moves: str) -> Scope:
    """The same scope without these moves."""
    return attrs.evolve(where, moves=tuple(m for m in where.moves if m not in moves))


SHORT_TRANSFER = less(IN_TRANSFER, "measure", "update-register", "execute")
SHORT_DECISION = less(AT_THE_DECISION, "test-budget", "fail-budget")
TO_THE_TRANSFER = scope("small-start", State.MINISTRY_DECIDED, "weigh-transfer", "start-transfer", "stop")
PROVEN = scope(
    "small-proof",
    State.RECEIVING_PARTY_PROVEN,
    "weigh-proof",
    "conclude-proof",
    "weigh-budget",
    "shift-budget",
    "budget-loses-a-cent",
    "fall-back",
    "stop",
    "weigh-completion",
    "contact-dor-proof",
    "contact-vakbonden-proof",
    "complete",
    Onward(State.COMPLETED, since=(State.MINISTRY_DECIDED,)),
)
UNPROVEN = attrs.evolve(
    PROVEN,
    start=State.PHASED_TRANSFER,
    moves=("contact-dor-execution", "contact-vakbonden-execution", "conclude-proof", *PROVEN.moves),
)
UNPROVEN = less(UNPROVEN, "budget-loses-a-cent", "fall-back", "stop")
YEARS_PASS = attrs.evolve(
    TIME_PASSES,
    name="small-time",
    start=State.PHASED_TRANSFER,
    moves=tuple(
        m
        for m in TIME_PASSES.moves
        if m in ("years-pass", "succeed", "renew-reversal", "renew-reversal-2", "fall-back")
        or getattr(m, "name", None) in ("hear-weigh-and-start-1", "do-and-accept-1", "onward-to-completed")
    ),
)


def without(*doors: tuple[type[Command], Collection[str]]) -> Rules:
    """The letter's rules, with guards dropped at these doors."""
    less = {k: tuple(g for g in LETTER.doors[k] if g.name not in names) for k, names in doors}
    return attrs.evolve(LETTER, name="gebroken", doors={**LETTER.doors, **less})


MINISTRY = ("ministry_decides", "mandate_is_valid", "duties_are_separated")
PROOF = ("phases_were_accepted", "receiver_has_performed_every_task", "indicators_hold")
BROKEN: list[tuple[Rules, Scope, str, type[Command], int]] = [
    (without((c.Decide, ["five_tests_are_met"])), AT_THE_DECISION, "no_door_past_the_five_tests", c.Decide, 64),
    (without((c.Decide, MINISTRY)), AT_THE_DECISION, "the_ministry_decided_first", c.Decide, 20),
    (without((c.Decide, ["bodies_were_heard"])), AT_THE_DECISION, "a_works_council_is_no_union", c.Decide, 7),
    (without((c.Decide, ["inputs_were_answered"])), AN_INPUT, "nobody_is_left_without_an_answer", c.Decide, 11),
    (without((c.Decide, ["advices_were_answered"])), AT_THE_DECISION, "nobody_is_left_without_an_answer", c.Decide, 46),
    (
        attrs.evolve(without((c.Decide, MINISTRY)), always=LETTER.always[1:]),
        AT_THE_DECISION,
        "the_house_never_acts",
        c.Decide,
        20,
    ),
    (without((c.StartPhase, ["no_breach_is_open"])), IN_TRANSFER, "no_step_forward_in_a_breach", c.StartPhase, 35),
    (without((c.AcceptPhase, ["no_breach_is_open"])), IN_TRANSFER, "no_step_forward_in_a_breach", c.AcceptPhase, 160),
    (
        without((c.AcceptPhase, ["accepted_phase_runs", "step_was_weighed"])),
        IN_TRANSFER,
        "phases_go_in_order",
        c.AcceptPhase,
        1,
    ),
    (
        attrs.evolve(LETTER, name="gebroken", doors={**LETTER.doors, c.FallBack: (ministry_decides,)}),
        TO_THE_TRANSFER,
        "the_way_back_is_open",
        c.StartTransfer,
        2,
    ),
    (without((c.ShiftBudget, ["shift_is_neutral"])), PROVEN, "budgets_are_neutral", c.ShiftBudget, 3),
    (
        without((c.AcceptPhase, ["nothing_has_become_irreversible"])),
        YEARS_PASS,
        "nothing_goes_on_that_cannot_be_undone",
        c.AcceptPhase,
        39,
    ),
    (
        without((c.StartPhase, ["responsible_has_authority"])),
        YEARS_PASS,
        "nobody_is_responsible_on_a_mandate_that_ended",
        c.StartPhase,
        10,
    ),
    (
        without((c.ConcludeProof, PROOF), (c.Complete, PROOF)),
        UNPROVEN,
        "nothing_is_let_go_unproven",
        c.Complete,
        412,
    ),
]
"""What is dropped, where, which check is about it, by which command it shows, and among how many states that is found."""


@pytest.mark.parametrize(
    ("rules", "where", "check", "last", "most"), BROKEN, ids=[f"{n}-{b[2]}" for n, b in enumerate(BROKEN)]
)
def test_a_dropped_guard_is_found_with_a_story_that_shows_it(
    rules: Rules, where: Scope, check: str, last: type[Command], most: int
) -> None:
    """The check that is about it fails, in one of so many states; its commands are accepted one after the other, and the last breaks it."""
    found = explore(rules, where, most=most)
    broken = {v.check: v for v in found.violations}
    assert check in broken
    assert last is type(broken[check].commands[-1])
    dossier = Dossier(process=where.process)
    for command in broken[check].commands:
        event = decide(rules, dossier, command)
        assert event.verdict.allowed
        dossier = evolve(dossier, event)
    assert not found.holds
    assert broken[check].commands[-1].title.nl in broken[check].story.nl


@pytest.mark.parametrize("where", [SHORT_TRANSFER, SHORT_DECISION, PROVEN, YEARS_PASS], ids=lambda s: s.name)
def test_the_letter_holds_and_merging_is_honest(where: Scope) -> None:
    """Nothing fails, and each pair of dossiers that was merged was compared and answered alike by every guard."""
    found = explore(LETTER, where, prove=True)
    assert [] == found.violations
    assert found.holds
    assert found.compared > found.states > 10


@pytest.mark.parametrize("where", [*STANDARD, *WITH_COUNCIL], ids=lambda s: s.name)
def test_the_begin_of_every_standard_scope_holds_and_is_honest(where: Scope) -> None:
    """Of the standard scopes, which `make explore` covers whole: the first states, each merge compared."""
    rules = LETTER + WORKS_COUNCILS_ACT if where in WITH_COUNCIL else LETTER
    found = explore(rules, attrs.evolve(where, probes=()), prove=True, most=8)
    assert [] == found.violations
    assert found.compared
    assert not found.graph.complete
    assert not found.holds


def test_the_story_is_the_shortest() -> None:
    """A process that anybody may decide on is decided by the receiving party after the road to the tests and four commands."""
    found = explore(without((c.Decide, MINISTRY)), AT_THE_DECISION, most=20)
    story = next(v for v in found.violations if v.check == "the_ministry_decided_first").commands
    road = len(Walk(LETTER, AT_THE_DECISION).story(0))
    kinds = [type(x) for x in story[road:]]
    assert [c.Decide, c.RecordContact, c.RecordContact, c.WeighStep] == sorted(kinds, key=lambda k: k.key)
    assert c.Decide is kinds[-1]


def counted(dossier: Dossier, command: Command, norms: Norms) -> Reasons:
    """No more than two contacts: something that merging does not look at."""
    if len(dossier.contacts) <= 6:
        return YES
    return [R47.forbidden("too-many", nl="te veel overleg", en="too many contacts")]


def test_a_rule_that_sees_what_merging_drops_is_caught() -> None:
    """Where a guard counts contacts, dossiers that were merged are answered differently, and `prove` says so."""
    made = guard(R47, nl="niet te veel overleg", en="not too many contacts", reads=Reads.DOSSIER)(counted)
    rules = LETTER.extended(name="telt", version="1", doors={c.Stop: (made,)})
    assert [] == explore(rules, SHORT_DECISION).violations
    found = explore(rules, SHORT_DECISION, prove=True, most=25)
    assert ["merged_dossiers_are_alike"] == [v.check for v in found.violations]


def never(dossier: Dossier, command: Command, norms: Norms) -> Reasons:
    """Always no."""
    return [R47.forbidden("never", nl="nooit", en="never")]


def test_a_dead_end_and_a_lost_completion_are_found() -> None:
    """Rules that let nobody stop or decide leave every process stuck; rules that let nobody complete, without an end."""
    made = guard(R47, nl="nooit", en="never")(never)
    stuck = LETTER.extended(name="vast", version="1", doors={c.Stop: (made,), c.Decide: (made,)})
    found = {v.check: v for v in explore(stuck, AN_INPUT).violations}
    assert {"an_end_can_be_reached", "completion_can_be_reached"} == set(found)
    assert "stuck in `preconditions_tested`" == found["an_end_can_be_reached"].why
    endless = LETTER.extended(name="eindeloos", version="1", doors={c.Complete: (made,)})
    assert ["completion_can_be_reached"] == [v.check for v in explore(endless, AN_INPUT).violations]


def test_a_check_of_ones_own_is_asked_on_every_arrow() -> None:
    """A function of one act is enough; its name and docstring come back with the story of the arrow that broke it."""
    asked = 0

    def nobody_falls_back(act: Played) -> None:
        """Falling back does not happen."""
        nonlocal asked
        asked += 1
        assert not isinstance(act.event.command, c.FallBack)

    found = explore(LETTER, SHORT_TRANSFER, checks=(*CHECKS, nobody_falls_back))
    assert [("nobody_falls_back", "Falling back does not happen.")] == [(v.check, v.says) for v in found.violations]
    assert c.FallBack is type(found.violations[0].commands[-1])
    assert found.arrows < asked < found.judged  # of refusals it is not asked


def test_an_act_in_words_is_about_the_act() -> None:
    """Its `repr` names the rules that judged it, and does not hold them: what an assertion says of it stays readable."""
    (act,) = Walk(LETTER, TO_THE_TRANSFER).take(0, "", "stop").acts
    assert repr(act).endswith(", rules=Rules(name='letter', version='2', packs=()))")
    assert "packs=(Pack(name='works-councils-act', version='2'),)" in repr(LETTER + WORKS_COUNCILS_ACT)
    assert "FallBack" not in repr(act)


def test_a_scope_that_starts_where_the_road_does_not_get_is_refused() -> None:
    """The error names where it was to start, and how far the road gets."""
    made = guard(R47, nl="nooit", en="never")(never)
    rules = LETTER.extended(name="vast", version="1", doors={c.Decide: (made,)})
    with pytest.raises(InputError, match="preconditions_tested"):
        explore(rules, IN_TRANSFER)


def test_probes_are_asked_everywhere_and_followed_nowhere() -> None:
    """A probe adds questions, and no state."""
    bare = scope("bare", State.MINISTRY_DECIDED, "stop", "breach", "resolve-breach")
    probed = attrs.evolve(bare, probes=("fall-back", "house-decides", "escalate"))
    one, other = explore(LETTER, bare), explore(LETTER, probed)
    assert (one.states, one.arrows) == (other.states, other.arrows)
    assert one.judged + one.states - 1 == other.judged  # only `escalate` has a door here, but not where it has ended


def test_the_graph_in_both_files_is_the_one_that_was_walked(tmp_path: Path) -> None:
    """Each arrow in the `.aut` file, walked again by its name, leads where it says; the JSON Lines hold the same."""
    found = explore(LETTER, SHORT_TRANSFER)
    found.write(tmp_path)
    first, *arrows = (tmp_path / "small-transfer.aut").read_text().splitlines()
    assert f"des (0, {found.arrows}, {found.states})" == first
    walk = Walk(LETTER, SHORT_TRANSFER)
    by_name = dict(zip(SHORT_TRANSFER.labels(), SHORT_TRANSFER.moves, strict=True))
    read = [re.fullmatch(r'\((\d+), "(.+)", (\d+)\)', a) for a in arrows]
    again = []
    for match in read:
        assert match is not None
        source, name, target = int(match[1]), match[2], int(match[3])
        step = walk.take(source, name, by_name[name], found.graph.dossiers[source])
        assert found.graph.dossiers[target].state is step.after.state
        assert walk.sight(found.graph.dossiers[target]) == walk.sight(step.after)
        again.append((source, name, target))
    lines = [json.loads(line) for line in (tmp_path / "small-transfer.jsonl").read_text().splitlines()]
    assert list(range(found.states)) == [line["number"] for line in lines]
    assert again == [(line["number"], name, target) for line in lines for name, target in line["arrows"]]
    assert [d.state.value for d in found.graph.dossiers] == [line["state"] for line in lines]


def test_the_result_says_which_scope_it_covers(tmp_path: Path) -> None:
    """What was asked, of which rules, from where, and what was left out: in the file, in both languages."""
    explore(LETTER, IN_TRANSFER, most=3).write(tmp_path)
    said = json.loads((tmp_path / "small-transfer.json").read_text())
    assert LETTER.hash == said["rules"]["hash"]
    assert "phased_transfer" == said["scope"]["start"]
    assert list(IN_TRANSFER.labels()) == list(said["scope"]["moves"])
    assert {"nl": NOTHING.nl, "en": NOTHING.en} == said["scope"]["leaves_out"]
    assert (False, False) == (said["complete"], said["holds"])


def test_side_by_side_gives_the_same_as_one_after_the_other() -> None:
    """Two at a time: the same answers in the same order, and how far each is is told."""
    scopes = [SHORT_TRANSFER, AN_INPUT, TO_THE_TRANSFER]
    told: list[str] = []

    def counted(result: dict[str, object]) -> dict[str, object]:
        return {k: v for k, v in result.items() if "second" not in k}

    alone = explore_all(LETTER, scopes, told=lambda name, found, done: told.append(name))
    both = explore_all(LETTER, scopes, jobs=2, told=lambda name, found, done: told.append(name))
    assert [counted(r) for r in alone] == [counted(r) for r in both]
    assert IN_TRANSFER.name in told


def test_side_by_side_works_where_a_system_cannot_fork(monkeypatch: pytest.MonkeyPatch) -> None:
    """Windows: rules and scopes go by their names, also rules that have none, for a norm of their own."""
    monkeypatch.setattr("multiprocessing.get_all_start_methods", lambda: ["spawn"])
    rules, told = attrs.evolve(LETTER, norms=attrs.evolve(LETTER.norms, zone="UTC")), list[str]()
    found = explore_all(rules, [SHORT_TRANSFER, PROVEN], jobs=2, told=lambda name, found, done: told.append(name))
    assert [IN_TRANSFER.name, PROVEN.name] == [f["scope"]["name"] for f in found]
    assert [rules.hash] * 2 == [f["rules"]["hash"] for f in found]
    assert {IN_TRANSFER.name, PROVEN.name} == set(told)
    nameless = attrs.evolve(PROVEN, name="nameless")
    with pytest.raises(NotPortable, match="`Scope nameless` cannot be copied or pickled: give it a name in a module"):
        explore_all(rules, [nameless, IN_TRANSFER], jobs=2)


def test_a_process_that_dies_is_an_error() -> None:
    """Nobody waits forever, and nothing is called explored that was not."""

    def dies(number: int, told: object) -> dict[str, int]:
        if number == 2:
            os._exit(3)
        return {"number": number}

    assert [{"number": 1}, {"number": 3}] == side_by_side(dies, [1, 3], 2, None)
    with pytest.raises(RuntimeError, match="number 2 ended without an answer"):
        side_by_side(dies, [1, 2, 3], 2, None)


def test_a_scope_that_does_not_fit_is_refused_before_any_is_explored() -> None:
    """The error is the same with several at a time."""
    made = guard(R47, nl="nooit", en="never")(never)
    rules = LETTER.extended(name="vast", version="1", doors={c.Decide: (made,)})
    with pytest.raises(InputError, match="preconditions_tested"):
        explore_all(rules, [AT_THE_DECISION, IN_TRANSFER], jobs=2)


def test_who_signed_the_plan_is_seen_also_where_nobody_asks_for_it() -> None:
    """A fall-back leads back to a plan that has to be signed: so two dossiers under way, of which one has no signature, are two."""
    player = strategies.Player()
    for _ in player.until(State.PHASED_TRANSFER):
        pass
    signed = player.dossier
    unsigned = attrs.evolve(signed, entries=tuple(e for e in signed.entries if not isinstance(e.command, c.Cosign)))
    assert len(unsigned.entries) < len(signed.entries)
    sight = SightOfLetter()
    assert sight(signed) != sight(unsigned)
    assert sight(signed) == sight(attrs.evolve(signed))


def test_an_appeal_that_was_upheld_is_seen_also_when_it_is_pending_again() -> None:
    """The door of the execution stays shut for it: so a dossier in which it was upheld first is another than one in which it never was."""
    road, dossier = council.at(State.MINISTRY_DECIDED)
    brought = council.fold(dossier, [road.notify(council.DOR), road.appeal()])
    upheld = council.fold(brought, [road.appeal(c.AppealStatus.UPHELD), road.appeal()])
    sight = SightOfLetter()
    assert sight(brought) != sight(upheld)
    assert sight(brought) == sight(council.fold(brought, [road.appeal()]))
