"""A large ledger, written by the library: what each question takes there, how much memory it holds, and how both grow; `make scale`.

`python -m bench.scale [--processes N,N,…] [--records N] [--out DIR] [--docs]`. A ledger of each size is written on SQLite, each process
along the same fictional road, and its export is loaded into PostgreSQL. Then each question is asked by a Python of its own, which has met
nothing yet. With `--docs` the figures go to the page of the documentation, the picture beside it. All of it takes about an hour and a half.
"""
# ruff: noqa: T201 - a program that prints

from __future__ import annotations

import argparse
import json
import random
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path

import attrs
from attrs import frozen

from bench.durable import postgres
from bench.memory import ROAD
from bench.page import PAGE, machine, on_the_page
from bench.whole import opened
from ontvlechting import Ledger, Workflow

SIZES = (1_000, 10_000, 100_000)
RECORDS = 40
AT_ONCE = 100
"""How many processes are written in one commit."""
SOME = 50
"""How many random processes are used for a question about one process."""
PROGRAMME = "programma"
EXPORT = "export.jsonl"
PICTURE = "performance-scale.svg"
KINDS = ("SQLite", "PostgreSQL")
WRITTEN, LOADED = "records written by `submit_many`", "records read from an export by `load`"


def named(number: int) -> str:
    """The name of a process."""
    return f"p-{number:06d}"


# -- what is asked, each by a Python of its own ------------------------------------------------------------------------


@frozen
class Given:
    """The ledger that a question is asked of.

    Attributes:
        address: where it is.
        processes: the names of some random processes in it.
        records: how many records each process has.
        folder: where files may be made.
    """

    address: str
    processes: Sequence[str]
    records: int
    folder: Path


def loaded(address: str, folder: Path) -> int:
    """Load the export into a new ledger; gives how many records it read."""
    with Workflow.open(address) as flow:
        return flow.load(folder / EXPORT)


def submitted(given: Given) -> int:
    """Submit one more record for each of some processes."""
    with Workflow.open(given.address) as flow:
        return len([flow.submit(name, ROAD[given.records]) for name in given.processes])


def asked(question: Callable[[Ledger, Given], int]) -> Callable[[Given], int]:
    """A question to a ledger that is only read."""

    def ask(given: Given) -> int:
        with Ledger.open(given.address) as ledger:
            return question(ledger, given)

    return ask


