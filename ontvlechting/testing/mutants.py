"""Mutation testing: tests are run against each mutant, and a report says which test noticed it.

A mutant is a mistake that was made on purpose. When no test notices it, no test checks what it broke. `Suite` collects
tests once and then runs them for each mutant in its own process, forked from the first, so that nothing is imported
twice and nothing that a mutant does is left behind. `perturbation` makes mutants of any set of rules.
"""

from __future__ import annotations

import gc
import json
import os
import signal
import sys
import time
from collections import Counter
from collections.abc import Callable, Container, Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from pathlib import Path
from selectors import EVENT_READ, DefaultSelector
from typing import Protocol

import pytest
from attrs import asdict, field, frozen

from ontvlechting.engine.errors import DefinitionError
from ontvlechting.testing.jobs import at_least

DEFINITION = "definition"
"""The killer of a mutant that cannot be made at all: the definition itself refuses it."""
TIMEOUT = "timeout"
"""The killer of a mutant with which the tests do not end in time."""
CRASH = "crash"
"""The killer of a mutant that ends Python itself."""


class Mutant(Protocol):
    """A mistake that was made on purpose."""

    @property
    def name(self) -> str:
        """Its name, which is the same in every run."""

    def apply(self) -> None:
        """Put it in place, in a process that is thrown away afterwards.

        Raises:
            DefinitionError: it cannot be made.
        """


@frozen
class Fate:
    """What became of one mutant.

    Attributes:
        mutant: its name.
        killer: what noticed it: a test, `definition`, `timeout` or `crash`; None when it survived.
        why: how the killer failed, in one line.
        seconds: how long that took.
    """

    mutant: str
    killer: str | None = None
    why: str = ""
    seconds: float = 0.0


@frozen
class MutantReport:
    """What became of all mutants.

    Attributes:
        title: what they are mutants of.
        fates: what became of each.
        equivalent: the reason why, for each mutant that changes nothing that a test could see.
        seconds: how long it took in all.
        note: what else a reader has to know.
    """

    title: str
    fates: tuple[Fate, ...]
    equivalent: Mapping[str, str] = field(factory=dict)
    seconds: float = 0.0
    note: str = ""

    @property
    def killed(self) -> tuple[Fate, ...]:
        """Those that something noticed."""
        return tuple(f for f in self.fates if f.killer is not None)

    @property
    def excused(self) -> tuple[str, ...]:
        """Those that nothing noticed and that are listed as equivalent."""
        return tuple(f.mutant for f in self.fates if f.killer is None and f.mutant in self.equivalent)

    @property
    def survivors(self) -> tuple[str, ...]:
        """Those that nothing noticed and that are not listed as equivalent."""
        return tuple(f.mutant for f in self.fates if f.killer is None and f.mutant not in self.equivalent)

    @property
    def outdated(self) -> tuple[str, ...]:
        """The names that are listed as equivalent, but were killed or are not there."""
        alive = {f.mutant for f in self.fates if f.killer is None}
        return tuple(name for name in self.equivalent if name not in alive)

    @property
    def score(self) -> float:
        """The part that was killed, of the mutants that are killed or survived; 1.0 when there are none."""
        asked = len(self.killed) + len(self.survivors)
        return len(self.killed) / asked if asked else 1.0

    @property
    def clean(self) -> bool:
        """Whether every mutant was killed or is listed as equivalent, and the list is not out of date."""
        return not self.survivors and not self.outdated

    def __bool__(self) -> bool:
        """Whether it is clean, so that a test may assert it."""
        return self.clean

    @cached_property
    def by_killer(self) -> dict[str, int]:
        """How many mutants were killed by each file of tests, `definition`, `timeout` and `crash`."""
        return dict(Counter(str(f.killer).partition("::")[0] for f in self.killed).most_common())

    def markdown(self) -> str:
        """The report for a reader."""
        lines = [
            f"# {self.title}",
            "",
            self.summary,
            "",
            *([self.note, ""] if self.note else []),
            "| first to see it | mutants |",
            "|---|---|",
            *(f"| {killer} | {count} |" for killer, count in self.by_killer.items()),
        ]
        for heading, names in (
            ("Survived", self.survivors),
            ("Listed as equivalent, but killed or not there", self.outdated),
        ):
            lines += ["", f"## {heading}", "", *(f"- {name}" for name in names)] if names else []
        if self.excused:
            lines += ["", "## Equivalent", "", *(f"- {name}: {self.equivalent[name]}" for name in self.excused)]
        lines += ["", "## Killed", "", "| mutant | killer | seconds |", "|---|---|---|"]
        cells = ((f.mutant, str(f.killer), f"{f.seconds:.2f}") for f in self.killed)
        return "\n".join([*lines, *("| " + " | ".join(_cell(c) for c in row) + " |" for row in cells), ""])

    def json(self) -> str:
        """The report for a program."""
        numbers = {
            "title": self.title,
            "mutants": len(self.fates),
            "killed": len(self.killed),
            "equivalent": {name: self.equivalent[name] for name in self.excused},
            "survivors": self.survivors,
            "outdated": self.outdated,
            "score": self.score,
            "seconds": round(self.seconds, 1),
            "by_killer": self.by_killer,
            "fates": [asdict(f) for f in self.fates],
        }
        return json.dumps(numbers, indent=1, ensure_ascii=False) + "\n"

    def write(self, folder: Path) -> None:
        """Write both to a folder, as `report.md` and `report.json`, and print a summary."""
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "report.md").write_text(self.markdown(), encoding="utf-8")
        (folder / "report.json").write_text(self.json(), encoding="utf-8")
        for name in self.survivors:
            say(f"SURVIVED {name}")
        for name in self.outdated:
            say(f"LISTED AS EQUIVALENT, BUT KILLED OR NOT THERE {name}")
        say(f"{self.summary} See {folder}/report.md")

    @property
    def summary(self) -> str:
        """The numbers, in one line."""
        return (
            f"{len(self.fates)} mutants: {len(self.killed)} killed, {len(self.excused)} equivalent, "
            f"{len(self.survivors)} survived: {self.score:.1%} of those that are not equivalent, in {self.seconds:.0f} s."
        )


