"""A frozen program has all that it needs of this package: PyInstaller finds our hook, and the hook names everything.

PyInstaller itself is no dependency, not even of the tests: where it is not installed, the hook is only looked for.
"""

from __future__ import annotations

import pkgutil
import runpy
import tomllib
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest

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
