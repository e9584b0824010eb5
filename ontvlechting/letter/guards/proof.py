"""Proof: the receiving party itself has really carried out every task, and is able to go on."""

from __future__ import annotations

from ontvlechting.engine.doors import YES, Reads, Reasons, guard
from ontvlechting.engine.text import Text
from ontvlechting.engine.verdicts import Mend, Reason, Supplier
from ontvlechting.letter.catalogue import R6, R7, R28, R48, R51, R52
from ontvlechting.letter.commands import (
    AcceptPhase,
    Command,
    Complete,
    ConcludeProof,
    Mode,
    RecordExecution,
    Route,
    StartPhase,
    Supply,
    SupportArea,
)
from ontvlechting.letter.dossier import Dossier
from ontvlechting.letter.guards import who
from ontvlechting.letter.norms import Norms
from ontvlechting.letter.terms import said
from ontvlechting.letter.values import Role


@guard(
    R6,
    nl="de ontvanger spreekt voor het eigen werk",
    en="the receiving party speaks for its own work",
    reads=Reads.ACTOR,
    field="by",
)
def receiver_speaks_for_itself(dossier: Dossier, command: AcceptPhase | ConcludeProof, norms: Norms) -> Reasons:
    """R6: the party that becomes accountable declares the work done; nobody does so in its place."""
    if dossier.receiving is not None and who.speaks_for(command.by, (dossier.receiving,)):
        return YES
    return [
        R6.forbidden(
            "not-the-receiver",
            nl=f"`{command.by.party}` in de rol `{said(command.by.role).nl}` is niet de ontvangende partij",
            en=f"`{command.by.party}` in the role `{said(command.by.role).en}` is not the receiving party",
            suppliers=who.receiver(dossier),
        )
    ]


@guard(
    R52,
    nl="wie de taak uitvoerde, legt dat zelf vast",
    en="who carried out the task records it itself",
    reads=Reads.COMMAND,
    field="by",
)
def performer_records_itself(dossier: Dossier, command: RecordExecution, norms: Norms) -> Reasons:
    """R52: an execution is not claimed in the name of another."""
    if who.speaks_for(command.by, (command.performed_by,)):
        return YES
    return [
        R52.forbidden(
            "claimed-by-other",
            nl=f"`{command.by.party}` kan niet vastleggen dat `{command.performed_by}` de taak heeft uitgevoerd",
            en=f"`{command.by.party}` cannot record that `{command.performed_by}` carried out the task",
            suppliers=(Supplier(role=Role.DIRECTORATE, party=command.performed_by),),
        )
    ]


@guard(R48, nl="elke fase is begonnen en aanvaard", en="each phase was started and accepted", by={AcceptPhase: "phase"})
def phases_were_accepted(dossier: Dossier, command: Command, norms: Norms) -> Reasons:
    """R48: no phase is skipped."""
    accepted, started = {a.phase for a in dossier.accepted}, {s.phase for s in dossier.started}
    return [
        R48.not_yet(
            "phase-not-accepted",
            nl=f"fase {p.number} is niet aanvaard",
            en=f"phase {p.number} was not accepted",
            suppliers=who.receiver(dossier),
            about={"phase": p.number},
            mends=() if p.number in started else (Mend(command=StartPhase.key, field="phase"),),
        )
        for p in dossier.phases
        if p.number not in accepted
    ]


@guard(
    R28,
    R52,
    nl="de ontvanger heeft elke taak daadwerkelijk zelf uitgevoerd",
    en="the receiving party has really carried out each task itself",
    by={RecordExecution: "task"},
)
def receiver_has_performed_every_task(dossier: Dossier, command: Command, norms: Norms) -> Reasons:
    """R52: at least one real execution by the receiving party for each item of the scope that goes; R28: item by item."""
    if dossier.route is not Route.SHIFT:
        return YES
    return [
        R52.missing(
            "never-performed",
            nl=f"`{dossier.receiving}` heeft `{task}` nog niet daadwerkelijk zelf uitgevoerd",
            en=f"`{dossier.receiving}` has not really carried out `{task}` itself yet",
            suppliers=who.receiver(dossier),
            about={"task": task, "performed_by": dossier.receiving, "mode": Mode.REAL},
        )
        for task in dossier.unproven
    ]


@guard(
    R7,
    nl="de zeven gebieden van ondersteuning zijn geregeld",
    en="the seven areas of support are arranged",
    reads=Reads.COMMAND,
    field="support",
)
def support_is_ready(dossier: Dossier, command: ConcludeProof, norms: Norms) -> Reasons:
    """R7: each area once: present, a service by a named party that supplies, or not needed with a reason.

    A body that speaks for staff and the House supply nothing, and what a party supplies to itself is its own.
    """
    reasons: list[Reason] = []
    supply = {norms.ministry, *norms.may_share()} - {dossier.receiving}
    for area in SupportArea:
        given = [s for s in command.support if s.area is area]
        sound = len(given) == 1 and (
            given[0].supply is Supply.OWN
            or (given[0].supply is Supply.SERVICE and given[0].supplier in supply)
            or (given[0].supply is Supply.NOT_NEEDED and given[0].reason is not None)
        )
        if not sound:
            reasons.append(
                R7.missing(
                    f"support-{area.value}",
                    nl=f"de ondersteuning `{said(area).nl}` is niet geregeld: in eigen beheer, als dienst van een genoemde partij "
                    "die kan leveren, of met reden als niet nodig",
                    en=f"the support `{said(area).en}` is not arranged: own, a service by a named party that can supply, "
                    "or not needed with a reason",
                    suppliers=who.receiver(dossier),
                    about={"support.area": area},
                )
            )
    return reasons


@guard(
    R51,
    nl="er is een actueel oordeel dat het echt kan",
    en="there is a current judgement that it really can be done",
    reads=Reads.COMMAND,
    field="really_can",
)
def it_really_can(dossier: Dossier, command: ConcludeProof | Complete, norms: Norms) -> Reasons:
    """R51: judged anew, since the situation is as it is and since the plan was last changed; the study is not enough.

    The judgement is by the receiving party or the ministry, and newer than the end of any breach.
    """
    judgement = command.really_can if isinstance(command, ConcludeProof) else command.really_possible
    field = "really_can" if isinstance(command, ConcludeProof) else "really_possible"
    entitled = who.of_the_ministry(judgement.by, norms) or who.speaks_for(judgement.by, (dossier.receiving or "",))
    moments = [m for m in (dossier.settled, dossier.whole_since) if m is not None]
    fresh = all(since <= judgement.on for since in moments) and judgement.on <= command.at
    if judgement.holds and entitled and fresh:
        return YES
    why = (
        Text(nl="ontkennend", en="negative")
        if not judgement.holds
        else Text(
            nl="niet van de ontvangende partij of het ministerie", en="not by the receiving party or the ministry"
        )
        if not entitled
        else Text(nl="niet actueel", en="out of date")
        if dossier.stands(judgement)
        else Text(nl="van voor een verstoring, en dus niet actueel", en="from before a breach, and so out of date")
    )
    return [
        R51.missing(
            "not-possible",
            nl=f"een actueel oordeel dat het echt kan, ontbreekt; het gegeven oordeel is {why.nl}",
            en=f"a current judgement that it really can be done is missing; the one given is {why.en}",
            suppliers=who.receiver(dossier) + who.ministry(norms),
            about={
                f"{field}.holds": True,
                f"{field}.by.role": Role.DIRECTORATE,
                f"{field}.by.party": dossier.receiving,
            },
            mends=(Mend(command=command.key, field=field),),
        )
    ]
