"""Where what a page names leads to: nowhere in a notebook, to a place on the same page in a report, to another page on the web."""

from __future__ import annotations

from collections.abc import Callable

from attrs import frozen

from ontvlechting.engine.command import Command
from ontvlechting.engine.shows import Html
from ontvlechting.views.html import Piece, tag, text


@frozen(kw_only=True)
class Links:
    """Gives the address of what is named; what has none, or a None, is no link.

    Attributes:
        process: of a process, by its name.
        record: of a record, by the name of its process and its number.
        rule: of a rule, by its id.
        command: of where a kind of command can be asked.
    """

    process: Callable[[str], str | None] = lambda _: None
    record: Callable[[str, int], str | None] = lambda _, __: None
    rule: Callable[[str], str | None] = lambda _: None
    command: Callable[[type[Command]], str | None] = lambda _: None


NOWHERE = Links()
"""Nothing is a link."""


def linked(what: Piece, to: str | None, **more: str | None) -> Html:
    """This, as a link when it leads anywhere."""
    return text("" if what is None else what) if to is None else tag("a", what, href=to, **more)
