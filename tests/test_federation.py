"""Several ledgers together: each answers for itself, what could not be verified says so, and none takes the others down."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import attrs
import pytest

from ontvlechting import Federation, InputError, Ledger, Member, MemoryStore, PrivateKey, Road, State, Workflow, letter
from ontvlechting.engine.errors import BadSignature, BrokenLedger, LedgerUnavailable
from ontvlechting.engine.rulebook import Rules
from ontvlechting.record.standing import SNAPSHOT_EVERY
from tests import permits
from tests.asking import WEBSITES
from tests.command_line import run

NOW = datetime(2023, 7, 1, tzinfo=UTC)
EN = ("--lang", "en")
KEY = PrivateKey("example.org/ledger", bytes(32))


def filled(path: Path, *names: str) -> str:
    """A ledger with these processes, the first of them in transfer; its address."""
    address = f"sqlite:///{path}"
    with Workflow.open(address) as flow:
        for n, name in enumerate(names):
            road = Road(letter.PROCESSES[name])
            commands = road.until(State.PHASED_TRANSFER) if n == 0 else [road.identify()]
            flow.submit_many([(name, command) for command in commands])
    return address


@pytest.fixture
def addresses(tmp_path: Path) -> dict[str, str]:
    """Two ledgers, each with two processes, of which one name is in both."""
    return {
        "north": filled(tmp_path / "north.db", WEBSITES, "douane/social-media"),
        "south": filled(tmp_path / "south.db", "toeslagen/websites", WEBSITES),
    }


def tamper(
    address: str, statement: str = "UPDATE ontvlechting_records SET body = body || ' ' WHERE position = 2"
) -> None:
    """Change what was sealed."""
    with closing(sqlite3.connect(address.removeprefix("sqlite:///"))) as other, other:
        other.execute("DROP TRIGGER ontvlechting_no_update")
        other.execute(statement)


def test_an_open_ledger_is_asked_by_its_own_clock() -> None:
    """What is due is told of the same moment, by the ledger alone and together with others."""
    road = Road(letter.PROCESSES["douane/websites"])
    made = list(road.until(State.PHASED_TRANSFER))
    ledger = Workflow.open("memory:", clock=lambda: made[-1].at)
    ledger.submit_many([("p", command) for command in made])
    alone = ledger.agenda()
    assert alone
    assert alone != ledger.agenda(at=datetime(2026, 6, 1, tzinfo=UTC))
    assert [("a", term) for term in alone] == list(Federation.of({"a": ledger}).agenda().found)


def test_there_is_one_overview_and_one_agenda(addresses: dict[str, str]) -> None:
    """Each line is that of its own ledger, under its name; the terms of all stand in the order of their days."""
    together = Federation.of(addresses)
    lines, terms = [], []
    for name, address in addresses.items():
        with Ledger.open(address) as ledger:
            lines += [(name, line) for line in ledger.overview()]
            terms += [(name, term) for term in ledger.agenda(at=NOW)]
    assert lines == list(together.overview().found)
    found = together.agenda(at=NOW).found
    assert terms
    assert sorted(map(repr, terms)) == sorted(map(repr, found))
    assert [term.last for _, term in found] == sorted(term.last for _, term in found)
    with pytest.raises(InputError, match="colour"):
        together.overview(colour="red")
    only = together.overview(state=State.IDENTIFIED).found
    assert [("north", "douane/social-media"), ("south", WEBSITES)] == [(name, s.process) for name, s in only]


def test_an_open_ledger_and_an_address_answer_alike(addresses: dict[str, str]) -> None:
    """One that is open stays open; one that is named by its address is opened for each question."""
    with Ledger.open(addresses["north"]) as ledger:
        mixed = Federation.of({"north": ledger, "south": addresses["south"]})
        assert Federation.of(addresses).overview() == mixed.overview()
        assert ledger.processes()


def test_a_part_of_what_is_found_shows_itself_as_the_whole_does(addresses: dict[str, str]) -> None:
    """A slice of the answers of ledgers is such answers again."""
    whole = Federation.of(addresses).overview()
    part = whole[:1]
    assert (type(whole), list(whole)[:1]) == (type(part), list(part))
    assert whole.lines("en").startswith(part.lines("en").split("\n")[0])
    assert "<table" in part.html("en")


def test_one_that_is_gone_takes_no_other_down(addresses: dict[str, str]) -> None:
    """It says so in its place; and when it is back it answers again."""
    together = Federation.of(addresses)
    path = Path(addresses["north"].removeprefix("sqlite:///"))
    path.rename(path.with_suffix(".away"))
    found = together.overview()
    assert {"south"} == {name for name, _ in found.found}
    assert ["north"] == list(found.failed)
    assert isinstance(found[0].error, LedgerUnavailable)
    assert "north: no answer: the ledger" in found.lines("en")
    path.with_suffix(".away").rename(path)
    assert {} == together.overview().failed


def test_of_one_that_was_tampered_with_nothing_is_shown(addresses: dict[str, str]) -> None:
    """Where it is verified first; where it is not, what is shown says that nobody looked."""
    tamper(addresses["south"])
    together = Federation.of(addresses)
    north, south = together.overview(verify=True)
    assert (2, 0) == (len(north.found), len(south.found))
    assert isinstance(south.error, BrokenLedger)
    assert north.verified is not None
    assert ["north"] == list({name for name, _ in together.agenda(at=NOW, verify=True).found})
    assert [None, None] == [part.verified for part in together.overview()]
    assert 2 == together.overview().lines("en").count(": not verified")
    assert ["south"] == list(together.verify(deep=True).failed)


STANDS = {
    "a column": "UPDATE ontvlechting_processes SET columns = replace(columns, 'douane', 'toeslagen')",
    "a state": "UPDATE ontvlechting_processes SET state = 'completed'",
    "since when": "UPDATE ontvlechting_processes SET at = '2023-01-01T00:00:00+00:00'",
}
"""What somebody changes of where a process stands; of the records not a byte."""
FORGED = """UPDATE ontvlechting_snapshots
    SET body = CAST(replace(CAST(body AS TEXT), '2025-', '2035-') AS BLOB) WHERE CAST(body AS TEXT) LIKE '%2025-%'"""


def change(address: str, statement: str) -> None:
    """Change one row of what the ledger keeps beside its records."""
    with closing(sqlite3.connect(address.removeprefix("sqlite:///"))) as other, other:
        assert 1 == other.execute(statement).rowcount


@pytest.fixture
def long(tmp_path: Path) -> str:
    """A ledger with one process in transfer and as many records as a snapshot asks; its address."""
    address, road = f"sqlite:///{tmp_path / 'long.db'}", Road(letter.PROCESSES[WEBSITES])
    with Workflow.open(address) as flow:
        commands = [*road.until(State.PHASED_TRANSFER)]
        more = [road.identify() for _ in range(SNAPSHOT_EVERY + 3 - len(commands))]
        flow.submit_many([(WEBSITES, command) for command in (*commands, *more)])
    return address


@pytest.mark.parametrize("what", STANDS)
def test_where_a_process_stands_is_shown_as_verified_only_if_it_follows_from_its_records(long: str, what: str) -> None:
    """The hashes are those of the records, and say nothing of a row that somebody changed."""
    together = Federation.of({"long": long})
    assert together.overview()[0].found == together.overview(verify=True)[0].found
    change(long, STANDS[what])
    asked = (
        together.overview(verify=True),
        together.agenda(at=NOW, verify=True),
        together.overview(state=State.STOPPED, verify=True),
    )
    for (part,) in asked:
        assert () == part.found
        assert isinstance(part.error, BrokenLedger)
        assert "where it stands does not follow from the records" in part.trust.en
    assert {} == together.overview().failed


def test_an_agenda_that_is_verified_rests_on_records_alone(long: str) -> None:
    """A snapshot that somebody changed is not used; without a verification it is, as everywhere."""
    together = Federation.of({"long": long})
    before = together.agenda(at=NOW).found
    assert before == together.agenda(at=NOW, verify=True).found
    change(long, FORGED)
    assert before == together.agenda(at=NOW, verify=True).found
    assert before != together.agenda(at=NOW).found


def test_a_checkpoint_shows_what_was_rewritten(addresses: dict[str, str], tmp_path: Path) -> None:
    """What continues its checkpoint says of how many records; another ledger in its place does not, and is not shown."""
    with Ledger.open(addresses["north"]) as ledger:
        point = ledger.checkpoint(KEY)
    member = Member(addresses["north"], point, KEY.public)
    (part,) = Federation.of({"north": member}).verify()
    assert part.verified is not None
    assert part.verified.records == part.verified.vouched
    assert "continues what the checkpoint" in part.trust.en
    swapped = attrs.evolve(member, ledger=addresses["south"])
    assert isinstance(Federation.of({"north": swapped}).overview(verify=True)[0].error, BrokenLedger)
    other = attrs.evolve(member, key=PrivateKey("example.org/other", bytes(32)).public)
    assert isinstance(Federation.of({"north": other}).verify()[0].error, BadSignature)


def test_one_with_other_rules_is_shown_as_far_as_it_can_be(addresses: dict[str, str]) -> None:
    """Where it stands is told, its terms are not, and it says of how many processes the rules are not known."""
    store = MemoryStore()
    Workflow(store, rules=permits.PERMITS).submit("eik-1", permits.ASKED)
    found = Federation.of({"permits": Workflow(store), **addresses}).overview()
    assert ("eik-1",) == found[0].unknown
    assert "asked" == found[0].found[0].state.value
    assert "permits: not verified; the rules of 1 process are not known here\n" in found.lines("en")
    (part,) = Federation.of({"permits": Workflow(store)}).overview(verify=True)
    assert part.trust.en.endswith("; the rules of 1 process are not known here: where that stands was not checked")
    assert () == Federation.of({"permits": Workflow(store, known=[permits.PERMITS])}).overview()[0].unknown


def test_rules_that_fail_take_no_other_down(addresses: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever those of somebody else raise, it stays with their ledger."""
    store = MemoryStore()
    broken = Workflow(store)

    def fails(*_: Any, **__: Any) -> Any:
        raise ZeroDivisionError

    broken.submit("a", Road(letter.PROCESSES[WEBSITES]).identify())
    monkeypatch.setattr(store, "still", fails)
    found = Federation.of({"theirs": broken, **addresses}).overview()
    assert ["theirs"] == list(found.failed)
    assert "ZeroDivisionError" in found[0].trust.en
    assert 4 == len(found.found)


