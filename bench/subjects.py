"""The subjects: one lifecycle of seven states and six steps, in each library as its own documentation writes it.

Each step has three conditions that always hold, and leaves one line in a list: what it was, from where and to where. A
subject is set up once, then builds processes and drives them to their end in every round.

viewflow is under the AGPL. It is only measured here, in an environment of its own, and is no part of what we deliver.
"""

from __future__ import annotations

import enum
from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence
from typing import Any, ClassVar

STATES = ("identified", "drafted", "tested", "decided", "transferring", "proven", "completed")
STEPS = ("draft", "test", "decide", "transfer", "prove", "complete")
ARROWS = tuple(zip(STEPS, STATES[:-1], STATES[1:], strict=True))
LINES: list[tuple[Any, ...]] = []
"""A line for each step that was taken; cleared before every round."""


class Case:
    """A process: what the conditions read, and its state."""

    def __init__(self, id: int) -> None:
        self.id = id
        self.budget = 1
        self.owner = "x"
        self.signed = True
        self.state: Any = STATES[0]


def has_budget(case: Any) -> bool:
    """The first condition."""
    return bool(case.budget > 0)


def has_owner(case: Any) -> bool:
    """The second condition."""
    return bool(case.owner)


def is_signed(case: Any) -> bool:
    """The third condition."""
    return bool(case.signed)


CONDITIONS: tuple[Callable[[Any], bool], ...] = (has_budget, has_owner, is_signed)


class Subject(ABC):
    """Something that can be measured.

    Attributes:
        name: its name in the tables.
        packages: the distributions that are measured, to report their versions.
        modules: the modules that an application imports.
        at_once: how many processes a round drives.
        steps: how many steps each takes.
        lines: whether each step leaves a line in `LINES`.
    """

    name: ClassVar[str]
    packages: ClassVar[tuple[str, ...]] = ()
    modules: ClassVar[tuple[str, ...]] = ()
    at_once: ClassVar[int] = 100
    steps: ClassVar[int] = len(STEPS)
    lines: ClassVar[bool] = True

    def setup(self) -> None:  # noqa: B027 - not every subject has something to define
        """Define the lifecycle."""

    @abstractmethod
    def build(self, n: int) -> Sequence[Any]:
        """New processes, at the beginning."""

    @abstractmethod
    def drive(self, cases: Sequence[Any]) -> None:
        """Take each of them to its end."""

    def ended(self, case: Any) -> bool:
        """Whether it got there."""
        return bool(case.state == STATES[-1])


class Dispatch(Subject):
    """A dict from step and state to the next state: about the least that Python can do."""

    name = "a dict, dispatched by hand"
    at_once = 400

    def setup(self) -> None:
        self.table = {(step, source): (target, CONDITIONS) for step, source, target in ARROWS}

    def build(self, n: int) -> Sequence[Any]:
        return [Case(i) for i in range(n)]

    def fire(self, case: Case, step: str) -> bool:
        """One step."""
        source = case.state
        target, conditions = self.table[step, source]
        for holds in conditions:
            if not holds(case):
                return False
        case.state = target
        LINES.append((case.id, step, source, target))
        return True

    def drive(self, cases: Sequence[Any]) -> None:
        fire = self.fire
        for case in cases:
            for step in STEPS:
                fire(case, step)


class ByName(Subject):
    """Steps are methods of the process."""

    def drive(self, cases: Sequence[Any]) -> None:
        for case in cases:
            case.draft()
            case.test()
            case.decide()
            case.transfer()
            case.prove()
            case.complete()


class Transitions(ByName):
    """One machine, many models."""

    name = "transitions"
    packages = ("transitions",)
    modules = ("transitions",)
    at_once = 200

    def setup(self) -> None:
        from transitions import Machine

        class Model(Case):
            def budgeted(self, _: Any) -> bool:
                return has_budget(self)

            def owned(self, _: Any) -> bool:
                return has_owner(self)

            def approved(self, _: Any) -> bool:
                return is_signed(self)

        def leave(event: Any) -> None:
            LINES.append((event.model.id, event.event.name, event.transition.source, event.transition.dest))

        self.model = Model
        self.machine = Machine(None, list(STATES), initial=STATES[0], auto_transitions=False, send_event=True)
        for step, source, target in ARROWS:
            conditions = ["budgeted", "owned", "approved"]
            self.machine.add_transition(step, source, target, conditions=conditions, before=leave)

    def build(self, n: int) -> Sequence[Any]:
        cases = [self.model(i) for i in range(n)]
        self.machine.models = []
        self.machine.add_model(cases)
        return cases


