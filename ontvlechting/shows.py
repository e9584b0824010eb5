"""How a value shows itself to people: the one place where the house looks up, from its values to its views.

A value knows no view. When somebody looks at it, `Shows` asks the views what it looks like: that import, inside a
function, is the only one that goes up, and the contracts in `pyproject.toml` name it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from ontvlechting.text import Language

if TYPE_CHECKING:
    from ontvlechting.views.frames import Backend
    from ontvlechting.views.html import Html


class Shows:
    """Base of what a person meets: plain HTML in a notebook, a few lines of text elsewhere."""

    __slots__ = ()

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
        from ontvlechting.views import notebook

        return notebook.shown(self, language)

    def lines(self, language: Language = "nl") -> str:
        """The same in short, as plain lines of text for a terminal."""
        from ontvlechting.views import plain

        return plain.lines(self, language)

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
    """Which function of `views/frames.py` makes that; what is in a list has one of that name in other views as well."""

    def to_frame(self, *, backend: Backend | None = None) -> Any:
        """One row for each of what it holds, as a frame.

        Args:
            backend: `pandas`, `polars` or `pyarrow`; without it the one that is imported already, else installed.

        Raises:
            MissingExtra: the extra `frames`, or that library, is not installed.
        """
        from ontvlechting.views import frames

        return getattr(frames, self._view)(self, backend)
