"""The programs that the documentation shows do what it says, on SQLite and on PostgreSQL."""

from __future__ import annotations

import json
import re
import runpy
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from psycopg.conninfo import conninfo_to_dict

from docs import generated
from ontvlechting import Outcome, letter
from ontvlechting.engine.errors import InputError
from ontvlechting.letter.fiction import Road
from tests.asking import WEBSITES
from tests.embedding.hosts import numbers, url, verified

PAGE = Path(generated.__file__).parent / "how-to" / "own-transaction.md"
EXAMPLES = PAGE.parent / "examples"
RUN = {"with_sqlalchemy.py", "with_django/ledger.py", "with_django/migrations/0002_ledger.py"}
"""What the tests below run."""


@pytest.fixture(params=["sqlite", "postgres"])
def empty(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The address of an empty database of either kind."""
    return str(tmp_path / "host.db") if request.param == "sqlite" else str(request.getfixturevalue("database"))


def test_every_program_that_is_shown_is_run() -> None:
    """What the page includes is what the tests below run, from its first line of code."""
    page = PAGE.read_text(encoding="utf-8")
    shown = re.findall(r"^```\{include\} examples/(\S+)\n:code: python\n:start-line: 2\n```$", page, re.MULTILINE)
    assert sorted(RUN) == sorted(shown)
    for name in shown:
        first, second, third, *_ = (EXAMPLES / name).read_text(encoding="utf-8").splitlines()
        assert (first[:3], first[-3:], second) == ('"""', '"""', ""), name
        assert third.startswith("from "), name


def test_with_sqlalchemy(empty: str) -> None:
    """Tasks and records are committed together and listeners hear of it; a mistake leaves neither."""
    program: dict[str, Any] = runpy.run_path(str(EXAMPLES / "with_sqlalchemy.py"))
    road, told = Road(letter.PROCESSES[WEBSITES]), list[Outcome]()
    engine = sa.create_engine(url(empty))
    program["install"](engine)
    program["install"](engine)

    def tasks() -> int:
        with engine.connect() as connection:
            return int(connection.execute(sa.text("SELECT count(*) FROM task")).scalar_one())

    with pytest.raises(InputError, match="got None"):
        program["work"](engine, WEBSITES, [road.identify(), None], told.append)
    assert ([], 0, {}) == (told, tasks(), numbers(empty))
    outcomes = program["work"](engine, WEBSITES, [road.identify(), road.draft(), road.consult()], told.append)
    assert [True, False, True] == [outcome.allowed for outcome in outcomes]
    assert (outcomes, 2, {WEBSITES: 3}) == (told, tasks(), numbers(empty))
    engine.dispose()
    assert 3 == verified(empty).rejudged


def test_with_django(empty: str) -> None:
    """The same in a real Django program: migrated, rolled back, committed, and migrated there and back again."""
    database: dict[str, Any] = {"ENGINE": "django.db.backends.sqlite3", "NAME": empty}
    if not empty.startswith("/"):
        parts = conninfo_to_dict(empty)
        database = {"ENGINE": "django.db.backends.postgresql", "NAME": parts.pop("dbname"), "OPTIONS": parts}
    program = Path(__file__).with_name("django_program.py")
    command = [sys.executable, str(program), str(EXAMPLES), json.dumps(database)]
    found = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603
    assert (0, "") == (found.returncode, found.stderr)
    assert {
        "rolled back": [0, 0, 0],
        "allowed": [True, False, True],
        "committed": [3, 2, 3],
        "rejudged": 3,
    } == json.loads(found.stdout)
    assert {WEBSITES: 3} == numbers(empty)
