"""What holds for a programme: who acts, what comes in, signals, what holds across processes, corrections, and its end."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from operator import attrgetter

from attrs import evolve

from ontvlechting.engine.doors import YES, Doors, Guard, Reads, Reasons, guard
from ontvlechting.engine.dossier import Dossier as AnyDossier
from ontvlechting.engine.dossier import Recorded
from ontvlechting.engine.text import Text
from ontvlechting.engine.verdicts import Reason, ReasonKind, Rule
from ontvlechting.letter import commands as c
from ontvlechting.letter.catalogue import (
    R6,
    R14,
    R22,
    R42,
    R49,
    R50,
    R54,
    R62,
    R67,
    R76,
    R79,
    R80,
    R81,
    R82,
    R84,
    R85,
    R86,
    R87,
    R91,
)
from ontvlechting.letter.commands import Command, ProcessReading
from ontvlechting.letter.guards import who
from ontvlechting.letter.guards.close import informs_the_house
from ontvlechting.letter.guards.decision import note_faults
from ontvlechting.letter.norms import Norms
from ontvlechting.letter.registers import (
    Entry,
    ProgrammeDossier,
    asked_parts,
    effective,
    lines_of,
    named_documents,
    registers_of,
)
from ontvlechting.letter.terms import said
from ontvlechting.letter.values import Document, DocumentKind, MoneyKind, Role, per_party, sums
from ontvlechting.states import FINAL, State

COMES_IN = (
    c.OpenProgramme,
    c.RecordDocument,
    c.RecordMotion,
    c.RecordCommitment,
    c.RecordRequest,
    c.RecordAdvice,
    c.RecordDependency,
    c.RecordSignal,
)
"""What comes in, from the opening on: it can be corrected, but not withdrawn."""
FOLLOWS = (c.Discharge, c.AnswerRequest, c.AnswerElement, c.ReportToHouse, c.HandOverSignal, c.CloseSignal)
"""What is done with it: it can be corrected, and withdrawn."""


_ENDED = frozenset(state.value for state in FINAL)


# -- who ---------------------------------------------------------------------------------------------------------------


@guard(
    R14,
    nl="de Kamer wordt geïnformeerd en vraagt, maar legt in het programma niets vast",
    en="the House is informed and asks, but records nothing in the programme",
    reads=Reads.ACTOR,
)
def house_only_asks(dossier: ProgrammeDossier, command: Command, norms: Norms) -> Reasons:
    """R14: what the House adopted or asked is recorded by the ministry, never by the House itself."""
    if command.by.role is not Role.HOUSE and command.by.party != norms.house:
        return YES
    return [
        R14.forbidden(
            "house-acts",
            nl="de Tweede Kamer handelt niet in het programma; het ministerie legt vast wat zij aannam of vroeg",
            en="the House does not act on the programme; the ministry records what it adopted or asked",
            suppliers=who.ministry(norms),
        )
    ]


@guard(
    R6,
    nl="wie in het programma handelt, hoort bij het ministerie of een directoraat-generaal",
    en="who acts on the programme belongs to the ministry or a directorate-general",
    reads=Reads.ACTOR,
)
def actor_is_of_the_programme(dossier: ProgrammeDossier, command: Command, norms: Norms) -> Reasons:
    """R6: the ministry and its directorates answer for the programme; an outsider does not act on it."""
    if command.by.role in (Role.MINISTRY, Role.DIRECTORATE):
        return YES
    return [
        R6.forbidden(
            "outsider",
            nl=f"`{command.by.party}` in de rol `{said(command.by.role).nl}` handelt niet in het programma",
            en=f"`{command.by.party}` in the role `{said(command.by.role).en}` does not act on the programme",
            suppliers=who.ministry(norms),
        )
    ]


# -- what comes in -----------------------------------------------------------------------------------------------------


@guard(
    R79,
    nl="de verwijzing is nieuw in het programma",
    en="the reference is new in the programme",
    reads=Reads.COMMAND,
)
def reference_is_new(dossier: ProgrammeDossier, command: Command, norms: Norms) -> Reasons:
    """R79: what can be asked about has one reference, which stands for nothing else."""
    id = getattr(command, "id", "")
    if not dossier.refers(id):
        return YES
    return [
        R79.forbidden(
            "reference-taken",
            nl=f"de verwijzing `{id}` staat in het programma al ergens voor",
            en=f"the reference `{id}` stands for something in the programme already",
        )
    ]


@guard(
    R86,
    nl="de genoemde documenten zijn vastgelegd",
    en="the documents that are named are on record",
    reads=Reads.COMMAND,
)
def named_documents_are_recorded(dossier: ProgrammeDossier, command: Command, norms: Norms) -> Reasons:
    """R86: a document is on record, with its kind and publicity, before anything rests on it."""
    return [
        R86.missing(
            "unknown-document",
            nl=f"het document `{id}` is niet vastgelegd",
            en=f"the document `{id}` is not on record",
            suppliers=who.ministry(norms),
        )
        for id in named_documents(command)
        if not dossier.has_document(id)
    ]


@guard(
    R86,
    nl="het nummer van de bijlage is vrij in het stuk waar zij bij hoort",
    en="the number of the annex is free in the document it belongs to",
    reads=Reads.COMMAND,
)
def annex_number_is_free(dossier: ProgrammeDossier, command: c.RecordDocument, norms: Norms) -> Reasons:
    """R86: within one document, a number stands for one annex."""
    if command.parent is None:
        return YES
    return [
        R86.forbidden(
            "annex-twice",
            nl=f"bijlage {command.annex} bij `{command.parent}` is al `{d.id}`",
            en=f"annex {command.annex} to `{command.parent}` is `{d.id}` already",
        )
        for d in (e.command for e in effective(dossier.entries))
        if isinstance(d, c.RecordDocument) and (d.parent, d.annex) == (command.parent, command.annex)
    ]


@guard(R85, nl="een beslisnota is openbaar", en="a decision note is public", reads=Reads.COMMAND)
def note_is_public(dossier: ProgrammeDossier, command: c.RecordDocument, norms: Norms) -> Reasons:
    """R85: decision notes are always made public; of other documents somebody says whether they are."""
    if command.kind is not DocumentKind.DECISION_NOTE or command.public:
        return YES
    return [
        R85.forbidden(
            "note-not-public",
            nl=f"de beslisnota `{command.id}` is niet openbaar",
            en=f"the decision note `{command.id}` is not public",
            suppliers=who.ministry(norms),
        )
    ]


@guard(
    R91,
    nl="een afhankelijkheid ligt tussen twee of meer partijen",
    en="a dependency lies between two parties or more",
    reads=Reads.COMMAND,
)
def dependency_is_between_parties(dossier: ProgrammeDossier, command: c.RecordDependency, norms: Norms) -> Reasons:
    """R91: dependencies between the directorates, or with the ministry, are on record."""
    unknown = [p for p in command.between if p not in who.owners(norms)]
    if len(command.between) > 1 and not unknown:
        return YES
    return [
        R91.forbidden(
            "not-between-parties",
            nl=f"`{command.id}` noemt {who.ticks(command.between)}; nodig zijn er twee of meer uit "
            f"{who.ticks(who.owners(norms))}",
            en=f"`{command.id}` names {who.ticks(command.between)}; it takes two or more of {who.ticks(who.owners(norms))}",
        )
    ]


# -- signals -----------------------------------------------------------------------------------------------------------


@guard(
    R87,
    nl="de eigenaar van het signaal is een directoraat-generaal of het ministerie",
    en="the owner of the signal is a directorate-general or the ministry",
    reads=Reads.COMMAND,
)
def signal_has_an_owner(dossier: ProgrammeDossier, command: c.RecordSignal | c.HandOverSignal, norms: Norms) -> Reasons:
    """R87: a signal has an owner at every moment, who can bring it to policy and administration."""
    if command.owner in who.owners(norms):
        return YES
    return [
        R87.forbidden(
            "no-such-owner",
            nl=f"`{command.owner}` kan geen eigenaar zijn; wel {who.ticks(who.owners(norms))}",
            en=f"`{command.owner}` cannot be the owner; these can: {who.ticks(who.owners(norms))}",
        )
    ]


@guard(
    R87,
    nl="het signaal staat open, en wie handelt is er eigenaar van of wordt dat",
    en="the signal is open, and who acts owns it or comes to own it",
    reads=Reads.COMMAND,
)
def signal_stays_with_its_owner(
    dossier: ProgrammeDossier, command: c.HandOverSignal | c.CloseSignal, norms: Norms
) -> Reasons:
    """R87: who gives a signal or takes it over does so in one act; nobody else moves or ends it, but the ministry can.

    What is told late is asked of whoever owned the signal at that moment.
    """
    line = next(iter(lines_of(dossier, command.signal).signals), None)
    if line is None or not line.open:
        return [
            R87.forbidden(
                "no-such-signal",
                nl=f"er staat geen signaal `{command.signal}` open",
                en=f"no signal `{command.signal}` is open",
            )
        ]
    line = next(iter(lines_of(dossier, command.signal, until=command.at).signals), line)
    concerned = {line.owner, command.owner if isinstance(command, c.HandOverSignal) else line.owner}
    if who.acts_for(command.by, concerned, norms):
        return YES
    return [
        R87.forbidden(
            "not-the-owner",
            nl=f"het signaal `{command.signal}` is van `{line.owner}`, niet van `{command.by.party}`",
            en=f"the signal `{command.signal}` is owned by `{line.owner}`, not by `{command.by.party}`",
            suppliers=who.owner(line.owner or norms.ministry, norms),
        )
    ]


@guard(
    R87,
    nl="het signaal was er toen al, en werd daarna niet meer overgedragen",
    en="the signal was there by then, and was not handed over after that",
    reads=Reads.COMMAND,
    field="at",
)
def signal_steps_follow_in_time(
    dossier: ProgrammeDossier, command: c.HandOverSignal | c.CloseSignal, norms: Norms
) -> Reasons:
    """R87: a signal is not handed over or closed before it was there, nor closed before it was last handed over."""
    line = next(iter(lines_of(dossier, command.signal).signals), None)
    if line is None or not line.open:
        return YES  # said by another guard
    since = (line.command if isinstance(command, c.HandOverSignal) else line.changed_by.command).at
    if command.at >= since:
        return YES
    return [
        R87.forbidden(
            "before-it-began",
            nl=f"het moment {said(command.at).nl} ligt voor dat van het signaal of de laatste overdracht, {said(since).nl}",
            en=f"the moment {said(command.at).en} lies before that of the signal or its last hand-over, {said(since).en}",
            about={"at": since},
        )
    ]


# -- across processes --------------------------------------------------------------------------------------------------


@guard(
    R42,
    nl="over alle processen samen is de verschuiving van budget precies nul",
    en="over all processes together the shift of budgets is exactly zero",
    reads=Reads.COMMAND,
)
def portfolio_is_neutral(dossier: ProgrammeDossier, command: c.RecordPortfolio, norms: Norms) -> Reasons:
    """R42, A9: exactly zero together; a process that is not zero by itself names the one that makes up for it."""
    reasons: list[Reason] = []
    names = {r.process for r in command.readings}
    for r in command.readings:
        if not any(sums(r.deltas).values()):
            continue
        if r.compensated_by is None or r.compensated_by not in names - {r.process}:
            reasons.append(
                R42.missing(
                    "not-compensated",
                    nl=f"`{r.process}` is niet neutraal, en noemt geen ander proces van de portfolio dat dit compenseert",
                    en=f"`{r.process}` is not neutral, and names no other process of the portfolio that makes up for it",
                    suppliers=who.ministry(norms),
                )
            )
        else:
            reasons.append(
                R42.warning(
                    "compensated",
                    nl=f"`{r.process}` is niet neutraal; `{r.compensated_by}` compenseert dat",
                    en=f"`{r.process}` is not neutral; `{r.compensated_by}` makes up for it",
                )
            )
    return reasons + _not_zero(command.readings, norms)


def _not_zero(readings: Iterable[ProcessReading], norms: Norms) -> list[Reason]:
    """For each kind of money that these processes do not move to exactly zero together."""
    total = sums(d for r in readings for d in r.deltas)
    return [
        R42.forbidden(
            "not-neutral",
            nl=f"alle processen samen verschuiven {said(amount).nl} {currency} `{said(kind).nl}`, en niet nul",
            en=f"all processes together shift {said(amount).en} {currency} `{said(kind).en}`, and not zero",
            suppliers=who.ministry(norms),
        )
        for (kind, currency), amount in total.items()
        if amount != 0
    ]


@guard(
    R22,
    nl="wat buiten de onderzochte processen valt, heeft een eigen haalbaarheidsbevinding",
    en="what is outside the studied processes has a feasibility finding of its own",
    reads=Reads.COMMAND,
)
def other_processes_have_their_own_finding(
    dossier: ProgrammeDossier, command: c.RecordPortfolio, norms: Norms
) -> Reasons:
    """R22: the study stands for as many processes as it studied; one more brings a finding of another study."""
    recorded = registers_of(dossier).opened
    opened = recorded.command if recorded is not None else None
    if not isinstance(opened, c.OpenProgramme):
        return YES
    leaning = [r.process for r in command.readings if r.finding in (None, opened.study) and not r.improves]
    spare = opened.size - sum(p in opened.processes for p in leaning)
    strangers = [p for p in leaning if p not in opened.processes]
    return [
        R22.missing(
            "no-own-finding",
            nl=f"`{p}` valt buiten de {opened.size} onderzochte processen en heeft geen eigen bevinding",
            en=f"`{p}` is one more than the {opened.size} that were studied, without a finding of its own",
            suppliers=who.ministry(norms),
        )
        for p in strangers[max(spare, 0) :]
    ]


@guard(
    R22,
    nl="elk onderzocht proces is één keer geopend",
    en="each studied process was opened once",
    reads=Reads.COMMAND,
)
def studied_processes_are_there_once(dossier: AnyDossier, command: c.RecordPortfolio, norms: Norms) -> Reasons:
    """R22: one process under two names would be counted twice; one that was stopped can be opened again."""
    opened: dict[str, list[str]] = {}
    for r in command.readings:
        if r.studied is not None and r.state != State.STOPPED.value:
            opened.setdefault(r.studied, []).append(r.process)
    return [
        R22.forbidden(
            "opened-twice",
            nl=f"het onderzochte proces `{studied}` is geopend als {who.ticks(names)}; alle op één na moeten worden gestopt",
            en=f"the studied process `{studied}` was opened as {who.ticks(names)}; all but one have to be stopped",
            suppliers=who.ministry(norms),
        )
        for studied, names in opened.items()
        if len(names) > 1
    ]


@guard(
    R42,
    R54,
    nl="wat is teruggegaan, gaat niet nog eens terug",
    en="what went back does not go back once more",
    reads=Reads.COMMAND,
)
def work_goes_back_once(dossier: AnyDossier, command: c.RecordPortfolio, norms: Norms) -> Reasons:
    """R54: of one completed process no task goes back twice, and to each party no more than it gave (R42).

    Where all that take it back were completed, this warns: facts are recorded as they are.
    """
    went = {r.process: per_party(r.deltas) for r in command.readings}
    taken: dict[str, list[ProcessReading]] = {}
    for r in command.readings:
        if r.follows is not None and r.state != State.STOPPED.value:
            taken.setdefault(r.follows, []).append(r)
    reasons: list[Reason] = []
    for earlier, back in taken.items():
        if len(back) == 1:
            continue  # what one process takes back is checked by its own guards
        found = _more_than_once(earlier, back, went.get(earlier, {}), norms)
        ended = all(r.state in _ENDED for r in back)
        reasons += (evolve(r, kind=ReasonKind.WARNING) if ended else r for r in found)
    return reasons


def _more_than_once(
    earlier: str, back: list[ProcessReading], gave: Mapping[tuple[str, MoneyKind, str], Decimal], norms: Norms
) -> Iterator[Reason]:
    """What several processes take back of an earlier one more than once: tasks, and budget."""
    names = who.ticks(r.process for r in back)
    tasks = Counter(task for r in back for task in r.takes_back)
    if twice := who.ticks(task for task, times in tasks.items() if times > 1):
        yield R54.forbidden(
            "goes-back-twice",
            nl=f"met {names} gaat {twice} van `{earlier}` meer dan eens terug",
            en=f"with {names}, {twice} of `{earlier}` goes back more than once",
            suppliers=who.ministry(norms),
        )
    together = per_party(d for r in back for d in r.deltas)
    more = {of[0]: None for of, amount in together.items() if abs(amount) > abs(gave.get(of, Decimal(0)))}
    if more:
        yield R42.forbidden(
            "more-back-than-went",
            nl=f"met {names} gaat bij {who.ticks(more)} meer terug dan met `{earlier}` overging",
            en=f"with {names}, more goes back at {who.ticks(more)} than went over with `{earlier}`",
            suppliers=who.ministry(norms),
        )


@guard(
    R49,
    nl="er is niet meer complexiteit in overdracht dan het ministerie aankan",
    en="no more complexity is in transfer than the ministry can carry",
    reads=Reads.COMMAND,
)
def complexity_fits_the_capacity(dossier: ProgrammeDossier, command: c.RecordPortfolio, norms: Norms) -> Reasons:
    """R49: facts are recorded as they are, so this warns; a phase that would be too much does not start (`PORTFOLIO`)."""
    capacity = command.capacity
    if capacity is None:
        return YES
    load = sum(capacity.weight(r.in_transfer) for r in command.readings)
    if load <= capacity.at_once:
        return YES
    return [
        R49.warning(
            "over-capacity",
            nl=f"wat in overdracht is, telt voor {load} aan complexiteit; tegelijk kan {capacity.at_once}",
            en=f"what is in transfer counts for {load} of complexity; at once {capacity.at_once} can be",
            suppliers=who.ministry(norms),
        )
    ]


# -- corrections -------------------------------------------------------------------------------------------------------


@guard(
    R79,
    nl="de vastlegging die wordt gecorrigeerd bestaat, en wat geldt is van dezelfde soort",
    en="the record that is corrected exists, and what holds is of the same kind",
    reads=Reads.COMMAND,
)
def correction_is_of_a_record(dossier: ProgrammeDossier, command: c.Correct, norms: Norms) -> Reasons:
    """R79: what came in stays in, under its own reference and with all its parts; only what was done can be withdrawn."""
    found = next((e.command for e in effective(dossier.entries) if e.number == command.record), None)
    holds = command.holds
    if not isinstance(found, (*COMES_IN, *FOLLOWS)):
        return [
            R79.forbidden(
                "no-such-record",
                nl=f"vastlegging {command.record} is geen aanvaarde vastlegging van dit programma die te corrigeren is",
                en=f"record {command.record} is no accepted fact of this programme that can be corrected",
            )
        ]
    if holds is None and isinstance(found, FOLLOWS):
        return YES
    fits = type(holds) is type(found) and getattr(holds, "id", None) == getattr(found, "id", None)
    if holds is not None and fits and holds.at <= command.at:
        return [
            R79.forbidden(
                "part-gone",
                nl=f"in vastlegging {command.record} werd om `{part}` gevraagd, en in de correctie niet meer",
                en=f"`{part}` was asked in record {command.record}, and the correction no longer asks it",
            )
            for part in sorted(asked_parts(found) - asked_parts(holds))
        ]
    return [
        R79.forbidden(
            "another-kind",
            nl=f"vastlegging {command.record} is «{found.title.nl}»; wat geldt is dat ook, met dezelfde verwijzing en niet later dan nu",
            en=f"record {command.record} is «{found.title.en}»; what holds is that as well, of the same reference and not later than now",
        )
    ]


def correction_stands(doors: Doors) -> Guard:
    """A guard: with what holds instead, every record from the corrected one on would have been accepted."""

    @guard(
        *dict.fromkeys(r for guards in doors.values() for g in guards for r in g.rules),
        nl="met wat geldt had alles vanaf die vastlegging ook gestaan",
        en="with what holds, everything from that record on would have stood as well",
        reads=Reads.COMMAND,
    )
    def correction_leaves_a_sound_record(dossier: ProgrammeDossier, command: c.Correct, norms: Norms) -> Reasons:
        """R79: a correction meets the guards of what it puts in place, and leaves nothing resting on what is gone."""
        fitting = correction_is_of_a_record.check(dossier, command, norms)
        if fitting:
            return YES  # the other guard refuses it
        number = (dossier.entries[-1].number if dossier.entries else 0) + 1
        past = effective((*dossier.entries, Recorded(number, command)))
        reasons: list[Reason] = []
        for i, e in enumerate(past):
            if e.number >= command.record and type(e.command) in doors:
                before = dossier.with_entries(past[:i])
                for g in doors[type(e.command)]:
                    reasons += [r for r in g.check(before, e.command, norms) if r.shuts]
        return list(dict.fromkeys(reasons))

    return correction_leaves_a_sound_record


# -- the end -----------------------------------------------------------------------------------------------------------


def rule_of(line: Entry[Command]) -> Rule:
    """The rule that keeps this line open."""
    match line.command:
        case c.RecordMotion():
            return R80
        case c.RecordRequest():
            return R82
        case c.RecordAdvice():
            return R76
        case c.RecordSignal():
            return R87
        case c.Escalate():
            return R67
    return R81


@guard(
    R67,
    R76,
    R80,
    R81,
    R82,
    R87,
    nl="er staat niets meer open",
    en="nothing is open any more",
)
def nothing_is_open(dossier: ProgrammeDossier, command: Command, norms: Norms) -> Reasons:
    """R67, R76, R80-R82, R87: each thing that is open is named; a programme does not end with it.

    Nothing is open now, also nothing of after the closing; and nothing was open on its day.
    """
    day = norms.day_of(command.at)
    now, then = registers_of(dossier).open, registers_of(dossier, as_of=day, zone=norms.zone).open
    lines = {line.name: line for line in (*now, *then)}
    since_done = lines.keys() - {line.name for line in now}
    on = Text(nl=f" op {said(day).nl}", en=f" on {said(day).en}")
    return [
        rule_of(line).missing(
            "still-open",
            nl=f"`{line.name}` staat{on.nl * (line.name in since_done)} nog open: {line.progress.title.nl}",
            en=f"`{line.name}` is still open{on.en * (line.name in since_done)}: {line.progress.title.en}",
            suppliers=who.owner(line.owner, norms) if line.owner in who.owners(norms) else who.ministry(norms),
        )
        for line in sorted(lines.values(), key=attrgetter("record"))
    ]


@guard(
    R22,
    R84,
    nl="elk proces is afgerond of gestopt",
    en="every process was completed or stopped",
    reads=Reads.COMMAND,
)
def every_process_has_ended(dossier: ProgrammeDossier, command: c.CloseProgramme, norms: Norms) -> Reasons:
    """R84: none is under way; R22: each process that the programme was opened with is accounted for, also one that never began.

    The shell checks, when it is recorded, that no process of the ledger is left out.
    """
    recorded = registers_of(dossier).opened
    opened = recorded.command if recorded is not None else None
    named = opened.processes if isinstance(opened, c.OpenProgramme) else ()
    told = {r.process for r in command.readings} | {r.studied for r in command.readings}
    return [
        R84.not_yet(
            "still-under-way",
            nl=f"`{r.process}` is niet afgerond en niet gestopt",
            en=f"`{r.process}` was not completed and not stopped",
            suppliers=(*(s for p in r.parties for s in who.owner(p, norms)), *who.ministry(norms)),
        )
        for r in command.readings
        if r.state not in _ENDED
    ] + [
        R22.missing(
            "not-accounted-for",
            nl=f"de sluiting zegt niet hoe het met `{name}` is afgelopen",
            en=f"the closing does not say how `{name}` ended",
            suppliers=who.ministry(norms),
        )
        for name in named
        if name not in told
    ]


@guard(
    R50,
    R62,
    R67,
    R76,
    nl="in geen proces staat nog een verstoring, escalatie of betwisting open, een inbreng of advies zonder antwoord, of iets wat niet te lezen is",
    en="in no process a breach, escalation or contest is open, an input or advice without an answer, or what cannot be read",
    reads=Reads.COMMAND,
)
def nothing_is_left_in_a_process(dossier: ProgrammeDossier, command: c.CloseProgramme, norms: Norms) -> Reasons:
    """R50, R62, R67, R76: what opened before or after a process ended is closed in it first; that stays possible when it has ended."""
    return [
        R67.not_yet(
            "left-unresolved",
            nl=f"in `{r.process}` staat `{reference}` nog open",
            en=f"in `{r.process}`, `{reference}` is still open",
            suppliers=(*(s for p in r.parties for s in who.owner(p, norms)), *who.ministry(norms)),
        )
        for r in command.readings
        for reference in r.unresolved
    ]


@guard(
    R42,
    nl="aan het einde is over alle processen samen precies nul verschoven",
    en="in the end exactly zero was shifted over all processes together",
    reads=Reads.COMMAND,
)
def budgets_end_at_zero(dossier: ProgrammeDossier, command: c.CloseProgramme, norms: Norms) -> Reasons:
    """R42: exactly zero, also when a process that made up for another was stopped after that other was completed."""
    return _not_zero(command.readings, norms)


@guard(
    R84,
    nl="de Kamer heeft gehoord hoe het programma eindigt",
    en="the House has heard how the programme ends",
    reads=Reads.COMMAND,
)
def house_heard_the_end(dossier: ProgrammeDossier, command: c.CloseProgramme, norms: Norms) -> Reasons:
    """R84: the closing names a letter or report by which the ministry informed the House after every process ended."""
    known = lines_of(dossier, *(() if command.report is None else (command.report,)))
    if not known.reports:
        return [
            R84.missing(
                "house-not-informed",
                nl="de sluiting noemt geen document waarmee de Kamer, blijkens dit programma, is geïnformeerd",
                en="the closing names no document by which, as this programme has it, the House was informed",
                suppliers=who.ministry(norms),
            )
        ]
    report = _as_document(known.document(command.report))
    if report is None or not informs_the_house(report, norms):
        return [
            R84.missing(
                "report-tells-nothing",
                nl=f"`{command.report}` is in dit programma niet vastgelegd als brief of verslag van het ministerie, met een dag",
                en=f"`{command.report}` is not on record in this programme as a letter or report of the ministry, with a day",
                suppliers=who.ministry(norms),
            )
        ]
    informed = max(r.command.at for r in known.reports)
    return [
        R84.missing(
            "house-heard-too-early",
            nl=f"de Kamer is met `{report.id}` van {said(report.on).nl} geïnformeerd toen `{r.process}` nog niet was beëindigd",
            en=f"the House was informed by `{report.id}` of {said(report.on).en} when `{r.process}` had not ended yet",
            suppliers=who.ministry(norms),
        )
        for r in command.readings
        if r.state in _ENDED and (r.since is None or r.since > informed or norms.day_of(r.since) > report.on)
    ]


def _as_document(document: c.RecordDocument | None) -> Document | None:
    """A document of the register as a `Document`; None where its origin or its day is not on record."""
    if document is None or document.on is None or document.origin is None:
        return None
    return Document(
        id=document.id,
        kind=document.kind,
        title=document.name,
        on=document.on,
        origin=document.origin,
        public=document.public,
    )


@guard(
    R85,
    nl="bij de sluiting hoort een openbare beslisnota",
    en="the closing comes with a public decision note",
    reads=Reads.COMMAND,
)
def closing_has_a_public_note(dossier: ProgrammeDossier, command: c.CloseProgramme, norms: Norms) -> Reasons:
    """R85: the closing is a decision of the ministry, with its own note from no earlier than the last process ended."""
    recorded = lines_of(dossier, command.note).document(command.note) if command.note is not None else None
    note = _as_document(recorded)
    if recorded is not None and note is None:
        return [
            R85.missing(
                "note-not-described",
                nl=f"van de beslisnota `{recorded.id}` is niet vastgelegd van wie zij is, of van welke dag",
                en=f"of the decision note `{recorded.id}` it is not on record by whom it is, or of which day",
                suppliers=who.ministry(norms),
            )
        ]
    ended = [r.since for r in command.readings if r.state in _ENDED and r.since is not None]
    return note_faults(note, (), norms, max(ended, default=None))
