"""Entry: a process is identified, with the finding on its feasibility."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any, ClassVar

from attrs import frozen

from ontvlechting.engine.checked import Checked, Id, Number, PartyId, ProcessId, Words
from ontvlechting.engine.command import Command, Fact
from ontvlechting.engine.errors import Problem, shown
from ontvlechting.engine.names import Choice
from ontvlechting.engine.text import Text
from ontvlechting.letter.values import Delta, Document, RelationId, TaskId, UnitId

__all__ = [
    "Bottleneck",
    "Earlier",
    "Feasibility",
    "Finding",
    "IdentifyProcess",
    "LeftOut",
    "RecordFeasibility",
    "Route",
    "TargetGroup",
    "TargetGroupKind",
    "Task",
]


class Route(Choice):
    """The two ways to disentangle (*vorm*; R25).

    `SHIFT` (*verschuiving*): the work moves to the receiving party.
    `GOVERNANCE` (*wijze van besturing*): the work stays, the steering is strengthened.
    """

    SHIFT = "shift"
    GOVERNANCE = "governance"


class TargetGroupKind(Choice):
    """Citizens (*burgers*) or businesses (*bedrijven*)."""

    CITIZENS = "citizens"
    BUSINESSES = "businesses"


class Feasibility(Choice):
    """What a feasibility study found (*haalbaarheid*; R24)."""

    FEASIBLE = "feasible"
    NOT_WITHIN_HORIZON = "not_within_horizon"


@frozen(kw_only=True)
class TargetGroup(Checked):
    """A group that the process serves (*doelgroep*; R15).

    Attributes:
        name: what it is called.
        kind: citizens or businesses.
    """

    name: Id
    kind: TargetGroupKind


@frozen(kw_only=True)
class Bottleneck(Checked):
    """Something that hinders serving a target group (*knelpunt*; R23).

    Attributes:
        description: what hinders.
        experienced_by: the id of the party that experiences it.
        target_group: the name of the target group.
    """

    description: Words
    experienced_by: PartyId
    target_group: Id


@frozen(kw_only=True)
class Task(Checked):
    """One item of the scope (*taak*); each is proven by itself (R28).

    Attributes:
        id: its name within the process.
        description: what is done.
    """

    id: TaskId
    description: Words


@frozen(kw_only=True)
class LeftOut(Checked):
    """A part of a studied process that is not in the scope (*wat blijft*; R92).

    Attributes:
        item: the id of the part.
        reason: why it stays with the party that performs it.
    """

    item: Id
    reason: Words


LONGEST_HORIZON = 30
"""How many years a finding can hold at most; the letter speaks of three."""


@frozen(kw_only=True)
class Finding(Checked):
    """The outcome of a feasibility study: evidence, never a decision (*haalbaarheidsbevinding*; R10, R24).

    Attributes:
        outcome: feasible, or not within the horizon.
        on: the day of the finding; the horizon starts here.
        document: the study.
        cause: why it is not feasible; None when it is.
        horizon_years: how many years an infeasible finding holds (R30).
    """

    outcome: Feasibility
    on: date
    document: Document
    cause: Words | None = None
    horizon_years: Number = 3

    def problems(self) -> Iterator[Problem]:
        if self.horizon_years > LONGEST_HORIZON:
            expected = Text(nl=f"ten hoogste {LONGEST_HORIZON} jaar", en=f"at most {LONGEST_HORIZON} years")
            yield Problem("horizon_years", shown(self.horizon_years), expected)

    @property
    def horizon(self) -> date:
        """The first day after the horizon; no later than a calendar goes."""
        year = self.on.year + self.horizon_years
        if year > date.max.year:
            return date.max
        try:
            return self.on.replace(year=year)
        except ValueError:  # 29 February
            return date(year, 3, 1)


@frozen(kw_only=True)
class Earlier(Checked):
    """An earlier process that this one follows, as it was read from the ledger (*eerder proces*; R4, R54).

    Attributes:
        process: its name.
        record: the number of the last record that was read.
        hash: the hash of that record.
        state: where it stood.
        delivering: the id of the party that performs it.
        receiving: the id of the party that would.
        moved: the ids of the tasks that went over.
        deltas: what was shifted between budgets.
    """

    process: ProcessId
    record: Number
    hash: Id
    state: Id
    delivering: PartyId
    receiving: PartyId
    moved: tuple[TaskId, ...] = ()
    deltas: tuple[Delta, ...] = ()

    def agrees(self, dossier: Any, record: int, hash: str) -> bool:
        """Whether this is what the dossier says after this record; False for a programme, which cannot be followed."""
        read = getattr(dossier, "earlier", None)
        return record > 0 and read is not None and bool(self == read(record, hash))


@frozen(kw_only=True)
class IdentifyProcess(Command):
    """A process is a candidate for disentangling (*proces aandragen*; R1, R3, R4, R15, R22-R25, R28-R30, R74, R92).

    An improvement of governance for which no process was studied may be opened as well, between any two directorates: on the
    governance route, without `studied`; it needs no finding (R74, R75).

    Attributes:
        name: what the process is called.
        studied: which process of the known study this is, by its name there; None when it is none of those.
        delivering: the id of the party that performs it now.
        receiving: the id of the party that would take it over, or whose steering is strengthened.
        beneficiaries: the ids of the parties for which it is performed.
        unit: the unit it comes from; None when the source does not say.
        route: shift, or strengthened governance.
        target_groups: whom it serves.
        bottlenecks: what hinders serving them.
        scope: every task of the process, itemised.
        stays: of a studied process: the parts that are left out of the scope, each with the reason why it stays.
        finding: the outcome of its feasibility study; None for an improvement of governance that needs none.
        relations: on the governance route, the relations or agreements to improve, each by the name it keeps.
        follows: the completed process of which this takes the work back; None for any other. `Workflow.earlier` gives it.
    """

    title: ClassVar[Text] = Text(nl="Proces aandragen", en="Identify the process")

    name: Words
    studied: Id | None = None
    delivering: PartyId
    receiving: PartyId
    beneficiaries: tuple[PartyId, ...]
    unit: UnitId | None = None
    route: Route
    target_groups: tuple[TargetGroup, ...] = ()
    bottlenecks: tuple[Bottleneck, ...] = ()
    scope: tuple[Task, ...]
    stays: tuple[LeftOut, ...] = ()
    finding: Finding | None = None
    relations: tuple[RelationId, ...] = ()
    follows: Earlier | None = None

    def rests_on(self) -> tuple[Earlier, ...]:
        return () if self.follows is None else (self.follows,)

    def problems(self) -> Iterator[Problem]:
        ids = [t.id for t in self.scope]
        if len(set(ids)) < len(ids):
            yield Problem(
                "scope",
                shown(ids),
                Text(nl="taken met elk een eigen id", en="tasks that each have an id of their own"),
            )
        left = [x.item for x in self.stays]
        if len(set(left)) < len(left) or set(left) & set(ids):
            expected = Text(
                nl="onderdelen die niet in de scope staan, elk één keer",
                en="parts that are not in the scope, each of them once",
            )
            yield Problem("stays", shown(left), expected)

    @property
    def improves(self) -> bool:
        """Whether this improves governance where no process was studied (R74)."""
        return self.route is Route.GOVERNANCE and self.studied is None

    def effect(self, d: Any, /) -> dict[str, Any]:
        return {
            "identity": self,
            "route": self.route,
            "relations": self.relations,
        }


@frozen(kw_only=True)
class RecordFeasibility(Fact):
    """A new feasibility finding, which supersedes the earlier ones (*haalbaarheid vastleggen*; R24, R30).

    Attributes:
        finding: the new finding.
    """

    title: ClassVar[Text] = Text(nl="Haalbaarheid vastleggen", en="Record feasibility")
    kept_in: ClassVar[str] = "studies"

    finding: Finding
