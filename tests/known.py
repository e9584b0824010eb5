"""One known ledger for the tests of what people see: fictional, always the same, and with something of everything.

Whatever is drawn by chance or told by a clock is fixed here, so that an output can be compared as a whole. What stands for
a hash goes by a name in such a comparison (`named`): what rules are called and how they are built may change.
"""

from __future__ import annotations

import atexit
import os
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from functools import cache
from hashlib import sha256
from itertools import count
from pathlib import Path
from shutil import rmtree
from tempfile import mkdtemp
from unittest.mock import patch

from ontvlechting import LETTER, Ledger, State, Workflow
from ontvlechting import commands as c
from ontvlechting.engine.values import Actor
from ontvlechting.guards import PROGRAMME as OF_PROGRAMMES
from ontvlechting.letter import PROCESSES
from ontvlechting.letter.commands import Command, FollowUp, Opinion, Precondition, Route, Stage
from ontvlechting.letter.fiction import Road
from ontvlechting.letter.values import Role
from ontvlechting.record.origin import Origin
from ontvlechting.record.stores.memory import MemoryStore
from ontvlechting.shell import workflow
from tests.on_file import says_nothing_of_today
from tests.programmes import CORRECTION, DONE, OPENING

SEEN = Path(__file__).parent / "golden/seen"
NOW = datetime(2024, 3, 1, 12, tzinfo=UTC)
"""When it is looked at."""
DAY = date(2023, 9, 1)
WENT, STRONGER, STOPPED, RUNS, NEW, PROGRAMME = (
    "douane/kanalenstrategie",
    "douane/basisregistraties",
    "toeslagen/kanalenstrategie",
    "toeslagen/websites",
    "fictief/<b>&'`een`\"",
    "fictief programma",
)
"""A process that went the whole road; one with a stronger governance, one that was stopped, one that runs, one that has no plan."""
_ORIGIN = Origin(program="fictief-programma", version="1.2", host="fictieve-machine", account="fictief-account")
OURS = LETTER.extended(name="eigen", version="2", doors={})
"""Rules of one's own: those of the letter under another name."""
_OUTSIDER = Actor(id="fictief-buitenstaander", role=Role.RESEARCHER, party="fictief-bureau")


def _went(road: Road) -> Iterator[Command]:
    """Breaks, falls back, and is completed at the second try."""
    yield from road.until(State.PHASED_TRANSFER)
    yield road.start_phase(2)
    yield from road.opening(1)
    yield road.report_breach("fictief-verstoring-1", road.plan().phases[0].tasks[0])
    yield road.accept(1)
    yield road.fall_back()
    yield road.resolve_breach("fictief-verstoring-1")
    yield from road.starting()
    yield from road.transferring()
    yield from road.completing()


def _stronger(road: Road) -> Iterator[Command]:
    """A newer finding turns the road; an agreement waits to be used."""
    yield from road.until(State.PLAN_DRAFTED)
    found = road.record_feasibility(c.Feasibility.NOT_WITHIN_HORIZON)
    yield found
    yield road.weigh(c.Step.ROUTE)
    yield road.change_route(Route.GOVERNANCE)
    yield from road.planning()
    yield from road.testing()
    *before, decision = road.deciding()
    yield from before
    assert isinstance(decision, c.Decide)
    yield road.decide(weighed=(*decision.weighed, found.finding.document.id))
    yield road.start_transfer()
    yield from road.strengthening()
    yield road.agree()


def _stopped(road: Road) -> Iterator[Command]:
    """A negative advice, a text that is redacted, a plan whose tests are void but one, which is not met; and the end."""
    yield from road.until(State.PRECONDITIONS_TESTED)
    yield road.answer_input(adopted=False)
    yield road.request_advice()
    yield road.receive_advice(opinion=Opinion.NEGATIVE)
    yield road.answer_advice(follow_up=FollowUp.NOT, reason=None)
    yield road.answer_advice(follow_up=FollowUp.NOT_YET, review_on=date(2023, 12, 1))
    yield from road.hearing(Stage.DECISION)
    yield road.redact((2,))
    yield road.revise()
    yield road.cosign()
    yield road.test(Precondition.EFFICIENCY, holds=False)
    yield road.stop()


def _runs(road: Road) -> Iterator[Command]:
    """In its first phase, with everything open that can be; a test that was not met, and one on an older version."""
    yield from road.until(State.PLAN_DRAFTED)
    yield from road.hearing(Stage.TEST)
    yield road.test(Precondition.EFFICIENCY, holds=False)
    yield road.conclude_tests()
    yield road.revise()
    yield from road.testing()
    yield from road.deciding()
    yield from road.starting()
    yield from road.phase(1)
    yield from road.opening(2)
    yield road.report_breach("fictief-verstoring-1", road.plan().phases[1].tasks[0])
    yield road.report_breach("fictief-verstoring-2", road.plan().phases[0].tasks[0])
    yield road.escalate("fictief-escalatie-1")
    yield road.collect_input(id="fictief-inbreng-2")
    yield road.request_advice("fictief-advies-2")
    yield road.request_advice("fictief-advies-3")
    yield road.receive_advice("fictief-advies-3")


