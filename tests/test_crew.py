"""Several processes that share a verification find what one finds: the same report, or the same first thing that is wrong."""

from __future__ import annotations

import asyncio
import os
import pickle
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator, Sequence
from multiprocessing import active_children
from pathlib import Path
from types import ModuleType
from typing import Any, NamedTuple

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ontvlechting import LETTER, AsyncWorkflow, Federation, InputError, Rules, State, Workflow, letter
from ontvlechting import commands as c
from ontvlechting.engine.adoption import KnownRules
from ontvlechting.engine.command import Removal
from ontvlechting.engine.core import evolve
from ontvlechting.engine.doors import YES, Guard, Reads, Reasons
from ontvlechting.engine.errors import BrokenLedger, CutShort, LedgerUnavailable, NotPortable
from ontvlechting.engine.text import Text
from ontvlechting.engine.verdicts import Verdict, VerdictKind
from ontvlechting.letter.catalogue import R47
from ontvlechting.letter.commands import Command
from ontvlechting.letter.fiction import Road
from ontvlechting.letter.norms import Norms
from ontvlechting.record import crew, exchange, judging, standing
from ontvlechting.record.audit import ROOT, Record, Sealed, unseal
from ontvlechting.record.codec import Codec
from ontvlechting.record.standing import Naming, Row, Snapshot, snapshot_of
from ontvlechting.record.stores.memory import MemoryStore
from ontvlechting.record.verifier import Answer, Report, Verifier, verify
from ontvlechting.testing.stores import keep, story
from tests import test_verifier as bent
from tests import test_verifier_to_the_letter as worded
from tests.test_set_aside import CASE as SPOILT_CASE
from tests.test_set_aside import NOW, spoilt


class Asked(NamedTuple):
    """A ledger as it is given to a verifier, with all that is asked of it."""

    records: Sequence[tuple[int, Sealed]]
    standings: Sequence[Row] = ()
    snapshots: Sequence[Snapshot] = ()
    rules: Rules = LETTER
    known: Sequence[Rules] = ()
    named: Sequence[Naming] | None = None
    roots: dict[int, bytes] | None = None
    reread: Any = True

    def found(self, jobs: int) -> Any:
        """What a deep verification says of it: a report, or what kind of error, of what, in which words."""
        reread = self._again if self.reread is True else self.reread
        try:
            return verify(
                iter(self.records),
                self.standings,
                self.rules,
                known=self.known,
                reread=reread,
                snapshots=self.snapshots,
                named=self.named,
                roots=self.roots,
                deep=True,
                jobs=jobs,
            )
        except Exception as error:  # noqa: BLE001 - whatever it is has to be the same
            text = getattr(error, "text", str(error))
            return type(error), text, getattr(error, "process", None), getattr(error, "number", None)

    def _again(self, process: str) -> list[Sealed]:
        return [s for _, s in self.records if s.process == process]


def asked(kept: bent.Kept | worded.Kept, **more: Any) -> Asked:
    """This ledger."""
    return Asked(kept.records, kept.standings, kept.snapshots, **more)


def unreadable() -> Iterator[tuple[str, Asked]]:
    """Ledgers with a record that cannot be read: counted, set aside, or said to have named something."""
    flow = Workflow.open("memory:", clock=lambda: NOW)
    road, number = spoilt(flow)
    store: Any = flow._store  # the shell gives no standings and snapshots as they are kept
    named = list(store.named())
    yield "spoilt", asked(bent.kept_by(store), named=named)
    yield "spoilt, a name that is not there", asked(bent.kept_by(store), named=[*named, Naming("x", "x", 1)])
    yield "spoilt, with a snapshot", asked(bent.kept_by(store))._replace(snapshots=[Snapshot("nobody", 9, ROOT, b"{}")])
    beside = [Snapshot(SPOILT_CASE, 99, ROOT, b"{}")]
    yield "spoilt, with a snapshot of what may be there", asked(bent.kept_by(store))._replace(snapshots=beside)
    flow.submit(SPOILT_CASE, road.set_aside((number,))).or_raise()
    yield "set aside", asked(bent.kept_by(store), named=list(store.named()))
    yield "set aside, and nothing to read again", asked(bent.kept_by(store), reread=None)


