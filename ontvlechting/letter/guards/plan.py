"""Plan: who drafts it, what it covers, and that the tasks are divided completely."""

from __future__ import annotations

from collections.abc import Iterable

from ontvlechting.engine.rulebook import YES, Reads, Reasons, guard
from ontvlechting.engine.verdicts import Reason, Rule
from ontvlechting.letter.catalogue import R8, R25, R34, R43, R46, R49, R56, R57, R58, R60, R61, R65, R73, R91, R92
from ontvlechting.letter.commands import (
    ChangeRoute,
    Command,
    Disposition,
    DraftPlan,
    PlannedTask,
    RevisePlan,
    RiskResponse,
    Route,
    SharedTask,
    Stage,
)
from ontvlechting.letter.commands.plan import GOES
from ontvlechting.letter.dossier import Dossier
from ontvlechting.letter.guards import who
from ontvlechting.letter.norms import Norms
from ontvlechting.letter.terms import said
from ontvlechting.letter.values import Judgement

PlanCommand = DraftPlan | RevisePlan


@guard(
    R34,
    nl="er is één geldend plan; het nieuwe volgt op het vorige",
    en="there is one plan in force; the new one follows the last",
    reads=Reads.COMMAND,
)
def plan_version_follows(dossier: Dossier, command: PlanCommand, norms: Norms) -> Reasons:
    """R34: versions follow each other without gaps."""
    expected = dossier.plan_version + 1
    if command.plan.version == expected:
        return YES
    return [
        R34.forbidden(
            "version",
            nl=f"het plan draagt versie {command.plan.version}; de volgende is {expected}",
            en=f"the plan bears version {command.plan.version}; the next is {expected}",
        )
    ]


@guard(
    R25,
    nl="het plan volgt de gekozen vorm",
    en="the plan follows the chosen form",
    reads=Reads.COMMAND,
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
        )
    ]


@guard(
    R25,
    nl="de nieuwe vorm is een andere dan de huidige",
    en="the new form differs from the present one",
    reads=Reads.COMMAND,
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
        )
    ]


@guard(
    R43,
    nl="de ontvanger stelt het plan op, samen met de overdragende partij",
    en="the receiver drafts the plan, together with the delivering party",
    reads=Reads.COMMAND,
)
def both_parties_draft(dossier: Dossier, command: PlanCommand, norms: Norms) -> Reasons:
    """R43: both are drafters, and one of the drafters hands in the plan; or the ministry, which takes its decision back (R13)."""
    reasons: list[Reason] = [
        R43.missing(
            "drafter",
            nl=f"`{party}` heeft het plan niet mee opgesteld",
            en=f"`{party}` did not take part in drafting the plan",
            suppliers=suppliers,
        )
        for party, suppliers in (
            (dossier.receiving, who.receiver(dossier)),
            (dossier.delivering, who.deliverer(dossier)),
        )
        if party is not None and party not in command.plan.drafters
    ]
    takes_back = dossier.decision is not None and who.of_the_ministry(command.by, norms)
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
)
def scope_is_reduced_where_a_risk_asks(dossier: Dossier, command: RevisePlan, norms: Norms) -> Reasons:
    """R60: the plan after such a risk moves less, or gives another response to that risk, with a reason."""
    before, after = dossier.plan, command.plan
    if before is None or set(after.goes()) < set(before.goes()):
        return YES
    changed = {
        r.description for r in after.risks if r.response is not RiskResponse.REDUCE_SCOPE and r.reason is not None
    }
    return [
        R60.missing(
            "scope-not-reduced",
            nl=f"risico {number} van versie {before.version} vroeg om minder over te dragen; deze versie draagt niet minder over, en "
            "geeft geen ander antwoord met een reden",
            en=f"risk {number} of version {before.version} asked to transfer less; this version does not, and gives no other "
            "response with a reason",
            suppliers=who.both_parties(dossier),
        )
        for number, risk in enumerate(before.risks, start=1)
        if risk.response is RiskResponse.REDUCE_SCOPE and risk.description not in changed
    ]


