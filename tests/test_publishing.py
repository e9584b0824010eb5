"""What a public project needs is there, and whatever has no address yet says so in one place."""

from __future__ import annotations

import re
import subprocess
import tomllib
from pathlib import Path

import pytest

from docs import generated

ROOT = Path(generated.__file__).parents[1]
ADDRESS = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["hatch"]["metadata"]["hooks"]["custom"]
MADE_FROM_IT = {"CITATION.cff", "publiccode.yml"}


def test_an_address_that_does_not_exist_stands_in_one_place() -> None:
    """In pyproject.toml; what is made from that has it as well, and nothing else does."""
    host = re.compile(r"example\.invalid")
    pages = [p for p in ROOT.iterdir() if p.is_file() and p.suffix in (".md", ".cff", ".yml", ".toml", ".py")]
    pages += [*ROOT.glob("docs/**/*.md"), *ROOT.glob("ontvlechting/**/*.py"), *ROOT.glob(".github/**/*.yml")]
    found = {str(p.relative_to(ROOT)) for p in pages if host.search(p.read_text("utf-8"))}
    assert {"pyproject.toml"} | MADE_FROM_IT == found
    assert "PLACEHOLDER" in (ROOT / "pyproject.toml").read_text("utf-8")
    assert ADDRESS["home"].split("/")[2] == ADDRESS["contact"].partition("@")[2]


def test_links_between_the_pages_at_the_top_lead_somewhere() -> None:
    """Sphinx looks at those of the documentation; these stand outside it."""
    for page in ROOT.glob("*.md"):
        for target in re.findall(r"\]\((?!#|[a-z]+:)([^)#]+)", page.read_text("utf-8")):
            assert (ROOT / target).exists(), f"{page.name}: {target}"


def test_the_licence_is_one() -> None:
    """Where REUSE looks for it as where people do."""
    assert (ROOT / "LICENSE").read_bytes() == (ROOT / "LICENSES/EUPL-1.2.txt").read_bytes()


def test_each_requirement_says_how_it_stands() -> None:
    """By one of four words; and what is counted is what stands there."""
    page = (ROOT / "docs/explanation/standard-for-public-code.md").read_text("utf-8")
    rows = [
        line.split(" | ")
        for line in page.splitlines()
        if line.startswith("| ") and not line.startswith("| requirement")
    ]
    assert {"met", "when published", "in part", "not yet"} == {row[1] for row in rows}
    must = [row[1] for row in rows if "MUST" in row[0]]
    counted = [
        int(n) for n in re.findall(r"\b\d+\b", page.partition("requirements with MUST")[0].rpartition("Of the")[2])
    ]
    counted += [int(n) for n in re.findall(r"\b(\d+) (?:are met|wait|is met in part|is not met)", page)]
    assert [len(must), *(must.count(word) for word in ("met", "when published", "in part", "not yet"))] == counted


def test_what_is_ignored_is_not_delivered() -> None:
    """Nothing that a host or a registry left behind is under version control: no list of hosts, no lock file."""
    try:
        told = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True).stdout  # noqa: S607
    except (OSError, subprocess.CalledProcessError):
        pytest.skip("this is no checkout")
    names = [Path(name).name for name in told.splitlines()]
    assert [] == [
        name for name in names if name.endswith(".lock") or name in ("pip.conf", "package-lock.json", "go.sum")
    ]
