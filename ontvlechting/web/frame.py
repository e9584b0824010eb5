"""The frame of every page: its header, footer and style. No page has a script."""

from __future__ import annotations

from collections.abc import Iterable
from hashlib import sha256

from starlette.responses import Response

from ontvlechting.engine.shows import Html
from ontvlechting.engine.text import Language, Text
from ontvlechting.views import words
from ontvlechting.views.html import DRAWN, PALETTE, WRITTEN, Piece, joined, tag
from ontvlechting.views.report import PAGE
from ontvlechting.views.words import both
from ontvlechting.web.asked import Asked

_OWN = (
    ".ov-bar{display:flex;flex-wrap:wrap;gap:.3em 1.4em;align-items:baseline;border-bottom:1px solid var(--line);"
    "padding:0 0 .7em}.ov-bar ul{display:flex;flex-wrap:wrap;gap:.2em 1.2em;list-style:none;padding:0;margin:0}"
    ".ov-bar li{margin:0}.ov .ov-home{font-weight:700;color:var(--ink);text-decoration:none}"
    ".ov-bar [aria-current]{font-weight:600;color:var(--ink);text-decoration-thickness:.2em}"
    ".ov-aside{margin-left:auto}.ov h1{overflow-wrap:anywhere}.ov .ov-lead{font-size:1.1em;max-width:48em}"
    ".ov main>p,.ov main>ul{max-width:60em}.ov-steps{display:flex;flex-wrap:wrap;gap:.3em 1.2em}"
    ".ov footer{margin-top:3rem;border-top:1px solid var(--hair);padding-top:.5em}"
    ".ov form.ov-ask{display:flex;flex-wrap:wrap;gap:.5em;align-items:end;margin:1em 0}"
    ".ov input,.ov select,.ov textarea,.ov button{font:inherit;color:inherit;background:var(--paper);"
    "border:1px solid var(--line);border-radius:4px;padding:.35em .5em;max-width:100%;box-sizing:border-box}"
    ".ov button{background:var(--shade);cursor:pointer}.ov button.ov-main{background:var(--later);color:var(--paper);"
    "border-color:var(--later);font-weight:600}.ov dl dl{margin:0}"
    ".ov-facts .ov-facts{border-left:3px solid var(--hair);padding-left:.8em}"
    ".ov-note{border-left:4px solid var(--later);background:var(--shade);padding:.5em .9em;margin:1em 0}"
    ".ov-note.ov-bad{border-color:var(--bad)}"
    ".ov-yes{border-left:4px solid var(--good);background:var(--shade);padding:.5em .9em;margin:1em 0}"
    ".ov h2+.ov-wide caption{position:absolute;clip-path:inset(50%);height:1px;width:1px;overflow:hidden;padding:0}"
    ".ov form.ov-form{max-width:52em}.ov-field{margin:.9em 0;display:flex;flex-direction:column;align-items:flex-start;gap:.2em}"
    ".ov-field label,.ov-label,.ov legend{font-weight:600}.ov-field label .ov-quiet,.ov-label .ov-quiet,.ov legend .ov-quiet{"
    "font-weight:400}.ov-hint{color:var(--soft);font-size:.93em}.ov-form input[type=text],.ov-form textarea,.ov-form select{width:100%}"
    ".ov-form select{width:auto}.ov fieldset{border:1px solid var(--hair);border-left:3px solid var(--line);border-radius:4px;"
    "margin:1em 0;padding:.2em .9em .8em;min-width:0}.ov legend{padding:0 .4em}.ov-choice{display:block;font-weight:400}"
    ".ov-wrong{border-left:4px solid var(--bad);padding-left:.6em}.ov-wrong p{margin:.1em 0}.ov [aria-invalid]{border:2px solid var(--bad)}"
    ".ov-unseen{position:absolute;clip-path:inset(50%);height:1px;width:1px;overflow:hidden;white-space:nowrap;padding:0;margin:0}"
    ".ov-form button{margin:.2em .5em .2em 0}.ov details{margin:.8em 0}.ov summary{cursor:pointer}"
    ".ov-buttons{display:flex;flex-wrap:wrap;gap:.6em;margin:1.5em 0 .5em}"
    "@media (max-width:40em){body.ov{padding:1rem}.ov-aside{margin-left:0}.ov-wide .ov-svg{max-width:none;min-width:44rem}"
    ".ov-facts dt{min-width:100%}}"
    "@media print{.ov-bar nav,.ov-aside,.ov form{display:none}}"
)
STYLE = PALETTE + DRAWN + WRITTEN + PAGE + _OWN
"""The whole style sheet: the style of a notebook and a report, and what only a site needs."""
SHEET = f"/style-{sha256(STYLE.encode()).hexdigest()[:12]}.css"
"""The path of the style sheet. Its content decides the path, so a browser may cache it."""

