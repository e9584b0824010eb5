"""A ledger in SQLite: what it says of every file that is not as it should be, and what it leaves behind, to the letter."""

from __future__ import annotations

import os
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, suppress
from functools import partial
from itertools import product
from pathlib import Path
from threading import Thread
from time import sleep
from typing import Any

import pytest

from ontvlechting import Workflow, letter
from ontvlechting.engine.errors import (
    BrokenLedger,
    Conflict,
    FileUnavailable,
    InputError,
    LedgerUnavailable,
    NotALedger,
    OntvlechtingError,
)
from ontvlechting.letter.fiction import Road
from ontvlechting.record.audit import Sealed, redacted
from ontvlechting.record.standing import Snapshot
from ontvlechting.record.stores import rows
from ontvlechting.record.stores.port import CLOSED
from ontvlechting.record.stores.sqlite import OF_ANOTHER, SqliteStore
from ontvlechting.record.stores.sqlite_schema import APPLICATION, SCHEMA
from ontvlechting.testing.stores import everything, first_of, keep, sealed_of, seen, story
from tests.asking import CODEC

P, Q = story("p", 6), story("q", 2)
NOTHING = ("er is niets vastgelegd", "nothing was recorded")


def made(path: Path) -> Path:
    """A ledger with three records of `p`, one of `q`, and the dossier of each."""
    with closing(SqliteStore(path)) as store:
        first = [*P[:3], Q[0]]
        standings, snapshots = [P[2].standing, Q[0].standing], [P[2].snapshot, Q[0].snapshot]
        store.append(sealed_of(first), standings, snapshots, named=first_of(store, first))
    return path


def spoil(path: Path, script: str) -> None:
    """Do something to the file that the library never does."""
    with closing(sqlite3.connect(path)) as plain:
        plain.executescript(script)


OPEN = "DROP TRIGGER ontvlechting_no_update; DROP TRIGGER ontvlechting_no_delete;"


def told(kind: type[OntvlechtingError], ask: Callable[[], object]) -> tuple[str, str]:
    """What an error of exactly this kind says, in both languages."""
    with pytest.raises(kind) as error:
        ask()
    assert kind is type(error.value)
    return error.value.text.nl, error.value.text.en


# -- opening -------------------------------------------------------------------------------------------------------------


def unavailable(path: object, nl: str, en: str) -> tuple[str, str]:
    """What is said of a ledger that cannot be used."""
    return (
        f"het logboek {str(path)!r} is niet bereikbaar: {nl}; {NOTHING[0]}",
        f"the ledger {str(path)!r} is not available: {en}; {NOTHING[1]}",
    )


def none(path: object, nl: str, en: str) -> tuple[str, str]:
    """What is said of what is no ledger."""
    return f"{str(path)!r} is geen logboek: {nl}", f"{str(path)!r} is not a ledger: {en}"


def broken(nl: str, en: str) -> tuple[str, str]:
    """What is said of a ledger that is broken."""
    return f"het logboek is geschonden: {nl}", f"the ledger is broken: {en}"


def test_a_place_where_there_is_no_file_is_told(tmp_path: Path) -> None:
    """A folder, and nothing at all."""
    nl, en = told(LedgerUnavailable, lambda: SqliteStore(tmp_path))
    assert unavailable(tmp_path, "dat is een map", "that is a folder")[1].split("; ")[0] in en
    assert "dat is een map" in nl
    for how in ({"create": False}, {"read_only": True}, {"read_only": True, "create": True}):
        nl, en = told(LedgerUnavailable, partial(SqliteStore, tmp_path / "x.db", **how))
        assert ("dat bestand of die map is er niet" in nl, "no such file or folder" in en) == (True, True)
    nl, en = told(LedgerUnavailable, lambda: SqliteStore(tmp_path / "no" / "x.db"))
    assert ("dat bestand of die map is er niet" in nl, "no such file or folder" in en) == (True, True)
    (tmp_path / "link.db").symlink_to(tmp_path / "no" / "x.db")
    nl, en = told(LedgerUnavailable, lambda: SqliteStore(tmp_path / "link.db"))
    said = ("het bestand is niet te openen of te maken" in nl, "unable to open database file" in en)
    assert said == (True, True)


NO_LEDGERS: dict[str, tuple[str, str, str]] = {
    f"PRAGMA user_version = {SCHEMA + 1}": (
        f"geschreven door een nieuwere versie (tabellen {SCHEMA + 1}, hier {SCHEMA})",
        f"written by a newer version (tables {SCHEMA + 1}, here {SCHEMA})",
        "",
    ),
}


