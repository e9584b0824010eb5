"""The guards of each command, and the rules that are made of them: `LETTER` and `PROGRAMME`.

The guards that one command has to pass are its *door*. The door is open when none of them gives a reason that shuts it.

House rules of this file:
1. It is a table. The guard functions are in `letter/guards/`, by subject; each answers one question for its rules.
2. Every command of a table in `states.py` has an entry here. A door without guards of its own is written `()`.
3. All guards of a door are asked, in this order, and every reason is given, never only the first.
4. A guard reads the dossier, the command and the norms. It never judges an open norm; it looks for the judgement of a
   person.

The letter is Kamerstuk 31 066, nr. 1204; the rules R1-R93 are in `letter/catalogue.py`.
"""

from __future__ import annotations

from functools import cache, reduce
from itertools import accumulate, permutations
from operator import add

from ontvlechting import letter
from ontvlechting.engine.chart import Milestone
from ontvlechting.engine.doors import Doors, Guard
from ontvlechting.engine.rulebook import Pack, Rules, own
from ontvlechting.letter import commands as c
from ontvlechting.letter.catalogue import R13, R47
from ontvlechting.letter.commands import Route, Stage, Step
from ontvlechting.letter.dossier import Dossier
from ontvlechting.letter.guards import (
    always,
    close,
    continuity,
    correction,
    decision,
    discharge,
    entry,
    other_side,
    participation,
    plan,
    programme,
    proof,
    references,
    test,
    transfer,
)
from ontvlechting.letter.norms import COURT, Countersigned, KnownStudy, Norms, StudiedProcess
from ontvlechting.letter.registers import ProgrammeDossier
from ontvlechting.letter.values import Power, Role
from ontvlechting.states import FINAL, PROGRAMME_FINAL, PROGRAMME_TABLE, TABLE, WAY_BACK, ProgrammeState, State

ALWAYS: tuple[Guard, ...] = (
    always.house_does_not_act,
    always.actor_speaks_for_own_party,
    always.moves_follow_in_time,
    always.time_lies_between_steps,
    other_side.person_acts_for_one_side,
    other_side.people_are_of_one_side,
    references.documents_stay_the_same,
    references.documents_are_there_already,
    references.parties_are_known,
    references.amounts_are_in_one_currency,
)
"""The guards of every command."""

_PARTY = (always.actor_takes_part,)
"""The actor is of one of the two parties, or of the ministry."""

_PLAN: tuple[Guard, ...] = (
    plan.plan_version_follows,
    plan.plan_follows_the_route,
    plan.both_parties_draft,
    entry.shift_is_feasible,
    plan.consequences_and_risks_are_covered,
    plan.scope_is_reduced_where_a_risk_asks,
    plan.stop_is_not_dropped,
    plan.tempo_follows_complexity,
    plan.shared_tasks_are_registered,
    plan.moved_tasks_are_necessary,
    plan.moved_tasks_contribute,
    plan.tasks_make_up_the_scope,
    plan.work_goes_only_in_a_shift,
    plan.affected_units_belong_to_a_party,
    plan.affected_units_were_consulted,
    plan.other_beneficiaries_were_consulted,
    plan.others_who_are_bound_were_consulted,
    plan.staff_groups_have_one_directorate,
    plan.staff_consequences_are_judged_anew,
    plan.dependencies_are_recorded,
    plan.council_was_heard_on_feasibility,
    close.budgets_move_between_known_parties,
    close.what_goes_back_is_what_went,
)
"""The guards of a plan: of the first one, of every revision and of every proposed amendment."""

_TESTED_PLAN: tuple[Guard, ...] = (
    test.continuity_is_safeguarded,
    test.staff_consequences_are_clear,
    test.involvement_operates,
    test.duplication_is_stated,
    test.budget_is_covered,
    test.coverage_names_its_source,
    test.budget_is_neutral,
    test.scarcity_and_escalation_are_arranged,
)
"""The guards on the content of a plan that has passed the five tests."""


