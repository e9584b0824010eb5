"""The front door: what a newcomer reads imports from `ontvlechting` and `ontvlechting.testing`, and from nowhere deeper."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from doctest import DocTestParser
from pathlib import Path
from types import ModuleType

import pytest

import ontvlechting
from ontvlechting import LETTER, Road, State, letter, testing

ROOT = Path(__file__).parent.parent
PROCESS = letter.PROCESSES["douane/social-media"]
DOCS = ROOT / "docs"
READ_FIRST = [
    ROOT / "README.md",
    ROOT / "CONTRIBUTING.md",
    DOCS / "nl.md",
    *(page for room in ("tutorial", "how-to", "notebooks") for page in sorted((DOCS / room).rglob("*.[mp][dy]"))),
]
"""The pages of a newcomer, and the programs that they show."""
DOORS = {"ontvlechting": ontvlechting, "ontvlechting.testing": testing}
OF_DJANGO = "ontvlechting.django"
"""Its own front door, for a project of Django; half of it is models, which need one."""


def code_on(page: Path) -> Iterator[str]:
    """Every piece of Python on a page: its blocks and cells, or the program that it is."""
    text = page.read_text(encoding="utf-8")
    if page.suffix == ".py":
        yield text
        return
    for block in re.findall(r"^```(?:python|\{code-cell\} python)\n(.*?)^```$", text, re.DOTALL | re.MULTILINE):
        examples = DocTestParser().get_examples(block)
        yield "".join(example.source for example in examples) if examples else block


def deep_imports(code: str) -> list[str]:
    """The modules of this package from which code imports, other than the two front doors."""
    nodes = list(ast.walk(ast.parse(code)))
    found = [node.module or "" for node in nodes if isinstance(node, ast.ImportFrom)]
    found += [alias.name for node in nodes if isinstance(node, ast.Import) for alias in node.names]
    return [name for name in found if name.partition(".")[0] == "ontvlechting" and name not in (*DOORS, OF_DJANGO)]


@pytest.mark.parametrize("page", [pytest.param(p, id=str(p.relative_to(ROOT))) for p in READ_FIRST])
def test_a_newcomer_needs_no_deep_import(page: Path) -> None:
    """Every name on these pages has a short path, and that is the one they show."""
    assert [] == [name for code in code_on(page) for name in deep_imports(code)]


def test_a_deep_import_is_seen(tmp_path: Path) -> None:
    """In a block, in a session, in a cell and in a program; what is no code, or not ours, is left alone."""
    page = tmp_path / "page.md"
    page.write_text(
        "from ontvlechting.text import x\n"
        "```python\nimport attrs\nfrom ontvlechting.engine.core import decide\n```\n"
        "```python\n>>> import ontvlechting.views\n>>> from ontvlechting import letter\n```\n"
        "```{code-cell} python\nfrom ontvlechting.letter import (\n    fiction,\n)\nfrom ontvlechting.testing import explore\n```\n",
        encoding="utf-8",
    )
    expected = ["ontvlechting.engine.core", "ontvlechting.views", "ontvlechting.letter"]
    assert expected == [name for code in code_on(page) for name in deep_imports(code)]
    assert ["ontvlechting.shell"] == deep_imports("def f():\n    from ontvlechting.shell import ledger\n")


def said_to_a_type_checker(module: ModuleType) -> dict[str, str]:
    """The names that a module imports for a type checker alone, each with the place where it stands."""
    assert module.__file__ is not None
    [block, *_] = (
        node
        for node in ast.parse(Path(module.__file__).read_text(encoding="utf-8")).body
        if isinstance(node, ast.If) and isinstance(node.test, ast.Name) and node.test.id == "TYPE_CHECKING"
    )
    imports = [node for node in block.body if isinstance(node, ast.ImportFrom)]
    return {alias.name: f"{node.module}:{alias.name}" for node in imports for alias in node.names}


@pytest.mark.parametrize("door", DOORS)
def test_what_is_imported_later_is_what_a_type_checker_sees(door: str) -> None:
    """One table for Python and one block for type checkers: the same names, from the same places."""
    later = {name: f"{door}.{place}" for name, place in DOORS[door]._LATER.items()}
    for name, place in later.items():
        if place.endswith(":"):  # the name is that of a module
            later[name] = ":".join(place.removesuffix(":").rsplit(".", 1))
    assert later == said_to_a_type_checker(DOORS[door])


@pytest.mark.parametrize("door", DOORS)
def test_every_name_on_the_list_is_there(door: str) -> None:
    """Also those that are imported when somebody asks; completion shows the list, and each name once."""
    module = DOORS[door]
    assert [] == [name for name in module.__all__ if not hasattr(module, name)]
    assert sorted(set(module.__all__)) == dir(module)


@pytest.mark.parametrize("door", DOORS)
def test_a_misspelt_name_is_an_attribute_error(door: str) -> None:
    """As everywhere in Python, with the module and the name."""
    with pytest.raises(AttributeError, match=f"module '{door}' has no attribute 'Raod'"):
        DOORS[door].Raod  # noqa: B018 - looked up


LESSONS = [
    DOCS / "tutorial/first-transfer.md",
    DOCS / "tutorial/eerste-overdracht.md",
    DOCS / "notebooks/a-transfer.md",
]
"""The lessons that teach a transfer; each is complete by itself."""
_ROAD = {type(command) for command in Road(PROCESS).until(State.COMPLETED)}
_FORWARD = {a.command.__name__ for a in LETTER.arrows if a.command in _ROAD}
_ADVICE = {"RequestAdvice", "ReceiveAdvice", "AnswerAdvice"}  # a transfer can do without


@pytest.mark.parametrize("page", [pytest.param(p, id=str(p.relative_to(DOCS))) for p in LESSONS])
def test_a_lesson_writes_every_command_itself(page: Path) -> None:
    """Who has followed it can write each command of a transfer: none comes from the fictional road."""
    code = "\n".join(code_on(page))
    assert "Road" not in code
    assert set() == _FORWARD - _ADVICE - set(re.findall(r"\bc\.(\w+)\(", code))


@pytest.mark.parametrize(
    "page",
    [
        pytest.param(p, id=str(p.relative_to(DOCS)))
        for room in ("tutorial", "notebooks")
        for p in sorted((DOCS / room).glob("*.md"))
        if any("Road" in code for code in code_on(p))
    ],
)
def test_no_lesson_depends_on_the_fictional_road_alone(page: Path) -> None:
    """A lesson about something else may take its commands from there; it says where they are written by hand."""
    assert page not in LESSONS
    assert "first-transfer.md)" in page.read_text(encoding="utf-8")
