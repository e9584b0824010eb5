"""What goes when a step is undone: what a transfer did, what an earlier plan carried, who was heard about it."""

from __future__ import annotations

from typing import Any

from ontvlechting.letter.commands.participation import Stage

NOTHING_TRANSFERRED: dict[str, Any] = {
    "started": (),
    "accepted": (),
    "indicators": (),
    "executions": (),
    "register_phase": 0,
    "proof": None,
    "shifts": (),
}
"""A transfer undone: every phase, and a budget shift, is reversed as declared (R54)."""

PLAN_VOID: dict[str, Any] = {"tests": (), "decision": None, "agreements": (), "uses": (), "shifts": ()}
"""What an earlier version of the plan carried no longer counts (R44); a budget shift is reversed as declared (R54)."""


def heard_on_feasibility(d: Any) -> dict[str, Any]:
    """Contacts about feasibility outlive a plan; those about the plan, its test and its decision do not (R64)."""
    return {"contacts": tuple(x for x in d.contacts if x.stage is Stage.FEASIBILITY)}
