"""What the guards of the letter are held to, where it names it or leaves it to the ministry."""

from __future__ import annotations

from attrs import frozen

from ontvlechting.engine import rulebook
from ontvlechting.engine.checked import Checked, Count, Id
from ontvlechting.engine.verdicts import Supplier
from ontvlechting.letter.commands import Complexity
from ontvlechting.letter.values import Body, BodyKind, Role


@frozen(kw_only=True)
class LeadTime(Checked):
    """The shortest planned lead time for a phase of this complexity, in days (R49)."""

    complexity: Complexity
    days: Count


@frozen(kw_only=True)
class Norms(rulebook.Norms):
    """What the guards are held to where the letter leaves it to the ministry, or names it.

    Attributes:
        ministry: the id of the deciding party (R13).
        directorates: the ids of the closed set of parties (R1).
        first_performer: the id of the party that performs every process at the start (R4).
        beneficiaries: the ids of the parties for which it does so (R4).
        units: the units a process can come from (R3).
        bodies: the bodies that speak for staff (R12, R64).
        house: the id of Parliament, which informs and asks (R14).
        departmental_council: the id of the body that is heard at every stage (R65).
        budget_parties: the ids of the parties whose budgets may gain or lose. The letter says that the disentanglement is
            budget-neutral and names no other parties than the directorates: a choice (R42).
        budget_after_proof: whether budgets move only after the proof. The letter asks no more than that they move after the
            decision on form and transition: a choice (R70, R71).
        ict_is_shared: whether the parties share ICT, as the letter says that they do; as long as that is so, nothing is fully
            disentangled unless a decision says that the sharing has ended (R8, R9).
        always_weighed: the ids of documents that every decision weighs (R90).
        lead_times: the shortest lead time of each complexity; the letter gives no figures (R49).
        separate_duties: whether the decider may not have drafted or tested (R17).
        drafter_may_test: whether who drafted may also test; the letter says so (R43).
    """

    ministry: Id
    directorates: tuple[Id, ...]
    first_performer: Id
    beneficiaries: tuple[Id, ...]
    units: tuple[Id, ...]
    bodies: tuple[Body, ...]
    house: Id
    departmental_council: Id
    budget_parties: tuple[Id, ...]
    budget_after_proof: bool = False
    ict_is_shared: bool = True
    always_weighed: tuple[Id, ...] = ()
    lead_times: tuple[LeadTime, ...] = ()
    separate_duties: bool = True
    drafter_may_test: bool = True

    def deciders(self) -> tuple[Supplier, ...]:
        """The ministry (R13)."""
        return (Supplier(role=Role.MINISTRY, party=self.ministry),)

    def budget_holders(self) -> tuple[str, ...]:
        """The ids of the parties whose documents can say what pays for something: those with a budget, and the ministry."""
        return (self.ministry, *self.budget_parties)

    def body(self, id: str) -> Body | None:
        """The body of that id."""
        return next((b for b in self.bodies if b.id == id), None)

    def bodies_of(self, kind: BodyKind) -> frozenset[str]:
        """The ids of the bodies of that kind."""
        return frozenset(b.id for b in self.bodies if b.kind is kind)

    def lead_time(self, complexity: Complexity) -> int:
        """The shortest lead time in days; 0 when none is set."""
        return next((n.days for n in self.lead_times if n.complexity is complexity), 0)
