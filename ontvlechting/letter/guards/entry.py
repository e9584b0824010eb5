"""Entry: which process may be a candidate, for whom, and on which finding."""

from __future__ import annotations

from ontvlechting.engine.doors import YES, Reads, Reasons, guard
from ontvlechting.engine.verdicts import Reason, Supplier
from ontvlechting.letter.catalogue import R1, R3, R4, R6, R10, R15, R22, R23, R24, R28, R29, R30, R54, R92
from ontvlechting.letter.commands import (
    ChangeRoute,
    Command,
    Feasibility,
    Finding,
    IdentifyProcess,
    RecordFeasibility,
    Route,
)
from ontvlechting.letter.dossier import Dossier
from ontvlechting.letter.guards import who
from ontvlechting.letter.norms import Norms
from ontvlechting.letter.terms import said
from ontvlechting.letter.values import DocumentKind, Role
from ontvlechting.states import State


def _proposer(command: IdentifyProcess) -> tuple[Supplier, ...]:
    return (Supplier(role=Role.DIRECTORATE, party=command.receiving),)


@guard(
    R1,
    nl="overdragende en ontvangende partij zijn twee verschillende directoraten-generaal",
    en="the delivering and the receiving party are two different directorates-general",
    reads=Reads.COMMAND,
    field={"": "delivering", "same-party": "receiving"},
)
def parties_are_two_directorates(dossier: Dossier, command: IdentifyProcess, norms: Norms) -> Reasons:
    """R1: both from the closed set, and not the same."""
    reasons: list[Reason] = [
        R1.forbidden(
            "not-a-directorate",
            nl=f"`{party}` is geen van {who.ticks(norms.directorates)}",
            en=f"`{party}` is none of {who.ticks(norms.directorates)}",
            about={"delivering" if party == command.delivering else "receiving": norms.directorates},
        )
        for party in dict.fromkeys((command.delivering, command.receiving))
        if party not in norms.directorates
    ]
    if command.delivering == command.receiving:
        reasons.append(
            R1.forbidden(
                "same-party",
                nl=f"`{command.delivering}` kan het werk niet aan zichzelf overdragen",
                en=f"`{command.delivering}` cannot transfer the work to itself",
                about={"receiving": [d for d in norms.directorates if d != command.delivering]},
            )
        )
    return reasons


@guard(
    R6,
    R23,
    nl="het proces wordt aangedragen door een van de twee partijen of het ministerie",
    en="the process is identified by one of the two parties or the ministry",
    reads=Reads.COMMAND,
    field="by",
)
def party_identifies(dossier: Dossier, command: IdentifyProcess, norms: Norms) -> Reasons:
    """R6: an outsider opens no process between two others.

    R23: the party with the bottleneck, or that performs the work, does.
    """
    if who.of_the_ministry(command.by, norms) or who.speaks_for(command.by, (command.receiving, command.delivering)):
        return YES
    return [
        R6.forbidden(
            "identified-by-outsider",
            nl=f"`{command.by.party}` in de rol `{said(command.by.role).nl}` is geen partij in dit proces en draagt het niet aan",
            en=f"`{command.by.party}` in the role `{said(command.by.role).en}` is no party to this process and does not identify it",
            suppliers=(*_proposer(command), *who.ministry(norms)),
        )
    ]


@guard(
    R3,
    nl="het proces komt uit een van de onderzochte dienstonderdelen",
    en="the process comes from one of the units that were studied",
    reads=Reads.COMMAND,
    field="unit",
)
def unit_is_known(dossier: Dossier, command: IdentifyProcess, norms: Norms) -> Reasons:
    """R3: the unit, where the source names one, is one of the closed set; governance may be improved elsewhere too (R74).

    A unit of the closed set belongs to the first performer, also where governance is improved. No party or body is a unit.
    """
    if not command.improves:
        return _unknown_unit(command, norms)
    if command.unit in norms.known_parties():
        return [
            R3.forbidden(
                "unit-is-party",
                nl=f"`{command.unit}` is geen onderdeel, maar een partij of orgaan",
                en=f"`{command.unit}` is no unit, but a party or a body",
                suppliers=_proposer(command),
            )
        ]
    if command.unit not in norms.units or command.delivering == norms.first_performer:
        return YES
    return [
        R3.forbidden(
            "unit-of-another",
            nl=f"`{command.unit}` is een onderdeel van `{norms.first_performer}`, niet van `{command.delivering}`",
            en=f"`{command.unit}` is a unit of `{norms.first_performer}`, not of `{command.delivering}`",
            suppliers=_proposer(command),
        )
    ]


