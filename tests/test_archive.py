"""One process, to be kept for long: all that is in it, whole or not at all; what others make of it, `make interop` asks."""

from __future__ import annotations

import json
import os
import stat
import zipfile
from hashlib import sha256
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import pytest

from ontvlechting import InputError, State, Workflow, letter
from ontvlechting.engine.errors import BrokenLedger, FileUnavailable, UnknownProcess
from ontvlechting.guards import shipped
from ontvlechting.letter.fiction import Road
from ontvlechting.record import exchange
from ontvlechting.record.audit import unseal
from ontvlechting.record.checkpoints import PrivateKey
from ontvlechting.record.stores.memory import MemoryStore
from ontvlechting.views.mdto import NAMESPACE
from tests.archived import DESCRIPTION, PLAIN
from tests.asking import CODEC
from tests.command_line import run

CASE = "douane/websites"
KEY = PrivateKey("voorbeeld.nl/programma", bytes(range(32)))
BASE = ["README.txt", "SHA256SUMS", "records.jsonl", "report.html"]


def filled(flow: Workflow) -> Workflow:
    """Two processes, one of which lost a text."""
    road = Road(letter.PROCESSES[CASE])
    commands = list(road.until(State.MINISTRY_DECIDED))
    flow.submit_many([(name, x) for x in commands for name in (CASE, "q")])
    flow.submit(CASE, road.complete())
    flow.submit(CASE, road.redact((1,), fields=("name",))).or_raise()
    return flow


@pytest.fixture(scope="module")
def flow() -> Workflow:
    """A ledger in memory."""
    return filled(Workflow.open("memory:"))


def test_it_holds_the_records_a_page_and_their_hashes(flow: Workflow, tmp_path: Path) -> None:
    """The records are those of that process alone, and are verified by themselves."""
    names = flow.archive(CASE, tmp_path / "a", language="en")
    assert sorted(names) == BASE == sorted(p.name for p in (tmp_path / "a").iterdir())
    first, *others = shipped()
    report = exchange.verify(tmp_path / "a/records.jsonl", rules=first, known=others, deep=True)
    assert (len(flow.history(CASE)), 1, True) == (report.records, report.processes, report.sound)
    page = (tmp_path / "a/report.html").read_text("utf-8")
    assert CASE in page
    assert 'id="process-2"' not in page
    sums = {f"{sha256((tmp_path / 'a' / n).read_bytes()).hexdigest()}  {n}" for n in names if n != "SHA256SUMS"}
    assert sums == set((tmp_path / "a/SHA256SUMS").read_text().splitlines())


def test_with_a_key_somebody_vouches_for_it(flow: Workflow, tmp_path: Path) -> None:
    """The proof leads from the last record to the root of the checkpoint, which is of the whole ledger."""
    flow.archive(CASE, tmp_path / "a", key=KEY)
    point = KEY.public.opened((tmp_path / "a/checkpoint.txt").read_text("utf-8"))
    proof = exchange.read_proof((tmp_path / "a/proof.json").read_text("utf-8"))
    last = flow.history(CASE)[-1]
    assert last.hash == unseal(proof.sealed, CODEC).hash
    assert proof.holds(last.hash, point)
    assert len(flow.records()) == point.size


