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