def _unknown_unit(identity: IdentifyProcess, norms: Norms) -> Reasons:
    if identity.unit is None or identity.unit in norms.units:
        return YES
    return [
        R3.forbidden(
            "unknown-unit",
            nl=f"het onderdeel `{identity.unit}` is geen van {who.ticks(norms.units)}",
            en=f"the unit `{identity.unit}` is none of {who.ticks(norms.units)}",
            about={"unit": norms.units},
        )
    ]


@guard(
    R4,
    nl="de Belastingdienst voert het proces nu uit, voor de ontvanger",
    en="the tax administration performs the process now, for the receiving party",
    reads=Reads.COMMAND,
    field={"": "beneficiaries", "not-first-performer": "delivering"},
)
def first_performer_delivers(dossier: Dossier, command: IdentifyProcess, norms: Norms) -> Reasons:
    """R4: the first performer delivers; the receiving party is among the beneficiaries, who are of the closed set (not for R74).

    This is not asked of a process that takes work back (`follows`): it begins where the earlier one ended.
    """
    return YES if command.improves else _not_performed_for(command, norms)


def _not_performed_for(command: IdentifyProcess, norms: Norms) -> Reasons:
    if command.follows is not None:
        return YES
    reasons: list[Reason] = []
    if command.delivering != norms.first_performer:
        reasons.append(
            R4.forbidden(
                "not-first-performer",
                nl=f"het proces wordt uitgevoerd door `{norms.first_performer}`, niet door `{command.delivering}`",
                en=f"the process is performed by `{norms.first_performer}`, not by `{command.delivering}`",
                about={"delivering": norms.first_performer},
            )
        )
    if outside := sorted(set(command.beneficiaries) - set(norms.beneficiaries)):
        reasons.append(
            R4.forbidden(
                "not-a-beneficiary",
                nl=f"het proces wordt uitgevoerd voor {who.ticks(norms.beneficiaries)}, niet voor {who.ticks(outside)}",
                en=f"the process is performed for {who.ticks(norms.beneficiaries)}, not for {who.ticks(outside)}",
                about={
                    "beneficiaries": [b for b in norms.beneficiaries if b == command.receiving] or norms.beneficiaries
                },
            )
        )
    if command.receiving not in command.beneficiaries:
        reasons.append(
            R4.forbidden(
                "receiver-not-served",
                nl=f"het proces wordt niet voor de ontvanger `{command.receiving}` uitgevoerd",
                en=f"the process is not performed for the receiving party `{command.receiving}`",
                about={"beneficiaries": command.receiving},
            )
        )
    return reasons


@guard(
    R4,
    R54,
    nl="werk dat teruggaat, gaat terug naar wie het had, na een afgerond proces",
    en="work that goes back goes to whoever had it, after a completed process",
    reads=Reads.COMMAND,
    field="follows",
)
def work_goes_back_to_where_it_came_from(dossier: Dossier, command: IdentifyProcess, norms: Norms) -> Reasons:
    """R54: what was completed is undone by a new process, between the same two, the other way; R4 holds for where it began."""
    earlier = command.follows
    if earlier is None:
        return YES
    reasons: list[Reason] = []
    if earlier.state != State.COMPLETED.value:
        reasons.append(
            R54.forbidden(
                "follows-unfinished",
                nl=f"`{earlier.process}` is niet afgerond; daarvan wordt binnen dat proces teruggedraaid",
                en=f"`{earlier.process}` is not completed; it is undone within that process",
                suppliers=_proposer(command),
                about={"follows.process": earlier.process, "follows.state": State.COMPLETED},
            )
        )
    if (earlier.receiving, earlier.delivering) != (command.delivering, command.receiving):
        reasons.append(
            R54.forbidden(
                "follows-elsewhere",
                nl=f"`{earlier.process}` ging van `{earlier.delivering}` naar `{earlier.receiving}`; terug is de andere kant op",
                en=f"`{earlier.process}` went from `{earlier.delivering}` to `{earlier.receiving}`; back is the other way",
                suppliers=_proposer(command),
                about={"delivering": earlier.receiving, "receiving": earlier.delivering},
            )
        )
    return reasons


