"""What the guards of the letter can tell apart in a dossier, and what is true of it: both for the explorer."""

from __future__ import annotations

from collections.abc import Hashable
from datetime import date
from typing import Any

from attrs import evolve as changed
from attrs import fields, has

from ontvlechting.engine.command import Command
from ontvlechting.letter import commands as c
from ontvlechting.letter.commands import (
    CollectInput,
    DraftPlan,
    Mode,
    Plan,
    Precondition,
    ProposeAmendment,
    RecordContact,
    RecordIndicator,
    RecordUseOfAgreement,
    RevisePlan,
    Stage,
    Step,
)
from ontvlechting.letter.dossier import Dossier
from ontvlechting.letter.interruptions import Interruption, restored
from ontvlechting.letter.reversals import declared
from ontvlechting.states import FINAL, TABLE, State

_BEFORE_DECISION = frozenset({State.NEW, State.IDENTIFIED, State.PLAN_DRAFTED, State.PRECONDITIONS_TESTED})
_SPENT_ON_DECISION = frozenset({Stage.PLAN, Stage.TEST, Stage.DECISION})

_COMMANDS = {
    Step.TESTS: c.ConcludeTests,
    Step.DECISION: c.Decide,
    Step.TRANSFER: c.StartTransfer,
    Step.STRENGTHENING: c.StartStrengthening,
    Step.PHASE: c.StartPhase,
    Step.ACCEPTANCE: c.AcceptPhase,
    Step.PROOF: c.ConcludeProof,
    Step.AGREEMENTS: c.ConcludeAgreements,
    Step.AMENDMENT: c.AmendPlan,
    Step.BUDGET: c.ShiftBudget,
    Step.COMPLETION: c.Complete,
    Step.ROUTE: c.ChangeRoute,
}
"""The command for which the weighing of each step is needed."""
_STEPS_IN = {
    s: {step for step, kind in _COMMANDS.items() if (kind, s) in {(a.command, a.source) for a in TABLE}} for s in State
}
"""For each state the steps whose weighing is needed there."""

_FINAL_STATUSES = frozenset(c.AppealStatus) - {c.AppealStatus.PENDING}
"""How an appeal can end. These count separately, because a later record that it is pending hides the end."""


class Sight:
    """What guards can tell apart, when only a little time passes from step to step.

    Evidence counts by what it says, not by how often or in which order it was given; of what can be given again, the
    last counts. A weighing counts in the states in which its step can be made. Versions count by whether they are the
    present one. After the decision, earlier tests and contacts that only the decision reads do not count: every step
    back before it makes them void. Of a process that has ended only the state and the route count.
    """

    def __init__(self) -> None:
        self._numbers: dict[Hashable, int] = {}
        self._plans: dict[int, tuple[Plan, int]] = {}

    def __call__(self, dossier: Dossier) -> tuple[int, ...]:
        """A key that is equal for dossiers that no guard can tell apart; made of small numbers, as there are many."""
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
            frozenset((x.route, x.stops, x.reductions, x.goes, x.reduced) for x in d.asking),
            frozenset(
                (x.body, x.stage, x.phase, d.word(x), _after_tests(d, x))
                for x in d.contacts
                if early or x.stage not in _SPENT_ON_DECISION or _since_the_decision(d, x)
            ),
            frozenset((x.unit, x.party, d.word(x)) for x in d.consultations),
            frozenset((x.id, x.unit, d.word(x)) for x in d.inputs),
            frozenset((x.id, _answered_by(d, x)) for x in d.every_input),
            frozenset(d.unanswered_inputs),
            _signed(d, d.planned),
            _signed(d, d.proposal),
            bool(d.open_contests),
            frozenset((x.advice, x.body) for x in d.requests),
            frozenset((x.advice, x.opinion) for x in d.advices),
            frozenset({(x.advice, x.element): (x.follow_up, x.review_on, x.by.party) for x in d.responses}.items()),
            frozenset(x.body for x in d.notices if d.decision is not None and x.at >= d.decision.at),
            frozenset(
                {x.precondition: x.passed for x in d.tests if early and x.plan_version == d.plan_version}.items()
            ),
            frozenset(
                {
                    (x.step, x.phase): x.enough_added_value.holds for x in d.weighings if x.step in _STEPS_IN[d.state]
                }.items()
            ),
            bool(d.spent),
            frozenset(d.doubts),
            d.decision is not None and d.decided_version == d.plan_version,
            None if d.proposal is None else (self._plan(d.proposal.plan), d.proposal.untouched),
            frozenset(p for p in Precondition if d.plan and (x := d.tested_before(p, d.plan)) and not x[-1].passed),
            frozenset(
                {x.precondition: x.passed for x in d.tests if d.proposal and x.plan_version == d.last_version}.items()
            ),
            tuple((x.person, x.successor.id, x.phase, x.escalation) for x in d.replaced),
            tuple(x.phase for x in d.started),
            tuple(x.phase for x in d.accepted),
            frozenset({(x.indicator, x.phase): x.value for x in d.indicators}.items()),
            frozenset((x.indicator, x.phase, *_voices(x)) for x in d.indicators),
            frozenset(x.task for x in d.executions if x.mode is Mode.REAL and x.performed_by == d.receiving),
            frozenset((_stable_references(x), x.measured, _restored(d, x)) for x in d.breaches),
            frozenset(reference for x in d.interruptions for reference in _stable_references(x)),
            frozenset(x.id for x in d.escalated),
            frozenset(x.id for x in d.escalations),
            d.register,
            d.register_phase,
            d.proof is not None,
            bool(d.shifts),
            sum(x.money.amount for s in d.shifts for x in s.deltas if x.party == d.receiving),
            frozenset((x.id, x.relation) for x in d.agreements),
            frozenset((x.agreement, *_voices(x)) for x in d.uses),
            frozenset({(type(x), _subject(x)): _timeless(x) for x in d.facts}.items()),
            frozenset({x.appeal: x.status for x in d.recorded(c.RecordAppeal) if x.status in _FINAL_STATUSES}.items()),
        )

    def _plan(self, plan: Plan | None) -> int | None:
        """A number for the content of a plan, apart from its version."""
        if plan is None:
            return None
        known = self._plans.get(id(plan))
        if known is None:  # the plan is kept, so that its `id` is not given to another object
            known = plan, self._numbers.setdefault(changed(plan, version=1), len(self._numbers))
            self._plans[id(plan)] = known
        return known[1]