@pytest.mark.parametrize("number", [0, 7])
def test_a_ledger_in_the_database_of_another_program_is_only_looked_at(tmp_path: Path, number: int) -> None:
    """Told by the number of the file, which is not ours: whoever would write is told who does."""
    path = made(tmp_path / "ledger.db")
    spoil(path, f"PRAGMA application_id = {number}")
    nl = "de database van een ander programma, met een logboek erin: kijken kan, schrijven doet dat programma zelf"
    en = "the database of another program, with a ledger in it: it can be looked at, and that program itself writes"
    assert none(path, nl, en) == told(NotALedger, lambda: SqliteStore(path))
    with closing(SqliteStore(path, read_only=True)) as store:
        store.check()


@pytest.mark.parametrize("read_only", [False, True])
@pytest.mark.parametrize("script", NO_LEDGERS)
def test_what_is_no_ledger_is_told(tmp_path: Path, script: str, read_only: bool) -> None:  # noqa: FBT001
    """With the path and why, in both languages."""
    path = made(tmp_path / "ledger.db")
    spoil(path, script)
    nl, en, _ = NO_LEDGERS[script]
    assert none(path, nl, en) == told(NotALedger, lambda: SqliteStore(path, read_only=read_only))


def test_an_empty_file_and_a_text_are_told(tmp_path: Path) -> None:
    """The one may become a ledger, the other not."""
    empty, text = tmp_path / "empty.db", tmp_path / "text.db"
    empty.touch()
    text.write_text("x" * 5_000)
    for how in ({"create": False}, {"read_only": True}):
        assert none(empty, "een leeg bestand", "an empty file") == told(NotALedger, partial(SqliteStore, empty, **how))
    for how in ({}, {"create": False}, {"read_only": True}):
        assert none(text, "geen SQLite-bestand", "not an SQLite file") == told(
            NotALedger, partial(SqliteStore, text, **how)
        )
    SqliteStore(empty).close()
    with closing(SqliteStore(empty, create=False)) as store:
        assert ([], [], [], [], []) == everything(store)


@pytest.mark.parametrize("read_only", [False, True])
def test_a_ledger_that_lacks_something_is_told(tmp_path: Path, read_only: bool) -> None:  # noqa: FBT001
    """A table, or the version that its tables never had."""
    path = made(tmp_path / "ledger.db")
    whole = path.read_bytes()
    spoil(path, "DROP TABLE ontvlechting_snapshots")
    assert broken("een tabel ontbreekt", "a table is missing") == told(
        BrokenLedger, lambda: SqliteStore(path, read_only=read_only)
    )
    path.write_bytes(whole)
    for version in (0, -1):
        spoil(path, f"PRAGMA user_version = {version}")
        assert broken(
            f"er is geen versie {version} van de tabellen", f"there is no version {version} of the tables"
        ) == told(BrokenLedger, lambda: SqliteStore(path, read_only=read_only))


def test_a_new_ledger_is_this_file(tmp_path: Path) -> None:
    """With our number and version, and one row that says the version; no log is left when it is closed."""
    path = tmp_path / "ledger.db"
    SqliteStore(path).close()
    assert [path] == list(tmp_path.iterdir())
    with closing(sqlite3.connect(path)) as plain:
        found = [
            plain.execute(f"PRAGMA {name}").fetchone()[0] for name in ("application_id", "user_version", "journal_mode")
        ]
        assert [APPLICATION, SCHEMA, "wal"] == found
        assert [(SCHEMA,)] == plain.execute("SELECT * FROM ontvlechting_ledger").fetchall()


