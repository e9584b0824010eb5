"""Checks: properties that have to hold after every command under the letter's rules, with any packs added to them.

The properties T1 to T13 are those of the letter as a whole. The checks for any rules are in
`ontvlechting.testing.checks`; `CHECKS` has both.
"""

from __future__ import annotations

from ontvlechting.engine.core import decide, evolve
from ontvlechting.engine.values import Actor
from ontvlechting.letter import commands as c
from ontvlechting.letter.commands import PARTS, Disposition, FallBack, Route, Stage
from ontvlechting.letter.values import BodyKind, Role, sums
from ontvlechting.states import DECIDED, IN_TRANSFER, State
from ontvlechting.testing import checks
from ontvlechting.testing.checks import Check
from ontvlechting.testing.strategies import Played

FORWARD = (
    c.DraftPlan,
    c.ConcludeTests,
    c.Decide,
    c.StartTransfer,
    c.StartPhase,
    c.AcceptPhase,
    c.ConcludeProof,
    c.ShiftBudget,
    c.StartStrengthening,
    c.ConcludeAgreements,
    c.Complete,
)
"""The steps that bring a process further; none of them is taken while a service is affected or a problem is open (R50, R67)."""


def moves_follow_in_time(act: Played) -> None:
    """T7: a move that is accepted is not older than the move before it; a fact may be told late."""
    if act.event.verdict.allowed and act.event.command.in_turn and act.before.moved_at is not None:
        assert act.before.moved_at <= act.event.command.at


def the_house_never_acts(act: Played) -> None:
    """R14: the House informs and asks; it moves nothing."""
    if act.event.verdict.allowed:
        assert act.event.command.by.role is not Role.HOUSE


def one_party_is_accountable(act: Played) -> None:
    """T2: at every moment one of the two parties is accountable; that changes once, at completion, to the receiving party."""
    before, after = act.before, act.after
    if after.identity is None:
        return
    assert after.accountable in after.parties
    if before.identity is not None and before.accountable != after.accountable:
        assert (after.delivering, after.receiving) == (before.accountable, after.accountable)
        assert State.COMPLETED is after.state


def every_task_has_one_performer(act: Played) -> None:
    """T2: at every moment each task has one performer; during a transfer the transferring party stands by."""
    dossier = act.after
    assert set(dossier.scope) == set(dossier.performers)
    assert set(dossier.performers.values()) <= set(dossier.parties)
    if dossier.state in IN_TRANSFER:
        assert dossier.delivering == dossier.standby


def work_goes_by_a_phase_and_comes_back_whole(act: Played) -> None:
    """R48, R50, R54: who performs changes only when a phase starts or is reversed, for its tasks; or all goes back at once."""
    before, after = act.before.performers, act.after.performers
    changed = {t for t in after if before.get(t, act.after.delivering) != after[t]}
    if not changed:
        return
    command = act.event.command
    if isinstance(command, (c.StartPhase, c.ReversePhase)):
        phase = act.before.phase(command.phase)
        assert phase is not None
        assert changed == set(phase.tasks)
        over = act.after.receiving if isinstance(command, c.StartPhase) else act.after.delivering
        assert {after[t] for t in changed} == {over}
    else:
        assert {act.after.delivering} == set(after.values())


def the_way_back_is_open(act: Played) -> None:
    """T5: until completion, one unconditional command at most brings every task back to the transferring party."""
    dossier = act.after
    if dossier.identity is None or dossier.at is None or dossier.state is State.COMPLETED:
        return
    for party in dossier.parties if dossier.state in IN_TRANSFER else ():
        by = Actor(id="fictief-terug", role=Role.DIRECTORATE, party=party)
        back = decide(act.rules, dossier, FallBack(by=by, at=dossier.at, reason="Fictief: terug"))
        assert back.verdict.allowed, back.verdict.text("en")
        assert {dossier.delivering} == set(evolve(dossier, back).performers.values())
    if dossier.state not in IN_TRANSFER:
        assert {dossier.delivering} >= set(dossier.performers.values())


def what_began_stands(act: Played) -> None:
    """R48, R92: while phases stand as begun, so do their tasks, dates and acceptance, whatever is decided about the rest."""
    before, after = act.before, act.after
    if not isinstance(act.event.command, c.AmendPlan) or not act.event.verdict.allowed:
        return
    assert (before.started, before.accepted, before.performers) == (after.started, after.accepted, after.performers)
    for number in (s.phase for s in before.started):
        then, now = before.phase(number), after.phase(number)
        assert then is not None
        assert now is not None
        assert (then.tasks, then.complexity, then.starts_on, then.ends_on) == (
            now.tasks,
            now.complexity,
            now.starts_on,
            now.ends_on,
        )


def phases_go_in_order(act: Played) -> None:
    """R48: phases are started in their order, each once, and the one before was accepted first."""
    started, accepted = [s.phase for s in act.after.started], [a.phase for a in act.after.accepted]
    assert list(range(1, len(started) + 1)) == started
    assert started[: len(accepted)] == accepted
    assert len(started) - len(accepted) in (0, 1)


def no_door_past_the_five_tests(act: Played) -> None:
    """T1, T12: who gets past the tests has all five met, on this version of the plan."""
    dossier = act.after
    entered = dossier.state is State.PRECONDITIONS_TESTED and act.before.state is not dossier.state
    if entered or dossier.state in DECIDED:  # while the process stays in that state, a test may still fail
        assert list(PARTS) == [p for p in PARTS if dossier.met(p)]