def test_with_a_description_it_has_metadata(flow: Workflow, tmp_path: Path) -> None:
    """Of the dossier and of each file; an event is about the information: made, something taken out, exported."""
    names = flow.archive(CASE, tmp_path / "a", description=DESCRIPTION)
    kept = ["README.txt", "records.jsonl", "report.html"]
    assert {"dossier.informatieobject.MDTO.xml"} | {f"{n}.bestand.MDTO.xml" for n in kept} == set(names) - set(BASE)
    about = ET.parse(tmp_path / "a/dossier.informatieobject.MDTO.xml").getroot()[0]  # noqa: S314 - our own
    m = f"{{{NAMESPACE}}}"
    assert ["Creatie", "Weglakken", "Export"] == [
        x.text for x in about.findall(f"{m}event/{m}eventType/{m}begripLabel")
    ]
    assert kept == sorted(x.text or "" for x in about.findall(f"{m}heeftRepresentatie/{m}verwijzingNaam"))
    for name in kept:
        file = ET.parse(tmp_path / "a" / f"{name}.bestand.MDTO.xml").getroot()[0]  # noqa: S314 - our own
        data = (tmp_path / "a" / name).read_bytes()
        told = [file.findtext(f"{m}omvang"), file.findtext(f"{m}checksum/{m}checksumWaarde")]
        assert [str(len(data)), sha256(data).hexdigest()] == told


def test_a_zip_holds_the_same(flow: Workflow, tmp_path: Path) -> None:
    """In a folder that is called as the file is; both for their owner alone."""
    names = flow.archive(CASE, tmp_path / "websites.zip", description=DESCRIPTION, key=KEY)
    with zipfile.ZipFile(tmp_path / "websites.zip") as packed:
        assert [f"websites/{name}" for name in names] == packed.namelist()
        assert packed.testzip() is None
    flow.archive(CASE, tmp_path / "a")
    assert 0o600 == stat.S_IMODE((tmp_path / "websites.zip").stat().st_mode)
    assert 0o700 == stat.S_IMODE((tmp_path / "a").stat().st_mode)
    assert {0o600} == {stat.S_IMODE(path.stat().st_mode) for path in (tmp_path / "a").iterdir()}


@pytest.mark.parametrize("name", ["..zip", "...zip", os.fsdecode(b"a\xff.zip")])
def test_a_zip_that_no_folder_can_be_called_after_holds_the_same(flow: Workflow, tmp_path: Path, name: str) -> None:
    """In a folder with a plain name: never in the folder above, nor in none at all."""
    names = flow.archive(CASE, tmp_path / name)
    with zipfile.ZipFile(tmp_path / name) as packed:
        assert [f"archive/{each}" for each in names] == packed.namelist()


def test_what_is_there_is_left_alone(flow: Workflow, tmp_path: Path) -> None:
    """A folder, a file, and a place where nothing can be made."""
    (tmp_path / "a").mkdir()
    (tmp_path / "b.zip").write_text("mine")
    for name in ("a", "b.zip", "no/a", "no/b.zip"):
        with pytest.raises(FileUnavailable):
            flow.archive(CASE, tmp_path / name)
    assert [] == list((tmp_path / "a").iterdir())
    assert "mine" == (tmp_path / "b.zip").read_text()


