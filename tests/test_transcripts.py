"""Transcripts: what is told of a scenario, and Python that makes the same commands again.

`ONTVLECHTING_RECORD=1 pytest tests/test_transcripts.py` writes `transcripts/*.txt` anew; read what changed, for it is
what people are told.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings

from ontvlechting import LETTER, letter
from ontvlechting.engine.text import LANGUAGES, Language, Text
from ontvlechting.letter import demo
from ontvlechting.letter.commands import Command
from ontvlechting.letter.fiction import Road
from ontvlechting.testing.letter.strategies import commands
from ontvlechting.testing.letter.transcripts import transcript
from ontvlechting.testing.transcripts import imports, source

TRANSCRIPTS = Path(__file__).parent / "transcripts"
FIRST = "1. 2023-04-04T09:00+02:00 fictief-douane-1 ("


def asked(process: str) -> list[Command]:
    """The commands of a script of the demo, those that are refused as well."""
    lines = [line for line in demo.chapters()[process] if not isinstance(line, Text)]
    return [line.command if isinstance(line, demo.Refusal) else line for line in lines]


@pytest.mark.parametrize("process", demo.SCRIPTS)
def test_the_letters_scenarios_are_told_as_they_were(process: str) -> None:
    """Every word that people are told about the six processes of the letter is on file; a change shows."""
    told = transcript(LETTER, asked(process), process=process)
    path = TRANSCRIPTS / f"{process.replace('/', '-')}.txt"
    if os.environ.get("ONTVLECHTING_RECORD"):
        path.write_text(told, encoding="utf-8")
    assert path.read_text(encoding="utf-8") == told


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_transcript_tells_who_what_why_and_where(language: Language) -> None:
    """Who asks, the verdict, each reason with its rule, the state, who performs and who is accountable."""
    road = Road(letter.PROCESSES["douane/websites"])
    told = transcript(LETTER, [road.identify(), road.draft()], language)
    expected = {
        "nl": [
            "fictief-douane-1 (",
            "Plan opstellen",
            "geweigerd",
            "R61 (ontbreekt): ",
            "Toestand: aangedragen",
            "Voert uit: ",
            "Verantw",
        ],
        "en": [
            "fictief-douane-1 (",
            "Draft the plan",
            "refused",
            "R61 (missing): ",
            "State: identified",
            "Performs: ",
            "Accountable: ",
        ],
    }[language]
    second = told.partition("\n2. ")[2]
    assert told.startswith(FIRST)
    assert expected == [words for words in expected if words in second]


def test_what_comes_from_outside_starts_no_line_of_its_own() -> None:
    """A reference cannot write a line that looks like an answer, nor steer a terminal."""
    road = Road(letter.PROCESSES["douane/websites"])
    told = transcript(LETTER, [road.identify(), road.report_breach("\u202eok", "taak")])
    assert "\u202e" not in told


def made(command: Command) -> Any:
    """What the Python of a command makes; only a test evaluates it."""
    names: dict[str, Any] = {}
    exec("\n".join(imports([command])), names)  # noqa: S102
    return eval(source(command), names)  # noqa: S307


@settings(max_examples=150)
@given(commands())
def test_the_python_of_a_command_makes_it_again(command: Command) -> None:
    """Any well-formed command comes back equal from its own source, with nothing but its own imports."""
    assert command == made(command)


@pytest.mark.parametrize("process", demo.SCRIPTS)
def test_the_python_of_the_scenarios_makes_them_again(process: str) -> None:
    """The commands of the demo come back equal."""
    assert asked(process) == [made(command) for command in asked(process)]


def test_what_is_no_value_has_no_source() -> None:
    """Anything else is refused rather than written wrongly."""
    with pytest.raises(TypeError, match="object"):
        source(object())
