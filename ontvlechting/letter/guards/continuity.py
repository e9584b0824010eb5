"""Continuity: no phase in a critical period, each phase really carried out, and what happens after the end looked at."""

from __future__ import annotations

from datetime import date, timedelta

from ontvlechting.engine.rulebook import YES, Reads, Reasons, guard
from ontvlechting.letter.catalogue import R37, R48, R50, R52, R53
from ontvlechting.letter.commands import AcceptPhase, Command, CriticalPeriod, Mode, RecordIndicator
from ontvlechting.letter.dossier import Dossier
from ontvlechting.letter.guards import who
from ontvlechting.letter.norms import Norms


@guard(
    R37,
    R50,
    nl="vandaag valt niet in een kritieke periode van het plan",
    en="today lies in no critical period of the plan",
)
def no_critical_period_runs(dossier: Dossier, command: Command, norms: Norms) -> Reasons:
    """R50: no phase starts in a time in which, by the plan itself, no work may move (R37)."""
    plan, day = dossier.plan, norms.day_of(command.at)
    periods = plan.continuity.critical_periods if plan is not None and plan.continuity is not None else ()
    free = _free(periods, day)
    return [
        R50.not_yet(
            "critical-period",
            nl=f"van {p.starts_on} tot en met {p.ends_on} is volgens het plan een kritieke periode: {p.description}",
            en=f"by the plan, {p.starts_on} up to and including {p.ends_on} is a critical period: {p.description}",
            suppliers=who.both_parties(dossier),
            earliest=None if free is None else norms.begin_of(free),
        )
        for p in periods
        if p.starts_on <= day <= p.ends_on
    ]


def _free(periods: tuple[CriticalPeriod, ...], day: date) -> date | None:
    """The first day from this one on that lies in none of these; None where a calendar has no such day."""
    while inside := [p.ends_on for p in periods if p.starts_on <= day <= p.ends_on]:
        if max(inside) == date.max:
            return None
        day = max(inside) + timedelta(days=1)
    return day


@guard(
    R48,
    R52,
    nl="de ontvanger heeft elke taak van de fase in die fase daadwerkelijk zelf uitgevoerd",
    en="the receiver has really carried out each task of the phase itself, in that phase",
    reads=Reads.COMMAND,
)
def phase_was_performed(dossier: Dossier, command: AcceptPhase, norms: Norms) -> Reasons:
    """R52: what was not carried out is not accepted; a shadow run or a test does not count. R48: after the phase began."""
    phase = dossier.phase(command.phase)
    start = next((s.at for s in dossier.started if s.phase == command.phase), None)
    if phase is None or start is None:
        return YES  # that it runs is another question
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