def test_nothing_can_be_written_by_it(addresses: dict[str, str]) -> None:
    """It has no such verb, and leaves each file as it was."""
    together = Federation.of(addresses)
    paths = [Path(a.removeprefix("sqlite:///")) for a in addresses.values()]
    before = [path.read_bytes() for path in paths]
    together.overview(verify=True)
    together.agenda()
    together.verify(deep=True)
    assert before == [path.read_bytes() for path in paths]
    assert ["agenda", "of", "opens", "overview", "verify"] == [n for n in dir(together) if not n.startswith("_")]


def test_what_people_wrote_is_never_code(tmp_path: Path) -> None:
    """In the name of a ledger, of a process, and in what went wrong."""
    hostile = "<b>\x1b[2J"
    store = MemoryStore()
    Workflow(store).submit("<i>x", Road(letter.PROCESSES[WEBSITES]).identify())
    found = Federation.of({"<b>": Workflow(store), "gone": f"sqlite:///{tmp_path}/{hostile}"}).overview()
    assert "<b>" not in found.html("en")
    assert "<i>" not in found.html("en")
    assert "\x1b" not in found.lines("en")


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({}, "ledgers"),
        ("sqlite:///x.db", "ledgers"),
        ({"a": 5}, "ledgers['a']"),
        ({"two\nlines": "sqlite:///x.db"}, "ledgers"),
        ({"a": Member("sqlite:///x.db", checkpoint="point")}, "ledgers['a']"),
    ],
)
def test_wrong_input_is_told_at_once(wrong: Any, field: str) -> None:
    """Before any ledger is opened."""
    with pytest.raises(InputError) as error:
        Federation.of(wrong)
    assert [field] == [p.field for p in error.value.problems]
    no_rules: Any = [Rules]
    with pytest.raises(InputError) as error:
        Federation.of(wrong, rules=no_rules, known=no_rules)
    assert [field, "rules", "known[0]"] == [p.field for p in error.value.problems]
    with pytest.raises(InputError) as error:
        Federation.of({"a": "sqlite:///x.db"}, known=no_rules)
    assert ["known[0]"] == [p.field for p in error.value.problems]


