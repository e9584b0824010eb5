"""HTML that is safe from injection: every text is escaped by the one function that makes elements.

`Html` is finished HTML; whatever is not `Html` is text, and is escaped. So nothing that people wrote can become an
element, an attribute or a script, in a notebook, in a picture or in a report.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from html import escape

from ontvlechting.engine.shows import Html
from ontvlechting.engine.text import Language
from ontvlechting.views import words

_NO_XML = "\ud800-\udfff\ufffe\uffff"
"""Characters that neither HTML nor XML can hold, as a part of a pattern."""
_NOT_HELD = re.compile(f"[{_NO_XML}]")
_CHANGED = re.compile(f"[&<>\"'{words.STEERING}{_NO_XML}]")
"""Every character that `text` changes; most texts have none of them."""
_TAGS = re.compile("<[^>]*>")
_ALIGNED = re.compile(' role="(?:cell|rowheader|columnheader)"')
"""In every cell of our tables; no text can match it, because quotes in a text are escaped."""
_VOID = frozenset(["br", "hr", "input", "link", "meta"])
"""Elements that hold nothing and have no end tag."""
_LONG = 35
_LONG_WORD = re.compile(rf"\S{{{_LONG}}}")


Piece = Html | str | int | None
"""What an element may hold: finished HTML, or text that is still to be escaped; None is nothing."""


def text(given: object) -> Html:
    """A text as HTML that shows exactly this text; control characters are shown by their code."""
    return given if isinstance(given, Html) else Html(_escaped(given))


def _escaped(given: object) -> str:
    """The same for anything that is not finished HTML."""
    plain = str(given)
    if not _CHANGED.search(plain):
        return plain
    plain = plain.replace("\r\n", "\n").replace("\t", " ")
    return escape(_NOT_HELD.sub("\ufffd", words.visible(plain)))


def joined(pieces: Iterable[Piece]) -> Html:
    """These pieces after each other."""
    return Html("".join([p if isinstance(p, Html) else _escaped(p) for p in pieces if p is not None]))


def tag(name: str, /, *content: Piece, **attributes: str | float | bool | None) -> Html:
    """An element.

    Args:
        name: the name of the element; never from input.
        content: what it holds, in order.
        attributes: its attributes by name, with `_` for `-` and a trailing `_` where the name is a keyword of Python; None and
            False are left out. Values are escaped.
    """
    begin = _start_tag(name, attributes)
    return Html(begin if name in _VOID else f"{begin}{joined(content)}</{name}>")


def _start_tag(name: str, attributes: Mapping[str, str | float | bool | None]) -> str:
    """The start tag of an element."""
    begin = f"<{name}"
    for key, value in attributes.items():
        if value is True:
            begin += f" {_attribute(key)}"
        elif value is not None and value is not False:
            begin += f' {_attribute(key)}="{text(value)}"'
    return f"{begin}>"


@lru_cache(256)
def _attribute(key: str) -> str:
    """The name of an attribute in HTML, from its name in Python."""
    return key.rstrip("_").replace("_", "-")


def ticked(given: str) -> Html:
    """A text with the parts between backticks as code; when the backticks do not pair up, the text as it is."""
    parts = given.split("`")
    if len(parts) % 2 == 0:
        return text(given)
    return joined(tag("code", part) if n % 2 else part for n, part in enumerate(parts))


def table(caption: str, heads: Iterable[Piece], rows: Iterable[Iterable[Piece]], *, class_: str | None = None) -> Html:
    """A table with a caption and headers; the first cell of each row is its header.

    On a narrow screen each row becomes a block, in which each cell shows the header of its column. ARIA roles say as well that it is
    a table, because some browsers forget that for a table shown as blocks.
    """
    names = list(heads)
    head = tag("tr", *(tag("th", h, scope="col", role="columnheader") for h in names), role="row")
    columns = [_cell_start_tags(h, first=n == 0) for n, h in enumerate(names or [None])]
    body = [tag("tr", *_cells(row, columns), role="row") for row in rows]
    whole = tag(
        "table",
        tag("caption", caption),
        tag("thead", head, role="rowgroup"),
        tag("tbody", *body, role="rowgroup"),
        class_=class_,
        role="table",
    )
    # a table that is wider than the page can be scrolled by keyboard as well
    return tag("div", whole, class_="ov-wide", role="group", aria_label=caption, tabindex=0)


def _cell_start_tags(head: Piece, *, first: bool) -> tuple[str, str]:
    """The start tag of a cell in a column, and of one with a word too long for a line: such a word may break anywhere."""
    if first:
        has: dict[str, str | None] = {"scope": "row", "role": "rowheader"}
        return _start_tag("th", has), _start_tag("th", {**has, "class_": "ov-long"})
    label = Html(_TAGS.sub("", text("" if head is None else head))) or None
    return _start_tag("td", {"role": "cell", "data_label": label}), _start_tag(
        "td", {"role": "cell", "class_": "ov-long", "data_label": label}
    )


def _cells(row: Iterable[Piece], columns: Sequence[tuple[str, str]]) -> Iterator[Html]:
    """The cells of a row, each with the header of its column for narrow screens."""
    for n, given in enumerate(row):
        shown = text("" if given is None else given)
        plain, long = columns[n] if n < len(columns) else _cell_start_tags(None, first=False)
        yield Html(f"{long if _is_long(shown) else plain}{shown}</{'th' if n == 0 else 'td'}>")


def _is_long(cell: Html) -> bool:
    """Whether a word in this cell is too long for a line."""
    return len(cell) >= _LONG and _LONG_WORD.search(_TAGS.sub(" ", cell)) is not None


def pairs(rows: Iterable[tuple[Piece, Piece]]) -> Html:
    """A list of terms, each with its value."""
    return tag("dl", *(tag("div", tag("dt", term), tag("dd", what)) for term, what in rows), class_="ov-facts")


def listed(items: Iterable[Piece], *, name: str = "ul", class_: str | None = None) -> Html | None:
    """A list; None when it would be empty."""
    found = [tag("li", item) for item in items]
    return tag(name, *found, class_=class_) if found else None


# -- how it looks ------------------------------------------------------------------------------------------------------

_LIGHT = (
    "--ink:#1c1e21;--soft:#53575e;--paper:#fff;--shade:#f3f4f6;--line:#868c96;--hair:#d5d8dd;"
    "--first:#b4530a;--first-soft:#fbe6d3;--later:#1d5c83;--later-soft:#d7e8f3;--good:#17643a;--bad:#a3192e;"
    "--tone-0:#e3e7ec;--tone-1:#fbe6d3;--tone-2:#f6ecc2;--tone-3:#dff0d0;--tone-4:#d3ede6;--tone-5:#d7e8f3;--tone-6:#e3def5;"
    "--tone-7:#f6dcea;--tone-8:#ecdccf;--tone-9:#bfe3c8;--tone-10:#d6d6d6"
)
_DARK = (
    "--ink:#e8eaed;--soft:#b3b8c0;--paper:#17191c;--shade:#23262b;--line:#8b919b;--hair:#3b3f46;"
    "--first:#f2a65e;--first-soft:#4d3115;--later:#8ec5ea;--later-soft:#173a52;--good:#84d3a2;--bad:#f59aa5;"
    "--tone-0:#3b3f46;--tone-1:#4d3115;--tone-2:#4a4114;--tone-3:#2f4520;--tone-4:#1d4640;--tone-5:#173a52;--tone-6:#352d55;"
    "--tone-7:#4e2740;--tone-8:#4a3a2c;--tone-9:#1f5a35;--tone-10:#525252"
)
TONES = 11
"""How many colours there are to tell states apart; whatever a colour says is written as well."""
_HOSTS_DARK = ('[data-jp-theme-light="false"] .ov', ".vscode-dark .ov", ".vscode-high-contrast .ov", ".dark .ov")
_HOSTS_LIGHT = (
    '[data-jp-theme-light="true"] .ov',
    ".vscode-light .ov",
    ".vscode-high-contrast-light .ov",
    ".light .ov",
)

PALETTE = f".ov{{{_LIGHT};color-scheme:light dark}}@media screen and (prefers-color-scheme:dark){{.ov{{{_DARK}}}}}"
"""The colours, in light and dark; on paper always light."""
_HOSTS = f"@media screen{{{','.join(_HOSTS_DARK)}{{{_DARK}}}{','.join(_HOSTS_LIGHT)}{{{_LIGHT}}}}}"
"""The colours in a notebook with a theme of its own, which goes before the preference of the system."""
_PLAIN = (
    ".ov code{color:inherit;background:var(--shade);padding:0 .15em}.ov ul{list-style:disc}.ov ol{list-style:decimal}"
)
"""Undoes what some notebooks do: colour code for their own background, or hide the markers of lists."""

DRAWN = (
    ".ov-svg{max-width:100%;height:auto;font:13px system-ui,sans-serif;fill:var(--ink)}"
    ".ov-paper{fill:var(--paper)}.ov-soft{fill:var(--soft)}.ov-strong{font-weight:600}.ov-small{font-size:11px}"
    ".ov-box{fill:var(--shade);stroke:var(--line)}.ov-been{fill:var(--later-soft);stroke:var(--later)}"
    ".ov-here{fill:var(--later-soft);stroke:var(--later);stroke-width:3.5}"
    ".ov-arrow{fill:none;stroke:var(--line)}.ov-tip{fill:var(--line)}"
    ".ov-went{fill:none;stroke:var(--later);stroke-width:2.5}.ov-went-tip{fill:var(--later)}"
    ".ov-back{fill:none;stroke:var(--first);stroke-width:2;stroke-dasharray:7 3}.ov-back-tip{fill:var(--first)}"
    ".ov-label{fill:var(--soft);stroke:var(--paper);stroke-width:5px;paint-order:stroke;stroke-linejoin:round}"
    ".ov-first{fill:var(--first-soft);stroke:var(--first)}.ov-later{fill:var(--later-soft);stroke:var(--later)}"
    ".ov-wait{fill:none;stroke:var(--line);stroke-dasharray:4 3}.ov-break{fill:var(--paper);stroke:var(--bad);"
    "stroke-width:2}.ov-grid{stroke:var(--hair)}.ov-fall{stroke:var(--bad);stroke-width:1.5;stroke-dasharray:2 3}"
    ".ov-meant{fill:none;stroke:var(--soft);stroke-width:1.5;stroke-dasharray:2 2}.ov-year{stroke:var(--line)}"
    ".ov-bad{fill:var(--bad)}.ov-mark{fill:var(--paper);stroke:var(--ink);stroke-width:1.5}"
    + "".join(f".ov-tone-{n}{{fill:var(--tone-{n});stroke:var(--line)}}" for n in range(TONES))
)
"""The style of pictures."""

WRITTEN = (
    ".ov{color:var(--ink);background:var(--paper);font:14px/1.5 system-ui,sans-serif}"
    "div.ov{padding:.2em .6em}.ov table{border-collapse:collapse;margin:.5em 0;color:inherit;font-size:inherit;width:auto}"
    ".ov caption{text-align:left;font-weight:600;padding:.3em 0;color:inherit}"
    # a heading right above a table repeats its caption, which is then hidden from sight but kept for screen readers
    ".ov h3+.ov-wide caption{position:absolute;clip-path:inset(50%);height:1px;width:1px;overflow:hidden;padding:0}"
    ".ov tr,.ov tbody tr:nth-child(odd),.ov tbody tr:hover{background:none}"
    ".ov th,.ov td{text-align:left;vertical-align:top;padding:.35em .8em .35em 0;border:0;"
    "border-bottom:1px solid var(--hair);overflow-wrap:break-word;min-width:4.5em;max-width:38em;white-space:pre-line}.ov .ov-long,.ov code{overflow-wrap:anywhere}.ov code{font-size:.95em}.ov th code{overflow-wrap:break-word}"
    ".ov thead th{border-bottom:2px solid var(--line);color:var(--soft);overflow-wrap:normal}.ov th{font-weight:600}"
    ".ov p{margin:.4em 0;overflow-wrap:anywhere}.ov ul,.ov ol{margin:.3em 0;padding-left:1.4em}"
    ".ov li{margin:.15em 0;overflow-wrap:anywhere}.ov td li{overflow-wrap:break-word}.ov td ul{margin:0;padding-left:1.1em}"
    ".ov time{white-space:nowrap}.ov-front{width:100%}.ov-wide{overflow-x:auto}.ov-title{font-size:1.15em;font-weight:600}.ov-quiet,.ov-quiet a{color:var(--soft)}"
    ".ov-good{color:var(--good);font-weight:600}.ov-no{color:var(--bad);font-weight:600}"
    ".ov-facts{margin:.4em 0}.ov-facts div{display:flex;flex-wrap:wrap;gap:0 .8em;margin:.15em 0}"
    ".ov-facts dt{color:var(--soft);min-width:13.5em;margin:0;font-weight:400}"
    ".ov-facts dd{margin:0;flex:1 1 16em;overflow-wrap:anywhere;white-space:pre-line}"
    ".ov ol.ov-road{list-style:none;display:flex;flex-wrap:wrap;gap:.4em .3em;padding:0;margin:.6em 0}"
    ".ov-road li{display:flex;align-items:center;gap:.3em;margin:0}"
    ".ov-road li+li::before{content:'→' / '';color:var(--soft)}"
    ".ov-road span{border:1px solid var(--line);border-radius:5px;padding:.15em .55em}"
    ".ov-road .ov-past span{background:var(--later-soft);border-color:var(--later)}"
    ".ov-road .ov-now span{background:var(--later-soft);border:3px solid var(--later);font-weight:600}"
    ".ov-road .ov-ahead span{border-style:dashed;color:var(--soft)}"
    ".ov-reasons{padding-left:1.2em}.ov-reasons li{margin:.4em 0}.ov-source{color:var(--soft);font-size:.93em}"
    ".ov-open{border-left:4px solid var(--good);padding-left:.7em;margin:.7em 0}"
    ".ov-shut{border-left:4px double var(--bad);padding-left:.7em;margin:.7em 0}"
    "@media print,(min-width:40em){.ov-front td:nth-child(2){width:44%}.ov-front td:nth-child(3){width:28%}}"
    "@media screen and (max-width:40em){.ov table,.ov tbody,.ov tbody tr,.ov tbody th,.ov tbody td,.ov caption{display:block}"
    ".ov table{width:auto}.ov thead{position:absolute;clip-path:inset(50%);height:1px;width:1px;overflow:hidden}"
    ".ov tbody tr{border-bottom:1px solid var(--line);padding:.5em 0}.ov tbody th,.ov tbody td{border:0;min-width:0;"
    "max-width:none;padding:.1em 0}.ov td:empty{display:none}"
    ".ov td[data-label]::before{content:attr(data-label) ': ' / '';color:var(--soft)}}"
    ".ov figure{margin:.8em 0}.ov figcaption{color:var(--soft);font-size:.93em}"
)
"""The style of text and tables."""

_PICTURES = ".ov .ov-drawn{display:block!important}"
STYLE = Html(PALETTE + _HOSTS + DRAWN + WRITTEN + _PLAIN + _PICTURES)
"""The whole style sheet for a notebook. Each output has it, because a notebook may show any output alone."""


def svg(width: float, height: float, title: str, description: str, *content: Piece, alone: bool = False) -> Html:
    """A picture with its text alternative.

    Args:
        width: its width; it is shown smaller where there is less room.
        height: its height.
        title: what it is a picture of.
        description: what it shows, in words.
        content: what is drawn.
        alone: whether it has its own style, for a file; within a page the page has the style.
    """
    return tag(
        "svg",
        tag("title", title),
        tag("desc", description),
        tag("style", Html(PALETTE + DRAWN)) if alone else None,
        tag("rect", class_="ov-paper", width=width, height=height),
        *content,
        xmlns="http://www.w3.org/2000/svg",
        viewBox=f"0 0 {width:g} {height:g}",
        width=f"{width:g}",
        height=f"{height:g}",
        role="img",
        aria_label=title,
        class_="ov ov-svg" if alone else "ov-svg",
    )


def drawn(picture: Html) -> Html:
    """A picture in a notebook, hidden where our style sheet is not there.

    A notebook that does not trust its outputs removes the elements of a picture, and would show all its texts as one long word. It
    drops the style sheet as well, so there the picture stays hidden.
    """
    return tag("div", picture, class_="ov-drawn", style="display:none")


def place(content: Piece, language: Language) -> Html:
    """What a notebook shows of a value: the content with its style and language.

    A notebook that does not trust its outputs drops the style sheet. So each cell of a table says itself that it is aligned left;
    Jupyter would align it right.
    """
    shown = text("" if content is None else content)
    aligned = Html(_ALIGNED.sub(r'\g<0> style="text-align:left;vertical-align:top"', shown))
    return tag("div", tag("style", STYLE), aligned, class_="ov", lang=language)
