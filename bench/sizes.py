"""How much memory a process takes, and how long an import takes."""

from __future__ import annotations

import gc
import os
import subprocess
import sys
import tempfile
import time
import tracemalloc
from collections.abc import Iterable, Sequence
from typing import Any

from bench.measure import Row, Section, distributions, middle, not_measured
from bench.memory import CASE, ROAD, Ours
from bench.subjects import IN_MEMORY, Subject
from ontvlechting import LETTER, Dossier, decide, evolve

MANY = 2_000


class Dossiers(Subject):
    """An empty dossier: what is known of a process that nobody has identified."""

    name = "ontvlechting: an empty dossier"
    packages = ("ontvlechting",)

    def build(self, n: int) -> list[Dossier]:
        return [Dossier(process="p") for _ in range(n)]

    def drive(self, cases: Sequence[Any]) -> None:
        """Do nothing: only the memory of what was built is measured."""


class Full(Dossiers):
    """A dossier at the end of its road, without the memory of the commands that it holds as evidence."""

    name = "ontvlechting: a full dossier, beside its evidence"

    def build(self, n: int) -> list[Dossier]:
        full = []
        for _ in range(n):
            dossier = Dossier(process=CASE)
            for command in ROAD:
                dossier = evolve(dossier, decide(LETTER, dossier, command))
            full.append(dossier)
        return full


def weight(subject: Subject, many: int) -> float:
    """Bytes of one process, allocated while many are built (tracemalloc)."""
    subject.setup()
    subject.build(5)
    gc.collect()
    tracemalloc.start()
    before = tracemalloc.get_traced_memory()[0]
    kept = subject.build(many)
    gc.collect()
    taken = tracemalloc.get_traced_memory()[0] - before
    tracemalloc.stop()
    return taken / len(kept)


def measure_size(_: int) -> Section:
    """Measure the memory of a process in each."""
    kinds: tuple[type[Subject], ...] = (Dossiers, Full, *IN_MEMORY)
    rows = []
    for kind in kinds:
        try:
            bytes_ = weight(kind(), MANY if kind is not Full else 200)
        except Exception as error:  # noqa: BLE001 - whatever keeps a peer from being measured is reported
            rows.append(not_measured(kind.name, "bytes", error))
        else:
            rows.append(Row(what=kind.name, value=bytes_, unit="bytes"))
    return Section(
        name="size",
        title="In memory, at rest",
        rows=tuple(rows),
        packages=distributions(kinds),
        told=f"Bytes that a process takes, counted by tracemalloc while {MANY:,} are built; of the others, one at its beginning.",
    )


LEAST = 15
"""The least number of rounds: the start of a Python process varies, so fewer rounds say little."""
DJANGO = "from bench.subjects import django; django(); "


def seconds_of(code: str, compiled: str, *given: str) -> float:
    """Seconds that a new Python takes to run this code with these arguments, with its compiled files in this folder."""
    environment = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}
    environment["PYTHONPYCACHEPREFIX"] = compiled
    begin = time.perf_counter()
    subprocess.run([sys.executable, "-c", code, *given], check=True, capture_output=True, env=environment)  # noqa: S603 - our own line
    return time.perf_counter() - begin


def imports(kinds: Iterable[type[Subject]]) -> dict[str, str]:
    """The code that imports each."""
    lines = {"ontvlechting": "import ontvlechting", "of which attrs and cattrs": "import attrs, cattrs"}
    lines["structlog"] = "import structlog"
    for kind in kinds:
        if kind.modules:
            before = DJANGO if "django" in kind.modules[0] or "viewflow" in kind.modules[0] else ""
            lines[kind.name] = f"{before}import {', '.join(kind.modules)}"
    return lines


def measure_import(rounds: int) -> Section:
    """Measure the import of each, over a Python that imports nothing."""
    lines = imports(IN_MEMORY)
    taken: dict[str, list[float]] = {name: [] for name in lines}
    with tempfile.TemporaryDirectory() as compiled:
        failed: dict[str, Row] = {}
        for name, code in lines.items():  # the first time compiles
            try:
                seconds_of(code, compiled)
            except subprocess.CalledProcessError as error:
                failed[name] = not_measured(name, "ms", error)
        rounds = max(rounds, LEAST)
        for n in range(rounds):
            bare = seconds_of("pass", compiled)
            for name in list(lines)[:: 1 if n % 2 == 0 else -1]:
                if name not in failed:
                    taken[name].append((seconds_of(lines[name], compiled) - bare) * 1e3)
    rows = [
        failed.get(name) or middle(name, "ms", times, bar=80.0 if name == Ours.modules[0] else None)
        for name, times in taken.items()
    ]
    return Section(
        name="import",
        title="Importing",
        rows=tuple(rows),
        packages=distributions((Ours, *IN_MEMORY)),
        told=f"Milliseconds over a bare Python, from compiled files; {rounds} rounds. Those that need Django count it.",
    )