@guard(
    R43,
    R49,
    nl="er is een planning, en het tempo volgt de complexiteit",
    en="there is a schedule, and the tempo follows the complexity",
    reads=Reads.COMMAND,
)
def tempo_follows_complexity(dossier: Dossier, command: PlanCommand, norms: Norms) -> Reasons:
    """R43: a plan to shift has phases with dates; R49: none is shorter than the norm of its complexity."""
    if command.plan.route is not Route.SHIFT:
        return YES
    if not command.plan.phases:
        return [
            R43.missing(
                "no-schedule",
                nl="het plan heeft geen fasen met een planning",
                en="the plan has no phases with a schedule",
                suppliers=who.both_parties(dossier),
            )
        ]
    return [
        R49.forbidden(
            "too-fast",
            nl=f"fase {p.number} is `{said(p.complexity).nl}` en duurt {p.days} dagen; de norm is {norms.lead_time(p.complexity)}",
            en=f"phase {p.number} is `{said(p.complexity).en}` and takes {p.days} days; the norm is {norms.lead_time(p.complexity)}",
            suppliers=who.both_parties(dossier),
        )
        for p in command.plan.phases
        if p.days < norms.lead_time(p.complexity)
    ]


@guard(
    R56,
    nl="het register van gedeelde taken bestaat",
    en="the register of shared tasks exists",
    reads=Reads.COMMAND,
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
    return register_faults(plan.shared_tasks, plan.tasks, dossier)


def register_faults(register: Iterable[SharedTask], tasks: Iterable[PlannedTask], dossier: Dossier) -> Reasons:
    """R56: each entry is a task that the plan shares between two or more parties, and no shared task is left out."""
    register = tuple(register)
    registered = {s.task for s in register}
    shared = [t.task for t in tasks if t.disposition is Disposition.SHARED]
    return [
        R56.forbidden(
            "not-shared",
            nl=f"regel {number} van het register is geen gedeelde taak van dit proces tussen twee of meer partijen",
            en=f"entry {number} of the register is not a shared task of this process between two or more parties",
            suppliers=who.both_parties(dossier),
        )
        for number, s in enumerate(register, start=1)
        if len(set(s.partners)) < 2 or (s.task is not None and s.task not in shared)
    ] + [
        R56.missing(
            "not-in-register",
            nl=f"de gedeelde taak `{task}` staat niet in het register",
            en=f"the shared task `{task}` is not in the register",
            suppliers=who.both_parties(dossier),
        )
        for task in shared
        if task not in registered
    ]


def _unjudged(
    rule: Rule,
    code: str,
    judgements: Iterable[tuple[PlannedTask, Judgement | None]],
    dossier: Dossier,
    command: PlanCommand,
    nl: str,
    en: str,
) -> Reasons:
    """For each task that goes: the judgement exists, holds, is not from the future, and is by one of the parties."""
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
                )
            )
        elif not (judgement.holds and judgement.on <= command.at and who.speaks_for(judgement.by, dossier.parties)):
            reasons.append(
                rule.forbidden(
                    f"{code}-not-held",
                    nl=f"voor `{task.task}` is er geen bevestigend oordeel van een van de partijen dat de taak {nl}",
                    en=f"for `{task.task}` there is no affirmative judgement by one of the parties that the task {en}",
                    suppliers=who.both_parties(dossier),
                )
            )
    return reasons


@guard(
    R57,
    nl="elke taak die overgaat is nodig om zelfstandig te functioneren",
    en="each task that goes is needed to function independently",
    reads=Reads.COMMAND,
)
def moved_tasks_are_necessary(dossier: Dossier, command: PlanCommand, norms: Norms) -> Reasons:
    """R57: each moved or set-up task has a judgement that it is necessary."""
    return _unjudged(
        R57,
        "necessity",
        ((t, t.necessity) for t in command.plan.tasks),
        dossier,
        command,
        "noodzakelijk is om zelfstandig te functioneren",
        "is necessary to function independently",
    )


@guard(
    R58,
    nl="elke taak die overgaat draagt bij aan de maatschappelijke opgave",
    en="each task that goes contributes to the public task",
    reads=Reads.COMMAND,
)
def moved_tasks_contribute(dossier: Dossier, command: PlanCommand, norms: Norms) -> Reasons:
    """R58: necessity is conjunctive: each moved or set-up task also contributes."""
    return _unjudged(
        R58,
        "contribution",
        ((t, t.contribution) for t in command.plan.tasks),
        dossier,
        command,
        "bijdraagt aan de maatschappelijke opgave",
        "contributes to the public task",
    )


