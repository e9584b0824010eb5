"""§3a motie Leijten: those who do the work have a large say, and works council and unions each in their own right."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import timedelta
from itertools import product
from typing import Any

import attrs
import pytest

from ontvlechting import LETTER, Dossier, Reason, State, decide, letter, next_steps
from ontvlechting import commands as c
from ontvlechting.engine.rulebook import Rules
from ontvlechting.engine.text import Text
from ontvlechting.engine.verdicts import ReasonKind, Supplier
from ontvlechting.guards import PROGRAMME
from ontvlechting.letter.catalogue import CATALOGUE
from ontvlechting.letter.commands import Command, Manner, Route, Stage
from ontvlechting.letter.fiction import Road
from ontvlechting.letter.terms import said
from ontvlechting.letter.values import DocumentKind, Role
from tests import programmes
from tests.asking import at, fold, no, yes

BOTH = (Supplier(role=Role.DIRECTORATE, party="douane"), Supplier(role=Role.DIRECTORATE, party="belastingdienst"))
DOR = Supplier(role=Role.WORKS_COUNCIL, party="dor")
UNIONS = Supplier(role=Role.UNION, party="vakbonden")
BODIES = {"dor": ("works_council", DOR, "R65"), "vakbonden": ("union", UNIONS, "R64")}
OTHER_COUNCIL, OTHER_UNION = "fictief-or-douane", "fictief-bond"
MORE: Rules = attrs.evolve(
    LETTER,
    version="fictief",
    norms=attrs.evolve(
        LETTER.norms,
        bodies=(
            *LETTER.norms.bodies,
            attrs.evolve(
                LETTER.norms.bodies[0], id=OTHER_COUNCIL, name=Text(nl="Fictieve raad", en="Fictional council")
            ),
            attrs.evolve(LETTER.norms.bodies[1], id=OTHER_UNION, name=Text(nl="Fictieve bond", en="Fictional union")),
        ),
    ),
)
"""The letter's rules for a fictional ministry that has a second works council and a second union."""


def cites(rule: str, *reasons: Reason) -> None:
    """Each reason names this rule, its place in the letter, and says why in two languages."""
    assert reasons
    for reason in reasons:
        assert (rule, CATALOGUE[rule].source) == (reason.rule, reason.source)
        assert reason.nl != reason.en


# ── R61: each affected unit ──────────────────────────────────────────────────────────────────────

PLANS: dict[str, tuple[State, Callable[..., Command]]] = {
    "draft": (State.IDENTIFIED, lambda road, plan: road.draft(plan=plan)),
    "revise": (State.PLAN_DRAFTED, lambda road, plan: road.revise(plan=attrs.evolve(plan, version=2))),
}
AND_AMENDED: dict[str, tuple[State, Callable[..., Command]]] = {
    **PLANS,
    "propose": (State.PHASED_TRANSFER, lambda road, plan: road.propose(plan)),
}


@pytest.mark.parametrize("which", PLANS)
def test_r61_each_affected_unit_was_consulted(which: str) -> None:
    """R61: all of them, before the plan is there; each one that was not is told, and the parties can do it."""
    state, make = PLANS[which]
    road, dossier = at(state)
    dossier = fold(dossier, [road.consult()])
    plan = road.plan()
    yes("affected_units_were_consulted", dossier, make(road, plan))
    teams = [f"fictief-team-{n}" for n in (2, 1, 3)]
    more = attrs.evolve(plan, affected_units=tuple(c.AffectedUnit(id=t, party="belastingdienst") for t in teams))
    reasons = no("affected_units_were_consulted", dossier, make(road, more), "unit-not-consulted", "unit-not-consulted")
    own = [(*BOTH, Supplier(role=Role.UNIT, party=team)) for team in ("fictief-team-2", "fictief-team-3")]
    assert [(ReasonKind.MISSING, s) for s in own] == [(r.kind, r.suppliers) for r in reasons]
    cites("R61", *reasons)
    assert ["`fictief-team-2`" in reasons[0].nl, "`fictief-team-3`" in reasons[1].en] == [True, True]
    dossier = fold(dossier, [road.consult(unit="fictief-team-2"), road.consult(unit="fictief-team-3")])
    yes("affected_units_were_consulted", dossier, make(road, more))