@guard(
    R15, nl="de doelgroepen zijn benoemd", en="the target groups are named", reads=Reads.COMMAND, field="target_groups"
)
def target_groups_are_named(dossier: Dossier, command: IdentifyProcess, norms: Norms) -> Reasons:
    """R15: at least one target group, since added value is judged for it."""
    if command.target_groups:
        return YES
    return [
        R15.missing(
            "no-target-group",
            nl="er is geen doelgroep benoemd",
            en="no target group is named",
            suppliers=_proposer(command),
        )
    ]


@guard(
    R28,
    R92,
    nl="het proces is uiteengelegd in taken",
    en="the process is itemised in tasks",
    reads=Reads.COMMAND,
    field="scope",
)
def scope_is_itemised(dossier: Dossier, command: IdentifyProcess, norms: Norms) -> Reasons:
    """R28, R92: a scope of named tasks, so that each can be proven and each moves or stays."""
    if command.scope:
        return YES
    return [
        R92.missing(
            "no-scope",
            nl="er is geen enkele taak genoemd",
            en="not one task is named",
            suppliers=_proposer(command),
        )
    ]


@guard(
    R23,
    nl="de ontvanger ervaart een knelpunt voor een benoemde doelgroep",
    en="the receiving party experiences a bottleneck for a named target group",
    reads=Reads.COMMAND,
    field="bottlenecks",
)
def receiver_experiences_a_bottleneck(dossier: Dossier, command: IdentifyProcess, norms: Norms) -> Reasons:
    """R23: at least one bottleneck, experienced by the receiving party, for one of the target groups."""
    groups = {g.name for g in command.target_groups}
    if any(b.experienced_by == command.receiving and b.target_group in groups for b in command.bottlenecks):
        return YES
    return [
        R23.missing(
            "no-bottleneck",
            nl=f"er is geen knelpunt dat `{command.receiving}` ervaart voor een benoemde doelgroep",
            en=f"there is no bottleneck that `{command.receiving}` experiences for a named target group",
            suppliers=_proposer(command),
            about={"bottlenecks.experienced_by": command.receiving, "bottlenecks.target_group": sorted(groups)},
        )
    ]


@guard(
    R22,
    R24,
    nl="het proces heeft een eigen haalbaarheidsbevinding",
    en="the process has a feasibility finding of its own",
    reads=Reads.COMMAND,
    field="finding",
)
def feasibility_was_studied(dossier: Dossier, command: IdentifyProcess, norms: Norms) -> Reasons:
    """R22, R24: no process without a recorded finding; an improvement of governance shifts nothing, and needs none (R74)."""
    return YES if command.finding is not None or command.improves else _NO_FINDING


_NO_FINDING: Reasons = [
    R24.missing(
        "no-finding",
        nl="er is geen bevinding over de haalbaarheid",
        en="there is no finding on feasibility",
        suppliers=(Supplier(role=Role.RESEARCHER),),
    )
]


