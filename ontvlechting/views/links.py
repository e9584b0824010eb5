"""The links of names on a page: none in a notebook, to a place on the same page in a report, to another page on the web."""

from __future__ import annotations

from collections.abc import Callable

from attrs import frozen

from ontvlechting.engine.command import Command
from ontvlechting.engine.shows import Html
from ontvlechting.views.html import Piece, tag, text


@frozen(kw_only=True)
class Links:
    """Functions that give the address of what is named; None makes no link.

    Attributes:
        process: the address of a process, by its name.
        record: the address of a record, by the name of its process and its number.
        rule: the address of a rule, by its id.
        command: the address where a kind of command can be asked.
    """

    process: Callable[[str], str | None] = lambda _: None
    record: Callable[[str, int], str | None] = lambda _, __: None
    rule: Callable[[str], str | None] = lambda _: None
    command: Callable[[type[Command]], str | None] = lambda _: None


NOWHERE = Links()
"""No links at all."""


def linked(what: Piece, to: str | None, **more: str | None) -> Html:
    """The given piece, as a link when there is an address."""
    return text("" if what is None else what) if to is None else tag("a", what, href=to, **more)
