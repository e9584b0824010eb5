"""Transfer: phase after phase, with the service whole at every moment and a way back from each step."""

from __future__ import annotations

from datetime import timedelta

from ontvlechting.engine.days import days_after
from ontvlechting.engine.doors import YES, Guard, Reads, Reasons, guard
from ontvlechting.engine.text import Text
from ontvlechting.engine.values import Actor
from ontvlechting.engine.verdicts import Reason, Rule, Supplier
from ontvlechting.letter.catalogue import R18, R25, R48, R49, R52, R53, R54, R56, R66, R67, R87, R91
from ontvlechting.letter.commands import (
    AcceptPhase,
    ChangeRoute,
    Command,
    ConsultUnit,
    Escalate,
    Level,
    Mode,
    RecordExecution,
    RenewReversal,
    Replace,
    ResolveEscalation,
    Reversal,
    ReversePhase,
    Route,
    SharedTask,
    StartPhase,
    UpdateSharedTasks,
)
from ontvlechting.letter.dossier import Dossier
from ontvlechting.letter.guards import who
from ontvlechting.letter.guards.decision import phase_faults, reversal_faults
from ontvlechting.letter.guards.mandates import mandate_faults
from ontvlechting.letter.guards.mends import of_a_reversal, of_the_plan
from ontvlechting.letter.guards.participation import consultations
from ontvlechting.letter.guards.plan import register_faults
from ontvlechting.letter.norms import Norms
from ontvlechting.letter.reversals import declared, run_out
from ontvlechting.letter.terms import budget_shift, said
from ontvlechting.letter.values import Power, Role
from ontvlechting.states import IN_TRANSFER


def route_is(route: Route) -> Guard:
    """A guard: the process goes by this route."""

    @guard(
        R25, nl="de stap hoort bij de gekozen vorm", en="the step belongs to the chosen form", by={ChangeRoute: "route"}
    )
    def route_is(dossier: Dossier, command: Command, norms: Norms) -> Reasons:
        """R25: a shift is not carried out as strengthened governance, nor the other way round."""
        if dossier.route is route:
            return YES
        chosen = said(dossier.route) if dossier.route else Text(nl="…", en="…")
        return [
            R25.forbidden(
                "not-this-route",
                nl=f"deze stap hoort bij `{said(route).nl}`; gekozen is `{chosen.nl}`",
                en=f"this step belongs to `{said(route).en}`; chosen is `{chosen.en}`",
                suppliers=who.both_parties(dossier) + who.ministry(norms),
                about={"route": route},
            )
        ]

    return route_is


@guard(R48, nl="de overdracht gaat in fasen", en="the transfer goes in phases", by=of_the_plan("phases"))
def transfer_has_phases(dossier: Dossier, command: Command, norms: Norms) -> Reasons:
    """R48: at least one phase."""
    if dossier.phases:
        return YES
    return [
        R48.missing(
            "no-phases",
            nl="het plan heeft geen fasen",
            en="the plan has no phases",
            suppliers=who.both_parties(dossier),
        )
    ]


@guard(
    R67, nl="er is geen openstaande escalatie", en="there is no open escalation", by={ResolveEscalation: "escalation"}
)
def no_escalation_is_open(dossier: Dossier, command: Command, norms: Norms) -> Reasons:
    """R67: problems are decided at executive level before the next step, not left to the work floor."""
    return [
        R67.missing(
            "open-escalation",
            nl=f"de escalatie `{e.id}` is niet afgedaan door `{owner.id}`",
            en=f"the escalation `{e.id}` was not resolved by `{owner.id}`",
            suppliers=(Supplier(role=owner.role, party=owner.party),),
            about={"escalation": e.id, "level": Level.ADMINISTRATIVE},
        )
        for e in dossier.escalations
        for owner in (dossier.owner(e, command.at),)
    ]


@guard(
    R48,
    nl="de fase is aan de beurt: de vorige is aanvaard",
    en="it is the phase's turn: the one before was accepted",
    by={"phase-running": {AcceptPhase: "phase"}},
)
def phase_is_next(dossier: Dossier, command: Command, norms: Norms) -> Reasons:
    """R48: phase n+1 starts only after phase n was accepted."""
    if dossier.running is not None:
        return [
            R48.not_yet(
                "phase-running",
                nl=f"fase {dossier.running} is begonnen en nog niet aanvaard",
                en=f"phase {dossier.running} was started and is not accepted yet",
                suppliers=who.receiver(dossier),
                about={"phase": dossier.running},
            )
        ]
    if dossier.next_phase is None:
        return [
            R48.forbidden(
                "no-next-phase",
                nl="er is geen fase meer die kan beginnen",
                en="there is no phase left to start",
            )
        ]
    return YES


