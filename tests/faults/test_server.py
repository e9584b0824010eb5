"""The PostgreSQL server stops or dies while writers are at work."""

from __future__ import annotations

import os
import signal
import threading
import time
from concurrent.futures import ThreadPoolExecutor

import psycopg
import pytest

from ontvlechting import Workflow
from ontvlechting.engine.errors import LedgerUnavailable
from ontvlechting.record.stores.postgres import PostgresStore
from tests.faults.servers import Server
from tests.faults.work import Asked, batches, counted, shared, tell, write

WRITERS = 4
ROUNDS = 3 if os.environ.get("ONTVLECHTING_KILLS") else 2
PATIENCE = 2.0
"""Seconds that the ledger waits for a connection; shorter than a caller would ask, so that callers have to repeat."""
ENOUGH = 8
"""How many commits are seen between one fault and the next."""


class Load:
    """Writers that go on until they are told to stop, repeating under the same id what could not be recorded."""

    def __init__(self, flow: Workflow) -> None:
        self._flow = flow
        self._stop = threading.Event()
        self._seen = threading.Condition()
        self.said: list[str] = []
        self.errors: list[LedgerUnavailable] = []

    def run(self, name: str) -> list[str]:
        """Be one writer; every id that it asked for."""
        asked: list[str] = []
        for batch in batches(name):
            if self._stop.is_set():
                return asked
            asked += [a.id for a in batch]
            self._write(batch)
        raise AssertionError

    def _write(self, batch: list[Asked]) -> None:
        while True:
            try:
                ids = write(self._flow, batch)
            except LedgerUnavailable as error:
                self.errors.append(error)
                time.sleep(0.05)
            else:
                assert ids == [a.id for a in batch]
                with self._seen:
                    self.said += ids
                    self._seen.notify_all()
                return

    def go_on(self) -> None:
        """Wait until more was recorded."""
        with self._seen:
            until = len(self.said) + ENOUGH
            assert self._seen.wait_for(lambda: len(self.said) >= until, timeout=60)

    def stop(self) -> None:
        """Let every writer finish what it is at."""
        self._stop.set()


def ids(address: str) -> list[str]:
    """Every id in the ledger."""
    with psycopg.connect(address) as connection:
        return [str(id) for (id,) in connection.execute("SELECT id FROM ontvlechting.records")]


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGQUIT, signal.SIGKILL])
def test_a_server_that_stops_under_load(server: Server, how: signal.Signals) -> None:
    """The server is stopped, stopped at once or killed, and started again: what was said to be recorded is there.

    Callers repeat under the same id what was not recorded; in the end all of it is, once.
    """
    address = server.database()
    with Workflow(PostgresStore(address, patience=PATIENCE)) as flow, ThreadPoolExecutor(WRITERS) as pool:
        write(flow, [shared()])
        load = Load(flow)
        running = [pool.submit(load.run, f"schrijver-{n}") for n in range(WRITERS)]
        try:
            for _ in range(ROUNDS):
                load.go_on()
                server.end(how)
                said = set(load.said)
                server.start()
                assert said <= set(ids(address))
            load.go_on()
        finally:
            server.start()
            load.stop()
        asked = ["samen-0", *(id for future in running for id in future.result())]
        report = flow.verify(deep=True)
        assert list(range(1, len(asked) + 1)) == [entry.position for entry in flow.records(limit=len(asked) + 1)]
    assert sorted(asked) == sorted(ids(address))
    assert (len(asked), WRITERS + 1) == (report.records, report.processes)
    stopped = {signal.SIGINT: "stopped", signal.SIGQUIT: "stopped at once", signal.SIGKILL: "killed"}[how]
    counted(f"the server {stopped} under load", where="PostgreSQL", tried=ROUNDS, acknowledged=len(asked))
    tell(f"{how.name}: {len(asked)} records, {len(load.errors)} errors that the callers saw")