class PythonStatemachine(Subject):
    """One machine for each process, as its documentation does."""

    name = "python-statemachine"
    packages = ("python-statemachine",)
    modules = ("statemachine",)
    at_once = 30

    def setup(self) -> None:
        from statemachine import State, StateMachine

        states = {name: State(initial=n == 0, final=n == len(STEPS)) for n, name in enumerate(STATES)}
        members: dict[str, Any] = dict(states)
        for step, source, target in ARROWS:
            members[step] = states[source].to(states[target], cond=["budgeted", "owned", "approved"], on="leave")
        members["budgeted"] = lambda self: has_budget(self.model)
        members["owned"] = lambda self: has_owner(self.model)
        members["approved"] = lambda self: is_signed(self.model)

        def leave(self: Any, event: Any, source: Any, target: Any) -> None:
            LINES.append((self.model.id, str(event), source.id, target.id))

        members["leave"] = leave
        self.machine = type(StateMachine)("Life", (StateMachine,), members)

    def build(self, n: int) -> Sequence[Any]:
        cases = [Case(i) for i in range(n)]
        for case in cases:
            case.state = None
        return [self.machine(model=case) for case in cases]

    def drive(self, cases: Sequence[Any]) -> None:
        for case in cases:
            for step in STEPS:
                case.send(step)

    def ended(self, case: Any) -> bool:
        return bool(case.model.state == STATES[-1])


class Sismic(Subject):
    """A statechart in YAML, and an interpreter for each process."""

    name = "sismic"
    packages = ("sismic",)
    modules = ("sismic.interpreter", "sismic.io")
    at_once = 20

    def setup(self) -> None:
        from sismic.interpreter import Interpreter
        from sismic.io import import_from_yaml

        lines = ["statechart:", "  name: life", "  root state:", "    name: root", f"    initial: {STATES[0]}"]
        lines.append("    states:")
        for state, arrow in zip(STATES, (*ARROWS, None), strict=True):
            lines.append(f"      - name: {state}")
            if arrow is not None:
                step, source, target = arrow
                lines += [
                    "        transitions:",
                    f"          - event: {step}",
                    f"            target: {target}",
                    "            guard: case.budget > 0 and bool(case.owner) and case.signed",
                    f"            action: lines.append((case.id, '{step}', '{source}', '{target}'))",
                ]
        self.chart = import_from_yaml("\n".join(lines))
        self.interpreter = Interpreter

    def build(self, n: int) -> Sequence[Any]:
        cases = [self.interpreter(self.chart, initial_context={"case": Case(i), "lines": LINES}) for i in range(n)]
        for case in cases:
            case.execute()
        return cases

    def drive(self, cases: Sequence[Any]) -> None:
        for case in cases:
            for step in STEPS:
                case.queue(step).execute_once()

    def ended(self, case: Any) -> bool:
        return STATES[-1] in case.configuration


def django() -> None:
    """Set up Django, with only what these subjects need."""
    import django as framework
    from django.conf import settings

    if not settings.configured:
        settings.configure(
            INSTALLED_APPS=["django.contrib.contenttypes", "django.contrib.auth"],
            DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"}},
            DEFAULT_AUTO_FIELD="django.db.models.BigAutoField",
        )
        framework.setup()


def noting(step: str, source: str, target: str) -> Callable[[Any], None]:
    """A method that leaves a line in `LINES`."""

    def note(self: Any) -> None:
        LINES.append((self.id, step, source, target))

    note.__name__ = note.__qualname__ = step
    return note


class DjangoFsm(ByName):
    """A model of Django, which is not saved."""

    name = "django-fsm-2"
    packages = ("django-fsm-2", "Django")
    modules = ("django_fsm",)
    at_once = 150
    model: ClassVar[Any] = None

    def setup(self) -> None:
        django()
        from django.db import models
        from django_fsm import FSMField, transition

        if DjangoFsm.model is None:  # Django knows a model by its name
            members: dict[str, Any] = {
                "__module__": "bench",
                "Meta": type("Meta", (), {"app_label": "bench"}),
                "state": FSMField(default=STATES[0]),
                "budget": models.IntegerField(default=1),
                "owner": models.CharField(max_length=9, default="x"),
                "signed": models.BooleanField(default=True),
            }
            for step, source, target in ARROWS:
                members[step] = transition(
                    field=members["state"], source=source, target=target, conditions=list(CONDITIONS)
                )(noting(step, source, target))
            DjangoFsm.model = type("Life", (models.Model,), members)

    def build(self, n: int) -> Sequence[Any]:
        return [self.model(pk=i) for i in range(n)]


