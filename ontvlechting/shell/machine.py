"""The table as a real `transitions.Machine`: a definition to look at, and governed models.

`definition` makes the Machine of a set of rules: every state, one trigger per command, every guard behind one
condition. Tests compare it with the fast path (`Rules.table`).

`Governed` is for tools that work with `transitions` already. Their models keep their triggers and callbacks, with one
difference: a command is first judged and recorded, by a `Workflow`; only then do callbacks run::

    class Collection(Governed):
        def on_enter_moving(self, event): ...

    machine = GovernedMachine(flow)               # one for all models of a tool
    machine.after_announce("tell_the_readers")    # callbacks are added in the way of `transitions`
    collection = Collection(machine, "maps")
    collection.state                              # what the ledger says
    collection.may_announce(command)              # a dry run; nothing is recorded
    collection.announce(command)                  # judged and recorded; then the callbacks

A type checker knows `trigger` and `may_trigger` of a model. For a type checker that knows each trigger by its name, a
letter makes its own class of models.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from functools import partial
from inspect import getattr_static
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any, ClassVar, Literal, NoReturn

from transitions import Event as Trigger
from transitions import EventData, Machine
from transitions import State as Place
from transitions import Transition as Move

from ontvlechting.engine.chart import Arrow, State
from ontvlechting.engine.checked import problems_of_id
from ontvlechting.engine.command import Command
from ontvlechting.engine.core import every_reason
from ontvlechting.engine.errors import (
    DefinitionError,
    InputError,
    Problem,
    UnknownProcess,
    nearest,
    shown,
    suggested,
)
from ontvlechting.engine.handles import Handle
from ontvlechting.engine.outside import PLAIN, called, never_runs, problems_of_call
from ontvlechting.engine.rulebook import Rules
from ontvlechting.engine.text import Language, Text, spoken
from ontvlechting.engine.values import Actor
from ontvlechting.shell.given import check_given

if TYPE_CHECKING:
    from transitions.core import Callback, TransitionConfigDict

    from ontvlechting.shell.answers import Outcome
    from ontvlechting.shell.workflow import Workflow

__all__ = ["Governed", "GovernedMachine", "definition"]


# -- the definition ------------------------------------------------------------------------------------------------------


def definition(
    rules: Rules, *, graph: Literal["mermaid", "graphviz"] | bool = False, language: Language | None = None
) -> Machine:
    """The Machine of these rules, bound to no model.

    States and triggers have the stable names of `State` and `Command.key`. A fact is an internal transition, without
    destination. Each transition has one condition, which asks every guard of the command's door and answers True or
    False; it reads the keywords `dossier` and `command` of the trigger::

        definition(rules).events["decide"].trigger(model, dossier=dossier, command=command)

    With `graph` it is a `transitions.extensions.GraphMachine`, whose states and transitions have their titles as labels, and
    which draws itself::

        definition(rules, graph=True).get_graph().draw(None)                   # a text for Mermaid, which needs nothing
        definition(rules, graph="graphviz").get_graph().draw("lifecycle.svg")  # needs graphviz, and its program `dot`

    Args:
        rules: whose table and guards.
        graph: what draws it; True for Mermaid, False when it is not to be drawn.
        language: of the titles in the picture.

    Returns:
        A Machine to look at or to compare with. It records nothing; only a `Workflow` records.

    Raises:
        InputError: these are no rules, `graph` is no known engine, or the language is not spoken.
        MissingExtra: graphviz is asked for and is not installed.
    """
    check_given("definition", rules=rules)
    language = spoken(language)
    if graph is not False:
        from ontvlechting.shell.graphs import drawn

        return drawn(rules, partial(_condition_of, rules), graph, language)
    return Machine(
        model=None,
        states=_places([rules]),
        initial=rules.start.value,
        transitions=[{**_move(a), "conditions": _condition_of(rules, a.command)} for a in rules.arrows],
        auto_transitions=False,
        send_event=True,
    )


def _places(every: Iterable[Rules]) -> list[dict[str, Any]]:
    """Every state of these rules, once. States of the same name are one state of the Machine, with the moves of all."""
    found = {s.value: s in rules.final for rules in every for s in rules.states}
    return [{"name": name, "final": final} for name, final in found.items()]


def _move(arrow: Arrow) -> TransitionConfigDict:
    dest = arrow.target.value if arrow.moves else None
    return {"trigger": arrow.command.key, "source": arrow.source.value, "dest": dest}


def _condition_of(rules: Rules, kind: type[Command]) -> Callable[[EventData], bool]:
    """The condition of a whole door. It asks every guard; `transitions` would stop at the first guard that says no."""

    def opens(event: EventData) -> bool:
        dossier, command = event.kwargs["dossier"], event.kwargs["command"]
        reasons = every_reason(rules, rules.guards_of(kind), dossier, command)
        return type(command) is kind and not any(r.shuts for r in reasons)

    return opens


# -- governed models -----------------------------------------------------------------------------------------------------


SLOTS = (
    "prepare_event",
    "before_state_change",
    "after_state_change",
    "on_final",
    "on_exception",
    "finalize_event",
)
"""The callbacks of the whole machine. They are assigned to its attributes."""
OF_STATES = tuple(f"{slot}_" for slot in Place.dynamic_methods)
OF_TRIGGERS = tuple(f"{slot}_" for slot in Move.dynamic_methods)
"""With what the names of the callbacks of a trigger begin; `OF_STATES` has this for a state.