class SightOfDays(Sight):
    """What guards can tell apart when days pass: also the days, of notices and facts too, and the ends of reversals."""

    def parts(self, d: Dossier) -> tuple[Hashable, ...]:
        """What counts of a dossier."""
        if d.state in FINAL:
            return super().parts(d)
        planned = tuple(way and way.until for way in map(d.reversal, d.phases))
        return (
            *super().parts(d),
            d.at and d.at.date(),
            planned,
            frozenset((x.phase, x.reversal.until) for x in declared(d)),
            frozenset((type(x), x.at.date()) for x in (*d.notices, *d.facts)),
        )


def _signed(d: Dossier, handed_in: DraftPlan | RevisePlan | ProposeAmendment | None) -> Hashable:
    """What each party that did not hand in the plan last said of it; in every state, as a fall-back leads back."""
    if handed_in is None:
        return None
    said = {p: d.signature(handed_in.plan.version, p) for p in d.parties if p != handed_in.by.party}
    return tuple((p, s and s.agrees) for p, s in said.items())


def _since_the_decision(d: Dossier, contact: RecordContact) -> bool:
    """Whether a contact about the decision came after it: about the other route, for which it is taken back."""
    return contact.stage is Stage.DECISION and d.decided is not None and contact.at >= d.decided.at


def _after_tests(d: Dossier, contact: RecordContact) -> bool:
    """Whether a contact about plan or tests came after the tests were concluded."""
    ended = d.since if d.state is State.PRECONDITIONS_TESTED and contact.stage in (Stage.PLAN, Stage.TEST) else None
    return ended is not None and contact.at >= ended


def _answered_by(d: Dossier, given: CollectInput) -> str | None:
    """The party that answered an input; no other party can answer it again."""
    answer = d.answer(given.id)
    return None if answer is None else answer.by.party


def _voices(fact: RecordIndicator | RecordUseOfAgreement) -> tuple[str | None, str | None]:
    """The party that records it, and the origin of the document that shows it."""
    return fact.by.party, None if fact.document is None else fact.document.origin


def _stable_references(interruption: Interruption) -> frozenset[str]:
    """The references of an interruption, without those that are made from a moment."""
    return frozenset(interruption.references) - {m.reference for m in interruption.beyond if m.command.breach is None}


def _restored(d: Dossier, interruption: Interruption) -> bool:
    """Whether everything that was past its limit is measured within it again."""
    return d.at is not None and restored(interruption, d.measurements, d.at) is not None


def _timeless(value: Any) -> Hashable:
    """A value without its dates and moments."""
    if isinstance(value, date):
        return None
    if isinstance(value, tuple):
        return tuple(_timeless(x) for x in value)
    return (
        (type(value), *(_timeless(getattr(value, f.name)) for f in fields(type(value)))) if has(type(value)) else value
    )


def _subject(fact: Command) -> Hashable:
    """What a fact of a pack is about: its first own field, after `by` and `at`."""
    own: Hashable = getattr(fact, fields(type(fact))[2].name)
    return own


def true_of(d: Dossier) -> dict[str, Any]:
    """What is true of a dossier, as plain values, for the properties of another model checker."""
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
        "advices_unanswered": sum(any(done is None for _, done in d.answers_to(a)) for a in d.advices),
        "started": [s.phase for s in d.started],
        "accepted": [a.phase for a in d.accepted],
        "unproven": list(d.unproven),
        "breaches": len(d.breaches),
        "escalations": len(d.escalations),
        "proven": d.proof is not None,
        "shifts": len(d.shifts),
    }