def test_a_file_is_opened_by_an_address_that_says_how(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """And SQLite is told that it is one: not every build takes a name for an address."""
    asked: list[tuple[str, object]] = []
    whole = sqlite3.connect

    def counted(name: str, **more: Any) -> sqlite3.Connection:
        asked.append((name, more.get("uri")))
        found: sqlite3.Connection = whole(name, **more)
        return found

    path = (tmp_path / "a b?.db").absolute()
    with monkeypatch.context() as patch:
        patch.setattr(sqlite3, "connect", counted)
        SqliteStore(path).close()
    address = path.as_uri()
    assert [(f"{address}?mode=rwc", True), (f"{address}?mode=rw", True)] == asked


def test_a_file_that_others_have_put_something_in_is_not_made_a_ledger(tmp_path: Path) -> None:
    """And what was there stays."""
    path = tmp_path / "theirs.db"
    spoil(path, "CREATE TABLE customers (name)")
    before = path.read_bytes()
    assert none(path, "een andere SQLite-database", "another SQLite database") == told(
        NotALedger, lambda: SqliteStore(path)
    )
    assert before == path.read_bytes()


# -- on a connection of a caller -----------------------------------------------------------------------------------------


def test_tables_beside_those_of_a_caller_are_told(tmp_path: Path) -> None:
    """That there are none, that they are newer, and that they have no version."""
    with closing(sqlite3.connect(tmp_path / "theirs.db")) as connection:
        assert none(
            "sqlite3.Connection", "er zijn geen tabellen van een logboek", "there are no tables of a ledger"
        ) == told(NotALedger, lambda: SqliteStore.bound(connection, create=False))
        SqliteStore.bound(connection)
        connection.execute("UPDATE ontvlechting_ledger SET schema = ?", (SCHEMA + 1,))
        assert none(
            "sqlite3.Connection",
            f"geschreven door een nieuwere versie (tabellen {SCHEMA + 1}, hier {SCHEMA})",
            f"written by a newer version (tables {SCHEMA + 1}, here {SCHEMA})",
        ) == told(NotALedger, lambda: SqliteStore.bound(connection))
        connection.execute("UPDATE ontvlechting_ledger SET schema = 'x'")
        assert broken("er is geen versie 'x' van de tabellen", "there is no version 'x' of the tables") == told(
            BrokenLedger, lambda: SqliteStore.bound(connection)
        )


@pytest.mark.parametrize("isolation", [None, ""])
def test_a_connection_that_commits_by_itself_is_told(tmp_path: Path, isolation: Any) -> None:
    """Where no transaction is open: when tables have to be made, and when something is appended."""
    with closing(sqlite3.connect(tmp_path / "theirs.db", isolation_level=isolation)) as connection:
        if isolation is not None:  # here the driver begins one
            keep(SqliteStore.bound(connection), P[:1])
            assert connection.in_transaction
            return
        for _ in range(2):
            with pytest.raises(InputError) as error:
                keep(SqliteStore.bound(connection), P[:1])
            (problem,) = error.value.problems
            assert ("SqliteStore.bound", "connection") == (error.value.subject, problem.field)
            assert problem.value.startswith("<sqlite3.Connection object at")
            assert ("een verbinding met een geopende transactie", "a connection with an open transaction") == (
                problem.expected.nl,
                problem.expected.en,
            )
            connection.execute("BEGIN")
            SqliteStore.bound(connection)
            connection.execute("COMMIT")


def test_a_store_of_a_caller_leaves_the_connection_open(tmp_path: Path) -> None:
    """Closing it closes nothing, and it is read as it is at one moment without a connection of its own."""
    with closing(sqlite3.connect(tmp_path / "theirs.db")) as connection:
        store = SqliteStore.bound(connection)
        keep(store, P[:2])
        connection.commit()
        with store.still() as still:
            assert store is still
            begun = [connection.in_transaction]
            assert 2 == len(list(still.records()))
        begun.append(connection.in_transaction)
        with store.still():
            keep(store, P[2:3])
        begun.append(connection.in_transaction)  # what was written meanwhile is the caller's to commit
        with store.still():
            pass
        begun.append(connection.in_transaction)
        assert [True, False, True, True] == begun
        connection.rollback()
        store.close()
        assert [(2,)] == connection.execute("SELECT count(*) FROM ontvlechting_records").fetchall()
        assert (None, None) == (store.account(), SqliteStore(tmp_path / "x.db").account())


# -- reading what is damaged ---------------------------------------------------------------------------------------------


def test_rows_of_another_kind_come_as_they_are(tmp_path: Path) -> None:
    """A number that is none is -1, a name what it can be called, and bytes that are none what they are written as."""
    path = made(tmp_path / "ledger.db")
    whole = P[0].sealed
    for change, expected in {
        "number = 'x'": whole._replace(number=-1),
        "number = 1.5": whole._replace(number=-1),
        "id = x'00ff'": whole._replace(id="b'\\x00\\xff'"),
        "hash = x'41'": whole._replace(hash="b'A'"),
        "body = 'é'": whole._replace(body="'é'".encode()),
        "body = 5": whole._replace(body=b"5"),
        "disclosures = 'x'": whole._replace(disclosures=b"'x'"),
    }.items():
        copy = tmp_path / "copy.db"
        shutil.copy(path, copy)
        spoil(copy, f"{OPEN} UPDATE ontvlechting_records SET {change} WHERE position = 1")  # noqa: S608
        with closing(SqliteStore(copy, read_only=True)) as store:
            (_, first), *_ = store.records()
            assert expected == first, change
            assert all(type(a) is type(b) for a, b in zip(expected, first, strict=True))
        copy.unlink()
    spoil(path, f"{OPEN} UPDATE ontvlechting_records SET process = x'00' WHERE position = 1")  # noqa: S608
    with closing(SqliteStore(path, read_only=True)) as store:
        assert "b'\\x00'" == next(store.records())[1].process


def test_kept_dossiers_of_another_kind_come_as_they_are(tmp_path: Path) -> None:
    """The same, of a snapshot; each is found whatever its name has become."""
    path = made(tmp_path / "ledger.db")
    for change, expected in {
        "number = 'x'": P[2].snapshot._replace(number=-1),
        "hash = x'41'": P[2].snapshot._replace(hash="b'A'"),
        "body = 'é'": P[2].snapshot._replace(body="'é'".encode()),
        "process = x'00'": P[2].snapshot._replace(process="b'\\x00'"),
    }.items():
        copy = tmp_path / "copy.db"
        shutil.copy(path, copy)
        spoil(copy, f"UPDATE ontvlechting_snapshots SET {change} WHERE process = 'p'")  # noqa: S608
        with closing(SqliteStore(copy, read_only=True)) as store:
            assert {expected, Q[0].snapshot} == set(store.snapshots())
            if "process" not in change:
                assert expected == store.snapshot("p")
        copy.unlink()
    with closing(SqliteStore(path)) as store:
        assert (P[2].snapshot, None) == (store.snapshot("p"), store.snapshot("x"))
        assert [Snapshot, Snapshot] == [type(s) for s in store.snapshots()]
        assert [Sealed] * 3 == [type(s) for s in store.read("p")]


def test_a_text_that_is_no_text_is_told(tmp_path: Path) -> None:
    """Bytes that are no UTF-8, where a text stood."""
    path = made(tmp_path / "ledger.db")
    spoil(path, f"{OPEN} UPDATE ontvlechting_records SET id = CAST(x'ff' AS TEXT) WHERE position = 1")  # noqa: S608
    with closing(SqliteStore(path, read_only=True)) as store:
        assert broken("een tekst is geen tekst meer", "a text is no text any more") == told(
            BrokenLedger, lambda: list(store.records())
        )
        assert sealed_of(Q[:1]) == list(store.read("q"))


def test_a_damaged_file_is_told(tmp_path: Path) -> None:
    """By what reads it, and by a look at the whole of it."""
    path = made(tmp_path / "ledger.db")
    size = path.stat().st_size
    with path.open("r+b") as file:
        file.seek(size - 3 * 4096)
        file.write(b"\xff" * 4096 * 3)
    nl, en = told(BrokenLedger, lambda: _all_of(path))
    assert nl.startswith("het logboek is geschonden: het bestand is beschadigd")
    assert en.startswith("the ledger is broken: the file is damaged")


def _all_of(path: Path) -> None:
    with closing(SqliteStore(path, read_only=True)) as store:
        store.check()
        everything(store)


def test_what_sqlite_finds_itself_is_told(tmp_path: Path) -> None:
    """In its own words, the first of them."""
    path = made(tmp_path / "ledger.db")
    spoil(
        path,
        "PRAGMA writable_schema = ON; UPDATE sqlite_master SET sql = replace(sql, 'body BLOB NOT NULL', 'body BLOB') "
        "WHERE name = 'ontvlechting_snapshots'; PRAGMA writable_schema = RESET;"
        "UPDATE ontvlechting_snapshots SET body = NULL WHERE process = 'p'; "
        "PRAGMA writable_schema = ON; UPDATE sqlite_master SET sql = replace(sql, 'body BLOB', 'body BLOB NOT NULL') "
        "WHERE name = 'ontvlechting_snapshots'; PRAGMA writable_schema = RESET",
    )
    with closing(SqliteStore(path)) as store:
        said = "NULL value in ontvlechting_snapshots.body"
        assert broken(f"het bestand is beschadigd: {said}", f"the file is damaged: {said}") == told(
            BrokenLedger, store.check
        )
    with closing(SqliteStore(made(tmp_path / "sound.db"))) as store:
        store.check()


# -- pages ---------------------------------------------------------------------------------------------------------------


def test_records_are_read_in_pages_of_any_size(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Wherever one begins and stops, also in the middle of a page, and where the last page is full."""
    with closing(SqliteStore(tmp_path / "ledger.db")) as store:
        keep(store, P)
        expected = list(enumerate(sealed_of(P), start=1))
        for page, after, limit in product((1, 2, 3, 6, 7), range(8), (None, *range(8))):
            monkeypatch.setattr(rows, "PAGE", page)
            end = None if limit is None else after + limit
            assert expected[after:end] == list(store.records(after, limit))


# -- what others do to the file ------------------------------------------------------------------------------------------

MOVED = (
    "het bestand of het log ernaast is verplaatst, verwijderd of vervangen terwijl het open was; open het opnieuw",
    "the file, or the log beside it, was moved, deleted or replaced while it was open; open it again",
)
LINKED = (
    "het bestand heeft nog een naam (een harde koppeling), en onder elke naam hoort een ander log; maak een kopie",
    "the file has another name as well (a hard link), and to each name belongs a log of its own; make a copy",
)


@pytest.mark.parametrize("what", ["moved", "deleted", "replaced", "its log deleted", "its index deleted"])
def test_a_file_that_is_no_longer_there_acknowledges_nothing(tmp_path: Path, what: str) -> None:
    """Whoever writes or looks for an id is told, in both languages; what was in it stays."""
    path = made(tmp_path / "ledger.db")
    store = SqliteStore(path)
    keep(store, P[3:4])
    happens: dict[str, Callable[[], object]] = {
        "moved": lambda: path.rename(tmp_path / "elsewhere.db"),
        "deleted": path.unlink,
        "replaced": lambda: (shutil.copy(path, tmp_path / "x"), (tmp_path / "x").replace(path)),
        "its log deleted": Path(f"{path}-wal").unlink,
        "its index deleted": Path(f"{path}-shm").unlink,
    }
    happens[what]()
    for ask in (lambda: keep(store, P[4:5]), lambda: store.find("1 p")):
        assert unavailable(path, *MOVED) == told(LedgerUnavailable, ask)
    store.close()


def test_a_file_of_two_names_is_not_written(tmp_path: Path) -> None:
    """By whichever name; it may be looked at."""
    path, link = made(tmp_path / "ledger.db"), tmp_path / "link.db"
    link.hardlink_to(path)
    for name in (path, link):
        assert unavailable(name, *LINKED) == told(LedgerUnavailable, partial(SqliteStore, name))
        with closing(SqliteStore(name, read_only=True)) as store:
            assert 4 == len(list(store.records()))
            assert P[0].sealed == store.find(P[0].sealed.id)


def test_a_name_that_leads_to_the_file_is_followed(tmp_path: Path) -> None:
    """Its log lies beside the file itself; when it leads elsewhere, that is another file."""
    path, link = made(tmp_path / "ledger.db"), tmp_path / "other" / "link.db"
    link.parent.mkdir()
    link.symlink_to(path)
    with closing(SqliteStore(link)) as store:
        keep(store, P[3:4])
        assert {"ledger.db", "ledger.db-wal", "ledger.db-shm", "other"} == {p.name for p in tmp_path.iterdir()}
        assert ["link.db"] == [p.name for p in link.parent.iterdir()]
        elsewhere = made(tmp_path / "elsewhere.db")
        link.unlink()
        link.symlink_to(elsewhere)
        assert unavailable(link, *MOVED) == told(LedgerUnavailable, lambda: keep(store, P[4:5]))
    with closing(SqliteStore(path)) as store:
        assert sealed_of(P[:4]) == list(store.read("p"))


# -- writing -------------------------------------------------------------------------------------------------------------


class Fails(sqlite3.Connection):
    """A connection of which one statement fails, once it is armed."""

    armed: tuple[str, str, str] | None = None

    def execute(self, statement: str, *values: Any) -> sqlite3.Cursor:
        """Fail as a disk would."""
        if Fails.armed is not None and statement.startswith(Fails.armed[0]):
            error = sqlite3.OperationalError(Fails.armed[2])
            error.sqlite_errorname = Fails.armed[1]
            raise error
        return super().execute(statement, *values)


@pytest.mark.parametrize(
    ("name", "recorded"),
    [
        ("SQLITE_IOERR_FSYNC", None),
        ("SQLITE_IOERR_DIR_FSYNC", None),
        ("SQLITE_IOERR_WRITE", False),
        ("SQLITE_FULL", False),
    ],
)
def test_a_disk_that_fails_at_the_end_says_what_is_known(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    name: str,
    recorded: bool | None,  # noqa: FBT001 - a parameter of the test
) -> None:
    """Where it fails to sync nobody knows whether it is there; elsewhere it is not."""
    monkeypatch.setattr(sqlite3, "connect", partial(sqlite3.connect, factory=Fails))
    with closing(SqliteStore(made(tmp_path / "ledger.db"))) as store:
        monkeypatch.setattr(Fails, "armed", ("COMMIT", name, "disk I/O error"))
        with pytest.raises(LedgerUnavailable) as error:
            keep(store, P[3:4])
        assert (recorded, "disk I/O error", str(tmp_path / "ledger.db")) == (
            error.value.recorded,
            error.value.why,
            error.value.where,
        )
        monkeypatch.setattr(Fails, "armed", None)
        assert sealed_of(P[:3]) == list(store.read("p"))
        keep(store, P[3:4])


def test_a_process_that_begins_again_is_told(tmp_path: Path) -> None:
    """It is there; and one that begins with what does not begin."""
    with closing(SqliteStore(made(tmp_path / "ledger.db"))) as store:
        before = everything(store)
        other = story("p", 1, tag="x")[0]
        joins = other.sealed._replace(process="new", number=1)
        assert "0" * 64 == joins.previous
        for records, heads, rests in (
            ([other.sealed], [other.standing], ()),
            ([P[4].sealed], [P[4].standing], ()),
            (sealed_of(P[3:4]), [P[3].standing], [seen(Q[1])]),
            ([Q[1].sealed._replace(number=1)], [Q[1].standing], ()),
        ):
            with pytest.raises(Conflict) as error:
                store.append(records, heads, (), (), rests)
            assert error.value.process in {heads[0].process, *[head.process for head in rests]}
            assert before == everything(store)
        keep(store, [*P[3:], *Q[1:]])


def test_what_a_log_holds_is_emptied_after_a_redaction(tmp_path: Path) -> None:
    """At once; while somebody reads an earlier moment, at the next append after that; without one it stays."""
    path = made(tmp_path / "ledger.db")
    log = Path(f"{path}-wal")
    with closing(SqliteStore(path)) as store:
        keep(store, P[3:4])
        assert log.stat().st_size > 0
        store.append([P[4].sealed], [P[4].standing], (), [redacted(P[0].sealed, CODEC)])
        assert 0 == log.stat().st_size
        with store.still():
            store.append([P[5].sealed], [P[5].standing], (), [redacted(P[2].sealed, CODEC)])
            assert log.stat().st_size > 0
        keep(store, Q[1:])
        assert 0 == log.stat().st_size
        keep(store, story("r", 1))
        assert log.stat().st_size > 0
        assert 30_000 == store._all("PRAGMA busy_timeout")[0][0]


def test_whoever_waits_is_served(tmp_path: Path) -> None:
    """Within the patience that was given; beyond it nothing was recorded, and that is said."""
    path = made(tmp_path / "ledger.db")
    with closing(SqliteStore(path, patience=20)) as one, closing(SqliteStore(path, patience=0.05)) as other:
        assert (20_000, 50) == tuple(s._all("PRAGMA busy_timeout")[0][0] for s in (one, other))
        with closing(sqlite3.connect(path, isolation_level=None, check_same_thread=False)) as holder:
            holder.execute("BEGIN IMMEDIATE")
            assert unavailable(path, "database is locked", "database is locked") == told(
                LedgerUnavailable, lambda: keep(other, P[3:4])
            )
            waits = Thread(target=keep, args=(one, P[3:4]))
            waits.start()
            sleep(0.1)
            assert waits.is_alive()
            holder.execute("ROLLBACK")
            waits.join(20)
        assert sealed_of(P[:4]) == list(other.read("p"))


# -- closed, copied, at one moment ---------------------------------------------------------------------------------------


def test_a_closed_ledger_says_so_whatever_is_asked(tmp_path: Path) -> None:
    """And is not opened again by asking; closing it once more does no harm."""
    path = made(tmp_path / "ledger.db")
    store = SqliteStore(path)
    with store.still() as still:
        assert 4 == len(list(still.records()))
    store.close()
    store.close()
    asked: list[Callable[[], object]] = [
        lambda: store.standing("p"),
        store.standings,
        lambda: store.snapshot("p"),
        lambda: list(store.snapshots()),
        lambda: store.read("p"),
        lambda: store.find("x"),
        lambda: list(store.records()),
        store.check,
        store.check_schema,
        store.still,
        lambda: keep(store, P[3:4]),
        lambda: store.backup(tmp_path / "copy.db"),
        lambda: told(LedgerUnavailable, lambda: still.read("p")),
    ]
    for ask in asked[:-1]:
        assert unavailable(path, CLOSED.nl, CLOSED.en) == told(LedgerUnavailable, ask)
    assert unavailable(path, CLOSED.nl, CLOSED.en) == asked[-1]()
    assert [path] == list(tmp_path.iterdir())


def test_a_moment_of_a_moment_is_that_moment(tmp_path: Path) -> None:
    """It writes nothing, and sees nothing of what comes later."""
    path = made(tmp_path / "ledger.db")
    with closing(SqliteStore(path)) as store, store.still() as still:
        keep(store, P[3:])
        with still.still() as same:
            assert same is still
        assert sealed_of(P[:3]) == list(still.read("p"))
        with pytest.raises(LedgerUnavailable):
            keep(still, P[3:4])
        assert P[2].snapshot == still.snapshot("p")


def test_a_moment_of_another_file_is_refused(tmp_path: Path) -> None:
    """Where another has taken its name meanwhile."""
    path = made(tmp_path / "ledger.db")
    with closing(SqliteStore(path)) as store:
        SqliteStore(tmp_path / "x.db").close()
        (tmp_path / "x.db").replace(path)
        assert unavailable(path, *MOVED) == told(LedgerUnavailable, store.still)


def test_a_copy_is_a_ledger_like_any_other(tmp_path: Path) -> None:
    """Whole, with a log written ahead, and for its owner alone; the original goes on."""
    path, copy = made(tmp_path / "ledger.db"), tmp_path / "copy.db"
    with closing(SqliteStore(path)) as store:
        keep(store, P[3:4])
        store.backup(str(copy))
        expected = everything(store)
        keep(store, P[4:])
    assert b"\x02\x02" == copy.read_bytes()[18:20]  # how SQLite marks a file whose log is written ahead
    assert {"ledger.db", "copy.db"} == {p.name for p in tmp_path.iterdir()}
    assert 0o600 == copy.stat().st_mode & 0o777
    with closing(SqliteStore(copy, create=False)) as store:
        assert expected == everything(store)
        keep(store, P[4:])


def test_a_copy_that_cannot_be_made_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """With the path of the copy and why; whatever lies beside it goes with it."""
    path, copy = made(tmp_path / "ledger.db"), tmp_path / "copy.db"
    copy.write_text("x")
    with closing(SqliteStore(path)) as store:
        nl, en = told(FileUnavailable, lambda: store.backup(copy))
        assert f"{str(copy)!r} is niet te gebruiken: er is al een bestand met die naam" == nl
        assert f"{str(copy)!r} cannot be used: there is a file of that name already" == en
        assert "x" == copy.read_text()
        copy.unlink()
        monkeypatch.setattr(sqlite3, "connect", partial(sqlite3.connect, factory=Fails))
        monkeypatch.setattr(Fails, "armed", ("PRAGMA journal_mode", "SQLITE_FULL", "disk full"))
        nl, en = told(FileUnavailable, lambda: store.backup(copy))
        assert f"{str(copy)!r} is niet te gebruiken: disk full" == nl
        assert f"{str(copy)!r} cannot be used: disk full" == en
        assert [path] == [p for p in tmp_path.iterdir() if p.suffix == ".db"]


# -- a guard that swallows -----------------------------------------------------------------------------------------------


def test_what_is_swallowed_is_told_in_both_languages(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where nobody looks at the guards."""
    path = made(tmp_path / "ledger.db")
    monkeypatch.setattr(SqliteStore, "check_schema", lambda _: None)
    with closing(SqliteStore(path)) as store:
        spoil(path, "CREATE TRIGGER x BEFORE INSERT ON ontvlechting_records BEGIN SELECT RAISE(IGNORE); END")
        with pytest.raises(BrokenLedger) as error:
            keep(store, P[3:4])
        assert (None, None) == (error.value.process, error.value.number)
        assert broken(
            "iets in de database slikt in wat wordt geschreven; er is niets vastgelegd",
            "something in the database swallows what is written; nothing was recorded",
        ) == (error.value.text.nl, error.value.text.en)


def test_the_guards_are_looked_at_again_when_another_wrote(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Once for each time that the tables may have changed, and not for each record; in the transaction of a caller always."""
    looks: list[int] = []
    whole = SqliteStore.check_schema

    def counted(store: SqliteStore) -> None:
        looks.append(1)
        whole(store)

    monkeypatch.setattr(SqliteStore, "check_schema", counted)
    path = made(tmp_path / "ledger.db")
    looks.clear()
    with closing(SqliteStore(path)) as store:
        keep(store, P[3:4])
        keep(store, P[4:5])
        assert [1] == looks
        with closing(SqliteStore(path)) as other:
            keep(other, Q[1:])
            assert [1, 1] == looks
        keep(store, P[5:])
        assert [1, 1] == looks  # somebody wrote, and the tables are as they were
        spoil(path, "CREATE TABLE x (y)")
        keep(store, story("r", 1))
        assert [1, 1, 1] == looks
        spoil(path, f"PRAGMA user_version = {SCHEMA + 1}")
        assert none(
            path,
            f"geschreven door een nieuwere versie (tabellen {SCHEMA + 1}, hier {SCHEMA})",
            f"written by a newer version (tables {SCHEMA + 1}, here {SCHEMA})",
        ) == told(NotALedger, lambda: keep(store, story("s", 1)))
    looks.clear()
    with closing(sqlite3.connect(tmp_path / "theirs.db")) as connection:
        bound = SqliteStore.bound(connection)
        for k in P[:3]:
            keep(bound, [k])
        assert [1, 1, 1] == looks


def test_a_new_file_that_another_is_making_is_waited_for(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """SQLite itself does not wait there; and it is not waited for longer than was asked."""
    tries: list[str] = []

    class Busy(sqlite3.Connection):
        """One that cannot change the way of its log, a number of times."""

        left = 2

        def execute(self, statement: str, *values: Any) -> sqlite3.Cursor:
            """Say that it is busy."""
            if statement.startswith("PRAGMA journal_mode"):
                tries.append(statement)
                if Busy.left:
                    Busy.left -= 1
                    error = sqlite3.OperationalError("database is locked")
                    error.sqlite_errorcode, error.sqlite_errorname = sqlite3.SQLITE_BUSY, "SQLITE_BUSY"
                    raise error
            return super().execute(statement, *values)

    monkeypatch.setattr(sqlite3, "connect", partial(sqlite3.connect, factory=Busy))
    SqliteStore(tmp_path / "a.db").close()
    assert 3 == len(tries)
    monkeypatch.setattr(Busy, "left", 1_000_000)
    assert unavailable(tmp_path / "b.db", "database is locked", "database is locked") == told(
        LedgerUnavailable, lambda: SqliteStore(tmp_path / "b.db", patience=0.05)
    )


@pytest.fixture(autouse=True)
def nothing_is_armed() -> Iterator[None]:
    """Whatever a test did: the next begins without it."""
    yield
    Fails.armed = None


def test_a_ledger_is_closed_for_a_fork_and_opened_again(tmp_path: Path) -> None:
    """In the parent and in the child; the child goes on where the parent was."""
    path = made(tmp_path / "ledger.db")
    with closing(SqliteStore(path)) as store:
        keep(store, P[3:4])
        if (child := os.fork()) == 0:
            with suppress(BaseException):
                keep(store, P[4:5])
                os._exit(0)
            os._exit(1)
        assert 0 == os.waitpid(child, 0)[1]
        assert sealed_of(P[:5]) == list(store.read("p"))
        keep(store, P[5:])
    with Workflow(SqliteStore(path)) as flow:
        assert 7 == flow.verify(deep=True).records
        assert flow.submit("z", Road(letter.PROCESSES["douane/websites"]).identify()).allowed


def test_the_connection_of_another_process_is_not_used(tmp_path: Path) -> None:
    """Of one that was lent it is said that a new one has to be opened; the parent goes on with it."""
    path = made(tmp_path / "ledger.db")
    read, said = os.pipe()
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        store = SqliteStore.bound(connection)
        if (child := os.fork()) == 0:
            with suppress(BaseException):
                try:
                    store.read("p")
                except LedgerUnavailable as error:
                    os.write(said, error.why.encode())
            os._exit(0)
        os.close(said)
        assert 0 == os.waitpid(child, 0)[1]
        with os.fdopen(read) as heard:
            assert OF_ANOTHER.en == heard.read()
        assert sealed_of(P[:3]) == list(store.read("p"))
