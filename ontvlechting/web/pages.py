"""The pages that only read: none of them writes a record. Each gives the whole answer to one request."""

from __future__ import annotations

import re
from base64 import b64encode
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from hashlib import sha256
from typing import Any

from starlette.responses import Response

from ontvlechting.engine.checked import EVER
from ontvlechting.engine.dossier import Dossier
from ontvlechting.engine.errors import InputError, Problem, UnknownName, nearest, shown, unknown_name
from ontvlechting.engine.rulebook import Rules
from ontvlechting.engine.shows import Html
from ontvlechting.engine.text import Language, Text
from ontvlechting.engine.values import UnknownRules
from ontvlechting.engine.verdicts import Rule
from ontvlechting.letter.account import Account
from ontvlechting.letter.registers import ProgrammeDossier
from ontvlechting.letter.views import account as accounts
from ontvlechting.letter.workflow import Ledger
from ontvlechting.record.audit import Record
from ontvlechting.record.standing import Standing
from ontvlechting.shell.answers import History, NextSteps
from ontvlechting.states import BEGUN
from ontvlechting.views import front, pieces, report, whole, words
from ontvlechting.views.calendar import ics
from ontvlechting.views.html import Piece, joined, listed, pairs, table, tag, ticked
from ontvlechting.views.verified import RECORDS
from ontvlechting.views.words import both
from ontvlechting.web.acting import is_recorded_with
from ontvlechting.web.asked import Asked
from ontvlechting.web.frame import note, page

PAGE = 100
"""How many rows a page has at most."""
NEWEST = 10
"""How many records the page of a process shows; its history shows them all."""
_STYLE = re.compile("<style>(.*?)</style>", re.DOTALL)


def overview(asked: Asked) -> Response:
    """The start page: page one, and where every process stands."""
    language = asked.language
    after = asked.query.get("after", "")
    state = state_of(asked)
    found = asked.ledger.overview(after=after, limit=PAGE + 1, state=state)
    lines, more = found[:PAGE], len(found) > PAGE
    programmes = [s for s in lines if s.state in BEGUN]
    others = [s for s in lines if s.state not in BEGUN]
    content: list[Piece] = []
    if not more and not after and others and state is None:
        content.append(tag("p", f"{report.in_each_state(others, language)}."))
    if lines and state is None:
        content += _front(asked, lines, whole=not more and not after)
    content += [_filter(asked), _begin(asked)]
    if not lines:
        none = (
            both("In deze toestand staat niets.", "Nothing is in this state.", language)
            if state
            else both("Er zijn nog geen processen.", "There are no processes yet.", language)
        )
        content.append(tag("p", none))
    if programmes:
        content += [
            tag("h2", both("Programma’s", "Programmes", language)),
            pieces.standings(programmes, language, asked.links),
        ]
    if others:
        content += [
            tag("h2", both("Processen", "Processes", language)),
            pieces.standings(others, language, asked.links),
        ]
    on = asked.to("/", after=lines[-1].process, state=asked.query.get("state")) if more else None
    content.append(_next_page_link(asked, on))
    lead = both(
        "Waarover een besluit nodig is, wat te laat is, wie op wie wacht, en waar elk proces staat.",
        "What asks for a decision, what is late, who waits for whom, and where each process stands.",
        language,
    )
    return page(asked, both("Overzicht", "Overview", language), content, lead=lead)


def _front(asked: Asked, lines: Sequence[Standing], *, whole: bool) -> Iterator[Piece]:
    """Page one, as the report has it; in a long ledger only about the processes on this page."""
    language = asked.language
    yield tag("h2", report.WORDS["front"][language])
    if not whole:
        yield tag("p", both("Van de processen op deze pagina.", "Of the processes on this page.", language))
    minute = asked.site.clock().replace(second=0, microsecond=0)
    found = front.together(asked.site.front(line, minute) for line in lines)
    yield front.html(found, language, links=asked.links)


def state_of(asked: Asked) -> Any:
    """The state that is asked for; None for all.

    Raises:
        InputError: none of the known rules has it.
    """
    given = asked.query.get("state", "")
    states = _states(asked)
    if given and given not in states:
        expected = Text(nl="de naam van een toestand", en="the name of a state")
        raise InputError("overview", [Problem("state", shown(given), expected, nearest(given, states))])
    return states.get(given)


