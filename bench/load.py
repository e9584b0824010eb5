"""Readers beside writers: the web application in a process of its own, asked from this one over the loopback.

`python -m bench.load [--seconds N] [--readers N] [--writers N] [--processes N] [--docs]`, where the extra `web` is installed. It says how
often each page was asked, how long the answers took, and whether the ledger is sound afterwards. Figures count on a machine that does
nothing else; with `--docs` they go to the page of the documentation.
"""
# ruff: noqa: T201 - a program that prints

from __future__ import annotations

import argparse
import http.client
import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import count, cycle
from pathlib import Path
from statistics import quantiles
from threading import Thread
from typing import NamedTuple
from urllib.parse import quote

from attrs import define, field

from bench.memory import CASE
from bench.page import machine, on_the_page
from ontvlechting import Ledger, Road, Workflow, command_to_plain, letter

FICTION = Road(letter.PROCESSES[CASE])


class Asked(NamedTuple):
    """One request: its name, and how it is sent."""

    name: str
    method: str
    path: str
    body: str | None = None
    key: str = ""


@define
class Took:
    """How long the answers to one kind of request took, in seconds, and which requests failed."""

    seconds: list[float] = field(factory=list)
    faults: list[str] = field(factory=list)


def readings(names: list[str]) -> Iterator[Asked]:
    """The requests of a reader, without end: the overview, a process, and both as JSON."""
    for name in cycle(names):
        at = quote(name, safe="")
        yield Asked("overview", "GET", "/")
        yield Asked("process", "GET", f"/process?name={at}")
        yield Asked("JSON: processes", "GET", "/api/processes?limit=50")
        yield Asked("JSON: next", "GET", f"/api/next?name={at}")


def writings(names: list[str], writer: int) -> Iterator[Asked]:
    """The requests of a writer, without end: one fact after another, each in the next process, with its own key."""
    plain = {k: v for k, v in command_to_plain(FICTION.consult()).items() if k not in ("by", "at")}
    for name, n in zip(cycle(names), count(), strict=False):
        yield Asked(
            "JSON: submit", "POST", "/api/submit", json.dumps({"process": name, "command": plain}), f"{writer}-{n}"
        )