def ledgers() -> Iterator[tuple[str, Asked]]:
    """Sound ledgers, and ledgers that are broken in every way in which the tests of the verifier break them."""
    kept = bent.ledger()
    yield "sound", asked(kept)
    yield "nothing", Asked([])
    for how, change in bent.TAMPERED.items():
        yield how, asked(kept.having(change(kept.sealed())))
    for how, head in bent.STANDINGS.items():
        yield f"heads: {how}", asked(attrs.evolve(kept, standings=head(kept.standings)))
    for how, rewritten in bent.REWRITTEN.items():
        yield how, asked(rewritten(kept))
        yield f"{how}, with a checkpoint", asked(rewritten(kept), roots=bent._roots(kept, 2, 11, 15))
    for how, (id, less) in bent.GONE.items():
        yield f"gone: {how}", asked(bent._less(kept, id, less))
    yield from of_texts(kept)
    yield from of_what_follows(kept)
    yield from unreadable()
    yield from adopted()


def of_texts(kept: bent.Kept) -> Iterator[tuple[str, Asked]]:
    """Texts that are back, or are no longer what they were."""
    for how, (command, id, _) in bent.BACK.items():
        before, after = bent._redacted(command)
        yield f"redacted: {how}", asked(after)
        (old,) = (s for s in before.sealed() if s.id == id)
        back = bent._less(after, id, lambda _, old=old: old)  # type: ignore[misc]
        yield f"back: {how}", asked(back)
    for how, lines in bent.LINES.items():
        for id in ("4 p", "r1"):
            changed = bent._less(kept, id, lambda s, lines=lines: s._replace(disclosures=lines(s.disclosures)))  # type: ignore[misc]
            yield f"texts of {id}: {how}", asked(changed)


def of_what_follows(kept: bent.Kept) -> Iterator[tuple[str, Asked]]:
    """What does not follow from the records, or is judged by other rules."""
    for how, row in bent.BENT.items():
        yield f"standing: {how}", asked(attrs.evolve(kept, standings=[row(kept.standings[0]), *kept.standings[1:]]))
    for how, change_of in bent.SNAPSHOTS.items():
        snapshot, *rest = sorted(kept.snapshots)
        yield f"snapshot: {how}", asked(attrs.evolve(kept, snapshots=[change_of(snapshot), *rest]))
    for how, (make, *_) in (worded.SEEN | worded.DEEPER).items():
        yield f"worded: {how}", asked(make())
    yield "of a newer version", asked(bent._of_tomorrow(kept, "4 q"))
    yield "a ground of a newer version", asked(bent._of_tomorrow(kept, "r5"))
    yield "some wait", Asked([*kept.records[:9], *((0, s) for s in kept.sealed()[9:])], kept.standings, kept.snapshots)
    refused = {"verdict": Verdict(kind=VerdictKind.REFUSED), "after": State.NEW}
    yield "judged otherwise", asked(bent._resealed(kept.sealed()[0], **refused))
    unknown = attrs.evolve(LETTER.ref, hash=ROOT)
    yield "rules that are not known", asked(bent._resealed(kept.sealed()[0], rules=unknown))
    for rules in (bent.LATER, attrs.evolve(LETTER, version="1.0.1").ref):
        yield f"not adopted, {rules.version}", asked(bent._forged(rules), known=[attrs.evolve(LETTER, version="1.0.1")])
    for how, (register, _) in worded.NAMED.items():
        given = worded.Kept([], [story("p", 1)[0].standing], []).having(worded.RECORDS[:1])
        yield f"named: {how}", asked(given, named=register)


def adopted() -> Iterator[tuple[str, Asked]]:
    """Processes that went over to other rules, with and without what was before that."""
    ours, adopted = worded.OURS, worded.ADOPTED
    yield "adopted", asked(adopted, known=[ours])
    yield "adopted, nothing to read again", asked(adopted, known=[ours], reread=None)
    yield "adopted, rules that are not known", asked(adopted)
    yield "adopted, rules that were left are not known", asked(adopted, rules=ours)
    yield "adopted, nothing before it", asked(adopted, known=[ours], reread=lambda _: [])
    yield "adopted, less before it", asked(adopted, known=[ours], reread=lambda p: worded.again(p)[:1])
    yield "adopted, the store fails", asked(adopted, known=[ours], reread=fails)