def _states(asked: Asked) -> Mapping[str, Any]:
    return {s.value: s for r in reversed(asked.site.known.every) for s in r.states}


def _filter(asked: Asked) -> Html:
    """A form that chooses a state."""
    language, given = asked.language, asked.query.get("state", "")
    every = both("alle toestanden", "all states", language)
    options = [tag("option", every, value="")]
    options += [
        tag("option", s.title[language], value=value, selected=value == given) for value, s in _states(asked).items()
    ]
    return tag(
        "form",
        kept_language(asked),
        tag("label", both("Toestand", "State", language), " ", tag("select", *options, name="state")),
        tag("button", both("Toon", "Show", language)),
        action=asked.at("/"),
        class_="ov-ask",
        role="search",
    )


def kept_language(asked: Asked) -> Html | None:
    """A hidden field that keeps the chosen language in a form that is sent by GET."""
    return tag("input", type="hidden", name="lang", value=asked.language) if asked.chosen else None


def _begin(asked: Asked) -> Html | None:
    """For a person who may ask, the link to begin something new."""
    if asked.actor is None:
        return None
    words_ = both("Iets nieuws beginnen", "Begin something new", asked.language)
    return tag("p", tag("a", words_, href=asked.to("/begin")))


def _next_page_link(asked: Asked, to: str | None) -> Html | None:
    """The link to the next page, if there is one."""
    return None if to is None else tag("p", tag("a", both("Verder", "Go on", asked.language), href=to, rel="next"))


# -- a process or a programme ------------------------------------------------------------------------------------------


def process(asked: Asked) -> Response:
    """The page of one process or programme: where it stands, what is next and who is to act, and what happened."""
    language, name = asked.language, asked.query.get("name", "")
    records = asked.ledger.history(name)
    try:
        dossier: Dossier = asked.ledger.dossier(name)
    except UnknownRules as error:
        said = both("Waar dit staat, is hier niet te zeggen", "Where this stands cannot be told here", language)
        return page(asked, name, [_cannot_be_told(said, error.needed, language), *_what_happened(asked, name, records)])
    steps, unknown = next_steps(asked, name)
    rules = asked.site.known.named(dossier.rules)
    links = asked.asking(name)
    content: list[Piece] = [
        report.road(dossier, records, rules, language),
        pieces.facts(dossier, language),
    ]
    if isinstance(dossier, ProgrammeDossier):  # its registers show what is open
        to = asked.to("/account", programme=name)
        account_ = both("De verantwoording aan de Kamer", "The account to Parliament", language)
        content.append(tag("p", tag("a", account_, href=to)))
    elif pieces.tells_open(dossier):
        open_ = pieces.pending(dossier, language) or tag(
            "p", both("Er staat niets open.", "Nothing is open.", language)
        )
        content += [tag("h2", report.WORDS["open"][language]), open_]
    content.append(tag("h2", report.WORDS["doors"][language]))
    untold = both("Wat hierna kan, is hier niet te zeggen", "What is next cannot be told here", language)
    content.append(
        _cannot_be_told(untold, unknown, language)
        if unknown
        else pieces.doors(steps or (), language, links, asks=False)
    )
    content += _road_to_the_end(asked, name) if unknown is None else []
    for heading, part in pieces.parts(dossier, language, page=True):
        content += [tag("h2", heading), part] if part is not None else []
    return page(asked, pieces.name(dossier), [*content, *_what_happened(asked, name, records)])


def _what_happened(asked: Asked, name: str, records: History) -> list[Piece]:
    """The timeline of a process, and its newest records."""
    language = asked.language
    line = records.timeline(language)
    told = listed(line.text.split("\n"))
    summary = tag("summary", report.WORDS["in_words"][language])
    newest = records[-NEWEST:]
    return [
        tag("h2", both("Wat er is gebeurd", "What happened", language)),
        tag("figure", _wide(line.svg(alone=False), language), tag("figcaption", tag("details", summary, told))),
        pieces.records(
            newest, language, caption=_newest(len(newest), len(records), language), links=asked.asking(name)
        ),
        tag("p", tag("a", _all(len(records), language), href=asked.to("/history", name=name))),
    ]


def _wide(picture: Html, language: Language) -> Html:
    """A picture that can be scrolled where the screen is narrow, by keyboard as well."""
    title = both("De tijdlijn", "The timeline", language)
    return tag("div", picture, class_="ov-wide", role="group", aria_label=title, tabindex=0)


