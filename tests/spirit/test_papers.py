"""What a paper is worth: by whom it is, from when, and for what it was not used before."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import attrs
import pytest

from ontvlechting import Dossier, State, letter
from ontvlechting import commands as c
from ontvlechting.letter.commands import Command, Route
from ontvlechting.letter.fiction import Road
from ontvlechting.letter.values import DocumentKind, Power, Role
from tests.asking import at, fold, no, yes

DAY = timedelta(days=1)


def completing() -> tuple[Road, Dossier, c.Complete]:
    """All that is left is to complete."""
    road, dossier = at(State.RECEIVING_PARTY_PROVEN)
    *before, last = road.completing()
    assert isinstance(last, c.Complete)
    return road, fold(dossier, before), last


# -- R85: a note of its own ------------------------------------------------------------------------------------------------


def decisions() -> dict[str, tuple[Road, Dossier, Any]]:
    """Each decision of the ministry, where an earlier one was taken or returned."""
    road, tested = at(State.PRECONDITIONS_TESTED)
    said = (c.CollectInput, c.AnswerInput)  # once is enough
    returned = fold(tested, [road.return_plan(), *(x for x in road.testing() if not isinstance(x, said))])
    again = fold(returned, list(road.deciding())[:-1])
    amending, moving = at(State.PHASED_TRANSFER)
    *before, amended = amending.amending()
    stopping, decided = at(State.MINISTRY_DECIDED)
    return {
        "decide": (road, again, road.decide()),
        "amend": (amending, fold(moving, before), amended),
        "complete": completing(),
        "stop": (stopping, decided, stopping.stop()),
        "return": (road, returned, road.return_plan()),
    }


@pytest.mark.parametrize("what", ["decide", "amend", "complete", "stop", "return"])
def test_r85_one_note_is_not_used_for_two_decisions(what: str) -> None:
    """R85: each decision of the ministry has its own note, from after there was something to decide on."""
    _, dossier, command = decisions()[what]
    yes("decision_note_is_public", dossier, command)
    used = attrs.evolve(command.note, id=dossier.notes[-1])
    no("decision_note_is_public", dossier, attrs.evolve(command, note=used), "note-of-another-decision")
    old = attrs.evolve(command, note=attrs.evolve(command.note, on=date(1990, 1, 1)))
    if what == "stop":  # not to disentangle is possible at any time (R32)
        yes("decision_note_is_public", dossier, old)
    else:
        no("decision_note_is_public", dossier, old, "note-too-early")


def test_r85_what_is_taken_back_has_a_note_from_after_it() -> None:
    """R13, R85: the note by which a decision was taken is not the one by which it is undone."""
    road, dossier = at(State.MINISTRY_DECIDED)
    command = road.revise()
    yes("ministry_undoes_its_decision", dossier, command)
    assert dossier.decision is not None
    same = attrs.evolve(command, note=dossier.decision.note)
    no("ministry_undoes_its_decision", dossier, same, "note-of-another-decision", "note-too-early")


# -- agreements -------------------------------------------------------------------------------------------------------------


def test_r8_an_ict_agreement_is_of_whoever_supplies_or_of_a_party() -> None:
    """R8: the unions do not agree on it, nor does a researcher."""
    _, dossier, command = completing()
    (agreement,) = command.ict_agreements

    def by(origin: str) -> Command:
        document = attrs.evolve(agreement.document, origin=origin)
        return attrs.evolve(command, ict_agreements=(attrs.evolve(agreement, document=document),))

    for origin in ("belastingdienst", "douane", letter.MINISTRY):
        yes("ict_agreements_survive", dossier, by(origin))
    for origin in ("vakbonden", "dor", "toeslagen", letter.GALAN):
        no("ict_agreements_survive", dossier, by(origin), "ict-agreement-origin")


def test_r73_an_agreement_is_a_document_of_a_party() -> None:
    """R73: what the unions write is no agreement between the two."""
    road, dossier = at(State.STRENGTHENING_GOVERNANCE, route=Route.GOVERNANCE)
    command = road.agree()
    yes("agreement_improves_a_relation", dossier, command)
    theirs = attrs.evolve(command, document=attrs.evolve(command.document, origin="vakbonden"))
    no("agreement_improves_a_relation", dossier, theirs, "agreement-origin")


@pytest.mark.parametrize("change", [{"origin": "vakbonden"}, {"kind": DocumentKind.MINUTES}])
def test_r56_a_shared_task_rests_on_an_agreement_of_its_partners(change: dict[str, Any]) -> None:
    """R56: in the plan and in each update: a paper of another, or of another kind, agrees nothing."""
    road, dossier = at(State.PHASED_TRANSFER)
    dossier = fold(dossier, road.opening(1))
    (shared,) = road.plan().shared_tasks or ()
    bent = attrs.evolve(shared, agreement=attrs.evolve(shared.agreement, id="fictief-stuk-x", **change))
    yes("register_is_sound", dossier, road.update_register(register=(shared,)))
    (reason,) = no("register_is_sound", dossier, road.update_register(register=(bent,)), "shared-without-agreement")
    assert "regel 1" in reason.nl
    drafting, identified = at(State.IDENTIFIED)
    plan = attrs.evolve(drafting.plan(), version=1)
    drafted = [*list(drafting.planning())[:-2]]
    identified = fold(identified, drafted)
    yes("shared_tasks_are_registered", identified, drafting.draft(plan=plan))
    bad = attrs.evolve(plan, shared_tasks=(bent,))
    no("shared_tasks_are_registered", identified, drafting.draft(plan=bad), "shared-without-agreement")


# -- the House, and the study -------------------------------------------------------------------------------------------------


def test_r84_minutes_of_1990_do_not_tell_the_house() -> None:
    """R84: it is a warning, as for no report at all; a letter of the ministry from after the decision tells it."""
    _, dossier, command = completing()
    yes("house_is_informed", dossier, command)
    assert command.report is not None
    for change in (
        {"kind": DocumentKind.MINUTES, "on": date(1990, 1, 1)},
        {"on": date(1990, 1, 1)},
        {"kind": DocumentKind.MINUTES},
        {"origin": "vakbonden"},
    ):
        bent = attrs.evolve(command, report=attrs.evolve(command.report, **change))
        (reason,) = no("house_is_informed", dossier, bent, "report-tells-nothing")
        assert not reason.shuts


def test_r24_the_study_is_cited_by_its_own_reference() -> None:
    """R22, R24: under another name it is the same study; one by the same researchers of later is another."""
    road, dossier = at(State.NEW)
    command = attrs.evolve(road.identify(), studied=None, name="Fictief: een tiende proces")
    finding = command.finding
    assert finding is not None

    def citing(**changes: Any) -> Command:
        document = attrs.evolve(finding.document, id="fictief-ander-kenmerk", **changes)
        return attrs.evolve(command, finding=attrs.evolve(finding, document=document))

    no("finding_says_what_the_study_says", dossier, citing(), "study-by-another-name")
    no("finding_says_what_the_study_says", dossier, citing(on=date(2022, 10, 1)), "study-by-another-name")
    yes("finding_says_what_the_study_says", dossier, citing(on=date(2023, 3, 1)))
    yes("finding_says_what_the_study_says", dossier, citing(origin=letter.COB))


# -- R50: the end of a breach -----------------------------------------------------------------------------------------------


def test_r50_the_receiver_does_not_end_alone_what_another_reported() -> None:
    """R50: whoever wants to go on is not the one that says that the service is whole; what it reported itself, it may end."""
    road, dossier = at(State.PHASED_TRANSFER)
    dossier = fold(dossier, road.opening(1))
    for by, reporter in ((road.deliverer, "belastingdienst"), (road.worker, "fictief-team-1")):
        told = fold(dossier, [road.report_breach("storing-1", "redactie-website", by=by)])
        (reason,) = no(
            "breach_can_end", told, road.resolve_breach("storing-1", by=road.receiver), "ended-by-the-receiver"
        )
        assert f"`{reporter}`" in reason.nl
        for ends in (road.deliverer, road.ministry):
            yes("breach_can_end", told, road.resolve_breach("storing-1", by=ends))
    own = fold(dossier, [road.report_breach("storing-1", "redactie-website", by=road.receiver)])
    yes("breach_can_end", own, road.resolve_breach("storing-1", by=road.receiver))


def test_r50_neither_party_ends_what_a_third_directorate_reported_of_its_own_service() -> None:
    """R50: those services are of all three: that the third is served again, it says itself, or the ministry; not who wants to go on."""
    road, dossier = at(State.PHASED_TRANSFER)
    dossier = fold(dossier, road.opening(1))
    third = road.actor(Role.DIRECTORATE, letter.TOESLAGEN)
    told = road.report_breach("storing-1", None, by=third, service="Fictief: mijntoeslagen.nl", party=letter.TOESLAGEN)
    dossier = fold(dossier, [told])
    (reason,) = no("breach_can_end", dossier, road.resolve_breach("storing-1", by=road.deliverer), "ended-for-another")
    assert {letter.TOESLAGEN, letter.MINISTRY} == {s.party for s in reason.suppliers}
    no("breach_can_end", dossier, road.resolve_breach("storing-1", by=road.receiver), "ended-by-the-receiver")
    yes("breach_can_end", dossier, road.resolve_breach("storing-1", by=road.ministry))
    assert () == fold(dossier, [road.resolve_breach("storing-1", by=third)]).breaches
    own = road.report_breach("storing-2", "redactie-website", by=road.deliverer)
    yes("breach_can_end", fold(dossier, [own]), road.resolve_breach("storing-2", by=road.deliverer))


def test_r6_r50_whoever_can_restore_a_service_can_say_that_it_is_whole() -> None:
    """R6, R50: a third directorate acts on no process of two others, but for what it reported or what is its own service."""
    road, dossier = at(State.PHASED_TRANSFER)
    third = road.actor(Role.DIRECTORATE, letter.TOESLAGEN)
    of_theirs = road.report_breach("storing-1", None, service="Fictief: mijntoeslagen.nl", party=letter.TOESLAGEN)
    by_theirs = road.report_breach("storing-2", "redactie-website", by=third)
    dossier = fold(
        dossier, [*road.opening(1), of_theirs, by_theirs, road.report_breach("storing-3", "redactie-website")]
    )
    for breach in ("storing-1", "storing-2"):
        yes("breach_is_resolved_by_whom_it_concerns", dossier, road.resolve_breach(breach, by=third))
    for by in (road.receiver, road.deliverer, road.ministry):
        yes("breach_is_resolved_by_whom_it_concerns", dossier, road.resolve_breach("storing-3", by=by))
    union = road.actor(Role.UNION, letter.UNIONS)
    for by, breach in ((third, "storing-3"), (union, "storing-1"), (third, "geen")):
        no("breach_is_resolved_by_whom_it_concerns", dossier, road.resolve_breach(breach, by=by), "outsider")


def test_r6_r54_a_third_directorate_keeps_the_promises_that_are_its_own() -> None:
    """R54, R66: where it takes the work back it renews that, and it replaces its own people; it was asked, and so is no outsider there."""
    road, dossier = at(State.IDENTIFIED)
    third = road.actor(Role.DIRECTORATE, letter.TOESLAGEN, *Power)
    *before, draft, signed = road.planning()
    assert isinstance(draft, c.DraftPlan)
    assert draft.plan.arrangement is not None
    phases = tuple(
        attrs.evolve(p, reversal=attrs.evolve(road.reversal(), who=letter.TOESLAGEN)) for p in draft.plan.phases
    )
    plan = attrs.evolve(draft.plan, phases=phases, arrangement=attrs.evolve(draft.plan.arrangement, decider=third))
    asked = road.consult(unit="fictief-team-2", party=letter.TOESLAGEN, at=draft.at - timedelta(minutes=1))
    dossier = fold(dossier, [*before, asked, attrs.evolve(draft, plan=plan), signed])
    renewed = attrs.evolve(
        road.renew_reversal(2, by=third), reversal=attrs.evolve(road.reversal(), who=letter.TOESLAGEN)
    )
    dossier = fold(dossier, [renewed, road.replace(third, attrs.evolve(third, id="fictief-opvolger"))])
    decider = dossier.decider()
    assert decider is not None
    assert "fictief-opvolger" == decider.id
    assert renewed.reversal == dossier.reversal(dossier.phases[1])
