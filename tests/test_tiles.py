"""The hashes within the tree that each store keeps: what a proof makes of them, and what a verifier finds false in them."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager, closing, nullcontext
from functools import partial
from itertools import count, cycle
from pathlib import Path
from typing import cast

import psycopg
import pytest

from ontvlechting import Ledger, Workflow
from ontvlechting.engine.errors import BrokenLedger, InputError
from ontvlechting.record.checkpoints import Checkpoint, PrivateKey
from ontvlechting.record.merkle import TILE, consistency_proof, consistent, inclusion_proof, leaf, root
from ontvlechting.record.standing import Row
from ontvlechting.record.stores.memory import MemoryStore
from ontvlechting.record.stores.port import Store
from ontvlechting.record.stores.postgres import PostgresStore
from ontvlechting.record.stores.sqlite import SqliteStore
from ontvlechting.testing.stores import Kept, everything, keep, several, story
from tests import test_postgres, test_stores

FULL = 3
"""How many full tiles the ledgers below have, with some records after them."""
KEPT = several(FULL * TILE + 9)
LEAVES = [leaf(bytes.fromhex(k.sealed.hash)) for k in KEPT]
TILES = [(end, root(LEAVES[end - TILE : end])) for end in range(TILE, len(KEPT), TILE)]
EDGES = sorted({n + d for n in (TILE, 2 * TILE, 3 * TILE) for d in (-1, 0, 1)} | {0, 1, 5, 700, len(KEPT)})
LAST = KEPT[-1].sealed


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A file with all those records."""
    path = tmp_path_factory.mktemp("whole") / "ledger.db"
    with closing(SqliteStore(path)) as store:
        keep(store, KEPT)
    return path


@pytest.fixture
def path(whole: Path, tmp_path: Path) -> Path:
    """A copy of it."""
    return Path(shutil.copy(whole, tmp_path / "ledger.db"))


