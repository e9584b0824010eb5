"""What every store promises, asked of every store; and what is particular to the SQLite one."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import attrs
import pytest

from ontvlechting import LETTER, Workflow, letter
from ontvlechting.audit import Head, Sealed, verify
from ontvlechting.errors import BrokenLedger, Conflict, LedgerUnavailable, NotALedger
from ontvlechting.fiction import Road
from ontvlechting.stores.memory import MemoryStore
from ontvlechting.stores.port import Store
from ontvlechting.stores.sqlite import APPLICATION, SCHEMA, SqliteStore


@pytest.fixture(params=["memory", "sqlite"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    """An empty store of each kind."""
    made: Store = MemoryStore() if request.param == "memory" else SqliteStore(tmp_path / "ledger.db")
    yield made
    made.close()


def sealed(process: str, number: int, text: str = "") -> Sealed:
    """Bytes as a store sees them: it does not look inside."""
    return Sealed(process, number, f"{number:064d}", f"{process} {number} {text}".encode())


def test_what_was_appended_is_read_in_order(store: Store) -> None:
    """Records of a process come back in order, whole; of an unknown process there are none."""
    records = [sealed("p", 1), sealed("q", 1), sealed("p", 2)]
    for record in records:
        store.append([record])
    assert [records[0], records[2]] == list(store.read("p"))
    assert [records[2]] == list(store.read("p", after=1))
    assert [] == list(store.read("nowhere"))
    assert records == list(store.records())
    assert ["p", "q"] == list(store.processes())


def test_heads_are_the_last_records(store: Store) -> None:
    """The head of a process is its last record."""
    store.append([sealed("p", 1), sealed("p", 2), sealed("q", 1)])
    assert {"p": Head(2, f"{2:064d}"), "q": Head(1, f"{1:064d}")} == dict(store.heads())


def test_a_number_is_given_once(store: Store) -> None:
    """Who comes second with a number has lost, and is told so."""
    store.append([sealed("p", 1)])
    with pytest.raises(Conflict):
        store.append([sealed("p", 1, "another")])
    assert [sealed("p", 1)] == list(store.records())


def test_all_or_none(store: Store) -> None:
    """When one of several records cannot be kept, none is."""
    store.append([sealed("p", 1)])
    with pytest.raises(Conflict):
        store.append([sealed("q", 1), sealed("p", 1, "another")])
    assert [sealed("p", 1)] == list(store.records())
    assert {"p"} == set(store.heads())


@pytest.mark.parametrize("name", ["'; DROP TABLE records; --", 'a"b', "emoji 🧵", "rechts\u200fnaar links", "%_"])
def test_names_are_only_names(store: Store, name: str) -> None:
    """A name with quotes, markup or marks is kept as it is and does nothing."""
    store.append([sealed(name, 1)])
    assert [sealed(name, 1)] == list(store.read(name))
    assert [name] == list(store.processes())


# -- SQLite ------------------------------------------------------------------------------------------------------------


def test_a_ledger_is_synced_and_its_own_kind_of_file(tmp_path: Path) -> None:
    """The file says what it is; the log is written ahead and every commit synced."""
    path = tmp_path / "ledger.db"
    with closing(SqliteStore(path)) as store:
        (synchronous,) = store._connection.execute("PRAGMA synchronous").fetchone()
        (journal,) = store._connection.execute("PRAGMA journal_mode").fetchone()
        assert (2, "wal") == (synchronous, journal)
    with closing(sqlite3.connect(path)) as plain:
        assert [(APPLICATION,), (SCHEMA,)] == [
            plain.execute(f"PRAGMA {pragma}").fetchone() for pragma in ("application_id", "user_version")
        ]


def test_what_was_appended_is_there_after_reopening(tmp_path: Path) -> None:
    """Another reader of the file sees what was kept."""
    path = tmp_path / "ledger.db"
    with closing(SqliteStore(path)) as store:
        store.append([sealed("p", 1)])
        with closing(SqliteStore(path, create=False)) as other:
            assert [sealed("p", 1)] == list(other.records())


def test_two_writers_on_one_file(tmp_path: Path) -> None:
    """Of two writers with the same number one wins, also across connections."""
    path = tmp_path / "ledger.db"
    with closing(SqliteStore(path)) as one, closing(SqliteStore(path)) as other:
        one.append([sealed("p", 1)])
        with pytest.raises(Conflict):
            other.append([sealed("p", 1, "another")])
        other.append([sealed("p", 2)])
        assert [sealed("p", 1), sealed("p", 2)] == list(one.records())


def _text(path: Path) -> None:
    path.write_text("this is no database " * 100)


def _other_database(path: Path) -> None:
    with closing(sqlite3.connect(path)) as plain:
        plain.execute("CREATE TABLE customers (name)")
        plain.commit()


def _other_application(path: Path) -> None:
    with closing(sqlite3.connect(path)) as plain:
        plain.execute("PRAGMA application_id = 7")
        plain.commit()


def _newer(path: Path) -> None:
    SqliteStore(path).close()
    with closing(sqlite3.connect(path)) as plain:
        plain.execute(f"PRAGMA user_version = {SCHEMA + 1}")


@pytest.mark.parametrize("make", [_text, _other_database, _other_application, _newer])
def test_what_is_no_ledger_is_refused_and_left_alone(tmp_path: Path, make: Callable[[Path], None]) -> None:
    """A text, another database and the ledger of a newer version are refused, and not a byte is written."""
    path = tmp_path / "file.db"
    make(path)
    before = path.read_bytes()
    with pytest.raises(NotALedger) as error:
        SqliteStore(path)
    assert "file.db" in error.value.text.nl
    assert before == path.read_bytes()


def test_a_place_where_no_file_can_be_is_refused(tmp_path: Path) -> None:
    """A folder that does not exist, a file as folder and a folder as file: one clear error, nothing made."""
    (tmp_path / "file").write_text("x")
    for path in (tmp_path / "no" / "ledger.db", tmp_path / "file" / "ledger.db", tmp_path):
        with pytest.raises(LedgerUnavailable) as error:
            SqliteStore(path)
        assert str(path) == error.value.where
    assert ["file"] == [p.name for p in tmp_path.iterdir()]


def test_looking_does_not_make_a_file(tmp_path: Path) -> None:
    """Without `create` a missing file is an error and stays missing."""
    with pytest.raises(LedgerUnavailable):
        SqliteStore(tmp_path / "ledger.db", create=False)
    assert [] == list(tmp_path.iterdir())


# -- tampering with the file ---------------------------------------------------------------------------------------------

TAMPERED = {
    "changed": "UPDATE records SET body = replace(body, 'Fictief', 'Fictiev') WHERE position = 5",
    "changed hash": "UPDATE records SET hash = substr(hash, 2) || 'x' WHERE position = 5",
    "dropped": "DELETE FROM records WHERE position = 5",
    "dropped, gap closed": "DELETE FROM records WHERE position = 5;"
    "UPDATE records SET position = -position WHERE position > 5;"
    "UPDATE records SET position = -position - 1 WHERE position < 0",
    "tail cut off": "DELETE FROM records WHERE position > 5",
    "inserted": "INSERT INTO records (process, number, hash, body) SELECT process, 99, hash, body FROM records LIMIT 1",
    "numbers swapped": "UPDATE records SET number = 99 WHERE position = 5;"
    "UPDATE records SET number = 5 WHERE position = 6; UPDATE records SET number = 6 WHERE number = 99",
    "positions swapped": "UPDATE records SET position = 99 WHERE position = 5;"
    "UPDATE records SET position = 5 WHERE position = 6; UPDATE records SET position = 6 WHERE position = 99",
    "process removed": "DELETE FROM records WHERE process = 'p'",
    "process renamed": "UPDATE records SET process = 'r' WHERE process = 'p'",
    "body of another kind": "UPDATE records SET body = 'text' WHERE position = 5",
    "number of another kind": "UPDATE records SET number = 'five' WHERE position = 5",
    "head of another kind": "UPDATE heads SET number = 'x' WHERE process = 'p'",
    "text that is no text": "UPDATE records SET process = CAST(x'ff' AS TEXT) WHERE position = 5",
    "head changed": "UPDATE heads SET number = 4 WHERE process = 'p'",
}


@pytest.mark.parametrize("how", TAMPERED)
def test_tampering_with_the_file_is_seen(tmp_path: Path, how: str) -> None:
    """Whatever is changed, dropped, inserted, moved or renamed in the tables: the first broken record is named."""
    path = tmp_path / "ledger.db"
    with Workflow.open(f"sqlite:///{path}") as flow:
        road = Road(letter.PROCESSES["douane/websites"])
        commands = [command for _, command in zip(range(8), road.until(LETTER.arrows[-1].source), strict=False)]
        flow.submit_many([("p", command) for command in commands] + [("q", commands[0])])
        assert 9 == flow.verify().records
    with closing(sqlite3.connect(path)) as plain:
        plain.executescript(TAMPERED[how])
    with closing(SqliteStore(path)) as store, pytest.raises(BrokenLedger) as broken:
        verify(store.records(), store.heads(), LETTER)
    assert broken.value.process is not None
    assert broken.value.number is not None


@pytest.mark.parametrize("table", ["records", "heads"])
def test_a_table_that_is_gone_is_seen(tmp_path: Path, table: str) -> None:
    """A ledger without one of its tables is broken, not merely unavailable."""
    path = tmp_path / "ledger.db"
    SqliteStore(path).close()
    with closing(sqlite3.connect(path)) as plain:
        plain.execute(f"DROP TABLE {table}")
    with pytest.raises(BrokenLedger):
        SqliteStore(path)


def test_an_empty_file_is_no_ledger_to_look_into(tmp_path: Path) -> None:
    """Looking into an empty file does not make a ledger of it; opening it for writing does."""
    path = tmp_path / "empty.db"
    path.touch()
    with pytest.raises(NotALedger):
        SqliteStore(path, create=False)
    assert b"" == path.read_bytes()
    SqliteStore(path).close()
    SqliteStore(path, create=False).close()


def test_a_ledger_at_rest_can_be_read_where_nothing_can_be_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An auditor gets the file in a folder that is read-only: it can be verified, and cannot be written."""
    path = tmp_path / "ledger.db"
    with closing(SqliteStore(path)) as store:
        store.append([sealed("p", 1)])
    monkeypatch.setattr("os.access", lambda *_: False)
    with closing(SqliteStore(path, create=False)) as store:
        assert [sealed("p", 1)] == list(store.records())
        with pytest.raises(LedgerUnavailable):
            store.append([sealed("p", 2)])


def test_a_damaged_file_is_told_apart(tmp_path: Path) -> None:
    """A page overwritten with rubbish is a broken ledger, not a crash."""
    path = tmp_path / "ledger.db"
    with Workflow.open(f"sqlite:///{path}") as flow:
        road = Road(letter.PROCESSES["douane/websites"])
        flow.submit_many([("p", command) for command in road.until(LETTER.arrows[3].source)])
    data = bytearray(path.read_bytes())
    data[4096:8192] = bytes([255]) * 4096
    path.write_bytes(bytes(data))
    with closing(SqliteStore(path)) as store, pytest.raises(BrokenLedger):
        verify(store.records(), store.heads(), LETTER)


def test_a_record_compares_by_content() -> None:
    """Two records with the same bytes are the same; with other bytes they are not."""
    assert sealed("p", 1) == sealed("p", 1)
    assert sealed("p", 1) != attrs.evolve(sealed("p", 1), body=b"")