@guard(
    R48,
    nl="de genoemde fase is de eerstvolgende",
    en="the phase that is named is the next one",
    reads=Reads.COMMAND,
    field="phase",
)
def named_phase_is_next(dossier: Dossier, command: StartPhase, norms: Norms) -> Reasons:
    """R48: phases are taken in order, each once."""
    phase = dossier.next_phase
    if phase is not None and command.phase == phase.number:
        return YES
    if dossier.phase(command.phase) is None or command.phase in {s.phase for s in dossier.started}:
        return [
            R48.forbidden(
                "phase-not-to-start",
                nl=f"fase {command.phase} bestaat niet of is al begonnen",
                en=f"phase {command.phase} does not exist or was started already",
                about={"phase": phase.number if phase else None},
            )
        ]
    next_nl, next_en = (f"fase {phase.number}", f"phase {phase.number}") if phase else ("geen", "none")
    return [
        R48.not_yet(
            "phase-order",
            nl=f"fase {command.phase} is niet aan de beurt; de volgende is: {next_nl}",
            en=f"it is not the turn of phase {command.phase}; the next is: {next_en}",
            about={"phase": phase.number if phase else None},
        )
    ]


@guard(
    R48,
    R49,
    nl="de fase begint niet eerder dan gepland",
    en="the phase does not begin earlier than planned",
    field="at",
)
def phase_begins_as_planned(dossier: Dossier, command: Command, norms: Norms) -> Reasons:
    """R48, R49: a warning: who begins before the planned day did not let the complexity set the pace."""
    phase, day = dossier.next_phase, norms.day_of(command.at)
    if phase is None or phase.starts_on <= day:
        return YES
    return [
        R49.warning(
            "begun-early",
            nl=f"fase {phase.number} zou beginnen op {said(phase.starts_on).nl}, en begint nu op {said(day).nl}",
            en=f"phase {phase.number} was to begin on {said(phase.starts_on).en}, and now begins on {said(day).en}",
            suppliers=who.both_parties(dossier),
        )
    ]


@guard(
    R49,
    nl="de fase heeft zo lang geduurd als haar complexiteit vraagt, en als gepland",
    en="the phase took as long as its complexity asks, and as planned",
    reads=Reads.COMMAND,
    field="at",
)
def phase_took_its_time(dossier: Dossier, command: AcceptPhase, norms: Norms) -> Reasons:
    """R49: not accepted sooner than the norm of its grade; earlier than planned is a warning."""
    phase = dossier.phase(command.phase)
    start = dossier.phase_began(command.phase)
    if phase is None or start is None:
        return YES  # other guards refuse that
    day, begun = norms.day_of(command.at), norms.day_of(start)
    soonest = days_after(begun, max(norms.lead_time(phase.complexity) - 1, 0))
    if day < soonest:
        return [
            R49.not_yet(
                "accepted-too-fast",
                nl=f"fase {phase.number} is `{said(phase.complexity).nl}` en begon op {said(begun).nl}; aanvaarden kan vanaf {said(soonest).nl}",
                en=f"phase {phase.number} is `{said(phase.complexity).en}` and began on {said(begun).en}; it can be accepted from {said(soonest).en} on",
                suppliers=who.receiver(dossier),
                earliest=norms.earliest_on(soonest),
            )
        ]
    if day >= phase.ends_on:
        return YES
    return [
        R49.warning(
            "accepted-early",
            nl=f"fase {phase.number} zou duren tot en met {said(phase.ends_on).nl}, en wordt nu op {said(day).nl} aanvaard",
            en=f"phase {phase.number} was to last up to {said(phase.ends_on).en}, and is now accepted on {said(day).en}",
            suppliers=who.both_parties(dossier),
        )
    ]


@guard(R54, nl="de volgende fase kan worden teruggedraaid", en="the next phase can be reversed", by=of_a_reversal)
def next_phase_can_be_reversed(dossier: Dossier, command: Command, norms: Norms) -> Reasons:
    """R54: the phase declares its reversal, by a party, to the end of the transfer, and its last day has not passed."""
    phase = dossier.next_phase
    return YES if phase is None else phase_faults(dossier, phase, command, norms)


@guard(
    R54,
    nl="wat is gedaan, kan nog worden teruggedraaid",
    en="what was done can still be reversed",
    by={RenewReversal: "reversal.until"},
)
def nothing_has_become_irreversible(dossier: Dossier, command: Command, norms: Norms) -> Reasons:
    """R54: once a declared reversal has run out nothing goes on until it is renewed; on its last day this warns."""
    day, in_transfer = norms.day_of(command.at), dossier.state in IN_TRANSFER
    or_nl, or_en = (", of val terug", ", or fall back") if in_transfer else ("", "")

    def can(way: Reversal) -> tuple[Supplier, ...]:
        fall_back = who.both_parties(dossier) if in_transfer else ()
        return tuple(dict.fromkeys(fall_back + who.owner(way.who, norms) + who.ministry(norms)))

    return [
        R54.missing(
            "reversal-run-out",
            nl=f"{d.done.nl} kon worden teruggedraaid tot en met {said(d.reversal.until).nl}; verleng dat{or_nl}",
            en=f"{d.done.en} could be reversed up to {said(d.reversal.until).en}; renew that{or_en}",
            suppliers=can(d.reversal),
            about={"phase": d.phase, "shift": d.shift, "reversal.until": day + timedelta(days=1)},
        )
        for d in run_out(dossier, day)
    ] + [
        R54.warning(
            "reversal-ends",
            nl=f"{d.done.nl} kan vandaag, {said(d.reversal.until).nl}, voor het laatst worden teruggedraaid",
            en=f"today, {said(d.reversal.until).en}, is the last day on which {d.done.en} can be reversed",
            suppliers=can(d.reversal),
            about={"phase": d.phase, "shift": d.shift},
        )
        for d in declared(dossier)
        if d.reversal.until == day
    ]