def fails(_: str) -> list[Sealed]:
    """A store that cannot be read any more."""
    raise LedgerUnavailable("fictief.db", "disk I/O error")


LEDGERS = dict(ledgers())


@pytest.fixture(autouse=True)
def alone(monkeypatch: pytest.MonkeyPatch) -> None:
    """This is taken for the only thread, also where tests are run by a process that has more: then it forks."""
    monkeypatch.setattr(threading, "active_count", lambda: 1)


def test_there_are_ledgers_of_each_kind() -> None:
    """Sound, not checked, judged otherwise, broken, and of another version: else the tests below would compare little."""
    found = [each.found(1) for each in LEDGERS.values()]
    kinds = {f.answer if isinstance(f, Report) else f[0] for f in found}
    expected = {Answer.SOUND, Answer.NOT_CHECKED, Answer.JUDGED_OTHERWISE, BrokenLedger, LedgerUnavailable}
    assert expected == kinds


@pytest.mark.parametrize("jobs", [2, 3])
@pytest.mark.parametrize("how", LEDGERS)
def test_a_crew_finds_what_one_finds(how: str, jobs: int) -> None:
    """The same report, to the order of each line; or the same error, of the same record, in the same words."""
    assert LEDGERS[how].found(1) == LEDGERS[how].found(jobs)


# -- several things at once --------------------------------------------------------------------------------------------

OURS, OLD, NEW = worded.OURS, bent.OLD, bent.NEW
"""Rules that some processes adopted; and rules of others, with and without a guard that was changed under one version."""


def large() -> Asked:
    """Seven processes under three sets of rules, with adoptions, refusals and removed texts, and a dossier kept after each record."""
    store = MemoryStore()
    by_letter, by_old = Workflow(store, known=[OURS]), Workflow(store, rules=OLD)
    for process in "abcd":
        road = Road(letter.PROCESSES["douane/websites"])
        for command in (road.identify(), road.consult(), road.complete()):
            by_letter.submit(process, command)
        if process in "bc":
            by_letter.submit(process, road.adopt(OURS.ref)).or_raise()
            by_letter.submit(process, road.consult())
        if process in "cd":
            by_letter.submit(process, road.redact((2,), fields=("outcome",))).or_raise()
            by_letter.submit(process, road.redact((3,))).or_raise()
    for process in "efg":
        road = Road(letter.PROCESSES["douane/social-media"])
        by_old.submit_many([(process, x) for x in [*road.until(State.PLAN_DRAFTED), road.collect_input(), road.stop()]])
    records = list(store.records())
    codec = Codec(KnownRules(LETTER, [OURS, OLD]))
    kept: list[Snapshot] = []
    for process in "abcdefg":
        dossier = None
        for record in opened(store, process, codec):
            dossier = evolve(codec.known.begun(record.event, dossier), record.event, record.number)
            kept.append(snapshot_of(dossier, record))
    return Asked(records, list(store.standings()), kept, named=list(store.named()))


def opened(store: MemoryStore, process: str, codec: Codec) -> Iterator[Record]:
    """Its records, opened."""
    return (unseal(sealed, codec) for sealed in store.read(process))


LARGE = large()


def mixed(data: st.DataObject) -> list[Sealed]:
    """The records of the large ledger in another order between processes."""
    waiting = {p: [s for _, s in LARGE.records if s.process == p] for p in "abcdefg"}
    order = data.draw(st.permutations([s.process for _, s in LARGE.records]))
    return [waiting[process].pop(0) for process in order]


def of_tomorrow(asked: Asked, n: int) -> Asked:
    """The last record of the process of this one, as a newer version would have written it."""
    last = [s for _, s in asked.records if s.process == asked.records[n][1].process][-1]
    kept = bent._of_tomorrow(bent.Kept(list(asked.records), list(asked.standings), []), last.id)
    return asked._replace(records=kept.records, standings=kept.standings)