def _new(road: Road) -> Iterator[Command]:
    """Its names try to be more than text; its plan is refused."""
    yield road.identify(name="Naam <i>\u202e*é* `x` | \x1b[2J")
    yield road.contact("dor", Stage.FEASIBILITY)
    yield road.draft(by=_OUTSIDER)


def _programme() -> Iterator[Command]:
    """Half of what came in was dealt with; one answer was wrong."""
    yield from OPENING
    yield from (DONE[n] for n in (0, 3, 4, 5, 8))
    yield CORRECTION
    yield DONE[2]


def acts() -> Iterator[tuple[str, Command]]:
    """Everything that is asked, with the process that it is asked of."""
    roads: dict[str, tuple[str, timedelta, Callable[[Road], Iterator[Command]]]] = {
        WENT: (WENT, timedelta(0), _went),
        STRONGER: (STRONGER, timedelta(days=3), _stronger),
        STOPPED: (STOPPED, timedelta(days=5), _stopped),
        RUNS: (RUNS, timedelta(days=7), _runs),
        NEW: ("douane/social-media", timedelta(days=60), _new),
    }
    yield from ((PROGRAMME, command) for command in _programme())
    for process, (name, later, script) in roads.items():
        road = Road(PROCESSES[name], start=Road(PROCESSES[name]).start + later)
        yield from ((process, command) for command in script(road))


@contextmanager
def no_chance() -> Iterator[None]:
    """Within it the system draws the same numbers every time, and an id is nothing but one of those."""
    drawn = count(1)
    with (
        patch.object(os, "urandom", lambda size: sha256(b"%d" % next(drawn)).digest()[:size]),
        patch.object(workflow, "_new_id", lambda: os.urandom(16).hex()),
    ):
        yield


@cache
def ledger() -> Workflow:
    """The known ledger, in memory, each act recorded a second after it took place; whoever asks it the time hears `NOW`."""
    recorded = [NOW]
    flow = Workflow(MemoryStore(), clock=lambda: recorded[0], origin=_ORIGIN)
    with no_chance():
        for process, command in acts():
            recorded[0] = command.at + timedelta(seconds=1)
            flow.submit(process, command)
    recorded[0] = NOW
    return flow


@cache
def folder() -> Path:
    """A folder with the known ledger as a file (`ledger.db`) and as an export (`ledger.jsonl`), and two others.

    One is empty (`empty.db`); in the other a process called `een` is judged by rules of one's own (`ours.db`).
    """
    made = Path(mkdtemp(prefix="ontvlechting-"))
    atexit.register(_removed, made, os.getpid())
    ledger().export(made / "ledger.jsonl")
    with Workflow.open(f"sqlite:///{made}/ledger.db") as flow:
        flow.load(made / "ledger.jsonl")
    Workflow.open(f"sqlite:///{made}/empty.db").close()
    (made / "latin.json").write_bytes("é".encode("latin-1"))
    (made / "fails_without_a_word.py").write_text("raise ValueError")
    with no_chance(), Workflow.open(f"sqlite:///{made}/ours.db", rules=OURS, clock=lambda: NOW) as flow:
        for process, command in acts():
            if process == NEW:
                flow.submit("een", command)
        flow.export(made / "ours.jsonl")
    return made


def _removed(made: Path, by: int) -> None:
    """Remove this folder; a process that was forked from the one that made it leaves it."""
    if os.getpid() == by:
        rmtree(made, ignore_errors=True)


@cache
def _names() -> dict[str, str]:
    """A name for each hash and each id that anybody can see, the whole of it and its beginning."""
    with Ledger.open(f"sqlite:///{folder()}/ours.db") as ours:
        roots = {ledger().verify().root: "root", ours.verify().root: "root of ours"}
    names = roots | {LETTER.hash: "letter", OURS.hash: "ours", OF_PROGRAMMES.hash: "programme"}
    for entry in ledger().records():
        names |= {entry.record.hash: f"hash {entry.position}", entry.record.id: f"id {entry.position}"}
    return names | {key[:12]: f"{name}…" for key, name in names.items() if not name.startswith("id")}


def named(text: str) -> str:
    """The text with each hash and id by its name: ‹hash 7› is that of the seventh record, ‹hash 7…› its beginning."""
    return re.sub(r"\b(?:[0-9a-f]{64}|[0-9a-f]{32}|[0-9a-f]{12})\b", lambda m: f"‹{_names().get(m[0], m[0])}›", text)


def on_file(file: str, part: str, told: str) -> str:
    """What stands under this heading in a file of `golden/seen`; `ONTVLECHTING_RECORD=1` writes it anew, as it is told now."""
    if os.environ.get("ONTVLECHTING_RECORD"):
        says_nothing_of_today({part: told})
        parts = _parts(file) | {part: told}
        SEEN.mkdir(exist_ok=True)
        (SEEN / file).write_text("".join(f"{_HEAD}{name}\n{text}\n" for name, text in parts.items()), encoding="utf-8")
        _parts.cache_clear()
    return _parts(file)[part]


_HEAD = "=" * 20 + " "


@cache
def _parts(file: str) -> dict[str, str]:
    """The texts of a file by their headings."""
    path = SEEN / file
    told = path.read_text(encoding="utf-8") if path.exists() else ""
    return dict(part[:-1].split("\n", 1) for part in told.split(_HEAD)[1:])
