"""Plan: who drafts it, what it covers, and that the tasks are divided completely."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from itertools import pairwise

from attrs import evolve

from ontvlechting.engine.checked import without_words
from ontvlechting.engine.days import days_after
from ontvlechting.engine.doors import YES, Guard, Reads, Reasons, guard
from ontvlechting.engine.text import Text
from ontvlechting.engine.verdicts import Reason, Rule
from ontvlechting.letter.catalogue import (
    R2,
    R8,
    R18,
    R25,
    R34,
    R35,
    R38,
    R43,
    R44,
    R46,
    R48,
    R49,
    R53,
    R56,
    R57,
    R58,
    R60,
    R61,
    R65,
    R66,
    R73,
    R91,
    R92,
)
from ontvlechting.letter.commands import (
    AffectedUnit,
    AmendPlan,
    ChangeRoute,
    Command,
    ConcludeProof,
    ConsultUnit,
    Disposition,
    DraftPlan,
    Phase,
    Plan,
    PlannedTask,
    ProposeAmendment,
    RecordAgreement,
    RecordContact,
    Reversal,
    RevisePlan,
    RiskResponse,
    Route,
    SharedTask,
    ShiftBudget,
    Supply,
    UpdateSharedTasks,
)
from ontvlechting.letter.commands.plan import GOES
from ontvlechting.letter.dossier import Dossier
from ontvlechting.letter.guards import who
from ontvlechting.letter.guards.other_side import without_word
from ontvlechting.letter.guards.participation import consultations, council_gap
from ontvlechting.letter.norms import Norms
from ontvlechting.letter.terms import said
from ontvlechting.letter.values import Delta, DocumentKind, Judgement, per_party

PlanCommand = DraftPlan | RevisePlan | ProposeAmendment


@guard(
    R34,
    nl="er is één geldend plan; het nieuwe volgt op het vorige",
    en="there is one plan in force; the new one follows the last",
    reads=Reads.COMMAND,
    field="plan.version",
)
def plan_version_follows(dossier: Dossier, command: PlanCommand, norms: Norms) -> Reasons:
    """R34: versions follow each other without gaps."""
    expected = dossier.last_version + 1
    if command.plan.version == expected:
        return YES
    return [
        R34.forbidden(
            "version",
            nl=f"het plan draagt versie {command.plan.version}; de volgende is {expected}",
            en=f"the plan bears version {command.plan.version}; the next is {expected}",
            about={"plan.version": expected},
        )
    ]


@guard(
    R25,
    nl="het plan volgt de gekozen vorm",
    en="the plan follows the chosen form",
    reads=Reads.COMMAND,
    field="plan.route",
)
def plan_follows_the_route(dossier: Dossier, command: PlanCommand, norms: Norms) -> Reasons:
    """R25: one route per process; another one is chosen by `ChangeRoute`."""
    if dossier.route is None or command.plan.route is dossier.route:
        return YES
    return [
        R25.forbidden(
            "other-route",
            nl=f"het plan gaat uit van `{said(command.plan.route).nl}`, gekozen is `{said(dossier.route).nl}`",
            en=f"the plan assumes `{said(command.plan.route).en}`, chosen is `{said(dossier.route).en}`",
            suppliers=who.both_parties(dossier),
            about={"plan.route": dossier.route},
        )
    ]


@guard(
    R25,
    nl="de nieuwe vorm is een andere dan de huidige",
    en="the new form differs from the present one",
    reads=Reads.COMMAND,
    field="route",
)
def route_changes(dossier: Dossier, command: ChangeRoute, norms: Norms) -> Reasons:
    """R25: a change of route changes it."""
    if command.route is not dossier.route:
        return YES
    return [
        R25.forbidden(
            "same-route",
            nl=f"`{said(command.route).nl}` is al de gekozen vorm",
            en=f"`{said(command.route).en}` is the chosen form already",
            about={"route": [r for r in Route if r is not dossier.route]},
        )
    ]


@guard(
    R43,
    nl="de ontvanger stelt het plan op, samen met de overdragende partij",
    en="the receiving party drafts the plan, together with the transferring party",
    reads=Reads.COMMAND,
    field={"drafter": "plan.drafters", "not-by-drafter": "by"},
)
def both_parties_draft(dossier: Dossier, command: PlanCommand, norms: Norms) -> Reasons:
    """R43: both are drafters, and one of the drafters hands in the plan; or the ministry, which takes its decision back (R13)."""
    reasons: list[Reason] = [
        R43.missing(
            "drafter",
            nl=f"`{party}` heeft het plan niet mee opgesteld",
            en=f"`{party}` did not take part in drafting the plan",
            suppliers=suppliers,
            about={"plan.drafters": party},
        )
        for party, suppliers in (
            (dossier.receiving, who.receiver(dossier)),
            (dossier.delivering, who.deliverer(dossier)),
        )
        if party is not None and party not in command.plan.drafters
    ]
    takes_back = (
        isinstance(command, RevisePlan) and dossier.decision is not None and who.of_the_ministry(command.by, norms)
    )
    if not takes_back and not who.speaks_for(command.by, set(command.plan.drafters) & set(dossier.parties)):
        reasons.append(
            R43.forbidden(
                "not-by-drafter",
                nl=f"`{command.by.party}` in de rol `{said(command.by.role).nl}` is geen opsteller van dit plan",
                en=f"`{command.by.party}` in the role `{said(command.by.role).en}` is not a drafter of this plan",
                suppliers=who.both_parties(dossier),
            )
        )
    return reasons


@guard(
    R46,
    nl="het plan behandelt gevolgen, uitvoeringsrisico's en meerwaarde",
    en="the plan covers consequences, execution risks and added value",
    reads=Reads.COMMAND,
    field={"consequences": "plan.consequences", "risks": "plan.risks", "added-value": "plan.added_value"},
)
def consequences_and_risks_are_covered(dossier: Dossier, command: PlanCommand, norms: Norms) -> Reasons:
    """R46: the three questions of the motion Bruins are answered in the plan."""
    plan = command.plan
    asked = (
        ("consequences", plan.consequences, "de gevolgen", "the consequences"),
        ("risks", plan.risks, "de uitvoeringsrisico's", "the execution risks"),
        ("added-value", plan.added_value, "de meerwaarde", "the added value"),
    )
    return [
        R46.missing(
            code,
            nl=f"het plan zegt niets over {nl}",
            en=f"the plan says nothing about {en}",
            suppliers=who.both_parties(dossier),
        )
        for code, value, nl, en in asked
        if not value
    ]


@guard(
    R60,
    nl="waar een risico vraagt om minder over te dragen, gaat er minder over",
    en="where a risk asks to transfer less, less is transferred",
    reads=Reads.COMMAND,
    field="plan.tasks.disposition",
)
def scope_is_reduced_where_a_risk_asks(dossier: Dossier, command: PlanCommand, norms: Norms) -> Reasons:
    """R60: a plan after such a risk moves less, and none moves more again, or it gives each such risk another response, with a reason."""
    plan, asked = command.plan, dossier.asked(command.plan.route)
    if asked is None or not asked.reductions or asked.less(plan):
        return YES
    if plan.answering(RiskResponse.REDUCE_SCOPE) >= asked.reductions + asked.dropped(plan):
        return YES
    return [
        R60.missing(
            "scope-not-reduced",
            nl=f"aantal risico's dat tot en met versie {asked.version} vroeg om minder over te dragen: {asked.reductions}; deze versie draagt "
            f"{'weer meer' if asked.reduced else 'niet minder'} over, en geeft niet elk daarvan een ander antwoord met een reden",
            en=f"risks that asked to transfer less, up to version {asked.version}: {asked.reductions}; this version "
            f"{'transfers more again' if asked.reduced else 'does not'}, and does not give each of them another response with a reason",
            suppliers=who.both_parties(dossier),
        )
    ]


@guard(
    R60,
    nl="een risico dat vroeg om te stoppen, vraagt dat nog, of krijgt een ander antwoord met een reden",
    en="a risk that asked to stop still does, or is given another response with a reason",
    reads=Reads.COMMAND,
    field="plan.risks",
)
def stop_is_not_dropped(dossier: Dossier, command: PlanCommand, norms: Norms) -> Reasons:
    """R60: what is done with a risk is recorded; one that asked to stop is not left out in silence, nor answered by less scope."""
    plan, asked = command.plan, dossier.asked(command.plan.route)
    dropped = asked.dropped(plan) if asked is not None else 0
    if asked is None or plan.answering(RiskResponse.STOP) >= dropped:
        return YES
    return [
        R60.missing(
            "stop-dropped",
            nl=f"aantal risico's dat in versie {asked.version} vroeg om te stoppen: {asked.stops}; in deze versie: {asked.stops - dropped}, en "
            "niet elk van de andere krijgt een ander antwoord met een reden",
            en=f"risks that asked to stop in version {asked.version}: {asked.stops}; in this version: {asked.stops - dropped}, and not each "
            "of the others is given another response with a reason",
            suppliers=who.both_parties(dossier),
        )
    ]


@guard(
    R43,
    R48,
    R49,
    nl="er is een planning, fase na fase, en het tempo volgt de complexiteit",
    en="there is a schedule, phase after phase, and the tempo follows the complexity",
    reads=Reads.COMMAND,
    field={
        "no-schedule": "plan.phases",
        "too-fast": "plan.phases.ends_on",
        "before-the-one-before": "plan.phases.starts_on",
    },
)
def tempo_follows_complexity(dossier: Dossier, command: PlanCommand, norms: Norms) -> Reasons:
    """R43: a plan to shift has phases with dates; R48: none begins before the one before it ends, or was accepted.

    R49: none is shorter than the norm of its complexity.
    """
    if command.plan.route is not Route.SHIFT:
        return YES
    if not command.plan.phases:
        return [
            R43.missing(
                "no-schedule",
                nl="het plan heeft geen fasen met een planning",
                en="the plan has no phases with a schedule",
                suppliers=who.both_parties(dossier),
                about={"plan.phases.tasks": command.plan.goes()},
            )
        ]
    accepted = {a.phase: norms.day_of(a.at) for a in dossier.accepted}
    return [
        R49.forbidden(
            "too-fast",
            nl=f"fase {p.number} is `{said(p.complexity).nl}` en duurt {p.days} dagen; de norm is {norms.lead_time(p.complexity)}",
            en=f"phase {p.number} is `{said(p.complexity).en}` and takes {p.days} days; the norm is {norms.lead_time(p.complexity)}",
            suppliers=who.both_parties(dossier),
            about={
                "plan.phases.number": p.number,
                "plan.phases.ends_on": days_after(p.starts_on, norms.lead_time(p.complexity) - 1),
            },
        )
        for p in command.plan.phases
        if p.days < norms.lead_time(p.complexity)
    ] + [
        R48.forbidden(
            "before-the-one-before",
            nl=f"fase {p.number} zou op {said(p.starts_on).nl} beginnen, en fase {before.number} duurt tot en met {said(end).nl}; "
            "een fase begint pas als de vorige is aanvaard",
            en=f"phase {p.number} would begin on {said(p.starts_on).en}, and phase {before.number} lasts up to {said(end).en}; a "
            "phase begins only once the one before was accepted",
            suppliers=who.both_parties(dossier),
            about={"plan.phases.number": p.number, "plan.phases.starts_on": end},
        )
        for before, p in pairwise(command.plan.phases)
        for end in (min(before.ends_on, accepted.get(before.number, before.ends_on)),)
        if p.starts_on < end
    ]


@guard(
    R56,
    nl="het register van gedeelde taken bestaat",
    en="the register of shared tasks exists",
    reads=Reads.COMMAND,
    field="plan.shared_tasks",
)
def shared_tasks_are_registered(dossier: Dossier, command: PlanCommand, norms: Norms) -> Reasons:
    """R56: the register may be empty, never absent, and holds every task that is shared."""
    plan = command.plan
    if plan.shared_tasks is None:
        return [
            R56.missing(
                "no-register",
                nl="er is geen register van gedeelde taken, ook geen leeg",
                en="there is no register of shared tasks, not even an empty one",
                suppliers=who.both_parties(dossier),
            )
        ]
    return register_faults(plan.shared_tasks, plan.tasks, dossier, norms)


def register_faults(
    register: Iterable[SharedTask], tasks: Iterable[PlannedTask], dossier: Dossier, norms: Norms
) -> Reasons:
    """R56: each entry is a task that the plan shares between two or more directorates, by an agreement of theirs; none is left out."""
    register = tuple(register)
    registered = {s.task for s in register}
    shared = [t.task for t in tasks if t.disposition is Disposition.SHARED]
    return (
        [
            R56.forbidden(
                "not-shared",
                nl=f"regel {number} van het register is geen gedeelde taak van dit proces tussen twee of meer directoraten-generaal",
                en=f"entry {number} of the register is not a shared task of this process between two or more directorates-general",
                suppliers=who.both_parties(dossier),
            )
            for number, s in enumerate(register, start=1)
            if len(set(s.partners) & set(norms.directorates)) < 2
            or not set(s.partners) <= set(norms.may_share())
            or (s.task is not None and s.task not in shared)
        ]
        + [
            R56.missing(
                "not-in-register",
                nl=f"de gedeelde taak `{task}` staat niet in het register",
                en=f"the shared task `{task}` is not in the register",
                suppliers=who.both_parties(dossier),
                about={"plan.shared_tasks.task": task, "register.task": task},
            )
            for task in shared
            if task not in registered
        ]
        + [
            R56.forbidden(
                "shared-without-agreement",
                nl=f"regel {number} van het register: `{s.agreement.id}` is geen afspraak van {who.ticks(s.partners)} of het ministerie",
                en=f"entry {number} of the register: `{s.agreement.id}` is no agreement of {who.ticks(s.partners)} or the ministry",
                suppliers=who.both_parties(dossier),
            )
            for number, s in enumerate(register, start=1)
            if s.agreement.kind is not DocumentKind.AGREEMENT
            or s.agreement.origin not in {*s.partners, *dossier.parties, norms.ministry}
        ]
    )


def _unjudged(
    rule: Rule,
    code: str,
    judgements: Iterable[tuple[PlannedTask, Judgement | None]],
    dossier: Dossier,
    command: PlanCommand,
    norms: Norms,
    nl: str,
    en: str,
) -> Reasons:
    """A reason for each task that goes without a judgement of a party that holds, not from the future, nor of before it was studied."""
    reasons: list[Reason] = []
    for task, judgement in judgements:
        if task.disposition not in GOES:
            continue
        if judgement is None:
            reasons.append(
                rule.missing(
                    code,
                    nl=f"voor `{task.task}` is niet geoordeeld of de taak {nl}",
                    en=f"for `{task.task}` nobody has judged whether the task {en}",
                    suppliers=who.both_parties(dossier),
                    about={"plan.tasks.task": task.task},
                )
            )
        elif not (judgement.holds and judgement.on <= command.at and who.speaks_for(judgement.by, dossier.parties)):
            reasons.append(
                rule.forbidden(
                    f"{code}-not-held",
                    nl=f"voor `{task.task}` is er geen bevestigend oordeel van een van de partijen dat de taak {nl}",
                    en=f"for `{task.task}` there is no affirmative judgement by one of the parties that the task {en}",
                    suppliers=who.both_parties(dossier),
                    about={"plan.tasks.task": task.task},
                )
            )
        elif (found := dossier.first_found) is not None and norms.day_of(judgement.on) < found:
            judged = norms.day_of(judgement.on)
            reasons.append(
                rule.forbidden(
                    f"{code}-of-before",
                    nl=f"dat `{task.task}` {nl}, is geoordeeld op {said(judged).nl}; de bevinding over de haalbaarheid is van {said(found).nl}",
                    en=f"that `{task.task}` {en} was judged on {said(judged).en}; the finding on feasibility is of {said(found).en}",
                    suppliers=who.both_parties(dossier),
                    about={"plan.tasks.task": task.task, f"plan.tasks.{code}.on": found},
                )
            )
    return reasons


@guard(
    R57,
    nl="elke taak die overgaat is nodig om zelfstandig te functioneren",
    en="each task that goes is needed to function independently",
    reads=Reads.COMMAND,
    field="plan.tasks.necessity",
)
def moved_tasks_are_necessary(dossier: Dossier, command: PlanCommand, norms: Norms) -> Reasons:
    """R57: each moved or set-up task has a judgement that it is necessary."""
    return _unjudged(
        R57,
        "necessity",
        ((t, t.necessity) for t in command.plan.tasks),
        dossier,
        command,
        norms,
        "noodzakelijk is om zelfstandig te functioneren",
        "is necessary to function independently",
    )


@guard(
    R58,
    nl="elke taak die overgaat draagt bij aan de maatschappelijke opgave",
    en="each task that goes contributes to the public task",
    reads=Reads.COMMAND,
    field="plan.tasks.contribution",
)
def moved_tasks_contribute(dossier: Dossier, command: PlanCommand, norms: Norms) -> Reasons:
    """R58: being necessary is not enough: each moved or set-up task also contributes."""
    return _unjudged(
        R58,
        "contribution",
        ((t, t.contribution) for t in command.plan.tasks),
        dossier,
        command,
        norms,
        "bijdraagt aan de maatschappelijke opgave",
        "contributes to the public task",
    )


@guard(
    R57,
    R92,
    nl="wat overgaat en wat blijft vormen samen het hele proces",
    en="what goes and what stays make up the whole process",
    reads=Reads.COMMAND,
    field="plan.tasks.task",
)
def tasks_make_up_the_scope(dossier: Dossier, command: PlanCommand, norms: Norms) -> Reasons:
    """R57, R92: every task of the scope has a disposition, and no other task has."""
    planned, scope = {t.task for t in command.plan.tasks}, set(dossier.scope)
    return [
        R92.missing(
            "task-without-disposition",
            nl=f"de taak `{task}` gaat naar geen van beide partijen en blijft ook niet",
            en=f"the task `{task}` has no disposition",
            suppliers=who.both_parties(dossier),
            about={"plan.tasks.task": task},
        )
        for task in dossier.scope
        if task not in planned
    ] + [
        R92.forbidden(
            "task-outside-scope",
            nl=f"de taak `{task}` hoort niet bij dit proces",
            en=f"the task `{task}` is not part of this process",
            about={"plan.tasks.task": dossier.scope},
        )
        for task in sorted(planned - scope)
    ]


@guard(
    R25,
    R73,
    nl="bij een verschuiving gaat werk over, op de besturingsroute niet",
    en="in a shift work goes over, on the governance route none does",
    reads=Reads.COMMAND,
    field="plan.tasks.disposition",
)
def work_goes_only_in_a_shift(dossier: Dossier, command: PlanCommand, norms: Norms) -> Reasons:
    """R73: on the governance route no performer changes; R25: a shift shifts at least one task."""
    goes = command.plan.goes()
    reasons: list[Reason] = []
    if command.plan.route is Route.GOVERNANCE and goes:
        reasons.append(
            R73.forbidden(
                "work-moves",
                nl=f"op de besturingsroute blijft het werk waar het is; het plan verplaatst {who.ticks(goes)}",
                en=f"on the governance route the work stays where it is; the plan moves {who.ticks(goes)}",
                about={"plan.tasks.disposition": Disposition.STAYS},
            )
        )
    if command.plan.route is Route.SHIFT and not goes:
        reasons.append(
            R25.forbidden(
                "nothing-moves",
                nl="het plan verschuift geen enkele taak",
                en="the plan does not shift a single task",
                suppliers=who.both_parties(dossier),
                about={"plan.tasks.disposition": sorted(GOES, key=lambda d: d.value)},
            )
        )
    return reasons


@guard(
    R61,
    R65,
    nl="elk betrokken onderdeel is geraadpleegd",
    en="each affected unit was consulted",
    reads=Reads.COMMAND,
    field="plan.affected_units",
    by={"unit-": ConsultUnit},
)
def affected_units_were_consulted(dossier: Dossier, command: PlanCommand, norms: Norms) -> Reasons:
    """R61: the plan names the affected units, that from which the process comes among them, and each was consulted before."""
    if not command.plan.affected_units:
        return [
            R61.missing(
                "no-units",
                nl="het plan noemt geen betrokken onderdelen",
                en="the plan names no affected units",
                suppliers=who.both_parties(dossier),
            )
        ]
    identity = dossier.identity
    reasons = [r for unit in command.plan.affected_units for r in _not_consulted(dossier, command, norms, unit)]
    source = identity.unit if identity is not None else None
    if source is not None and source not in {u.id for u in command.plan.affected_units}:
        reasons.append(
            R61.missing(
                "source-unit-left-out",
                nl=f"het proces komt uit `{source}`, en het plan noemt dat niet als betrokken onderdeel",
                en=f"the process comes from `{source}`, and the plan does not name that as an affected unit",
                suppliers=who.both_parties(dossier),
                about={"plan.affected_units.id": source},
            )
        )
    return reasons


def _not_consulted(dossier: Dossier, command: Command, norms: Norms, unit: AffectedUnit) -> Reasons:
    """R61: why this unit does not count as consulted; R65: what was said of a unit of another party is not about this one."""
    if (unit.id, unit.party) in {(c.unit, c.party) for c in consultations(dossier, norms, command.at)}:
        return YES
    named = [c for c in dossier.consultations if c.unit == unit.id and c.at < command.at]
    own = [c for c in named if c.party == unit.party]
    reason = without_word(dossier, own, R61, "unit", norms, who.unit(unit.id))
    if reason is None and named:
        reason = R65.missing(
            "unit-elsewhere",
            nl=f"het onderdeel `{unit.id}` van `{unit.party}` is geraadpleegd als onderdeel van `{named[0].party}`",
            en=f"the unit `{unit.id}` of `{unit.party}` was consulted as a unit of `{named[0].party}`",
            suppliers=who.unit(unit.id),
            about={"unit": unit.id, "party": unit.party},
        )
    return [
        reason
        or R61.missing(
            "unit-not-consulted",
            nl=f"het onderdeel `{unit.id}` is niet geraadpleegd",
            en=f"the unit `{unit.id}` was not consulted",
            suppliers=who.both_parties(dossier) + who.unit(unit.id),
            about={"unit": unit.id, "party": unit.party},
        )
    ]


@guard(
    R61,
    R65,
    nl="elk betrokken onderdeel hoort bij een van de directoraten-generaal",
    en="each affected unit belongs to one of the directorates-general",
    reads=Reads.COMMAND,
    field={"": "plan.affected_units.party", "unit-is-party": "plan.affected_units.id"},
)
def affected_units_belong_to_a_party(dossier: Dossier, command: PlanCommand, norms: Norms) -> Reasons:
    """R61: the units are those of the parties, none is a party or a body itself; R65: one that the norms name is of the first performer."""
    parties = norms.known_parties()
    return [
        R61.forbidden(
            "unit-is-party",
            nl=f"`{u.id}` is geen onderdeel van `{u.party}`, maar een partij of orgaan",
            en=f"`{u.id}` is no unit of `{u.party}`, but a party or a body",
            suppliers=who.both_parties(dossier),
            about={"plan.affected_units.party": u.party},
        )
        for u in command.plan.affected_units
        if u.id in parties
    ] + [
        R65.forbidden(
            "unit-of-other",
            nl=f"`{u.id}` is geen onderdeel van `{u.party}`",
            en=f"`{u.id}` is no unit of `{u.party}`",
            suppliers=who.both_parties(dossier),
            about={
                "plan.affected_units.id": u.id,
                "plan.affected_units.party": norms.first_performer if u.id in norms.units else norms.directorates,
            },
        )
        for u in command.plan.affected_units
        if u.party not in norms.directorates or (u.id in norms.units and u.party != norms.first_performer)
    ]


@guard(
    R61,
    R91,
    nl="wie het proces nog meer dient, is geraadpleegd",
    en="who else is served by the process was consulted",
    by={ConsultUnit: "party"},
)
def other_beneficiaries_were_consulted(dossier: Dossier, command: Command, norms: Norms) -> Reasons:
    """R61, R91: a process can be performed for more than its receiver; the others are heard before the plan."""
    if dossier.identity is None:
        return YES
    heard = {c.party for c in consultations(dossier, norms, command.at)} | set(dossier.parties)
    return [
        R61.missing(
            "beneficiary-not-consulted",
            nl=f"het proces wordt ook voor `{party}` uitgevoerd, en `{party}` is niet geraadpleegd",
            en=f"the process is performed for `{party}` as well, and `{party}` was not consulted",
            suppliers=who.both_parties(dossier) + who.owner(party, norms),
            about={"party": party},
        )
        for party in dict.fromkeys(dossier.identity.beneficiaries)
        if party not in heard
    ]


Binding = PlanCommand | UpdateSharedTasks | ConcludeProof | ShiftBudget | RecordAgreement

_PAYS = Text(nl="budget afstaat", en="gives up budget")
_SHARES = Text(nl="een taak deelt", en="shares a task")
_REVERSES = Text(nl="werk of budget terugdraait", en="reverses work or budget")
_CHANGES = Text(nl="mensen heeft voor wie het werk verandert", en="has people whose work changes")
_SUPPLIES = Text(nl="ondersteuning levert", en="supplies support")
_AGREES = Text(nl="een afspraak maakt", en="makes an agreement")


def _bound(dossier: Dossier, command: Binding) -> Iterator[tuple[str | None, Text]]:
    """Whom this binds, and to what; a partner whose own paper is the agreement said so itself."""
    budget: Iterable[Delta] = ()
    shared: Iterable[SharedTask] = ()
    ways: Iterable[Reversal | None] = ()
    if isinstance(command, UpdateSharedTasks):
        shared = command.register
    elif isinstance(command, ConcludeProof):
        yield from ((s.supplier, _SUPPLIES) for s in command.support if s.supply is Supply.SERVICE)
    elif isinstance(command, ShiftBudget):
        budget, ways = (*(d for s in dossier.shifts for d in s.deltas), *command.deltas), (command.reversal,)
    elif isinstance(command, RecordAgreement):
        yield from ((partner, _AGREES) for partner in command.partners)
    else:
        plan = command.plan
        budget = plan.budget.deltas if plan.budget else ()
        shared, ways = plan.shared_tasks or (), (p.reversal for p in plan.phases)
        yield from ((g.party, _CHANGES) for g in (plan.staff.groups if plan.staff else ()))
    yield from ((party, _PAYS) for (party, _, _), amount in per_party(budget).items() if amount < 0)
    yield from ((partner, _SHARES) for s in shared for partner in s.partners if partner != s.agreement.origin)
    yield from ((way.who, _REVERSES) for way in ways if way is not None)


@guard(
    R91,
    nl="wie er nog meer aan wordt gebonden, is geraadpleegd",
    en="whoever else is bound by it was consulted",
    reads=Reads.COMMAND,
    by={ConsultUnit: "party"},
)
def others_who_are_bound_were_consulted(dossier: Dossier, command: Binding, norms: Norms) -> Reasons:
    """R91: nobody but the two parties and the ministry gives up budget, shares, reverses or is bound otherwise without being heard."""
    bound: dict[str, dict[Text, None]] = {}
    for party, does in _bound(dossier, command):
        if party in norms.may_share() and party not in dossier.parties:
            bound.setdefault(party, {})[does] = None
    if not bound:
        return YES
    heard = {c.party for c in consultations(dossier, norms, command.at)}
    return [
        R91.missing(
            "bound-not-consulted",
            nl=f"hier staat dat `{party}` {' en '.join(d.nl for d in does)}, en `{party}` is niet geraadpleegd",
            en=f"this says that `{party}` {' and '.join(d.en for d in does)}, and `{party}` was not consulted",
            suppliers=who.both_parties(dossier) + who.owner(party, norms),
            about={"party": party},
        )
        for party, does in bound.items()
        if party not in heard
    ]


@guard(
    R2,
    nl="elke groep medewerkers hoort bij één directoraat-generaal",
    en="each staff group belongs to one directorate-general",
    reads=Reads.COMMAND,
    field="plan.staff.groups.party",
)
def staff_groups_have_one_directorate(dossier: Dossier, command: PlanCommand, norms: Norms) -> Reasons:
    """R2: a directorate has staff of its own; nobody else has staff in this plan, and no group is of two at once."""
    groups = command.plan.staff.groups if command.plan.staff is not None else ()
    parties: dict[str, dict[str, None]] = {}
    for g in groups:
        parties.setdefault(g.name, {})[g.party] = None
    return [
        R2.forbidden(
            "group-of-two",
            nl=f"de groep `{name}` staat bij {who.ticks(of)}; een groep hoort bij één partij",
            en=f"the group `{name}` stands at {who.ticks(of)}; a group belongs to one party",
            suppliers=who.both_parties(dossier),
            about={"plan.staff.groups.name": name, "plan.staff.groups.party": list(of)},
        )
        for name, of in parties.items()
        if len(of) > 1
    ] + [
        R2.forbidden(
            "group-elsewhere",
            nl=f"de groep `{name}` staat bij `{party}`, en dat is geen van {who.ticks(norms.directorates)}",
            en=f"the group `{name}` stands at `{party}`, which is none of {who.ticks(norms.directorates)}",
            suppliers=who.both_parties(dossier),
            about={"plan.staff.groups.name": name, "plan.staff.groups.party": norms.directorates},
        )
        for name, of in parties.items()
        for party in of
        if party not in norms.directorates
    ]


@guard(
    R38,
    R44,
    nl="het oordeel over de personele consequenties gaat over deze, niet over die van een vorig plan",
    en="the judgement on the staff consequences is on these, not on those of an earlier plan",
    reads=Reads.COMMAND,
    field="plan.staff.clear.on",
)
def staff_consequences_are_judged_anew(dossier: Dossier, command: PlanCommand, norms: Norms) -> Reasons:
    """R38, R44: when a plan changes the staff groups beyond words, they are judged after the plan before."""
    staff, before = command.plan.staff, dossier.plan.staff if dossier.plan else None
    if staff is None or before is None or staff.clear is None or dossier.planned is None:
        return YES
    if without_words(staff.groups) == without_words(before.groups) or staff.clear.on >= dossier.planned.at:
        return YES
    judged, before_on = norms.day_of(staff.clear.on), norms.day_of(dossier.planned.at)
    return [
        R38.forbidden(
            "consequences-of-another-plan",
            nl=f"dat de personele consequenties duidelijk zijn, is geoordeeld op {said(judged).nl}; versie {dossier.plan_version} is van "
            f"{said(before_on).nl}, en deze versie verandert ze",
            en=f"that the staff consequences are clear was judged on {said(judged).en}; version {dossier.plan_version} is of "
            f"{said(before_on).en}, and this version changes them",
            suppliers=who.both_parties(dossier),
            about={"plan.staff.clear.on": dossier.planned.at},
        )
    ]


@guard(
    R8,
    R91,
    nl="de afhankelijkheden zijn vastgelegd, met de leverancier van gedeelde ICT",
    en="the dependencies are recorded, with the supplier of shared ICT",
    reads=Reads.COMMAND,
    field={
        "no-dependencies": "plan.dependencies",
        "dependency-party": "plan.dependencies.party",
        "ict-supplier": "plan.dependencies.ict_supplier",
    },
)
def dependencies_are_recorded(dossier: Dossier, command: PlanCommand, norms: Norms) -> Reasons:
    """R91: dependencies are recorded, even if there are none; R8: of the directorates, the first performer supplies shared ICT.

    A party outside the directorates may be a dependency and may supply: the closed set of three is about who gives and
    receives the work.
    """
    dependencies = command.plan.dependencies
    if dependencies is None:
        return [
            R91.missing(
                "no-dependencies",
                nl="de afhankelijkheden zijn niet vastgelegd, ook niet dat er geen zijn",
                en="the dependencies are not recorded, nor that there are none",
                suppliers=who.both_parties(dossier),
            )
        ]
    return [
        R91.forbidden(
            "dependency-party",
            nl=f"`{d.party}` van de afhankelijkheid `{d.id}` is geen van {who.ticks(norms.may_share())}",
            en=f"`{d.party}` of the dependency `{d.id}` is none of {who.ticks(norms.may_share())}",
            suppliers=who.both_parties(dossier),
            about={"plan.dependencies.id": d.id, "plan.dependencies.party": norms.may_share()},
        )
        for d in dependencies
        if d.party not in norms.may_share()
    ] + [
        R8.forbidden(
            "ict-supplier",
            nl=f"de gedeelde ICT `{d.id}` wordt geleverd door `{norms.first_performer}`, niet door `{d.ict_supplier}`",
            en=f"the shared ICT `{d.id}` is supplied by `{norms.first_performer}`, not by `{d.ict_supplier}`",
            about={"plan.dependencies.id": d.id, "plan.dependencies.ict_supplier": norms.first_performer},
        )
        for d in dependencies
        if d.ict_supplier not in (None, norms.first_performer, *(p.id for p in norms.parties))
    ]


@guard(
    R65,
    nl="de departementale ondernemingsraad is bij het haalbaarheidsonderzoek betrokken",
    en="the departmental works council was involved in the feasibility study",
    by=RecordContact,
)
def council_was_heard_on_feasibility(dossier: Dossier, command: Command, norms: Norms) -> Reasons:
    """R65: involved in all stages, the feasibility study included, before there is a plan."""
    gap = council_gap(dossier, norms, command.at)
    return YES if gap is None else [gap]


# -- an amended plan, during the transfer ------------------------------------------------------------------------------


def amended_plan_passes(*guards: Guard) -> Guard:
    """A guard: the plan that is proposed would pass these guards as well, each with its own reasons."""

    @guard(
        *dict.fromkeys(r for g in guards for r in g.rules),
        nl="het gewijzigde plan voldoet aan alles wat van een plan wordt gevraagd",
        en="the amended plan meets all that is asked of a plan",
        by={ProposeAmendment: "plan"},
    )
    def amended_plan_passes(dossier: Dossier, command: Command, norms: Norms) -> Reasons:
        """R44: an amendment is no way around what the first plan was held to."""
        if dossier.proposal is None:
            return YES
        amended = dossier.as_amended(command.at)
        return [r for g in guards for r in g.check(amended, command, norms)]

    return amended_plan_passes


@guard(
    R34,
    R44,
    nl="over deze versie ligt een voorstel van beide partijen",
    en="this version was proposed by both parties",
    reads=Reads.COMMAND,
    field="plan_version",
    by={"no-proposal": ProposeAmendment},
)
def amendment_is_proposed(dossier: Dossier, command: AmendPlan, norms: Norms) -> Reasons:
    """R34, R44: the ministry decides on the amended plan that was proposed last, and on no other."""
    if dossier.proposal is None:
        return [
            R34.missing(
                "no-proposal",
                nl="er is geen gewijzigd plan voorgesteld",
                en="no amended plan was proposed",
                suppliers=who.both_parties(dossier),
            )
        ]
    proposed = dossier.proposal.plan.version
    if command.plan_version == proposed:
        return YES
    return [
        R44.forbidden(
            "other-version-amended",
            nl=f"het besluit gaat over versie {command.plan_version}; voorgesteld is versie {proposed}",
            en=f"the decision is on version {command.plan_version}; version {proposed} was proposed",
            suppliers=who.ministry(norms),
            about={"plan_version": proposed},
        )
    ]


@guard(
    R48,
    R53,
    nl="wat al begonnen is, blijft in het gewijzigde plan zoals het was",
    en="what has begun stays in the amended plan as it was",
    reads=Reads.COMMAND,
    field="plan",
)
def proposal_leaves_what_began(dossier: Dossier, command: ProposeAmendment, norms: Norms) -> Reasons:
    """R48, R53: only what has not begun is amended; what was measured goes on being measured."""
    return list(_changes_to_what_began(dossier, command))


@guard(
    R48,
    R53,
    nl="wat intussen begonnen is, blijft in het gewijzigde plan zoals het was",
    en="what has begun in the meantime stays in the amended plan as it was",
    by={ProposeAmendment: "plan"},
)
def amendment_leaves_what_began(dossier: Dossier, command: Command, norms: Norms) -> Reasons:
    """R48, R53: a phase may have begun since the proposal."""
    return list(_changes_to_what_began(dossier, dossier.proposal)) if dossier.proposal else YES


@guard(
    R18,
    R66,
    nl="wie is vervangen, komt met het gewijzigde plan niet terug",
    en="who was replaced does not come back with the amended plan",
    reads=Reads.COMMAND,
    field={"": "plan.phases.responsible", "replaced-decider": "plan.arrangement.decider"},
)
def replaced_people_stay_replaced(dossier: Dossier, command: ProposeAmendment, norms: Norms) -> Reasons:
    """R18, R66: a plan that says of a place what the plan before said does not undo that somebody took it over."""
    return list(_people_who_return(dossier, command))


@guard(
    R18,
    R66,
    nl="ook wie is vervangen zonder dat het voorstel dat wist, komt niet terug",
    en="who was replaced without the proposal knowing it does not come back either",
    by={
        "": {ProposeAmendment: "plan.phases.responsible"},
        "replaced-decider": {ProposeAmendment: "plan.arrangement.decider"},
    },
)
def amendment_brings_nobody_back(dossier: Dossier, command: Command, norms: Norms) -> Reasons:
    """R18, R66: that somebody took over before the proposal may have been told after it."""
    return list(_people_who_return(dossier, dossier.proposal)) if dossier.proposal else YES


def _people_who_return(dossier: Dossier, proposal: ProposeAmendment) -> Iterator[Reason]:
    """A reason for each place that had been taken over, and for which the proposal names who held it before that.

    Other tasks under the number of a phase have the person that the proposal names.
    """
    suppliers = who.both_parties(dossier)
    for phase in proposal.plan.phases:
        before = dossier.phase(phase.number)
        if before is None or phase.responsible != before.responsible or not set(phase.tasks) <= set(before.tasks):
            continue
        now = dossier.responsible(before, proposal.at)
        if now != before.responsible:
            yield R18.forbidden(
                "replaced-responsible",
                nl=f"voor fase {phase.number} is de persoon of het mandaat vervangen, nu `{now.id}`; het gewijzigde plan noemt wat ervoor gold",
                en=f"for phase {phase.number} the person or the mandate was replaced, now `{now.id}`; the amended plan names what held before",
                suppliers=suppliers,
                about={"plan.phases.number": phase.number, "plan.phases.responsible.id": now.id},
            )
    held, named = (p.arrangement.decider if p and p.arrangement else None for p in (dossier.plan, proposal.plan))
    decider = dossier.decider(proposal.at)
    if decider is not None and named == held != decider:
        yield R66.forbidden(
            "replaced-decider",
            nl=f"wie beslist over schaarste en escalatie, of het mandaat, is vervangen, nu `{decider.id}`; het gewijzigde plan noemt wat ervoor gold",
            en=f"who decides on scarcity and escalation, or the mandate, was replaced, now `{decider.id}`; the amended plan names what held before",
            suppliers=suppliers,
            about={"plan.arrangement.decider.id": decider.id},
        )


def _changes_to_what_began(dossier: Dossier, proposal: ProposeAmendment) -> Iterator[Reason]:
    """A reason for each phase that began, and each indicator, that the amended plan does not leave as it is."""
    if dossier.plan is None or not dossier.started:
        return
    plan, amended, suppliers = without_words(dossier.plan), without_words(proposal.plan), who.both_parties(dossier)
    for number in (s.phase for s in dossier.started):
        before, after = (next((p for p in one.phases if p.number == number), None) for one in (plan, amended))
        if before is None or (
            after is not None
            and _is_unchanged(before, after, dossier, proposal.at)
            and _tasks_are_unchanged(before, plan, amended)
        ):
            continue
        yield R48.forbidden(
            "begun-phase-changed",
            nl=f"fase {number} is begonnen en staat anders in het gewijzigde plan; alleen wat niet begonnen is, kan nog veranderen",
            en=f"phase {number} has begun and stands otherwise in the amended plan; only what has not begun can still change",
            suppliers=suppliers,
            about={"plan.phases.number": number},
        )
    kept = amended.continuity.indicators if amended.continuity else ()
    for indicator in plan.continuity.indicators if plan.continuity else ():
        if indicator not in kept:
            yield R53.forbidden(
                "indicator-changed",
                nl=f"de indicator `{indicator.id}` staat niet of anders in het gewijzigde plan, terwijl er al op wordt gemeten",
                en=f"the indicator `{indicator.id}` is gone or another in the amended plan, while it is measured already",
                suppliers=suppliers,
                about={"plan.continuity.indicators.id": indicator.id},
            )


def _is_unchanged(before: Phase, after: Phase, dossier: Dossier, proposed: datetime) -> bool:
    """Whether a phase is the same but for who is responsible, and can be undone at least as long as declared (R54).

    A renewal from after the proposal does not count here: it holds beside what the proposal declares.
    """
    declared = dossier.reversal(before, proposed)
    renewed = declared is None or (after.reversal is not None and after.reversal.until >= declared.until)
    people = (before.responsible, dossier.responsible(before))
    return (
        renewed
        and after.responsible in people
        and after == evolve(before, responsible=after.responsible, reversal=after.reversal)
    )


def _tasks_are_unchanged(phase: Phase, before: Plan, after: Plan) -> bool:
    """Whether the tasks of a phase stand in both plans with the same disposition and judgements."""
    one, other = ([t for t in plan.tasks if t.task in phase.tasks] for plan in (before, after))
    return sorted(one, key=_task_id) == sorted(other, key=_task_id)


def _task_id(planned: PlannedTask) -> str:
    return planned.task


@guard(
    R35,
    R44,
    nl="een randvoorwaarde die niet opnieuw wordt getoetst, wordt door de wijziging niet geraakt",
    en="a precondition that is not tested again is not touched by the amendment",
    reads=Reads.COMMAND,
    field="untouched",
)
def untouched_is_untouched(dossier: Dossier, command: ProposeAmendment, norms: Norms) -> Reasons:
    """R44: one of the parties judges so, with a reason, since the decision on the plan that is amended.

    What that test looked at is the same in both plans, whatever the words. R35: and the last test on such a plan was met.
    """
    plan, amended, reasons = without_words(dossier.plan), without_words(command.plan), list[Reason]()
    for stated in command.untouched:
        judgement, words = stated.judgement, said(stated.precondition)
        fresh = dossier.decided is None or dossier.decided.at <= judgement.on
        if not (
            judgement.holds and fresh and judgement.on <= command.at and who.speaks_for(judgement.by, dossier.parties)
        ):
            reasons.append(
                R44.forbidden(
                    f"untouched-not-judged-{stated.precondition.value}",
                    nl=f"er is geen bevestigend oordeel van een van de partijen dat `{words.nl}` niet wordt geraakt",
                    en=f"there is no affirmative judgement by one of the parties that `{words.en}` is not touched",
                    suppliers=who.both_parties(dossier),
                    about={"untouched.precondition": stated.precondition},
                )
            )
        elif plan is not None and plan.looked_at(stated.precondition) != amended.looked_at(stated.precondition):
            reasons.append(
                R44.forbidden(
                    f"touched-{stated.precondition.value}",
                    nl=f"het gewijzigde plan verandert waar de toets `{words.nl}` naar keek; die wordt opnieuw gedaan",
                    en=f"the amended plan changes what the test `{words.en}` looked at; it is done again",
                    suppliers=who.both_parties(dossier),
                    about={"untouched.precondition": stated.precondition},
                )
            )
        elif (held := dossier.tested_before(stated.precondition, command.plan)) and not held[-1].passed:
            version = held[-1].plan_version
            reasons.append(
                R35.forbidden(
                    f"untouched-failed-{stated.precondition.value}",
                    nl=f"versie {version} voldeed niet aan `{words.nl}`, en deze versie is daarin gelijk; die toets wordt opnieuw gedaan",
                    en=f"version {version} did not meet `{words.en}`, and this version is the same in that; that test is done again",
                    suppliers=who.both_parties(dossier),
                    about={"untouched.precondition": stated.precondition},
                )
            )
    return reasons


@guard(
    R61,
    R65,
    nl="elk betrokken onderdeel is over het gewijzigde plan geraadpleegd",
    en="each affected unit was consulted about the amended plan",
    by=ConsultUnit,
)
def units_were_consulted_on_the_amendment(dossier: Dossier, command: Command, norms: Norms) -> Reasons:
    """R61: before the amended plan is final, and after it was proposed."""
    proposal = dossier.proposal
    if proposal is None:
        return YES
    since = evolve(dossier, consultations=tuple(c for c in dossier.consultations if c.at >= proposal.at))
    return [r for unit in proposal.plan.affected_units for r in _not_consulted(since, command, norms, unit)]
