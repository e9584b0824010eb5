"""The scopes of the letter: what is asked of its rules, part by part, so that each part is covered completely.

Each scope has a fixed number of tasks and phases, on the road of `letter.fiction`, with fictional evidence, good and
bad. Two minutes pass from one step to the next, so that no term runs out, and nothing is asked of a process that has
ended. What else a scope leaves out it says itself.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Mapping
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any, TypeVar

import attrs
from attrs import frozen

from ontvlechting import letter
from ontvlechting.engine.command import Command, Fact
from ontvlechting.engine.rulebook import Rules
from ontvlechting.engine.text import Text
from ontvlechting.engine.values import Actor
from ontvlechting.letter import commands as c
from ontvlechting.letter.commands import Precondition, Route, Stage, Step
from ontvlechting.letter.dossier import Dossier
from ontvlechting.letter.fiction import Road
from ontvlechting.letter.fiction.council import CouncilRoad
from ontvlechting.letter.fiction.evidence import RELATION
from ontvlechting.letter.values import Delta, Document, DocumentKind, Role
from ontvlechting.states import FINAL, State
from ontvlechting.testing import scopes
from ontvlechting.testing.checks import Check
from ontvlechting.testing.letter import strategies
from ontvlechting.testing.letter.checks import CHECKS
from ontvlechting.testing.letter.sight import Sight, SightOfDays, true_of
from ontvlechting.testing.letter.strategies import MOVES
from ontvlechting.testing.letter.transcripts import TELLING
from ontvlechting.testing.scopes import Moves, Onward, Together
from ontvlechting.testing.strategies import Make
from ontvlechting.testing.transcripts import Telling

_K = TypeVar("_K", bound=Command)

TWO_TASKS = "douane/basisregistraties"
"""The process of the letter with two tasks; its fictional plan has two phases of one task each."""


AGAIN = "fictief-advies-dor-2"
"""An advice that is asked for when an earlier one cannot be used."""


MINUTE = timedelta(minutes=1)


class AtOneMoment(Road):
    """A road on which time stands still between two steps: the same move gives the same command again.

    What is recorded is dated a minute after the last step, and the next step a minute after that. All of it is on one
    day, so that one reference stands for one document (R86).
    """

    weighed: int = 0
    noted: int = 0
    tried: Mapping[Precondition, int] = {}

    def tick(self) -> datetime:
        """The one moment."""
        return self.moment

    def _give(self, cls: type[_K], changes: dict[str, Any], **fields: Any) -> _K:
        at = self.moment if issubclass(cls, Fact) else self.moment + MINUTE
        return cls(**{"at": at, **fields, **changes})

    def wait_until(self, moment: datetime) -> None:
        """Do nothing: time stands still."""

    def reference(self, kind: str) -> str:
        """The one reference of this kind."""
        return f"fictief-{kind}"

    def document(self, kind: DocumentKind, origin: str, *, public: bool = False) -> Document:
        """The one document of this kind and origin: one reference stands for one document (R86)."""
        return attrs.evolve(super().document(kind, origin, public=public), id=f"fictief-{kind.value}-{origin}")

    def report_breach(self, breach: str, task: str | None, **changes: Any) -> c.ReportBreach:
        """A breach that began half a minute before, so that it can end within the minute."""
        told = super().report_breach(breach, task, **changes)
        return attrs.evolve(told, since=told.at - MINUTE / 2)

    def note(self) -> Document:
        """A note of its own for each decision (R85)."""
        note = super().note()
        return attrs.evolve(note, id=f"{note.id}-{self.noted}")

    def follow(self, dossier: Dossier) -> None:
        """Go on from where the process stands. New weighings (R55) and notes (R85) get the next number."""
        super().follow(dossier)
        self.noted = len(dossier.notes)
        self.tried = tried(dossier)
        self.moment: datetime = (dossier.moved_at or self.start) + MINUTE
        self.weighed = len(dossier.spent)

    def test(self, precondition: Precondition, *, holds: bool = True, **changes: Any) -> c.RecordTest:
        """A test; when a plan like this failed a test before, with documents that were not used then (R35)."""
        test, before = super().test(precondition, holds=holds, **changes), self.tried.get(precondition, 0)
        return (
            test
            if not before
            else attrs.evolve(test, results=tuple(_with_other_documents(r, before + 1) for r in test.results))
        )

    def weigh(self, step: Step, phase: int | None = None, *, holds: bool = True, **changes: Any) -> c.WeighStep:
        """A weighing with an id that was not used before."""
        return super().weigh(step, phase, holds=holds, **{"id": f"fictief-afweging-{self.weighed + 1}", **changes})

    def decide(self, **changes: Any) -> c.Decide:
        """A decision that weighs every document that there can be."""
        studies = (letter.STUDY.document, f"fictief-haalbaarheid-{self.tag}", f"fictief-study-{letter.GALAN}")
        weighed = (*studies, self.paper(), self.paper(AGAIN), *self.norms.always_weighed)
        return super().decide(**{"weighed": weighed, **changes})


def tried(dossier: Dossier) -> dict[Precondition, int]:
    """How often each precondition was tested, when a plan like this has failed a test; else empty."""
    under = dossier.under_test
    return (
        {}
        if under is None or not dossier.unmet
        else {p: len(dossier.tested_before(p, under.plan)) for p in Precondition}
    )


def _with_other_documents(result: c.PartResult, number: int) -> c.PartResult:
    """The same result with other documents, which have this number."""
    judgement = result.judgement
    papers = tuple(attrs.evolve(d, id=f"{d.id}-{number}") for d in judgement.evidence)
    return attrs.evolve(result, judgement=attrs.evolve(judgement, evidence=papers))


class CouncilAtOneMoment(AtOneMoment, CouncilRoad):
    """`AtOneMoment` under the Works Councils Act."""


LATER = timedelta(days=3 * 365)
"""How long after the start of a road its later day is: by then every reversal and mandate it began with has run out."""


class OfTwoDays(AtOneMoment):
    """A road of two days, years apart. Terms run out between them; what is renewed on the later day holds."""

    successor: Actor | None = None

    @property
    def later(self) -> datetime:
        """The later day."""
        return self.start + LATER

    @property
    def receiver(self) -> Actor:
        """The actor for the receiving party now: the first, whose mandate ends before the later day, or a successor."""
        return self.successor or self.first

    @property
    def first(self) -> Actor:
        """The first actor for the receiving party, with a mandate that ends between the two days."""
        first = super().receiver
        assert first.mandate is not None
        ends = (self.start + LATER / 2).date()
        return attrs.evolve(first, mandate=attrs.evolve(first.mandate, valid_until=ends))

    def succeed(self) -> c.Replace:
        """The first actor is replaced by a successor, whose mandate does not end."""
        holds = super().receiver.mandate
        mandate = attrs.evolve(holds, id=f"{holds.id}-later") if holds is not None else None
        return self.replace(self.first, attrs.evolve(self.first, id=f"{self.first.id}-opvolger", mandate=mandate))

    def reversal(self) -> c.Reversal:
        """A fictional reversal, possible until half of `LATER` from this moment."""
        return attrs.evolve(super().reversal(), until=(self.moment + LATER / 2).date())

    def document(self, kind: DocumentKind, origin: str, *, public: bool = False) -> Document:
        """The one document of this kind, origin and day."""
        document = super().document(kind, origin, public=public)
        return attrs.evolve(document, id=f"{document.id}-{document.on}")

    def follow(self, dossier: Dossier) -> None:
        """Go on from where the process stands, and not before its last moment."""
        super().follow(dossier)
        self.moment: datetime = max(self.moment, dossier.at or self.start)
        first = self.first.id
        self.successor = next((x.successor for x in dossier.replaced if x.person == first), None)


class CouncilOfTwoDays(OfTwoDays, CouncilRoad):
    """`OfTwoDays` under the Works Councils Act."""

    def paper(self, advice: str = "fictief-advies-dor") -> str:
        """The reference of the document that holds an advice."""
        return f"{super().paper(advice)}-{self.moment.date()}"


class Player(strategies.Player):
    """A player that caches its commands: each is made once for all dossiers in which it is the same."""

    def __init__(self, **given: Any) -> None:
        super().__init__(**given)
        self._made: dict[Hashable, Command] = {}
        self._last: tuple[Dossier | None, Hashable] = None, None

    def _told_apart(self, dossier: Dossier) -> Hashable:
        """What commands are made from: the cache key of a dossier, computed once for all moves."""
        if self._last[0] is not dossier:
            doubts = frozenset(dossier.doubts)
            stands = (
                dossier.moved_at,
                dossier.plan_version,
                dossier.route,
                dossier.decided is not None,
                dossier.unsigned,
            )
            counts = len(dossier.spent), len(dossier.shifts), len(dossier.replaced), len(dossier.notes)
            self._last = dossier, (stands, dossier.at, counts, doubts, tuple(tried(dossier).values()))
        return self._last[1]

    def asked(self, name: str, dossier: Dossier) -> Command:
        """The move of this name, as it is asked of this dossier."""
        key = name, self._told_apart(dossier)
        made = self._made.get(key)
        if made is None:
            self.road.route = self.route
            made = self._made[key] = super().asked(name, dossier)
        return made


@frozen(kw_only=True)
class Scope(scopes.Scope):
    """What may be asked of one process of the letter (*reikwijdte*).

    Attributes:
        start: the road is followed until this state first.
        route: the route with which the process begins.
        process: one of the processes of `letter.PROCESSES`.
        road: the class of the road, which makes the commands.
        completes: completion can always be reached, as every scope has good evidence beside bad.
        checks: those of the letter.
    """

    start: State = State.NEW
    route: Route = Route.SHIFT
    process: str = TWO_TASKS
    road: type[AtOneMoment] = AtOneMoment
    completes: frozenset[State] = frozenset({State.COMPLETED})
    checks: tuple[Check, ...] = CHECKS
    telling: Telling = TELLING

    def player(self, rules: Rules) -> Player:
        """The player, which makes its commands with the road."""
        return Player(rules=rules, named=self.named, process=self.process, route=self.route, road=self.road)

    def asks(self, dossier: Dossier) -> bool:
        """Whether the process has not ended: what is recorded after that leads nowhere."""
        return dossier.state not in FINAL

    def sight(self) -> Sight:
        """What counts of a dossier; on a road of two days, the day too."""
        return SightOfDays() if issubclass(self.road, OfTwoDays) else Sight()

    def particulars(self) -> dict[str, str]:
        """What it is about, as plain values for a file."""
        return {"process": self.process, "route": self.route.value}

    def true_of(self, dossier: Dossier) -> dict[str, Any]:
        """What is true of a dossier, as plain values."""
        return true_of(dossier)


# -- what is asked -----------------------------------------------------------------------------------------------------

_BODIES = ("dor", "vakbonden")


def _contacts(*stages: Stage) -> tuple[str, ...]:
    return tuple(f"contact-{b}-{s.value}" for s in stages for b in _BODIES)


def _phase_contacts(*phases: int) -> tuple[str, ...]:
    return tuple(f"contact-{b}-phase-{n}" for n in phases for b in _BODIES)


def _there_or_back(road: Road) -> tuple[Delta, ...]:
    """The budget as planned, or back again once it has moved; otherwise each shift would lead to a new state."""
    there = road.deltas()
    back = tuple(attrs.evolve(d, money=attrs.evolve(d.money, amount=-d.money.amount)) for d in there)
    return back if road.shifted else there


NAMED: dict[str, Make] = {
    **MOVES,
    "identify-governance": lambda r: r.identify(route=Route.GOVERNANCE, relations=(RELATION,)),
    "collect": lambda r: r.collect_input(),
    "request-advice": lambda r: r.request_advice(),
    "receive-positive": lambda r: r.receive_advice(),
    "receive-negative": lambda r: r.receive_advice(opinion=c.Opinion.NEGATIVE),
    "answer-not-yet": lambda r: r.answer_advice(follow_up=c.FollowUp.NOT_YET),
    "answer-not": lambda r: r.answer_advice(follow_up=c.FollowUp.NOT),
    "agree": lambda r: r.agree(),
    "execute-in-shadow": lambda r: r.execute(r.process.scope[0].id, c.Mode.SHADOW),
    "shift-budget": lambda r: r.shift_budget(deltas=_there_or_back(r)),
    "measure-2": lambda r: r.measure(2),
    "update-register-2": lambda r: r.update_register(2),
    "measure-2-beyond": lambda r: r.measure(2, Decimal(99)),
    "weigh-transfer-against": lambda r: r.weigh(Step.TRANSFER, holds=False),
    "weigh-phase-1-against": lambda r: r.weigh(Step.PHASE, 1, holds=False),
    "weigh-proof-against": lambda r: r.weigh(Step.PROOF, holds=False),
    "weigh-completion-against": lambda r: r.weigh(Step.COMPLETION, holds=False),
    "weigh-with-the-first-id": lambda r: r.weigh(Step.DECISION, id="fictief-afweging-1"),
    "accept-phase-1-against": lambda r: r.accept(1, judgement=r.judgement(holds=False)),
    "proof-not-possible": lambda r: r.conclude_proof(really_can=r.judgement(holds=False)),
    "complete-not-possible": lambda r: r.complete(really_possible=r.judgement(r.ministry, holds=False)),
    "stop-without-note": lambda r: r.stop(note=None),
    "return-without-note": lambda r: r.return_plan(note=None),
    "complete-without-note": lambda r: r.complete(note=None),
}
"""The moves of the kit, with evidence that fits together at one moment, and some more moves, good and bad."""


TIME: dict[str, Make] = {
    "years-pass": lambda r: r.record_feasibility(c.Feasibility.FEASIBLE, at=_of_two_days(r).later),
    "succeed": lambda r: _of_two_days(r).succeed(),
    "renew-reversal-2": lambda r: r.renew_reversal(2),
    "renew-reversal-of-budget": lambda r: r.renew_reversal(None),
    "shift-budget": lambda r: r.shift_budget(deltas=() if r.shifted else r.deltas()),
}
"""Moves for a later day, which begins with a study that says that all is still feasible; and a budget that moves once.

