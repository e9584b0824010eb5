"""The testing kit works for rules that are not the letter's: with values, histories, a machine, scopes and mistakes of their own."""

from __future__ import annotations

import ast
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any, ClassVar

import attrs
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from hypothesis.stateful import run_state_machine_as_test

import ontvlechting.testing
from ontvlechting.engine.chart import Arrow
from ontvlechting.engine.core import decide
from ontvlechting.engine.doors import Norms
from ontvlechting.engine.errors import InputError
from ontvlechting.engine.rulebook import Rules
from ontvlechting.engine.text import Text
from ontvlechting.engine.values import Actor, RulesRef
from ontvlechting.record.codec import command_from_plain, command_to_plain
from ontvlechting.testing import strategies
from ontvlechting.testing.checks import CHECKS
from ontvlechting.testing.comparison import Direction, compare
from ontvlechting.testing.explorer import Walk, explore
from ontvlechting.testing.machine import GovernanceMachine
from ontvlechting.testing.perturbation import perturb, perturbations
from ontvlechting.testing.scopes import Onward, Scope, Together
from ontvlechting.testing.strategies import Advance, Make, Move, Played, Player
from ontvlechting.testing.transcripts import imports, source, transcript
from tests import permits
from tests.permits import LAX, PERMITS, State

MOVES: Mapping[str, Make] = {
    "ask": lambda _: permits.ASKED,
    "hear": lambda _: permits.HEARD,
    "grant": lambda _: permits.GRANTED,
    "close": lambda _: permits.CLOSED,
    "citizen-grants": lambda _: attrs.evolve(permits.GRANTED, by=permits.CITIZEN),
}
"""What is asked; in this order it leads from the beginning to the end."""
NOTHING = Text(nl="niets", en="nothing")
EVERYTHING = Scope(name="permits", title=Text(nl="alles", en="everything"), named=MOVES, leaves_out=NOTHING)
SOME = settings(
    max_examples=25, deadline=None, derandomize=True, database=None, suppress_health_check=list(HealthCheck)
)


# -- the house -----------------------------------------------------------------------------------------------------------


def test_only_what_is_called_after_the_letter_knows_it() -> None:
    """No file of the kit but those of `testing.letter`, and the store contract with its example records, imports the letter."""
    folder = Path(str(ontvlechting.testing.__file__)).parent
    knowing = set()
    for file in folder.glob("*.py"):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            names = [a.name for a in node.names] if isinstance(node, ast.Import) else []
            if isinstance(node, ast.ImportFrom) and node.module:
                names = [node.module, *(f"{node.module}.{a.name}" for a in node.names)]
            if any(n.startswith(("ontvlechting.letter", "ontvlechting.guards", "ontvlechting.states")) for n in names):
                knowing.add(file.stem)
            if any(n.startswith("ontvlechting.testing.letter") for n in names):
                knowing.add(file.stem)
    assert {"__init__", "stores"} == knowing  # the kit's front door opens on both


# -- values --------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", strategies.kinds(PERMITS))
@SOME
@given(data=st.data())
def test_every_kind_of_command_of_other_rules_is_made_and_read_back(kind: type[Any], data: st.DataObject) -> None:
    """Its roles and powers are those of the rules, so a codec of the same rules reads what was written."""
    command = data.draw(strategies.commands(PERMITS, kind))
    assert kind is type(command)
    assert type(command.by.role) is permits.Role
    assert command == command_from_plain(command_to_plain(command), PERMITS)


@SOME
@given(strategies.values(Actor, PERMITS))
def test_what_is_open_the_rules_fill_in(actor: Actor) -> None:
    """A role and a power of an actor."""
    assert isinstance(actor.role, permits.Role)
    assert all(isinstance(p, permits.Power) for p in (actor.mandate.powers if actor.mandate else ()))


@pytest.mark.parametrize("kind", [*strategies.kinds(PERMITS), Actor, permits.TownNorms])
@SOME
@given(data=st.data())
def test_every_mistake_in_other_values_is_refused_and_named(kind: type[Any], data: st.DataObject) -> None:
    """One error names the wrong fields and no others."""
    fields, wrong = data.draw(strategies.mistakes(kind, PERMITS))
    with pytest.raises(InputError) as refused:
        kind(**fields)
    assert wrong == {p.field.partition("[")[0] for p in refused.value.problems}


# -- histories -----------------------------------------------------------------------------------------------------------


def test_a_player_goes_on_by_the_first_move_that_is_accepted() -> None:
    """In the order in which the moves stand, none twice in one state, until nothing leads on."""
    acts = strategies.played([Advance(9)], Player(rules=PERMITS, named=MOVES))
    assert ["ask_permit", "give_opinion", "grant_permit", "close_permit"] == [a.event.command.key for a in acts]
    assert State.CLOSED is acts[-1].after.state


@SOME
@given(strategies.histories(Player(rules=PERMITS, named=MOVES)))
def test_every_check_holds_of_every_history(history: list[Any]) -> None:
    """Moves by name and on along the road."""
    for act in strategies.played(history, Player(rules=PERMITS, named=MOVES)):
        for check in CHECKS:
            check(act)


