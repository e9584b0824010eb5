"""The table as a real `transitions.Machine`: a definition to look at, and governed models.

`definition` makes the Machine of a set of rules: every state, one trigger per command, every guard behind one
condition. Tests hold the fast path (`Rules.table`) against it.

`Governed` is for tools that work with `transitions` already. A model of theirs keeps its triggers and its callbacks,
under one law: a command is judged and recorded first, by a `Workflow`; only then do callbacks run::

    class Transfer(Governed):
        def on_enter_phased_transfer(self, event): ...

    machine = GovernedMachine(flow)                # one for all models of a tool
    machine.after_start_phase("tell_the_teams")    # callbacks hang on it in the way of `transitions`
    transfer = Transfer(machine, "douane/websites")
    transfer.state                                 # what the ledger says
    transfer.may_start_transfer(command)           # a dry run; nothing is recorded
    transfer.start_transfer(command)               # judged and recorded; then the callbacks
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING, Any, NoReturn

from transitions import Event as Trigger
from transitions import EventData, Machine
from transitions import State as Place
from transitions import Transition as Move

from ontvlechting.commands import Command
from ontvlechting.core import ask
from ontvlechting.errors import DefinitionError, InputError, Problem, UnknownProcess, shown
from ontvlechting.guards import LETTER
from ontvlechting.rulebook import Rules
from ontvlechting.states import FINAL, Arrow, State, occurring
from ontvlechting.text import Text
from ontvlechting.values import Actor

if TYPE_CHECKING:
    from transitions.core import Callback, TransitionConfigDict

    from ontvlechting.answers import Outcome
    from ontvlechting.workflow import Workflow

__all__ = ["Governed", "GovernedMachine", "definition"]


# -- the definition ------------------------------------------------------------------------------------------------------


def definition(rules: Rules = LETTER) -> Machine:
    """The Machine of these rules, bound to no model.

    States and triggers have the stable names of `State` and `Command.key`. A fact is an internal transition, without
    destination. Each transition has one condition, which asks every guard of the command's door and answers True or
    False; it reads the keywords `dossier` and `command` of the trigger::

        definition().events["decide"].trigger(model, dossier=dossier, command=command)

    Args:
        rules: whose table and guards.

    Returns:
        A Machine to look at or to compare with. It records nothing: what counts goes through a `Workflow`.
    """
    return Machine(
        model=None,
        states=_places(rules.arrows),
        initial=State.NEW.value,
        transitions=[{**_move(a), "conditions": _opens(rules, a.command)} for a in rules.arrows],
        auto_transitions=False,
        send_event=True,
    )


def _places(arrows: Iterable[Arrow]) -> list[dict[str, Any]]:
    return [{"name": s.value, "final": s in FINAL} for s in occurring(arrows)]


def _move(arrow: Arrow) -> TransitionConfigDict:
    dest = arrow.target.value if arrow.moves else None
    return {"trigger": arrow.command.key, "source": arrow.source.value, "dest": dest}


def _opens(rules: Rules, kind: type[Command]) -> Callable[[EventData], bool]:
    """One condition for a whole door: `transitions` itself would stop at the first guard that says no."""

    def opens(event: EventData) -> bool:
        dossier, command = event.kwargs["dossier"], event.kwargs["command"]
        reasons = ask(rules, rules.guards_of(kind), dossier, command)
        return type(command) is kind and not any(r.shuts for r in reasons)

    return opens


# -- governed models -----------------------------------------------------------------------------------------------------


class _Place(Place):
    """A state whose callbacks are those hung on it, and the model's own `on_enter_…` or `on_exit_…`."""

    def enter(self, event_data: EventData) -> None:
        self._run("on_enter", self.on_enter, event_data)

    def exit(self, event_data: EventData) -> None:
        self._run("on_exit", self.on_exit, event_data)

    def _run(self, slot: str, hung: list[Callback], event: EventData) -> None:
        own = f"{slot}_{self.name}"
        found = own not in hung and hasattr(event.model, own)
        event.machine.callbacks([*hung, own] if found else hung, event)


