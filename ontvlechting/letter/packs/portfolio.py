"""Rules between processes, as a pack: the other processes are looked at before a decision and before a phase begins.

A guard sees one dossier. So what has to be known of other processes is recorded in it, with where it was read
(`RecordPortfolio`). The shell refuses a reading that is no longer true, and readings that leave a process out. Used as
`LETTER + PORTFOLIO`; the letter's own rules do not ask for it.
"""

from __future__ import annotations

from ontvlechting.engine.chart import Arrow
from ontvlechting.engine.doors import YES, Reasons, guard
from ontvlechting.engine.rulebook import Pack
from ontvlechting.engine.verdicts import Supplier
from ontvlechting.letter import commands as c
from ontvlechting.letter.catalogue import R42, R49, R91
from ontvlechting.letter.commands import Command
from ontvlechting.letter.dossier import Dossier
from ontvlechting.letter.guards import decision, participation, programme, who
from ontvlechting.letter.norms import Norms
from ontvlechting.letter.values import Role
from ontvlechting.states import LIVE, State


def portfolio_of(dossier: Dossier) -> c.RecordPortfolio | None:
    """The portfolio that counts: the last one, if it is not from before the process came to stand as it does."""
    recorded = dossier.recorded(c.RecordPortfolio)
    if not recorded or (dossier.settled is not None and recorded[-1].at < dossier.settled):
        return None
    return recorded[-1]


@guard(
    R42,
    nl="de andere processen zijn bekeken sinds de laatste stap",
    en="the other processes were looked at since the last step",
    by=c.RecordPortfolio,
)
def portfolio_was_read(dossier: Dossier, command: Command, norms: Norms) -> Reasons:
    """R42: for each step it is looked at anew whether budgets add up to zero over all processes."""
    if portfolio_of(dossier) is not None:
        return YES
    return [
        R42.missing(
            "no-portfolio",
            nl="er is sinds de laatste stap niet vastgelegd hoe de andere processen staan",
            en="since the last step it was not recorded how the other processes stand",
            suppliers=who.ministry(norms),
        )
    ]


@guard(
    R49,
    nl="met deze fase is er niet meer complexiteit in overdracht dan het ministerie aankan",
    en="with this phase no more complexity is in transfer than the ministry can carry",
    by={"no-capacity": {c.RecordPortfolio: "capacity"}},
)
def phase_fits_the_capacity(dossier: Dossier, command: Command, norms: Norms) -> Reasons:
    """R49: complexity sets the pace of all processes together as well; the ministry states how much it can carry."""
    portfolio, phase = portfolio_of(dossier), dossier.next_phase
    if portfolio is None or phase is None:
        return YES  # other guards say so
    capacity = portfolio.capacity
    if capacity is None:
        return [
            R49.missing(
                "no-capacity",
                nl="het ministerie heeft niet gezegd hoeveel complexiteit tegelijk in overdracht kan zijn",
                en="the ministry did not state how much complexity can be in transfer at once",
                suppliers=who.ministry(norms),
            )
        ]
    others = [r for r in portfolio.readings if r.process != dossier.process and r.in_transfer is not None]
    load = sum(capacity.weight(r.in_transfer) for r in others)
    if load + capacity.weight(phase.complexity) <= capacity.at_once:
        return YES
    return [
        R49.not_yet(
            "over-capacity",
            nl=f"fase {phase.number} weegt {capacity.weight(phase.complexity)} naast {load} in "
            f"{who.ticks(r.process for r in others) or 'geen ander proces'}; {capacity.at_once} kan tegelijk",
            en=f"phase {phase.number} weighs {capacity.weight(phase.complexity)} beside {load} in "
            f"{who.ticks(r.process for r in others) or 'no other process'}; {capacity.at_once} can run at once",
            suppliers=who.ministry(norms),
        )
    ]


@guard(
    R91,
    nl="wie in een ander proces op dezelfde afhankelijkheid rekent, is geraadpleegd",
    en="who counts on the same dependency in another process was consulted",
    by={c.ConsultUnit: "party"},
)
def others_on_the_dependency_were_consulted(dossier: Dossier, command: Command, norms: Norms) -> Reasons:
    """R91: a phase that touches a dependency of another process needs the parties of that process consulted."""
    portfolio, phase = portfolio_of(dossier), dossier.next_phase
    if portfolio is None or phase is None:
        return YES  # other guards say so
    heard = {x.party for x in participation.consultations(dossier, norms, command.at)} | set(dossier.parties)
    missing = [
        (r.process, shared, party)
        for r in portfolio.readings
        if r.process != dossier.process
        for shared in r.dependencies
        if shared in phase.touches
        for party in r.parties
        if party not in heard
    ]
    return [
        R91.missing(
            "other-not-consulted",
            nl=f"fase {phase.number} raakt `{shared}`, waar `{process}` op rekent; `{party}` is niet geraadpleegd",
            en=f"phase {phase.number} touches `{shared}`, on which `{process}` counts; `{party}` was not consulted",
            suppliers=(Supplier(role=Role.DIRECTORATE, party=party),),
            about={"party": party},
        )
        for process, shared, party in missing
    ]


PORTFOLIO = Pack(
    name="portfolio",
    version="2",
    arrows=tuple(Arrow(c.RecordPortfolio, s, s) for s in State if s in LIVE),
    doors={
        c.RecordPortfolio: (
            decision.ministry_decides,
            programme.portfolio_is_neutral,
            programme.studied_processes_are_there_once,
            programme.work_goes_back_once,
            programme.complexity_fits_the_capacity,
        ),
        c.Decide: (portfolio_was_read,),
        c.StartPhase: (portfolio_was_read, phase_fits_the_capacity, others_on_the_dependency_were_consulted),
    },
)
"""The pack; it adds no law, and only needs somebody who records the portfolio."""
