"""The format of a ledger is written down well enough: the verifier of that page, alone, checks the demo's ledger.

It runs in an interpreter of its own, without this package and without anything that is installed.
"""

from __future__ import annotations

import re
import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing
from hashlib import sha256
from pathlib import Path
from typing import Any

import psycopg
import pytest

from ontvlechting import Ledger, Workflow, letter
from ontvlechting.letter import demo
from ontvlechting.letter.fiction import Road

PAGE = Path(__file__).parents[1] / "docs/reference/ledger-format.md"
ALONE = """
import importlib.util, sys
assert importlib.util.find_spec("ontvlechting") is None
for path in sys.argv[1:]:
    try:
        print(*(check_export if path.endswith(".jsonl") else check_file)(path))
    except Exception as error:
        print(type(error).__name__)
"""


def verified(*paths: Path) -> list[str]:
    """What the verifier of the page says of each ledger: processes and lacking records, or the name of an error."""
    code = re.findall(r"^```python\n(.*?)^```$", PAGE.read_text("utf-8"), re.MULTILINE | re.DOTALL)[0]
    given = [sys.executable, "-I", "-S", "-c", code + ALONE, *map(str, paths)]
    return subprocess.run(given, capture_output=True, text=True, check=True).stdout.splitlines()  # noqa: S603 - our own page