Both are added by a call of the machine; those of a state may also be methods of the model.
"""


def _callbacks_of_states(model: type[Governed]) -> frozenset[str]:
    """The names of the callbacks that a model may have as methods: two for each state of its letter."""
    kinds = model._states or _subclasses_of(State)  # noqa: SLF001 - a class of this file
    return frozenset(f"{slot}{state.value}" for kind in kinds for state in kind for slot in OF_STATES)


def _subclasses_of(kind: type[State]) -> tuple[type[State], ...]:
    """Every subclass of this class, direct or indirect."""
    return tuple(found for made in kind.__subclasses__() for found in (made, *_subclasses_of(made)))


def _problems(callback: object, field: str) -> list[Problem]:
    """The problems that keep a callback from being run, as far as can be seen when it is hung: a name is looked up later."""
    return [] if isinstance(callback, str) and callback else _problems_of_callback(callback, field)


def _problems_of_callback(function: object, field: str) -> list[Problem]:
    """The problems of a value as a callback: it is no function, would have to be awaited, or does not take the event."""
    return problems_of_call(function, field, 1, _TAKES_THE_EVENT)


def _refuse(callback: object, field: str) -> None:
    if problems := _problems(callback, field):
        raise InputError("GovernedMachine", problems)


def _named_as_callbacks(model: type[Governed]) -> tuple[str, ...]:
    """What a class of models has, or inherits from any base, under a name like that of a callback of a state."""
    return tuple(name for name in dir(model) if name.casefold().startswith(OF_STATES))


def _faults_of_model(model: type[Governed]) -> Iterator[Text]:
    """What is wrong with the callbacks that a class of models has, or inherits from any base."""
    own = _callbacks_of_states(model)
    for name in _named_as_callbacks(model):
        if name not in own:
            meant = suggested(nearest(name, own))
            yield Text(nl=f"`{name}` noemt geen toestand{meant.nl}", en=f"`{name}` names no state{meant.en}")
        elif never_runs(getattr_static(model, name)):
            yield Text(nl=f"`{name}`: verwacht {PLAIN.nl}", en=f"`{name}`: expected {PLAIN.en}")


_TAKES_THE_EVENT = Text(
    nl="een functie die één argument neemt: het `EventData`", en="a function that takes one argument: the `EventData`"
)
_OF_RULES = Text(
    nl="niets; toestanden en pijlen zijn die van de regels", en="nothing; states and arrows are those of the rules"
)
_OF_GUARDS = Text(
    nl="een toets in de regels (`Rules.extended`); de machine beslist niets",
    en="a guard in the rules (`Rules.extended`); the machine decides nothing",
)
_A_MODEL = Text(
    nl="een model dat van `Governed` erft en deze machine kent; de machine houdt er geen bij",
    en="a model that inherits from `Governed` and knows this machine; the machine keeps none",
)
_A_COMMAND = Text(
    nl="een verzoek die het proces verplaatst; de toestand is wat het logboek zegt",
    en="a command that moves the process; the state is what the ledger says",
)


_MADE_THERE = Text(
    nl="een machine is van één workflow; open in het andere proces het logboek, en maak daar de machine en het model "
    "met de naam van het proces",
    en="a machine belongs to one workflow; open the ledger in the other process, and make the machine there, and the model "
    "with the name of the process",
)
"""What to do instead of copying a machine or a model."""


class _Place(Place):
    """A state that runs the callbacks added to it, and then the model's own `on_enter_…` or `on_exit_…`."""

    def add_callback(self, trigger: str, func: Callback) -> None:
        _refuse(func, f"on_{trigger}_{self.name}")
        super().add_callback(trigger, func)

    def enter(self, event_data: EventData) -> None:
        self._run("on_enter", self.on_enter, event_data)

    def exit(self, event_data: EventData) -> None:
        self._run("on_exit", self.on_exit, event_data)

    def _run(self, slot: str, hung: list[Callback], event: EventData) -> None:
        own = f"{slot}_{self.name}"
        found = own not in hung and hasattr(event.model, own)
        event.machine.callbacks([*hung, own] if found else hung, event)


