"""The command with which one begins: the demo."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from ontvlechting.cli.base import BEGIN, LANG, LANGUAGE, Lang, busy, command, console, page, say, told
from ontvlechting.engine.text import Text


@command(
    "demo",
    BEGIN,
    say("De zes processen uit de brief, van begin tot eind.", "The letter's six processes, from beginning to end."),
    say(
        "Schrijft een logboek (ontvlechting.db) en het verhaal (story.md), en toont het verhaal. Al het bewijs is "
        "fictief. Alleen wat van een eerdere demo is, wordt vervangen.",
        "Writes a ledger (ontvlechting.db) and the story (story.md), and shows the story. All evidence is fictional. "
        "Only what an earlier demo left is replaced.",
    ),
    examples=["demo", "demo --out /tmp/demo --lang en"],
)
def demo(
    out: Annotated[Path, typer.Option(help=say("De map.", "The folder."))] = Path("build/demo"),
    lang: Annotated[Lang, LANG] = LANGUAGE,
) -> None:
    """The letter's six processes, from beginning to end."""
    from ontvlechting.letter import demo as demonstration  # no other command needs it

    language = lang.language
    with told(language):
        with busy(Text(nl="Zes processen", en="Six processes")[language]) as progress:
            shown = demonstration.run(out, language=language, progress=progress)
        page(shown.story.read_text(encoding="utf-8").splitlines())
        console().print(f"{shown.ledger}\n{shown.story}", markup=False, highlight=False, soft_wrap=True)
