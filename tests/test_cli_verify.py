"""What `verify` answers on the command line, each answer in every form; and by which rules the command line judges."""

from __future__ import annotations

import json
import os
import re
import shlex
import signal
import socket
import subprocess
import sys
import time
from datetime import UTC, datetime
from pathlib import Path
from textwrap import dedent
from typing import Any

import attrs
import pytest

from ontvlechting import LETTER, Ledger, Rules, State, Workflow, letter
from ontvlechting import commands as c
from ontvlechting.cli import Exit
from ontvlechting.cli.check import EXITS
from ontvlechting.engine.doors import YES, Guard, Reads
from ontvlechting.engine.text import LANGUAGES, Text
from ontvlechting.engine.values import RulesRef
from ontvlechting.engine.verdicts import ACCEPTED
from ontvlechting.guards import shipped
from ontvlechting.letter.catalogue import R47
from ontvlechting.letter.fiction import Road
from ontvlechting.record.audit import seal, unseal
from ontvlechting.record.codec import command_to_plain
from ontvlechting.record.merkle import leaf, root
from ontvlechting.record.verifier import Answer
from tests.asking import CODEC
from tests.command_line import run
from tests.pages import Page
from tests.test_cli import tamper

WEBSITES = "douane/websites"
RECORDS = 7
"""How many records the known ledger holds: four of `p`, two of `q`, and one more of `p` that takes a refusal out."""


def filled(path: Path, rules: Rules = LETTER) -> Road:
    """The known ledger, in a file."""
    road = Road(letter.PROCESSES[WEBSITES])
    with Workflow.open(f"sqlite:///{path}", rules=rules) as flow:
        commands = [road.identify(), road.consult(), road.stop(note=None), road.stop(by=road.receiver)]
        flow.submit_many([("p", command) for command in commands])
        flow.submit_many([("q", command) for command in commands[:2]])
        flow.submit("p", road.redact((4,))).or_raise()
    return road


@pytest.fixture
def ledger(tmp_path: Path) -> Path:
    """A small ledger, judged by the letter's rules."""
    filled(tmp_path / "ledger.db")
    return tmp_path / "ledger.db"


def top(path: Path) -> str:
    """The root over all records, from their hashes alone."""
    with Ledger.open(f"sqlite:///{path}") as flow:
        return root(leaf(bytes.fromhex(sealed.hash)) for _, sealed in flow._store.records()).hex()


def plain(rules: RulesRef) -> dict[str, str]:
    """Rules as JSON names them."""
    return {"name": rules.name, "version": rules.version, "hash": rules.hash}


def known(path: Path, **changes: Any) -> dict[str, Any]:
    """What JSON says of the known ledger, every field of it, when all is well."""
    given: dict[str, Any] = {
        "answer": "sound",
        "records": RECORDS,
        "waiting": 0,
        "processes": 2,
        "redacted": 1,
        "removed": 1,
        "rejudged": RECORDS - 1,
        "checkpoint": None,
        "root": top(path),
        "otherwise": [],
        "unchecked": [],
    }
    assert set(changes) <= set(given)
    return given | changes


def told(code: int, expected: dict[str, Any], *line: str | Path, first: dict[str, str]) -> None:
    """Whether this line exits with that code, gives exactly that JSON, and says it first like that, Dutch and English."""
    found, out, errors = run(*line, "--json")
    assert (code, expected, "") == (found, json.loads(out), errors)
    assert list(expected) == list(json.loads(out))
    for language, begin in first.items():
        found, out, errors = run(*line, "--lang", language)
        assert (code, dedent(begin).lstrip(), "") == (found, out[: len(dedent(begin).lstrip())], errors)
        assert f": {expected['root']}\n" in out


# -- the answers -------------------------------------------------------------------------------------------------------


def test_sound(ledger: Path) -> None:
    """0, by path and by address; a refusal that was removed on a ground is counted by itself."""
    first = {
        "nl": "Het logboek klopt: 7 vastleggingen van 2 processen nagerekend, 6 oordelen opnieuw gegeven.\n",
        "en": "The ledger is sound: 7 records of 2 processes recomputed, 6 verdicts re-checked.\n",
    }
    told(0, known(ledger), "verify", ledger, "--deep", first=first)
    assert run("verify", ledger, "--deep") == run("verify", f"sqlite:///{ledger}", "--deep")


