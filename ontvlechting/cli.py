"""The command line: show the demo, look into a ledger, verify it, seal its state in a checkpoint, move it.

Exit codes: 0 all is well; 1 the ledger is broken (the first broken record is named) or not what a checkpoint says, or
an exploration found what does not hold; 2 the question cannot be answered: bad usage, no such file or process, or not a ledger.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console
from rich.markdown import Markdown
from rich.progress import Progress

from ontvlechting import demo as demonstration
from ontvlechting.errors import (
    BadSignature,
    BrokenLedger,
    InputError,
    LedgerUnavailable,
    OntvlechtingError,
    Problem,
    UnknownRules,
    shown,
)
from ontvlechting.guards import LETTER
from ontvlechting.stores.sqlite import SqliteStore
from ontvlechting.text import Language, Text
from ontvlechting.views import account as views_account
from ontvlechting.views import markdown, words
from ontvlechting.workflow import Workflow

if TYPE_CHECKING:
    from ontvlechting.account import Account
    from ontvlechting.checkpoints import PublicKey

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


class Form(StrEnum):
    """How something is printed."""

    TEXT = "text"
    MARKDOWN = "markdown"
    JSON = "json"


app: typer.Typer = typer.Typer(
    help="Ontvlechting stap voor stap: getoetst, uitgelegd en vastgelegd. / "
    "Disentanglement step by step: judged, explained and recorded.",
    epilog="Begin met / begin with: ontvlechting demo; ontvlechting show build/demo/ontvlechting.db",
    no_args_is_help=True,
    add_completion=True,
    pretty_exceptions_enable=False,
)
LANG = typer.Option("--lang", help="Taal van de uitvoer / language of the output.")
LEDGER = typer.Argument(
    metavar="LEDGER", help="Het grootboek / the ledger: a file, sqlite:///file, or postgresql://host/database."
)


PROGRAMME = typer.Option(help="Welk programma / which programme; zonder: het enige / without: the only one.")
AS_OF = typer.Option("--as-of", formats=["%Y-%m-%d"], help="Naar de stand van deze dag / as of this day.")
KNOWN_NOW = typer.Option(
    "--known-now", help="Op wat nu bekend is / on what is known now, instead of what was known then."
)


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
    *,
    deep: Annotated[
        bool,
        typer.Option("--deep", help="Ook elk oordeel opnieuw geven / also judge every command again."),
    ] = False,
    checkpoint: Annotated[
        Path | None, typer.Option(help="Een controlepunt dat elders is bewaard / a checkpoint kept elsewhere.")
    ] = None,
    key: Annotated[
        Path | None, typer.Option(help="De openbare sleutel bij het controlepunt / the public key of the checkpoint.")
    ] = None,
    lang: Annotated[Lang, LANG] = Lang.NL,
) -> None:
    """Reken een grootboek na uit zijn bytes. / Verify a ledger from its bytes.

    Eindigt met 0 als het grootboek klopt, met 1 en de eerste geschonden handeling als het niet klopt.

    Exits with 0 when the ledger is sound, with 1 and the first broken record when it is not.

    Met 2 als er niets na te rekenen is. / With 2 when there is nothing to verify.
    """
    with _told(lang.language), _opened(ledger) as flow:
        note = None if checkpoint is None else _text(checkpoint)
        report = flow.verify(deep=deep, checkpoint=note, key=None if key is None else _public(key))
    told = Text(
        nl=f"Het grootboek klopt: {report.records} handelingen van {report.processes} processen nagerekend"
        + (f", {report.rejudged} oordelen opnieuw gegeven." if deep else "."),
        en=f"The ledger is sound: {report.records} records of {report.processes} processes recomputed"
        + (f", {report.rejudged} verdicts given again." if deep else "."),
    )
    typer.echo(told[lang.language])
    if report.redacted:
        less = Text(
            nl=f"Bij {report.redacted} handelingen zijn teksten weggelakt, elk met een vastgelegde grond.",
            en=f"{report.redacted} records lack texts that were redacted, each with a recorded ground.",
        )
        typer.echo(less[lang.language])
    if note is not None:
        same = Text(
            nl="Het zet voort waar het controlepunt voor instaat.", en="It continues what the checkpoint vouches for."
        )
        typer.echo(same[lang.language])
    typer.echo(Text(nl=f"Wortel: {report.root}", en=f"Root: {report.root}")[lang.language])


@app.command()
def key(
    name: Annotated[str, typer.Argument(metavar="NAME", help="Welk grootboek dit is / which ledger this is.")],
    file: Annotated[Path, typer.Argument(metavar="FILE", help="Waar de sleutel komt / where the key goes.")],
    lang: Annotated[Lang, LANG] = Lang.NL,
) -> None:
    """Maak een sleutel om controlepunten te tekenen. / Make a key to sign checkpoints with.

    FILE krijgt de geheime sleutel, FILE.pub de openbare. / FILE gets the private key, FILE.pub the public one.

    Voorbeeld / example: ontvlechting key voorbeeld.nl/programma programma.key
    """
    from ontvlechting.checkpoints import PrivateKey

    with _told(lang.language):
        made = PrivateKey.generate(name)
        _written(file, made.text + "\n", secret=True)
        _written(Path(f"{file}.pub"), made.public.text + "\n")
    typer.echo(made.public.text)


@app.command()
def checkpoint(
    ledger: Annotated[str, LEDGER],
    key: Annotated[Path, typer.Option(help="De geheime sleutel / the private key.")],
    out: Annotated[
        Path | None, typer.Option(help="Waar het controlepunt komt / where it goes; zonder / without: standard output.")
    ] = None,
    lang: Annotated[Lang, LANG] = Lang.NL,
) -> None:
    """Teken hoe het grootboek nu is, om elders te bewaren. / Sign how the ledger is now, to be kept elsewhere."""
    from ontvlechting.checkpoints import PrivateKey

    with _told(lang.language), _opened(ledger) as flow:
        note = flow.checkpoint(PrivateKey.parse(_text(key).strip()))
        if out is not None:
            _written(out, note)
    typer.echo(note if out is None else out, nl=out is not None)


@app.command()
def export(
    ledger: Annotated[str, LEDGER],
    file: Annotated[Path, typer.Argument(metavar="FILE", help="Een nieuw bestand / a new file.")],
    lang: Annotated[Lang, LANG] = Lang.NL,
) -> None:
    """Schrijf een grootboek als JSON Lines, elke hash zoals zij was. / Write a ledger as JSON Lines, hashes unchanged."""
    with _told(lang.language), _opened(ledger) as flow:
        count = flow.export(file)
    typer.echo(Text(nl=f"{count} handelingen in {file}", en=f"{count} records in {file}")[lang.language])


@app.command("import")
def import_(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="Wat `export` schreef / what `export` wrote.")],
    ledger: Annotated[str, LEDGER],
    lang: Annotated[Lang, LANG] = Lang.NL,
) -> None:
    """Lees zo'n bestand in een nieuw, leeg grootboek: alles of niets. / Read such a file into a new, empty ledger."""
    with _told(lang.language), Workflow.open(_address(ledger)) as flow:
        count = flow.load(file)
    typer.echo(Text(nl=f"{count} handelingen in {ledger}", en=f"{count} records in {ledger}")[lang.language])