def ask(port: int, requests: Iterator[Asked], until: float, took: dict[str, Took]) -> None:
    """Send these requests one after the other, on one connection, until this moment."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    for asked in requests:
        if time.monotonic() > until:
            break
        headers = {"Content-Type": "application/json", "Idempotency-Key": asked.key} if asked.body else {}
        begin = time.perf_counter()
        try:
            connection.request(asked.method, asked.path, asked.body, headers)
            answer = connection.getresponse()
            said = answer.read()
        except OSError as error:
            took[asked.name].faults.append(repr(error))
            connection.close()
            continue
        took[asked.name].seconds.append(time.perf_counter() - begin)
        if answer.status != 200:
            took[asked.name].faults.append(f"{answer.status}: {said[:200]!r}")
    connection.close()


def serve(path: str) -> None:
    """The server, in its own process: prints its port, and ends when its input ends."""
    import socket

    import uvicorn

    from ontvlechting import web

    with Workflow.open(f"sqlite:///{path}") as flow, socket.create_server(("127.0.0.1", 0)) as listening:
        app = web.app(flow, who=lambda _: FICTION.receiver)
        server = uvicorn.Server(uvicorn.Config(app, log_level="error"))
        Thread(target=_ends, args=(server,), daemon=True).start()
        print(listening.getsockname()[1], flush=True)
        server.run(sockets=[listening])


def _ends(server: object) -> None:
    sys.stdin.read()
    server.should_exit = True  # type: ignore[attr-defined]


@contextmanager
def served(path: Path) -> Iterator[int]:
    """The port of a server in another process."""
    command = [sys.executable, "-m", "bench.load", "--serve", str(path)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:  # noqa: S603
        assert process.stdin is not None  # noqa: S101
        assert process.stdout is not None  # noqa: S101
        try:
            yield int(process.stdout.readline())
        finally:
            process.stdin.close()


def measure(seconds: float, readers: int, writers: int, processes: int) -> tuple[str, bool]:
    """Fill a ledger and send it requests; gives the results as Markdown, and whether all of it went well."""
    names = [f"{CASE}/{n}" for n in range(processes)]
    took: dict[str, Took] = {}
    for asked, _ in zip(readings(names), range(4), strict=False):
        took[asked.name] = Took()
    took["JSON: submit"] = Took()
    with tempfile.TemporaryDirectory(prefix="ontvlechting-") as folder:
        path = Path(folder) / "load.db"
        with Workflow.open(f"sqlite:///{path}") as flow:
            flow.submit_many([(name, FICTION.identify()) for name in names])
        with served(path) as port:
            until = time.monotonic() + seconds
            each: list[Callable[[], Iterator[Asked]]] = [
                lambda n=n: readings(names[n:] + names[:n]) for n in range(readers)
            ]  # type: ignore[misc]
            each += [lambda n=n: writings(names[n::writers], n) for n in range(writers)]  # type: ignore[misc]
            clients = [Thread(target=ask, args=(port, requests(), until, took)) for requests in each]
            for client in clients:
                client.start()
            for client in clients:
                client.join()
        with Ledger.open(f"sqlite:///{path}") as ledger:
            report = ledger.verify()
    written = len(took["JSON: submit"].seconds)
    on = machine()
    about = (
        "The web application on SQLite, in one process, asked over the loopback from another: "
        f"{readers} readers and {writers} writers at once for {seconds:g} s, each on a connection of its own, "
        f"in a ledger of {processes} processes. These are no ratios: the machine is told below."
    )
    lines = [
        "## Readers beside writers",
        "",
        about,
        "",
        "| asked | answers a second | median | 95% | 99% | faults |",
        "|---|---:|---:|---:|---:|---:|",
        *(told(name, found, seconds) for name, found in took.items()),
        "",
        f"{written:,} records were written meanwhile, each a commit of its own; then the bytes of all {report.records:,} matched."
        if report.records == processes + written
        else f"**{report.records:,} records are there, and {processes + written:,} were acknowledged.**",
        "",
        f"{on.pop('date')}. {', '.join(f'{name} {value}' for name, value in on.items())}.",
        "",
    ]
    return "\n".join(lines), not any(found.faults for found in took.values()) and report.records == processes + written


def told(name: str, found: Took, seconds: float) -> str:
    """One row of the table: how often, and how long it took."""
    faults = f"{len(found.faults)}: {found.faults[0]}" if found.faults else "0"
    if len(found.seconds) < 2:
        return f"| {name} | {len(found.seconds)} in all | | | | {faults} |"
    parts = quantiles(found.seconds, n=100)
    middle, slow, slowest = (f"{parts[n] * 1000:.1f} ms" for n in (49, 94, 98))
    return f"| {name} | {len(found.seconds) / seconds:,.1f} | {middle} | {slow} | {slowest} | {faults} |"


def main() -> int:
    """Measure; exits with 1 when an answer was a fault, or a record is not there."""
    parser = argparse.ArgumentParser(prog="python -m bench.load", description=__doc__)
    parser.add_argument("--seconds", type=float, default=20, help="how long")
    parser.add_argument("--readers", type=int, default=6, help="how many read")
    parser.add_argument("--writers", type=int, default=2, help="how many write")
    parser.add_argument("--processes", type=int, default=400, help="how many processes the ledger has")
    parser.add_argument("--docs", action="store_true", help="write the page of the documentation as well")
    parser.add_argument("--serve", help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.serve:
        serve(given.serve)
        return 0
    measured, well = measure(given.seconds, given.readers, given.writers, given.processes)
    print(measured)
    if given.docs and well:
        on_the_page("asked", measured)
    return 0 if well else 1


if __name__ == "__main__":
    sys.exit(main())