def test_shared_by_several(ledger: Path, tmp_path: Path) -> None:
    """The same words, of a ledger and of an export; without --deep there is nothing to share."""
    path = tmp_path / "export.jsonl"
    with Workflow.open(f"sqlite:///{ledger}") as flow:
        flow.export(path)
    for line in (("verify", ledger, "--deep"), ("verify", ledger), ("verify", path, "--deep", "--json")):
        assert run(*line) == run(*line, "--jobs", "2")


def test_only_the_bytes_match(ledger: Path) -> None:
    """0, and it says what was not done; that nothing was judged otherwise is not said either."""
    first = {
        "nl": """
            De bytes komen overeen: van 7 vastleggingen van 2 processen is elke hash, keten, eindstand en tekst nagerekend.
            De vastleggingen zijn niet geopend en de oordelen niet opnieuw gegeven; een grondige controle (verify --deep) doet dat wel.
            """,
        "en": """
            The bytes match: every hash, chain, head and text digest of 7 records of 2 processes was recomputed.
            The records were not opened and no verdict was given again; a thorough check (verify --deep) does that.
            """,
    }
    expected = known(ledger, answer="bytes_match", rejudged=None, otherwise=None, unchecked=None)
    told(0, expected, "verify", ledger, first=first)
    for language in LANGUAGES:
        said = run("verify", ledger, "--lang", language)[1]
        assert [] == [word for word in ("klopt", "sound") if word in said]


def test_tampered(ledger: Path) -> None:
    """1; the first record is named, on standard output for the script and in words on standard error."""
    tamper(ledger, "DELETE FROM ontvlechting_records WHERE position = 2")
    why = {
        "nl": "vastlegging 3 van `p` is geschonden: hier hoort nummer 2",
        "en": "record 3 of `p` is broken: number 2 belongs here",
    }
    for deep in ((), ("--deep",)):
        for language, said in why.items():
            assert (1, "", f"{said}\n") == run("verify", ledger, *deep, "--lang", language)
            code, out, errors = run("verify", ledger, *deep, "--json", "--lang", language)
            expected = {"answer": "tampered", "process": "p", "number": 3, "why": why}
            assert (1, expected, f"{said}\n") == (code, json.loads(out), errors)


def test_a_yes_that_the_rules_do_not_give_is_judged_otherwise(ledger: Path) -> None:
    """4, when hash, head, standing and register were made to fit: it may be a forgery or changed code, and it says so."""
    with Ledger.open(f"sqlite:///{ledger}") as flow:
        _, last = flow._store.read("q")
    record = unseal(last, CODEC)
    draft = Road(letter.PROCESSES[WEBSITES]).draft(at=record.event.command.at)
    event = attrs.evolve(record.event, command=draft, verdict=ACCEPTED, after=State.PLAN_DRAFTED)
    forged = seal(event, id=record.id, number=2, previous=record.previous, recorded_at=record.recorded_at)
    tamper(
        ledger,
        f"UPDATE ontvlechting_records SET body = x'{forged.body.hex()}', hash = '{forged.hash}', "  # noqa: S608 - our own bytes
        f"disclosures = x'{forged.disclosures.hex()}' WHERE process = 'q' AND number = 2",
        f"UPDATE ontvlechting_processes SET hash = '{forged.hash}', state = 'plan_drafted', "  # noqa: S608 - the same
        "columns = json_set(columns, '$.route', 'shift') WHERE process = 'q'",
        *(f"INSERT INTO ontvlechting_named VALUES ('{name}', 'q', 2)" for name in LETTER.blank("q").describes(draft)),  # noqa: S608 - and these
    )
    first = {
        "nl": f"""
            Anders beoordeeld door de regels van die naam: 1 van 7 vastleggingen van 2 processen; 5 oordelen opnieuw gegeven.
            Ander oordeel volgens letter, versie 2 ({LETTER.hash[:12]}): q 2.
            """,
        "en": f"""
            Judged otherwise by the rules of that name: 1 of 7 records of 2 processes; 5 verdicts re-checked.
            Another verdict by letter, version 2 ({LETTER.hash[:12]}): q 2.
            """,
    }
    otherwise = [{"rules": plain(LETTER.ref), "records": [{"process": "q", "number": 2}]}]
    expected = known(ledger, answer="judged_otherwise", rejudged=5, otherwise=otherwise)
    told(4, expected, "verify", ledger, "--deep", first=first)


