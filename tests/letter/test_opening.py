"""The opening: who takes part, what may be a candidate, who studied it, and that not disentangling stays possible."""

from __future__ import annotations

from datetime import date, datetime, timedelta, timezone
from typing import Any

import attrs
import pytest

from ontvlechting import Dossier, Reason, State, decide, letter
from ontvlechting import commands as c
from ontvlechting.engine.core import next_steps
from ontvlechting.engine.values import Actor
from ontvlechting.engine.verdicts import ReasonKind, Supplier, VerdictKind
from ontvlechting.guards import LETTER
from ontvlechting.letter.catalogue import CATALOGUE
from ontvlechting.letter.commands import Command, Feasibility, Route
from ontvlechting.letter.fiction import Road
from ontvlechting.letter.values import Role
from ontvlechting.states import FINAL, LIVE
from tests.asking import at, fold, no, yes

DAY = timedelta(days=1)
RECEIVER = Supplier(role=Role.DIRECTORATE, party="douane")
DELIVERER = Supplier(role=Role.DIRECTORATE, party="belastingdienst")
MINISTRY = Supplier(role=Role.MINISTRY, party=letter.MINISTRY)
RESEARCHER = Supplier(role=Role.RESEARCHER)


def identifying(**changes: Any) -> tuple[Dossier, c.IdentifyProcess]:
    """An empty dossier, and a process that is brought forward, bent."""
    road, dossier = at(State.NEW)
    return dossier, road.identify(**changes)


def cites(rule: str, *reasons: Reason) -> None:
    """Each reason names this rule, its place in the letter, and says why in two languages."""
    assert reasons
    for reason in reasons:
        assert (rule, CATALOGUE[rule].source) == (reason.rule, reason.source)
        assert reason.nl != reason.en


# ── R14: the House asks, it does not act ─────────────────────────────────────────────────────────


def test_r14_the_house_takes_no_step() -> None:
    """R14: in the name of the House nothing is done to a process; the reason names those who can."""
    road, dossier = at(State.PLAN_DRAFTED)
    house = Actor(id="fictief-kamerlid", role=Role.HOUSE, party=letter.HOUSE)
    yes("house_does_not_act", dossier, road.consult())
    (reason,) = no("house_does_not_act", dossier, road.consult(by=house), "house-acts")
    assert (ReasonKind.FORBIDDEN, (RECEIVER, DELIVERER, MINISTRY)) == (reason.kind, reason.suppliers)
    cites("R14", reason)
    assert "de Tweede Kamer" in reason.nl
    assert "the House" in reason.en


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.HOUSE])
def test_r14_every_other_role_passes_this_door(role: Role) -> None:
    """R14: only the House is kept out here; whether another may act is for other guards."""
    road, dossier = at(State.PLAN_DRAFTED)
    yes("house_does_not_act", dossier, road.collect_input(by=road.actor(role, "fictief")))


@pytest.mark.parametrize("command", LETTER.doors, ids=lambda command: command.key)
def test_r14_no_door_lets_the_house_in(command: type[Command]) -> None:
    """R14: this guard stands at every door there is, with a mandate or without."""
    assert "house_does_not_act" in {g.name for g in LETTER.guards_of(command)}


@pytest.mark.parametrize("state", [pytest.param(s, id=s.value) for s in State if s in LIVE])
def test_r14_nowhere_is_a_step_open_for_the_house(state: State) -> None:
    """R14: from no state of a process that is under way the House finds an open door."""
    on_governance = state in (State.STRENGTHENING_GOVERNANCE, State.AGREEMENTS_PROVEN)
    road, dossier = at(state, route=Route.GOVERNANCE if on_governance else Route.SHIFT)
    steps = next_steps(LETTER, dossier, road.tick(), road.actor(Role.HOUSE, letter.HOUSE))
    assert steps
    assert [] == [s.command.key for s in steps if s.open]


# ── R2: each speaks for its own organisation ─────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("role", "own", "others"),
    [
        (Role.MINISTRY, [letter.MINISTRY], ["douane", "dor", "tweede-kamer", "fictief"]),
        (Role.DIRECTORATE, ["douane", "toeslagen", "belastingdienst"], [letter.MINISTRY, "dor", "fictief"]),
        (Role.WORKS_COUNCIL, ["dor"], ["vakbonden", "douane", letter.MINISTRY]),
        (Role.UNION, ["vakbonden"], ["dor", "belastingdienst", letter.MINISTRY]),
    ],
    ids=["ministry", "directorate", "works-council", "union"],
)
def test_r2_a_role_belongs_to_its_own_organisation(role: Role, own: list[str], others: list[str]) -> None:
    """R2: who acts in a role, acts for an organisation that has that role; the reason says which these are."""
    road, dossier = at(State.PLAN_DRAFTED)
    for party in own:
        yes("actor_speaks_for_own_party", dossier, road.collect_input(by=road.actor(role, party)))
    for party in others:
        command = road.collect_input(by=road.actor(role, party))
        (reason,) = no("actor_speaks_for_own_party", dossier, command, "role-outside-party")
        assert ReasonKind.FORBIDDEN is reason.kind
        cites("R2", reason)
        for name in (*own, party):
            assert f"`{name}`" in reason.nl
            assert f"`{name}`" in reason.en