@pytest.mark.parametrize("route", Route)
def test_r61_a_plan_says_whom_it_affects(route: Route) -> None:
    """R61: a plan that names no unit at all has asked nobody, on either route."""
    road, dossier = at(State.IDENTIFIED, route=route)
    command = road.draft(plan=attrs.evolve(road.plan(), affected_units=()))
    (reason,) = no("affected_units_were_consulted", dossier, command, "no-units")
    assert (ReasonKind.MISSING, BOTH) == (reason.kind, reason.suppliers)
    cites("R61", reason)


def test_r61_for_another_form_units_are_consulted_anew() -> None:
    """R25, R61: what a unit said about one form says nothing about the other."""
    road, dossier = at(State.PLAN_DRAFTED)
    dossier = fold(dossier, road.turning(Route.GOVERNANCE))
    no("affected_units_were_consulted", dossier, road.draft(), "unit-not-consulted")
    dossier = fold(dossier, [road.consult()])
    yes("affected_units_were_consulted", dossier, road.draft())


@pytest.mark.parametrize("party", letter.DIRECTORATES)
def test_r61_a_unit_of_any_directorate_is_consulted(party: str) -> None:
    """R61, R91: also of the third, which may be touched."""
    road, dossier = at(State.IDENTIFIED)
    yes("unit_belongs_to_a_directorate", dossier, road.consult(party=party))


@pytest.mark.parametrize("party", [letter.MINISTRY, "dor", "vakbonden", "fictief"])
def test_r61_a_unit_belongs_to_a_directorate(party: str) -> None:
    """R61: a body or an outsider is involved in another way than as a unit."""
    road, dossier = at(State.IDENTIFIED)
    (reason,) = no("unit_belongs_to_a_directorate", dossier, road.consult(party=party), "unit-party")
    assert ReasonKind.FORBIDDEN is reason.kind
    cites("R61", reason)


# ── R62: those who do the work ───────────────────────────────────────────────────────────────────


def test_r62_those_who_do_the_work_are_heard() -> None:
    """R62: without their input the tests are not concluded; one is enough, of before the plan as well."""
    road, dossier = at(State.PLAN_DRAFTED)
    (reason,) = no("input_was_collected", dossier, road.conclude_tests(), "no-input")
    team = Supplier(role=Role.UNIT, party="fictief-team-1")
    assert (ReasonKind.MISSING, (team, DOR, *BOTH)) == (reason.kind, reason.suppliers)
    cites("R62", reason)
    yes("input_was_collected", fold(dossier, [road.collect_input()]), road.conclude_tests())


def test_r62_each_input_has_a_reference_of_its_own() -> None:
    """R62: so that each is answered; a reference that was answered is not free again."""
    road, dossier = at(State.PLAN_DRAFTED)
    yes("input_is_new", dossier, road.collect_input())
    dossier = fold(dossier, [road.collect_input()])
    yes("input_is_new", dossier, road.collect_input(id="fictief-inbreng-2"))
    no("input_is_new", dossier, road.collect_input(), "input-twice")
    dossier = fold(dossier, [road.answer_input()])
    (reason,) = no("input_is_new", dossier, road.collect_input(), "input-twice")
    assert ReasonKind.FORBIDDEN is reason.kind
    cites("R62", reason)


