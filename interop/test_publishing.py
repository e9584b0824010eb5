"""The package as it would be published, looked at by those who would take it; `test_checkout.py` has what others read of a checkout."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import zipfile
from hashlib import sha256
from pathlib import Path

import pytest

pytest.importorskip("twine", reason="`make interop` installs it")
from hatch_metadata import absolute

ROOT = Path(__file__).parents[1]
BIN = Path(sys.executable).parent
LEFT_OUT = (".*", "build", "dist", "__pycache__", "*.db")


def asked(*words: str | Path, cwd: Path = ROOT) -> str:
    """What a tool says; it has to end well."""
    tool, *rest = words
    done = subprocess.run([BIN / tool, *map(str, rest)], cwd=cwd, capture_output=True, text=True, check=False)  # noqa: S603
    assert 0 == done.returncode, done.stdout + done.stderr
    return done.stdout + done.stderr


def built(source: Path, out: Path) -> list[Path]:
    """The wheel, by way of the source distribution, as it would be published."""
    asked("python", "-m", "build", "--no-isolation", "--outdir", out, source)
    return sorted(out.iterdir())


@pytest.fixture(scope="module")
def dist(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """What would be published, made from a copy of the files that stand here."""
    folder = tmp_path_factory.mktemp("published")
    shutil.copytree(ROOT, folder / "source", ignore=shutil.ignore_patterns(*LEFT_OUT))
    return built(folder / "source", folder / "dist")


def test_the_index_would_take_it(dist: list[Path]) -> None:
    """twine, strictly: also the page that is made of the README."""
    assert 2 == len(dist)
    asked("twine", "check", "--strict", *dist)


def test_the_wheel_holds_what_a_wheel_holds(dist: list[Path]) -> None:
    """check-wheel-contents: nothing at the top that is not ours, nothing twice, nothing that cannot be imported."""
    (wheel,) = (path for path in dist if path.suffix == ".whl")
    asked("check-wheel-contents", "--config", ROOT / "pyproject.toml", wheel)


def test_its_metadata_say_all_that_can_be_said(dist: list[Path]) -> None:
    """Pyroma gives ten of ten."""
    (source,) = (path for path in dist if path.suffix == ".gz")
    assert "Final rating: 10/10" in asked("pyroma", "-n", "10", source)


def test_every_link_of_the_page_on_the_index_is_whole(dist: list[Path]) -> None:
    """Nothing there leads to a file beside it; each of ours leads to the address that stands in pyproject.toml."""
    (wheel,) = (path for path in dist if path.suffix == ".whl")
    with zipfile.ZipFile(wheel) as opened:
        (name,) = (n for n in opened.namelist() if n.endswith("/METADATA"))
        page = opened.read(name).decode()
    links = re.findall(r"\]\(([^)]+)\)", page)
    assert len(links) > 20
    assert {"https"} == {link.partition(":")[0] for link in links}


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("[a](docs/b.md#c)", "[a](https://x/docs/b.md#c)"),
        ("[a](LICENSE)", "[a](https://x/LICENSE)"),
        ("[a](https://y)", "[a](https://y)"),
        ("[a](#here)", "[a](#here)"),
        ("[a](mailto:b@c)", "[a](mailto:b@c)"),
    ],
)
def test_a_link_of_the_readme_becomes_whole(text: str, shown: str) -> None:
    """What leads to a file does; what is whole, or leads to the page itself, stays."""
    assert shown == absolute(text, "https://x/")


def test_the_same_source_gives_the_same_bytes(dist: list[Path], tmp_path: Path) -> None:
    """On another day, at another place, by somebody whose files others may not read."""
    source = tmp_path / "elsewhere" / "copy"
    shutil.copytree(ROOT, source, ignore=shutil.ignore_patterns(*LEFT_OUT))
    for path in source.rglob("*"):
        if not path.is_dir():
            path.chmod(0o755 if os.access(path, os.X_OK) else 0o600)
            os.utime(path, (1_000_000_000, 1_000_000_000))
    again = built(source, tmp_path / "dist")
    wheels = [path for path in (*dist, *again) if path.suffix == ".whl"]
    assert 2 == len(wheels)
    assert 1 == len({sha256(path.read_bytes()).hexdigest() for path in wheels})
