"""The files of a checkout that others read by machine: licences, the citation, what catalogues and hosts of repositories look for.

`make checkout` asks a small environment for these alone; `make interop` asks them too.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

pytest.importorskip("reuse", reason="`make checkout` installs it")

ROOT = Path(__file__).parents[1]
BIN = Path(sys.executable).parent
PARSER = shutil.which("publiccode-parser")


def asked(*words: str | Path, cwd: Path = ROOT) -> str:
    """What a tool says; it has to end well."""
    tool, *rest = words
    done = subprocess.run([BIN / tool, *map(str, rest)], cwd=cwd, capture_output=True, text=True, check=False)  # noqa: S603
    assert 0 == done.returncode, done.stdout + done.stderr
    return done.stdout + done.stderr


def test_every_file_says_under_which_licence_it_is() -> None:
    """REUSE, of all files that are under version control."""
    assert "Congratulations" in asked("reuse", "lint")


def test_the_citation_is_one() -> None:
    """cffconvert, by the schema of the Citation File Format."""
    assert "valid" in asked("cffconvert", "--validate", "-i", ROOT / "CITATION.cff")


@pytest.mark.skipif(
    PARSER is None, reason="there is no publiccode-parser; it is a program in Go, in no index of Python"
)
def test_catalogues_would_take_it(tmp_path: Path) -> None:
    """The parser of those who keep the standard says nothing of our file, and does of one that is wrong; no address is looked at."""
    file = ROOT / "publiccode.yml"
    wrong = tmp_path / "publiccode.yml"
    wrong.write_text(file.read_text("utf-8").replace("EUPL-1.2", "EUPL-9"), encoding="utf-8")
    said = [
        subprocess.run([PARSER, "--no-external-checks", path], capture_output=True, text=True, check=False)  # noqa: S603
        for path in (file, wrong)
    ]
    assert [(0, ""), (1, True)] == [
        (said[0].returncode, said[0].stdout),
        (said[1].returncode, "legal.license" in said[1].stdout),
    ]


@pytest.mark.parametrize(
    ("schema", "file"),
    [("github-workflows", ".github/workflows/check.yml"), ("gitlab-ci", ".gitlab-ci.yml")],
    ids=["github", "gitlab"],
)
def test_hosts_would_run_the_checks(schema: str, file: str) -> None:
    """By the schemas of GitHub and GitLab; and what they run is what everybody runs."""
    asked("check-jsonschema", "--builtin-schema", f"vendor.{schema}", file)
    assert ".ci/run" in (ROOT / file).read_text(encoding="utf-8")
