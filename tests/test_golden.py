"""Ledgers that were written once and have to stay readable, byte for byte, whatever changes in the code.

`ONTVLECHTING_RECORD=1 pytest tests/test_golden.py` writes `format-2.jsonl` anew; that is right while format 2 was
never published, and afterwards never again: a new format gets a new file.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator
from datetime import UTC
from functools import partial
from hashlib import sha256
from itertools import count
from pathlib import Path

import attrs
import pytest

from ontvlechting import LETTER, Dossier, Road, State, decide, evolve
from ontvlechting.engine.command import Command
from ontvlechting.engine.events import Event
from ontvlechting.engine.values import RulesRef, Source
from ontvlechting.engine.verdicts import Reason, ReasonKind, Supplier, Verdict
from ontvlechting.guards import PROGRAMME
from ontvlechting.letter.commands import ALL, OF_PACKS, OF_PROGRAMMES, Exemption, Redact, Route, SetAside
from ontvlechting.letter.values import Role
from ontvlechting.record.audit import START, redacted, seal, unseal
from ontvlechting.record.exchange import read, write
from ontvlechting.record.standing import row, standings
from ontvlechting.record.stores.memory import MemoryStore
from ontvlechting.record.verifier import verify
from ontvlechting.states import ProgrammeState
from ontvlechting.testing.letter.strategies import MOVES, Player
from ontvlechting.testing.strategies import Advance, Make, Move
from tests.asking import CODEC
from tests.programmes import EVERY

GOLDEN = Path(__file__).parent / "golden"
SECOND = GOLDEN / "format-2.jsonl"
ROOTS_OF_SECOND = {
    214: "a6c21879454ca0f84e552b158a87dfac2213892122f352d94217e062ea255b53",
}
"""The roots of the tree over the records of the second, at each size that it has had: they vouch for every byte."""
COMMANDS = {c.key for c in ALL} - {c.key for c in (*OF_PACKS, *OF_PROGRAMMES)}
"""What both formats hold: the commands of the letter. Those of packs are in `test_codec.py`."""


# -- format 2 --------------------------------------------------------------------------------------------------------

RULES = RulesRef("gouden regels", "2", "0" * 64)
"""Stand for whatever rules judged: what these say, and what they are called, may change."""
REASONS = (
    Reason(
        rule="R1",
        code="fictief",
        kind=ReasonKind.MISSING,
        source=Source(document="Fictief stuk", section="§1", term='«fictief» – "é"'),
        nl="Fictief: er ontbreekt iets",
        en="Fictional: something is missing",
        suppliers=(Supplier(role=Role.DIRECTORATE, party="douane"), Supplier(role=Role.MINISTRY)),
        earliest=None,
    ),
)


def amending(road: Road) -> Iterator[Command]:
    """An amended plan, from its proposal to the decision on it."""
    return road.amending()


HISTORIES: dict[str, tuple[str, Route, list[Advance | Move | Callable[[Road], Iterator[Command]]]]] = {
    "douane/websites": (
        "douane/websites",
        Route.SHIFT,
        [
            Advance(1),
            *map(Move, ("complete", "escalate", "resolve-escalation")),
            Advance(3),
            *map(Move, ("revise", "receiver-redacts")),
            Advance(35),
            amending,
            *map(Move, ("replace", "renew-reversal")),
            Advance(100),
            *map(Move, ("evaluate", "redact")),
        ],
    ),
    "fictief «é» \"'\\🧵": (
        "toeslagen/kanalenstrategie",
        Route.GOVERNANCE,
        [Advance(100)],
    ),
    "toeslagen/websites": (
        "toeslagen/websites",
        Route.SHIFT,
        [
            Advance(1),
            Move("feasible"),
            Advance(20),
            Move("return-plan"),
            *map(Move, ("notify", "weigh-route", "to-governance", "stop")),
        ],
    ),
    "douane/social-media": (
        "douane/social-media",
        Route.SHIFT,
        [
            Advance(2),
            *map(Move, ("contest", "resolve-contest", "contact-dor-feasibility", "confirm")),
            Advance(31),
            *map(Move, ("notify", "same-breach", "resolve-breach", "reverse-phase-1", "fall-back", "stop", "redact")),
        ],
    ),
    "douane/basisregistraties": (
        "douane/basisregistraties",
        Route.SHIFT,
        [Advance(3), *map(Move, ("receiver-adopts-golden", "adopt-golden"))],
    ),
}
"""What happens in the golden ledger: every command, and refusals."""


ADOPTED = RulesRef("gouden regels", "3", "1" * 64)
EXEMPTIONS = (
    Exemption(record=1, rule="R1", motivation='Fictief: «zo gegroeid» – "é"'),
    Exemption(record=3, rule="R61", motivation="Fictief: de onderdelen kenden de plannen"),
)
ASKED: dict[str, Make] = {
    **MOVES,
    "adopt-golden": lambda r: r.adopt(ADOPTED, exemptions=EXEMPTIONS),
    "receiver-adopts-golden": lambda r: r.adopt(ADOPTED, by=r.receiver),
}


def _recorded() -> MemoryStore:
    """The golden ledger as it is made today: the same commands, with moments, ids and salts that are always the same."""
    store = MemoryStore()
    salts = (sha256(f"zout {n}".encode()).hexdigest()[:32] for n in count())
    for process, (case, route, history) in HISTORIES.items():
        player = Player(route=route, process=case, named=ASKED)
        dossier, head = Dossier(process=process), START
        player.dossier = dossier
        for move in history:
            for command in player.commands(move) if isinstance(move, Advance | Move) else move(player.at_hand()):
                event = _plain(decide(LETTER, dossier, command))
                sealed = seal(
                    event,
                    id=f"kenmerk-{process}-{head.number + 1}",
                    number=head.number + 1,
                    previous=head.hash,
                    recorded_at=command.at.astimezone(UTC),
                    salt=partial(next, salts),
                )
                record = unseal(sealed, CODEC)
                player.dossier = dossier = evolve(dossier, event, record.number)
                head = record.head
                stored = store.read(process)
                less = isinstance(command, Redact) and event.verdict.allowed
                gone = [redacted(stored[n - 1], CODEC) for n in command.records] if less else []  # type: ignore[attr-defined]
                store.append([sealed], [row(dossier, record)], (), gone)
    opened, head = PROGRAMME.blank("programma"), START
    for command in EVERY:
        event = _plain(decide(PROGRAMME, opened, command))
        sealed = seal(
            event,
            id=f"kenmerk-programma-{head.number + 1}",
            number=head.number + 1,
            previous=head.hash,
            recorded_at=command.at.astimezone(UTC),
            salt=partial(next, salts),
        )
        record = unseal(sealed, CODEC)
        opened, head = evolve(opened, event, record.number), record.head
        store.append([sealed], [row(opened, record)], (), ())
    return store


def _plain(event: Event) -> Event:
    """The event without what may change in rules: their hash, and the words of their reasons."""
    verdict = Verdict(kind=event.verdict.kind, reasons=() if event.verdict.allowed else REASONS)
    return attrs.evolve(event, rules=RULES, verdict=verdict)


@pytest.fixture(scope="module", autouse=True)
def _record() -> None:
    if os.environ.get("ONTVLECHTING_RECORD"):
        SECOND.unlink(missing_ok=True)
        write(_recorded(), SECOND)


def _format_2() -> MemoryStore:
    store = MemoryStore()
    read(store, SECOND, LETTER)
    return store


def test_the_second_format_is_written_as_it_was(tmp_path: Path) -> None:
    """The same commands with the same moments, ids and salts give the very same bytes, in records and in an export."""
    assert write(_recorded(), tmp_path / "again.jsonl")
    assert SECOND.read_bytes() == (tmp_path / "again.jsonl").read_bytes()


def test_the_second_format_holds_every_command() -> None:
    """Each kind of command of its time is in it, accepted at least once; refusals, and a record whose texts are gone, as well."""
    records = [unseal(sealed, CODEC) for _, sealed in _format_2().records()]
    assert COMMANDS - {SetAside.key} | {c.key for c in OF_PROGRAMMES} == {
        r.event.command.key for r in records if r.event.verdict.allowed
    }
    assert {r.event.verdict.reasons for r in records if not r.event.verdict.allowed} == {REASONS}
    assert 2 == sum(bool(r.removed) for r in records)


def test_the_second_format_reads_as_it_was_written() -> None:
    """What is read are the events that were recorded, each text in its place; and they fold to what they folded to."""
    store, again = _format_2(), _recorded()
    for (_, sealed), (_, made) in zip(store.records(), again.records(), strict=True):
        assert unseal(made, CODEC) == unseal(sealed, CODEC)
    assert again.standings() == store.standings()
    assert {
        "douane/basisregistraties": State.IDENTIFIED,
        "douane/social-media": State.STOPPED,
        "douane/websites": State.COMPLETED,
        "fictief «é» \"'\\🧵": State.COMPLETED,
        "programma": ProgrammeState.CLOSED,
        "toeslagen/websites": State.STOPPED,
    } == {s.process: s.state for s in standings(store.standings(), CODEC)}


def test_what_is_read_of_the_second_format_is_sealed_as_it_was() -> None:
    """Without making anything anew: each record, read and sealed again with its own salts, gives its own bytes."""
    for _, sealed in _format_2().records():
        record = unseal(sealed, CODEC)
        if record.removed:
            continue
        own = [json.loads(line)[0] for line in sealed.disclosures.split(b"\n") if line]
        assert sealed == seal(
            record.event,
            id=record.id,
            number=record.number,
            previous=record.previous,
            recorded_at=record.recorded_at,
            salt=partial(next, iter(own)),
        )


def test_the_second_format_still_verifies() -> None:
    """Every hash, chain, text and standing is what it was, and lines were only ever added: each root is what it was."""
    store = _format_2()
    roots = {size: bytes.fromhex(root) for size, root in ROOTS_OF_SECOND.items()}
    report = verify(store.records(), store.standings(), LETTER, deep=True, roots=roots)
    assert (6, 2, 0) == (report.processes, report.redacted, report.rejudged)
    assert [report.records, report.root] == list(max(ROOTS_OF_SECOND.items()))
