"""The Django app keeps its promises in a real project, on SQLite and on PostgreSQL; `django_claims.py` says which."""

from __future__ import annotations

import ast
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from psycopg.conninfo import conninfo_to_dict

from docs import generated

HERE = Path(__file__).parent
EXAMPLES = Path(generated.__file__).parent / "how-to" / "examples"
CLAIMS = [
    node.name
    for node in ast.walk(ast.parse((HERE / "django_claims.py").read_text(encoding="utf-8")))
    if isinstance(node, ast.FunctionDef) and node.name.startswith("test_")
]


@pytest.mark.parametrize("kind", ["sqlite", "postgres"])
def test_every_claim_about_the_app_holds(kind: str, request: pytest.FixtureRequest, tmp_path: Path) -> None:
    """Each of them, in a project with the app that the documentation shows; Django makes and drops the database."""
    database: dict[str, Any] = {"ENGINE": "django.db.backends.sqlite3", "TEST": {"NAME": str(tmp_path / "test.db")}}
    if kind == "postgres":
        parts = conninfo_to_dict(request.getfixturevalue("database"))
        name = parts.pop("dbname")
        database = {"ENGINE": "django.db.backends.postgresql", "NAME": name, "OPTIONS": parts}
    command = [sys.executable, str(HERE / "django_program.py"), str(EXAMPLES), json.dumps(database)]
    found = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603
    held = json.loads((found.stdout.splitlines() or ["[]"])[-1])
    assert (0, sorted(CLAIMS)) == (found.returncode, held), found.stderr


PROJECT = """
import sys

import django
from django.conf import settings
from django.core.management import call_command

sys.path[:0] = {paths!r}
settings.configure(
    DATABASES={{"default": {{"ENGINE": "django.db.backends.sqlite3", "OPTIONS": {{"transaction_mode": "IMMEDIATE"}}}}}},
    INSTALLED_APPS=["django.contrib.auth", "django.contrib.contenttypes", "ontvlechting.django", "with_django"],
    DEFAULT_AUTO_FIELD="django.db.models.BigAutoField", LANGUAGE_CODE="en", ONTVLECHTING={said!r},
)
django.setup()
call_command("check")
"""


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ({"WHO": "desk_people.who"}, []),
        ({"WHO": "desk_people.nobody", "DATABASE": "elsewhere"}, ["'WHO'", "'DATABASE'"]),
        ({"WHO": "desk_people.waits"}, ["'WHO'", "a plain function"]),
        (5, ["`ONTVLECHTING`: expected a dict"]),
    ],
    ids=["with models of its own", "two mistakes", "to be awaited", "no dict"],
)
def test_a_project_starts_and_then_hears_what_is_wrong_with_its_settings(
    said: object, told: list[str], tmp_path: Path
) -> None:
    """What they name may need the models of the project, which are not there while those are imported."""
    (tmp_path / "desk_people.py").write_text(
        "from with_django.models import Task\n\n\ndef who(request): return None\n\n\nasync def waits(request): return None\n"
    )
    program = PROJECT.format(paths=[str(tmp_path), str(EXAMPLES)], said=said)
    found = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)  # noqa: S603
    assert bool(told) == (found.returncode != 0), found.stderr
    assert [] == [t for t in told if t not in found.stderr.partition("SystemCheckError")[2]], found.stderr