@guard(
    R10,
    R24,
    R30,
    nl="de bevinding is van een buitenstaander en noemt haar oorzaak",
    en="the finding is by an outsider and names its cause",
    reads=Reads.COMMAND,
    field={
        "": "finding.on",
        "author-not-external": "finding.document.origin",
        "no-cause": "finding.cause",
        "not-a-study": "finding.document.kind",
        "study-older": "finding.document.on",
    },
)
def finding_is_sound(dossier: Dossier, command: IdentifyProcess | RecordFeasibility, norms: Norms) -> Reasons:
    """R10: the author is an outsider: no party, body or unit; R24: it stands in a study or a report.

    R30: an infeasible finding names its cause; one that takes the place of another is newer, and so is its study.
    """
    finding = command.finding
    if finding is None:
        return YES
    reasons: list[Reason] = []
    if finding.document.origin in norms.insiders():
        reasons.append(
            R10.forbidden(
                "author-not-external",
                nl=f"het onderzoek is van `{finding.document.origin}`, en dat is geen buitenstaander",
                en=f"the study is by `{finding.document.origin}`, which is no outsider",
                suppliers=(Supplier(role=Role.RESEARCHER),),
                about={"finding.document.origin": norms.study.author if norms.study else None},
            )
        )
    if finding.document.kind not in (DocumentKind.STUDY, DocumentKind.REPORT):
        reasons.append(
            R24.forbidden(
                "not-a-study",
                nl=f"`{finding.document.id}` is geen onderzoek of rapport waarin een bevinding staat",
                en=f"`{finding.document.id}` is no study or report in which a finding stands",
                suppliers=(Supplier(role=Role.RESEARCHER),),
                about={"finding.document.kind": (DocumentKind.STUDY, DocumentKind.REPORT)},
            )
        )
    if finding.outcome is Feasibility.NOT_WITHIN_HORIZON and finding.cause is None:
        reasons.append(
            R30.missing(
                "no-cause",
                nl="de bevinding zegt niet waarom het niet haalbaar is",
                en="the finding does not say why it is not feasible",
                suppliers=(Supplier(role=Role.RESEARCHER),),
            )
        )
    if finding.on > norms.day_of(command.at):
        reasons.append(
            R24.forbidden(
                "finding-in-future",
                nl=f"de bevinding is van {said(finding.on).nl}, na de handeling",
                en=f"the finding is of {said(finding.on).en}, after the act",
            )
        )
    if dossier.findings and finding.on < dossier.findings[-1].on:
        reasons.append(
            R30.forbidden(
                "finding-older",
                nl=f"de bevinding van {said(finding.on).nl} is ouder dan die van {said(dossier.findings[-1].on).nl}",
                en=f"the finding of {said(finding.on).en} is older than that of {said(dossier.findings[-1].on).en}",
            )
        )
    elif dossier.findings and finding.document.on < (studied := dossier.findings[-1].document).on:
        reasons.append(
            R30.forbidden(
                "study-older",
                nl=f"`{finding.document.id}` is van {said(finding.document.on).nl}; het onderzoek `{studied.id}`, waarvan het de plaats zou "
                f"innemen, is van {said(studied.on).nl}",
                en=f"`{finding.document.id}` is of {said(finding.document.on).en}; the study `{studied.id}`, of which it would take the "
                f"place, is of {said(studied.on).en}",
                suppliers=(Supplier(role=Role.RESEARCHER),),
                about={"finding.document.on": studied.on},
            )
        )
    return reasons


@guard(
    R6,
    R10,
    nl="een bevinding wordt vastgelegd door een partij, het ministerie of wie het onderzoek deed",
    en="a finding is recorded by a party, the ministry or whoever did the study",
    reads=Reads.COMMAND,
    field="by",
)
def finding_is_recorded_by_whom_it_concerns(dossier: Dossier, command: RecordFeasibility, norms: Norms) -> Reasons:
    """R6: no outsider stops a process, or lets it go on, with a finding; R10: but the researcher of this study records what it found."""
    author = command.finding.document.origin
    own = command.by.role is Role.RESEARCHER and command.by.party == author
    if own or who.of_the_ministry(command.by, norms) or who.speaks_for(command.by, dossier.parties):
        return YES
    return [
        R6.forbidden(
            "finding-by-outsider",
            nl=f"`{command.by.party}` in de rol `{said(command.by.role).nl}` is geen partij in dit proces en deed het onderzoek niet",
            en=f"`{command.by.party}` in the role `{said(command.by.role).en}` is no party to this process and did not do the study",
            suppliers=(
                *who.both_parties(dossier),
                *who.ministry(norms),
                Supplier(role=Role.RESEARCHER, party=author),
            ),
        )
    ]