_NOTHING_IS_OPEN = (continuity.no_breach_is_open, transfer.no_escalation_is_open, other_side.no_contest_is_open)
"""The guards of every step forward: no service is affected, and no escalation or contest is open."""


def _by_the_ministry(power: Power) -> tuple[Guard, ...]:
    """The guards of a decision of the ministry: the ministry decides, with a mandate for this power."""
    return (decision.ministry_decides, decision.mandate_is_valid(power))


DOORS: Doors = {
    # entry
    c.IdentifyProcess: (
        entry.party_identifies,
        entry.parties_are_two_directorates,
        entry.unit_is_known,
        entry.first_performer_delivers,
        entry.work_goes_back_to_where_it_came_from,
        entry.target_groups_are_named,
        entry.scope_is_itemised,
        entry.studied_process_is_called_so,
        entry.studied_process_is_whole,
        entry.receiver_experiences_a_bottleneck,
        entry.feasibility_was_studied,
        entry.finding_is_sound,
        entry.finding_says_what_the_study_says,
        entry.relation_to_improve_is_named,
        entry.chosen_shift_is_feasible,
    ),
    c.RecordFeasibility: (
        entry.finding_is_recorded_by_whom_it_concerns,
        entry.finding_is_sound,
        entry.finding_says_what_the_study_says,
    ),
    # plan
    c.DraftPlan: (*_PLAN, participation.inputs_were_answered, *_NOTHING_IS_OPEN),
    c.RevisePlan: (*_PLAN, always.nothing_undone_is_of_later, decision.ministry_undoes_its_decision),
    c.ProposeAmendment: (
        *_PLAN,
        always.nothing_undone_is_of_later,
        plan.proposal_leaves_what_began,
        plan.replaced_people_stay_replaced,
        plan.untouched_is_untouched,
    ),
    c.Cosign: (other_side.other_party_signs, other_side.signature_is_on_the_plan, other_side.refusal_gives_a_reason),
    # participation; a body may record its own contact or advice, so these doors do not ask for a party
    c.RecordContact: (
        participation.body_is_known,
        participation.body_speaks_for_itself,
        participation.manner_fits_the_body,
        participation.stage_has_begun,
        participation.contact_phase_exists,
        participation.document_is_of_the_other,
        continuity.evaluation_is_not_overdue,
    ),
    c.ConsultUnit: (
        participation.unit_speaks_for_itself,
        participation.unit_belongs_to_a_directorate,
        participation.unit_was_heard_on_this_process,
        participation.document_is_of_the_other,
    ),
    c.CollectInput: (
        participation.unit_speaks_for_itself,
        participation.unit_belongs_to_a_directorate,
        participation.unit_was_heard_on_this_process,
        participation.document_is_of_the_other,
        participation.input_is_new,
    ),
    c.Confirm: (other_side.record_is_about_the_speaker, other_side.word_follows_the_record),
    c.Contest: (
        other_side.record_is_about_the_speaker,
        other_side.word_follows_the_record,
        other_side.contest_is_new,
    ),
    c.ResolveContest: (*_PARTY, always.something_waits(c.Contest), other_side.contest_is_resolved_at_executive_level),
    c.AnswerInput: (
        *_PARTY,
        always.something_waits(c.CollectInput),
        participation.input_exists,
        participation.answer_is_replaced_by_its_giver,
    ),
    c.RequestAdvice: (
        *_PARTY,
        participation.body_is_known,
        participation.request_is_new,
        participation.term_lies_ahead,
    ),
    c.ReceiveAdvice: (
        participation.body_is_known,
        participation.body_speaks_for_itself,
        participation.advice_is_a_document_of_the_body,
    ),
    c.AnswerAdvice: (
        *_PARTY,
        always.something_waits(c.ReceiveAdvice),
        participation.answer_gives_a_reason,
        participation.answer_is_replaced_by_its_giver,
    ),
    c.NotifyBody: (*_PARTY, participation.body_is_known, decision.decision_is_in_force),
    # test
    c.RecordTest: (
        *_PARTY,
        test.test_is_on_the_plan,
        other_side.plan_is_cosigned,
        test.testers_are_entitled,
        test.every_part_is_reported,
        test.added_value_rests_on_evidence,
        test.judgement_follows_the_plan,
        test.failed_test_is_answered,
    ),
    c.ConcludeTests: (
        *_PARTY,
        other_side.plan_is_cosigned,
        test.five_tests_are_met,
        *_TESTED_PLAN,
        participation.input_was_collected,
        participation.inputs_were_answered,
        participation.bodies_were_heard(Stage.PLAN, Stage.TEST),
        decision.step_was_weighed(Step.TESTS),
        *_NOTHING_IS_OPEN,
    ),
    # decision
    c.WeighStep: (
        *_PARTY,
        decision.weighing_is_fresh,
        decision.change_since_a_no_is_told,
        decision.service_prevails,
    ),
    c.Decide: (
        *_by_the_ministry(Power.DECIDE),
        decision.duties_are_separated,
        decision.decides_on_the_plan,
        other_side.plan_is_cosigned,
        test.five_tests_are_met,
        entry.shift_is_feasible,
        *_NOTHING_IS_OPEN,
        decision.no_risk_says_stop,
        decision.phases_can_be_reversed,
        decision.step_was_weighed(Step.DECISION),
        participation.input_was_collected,
        participation.inputs_were_answered,
        participation.bodies_were_heard(Stage.PLAN, Stage.TEST, Stage.DECISION),
        decision.form_and_transition_are_decided,
        continuity.evaluation_is_dated,
        participation.advices_were_answered,
        participation.postponed_advices_are_not_overdue,
        decision.decision_note_is_public,
        decision.documents_were_weighed,
    ),
    c.ReturnPlan: (
        *_by_the_ministry(Power.DECIDE),
        always.nothing_undone_is_of_later,
        decision.decision_note_is_public,
    ),
    c.AmendPlan: (
        *_by_the_ministry(Power.DECIDE),
        plan.amendment_is_proposed,
        always.nothing_undone_is_of_later,
        other_side.plan_is_cosigned,
        plan.amendment_leaves_what_began,
        plan.amendment_brings_nobody_back,
        decision.duties_are_separated,
        entry.shift_is_feasible,
        test.touched_preconditions_are_met,
        plan.amended_plan_passes(
            *(g for g in _TESTED_PLAN if g is not test.coverage_names_its_source),
            decision.no_risk_says_stop,
            decision.phases_can_be_reversed,
        ),
        test.new_coverage_names_its_source,
        decision.step_was_weighed(Step.AMENDMENT),
        plan.units_were_consulted_on_the_amendment,
        participation.input_was_collected_for_the_amendment,
        participation.inputs_were_answered,
        participation.bodies_were_heard_on_the_amendment,
        participation.advices_were_answered,
        participation.postponed_advices_are_not_overdue,
        decision.decision_note_is_public,
        decision.documents_were_weighed,
    ),
    # transfer
    c.StartTransfer: (
        *_PARTY,
        transfer.route_is(Route.SHIFT),
        decision.decision_is_in_force,
        entry.shift_is_feasible,
        transfer.transfer_has_phases,
        transfer.nothing_has_become_irreversible,
        *_NOTHING_IS_OPEN,
        decision.phases_can_be_reversed,
        decision.step_was_weighed(Step.TRANSFER),
        transfer.register_exists,
        test.scarcity_and_escalation_are_arranged,
        participation.inputs_were_answered,
    ),
    c.StartPhase: (
        *_PARTY,
        transfer.phase_is_next,
        transfer.named_phase_is_next,
        transfer.phase_begins_as_planned,
        continuity.no_critical_period_runs,
        entry.shift_is_feasible,
        transfer.nothing_has_become_irreversible,
        *_NOTHING_IS_OPEN,
        continuity.indicators_hold,
        transfer.next_phase_can_be_reversed,
        transfer.responsible_has_authority,
        test.scarcity_and_escalation_are_arranged,
        decision.step_was_weighed(Step.PHASE),
        participation.bodies_were_heard_on_the_phase,
        participation.inputs_were_answered,
        transfer.signals_have_an_owner,
        transfer.touched_parties_were_consulted,
    ),
    c.RecordIndicator: (
        *_PARTY,
        continuity.indicator_exists,
        other_side.document_is_of_the_other_party,
        continuity.stated_breach_is_new_or_open,
        continuity.evaluation_is_not_overdue,
    ),
    c.RecordExecution: (
        transfer.task_is_in_a_started_phase,
        transfer.performer_is_a_party,
        proof.performer_records_itself,
    ),
    c.AcceptPhase: (
        proof.receiver_speaks_for_itself,
        transfer.accepted_phase_runs,
        transfer.receiver_accepts,
        transfer.phase_took_its_time,
        continuity.phase_was_performed,
        transfer.nothing_has_become_irreversible,
        *_NOTHING_IS_OPEN,
        continuity.indicators_hold,
        transfer.responsible_kept_authority,
        test.scarcity_and_escalation_are_arranged,
        transfer.register_is_up_to_date,
        decision.step_was_weighed(Step.ACCEPTANCE),
        participation.inputs_were_answered,
    ),
    c.ReportBreach: (continuity.breach_is_of_a_service, continuity.evaluation_is_not_overdue),
    c.ResolveBreach: (
        continuity.breach_is_resolved_by_whom_it_concerns,
        always.something_waits(c.ReportBreach),
        continuity.breach_can_end,
        continuity.evaluation_is_not_overdue,
    ),
    c.Escalate: (transfer.escalation_has_an_owner,),
    c.ResolveEscalation: (*_PARTY, always.something_waits(c.Escalate), transfer.escalation_ends_with_its_owner),
    c.UpdateSharedTasks: (
        *_PARTY,
        transfer.register_is_sound,
        transfer.decided_sharing_stays,
        transfer.new_sharing_is_agreed,
        plan.others_who_are_bound_were_consulted,
    ),
    c.RenewReversal: (transfer.renewal_is_sound,),  # whoever reverses, which may be a third directorate
    c.FallBack: (*_PARTY, always.nothing_undone_is_of_later),
    c.ReversePhase: (*_PARTY, always.nothing_undone_is_of_later, transfer.reversed_phase_began_last),
    c.Replace: (  # whose person it is, which may be a third directorate
        transfer.replaced_person_has_a_place,
        transfer.own_person_is_replaced,
        transfer.successor_has_authority,
    ),
    # proof
    c.ConcludeProof: (
        proof.receiver_speaks_for_itself,
        entry.shift_is_feasible,
        proof.phases_were_accepted,
        proof.receiver_has_performed_every_task,
        transfer.nothing_has_become_irreversible,
        *_NOTHING_IS_OPEN,
        continuity.indicators_hold,
        proof.support_is_ready,
        plan.others_who_are_bound_were_consulted,
        proof.it_really_can,
        decision.step_was_weighed(Step.PROOF),
        participation.inputs_were_answered,
        participation.bodies_were_heard(Stage.PROOF),
    ),
    # close
    c.ShiftBudget: (
        *_by_the_ministry(Power.BUDGET),
        close.budgets_move_in_order,
        entry.shift_is_feasible,
        transfer.nothing_has_become_irreversible,
        *_NOTHING_IS_OPEN,
        close.budgets_move_between_known_parties,
        close.what_goes_back_is_what_went,
        close.shift_is_neutral,
        close.difference_is_covered,
        close.shift_can_be_reversed,
        plan.others_who_are_bound_were_consulted,
        decision.step_was_weighed(Step.BUDGET),
        participation.inputs_were_answered,
    ),
    c.Complete: (
        *_by_the_ministry(Power.COMPLETE),
        decision.decision_is_in_force,
        entry.shift_is_feasible,
        proof.it_really_can,
        proof.receiver_has_performed_every_task,
        transfer.nothing_has_become_irreversible,
        *_NOTHING_IS_OPEN,
        continuity.indicators_hold,
        close.agreements_are_used,
        decision.step_was_weighed(Step.COMPLETION),
        close.ict_agreements_survive,
        close.degree_is_honest,
        transfer.register_is_up_to_date,
        participation.inputs_were_answered,
        participation.advices_were_answered,
        participation.postponed_advices_are_not_overdue,
        participation.bodies_were_heard(Stage.EXECUTION, Stage.PROOF),
        close.budget_was_shifted_as_planned,
        close.other_process_compensates,
        decision.decision_note_is_public,
        close.house_is_informed,
    ),
    c.RecordEvaluation: (*_PARTY, continuity.evaluation_is_reported),
    c.Stop: (
        *_by_the_ministry(Power.STOP),
        close.stopping_is_possible,
        decision.decision_note_is_public,
    ),
    c.ChangeRoute: (
        *_PARTY,
        plan.route_changes,
        always.nothing_undone_is_of_later,
        entry.shift_could_be_identified,
        decision.ministry_undoes_its_decision,
        entry.relation_to_improve_is_named,
        entry.chosen_shift_is_feasible,
        decision.step_was_weighed(Step.ROUTE),
        participation.bodies_were_heard_since_the_decision,
    ),
    # governance
    c.StartStrengthening: (
        *_PARTY,
        transfer.route_is(Route.GOVERNANCE),
        decision.decision_is_in_force,
        transfer.nothing_has_become_irreversible,
        *_NOTHING_IS_OPEN,
        decision.step_was_weighed(Step.STRENGTHENING),
        transfer.register_exists,
        test.scarcity_and_escalation_are_arranged,
        participation.inputs_were_answered,
        participation.bodies_were_heard(Stage.EXECUTION),
    ),
    c.RecordAgreement: (
        *_PARTY,
        close.agreement_improves_a_relation,
        plan.others_who_are_bound_were_consulted,
    ),
    c.RecordUseOfAgreement: (
        *_PARTY,
        close.used_agreement_is_in_force,
        other_side.document_is_of_the_other_party,
    ),
    c.ConcludeAgreements: (
        *_PARTY,
        transfer.route_is(Route.GOVERNANCE),
        close.agreements_are_used,
        transfer.nothing_has_become_irreversible,
        *_NOTHING_IS_OPEN,
        continuity.indicators_hold,
        decision.step_was_weighed(Step.AGREEMENTS),
        participation.inputs_were_answered,
        participation.bodies_were_heard(Stage.PROOF),
    ),
    # retention and adoption: the letter says nothing about them, so these doors use the rule that the ministry decides
    # (R13). The ministry answers for the personal data in the record, and for the rules that apply to a process.
    c.Redact: _by_the_ministry(Power.DECIDE),
    c.SetAside: _by_the_ministry(Power.DECIDE),
    c.AdoptRules: (*_by_the_ministry(Power.DECIDE), decision.rules_are_others),  # the history: `engine/adoption.py`
}
"""The guards of each command. `_with_readable_records` adds one more to nearly all of them."""


