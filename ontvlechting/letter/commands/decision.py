"""Decision: the ministry decides on form and transition; each step is weighed first."""

from __future__ import annotations

from enum import Enum
from typing import Any, ClassVar

from attrs import frozen

from ontvlechting.engine.checked import Id, Number, Words
from ontvlechting.engine.command import Command, Effect, Fact, fills
from ontvlechting.engine.text import Text
from ontvlechting.letter.commands.entry import Route
from ontvlechting.letter.commands.voids import plan_void
from ontvlechting.letter.values import Document, Judgement

__all__ = [
    "Decide",
    "ReturnPlan",
    "Step",
    "WeighStep",
]


class Step(Enum):
    """The steps that need a weighing of their own: every move forward, and every shift of budget (R55)."""

    TESTS = "tests"
    DECISION = "decision"
    TRANSFER = "transfer"
    STRENGTHENING = "strengthening"
    PHASE = "phase"
    ACCEPTANCE = "acceptance"
    PROOF = "proof"
    AGREEMENTS = "agreements"
    BUDGET = "budget"
    COMPLETION = "completion"
    ROUTE = "route"


OF_A_PHASE = frozenset({Step.PHASE, Step.ACCEPTANCE})
"""The steps that are about one phase."""


@frozen(kw_only=True)
class WeighStep(Fact):
    """A step is weighed: what follows from it, and is there enough added value (*stap afwegen*; R55, R89).

    A weighing counts for one step, in the state in which it was made, and once.

    Attributes:
        id: the weighing's own reference; never used twice.
        step: which step.
        phase: for `Step.PHASE` and `Step.ACCEPTANCE`: the number of the phase.
        consequences: what follows from the step.
        enough_added_value: the judgement whether there is enough added value.
        conflict: where values conflict: which ones.
        service_prevails: where values conflict: whether service to citizens and businesses prevails.
        changed_since: where an earlier weighing of this step said no: what has changed since.
    """

    title: ClassVar[Text] = Text(nl="Stap afwegen", en="Weigh a step")
    kept_in: ClassVar[str] = "weighings"

    id: Id
    step: Step
    phase: int | None = None
    consequences: Words
    enough_added_value: Judgement
    conflict: Words | None = None
    service_prevails: bool | None = None
    changed_since: Words | None = None


@frozen(kw_only=True)
class Decide(Command):
    """The ministry decides to disentangle, in this form and by this transition (*besluiten*; R5, R13, R17, R44, R70, R85, R90).

    Attributes:
        plan_version: the version that is decided on.
        form: the route.
        transition: how the transition goes.
        motivation: why.
        weighed: the ids of the documents that were weighed.
        note: the public decision note.
    """

    title: ClassVar[Text] = Text(nl="Besluiten", en="Decide")
    effect: ClassVar[Effect] = fills("decision")

    plan_version: Number
    form: Route | None = None
    transition: Words | None = None
    motivation: Words
    weighed: tuple[Id, ...] = ()
    note: Document | None = None


@frozen(kw_only=True)
class ReturnPlan(Command):
    """The ministry sends the plan back; it is tested anew (*plan terugsturen*; R5, R13, R44, R85).

    Attributes:
        reason: why.
        note: the public decision note.
    """

    title: ClassVar[Text] = Text(nl="Plan terugsturen", en="Return the plan")

    reason: Words
    note: Document | None = None

    def effect(self, d: Any, /) -> dict[str, Any]:
        """The plan stays, but is tested anew, by judgements that are newer than its return (R44)."""
        return {**plan_void(d, self.at), "tests_from": self.at}
