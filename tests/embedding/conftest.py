"""Hosts of every kind, each with its table and the ledger's."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.embedding.hosts import ON_POSTGRES, ON_SQLITE, Host, install, prepare

KINDS = [("sqlite", kind) for kind in ON_SQLITE] + [("postgres", kind) for kind in ON_POSTGRES]
NAMES = [f"{database}-{kind.__name__}" for database, kind in KINDS]


@pytest.fixture
def path(tmp_path: Path) -> str:
    """An SQLite file of a host, without a ledger."""
    made = str(tmp_path / "host.db")
    prepare(made)
    return made


@pytest.fixture(params=KINDS, ids=NAMES)
def bare(request: pytest.FixtureRequest) -> Iterator[Host]:
    """A host whose database has no ledger yet."""
    database, kind = request.param
    address = str(request.getfixturevalue("path" if database == "sqlite" else "database"))
    if database == "postgres":
        prepare(address)
    host = kind(address)
    yield host
    host.close()


@pytest.fixture
def host(bare: Host) -> Host:
    """A host whose database has a ledger."""
    install(bare.address)
    return bare


@pytest.fixture
def another(host: Host) -> Callable[[], Host]:
    """Makes a second program of the same kind on the same database."""
    return lambda: type(host)(host.address)
