"""Continuity: no phase in a critical period, each phase really carried out, and what happens after the end looked at."""

from __future__ import annotations

from datetime import date, timedelta

from ontvlechting.engine.rulebook import YES, Reads, Reasons, guard
from ontvlechting.letter.catalogue import R31, R37, R48, R50, R52, R53
from ontvlechting.letter.commands import (
    AcceptPhase,
    Command,
    CriticalPeriod,
    Decide,
    Mode,
    ProposeAmendment,
    RecordEvaluation,
    RecordExecution,
    RecordIndicator,
)
from ontvlechting.letter.dossier import Dossier
from ontvlechting.letter.guards import who
from ontvlechting.letter.norms import Norms
from ontvlechting.letter.terms import said
from ontvlechting.letter.values import DocumentKind


@guard(
    R37,
    R50,
    nl="vandaag valt niet in een kritieke periode van het plan",
    en="today lies in no critical period of the plan",
    by={ProposeAmendment: "plan.continuity.critical_periods"},
)
def no_critical_period_runs(dossier: Dossier, command: Command, norms: Norms) -> Reasons:
    """R50: no phase starts in a time in which, by the plan itself, no work may move (R37)."""
    plan, day = dossier.plan, norms.day_of(command.at)
    periods = plan.continuity.critical_periods if plan is not None and plan.continuity is not None else ()
    free = _first_free_day(periods, day)
    return [
        R50.not_yet(
            "critical-period",
            nl=f"van {said(p.starts_on).nl} tot en met {said(p.ends_on).nl} is volgens het plan een kritieke periode: {p.description}",
            en=f"by the plan, {said(p.starts_on).en} up to and including {said(p.ends_on).en} is a critical period: {p.description}",
            suppliers=who.both_parties(dossier),
            earliest=None if free is None else norms.earliest_on(free),
        )
        for p in periods
        if p.starts_on <= day <= p.ends_on
    ]


def _first_free_day(periods: tuple[CriticalPeriod, ...], day: date) -> date | None:
    """The first day from this one on that lies in none of these periods; None where the calendar has no such day."""
    while inside := [p.ends_on for p in periods if p.starts_on <= day <= p.ends_on]:
        if max(inside) == date.max:
            return None
        day = max(inside) + timedelta(days=1)
    return day


@guard(
    R48,
    R52,
    nl="de ontvanger heeft elke taak van de fase in die fase daadwerkelijk zelf uitgevoerd",
    en="the receiving party has really carried out each task of the phase itself, in that phase",
    reads=Reads.COMMAND,
    by={RecordExecution: "task"},
)
def phase_was_performed(dossier: Dossier, command: AcceptPhase, norms: Norms) -> Reasons:
    """R52: what was not carried out is not accepted; a shadow run or a test does not count. R48: after the phase began."""
    phase = dossier.phase(command.phase)
    start = dossier.phase_began(command.phase)
    if phase is None or start is None:
        return YES  # another guard checks that the phase runs
    done = {
        e.task
        for e in dossier.executions
        if e.mode is Mode.REAL and e.performed_by == dossier.receiving and start <= e.at <= command.at
    }
    return [
        R52.missing(
            "not-performed-in-phase",
            nl=f"`{dossier.receiving}` heeft `{task}` in fase {phase.number} nog niet daadwerkelijk zelf uitgevoerd",
            en=f"`{dossier.receiving}` has not really carried out `{task}` itself in phase {phase.number} yet",
            suppliers=who.receiver(dossier),
            about={"task": task, "performed_by": dossier.receiving, "mode": Mode.REAL},
        )
        for task in phase.tasks
        if task not in done
    ]


@guard(
    R50,
    R53,
    nl="een genoemde verstoring is nieuw, of staat open",
    en="a breach that is named is new, or is open",
    reads=Reads.COMMAND,
    field="breach",
)
def stated_breach_is_new_or_open(dossier: Dossier, command: RecordIndicator, norms: Norms) -> Reasons:
    """R50: what has ended does not begin again under the same reference: that is another breach."""
    ended = {r for i in dossier.interruptions if not i.open for r in i.references}
    if command.breach is None or command.breach not in ended:
        return YES
    return [
        R50.forbidden(
            "breach-ended",
            nl=f"de verstoring `{command.breach}` is al opgeheven; een nieuwe krijgt een eigen kenmerk",
            en=f"the breach `{command.breach}` has ended already; a new one gets a reference of its own",
        )
    ]


