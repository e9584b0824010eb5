"""The notebooks of the documentation hide nothing, and what they show comes from running them."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
NOTEBOOKS = sorted((ROOT / "docs" / "notebooks").glob("*.md"))
CELL = re.compile(r"^```\{code-cell\} python\n(.*?)^```$", re.DOTALL | re.MULTILINE)
each = pytest.mark.parametrize("notebook", [pytest.param(p, id=p.stem) for p in NOTEBOOKS])


def cells(notebook: Path) -> list[str]:
    """The code of each cell."""
    return CELL.findall(notebook.read_text(encoding="utf-8"))


@each
def test_every_cell_is_read(notebook: Path) -> None:
    """The tests below see every cell there is: none has options, tags or another language."""
    text = notebook.read_text(encoding="utf-8")
    assert text.count("{code-cell}") == len(cells(notebook)) > 3


@each
def test_nothing_is_hidden(notebook: Path) -> None:
    """A reader sees every cell and all output: no tag takes any of it away, and no error is let through."""
    text = notebook.read_text(encoding="utf-8")
    assert [] == re.findall(r"hide-\w+|remove-\w+|raises-exception|skip-execution|^ *:tags:", text, re.MULTILINE)


@each
def test_every_cell_shows_or_makes_something(notebook: Path) -> None:
    """A cell ends in a value, or prints, or makes something or puts something away that the next cells speak of."""
    idle = [
        code
        for code in cells(notebook)
        for last in ast.parse(code).body[-1:]
        if not isinstance(last, ast.Expr | ast.Assign | ast.Try) and "print(" not in code
    ]
    assert [] == idle


@each
def test_every_notebook_can_be_read_and_downloaded(notebook: Path) -> None:
    """The page of notebooks leads to each, as a page and as a file for Jupyter."""
    page = (ROOT / "docs" / "tutorial" / "notebooks.md").read_text(encoding="utf-8")
    assert f"(../notebooks/{notebook.stem}.md)" in page
    assert f"{{nb-download}}`{notebook.stem}.ipynb <../notebooks/{notebook.stem}.ipynb>`" in page
