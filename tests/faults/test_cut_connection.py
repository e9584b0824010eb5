"""The connection is cut while a command is being recorded: whether it was, is settled by its id."""

from __future__ import annotations

import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import psycopg
import pytest
from psycopg.conninfo import conninfo_to_dict

from ontvlechting import Workflow
from ontvlechting.engine.errors import LedgerUnavailable
from ontvlechting.record.stores.postgres import CONNECTIONS, PostgresStore
from ontvlechting.shell.workflow import ATTEMPTS
from tests.faults.proxy import Cut, Proxy
from tests.faults.work import SHARED, Asked, contacts, shared, write

NOT, BEFORE, AFTER = Cut.NOT, Cut.BEFORE, Cut.AFTER
ID = "opdracht-0"
REFUSALS = 12
"""So many attempts to connect are made within the patience of a caller only if they do not come ever more rarely."""


@pytest.fixture
def proxy(database: str) -> Iterator[Proxy]:
    """A wire to an empty database."""
    with Proxy(database) as made:
        yield made


@pytest.fixture
def flow(proxy: Proxy) -> Iterator[Workflow]:
    """A workflow by that wire, with one process."""
    with Workflow(PostgresStore(proxy.address, patience=1.0)) as made:
        write(made, [shared()])
        yield made


def asked() -> Asked:
    """What the tests record."""
    (one,) = contacts(SHARED, "opdracht", 1)
    return one


def recorded(database: str, id: str = ID) -> int:
    """How often a command is recorded, seen without the wire."""
    with psycopg.connect(database) as connection:
        ((times,),) = connection.execute("SELECT count(*) FROM ontvlechting.records WHERE id = %s", (id,))
    return int(times)


def test_a_connection_that_the_server_ends_when_nobody_uses_it_is_not_noticed(database: str) -> None:
    """Whatever is asked after a pause: it is answered, and what is recorded is there once."""
    name = conninfo_to_dict(database)["dbname"]
    with psycopg.connect(database, autocommit=True) as connection:
        connection.execute(f"ALTER DATABASE {name} SET idle_session_timeout = '100ms'".encode())
    with Workflow(PostgresStore(database)) as flow:
        write(flow, [shared()])
        for n in range(4):
            time.sleep(0.3)
            write(flow, contacts(SHARED, f"opdracht-{n}", 1))
        time.sleep(0.3)
        assert 5 == len(flow.history(SHARED)) == flow.verify(deep=True).records


PLANS = {
    "before the append": (BEFORE,),
    "after the append": (AFTER,),
    "before the commit of the second attempt": (BEFORE, NOT, BEFORE),
    "after the commit of the second attempt": (BEFORE, NOT, AFTER),
    "in the second attempt, before its commit": (BEFORE, AFTER),
    "five times": (BEFORE, BEFORE, AFTER, NOT, BEFORE, NOT, AFTER),
    "every time but the last": (BEFORE,) * (ATTEMPTS - 1),
}


@pytest.mark.parametrize("known", [True, False], ids=["with an id", "without an id"])
@pytest.mark.parametrize("plan", PLANS)
def test_a_lost_answer_is_settled_by_itself(
    database: str,
    proxy: Proxy,
    flow: Workflow,
    plan: str,
    known: bool,  # noqa: FBT001
) -> None:
    """Wherever the wire is cut, `submit` finds out by the id of the command and gives its outcome, recorded once."""
    proxy.plan(*PLANS[plan])
    process, command, id = asked()
    outcome = flow.submit(process, command, id=id if known else None)
    assert sum(cut is not NOT for cut in PLANS[plan]) == proxy.cuts
    assert 1 == recorded(database, outcome.record.id)
    assert [shared().id, outcome.record.id] == [r.id for r in flow.history(SHARED)]
    assert outcome.record == flow.history(SHARED)[-1]
    assert 2 == flow.verify(deep=True).records


