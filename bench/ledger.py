"""What a ledger does as a whole: replay, verify, look it over, and explore what the rules allow."""

from __future__ import annotations

import tempfile
from collections import deque
from hashlib import sha256
from pathlib import Path

from bench.durable import postgres
from bench.measure import Row, Section, middle, timed
from bench.memory import CASE, ROAD
from ontvlechting import LETTER, Dossier, Workflow, decide, evolve
from ontvlechting.engine.adoption import KnownRules
from ontvlechting.record.audit import START, unseal
from ontvlechting.record.codec import Codec
from ontvlechting.record.standing import folded
from ontvlechting.record.stores.port import Store
from ontvlechting.testing.explorer import explore
from ontvlechting.testing.letter.scopes import STANDARD

PROCESSES = 400
STATES = 500


def rates(what: str, records: int, work: list[float]) -> Row:
    """Records a second, from the seconds of each round."""
    return middle(what, "/s", [records / seconds for seconds in work], most=False)


def replaying(rounds: int) -> list[Row]:
    """Replay from events in memory, and from sealed bytes."""
    dossier, events = Dossier(process=CASE), []
    for command in ROAD:
        event = decide(LETTER, dossier, command)
        events.append(event)
        dossier = evolve(dossier, event)
    with Workflow.open("memory:") as flow:
        flow.submit_many([(CASE, command) for command in ROAD])
        sealed = list(flow._store.read(CASE))  # noqa: SLF001 - the bytes as a store gives them

    def fold() -> None:
        for _ in range(50):
            dossier = Dossier(process=CASE)
            for event in events:
                dossier = evolve(dossier, event)

    codec = Codec(KnownRules(LETTER))

    def opened() -> None:
        folded(CASE, None, START, sealed, codec)

    return [
        rates("replay: events folded to a dossier", 50 * len(events), [timed(fold) for _ in range(rounds)]),
        rates("replay from sealed bytes, each strictly opened", len(sealed), [timed(opened) for _ in range(rounds)]),
    ]


def hashed(store: Store) -> None:
    """Read every record, and hash its content and texts: the least that any verification does."""
    for _, sealed in store.records():
        sha256(sealed.body).digest()
        sha256(sealed.disclosures).digest()


def verifying(name: str, address: str, rounds: int) -> list[Row]:
    """Verify a ledger from its bytes; beside the least that this takes, measured in turn."""
    codec = Codec(KnownRules(LETTER))
    with Workflow.open(address) as flow:
        for n in range(PROCESSES):
            flow.submit_many([(f"p-{n}", command) for command in ROAD])
        records, shallow, bare = flow.verify().records, list[float](), list[float]()
        with flow._store.still() as store:  # noqa: SLF001 - to time the reading alone
            read = [timed(lambda: deque(store.records(), 0)) for _ in range(3)]
            for _ in range(rounds):
                bare.append(timed(lambda: hashed(store)))
                shallow.append(timed(flow.verify))
            opening = timed(lambda: deque((unseal(s, codec) for _, s in store.records()), 0))
        deep = timed(lambda: flow.verify(deep=True))
        of_the_limit = [b / s for b, s in zip(bare, shallow, strict=True)]
        return [
            rates(f"{name}: records read, and nothing else", records, read),
            rates(f"{name}: records read and hashed, and nothing else", records, bare),
            rates(f"{name}: verify", records, shallow),
            middle(f"{name}: verify, of that limit", "×", of_the_limit, bar=0.7, most=False),
            rates(f"{name}: verify(deep=True), every verdict given again", records, [deep]),
            middle(f"{name}: verify(deep=True), beside opening each record", "×", [deep / opening], bar=2.0),
        ]


def exploring() -> Row:
    """States visited and checked in a second, in the first scope of the testing kit."""
    scope = STANDARD[0]
    found = explore(LETTER, scope, most=STATES)
    what = (
        f"explorer: states visited, each with everything that may be asked there ({found.judged / STATES:.0f} commands)"
    )
    return Row(what=what, value=STATES / found.seconds, unit="/s", bar=2_000.0, most=False)


def measure(rounds: int) -> Section:
    """Replay, verify and explore."""
    rows = replaying(rounds)
    with tempfile.TemporaryDirectory(dir=Path.cwd()) as folder:
        rows += verifying("SQLite", f"sqlite:///{folder}/ledger.db", rounds)
    with postgres() as url:
        rows += verifying("PostgreSQL", url, rounds)
    rows.append(exploring())
    return Section(
        name="ledger",
        title="A ledger as a whole",
        rows=tuple(rows),
        packages=("ontvlechting", "psycopg"),
        told=f"On one core; {PROCESSES} processes of {len(ROAD)} records each.",
    )