@app.command()
def backup(
    ledger: Annotated[str, LEDGER],
    file: Annotated[Path, typer.Argument(metavar="FILE", help="Een nieuw bestand / a new file.")],
    lang: Annotated[Lang, LANG] = Lang.NL,
) -> None:
    """Kopieer een SQLite-grootboek terwijl het in gebruik is. / Copy an SQLite ledger while it is in use."""
    with _told(lang.language):
        path = _address(ledger).removeprefix("sqlite:///")
        if path == _address(ledger):
            expected = Text(
                nl="een SQLite-grootboek; voor PostgreSQL is er `pg_dump`, of `ontvlechting export`",
                en="an SQLite ledger; for PostgreSQL there is `pg_dump`, or `ontvlechting export`",
            )
            raise InputError("backup", [Problem("ledger", shown(ledger), expected)])
        with closing(SqliteStore(path, read_only=True)) as store:
            store.backup(file)
    typer.echo(file)


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
            lines = [f"- {markdown.escaped(s.process)}: **{s.state.title[language]}**" for s in flow.overview()]
            lines = lines or [Text(nl="Dit grootboek is leeg.", en="This ledger is empty.")[language]]
        else:
            name = process.encode(errors="replace").decode()  # a terminal can pass bytes that are no text
            lines = [
                *markdown.dossier(flow.dossier(name), language),
                "",
                *_next_steps(flow, name, language),
                "",
                *markdown.history(flow.history(name), language),
            ]
    _page(_console(), lines)