_PAGES = (
    ("/", Text(nl="Overzicht", en="Overview")),
    ("/agenda", Text(nl="Agenda", en="Agenda")),
    ("/account", Text(nl="Verantwoording", en="Account")),
    ("/report", Text(nl="Rapport", en="Report")),
    ("/rules", Text(nl="Regels", en="Rules")),
    ("/search", Text(nl="Zoeken", en="Search")),
)
"""The links in the header."""
_OTHER: dict[Language, tuple[Language, str]] = {"nl": ("en", "English"), "en": ("nl", "Nederlands")}


def page(asked: Asked, title: str, content: Iterable[Piece], *, status: int = 200, lead: Piece = None) -> Response:
    """A whole page.

    Args:
        asked: the request.
        title: the title of the page.
        content: the parts of the page.
        status: the HTTP status of the answer.
        lead: a sentence that says what the page is about.
    """
    language = asked.language
    head = tag(
        "head",
        tag("meta", charset="utf-8"),
        tag("meta", name="viewport", content="width=device-width, initial-scale=1"),
        tag("meta", name="color-scheme", content="light dark"),
        tag("title", title if title == asked.site.title else f"{title} – {asked.site.title}"),
        tag("link", rel="stylesheet", href=asked.at(SHEET)),
    )
    main = tag(
        "main", tag("h1", title), tag("p", lead, class_="ov-lead") if lead else None, *content, id="main", tabindex=-1
    )
    body = tag(
        "body",
        tag("a", both("Naar de inhoud", "To the content", language), class_="skip", href="#main"),
        _bar(asked),
        main,
        _foot(language),
        class_="ov",
    )
    whole = joined([Html("<!doctype html>"), tag("html", head, body, lang=language)])
    return Response(
        whole.encode(),
        status,
        {"Content-Type": "text/html; charset=utf-8", "Content-Language": language, "Vary": "Accept-Language"},
    )


def _bar(asked: Asked) -> Html:
    """The header of every page."""
    language = asked.language
    there = [
        tag("li", tag("a", title[language], href=asked.to(path), aria_current="page" if path == asked.path else None))
        for path, title in _PAGES
    ]
    other, name = _OTHER[language]
    aside: list[Piece] = []
    if asked.actor is not None:
        aside += [f"{both('U bent', 'You are', language)} {words.actor(asked.actor, language)} ", Html("&#xB7; ")]
    aside.append(
        tag(
            "a",
            name,
            href=asked.here(other),
            lang=other,
            hreflang=other,
        )
    )
    return tag(
        "header",
        tag("a", asked.site.title, class_="ov-home", href=asked.to("/")),
        tag("nav", tag("ul", *there), aria_label=both("Pagina’s", "Pages", language)),
        tag("span", *aside, class_="ov-aside ov-quiet"),
        class_="ov-bar",
    )


def _foot(language: Language) -> Html:
    told = both(
        "Alles hier komt uit het logboek, waarin elk verzoek en elk antwoord staat. Dit is geen juridisch advies.",
        "All of this comes from the ledger, which holds every request and every answer. This is no legal advice.",
        language,
    )
    return tag("footer", tag("p", told, class_="ov-quiet"))


def note(*told: Piece, bad: bool = False) -> Html:
    """A notice that should be seen first."""
    return tag("div", *told, class_="ov-note ov-bad" if bad else "ov-note", role="status")