def _road_to_the_end(asked: Asked, process: str) -> list[Piece]:
    """The road to the end of a process, folded until somebody opens it."""
    found = asked.ledger.outlook(process, by=asked.actor)
    if not found.doors and not found.terms:
        return []
    title = report.WORDS["ahead"][asked.language]
    told = pieces.outlook(found, asked.language, asked.asking(process))
    more = both("Elke stap tot het einde, en wat daarvoor ontbreekt", "Every step to the end, and what is missing for it",
                asked.language)  # fmt: skip
    return [tag("h2", title), tag("details", tag("summary", more), told)]


def agenda(asked: Asked) -> Response:
    """Every term that runs, in all processes; also for a calendar."""
    language = asked.language
    found = asked.ledger.agenda()
    lead = both("Welke termijnen lopen, tot wanneer, en wie aan zet is.", "Which terms run, until when, and who acts next.",
                language)  # fmt: skip
    none = tag("p", words.no_term(language))
    keep = both("Voor in een agenda (iCalendar)", "For a calendar (iCalendar)", language)
    content: list[Piece] = [
        pieces.agenda(found, language, processes=True, links=asked.links) if found else none,
        tag("p", tag("a", keep, href=asked.to("/agenda.ics"))),
    ]
    return page(asked, both("Agenda", "Agenda", language), content, lead=lead)


def calendar(asked: Asked) -> Response:
    """The same terms as a file for a calendar (iCalendar)."""
    made = asked.site.clock()
    told = ics(asked.ledger.agenda(), made=made, language=asked.language)
    headers = {
        "Content-Type": "text/calendar; charset=utf-8",
        "Content-Disposition": 'attachment; filename="agenda.ics"',
    }
    return Response(told.encode(), 200, headers)


def next_steps(asked: Asked, process: str) -> tuple[NextSteps | None, Text | None]:
    """The next steps for the person who asks; or, when the rules of the process are not known here, a text that says what is needed."""
    try:
        return asked.ledger.next_steps(process, by=asked.actor), None
    except UnknownRules as error:
        return None, error.needed


def _cannot_be_told(said: str, why: Text, language: Language) -> Html:
    return tag("p", f"{said}: ", ticked(why[language]), ".")


def _newest(shown: int, every: int, language: Language) -> str:
    if shown == every:
        return both("Alle vastleggingen", "All records", language)
    return both(f"De laatste {shown} vastleggingen", f"The last {shown} records", language)


def _all(every: int, language: Language) -> str:
    many = words.counted(every, *RECORDS, language)
    return both(f"De hele geschiedenis, {many}", f"The whole history, {many}", language)


def history(asked: Asked) -> Response:
    """Every record of one process, a page at a time."""
    language, name = asked.language, asked.query.get("name", "")
    after = whole_number(asked, "after", 0)
    records = asked.ledger.history(name)
    part = records[after : after + PAGE]
    last = after + len(part)
    on = asked.to("/history", name=name, after=last) if last < len(records) else None
    caption = both(
        f"Vastlegging {after + 1} tot en met {last} van {len(records)}",
        f"Records {after + 1} to {last} of {len(records)}",
        language,
    )
    none = tag("p", both("Verder is er niets.", "There is nothing more.", language))
    title = both("Geschiedenis van", "History of", language)
    content: list[Piece] = [
        _back_to(asked, name),
        pieces.records(part, language, caption=caption, links=asked.links) if part else none,
        _next_page_link(asked, on),
    ]
    return page(asked, f"{title} {name}", content)


def _back_to(asked: Asked, name: str) -> Html:
    said = both("Het proces", "The process", asked.language)
    return tag("p", f"{said}: ", tag("a", name, href=asked.to("/process", name=name)))


def whole_number(asked: Asked, field: str, least: int) -> int:
    """A whole number in the query of the address; the least one when it is not there.

    Raises:
        InputError: it is no whole number, or too small.
    """
    given = asked.query.get(field, str(least))
    if not re.fullmatch("[0-9]{1,15}", given) or int(given) < least:
        expected = Text(nl=f"een geheel getal vanaf {least}", en=f"a whole number from {least} on")
        raise InputError("page", [Problem(field, shown(given), expected)])
    return int(given)


