"""Continuity: breaches, measurements, critical periods, each phase really carried out, and what happens after the end looked at."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from ontvlechting.engine.doors import YES, Reads, Reasons, guard
from ontvlechting.engine.text import Text
from ontvlechting.engine.verdicts import Mend, Reason, Supplier
from ontvlechting.letter.catalogue import R6, R31, R37, R48, R50, R52, R53
from ontvlechting.letter.commands import (
    AcceptPhase,
    Command,
    CriticalPeriod,
    Decide,
    Indicator,
    Mode,
    ProposeAmendment,
    RecordEvaluation,
    RecordExecution,
    RecordIndicator,
    ReportBreach,
    ResolveBreach,
    Route,
)
from ontvlechting.letter.dossier import Dossier
from ontvlechting.letter.guards import always, who
from ontvlechting.letter.guards.other_side import silent, tells
from ontvlechting.letter.interruptions import Interruption, restored
from ontvlechting.letter.norms import Countersigned, Norms
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
    if phase is None or dossier.phase_began(command.phase) is None:
        return YES  # another guard checks that the phase runs
    done = dossier.carried_out(phase.number, command.at)
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


@guard(R50, nl="er is geen openstaande verstoring", en="there is no open breach", by={ResolveBreach: "breach"})
def no_breach_is_open(dossier: Dossier, command: Command, norms: Norms) -> Reasons:
    """R50: no step forward while the continuity of a service is affected, also by what was told later; there is no override."""
    return [
        R50.forbidden(
            "open-breach",
            nl=f"de verstoring `{b.id}` van `{b.service}` {lasts.nl}{_past_limit(b).nl}",
            en=f"the breach `{b.id}` of `{b.service}` {lasts.en}{_past_limit(b).en}",
            suppliers=_who_can_restore(b, dossier, norms),
            about={"breach": b.id},
            mends=() if b.open else (Mend(command=command.key, field="at"),),
        )
        for b in dossier.interruptions
        if b.until is None or b.since <= command.at < b.until
        for lasts in (_lasts(b),)
    ]


def _lasts(breach: Interruption) -> Text:
    """Since when a breach is open, or during which time it was open when the step was taken."""
    since, until = said(breach.since), breach.until
    if until is None:
        return Text(nl=f"staat open sinds {since.nl}", en=f"is open since {since.en}")
    return Text(
        nl=f"stond toen open: van {since.nl} tot {said(until).nl}",
        en=f"was open then: from {since.en} to {said(until).en}",
    )


def _past_limit(breach: Interruption) -> Text:
    """The last measurement past its limit; empty for a breach that was only reported."""
    if not breach.beyond:
        return Text(nl="", en="")
    last = breach.beyond[-1]
    value, i = last.value, last.indicator
    return Text(
        nl=f": de indicator `{i.id}` is {said(value).nl}; de grens is {said(i.limit).nl}, de nulmeting {said(i.baseline).nl}",
        en=f": the indicator `{i.id}` is {said(value).en}; the limit is {said(i.limit).en}, the baseline {said(i.baseline).en}",
    )


def _who_can_restore(breach: Interruption, dossier: Dossier, norms: Norms) -> tuple[Supplier, ...]:
    """Who can restore the service: the two parties, and the one whose service it is."""
    other = breach.party is not None and breach.party not in dossier.parties
    return who.both_parties(dossier) + (who.party(breach.party, norms) if other and breach.party else ())


def _place(indicator: str, phase: int | None) -> dict[str, object]:
    """What a measurement has to be about: this indicator, in this phase where there is one."""
    return {"indicator": indicator} | ({} if phase is None else {"phase": phase})


@guard(
    R53,
    nl="elke indicator is in elke begonnen fase gemeten en binnen de grens",
    en="each indicator was measured in each phase that began and is within its limit",
    by={RecordIndicator: "indicator"},
)
def indicators_hold(dossier: Dossier, command: Command, norms: Norms) -> Reasons:
    """R53: measured in each phase that began, or since the decision on the governance route (R73); the last one counts.

    Both parties record it. The limit decides. A value that is worse than the baseline but within the limit is a
    warning, unless the norms let the baseline decide. A value past the limit is a breach; while that is open, the guard
    of breaches reports it, and this one does not report it again.
    """
    plan, decision = dossier.plan, dossier.decision
    if plan is None or plan.continuity is None:
        return YES
    governed = dossier.route is Route.GOVERNANCE
    since = decision.at if governed and decision is not None else None
    last = {(m.indicator, m.phase): m.value for m in dossier.indicators if since is None or m.at >= since}
    told = {i for b in dossier.breaches for i in b.measured}
    reasons: list[Reason] = []
    for phase in (None,) if governed else tuple(s.phase for s in dossier.started):
        when_nl, when_en = (
            ("sinds het besluit", "since the decision") if phase is None else (f"in fase {phase}", f"in phase {phase}")
        )
        for indicator in plan.continuity.indicators:
            value = last.get((indicator.id, phase))
            if value is None:
                reasons.append(
                    R53.missing(
                        "not-measured",
                        nl=f"de indicator `{indicator.id}` is {when_nl} niet gemeten",
                        en=f"the indicator `{indicator.id}` was not measured {when_en}",
                        suppliers=who.both_parties(dossier),
                        about=_place(indicator.id, phase),
                    )
                )
            elif not indicator.kept(value):
                if indicator.id not in told:
                    reasons.append(
                        R53.forbidden(
                            "beyond-limit",
                            nl=f"de indicator `{indicator.id}` is {when_nl} {said(value).nl}; de grens is {said(indicator.limit).nl}, "
                            f"de nulmeting {said(indicator.baseline).nl}",
                            en=f"the indicator `{indicator.id}` is {said(value).en} {when_en}; the limit is {said(indicator.limit).en}, "
                            f"the baseline {said(indicator.baseline).en}",
                            suppliers=who.both_parties(dossier),
                            about=_place(indicator.id, phase),
                        )
                    )
            elif alone := silent(
                dossier, _since_it_holds(dossier, indicator, phase, since), norms, Countersigned.MEASUREMENTS
            ):
                reasons.append(
                    R53.missing(
                        "measured-by-one",
                        nl=f"de indicator `{indicator.id}` is {when_nl} {said(value).nl}; `{alone[0]}` zegt dat niet, en geen stuk van "
                        f"`{alone[0]}` laat het zien",
                        en=f"the indicator `{indicator.id}` is {said(value).en} {when_en}; `{alone[0]}` does not say so, and no paper of "
                        f"`{alone[0]}` shows it",
                        suppliers=who.owner(alone[0], norms) + who.ministry(norms),
                        about=_place(indicator.id, phase) | {"by.party": alone[0]},
                    )
                )
            elif indicator.worse(value, indicator.baseline):
                reasons.append(
                    (R53.forbidden if norms.baseline_decides else R53.warning)(
                        "worse-than-baseline",
                        nl=f"de indicator `{indicator.id}` is {when_nl} {said(value).nl}: binnen de grens van {said(indicator.limit).nl}, "
                        f"maar slechter dan de nulmeting van {said(indicator.baseline).nl}",
                        en=f"the indicator `{indicator.id}` is {said(value).en} {when_en}: within the limit of "
                        f"{said(indicator.limit).en}, but worse than the baseline of {said(indicator.baseline).en}",
                        suppliers=who.both_parties(dossier),
                    )
                )
    return reasons


def _since_it_holds(
    dossier: Dossier, indicator: Indicator, phase: int | None, since: datetime | None
) -> tuple[RecordIndicator, ...]:
    """The measurements of an indicator in a phase, since it was last past its limit."""
    found: list[RecordIndicator] = []
    for m in dossier.indicators:
        if (m.indicator, m.phase) == (indicator.id, phase) and (since is None or m.at >= since):
            found = [*found, m] if indicator.kept(m.value) else []
    return tuple(found)


@guard(
    R53,
    nl="de indicator en de fase bestaan",
    en="the indicator and the phase exist",
    reads=Reads.COMMAND,
    field={"": "phase", "no-such-indicator": "indicator", "before-the-phase": "at"},
)
def indicator_exists(dossier: Dossier, command: RecordIndicator, norms: Norms) -> Reasons:
    """R53: what is measured is an indicator of a plan that was in force; a phase that is named was started, and before it was measured.

    On the governance route there are no phases.
    """
    reasons: list[Reason] = []
    known = list(dict.fromkeys(i.id for limits in dossier.limits for i in limits.indicators))
    if command.indicator not in known:
        reasons.append(
            R53.forbidden(
                "no-such-indicator",
                nl=f"`{command.indicator}` is geen indicator van het plan{who.in_brackets(known)}",
                en=f"`{command.indicator}` is not an indicator of the plan{who.in_brackets(known)}",
                about={"indicator": known},
            )
        )
    if dossier.route is Route.GOVERNANCE:
        if command.phase is not None:
            reasons.append(
                R53.forbidden(
                    "no-phases",
                    nl="op de besturingsroute zijn er geen fasen om in te meten",
                    en="on the governance route there are no phases to measure in",
                    suppliers=who.both_parties(dossier),
                )
            )
        return reasons
    begun = dossier.phase_began(command.phase)
    if (
        begun is not None and command.at < begun and dossier.counts(command)
    ):  # what was undone since can still be recorded
        reasons.append(
            R53.forbidden(
                "before-the-phase",
                nl=f"deze meting is van {said(command.at).nl}; fase {command.phase} begon op {said(begun).nl}",
                en=f"this was measured at {said(command.at).en}; phase {command.phase} began at {said(begun).en}",
                suppliers=who.both_parties(dossier),
                about={"at": begun},
            )
        )
    if begun is None and command.phase is not None:
        reasons.append(
            R53.not_yet(
                "phase-not-started",
                nl=f"fase {command.phase} is niet begonnen",
                en=f"phase {command.phase} was not started",
                about={"phase": sorted({s.phase for s in dossier.started})},
            )
        )
    return reasons


@guard(
    R50,
    nl="de verstoring is nieuw en raakt een taak van het proces, of een genoemde dienst van een directoraat-generaal",
    en="the breach is new and affects a task of the process, or a service that is named of a directorate-general",
    reads=Reads.COMMAND,
    field={
        "breach-twice": "id",
        "breach-service": "task",
        "breach-task": "task",
        "breach-party": "party",
        "breach-elsewhere": "party",
        "breach-in-future": "since",
    },
)
def breach_is_of_a_service(dossier: Dossier, command: ReportBreach, norms: Norms) -> Reasons:
    """R50: each breach has a reference of its own, a service and a beginning; the services are those of all three directorates."""
    reasons: list[Reason] = []
    if command.id in {r for i in dossier.interruptions for r in i.references}:
        reasons.append(
            R50.forbidden(
                "breach-twice",
                nl=f"de verstoring `{command.id}` is al gemeld",
                en=f"the breach `{command.id}` was reported already",
            )
        )
    if (command.task is None) is (command.service is None):
        reasons.append(
            R50.missing(
                "breach-service",
                nl="een verstoring noemt of een taak van dit proces, of een andere dienst",
                en="a breach names either a task of this process or another service",
                suppliers=who.both_parties(dossier) + who.ministry(norms),
            )
        )
    if command.task is not None and command.task not in dossier.scope:
        reasons.append(
            R50.forbidden(
                "breach-task",
                nl=f"`{command.task}` is geen taak van dit proces",
                en=f"`{command.task}` is not a task of this process",
                about={"task": dossier.scope},
            )
        )
    if command.service is not None and command.party is None:
        reasons.append(
            R50.missing(
                "breach-party",
                nl=f"niet is gezegd van welke partij de dienst `{command.service}` is",
                en=f"it is not said of which party the service `{command.service}` is",
                suppliers=who.both_parties(dossier) + who.ministry(norms),
            )
        )
    if command.party is not None and command.party not in norms.directorates:
        reasons.append(
            R50.forbidden(
                "breach-elsewhere",
                nl=f"`{command.party}` is geen van {who.ticks(norms.directorates)}",
                en=f"`{command.party}` is none of {who.ticks(norms.directorates)}",
                about={"party": norms.directorates},
            )
        )
    if command.since > command.at:
        reasons.append(
            R50.forbidden(
                "breach-in-future",
                nl=f"de verstoring begint op {said(command.since).nl}, na de melding",
                en=f"the breach begins at {said(command.since).en}, after it was reported",
                about={"since": command.at},
            )
        )
    return reasons


@guard(
    R6,
    R50,
    nl="wie de verstoring opheft, hoort bij een van de twee partijen of het ministerie, meldde haar, of het is de eigen dienst",
    en="who resolves the breach belongs to one of the two parties or the ministry, reported it, or it is its own service",
    reads=Reads.COMMAND,
    field="by",
)
def breach_is_resolved_by_whom_it_concerns(dossier: Dossier, command: ResolveBreach, norms: Norms) -> Reasons:
    """R6: an outsider does not act on a process; R50: a third directorate says of its own service that it is whole again."""
    concerned = {
        party
        for b in dossier.breaches
        if command.breach in b.references
        for party in (b.party, *_told_by(b, dossier))
        if party is not None
    }
    if who.speaks_for(command.by, concerned):
        return YES
    return always.actor_takes_part.check(dossier, command, norms)


def _told_by(breach: Interruption, dossier: Dossier) -> set[str]:
    """The ids of the parties that reported a breach."""
    return {r.by.party for r in dossier.reported if r.id in breach.references}


@guard(
    R50,
    R53,
    nl="de verstoring staat open, en wat is gemeten is weer binnen de grens",
    en="the breach is open, and what was measured is within its limit again",
    reads=Reads.COMMAND,
    field={"no-such-breach": "breach", "breach-end": "until", "ended-by-the-receiver": "by", "ended-for-another": "by"},
    by={
        "not-measured-again": {RecordIndicator: "indicator"},
        "measured-again-by-one": {RecordIndicator: "indicator"},
    },
)
def breach_can_end(dossier: Dossier, command: ResolveBreach, norms: Norms) -> Reasons:
    """R50: only an open breach ends, some time after it began and not in future.

    The receiving party alone does not end what only others reported, nor does either party end what a third directorate
    reported. R53: a breach that was measured does not end before it is measured within the limit again.
    """
    breach = next((b for b in dossier.breaches if command.breach in b.references), None)
    if breach is None:
        return [
            R50.forbidden(
                "no-such-breach",
                nl=f"er staat geen verstoring `{command.breach}` open",
                en=f"no breach `{command.breach}` is open",
                about={"breach": [b.id for b in dossier.breaches]},
            )
        ]
    again = restored(breach, dossier.measurements, command.at) if breach.beyond else breach.since
    if again is None:
        return [
            R53.missing(
                "not-measured-again",
                nl=f"{who.ticks(sorted(breach.measured))} is na de overschrijding van `{breach.id}` nog niet binnen de grens "
                "gemeten",
                en=f"{who.ticks(sorted(breach.measured))} was not measured within the limit yet since the breach `{breach.id}`",
                suppliers=who.both_parties(dossier),
                about={"indicator": sorted(breach.measured)},
            )
        ]
    per_party = [
        restored(breach, [m for m in dossier.measurements if tells(m.command, party, norms)], command.at)
        for party in dossier.parties
        if breach.beyond and Countersigned.MEASUREMENTS in norms.countersigned
    ]
    if None in per_party:
        alone = dossier.parties[per_party.index(None)]
        return [
            R53.missing(
                "measured-again-by-one",
                nl=f"dat {who.ticks(sorted(breach.measured))} na `{breach.id}` weer binnen de grens is, zegt `{alone}` niet, en geen "
                f"stuk van `{alone}` laat het zien",
                en=f"that {who.ticks(sorted(breach.measured))} is within the limit again after `{breach.id}`, `{alone}` does not say, "
                f"and no paper of `{alone}` shows it",
                suppliers=who.owner(alone, norms) + who.ministry(norms),
                about={"indicator": sorted(breach.measured), "by.party": alone},
            )
        ]
    again = max([again, *(moment for moment in per_party if moment is not None)])
    told_by = _told_by(breach, dossier)
    if told_by and command.by.party == dossier.receiving and dossier.receiving not in told_by:
        others = tuple(s for party in sorted(told_by & set(who.owners(norms))) for s in who.owner(party, norms))
        return [
            R50.forbidden(
                "ended-by-the-receiver",
                nl=f"de verstoring `{breach.id}` is gemeld door {who.ticks(sorted(told_by))}; dat zij voorbij is, kan de "
                "ontvangende partij niet alleen zeggen",
                en=f"the breach `{breach.id}` was reported by {who.ticks(sorted(told_by))}; that it is over is not for the receiving "
                "party alone to say",
                suppliers=tuple(dict.fromkeys((*others, *who.deliverer(dossier), *who.ministry(norms)))),
            )
        ]
    third = sorted(told_by & set(norms.directorates) - set(dossier.parties))
    if third and command.by.party not in told_by and not who.of_the_ministry(command.by, norms):
        return [
            R50.forbidden(
                "ended-for-another",
                nl=f"de verstoring `{breach.id}` is gemeld door {who.ticks(third)}; dat zij voorbij is, kan `{command.by.party}` "
                "niet voor een ander zeggen",
                en=f"the breach `{breach.id}` was reported by {who.ticks(third)}; that it is over, `{command.by.party}` does not say for "
                "another",
                suppliers=tuple(s for party in third for s in who.owner(party, norms)) + who.ministry(norms),
            )
        ]
    lasted = breach.since < command.until or (breach.beyond and breach.since == command.until)
    if lasted and again <= command.until <= command.at:
        return YES  # a breach does not end in the instant in which it began, unless that was measured
    since_nl, since_en = (
        ("de meting die weer goed is", "the measurement that holds again") if breach.beyond else ("begin", "beginning")
    )
    return [
        R50.forbidden(
            "breach-end",
            nl=f"het einde {said(command.until).nl} ligt niet tussen {since_nl} en vastlegging",
            en=f"the end {said(command.until).en} does not lie between {since_en} and record",
            about={"until": again},
        )
    ]