def test_r2_a_researcher_comes_from_anywhere() -> None:
    """R2, R10: the letter names one outside party; any other may study as well."""
    road, dossier = at(State.PLAN_DRAFTED)
    for party in (letter.GALAN, "fictief-bureau"):
        yes("actor_speaks_for_own_party", dossier, road.collect_input(by=road.actor(Role.RESEARCHER, party)))


def test_r2_who_belongs_where_comes_from_the_norms() -> None:
    """R2: a ministry with a directorate more has its people speak for it."""
    norms = attrs.evolve(LETTER.norms, directorates=(*LETTER.norms.directorates, "fictief-dg"))
    road, dossier = at(State.PLAN_DRAFTED)
    command = road.collect_input(by=road.actor(Role.DIRECTORATE, "fictief-dg"))
    no("actor_speaks_for_own_party", dossier, command, "role-outside-party")
    yes("actor_speaks_for_own_party", dossier, command, attrs.evolve(LETTER, norms=norms))


# ── R1, R3, R4: which process, from whom and for whom ────────────────────────────────────────────


@pytest.mark.parametrize("receiving", ["douane", "toeslagen"])
def test_r1_two_different_directorates(receiving: str) -> None:
    """R1: any two of the three."""
    yes("parties_are_two_directorates", *identifying(receiving=receiving))


@pytest.mark.parametrize(
    ("delivering", "receiving", "codes"),
    [
        ("belastingdienst", "belastingdienst", ["same-party"]),
        ("belastingdienst", "fictief", ["not-a-directorate"]),
        (letter.MINISTRY, "douane", ["not-a-directorate"]),
        (letter.MINISTRY, "fictief", ["not-a-directorate", "not-a-directorate"]),
        ("fictief", "fictief", ["not-a-directorate", "same-party"]),
    ],
)
def test_r1_nobody_else_delivers_or_receives(delivering: str, receiving: str, codes: list[str]) -> None:
    """R1: the circle of three is closed, and nobody hands work over to itself; every fault is told at once."""
    reasons = no("parties_are_two_directorates", *identifying(delivering=delivering, receiving=receiving), *codes)
    assert {ReasonKind.FORBIDDEN} == {r.kind for r in reasons}
    cites("R1", *reasons)


@pytest.mark.parametrize("unit", ["IV", "CAP", "KI&S", None])
def test_r3_a_process_comes_from_one_of_the_three_units(unit: str | None) -> None:
    """R3: IV, CAP or KI&S; or none is named, as in the letter itself, which does not say it of its six processes."""
    yes("unit_is_known", *identifying(unit=unit))


@pytest.mark.parametrize("unit", ["ki&s", "KI&S ", "FIOD"])
def test_r3_a_process_from_another_unit_is_no_candidate(unit: str) -> None:
    """R3: the three units are a closed set, written as in the letter; the reason names them."""
    (reason,) = no("unit_is_known", *identifying(unit=unit), "unknown-unit")
    assert ReasonKind.FORBIDDEN is reason.kind
    cites("R3", reason)
    assert "`IV`, `CAP`, `KI&S`" in reason.nl


@pytest.mark.parametrize("beneficiaries", [("douane",), ("douane", "toeslagen"), ("toeslagen", "douane")])
def test_r4_the_belastingdienst_performs_for_one_or_for_both(beneficiaries: tuple[str, ...]) -> None:
    """R4: a process may serve both others; the receiving party is one of them."""
    yes("first_performer_delivers", *identifying(beneficiaries=beneficiaries))


