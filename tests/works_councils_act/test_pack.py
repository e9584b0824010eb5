"""The pack as a value: what `LETTER + WORKS_COUNCILS_ACT` is, when it clashes, and that its records hold."""

from __future__ import annotations

import re
from datetime import date
from urllib.parse import quote

import attrs
import pytest
from hypothesis import given

from ontvlechting import LETTER, Dossier, State, Workflow, decide, letter
from ontvlechting import commands as c
from ontvlechting.engine.chart import Arrow
from ontvlechting.engine.days import Calendar
from ontvlechting.engine.doors import YES, Doors, Reasons, guard
from ontvlechting.engine.errors import DefinitionError
from ontvlechting.engine.rulebook import Pack
from ontvlechting.engine.text import LANGUAGES
from ontvlechting.engine.verdicts import Rule, VerdictKind
from ontvlechting.letter.catalogue import CATALOGUE
from ontvlechting.letter.commands import OF_PACKS, Command, Route
from ontvlechting.letter.fiction import CouncilRoad, Road
from ontvlechting.letter.guards.decision import decision_is_in_force
from ontvlechting.letter.norms import Norms
from ontvlechting.letter.packs.act import RULES, WOR_25_1
from ontvlechting.letter.packs.works_councils_act import WORKS_COUNCILS_ACT, works_councils_act
from ontvlechting.letter.workflow import definition
from ontvlechting.testing.letter.strategies import histories, played
from ontvlechting.testing.strategies import Advance, Move
from tests.texts import changed
from tests.works_councils_act.council import DOR, FULL, at, departing, fold

WEBSITES = "douane/websites"


# -- the algebra -------------------------------------------------------------------------------------------------------


def test_a_pack_comes_after_what_is_there() -> None:
    """At a door of the letter the guards of the pack are the last; the letter itself stays as it was."""
    for command, guards in WORKS_COUNCILS_ACT.doors.items():
        assert LETTER.doors.get(command, ()) + guards == FULL.doors[command]
    assert LETTER.arrows + WORKS_COUNCILS_ACT.arrows == FULL.arrows
    assert ("letter+works-councils-act", "2+2") == (FULL.name, FULL.version)
    assert (WORKS_COUNCILS_ACT,) == FULL.packs
    assert () == LETTER.packs
    assert LETTER.norms is FULL.norms


def test_the_hash_tells_the_pack_and_its_norms() -> None:
    """With or without the pack, with other days, with the terms not extended: each is another set of rules."""
    packs = [
        WORKS_COUNCILS_ACT,
        works_councils_act(Calendar(extended=False)),
        works_councils_act(Calendar(holidays=(date(2023, 12, 25),))),
        works_councils_act(shortest_term=14),
        attrs.evolve(WORKS_COUNCILS_ACT, version="3"),
    ]
    assert 1 + len(packs) == len({LETTER.hash, *((LETTER + p).hash for p in packs)})
    assert FULL.hash == (LETTER + works_councils_act()).hash


@guard(WOR_25_1, nl="een toets", en="a guard")
def of_our_own(dossier: Dossier, command: Command, norms: Norms) -> Reasons:
    """Always yes."""
    return YES


def test_to_extend_is_to_add_a_pack_under_a_name_of_its_own() -> None:
    """`extended` and `+` give the same doors; only what the set is called differs."""
    doors: Doors = {c.FallBack: (of_our_own,)}
    extended = LETTER.extended(name="ours", version="7", doors=doors)
    added = LETTER + Pack(name="own", version="1", doors=doors)
    assert added.doors == extended.doors
    assert ("ours", "7", ()) == (extended.name, extended.version, extended.packs)
    assert ("letter+own", "2+1") == (added.name, added.version)


@guard(WOR_25_1, nl="een andere toets", en="another guard")
def ministry_decides(dossier: Dossier, command: Command, norms: Norms) -> Reasons:
    """Has the name of a guard of the letter."""
    return YES


@guard(
    Rule(id="R44", source=WOR_25_1.source, title=WOR_25_1.title),
    nl="een toets met een regel van een ander",
    en="a guard with a rule of another",
)
def with_a_rule_of_another(dossier: Dossier, command: Command, norms: Norms) -> Reasons:
    """Cites another rule under an id of the letter."""
    return YES


