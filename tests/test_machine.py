"""The Machine of `transitions`: equal to the fast path in every case, drawn, and under one law with the ledger."""

from __future__ import annotations

import gc
import logging
import re
import sys
import warnings
import weakref
from collections.abc import AsyncIterator, Callable, Iterable, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from functools import partial, partialmethod
from itertools import product
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import attrs
import pytest
from transitions import Event as Trigger
from transitions import EventData, Machine, MachineError
from transitions import State as Place
from transitions import Transition as Move
from transitions.extensions import GraphMachine, diagrams_graphviz
from transitions.extensions.states import Tags, add_state_features

from ontvlechting import (
    LETTER,
    AsyncWorkflow,
    Dossier,
    InputError,
    Ledger,
    Refused,
    Rules,
    State,
    Workflow,
    decide,
    letter,
)
from ontvlechting import commands as c
from ontvlechting.engine.chart import occurring
from ontvlechting.engine.doors import Guard, Reasons, guard
from ontvlechting.engine.errors import DefinitionError, LedgerUnavailable, MissingExtra
from ontvlechting.engine.text import Language
from ontvlechting.engine.verdicts import VerdictKind
from ontvlechting.letter.catalogue import R50, R54
from ontvlechting.letter.commands import Command, Correct
from ontvlechting.letter.fiction import Road
from ontvlechting.letter.norms import Norms
from ontvlechting.letter.workflow import definition
from ontvlechting.record.stores.memory import MemoryStore
from ontvlechting.shell.machine import FIXED, SLOTS, Governed, GovernedMachine
from ontvlechting.states import FINAL, TABLE
from ontvlechting.testing.letter.strategies import MOVES
from tests import permits
from tests.asking import WEBSITES
from tests.permits import PERMITS

# -- the definition and the fast path ------------------------------------------------------------------------------------

OUTCOMES = ("yes", "no", "warning", "fails")
"""What a stub guard can do; the last is: it cannot tell."""


class Stubs:
    """Three guards at every door, whose outcome is set from outside, and which count how often they are asked."""

    def __init__(self, *outcomes: str) -> None:
        self.outcomes: Sequence[str] = outcomes
        self.asked = 0
        self.guards: tuple[Guard, ...] = tuple(self._stub(i) for i in range(3))
        self.rules = attrs.evolve(
            LETTER, doors=dict.fromkeys(LETTER.doors, self.guards[1:]), always=self.guards[:1], name="stubs"
        )

    def _stub(self, index: int) -> Guard:
        @guard(R50, nl=f"toets {index}", en=f"guard {index}")
        def stub(dossier: Dossier, command: Command, norms: Norms) -> Reasons:
            self.asked += 1
            match self.outcomes[index]:
                case "no":
                    return [R50.forbidden(f"no-{index}", nl="nee", en="no")]
                case "warning":
                    return [R54.warning(f"mind-{index}", nl="let op", en="mind")]
                case "fails":
                    raise ZeroDivisionError
            return []

        return attrs.evolve(stub, name=f"stub_{index}")


class Plain:
    """A model with nothing but a state."""

    def __init__(self, state: State) -> None:
        self.state = state.value


def every_command() -> dict[str, Command]:
    """One well-formed command of every kind, by key."""
    road = Road(letter.PROCESSES[WEBSITES])
    road.version = 1
    corrected = Correct(by=road.receiver, at=road.tick(), record=1, wrong="Fictief: het was anders")
    given = (*(move(road) for move in MOVES.values()), road.set_aside((1,)), corrected)
    return {command.key: command for command in given}


def by_machine(machine: Machine, dossier: Dossier, command: Command) -> tuple[VerdictKind, str]:
    """What the Machine answers, and where the model then stands."""
    model = Plain(dossier.state)
    try:
        moved = machine.events[command.key].trigger(model, dossier=dossier, command=command)
    except MachineError:
        return VerdictKind.NOT_FROM_STATE, model.state
    return VerdictKind.ACCEPTED if moved else VerdictKind.REFUSED, model.state


def by_core(rules: Rules, dossier: Dossier, command: Command) -> tuple[VerdictKind, str]:
    """What the fast path answers, and where it leads."""
    event = decide(rules, dossier, command)
    return event.verdict.kind, event.after.value


LINES: dict[tuple[type[Command], Any], Any] = {}
"""What the table says, read line by line; of two lines that say the same the first counts."""
for _arrow in LETTER.arrows:
    LINES.setdefault((_arrow.command, _arrow.source), _arrow.target)


def by_hand(dossier: Dossier, command: Command, outcomes: Sequence[str]) -> tuple[VerdictKind, str]:
    """What the table says."""
    target = LINES.get((type(command), dossier.state))
    if target is None:
        return VerdictKind.NOT_FROM_STATE, dossier.state.value
    if "no" in outcomes or "fails" in outcomes:
        return VerdictKind.REFUSED, dossier.state.value
    return VerdictKind.ACCEPTED, target.value


def differences(stubs: Stubs, commands: Iterable[Command]) -> Iterator[str]:
    """Every state, command and outcome in which Machine, core and table do not agree."""
    machine = definition(stubs.rules)
    cases = product(occurring(stubs.rules.arrows), commands, product(OUTCOMES, repeat=3))
    for state, command, stubs.outcomes in cases:
        assert isinstance(state, State)
        dossier = Dossier(process=WEBSITES, state=state)
        answers = (
            by_machine(machine, dossier, command),
            by_core(stubs.rules, dossier, command),
            by_hand(dossier, command, stubs.outcomes),
        )
        if len(set(answers)) > 1:
            yield f"{state.value} {command.key} {stubs.outcomes}: {answers}"


def test_machine_and_core_agree_in_every_case() -> None:
    """Eleven states, 51 commands, 64 outcomes of three guards: Machine, core and table give the same answer."""
    commands = every_command()
    assert {kind.key for kind in LETTER.doors} == set(commands)
    assert (11, 51, 64) == (len(occurring(TABLE)), len(commands), len(OUTCOMES) ** 3)
    assert [] == list(differences(Stubs(), commands.values()))


