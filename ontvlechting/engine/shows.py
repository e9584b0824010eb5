"""How a value shows itself to people. A value knows no view: the front door of the package hangs the views on `Shows`."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, ClassVar, Literal

from ontvlechting.engine.text import Language

Backend = Literal["pandas", "polars", "pyarrow"]
"""The libraries that a frame can be made with."""


class Html(str):
    """Finished HTML. Jupyter and marimo show it as such, and Jinja2 does not escape it again."""

    __slots__ = ()

    def __html__(self) -> str:
        return self

    def _repr_html_(self) -> str:
        return str(self)


class Shows:
    """Base of what a person meets: plain HTML in a notebook, a few lines of text elsewhere."""

    __slots__ = ()
    _module: ClassVar[Callable[[str], Any]]
    """Gives a module of views by its name; the front door puts it here, and imports nothing before it is asked."""

    def __init_subclass__(cls) -> None:
        super().__init_subclass__()
        # IPython takes what stands nearest; without this the `repr` that attrs makes would go before what a base has
        cls._repr_pretty_ = Shows._repr_pretty_  # type: ignore[method-assign]

    def html(self, language: Language = "nl") -> Html:
        """What a notebook shows: HTML that needs no JavaScript, in light and dark.

        Args:
            language: of the words; what people wrote stays as they wrote it.

        Returns:
            A string that Jupyter and marimo show as HTML.
        """
        shown: Html = Shows._module("notebook").shown(self, language)
        return shown

    def lines(self, language: Language = "nl") -> str:
        """The same in short, as plain lines of text for a terminal."""
        said: str = Shows._module("plain").lines(self, language)
        return said

    def __str__(self) -> str:
        return self.lines()

    def _repr_html_(self) -> str:
        return str(self.html())  # a plain text: what marimo sends to the browser may be nothing more

    def _repr_pretty_(self, printer: Any, cycle: bool) -> None:  # noqa: FBT001 - as IPython calls it
        """What IPython prints in a terminal."""
        printer.text("…" if cycle else self.lines())


class Framed(Shows):
    """Base of what becomes a frame as well: rows for an analyst."""

    __slots__ = ()
    _view: ClassVar[str]
    """Which function makes that, in `views/frames.py` or in the letter's own views; what is in a list has one of that name in
    other views as well."""

    def to_frame(self, *, backend: Backend | None = None) -> Any:
        """One row for each of what it holds, as a frame.

        Args:
            backend: `pandas`, `polars` or `pyarrow`; without it the one that is imported already, else installed.

        Raises:
            MissingExtra: the extra `frames`, or that library, is not installed.
        """
        return type(self)._module("frames").framed(self, self._view, backend)