def changed(asked: Asked, n: int, change: Callable[[Sealed], Sealed]) -> Asked:
    """With another record there."""
    records = [(at, change(s) if at == n + 1 else s) for at, s in asked.records]
    return asked._replace(records=records)


def snapped(asked: Asked, n: int) -> Asked:
    """The dossier that is kept there says otherwise."""
    place = asked.records[n][1].process, asked.records[n][1].number
    kept = [s._replace(body=s.body + b" ") if (s.process, s.number) == place else s for s in asked.snapshots]
    return asked._replace(snapshots=kept)


def stands(asked: Asked, n: int) -> Asked:
    """Where the process of this record stands is not what follows."""
    process = asked.records[n][1].process
    return asked._replace(
        standings=[bent._bent(row, breaches=7) if row.process == process else row for row in asked.standings]
    )


WAYS: dict[str, Callable[[Asked, int], Asked]] = {
    "changed": lambda a, n: changed(a, n, bent._change),
    "without texts": lambda a, n: changed(a, n, lambda s: s._replace(disclosures=b"")),
    "a text too many": lambda a, n: changed(a, n, lambda s: s._replace(disclosures=s.disclosures + b'\n["00","x"]')),
    "dropped": lambda a, n: a._replace(records=[(at, s) for at, s in a.records if at != n + 1]),
    "of a newer version": of_tomorrow,
    "another dossier": snapped,
    "a dossier of no record": lambda a, n: a._replace(
        snapshots=[*a.snapshots, Snapshot(a.records[n][1].process, 99, ROOT, b"{}")]
    ),
    "another standing": stands,
    "another name": lambda a, n: a._replace(named=[*(a.named or ()), Naming(str(n), a.records[n][1].process, 1)]),
    "the store fails": lambda a, _: a._replace(reread=fails),
}


@given(st.data())
def test_of_several_things_that_are_wrong_a_crew_tells_the_same_first(data: st.DataObject) -> None:
    """Whatever is wrong, in whatever order processes were written, by whatever rules; however little is handed over at a time."""
    found = LARGE._replace(records=list(enumerate(mixed(data), start=1)))
    rules, *known = data.draw(st.permutations([LETTER, OURS, data.draw(st.sampled_from([OLD, NEW]))]))
    found = found._replace(rules=rules, known=known[: data.draw(st.integers(0, 2))], named=None)
    for how in data.draw(st.lists(st.sampled_from(list(WAYS)), max_size=3)):
        found = WAYS[how](found, data.draw(st.integers(0, len(found.records) - 1)))
    with pytest.MonkeyPatch.context() as patched:
        batch = data.draw(st.sampled_from([1, 3, crew.BATCH]))
        patched.setattr(crew, "BATCH", batch)
        patched.setattr(crew, "AHEAD", 2 * batch)
        assert found.found(1) == found.found(data.draw(st.sampled_from([2, 3, 7])))


def test_the_first_that_is_wrong_comes_first_whoever_tells_it_first() -> None:
    """Each tells the place of the record at which it stopped, and the lowest counts."""
    shared = crew.Crew(KnownRules(LETTER, [OURS, OLD]), None, 2)
    kept = {
        (s.process, s.number): s._replace(body=s.body + b" ")
        for s in LARGE.snapshots
        if s.number == 2 and s.process in "ab"
    }
    for place, sealed in LARGE.records:
        shared.read(place, sealed, kept.get((sealed.process, sealed.number)))
    with pytest.raises(BrokenLedger) as error:
        shared.settle()
    assert ("a", 2) == (error.value.process, error.value.number)
    places = {(s.process, s.number): place for place, s in LARGE.records}
    assert {places["a", 2], places["b", 2]} == {place for place, _ in shared._wrong}
    shared._wrong.reverse()
    with pytest.raises(BrokenLedger) as error:
        shared.settle()
    assert ("a", 2) == (error.value.process, error.value.number)
    shared.close()


