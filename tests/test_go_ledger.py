"""A verifier in another language, written from the page on the format alone, says of every export what this library says.

`tests/go/ledger/main.go` knows Go's standard library and that page, and nothing else. `make go` runs this.
"""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from ontvlechting import Ledger, Workflow, letter
from ontvlechting.engine.errors import OntvlechtingError
from ontvlechting.guards import shipped
from ontvlechting.letter import demo
from ontvlechting.letter.fiction import Road
from ontvlechting.record import exchange
from tests.test_go import ENVIRONMENT, FOUND
from tests.test_golden import SECOND as GOLDEN

pytestmark = pytest.mark.skipif(FOUND is None, reason="there is no Go; `make go` installs it")


@pytest.fixture(scope="module")
def verifier(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The program, built."""
    assert FOUND is not None
    folder = tmp_path_factory.mktemp("go")
    env = ENVIRONMENT | {"GOPATH": str(folder / "path"), "GOFLAGS": "", "GO111MODULE": "off"}
    source = Path(__file__).parent / "go/ledger/main.go"
    subprocess.run([FOUND, "build", "-o", folder / "ledger", source], env=env, check=True)  # noqa: S603
    return folder / "ledger"


def asked(verifier: Path, *paths: Path) -> list[str]:
    """What it says of each file."""
    return subprocess.run([verifier, *paths], capture_output=True, text=True, check=True).stdout.splitlines()  # noqa: S603


def ours(path: Path) -> str:
    """What this library says of it, in the same words; of why not, no more than that."""
    first, *others = shipped()
    try:
        report = exchange.verify(path, rules=first, known=others, deep=True)
    except OntvlechtingError:
        return "no"
    if any(u.rules is None for u in report.unchecked):  # it cannot be read, whatever the rules
        return "no"
    return f"{report.processes} {report.redacted}"


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """The golden ledger, that of the demo, and one of which texts were taken out and records set aside."""
    folder = tmp_path_factory.mktemp("sound")
    demo.run(folder)
    with Ledger.open(f"sqlite:///{folder / 'ontvlechting.db'}") as ledger:
        ledger.export(folder / "demo.jsonl")
    road = Road(letter.PROCESSES["douane/websites"])
    with Workflow.open("memory:") as flow:
        flow.submit_many([('é \\ " \u00ad 🧵', road.identify()), ("p", road.identify()), ("p", road.complete())])
        flow.submit("p", road.fall_back(reason='\x00\x1f\b\f\r\n\t"\\/ \u2028 \uffff 𠀀 é'))
        flow.submit("p", road.redact((1,), fields=("name",))).or_raise()
        flow.submit("p", road.redact((2,))).or_raise()
        flow.export(folder / "redacted.jsonl")
    return [GOLDEN, folder / "demo.jsonl", folder / "redacted.jsonl"]


def test_sound_ledgers_pass(verifier: Path, sound: list[Path]) -> None:
    """With as many processes, and records that lack texts, as this library counts."""
    answers = asked(verifier, *sound)
    assert [ours(path) for path in sound] == answers
    assert "2 2" == answers[-1]


def test_a_changed_byte_is_found_wherever_it_stands(verifier: Path, sound: list[Path], tmp_path: Path) -> None:
    """Two hundred places, spread over each whole file: this library finds each of them as well."""
    changed = []
    for path in sound[1:]:
        whole = path.read_bytes()
        for place in range(0, len(whole), max(1, len(whole) // 100)):
            changed.append(tmp_path / f"{path.stem}-{place}.jsonl")
            changed[-1].write_bytes(whole[:place] + bytes([whole[place] ^ 1]) + whole[place + 1 :])
    answers = asked(verifier, *changed)
    assert len(changed) == len(answers)
    assert [] == [path.name for path, answer in zip(changed, answers, strict=True) if not answer.startswith("no: ")]
    assert ["no"] * 20 == [ours(path) for path in changed[::10]][:20]


Record = dict[str, Any]


def chained(records: list[Record]) -> list[Record]:
    """The same, each with the hash of its body, and naming the hash of the one before it: as somebody does who rewrites all."""
    ends: dict[str, str] = {}
    for record in records:
        before = record["body"].partition('"previous":"')[2][:64]
        record["body"] = record["body"].replace(before, ends.get(record["process"], "0" * 64), 1)
        record["hash"] = ends[record["process"]] = sha256(record["body"].encode()).hexdigest()
    return records


def body(change: Callable[[str], str], n: int = -1) -> Callable[[list[Record]], list[Record]]:
    """Changes the body of one record, and every hash that hangs on it."""

    def changed(records: list[Record]) -> list[Record]:
        was = records[n]["body"]
        records[n]["body"] = change(was)
        assert was != records[n]["body"]
        return chained(records)

    return changed


def texts(change: Callable[[list[str]], list[str]], n: int = 1) -> Callable[[list[Record]], list[Record]]:
    """Changes the texts beside one record."""

    def changed(records: list[Record]) -> list[Record]:
        records[n]["disclosures"] = change(records[n]["disclosures"])
        return records

    return changed


def sealed_texts(change: Callable[[list[str]], list[str]], n: int = 0) -> Callable[[list[Record]], list[Record]]:
    """Changes the texts beside one record, and has the record commit to what they became."""

    def changed(records: list[Record]) -> list[Record]:
        before = records[n]["disclosures"]
        after = records[n]["disclosures"] = change(before)
        assert before != after
        for pair in [*zip(before, after, strict=True), ("\n".join(before), "\n".join(after))]:
            was, now = (sha256(text.encode()).hexdigest() for text in pair)
            records[n]["body"] = records[n]["body"].replace(was, now)
        return chained(records)

    return changed


TAMPERED: dict[str, Callable[[list[Record]], list[Record]]] = {
    "a space at the end": body(lambda b: b + " "),
    "a space between": body(lambda b: b.replace(",", ", ", 1)),
    "an escape that is not needed": body(lambda b: b.replace("accepted", "\\u0061ccepted", 1)),
    "a slash that is escaped": body(lambda b: b.replace("/", "\\/", 1), 0),
    "a character as its number": body(lambda b: b.replace("é", "\\u00e9", 1), 0),
    "a number with a fraction": body(lambda b: b.replace('"format":2', '"format":2.0', 1)),
    "a number with an exponent": body(lambda b: b.replace('"format":2', '"format":2e0', 1)),
    "another format": body(lambda b: b.replace('"format":2', '"format":3', 1)),
    "a key twice": body(lambda b: b.replace('"format":2', '"format":2,"format":2', 1)),
    "a key too many": body(lambda b: b.replace('"format":2', '"format":2,"more":1', 1)),
    "keys in another order": body(lambda b: b.replace('{"after"', '{"zafter"', 1)),
    "another state before": body(lambda b: b.replace('"before":"new"', '"before":"nieuw"', 1), 1),
    "an act that lies ahead": body(lambda b: b.replace('"at":"20', '"at":"90', 1)),
    "stored before the one before": body(lambda b: b.replace('"recorded_at":"20', '"recorded_at":"19', 1)),
    "a local moment": body(lambda b: b.replace('+00:00","texts"', '+01:00","texts"', 1)),
    "a byte order mark": body(lambda b: "\ufeff" + b),
    "another first line": lambda records: records[:-1],
    "a record twice": lambda records: [*records, records[-1]],
    "the order of a process": lambda records: [records[0], records[2], records[1], *records[3:]],
    "a text gone": texts(lambda given: given[1:]),
    "all texts gone": texts(lambda given: [], 3),
    "a text twice": texts(lambda given: [*given, given[0]]),
    "a text of another record": texts(lambda given: [*given, '["0","x"]']),
    "texts in another order": texts(lambda given: given[::-1], 0),
    "a text without salt": sealed_texts(lambda given: ['["",' + given[0][36:], *given[1:]]),
    "a salt in capitals": sealed_texts(lambda given: ['["' + "A" * 32 + given[0][34:], *given[1:]]),
    "a text beside a text": sealed_texts(
        lambda given: ['["0123456789","another text!!!!!!!",' + given[0][36:], *given[1:]]
    ),
    "a text with a space": sealed_texts(lambda given: [given[0][:36] + " " + given[0][36:], *given[1:]]),
    "a text that is nested without end": sealed_texts(
        lambda given: [given[0][:36] + "[" * 9_999 + "]" * 10_000, *given[1:]]
    ),
    "a hash in capitals": lambda records: [{**r, "hash": r["hash"].upper()} for r in records],
    "another name": lambda records: [{**r, "process": r["process"] + "x"} for r in records],
    "an id twice": lambda records: [{**r, "id": records[0]["id"]} for r in records],
}


@pytest.mark.parametrize("change", TAMPERED.values(), ids=list(TAMPERED))
def test_what_was_tampered_with_is_found_by_both(
    verifier: Path, sound: list[Path], tmp_path: Path, change: Callable[[list[Record]], list[Record]]
) -> None:
    """Also by somebody who computes all hashes anew."""
    first, *records = [json.loads(line) for line in sound[-1].read_text("utf-8").split("\n")[:-1]]
    path = tmp_path / "tampered.jsonl"
    lines = [first, *change(records)]
    path.write_text("".join(json.dumps(x, ensure_ascii=False, separators=(",", ":")) + "\n" for x in lines), "utf-8")
    (answer,) = asked(verifier, path)
    assert ("no", "no: ") == (ours(path), answer[:4])


def test_rewriting_itself_is_not_what_is_found(verifier: Path, sound: list[Path], tmp_path: Path) -> None:
    """Whoever computes all hashes anew and changes nothing has the same ledger."""
    first, *records = [json.loads(line) for line in sound[-1].read_text("utf-8").split("\n")[:-1]]
    path = tmp_path / "again.jsonl"
    path.write_text("".join(json.dumps(x, ensure_ascii=False) + "\n" for x in [first, *chained(records)]), "utf-8")
    assert asked(verifier, sound[-1]) == asked(verifier, path)
