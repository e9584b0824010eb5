"""Close: budgets move last, accountability moves once, and a reasoned stop is always possible."""

from __future__ import annotations

from datetime import date
from typing import Any, ClassVar

from attrs import frozen

from ontvlechting.engine.checked import Checked, Words
from ontvlechting.engine.command import Command, Effect, Fact, fills
from ontvlechting.engine.names import Choice
from ontvlechting.engine.text import Text
from ontvlechting.letter.commands.decision import Step
from ontvlechting.letter.commands.entry import Route
from ontvlechting.letter.commands.plan import Coverage, Reversal
from ontvlechting.letter.commands.programme import ProcessReading
from ontvlechting.letter.commands.voids import OF_THE_PLAN, OF_THE_TRANSFER, after, plan_void, transfer_undone
from ontvlechting.letter.values import Delta, DependencyId, Document, Judgement, RelationId

__all__ = [
    "ChangeRoute",
    "Complete",
    "Degree",
    "Difference",
    "IctAgreement",
    "RecordEvaluation",
    "ShiftBudget",
    "Stop",
]


class Degree(Choice):
    """How far the process is disentangled (R9)."""

    NONE = "none"
    PARTIAL = "partial"
    FULL = "full"


@frozen(kw_only=True)
class IctAgreement(Checked):
    """The agreement by which a shared ICT service goes on after the transfer (R8).

    Attributes:
        dependency: the id of the dependency in the plan.
        document: the agreement.
        in_force_from: the first day on which it is in force.
        in_force_until: the last day; None when it has no end.
    """

    dependency: DependencyId
    document: Document
    in_force_from: date
    in_force_until: date | None = None


@frozen(kw_only=True)
class Difference(Checked):
    """Why another amount is shifted than was planned, and what pays for it (*verschil*; R42).

    Attributes:
        motivation: why.
        coverage: what pays for the difference; by the ministry.
    """

    motivation: Words
    coverage: tuple[Coverage, ...]


@frozen(kw_only=True)
class ShiftBudget(Command):
    """Budgets move between the parties, neutrally and after the decision (*budget verschuiven*; R5, R42, R54, R71).

    Attributes:
        deltas: what each party gains or loses; their sum is exactly zero, unless another process makes up for it.
        reversal: how the shift is undone.
        difference: where it is not what was planned: why, and what pays for it.
    """

    title: ClassVar[Text] = Text(nl="Budget verschuiven", en="Shift the budget")
    foretells: ClassVar[bool] = True

    deltas: tuple[Delta, ...]
    reversal: Reversal | None = None
    difference: Difference | None = None

    def effect(self, d: Any, /) -> dict[str, Any]:
        """The weighing of this shift is used up."""
        left = tuple(w for w in d.weighings if w.step is not Step.BUDGET or w.at > self.at)
        return {"shifts": (*d.shifts, self), "weighings": left}


@frozen(kw_only=True)
class Complete(Command):
    """The process is disentangled; the transferring party is released (*afronden*; R8, R9, R42, R51, R52, R56, R69, R76).

    Attributes:
        really_possible: the judgement, made now, that it really is possible.
        degree: how far the process is disentangled.
        ict_agreements: the agreement for each shared ICT service.
        ict_ended: where nothing is shared any longer: the decision note that says so.
        compensation: where the budgets do not add up to zero: how the process that makes up for it stands, as it was read.
        note: the public decision note.
        report: the document by which the House is informed (R84); without it the verdict warns.
    """

    title: ClassVar[Text] = Text(nl="Afronden", en="Complete")
    effect: ClassVar[Effect] = fills("closing")

    really_possible: Judgement
    degree: Degree
    ict_agreements: tuple[IctAgreement, ...] = ()
    ict_ended: Document | None = None
    compensation: ProcessReading | None = None
    note: Document | None = None
    report: Document | None = None

    def rests_on(self) -> tuple[ProcessReading, ...]:
        return () if self.compensation is None else (self.compensation,)


@frozen(kw_only=True)
class RecordEvaluation(Fact):
    """The decision is evaluated: did it bring what was expected (*evaluatie vastleggen*; R31).

    The decision names the day on which that is due (`Decide.evaluate_on`). An evaluation counts for that day when its document
    is of that day or later, or of the day of completion or later; an earlier one is an interim one.

    Attributes:
        found: what was found.
        document: the report of it; its origin is who evaluated.
    """

    title: ClassVar[Text] = Text(nl="Evaluatie vastleggen", en="Record an evaluation")
    kept_in: ClassVar[str] = "evaluations"

    found: Words
    document: Document


@frozen(kw_only=True)
class Stop(Command):
    """The ministry decides not to disentangle; the transferring party performs (*niet ontvlechten*; R32, R60).

    Attributes:
        reason: why.
        note: the public decision note.
    """

    title: ClassVar[Text] = Text(nl="Niet ontvlechten", en="Stop")
    voids: ClassVar[tuple[str, ...]] = (*OF_THE_TRANSFER, "shift_budget", "propose_amendment")

    reason: Words
    note: Document | None = None

    def effect(self, d: Any, /) -> dict[str, Any]:
        return {**transfer_undone(d, self.at), "closing": self}


@frozen(kw_only=True)
class ChangeRoute(Command):
    """The other form is chosen: a step back to planning (*andere vorm kiezen*; R13, R25, R29, R30, R55, R64, R85).

    Attributes:
        route: the new route.
        reason: why.
        relations: to the governance route: the relations or agreements to improve, each by the name it keeps.
        note: once the ministry has decided: the public decision note by which it takes that back.
    """

    title: ClassVar[Text] = Text(nl="Andere vorm kiezen", en="Change the route")
    voids: ClassVar[tuple[str, ...]] = (
        "draft_plan",
        "consult_unit",
        "collect_input",
        "answer_input",
        *OF_THE_PLAN,
        *OF_THE_TRANSFER,
        "propose_amendment",
    )

    route: Route
    reason: Words
    relations: tuple[RelationId, ...] = ()
    note: Document | None = None

    def effect(self, d: Any, /) -> dict[str, Any]:
        """Back to planning: no plan is in force, and units and those who do the work are heard on the new route."""
        return {
            **transfer_undone(d, self.at),
            **plan_void(d, self.at),
            "planned": None,
            "consultations": after(d.consultations, self.at),
            "inputs": after(d.inputs, self.at),
            "answers": after(d.answers, self.at),
            "restarted_at": self.at,
            "route": self.route,
            "relations": self.relations,
        }