@guard(
    R54,
    nl="de verlenging is van wie terugdraait, en duurt tot het einde van de overdracht",
    en="the renewal is by whoever reverses, and lasts to the end of the transfer",
    reads=Reads.COMMAND,
    field={"": "reversal", "nothing-to-renew": "phase", "which-shift": "shift", "renewed-for-another": "by"},
)
def renewal_is_sound(dossier: Dossier, command: RenewReversal, norms: Norms) -> Reasons:
    """R54: a renewal is of a phase or of a shift that was made; only the ministry promises it for another party.

    It takes nothing back: it does not shorten what was declared, and only the ministry changes which party reverses.
    """
    suppliers = who.both_parties(dossier) + who.ministry(norms)
    shifts, phase = dossier.shifts, dossier.phase(command.phase)
    if command.phase is None:
        of, known = budget_shift(command.shift), 0 < (command.shift or 1) <= len(shifts)
        held = dossier.reversal_of(shifts[(command.shift or 1) - 1]) if known else None
    else:
        of, known = Text(nl=f"fase {command.phase}", en=f"phase {command.phase}"), phase is not None
        held = dossier.reversal(phase) if phase is not None else None
    reasons: list[Reason] = []
    if command.phase is None and command.shift is None and len(shifts) > 1:
        reasons.append(
            R54.missing(
                "which-shift",
                nl=f"er zijn {len(shifts)} verschuivingen van budget, en niet is gezegd voor welke dit geldt",
                en=f"there are {len(shifts)} shifts of budget, and it is not said which one this is about",
                suppliers=suppliers,
                about={"shift": list(range(1, len(shifts) + 1))},
            )
        )
    if held is not None and command.reversal.until < held.until:
        reasons.append(
            R54.forbidden(
                "renewal-shortens",
                nl=f"{of.nl} kan al worden teruggedraaid tot en met {said(held.until).nl}; een verlenging maakt dat niet korter",
                en=f"{of.en} can be reversed up to {said(held.until).en} already; a renewal does not shorten that",
                suppliers=suppliers,
                about={"reversal.until": held.until},
            )
        )
    if held is not None and command.reversal.who != held.who and not who.of_the_ministry(command.by, norms):
        reasons.append(
            R54.forbidden(
                "renewal-replaces",
                nl=f"{of.nl} wordt teruggedraaid door `{held.who}`; dat een ander dat doet, bepaalt het ministerie",
                en=f"{of.en} is reversed by `{held.who}`; that another does so is for the ministry to say",
                suppliers=who.ministry(norms),
                about={"reversal.who": held.who},
            )
        )
    if not known:
        reasons.append(
            R54.forbidden(
                "nothing-to-renew",
                nl=f"{of.nl} bestaat niet; er valt niets te verlengen",
                en=f"{of.en} does not exist; there is nothing to renew",
                about={"phase": [p.number for p in dossier.phases], "shift": list(range(1, len(shifts) + 1))},
            )
        )
    if command.by.party != command.reversal.who and not who.of_the_ministry(command.by, norms):
        reasons.append(
            R54.forbidden(
                "renewed-for-another",
                nl=f"`{command.by.party}` kan niet toezeggen dat `{command.reversal.who}` terugdraait",
                en=f"`{command.by.party}` cannot promise that `{command.reversal.who}` reverses",
                suppliers=who.owner(command.reversal.who, norms) + who.ministry(norms),
            )
        )
    reasons += reversal_faults(command.reversal, of, dossier, command, norms, suppliers)
    return reasons