def killed_before(folder: Path) -> list[Fate]:
    """The mutants that were killed by an earlier report in this folder; none when there is no report."""
    path = folder / "report.json"
    told = json.loads(path.read_text("utf-8"))["fates"] if path.exists() else []
    return [fate for fate in (Fate(**each) for each in told) if fate.killer is not None]


def _cell(text: str) -> str:
    return text.replace("|", "\\|")


def say(text: str) -> None:
    """Print one line of progress."""
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


Order = Callable[[str, Sequence[str]], Sequence[str]]
"""Says for the name of a mutant which of these tests are run, and in which order."""


def everything(mutant: str, tests: Sequence[str]) -> Sequence[str]:  # noqa: ARG001 - every `Order` is called with it
    """Every test, in the order in which they were named."""
    return tests


class Trace:
    """What each test touches in the first run of a `Suite`, and how long it takes; a subclass says how that is seen.

    Args:
        file: where the first run, in a process of its own, writes it.

    Attributes:
        touched: what the test that runs has touched until now.
        of: for each thing that is touched, the tests that do; those that touch the fewest things come first.
        untouching: the tests that touch nothing.
        seconds: how long each test takes.
    """

    def __init__(self, file: Path) -> None:
        self._file = file
        self._test, self._begun = "", 0.0
        self.touched: set[str] = set()
        self.of: dict[str, list[str]] = {}
        self.untouching: list[str] = []
        self.seconds: dict[str, float] = {}

    def begin(self) -> None:
        """Begin to look."""

    def end(self) -> None:
        """Look no more."""

    def profile(self, test: str | None) -> None:
        """Begin with a test, or end with it."""
        if test is not None:
            self.touched = set()
            self._test, self._begun = test, time.process_time()
            self.begin()
            return
        self.end()
        with self._file.open("a", encoding="utf-8") as file:
            file.write(json.dumps([self._test, time.process_time() - self._begun, sorted(self.touched)]) + "\n")

    def read(self) -> None:
        """Read what the first run has written."""
        rows = [json.loads(line) for line in self._file.read_text("utf-8").splitlines()]
        for test, seconds, touched in sorted(rows, key=lambda row: (len(row[2]), row[1])):
            self.seconds[test] = seconds
            for thing in touched:
                self.of.setdefault(thing, []).append(test)
            if not touched:
                self.untouching.append(test)

    def within_reach(self, thing: str, sharp: Container[str | None]) -> Sequence[str]:
        """The tests that touch this thing, and the sharp ones of those that touch nothing, quickest first; then the others of those.

        A test that touches nothing may look at how things are made; one that touches other things cannot see this one.
        """
        likely = [*self.of.get(thing, ()), *(test for test in self.untouching if test in sharp)]
        likely.sort(key=self.seconds.__getitem__)
        return [*likely, *(test for test in self.untouching if test not in sharp)]