QUESTIONS: Mapping[str, Callable[[Given], int]] = {
    "submit, one": submitted,
    "next_steps, one": asked(lambda ledger, given: len([ledger.next_steps(name) for name in given.processes])),
    "a page of the overview": asked(lambda ledger, _: len(ledger.overview(limit=SOME)) // SOME),
    "the agenda of one": asked(lambda ledger, given: len([ledger.agenda(name) for name in given.processes])),
    "the agenda of all": asked(lambda ledger, _: bool(ledger.agenda()) or True),
    "the account of a programme": asked(lambda ledger, _: bool(ledger.accountability(PROGRAMME)) or True),
    "the report of a programme": asked(lambda ledger, _: bool(ledger.report("en", programme=PROGRAMME)) or True),
    "the proof of one record": asked(lambda ledger, given: bool(ledger.prove(given.processes[0], 1).size)),
    "verify": asked(lambda ledger, _: bool(ledger.verify().records)),
    "export": asked(lambda ledger, given: bool(ledger.export(given.folder / EXPORT))),
    "load": lambda given: bool(loaded(f"sqlite:///{given.folder / 'loaded.db'}", given.folder)),
}
"""The questions by name; each returns how often it was asked. The order counts, as `load` reads what `export` wrote."""
TOO_LONG = 60.0
"""A question that took more seconds than this is not asked of the next larger ledger."""


def answer(name: str, given: Given) -> dict[str, float]:
    """Ask a question; gives the seconds for each time, and the most memory that was held, in bytes."""
    begin = time.perf_counter()
    often = QUESTIONS[name](given)
    seconds = (time.perf_counter() - begin) / often
    held = re.search(r"VmHWM:\s+(\d+) kB", Path("/proc/self/status").read_text(encoding="utf-8"))
    return {"seconds": seconds, "bytes": float(held[1]) * 1024 if held else 0.0}


def in_a_python_of_its_own(name: str, given: Given) -> dict[str, float]:
    """Ask a question in a new Python process."""
    plain = json.dumps([name, given.address, list(given.processes), given.records, str(given.folder)])
    done = subprocess.run([sys.executable, "-m", "bench.scale", "--ask", plain], check=True, stdout=subprocess.PIPE)  # noqa: S603 - our own words
    found: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return found


# -- ledgers -----------------------------------------------------------------------------------------------------------


def written(address: str, processes: int, records: int) -> float:
    """Write a ledger of so many processes and a programme of one of them; gives how many records a second."""
    with Workflow.open(address) as flow:
        begin = time.perf_counter()
        for first in range(0, processes, AT_ONCE):
            names = map(named, range(first, min(first + AT_ONCE, processes)))
            flow.submit_many([(name, command) for name in names for command in ROAD[:records]])
        seconds = time.perf_counter() - begin
        opened(flow, PROGRAMME, named(0))
    return processes * records / seconds


def filled(address: str, folder: Path) -> float:
    """Fill a ledger with the export; gives how many records a second."""
    begin = time.perf_counter()
    rate = loaded(address, folder) / (time.perf_counter() - begin)
    (folder / EXPORT).unlink()  # `export` does not overwrite a file
    return rate


Answers = dict[str, dict[str, float]]
"""The seconds and bytes of each question, by its name."""


def measured(processes: int, records: int, before: Mapping[str, Answers]) -> dict[str, Answers]:
    """What each question takes in ledgers of this size, by kind; not those that took too long in a smaller one."""
    chance = random.Random(processes)  # noqa: S311 - the same every time
    some = [named(n) for n in chance.sample(range(1, processes), SOME)]
    found: dict[str, Answers] = {kind: {} for kind in KINDS}

    def ask(kind: str, names: Iterable[str], given: Given) -> None:
        for name in names:
            if before.get(kind, {}).get(name, {"seconds": 0.0})["seconds"] <= TOO_LONG:
                print(f"{kind}, {processes:,} processes: {name} …", file=sys.stderr, flush=True)
                found[kind][name] = in_a_python_of_its_own(name, given)

    with tempfile.TemporaryDirectory(dir=Path.cwd()) as name, postgres() as url:
        here = Given(f"sqlite:///{Path(name) / 'ledger.db'}", some, records, Path(name))
        found["SQLite"][WRITTEN] = {"seconds": 1 / written(here.address, processes, records), "bytes": 0.0}
        ask("SQLite", QUESTIONS, here)
        found["PostgreSQL"][LOADED] = {"seconds": 1 / filled(url, here.folder), "bytes": 0.0}
        ask("PostgreSQL", (name for name in QUESTIONS if name != "load"), attrs.evolve(here, address=url))
    return found


# -- what was found ----------------------------------------------------------------------------------------------------

Found = Mapping[int, Mapping[str, Answers]]
"""By size, by kind of ledger, by question."""


def spoken(seconds: float) -> str:
    """A time as people read it."""
    return f"{seconds:,.1f} s" if seconds >= 1 else f"{seconds * 1e3:,.1f} ms"


def cell(answer: Mapping[str, float] | None, name: str) -> str:
    """What a question took, as a table has it."""
    if answer is None:
        return "not asked"
    if name in (WRITTEN, LOADED):
        return f"{1 / answer['seconds']:,.0f} a second"
    return f"{spoken(answer['seconds'])}, {answer['bytes'] / 2**20:,.0f} MiB"


def told(found: Found, records: int) -> str:
    """The figures as tables."""
    on = machine()
    about = (
        f"Ledgers written by the library itself: {records} records for each process, and a programme of one of them. Each question "
        "is asked by a Python that has met nothing yet, and beside its time stands the most memory that this Python held. What "
        f"took more than {TOO_LONG:.0f} s was not asked of the next larger ledger. These are no ratios: the machine is told below."
    )
    lines = ["## In large ledgers", "", about, ""]
    heads = " | ".join(f"{size:,} processes" for size in found)
    for kind in KINDS:
        lines += [f"| {kind} | {heads} |", f"|---|{'---:|' * len(found)}"]
        rows = {name: None for kinds in found.values() for name in kinds[kind]}
        lines += [
            f"| {name} | {' | '.join(cell(kinds[kind].get(name), name) for kinds in found.values())} |" for name in rows
        ]
        lines.append("")
    lines += [f"{on.pop('date')}. {', '.join(f'{name} {value}' for name, value in on.items())}.", ""]
    return "\n".join(lines)


def drawn(found: Found, path: Path) -> None:
    """Draw a line for each question, over the size of the ledger."""
    import matplotlib.pyplot as plt  # not in the processes that ask: its memory would count

    from bench.report import COLOURS, GREY, MARKS

    plt.rcParams.update({"text.color": GREY, "axes.labelcolor": GREY, "axes.edgecolor": GREY, "svg.hashsalt": "scale"})
    plt.rcParams.update({"xtick.color": GREY, "ytick.color": GREY, "svg.fonttype": "none", "font.size": 9})
    figure, panels = plt.subplots(1, len(KINDS), figsize=(9, 4.6), sharey=True, squeeze=False)
    for panel, kind in zip(panels[0], KINDS, strict=True):
        for n, name in enumerate(QUESTIONS):
            times = {size: kinds[kind][name]["seconds"] for size, kinds in found.items() if name in kinds[kind]}
            style = {"color": COLOURS[n % len(COLOURS)], "marker": MARKS[n % len(MARKS)]}
            panel.plot([*times], [*times.values()], label=name, linestyle="-" if n < len(COLOURS) else "--", **style)
        panel.set_xscale("log")
        panel.set_yscale("log")
        panel.set_title(kind, fontsize=9)
        panel.set_xlabel("processes in the ledger")
    panels[0][0].set_ylabel("seconds")
    figure.legend(*panels[0][0].get_legend_handles_labels(), loc="lower center", ncol=5, frameon=False, fontsize=8)
    figure.tight_layout(rect=(0, 0.12, 1, 1))
    figure.savefig(path, transparent=True, metadata={"Date": None, "Title": "Large ledgers"})
    plt.close(figure)


def main() -> None:
    """Write the ledgers, ask, and write down what was found."""
    parser = argparse.ArgumentParser(prog="python -m bench.scale", description=__doc__)
    parser.add_argument("--processes", default=",".join(map(str, SIZES)), help="how many processes each ledger has")
    parser.add_argument("--records", type=int, default=RECORDS, help="how many records each process has")
    parser.add_argument("--out", type=Path, default=Path("build/bench"), help="where the results land")
    parser.add_argument("--docs", action="store_true", help="write the page of the documentation as well")
    parser.add_argument("--ask", help=argparse.SUPPRESS)
    asked_for = parser.parse_args()
    if asked_for.ask:
        name, address, processes, records, folder = json.loads(asked_for.ask)
        print(json.dumps(answer(name, Given(address, processes, records, Path(folder)))))
        return
    sizes = [int(size) for size in asked_for.processes.split(",")]
    found: dict[int, dict[str, Answers]] = {}
    asked_for.out.mkdir(parents=True, exist_ok=True)
    before: Mapping[str, Answers] = {}
    for size in sizes:
        before = found[size] = measured(size, asked_for.records, before)
        (asked_for.out / "scale.json").write_text(json.dumps(found, indent=1) + "\n", encoding="utf-8")
    text = told(found, asked_for.records)
    (asked_for.out / "scale.md").write_text(text, encoding="utf-8")
    drawn(found, asked_for.out / PICTURE)
    if asked_for.docs:
        on_the_page("scale", text)
        drawn(found, PAGE.with_name(PICTURE))
    print(text)


if __name__ == "__main__":
    main()
