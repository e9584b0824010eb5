"""Correction: a fact that was wrong is set right by whoever recorded it, or by the ministry; the record stays.

A correction is about the record, and ends nothing: what blocks a step is ended by the command that is there for it.
"""

from __future__ import annotations

from attrs import evolve

from ontvlechting.engine.command import Fact
from ontvlechting.engine.doors import YES, Doors, Guard, Reads, Reasons, guard, shutting
from ontvlechting.engine.dossier import Dossier as AnyDossier
from ontvlechting.engine.dossier import Recorded
from ontvlechting.engine.text import Text
from ontvlechting.engine.values import Actor
from ontvlechting.engine.verdicts import About, Mend, Rule, Supplier
from ontvlechting.letter.catalogue import R11, R12, R30, R35, R43, R50, R52, R53, R54, R55, R62, R67, R76, R79
from ontvlechting.letter.commands import (
    CollectInput,
    Command,
    Confirm,
    ConsultUnit,
    Correct,
    Cosign,
    Escalate,
    Feasibility,
    Opinion,
    ReceiveAdvice,
    RecordExecution,
    RecordFeasibility,
    RecordTest,
    RenewReversal,
    RequestAdvice,
    ResolveContest,
    ResolveEscalation,
    WeighStep,
)
from ontvlechting.letter.commands.about import Reported, speaks_about
from ontvlechting.letter.dossier import Dossier
from ontvlechting.letter.guards import who
from ontvlechting.letter.interruptions import lessened
from ontvlechting.letter.norms import Norms
from ontvlechting.letter.registers import effective
from ontvlechting.letter.terms import budget_shift, said
from ontvlechting.letter.values import Document, Role


def _corrected_entry(dossier: AnyDossier, command: Correct) -> Recorded | None:
    """The entry that is corrected, as it now holds; None when there is no such entry."""
    return next((e for e in effective(dossier.entries) if e.number == command.record), None)


@guard(
    R79,
    nl="de vastlegging die wordt gecorrigeerd is een feit van dit proces, en wat geldt is van dezelfde soort",
    en="the record that is corrected is a fact of this process, and what holds is of the same kind",
    reads=Reads.COMMAND,
    field={"no-such-fact": "record", "corrected-before": "at", "another-kind": "holds"},
)
def correction_is_of_a_fact(dossier: Dossier, command: Correct, norms: Norms) -> Reasons:
    """R79: moves are undone by moves; only a fact is corrected, once it happened, by one of its own kind that is not in the future."""
    found, holds = _corrected_entry(dossier, command), command.holds
    if found is None:
        return [
            R79.forbidden(
                "no-such-fact",
                nl=f"vastlegging {command.record} is geen feit van dit proces dat te corrigeren is",
                en=f"record {command.record} is no fact of this process that can be corrected",
                suppliers=who.both_parties(dossier) + who.ministry(norms),
                about={"record": [e.number for e in dossier.entries]},
            )
        ]
    if command.at < found.command.at:
        happened = said(found.command.at)
        return [
            R79.forbidden(
                "corrected-before",
                nl=f"vastlegging {command.record} is van {happened.nl}; een correctie ervan is niet van ervoor",
                en=f"record {command.record} is of {happened.en}; a correction of it is not of before that",
                suppliers=who.both_parties(dossier) + who.ministry(norms),
                about={"at": found.command.at},
            )
        ]
    if holds is None or (type(holds) is type(found.command) and holds.at <= command.at):
        return YES
    return [
        R79.forbidden(
            "another-kind",
            nl=f"vastlegging {command.record} is «{found.command.title.nl}»; wat geldt is dat ook, en niet later dan nu",
            en=f"record {command.record} is «{found.command.title.en}»; what holds is that as well, and not later than now",
            suppliers=who.both_parties(dossier) + who.ministry(norms),
        )
    ]