@guard(
    R18,
    R66,
    nl="wie voor de fase verantwoordelijk is, heeft ook de bevoegdheid",
    en="who is responsible for the phase also has the authority",
    by={
        "": of_the_plan("phases.responsible.mandate") | {Replace: "successor.mandate"},
        "responsible-outside-the-line": of_the_plan("phases.responsible") | {Replace: "successor"},
        "responsible-level": of_the_plan("phases.level"),
    },
)
def responsible_has_authority(dossier: Dossier, command: Command, norms: Norms) -> Reasons:
    """R18: no responsibility without a mandate that is valid on the day; R66: in the line, at executive level."""
    phase = dossier.next_phase
    if phase is None:
        return YES
    actor, suppliers = dossier.responsible(phase, command.at), who.both_parties(dossier)
    reasons = list(
        mandate_faults(
            R18,
            actor,
            Power.EXECUTE,
            dossier,
            command,
            norms,
            who.side_of(actor, norms),
            ("successor.mandate", "plan.phases.responsible.mandate"),
            {"person": actor.id, "plan.phases.number": phase.number},
        )
    )
    if not (who.of_the_ministry(actor, norms) or who.speaks_for(actor, dossier.parties)):
        reasons.append(
            R18.forbidden(
                "responsible-outside-the-line",
                nl=f"`{actor.id}` is verantwoordelijk voor fase {phase.number}, maar handelt als `{said(actor.role).nl}` van "
                f"`{actor.party}` en niet voor een van de partijen of het ministerie",
                en=f"`{actor.id}` is responsible for phase {phase.number}, but acts as `{said(actor.role).en}` of "
                f"`{actor.party}` and not for one of the parties or the ministry",
                suppliers=suppliers,
                about={"person": actor.id, "plan.phases.number": phase.number},
            )
        )
    if phase.level is not Level.ADMINISTRATIVE:
        reasons.append(
            R66.forbidden(
                "responsible-level",
                nl=f"de verantwoordelijkheid voor fase {phase.number} ligt op niveau `{said(phase.level).nl}`, niet bestuurlijk",
                en=f"the responsibility for phase {phase.number} lies at level `{said(phase.level).en}`, not at executive level",
                suppliers=suppliers,
                about={"plan.phases.number": phase.number, "plan.phases.level": Level.ADMINISTRATIVE},
            )
        )
    return reasons


@guard(
    R18,
    nl="wie voor de lopende fase verantwoordelijk is, heeft nog de bevoegdheid",
    en="who is responsible for the phase that runs still has the authority",
    by={Replace: "successor.mandate"},
)
def responsible_kept_authority(dossier: Dossier, command: Command, norms: Norms) -> Reasons:
    """R18: a phase is not accepted under somebody whose mandate has ended; in the line that person was when it began."""
    phase = dossier.phase(dossier.running)
    if phase is None:
        return YES
    actor = dossier.responsible(phase, command.at)
    return mandate_faults(
        R18,
        actor,
        Power.EXECUTE,
        dossier,
        command,
        norms,
        who.side_of(actor, norms),
        ("successor.mandate",),
        {"person": actor.id},
    )


@guard(
    R87,
    nl="signalen over burgers hebben tijdens de fase een eigenaar",
    en="signals about citizens have an owner during the phase",
    reads=Reads.COMMAND,
    field="signals_owner",
)
def signals_have_an_owner(dossier: Dossier, command: StartPhase, norms: Norms) -> Reasons:
    """R87: during the transfer a signal is never unassigned; one of the two parties owns them."""
    if command.signals_owner in dossier.parties:
        return YES
    return [
        R87.missing(
            "no-owner",
            nl=f"signalen hebben in fase {command.phase} geen eigenaar bij een van de twee partijen",
            en=f"signals have no owner at one of the two parties in phase {command.phase}",
            suppliers=who.both_parties(dossier),
            about={"signals_owner": dossier.parties},
        )
    ]


@guard(
    R91,
    nl="wie van een geraakte afhankelijkheid is, is geraadpleegd",
    en="whose dependency is touched was consulted",
    by={ConsultUnit: "party"},
)
def touched_parties_were_consulted(dossier: Dossier, command: Command, norms: Norms) -> Reasons:
    """R91: a step that touches another directorate's dependency needs that directorate's recorded consultation."""
    phase, plan = dossier.next_phase, dossier.plan
    if phase is None or plan is None:
        return YES
    consulted = {c.party for c in consultations(dossier, norms, command.at)}
    return [
        R91.missing(
            "not-consulted",
            nl=f"fase {phase.number} raakt `{d.id}`, maar `{d.party}` is niet geraadpleegd",
            en=f"phase {phase.number} touches `{d.id}`, but `{d.party}` was not consulted",
            suppliers=who.both_parties(dossier),
            about={"party": d.party},
        )
        for d in plan.dependencies or ()
        if d.id in phase.touches and d.party not in consulted
    ]


@guard(
    R56,
    nl="het register van gedeelde taken bestaat",
    en="the register of shared tasks exists",
    by=of_the_plan("shared_tasks"),
)
def register_exists(dossier: Dossier, command: Command, norms: Norms) -> Reasons:
    """R56: the register is there before the first phase."""
    if dossier.register is not None:
        return YES
    return [
        R56.missing(
            "no-register",
            nl="er is geen register van gedeelde taken",
            en="there is no register of shared tasks",
            suppliers=who.both_parties(dossier),
        )
    ]


@guard(
    R56,
    nl="het register van gedeelde taken is in deze fase bijgewerkt",
    en="the register of shared tasks was brought up to date in this phase",
    by={UpdateSharedTasks: "phase"},
)
def register_is_up_to_date(dossier: Dossier, command: Command, norms: Norms) -> Reasons:
    """R56: the register is updated at each phase."""
    phase = dossier.started[-1].phase if dossier.started else None
    if phase is None or dossier.register_phase >= phase:
        return YES
    return [
        R56.missing(
            "register-outdated",
            nl=f"het register van gedeelde taken is in fase {phase} niet bijgewerkt",
            en=f"the register of shared tasks was not brought up to date in phase {phase}",
            suppliers=who.both_parties(dossier),
            about={"phase": phase},
        )
    ]


