"""What holds for commands of many kinds: who may act at all, in which order, and that there is something to act on."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import datetime

from attrs import evolve

from ontvlechting.engine import values
from ontvlechting.engine.command import Fact
from ontvlechting.engine.doors import YES, Guard, Reads, Reasons, guard
from ontvlechting.engine.text import Text
from ontvlechting.letter.catalogue import R2, R6, R14, R44, R47, R50, R54, R62, R67, R76
from ontvlechting.letter.commands import (
    AcceptPhase,
    AmendPlan,
    ChangeRoute,
    CollectInput,
    Command,
    Contest,
    Escalate,
    FallBack,
    ProposeAmendment,
    ReceiveAdvice,
    ReportBreach,
    ReturnPlan,
    ReversePhase,
    RevisePlan,
    SetAside,
    Stage,
    StartPhase,
    Step,
)
from ontvlechting.letter.dossier import Dossier
from ontvlechting.letter.guards import who
from ontvlechting.letter.norms import Norms
from ontvlechting.letter.terms import said
from ontvlechting.letter.values import BodyKind, Role
from ontvlechting.states import TABLE, WAY_BACK


@guard(
    R14,
    nl="de Kamer wordt geïnformeerd en vraagt, maar handelt niet in een proces",
    en="the House is informed and asks, but does not act on a process",
    reads=Reads.ACTOR,
    field="by",
)
def house_does_not_act(dossier: Dossier, command: Command, norms: Norms) -> Reasons:
    """R14: the House is never the actor of a step."""
    if command.by.role is not Role.HOUSE and command.by.party != norms.house:
        return YES
    return [
        R14.forbidden(
            "house-acts",
            nl="de Tweede Kamer zet zelf geen stap in een proces; dat doet een partij of het ministerie",
            en="the House cannot move a process; a party or the ministry does",
            suppliers=who.both_parties(dossier) + who.ministry(norms),
        )
    ]


@guard(
    R2,
    nl="de handelende persoon spreekt voor de eigen organisatie",
    en="the actor speaks for the organisation of its own role",
    reads=Reads.ACTOR,
    field="by.party",
)
def actor_speaks_for_own_party(dossier: Dossier, command: Command, norms: Norms) -> Reasons:
    """R2: each directorate has its own official line and staff; a role fits the party it is held in."""
    role, party = command.by.role, command.by.party
    if role is Role.UNIT:
        others = {norms.ministry, norms.house, *norms.directorates, *(b.id for b in norms.bodies)}
        if party not in others:
            return YES
        return [
            R2.forbidden(
                "unit-is-other",
                nl=f"`{party}` is geen onderdeel dat het werk doet",
                en=f"`{party}` is not a unit that does the work",
            )
        ]
    if role is Role.RESEARCHER:
        bodies = norms.bodies_of(BodyKind.WORKS_COUNCIL) | norms.bodies_of(BodyKind.UNION)
        if party not in {norms.ministry, *norms.directorates, *bodies}:
            return YES
        return [
            R2.forbidden(
                "researcher-inside",
                nl=f"een externe onderzoeker spreekt niet voor `{party}`",
                en=f"an external researcher does not speak for `{party}`",
            )
        ]
    allowed = _parties_of(role, norms)
    if allowed is None or party in allowed:
        return YES
    return [
        R2.forbidden(
            "role-outside-party",
            nl=f"de rol `{said(role).nl}` hoort bij {who.ticks(sorted(allowed))}, niet bij `{party}`",
            en=f"the role `{said(role).en}` belongs to {who.ticks(sorted(allowed))}, not to `{party}`",
            about={"by.party": sorted(allowed)},
        )
    ]


def _parties_of(role: values.Role, norms: Norms) -> Collection[str] | None:
    """The ids of the organisations in which this role is held; None for a role that is not tied to any."""
    if role is Role.DIRECTORATE:
        return norms.directorates
    if role is Role.MINISTRY:
        return (norms.ministry,)
    if role is Role.WORKS_COUNCIL:
        return norms.bodies_of(BodyKind.WORKS_COUNCIL)
    return norms.bodies_of(BodyKind.UNION) if role is Role.UNION else None


@guard(R47, nl="de stappen volgen elkaar in de tijd op", en="moves follow each other in time", field="at")
def moves_follow_in_time(dossier: Dossier, command: Command, norms: Norms) -> Reasons:
    """R47: step by step: no move lies before the last accepted one, unless it sets that aside.

    A fact keeps its own moment.
    """
    if not command.in_turn or dossier.moved_at is None or command.at >= dossier.moved_at:
        return YES
    if isinstance(command, SetAside) and not set(command.records) <= set(dossier.unread):
        return YES
    return [
        R47.forbidden(
            "before-last-move",
            nl=f"het moment {said(command.at).nl} ligt voor de laatste stap van {said(dossier.moved_at).nl}",
            en=f"the moment {said(command.at).en} lies before the last move of {said(dossier.moved_at).en}",
            about={"at": dossier.moved_at},
        )
    ]


_MOVING = frozenset(
    (a.command, a.source) for a in TABLE if a.target is not a.source and a.command not in WAY_BACK.commands
)
"""Each command that moves a process, with the state that it moves it from; the way back is exempt (R54)."""


def _steps_before(dossier: Dossier, command: Command) -> Collection[datetime | None]:
    """When the steps were taken that this step may not lie at the same moment as; nothing where it is no such step."""
    if isinstance(command, AcceptPhase):
        return [s.at for s in dossier.started if s.phase == command.phase]
    if isinstance(command, StartPhase):
        return [a.at for a in dossier.accepted]
    if (type(command), dossier.state) in _MOVING:
        return [dossier.since, *(a.at for a in dossier.accepted)]
    return ()


@guard(R47, nl="tussen twee stappen ligt tijd", en="there is time between two steps", field="at")
def time_lies_between_steps(dossier: Dossier, command: Command, norms: Norms) -> Reasons:
    """R47: step by step, not in the same instant: what leads to another state lies after the step that led to this one.

    A phase is accepted after it began, and the next step lies after that.
    """
    if command.at not in _steps_before(dossier, command):
        return YES  # a move before that moment is refused by another guard
    return [
        R47.forbidden(
            "same-instant",
            nl=f"«{command.title.nl}» ligt op hetzelfde moment als de vorige stap, {said(command.at).nl}",
            en=f"«{command.title.en}» lies at the same moment as the step before it, {said(command.at).en}",
        )
    ]


Undoing = RevisePlan | ReturnPlan | ChangeRoute | AmendPlan | ProposeAmendment | FallBack | ReversePhase
"""What makes earlier facts about a plan, a form or a transfer count no longer."""


@guard(
    R44,
    R54,
    nl="wat iets ongedaan maakt, is niet van voor wat daarover nog is gezegd of gedaan",
    en="what undoes something is not of before what was still said or done about it",
    reads=Reads.COMMAND,
    field="at",
)
def nothing_undone_is_of_later(dossier: Dossier, command: Undoing, norms: Norms) -> Reasons:
    """R44: people spoke of the plan on record, not of what is dated to before that later; R54: what is undone is done anew."""
    last = max((f.at for f in _undone_by(dossier, command) if f.at > command.at), default=None)
    before_last_move = dossier.moved_at is not None and command.at < dossier.moved_at  # another guard refuses that
    if last is None or before_last_move:
        return YES
    rule = R54 if isinstance(command, FallBack | ReversePhase) else R44
    return [
        rule.forbidden(
            "undone-of-later",
            nl=f"op {said(last).nl} is nog iets gezegd of gedaan dat hierna niet meer telt; dit is dus niet van daarvoor",
            en=f"at {said(last).en} something was still said or done that counts no longer after this; so this is not of before that",
            about={"at": last},
        )
    ]


def _undone_by(dossier: Dossier, command: Undoing) -> Iterator[Fact]:
    """The facts that would count no longer if the command were of now."""
    if isinstance(command, ProposeAmendment):
        if dossier.proposal is not None:  # what was said of that one
            yield from (x for x in dossier.contacts if x.stage is Stage.PLAN)
            yield from (x for x in dossier.weighings if x.step is Step.AMENDMENT)
            yield from dossier.consultations
        return
    now = max(command.at, dossier.at or command.at)
    left = dossier.moved(now) | evolve(command, at=now).effect(dossier)
    for kept in ("contacts", "consultations", "inputs", "weighings", "executions", "indicators", "updates"):
        yield from (f for f in getattr(dossier, kept) if kept in left and f not in left[kept])


@guard(R47, nl="elke eerdere vastlegging is te lezen", en="every earlier record can be read", by={SetAside: "records"})
def earlier_records_can_be_read(dossier: Dossier, command: Command, norms: Norms) -> Reasons:
    """R47: each step is recorded by itself; what nobody can read is set aside before the next, by the ministry."""
    return [
        R47.missing(
            "unreadable",
            nl=f"vastlegging {number} is hier niet te lezen, en is niet buiten beschouwing gelaten",
            en=f"record {number} cannot be read here, and was not set aside",
            suppliers=who.ministry(norms),
            about={"records": number},
        )
        for number in dossier.unread
    ]


@guard(
    R6,
    nl="wie handelt, hoort bij een van de twee partijen of bij het ministerie",
    en="who acts belongs to one of the two parties or to the ministry",
    reads=Reads.ACTOR,
    field="by",
)
def actor_takes_part(dossier: Dossier, command: Command, norms: Norms) -> Reasons:
    """R6: the parties are responsible for their own processes; an outsider does not act on them."""
    if command.by.role is Role.MINISTRY or who.speaks_for(command.by, dossier.parties):
        return YES
    return [
        R6.forbidden(
            "outsider",
            nl=f"`{command.by.party}` in de rol `{said(command.by.role).nl}` is geen partij in dit proces",
            en=f"`{command.by.party}` in the role `{said(command.by.role).en}` is not a party to this process",
            suppliers=who.both_parties(dossier) + who.ministry(norms),
        )
    ]


_WAITING = {
    CollectInput: (
        R62,
        "every_input",
        Text(nl="er is geen inbreng om te beantwoorden", en="there is no input to answer"),
    ),
    ReceiveAdvice: (
        R76,
        "given_advices",
        Text(nl="er is geen advies ontvangen om te beantwoorden", en="no advice came in that can be answered"),
    ),
    ReportBreach: (R50, "breaches", Text(nl="er staat geen verstoring open", en="no breach is open")),
    Escalate: (R67, "escalations", Text(nl="er staat geen escalatie open", en="no escalation is open")),
    Contest: (R67, "open_contests", Text(nl="er staat geen betwisting open", en="no contest is open")),
}
"""By command: the rule, the property of the dossier that holds what waits, and the text when nothing does."""


def something_waits(brought: type[Command]) -> Guard:
    """A guard: something that this command brings waits for an answer or an end.

    Without that there is nothing to do.
    """
    rule, there, none = _WAITING[brought]

    @guard(
        *dict.fromkeys(rule for rule, _, _ in _WAITING.values()),
        nl="er is iets waarop dit verzoek antwoordt, of dat het afdoet",
        en="there is something that this command answers or ends",
        by=brought,
    )
    def something_waits(dossier: Dossier, command: Command, norms: Norms) -> Reasons:
        """R50, R62, R67, R76: what is answered (input, advice) or ended (breach, escalation, contest) is there."""
        return YES if getattr(dossier, there) else [rule.forbidden("nothing-waits", nl=none.nl, en=none.en)]

    return something_waits
