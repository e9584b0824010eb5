"""Something stands between the ledger and the server, or the server is set to another isolation: nothing is lost by that."""

from __future__ import annotations

import os
import subprocess
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from getpass import getuser
from pathlib import Path
from shutil import rmtree, which
from tempfile import mkdtemp
from threading import Barrier

import psycopg
import pytest
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from ontvlechting import Workflow
from ontvlechting.engine.errors import Conflict
from ontvlechting.record.stores.postgres import PostgresStore
from tests.faults.servers import Server
from tests.faults.work import SHARED, commands, contacts, counted, shared, tell, write
from tests.faults.writer import one

PROGRAM = which("pgbouncer") or which("pgbouncer", path="/usr/sbin")
WRITERS = 8
SHARED_BY_EACH = 10
EACH = max(SHARED_BY_EACH, int(os.environ.get("ONTVLECHTING_ACKNOWLEDGEMENTS", "0")) // WRITERS)


class Bouncer:
    """PgBouncer before a database, with fewer connections to the server than there are writers."""

    def __init__(self, server: Server, mode: str) -> None:
        self._folder = Path(mkdtemp(prefix="pooler-", dir="/tmp"))
        self.database = server.database()
        parts = conninfo_to_dict(self.database)
        settings = f"""
[databases]
* = host={parts["host"]} user=postgres
[pgbouncer]
unix_socket_dir = {self._folder}
listen_addr =
listen_port = 6432
auth_type = any
pool_mode = {mode}
default_pool_size = {4 if mode == "transaction" else 40}
"""
        (self._folder / "settings.ini").write_text(settings)
        self._folder.chmod(0o777)
        user = ["-u", "nobody"] if getuser() == "root" else []
        with (self._folder / "log").open("wb") as log:
            self._process = subprocess.Popen(  # noqa: S603 - of the test itself
                [str(PROGRAM), *user, str(self._folder / "settings.ini")], stdout=log, stderr=log
            )
        self.address = make_conninfo(host=str(self._folder), port=6432, dbname=parts["dbname"], user="postgres")
        until = time.monotonic() + 30
        while True:
            try:
                psycopg.connect(self.address).close()
            except psycopg.OperationalError:
                if time.monotonic() > until:
                    raise RuntimeError((self._folder / "log").read_text()) from None
                time.sleep(0.05)
            else:
                return

    def close(self) -> None:
        """Stop it, and remove its folder."""
        self._process.terminate()
        self._process.wait(30)
        rmtree(self._folder)


@pytest.fixture(params=["session", "transaction"])
def bouncer(request: pytest.FixtureRequest, server: Server) -> Iterator[Bouncer]:
    """One in each of the ways of lending connections."""
    if PROGRAM is None:
        pytest.skip("PgBouncer is not installed here")
    with closing(Bouncer(server, request.param)) as made:
        yield made


def together(address: str) -> tuple[list[str], list[Exception]]:
    """Eight programs' worth of writers, each with a ledger of its own: what was acknowledged, and what failed."""
    start = Barrier(WRITERS, timeout=60)

    def work(n: int) -> tuple[list[str], list[Exception]]:
        said: list[str] = []
        failed: list[Exception] = []
        with Workflow(PostgresStore(address, connections=2)) as flow:
            start.wait()
            mine, of_all = commands(f"schrijver-{n}"), one(f"samen-{n}")
            for k in range(EACH):
                for asked in ([next(mine)], next(of_all)) if k < SHARED_BY_EACH else ([next(mine)],):
                    try:
                        said += write(flow, asked)
                    except Conflict as error:  # of the eight who all write to one process
                        failed.append(error)
        return said, failed

    with ThreadPoolExecutor(WRITERS) as pool:
        done = list(pool.map(work, range(WRITERS)))
    return [id for said, _ in done for id in said], [e for _, failed in done for e in failed]


def complete(address: str, said: list[str]) -> None:
    """All that was acknowledged is there, once and sound."""
    with Workflow(PostgresStore(address)) as flow:
        report = flow.verify(deep=True)
        assert (len(said), 0) == (report.rejudged, report.waiting)
        assert sorted(said) == sorted(e.record.id for e in flow.records(limit=len(said) + 1))


def test_eight_writers_behind_a_pooler(bouncer: Bouncer) -> None:
    """In session mode and in transaction mode: no command fails, and what was acknowledged is there."""
    with Workflow(PostgresStore(bouncer.address)) as flow:
        said = write(flow, [shared()])
    more, failed = together(bouncer.address)
    tell(f"{len(more)} acknowledged, {len(failed)} conflicts")
    assert [] == failed
    complete(bouncer.address, said + more)
    complete(bouncer.database, said + more)
    counted("eight writers behind PgBouncer", where="PostgreSQL", tried=len(more), acknowledged=len(more))


def test_nothing_is_asked_of_a_session_behind_a_pooler(bouncer: Bouncer) -> None:
    """What the server lends to the next is as it was: no settings, nothing prepared, no locks, no transaction."""
    with Workflow(PostgresStore(bouncer.address)) as flow:
        write(flow, [shared()])
        for asked in contacts(SHARED, "opdracht", 12):
            write(flow, [asked])
        flow.verify(deep=True)
        with flow._store.turn([SHARED]):
            pass
        with psycopg.connect(bouncer.address, autocommit=True, prepare_threshold=None) as next_one:
            asked_for = (
                "SELECT current_setting('lock_timeout'), current_setting('search_path'), "
                "(SELECT count(*) FROM pg_prepared_statements), "
                "(SELECT count(*) FROM pg_locks WHERE locktype = 'advisory')"
            )
            assert ("0", '"$user", public', 0, 0) == next_one.execute(asked_for).fetchone()


def test_who_waits_behind_a_pooler_does_not_wait_for_ever(bouncer: Bouncer) -> None:
    """Patience goes with each call, where it cannot be told to a session."""
    with Workflow(PostgresStore(bouncer.address, patience=0.3)) as flow, psycopg.connect(bouncer.database) as other:
        write(flow, [shared()])
        other.execute("SELECT ontvlechting.turn(%s, NULL)", ([SHARED],))
        with pytest.raises(Exception, match="lock timeout"):
            write(flow, contacts(SHARED, "opdracht", 1))


@pytest.mark.parametrize("level", ["serializable", "repeatable read", "read committed"])
def test_eight_writers_whatever_isolation_the_server_is_set_to(server: Server, level: str) -> None:
    """Each statement sees what was committed: there are no more conflicts than where that is the setting."""
    address = server.database()
    with psycopg.connect(address, autocommit=True) as connection:
        name = conninfo_to_dict(address)["dbname"]
        connection.execute(f"ALTER DATABASE {name} SET default_transaction_isolation = '{level}'".encode())
    with Workflow(PostgresStore(address)) as flow:
        said = write(flow, [shared()])
    more, failed = together(address)
    tell(f"{level}: {len(more)} acknowledged, {len(failed)} conflicts")
    assert [] == failed
    complete(address, said + more)


def test_a_pooler_before_a_server_of_another_isolation(bouncer: Bouncer) -> None:
    """Then each statement says itself what it sees."""
    with psycopg.connect(bouncer.database, autocommit=True) as connection:
        name = conninfo_to_dict(bouncer.database)["dbname"]
        connection.execute(f"ALTER DATABASE {name} SET default_transaction_isolation = 'serializable'".encode())
    with Workflow(PostgresStore(bouncer.database)) as flow:
        said = write(flow, [shared()])
    more, failed = together(bouncer.address)
    assert [] == failed
    complete(bouncer.address, said + more)