WAITS: dict[type[Command], tuple[str, Callable[[Road, Dossier], Command], Callable[[Road, Dossier], Command], bool]] = {
    c.AnswerInput: ("R62", lambda r, _: r.collect_input(), lambda r, _: r.answer_input(), True),
    c.AnswerAdvice: ("R76", lambda r, _: r.receive_advice(), lambda r, _: r.answer_advice(), True),
    c.ResolveBreach: (
        "R50",
        lambda r, _: r.report_breach("fictief-verstoring", "technisch-beheer"),
        lambda r, _: r.resolve_breach("fictief-verstoring"),
        False,
    ),
    c.ResolveEscalation: (
        "R67",
        lambda r, _: r.escalate("fictief-escalatie"),
        lambda r, _: r.resolve_escalation("fictief-escalatie"),
        False,
    ),
    c.ResolveContest: (
        "R67",
        lambda r, d: r.contest(next(e.number for e in d.entries if isinstance(e.command, c.RecordContact))),
        lambda r, d: r.resolve_contest(d.entries[-1].number),
        False,
    ),
}
"""What answers or ends something, with the rule, what brings that, and whether it may be done once more afterwards."""


@pytest.mark.parametrize("kind", WAITS)
def test_what_answers_or_ends_something_is_open_once_it_is_there(kind: type[Command]) -> None:
    """R50, R62, R67, R76: with nothing to act on the step is shut, and says so beforehand; an answer may be given anew, an end not."""
    rule, brings, acts, again = WAITS[kind]
    road, dossier = at(State.PLAN_DRAFTED)
    bringing = brings(road, dossier)
    brought = fold(dossier, [bringing])
    acting = acts(road, brought)
    (reason,) = no("something_waits", dossier, acting, "nothing-waits")
    cites(rule, reason)
    assert [type(bringing).key] == [m.command for m in reason.mends]
    yes("something_waits", brought, acting)
    done = fold(brought, [acting])

    def is_open(held: Dossier) -> bool:
        (step,) = (s for s in next_steps(LETTER, held, road.moment, acting.by) if s.command is kind)
        return step.open

    assert [False, True, again] == [is_open(held) for held in (dossier, brought, done)]
    assert not decide(LETTER, dossier, acting).verdict.allowed


def test_an_escalation_of_a_programme_is_ended_once_it_is_there() -> None:
    """R67: its step is shut as long as there is none, as in a process."""
    steps = next_steps(PROGRAMME, programmes.folded(programmes.OPENING[:1]), programmes.AT)
    (resolve,) = (s for s in steps if s.command is c.ResolveEscalation)
    assert ["nothing-waits"] == [r.code for r in resolve.reasons]


def test_r62_an_answer_answers_an_input() -> None:
    """R62: what nobody said is not answered; what was answered may be answered better."""
    road, dossier = at(State.PLAN_DRAFTED)
    (reason,) = no("input_exists", dossier, road.answer_input(), "no-such-input")
    assert ReasonKind.FORBIDDEN is reason.kind
    cites("R62", reason)
    dossier = fold(dossier, [road.collect_input()])
    no("input_exists", dossier, road.answer_input(input="fictief-inbreng-2"), "no-such-input")
    yes("input_exists", dossier, road.answer_input())
    dossier = fold(dossier, [road.answer_input(adopted=False)])
    yes("input_exists", dossier, road.answer_input(adopted=True))


def test_r62_each_input_is_answered_before_the_decision() -> None:
    """R62: adopted or not, with a reason; every one that waits is told."""
    road, dossier = at(State.PLAN_DRAFTED)
    yes("inputs_were_answered", dossier, road.decide())
    dossier = fold(dossier, [road.collect_input(), road.collect_input(id="fictief-inbreng-2")])
    codes = ["input-unanswered", "input-unanswered"]
    reasons = no("inputs_were_answered", dossier, road.decide(), *codes)
    assert {(ReasonKind.MISSING, BOTH)} == {(r.kind, r.suppliers) for r in reasons}
    cites("R62", *reasons)
    dossier = fold(dossier, [road.answer_input(adopted=False, reason="Fictief: kan niet op tijd")])
    (reason,) = no("inputs_were_answered", dossier, road.decide(), "input-unanswered")
    assert "`fictief-inbreng-2`" in reason.nl
    dossier = fold(dossier, [road.answer_input(input="fictief-inbreng-2")])
    yes("inputs_were_answered", dossier, road.decide())