@pytest.mark.parametrize(
    ("changes", "codes"),
    [
        ({"delivering": "toeslagen"}, ["not-first-performer"]),
        ({"beneficiaries": ()}, ["receiver-not-served"]),
        ({"beneficiaries": ("toeslagen",)}, ["receiver-not-served"]),
        ({"beneficiaries": ("douane", "belastingdienst")}, ["not-a-beneficiary"]),
        ({"receiving": "toeslagen"}, ["receiver-not-served"]),
        ({"beneficiaries": ("fictief",)}, ["not-a-beneficiary", "receiver-not-served"]),
        (
            {"delivering": "douane", "receiving": "belastingdienst", "beneficiaries": ("belastingdienst",)},
            ["not-first-performer", "not-a-beneficiary"],
        ),
    ],
    ids=[
        "other-deliverer",
        "for-nobody",
        "for-the-other",
        "for-itself-too",
        "other-receiver",
        "for-a-third",
        "reversed",
    ],
)
def test_r4_the_belastingdienst_performs_at_the_start_and_for_the_receiver(
    changes: dict[str, Any], codes: list[str]
) -> None:
    """R4: another performer, another beneficiary, or a receiving party that is not served: each is told."""
    reasons = no("first_performer_delivers", *identifying(**changes), *codes)
    assert {ReasonKind.FORBIDDEN} == {r.kind for r in reasons}
    cites("R4", *reasons)


def test_r4_every_process_of_the_letter_is_performed_by_the_belastingdienst() -> None:
    """R1, R4: the six processes that the letter names pass as they are."""
    for name in letter.PROCESSES:
        road, dossier = at(State.NEW, process=name)
        yes("parties_are_two_directorates", dossier, road.identify())
        yes("first_performer_delivers", dossier, road.identify())


# ── R10: an outside party studies; R30: an infeasible finding is whole ───────────────────────────


def found(road: Road, **changes: Any) -> c.Finding:
    """The finding of this road's study, bent; `origin` is who wrote the study."""
    finding = road.identify().finding
    assert finding is not None
    if "origin" in changes:
        changes["document"] = attrs.evolve(finding.document, origin=changes.pop("origin"))
    return attrs.evolve(finding, **changes)


@pytest.mark.parametrize("origin", letter.DIRECTORATES)
def test_r10_no_directorate_studies_its_own_disentanglement(origin: str) -> None:
    """R10: a study by one of the three does not count, at the entry or later; a researcher can supply another."""
    road, dossier = at(State.NEW)
    (reason,) = no(
        "finding_is_sound", dossier, road.identify(finding=found(road, origin=origin)), "author-not-external"
    )
    assert (ReasonKind.FORBIDDEN, (RESEARCHER,)) == (reason.kind, reason.suppliers)
    cites("R10", reason)
    road, dossier = at(State.PLAN_DRAFTED)
    later = road.record_feasibility(Feasibility.FEASIBLE)
    own = attrs.evolve(later.finding, document=attrs.evolve(later.finding.document, origin=origin))
    no("finding_is_sound", dossier, attrs.evolve(later, finding=own), "author-not-external")


@pytest.mark.parametrize("origin", [letter.GALAN, letter.ABDTOPCONSULT, "fictief-bureau"])
def test_r10_a_party_outside_the_three_studies(origin: str) -> None:
    """R10: De Galan Groep, or whoever else is outside."""
    road, dossier = at(State.NEW)
    yes("finding_is_sound", dossier, road.identify(finding=found(road, origin=origin)))


@pytest.mark.parametrize("outcome", Feasibility)
def test_r10_a_finding_is_evidence_and_decides_nothing(outcome: Feasibility) -> None:
    """R10, R30: whatever the study says, recording it moves no process and changes no route."""
    road, dossier = at(State.MINISTRY_DECIDED)
    command = road.record_feasibility(outcome)
    yes("finding_is_sound", dossier, command)
    after = fold(dossier, [command])
    assert (dossier.state, dossier.route, dossier.decision) == (after.state, after.route, after.decision)


def test_r30_an_infeasible_finding_names_its_cause() -> None:
    """R30: not feasible within the horizon, because of something; what is feasible needs no cause."""
    road, dossier = at(State.NEW)
    bare = found(road, outcome=Feasibility.NOT_WITHIN_HORIZON, cause=None)
    (reason,) = no("finding_is_sound", dossier, road.identify(finding=bare), "no-cause")
    assert (ReasonKind.MISSING, (RESEARCHER,)) == (reason.kind, reason.suppliers)
    cites("R30", reason)
    yes("finding_is_sound", dossier, road.identify(finding=attrs.evolve(bare, cause="Fictief: verwevenheid")))
    yes("finding_is_sound", dossier, road.identify(finding=attrs.evolve(bare, outcome=Feasibility.FEASIBLE)))