def test_the_command_line_shows_them_together(addresses: dict[str, str], tmp_path: Path) -> None:
    """Text or JSON; it ends with a no for what is broken, without an answer for what is not there, and shows the rest."""
    named = [f"{name}={address}" for name, address in addresses.items()]
    code, told, errors = run("federation", *named, *EN)
    assert (0, "") == (code, errors)
    assert told == Federation.of(addresses).overview().lines("en") + "\n"
    code, told, _ = run("federation", *named, f"gone={tmp_path}/gone.db", "--json")
    north, south, gone = json.loads(told)
    assert (2, "gone", None) == (code, gone["ledger"], north["failed"])
    assert ["toeslagen/websites"] == [s["process"] for s in south["found"] if s["state"] == "phased_transfer"]
    code, told, _ = run("federation", *named, "--agenda", *EN)
    assert (0, 2) == (code, told.count("not verified"))
    point, key = tmp_path / "point.txt", tmp_path / "key.pub"
    with Ledger.open(addresses["north"]) as ledger:
        point.write_text(ledger.checkpoint(KEY))
    key.write_text(KEY.public.text)
    vouched = ("--checkpoint", f"north={point}", "--key", f"north={key}")
    code, told, _ = run("federation", *named, *vouched, *EN)
    assert (0, 1) == (code, told.count("continues what the checkpoint"))
    tamper(addresses["north"])
    assert 1 == run("federation", *named, *vouched, *EN)[0]


def test_a_command_line_that_is_wrong_is_told() -> None:
    """All of it together: no name, a name twice, a checkpoint of no ledger."""
    code, _, errors = run("federation", "a", "b=x.db", "b=y.db", *EN)
    assert (2, 2) == (code, errors.count("`NAME=LEDGER`: expected"))
    code, _, errors = run("federation", "north=x.db", "--key", "nort=k", *EN)
    assert (2, True) == (code, "do you mean `north`?" in errors)
