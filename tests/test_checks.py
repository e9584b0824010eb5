"""Each check of the kit fails on what it is there for: a dossier, or an answer, that no sound rules would give."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from itertools import count
from typing import Any

import attrs
import pytest

from ontvlechting import LETTER, Dossier, State, decide, evolve, letter
from ontvlechting import commands as c
from ontvlechting.engine.doors import YES, Reasons, guard
from ontvlechting.engine.dossier import Recorded
from ontvlechting.engine.rulebook import Rules
from ontvlechting.engine.values import Actor, Mandate
from ontvlechting.engine.verdicts import Verdict, VerdictKind
from ontvlechting.letter.catalogue import R13, R47
from ontvlechting.letter.commands import Command
from ontvlechting.letter.fiction import Road
from ontvlechting.letter.guards.decision import ministry_decides
from ontvlechting.letter.values import Delta, Money, Power, Role
from ontvlechting.testing import checks as always
from ontvlechting.testing.checks import Check
from ontvlechting.testing.letter import checks
from ontvlechting.testing.letter.checks import CHECKS
from ontvlechting.testing.strategies import Played

ROAD = Road(letter.PROCESSES["douane/basisregistraties"])
ACTS: list[Played] = []
_dossier = Dossier(process="p")
for _command in ROAD.until(State.COMPLETED):
    _event = decide(LETTER, _dossier, _command)
    ACTS.append(Played(_dossier, _event, evolve(_dossier, _event), LETTER))
    _dossier = ACTS[-1].after


def act(kind: type[Command]) -> Played:
    """The last act of this kind on the road."""
    return next(a for a in reversed(ACTS) if type(a.event.command) is kind)


def after(kind: type[Command], **changes: Any) -> Played:
    """That act, with something else true after it."""
    found = act(kind)
    return attrs.evolve(found, after=attrs.evolve(found.after, **changes))


def before(kind: type[Command], **changes: Any) -> Played:
    """That act, with something else true before it."""
    found = act(kind)
    return attrs.evolve(found, before=attrs.evolve(found.before, **changes))


def unanswered(kind: type[Command]) -> Played:
    """That act, while no input was answered."""
    entries = act(kind).before.entries
    return before(kind, entries=tuple(e for e in entries if not isinstance(e.command, c.AnswerInput)))


def answered(found: Played, verdict: Verdict) -> Played:
    """That act, with another answer."""
    return attrs.evolve(found, event=attrs.evolve(found.event, verdict=verdict))


def asked(found: Played, **changes: Any) -> Played:
    """That act, asked otherwise."""
    command = attrs.evolve(found.event.command, **changes)
    return attrs.evolve(found, event=attrs.evolve(found.event, command=command))


def under(found: Played, rules: Rules) -> Played:
    """That act, under other rules."""
    return attrs.evolve(found, rules=rules)


class Unguarded(Dossier):
    """A dossier of which nobody stands by during a transfer."""

    @property
    def standby(self) -> None:
        """Nobody."""
        return


def without_standby(found: Played) -> Played:
    """That act, after which nobody stands by."""
    fields = {a.name: getattr(found.after, a.name) for a in attrs.fields(Dossier)}
    return attrs.evolve(found, after=Unguarded(**fields))


def amendment() -> Played:
    """The act by which the plan is amended after phase 1."""
    dossier = next(a for a in ACTS if type(a.event.command) is c.AcceptPhase).after
    ROAD.follow(dossier)
    acts: list[Played] = []
    for command in ROAD.amending():
        event = decide(LETTER, dossier, command)
        acts.append(Played(dossier, event, evolve(dossier, event), LETTER))
        dossier = acts[-1].after
    return acts[-1]


def moved_on(found: Played) -> Any:
    """The amended plan, in which phase 1 ends a day later than it did."""
    planned = found.after.planned
    assert planned is not None
    first, *others = planned.plan.phases
    first = attrs.evolve(first, ends_on=first.ends_on + timedelta(days=1))
    return attrs.evolve(planned, plan=attrs.evolve(planned.plan, phases=(first, *others)))


def with_mandate(found: Played, mandate: Mandate | None) -> Played:
    """That act, of which whoever is responsible for each phase has this mandate."""
    planned = found.before.planned
    assert planned is not None
    of = [attrs.evolve(p, responsible=attrs.evolve(p.responsible, mandate=mandate)) for p in planned.plan.phases]
    plan = attrs.evolve(planned.plan, phases=tuple(of))
    return attrs.evolve(found, before=attrs.evolve(found.before, planned=attrs.evolve(planned, plan=plan)))


LATER = ROAD.start + timedelta(days=4 * 365)
ENDED = Mandate(id="x", powers=(Power.EXECUTE,), valid_from=date(2022, 1, 1), valid_until=date(2022, 2, 1))
REFUSED = Verdict(kind=VerdictKind.REFUSED)
TOLD = (R47.forbidden("x", nl="x", en="x"),)
CANNOT_TELL = Verdict(kind=VerdictKind.REFUSED, reasons=(R47.cannot_tell("x", nl="x", en="x"),))
NO_WAY_BACK = attrs.evolve(LETTER, name="dicht", doors={**LETTER.doors, c.FallBack: (ministry_decides,)})
BREACH = (Recorded(999, ROAD.report_breach("fictief-verstoring", "gebruiken")),)
ESCALATION = (ROAD.escalate("fictief-escalatie"),)
HOUSE = Actor(id="x", role=Role.HOUSE, party=letter.HOUSE)
CENT = (Delta(party=letter.DOUANE, money=Money(amount=Decimal("0.01"))),)

started, decided, completed, amended = act(c.StartPhase), act(c.Decide), act(c.Complete), amendment()
identity, decision, shifts = started.after.identity, decided.after.decision, completed.after.shifts
assert identity is not None
assert decision is not None

(advice,) = decided.before.advices
with_an_element = attrs.evolve(advice, elements=(c.Asked(id="een", asks="Fictief"),))

WRONG: list[tuple[Check, Played]] = [
    (always.a_refusal_changes_nothing, answered(started, REFUSED)),
    (always.every_guard_can_tell, answered(started, CANNOT_TELL)),
    (always.every_reason_is_told, unanswered(c.Decide)),
    (always.every_reason_is_told, answered(attrs.evolve(decided, before=started.before), REFUSED)),
    (always.every_reason_is_told, answered(started, Verdict(kind=VerdictKind.REFUSED, reasons=TOLD))),
    (always.only_an_adoption_changes_the_rules, after(c.Decide, rules=None)),
    (always.only_an_adoption_changes_the_rules, before(c.Decide, rules=NO_WAY_BACK.ref)),
    (always.only_the_table_moves_a_process, after(c.Decide, state=State.PHASED_TRANSFER)),
    (always.only_the_table_moves_a_process, before(c.Decide, state=State.IDENTIFIED)),
    (always.only_the_table_moves_a_process, answered(decided, REFUSED)),
    (always.what_has_ended_stays_ended, before(c.Decide, state=State.STOPPED)),
    (checks.moves_follow_in_time, asked(decided, at=ROAD.start - timedelta(days=9))),
    (checks.the_house_never_acts, asked(decided, by=HOUSE)),
    (checks.one_party_is_accountable, before(c.StartPhase, state=State.COMPLETED)),
    (checks.every_task_has_one_performer, without_standby(started)),
    (checks.work_goes_by_a_phase_and_comes_back_whole, after(c.StartPhase, started=())),
    (checks.work_goes_by_a_phase_and_comes_back_whole, before(c.StartPhase, started=())),
    (checks.work_goes_by_a_phase_and_comes_back_whole, before(c.RecordExecution, started=())),
    (checks.the_way_back_is_open, under(started, NO_WAY_BACK)),
    (checks.what_began_stands, attrs.evolve(amended, after=attrs.evolve(amended.after, accepted=()))),
    (checks.what_began_stands, attrs.evolve(amended, after=attrs.evolve(amended.after, planned=moved_on(amended)))),
    (checks.phases_go_in_order, after(c.StartPhase, started=started.after.started[::-1])),
    (checks.phases_go_in_order, after(c.StartPhase, accepted=())),
    (checks.phases_go_in_order, after(c.Complete, started=started.after.started[:1])),
    (checks.no_door_past_the_five_tests, after(c.ConcludeTests, tests=started.after.tests[1:])),
    (checks.no_door_past_the_five_tests, after(c.Decide, plan_version=7)),
    (checks.no_door_past_the_five_tests, after(c.Complete, tests=())),
    (checks.the_ministry_decided_first, after(c.StartTransfer, decision=None)),
    (checks.the_ministry_decided_first, after(c.StartTransfer, decision=attrs.evolve(decision, by=ROAD.receiver))),
    (checks.the_ministry_decided_first, after(c.StartTransfer, decision=attrs.evolve(decision, plan_version=3))),
    *(
        (
            checks.a_works_council_is_no_union,
            before(c.Decide, contacts=tuple(k for k in decided.before.contacts if k.body != body)),
        )
        for body in ("dor", "vakbonden")
    ),
    (checks.nobody_is_left_without_an_answer, before(c.Decide, responses=())),
    (checks.nobody_is_left_without_an_answer, unanswered(c.Decide)),
    (checks.nobody_is_left_without_an_answer, unanswered(c.Complete)),
    (checks.nobody_is_left_without_an_answer, before(c.Complete, responses=())),
    (checks.nobody_is_left_without_an_answer, before(c.Decide, advices=(with_an_element,))),
    *(
        (checks.no_step_forward_in_a_breach, before(kind, **{what: left}))
        for what, left in (("entries", BREACH), ("escalated", ESCALATION))
        for kind in checks.FORWARD
        if kind not in (c.StartStrengthening, c.ConcludeAgreements)  # not on this road
    ),
    (checks.no_breach_goes_away, before(c.Complete, entries=BREACH)),
    (checks.nothing_is_let_go_unproven, after(c.Complete, proof=None)),
    (checks.nothing_is_let_go_unproven, after(c.Complete, executions=())),
    (checks.nothing_is_let_go_unproven, after(c.Complete, accepted=())),
    (checks.nothing_is_let_go_unproven, after(c.Complete, planned=None)),
    (checks.budgets_move_after_the_decision, after(c.ShiftBudget, decision=None)),
    (checks.budgets_move_after_the_decision, after(c.ShiftBudget, state=State.PRECONDITIONS_TESTED)),
    (checks.budgets_are_neutral, after(c.ShiftBudget, shifts=(attrs.evolve(shifts[0], deltas=CENT),))),
    (checks.nothing_goes_on_that_cannot_be_undone, asked(act(c.AcceptPhase), at=LATER)),
    (checks.nothing_goes_on_that_cannot_be_undone, asked(before(c.Complete, started=()), at=LATER)),
    (checks.nobody_is_responsible_on_a_mandate_that_ended, with_mandate(started, None)),
    (checks.nobody_is_responsible_on_a_mandate_that_ended, with_mandate(started, ENDED)),
    (
        checks.the_tasks_are_divided_completely,
        after(c.StartPhase, identity=attrs.evolve(identity, scope=identity.scope[:1])),
    ),
]


@pytest.mark.parametrize(("check", "wrong"), WRONG, ids=[f"{n}-{x.__name__}" for n, (x, _) in enumerate(WRONG)])
def test_a_check_fails_on_what_it_is_there_for(check: Check, wrong: Played) -> None:
    """What no sound rules would let happen is seen by the check that is about it."""
    with pytest.raises(AssertionError):
        check(wrong)


def test_an_abstention_asks_for_no_answer() -> None:
    """R76: what no guard waits for is no failure: a body that writes that it gives no advice is not left without an answer."""
    abstained = attrs.evolve(advice, opinion=c.Opinion.ABSTAINED)
    checks.nobody_is_left_without_an_answer(before(c.Decide, advices=(abstained,), responses=()))


def test_a_guard_that_answers_in_two_ways_is_named() -> None:
    """Every third time no: the failure names this guard and no other."""
    times = count()

    @guard(R13, nl="een munt", en="a coin")
    def coin_falls(*_: object) -> Reasons:
        return YES if next(times) % 3 else [R13.missing("coin", nl="munt", en="coin", suppliers=())]

    rules = LETTER.extended(name="munt", version="1", doors={c.StartPhase: (coin_falls,)})
    told = list[str]()
    for _ in range(6):
        event = decide(rules, started.before, started.event.command)
        played = attrs.evolve(started, event=event, rules=rules)
        try:
            always.every_reason_is_told(played)
        except AssertionError as error:
            told.append(str(error).partition("\n")[0])
    assert {"asked again, these answer in another way: coin_falls"} == {*told}


def test_every_check_has_something_on_which_it_fails() -> None:
    """No check is left out above."""
    assert {x.__name__ for x in CHECKS} == {x.__name__ for x, _ in WRONG}


def test_every_check_says_what_holds() -> None:
    """The first line of its docstring is a sentence, of which the reference is made."""
    assert [] == [x.__name__ for x in CHECKS if not (x.__doc__ or "").partition("\n")[0].strip().endswith(".")]


@pytest.mark.parametrize("check", CHECKS)
def test_the_road_of_the_letter_passes_every_check(check: Check) -> None:
    """From identification to completion nothing fails."""
    for found in ACTS:
        check(found)