@guard(
    R22,
    R24,
    R30,
    nl="wie een bekend onderzoek aanhaalt, zegt niet meer dan daarin staat",
    en="who cites a known study says no more than it says",
    reads=Reads.COMMAND,
    field={
        "which-of-the-study": "studied",
        "study-by-another-name": "finding.document.id",
        "not-studied": "finding.document",
        "studied-for-another": "receiving",
        "study-says-otherwise": "finding.outcome",
        "another-horizon": "finding.horizon_years",
        "another-author": "finding.document.origin",
    },
)
def finding_says_what_the_study_says(
    dossier: Dossier, command: IdentifyProcess | RecordFeasibility, norms: Norms
) -> Reasons:
    """R22, R24, R30: a known study is cited only for a process, party and outcome that it names.

    Else it takes another study.
    """
    finding, study = command.finding, norms.study
    if finding is None or study is None or not study.is_meant(finding.document):
        return YES
    if finding.document.id != study.document:
        cited = finding.document
        return [
            R24.forbidden(
                "study-by-another-name",
                nl=f"`{cited.id}` van `{cited.origin}` van {said(cited.on).nl} is het onderzoek `{study.document}`; het wordt daarmee aangehaald",
                en=f"`{cited.id}` by `{cited.origin}` of {said(cited.on).en} is the study `{study.document}`; it is cited by that reference",
                suppliers=(Supplier(role=Role.RESEARCHER),),
                about={"finding.document.id": study.document},
            )
        ]
    identity = command if isinstance(command, IdentifyProcess) else dossier.identity
    named = identity.studied if identity is not None else None
    found = study.process(named)
    researcher = (Supplier(role=Role.RESEARCHER),)
    if identity is None or named is None:
        return [
            R22.missing(
                "which-of-the-study",
                nl=f"niet is gezegd welk van de {len(study.processes)} processen van `{study.document}` dit is; "
                "valt het daarbuiten, dan is een eigen onderzoek nodig",
                en=f"it is not said which of the {len(study.processes)} processes of `{study.document}` this is; "
                "if it is none of those, it needs a study of its own",
                suppliers=(
                    Supplier(role=Role.DIRECTORATE, party=identity.receiving if identity else None),
                    *researcher,
                ),
                about={"studied": [p.id for p in study.processes]},
            )
        ]
    if found is None:
        return [
            R22.forbidden(
                "not-studied",
                nl=f"`{named}` valt buiten de {len(study.processes)} processen van `{study.document}`; "
                "daarvoor is een eigen onderzoek nodig",
                en=f"`{named}` is outside the {len(study.processes)} processes of `{study.document}`; "
                "it needs a study of its own",
                suppliers=researcher,
            )
        ]
    reasons: list[Reason] = []
    if found.receiving not in (None, identity.receiving):
        reasons.append(
            R22.forbidden(
                "studied-for-another",
                nl=f"`{study.document}` gaat bij `{named}` over `{found.receiving}`, niet over `{identity.receiving}`",
                en=f"for `{named}`, `{study.document}` is about `{found.receiving}`, not about `{identity.receiving}`",
                suppliers=researcher,
                about={"receiving": found.receiving},
            )
        )
    if finding.outcome is not found.feasibility:
        reasons.append(
            R30.forbidden(
                "study-says-otherwise",
                nl=f"`{study.document}` zegt van `{named}`: {said(found.feasibility).nl}; een andere uitkomst vraagt een "
                "eigen onderzoek",
                en=f"`{study.document}` says of `{named}`: {said(found.feasibility).en}; another outcome needs a study of "
                "its own",
                suppliers=researcher,
                about={"finding.outcome": found.feasibility},
            )
        )
    elif finding.outcome is Feasibility.NOT_WITHIN_HORIZON and finding.horizon_years != study.horizon_years:
        reasons.append(
            R30.forbidden(
                "another-horizon",
                nl=f"`{study.document}` kijkt {study.horizon_years} jaar vooruit, niet {finding.horizon_years}",
                en=f"`{study.document}` looks {study.horizon_years} years ahead, not {finding.horizon_years}",
                suppliers=researcher,
                about={"finding.horizon_years": study.horizon_years},
            )
        )
    if finding.document.origin != study.author:
        reasons.append(
            R24.forbidden(
                "another-author",
                nl=f"`{study.document}` is van `{study.author}`, niet van `{finding.document.origin}`",
                en=f"`{study.document}` is by `{study.author}`, not by `{finding.document.origin}`",
                about={"finding.document.origin": study.author},
            )
        )
    return reasons


