"""What a page of the whole ledger is made of, as the views read it."""

from __future__ import annotations

from typing import Protocol

from ontvlechting.record.audit import Record


class Placed(Protocol):
    """A record with its place in the whole ledger."""

    @property
    def position(self) -> int:
        """Its place."""

    @property
    def record(self) -> Record:
        """The record."""