@guard(
    R56,
    nl="het register klopt: gedeelde taken van dit proces, alle, tussen twee of meer directoraten-generaal",
    en="the register is sound: shared tasks of this process, all of them, between two or more directorates-general",
    reads=Reads.COMMAND,
    field={"": "register", "register-phase": "phase", "before-the-phase": "at"},
)
def register_is_sound(dossier: Dossier, command: UpdateSharedTasks, norms: Norms) -> Reasons:
    """R56: as for the register of the plan; brought up to date in a phase that began, and not before it did."""
    faults = list(register_faults(command.register, dossier.plan.tasks if dossier.plan else (), dossier, norms))
    begun = next((s.at for s in dossier.started if s.phase == command.phase), None)
    if begun is not None and command.at < begun and dossier.counts(command):  # what was undone since may still be told
        faults.append(
            R56.forbidden(
                "before-the-phase",
                nl=f"het register is bijgewerkt op {said(command.at).nl}; fase {command.phase} begon op {said(begun).nl}",
                en=f"the register was brought up to date at {said(command.at).en}; phase {command.phase} began at {said(begun).en}",
                suppliers=who.both_parties(dossier),
                about={"at": begun},
            )
        )
    if begun is None:
        faults.append(
            R56.not_yet(
                "register-phase",
                nl=f"fase {command.phase} is niet begonnen, dus daarin is het register niet bij te werken",
                en=f"phase {command.phase} was not started, so the register cannot be brought up to date in it",
                suppliers=who.both_parties(dossier),
                about={"phase": sorted({s.phase for s in dossier.started})},
            )
        )
    return faults


def _as_shared(entry: SharedTask, register: tuple[SharedTask, ...]) -> int:
    """How many entries of a register share the same, between the same partners or more; without a task, by the same agreement."""
    return sum(
        s.task == entry.task
        and set(entry.partners) <= set(s.partners)
        and (s.task is not None or s.agreement.id == entry.agreement.id)
        for s in register
    )


@guard(
    R56,
    nl="wat volgens het plan gedeeld blijft, neemt geen partij alleen uit het register",
    en="what the plan says stays shared, no party alone takes out of the register",
    reads=Reads.COMMAND,
    field="register",
)
def decided_sharing_stays(dossier: Dossier, command: UpdateSharedTasks, norms: Norms) -> Reasons:
    """R56: both parties signed the plan, and the ministry decided on it: an entry of it, or a partner, goes by the ministry or an amendment."""
    planned = (dossier.plan.shared_tasks if dossier.plan else None) or ()
    if who.of_the_ministry(command.by, norms):
        return YES
    left = {s.task for s in command.register}  # that a task is missing as a whole is said by another guard
    return [
        R56.forbidden(
            "shared-by-the-plan",
            nl=f"regel {number} van het register in het plan staat hier niet of zonder een van {who.ticks(s.partners)}; dat bepaalt het "
            "ministerie, of een gewijzigd plan",
            en=f"entry {number} of the register in the plan is not here, or without one of {who.ticks(s.partners)}; that is for the "
            "ministry, or an amended plan",
            suppliers=who.ministry(norms) + who.both_parties(dossier),
        )
        for number, s in enumerate(planned, start=1)
        if (s.task is None or s.task in left)
        and _as_shared(s, command.register) < min(_as_shared(s, planned), _as_shared(s, dossier.register or ()))
    ]


@guard(
    R56,
    nl="wat een partij in het register zet, is niet alleen door haarzelf afgesproken",
    en="what a party puts into the register was not agreed by that party alone",
    reads=Reads.COMMAND,
    field="register",
)
def new_sharing_is_agreed(dossier: Dossier, command: UpdateSharedTasks, norms: Norms) -> Reasons:
    """R56: a paper of its own binds no other: an agreement that is new in the register is by another partner, or put in by the ministry."""
    if who.of_the_ministry(command.by, norms):
        return YES
    known = {s.agreement.id for s in dossier.register or ()}
    return [
        R56.forbidden(
            "shared-by-one",
            nl=f"regel {number} van het register: de afspraak `{s.agreement.id}` is nieuw, en van `{command.by.party}` zelf",
            en=f"entry {number} of the register: the agreement `{s.agreement.id}` is new, and by `{command.by.party}` itself",
            suppliers=tuple(x for x in who.both_parties(dossier) if x.party != command.by.party) + who.ministry(norms),
        )
        for number, s in enumerate(command.register, start=1)
        if s.agreement.id not in known and s.agreement.origin == command.by.party
    ]