RULES_OF_OURS = """
    from ontvlechting import LETTER, commands as c
    from ontvlechting.letter.catalogue import R47
    from ontvlechting.engine.doors import YES, Guard, Reads
    from ontvlechting.engine.text import Text

    def check(dossier, command, norms):
        return {answer}

    may = Guard("it_may", (R47,), Text(nl="het mag", en="it may"), Reads.COMMAND, check)
    OURS = LETTER.extended(name="ours", version="1", doors={{c.ConsultUnit: (may,)}})
    OTHER = 3
"""
NO = '[R47.forbidden("no", nl="nee", en="no")]'


def ours() -> Rules:
    """The same as the module above holds, as their hash sees them."""
    may = Guard("it_may", (R47,), Text(nl="het mag", en="it may"), Reads.COMMAND, lambda *_: YES)
    return LETTER.extended(name="ours", version="1", doors={c.ConsultUnit: (may,)})


@pytest.fixture
def house(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Modules with rules of one's own, where Python finds them."""
    folder = tmp_path / "house"
    folder.mkdir()
    (folder / "as_it_was.py").write_text(dedent(RULES_OF_OURS.format(answer="()")))
    (folder / "since_changed.py").write_text(dedent(RULES_OF_OURS.format(answer=NO)))
    (folder / "that_leaves.py").write_text("raise SystemExit(0)")
    (folder / "that_fails.py").write_text("1 / 0")
    monkeypatch.syspath_prepend(folder)
    monkeypatch.setenv("PYTHONPATH", str(folder))


@pytest.fixture
def of_ours(tmp_path: Path) -> Path:
    """The known ledger, judged by rules that do not come with the library."""
    filled(tmp_path / "ours.db", ours())
    return tmp_path / "ours.db"


@pytest.mark.usefixtures("house")
def test_code_that_was_changed_under_one_version_is_judged_otherwise(of_ours: Path) -> None:
    """The module is named that has the rules: 0 with the code that judged, and 4 with other code under the same hash."""
    line = ("verify", of_ours, "--deep", "--rules")
    first = {"nl": "Het logboek klopt: ", "en": "The ledger is sound: "}
    told(0, known(of_ours), *line, "as_it_was:OURS", first=first)
    first = {
        "nl": f"""
            Anders beoordeeld door de regels van die naam: 2 van 7 vastleggingen van 2 processen; 4 oordelen opnieuw gegeven.
            Ander oordeel volgens ours, versie 1 ({ours().hash[:12]}): p 2, q 2.
            """,
        "en": f"""
            Judged otherwise by the rules of that name: 2 of 7 records of 2 processes; 4 verdicts re-checked.
            Another verdict by ours, version 1 ({ours().hash[:12]}): p 2, q 2.
            """,
    }
    there = [{"process": "p", "number": 2}, {"process": "q", "number": 2}]
    otherwise = [{"rules": plain(ours().ref), "records": there}]
    expected = known(of_ours, answer="judged_otherwise", rejudged=4, otherwise=otherwise)
    told(4, expected, *line, "since_changed:OURS", first=first)


def test_what_could_not_be_checked_is_not_called_sound(of_ours: Path) -> None:
    """2, with which processes, how many records and which rules; and how such rules are named."""
    hash = ours().hash[:12]
    first = {
        "nl": f"""
            Niet alles kon worden nagegaan: 6 van 7 vastleggingen van 2 processen niet; 0 oordelen opnieuw gegeven.
            Niet nagegaan: 6 vastleggingen van p, q; deze regels zijn hier niet bekend: ours, versie 1 ({hash}).
            """,
        "en": f"""
            Not everything could be checked: 6 of 7 records of 2 processes were not; 0 verdicts re-checked.
            Not checked: 6 records of p, q; these rules are not known here: ours, version 1 ({hash}).
            """,
    }
    why = {"nl": "deze regels zijn hier niet bekend", "en": "these rules are not known here"}
    unchecked = [{"why": why, "rules": plain(ours().ref), "processes": ["p", "q"], "records": 6}]
    expected = known(of_ours, answer="not_checked", rejudged=0, unchecked=unchecked)
    told(2, expected, "verify", of_ours, "--deep", first=first)
    for language in LANGUAGES:
        assert run("verify", of_ours, "--deep", "--lang", language)[1].endswith(f"\n{HOW[language]}\n")


def test_the_page_in_the_reference_names_every_answer_and_every_field(ledger: Path) -> None:
    """With its exit code; what is promised to scripts is written down."""
    page = (Path(__file__).parent.parent / "docs/reference/command-line.md").read_text("utf-8")
    (row,) = re.findall(r"^\| `verify`.*$", page, re.MULTILINE)
    fields = [*known(ledger), "process", "number", "why", *(a.value for a in Answer)]
    assert [] == [field for field in fields if f"`{field}`" not in row]
    table = page.partition("There are five answers:")[2].partition("\n\nWhat was removed")[0]
    codes = re.findall(r"\| (\d) \|$", table, re.MULTILINE)
    assert [0, 0, 1, 4, 2] == [int(code) for code in codes]
    assert {Exit(int(code)) for code in codes} == {*EXITS.values(), Exit.NO}


# -- which rules are known ---------------------------------------------------------------------------------------------

HOW = {
    "nl": "Regels van elders noemt u met --rules MODULE:NAAM.",
    "en": "Rules from elsewhere are named with --rules MODULE:NAME.",
}
"""What somebody is told who meets rules that are not known."""


@pytest.mark.parametrize("rules", shipped(), ids=lambda rules: rules.name)
def test_what_comes_with_the_library_is_judged_again(tmp_path: Path, rules: Rules) -> None:
    """The letter's rules, alone and with the packs in any order."""
    path = tmp_path / "ledger.db"
    filled(path, rules)
    code, out, _ = run("verify", path, "--deep", "--json")
    assert (0, known(path)) == (code, json.loads(out))


def test_what_comes_with_the_library_is_known_everywhere(tmp_path: Path) -> None:
    """What is next, in a page too; and it is asked and recorded."""
    path, rules = tmp_path / "ledger.db", shipped()[-1]
    filled(path, rules)
    everywhere(path, rules, tmp_path)


def everywhere(path: Path, rules: Rules, folder: Path, *named: str) -> None:
    """Whether every command that needs these rules knows them."""
    command, page = folder / "command.json", folder / "page.html"
    command.write_text(json.dumps(command_to_plain(Road(letter.PROCESSES[WEBSITES]).stop(note=None))))
    with Ledger.open(f"sqlite:///{path}", rules=rules) as flow:
        doors = len(flow.next_steps("p"))
    assert doors == len(json.loads(run("next", path, "p", "--json", *named)[1]))
    assert doors == len(json.loads(run("show", path, "p", "--json", *named)[1])["next_steps"])
    assert run("ask", path, "p", command, *named)[1].startswith("geweigerd")
    code, out, _ = run("submit", path, "p", command, "--json", *named)
    assert (1, plain(rules.ref)) == (code, json.loads(out)["rules"])
    assert 0 == run("report", path, page, *named)[0]
    assert "niet te zeggen" not in Page(page.read_text("utf-8")).text


@pytest.mark.usefixtures("house")
def test_rules_that_are_named_are_known_everywhere(of_ours: Path, tmp_path: Path) -> None:
    """Where it judges, and where it shows what is next; named more than once they count once."""
    everywhere(of_ours, ours(), tmp_path, "--rules", "as_it_was:OURS", "--rules", "as_it_was:OURS")


def test_rules_that_are_not_known_are_said_to_people(of_ours: Path, tmp_path: Path) -> None:
    """Which rules are needed, with their hash, and how somebody who has them names them; nothing for a developer."""
    command, page = tmp_path / "command.json", tmp_path / "page.html"
    command.write_text(json.dumps(command_to_plain(Road(letter.PROCESSES[WEBSITES]).consult())))
    before, hash = of_ours.read_bytes(), ours().hash[:12]
    needed = {
        "nl": f"voor `p` zijn de regels `ours` versie 1 (`{hash}…`) nodig, en die zijn hier niet bekend",
        "en": f"`p` needs the rules `ours` version 1 (`{hash}…`), and they are not known here",
    }
    nothing = {"nl": "er is niets vastgelegd", "en": "nothing was recorded"}
    untold = {"nl": "Wat hierna kan, is hier niet te zeggen", "en": "What is next cannot be told here"}
    for language in LANGUAGES:
        for line in (("next", of_ours, "p"), ("ask", of_ours, "p", command), ("submit", of_ours, "p", command)):
            said = f"{needed[language]}; {nothing[language]}. {HOW[language]}\n"
            assert (2, "", said) == run(*line, "--lang", language)
        code, out, errors = run("show", of_ours, "p", "--markdown", "--lang", language)
        said = f"{untold[language]}: {needed[language]}. {HOW[language]}"
        assert (0, "", True) == (code, errors, said in out.replace("\\", ""))
        assert f"ours, {'versie' if language == 'nl' else 'version'} 1 ({hash})" in out
        assert 0 == run("report", of_ours, page, "--lang", language)[0]
        text = Page(page.read_text("utf-8")).text
        page.unlink()
        assert f"{untold[language]}: {needed[language].replace('`', '')}." in text
        assert "known`" not in text
    assert before == of_ours.read_bytes()
    assert None is json.loads(run("show", of_ours, "p", "--json")[1])["next_steps"]


WRONG = {
    "as_it_was": ("`module:NAAM`, zoals `onze.regels:ONZE`", "`module:NAME`, such as `our.rules:OURS`"),
    ":OURS": ("`module:NAAM`", "`module:NAME`"),
    "nowhere.rules:OURS": ("een module die te laden is: `nowhere.rules` is dat niet (No module named 'nowhere')",
                           "a module that can be imported: `nowhere.rules` is not (No module named 'nowhere')"),
    "that_fails:OURS": ("`that_fails` is dat niet (division by zero)", "`that_fails` is not (division by zero)"),
    "that_leaves:OURS": ("`that_leaves` is dat niet (0)", "`that_leaves` is not (0)"),
    "as_it_was:OUR": ("de naam van regels in `as_it_was`: `LETTER`, `OURS`; kreeg 'as_it_was:OUR'; bedoelt u `OURS`?",
                      "the name of rules in `as_it_was`: `LETTER`, `OURS`; got 'as_it_was:OUR'; do you mean `OURS`?"),
    "as_it_was:OTHER": ("de naam van regels in `as_it_was`", "the name of rules in `as_it_was`"),
    "json:OURS": ("daar staan er geen", "there are none"),
}  # fmt: skip
"""What is no name of rules, and what is said of it."""


@pytest.mark.usefixtures("house")
def test_what_names_no_rules_is_said_all_at_once(ledger: Path) -> None:
    """2, whatever the module does, also when it would end this program with a yes; nothing is answered."""
    named = [part for given in WRONG for part in ("--rules", given)]
    for n, language in enumerate(LANGUAGES):
        code, out, errors = run("verify", ledger, *named, "--lang", language)
        assert (2, "") == (code, out)
        assert [] == [said[n] for said in WRONG.values() if said[n] not in errors]
        assert len(WRONG) == errors.count("\n- `--rules`: ")


# -- where nothing can be printed ----------------------------------------------------------------------------------------


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no disk that is always full here")
@pytest.mark.parametrize("unbuffered", ["", "1"])
def test_what_cannot_be_printed_is_no_verdict_and_no_fault_of_ours(ledger: Path, unbuffered: str) -> None:
    """Standard output on a full disk: one sentence, and 2; what was recorded before stays."""
    for line in (("verify", ledger), ("--help",)):
        with Path("/dev/full").open("w") as full:
            done = subprocess.run(  # noqa: S603 - our own command
                [sys.executable, "-m", "ontvlechting", *map(str, line)], stdout=full, stderr=subprocess.PIPE, text=True,
                env=os.environ | {"PYTHONUNBUFFERED": unbuffered, "ONTVLECHTING_LANG": "en"}, check=False,
            )  # fmt: skip
        said = "the output cannot be written: the disk is full; what was recorded or kept already stays so\n"
        assert (2, said) == (done.returncode, done.stderr), line


@pytest.mark.skipif(os.name != "posix", reason="no shell here that closes a stream")
def test_where_everything_is_closed_the_exit_code_still_is_the_answer(ledger: Path, tmp_path: Path) -> None:
    """As in a program that is started by another which opened nothing: never 1 where the ledger is sound."""
    command = shlex.join([sys.executable, "-m", "ontvlechting", "verify"])
    for file, code in ((ledger, 0), (tmp_path / "nothing.db", 2)):
        line = f"{command} {shlex.quote(str(file))} <&- >&- 2>&-"
        assert code == subprocess.run(["/bin/sh", "-c", line], check=False).returncode, file  # noqa: S603 - our own line


@pytest.mark.skipif(os.name != "posix", reason="no such sockets here")
def test_all_of_it_comes_out_where_writing_would_not_wait(ledger: Path) -> None:
    """However slow its reader is, and whatever the program that started it has set: no half answer with exit code 0."""
    line = ("history", str(ledger), "p", "--json")
    here, theirs = socket.socketpair()
    theirs.settimeout(0)
    theirs.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 1)  # far less than there is to tell
    with here, subprocess.Popen([sys.executable, "-m", "ontvlechting", *line], stdout=theirs.fileno()) as program:  # noqa: S603
        theirs.close()
        time.sleep(3)  # it has begun to write, and there is no room
        told = b"".join(iter(lambda: here.recv(65_536), b""))
    assert (0, run(*line)[1]) == (program.returncode, told.decode())


