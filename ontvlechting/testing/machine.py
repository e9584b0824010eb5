"""Generated histories on a real workflow, with checks after every command, for any rules and any store.

Subclass `GovernanceMachine`, say which rules, which moves and which store, and let pytest run its `TestCase`. When a
check fails, the error has a transcript in plain words, and Python code that repeats the run.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Callable, Container, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, nullcontext, suppress
from datetime import UTC, datetime, timedelta
from inspect import signature
from types import FunctionType
from typing import Any, ClassVar
from unittest import SkipTest

import attrs
from hypothesis import Phase, currently_in_test_context, settings
from hypothesis import event as noted
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, rule, run_state_machine_as_test

from ontvlechting.engine.adoption import KnownRules
from ontvlechting.engine.checked import refuse
from ontvlechting.engine.command import Command
from ontvlechting.engine.core import evolve
from ontvlechting.engine.errors import InputError, Problem, nearest, shown
from ontvlechting.engine.events import Event
from ontvlechting.engine.outside import problems_of_each, problems_of_function, several
from ontvlechting.engine.rulebook import Rules
from ontvlechting.engine.text import Language, Text
from ontvlechting.engine.values import UnknownRules
from ontvlechting.record.stores.memory import MemoryStore
from ontvlechting.record.stores.port import Store
from ontvlechting.record.verifier import Answer
from ontvlechting.shell.answers import History, Outcome
from ontvlechting.shell.workflow import Workflow
from ontvlechting.testing import strategies
from ontvlechting.testing.checks import CHECKS, Check, answered, name_of, said_by, two_answers
from ontvlechting.testing.strategies import Advance, Make, Move, Moved, Needs, Played, Player, Reach
from ontvlechting.testing.transcripts import PLAIN, Telling, imports, source, told

_BEGIN = datetime(2024, 1, 1, tzinfo=UTC)
"""When the first generated command is asked."""
_SEVERAL = {"known", "turns", "checks"}
"""The settings that are read more than once, so an iterator is made a tuple."""
_CLASS_VAR = re.compile(r"""['"]?([\w.]+\.)?ClassVar\b""")
"""How an annotation of a setting begins, also where it is written as a text."""


class _TestCase:
    """Gives the `TestCase` that Hypothesis makes of a machine, without its explain phase; made on first use."""

    def __get__(self, machine: RuleBasedStateMachine | None, kind: type[RuleBasedStateMachine]) -> Any:
        case: Any = vars(RuleBasedStateMachine)["TestCase"].__get__(machine, kind)
        if "of_the_kit" not in vars(case):
            case.of_the_kit = True
            phases = [phase for phase in case.settings.phases if phase is not Phase.explain]
            case.settings = settings(case.settings, phases=phases)
            marks = vars(case.runTest)
            case.runTest = lambda self: _run(kind, self.settings)
            vars(case.runTest).update(marks)
        return case


@contextmanager
def _each_logged_once() -> Iterator[None]:
    """Lets through what the library logs the first time, by what it says and the kind of error."""
    seen = set[tuple[object, ...]]()

    def is_new(record: logging.LogRecord) -> bool:
        said, before = (record.getMessage(), record.exc_info and record.exc_info[0]), len(seen)
        seen.add(said)
        return len(seen) > before

    log = logging.getLogger("ontvlechting")
    log.addFilter(is_new)
    try:
        yield
    finally:
        log.removeFilter(is_new)


@_each_logged_once()
def _run(kind: type[RuleBasedStateMachine], given: settings) -> None:
    """Run a machine. What failed last time is shown at once, as it was shrunk then; only if it passes, the search begins.

    A failure is tried hundreds of times, and each error that the library logs meanwhile comes in the log once.
    """
    parts = [given]
    if {Phase.reuse, Phase.generate} <= {*given.phases}:
        again = [phase for phase in given.phases if phase in (Phase.explicit, Phase.reuse)]
        search = [phase for phase in given.phases if phase is not Phase.reuse]
        parts = [settings(given, phases=again), settings(given, phases=search)]
    for part in parts:
        setattr(kind, _SHRINKS, False)
        try:
            # nothing failed last time where it is skipped
            with suppress(SkipTest) if part is not parts[-1] else nullcontext():
                run_state_machine_as_test(kind, settings=part)
        except Exception as error:
            setattr(kind, _SHRINKS, None)
            _shorten(error)
            raise
        finally:
            setattr(kind, _SHRINKS, None)


_SHRINKS = "_shrinks"
"""The attribute of a machine that a search sets."""
_STORY = "_story"
"""The attribute of the error of a check that has its story."""
_MOST_ASKED = 1_000
"""How many commands are asked to make a story shorter, at most."""


@attrs.frozen
class _Story:
    """How a check failed: in which machine, after which commands, and as it is told."""

    kind: Any
    check: str
    commands: tuple[Command, ...]
    refused: frozenset[int]
    told: str

    def again(self, commands: Sequence[Command]) -> _Story | None:
        """The story of these commands, asked of a new process; None when they do not fail in this way."""
        try:
            self.kind.replay(commands)
        except AssertionError as error:
            found: _Story | None = vars(error).get(_STORY)
            return found if found is not None and found.check == self.check else None
        except Exception:  # noqa: BLE001 - whatever else happens, it is another failure
            return None
        return None

    def without(self, places: Container[int]) -> _Story | None:
        """The story without the commands at these places; None when it does not fail in this way without them."""
        return self.again([command for place, command in enumerate(self.commands) if place not in places])


def _shorten(error: BaseException) -> None:
    """Leave out of the story of a failure what it fails without too, what was refused first; when it does not fail again it stays as it is."""
    for one in error.exceptions if isinstance(error, BaseExceptionGroup) else ():
        _shorten(one)
    first: _Story | None = vars(error).get(_STORY)
    story = first and first.again(first.commands)
    if first is None or story is None:
        return
    story = story.without(story.refused) or story
    left, place = _MOST_ASKED, len(story.commands)
    while place and (left := left - len(story.commands)) > 0:
        place -= 1
        story = story.without({place}) or story
        place = min(place, len(story.commands))
    error.__notes__ = [story.told if note == first.told else note for note in error.__notes__]


class GovernanceMachine(RuleBasedStateMachine):
    """One process in one ledger, with generated commands; every check is run after every command.

    What has to hold under any rules is in `checks`. A check of your own is a method whose name begins with
    `check_`: it is called after every command, with what happened in `self.event`, the dossier before it in
    `self.before` and after it in `self.dossier`. A rule is a rule of Hypothesis that asks something with `self.ask`.

    The commands are those of `moves`; without any, well-formed commands are generated, of which few are accepted. In
    this example the kit's machine of the letter, which has moves, gets one more check and one more rule:

    >>> from hypothesis.stateful import rule
    >>> from ontvlechting.testing.letter import machine
    >>> class Mine(machine.GovernanceMachine):
    ...     @rule()
    ...     def ask_to_stop(self):
    ...         self.ask(self.player.road.stop())
    ...
    ...     def check_no_more_than_two_phases(self):
    ...         assert len(self.dossier.phases) <= 2
    >>> TestMine = Mine.TestCase  # pytest finds and runs it
    >>> [name for name in Mine.own_checks() if "phases" in name]
    ['check_no_more_than_two_phases']

    Attributes:
        judges: the rules; they have to be given. (`rules` is the name of something else in Hypothesis.)
        known: other rules that the workflow knows, which the process may adopt.
        case: the name of the process.
        moves: the commands, right and wrong, by name, each made from the dossier; those that lead on come first, in their order.
        turns: the names of the moves that change the course of a story; they are asked more often than the others.
        needs: what generated commands need beyond their annotations; see `strategies.values`.
        checks: what has to hold under any rules, apart from the methods.
        telling: how a letter tells its transcripts.
        language: of the transcript of a run that fails.

    An attribute of your own whose name is almost that of a setting has to be annotated as a `ClassVar`, as the settings
    are. A helper whose name is almost that of a check, or of a test, has to take more than `self` or to begin with `_`.

    Its `TestCase` leaves out the explain phase of Hypothesis, unless settings of your own ask for it: a run that fails
    has a transcript, and that phase traces every line that runs while it shrinks, which takes three times as long on
    Python 3.11. What failed last time is shown at once when the test runs again, as it was shrunk then; other histories
    are looked for when it passes.

    Raises:
        InputError: when a subclass is made with an attribute whose name is almost that of a setting, with rules under
            another name and no `judges`, with a method whose name is almost that of a check, or with `checks` that are
            no functions; or when a check returns something, where it has to fail by an assertion.
    """

    judges: ClassVar[Rules]
    known: ClassVar[tuple[Rules, ...]] = ()
    case: ClassVar[str] = "p"
    moves: ClassVar[Mapping[str, Make]] = {}
    turns: ClassVar[tuple[str, ...]] = ()
    needs: ClassVar[Needs] = {}
    checks: ClassVar[tuple[Check, ...]] = CHECKS
    telling: ClassVar[Telling] = PLAIN
    language: ClassVar[Language] = "nl"

    TestCase: _TestCase = _TestCase()

    _shrinks: ClassVar[bool | None] = None
    """Whether a check failed after a command in the search of a `TestCase`: what is left of it makes that story shorter, and
    looks at no end. None outside of such a search, and where a check failed at an end."""

    def __init_subclass__(cls, **kwargs: Any) -> None:
        """Refuse what was probably meant for a setting or a check and is none: without it the run could pass unseen."""
        super().__init_subclass__(**kwargs)
        machines = [kind for kind in cls.__mro__[1:] if issubclass(kind, RuleBasedStateMachine)]
        settled = (kind for kind in reversed(machines) if issubclass(kind, GovernanceMachine))
        known = tuple(dict.fromkeys(n for kind in settled for n in _settings(kind)))
        there = {n for kind in machines for n in (*_settings(kind), *vars(kind))}
        problems: list[Problem] = []
        own = (cls, *(k for k in cls.__mro__[1:-1] if k not in machines))  # mixins count as its own
        judged = any("judges" in vars(kind) for kind in own)
        for kind in own:
            for name in _SEVERAL & vars(kind).keys():
                setattr(kind, name, several(vars(kind)[name]))
            new = {n: v for n, v in vars(kind).items() if n not in there and n not in _settings(kind)}
            for name, value in new.items():
                if isinstance(value, FunctionType):
                    problems += _nearly_a_check(name, value) if kind is cls else ()
                else:
                    problems += _nearly_a_setting(name, value, known, judged=judged)
            problems += problems_of_each(vars(kind).get("checks", ()), "checks", problems_of_function)
        refuse(cls.__name__, problems)

    def __init__(self) -> None:
        super().__init__()
        self.flow: Workflow = Workflow(self.open_store(), rules=getattr(self, "judges", None), known=self.known)
        self.__known = KnownRules(self.judges, self.known)
        self.player: Any = self.new_player()
        self.before: Any = self.player.dossier
        self.event: Event  # there once something was asked: no check runs before
        self.recorded: int = 0
        self.asked: list[Event] = []
        self._transcript: list[str] = []
        self._failed = False
        self._ends = False
        self.__read: History | None = None
        self.__own_checks = [getattr(self, name) for name in self.own_checks()]

    def open_store(self) -> Store:
        """An empty store for one run; in memory, unless a subclass says otherwise."""
        return MemoryStore()

    def new_player(self) -> Player:
        """Who makes the commands."""
        return Player(rules=self.judges, named=self.moves, process=self.case)

    @property
    def dossier(self) -> Any:
        """All that is known of the process now."""
        return self.player.dossier

    @property
    def pinned(self) -> Rules:
        """The rules that judge the process now."""
        return self.__known.of(self.dossier)

    # -- what is asked -----------------------------------------------------------------------------------------------

    @rule(steps=st.integers(1, 25))
    def advance(self, steps: int) -> None:
        """Ask commands that lead on from here."""
        self.give(Advance(steps))

    @rule(data=st.data())
    def anything(self, data: st.DataObject) -> None:
        """Ask anything, right or wrong."""
        if self.moves:
            self.give(Move(data.draw(st.sampled_from(sorted(self.moves)), label="ask")))
            return
        drawn = data.draw(strategies.moves(self.player, needs=self.needs), label="ask")
        assert isinstance(drawn, Command)
        try:  # the drawn moment lies anywhere in time; here each command follows the one before it
            command = attrs.evolve(drawn, at=_BEGIN + timedelta(minutes=len(self.asked)))
            if self.asked:
                self.flow.ask(self.case, command)
        except (InputError, UnknownRules):  # it cannot be recorded at all, and so is not asked
            return
        self.give(command)

    @rule(data=st.data())
    def turn(self, data: st.DataObject) -> None:
        """Ask a move that changes the course of the story."""
        if turns := self._turns():
            self.give(Move(data.draw(st.sampled_from(turns), label="ask")))

    @rule(data=st.data())
    def reach(self, data: st.DataObject) -> None:
        """Go on until such a move is accepted."""
        if turns := self._turns():
            self.give(Reach(data.draw(st.sampled_from(turns), label="reach")))

    def _turns(self) -> list[str]:
        """The names of the moves that are turns; of every move when none is."""
        return [name for name in self.turns if name in self.moves] or sorted(self.moves)

    def give(self, move: Moved) -> None:
        """Ask every command of a move; while there is no process, only commands that open one."""
        for command in self.player.commands(move):
            if self.asked or self.__known.opens(command):
                self.ask(command)

    def ask(self, command: Command) -> Outcome:
        """Ask one command of the workflow, and run every check after it."""
        self.before = self.dossier
        foreseen = self.flow.ask(self.case, command) if self.asked else None
        outcome = self.flow.submit(self.case, command)
        self.player.dossier = outcome.dossier
        self.event = outcome.record.event
        self.recorded = outcome.record.number
        self.asked.append(self.event)
        self._transcript += [*told(len(self.asked), self.event, self.dossier, self.language, self.telling), ""]
        if currently_in_test_context():  # and not in `replay`
            noted(f"{command.key} {outcome.verdict.kind.value}")

        def check_a_dry_run_answers_as_the_real_one() -> None:
            """Asking without recording gives the same verdict."""
            assert foreseen in (None, outcome.verdict), two_answers(played)

        played = Played(self.before, self.event, self.dossier, self.pinned)
        self._run_checks(self.checks, played)
        self._run_checks([check_a_dry_run_answers_as_the_real_one, *self.__own_checks])
        return outcome

    # -- what holds after every command ------------------------------------------------------------------------------

    @classmethod
    def own_checks(cls) -> list[str]:
        """The names of the methods that check, those of subclasses included."""
        return [name for name in dir(cls) if name.startswith("check_") and name not in dir(RuleBasedStateMachine)]

    def check_every_answer_is_one_record(self) -> None:
        """T6: a yes and a no each add exactly one record."""
        assert len(self.asked) == self.recorded

    # -- what holds at the end ---------------------------------------------------------------------------------------

    def teardown(self) -> None:
        """At the end of a run, check that the records alone give the same dossier, and that the ledger verifies."""
        self._ends = True
        try:
            if self.asked and not self._failed and not self._shrinks:
                self._run_checks(
                    [self.end_every_command_is_recorded_once, self.end_replay_gives_the_same, self.end_verifies]
                )
        finally:
            self.flow.close()

    def end_every_command_is_recorded_once(self) -> None:
        """T6: what was asked is what is recorded, in order."""
        recorded = [r.event for r in self.__history()]  # whose texts may have been redacted since
        assert [(type(e.command), e.verdict) for e in self.asked] == [(type(e.command), e.verdict) for e in recorded]

    def end_replay_gives_the_same(self) -> None:
        """T10: the records alone give the same dossier."""
        records = self.__history()
        dossier = self.__known.begun(records[0].event)
        for record in records:
            dossier = evolve(dossier, record.event, record.number)
        assert self.dossier == dossier

    def end_verifies(self) -> None:
        """T10: every hash and every verdict comes out the same."""
        report = self.flow.verify(deep=True)
        assert (Answer.SOUND, 1, len(self.asked)) == (report.answer, report.processes, report.records)

    def __history(self) -> History:
        """What is recorded; it is read again only when something was added."""
        if self.__read is None or len(self.__read) < len(self.asked):
            self.__read = self.flow.history(self.case)
        return self.__read

    # -- when it fails -----------------------------------------------------------------------------------------------

    @classmethod
    def replay(cls, commands: Iterable[Command]) -> None:
        """Ask these commands of a new process, one after the other, with every check.

        Raises:
            AssertionError: a check does not hold.
        """
        machine = cls()
        try:
            for command in commands:
                machine.ask(command)
        finally:
            machine.teardown()

    def check_invariants(self, *args: Any, **kwargs: Any) -> None:
        """Run the invariants of Hypothesis that a subclass has; a failure gets a transcript too."""
        self._run_checks([lambda: super(GovernanceMachine, self).check_invariants(*args, **kwargs)])

    def _run_checks(self, checks: Iterable[Callable[..., object]], *about: object) -> None:
        for check in checks:
            try:
                if (answer := check(*about)) is not None:
                    raise answered(check, answer)
            except AssertionError as error:
                self._failed = True
                if self._shrinks is False:
                    setattr(type(self), _SHRINKS, None if self._ends else True)
                told = self.report(check)
                error.add_note(told)
                commands = tuple(event.command for event in self.asked)
                refused = frozenset(n for n, event in enumerate(self.asked) if not event.verdict.allowed)
                setattr(error, _STORY, _Story(type(self), name_of(check), commands, refused, told))
                raise

    def report(self, check: Callable[..., object]) -> str:
        """What happened until this check failed: in words, and as Python code that repeats it."""
        heading = Text(nl="Deze controle houdt geen stand", en="This check does not hold")[self.language]
        again = Text(nl="Hetzelfde nog eens, in Python:", en="The same again, in Python:")[self.language]
        return "\n".join(
            [f"{heading}: {name_of(check)}: {said_by(check)}", "", *self._transcript, again, "", self.python()]
        )

    def python(self) -> str:
        """Python code that gives the commands of this run to this class again, and so fails in the same way."""
        cls, commands = type(self), [e.command for e in self.asked]
        here = f"{cls.__module__}.{cls.__qualname__}"
        local = "<locals>" in cls.__qualname__
        owner = f"# {cls.__name__}: {here}" if local else f"from {cls.__module__} import {cls.__qualname__}"
        lines = [owner, *imports(commands), "", f"{cls.__name__}.replay(", "    ["]
        return "\n".join([*lines, *(f"        {source(c)}," for c in commands), "    ]", ")"])


def _nearly_a_check(name: str, method: FunctionType) -> list[Problem]:
    """What is wrong with a method that was probably meant for a check; nothing when it takes more than `self`."""
    first, _, rest = name.partition("_")
    of_hypothesis = any(mark.startswith("hypothesis") for mark in vars(method))  # a rule or an invariant
    takes_more = len(signature(method).parameters) > 1
    if of_hypothesis or takes_more or not rest or first == "check":
        return []
    if not nearest(first, ("check", "test"), alike=0.85):
        return []
    expected = Text(
        nl="een naam die met `check_` begint, anders wordt het nooit gevraagd; van een hulpje een die met `_` begint",
        en="a name that begins with `check_`, otherwise it is never asked; of a helper one that begins with `_`",
    )
    return [Problem(name, shown(method), expected, (f"check_{rest}",))]


def _nearly_a_setting(name: str, value: object, known: tuple[str, ...], *, judged: bool) -> list[Problem]:
    """What is wrong with an attribute that was probably meant for a setting: its name, or rules without `judges`."""
    if isinstance(value, Rules) and not judged:
        expected = Text(nl="`judges` voor de regels die oordelen", en="`judges` for the rules that judge")
        return [Problem(name, shown(value), expected, ("judges",))]
    meant = () if callable(value) and not isinstance(value, type) else nearest(name, known, alike=0.85)
    expected = Text(nl=f"een van {', '.join(known)}", en=f"one of {', '.join(known)}")
    return [Problem(name, shown(value), expected, meant)] if meant else []


def _settings(kind: type) -> list[str]:
    """The settings that a class of machines adds."""
    return [name for name, hint in vars(kind).get("__annotations__", {}).items() if _CLASS_VAR.match(str(hint))]
