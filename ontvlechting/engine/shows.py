"""How a value is shown to people. Values do not import views; `ontvlechting/__init__.py` connects these to `Shows`."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, ClassVar, Literal

from ontvlechting.engine.text import Language, spoken

Backend = Literal["pandas", "polars", "pyarrow"]
"""The libraries that can make a frame."""


class Html(str):
    """Finished HTML. Jupyter and marimo show it as HTML, and Jinja2 does not escape it again."""

    __slots__ = ()

    def __html__(self) -> str:
        return self

    def _repr_html_(self) -> str:
        return str(self)


class Shows:
    """The base of values that people see: as plain HTML in a notebook, as a few lines of text elsewhere."""

    __slots__ = ()
    _module: ClassVar[Callable[[str], Any]]
    """Imports a module of views by its name. `ontvlechting/__init__.py` sets it."""

    def __init_subclass__(cls) -> None:
        super().__init_subclass__()
        # IPython uses the nearest class; without this, the `repr` that attrs makes would hide the method of the base
        cls._repr_pretty_ = Shows._repr_pretty_  # type: ignore[method-assign]

    def html(self, language: Language | None = None) -> Html:
        """The HTML that a notebook shows; it needs no JavaScript, and fits a light or dark page.

        Args:
            language: the language of the library's words, without it the one of `choose_language`; what people wrote stays as it is.

        Returns:
            A string that Jupyter and marimo show as HTML.
        """
        shown: Html = Shows._module("notebook").shown(self, spoken(language))
        return shown

    def lines(self, language: Language | None = None) -> str:
        """The same in short, as lines of text for a terminal."""
        said: str = Shows._module("plain").lines(self, spoken(language))
        return said

    def __str__(self) -> str:
        return self.lines()

    def _repr_html_(self) -> str:
        return str(self.html())  # a plain `str`, because marimo can send nothing else to the browser

    def _repr_pretty_(self, printer: Any, cycle: bool) -> None:  # noqa: FBT001 - as IPython calls it
        """Print for IPython in a terminal."""
        printer.text("…" if cycle else self.lines())


class Framed(Shows):
    """The base of values that can also become a frame or a workbook, with rows for an analyst."""

    __slots__ = ()
    _view: ClassVar[str]
    """The name of the function that makes the rows, in `views/rows.py`. For the answers of `shell/answers.py`, other views
    have a function of this name too."""

    def to_frame(self, backend: Backend | None = None) -> Any:
        """A frame with one row for each item.

        Args:
            backend: `pandas`, `polars` or `pyarrow`; by default one that is already imported, or else installed.

        Raises:
            MissingExtra: the extra `frames`, or that library, is not installed.
        """
        return type(self)._module("frames").framed(self, self._view, backend)

    def xlsx(self) -> bytes:
        """A workbook for a spreadsheet program (XLSX), with one row for each item.

        A text stays a text, and never becomes a formula. A moment is that of a clock in the Netherlands, because a workbook
        knows no time zones.

        Raises:
            MissingExtra: the extra `sheets` is not installed.
        """
        written: bytes = type(self)._module("sheets").table(self, self._view)
        return written
