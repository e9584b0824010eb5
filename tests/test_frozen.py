"""A program in one file has all that it needs of this package: PyInstaller finds our hook, and what is in a zip is found there.

PyInstaller itself is no dependency, not even of the tests: where it is not installed, the hook is only looked for.
"""

from __future__ import annotations

import pkgutil
import runpy
import shutil
import subprocess
import sys
import tomllib
import zipapp
from collections.abc import Iterator
from importlib import import_module
from importlib.metadata import Distribution, distribution, version
from pathlib import Path
from typing import Any

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

import ontvlechting

HOME = Path(ontvlechting.__file__).parent
HOOK = HOME / "__pyinstaller" / "hook-ontvlechting.py"


def test_pyinstaller_finds_the_hook() -> None:
    """By the entry point that it looks for, in a folder that goes along in the wheel."""
    project = tomllib.loads((HOME.parent / "pyproject.toml").read_text("utf-8"))["project"]
    module, _, name = project["entry-points"]["pyinstaller40"]["hook-dirs"].partition(":")
    (folder,) = getattr(import_module(module), name)()
    assert HOOK.parent == Path(folder)
    assert HOOK.is_file()


@pytest.fixture(scope="module")
def hook() -> dict[str, Any]:
    """What the hook says."""
    pytest.importorskip("PyInstaller")
    return runpy.run_path(str(HOOK))


def test_every_file_that_is_no_code_goes_along(hook: dict[str, Any]) -> None:
    """The template of the report, the mark that we are typed, and the metadata that tell the version."""
    data = {p for p in HOME.rglob("*") if p.is_file() and p.suffix not in {".py", ".pyc"}}
    assert HOME / "views" / "templates" / "report.html" in data
    given = {Path(source): HOME.parent / into / Path(source).name for source, into in hook["datas"]}
    assert data == {source for source in given if source in data}
    assert [] == [source for source in data if given[source] != source]
    assert any(Path(source).name.startswith("ontvlechting-") for source, _ in hook["datas"])


def test_every_module_that_is_imported_when_it_is_used_goes_along(hook: dict[str, Any]) -> None:
    """Stores, views, what awaits; not the testing kit, the command line and the Django app, which a program has to ask for."""
    every = {m.name for m in pkgutil.walk_packages(ontvlechting.__path__, "ontvlechting.", onerror=lambda name: None)}
    left_out = ("ontvlechting.testing", "ontvlechting.cli", "ontvlechting.django", "ontvlechting.__")
    assert {m for m in every if not m.startswith(left_out)} == {*hook["hiddenimports"]} - {"ontvlechting"}
    lazily = {
        "ontvlechting.record.stores.sqlite",
        "ontvlechting.views.report",
        "ontvlechting.shell.asynchronous",
        "ontvlechting.record.verifier",
    }
    assert lazily <= {*hook["hiddenimports"]}


def needed(*names: str) -> Iterator[Distribution]:
    """What these packages need, they themselves included; extras are named as in `typer`."""
    seen: dict[str, Distribution] = {}
    waiting = list(names)
    while waiting:
        name = waiting.pop()
        if canonicalize_name(name) not in seen:
            seen[canonicalize_name(name)] = found = distribution(name)
            requirements = map(Requirement, found.requires or ())
            waiting += [r.name for r in requirements if r.marker is None or r.marker.evaluate({"extra": ""})]
    yield from seen.values()


@pytest.fixture(scope="module")
def tree(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with this package, the command line, and what these need, as an installer leaves them."""
    made = tmp_path_factory.mktemp("tree")
    shutil.copytree(HOME, made / "ontvlechting", ignore=shutil.ignore_patterns("__pycache__"))
    for found in needed("ontvlechting", "rich", "typer"):
        for file in found.files or ():
            if file.parts[0] != ".." and file.suffix not in {".pyc", ".pth"} and Path(str(file.locate())).is_file():
                (made / file).parent.mkdir(parents=True, exist_ok=True)
                shutil.copy(str(file.locate()), made / file)
    return made


def run_in_one_file(program: Path, *arguments: str, cwd: Path) -> subprocess.CompletedProcess[str]:
    """What it says, in a Python that knows of nothing else."""
    command = [sys.executable, "-I", "-S", str(program), *arguments]
    return subprocess.run(command, cwd=cwd, capture_output=True, text=True, check=False)  # noqa: S603


LIBRARY = """
import importlib.metadata
from ontvlechting import Road, State, Workflow, letter

with Workflow.open("sqlite:///programme.db") as flow:
    road = Road(letter.PROCESSES["douane/websites"])
    flow.submit_many([("douane/websites", command) for command in road.until(State.COMPLETED)])
    report = flow.verify(deep=True)
    assert report.rejudged == report.records, report
    assert "<svg" in flow.history("douane/websites").html("en")
print(importlib.metadata.version("ontvlechting"))
"""


def test_the_library_runs_from_within_a_zip(tree: Path, tmp_path: Path) -> None:
    """Recorded, verified and shown, with nothing unpacked: whatever it reads beside its code it finds in there."""
    (tree / "__main__.py").write_text(LIBRARY, encoding="utf-8")
    zipapp.create_archive(tree, tmp_path / "program.pyz")
    (tree / "__main__.py").unlink()
    done = run_in_one_file(tmp_path / "program.pyz", cwd=tmp_path)
    assert (0, "", version("ontvlechting")) == (done.returncode, done.stderr, done.stdout.strip())


UNPACKS = """
import os, sys, zipfile

home = sys.argv[0] + ".d"
if not os.path.isdir(home):
    zipfile.ZipFile(sys.argv[0]).extractall(home)
sys.path.insert(0, home)
from ontvlechting.__main__ import main
main()
"""


def test_the_command_line_runs_from_one_file(tree: Path, tmp_path: Path) -> None:
    """With typer comes compiled code, so it is unpacked once, as shiv and pex do: the demo runs, and of an extra that was left out it says so."""
    (tree / "__main__.py").write_text(UNPACKS, encoding="utf-8")
    program = tmp_path / "ontvlechting.pyz"
    zipapp.create_archive(tree, program)
    (tree / "__main__.py").unlink()
    done = run_in_one_file(program, "demo", "--out", "demo", "--lang", "en", cwd=tmp_path)
    assert (0, "") == (done.returncode, done.stderr)
    assert (tmp_path / "demo" / "ontvlechting.db").is_file()
    done = run_in_one_file(program, "report", "demo/ontvlechting.db", "report.html", "--lang", "en", cwd=tmp_path)
    assert (2, True) == (done.returncode, "ontvlechting[report]" in done.stderr)
    assert not (tmp_path / "report.html").exists()