A second or third shift would each have its own reversal, so there would be no end to what can run out.
"""


def _of_two_days(road: Road) -> OfTwoDays:
    assert isinstance(road, OfTwoDays)
    return road


COUNCIL: dict[str, Make] = {
    "name-the-director": lambda r: _council(r).name_director(),
    "council-has-a-right": lambda r: _council(r).advice_basis(),
    "council-on-consequences": lambda r: _council(r).advice_basis(basis=c.AdviceBasis.CONSEQUENCES),
    "request-in-writing": lambda r: _council(r).written_request(),
    "consult-the-council": lambda r: _council(r).consultation(),
    "request-again": lambda r: r.request_advice(AGAIN),
    "request-again-in-writing": lambda r: _council(r).written_request(AGAIN),
    "consult-again": lambda r: _council(r).consultation(AGAIN),
    "receive-again": lambda r: r.receive_advice(AGAIN),
    "answer-again": lambda r: r.answer_advice(AGAIN),
    "council-contests": lambda r: _council(r).contest_basis(),
    "council-agrees": lambda r: _council(r).settle_basis(),
    "council-wants-no-meeting": lambda r: _council(r).decline_consultation(),
    "council-abstains": lambda r: _council(r).abstain(),
    "council-waives": lambda r: _council(r).waive(),
    "council-appeals": lambda r: _council(r).appeal(),
    "court-upholds": lambda r: _council(r).appeal(c.AppealStatus.UPHELD),
    "ministry-withdraws": lambda r: _council(r).withdraw(),
    "court-forbids": lambda r: _council(r).prohibition(),
    "court-allows": lambda r: _council(r).prohibition(in_force=False),
}
"""The moves of the pack of the Works Councils Act."""


def _council(road: Road) -> CouncilRoad:
    assert isinstance(road, CouncilRoad)
    return road


STRANGERS: dict[str, tuple[Role, str]] = {
    "the-house": (Role.HOUSE, letter.HOUSE),
    "another-directorate": (Role.DIRECTORATE, letter.TOESLAGEN),
    "the-council": (Role.WORKS_COUNCIL, "dor"),
    "the-unions": (Role.UNION, "vakbonden"),
    "a-researcher": (Role.RESEARCHER, letter.GALAN),
    "the-deliverer": (Role.DIRECTORATE, letter.BELASTINGDIENST),
    "the-receiver": (Role.DIRECTORATE, letter.DOUANE),
    "the-ministry-without-mandate": (Role.MINISTRY, letter.MINISTRY),
    "a-judge-as-ministry": (Role.MINISTRY, letter.DOUANE),
}
"""Actors who may not be allowed to ask a command, each with role and organisation."""


def in_other_hands(names: tuple[str, ...], named: Mapping[str, Make]) -> dict[str, Make]:
    """Each of these moves asked by everybody of `STRANGERS`, as `NAME-by-WHO`."""

    def by(make: Make, who: str) -> Make:
        role, party = STRANGERS[who]
        return lambda road: attrs.evolve(make(road), by=Actor(id=f"fictief-{who}", role=role, party=party))

    return {f"{name}-by-{who}": by(named[name], who) for name in names for who in STRANGERS}


# -- the standard scope ------------------------------------------------------------------------------------------------

HEAR = Together("hear-everybody", _contacts(Stage.PLAN, Stage.TEST))
HEAR_ON_DECISION = Together("hear-everybody-on-decision", _contacts(Stage.DECISION))
INPUT = Together("input", ("collect", "answer-input"))
HEAR_EVERYBODY = Together("hear-everybody-and-answer", (*HEAR.moves, *INPUT.moves))
BEFORE_THE_PLAN = Together("before-the-plan", ("contact-dor-feasibility", "consult"))
FIVE_TESTS = Together("five-tests", (*(f"test-{p.value}" for p in Precondition), "weigh-tests"))
CONCLUDE_TESTS = Together("weigh-and-conclude-tests", ("weigh-tests", "conclude-tests"))
ACCEPT_PHASE = tuple(Together(f"weigh-and-accept-{n}", (f"weigh-acceptance-{n}", f"accept-phase-{n}")) for n in (1, 2))
TO_GOVERNANCE = Together("weigh-and-turn-to-governance", ("weigh-route", "to-governance"))
TO_SHIFT = Together("weigh-and-turn-to-shift", ("weigh-route", "to-shift"))
HEAR_ON_PHASE = tuple(Together(f"hear-everybody-on-phase-{n}", _phase_contacts(n)) for n in (1, 2))
READY_FOR_PHASE = tuple(Together(f"ready-for-phase-{n}", (*_phase_contacts(n), f"weigh-phase-{n}")) for n in (1, 2))
DONE_IN_PHASE = (
    Together("done-in-phase-1", ("execute", "measure", "update-register")),
    Together("done-in-phase-2", ("execute-last", "measure-2", "update-register-2")),
)
HEAR_ON_PROOF = Together("hear-everybody-on-proof", _contacts(Stage.PROOF))
_FROM_TESTS_TO_PROOF: Moves = (
    FIVE_TESTS,
    "conclude-tests",
    "weigh-decision",
    "decide",
    "weigh-transfer",
    "start-transfer",
    READY_FOR_PHASE[0],
    "start-phase-1",
    DONE_IN_PHASE[0],
    ACCEPT_PHASE[0],
    READY_FOR_PHASE[1],
    "start-phase-2",
    DONE_IN_PHASE[1],
    ACCEPT_PHASE[1],
)
_ROAD: Moves = (
    HEAR,
    HEAR_ON_DECISION,
    INPUT,
    *_FROM_TESTS_TO_PROOF,
    HEAR_ON_PROOF,
    "weigh-proof",
    "conclude-proof",
    "weigh-budget",
    "weigh-completion",
    "shift-budget",
    "complete",
    "fall-back",
)
_PLANNING: Moves = ("contact-dor-feasibility", "consult", "draft", "cosign", "revise", "return-plan")
_TROUBLE = ("breach", "resolve-breach", "escalate", "resolve-escalation")
_TURNS: Moves = ("infeasible", "feasible", TO_GOVERNANCE, TO_SHIFT, "stop")
_OTHER_FORM: Moves = ("identify-governance", "infeasible", "feasible", TO_GOVERNANCE, TO_SHIFT)

_ONE_MOMENT = Text(
    nl="termijnen die verlopen, want tussen twee stappen liggen maar twee minuten; wat na het einde nog wordt vastgelegd",
    en="terms that run out, for only two minutes lie between two steps; what is recorded after the end",
)


def _leaving_out(nl: str, en: str) -> Text:
    return Text(nl=f"{_ONE_MOMENT.nl}; {nl}", en=f"{_ONE_MOMENT.en}; {en}")


WHOLE = Scope(
    name="whole",
    title=Text(nl="de hele weg, met alles wat hem keert", en="the whole road, with everything that turns it"),
    moves=(
        "identify",
        "identify-governance",
        *_PLANNING,
        *_ROAD,
        *_TURNS,
        Onward(State.COMPLETED, since=(State.MINISTRY_DECIDED,)),
    ),
    named=NAMED,
    leaves_out=_leaving_out(
        "verstoringen en escalaties, en per onderdeel goed of slecht bewijs: dat varieert in de andere",
        "breaches and escalations, and good or bad evidence piece by piece: those vary in the others",
    ),
)

PLAN_AND_TESTS = Scope(
    name="plan-and-tests",
    title=Text(nl="plan, vijf toetsen en besluit", en="plan, five tests and decision"),
    moves=(
        "identify",
        BEFORE_THE_PLAN,
        "draft",
        "draft-without-budget",
        "cosign",
        "revise",
        "return-plan",
        HEAR,
        INPUT,
        HEAR_ON_DECISION,
        *(f"test-{p.value}" for p in Precondition),
        *(f"fail-{p.value}" for p in Precondition),
        CONCLUDE_TESTS,
        "weigh-decision",
        "weigh-against",
        "decide",
        "stop",
        Onward(State.COMPLETED, since=(State.MINISTRY_DECIDED,)),
    ),
    named=NAMED,
    leaves_out=_leaving_out(
        "organen apart, haalbaarheid en de andere vorm, verstoringen en escalaties",
        "bodies one by one, feasibility and the other form, breaches and escalations",
    ),
)

VOICES = Scope(
    name="voices",
    title=Text(
        nl="medezeggenschap, vakbonden en medewerkers: zwijgend, voor of tegen",
        en="works council, unions and staff: silent, for or against",
    ),
    start=State.PLAN_DRAFTED,
    moves=(
        *_contacts(Stage.PLAN, Stage.TEST, Stage.DECISION),
        "collect",
        "answer-input",
        "request-advice",
        "receive-positive",
        "receive-negative",
        "answer-advice",
        "answer-not-yet",
        "answer-not",
        "notify",
        FIVE_TESTS,
        "conclude-tests",
        "weigh-decision",
        "decide",
        "return-plan",
        "revise",
        "cosign",
        "stop",
        Onward(State.COMPLETED, since=(State.MINISTRY_DECIDED,)),
    ),
    named=NAMED,
    leaves_out=_leaving_out(
        "toetsen apart; meer dan één advies of inbreng", "tests one by one; more than one advice or input"
    ),
)

TRANSFER = Scope(
    name="transfer",
    title=Text(
        nl="twee taken in twee fasen, met goed, slecht of afwezig bewijs",
        en="two tasks in two phases, with evidence that is good, bad or absent",
    ),
    start=State.MINISTRY_DECIDED,
    moves=(
        "weigh-transfer",
        "start-transfer",
        *HEAR_ON_PHASE,
        "weigh-phase-1",
        "weigh-phase-2",
        "start-phase-1",
        "start-phase-2",
        "start-phase-3",
        "execute",
        "execute-last",
        "execute-in-shadow",
        "measure",
        "measure-beyond",
        "measure-2",
        "update-register",
        "update-register-2",
        ACCEPT_PHASE[0],
        "accept-phase-1-against",
        ACCEPT_PHASE[1],
        "breach",
        "resolve-breach",
        "fall-back",
        HEAR_ON_PROOF,
        "weigh-proof",
        "weigh-proof-against",
        "conclude-proof",
        "proof-not-possible",
        "stop",
        Onward(State.COMPLETED, since=(State.MINISTRY_DECIDED, State.RECEIVING_PARTY_PROVEN)),
    ),
    named=NAMED,
    leaves_out=_leaving_out(
        "organen apart, escalaties, haalbaarheid en een nieuw plan; een afweging tegen de start of een fase, en slecht bewijs in de tweede fase",
        "bodies one by one, escalations, feasibility and a new plan; a weighing against the start or a phase, and bad evidence in the second phase",
    ),
)

CLOSING = Scope(
    name="closing",
    title=Text(nl="budget en afronding", en="budget and completion"),
    start=State.RECEIVING_PARTY_PROVEN,
    moves=(
        *_contacts(Stage.EXECUTION, Stage.PROOF),
        "weigh-completion",
        "weigh-completion-against",
        "weigh-budget",
        "shift-budget",
        "budget-loses-a-cent",
        "budget-for-good",
        "complete",
        "complete-fully",
        "complete-without-ict",
        "complete-not-possible",
        "complete-without-note",
        "measure-2",
        "measure-2-beyond",
        *_TROUBLE,
        "infeasible",
        "feasible",
        "request-advice",
        "receive-negative",
        "answer-advice",
        "fall-back",
        "stop",
        Onward(State.COMPLETED, since=(State.MINISTRY_DECIDED,)),
    ),
    named=NAMED,
    leaves_out=_leaving_out("fasen apart", "phases one by one"),
)

GOVERNANCE = Scope(
    name="governance",
    title=Text(nl="versterkte besturing", en="strengthened governance"),
    start=State.PRECONDITIONS_TESTED,
    route=Route.GOVERNANCE,
    moves=(
        INPUT,
        "answer-input",
        *_contacts(Stage.PLAN, Stage.TEST, Stage.DECISION)[-2:],
        HEAR,
        FIVE_TESTS,
        "conclude-tests",
        "weigh-decision",
        "decide",
        "revise",
        "cosign",
        "weigh-strengthening",
        "strengthen",
        "agree",
        "use-agreement",
        "measure-outside",
        "weigh-agreements",
        "conclude-agreements",
        *_contacts(Stage.EXECUTION, Stage.PROOF),
        "weigh-completion",
        "complete",
        *_TROUBLE,
        "stop",
    ),
    named=NAMED,
    leaves_out=_leaving_out("meer dan één te verbeteren relatie", "more than one relation to improve"),
)


TIME_PASSES = Scope(
    name="time-passes",
    title=Text(
        nl="jaren gaan voorbij: wat terugdraaien en mandaten aan een einde brengt, en wat ze verlengt",
        en="years pass: what ends reversals and mandates, and what renews them",
    ),
    start=State.MINISTRY_DECIDED,
    road=OfTwoDays,
    moves=(
        "years-pass",
        "succeed",
        "renew-reversal",
        "renew-reversal-2",
        "renew-reversal-of-budget",
        Together("weigh-and-start-transfer", ("weigh-transfer", "start-transfer")),
        *(
            Together(f"hear-weigh-and-start-{n}", (*_phase_contacts(n), f"weigh-phase-{n}", f"start-phase-{n}"))
            for n in (1, 2)
        ),
        *(
            Together(f"do-and-accept-{n}", (*done.moves, *accept.moves))
            for n, (done, accept) in enumerate(zip(DONE_IN_PHASE, ACCEPT_PHASE, strict=True), start=1)
        ),
        Together("hear-weigh-and-conclude-proof", (*HEAR_ON_PROOF.moves, "weigh-proof", "conclude-proof")),
        Together("weigh-and-shift-budget", ("weigh-budget", "shift-budget")),
        Together("weigh-and-complete", ("weigh-completion", "complete")),
        "fall-back",
        "reverse-phase-2",
        "stop",
        Onward(State.COMPLETED, since=(State.MINISTRY_DECIDED,)),
    ),
    named={**NAMED, **TIME},
    leaves_out=Text(
        nl="meer dan één later moment en meer dan één verschuiving van budget, en wat na het einde nog wordt vastgelegd; halve stappen; een "
        "nieuw plan, verstoringen en escalaties",
        en="more than one later moment and more than one shift of budget, and what is recorded after the end; steps half made; a new plan, "
        "breaches and escalations",
    ),
)


def _named(moves: Moves) -> Iterator[str]:
    """The names of these moves, with those in a `Together`."""
    for move in moves:
        if not isinstance(move, Onward):
            yield from (move,) if isinstance(move, str) else move.moves


_OTHERS = tuple(dict.fromkeys((*_named(WHOLE.moves), *_TROUBLE, "agree", "use-agreement", "redact")))

HANDS = Scope(
    name="hands",
    title=Text(
        nl="de rechte weg, waarbij iedereen overal alles vraagt, ook wat niet aan hem is",
        en="the straight road, with everybody asking everything everywhere, also what is not theirs to ask",
    ),
    moves=(
        "identify",
        BEFORE_THE_PLAN,
        "draft",
        "cosign",
        HEAR_EVERYBODY,
        HEAR_ON_DECISION,
        *_FROM_TESTS_TO_PROOF,
        Together("ready-for-proof", (*HEAR_ON_PROOF.moves, "weigh-proof", "weigh-budget")),
        "conclude-proof",
        "shift-budget",
        "weigh-completion",
        "complete",
        Onward(State.COMPLETED, since=(State.MINISTRY_DECIDED,)),
    ),
    probes=(*NAMED, *in_other_hands(_OTHERS, NAMED)),
    named={**NAMED, **in_other_hands(_OTHERS, NAMED)},
    leaves_out=_leaving_out(
        "wat de andere variëren; wat er volgt op een ja aan een ander dan wie de weg voorziet",
        "what the others vary; what follows a yes to somebody other than the road foresees",
    ),
)

STANDARD: tuple[Scope, ...] = (WHOLE, PLAN_AND_TESTS, VOICES, TRANSFER, CLOSING, GOVERNANCE, TIME_PASSES, HANDS)
"""The standard scope of the letter's rules, in parts that are each covered completely."""