def _with_readable_records(doors: Doors) -> Doors:
    """Add the guard that all records can be read, except to the way back (R54) and commands about the record itself."""
    open_all_the_same = (c.FallBack, c.Redact, c.SetAside)
    return {
        command: guards if command in open_all_the_same else (always.earlier_records_can_be_read, *guards)
        for command, guards in doors.items()
    }


_CORRECTIONS: Doors = {
    c.Correct: (
        correction.correction_is_of_a_fact,
        correction.recorder_corrects,
        correction.correction_is_in_its_own_name,
        correction.breach_is_not_corrected_away,
        correction.way_back_is_not_corrected_away,
        correction.signature_is_not_corrected_away,
        correction.decision_on_a_contest_stands,
        correction.correction_ends_nothing,
        correction.voice_is_not_corrected_away,
        correction.correction_would_pass(DOORS),
    )
}
"""The guards of a correction: what takes the place of a wrong fact would have been accepted itself."""


def _study() -> KnownStudy:
    """What the letter says of its study: six processes can move; the others, without a name, not within three years."""
    named = tuple(
        StudiedProcess(
            id=id,
            name=p.name,
            receiving=p.receiving,
            feasibility=p.feasibility,
            items=tuple(t.id for t in p.scope),
            signals=p.signals,
        )
        for id, p in letter.PROCESSES.items()
    )
    others = tuple(StudiedProcess(id=id, feasibility=c.Feasibility.NOT_WITHIN_HORIZON) for id in letter.UNNAMED)
    study = letter.STUDY
    return KnownStudy(
        document=study.document,
        author=study.author,
        until=study.when.last,
        horizon_years=study.horizon_years,
        processes=(*named, *others),
    )


