"""From where a record comes: sealed with it, shown with it, and asked for where the norms do."""

from __future__ import annotations

import hashlib
import json
import platform
import re
import sys
from importlib.metadata import version
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import attrs
import pytest
from hypothesis import given
from typer.testing import CliRunner

from ontvlechting import LETTER, InputError, Ledger, Workflow, letter
from ontvlechting.cli import app
from ontvlechting.engine.errors import BrokenLedger, UnreadableRecord
from ontvlechting.letter.fiction import Road
from ontvlechting.record.audit import Sealed, redacted, unseal
from ontvlechting.record.codec import canonical, command_to_plain
from ontvlechting.record.origin import Origin
from ontvlechting.record.stores.memory import MemoryStore
from ontvlechting.record.stores.sqlite import SqliteStore
from ontvlechting.testing.letter.strategies import values
from tests.asking import CODEC
from tests.test_audit import accepted, refused, sealed
from tests.test_ledger_format import verified

ORIGIN = Origin(program="toetsportaal", version="3.2", host="fictief-1", account="portaal_schrijver")
ASKING = attrs.evolve(LETTER, name="asking", norms=attrs.evolve(LETTER.norms, origin_required=True))
CASE = "douane/websites"


def opened_with(origin: Origin | None) -> Sealed:
    """A sealed record that comes from there."""
    return sealed(unseal(accepted(), CODEC).event, origin=origin)


def bent(given: Sealed, origin: object) -> Sealed:
    """The record with another origin, and the hash that belongs to it."""
    body = canonical({**json.loads(given.body), "origin": origin})
    return given._replace(body=body, hash=hashlib.sha256(body).hexdigest())


# -- sealed ------------------------------------------------------------------------------------------------------------


@given(values(Origin))
def test_what_was_sealed_is_read(origin: Origin) -> None:
    """Whatever an origin holds, also once the texts of the record are gone."""
    for record in (opened_with(origin), sealed(unseal(refused(), CODEC).event, origin=origin)):
        assert origin == unseal(record, CODEC).origin
        assert origin == unseal(redacted(record, CODEC), CODEC).origin


def test_a_record_without_an_origin_is_as_it_was() -> None:
    """To the byte; and one with an origin has that key and nothing else."""
    without, told = opened_with(None), opened_with(ORIGIN)
    assert accepted() == without
    assert None is unseal(without, CODEC).origin
    said = json.loads(told.body)
    assert {
        "program": "toetsportaal",
        "version": "3.2",
        "host": "fictief-1",
        "account": "portaal_schrijver",
    } == said.pop("origin")
    assert json.loads(without.body) == said
    assert without.disclosures == told.disclosures


PLAIN = attrs.asdict(ORIGIN)
STRANGE: dict[str, object] = {
    "nothing": None,
    "no object": "toetsportaal",
    "a list": [],
    "an unknown key": {**PLAIN, "password": "x"},
    "a key less": {k: v for k, v in PLAIN.items() if k != "account"},
    "no program": {k: v for k, v in PLAIN.items() if k != "program"},
    "a number": {**PLAIN, "version": 3},
    "two lines": {**PLAIN, "host": "a\nb"},
    "too long": {**PLAIN, "account": "x" * 201},
    "empty": {**PLAIN, "program": ""},
}


@pytest.mark.parametrize("whole", [True, False], ids=["whole", "redacted"])
@pytest.mark.parametrize("origin", STRANGE.values(), ids=list(STRANGE))
def test_an_origin_of_another_form_is_not_read(origin: object, whole: bool) -> None:  # noqa: FBT001 - of the test
    """It is strict, as the rest of the record is."""
    record = opened_with(ORIGIN) if whole else redacted(opened_with(ORIGIN), CODEC)
    assert record == bent(record, PLAIN)
    with pytest.raises(UnreadableRecord):
        unseal(bent(record, origin), CODEC)


