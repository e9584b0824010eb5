"""Proof: the receiving party has really carried out the work, and can go on doing so."""

from __future__ import annotations

from typing import ClassVar

from attrs import frozen

from ontvlechting.engine.checked import Checked, PartyId, Words
from ontvlechting.engine.command import Command, Effect, fills
from ontvlechting.engine.names import Choice
from ontvlechting.engine.text import Text
from ontvlechting.letter.values import Judgement

__all__ = [
    "ConcludeProof",
    "Supply",
    "Support",
    "SupportArea",
]


class SupportArea(Choice):
    """The seven areas of support that a full directorate-general needs (R7)."""

    STAFF = "staff"
    FINANCE = "finance"
    INFORMATION = "information"
    PROCUREMENT = "procurement"
    FACILITIES = "facilities"
    COMMUNICATION = "communication"
    HOUSING = "housing"


class Supply(Choice):
    """How an area of support is supplied (R7)."""

    OWN = "own"
    SERVICE = "service"
    NOT_NEEDED = "not_needed"


@frozen(kw_only=True)
class Support(Checked):
    """How the receiving party is supported in one area.

    Attributes:
        area: which area.
        supply: by itself, as a service, or not needed.
        supplier: for a service: the id of the party that supplies it.
        reason: for not needed: why.
    """

    area: SupportArea
    supply: Supply
    supplier: PartyId | None = None
    reason: Words | None = None


@frozen(kw_only=True)
class ConcludeProof(Command):
    """The receiving party is proven (*overname vaststellen*; R6, R7, R28, R50, R52, R53).

    Attributes:
        support: the seven areas of support.
        really_can: the judgement that the receiving party really can.
    """

    title: ClassVar[Text] = Text(nl="Overname vaststellen", en="Conclude the proof")
    effect: ClassVar[Effect] = fills("proof")

    support: tuple[Support, ...]
    really_can: Judgement
