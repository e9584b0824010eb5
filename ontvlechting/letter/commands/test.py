"""Test: the five preconditions (*randvoorwaarden*), tested one by one on one version of the plan."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any, ClassVar

from attrs import frozen

from ontvlechting.engine.checked import Checked
from ontvlechting.engine.command import Command, Fact
from ontvlechting.engine.errors import Problem, shown
from ontvlechting.engine.names import Choice
from ontvlechting.engine.text import Text
from ontvlechting.letter.values import Judgement, PlanVersion

__all__ = [
    "PARTS",
    "Basis",
    "ConcludeTests",
    "Part",
    "PartResult",
    "Precondition",
    "RecordTest",
]


class Precondition(Choice):
    """The five preconditions of the letter (R35)."""

    ADDED_VALUE = "added_value"
    CONTINUITY = "continuity"
    STAFF = "staff"
    EFFICIENCY = "efficiency"
    BUDGET = "budget"


class Part(Choice):
    """The parts of a precondition that are reported separately (R36, R39, R41, R42)."""

    CITIZENS = "citizens"
    BUSINESSES = "businesses"
    SAFEGUARDS = "safeguards"
    CONSEQUENCES = "consequences"
    INVOLVEMENT = "involvement"
    EFFICIENCY = "efficiency"
    COVERAGE = "coverage"
    NEUTRALITY = "neutrality"


PARTS: dict[Precondition, tuple[Part, ...]] = {
    Precondition.ADDED_VALUE: (Part.CITIZENS, Part.BUSINESSES),
    Precondition.CONTINUITY: (Part.SAFEGUARDS,),
    Precondition.STAFF: (Part.CONSEQUENCES, Part.INVOLVEMENT),
    Precondition.EFFICIENCY: (Part.EFFICIENCY,),
    Precondition.BUDGET: (Part.COVERAGE, Part.NEUTRALITY),
}
"""Which parts make up which precondition; of added value, those whose target group the process serves."""


class Basis(Choice):
    """What a finding rests on; an expectation is not evidence (R31)."""

    MEASURED = "measured"
    ARGUED = "argued"
    EXPECTED = "expected"


@frozen(kw_only=True)
class PartResult(Checked):
    """The result for one part of a precondition.

    Attributes:
        part: which part.
        basis: what the judgement rests on.
        judgement: whether it holds, and why.
    """

    part: Part
    basis: Basis
    judgement: Judgement


@frozen(kw_only=True)
class RecordTest(Fact):
    """One precondition was tested on one version of the plan (*toets vastleggen*; R31, R35-R44).

    A failed test is recorded as well; a newer test of the same precondition replaces it.

    Attributes:
        precondition: which of the five.
        plan_version: the version that was tested.
        results: one for each part.
    """

    title: ClassVar[Text] = Text(nl="Toets vastleggen", en="Record a test")
    kept_in: ClassVar[str] = "tests"

    precondition: Precondition
    plan_version: PlanVersion
    results: tuple[PartResult, ...]

    @property
    def passed(self) -> bool:
        """Whether every part holds."""
        return all(r.judgement.holds for r in self.results)

    @property
    def judged_at(self) -> datetime:
        """When the first of its judgements was given."""
        return min(r.judgement.on for r in self.results)

    def problems(self) -> Iterator[Problem]:
        parts = [r.part for r in self.results]
        allowed = PARTS[self.precondition]
        if not parts or len(set(parts)) < len(parts) or not set(parts) <= set(allowed):
            names = ", ".join(p.value for p in allowed)
            yield Problem(
                "results",
                shown([p.value for p in parts]),
                Text(nl=f"elk onderdeel ten hoogste één keer, uit: {names}", en=f"each part at most once, of: {names}"),
            )


@frozen(kw_only=True)
class ConcludeTests(Command):
    """All five preconditions were tested and met (*toetsing afronden*; R33, R35-R42, R45, R62, R66, R68)."""

    title: ClassVar[Text] = Text(nl="Toetsing afronden", en="Conclude the tests")

    def effect(self, d: Any, /) -> dict[str, Any]:
        """From this moment on, contacts about the decision can take place (R64)."""
        return {"concluded_at": self.at}
