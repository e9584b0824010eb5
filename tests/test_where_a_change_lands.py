"""One idea in one place: what is added to the letter changes the files that CONTRIBUTING.md names, and no others.

Each change is made in a copy of the package, in exactly those files; there it works from end to end. With one of them left
out it does not go unnoticed.
"""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest
from attrs import field, frozen

import ontvlechting

PACKAGE = Path(ontvlechting.__file__).parent


@frozen
class Change:
    """Something that is added.

    Attributes:
        edits: for each file, texts that stand there, each with what takes its place.
        works: a program that uses what was added, and says `works`.
        noticed: for each file, what the program says at least when that file was forgotten.
    """

    edits: Mapping[str, tuple[tuple[str, str], ...]]
    works: str
    noticed: Mapping[str, str] = field(factory=dict)


BEGIN = """
from ontvlechting import LETTER, State, Workflow, commands as c, letter
from ontvlechting.letter.fiction import Road
road = Road(letter.PROCESSES["douane/websites"])
flow = Workflow.open("memory:", rules=LETTER)
flow.submit("p", road.identify()).or_raise()
"""

COMMAND = Change(
    edits={
        "letter/commands/governance.py": (
            (
                "@frozen(kw_only=True)\nclass StartStrengthening(Command):",
                '''@frozen(kw_only=True)
class RecordThanks(Fact):
    """Somebody is thanked (fictional)."""

    title: ClassVar[Text] = Text(nl="Bedanken", en="Say thanks")

    whom: PartyId


__all__ += ["RecordThanks"]


@frozen(kw_only=True)
class StartStrengthening(Command):''',
            ),
        ),
        "states.py": (
            ("    RecordTest,\n", "    RecordTest,\n    RecordThanks,\n"),
            ("    *staying(LIVE, RecordFeasibility),", "    *staying(LIVE, RecordFeasibility, RecordThanks),"),
        ),
        "guards.py": (
            (
                "    c.RecordFeasibility: (",
                "    c.RecordThanks: _PARTY,\n    c.RecordFeasibility: (",
            ),
        ),
    },
    works=BEGIN
    + """
command = c.RecordThanks(by=road.receiver, at=road.tick(), whom="fictief-team-1")
flow.submit("p", command).or_raise()
assert command == flow.history("p")[-1].event.command
assert (command,) == flow.dossier("p").recorded(c.RecordThanks)
assert 2 == flow.verify(deep=True).rejudged
assert "record_thanks" in [s.command.key for s in flow.next_steps("p")]
assert "Say thanks" in flow.history("p").lines("en")
print("works")
""",
    noticed={
        "letter/commands/governance.py": "RecordThanks",
        "states.py": "`record_thanks` has no arrow",
        "guards.py": "`record_thanks` has no door",
    },
)

GUARD = Change(
    edits={
        "letter/guards/entry.py": (
            (
                "@guard(\n",
                '''@guard(R3, nl="fictief: de naam is kort", en="fictional: the name is short", reads=Reads.COMMAND)
def name_is_short(dossier: Dossier, command: IdentifyProcess, norms: Norms) -> Reasons:
    """R3: fictional."""
    if len(command.name) < 3:
        return YES
    return [R3.forbidden("name-too-long", nl="fictief: te lang", en="fictional: too long")]


@guard(
''',
            ),
        ),
        "guards.py": (
            ("        entry.unit_is_known,\n", "        entry.unit_is_known,\n        entry.name_is_short,\n"),
        ),
    },
    works="""
from ontvlechting import LETTER, Workflow, letter
from ontvlechting.letter.fiction import Road
flow = Workflow.open("memory:")
outcome = flow.submit("p", Road(letter.PROCESSES["douane/websites"]).identify())
assert ["name-too-long"] == [r.code for r in outcome.reasons]
assert 1 == flow.verify(deep=True).rejudged
print("works")
""",
    noticed={"letter/guards/entry.py": "name_is_short", "guards.py": "AssertionError"},
)

