"""Mandates: what is wrong with the one that somebody invokes, each fault by itself."""

from __future__ import annotations

from collections.abc import Iterable

from ontvlechting.engine.doors import YES, Reasons
from ontvlechting.engine.dossier import Dossier
from ontvlechting.engine.values import Actor
from ontvlechting.engine.verdicts import About, Reason, Rule, Supplier
from ontvlechting.letter.commands import Command
from ontvlechting.letter.norms import Norms
from ontvlechting.letter.terms import said
from ontvlechting.letter.values import Power

_NOBODY: About = {}


def mandate_faults(
    rule: Rule,
    actor: Actor,
    power: Power,
    dossier: Dossier,
    command: Command,
    norms: Norms,
    suppliers: tuple[Supplier, ...],
    fields: Iterable[str] = ("by.mandate",),
    whose: About = _NOBODY,
) -> Reasons:
    """What keeps this actor from using this power in this process on the day of the command; one reason for each fault.

    Args:
        rule: the rule that asks for the mandate.
        actor: who invokes it.
        power: the power that is used.
        dossier: the process; its name and its parties are what the scope of a mandate can name.
        command: what is asked; its day is the day that counts.
        norms: the norms.
        suppliers: who can give a mandate that is right.
        fields: in which fields it can be given.
        whose: the fields that say whose mandate it is.
    """
    mandate, day = actor.mandate, norms.day_of(command.at)
    reaches = mandate is not None and mandate.reaches(dossier.process, *getattr(dossier, "parties", ()))
    if mandate is not None and reaches and mandate.covers(power, day):
        return YES
    held = {**whose, **{f"{field}.powers": power for field in fields}}
    if mandate is None:
        return [
            rule.missing(
                "no-mandate",
                nl=f"`{actor.id}` noemt geen mandaat voor `{said(power).nl}`",
                en=f"`{actor.id}` names no mandate for `{said(power).en}`",
                suppliers=suppliers,
                about=held,
            )
        ]
    reasons: list[Reason] = []
    if day < mandate.valid_from:
        reasons.append(
            rule.not_yet(
                "mandate-not-yet-valid",
                nl=f"het mandaat `{mandate.id}` van `{actor.id}` geldt pas vanaf {said(mandate.valid_from).nl}",
                en=f"the mandate `{mandate.id}` of `{actor.id}` is valid only from {said(mandate.valid_from).en} on",
                suppliers=suppliers,
                earliest=norms.earliest_on(mandate.valid_from),
                about=held,
            )
        )
    if mandate.valid_until is not None and mandate.valid_until < day:
        reasons.append(
            rule.forbidden(
                "mandate-expired",
                nl=f"het mandaat `{mandate.id}` van `{actor.id}` gold tot en met {said(mandate.valid_until).nl}",
                en=f"the mandate `{mandate.id}` of `{actor.id}` was valid up to {said(mandate.valid_until).en} inclusive",
                suppliers=suppliers,
                about=held,
            )
        )
    if power not in mandate.powers:
        reasons.append(
            rule.forbidden(
                "mandate-lacks-power",
                nl=f"het mandaat `{mandate.id}` van `{actor.id}` omvat niet `{said(power).nl}`",
                en=f"the mandate `{mandate.id}` of `{actor.id}` does not include `{said(power).en}`",
                suppliers=suppliers,
                about=held,
            )
        )
    if not reaches:
        scope = ", ".join(f"`{name}`" for name in mandate.scope)
        reasons.append(
            rule.forbidden(
                "mandate-out-of-scope",
                nl=f"het mandaat `{mandate.id}` van `{actor.id}` is voor {scope}, niet voor `{dossier.process}`",
                en=f"the mandate `{mandate.id}` of `{actor.id}` is for {scope}, not for `{dossier.process}`",
                suppliers=suppliers,
                about=held,
            )
        )
    return reasons
