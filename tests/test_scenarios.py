"""The stories that must come out right, each told through a `Workflow`: who asks what, and what the answer says."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import attrs
import pytest

from ontvlechting import LETTER, Actor, State, Workflow, letter
from ontvlechting import commands as c
from ontvlechting.engine.errors import InputError
from ontvlechting.engine.values import Mandate
from ontvlechting.engine.verdicts import Refused, VerdictKind
from ontvlechting.letter.commands import Command, Feasibility, FollowUp, Mode, Opinion, Precondition, Route, Stage, Step
from ontvlechting.letter.fiction import Road
from ontvlechting.letter.values import Delta, Money, Power, Role
from ontvlechting.record.stores.memory import MemoryStore
from ontvlechting.shell.answers import Outcome
from ontvlechting.states import IN_TRANSFER

NAME = "douane/websites"
PARTIES = {("directorate", "douane"), ("directorate", "belastingdienst")}
MINISTRY = ("ministry", "ministerie-van-financien")
DOR, UNIONS = ("works_council", "dor"), ("union", "vakbonden")
RECORDED = datetime(2030, 1, 1, tzinfo=UTC)
"""When everything here is recorded: later than any act, whatever the day on which the tests run."""


class Story:
    """One process in one ledger, and the road that supplies its commands."""

    def __init__(self, route: Route = Route.SHIFT) -> None:
        self.road = Road(letter.PROCESSES[NAME], route=route)
        self.flow = Workflow(MemoryStore(), clock=lambda: RECORDED)

    def go(self, commands: Iterable[Command]) -> Story:
        """These commands are given and accepted."""
        for command in commands:
            self.flow.submit(NAME, command).or_raise()
        return self

    def to(self, state: State) -> Story:
        """The road is followed from its beginning until the process is in this state."""
        return self.go(self.road.until(state))

    @property
    def state(self) -> State:
        """Where the process stands."""
        return self.flow.dossier(NAME).state

    def accepted(self, command: Command) -> Outcome:
        """This command is accepted."""
        return self.flow.submit(NAME, command).or_raise()

    def refused(self, command: Command, *codes: str) -> Outcome:
        """This command is refused for exactly these reasons; it changes nothing, and one record says so."""
        before, records = self.flow.dossier(NAME), len(self.flow.history(NAME))
        outcome = self.flow.submit(NAME, command)
        assert list(codes) == [r.code for r in outcome.reasons]
        assert VerdictKind.REFUSED is outcome.verdict.kind
        assert before == self.flow.dossier(NAME)
        history = self.flow.history(NAME)
        assert records + 1 == len(history)
        assert (command, outcome.verdict) == (history[-1].event.command, history[-1].event.verdict)
        return outcome


def suppliers(outcome: Outcome) -> set[tuple[str, str | None]]:
    """Who can supply what is missing: role and party."""
    return {(s.role.value, s.party) for r in outcome.reasons for s in r.suppliers}


def ready_to_decide(*, without: Iterable[type[Command]] = (), route: Route = Route.SHIFT) -> Story:
    """A story up to the decision, which leaves out commands of these kinds."""
    story = Story(route).to(State.PRECONDITIONS_TESTED)
    *before, _ = story.road.deciding()
    story.road.decided = False  # the decision itself is not taken here
    return story.go(command for command in before if type(command) not in set(without))


# ── the decision: five tests, a mandate, every body, every advice ────────────────────────────────


@pytest.mark.parametrize("left_out", Precondition)
def test_without_one_of_the_five_tests_there_is_nothing_to_decide(left_out: Precondition) -> None:
    """R35, R44: four tests do not conclude the testing, and a decision asked all the same is told what is missing."""
    story = Story().to(State.PLAN_DRAFTED)
    concluding = [cmd for cmd in story.road.testing() if getattr(cmd, "precondition", None) is not left_out]
    conclude = concluding.pop()
    story.go(concluding)
    assert PARTIES == suppliers(story.refused(conclude, f"untested-{left_out.value}"))
    outcome = story.flow.submit(NAME, story.road.decide())
    assert VerdictKind.NOT_FROM_STATE is outcome.verdict.kind
    assert f"untested-{left_out.value}" in [r.code for r in outcome.reasons]
    assert State.PLAN_DRAFTED is story.state


def test_a_decision_is_told_every_gap_at_once_and_who_can_fill_it() -> None:
    """R35, R44, R12, R55, R62, R76, R90: tests that fail, nobody heard, nothing answered or weighed: all in one no."""
    story = Story().to(State.PRECONDITIONS_TESTED)
    road = story.road
    story.go([road.request_advice(), road.receive_advice("fictief-ongevraagd")])
    story.accepted(road.collect_input(id="fictief-inbreng-2"))
    story.go([road.test(Precondition.STAFF, holds=False), road.test(Precondition.BUDGET, holds=False)])
    outcome = story.refused(
        road.decide(by=attrs.evolve(road.ministry, mandate=None), transition=None, note=None, weighed=()),
        "no-mandate",
        "failed-staff",
        "failed-budget",
        "unweighed-decision",
        "input-unanswered",
        "works_council-decision",
        "union-decision",
        "no-transition",
        "advice-awaited",
        "advice-unanswered",
        "no-public-note",
        "not-weighed",
        "not-weighed",
        "not-weighed",
    )
    assert PARTIES | {MINISTRY, DOR, UNIONS} == suppliers(outcome)
    by_code = {r.code: {s.party for s in r.suppliers} for r in outcome.reasons}
    assert {"douane", "belastingdienst"} == by_code["failed-staff"]
    assert {"douane", "belastingdienst", "vakbonden"} == by_code["union-decision"]
    assert {"dor"} == by_code["advice-awaited"]
    assert {"ministerie-van-financien"} == by_code["no-mandate"]
    assert len(outcome.reasons) == outcome.text("nl").count("\n")


def test_tests_on_an_earlier_version_of_the_plan_do_not_carry_a_decision() -> None:
    """R44: after a revision all five are named as outdated, and the road to the decision is walked again."""
    story = ready_to_decide()
    road = story.road
    story.go([road.revise(), road.cosign()])
    outdated = [f"outdated-{p.value}" for p in Precondition]
    unheard = [f"{kind}-{stage}" for stage in ("plan", "test") for kind in ("works_council", "union")]
    story.accepted(road.weigh(Step.TESTS))
    assert PARTIES | {DOR, UNIONS} == suppliers(story.refused(road.conclude_tests(), *outdated, *unheard))
    early = story.flow.submit(NAME, road.decide())
    assert VerdictKind.NOT_FROM_STATE is early.verdict.kind
    assert set(outdated) <= {r.code for r in early.reasons}
    story.go(command for command in road.testing() if not isinstance(command, c.CollectInput))
    story.go([*road.hearing(Stage.DECISION), road.weigh(Step.DECISION), road.decide()])
    assert State.MINISTRY_DECIDED is story.state


def test_a_plan_is_drafted_by_both_parties_or_not_at_all() -> None:
    """R43: by the deliverer alone, without it, or by the receiving party alone in its name: refused, naming who is missing."""
    story = Story().to(State.IDENTIFIED)
    road = story.road
    *before, _, _ = road.planning()
    story.go(before)
    plan = road.plan()

    def drafted(by: Actor, *drafters: str) -> c.DraftPlan:
        return road.draft(by=by, plan=attrs.evolve(plan, drafters=drafters))

    alone = story.refused(drafted(road.deliverer, "belastingdienst"), "drafter")
    assert {("directorate", "douane")} == suppliers(alone)
    without = story.refused(drafted(road.receiver, "douane"), "drafter")
    assert {("directorate", "belastingdienst")} == suppliers(without)
    story.refused(drafted(road.receiver, "belastingdienst"), "drafter", "not-by-drafter")
    story.refused(drafted(road.ministry, "douane", "belastingdienst"), "not-by-drafter")
    story.accepted(drafted(road.receiver, "douane", "belastingdienst"))


def test_only_the_ministry_with_a_mandate_of_that_day_decides() -> None:
    """R5, R13: no mandate, one for something else, one that has ended or not begun, or somebody else: refused."""
    story = ready_to_decide()
    road = story.road
    moment = road.moment + timedelta(days=2)
    today = moment.date()

    def with_mandate(*powers: Power, first: date = today, last: date = today) -> c.Decide:
        mandate = Mandate(id="fictief-mandaat", powers=powers, valid_from=first, valid_until=last)
        return road.decide(at=moment, by=attrs.evolve(road.ministry, mandate=mandate))

    day = timedelta(days=1)
    story.refused(with_mandate(Power.STOP, Power.BUDGET, Power.COMPLETE), "mandate-lacks-power")
    story.refused(with_mandate(Power.DECIDE, first=today - 9 * day, last=today - day), "mandate-expired")
    story.refused(with_mandate(Power.DECIDE, first=today + day, last=today + 9 * day), "mandate-not-yet-valid")
    valid = with_mandate(Power.DECIDE)
    nobody = attrs.evolve(road.ministry, mandate=None)
    story.refused(attrs.evolve(valid, by=nobody), "no-mandate")
    for role, party in ((Role.DIRECTORATE, "belastingdienst"), (Role.WORKS_COUNCIL, "dor")):
        story.refused(attrs.evolve(valid, by=road.actor(role, party, *Power)), "not-the-ministry")
    house = road.actor(Role.HOUSE, "tweede-kamer", *Power)
    story.refused(attrs.evolve(valid, by=house), "house-acts", "not-the-ministry")
    assert State.MINISTRY_DECIDED is story.accepted(valid).state


@pytest.mark.parametrize(("body", "other"), [("dor", UNIONS), ("vakbonden", DOR)], ids=["works-council", "unions"])
def test_contact_with_one_body_is_never_contact_with_the_other(body: str, other: tuple[str, str]) -> None:
    """R12, R64: however often one body is heard, the decision and every phase still wait for the other."""
    story = Story().to(State.PLAN_DRAFTED)
    road = story.road

    def heard(stage: Stage, phase: int | None = None) -> list[Command]:
        return [road.contact(body, stage, phase) for _ in range(3)]

    story.go([*heard(Stage.PLAN), road.collect_input(), road.answer_input(), *heard(Stage.TEST)])
    story.go([*(road.test(p) for p in Precondition), road.weigh(Step.TESTS)])
    kind = other[0]
    assert PARTIES | {other} == suppliers(story.refused(road.conclude_tests(), f"{kind}-plan", f"{kind}-test"))
    story.go(road.contact(other[1], stage) for stage in (Stage.PLAN, Stage.TEST))
    story.go([road.conclude_tests(), *heard(Stage.DECISION), road.weigh(Step.DECISION)])
    weighed = (letter.STUDY.document, letter.MOTIONS[0].document)
    assert PARTIES | {other} == suppliers(story.refused(road.decide(weighed=weighed), f"{kind}-decision"))
    story.accepted(road.contact(other[1], Stage.DECISION))
    story.accepted(road.decide(weighed=weighed))
    story.go([*road.starting(), *heard(Stage.EXECUTION, 1), road.weigh(Step.PHASE, 1)])
    story.refused(road.start_phase(1), f"{kind}-phase")
    story.go([road.contact(other[1], Stage.EXECUTION, 1), road.start_phase(1)])


def test_a_body_does_not_speak_in_the_role_of_the_other() -> None:
    """R12, R2: the unions cannot record a contact as if they were a works council; the manner has to fit as well."""
    story = Story().to(State.PLAN_DRAFTED)
    road = story.road
    disguised = Actor(id="fictief-bond-1", role=Role.WORKS_COUNCIL, party="vakbonden")
    story.refused(road.contact("vakbonden", Stage.PLAN, by=disguised), "role-outside-party")
    story.refused(road.contact("vakbonden", Stage.PLAN, manner=c.Manner.WOR_25), "manner")
    story.refused(road.contact("dor", Stage.PLAN, manner=c.Manner.DGO), "manner")


def test_who_departs_from_a_negative_advice_says_why() -> None:
    """R76: an answer without a reason is refused, and without an answer there is no decision."""
    story = ready_to_decide(without=(c.RequestAdvice, c.ReceiveAdvice, c.AnswerAdvice))
    road = story.road
    story.accepted(road.receive_advice(opinion=Opinion.NEGATIVE))
    story.refused(road.answer_advice(follow_up=FollowUp.NOT, reason=None), "no-reason")
    outcome = story.refused(road.decide(), "advice-unanswered")
    assert "negatief" in outcome.text("nl")
    assert PARTIES | {MINISTRY} == suppliers(outcome)
    story.accepted(road.answer_advice(follow_up=FollowUp.NOT))
    story.accepted(road.decide())


def test_an_advice_that_came_in_is_weighed() -> None:
    """R90: an advice that is answered but not among the documents weighed keeps the decision shut, and is named."""
    story = ready_to_decide()
    road = story.road
    study, motion, advice = letter.STUDY.document, letter.MOTIONS[0].document, road.paper()
    outcome = story.refused(road.decide(weighed=(study, motion)), "not-weighed")
    assert f"`{advice}`" in outcome.text("nl")
    assert {MINISTRY} == suppliers(outcome)
    story.accepted(road.decide(weighed=(study, motion, advice)))


# ── the transfer: phase by phase, weighed, and with a way back ───────────────────────────────────


def test_phase_2_waits_for_the_acceptance_of_phase_1() -> None:
    """R48: weighed and heard on as it may be, phase 2 does not begin while phase 1 was not begun or not accepted."""
    story = Story().to(State.PHASED_TRANSFER)
    road = story.road
    story.go([*road.hearing(Stage.EXECUTION, 1), road.weigh(Step.PHASE, 1)])
    story.go([*road.hearing(Stage.EXECUTION, 2), road.weigh(Step.PHASE, 2)])
    story.refused(road.start_phase(2), "phase-order")
    story.accepted(road.start_phase(1))
    story.go([*map(road.execute, road.plan().phases[0].tasks), road.measure(1)])
    outcome = story.refused(road.start_phase(2), "phase-running")
    assert {("directorate", "douane")} == suppliers(outcome)
    story.go([road.update_register(), road.weigh(Step.ACCEPTANCE, 1), road.accept(1)])
    story.refused(road.start_phase(2), "unweighed-phase")
    story.go([road.weigh(Step.PHASE, 2), road.start_phase(2)])


def test_a_weighing_counts_once() -> None:
    """R55: given again it is refused, and after a fall back every step is weighed anew."""
    story = Story().to(State.MINISTRY_DECIDED)
    road = story.road
    story.go([road.weigh(Step.TRANSFER, id="fictief-afweging"), road.start_transfer(), road.fall_back()])
    story.refused(road.start_transfer(), "unweighed-transfer")
    story.refused(road.weigh(Step.TRANSFER, id="fictief-afweging"), "weighing-twice")
    story.refused(road.start_transfer(), "unweighed-transfer")
    story.go([road.weigh(Step.TRANSFER, id="fictief-afweging-2"), road.start_transfer()])
    story.go(road.opening(1))
    story.go([road.fall_back(), *road.starting(), *road.hearing(Stage.EXECUTION, 1)])
    story.refused(road.start_phase(1), "unweighed-phase")


def test_a_phase_without_a_way_back_is_not_decided_on() -> None:
    """R54: a plan of which one phase declares no reversal reaches the ministry and gets no further."""
    story = Story().to(State.IDENTIFIED)
    road = story.road
    plan = road.plan()
    first, second = plan.phases
    phases = (first, attrs.evolve(second, reversal=None))
    story.go([road.contact("dor", Stage.FEASIBILITY), road.consult()])
    story.go([road.draft(plan=attrs.evolve(plan, phases=phases)), road.cosign()])
    *before, decide = [*road.testing(), *road.deciding()]
    story.go(before)
    outcome = story.refused(decide, "no-reversal")
    assert "fase 2" in outcome.text("nl")
    assert PARTIES == suppliers(outcome)


def in_last_phase(*, without: str | None = None, mode: Mode | None = None) -> Story:
    """A transfer whose last phase was not accepted yet, in which one task was not carried out, or only in this mode."""
    story = Story().to(State.PHASED_TRANSFER)
    road = story.road
    *before, _ = [command for phase in road.plan().phases for command in road.phase(phase.number)]
    for command in before:
        if isinstance(command, c.RecordExecution) and command.task == without:
            if mode is not None:
                story.accepted(attrs.evolve(command, mode=mode))
        else:
            story.accepted(command)
    return story


@pytest.mark.parametrize("mode", [None, Mode.TEST, Mode.SHADOW], ids=["never", "as-a-test", "in-the-shadow"])
def test_a_task_that_was_never_really_carried_out_is_named(mode: Mode | None) -> None:
    """R52, R28: one task short is not accepted; a trial or a shadow run is no execution. Then really done, it is proven."""
    story = in_last_phase(without="signalen-burgers", mode=mode)
    road = story.road
    outcome = story.refused(road.accept(2), "not-performed-in-phase")
    assert "`signalen-burgers`" in outcome.text("nl")
    assert {("directorate", "douane")} == suppliers(outcome)
    story.accepted(road.execute("signalen-burgers", by=road.deliverer, performed_by="belastingdienst"))
    story.refused(road.accept(2), "not-performed-in-phase")
    story.refused(road.execute("signalen-burgers", by=road.deliverer), "claimed-by-other")
    story.go([*road.hearing(Stage.PROOF), road.weigh(Step.PROOF)])
    story.refused(road.conclude_proof(), "phase-not-accepted", "never-performed")
    story.go([road.execute("signalen-burgers"), road.accept(2), road.weigh(Step.PROOF), road.conclude_proof()])
    assert State.RECEIVING_PARTY_PROVEN is story.state


def test_no_proof_and_no_completion_while_a_breach_is_open() -> None:
    """R50: the breach is named at every step forward until it is resolved; there is no way around it but back."""
    story = in_last_phase()
    road = story.road
    story.go(
        [
            road.accept(2),
            *road.hearing(Stage.PROOF),
            road.weigh(Step.PROOF),
            road.report_breach("fictief-storing-7", "technisch-beheer"),
        ]
    )
    outcome = story.refused(road.conclude_proof(), "open-breach")
    assert "`fictief-storing-7`" in outcome.text("nl")
    assert "`technisch-beheer`" in outcome.text("nl")
    assert PARTIES == suppliers(outcome)
    story.accepted(road.resolve_breach("fictief-storing-7"))
    story.refused(road.conclude_proof(), "unweighed-proof")
    story.go([road.weigh(Step.PROOF), road.conclude_proof()])
    *before, _ = road.completing()
    *heard, budget = before
    story.go(heard)
    story.accepted(road.report_breach("fictief-storing-8", "technisch-beheer"))
    story.refused(attrs.evolve(budget, at=road.tick()), "open-breach")
    story.refused(road.complete(), "open-breach", "not-realised", "not-realised")
    story.accepted(road.resolve_breach("fictief-storing-8"))
    story.refused(attrs.evolve(budget, at=road.tick()), "unweighed-budget")
    story.go([road.weigh(Step.BUDGET), attrs.evolve(budget, at=road.tick())])
    story.accepted(road.report_breach("fictief-storing-9", "technisch-beheer"))
    story.refused(road.complete(), "open-breach", "unweighed-completion")
    story.go([road.resolve_breach("fictief-storing-9"), road.weigh(Step.COMPLETION), road.complete()])
    assert State.COMPLETED is story.state


# ── the budget: after the decision, and neutral ──────────────────────────────────────────────────


def test_no_budget_moves_before_the_decision() -> None:
    """R70, R71: before the decision a shift is told that there is none; after it the budget may move."""
    story = Story().to(State.PRECONDITIONS_TESTED)
    early = story.flow.submit(NAME, story.road.shift_budget())
    assert VerdictKind.NOT_FROM_STATE is early.verdict.kind
    assert ["not-from-state", "no-decision", "unweighed-budget"] == [r.code for r in early.reasons]
    assert () == story.flow.dossier(NAME).shifts
    story.go([*story.road.deciding(), *story.road.starting(), *story.road.shifting()])


@pytest.mark.parametrize("amount", ["99999.99", "100000.01", "0.00"])
def test_a_shift_that_is_not_exactly_zero_is_refused(amount: str) -> None:
    """R42: a cent lost or gained is refused, with the difference in the reason; what is exact is accepted."""
    story = Story().to(State.RECEIVING_PARTY_PROVEN)
    first, second = story.road.deltas()
    second = attrs.evolve(second, money=Money(amount=Decimal(amount)))
    story.accepted(story.road.weigh(Step.BUDGET))
    outcome = story.refused(story.road.shift_budget(deltas=(first, second)), "not-neutral")
    told = {"99999.99": "-€ 0,01", "100000.01": "€ 0,01", "0.00": "-€ 100.000"}[amount]
    assert f"zijn samen {told}, niet nul" in outcome.text("nl")
    story.accepted(story.road.shift_budget())


def test_a_float_is_no_amount() -> None:
    """R42: an amount that is not exact is refused when it is made, so it never gets as far as the ledger."""
    story = Story().to(State.RECEIVING_PARTY_PROVEN)
    records = len(story.flow.history(NAME))
    with pytest.raises(InputError) as refused:
        story.flow.submit(NAME, story.road.shift_budget(deltas=(Delta(party="douane", money=Money(amount=0.1)),)))  # type: ignore[arg-type]
    assert ["amount"] == [p.field for p in refused.value.problems]
    assert "geen float" in refused.value.text["nl"]
    assert records == len(story.flow.history(NAME))


# ── feasibility: three years, or a newer finding ─────────────────────────────────────────────────


def found_infeasible() -> Story:
    """A story that begins with strengthened governance, because a shift was not found feasible."""
    story = Story(Route.GOVERNANCE).to(State.IDENTIFIED)
    findings = story.flow.dossier(NAME).findings
    assert [Feasibility.NOT_WITHIN_HORIZON] == [f.outcome for f in findings]
    return story


def shift_on(story: Story, day: date) -> c.ChangeRoute:
    """A change to the shift route on this day."""
    command = Road(story.road.process).change_route(Route.SHIFT)
    return attrs.evolve(command, at=command.at.replace(year=day.year, month=day.month, day=day.day))


def test_within_three_years_an_infeasible_shift_stays_shut() -> None:
    """R30: up to the last day of the horizon; after it the finding has expired, and that makes no shift feasible."""
    story = found_infeasible()
    (finding,) = story.flow.dossier(NAME).findings
    horizon = finding.on.replace(year=finding.on.year + 3)
    story.accepted(story.road.weigh(Step.ROUTE))
    for day in (finding.on + timedelta(days=30), horizon - timedelta(days=1)):
        outcome = story.refused(shift_on(story, day), "infeasible-within-horizon")
        (reason,) = outcome.reasons
        assert reason.earliest is not None
        assert horizon == reason.earliest.date()
        assert {("researcher", None)} == suppliers(outcome)
    story.refused(shift_on(story, horizon), "horizon-passed")


def test_a_process_found_infeasible_is_not_identified_for_a_shift() -> None:
    """R30: the first door is shut as well, in the same words."""
    story = Story()
    command = story.road.identify()
    finding = command.finding
    assert finding is not None
    own = attrs.evolve(finding.document, id="fictief-eigen-onderzoek", on=finding.on)
    infeasible = attrs.evolve(
        finding, document=own, outcome=Feasibility.NOT_WITHIN_HORIZON, cause="Fictief: verweven ICT"
    )
    outcome = story.flow.submit(NAME, attrs.evolve(command, finding=infeasible))
    assert ["infeasible-within-horizon"] == [r.code for r in outcome.reasons]
    assert State.NEW is outcome.state


def test_a_newer_finding_opens_the_shift_and_can_shut_it_again() -> None:
    """R30: the last finding counts: feasible opens what was shut, a newer infeasible one stops plan, decision and start."""
    story = found_infeasible()
    road = story.road
    story.accepted(road.record_feasibility(Feasibility.FEASIBLE))
    story.go(road.turning(Route.SHIFT))
    story.go([*road.planning(), *road.testing()])
    *before, decide = road.deciding()
    story.go(before)
    infeasible = road.record_feasibility(Feasibility.NOT_WITHIN_HORIZON)
    story.accepted(infeasible)
    weighed = (letter.MOTIONS[0].document, infeasible.finding.document.id, road.paper())
    assert isinstance(decide, c.Decide)
    story.refused(road.decide(weighed=weighed), "infeasible-within-horizon")
    feasible = road.record_feasibility(Feasibility.FEASIBLE)
    story.accepted(feasible)
    weighed = (letter.MOTIONS[0].document, feasible.finding.document.id, road.paper())
    story.accepted(road.decide(weighed=weighed))
    story.accepted(road.weigh(Step.TRANSFER))
    story.accepted(road.record_feasibility(Feasibility.NOT_WITHIN_HORIZON))
    story.refused(road.start_transfer(), "infeasible-within-horizon")


def test_an_older_finding_does_not_supersede_a_newer_one() -> None:
    """R30: nobody opens a shift by recording a finding of before the one that counts."""
    story = found_infeasible()
    command = story.road.record_feasibility(Feasibility.FEASIBLE)
    (finding,) = story.flow.dossier(NAME).findings
    older = attrs.evolve(command, finding=attrs.evolve(command.finding, on=finding.on - timedelta(days=1)))
    story.refused(older, "finding-older")


# ── the way back ─────────────────────────────────────────────────────────────────────────────────


def moments() -> list[str]:
    """The moments of a transfer at which somebody may have to fall back."""
    return ["begun", "phase-1-running", "phase-1-accepted", "breach", "escalation", "phase-2-running", "proven", "paid"]


def until_moment(moment: str) -> Story:
    """A story up to this moment of the transfer."""
    story = Story().to(State.PHASED_TRANSFER)
    road = story.road
    if moment == "begun":
        return story
    story.go(road.opening(1))
    match moment:
        case "phase-1-running":
            return story
        case "breach":
            return story.go([road.report_breach("fictief-storing", "technisch-beheer")])
        case "escalation":
            return story.go([road.escalate("fictief-escalatie")])
        case _:
            story = Story().to(State.PHASED_TRANSFER)
            road = story.road
            story.go(road.phase(1))
    if moment == "phase-1-accepted":
        return story
    if moment == "phase-2-running":
        return story.go(road.opening(2))
    story.go([*road.phase(2), *road.hearing(Stage.PROOF), road.weigh(Step.PROOF), road.conclude_proof()])
    return story.go(road.shifting()) if moment == "paid" else story


@pytest.mark.parametrize("moment", moments())
@pytest.mark.parametrize("by", ["deliverer", "receiver", "ministry"])
def test_the_way_back_is_open_at_every_moment_of_a_transfer(moment: str, by: str) -> None:
    """R54: whatever is open, running or paid, either party or the ministry falls back; the deliverer performs again."""
    story = until_moment(moment)
    road = story.road
    before = story.flow.dossier(NAME)
    assert before.state in IN_TRANSFER
    assert "belastingdienst" == before.standby
    (door,) = (s for s in story.flow.next_steps(NAME, at=road.tick()) if s.command is c.FallBack)
    assert (True, ()) == (door.open, door.reasons)
    story.accepted(road.fall_back(by=getattr(road, by)))
    after = story.flow.dossier(NAME)
    assert State.MINISTRY_DECIDED is after.state
    assert {"belastingdienst"} == set(after.performers.values())
    assert "belastingdienst" == after.accountable
    assert ((), (), (), None) == (after.started, after.accepted, after.shifts, after.proof)


def test_the_receiver_performs_until_the_fall_back_and_not_after() -> None:
    """R54, R50: the tasks of the begun phase go over and come back; what is shared never leaves."""
    story = until_moment("phase-1-running")
    performers = story.flow.dossier(NAME).performers
    first, _ = story.flow.dossier(NAME).phases
    assert set(first.tasks) == {task for task, party in performers.items() if party == "douane"}
    story.accepted(story.road.fall_back())
    assert {"belastingdienst"} == set(story.flow.dossier(NAME).performers.values())


@pytest.mark.parametrize("moment", moments())
def test_what_is_open_at_a_fall_back_is_closed_before_the_next_transfer_and_all_is_done_anew(moment: str) -> None:
    """R50, R52, R54, R67: a breach or an escalation does not vanish with the transfer; executions do not count on."""
    story = until_moment(moment)
    road = story.road
    story.go([road.fall_back(), road.weigh(Step.TRANSFER)])
    if moment == "breach":
        story.refused(road.start_transfer(), "open-breach")
        story.go([road.resolve_breach("fictief-storing")])
        story.refused(road.start_transfer(), "unweighed-transfer")
        story.go([road.weigh(Step.TRANSFER)])
    if moment == "escalation":
        story.refused(road.start_transfer(), "open-escalation")
        story.go([road.resolve_escalation("fictief-escalatie")])
    story.accepted(road.start_transfer())
    tasks = story.flow.dossier(NAME).goes
    assert tasks == story.flow.dossier(NAME).unproven
    story.go([*road.transferring(), *road.completing()])
    assert State.COMPLETED is story.state
    assert {"douane"} == {story.flow.dossier(NAME).performers[t] for t in tasks}
    assert len(story.flow.history(NAME)) == story.flow.verify(deep=True).rejudged


@pytest.mark.parametrize("state", [s for s in State if s not in IN_TRANSFER and s is not State.NEW])
def test_where_nothing_was_transferred_there_is_nothing_to_fall_back_from(state: State) -> None:
    """R54: before the transfer and after completion `FallBack` has no door; the deliverer performs, or is released."""
    governance = state in (State.STRENGTHENING_GOVERNANCE, State.AGREEMENTS_PROVEN)
    story = Story(Route.GOVERNANCE if governance else Route.SHIFT)
    if state is State.STOPPED:
        story.to(State.PHASED_TRANSFER).go([story.road.stop()])
    else:
        story.to(state)
    outcome = story.flow.submit(NAME, story.road.fall_back())
    assert VerdictKind.NOT_FROM_STATE is outcome.verdict.kind
    assert ["not-from-state"] == [r.code for r in outcome.reasons]
    with pytest.raises(Refused):
        outcome.or_raise()


# ── what does not count any more ─────────────────────────────────────────────────────────────────


def everybody_is_heard_again(story: Story) -> None:
    """The plan in force is tested, weighed and answered, and each body has to be heard: before the end of the tests, and after."""
    road = story.road
    story.go([*(road.test(p) for p in Precondition), road.weigh(Step.TESTS)])
    bodies = ("works_council", "union")
    story.refused(road.conclude_tests(), *[f"{body}-{stage}" for stage in ("plan", "test") for body in bodies])
    story.go([*road.hearing(Stage.PLAN), *road.hearing(Stage.TEST), road.conclude_tests(), road.weigh(Step.DECISION)])
    story.refused(road.decide(), *[f"{body}-decision" for body in bodies])


def test_after_a_revision_every_body_is_heard_again_except_about_the_feasibility() -> None:
    """R44, R64, R65: contacts about the old plan do not count; the one about the feasibility study still does."""
    story = ready_to_decide()
    road = story.road
    story.go([road.revise(), road.revise(), road.cosign()])
    everybody_is_heard_again(story)


def test_after_a_return_every_body_is_heard_again() -> None:
    """R44, R64: what was heard before the ministry sent the plan back does not carry its decision afterwards."""
    story = ready_to_decide()
    story.accepted(story.road.return_plan())
    everybody_is_heard_again(story)


def test_after_a_change_of_route_there_is_no_plan_and_everything_starts_anew() -> None:
    """R25, R44, R64: no plan, register, test or contact of the other route counts, from whatever moment it was left."""
    story = until_moment("paid")
    road = story.road
    dossier = story.go(road.turning(Route.GOVERNANCE)).flow.dossier(NAME)
    assert State.IDENTIFIED is dossier.state
    assert (None, None, (), None, ()) == (
        dossier.plan,
        dossier.register,
        dossier.tests,
        dossier.decision,
        dossier.shifts,
    )
    assert {"belastingdienst"} == set(dossier.performers.values())
    draft = road.draft()
    story.refused(draft, "unit-not-consulted")
    story.go([road.consult(), attrs.evolve(draft, at=road.tick())])
    unheard = [f"{body}-{stage}" for stage in ("plan", "test") for body in ("works_council", "union")]
    untested = [f"untested-{p.value}" for p in Precondition]
    story.accepted(road.weigh(Step.TESTS))
    story.refused(road.conclude_tests(), "not-cosigned", *untested, "no-input", *unheard)
    story.go([road.cosign(), road.collect_input(), road.answer_input()])
    everybody_is_heard_again(story)


def test_after_a_fall_back_every_body_is_heard_on_each_phase_and_on_the_proof_again() -> None:
    """R54, R64, R65: contacts about the transfer that was undone do not count for the next one; the register neither."""
    story = until_moment("proven")
    road = story.road
    story.go([road.contact("dor", Stage.PROOF), road.fall_back(), *road.starting(), road.weigh(Step.PHASE, 1)])
    story.refused(road.start_phase(1), "works_council-phase", "union-phase")
    story.go([*road.hearing(Stage.EXECUTION, 1), road.start_phase(1), road.measure(1)])
    story.go(road.execute(t) for t in road.plan().phases[0].tasks)
    story.accepted(road.weigh(Step.ACCEPTANCE, 1))
    story.refused(road.accept(1), "register-outdated")
    story.go([road.update_register(), road.accept(1)])
    story.go([*road.phase(2), road.weigh(Step.PROOF)])
    story.refused(road.conclude_proof(), "works_council-proof", "union-proof")
    story.go([*road.hearing(Stage.PROOF), road.conclude_proof()])
    story.go([road.weigh(Step.COMPLETION), *road.shifting(), road.complete()])


def test_after_a_fall_back_the_plan_can_be_revised() -> None:
    """R54, R65: what made the transfer fail can be put right in the plan; the feasibility stays heard."""
    story = until_moment("phase-2-running")
    story.go([story.road.fall_back(), story.road.revise()])
    assert State.PLAN_DRAFTED is story.state


def test_one_breach_that_is_resolved_does_not_resolve_the_other() -> None:
    """R50: each breach ends by itself."""
    story = until_moment("breach")
    road = story.road
    story.go([*(road.execute(t) for t in road.plan().phases[0].tasks), road.measure(1), road.update_register()])
    story.go([road.report_breach("fictief-storing-2", "redactie-brieven"), road.weigh(Step.ACCEPTANCE, 1)])
    story.refused(road.accept(1), "open-breach", "open-breach")
    story.go([road.resolve_breach("fictief-storing"), road.weigh(Step.ACCEPTANCE, 1)])
    assert "`fictief-storing-2`" in story.refused(road.accept(1), "open-breach").text("nl")


@pytest.mark.parametrize("moment", moments())
def test_a_stop_undoes_the_transfer_at_every_moment(moment: str) -> None:
    """R32, R54: the ministry stops with a reason whenever it will; the deliverer performs, and no budget is shifted."""
    story = until_moment(moment)
    dossier = story.accepted(story.road.stop()).dossier
    assert State.STOPPED is dossier.state
    assert {"belastingdienst"} == set(dossier.performers.values())
    assert ((), (), (), None) == (dossier.started, dossier.executions, dossier.shifts, dossier.proof)


# ── a whole story ────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("process", letter.PROCESSES)
@pytest.mark.parametrize("route", Route)
def test_every_process_of_the_letter_can_come_to_its_end(process: str, route: Route) -> None:
    """R22, R25: each named process goes its whole road on either route, and the ledger bears it out."""
    flow = Workflow(MemoryStore(), clock=lambda: RECORDED)
    road = Road(letter.PROCESSES[process], route=route)
    outcomes = [flow.submit(process, command).or_raise() for command in road.until(State.COMPLETED)]
    last = outcomes[-1].dossier
    assert State.COMPLETED is last.state
    receiver = letter.PROCESSES[process].receiving
    assert (receiver if route is Route.SHIFT else "belastingdienst") == last.accountable
    assert LETTER.hash == outcomes[-1].record.event.rules.hash
    assert (1, len(outcomes)) == (flow.verify(deep=True).processes, flow.verify(deep=True).rejudged)


# ── what was found on the way, and closed ────────────────────────────────────────────────────────


def test_judgements_of_before_a_return_do_not_count_again() -> None:
    """R44: a plan that was sent back is tested anew; the old judgements cannot be recorded once more."""
    story = Story().to(State.PRECONDITIONS_TESTED)
    old = story.flow.dossier(NAME).tests
    story.accepted(story.road.return_plan())
    for test in old:
        again = attrs.evolve(test, at=story.road.tick())
        story.refused(again, *["judgement-date"] * len(test.results))


def test_a_bad_measurement_after_the_acceptance_still_stops_the_next_step() -> None:
    """R53, R50: beyond its limit, no next phase; measured well again, said to be over, and weighed again, it can follow."""
    story = Story().to(State.PHASED_TRANSFER)
    road = story.road
    story.go(
        [*road.phase(1), road.measure(1, Decimal(99)), *road.hearing(Stage.EXECUTION, 2), road.weigh(Step.PHASE, 2)]
    )
    story.refused(road.start_phase(2), "open-breach")
    story.accepted(road.measure(1))
    story.refused(road.start_phase(2), "open-breach")
    (breach,) = story.flow.dossier(NAME).breaches
    story.accepted(road.resolve_breach(breach.id))
    story.refused(road.start_phase(2), "unweighed-phase")
    story.go([road.weigh(Step.PHASE, 2), road.start_phase(2)])


def test_an_infeasible_finding_during_the_transfer_stops_it() -> None:
    """R30: no next phase, no proof and no completion within the horizon; falling back stays open."""
    story = Story().to(State.PHASED_TRANSFER)
    road = story.road
    story.go([*list(road.opening(1))[:-1], road.record_feasibility(Feasibility.NOT_WITHIN_HORIZON)])
    story.refused(road.start_phase(1), "infeasible-within-horizon")
    story.accepted(road.fall_back())


def test_an_advice_is_waited_for_during_its_term_and_no_longer() -> None:
    """R11: up to the last day of the term not yet, with the day after it; then silence does not hold up the decision."""
    story = Story().to(State.PRECONDITIONS_TESTED)
    road = story.road
    story.accepted(road.answer_input())
    request = road.request_advice()
    story.go([request, *road.hearing(Stage.DECISION), road.weigh(Step.DECISION)])
    (reason,) = story.refused(road.decide(), "advice-awaited").reasons
    assert reason.earliest is not None
    assert request.until < reason.earliest.date()
    story.accepted(road.decide(at=reason.earliest))


def test_another_directorate_cannot_hand_in_a_plan() -> None:
    """R43, R6: not even when the plan names it among its drafters."""
    story = Story().to(State.PLAN_DRAFTED)
    road = story.road
    benefits = road.actor(Role.DIRECTORATE, letter.TOESLAGEN)
    drafters = ("douane", "belastingdienst", "toeslagen")
    road.version += 1
    plan = attrs.evolve(road.plan(), drafters=drafters)
    story.refused(c.RevisePlan(by=benefits, at=road.tick(), plan=plan, reason="Fictief: bijgesteld"), "not-by-drafter")


def test_after_a_fall_back_the_register_is_that_of_the_plan() -> None:
    """R56, R54: what was registered during the transfer is undone with it."""
    story = until_moment("proven")
    plan = story.flow.dossier(NAME).plan
    assert plan is not None
    assert plan.shared_tasks == story.accepted(story.road.fall_back()).dossier.register


@pytest.mark.parametrize("followed", [False, True])
def test_after_a_newer_finding_the_road_goes_on(followed: bool) -> None:  # noqa: FBT001
    """R90: the study that the decision weighs is the last one, also for a road that takes over where a process stands."""
    story = Story().to(State.PRECONDITIONS_TESTED)
    story.go([story.road.record_feasibility(Feasibility.FEASIBLE)])
    dossier = story.flow.dossier(NAME)
    if followed:
        story.road.study = "fictief-ander-onderzoek"
        story.road.follow(dossier)
    assert dossier.findings[-1].document.id == story.road.study
    assert State.MINISTRY_DECIDED is story.go(story.road.deciding()).state
