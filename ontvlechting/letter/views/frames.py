"""The registers of a programme as a frame; see `ontvlechting.views.frames`."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

from ontvlechting.engine.days import day_of
from ontvlechting.engine.shows import Backend
from ontvlechting.letter.registers import REGISTERS, Registers
from ontvlechting.views.frames import frame
from ontvlechting.views.rows import Rows


def registers(given: Registers, backend: Backend | None = None) -> Any:
    """One row for each entry of each register, register by register.

    Raises:
        MissingExtra: narwhals, or the library of the frame, is not installed.
    """
    columns = {
        "register": str, "id": str, "element": str, "asks": str, "progress": str, "open": bool, "follow_up": str,
        "owner": str, "due": date, "since": datetime, "on": date, "record": int, "corrected_by": str, "steps": str,
    }  # fmt: skip
    rows = [
        (name, e.id, e.element, e.asks, e.progress.value, e.open, e.follow_up.value if e.follow_up else None, e.owner,
         e.due, e.since.astimezone(UTC), day_of(e.since), e.record, str(e.corrected_by) if e.corrected_by else None,
         " ".join(str(s.number) for s in e.steps))
        for name in REGISTERS
        for e in getattr(given, name)
    ]  # fmt: skip
    return frame(Rows(columns, rows), backend)