def test_another_origin_is_another_record() -> None:
    """Its hash no longer holds."""
    record = opened_with(ORIGIN)
    with pytest.raises(BrokenLedger):
        unseal(record._replace(body=record.body.replace(b"portaal_schrijver", b"somebody_else_xyz")), CODEC)


# -- recorded ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("where", ["memory:", "sqlite"])
def test_a_workflow_tells_it_in_every_record(where: str, tmp_path: Path) -> None:
    """Accepted or refused; it verifies, goes along in an export, and the verifier of the format accepts it."""
    address = where if where == "memory:" else f"sqlite:///{tmp_path / 'ledger.db'}"
    road, flow = Road(letter.PROCESSES[CASE]), Workflow.open(address, origin=ORIGIN)
    outcomes = flow.submit_many([(CASE, road.identify()), (CASE, road.complete())])
    flow.submit(CASE, road.redact((1,), fields=("name",))).or_raise()
    assert [ORIGIN] * 3 == [r.origin for r in flow.history(CASE)]
    assert [o.record.hash for o in outcomes] == [r.hash for r in flow.history(CASE)][:2]
    assert outcomes[1].record == flow.history(CASE)[1]
    assert flow.verify(deep=True).sound
    flow.export(tmp_path / "out.jsonl")
    other = Workflow.open("memory:")
    other.load(tmp_path / "out.jsonl")
    assert flow.history(CASE) == other.history(CASE)
    assert ["1 1"] == verified(tmp_path / "out.jsonl")


def test_the_same_id_gives_the_first_answer_whoever_repeats_it() -> None:
    """From where a command is repeated makes no other command of it."""
    flow, road = Workflow.open("memory:", origin=ORIGIN), Road(letter.PROCESSES[CASE])
    command = road.identify()
    first = flow.submit(CASE, command, id="a")
    other = Workflow(flow._store, origin=attrs.evolve(ORIGIN, program="ander"))
    assert first == other.submit(CASE, command, id="a")


def test_it_is_told_where_one_record_is_looked_at() -> None:
    """In both languages; a history does not repeat it at every line."""
    flow, road = Workflow.open("memory:", origin=ORIGIN), Road(letter.PROCESSES[CASE])
    record = flow.submit(CASE, road.identify()).record
    assert "vastgelegd door toetsportaal 3.2 op fictief-1, account portaal_schrijver" in record.lines("nl")
    assert "recorded by toetsportaal 3.2 on fictief-1, account portaal_schrijver" in record.lines("en")
    assert "recorded by toetsportaal 3.2 on fictief-1, account portaal_schrijver" in record.html("en")
    assert "toetsportaal" not in flow.history(CASE).lines("en")
    bare = attrs.evolve(record, origin=Origin(program="<b>", version="1"))
    assert bare.lines("en").endswith("recorded by <b> 1")
    assert "recorded by &lt;b&gt; 1<" in bare.html("en")


# -- asked for ---------------------------------------------------------------------------------------------------------


def test_norms_may_ask_for_it(tmp_path: Path) -> None:
    """Then a workflow without an origin is refused before anything is opened; whoever looks needs none."""
    path = tmp_path / "ledger.db"
    said = "`origin`: expected an `Origin`, for the norms of `asking` ask for the origin of every record; got None"
    asking: list[dict[str, Any]] = [{"rules": ASKING}, {"known": [ASKING]}]
    for given_rules in asking:
        with pytest.raises(InputError, match=re.escape(said)):
            Workflow.open(f"sqlite:///{path}", **given_rules)
        assert not path.exists()
        with pytest.raises(InputError, match=re.escape(said)):
            Workflow(Workflow.open("memory:")._store, **given_rules)
    with Workflow.open(f"sqlite:///{path}", rules=ASKING, origin=ORIGIN) as flow:
        flow.submit(CASE, Road(letter.PROCESSES[CASE]).identify())
    with Ledger.open(f"sqlite:///{path}", rules=ASKING) as ledger:
        assert ORIGIN == ledger.history(CASE)[0].origin
        assert ledger.verify(deep=True).sound


