"""What no longer counts when a step is undone: what a transfer did, what an earlier plan carried, who was heard about it.

Nothing is lost: all stays on record, and among the `entries` of the dossier. What happened after the step counts, even
if it was recorded before the step; what happened before it does not count, even if it is recorded later
(`Dossier.counts`).
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from datetime import datetime
from typing import Any, TypeVar

from attrs import frozen

from ontvlechting.engine.checked import Checked
from ontvlechting.engine.command import Fact
from ontvlechting.letter.commands.participation import RecordContact, Stage
from ontvlechting.letter.values import PhaseNumber, SomePhase

_F = TypeVar("_F", bound=Fact)

OF_THE_TRANSFER = (
    "start_phase",
    "accept_phase",
    "record_execution",
    "record_indicator",
    "update_shared_tasks",
    "conclude_proof",
)
"""Commands that no longer count once the transfer is undone."""
OF_THE_PLAN = (
    "record_test",
    "cosign",
    "record_contact",
    "decide",
    "amend_plan",
    "record_agreement",
    "record_use_of_agreement",
    "shift_budget",
    "weigh_step",
)
"""Commands that no longer count once the plan is void."""


def after(facts: Iterable[_F], at: datetime) -> tuple[_F, ...]:
    """The facts that happened after this moment."""
    return tuple(f for f in facts if f.at > at)


def transfer_undone(d: Any, at: datetime) -> dict[str, Any]:
    """What changes when the transfer is undone: every phase and budget shift is reversed as declared (R54)."""
    return {
        "started": (),
        "accepted": (),
        "indicators": after(d.indicators, at),
        "executions": after(d.executions, at),
        "updates": after(d.updates, at),
        "proof": None,
        "shifts": (),
        "proposal": None,
        "underway_at": None,
        "undone_at": at,
    }


def plan_void(d: Any, at: datetime) -> dict[str, Any]:
    """What changes when the plan is void: what rested on it counts no longer (R44).

    Contacts do not count either, except about the feasibility (R64). Budget shifts are reversed as declared (R54),
    because no decision supports them any longer.
    """
    return {
        "tests": tuple(t for t in after(d.tests, at) if t.judged_at >= at),
        "decision": None,
        "amended": None,
        "agreements": after(d.agreements, at),
        "uses": after(d.uses, at),
        "shifts": (),
        "contacts": tuple(x for x in d.contacts if x.at > at or x.stage is Stage.FEASIBILITY),
        "concluded_at": None,
        "underway_at": None,
        "voided_at": at,
        "tested_from": at,
    }


def phase_undone(d: Any, phase: int, at: datetime) -> dict[str, Any]:
    """What changes when the last phase that began is reversed, and with it the proof and budget shifts (R53, R54)."""
    tasks = {t for p in d.phases if p.number == phase for t in p.tasks}
    return {
        "started": tuple(x for x in d.started if x.phase != phase),
        "accepted": tuple(x for x in d.accepted if x.phase != phase),
        "indicators": tuple(x for x in d.indicators if x.at > at or x.phase != phase),
        "executions": tuple(x for x in d.executions if x.at > at or x.task not in tasks),
        "updates": tuple(x for x in d.updates if x.at > at or x.phase != phase),
        "contacts": tuple(x for x in d.contacts if x.at > at or (x.phase != phase and x.stage is not Stage.PROOF)),
        "weighings": after(d.weighings, at),
        "proof": None,
        "shifts": (),
        "anew_from": anew(d.anew_from, (phase,), at),
    }


@frozen(kw_only=True)
class Anew(Checked):
    """From when facts about a phase count: it was reversed or amended then, or its number was given to other tasks.

    Attributes:
        phase: the number of the phase.
        since: that moment.
    """

    phase: PhaseNumber
    since: datetime


def anew(before: tuple[Anew, ...], phases: Collection[int], at: datetime) -> tuple[Anew, ...]:
    """The marks in which facts about these phases count from this moment on, and about other phases as before."""
    return (*(a for a in before if a.phase not in phases), *(Anew(phase=n, since=at) for n in sorted(phases)))


def anew_since(marks: tuple[Anew, ...], phase: int | None) -> datetime | None:
    """From when facts about this phase count; None where they always did."""
    return next((a.since for a in marks if a.phase == phase), None)


def _phase_of(d: Any, fact: Any) -> int | None:
    """The phase that a fact is about, if it is about one."""
    if fact.kept_in == "executions":
        return next((p.number for p in d.phases if fact.task in p.tasks), None)
    about_phases = fact.kept_in in ("contacts", "indicators", "updates", "weighings")
    phase: SomePhase | None = fact.phase if about_phases else None
    return phase


_SINCE = {
    "tests": "tested_from",
    "agreements": "voided_at",
    "uses": "voided_at",
    "consultations": "restarted_at",
    "inputs": "restarted_at",
    "answers": "restarted_at",
    "indicators": "undone_at",
    "executions": "undone_at",
    "updates": "undone_at",
}
"""For facts that are kept in these fields: which moment of the dossier they have to come after."""


def counts(d: Any, fact: Fact) -> bool:
    """Whether a fact, even one that is recorded late, happened after every step that would have undone it."""
    return all(since is None or fact.at >= since for since in _since(d, fact))


def _since(d: Any, fact: Any) -> Iterator[datetime | None]:
    """Each moment from which a fact like this counts; None for one that was not there."""
    if fact.kept_in in _SINCE:
        yield getattr(d, _SINCE[fact.kept_in])
    if isinstance(fact, RecordContact) and fact.stage is not Stage.FEASIBILITY:
        yield d.voided_at
        if fact.stage in (Stage.EXECUTION, Stage.PROOF):
            yield d.undone_at
        if fact.stage is Stage.PROOF:
            yield d.whole_since
    phase = _phase_of(d, fact)
    yield d.weighed_from(fact.step, phase) if fact.kept_in == "weighings" else anew_since(d.anew_from, phase)
