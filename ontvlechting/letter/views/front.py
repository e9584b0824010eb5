"""What page one shows for this letter beside what it shows for any: breaches, escalations and registers."""

from __future__ import annotations

from ontvlechting.engine.outlook import Outlook
from ontvlechting.engine.rulebook import Rules
from ontvlechting.engine.text import Text
from ontvlechting.engine.values import Actor
from ontvlechting.engine.verdicts import Supplier
from ontvlechting.letter import commands as c
from ontvlechting.letter.data.programme import in_language
from ontvlechting.letter.dossier import Dossier
from ontvlechting.letter.norms import Norms
from ontvlechting.letter.registers import ProgrammeDossier, Progress, registers_of
from ontvlechting.letter.values import Role
from ontvlechting.letter.views.words import affected, cause
from ontvlechting.views.front import Front, Matter, usual

DECIDING = frozenset(
    [c.Decide, c.AmendPlan, c.ChangeRoute, c.Complete, c.ResolveContest, c.ShiftBudget, c.StartTransfer, c.Stop]
)
"""The commands by which somebody decides; escalations are listed apart."""


def of_process(given: Dossier, rules: Rules, ahead: Outlook) -> Front:
    """Page one of a process: what any letter shows, with the open escalations and the open breaches."""
    both_sides = tuple(_party(p, rules.norms) for p in given.parties)
    return usual(given, rules, ahead, DECIDING, both_sides) + Front(
        decide=tuple(
            Matter(
                process=given.process,
                what=Text(
                    nl=f"de escalatie `{e.id}` is niet afgedaan: {e.problem}",
                    en=f"the escalation `{e.id}` is not resolved: {e.problem}",
                ),
                who=(_owner(given.owner(e)),),
                since=rules.norms.day_of(e.at),
            )
            for e in given.escalations
        ),
        late=tuple(
            Matter(
                process=given.process,
                what=Text(
                    nl=f"verstoring `{b.id}` van {affected(b, 'nl')}: {cause(b, 'nl')}",
                    en=f"breach `{b.id}` of {affected(b, 'en')}: {cause(b, 'en')}",
                ),
                who=both_sides,
                since=rules.norms.day_of(b.since),
            )
            for b in given.breaches
        ),
    )


def _party(id: str, norms: Norms) -> Supplier:
    return Supplier(role=Role.MINISTRY if id == norms.ministry else Role.DIRECTORATE, party=id)


def _owner(by: Actor) -> Supplier:
    return Supplier(role=by.role, party=by.party)


def of_programme(given: ProgrammeDossier, rules: Rules, ahead: Outlook) -> Front:
    """Page one of a programme: what is open in its registers, first what is overdue."""
    open_ = [e for e in registers_of(given, as_of=rules.norms.day_of(ahead.at), zone=rules.norms.zone) if e.open]
    matters = {
        e.name: Matter(
            process=given.process,
            what=Text(nl=f"`{e.name}`: {in_language(e.asks, 'nl')}", en=f"`{e.name}`: {in_language(e.asks, 'en')}"),
            who=(_party(e.owner, rules.norms),) if e.owner is not None else rules.norms.deciders(),
            since=rules.norms.day_of(e.command.at),
            due=e.due,
        )
        for e in open_
    }
    late = [e.name for e in open_ if e.progress is Progress.OVERDUE]
    return Front(
        late=tuple(matters[name] for name in late),
        waits=tuple(m for name, m in matters.items() if name not in late),
    )
