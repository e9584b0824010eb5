"""What every store promises (see `ontvlechting.record.stores.port`), as tests for pytest.

To test a store of your own, subclass and give a fixture that makes an empty one::

    class TestMyStore(SharedStoreContract):
        @pytest.fixture
        def store(self) -> Iterator[Store]:
            store = MyStore()
            yield store
            store.close()

`StoreContract` holds for every store, also for one on a connection that the caller owns. `SharedStoreContract` adds
what holds for a store that has its own connections: threads share it, and it gives snapshots.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC
from functools import partial
from hashlib import sha256
from itertools import chain, count, islice, pairwise, product
from threading import Barrier
from typing import Any, NamedTuple

import pytest

from ontvlechting import LETTER, Dossier, State, decide, evolve, letter
from ontvlechting.engine.columns import Match
from ontvlechting.engine.errors import Conflict
from ontvlechting.letter.commands import Route
from ontvlechting.letter.fiction import Road
from ontvlechting.record.audit import START, Record, Sealed, redacted, seal, unseal
from ontvlechting.record.codec import Codec, canonical
from ontvlechting.record.merkle import TILE, leaf, root
from ontvlechting.record.standing import Criterion, Naming, Row, Seen, Selection, Snapshot, row, snapshot_of
from ontvlechting.record.stores.port import Store

CASE = "douane/websites"
"""The process of the letter that the fictional commands are about; in a store it may have any name."""
NAMES = (
    "'; DROP TABLE records; --",
    'a"b\\c',
    "emoji 🧵👩🏽‍⚖️",
    "rechts\u200fnaar\u202elinks",
    "%_",
    "{'a': 1}",
    "é e\u0301",
    "x" * 200,
)
"""Odd names, which have to be kept as they are."""


class Kept(NamedTuple):
    """One record, and all that is stored with it."""

    sealed: Sealed
    standing: Row
    snapshot: Snapshot
    named: tuple[Naming, ...] = ()


CODEC = Codec.of(LETTER)
"""Reads the records below."""


def story(process: str, length: int, *, route: Route = Route.SHIFT, tag: str = "") -> list[Kept]:
    """The first records of a process: fictional commands, all accepted, sealed one after the other.

    The same arguments give the same bytes.

    Args:
        process: the name of the process.
        length: how many.
        route: the route it takes.
        tag: begins the id of each command, to tell two stories of the same process apart.
    """
    kept: list[Kept] = []
    dossier, head = Dossier(process=process), START
    commands = Road(letter.PROCESSES[CASE], route=route).until(State.COMPLETED)
    for number, command in zip(range(1, length + 1), commands, strict=False):
        event = decide(LETTER, dossier, command)
        moment = command.at.astimezone(UTC)
        id = f"{tag}{number} {process}"[:200]
        salts = (sha256(f"{id} {n}".encode()).hexdigest()[:32] for n in count())
        sealed = seal(event, id=id, number=number, previous=head.hash, recorded_at=moment, salt=partial(next, salts))
        record = Record(number, moment, head.hash, sealed.hash, event, id)
        dossier, head = evolve(dossier, event, number), record.head
        named = tuple(Naming(reference, process, number) for reference in dossier.describes(command))
        kept.append(Kept(sealed, row(dossier, record), snapshot_of(dossier, record), named))
    return kept


def keep(store: Store, kept: Sequence[Kept]) -> None:
    """Append these records in one call, with the row of each process after them and the references that they use first.

    When another writer uses one of these first meanwhile, they are looked up again.
    """
    last = {k.standing.process: k.standing for k in kept}
    while True:
        named = first_of(store, kept)
        try:
            store.append([k.sealed for k in kept], list(last.values()), named=named)
        except Conflict:
            if not named or named == first_of(store, kept):
                raise
        else:
            return


def first_of(store: Store, kept: Iterable[Kept]) -> list[Naming]:
    """The references that these records would be the first to use."""
    said: dict[str, Naming] = {}
    for naming in (n for k in kept for n in k.named):
        said.setdefault(naming.reference, naming)
    there = {n.reference for n in store.named(list(said))}
    return [n for n in said.values() if n.reference not in there]


def seen(kept: Kept) -> Seen:
    """This record as the head of its process, for a record of another process that rests on it."""
    return Seen(kept.sealed.process, kept.sealed.number, kept.sealed.hash)


def sealed_of(kept: Iterable[Kept]) -> list[Sealed]:
    """Only the records."""
    return [k.sealed for k in kept]


def several(most: int) -> list[Kept]:
    """The first so many records of as many processes as it takes, one process after the other."""
    stories = (story(f"process {n:03}", most) for n in count())
    return list(islice(chain.from_iterable(stories), most))


def everything(
    store: Store,
) -> tuple[list[tuple[int, Sealed]], list[Row], list[Snapshot], list[Naming], list[tuple[int, bytes]]]:
    """All that a store holds."""
    kept = list(store.records()), list(store.standings()), sorted(store.snapshots()), sorted(store.named())
    return *kept, list(store.tiles())


def _sealed_by_another(kept: Kept, **changes: Any) -> Kept:
    """The same event sealed again, as another writer would, with another hash; it is not the same record."""
    record = unseal(kept.sealed, CODEC)
    place: dict[str, Any] = {"id": record.id, "number": record.number, "previous": record.previous, **changes}
    sealed = seal(record.event, recorded_at=record.recorded_at, **place)
    head: dict[str, Any] = {"number": sealed.number, "hash": sealed.hash}
    return Kept(sealed, kept.standing._replace(**head), kept.snapshot._replace(**head))


def columns(**within: str | int | None) -> str:
    """The columns of a row as they are stored; those that are None are left out."""
    return canonical({name: value for name, value in within.items() if value is not None}).decode()


DAYS = ("2024-01-31", "2024-02-01")
_OPEN, _TEN, _DUE = (
    Criterion("kind", Match.EQUAL, "open"),
    Criterion("kind", Match.EQUAL, 10),
    Criterion("due", Match.UP_TO, DAYS[0]),
)
ASKED: tuple[tuple[tuple[Criterion, ...], ...], ...] = (
    (),
    ((_OPEN,),),
    ((_DUE,),),
    ((Criterion("many", Match.ANY, True),),),  # noqa: FBT003 - that is what is asked
    ((_OPEN, _TEN),),  # one of two ways
    ((_OPEN,), (_DUE,), (Criterion("many", Match.UP_TO, 9),)),  # all of three
    ((Criterion("kind", Match.EQUAL, "%"),),),
    ((Criterion("kind", Match.EQUAL, "' OR 1=1 --"),),),
)
"""Criteria to select rows by."""
HELD: tuple[tuple[Criterion, str], ...] = (
    (Criterion("kind", Match.EQUAL, "10"), "b"),
    (Criterion("kind", Match.EQUAL, 10), "c"),
    (Criterion("kind", Match.EQUAL, "open"), ""),
    (Criterion("kind", Match.UP_TO, "a"), "bd"),
    (Criterion("kind", Match.UP_TO, 10), "c"),
    (Criterion("kind", Match.ANY, True), "bcd"),  # noqa: FBT003
    (Criterion("kind", Match.ANY, False), "a"),  # noqa: FBT003
    (Criterion("due", Match.EQUAL, "2024-02-01"), "c"),
    (Criterion("due", Match.UP_TO, "2024-02-01"), "bc"),
    (Criterion("due", Match.UP_TO, "2024-01-30"), ""),
    (Criterion("due", Match.ANY, False), "a"),  # noqa: FBT003
    (Criterion("many", Match.EQUAL, 2), "b"),
    (Criterion("many", Match.UP_TO, 9), "b"),
    (Criterion("many", Match.UP_TO, 2**53 - 1), "bc"),
    (Criterion("many", Match.ANY, False), "ad"),  # noqa: FBT003
    (Criterion("other", Match.EQUAL, "x"), ""),
    (Criterion("other", Match.ANY, False), "abcd"),  # noqa: FBT003
)
"""Criteria for one column, each with the names of the rows that match."""


MISFITS: dict[str, Callable[[list[Kept], list[Kept]], list[Kept]]] = {
    "a number that is there": lambda p, _: [_sealed_by_another(p[1], id="other")],
    "a number too high": lambda p, _: [p[3]],
    "another record before it": lambda *_: [story("p", 3, tag="x")[2]],
    "an id that is taken": lambda p, _: [_sealed_by_another(p[2], id=p[0].sealed.id)],
    "an id that is taken in another process": lambda _, q: [_sealed_by_another(q[1], id=story("p", 1)[0].sealed.id)],
    "twice in one call": lambda p, _: [p[2], p[2]],
    "two with one id in one call": lambda p, _: [p[2], _sealed_by_another(p[3], id=p[2].sealed.id)],
    "a gap in one call": lambda p, _: [p[2], p[4]],
    "another record before it in one call": lambda p, _: [p[2], story("p", 4, tag="x")[3]],
    "a new process that begins at two": lambda *_: [story("new", 2)[1]],
    "a new process that follows on something": lambda *_: [_sealed_by_another(story("new", 2)[1], number=1)],
    "one of several processes": lambda p, q: [q[1], *story("new", 1), _sealed_by_another(p[1], id="other")],
    "the last of several processes": lambda p, q: [*story("a", 2), q[1], p[3]],
}
"""Records that do not follow on the first two of `p` and the first of `q`."""


MOVED: dict[str, Callable[[list[Kept]], Seen]] = {
    "a record before the last one": lambda p: seen(p[0]),
    "a record that is not there yet": lambda p: seen(p[2]),
    "another hash": lambda p: seen(p[1])._replace(hash=p[0].sealed.hash),
    "another process": lambda p: seen(p[1])._replace(process="q"),
    "a process that is not there": lambda p: seen(p[1])._replace(process="new"),
    "no record of a process that is there": lambda _: Seen("p", START.number, START.hash),
}
"""Heads that are not those of a ledger with the first two records of `p` and the first of `q`."""


CLAIMED: dict[str, tuple[Naming, ...]] = {
    "by another": (Naming("a", "q", 1),),
    "by the same": (Naming("a", "p", 2),),
    "beside something new": (Naming("b", "q", 1), Naming("a", "q", 1), Naming("c", "q", 1)),
    "twice in one call": (Naming("b", "q", 1), Naming("b", "p", 2)),
    "twice alike": (Naming("b", "q", 1), Naming("b", "q", 1)),
}
"""References that the second record of `p` and the first of `q` cannot claim, when the first of `p` has claimed `a`."""


class StoreContract:
    """What every store promises; subclasses give the fixture `store`: an empty one."""

    # -- reading -----------------------------------------------------------------------------------------------------

    def test_an_empty_store_holds_nothing(self, store: Store) -> None:
        """For a process that is not there nothing is found, and that is no error."""
        assert everything(store) == ([], [], [], [], [])
        assert list(store.named(["x"])) == []
        assert None is store.standing("p")
        assert None is store.snapshot("p")
        assert None is store.find("id")
        assert None is store.position("p", 1)
        assert list(store.read("p")) == []

    def test_what_was_appended_is_read_in_order(self, store: Store) -> None:
        """Records come back byte for byte: per process in its order, over all processes in the order of appending."""
        p, q = story("p", 3), story("q", 2, route=Route.GOVERNANCE)
        appended = [p[0], q[0], p[1], p[2], q[1]]
        for kept in appended:
            keep(store, [kept])
        assert list(enumerate(sealed_of(appended), start=1)) == list(store.records())
        assert sealed_of(p) == list(store.read("p"))
        assert sealed_of(q) == list(store.read("q"))
        for number in range(5):
            assert sealed_of(p)[number:] == list(store.read("p", after=number))

    def test_several_records_in_one_call_stand_in_their_order(self, store: Store) -> None:
        """One call may hold several records of several processes, in any mixture."""
        p, q = story("p", 3), story("q", 3)
        mixed = [q[0], p[0], p[1], q[1], p[2], q[2]]
        keep(store, mixed)
        assert list(enumerate(sealed_of(mixed), start=1)) == list(store.records())
        assert [p[-1].standing, q[-1].standing] == list(store.standings())

    def test_records_are_read_page_by_page(self, store: Store) -> None:
        """A reader that continues from the last position misses nothing and gets nothing twice."""
        expected = list(enumerate(sealed_of(story("p", 7)), start=1))
        keep(store, story("p", 7))
        for after, limit in product(range(9), (0, 1, 3, 7, 100, None)):
            end = None if limit is None else after + limit
            assert expected[after:end] == list(store.records(after, limit))

    def test_hashes_come_in_the_order_of_the_ledger(self, store: Store) -> None:
        """One hash for each record, from the position and up to the limit that are asked for."""
        mixed = [kept for pair in zip(story("p", 4), story("q", 4), strict=True) for kept in pair]
        keep(store, mixed)
        expected = [kept.sealed.hash for kept in mixed]
        for after, limit in product((0, 1, 5, 8, 9), (0, 1, 3, 8, 100, None)):
            end = None if limit is None else after + limit
            assert expected[after:end] == list(store.hashes(after, limit))

    def test_a_record_has_its_position(self, store: Store) -> None:
        """The same by which the records of the ledger are read; a number before or after those of a process has none."""
        p, q = story("p", 3), story("q", 2)
        for kept in (p[0], q[0], p[1], p[2], q[1]):
            keep(store, [kept])
        assert [store.position("p", number) for number in range(5)] == [None, 1, 3, 4, None]
        assert [store.position("q", number) for number in range(4)] == [None, 2, 5, None]

    # -- the tree ----------------------------------------------------------------------------------------------------

    def test_the_root_of_each_full_tile_is_kept(self, store: Store) -> None:
        """By the position that fills it, whether one record does so or many in one call, also of two tiles at once."""
        kept = several(3 * TILE + 1)
        leaves = [leaf(bytes.fromhex(k.sealed.hash)) for k in kept]
        expected = [(end, root(leaves[end - TILE : end])) for end in (TILE, 2 * TILE, 3 * TILE)]
        stops = (TILE - 2, TILE - 1, TILE, TILE + 1, 3 * TILE, 3 * TILE + 1)
        for begin, end in pairwise((0, *stops)):
            keep(store, kept[begin:end])
            assert expected[: end // TILE] == list(store.tiles())

    def test_a_tile_is_kept_with_the_record_that_fills_it_or_not_at_all(self, store: Store) -> None:
        """What does not follow fills none; what follows later fills it with what is there."""
        kept = several(TILE)
        *before, last = kept
        keep(store, before)
        with pytest.raises(Conflict):
            store.append([last.sealed, last.sealed], [last.standing])
        assert list(store.tiles()) == []
        keep(store, [last])
        assert [(TILE, root(leaf(bytes.fromhex(k.sealed.hash)) for k in kept))] == list(store.tiles())

    def test_a_record_is_found_by_the_id_of_its_command(self, store: Store) -> None:
        """The id of a command leads to its record, exactly as it was given."""
        kept = story("p", 3)
        keep(store, kept)
        for k in kept:
            assert k.sealed == store.find(k.sealed.id)
            assert None is store.find(f"{k.sealed.id} ")
            assert None is store.find(k.sealed.id.upper())

    # -- where processes stand ---------------------------------------------------------------------------------------

    def test_where_a_process_stands_comes_back_as_it_was(self, store: Store) -> None:
        """Every value of a row, present or absent, after each record; its columns to the letter."""
        bare: dict[str, Any] = {"at": None, "columns": "{}"}
        odd = {f"c{n}": text for n, text in enumerate(NAMES)}
        full: dict[str, Any] = {"columns": columns(**odd, due="2024-02-29", many=2**53 - 1)}
        for k, changes in zip(story("p", 12), [{}, bare, full] * 4, strict=True):
            given = k.standing._replace(**changes)
            store.append([k.sealed], [given])
            assert given == store.standing("p")
            assert [given] == list(store.standings())

    def test_processes_are_listed_by_name_page_by_page(self, store: Store) -> None:
        """By the code points of their names; a reader that continues from the last name misses none."""
        names = ["B", "a", "b", "b/c", "é", "ز", "🧵", "~"]
        for name in reversed(names):
            keep(store, story(name, 1))
        ordered = sorted(names)
        assert ordered == [s.process for s in store.standings()]
        for after, limit in product(("", "A", "a", "b", "b/", "z", *names), (0, 1, 3, None)):
            expected = [n for n in ordered if n > after][:limit]
            assert expected == [s.process for s in store.standings(after=after, limit=limit)]

    def test_a_selection_gives_what_it_asks_for(self, store: Store) -> None:
        """By state, by columns in each way and by rules, alone and together, also with pages: as `Selection.holds` says."""
        states, kinds = (State.IDENTIFIED.value, State.PLAN_DRAFTED.value), (None, "open", "10", 10)
        given = []
        for n, (state, kind, due, many) in enumerate(product(states, kinds, (None, *DAYS), (None, 2, 10))):
            (k,) = story(f"process {n:03}", 1)
            rules = k.standing.rules_hash if n % 3 else "f" * 64
            row = k.standing._replace(state=state, columns=columns(kind=kind, due=due, many=many), rules_hash=rules)
            store.append([k.sealed], [row])
            given.append(row)
        for state, without, asked in product((None, states[0], "x"), (frozenset[str](), frozenset({"f" * 64})), ASKED):
            selection = Selection(state=state, without=without, columns=asked)
            expected = [row for row in given if selection.holds(row)]
            assert expected == list(store.standings(selection))
            after = "process 010"
            assert [row for row in expected if row.process > after][:2] == list(
                store.standings(selection, after=after, limit=2)
            )

    @pytest.mark.parametrize(("asked", "expected"), HELD, ids=[str(asked) for asked, _ in HELD])
    def test_a_column_is_asked_for_in_each_way(self, store: Store, asked: Criterion, expected: str) -> None:
        """Equal to, up to, or any value: a text and a number never match, and a missing value matches no `UP_TO`."""
        there: dict[str, dict[str, str | int | None]] = {
            "a": {},
            "b": {"kind": "10", "due": "2024-01-31", "many": 2},
            "c": {"kind": 10, "due": "2024-02-01", "many": 10},
            "d": {"kind": "Open", "due": "2024-02-02"},
        }
        for name, within in there.items():
            (k,) = story(name, 1)
            store.append([k.sealed], [k.standing._replace(columns=columns(**within))])
        selection = Selection(columns=((asked,),))
        assert list(expected) == [row.process for row in store.standings(selection)]

    # -- heads -------------------------------------------------------------------------------------------------------

    @pytest.mark.parametrize("how", MISFITS)
    def test_a_head_moves_only_from_the_head_that_is_stored(self, store: Store, how: str) -> None:
        """A record that does not follow on what is stored is a conflict, and nothing of that call is stored."""
        p, q = story("p", 5), story("q", 2)
        store.append(sealed_of([*p[:2], q[0]]), [p[1].standing, q[0].standing], [p[1].snapshot])
        before = everything(store)
        misfits = MISFITS[how](p, q)
        last = {k.standing.process: k for k in misfits}
        with pytest.raises(Conflict):
            store.append(sealed_of(misfits), [k.standing for k in last.values()], [k.snapshot for k in last.values()])
        assert before == everything(store)
        keep(store, [*p[2:], q[1]])
        assert sealed_of(p) == list(store.read("p"))

    def test_who_comes_second_is_told_which_process_it_was(self, store: Store) -> None:
        """A conflict names a process of the call."""
        keep(store, story("p", 1))
        with pytest.raises(Conflict) as conflict:
            keep(store, story("p", 1, tag="x"))
        assert conflict.value.process == "p"

    # -- what was seen of others -------------------------------------------------------------------------------------

    def test_what_was_seen_of_others_is_true_when_it_is_kept(self, store: Store) -> None:
        """A record that rests on heads of other processes is stored while these have not moved, and it moves none."""
        p, q, r = story("p", 2), story("q", 1), story("r", 3)
        keep(store, [*p, *q])
        for rests_on, k in zip(([p[1]], [q[0], p[1]], [p[1], r[1]]), r, strict=True):
            store.append([k.sealed], [k.standing], seen={seen(s) for s in rests_on})
        assert [p[1].standing, q[0].standing, r[2].standing] == list(store.standings())
        assert sealed_of(r) == list(store.read("r"))

    @pytest.mark.parametrize("how", MOVED)
    def test_nothing_is_kept_that_rests_on_a_head_that_moved(self, store: Store, how: str) -> None:
        """Alone or beside a true head: it is a conflict that names a process of the call, and nothing is stored."""
        p, q, r = story("p", 3), story("q", 1), story("r", 1)
        store.append(sealed_of([*p[:2], *q]), [p[1].standing, q[0].standing], [p[1].snapshot])
        before, moved = everything(store), MOVED[how](p)
        for rests_on in ([moved], [seen(q[0]), moved], [moved, seen(p[1])]):
            with pytest.raises(Conflict) as conflict:
                store.append(sealed_of(r), [r[0].standing], [r[0].snapshot], seen=rests_on)
            assert conflict.value.process in {"r", moved.process}
        assert before == everything(store)
        store.append(sealed_of(r), [r[0].standing], seen=[seen(q[0]), seen(p[1])])

    def test_what_was_seen_stood_before_anything_of_the_same_call(self, store: Store) -> None:
        """The heads are compared with those before the call, also when the call itself adds to that process."""
        p, q = story("p", 3), story("q", 2)
        keep(store, p[:1])
        store.append(sealed_of([q[0], p[1]]), [q[0].standing, p[1].standing], seen=[seen(p[0])])
        with pytest.raises(Conflict):
            store.append(sealed_of([p[2], q[1]]), [p[2].standing, q[1].standing], seen=[seen(p[2])])
        assert [p[1].standing, q[0].standing] == list(store.standings())

    # -- references --------------------------------------------------------------------------------------------------

    def test_who_named_something_first_is_kept(self, store: Store) -> None:
        """Each reference comes back with the record that was given with it, however odd; unknown ones do not."""
        p, q = story("p", 2), story("q", 1)
        one, *others = [Naming(name, "p", 1 + n % 2) for n, name in enumerate(NAMES)]
        store.append(sealed_of(p), [p[1].standing], named=[one, *others])
        store.append(sealed_of(q), [q[0].standing], named=[Naming("x", "q", 1)])
        assert sorted([one, *others, Naming("x", "q", 1)]) == sorted(store.named())
        assert [one] == list(store.named([one.reference, "nobody", one.reference.upper()]))
        assert sorted(others) == sorted(store.named([n.reference for n in others]))
        assert list(store.named([])) == []
        many = [f"nobody {n}" for n in range(1_200)]
        assert [one] == list(store.named([*many, one.reference]))

    @pytest.mark.parametrize("how", CLAIMED)
    def test_who_named_something_first_stays_the_first(self, store: Store, how: str) -> None:
        """A second claim on a reference, later or in the same call, is a conflict, and nothing of it is stored."""
        p, q = story("p", 2), story("q", 1)
        store.append(sealed_of(p[:1]), [p[0].standing], named=[Naming("a", "p", 1)])
        before = everything(store)
        with pytest.raises(Conflict):
            store.append(
                sealed_of([p[1], *q]), [p[1].standing, q[0].standing], [q[0].snapshot], named=list(CLAIMED[how])
            )
        assert before == everything(store)
        store.append(sealed_of([p[1], *q]), [p[1].standing, q[0].standing], named=[Naming("b", "q", 1)])
        assert [Naming("a", "p", 1), Naming("b", "q", 1)] == sorted(store.named())

    # -- turns -------------------------------------------------------------------------------------------------------

    def test_a_turn_keeps_what_was_appended_in_it_together(self, store: Store) -> None:
        """Within a turn the writer reads what it has appended; when the turn ends, all of it is stored."""
        p = story("p", 3)
        with store.turn(["p", "q"]):
            keep(store, p[:2])
            assert p[1].standing == store.standing("p")
            keep(store, [p[2], *story("q", 1)])
            assert sealed_of(p) == list(store.read("p"))
        assert [*sealed_of(p), *sealed_of(story("q", 1))] == [s for _, s in store.records()]

    def test_a_turn_of_no_process_is_a_turn(self, store: Store) -> None:
        """A turn may name no process at all."""
        with store.turn([]):
            keep(store, story("p", 1))
        assert len(list(store.records())) == 1

    # -- snapshots ---------------------------------------------------------------------------------------------------

    def test_the_last_snapshot_of_a_process_is_kept(self, store: Store) -> None:
        """A snapshot takes the place of an earlier one of the same process, and of no other."""
        p, q = story("p", 4), story("q", 2)
        store.append(sealed_of(p[:2]), [p[1].standing], [p[1].snapshot])
        store.append(sealed_of(q), [q[1].standing], [q[1].snapshot])
        keep(store, [p[2]])
        assert p[1].snapshot == store.snapshot("p")
        store.append([p[3].sealed], [p[3].standing], [p[3].snapshot])
        assert p[3].snapshot == store.snapshot("p")
        assert [p[3].snapshot, q[1].snapshot] == sorted(store.snapshots())

    # -- redaction ---------------------------------------------------------------------------------------------------

    def test_texts_can_go_and_nothing_else_changes(self, store: Store) -> None:
        """A redacted record has fewer disclosures; a snapshot that may hold the text is dropped or replaced."""
        p, q = story("p", 5), story("q", 2)
        store.append(sealed_of([*p[:3], *q]), [p[2].standing, q[1].standing], [p[2].snapshot, q[1].snapshot])
        less = [redacted(p[0].sealed, CODEC), redacted(p[2].sealed, CODEC)]
        store.append([p[3].sealed], [p[3].standing], [p[3].snapshot], less)
        assert [less[0], p[1].sealed, less[1], p[3].sealed] == list(store.read("p"))
        assert less[0] == store.find(less[0].id)
        assert p[3].snapshot == store.snapshot("p")
        store.append([p[4].sealed], [p[4].standing], (), less)
        assert None is store.snapshot("p")
        assert [q[1].snapshot] == list(store.snapshots())
        assert sealed_of(q) == list(store.read("q"))

    def test_a_redacted_record_cannot_be_more_than_it_was(self, store: Store) -> None:
        """A redaction is ignored when it changes the body, or when its disclosures are no shorter."""
        p = story("p", 3)
        keep(store, p[:2])
        first = p[0].sealed
        longer = first._replace(disclosures=first.disclosures + b"\n[]")
        other = first._replace(body=b"other", hash="0" * 64, disclosures=first.disclosures[:-1] + b" ")
        store.append([p[2].sealed], [p[2].standing], (), [longer, other])
        assert sealed_of(p) == list(store.read("p"))

    def test_nothing_is_redacted_when_the_record_of_it_is_not_kept(self, store: Store) -> None:
        """A text is removed in the commit that stores the reason for it, or not at all."""
        p = story("p", 3)
        store.append(sealed_of(p[:2]), [p[1].standing], [p[1].snapshot])
        before = everything(store)
        with pytest.raises(Conflict):
            store.append(
                [_sealed_by_another(p[1], id="other").sealed], [p[1].standing], (), [redacted(p[0].sealed, CODEC)]
            )
        assert before == everything(store)

    # -- names -------------------------------------------------------------------------------------------------------

    @pytest.mark.parametrize("name", NAMES)
    def test_names_are_only_names(self, store: Store, name: str) -> None:
        """A name or id with quotes, markup or marks is kept as it is and does nothing."""
        k = _sealed_by_another(story(name, 1)[0], id=name)
        store.append([k.sealed], [k.standing], [k.snapshot])
        keep(store, story("other", 1))
        assert [k.sealed] == list(store.read(name))
        assert k.sealed == store.find(name)
        assert k.standing == store.standing(name)
        assert k.snapshot == store.snapshot(name)
        assert sorted([name, "other"]) == [s.process for s in store.standings()]

    # -- the end -----------------------------------------------------------------------------------------------------

    def test_a_store_finds_itself_undamaged(self, store: Store) -> None:
        """The checks of an undamaged store and of its schema pass, both empty and filled."""
        for check in (store.check, store.check_schema):
            check()
            keep(store, story(check.__name__, 3))
            check()

    def test_closing_twice_does_no_harm(self, store: Store) -> None:
        """Closing a store that is closed is no error."""
        keep(store, story("p", 1))
        store.close()
        store.close()


class SharedStoreContract(StoreContract):
    """What a store with its own connections promises besides: threads share it, and it gives snapshots."""

    def test_a_turn_that_ends_with_an_error_kept_nothing(self, store: Store) -> None:
        """What was appended in it is rolled back: records, snapshots, redactions and heads."""
        p = story("p", 4)
        store.append(sealed_of(p[:2]), [p[1].standing], [p[1].snapshot])
        before = everything(store)

        def fail() -> None:
            with store.turn(["p", "q"]):
                given = [p[2].sealed], [p[2].standing], [p[2].snapshot], [redacted(p[0].sealed, CODEC)]
                store.append(*given, named=[Naming("later", "p", 3)])
                keep(store, story("q", 1))
                raise RuntimeError("in the middle")

        with pytest.raises(RuntimeError, match="in the middle"):
            fail()
        assert before == everything(store)
        keep(store, [*p[2:], *story("q", 1)])
        assert sealed_of(p) == list(store.read("p"))

    def test_a_turn_that_ends_with_an_error_and_a_still_ledger_hold_no_tile_of_later(self, store: Store) -> None:
        """Of records that were rolled back none is kept; and who reads at one moment sees none of what came after."""
        kept = several(TILE + 1)
        keep(store, kept[: TILE - 1])

        def fail() -> None:
            with store.turn([]):
                keep(store, kept[TILE - 1 :])
                raise RuntimeError("in the middle")

        with pytest.raises(RuntimeError, match="in the middle"):
            fail()
        assert list(store.tiles()) == []
        with store.still() as still:
            keep(store, kept[TILE - 1 :])
            assert list(still.tiles()) == []
            assert None is still.position(kept[-1].sealed.process, kept[-1].sealed.number)
        assert [position for position, _ in store.tiles()] == [TILE]

    def test_a_still_ledger_does_not_see_what_comes_later(self, store: Store) -> None:
        """A reader of a snapshot sees that one moment, while it or others go on writing."""
        p = story("p", 4)
        store.append(sealed_of(p[:2]), [p[1].standing], [p[1].snapshot])
        before = everything(store)
        with store.still() as still:
            given = [p[2].sealed], [p[2].standing], [p[2].snapshot], [redacted(p[0].sealed, CODEC)]
            store.append(*given, named=[Naming("later", "p", 3)])
            with ThreadPoolExecutor(1) as pool:
                pool.submit(keep, store, story("q", 1)).result()
            assert before == everything(still)
            assert before[0][:1] == list(still.records(limit=1))
            assert sealed_of(p[:2]) == list(still.read("p"))
            assert p[1].standing == still.standing("p")
            assert None is still.find(p[2].sealed.id)
            with still.still() as same:
                assert before == everything(same)
        assert len(list(store.records())) == 4

    def test_of_many_who_name_one_thing_first_one_wins(self, store: Store) -> None:
        """Eight threads, each with its own process, claim one reference: one gets it, and the others get a conflict."""
        rivals = [story(f"process {n}", 1) for n in range(8)]
        start = Barrier(len(rivals), timeout=60)

        def race(kept: list[Kept]) -> bool:
            start.wait()
            try:
                store.append(sealed_of(kept), [kept[0].standing], named=[Naming("a", kept[0].sealed.process, 1)])
            except Conflict:
                return False
            return True

        with ThreadPoolExecutor(len(rivals)) as pool:
            won = list(pool.map(race, rivals))
        assert sum(won) == 1
        first = rivals[won.index(True)][0].sealed
        assert [Naming("a", first.process, 1)] == list(store.named())
        assert [(1, first)] == list(store.records())

    def test_of_many_writers_on_one_head_one_wins(self, store: Store) -> None:
        """Eight threads follow on the same head: one moves it, and the others get a conflict."""
        p = story("p", 2)
        keep(store, p[:1])
        rivals = [_sealed_by_another(p[1], id=f"rival {n}") for n in range(8)]
        start = Barrier(len(rivals), timeout=60)

        def race(rival: Kept) -> bool:
            start.wait()
            try:
                keep(store, [rival])
            except Conflict:
                return False
            return True

        with ThreadPoolExecutor(len(rivals)) as pool:
            won = list(pool.map(race, rivals))
        assert sum(won) == 1
        assert [p[0].sealed, rivals[won.index(True)].sealed] == list(store.read("p"))
        assert len(list(store.records())) == 2

    def test_whoever_waits_for_a_turn_finds_the_head_moved(self, store: Store) -> None:
        """What another thread appends to the same head during a turn comes after it, and is a conflict."""
        p = story("p", 2)
        keep(store, p[:1])
        with ThreadPoolExecutor(1) as pool:
            with store.turn(["p"]):
                keep(store, [p[1]])
                other = pool.submit(keep, store, [_sealed_by_another(p[1], id="other")])
            assert isinstance(other.exception(), Conflict)
        assert sealed_of(p) == list(store.read("p"))

    def test_whoever_rests_on_a_head_waits_for_who_moves_it(self, store: Store) -> None:
        """A record that rests on a head waits while another thread moves that head, and then is a conflict."""
        p, q = story("p", 2), story("q", 1)
        keep(store, p[:1])
        with ThreadPoolExecutor(1) as pool:
            with store.turn(["p"]):
                keep(store, p[1:])
                other = pool.submit(store.append, sealed_of(q), [q[0].standing], seen=[seen(p[0])])
                with pytest.raises(TimeoutError):
                    other.result(0.2)
            assert isinstance(other.exception(), Conflict)
        assert [p[1].standing] == list(store.standings())

    def test_whoever_moves_a_head_waits_for_who_rests_on_it(self, store: Store) -> None:
        """A head that a record rests on does not move until that record is stored."""
        p, q = story("p", 2), story("q", 1)
        keep(store, p[:1])
        with ThreadPoolExecutor(1) as pool:
            with store.turn(["q"]):
                store.append(sealed_of(q), [q[0].standing], seen=[seen(p[0])])
                other = pool.submit(keep, store, p[1:])
                with pytest.raises(TimeoutError):
                    other.result(0.2)
                assert p[0].standing == store.standing("p")
            other.result()
        assert [p[1].standing, q[0].standing] == list(store.standings())

    def test_many_who_rest_on_one_head_do_not_move_it(self, store: Store) -> None:
        """Eight threads rest on the same head, each with its own process: all their records are stored."""
        p, others = story("p", 1), [story(f"process {n}", 1) for n in range(8)]
        keep(store, p)
        start = Barrier(len(others), timeout=60)

        def rest(kept: list[Kept]) -> None:
            start.wait()
            store.append(sealed_of(kept), [kept[0].standing], seen=[seen(p[0])])

        with ThreadPoolExecutor(len(others)) as pool:
            for done in [pool.submit(rest, kept) for kept in others]:
                done.result()
        assert len(store.standings()) == 9

    def test_two_who_rest_on_each_other(self, store: Store) -> None:
        """Each adds to its own process and rests on the other: of every two one is stored, the other is a conflict."""
        p, q = story("p", 21), story("q", 21)
        keep(store, [p[0], q[0]])

        def add(kept: Kept, other: Kept) -> bool:
            start.wait()
            try:
                store.append([kept.sealed], [kept.standing], seen=[seen(other)])
            except Conflict:
                return False
            return True

        with ThreadPoolExecutor(2) as pool:
            for n in range(20):
                start = Barrier(2, timeout=60)
                pairs = [(p[n + 1], q[n]), (q[n + 1], p[n])]
                kept = [job.result() for job in [pool.submit(add, *pair) for pair in pairs]]
                assert sum(kept) == 1
                keep(store, [pair[0] for pair, there in zip(pairs, kept, strict=True) if not there])

    def test_whoever_follows_the_ledger_misses_nothing(self, store: Store) -> None:
        """A reader continues from its last position while four threads write: it gets every record once, in order."""
        stories = [story(f"process {n}", 12) for n in range(4)]
        start = Barrier(len(stories) + 1, timeout=60)

        def write(kept: list[Kept]) -> None:
            start.wait()
            for k in kept:
                keep(store, [k])

        seen: list[tuple[int, Sealed]] = []
        with ThreadPoolExecutor(len(stories)) as pool:
            writing = [pool.submit(write, kept) for kept in stories]
            start.wait()
            while not all(w.done() for w in writing):
                seen.extend(store.records(len(seen), 5))
            for w in writing:
                w.result()
        seen.extend(store.records(len(seen)))
        assert list(range(1, 49)) == [position for position, _ in seen]
        assert seen == list(store.records())
        assert sorted(sealed_of(k for kept in stories for k in kept)) == sorted(s for _, s in seen)
