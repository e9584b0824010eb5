"""The search page: processes and rules by name, records by id, hash, title or rule, and by what people wrote."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator

from starlette.responses import Response

from ontvlechting.engine.shows import Html
from ontvlechting.record.audit import Record
from ontvlechting.record.codec import written
from ontvlechting.views import pieces
from ontvlechting.views.html import Piece, listed, tag
from ontvlechting.views.words import both
from ontvlechting.web.asked import Asked
from ontvlechting.web.forms import leaves
from ontvlechting.web.frame import page
from ontvlechting.web.pages import kept_language, whole_number

LOOKED_AT = 5_000
"""How many records one answer searches; a link leads to the next ones."""
MOST = 50
"""How many of a kind are shown."""
LONGEST = 200
"""How many characters of the search text are used."""


def search(asked: Asked) -> Response:
    """The search page, with what was found in the ledger and the rules."""
    language = asked.language
    given = " ".join(asked.query.get("q", "").split())[:LONGEST]
    title = both("Zoeken", "Search", language)
    content: list[Piece] = [form(asked, given)]
    if given:
        content += _found(asked, given)
    lead = both(
        "In namen, regels, kenmerken en alles wat mensen schreven.",
        "In names, rules, ids and all that people wrote.",
        language,
    )
    return page(asked, f"{title}: {given}" if given else title, content, lead=lead)


def form(asked: Asked, given: str = "") -> Html:
    """The search form."""
    language = asked.language
    field = tag("input", type="search", name="q", value=given, maxlength=LONGEST)
    return tag(
        "form",
        kept_language(asked),
        tag("label", both("Waarnaar", "For what", language), " ", field),
        tag("button", both("Zoek", "Search", language)),
        action=asked.at("/search"),
        class_="ov-ask",
        role="search",
    )


def _found(asked: Asked, given: str) -> Iterator[Piece]:
    language, sought = asked.language, given.casefold()
    after = whole_number(asked, "after", 0)
    nothing = True
    if after == 0:
        names = [n for n in asked.ledger.processes() if sought in n.casefold()]
        rules = [
            r for r in asked.site.rules.values() if sought == r.id.casefold() or sought in r.title[language].casefold()
        ]
        yield _with_heading(
            both("Processen en programma’s", "Processes and programmes", language), _process_links(asked, names)
        )
        here = [tag("span", tag("a", r.id, href=asked.to("/rule", id=r.id)), f" {r.title[language]}") for r in rules]
        yield _with_heading(both("Regels", "Rules", language), listed(here[:MOST]))
        nothing = not names and not rules
    read = asked.ledger.records(after=after, limit=LOOKED_AT)
    records = [p for p in read if _matches(p.record, sought)]
    if records:
        yield tag("h2", both("Vastleggingen", "Records", language))
        yield pieces.feed(records[:MOST], language, asked.links)
    if more := len(records[MOST:]):
        yield tag("p", both(f"En nog {more}; zoek preciezer.", f"And {more} more; search more precisely.", language))
    last = read[-1].position if read else 0
    if len(read) == LOOKED_AT and last:
        told = both(f"Gezocht tot en met plaats {last}.", f"Searched up to place {last}.", language)
        on = tag("a", both("Zoek verder", "Search on", language), href=asked.to("/search", q=given, after=last))
        yield tag("p", told, " ", on)
    elif nothing and not records:
        yield tag("p", both("Niets gevonden.", "Nothing was found.", language))


def _with_heading(title: str, found: Html | None) -> Html | None:
    return None if found is None else Html(tag("h2", title) + found)


def _process_links(asked: Asked, names: Iterable[str]) -> Html | None:
    return listed([tag("a", name, href=asked.to("/process", name=name)) for name in names][:MOST])


def _matches(record: Record, sought: str) -> bool:
    """Whether a record matches: by its id, process, title, hash or a rule in its reasons, or by the text of its command."""
    event = record.event
    known_by = (record.id, event.process, event.command.title.nl, event.command.title.en)
    if any(sought in one.casefold() for one in known_by):
        return True
    if re.fullmatch("[0-9a-f]{6,64}", sought) and record.hash.startswith(sought):
        return True
    if any(sought == reason.rule.casefold() for reason in event.verdict.reasons):
        return True
    told = (str(value) for _, value in leaves(json.loads(written(event.command))))
    return any(sought in " ".join(text.split()).casefold() for text in told)