BENT: dict[str, Callable[[dict[Any, Any], tuple[Guard, ...]], None]] = {
    "an arrow that leads elsewhere": lambda table, guards: table.update(
        {(c.Decide, State.PRECONDITIONS_TESTED): (State.COMPLETED, guards)}
    ),
    "an arrow that is missing": lambda table, _: table.pop((c.Decide, State.PRECONDITIONS_TESTED)),
    "an arrow too many": lambda table, guards: table.update({(c.Decide, State.NEW): (State.COMPLETED, guards)}),
    "a guard that is not asked": lambda table, guards: table.update(
        {(c.Decide, State.PRECONDITIONS_TESTED): (State.MINISTRY_DECIDED, guards[1:])}
    ),
}


@pytest.mark.parametrize("bent", BENT)
def test_a_fast_path_that_departs_from_the_machine_is_seen(bent: str) -> None:
    """The comparison can fail: one wrong entry in the compiled table shows, for that command alone."""
    commands, stubs = every_command(), Stubs()
    table = dict(stubs.rules.table)
    BENT[bent](table, stubs.guards)
    object.__setattr__(stubs.rules, "table", table)
    assert [] != list(differences(stubs, [commands["decide"]]))
    assert [] == list(differences(stubs, [commands["stop"]]))


def test_the_machine_asks_every_guard() -> None:
    """Also after the first no; a library that stops there would ask once."""
    stubs = Stubs("no", "no", "no")
    command = every_command()["decide"]
    by_machine(definition(stubs.rules), Dossier(process=WEBSITES, state=State.PRECONDITIONS_TESTED), command)
    assert 3 == stubs.asked


def test_a_trigger_takes_only_its_own_command() -> None:
    """Another command in the event does not open the door, whatever its guards say."""
    stubs = Stubs("yes", "yes", "yes")
    dossier, model = Dossier(process=WEBSITES), Plain(State.NEW)
    trigger = definition(stubs.rules).events["identify_process"]
    assert False is trigger.trigger(model, dossier=dossier, command=every_command()["stop"])
    assert True is trigger.trigger(model, dossier=dossier, command=every_command()["identify_process"])


def test_the_machine_has_the_states_and_arrows_of_the_table() -> None:
    """All of them and no other; facts are internal, final states are marked, nothing is bound."""
    machine = definition()
    assert [s.value for s in occurring(TABLE)] == list(machine.states)
    assert {s.value for s in FINAL} == {name for name, place in machine.states.items() if place.final}
    assert State.NEW.value == machine.initial
    assert [] == machine.models
    made = {(key, t.source, t.dest) for key in machine.events for t in machine.get_transitions(key)}
    arrows = {(a.command.key, a.source.value, a.target.value if a.moves else None) for a in LETTER.arrows}
    assert arrows == made
    assert len(LETTER.arrows) == len(machine.get_transitions())


# -- diagrams ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("rules", [LETTER, PERMITS], ids=lambda r: r.name)
@pytest.mark.parametrize("language", ["nl", "en"])
def test_the_definition_draws_itself_for_mermaid(rules: Rules, language: Language) -> None:
    """Every state by its title, every arrow by that of its command; a fact leads back to where it is recorded."""
    machine = definition(rules, graph=True, language=language)
    assert isinstance(machine, GraphMachine)
    text = machine.get_graph().draw(None)
    assert isinstance(text, str)
    lines = [line.strip() for line in text.splitlines()]
    assert ["---", f"title: {rules.name}", "---", "stateDiagram-v2"] == lines[:4]
    for state in rules.states:
        assert f'state "{state.title[language]}" as {state.value}' in lines
    drawn = {
        (source, label.removesuffix(" [internal]"), target)
        for line in lines
        if (found := re.fullmatch(r"(\w+) --> (\w+): (.+)", line))
        for source, target, labels in [found.groups()]
        for label in labels.split(" | ")
    }
    assert {(a.source.value, a.command.title[language], a.target.value) for a in rules.arrows} == drawn
    assert f"[*] --> {rules.start.value}" == lines[-1]


def test_a_drawn_definition_is_the_same_definition() -> None:
    """It answers as the other does, and is bound to no model."""
    plain, drawn = definition(), definition(graph=True)
    assert list(plain.states) == list(drawn.states)
    assert list(plain.events) == list(drawn.events)
    for machine in (plain, drawn):
        trigger, road = machine.events["identify_process"], Road(letter.PROCESSES[WEBSITES])
        model = Plain(State.NEW)
        assert trigger.trigger(model, dossier=Dossier(process="x"), command=road.identify())
        assert State.IDENTIFIED.value == model.state
        assert [] == machine.models


