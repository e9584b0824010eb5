"""Ways round that were tried with fresh eyes: who says so, from when it is, and whether the last word wipes out the first."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import attrs
import pytest

from ontvlechting import Dossier, State, letter
from ontvlechting import commands as c
from ontvlechting.letter.commands import AffectedUnit, Mode, Precondition
from ontvlechting.letter.fiction import Road
from ontvlechting.letter.values import Role
from tests.asking import WEBSITES, at, fold, no, yes

DAY = timedelta(days=1)
SOURCE = letter.UNITS[0]


# -- R10: an outsider studies ------------------------------------------------------------------------------------------------

INSIDERS = (letter.BELASTINGDIENST, letter.MINISTRY, letter.HOUSE, letter.DOR, letter.UNIONS, SOURCE)


@pytest.mark.parametrize("author", INSIDERS)
def test_r10_a_study_by_a_body_a_unit_or_the_house_is_not_by_an_outsider(author: str) -> None:
    """R10: whoever is touched by the outcome, or decides on it, does not study whether it can be done."""
    road, dossier = at(State.NEW)
    identify = road.identify(unit=SOURCE)
    finding = identify.finding
    assert finding is not None

    def by(origin: str) -> c.IdentifyProcess:
        document = attrs.evolve(finding.document, id="fictief-eigen-onderzoek", origin=origin)
        return attrs.evolve(identify, finding=attrs.evolve(finding, document=document))

    (reason,) = no("finding_is_sound", dossier, by(author), "author-not-external")
    assert {Role.RESEARCHER} == {s.role for s in reason.suppliers}
    yes("finding_is_sound", dossier, by("abdtopconsult"))


# -- R6, R23: who opens a process ----------------------------------------------------------------------------------------------


def test_r23_no_outsider_opens_a_process_between_two_others() -> None:
    """R6, R23: the receiving party, the one that performs the work or the ministry; not a third, a body or a researcher."""
    road, dossier = at(State.NEW)
    for by in (road.receiver, road.deliverer, road.ministry):
        yes("party_identifies", dossier, road.identify(by=by))
    others = (
        road.actor(Role.DIRECTORATE, letter.TOESLAGEN),
        road.actor(Role.RESEARCHER, letter.GALAN),
        road.speaker(letter.UNIONS),
        attrs.evolve(road.speaker(letter.DOR), party="douane"),
    )
    for by in others:
        (reason,) = no("party_identifies", dossier, road.identify(by=by), "identified-by-outsider")
        assert {"douane", letter.MINISTRY} == {s.party for s in reason.suppliers}


# -- R61: the unit from which the work comes -------------------------------------------------------------------------------------


def test_r61_the_unit_from_which_the_process_comes_is_an_affected_unit() -> None:
    """R3, R61: a plan that names another unit does not pass it by; the letter names no unit of the six, and then none is asked."""
    road, dossier = at(State.NEW)
    dossier = fold(dossier, [road.identify(unit=SOURCE)])
    *before, _, _ = road.planning()
    draft, dossier = road.draft(), fold(dossier, before)
    (reason,) = no("affected_units_were_consulted", dossier, draft, "source-unit-left-out")
    assert {"douane", letter.BELASTINGDIENST} == {s.party for s in reason.suppliers}
    units = (*draft.plan.affected_units, AffectedUnit(id=SOURCE, party=letter.BELASTINGDIENST))
    named = attrs.evolve(draft, plan=attrs.evolve(draft.plan, affected_units=units))
    no("affected_units_were_consulted", dossier, named, "unit-not-consulted")
    heard = road.consult(unit=SOURCE, party=letter.BELASTINGDIENST, by=road.actor(Role.UNIT, SOURCE))
    yes("affected_units_were_consulted", fold(dossier, [heard]), attrs.evolve(named, at=road.tick()))
    road, dossier = at(State.IDENTIFIED)
    *before, unnamed, _ = road.planning()
    yes("affected_units_were_consulted", fold(dossier, before), unnamed)


# -- R11: a term that is one -----------------------------------------------------------------------------------------------------


def test_r11_advice_is_not_asked_with_a_term_that_is_over() -> None:
    """R11: a term up to the day itself, or before it, is none; one up to the next day is."""
    road, dossier = at(State.PRECONDITIONS_TESTED)
    request = road.request_advice()
    today = request.at.date()
    yes("term_lies_ahead", dossier, attrs.evolve(request, until=today + DAY))
    for until in (today, today - DAY, today.replace(year=1990)):
        (reason,) = no("term_lies_ahead", dossier, attrs.evolve(request, until=until), "term-over")
        assert [("until", (today + DAY).isoformat())] == [(s.name, s.value) for s in reason.about]


# -- R52: who carried it out says so -----------------------------------------------------------------------------------------------


def test_r52_no_execution_is_claimed_by_a_correction() -> None:
    """R52, R79: the ministry does not make a real one of a shadow run; whoever carried it out can, and the ministry can take it out."""
    road, dossier = at(State.PHASED_TRANSFER)
    dossier = fold(dossier, road.opening(1))
    task = dossier.goes[1]
    dossier = fold(dossier, [road.execute(task, Mode.SHADOW)])
    entry = dossier.entries[-1]
    real: Any = attrs.evolve(entry.command, mode=Mode.REAL)  # type: ignore[call-arg]  # it is an execution

    def correct(by: Any, holds: Any) -> c.Correct:
        return c.Correct(by=by, at=road.tick(), record=entry.number, wrong="Fictief: verschreven", holds=holds)

    (reason,) = no("correction_is_in_its_own_name", dossier, correct(road.ministry, real), "claimed-by-correction")
    assert {"douane"} == {s.party for s in reason.suppliers}
    assert task in fold(dossier, [correct(road.ministry, None)]).unproven
    yes("correction_is_in_its_own_name", dossier, correct(road.receiver, real))
    assert task not in fold(dossier, [correct(road.receiver, real)]).unproven


# -- R53: measured in the phase ----------------------------------------------------------------------------------------------------


def running() -> tuple[Road, Dossier]:
    """The first phase runs."""
    road, dossier = at(State.PHASED_TRANSFER)
    return road, fold(dossier, road.opening(1))


def test_r53_what_was_measured_before_a_phase_began_is_not_measured_in_it() -> None:
    """R53: how the service was before the work moved says nothing of how it is after; from the beginning of the phase on it does."""
    road, dossier = running()
    begun = dossier.started[-1].at
    measured = attrs.evolve(road.measure(1), document=None)
    (reason,) = no("indicator_exists", dossier, attrs.evolve(measured, at=begun - DAY), "before-the-phase")
    assert [("at", begun.isoformat())] == [(s.name, s.value) for s in reason.about]
    yes("indicator_exists", dossier, attrs.evolve(measured, at=begun))
    yes("indicator_exists", dossier, attrs.evolve(measured, at=begun - DAY, phase=None))


def test_r53_what_was_measured_in_a_phase_that_was_undone_since_may_still_be_told() -> None:
    """R47, R53: it keeps its moment, and does not count for the phase as it runs now."""
    road, dossier = running()
    late = attrs.evolve(road.measure(1), document=None)
    dossier = fold(dossier, [road.reverse_phase(1), *road.opening(1)])
    assert late.at < dossier.started[-1].at
    yes("indicator_exists", dossier, late)
    after = fold(dossier, [late])
    assert late not in after.indicators
    assert late in [e.command for e in after.entries]


# -- R56: the register of shared tasks -------------------------------------------------------------------------------------------------


def test_r56_the_register_is_not_brought_up_to_date_in_a_phase_before_it_began() -> None:
    """R56: what was done before says nothing of how it is shared in this phase; in a phase that was undone since it may still be told."""
    road, dossier = running()
    begun = dossier.started[-1].at
    (reason,) = no("register_is_sound", dossier, road.update_register(at=begun - DAY), "before-the-phase")
    assert [("at", begun.isoformat())] == [(s.name, s.value) for s in reason.about]
    yes("register_is_sound", dossier, road.update_register(at=begun))
    late = road.update_register()
    dossier = fold(dossier, [road.reverse_phase(1), *road.opening(1)])
    yes("register_is_sound", dossier, late)
    assert late not in fold(dossier, [late]).updates


def sharing(*more: str) -> tuple[Road, Dossier, tuple[c.SharedTask, ...]]:
    """The first phase runs of a plan that shares as well what is no task of the scope, by each of these agreements; and its register."""
    road, dossier = at(State.IDENTIFIED)
    *before, draft, signed = road.planning()
    assert isinstance(draft, c.DraftPlan)
    assert draft.plan.shared_tasks is not None
    (first,) = draft.plan.shared_tasks
    others = tuple(
        attrs.evolve(first, description="Fictief: samen", task=None, agreement=attrs.evolve(first.agreement, id=id))
        for id in more
    )
    draft = attrs.evolve(draft, plan=attrs.evolve(draft.plan, shared_tasks=(first, *others)))
    dossier = fold(dossier, [*before, draft, signed, *road.testing(), *road.deciding(), *road.starting()])
    return road, fold(dossier, road.opening(1)), (first, *others)


def test_r56_no_party_alone_takes_out_of_the_register_what_the_plan_shares() -> None:
    """R56: both signed the plan and it was decided on; the ministry, or an amended plan, takes an entry or a partner out."""
    road, dossier, register = sharing("fictief-een", "fictief-een", "fictief-twee")
    task, one, same, two = register
    yes("decided_sharing_stays", dossier, road.update_register(register=register[::-1]))
    for by in (road.receiver, road.deliverer):
        left: dict[int, tuple[c.SharedTask, ...]] = {3: (task, one, two), 4: (task, one, same)}
        for number, fewer in left.items():
            reasons = no(
                "decided_sharing_stays",
                dossier,
                road.update_register(by=by, register=fewer),
                *["shared-by-the-plan"] * (2 if number == 3 else 1),
            )
            assert f"regel {number} van het register in het plan" in reasons[-1].nl
    no("register_is_sound", dossier, road.update_register(register=(one, same, two)), "not-in-register")
    yes("decided_sharing_stays", dossier, road.update_register(register=(one, same, two)))  # is told once
    fewer = (task, one, same)
    assert fewer == fold(dossier, [road.update_register(by=road.ministry, register=fewer)]).register


def test_r56_a_partner_does_not_leave_either_and_one_may_come_in() -> None:
    """R56: who shares it by the plan goes on sharing it; in what words, and for a task by which agreement, may change."""
    road, dossier, register = sharing("fictief-een")
    others = (letter.TOESLAGEN, register[0].partners[0])
    for place in (0, 1):
        bent = [*register]
        bent[place] = attrs.evolve(register[place], partners=others)
        no("decided_sharing_stays", dossier, road.update_register(register=tuple(bent)), "shared-by-the-plan")
        bent[place] = attrs.evolve(
            register[place], partners=(*register[place].partners, letter.TOESLAGEN), description="Fictief: anders"
        )
        yes("decided_sharing_stays", dossier, road.update_register(register=tuple(bent)))
    newer = attrs.evolve(register[0].agreement, id="fictief-nieuwe-afspraak")
    renewed = (attrs.evolve(register[0], agreement=newer), register[1])
    yes("decided_sharing_stays", dossier, road.update_register(register=renewed))


def test_r56_what_the_ministry_took_out_and_what_a_party_put_in_need_not_stay() -> None:
    """R56: what the register holds beside the plan, each party takes out again; what left it by the ministry stays out."""
    road, dossier, register = sharing("fictief-een")
    for extra in (
        register[1],
        attrs.evolve(register[1], agreement=attrs.evolve(register[1].agreement, id="fictief-2")),
    ):
        more = fold(dossier, [road.update_register(register=(*register, extra))])
        yes("decided_sharing_stays", more, road.update_register(register=register))
    fewer = fold(dossier, [road.update_register(by=road.ministry, register=register[:1])])
    yes("decided_sharing_stays", fewer, road.update_register(register=register[:1]))


def test_r56_no_party_binds_the_other_by_a_paper_of_its_own() -> None:
    """R56: what is new in the register is agreed by another than who puts it in; what stands there already, either brings up to date."""
    road, dossier, register = sharing("fictief-een")
    own, others = road.deliverer, road.receiver
    paper = attrs.evolve(register[1].agreement, id="fictief-nieuw")
    assert own.party == paper.origin
    instead = (attrs.evolve(register[0], agreement=paper), register[1])
    for bent, number in (((*register, attrs.evolve(register[1], agreement=paper)), 3), (instead, 1)):
        (reason,) = no("new_sharing_is_agreed", dossier, road.update_register(by=own, register=bent), "shared-by-one")
        assert f"regel {number} van het register" in reason.nl
        assert {others.party, letter.MINISTRY} == {s.party for s in reason.suppliers}
        for by in (others, road.ministry):
            yes("new_sharing_is_agreed", dossier, road.update_register(by=by, register=bent))
        told = fold(dossier, [road.update_register(by=others, register=bent)])
        yes("new_sharing_is_agreed", told, road.update_register(by=own, register=bent))
    yes("new_sharing_is_agreed", dossier, road.update_register(by=own, register=register))


def test_r56_an_amended_plan_takes_out_what_was_shared() -> None:
    """R56: the register is that of the amended plan, and that is what stays."""
    road, dossier, register = sharing("fictief-een")
    assert dossier.plan is not None
    amended = fold(dossier, road.amending(attrs.evolve(dossier.plan, shared_tasks=register[:1])))
    assert register[:1] == amended.register
    yes("decided_sharing_stays", amended, road.update_register(register=register[:1]))


# -- R35: one does not test until the answer is another --------------------------------------------------------------------------------


def test_r35_a_test_that_was_not_met_is_not_simply_done_again() -> None:
    """R35, R44: on the same plan a new judgement rests on a document that was not there; no later good value wipes out a bad one."""
    road, dossier = at(State.PLAN_DRAFTED)
    failed = road.test(Precondition.EFFICIENCY, holds=False)
    again = road.test(Precondition.EFFICIENCY)
    yes("failed_test_is_answered", dossier, again)
    dossier = fold(dossier, [failed])
    yes("failed_test_is_answered", dossier, again)  # it names a document of its own
    (result,) = again.results
    old = failed.results[0].judgement.evidence
    for evidence in ((), old):
        same = attrs.evolve(result, judgement=attrs.evolve(result.judgement, evidence=evidence))
        (reason,) = no("failed_test_is_answered", dossier, attrs.evolve(again, results=(same,)), "nothing-new")
        assert {"douane", letter.BELASTINGDIENST} == {s.party for s in reason.suppliers}
    yes("failed_test_is_answered", dossier, road.test(Precondition.STAFF))
    both = attrs.evolve(result, judgement=attrs.evolve(result.judgement, evidence=(*old, *result.judgement.evidence)))
    yes("failed_test_is_answered", dossier, attrs.evolve(again, results=(both,)))
    once_more = road.test(Precondition.EFFICIENCY, holds=False)
    worse = attrs.evolve(once_more.results[0], judgement=attrs.evolve(once_more.results[0].judgement, evidence=old))
    yes("failed_test_is_answered", dossier, attrs.evolve(once_more, results=(worse,)))


def _bare(test: c.RecordTest) -> c.RecordTest:
    """The same judgements, resting on no document."""
    results = (attrs.evolve(r, judgement=attrs.evolve(r.judgement, evidence=())) for r in test.results)
    return attrs.evolve(test, results=tuple(results))


def test_r35_another_plan_is_tested_anew() -> None:
    """R35, R44: a revised plan has tests of its own, whatever they rest on, where it is another in what the test looks at.

    One that differs in its number, its words, or elsewhere, did not answer why the test was not met.
    """
    road, dossier = at(State.PLAN_DRAFTED)
    dossier = fold(dossier, [road.test(Precondition.EFFICIENCY, holds=False)])
    assert dossier.plan is not None
    assert dossier.plan.duplication is not None
    assert dossier.plan.involvement is not None
    elsewhere = attrs.evolve(
        dossier.plan,
        version=3,
        added_value="Fictief: met andere woorden",
        involvement=attrs.evolve(dossier.plan.involvement, operating_since=date(2023, 1, 2)),
    )
    fewer = attrs.evolve(dossier.plan.duplication, processes_after=1)
    another = attrs.evolve(elsewhere, version=4, duplication=fewer)
    dossier = fold(dossier, [road.revise(), road.cosign()])
    no("failed_test_is_answered", dossier, _bare(road.test(Precondition.EFFICIENCY)), "nothing-new")
    yes("failed_test_is_answered", dossier, road.test(Precondition.EFFICIENCY))  # it names a document of its own
    dossier = fold(dossier, [road.revise(plan=elsewhere), road.cosign()])
    no("failed_test_is_answered", dossier, _bare(road.test(Precondition.EFFICIENCY)), "nothing-new")
    yes("failed_test_is_answered", dossier, _bare(road.test(Precondition.STAFF)))
    dossier = fold(dossier, [road.revise(plan=another), road.cosign()])
    yes("failed_test_is_answered", dossier, _bare(road.test(Precondition.EFFICIENCY)))
    assert WEBSITES == dossier.process


def test_r35_an_amendment_that_failed_is_not_simply_proposed_again() -> None:
    """R35, R44: during the transfer as well: a new proposal that says the same has not met the test yet."""
    road, dossier = at(State.PHASED_TRANSFER)
    dossier = fold(dossier, road.phase(1))
    dossier = fold(dossier, [road.propose(), road.cosign(), road.test(Precondition.BUDGET, holds=False)])
    assert dossier.proposal is not None
    again = attrs.evolve(dossier.proposal.plan, version=dossier.proposal.plan.version + 1)
    dossier = fold(dossier, [road.propose(plan=again), road.cosign()])
    no("failed_test_is_answered", dossier, _bare(road.test(Precondition.BUDGET)), "nothing-new")
    yes("failed_test_is_answered", dossier, road.test(Precondition.BUDGET))


def test_r35_what_was_not_met_is_not_called_untouched() -> None:
    """R35, R44: that plan and proposal say the same is no answer to a test that said no of it; once it is met, it is.

    Also where plans of after that did not meet another test, or met all: of plans that are alike the last test counts.
    """
    road, dossier = at(State.PHASED_TRANSFER)
    dossier = fold(dossier, road.phase(1))
    (one, two), spared = road.plan().phases, Precondition.ADDED_VALUE
    whole = attrs.evolve(road.plan(), phases=(one, attrs.evolve(two, ends_on=two.ends_on + timedelta(days=30))))
    yes("untouched_is_untouched", dossier, road.propose(whole, spared))
    road.follow(dossier)
    dossier = fold(dossier, [road.propose(whole), road.cosign(), road.test(spared, holds=False)])
    (reason,) = no("untouched_is_untouched", dossier, road.propose(whole, spared), "untouched-failed-added_value")
    assert {"douane", letter.BELASTINGDIENST} == {s.party for s in reason.suppliers}
    assert "versie 2" in reason.nl
    yes("untouched_is_untouched", dossier, road.propose(whole, Precondition.BUDGET))
    road.follow(dossier)
    met = fold(dossier, [road.propose(whole), road.cosign(), road.test(spared)])
    yes("untouched_is_untouched", met, road.propose(whole, spared))
    road.follow(met)
    spared_then = fold(met, [road.propose(whole, spared), road.cosign()])
    yes("untouched_is_untouched", spared_then, road.propose(whole, spared))


def test_r35_a_test_of_the_added_value_is_not_simply_done_again_either() -> None:
    """R35: what it looks at is told in words, and a plan in the same words, or in others, is the same plan."""
    road, dossier = at(State.PLAN_DRAFTED)
    failed = road.test(Precondition.ADDED_VALUE, holds=False)
    again = attrs.evolve(
        failed,
        at=road.tick(),
        results=tuple(attrs.evolve(r, judgement=attrs.evolve(r.judgement, holds=True)) for r in failed.results),
    )
    yes("failed_test_is_answered", dossier, again)
    dossier = fold(dossier, [failed])
    no("failed_test_is_answered", dossier, again, "nothing-new")
    yes("failed_test_is_answered", dossier, road.test(Precondition.ADDED_VALUE))


def test_r35_a_test_that_was_not_met_is_not_corrected_into_one_that_was() -> None:
    """R35, R79: neither by whoever tested, nor by the ministry, nor by taking it out; what else was wrong in it is set right."""
    road, dossier = at(State.PLAN_DRAFTED)
    failed = road.test(Precondition.CONTINUITY, holds=False)
    dossier = fold(dossier, [failed])
    entry = dossier.entries[-1]

    def correct(by: Any, holds: c.RecordTest | None) -> c.Correct:
        return c.Correct(by=by, at=road.tick(), record=entry.number, wrong="Fictief: verschreven", holds=holds)

    (result,) = failed.results
    met = attrs.evolve(failed, results=(attrs.evolve(result, judgement=attrs.evolve(result.judgement, holds=True)),))
    another = attrs.evolve(road.test(Precondition.STAFF, holds=False), at=failed.at)
    for by in (road.receiver, road.ministry):
        for holds in (met, None, another):
            (reason,) = no("correction_ends_nothing", dossier, correct(by, holds), "ended-by-correction")
            assert [c.RecordTest.key] == [m.command for m in reason.mends]
    yes("correction_ends_nothing", dossier, correct(road.receiver, _bare(failed)))
    road, dossier = at(State.PLAN_DRAFTED)
    passed = road.test(Precondition.CONTINUITY)
    dossier = fold(dossier, [passed])
    entry = dossier.entries[-1]
    for holds in (attrs.evolve(failed, at=passed.at), None):
        yes("correction_ends_nothing", dossier, correct(road.receiver, holds))