@guard(
    R22,
    nl="een proces met de naam van een onderzocht proces is dat ook",
    en="a process that has the name of a studied one is that process",
    reads=Reads.COMMAND,
    field="studied",
)
def studied_process_is_called_so(dossier: Dossier, command: IdentifyProcess, norms: Norms) -> Reasons:
    """R22: under the name of a studied process, in the ledger or as its title, stands that process and no other."""
    studied = norms.study.processes if norms.study is not None else ()
    names = {dossier.process, command.name.strip().casefold()}
    return [
        R22.forbidden(
            "called-like-another",
            nl=f"dit draagt de naam van het onderzochte proces `{p.id}`, maar zegt niet dat het dat proces is",
            en=f"this bears the name of the studied process `{p.id}`, but does not say that it is that process",
            suppliers=_proposer(command),
            about={"studied": p.id},
        )
        for p in studied
        if p.id != command.studied and names & {p.id, (p.name or p.id).casefold()}
    ]


@guard(
    R28,
    R92,
    nl="van een onderzocht proces gaat elk onderdeel mee, of is gezegd dat het blijft",
    en="of a studied process each part is in the scope, or is said to stay",
    reads=Reads.COMMAND,
    field={"": "scope", "no-such-item": "stays"},
)
def studied_process_is_whole(dossier: Dossier, command: IdentifyProcess, norms: Norms) -> Reasons:
    """R92: what goes on and what stays is the whole process; R28: the channel of signals is never left out."""
    studied = norms.study.process(command.studied) if norms.study is not None else None
    if studied is None:
        return YES
    here, left = {t.id for t in command.scope}, {x.item for x in command.stays}
    return [
        R28.forbidden(
            "signals-left-out",
            nl=f"signalen horen bij dit proces: `{item}` kan niet buiten de scope blijven",
            en=f"signals belong to this process: `{item}` cannot be left out of the scope",
            suppliers=_proposer(command),
            about={"scope.id": item},
        )
        if item in studied.signals
        else R92.missing(
            "item-left-out",
            nl=f"`{item}` staat niet in de scope, en er is niet gezegd dat het blijft",
            en=f"`{item}` is not in the scope, and is not said to stay",
            suppliers=_proposer(command),
            about={"scope.id": item},
        )
        for item in studied.items
        if item not in here and (item in studied.signals or item not in left)
    ] + [
        R92.forbidden(
            "no-such-item",
            nl=f"`{item}` is geen onderdeel van `{studied.id}`",
            en=f"`{item}` is no part of `{studied.id}`",
            about={"stays.item": studied.items},
        )
        for item in sorted(left - set(studied.items))
        if studied.items
    ]


