"""An archive is checked by `sha256sum`, by the verifier of the page on the format alone, and by the schema of MDTO where that is at hand.

The schema is not ours to pass on: `ONTVLECHTING_MDTO_XSD=FILE make interop` names it, as the Nationaal Archief publishes it.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from interop.conftest import ontvlechting

ROOT = Path(__file__).parents[1]
CASE = "douane/websites"
DESCRIPTION = {
    "source": "Fictief zaaksysteem",
    "creator": "Fictieve archiefvormer",
    "appraisal": {"label": "Fictief te bewaren", "vocabulary": "Fictieve begrippenlijst"},
    "restrictions": [{"label": "fictief: geen", "vocabulary": "Fictieve begrippenlijst"}],
}


@pytest.fixture(scope="module")
def archive(demo: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The archive of one process of the demo, taken out of a ZIP."""
    folder = tmp_path_factory.mktemp("archive")
    (folder / "description.json").write_text(json.dumps(DESCRIPTION))
    ontvlechting("key", "voorbeeld.nl/programma", folder / "key")
    ontvlechting(
        "archive", demo, CASE, folder / "kept.zip", "--key", folder / "key", "--mdto", folder / "description.json"
    )
    with zipfile.ZipFile(folder / "kept.zip") as packed:
        packed.extractall(folder)
    return folder / "kept"


def summed(folder: Path) -> subprocess.CompletedProcess[str]:
    """What `sha256sum` says."""
    asked = ["sha256sum", "--check", "--strict", "SHA256SUMS"]
    return subprocess.run(asked, cwd=folder, capture_output=True, text=True, check=False)  # noqa: S603


def test_sha256sum_finds_everything_as_it_was(archive: Path) -> None:
    """Each file but the list itself; and it sees a byte that was changed."""
    done = summed(archive)
    assert 0 == done.returncode
    assert len(list(archive.iterdir())) - 1 == done.stdout.count(": OK\n")
    page = archive / "report.html"
    sound = page.read_bytes()
    page.write_bytes(sound + b" ")
    assert 1 == summed(archive).returncode
    page.write_bytes(sound)


def test_the_records_are_checked_without_us(archive: Path) -> None:
    """By the program on the page about the format, in a Python that has nothing else."""
    page = (ROOT / "docs/reference/ledger-format.md").read_text("utf-8")
    code = re.findall(r"^```python\n(.*?)^```$", page, re.MULTILINE | re.DOTALL)[0]
    asks = [sys.executable, "-I", "-S", "-c", code + "import sys; print(*check_export(sys.argv[1]))"]
    done = subprocess.run([*asks, archive / "records.jsonl"], capture_output=True, text=True, check=True)  # noqa: S603
    assert "1 0\n" == done.stdout


def test_the_metadata_follow_the_schema(archive: Path) -> None:
    """Each file of them, by the schema that was named."""
    schema = os.environ.get("ONTVLECHTING_MDTO_XSD")
    if schema is None:
        pytest.skip("ONTVLECHTING_MDTO_XSD names no schema")
    etree = pytest.importorskip("lxml.etree")
    rules = etree.XMLSchema(etree.parse(schema))
    files = sorted(archive.glob("*.MDTO.xml"))
    assert 6 == len(files)
    assert [] == [f"{file.name}: {rules.error_log}" for file in files if not rules.validate(etree.parse(file))]