@guard(
    R79,
    nl="wie het vastlegde, over wie het gaat, of het ministerie, corrigeert",
    en="whoever recorded it corrects it, or the one that it is about, or the ministry",
    reads=Reads.COMMAND,
    field="by",
)
def recorder_corrects(dossier: AnyDossier, command: Correct, norms: Norms) -> Reasons:
    """R79: a record is corrected by the party that made it, the ministry, or the body or unit that it is about.

    A body takes out as well what somebody else recorded of it by a paper of the body itself.
    """
    found = _corrected_entry(dossier, command)
    if found is None or who.of_the_ministry(command.by, norms) or command.by.party == found.command.by.party:
        return YES
    if isinstance(found.command, Reported) and speaks_about(command.by, found.command):
        return YES
    if command.holds is None and _rests_on_its_paper(command.by, found.command):
        return YES
    party, recorder = found.command.by.party, Supplier(role=found.command.by.role, party=found.command.by.party)
    return [
        R79.forbidden(
            "recorded-by-other",
            nl=f"vastlegging {command.record} is van `{party}`, niet van `{command.by.party}`",
            en=f"record {command.record} is of `{party}`, not of `{command.by.party}`",
            suppliers=tuple(dict.fromkeys((recorder, *who.ministry(norms)))),
        )
    ]


def _rests_on_its_paper(actor: Actor, fact: Command) -> bool:
    """Whether this is somebody of the works council or the unions whose paper shows this fact."""
    paper = getattr(fact, "document", None)
    of_a_body = actor.role in (Role.WORKS_COUNCIL, Role.UNION)
    return of_a_body and isinstance(paper, Document) and paper.origin == actor.party


@guard(
    R52,
    R79,
    nl="wat geldt wordt gezegd door wie corrigeert of door wie het vastlegde",
    en="what holds is said by whoever corrects it or whoever recorded it",
    reads=Reads.COMMAND,
    field="holds.by",
)
def correction_is_in_its_own_name(dossier: AnyDossier, command: Correct, norms: Norms) -> Reasons:
    """R79: a correction says nothing in the name of a third party, nor in a role that nobody acted in (R2).

    R52: only the performer says that it carried out a task.
    """
    found, holds = _corrected_entry(dossier, command), command.holds
    if isinstance(holds, RecordExecution) and not who.speaks_for(command.by, (holds.performed_by,)):
        return [
            R52.forbidden(
                "claimed-by-correction",
                nl=f"dat `{holds.performed_by}` een taak heeft uitgevoerd, zegt alleen `{holds.performed_by}`; `{command.by.party}` kan de "
                "vastlegging wel laten vervallen",
                en=f"that `{holds.performed_by}` carried out a task, only `{holds.performed_by}` says; `{command.by.party}` can take the record "
                "out",
                suppliers=(Supplier(role=Role.DIRECTORATE, party=holds.performed_by),),
                mends=(Mend(command=command.key, field="by"),),
            )
        ]
    spoken = {} if found is None else dict.fromkeys((by.role, by.party) for by in (command.by, found.command.by))
    if found is None or holds is None or (holds.by.role, holds.by.party) in spoken:
        return YES
    recorder, (role, party) = found.command.by, (holds.by.role, holds.by.party)
    return [
        R79.forbidden(
            "in-the-name-of-another",
            nl=f"wat geldt staat op naam van `{party}` in de rol `{said(role).nl}`, die vastlegging {command.record} niet deed en niet corrigeert",
            en=f"what holds is in the name of `{party}` in the role `{said(role).en}`, who did not make record {command.record} nor corrects it",
            suppliers=(Supplier(role=recorder.role, party=recorder.party),),
            about={"holds.by.role": [role for role, _ in spoken], "holds.by.party": [party for _, party in spoken]},
        )
    ]


@guard(
    R50,
    R53,
    R79,
    nl="dat een dienst niet of korter is geraakt dan gemeld of gemeten, corrigeert het ministerie",
    en="that a service was not affected, or for a shorter time than was told, is corrected by the ministry",
    reads=Reads.COMMAND,
    field="by",
)
def breach_is_not_corrected_away(dossier: Dossier, command: Correct, norms: Norms) -> Reasons:
    """R50, R53: only the ministry removes or shortens a breach by a correction; the account shows what it removed."""
    found = _corrected_entry(dossier, command)
    if found is None or who.of_the_ministry(command.by, norms):
        return YES
    corrected = evolve(dossier, **dossier.kept(command, None))
    return [
        R50.forbidden(
            "breach-corrected-away",
            nl=f"na deze correctie is `{i.service}` niet of korter geraakt dan is vastgelegd; dat corrigeert alleen het ministerie",
            en=f"after this correction `{i.service}` was not affected, or for less than is on record; only the ministry corrects that",
            suppliers=who.ministry(norms),
        )
        for i in lessened(dossier.interruptions, corrected.interruptions)
    ]


