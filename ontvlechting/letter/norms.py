"""The norms: the settings of the guards, which the letter names or leaves to the ministry."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from datetime import date

from attrs import frozen

from ontvlechting.engine import doors
from ontvlechting.engine.checked import Checked, Count, Id, Number, Words, derived
from ontvlechting.engine.errors import Problem, nearest, shown
from ontvlechting.engine.names import Choice
from ontvlechting.engine.text import Text
from ontvlechting.engine.verdicts import Supplier
from ontvlechting.letter.commands import Complexity, Feasibility
from ontvlechting.letter.values import Body, BodyKind, Document, Party, PartyKind, Reach, Role, problems_of_currency

COURT = Party(
    id="ondernemingskamer",
    kind=PartyKind.EXTERNAL,
    name=Text(
        nl="Ondernemingskamer van het gerechtshof Amsterdam", en="Enterprise Chamber of the Amsterdam court of appeal"
    ),
)
"""The court to which a works council appeals; the Works Councils Act names it in article 26, the letter does not."""


class Countersigned(Choice):
    """For what the other side's own word is asked (*waarvoor het woord van de ander nodig is*).

    `PLAN`: the other party signs the plan. `CONTACTS`, `CONSULTATIONS`, `INPUT`, `ADVICE`: what a body or unit is said to have
    done counts when it records or confirms that itself, or when a document of its own shows it. `MEASUREMENTS`, `AGREEMENTS`:
    that a service is within its limits, and that an agreement is used, is told by both parties, by one with a document of the
    other, or by the ministry.
    """

    PLAN = "plan"
    CONTACTS = "contacts"
    CONSULTATIONS = "consultations"
    INPUT = "input"
    ADVICE = "advice"
    MEASUREMENTS = "measurements"
    AGREEMENTS = "agreements"


@frozen(kw_only=True)
class LeadTime(Checked):
    """The shortest planned lead time for a phase of this complexity, in days (R49)."""

    complexity: Complexity
    days: Count


@frozen(kw_only=True)
class StudiedProcess(Checked):
    """A process of a feasibility study, for one receiving party, and what the study says of it (R22, R24, R28).

    Attributes:
        id: the name by which an identification refers to it (`IdentifyProcess.studied`).
        name: what it is called; None where its name is not known.
        receiving: the id of the party that would take it over; None where that is not known.
        feasibility: what the study found.
        items: the ids of what the process consists of; empty where that is not known.
        signals: which of those are the channel by which signals of citizens and businesses come in (R28).
    """

    id: Id
    name: Words | None = None
    receiving: Id | None = None
    feasibility: Feasibility
    items: tuple[Id, ...] = ()
    signals: tuple[Id, ...] = ()


@frozen(kw_only=True)
class KnownStudy(Checked):
    """A feasibility study of which it is known what it says, so that nobody can cite it for something else (R22, R30).

    Attributes:
        document: its reference.
        author: the id of the party that made it.
        until: the last day on which it was made, where that is known: a study by this author of before then is this one.
        horizon_years: within how many years it found the rest not feasible.
        processes: every process that it studied; there is no other.
    """

    document: Id
    author: Id
    until: date | None = None
    horizon_years: Number
    processes: tuple[StudiedProcess, ...]

    def is_meant(self, cited: Document) -> bool:
        """Whether a document that is cited is this study, by whatever reference."""
        of_then = self.until is not None and cited.origin == self.author and cited.on <= self.until
        return cited.id == self.document or of_then

    def process(self, id: str | None) -> StudiedProcess | None:
        """The process of that name."""
        return next((p for p in self.processes if p.id == id), None)

    def problems(self) -> Iterator[Problem]:
        """Each process has a name of its own."""
        yield from _problem_of_repeats("processes", [p.id for p in self.processes])


@frozen(kw_only=True)
class Norms(doors.Norms):
    """The settings of the guards, which the letter names or leaves to the ministry.

    Attributes:
        ministry: the id of the deciding party (R13).
        directorates: the ids of the closed set of parties (R1).
        first_performer: the id of the party that performs every process at the start (R4).
        beneficiaries: the ids of the parties for which it does so (R4).
        units: the units a process can come from (R3).
        bodies: the bodies that speak for staff, each with the parties for which it speaks (R12, R64). Which body that is, the
            letter leaves open but for the departmental council; `bodies_for` says who speaks in one process.
        house: the id of Parliament, which asks and is informed (R14).
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
        countersigned: for what the other side's own word is asked. That is a choice: the letter says "in samenwerking" (R43),
            "grote stem" (R62) and "in alle fasen" (R65), and without the other's word one party alone could say so; so
            the letter's norms ask it for all.
        baseline_decides: whether a measurement that is within its limit and worse than the baseline keeps steps forward from
            being taken. The letter says that continuity is not affected, and not by what that is measured: a choice. Here the
            limit decides, and worse than the baseline is a warning (R53).
        study: the feasibility study of which it is known what it says; None when there is none (R22, R30). The letter names
            six of its nine processes. The other three go by `niet-genoemd-1` to `-3`: which is which, and for whom, is for
            whoever has the study to say.
        parties: other parties that may be named: researchers, suppliers, keepers of registers (R8, R86). They neither give
            nor receive work (R1). Those of the letter's own norms are named in the letter, but for the court, which is
            named in the Works Councils Act.
        currency: the currency of every amount (R42).
        evaluation_is_dated: whether a decision names the day on which it is evaluated. The letter speaks of what is expected,
            and orders no evaluation: a choice (R31).

    Raises:
        InputError: parties or bodies have one id, or one of them is named that is not there; every problem together.
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
    countersigned: tuple[Countersigned, ...] = tuple(Countersigned)
    baseline_decides: bool = False
    study: KnownStudy | None = None
    parties: tuple[Party, ...] = ()
    currency: Id = "EUR"
    evaluation_is_dated: bool = True

    def problems(self) -> Iterator[Problem]:
        """R1, R12: each party and body has an id of its own, and whoever is given a part is one of them."""
        yield from super().problems()
        yield from self._problems_of_names()
        yield from self._problems_of_parts()
        yield from self._problems_of_bodies()
        yield from problems_of_currency(self.currency)
        yield from _problem_of_repeats("lead_times", [n.complexity.value for n in self.lead_times])

    def _problems_of_names(self) -> Iterator[Problem]:
        for field in ("directorates", "beneficiaries", "units", "always_weighed"):
            yield from _problem_of_repeats(field, getattr(self, field))
        yield from _problem_of_repeats("bodies", [b.id for b in self.bodies])
        yield from _problem_of_repeats("parties", [p.id for p in self.parties])
        ids = {
            "ministry": {self.ministry},
            "directorates": {*self.directorates},
            "bodies": {b.id for b in self.bodies},
            "house": {self.house},
            "parties": {p.id for p in self.parties},
        }
        taken: dict[str, str] = {}
        for field, names in ids.items():
            for id in sorted(names):
                if id in taken:
                    expected = Text(
                        nl=f"een eigen id; dit is dat van `{taken[id]}`",
                        en=f"an id of its own; this is that of `{taken[id]}`",
                    )
                    yield Problem(field, shown(id), expected)
                taken.setdefault(id, field)

    def _problems_of_parts(self) -> Iterator[Problem]:
        if len(self.directorates) < 2:
            two = Text(nl="minstens twee directoraten-generaal", en="at least two directorates-general")
            yield Problem("directorates", shown(self.directorates), two)
        yield from _problems_of_absence("first_performer", [self.first_performer], self.directorates, "directorates")
        others = [d for d in self.directorates if d != self.first_performer]
        if not self.beneficiaries:
            some = Text(nl="minstens een partij", en="at least one party")
            yield Problem("beneficiaries", shown(self.beneficiaries), some)
        yield from _problems_of_absence("beneficiaries", self.beneficiaries, others, "directorates")
        if self.study is not None:
            named = (p.receiving for p in self.study.processes if p.receiving is not None)
            yield from _problems_of_absence("study.processes", named, self.directorates, "directorates")
            yield from _problems_of_absence(
                "study.author", [self.study.author], [p.id for p in self.parties], "parties"
            )

    def _problems_of_bodies(self) -> Iterator[Problem]:
        """R12: a works council and unions, of which one never stands in for the other."""
        for kind, nl, en in (
            (BodyKind.WORKS_COUNCIL, "minstens een ondernemingsraad", "at least one works council"),
            (BodyKind.UNION, "minstens een vakbond", "at least one union"),
        ):
            if not self.bodies_of(kind):
                yield Problem("bodies", shown([b.id for b in self.bodies]), Text(nl=nl, en=en))
        councils = sorted(self.bodies_of(BodyKind.WORKS_COUNCIL))
        yield from _problems_of_absence("departmental_council", [self.departmental_council], councils, "bodies")

    def may_share(self) -> tuple[str, ...]:
        """The ids of those with whom a process can share something: the directorates, and the others that are known (R8, R91)."""
        return (*self.directorates, *(p.id for p in self.parties))

    def known_parties(self) -> frozenset[str]:
        """The ids of everybody who may be named: the ministry, its directorates, the bodies, the House and the others."""
        return self._known_parties

    @derived
    def _known_parties(self) -> frozenset[str]:
        own = (self.ministry, *self.directorates, self.house)
        return frozenset((*own, *(b.id for b in self.bodies), *(p.id for p in self.parties)))

    def insiders(self) -> frozenset[str]:
        """The ids of everybody who is no outsider (R10): the ministry, its directorates and their units, the bodies, and the House."""
        own = (self.ministry, *self.directorates, *self.units, self.house)
        return frozenset((*own, *(b.id for b in self.bodies)))

    def deciders(self) -> tuple[Supplier, ...]:
        """The ministry (R13)."""
        return (Supplier(role=Role.MINISTRY, party=self.ministry),)

    def budget_holders(self) -> tuple[str, ...]:
        """The ids of the parties whose documents can say what pays for something: those with a budget, and the ministry."""
        return (self.ministry, *self.budget_parties)

    def body(self, id: str) -> Body | None:
        """The body of that id."""
        return self._bodies_by_id.get(id)

    @derived
    def _bodies_by_id(self) -> Mapping[str, Body]:
        return {b.id: b for b in self.bodies}

    def bodies_for(self, parties: Iterable[str]) -> tuple[Body, ...]:
        """The bodies that speak for staff in a process between these parties, in the order of the norms.

        For each party and kind of body those of the widest reach for which the process is a matter of common interest (WOR
        33, 35). Without parties: every body.
        """
        between = frozenset(parties)
        found = self._bodies_by_parties.get(between)
        if found is None:
            found = tuple(
                b for b in self.bodies if not between or b.speaks(between) - self._covered_more_widely(b, between)
            )
            self._bodies_by_parties[between] = found
        return found

    @derived
    def _bodies_by_parties(self) -> dict[frozenset[str], tuple[Body, ...]]:
        """The cache of `bodies_for`, by the set of parties; norms do not change."""
        return {}

    def _covered_more_widely(self, body: Body, parties: frozenset[str]) -> frozenset[str]:
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


def _problem_of_repeats(field: str, ids: Iterable[str]) -> Iterator[Problem]:
    """A problem when one of these ids stands there more than once."""
    if twice := [id for id, many in Counter(ids).items() if many > 1]:
        yield Problem(field, shown(twice), Text(nl="elk ten hoogste één keer", en="each of them at most once"))


def _problems_of_absence(field: str, ids: Iterable[str], there: Iterable[str], whence: str) -> Iterator[Problem]:
    """A problem for each of these ids that is not among those of the field `whence`."""
    there = list(dict.fromkeys(there))
    names = ", ".join(f"`{t}`" for t in there)
    expected = Text(
        nl=f"een van {names}" if there else f"een van de `{whence}`, en die zijn er niet",
        en=f"one of {names}" if there else f"one of the `{whence}`, and there are none",
    )
    yield from (Problem(field, shown(id), expected, nearest(id, there)) for id in ids if id not in there)
