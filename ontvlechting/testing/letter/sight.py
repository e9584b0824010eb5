"""What the guards of the letter can tell apart, and what is true of a dossier: how the explorer looks at it."""

from __future__ import annotations

from collections.abc import Hashable
from typing import Any

from attrs import evolve as changed
from attrs import fields

from ontvlechting.engine.command import Command
from ontvlechting.letter.commands import Mode, Plan, Stage
from ontvlechting.letter.dossier import Dossier
from ontvlechting.letter.interruptions import restored
from ontvlechting.states import FINAL, State

_BEFORE_DECISION = frozenset({State.NEW, State.IDENTIFIED, State.PLAN_DRAFTED, State.PRECONDITIONS_TESTED})
_SPENT_ON_DECISION = frozenset({Stage.PLAN, Stage.TEST, Stage.DECISION})


class Sight:
    """What guards can tell apart, when everything happens at one moment.

    Evidence counts by what it says, not by how often or in which order it was given; of what can be given anew, the
    last counts. Versions count by whether they are the present one. After the decision, tests and contacts that only
    the decision looks at are out of sight: whatever leads back before it voids them. Of a process that has ended
    nothing counts but how.
    """

    def __init__(self) -> None:
        self._numbers: dict[Hashable, int] = {}
        self._plans: dict[int, tuple[Plan, int]] = {}

    def __call__(self, dossier: Dossier) -> tuple[int, ...]:
        """The same for dossiers that no guard can tell apart; small, as there are many."""
        numbers = self._numbers
        return tuple([numbers.setdefault(part, len(numbers)) for part in self.parts(dossier)])

    def parts(self, d: Dossier) -> tuple[Hashable, ...]:
        """What counts of a dossier."""
        if d.state in FINAL:
            return d.state, d.route
        early = d.state in _BEFORE_DECISION
        return (
            d.state,
            d.route,
            d.relations,
            d.findings[-1].outcome if d.findings else None,
            self._plan(d.plan),
            frozenset((x.body, x.stage, x.phase) for x in d.contacts if early or x.stage not in _SPENT_ON_DECISION),
            frozenset((x.unit, x.party) for x in d.consultations),
            frozenset(x.id for x in d.inputs),
            frozenset(x.input for x in d.answers),
            frozenset((x.advice, x.body) for x in d.requests),
            frozenset((x.advice, x.opinion) for x in d.advices),
            frozenset({x.advice: (x.follow_up, x.review_on) for x in d.responses}.items()),
            frozenset(x.body for x in d.notices),
            frozenset((x.precondition, x.passed) for x in d.tests if early and x.plan_version == d.plan_version),
            frozenset({(x.step, x.phase): x.enough_added_value.holds for x in d.weighings}.items()),
            bool(d.spent),
            d.decision is not None and d.decision.plan_version == d.plan_version,
            tuple(x.phase for x in d.started),
            tuple(x.phase for x in d.accepted),
            frozenset({(x.indicator, x.phase): x.value for x in d.indicators}.items()),
            frozenset(x.task for x in d.executions if x.mode is Mode.REAL and x.performed_by == d.receiving),
            frozenset((x.id, d.at and restored(x, d.measurements, d.at)) for x in d.breaches),
            frozenset(reference for x in d.interruptions for reference in x.references),
            frozenset(x.id for x in d.escalations),
            d.register,
            d.register_phase,
            d.proof is not None,
            min(len(d.shifts), 2),
            frozenset((x.id, x.relation) for x in d.agreements),
            frozenset(x.agreement for x in d.uses),
            frozenset({(type(x), _subject(x)): x for x in d.facts}.items()),
        )

    def _plan(self, plan: Plan | None) -> int | None:
        """A number for what a plan says, whichever its version."""
        if plan is None:
            return None
        known = self._plans.get(id(plan))
        if known is None:  # the plan is kept with its number, so that its place in memory stays its own
            known = plan, self._numbers.setdefault(changed(plan, version=1), len(self._numbers))
            self._plans[id(plan)] = known
        return known[1]


def _subject(fact: Command) -> Hashable:
    """What a fact of a pack is about: its own first field, after who and when."""
    own: Hashable = getattr(fact, fields(type(fact))[2].name)
    return own


def true_of(d: Dossier) -> dict[str, Any]:
    """What is true of a dossier, as plain values: what a property for another checker may want to name."""
    return {
        "state": d.state.value,
        "route": d.route.value if d.route else None,
        "accountable": d.accountable,
        "performers": dict(d.performers),
        "standby": d.standby,
        "feasibility": d.findings[-1].outcome.value if d.findings else None,
        "planned": d.plan is not None,
        "tests": {t.precondition.value: t.passed for t in d.tests if t.plan_version == d.plan_version},
        "decided": d.decision is not None,
        "heard": sorted({f"{c.body} {c.stage.value}" for c in d.contacts}),
        "inputs_unanswered": len(d.unanswered_inputs),
        "advices_awaited": len(d.awaited_advices),
        "advices_unanswered": sum(d.response(a.advice) is None for a in d.advices),
        "started": [s.phase for s in d.started],
        "accepted": [a.phase for a in d.accepted],
        "unproven": list(d.unproven),
        "breaches": len(d.breaches),
        "escalations": len(d.escalations),
        "proven": d.proof is not None,
        "shifts": len(d.shifts),
    }
