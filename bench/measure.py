"""How it is measured: in rounds, each subject in every round, and only ratios within a round are compared."""

from __future__ import annotations

import gc
import statistics
import time
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from attrs import frozen

from bench.subjects import LINES, Subject


@frozen(kw_only=True)
class Row:
    """One measurement.

    Attributes:
        what: what was measured.
        value: the median; None when it could not be measured.
        unit: of the value: `×`, `/s`, `ms`, `µs`, `bytes`.
        low, high: the middle half of the rounds, where there were rounds.
        bar: what it is held to; None when it is only shown.
        most: whether the bar is the most it may be, or the least.
        why: why it could not be measured.
        series, at: in a picture: the line that it belongs to, and where on it.
    """

    what: str
    value: float | None
    unit: str
    low: float | None = None
    high: float | None = None
    bar: float | None = None
    most: bool = True
    why: str = ""
    series: str = ""
    at: int = 0

    @property
    def reached(self) -> bool | None:
        """Whether the bar is reached; None where there is none."""
        if self.bar is None or self.value is None:
            return None
        return self.value <= self.bar if self.most else self.value >= self.bar


@frozen(kw_only=True)
class Section:
    """What belongs together in the report.

    Attributes:
        name: by which it is asked for.
        title: what it is about.
        rows: the measurements.
        packages: the distributions that were measured.
        told: what a reader has to know to read the rows.
    """

    name: str
    title: str
    rows: tuple[Row, ...]
    packages: tuple[str, ...] = ()
    told: str = ""


def timed(work: Callable[[], object]) -> float:
    """Seconds that this takes, after what is no longer used has been cleared away."""
    gc.collect()
    begin = time.perf_counter()
    work()
    return time.perf_counter() - begin


def middle(what: str, unit: str, values: Sequence[float], *, bar: float | None = None, most: bool = True) -> Row:
    """A row from the values of all rounds."""
    low, _, high = statistics.quantiles(values, n=4) if len(values) > 1 else (values[0],) * 3
    return Row(what=what, value=statistics.median(values), unit=unit, low=low, high=high, bar=bar, most=most)


def a_step(subject: Subject) -> float:
    """Seconds for one step, over processes that were built for it.

    Raises:
        RuntimeError: they did not get to their end, or left no line behind: then nothing was measured.
    """
    cases = subject.build(subject.at_once)
    LINES.clear()
    seconds = timed(lambda: subject.drive(cases))
    if not all(subject.ended(case) for case in cases):
        raise RuntimeError("the processes did not get to their end")
    return seconds / (len(cases) * subject.steps)


def compared(
    kinds: Iterable[Callable[[], Subject]], rounds: int, bars: dict[str, float] | None = None
) -> tuple[Row, ...]:
    """How long a step takes in each, as a ratio to the first.

    Args:
        kinds: makes each subject; the first is the base of all ratios.
        rounds: how often each is measured, after one round to warm up; every second round in reverse order.
        bars: for the subject of a name: the most that its ratio may be.
    """
    live: list[Subject] = []
    failed: list[Row] = []
    for kind in kinds:
        subject = kind()
        try:
            subject.setup()
            a_step(subject)
        except Exception as error:  # noqa: BLE001 - whatever keeps a peer from being measured is reported
            why = f"{type(error).__name__}: {str(error).splitlines()[0] if str(error) else ''}"
            failed.append(Row(what=subject.name, value=None, unit="×", why=why))
        else:
            live.append(subject)
    taken: dict[str, list[float]] = {s.name: [] for s in live}
    for n in range(rounds):
        for subject in live if n % 2 == 0 else reversed(live):
            taken[subject.name].append(a_step(subject))
    base = taken[live[0].name]
    rows = [
        middle(name, "×", [t / b for t, b in zip(times, base, strict=True)], bar=(bars or {}).get(name))
        for name, times in taken.items()
    ]
    absolute = Row(what=f"one step of {live[0].name}", value=statistics.median(base) * 1e6, unit="µs")
    return (absolute, *rows, *failed)


def distributions(kinds: Iterable[Any]) -> tuple[str, ...]:
    """The distributions of these subjects, each once."""
    return tuple(dict.fromkeys(p for kind in kinds for p in kind.packages))
