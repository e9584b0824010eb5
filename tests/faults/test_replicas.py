"""A ledger is read and verified on a copy of its server, by streaming or by logical replication, while it is written."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, closing, contextmanager, nullcontext

import psycopg
import pytest
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from ontvlechting import Ledger, Workflow
from ontvlechting.engine.errors import BrokenLedger, LedgerUnavailable, NotALedger
from ontvlechting.record.checkpoints import PrivateKey
from ontvlechting.record.stores.postgres import PostgresStore
from ontvlechting.record.stores.postgres_schema import DDL
from tests.faults.servers import PATIENCE, Server
from tests.faults.work import SHARED, contacts, shared, write


@pytest.fixture(scope="module")
def first() -> Iterator[Server]:
    """The server that is followed."""
    with closing(Server("wal_level=logical")) as made:
        yield made


@pytest.fixture(scope="module")
def follower(first: Server) -> Iterator[Server]:
    """A hot standby of the whole server."""
    with closing(Server(follows=first)) as made:
        yield made


@pytest.fixture(scope="module")
def elsewhere() -> Iterator[Server]:
    """A server with databases of its own."""
    with closing(Server()) as made:
        yield made


Copied = tuple[str, str]
"""The address of a ledger, and that of its copy."""


@pytest.fixture(params=["standby", "subscriber"])
def copied(request: pytest.FixtureRequest, first: Server) -> Iterator[Copied]:
    """A ledger with one record, and a copy that follows it in each of the two ways."""
    address = first.database()
    with Workflow(PostgresStore(address)) as flow:
        write(flow, [shared()])
    copying: AbstractContextManager[str] = (
        nullcontext(standby(request.getfixturevalue("follower"), address))
        if request.param == "standby"
        else subscriber(request.getfixturevalue("elsewhere"), address)
    )
    with copying as copy:
        follow(address, copy)
        yield address, copy


def standby(follower: Server, address: str) -> str:
    """The same database there, once it has been made there too."""
    copy = follower.address(str(conninfo_to_dict(address)["dbname"]))
    until = time.monotonic() + PATIENCE
    while True:
        try:
            psycopg.connect(copy).close()
        except psycopg.OperationalError:
            if time.monotonic() > until:
                raise
            time.sleep(0.05)
        else:
            return copy


@contextmanager
def subscriber(elsewhere: Server, address: str) -> Iterator[str]:
    """Another server with the same tables, which are filled from the first."""
    spoil(address, "CREATE PUBLICATION ledger FOR TABLES IN SCHEMA ontvlechting")
    copy, there = elsewhere.database(), make_conninfo(address, user="postgres")
    name = conninfo_to_dict(address)["dbname"]
    subscription = f"CREATE SUBSCRIPTION ledger CONNECTION '{there}' PUBLICATION ledger WITH (slot_name = '{name}')"
    spoil(copy, DDL, "TRUNCATE ontvlechting.ledger", subscription)
    yield copy
    spoil(copy, "DROP SUBSCRIPTION ledger")


def spoil(address: str, *statements: str) -> None:
    """Do something by hand."""
    with psycopg.connect(address, autocommit=True) as connection:
        for statement in statements:
            connection.execute(statement.encode())


def follow(address: str, copy: str) -> None:
    """Wait until the copy holds what its server holds now."""
    query = "SELECT " + ", ".join(  # noqa: S608 - our own names
        f"(SELECT count(*) FROM ontvlechting.{table})"  # noqa: S608 - our own names
        for table in ("records", "positions", "arrivals", "processes")
    )
    until = time.monotonic() + PATIENCE
    with psycopg.connect(address, autocommit=True) as here, psycopg.connect(copy, autocommit=True) as there:
        while (expected := here.execute(query).fetchone()) != (found := counted(there, query)):
            if time.monotonic() > until:
                raise AssertionError((expected, found))
            time.sleep(0.05)


def counted(connection: psycopg.Connection, query: str) -> object:
    """What a copy holds; nothing as long as it has no tables."""
    try:
        return connection.execute(query.encode()).fetchone()
    except psycopg.errors.UndefinedTable:
        return None


def waiting(address: str, many: int) -> None:
    """Record so many more while somebody else is giving positions, so that these wait for one."""
    with Workflow(PostgresStore(address)) as flow, psycopg.connect(address) as other:
        other.execute("SELECT FROM ontvlechting.ledger FOR UPDATE")
        for asked in contacts(SHARED, f"wacht-{time.monotonic_ns()}", many):
            write(flow, [asked])


def test_a_copy_is_read_verified_and_reported_on(copied: Copied) -> None:
    """With records that wait for their position: each is checked, they are counted apart, and a checkpoint holds."""
    address, copy = copied
    private = PrivateKey.generate("voorbeeld.nl/proef")
    with Workflow(PostgresStore(address)) as flow, Ledger(PostgresStore(copy, read_only=True)) as ledger:
        write(flow, contacts(SHARED, "eerst", 1))
        checkpoint = flow.checkpoint(private)
        waiting(address, 3)
        follow(address, copy)
        report = ledger.verify(deep=True, checkpoint=checkpoint, key=private.public)
        assert (2, 3, 5, 2) == (report.records, report.waiting, report.rejudged, report.vouched)
        assert (2, 3) == (ledger.verify().records, ledger.verify().waiting)
        assert 5 == len(ledger.history(SHARED))
        assert [1, 2] == [e.position for e in ledger.records()]
        assert checkpoint.split("\n")[:3] == ledger.checkpoint(private).split("\n")[:3]
        assert "5" in ledger.report("en")
        assert ledger.timeline().text
        assert 5 == flow.verify().records  # who writes gives them their positions
        follow(address, copy)
        assert (5, 0) == (ledger.verify(deep=True).records, ledger.verify().waiting)
        assert flow.verify().root == ledger.verify().root


def test_a_copy_goes_on_following_after_it_was_read(copied: Copied) -> None:
    """Looking writes nothing there, so nothing that comes later is in its way."""
    address, copy = copied
    for n in range(3):
        waiting(address, 2)
        follow(address, copy)
        with Ledger(PostgresStore(copy, read_only=True)) as ledger:
            assert 2 == ledger.verify(deep=True).waiting
            assert 1 + 2 * n == len(ledger.records())
        with Workflow(PostgresStore(address)) as flow:
            assert 3 + 2 * n == len(flow.records())
        follow(address, copy)


def test_a_copy_is_not_written(copied: Copied) -> None:
    """A workflow is refused there in words, whether it is opened by an address or on a connection of the caller."""
    _, copy = copied
    opens: list[Callable[[], object]] = [
        lambda: PostgresStore(copy),
        lambda: PostgresStore(copy, create=False),
        lambda: PostgresStore.bound(connection),
    ]
    with psycopg.connect(copy) as connection:
        for attempt in opens:
            with pytest.raises(LedgerUnavailable, match="this is a copy, which follows another server") as error:
                attempt()
            assert (False, True) == (error.value.recorded, "dit is een kopie" in error.value.text.nl)
        assert 1 == len(PostgresStore.bound(connection, read_only=True).standings())


def test_a_broken_chain_among_what_waits_is_found(copied: Copied) -> None:
    """What has no position yet is checked like the rest."""
    address, copy = copied
    waiting(address, 2)
    spoil(
        address,
        "ALTER TABLE ontvlechting.records DISABLE TRIGGER ALL",
        "UPDATE ontvlechting.records SET hash = repeat('0', 64) WHERE number = 2",
        "DELETE FROM ontvlechting.arrivals WHERE number = 3",
    )
    time.sleep(0.5)
    with Ledger(PostgresStore(copy, read_only=True)) as ledger, pytest.raises(BrokenLedger):
        ledger.verify()


def test_a_standby_without_a_ledger_makes_none(first: Server, follower: Server) -> None:
    """It says that there is none."""
    copy = standby(follower, first.database())
    for read_only in (False, True):
        with pytest.raises(NotALedger, match="there is no ledger in this database"):
            PostgresStore(copy, read_only=read_only)