@guard(
    R57,
    R92,
    nl="wat overgaat en wat blijft vormen samen het hele proces",
    en="what goes and what stays make up the whole process",
    reads=Reads.COMMAND,
)
def tasks_make_up_the_scope(dossier: Dossier, command: PlanCommand, norms: Norms) -> Reasons:
    """R57, R92: every task of the scope has a disposition, and no other task has."""
    planned, scope = {t.task for t in command.plan.tasks}, set(dossier.scope)
    return [
        R92.missing(
            "task-without-disposition",
            nl=f"de taak `{task}` heeft geen bestemming",
            en=f"the task `{task}` has no disposition",
            suppliers=who.both_parties(dossier),
        )
        for task in dossier.scope
        if task not in planned
    ] + [
        R92.forbidden(
            "task-outside-scope",
            nl=f"de taak `{task}` hoort niet bij dit proces",
            en=f"the task `{task}` is not part of this process",
        )
        for task in sorted(planned - scope)
    ]


@guard(
    R25,
    R73,
    nl="bij een verschuiving gaat werk over, op de besturingsroute niet",
    en="in a shift work goes over, on the governance route none does",
    reads=Reads.COMMAND,
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
            )
        )
    if command.plan.route is Route.SHIFT and not goes:
        reasons.append(
            R25.forbidden(
                "nothing-moves",
                nl="het plan verschuift geen enkele taak",
                en="the plan does not shift a single task",
                suppliers=who.both_parties(dossier),
            )
        )
    return reasons


@guard(
    R61,
    nl="elk betrokken onderdeel is geraadpleegd",
    en="each affected unit was consulted",
    reads=Reads.COMMAND,
)
def affected_units_were_consulted(dossier: Dossier, command: PlanCommand, norms: Norms) -> Reasons:
    """R61: the plan names the affected units, and each was consulted before."""
    if not command.plan.affected_units:
        return [
            R61.missing(
                "no-units",
                nl="het plan noemt geen betrokken onderdelen",
                en="the plan names no affected units",
                suppliers=who.both_parties(dossier),
            )
        ]
    consulted = {c.unit for c in dossier.consultations}
    return [
        R61.missing(
            "unit-not-consulted",
            nl=f"het onderdeel `{unit}` is niet geraadpleegd",
            en=f"the unit `{unit}` was not consulted",
            suppliers=who.both_parties(dossier),
        )
        for unit in command.plan.affected_units
        if unit not in consulted
    ]


@guard(
    R8,
    R91,
    nl="de afhankelijkheden zijn vastgelegd, met de leverancier van gedeelde ICT",
    en="the dependencies are recorded, with the supplier of shared ICT",
    reads=Reads.COMMAND,
)
def dependencies_are_recorded(dossier: Dossier, command: PlanCommand, norms: Norms) -> Reasons:
    """R91: dependencies are recorded, even if there are none; R8: shared ICT has the first performer as supplier."""
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
            nl=f"`{d.party}` van de afhankelijkheid `{d.id}` is geen van {who.ticks(norms.directorates)}",
            en=f"`{d.party}` of the dependency `{d.id}` is none of {who.ticks(norms.directorates)}",
            suppliers=who.both_parties(dossier),
        )
        for d in dependencies
        if d.party not in norms.directorates
    ] + [
        R8.forbidden(
            "ict-supplier",
            nl=f"de gedeelde ICT `{d.id}` wordt geleverd door `{norms.first_performer}`, niet door `{d.ict_supplier}`",
            en=f"the shared ICT `{d.id}` is supplied by `{norms.first_performer}`, not by `{d.ict_supplier}`",
        )
        for d in dependencies
        if d.ict_supplier not in (None, norms.first_performer)
    ]


@guard(
    R65,
    nl="de departementale ondernemingsraad is bij het haalbaarheidsonderzoek betrokken",
    en="the departmental works council was involved in the feasibility study",
)
def council_was_heard_on_feasibility(dossier: Dossier, command: Command, norms: Norms) -> Reasons:
    """R65: involved in all stages, the feasibility study included."""
    council = norms.departmental_council
    if council in dossier.heard(Stage.FEASIBILITY):
        return YES
    return [
        R65.missing(
            "council-feasibility",
            nl=f"er is geen contact met `{council}` over de haalbaarheid",
            en=f"there is no contact with `{council}` about feasibility",
            suppliers=who.both_parties(dossier) + who.body(council, norms),
        )
    ]
