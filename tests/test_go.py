"""Our notes and proofs are checked by Go's own `note` and `tlog`, which nobody of this project wrote.

`make go` runs this with the Go toolchain that it installs; elsewhere it is left out. Go needs no network for it: the
packages come with the toolchain, which uses them for its own checksum database.
"""

from __future__ import annotations

import base64
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from ontvlechting import Workflow, letter
from ontvlechting.letter.fiction import Road
from ontvlechting.record.checkpoints import PrivateKey
from ontvlechting.record.proofs import Inclusion
from tests.test_checkpoints import GO, GO_BODY, GO_LINE

KEY = PrivateKey("voorbeeld.nl/programma", bytes(range(32)))
WITNESS = PrivateKey("getuige.nl", bytes(range(1, 33)))
OTHER = PrivateKey("voorbeeld.nl/programma", bytes(range(2, 34)))
RECORDS = 21
SUMDB = "src/cmd/vendor/golang.org/x/mod/sumdb"


def toolchain() -> str | None:
    """The Go that was installed beside this Python, or else any."""
    beside = Path(sys.executable).with_name("go")
    return str(beside) if beside.exists() else shutil.which("go")


FOUND = toolchain()
ENVIRONMENT = os.environ | {
    "GOCACHE": str(Path(__file__).parents[1] / "build" / "go"),  # what comes with Go is compiled once for all programs
    "GOPROXY": "off", "GOSUMDB": "off", "GOTOOLCHAIN": "local", "GOWORK": "off", "CGO_ENABLED": "0",
}  # fmt: skip
pytestmark = pytest.mark.skipif(FOUND is None, reason="there is no Go; `make go` installs it")


