"""Decision: the ministry decides on form and transition; each step is weighed first."""

from __future__ import annotations

from datetime import date
from typing import Any, ClassVar

from attrs import frozen

from ontvlechting.engine.checked import Words
from ontvlechting.engine.command import Command, Effect, Fact, fills
from ontvlechting.engine.names import Choice
from ontvlechting.engine.text import Text
from ontvlechting.letter.commands.entry import Route
from ontvlechting.letter.commands.participation import Stage
from ontvlechting.letter.commands.plan import Asking, Limits
from ontvlechting.letter.commands.voids import anew, plan_void
from ontvlechting.letter.values import Document, DocumentId, Judgement, PlanVersion, SomePhase, WeighingId

__all__ = [
    "AmendPlan",
    "Decide",
    "ReturnPlan",
    "Step",
    "WeighStep",
]


class Step(Choice):
    """The steps that need a weighing of their own: every move forward, and every shift of budget (R55)."""

    TESTS = "tests"
    DECISION = "decision"
    TRANSFER = "transfer"
    STRENGTHENING = "strengthening"
    PHASE = "phase"
    ACCEPTANCE = "acceptance"
    PROOF = "proof"
    AGREEMENTS = "agreements"
    AMENDMENT = "amendment"
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
        enough_added_value: the judgement whether there is sufficient added value.
        conflict: where values conflict: which ones.
        service_prevails: where values conflict: whether service to citizens and businesses prevails.
        changed_since: where an earlier weighing of this step said no: what has changed since.
    """

    title: ClassVar[Text] = Text(nl="Stap afwegen", en="Weigh a step")
    kept_in: ClassVar[str] = "weighings"

    id: WeighingId
    step: Step
    phase: SomePhase | None = None
    consequences: Words
    enough_added_value: Judgement
    conflict: Words | None = None
    service_prevails: bool | None = None
    changed_since: Words | None = None


@frozen(kw_only=True)
class Decide(Command):
    """The ministry decides to disentangle, in this form and by this transition (*besluiten*; R5, R13, R17, R31, R44, R70, R85, R90).

    Attributes:
        plan_version: the version that is decided on.
        form: the route.
        transition: how the transition goes.
        motivation: why.
        weighed: the ids of the documents that were weighed.
        note: the public decision note.
        evaluate_on: the day on which the decision is evaluated: did it bring what was expected (R31).
    """

    title: ClassVar[Text] = Text(nl="Besluiten", en="Decide")
    effect: ClassVar[Effect] = fills("decision")

    plan_version: PlanVersion
    form: Route | None = None
    transition: Words | None = None
    motivation: Words
    weighed: tuple[DocumentId, ...] = ()
    note: Document | None = None
    evaluate_on: date | None = None


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


@frozen(kw_only=True)
class AmendPlan(Command):
    """The ministry decides to amend the plan for what has not begun (*plan wijzigen*; R5, R13, R17, R44, R54, R55, R60-R62, R64, R85, R90, R92).

    Phases that began stand, and so does all that was done for a phase that stays as it was. An amendment begins
    nothing, so it is also possible while a breach or an escalation is open: less scope may be what ends that.

    Attributes:
        plan_version: the version that was proposed.
        motivation: why.
        weighed: the ids of the documents that were weighed.
        note: the public decision note.
    """

    title: ClassVar[Text] = Text(nl="Plan wijzigen", en="Amend the plan")
    voids: ClassVar[tuple[str, ...]] = ("record_contact", "weigh_step")

    plan_version: PlanVersion
    motivation: Words
    weighed: tuple[DocumentId, ...] = ()
    note: Document | None = None

    def effect(self, d: Any, /) -> dict[str, Any]:
        """Contacts and weighings about phases that change are void, and so are those about the proof or the whole."""
        phases = d.amended_phases
        return {
            "planned": d.proposal or d.planned,
            "plan_version": self.plan_version,
            "proposal": None,
            "limits": (*d.limits, Limits.of(d.proposal.plan, self.at)) if d.proposal else d.limits,
            "asking": Asking.held(d.asking, d.proposal.plan) if d.proposal else d.asking,
            "amended": self,
            "contacts": tuple(
                k for k in d.contacts if k.at > self.at or (k.phase not in phases and k.stage is not Stage.PROOF)
            ),
            "weighings": tuple(w for w in d.weighings if w.at > self.at or w.phase not in {None, *phases}),
            "anew_from": anew(d.anew_from, phases, self.at),
            "regrouped": anew(d.regrouped, d.regrouped_phases, self.at),
        }