def test_r62_what_comes_in_late_is_answered_as_well() -> None:
    """R62: an input after the tests waits for an answer like any other."""
    road, dossier = at(State.PRECONDITIONS_TESTED)
    dossier = fold(dossier, [road.answer_input(), road.collect_input(id="fictief-inbreng-2")])
    no("inputs_were_answered", dossier, road.decide(), "input-unanswered")


def test_r62_for_another_form_those_who_do_the_work_are_heard_anew() -> None:
    """R25, R62: their say about one form is not their say about the other."""
    road, dossier = at(State.PRECONDITIONS_TESTED)
    dossier = fold(dossier, [*road.turning(Route.GOVERNANCE), road.consult(), road.draft()])
    no("input_was_collected", dossier, road.conclude_tests(), "no-input")


# ── R12, R63: known bodies, each in the manner that fits it ──────────────────────────────────────

NAMING: dict[str, Callable[[Road, str], Command]] = {
    "contact": lambda road, body: road.contact(body, Stage.PLAN),
    "request": lambda road, body: road.request_advice(body=body),
    "receive": lambda road, body: road.receive_advice(body=body, document=road.document(DocumentKind.ADVICE, body)),
    "notify": lambda road, body: road.notify(body),
}


@pytest.mark.parametrize("door", NAMING)
def test_r12_a_body_is_one_that_speaks_for_staff(door: str) -> None:
    """R12: works council or unions, by their own names; another name would count for neither, and says so."""
    road, dossier = at(State.MINISTRY_DECIDED)
    for body in BODIES:
        yes("body_is_known", dossier, NAMING[door](road, body))
    for body in ("DOR", "douane", "fictief"):
        (reason,) = no("body_is_known", dossier, NAMING[door](road, body), "unknown-body")
        assert ReasonKind.FORBIDDEN is reason.kind
        cites("R12", reason)
        assert "`dor`, `vakbonden`" in reason.nl


def test_r12_the_norms_say_which_bodies_there_are() -> None:
    """R12: another ministry has more of them."""
    road, dossier = at(State.PLAN_DRAFTED)
    command = road.contact(OTHER_UNION, Stage.PLAN)
    no("body_is_known", dossier, command, "unknown-body")
    yes("body_is_known", dossier, command, MORE)


FITTING = {
    "dor": {Manner.WOR_24, Manner.WOR_25, Manner.WOR_27, Manner.OTHER},
    "vakbonden": {Manner.DGO, Manner.OTHER},
}


@pytest.mark.parametrize(("body", "manner"), list(product(FITTING, Manner)))
def test_r63_the_manner_fits_the_body(body: str, manner: Manner) -> None:
    """R63: by the Works Councils Act with a works council, in their own consultation with the unions."""
    road, dossier = at(State.PLAN_DRAFTED)
    command = road.contact(body, Stage.PLAN, manner=manner)
    if manner in FITTING[body]:
        yes("manner_fits_the_body", dossier, command)
    else:
        (reason,) = no("manner_fits_the_body", dossier, command, "manner")
        assert ReasonKind.FORBIDDEN is reason.kind
        cites("R63", reason)
        for fitting in FITTING[body]:
            assert f"`{said(fitting).nl}`" in reason.nl
            assert f"`{said(fitting).en}`" in reason.en


def test_r63_of_an_unknown_body_only_that_is_told() -> None:
    """R12, R63: which manner fits cannot be said of a body that is not there."""
    road, dossier = at(State.PLAN_DRAFTED)
    yes("manner_fits_the_body", dossier, road.contact("fictief", Stage.PLAN, manner=Manner.DGO))