def the_ministry_decided_first(act: Played) -> None:
    """T1: no transfer, no strengthening and no completion without a decision of the ministry on this plan."""
    dossier = act.after
    if dossier.state in DECIDED:
        decision = dossier.decision
        assert decision is not None
        assert act.rules.norms.ministry == decision.by.party
        assert dossier.plan_version == dossier.decided_version


def a_works_council_is_no_union(act: Played) -> None:
    """T13: on the way to a decision each kind of body was heard itself, at every stage."""
    if act.event.verdict.allowed and isinstance(act.event.command, c.Decide):
        bodies = {kind: act.rules.norms.bodies_of(kind) for kind in BodyKind}
        for stage in (Stage.PLAN, Stage.TEST, Stage.DECISION):
            heard = act.before.heard(stage)
            assert set() == {kind for kind, ids in bodies.items() if ids and not ids & heard}


def nobody_is_left_without_an_answer(act: Played) -> None:
    """R62, R76, R78: at a decision and at completion every input was answered, and each element of every advice.

    An abstention asks for no answer, and an advice that the body successfully denied is none.
    """
    command = act.event.command
    if act.event.verdict.allowed and isinstance(command, (c.Decide, c.Complete)):
        advices = [a for a in act.before.given_advices if a.opinion is not c.Opinion.ABSTAINED]
        asked = {(a.advice, element) for a in advices for element in [e.id for e in a.elements] or [None]}
        assert set() == asked - {(r.advice, r.element) for r in act.before.responses}
        assert act.before.unanswered_inputs == ()


def no_step_forward_in_a_breach(act: Played) -> None:
    """R50, R67: while a service is affected or a problem is open nothing brings the process further."""
    if act.event.verdict.allowed and isinstance(act.event.command, FORWARD):
        assert act.before.breaches == ()
        assert act.before.escalations == ()


def no_breach_goes_away(act: Played) -> None:
    """R50, R53: what began stays in the history, and ends only when somebody says so."""
    before, after = act.before.interruptions, act.after.interruptions
    if not isinstance(act.event.command, c.Correct):
        assert {r for i in before for r in i.references} <= {r for i in after for r in i.references}
    if not isinstance(act.event.command, c.ResolveBreach | c.Correct):
        assert len(act.after.breaches) >= len(act.before.breaches)


def nothing_is_let_go_unproven(act: Played) -> None:
    """T1, R52: at completion of a shift every phase was accepted, and the receiving party has really performed each task."""
    dossier = act.after
    if dossier.state is State.COMPLETED and dossier.route is Route.SHIFT:
        assert dossier.proof is not None
        assert dossier.unproven == ()
        assert [p.number for p in dossier.phases] == [a.phase for a in dossier.accepted]
        assert dossier.phases != ()


def budgets_move_after_the_decision(act: Played) -> None:
    """R70, R71: no money has shifted where no decision is in force; what undoes a decision undoes the shift."""
    if act.after.shifts:
        assert act.after.decision is not None
        assert act.after.state in DECIDED


def budgets_are_neutral(act: Played) -> None:
    """T8: what was shifted sums to exactly zero."""
    for shift in act.after.shifts:
        assert not any(sums(shift.deltas).values())


def the_tasks_are_divided_completely(act: Played) -> None:
    """T9: the parts of a plan are a partition of the scope."""
    dossier = act.after
    if dossier.plan is not None:
        parts = [{t.task for t in dossier.plan.tasks if t.disposition is d} for d in Disposition]
        assert set(dossier.scope) == set().union(*parts)
        assert len(dossier.scope) == sum(map(len, parts))


def nothing_goes_on_that_cannot_be_undone(act: Played) -> None:
    """R54: on the day of a step forward, whatever was done before it can still be reversed."""
    if act.event.verdict.allowed and isinstance(act.event.command, FORWARD):
        day = act.rules.norms.day_of(act.event.command.at)
        begun = [p for p in act.before.phases if p.number in {s.phase for s in act.before.started}]
        assert [p.number for p in begun if (way := act.before.reversal(p)) is None or way.until < day] == []
        ways = [act.before.reversal_of(s) for s in act.before.shifts]
        assert [way for way in ways if way is not None and way.until < day] == []


def nobody_is_responsible_on_a_mandate_that_ended(act: Played) -> None:
    """R18: whoever is responsible for a phase has a mandate on the day on which it starts, and when it is accepted."""
    command = act.event.command
    if act.event.verdict.allowed and isinstance(command, c.StartPhase | c.AcceptPhase):
        phase = act.before.phase(command.phase)
        mandate = act.before.responsible(phase, command.at).mandate if phase is not None else None
        day = act.rules.norms.day_of(command.at)
        assert mandate is not None
        assert mandate.valid_until is None or mandate.valid_until >= day


CHECKS: tuple[Check, ...] = (
    *checks.CHECKS,
    moves_follow_in_time,
    the_house_never_acts,
    one_party_is_accountable,
    every_task_has_one_performer,
    work_goes_by_a_phase_and_comes_back_whole,
    the_way_back_is_open,
    what_began_stands,
    phases_go_in_order,
    no_door_past_the_five_tests,
    the_ministry_decided_first,
    a_works_council_is_no_union,
    nobody_is_left_without_an_answer,
    no_step_forward_in_a_breach,
    no_breach_goes_away,
    nothing_is_let_go_unproven,
    budgets_move_after_the_decision,
    budgets_are_neutral,
    the_tasks_are_divided_completely,
    nothing_goes_on_that_cannot_be_undone,
    nobody_is_responsible_on_a_mandate_that_ended,
)
"""Every check of the letter, in the order in which they are run: first those that hold under any rules."""