@pytest.fixture(scope="module")
def ledger(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The ledger of the demo; beside it its export."""
    folder = tmp_path_factory.mktemp("demo")
    demo.run(folder)
    with Ledger.open(f"sqlite:///{folder / 'ontvlechting.db'}") as flow:
        flow.export(folder / "demo.jsonl")
    return folder / "ontvlechting.db"


def test_the_ledger_of_the_demo_passes(ledger: Path) -> None:
    """As a file of SQLite and as an export, with as many processes and lacking records as this library counts."""
    with Ledger.open(f"sqlite:///{ledger}") as flow:
        report = flow.verify()
    assert [f"{report.processes} {report.redacted}"] * 2 == verified(ledger, ledger.with_name("demo.jsonl"))


def test_a_changed_byte_of_an_export_is_found(ledger: Path, tmp_path: Path) -> None:
    """Wherever it stands: forty places, spread over the whole file."""
    sound = ledger.with_name("demo.jsonl").read_bytes()
    places = range(0, len(sound), len(sound) // 40)
    changed = [tmp_path / f"{place}.jsonl" for place in places]
    for path, place in zip(changed, places, strict=True):
        path.write_bytes(sound[:place] + bytes([sound[place] ^ 1]) + sound[place + 1 :])
    said = verified(*changed)
    assert len(changed) == len(said)
    assert [] == [line for line in said if not line.endswith("Error")]


def _flipped(column: str) -> str:
    """Changes the middle byte of one column in the tenth record."""
    at = f"length({column}) / 2"
    other = f"CASE substr({column}, {at}, 1) WHEN CAST('a' AS BLOB) THEN 'b' WHEN 'a' THEN 'b' ELSE 'a' END"
    whole = f"substr({column}, 1, {at} - 1) || {other} || substr({column}, {at} + 1)"
    kind = "BLOB" if column in ("body", "disclosures") else "TEXT"
    return f"UPDATE ontvlechting_records SET {column} = CAST({whole} AS {kind}) WHERE position = 10"  # noqa: S608 - our own names


LAST = "(SELECT max(position) FROM ontvlechting_records)"
TAMPERED: dict[str, str] = {
    **{f"a byte of {column}": _flipped(column) for column in ("body", "disclosures", "hash", "id", "process")},
    "its texts twice": "UPDATE ontvlechting_records SET disclosures = CAST(disclosures || x'0a' || disclosures AS BLOB) "
    "WHERE position = (SELECT min(position) FROM ontvlechting_records WHERE length(disclosures) > 100)",
    "a space at the end, with right hashes": f"""
        UPDATE ontvlechting_records SET body = CAST(body || ' ' AS BLOB) WHERE position = {LAST};
        UPDATE ontvlechting_records SET hash = digest(body) WHERE position = {LAST};
        UPDATE ontvlechting_processes SET hash = (SELECT hash FROM ontvlechting_records WHERE position = {LAST})
        WHERE process = (SELECT process FROM ontvlechting_records WHERE position = {LAST})""",  # noqa: S608 - our own names
    "another number": "UPDATE ontvlechting_records SET number = 999 WHERE position = 10",
    "a text gone": "UPDATE ontvlechting_records SET disclosures = x'' WHERE position = 10",
    "a record gone": "DELETE FROM ontvlechting_records WHERE position = 10",
    "the last record gone": f"DELETE FROM ontvlechting_records WHERE position = {LAST}",  # noqa: S608
    "another end": "UPDATE ontvlechting_processes SET hash = replace(hash, substr(hash, 1, 1), 'x')",
    "a process gone": "DELETE FROM ontvlechting_processes WHERE process = (SELECT max(process) FROM ontvlechting_processes)",
}


@pytest.mark.parametrize("statement", TAMPERED.values(), ids=list(TAMPERED))
def test_what_was_done_to_the_file_is_found(ledger: Path, tmp_path: Path, statement: str) -> None:
    """By somebody who takes the triggers away first."""
    copy = Path(shutil.copy(ledger, tmp_path))
    with closing(sqlite3.connect(copy)) as opened:
        for (name,) in opened.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
            opened.execute(f"DROP TRIGGER {name}")
        opened.create_function("digest", 1, lambda body: sha256(body).hexdigest())
        opened.executescript(statement)
    assert ["AssertionError"] == [re.sub(r"^\w*Error$", "AssertionError", line) for line in verified(copy)]


@pytest.mark.parametrize("fields", [(), ("name",)], ids=["everything", "one text"])
def test_a_redacted_text_that_is_there_again_is_found(tmp_path: Path, fields: tuple[str, ...]) -> None:
    """It fits its digest; the command that took it out tells."""
    path, road = tmp_path / "ledger.db", Road(letter.PROCESSES["douane/websites"])
    with Workflow.open(f"sqlite:///{path}") as flow:
        flow.submit_many([("p", road.identify()), ("p", road.complete())])
        old = [sealed.disclosures.hex() for sealed in flow._store.read("p")]
        flow.submit("p", road.redact((1,), fields=fields)).or_raise()
        flow.submit("p", road.redact((2,))).or_raise()
    assert ["1 2"] == verified(path)
    back = [Path(shutil.copy(path, tmp_path / f"{n}.db")) for n in (1, 2)]
    for n, copy in enumerate(back, start=1):
        with closing(sqlite3.connect(copy)) as opened:
            opened.execute("DROP TRIGGER ontvlechting_no_update")
            opened.execute(f"UPDATE ontvlechting_records SET disclosures = x'{old[n - 1]}' WHERE number = {n}")  # noqa: S608 - our own bytes
            opened.commit()
    assert ["AssertionError"] * 2 == verified(*back)


def check_database(connection: psycopg.Connection) -> tuple[int, int, int]:
    """What the verifier of the page says of a ledger in PostgreSQL."""
    names: dict[str, Any] = {}
    exec(re.findall(r"^```python\n(.*?)^```$", PAGE.read_text("utf-8"), re.MULTILINE | re.DOTALL)[0], names)  # noqa: S102 - our own page
    found: tuple[int, int, int] = names["check_database"](connection)
    return found


def test_a_ledger_in_postgresql_passes_also_what_has_no_position(database: str) -> None:
    """It counts what waits as this library does; and a record of which neither table tells is missed."""
    road = Road(letter.PROCESSES["douane/websites"])
    with Workflow.open(database) as flow, psycopg.connect(database) as other:
        flow.submit("p", road.identify())
        other.execute("SELECT FROM ontvlechting.ledger FOR UPDATE")
        flow.submit("p", road.draft())
        flow.submit("p", road.draft())
        other.rollback()
        assert (1, 0, 2) == check_database(other)
        other.rollback()
        with Ledger.open(database) as ledger:
            assert 2 == ledger.verify().waiting
        other.execute("DELETE FROM ontvlechting.arrivals WHERE number = 3")
        other.commit()
        with pytest.raises(AssertionError):
            check_database(other)
