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
        "Schrijft een logboek (ontvlechting.db), het verhaal daarvan (story.md), en een logboek om op te oefenen "
        "(practice.db), waarin processen onderweg zijn; toont het verhaal. Al het bewijs is fictief. Alleen wat van een "
        "eerdere demo is, wordt vervangen.",
        "Writes a ledger (ontvlechting.db), its story (story.md), and a ledger to practise on (practice.db), in which "
        "processes are under way; shows the story. All evidence is fictional. Only what an earlier demo left is replaced.",
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
        console().print(
            f"{shown.ledger}\n{shown.story}\n{shown.practice}", markup=False, highlight=False, soft_wrap=True
        )
