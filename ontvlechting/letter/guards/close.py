"""Close: budgets last and neutral, agreements that survive, and nothing left open."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

from ontvlechting.engine.doors import YES, Reads, Reasons, guard
from ontvlechting.engine.text import Text
from ontvlechting.engine.verdicts import Mend, Reason
from ontvlechting.letter.catalogue import R8, R9, R32, R41, R42, R54, R70, R71, R73, R84, R85
from ontvlechting.letter.commands import (
    Command,
    Complete,
    ConcludeAgreements,
    ConcludeProof,
    Decide,
    Degree,
    Disposition,
    RecordAgreement,
    RecordDocument,
    RecordUseOfAgreement,
    Route,
    ShiftBudget,
    Stop,
)
from ontvlechting.letter.dossier import Dossier
from ontvlechting.letter.guards import who
from ontvlechting.letter.guards.decision import decision_is_in_force, note_faults, reversal_faults
from ontvlechting.letter.guards.other_side import silent
from ontvlechting.letter.guards.plan import PlanCommand
from ontvlechting.letter.guards.test import coverage_faults, not_neutral
from ontvlechting.letter.norms import Countersigned, Norms
from ontvlechting.letter.terms import budget_shift, listed, money, said
from ontvlechting.letter.values import Document, DocumentKind, MoneyKind, by_kind, per_party, sums, total
from ontvlechting.states import DECIDED, PROVEN


@guard(
    R42,
    nl="budget gaat alleen over tussen partijen van de ontvlechting",
    en="budgets move only between parties of the disentanglement",
    reads=Reads.COMMAND,
)
def budgets_move_between_known_parties(dossier: Dossier, command: PlanCommand | ShiftBudget, norms: Norms) -> Reasons:
    """R42: nobody outside the parties that the norms name gains or loses, on paper or really."""
    at = _deltas_of(command)
    if isinstance(command, ShiftBudget):
        deltas, suppliers = command.deltas, who.ministry(norms)
    else:
        budget = command.plan.budget
        deltas, suppliers = budget.deltas if budget else (), who.both_parties(dossier)
    return [
        R42.forbidden(
            "budget-party",
            nl=f"het budget van `{party}` kan niet veranderen: dat kan alleen bij {who.ticks(norms.budget_parties)}",
            en=f"the budget of `{party}` cannot change: only those of {who.ticks(norms.budget_parties)} can",
            suppliers=suppliers,
            about={f"{at}.party": norms.budget_parties},
            mends=(Mend(command=command.key, field=f"{at}.party"),),
        )
        for party in dict.fromkeys(d.party for d in deltas)
        if party not in norms.budget_parties
    ]


def _deltas_of(command: PlanCommand | ShiftBudget) -> str:
    """In which field the changes of budget stand."""
    return "deltas" if isinstance(command, ShiftBudget) else "plan.budget.deltas"


@guard(
    R42,
    R54,
    nl="wat teruggaat is wat overging: deze taken, en niet meer budget",
    en="what goes back is what went over: these tasks, and no more budget",
    reads=Reads.COMMAND,
)
def what_goes_back_is_what_went(dossier: Dossier, command: PlanCommand | ShiftBudget, norms: Norms) -> Reasons:
    """R54: work that goes back is no other task, and no more budget for a party than it gave.

    Taking back less is possible (R92).
    """
    earlier = dossier.identity.follows if dossier.identity is not None else None
    if earlier is None:
        return YES
    if isinstance(command, ShiftBudget):
        deltas = (*(d for s in dossier.shifts for d in s.deltas), *command.deltas)
    else:
        deltas = command.plan.budget.deltas if command.plan.budget else ()
    goes = () if isinstance(command, ShiftBudget) else command.plan.goes()
    reasons: list[Reason] = []
    if others := [task for task in goes if task not in earlier.moved]:
        reasons.append(
            R54.forbidden(
                "other-work-goes-back",
                nl=f"met `{earlier.process}` ging {who.ticks(earlier.moved) or 'niets'} over; {who.ticks(others)} kan dus niet teruggaan",
                en=f"with `{earlier.process}`, {who.ticks(earlier.moved) or 'nothing'} went over; so {who.ticks(others)} cannot go back",
                suppliers=who.both_parties(dossier),
                about={"plan.tasks.task": others, "plan.tasks.disposition": Disposition.STAYS},
                mends=(Mend(command=command.key, field="plan.tasks.disposition"),),
            )
        )
    went, at = per_party(earlier.deltas), _deltas_of(command)
    for (party, kind, currency), amount in per_party(deltas).items():
        before = went.get((party, kind, currency), Decimal(0))
        if amount * before > 0 or abs(amount) > abs(before):
            reasons.append(
                R54.forbidden(
                    "more-back-than-went",
                    nl=f"`{party}`: {money(amount, currency).nl} ({said(kind).nl}) terug, waar met `{earlier.process}` "
                    f"{money(before, currency).nl} overging",
                    en=f"`{party}`: {money(amount, currency).en} ({said(kind).en}) back, where {money(before, currency).en} went "
                    f"over with `{earlier.process}`",
                    suppliers=who.ministry(norms),
                    about={
                        f"{at}.party": party,
                        f"{at}.money.kind": kind,
                        f"{at}.money.currency": currency,
                        f"{at}.money.amount": total([-before]),
                    },
                    mends=(Mend(command=command.key, field=at),),
                )
            )
    return reasons


@guard(
    R42,
    nl="de verschuiving telt op tot precies nul",
    en="the shift sums to exactly zero",
    reads=Reads.COMMAND,
    field="deltas",
)
def shift_is_neutral(dossier: Dossier, command: ShiftBudget, norms: Norms) -> Reasons:
    """R42: there is something to shift, and it sums to zero, to the cent; if not, the plan names the process that makes up."""
    named = dossier.plan.budget.compensated_by if dossier.plan and dossier.plan.budget else None
    reasons = list(not_neutral(command.deltas, who.ministry(norms), compensated_by=named, of=dossier.process))
    if not per_party(command.deltas):
        reasons.append(
            R42.missing(
                "nothing-shifts",
                nl="het budget van geen enkele partij verandert: er is geen mutatie genoemd, of wat is genoemd is per partij samen nul",
                en="the budget of no party changes: no change is named, or what is named is zero together for each party",
                suppliers=who.ministry(norms),
            )
        )
    return reasons


@guard(
    R41,
    R42,
    nl="een verschil met het plan heeft dekking van het ministerie",
    en="a difference from the plan is covered by the ministry",
    reads=Reads.COMMAND,
    field="difference.coverage",
)
def difference_is_covered(dossier: Dossier, command: ShiftBudget, norms: Norms) -> Reasons:
    """R41: the coverage of a difference names its source, which is a document of the ministry."""
    if command.difference is None:
        return YES
    return coverage_faults(command.difference.coverage, (norms.ministry,), command, norms)


@guard(
    R54,
    nl="de verschuiving kan worden teruggedraaid",
    en="the shift can be reversed",
    reads=Reads.COMMAND,
    field="reversal",
)
def shift_can_be_reversed(dossier: Dossier, command: ShiftBudget, norms: Norms) -> Reasons:
    """R54: the shift declares its reversal, by a party, to the end of the transfer, not past its last day."""
    if command.reversal is not None:
        return reversal_faults(command.reversal, budget_shift(), dossier, command, norms, who.ministry(norms))
    return [
        R54.missing(
            "shift-reversal",
            nl="de verschuiving zegt niet hoe zij kan worden teruggedraaid",
            en="the shift does not say how it can be reversed",
            suppliers=who.ministry(norms),
        )
    ]


@guard(
    R70,
    R71,
    nl="budgetten verschuiven na het besluit over vorm en transitie",
    en="budgets move after the decision on form and transition",
    by={"no-decision": Decide, "not-proven": (ConcludeProof, ConcludeAgreements)},
)
def budgets_move_in_order(dossier: Dossier, command: Command, norms: Norms) -> Reasons:
    """R70, R71: the decision comes first, on either route; the ministry may set that the proof does as well."""
    reasons = list(decision_is_in_force.check(dossier, command, norms))
    if norms.budget_after_proof and dossier.state not in PROVEN:
        reasons.append(
            R71.not_yet(
                "not-proven",
                nl="het ministerie verschuift budget pas als de overname of de afspraken zijn aangetoond",
                en="the ministry moves budgets only once the takeover or the agreements have been proven",
                suppliers=who.both_parties(dossier),
            )
        )
    return reasons


@guard(
    R42,
    nl="het geplande budget is daadwerkelijk verschoven, of het verschil is gemotiveerd en gedekt",
    en="the planned budget was really shifted, or the difference is motivated and covered",
    by={"": {ShiftBudget: "deltas"}, "difference-not-covered": {ShiftBudget: "difference.coverage"}},
)
def budget_was_shifted_as_planned(dossier: Dossier, command: Command, norms: Norms) -> Reasons:
    """R42: party by party what was shifted is what was planned, but for what the ministry motivates and covers."""
    planned = per_party(dossier.plan.budget.deltas) if dossier.plan and dossier.plan.budget else {}
    shifted = per_party(d for s in dossier.shifts for d in s.deltas)
    motivated = [s.difference for s in dossier.shifts if s.difference is not None]
    covered = by_kind(c.money for m in motivated for c in m.coverage)
    reasons: list[Reason] = []
    beyond: dict[tuple[MoneyKind, str], Decimal] = {}
    for key in sorted({*planned, *shifted}, key=lambda k: (k[0], k[1].value, k[2])):
        party, kind, currency = key
        before, after = planned.get(key, Decimal(0)), shifted.get(key, Decimal(0))
        if before == after:
            continue
        beyond[kind, currency] = total([beyond.get((kind, currency), Decimal(0)), max(after - before, Decimal(0))])
        if not motivated:
            asked, found = money(before, currency), money(after, currency)
            reasons.append(
                R42.missing(
                    "not-realised",
                    nl=f"voor `{party}` is {asked.nl} ({said(kind).nl}) gepland en {found.nl} verschoven, zonder motivering",
                    en=f"for `{party}`, {asked.en} ({said(kind).en}) was planned and {found.en} shifted, without a motivation",
                    suppliers=who.ministry(norms),
                    about={
                        "deltas.party": party,
                        "deltas.money.amount": total([before, -after]),
                        "deltas.money.kind": kind,
                        "deltas.money.currency": currency,
                    },
                )
            )
    for (kind, currency), amount in beyond.items():
        cover = covered.get((kind, currency), Decimal(0))
        if motivated and cover < amount:
            asked, found = money(amount, currency), money(cover, currency)
            reasons.append(
                R42.missing(
                    "difference-not-covered",
                    nl=f"van het verschil van {asked.nl} ({said(kind).nl}) met het plan is {found.nl} gedekt",
                    en=f"of the difference of {asked.en} ({said(kind).en}) from the plan, {found.en} is covered",
                    suppliers=who.ministry(norms),
                )
            )
    return reasons


@guard(
    R42,
    nl="over de processen samen is de verschuiving nul, en over alle is besloten",
    en="over the processes together the shift is zero, and all were decided on",
    reads=Reads.COMMAND,
    field="compensation",
)
def other_process_compensates(dossier: Dossier, command: Complete, norms: Norms) -> Reasons:
    """R42, A9: a process that is not neutral alone shows the process that its plan names; together they are neutral.

    That process was decided on, and names this one in return: it does not make up for two.
    """
    mine = tuple(d for s in dossier.shifts for d in s.deltas)
    if not any(sums(mine).values()):
        return YES
    named = dossier.plan.budget.compensated_by if dossier.plan and dossier.plan.budget else None
    other = command.compensation
    if other is None or other.process != named or other.process == dossier.process:
        return [
            R42.missing(
                "no-compensation",
                nl=f"dit proces is niet neutraal; hoe `{named or 'een ander proces'}` dat compenseert is niet vermeld",
                en=f"this process is not neutral; how `{named or 'another process'}` makes up for it is not stated",
                suppliers=who.ministry(norms),
                about={"compensation.process": named},
            )
        ]
    reasons: list[Reason] = []
    if other.state not in {s.value for s in DECIDED}:
        reasons.append(
            R42.not_yet(
                "other-not-decided",
                nl=f"over `{other.process}`, dat dit proces compenseert, is nog niet besloten",
                en=f"`{other.process}`, which makes up for this process, was not decided on yet",
                suppliers=who.ministry(norms),
                about={"compensation.process": other.process},
            )
        )
    if other.compensated_by != dossier.process:
        named = other.compensated_by or "…"
        reasons.append(
            R42.forbidden(
                "compensates-another",
                nl=f"`{other.process}` compenseert volgens zijn plan `{named}`, niet `{dossier.process}`; één proces compenseert één ander",
                en=f"by its plan `{other.process}` makes up for `{named}`, not for `{dossier.process}`; one process makes up for one other",
                suppliers=who.ministry(norms),
            )
        )
    reasons += [
        R42.forbidden(
            "not-neutral-together",
            nl=f"samen met `{other.process}` is de verschuiving {money(amount, currency).nl} ({said(kind).nl}), niet nul",
            en=f"together with `{other.process}` the shift is {money(amount, currency).en} ({said(kind).en}), not zero",
            suppliers=who.ministry(norms),
        )
        for (kind, currency), amount in sums((*mine, *other.deltas)).items()
        if amount != 0
    ]
    return reasons


@guard(
    R8,
    nl="elke gedeelde ICT-dienst gaat door op grond van een afspraak",
    en="each shared ICT service goes on by an agreement",
    reads=Reads.COMMAND,
    field="ict_agreements",
)
def ict_agreements_survive(dossier: Dossier, command: Complete, norms: Norms) -> Reasons:
    """R8: a shared ICT dependency survives as an agreement, made after the decision and in force at completion."""
    day = norms.day_of(command.at)
    decided = norms.day_of(dossier.decision.at) if dossier.decision is not None else None
    reasons: list[Reason] = []
    for d in (dossier.plan.dependencies or ()) if dossier.plan else ():
        if d.ict_supplier is None:
            continue
        agreed = [
            a for a in command.ict_agreements if a.dependency == d.id and a.document.kind is DocumentKind.AGREEMENT
        ]
        suppliers = who.both_parties(dossier)
        if not agreed:
            reasons.append(
                R8.missing(
                    "no-ict-agreement",
                    nl=f"voor de gedeelde ICT `{d.id}` van `{d.ict_supplier}` is er geen afspraak",
                    en=f"for the shared ICT `{d.id}` of `{d.ict_supplier}` there is no agreement",
                    suppliers=suppliers,
                    about={"ict_agreements.dependency": d.id, "ict_agreements.document.kind": DocumentKind.AGREEMENT},
                )
            )
            continue
        found = agreed[-1]
        document = found.document
        if document.origin not in (d.ict_supplier, *dossier.parties, norms.ministry):
            reasons.append(
                R8.forbidden(
                    "ict-agreement-origin",
                    nl=f"de ICT-afspraak `{document.id}` is van `{document.origin}`; dat is geen afspraak van `{d.ict_supplier}`, een van de "
                    "partijen of het ministerie",
                    en=f"the ICT agreement `{document.id}` is by `{document.origin}`; that is no agreement of `{d.ict_supplier}`, one of the "
                    "parties or the ministry",
                    suppliers=suppliers,
                    about={
                        "ict_agreements.dependency": d.id,
                        "ict_agreements.document.origin": (d.ict_supplier, *dossier.parties, norms.ministry),
                    },
                )
            )
        if decided is not None and document.on < decided:
            reasons.append(
                R8.forbidden(
                    "ict-agreement-old",
                    nl=f"de ICT-afspraak `{document.id}` is van {said(document.on).nl}, voor het besluit van {said(decided).nl}",
                    en=f"the ICT agreement `{document.id}` is of {said(document.on).en}, before the decision of {said(decided).en}",
                    suppliers=suppliers,
                    about={"ict_agreements.dependency": d.id, "ict_agreements.document.on": decided},
                )
            )
        if not found.in_force_from <= day or (found.in_force_until is not None and found.in_force_until < day):
            until = Text(nl="…", en="…") if found.in_force_until is None else said(found.in_force_until)
            reasons.append(
                R8.forbidden(
                    "ict-agreement-not-in-force",
                    nl=f"de ICT-afspraak `{document.id}` (van {said(found.in_force_from).nl} tot en met {until.nl}) is op {said(day).nl} niet van kracht",
                    en=f"the ICT agreement `{document.id}` (from {said(found.in_force_from).en} to {until.en} inclusive) is not in force on {said(day).en}",
                    suppliers=suppliers,
                    about={"ict_agreements.dependency": d.id, "ict_agreements.in_force_from": day},
                )
            )
    return reasons


@guard(
    R8,
    R9,
    R85,
    nl="de mate van ontvlechting klopt met wat gedeeld blijft",
    en="the degree of disentangling agrees with what stays shared",
    reads=Reads.COMMAND,
    field={"degree": "degree", "ict-still-shared": "ict_ended", "": "ict_ended"},
)
def degree_is_honest(dossier: Dossier, command: Complete, norms: Norms) -> Reasons:
    """R9: full only when nothing stays or is shared; R8: ICT is shared, unless a decision says that it ended."""
    plan = dossier.plan
    shared = plan is not None and (
        any(d.ict_supplier for d in plan.dependencies or ()) or len(plan.goes()) < len(plan.tasks)
    )
    if dossier.route is Route.GOVERNANCE:
        allowed = {Degree.NONE}
    else:
        allowed = {Degree.PARTIAL} if shared else {Degree.PARTIAL, Degree.FULL}
    if command.degree not in allowed:
        return [
            R9.forbidden(
                "degree",
                nl=f"de mate `{said(command.degree).nl}` is niet juist; mogelijk is: {listed(allowed, 'nl')}",
                en=f"the degree `{said(command.degree).en}` is not right; possible: {listed(allowed, 'en')}",
                about={"degree": sorted(allowed, key=lambda d: d.value)},
            )
        ]
    if command.degree is not Degree.FULL or not norms.ict_is_shared:
        return YES
    if command.ict_ended is not None:
        return [
            *note_faults(command.ict_ended, dossier.notes, norms, field="ict_ended"),
            *_ended_before(command.ict_ended, dossier, norms),
        ]
    return [
        R8.missing(
            "ict-still-shared",
            nl="de partijen delen ICT, en geen besluit zegt dat dat is beëindigd; volledig ontvlochten is dit dus niet",
            en="the parties share ICT, and no decision says that this has ended; so this is not fully disentangled",
            suppliers=who.ministry(norms),
        )
    ]


def _ended_before(note: Document, dossier: Dossier, norms: Norms) -> Reasons:
    """R8: the sharing did not end before the feasibility was studied, for the letter says that ICT was shared then."""
    studied = dossier.findings[0].on if dossier.findings else None
    if studied is None or note.on >= studied:
        return YES
    return [
        R8.forbidden(
            "ict-ended-before",
            nl=f"volgens `{note.id}` van {said(note.on).nl} wordt geen ICT meer gedeeld; de haalbaarheid is bevonden op {said(studied).nl}, toen "
            "dat nog wel zo was",
            en=f"by `{note.id}` of {said(note.on).en} no ICT is shared any longer; the feasibility was found on {said(studied).en}, when it still was",
            suppliers=who.ministry(norms),
            about={"ict_ended.on": studied},
        )
    ]


@guard(
    R84,
    nl="de Kamer is over de afronding geïnformeerd",
    en="the House is informed of the completion",
    reads=Reads.COMMAND,
    field="report",
)
def house_is_informed(dossier: Dossier, command: Complete, norms: Norms) -> Reasons:
    """R84: a warning, not a block: completion is to be reported to the House."""
    report, decided = command.report, dossier.decided
    if report is not None:
        if informs_the_house(report, norms) and decided is not None and report.on >= norms.day_of(decided.at):
            return YES
        return [
            R84.warning(
                "report-tells-nothing",
                nl=f"`{report.id}` van {said(report.on).nl} is geen brief of verslag van het ministerie van na het besluit, waarmee de Kamer over "
                "deze afronding is geïnformeerd",
                en=f"`{report.id}` of {said(report.on).en} is no letter or report of the ministry from after the decision, by which the House was "
                "informed of this completion",
                suppliers=who.ministry(norms),
            )
        ]
    return [
        R84.warning(
            "inform-house",
            nl="de Kamer is toegezegd over het vervolg te worden geïnformeerd; bij deze afronding is geen bericht genoemd",
            en="the House was promised to be informed of what follows; no report is named with this completion",
            suppliers=who.ministry(norms),
        )
    ]


def informs_the_house(report: Document | RecordDocument, norms: Norms) -> bool:
    """R84: whether this is a document by which the House is informed: a letter or report of the ministry."""
    return report.kind in (DocumentKind.LETTER, DocumentKind.REPORT) and report.origin == norms.ministry


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
    field={
        "not-an-agreement": "document.kind",
        "agreement-old": "document.on",
        "other-relation": "relation",
        "partners": "partners",
        "agreement-twice": "id",
    },
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
                about={"document.kind": DocumentKind.AGREEMENT},
            )
        )
    if command.document.origin not in (*dossier.parties, norms.ministry):
        reasons.append(
            R73.forbidden(
                "agreement-origin",
                nl=f"`{command.document.id}` is van `{command.document.origin}`, niet van een van {who.ticks((*dossier.parties, norms.ministry))}",
                en=f"`{command.document.id}` is by `{command.document.origin}`, not by one of {who.ticks((*dossier.parties, norms.ministry))}",
                suppliers=who.both_parties(dossier),
                about={"document.origin": (*dossier.parties, norms.ministry)},
            )
        )
    if dossier.decision is not None and not _is_new(command, dossier, norms):
        decided = norms.day_of(dossier.decision.at)
        reasons.append(
            R73.forbidden(
                "agreement-old",
                nl=f"`{command.document.id}` is van {said(command.document.on).nl}, voor het besluit van {said(decided).nl}; nieuw is van daarna",
                en=f"`{command.document.id}` is of {said(command.document.on).en}, before the decision of {said(decided).en}; new means after it",
                suppliers=who.both_parties(dossier),
                about={"document.on": decided},
            )
        )
    if command.relation not in dossier.relations:
        reasons.append(
            R73.forbidden(
                "other-relation",
                nl=f"«{command.relation}» is geen te verbeteren relatie uit het plan",
                en=f"«{command.relation}» is not a relation of the plan that is to be improved",
                about={"relation": dossier.relations},
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
    field="agreement",
)
def used_agreement_is_in_force(dossier: Dossier, command: RecordUseOfAgreement, norms: Norms) -> Reasons:
    """R73: only an agreement that was made after the decision, and is in force, can be used on that day."""
    if any(_can_be_used(a, command.at, dossier, norms) for a in dossier.agreements if a.id == command.agreement):
        return YES
    day = said(norms.day_of(command.at))
    return [
        R73.not_yet(
            "not-in-force",
            nl=f"op {day.nl} was de afspraak `{command.agreement}` er niet, of nog niet van kracht",
            en=f"on {day.en} the agreement `{command.agreement}` did not exist, or was not in force yet",
            suppliers=who.both_parties(dossier),
            about={"agreement": [a.id for a in dossier.agreements]},
        )
    ]


def _can_be_used(agreement: RecordAgreement, at: datetime, dossier: Dossier, norms: Norms) -> bool:
    """R73: whether a new agreement could be used at this moment: the ministry had decided, it was made, and it was in force."""
    day, decided = norms.day_of(at), dossier.decision
    began = max(agreement.document.on, agreement.in_force_from) <= day and (decided is None or decided.at <= at)
    return began and _is_new(agreement, dossier, norms)


def _is_new(agreement: RecordAgreement, dossier: Dossier, norms: Norms) -> bool:
    """R73: whether an agreement was made after the decision that now stands."""
    return dossier.decision is None or agreement.document.on >= norms.day_of(dossier.decision.at)


@guard(
    R73,
    nl="voor elke te verbeteren relatie is een afspraak van kracht en in gebruik",
    en="for each relation to improve an agreement is in force and in use",
    by={"no-agreement": {RecordAgreement: "relation"}, "agreement-not-used": {RecordUseOfAgreement: "agreement"}},
)
def agreements_are_used(dossier: Dossier, command: Command, norms: Norms) -> Reasons:
    """R73: the end proof of the governance route; one reason for each gap of each relation. Both parties tell that it is used."""
    if dossier.route is not Route.GOVERNANCE:
        return YES
    day = norms.day_of(command.at)
    used = {
        a.id: [u for u in dossier.uses if u.agreement == a.id and _can_be_used(a, u.at, dossier, norms)]
        for a in dossier.agreements
    }
    told = {a: silent(dossier, uses, norms, Countersigned.AGREEMENTS) for a, uses in used.items() if uses}
    reasons: list[Reason] = []
    suppliers = who.both_parties(dossier)
    for relation in dossier.relations:
        agreed = [a for a in dossier.agreements if a.relation == relation and _is_new(a, dossier, norms)]
        in_force = [a for a in agreed if a.in_force_from <= day]
        if not agreed:
            reasons.append(
                R73.missing(
                    "no-agreement",
                    nl=f"voor «{relation}» is er geen afspraak",
                    en=f"for «{relation}» there is no agreement",
                    suppliers=suppliers,
                    about={"relation": relation},
                )
            )
        elif not in_force:
            first = min(a.in_force_from for a in agreed)
            reasons.append(
                R73.not_yet(
                    "agreement-not-in-force",
                    nl=f"de afspraak voor «{relation}» is pas van kracht vanaf {said(first).nl}",
                    en=f"the agreement for «{relation}» is in force only from {said(first).en} on",
                    suppliers=suppliers,
                    earliest=norms.earliest_on(first),
                )
            )
        if not any(a.id in told for a in in_force):
            reasons.append(
                R73.missing(
                    "agreement-not-used",
                    nl=f"voor «{relation}» wordt geen afspraak gebruikt die van kracht is",
                    en=f"for «{relation}» no agreement that is in force is used",
                    suppliers=suppliers,
                    about={"agreement": [a.id for a in in_force or agreed], "relation": relation},
                )
            )
        elif all(told[a.id] for a in in_force if a.id in told):
            (one, *_) = (party for a in in_force for party in told.get(a.id, ()))
            reasons.append(
                R73.missing(
                    "agreement-used-by-one",
                    nl=f"dat de afspraak voor «{relation}» wordt gebruikt, zegt `{one}` niet, en geen stuk van `{one}` laat het zien",
                    en=f"that the agreement for «{relation}» is used, `{one}` does not say, and no paper of `{one}` shows it",
                    suppliers=who.owner(one, norms) + who.ministry(norms),
                    about={"agreement": [a.id for a in in_force], "by.party": one},
                    mends=(Mend(command=RecordUseOfAgreement.key, field="agreement"),),
                )
            )
    return reasons
