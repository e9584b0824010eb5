"""Test: five preconditions, one by one, by somebody entitled to, on one version of the plan."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from decimal import Decimal

from ontvlechting.engine.checked import without_words
from ontvlechting.engine.doors import YES, Reads, Reasons, guard
from ontvlechting.engine.text import Text
from ontvlechting.engine.verdicts import About, Reason, Rule, Supplier
from ontvlechting.letter.catalogue import (
    R31,
    R33,
    R35,
    R36,
    R37,
    R38,
    R39,
    R40,
    R41,
    R42,
    R43,
    R44,
    R45,
    R53,
    R66,
    R68,
)
from ontvlechting.letter.commands import (
    PARTS,
    Basis,
    Command,
    Coverage,
    Level,
    Part,
    Precondition,
    ProposeAmendment,
    RecordTest,
    Replace,
    TargetGroupKind,
)
from ontvlechting.letter.dossier import Dossier
from ontvlechting.letter.guards import who
from ontvlechting.letter.guards.mandates import mandate_faults
from ontvlechting.letter.guards.mends import of_the_plan
from ontvlechting.letter.naming import named_in
from ontvlechting.letter.norms import Countersigned, Norms
from ontvlechting.letter.terms import listed, money, said
from ontvlechting.letter.values import BodyKind, Delta, MoneyKind, Power, Role, by_kind, per_party, sums, total
from ontvlechting.states import State

_RULE: dict[Precondition, Rule] = {
    Precondition.ADDED_VALUE: R36,
    Precondition.CONTINUITY: R37,
    Precondition.STAFF: R39,
    Precondition.EFFICIENCY: R40,
    Precondition.BUDGET: R41,
}


def required_parts(dossier: Dossier, precondition: Precondition) -> tuple[Part, ...]:
    """The parts that a test of this precondition has to report; of added value, those whose group is served (R36)."""
    if precondition is not Precondition.ADDED_VALUE or dossier.identity is None:
        return PARTS[precondition]
    kinds = {g.kind for g in dossier.identity.target_groups}
    wanted = {Part.CITIZENS: TargetGroupKind.CITIZENS, Part.BUSINESSES: TargetGroupKind.BUSINESSES}
    return tuple(p for p in PARTS[precondition] if wanted[p] in kinds)


@guard(
    R44,
    nl="de toets gaat over het geldende plan",
    en="the test is on the plan in force",
    reads=Reads.COMMAND,
    field="plan_version",
    by={"nothing-proposed": ProposeAmendment},
)
def test_is_on_the_plan(dossier: Dossier, command: RecordTest, norms: Norms) -> Reasons:
    """R44: the tested version is the current one; during the transfer the one that is proposed."""
    tested = dossier.under_test
    if tested is not None and command.plan_version == tested.plan.version:
        return YES
    if tested is None and dossier.state is State.PHASED_TRANSFER:
        return [
            R44.not_yet(
                "nothing-proposed",
                nl="tijdens de overdracht wordt alleen een voorgestelde wijziging van het plan getoetst; er is geen voorstel",
                en="during the transfer only a proposed amendment of the plan is tested; there is no proposal",
                suppliers=who.both_parties(dossier),
            )
        ]
    current = tested.plan.version if tested is not None else dossier.plan_version
    return [
        R44.forbidden(
            "other-version",
            nl=f"de toets gaat over versie {command.plan_version}; het plan dat wordt getoetst is versie {current}",
            en=f"the test is on version {command.plan_version}; the plan that is tested is version {current}",
            about={"plan_version": current},
        )
    ]


@guard(
    R43,
    nl="de toetser spreekt voor de ontvanger of de overdragende partij",
    en="the tester speaks for the receiving party or the transferring party",
    reads=Reads.COMMAND,
    field={"": "results.judgement.by", "tested-in-its-name": "by"},
)
def testers_are_entitled(dossier: Dossier, command: RecordTest, norms: Norms) -> Reasons:
    """R43: the receiving party tests, together with the transferring party; who drafted may test unless the norms say no.

    The transferring party alone does not say whether the receiving party can have the work, nor that the receiving party found so.
    """
    reasons: list[Reason] = []
    if who.speaks_for(command.by, dossier.parties[:1]):
        reasons.append(
            R43.forbidden(
                "tested-in-its-name",
                nl=f"wat `{dossier.receiving}` over `{said(command.precondition).nl}` oordeelde, zegt niet `{command.by.party}`, maar "
                f"`{dossier.receiving}` zelf of het ministerie",
                en=f"what `{dossier.receiving}` judged on `{said(command.precondition).en}` is not said by `{command.by.party}`, but by "
                f"`{dossier.receiving}` itself or the ministry",
                suppliers=who.receiver(dossier) + who.ministry(norms),
            )
        )
    if command.results and all(who.speaks_for(r.judgement.by, dossier.parties[:1]) for r in command.results):
        reasons.append(
            R43.missing(
                "receiver-does-not-test",
                nl=f"geen van de oordelen over `{said(command.precondition).nl}` is van `{dossier.receiving}`, de partij die toetst",
                en=f"none of the judgements on `{said(command.precondition).en}` is by `{dossier.receiving}`, the party that tests",
                suppliers=who.receiver(dossier),
            )
        )
    for result in command.results:
        tester = result.judgement.by
        if not who.speaks_for(tester, dossier.parties):
            reasons.append(
                R43.forbidden(
                    "not-entitled",
                    nl=f"het oordeel over `{said(result.part).nl}` is van `{tester.id}` (`{said(tester.role).nl}` van "
                    f"`{tester.party}`), die niet voor een van de partijen toetst",
                    en=f"the judgement on `{said(result.part).en}` is by `{tester.id}` (`{said(tester.role).en}` of "
                    f"`{tester.party}`), who does not test for one of the parties",
                    suppliers=who.both_parties(dossier),
                    about={"results.part": result.part},
                )
            )
        elif not norms.drafter_may_test and dossier.under_test is not None and tester.id == dossier.under_test.by.id:
            reasons.append(
                R43.forbidden(
                    "drafter-tests",
                    nl=f"`{tester.id}` heeft het plan opgesteld en mag het niet zelf toetsen",
                    en=f"`{tester.id}` drafted the plan and may not test it",
                    suppliers=who.both_parties(dossier),
                    about={"results.part": result.part},
                )
            )
    return reasons


@guard(
    R35,
    R36,
    R37,
    R39,
    R40,
    R41,
    nl="elke deelvraag van de randvoorwaarde is beoordeeld",
    en="each part of the precondition was judged",
    reads=Reads.COMMAND,
    field="results",
)
def every_part_is_reported(dossier: Dossier, command: RecordTest, norms: Norms) -> Reasons:
    """R36: both target groups where both are served; R39, R41: the two parts of staff and of budget separately."""
    given = {r.part for r in command.results}
    return [
        _RULE[command.precondition].missing(
            f"part-{part.value}",
            nl=f"de deelvraag `{said(part).nl}` is niet beoordeeld",
            en=f"the part `{said(part).en}` was not judged",
            suppliers=who.both_parties(dossier),
            about={"results.part": part},
        )
        for part in required_parts(dossier, command.precondition)
        if part not in given
    ]


@guard(
    R31,
    nl="meerwaarde rust op bewijs, niet op een verwachting",
    en="added value rests on evidence, not on an expectation",
    reads=Reads.COMMAND,
    field="results.judgement.evidence",
)
def added_value_rests_on_evidence(dossier: Dossier, command: RecordTest, norms: Norms) -> Reasons:
    """R31: an expectation does not satisfy the first precondition; measured or argued evidence does."""
    if command.precondition is not Precondition.ADDED_VALUE:
        return YES
    return [
        R31.missing(
            "expectation",
            nl=f"de meerwaarde voor `{said(r.part).nl}` is {why.nl}",
            en=f"the added value for `{said(r.part).en}` is {why.en}",
            suppliers=who.both_parties(dossier),
            about={"results.part": r.part, "results.basis": (Basis.MEASURED, Basis.ARGUED)},
        )
        for r in command.results
        for why in [_EXPECTED if r.basis is Basis.EXPECTED else _WITHOUT_DOCUMENTS]
        if r.judgement.holds and (r.basis is Basis.EXPECTED or not r.judgement.evidence)
    ]


_EXPECTED = Text(nl="verwacht, niet gemeten of beredeneerd", en="expected, not measured or argued")
_WITHOUT_DOCUMENTS = Text(nl="niet onderbouwd met stukken", en="not supported by documents")


@guard(
    R44,
    nl="het oordeel is gegeven na het plan en voor de vastlegging",
    en="the judgement was given after the plan and before it was recorded",
    reads=Reads.COMMAND,
    field="results.judgement.on",
)
def judgement_follows_the_plan(dossier: Dossier, command: RecordTest, norms: Norms) -> Reasons:
    """R44: a judgement is not older than the plan, its signatures or its return, and not from the future."""
    proposed = dossier.proposal if dossier.state is State.PHASED_TRANSFER else None
    start = proposed.at if proposed is not None else dossier.tests_from
    tested = dossier.under_test
    if tested is not None and start is not None and Countersigned.PLAN in norms.countersigned:
        signatures = (dossier.signature(tested.plan.version, party) for party in dossier.cosigners)
        start = max((start, *(s.at for s in signatures if s is not None and s.agrees)))
    return [
        R44.forbidden(
            "judgement-date",
            nl=f"het oordeel over `{said(r.part).nl}` is van {said(r.judgement.on).nl}, niet tussen plan en vastlegging",
            en=f"the judgement on `{said(r.part).en}` is of {said(r.judgement.on).en}, not between plan and record",
            suppliers=who.both_parties(dossier),
            about={"results.part": r.part, "results.judgement.on": start},
        )
        for r in command.results
        if r.judgement.on > command.at or (start is not None and r.judgement.on < start)
    ]


@guard(
    R35,
    R44,
    nl="na een toets waarop niet werd voldaan, is er iets nieuws: een ander plan waar de toets naar kijkt, of een stuk",
    en="after a test that was not met there is something new: another plan where the test looks, or a document",
    reads=Reads.COMMAND,
    field="results.judgement.evidence",
)
def failed_test_is_answered(dossier: Dossier, command: RecordTest, norms: Norms) -> Reasons:
    """R35, R44: a failed test is not repeated without something new.

    A plan that differs in its number alone is the same plan.
    """
    tested = dossier.under_test
    of_this = dossier.tested_before(command.precondition, tested.plan) if tested is not None else ()
    if not command.passed or not of_this or of_this[-1].passed:
        return YES
    known = {d.id for t in of_this for d in named_in(t).documents}
    if {d.id for d in named_in(command).documents} - known:
        return YES
    version, words = of_this[-1].plan_version, said(command.precondition)
    same_nl, same_en = (
        ("", "")
        if version == command.plan_version
        else (
            f" en versie {command.plan_version} is daarin gelijk",
            f" and version {command.plan_version} is the same in that",
        )
    )
    return [
        R35.missing(
            "nothing-new",
            nl=f"versie {version} voldeed niet aan `{words.nl}`{same_nl}; het nieuwe oordeel berust op geen stuk dat er toen niet was",
            en=f"version {version} did not meet `{words.en}`{same_en}; the new judgement rests on no document that was not there then",
            suppliers=who.both_parties(dossier),
            about={"results.part": required_parts(dossier, command.precondition)},
        )
    ]


@guard(
    R35,
    R44,
    R45,
    nl="alle vijf randvoorwaarden zijn op het geldende plan getoetst en gehaald",
    en="all five preconditions were tested on the plan in force, and met",
    by={RecordTest: "precondition"},
)
def five_tests_are_met(dossier: Dossier, command: Command, norms: Norms) -> Reasons:
    """R35, R44, R45: five results, none missing, failed or on an earlier version, on either route."""
    reasons: list[Reason] = []
    for precondition in Precondition:
        test = dossier.test(precondition)
        in_force = test is not None and dossier.planned is not None and test.plan_version == dossier.plan_version
        if test is not None and in_force and test.passed:
            continue
        subject: About = {
            "precondition": precondition,
            "plan_version": dossier.plan_version or None,
            "results.part": required_parts(dossier, precondition)[:1],
        }
        nl, en = said(precondition).nl, said(precondition).en
        suppliers = who.both_parties(dossier)
        if test is None:
            reasons.append(
                R35.missing(
                    f"untested-{precondition.value}",
                    nl=f"de randvoorwaarde `{nl}` is niet getoetst",
                    en=f"the precondition `{en}` was not tested",
                    suppliers=suppliers,
                    about=subject,
                )
            )
        elif not in_force:
            reasons.append(
                R44.missing(
                    f"outdated-{precondition.value}",
                    nl=f"de randvoorwaarde `{nl}` is getoetst op versie {test.plan_version} van het plan, "
                    f"niet op versie {dossier.plan_version}",
                    en=f"the precondition `{en}` was tested on version {test.plan_version} of the plan, "
                    f"not on version {dossier.plan_version}",
                    suppliers=suppliers,
                    about=subject,
                )
            )
        else:
            failed = [r.part for r in test.results if not r.judgement.holds]
            reasons.append(
                R35.forbidden(
                    f"failed-{precondition.value}",
                    nl=f"de randvoorwaarde `{nl}` is niet gehaald: {listed(failed, 'nl')}",
                    en=f"the precondition `{en}` was not met: {listed(failed, 'en')}",
                    suppliers=suppliers,
                    about=subject,
                )
            )
    return reasons


@guard(
    R37,
    R53,
    nl="de borging van de continuïteit staat in het plan, met grenzen die veilig of gemotiveerd zijn",
    en="the plan holds the safeguards of continuity, with limits that are safe or motivated",
    by={
        "safeguards": of_the_plan("continuity.indicators"),
        "limit-unmotivated": of_the_plan("continuity.indicators.motivation"),
        "indicator-task": of_the_plan("continuity.indicators.task"),
    },
)
def continuity_is_safeguarded(dossier: Dossier, command: Command, norms: Norms) -> Reasons:
    """R37: fallback, critical periods and at least one indicator; R53: a limit that is worse than the baseline says why that is safe."""
    plan = dossier.plan
    if plan is None or plan.continuity is None or not plan.continuity.indicators:
        return [
            R37.missing(
                "safeguards",
                nl="het plan legt terugval, kritieke perioden en indicatoren niet vast",
                en="the plan does not record fallback, critical periods and indicators",
                suppliers=who.both_parties(dossier),
            )
        ]
    reasons: list[Reason] = []
    for i in plan.continuity.indicators:
        if i.motivation is None and i.worse(i.limit, i.baseline):
            reasons.append(
                R53.missing(
                    "limit-unmotivated",
                    nl=f"de grens {said(i.limit).nl} van `{i.id}` is slechter dan de nulmeting {said(i.baseline).nl}, zonder motivering waarom de "
                    "dienst daarbij niet geraakt is",
                    en=f"the limit {said(i.limit).en} of `{i.id}` is worse than the baseline {said(i.baseline).en}, and it is not motivated why the "
                    "service is not affected by that",
                    suppliers=who.both_parties(dossier),
                    about={"plan.continuity.indicators.id": i.id},
                )
            )
        if i.task is not None and i.task not in dossier.scope:
            reasons.append(
                R53.forbidden(
                    "indicator-task",
                    nl=f"de indicator `{i.id}` meet `{i.task}`, en dat is geen taak van dit proces",
                    en=f"the indicator `{i.id}` measures `{i.task}`, which is not a task of this process",
                    suppliers=who.both_parties(dossier),
                    about={"plan.continuity.indicators.id": i.id, "plan.continuity.indicators.task": dossier.scope},
                )
            )
    return reasons


@guard(
    R38,
    nl="de personele consequenties zijn duidelijk",
    en="the staff consequences are clear",
    by={
        "consequences": of_the_plan("staff.clear"),
        "consequences-unclear": of_the_plan("staff.clear.holds"),
        "consequences-judge": of_the_plan("staff.clear.by"),
        "consequences-date": of_the_plan("staff.clear.on"),
        "consequences-of-before": of_the_plan("staff.clear.on"),
    },
)
def staff_consequences_are_clear(dossier: Dossier, command: Command, norms: Norms) -> Reasons:
    """R38: stated, "none" as well; that they are clear is judged by the works council or in the line of a party, once it was studied."""
    staff = dossier.plan.staff if dossier.plan else None
    councils = {b.id for b in norms.bodies_for(dossier.parties) if b.kind is BodyKind.WORKS_COUNCIL}
    suppliers = who.both_parties(dossier) + tuple(s for id in sorted(councils) for s in who.body(id, norms))
    if staff is None or staff.clear is None:
        return [
            R38.missing(
                "consequences",
                nl="de personele consequenties zijn niet vastgelegd, of niemand heeft geoordeeld dat zij duidelijk zijn",
                en="the staff consequences are not recorded, or nobody judged that they are clear",
                suppliers=suppliers,
            )
        ]
    judgement, reasons = staff.clear, list[Reason]()
    by = judgement.by
    if not judgement.holds:
        reasons.append(
            R38.forbidden(
                "consequences-unclear",
                nl=f"volgens `{by.id}` zijn de personele consequenties niet duidelijk",
                en=f"according to `{by.id}` the staff consequences are not clear",
                suppliers=suppliers,
                about={"plan.staff.clear.holds": True},
            )
        )
    if not who.speaks_for(by, dossier.parties) and not (by.role is Role.WORKS_COUNCIL and by.party in councils):
        reasons.append(
            R38.forbidden(
                "consequences-judge",
                nl=f"`{by.id}` (`{said(by.role).nl}` van `{by.party}`) oordeelt niet over de personele consequenties: dat doet de "
                "ondernemingsraad of iemand van een van de partijen",
                en=f"`{by.id}` (`{said(by.role).en}` of `{by.party}`) does not judge the staff consequences: the works council or "
                "somebody of one of the parties does",
                suppliers=suppliers,
            )
        )
    if judgement.on > command.at:
        reasons.append(
            R38.forbidden(
                "consequences-date",
                nl=f"het oordeel over de personele consequenties is van {said(judgement.on).nl}, en dat moment moet nog komen",
                en=f"the judgement on the staff consequences is of {said(judgement.on).en}, which is still to come",
                suppliers=suppliers,
            )
        )
    if (found := dossier.first_found) is not None and norms.day_of(judgement.on) < found:
        judged = norms.day_of(judgement.on)
        reasons.append(
            R38.forbidden(
                "consequences-of-before",
                nl=f"dat de personele consequenties duidelijk zijn, is geoordeeld op {said(judged).nl}; de bevinding over de haalbaarheid is "
                f"van {said(found).nl}",
                en=f"that the staff consequences are clear was judged on {said(judged).en}; the finding on feasibility is of {said(found).en}",
                suppliers=suppliers,
                about={"plan.staff.clear.on": found},
            )
        )
    return reasons


@guard(
    R39,
    R68,
    nl="de betrokkenheid van medewerkers en medezeggenschap is ingericht en werkt",
    en="the involvement of staff and works council is set up and works",
    by={"involvement": of_the_plan("involvement"), "": of_the_plan("involvement.operating_since")},
)
def involvement_operates(dossier: Dossier, command: Command, norms: Norms) -> Reasons:
    """R39: for staff and for the works council; R68: at work on a day before the first test, which it is to serve."""
    involvement = dossier.plan.involvement if dossier.plan else None
    suppliers = who.both_parties(dossier)
    if involvement is None or not (involvement.staff and involvement.works_council):
        return [
            R39.missing(
                "involvement",
                nl="er is geen proces dat medewerkers én medezeggenschap betrekt",
                en="there is no process that involves both staff and works council",
                suppliers=suppliers,
                about={"plan.involvement.staff": True, "plan.involvement.works_council": True},
            )
        ]
    since, first = involvement.operating_since, _first_tested(dossier)
    if since is None or since > norms.day_of(command.at):
        return [
            R68.missing(
                "not-operating",
                nl="het proces voor betrokkenheid is nog niet in werking",
                en="the process for involvement does not operate yet",
                suppliers=suppliers,
                about={"plan.involvement.operating_since": norms.day_of(command.at)},
            )
        ]
    if first is None or since < norms.day_of(first):
        return YES
    return [
        R68.missing(
            "operating-too-late",
            nl=f"het proces voor betrokkenheid werkt sinds {said(since).nl}; de eerste toets was op {said(norms.day_of(first)).nl}, niet daarna",
            en=f"the process for involvement operates since {said(since).en}; the first test was on {said(norms.day_of(first)).en}, not after that",
            suppliers=suppliers,
            about={"plan.involvement.operating_since": norms.day_of(first) - timedelta(days=1)},
        )
    ]


def _first_tested(dossier: Dossier) -> datetime | None:
    """When the first judgement on the plan in force was given."""
    tests = [t for t in dossier.tests if t.plan_version == dossier.plan_version]
    return min((t.judged_at for t in tests), default=None)


@guard(
    R33,
    R40,
    nl="het plan noemt hoeveel processen en sturingsrelaties erbij komen",
    en="the plan states how many processes and steering relations are added",
    by=of_the_plan("duplication"),
)
def duplication_is_stated(dossier: Dossier, command: Command, norms: Norms) -> Reasons:
    """R33: efficiency is judged knowing the numbers before and after."""
    if dossier.plan is not None and dossier.plan.duplication is not None:
        return YES
    return [
        R33.missing(
            "duplication",
            nl="het aantal processen en sturingsrelaties voor en na is niet vastgelegd",
            en="the number of processes and steering relations before and after is not recorded",
            suppliers=who.both_parties(dossier),
        )
    ]


@guard(
    R41,
    nl="de kosten zijn gedekt",
    en="the costs are covered",
    by={
        "no-budget": of_the_plan("budget"),
        "not-covered": of_the_plan("budget.coverage"),
        "cost-below-zero": of_the_plan("budget.costs"),
    },
)
def budget_is_covered(dossier: Dossier, command: Command, norms: Norms) -> Reasons:
    """R41: for every kind of money and currency, what other parties give up and the named coverage are at least the cost.

    What a party gives to itself pays for nothing, and what brings money in is a coverage, with its document, and no cost.
    """
    budget = dossier.plan.budget if dossier.plan else None
    if budget is None:
        return [
            R41.missing(
                "no-budget",
                nl="het plan heeft geen budgettaire uitwerking",
                en="the plan has no worked-out budget",
                suppliers=who.both_parties(dossier),
            )
        ]
    costs, gains = by_kind(m for m in budget.costs if m.amount > 0), dict[tuple[MoneyKind, str], Decimal]()
    for (_, kind, currency), amount in per_party(budget.deltas).items():
        gains[kind, currency] = total([gains.get((kind, currency), Decimal(0)), max(amount, Decimal(0))])
    covered = by_kind(c.money for c in budget.coverage)
    reasons: list[Reason] = [
        R41.forbidden(
            "cost-below-zero",
            nl=f"{money(m.amount, m.currency).nl} ({said(m.kind).nl}) staat bij de kosten; wat geld oplevert is een dekking, met het stuk "
            "waarin die staat",
            en=f"{money(m.amount, m.currency).en} ({said(m.kind).en}) stands among the costs; what brings money in is a coverage, with "
            "the document in which that stands",
            suppliers=who.both_parties(dossier),
        )
        for m in budget.costs
        if m.amount < 0
    ]
    for (kind, currency), cost in sorted(costs.items(), key=lambda k: (k[0][0].value, k[0][1])):
        key = kind, currency
        cover = total([covered.get(key, Decimal(0)), gains.get(key, Decimal(0))])
        if cover < cost:
            asked, found = money(cost, currency), money(cover, currency)
            reasons.append(
                R41.missing(
                    "not-covered",
                    nl=f"van {asked.nl} ({said(kind).nl}) is {found.nl} gedekt",
                    en=f"of {asked.en} ({said(kind).en}), {found.en} is covered",
                    suppliers=who.both_parties(dossier),
                    about={
                        "plan.budget.coverage.money.kind": kind,
                        "plan.budget.coverage.money.currency": currency,
                        "plan.budget.coverage.money.amount": total([cost, -cover]),
                    },
                )
            )
    return reasons


@guard(
    R41,
    nl="elke dekking noemt haar bron: een stuk, een begrotingsartikel en een jaar",
    en="each coverage names its source: a document, a budget article and a year",
    by={
        "coverage-origin": of_the_plan("budget.coverage.document.origin"),
        "coverage-year": of_the_plan("budget.coverage.year"),
    },
)
def coverage_names_its_source(dossier: Dossier, command: Command, norms: Norms) -> Reasons:
    """R41: the source is of a party with a budget or the ministry, and incidental money is of no past year."""
    budget = dossier.plan.budget if dossier.plan else None
    return coverage_faults(budget.coverage, norms.budget_holders(), command, norms) if budget else YES


@guard(
    R41,
    nl="elke dekking die het gewijzigde plan erbij noemt, noemt haar bron: een stuk, een begrotingsartikel en een jaar",
    en="each coverage that the amended plan adds names its source: a document, a budget article and a year",
    by={
        "coverage-origin": of_the_plan("budget.coverage.document.origin"),
        "coverage-year": of_the_plan("budget.coverage.year"),
    },
)
def new_coverage_names_its_source(dossier: Dossier, command: Command, norms: Norms) -> Reasons:
    """R41: coverage that was in the plan before was decided on then: its money may be of a year that ended since."""
    before = without_words(dossier.plan.budget.coverage) if dossier.plan and dossier.plan.budget else ()
    amended = dossier.proposal.plan.budget if dossier.proposal else None
    added = (c for c in amended.coverage if without_words(c) not in before) if amended else ()
    return coverage_faults(added, norms.budget_holders(), command, norms)


def coverage_faults(coverage: Iterable[Coverage], holders: Iterable[str], command: Command, norms: Norms) -> Reasons:
    """R41: what is wrong with the sources of a coverage; one reason for each fault.

    Args:
        coverage: what is said to pay.
        holders: the ids of the parties whose documents can say so.
        command: what is asked.
        norms: the norms.
    """
    day, holders, reasons = norms.day_of(command.at), tuple(holders), list[Reason]()
    for c in coverage:
        document, suppliers = c.document, who.ministry(norms)
        if document.origin not in holders:
            reasons.append(
                R41.forbidden(
                    "coverage-origin",
                    nl=f"de dekking in `{document.id}` is van `{document.origin}`, niet van {who.ticks(holders)}",
                    en=f"the coverage in `{document.id}` is by `{document.origin}`, not by {who.ticks(holders)}",
                    suppliers=suppliers,
                    about={
                        "plan.budget.coverage.document.id": document.id,
                        "plan.budget.coverage.document.origin": holders,
                    },
                )
            )
        if c.money.kind is MoneyKind.INCIDENTAL and c.year < day.year:
            reasons.append(
                R41.forbidden(
                    "coverage-year",
                    nl=f"incidenteel geld van begrotingsjaar {c.year} (artikel `{c.article}`) dekt geen kosten vanaf {day.year}",
                    en=f"incidental money of budget year {c.year} (article `{c.article}`) does not cover costs from {day.year} on",
                    suppliers=suppliers,
                    about={"plan.budget.coverage.document.id": document.id, "plan.budget.coverage.year": day.year},
                )
            )
    return reasons


@guard(
    R42,
    nl="de voorgenomen verschuiving is budgetneutraal",
    en="the intended shift is budget-neutral",
    by=of_the_plan("budget.deltas"),
)
def budget_is_neutral(dossier: Dossier, command: Command, norms: Norms) -> Reasons:
    """R42, A9: for each kind of money and currency the changes sum to exactly zero, or another process is named that makes up."""
    budget = dossier.plan.budget if dossier.plan else None
    if budget is None:
        return YES
    return not_neutral(
        budget.deltas, who.both_parties(dossier), compensated_by=budget.compensated_by, of=dossier.process
    )


def not_neutral(
    deltas: Iterable[Delta], suppliers: tuple[Supplier, ...], *, compensated_by: str | None, of: str
) -> Reasons:
    """R42: the reasons why these changes are not neutral, to the cent; one for each kind of money and currency.

    Args:
        deltas: the changes.
        suppliers: who can mend them.
        compensated_by: the process that is named as making up for it; then it is a warning.
        of: the process itself, which does not make up for itself.
    """
    named = compensated_by is not None and compensated_by != of
    reasons: list[Reason] = []
    for (kind, currency), amount in sums(deltas).items():
        if amount == 0:
            continue
        told = money(amount, currency)
        if named:
            reasons.append(
                R42.warning(
                    "compensated",
                    nl=f"de mutaties ({said(kind).nl}) zijn samen {told.nl}; `{compensated_by}` compenseert dat, en beide zijn "
                    "besloten voordat een van beide wordt afgerond",
                    en=f"the changes ({said(kind).en}) sum to {told.en}; `{compensated_by}` makes up for it, and both are "
                    "decided on before either is completed",
                    suppliers=suppliers,
                )
            )
        else:
            reasons.append(
                R42.forbidden(
                    "not-neutral",
                    nl=f"de mutaties ({said(kind).nl}) zijn samen {told.nl}, niet nul, en geen ander proces compenseert dat",
                    en=f"the changes ({said(kind).en}) sum to {told.en}, not to zero, and no other process makes up for it",
                    suppliers=suppliers,
                )
            )
    return reasons


@guard(
    R66,
    nl="besluitvorming bij schaarste en escalatie is bestuurlijk geregeld",
    en="decisions on scarcity and escalation are arranged at executive level",
    by={
        "arrangement": of_the_plan("arrangement"),
        "decider-level": of_the_plan("arrangement.level"),
        "decider-outside-the-line": of_the_plan("arrangement.decider") | {Replace: "successor"},
        "no-mandate": of_the_plan("arrangement.decider.mandate") | {Replace: "successor.mandate"},
        "mandate-": of_the_plan("arrangement.decider.mandate") | {Replace: "successor.mandate"},
    },
)
def scarcity_and_escalation_are_arranged(dossier: Dossier, command: Command, norms: Norms) -> Reasons:
    """R66: a procedure, a path and a named decider, before and in each phase: in the line, at executive level, with the power."""
    arrangement = dossier.plan.arrangement if dossier.plan else None
    suppliers = who.both_parties(dossier) + who.ministry(norms)
    if arrangement is None:
        return [
            R66.missing(
                "arrangement",
                nl="er is geen regeling voor schaarste en escalatie",
                en="there is no arrangement for scarcity and escalation",
                suppliers=suppliers,
            )
        ]
    decider, reasons = dossier.decider(command.at) or arrangement.decider, list[Reason]()
    if arrangement.level is not Level.ADMINISTRATIVE:
        reasons.append(
            R66.forbidden(
                "decider-level",
                nl=f"over schaarste en escalatie wordt beslist op niveau `{said(arrangement.level).nl}`, niet bestuurlijk",
                en=f"scarcity and escalation are decided at level `{said(arrangement.level).en}`, not at executive level",
                suppliers=suppliers,
                about={"plan.arrangement.level": Level.ADMINISTRATIVE},
            )
        )
    if not (who.of_the_ministry(decider, norms) or who.speaks_for(decider, norms.directorates)):
        reasons.append(
            R66.forbidden(
                "decider-outside-the-line",
                nl=f"`{decider.id}` (`{said(decider.role).nl}` van `{decider.party}`) beslist niet over schaarste en escalatie: "
                "dat doet het ministerie of een directoraat-generaal",
                en=f"`{decider.id}` (`{said(decider.role).en}` of `{decider.party}`) does not decide on scarcity and escalation: "
                "the ministry or a directorate-general does",
                suppliers=suppliers,
                about={"person": decider.id},
            )
        )
    reasons += mandate_faults(
        R66, decider, Power.ESCALATION, dossier, command, norms, who.side_of(decider, norms),
        ("successor.mandate", "plan.arrangement.decider.mandate"), {"person": decider.id},
    )  # fmt: skip
    return reasons


@guard(
    R35,
    R44,
    R45,
    nl="aan elke randvoorwaarde die de wijziging raakt, is op het gewijzigde plan voldaan",
    en="each precondition that the amendment touches is met on the amended plan",
    by={RecordTest: "precondition"},
)
def touched_preconditions_are_met(dossier: Dossier, command: Command, norms: Norms) -> Reasons:
    """R35, R44: tested anew on the version that was proposed, unless the proposal says why it is not touched."""
    proposal = dossier.proposal
    if proposal is None:
        return YES
    reasons: list[Reason] = []
    untouched = {u.precondition for u in proposal.untouched}
    for precondition in Precondition:
        tests = [t for t in dossier.tests if t.precondition is precondition and t.plan_version == proposal.plan.version]
        words, suppliers = said(precondition), who.both_parties(dossier)
        subject: About = {"precondition": precondition, "plan_version": proposal.plan.version}
        if not tests and precondition not in untouched:
            reasons.append(
                R44.missing(
                    f"amendment-untested-{precondition.value}",
                    nl=f"de randvoorwaarde `{words.nl}` is op het gewijzigde plan niet getoetst, en ook niet als ongeraakt gemotiveerd",
                    en=f"the precondition `{words.en}` was not tested on the amended plan, nor stated with a reason to be untouched",
                    suppliers=suppliers,
                    about=subject,
                )
            )
        elif tests and not tests[-1].passed:
            failed = [r.part for r in tests[-1].results if not r.judgement.holds]
            reasons.append(
                R35.forbidden(
                    f"amendment-failed-{precondition.value}",
                    nl=f"het gewijzigde plan voldoet niet aan de randvoorwaarde `{words.nl}`: {listed(failed, 'nl')}",
                    en=f"the amended plan does not meet the precondition `{words.en}`: {listed(failed, 'en')}",
                    suppliers=suppliers,
                    about=subject,
                )
            )
    return reasons
