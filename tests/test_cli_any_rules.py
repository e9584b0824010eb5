"""The command line works for rules that are not the letter's: they are named with `--rules`, and judge new processes."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import attrs
import pytest

from ontvlechting import letter
from ontvlechting.engine.command import Command
from ontvlechting.letter.fiction import Road
from ontvlechting.record.codec import command_to_plain
from tests import permits
from tests.command_line import run

PERMITS = ("--rules", "tests.permits:PERMITS")
EN = ("--lang", "en")


def typed(command: Command) -> str:
    """A command as `submit` reads it."""
    return json.dumps(command_to_plain(command))


@pytest.fixture
def ledger(tmp_path: Path) -> Path:
    """A permit is asked for; granting it was refused, as no neighbour was heard."""
    path = tmp_path / "permits.db"
    code, told, errors = run("submit", path, "eik-1", "-", "--new", *PERMITS, *EN, given=typed(permits.ASKED))
    assert (0, "") == (code, errors), told
    code, told, _ = run("submit", path, "eik-1", "-", *PERMITS, *EN, given=typed(permits.GRANTED))
    assert (1, True) == (code, "V2: there is no opinion" in told)
    return path


def plain(*arguments: str | Path) -> Any:
    """What a command gives as JSON."""
    code, told, errors = run(*arguments, *PERMITS, "--json")
    assert (0, "") == (code, errors), told
    return json.loads(told)


def test_the_rules_that_are_named_judge_a_new_process(ledger: Path) -> None:
    """Asked, recorded and looked at; the dossier has their columns and nothing of the letter."""
    code, told, _ = run("ask", ledger, "eik-1", "-", *PERMITS, *EN, given=typed(permits.HEARD))
    assert (0, "accepted") == (code, told.strip())
    shown = plain("show", ledger, "eik-1")
    assert ("asked", "shed", 0, "permits") == (shown["state"], shown["kind"], shown["heard"], shown["rules"]["name"])
    assert not {"route", "performers", "accountable"} & set(shown)
    assert [True, False] == [r["allowed"] for r in shown["history"]]
    steps = {s["command"]: s["open"] for s in plain("next", ledger, "eik-1")}
    assert (True, False) == (steps["give_opinion"], steps["grant_permit"])
    assert ["grant_permit"] == [r["command"]["type"] for r in plain("history", ledger, "eik-1", "--refused")]


def test_a_list_asks_by_their_states(ledger: Path) -> None:
    """A state of the letter is none of theirs; a name that is none is refused with the nearest."""
    assert ["eik-1"] == [s["process"] for s in plain("list", ledger, "--state", "asked")]
    assert [] == plain("list", ledger, "--state", "granted")
    code, _, errors = run("list", ledger, "--state", "askd", *PERMITS, *EN)
    assert (2, True) == (code, "`asked`" in errors)
    assert 2 == run("list", ledger, "--state", "asked")[0]


def test_it_is_verified_exported_and_loaded(ledger: Path, tmp_path: Path) -> None:
    """Every verdict again, by these rules, in the ledger, in its export and in what was loaded from it."""
    assert (2, 2) == (plain("verify", ledger, "--deep")["rejudged"], plain("verify", ledger)["records"])
    export, copy = tmp_path / "permits.jsonl", tmp_path / "copy.db"
    assert 0 == run("export", ledger, export, *PERMITS)[0]
    assert 2 == plain("verify", export, "--deep")["rejudged"]
    assert 0 == run("load", export, copy, *PERMITS)[0]
    assert 2 == plain("verify", copy, "--deep")["rejudged"]
    assert plain("show", ledger, "eik-1") == plain("show", copy, "eik-1")


def test_a_proof_is_made_and_the_road_is_drawn(ledger: Path, tmp_path: Path) -> None:
    """Of one record, and of one process."""
    assert 0 == run("prove", ledger, "eik-1", "1", "--out", tmp_path / "proof.json", *PERMITS)[0]
    drawn = tmp_path / "road.mmd"
    assert 0 == run("draw", ledger, "eik-1", drawn, *PERMITS, *EN)[0]
    assert "asked for" in drawn.read_text()


def test_without_their_name_nothing_is_judged(ledger: Path) -> None:
    """Their commands are none that is known here, and their records are not judged again; the bytes can be verified."""
    code, _, errors = run("ask", ledger, "eik-1", "-", *EN, given=typed(permits.HEARD))
    assert (2, True) == (code, "expected the name of a command; got 'give_opinion'" in errors)
    code, told, _ = run("verify", ledger, "--deep", *EN)
    assert (2, True) == (code, told.startswith("Not everything could be checked: 2 of 2 records"))
    assert 0 == run("verify", ledger)[0]


def test_without_their_name_nobody_is_told_where_it_stands(ledger: Path) -> None:
    """The history is, as far as it can be read; and the rules that are needed."""
    code, told, errors = run("show", ledger, "eik-1", *EN)
    assert (0, "") == (code, errors)
    assert "Where this stands and what is next cannot be told here: `eik-1` needs the rules `permits` version 1" in told
    assert "State" not in told.split("History")[0]
    code, told, errors = run("show", ledger, "eik-1", "--json")
    shown = json.loads(told)
    assert (0, "", {"process", "next_steps", "history"}, "eik-1") == (code, errors, set(shown), shown["process"])


def test_rules_that_extend_the_letter_do_not_judge_in_its_place(tmp_path: Path) -> None:
    """As before: they are known, and a new process is judged by the letter's."""
    code, told, errors = run(
        "submit",
        tmp_path / "new.db",
        "p",
        "-",
        "--new",
        "--rules",
        "tests.extended:OURS",
        "--json",
        given=typed(Road(letter.PROCESSES["douane/websites"]).identify()),
    )
    assert (0, "letter") == (code, json.loads(told)["rules"]["name"]), errors


def test_a_rule_of_theirs_is_told() -> None:
    """What it says, where it stands and which question holds a process to it; those of the letter are known as well."""
    told = plain("rule", "V2")
    assert ("V2", {"neighbours_were_heard"}) == (told["rule"], set(told["guards"]))
    assert "R61" == plain("rule", "R61")["rule"]
    code, _, errors = run("rule", "V2", *EN)
    assert (2, True) == (code, "the id of a rule" in errors)


def test_the_first_that_are_no_extension_judge(tmp_path: Path) -> None:
    """Of several the first; the others are known."""
    path = tmp_path / "lax.db"
    lax = ("--rules", "tests.permits:LAX", *PERMITS)
    code, told, errors = run("submit", path, "eik-1", "-", "--new", *lax, "--json", given=typed(permits.ASKED))
    assert (0, "lax") == (code, json.loads(told)["rules"]["name"]), errors
    code, told, _ = run("submit", path, "eik-1", "-", *PERMITS, *lax, "--json", given=typed(permits.GRANTED))
    assert (0, "granted", "lax") == (code, json.loads(told)["after"], json.loads(told)["rules"]["name"])
    other = attrs.evolve(permits.ASKED, reason="Fictief: nog een")
    code, told, _ = run("submit", path, "eik-2", "-", *PERMITS, *lax, "--json", given=typed(other))
    assert "permits" == json.loads(told)["rules"]["name"]
