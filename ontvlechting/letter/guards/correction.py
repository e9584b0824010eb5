"""Correction: a fact that was wrong is set right by whoever recorded it, or by the ministry; the record stays."""

from __future__ import annotations

from attrs import evolve

from ontvlechting.engine.command import Fact
from ontvlechting.engine.dossier import Recorded
from ontvlechting.engine.rulebook import YES, Doors, Guard, Reads, Reasons, guard
from ontvlechting.engine.verdicts import Supplier
from ontvlechting.letter.catalogue import R79
from ontvlechting.letter.commands import Command, Correct
from ontvlechting.letter.dossier import Dossier
from ontvlechting.letter.guards import who
from ontvlechting.letter.norms import Norms


def _wrong(dossier: Dossier, command: Correct) -> Recorded | None:
    """What is corrected, as it now holds."""
    return next((e for e in dossier.entries if e.number == command.record), None)


@guard(
    R79,
    nl="de vastlegging die wordt gecorrigeerd is een feit van dit proces, en wat geldt is van dezelfde soort",
    en="the record that is corrected is a fact of this process, and what holds is of the same kind",
    reads=Reads.COMMAND,
    field={"no-such-fact": "record", "another-kind": "holds"},
)
def correction_is_of_a_fact(dossier: Dossier, command: Correct, norms: Norms) -> Reasons:
    """R79: moves are undone by moves; only a fact is corrected, by one of its own kind that lies not in future."""
    found, holds = _wrong(dossier, command), command.holds
    if found is None:
        return [
            R79.forbidden(
                "no-such-fact",
                nl=f"vastlegging {command.record} is geen feit van dit proces dat te corrigeren is",
                en=f"record {command.record} is no fact of this process that can be corrected",
                suppliers=who.both_parties(dossier) + who.ministry(norms),
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
    nl="wie het vastlegde, of het ministerie, corrigeert",
    en="whoever recorded it corrects it, or the ministry",
    reads=Reads.COMMAND,
    field="by",
)
def recorder_corrects(dossier: Dossier, command: Correct, norms: Norms) -> Reasons:
    """R79: nobody sets right what another recorded, but for the ministry."""
    found = _wrong(dossier, command)
    if found is None or who.of_the_ministry(command.by, norms) or command.by.party == found.command.by.party:
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


@guard(
    R79,
    nl="wat geldt wordt gezegd door wie corrigeert of door wie het vastlegde",
    en="what holds is said by whoever corrects it or whoever recorded it",
    reads=Reads.COMMAND,
    field="holds.by",
)
def correction_is_in_its_own_name(dossier: Dossier, command: Correct, norms: Norms) -> Reasons:
    """R79: a correction puts nothing in the mouth of a third."""
    found, holds = _wrong(dossier, command), command.holds
    if found is None or holds is None or holds.by.party in (command.by.party, found.command.by.party):
        return YES
    return [
        R79.forbidden(
            "in-the-name-of-another",
            nl=f"wat geldt staat op naam van `{holds.by.party}`, die vastlegging {command.record} niet deed en niet corrigeert",
            en=f"what holds is in the name of `{holds.by.party}`, who did not make record {command.record} nor corrects it",
            suppliers=(Supplier(role=found.command.by.role, party=found.command.by.party),),
        )
    ]


def correction_would_pass(doors: Doors) -> Guard:
    """A guard: what holds instead passes the door of its own kind."""

    @guard(
        *dict.fromkeys(r for kind, guards in doors.items() if issubclass(kind, Fact) for g in guards for r in g.rules),
        nl="wat geldt zou zelf ook zijn aanvaard",
        en="what holds would have been accepted by itself",
        reads=Reads.COMMAND,
        field="holds",
    )
    def correction_would_pass(dossier: Dossier, command: Correct, norms: Norms) -> Reasons:
        """R79: a correction is no way around a door."""
        found, holds = _wrong(dossier, command), command.holds
        if found is None or holds is None or type(holds) is not type(found.command):
            return YES  # said by the other guards
        without = evolve(dossier, **dossier.kept(Correct(by=command.by, at=command.at, record=command.record, wrong=command.wrong), None))  # fmt: skip
        return _shutting(doors.get(type(holds), ()), without, holds, norms)

    return correction_would_pass


def _shutting(guards: tuple[Guard, ...], dossier: Dossier, command: Command, norms: Norms) -> Reasons:
    return [r for g in guards for r in g.check(dossier, command, norms) if r.shuts]
