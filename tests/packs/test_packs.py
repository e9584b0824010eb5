"""What a pack of any letter is: facts in every state but the first, guards where the letter says that a milestone is."""

from __future__ import annotations

import pickle
from datetime import timedelta
from typing import Any, cast

import pytest
from attrs import evolve, frozen

from ontvlechting import LETTER, PORTFOLIO, PROGRAMME, WORKS_COUNCILS_ACT, Road, Workflow, engine, letter, packs
from ontvlechting import commands as c
from ontvlechting.engine import YES, Milestone, Pack, Reasons, Text, guard
from ontvlechting.engine.errors import DefinitionError, InputError
from tests import second_letter as s
from tests.second_letter import SECOND
from tests.test_second_letter import BOARD, NORTH, UNTIL, act, opened, proposed


@frozen(kw_only=True)
class RecordVisit(engine.Fact):
    """Somebody went to look."""

    title = Text(nl="Bezoek vastleggen", en="Record a visit")
    announced: bool = True


V1 = engine.Rule(id="V1", source=s.A1.source, title=Text(nl="Er is bezoek geweest.", en="There was a visit."))


@guard(V1, nl="er is bezoek geweest", en="there was a visit", by=RecordVisit)
def visit_was_made(dossier: Any, command: Any, norms: Any) -> Reasons:
    """At least one visit."""
    if dossier.recorded(RecordVisit):
        return YES
    return [V1.missing("no-visit", nl="nog geen bezoek", en="no visit yet", suppliers=norms.deciders())]


@guard(V1, nl="het is aangekondigd", en="it was announced", reads=engine.Reads.COMMAND, field="announced")
def visit_was_announced(dossier: Any, command: RecordVisit, norms: Any) -> Reasons:
    """Nobody comes unannounced."""
    return YES if command.announced else [V1.forbidden("sudden", nl="niet aangekondigd", en="not announced")]


VISITS = Pack(
    name="visits",
    version="1",
    facts={RecordVisit: (visit_was_announced,)},
    milestones={Milestone.DECISION: (visit_was_made,), Milestone.COMPLETION: (visit_was_made,)},
)


@pytest.mark.parametrize("rules", [LETTER, SECOND], ids=["letter", "second"])
def test_a_fact_of_a_pack_can_be_recorded_in_every_state_but_the_first(rules: engine.Rules) -> None:
    """Also in the final ones, and it stays where it is."""
    found = [a for a in (rules + VISITS).arrows if a.command is RecordVisit]
    assert [x for x in rules.states if x is not rules.start] == [a.source for a in found]
    assert not any(a.moves for a in found)


@pytest.mark.parametrize("rules", [LETTER, SECOND], ids=["letter", "second"])
def test_a_guard_stands_at_each_door_that_the_letter_calls_so_and_nowhere_else(rules: engine.Rules) -> None:
    """After the guards that are there."""
    there = {*rules.milestones[Milestone.DECISION], *rules.milestones[Milestone.COMPLETION]}
    doors = (rules + VISITS).doors
    assert there == {kind for kind, guards in doors.items() if visit_was_made in guards}
    assert all((*rules.doors[kind], visit_was_made) == doors[kind] for kind in there)


def test_one_door_that_is_two_milestones_asks_a_guard_once() -> None:
    """To complete is to complete and to hand over responsibility."""
    both = {Milestone.COMPLETION: (visit_was_made,), Milestone.RESPONSIBILITY_MOVES: (visit_was_made,)}
    doors = (SECOND + evolve(VISITS, milestones=both)).doors
    assert 1 == doors[s.Complete].count(visit_was_made)


def test_a_correction_passes_the_guards_of_the_fact() -> None:
    """Where the letter lets facts be corrected; it is no way around them."""
    rules = LETTER + VISITS
    road = Road(letter.PROCESSES["douane/websites"])
    flow = Workflow.open("memory:", rules=rules)
    flow.submit("p", road.identify()).or_raise()
    visit = RecordVisit(by=road.receiver, at=road.tick())
    number = flow.submit("p", visit).or_raise().record.number
    wrong = c.Correct(
        by=road.receiver, at=road.tick(), record=number, wrong="Fictief.", holds=evolve(visit, announced=False)
    )
    assert ["sudden"] == [r.code for r in flow.submit("p", wrong).reasons]
    assert flow.submit("p", evolve(wrong, holds=evolve(visit, at=visit.at + timedelta(hours=1)))).allowed
    assert c.Correct not in SECOND.doors, "a letter without corrections has none of it"


UNSAID = "the pack asks something where «it is decided», and the rules `programme` do not say at which command that is"
OTHERS: Any = [
    ({"facts": ()}, "`facts` of the pack: expected for each kind of fact its guards; got ()"),
    ({"facts": {s.Decide: ()}}, "`facts` of the pack: expected a kind of fact"),
    ({"facts": {RecordVisit: []}}, "`facts[record_visit]` of the pack: expected a tuple of guards"),
    ({"milestones": ()}, "`milestones` of the pack: expected something for each milestone"),
    ({"milestones": {"decision": ()}}, "`milestones` of the pack: expected one of `Milestone`"),
    ({"milestones": {Milestone.DECISION: None}}, "`milestones[decision]` of the pack: expected a tuple of guards"),
]


