"""Every reason of the letter's guards, in the words that people read, on file: `tests/transcripts/reasons.txt`.

The file is made by asking, along both roads, every move and every single change of what the road asks. A change of a
word, a kind or a supplier shows in it, so that a review can read it as if it were law; set `ONTVLECHTING_RECORD` to
record it anew.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import attrs
import pytest

from ontvlechting import LETTER, Dossier, State, decide, evolve, letter, next_steps
from ontvlechting import commands as c
from ontvlechting.engine.events import Event
from ontvlechting.engine.verdicts import Reason
from ontvlechting.letter.commands import Command, Route
from ontvlechting.testing.letter.strategies import MOVES, Player
from ontvlechting.testing.strategies import Advance, Move
from tests.asking import answer, at, fold
from tests.on_file import OnFile, told
from tests.test_twin import changes

FILE = Path(__file__).parent / "transcripts" / "reasons.txt"
RULES = Path(__file__).parent.parent / "ontvlechting" / "letter" / "guards"
TROUBLE = ("same-breach", "escalate", "infeasible", "receive-advice", "fail-staff", "weigh-against", "measure-beyond")
"""What goes wrong on the way, before the road goes on."""

NOT_ON_FILE = [
    "advice-awaited",
    "advice-element",
    "agreement-twice",
    "agreement-used-by-one",
    "another-currency",
    "another-horizon",
    "another-kind",
    "answered-by-another",
    "before-the-stage",
    "beneficiary-not-consulted",
    "beyond-limit",
    "breach-ended",
    "claimed-by-correction",
    "compensated",
    "compensates-another",
    "consequences-judge",
    "consequences-of-before",
    "consequences-unclear",
    "contest-level",
    "contested-already",
    "cost-below-zero",
    "coverage-origin",
    "coverage-year",
    "critical-period",
    "decided-by-the-ministry",
    "decider-level",
    "decider-outside-the-line",
    "decision-corrected",
    "difference-not-covered",
    "drafter-tests",
    "ended",
    "ended-for-another",
    "evaluation-overdue",
    "follows-elsewhere",
    "follows-unfinished",
    "group-of-two",
    "horizon-passed",
    "ict-ended-before",
    "in-the-name-of-another",
    "indicator-changed",
    "indicator-task",
    "input-twice",
    "limit-unmotivated",
    "mandate-expired",
    "mandate-out-of-scope",
    "measured-again-by-one",
    "measured-by-one",
    "more-back-than-went",
    "no-compensation",
    "no-form",
    "no-reversal",
    "no-such-item",
    "not-by-owner",
    "not-covered",
    "not-its-document",
    "not-measured-again",
    "not-neutral-together",
    "not-proven",
    "not-shared",
    "note-is-weighed",
    "note-of-another-decision",
    "nothing-changed",
    "nothing-new",
    "open-contest",
    "operating-too-late",
    "other-not-decided",
    "other-version-amended",
    "other-work-goes-back",
    "overdue",
    "own-hand",
    "own-record",
    "plan-refused",
    "replaced-decider",
    "replaced-responsible",
    "replaced-since",
    "request-twice",
    "responsible-level",
    "responsible-outside-the-line",
    "reversal-ends",
    "review-date",
    "risk-reduce",
    "risk-stop",
    "same-instant",
    "scope-not-reduced",
    "shared-by-one",
    "shared-by-the-plan",
    "shared-without-agreement",
    "signals-left-out",
    "signature-corrected-away",
    "source-unit-left-out",
    "stop-dropped",
    "too-fast",
    "undone-of-later",
    "unit-of-another",
    "unreadable",
    "way-back-corrected-away",
    "weighing-twice",
    "which-shift",
]
"""What takes a history of its own."""


def asked() -> Iterator[Event]:
    """What is asked: along both roads each move, and each single change of what the road asks next.

    In a state in which both roads come, and of a command that both give, it is asked along the first; a plan along both.
    """
    seen = set[object]()
    for route in Route:
        player = Player(route=route)
        while player.dossier.state is not State.COMPLETED:
            (command,) = player.commands(Advance(1))
            if type(command) not in seen or isinstance(command, c.DraftPlan):
                yield from _changed(player.dossier, command)
            if player.dossier.state not in seen or type(command) not in seen:
                yield from _moves(player, () if player.dossier.state in seen else TROUBLE, seen)
            seen |= {type(command), player.dossier.state}
            player.dossier = evolve(player.dossier, decide(LETTER, player.dossier, command))


def _changed(dossier: Dossier, command: Command) -> Iterator[Event]:
    """A command with every one thing in it changed."""
    return (decide(LETTER, dossier, other) for other in changes(command) if isinstance(other, Command))


def _moves(player: Player, trouble: tuple[str, ...], seen: set[object]) -> Iterator[Event]:
    """Each move from here, also after each trouble."""
    road, dossier = player.road, player.dossier
    here = road.moment, road.route, road.version
    for before in (None, *trouble):
        if before is not None:
            (command,) = player.commands(Move(before))
            player.dossier = evolve(dossier, decide(LETTER, dossier, command))
        for name in sorted(MOVES) if before is None or player.dossier != dossier else ():
            (move,) = player.commands(Move(name))
            event = decide(LETTER, player.dossier, move)
            yield event
            if event.verdict.allowed and ("move", type(move)) not in seen:
                seen.add(("move", type(move)))
                yield from _changed(player.dossier, move)
        player.dossier, (road.moment, road.route, road.version) = dossier, here


@cache
def reasons() -> dict[tuple[int, str], Reason]:
    """The first reason of each rule and code, in the order of the rules."""
    found: dict[tuple[int, str], Reason] = {}
    for event in asked():
        for reason in event.verdict.reasons:
            found.setdefault((int(reason.rule[1:]), reason.code), reason)
    return dict(sorted(found.items()))


def test_every_word_of_a_reason_is_on_file() -> None:
    """What people are told, of which kind it is and who can supply what is missing, is what the file says."""
    found = reasons()
    text = "\n".join(told(reason) for reason in found.values())
    if os.environ.get("ONTVLECHTING_RECORD"):
        FILE.write_text(text, encoding="utf-8")
    assert FILE.read_text(encoding="utf-8") == text


def test_what_the_file_does_not_tell_is_listed() -> None:
    """Codes that the guards can give and that the file does not tell; tests in `tests/letter` and `tests/spirit` give those."""
    given = set(re.findall(r'\.(?:missing|forbidden|not_yet|warning)\(\s*"([a-z-]+)"', _text()))
    on_file = set(re.findall(r"^R\d+ ([a-z-]+) ", FILE.read_text(encoding="utf-8"), re.MULTILINE))
    assert NOT_ON_FILE == sorted(given - on_file)


def _text() -> str:
    """The guards of a process; those of a programme are asked in `tests/letter/test_programme.py`, code by code."""
    pages = (path for path in sorted(RULES.glob("*.py")) if path.name not in ("programme.py", "discharge.py"))
    return "\n".join(path.read_text(encoding="utf-8") for path in pages)


def test_no_reason_shows_what_is_not_there() -> None:
    """No `None`, no brackets around nothing, no gap where a name would stand, and nobody who is not who he is."""
    odd = re.compile(r"\bNone\b|\(\)|  | [,;:.]|``|(`[^`]+`), (?:not|niet)(?: \w+)? \1")
    assert [] == [text for r in reasons().values() for text in (r.nl, r.en) if odd.search(text)]


def test_r55_a_weighing_of_a_phase_names_one() -> None:
    """It said that the step does not fit phase None; and of a step that is open it spoke of the acceptance of phase."""
    road, dossier = at(State.PHASED_TRANSFER)
    for step, named in ((c.Step.PHASE, "a phase"), (c.Step.ACCEPTANCE, "the acceptance of a phase")):
        (reason,) = (r for r in answer("weighing_is_fresh", dossier, road.weigh(step)) if r.code == "weighing-phase")
        assert f"the step `{named}` names no phase" == reason.en
    found = {r.code: r.en for s in next_steps(LETTER, dossier, road.moment) for r in s.reasons}
    assert found["unweighed-acceptance"].startswith("a current weighing of the acceptance of a phase is missing; ")
    assert found["unweighed-phase"].startswith("a current weighing of phase 1 is missing; ")


def test_what_was_shifted_otherwise_is_told_in_amounts() -> None:
    """R42: party by party, what was planned and what was shifted, also where one of the two is nothing."""
    road, dossier = at(State.RECEIVING_PARTY_PROVEN)
    first, second = road.deltas()
    dossier = fold(dossier, road.shifting(deltas=(first, attrs.evolve(second, party=letter.TOESLAGEN))))
    reasons = answer("budget_was_shifted_as_planned", dossier, road.complete())
    assert [
        "voor `douane` is € 100.000 (structureel) gepland en € 0 verschoven, zonder motivering",
        "voor `toeslagen` is € 0 (structureel) gepland en € 100.000 verschoven, zonder motivering",
    ] == [reason.nl for reason in reasons]
    assert [
        "for `douane`, €100,000 (structural) was planned and €0 shifted, without a motivation",
        "for `toeslagen`, €0 (structural) was planned and €100,000 shifted, without a motivation",
    ] == [reason.en for reason in reasons]


@pytest.mark.parametrize("file", sorted((FILE.parent / "answers").glob("*.txt")), ids=lambda file: file.stem)
def test_every_section_of_answers_is_of_a_test_that_is_there(file: Path) -> None:
    """What a guard answered in a test that was removed is removed as well."""
    (code,) = Path(__file__).parent.glob(f"*/{file.stem}.py")
    there = set(re.findall(r"^def (test_\w+)\(", code.read_text(encoding="utf-8"), re.MULTILINE))
    assert set() == {name.partition("[")[0] for name in OnFile(f"answers/{file.name}").sections()} - there