STATE = Change(
    edits={
        "states.py": (
            (
                '    STOPPED = "stopped", "niet ontvlochten", "stopped", 2, 7\n',
                '    STOPPED = "stopped", "niet ontvlochten", "stopped", 2, 7\n    PAUSED = "paused", "fictief: gepauzeerd", "fictional: paused"\n',
            ),
            (
                "    *moving(LIVE, Stop, _STOPPED),\n",
                "    *moving(LIVE, Stop, _STOPPED),\n    Arrow(StartStrengthening, _DRAFTED, State.PAUSED),\n",
            ),
        ),
    },
    works=BEGIN
    + """
assert "fictional: paused" == State("paused").title.en
assert "fictional: paused" in flow.history("p").road("en").mermaid()
assert State.PAUSED in [a.target for a in LETTER.arrows if a.source is State.PAUSED]  # facts, as wherever it is under way
assert () == flow.overview(state=State.PAUSED)
print("works")
""",
    noticed={"states.py": "paused"},
)

COLUMN = Change(
    edits={
        "letter/dossier.py": (
            (
                "COLUMNS = (\n",
                'COLUMNS = (\n    Column("plan_version", int, Text(nl="versie van het plan", en="version of the plan")),\n',
            ),
        ),
    },
    works=BEGIN
    + """
flow = Workflow.open("sqlite:///" + __import__("tempfile").mkdtemp() + "/p.db")
flow.submit_many(("p", command) for command in Road(letter.PROCESSES["douane/websites"]).until(State.PLAN_DRAFTED))
(standing,) = flow.overview(plan_version=1)
assert 1 == standing.plan_version
assert () == flow.overview(plan_version=2)
assert "plan_version" in flow.overview().to_frame().columns
assert flow.verify(deep=True).rejudged
print("works")
""",
    noticed={"letter/dossier.py": "plan_version"},
)

CHANGES = {"a command": COMMAND, "a guard": GUARD, "a state": STATE, "a column of the overview": COLUMN}


def made(folder: Path, change: Change, forgotten: str | None = None) -> subprocess.CompletedProcess[str]:
    """A copy of the package with a change in it, but for a file that was forgotten; and what its program says there."""
    shutil.copytree(PACKAGE, folder / "ontvlechting")  # what is compiled too, with the times of the files
    for name, edits in change.edits.items():
        file = folder / "ontvlechting" / name
        text = file.read_text(encoding="utf-8")
        for before, after in edits:
            assert before in text, f"{name} no longer holds what this test changes"
            text = text.replace(before, after, 1)
        if name != forgotten:
            file.write_text(text, encoding="utf-8")
    (folder / "program.py").write_text(change.works, encoding="utf-8")
    return subprocess.run(
        [sys.executable, "-P", "program.py"],
        capture_output=True, text=True, check=False, cwd=folder, env={"PYTHONPATH": str(folder), "PATH": "/usr/bin:/bin"},
    )  # fmt: skip


@pytest.mark.parametrize("what", CHANGES)
def test_what_is_added_lands_in_the_files_that_the_page_names(what: str, tmp_path: Path) -> None:
    """A command in its family, the table and the doors; a guard in its family and the doors; a state in the table; a column in one line."""
    done = made(tmp_path, CHANGES[what])
    assert (0, "works\n") == (done.returncode, done.stdout), done.stderr
    expected = {"a command": 3, "a guard": 2, "a state": 1, "a column of the overview": 1}
    assert expected[what] == len(CHANGES[what].edits)


@pytest.mark.parametrize(("what", "forgotten"), [(what, file) for what, c in CHANGES.items() for file in c.edits])
def test_a_file_that_is_forgotten_is_noticed(what: str, forgotten: str, tmp_path: Path) -> None:
    """The rest alone does not work, and says what is lacking."""
    done = made(tmp_path, CHANGES[what], forgotten)
    assert 0 != done.returncode
    assert CHANGES[what].noticed[forgotten] in done.stderr


@pytest.mark.parametrize("what", CHANGES)
def test_the_page_names_these_files(what: str) -> None:
    """In the row of the table in CONTRIBUTING.md: the same files, and no others."""
    page = (PACKAGE.parent / "CONTRIBUTING.md").read_text(encoding="utf-8")
    [where] = re.findall(rf"^\| {what} \| (.*?) \| .* \|$", page, re.MULTILINE)
    assert set(CHANGES[what].edits) == set(re.findall(r"`([\w/]+\.py)`", where))
