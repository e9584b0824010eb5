"""By which commands something is supplied, where more than one does it."""

from __future__ import annotations

from ontvlechting.letter.commands import Command, DraftPlan, ProposeAmendment, RenewReversal, RevisePlan


def of_the_plan(field: str | None = None) -> dict[type[Command], str | None]:
    """A plan: the first, a new version, or during the transfer an amended one; in this field of it."""
    return dict.fromkeys((DraftPlan, RevisePlan, ProposeAmendment), "plan" if field is None else f"plan.{field}")


of_a_reversal: dict[type[Command], str | None] = {RenewReversal: "reversal", **of_the_plan("phases.reversal")}
"""How a phase is undone: declared anew, or in a plan."""
