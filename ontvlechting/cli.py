"""The command line: show the demo, verify a ledger, look into a process.

Exit codes: 0 all is well; 1 the ledger is broken (the first broken record is named); 2 the question cannot be
answered: bad usage, no such file or process, or not a ledger.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.markdown import Markdown
from rich.progress import Progress

from ontvlechting import demo as demonstration
from ontvlechting.errors import BrokenLedger, OntvlechtingError
from ontvlechting.text import Language, Text
from ontvlechting.views import markdown, words
from ontvlechting.workflow import Workflow

BROKEN, NO_ANSWER = 1, 2
WIDEST = 100
"""Columns of a page; a wider line is hard to read."""


class Lang(StrEnum):
    """The language of what is printed."""

    NL = "nl"
    EN = "en"

    @property
    def language(self) -> Language:
        """As the rest of the package knows it."""
        return "nl" if self is Lang.NL else "en"


app: typer.Typer = typer.Typer(
    help="Ontvlechting stap voor stap: getoetst, uitgelegd en vastgelegd. / "
    "Disentanglement step by step: judged, explained and recorded.",
    epilog="Begin met / begin with: ontvlechting demo; ontvlechting show build/demo/ontvlechting.db",
    no_args_is_help=True,
    add_completion=True,
    pretty_exceptions_enable=False,
)
LANG = typer.Option("--lang", help="Taal van de uitvoer / language of the output.")
LEDGER = typer.Argument(metavar="LEDGER", help="Het grootboek / the ledger: a file, or sqlite:///file.")


@app.command()
def demo(
    out: Annotated[Path, typer.Option(help="Map voor grootboek en verhaal / folder for ledger and story.")] = Path(
        "build/demo"
    ),
    lang: Annotated[Lang, LANG] = Lang.NL,
) -> None:
    """De zes processen uit de brief, van begin tot eind. / The letter's six processes, from beginning to end.

    Laat een grootboek (ontvlechting.db) en het verhaal (story.md) achter. Al het bewijs is fictief.

    Leaves a ledger (ontvlechting.db) and the story (story.md). All evidence is fictional.

    Alleen wat van een eerdere demo is, wordt vervangen. / Only what an earlier demo left is replaced.
    """
    console = _console()
    with _told(lang.language):
        shown = _demonstrate(console, out, lang.language)
        _page(console, shown.story.read_text(encoding="utf-8").splitlines())
        console.print(f"{shown.ledger}\n{shown.story}", markup=False, highlight=False, soft_wrap=True)


@app.command()
def verify(
    ledger: Annotated[str, LEDGER],
    lang: Annotated[Lang, LANG] = Lang.NL,
) -> None:
    """Reken een grootboek na uit zijn bytes. / Verify a ledger from its bytes.

    Eindigt met 0 als het grootboek klopt, met 1 en de eerste geschonden handeling als het niet klopt.

    Exits with 0 when the ledger is sound, with 1 and the first broken record when it is not.

    Met 2 als er niets na te rekenen is. / With 2 when there is nothing to verify.
    """
    with _told(lang.language), _opened(ledger) as flow:
        report = flow.verify()
    told = Text(
        nl=f"Het grootboek klopt: {report.records} handelingen van {report.processes} processen nagerekend, "
        f"{report.rejudged} oordelen opnieuw gegeven.",
        en=f"The ledger is sound: {report.records} records of {report.processes} processes recomputed, "
        f"{report.rejudged} verdicts given again.",
    )
    typer.echo(told[lang.language])


@app.command()
def show(
    ledger: Annotated[str, LEDGER],
    process: Annotated[
        str | None,
        typer.Argument(metavar="PROCESS", help="Het proces / the process; zonder: alle / without it: all of them."),
    ] = None,
    lang: Annotated[Lang, LANG] = Lang.NL,
) -> None:
    """Waar een proces staat, wat nu kan, en wat er gebeurde. / Where a process stands, what is next, what happened.

    Voorbeeld / example: ontvlechting show build/demo/ontvlechting.db douane/websites
    """
    language = lang.language
    with _told(language), _opened(ledger) as flow:
        if process is None:
            lines = [f"- {markdown.escaped(p)}: **{flow.dossier(p).state.title[language]}**" for p in flow.processes()]
            lines = lines or [Text(nl="Dit grootboek is leeg.", en="This ledger is empty.")[language]]
        else:
            name = process.encode(errors="replace").decode()  # a terminal can pass bytes that are no text
            lines = [
                *markdown.dossier(flow.dossier(name), language),
                "",
                *markdown.next_steps(flow.next_steps(name), language),
                "",
                *markdown.history(flow.history(name), language),
            ]
    _page(_console(), lines)


@contextmanager
def _opened(ledger: str) -> Iterator[Workflow]:
    """A ledger that exists; looking never makes one."""
    address = ledger if ledger.startswith("sqlite:///") else f"sqlite:///{ledger}"
    with Workflow.open(address, create=False) as flow:
        yield flow


@contextmanager
def _told(language: Language) -> Iterator[None]:
    """Expected errors as one message and an exit code, without a traceback."""
    try:
        yield
    except OntvlechtingError as error:
        sys.stderr.write(words.visible(error.text[language]) + "\n")
        sys.exit(BROKEN if isinstance(error, BrokenLedger) else NO_ANSWER)


def _demonstrate(console: Console, out: Path, language: Language) -> demonstration.Shown:
    """Play the demo with a progress bar, where there is a terminal to show it on."""
    with Progress(console=console, transient=True, disable=not console.is_terminal) as bar:
        task = bar.add_task(Text(nl="Zes processen", en="Six processes")[language], total=None)
        return demonstration.run(
            out, language=language, progress=lambda done, total: bar.update(task, completed=done, total=total)
        )


def _console() -> Console:
    """The terminal, no wider than is easy to read."""
    console = Console()
    console.width = min(console.width, WIDEST)
    return console


def _page(console: Console, lines: list[str]) -> None:
    """A page of Markdown on the terminal; plain text without padding where it is piped."""
    page = Markdown("\n".join(lines))
    if console.is_terminal:
        console.print(page)
        return
    with console.capture() as printed:
        console.print(page)
    sys.stdout.write("\n".join(line.rstrip() for line in printed.get().split("\n")))