@SOME
@given(
    strategies.histories(Player(rules=PERMITS), most=6), strategies.dossiers(lambda: Player(rules=PERMITS, named=MOVES))
)
def test_without_moves_of_ones_own_commands_are_generated(history: list[Any], dossier: permits.Permit) -> None:
    """Every command that the rules have a door for; and dossiers come from histories of moves."""
    assert {type(command) for command in history} <= set(PERMITS.doors)
    assert isinstance(dossier, permits.Permit)


# -- the machine ---------------------------------------------------------------------------------------------------------


class OfPermits(GovernanceMachine):
    """Rules and moves; no more is needed."""

    judges = PERMITS
    moves = MOVES
    language = "en"


class Generated(GovernanceMachine):
    """Rules only: what is asked is generated."""

    judges = PERMITS


class Unheard(OfPermits):
    """A check of one's own that these rules do not hold."""

    judges = LAX

    def check_neighbours_are_heard(self) -> None:
        """V2: nothing is granted unheard."""
        assert self.dossier.state is not State.GRANTED or self.dossier.opinions


FEW = settings(SOME, max_examples=15, stateful_step_count=8, phases=[Phase.generate], print_blob=False)


@pytest.mark.parametrize("machine", [OfPermits, Generated])
def test_a_machine_plays_other_rules(machine: type[GovernanceMachine]) -> None:
    """With moves of their own and with generated ones; every check of the kit holds, and so does the ledger at the end."""
    run_state_machine_as_test(machine, settings=FEW)


def test_a_machine_tells_where_other_rules_break() -> None:
    """By the check, in words, and as Python that fails in the same way."""
    with pytest.raises(AssertionError) as failed:
        run_state_machine_as_test(Unheard, settings=settings(FEW, max_examples=100))
    told = next(note for note in failed.value.__notes__ if "replay" in note)
    assert told.startswith("This check does not hold: check_neighbours_are_heard: V2: nothing is granted unheard.")
    assert "burger-1 (citizen, buurt): Ask for a permit" in told
    assert "kind: shed" in told
    with pytest.raises(AssertionError) as again:
        exec(told[told.index("from tests.") :], {})  # noqa: S102 - what the machine printed is run as its reader would
    assert told == "\n".join(again.value.__notes__)


def test_a_machine_without_rules_is_refused() -> None:
    """There are no rules that it could take instead."""
    with pytest.raises(InputError, match="`rules`: expected rules"):
        GovernanceMachine()


def test_a_setting_of_a_machine_of_ones_own_is_looked_after() -> None:
    """One that is called almost like a setting that a base adds is refused, and what the base adds is not."""

    class WithHouse(OfPermits):
        """A setting more."""

        house: ClassVar[str] = "fictief"

    with pytest.raises(InputError) as error:
        type("Mine", (WithHouse,), {"hose": "x"})
    assert ("house",) == error.value.problems[0].nearest


# -- scopes --------------------------------------------------------------------------------------------------------------


def test_everything_that_a_scope_reaches_is_visited(tmp_path: Path) -> None:
    """By hand: new; asked with 0, 1 or more opinions; granted after 1 or more; closed of each. Merging is honest."""
    found = explore(PERMITS, EVERYTHING, prove=True)
    assert [] == found.violations
    assert found.holds
    states = [d.state for d in found.graph.dossiers]
    assert {State.NEW: 1, State.ASKED: 3, State.GRANTED: 2, State.CLOSED: 3} == {s: states.count(s) for s in State}
    assert 1 + (3 + 2 + 3) + 2 == found.arrows  # ask; hear, grant, close when asked; close when granted
    found.write(tmp_path)
    lines = [json.loads(line) for line in (tmp_path / "permits.jsonl").read_text().splitlines()]
    assert {"number": 1, "state": "asked", "kind": "shed", "heard": 0} == {
        k: v for k, v in lines[1].items() if k != "arrows"
    }
    assert "p" == json.loads((tmp_path / "permits.json").read_text())["scope"]["process"]


def test_what_does_not_hold_comes_with_the_shortest_story() -> None:
    """A check of one's own, and a dead end."""

    def nothing_is_granted_unheard(act: Played) -> None:
        """V2."""
        assert act.after.state is not State.GRANTED or act.after.opinions

    found = explore(LAX, EVERYTHING, checks=(*CHECKS, nothing_is_granted_unheard))
    assert [permits.ASKED, permits.GRANTED] == list(found.violations[0].commands)
    assert "State: granted" in found.violations[0].story.en
    stuck = attrs.evolve(EVERYTHING, moves=("ask", "hear"))
    assert ["an_end_can_be_reached"] == [v.check for v in explore(PERMITS, stuck).violations]


