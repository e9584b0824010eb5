"""How tests read HTML: as a parser sees it, element by element; and texts that try to be more than text."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from html.parser import HTMLParser
from typing import Any

import attrs

from ontvlechting.letter.values import Money

HOSTILE = (
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "'onmouseover='alert(1)",
    "{{7*7}}{%print(7*7)%}${7*7}",
    "javascript:alert(1)//",
    "</style></textarea><svg onload=alert(1)>",
    "<!--",
    "&lt;b&gt;]]>",
)
"""Each of these has done harm somewhere. A newline and a steering character are in no name, which has to fit on a line."""
ELEMENTS = frozenset(
    ["a", "b", "body", "caption", "circle", "code", "dd", "desc", "details", "div", "dl", "dt", "figcaption", "figure", "footer", "g", "h1", "h2", "h3", "head", "header", "html", "li", "main", "meta", "nav", "ol", "p", "path", "pre", "rect", "section", "span", "strong", "style", "summary", "svg", "table", "tbody", "td", "text", "th", "thead", "time", "title", "tr", "tspan", "ul", "wbr"]
)  # fmt: skip
"""Every element that a page of ours may have."""
ATTRIBUTES = frozenset(
    ["aria-current", "aria-label", "aria-labelledby", "charset", "class", "content", "cx", "cy", "d", "data-label", "datetime", "dy", "fill", "font-style", "height", "href", "http-equiv", "id", "lang", "name", "r", "role", "rx", "scope", "stroke-dasharray", "style", "tabindex", "text-anchor", "title", "viewbox", "width", "x", "xmlns", "y"]
)  # fmt: skip
"""Every attribute."""


class Page(HTMLParser):
    """What a parser sees: elements with their attributes, in order, and the text between them."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str]]] = []
        self.text = ""
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """An element begins."""
        self.elements.append((tag, {key: value or "" for key, value in attrs}))

    def handle_data(self, data: str) -> None:
        """Text."""
        self.text += data

    @property
    def bones(self) -> list[tuple[str, frozenset[str]]]:
        """The elements with the names of their attributes, less what says where a long word may break."""
        return [(tag, frozenset(attrs) - {"class"}) for tag, attrs in self.elements if tag not in {"tspan", "wbr"}]

    def every(self, *names: str) -> list[dict[str, str]]:
        """The attributes of every element of these names."""
        return [attrs for tag, attrs in self.elements if tag in names]

    def check_harmless(self) -> None:
        """Only elements and attributes that are ours, no link that leads elsewhere, no comment that hides a piece."""
        assert {tag for tag, _ in self.elements} <= ELEMENTS
        assert {name for _, attrs in self.elements for name in attrs} <= ATTRIBUTES
        assert all(attrs["href"].startswith("#") for attrs in self.every("a"))
        assert not [name for _, attrs in self.elements for name in attrs if name.startswith("on")]

    def handle_comment(self, data: str) -> None:
        """There is none."""
        raise AssertionError(f"a comment: {data}")

    def handle_decl(self, decl: str) -> None:
        """Only the one on top."""
        assert "doctype html" == decl


def rewritten(value: Any, write: Callable[[str], str]) -> Any:
    """A value with every text in it written anew, names included; numbers, days, members and amounts stay."""
    match value:
        case str():
            return write(value)
        case Enum() | bool() | int() | Decimal() | date() | datetime() | Money() | None:
            return value
        case tuple():
            return tuple(rewritten(v, write) for v in value)
        case _:
            fields = {a.name: rewritten(getattr(value, a.name), write) for a in attrs.fields(type(value))}
            return type(value)(**fields)


def poison(hostile: str) -> Callable[[str], str]:
    """Put this before a text; what is too long for a name is cut at its end."""
    return lambda text: (hostile + re.sub(r"\s", " ", text))[:190]


def harmless(hostile: str) -> Callable[[str], str]:
    """Something of the same length, from letters only."""
    return lambda text: re.sub(r"[^\w]", "x", poison(hostile)(text))
