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
from ontvlechting.views import markdown
from ontvlechting.workflow import Workflow

SOUND, BROKEN, NO_ANSWER = 0, 1, 2


class Lang(StrEnum):
    """The language of what is printed."""

    NL = "nl"
    EN = "en"

    @property
    def language(self) -> Language:
        """As the rest of the package knows it."""
        return "nl" if self is Lang.NL else "en"


app = typer.Typer(
    help="Ontvlechting stap voor stap: getoetst, uitgelegd en vastgelegd. / "
    "Disentanglement step by step: judged, explained and recorded.",
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

    Laat DIR/ontvlechting.db en DIR/story.md achter. / Leaves DIR/ontvlechting.db and DIR/story.md.
    """
    console = Console()
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

    Eindigt met 0 als het klopt; met 1, en de eerste geschonden handeling, als het niet klopt. / Exits with 0 when
    it is sound; with 1, naming the first broken record, when it is not.
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
        str | None, typer.Argument(help="Het proces / the process; zonder: alle / without it: all of them.")
    ] = None,
    lang: Annotated[Lang, LANG] = Lang.NL,
) -> None:
    """Waar een proces staat, wat nu kan, en wat er gebeurde. / Where a process stands, what is next, what happened."""
    console, language = Console(), lang.language
    with _told(language), _opened(ledger) as flow:
        if process is None:
            lines = [f"- {markdown.escaped(p)}: **{flow.dossier(p).state.title[language]}**" for p in flow.processes()]
        else:
            lines = [
                *markdown.dossier(flow.dossier(process), language),
                "",
                *markdown.next_steps(flow.next_steps(process), language),
                "",
                *markdown.history(flow.history(process), language),
            ]
    _page(console, lines)


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
        sys.stderr.write(error.text[language] + "\n")
        sys.exit(BROKEN if isinstance(error, BrokenLedger) else NO_ANSWER)


def _demonstrate(console: Console, out: Path, language: Language) -> demonstration.Shown:
    """Play the demo with a progress bar, where there is a terminal to show it on."""
    with Progress(console=console, transient=True, disable=not console.is_terminal) as bar:
        task = bar.add_task(Text(nl="Zes processen", en="Six processes")[language], total=None)
        return demonstration.run(
            out, language=language, progress=lambda done, total: bar.update(task, completed=done, total=total)
        )


def _page(console: Console, lines: list[str]) -> None:
    """A page of Markdown on the terminal; plain text where it is piped."""
    console.print(Markdown("\n".join(lines)))