@guard(
    R48,
    nl="de aanvaarde fase is de lopende",
    en="the phase that is accepted is the one that runs",
    reads=Reads.COMMAND,
    field="phase",
)
def accepted_phase_runs(dossier: Dossier, command: AcceptPhase, norms: Norms) -> Reasons:
    """R48: only the phase that was started is accepted, once."""
    if dossier.running == command.phase:
        return YES
    running = dossier.running if dossier.running is not None else "…"
    return [
        R48.forbidden(
            "not-running",
            nl=f"fase {command.phase} loopt niet; de lopende fase is {running}",
            en=f"phase {command.phase} does not run; the one that runs is {running}",
            about={"phase": dossier.running},
        )
    ]


@guard(
    R48,
    nl="de ontvanger oordeelt dat de fase af is",
    en="the receiving party judges that the phase is done",
    reads=Reads.COMMAND,
    field="judgement",
)
def receiver_accepts(dossier: Dossier, command: AcceptPhase, norms: Norms) -> Reasons:
    """R48: an affirmative judgement by the receiving party, given in the phase, after its tasks were carried out (R52) and any breach (R50)."""
    judgement, phase = command.judgement, dossier.phase(command.phase)
    done = dossier.carried_out(command.phase, command.at)
    moments = [dossier.phase_began(command.phase), dossier.disturbed]
    moments += [done.get(task) for task in (phase.tasks if phase is not None else ())]
    fresh = judgement.on <= command.at and all(m is None or judgement.on >= m for m in moments)
    if judgement.holds and fresh and who.speaks_for(judgement.by, (dossier.receiving or "",)):
        return YES
    return [
        R48.missing(
            "not-accepted",
            nl=f"er is geen bevestigend oordeel van de ontvanger, gegeven na de uitvoering van fase {command.phase}, dat de fase af is",
            en=f"there is no affirmative judgement by the receiving party, given after phase {command.phase} was carried out, that the phase is done",
            suppliers=who.receiver(dossier),
            about={
                "judgement.holds": True,
                "judgement.by.role": Role.DIRECTORATE,
                "judgement.by.party": dossier.receiving,
            },
        )
    ]


@guard(
    R48,
    R52,
    nl="de taak gaat over en haar fase is begonnen",
    en="the task goes over and its phase was started",
    reads=Reads.COMMAND,
    field="task",
    by={"task-too-early": StartPhase},
)
def task_is_in_a_started_phase(dossier: Dossier, command: RecordExecution, norms: Norms) -> Reasons:
    """R52: what is carried out is a task that goes; R48: for real not before its phase.

    A receiving party may run a task earlier in the shadow of the other, or as a test, for that proves nothing. The same
    holds for what was done in a transfer that was undone since, which can still be recorded.
    """
    if command.task not in dossier.goes:
        return [
            R52.forbidden(
                "task-stays",
                nl=f"`{command.task}` is geen taak die overgaat{who.in_brackets(dossier.goes)}",
                en=f"`{command.task}` is not a task that goes over{who.in_brackets(dossier.goes)}",
                about={"task": dossier.goes},
            )
        ]
    prepares = command.mode is not Mode.REAL and command.performed_by == dossier.receiving
    if not prepares and dossier.counts(command) and not dossier.performing(command.task, command.at):
        return [
            R48.not_yet(
                "task-too-early",
                nl=f"de fase van `{command.task}` is nog niet begonnen",
                en=f"the phase of `{command.task}` was not started yet",
            )
        ]
    return YES


@guard(
    R52,
    nl="de uitvoerder is een van de twee partijen",
    en="who carried it out is one of the two parties",
    reads=Reads.COMMAND,
    field="performed_by",
)
def performer_is_a_party(dossier: Dossier, command: RecordExecution, norms: Norms) -> Reasons:
    """R52: an execution by a third says nothing about the receiving party."""
    if command.performed_by in dossier.parties:
        return YES
    return [
        R52.forbidden(
            "third-party",
            nl=f"`{command.performed_by}` is geen partij in dit proces",
            en=f"`{command.performed_by}` is not a party to this process",
            about={"performed_by": dossier.parties},
        )
    ]


@guard(
    R66,
    R67,
    nl="de escalatie heeft een eigenaar op bestuurlijk niveau",
    en="the escalation has an owner at executive level",
    reads=Reads.COMMAND,
    field={"owner-level": "level", "escalation-twice": "id", "owner-outside-the-line": "owner", "": "owner.mandate"},
)
def escalation_has_an_owner(dossier: Dossier, command: Escalate, norms: Norms) -> Reasons:
    """R67: each open escalation has an owner at executive level, with the mandate for it, and its own reference."""
    reasons: list[Reason] = []
    if command.level is not Level.ADMINISTRATIVE:
        reasons.append(
            R67.forbidden(
                "owner-level",
                nl=f"de escalatie `{command.id}` ligt op niveau `{said(command.level).nl}`, niet bestuurlijk",
                en=f"the escalation `{command.id}` lies at level `{said(command.level).en}`, not at executive level",
                suppliers=who.ministry(norms) + who.both_parties(dossier),
                about={"level": Level.ADMINISTRATIVE},
            )
        )
    owner, suppliers = command.owner, who.ministry(norms) + who.both_parties(dossier)
    if not (who.of_the_ministry(owner, norms) or who.speaks_for(owner, dossier.parties)):
        reasons.append(
            R67.forbidden(
                "owner-outside-the-line",
                nl=f"`{owner.id}` is niet bevoegd voor deze escalatie: dat vraagt iemand van een partij of het ministerie",
                en=f"`{owner.id}` cannot own this escalation: that takes somebody of a party or the ministry",
                suppliers=suppliers,
            )
        )
    reasons += mandate_faults(R67, owner, Power.ESCALATION, dossier, command, norms, suppliers, ("owner.mandate",))
    if command.id in {e.id for e in dossier.escalated}:
        reasons.append(
            R67.forbidden(
                "escalation-twice",
                nl=f"de escalatie `{command.id}` is er al",
                en=f"the escalation `{command.id}` was there already",
            )
        )
    return reasons