CLASHES: dict[str, tuple[Pack, str]] = {
    "the same pack": (WORKS_COUNCILS_ACT, "the pack `works-councils-act` is there already"),
    "arrows of another": (
        Pack(name="x", version="1", doors={}, arrows=(Arrow(c.Decide, State.IDENTIFIED, State.MINISTRY_DECIDED),)),
        "the pack brings arrows for `decide`, which has arrows already",
    ),
    "a name of another": (
        Pack(name="x", version="1", doors={c.FallBack: (ministry_decides,)}),
        "there is another guard `ministry_decides` already",
    ),
    "a rule of another": (
        Pack(name="x", version="1", doors={c.FallBack: (with_a_rule_of_another,)}),
        "there is another rule `R44` already",
    ),
    "a guard that is there": (
        Pack(name="x", version="1", doors={c.StartTransfer: (decision_is_in_force,)}),
        "the guard `decision_is_in_force` stands at the door of `start_transfer` already",
    ),
}


@pytest.mark.parametrize(("pack", "expected"), CLASHES.values(), ids=CLASHES)
def test_a_clash_is_a_definition_error(pack: Pack, expected: str) -> None:
    """What two packs cannot both mean is said when they are added, not when somebody asks."""
    with pytest.raises(DefinitionError) as error:
        FULL + pack
    assert expected in error.value.text.en


def test_a_door_without_arrows_is_a_definition_error() -> None:
    """A command that a pack brings comes with its arrows, and arrows with a door."""
    with pytest.raises(DefinitionError, match="`record_appeal` has no arrow"):
        LETTER + Pack(name="x", version="1", doors={c.RecordAppeal: ()})
    arrow = Arrow(c.RecordAppeal, State.IDENTIFIED, State.IDENTIFIED)
    with pytest.raises(DefinitionError, match="`record_appeal` has no door"):
        LETTER + Pack(name="x", version="1", doors={}, arrows=(arrow,))


def test_two_packs_can_be_added() -> None:
    """The second adds to what the first gave."""
    both = FULL + Pack(name="own", version="3", doors={c.RecordAppeal: (of_our_own,)})
    assert ("letter+works-councils-act+own", "2+2+3") == (both.name, both.version)
    assert of_our_own is both.doors[c.RecordAppeal][-1]


# -- the rules ---------------------------------------------------------------------------------------------------------


JCI = re.compile(
    r"jci1\.(0|1|2|3|31):[cv]:BWB[RVW]\d{7}(&(hoofdstuk|titeldeel|afdeling|paragraaf|artikel|lid|o|g|z|s)=[\w.-]+)*"
)
"""The form of a Juriconnect reference to a law."""


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_every_reference_to_a_law_has_the_form_of_one(rule: Rule) -> None:
    """As Juriconnect writes it, and as an address holds it without escapes."""
    assert rule.jci is not None
    assert JCI.fullmatch(rule.jci)
    assert quote(rule.jci, safe=":&=") == rule.jci


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_every_rule_cites_its_article(rule: Rule) -> None:
    """Law, article and Juriconnect reference agree; both languages; no id of the letter."""
    assert rule.jci is not None
    place = re.fullmatch(r"artikel (\w+)(?:, lid (\d))?(?:, onder (\w))?", rule.source.section)
    assert place is not None
    article, lid, under = place.groups()
    law = {"WOR": "BWBR0002747", "ATW": "BWBR0002448"}[rule.id[:3]]
    assert f"jci1.3:c:{law}&artikel={article}" + (f"&lid={lid}" if lid else "") == rule.jci
    assert f"{rule.id[:3]}-{article}" + "".join(f"-{part}" for part in (lid, under) if part) == rule.id
    assert rule.id not in CATALOGUE
    assert all(rule.title[language].strip() for language in LANGUAGES)
    assert rule.title.nl != rule.title.en


def test_every_rule_of_the_pack_is_held_by_a_guard() -> None:
    """No rule stands there for show."""
    cited = {r.id for guards in WORKS_COUNCILS_ACT.doors.values() for g in guards for r in g.rules}
    assert {r.id for r in RULES} == cited - set(CATALOGUE)


# -- records -----------------------------------------------------------------------------------------------------------


