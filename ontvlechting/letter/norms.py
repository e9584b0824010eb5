"""What the guards of the letter are held to, where it names it or leaves it to the ministry."""

from __future__ import annotations

from collections.abc import Iterable
from enum import Enum

from attrs import frozen

from ontvlechting.engine import rulebook
from ontvlechting.engine.checked import Checked, Count, Id
from ontvlechting.engine.verdicts import Supplier
from ontvlechting.letter.commands import Complexity
from ontvlechting.letter.values import Body, BodyKind, Reach, Role


class Countersigned(Enum):
    """For what the other side's own word is asked (*waarvoor het woord van de ander nodig is*).

    `PLAN`: the other party signs the plan. `CONTACTS`, `CONSULTATIONS`, `INPUT`, `ADVICE`: what a body or unit is said to have
    done counts when it records or confirms that itself, or when a document of its own shows it.
    """

    PLAN = "plan"
    CONTACTS = "contacts"
    CONSULTATIONS = "consultations"
    INPUT = "input"
    ADVICE = "advice"


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
        bodies: the bodies that speak for staff, each with the parties for which it speaks (R12, R64). Which body that is, the
            letter leaves open but for the departmental council; `bodies_for` says who speaks in one process.
        house: the id of Parliament, which informs and asks (R14).
        departmental_council: the id of the body that is heard at every stage (R65).
        always_weighed: the ids of documents that every decision weighs (R90).
        lead_times: the shortest lead time of each complexity; the letter gives no figures (R49).
        separate_duties: whether the decider may not have drafted or tested (R17).
        drafter_may_test: whether who drafted may also test; the letter says so (R43).
        countersigned: for what the other side's own word is asked. That is a choice: the letter says "in samenwerking" (R43),
            "grote stem" (R62) and "in alle fasen" (R65), and without the other's word one party alone could say so; so
            the letter's norms ask it for all.
        baseline_decides: whether a measurement that is within its limit and worse than the baseline keeps steps forward from
            being taken. The letter says that continuity is not affected, and not by what that is measured: a choice. Here the
            limit decides, and worse than the baseline is a warning (R53).
    """

    ministry: Id
    directorates: tuple[Id, ...]
    first_performer: Id
    beneficiaries: tuple[Id, ...]
    units: tuple[Id, ...]
    bodies: tuple[Body, ...]
    house: Id
    departmental_council: Id
    always_weighed: tuple[Id, ...] = ()
    lead_times: tuple[LeadTime, ...] = ()
    separate_duties: bool = True
    drafter_may_test: bool = True
    countersigned: tuple[Countersigned, ...] = tuple(Countersigned)
    baseline_decides: bool = False

    def deciders(self) -> tuple[Supplier, ...]:
        """The ministry (R13)."""
        return (Supplier(role=Role.MINISTRY, party=self.ministry),)

    def body(self, id: str) -> Body | None:
        """The body of that id."""
        return next((b for b in self.bodies if b.id == id), None)

    def bodies_for(self, parties: Iterable[str]) -> tuple[Body, ...]:
        """The bodies that speak for staff in a process between these parties, in the order of the norms.

        For each party and kind of body those of the widest reach for which the process is a matter of common interest (WOR
        33, 35). Without parties: every body.
        """
        between = frozenset(parties)
        return tuple(b for b in self.bodies if not between or b.speaks(between) - self._passed_on(b, between))

    def _passed_on(self, body: Body, parties: frozenset[str]) -> frozenset[str]:
        """The parties for which a body of the same kind and a wider reach speaks."""
        order = list(Reach)
        wider = [b for b in self.bodies if b.kind is body.kind and order.index(b.reach) > order.index(body.reach)]
        return frozenset(p for b in wider for p in b.speaks(parties))

    def bodies_of(self, kind: BodyKind) -> frozenset[str]:
        """The ids of the bodies of that kind."""
        return frozenset(b.id for b in self.bodies if b.kind is kind)

    def lead_time(self, complexity: Complexity) -> int:
        """The shortest lead time in days; 0 when none is set."""
        return next((n.days for n in self.lead_times if n.complexity is complexity), 0)