@guard(
    R67,
    nl="de escalatie eindigt op bestuurlijk niveau, bij haar eigenaar",
    en="the escalation ends at executive level, with its owner",
    reads=Reads.COMMAND,
    field={
        "no-such-escalation": "escalation",
        "resolved-before": "at",
        "not-by-owner": "by",
        "resolved-at-level": "level",
        "": "by.mandate",
    },
)
def escalation_ends_with_its_owner(dossier: Dossier, command: ResolveEscalation, norms: Norms) -> Reasons:
    """R67: never on the work floor, nor before it was raised: by its owner or the ministry, who have the power on that day."""
    escalation = next((e for e in dossier.escalations if e.id == command.escalation), None)
    if escalation is None:
        return [
            R67.forbidden(
                "no-such-escalation",
                nl=f"er staat geen escalatie `{command.escalation}` open",
                en=f"no escalation `{command.escalation}` is open",
                about={"escalation": [e.id for e in dossier.escalations]},
            )
        ]
    owner = dossier.owner(escalation, command.at)
    suppliers = who.side_of(owner, norms)
    reasons: list[Reason] = []
    if command.at < escalation.at:
        reasons.append(
            R67.forbidden(
                "resolved-before",
                nl=f"de escalatie `{escalation.id}` is van {said(escalation.at).nl}; wat haar afdoet, is niet van ervoor",
                en=f"the escalation `{escalation.id}` is of {said(escalation.at).en}; what resolves it is not of before that",
                suppliers=suppliers,
                about={"at": escalation.at},
            )
        )
    if command.by.id != owner.id and not who.of_the_ministry(command.by, norms):
        reasons.append(
            R67.forbidden(
                "not-by-owner",
                nl=f"de escalatie `{escalation.id}` wordt afgedaan door `{owner.id}` of het ministerie, niet door `{command.by.id}`",
                en=f"the escalation `{escalation.id}` is resolved by `{owner.id}` or the ministry, not by `{command.by.id}`",
                suppliers=suppliers,
            )
        )
    if command.level is not Level.ADMINISTRATIVE:
        reasons.append(
            R67.forbidden(
                "resolved-at-level",
                nl=f"de escalatie `{escalation.id}` wordt bestuurlijk afgedaan, niet op niveau `{said(command.level).nl}`",
                en=f"the escalation `{escalation.id}` is resolved at executive level, not at level `{said(command.level).en}`",
                suppliers=suppliers,
                about={"level": Level.ADMINISTRATIVE},
            )
        )
    reasons += mandate_faults(R67, command.by, Power.ESCALATION, dossier, command, norms, suppliers)
    return reasons


@guard(
    R53,
    R54,
    nl="de fase die wordt teruggedraaid is de laatste die begon",
    en="the phase that is reversed is the last one that began",
    reads=Reads.COMMAND,
    field="phase",
)
def reversed_phase_began_last(dossier: Dossier, command: ReversePhase, norms: Norms) -> Reasons:
    """R53, R54: what came later is undone first; the whole at once is a fall back, which is always open."""
    last = dossier.started[-1].phase if dossier.started else None
    if command.phase == last:
        return YES
    if last is None:
        return [
            R54.forbidden(
                "nothing-to-reverse",
                nl=f"fase {command.phase} is niet begonnen; er is geen fase om terug te draaien",
                en=f"phase {command.phase} has not begun; there is no phase to reverse",
            )
        ]
    return [
        R53.forbidden(
            "not-the-last-phase",
            nl=f"fase {command.phase} is niet de laatste die begon: dat is fase {last}; alles tegelijk kan met «Terugvallen»",
            en=f"phase {command.phase} is not the last that began: that is phase {last}; all at once goes by «Fall back»",
            suppliers=who.both_parties(dossier) + who.ministry(norms),
            about={"phase": last},
        )
    ]


def _share_a_place(one: Replace, other: Replace) -> bool:
    """Whether both are about one place, or one of them is about every place."""
    here, there = (one.phase, one.escalation), (other.phase, other.escalation)
    return here == there or (None, None) in (here, there)