def record(asked: Asked) -> Response:
    """The page of one record in full: what was asked, the answer with every reason, and the hashes that verify it."""
    language, name = asked.language, asked.query.get("process", "")
    number = whole_number(asked, "number", 1)
    records = asked.ledger.history(name)
    found = one_of(records, number)
    content = [*_confirmation(asked, found), *in_full(asked, found)]
    steps = [
        tag(
            "a",
            both("Vorige", "Previous", language),
            href=asked.to("/record", process=name, number=number - 1),
            rel="prev",
        )
        if number > 1
        else None,
        tag(
            "a",
            both("Volgende", "Next", language),
            href=asked.to("/record", process=name, number=number + 1),
            rel="next",
        )
        if number < len(records)
        else None,
    ]
    content.append(tag("p", *steps, class_="ov-steps"))
    title = f"{found.event.command.title[language]}, {both('vastlegging', 'record', language)} {number}"
    return page(asked, title, content)


def one_of(records: Sequence[Record], number: int) -> Record:
    """The record with this number.

    Raises:
        UnknownName: there is no such record.
    """
    if number > len(records):
        expected = Text(nl=f"een vastlegging van 1 tot en met {len(records)}", en=f"a record from 1 to {len(records)}")
        raise UnknownName("record", [Problem("number", str(number), expected)])
    return records[number - 1]


def _confirmation(asked: Asked, found: Record) -> Iterator[Piece]:
    """Tells the person who has just asked this that it is recorded, whatever the answer is."""
    if not is_recorded_with(asked, asked.query.get("told", ""), found):
        return
    language, allowed = asked.language, found.event.verdict.allowed
    said = (
        both("Vastgelegd: uw verzoek is aanvaard.", "Recorded: your command was accepted.", language)
        if allowed
        else both(
            "Vastgelegd: uw verzoek is geweigerd. Wat ontbreekt, staat hieronder.",
            "Recorded: your command was refused. What is missing stands below.",
            language,
        )
    )
    yield (
        tag("div", tag("p", tag("strong", said)), class_="ov-yes", role="status")
        if allowed
        else note(tag("p", tag("strong", said)), bad=True)
    )


def in_full(asked: Asked, found: Record) -> Iterator[Piece]:
    """Everything that a record holds."""
    language, event = asked.language, found.event
    command = event.command
    moved = event.after is not event.before
    rows: list[tuple[Piece, Piece]] = [
        (both("Proces", "Process", language), tag("a", event.process, href=asked.to("/process", name=event.process))),
        (both("Wanneer het was", "When it took place", language), whole.moment(command.at, language)),
        (
            both("Vastgelegd", "Recorded", language),
            whole.moment(found.recorded_at, language),
        ),
        (both("Door", "By", language), words.actor(command.by, language)),
        (both("Antwoord", "Answer", language), pieces.answer(event.verdict, language)),
        (
            both("Toestand", "State", language),
            joined([event.before.title[language], " → ", tag("strong", event.after.title[language])])
            if moved
            else event.after.title[language],
        ),
        (both("Niet te lezen", "Cannot be read", language), found.unreadable[language] if found.unreadable else None),
        (both("Weggelakt", "Redacted", language), listed(tag("code", f) for f in found.removed)),
    ]
    yield pairs((term, what) for term, what in rows if what is not None)
    reasons = pieces.reasons(event.verdict.reasons, language, asked.links)
    if reasons:
        yield tag("h2", both("Waarom", "Why", language))
        yield reasons
    yield tag("h2", both("Wat er precies is gevraagd", "What exactly was asked", language))
    yield whole.fields(command, language, but=("at",))
    yield tag("h2", both("Waaraan u het herkent", "What it is known by", language))
    seal: list[tuple[Piece, Piece]] = [
        (both("Kenmerk", "Id", language), tag("code", found.id)),
        ("Hash", tag("code", found.hash)),
        (both("Hash van de vorige", "Hash of the one before", language), tag("code", found.previous)),
        (both("Regels", "Rules", language), words.rules(event.rules, language)),
    ]
    if found.origin is not None:
        seal.append((both("Herkomst", "Origin", language), words.origin(found.origin, language)))
    yield pairs(seal)


# -- what Parliament asks ----------------------------------------------------------------------------------------------