def test_what_each_found_comes_together_in_the_order_of_the_ledger() -> None:
    """Whichever of them answers first."""
    one = judging.Found(
        rejudged=1,
        otherwise=[(1, LETTER.ref, "p", 1), (5, LETTER.ref, "p", 2)],
        unchecked={(judging.UNKNOWN, None, "p"): (2, 1)},
        gaps={"p": {1: 1}},
        unread={"p"},
        grounds=[(1, "p", Removal((1,), ())), (6, "p", Removal((2,), ()))],
        named={"A": (5, Naming("A", "p", 2)), "B": (1, Naming("B", "p", 1))},
        rows={"p": LARGE.standings[0]},
        described={"p": {}},
    )
    other = judging.Found(
        rejudged=2,
        otherwise=[(3, OURS.ref, "q", 1)],
        unchecked={(judging.AFTER, None, "q"): (1, 2), (judging.UNKNOWN, None, "q"): (4, 1)},
        gaps={"q": {1: 3}},
        unread={"q"},
        grounds=[(4, "q", Removal((1,), ()))],
        named={"A": (3, Naming("A", "q", 1))},
        rows={"q": LARGE.standings[1]},
        described={"q": {}},
    )
    for found in (judging.together([one, other]), judging.together([other, one])):
        assert [1, 3, 5] == [place for place, *_ in found.otherwise]
        assert [1, 4, 6] == [place for place, *_ in found.grounds]
        assert [(1, 2), (2, 1), (4, 1)] == list(found.unchecked.values())
        assert {"A": (3, Naming("A", "q", 1)), "B": (1, Naming("B", "p", 1))} == found.named
        assert (3, {"p": {1: 1}, "q": {1: 3}}, {"p", "q"}) == (found.rejudged, found.gaps, found.unread)
        assert ({"p", "q"}, {"p", "q"}) == ({*found.rows}, {*found.described})


def test_the_large_ledger_is_sound() -> None:
    """And holds what the test before this one needs: without rules, or with a changed guard, it is not."""
    assert Answer.SOUND is LARGE._replace(known=[OURS, OLD]).found(2).answer
    found = LARGE._replace(known=[OURS, NEW]).found(3)
    assert Answer.JUDGED_OTHERWISE is found.answer
    assert {"e", "f", "g"} == {process for process, _ in found.otherwise[0].records}
    lacking = LARGE._replace(known=[]).found(3).unchecked
    assert [OURS.ref, OLD.ref] == [u.rules for u in lacking]
    assert [("b", "c"), ("e", "f", "g")] == [u.processes for u in lacking]


# -- how they work together --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("jobs", [0, -1, True, "2", 61, 10**9, 2.0, None])
def test_by_how_many_is_a_whole_number_from_1_to_60(jobs: Any, tmp_path: Path) -> None:
    """At every door, whether or not there is anything to share; the error names the field and what was given."""
    path = tmp_path / "export.jsonl"
    with Workflow.open("memory:") as flow:
        flow.export(path)
        doors: list[Callable[[], object]] = [
            lambda: flow.verify(jobs=jobs),
            lambda: flow.verify(deep=True, jobs=jobs),
            lambda: Federation.of({"a": flow}).verify(jobs=jobs),
            lambda: exchange.verify(path, rules=LETTER, jobs=jobs),
            lambda: Verifier(LETTER, jobs=jobs),
        ]
        for door in doors:
            with pytest.raises(InputError) as error:
                door()
            said = error.value.text
            assert (
                f"`verify` is not well formed:\n- `jobs`: expected a whole number from 1 up to 60; got {jobs!r}"
                == said.en
            )
            assert (
                f"`verify` klopt niet:\n- `jobs`: verwacht een geheel getal van 1 tot en met 60; kreeg {jobs!r}"
                == said.nl
            )


def store() -> MemoryStore:
    """Three processes of some records."""
    found = MemoryStore()
    for process in "pqr":
        keep(found, story(process, 5))
    return found


def test_every_door_finds_the_same(tmp_path: Path) -> None:
    """A ledger, several of them together, an export; a loop that awaits has it done in a thread."""
    path = tmp_path / "export.jsonl"
    with Workflow(store()) as flow:
        flow.export(path)
        expected = flow.verify(deep=True)
        assert Answer.SOUND is expected.answer
        assert expected == flow.verify(deep=True, jobs=2)
        assert flow.verify() == flow.verify(jobs=2)
        (part,) = Federation.of({"a": flow}).verify(deep=True, jobs=2)
        assert expected == part.verified
        assert attrs.evolve(expected, heads=False) == exchange.verify(path, rules=LETTER, deep=True, jobs=2)