@pytest.mark.parametrize(("changes", "said"), OTHERS)
def test_what_is_not_of_its_kind_in_such_a_pack_is_said(changes: dict[str, Any], said: str) -> None:
    """When it is added, in one sentence."""
    with pytest.raises(DefinitionError) as error:
        _ = SECOND + evolve(VISITS, **changes)
    (fault,) = error.value.faults
    assert fault.en.startswith(said)
    assert fault.nl != fault.en


def test_what_is_not_of_its_kind_in_the_milestones_of_rules_is_said() -> None:
    """Each milestone names kinds of command."""
    odd: tuple[Any, ...] = ((), {"decision": (s.Decide,)}, {Milestone.DECISION: s.Decide})
    for given in odd:
        with pytest.raises(DefinitionError, match="`milestones"):
            evolve(SECOND, name="ours", milestones=given)


def test_a_milestone_that_the_rules_do_not_name_is_a_clash_that_says_so() -> None:
    """A programme decides nothing of the kind; each milestone is told, in both languages."""
    with pytest.raises(DefinitionError) as error:
        _ = PROGRAMME + VISITS
    assert ["«it is decided»", "«it is completed»"] == [
        x.en.split("where ")[1].split(",")[0] for x in error.value.faults
    ]
    assert error.value.faults[0].en.startswith(UNSAID)


@frozen(kw_only=True)
class Stop(engine.Fact):
    """Has the name of another command."""

    title = Text(nl="Stoppen", en="Stop")


def test_a_command_of_the_same_name_is_a_clash() -> None:
    """A record names a command by its key, so that stands for one thing."""
    with pytest.raises(DefinitionError, match="there is another command `stop` already"):
        _ = SECOND + Pack(name="x", version="1", facts={Stop: (visit_was_announced,)})


THEIR_RULE = SECOND.guards[0].rules[0]


@pytest.mark.parametrize(
    "told", [THEIR_RULE, evolve(THEIR_RULE, title=Text(nl="iets anders", en="something else"))], ids=["first", "second"]
)
def test_a_rule_that_two_guards_tell_apart_is_a_clash_with_either(told: Any) -> None:
    """Where rules cite two things by one id, a pack that cites one of them cites another than some guard does, whichever came first."""
    other = evolve(THEIR_RULE, title=Text(nl="iets anders", en="something else"))

    @guard(other, nl="is het iets anders?", en="is it something else?")
    def is_something_else(dossier: Any, command: Any, norms: Any) -> Reasons:
        return YES

    @guard(told, nl="nog een vraag?", en="one more question?")
    def one_more(dossier: Any, command: Any, norms: Any) -> Reasons:
        return YES

    first, last = min(SECOND.doors, key=lambda k: k.key), max(SECOND.doors, key=lambda k: k.key)
    for door in (first, last):
        rules = evolve(SECOND, name="two", doors={**SECOND.doors, door: (*SECOND.doors[door], is_something_else)})
        with pytest.raises(DefinitionError, match=f"there is another rule `{THEIR_RULE.id}` already"):
            _ = rules + Pack(name="x", version="1", doors={s.Stop: (one_more,)})


def test_a_pack_and_rules_with_it_go_to_another_process() -> None:
    """With the guard of corrections, which stands in no module."""
    assert VISITS == pickle.loads(pickle.dumps(VISITS))  # noqa: S301 - what we made ourselves
    for rules in (SECOND + VISITS, LETTER + VISITS + PORTFOLIO):
        assert rules == pickle.loads(pickle.dumps(rules))  # noqa: S301 - the same


def test_a_pack_is_judged_on_the_dossier_of_any_letter_and_its_records_hold() -> None:
    """Recorded, read back, and judged again from the bytes."""
    with opened(rules=SECOND + VISITS) as flow:
        for command in (proposed(), act(s.Announce, until=UNTIL)):
            flow.submit("p", command).or_raise()
        asked = act(s.Decide, 43, BOARD)
        assert ["no-visit"] == [r.code for r in flow.submit("p", asked).reasons]
        flow.submit("p", act(RecordVisit, 5, NORTH)).or_raise()
        assert flow.submit("p", asked).allowed
        assert flow.verify(deep=True).answer.name == "SOUND"


def test_the_other_packs_stand_beside_it() -> None:
    """In every order the same guards at each door."""
    found = [LETTER + VISITS + WORKS_COUNCILS_ACT, LETTER + WORKS_COUNCILS_ACT + VISITS]
    assert {k: {g.name for g in v} for k, v in found[0].doors.items()} == {
        k: {g.name for g in v} for k, v in found[1].doors.items()
    }


WRONG_NORMS: Any = [
    (lambda: packs.staff(unions=("x",), councils=("x",)), "councils"),
    (lambda: packs.staff(unions=("x",), employers=("x",)), "unions"),
    (lambda: packs.staff(councils=("x", "x")), "councils"),
    (lambda: packs.records(cast("Any", packs.MachineryTerms())), "terms"),
    (lambda: packs.records(cast("Any", {})), "terms"),
    (lambda: packs.machinery(cast("Any", "x")), "terms"),
]


def test_norms_that_cannot_be_are_told_when_the_pack_is_made() -> None:
    """Terms of another pack, or a body on two sides, under which no process would get on."""
    for make, field in WRONG_NORMS:
        with pytest.raises(InputError) as error:
            make()
        assert [field] == [p.field for p in error.value.problems]
