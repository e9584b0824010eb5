"""The registers of a programme as rows, for a frame or a workbook; see `ontvlechting.views.rows`."""

from __future__ import annotations

from datetime import UTC, date, datetime

from ontvlechting.engine.days import day_of
from ontvlechting.letter.registers import REGISTERS, Registers
from ontvlechting.views.rows import Rows


def registers(given: Registers) -> Rows:
    """One row for each entry of each register, register by register."""
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
    return Rows(columns, rows)