def test_for_the_letter_alone_these_commands_are_unknown() -> None:
    """No command of a pack has a door in the letter's rules, whatever the state."""
    road, dossier = at(State.MINISTRY_DECIDED)
    asked = [road.advice_basis(), road.written_request(), road.consultation(), road.waive(), road.appeal()]
    for command in (*asked, road.prohibition()):
        assert VerdictKind.UNKNOWN_COMMAND is decide(LETTER, dossier, command).verdict.kind
        assert type(command) in OF_PACKS


@pytest.mark.parametrize("route", Route)
def test_a_full_road_is_verified_in_depth(route: Route) -> None:
    """Every record of a road under both sets is judged again from its bytes, on either route."""
    flow = Workflow.open("memory:", rules=FULL)
    road = CouncilRoad(letter.PROCESSES[WEBSITES], route=route)
    for command in road.until(State.COMPLETED):
        flow.submit(WEBSITES, command).or_raise()
    report = flow.verify(deep=True)
    assert len(flow.history(WEBSITES)) == report.records == report.rejudged
    assert State.COMPLETED is flow.dossier(WEBSITES).state


@given(histories())
def test_the_pack_only_shuts_doors(history: list[Advance | Move]) -> None:
    """Whatever came before: what both sets accept the letter accepts, with the same outcome and the same reasons first."""
    for p in played(history):
        ours, theirs = decide(FULL, p.before, p.event.command), p.event
        assert theirs.verdict.reasons == ours.verdict.reasons[: len(theirs.verdict.reasons)]
        if ours.verdict.allowed:
            assert theirs.verdict.allowed
            assert theirs.after is ours.after


def test_the_machine_knows_the_commands_of_a_pack() -> None:
    """A Machine made of both sets has a trigger for each command of the pack, and each is among the next steps."""
    flow = Workflow.open("memory:", rules=FULL)
    assert {kind.key for kind in OF_PACKS} <= set(definition(FULL).events)
    road = CouncilRoad(letter.PROCESSES[WEBSITES])
    flow.submit(WEBSITES, road.identify())
    steps = {s.command: s for s in flow.next_steps(WEBSITES, by=road.ministry, at=road.tick())}
    assert set(OF_PACKS) <= set(steps)


def test_the_road_of_the_letter_is_held_up_by_the_pack() -> None:
    """Under both sets, the letter's own road ends at the decision: nobody recorded a basis."""
    flow = Workflow.open("memory:", rules=FULL)
    outcomes = [flow.submit(WEBSITES, x) for x in Road(letter.PROCESSES[WEBSITES]).until(State.MINISTRY_DECIDED)]
    assert [True] * (len(outcomes) - 1) + [False] == [o.allowed for o in outcomes]
    assert ["WOR-25-1"] == [r.rule for r in outcomes[-1].reasons]


def test_a_redacted_request_is_judged_as_it_was() -> None:
    """No guard of the pack reads a free text: with every text gone, every verdict still follows from the rules."""
    flow = Workflow.open("memory:", rules=FULL)
    road = CouncilRoad(letter.PROCESSES[WEBSITES])
    for command in road.until(State.PHASED_TRANSFER):
        flow.submit(WEBSITES, command).or_raise()
    with_texts = (c.RecordAdviceBasis, c.RecordWrittenRequest)
    numbers = tuple(r.number for r in flow.history(WEBSITES) if isinstance(r.event.command, with_texts))
    flow.submit(WEBSITES, road.redact(numbers)).or_raise()
    report = flow.verify(deep=True)
    assert report.records == report.rejudged
    assert (2, 2) == (len(numbers), report.redacted)


def test_no_reason_quotes_a_free_text() -> None:
    """Whatever people wrote in a command of the pack, no reason repeats it."""
    road, dossier = at(State.MINISTRY_DECIDED, departing)
    dossier = fold(dossier, [road.notify(DOR), road.prohibition(), road.appeal()])
    mark = "NAAM-DIE-WEG-MOET"
    asked = [
        road.advice_basis("vakbonden"),
        road.written_request(),
        road.consultation(),
        road.waive("vakbonden"),
        road.appeal(body="vakbonden"),
        road.prohibition(in_force=False, prohibition="x"),
        road.start_transfer(),
    ]
    for command in asked:
        verdict = decide(FULL, changed(dossier, lambda _: mark), changed(command, lambda _: mark)).verdict
        assert verdict.reasons
        assert mark not in repr(verdict)