# -- a closed pipe -----------------------------------------------------------------------------------------------------

FORKS = """
import json, os, sys
from ontvlechting import cli
from ontvlechting.__main__ import main

told = []
for line in json.loads(sys.argv[1]):
    (out, theirs), (errors, their_errors) = os.pipe(), os.pipe()
    os.close(out)
    child = os.fork()
    if child == 0:
        os.dup2(theirs, 1)
        os.dup2(their_errors, 2)
        for end in (theirs, errors, their_errors):
            os.close(end)
        sys.argv = line
        break
    os.close(theirs)
    os.close(their_errors)
    with open(errors) as file:
        said = file.read()
    told.append((said, os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])))
else:
    print(json.dumps(told))
    sys.exit()
main()
"""
"""A program that has imported the command line once, and is a process of its own for each line: nobody reads its output."""


@pytest.mark.skipif(not hasattr(signal, "SIGPIPE"), reason="there are no such pipes here")
def test_a_closed_pipe_is_no_verdict(ledger: Path, tmp_path: Path) -> None:
    """Who stops reading ends the program, as a shell expects (141), with no word; what was recorded before stays."""
    command = tmp_path / "command.json"
    command.write_text(json.dumps(command_to_plain(Road(letter.PROCESSES[WEBSITES]).consult())))
    lines = (
        ("verify", ledger), ("verify", ledger, "--deep", "--json"), ("show", ledger, "p"), ("list", ledger),
        ("history", ledger, "p", "--json"), ("rule", "R61"), ("--help",), ("verify", "--help"),
        ("submit", ledger, "p", command),
    )  # fmt: skip
    given = json.dumps([["ontvlechting", *map(str, line)] for line in lines])
    done = subprocess.run([sys.executable, "-c", FORKS, given], capture_output=True, text=True, check=True)  # noqa: S603
    assert [(line, "", -signal.SIGPIPE) for line in lines] == [
        (line, *told) for line, told in zip(lines, json.loads(done.stdout), strict=True)
    ]
    with Ledger.open(f"sqlite:///{ledger}") as flow:
        assert RECORDS - 2 + 1 == len(flow.history("p"))


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no named pipes here")
def test_an_export_comes_in_by_a_named_pipe(ledger: Path, tmp_path: Path) -> None:
    """As from a program that unpacks it meanwhile."""
    export, pipe, copy = tmp_path / "export.jsonl", tmp_path / "pipe", tmp_path / "copy.db"
    assert 0 == run("export", ledger, export)[0]
    os.mkfifo(pipe)
    with subprocess.Popen(["/bin/sh", "-c", f"cat {shlex.quote(str(export))} > {shlex.quote(str(pipe))}"]):  # noqa: S603
        assert (0, f"{RECORDS} records in {copy}\n", "") == run("load", pipe, copy, "--lang", "en")


