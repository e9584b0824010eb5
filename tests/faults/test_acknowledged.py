"""What was acknowledged is in the file that has the name, whatever happens around it: none is acknowledged and missing.

`ONTVLECHTING_ACKNOWLEDGEMENTS` says how many acknowledgements of each kind are looked up; 10,000 were before this was
called proven. They are looked up by SQLite alone, on a connection of its own.
"""
# ruff: noqa: PT017 - an error is one of two ways that it may go

from __future__ import annotations

import multiprocessing
import os
import signal
import sqlite3
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager, suppress
from itertools import count
from pathlib import Path
from random import Random
from threading import Event
from time import perf_counter

import psycopg
import pytest

from ontvlechting import Workflow
from ontvlechting.engine.errors import BrokenLedger, LedgerUnavailable
from ontvlechting.record.stores.sqlite import SqliteStore
from tests.faults.test_interruption import TimeLimit, limits
from tests.faults.work import EACH, commands, counted, write

MANY = int(os.environ.get("ONTVLECHTING_ACKNOWLEDGEMENTS", "200"))
FORKS, READS = max(10, MANY // 300), max(100, MANY // 30)

pytestmark = [
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
    pytest.mark.filterwarnings("ignore:.*multi-threaded.*fork:DeprecationWarning"),
    pytest.mark.skipif(not hasattr(os, "fork"), reason="this system has no signals and forks as these"),
]


def recorded(path: Path) -> set[str]:
    """The ids in the file of this name."""
    with closing(sqlite3.connect(f"{path.as_uri()}?mode=ro", uri=True)) as plain:
        return {id for (id,) in plain.execute("SELECT id FROM ontvlechting_records")}


def there(path: Path, id: str) -> bool:
    """Whether this one is in the file of this name."""
    with closing(sqlite3.connect(f"{path.as_uri()}?mode=ro", uri=True)) as plain:
        return bool(plain.execute("SELECT 1 FROM ontvlechting_records WHERE id = ?", (id,)).fetchall())


Done = tuple[int, int, Sequence[str]]
"""How often something was done, how many acknowledgements were missing, and all that was acknowledged."""


# -- signals -------------------------------------------------------------------------------------------------------------


def _struck(flow: Workflow) -> tuple[int, list[str]]:
    """Time limits at random moments of `submit`; who is struck repeats under the same id. Tracebacks are kept."""
    random, said, struck, kept = Random(5), list[str](), 0, deque[TimeLimit](maxlen=100)  # noqa: S311
    asked = commands("p")
    begin = perf_counter()
    said += [id for _ in range(20) for id in write(flow, [next(asked)])]
    usual = (perf_counter() - begin) / 20
    with limits():
        # on a busy machine fewer are struck; then more are asked
        while len(said) < MANY or (struck <= MANY / 20 and len(said) < 10 * MANY):
            command, tries = next(asked), 0
            while command.id not in said[-1:]:
                tries += 1  # more time each time: a connection that has to be made anew takes more than is usual
                try:
                    signal.setitimer(signal.ITIMER_REAL, random.uniform(0, 2 * usual * tries) or usual)
                    ids = write(flow, [command])
                    signal.setitimer(signal.ITIMER_REAL, 0)
                    said += ids
                except TimeLimit as error:
                    struck += 1
                    kept.append(error)
    flow.verify()
    assert struck > MANY / 20
    return struck, said


def _signals(path: Path) -> Done:
    """In a file."""
    with Workflow(SqliteStore(path)) as flow:
        struck, said = _struck(flow)
    return struck, len(set(said) - recorded(path)), said


def test_what_a_server_acknowledged_is_recorded(database: str) -> None:
    """The same on PostgreSQL, looked up by another connection."""
    with Workflow.open(database) as flow:
        struck, said = _struck(flow)
    with psycopg.connect(database) as plain:
        there = {id for (id,) in plain.execute("SELECT id FROM ontvlechting.records")}
    counted(WHAT["signals"], where="PostgreSQL", tried=struck, acknowledged=len(said), lost=len(set(said) - there))
    assert set() == set(said) - there


# -- forks ---------------------------------------------------------------------------------------------------------------


def _child(flow: Workflow, name: str, out: int) -> None:
    """Go on with the ledger of the parent, and say what was recorded; the process ends with this."""
    status = 1
    try:
        asked = commands(name)
        for _ in range(25):
            (id,) = write(flow, [next(asked)])
            os.write(out, f"{id}\n".encode())
        if Path("/proc/locks").exists():
            assert f" {os.getpid()} " in Path("/proc/locks").read_text(), "it holds no lock on the file"
        status = 0
    except BaseException:  # noqa: BLE001 - a fork may not return into the loop of its parent
        import traceback

        traceback.print_exc()
    finally:
        os._exit(status)


def _forks(path: Path) -> Done:
    """Children that go on with the ledger while threads of the parent write to it, and the parent closes it meanwhile."""
    said, done, children = list[str](), Event(), 0
    read, out = os.pipe()

    def go_on(flow: Workflow, name: str) -> list[str]:
        mine, asked = list[str](), commands(name)
        while not done.is_set():
            mine += write(flow, [next(asked)])
        return mine

    def listen() -> list[str]:
        with os.fdopen(read) as lines:
            return [line.strip() for line in lines]

    with ThreadPoolExecutor(3) as pool:
        heard = pool.submit(listen)
        try:
            for n in count():
                if children * 25 >= MANY:
                    break
                done.clear()
                flow = Workflow(SqliteStore(path))
                threads = [pool.submit(go_on, flow, f"thread-{n}-{t}") for t in range(2 * (n % 2))]  # idle and busy
                said += write(flow, [next(commands(f"first-{n}"))])
                pids = []
                for c in range(4):
                    pid = os.fork()
                    if pid == 0:
                        _child(flow, f"child-{n}-{c}", out)
                    pids.append(pid)
                children += len(pids)
                done.set()
                for thread in threads:
                    said += thread.result()
                flow.close()
                assert [0] * len(pids) == [os.waitpid(pid, 0)[1] for pid in pids]
        finally:
            done.set()
            os.close(out)
        said += heard.result()
    with Workflow(SqliteStore(path)) as flow:
        flow.verify()
    return children, len(set(said) - recorded(path)), said


# -- another file --------------------------------------------------------------------------------------------------------


def _rename(path: Path) -> None:
    for end in ("", "-wal", "-shm"):
        with suppress(FileNotFoundError):
            Path(f"{path}{end}").rename(f"{path}.away{end}")


def _replace(path: Path) -> None:
    _rename(path)
    SqliteStore(path).close()


def _delete(path: Path) -> None:
    path.unlink()


def _delete_log(path: Path) -> None:
    with suppress(FileNotFoundError):
        Path(f"{path}-wal").unlink()


def _delete_index(path: Path) -> None:
    with suppress(FileNotFoundError):
        Path(f"{path}-shm").unlink()


CHANGES = [_rename, _replace, _delete, _delete_log, _delete_index]


def _moved(path: Path) -> Done:
    """The file or its log is renamed, replaced or deleted at random moments, also just before and after a commit."""
    random, said, refused, missing = Random(6), list[str](), 0, 0  # noqa: S311
    for n in count():
        if len(said) >= MANY:
            break
        home = path.parent / f"{n}" / "ledger.db"
        home.parent.mkdir()
        change, last = CHANGES[n % len(CHANGES)], random.randrange(2, 60)
        with Workflow(SqliteStore(home)) as flow, _at(flow, random.randrange(3), last, lambda: change(home)):  # noqa: B023
            for command, _ in zip(commands("p"), range(70), strict=False):
                try:
                    said += write(flow, [command])
                    missing += not (home.exists() and there(home, command.id))
                except LedgerUnavailable as error:
                    refused += 1
                    assert "moved, deleted or replaced" in error.why
                    assert error.recorded is not None or (command.id,) == error.ids
                    with pytest.raises(LedgerUnavailable):  # also when it is asked whether it was recorded
                        write(flow, [command])
                    break
            else:
                pytest.fail("it was not seen")
    assert refused > 0
    return refused, missing, said


@contextmanager
def _at(flow: Workflow, moment: int, last: int, change: Callable[[], None]) -> Iterator[None]:
    """Do something at the last of so many commits: before the file is looked at, before the commit, or after it."""
    store = flow._store
    assert isinstance(store, SqliteStore)
    check, left = store._check_file, [3 * last + moment]  # it is looked at when an id is looked up, before and after

    def between(*, recorded: bool | None = False) -> None:
        if left[0] == 0:
            change()
        left[0] -= 1
        check(recorded=recorded)

    store._check_file = between  # type: ignore[method-assign]
    try:
        yield
    finally:
        del store._check_file


# -- triggers ------------------------------------------------------------------------------------------------------------

SWALLOWED = ("INSERT ON ontvlechting_records", "INSERT ON ontvlechting_processes", "UPDATE ON ontvlechting_processes")


def _triggers(path: Path) -> Done:
    """Somebody lays a trigger that swallows what is written, and takes it away again; nobody looks but who counts."""
    said, refused, missing = list[str](), 0, 0
    with Workflow(SqliteStore(path)) as flow, closing(sqlite3.connect(path, isolation_level=None)) as other:
        flow._store.check_schema = lambda: None  # type: ignore[method-assign]
        for n, command in zip(count(), commands("p"), strict=False):
            if len(said) >= MANY:
                break
            if n % 5 == 0:
                on = SWALLOWED[n % len(SWALLOWED)]
                other.execute(f"CREATE TRIGGER x BEFORE {on} BEGIN SELECT RAISE(IGNORE); END")
                try:
                    said += write(flow, [command])
                    missing += not there(path, said[-1])
                except BrokenLedger as error:
                    refused += 1
                    assert "something in the database swallows what is written; nothing was recorded" in error.text.en
                    assert "iets in de database slikt in wat wordt geschreven" in error.text.nl
                    assert not there(path, command.id)
                other.execute("DROP TRIGGER x")
            said += write(flow, [command])
        flow.verify()
    assert refused > MANY / 20
    return refused, missing + len(set(said) - recorded(path)), said


KINDS: dict[str, Callable[[Path], Done]] = {
    "signals": _signals,
    "forks": _forks,
    "another file": _moved,
    "triggers": _triggers,
}


WHAT = {
    "signals": "a time limit that raises in the middle of submit",
    "forks": "processes that fork with the ledger open, parents idle and busy",
    "another file": "the file moved, deleted or replaced while it was open",
    "triggers": "a trigger that swallows what is written",
}


@pytest.mark.parametrize("kind", KINDS)
def test_what_is_acknowledged_is_recorded(tmp_path: Path, kind: str) -> None:
    """Of all that was acknowledged nothing is missing."""
    tried, missing, said = KINDS[kind](tmp_path / "ledger.db")
    counted(WHAT[kind], where="SQLite", tried=tried, acknowledged=len(said), lost=missing)
    assert len(said) >= MANY
    assert 0 == missing


# -- where a fork finds the ledger in use --------------------------------------------------------------------------------


def _in_a_fork(work: Callable[[], object]) -> str:
    """What this comes to in a forked process: the words of the error, or nothing."""
    read, out = os.pipe()
    pid = os.fork()
    if pid == 0:
        try:
            work()
        except LedgerUnavailable as error:
            os.write(out, f"{error.recorded} {error.text.en} | {error.text.nl}".encode())
        finally:
            os._exit(0)
    os.close(out)
    with os.fdopen(read) as lines:
        said = lines.read()
    assert (pid, 0) == os.waitpid(pid, 0)
    return said


ENGLISH = "this process was forked while a ledger in SQLite was in use, and cannot use one now"
DUTCH = "dit proces is met `fork` afgesplitst terwijl er een logboek in SQLite in gebruik was"


def test_a_file_with_two_names_is_not_written(tmp_path: Path) -> None:
    """Each name has a log of its own: whoever writes by the one name would not see who writes by the other."""
    path, link = tmp_path / "ledger.db", tmp_path / "snapshot.db"
    with Workflow(SqliteStore(path)) as flow:
        write(flow, [next(commands("p"))])
        link.hardlink_to(path)
        with pytest.raises(LedgerUnavailable, match="the file has another name as well") as error:
            write(flow, [next(commands("q"))])
        assert False is error.value.recorded
        assert "het bestand heeft nog een naam" in error.value.text.nl
    with pytest.raises(LedgerUnavailable, match="another name"):
        SqliteStore(link)
    link.unlink()
    with Workflow(SqliteStore(path)) as flow:
        assert ["q-0-opent"] == write(flow, [next(commands("q"))])


def test_another_file_of_the_same_number_is_not_taken_for_it(tmp_path: Path) -> None:
    """While it is closed for a fork a system may give the number of the file to another."""
    path = tmp_path / "ledger.db"
    SqliteStore(path).close()
    empty = path.read_bytes()
    with Workflow(SqliteStore(path)) as flow:
        write(flow, [next(commands("p"))])
        assert "" == _in_a_fork(lambda: None)
        number = path.stat().st_ino
        path.write_bytes(empty)  # the same number, and other content
        assert number == path.stat().st_ino
        with pytest.raises(LedgerUnavailable, match="moved, deleted or replaced"):
            write(flow, [next(commands("q"))])


def test_threads_that_fork_at_once_let_go_of_each_others_locks(tmp_path: Path) -> None:
    """Each remembers what it holds itself; who only reads meanwhile is not held up for ever."""
    with Workflow(SqliteStore(tmp_path / "ledger.db")) as flow:
        (command,) = [next(commands("p"))]
        write(flow, [command])

        def fork() -> int:
            return sum(len(_in_a_fork(lambda: None)) for _ in range(FORKS))

        def read() -> int:
            return sum(flow.dossier(command.process).unread == () for _ in range(READS))

        with ThreadPoolExecutor(5) as pool:
            forks, reads = [pool.submit(fork) for _ in range(3)], [pool.submit(read) for _ in range(2)]
            assert ([0] * 3, [READS] * 2) == ([f.result(60) for f in forks], [r.result(60) for r in reads])


@pytest.mark.parametrize("how", ["turn", "still"])
def test_a_process_that_was_forked_in_the_middle_uses_no_ledger(tmp_path: Path, how: str) -> None:
    """Neither that one nor another: SQLite would believe to hold locks that it does not. The parent goes on."""
    path = tmp_path / "ledger.db"
    store = SqliteStore(path)
    flow, asked = Workflow(store), commands("p")
    write(flow, [next(asked)])
    first = next(asked)
    uses: list[Callable[[], object]] = [lambda: SqliteStore(path), lambda: SqliteStore(tmp_path / "other.db")]
    if how == "turn":
        uses += [lambda: write(flow, [first]), lambda: store.find("x"), lambda: store.backup(tmp_path / "copy.db")]
    with store.turn(()) if how == "turn" else store.still():
        for use in uses:
            said = _in_a_fork(use)
            assert ENGLISH in said
            assert DUTCH in said
            assert said.startswith("False")
    assert [first.id] == write(flow, [first])
    assert "" == _in_a_fork(lambda: write(flow, [next(asked)]))
    assert 3 == flow.verify().records


def test_a_connection_of_somebody_else_is_not_used_in_a_fork(tmp_path: Path) -> None:
    """The caller opens another one there."""
    with closing(sqlite3.connect(tmp_path / "theirs.db")) as connection:
        flow = Workflow(SqliteStore.bound(connection))
        said = _in_a_fork(lambda: write(flow, [next(commands("p"))]))
        assert "the connection belongs to the process that this one was forked from; open a new one here" in said
        assert "de verbinding is van het proces waarvan dit met `fork` is afgesplitst; open hier een nieuwe" in said


def test_a_fork_that_nobody_told_of_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A program in C that forks by itself runs nothing of Python before it: the number of the process tells."""
    with Workflow(SqliteStore(tmp_path / "ledger.db")) as flow:
        asked = commands("p")
        write(flow, [next(asked)])
        with monkeypatch.context() as patch:
            patch.setattr("ontvlechting.record.stores.sqlite.getpid", lambda: 1)
            for use in (lambda: write(flow, [next(asked)]), lambda: SqliteStore(tmp_path / "other.db")):
                with pytest.raises(LedgerUnavailable, match=ENGLISH):
                    use()
        write(flow, [next(asked)])


def test_a_file_that_was_replaced_during_a_fork_is_not_opened_again(tmp_path: Path) -> None:
    """While it is closed for the fork another may take its name; that one is not the ledger."""
    path = tmp_path / "ledger.db"
    with Workflow(SqliteStore(path)) as flow:
        asked = commands("p")
        write(flow, [next(asked)])
        assert "" == _in_a_fork(lambda: None)
        _replace(path)
        for _ in range(2):
            with pytest.raises(LedgerUnavailable, match="moved, deleted or replaced"):
                write(flow, [next(asked)])


_pooled: Workflow


def _in_a_pool(name: str) -> list[str]:
    asked = commands(name)
    return [id for _ in range(EACH) for id in write(_pooled, [next(asked)])]


def test_a_pool_of_forked_processes_writes(tmp_path: Path) -> None:
    """`multiprocessing` with `fork`: all that its workers acknowledge is there, also when the parent closed first."""
    global _pooled  # noqa: PLW0603 - what a worker has is what the parent had
    path = tmp_path / "ledger.db"
    _pooled = Workflow(SqliteStore(path))
    with multiprocessing.get_context("fork").Pool(3) as pool:
        asked = pool.map_async(_in_a_pool, [f"worker-{n}" for n in range(6)])
        write(_pooled, [next(commands("parent"))])
        _pooled.close()
        said = {id for ids in asked.get(60) for id in ids}
    assert 6 * EACH == len(said)
    assert set() == said - recorded(path)