class _Move(Move):
    """A move that has been recorded: it runs every callback in the order of `transitions`, and decides nothing."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.conditions: Any = ()  # to a list somebody could add a condition, which would never be asked

    def add_callback(self, trigger: str, func: Callback) -> None:
        _refuse(func, trigger)
        super().add_callback(trigger, func)

    def execute(self, event_data: EventData) -> bool:
        machine = event_data.machine
        machine.callbacks([*machine.prepare_event, *self.prepare], event_data)
        machine.callbacks([*machine.before_state_change, *self.before], event_data)
        if self.dest is not None:
            event_data.state.exit(event_data)
            event_data.state = machine.get_state(self.dest)
            event_data.state.enter(event_data)
            if machine.ends(event_data.kwargs["outcome"]):
                machine.callbacks(machine.on_final, event_data)
        machine.callbacks([*self.after, *machine.after_state_change], event_data)
        return True


class _Trigger(Trigger):
    """A trigger of the Machine, which passes the command on to the model."""

    def add_callback(self, trigger: str, func: Callback) -> None:
        _refuse(func, f"{trigger}_{self.name}")
        super().add_callback(trigger, func)

    def trigger(self, model: object, *args: Any, **kwargs: Any) -> bool:
        if not isinstance(model, Governed):
            expected = Text(nl="een model dat van `Governed` erft", en="a model that inherits from `Governed`")
            raise InputError(self.name, [Problem("model", shown(model), expected)])
        model.trigger(self.name, *args, **kwargs)
        return True


FIXED = frozenset({"initial", *(n for n in vars(Machine(model=None, initial=None)) if not n.startswith("_"))})
"""The attributes of a Machine that can be assigned elsewhere. Here they follow from the rules and the ledger."""


class GovernedMachine(Handle, Machine):
    """The Machine behind governed models: a tool adds its callbacks to it; it decides nothing.

    It has the arrows of all rules that the workflow knows. The rules of the process decide which of them are open.

    It has all slots of `transitions` but `conditions`: the guards of the rules decide what is allowed. The slots of the
    whole Machine are assigned: `machine.after_state_change = "refresh"`. Also in `before…` and `on_exit…` callbacks the
    record is stored already and `model.state` is the new state; `event.state` is the state that is left.

    What it does not support is refused, never ignored: to add an arrow, state, condition or model, to change another
    setting, a misspelt slot, and a callback that would have to be awaited.

    It keeps no models and writes no log lines. Threads may share it once its callbacks are added.

    Args:
        workflow: judges and records.

    Raises:
        InputError: this is no workflow.
        DefinitionError: a subclass has callbacks or parts of its own that would be ignored.
    """

    _instead = _MADE_THERE
    state_cls: type[Place] = _Place
    transition_cls: type[Move] = _Move
    event_cls: type[Trigger] = _Trigger

    def __init__(self, workflow: Workflow) -> None:
        submit = getattr(workflow, "submit", None)
        if not callable(submit) or never_runs(submit):
            expected = Text(nl="een `Workflow`; een `Ledger` kijkt alleen", en="a `Workflow`; a `Ledger` only looks")
            raise InputError("GovernedMachine", [Problem("workflow", shown(workflow), expected)])
        if faults := list(self._faults()):
            raise DefinitionError(faults)
        self.workflow: Workflow = workflow
        every = tuple(dict.fromkeys([*workflow.known, *(c for r in workflow.known for c in r.companions)]))
        self._final = {(rules.ref, state) for rules in every for state in rules.final}
        moves = {(m["trigger"], m["source"], m["dest"]): m for r in every for a in r.arrows for m in [_move(a)]}
        super().__init__(
            model=None,
            states=_places(every),
            initial=workflow.rules.start.value,
            transitions=list(moves.values()),
            auto_transitions=False,
            send_event=True,
        )
        self._made = True

    @classmethod
    def _faults(cls) -> Iterator[Text]:
        """What a subclass has that would be ignored."""
        for own, ours in ((cls.state_cls, _Place), (cls.transition_cls, _Move), (cls.event_cls, _Trigger)):
            if not issubclass(own, ours):
                yield Text(
                    nl=f"`{own.__name__}` vervangt een deel dat de vastlegging bewaakt",
                    en=f"`{own.__name__}` takes the place of a part that keeps to the record",
                )
        inherited = dir(GovernedMachine)
        for name in dir(cls):
            changed = name in SLOTS and getattr_static(cls, name) is not getattr_static(GovernedMachine, name)
            if changed or (name not in inherited and name.startswith((*OF_STATES, *OF_TRIGGERS))):
                yield Text(
                    nl=f"`{name}` van `{cls.__name__}` wordt nooit aangeroepen; hang hem aan de machine",
                    en=f"`{name}` of `{cls.__name__}` is never called; hang it on the machine",
                )

    # -- callbacks ---------------------------------------------------------------------------------------------------

    @property
    def _hooks(self) -> tuple[str, ...]:
        """The name of every callback that can be added by a call."""
        of_triggers = (f"{slot}{trigger}" for trigger in self.events for slot in OF_TRIGGERS)
        return (*of_triggers, *(f"{slot}{state}" for state in self.states for slot in OF_STATES))

    def __setattr__(self, name: str, value: object) -> None:
        """Assign callbacks of the whole machine; an assignment that would have no effect is refused."""
        if name in SLOTS:
            given = value if isinstance(value, (list, tuple)) else [] if value is None else [value]
            if problems := [p for callback in given for p in _problems(callback, name)]:
                raise InputError("GovernedMachine", problems)
        elif "_made" in vars(self) and not name.startswith("_"):
            self._refuse_assigned(name, value)
        super().__setattr__(name, value)

    def _refuse_assigned(self, name: str, value: object) -> None:
        if name in FIXED:
            expected = Text(nl="niets; dit staat vast", en="nothing; this is fixed")
            raise InputError("GovernedMachine", [Problem(name, shown(value), expected)])
        if name.startswith((*OF_STATES, *OF_TRIGGERS)) or nearest(name, SLOTS, alike=0.85):
            expected = Text(
                nl=f"een aanroep, zoals `machine.before_stop(…)`, of een van {', '.join(SLOTS)}",
                en=f"a call, such as `machine.before_stop(…)`, or one of {', '.join(SLOTS)}",
            )
            meant = nearest(name, (*SLOTS, *self._hooks))
            raise InputError("GovernedMachine", [Problem(name, shown(value), expected, meant)])

    # hidden from type checkers, which would take every misspelled attribute for a callback
    if not TYPE_CHECKING:

        def __getattr__(self, name: str) -> Any:
            """The function that adds a callback, such as `before_<command>` and `on_enter_<state>`."""
            try:
                return super().__getattr__(name)
            except (AttributeError, ValueError) as error:
                near = () if name.startswith("_") or "_made" not in vars(self) else nearest(name, self._hooks)
                raise AttributeError(f"{error}{suggested(near).en}", name=name, obj=self) from None

    def callbacks(self, funcs: Iterable[Callback], event_data: EventData) -> None:
        """Run these callbacks without a log line about each, which the original writes."""
        for func in funcs:
            self.callback(func, event_data)

    def callback(self, func: Callback, event_data: EventData) -> None:
        """Run one callback.

        Raises:
            InputError: it gave something that has to be awaited, and did nothing.
        """
        called(self.resolve_callable(func, event_data), event_data)

    def problems(self, model: Governed, trigger: str) -> list[Problem]:
        """The problems that keep a callback of this trigger from being run on this model."""
        problems: list[Problem] = []
        for field, func in self._hung(trigger):
            own = getattr(model, func, None) if isinstance(func, str) else func
            if own is None:
                problems += self._problems_of_name(model, str(func), field)
            else:
                problems += _problems_of_callback(own, field)
        return list(dict.fromkeys(problems))

    def _problems_of_name(self, model: Governed, name: str, field: str) -> list[Problem]:
        """What is wrong with the name of a callback that is no method of the model; it may be one in a module."""
        of_nobody: Any = SimpleNamespace(model=None)
        try:
            return _problems_of_callback(self.resolve_callable(name, of_nobody), field)
        except AttributeError:
            expected = Text(nl="de naam van een methode van het model", en="the name of a method of the model")
            methods = [n for n in dir(type(model)) if not n.startswith("_")]
            return [Problem(field, shown(name), expected, nearest(name, methods))]

    def _hung(self, trigger: str) -> Iterator[tuple[str, Callback]]:
        """Every callback that may run for a trigger, with the slot that it was added to."""
        yield from ((slot, func) for slot in SLOTS for func in getattr(self, slot))
        moves = [move for moves in self.events[trigger].transitions.values() for move in moves]
        for slot in Move.dynamic_methods:
            yield from ((f"{slot}_{trigger}", func) for move in moves for func in getattr(move, slot))
        for slot, end in (("on_exit", "source"), ("on_enter", "dest")):
            for state in dict.fromkeys(getattr(move, end) for move in moves if move.dest is not None):
                yield from ((f"{slot}_{state}", func) for func in getattr(self.states[state], slot))

    # -- what the rules and the ledger say ---------------------------------------------------------------------------

    def add_transition(
        self,
        trigger: str,
        source: Any,
        dest: Any = None,
        conditions: Any = None,
        unless: Any = None,
        before: Any = None,
        after: Any = None,
        prepare: Any = None,
        **kwargs: Any,
    ) -> None:
        """Refused: arrows and conditions are those of the rules.

        Raises:
            InputError: always; for each callback it names the call that adds it.
        """
        if "_made" not in vars(self):
            super().add_transition(trigger, source, dest, conditions, unless, before, after, prepare, **kwargs)
            return
        problems = [Problem("trigger", f"{trigger}: {source} → {dest}", _OF_RULES)]
        asked = {"conditions": conditions, "unless": unless, **kwargs}
        problems += [Problem(name, shown(given), _OF_GUARDS) for name, given in asked.items() if given is not None]
        for slot, given in {"before": before, "after": after, "prepare": prepare}.items():
            if given is not None:
                hook = f"{slot}_{trigger}"
                meant = () if hook in self._hooks else nearest(hook, self._hooks)
                call = Text(nl=f"een aanroep: `machine.{hook}(…)`", en=f"a call: `machine.{hook}(…)`")
                problems.append(Problem(slot, shown(given), call, meant))
        raise InputError("GovernedMachine", problems)

    def remove_transition(self, trigger: str, source: Any = "*", dest: Any = "*") -> NoReturn:
        """Refused: arrows are those of the rules."""
        self._refused("remove_transition", (trigger, source, dest), _OF_RULES)

    def add_states(self, states: Any, *args: Any, **kwargs: Any) -> None:
        """Refused: states are those of the rules."""
        if "_made" in vars(self):
            self._refused("add_states", states, _OF_RULES)
        super().add_states(states, *args, **kwargs)

    def add_model(self, model: Any, initial: Any = None) -> NoReturn:  # noqa: ARG002 - as `transitions` calls it
        """Refused: a model knows its machine, and not the other way round."""
        self._refused("add_model", model, _A_MODEL)

    def remove_model(self, model: Any) -> NoReturn:
        """Refused: the machine keeps no models."""
        self._refused("remove_model", model, _A_MODEL)

    def set_state(self, state: Any, model: Any = None) -> NoReturn:  # noqa: ARG002 - as `transitions` calls it
        """Refused: the state is what the ledger says."""
        self._refused("set_state", state, _A_COMMAND)

    def dispatch(self, trigger: str, *args: Any, **kwargs: Any) -> NoReturn:  # noqa: ARG002 - as `transitions` calls it
        """Refused: the machine keeps no models, so this would do nothing and return True."""
        self._refused("dispatch", trigger, _A_MODEL)

    def _refused(self, name: str, given: object, expected: Text) -> NoReturn:
        raise InputError("GovernedMachine", [Problem(name, shown(given), expected)])

    # -- after the record --------------------------------------------------------------------------------------------

    def ends(self, outcome: Outcome) -> bool:
        """Whether the process has come to its end, by the rules that it is pinned to: other rules may go on from there."""
        event = outcome.record.event
        return (event.rules, event.after) in self._final

    def run(self, model: Governed, outcome: Outcome) -> None:
        """Run the callbacks of a command that was accepted and recorded.

        A callback gets one `EventData`, with `command` and `outcome` in its `kwargs`. When a callback raises, the
        callbacks after it do not run; the error goes to `on_exception` when there is one, else to the caller.
        `finalize_event` runs at the end in any case.
        """
        record = outcome.record
        trigger, before = self.events[record.event.command.key], record.event.before.value
        kwargs = {"command": record.event.command, "outcome": outcome}
        data = EventData(self.get_state(before), trigger, self, model, (), kwargs)
        after = record.event.after.value if record.event.after is not record.event.before else None
        taken = (t for t in self.get_transitions(trigger.name, before) if t.dest == after)
        move = data.transition = next(taken)
        data.result = True
        try:
            self._execute(move, data)
        except Exception as error:
            error.add_note(f"record {record.number} of `{record.event.process}` is stored all the same")
            raise

    def _execute(self, move: Move, data: EventData) -> None:
        """Run the callbacks of the transition, those for an error, and those that come at the end in any case."""
        try:
            move.execute(data)
        except Exception as error:
            data.error = error
            if not self.on_exception:
                raise
            self.callbacks(self.on_exception, data)
        finally:
            self.callbacks(self.finalize_event, data)


class Governed(Handle):
    """A model of one process, for a tool that works with `transitions`: put it first among the bases of your class.

    It has these, under the names that `transitions` gives them, with `<command>` a `Command.key` and `<state>` a value
    of `State`:

    - `model.<command>(command)` and `model.trigger("<command>", command)`: ask for it.
    - `model.may_<command>(command)` and `model.may_trigger("<command>", command)`: a dry run; nothing is recorded.
    - `model.get_triggers()`: what is open from here, as far as can be known beforehand.
    - `model.is_<state>()`, and `model.state`, which is the first state as long as nothing is recorded.

    An accepted command is stored before the first callback runs. A move runs `before…`, `on_exit_<state>`,
    `on_enter_<state>` and `after…`; a fact runs `before…` and `after…` only. When a callback raises, its error reaches
    the caller, yet the record counts: `model.state` is what the ledger says, also for other models of this process.

    It only reads its two attributes, so an attrs class, frozen or not, may have them as fields. A method of your own
    with the name of a command hides the trigger of that name; `trigger` always reaches the trigger. Type checkers know
    `trigger` and `may_trigger`; the others only when a letter makes its own class of models.

    Args:
        machine: the Machine with the tool's callbacks.
        process: the name of the process in the ledger.

    Attributes:
        machine: as given.
        process: as given.

    Raises:
        InputError: this is no such machine, or the name is not well formed.
        DefinitionError: when a class is made that has or inherits a callback for a state that does not exist, a callback
            that would have to be awaited, or a `state` of its own.
    """

    _instead = _MADE_THERE
    _states: ClassVar[tuple[type[State], ...]] = ()
    """The states that a model of this letter may have callbacks for; when empty, those of every imported letter."""
    machine: GovernedMachine
    process: str

    def __init__(self, machine: GovernedMachine, process: str) -> None:
        problems = problems_of_id(process, "process")
        given: object = machine
        if not isinstance(given, GovernedMachine):
            expected = Text(nl="een `GovernedMachine`", en="a `GovernedMachine`")
            problems.append(Problem("machine", shown(given), expected))
        if problems:
            raise InputError(type(self).__name__, problems)
        self.machine = machine
        self.process = process

    def __init_subclass__(cls, **kwargs: Any) -> None:
        """Refuse callbacks that would never run, and a `state` of its own: otherwise these would fail silently."""
        super().__init_subclass__(**kwargs)
        found = list(_faults_of_model(cls))
        if cls.state is not Governed.state:
            found.append(
                Text(
                    nl=f"`{cls.__name__}` heeft een eigen `state`; de toestand is wat het logboek zegt",
                    en=f"`{cls.__name__}` has a `state` of its own; the state is what the ledger says",
                )
            )
        if found:
            raise DefinitionError(found)

    @property
    def state(self) -> str:
        """Where the process stands, by the ledger: a value of `State`.

        Raises:
            InputError: something was assigned to it.
        """
        try:
            return str(self.machine.workflow.dossier(self.process).state.value)
        except UnknownProcess:
            return str(self.machine.workflow.rules.start.value)

    @state.setter
    def state(self, value: object) -> NoReturn:
        raise InputError(type(self).__name__, [Problem("state", shown(value), _A_COMMAND)])

    def trigger(self, name: str, command: Command) -> Outcome:
        """Judge and record a command; when it is accepted, run the callbacks.

        Args:
            name: the trigger: the key of the command.
            command: what is asked.

        Returns:
            The outcome, with the record that was stored.

        Raises:
            Refused: the rules said no, with every reason; the refusal is recorded, no callback has run.
            AttributeError: there is no such trigger; nothing is recorded.
            InputError: the command belongs to another trigger, or cannot be recorded; or a callback of this trigger could
                not be run: it is no function that takes the event, names no method of the model, or would have to be awaited.
                Nothing is recorded.
            UnknownProcess, UnknownRules, Conflict, LedgerUnavailable: as `Workflow.submit`; nothing is recorded.
            Exception: what a callback raises, or an `InputError` that it left something to be awaited. The record counts all
                the same, and the error has a note that says so.
        """
        self._check(name, command)
        outcome = self.machine.workflow.submit(self.process, command).or_raise()
        self.machine.run(self, outcome)
        return outcome

    def may_trigger(self, name: str, command: Command) -> bool:
        """Whether this command would be accepted now; nothing is recorded, no callback runs.

        Raises:
            AttributeError: there is no such trigger.
            InputError: as `trigger`.
        """
        self._check(name, command)
        try:
            return self.machine.workflow.ask(self.process, command).allowed
        except UnknownProcess:  # a new process takes only the command that opens it
            return False

    def get_triggers(self, *, by: Actor | None = None, at: datetime | None = None) -> list[str]:
        """The triggers that nothing known now keeps shut; the content of a command itself is judged later.

        Args:
            by: who would ask; without it, questions about the actor are left open.
            at: the moment; now when it is not given.
        """
        try:
            steps = self.machine.workflow.next_steps(self.process, by=by, at=at)
        except UnknownProcess:
            return self.machine.get_triggers(self.machine.workflow.rules.start.value)
        return [step.command.key for step in steps if step.open]

    def _check(self, name: str, command: object) -> None:
        given: object = name
        if not (isinstance(given, str) and given in self.machine.events):
            raise self._no_attribute(name, nearest(name, self.machine.events))
        if problems := [*self._own_problems(), *self.machine.problems(self, name)]:
            raise InputError(type(self).__name__, problems)
        if not isinstance(command, Command) or command.key != name:
            expected = Text(nl=f"een verzoek `{name}`", en=f"a command `{name}`")
            raise InputError(type(self).__name__, [Problem("command", shown(command), expected)])

    def _own_problems(self) -> Iterator[Problem]:
        """What is wrong with this model's own callbacks of states: those of its class, and those assigned to this one object."""
        own = {f"{slot}{state}" for slot in OF_STATES for state in self.machine.states}
        for name in dict.fromkeys([*getattr(self, "__dict__", {}), *_named_as_callbacks(type(self))]):
            if name in own:
                given = getattr(self, name)
                yield from () if given is None else _problems_of_callback(given, name)
            elif name.casefold().startswith(OF_STATES):
                expected = Text(nl="een naam die een toestand noemt", en="a name that names a state")
                yield Problem(name, shown(getattr(self, name)), expected, nearest(name, own))

    def _no_attribute(self, name: str, near: tuple[str, ...] = ()) -> AttributeError:
        words = f"{type(self).__name__!r} object has no attribute or trigger {shown(name)}{suggested(near).en}"
        return AttributeError(words, name=name, obj=self)

    # hidden from type checkers, which would take every misspelled attribute of a tool's class for a trigger
    if not TYPE_CHECKING:

        def __getattr__(self, name: str) -> Callable[..., Any]:
            """`<command>`, `may_<command>` and `is_<state>`."""
            if not name.startswith("_") and name not in Governed.__annotations__:
                if name in self.machine.events:
                    return partial(self.trigger, name)
                question, _, what = name.partition("_")
                if question == "may" and what in self.machine.events:
                    return partial(self.may_trigger, what)
                if question == "is" and what in self.machine.states:
                    return partial(self.machine.is_state, what, self)
            raise self._no_attribute(name)

    def __dir__(self) -> Iterator[str]:
        """The usual names and the triggers, so that a notebook completes them."""
        yield from super().__dir__()
        yield from self.machine.events
        yield from (f"may_{trigger}" for trigger in self.machine.events)
        yield from (f"is_{state}" for state in self.machine.states)