def test_no_ledger_is_made_for_an_export_that_cannot_be_read(tmp_path: Path) -> None:
    """Who mistypes its name has no empty ledger afterwards, of which all bytes match."""
    code, out, errors = run("load", tmp_path / "nosuch.jsonl", tmp_path / "new.db", "--lang", "en")
    assert (2, "", True) == (code, out, "nosuch.jsonl" in errors)
    assert [] == list(tmp_path.iterdir())


@pytest.mark.parametrize("how", ["changed", "cut", "no export"])
def test_a_damaged_export_leaves_no_ledger_behind(ledger: Path, tmp_path: Path, how: str) -> None:
    """Nor anything beside it; whatever was there before stays as it was."""
    export, copy, empty = tmp_path / "export.jsonl", tmp_path / "copy.db", tmp_path / "empty.db"
    assert 0 == run("export", ledger, export)[0]
    lines = export.read_bytes().splitlines(keepends=True)
    damaged = {"changed": [lines[0], lines[2], *lines[3:]], "cut": lines[:-1], "no export": [b"{}\n"]}[how]
    export.write_bytes(b"".join(damaged))
    Workflow.open(f"sqlite:///{empty}").close()
    there = sorted(tmp_path.iterdir())
    for target in (copy, f"sqlite:///{copy}", empty, ledger):
        assert 0 != run("load", export, target)[0]
        assert there == sorted(tmp_path.iterdir())
    with Ledger.open(f"sqlite:///{ledger}") as flow:
        assert RECORDS == flow.verify(deep=True).records


