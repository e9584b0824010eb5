"""Which commands can supply something, where more than one can."""

from __future__ import annotations

from ontvlechting.letter.commands import Command, DraftPlan, ProposeAmendment, RenewReversal, RevisePlan


def of_the_plan(field: str | None = None) -> dict[type[Command], str | None]:
    """The commands that bring a plan: the first, a revised or an amended one; each with this field of the plan."""
    return dict.fromkeys((DraftPlan, RevisePlan, ProposeAmendment), "plan" if field is None else f"plan.{field}")


of_a_reversal: dict[type[Command], str | None] = {RenewReversal: "reversal", **of_the_plan("phases.reversal")}
"""How a phase is undone: declared anew, or in a plan."""
