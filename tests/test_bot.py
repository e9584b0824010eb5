"""A bot without foreknowledge takes every process to its end: reasons, the outlook and the JSON Schema say enough.

What it did stands on file, `tests/transcripts/bot.txt`; set `ONTVLECHTING_RECORD` to record it anew.
"""

from __future__ import annotations

import ast
import os
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from ontvlechting import LETTER, WORKS_COUNCILS_ACT, Rules, State, Workflow, letter
from ontvlechting.guards import shipped
from ontvlechting.letter.commands import Route
from ontvlechting.letter.fiction import CouncilRoad, Road
from tests import bot, second_letter, test_second_letter
from tests.bot import Bot

FILE = Path(__file__).parent / "transcripts" / "bot.txt"
START = datetime.fromisoformat("2023-04-03T09:00:00+02:00")
WITH_COUNCIL = LETTER + WORKS_COUNCILS_ACT
MORE = 1.2
"""So many times the records of the example road it may take."""
FOLLOWED = "douane/websites"
"""The process of which is told what the bot did."""
CASES: list[tuple[Rules, type[Road], str, Route]] = [
    *((LETTER, Road, process, route) for process in letter.PROCESSES for route in Route),
    *(
        (WITH_COUNCIL, CouncilRoad, process, route)
        for n, process in enumerate(letter.PROCESSES)
        for m, route in enumerate(Route)
        if process == FOLLOWED or (n + m) % 2
    ),
]
"""Under the act the routes take turns."""


@cache
def played(rules: Rules, process: str, route: Route | None) -> tuple[Bot, int]:
    """The bot at the end of its road, and how many records that took."""
    wishes = {} if route is None else {"route": route.value, "receiving": letter.PROCESSES[process].receiving}
    player = Bot(Workflow.open("memory:", rules=rules), rules, process, START, wishes)
    return player, player.run()


@pytest.mark.parametrize(("rules", "kind", "process", "route"), CASES)
def test_the_bot_takes_every_process_to_its_end(rules: Rules, kind: type[Road], process: str, route: Route) -> None:
    """Each process of the letter, on both routes; under the Works Councils Act on one of them; in hardly more records than the example."""
    player, records = played(rules, process, route)
    road = list(kind(letter.PROCESSES[process], route=route, norms=rules.norms).until(State.COMPLETED))
    dossier = player.flow.dossier(process)
    assert (State.COMPLETED, route) == (dossier.state, dossier.route)
    assert records <= MORE * len(road)
    assert all(r.event.verdict.allowed for r in player.flow.history(process))


def test_the_bot_takes_another_letter_to_its_end() -> None:
    """It knows no more of the second letter than of the first."""
    player, records = played(second_letter.SECOND, test_second_letter.MAPS, None)
    assert second_letter.State.COMPLETED.value == player.flow.dossier(test_second_letter.MAPS).state.value
    assert records <= MORE * len(test_second_letter.ROAD)


def test_what_the_bot_recorded_is_sound() -> None:
    """A ledger of its making verifies, every verdict given again."""
    player, records = played(WITH_COUNCIL, "douane/websites", Route.SHIFT)
    report = player.flow.verify(deep=True)
    assert (True, records) == (report.sound, report.rejudged)


def test_what_the_bot_did_is_on_file() -> None:
    """Step by step, with the reason for each: a transcript that a reader can follow."""
    told = []
    for rules, _, process, route in CASES:
        if process == FOLLOWED:
            player, records = played(rules, process, route)
            told += [f"# {rules.name}, {process}, {route.value}: {records} records", *player.transcript, ""]
    player, records = played(second_letter.SECOND, test_second_letter.MAPS, None)
    told += [f"# {second_letter.SECOND.name}, {test_second_letter.MAPS}: {records} records", *player.transcript, ""]
    text = "\n".join(told)
    if os.environ.get("ONTVLECHTING_RECORD"):
        FILE.write_text(text, encoding="utf-8")
    assert FILE.read_text(encoding="utf-8") == text


def test_the_bot_has_no_foreknowledge() -> None:
    """It imports what it may read and no more, and names no command, state or rule; of the letter it knows no word."""
    tree = ast.parse(Path(bot.__file__).read_text(encoding="utf-8"))
    imports = {
        f"{node.module}.{name.name}"
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom)
        for name in node.names
    }
    assert {
        "ontvlechting.Rules",
        "ontvlechting.Workflow",
        "ontvlechting.engine.errors.InputError",
        "ontvlechting.engine.outlook.Outlook",
        "ontvlechting.engine.outlook.outlook",
        "ontvlechting.engine.verdicts.Mend",
        "ontvlechting.engine.verdicts.Reason",
        "ontvlechting.engine.verdicts.ReasonKind",
        "ontvlechting.record.codec.command_from_plain",
        "ontvlechting.views.schema.schema",
    } == {name for name in imports if name.startswith("ontvlechting")}
    words = {node.value for node in ast.walk(tree) if isinstance(node, ast.Constant) and isinstance(node.value, str)}
    known: set[Any] = {kind.key for rules in shipped() for kind in rules.commands}
    known |= {state.value for rules in shipped() for state in rules.states} | {
        r.id for g in LETTER.guards for r in g.rules
    }
    assert set() == words & known