def test_a_command_that_is_not_recorded_leaves_no_new_ledger_behind(tmp_path: Path) -> None:
    """Whatever is wrong with it; one that is refused is on record, and so is its ledger."""
    road, new = Road(letter.PROCESSES["douane/websites"]), tmp_path / "new.db"
    identify, late = road.identify(), road.identify(at=datetime(2999, 1, 1, tzinfo=UTC))
    for command, process, more in (
        (late, "p", ()),
        (road.consult(), "p", ()),
        (identify, "a\nb", ()),
        (identify, "p", ("--id", "a\nb")),
    ):
        given = json.dumps(command_to_plain(command))
        assert 2 == run("submit", new, process, "-", "--new", *more, given=given)[0]
        assert [] == list(tmp_path.iterdir())
    beside = tmp_path / "new.db-wal"  # of a ledger that somebody moved, and that may hold what was recorded last
    beside.write_bytes(b"x")
    for made in ((), ("--new",)):
        assert 2 == run("submit", new, "p", "-", *made, given=json.dumps(command_to_plain(late)))[0]
        assert made or [beside] == list(tmp_path.iterdir())
        assert not new.exists()
    beside.unlink(missing_ok=True)
    nobody = attrs.evolve(identify, by=attrs.evolve(identify.by, party="fictief"))
    assert 1 == run("submit", new, "p", "-", "--new", given=json.dumps(command_to_plain(nobody)))[0]
    with Ledger.open(f"sqlite:///{new}") as flow:
        assert ["p"] == list(flow.processes())