def test_a_loop_that_awaits_shares_it_as_well() -> None:
    """In a thread of its own."""

    async def asked() -> list[Report]:
        async with AsyncWorkflow(Workflow(store())) as flow:
            return [await flow.verify(deep=True, jobs=jobs) for jobs in (1, 2)]

    one, two = asyncio.run(asked())
    assert one == two
    assert one.sound


@pytest.mark.parametrize("kind", ["sqlite", "postgres"])
def test_all_of_them_see_one_moment(kind: str, request: pytest.FixtureRequest, tmp_path: Path) -> None:
    """Others write while it goes on: that is in the next report, and in no part of this one; here everybody goes on as before."""
    address = f"sqlite:///{tmp_path / 'ledger.db'}" if kind == "sqlite" else request.getfixturevalue("database")
    with Workflow.open(address, known=[OURS]) as flow, Workflow.open(address, known=[OURS]) as other:
        roads = {process: Road(letter.PROCESSES["douane/websites"]) for process in "pqrs"}
        for process, road in roads.items():
            flow.submit_many([(process, road.identify()), (process, road.consult()), (process, road.adopt(OURS.ref))])
        expected = flow.verify(deep=True)

        def written(things: Any, total: int | None) -> Any:
            assert 12 == total
            for n, thing in enumerate(things):
                if n % 3 == 1:
                    process = "pqrs"[n // 3]
                    other.submit(process, roads[process].consult()).or_raise()
                yield thing

        assert expected == flow.verify(deep=True, jobs=3, progress=written)
        flow.submit("p", roads["p"].consult()).or_raise()
        found = flow.verify(deep=True, jobs=2)
        assert (17, 17, True) == (found.records, found.rejudged, found.sound)


def with_guard(check: Callable[[], Reasons]) -> Rules:
    """The letter's rules, with one more guard, which stands nowhere."""

    def ask(dossier: Any, command: Command, norms: Norms) -> Reasons:
        return check()

    guard = Guard("of_a_test", (R47,), Text(nl="het mag", en="it may"), Reads.COMMAND, ask)
    return LETTER.extended(name="extra", version="1", doors={c.ConsultUnit: (guard,)})


HERE = os.getpid()


def elsewhere(what: Callable[[], object]) -> Rules:
    """Rules with a guard that does this when it is not asked here."""

    def check() -> Reasons:
        if os.getpid() != HERE:
            what()
        return YES

    return with_guard(check)


def of(rules: Rules) -> MemoryStore:
    """Three processes under these rules."""
    found = MemoryStore()
    with Workflow(found, rules=rules) as flow:
        road = Road(letter.PROCESSES["douane/websites"])
        identify, consult = road.identify(), road.consult()
        flow.submit_many([(process, command) for process in "pqr" for command in (identify, consult)])
    return found


@pytest.mark.parametrize(
    ("what", "code", "how"),
    [
        (lambda: os.kill(os.getpid(), signal.SIGKILL), -9, {"nl": " (signaal 9)", "en": " (signal 9)"}),
        (lambda: os._exit(3), 3, {"nl": " (code 3)", "en": " (code 3)"}),
    ],
    ids=["killed", "ended"],
)
def test_one_that_is_ended_is_an_error(what: Callable[[], object], code: int, how: dict[str, str]) -> None:
    """Nobody waits forever, nothing is called sound, and all others are ended too."""
    rules = elsewhere(what)
    with Workflow(of(rules), rules=rules) as flow:
        with pytest.raises(CutShort) as error:
            flow.verify(deep=True, jobs=2)
        assert (code, []) == (error.value.code, active_children())
        assert (
            f"a process that shared the work was ended before its time{how['en']}, so there is no"
            in error.value.text.en
        )
        assert f"een proces dat meewerkte, is voortijdig beëindigd{how['nl']}, en dus" in error.value.text.nl
        assert Answer.SOUND is flow.verify(deep=True).answer


def test_one_that_is_ended_while_it_waits_is_an_error() -> None:
    """It is noticed when there is work for it again, or when it is asked what it found."""
    for then in (lambda c: c.found(), lambda c: [c.read(n, s, None) for n, (_, s) in enumerate([*LARGE.records] * 40)]):
        shared = crew.Crew(KnownRules(LETTER, [OURS, OLD]), None, 2)
        for n, (_, sealed) in enumerate(LARGE.records):
            shared.read(n, sealed, None)
        shared.settle()
        for member in shared._members:
            member.process.kill()
            member.process.join()
        with pytest.raises(CutShort):
            then(shared)
        shared.close()


def test_a_system_without_more_processes_is_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    """Also in the midst of an export, of which the file is well."""

    def none_left(_: object) -> None:
        raise BlockingIOError(11, "Resource temporarily unavailable")

    monkeypatch.setattr("multiprocessing.process.BaseProcess.start", none_left)
    assert CutShort is LARGE.found(2)[0]


def test_who_interrupts_ends_them_all() -> None:
    """While records are read, and while the last are judged."""

    def interrupted(things: Any, total: int | None) -> Any:
        for n, thing in enumerate(things):
            if n == 5:
                raise KeyboardInterrupt
            yield thing

    with Workflow(store()) as flow, pytest.raises(KeyboardInterrupt):
        flow.verify(deep=True, jobs=2, progress=interrupted)
    assert [] == active_children()


PROGRAM = """
import os, sys, time
from ontvlechting import LETTER
from ontvlechting.engine.adoption import KnownRules
from ontvlechting.record.crew import Crew
from ontvlechting.testing.stores import story
shared = Crew(KnownRules(LETTER), None, 3)
for process in "pqr":
    shared.read(1, story(process, 1)[0].sealed, None)
shared.settle()
print("begun", flush=True)
time.sleep(60)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="a program is killed otherwise there")
def test_they_end_with_who_started_them() -> None:
    """Whatever that ends by: what they print to is closed soon after."""
    with subprocess.Popen([sys.executable, "-c", PROGRAM], stdout=subprocess.PIPE, text=True) as program:  # noqa: S603 - our own words
        assert program.stdout is not None
        assert "begun\n" == program.stdout.readline()
        program.kill()
        assert "" == program.communicate(timeout=20)[0]


def test_no_more_is_held_than_some_batches(monkeypatch: pytest.MonkeyPatch) -> None:
    """However fast the records come: then reading waits."""
    monkeypatch.setattr(crew, "BATCH", 2)
    monkeypatch.setattr(crew, "AHEAD", 4)
    shared, held = crew.Crew(KnownRules(LETTER, [OURS, OLD]), None, 2), list[int]()
    for n, (_, sealed) in enumerate(LARGE.records):
        shared.read(n, sealed, None)
        held += [len(member.batch) for member in shared._members]
    assert 3 >= max(held) > 0
    shared.found()
    shared.close()


def test_the_work_is_shared() -> None:
    """A process of the ledger that is met goes to who has the least to do, and stays there; none is started without work."""
    shared = crew.Crew(KnownRules(LETTER, [OURS, OLD]), None, 3)
    for n, (_, sealed) in enumerate(LARGE.records):
        shared.read(n, sealed, None)
    given = [member.given for member in shared._members]
    assert (len(LARGE.records), 3) == (sum(given), len(given))
    assert 0 < min(given)
    shared.close()
    alone = crew.Crew(KnownRules(LETTER), None, 60)
    for n, kept in enumerate(story("p", 3), start=1):
        alone.read(n, kept.sealed, None)
    assert [3] == [member.given for member in alone._members]
    alone.close()


# -- where it does not fork --------------------------------------------------------------------------------------------


@pytest.fixture(params=["no forks", "more threads"])
def anew(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """A system that cannot fork; or one that can, and more threads."""
    if request.param == "no forks":
        monkeypatch.setattr("multiprocessing.get_all_start_methods", lambda: ["spawn"])
    else:
        monkeypatch.setattr(threading, "active_count", lambda: 2)


@pytest.mark.usefixtures("anew")
def test_it_works_where_python_has_to_start_anew() -> None:
    """Rules go by their names; an adoption is judged by all that was before it, and what is wrong comes back."""
    for found in (LARGE._replace(known=[OURS, OLD]), snapped(LARGE, 7), LEDGERS["adopted, the store fails"]):
        assert found.found(1) == found.found(2)


@pytest.mark.usefixtures("anew")
def test_rules_that_cannot_be_sent_are_told(monkeypatch: pytest.MonkeyPatch) -> None:
    """Such as those of a notebook: a guard without a name, a name that is not there."""
    nameless = with_guard(lambda: YES)
    with Workflow(of(nameless), rules=nameless) as flow:
        with pytest.raises(NotPortable, match="`Guard of_a_test` cannot be copied or pickled: give it"):
            flow.verify(deep=True, jobs=2)
        assert flow.verify(deep=True).sound
        notebook: Any = ModuleType("a_notebook")
        notebook.RULES = nameless
        monkeypatch.setitem(sys.modules, "a_notebook", notebook)
        with pytest.raises(NotPortable) as error:
            flow.verify(deep=True, jobs=2)
        assert "`rules` cannot be copied or pickled: give each of these a name in a module, or verify in one" in str(
            error.value
        )
        monkeypatch.setattr(pickle, "dumps", lambda _: 1 / 0)
        with pytest.raises(NotPortable, match="`rules` cannot be copied"):
            flow.verify(deep=True, jobs=2)
    assert [] == active_children()


def test_a_fork_has_what_is_here() -> None:
    """Rules without a name, as those of a notebook."""
    rules = with_guard(lambda: YES)
    with Workflow(of(rules), rules=rules) as flow:
        assert flow.verify(deep=True, jobs=2).sound


# -- mistakes of rules -------------------------------------------------------------------------------------------------


class Odd(Exception):
    """Cannot be made anew from what it says."""

    def __init__(self, one: int, two: int) -> None:
        super().__init__(f"odd {one} {two}")


def test_a_mistake_of_rules_arrives(monkeypatch: pytest.MonkeyPatch) -> None:
    """As it is, with where it happened; or, where that cannot be sent, as text."""

    def fails_by(error: Exception) -> Callable[..., object]:
        def fail(*_: object) -> object:
            raise error

        return fail

    found = LARGE._replace(known=[OURS, OLD], snapshots=[])
    monkeypatch.setattr("ontvlechting.letter.dossier.Dossier.describes", fails_by(ValueError("fictional")))
    assert found.found(1) == found.found(2) == (ValueError, "fictional", None, None)
    with pytest.raises(ValueError, match="fictional") as error:
        verify(found.records, (), LETTER, known=[OURS, OLD], deep=True, jobs=2)
    assert "in fail" in "".join(error.value.__notes__)
    monkeypatch.setattr("ontvlechting.letter.dossier.Dossier.describes", fails_by(Odd(1, 2)))
    kind, said, *_ = found.found(2)
    assert (RuntimeError, True) == (kind, "Odd: odd 1 2" in said)


def test_what_a_dossier_names_has_to_be_sent(monkeypatch: pytest.MonkeyPatch) -> None:
    """To be compared between processes; where it cannot be, that is told."""
    found = LARGE._replace(known=[OURS, OLD])
    monkeypatch.setattr("ontvlechting.letter.dossier.Dossier.described", lambda _: {"x": lambda: None})
    kind, text, *_ = found.found(2)
    assert (NotPortable, "`Dossier.described` cannot be copied or pickled") == (kind, text.en.partition(":")[0])


def test_what_fails_at_the_end_is_told_in_its_turn(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where a process stands, or what it names: of the first that is compared, after what is wrong before it."""
    real = standing.row

    def row(dossier: Any, last: Record) -> Row:
        if dossier.process in "ce":
            raise ValueError(dossier.process)
        return real(dossier, last)

    found = LARGE._replace(known=[OURS, OLD])
    monkeypatch.setattr(judging, "row", row)
    for each, expected in ((found, ValueError), (stands(found, 0), BrokenLedger), (stands(found, -1), ValueError)):
        assert each.found(1) == each.found(2)
        assert expected is each.found(2)[0]
    monkeypatch.setattr(judging, "row", real)
    monkeypatch.setattr("ontvlechting.letter.dossier.Dossier.described", lambda d: {}[d.process])
    assert found.found(1) == found.found(3)
    assert KeyError is found.found(3)[0]