def account(asked: Asked) -> Response:
    """The page with the account of a programme to Parliament; also as of a day, on what was known then."""
    language = asked.language
    programmes, ledger = _programmes(asked), asked.ledger
    title = both("Verantwoording aan de Kamer", "The account to Parliament", language)
    if not programmes or not isinstance(ledger, Ledger):
        none = both("Er is nog geen programma.", "There is no programme yet.", language)
        return page(asked, title, [tag("p", none)])
    name = asked.query.get("programme") or (programmes[0] if len(programmes) == 1 else None)
    form = _account_form(asked, programmes, name)
    if name is None:
        which = both("Kies een programma.", "Choose a programme.", language)
        return page(asked, title, [form, tag("p", which)])
    found = accounted(asked, ledger, name)
    lead = both(
        "Wat er met elke motie, elke toezegging en elk advies is gedaan, en wat openstaat.",
        "What was done with every motion, every commitment and every advice, and what is open.",
        language,
    )
    to = joined([both("Programma", "Programme", language), ": ", tag("a", name, href=asked.to("/process", name=name))])
    return page(asked, title, [form, tag("h2", to), accounts.html(found, language, links=asked.links)], lead=lead)


def accounted(asked: Asked, ledger: Ledger, programme: str | None) -> Account:
    """The account of a programme; of the only programme when none is named."""
    known = EVER if asked.query.get("known") == "now" else None
    return ledger.accountability(programme, as_of=_day(asked, "as_of"), known=known)


def _programmes(asked: Asked) -> list[str]:
    """The names of the programmes of the letter."""
    states = dict.fromkeys(s for rules in asked.site.known.every for s in rules.states if s in BEGUN)
    return sorted({line.process for state in states for line in asked.ledger.overview(state=state)})


def _account_form(asked: Asked, programmes: Sequence[str], name: str | None) -> Html:
    """A form that chooses a programme, a day, and what was known."""
    language = asked.language
    options = [tag("option", p, value=p, selected=p == name) for p in programmes]
    which = tag("label", both("Programma", "Programme", language), " ", tag("select", *options, name="programme"))
    day = tag("input", type="date", name="as_of", value=asked.query.get("as_of", ""))
    now = tag("input", type="checkbox", name="known", value="now", checked=asked.query.get("known") == "now")
    return tag(
        "form",
        kept_language(asked),
        which if len(programmes) > 1 else None,
        tag("label", both("Naar de stand van", "As of", language), " ", day),
        tag("label", now, " ", both("op wat nu bekend is", "on what is known now", language)),
        tag("button", both("Toon", "Show", language)),
        action=asked.at("/account"),
        class_="ov-ask",
    )


def _day(asked: Asked, field: str) -> date | None:
    """A day in the query of the address; None when it is not there.

    Raises:
        InputError: it is no day.
    """
    given = asked.query.get(field, "")
    if not given:
        return None
    try:
        return date.fromisoformat(given)
    except ValueError:
        expected = Text(nl="een dag, zoals `2026-01-31`", en="a day, such as `2026-01-31`")
        raise InputError("page", [Problem(field, shown(given), expected)]) from None


# -- the report --------------------------------------------------------------------------------------------------------


def report_page(asked: Asked) -> Response:
    """The page with links to read a report or download it."""
    language = asked.language
    lead = both(
        "De stand van zaken als één pagina, om te lezen, te bewaren, te sturen of af te drukken.",
        "The state of affairs as one page, to read, to keep, to send or to print.",
        language,
    )
    told = both(
        "Waarover het gaat, wordt uit zijn bytes nagerekend. Van alles in een groot logboek duurt dat even.",
        "What it tells of is recomputed from its bytes. Of everything in a large ledger that takes a while.",
        language,
    )

    def row(programme: str | None, what: str) -> Piece:
        read = tag("a", what, href=asked.to("/report/page", programme=programme))
        keep = tag("a", both("bewaren", "keep", language), href=asked.to("/report/page", programme=programme, keep="1"))
        return joined([read, " (", keep, ")"])

    rows = [row(None, both("Alles in dit logboek", "Everything in this ledger", language))]
    rows += [row(p, f"{both('Alleen het programma', 'Only the programme', language)} {p}") for p in _programmes(asked)]
    return page(asked, both("Rapport", "Report", language), [tag("p", told), listed(rows)], lead=lead)