class _Move(Move):
    """A move that has been recorded: every callback in the order of `transitions`, and nothing left to decide."""

    def execute(self, event_data: EventData) -> bool:
        machine = event_data.machine
        machine.callbacks([*machine.prepare_event, *self.prepare], event_data)
        machine.callbacks([*machine.before_state_change, *self.before], event_data)
        if self.dest is not None:
            event_data.state.exit(event_data)
            event_data.state = machine.get_state(self.dest)
            event_data.state.enter(event_data)
            if event_data.state.final:
                machine.callbacks(machine.on_final, event_data)
        machine.callbacks([*self.after, *machine.after_state_change], event_data)
        return True


class _Trigger(Trigger):
    """Asking for a command by way of the Machine is asking the model."""

    def trigger(self, model: object, *args: Any, **kwargs: Any) -> bool:
        if not isinstance(model, Governed):
            expected = Text(nl="een model dat van `Governed` erft", en="a model that inherits from `Governed`")
            raise InputError(self.name, [Problem("model", shown(model), expected)])
        model.trigger(self.name, *args, **kwargs)
        return True


class GovernedMachine(Machine):
    """The Machine behind governed models: a tool hangs its callbacks on it; it decides nothing.

    It has the arrows of all rules that the workflow knows; which of them are open is for those of the process to say.

    All slots of `transitions` are there but `conditions`: whether something may is for the guards of the rules. Those of
    the whole Machine are assigned: `machine.after_state_change = "refresh"`. In `before…` and `on_exit…` callbacks, too,
    the record is stored and `model.state` is the new state; `event.state` is the one that is left.

    It keeps no models and writes no log lines. Threads may share it once its callbacks are in place.

    Args:
        workflow: judges and records.
    """

    state_cls: type[Place] = _Place
    transition_cls: type[Move] = _Move
    event_cls: type[Trigger] = _Trigger

    def __init__(self, workflow: Workflow) -> None:
        self.workflow: Workflow = workflow
        arrows = tuple(dict.fromkeys(a for r in workflow.known for a in r.arrows))
        super().__init__(
            model=None,
            states=_places(arrows),
            initial=State.NEW.value,
            transitions=[_move(a) for a in arrows],
            auto_transitions=False,
            send_event=True,
        )

    def callbacks(self, funcs: Iterable[Callback], event_data: EventData) -> None:
        """Run these callbacks, quietly: the original writes a log line about each."""
        for func in funcs:
            self.callback(func, event_data)

    def run(self, model: Governed, outcome: Outcome) -> None:
        """Run the callbacks of a command that was accepted and recorded.

        A callback gets one `EventData`, with `command` and `outcome` in its `kwargs`. When a callback raises, the ones
        after it do not run; the error goes to `on_exception` when there is one, else to the caller. `finalize_event`
        runs at the end, whatever happened.
        """
        record = outcome.record
        trigger, before = self.events[record.event.command.key], record.event.before.value
        kwargs = {"command": record.event.command, "outcome": outcome}
        data = EventData(self.get_state(before), trigger, self, model, (), kwargs)
        after = record.event.after.value if record.event.after is not record.event.before else None
        taken = (t for t in self.get_transitions(trigger.name, before) if t.dest == after)
        data.transition, data.result = next(taken), True
        try:
            data.transition.execute(data)
        except Exception as error:
            error.add_note(f"record {record.number} of `{record.event.process}` is stored all the same")
            data.error = error
            if not self.on_exception:
                raise
            self.callbacks(self.on_exception, data)
        finally:
            self.callbacks(self.finalize_event, data)


