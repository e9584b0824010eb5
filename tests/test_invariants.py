"""What holds the library up is marked in the code where it is held, with the test that would see it fall."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import ontvlechting

PACKAGE = Path(ontvlechting.__file__).parent
ROOT = Path(__file__).parent.parent
MARK = re.compile(r"# INVARIANT: (.+) \((tests/[\w/]+\.py)::(test_\w+)\)$")

MARKED = [
    (f"{page.relative_to(PACKAGE)}:{number}", line.strip())
    for page in sorted(PACKAGE.rglob("*.py"))
    for number, line in enumerate(page.read_text(encoding="utf-8").splitlines(), start=1)
    if "INVARIANT" in line
]
"""Every mark: where it stands, and its line."""
HELD_IN = {
    "engine/adoption.py",
    "engine/chart.py",
    "engine/checked.py",
    "engine/core.py",
    "engine/dossier.py",
    "engine/rulebook.py",
    "record/audit.py",
    "record/codec.py",
    "record/dossiers.py",
    "record/judging.py",
    "record/shared.py",
    "record/stores/postgres_schema.py",
    "record/stores/sqlite_schema.py",
    "shell/judging.py",
    "shell/workflow.py",
}
"""The files that hold something up; a mark that is gone is missed here."""


def names_in(page: Path) -> set[str]:
    """The names of the tests that a file holds."""
    nodes = ast.walk(ast.parse(page.read_text(encoding="utf-8")))
    return {node.name for node in nodes if isinstance(node, ast.FunctionDef)}


def test_every_invariant_names_a_test_that_is_there() -> None:
    """In one form: what holds, and the test; a test that got another name is looked for in vain."""
    wrong = [
        (place, line)
        for place, line in MARKED
        if (mark := MARK.match(line)) is None or mark[3] not in names_in(ROOT / mark[2])
    ]
    assert [] == wrong


def test_every_file_that_holds_something_up_says_so() -> None:
    """No mark gets lost when code moves, and a new one is added to the list."""
    assert HELD_IN == {place.partition(":")[0] for place, _ in MARKED}
