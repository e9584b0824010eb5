"""Continuity as history: what is measured past its limit is a breach, and what began and ended stays to be seen (R50-R53, R67)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import attrs
import pytest

from ontvlechting import LETTER, Dossier, State, Workflow, letter
from ontvlechting import commands as c
from ontvlechting.engine.core import decide
from ontvlechting.engine.errors import InputError
from ontvlechting.engine.verdicts import ReasonKind, VerdictKind
from ontvlechting.letter.commands import Command, Mode, Route, Stage, Step
from ontvlechting.letter.fiction import Road
from ontvlechting.letter.terms import said
from ontvlechting.letter.values import Role
from ontvlechting.record.stores.memory import MemoryStore
from tests.asking import WEBSITES, at, fold, no, yes

HOUR, DAY, MOMENT = timedelta(hours=1), timedelta(days=1), timedelta(microseconds=1)
FIRST, SECOND = "technisch-beheer", "redactie-brieven"
"""A task of the first phase, and one of the second."""
BAD = Decimal(400)


class Told:
    """One process in a ledger, with the road that supplies its commands."""

    def __init__(self, *, route: Route = Route.SHIFT) -> None:
        self.road = Road(letter.PROCESSES[WEBSITES], route=route)
        self.flow = Workflow(MemoryStore(), clock=lambda: datetime(2032, 1, 1, tzinfo=UTC))

    @property
    def dossier(self) -> Dossier:
        """What is known of it now."""
        return self.flow.dossier(WEBSITES)

    def go(self, commands: Iterable[Command]) -> Told:
        """These are accepted."""
        for command in commands:
            self.flow.submit(WEBSITES, command).or_raise()
        return self

    def to(self, state: State) -> Told:
        """Along the road."""
        return self.go(self.road.until(state))

    def refused(self, command: Command, *codes: str) -> None:
        """This is refused for exactly these reasons."""
        outcome = self.flow.submit(WEBSITES, command)
        assert list(codes) == [r.code for r in outcome.reasons]
        assert VerdictKind.REFUSED is outcome.verdict.kind


def running(*, before: Iterable[Command] = ()) -> tuple[Road, Dossier]:
    """A road and a dossier in which phase 1 runs, every task of it was carried out, and its acceptance is weighed."""
    road, dossier = at(State.PHASED_TRANSFER)
    dossier = fold(dossier, [*before, *road.opening(1)])
    return road, fold(dossier, [*map(road.execute, dossier.phases[0].tasks), road.weigh(Step.ACCEPTANCE, 1)])


# ── R50, R53: a measurement past its limit is a breach ───────────────────────────────────────────


def test_a_measurement_past_its_limit_opens_a_breach_by_itself() -> None:
    """R50, R53: 400 against a limit of 36 affects the service from that moment on, whoever reports it or not."""
    road, dossier = running()
    bad = road.measure(1, BAD)
    dossier = fold(dossier, [bad, road.update_register()])
    (breach,) = dossier.breaches
    assert ("reactietijd", bad.at, None, None, (BAD,)) == (
        breach.service,
        breach.since,
        breach.until,
        breach.cause,
        tuple(m.value for m in breach.beyond),
    )
    moment = bad.at.astimezone(UTC)
    assert f"reactietijd-1-{moment:%Y-%m-%dT%H:%M:%SZ}" == breach.id
    (reason,) = no("no_breach_is_open", dossier, road.accept(1), "open-breach")
    assert f": the indicator `reactietijd` is {BAD}; the limit is 36, the baseline 24" in reason.en
    assert ["open-breach"] == [r.code for r in decide(LETTER, dossier, road.accept(1)).verdict.reasons]


def test_a_good_measurement_alone_does_not_end_a_breach_and_a_word_alone_neither() -> None:
    """R50, R53: 400, then 22: there was a breach, and somebody has to say that it is over; after the measurement, not before."""
    told = Told().to(State.PHASED_TRANSFER)
    road = told.road
    told.go([*road.opening(1), *map(road.execute, told.dossier.phases[0].tasks), road.update_register()])
    told.go([road.measure(1, BAD), road.weigh(Step.ACCEPTANCE, 1)])
    (breach,) = told.dossier.breaches
    told.refused(road.resolve_breach(breach.id), "not-measured-again")
    good = road.measure(1)
    told.go([good])
    told.refused(road.accept(1), "open-breach")
    told.refused(road.resolve_breach(breach.id, until=good.at - MOMENT), "breach-end")
    told.go([road.resolve_breach(breach.id, until=good.at, cause="Fictief: een storing in het platform")])
    told.go([road.weigh(Step.ACCEPTANCE, 1), road.accept(1)])
    (known,) = told.dossier.interruptions
    assert (
        breach.since,
        good.at,
        "Fictief: een storing in het platform",
        "Fictief: de overdragende partij heeft het werk ingehaald",
    ) == (
        known.since,
        known.until,
        known.cause,
        known.remedy,
    )


def test_a_service_that_stays_past_its_limit_is_one_breach() -> None:
    """R53: measured three times past its limit it is one breach, by any of its references; past it after the end it is another."""
    road, dossier = running()
    dossier = fold(dossier, [road.measure(1, Decimal(99)), road.measure(1, Decimal(37)), road.measure(1, Decimal(60))])
    (breach,) = dossier.breaches
    assert (3, 3) == (len(breach.beyond), len(breach.references))
    yes("breach_can_end", fold(dossier, [road.measure(1)]), road.resolve_breach(breach.references[-1]))
    dossier = fold(dossier, [road.measure(1), road.resolve_breach(breach.references[1])])
    assert () == dossier.breaches
    dossier = fold(dossier, [road.measure(1, Decimal(60))])
    assert [False, True] == [i.open for i in dossier.interruptions]


def test_a_measurement_can_name_the_breach_that_it_tells_of() -> None:
    """R50: a new one, or one that is open; one that has ended does not begin again."""
    road, dossier = running()
    dossier = fold(dossier, [road.report_breach("storing-1", FIRST), road.measure(1, BAD, breach="storing-1")])
    (breach,) = dossier.breaches
    assert ("storing-1", FIRST, "Fictief: berichten blijven een dag liggen") == (breach.id, breach.task, breach.cause)
    no("breach_can_end", dossier, road.resolve_breach("storing-1"), "not-measured-again")
    dossier = fold(dossier, [road.measure(1), road.resolve_breach("storing-1")])
    no("stated_breach_is_new_or_open", dossier, road.measure(1, BAD, breach="storing-1"), "breach-ended")
    yes("stated_breach_is_new_or_open", dossier, road.measure(1, BAD, breach="storing-2"))
    dossier = fold(dossier, [road.measure(1, BAD, breach="storing-2")])
    assert ["storing-2"] == [b.id for b in dossier.breaches]
    no("breach_is_of_a_service", dossier, road.report_breach("storing-2", FIRST), "breach-twice")


def test_what_is_measured_late_counts_from_its_own_moment() -> None:
    """R47, R53: a value of last week that is told today began a breach last week; it fits into one that ended since."""
    road, dossier = running()
    early = road.measure(1, Decimal(50))
    bad, good = road.measure(1, BAD), road.measure(1)
    dossier = fold(dossier, [bad, good])
    dossier = fold(dossier, [road.resolve_breach(dossier.breaches[0].id), early])
    (whole,) = dossier.interruptions
    assert (early.at, 2, False) == (whole.since, len(whole.beyond), whole.open)
    late = attrs.evolve(bad, at=good.at + HOUR, by=road.deliverer, document=None)
    assert [early.at] == [i.since for i in fold(dossier, [late]).interruptions]


def test_the_limit_is_that_of_the_day() -> None:
    """R53: a plan with a wider limit does not make good what was past the limit of its own day."""
    road, dossier = running()
    dossier = fold(dossier, [road.measure(1, Decimal(40)), road.fall_back()])
    road.follow(dossier)
    plan = road.plan()
    assert plan.continuity is not None
    (indicator,) = plan.continuity.indicators
    wider = attrs.evolve(plan.continuity, indicators=(attrs.evolve(indicator, limit=Decimal(48)),))
    dossier = fold(dossier, [road.revise(plan=attrs.evolve(plan, version=2, continuity=wider))])
    assert [Decimal(36)] == [m.indicator.limit for b in dossier.breaches for m in b.beyond]
    dossier = fold(dossier, [road.measure(None, Decimal(40))])
    (breach,) = dossier.breaches
    assert 1 == len(breach.beyond)
    yes("breach_can_end", dossier, road.resolve_breach(breach.id))


def test_a_measured_breach_can_end_after_a_fall_back() -> None:
    """R53, R54: it stays open, and the transferring party measures without a phase; then it can be weighed and begun anew."""
    told = Told().to(State.PHASED_TRANSFER)
    road = told.road
    told.go([*road.opening(1), road.measure(1, BAD), road.fall_back(), road.weigh(Step.TRANSFER)])
    told.refused(road.start_transfer(), "open-breach")
    told.refused(road.measure(1), "phase-not-started")
    told.go([road.measure(None)])
    told.go([road.resolve_breach(told.dossier.breaches[0].id), *road.starting()])
    assert (State.PHASED_TRANSFER, 1) == (told.dossier.state, len(told.dossier.interruptions))


def test_a_correction_takes_a_measurement_that_was_wrong_out_of_what_holds() -> None:
    """R53, R79: a slip of the pen was no breach; the ministry says so, and the record stays, with what it said."""
    told = Told().to(State.PHASED_TRANSFER)
    road = told.road
    wrong = road.measure(1, BAD, document=None)
    told.go([*road.opening(1), attrs.evolve(wrong, at=road.tick())])
    number = len(told.flow.history(WEBSITES))
    assert 1 == len(told.dossier.breaches)
    holds = attrs.evolve(wrong, at=told.dossier.breaches[0].since, value=Decimal(22))
    told.go([c.Correct(by=road.ministry, at=road.tick(), record=number, wrong="Fictief: verschreven", holds=holds)])
    assert () == told.dossier.interruptions
    assert wrong.value == attrs.asdict(told.flow.history(WEBSITES)[number - 1].event.command)["value"]


# ── R53: a limit on the safe side of the baseline, or motivated ──────────────────────────────────


def drafted(**changes: Any) -> tuple[Road, Dossier]:
    """A plan with an indicator that is bent."""
    road, dossier = at(State.IDENTIFIED)
    plan = road.plan()
    assert plan.continuity is not None
    (indicator,) = plan.continuity.indicators
    bent = attrs.evolve(plan.continuity, indicators=(attrs.evolve(indicator, **changes),))
    return road, fold(
        dossier,
        [
            *list(road.planning())[:-2],
            road.draft(plan=attrs.evolve(plan, version=1, continuity=bent)),
            road.cosign(plan_version=1),
        ],
    )


@pytest.mark.parametrize(
    ("better", "baseline", "limit", "safe"),
    [
        (c.Better.LOWER, 24, 24, True),
        (c.Better.LOWER, 24, 12, True),
        (c.Better.LOWER, 24, 25, False),
        (c.Better.HIGHER, 95, 95, True),
        (c.Better.HIGHER, 95, 94, False),
    ],
)
def test_a_limit_that_is_worse_than_the_baseline_is_motivated(
    better: c.Better, baseline: int, limit: int, *, safe: bool
) -> None:
    """R53: "not affected" is no worse than it was; who allows more says why the service is whole all the same."""
    changes = {"better": better, "baseline": Decimal(baseline), "limit": Decimal(limit)}
    road, dossier = drafted(**changes, motivation=None)
    if safe:
        yes("continuity_is_safeguarded", dossier, road.conclude_tests())
    else:
        (reason,) = no("continuity_is_safeguarded", dossier, road.conclude_tests(), "limit-unmotivated")
        assert (ReasonKind.MISSING, {"douane", "belastingdienst"}) == (reason.kind, {s.party for s in reason.suppliers})
    road, dossier = drafted(**changes, motivation="Fictief: binnen de toegezegde termijn")
    yes("continuity_is_safeguarded", dossier, road.conclude_tests())


def test_an_indicator_measures_a_task_of_the_process() -> None:
    """R50, R53: the task that it names is the service of a breach; another process is not measured here."""
    road, dossier = drafted(task="video-chat")
    no("continuity_is_safeguarded", dossier, road.conclude_tests(), "indicator-task")
    road, dossier = drafted(task=FIRST)
    yes("continuity_is_safeguarded", dossier, road.conclude_tests())
    (breach,) = fold(dossier, [road.measure(None, BAD)]).breaches
    assert (FIRST, FIRST) == (breach.task, breach.service)


def test_worse_than_the_baseline_but_within_the_limit_warns() -> None:
    """R53: the limit decides and the baseline warns; that is a choice of the norms, which can let the baseline decide."""
    road, dossier = running()
    dossier = fold(dossier, [road.measure(1, Decimal(30)), road.update_register()])
    verdict = decide(LETTER, dossier, road.accept(1)).verdict
    assert (True, ["worse-than-baseline"]) == (verdict.allowed, [r.code for r in verdict.reasons])
    strict = attrs.evolve(LETTER, norms=attrs.evolve(LETTER.norms, baseline_decides=True))
    (reason,) = no("indicators_hold", dossier, road.accept(1), "worse-than-baseline", rules=strict)
    assert reason.shuts
    better = fold(dossier, [road.measure(1, Decimal(24))])
    yes("indicators_hold", better, road.accept(1), rules=strict)


# ── R50: critical periods ────────────────────────────────────────────────────────────────────────


def critical(*periods: tuple[date, date]) -> tuple[Road, Dossier]:
    """A transfer whose plan has these critical periods, up to the start of phase 1."""
    road, dossier = at(State.IDENTIFIED)
    plan = road.plan()
    assert plan.continuity is not None
    named = tuple(c.CriticalPeriod(starts_on=a, ends_on=b, description="Fictief: de drukke weken") for a, b in periods)
    plan = attrs.evolve(plan, version=1, continuity=attrs.evolve(plan.continuity, critical_periods=named))
    dossier = fold(dossier, [*list(road.planning())[:-2], road.draft(plan=plan), road.cosign(plan_version=1)])
    road.follow(dossier)
    *before, _ = [*road.testing(), *road.deciding(), *road.starting(), *road.opening(1)]
    return road, fold(dossier, before)


def test_a_phase_does_not_start_inside_a_critical_period_of_its_own_plan() -> None:
    """R37, R50: not on its first day nor on its last; the reason says what it is and from when it can."""
    today = LETTER.norms.day_of
    road, dossier = critical()
    start = road.start_phase(1)
    day = today(start.at)
    yes("no_critical_period_runs", dossier, start)
    for period in ((day, day), (day - 9 * DAY, day), (day, day + 9 * DAY)):
        road, dossier = critical(period)
        command = road.start_phase(1)
        assert day == today(command.at)
        (reason,) = no("no_critical_period_runs", dossier, command, "critical-period")
        assert (ReasonKind.NOT_YET, LETTER.norms.begin_of(period[1] + DAY)) == (reason.kind, reason.earliest)
        assert f"{said(period[0]).nl} tot en met {said(period[1]).nl}" in reason.nl
    for period in ((day - 9 * DAY, day - DAY), (day + DAY, day + 9 * DAY)):
        road, dossier = critical(period)
        assert decide(LETTER, dossier, road.start_phase(1)).verdict.allowed


def test_periods_that_follow_each_other_are_waited_out_together() -> None:
    """R50: the day from which a phase can start lies in none of them."""
    road, _ = critical()
    day = LETTER.norms.day_of(road.start_phase(1).at)
    road, dossier = critical((day, day + DAY), (day + 2 * DAY, day + 4 * DAY), (day - DAY, date.max - DAY * 400))
    reasons = no("no_critical_period_runs", dossier, road.start_phase(1), "critical-period", "critical-period")
    assert {LETTER.norms.begin_of(date.max - DAY * 399)} == {r.earliest for r in reasons}
    road, dossier = critical((day, date.max))
    (never,) = no("no_critical_period_runs", dossier, road.start_phase(1), "critical-period")
    assert None is never.earliest


def test_a_critical_period_ends_after_it_begins() -> None:
    """R37: and none at all is an explicit empty list."""
    with pytest.raises(InputError, match="ends_on"):
        c.CriticalPeriod(starts_on=date(2023, 5, 2), ends_on=date(2023, 5, 1), description="Fictief")
    assert () == c.Continuity(fallback="Fictief", critical_periods=(), indicators=()).critical_periods


# ── R50: the services of all three ───────────────────────────────────────────────────────────────


@pytest.mark.parametrize("party", letter.DIRECTORATES)
def test_a_breach_names_a_service_of_any_of_the_three(party: str) -> None:
    """R50: "those services" are those of all three: what the transferring party keeps doing is affected as well."""
    road, dossier = running()
    report = road.report_breach("storing-1", None, service="fictieve telefoonlijn", party=party)
    yes("breach_is_of_a_service", dossier, report)
    dossier = fold(dossier, [report, road.measure(1), road.update_register()])
    (breach,) = dossier.breaches
    assert (None, "fictieve telefoonlijn", party) == (breach.task, breach.service, breach.party)
    (reason,) = no("no_breach_is_open", dossier, road.accept(1), "open-breach")
    assert party in {s.party for s in reason.suppliers}
    dossier = fold(dossier, [road.resolve_breach("storing-1"), road.weigh(Step.ACCEPTANCE, 1)])
    assert decide(LETTER, dossier, road.accept(1)).verdict.allowed


def test_a_breach_without_a_service_or_of_nobody_is_no_breach() -> None:
    """R50: each gap has its own reason: what is affected, whose it is, and whether that is one of the three."""
    road, dossier = running()

    no("breach_is_of_a_service", dossier, road.report_breach("storing-1", None), "breach-service")
    both = road.report_breach("storing-1", FIRST, service="telefoonlijn", party="douane")
    no("breach_is_of_a_service", dossier, both, "breach-service")
    no("breach_is_of_a_service", dossier, road.report_breach("storing-1", None, service="telefoonlijn"), "breach-party")
    elsewhere = road.report_breach("storing-1", None, service="collectie", party="rijksmuseum")
    no("breach_is_of_a_service", dossier, elsewhere, "breach-elsewhere")


# ── R51, R55: judged and weighed after a breach ──────────────────────────────────────────────────


def test_that_it_really_can_is_judged_after_a_breach() -> None:
    """R51: a judgement from before a breach that ended since is out of date; it says so."""
    road, dossier = at(State.RECEIVING_PARTY_PROVEN)
    *before, _ = road.completing()
    dossier = fold(dossier, before)
    old = road.judgement(road.ministry)
    dossier = fold(dossier, [road.report_breach("storing-1", FIRST), road.resolve_breach("storing-1")])
    (reason,) = no("it_really_can", dossier, road.complete(really_possible=old), "not-possible")
    assert reason.nl.endswith("van voor een verstoring, en dus niet actueel")
    yes("it_really_can", dossier, road.complete())
    until = dossier.interruptions[0].until
    assert until is not None
    yes("it_really_can", dossier, road.complete(really_possible=attrs.evolve(old, on=until)))


@pytest.mark.parametrize("measured", [False, True], ids=["reported", "measured"])
def test_a_step_is_weighed_after_a_breach(measured: bool) -> None:  # noqa: FBT001
    """R55: what was weighed before a breach did not know of it; afterwards it is weighed anew."""
    told = Told().to(State.PHASED_TRANSFER)
    road = told.road
    told.go([*road.phase(1), *road.hearing(Stage.EXECUTION, 2), road.weigh(Step.PHASE, 2)])
    old = road.judgement()
    told.go([road.measure(1, BAD) if measured else road.report_breach("storing-1", FIRST)])
    told.go([road.measure(1), road.resolve_breach(told.dossier.breaches[0].id)])
    told.refused(road.start_phase(2), "unweighed-phase")
    told.refused(road.weigh(Step.PHASE, 2, enough_added_value=old), "weighing-date")
    told.go([road.weigh(Step.PHASE, 2), road.start_phase(2)])


def test_that_a_phase_is_done_is_judged_after_a_breach() -> None:
    """R48, R51: the receiving party accepts what stands now, not what stood before the service was affected."""
    road, dossier = running()
    dossier = fold(dossier, [road.measure(1), road.update_register()])
    old = road.judgement()
    dossier = fold(dossier, [road.report_breach("storing-1", FIRST), road.resolve_breach("storing-1")])
    no("receiver_accepts", dossier, road.accept(1, judgement=old), "not-accepted")
    yes("receiver_accepts", dossier, road.accept(1))


# ── R48, R52: accepted is carried out; A3: a shadow run before that ──────────────────────────────


def test_a_phase_in_which_nothing_was_done_is_not_accepted() -> None:
    """R48, R52: each task of the phase by the receiving party, for real; each that is not is named, and phase 2 waits."""
    road, dossier = at(State.PHASED_TRANSFER)
    dossier = fold(dossier, [*road.opening(1), road.measure(1), road.update_register()])
    tasks = dossier.phases[0].tasks
    reasons = no("phase_was_performed", dossier, road.accept(1), *["not-performed-in-phase"] * len(tasks))
    assert [f"`{t}`" in r.nl for t, r in zip(tasks, reasons, strict=True)] == [True] * len(tasks)
    assert {("directorate", "douane")} == {(s.role.value, s.party) for r in reasons for s in r.suppliers}
    dossier = fold(dossier, [*map(road.execute, tasks), road.weigh(Step.ACCEPTANCE, 1)])
    yes("phase_was_performed", dossier, road.accept(1))
    assert decide(LETTER, dossier, road.accept(1)).verdict.allowed


def test_what_was_done_after_the_acceptance_was_not_there_to_accept() -> None:
    """R47, R52: an acceptance looks at what had happened by then, whatever was recorded first."""
    road, dossier = at(State.PHASED_TRANSFER)
    dossier = fold(dossier, [*road.opening(1), road.measure(1), road.update_register()])
    accept = road.accept(1)
    tasks = dossier.phases[0].tasks
    dossier = fold(dossier, map(road.execute, tasks))
    no("phase_was_performed", dossier, accept, *["not-performed-in-phase"] * len(tasks))


@pytest.mark.parametrize("mode", [Mode.SHADOW, Mode.TEST])
def test_a_shadow_run_may_come_before_the_phase_and_proves_nothing(mode: Mode) -> None:
    """A3, R52: the receiving party runs along before it takes over, from the start of the transfer; for real only in the phase."""
    road, dossier = at(State.PHASED_TRANSFER)
    yes("task_is_in_a_started_phase", dossier, road.execute(SECOND, mode))
    no("task_is_in_a_started_phase", dossier, road.execute(SECOND), "task-too-early")
    mine = road.execute(SECOND, mode, by=road.deliverer, performed_by="belastingdienst")
    no("task_is_in_a_started_phase", dossier, mine, "task-too-early")
    dossier = fold(dossier, [road.execute(t, mode) for t in dossier.goes])
    assert dossier.goes == dossier.unproven
    dossier = fold(dossier, [*road.opening(1), road.measure(1), road.update_register()])
    no("phase_was_performed", dossier, road.accept(1), *["not-performed-in-phase"] * len(dossier.phases[0].tasks))
    _, early = at(State.MINISTRY_DECIDED)
    assert VerdictKind.NOT_FROM_STATE is decide(LETTER, early, road.execute(SECOND, mode)).verdict.kind


def test_a_real_execution_from_before_the_phase_is_too_early_also_when_it_is_told_late() -> None:
    """R47, R48: what counts is when it was done."""
    road, dossier = at(State.PHASED_TRANSFER)
    early = road.execute(FIRST)
    dossier = fold(dossier, road.opening(1))
    no("task_is_in_a_started_phase", dossier, early, "task-too-early")
    yes("task_is_in_a_started_phase", dossier, road.execute(FIRST))


# ── R50, R67: nothing goes forward while something is open; and the end leaves nothing open for ever ─────────────────


def test_no_move_forward_with_an_open_escalation() -> None:
    """R67: not the plan, not the decision, not the transfer; whoever owns the problem is named, and then it can."""
    told = Told().to(State.PRECONDITIONS_TESTED)
    road = told.road
    *before, _ = road.deciding()
    told.go([*before, road.escalate("e-1")])
    told.refused(road.decide(), "open-escalation")
    told.go([road.resolve_escalation("e-1"), road.decide(), road.weigh(Step.TRANSFER), road.escalate("e-2")])
    told.refused(road.start_transfer(), "open-escalation")
    told.go([road.resolve_escalation("e-2"), road.start_transfer()])


def test_no_plan_is_drafted_and_no_test_concluded_while_something_is_open() -> None:
    """R50, R67: also before the decision a move forward waits for whoever decides on the problem."""
    told = Told().to(State.IDENTIFIED)
    road = told.road
    *before, _, _ = road.planning()
    told.go([*before, road.escalate("e-1"), road.report_breach("storing-1", FIRST)])
    road.version = 0
    told.refused(road.draft(), "open-breach", "open-escalation")
    road.version = 0
    told.go([road.resolve_escalation("e-1"), road.resolve_breach("storing-1"), road.draft(), road.cosign()])
    *before, _ = road.testing()
    told.go([*before, road.escalate("e-2"), road.report_breach("storing-2", FIRST)])
    told.refused(road.conclude_tests(), "open-breach", "open-escalation")
    told.go([road.resolve_escalation("e-2"), road.resolve_breach("storing-2")])
    told.refused(road.conclude_tests(), "unweighed-tests")  # it was weighed before the service was affected
    told.go([road.weigh(Step.TESTS), road.conclude_tests()])


def test_strengthened_governance_does_not_begin_with_an_open_escalation() -> None:
    """R67: the same on the other route."""
    told = Told(route=Route.GOVERNANCE).to(State.MINISTRY_DECIDED)
    road = told.road
    told.go([*road.hearing(Stage.EXECUTION), road.weigh(Step.STRENGTHENING), road.escalate("e-1")])
    told.refused(road.start_strengthening(), "open-escalation")
    told.go([road.resolve_escalation("e-1"), road.start_strengthening()])


@pytest.mark.parametrize("by", ["receiver", "deliverer", "ministry"])
def test_what_was_open_at_a_stop_can_still_be_resolved(by: str) -> None:
    """R50, R67: stopping is possible with a breach and an escalation open, and each can be ended afterwards, by whom it concerns."""
    told = Told().to(State.PHASED_TRANSFER)
    road = told.road
    told.go(
        [
            *road.opening(1),
            road.report_breach("storing-1", FIRST, by=getattr(road, by)),
            road.measure(1, BAD),
            road.escalate("e-1"),
            road.stop(),
        ]
    )
    assert (State.STOPPED, 2, 1) == (told.dossier.state, len(told.dossier.breaches), len(told.dossier.escalations))
    who = getattr(road, by)
    _, measured = told.dossier.breaches
    told.go(
        [road.resolve_breach("storing-1", by=who), road.measure(None, by=who), road.resolve_breach(measured.id, by=who)]
    )
    mine = road.owner if by != "ministry" else road.ministry
    told.go([road.resolve_escalation("e-1", by=mine)])
    assert ((), ()) == (told.dossier.breaches, told.dossier.escalations)
    outsider = road.actor(Role.DIRECTORATE, letter.TOESLAGEN)
    told.go([road.report_breach("storing-2", FIRST)])
    told.refused(road.resolve_breach("storing-2", by=outsider), "outsider")
