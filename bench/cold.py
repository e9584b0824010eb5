"""Cold: opening sealed records, a process that is not in the cache, and the first answer of a new Python."""

from __future__ import annotations

import random
import tempfile
from pathlib import Path

from bench.measure import Row, Section, middle, timed
from bench.memory import CASE, ROAD
from bench.sizes import seconds_of
from ontvlechting import Ledger, Workflow
from ontvlechting.engine.adoption import KnownRules
from ontvlechting.guards import LETTER
from ontvlechting.record.audit import unseal
from ontvlechting.record.codec import Codec

FORTY = 40
PROCESSES = 100_000
"""How many processes there are in the ledger of which some are used at random."""
SHORT = 6
"""How many records each of them has."""
SOME = 200
FIRST = """\
import sys
from ontvlechting import Ledger
with Ledger.open(sys.argv[1]) as ledger:
    print(ledger.dossier(sys.argv[2]).state.value)
"""


def opening(rounds: int) -> list[Row]:
    """The time to open one sealed record strictly, and to read a dossier of forty records that is not in the cache."""
    with Workflow.open("memory:") as flow:
        flow.submit_many([(CASE, command) for command in ROAD])
        sealed = list(flow._store.read(CASE))  # noqa: SLF001 - the bytes as a store gives them
    codec = Codec(KnownRules(LETTER))
    one = [timed(lambda: [unseal(s, codec) for s in sealed]) / len(sealed) * 1e6 for _ in range(rounds + 1)]
    cold = []
    with tempfile.TemporaryDirectory(dir=Path.cwd()) as folder:
        address = f"sqlite:///{folder}/ledger.db"
        with Workflow.open(address) as flow:
            flow.submit_many([(CASE, command) for command in ROAD[:FORTY]])
        for _ in range(rounds + 1):
            with Ledger.open(address) as ledger:
                cold.append(timed(lambda ledger=ledger: ledger.dossier(CASE)) * 1e3)  # type: ignore[misc]
    return [
        middle("opening a sealed record", "µs", one[1:], bar=25.0),
        middle(f"the dossier of {FORTY} records, cold, from SQLite", "ms", cold[1:], bar=0.5),
    ]


def first_answer(rounds: int) -> Row:
    """The time of a new Python, from compiled files, to tell the state of a process; over one that does nothing."""
    taken = []
    with tempfile.TemporaryDirectory(dir=Path.cwd()) as folder:
        address = f"sqlite:///{folder}/ledger.db"
        with Workflow.open(address) as flow:
            flow.submit_many([(CASE, command) for command in ROAD[:FORTY]])
        for _ in range(rounds + 1):
            bare, seconds = (seconds_of(line, f"{folder}/compiled", address, CASE) for line in ("pass", FIRST))
            taken.append((seconds - bare) * 1e3)
    return middle(
        "the first answer from an existing ledger, over a Python that does nothing", "ms", taken[1:], bar=120.0
    )


def at_random(rounds: int) -> Row:
    """One more record for a random process among many, as a ratio to one for the process that was used last."""
    chance = random.Random(1)  # noqa: S311 - the same every time
    with tempfile.TemporaryDirectory(dir=Path.cwd()) as folder, Workflow.open(f"sqlite:///{folder}/many.db") as flow:
        names = [f"p-{n:06d}" for n in range(PROCESSES)]
        for n in range(0, PROCESSES, 500):
            flow.submit_many([(name, command) for name in names[n : n + 500] for command in ROAD[:SHORT]])
        ratios = []
        for _ in range(rounds + 1):
            some = chance.sample(names, SOME)
            cold = timed(lambda some=some: [flow.submit(name, ROAD[SHORT]) for name in some])  # type: ignore[misc]
            hot = timed(lambda name=some[-1]: [flow.submit(name, ROAD[SHORT]) for _ in range(SOME)])  # type: ignore[misc]
            ratios.append(cold / hot)
    return middle(
        f"submit for a process at random among {PROCESSES:,}, beside the one just met", "×", ratios[1:], bar=2.0
    )


def measure(rounds: int) -> Section:
    """Everything that is cold."""
    return Section(
        name="cold",
        title="Cold",
        rows=(*opening(rounds), first_answer(rounds), at_random(rounds)),
        packages=("ontvlechting",),
        told="What a web request or a script meets: nothing at hand yet. The ledger of many was written by the library itself, "
        f"{SHORT} records for each process.",
    )