@app.command()
def report(
    ledger: Annotated[str, LEDGER],
    out: Annotated[Path, typer.Option(metavar="FILE", help="Een nieuw bestand / a new file.")],
    lang: Annotated[Lang, LANG] = Lang.NL,
) -> None:
    """De stand van zaken als één HTML-pagina, om te sturen of af te drukken. / The state of affairs as one HTML page.

    Het grootboek wordt er eerst voor nagerekend. / The ledger is verified for it first.
    """
    with _told(lang.language), _opened(ledger) as flow:
        _written(out, flow.report(lang.language))
    typer.echo(out)


def _next_steps(flow: Workflow, process: str, language: Language) -> list[str]:
    """What is next; who does not know the rules of the process can tell no more than that."""
    try:
        return markdown.next_steps(flow.next_steps(process), language)
    except UnknownRules as error:
        return [markdown.escaped(error.text[language])]


@app.command()
def account(
    ledger: Annotated[str, LEDGER],
    *,
    programme: Annotated[str | None, PROGRAMME] = None,
    as_of: Annotated[datetime | None, AS_OF] = None,
    known_now: Annotated[bool, KNOWN_NOW] = False,
    form: Annotated[Form, typer.Option("--format", help="Vorm van de uitvoer / form of the output.")] = Form.TEXT,
    lang: Annotated[Lang, LANG] = Lang.NL,
) -> None:
    """De verantwoording aan de Kamer: moties, adviezen, wat omkeerbaar bleef en wat openstaat. / What Parliament asks.

    Voor een dag in het verleden: op wat toen bekend was. / For an earlier day: on what was known then.

    Voorbeeld / example: ontvlechting account build/demo/ontvlechting.db --as-of 2024-01-31 --format markdown
    """
    with _told(lang.language), _opened(ledger) as flow:
        given = _accounted(flow, programme, as_of, known_now=known_now)
    if form is Form.JSON:
        typer.echo(json.dumps(views_account.plain(given), ensure_ascii=False, indent=2))
        return
    lines = views_account.account(given, lang.language)
    if form is Form.MARKDOWN:
        typer.echo("\n".join(lines))
    else:
        _page(_console(), lines)


@app.command("open")
def open_(
    ledger: Annotated[str, LEDGER],
    *,
    programme: Annotated[str | None, PROGRAMME] = None,
    as_of: Annotated[datetime | None, AS_OF] = None,
    known_now: Annotated[bool, KNOWN_NOW] = False,
    form: Annotated[Form, typer.Option("--format", help="Vorm van de uitvoer / form of the output.")] = Form.TEXT,
    lang: Annotated[Lang, LANG] = Lang.NL,
) -> None:
    """Wat wacht: op wie, sinds wanneer, en wat over tijd is. / What is waiting: on whom, since when, what is overdue."""
    with _told(lang.language), _opened(ledger) as flow:
        given = _accounted(flow, programme, as_of, known_now=known_now)
    if form is Form.JSON:
        typer.echo(json.dumps(views_account.plain_open(given), ensure_ascii=False, indent=2))
        return
    lines = views_account.open_items(given.open, lang.language, given.as_of)
    if form is Form.MARKDOWN:
        typer.echo("\n".join(lines))
    else:
        _page(_console(), lines)


def _accounted(flow: Workflow, programme: str | None, as_of: datetime | None, *, known_now: bool) -> Account:
    """The account; of a day, on what was known then or is known now."""
    known = datetime.max.replace(tzinfo=UTC) if known_now else None
    return flow.accountability(programme, as_of=as_of.date() if as_of else None, known=known)


