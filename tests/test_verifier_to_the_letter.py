"""What a verifier says of a ledger that is not as it should be, word for word; and what it counts of one that is."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from datetime import UTC, timedelta
from typing import Any

import attrs
import pytest

from ontvlechting import LETTER, Dossier, Rules, State, Workflow, letter
from ontvlechting.engine.core import decide, evolve
from ontvlechting.engine.errors import BrokenLedger
from ontvlechting.engine.events import Event
from ontvlechting.engine.verdicts import ACCEPTED, Verdict, VerdictKind
from ontvlechting.letter.commands import Redact
from ontvlechting.letter.fiction import Road
from ontvlechting.record.audit import ROOT, Sealed, redacted, seal, unseal
from ontvlechting.record.codec import canonical
from ontvlechting.record.judging import AFTER, ALONE, GROUND, UNKNOWN
from ontvlechting.record.merkle import EMPTY, leaf, root
from ontvlechting.record.standing import Naming, Row, Snapshot, columns_of, row
from ontvlechting.record.stores.memory import MemoryStore
from ontvlechting.record.verifier import Answer, Otherwise, Report, Unchecked, Verifier, verify
from ontvlechting.testing.stores import keep, sealed_of, story
from tests.asking import CODEC
from tests.test_set_aside import CASE as SPOILT_CASE
from tests.test_set_aside import NOW, OTHER, of, spoilt

CASE = "douane/websites"


@attrs.frozen
class Kept:
    """A ledger as plain values."""

    records: list[tuple[int, Sealed]]
    standings: list[Row]
    snapshots: list[Snapshot]

    def verify(self, *, deep: bool = True, rules: Rules = LETTER, **more: Any) -> Report:
        """Verify it."""
        return verify(self.records, self.standings, rules, snapshots=self.snapshots, deep=deep, **more)

    def having(self, records: Sequence[Sealed]) -> Kept:
        """The same with other records."""
        return attrs.evolve(self, records=list(enumerate(records, start=1)))


def kept_by(store: Any) -> Kept:
    """What a store holds."""
    return Kept(list(store.records()), list(store.standings()), list(store.snapshots()))


def ledger() -> Kept:
    """Three processes, with a refusal, a kept dossier, and two records that lack texts on a recorded ground."""
    store, road = MemoryStore(), Road(letter.PROCESSES[CASE])
    p, q = story("p", 4), story("q", 2)
    store.append(sealed_of([p[0], q[0], p[1], p[2], q[1]]), [p[2].standing, q[1].standing], [p[2].snapshot])
    keep(store, p[3:])
    with Workflow(store) as flow:
        flow.submit("r", road.identify(), id="r1")
        flow.submit("r", road.complete(), id="r2")
        flow.submit("r", road.redact((2,)), id="r3")
        flow.submit("r", road.consult(), id="r4")
        flow.submit("r", road.redact((4,), fields=("outcome",)), id="r5")
    return kept_by(store)


KEPT = ledger()
RECORDS = [s for _, s in KEPT.records]
LEAVES = [leaf(bytes.fromhex(s.hash)) for s in RECORDS]


def one(event: Event, *, recorded_at: Any = None, number: int = 1, before: Sequence[Sealed] = ()) -> Kept:
    """A ledger that ends with this event, by somebody who can compute hashes; what follows from it follows from it."""
    previous = before[-1].hash if before else ROOT
    moment = recorded_at or max(event.command.at, *[unseal(s, CODEC).recorded_at for s in before], event.command.at)
    sealed = seal(event, id="x", number=number, previous=previous, recorded_at=moment.astimezone(UTC))
    dossier = Dossier(process="p")
    records = [*before, sealed]
    for s in records:
        record = unseal(s, CODEC)
        dossier = evolve(dossier, record.event, record.number)
    return Kept([], [row(dossier, unseal(sealed, CODEC))], []).having(records)


FIRST, SECOND = (k.sealed for k in story("p", 2))
IDENTIFIED, CONSULTED = unseal(FIRST, CODEC).event, unseal(SECOND, CODEC).event


def bend(event: Event, **changes: Any) -> Event:
    """The event, bent."""
    return attrs.evolve(event, **changes)


def rehashed(sealed: Sealed, body: bytes) -> Sealed:
    """Another body, with its hash."""
    return sealed._replace(body=body, hash=hashlib.sha256(body).hexdigest())


def placed(*positions: int) -> Kept:
    """The first records at these positions."""
    return attrs.evolve(KEPT, records=list(zip(positions, RECORDS, strict=False)))


def stands(place: int, **changes: Any) -> Kept:
    """Another row of the process at this place."""
    return attrs.evolve(
        KEPT, standings=[s._replace(**changes) if n == place else s for n, s in enumerate(KEPT.standings)]
    )


def breached(given: Row) -> Row:
    """The same row with seven breaches among its columns."""
    return given._replace(columns=canonical({**columns_of(given.columns), "breaches": 7}).decode())


def snapped(**changes: Any) -> Kept:
    """Another kept dossier."""
    return attrs.evolve(KEPT, snapshots=[s._replace(**changes) if s.process == "p" else s for s in KEPT.snapshots])


def lacks(id: str, *fields: str) -> Kept:
    """A record without these texts, and nothing that was kept of its dossier."""
    return attrs.evolve(KEPT, snapshots=[]).having([redacted(s, CODEC, fields) if s.id == id else s for s in RECORDS])


def back() -> Kept:
    """A text that was redacted, and is there again."""
    store, road = MemoryStore(), Road(letter.PROCESSES[CASE])
    with Workflow(store) as flow:
        flow.submit("p", road.identify()).or_raise()
        whole = store.read("p")[0]
        flow.submit("p", road.redact((1,), fields=("name",))).or_raise()
    kept = kept_by(store)
    return kept.having([whole, kept.records[1][1]])


Wrong = tuple[Callable[[], Kept], str | None, int | None, str, str]
SEEN: dict[str, Wrong] = {
    # bytes
    "a record dropped": (
        lambda: KEPT.having([*RECORDS[:2], *RECORDS[3:]]),
        "p",
        3,
        "hier hoort nummer 2",
        "number 2 belongs here",
    ),
    "the first dropped": (lambda: KEPT.having(RECORDS[2:]), "p", 2, "hier hoort nummer 1", "number 1 belongs here"),
    "a position skipped": (
        lambda: placed(1, 2, 4),
        "p",
        2,
        "plaats 3 van het logboek ontbreekt",
        "position 3 of the ledger is missing",
    ),
    "a position after what waits": (
        lambda: placed(1, 0, 2),
        "p",
        2,
        "plaats 2 van het logboek ontbreekt",
        "position 2 of the ledger is missing",
    ),
    "one of another past": (
        lambda: KEPT.having([*RECORDS[:2], story("p", 2, tag="x")[1].sealed, *RECORDS[3:]]),
        "p",
        2,
        "de keten sluit niet aan op de vorige vastlegging",
        "the chain does not join the record before",
    ),
    # heads
    "an end that is lower": (
        lambda: stands(0, number=2),
        "p",
        3,
        "het proces eindigt bij 4, volgens het logboek bij 2",
        "the process ends at 4, according to the ledger at 2",
    ),
    "an end that is higher": (
        lambda: stands(1, number=3),
        "q",
        3,
        "het proces eindigt bij 2, volgens het logboek bij 3",
        "the process ends at 2, according to the ledger at 3",
    ),
    "an end of another hash": (
        lambda: stands(1, hash=ROOT),
        "q",
        2,
        "het proces eindigt bij 2, volgens het logboek bij 2",
        "the process ends at 2, according to the ledger at 2",
    ),
    "an end that is gone": (
        lambda: attrs.evolve(KEPT, standings=KEPT.standings[:2]),
        "r",
        1,
        "het proces eindigt bij 5, volgens het logboek bij 0",
        "the process ends at 5, according to the ledger at 0",
    ),
    "a process that never was": (
        lambda: attrs.evolve(KEPT, standings=[*KEPT.standings, KEPT.standings[0]._replace(process="x")]),
        "x",
        1,
        "het proces eindigt bij 0, volgens het logboek bij 4",
        "the process ends at 0, according to the ledger at 4",
    ),
    "a process of nothing": (
        lambda: attrs.evolve(
            KEPT, standings=[*KEPT.standings, KEPT.standings[0]._replace(process="x", number=0, hash=ROOT)]
        ),
        "x",
        None,
        "het proces eindigt bij 0, volgens het logboek bij 0",
        "the process ends at 0, according to the ledger at 0",
    ),
    # texts
    "texts gone without a ground": (
        lambda: lacks("1 q", "name"),
        "q",
        1,
        "verdwenen zonder grond: `name`",
        "gone without a recorded ground: `name`",
    ),
    "more gone than there is a ground for": (
        lambda: lacks("r1", "name", "finding.document.title"),
        "r",
        1,
        "verdwenen zonder grond: `finding.document.title`, `name`",
        "gone without a recorded ground: `finding.document.title`, `name`",
    ),
    "a text that is back": (
        back,
        "p",
        1,
        "een weggelakte tekst is teruggekomen",
        "a text that was redacted is there again",
    ),
}
DEEPER: dict[str, Wrong] = {
    # what follows from records
    "an overview": (
        lambda: stands(1, state="completed", columns=breached(KEPT.standings[1]).columns),
        "q",
        2,
        "de stand van zaken volgt niet uit de vastleggingen (state, breaches)",
        "where it stands does not follow from the records (state, breaches)",
    ),
    "a kept dossier": (
        lambda: snapped(body=KEPT.snapshots[0].body.replace(b"Fictief", b"Fictiev")),
        "p",
        3,
        "de momentopname volgt niet uit de vastleggingen",
        "the snapshot does not follow from the records",
    ),
    "a kept dossier of no record": (
        lambda: snapped(number=9),
        "p",
        9,
        "een momentopname hoort bij geen vastlegging",
        "a snapshot belongs to no record",
    ),
    # what records say
    "a state": (
        lambda: one(bend(IDENTIFIED, before=State.IDENTIFIED)),
        "p",
        1,
        "de toestand volgt niet uit de vorige vastleggingen",
        "the state does not follow from the records before",
    ),
    "an act to come": (
        lambda: one(IDENTIFIED, recorded_at=IDENTIFIED.command.at - timedelta(seconds=1)),
        "p",
        1,
        "de vastlegging is vastgelegd voor zij plaatsvond",
        "the act was recorded before it took place",
    ),
    "time that runs back": (
        lambda: one(
            CONSULTED, number=2, before=[_late()], recorded_at=unseal(_late(), CODEC).recorded_at - timedelta(seconds=1)
        ),
        "p",
        2,
        "de vastlegging is vastgelegd voor de vorige",
        "it was recorded before the record before it",
    ),
    "other rules": (
        lambda: one(bend(CONSULTED, rules=attrs.evolve(LETTER.ref, version="3")), number=2, before=[FIRST]),
        "p",
        2,
        "andere regels oordeelden dan die van het proces, en alleen een overname verandert die",
        "other rules judged than those of the process, and only an adoption changes these",
    ),
    "another arrow": (
        lambda: one(bend(IDENTIFIED, after=State.COMPLETED)),
        "p",
        1,
        "waar het toe leidde, volgt niet uit de tabel van de regels",
        "what it led to does not follow from the table of the rules",
    ),
}


def _late() -> Sealed:
    """The first record, stored a year later."""
    moment = unseal(FIRST, CODEC).recorded_at + timedelta(days=365)
    return seal(IDENTIFIED, id="1 p", number=1, previous=ROOT, recorded_at=moment)


@pytest.mark.parametrize("what", SEEN)
def test_what_is_wrong_with_bytes_is_told_in_both_languages(what: str) -> None:
    """With the first record that is not what was sealed; with and without looking deeper."""
    make, process, number, nl, en = SEEN[what]
    for deep in (False, True):
        with pytest.raises(BrokenLedger) as error:
            make().verify(deep=deep)
        assert (process, number) == (error.value.process, error.value.number)
        assert error.value.text.en.endswith(f" is broken: {en}"), error.value.text.en
        assert error.value.text.nl.endswith(f" is geschonden: {nl}"), error.value.text.nl


@pytest.mark.parametrize("what", DEEPER)
def test_what_is_wrong_with_what_records_say_is_told_in_both_languages(what: str) -> None:
    """By who looks deeper; the bytes alone match."""
    make, process, number, nl, en = DEEPER[what]
    assert Answer.BYTES_MATCH is make().verify(deep=False).answer
    with pytest.raises(BrokenLedger) as error:
        make().verify()
    assert (process, number) == (error.value.process, error.value.number)
    assert f"record {number} of `{process}` is broken: {en}" == error.value.text.en
    assert f"vastlegging {number} van `{process}` is geschonden: {nl}" == error.value.text.nl


def test_an_origin_that_the_rules_ask_for_is_missed() -> None:
    """Of every record that they judged."""
    asking = attrs.evolve(LETTER, norms=attrs.evolve(LETTER.norms, origin_required=True))
    kept = one(bend(IDENTIFIED, rules=asking.ref))
    with pytest.raises(BrokenLedger) as error:
        kept.verify(rules=asking)
    en = "the rules ask every record where it comes from, and this one does not say"
    nl = "de regels vragen van elke vastlegging haar herkomst, en die ontbreekt"
    assert f"record 1 of `p` is broken: {en}" == error.value.text.en
    assert f"vastlegging 1 van `p` is geschonden: {nl}" == error.value.text.nl


# -- sound -----------------------------------------------------------------------------------------------------------------


def test_a_sound_ledger_is_counted_to_the_last() -> None:
    """Processes, records, verdicts, what lacks texts, what was removed, the root; and what has no position yet."""
    assert (
        Report(processes=3, records=11, rejudged=10, redacted=2, root=root(LEAVES).hex(), removed=1, vouched=None)
        == KEPT.verify()
    )
    assert attrs.evolve(KEPT.verify(), rejudged=None) == KEPT.verify(deep=False)
    part = Verifier(LETTER)
    seen = list(part.checked([*KEPT.records[:2], *((0, s) for s in RECORDS[2:5])]))
    assert RECORDS[:5] == seen
    found = part.finish(None)
    assert (2, 2, 3, root(LEAVES[:2]).hex(), None) == (
        found.processes,
        found.records,
        found.waiting,
        found.root,
        found.rejudged,
    )
    assert 0 == KEPT.verify().waiting


def test_without_anything_beside_the_records_only_these_are_looked_at() -> None:
    """As in an export: no end is compared, and texts that are gone are."""
    verifier = Verifier(LETTER, deep=True)
    assert RECORDS == list(verifier.checked(KEPT.records))
    assert attrs.evolve(KEPT.verify(), heads=False) == verifier.finish(None)
    verifier = Verifier(LETTER)
    assert RECORDS == list(verifier.checked(lacks("1 q", "name").records))[:1] + RECORDS[1:]
    with pytest.raises(BrokenLedger, match="gone without"):
        verifier.finish(None)


def test_a_ledger_is_held_to_each_root_that_is_known() -> None:
    """At its size; the largest of them is what is vouched for. It may be larger, and not smaller."""
    roots = {size: root(LEAVES[:size]) for size in (0, 3, 11)}
    assert (11, 11) == (KEPT.verify(roots=roots).vouched, KEPT.verify(roots={11: root(LEAVES)}).records)
    assert 0 == KEPT.verify(roots={0: EMPTY}).vouched
    for size, deep in ((3, False), (11, True)):
        with pytest.raises(BrokenLedger) as error:
            KEPT.verify(roots={**roots, size: EMPTY}, deep=deep)
        assert (None, None) == (error.value.process, error.value.number)
        assert f"the ledger is broken: the first {size} records are not those of the checkpoint" == error.value.text.en
        assert (
            f"het logboek is geschonden: de eerste {size} vastleggingen zijn niet die van het controlepunt"
            == error.value.text.nl
        )
    with pytest.raises(BrokenLedger) as error:
        KEPT.verify(roots={**roots, 13: EMPTY, 12: EMPTY})
    assert (None, None) == (error.value.process, error.value.number)
    assert "the ledger is broken: it holds 11 records, by the checkpoint there were 12 already" == error.value.text.en
    assert (
        "het logboek is geschonden: het telt 11 vastleggingen, volgens het controlepunt waren het er al 12"
        == error.value.text.nl
    )


def test_what_a_checkpoint_covers_is_not_what_waits() -> None:
    """A record without a position is in no root."""
    kept = attrs.evolve(KEPT, records=[*KEPT.records[:9], *((0, s) for s in RECORDS[9:])])
    found = kept.verify(roots={9: root(LEAVES[:9])})
    assert (9, 2, 9) == (found.records, found.waiting, found.vouched)
    with pytest.raises(BrokenLedger, match="it holds 9 records, by the checkpoint there were 10 already"):
        kept.verify(roots={10: root(LEAVES[:10])})


# -- judged again ------------------------------------------------------------------------------------------------------------

OURS = attrs.evolve(LETTER, name="ours", version="2")


def adopted() -> Kept:
    """Two processes that went over to other rules after two records, one of which went on."""
    road = Road(letter.PROCESSES[CASE])
    flow = Workflow.open("memory:", known=[OURS])
    for process in ("p", "q"):
        flow.submit(process, road.identify()).or_raise()
        flow.submit(process, road.consult()).or_raise()
        flow.submit(process, road.adopt(OURS.ref)).or_raise()
    flow.submit("q", road.consult()).or_raise()
    return kept_by(flow._store)


ADOPTED = adopted()


def again(process: str) -> list[Sealed]:
    """Its records once more."""
    return [s for _, s in ADOPTED.records if s.process == process]


def test_an_adoption_is_judged_by_all_that_was_before_it() -> None:
    """Both rules known, and its records at hand: all is judged again. Else it says what was lacking, for each record once."""
    assert (7, (), ()) == (
        (found := ADOPTED.verify(known=[OURS], reread=again)).rejudged,
        found.unchecked,
        found.otherwise,
    )
    found = ADOPTED.verify(known=[OURS])
    assert (5, (Unchecked(ALONE, None, ("p", "q"), 2),)) == (found.rejudged, found.unchecked)
    found = ADOPTED.verify(reread=again)
    assert (4, (Unchecked(UNKNOWN, OURS.ref, ("p", "q"), 3),)) == (found.rejudged, found.unchecked)
    found = ADOPTED.verify(rules=OURS, reread=again)
    assert (1, (Unchecked(UNKNOWN, LETTER.ref, ("p", "q"), 6),)) == (found.rejudged, found.unchecked)
    assert Answer.NOT_CHECKED is found.answer
    assert (7, ()) == ((found := ADOPTED.verify(rules=OURS, known=[LETTER], reread=again)).rejudged, found.unchecked)


def test_what_was_before_an_adoption_has_to_be_there() -> None:
    """What is read again is not what was read before: it is told, and nothing is judged by less."""
    spoils: list[Callable[[str], list[Sealed]]] = [
        lambda _: [],
        lambda p: again(p)[:1],
        lambda p: again(p)[2:],
    ]
    for spoil in spoils:
        with pytest.raises(BrokenLedger) as error:
            ADOPTED.verify(known=[OURS], reread=spoil)
        assert "p" == error.value.process
    assert "record 3 of `p` is broken: what was before it is missing" == _said(lambda _: [])[0]
    assert "vastlegging 3 van `p` is geschonden: wat eraan voorafging ontbreekt" == _said(lambda _: [])[1]
    assert "record 3 of `p` is broken: what was before it is missing" == _said(lambda p: again(p)[:1])[0]


def _said(reread: Callable[[str], list[Sealed]]) -> tuple[str, str]:
    with pytest.raises(BrokenLedger) as error:
        ADOPTED.verify(known=[OURS], reread=reread)
    return error.value.text.en, error.value.text.nl


def test_another_verdict_is_told_with_each_record_and_both_rules() -> None:
    """By the rules that judged it; an adoption is told under both, in the order of the ledger."""
    refused = one(bend(IDENTIFIED, verdict=Verdict(kind=VerdictKind.REFUSED), after=State.NEW))
    found = refused.verify()
    assert (Answer.JUDGED_OTHERWISE, 0, (Otherwise(LETTER.ref, (("p", 1),)),)) == (
        found.answer,
        found.rejudged,
        found.otherwise,
    )
    road = Road(letter.PROCESSES[CASE])
    road.identify(), road.consult()
    adoption = road.adopt(OURS.ref, at=unseal(SECOND, CODEC).recorded_at)
    state = CONSULTED.after
    no = Event("p", adoption, Verdict(kind=VerdictKind.REFUSED), state, state, LETTER.ref)
    forged = one(no, number=3, before=[FIRST, SECOND])
    records = [s for _, s in forged.records]
    found = forged.verify(known=[OURS], reread=lambda _: records)
    assert {LETTER.ref, OURS.ref} >= {o.rules for o in found.otherwise}
    assert {(("p", 3),)} == {o.records for o in found.otherwise}
    assert 2 == found.rejudged
    twice = one(
        bend(CONSULTED, verdict=Verdict(kind=VerdictKind.REFUSED), after=CONSULTED.before), number=2, before=[FIRST]
    )
    assert (Otherwise(LETTER.ref, (("p", 2),)),) == twice.verify().otherwise


def test_several_records_of_unknown_rules_are_counted_by_process() -> None:
    """In the order of the ledger, each process once."""
    other = attrs.evolve(LETTER.ref, hash="1" * 64)
    kept = one(bend(IDENTIFIED, rules=other))
    second = one(bend(CONSULTED, rules=other), number=2, before=[s for _, s in kept.records])
    found = second.verify()
    assert (Answer.NOT_CHECKED, 0, (Unchecked(UNKNOWN, other, ("p",), 2),)) == (
        found.answer,
        found.rejudged,
        found.unchecked,
    )


def test_what_cannot_be_read_is_counted_and_what_comes_after_it_excused() -> None:
    """Until it is set aside; after that all that counts is known again, and is judged and compared."""
    flow = Workflow.open("memory:", clock=lambda: NOW)
    road, number = spoilt(flow)
    found = flow.verify(deep=True)
    (unread,) = found.unchecked
    assert (None, (SPOILT_CASE,), 1, found.records - 1) == (
        unread.rules,
        unread.processes,
        unread.records,
        found.rejudged,
    )
    yes = flow.submit(SPOILT_CASE, road.set_aside((number,))).or_raise()
    assert found.rejudged == flow.verify(deep=True).rejudged - 1  # type: ignore[operator]
    kept = kept_by(flow._store)
    (bent,) = (s for s in kept.standings if s.process == SPOILT_CASE)
    wrong = attrs.evolve(kept, standings=[breached(s) if s == bent else s for s in kept.standings])
    with pytest.raises(BrokenLedger, match=r"does not follow from the records \(breaches\)"):
        wrong.verify()
    assert yes.allowed
    assert AFTER.nl != AFTER.en


def test_what_comes_after_what_cannot_be_read_is_not_called_wrong() -> None:
    """Neither where the process stands, nor a verdict that the rules would not give, nor a kept dossier, nor a ground."""
    flow = Workflow.open("memory:", clock=lambda: NOW)
    road, _ = spoilt(flow)
    store, last = flow._store, flow.history(SPOILT_CASE)[-1]
    dossier = flow.dossier(SPOILT_CASE)
    event = Event(
        SPOILT_CASE, road.complete(at=NOW), ACCEPTED, State.RECEIVING_PARTY_PROVEN, State.COMPLETED, LETTER.ref
    )
    sealed = seal(event, id="x", number=last.number + 1, previous=last.hash, recorded_at=NOW)
    after = evolve(dossier, event, sealed.number)
    head = breached(row(after, unseal(sealed, CODEC)))
    kept = kept_by(store)
    records = [*[s for _, s in kept.records], sealed]
    others = [s for s in kept.standings if s.process != SPOILT_CASE]
    bent = attrs.evolve(
        kept.having(records),
        standings=[*others, head],
        snapshots=[Snapshot(SPOILT_CASE, sealed.number, sealed.hash, b"{}")],
    )
    found = bent.verify()
    assert (Answer.NOT_CHECKED, ()) == (found.answer, found.otherwise)
    assert Unchecked(AFTER, None, (SPOILT_CASE,), 1) in found.unchecked
    with pytest.raises(BrokenLedger, match="belongs to no record"):
        attrs.evolve(bent, snapshots=[Snapshot(SPOILT_CASE, 99, ROOT, b"{}")]).verify()


def test_texts_that_are_gone_beside_what_cannot_be_read() -> None:
    """Only a removal that comes after them is a ground: before one that cannot be read they are not checked, and never called redacted.

    From that one itself they are missed too, and from what follows on it.
    """
    flow = Workflow.open("memory:", clock=lambda: NOW)
    road, number = spoilt(flow)
    dossier, last = flow.dossier(SPOILT_CASE), flow.history(SPOILT_CASE)[-1]
    event = Event(SPOILT_CASE, road.consult(at=NOW), ACCEPTED, dossier.state, dossier.state, LETTER.ref)
    sealed = seal(event, id="x", number=number + 1, previous=last.hash, recorded_at=NOW)
    kept = kept_by(flow._store)
    records = [*(s for _, s in kept.records), sealed]
    others = [s for s in kept.standings if s.process != SPOILT_CASE]
    head = row(evolve(dossier, event, sealed.number), unseal(sealed, CODEC))
    kept = attrs.evolve(kept.having(records), standings=[*others, head])
    places = {s.number: k for k, s in enumerate(records) if s.process == SPOILT_CASE}
    for gone, told in ((1, True), (number, False), (number + 1, False)):
        less = [s._replace(disclosures=b"") if k == places[gone] else s for k, s in enumerate(records)]
        bare = kept.having(less)
        with pytest.raises(BrokenLedger, match="gone without a recorded ground"):
            bare.verify(deep=False)
        if told:
            found = bare.verify()
            assert (0, Unchecked(GROUND, None, (SPOILT_CASE,), 1)) == (found.redacted, found.unchecked[-1])
        else:
            with pytest.raises(BrokenLedger, match="gone without a recorded ground"):
                bare.verify()


def test_what_cannot_be_read_may_wait_for_a_position() -> None:
    """Beside others that wait: its bytes are compared like theirs."""
    flow = Workflow.open("memory:", clock=lambda: NOW)
    spoilt(flow)
    kept = kept_by(flow._store)
    waiting = attrs.evolve(kept, records=[(0, s) for _, s in kept.records])
    found = waiting.verify(deep=False)
    assert (Answer.BYTES_MATCH, 0, len(kept.records)) == (found.answer, found.records, found.waiting)
    assert Answer.NOT_CHECKED is waiting.verify().answer


def test_what_was_stored_ahead_of_the_clock_may_be_set_aside() -> None:
    """Then the next is stored before it; without all that was before at hand it is not called broken, and not sound either."""
    now = [NOW + timedelta(days=900)]
    flow, road = Workflow.open("memory:", clock=lambda: now[0]), Road(letter.PROCESSES[CASE])
    flow.submit("p", road.identify()).or_raise()
    now[0] = NOW
    flow.submit("p", road.set_aside((1,), at=NOW - timedelta(minutes=5))).or_raise()
    assert Answer.SOUND is flow.verify(deep=True).answer
    kept = kept_by(flow._store)
    assert unseal(kept.records[1][1], CODEC).recorded_at < unseal(kept.records[0][1], CODEC).recorded_at
    assert (Unchecked(ALONE, None, ("p",), 1),) == kept.verify().unchecked


def test_an_adoption_may_be_judged_by_the_adopted_rules_alone() -> None:
    """Where those that were left were not known; by any others it is tampered with."""
    gone = attrs.evolve(LETTER.ref, name="gone", hash="1" * 64)
    first = one(bend(IDENTIFIED, rules=gone)).records[0][1]
    road = Road(letter.PROCESSES[CASE])
    adoption = road.adopt(OURS.ref, at=unseal(FIRST, CODEC).recorded_at)
    state = IDENTIFIED.after
    yes = Event("p", adoption, ACCEPTED, state, state, OURS.ref)
    found = one(yes, number=2, before=[first]).verify(known=[OURS])
    assert Answer.NOT_CHECKED is found.answer
    for by in (LETTER.ref, attrs.evolve(OURS.ref, version="3")):
        with pytest.raises(BrokenLedger, match="only an adoption changes these"):
            one(bend(yes, rules=by), number=2, before=[first]).verify(known=[OURS])
    no = one(bend(yes, verdict=Verdict(kind=VerdictKind.REFUSED)), number=2, before=[first])
    less = no.having([first, redacted(no.records[1][1], CODEC)])
    with pytest.raises(BrokenLedger, match="gone without a recorded ground"):
        less.verify(known=[OURS])


def test_what_could_not_be_set_aside_is_told_with_the_reason() -> None:
    """As it was refused when it was asked, in both languages."""
    flow = Workflow.open("memory:", clock=lambda: NOW)
    road = Road(letter.PROCESSES[CASE])
    flow.submit_many([("p", x) for x in road.until(State.IDENTIFIED)])
    dossier, last = flow.dossier("p"), flow.history("p")[-1]
    event = decide(LETTER, dossier, road.set_aside((1,), at=dossier.at))
    sealed = seal(event, id="x", number=last.number + 1, previous=last.hash, recorded_at=last.recorded_at)
    flow._store.append([sealed], [row(evolve(dossier, event, sealed.number), unseal(sealed, CODEC))])
    with pytest.raises(BrokenLedger) as error:
        flow.verify(deep=True)
    assert ("p", sealed.number) == (error.value.process, error.value.number)
    assert "is broken: this could not be set aside: the number of a record of `p` that cannot" in error.value.text.en
    assert "is geschonden: dit kon niet buiten beschouwing blijven: het nummer van" in error.value.text.nl
    kept = kept_by(flow._store)
    assert (
        Answer.NOT_CHECKED is kept.verify().answer
    )  # where nothing can be read again, it is taken at its word, and that is told


def test_a_redaction_is_a_ground_for_what_it_names_alone() -> None:
    """Of the records it names, the fields it names; one without fields, of all; and in its own process."""
    store, road = MemoryStore(), Road(letter.PROCESSES[CASE])
    with Workflow(store) as flow:
        flow.submit("p", road.identify()).or_raise()
        flow.submit("p", road.consult()).or_raise()
        flow.submit("p", road.redact((1,), fields=("name", "scope[0].description"))).or_raise()
    kept = kept_by(store)
    assert (1, 3, 0) == (kept.verify().redacted, kept.verify().rejudged, kept.verify().removed)
    first, second, third = (s for _, s in kept.records)
    assert isinstance(unseal(third, CODEC).event.command, Redact)
    for records, nl in (
        ([redacted(first, CODEC, ["scope[1].description"]), second, third], "`scope[1].description`"),
        ([first, redacted(second, CODEC), third], "`outcome`"),
    ):
        with pytest.raises(BrokenLedger) as error:
            kept.having(records).verify(deep=False)
        assert error.value.text.nl.endswith(f"verdwenen zonder grond: {nl}")


FIRST_TO_NAME = story("p", 1)[0].named[0]
"""What the first record of the ledger names."""
NAMED: dict[str, tuple[tuple[Naming, ...], tuple[str, int]]] = {
    "left out": ((), ("p", 1)),
    "of another process": ((FIRST_TO_NAME._replace(process="q"),), ("q", 1)),
    "of another record": ((FIRST_TO_NAME._replace(number=2),), ("p", 2)),
    "of a process that is not there": ((FIRST_TO_NAME._replace(process="x"),), ("x", 1)),
    "of nobody": ((FIRST_TO_NAME, Naming("A", "r", 2)), ("r", 2)),
}
"""What a register may hold that does not follow from the records, and the record that is named."""


@pytest.mark.parametrize("how", NAMED)
def test_who_named_something_first_follows_from_the_records(how: str) -> None:
    """Looked for with `deep` alone, and only where there is a register; the record that is said, or else that does, is told."""
    kept = Kept([], [story("p", 1)[0].standing], []).having(RECORDS[:1])
    given, where = NAMED[how]
    reference = "A" if how == "of nobody" else FIRST_TO_NAME.reference
    with pytest.raises(BrokenLedger) as error:
        kept.verify(named=given)
    assert where == (error.value.process, error.value.number)
    assert f"that this was the first to name `{reference}` does not follow from the records" in error.value.text.en
    assert f"dat dit als eerste `{reference}` noemde, volgt niet uit de vastleggingen" in error.value.text.nl
    for sound in (kept.verify(), kept.verify(named=[FIRST_TO_NAME]), kept.verify(deep=False, named=given)):
        assert 1 == sound.records


def test_what_cannot_be_read_may_have_named_something_first() -> None:
    """What the register says of such a record is taken as it is, but not that it was before one that came earlier."""
    flow = Workflow.open("memory:", clock=lambda: NOW)
    _, number = spoilt(flow)
    early, begun = list(flow._store.named()), len(flow.history(OTHER))
    flow.submit_many([(OTHER, command) for command in [*of(OTHER).until(State.PLAN_DRAFTED)][begun:]])
    kept, named = kept_by(flow._store), list(flow._store.named())
    claimed = Naming("fictief", SPOILT_CASE, number)
    assert Answer.NOT_CHECKED is kept.verify(named=[*named, claimed]).answer
    late = [n for n in named if n not in early]
    assert late
    assert (
        Answer.NOT_CHECKED
        is kept.verify(named=[*early, *(claimed._replace(reference=n.reference) for n in late)]).answer
    )
    taken = [n._replace(process=SPOILT_CASE, number=number) for n in named]
    for wrong in (taken, [*named, claimed._replace(number=number - 1)], [*named, claimed._replace(process="x")]):
        with pytest.raises(BrokenLedger, match="does not follow from the records"):
            kept.verify(named=wrong)


@pytest.mark.parametrize("answer", Answer)
def test_each_answer_has_a_title(answer: Answer) -> None:
    """In both languages, each its own."""
    assert answer.title.nl != answer.title.en
    assert 1 == [a.title for a in Answer].count(answer.title)


def test_a_report_of_bytes_alone_is_neither_yes_nor_no() -> None:
    """What to ask instead is said."""
    found = KEPT.verify(deep=False)
    with pytest.raises(TypeError) as error:
        bool(found)
    assert "only the bytes were compared: ask for `.answer`, or verify with `deep=True`" == str(error.value)
    assert False is found.sound
    assert True is bool(KEPT.verify()) is KEPT.verify().sound
