"""An entry in a page of the whole ledger, as the views read it."""

from __future__ import annotations

from typing import Protocol

from ontvlechting.record.audit import Record


class Placed(Protocol):
    """A record with its position in the whole ledger."""

    @property
    def position(self) -> int:
        """Its position."""

    @property
    def record(self) -> Record:
        """The record."""
