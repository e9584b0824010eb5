"""The programs that the documentation shows do what it says, on SQLite and on PostgreSQL."""

from __future__ import annotations

import re
import runpy
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from docs import generated
from ontvlechting import Outcome, letter
from ontvlechting.engine.errors import InputError
from ontvlechting.letter.fiction import Road
from tests.asking import WEBSITES
from tests.embedding.hosts import numbers, url, verified

PAGES = [Path(generated.__file__).parent / "how-to" / name for name in ("own-transaction.md", "django.md")]
EXAMPLES = PAGES[0].parent / "examples"
RUN = {"with_sqlalchemy.py", "with_django/models.py", "with_django/work.py", "with_django/people.py"}
"""What the tests below run, and `test_django.py`."""


@pytest.fixture(params=["sqlite", "postgres"])
def empty(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The address of an empty database of either kind."""
    return str(tmp_path / "host.db") if request.param == "sqlite" else str(request.getfixturevalue("database"))


def test_every_program_that_is_shown_is_run() -> None:
    """What the pages include is what tests run, from its first line of code."""
    page = "".join(page.read_text(encoding="utf-8") for page in PAGES)
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