@guard(
    R54,
    R79,
    nl="dat iets minder lang kan worden teruggedraaid dan is toegezegd, corrigeert het ministerie",
    en="that something can be reversed for less long than was promised is corrected by the ministry",
    reads=Reads.COMMAND,
    field="by",
)
def way_back_is_not_corrected_away(dossier: Dossier, command: Correct, norms: Norms) -> Reasons:
    """R54: others relied on a renewal, so only the ministry shortens it by a correction."""
    found = _corrected_entry(dossier, command)
    if found is None or not isinstance(found.command, RenewReversal) or who.of_the_ministry(command.by, norms):
        return YES
    corrected = evolve(dossier, **dossier.kept(command, None))
    ways = [
        (Text(nl=f"fase {p.number}", en=f"phase {p.number}"), dossier.reversal(p), corrected.reversal(p))
        for p in dossier.phases
    ] + [
        (budget_shift(number), dossier.reversal_of(shift), corrected.reversal_of(shift))
        for number, shift in dossier.numbered_shifts
    ]
    return [
        R54.forbidden(
            "way-back-corrected-away",
            nl=f"{of.nl} kan volgens wat is vastgelegd worden teruggedraaid tot en met {said(before.until).nl}; dat verkort of verandert alleen "
            "het ministerie met een correctie",
            en=f"by what is on record {of.en} can be reversed up to {said(before.until).en}; only the ministry shortens or changes that by a "
            "correction",
            suppliers=who.ministry(norms),
        )
        for of, before, after in ways
        if before is not None and (after is None or after.until < before.until)
    ]


@guard(
    R43,
    R79,
    nl="wie heeft ondertekend, neemt dat niet met een correctie terug",
    en="whoever has signed does not take that back by a correction",
    reads=Reads.COMMAND,
)
def signature_is_not_corrected_away(dossier: Dossier, command: Correct, norms: Norms) -> Reasons:
    """R43: nobody removes a signature by a correction.

    Whoever signed can correct an error in it. Else the plan is revised.
    """
    found = _corrected_entry(dossier, command)
    if found is None or not isinstance(found.command, Cosign) or not found.command.agrees:
        return YES
    version, party = found.command.plan_version, found.command.by.party
    corrected = evolve(dossier, **dossier.kept(command, None))
    before, after = dossier.signature(version, party), corrected.signature(version, party)
    if before is None or (after is not None and after.agrees):
        return YES
    return [
        R43.forbidden(
            "signature-corrected-away",
            nl=f"na deze correctie heeft `{party}` versie {version} niet meer ondertekend; wie iets anders wil, herziet het plan",
            en=f"after this correction `{party}` has not signed version {version} any more; for something else the plan is revised",
            suppliers=who.both_parties(dossier),
        )
    ]


@guard(
    R11,
    R30,
    R35,
    R55,
    R67,
    R79,
    nl="wat stappen tegenhoudt, eindigt niet door een correctie",
    en="what keeps steps from being taken does not end by a correction",
    reads=Reads.COMMAND,
)
def correction_ends_nothing(dossier: Dossier, command: Correct, norms: Norms) -> Reasons:
    """What blocks a step ends by a command of its own (`_proper_end`), no correction (R11, R30, R35, R55, R67)."""
    found = _corrected_entry(dossier, command)
    ends = _proper_end(found.command, command.holds) if found is not None else None
    if ends is None:
        return YES
    rule, act = ends
    return [
        rule.forbidden(
            "ended-by-correction",
            nl=f"vastlegging {command.record} houdt stappen tegen; daaraan komt een eind door «{act.title.nl}», niet door een correctie",
            en=f"record {command.record} keeps steps from being taken; that ends by «{act.title.en}», not by a correction",
            suppliers=who.both_parties(dossier) + who.ministry(norms),
            about=_about_the_end(found.command) if found is not None else {},
            mends=(Mend(command=act.key),),
        )
    ]