@app.command()
def explore(
    scope: Annotated[
        list[str] | None,
        typer.Argument(metavar="SCOPE", help="Welke reikwijdten / which scopes; zonder: alle / without: all of them."),
    ] = None,
    *,
    council: Annotated[
        bool, typer.Option("--council", help="Met de Wet op de ondernemingsraden / with the Works Councils Act.")
    ] = False,
    out: Annotated[Path, typer.Option(help="Map voor uitkomst en graaf / folder for result and graph.")] = Path(
        "build/explored"
    ),
    jobs: Annotated[int, typer.Option(min=1, help="Hoeveel tegelijk / how many at once.")] = 1,
    prove: Annotated[
        bool, typer.Option("--prove", help="Vergelijk alles wat is samengevoegd / compare all that was merged.")
    ] = False,
    lang: Annotated[Lang, LANG] = Lang.NL,
) -> None:
    """Doorloop elk dossier dat binnen een reikwijdte bereikbaar is. / Visit every dossier that a scope can reach.

    Eindigt met 1 als een regel van de toetsing niet houdt; het kortste verhaal staat dan in de uitkomst.

    Exits with 1 when something does not hold; the shortest story is then in the result.
    """
    from ontvlechting.testing.explored import explored
    from ontvlechting.testing.explorer import explore_all  # needs the extra `testing`
    from ontvlechting.testing.scopes import STANDARD, WITH_COUNCIL

    rules, scopes = LETTER, STANDARD
    if council:
        from ontvlechting.packs.works_councils_act import WORKS_COUNCILS_ACT

        rules, scopes = LETTER + WORKS_COUNCILS_ACT, WITH_COUNCIL
    names = [s.name for s in scopes]
    with _told(lang.language):
        if unknown := sorted(set(scope or ()) - set(names)):
            expected = Text(nl=f"een van {', '.join(names)}", en=f"one of {', '.join(names)}")
            raise InputError("explore", [Problem("scope", shown(u), expected) for u in unknown])
        chosen = [s for s in scopes if not scope or s.name in scope]
        console = _console()
        with Progress(console=console, transient=True, disable=not console.is_terminal) as bar:
            tasks = {s.name: bar.add_task(s.title[lang.language], total=None) for s in chosen}
            found = explore_all(
                rules,
                chosen,
                folder=out,
                jobs=jobs,
                prove=prove,
                told=lambda name, total, done: bar.update(tasks[name], total=total, completed=done),
            )
    typer.echo("\n".join(explored(found, lang.language)))
    typer.echo(out)
    if not all(f["holds"] for f in found):
        sys.exit(BROKEN)


@contextmanager
def _opened(ledger: str) -> Iterator[Workflow]:
    """A ledger that exists; looking never makes or changes one."""
    with Workflow.open(_address(ledger), create=False, read_only=True) as flow:
        yield flow


def _address(ledger: str) -> str:
    """The address of a ledger; a plain path is that of an SQLite file."""
    return ledger if ledger.startswith(("sqlite:///", "postgresql://", "postgres://")) else f"sqlite:///{ledger}"


def _text(path: Path) -> str:
    """What a small file says.

    Raises:
        LedgerUnavailable: it cannot be read.
    """
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise LedgerUnavailable(str(path), str(error)) from error


def _public(path: Path) -> PublicKey:
    from ontvlechting.checkpoints import PublicKey

    return PublicKey.parse(_text(path).strip())


def _written(path: Path, text: str, *, secret: bool = False) -> None:
    """Write a new file; one that is there is left alone.

    Raises:
        LedgerUnavailable: there is one already, or it cannot be written.
    """
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600 if secret else 0o644)
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            file.write(text)
    except OSError as error:
        raise LedgerUnavailable(str(path), error.strerror or str(error)) from error


@contextmanager
def _told(language: Language) -> Iterator[None]:
    """Expected errors as one message and an exit code, without a traceback."""
    try:
        yield
    except OntvlechtingError as error:
        sys.stderr.write(words.visible(error.text[language]) + "\n")
        sys.exit(BROKEN if isinstance(error, BrokenLedger | BadSignature) else NO_ANSWER)


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