# -- the same with the Works Councils Act ------------------------------------------------------------------------------

_WITH_COUNCIL = {**NAMED, **COUNCIL}
ON_FULL_BASIS = Together("ask-on-full-basis", ("name-the-director", "council-has-a-right"))
ON_CONSEQUENCES = Together("ask-on-consequences", ("name-the-director", "council-on-consequences"))
_UP_TO_ADVICE = (*ON_FULL_BASIS.moves, "request-advice", "request-in-writing", "consult-the-council")
ASK_COUNCIL = Together("ask-the-council", (*_UP_TO_ADVICE, "receive-positive", "answer-advice"))

COUNCIL_WHOLE = attrs.evolve(
    WHOLE,
    name="council-whole",
    title=Text(nl="de hele weg, met de Wet op de ondernemingsraden", en="the whole road, with the Works Councils Act"),
    moves=(
        *(m for m in WHOLE.moves if m not in _OTHER_FORM),
        ASK_COUNCIL,
        "notify",
        "court-forbids",
        "court-allows",
    ),
    named=_WITH_COUNCIL,
    road=CouncilAtOneMoment,
    leaves_out=_leaving_out(
        "haalbaarheid en de andere vorm, goed of slecht bewijs per onderdeel, verstoringen en escalaties",
        "feasibility and the other form, good or bad evidence piece by piece, breaches and escalations",
    ),
)

