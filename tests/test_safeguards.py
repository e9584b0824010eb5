"""What keeps a ledger safe, tried where it would fail: on a careless build, in another language, without rights, beside others."""

from __future__ import annotations

import os
import re
import sqlite3
import stat
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager, suppress
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import psycopg
import pytest

from ontvlechting import Ledger, State, Workflow, letter
from ontvlechting.engine.errors import LedgerUnavailable
from ontvlechting.letter.fiction import Road
from ontvlechting.record.audit import redacted
from ontvlechting.record.standing import Selection
from ontvlechting.record.stores.memory import MemoryStore
from ontvlechting.record.stores.port import Store
from ontvlechting.record.stores.postgres import PostgresStore
from ontvlechting.record.stores.sqlite import SqliteStore
from ontvlechting.testing.stores import StoreContract, everything, keep, sealed_of, seen, story
from tests.asking import CODEC

NOBODY = 65534
"""Somebody with no rights at all."""


# -- a build of SQLite that is set otherwise -----------------------------------------------------------------------------


class Careless(sqlite3.Connection):
    """As a build of SQLite that overwrites nothing and syncs nothing unless it is told to."""

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.execute("PRAGMA secure_delete = OFF")
        self.execute("PRAGMA synchronous = OFF")


@pytest.fixture
def careless(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every connection is of such a build."""
    monkeypatch.setattr(sqlite3, "connect", partial(sqlite3.connect, factory=Careless))


def setting(store: SqliteStore, name: str) -> object:
    """What a connection was told."""
    ((value,),) = store._all(f"PRAGMA {name}")
    return value


@pytest.mark.usefixtures("careless")
def test_what_a_build_leaves_out_is_asked_for(tmp_path: Path) -> None:
    """When a ledger is made, when it is opened again, and after it was closed for a fork."""
    for _ in range(2):
        with closing(SqliteStore(tmp_path / "ledger.db")) as store:
            assert (1, 2, "wal") == tuple(setting(store, n) for n in ("secure_delete", "synchronous", "journal_mode"))
            if (child := os.fork()) == 0:
                os._exit(0)
            os.waitpid(child, 0)
            assert (1, 2) == tuple(setting(store, name) for name in ("secure_delete", "synchronous"))
    with closing(SqliteStore(tmp_path / "ledger.db", read_only=True)) as store:
        assert 1 == setting(store, "query_only")


@pytest.mark.usefixtures("careless")
def test_what_was_redacted_is_overwritten_whatever_the_build_does(tmp_path: Path) -> None:
    """Of the text nothing is left in the file, nor in the log beside it."""
    road = Road(letter.PROCESSES["douane/websites"])
    with Workflow.open(f"sqlite:///{tmp_path / 'ledger.db'}") as flow:
        flow.submit("p", road.identify(name="Mevrouw Voorbeeld " * 200)).or_raise()
        flow.submit_many([("p", road.consult())] * 3)
        assert any(b"Mevrouw Voorbeeld" in p.read_bytes() for p in tmp_path.iterdir())
        flow.submit("p", road.redact((1,))).or_raise()
        assert [] == [p.name for p in tmp_path.iterdir() if b"Mevrouw Voorbeeld" in p.read_bytes()]


# -- a folder in which nothing may be written ----------------------------------------------------------------------------


@contextmanager
def rights(path: Path, mode: int) -> Iterator[None]:
    """The path has these rights for a while."""
    before = stat.S_IMODE(path.stat().st_mode)
    path.chmod(mode)
    try:
        yield
    finally:
        path.chmod(before)


def as_nobody(work: Callable[[], None]) -> None:
    """Do this in a process of somebody who may write nothing; fails as it fails."""
    reading, writing = os.pipe()
    if (child := os.fork()) == 0:
        said = b""
        try:
            if os.getuid() == 0:  # to root no folder is closed
                os.setgroups([])
                os.setgid(NOBODY)
                os.setuid(NOBODY)
            work()
        except BaseException as error:  # noqa: BLE001 - this process has to end here
            said = repr(error).encode()
        os.write(writing, said)
        os._exit(0)
    os.close(writing)
    with os.fdopen(reading, "rb") as pipe:
        said = pipe.read()
    os.waitpid(child, 0)
    assert "" == said.decode()


def _at_rest(path: Path) -> list[str]:
    with Ledger.open(f"sqlite:///{path}") as ledger:
        assert 3 == ledger.verify(deep=True).records
        with ledger._store.still() as still:
            assert 3 == len(list(still.records()))
    return sorted(p.name for p in path.parent.iterdir())


def _cannot_write(path: Path) -> None:
    (k,) = story("q", 1)
    with suppress(LedgerUnavailable), Workflow.open(f"sqlite:///{path}") as flow:
        keep(flow._store, [k])
        raise AssertionError("it was written")


def filled(folder: Path) -> Path:
    """A ledger at rest, in a folder of its own; all that reading it imports is imported, for nobody may not."""
    path = folder / "kept" / "ledger.db"
    path.parent.mkdir()
    with closing(SqliteStore(path)) as store:
        keep(store, story("p", 3))
    assert ["ledger.db"] == _at_rest(path)
    return path


@pytest.fixture
def folder() -> Iterator[Path]:
    """A folder that everybody may enter; those of pytest are for its owner alone."""
    with TemporaryDirectory(prefix="ontvlechting-") as made:
        Path(made).chmod(0o711)
        yield Path(made)


@pytest.mark.skipif(not hasattr(os, "fork"), reason="to be somebody else takes a process that is forked")
def test_a_ledger_at_rest_is_read_by_who_may_write_nothing(folder: Path) -> None:
    """In a folder that is closed for writing: it is verified and read at one moment, and nothing appears beside it."""
    path = filled(folder)
    with rights(path, 0o444), rights(path.parent, 0o555):
        as_nobody(lambda: _same(["ledger.db"], _at_rest(path)))
        as_nobody(lambda: _cannot_write(path))
    assert ["ledger.db"] == [p.name for p in path.parent.iterdir()]


@pytest.mark.skipif(not hasattr(os, "fork"), reason="to be somebody else takes a process that is forked")
def test_a_file_that_may_be_written_in_a_folder_that_may_not_is_read(folder: Path) -> None:
    """No log can be put beside it, so it is read as it lies there."""
    path = filled(folder)
    with rights(path, 0o666), rights(path.parent, 0o555):
        as_nobody(lambda: _same(["ledger.db"], _at_rest(path)))
    with rights(path, 0o444), rights(path.parent, 0o777):
        as_nobody(lambda: _same(["ledger.db"], _at_rest(path)))


@pytest.mark.skipif(not hasattr(os, "fork"), reason="to be somebody else takes a process that is forked")
def test_what_may_not_be_read_or_made_is_told(folder: Path) -> None:
    """A file of somebody else, and a folder in which nothing can be made, or that may not be entered: one error of ours."""
    path = filled(folder)

    def refused(target: Path) -> None:
        for how in ({}, {"create": False}, {"read_only": True}):
            with pytest.raises(LedgerUnavailable) as error:
                SqliteStore(target, **how)
            assert str(target) == error.value.where

    for here, above in ((0o000, 0o555), (0o666, 0o000)):
        with rights(path, here), rights(path.parent, above):
            as_nobody(lambda: refused(path))
            as_nobody(lambda: refused(path.with_name("new.db")))
    assert ["ledger.db"] == [p.name for p in path.parent.iterdir()]


def _same(expected: object, actual: object) -> None:
    assert expected == actual, actual


# -- a server of another language ----------------------------------------------------------------------------------------

LANGUAGES = (
    "LOCALE_PROVIDER icu ICU_LOCALE 'nl'",
    "LC_COLLATE 'nl_NL.utf8' LC_CTYPE 'nl_NL.utf8'",
    "LC_COLLATE 'en_US.utf8'",
)
"""How a database is made that sorts as a dictionary does; not every server knows one of them."""


@pytest.fixture
def in_dutch(postgres: str) -> Iterator[str]:
    """An empty database in which an `a` comes before a `B`."""
    name = f"dutch_{os.urandom(8).hex()}"
    with psycopg.connect(postgres, autocommit=True) as connection:
        for language in LANGUAGES:
            with suppress(psycopg.errors.FeatureNotSupported, psycopg.errors.WrongObjectType, psycopg.DataError):
                connection.execute(f"CREATE DATABASE {name} TEMPLATE template0 ENCODING 'UTF8' {language}".encode())
                break
        else:
            pytest.skip("this server knows no language but its own")
    address = urlunsplit(urlsplit(postgres)._replace(path=f"/{name}"))
    with psycopg.connect(address) as connection:
        found = connection.execute("SELECT x FROM (VALUES ('B'), ('a')) t(x) ORDER BY x").fetchall()
        assert [("a",), ("B",)] == found
    yield address
    with psycopg.connect(postgres, autocommit=True) as connection:
        connection.execute(f"DROP DATABASE {name} WITH (FORCE)".encode())


def test_a_server_that_sorts_as_a_dictionary_lists_names_by_their_characters(in_dutch: str) -> None:
    """Page by page; where the server at hand knows such a language, which ours for tests does not."""
    with closing(PostgresStore(in_dutch)) as store:
        StoreContract().test_processes_are_listed_by_name_page_by_page(store)
        store.check_schema()


def test_names_that_are_given_are_compared_by_their_characters_too(database: str) -> None:
    """Those of the tables say so themselves; those in what a function is given have to say it once more."""
    PostgresStore(database).close()
    with psycopg.connect(database) as connection:
        sources = connection.execute(
            "SELECT p.prosrc FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace WHERE n.nspname = 'ontvlechting'"
        ).fetchall()
        columns = connection.execute(
            "SELECT table_name, column_name, collation_name FROM information_schema.columns "
            "WHERE table_schema = 'ontvlechting' AND column_name IN ('process', 'id', 'reference')"
        ).fetchall()
    given = [
        found for (source,) in sources for found in re.findall(r"\bprocess text\b(?: COLLATE \S+?(?=[,)]))?", source)
    ]
    assert ['process text COLLATE "C"'] * 6 == given
    assert {(table, column, "C") for table, column, _ in columns} == set(columns)
    assert 8 == len(columns)


# -- functions that run as their owner -----------------------------------------------------------------------------------


def test_each_function_that_runs_as_its_owner_has_this_path_and_no_other(database: str) -> None:
    """As the server keeps it: what it brings itself, and what is temporary last; the others have no path at all."""
    PostgresStore(database).close()
    with psycopg.connect(database) as connection:
        found = connection.execute(
            "SELECT p.proname::text, p.prosecdef, p.proconfig FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace "
            "WHERE n.nspname = 'ontvlechting' ORDER BY 1"
        ).fetchall()
    path = ["search_path=pg_catalog, pg_temp"]
    owned = {"append", "arrived", "integrate", "redact", "turn"}
    assert {(name, True, tuple(path)) for name in owned} | {
        (name, False, None) for name in ("place", "place_what_is_seen", "refuse", "tile", "wait")
    } == {(name, definer, None if config is None else tuple(config)) for name, definer, config in found}


def test_a_path_that_is_longer_is_told(database: str) -> None:
    """Whatever one of them may find beside: verifying says that it was changed."""
    with closing(PostgresStore(database)) as store:
        for function in ("integrate(integer)", "turn(text[], integer)"):
            with psycopg.connect(database) as connection:
                connection.execute(
                    f"ALTER FUNCTION ontvlechting.{function} SET search_path = pg_catalog, pg_temp, public".encode()
                )
            with pytest.raises(Exception, match=f"a function was changed: `{function.partition('(')[0]}"):
                store.check_schema()
            with psycopg.connect(database) as connection:
                connection.execute(
                    f"ALTER FUNCTION ontvlechting.{function} SET search_path = pg_catalog, pg_temp".encode()
                )
            store.check_schema()


# -- beside others -------------------------------------------------------------------------------------------------------


def _moment(store: Store) -> object:
    with store.still() as still:
        return everything(still)


ASKED: dict[str, Callable[[Store], object]] = {
    "standing": lambda s: s.standing("p"),
    "standings": lambda s: list(s.standings()),
    "a selection": lambda s: list(s.standings(Selection(state=State.IDENTIFIED.value), after="a", limit=5)),
    "snapshot": lambda s: s.snapshot("p"),
    "snapshots": lambda s: list(s.snapshots()),
    "read": lambda s: list(s.read("p")),
    "find": lambda s: s.find(story("p", 3)[2].sealed.id),
    "records": lambda s: list(s.records()),
    "still": _moment,
}


@pytest.mark.parametrize("kept", [False, True], ids=["not kept", "kept"])
@pytest.mark.parametrize("kind", ["memory", "sqlite"])
def test_who_asks_during_a_turn_is_told_what_was_kept(tmp_path: Path, kind: str, kept: bool) -> None:  # noqa: FBT001
    """Another thread that shares the store: what a turn may still take back is told to nobody."""
    store: Store = MemoryStore() if kind == "memory" else SqliteStore(tmp_path / "ledger.db")
    p, q = story("p", 3), story("q", 1)
    store.append(sealed_of([p[0], *q]), [p[0].standing, q[0].standing], [p[0].snapshot])
    before = {name: ask(store) for name, ask in ASKED.items()}
    with ThreadPoolExecutor(len(ASKED)) as pool:
        with suppress(RuntimeError), store.turn(["p"]):
            store.append(
                sealed_of(p[1:]), [p[2].standing], [p[2].snapshot], [redacted(p[0].sealed, CODEC)], [seen(q[0])]
            )
            asked = {name: pool.submit(ask, store) for name, ask in ASKED.items()}
            told = {name for name, answer in asked.items() if _done(answer) and before[name] != answer.result()}
            if not kept:
                raise RuntimeError("in the middle")
        answers = {name: answer.result() for name, answer in asked.items()}
    assert set() == told
    assert (before if not kept else {name: ask(store) for name, ask in ASKED.items()}) == answers
    store.close()


def _done(answer: Any) -> bool:
    """Whether it comes within a moment."""
    with suppress(TimeoutError):
        answer.exception(0.02)
        return True
    return False


def test_who_writes_in_memory_waits_for_who_writes(monkeypatch: pytest.MonkeyPatch) -> None:
    """While one thread is in the middle of a call, another neither writes nor is told half of it."""
    store, p, q = MemoryStore(), story("p", 2), story("q", 1)
    keep(store, p[:1])
    before = everything(store)
    whole = store._keep
    with ThreadPoolExecutor(2) as pool:

        def in_the_middle(*args: Any) -> None:
            whole(*args)
            if args[0] == sealed_of(p[1:]):
                asked.append(pool.submit(everything, store))
                asked.append(pool.submit(keep, store, q))
                assert [False, False] == [_done(answer) for answer in asked]
                raise RuntimeError("in the middle")

        asked: list[Any] = []
        monkeypatch.setattr(store, "_keep", in_the_middle)
        with pytest.raises(RuntimeError, match="in the middle"):
            keep(store, p[1:])
        found, written = (answer.result() for answer in asked)
    assert None is written
    assert before[0] == found[0][:1]
    assert p[1].sealed not in [s for _, s in found[0]]
    assert [p[0].standing] == found[1][:1]
    assert [*sealed_of(p[:1]), *sealed_of(q)] == [s for _, s in store.records()]