def test_a_record_without_the_origin_that_its_rules_ask_is_seen() -> None:
    """A program that was changed may leave it out; a verifier that knows the rules says so."""
    flow = Workflow.open("memory:", rules=ASKING, origin=ORIGIN)
    flow._origin = None
    flow.submit(CASE, Road(letter.PROCESSES[CASE]).identify())
    with pytest.raises(BrokenLedger, match="the rules ask every record where it comes from"):
        flow.verify(deep=True)


def test_what_is_no_origin_is_refused() -> None:
    """A text, for one."""
    given: Any = "toetsportaal"
    with pytest.raises(
        InputError, match=r"`origin`: expected an `Origin`, such as `Origin.here\(\)`; got 'toetsportaal'"
    ):
        Workflow.open("memory:", origin=given)


def test_rules_that_ask_are_other_rules() -> None:
    """The letter asks nothing; which rules did stands in each record."""
    assert not LETTER.norms.origin_required
    assert LETTER.hash != attrs.evolve(LETTER, norms=ASKING.norms).hash


# -- here --------------------------------------------------------------------------------------------------------------


def test_here_is_this_program_on_this_machine() -> None:
    """The version of what is installed; another program says its own."""
    here = Origin.here()
    assert ("ontvlechting", version("ontvlechting")) == (here.program, here.version)
    assert platform.node() == here.host
    assert None is here.account
    assert version("attrs") == Origin.here("attrs").version
    told = Origin.here("portaal", version="7", account="db")
    assert ("portaal", "7", "db") == (told.program, told.version, told.account)
    with pytest.raises(InputError, match="`version`: expected the version of the program; no package of that name"):
        Origin.here("geen-pakket-van-die-naam")


def test_here_tells_no_secrets(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing of the command line or of the environment."""
    monkeypatch.setattr(sys, "argv", ["program", "--password=geheim"])
    monkeypatch.setenv("PGPASSWORD", "geheim")
    assert "geheim" not in str(attrs.asdict(Origin.here()))


def test_here_says_less_where_the_system_does(monkeypatch: pytest.MonkeyPatch) -> None:
    """A machine without a name, or with one that no record can hold."""
    for name in ("", "a\nb"):
        monkeypatch.setattr(platform, "node", lambda name=name: name)
        assert None is Origin.here().host


def test_the_account_is_that_of_the_database(database: str) -> None:
    """Where it has accounts and no other was given."""
    identify = Road(letter.PROCESSES[CASE]).identify()
    for origin, account in (
        (Origin.here(), urlsplit(database).username),
        (Origin.here(account="dienst-7"), "dienst-7"),
    ):
        with Workflow.open(database, origin=origin) as flow:
            found = flow.submit(str(account), identify).record.origin
        assert found == attrs.evolve(Origin.here(), account=account)
    assert (None, None) == (MemoryStore().account(), SqliteStore.account(None))  # type: ignore[arg-type]  # it needs no file


def test_the_command_line_tells_its_own(tmp_path: Path) -> None:
    """Or the account that one asks for."""
    file, ledger = tmp_path / "command.json", str(tmp_path / "ledger.db")
    file.write_text(json.dumps(command_to_plain(Road(letter.PROCESSES[CASE]).identify())), encoding="utf-8")
    run = CliRunner()
    given = run.invoke(app, ["submit", ledger, "p", str(file), "--new", "--json"])
    assert attrs.asdict(Origin.here()) == json.loads(given.stdout)["origin"]
    given = run.invoke(app, ["submit", ledger, "q", str(file), "--account", "dienst-7", "--json"])
    assert "dienst-7" == json.loads(given.stdout)["origin"]["account"]
    assert ["2 0"] == verified(Path(ledger))