COUNCIL_ADVICE = Scope(
    name="council-advice",
    title=Text(
        nl="het advies van de ondernemingsraad en wat erop volgt", en="the council's advice and what follows it"
    ),
    start=State.PLAN_DRAFTED,
    moves=(
        HEAR_EVERYBODY,
        HEAR_ON_DECISION,
        FIVE_TESTS,
        "conclude-tests",
        ON_FULL_BASIS,
        ON_CONSEQUENCES,
        "request-advice",
        "request-in-writing",
        "consult-the-council",
        "receive-positive",
        "receive-negative",
        "answer-advice",
        "answer-not-yet",
        "answer-not",
        "weigh-decision",
        "decide",
        "notify",
        "council-waives",
        "weigh-transfer",
        "start-transfer",
        READY_FOR_PHASE[0],
        "start-phase-1",
        "fall-back",
        "stop",
        Together(
            "ask-again",
            ("request-again", "request-again-in-writing", "consult-again", "receive-again", "answer-again"),
        ),
        Onward(State.COMPLETED, since=(State.MINISTRY_DECIDED,)),
    ),
    named=_WITH_COUNCIL,
    road=CouncilAtOneMoment,
    leaves_out=_leaving_out(
        "de vijf toetsen, organen en inbreng apart; een betwiste grondslag, een raad die geen vergadering of advies wil; beroep en rechter",
        "the five tests, bodies and input one by one; a contested basis, a council that wants no meeting or gives no advice; appeal and court",
    ),
)

