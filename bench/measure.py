"""How to measure: in rounds, with every subject in each round; only times of the same round are compared."""

from __future__ import annotations

import gc
import statistics
import time
from collections.abc import Callable, Iterable, Sequence
from functools import partial
from typing import Any

from attrs import frozen

from bench.subjects import LINES, Subject

BAR = 1.2
"""What a longer history or a larger ledger may cost at most, beside a small one."""


@frozen(kw_only=True)
class Row:
    """One measurement.

    Attributes:
        what: what was measured.
        value: the median; None when it could not be measured.
        unit: of the value: `×`, `/s`, `ms`, `µs`, `bytes`.
        low, high: the middle half of the rounds, where there were rounds.
        bar: the limit for the value; None when it is only shown.
        most: whether the bar is the most that it may be, or the least.
        why: why it could not be measured.
        series, over, at: in a picture: the line that it belongs to, what is on the axis (`records` or `processes`), and
            the place on the axis.
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
    over: str = ""
    at: int = 0

    @property
    def reached(self) -> bool | None:
        """Whether the bar is reached; None where there is none."""
        if self.bar is None or self.value is None:
            return None
        return self.value <= self.bar if self.most else self.value >= self.bar


@frozen(kw_only=True)
class Section:
    """One section of the report.

    Attributes:
        name: the name for `--only`.
        title: what it is about.
        rows: the measurements.
        packages: the distributions that were measured.
        told: what a reader has to know to understand the rows.
    """

    name: str
    title: str
    rows: tuple[Row, ...]
    packages: tuple[str, ...] = ()
    told: str = ""


def timed(work: Callable[[], object]) -> float:
    """Seconds that this takes, after a garbage collection."""
    gc.collect()
    begin = time.perf_counter()
    work()
    return time.perf_counter() - begin


def middle(what: str, unit: str, values: Sequence[float], *, bar: float | None = None, most: bool = True) -> Row:
    """A row with the median and the middle half of the values of all rounds; a single value has no middle half."""
    low, _, high = statistics.quantiles(values, n=4) if len(values) > 1 else (None,) * 3
    return Row(what=what, value=statistics.median(values), unit=unit, low=low, high=high, bar=bar, most=most)


def not_measured(what: str, unit: str, error: Exception) -> Row:
    """A row that says why there is no number."""
    first = next(iter(str(error).splitlines()), "")
    return Row(what=what, value=None, unit=unit, why=f"{type(error).__name__}: {first}")


def a_step(subject: Subject) -> float:
    """Seconds for one step, over processes that were built for it.

    Raises:
        RuntimeError: they did not get to their end, or did not leave a line for each step: then the time means nothing.
    """
    cases = subject.build(subject.at_once)
    LINES.clear()
    seconds = timed(lambda: subject.drive(cases))
    if not all(subject.ended(case) for case in cases):
        raise RuntimeError("the processes did not get to their end")
    steps = len(cases) * subject.steps
    if subject.lines and len(LINES) != steps:
        raise RuntimeError(f"{steps} steps left {len(LINES)} lines behind")
    return seconds / steps


def compared(
    kinds: Iterable[Callable[[], Subject]], rounds: int, bars: dict[str, float] | None = None
) -> tuple[Row, ...]:
    """How long a step takes in each, as a ratio to the first.

    A subject that fails, at the beginning or in a later round, is in the report with the reason; the others go on.

    Args:
        kinds: makes each subject; the first is the base of all ratios.
        rounds: how often each is measured, after one round to warm up; every second round in reverse order.
        bars: the most that a ratio may be, by the name of the subject.

    Raises:
        RuntimeError: the first cannot be measured: then there is nothing to compare with.
    """
    subjects = [kind() for kind in kinds]
    taken: dict[str, list[float]] = {s.name: [] for s in subjects}
    failed: dict[str, Row] = {}

    def attempt(subject: Subject, work: Callable[[], object]) -> None:
        try:
            work()
        except Exception as error:
            if subject is subjects[0]:
                raise RuntimeError(
                    f"{subject.name} cannot be measured, and is what all others are compared with"
                ) from error
            failed[subject.name] = not_measured(subject.name, "×", error)

    def warm(subject: Subject) -> None:
        subject.setup()
        a_step(subject)

    def step(subject: Subject) -> None:
        taken[subject.name].append(a_step(subject))

    for subject in subjects:
        attempt(subject, partial(warm, subject))
    for n in range(rounds):
        for subject in subjects if n % 2 == 0 else reversed(subjects):
            if subject.name not in failed:
                attempt(subject, partial(step, subject))
    base = taken[subjects[0].name]
    rows = [
        middle(name, "×", [t / b for t, b in zip(times, base, strict=True)], bar=(bars or {}).get(name))
        for name, times in taken.items()
        if name not in failed
    ]
    absolute = Row(what=f"one step of {subjects[0].name}", value=statistics.median(base) * 1e6, unit="µs")
    return (absolute, *rows, *failed.values())


def distributions(kinds: Iterable[Any]) -> tuple[str, ...]:
    """The distributions of these subjects, each once."""
    return tuple(dict.fromkeys(p for kind in kinds for p in kind.packages))
