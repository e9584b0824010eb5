"""What takes long shows how far it is, on a progress bar of whoever asks; no answer depends on it."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from rich.console import Console
from rich.progress import Progress, track

from ontvlechting import LETTER, InputError, Workflow
from ontvlechting.cli.base import busy
from ontvlechting.engine.outside import ProgressBar, watched
from ontvlechting.letter import demo
from ontvlechting.record import exchange
from ontvlechting.record.checkpoints import PrivateKey
from ontvlechting.testing.explorer import explore, explore_all
from tests.asking import WEBSITES
from tests.test_explorer import SHORT_TRANSFER
from tests.test_show import under_way

KEY = PrivateKey("voorbeeld.nl/programma", bytes(range(32)))


class Bar:
    """Remembers how far it was told that it is."""

    def __init__(self) -> None:
        self.told: list[tuple[int, int | None]] = []

    def __call__(self, iterable: Iterable[Any], /, *, total: int | None) -> Iterator[Any]:
        """Gives back what it is given, and remembers how many that were once it sees the end."""
        seen = 0
        for thing in iterable:
            yield thing
            seen += 1
        self.told.append((seen, total))


def greedy(iterable: Iterable[Any], /, *, total: int | None) -> list[Any]:
    """No progress bar that is any good: it lets nothing through."""
    return []


def broken(iterable: Iterable[Any], /, *, total: int | None) -> Iterator[Any]:
    """A progress bar that fails on the way."""
    yield from list(zip(iterable, range(5), strict=False))
    raise ZeroDivisionError


WRONG: dict[str, Any] = {
    "3": 3,
    "a text": "tqdm",
    "len": len,
    "verify": Workflow.verify,
    "takes nothing": lambda: None,
    "takes no total": lambda iterable: iterable,
    "a class": object,
}
"""What is no progress bar."""


@pytest.fixture(scope="module")
def flow() -> Workflow:
    """A ledger with something in it; of its own, because others record more in the one that they share."""
    return under_way.__wrapped__()


@pytest.fixture(scope="module")
def exported(flow: Workflow, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same as a file."""
    path = tmp_path_factory.mktemp("exported") / "ledger.jsonl"
    flow.export(path)
    return path


def written(flow: Workflow, path: Path, progress: ProgressBar | None) -> str:
    """What an export holds."""
    flow.export(path, progress=progress)
    return path.read_text("utf-8")


def loaded(exported: Path, progress: ProgressBar | None) -> list[Any]:
    """What a ledger holds into which an export was read."""
    with Workflow.open("memory:") as copy:
        copy.load(exported, progress=progress)
        return list(copy.history(WEBSITES))


@pytest.fixture
def work(flow: Workflow, exported: Path, tmp_path: Path) -> dict[str, Callable[..., Any]]:
    """Everything that goes through a whole ledger, by its name; each takes a progress bar."""
    files = (tmp_path / f"{n}.jsonl" for n in range(9))
    return {
        "verify": flow.verify,
        "verify deeply": partial(flow.verify, deep=True),
        "verify a file": partial(exchange.verify, exported, rules=LETTER),
        "checkpoint": partial(flow.checkpoint, KEY),
        "export": lambda progress=None: written(flow, next(files), progress),
        "load": lambda progress=None: loaded(exported, progress),
        "event log": lambda progress=None: flow.event_log(progress=progress).ocel(),
    }


WHOLE = ("verify", "verify deeply", "verify a file", "checkpoint", "export", "load", "event log")


@pytest.mark.parametrize("name", WHOLE)
def test_a_bar_hears_of_every_record(name: str, work: dict[str, Callable[..., Any]], flow: Workflow) -> None:
    """And how many there are; the answer is what it is without one."""
    bar, records = Bar(), len(flow.records())
    assert work[name]() == work[name](progress=bar)
    assert [(records, records)] == bar.told


@pytest.mark.parametrize("name", WHOLE)
def test_no_bar_decides_what_is_looked_at(name: str, work: dict[str, Callable[..., Any]]) -> None:
    """One that lets nothing through changes no answer."""
    assert work[name]() == work[name](progress=greedy)


@pytest.mark.parametrize("name", WHOLE)
@pytest.mark.parametrize("wrong", WRONG)
def test_what_is_no_bar_is_refused(name: str, wrong: str, work: dict[str, Callable[..., Any]]) -> None:
    """By its name, also what can be called and not as a bar is."""
    with pytest.raises(InputError, match="expected a progress bar, such as `tqdm`") as error:
        work[name](progress=WRONG[wrong])
    assert ["progress"] == [problem.field for problem in error.value.problems]


@pytest.mark.parametrize("name", WHOLE)
def test_none_is_no_bar_and_well(name: str, work: dict[str, Callable[..., Any]]) -> None:
    """As when nothing is given."""
    assert work[name]() == work[name](progress=None)


