"""Close: budgets last and neutral, agreements that survive, and nothing left open."""

from __future__ import annotations

from decimal import Decimal

from ontvlechting.engine.rulebook import YES, Reads, Reasons, guard
from ontvlechting.engine.verdicts import Reason
from ontvlechting.letter.catalogue import R8, R9, R32, R42, R54, R71, R73, R84
from ontvlechting.letter.commands import (
    Command,
    Complete,
    Degree,
    RecordAgreement,
    RecordUseOfAgreement,
    Route,
    ShiftBudget,
    Stop,
)
from ontvlechting.letter.dossier import Dossier
from ontvlechting.letter.guards import who
from ontvlechting.letter.guards.test import not_neutral
from ontvlechting.letter.norms import Norms
from ontvlechting.letter.terms import listed, said
from ontvlechting.letter.values import Delta, DocumentKind, MoneyKind, total


@guard(
    R42,
    nl="de verschuiving telt op tot precies nul",
    en="the shift sums to exactly zero",
    reads=Reads.COMMAND,
)
def shift_is_neutral(dossier: Dossier, command: ShiftBudget, norms: Norms) -> Reasons:
    """R42: for each kind of money and currency the deltas sum to zero, to the cent; there is something to shift."""
    reasons = list(not_neutral(command.deltas, who.ministry(norms)))
    if not command.deltas:
        reasons.append(
            R42.missing(
                "nothing-shifts",
                nl="er is geen enkele mutatie genoemd",
                en="not one change is named",
                suppliers=who.ministry(norms),
            )
        )
    return reasons


@guard(
    R54,
    nl="de verschuiving kan worden teruggedraaid",
    en="the shift can be reversed",
    reads=Reads.COMMAND,
)
def shift_can_be_reversed(dossier: Dossier, command: ShiftBudget, norms: Norms) -> Reasons:
    """R54: the shift declares its reversal, not past its last day."""
    reversal = command.reversal
    if reversal is not None and reversal.until >= norms.day_of(command.at):
        return YES
    return [
        R54.missing(
            "shift-reversal",
            nl="de verschuiving zegt niet hoe zij nog kan worden teruggedraaid",
            en="the shift does not say how it can still be reversed",
            suppliers=who.ministry(norms),
        )
    ]


@guard(
    R71,
    nl="budgetten gaan het laatst: eerst is de ontvanger bewezen",
    en="budgets move last: the receiver is proven first",
)
def budgets_move_last(dossier: Dossier, command: Command, norms: Norms) -> Reasons:
    """R71: an orderly process; what is not decided and not proven is not paid for by a shift."""
    if dossier.proof is not None:
        return YES
    return [
        R71.not_yet(
            "not-proven",
            nl="de ontvangende partij is nog niet bewezen",
            en="the receiving party has not been proven yet",
            suppliers=who.receiver(dossier),
        )
    ]


def _per_party(deltas: tuple[Delta, ...]) -> dict[tuple[str, MoneyKind, str], Decimal]:
    totals: dict[tuple[str, MoneyKind, str], Decimal] = {}
    for d in deltas:
        key = (d.party, d.money.kind, d.money.currency)
        totals[key] = total([totals.get(key, Decimal(0)), d.money.amount])
    return {k: v for k, v in totals.items() if v != 0}


@guard(
    R42,
    nl="het geplande budget is daadwerkelijk en neutraal verschoven",
    en="the planned budget was really shifted, neutrally",
)
def budget_was_shifted_as_planned(dossier: Dossier, command: Command, norms: Norms) -> Reasons:
    """R42: at completion what was shifted is what was planned, party by party."""
    planned = _per_party(dossier.plan.budget.deltas) if dossier.plan and dossier.plan.budget else {}
    shifted = _per_party(tuple(d for s in dossier.shifts for d in s.deltas))
    return [
        R42.missing(
            "not-realised",
            nl=f"voor `{party}` is {planned.get(key, 0)} {currency} `{said(kind).nl}` gepland en "
            f"{shifted.get(key, 0)} verschoven",
            en=f"for `{party}`, {planned.get(key, 0)} {currency} `{said(kind).en}` was planned and "
            f"{shifted.get(key, 0)} shifted",
            suppliers=who.ministry(norms),
        )
        for key in sorted({*planned, *shifted}, key=lambda k: (k[0], k[1].value, k[2]))
        if planned.get(key) != shifted.get(key)
        for party, kind, currency in (key,)
    ]


@guard(
    R8,
    nl="elke gedeelde ICT-dienst gaat door op grond van een afspraak",
    en="each shared ICT service goes on by an agreement",
    reads=Reads.COMMAND,
)
def ict_agreements_survive(dossier: Dossier, command: Complete, norms: Norms) -> Reasons:
    """R8: a shared ICT dependency survives the transfer as an explicit agreement, in a document that is one."""
    agreed = {a.dependency for a in command.ict_agreements if a.document.kind is DocumentKind.AGREEMENT}
    dependencies = dossier.plan.dependencies or () if dossier.plan else ()
    return [
        R8.missing(
            "no-ict-agreement",
            nl=f"voor de gedeelde ICT `{d.id}` van `{d.ict_supplier}` is er geen afspraak",
            en=f"for the shared ICT `{d.id}` of `{d.ict_supplier}` there is no agreement",
            suppliers=who.both_parties(dossier),
        )
        for d in dependencies
        if d.ict_supplier is not None and d.id not in agreed
    ]


