"""Verifying a ledger from its bytes: what was changed, dropped, inserted, moved, cut off or made anew is seen."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any

import attrs
import pytest
from attrs import frozen
from hypothesis import given
from hypothesis import strategies as st

from ontvlechting import LETTER, Dossier, Rules, State, Text, Workflow, decide, evolve, letter
from ontvlechting import commands as c
from ontvlechting.engine.doors import YES, Check, Guard, Reads, Reasons
from ontvlechting.engine.errors import BrokenLedger, NotALedger
from ontvlechting.engine.events import Event
from ontvlechting.engine.retention import Removed
from ontvlechting.engine.text import LANGUAGES
from ontvlechting.engine.values import NOBODY, RulesRef
from ontvlechting.engine.verdicts import ACCEPTED, Verdict, VerdictKind
from ontvlechting.letter.catalogue import R47
from ontvlechting.letter.commands import Command, Redact
from ontvlechting.letter.fiction import Road
from ontvlechting.letter.norms import Norms
from ontvlechting.record.audit import FORMAT, ROOT, Sealed, redacted, seal, unseal
from ontvlechting.record.codec import canonical, written_event
from ontvlechting.record.judging import AFTER, GROUND, UNKNOWN
from ontvlechting.record.merkle import leaf, root
from ontvlechting.record.standing import Row, Snapshot, columns_of, rows_of
from ontvlechting.record.stores.memory import MemoryStore
from ontvlechting.record.verifier import Answer, Otherwise, Report, Unchecked, Verifier, _marks_of, verify
from ontvlechting.testing.letter.strategies import Player, histories
from ontvlechting.testing.stores import keep, sealed_of, story
from ontvlechting.testing.strategies import Advance, Move
from tests.asking import CODEC
from tests.pages import Page

ROAD = Road(letter.PROCESSES["douane/websites"])


@frozen
class Kept:
    """A ledger as plain values, to be tampered with."""

    records: list[tuple[int, Sealed]]
    standings: list[Row]
    snapshots: list[Snapshot]

    def verify(
        self, *, deep: bool = False, roots: dict[int, bytes] | None = None, known: Sequence[Rules] = ()
    ) -> Report:
        """Verify it."""
        return verify(
            self.records, self.standings, LETTER, known=known, snapshots=self.snapshots, deep=deep, roots=roots
        )

    def sealed(self) -> list[Sealed]:
        """Its records."""
        return [s for _, s in self.records]

    def having(self, records: list[Sealed]) -> Kept:
        """The same ledger with other records, on positions without gaps."""
        return attrs.evolve(self, records=list(enumerate(records, start=1)))

    def derived(self) -> Kept:
        """The same ledger, with standings that follow from its records, and without snapshots."""
        last = rows_of(self.sealed(), CODEC)
        return attrs.evolve(self, standings=[last[process] for process in sorted(last)], snapshots=[])


def kept_by(store: MemoryStore) -> Kept:
    """What a store holds."""
    return Kept(list(store.records()), list(store.standings()), list(store.snapshots()))


def ledger() -> Kept:
    """Three processes, mixed, with a refusal, a snapshot, and two records that lack texts on a recorded ground."""
    store = MemoryStore()
    p, q = story("p", 6), story("q", 4)
    store.append(sealed_of([p[0], q[0], p[1], p[2], q[1]]), [p[2].standing, q[1].standing], [p[2].snapshot])
    keep(store, [p[3], q[2], p[4], q[3], p[5]])
    road = Road(letter.PROCESSES["douane/websites"])
    with Workflow(store) as flow:
        flow.submit("r", road.identify(), id="r1")
        flow.submit("r", road.complete(), id="r2")
        flow.submit("r", road.redact((2,)), id="r3")
        flow.submit("r", road.consult(), id="r4")
        flow.submit("r", road.redact((4,), fields=("outcome",)), id="r5")
    return kept_by(store)


def test_a_sound_ledger_is_counted() -> None:
    """The report says how many processes and records there are, how many were judged again, and how many lack texts."""
    kept = ledger()
    top = root(leaf(bytes.fromhex(s.hash)) for s in kept.sealed()).hex()
    # a refusal whose content is gone, on a recorded ground, cannot be judged again; that alone makes nothing unsound
    shallow = Report(processes=3, records=15, rejudged=None, redacted=2, root=top, removed=1)
    deep = attrs.evolve(shallow, rejudged=14)
    assert (shallow, Answer.BYTES_MATCH) == (kept.verify(), shallow.answer)
    assert (deep, Answer.SOUND) == (kept.verify(deep=True), deep.answer)
    nothing = Report(processes=0, records=0, rejudged=0, redacted=0, root=hashlib.sha256().hexdigest())
    assert (nothing, Answer.SOUND) == (Kept([], [], []).verify(deep=True), nothing.answer)


@given(histories())
def test_every_history_verifies(history: list[Advance | Move]) -> None:
    """Whatever happened, by the letter or not, in one process or in two: what was recorded is sound."""
    store = MemoryStore()
    player = Player()
    with Workflow(store) as flow:
        for move in history:
            for command in player.commands(move):
                if player.dossier.at is None and command.key != "identify_process":
                    continue
                if command.key == "redact":
                    continue
                flow.submit("douane/social-media", command)
                player.dossier = flow.dossier("douane/social-media")
        reports = [flow.verify(deep=deep) for deep in (False, True)]
    assert reports[0] == attrs.evolve(reports[1], rejudged=None)
    assert (reports[1].records, Answer.SOUND) == (reports[1].rejudged, reports[1].answer)


def _change(s: Sealed) -> Sealed:
    return s._replace(body=s.body.replace(b'"at":"2023', b'"at":"2024'))


def _rehashed(s: Sealed, body: bytes) -> Sealed:
    return s._replace(body=body, hash=hashlib.sha256(body).hexdigest())


TAMPERED: dict[str, Callable[[list[Sealed]], list[Sealed]]] = {
    "changed": lambda r: [*r[:3], _change(r[3]), *r[4:]],
    "changed, with its hash": lambda r: [*r[:3], _rehashed(r[3], _change(r[3]).body), *r[4:]],
    "last one changed, with its hash": lambda r: [*r[:-1], _rehashed(r[-1], _change(r[-1]).body)],
    "another hash": lambda r: [*r[:3], r[3]._replace(hash=ROOT), *r[4:]],
    "another id": lambda r: [*r[:3], r[3]._replace(id="x"), *r[4:]],
    "another process": lambda r: [*r[:3], r[3]._replace(process="q"), *r[4:]],
    "another number": lambda r: [*r[:3], r[3]._replace(number=9), *r[4:]],
    "another hash in capitals": lambda r: [*r[:3], r[3]._replace(hash=r[3].hash.upper()), *r[4:]],
    "dropped": lambda r: [*r[:3], *r[4:]],
    "first dropped": lambda r: r[1:],
    "last dropped": lambda r: r[:-1],
    "all dropped": lambda _: [],
    "twice": lambda r: [*r[:4], r[3], *r[4:]],
    "once more at the end": lambda r: [*r, r[3]],
    "one of another ledger inserted": lambda r: [*r[:3], story("p", 3, tag="x")[2].sealed, *r[4:]],
    "one of a new process inserted": lambda r: [*r[:3], story("new", 1)[0].sealed, *r[3:]],
    "two of one process swapped": lambda r: [*r[:2], r[3], r[2], *r[4:]],
    "turned round": lambda r: r[::-1],
    "a process removed": lambda r: [s for s in r if s.process != "q"],
    "the tail of a process cut off": lambda r: [s for s in r if (s.process, s.number) < ("p", 5) or s.process > "p"],
}


@pytest.mark.parametrize("how", TAMPERED)
def test_tampering_with_records_is_seen(how: str) -> None:
    """Whatever is changed, dropped, inserted or reordered among the records is seen, with or without looking deeper."""
    kept = ledger()
    tampered = kept.having(TAMPERED[how](kept.sealed()))
    assert kept.records != tampered.records
    for deep in (False, True):
        with pytest.raises(BrokenLedger):
            tampered.verify(deep=deep)


@given(st.data())
def test_any_tampering_with_the_list_of_records_is_seen(data: st.DataObject) -> None:
    """Any other selection or order of the records, other than between processes, is not the ledger."""
    kept = ledger()
    records = data.draw(st.lists(st.sampled_from(kept.sealed()), max_size=16))
    by_process = {p: [s for s in records if s.process == p] for p in "pqr"}
    sound = by_process == {p: [s for s in kept.sealed() if s.process == p] for p in "pqr"}
    if not sound:
        with pytest.raises(BrokenLedger):
            kept.having(records).verify()


def test_the_first_broken_record_is_named() -> None:
    """The error says which record of which process is not sound."""
    kept = ledger()
    records = kept.sealed()
    with pytest.raises(BrokenLedger) as broken:
        kept.having([*records[:3], _change(records[3]), *(_change(s) for s in records[4:])]).verify()
    assert ("p", 3) == (broken.value.process, broken.value.number)


@pytest.mark.parametrize("position", [0, 2, 5, 99])
def test_a_position_that_is_not_the_next_is_seen(position: int) -> None:
    """Positions run from 1 without gaps."""
    kept = ledger()
    moved = [*kept.records[:3], (position, kept.records[3][1]), *kept.records[4:]]
    with pytest.raises(BrokenLedger):
        attrs.evolve(kept, records=moved).verify()


STANDINGS: dict[str, Callable[[list[Row]], list[Row]]] = {
    "one gone": lambda s: s[1:],
    "all gone": lambda _: [],
    "one too low": lambda s: [s[0]._replace(number=5), *s[1:]],
    "one too high": lambda s: [s[0]._replace(number=7), *s[1:]],
    "another hash": lambda s: [s[0]._replace(hash=ROOT), *s[1:]],
    "one too many": lambda s: [*s, s[0]._replace(process="x")],
    "one of nothing": lambda s: [*s, s[0]._replace(process="x", number=0, hash=ROOT)],
    "one of another name": lambda s: [s[0]._replace(process="x"), *s[1:]],
}


@pytest.mark.parametrize("how", STANDINGS)
def test_tampering_with_heads_is_seen(how: str) -> None:
    """Where the ledger says that processes end is where they end, and there are no other processes."""
    kept = ledger()
    for deep in (False, True):
        with pytest.raises(BrokenLedger):
            attrs.evolve(kept, standings=STANDINGS[how](kept.standings)).verify(deep=deep)


# -- with a checkpoint ---------------------------------------------------------------------------------------------------


def _roots(kept: Kept, *sizes: int) -> dict[int, bytes]:
    leaves = [leaf(bytes.fromhex(s.hash)) for s in kept.sealed()]
    return {size: root(leaves[:size]) for size in sizes}


def test_a_sound_ledger_agrees_with_every_root_of_its_past() -> None:
    """Whatever size a checkpoint was made at, the ledger continues it."""
    kept = ledger()
    found = kept.verify(roots=_roots(kept, *range(1, 15)))
    assert (15, 14, None) == (found.records, found.vouched, kept.verify().vouched)


def _anew(tag: str) -> Kept:
    """The whole ledger made anew by somebody who can compute hashes."""
    store = MemoryStore()
    p, q = story("p", 6, tag=tag), story("q", 9, tag=tag)
    keep(store, [*p, *q])
    return kept_by(store)


REWRITTEN: dict[str, Callable[[Kept], Kept]] = {
    "the tail cut off, with the head": lambda k: k.having(k.sealed()[:9]).derived(),
    "a process removed whole": lambda k: k.having([s for s in k.sealed() if s.process != "q"]).derived(),
    "the order between processes changed": lambda k: k.having([k.sealed()[1], k.sealed()[0], *k.sealed()[2:]]),
    "everything removed": lambda _: Kept([], [], []),
    "made anew": lambda _: _anew("x"),
}


@pytest.mark.parametrize("how", REWRITTEN)
def test_what_was_rewritten_as_a_whole_is_seen_by_a_checkpoint(how: str) -> None:
    """From its bytes alone such a ledger is sound; a root that was kept elsewhere tells."""
    kept = ledger()
    rewritten = REWRITTEN[how](kept)
    rewritten.verify(deep=True)
    with pytest.raises(BrokenLedger, match="checkpoint"):
        rewritten.verify(roots=_roots(kept, 15))
    with pytest.raises(BrokenLedger, match="checkpoint"):
        rewritten.verify(roots=_roots(kept, 2, 11, 15))


def test_a_checkpoint_does_not_mind_what_came_after_it() -> None:
    """A ledger that has grown since still continues its checkpoint."""
    kept = ledger()
    assert 15 == kept.verify(roots=_roots(kept, 4)).records


# -- texts -------------------------------------------------------------------------------------------------------------


def _bare(sealed: Sealed) -> Sealed:
    """Without any text that can go."""
    return redacted(sealed, CODEC)


def _less(kept: Kept, id: str, disclosures: Callable[[Sealed], Sealed]) -> Kept:
    return kept.having([disclosures(s) if s.id == id else s for s in kept.sealed()])


GONE: dict[str, tuple[str, Callable[[Sealed], Sealed]]] = {
    "all texts": ("1 p", _bare),
    "one text": ("4 p", lambda s: redacted(s, CODEC, ["plan.consequences"])),
    "all of a record that another ground is for": ("r1", _bare),
    "the ground itself": ("r3", _bare),
    "texts of the last record": ("6 p", _bare),
}


@pytest.mark.parametrize("how", GONE)
def test_a_text_that_is_gone_without_a_recorded_ground_is_seen(how: str) -> None:
    """Texts may only be lacking when an accepted command, further on in the same process, took them out."""
    kept = ledger()
    id, less = GONE[how]
    tampered = _less(kept, id, less)
    assert kept.records != tampered.records
    with pytest.raises(BrokenLedger, match="without a recorded ground"):
        tampered.verify()
    with pytest.raises(BrokenLedger):
        tampered.verify(deep=True)


def test_a_refused_command_is_no_ground() -> None:
    """Whoever asked to redact, and was refused, has not made it right that the text is gone."""
    store = MemoryStore()
    road = Road(letter.PROCESSES["douane/websites"])
    with Workflow(store) as flow:
        flow.submit("p", road.identify(), id="first")
        assert not flow.submit("p", road.redact((1,), by=road.receiver)).allowed
    with pytest.raises(BrokenLedger, match="without a recorded ground"):
        _less(kept_by(store), "first", _bare).verify()


def test_a_ground_for_some_texts_is_none_for_others() -> None:
    """A command that names fields makes only those right."""
    store = MemoryStore()
    road = Road(letter.PROCESSES["douane/websites"])
    with Workflow(store) as flow:
        flow.submit("p", road.identify(), id="first")
        flow.submit("p", road.redact((1,), fields=("name", "scope[0].description")))
    kept = kept_by(store)
    assert 1 == kept.verify(deep=True).redacted
    more = _less(kept, "first", lambda s: redacted(s, CODEC, ["scope[1].description"]))
    with pytest.raises(BrokenLedger, match=r"without a recorded ground: `scope\[1\].description`"):
        more.verify()


def test_a_ground_in_another_process_is_none() -> None:
    """Records are numbered by process, and so are the grounds."""
    kept = ledger()
    with pytest.raises(BrokenLedger, match="without a recorded ground"):
        _less(kept, "2 q", _bare).verify()


def _redacted(*commands: Redact) -> tuple[Kept, Kept]:
    """A ledger of one process with a yes, a no and these commands; as it was before them, and as it is after."""
    store, road = MemoryStore(), Road(letter.PROCESSES["douane/websites"])
    with Workflow(store) as flow:
        flow.submit_many([("p", road.identify()), ("p", road.complete())], ids=["yes", "no"])
        before = kept_by(store)
        for command in commands:
            flow.submit("p", attrs.evolve(command, by=road.ministry, at=road.tick())).or_raise()
    return before, kept_by(store)


BACK: dict[str, tuple[Redact, str, int]] = {
    "one text": (ROAD.redact((1,), fields=("name",)), "yes", 1),
    "one text of a refusal": (ROAD.redact((2,), fields=("really_possible.motivation",)), "no", 2),
    "all texts": (ROAD.redact((1,)), "yes", 1),
    "a refusal whole": (ROAD.redact((2,)), "no", 2),
    "of two records the second": (ROAD.redact((1, 2)), "no", 2),
}


@pytest.mark.parametrize("how", BACK)
def test_a_redacted_text_that_is_there_again_is_seen(how: str) -> None:
    """Put back from a copy, it fits its digest; but an accepted command took it out."""
    command, id, number = BACK[how]
    before, after = _redacted(command)
    assert Answer.SOUND is after.verify(deep=True).answer
    (old,) = (s for s in before.sealed() if s.id == id)
    back = _less(after, id, lambda _: old)
    assert after.records != back.records
    for deep in (False, True):
        with pytest.raises(BrokenLedger, match="a text that was redacted is there again") as broken:
            back.verify(deep=deep)
        assert ("p", number) == (broken.value.process, broken.value.number)


@pytest.mark.parametrize("id", ["yes", "no"])
@given(data=st.data())
def test_any_text_that_is_there_again_is_seen(id: str, data: st.DataObject) -> None:
    """Of all that was removed, whatever part is put back."""
    before, after = _redacted(ROAD.redact((1, 2)))
    (old,) = (s for s in before.sealed() if s.id == id)
    lines = old.disclosures.split(b"\n")
    some = data.draw(st.lists(st.sampled_from(range(len(lines))), min_size=1, unique=True).map(sorted))
    back = _less(after, id, lambda s: s._replace(disclosures=b"\n".join(lines[n] for n in some)))
    with pytest.raises(BrokenLedger):
        back.verify()


def test_what_was_redacted_twice_is_redacted_once() -> None:
    """First a text, then everything; and what is gone already may be named again."""
    name, everything = ROAD.redact((1,), fields=("name",)), ROAD.redact((1, 2))
    for commands in ((name, everything), (everything, name), (name, name), (everything, everything)):
        _, after = _redacted(*commands)
        assert Answer.SOUND is after.verify(deep=True).answer


LINES: dict[str, Callable[[bytes], bytes]] = {
    "changed": lambda d: d.replace(b"Fictief", b"Fictiev", 1),
    "added": lambda d: d + b'\n["00","x"]',
    "one in the place of another": lambda d: b"\n".join([d.split(b"\n")[0]] * len(d.split(b"\n"))),
    "doubled": lambda d: d + b"\n" + d,
    "one doubled and one gone": lambda d: b"\n".join([d.split(b"\n")[0], *d.split(b"\n")[:-1]]),
    "turned round": lambda d: b"\n".join(d.split(b"\n")[::-1]),
    "an empty line": lambda d: d + b"\n",
    "no JSON": lambda _: b"x",
}


@pytest.mark.parametrize("id", ["4 p", "r1"])
@pytest.mark.parametrize("how", LINES)
def test_tampering_with_texts_is_seen(how: str, id: str) -> None:
    """A text that was changed, added, doubled or moved is seen without looking deeper."""
    kept = ledger()
    with pytest.raises(BrokenLedger):
        _less(kept, id, lambda s: s._replace(disclosures=LINES[how](s.disclosures))).verify()


# -- looking deeper ------------------------------------------------------------------------------------------------------


def _bent(given: Row, **changes: Any) -> Row:
    """The same row with other columns."""
    return given._replace(columns=canonical({**columns_of(given.columns), **changes}).decode())


BENT: dict[str, Callable[[Row], Row]] = {
    "state": lambda s: s._replace(state="completed"),
    "receiver": lambda s: _bent(s, receiving="x"),
    "breaches": lambda s: _bent(s, breaches=1),
    "waiting": lambda s: _bent(s, waiting_until="2024-01-31"),
    "moment": lambda s: s._replace(recorded_at=f"2030{s.recorded_at[4:]}"),
    "rules": lambda s: s._replace(rules_hash=ROOT),
}


@pytest.mark.parametrize("how", BENT)
def test_a_standing_that_does_not_follow_is_seen_by_looking_deeper(how: str) -> None:
    """Where a process is said to stand is what its records make of it."""
    kept = ledger()
    first, *rest = kept.standings
    bent = attrs.evolve(kept, standings=[BENT[how](first), *rest])
    assert 15 == bent.verify().records
    with pytest.raises(BrokenLedger, match="where it stands does not follow"):
        bent.verify(deep=True)


SNAPSHOTS: dict[str, Callable[[Snapshot], Snapshot]] = {
    "another dossier": lambda s: s._replace(body=s.body.replace(b"douane", b"x")),
    "no dossier": lambda s: s._replace(body=b""),
    "another hash": lambda s: s._replace(hash=ROOT),
    "another number": lambda s: s._replace(number=1),
    "a number that is not there": lambda s: s._replace(number=99),
    "another process": lambda s: s._replace(process="x"),
}


@pytest.mark.parametrize("how", SNAPSHOTS)
def test_a_snapshot_that_does_not_follow_is_seen_by_looking_deeper(how: str) -> None:
    """A dossier that is kept is what the records up to there make of it."""
    kept = ledger()
    snapshot, *rest = sorted(kept.snapshots)
    bent = attrs.evolve(kept, snapshots=[SNAPSHOTS[how](snapshot), *rest])
    assert 15 == bent.verify().records
    with pytest.raises(BrokenLedger, match="snapshot"):
        bent.verify(deep=True)


def _resealed(record: Sealed, **changes: Any) -> Kept:
    """A ledger of one record, made by somebody who can compute hashes but does not keep to the rules."""
    opened = unseal(record, CODEC)
    event = attrs.evolve(opened.event, **{k: v for k, v in changes.items() if k != "recorded_at"})
    moment = changes.get("recorded_at", opened.recorded_at)
    return Kept([(1, seal(event, id="x", number=1, previous=ROOT, recorded_at=moment))], [], []).derived()


@pytest.mark.parametrize("kind", [VerdictKind.REFUSED, VerdictKind.UNKNOWN_COMMAND, VerdictKind.NOT_FROM_STATE])
def test_a_verdict_that_the_rules_do_not_give_is_judged_otherwise(kind: VerdictKind) -> None:
    """Who can compute hashes can write down another answer, and so can who changes code: which of the two it cannot tell."""
    forged = _resealed(story("p", 1)[0].sealed, verdict=Verdict(kind=kind), after=State.NEW)
    assert Answer.BYTES_MATCH is forged.verify().answer
    found = forged.verify(deep=True)
    assert (Answer.JUDGED_OTHERWISE, 0) == (found.answer, found.rejudged)
    assert (Otherwise(LETTER.ref, (("p", 1),)),) == found.otherwise


@pytest.mark.parametrize(
    "changes",
    [
        {"after": State.NEW},
        {"after": State.COMPLETED},
        {"verdict": Verdict(kind=VerdictKind.REFUSED)},
        {"verdict": Verdict(kind=VerdictKind.REFUSED), "rules": attrs.evolve(LETTER.ref, hash=ROOT)},
    ],
    ids=["nowhere", "elsewhere", "a no that moves", "a no that moves, by rules that are not known"],
)
def test_what_the_table_does_not_say_is_tampered(changes: dict[str, Any]) -> None:
    """The hash of the rules covers their table, and a no leads nowhere by whatever rules: no change of code explains it."""
    forged = _resealed(story("p", 1)[0].sealed, **changes)
    assert 1 == forged.verify().records
    with pytest.raises(BrokenLedger, match="does not follow from the table"):
        forged.verify(deep=True)


def test_records_of_rules_that_are_not_known_are_not_called_sound() -> None:
    """They are folded and checked for all but their verdict, and it says which rules, which processes and how many."""
    first = story("p", 1)[0].sealed
    other = attrs.evolve(LETTER.ref, hash=ROOT)
    found = _resealed(first, rules=other).verify(deep=True)
    assert (Answer.NOT_CHECKED, 0) == (found.answer, found.rejudged)
    assert (Unchecked(UNKNOWN, other, ("p",), 1),) == found.unchecked


def test_a_state_that_does_not_follow_is_seen_by_looking_deeper() -> None:
    """A record begins where the one before it ended."""
    with pytest.raises(BrokenLedger, match="the state does not follow"):
        _resealed(story("p", 1)[0].sealed, before=State.IDENTIFIED).verify(deep=True)


def test_an_act_in_the_future_is_seen_by_looking_deeper() -> None:
    """Nothing is recorded before it took place."""
    first = story("p", 1)[0].sealed
    early = unseal(first, CODEC).recorded_at.replace(year=2020)
    with pytest.raises(BrokenLedger, match="before it took place"):
        _resealed(first, recorded_at=early).verify(deep=True)


def test_time_that_runs_back_is_seen_by_looking_deeper() -> None:
    """A record is not stored before the one before it."""
    one, other = (k.sealed for k in story("p", 2))
    later = seal(
        unseal(one, CODEC).event,
        id="x",
        number=1,
        previous=ROOT,
        recorded_at=unseal(other, CODEC).recorded_at.replace(year=2030),
    )
    second = seal(
        unseal(other, CODEC).event, id="y", number=2, previous=later.hash, recorded_at=unseal(other, CODEC).recorded_at
    )
    kept = Kept([(1, later), (2, second)], [], []).derived()
    assert 2 == kept.verify().records
    with pytest.raises(BrokenLedger, match="before the record before it"):
        kept.verify(deep=True)


# -- by which rules ------------------------------------------------------------------------------------------------------

LATER = attrs.evolve(LETTER.ref, version="1.0.1", hash="1" * 64)
"""Rules that nobody knows, and that the process never adopted."""


def _forged(rules: RulesRef) -> Kept:
    """A process whose last record says that it was completed, by somebody who can compute hashes."""
    *before, last = (k.sealed for k in story("p", 5))
    record = unseal(last, CODEC)
    event = attrs.evolve(
        record.event,
        command=ROAD.complete(at=record.event.command.at),
        verdict=ACCEPTED,
        rules=rules,
        after=State.COMPLETED,
    )
    moment, previous = record.recorded_at, record.previous
    forged = seal(event, id="x", number=record.number, previous=previous, recorded_at=moment)
    return Kept([], [], []).having([*before, forged]).derived()


def test_only_an_adoption_changes_the_rules_of_a_process() -> None:
    """A record by others is tampered with, whether they are known here or not; the bytes alone cannot tell."""
    known = attrs.evolve(LETTER, version="1.0.1")
    for rules in (LATER, known.ref):
        forged = _forged(rules)
        assert Answer.BYTES_MATCH is forged.verify().answer
        with pytest.raises(BrokenLedger, match="only an adoption changes these") as broken:
            forged.verify(deep=True, known=[known])
        assert ("p", 5) == (broken.value.process, broken.value.number)


def _with_stop(check: Check) -> Rules:
    """Rules with one more guard, whose code their hash does not see."""
    guard_of_ours = Guard("it_may", (R47,), Text(nl="het mag", en="it may"), Reads.COMMAND, check)
    return LETTER.extended(name="ours", version="1", doors={c.CollectInput: (guard_of_ours,), c.Stop: (guard_of_ours,)})


def _no(dossier: Dossier, command: Command, norms: Norms) -> Reasons:
    return [R47.forbidden("no", nl="nee", en="no")] if command.at.day % 2 else YES


OLD, NEW = _with_stop(lambda *_: YES), _with_stop(_no)


@given(histories(most=6))
def test_code_that_was_changed_under_one_version_is_told_record_by_record(history: list[Advance | Move]) -> None:
    """Exactly those records to which the rules of the very same name, version and hash now give another verdict."""
    assert OLD.ref == NEW.ref
    store, player = MemoryStore(), Player(rules=OLD, process="douane/social-media")
    flow = Workflow(store, rules=OLD)
    for move in [Advance(1), *history]:
        for command in player.commands(move):
            player.dossier = flow.submit("p", command).dossier
    dossier, differ, removed = Dossier(process="p"), [], 0
    for record in flow.history("p"):
        event = record.event
        if isinstance(event.command, Removed):
            removed += 1
        elif decide(NEW, dossier, event.command) != event and not isinstance(event.command, c.AdoptRules):
            differ.append(("p", record.number))
        dossier = evolve(dossier, event, record.number)
    found = verify(store.records(), store.standings(), NEW, reread=store.read, deep=True)
    assert (Otherwise(NEW.ref, tuple(differ)),) * bool(differ) == found.otherwise
    assert (Answer.JUDGED_OTHERWISE if differ else Answer.SOUND) is found.answer
    assert (found.records - len(differ) - removed, removed) == (found.rejudged, found.removed)
    assert Answer.SOUND is verify(store.records(), store.standings(), OLD, reread=store.read, deep=True).answer


# -- what it answers -----------------------------------------------------------------------------------------------------

OTHERS = Otherwise(LETTER.ref, (("p", 3),)), Unchecked(UNKNOWN, LATER, ("q",), 2)
FOUND = Report(processes=2, records=9, rejudged=6, redacted=0, root="00")


@pytest.mark.parametrize(
    ("found", "answer"),
    [
        (FOUND, Answer.SOUND),
        (attrs.evolve(FOUND, rejudged=None), Answer.BYTES_MATCH),
        (attrs.evolve(FOUND, otherwise=OTHERS[:1]), Answer.JUDGED_OTHERWISE),
        (attrs.evolve(FOUND, unchecked=OTHERS[1:]), Answer.NOT_CHECKED),
        (attrs.evolve(FOUND, otherwise=OTHERS[:1], unchecked=OTHERS[1:]), Answer.JUDGED_OTHERWISE),
    ],
    ids=["sound", "bytes", "otherwise", "unchecked", "both"],
)
def test_only_what_was_judged_again_in_full_is_sound(found: Report, answer: Answer) -> None:
    """The answer is one of five, and a report is true when it is sound; of bytes alone that cannot be asked."""
    assert (answer, answer is Answer.SOUND) == (found.answer, found.sound)
    if answer is Answer.BYTES_MATCH:
        with pytest.raises(TypeError, match="`deep=True`"):
            bool(found)
    else:
        assert found.sound is bool(found)


def test_what_is_tampered_with_comes_before_what_was_judged_otherwise() -> None:
    """The error names the record; what else there is to say of such a ledger does not soften it."""
    kept = ledger()
    *_, last = kept.sealed()
    refused = _resealed(kept.sealed()[0], verdict=Verdict(kind=VerdictKind.REFUSED), after=State.NEW)
    assert Answer.JUDGED_OTHERWISE is refused.verify(deep=True).answer
    with pytest.raises(BrokenLedger):
        refused.having([*refused.sealed(), last]).verify(deep=True)


OTHERWISE = """
Anders beoordeeld door de regels van die naam: 12 van 20 vastleggingen van 2 processen; 8 oordelen opnieuw gegeven.
Ander oordeel volgens letter, versie 1.0.1 (111111111111): p 1, p 2, p 3, p 4, p 5, p 6, p 7, p 8, p 9, p 10 en 2 meer.
Of de code van deze regels is veranderd onder dezelfde versie, of deze vastleggingen zijn vervalst met alle hashes erna. Een \
controlepunt dat elders is bewaard, wijst uit welk van de twee.
---
Judged otherwise by the rules of that name: 12 of 20 records of 2 processes; 8 verdicts re-checked.
Another verdict by letter, version 1.0.1 (111111111111): p 1, p 2, p 3, p 4, p 5, p 6, p 7, p 8, p 9, p 10 and 2 more.
Either the code of these rules was changed under the same version, or these records were forged with all hashes after \
them. A checkpoint that was kept elsewhere tells which.
"""
UNCHECKED = """
Niet alles kon worden nagegaan: 3 van 9 vastleggingen van 2 processen niet; 5 oordelen opnieuw gegeven.
Niet nagegaan: 2 vastleggingen van q; deze regels zijn hier niet bekend: letter, versie 1.0.1 (111111111111).
Niet nagegaan: 1 vastlegging van p; onleesbaar.
Weggelakte teksten, elk met een vastgelegde grond: bij 2 vastleggingen.
Daarvan vernietigde weigeringen, die niemand opnieuw kan beoordelen: 1 vastlegging.
---
Not everything could be checked: 3 of 9 records of 2 processes were not; 5 verdicts re-checked.
Not checked: 2 records of q; these rules are not known here: letter, version 1.0.1 (111111111111).
Not checked: 1 record of p; cannot be read.
Redacted texts, each with a recorded ground: in 2 records.
Of these, refusals that were removed and that nobody can judge again: 1 record.
"""
BYTES = """
De bytes komen overeen: van 1 vastlegging van 1 proces is elke hash, keten, eindstand en tekst nagerekend.
De vastleggingen zijn niet geopend en de oordelen niet opnieuw gegeven; een grondige controle (verify --deep) doet dat wel.
---
The bytes match: every hash, chain, head and text digest of 1 record of 1 process was recomputed.
The records were not opened and no verdict was given again; a thorough check (verify --deep) does that.
"""
SOUND = """
Het logboek klopt: 9 vastleggingen van 2 processen nagerekend, 6 oordelen opnieuw gegeven.
---
The ledger is sound: 9 records of 2 processes recomputed, 6 verdicts re-checked.
"""
WAITING = """
De bytes komen overeen: van 3 vastleggingen van 1 proces is elke hash, keten, eindstand en tekst nagerekend.
De vastleggingen zijn niet geopend en de oordelen niet opnieuw gegeven; een grondige controle (verify --deep) doet dat wel.
Nog zonder plaats in het logboek, en niet in de wortel of een controlepunt: 2 vastleggingen. Wie als volgende iets \
vastlegt, of de vastleggingen leest en mag schrijven, geeft ze een plaats.
---
The bytes match: every hash, chain, head and text digest of 3 records of 1 process was recomputed.
The records were not opened and no verdict was given again; a thorough check (verify --deep) does that.
Without a position in the ledger yet, and not in the root or a checkpoint: 2 records. Whoever records something next, \
or reads the records and may write, gives them one.
"""
UNSEEN = """
Zonder een controlepunt dat elders is bewaard, is niet te zien of het logboek in zijn geheel is herschreven, of aan het \
eind is ingekort met de eindstanden erbij.
Wortel: 00
---
Without a checkpoint that was kept elsewhere it cannot be seen whether the ledger was rewritten as a whole, or cut off at \
its end together with its heads.
Root: 00
"""
VOUCHED = """
Het zet voort waar het controlepunt voor instaat: de eerste 4 vastleggingen.
Wortel: 00
---
It continues what the checkpoint vouches for: the first 4 records.
Root: 00
"""
UNREAD = Unchecked(Text(nl="onleesbaar", en="cannot be read"), None, ("p",), 1)
TOLD: dict[str, tuple[Report, str]] = {
    "sound": (FOUND, SOUND),
    "bytes match": (attrs.evolve(FOUND, rejudged=None, records=1, processes=1), BYTES),
    "some wait": (attrs.evolve(FOUND, rejudged=None, records=1, processes=1, waiting=2), WAITING),
    "judged otherwise": (
        attrs.evolve(
            FOUND, otherwise=(Otherwise(LATER, tuple(("p", n) for n in range(1, 13))),), rejudged=8, records=20
        ),
        OTHERWISE,
    ),
    "could not be checked": (
        attrs.evolve(FOUND, unchecked=(OTHERS[1], UNREAD), rejudged=5, removed=1, redacted=2),
        UNCHECKED,
    ),
}


@pytest.mark.parametrize("what", TOLD)
@pytest.mark.parametrize("place", [0, 1], ids=LANGUAGES)
def test_each_answer_is_told_in_both_languages(what: str, place: int) -> None:
    """Word for word: what was looked at and what was not, and what cannot be seen without a checkpoint; as text and as HTML."""
    found, told = TOLD[what]
    language = LANGUAGES[place]
    lines, unseen, vouched = (text.split("---\n")[place].strip().split("\n") for text in (told, UNSEEN, VOUCHED))
    assert [*lines, *unseen] == found.lines(language).split("\n")
    assert [*lines, *vouched] == attrs.evolve(found, vouched=4).lines(language).split("\n")
    page = Page(found.html(language)).text
    assert [] == [line for line in (*lines, unseen[0]) if line not in page]
    if found.answer is not Answer.SOUND:
        assert [] == [word for word in ("klopt", "sound") if word in f"{found.lines(language)} {page}"]


def _of_tomorrow(kept: Kept, id: str) -> Kept:
    """The ledger with one record, the last of its process, as a newer version would have written it."""
    return _written_otherwise(kept, id, lambda plain: plain | {"format": FORMAT + 1})


def _written_otherwise(kept: Kept, id: str, change: Callable[[dict[str, Any]], dict[str, Any]]) -> Kept:
    """The ledger with one record, the last of its process, in which something else stands."""
    (old,) = (s for s in kept.sealed() if s.id == id)
    newer = _rehashed(old, canonical(change(json.loads(old.body))))
    standings = [s._replace(hash=newer.hash) if s.hash == old.hash else s for s in kept.standings]
    return attrs.evolve(kept.having([newer if s == old else s for s in kept.sealed()]), standings=standings)


def test_a_record_of_a_newer_format_is_no_damage() -> None:
    """Its bytes can be compared; what it says, and so what comes after it in its process, could not be checked."""
    kept = _of_tomorrow(ledger(), "4 q")
    assert Answer.BYTES_MATCH is kept.verify().answer
    found = kept.verify(deep=True)
    (unchecked,) = found.unchecked
    assert (Answer.NOT_CHECKED, 13) == (found.answer, found.rejudged)
    assert (None, ("q",), 1) == (unchecked.rules, unchecked.processes, unchecked.records)
    assert "written by a newer version (record of format 3, here 2)" == unchecked.why.en
    assert "geschreven door een nieuwere versie (vastlegging van vorm 3, hier 2)" == unchecked.why.nl


def test_a_name_that_was_never_opened_says_nothing_else() -> None:
    """Of a record that cannot be opened here the name of its process may hold lines of its own: they stay one line."""
    name = "p\nHet logboek klopt: 1"
    (first,) = (k.sealed for k in story("p", 1))
    plain = json.loads(first.body)
    plain = {**plain, "chain": {**plain["chain"], "process": name}, "format": FORMAT + 1}
    newer = _rehashed(first, canonical(plain))._replace(process=name)
    standing = story("p", 1)[0].standing._replace(process=name, hash=newer.hash)
    found = Kept([(1, newer)], [standing], []).verify(deep=True)
    assert Answer.NOT_CHECKED is found.answer
    assert "Het logboek klopt" not in [line[:19] for line in found.lines("nl").split("\n")]


def test_what_comes_after_a_record_of_a_newer_format_is_not_checked_either() -> None:
    """Where the process stood is not known; snapshots and standing of that process are not called wrong."""
    first, second, third = (k.sealed for k in story("p", 3))
    newer = _rehashed(second, canonical({**json.loads(second.body), "format": FORMAT + 1}))
    moment = unseal(third, CODEC).recorded_at
    last = seal(unseal(third, CODEC).event, id="3 p", number=3, previous=newer.hash, recorded_at=moment)
    standing = story("p", 3)[2].standing._replace(hash=last.hash)
    snapshots = [Snapshot("p", 2, newer.hash, b"{}")]
    found = Kept([(1, first), (2, newer), (3, last)], [standing], snapshots).verify(deep=True)
    assert (Answer.NOT_CHECKED, 1) == (found.answer, found.rejudged)
    assert [("p", 1), ("p", 1)] == [(*u.processes, u.records) for u in found.unchecked]
    assert AFTER in {u.why for u in found.unchecked}


def test_a_ground_that_cannot_be_read_is_no_missing_ground() -> None:
    """A removal in a newer format: nobody here knows what it took out; so what is gone is neither called redacted nor broken."""
    kept = _of_tomorrow(ledger(), "r5")
    for deep in (False, True):
        found = kept.verify(deep=deep)
        assert (Answer.NOT_CHECKED, ["r", "r"]) == (found.answer, [p for u in found.unchecked for p in u.processes])
        assert (1, Unchecked(GROUND, None, ("r",), 1)) == (found.redacted, found.unchecked[-1])
        assert not found
    said = kept.verify().lines("en")
    assert said.startswith(
        "Not everything could be checked: every hash, chain, head and text digest of 15 records of 3 processes"
    )
    assert "newer version" in said


def test_a_removal_that_only_unknown_rules_know_is_no_missing_ground() -> None:
    """What is gone before it is not called broken either; whoever cannot read the process again cannot tell."""

    def by_others(plain: dict[str, Any]) -> dict[str, Any]:
        return plain | {"event": plain["event"] | {"command": plain["event"]["command"] | {"type": "wipe"}}}

    kept = _written_otherwise(ledger(), "r5", by_others)
    with pytest.raises(BrokenLedger, match="without a recorded ground"):
        kept.verify()
    report = verify(
        kept.records, kept.standings, LETTER, reread=lambda name: [s for s in kept.sealed() if s.process == name]
    )
    assert (Unchecked(GROUND, None, ("r",), 1),) == report.unchecked
    assert Answer.NOT_CHECKED is report.answer


def test_texts_of_a_newer_format_are_not_said_to_be_whole() -> None:
    """Which of them belong there only that version knows: who compares bytes alone is told so."""
    kept = _of_tomorrow(ledger(), "4 q")
    bare = kept.having([s._replace(disclosures=b"") if s.id == "4 q" else s for s in kept.sealed()])
    for deep in (False, True):
        found = bare.verify(deep=deep)
        assert (Answer.NOT_CHECKED, ("q",), 1) == (
            found.answer,
            found.unchecked[0].processes,
            found.unchecked[0].records,
        )
        assert "newer version" in found.lines("en")


def test_a_record_that_no_version_can_compare_is_an_error_of_its_own() -> None:
    """Of a format whose bytes begin otherwise not even the chain can be followed: nothing is said of the ledger."""
    (first,) = story("p", 1)
    newer = _rehashed(first.sealed, canonical({"a": 1, **json.loads(first.sealed.body), "format": FORMAT + 1}))
    kept = Kept([(1, newer)], [first.standing._replace(hash=newer.hash)], [])
    for deep in (False, True):
        with pytest.raises(NotALedger, match="newer version"):
            kept.verify(deep=deep)


def test_a_verifier_goes_on_where_it_was() -> None:
    """Records may come in parts; what was seen is remembered."""
    kept = ledger()
    verifier = Verifier(LETTER)
    for place in range(0, 15, 4):
        assert kept.sealed()[place : place + 4] == list(verifier.checked(kept.records[place : place + 4]))
    assert kept.verify() == verifier.finish(kept.standings)


@frozen(kw_only=True)
class Wipe(Redact):
    """One more that removes texts; a field comes after its name where it is written."""

    why: str


def test_what_may_remove_texts_is_known_by_its_bytes() -> None:
    """By the name of the command, wherever in it that is written; a text that says so is none."""
    moment, said = datetime(2024, 1, 1, tzinfo=UTC), '"type":"wipe","type":"redact"},"rules":{"hash":"'
    other = Command(by=NOBODY, at=moment)
    for removing in (
        Redact(by=NOBODY, at=moment, records=(1,), ground=said),
        Wipe(by=NOBODY, at=moment, records=(1,), ground=said, why=said),
    ):
        known: Any = SimpleNamespace(every=[SimpleNamespace(commands=[type(removing)])])
        last, within = _marks_of(known)
        for command in (removing, other):
            event = Event("p", command, ACCEPTED, LETTER.start, LETTER.start, LETTER.ref)
            body = written_event(event).encode()
            end = body.rfind(b'"},"rules":{"hash":"')
            found = body.endswith(last, 0, end) or any(mark in body for mark in within)
            assert (command is removing) is found