@pytest.mark.parametrize("body", BODIES)
def test_r64_a_body_may_record_its_own_contact(body: str) -> None:
    """R64: that a body was heard can be told by the body itself, which is no party."""
    road, dossier = at(State.IDENTIFIED)
    role = BODIES[body][1].role
    assert isinstance(role, Role)
    command = road.contact(body, Stage.PLAN, by=road.actor(role, body))
    yes("body_is_known", dossier, command)
    assert frozenset({body}) == fold(dossier, [command]).heard(Stage.PLAN)


# ── R12, R64, R65: each body at each stage ───────────────────────────────────────────────────────

BEFORE_DECIDING = (Stage.PLAN, Stage.TEST, Stage.DECISION)
BEFORE_COMPLETING = (Stage.EXECUTION, Stage.PROOF)


def hearing(state: State, *heard: tuple[str, Stage], route: Route = Route.SHIFT) -> tuple[Road, Dossier]:
    """A road and a dossier in this state, with exactly these contacts."""
    road, dossier = at(state, route=route)
    return road, attrs.evolve(dossier, contacts=contacts_with(road, dossier, heard))


def contacts_with(road: Road, dossier: Dossier, heard: Iterable[tuple[str, Stage]]) -> tuple[c.RecordContact, ...]:
    """Contacts of an hour before the last step."""
    assert dossier.since is not None
    return tuple(road.contact(body, stage, at=dossier.since - timedelta(hours=1)) for body, stage in heard)


def asked(stage: Stage) -> tuple[State, tuple[Stage, ...], Callable[[Road], Command]]:
    """Where a stage is asked for, together with which, and at which door."""
    if stage in BEFORE_DECIDING:
        return State.PRECONDITIONS_TESTED, BEFORE_DECIDING, lambda road: road.decide()
    return State.RECEIVING_PARTY_PROVEN, BEFORE_COMPLETING, lambda road: road.complete()


@pytest.mark.parametrize(("body", "stage"), list(product(BODIES, BEFORE_DECIDING + BEFORE_COMPLETING)))
def test_r12_neither_body_counts_for_the_other(body: str, stage: Stage) -> None:
    """R12, R64, R65: one contact that lacks shuts the door, however often the other body was heard."""
    state, stages, make = asked(stage)
    (other,) = set(BODIES) - {body}
    everything = list(product(BODIES, stages))
    road, dossier = hearing(state, *everything)
    yes("bodies_were_heard", dossier, make(road))
    left = [heard for heard in everything if heard != (body, stage)]
    road, dossier = hearing(state, *left, *[(other, s) for s in Stage] * 3)
    kind, supplier, rule = BODIES[body]
    (reason,) = no("bodies_were_heard", dossier, make(road), f"{kind}-{stage.value}")
    assert (ReasonKind.MISSING, (*BOTH, supplier)) == (reason.kind, reason.suppliers)
    cites(rule, reason)
    assert f"`{body}`" in reason.nl


@pytest.mark.parametrize("stage", [Stage.DECISION, Stage.PROOF])
def test_r64_every_contact_that_lacks_is_told(stage: Stage) -> None:
    """R64: without any contact each body at each stage; contacts about feasibility count for no later stage."""
    state, stages, make = asked(stage)
    road, dossier = hearing(state, ("dor", Stage.FEASIBILITY), ("vakbonden", Stage.FEASIBILITY))
    codes = [f"{kind}-{s.value}" for s in stages for kind, _, _ in BODIES.values()]
    no("bodies_were_heard", dossier, make(road), *codes)


@pytest.mark.parametrize("missing", [OTHER_COUNCIL, OTHER_UNION])
def test_r12_one_works_council_does_not_count_for_another_nor_one_union(missing: str) -> None:
    """R12: each body for itself, also two of a kind; only the departmental council falls under R65."""
    road, dossier = at(State.PRECONDITIONS_TESTED, rules=MORE)
    heard = [b.id for b in MORE.norms.bodies if b.id != missing]
    contacts = contacts_with(road, dossier, product(heard, BEFORE_DECIDING))
    kind = "works_council" if missing == OTHER_COUNCIL else "union"
    codes = [f"{kind}-{stage.value}" for stage in BEFORE_DECIDING]
    reasons = no("bodies_were_heard", attrs.evolve(dossier, contacts=contacts), road.decide(), *codes, rules=MORE)
    cites("R64", *reasons)
    full = (*contacts, *contacts_with(road, dossier, product([missing], BEFORE_DECIDING)))
    yes("bodies_were_heard", attrs.evolve(dossier, contacts=full), road.decide(), MORE)


