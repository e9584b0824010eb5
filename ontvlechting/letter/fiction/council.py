"""A fictional road under the Works Councils Act as well: what its pack asks of the council and of those who ask it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ontvlechting.letter import commands as c
from ontvlechting.letter.fiction.road import Road
from ontvlechting.letter.norms import COURT
from ontvlechting.letter.values import DocumentKind, Role


class CouncilRoad(Road):
    """The same road with what the pack of the Works Councils Act asks; the council agrees, and its advice is followed."""

    def deciding(self) -> Iterator[c.Command]:
        """From preconditions tested to ministry decided, with the council's advice asked in writing and discussed."""
        yield self.advice_basis()
        for command in super().deciding():
            yield command
            if isinstance(command, c.RequestAdvice):
                yield self.written_request()
                yield self.consultation()

    def starting(self) -> Iterator[c.Command]:
        """From ministry decided to phased transfer, after the council was told."""
        yield self.notify("dor")
        yield from super().starting()

    def strengthening(self) -> Iterator[c.Command]:
        """From ministry decided to strengthening governance, after the council was told."""
        yield self.notify("dor")
        yield from super().strengthening()

    # -- evidence -----------------------------------------------------------------------------------------------------

    def advice_basis(self, body: str = "dor", **changes: Any) -> c.RecordAdviceBasis:
        """Article 25 holds for this council."""
        return self._give(
            c.RecordAdviceBasis,
            changes,
            by=self.ministry,
            body=body,
            basis=c.AdviceBasis.ARTICLE_25,
            reason="Fictief: belangrijke wijziging in de organisatie",
        )

    def written_request(self, advice: str = "fictief-advies-dor", **changes: Any) -> c.RecordWrittenRequest:
        """The request in writing, with its three items, in time."""
        self.tick()
        return self._give(
            c.RecordWrittenRequest,
            changes,
            by=self.receiver,
            advice=advice,
            document=self.document(DocumentKind.LETTER, self.process.receiving),
            grounds="Fictief: de beweegredenen",
            consequences="Fictief: de gevolgen voor het personeel",
            measures="Fictief: de voorgenomen maatregelen",
            in_time=self.judgement(),
        )

    def consultation(self, advice: str = "fictief-advies-dor", **changes: Any) -> c.RecordConsultation:
        """A consultation meeting on the request."""
        return self._give(c.RecordConsultation, changes, by=self.receiver, advice=advice)

    def waive(self, body: str = "dor", **changes: Any) -> c.WaiveSuspension:
        """The council need not be waited for."""
        self.tick()
        document = self.document(DocumentKind.LETTER, body)
        return self._give(
            c.WaiveSuspension, changes, by=self.actor(Role.WORKS_COUNCIL, body), body=body, document=document
        )

    def appeal(
        self, status: c.AppealStatus = c.AppealStatus.PENDING, body: str = "dor", **changes: Any
    ) -> c.RecordAppeal:
        """How the appeal of the council stands."""
        by = self.actor(Role.WORKS_COUNCIL, body)
        return self._give(c.RecordAppeal, changes, by=by, appeal="fictief-beroep", body=body, status=status)

    def prohibition(self, *, in_force: bool = True, **changes: Any) -> c.RecordProhibition:
        """A court forbids the execution, or lifts that."""
        self.tick()
        document = self.document(DocumentKind.EVIDENCE, COURT.id)
        return self._give(
            c.RecordProhibition,
            changes,
            by=self.ministry,
            prohibition="fictief-verbod",
            in_force=in_force,
            document=document,
        )