def test_a_batch_whose_answer_was_lost_is_there_once(database: str, proxy: Proxy, flow: Workflow) -> None:
    """Of several commands in one commit, every one is recorded once, in its order."""
    proxy.plan(AFTER)
    batch = contacts(SHARED, "opdracht", 3)
    assert [a.id for a in batch] == write(flow, batch)
    assert [1, 1, 1] == [recorded(database, a.id) for a in batch]
    assert [a.id for a in batch] == [r.id for r in flow.history(SHARED)[1:]]


def test_trying_is_bounded(database: str, proxy: Proxy, flow: Workflow) -> None:
    """When the wire is cut every time, there is an end to trying, and the error says that it cannot be told."""
    proxy.plan(*[BEFORE] * (ATTEMPTS + 1))
    with pytest.raises(LedgerUnavailable) as error:
        write(flow, [asked()])
    assert (None, (ID,), ATTEMPTS) == (error.value.recorded, error.value.ids, proxy.cuts)
    proxy.plan()
    assert [ID] == write(flow, [asked()])
    assert 1 == recorded(database)


@pytest.mark.parametrize(("cut", "times"), [(BEFORE, 0), (AFTER, 1)])
def test_what_cannot_be_settled_is_said_with_its_id(
    database: str, proxy: Proxy, flow: Workflow, cut: Cut, times: int
) -> None:
    """When the answer is lost and the server stays away, the error says that the command may have been recorded.

    It says so in both languages and names the id; the same id, once the server is back, gives the first outcome and adds
    nothing.
    """
    proxy.plan(cut, then_unreachable=True)
    with pytest.raises(LedgerUnavailable) as error:
        write(flow, [asked()])
    assert (None, (ID,)) == (error.value.recorded, error.value.ids)
    assert f"repeating it with the same id (`{ID}`) is safe" in error.value.text.en
    assert f"herhalen met hetzelfde kenmerk (`{ID}`) is veilig" in error.value.text.nl
    assert times == recorded(database)
    proxy.unreachable = False
    with Workflow(PostgresStore(database)) as direct:
        before = list(direct.history(SHARED)[1:])
    process, command, id = asked()
    until = time.monotonic() + 20
    while True:  # whoever keeps connections notices some time later that the server is back
        try:
            first = flow.submit(process, command, id=id)
        except LedgerUnavailable:
            assert time.monotonic() < until
        else:
            break
    assert [first.record][:times] == before
    assert first == flow.submit(process, command, id=id)
    assert 1 == recorded(database)
    assert 2 == flow.verify(deep=True).records


def test_a_server_that_was_away_from_the_start(database: str, proxy: Proxy, flow: Workflow) -> None:
    """When not even the question could be put whether the id is known, nothing was recorded, and the error says so."""
    proxy.away()
    with pytest.raises(LedgerUnavailable) as error:
        write(flow, [asked()])
    assert error.value.recorded is False
    assert "nothing was recorded" in error.value.text.en
    assert "er is niets vastgelegd" in error.value.text.nl
    assert 0 == recorded(database)


def test_many_lost_connections_are_not_many_lost_attempts(proxy: Proxy) -> None:
    """A server that was away for a moment leaves every kept connection dead; one command is recorded all the same."""
    together = Barrier(CONNECTIONS)
    with Workflow(PostgresStore(proxy.address)) as flow, ThreadPoolExecutor(CONNECTIONS) as threads:
        write(flow, [shared()])

        def hold() -> None:
            with flow._store.still():
                together.wait(30)

        for held in [threads.submit(hold) for _ in range(CONNECTIONS)]:
            held.result()
        proxy.cut()
        process, command, _ = asked()
        assert flow.submit(process, command).allowed
        assert 2 == flow.verify(deep=True).records


def test_who_waits_for_a_server_is_served_when_it_is_back(proxy: Proxy) -> None:
    """A caller who waits while the server is away is served soon after it is back.

    With every attempt the connection pool by itself would wait longer for the next one, and longer than the caller does.
    """
    with Workflow(PostgresStore(proxy.address, patience=6.0)) as flow:
        write(flow, [shared()])
        proxy.away(refusals=REFUSALS)
        assert [ID] == write(flow, [asked()])
        assert REFUSALS <= proxy.refused
        assert 2 == flow.verify(deep=True).records
