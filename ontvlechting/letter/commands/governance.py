"""The governance route: the work stays, the steering is strengthened by agreements that are used."""

from __future__ import annotations

from datetime import date
from typing import Any, ClassVar

from attrs import frozen

from ontvlechting.engine.checked import PartyId, Words
from ontvlechting.engine.command import Command, Fact
from ontvlechting.engine.text import Text
from ontvlechting.letter.values import AgreementId, Document, RelationId, shown_by

__all__ = [
    "ConcludeAgreements",
    "RecordAgreement",
    "RecordUseOfAgreement",
    "StartStrengthening",
]


@frozen(kw_only=True)
class StartStrengthening(Command):
    """Strengthening the steering begins (*besturing versterken*; R55, R66, R70, R73)."""

    title: ClassVar[Text] = Text(nl="Besturing versterken", en="Start strengthening")

    def effect(self, d: Any, /) -> dict[str, Any]:
        """From this moment on, contacts about the proof can take place (R64)."""
        return {"underway_at": self.at}


@frozen(kw_only=True)
class RecordAgreement(Fact):
    """A new agreement about the steering (*afspraak vastleggen*; R29, R73).

    Attributes:
        id: the agreement's own reference.
        relation: the relation that it improves, as named at the start of the route.
        partners: the ids of the parties that made it.
        document: the agreement itself.
        in_force_from: the first day on which it is in force.
    """

    title: ClassVar[Text] = Text(nl="Afspraak vastleggen", en="Record an agreement")
    kept_in: ClassVar[str] = "agreements"

    id: AgreementId
    relation: RelationId
    partners: tuple[PartyId, ...]
    document: Document
    in_force_from: date


@frozen(kw_only=True)
class RecordUseOfAgreement(Fact):
    """An agreement was used (*gebruik van afspraak vastleggen*; R73).

    Attributes:
        agreement: the reference of the agreement.
        description: how it was used.
        document: a document of the other party, or of the ministry, that shows the use; without it, the other party has
            to record the use as well.
    """

    title: ClassVar[Text] = Text(nl="Gebruik van afspraak vastleggen", en="Record the use of an agreement")
    kept_in: ClassVar[str] = "uses"

    agreement: AgreementId
    description: Words
    document: Document | None = None

    def shown_by(self) -> tuple[str, date] | None:
        return shown_by(self.document)


@frozen(kw_only=True)
class ConcludeAgreements(Command):
    """The agreements are in force and in use (*afspraken vaststellen*; R55, R73)."""

    title: ClassVar[Text] = Text(nl="Afspraken vaststellen", en="Conclude the agreements")