COUNCIL_TIME = Scope(
    name="council-time",
    title=Text(
        nl="een besluit tegen het advies van de raad: opschorting en beroep, en de termijnen daarvan die verlopen",
        en="a decision against the council's advice: suspension and appeal, and their terms that run out",
    ),
    start=State.PRECONDITIONS_TESTED,
    road=CouncilOfTwoDays,
    moves=(
        "years-pass",
        Together(
            "decide-against-the-council",
            (*_UP_TO_ADVICE, "receive-negative", "answer-not", *HEAR_ON_DECISION.moves, "weigh-decision", "decide"),
        ),
        "notify",
        "council-waives",
        "council-appeals",
        "court-upholds",
        "ministry-withdraws",
        Together("weigh-and-start-transfer", ("weigh-transfer", "start-transfer")),
        "succeed",
        "renew-reversal",
        "renew-reversal-2",
        "fall-back",
        "stop",
    ),
    named={**_WITH_COUNCIL, **TIME},
    completes=frozenset(),
    leaves_out=Text(
        nl="meer dan één later moment, en wat na het einde nog wordt vastgelegd; wat op de overdracht volgt",
        en="more than one later moment, and what is recorded after the end; what follows the start of the transfer",
    ),
)

WITH_COUNCIL: tuple[Scope, ...] = (COUNCIL_WHOLE, COUNCIL_ADVICE, COUNCIL_TIME)
"""What is explored of the letter's rules with the pack of the Works Councils Act."""
