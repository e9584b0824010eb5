"""Plan: the transition plan (*transitieplan*), or on the governance route the improvement plan.

A plan that exists is consistent: each task has one disposition, and the phases hold exactly the tasks that move or are
set up, each once. What a plan may still lack is None; the guards say so.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import date, datetime
from decimal import Decimal
from typing import Any, ClassVar

from attrs import evolve, frozen

from ontvlechting.engine.checked import Checked, Count, Id, Number, PartyId, ProcessId, Words
from ontvlechting.engine.command import Command
from ontvlechting.engine.errors import Problem, nearest, shown
from ontvlechting.engine.names import Choice
from ontvlechting.engine.text import Text
from ontvlechting.engine.values import Actor
from ontvlechting.letter.commands.entry import Route
from ontvlechting.letter.commands.test import Precondition
from ontvlechting.letter.commands.voids import OF_THE_PLAN, after, plan_void
from ontvlechting.letter.values import (
    Delta,
    DependencyId,
    Document,
    IndicatorId,
    Judgement,
    Money,
    PhaseNumber,
    PlanVersion,
    TaskId,
    UnitId,
)

__all__ = [
    "AffectedUnit",
    "Arrangement",
    "Asking",
    "Better",
    "Budget",
    "Complexity",
    "Continuity",
    "Coverage",
    "CriticalPeriod",
    "Dependency",
    "Disposition",
    "DraftPlan",
    "Duplication",
    "Indicator",
    "Involvement",
    "Level",
    "Limits",
    "Phase",
    "Plan",
    "PlannedTask",
    "ProposeAmendment",
    "Reversal",
    "RevisePlan",
    "Risk",
    "RiskResponse",
    "SharedTask",
    "StaffConsequences",
    "StaffGroup",
    "Untouched",
]


class Disposition(Choice):
    """What happens to a task: exactly one of these (R57, R92)."""

    MOVED = "moved"
    SET_UP = "set_up"
    SHARED = "shared"
    STAYS = "stays"


GOES = frozenset({Disposition.MOVED, Disposition.SET_UP})
"""The dispositions by which the receiving party comes to perform the task."""


class Complexity(Choice):
    """How complex a phase is; it sets the tempo (R49)."""

    SIMPLE = "simple"
    MODERATE = "moderate"
    COMPLEX = "complex"


class RiskResponse(Choice):
    """What a risk leads to (R60)."""

    PROCEED = "proceed"
    REDUCE_SCOPE = "reduce_scope"
    STOP = "stop"


class Better(Choice):
    """Which way an indicator improves."""

    HIGHER = "higher"
    LOWER = "lower"


class Level(Choice):
    """At which level a problem is decided (R66, R67)."""

    WORK_FLOOR = "work_floor"
    MANAGEMENT = "management"
    ADMINISTRATIVE = "administrative"


@frozen(kw_only=True)
class AffectedUnit(Checked):
    """A unit that the plan touches (*betrokken onderdeel*; R61, R62, R65).

    Attributes:
        id: the id of the unit.
        party: the id of the one party it belongs to; the units of the transferring party do the work.
    """

    id: UnitId
    party: PartyId


@frozen(kw_only=True)
class PlannedTask(Checked):
    """What the plan does with one task of the scope.

    Attributes:
        task: the id of the task.
        disposition: moved, set up, shared or stays.
        necessity: for a task that goes: it is needed for the party to function independently (R57).
        contribution: for a task that goes: it contributes to the public task (R58).
    """

    task: TaskId
    disposition: Disposition
    necessity: Judgement | None = None
    contribution: Judgement | None = None


@frozen(kw_only=True)
class Reversal(Checked):
    """How a step is undone (*terugdraaien*; R54).

    Attributes:
        who: the id of the party that undoes it.
        how: in which way.
        until: the last day on which it can be undone.
        cost: what undoing costs.
    """

    who: PartyId
    how: Words
    until: date
    cost: Money


@frozen(kw_only=True)
class Phase(Checked):
    """One phase of the transfer (*fase*; R48).

    Attributes:
        number: its place in the order, from 1.
        tasks: the ids of the tasks that go in this phase.
        complexity: how complex it is.
        starts_on: the planned first day.
        ends_on: the planned last day.
        responsible: who is responsible, with the mandate for it (R18).
        level: at which level that is (R66).
        reversal: how this phase is undone (R54).
        touches: the ids of the dependencies that this phase touches (R91).
    """

    number: PhaseNumber
    tasks: tuple[TaskId, ...]
    complexity: Complexity
    starts_on: date
    ends_on: date
    responsible: Actor
    level: Level
    reversal: Reversal | None = None
    touches: tuple[DependencyId, ...] = ()

    @property
    def days(self) -> int:
        """The planned lead time, in days."""
        return (self.ends_on - self.starts_on).days + 1

    def problems(self) -> Iterator[Problem]:
        if self.ends_on < self.starts_on:
            yield Problem(
                "ends_on",
                shown(self.ends_on),
                Text(nl=f"een dag vanaf {self.starts_on}", en=f"a day from {self.starts_on} on"),
            )
        if not self.tasks:
            yield Problem("tasks", "()", Text(nl="minstens één taak", en="at least one task"))


@frozen(kw_only=True)
class SharedTask(Checked):
    """A task that the parties keep performing together (*gedeelde taak*; R56).

    Attributes:
        description: what it is.
        partners: the ids of the parties.
        agreement: where it is agreed.
        task: the id of the task of the scope, when it is one.
    """

    description: Words
    partners: tuple[PartyId, ...]
    agreement: Document
    task: TaskId | None = None


@frozen(kw_only=True)
class Dependency(Checked):
    """Something this process shares with another party (*afhankelijkheid*; R8, R91).

    Attributes:
        id: its own name in this plan.
        party: the id of the other party.
        description: what is shared.
        ict_supplier: for an ICT service: the id of the party that supplies it; None otherwise.
    """

    id: DependencyId
    party: PartyId
    description: Words
    ict_supplier: PartyId | None = None


@frozen(kw_only=True)
class Indicator(Checked):
    """How the continuity of a service is measured (*indicator*; R53).

    Attributes:
        id: its own name in this plan.
        description: what is measured, with its unit.
        baseline: the value before the transfer.
        limit: the worst value at which the service is not affected.
        better: which way it improves.
        task: the id of the task whose service it measures; None where it is not about one task.
        motivation: of a limit that is worse than the baseline: why the service is not affected at that value.
    """

    id: IndicatorId
    description: Words
    baseline: Decimal
    limit: Decimal
    better: Better
    task: TaskId | None = None
    motivation: Words | None = None

    def kept(self, value: Decimal) -> bool:
        """Whether a measured value is no worse than the limit."""
        return not self.worse(value, self.limit)

    def worse(self, value: Decimal, than: Decimal) -> bool:
        """Whether one value is worse than another."""
        return value < than if self.better is Better.HIGHER else value > than


@frozen(kw_only=True)
class CriticalPeriod(Checked):
    """A time in which no work may move (*kritieke periode*; R37, R50).

    Attributes:
        starts_on: its first day.
        ends_on: its last day.
        description: what makes it critical.
    """

    starts_on: date
    ends_on: date
    description: Words

    def problems(self) -> Iterator[Problem]:
        if self.ends_on < self.starts_on:
            yield Problem(
                "ends_on",
                shown(self.ends_on),
                Text(nl=f"een dag vanaf {self.starts_on}", en=f"a day from {self.starts_on} on"),
            )


@frozen(kw_only=True)
class Continuity(Checked):
    """How continuity is safeguarded (*borging van de continuïteit*; R37, R50).

    Attributes:
        fallback: how the transferring party takes over again.
        critical_periods: when nothing may move; () is an explicit "none".
        indicators: what is measured.
    """

    fallback: Words
    critical_periods: tuple[CriticalPeriod, ...]
    indicators: tuple[Indicator, ...]


@frozen(kw_only=True)
class Limits(Checked):
    """Which indicators are measured from a moment on: those of the plan that came into force then (R53).

    Attributes:
        since: when that plan came into force.
        indicators: its indicators, with their limits; none when it names none.
    """

    since: datetime
    indicators: tuple[Indicator, ...]

    @classmethod
    def of(cls, plan: Plan, at: datetime) -> Limits:
        """The indicators and limits that hold from this moment on, when this plan comes into force."""
        return cls(since=at, indicators=plan.continuity.indicators if plan.continuity else ())


@frozen(kw_only=True)
class Risk(Checked):
    """A risk of carrying out the plan (*uitvoeringsrisico*; R46, R60).

    Attributes:
        description: what may go wrong.
        response: what it leads to.
        reason: why, where that is another response than in the plan before.
    """

    description: Words
    response: RiskResponse
    reason: Words | None = None


@frozen(kw_only=True)
class StaffGroup(Checked):
    """People whose work changes (R38); a group belongs to exactly one party (R2).

    Attributes:
        name: which group.
        party: the id of the party it belongs to.
        headcount: how many people.
        change: what changes for them.
    """

    name: Id
    party: PartyId
    headcount: Count
    change: Words


@frozen(kw_only=True)
class StaffConsequences(Checked):
    """What the plan means for staff (*personele consequenties*; R38). No groups means, explicitly, none.

    Attributes:
        clear: the judgement that they are clear, by the works council or in the line of one of the parties.
        summary: in words.
        groups: who, how many and what changes.
    """

    clear: Judgement | None = None
    summary: Words
    groups: tuple[StaffGroup, ...] = ()


@frozen(kw_only=True)
class Involvement(Checked):
    """The standing process by which staff and works council are involved (*betrokkenheid*; R39, R68).

    Attributes:
        description: how it works.
        staff: whether it involves staff.
        works_council: whether it involves the works council.
        operating_since: since when it works; None while it is only intended.
    """

    description: Words
    staff: bool
    works_council: bool
    operating_since: date | None = None


@frozen(kw_only=True)
class Duplication(Checked):
    """How many processes and steering relations there are, before and after (R33).

    Attributes:
        processes_before: how many processes there are before the transfer.
        processes_after: how many there are after it.
        relations_before: how many steering relations there are before the transfer.
        relations_after: how many there are after it.
    """

    processes_before: Count
    processes_after: Count
    relations_before: Count
    relations_after: Count


@frozen(kw_only=True)
class Coverage(Checked):
    """What pays for something, and where that stands (*dekking*; R41).

    Attributes:
        money: how much.
        document: where it was made available.
        article: the article of the budget (*begrotingsartikel*).
        year: the year of the budget; of structural money the first.
    """

    money: Money
    document: Document
    article: Id
    year: Number


@frozen(kw_only=True)
class Budget(Checked):
    """The budget on paper (*budgettaire uitwerking en dekking*; R41, R42).

    Attributes:
        costs: what it costs.
        coverage: what pays for it, beside what the deltas bring.
        deltas: what would shift between the parties.
        compensated_by: where the deltas do not add up to zero: the name of the process that makes up for it (R42).
    """

    costs: tuple[Money, ...]
    coverage: tuple[Coverage, ...] = ()
    deltas: tuple[Delta, ...] = ()
    compensated_by: ProcessId | None = None


@frozen(kw_only=True)
class Arrangement(Checked):
    """How scarcity and escalation are decided (*schaarste en escalatie*; R66).

    Attributes:
        scarcity: how priorities are set.
        path: by which steps a problem is escalated.
        decider: who decides in the end.
        level: at which level that is.
    """

    scarcity: Words
    path: Words
    decider: Actor
    level: Level


@frozen(kw_only=True)
class Plan(Checked):
    """One version of the plan for one process (*transitieplan*; R34).

    Attributes:
        version: 1 for the first plan of a process, then one higher each time.
        route: the form it plans for.
        drafters: the ids of the parties that drafted it (R43).
        affected_units: the units that it touches, each with its party (R61, R65).
        tasks: every task of the scope with its disposition.
        phases: the phases in order; none on the governance route.
        shared_tasks: the register of shared tasks; () is an explicit "none", None is absent (R56).
        dependencies: what is shared with other parties; () is an explicit "none", None is absent (R8, R91).
        consequences: what it leads to (R46).
        risks: the execution risks (R46).
        added_value: what citizens and businesses gain (R46).
        continuity, staff, involvement, duplication, budget, arrangement: what the five tests look at.
        annual_plan: the annual plan that it cites (R21).
    """

    version: PlanVersion
    route: Route
    drafters: tuple[PartyId, ...]
    affected_units: tuple[AffectedUnit, ...] = ()
    tasks: tuple[PlannedTask, ...]
    phases: tuple[Phase, ...] = ()
    shared_tasks: tuple[SharedTask, ...] | None = None
    dependencies: tuple[Dependency, ...] | None = None
    consequences: Words | None = None
    risks: tuple[Risk, ...] = ()
    added_value: Words | None = None
    continuity: Continuity | None = None
    staff: StaffConsequences | None = None
    involvement: Involvement | None = None
    duplication: Duplication | None = None
    budget: Budget | None = None
    arrangement: Arrangement | None = None
    annual_plan: Document | None = None

    def goes(self) -> tuple[str, ...]:
        """The ids of the tasks that the receiving party comes to perform."""
        return tuple(t.task for t in self.tasks if t.disposition in GOES)

    def asking(self, response: RiskResponse) -> int:
        """How many of its risks ask for this response."""
        return sum(r.response is response for r in self.risks)

    def answering(self, response: RiskResponse) -> int:
        """How many of its risks give another response than this one, with a reason."""
        return sum(r.response is not response and r.reason is not None for r in self.risks)

    def looked_at(self, precondition: Precondition) -> tuple[object, ...]:
        """What a test of this precondition looks at; who is responsible for a phase is not part of it."""
        tasks = tuple(sorted((t.task, t.disposition.value) for t in self.tasks))
        match precondition:
            case Precondition.ADDED_VALUE:
                return tasks, self.added_value
            case Precondition.CONTINUITY:
                when = tuple(
                    [(p.tasks, p.complexity, p.starts_on, p.ends_on, p.reversal, p.touches) for p in self.phases]
                )
                return self.continuity, self.dependencies, when
            case Precondition.STAFF:
                return tasks, self.staff, self.involvement, self.affected_units
            case Precondition.EFFICIENCY:
                return self.duplication, self.budget
            case Precondition.BUDGET:
                return (self.budget,)

    def problems(self) -> Iterator[Problem]:
        tasks = Counter(t.task for t in self.tasks)
        if twice := [t for t, n in tasks.items() if n > 1]:
            yield Problem(
                "tasks",
                shown(twice),
                Text(nl="elke taak precies één bestemming", en="exactly one disposition for each task"),
            )
        units = Counter(u.id for u in self.affected_units)
        if twice := [u for u, n in units.items() if n > 1]:
            yield Problem(
                "affected_units",
                shown(twice),
                Text(nl="elk onderdeel één keer, bij één partij", en="each unit once, at one party"),
            )
        numbers = [p.number for p in self.phases]
        if numbers != list(range(1, len(numbers) + 1)):
            yield Problem(
                "phases",
                shown(numbers),
                Text(nl="fasen genummerd 1, 2, 3, ... op volgorde", en="phases numbered 1, 2, 3, ... in order"),
            )
        planned, goes = Counter(t for p in self.phases for t in p.tasks), Counter(set(self.goes()))
        if self.phases and planned != goes:
            yield Problem(
                "phases",
                shown(sorted(planned.elements())),
                Text(
                    nl=f"fasen die samen elke taak die overgaat precies één keer bevatten: {sorted(goes)}",
                    en=f"phases that together hold each task that goes exactly once: {sorted(goes)}",
                ),
            )
        dependencies = Counter(d.id for d in self.dependencies or ())
        if twice := [d for d, n in dependencies.items() if n > 1]:
            yield Problem(
                "dependencies",
                shown(twice),
                Text(nl="afhankelijkheden met elk een eigen id", en="dependencies that each have an id of their own"),
            )
        known = set(dependencies)
        for phase in self.phases:
            if self.dependencies is not None and (unknown := sorted(set(phase.touches) - known)):
                yield Problem(
                    f"phases[{phase.number - 1}].touches",
                    shown(unknown),
                    Text(
                        nl=f"afhankelijkheden uit het plan: {sorted(known)}",
                        en=f"dependencies of the plan: {sorted(known)}",
                    ),
                    tuple(n for u in unknown for n in nearest(u, sorted(known))),
                )
        indicators = Counter(i.id for i in self.continuity.indicators) if self.continuity else Counter[str]()
        if twice := [i for i, n in indicators.items() if n > 1]:
            yield Problem(
                "continuity.indicators",
                shown(twice),
                Text(nl="indicatoren met elk een eigen id", en="indicators that each have an id of their own"),
            )


@frozen(kw_only=True)
class Asking(Checked):
    """What the risks in plans of one route asked, as far as no later plan gave another response with a reason (R60).

    Risks are counted, not compared by their words: those may be removed from the record, and no verdict may depend on
    them.

    Attributes:
        route: the route.
        version: the version of the last plan.
        stops: how many of its risks ask to stop.
        reductions: how many risks asked to transfer less.
        goes: the ids of the tasks that moved when that was asked; once a later plan is in force, those that it moves.
        reduced: whether those are fewer than when that was asked.
    """

    route: Route
    version: PlanVersion
    stops: Count
    reductions: Count
    goes: tuple[TaskId, ...]
    reduced: bool

    def less(self, plan: Plan) -> bool:
        """Whether a plan moves less than when that was asked.

        Once one in force does, the next may move as much as that one.
        """
        goes, before = set(plan.goes()), set(self.goes)
        return goes < before or (self.reduced and goes == before)

    def dropped(self, plan: Plan) -> int:
        """How many risks that asked to stop no longer do so in this plan."""
        return max(0, self.stops - plan.asking(RiskResponse.STOP))

    @classmethod
    def then(cls, before: tuple[Asking, ...], plan: Plan, in_force: Plan | None) -> tuple[Asking, ...]:
        """What risks ask once this plan is handed in; that it moves less only counts once it is in force (`held`).

        Args:
            before: what they asked before it.
            plan: the plan.
            in_force: the plan in force before it, if any.
        """
        last = next((a for a in before if a.route is plan.route), None)
        left = max(0, last.reductions - plan.answering(RiskResponse.REDUCE_SCOPE)) if last is not None else 0
        named = plan.asking(RiskResponse.REDUCE_SCOPE)
        if last is not None and named <= left:
            goes, reduced = last.goes, last.reduced
        else:  # it is asked anew
            goes, reduced = (in_force or plan).goes(), False
        now = cls(
            route=plan.route,
            version=plan.version,
            stops=plan.asking(RiskResponse.STOP),
            reductions=max(named, left),
            goes=goes,
            reduced=reduced,
        )
        others = tuple(a for a in before if a is not last)
        return (*others, now) if now.stops or now.reductions else others

    @classmethod
    def held(cls, before: tuple[Asking, ...], plan: Plan) -> tuple[Asking, ...]:
        """What risks ask once this plan is in force: from then on, later plans are compared with what it moves."""
        return tuple(evolve(a, goes=plan.goes(), reduced=a.less(plan)) if a.route is plan.route else a for a in before)


@frozen(kw_only=True)
class DraftPlan(Command):
    """The first plan, or the first one after a change of route (*plan opstellen*; R34, R43, R46, R49, R56-R58, R61, R65).

    Attributes:
        plan: the plan.
    """

    title: ClassVar[Text] = Text(nl="Plan opstellen", en="Draft the plan")
    foretells: ClassVar[bool] = True

    plan: Plan

    def effect(self, d: Any, /) -> dict[str, Any]:
        return {
            "planned": self,
            "plan_version": self.plan.version,
            "last_version": self.plan.version,
            "limits": (*d.limits, Limits.of(self.plan, self.at)),
            "asking": Asking.held(Asking.then(d.asking, self.plan, d.plan), self.plan),
            "tests_from": self.at,
        }


@frozen(kw_only=True)
class RevisePlan(Command):
    """A new version of the plan; it voids every test and decision on the earlier one (*plan herzien*; R34, R44).

    Attributes:
        plan: the new plan.
        reason: why it was revised.
        note: once the ministry has decided: the public decision note by which it takes that back (R13, R85).
    """

    title: ClassVar[Text] = Text(nl="Plan herzien", en="Revise the plan")
    foretells: ClassVar[bool] = True
    voids: ClassVar[tuple[str, ...]] = OF_THE_PLAN

    plan: Plan
    reason: Words
    note: Document | None = None

    def effect(self, d: Any, /) -> dict[str, Any]:
        """Tests stay in the dossier, so that a refusal can name their version.

        Because of that version they do not count.
        """
        return {
            "planned": self,
            "plan_version": self.plan.version,
            "last_version": self.plan.version,
            "limits": (*d.limits, Limits.of(self.plan, self.at)),
            "asking": Asking.held(Asking.then(d.asking, self.plan, d.plan), self.plan),
            "tests_from": self.at,
            **plan_void(d, self.at),
            "tests": d.tests,
            "tested_from": d.tested_from,
            "weighings": after(d.weighings, self.at),
        }


@frozen(kw_only=True)
class Untouched(Checked):
    """An amended plan leaves a precondition as it was tested: what that test looked at has not changed (R44).

    Attributes:
        precondition: which of the five.
        judgement: that it is not touched, and why.
    """

    precondition: Precondition
    judgement: Judgement


@frozen(kw_only=True)
class ProposeAmendment(Command):
    """Both parties propose an amended plan during the transfer, for what has not begun (*wijziging voorstellen*; R34, R43, R44, R48, R92).

    It changes nothing yet: it is tested, units and bodies are heard about it, and then the ministry decides (`AmendPlan`). A newer
    proposal takes the place of an earlier one.

    Attributes:
        plan: the whole plan as it would be; phases that have begun stand in it as they are.
        reason: why it has to be amended.
        untouched: the preconditions that need not be tested again; each other one is tested on this version.
    """

    title: ClassVar[Text] = Text(nl="Wijziging van het plan voorstellen", en="Propose an amended plan")

    plan: Plan
    reason: Words
    untouched: tuple[Untouched, ...] = ()

    def effect(self, d: Any, /) -> dict[str, Any]:
        return {
            "proposal": self,
            "last_version": self.plan.version,
            "asking": Asking.then(d.asking, self.plan, d.plan),
        }

    def problems(self) -> Iterator[Problem]:
        named = Counter(u.precondition.value for u in self.untouched)
        if twice := [p for p, n in named.items() if n > 1]:
            yield Problem(
                "untouched",
                shown(twice),
                Text(nl="elke randvoorwaarde ten hoogste één keer", en="each precondition at most once"),
            )
