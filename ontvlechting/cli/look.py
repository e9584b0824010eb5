"""The commands that look: where processes stand, what is next, what happened, and what Parliament asks."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer
from rich import box
from rich.markup import escape
from rich.table import Table

from ontvlechting import letter
from ontvlechting.cli import printing
from ontvlechting.cli.base import (
    BY,
    CSV,
    JSON,
    KNOWN,
    LANG,
    LANGUAGE,
    LEDGER,
    LOOK,
    MARKDOWN,
    MAYBE_PROCESS,
    NAME_THEM,
    NEW_FILE,
    PROCESS,
    Lang,
    at_most_one,
    busy,
    command,
    console,
    form,
    names_in,
    opened,
    printed,
    say,
    sheet,
    somebody,
    told,
    typed,
    write,
)
from ontvlechting.cli.base import data as as_json
from ontvlechting.engine.chart import State
from ontvlechting.engine.checked import EVER
from ontvlechting.engine.days import day_of
from ontvlechting.engine.errors import InputError, Problem, nearest, shown
from ontvlechting.engine.rulebook import Rules
from ontvlechting.engine.text import Language, Text
from ontvlechting.engine.values import UnknownRules
from ontvlechting.guards import LETTER
from ontvlechting.letter.account import Account
from ontvlechting.letter.commands import Route
from ontvlechting.letter.dossier import Dossier
from ontvlechting.letter.views import account as accounts
from ontvlechting.letter.views import data
from ontvlechting.letter.workflow import Ledger
from ontvlechting.shell.answers import NextSteps, Overview
from ontvlechting.shell.ledger import now
from ontvlechting.views import calendar, columns, rows, words
from ontvlechting.views import markdown as md

PROGRAMME = typer.Option(
    help=say("Welk programma; niet nodig als er één is.", "Which programme; not needed when there is one."),
    autocompletion=names_in,
)
AS_OF = typer.Option(
    "--as-of",
    formats=["%Y-%m-%d"],
    metavar="DATE",
    help=say("Naar de stand van deze dag, zoals 2024-01-31.", "As of this day, such as 2024-01-31."),
)
KNOWN_NOW = typer.Option(
    "--known-now",
    help=say("Op wat nu bekend is, niet wat toen bekend was.", "On what is known now, not on what was known then."),
)
READS = say("Leest het logboek, schrijft niets.", "Reads the ledger, writes nothing.")


def _states() -> list[str]:
    return [s.value for s in LETTER.states]


def _state(given: str, known: Iterable[Rules]) -> State:
    """The state of this name, of the first of these rules that have it, themselves or in a companion.

    Raises:
        InputError: none of them has such a state.
    """
    states = {s.value: s for r in reversed([*known]) for k in (*r.companions, r) for s in k.states}
    if given not in states:
        expected = Text(nl="de naam van een toestand", en="the name of a state")
        raise InputError("list", [Problem("--state", shown(given), expected, nearest(given, states))])
    return states[given]


@command(
    "list",
    LOOK,
    say("Alle processen, met hun stand van zaken.", "All processes, and where each stands."),
    READS,
    examples=["list programma.db", "list programma.db --state plan_drafted --json"],
)
def list_(
    ledger: Annotated[str, LEDGER],
    *,
    state: Annotated[
        str | None,
        typer.Option(metavar="STATE", help=say("Alleen in deze toestand.", "Only in this state."), autocompletion=_states),
    ] = None,
    route: Annotated[Route | None, typer.Option(help=say("Alleen langs deze route.", "Only on this route."))] = None,
    receiving: Annotated[
        str | None,
        typer.Option(metavar="PARTY", help=say("Alleen met deze ontvangende partij.", "Only with this receiving party.")),
    ] = None,
    waiting_until: Annotated[
        datetime | None,
        typer.Option(
            formats=["%Y-%m-%d"],
            metavar="DATE",
            help=say("Alleen wat wacht op een termijn die uiterlijk op deze dag afloopt.",
                     "Only those that wait for a term that ends by this day."),
        ),
    ] = None,
    breached: Annotated[
        bool | None,
        typer.Option(
            "--breached/--unbreached",
            show_default=False,
            help=say("Alleen met, of zonder, open verstoring.", "Only with, or without, an open breach."),
        ),
    ] = None,
    rules: Annotated[list[str] | None, KNOWN] = None,
    json: Annotated[bool, JSON] = False,
    csv: Annotated[bool, CSV] = False,
    lang: Annotated[Lang, LANG] = LANGUAGE,
) -> None:  # fmt: skip
    """All processes, and where each stands."""
    as_ = form(json=json, markdown=False, csv=csv)
    with told(lang.language), opened(ledger, rules) as flow:
        found = flow.overview(
            state=None if state is None else _state(state, flow.known),
            route=route,
            receiving=receiving,
            waiting_until=waiting_until and waiting_until.date(),
            breached=breached,
        )
        empty = not found and not flow.overview(limit=1)
        if receiving is not None and not found:
            parties = sorted({*letter.PARTIES, *filter(None, (s.columns.get("receiving") for s in flow.overview()))})
            if receiving not in parties:
                expected = Text(nl="een partij die de brief of dit logboek kent",
                                en="a party that the letter or this ledger knows")  # fmt: skip
                raise InputError(
                    "list", [Problem("receiving", shown(receiving), expected, nearest(receiving, parties))]
                )
    if as_ == "json":
        as_json(data.overview(found))
    elif as_ == "csv":
        sheet(rows.overview(found))
    elif not found:
        nothing = Text(nl="Dit logboek is leeg.", en="This ledger is empty.")
        none = Text(nl="Geen proces voldoet hieraan.", en="No process is like this.")
        typer.echo((nothing if empty else none)[lang.language])
    elif console().is_terminal:
        console().print(_table(found, lang.language))
    else:
        typer.echo(found.lines(lang.language))


def _table(found: Overview, language: Language) -> Table:
    """One row for each process; long texts are wrapped."""
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    signals = columns.after(columns.listed(found))
    heads = Text(nl="Proces|Toestand|Laatste stap", en="Process|State|Last step")[language].split("|")
    heads += [c.head[language] for c in signals]
    rows = [
        (
            s.process,
            s.state.title[language],
            str(day_of(s.at) if s.at else ""),
            *(str(columns.plain(s, c) or "") for c in signals),
        )
        for s in found
    ]
    told = [n for n, cells in enumerate(zip(*rows, strict=True)) if any(cells)]  # an empty column is left out
    for n in told:
        table.add_column(heads[n], overflow="fold", no_wrap=n > 1)
    for row in rows:
        table.add_row(*(rich_text(row[n]) for n in told))
    return table


def rich_text(text: str) -> str:
    """A text for a table, in which control characters and the markup of rich have no effect."""
    return escape(words.visible(text))


@command(
    "show",
    LOOK,
    say("Eén proces: waar het staat, wat nu kan, en wat er gebeurde.",
        "One process: where it stands, what is next, and what happened."),
    READS,
    examples=["show programma.db douane/websites", "show programma.db douane/websites --json"],
)  # fmt: skip
def show(
    ledger: Annotated[str, LEDGER],
    process: Annotated[str, PROCESS],
    *,
    rules: Annotated[list[str] | None, KNOWN] = None,
    json: Annotated[bool, JSON] = False,
    markdown: Annotated[bool, MARKDOWN] = False,
    lang: Annotated[Lang, LANG] = LANGUAGE,
) -> None:
    """One process: where it stands, what is next, and what happened."""
    language, name = lang.language, typed(process)
    with told(language), opened(ledger, rules) as flow:
        history = flow.history(name)
        dossier, steps, unknown = _dossier_and_steps(flow, name)
    printed(
        lambda: [
            *([f"# {md.escaped(name)}"] if dossier is None else md.dossier(dossier, language)),
            "",
            *([md.escaped(unknown[language])] if unknown else md.next_steps(steps or (), language)),
            "",
            *md.history(history, language),
        ],
        lambda: {
            **({"process": name} if dossier is None else data.dossier(dossier)),
            "next_steps": None if steps is None else data.next_steps(steps),
            "history": data.history(history),
        },
        json=json,
        markdown=markdown,
    )


def _dossier_and_steps(flow: Ledger, process: str) -> tuple[Dossier | None, NextSteps | None, Text | None]:
    """The dossier and the next steps of a process; when its rules are not known here, a text says what is missing."""
    dossier: Dossier | None = None
    try:
        dossier = flow.dossier(process)
        return dossier, flow.next_steps(process), None
    except UnknownRules as error:
        nl = "Wat hierna kan, is hier" if dossier is not None else "Waar dit staat en wat hierna kan, is hier"
        en = "What is next cannot" if dossier is not None else "Where this stands and what is next cannot"
        untold = Text(
            nl=f"{nl} niet te zeggen: {error.needed.nl}. {NAME_THEM.nl}",
            en=f"{en} be told here: {error.needed.en}. {NAME_THEM.en}",
        )
        return dossier, None, untold


@command(
    "next",
    LOOK,
    say("Wat nu kan; en voor de rest wat ontbreekt en wie dat kan aanvullen.",
        "What is open now; and for the rest what is missing, and who can supply it."),
    READS,
    examples=["next programma.db douane/websites", "next programma.db douane/websites --open --json"],
)  # fmt: skip
def next_(
    ledger: Annotated[str, LEDGER],
    process: Annotated[str, PROCESS],
    *,
    only_open: Annotated[
        bool, typer.Option("--open", help=say("Alleen wat open is.", "Only what is open."))
    ] = False,
    by: Annotated[str | None, BY] = None,
    rules: Annotated[list[str] | None, KNOWN] = None,
    json: Annotated[bool, JSON] = False,
    markdown: Annotated[bool, MARKDOWN] = False,
    csv: Annotated[bool, CSV] = False,
    lang: Annotated[Lang, LANG] = LANGUAGE,
) -> None:  # fmt: skip
    """What is open now, and what is missing for the rest."""
    with told(lang.language), opened(ledger, rules) as flow:
        name = typed(process)
        steps = flow.next_steps(name, by=somebody(flow, name, by))
    steps = steps.open if only_open else steps
    printed(lambda: md.next_steps(steps, lang.language), lambda: data.next_steps(steps), lambda: rows.next_steps(steps),
            json=json, markdown=markdown, csv=csv)  # fmt: skip


@command(
    "outlook",
    LOOK,
    say("De weg naar het einde: wat ontbreekt, in welke volgorde, wat het kost en wat er verloopt.",
        "The road to the end: what is missing, in which order, what it costs and what runs out."),
    READS,
    examples=["outlook programma.db douane/websites", "outlook programma.db douane/websites --json"],
)  # fmt: skip
def outlook(
    ledger: Annotated[str, LEDGER],
    process: Annotated[str, PROCESS],
    *,
    by: Annotated[str | None, BY] = None,
    rules: Annotated[list[str] | None, KNOWN] = None,
    json: Annotated[bool, JSON] = False,
    markdown: Annotated[bool, MARKDOWN] = False,
    lang: Annotated[Lang, LANG] = LANGUAGE,
) -> None:
    """The road to the end: what is missing, in which order, what it costs and what runs out."""
    with told(lang.language), opened(ledger, rules) as flow:
        name = typed(process)
        found = flow.outlook(name, by=somebody(flow, name, by))
    printed(lambda: md.outlook(found, lang.language), lambda: data.outlook(found), json=json, markdown=markdown)


@command(
    "agenda",
    LOOK,
    say("Welke termijnen lopen, tot wanneer, en wie aan zet is.", "Which terms run, until when, and who acts next."),
    READS,
    say("Met --ics als agenda die een mailprogramma leest (RFC 5545); vraagt de extra `agenda`.",
        "With --ics as a calendar that a mail program reads (RFC 5545); needs the extra `agenda`."),
    examples=["agenda programma.db", "agenda programma.db douane/websites --ics"],
)  # fmt: skip
def agenda(
    ledger: Annotated[str, LEDGER],
    process: Annotated[str | None, typer.Argument(
        metavar="PROCESS",
        show_default=False,
        help=say("Alleen van dit proces.", "Only of this process."),
        autocompletion=names_in,
    )] = None,
    *,
    ics: Annotated[bool, typer.Option("--ics", help=say("Als agenda voor een mailprogramma.", "As a calendar for a mail program."))] = False,
    rules: Annotated[list[str] | None, KNOWN] = None,
    json: Annotated[bool, JSON] = False,
    markdown: Annotated[bool, MARKDOWN] = False,
    csv: Annotated[bool, CSV] = False,
    lang: Annotated[Lang, LANG] = LANGUAGE,
) -> None:  # fmt: skip
    """Which terms run, until when, and who acts next."""
    with told(lang.language):
        with opened(ledger, rules) as flow:
            found = flow.agenda(None if process is None else typed(process))
        if ics:
            typer.echo(calendar.ics(found, made=now(), language=lang.language), nl=False)
            return
    printed(lambda: md.agenda(found, lang.language), lambda: data.agenda(found), lambda: rows.agenda(found),
            json=json, markdown=markdown, csv=csv)  # fmt: skip


@command(
    "draw",
    LOOK,
    say("Teken de weg van een proces, of een tijdlijn.", "Draw the road of a process, or a timeline."),
    say("Leest het logboek; schrijft een nieuw bestand. Het einde van de naam zegt wat het wordt: .svg, of voor de weg "
        "ook .mmd (Mermaid), .dot (Graphviz) of .scxml, de levensloop alleen. Zonder proces: de tijdlijn van alles in het logboek.",
        "Reads the ledger; writes a new file. How its name ends says what it becomes: .svg, or for the road also .mmd "
        "(Mermaid), .dot (Graphviz) or .scxml, the lifecycle alone. Without a process: the timeline of everything in the ledger."),
    examples=["draw programma.db alles.svg", "draw programma.db douane/websites weg.svg",
              "draw programma.db douane/websites tijd.svg --timeline"],
)  # fmt: skip
def draw(
    *,
    ledger: Annotated[str, LEDGER],
    process: Annotated[list[str] | None, MAYBE_PROCESS] = None,
    file: Annotated[Path, NEW_FILE],
    timeline: Annotated[
        bool, typer.Option("--timeline", help=say("De tijdlijn, niet de weg.", "The timeline, not the road."))
    ] = False,
    rules: Annotated[list[str] | None, KNOWN] = None,
    lang: Annotated[Lang, LANG] = LANGUAGE,
) -> None:
    """Draw the road of a process, or a timeline."""
    language, name = lang.language, at_most_one(process)
    with told(language), opened(ledger, rules) as flow:
        forms: dict[str, Callable[[], str]]
        if name is None:
            forms = {".svg": flow.timeline(language).svg}
        elif timeline:
            forms = {".svg": flow.history(typed(name)).timeline(language).svg}
        else:
            road = flow.history(typed(name)).road(language)
            forms = {".svg": road.svg, ".mmd": road.mermaid, ".dot": road.dot, ".scxml": road.scxml}
        if file.suffix not in forms:
            endings = " / ".join(forms)
            expected = Text(nl=f"een naam op {endings}", en=f"a name that ends in {endings}")
            raise InputError("draw", [Problem("file", shown(str(file)), expected, nearest(file.suffix, forms))])
        write(file, forms[file.suffix]())
    typer.echo(file)


@command(
    "account",
    LOOK,
    say("De verantwoording aan de Kamer: moties, adviezen, wat omkeerbaar bleef en wat openstaat.",
        "The account to Parliament: motions, advice, what stayed reversible and what is open."),
    say("Leest het logboek, schrijft niets. Voor een dag in het verleden: op wat toen bekend was.",
        "Reads the ledger, writes nothing. For an earlier day: on what was known then."),
    examples=["account programma.db", "account programma.db --as-of 2024-01-31 --markdown"],
)  # fmt: skip
def account(
    ledger: Annotated[str, LEDGER],
    *,
    programme: Annotated[str | None, PROGRAMME] = None,
    as_of: Annotated[datetime | None, AS_OF] = None,
    known_now: Annotated[bool, KNOWN_NOW] = False,
    json: Annotated[bool, JSON] = False,
    markdown: Annotated[bool, MARKDOWN] = False,
    lang: Annotated[Lang, LANG] = LANGUAGE,
) -> None:
    """The account to Parliament."""
    given = _accounted(ledger, programme, as_of, known_now=known_now, language=lang.language)
    printed(lambda: accounts.account(given, lang.language), lambda: accounts.plain(given), json=json, markdown=markdown)


@command(
    "open",
    LOOK,
    say("Wat in een programma wacht: op wie, sinds wanneer, en van wat de termijn is verstreken.",
        "What is waiting in a programme: on whom, since when, and what is overdue."),
    READS,
    examples=["open programma.db", "open programma.db --programme ontvlechting --json"],
)  # fmt: skip
def open_(
    ledger: Annotated[str, LEDGER],
    *,
    programme: Annotated[str | None, PROGRAMME] = None,
    as_of: Annotated[datetime | None, AS_OF] = None,
    known_now: Annotated[bool, KNOWN_NOW] = False,
    json: Annotated[bool, JSON] = False,
    markdown: Annotated[bool, MARKDOWN] = False,
    csv: Annotated[bool, CSV] = False,
    lang: Annotated[Lang, LANG] = LANGUAGE,
) -> None:
    """What is waiting in a programme."""
    given = _accounted(ledger, programme, as_of, known_now=known_now, language=lang.language)
    printed(
        lambda: accounts.open_items(given, lang.language),
        lambda: accounts.plain_open(given),
        lambda: accounts.rows_open(given),
        json=json,
        markdown=markdown,
        csv=csv,
    )


def _accounted(
    ledger: str, programme: str | None, as_of: datetime | None, *, known_now: bool, language: Language
) -> Account:
    """The account of now, or of a day by what was known then or is known now."""
    known = EVER if known_now else None
    with told(language), opened(ledger) as flow:
        return flow.accountability(programme, as_of=as_of and as_of.date(), known=known)
    raise AssertionError  # not reached: `told` exits


@command(
    "report",
    LOOK,
    say("De stand van zaken als één pagina, om te sturen of af te drukken.",
        "The state of affairs as one page, to send or to print."),
    say("Leest het logboek en rekent de bytes na waarover het gaat; schrijft een nieuw bestand.",
        "Reads the ledger and recomputes the bytes of what it tells of; writes a new file."),
    say("FILE wordt HTML. Met --pdf een PDF, of allebei; dat vraagt om een Chromium op deze machine, zoals de variabele CHROMIUM "
        "er een noemt.",
        "FILE becomes HTML. With --pdf a PDF, or both; that needs a Chromium on this machine, such as the variable CHROMIUM "
        "names."),
    examples=["report programma.db stand.html", "report programma.db --pdf stand.pdf --lang en"],
    needs="report",
)  # fmt: skip
def report(
    ledger: Annotated[str, LEDGER],
    file: Annotated[
        Path | None,
        typer.Argument(metavar="FILE", show_default=False, help=say("Een nieuw bestand.", "A new file.")),
    ] = None,
    *,
    pdf: Annotated[
        Path | None,
        typer.Option("--pdf", metavar="FILE", help=say("Een nieuw bestand, als PDF.", "A new file, as PDF.")),
    ] = None,
    programme: Annotated[
        str | None,
        typer.Option(
            help=say("Alleen dit programma en zijn processen.", "Only this programme and its processes."),
            autocompletion=names_in,
        ),
    ] = None,
    rules: Annotated[list[str] | None, KNOWN] = None,
    lang: Annotated[Lang, LANG] = LANGUAGE,
) -> None:
    """The state of affairs as one page."""
    with told(lang.language), opened(ledger, rules) as flow:
        if file is None and pdf is None:
            expected = Text(nl="een bestand: FILE, of --pdf FILE", en="a file: FILE, or --pdf FILE")
            raise InputError("report", [Problem("FILE", shown(None), expected)])
        if pdf is not None:
            printing.browser()  # before a long ledger is read
        with busy(Text(nl="De pagina wordt gemaakt", en="Making the page")[lang.language]) as progress:
            made = flow.report(lang.language, programme=programme, progress=progress)
            if pdf is not None:
                printing.pdf(made, pdf)
        if file is not None:
            write(file, made)
    for one in (file, pdf):
        if one is not None:
            typer.echo(one)