class Viewflow(ByName):
    """A class whose state is a field of viewflow."""

    name = "viewflow"
    packages = ("django-viewflow",)
    modules = ("viewflow.fsm",)
    at_once = 150

    def setup(self) -> None:
        django()
        from viewflow import fsm

        kinds = enum.Enum("kinds", {name: name for name in STATES})  # type: ignore[misc]  # made of the names above
        state = fsm.State(kinds, default=kinds[STATES[0]])
        members: dict[str, Any] = {"state": state}

        def begin(self: Any, id: int) -> None:
            self.id, self.budget, self.owner, self.signed = id, 1, "x", True

        members["__init__"] = begin
        for step, source, target in ARROWS:
            members[step] = state.transition(source=kinds[source], target=kinds[target], conditions=list(CONDITIONS))(
                noting(step, source, target)
            )
        self.last, self.model = kinds[STATES[-1]], type("Life", (), members)

    def build(self, n: int) -> Sequence[Any]:
        return [self.model(i) for i in range(n)]

    def ended(self, case: Any) -> bool:
        return case.state is self.last


class Xstate(Subject):
    """A machine from JSON, with an interpreter for each process."""

    name = "xstate-statemachine"
    packages = ("xstate-statemachine",)
    modules = ("xstate_statemachine",)
    at_once = 40

    def setup(self) -> None:
        from xstate_statemachine import MachineLogic, SyncInterpreter, create_machine

        states: dict[str, Any] = {STATES[-1]: {"type": "final"}}
        for step, source, target in ARROWS:
            guard = {"type": "and", "params": {"guards": ["budgeted", "owned", "approved"]}}
            states[source] = {"on": {step: {"target": target, "guard": guard, "actions": ["leave"]}}}
        logic = MachineLogic(
            guards={
                "budgeted": lambda context, _: context["budget"] > 0,
                "owned": lambda context, _: bool(context["owner"]),
                "approved": lambda context, _: context["signed"],
            },
            actions={"leave": lambda _, context, event, __: LINES.append((context["id"], event.type))},
        )
        context = {"id": 0, "budget": 1, "owner": "x", "signed": True}
        chart = {"id": "life", "initial": STATES[0], "context": context, "states": states}
        self.machine, self.interpreter = create_machine(chart, logic=logic), SyncInterpreter

    def build(self, n: int) -> Sequence[Any]:
        return [self.interpreter(self.machine).start() for _ in range(n)]

    def drive(self, cases: Sequence[Any]) -> None:
        for case in cases:
            for step in STEPS:
                case.send(step)

    def ended(self, case: Any) -> bool:
        return f"life.{STATES[-1]}" in case.current_state_ids


class Eventsourcing(Subject):
    """An aggregate, saved after every step, in memory."""

    name = "eventsourcing"
    packages = ("eventsourcing",)
    modules = ("eventsourcing.application", "eventsourcing.domain")
    at_once = 30
    aggregate: ClassVar[Any] = None

    def environment(self) -> dict[str, str]:
        """Where it keeps its events."""
        return {}

    def setup(self) -> None:
        from eventsourcing.application import Application
        from eventsourcing.domain import Aggregate, event

        if Eventsourcing.aggregate is None:  # it knows a class by its name

            class Life(Aggregate):
                @event("Created")
                def __init__(self, number: int) -> None:
                    self.number, self.budget, self.owner, self.signed = number, 1, "x", True
                    self.state = STATES[0]

                def fire(self, step: str, target: str) -> None:
                    if all(holds(self) for holds in CONDITIONS):
                        LINES.append((self.number, step, self.state, target))
                        self.moved(step, target)

                @event("Moved")
                def moved(self, step: str, target: str) -> None:
                    self.state = target

            Eventsourcing.aggregate = Life
        self.application: Any = Application(env=self.environment())

    def build(self, n: int) -> Sequence[Any]:
        cases = [self.aggregate(number=i) for i in range(n)]
        for case in cases:
            self.application.save(case)
        return cases

    def drive(self, cases: Sequence[Any]) -> None:
        for case in cases:
            for step, _, target in ARROWS:
                case.fire(step, target)
                self.application.save(case)


IN_MEMORY: tuple[type[Subject], ...] = (
    Transitions,
    Dispatch,
    DjangoFsm,
    Viewflow,
    Xstate,
    Eventsourcing,
    Sismic,
    PythonStatemachine,
)
"""The subjects that are measured in memory; all others are compared with the first."""