class Governed:
    """A model of one process, for a tool that works with `transitions`: put it first among the bases of your class.

    What it offers, by the names that `transitions` gives them, with `<command>` a `Command.key` and `<state>` a value
    of `State`:

    - `model.<command>(command)` and `model.trigger("<command>", command)`: ask for it.
    - `model.may_<command>(command)` and `model.may_trigger("<command>", command)`: a dry run; nothing is recorded.
    - `model.get_triggers()`: what is open from here, as far as can be known beforehand.
    - `model.is_<state>()`, and `model.state`, which is `new` as long as nothing is recorded.

    An accepted command is stored before the first callback runs. A move runs `before…`, `on_exit_<state>`,
    `on_enter_<state>` and `after…`; a fact runs `before…` and `after…` only. When a callback raises, its error reaches
    the caller, yet the record counts: `model.state` is what the ledger says, also for other models of this process.

    It only reads its two attributes, so a class of attrs, frozen or not, may have them as fields. A method of your own
    by the name of a command goes before the trigger of that name; `trigger` always reaches the trigger. Type checkers
    know `trigger` and `may_trigger`.

    Args:
        machine: the Machine with the tool's callbacks.
        process: the name of the process in the ledger.

    Attributes:
        machine: as given.
        process: as given.
    """

    machine: GovernedMachine
    process: str

    def __init__(self, machine: GovernedMachine, process: str) -> None:
        self.machine = machine
        self.process = process

    def __init_subclass__(cls, **kwargs: Any) -> None:
        """Refuse a callback for a state that does not exist, and a state of its own: both would fail silently."""
        super().__init_subclass__(**kwargs)
        slots = {f"{slot}_{s.value}" for slot in Place.dynamic_methods for s in State}
        found = [
            Text(nl=f"`{name}` noemt geen toestand", en=f"`{name}` names no state")
            for name in sorted(vars(cls))
            if name.startswith(tuple(f"{slot}_" for slot in Place.dynamic_methods)) and name not in slots
        ]
        if cls.state is not Governed.state:
            found.append(
                Text(
                    nl=f"`{cls.__name__}` heeft een eigen `state`; de toestand is wat het grootboek zegt",
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
            return self.machine.workflow.dossier(self.process).state.value
        except UnknownProcess:
            return State.NEW.value

    @state.setter
    def state(self, value: object) -> NoReturn:
        expected = Text(
            nl="een opdracht die het proces verplaatst; de toestand is wat het grootboek zegt",
            en="a command that moves the process; the state is what the ledger says",
        )
        raise InputError(type(self).__name__, [Problem("state", shown(value), expected)])

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
            InputError: the command belongs to another trigger, or cannot be recorded; nothing is recorded.
            UnknownProcess, UnknownRules, Conflict, LedgerUnavailable: as `Workflow.submit`; nothing is recorded.
        """
        self._check(name, command)
        outcome = self.machine.workflow.submit(self.process, command).or_raise()
        self.machine.run(self, outcome)
        return outcome

    def may_trigger(self, name: str, command: Command) -> bool:
        """Whether this command would be accepted now; nothing is recorded, no callback runs.

        Raises:
            AttributeError: there is no such trigger.
            InputError: the command belongs to another trigger, or lies in the future.
        """
        self._check(name, command)
        try:
            return self.machine.workflow.ask(self.process, command).allowed
        except UnknownProcess:  # nothing but identifying it can be done to a new process
            return False

    def get_triggers(self, *, by: Actor | None = None, at: datetime | None = None) -> list[str]:
        """The triggers that nothing known now keeps shut; what a command itself has to show is still asked.

        Args:
            by: who would ask; without it, questions about the actor are left open.
            at: the moment; now when it is not given.
        """
        try:
            steps = self.machine.workflow.next_steps(self.process, by=by, at=at)
        except UnknownProcess:
            return self.machine.get_triggers(State.NEW.value)
        return [step.command.key for step in steps if step.open]

    def _check(self, name: str, command: object) -> None:
        if name not in self.machine.events:
            raise self._nothing(name)
        if not isinstance(command, Command) or command.key != name:
            expected = Text(nl=f"een opdracht `{name}`", en=f"a command `{name}`")
            raise InputError(type(self).__name__, [Problem("command", shown(command), expected)])

    def _nothing(self, name: str) -> AttributeError:
        words = f"{type(self).__name__!r} object has no attribute or trigger {name!r}"
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
            raise self._nothing(name)

    def __dir__(self) -> Iterator[str]:
        """With the triggers, so that a notebook completes them."""
        yield from super().__dir__()
        yield from self.machine.events
        yield from (f"may_{trigger}" for trigger in self.machine.events)
        yield from (f"is_{state}" for state in self.machine.states)
