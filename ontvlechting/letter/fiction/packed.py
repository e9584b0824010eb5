"""A fictional road under every pack that comes with the library."""

from __future__ import annotations

from collections.abc import Iterator

import attrs

from ontvlechting.letter import commands as c
from ontvlechting.letter.fiction.council import CouncilRoad
from ontvlechting.letter.fiction.staff import StaffRoad
from ontvlechting.packs import RecordsRoad


class PackedRoad(StaffRoad, CouncilRoad):
    """The road with what the packs ask of the council, of staff and of records; on the shift.

    What the portfolio asks is not on it: that has to be read from a ledger.
    """

    def starting(self) -> Iterator[c.Command]:
        """From ministry decided to phased transfer, once both parties agree on what there is."""
        for command in super().starting():
            if isinstance(command, c.StartTransfer):
                yield from self.records.before_work()
                yield attrs.evolve(command, at=self.tick())
            else:
                yield command

    def completing(self) -> Iterator[c.Command]:
        """From proven to completed, once everything that follows the work was received."""
        for command in super().completing():
            if isinstance(command, c.Complete):
                yield from self.records.before_responsibility()
                yield from self.records.before_completion()
                yield attrs.evolve(command, at=self.tick())
            else:
                yield command

    @property
    def records(self) -> RecordsRoad:
        """What both parties record of records and data."""
        return RecordsRoad(delivering=self.deliverer, receiving=self.receiver, tick=self.tick)