def _places(dossier: Dossier, command: Replace) -> list[tuple[Rule, Power, Actor]]:
    """Each place that the person who is replaced holds: the rule that asks for it, the power it takes, who is in it now."""
    decider = dossier.decider(command.at)
    places = [
        *(
            (R18, Power.EXECUTE, dossier.responsible(p, command.at))
            for p in dossier.phases
            if command.escalation is None and command.phase in (None, p.number)
        ),
        *(
            (R67, Power.ESCALATION, dossier.owner(e, command.at))
            for e in dossier.escalations
            if command.phase is None and command.escalation in (None, e.id)
        ),
    ]
    if decider is not None and command.phase is None and command.escalation is None:
        places.append((R66, Power.ESCALATION, decider))
    return [place for place in places if place[2].id == command.person]


@guard(
    R18,
    R67,
    nl="wie wordt vervangen, heeft nu een plaats in dit proces",
    en="who is replaced holds a place in this process now",
    reads=Reads.COMMAND,
    field={"no-place": "person", "replaced-since": "at"},
)
def replaced_person_has_a_place(dossier: Dossier, command: Replace, norms: Norms) -> Reasons:
    """R18, R67: responsible for a phase, deciding on scarcity and escalation, or owner of an open escalation.

    Nobody is put in that place of before somebody else was: that would undo the later replacement.
    """
    if _places(dossier, command):
        return [
            R18.forbidden(
                "replaced-since",
                nl=f"`{command.person}` is op {said(later.at).nl} al vervangen door `{later.successor.id}`, die dan geen plaats meer heeft",
                en=f"`{command.person}` was replaced at {said(later.at).en} by `{later.successor.id}` already, who would lose the place",
                suppliers=who.both_parties(dossier) + who.ministry(norms),
                about={"at": later.at, "person": later.successor.id},
            )
            for later in dossier.replaced
            if later.at > command.at and later.person == command.person != command.successor.id
            if _share_a_place(later, command)
        ]
    return [
        R18.forbidden(
            "no-place",
            nl=f"`{command.person}` is hier niet verantwoordelijk, en er valt dus niets over te nemen",
            en=f"`{command.person}` is not responsible here, so that there is nothing to take over",
            suppliers=who.both_parties(dossier) + who.ministry(norms),
        )
    ]


@guard(
    R18,
    nl="het ministerie vervangt, of de partij van wie de persoon is, door iemand van zichzelf",
    en="the ministry replaces, or the party whose person it is, by somebody of its own",
    reads=Reads.COMMAND,
    field="by",
)
def own_person_is_replaced(dossier: Dossier, command: Replace, norms: Norms) -> Reasons:
    """R18: a party does not appoint for another; only the ministry can appoint somebody of another party."""
    if who.of_the_ministry(command.by, norms):
        return YES
    parties = {actor.party for _, _, actor in _places(dossier, command)}
    own = (
        command.by.role is Role.DIRECTORATE
        and parties <= {command.by.party}
        and command.successor.party == command.by.party
    )
    if not parties or own:
        return YES
    named = ", ".join(f"`{p}`" for p in sorted(parties))
    return [
        R18.forbidden(
            "not-own-person",
            nl=f"`{command.person}` is van {named}; `{command.by.party}` vervangt alleen eigen mensen door eigen mensen",
            en=f"`{command.person}` is of {named}; `{command.by.party}` only replaces its own people by its own people",
            suppliers=tuple(s for p in sorted(parties) for s in who.party(p, norms)) + who.ministry(norms),
        )
    ]


@guard(
    R18,
    R66,
    R67,
    nl="wie het overneemt, heeft voor elke plaats het mandaat",
    en="who takes over has the mandate for each place",
    reads=Reads.COMMAND,
    field={"": "successor.mandate", "successor-outside": "successor"},
)
def successor_has_authority(dossier: Dossier, command: Replace, norms: Norms) -> Reasons:
    """R18: no responsibility without authority: in the line of each place, with a mandate that is valid on the day.

    R66: on scarcity and escalation somebody of any directorate may decide.
    """
    successor, places = command.successor, _places(dossier, command)
    line = norms.directorates if places and all(rule is R66 for rule, _, _ in places) else dossier.parties
    if not (who.of_the_ministry(successor, norms) or who.speaks_for(successor, line)):
        return [
            R18.forbidden(
                "successor-outside",
                nl=f"`{successor.id}` van `{successor.party}` hoort niet bij een van {who.ticks((*line, norms.ministry))}",
                en=f"`{successor.id}` of `{successor.party}` does not belong to one of {who.ticks((*line, norms.ministry))}",
                suppliers=who.both_parties(dossier) + who.ministry(norms),
            )
        ]
    suppliers = who.side_of(successor, norms)
    faults: dict[tuple[str, str], Reason] = {}  # of one mandate that is asked for several places, each fault once
    for rule, power, _ in places:
        for fault in mandate_faults(rule, successor, power, dossier, command, norms, suppliers, ("successor.mandate",)):
            faults.setdefault((fault.code, fault.nl), fault)
    return list(faults.values())