def test_graphviz_draws_where_it_is_installed(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where it is not, that is said, and nothing else is drawn in its place; here one stands in for it."""
    monkeypatch.setitem(sys.modules, "graphviz", None)
    with pytest.raises(MissingExtra, match="`definition` needs graphviz, which is not here: pip install 'graphviz'"):
        definition(graph="graphviz")
    nodes: dict[str, str] = {}

    class Digraph:
        """As much of graphviz as is used to make a picture."""

        def __init__(self, **given: Any) -> None:
            self.graph_attr: dict[str, str] = {}

        def node(self, name: str, label: str, **style: str) -> None:
            """A state."""
            nodes[name] = label

        def edge(self, *ends: str, label: str, **style: str) -> None:
            """An arrow."""

    stand_in: Any = SimpleNamespace(Digraph=Digraph)
    monkeypatch.setitem(sys.modules, "graphviz", stand_in)
    monkeypatch.setattr(diagrams_graphviz, "pgv", stand_in)
    machine = definition(graph="graphviz", language="en")
    assert isinstance(machine, GraphMachine)
    machine.get_graph()
    assert {s.value: f"{s.title.en}\\l" for s in LETTER.states} == nodes


@pytest.mark.parametrize("engine", ["dot", 1, None])
def test_what_draws_nothing_is_refused(engine: Any) -> None:
    """And so is a language that is not spoken."""
    with pytest.raises(InputError, match='`graph`: expected True, "mermaid" or "graphviz"'):
        definition(graph=engine)
    unknown: Any = "xx"
    with pytest.raises(InputError):
        definition(graph=True, language=unknown)


# -- governed models -----------------------------------------------------------------------------------------------------

NOW = datetime(2026, 1, 1, tzinfo=UTC)


class Transfer(Governed):
    """A model as a tool would have it: it notes which callback ran, in which state, on how many records."""

    def __init__(self, machine: GovernedMachine, process: str = WEBSITES) -> None:
        super().__init__(machine, process)
        self.ran: list[str] = []
        self.seen: list[tuple[str, int]] = []

    def note(self, name: str) -> None:
        """One callback ran."""
        self.ran.append(name)
        self.seen.append((self.state, len(self.machine.workflow.history(self.process))))

    def on_enter_identified(self, event: EventData) -> None:
        """Found by its name, as `transitions` does."""
        self.note("on_enter_identified")

    def on_exit_identified(self, event: EventData) -> None:
        """Found by its name, as `transitions` does."""
        self.note("on_exit_identified")

    def on_enter_stopped(self, event: EventData) -> None:
        """Found by its name, as `transitions` does."""
        self.note("on_enter_stopped")

    def announce(self, event: EventData) -> None:
        """Hung on the machine by name."""
        self.note(f"announce {event.event.name} {event.state.name}")


@pytest.fixture
def road() -> Road:
    """A fresh road."""
    return Road(letter.PROCESSES[WEBSITES])


@pytest.fixture
def flow() -> Workflow:
    """A ledger in memory."""
    return Workflow.open("memory:", clock=lambda: NOW)


@pytest.fixture
def machine(flow: Workflow) -> GovernedMachine:
    """The one machine of a tool."""
    return GovernedMachine(flow)


def test_an_accepted_command_is_recorded_before_any_callback(machine: GovernedMachine, road: Road) -> None:
    """Every callback, also `before` and `on_exit`, finds the record stored and the new state."""
    machine.before_stop("announce")
    machine.after_stop("announce")
    model: Any = Transfer(machine)
    model.identify_process(road.identify())
    outcome = model.stop(road.stop())
    assert outcome.allowed
    assert ["on_enter_identified", "announce stop identified", "on_exit_identified", "on_enter_stopped"] == model.ran[
        :4
    ]
    assert ["announce stop stopped"] == model.ran[4:]
    assert [("identified", 1), *[("stopped", 2)] * 4] == model.seen


def test_callbacks_run_in_the_order_of_the_library(flow: Workflow, road: Road) -> None:
    """Every slot, once, in the order in which a bare Machine of `transitions` runs them."""
    order: list[list[str]] = []

    def hang(machine: Machine) -> None:
        ran: list[str] = []
        order.append(ran)

        def note(name: str) -> Callable[[EventData], None]:
            return lambda event: ran.append(f"{name} {event.state.name}")

        for slot in (
            "prepare_event",
            "before_state_change",
            "after_state_change",
            "finalize_event",
            "on_final",
        ):
            setattr(machine, slot, note(slot))
        for slot in ("prepare_stop", "before_stop", "after_stop", "on_exit_identified", "on_enter_stopped"):
            getattr(machine, slot)(note(slot))

    bare, governed = definition(Stubs(*["yes"] * 3).rules), GovernedMachine(flow)
    flow.submit(WEBSITES, road.identify())
    stop = road.stop()
    hang(bare)
    bare.events["stop"].trigger(Plain(State.IDENTIFIED), dossier=flow.dossier(WEBSITES), command=stop)
    hang(governed)
    Governed(governed, WEBSITES).trigger("stop", stop)
    assert 10 == len(order[0])
    assert order[0] == order[1]


@pytest.mark.parametrize("ends", [True, False])
def test_what_comes_at_the_end_comes_where_the_rules_of_the_process_end(ends: bool) -> None:  # noqa: FBT001
    """Of two sets of rules that are known, one may end in a state from which the other goes on."""
    lapses = permits.ClosePermit, permits.State.GRANTED
    arrows = tuple(a for a in PERMITS.arrows if (a.command, a.source) != lapses)
    final = frozenset({permits.State.CLOSED, permits.State.GRANTED})
    doors = dict.fromkeys(PERMITS.doors, ())
    short = attrs.evolve(PERMITS, version="2", arrows=arrows, final=final, doors=doors)
    both = (short, attrs.evolve(PERMITS, doors=doors))
    rules, known = both if ends else both[::-1]
    machine, ended = GovernedMachine(Workflow(MemoryStore(), rules=rules, known=[known])), list[str]()
    machine.on_final = lambda event: ended.append(event.state.name)
    model = Governed(machine, "p")
    model.trigger("ask_permit", permits.ASKED)
    model.trigger("grant_permit", permits.GRANTED)
    assert ["granted"] * ends == ended


def test_a_callback_is_given_command_and_outcome(machine: GovernedMachine, road: Road) -> None:
    """Under the keywords `command` and `outcome` of the event."""
    given: list[dict[str, Any]] = []
    machine.on_enter_identified(lambda event: given.append(event.kwargs))
    command = road.identify()
    outcome = Governed(machine, WEBSITES).trigger("identify_process", command)
    assert [{"command": command, "outcome": outcome}] == given


def test_a_refusal_is_recorded_once_and_runs_no_callback(machine: GovernedMachine, flow: Workflow, road: Road) -> None:
    """`Refused` carries every reason of the record; state and callbacks are untouched."""
    for slot in ("prepare_event", "before_state_change", "after_state_change", "finalize_event", "on_exception"):
        setattr(machine, slot, "announce")
    machine.prepare_decide("announce")
    model: Any = Transfer(machine)
    flow.submit(WEBSITES, road.identify())
    with pytest.raises(Refused) as refused:
        model.decide(road.decide(plan_version=1, note=None))
    last = flow.history(WEBSITES)[-1]
    assert 2 == last.number
    assert VerdictKind.NOT_FROM_STATE is last.event.verdict.kind
    assert last.event.verdict.reasons == refused.value.reasons
    assert len(refused.value.reasons) > 3
    assert "identified" == model.state
    assert [] == model.ran


def test_a_failing_callback_does_not_undo_the_record(machine: GovernedMachine, flow: Workflow, road: Road) -> None:
    """The error reaches the caller, saying that the record is stored; callbacks after it do not run."""

    def fail(event: EventData) -> None:
        raise ZeroDivisionError

    machine.before_stop(fail)
    machine.finalize_event = "announce"
    model: Any = Transfer(machine)
    flow.submit(WEBSITES, road.identify())
    with pytest.raises(ZeroDivisionError) as error:
        model.stop(road.stop())
    assert [f"record 2 of `{WEBSITES}` is stored all the same"] == error.value.__notes__
    assert "stopped" == model.state
    assert [State.STOPPED] == [flow.dossier(WEBSITES).state]
    assert ["announce stop identified"] == model.ran


def test_on_exception_takes_the_error_of_a_callback(machine: GovernedMachine, flow: Workflow, road: Road) -> None:
    """As in `transitions`: with that slot the error goes there, and the caller gets the outcome."""
    errors: list[Exception | None] = []

    def fail(event: EventData) -> None:
        raise ZeroDivisionError

    machine.on_enter_identified(fail)
    machine.on_exception = lambda event: errors.append(event.error)
    outcome = Governed(machine, WEBSITES).trigger("identify_process", road.identify())
    assert outcome.allowed
    assert [ZeroDivisionError] == [type(e) for e in errors]


@pytest.mark.parametrize("slot", ["on_exception", "finalize_event"])
def test_whichever_callback_fails_the_error_says_that_the_record_is_stored(
    machine: GovernedMachine, flow: Workflow, road: Road, slot: str
) -> None:
    """Also one that runs at the end, or that takes the errors of the others; the note is there once."""

    def fail(event: EventData) -> None:
        raise ZeroDivisionError

    machine.before_state_change = fail if slot == "on_exception" else []
    setattr(machine, slot, fail)
    model = Governed(machine, WEBSITES)
    with pytest.raises(ZeroDivisionError) as error:
        model.trigger("identify_process", road.identify())
    assert [f"record 1 of `{WEBSITES}` is stored all the same"] == getattr(error.value, "__notes__", [])
    assert ("identified", 1) == (model.state, len(flow.history(WEBSITES)))


def test_nothing_happens_when_the_record_cannot_be_stored(road: Road) -> None:
    """No record, no transition: the ledger's error comes out, the state stays, no callback runs."""

    class Full(MemoryStore):
        """A store whose disk is full after the first record."""

        def append(self, *args: Any, **more: Any) -> None:
            """Keep one record."""
            if self.standings():
                raise LedgerUnavailable("here", "disk full")
            super().append(*args, **more)

    flow = Workflow(Full(), clock=lambda: NOW)
    flow.submit(WEBSITES, road.identify())
    model: Any = Transfer(GovernedMachine(flow))
    with pytest.raises(LedgerUnavailable):
        model.stop(road.stop())
    assert "identified" == model.state
    assert [] == model.ran


def test_the_state_cannot_be_assigned(machine: GovernedMachine, flow: Workflow, road: Road) -> None:
    """Neither directly nor through the Machine; the error says that a command moves the process."""
    model: Any = Transfer(machine)
    flow.submit(WEBSITES, road.identify())
    with pytest.raises(
        InputError, match="a command that moves the process; the state is what the ledger says"
    ) as error:
        model.state = "completed"
    assert "verzoek" in error.value.text.nl
    with pytest.raises(InputError):
        machine.set_state("completed", model)
    with pytest.raises(InputError):
        machine.add_model(model)
    assert "identified" == model.state
    assert [] == machine.models


def test_two_models_of_one_process_stay_right(machine: GovernedMachine, flow: Workflow, road: Road) -> None:
    """What one records the other says too; a model that stays behind is refused by the ledger, not by memory."""
    one: Any = Transfer(machine)
    other: Any = Transfer(GovernedMachine(flow))
    assert ("new", "new") == (one.state, other.state)
    one.identify_process(road.identify())
    assert ("identified", "identified") == (one.state, other.state)
    other.stop(road.stop())
    assert ("stopped", "stopped") == (one.state, other.state)
    with pytest.raises(Refused):
        one.stop(road.stop())
    assert ["on_enter_identified"] == one.ran
    assert ["on_exit_identified", "on_enter_stopped"] == other.ran


def test_models_of_two_ledgers_on_one_file_stay_right(tmp_path: Path, road: Road) -> None:
    """Two programs, one file: each model says what the file says."""
    address = f"sqlite:///{tmp_path / 'ledger.db'}"
    with Workflow.open(address) as first, Workflow.open(address) as second:
        one, other = Governed(GovernedMachine(first), WEBSITES), Governed(GovernedMachine(second), WEBSITES)
        one.trigger("identify_process", road.identify())
        assert ("identified", "identified") == (one.state, other.state)


def test_a_callback_runs_once_however_it_is_hung(machine: GovernedMachine, road: Road) -> None:
    """A method found by its name and hung by that same name is one callback; another is another."""
    machine.on_enter_identified("on_enter_identified")
    machine.on_enter_identified("announce")
    model: Any = Transfer(machine)
    model.identify_process(road.identify())
    assert ["on_enter_identified", "announce identify_process identified"] == model.ran


def test_a_fact_runs_before_and_after_only(machine: GovernedMachine, flow: Workflow, road: Road) -> None:
    """A fact enters and leaves no state, so the callbacks of the state stay quiet."""
    machine.before_consult_unit("announce")
    machine.after_state_change = "announce"
    flow.submit(WEBSITES, road.identify())
    model: Any = Transfer(machine)
    outcome = model.consult_unit(road.consult())
    assert outcome.allowed
    assert "identified" == model.state
    assert ["announce consult_unit identified"] * 2 == model.ran


def test_a_callback_may_ask_for_the_next_command(machine: GovernedMachine, flow: Workflow, road: Road) -> None:
    """The ledger keeps both in order, and the outer command does not overwrite what the inner one led to."""
    stop = road.stop(at=road.start + timedelta(days=9))
    machine.on_enter_identified(lambda event: event.model.trigger("stop", stop))
    model: Any = Transfer(machine)
    model.identify_process(road.identify())
    assert "stopped" == model.state
    assert ["identify_process", "stop"] == [r.event.command.key for r in flow.history(WEBSITES)]


def test_questions_are_dry_runs(machine: GovernedMachine, flow: Workflow, road: Road) -> None:
    """`may_…` and `get_triggers` answer as the ledger would, record nothing and run nothing."""
    machine.prepare_event = "announce"
    model: Any = Transfer(machine)
    stop = road.stop(at=road.start + timedelta(days=9))
    assert (True, False) == (model.may_identify_process(road.identify()), model.may_stop(stop))
    assert ["identify_process", "set_aside", "open_programme"] == model.get_triggers()
    assert [] == flow.processes()
    flow.submit(WEBSITES, road.identify())
    assert (True, False) == (model.may_stop(stop), model.may_stop(road.stop(note=None)))
    assert model.may_trigger("stop", stop)
    assert [s.command.key for s in flow.next_steps(WEBSITES) if s.open] == model.get_triggers()
    assert "stop" in model.get_triggers()
    assert "stop" not in model.get_triggers(by=road.receiver)
    assert (True, False) == (model.is_identified(), model.is_stopped())
    assert 1 == len(flow.history(WEBSITES))
    assert [] == model.ran


def test_an_unknown_trigger_is_no_attribute(machine: GovernedMachine, flow: Workflow, road: Road) -> None:
    """Misspelled triggers, questions and states are an AttributeError, and nothing is recorded."""
    flow.submit(WEBSITES, road.identify())
    model: Any = Transfer(machine)
    for name in ("stopp", "may_stopp", "is_identifed", "to_completed", "_stop"):
        with pytest.raises(AttributeError, match=f"no attribute or trigger '{name}'"):
            getattr(model, name)
    for ask in (model.trigger, model.may_trigger):
        with pytest.raises(AttributeError, match="no attribute or trigger 'stopp'"):
            ask("stopp", road.stop())
        for wrong in (road.stop(), "stop", None):
            with pytest.raises(InputError, match="a command `decide`"):
                ask("decide", wrong)
    assert 1 == len(flow.history(WEBSITES))


def test_a_half_made_model_is_an_attribute_error() -> None:
    """A model without its machine, as `copy` makes one, says so and does not loop."""
    with pytest.raises(AttributeError, match="machine"):
        _ = Transfer.__new__(Transfer).state
    assert not hasattr(Transfer.__new__(Transfer), "__deepcopy__")


def test_triggers_complete_in_a_notebook(machine: GovernedMachine) -> None:
    """`dir` names every trigger, its question, and every state's question, and all of these are there."""
    model = Transfer(machine)
    doors = LETTER.doors
    names = {k.key for k in doors} | {f"may_{k.key}" for k in doors} | {f"is_{s.value}" for s in occurring(TABLE)}
    assert names <= set(dir(model))
    assert all(callable(getattr(model, name)) for name in names)


def test_asking_by_way_of_the_machine_is_asking_the_model(machine: GovernedMachine, flow: Workflow, road: Road) -> None:
    """`machine.events[…].trigger` records too; a model that is not governed is turned away."""
    model = Transfer(machine)
    assert True is machine.events["identify_process"].trigger(model, road.identify())
    assert 1 == len(flow.history(WEBSITES))
    assert ["on_enter_identified"] == model.ran
    with pytest.raises(InputError, match="a model that inherits from `Governed`"):
        machine.events["stop"].trigger(Plain(State.IDENTIFIED), road.stop())


def test_a_misspelled_state_in_a_callback_is_a_definition_error() -> None:
    """A callback for a state that does not exist would never run, so the class cannot be made."""
    with pytest.raises(DefinitionError, match="`on_enter_phased_tranfer` names no state"):
        type("Misspelled", (Governed,), {"on_enter_phased_tranfer": lambda self, event: None})


def test_a_class_with_a_state_of_its_own_is_a_definition_error() -> None:
    """A state beside the ledger could say something else; also when it comes from another base."""
    with pytest.raises(DefinitionError, match="has a `state` of its own"):
        type("Own", (Governed,), {"state": "new"})
    with pytest.raises(DefinitionError, match="has a `state` of its own"):
        type("Inherited", (type("Old", (), {"state": "new"}), Governed), {})


def test_a_frozen_attrs_class_can_be_governed(machine: GovernedMachine, road: Road) -> None:
    """Slots, frozen, equal by value: what does not mix with `add_model` does mix with this."""

    @attrs.frozen
    class Kept(Governed):
        """A frozen model."""

        machine: GovernedMachine
        process: str

    one, other = Kept(machine, WEBSITES), Kept(machine, WEBSITES)
    assert one == other
    one.trigger("identify_process", road.identify())
    assert ("identified", "identified") == (one.state, other.state)


def test_models_of_two_classes_share_a_machine(machine: GovernedMachine, flow: Workflow, road: Road) -> None:
    """Each model has its own callbacks; a class without them is not asked for those of another."""
    one, other = Transfer(machine), Governed(machine, WEBSITES)
    one.trigger("identify_process", road.identify())
    other.trigger("stop", road.stop())
    assert ["on_enter_identified"] == one.ran


def test_the_machine_holds_no_model(machine: GovernedMachine, road: Road) -> None:
    """A model that its tool lets go of is gone, also after it was used."""
    model = Transfer(machine)
    model.trigger("identify_process", road.identify())
    gone = weakref.ref(model)
    del model
    gc.collect()
    assert None is gone()


def test_the_library_stays_quiet_and_logging_is_left_alone(
    machine: GovernedMachine, road: Road, caplog: pytest.LogCaptureFixture
) -> None:
    """At DEBUG a bare Machine writes some ten lines per trigger; a governed model none, with no setting touched."""
    library = [logging.getLogger(name) for name in ("", "transitions", "transitions.core")]
    before = [(g.level, g.disabled, g.propagate, tuple(g.filters), tuple(g.handlers)) for g in library]
    model: Any = Transfer(machine)
    machine.before_stop("announce")
    with caplog.at_level(logging.DEBUG):
        model.identify_process(road.identify())
        model.stop(road.stop())
        assert [] == [r.message for r in caplog.records if r.name.startswith("transitions")]
        definition().events["stop"].trigger(Plain(State.IDENTIFIED), dossier=Dossier(process="x"), command=road.stop())
        assert [r for r in caplog.records if r.name.startswith("transitions")], "the library would have written"
    assert before == [(g.level, g.disabled, g.propagate, tuple(g.filters), tuple(g.handlers)) for g in library]


def test_the_whole_road_by_triggers(machine: GovernedMachine, flow: Workflow, road: Road) -> None:
    """From new to completed by triggers alone, every state entered once, and the ledger verifies."""
    entered: list[str] = []
    for state in occurring(TABLE):
        getattr(machine, f"on_enter_{state.value}")(lambda event: entered.append(event.state.name))
    model = Transfer(machine)
    for command in road.until(State.COMPLETED):
        model.trigger(command.key, command)
    assert "completed" == model.state
    expected = [
        "identified",
        "plan_drafted",
        "preconditions_tested",
        "ministry_decided",
        "phased_transfer",
        "receiving_party_proven",
        "completed",
    ]
    assert expected == entered
    assert len(flow.history(WEBSITES)) == flow.verify(deep=True).rejudged


# -- what would be ignored is refused ------------------------------------------------------------------------------------


async def coroutine(event: EventData) -> None:
    """Would have to be awaited."""


async def stream(event: EventData) -> AsyncIterator[object]:
    """Would have to be gone through, and awaited."""
    yield event


def generator(event: EventData) -> Iterator[object]:
    """Would have to be gone through."""
    yield event


class Awaited:
    """A call that would have to be awaited."""

    async def __call__(self, event: EventData) -> None:
        """Never awaited."""


NEVER: dict[str, Any] = {
    "a coroutine function": coroutine,
    "an asynchronous generator": stream,
    "a generator": generator,
    "an asynchronous call": Awaited(),
    "a part of one": partial(coroutine),
    "no function": 5,
    "no name": "",
}
"""What is no callback, or would never run."""

HUNG: dict[str, Callable[[GovernedMachine, Any], object]] = {
    **{slot: partial(lambda slot, machine, f: setattr(machine, slot, f), slot) for slot in SLOTS},
    "finalize_event ": lambda machine, f: setattr(machine, "finalize_event", [print, f]),
    "before_stop": lambda machine, f: machine.before_stop(f),
    "after_stop": lambda machine, f: machine.after_stop(f),
    "prepare_stop": lambda machine, f: machine.prepare_stop(f),
    "before_stop ": lambda machine, f: machine.events["stop"].add_callback("before", f),
    "before": lambda machine, f: machine.get_transitions("stop")[0].add_callback("before", f),
    "on_enter_stopped": lambda machine, f: machine.on_enter_stopped(f),
    "on_exit_stopped": lambda machine, f: machine.on_exit_stopped(f),
    "on_exit_stopped ": lambda machine, f: machine.states["stopped"].add_callback("exit", f),
}
"""By the name of the slot: every way in which a callback can be hung."""


@pytest.mark.parametrize("how", NEVER)
def test_a_callback_that_would_never_run_is_refused_when_it_is_hung(machine: GovernedMachine, how: str) -> None:
    """In every slot, with the name of the slot; nothing of it is kept."""
    for slot, hang in HUNG.items():
        with pytest.raises(InputError) as error:
            hang(machine, NEVER[how])
        assert [slot.strip()] == [p.field for p in error.value.problems]
    for hang in HUNG.values():
        hang(machine, print)  # and a plain function is taken everywhere


@pytest.mark.parametrize(
    "own",
    [coroutine, stream, generator, staticmethod(coroutine), partialmethod(coroutine)],
    ids=["coroutine", "stream", "generator", "static", "part"],
)
def test_a_method_that_would_never_run_is_a_definition_error(own: Any) -> None:
    """Found by its name on the class, or on any base of it."""
    with pytest.raises(DefinitionError, match="`on_enter_stopped`: expected a plain function") as error:
        type("Own", (Governed,), {"on_enter_stopped": own})
    assert "een gewone functie" in error.value.text.nl
    with pytest.raises(DefinitionError, match="`on_exit_stopped`: expected a plain function"):
        type("Inherits", (Governed, type("Mixin", (), {"on_exit_stopped": own})), {})


@pytest.mark.parametrize("bases", ["before", "after"])
def test_a_misspelled_callback_of_a_mixin_is_a_definition_error(bases: str) -> None:
    """Whatever base it comes from, with the nearest right name; a callback may be switched off by None."""
    mixin = type("Mixin", (), {"on_enter_stoped": lambda self, event: None, "on_exit_Identified": print})
    with pytest.raises(DefinitionError) as error:
        type("Mixed", (mixin, Governed) if bases == "before" else (Governed, mixin), {})
    assert [("on_enter_stoped", "on_enter_stopped"), ("on_exit_Identified", "on_exit_identified")] == sorted(
        (f.en.split("`")[1], f.en.split("`")[3]) for f in error.value.faults
    )
    assert "bedoelt u `on_enter_stopped`" in error.value.text.nl


def test_a_callback_that_is_none_is_switched_off(flow: Workflow, road: Road) -> None:
    """A subclass may do without what it inherits."""

    class Quiet(Transfer):
        """Without one of them."""

        on_enter_identified = None  # type: ignore[assignment]

    model = Quiet(GovernedMachine(flow))
    model.trigger("identify_process", road.identify())
    assert [] == model.ran


@pytest.mark.parametrize(
    "own", ["announce", 5, ["announce"], property(lambda _: "announce")], ids=["name", "number", "list", "property"]
)
def test_what_a_class_has_in_the_place_of_a_callback_is_seen_before_the_record(
    flow: Workflow, road: Road, own: Any
) -> None:
    """A name or a list is no function, and would be passed over in silence; one that is made by a property is."""
    machine = GovernedMachine(flow)
    model = type("Own", (Transfer,), {"on_enter_identified": own})(machine)
    with pytest.raises(InputError) as error:
        model.trigger("identify_process", road.identify())
    assert ["on_enter_identified"] == [p.field for p in error.value.problems]
    assert [] == list(flow.processes())
    made = type("Made", (Transfer,), {"on_enter_identified": property(lambda self: self.announce)})(machine)
    made.trigger("identify_process", road.identify())
    assert ["announce identify_process identified"] == made.ran


def test_a_callback_that_does_not_take_the_event_is_seen_before_the_record(flow: Workflow, road: Road) -> None:
    """As it would be written for `transitions` without `send_event`: when it is hung, else before anything is recorded."""
    machine = GovernedMachine(flow)
    for hang in HUNG.values():
        for wrong in (lambda: None, lambda event, more: None):
            with pytest.raises(InputError, match="takes one argument"):
                hang(machine, wrong)
        hang(machine, lambda *every: None)
    bare = {"on_enter_identified": lambda self: None, "told": lambda self: None}
    model = type("Bare", (Governed,), bare)(machine, WEBSITES)
    machine.before_identify_process("told")
    with pytest.raises(InputError) as error:
        model.trigger("identify_process", road.identify())
    assert ["before_identify_process", "on_enter_identified"] == sorted(p.field for p in error.value.problems)
    assert [] == list(flow.processes())


def test_callbacks_on_one_model_are_held_to_the_same(machine: GovernedMachine, flow: Workflow, road: Road) -> None:
    """What is put on an instance is seen before anything is recorded."""
    for name, value, expected in (
        ("on_enter_identifed", print, "do you mean `on_enter_identified`"),
        ("on_enter_identified", coroutine, "expected a plain function"),
    ):
        model: Any = Governed(machine, WEBSITES)
        setattr(model, name, value)
        for ask in (model.identify_process, model.may_identify_process):
            with pytest.raises(InputError, match=expected):
                ask(road.identify())
    assert [] == flow.processes()


def hears(event: EventData) -> None:
    """A callback in a module."""


def test_a_callback_that_cannot_be_run_is_seen_before_the_record(
    machine: GovernedMachine, flow: Workflow, road: Road
) -> None:
    """A name that the model does not have, one of no function, and what was put in a list behind the machine's back."""

    class Tool(Governed):
        """A model whose methods are named in callbacks."""

        ran: Any = ()

        def tell_the_teams(self, event: EventData) -> None:
            """Well."""

        async def later(self, event: EventData) -> None:
            """Never awaited."""

    machine.after_stop("tell_the_tems")
    machine.on_enter_stopped("ran")
    machine.on_exit_identified("later")
    machine.before_stop(f"{__name__}.coroutine")
    machine.prepare_stop("no.such.module")
    machine.finalize_event = f"{__name__}.{hears.__name__}"  # a function in a module, as `transitions` finds it
    behind: Any = machine.after_state_change
    behind.append(coroutine)
    model: Any = Tool(machine, WEBSITES)
    flow.submit(WEBSITES, road.identify())
    with pytest.raises(InputError) as error:
        model.stop(road.stop())
    problems = {p.field: p for p in error.value.problems}
    slots = [
        "after_state_change",
        "after_stop",
        "before_stop",
        "on_enter_stopped",
        "on_exit_identified",
        "prepare_stop",
    ]
    assert slots == sorted(problems)
    assert ("tell_the_teams",) == problems["after_stop"].nearest
    assert (1, "identified") == (len(flow.history(WEBSITES)), model.state)


def test_a_callback_that_leaves_something_to_be_awaited_has_failed(
    machine: GovernedMachine, flow: Workflow, road: Road
) -> None:
    """As any callback that fails: the error reaches the caller, the record counts, and what was left is closed."""
    machine.after_identify_process(lambda event: coroutine(event))  # noqa: PLW0108 - a plain function, as far as can be seen
    model = Governed(machine, WEBSITES)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        with pytest.raises(InputError, match="expected a plain function") as error:
            model.trigger("identify_process", road.identify())
        gc.collect()
    assert [f"record 1 of `{WEBSITES}` is stored all the same"] == error.value.__notes__
    assert "identified" == model.state


ASSIGNED: dict[str, tuple[str, ...]] = {
    "after_state_chnage": ("after_state_change",),
    "befor_state_change": ("before_state_change",),
    "finalize_evnt": ("finalize_event",),
    "on_exeption": ("on_exception",),
    "before_stop": ("before_stop",),
    "after_stopp": ("after_stop",),
    "on_enter_identifed": ("on_enter_identified",),
    "prepare_evnt": ("prepare_event",),
}
"""What somebody might assign, and the nearest that there is."""


@pytest.mark.parametrize("name", ASSIGNED)
def test_a_callback_that_is_assigned_where_nobody_looks_is_refused(machine: GovernedMachine, name: str) -> None:
    """A misspelled slot, and a callback that has to be hung by a call; the nearest right name is told."""
    with pytest.raises(InputError) as error:
        setattr(machine, name, print)
    (problem,) = error.value.problems
    assert (name, ASSIGNED[name]) == (problem.field, problem.nearest[:1])
    assert not hasattr(type(machine), name)
    assert name not in vars(machine)


@pytest.mark.parametrize("name", sorted(FIXED))
def test_a_setting_that_would_be_ignored_is_refused(machine: GovernedMachine, name: str) -> None:
    """States, arrows, models and settings follow from the rules and the ledger."""
    with pytest.raises(InputError, match=f"`{name}`: expected nothing; this is fixed"):
        setattr(machine, name, None)
    assert {"send_event", "ignore_invalid_triggers", "initial", "states", "events", "models"} <= FIXED


def test_a_tools_own_attributes_are_its_own(flow: Workflow) -> None:
    """A subclass may keep what it likes, and hang callbacks when it is made."""

    class Tooled(GovernedMachine):
        """With an attribute, a method and callbacks of its own."""

        def __init__(self, flow: Workflow) -> None:
            super().__init__(flow)
            self.tool: str = "fictief"
            self.after_state_change = "refresh"
            self.on_enter_stopped(self.sent)

        def sent(self, event: EventData) -> None:
            """Hung on the machine."""

    machine = Tooled(flow)
    machine.final = True
    assert ("fictief", ["refresh"]) == (machine.tool, machine.after_state_change)


@pytest.mark.parametrize(
    ("own", "expected"),
    [
        ({"before_stop": print}, "`before_stop` of `Own` is never called"),
        ({"on_enter_stopped": print}, "`on_enter_stopped` of `Own` is never called"),
        ({"after_state_change": "refresh"}, "`after_state_change` of `Own` is never called"),
        ({"state_cls": Place}, "`State` takes the place of a part that keeps to the record"),
        ({"transition_cls": Move}, "`Transition` takes the place of a part"),
        ({"event_cls": Trigger}, "`Event` takes the place of a part"),
    ],
    ids=["trigger", "state", "machine", "state class", "transition class", "event class"],
)
def test_what_a_machine_of_ones_own_has_in_vain_is_a_definition_error(
    flow: Workflow, own: dict[str, Any], expected: str
) -> None:
    """Callbacks in its class body are never called, and parts of `transitions` know no record."""
    with pytest.raises(DefinitionError, match=expected):
        type("Own", (GovernedMachine,), own)(flow)


def test_features_of_states_may_be_added(flow: Workflow) -> None:
    """What builds on the parts is welcome, as `transitions` adds it."""
    tagged = add_state_features(Tags)(type("Tagged", (GovernedMachine,), {}))
    assert State.STOPPED.value in tagged(flow).states


def test_an_arrow_of_a_tools_own_is_refused(machine: GovernedMachine) -> None:
    """Arrows, conditions and the callbacks that would hang on it: each with what to do instead, and nothing is added."""
    before = len(machine.get_transitions())
    with pytest.raises(InputError) as error:
        machine.add_transition(
            "stopp", "identified", "stopped", conditions=print, unless="is_new", before="announce", prepare=[print]
        )
    problems = {p.field: p for p in error.value.problems}
    assert ["trigger", "conditions", "unless", "before", "prepare"] == list(problems)
    assert "a guard in the rules" in problems["conditions"].expected.en
    assert "a call: `machine.before_stopp(…)`" == problems["before"].expected.en
    assert ("before_stop", "prepare_stop") == (problems["before"].nearest[0], problems["prepare"].nearest[0])
    assert before == len(machine.get_transitions())
    assert "stopp" not in machine.events


CHANGES: dict[str, Callable[[GovernedMachine], object]] = {
    "an arrow that is there": lambda m: m.add_transition("stop", "identified", "stopped", after="announce"),
    "arrows": lambda m: m.add_transitions([["stop", "identified", "stopped"]]),
    "arrows in a row": lambda m: m.add_ordered_transitions(),
    "an arrow less": lambda m: m.remove_transition("stop"),
    "a state": lambda m: m.add_state("elsewhere"),
    "states": lambda m: m.add_states(["elsewhere"]),
    "a model": lambda m: m.add_model(Plain(State.NEW)),
    "a model less": lambda m: m.remove_model(Plain(State.NEW)),
    "a state of everybody": lambda m: m.set_state("stopped"),
    "a trigger for everybody": lambda m: m.dispatch("stop"),
}
"""What a Machine of `transitions` can be asked, and this one would ignore or be broken by."""


@pytest.mark.parametrize("how", CHANGES)
def test_what_the_machine_does_not_do_is_refused(machine: GovernedMachine, how: str) -> None:
    """States and arrows are those of the rules, models know their machine; the machine stays as it was."""
    before = (list(machine.states), list(machine.events), len(machine.get_transitions()))
    with pytest.raises(InputError, match="GovernedMachine"):
        CHANGES[how](machine)
    assert before == (list(machine.states), list(machine.events), len(machine.get_transitions()))
    assert [] == machine.models


def test_a_condition_cannot_be_put_on_an_arrow(machine: GovernedMachine) -> None:
    """Not by the way of a callback, nor in the list that a bare arrow has: nobody would ask it."""
    conditions: Any = machine.get_transitions("stop")[0].conditions
    puts: list[Callable[[], object]] = [
        lambda: machine.events["stop"].add_callback("conditions", print),
        lambda: conditions.append(print),
    ]
    for put in puts:
        with pytest.raises(AttributeError):
            put()


def test_a_misspelled_callback_of_the_machine_names_the_nearest(machine: GovernedMachine) -> None:
    """Of a trigger, of a state, or of the slot itself."""
    for name, meant in (
        ("before_stopp", "before_stop"),
        ("on_enter_identifed", "on_enter_identified"),
        ("beforr_stop", "before_stop"),
    ):
        with pytest.raises(AttributeError, match=f"do you mean `{meant}`"):
            getattr(machine, name)
    with pytest.raises(AttributeError, match="object has no attribute or trigger 'stopp'; do you mean `stop`"):
        Governed(machine, WEBSITES).trigger("stopp", Road(letter.PROCESSES[WEBSITES]).stop())


def test_a_machine_is_of_a_workflow_and_a_model_of_a_machine(machine: GovernedMachine, flow: Workflow) -> None:
    """A ledger only looks, what is awaited would never record, and a name has to be one: said at once."""
    for wrong in (Ledger(flow._store), AsyncWorkflow(flow), "memory:", None):
        given: Any = wrong
        with pytest.raises(InputError, match="a `Workflow`; a `Ledger` only looks"):
            GovernedMachine(given)
    nothing: Any = None
    with pytest.raises(InputError) as error:
        Governed(nothing, "a\nb")
    assert ["process", "machine"] == [p.field for p in error.value.problems]


def test_a_programme_can_be_governed(machine: GovernedMachine, flow: Workflow) -> None:
    """Its rules are known to every workflow, and so are its triggers and states; callbacks run as for a process."""

    class Programme(Governed):
        """A model of a programme."""

        entered = 0

        def on_enter_programme(self, event: EventData) -> None:
            """It was opened."""
            self.entered += 1

    opening, *_ = letter.as_commands(by=Road(letter.PROCESSES[WEBSITES]).ministry, at=NOW)
    model = Programme(machine, "programma")
    model.trigger(opening.key, opening)
    assert ("programme", 1) == (model.state, model.entered)