@pytest.mark.parametrize("name", ["a", "a.zip"])
def test_what_goes_wrong_on_the_way_leaves_nothing(
    flow: Workflow, tmp_path: Path, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A disk that is full, say, at the third file."""
    from ontvlechting.shell import archive as module

    made = {"1": b"x", "2": b"y", "3": None}
    monkeypatch.setattr(module, "contents", lambda *_, **__: made)
    with pytest.raises(TypeError):
        flow.archive(CASE, tmp_path / name)
    assert [] == list(tmp_path.iterdir())


def test_what_is_wrong_is_said_before_anything_is_written(flow: Workflow, tmp_path: Path) -> None:
    """Another name, no key, no description, another language; and of a broken ledger nothing is kept."""
    with pytest.raises(UnknownProcess):
        flow.archive("r", tmp_path / "a")
    wrongs: tuple[dict[str, Any], ...] = ({"key": "x"}, {"description": PLAIN}, {"language": "fr"})
    for wrong in wrongs:
        with pytest.raises(InputError):
            flow.archive(CASE, tmp_path / "a", **wrong)
    with pytest.raises(InputError) as error:
        flow.archive("", tmp_path / "a", language="fr", description=PLAIN, key="x")  # type: ignore[arg-type]
    assert ["process", "language", "description", "key"] == [p.field for p in error.value.problems]
    store = MemoryStore()
    broken = filled(Workflow(store))
    store._records[3] = store._records[3]._replace(body=store._records[3].body + b" ")
    with pytest.raises(BrokenLedger):
        broken.archive(CASE, tmp_path / "a")
    assert [] == list(tmp_path.iterdir())


WRONG: dict[str, tuple[dict[str, Any], set[str]]] = {
    "no source": ({"source": " "}, {"source"}),
    "an id without its source": ({"creator_source": None}, {"creator_source"}),
    "no restriction": ({"restrictions": []}, {"restrictions"}),
    "a term that is none": ({"retention": "20 jaar"}, {"retention"}),
    "a term of nothing": ({"retention": "P"}, {"retention"}),
    "a field too many": ({"soort": "x"}, {"soort"}),
    "two at once": ({"creator": 1, "appraisal": {"label": "x"}}, {"creator", "appraisal.vocabulary"}),
}


@pytest.mark.parametrize(("change", "fields"), WRONG.values(), ids=list(WRONG))
def test_a_description_that_is_none_is_refused(tmp_path: Path, change: dict[str, Any], fields: set[str]) -> None:
    """On the command line, with every field that is wrong; nothing is written."""
    with Workflow.open(f"sqlite:///{tmp_path / 'p.db'}") as flow:
        flow.submit(CASE, Road(letter.PROCESSES[CASE]).identify())
    (tmp_path / "d.json").write_text(json.dumps(PLAIN | change))
    code, _, errors = run("archive", "p.db", CASE, "a", "--mdto", "d.json", "--lang", "en", cwd=tmp_path)
    assert 2 == code
    assert fields <= {line.split("`")[1] for line in errors.splitlines() if line.startswith("- `")}
    assert not (tmp_path / "a").exists()


def test_a_description_that_says_one_thing_twice_is_refused(tmp_path: Path) -> None:
    """Which of the two was meant cannot be told."""
    with Workflow.open(f"sqlite:///{tmp_path / 'p.db'}") as flow:
        flow.submit(CASE, Road(letter.PROCESSES[CASE]).identify())
    name, value = next(iter(PLAIN.items()))
    (tmp_path / "d.json").write_text(json.dumps(PLAIN).replace("{", f"{{{json.dumps(name)}: {json.dumps(value)}, ", 1))
    code, _, errors = run("archive", "p.db", CASE, "a", "--mdto", "d.json", "--lang", "en", cwd=tmp_path)
    assert (2, True) == (code, "`--mdto`: expected a JSON object with each field once" in errors)
    assert not (tmp_path / "a").exists()


def test_on_the_command_line(tmp_path: Path) -> None:
    """A folder with all of it, and a ZIP with what there is without a key and a description."""
    with Workflow.open(f"sqlite:///{tmp_path / 'p.db'}") as flow:
        flow.submit(CASE, Road(letter.PROCESSES[CASE]).identify())
    (tmp_path / "d.json").write_text(json.dumps(PLAIN))
    (tmp_path / "k").write_text(KEY.text)
    (tmp_path / "k").chmod(0o600)
    told = run("archive", "p.db", CASE, "a", "--mdto", "d.json", "--key", "k", "--lang", "en", cwd=tmp_path)
    assert (0, "12 files in a\n", "") == told
    assert (0, "4 bestanden in b.zip\n", "") == run("archive", "p.db", CASE, "b.zip", "--lang", "nl", cwd=tmp_path)
    shown = "record 1 of `douane/websites` stands at position 1 of 1"
    (tmp_path / "k.pub").write_text(KEY.public.text)
    checked = run(
        "prove",
        "--check",
        "a/proof.json",
        "--checkpoint",
        "a/checkpoint.txt",
        "--key",
        "k.pub",
        "--lang",
        "en",
        cwd=tmp_path,
    )
    assert (0, True) == (checked[0], shown in checked[1])