class Suite:
    """Tests of pytest, run for each mutant until one fails.

    The tests run once without any mutant first; they have to pass. Hypothesis should neither shrink nor keep a database
    of
    examples: for the tests of this package `HYPOTHESIS_PROFILE=mutants` does that.

    Args:
        tests: which tests, as on the command line of pytest; those that kill most come first.
        order: which of them are run for which mutant, in which order.
        workers: for how many mutants tests run at the same time.
        patience: how many seconds the tests may take for one mutant.
        profile: called around each test of the first run, in that process: with its name before it, with None after.

    Raises:
        InputError: `workers` is no number from 1 on.
    """

    def __init__(
        self,
        tests: Sequence[str],
        *,
        order: Order = everything,
        workers: int = 2,
        patience: int = 300,
        profile: Callable[[str | None], None] = lambda _: None,
    ) -> None:
        at_least("Suite", "workers", workers)
        self.tests: tuple[str, ...] = tuple(tests)
        self.order: Order = order
        self.workers: int = workers
        self.patience: int = patience
        self.profile: Callable[[str | None], None] = profile
        self._mutants: Iterable[Mutant] = ()
        self._fates: list[Fate] = []
        self._ready: Callable[[], None] = lambda: None
        self._failure: tuple[str, str] | None = None

    @property
    def killers(self) -> set[str | None]:
        """The tests that noticed a mutant until now."""
        return {fate.killer for fate in self._fates}

    def ask(self, mutants: Iterable[Mutant], *, ready: Callable[[], None] = lambda: None) -> tuple[Fate, ...]:
        """Run the tests for each of these mutants, and say what became of each.

        Args:
            mutants: the mutants; read when the tests are collected.
            ready: called when the tests have passed without a mutant.

        Raises:
            RuntimeError: the tests cannot be collected, or fail without a mutant.
        """
        self._mutants, self._ready, self._fates = mutants, ready, []
        quick = ["-q", "--capture=no", "--tb=native", "--assert=plain", "-p", "no:cacheprovider"]
        code = pytest.main([*quick, *self.tests], plugins=[self])
        if code != pytest.ExitCode.OK:
            raise RuntimeError(f"the tests do not pass without a mutant ({code!r})")
        return tuple(self._fates)

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        """Run the tests for each mutant, in the place of the usual run of pytest."""
        if session.testsfailed:
            return True
        items = {item.nodeid: item for item in session.items}
        healthy = self._without_mutant(list(items.values()))
        if healthy.killer is not None:
            say(f"{healthy.killer}: {healthy.why}")
            session.testsfailed = 1
            return True
        self._ready()
        gc.collect()
        gc.freeze()  # so that the garbage collector of a fork does not touch, and so copy, the memory it shares
        self._ask_all(items)
        return True

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Remember how the first test failed."""
        if report.failed and self._failure is None:
            crash = getattr(report.longrepr, "reprcrash", None)
            said = getattr(crash, "message", "") or str(report.longrepr)
            self._failure = (report.nodeid, said.strip().partition("\n")[0][:200])

    # -- one process for each mutant ---------------------------------------------------------------------------------

    def _ask_all(self, items: dict[str, pytest.Item]) -> None:
        mutants = list(self._mutants)
        started, names = time.monotonic(), list(items)

        def work(mutant: Mutant) -> Callable[[], Fate]:
            return lambda: self._try(mutant, [items[name] for name in self.order(mutant.name, names)])

        for number, fate in enumerate(self._fates_of((m.name, work(m)) for m in mutants), 1):
            self._fates.append(fate)
            left = (time.monotonic() - started) / number * (len(mutants) - number)
            say(f"[{number}/{len(mutants)}, {left:.0f} s left] {fate.mutant}: {fate.killer or fate.why or 'SURVIVED'}")
        places = {mutant.name: place for place, mutant in enumerate(mutants)}
        self._fates.sort(key=lambda fate: places[fate.mutant])

    def _try(self, mutant: Mutant, items: Sequence[pytest.Item]) -> Fate:
        try:
            mutant.apply()
        except DefinitionError as error:
            return Fate(mutant.name, DEFINITION, str(error).partition("\n")[0])
        return self._run_until_one_fails(mutant.name, items)

    def _run_until_one_fails(
        self, mutant: str, items: Sequence[pytest.Item], profile: Callable[[str | None], None] = lambda _: None
    ) -> Fate:
        for place, item in enumerate(items):
            following = items[place + 1] if place + 1 < len(items) else None
            profile(item.nodeid)
            item.config.hook.pytest_runtest_protocol(item=item, nextitem=following)
            profile(None)
            if self._failure is not None:
                return Fate(mutant, *self._failure)
        return Fate(mutant)

    def _without_mutant(self, items: Sequence[pytest.Item]) -> Fate:
        """The fate of the tests without a mutant; they get no time limit."""
        (fate,) = self._fates_of([("", lambda: self._run_until_one_fails("", items, self.profile))], patience=0)
        return fate

    def _fates_of(
        self, works: Iterable[tuple[str, Callable[[], Fate]]], *, patience: int | None = None
    ) -> Iterator[Fate]:
        """Run each piece of work in its own process, `workers` at the same time; gives each fate when it is known."""
        waiting, patience = iter(works), self.patience if patience is None else patience
        with DefaultSelector() as running:
            while True:
                while len(running.get_map()) < self.workers and (one := next(waiting, None)):
                    mutant, work = one
                    fork = _fork(work, patience)
                    running.register(fork.answer, EVENT_READ, (mutant, fork, bytearray(), time.monotonic()))
                if not running.get_map():
                    return
                for key, _ in running.select():
                    mutant, fork, said, begun = key.data
                    if part := os.read(fork.answer, 65536):
                        said += part
                        continue
                    running.unregister(fork.answer)
                    yield _fate_of(mutant, fork, bytes(said), time.monotonic() - begun)


@frozen
class _Fork:
    """A process, and where its answer can be read."""

    process: int
    answer: int


def _fork(work: Callable[[], Fate], patience: int) -> _Fork:
    """Start a process that does this work and writes its fate to a pipe; it ends after `patience` seconds, if not 0."""
    reading, writing = os.pipe()
    if process := os.fork():
        os.close(writing)
        return _Fork(process, reading)
    signal.signal(signal.SIGALRM, signal.SIG_DFL)
    signal.alarm(patience)
    nothing = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nothing, 1)
    os.dup2(nothing, 2)
    try:
        fate = work()
        answer = {"killer": fate.killer, "why": fate.why}
    except BaseException as error:  # noqa: BLE001  # this process has to end here, however it ends
        answer = {"killer": None, "why": f"could not be asked: {type(error).__name__}: {error}"}
    with os.fdopen(writing, "w") as pipe:
        json.dump(answer, pipe)
    os._exit(0)


def _fate_of(mutant: str, fork: _Fork, said: bytes, seconds: float) -> Fate:
    """The fate that a process answered; when it ended without an answer, that is a timeout or a crash."""
    os.close(fork.answer)
    _, status = os.waitpid(fork.process, 0)
    if not said:
        signalled = os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGALRM
        return Fate(mutant, TIMEOUT if signalled else CRASH, "", seconds)
    answer = json.loads(said)
    return Fate(mutant, answer["killer"], answer["why"], seconds)