NORMS = Norms(
    ministry=letter.MINISTRY,
    directorates=letter.DIRECTORATES,
    first_performer=letter.BELASTINGDIENST,
    beneficiaries=(letter.DOUANE, letter.TOESLAGEN),
    units=letter.UNITS,
    bodies=letter.BODIES,
    house=letter.HOUSE,
    departmental_council=letter.DOR,
    budget_parties=letter.DIRECTORATES,
    always_weighed=(letter.MOTIONS[0].document,),
    countersigned=tuple(Countersigned),
    study=_study(),
    parties=(*letter.RESEARCHERS, COURT),
)
"""The norms of the letter: its parties, bodies and units, and the motion Bruins, which every decision weighs. What one
party records about another needs the word of that other (`countersigned`)."""

# -- the programme -----------------------------------------------------------------------------------------------------

_DOCUMENTS = (programme.named_documents_are_recorded,)
_COMES_IN: tuple[Guard, ...] = (programme.reference_is_new, *_DOCUMENTS)
_DONE: tuple[Guard, ...] = (*_DOCUMENTS, discharge.document_is_there_already)
_SENT_TO_THE_HOUSE: tuple[Guard, ...] = (
    discharge.document_is_named,
    *_DONE,
    discharge.document_was_sent_to_the_house,
)

