"""Fictional roads through the packs about holdings, for any letter: every command that they ask for, in a valid form.

A road knows no letter. Its user says who acts for each party, and gives a later moment for each command::

    records = RecordsRoad(delivering=road.deliverer, receiving=road.receiver, tick=road.tick)
    for command in records.before_work():
        flow.submit(case, command)
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta
from typing import Any, TypeVar

from attrs import evolve, frozen

from ontvlechting.engine.command import Command
from ontvlechting.engine.days import day_of
from ontvlechting.engine.values import Actor
from ontvlechting.packs.holdings_facts import (
    AcceptInventory,
    AgreeSharing,
    Course,
    DestroyCopy,
    EndAccess,
    GiveAccessBack,
    Holding,
    HoldingKind,
    ReceiveHolding,
    RecordInventory,
    ShowAccess,
)
from ontvlechting.packs.machinery_of_government import AgreeArrangement, Matter
from ontvlechting.packs.records_and_data import (
    RecordAssessment,
    RecordController,
    RecordProcessorAgreement,
    RecordProvision,
)

_K = TypeVar("_K", bound=Command)

CASES, PAPERS, REGISTER, SYSTEM = "fictief-zaken", "fictief-dossiers", "fictief-register", "fictief-systeem"
"""The fictional holdings: cases, their papers, a register and a system."""
STORAGE = "fictief-opslag"
"""The fictional processor of the cases."""


@frozen(kw_only=True)
class HoldingsRoad:
    """What both parties record in any country, from the list to the end of access; FICTIONAL.

    Attributes:
        delivering: an actor of the party that has the work.
        receiving: an actor of the party that gets it.
        tick: gives a later moment each time.
        on: the day from which each holding follows, stays or is shared.
    """

    delivering: Actor
    receiving: Actor
    tick: Callable[[], datetime]
    on: date = date(2035, 1, 1)

    def before_work(self) -> Iterator[Command]:
        """What is asked before work moves."""
        yield from (self.inventory(), self.accept())

    def before_responsibility(self) -> Iterator[Command]:
        """What is asked before responsibility moves."""
        yield from (self.receive(CASES), self.receive(SYSTEM))
        yield from self.sharing()

    def before_completion(self) -> Iterator[Command]:
        """What is asked before the end."""
        for holding in (CASES, SYSTEM):
            yield self.show_access(holding)
            yield self.end_access(holding)

    def commands(self) -> Iterator[Command]:
        """All of these commands, in order."""
        yield from self.before_work()
        yield from self.before_responsibility()
        yield from self.before_completion()

    # -- each by itself -----------------------------------------------------------------------------------------------

    def holdings(self) -> tuple[Holding, ...]:
        """Holdings of each course."""
        return (
            self._holding(CASES, HoldingKind.DATA_SET, Course.FOLLOWS, personal=True, processors=(STORAGE,)),
            self._holding(SYSTEM, HoldingKind.SYSTEM, Course.FOLLOWS),
            self._holding(REGISTER, HoldingKind.RECORDS, Course.SHARED, personal=True),
            self._holding(PAPERS, HoldingKind.RECORDS, Course.STAYS),
        )

    def _holding(self, id: str, kind: HoldingKind, course: Course, **more: Any) -> Holding:
        return Holding(id=id, kind=kind, name=f"Fictief: {id}", course=course, on=self.on, **more)

    def inventory(self, **changes: Any) -> RecordInventory:
        """The list, by the party that has the work."""
        return self._give(
            RecordInventory,
            changes,
            by=self.delivering,
            document="fictief-inventaris-1",
            delivering=self.delivering.party,
            receiving=self.receiving.party,
            holdings=self.holdings(),
            none_of=(HoldingKind.CONTRACT,),
        )

    def accept(self, **changes: Any) -> AcceptInventory:
        """The other party accepts the list."""
        return self._give(AcceptInventory, changes, by=self.receiving, document="fictief-inventaris-1")

    def receive(self, holding: str = CASES, **changes: Any) -> ReceiveHolding:
        """The holding was received completely."""
        report = "fictief-toets"
        return self._give(
            ReceiveHolding, changes, by=self.receiving, holding=holding, check_report=report, complete=True
        )

    def sharing(self, holding: str = REGISTER, **changes: Any) -> Iterator[AgreeSharing]:
        """Both parties name the same agreement on what is shared."""
        first = self.share(holding, **changes)
        yield first
        yield evolve(first, by=self.receiving, at=self.tick())

    def share(self, holding: str = REGISTER, **changes: Any) -> AgreeSharing:
        """One party names an agreement on what is shared, from the first of the year, for ten years."""
        at = changes.get("at") or self.tick()
        year = day_of(at).year
        given = {"holding": holding, "agreement": "fictief-afspraak", "until": date(year + 9, 12, 31)}
        return self._give(AgreeSharing, {"at": at, **changes}, by=self.delivering, since=date(year, 1, 1), **given)

    def show_access(self, holding: str = CASES, **changes: Any) -> ShowAccess:
        """The receiving party can work with it."""
        return self._give(ShowAccess, changes, by=self.receiving, holding=holding, proof="fictief-proef")

    def end_access(self, holding: str = CASES, **changes: Any) -> EndAccess:
        """The access of the transferring party ends, and it is said how it can come back."""
        return self._give(EndAccess, changes, by=self.delivering, holding=holding, way_back="fictief-terugweg")

    def give_back(self, holding: str = CASES, **changes: Any) -> GiveAccessBack:
        """The transferring party gets access again."""
        return self._give(GiveAccessBack, changes, by=self.receiving, holding=holding)

    def destroy(self, holding: str = CASES, **changes: Any) -> DestroyCopy:
        """The copy that was left behind is destroyed."""
        return self._give(DestroyCopy, changes, by=self.delivering, holding=holding, ground="fictief-selectielijst")

    def _give(self, kind: type[_K], changes: dict[str, Any], **given: Any) -> _K:
        at = changes.get("at") or self.tick()
        return kind(**{**given, **changes, "at": at})


@frozen(kw_only=True)
class RecordsRoad(HoldingsRoad):
    """The same with what Dutch law and the GDPR add; FICTIONAL."""

    def before_work(self) -> Iterator[Command]:
        """What is asked before work moves."""
        yield from super().before_work()
        yield from (
            self.provision(),
            self.assessment(CASES),
            self.assessment(REGISTER, required=False),
            self.processor(),
        )

    def before_responsibility(self) -> Iterator[Command]:
        """What is asked before responsibility moves."""
        yield from super().before_responsibility()
        yield self.controller(CASES)
        yield self.controller(REGISTER, self.delivering.party, self.receiving.party)

    # -- each by itself -----------------------------------------------------------------------------------------------

    def provision(self, **changes: Any) -> RecordProvision:
        """The regulation provides for the records."""
        return self._give(RecordProvision, changes, by=self.delivering, regulation="fictief-regeling")

    def assessment(self, holding: str = CASES, *, required: bool = True, **changes: Any) -> RecordAssessment:
        """An assessment with the advice of the officer; or why none is due."""
        shown: dict[str, Any] = {"dpia": "fictief-dpia", "advice": "fictief-advies-fg"}
        if not required:
            shown = {"reason": "Fictief: er verandert niets aan de verwerking"}
        return self._give(RecordAssessment, changes, by=self.receiving, holding=holding, required=required, **shown)

    def processor(self, holding: str = CASES, **changes: Any) -> RecordProcessorAgreement:
        """An agreement with the processor, in force from the same day."""
        at = changes.get("at") or self.tick()
        given = {"holding": holding, "processor": STORAGE, "agreement": "fictief-verwerkersovereenkomst"}
        return self._give(RecordProcessorAgreement, {"at": at, **changes}, by=self.receiving, since=day_of(at), **given)

    def controller(self, holding: str = CASES, *controllers: str, **changes: Any) -> RecordController:
        """Who is the controller, in the register; several controllers have an arrangement."""
        at = changes.get("at") or self.tick()
        who = controllers or (self.receiving.party,)
        arrangement = "fictief-onderlinge-regeling" if len(who) > 1 else None
        given = {
            "holding": holding,
            "controllers": who,
            "joint_arrangement": arrangement,
            "register_entry": f"{holding}-register",
        }
        return self._give(RecordController, {"at": at, **changes}, by=self.receiving, since=day_of(at), **given)


@frozen(kw_only=True)
class MachineryRoad(HoldingsRoad):
    """The list with everything else that guides of several lands ask to be arranged; FICTIONAL."""

    def before_work(self) -> Iterator[Command]:
        """What is asked before work moves; delegations are interim."""
        yield from super().before_work()
        for matter in (Matter.SCOPE, Matter.STEERING, Matter.STAFF_TERMS, Matter.PRIVACY, Matter.ICT):
            yield from self.arrange(matter)
        yield from self.arrange(Matter.DELEGATIONS, years=1)

    def before_responsibility(self) -> Iterator[Command]:
        """What is asked before responsibility moves."""
        yield from super().before_responsibility()
        yield from self.arrange(Matter.APPROPRIATIONS)

    def before_completion(self) -> Iterator[Command]:
        """What is asked before the end: delegations that last, and an evaluation."""
        yield from super().before_completion()
        yield from self.arrange(Matter.DELEGATIONS, "fictief-mandaten")
        yield from self.arrange(Matter.EVALUATION, days=180)

    def arrange(
        self, matter: Matter, paper: str | None = None, *, days: int = 0, years: int = 0
    ) -> Iterator[AgreeArrangement]:
        """Both parties name the same paper; it holds after so many days, and ends after so many years, or not at all."""
        at = self.tick()
        until = date(at.year + years, 12, 31) if years else None
        for by in (self.delivering, self.receiving):
            yield self.arrangement(
                matter,
                by=by,
                document=paper or f"fictief-{matter.value}",
                since=day_of(at) + timedelta(days=days),
                until=until,
            )

    def arrangement(self, matter: Matter, **changes: Any) -> AgreeArrangement:
        """One party names a paper."""
        at = changes.get("at") or self.tick()
        given = {"matter": matter, "document": f"fictief-{matter.value}", "since": day_of(at)}
        return self._give(AgreeArrangement, {"at": at, **changes}, by=self.delivering, **given)