def whole_report(asked: Asked) -> Response:
    """The report itself, as one page that needs no other files."""
    ledger, programme = asked.ledger, asked.query.get("programme") or None
    if isinstance(ledger, Ledger):
        made = ledger.report(asked.language, programme=programme)
    else:
        made = ledger.report(asked.language)
    found = _STYLE.search(made)
    style = b64encode(sha256(found[1].encode()).digest()).decode() if found else ""
    headers = {
        "Content-Type": "text/html; charset=utf-8",
        "Content-Language": asked.language,
        "Vary": "Accept-Language",
        "Content-Security-Policy": f"default-src 'none'; style-src 'sha256-{style}'; frame-ancestors 'none'; base-uri 'none'",
    }
    if asked.query.get("keep") == "1":
        name = both("stand-van-zaken", "state-of-affairs", asked.language)
        headers["Content-Disposition"] = f'attachment; filename="{name}.html"'
    return Response(made.encode(errors="replace"), 200, headers)


# -- rules -------------------------------------------------------------------------------------------------------------


def rules(asked: Asked) -> Response:
    """The page of every rule with its source."""
    language = asked.language
    found = asked.site.rules
    heads = both("Regel|Wat hij vraagt|Bron|Hoe hij wordt bewaakt", "Rule|What it asks|Source|How it is held", language)
    rows: list[list[Piece]] = [
        [
            tag("a", r.id, href=asked.to("/rule", id=r.id)),
            r.title[language],
            f"{r.source.document}, {r.source.section}",
            r.status.title[language],
        ]
        for r in found.values()
    ]
    sets = listed(f"{s.name}, {both('versie', 'version', language)} {s.version}" for s in asked.site.known.every)
    judged = both("Waarmee hier wordt geoordeeld", "By which is judged here", language)
    lead = both(
        "Elke regel met de plaats waar hij staat, en wat dit programma ermee doet.",
        "Each rule with the place where it stands, and what this program does with it.",
        language,
    )
    content: list[Piece] = [
        table(both("De regels", "The rules", language), heads.split("|"), rows),
        tag("h2", judged),
        sets,
    ]
    return page(asked, both("Regels", "Rules", language), content, lead=lead)


def rule(asked: Asked) -> Response:
    """The page of one rule: what it asks, its source, which questions enforce it, and at which steps they are asked."""
    language, id = asked.language, asked.query.get("id", "")
    known = asked.site.rules
    found = known.get(id)
    if found is None:
        raise unknown_name(Text(nl="regel", en="rule"), id, known)
    source = found.source
    rows: list[tuple[Piece, Piece]] = [
        (both("Waar hij staat", "Where it stands", language), f"{source.document}, {source.section}"),
        (both("In die woorden", "In those words", language), tag("q", source.term, lang="nl")),
        (both("Hoe hij wordt bewaakt", "How it is held", language), found.status.title[language]),
    ]
    if found.why:
        rows.append((both("Waarom zo", "Why so", language), found.why[language]))
    if found.jci:
        rows.append(("Juriconnect", tag("code", found.jci)))
    if found.eli:
        rows.append(("ELI", tag("code", found.eli)))
    content: list[Piece] = [pairs(rows)]
    asked_at = _questions(asked.site.known.every, found, language)
    if asked_at:
        heads = both("Vraag|Bij welke stappen", "Question|At which steps", language).split("|")
        content += [
            tag("h2", both("Wat er wordt gevraagd", "What is asked", language)),
            table(both("De vragen van deze regel", "The questions of this rule", language), heads, asked_at),
        ]
    return page(asked, f"{found.id}: {found.title[language]}", content)


def _questions(every: Sequence[Rules], found: Rule, language: Language) -> list[list[Piece]]:
    """Each question that enforces a rule, with the steps at which it is asked."""
    titles: dict[str, Text] = {}
    doors: dict[str, dict[str, None]] = {}
    for rules_ in every:
        for g in (g for g in rules_.always if found in g.rules):
            titles.setdefault(g.name, g.title)
            doors.setdefault(g.name, {})[both("elke stap", "every step", language)] = None
        for command, guards in rules_.doors.items():
            for g in (g for g in guards if found in g.rules):
                titles.setdefault(g.name, g.title)
                doors.setdefault(g.name, {})[command.title[language]] = None
    return [[title[language], ", ".join(doors[name])] for name, title in titles.items()]


# -- the type of a page ------------------------------------------------------------------------------------------------

Page = Callable[[Asked], Response]
"""A function that gives the answer to a request."""