def _about_the_end(fact: Command) -> About:
    """What the command has to be about that ends what this fact began."""
    match fact:
        case Escalate():
            return {"escalation": fact.id}
        case WeighStep():
            return {"step": fact.step, "phase": fact.phase}
        case RecordTest():
            return {"precondition": fact.precondition, "plan_version": fact.plan_version}
        case RecordFeasibility():
            return {"finding.outcome": Feasibility.FEASIBLE}
        case RequestAdvice():
            return {"advice": fact.advice, "body": fact.body}
        case _:
            return {}


def _proper_end(fact: Command, holds: Command | None) -> tuple[Rule, type[Command]] | None:
    """The rule and the command by which should end what this correction would end; None where it ends nothing.

    An escalation is resolved, and was open since it was raised (R67); a no is weighed anew (R55); a failed test is done
    again (R35); a finding is superseded (R30); a request for advice is answered (R11).
    """
    match fact, holds:
        case Escalate(), Escalate() if holds.id == fact.id and holds.at <= fact.at:
            return None
        case Escalate(), _:
            return R67, ResolveEscalation
        case WeighStep(), WeighStep() if (fact.step, fact.phase) == (holds.step, holds.phase):
            turned = holds.enough_added_value.holds or holds.at != fact.at
            return (R55, WeighStep) if turned and not fact.enough_added_value.holds else None
        case WeighStep(), _ if not fact.enough_added_value.holds:
            return R55, WeighStep
        case RecordTest(), _ if not fact.passed:
            return None if _still_unmet(fact, holds) else (R35, RecordTest)
        case RecordFeasibility(), RecordFeasibility() if holds.finding.outcome is not Feasibility.FEASIBLE:
            sooner = holds.finding.on < fact.finding.on or holds.finding.horizon < fact.finding.horizon
            ends = sooner or holds.at != fact.at
            return (R30, RecordFeasibility) if ends and fact.finding.outcome is not Feasibility.FEASIBLE else None
        case RecordFeasibility(), _ if fact.finding.outcome is not Feasibility.FEASIBLE:
            return R30, RecordFeasibility
        case RequestAdvice(), RequestAdvice() if (fact.advice, fact.body) == (holds.advice, holds.body):
            return (R11, ReceiveAdvice) if holds.until < fact.until else None
        case RequestAdvice(), _:
            return R11, ReceiveAdvice
        case _:
            return None


def _still_unmet(failed: RecordTest, holds: Command | None) -> bool:
    """Whether a correction leaves a failed test of that moment, of the same precondition on the same plan."""
    if not isinstance(holds, RecordTest) or holds.passed:
        return False
    return (holds.precondition, holds.plan_version, holds.at) == (failed.precondition, failed.plan_version, failed.at)


@guard(
    R67,
    R79,
    nl="wat op een betwisting is beslist, verandert niet door een correctie",
    en="what was decided on a contest does not change by a correction",
    reads=Reads.COMMAND,
)
def decision_on_a_contest_stands(dossier: Dossier, command: Correct, norms: Norms) -> Reasons:
    """R67: a correction neither reverses nor withdraws a decision on a contest; only its words can be corrected."""
    found, holds = _corrected_entry(dossier, command), command.holds
    decided = found.command if found is not None else None
    if not isinstance(decided, ResolveContest):
        return YES
    if isinstance(holds, ResolveContest) and (holds.contest, holds.upheld) == (decided.contest, decided.upheld):
        return YES
    return [
        R67.forbidden(
            "decision-corrected",
            nl=f"vastlegging {command.record} is een beslissing op betwisting {decided.contest}, en die blijft; is de betwiste vastlegging fout, dan "
            "wordt die gecorrigeerd en opnieuw bevestigd of betwist",
            en=f"record {command.record} is a decision on contest {decided.contest}, and that stands; where the contested record is wrong, that is "
            "corrected, and confirmed or contested anew",
            suppliers=who.ministry(norms) + who.both_parties(dossier),
            about={"holds.contest": decided.contest, "holds.upheld": decided.upheld},
        )
    ]


