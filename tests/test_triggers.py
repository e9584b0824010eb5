"""A type checker knows every trigger of a governed model of the letter by its name; when it runs there is nothing new."""

from __future__ import annotations

import ast
import os
import re
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest

from ontvlechting import Workflow, letter
from ontvlechting import commands as c
from ontvlechting.letter import triggers
from ontvlechting.letter.commands import ALL
from ontvlechting.letter.fiction import Road
from ontvlechting.shell import machine
from ontvlechting.shell.machine import GovernedMachine
from ontvlechting.states import ProgrammeState, State

ROOT = Path(__file__).parent.parent
RIGHT = '''\
from transitions import EventData

from ontvlechting import Outcome, Workflow, letter
from ontvlechting.letter.fiction import Road
from ontvlechting.letter.triggers import Governed
from ontvlechting.shell.machine import GovernedMachine


class Transfer(Governed):
    """A model of a tool."""

    def on_enter_identified(self, event: EventData) -> None:
        """Told by name."""


machine = GovernedMachine(Workflow.open("memory:"))
transfer = Transfer(machine, "douane/websites")
road = Road(letter.PROCESSES["douane/websites"])
first: bool = transfer.may_identify_process(road.identify())
outcome: Outcome = transfer.identify_process(road.identify())
there: bool = transfer.is_identified()
also: Outcome = transfer.trigger("stop", road.stop())
'''
"""As the documentation has it."""
WRONG = """\
transfer.start_transfer(road.stop())
transfer.is_identifyed()
transfer.start_transfr(road.start_transfer())
"""
"""A command of another trigger, and names that are misspelt."""


def test_every_command_and_state_has_its_methods_and_nothing_else_has() -> None:
    """Two for each command, by its class, and one for each state; each of them is there when it runs."""
    tree = ast.parse(Path(triggers.__file__).read_text(encoding="utf-8"))
    found = {
        f.name: (
            ast.unparse(f.args.args[1].annotation or f.args) if len(f.args.args) > 1 else None,
            ast.unparse(f.returns),
        )
        for f in ast.walk(tree)
        if isinstance(f, ast.FunctionDef) and f.returns is not None and f.name[:3] != "on_"
    }
    expected: dict[str, tuple[str | None, str]] = {}
    for kind in ALL:
        expected[kind.key] = (f"c.{kind.__name__}", "Outcome")
        expected[f"may_{kind.key}"] = (f"c.{kind.__name__}", "bool")
    expected |= {f"is_{s.value}": (None, "bool") for kinds in (State, ProgrammeState) for s in kinds}
    assert expected == found
    with Workflow.open("memory:") as flow:
        model = triggers.Governed(GovernedMachine(flow), "p")
        known = {name for name in expected if callable(getattr(model, name, None))}
        of_packs = {k for kind in c.OF_PACKS for k in (kind.key, f"may_{kind.key}")}
        assert set(expected) - of_packs == known - of_packs


def test_a_model_with_typed_triggers_is_a_governed_model() -> None:
    """It judges and records by the same triggers."""
    road = Road(letter.PROCESSES["douane/websites"])
    with Workflow.open("memory:", clock=lambda: datetime(2026, 1, 1, tzinfo=UTC)) as flow:
        model = triggers.Governed(GovernedMachine(flow), "douane/websites")
        assert isinstance(model, machine.Governed)
        assert model.may_identify_process(road.identify())
        assert model.identify_process(road.identify()).allowed
        assert model.is_identified()
        assert not model.may_complete(road.complete())


CHECKERS = {
    "mypy": ["mypy", "--strict", "--follow-imports=silent", "--config-file=", "--python-version=3.11"],
    "pyright": ["pyright", "--level=error", f"--pythonpath={sys.executable}"],
}


@pytest.mark.parametrize("checker", CHECKERS)
def test_type_checkers_accept_the_documented_calls_and_refuse_the_others(checker: str, tmp_path: Path) -> None:
    """By a program of its own, as a user has it: three mistakes are seen, and nothing in the rest."""
    right, wrong = tmp_path / "right.py", tmp_path / "wrong.py"
    right.write_text(RIGHT, encoding="utf-8")
    wrong.write_text(RIGHT + WRONG, encoding="utf-8")
    begin = len(RIGHT.splitlines())
    at = {"PYTHONPATH": str(ROOT), "MYPYPATH": str(ROOT), "MYPY_CACHE_DIR": str(ROOT / ".mypy_cache" / "triggers")}
    done = subprocess.run(  # noqa: S603 - our own words
        [sys.executable, "-m", *CHECKERS[checker], str(right), str(wrong)],
        capture_output=True, text=True, check=False, cwd=tmp_path, env={**os.environ, **at},
    )  # fmt: skip
    told = done.stdout + done.stderr
    seen = {(name, int(line)) for name, line in re.findall(r"(\w+)\.py:(\d+):.*error", told)}
    assert (1, {("wrong", begin + number) for number in (1, 2, 3)}) == (done.returncode, seen), told


def test_pyright_accepts_what_the_pages_write(tmp_path: Path) -> None:
    """Whoever writes rules by them sees no mistakes in their editor that are none; what has a default can be left out."""
    names = ("your-own-letter", "own-rules", "test-your-rules", "embed")
    for name in names:
        page = (ROOT / "docs" / "how-to" / f"{name}.md").read_text(encoding="utf-8")
        blocks = re.findall(r"^```python\n(.*?)^```", page, re.MULTILINE | re.DOTALL)
        written = "\n".join(block for block in blocks if not block.startswith(">>>"))
        (tmp_path / f"{name}.py").write_text(written, encoding="utf-8")
    done = subprocess.run(  # noqa: S603 - our own words
        [sys.executable, "-m", *CHECKERS["pyright"], *(f"{name}.py" for name in names)],
        capture_output=True, text=True, check=False, cwd=tmp_path, env={**os.environ, "PYTHONPATH": str(ROOT)},
    )  # fmt: skip
    assert (0, "0 errors") == (done.returncode, done.stdout.strip()[:8]), done.stdout + done.stderr
