"""A fictional road under the Works Councils Act as well: what its pack asks of the council and of those who ask it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import attrs

from ontvlechting.engine.values import Actor
from ontvlechting.letter import commands as c
from ontvlechting.letter.fiction.road import Road
from ontvlechting.letter.norms import COURT
from ontvlechting.letter.values import BodyKind, Document, DocumentKind, Role


class CouncilRoad(Road):
    """The same road with what the pack of the Works Councils Act asks; the council agrees, and its advice is followed."""

    def deciding(self) -> Iterator[c.Command]:
        """From preconditions tested to ministry decided, with the council's advice asked in writing and discussed."""
        yield self.name_director()
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

    # -- who ----------------------------------------------------------------------------------------------------------

    @property
    def director(self) -> Actor:
        """The *bestuurder*: who consults with the council for the employer."""
        return attrs.evolve(self.actor(Role.MINISTRY, self.norms.ministry), id="fictief-bestuurder")

    # -- evidence -----------------------------------------------------------------------------------------------------

    def name_director(self, body: str = "dor", **changes: Any) -> c.RecordDirector:
        """The ministry says who the director is."""
        self.tick()
        return self._give(
            c.RecordDirector,
            changes,
            by=self.ministry,
            body=body,
            director=self.director.id,
            party=self.director.party,
            office=c.Office.SECRETARY_GENERAL,
            document=self.document(DocumentKind.DECISION_NOTE, self.norms.ministry),
        )

    def advice_basis(self, body: str = "dor", **changes: Any) -> c.RecordAdviceBasis:
        """Article 25 holds for this council: the organisation changes, and a study was hired for it."""
        self.tick()
        return self._give(
            c.RecordAdviceBasis,
            changes,
            by=self.director,
            body=body,
            basis=c.AdviceBasis.ARTICLE_25,
            grounds=(c.Ground.E, c.Ground.N),
            reason="Fictief: belangrijke wijziging in de organisatie",
            document=self.document(DocumentKind.LETTER, self.norms.ministry),
        )

    def contest_basis(self, body: str = "dor", **changes: Any) -> c.ContestBasis:
        """The council contests the basis."""
        return self._give(
            c.ContestBasis, changes, by=self.speaker(body), body=body, reason="Fictief: het besluit raakt ons werk"
        )

    def settle_basis(
        self, basis: c.AdviceBasis = c.AdviceBasis.ARTICLE_25, body: str = "dor", **changes: Any
    ) -> c.SettleBasis:
        """The council and the director agree on the basis."""
        self.tick()
        document = self.document(DocumentKind.LETTER, body)
        return self._give(c.SettleBasis, changes, by=self.director, body=body, basis=basis, document=document)

    def written_request(self, advice: str = "fictief-advies-dor", **changes: Any) -> c.RecordWrittenRequest:
        """The request in writing, with its three items, in time, on the execution as well."""
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
            days=28,
            term_reason="Fictief: de raad vergadert om de twee weken",
            on_execution=True,
        )

    def consultation(
        self, advice: str = "fictief-advies-dor", body: str = "dor", **changes: Any
    ) -> c.RecordConsultation:
        """A consultation meeting on the request, as the council records it."""
        return self._give(c.RecordConsultation, changes, by=self.speaker(body), advice=advice)

    def decline_consultation(
        self, advice: str = "fictief-advies-dor", body: str = "dor", **changes: Any
    ) -> c.DeclineConsultation:
        """The council wants no meeting."""
        self.tick()
        document = self.document(DocumentKind.LETTER, body)
        return self._give(c.DeclineConsultation, changes, by=self.speaker(body), advice=advice, document=document)

    def abstain(self, advice: str = "fictief-advies-dor", body: str = "dor", **changes: Any) -> c.ReceiveAdvice:
        """The council writes that it gives no advice."""
        self.tick()
        document = self.document(DocumentKind.LETTER, body)
        return self.receive_advice(advice, c.Opinion.ABSTAINED, **{"document": document, **changes})

    def notify(self, body: str, **changes: Any) -> c.NotifyBody:
        """The director tells the council of the decision and of its reasons; unions are told by the ministry."""
        if body not in self.norms.bodies_of(BodyKind.WORKS_COUNCIL):
            return super().notify(body, **changes)
        told = super().notify(body, by=self.director, reasons="Fictief: hoe met het advies is omgegaan, en waarom")
        at = changes.get("at", told.at)
        return attrs.evolve(told, **{"document": attrs.evolve(told.document, on=self.norms.day_of(at)), **changes})

    def waive(self, body: str = "dor", **changes: Any) -> c.WaiveSuspension:
        """The council need not be waited for."""
        self.tick()
        document = self.document(DocumentKind.LETTER, body)
        return self._give(c.WaiveSuspension, changes, by=self.speaker(body), body=body, document=document)

    def appeal(
        self, status: c.AppealStatus = c.AppealStatus.PENDING, body: str = "dor", **changes: Any
    ) -> c.RecordAppeal:
        """How the appeal of the council stands; what the court decided stands in its order."""
        self.tick()
        decided = status in (c.AppealStatus.DISMISSED, c.AppealStatus.UPHELD)
        return self._give(
            c.RecordAppeal,
            changes,
            by=self.speaker(body),
            appeal="fictief-beroep",
            body=body,
            status=status,
            document=self.order() if decided else None,
        )

    def prohibition(self, *, in_force: bool = True, **changes: Any) -> c.RecordProhibition:
        """A court forbids the execution, or lifts that."""
        self.tick()
        return self._give(
            c.RecordProhibition,
            changes,
            by=self.ministry,
            prohibition="fictief-verbod",
            in_force=in_force,
            document=self.order(),
        )

    def withdraw(self, *, whole: bool = True, **changes: Any) -> c.WithdrawDecision:
        """The ministry withdraws the decision; that a part is enough stands in an order of the court."""
        self.tick()
        document = self.document(DocumentKind.DECISION_NOTE, self.norms.ministry) if whole else self.order()
        return self._give(
            c.WithdrawDecision, changes, by=self.ministry, appeal="fictief-beroep", whole=whole, document=document
        )

    def order(self) -> Document:
        """A fictional order of the court."""
        return self.document(DocumentKind.EVIDENCE, COURT.id)