@pytest.fixture(scope="module")
def checker(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The program `tests/go/check.go`, built on a copy of the packages of the toolchain itself."""
    assert FOUND is not None
    folder = tmp_path_factory.mktemp("go")
    env = ENVIRONMENT | {"GOPATH": str(folder / "path"), "GOFLAGS": "-mod=mod"}
    asks = [FOUND, "env", "GOROOT", "GOVERSION"]
    root, version = subprocess.run(asks, env=env, capture_output=True, text=True, check=True).stdout.split()  # noqa: S603
    if not (Path(root) / SUMDB).is_dir():
        pytest.skip(f"this Go comes without {SUMDB}")
    for package in ("note", "tlog"):
        shutil.copytree(Path(root) / SUMDB / package, folder / "mod" / "sumdb" / package)
    language = f"go {version.removeprefix('go')}"
    (folder / "mod" / "go.mod").write_text(f"module golang.org/x/mod\n\n{language}\n")
    (folder / "go.mod").write_text(
        f"module check\n\n{language}\n\nrequire golang.org/x/mod v0.0.0\n\nreplace golang.org/x/mod => ./mod\n"
    )
    shutil.copy(Path(__file__).parent / "go" / "check.go", folder)
    subprocess.run([FOUND, "build", "-o", "check", "."], cwd=folder, env=env, check=True)  # noqa: S603
    return folder / "check"


def asked(checker: Path, questions: list[dict[str, Any]]) -> list[str]:
    """The answer to each of these."""
    lines = "".join(json.dumps(q) + "\n" for q in questions)
    done = subprocess.run([checker], input=lines, capture_output=True, text=True, check=True)  # noqa: S603
    answers = done.stdout.splitlines()
    assert len(questions) == len(answers)
    return answers


@pytest.fixture(scope="module")
def flow() -> Workflow:
    """A ledger of some records."""
    made, road = Workflow.open("memory:"), Road(letter.PROCESSES["douane/websites"])
    made.submit_many([(f"p{n}", road.identify()) for n in range(RECORDS)])
    return made


def encoded(steps: tuple[bytes, ...]) -> list[str]:
    """Hashes as Go writes them in JSON."""
    return [base64.b64encode(step).decode() for step in steps]


def inclusion(note: str, proof: Inclusion, **changes: Any) -> dict[str, Any]:
    """Whether a record is in the ledger of a checkpoint."""
    asks = {"Entry": proof.sealed.hash, "Index": proof.position - 1, "Proof": encoded(proof.proof)}
    return {"Note": note, "Keys": [KEY.public.text], **asks, **changes}


def no(answers: list[str]) -> bool:
    """Whether all of them are no."""
    return all(answer.startswith("no: ") for answer in answers)


def test_go_opens_our_checkpoints(checker: Path, flow: Workflow) -> None:
    """By the text of our public keys; of a witness too. It knows its own note, so that a yes says something."""
    note = flow.checkpoint(KEY)
    both = WITNESS.cosign(note, KEY.public)
    keys = [KEY.public.text, WITNESS.public.text]
    questions = [
        {"Note": note, "Keys": keys[:1]},
        {"Note": both, "Keys": keys[:1]},
        {"Note": both, "Keys": keys},
        {"Note": Workflow.open("memory:").checkpoint(KEY), "Keys": keys[:1]},
    ]
    assert ["yes"] * 4 == asked(checker, questions)
    (answer,) = asked(checker, [{"Note": f"{GO_BODY}\n{GO_LINE}", "Keys": [GO]}])
    assert "no: not a checkpoint of this ledger" == answer  # opened, but of another origin than its key


def test_go_refuses_what_was_altered(checker: Path, flow: Workflow) -> None:
    """Every character of a note, every character of a key, another key, and a witness who did not sign."""
    note, key = flow.checkpoint(KEY), KEY.public.text
    # another value, not only other bits of a last character that Go does not look at
    swap = {c: "A" if c not in "ABCD" else "Q" for c in note + key}
    questions = [{"Note": note[:i] + swap[note[i]] + note[i + 1 :], "Keys": [key]} for i in range(len(note))]
    questions += [{"Note": note, "Keys": [key[:i] + swap[key[i]] + key[i + 1 :]]} for i in range(len(key))]
    questions += [{"Note": note, "Keys": [OTHER.public.text]}, {"Note": note, "Keys": [key, WITNESS.public.text]}]
    assert no(asked(checker, questions))


def test_go_checks_that_a_record_is_in_the_ledger(checker: Path, flow: Workflow) -> None:
    """Every record of it, and no record at another place, of another hash, or with another proof."""
    note = flow.checkpoint(KEY)
    proofs = [flow.prove(f"p{n}", 1) for n in range(RECORDS)]
    assert ["yes"] * RECORDS == asked(checker, [inclusion(note, proof) for proof in proofs])
    lies = [inclusion(note, p, Index=i) for p in proofs for i in range(-1, RECORDS + 2) if i != p.position - 1]
    lies += [inclusion(note, p, Entry=q.sealed.hash) for p in proofs for q in proofs if p is not q]
    lies += [inclusion(note, p, Proof=encoded(p.proof)[1:]) for p in proofs]
    lies += [inclusion(note, p, Proof=encoded((*p.proof, bytes(32)))) for p in proofs]
    lies += [inclusion(note, p, Proof=encoded((bytes(32), *p.proof[1:]))) for p in proofs]
    assert no(asked(checker, lies))


def test_go_checks_that_a_ledger_continues_an_earlier_one(checker: Path) -> None:
    """From every size to the last one; and not with another proof, or from a ledger that was made anew."""
    road = Road(letter.PROCESSES["douane/websites"])
    flow, other = Workflow.open("memory:"), Workflow.open("memory:")
    then: list[str] = []
    elsewhere: list[str] = []
    for n in range(RECORDS):
        for one, kept in ((flow, then), (other, elsewhere)):
            one.submit(f"p{n}", road.identify())
            kept.append(one.checkpoint(KEY))
    note, keys = then[-1], [KEY.public.text]
    growths = [encoded(flow.prove_growth(n + 1)) for n in range(RECORDS)]

    def growth(n: int, proof: list[str], old: list[str]) -> dict[str, Any]:
        return {"Note": note, "Keys": keys, "Old": old[n], "Proof": proof}

    assert ["yes"] * RECORDS == asked(checker, [growth(n, proof, then) for n, proof in enumerate(growths)])
    lies = [growth(n, proof, elsewhere) for n, proof in enumerate(growths)]
    lies += [growth(n, proof[1:], then) for n, proof in enumerate(growths) if proof]
    lies += [growth(n, [*proof, *encoded((bytes(32),))], then) for n, proof in enumerate(growths)]
    assert no(asked(checker, lies))
