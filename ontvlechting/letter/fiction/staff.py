"""A fictional road that also does what the pack on staff and authority asks."""

from __future__ import annotations

from collections.abc import Iterator

from ontvlechting.letter import commands as c
from ontvlechting.letter.commands import Route
from ontvlechting.letter.fiction.road import Road
from ontvlechting.letter.values import BodyKind
from ontvlechting.packs.fiction import StaffEvidence
from ontvlechting.packs.staff_facts import DecreeKind, Side


class StaffRoad(Road):
    """The same road with what the pack asks: on the shift a group of staff and a power go along; otherwise neither does."""

    def deciding(self) -> Iterator[c.Command]:
        """From preconditions tested to ministry decided, after unions and council were consulted and the group prepared."""
        yield from self.consulting()
        yield from super().deciding()

    def starting(self) -> Iterator[c.Command]:
        """From ministry decided to phased transfer, with a holder for the power."""
        yield from self.empowering()
        yield from super().starting()

    def completing(self) -> Iterator[c.Command]:
        """From proven to completed, once everybody has a place and the power has gone over."""
        if self.route is Route.SHIFT:
            yield from self.handing_over()
        else:
            yield self.staff.list_powers(self.tick(), powers=())
        yield from super().completing()

    def consulting(self) -> Iterator[c.Command]:
        """The description, both consultations, and the preparatory phase."""
        shift = self.route is Route.SHIFT
        yield self.staff.describe(self.tick(), consequences=shift)
        if shift:
            yield from (self.staff.consult(side, self.tick()) for side in Side)
            yield self.staff.prepare(self.tick())

    def empowering(self) -> Iterator[c.Command]:
        """The power that changes hands, both decrees, and who holds it when the transfer begins."""
        now = self.tick()
        yield self.staff.list_powers(now)
        yield from (self.staff.decree(kind, now) for kind in DecreeKind)
        yield self.staff.assign(self.process.delivering, now)

    def handing_over(self) -> Iterator[c.Command]:
        """Everybody is placed, and the power goes over without a day between."""
        yield self.staff.place(self.tick())
        now = self.tick()
        yield self.staff.assign(self.process.receiving, now)
        yield self.staff.withdraw(self.process.delivering, now)

    @property
    def staff(self) -> StaffEvidence:
        """One fact of the pack at a time."""
        union, council = (min(self.norms.bodies_of(kind)) for kind in (BodyKind.UNION, BodyKind.WORKS_COUNCIL))
        return StaffEvidence(self.ministry, {Side.UNIONS: union, Side.COUNCIL: council})