_CORRECTABLE: Doors = {
    # what comes in
    c.OpenProgramme: (decision.ministry_decides,),
    c.RecordDocument: (*_COMES_IN, programme.annex_number_is_free, programme.note_is_public),
    c.RecordMotion: _COMES_IN,
    c.RecordCommitment: _COMES_IN,
    c.RecordRequest: _COMES_IN,
    c.RecordAdvice: _COMES_IN,
    c.RecordDependency: (programme.reference_is_new, programme.dependency_is_between_parties),
    c.RecordSignal: (programme.reference_is_new, programme.signal_has_an_owner),
    # what is done with it
    c.Discharge: (
        discharge.item_is_open,
        *_SENT_TO_THE_HOUSE,
        discharge.answer_is_of_after_the_question,
        discharge.owner_discharges,
        discharge.motion_keeps_counting,
    ),
    c.AnswerRequest: (
        discharge.answered_parts_were_asked,
        *_SENT_TO_THE_HOUSE,
        discharge.answer_is_of_after_the_question,
    ),
    c.AnswerElement: (
        discharge.element_exists,
        discharge.element_gets_a_reason,
        participation.answer_is_replaced_by_its_giver,
        *_DONE,
        discharge.answer_is_of_after_the_question,
        discharge.review_lies_ahead,
    ),
    c.ReportToHouse: (
        *_SENT_TO_THE_HOUSE,
        discharge.report_reaches_the_house,
        discharge.overdue_and_silence_are_in_sight,
    ),
    c.HandOverSignal: (
        programme.signal_has_an_owner,
        programme.signal_stays_with_its_owner,
        programme.signal_steps_follow_in_time,
    ),
    c.CloseSignal: (programme.signal_stays_with_its_owner, programme.signal_steps_follow_in_time),
}
"""The guards of what can be corrected; what a correction puts in its place has to pass them too."""