@pytest.mark.parametrize("route", Route)
def test_r64_the_bodies_are_heard_on_either_route(route: Route) -> None:
    """R64, R65: also where the steering changes, to the end."""
    road, dossier = hearing(State.PRECONDITIONS_TESTED, ("dor", Stage.PLAN), route=route)
    codes = ["union-plan", "works_council-test", "union-test", "works_council-decision", "union-decision"]
    no("bodies_were_heard", dossier, road.decide(), *codes)
    road, dossier = at(State.COMPLETED, route=route)
    yes("bodies_were_heard", dossier, road.complete())


def test_r64_of_a_revised_plan_the_bodies_are_heard_anew() -> None:
    """R44, R64: contacts about an earlier version, its tests and its decision do not count for the new one."""
    road, dossier = at(State.MINISTRY_DECIDED)
    yes("bodies_were_heard", dossier, road.decide())
    codes = [f"{kind}-{s.value}" for s in BEFORE_DECIDING for kind, _, _ in BODIES.values()]
    no("bodies_were_heard", fold(dossier, [road.revise()]), road.decide(), *codes)
    road, dossier = at(State.MINISTRY_DECIDED)
    no("bodies_were_heard", fold(dossier, road.turning(Route.GOVERNANCE)), road.decide(), *codes)
    road, dossier = at(State.PRECONDITIONS_TESTED)
    no("bodies_were_heard", fold(dossier, [road.return_plan()]), road.decide(), *codes)


def test_r64_after_falling_back_the_bodies_are_heard_anew_about_the_transfer() -> None:
    """R54, R64: what was heard about the plan and the decision stands, since these stand."""
    road, dossier = at(State.RECEIVING_PARTY_PROVEN)
    dossier = fold(dossier, [*road.hearing(Stage.PROOF), road.fall_back()])
    yes("bodies_were_heard", dossier, road.decide())
    codes = [f"{kind}-{s.value}" for s in BEFORE_COMPLETING for kind, _, _ in BODIES.values()]
    no("bodies_were_heard", dossier, road.complete(), *codes)


# ── R64: each body about each phase ──────────────────────────────────────────────────────────────


@pytest.mark.parametrize("body", BODIES)
@pytest.mark.parametrize("number", [1, 2])
def test_r64_each_body_is_heard_about_the_phase_that_begins(number: int, body: str) -> None:
    """R12, R64: a contact about another phase, about none, or with the other body does not count."""
    road, dossier = at(State.PHASED_TRANSFER)
    if number == 2:
        dossier = fold(dossier, road.phase(1))
    (other,) = set(BODIES) - {body}
    elsewhere = [road.contact(b, Stage.EXECUTION, n) for b in BODIES for n in (None, 3 - number)]
    dossier = fold(dossier, [*elsewhere, road.contact(other, Stage.EXECUTION, number)])
    kind, supplier, _ = BODIES[body]
    (reason,) = no("bodies_were_heard_on_the_phase", dossier, road.start_phase(number), f"{kind}-phase")
    assert (ReasonKind.MISSING, (*BOTH, supplier)) == (reason.kind, reason.suppliers)
    cites("R64", reason)
    assert f"fase {number}" in reason.nl
    assert f"phase {number}" in reason.en
    dossier = fold(dossier, [road.contact(body, Stage.EXECUTION, number)])
    yes("bodies_were_heard_on_the_phase", dossier, road.start_phase(number))


def test_r64_without_any_contact_both_are_told() -> None:
    """R64: works council and unions each."""
    road, dossier = at(State.PHASED_TRANSFER)
    no("bodies_were_heard_on_the_phase", dossier, road.start_phase(1), "works_council-phase", "union-phase")


