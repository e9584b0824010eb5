"""What these tests share: the ledger of the demo, and files that the command line writes from it."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

collect_ignore = ["reminding.py"]  # a program, which a test runs


def ontvlechting(*words: str | Path) -> str:
    """What the command line says; it has to end well."""
    command = [sys.executable, "-m", "ontvlechting", *map(str, words)]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout  # noqa: S603


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The ledger of the demo."""
    folder = tmp_path_factory.mktemp("demo")
    ontvlechting("demo", "--out", folder / "demo")
    return folder / "demo" / "ontvlechting.db"


@pytest.fixture(scope="session")
def written(demo: Path) -> Callable[..., Path]:
    """Writes an export of that ledger to a file of this name, once."""

    def write(name: str, form: str) -> Path:
        path = demo.parent / name
        if not path.exists():
            ontvlechting("export", demo, path, "--as", form)
        return path

    return write