@guard(
    R12,
    R62,
    R76,
    R79,
    nl="wat een orgaan of onderdeel heeft gezegd, neemt alleen het zelf terug",
    en="what a body or unit has said, only it takes back",
    reads=Reads.COMMAND,
    field="by",
)
def voice_is_not_corrected_away(dossier: Dossier, command: Correct, norms: Norms) -> Reasons:
    """R62, R76: input and advice are answered; R12: nobody else takes back what a body or a unit says in its own name."""
    found, holds = _corrected_entry(dossier, command), command.holds
    if found is None or not _says_less(found.command, holds):
        return YES
    fact, suppliers = found.command, tuple[Supplier, ...]()
    if isinstance(fact, Reported):
        if speaks_about(command.by, fact):
            return YES
        suppliers = who.speaks_as(fact, norms)
    elif (command.by.role, command.by.party) == (fact.by.role, fact.by.party):
        return YES
    else:
        suppliers = (Supplier(role=fact.by.role, party=fact.by.party),)
    rule = R62 if isinstance(fact, CollectInput) else R76 if isinstance(fact, ReceiveAdvice) else R12
    named = who.ticks(dict.fromkeys(s.party for s in suppliers))
    return [
        rule.forbidden(
            "word-corrected-away",
            nl=f"wat in vastlegging {command.record} is gezegd, kan `{command.by.party}` niet terugnemen of veranderen; dat kan {named}",
            en=f"what was said in record {command.record} cannot be taken back or changed by `{command.by.party}`; {named} can",
            suppliers=suppliers,
        )
    ]


def _says_less(fact: Command, holds: Command | None) -> bool:
    """Whether a correction takes back or changes what was said by a body or a unit."""
    if isinstance(fact, CollectInput | ConsultUnit | ReceiveAdvice) and speaks_about(fact.by, fact):
        return True  # said in its own name: any correction changes its words or its document
    match fact, holds:
        case CollectInput(), CollectInput():
            return (fact.id, fact.unit, fact.party) != (holds.id, holds.unit, holds.party)
        case ReceiveAdvice(opinion=Opinion.ABSTAINED), _:
            return False
        case ReceiveAdvice(), ReceiveAdvice():
            said, now = ((x.advice, x.body, x.opinion, x.elements) for x in (fact, holds))
            return said != now
        case CollectInput() | ReceiveAdvice(), _:
            return True
        case _:
            own = fact.by.role in (Role.WORKS_COUNCIL, Role.UNION, Role.UNIT)
            return own and not isinstance(fact, Reported | Confirm)


def correction_would_pass(doors: Doors) -> Guard:
    """A guard: what holds instead passes the guards of its own command."""

    @guard(
        *_rules_of(doors),
        nl="wat geldt zou zelf ook zijn aanvaard",
        en="what holds would have been accepted by itself",
        reads=Reads.COMMAND,
        field="holds",
    )
    def correction_would_pass(dossier: Dossier, command: Correct, norms: Norms) -> Reasons:
        """R79: a correction is no way around the guards of a command."""
        return shutting(doors, dossier, command, norms)

    return correction_would_pass


def correction_would_pass_the_pack(doors: Doors) -> Guard:
    """A guard: what holds instead also passes the guards that a pack brings for its own command."""

    @guard(
        *_rules_of(doors),
        nl="wat geldt zou zelf ook door dit regelpakket zijn aanvaard",
        en="what holds would have been accepted by this pack of rules as well",
        reads=Reads.COMMAND,
        field="holds",
    )
    def correction_would_pass_the_pack(dossier: Dossier, command: Correct, norms: Norms) -> Reasons:
        """R79: a correction is no way around the guards of a command, nor around those of a pack."""
        return shutting(doors, dossier, command, norms)

    return correction_would_pass_the_pack


def _rules_of(doors: Doors) -> tuple[Rule, ...]:
    facts = (guards for kind, guards in doors.items() if issubclass(kind, Fact))
    return tuple(dict.fromkeys(r for guards in facts for g in guards for r in g.rules))