def test_r24_a_finding_is_not_of_tomorrow() -> None:
    """R24: a finding of the day itself counts, one of the day after does not exist yet."""
    road, dossier = at(State.NEW)
    command = road.identify()
    today = command.at.date()
    yes("finding_is_sound", dossier, attrs.evolve(command, finding=found(road, on=today)))
    (reason,) = no(
        "finding_is_sound", dossier, attrs.evolve(command, finding=found(road, on=today + DAY)), "finding-in-future"
    )
    assert ReasonKind.FORBIDDEN is reason.kind
    cites("R24", reason)


def test_r24_the_day_of_a_finding_is_the_day_where_it_is_recorded() -> None:
    """R24: half past midnight in the Netherlands lies on that day, at whatever offset the moment is written."""
    road, dossier = at(State.NEW)
    midnight = datetime(2023, 6, 2, 0, 30, tzinfo=timezone(timedelta(hours=2)))
    command = road.identify(at=midnight, finding=found(road, on=date(2023, 6, 2)))
    for hours in (-12, 0, 2, 14):
        moment = midnight.astimezone(timezone(timedelta(hours=hours)))
        yes("finding_is_sound", dossier, attrs.evolve(command, at=moment))
        before = attrs.evolve(command, at=moment - timedelta(hours=1))
        no("finding_is_sound", dossier, before, "finding-in-future")


def test_r30_a_newer_finding_is_not_older() -> None:
    """R30: what supersedes a finding is of its day or later."""
    road, dossier = at(State.IDENTIFIED)
    last = dossier.findings[-1].on
    command = road.record_feasibility(Feasibility.FEASIBLE)
    yes("finding_is_sound", dossier, attrs.evolve(command, finding=found(road, on=last)))
    (reason,) = no(
        "finding_is_sound", dossier, attrs.evolve(command, finding=found(road, on=last - DAY)), "finding-older"
    )
    assert ReasonKind.FORBIDDEN is reason.kind
    cites("R30", reason)


def test_r30_a_finding_is_compared_with_the_last_one() -> None:
    """R30: after a newer finding one from between the two is too old."""
    road, dossier = at(State.IDENTIFIED)
    first = dossier.findings[-1].on
    dossier = fold(dossier, [road.record_feasibility(Feasibility.FEASIBLE)])
    between = road.record_feasibility(Feasibility.NOT_WITHIN_HORIZON)
    finding = attrs.evolve(between.finding, on=first + DAY)
    assert finding.on < dossier.findings[-1].on
    no("finding_is_sound", dossier, attrs.evolve(between, finding=finding), "finding-older")


def test_r10_everything_wrong_with_a_finding_is_told_at_once() -> None:
    """R10, R24, R30: an own study without a cause, of tomorrow: three reasons; a process without finding: R24 tells."""
    road, dossier = at(State.NEW)
    command = road.identify()
    wrong = found(
        road,
        origin="douane",
        outcome=Feasibility.NOT_WITHIN_HORIZON,
        cause=None,
        on=command.at.date() + DAY,
    )
    no(
        "finding_is_sound",
        dossier,
        attrs.evolve(command, finding=wrong),
        "author-not-external",
        "no-cause",
        "finding-in-future",
    )
    yes("finding_is_sound", dossier, attrs.evolve(command, finding=None))


# ── R32: not disentangling stays possible ────────────────────────────────────────────────────────


@pytest.mark.parametrize("route", Route)
def test_r32_not_disentangling_is_possible_at_every_moment(route: Route) -> None:
    """R32: after every single act on the way to the end the ministry can still decide not to, and then it is so."""
    road, dossier = at(State.NEW, route=route)
    for command in road.until(State.COMPLETED):
        dossier = fold(dossier, [command])
        if dossier.state in FINAL:
            break
        ahead = Road(road.process, route=route, start=command.at)
        yes("stopping_is_possible", dossier, ahead.stop())
        stopped = fold(dossier, [ahead.stop()])
        assert (State.STOPPED, "belastingdienst") == (stopped.state, stopped.accountable)
        assert {"belastingdienst"} == set(stopped.performers.values())
    assert State.COMPLETED is dossier.state


@pytest.mark.parametrize("end", ["completed", "stopped"])
def test_r32_what_has_ended_is_not_stopped(end: str) -> None:
    """R32: a process ends once."""
    road, dossier = at(State.COMPLETED if end == "completed" else State.IDENTIFIED)
    if end == "stopped":
        dossier = fold(dossier, [road.stop()])
    (reason,) = no("stopping_is_possible", dossier, road.stop(), "ended")
    assert ReasonKind.FORBIDDEN is reason.kind
    cites("R32", reason)
    assert VerdictKind.NOT_FROM_STATE is decide(LETTER, dossier, road.stop()).verdict.kind