@pytest.fixture(params=["memory", "SQLite", "PostgreSQL"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    """An empty ledger of each kind."""
    makers: dict[str, Callable[[], Store]] = {
        "memory": MemoryStore,
        "SQLite": lambda: SqliteStore(tmp_path / "new.db"),
        "PostgreSQL": lambda: PostgresStore(request.getfixturevalue("database")),
    }
    with closing(makers[request.param]()) as made:
        yield made


# -- proofs ------------------------------------------------------------------------------------------------------------


def test_what_is_proven_by_tiles_is_what_all_hashes_prove(store: Store) -> None:
    """Of records and of earlier sizes, around the edges of tiles: the very same hashes, at each size of the ledger."""
    keep(store, KEPT)
    with Ledger(store) as ledger:
        assert len(KEPT) == ledger.verify(deep=True).records
        for size in EDGES:
            for position in (n for n in EDGES if 0 < n <= size):
                sealed = KEPT[position - 1].sealed
                proof = ledger.prove(sealed.process, sealed.number, size=size)
                expected = position, size, inclusion_proof(LEAVES[:size], position - 1), sealed
                assert expected == (proof.position, proof.size, proof.proof, proof.sealed)
            assert consistency_proof(LEAVES, size) == ledger.prove_growth(size)
        assert len(KEPT) == ledger.prove(LAST.process, LAST.number).size


def test_what_is_not_there_is_refused_whatever_the_tiles(store: Store) -> None:
    """A record after the size that is asked for, a size that the ledger never had, and one to come."""
    keep(store, KEPT[: TILE + 1])
    with Ledger(store) as ledger:
        later = KEPT[TILE].sealed
        assert TILE + 1 == ledger.prove(later.process, later.number, size=TILE + 1).position
        for size, number, said in (
            (TILE, later.number, f"a record among the first {TILE} of the ledger"),
            (0, later.number, "a record among the first 0 of the ledger"),
            (TILE + 2, later.number, f"at most {TILE + 1}: so many records the ledger holds"),
            (TILE * TILE, later.number, f"at most {TILE + 1}: so many records the ledger holds"),
            (None, later.number + 1, f"a record among the first {TILE + 1} of the ledger"),
        ):
            with pytest.raises(InputError) as error:
                ledger.prove(later.process, number, size=size)
            assert [said] == [p.expected.en for p in error.value.problems]
        with pytest.raises(InputError, match=f"a size from 0 up to and including {TILE + 1}"):
            ledger.prove_growth(TILE + 2)


def test_a_loaded_ledger_has_the_tiles_of_the_one_that_was_exported(store: Store, path: Path, tmp_path: Path) -> None:
    """They stand in no export, and are made as the records come in; so the order of the ledger is the same."""
    with Ledger(SqliteStore(path)) as ledger:
        ledger.export(tmp_path / "export.jsonl")
    with Workflow(store) as flow:
        flow.load(tmp_path / "export.jsonl")
        assert TILES == list(store.tiles())
        assert len(KEPT) == flow.verify(deep=True).records


def test_a_backup_has_its_tiles(path: Path, tmp_path: Path) -> None:
    """A copy of the file is verified, and proves the same."""
    with closing(SqliteStore(path)) as store:
        store.backup(tmp_path / "copy.db")
    with Ledger(SqliteStore(tmp_path / "copy.db")) as copy:
        assert len(KEPT) == copy.verify(deep=True).records
        assert inclusion_proof(LEAVES, len(KEPT) - 1) == copy.prove(LAST.process, LAST.number).proof


# -- what is false -----------------------------------------------------------------------------------------------------

FALSE = "decode(repeat('00', 32), 'hex')"
DAMAGE = {
    "false": ("UPDATE {t} SET root = {false} WHERE position = 512", 512, "false"),
    "false, the first": ("UPDATE {t} SET root = {false} WHERE position = 256", 256, "false"),
    "false, the last": ("UPDATE {t} SET root = {false} WHERE position = 768", 768, "false"),
    "swapped": ("UPDATE {t} SET root = (SELECT root FROM {t} WHERE position = 256) WHERE position = 512", 512, "false"),
    "empty": ("UPDATE {t} SET root = {empty} WHERE position = 512", 512, "false"),
    "missing, the first": ("DELETE FROM {t} WHERE position = 256", 256, "missing"),
    "missing, the last": ("DELETE FROM {t} WHERE position = 768", 768, "missing"),
    "missing, all": ("DELETE FROM {t}", 256, "missing"),
    "moved": ("UPDATE {t} SET position = 767 WHERE position = 768", 768, "missing"),
    "before there are records": (
        "INSERT INTO {t} SELECT 1024, root FROM {t} WHERE position = 768",
        1024,
        "superfluous",
    ),
    "where no tile ends": ("INSERT INTO {t} SELECT 300, root FROM {t} WHERE position = 256", 300, "superfluous"),
    "before the first": ("INSERT INTO {t} SELECT -256, root FROM {t} WHERE position = 256", -256, "superfluous"),
}
"""What somebody may do to what is kept, the position of the first tile that is not right by it, and what is said of it."""
SAID = {
    "false": ("volgt niet uit de vastleggingen", "does not follow from the records"),
    "missing": ("ontbreekt", "is missing"),
    "superfluous": ("hoort bij geen vastleggingen", "belongs to no records"),
}


def told(position: int, kind: str) -> tuple[str, str]:
    """What is said of a tile that is not right, in both languages."""
    nl, en = SAID[kind]
    first = position - TILE + 1
    return (
        f"het logboek is geschonden: de hash van plaats {first} tot en met {position} samen {nl}",
        f"the ledger is broken: the hash of positions {first} to {position} together {en}",
    )


def check(ledger: Ledger, how: str) -> None:
    """Check that verifying tells what is wrong, and that whatever is proven by it does not hold."""
    _, position, kind = DAMAGE[how]
    for deep in (False, True):
        with pytest.raises(BrokenLedger) as error:
            ledger.verify(deep=deep)
        said = error.value.text
        assert (told(position, kind), None, None) == ((said.nl, said.en), error.value.process, error.value.number)
    checkpoint, old = (Checkpoint("example.com/l", n, root(LEAVES[:n])) for n in (len(KEPT), 769))
    try:
        proof, growth = ledger.prove(LAST.process, LAST.number), ledger.prove_growth(old.size)
    except BrokenLedger:
        return
    assert "false" == kind
    assert not proof.holds(LAST.hash, checkpoint)
    assert not consistent(old.size, checkpoint.size, old.root, checkpoint.root, growth)


@pytest.mark.parametrize("how", DAMAGE)
def test_a_false_hash_in_a_file_is_found_and_proves_nothing(path: Path, how: str) -> None:
    """Also without looking deeper: which it is, in both languages."""
    change = DAMAGE[how][0].format(t="ontvlechting_tiles", false="zeroblob(32)", empty="x''")
    test_stores.spoil(path, test_stores.OPEN + change + test_stores.SHUT)
    with Ledger(SqliteStore(path)) as ledger:
        check(ledger, how)


@pytest.mark.parametrize("value", ["'x'", "1", "1.5", "hex(root)", "x'00'", "zeroblob(33)"])
def test_a_hash_of_another_kind_is_found(path: Path, value: str) -> None:
    """SQLite keeps a value of any kind: it is false to a verifier, and for a proof as good as missing."""
    change = f"UPDATE ontvlechting_tiles SET root = {value} WHERE position = 512"  # noqa: S608 - our own
    test_stores.spoil(path, test_stores.OPEN + change + test_stores.SHUT)
    with Ledger(SqliteStore(path)) as ledger:
        for ask, kind in ((ledger.verify, "false"), (partial(ledger.prove_growth, 300), "missing")):
            with pytest.raises(BrokenLedger) as error:
                ask()
            assert told(512, kind)[1] == error.value.text.en


@pytest.fixture
def postgres_store(database: str) -> Iterator[PostgresStore]:
    """All those records in PostgreSQL."""
    with closing(PostgresStore(database)) as store:
        keep(store, KEPT)
        yield store


def test_a_false_hash_in_postgresql_is_found_and_proves_nothing(database: str, postgres_store: PostgresStore) -> None:
    """The same as in a file, by an owner who takes the triggers away for a moment."""
    trigger, ledger = "ALTER TABLE ontvlechting.tiles {} TRIGGER ALL", Ledger(postgres_store)
    test_postgres.spoil(database, "CREATE TABLE public.copy AS SELECT * FROM ontvlechting.tiles")
    back = ("DELETE FROM ontvlechting.tiles", "INSERT INTO ontvlechting.tiles SELECT * FROM public.copy")
    for how, (what, _, _) in DAMAGE.items():
        change = what.format(t="ontvlechting.tiles", false=FALSE, empty="''")
        test_postgres.spoil(database, trigger.format("DISABLE"), change, trigger.format("ENABLE"))
        check(ledger, how)
        test_postgres.spoil(database, trigger.format("DISABLE"), *back, trigger.format("ENABLE"))
    assert len(KEPT) == ledger.verify(deep=True).records


def test_a_ledger_that_was_cut_off_with_its_heads_is_told_by_what_is_left_of_its_tree(path: Path) -> None:
    """Without a checkpoint too, as long as the hashes of the tree were not cut off with it."""
    cut = (
        "DELETE FROM ontvlechting_records WHERE position > 700; DELETE FROM ontvlechting_processes WHERE process NOT IN "
        "(SELECT process FROM ontvlechting_records); UPDATE ontvlechting_processes SET (number, hash) = "
        "(SELECT number, hash FROM ontvlechting_records r WHERE r.process = ontvlechting_processes.process ORDER BY number DESC LIMIT 1)"
    )
    test_stores.spoil(path, test_stores.OPEN + cut + test_stores.SHUT)
    with Ledger(SqliteStore(path)) as ledger, pytest.raises(BrokenLedger) as error:
        ledger.verify()
    assert told(768, "superfluous")[1] == error.value.text.en


def test_a_checkpoint_is_not_signed_over_a_false_hash(path: Path) -> None:
    """Who signs verifies first."""
    change = "UPDATE ontvlechting_tiles SET root = zeroblob(32) WHERE position = 256"
    test_stores.spoil(path, test_stores.OPEN + change + test_stores.SHUT)
    with Ledger(SqliteStore(path)) as ledger, pytest.raises(BrokenLedger):
        ledger.checkpoint(PrivateKey.generate("example.com/ledger"))


# -- only ever growing -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "how",
    [
        "DELETE FROM ontvlechting_tiles",
        "DELETE FROM ontvlechting_tiles WHERE position = 512",
        "UPDATE ontvlechting_tiles SET root = zeroblob(32) WHERE position = 512",
        "UPDATE ontvlechting_tiles SET position = 1024 WHERE position = 512",
        "UPDATE ontvlechting_tiles SET position = position",
        "INSERT OR REPLACE INTO ontvlechting_tiles VALUES (512, zeroblob(32))",
        "INSERT INTO ontvlechting_tiles VALUES (512, x'') ON CONFLICT (position) DO UPDATE SET root = x''",
    ],
)
def test_the_file_itself_keeps_the_hashes_of_the_tree(path: Path, how: str) -> None:
    """Also by hand none can be deleted, replaced or changed."""
    before = test_stores.contents(path)
    with closing(sqlite3.connect(path)) as plain:
        with pytest.raises(sqlite3.IntegrityError, match="the ledger only grows"):
            plain.execute(how)
        plain.commit()
    assert before == test_stores.contents(path)


def test_postgresql_itself_keeps_the_hashes_of_the_tree(database: str, postgres_store: PostgresStore) -> None:
    """The triggers refuse it to everybody, also to a superuser who has not first taken them away."""
    before = everything(postgres_store)
    for attempt in (
        "DELETE FROM ontvlechting.tiles",
        "DELETE FROM ontvlechting.tiles WHERE position = 512",
        "UPDATE ontvlechting.tiles SET root = '' WHERE position = 512",
        "UPDATE ontvlechting.tiles SET position = position",
        "TRUNCATE ontvlechting.tiles",
        "INSERT INTO ontvlechting.tiles VALUES (512, '') ON CONFLICT (position) DO UPDATE SET root = ''",
    ):
        with pytest.raises(psycopg.errors.InsufficientPrivilege, match="the ledger only grows"):
            test_postgres.spoil(database, attempt)
    assert before == everything(postgres_store)


# -- what cannot be kept -----------------------------------------------------------------------------------------------

SPOILT = {
    "a tile that is there already": "INSERT INTO {p}tiles VALUES (256, {blob})",
    "a hash that is none": "UPDATE {p}records SET hash = 'x' WHERE number = 3",
    "a hash in capitals": "UPDATE {p}records SET hash = upper(hash) WHERE number = 3",
}
"""What somebody may do to a ledger of one record less than a tile, so that the next record cannot fill it."""
IN_SQLITE = {"a position that is missing": "DELETE FROM ontvlechting_records WHERE position = 3"}


@pytest.mark.parametrize("how", SPOILT | IN_SQLITE)
def test_nothing_is_kept_in_a_file_where_the_tile_cannot_be(tmp_path: Path, how: str) -> None:
    """The ledger is broken already: who records is told so, and no record is kept without the hash that comes with it."""
    path = tmp_path / "ledger.db"
    change = (SPOILT | IN_SQLITE)[how].format(p="ontvlechting_", blob="zeroblob(32)")
    with closing(SqliteStore(path)) as store:
        keep(store, KEPT[: TILE - 1])
    test_stores.spoil(path, test_stores.OPEN + change + test_stores.SHUT)
    before = test_stores.contents(path)
    with closing(SqliteStore(path)) as store, pytest.raises(BrokenLedger):
        keep(store, KEPT[TILE - 1 : TILE])
    assert before == test_stores.contents(path)


def test_what_fails_halfway_in_memory_leaves_no_tile() -> None:
    """One that was kept already goes with the records that filled it; those of before stay."""
    store, wrong = MemoryStore(), [cast("Row", None)]
    keep(store, KEPT[: TILE + 1])
    with pytest.raises(AttributeError):
        store.append([k.sealed for k in KEPT[TILE + 1 : 2 * TILE]], wrong)
    assert TILES[:1] == list(store.tiles())
    keep(store, KEPT[TILE + 1 :])
    assert TILES == list(store.tiles())


IN_POSTGRESQL = {
    "a position that is missing": "DELETE FROM ontvlechting.positions WHERE position = 3",
    "all but one are missing": "DELETE FROM ontvlechting.positions WHERE position < 255",
    "a trigger that swallows": "CREATE FUNCTION public.swallow() RETURNS trigger LANGUAGE plpgsql AS "
    "'BEGIN RETURN NULL; END'; CREATE TRIGGER swallow BEFORE INSERT ON ontvlechting.tiles "
    "FOR EACH ROW EXECUTE FUNCTION public.swallow()",
}


@pytest.mark.parametrize("how", SPOILT | IN_POSTGRESQL)
def test_nothing_is_kept_in_postgresql_where_the_tile_cannot_be(database: str, how: str) -> None:
    """The same, whoever gives the position: who writes, or who comes after."""
    change = (SPOILT | IN_POSTGRESQL)[how].format(p="ontvlechting.", blob="''")
    trigger = "ALTER TABLE ontvlechting.{} {} TRIGGER ALL"
    with closing(PostgresStore(database)) as store:
        keep(store, KEPT[: TILE - 1])
        for table in ("records", "positions"):
            test_postgres.spoil(database, trigger.format(table, "DISABLE"))
        test_postgres.spoil(database, change)
        for table in ("records", "positions"):
            test_postgres.spoil(database, trigger.format(table, "ENABLE"))
        before = everything(store)
        for turn in (nullcontext, partial(store.turn, [])):
            with pytest.raises(BrokenLedger), turn():
                keep(store, KEPT[TILE - 1 : TILE])
            assert before == everything(store)


# -- many who write ----------------------------------------------------------------------------------------------------


def test_many_who_write_at_once_fill_each_tile_once(store: Store) -> None:
    """Six threads, each with its own processes, by one record at a time and in turns: every tile is that of the records."""
    threads, names = 6, count()

    def write(records: list[Kept], turn: Callable[[], AbstractContextManager[None]]) -> None:
        for kept in records:
            with turn():
                store.append([kept.sealed], [kept.standing])

    with ThreadPoolExecutor(threads) as pool:
        stories = [[k for _ in range(2) for k in story(f"p{next(names)}", 50)] for _ in range(threads)]
        turns: tuple[Callable[[], AbstractContextManager[None]], ...] = (nullcontext, partial(store.turn, []))
        jobs = [pool.submit(write, kept, turn) for kept, turn in zip(stories, cycle(turns), strict=False)]
        for job in jobs:
            job.result()
    leaves = [leaf(bytes.fromhex(hash)) for hash in store.hashes()]
    assert 100 * threads == len(leaves)
    assert [(TILE, root(leaves[:TILE])), (2 * TILE, root(leaves[TILE : 2 * TILE]))] == list(store.tiles())
    assert 100 * threads == Ledger(store).verify().records


@pytest.mark.parametrize("level", ["READ COMMITTED", "REPEATABLE READ", "SERIALIZABLE"])
def test_a_caller_fills_a_tile_at_each_level_of_isolation(database: str, level: str) -> None:
    """On a connection of a caller positions are given at its commit, or by who comes next; the tile is there with them."""
    with closing(PostgresStore(database)) as store:
        keep(store, KEPT[: TILE - 2])
        with psycopg.connect(database) as connection:
            connection.execute(f"SET TRANSACTION ISOLATION LEVEL {level}".encode())
            bound = PostgresStore.bound(connection, create=False)
            keep(bound, KEPT[TILE - 2 : TILE - 1])
            keep(bound, KEPT[TILE - 1 : TILE + 1])
        assert TILE + 1 == len(list(store.hashes()))
        assert TILES[:1] == list(store.tiles())
        assert TILE + 1 == Ledger(store).verify(deep=True).records


def test_a_moment_on_a_connection_of_a_caller_holds_no_tile_of_later(database: str) -> None:
    """Where others may commit while it is read, it sees neither the position nor the tile that they added since."""
    with closing(PostgresStore(database)) as store, psycopg.connect(database) as connection:
        keep(store, KEPT[: TILE - 1])
        filling = KEPT[TILE - 1].sealed
        with PostgresStore.bound(connection, create=False).still() as still:
            keep(store, KEPT[TILE - 1 : TILE + 1])
            assert [] == list(still.tiles())
            assert None is still.position(filling.process, filling.number)
        assert TILES[:1] == list(store.tiles())
        assert TILE == store.position(filling.process, filling.number)