PROGRAMME = Rules(
    name="programme",
    version="2",
    arrows=PROGRAMME_TABLE,
    start=ProgrammeState.NEW,
    final=PROGRAMME_FINAL,
    doors=_with_readable_records(
        {
            **_CORRECTABLE,
            c.RecordPortfolio: (
                decision.ministry_decides,
                programme.portfolio_is_neutral,
                programme.other_processes_have_their_own_finding,
                programme.studied_processes_are_there_once,
                programme.work_goes_back_once,
                programme.complexity_fits_the_capacity,
                discharge.overdue_and_silence_are_in_sight,
            ),
            c.Correct: (
                programme.correction_is_of_a_record,
                correction.recorder_corrects,
                correction.correction_is_in_its_own_name,
                programme.correction_stands(_CORRECTABLE),
            ),
            c.Escalate: (transfer.escalation_has_an_owner,),
            c.ResolveEscalation: (
                always.something_waits(c.Escalate),
                transfer.escalation_ends_with_its_owner,
            ),
            c.CloseProgramme: (
                *_by_the_ministry(Power.DECIDE),
                programme.nothing_is_open,
                programme.every_process_has_ended,
                programme.nothing_is_left_in_a_process,
                programme.budgets_end_at_zero,
                *_DONE,
                programme.house_heard_the_end,
                programme.closing_has_a_public_note,
            ),
            c.Redact: _by_the_ministry(Power.DECIDE),
            c.SetAside: _by_the_ministry(Power.DECIDE),
            c.AdoptRules: (*_by_the_ministry(Power.DECIDE), decision.rules_are_others),
        }
    ),
    always=(
        programme.house_only_asks,
        always.actor_speaks_for_own_party,
        programme.actor_is_of_the_programme,
        other_side.person_acts_for_one_side,
        other_side.people_are_of_one_side,
        references.documents_are_there_already,
        references.parties_are_known,
        references.amounts_are_in_one_currency,
    ),
    norms=NORMS,
    dossier=ProgrammeDossier,
    roles=Role,
    powers=Power,
    order=R47,
    deciding=R13,
)
"""The rules of a programme. Earlier acts may be recorded later, so `always` has no guards on the order of moments."""

