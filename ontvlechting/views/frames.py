"""Rows as a frame of pandas, polars or pyarrow, by way of narwhals. `views/rows.py` makes the rows."""

from __future__ import annotations

import sys
from datetime import date, datetime
from importlib.util import find_spec
from typing import Any

from ontvlechting.engine.errors import InputError, MissingExtra, Problem, nearest, shown
from ontvlechting.engine.shows import Backend
from ontvlechting.engine.text import Text
from ontvlechting.views import rows
from ontvlechting.views.rows import Rows

BACKENDS: tuple[Backend, ...] = ("polars", "pandas", "pyarrow")


def framed(given: Any, view: str, backend: Backend | None = None) -> Any:
    """A frame of a value, with the rows that `rows.of` gives by this name.

    Raises:
        MissingExtra: narwhals, or the library of the frame, is not installed.
        InputError: the backend is not one of `BACKENDS`.
    """
    return frame(rows.of(given, view), backend)


def library() -> Any:
    """Imports narwhals.

    Raises:
        MissingExtra: it is not installed.
    """
    try:
        import narwhals
    except ImportError as error:
        raise MissingExtra("to_frame", "narwhals", "ontvlechting[frames]") from error
    return narwhals


def frame(given: Rows, backend: Backend | None) -> Any:
    """A frame of these rows. Without a backend it is a library that is imported already, or else one that is installed.

    Raises:
        MissingExtra: narwhals, or the library of the frame, is not installed.
        InputError: the backend is not one of `BACKENDS`.
    """
    nw = library()
    if backend is not None and backend not in BACKENDS:
        expected = Text(nl=f"een van {', '.join(BACKENDS)}", en=f"one of {', '.join(BACKENDS)}")
        raise InputError("to_frame", [Problem("backend", shown(backend), expected, nearest(backend, BACKENDS))])
    chosen = backend or next((b for b in BACKENDS if b in sys.modules), None)
    chosen = chosen or next((b for b in BACKENDS if find_spec(b) is not None), None)
    if chosen is None or find_spec(chosen) is None:
        raise MissingExtra("to_frame", chosen or " / ".join(BACKENDS), chosen or BACKENDS[0])
    day = nw.Datetime("us") if chosen == "pandas" else nw.Date()  # pandas has no type for a day: midnight is used
    types = {str: nw.String(), int: nw.Int64(), bool: nw.Boolean(), date: day, datetime: nw.Datetime("us", "UTC")}
    schema = {name: types[kind] for name, kind in given.columns.items()}
    columns = {name: [row[n] for row in given.rows] for n, name in enumerate(given.columns)}
    return nw.from_dict(columns, schema, backend=chosen).to_native()
