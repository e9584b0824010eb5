"""A fictional road: the commands in an order in which the letter's rules accept them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any, Self

from ontvlechting import letter
from ontvlechting.engine.errors import InputError, Problem, shown
from ontvlechting.engine.text import Text
from ontvlechting.letter import commands as c
from ontvlechting.letter.commands import Precondition, Route, Stage, Step
from ontvlechting.letter.dossier import Dossier
from ontvlechting.letter.fiction.evidence import PACE, Evidence
from ontvlechting.states import State


class Road(Evidence):
    """Valid commands for one process from its identification to its completion, leg by leg."""

    begins_in: State = State.NEW
    """The state in which this road begins."""

    @classmethod
    def after(cls, dossier: Dossier) -> Self:
        """A road that goes on where a process stands, to see what would follow: a day after its last act, with new references.

        The leg in which the process is begins again: what was recorded on it before is given once more, and some of it
        is refused for that. Nothing that is open, such as a breach, is closed. The plan is that of a road, so a process
        with another plan can be followed until the ministry has decided.

        Args:
            dossier: all that is known of a process that the letter names.

        Raises:
            InputError: this is something else, or the process was not identified yet, or was stopped.
        """
        identity: c.IdentifyProcess | None = getattr(dossier, "identity", None)
        process = letter.PROCESSES.get(identity.studied or "") if identity is not None else None
        if identity is None or process is None or dossier.at is None or dossier.state is State.STOPPED:
            expected = Text(
                nl="het dossier van een proces uit de brief dat is aangedragen en niet is gestopt",
                en="the dossier of a process of the letter that was identified and was not stopped",
            )
            raise InputError(f"{cls.__name__}.after", [Problem("dossier", shown(dossier), expected)])
        road = cls(process, start=identity.at - PACE)
        road.follow(dossier)
        road.moment, road.begins_in = dossier.at, dossier.state
        road._references = max(map(int, re.findall(r"'fictief-[\w-]+-(\d+)'", repr(dossier))), default=0)
        return road

    def until(self, state: State) -> Iterator[c.Command]:
        """Every command from where this road begins until the process is in this state, whatever was asked of it before.

        None when that state was passed already.
        `State.MINISTRY_DECIDED` and before lie on both routes; which states come after depends on the route.

        Raises:
            InputError: this is no state on the route.
        """
        legs = self._legs()
        on_it = [reached for reached, _ in legs]
        if state not in on_it:
            named = " ".join(f"`State.{reached.name}`" for reached in on_it)
            expected = Text(nl=f"een toestand op deze route: {named}", en=f"a state on this route: {named}")
            raise InputError("until", [Problem("state", shown(state), expected)])
        first = on_it.index(self.begins_in) + 1 if self.begins_in in on_it else 0
        return (command for _, leg in legs[first : on_it.index(state) + 1] for command in leg())

    def legs(self) -> Iterator[tuple[State, Iterator[c.Command]]]:
        """The commands of each leg of the road, with the state that it leads to."""
        return ((reached, leg()) for reached, leg in self._legs())

    def _legs(self) -> list[tuple[State, Callable[[], Iterator[c.Command]]]]:
        """What makes the commands of each leg, with the state that it leads to."""
        shift: list[tuple[State, Callable[[], Iterator[c.Command]]]] = [
            (State.PHASED_TRANSFER, self.starting),
            (State.RECEIVING_PARTY_PROVEN, self.transferring),
        ]
        governance: list[tuple[State, Callable[[], Iterator[c.Command]]]] = [
            (State.STRENGTHENING_GOVERNANCE, self.strengthening),
            (State.AGREEMENTS_PROVEN, self.agreeing),
        ]
        return [
            (State.IDENTIFIED, self.identifying),
            (State.PLAN_DRAFTED, self.planning),
            (State.PRECONDITIONS_TESTED, self.testing),
            (State.MINISTRY_DECIDED, self.deciding),
            *(shift if self.route is Route.SHIFT else governance),
            (State.COMPLETED, self.completing),
        ]

    def identifying(self) -> Iterator[c.Command]:
        """To identified."""
        yield self.identify()

    def planning(self) -> Iterator[c.Command]:
        """From identified to plan drafted, and signed by both parties."""
        yield self.contact("dor", Stage.FEASIBILITY)
        yield self.consult()
        yield self.draft()
        yield self.cosign()

    def testing(self) -> Iterator[c.Command]:
        """From plan drafted to preconditions tested; a plan that was revised is signed first."""
        while self.unsigned:
            yield self.cosign()
        yield from self.hearing(Stage.PLAN)
        yield self.collect_input()
        yield self.answer_input()
        yield from self.hearing(Stage.TEST)
        yield from (self.test(p) for p in Precondition)
        yield self.weigh(Step.TESTS)
        yield self.conclude_tests()

    def deciding(self) -> Iterator[c.Command]:
        """From preconditions tested to ministry decided."""
        yield self.request_advice()
        yield self.receive_advice()
        yield self.answer_advice()
        yield from self.hearing(Stage.DECISION)
        yield self.weigh(Step.DECISION)
        yield self.decide()
        self.decided = True

    def starting(self) -> Iterator[c.Command]:
        """From ministry decided to phased transfer."""
        yield self.weigh(Step.TRANSFER)
        yield self.start_transfer()

    def transferring(self) -> Iterator[c.Command]:
        """From phased transfer to receiving party proven."""
        for phase in self.plan().phases:
            yield from self.phase(phase.number)
        yield from self.hearing(Stage.PROOF)
        yield self.weigh(Step.PROOF)
        yield self.conclude_proof()

    def phase(self, number: int) -> Iterator[c.Command]:
        """One phase, from its weighing to its acceptance."""
        yield from self.opening(number)
        yield from (self.execute(task) for task in self.plan().phases[number - 1].tasks)
        yield self.measure(number)
        yield self.update_register(number)
        yield self.weigh(Step.ACCEPTANCE, number)
        yield self.accept(number)

    def opening(self, number: int) -> Iterator[c.Command]:
        """One phase, from its weighing to its start."""
        yield from self.hearing(Stage.EXECUTION, number)
        yield self.weigh(Step.PHASE, number)
        yield self.start_phase(number)

    def amending(self, plan: c.Plan | None = None, *untouched: Precondition) -> Iterator[c.Command]:
        """An amended plan during the transfer, from its proposal to the decision on it."""
        yield self.propose(plan, *untouched)
        yield from self.amended(*untouched)

    def amended(self, *untouched: Precondition) -> Iterator[c.Command]:
        """From the proposal of an amended plan to the decision on it."""
        yield self.cosign()
        yield from (self.test(p) for p in Precondition if p not in untouched)
        yield self.consult()
        yield from self.hearing(Stage.PLAN)
        yield self.weigh(Step.AMENDMENT)
        yield self.amend()

    def strengthening(self) -> Iterator[c.Command]:
        """From ministry decided to strengthening governance."""
        yield from self.hearing(Stage.EXECUTION)
        yield self.weigh(Step.STRENGTHENING)
        yield self.start_strengthening()

    def agreeing(self) -> Iterator[c.Command]:
        """From strengthening governance to agreements proven."""
        yield self.agree()
        yield self.use_agreement()
        yield from self.hearing(Stage.PROOF)
        yield self.measure(None)
        yield self.weigh(Step.AGREEMENTS)
        yield self.conclude_agreements()

    def completing(self) -> Iterator[c.Command]:
        """From proven to completed; what was shifted before is not shifted again."""
        yield self.weigh(Step.COMPLETION)
        if self.route is Route.SHIFT and not self.shifted:
            yield from self.shifting()
        yield self.complete()

    def shifting(self, **changes: Any) -> Iterator[c.Command]:
        """A budget shift, from its weighing on."""
        yield self.weigh(Step.BUDGET)
        yield self.shift_budget(**changes)

    def turning(self, route: Route, **changes: Any) -> Iterator[c.Command]:
        """The other form is chosen, from its weighing on; once the ministry has decided, the bodies are heard on it again."""
        if self.decided:
            yield from self.hearing(Stage.DECISION)
        yield self.weigh(Step.ROUTE)
        yield self.change_route(route, **changes)

    def hearing(self, stage: Stage, phase: int | None = None) -> Iterator[c.Command]:
        """A contact with each body."""
        yield from (
            self.contact(body.id, stage, phase)
            for body in self.norms.bodies_for((self.process.delivering, self.process.receiving))
        )