def test_a_scope_starts_somewhere_and_takes_steps_of_several() -> None:
    """It goes on until where it starts; several moves are one step, and so is what leads on."""
    scope = attrs.evolve(
        EVERYTHING,
        moves=(Together("heard-and-granted", ("hear", "grant")), Onward(State.CLOSED, since=(State.GRANTED,))),
        probes=("citizen-grants",),
        start=State.ASKED,
        completes=frozenset({State.ASKED}),
    )
    found = explore(PERMITS, scope)
    assert [State.ASKED, State.GRANTED, State.CLOSED] == [d.state for d in found.graph.dossiers]
    assert ["completion_can_be_reached"] == [v.check for v in found.violations]  # not once it is granted
    short = {name: MOVES[name] for name in ("ask", "hear", "grant")}
    with pytest.raises(InputError, match="it gets as far as `granted`"):
        Walk(PERMITS, attrs.evolve(scope, moves=(), probes=(), start=State.CLOSED, named=short))


# -- two sets ------------------------------------------------------------------------------------------------------------


def test_two_sets_are_compared() -> None:
    """In what they answer, with a history; and without a scope in how they are written."""
    found = compare(PERMITS, LAX, scopes=(EVERYTHING,))
    (difference,) = found.differences
    assert (permits.GrantPermit, Direction.LOOSER, "V2") == (difference.command, difference.direction, difference.rule)
    assert (permits.ASKED, permits.GRANTED) == difference.history
    assert "1. 2024-03-04T09:00+00:00 burger-1 (citizen, buurt): Ask for a permit" in difference.story(
        PERMITS, LAX, "en"
    )
    written = compare(PERMITS, LAX)
    assert ((), found.written) == (written.differences, written.written)
    assert "what they answer was not compared" in written.text("en")


def test_norms_that_only_one_set_has_are_told() -> None:
    """Other rules may have norms of another class."""
    other = attrs.evolve(PERMITS, name="andere", norms=attrs.evolve(permits.TownNorms(), opinions=2))
    assert ["norm `opinions`: 1 → 2"] == [w.en for w in compare(PERMITS, other).written]
    bare = attrs.evolve(PERMITS, name="kaal", norms=Norms())
    assert ["norm `opinions`: 1 → None"] == [w.en for w in compare(PERMITS, bare).written]


# -- mistakes ------------------------------------------------------------------------------------------------------------


def the_road_is_open(rules: Rules) -> None:
    """From asking to its end; unheard nothing is granted, and not by a citizen."""
    player = Player(rules=rules, named=MOVES)
    assert player.judged(permits.ASKED).event
    assert not player.judged(permits.GRANTED).event
    assert player.judged(permits.HEARD).event
    assert not player.judged(MOVES["citizen-grants"](None)).event
    assert player.judged(permits.GRANTED).event
    assert [State.CLOSED] == [a.after.state for a in player.play(Move("close"))]


def test_every_mistake_in_other_rules_is_made() -> None:
    """Each guard dropped and turned round, each arrow gone or bent; what a check does not ask it does not see."""
    names = {m.name for m in perturbations(PERMITS)}
    assert {"drop at GrantPermit: mayor_asks", "invert at Redact: mayor_asks", "remove ClosePermit from asked",
            "bend GrantPermit from asked to closed"} <= names  # fmt: skip
    found = perturb(PERMITS, [the_road_is_open], only="* GrantPermit*")
    assert () == found.survivors
    assert "drop at Redact: mayor_asks" in perturb(PERMITS, [the_road_is_open], only="*Redact*").survivors


# -- transcripts ---------------------------------------------------------------------------------------------------------


def test_a_transcript_tells_it_in_words_of_these_rules() -> None:
    """Who, what, the answer, the reasons, the state and the columns; and Python that makes the same."""
    told = transcript(PERMITS, [permits.ASKED, permits.GRANTED, permits.HEARD], "en").splitlines()
    assert told[:11] == [
        "1. 2024-03-04T09:00+00:00 burger-1 (citizen, buurt): Ask for a permit",
        "   Answer: accepted",
        "   State: asked for",
        "   kind: shed",
        "   opinions: 0",
        "",
        "2. 2024-03-04T09:00+00:00 burgemeester-1 (mayor, gemeente): Grant the permit",
        "   Answer: refused",
        "   - V2 (missing): there is no opinion",
        "   State: asked for",
        "   kind: shed",
    ]
    made: dict[str, Any] = {}
    exec("\n".join([*imports([permits.GRANTED]), f"made = {source(permits.GRANTED)}"]), made)  # noqa: S102
    assert permits.GRANTED == made["made"]


def test_rules_that_are_bent_are_seen_by_the_checks() -> None:
    """A dossier that goes elsewhere than the table says, under whatever rules."""
    before = PERMITS.blank("p")
    event = decide(PERMITS, before, permits.ASKED)
    wrong = attrs.evolve(before, state=State.GRANTED, rules=RulesRef("x", "1", "y"))
    failing = []
    for check in CHECKS:
        try:
            check(Played(before, event, wrong, PERMITS))
        except AssertionError:
            failing.append(check.__name__)
    assert ["only_the_table_moves_a_process", "only_an_adoption_changes_the_rules"] == failing
    assert Arrow(permits.AskPermit, State.NEW, State.ASKED) in PERMITS.arrows