# -- the letter --------------------------------------------------------------------------------------------------------

LETTER = Rules(
    name="letter",
    version="2",
    arrows=TABLE,
    start=State.NEW,
    final=FINAL,
    back=WAY_BACK,
    doors=_with_readable_records({**DOORS, **_CORRECTIONS}),
    always=ALWAYS,
    norms=NORMS,
    dossier=Dossier,
    roles=Role,
    powers=Power,
    order=R47,
    deciding=R13,
    companions=(PROGRAMME,),
    others=c.OF_PACKS,
    milestones={
        Milestone.DECISION: (c.Decide,),
        Milestone.WORK_MOVES: (c.StartTransfer, c.StartPhase),
        Milestone.RESPONSIBILITY_MOVES: (c.Complete,),
        Milestone.COMPLETION: (c.Complete,),
    },
)
"""The rules of the letter."""

# -- what comes with this library --------------------------------------------------------------------------------------


def packs() -> tuple[Pack, ...]:
    """The packs that come with this library and whose names are reserved; imported at first use.

    The pack for any country is not among them: whoever uses it chooses its guards.
    """
    from ontvlechting.letter.packs.portfolio import PORTFOLIO
    from ontvlechting.letter.packs.works_councils_act import WORKS_COUNCILS_ACT
    from ontvlechting.packs import RECORDS, STAFF

    return PORTFOLIO, WORKS_COUNCILS_ACT, STAFF, RECORDS


@cache
def with_every_pack() -> Rules:
    """The letter's rules with every pack of this library; cached, because making rules checks them as a whole."""
    return reduce(add, packs(), LETTER)


@cache
def shipped() -> tuple[Rules, ...]:
    """The sets of rules for a process that come with this library: the letter's, alone and with packs.

    The packs of the letter come in any order, and after them the packs for any letter in one fixed order. Whoever adds
    packs in another order has to name those rules (`known`). Cached: to make these takes longer than to read a ledger.
    """
    *of_ours, staff, records = packs()
    own = {r.ref: r for order in permutations(of_ours) for r in accumulate(order, add, initial=LETTER)}
    with_staff = tuple(r + staff for r in own.values())
    return (*own.values(), *with_staff, *(r + records for r in (*own.values(), *with_staff)))


own(LETTER, PROGRAMME, packs=packs)
