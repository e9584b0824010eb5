"""What the tests of faults share: ledgers of both kinds, and a server that may be killed."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.faults.servers import Server


@pytest.fixture(scope="session")
def server() -> Iterator[Server]:
    """A PostgreSQL server that a test may stop and kill; it runs again when the test ends."""
    made = Server()
    yield made
    made.close()


@pytest.fixture(params=["sqlite", "postgres"])
def address(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Where an empty ledger may be made: a file and a database, each in turn."""
    if request.param == "sqlite":
        return f"sqlite:{tmp_path / 'ledger.db'}"
    database: str = request.getfixturevalue("database")
    return database


@pytest.fixture(autouse=True)
def quiet() -> Iterator[None]:
    """Lost connections are what these tests are about; the pool need not report each of them."""
    logger = logging.getLogger("psycopg.pool")
    before = logger.level
    logger.setLevel(logging.CRITICAL)
    yield
    logger.setLevel(before)