@pytest.mark.parametrize("error", [TypeError, ValueError])
def test_a_bar_that_fails_when_it_is_asked_fails_as_it_does(error: type[Exception]) -> None:
    """It took what it was given, so the mistake is within it."""

    def failing(iterable: Iterable[Any], /, *, total: int | None) -> Iterable[Any]:
        raise error

    with pytest.raises(error) as raised:
        watched([1], failing)
    assert error is raised.type


def test_what_has_to_be_awaited_is_no_bar() -> None:
    """It would never show anything."""

    async def awaited(iterable: Iterable[Any], /, *, total: int | None) -> Iterable[Any]:
        return iterable

    given: Any = awaited
    with pytest.raises(InputError, match="expected a progress bar"):
        watched([1], given)


def test_a_bar_that_fails_ends_the_work(flow: Workflow, exported: Path, tmp_path: Path) -> None:
    """With its own error; no half file is left, and nothing in a ledger."""
    with pytest.raises(ZeroDivisionError):
        flow.verify(progress=broken)
    with pytest.raises(ZeroDivisionError):
        flow.export(tmp_path / "half.jsonl", progress=broken)
    assert [] == list(tmp_path.iterdir())
    with Workflow.open(f"sqlite:///{tmp_path / 'copy.db'}") as copy:
        with pytest.raises(ZeroDivisionError):
            copy.load(exported, progress=broken)
        assert () == tuple(copy.processes())


def test_a_bar_that_sees_nothing_broken_hears_as_far_as_it_got(flow: Workflow) -> None:
    """Things that fail on the way fail as they do without it."""

    def failing() -> Iterator[int]:
        yield from range(3)
        raise LookupError

    heard: list[object] = []

    def bar(iterable: Iterable[Any], /, *, total: int | None) -> Iterator[Any]:
        for thing in iterable:
            heard.append(thing)
            yield thing

    with pytest.raises(LookupError):
        list(watched(failing(), bar, 5))
    assert 3 == len(heard)


def test_a_report_shows_each_of_its_rounds(flow: Workflow) -> None:
    """The records are verified, then read; then each process is told."""
    bar, records = Bar(), len(flow.records())
    plain = [made.partition("<main")[2] for made in (flow.report(), flow.report(progress=bar))]
    assert plain[0] == plain[1]
    assert [(records, records), (records, records), (1, 1)] == bar.told


def test_an_exploration_shows_how_many_steps_it_tried() -> None:
    """How many there are, nobody knows; a scope that is explored beside others tells of its states."""
    bar = Bar()
    found = explore(LETTER, SHORT_TRANSFER, most=70, progress=bar)
    ((tried, total),) = bar.told
    assert total is None
    assert tried >= len(found.graph.sources)
    heard: list[tuple[str, int, int]] = []
    (whole,) = explore_all(LETTER, [SHORT_TRANSFER], told=lambda *how_far: heard.append(how_far))
    assert {SHORT_TRANSFER.name} == {name for name, _, _ in heard}
    assert all(done < there <= whole["states"] for _, there, done in heard)


def test_the_demo_shows_every_line_of_its_scripts(tmp_path: Path) -> None:
    """Up to the last."""
    bar = Bar()
    demo.run(tmp_path, progress=bar)
    ((seen, total),) = bar.told
    assert total == seen > 100


def test_bars_of_others_are_bars(flow: Workflow, monkeypatch: pytest.MonkeyPatch) -> None:
    """`rich.progress.track`, and the method of that name."""
    shown = Console(file=io.StringIO(), force_terminal=True, width=60)
    flow.verify(progress=partial(track, console=shown, description="Narekenen"))
    assert "100%" in shown.file.getvalue()  # type: ignore[attr-defined]
    with Progress(console=shown) as bar:
        flow.verify(progress=bar.track)
    assert [task.total for task in bar.tasks] == [task.completed for task in bar.tasks] == [len(flow.records())]


@pytest.mark.parametrize("terminal", [True, False])
def test_the_command_line_shows_it_on_a_terminal_alone(
    *, terminal: bool, monkeypatch: pytest.MonkeyPatch, flow: Workflow
) -> None:
    """On standard error; gone when it is done."""
    errors = io.StringIO()
    monkeypatch.setattr("sys.stderr", errors)
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setenv("FORCE_COLOR" if terminal else "NO_COLOR", "1")
    with busy("Narekenen") as progress:
        assert terminal is (progress is not None)
        flow.verify(progress=progress)
        flow.verify(progress=progress)
    assert terminal is ("Narekenen" in errors.getvalue())
    assert terminal is ("100%" in errors.getvalue())