@guard(
    R31,
    nl="het besluit noemt een dag waarop wordt geëvalueerd",
    en="the decision names a day on which it is evaluated",
    reads=Reads.COMMAND,
    field="evaluate_on",
)
def evaluation_is_dated(dossier: Dossier, command: Decide, norms: Norms) -> Reasons:
    """R31: added value is an expectation.

    The decision names the day on which that is evaluated. The norms can switch this off.
    """
    if command.evaluate_on is None:
        if not norms.evaluation_is_dated:
            return YES
        return [
            R31.missing(
                "no-evaluation-date",
                nl="het besluit noemt niet op welke dag wordt geëvalueerd of het bracht wat ervan werd verwacht",
                en="the decision does not name the day on which it is evaluated whether it brought what was expected",
                suppliers=who.ministry(norms),
            )
        ]
    if command.evaluate_on > norms.day_of(command.at):
        return YES
    return [
        R31.forbidden(
            "evaluation-date-past",
            nl=f"de dag van de evaluatie, {said(command.evaluate_on).nl}, ligt niet na het besluit",
            en=f"the day of the evaluation, {said(command.evaluate_on).en}, does not lie after the decision",
            suppliers=who.ministry(norms),
            about={"evaluate_on": norms.day_of(command.at) + timedelta(days=1)},
        )
    ]


@guard(
    R31,
    nl="de evaluatie berust op een rapport van na het besluit",
    en="the evaluation rests on a report from after the decision",
    reads=Reads.COMMAND,
    field={"": "document.on", "not-a-report": "document.kind"},
)
def evaluation_is_reported(dossier: Dossier, command: RecordEvaluation, norms: Norms) -> Reasons:
    """R31: an evaluation is no new expectation: it rests on a report from after the decision, no later than now."""
    document, decision = command.document, dossier.decision
    reasons = []
    if document.kind not in (DocumentKind.REPORT, DocumentKind.STUDY):
        reasons.append(
            R31.forbidden(
                "not-a-report",
                nl=f"`{document.id}` is geen rapport of onderzoek",
                en=f"`{document.id}` is no report or study",
                suppliers=who.both_parties(dossier) + who.ministry(norms),
                about={"document.kind": (DocumentKind.REPORT, DocumentKind.STUDY)},
            )
        )
    if document.on > norms.day_of(command.at):
        reasons.append(
            R31.forbidden(
                "evaluation-in-future",
                nl=f"`{document.id}` is van {said(document.on).nl}, na de vastlegging",
                en=f"`{document.id}` is of {said(document.on).en}, after it was recorded",
                about={"document.on": norms.day_of(command.at)},
            )
        )
    if decision is None or document.on < norms.day_of(decision.at):
        reasons.append(
            R31.forbidden(
                "nothing-to-evaluate",
                nl=f"`{document.id}` is van {said(document.on).nl}; er is geen besluit van voor die dag waarop het terugkijkt",
                en=f"`{document.id}` is of {said(document.on).en}; there is no decision from before that day that it looks back on",
                about={"document.on": None if decision is None else norms.day_of(decision.at)},
            )
        )
    return reasons


@guard(
    R31, nl="de termijn van de evaluatie is niet verstreken", en="the evaluation is not overdue", by=RecordEvaluation
)
def evaluation_is_not_overdue(dossier: Dossier, command: Command, norms: Norms) -> Reasons:
    """R31: a warning, not a block: the day that the decision named has passed without an evaluation."""
    due = dossier.evaluation_due
    if due is None or norms.day_of(command.at) <= due:
        return YES
    return [
        R31.warning(
            "evaluation-overdue",
            nl=f"volgens het besluit zou uiterlijk {said(due).nl} zijn geëvalueerd; er is geen evaluatie vastgelegd",
            en=f"by the decision this was to be evaluated by {said(due).en}; no evaluation is on record",
            suppliers=who.both_parties(dossier) + who.ministry(norms),
        )
    ]