@guard(
    R3,
    R4,
    R24,
    nl="wat wordt verschoven, kon als verschuiving worden aangedragen",
    en="what is shifted could have been identified as a shift",
    reads=Reads.COMMAND,
    field="route",
    by={"no-finding": {RecordFeasibility: "finding"}},
)
def shift_could_be_identified(dossier: Dossier, command: ChangeRoute, norms: Norms) -> Reasons:
    """R3, R4, R24: what was opened as an improvement of governance (R74) meets what a shift meets, before it becomes one.

    R4 is not asked of work that goes back (R54), as it is not when that is identified.
    """
    identity = dossier.identity
    if command.route is not Route.SHIFT or identity is None:
        return YES
    unstudied = YES if dossier.findings else _NO_FINDING
    return [*_unknown_unit(identity, norms), *_not_performed_for(identity, norms), *unstudied]


@guard(
    R29,
    nl="op de besturingsroute is een te verbeteren relatie benoemd",
    en="on the governance route a relation to improve is named",
    reads=Reads.COMMAND,
    field="relations",
)
def relation_to_improve_is_named(dossier: Dossier, command: IdentifyProcess | ChangeRoute, norms: Norms) -> Reasons:
    """R29: the governance route improves at least one relation or agreement."""
    if command.route is not Route.GOVERNANCE or command.relations:
        return YES
    return [
        R29.missing(
            "no-relation",
            nl="er is geen relatie of afspraak benoemd die wordt verbeterd",
            en="no relation or agreement to improve is named",
            suppliers=who.both_parties(dossier) if dossier.identity else (Supplier(role=Role.DIRECTORATE),),
        )
    ]


def _shift_refused(finding: Finding | None, command: Command, norms: Norms) -> Reasons:
    """R30: what an infeasible finding means for a shift on this day."""
    if finding is None or finding.outcome is Feasibility.FEASIBLE:
        return YES
    researcher = (Supplier(role=Role.RESEARCHER),)
    if norms.day_of(command.at) < finding.horizon:
        return [
            R30.not_yet(
                "infeasible-within-horizon",
                nl=f"verschuiven is niet haalbaar bevonden op {said(finding.on).nl}, tot {said(finding.horizon).nl}; "
                "een nieuwe bevinding kan dit anders maken, en is ook daarna nodig",
                en=f"a shift was found infeasible on {said(finding.on).en}, until {said(finding.horizon).en}; "
                "a new finding can change this, and is needed afterwards as well",
                suppliers=researcher,
                earliest=norms.earliest_on(finding.horizon),
                about={"finding.outcome": Feasibility.FEASIBLE},
            )
        ]
    return [
        R30.missing(
            "horizon-passed",
            nl=f"de bevinding van {said(finding.on).nl} is verlopen; dat maakt verschuiven niet haalbaar, een nieuwe bevinding kan dat",
            en=f"the finding of {said(finding.on).en} has expired; that does not make a shift feasible, a new finding can",
            suppliers=researcher,
            about={"finding.outcome": Feasibility.FEASIBLE},
        )
    ]


@guard(
    R30,
    nl="de gekozen verschuiving is haalbaar bevonden",
    en="the shift that is chosen was found feasible",
    reads=Reads.COMMAND,
    by={RecordFeasibility: "finding", IdentifyProcess: "finding.outcome"},
)
def chosen_shift_is_feasible(dossier: Dossier, command: IdentifyProcess | ChangeRoute, norms: Norms) -> Reasons:
    """R30: within the horizon of an infeasible finding no shift, unless a newer finding supersedes it."""
    if command.route is not Route.SHIFT:
        return YES
    given = command.finding if isinstance(command, IdentifyProcess) else None
    return _shift_refused(given or (dossier.findings[-1] if dossier.findings else None), command, norms)


@guard(
    R30,
    nl="de verschuiving is haalbaar bevonden",
    en="the shift was found feasible",
    by={RecordFeasibility: "finding", ChangeRoute: "route"},
)
def shift_is_feasible(dossier: Dossier, command: Command, norms: Norms) -> Reasons:
    """R30: the same for a process under way: the last finding counts."""
    if dossier.route is not Route.SHIFT or not dossier.findings:
        return YES
    return _shift_refused(dossier.findings[-1], command, norms)