def test_r64_a_phase_that_begins_anew_is_talked_about_anew() -> None:
    """R54, R64: after falling back, contacts about the first attempt are past."""
    road, dossier = at(State.PHASED_TRANSFER)
    dossier = fold(dossier, [*road.opening(1), road.fall_back()])
    no("bodies_were_heard_on_the_phase", dossier, road.start_phase(1), "works_council-phase", "union-phase")


def test_r64_after_the_last_phase_there_is_none_to_talk_about() -> None:
    """R48, R64: that there is no phase left is told by R48 alone."""
    road, dossier = at(State.RECEIVING_PARTY_PROVEN)
    yes("bodies_were_heard_on_the_phase", attrs.evolve(dossier, contacts=()), road.start_phase(3))


# ── R65: the departmental works council, from the study on ───────────────────────────────────────


@pytest.mark.parametrize("which", AND_AMENDED)
@pytest.mark.parametrize(
    "heard",
    [(), (("vakbonden", Stage.FEASIBILITY),), tuple(("dor", s) for s in Stage if s is not Stage.FEASIBILITY)],
    ids=["nobody", "the-unions", "about-all-else"],
)
def test_r65_the_council_was_involved_in_the_study(which: str, heard: tuple[tuple[str, Stage], ...]) -> None:
    """R65: no plan before it was; the unions do not count for it, nor do contacts about something else."""
    state, make = AND_AMENDED[which]
    road, dossier = hearing(state, *heard)
    (reason,) = no("council_was_heard_on_feasibility", dossier, make(road, road.plan()), "council-feasibility")
    assert (ReasonKind.MISSING, (*BOTH, DOR)) == (reason.kind, reason.suppliers)
    cites("R65", reason)
    road, dossier = hearing(state, *heard, ("dor", Stage.FEASIBILITY))
    yes("council_was_heard_on_feasibility", dossier, make(road, road.plan()))


@pytest.mark.parametrize("change", ["revise", "change-route", "fall-back"])
def test_r65_its_involvement_in_the_study_is_not_lost(change: str) -> None:
    """R65: a new plan or another form makes no new study; what was said about it stands."""
    road, dossier = at(State.PHASED_TRANSFER if change == "fall-back" else State.MINISTRY_DECIDED)
    steps: dict[str, Callable[[], Iterable[Command]]] = {
        "revise": lambda: [road.revise()],
        "change-route": lambda: road.turning(Route.GOVERNANCE),
        "fall-back": lambda: [road.fall_back()],
    }
    dossier = fold(dossier, steps[change]())
    yes("council_was_heard_on_feasibility", dossier, road.revise())


def test_r65_which_council_it_is_comes_from_the_norms() -> None:
    """R65: a ministry whose departmental council has another name hears that one."""
    norms: dict[str, Any] = {"departmental_council": OTHER_COUNCIL}
    rules = attrs.evolve(MORE, norms=attrs.evolve(MORE.norms, **norms))
    road, dossier = hearing(State.IDENTIFIED, ("dor", Stage.FEASIBILITY))
    command = road.draft()
    yes("council_was_heard_on_feasibility", dossier, command, MORE)
    (reason,) = no("council_was_heard_on_feasibility", dossier, command, "council-feasibility", rules=rules)
    assert Supplier(role=Role.WORKS_COUNCIL, party=OTHER_COUNCIL) in reason.suppliers


def test_the_motion_is_held_by_guards() -> None:
    """R83: each rule by which the motion is carried out stands at a door of the letter, so that it keeps counting."""
    (motion,) = (m for m in letter.MOTIONS if m.id == "motie-leijten")
    held = {rule.id for guard in LETTER.guards for rule in guard.rules}
    assert {"R38", "R39", "R61", "R62", "R64", "R65", "R68"} == {rule.id for rule in motion.rules}
    assert {rule.id for rule in motion.rules} <= held
