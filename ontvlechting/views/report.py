"""The report: one page of HTML that can be sent, printed and read by anybody, in Dutch or in English.

The page holds everything that it needs: no script, no font, no picture from elsewhere. Whatever people wrote goes through
`html.text` on its way into the template, and autoescaping is on as well; a policy in the page forbids all scripts.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from functools import cache
from typing import TYPE_CHECKING, Any

from attrs import frozen

from ontvlechting.engine.chart import State
from ontvlechting.engine.checked import check_of, refuse
from ontvlechting.engine.core import NextStep
from ontvlechting.engine.dossier import Dossier
from ontvlechting.engine.errors import MissingExtra, Problem, shown
from ontvlechting.engine.outlook import Outlook
from ontvlechting.engine.rulebook import Rules
from ontvlechting.engine.shows import Html
from ontvlechting.engine.text import Language, Text, spoken
from ontvlechting.record.audit import Record
from ontvlechting.record.standing import Standing
from ontvlechting.record.verifier import Report
from ontvlechting.views import front, pieces, words
from ontvlechting.views.front import NOTHING, Front
from ontvlechting.views.html import DRAWN, PALETTE, WRITTEN, Piece, joined, listed, table, tag, text, ticked
from ontvlechting.views.layout import Layout
from ontvlechting.views.links import Links
from ontvlechting.views.timeline import Timeline, timeline
from ontvlechting.views.verified import PROCESSES
from ontvlechting.views.words import both

if TYPE_CHECKING:
    from jinja2 import Template

WORDS: dict[str, Text] = {
    "title": Text(nl="De stand van zaken", en="The state of affairs"),
    "skip": Text(nl="Naar de inhoud", en="To the content"),
    "lead": Text(
        nl="Waar elk proces staat, waarop dat rust, wat is geweigerd en waarom, en hoe u dat zelf kunt nagaan.",
        en="Where each process stands, what that rests on, what was refused and why, and how to check it yourself.",
    ),
    "made": Text(nl="Opgemaakt op", en="Made on"),
    "basis": Text(
        nl="Alles hierin komt uit het logboek; niets is met de hand toegevoegd.",
        en="All of it comes from the ledger; nothing was added by hand.",
    ),
    "contents": Text(nl="Inhoud", en="Contents"),
    "front": Text(nl="In het kort", en="In short"),
    "overview": Text(nl="Overzicht", en="Overview"),
    "empty": Text(nl="Er zijn nog geen processen.", en="There are no processes yet."),
    "in_words": Text(nl="De tijdlijn in woorden", en="The timeline in words"),
    "open": Text(nl="Wat openstaat", en="What is open"),
    "doors": Text(
        nl="Wat de volgende stap is, en wat daarvoor ontbreekt", en="What is next, and what is missing for it"
    ),
    "ahead": Text(nl="De weg naar het einde", en="The road to the end"),
    "refusals": Text(nl="Wat is geweigerd", en="What was refused"),
    "verification": Text(nl="Hoe u dit kunt nagaan", en="How to verify this"),
    "verified": Text(
        nl="Voor dit rapport is het hele logboek uit zijn bytes nagerekend. Geen oordeel is daarbij opnieuw gegeven.",
        en="For this report the whole ledger was recomputed from its bytes. No verdict was re-checked for it.",
    ),
    "verified_some": Text(
        nl="Voor dit rapport is van het logboek alleen nagerekend waarover het gaat, uit zijn bytes. Geen oordeel is daarbij opnieuw "
        "gegeven.",
        en="For this report only what it tells of was recomputed, from its bytes, and not the whole ledger. No verdict was re-checked "
        "for it.",
    ),
    "absent": Text(
        nl="Wat is genoemd, en niet in dit logboek staat:", en="What is named, and does not stand in this ledger:"
    ),
    "how": Text(
        nl="Wie het logboek heeft, rekent dit na en laat ook elk oordeel opnieuw geven met deze opdracht:",
        en="Who has the ledger recomputes this, and has every verdict re-checked as well, with this command:",
    ),
    "ledger": Text(nl="LOGBOEK", en="LEDGER"),
    "root": Text(
        nl="De wortel die dan verschijnt, is die van hierboven zolang er niets bij komt.",
        en="The root that it then shows is the one above, as long as nothing is added.",
    ),
    "limits": Text(
        nl="Dat bewijs er is, is vastgelegd; of het waar is, niet.",
        en="That evidence is there is recorded; whether it is true is not.",
    ),
    "footer": Text(
        nl="Dit rapport geeft geen juridisch advies. Wie besluit, staat voor dat besluit in.",
        en="This report gives no legal advice. Whoever decides is answerable for it.",
    ),
}
"""The fixed texts of the page."""

PAGE = (
    "body.ov{margin:0 auto;padding:1.5rem;max-width:76rem;font-size:16px;box-sizing:border-box}"
    "html{background:var(--ground,#fff)}@media screen and (prefers-color-scheme:dark){html{--ground:#17191c}}"
    ".ov h1{font-size:2em;line-height:1.2;margin:.6em 0 .3em}.ov h2{font-size:1.45em;line-height:1.25;margin:2em 0 .5em;"
    "border-bottom:2px solid var(--line);padding-bottom:.2em}.ov h3{font-size:1.1em;margin:1.6em 0 .4em}"
    ".ov .lead{font-size:1.15em}.ov a{color:var(--later);text-underline-offset:.15em}"
    ".ov :focus-visible{outline:3px solid var(--later);outline-offset:2px}"
    ".ov h1,.ov h2,.ov h3,.ov dd{overflow-wrap:anywhere}.ov nav h2{margin-top:1em;border:0;font-size:1.1em}"
    ".ov pre{background:var(--shade);padding:.7em;overflow-wrap:anywhere;white-space:pre-wrap}"
    ".ov main:focus{outline:0}"
    ".skip{position:absolute;left:-999rem}.skip:focus{left:1rem;top:1rem;background:var(--paper);padding:.5em 1em}"
    "@page{size:A4;margin:18mm 15mm;@bottom-right{content:counter(page) ' / ' counter(pages);font:8pt system-ui,sans-serif}}"
    "@media print{body.ov{padding:0;max-width:none;font-size:9.5pt}.ov-wide{overflow:visible}.ov table{"
    "font-size:8.5pt;width:100%}.ov th,.ov td{min-width:3em;padding-right:.9em}.ov tr,.ov figure,.ov-open,.ov-shut{break-inside:avoid}.ov thead{"
    "display:table-header-group}.ov h2,.ov h3,.ov caption,.ov thead{break-after:avoid}.ov tbody tr:first-child{break-before:avoid}section.process{break-before:page}section.front{break-after:page}"
    ".ov details,.skip{display:none}.ov a{color:inherit}.ov tr:has(.ov-reasons){break-inside:auto}}"
)
"""The style that a page has besides that of a notebook."""


@frozen(kw_only=True)
class Chapter:
    """A part of the report that is not about one process (*hoofdstuk*).

    Attributes:
        title: its heading.
        body: its content.

    Raises:
        InputError: one of them is something else; both problems together.
    """

    title: Text
    body: Html

    def __attrs_post_init__(self) -> None:
        body: object = self.body
        markup = Text(nl="een tekst, of HTML zoals `tag` die maakt", en="a text, or HTML as `tag` makes it")
        problems = check_of(Text)(self.title, "title")[1]
        problems += [] if isinstance(body, str) else [Problem("body", shown(body), markup)]
        refuse("Chapter", problems)


@frozen(kw_only=True)
class Case:
    """All that the report says of one process.

    Attributes:
        standing: where it stands.
        records: its whole history.
        dossier: all that is known of it; None when it cannot be read here.
        rules: the rules that judge what is next; None when they are not known.
        steps: what is next; None when that cannot be told.
        ahead: what lies between it and its end; None when that cannot be told.
        unknown: why that cannot be told; None when it can.
    """

    standing: Standing
    records: Sequence[Record]
    dossier: Dossier | None
    rules: Rules | None = None
    steps: Sequence[NextStep] | None = None
    ahead: Outlook | None = None
    unknown: Text | None = None

    @property
    def front(self) -> Front:
        """What page one says of it; when its rules are not known, that it can say nothing."""
        if self.dossier is None or self.rules is None or self.ahead is None:
            return Front(untold=(self.standing.process,))
        return front.of(self.dossier, self.rules, self.ahead)


def page(
    accounts: Sequence[Case],
    *,
    verified: Report,
    made: datetime,
    language: Language | None = None,
    chapters: Iterable[Chapter] = (),
    picture: Timeline | None = None,
    title: Text = WORDS["title"],
    more: str = "",
    beside: Front = NOTHING,
    absent: Collection[str] = (),
) -> str:
    """The whole report.

    Args:
        accounts: what is told of each process, in order.
        verified: what the verifier found.
        made: the moment of the report.
        language: the language of the report; what people wrote stays as they wrote it.
        chapters: parts that are not about one process; they come after the overview.
        picture: a timeline of everything; shown when there is more than one process.
        title: the title of the report.
        more: a text after the summary of how many processes are in each state.
        beside: what page one says besides what these processes have for it.
        absent: the names of processes that were asked for and are not in this ledger.

    Raises:
        MissingExtra: the extra `report` is not installed.
    """
    try:
        import jinja2  # noqa: F401
    except ImportError as error:
        raise MissingExtra("report", "jinja2", "ontvlechting[report]") from error
    language = spoken(language)
    places = {a.standing.process: f"#process-{n}" for n, a in enumerate(accounts, 1)}
    t = {key: said[language] for key, said in (WORDS | {"title": title}).items()}
    return _template().render(
        language=language,
        t=t,
        style=Html(PALETTE + DRAWN + WRITTEN + PAGE),
        made_on=words.day(made, language),
        front=front.html(sum((a.front for a in accounts), beside), language, links=Links(process=places.get)),
        summary=_summary(accounts, language, more),
        standings=pieces.standings((a.standing for a in accounts), language, Links(process=places.get)),
        picture=picture.svg(alone=False) if picture is not None and len(accounts) > 1 else None,
        told=joined(tag("p", line) for line in picture.text.split("\n")) if picture is not None else None,
        chapters=tuple(chapters),
        processes=[_process(a, language) for a in accounts],
        counted=pieces.verified(verified, language),
        whole=verified.whole,
        absent=joined(p for name in sorted(absent) for p in (" ", tag("code", name))) if absent else None,
        heads=_heads(accounts, language),
    )


@cache
def _template() -> Template:
    """The template of the page; compiled once."""
    from jinja2 import Environment, PackageLoader, StrictUndefined

    room = Environment(
        loader=PackageLoader("ontvlechting.views"),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=text,
        trim_blocks=True,
    )
    return room.get_template("report.html")


def _summary(accounts: Sequence[Case], language: Language, more: str) -> Html | None:
    """How many processes are in each state, how many records there are, and how many of them were refused."""
    refused = sum(not r.event.verdict.allowed for a in accounts for r in a.records)
    records = sum(len(a.records) for a in accounts)
    where = in_each_state([a.standing for a in accounts], language)
    said = both(
        f"{where}. {records} vastleggingen, waarvan {refused} geweigerd.",
        f"{where}. {records} records, of which {refused} refused.",
        language,
    )
    return tag("p", f"{said} {more}".rstrip())


def in_each_state(standings: Sequence[Standing], language: Language) -> str:
    """How many processes there are, and how many in each state."""
    count = Counter(s.state for s in standings)
    kinds: list[type[State]] = list(dict.fromkeys(map(type, count)))
    where = ", ".join(f"{count[s]} {s.title[language]}" for kind in kinds for s in kind if count[s])
    return f"{words.counted(len(standings), *PROCESSES, language)}: {where}"


def road(given: Dossier, records: Iterable[Record], rules: Rules | None, language: Language) -> Html | None:
    """Where a process stands on its road: as its letter shows it, or else by the table of its rules and the states it has been in."""
    if (shown := pieces.road(given, language)) is not None or rules is None:
        return shown
    been = {s for r in records for s in (r.event.before, r.event.after)}
    way = Layout(rules.arrows, start=rules.start, final=rules.final, back=rules.back).road(been)
    return pieces.on_road(way, given.state, language)


def _process(a: Case, language: Language) -> dict[str, Any]:
    """What the template shows of one process."""
    line = timeline(a.records, language)
    refused = [r for r in a.records if not r.event.verdict.allowed]
    unreadable = [r for r in a.records if r.unreadable is not None]
    moves = [s for s in a.steps or () if s.moves]
    doors = joined(pieces.door(s, language) for s in moves) if moves else None
    if a.unknown is not None:
        untold = both("Wat hierna kan, is hier niet te zeggen", "What is next cannot be told here", language)
        doors = tag("p", f"{untold}: ", ticked(a.unknown[language]), ".")
    return {
        **_known(a, language),
        "timeline": line.svg(alone=False),
        "told": listed(line.text.split("\n")),
        "doors": doors,
        "ahead": pieces.outlook(a.ahead, language) if a.ahead is not None and a.ahead.doors else None,
        "unreadable": pieces.records(unreadable, language, caption=both("Niet te lezen", "Cannot be read", language))
        if unreadable
        else None,
        "refusals": pieces.records(refused, language, caption=both("Geweigerd", "Refused", language))
        if refused
        else None,
        "no_refusals": tag("p", both("Niets is geweigerd.", "Nothing was refused.", language)),
    }


def _heads(accounts: Sequence[Case], language: Language) -> Html | None:
    """The last record of each process, by its hash."""
    rows: list[list[Piece]] = [
        [tag("code", a.standing.process), a.standing.number, tag("code", a.standing.hash)] for a in accounts
    ]
    heads = both("Proces|Vastleggingen|Hash van de laatste", "Process|Records|Hash of the last", language).split("|")
    return (
        table(both("De laatste vastlegging van elk proces", "The last record of each process", language), heads, rows)
        if rows
        else None
    )


def _known(a: Case, language: Language) -> dict[str, Any]:
    """What is known of one process; when it cannot be read, only its name."""
    d = a.dossier
    if d is None:
        return {"name": a.standing.process, "road": "", "facts": "", "pending": None, "sections": []}
    open_ = pieces.pending(d, language) or tag("p", both("Er staat niets open.", "Nothing is open.", language))
    return {
        "name": pieces.name(d),
        "road": road(d, a.records, a.rules, language) or "",
        "facts": pieces.facts(d, language),
        "pending": open_ if pieces.tells_open(d) else None,
        "sections": [(heading, part) for heading, part in pieces.parts(d, language, page=True) if part is not None],
    }
