"""Verifying a ledger from its bytes: what was changed, dropped, inserted, moved, cut off or made anew is seen."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from typing import Any

import attrs
import pytest
from attrs import frozen
from hypothesis import given
from hypothesis import strategies as st

from ontvlechting import LETTER, Rules, State, Workflow, letter
from ontvlechting.audit import FORMAT, ROOT, Sealed, redacted, seal, unseal
from ontvlechting.codec import canonical
from ontvlechting.errors import BrokenLedger, NotALedger
from ontvlechting.fiction import Road
from ontvlechting.merkle import leaf, root
from ontvlechting.standing import Snapshot, Standing, standings_of
from ontvlechting.stores.memory import MemoryStore
from ontvlechting.testing.stores import keep, sealed_of, story
from ontvlechting.testing.strategies import Advance, Move, Player, histories
from ontvlechting.verdicts import Verdict, VerdictKind
from ontvlechting.verifier import Report, Verifier, verify


@frozen
class Kept:
    """A ledger as plain values, to be tampered with."""

    records: list[tuple[int, Sealed]]
    standings: list[Standing]
    snapshots: list[Snapshot]

    def verify(self, *, deep: bool = False, roots: dict[int, bytes] | None = None, rules: Rules = LETTER) -> Report:
        """Verify it."""
        return verify(self.records, self.standings, rules, snapshots=self.snapshots, deep=deep, roots=roots)

    def sealed(self) -> list[Sealed]:
        """Its records."""
        return [s for _, s in self.records]

    def having(self, records: list[Sealed]) -> Kept:
        """The same ledger with other records, on positions without gaps."""
        return attrs.evolve(self, records=list(enumerate(records, start=1)))

    def derived(self) -> Kept:
        """The same ledger, with standings that follow from its records, and without snapshots."""
        last = standings_of(self.sealed())
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
    assert Report(processes=3, records=15, rejudged=None, redacted=2, root=top) == kept.verify()
    # a refusal whose content is gone cannot be judged again
    assert Report(processes=3, records=15, rejudged=14, redacted=2, root=top) == kept.verify(deep=True)
    assert Report(processes=0, records=0, rejudged=0, redacted=0, root=hashlib.sha256().hexdigest()) == Kept(
        [], [], []
    ).verify(deep=True)


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
    assert reports[1].records == reports[1].rejudged


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


STANDINGS: dict[str, Callable[[list[Standing]], list[Standing]]] = {
    "one gone": lambda s: s[1:],
    "all gone": lambda _: [],
    "one too low": lambda s: [attrs.evolve(s[0], number=5), *s[1:]],
    "one too high": lambda s: [attrs.evolve(s[0], number=7), *s[1:]],
    "another hash": lambda s: [attrs.evolve(s[0], hash=ROOT), *s[1:]],
    "one too many": lambda s: [*s, attrs.evolve(s[0], process="x")],
    "one of nothing": lambda s: [*s, attrs.evolve(s[0], process="x", number=0, hash=ROOT)],
    "one of another name": lambda s: [attrs.evolve(s[0], process="x"), *s[1:]],
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
    assert 15 == kept.verify(roots=_roots(kept, *range(1, 16))).records


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


def _less(kept: Kept, id: str, disclosures: Callable[[Sealed], Sealed]) -> Kept:
    return kept.having([disclosures(s) if s.id == id else s for s in kept.sealed()])


GONE: dict[str, tuple[str, Callable[[Sealed], Sealed]]] = {
    "all texts": ("1 p", redacted),
    "one text": ("4 p", lambda s: redacted(s, ["plan.consequences"])),
    "all of a record that another ground is for": ("r1", redacted),
    "the ground itself": ("r3", redacted),
    "texts of the last record": ("6 p", redacted),
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
        _less(kept_by(store), "first", redacted).verify()


def test_a_ground_for_some_texts_is_none_for_others() -> None:
    """A command that names fields makes only those right."""
    store = MemoryStore()
    road = Road(letter.PROCESSES["douane/websites"])
    with Workflow(store) as flow:
        flow.submit("p", road.identify(), id="first")
        flow.submit("p", road.redact((1,), fields=("name", "scope[0].description")))
    kept = kept_by(store)
    assert 1 == kept.verify(deep=True).redacted
    more = _less(kept, "first", lambda s: redacted(s, ["scope[1].description"]))
    with pytest.raises(BrokenLedger, match=r"without a recorded ground: `scope\[1\].description`"):
        more.verify()


def test_a_ground_in_another_process_is_none() -> None:
    """Records are numbered by process, and so are the grounds."""
    kept = ledger()
    with pytest.raises(BrokenLedger, match="without a recorded ground"):
        _less(kept, "2 q", redacted).verify()


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

BENT: dict[str, Callable[[Standing], Standing]] = {
    "state": lambda s: attrs.evolve(s, state=State.COMPLETED),
    "receiver": lambda s: attrs.evolve(s, receiving="x"),
    "breaches": lambda s: attrs.evolve(s, breaches=1),
    "waiting": lambda s: attrs.evolve(s, waiting_until=s.recorded_at.date()),
    "moment": lambda s: attrs.evolve(s, recorded_at=s.recorded_at.replace(year=2030)),
    "rules": lambda s: attrs.evolve(s, rules=attrs.evolve(s.rules, hash=ROOT)),
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
    (snapshot,) = kept.snapshots
    bent = attrs.evolve(kept, snapshots=[SNAPSHOTS[how](snapshot)])
    assert 15 == bent.verify().records
    with pytest.raises(BrokenLedger, match="snapshot"):
        bent.verify(deep=True)


def _resealed(record: Sealed, **changes: Any) -> Kept:
    """A ledger of one record, made by somebody who can compute hashes but does not keep to the rules."""
    opened = unseal(record)
    event = attrs.evolve(opened.event, **{k: v for k, v in changes.items() if k != "recorded_at"})
    moment = changes.get("recorded_at", opened.recorded_at)
    return Kept([(1, seal(event, id="x", number=1, previous=ROOT, recorded_at=moment))], [], []).derived()


def test_a_verdict_that_does_not_follow_from_the_rules_is_seen_by_looking_deeper() -> None:
    """Who can compute hashes can write down another answer; judging again tells."""
    first = story("p", 1)[0].sealed
    other: list[dict[str, Any]] = [
        {"verdict": Verdict(kind=VerdictKind.REFUSED), "after": State.NEW},
        {"verdict": Verdict(kind=VerdictKind.UNKNOWN_COMMAND), "after": State.NEW},
        {"after": State.NEW},
        {"after": State.COMPLETED},
    ]
    for changes in other:
        forged = _resealed(first, **changes)
        assert 1 == forged.verify().records
        with pytest.raises(BrokenLedger, match="the verdict does not follow"):
            forged.verify(deep=True)


def test_other_rules_are_not_judged_again_but_folded() -> None:
    """Records of other rules are checked for everything but their verdict."""
    first = story("p", 1)[0].sealed
    other = attrs.evolve(unseal(first).event.rules, hash=ROOT)
    forged = _resealed(first, rules=other, verdict=Verdict(kind=VerdictKind.REFUSED), after=State.NEW)
    assert 0 == forged.verify(deep=True).rejudged


def test_a_state_that_does_not_follow_is_seen_by_looking_deeper() -> None:
    """A record begins where the one before it ended."""
    with pytest.raises(BrokenLedger, match="the state does not follow"):
        _resealed(story("p", 1)[0].sealed, before=State.IDENTIFIED).verify(deep=True)


def test_an_act_in_the_future_is_seen_by_looking_deeper() -> None:
    """Nothing is recorded before it took place."""
    first = story("p", 1)[0].sealed
    early = unseal(first).recorded_at.replace(year=2020)
    with pytest.raises(BrokenLedger, match="before it took place"):
        _resealed(first, recorded_at=early).verify(deep=True)


def test_time_that_runs_back_is_seen_by_looking_deeper() -> None:
    """A record is not stored before the one before it."""
    one, other = (k.sealed for k in story("p", 2))
    later = seal(
        unseal(one).event,
        id="x",
        number=1,
        previous=ROOT,
        recorded_at=unseal(other).recorded_at.replace(year=2030),
    )
    second = seal(unseal(other).event, id="y", number=2, previous=later.hash, recorded_at=unseal(other).recorded_at)
    kept = Kept([(1, later), (2, second)], [], []).derived()
    assert 2 == kept.verify().records
    with pytest.raises(BrokenLedger, match="before the record before it"):
        kept.verify(deep=True)


def test_a_record_of_a_newer_format_is_no_damage() -> None:
    """Looking deeper into a ledger that a newer version wrote in says that, and not that it is broken."""
    (first,) = story("p", 1)
    plain = json.loads(first.sealed.body)
    newer = _rehashed(first.sealed, canonical({**plain, "format": FORMAT + 1}))
    kept = Kept([(1, newer)], [attrs.evolve(first.standing, hash=newer.hash)], [])
    with pytest.raises(NotALedger, match="newer version"):
        kept.verify(deep=True)


def test_a_verifier_goes_on_where_it_was() -> None:
    """Records may come in parts; what was seen is remembered."""
    kept = ledger()
    verifier = Verifier(LETTER)
    for place in range(0, 15, 4):
        assert kept.sealed()[place : place + 4] == list(verifier.checked(kept.records[place : place + 4]))
    assert kept.verify() == verifier.finish(kept.standings)