@guard(
    R9,
    nl="de mate van ontvlechting klopt met wat gedeeld blijft",
    en="the degree of disentangling agrees with what stays shared",
    reads=Reads.COMMAND,
)
def degree_is_honest(dossier: Dossier, command: Complete, norms: Norms) -> Reasons:
    """R9: full only when nothing stays or is shared, ICT least of all; on the governance route it is none."""
    plan = dossier.plan
    shared = plan is not None and (
        any(d.ict_supplier for d in plan.dependencies or ()) or len(plan.goes()) < len(plan.tasks)
    )
    if dossier.route is Route.GOVERNANCE:
        allowed = {Degree.NONE}
    else:
        allowed = {Degree.PARTIAL} if shared else {Degree.PARTIAL, Degree.FULL}
    if command.degree in allowed:
        return YES
    return [
        R9.forbidden(
            "degree",
            nl=f"de mate `{said(command.degree).nl}` klopt niet; wel: {listed(allowed, 'nl')}",
            en=f"the degree `{said(command.degree).en}` is not right; these are: {listed(allowed, 'en')}",
        )
    ]


@guard(
    R84,
    nl="de Kamer is over de afronding geïnformeerd",
    en="the House is informed of the completion",
    reads=Reads.COMMAND,
)
def house_is_informed(dossier: Dossier, command: Complete, norms: Norms) -> Reasons:
    """R84: a warning, not a block: completion is to be reported to the House."""
    if command.report is not None:
        return YES
    return [
        R84.warning(
            "inform-house",
            nl="de Kamer is toegezegd over het vervolg te worden geïnformeerd; bij deze afronding is geen bericht genoemd",
            en="the House was promised to be informed of what follows; no report is named with this completion",
            suppliers=who.ministry(norms),
        )
    ]


@guard(
    R32,
    nl="niet ontvlechten kan altijd, zolang het proces niet is beëindigd",
    en="not to disentangle is always possible, while the process has not ended",
)
def stopping_is_possible(dossier: Dossier, command: Stop, norms: Norms) -> Reasons:
    """R32, R54: a reasoned stop is available as long as the process lives; the reason is part of the command."""
    if dossier.closing is None:
        return YES
    return [
        R32.forbidden(
            "ended",
            nl="het proces is al beëindigd",
            en="the process has ended already",
        )
    ]


@guard(
    R73,
    nl="de afspraak is nieuw, verbetert een benoemde relatie en heeft partners",
    en="the agreement is new, improves a relation that was named and has partners",
    reads=Reads.COMMAND,
)
def agreement_improves_a_relation(dossier: Dossier, command: RecordAgreement, norms: Norms) -> Reasons:
    """R73: an agreement between the two parties, about one of the relations to improve, in a document that is one."""
    reasons: list[Reason] = []
    if command.document.kind is not DocumentKind.AGREEMENT:
        reasons.append(
            R73.forbidden(
                "not-an-agreement",
                nl=f"`{command.document.id}` is een stuk van een andere soort dan een afspraak",
                en=f"`{command.document.id}` is a document of another kind than an agreement",
                suppliers=who.both_parties(dossier),
            )
        )
    if command.relation not in dossier.relations:
        reasons.append(
            R73.forbidden(
                "other-relation",
                nl=f"«{command.relation}» is geen relatie die zou worden verbeterd",
                en=f"«{command.relation}» is not a relation that was to be improved",
            )
        )
    if not set(dossier.parties) <= set(command.partners):
        reasons.append(
            R73.missing(
                "partners",
                nl=f"de afspraak is niet tussen {who.ticks(dossier.parties)}",
                en=f"the agreement is not between {who.ticks(dossier.parties)}",
                suppliers=who.both_parties(dossier),
            )
        )
    if command.id in {a.id for a in dossier.agreements}:
        reasons.append(
            R73.forbidden(
                "agreement-twice",
                nl=f"er is al een afspraak `{command.id}`",
                en=f"there is an agreement `{command.id}` already",
            )
        )
    return reasons


@guard(
    R73,
    nl="de gebruikte afspraak is van kracht",
    en="the agreement that is used is in force",
    reads=Reads.COMMAND,
)
def used_agreement_is_in_force(dossier: Dossier, command: RecordUseOfAgreement, norms: Norms) -> Reasons:
    """R73: only an agreement that exists and is in force on the day can be used."""
    found = next((a for a in dossier.agreements if a.id == command.agreement), None)
    if found is not None and found.in_force_from <= norms.day_of(command.at):
        return YES
    return [
        R73.not_yet(
            "not-in-force",
            nl=f"de afspraak `{command.agreement}` is er niet of nog niet van kracht",
            en=f"the agreement `{command.agreement}` does not exist or is not in force yet",
            suppliers=who.both_parties(dossier),
        )
    ]


@guard(
    R73,
    nl="voor elke te verbeteren relatie is een afspraak van kracht en in gebruik",
    en="for each relation to improve an agreement is in force and in use",
)
def agreements_are_used(dossier: Dossier, command: Command, norms: Norms) -> Reasons:
    """R73: the end proof of the governance route."""
    if dossier.route is not Route.GOVERNANCE:
        return YES
    used = {u.agreement for u in dossier.uses}
    covered = {a.relation for a in dossier.agreements if a.id in used}
    return [
        R73.missing(
            "relation-not-improved",
            nl=f"voor «{relation}» is er geen afspraak die van kracht is en gebruikt wordt",
            en=f"for «{relation}» there is no agreement that is in force and used",
            suppliers=who.both_parties(dossier),
        )
        for relation in dossier.relations
        if relation not in covered
    ]
