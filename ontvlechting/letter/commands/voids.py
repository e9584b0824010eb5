"""What no longer counts when a step is undone: what a transfer did, what an earlier plan carried, who was heard about it.

Nothing is forgotten: all stays on record, and among the `entries` of the dossier. What happened after the step counts, also
when it was recorded before it; what happened earlier does not, also when it is recorded later (`Dossier.counts`).
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any, TypeVar

from ontvlechting.engine.command import Fact
from ontvlechting.letter.commands.participation import RecordContact, Stage

_F = TypeVar("_F", bound=Fact)


def after(facts: Iterable[_F], at: datetime) -> tuple[_F, ...]:
    """Those of the facts that happened later."""
    return tuple(f for f in facts if f.at > at)


def transfer_undone(d: Any, at: datetime) -> dict[str, Any]:
    """Every phase, and a budget shift, is reversed as declared (R54)."""
    return {
        "started": (),
        "accepted": (),
        "indicators": after(d.indicators, at),
        "executions": after(d.executions, at),
        "updates": after(d.updates, at),
        "proof": None,
        "shifts": (),
        "undone_at": at,
    }


def plan_void(d: Any, at: datetime) -> dict[str, Any]:
    """What an earlier version of the plan carried (R44), and who was heard about it, but for the feasibility (R64).

    A budget shift is reversed as declared (R54): no decision carries it any longer.
    """
    return {
        "tests": after(d.tests, at),
        "decision": None,
        "agreements": after(d.agreements, at),
        "uses": after(d.uses, at),
        "shifts": (),
        "contacts": tuple(x for x in d.contacts if x.at > at or x.stage is Stage.FEASIBILITY),
        "voided_at": at,
        "tested_from": at,
    }


def counts(d: Any, fact: Fact) -> bool:
    """Whether something that is recorded late happened after all that would have undone it."""
    since = {
        "tests": d.tested_from,
        "agreements": d.voided_at,
        "uses": d.voided_at,
        "consultations": d.restarted_at,
        "inputs": d.restarted_at,
        "answers": d.restarted_at,
        "indicators": d.undone_at,
        "executions": d.undone_at,
        "updates": d.undone_at,
        "weighings": max((m for m in (d.settled, d.planned.at if d.planned else None) if m is not None), default=None),
    }.get(fact.kept_in)
    if isinstance(fact, RecordContact) and fact.stage is not Stage.FEASIBILITY:
        since = d.undone_at if fact.stage in (Stage.EXECUTION, Stage.PROOF) else None
        since = max((m for m in (since, d.voided_at) if m is not None), default=None)
    return since is None or fact.at >= since
