"""Rules of their own, as small as rules can be, for the tests of what works with any rules: permits of a town. FICTIONAL."""

from __future__ import annotations

from datetime import UTC, date, datetime
from enum import Enum
from typing import Any, ClassVar

from attrs import evolve, frozen

from ontvlechting.engine import chart, dossier, values
from ontvlechting.engine.chart import Arrow, moving, staying
from ontvlechting.engine.checked import Id, Number, Words
from ontvlechting.engine.columns import Column
from ontvlechting.engine.command import Command, Fact, fills
from ontvlechting.engine.doors import YES, Norms, Reads, Reasons, guard
from ontvlechting.engine.retention import Redact
from ontvlechting.engine.rulebook import Rules
from ontvlechting.engine.text import Text
from ontvlechting.engine.values import Actor, Mandate, Source
from ontvlechting.engine.verdicts import Rule, Supplier


class State(chart.State):
    """Where a permit stands."""

    NEW = "new", "nieuw", "new"
    ASKED = "asked", "aangevraagd", "asked for"
    GRANTED = "granted", "verleend", "granted"
    CLOSED = "closed", "vervallen", "lapsed"


class Role(values.Role):
    """Who acts."""

    CITIZEN = "citizen"
    MAYOR = "mayor"


class Power(values.Power):
    """What a mandate is for."""

    GRANT = "grant"


class Kind(Enum):
    """What is asked for."""

    TREE = "tree"
    SHED = "shed"


@frozen(kw_only=True)
class TownNorms(Norms):
    """What the town sets."""

    opinions: Number = 1


@frozen(kw_only=True)
class AskPermit(Command):
    """A citizen asks for a permit."""

    title: ClassVar[Text] = Text(nl="Vergunning aanvragen", en="Ask for a permit")
    effect = fills("asked")
    kind: Kind
    reason: Words


@frozen(kw_only=True)
class GiveOpinion(Fact):
    """A neighbour says what they think of it."""

    title: ClassVar[Text] = Text(nl="Zienswijze geven", en="Give an opinion")
    kept_in = "opinions"
    neighbour: Id
    says: Words


@frozen(kw_only=True)
class GrantPermit(Command):
    """The mayor grants it."""

    title: ClassVar[Text] = Text(nl="Vergunning verlenen", en="Grant the permit")


@frozen(kw_only=True)
class ClosePermit(Command):
    """It ends."""

    title: ClassVar[Text] = Text(nl="Vergunning laten vervallen", en="Let the permit lapse")


@frozen(kw_only=True)
class Permit(dossier.Dossier):
    """What is known of one permit."""

    columns: ClassVar[tuple[Column, ...]] = (
        Column("kind", Kind, Text(nl="soort", en="kind"), lambda d: d.asked and d.asked.kind),
        Column("heard", int, Text(nl="zienswijzen", en="opinions"), lambda d: len(d.opinions)),
    )
    asked: AskPermit | None = None
    opinions: tuple[GiveOpinion, ...] = ()


def _rule(id: str, term: str, en: str) -> Rule:
    source = Source(document="Fictief: verordening", section=f"artikel {id[1:]}", term=term)
    return Rule(id=id, source=source, title=Text(nl=f"{term.capitalize()}.", en=en))


V1 = _rule("V1", "de burgemeester verleent", "The mayor grants.")
V2 = _rule("V2", "buren worden gehoord", "Neighbours are heard.")


@guard(V1, nl="de burgemeester vraagt het", en="the mayor asks it", reads=Reads.ACTOR)
def mayor_asks(dossier: Permit, command: Command, norms: TownNorms) -> Reasons:
    """Whether it is the mayor, with a mandate."""
    by = command.by
    if by.role is Role.MAYOR and by.mandate and by.mandate.covers(Power.GRANT, norms.day_of(command.at)):
        return YES
    return [V1.forbidden("not-mayor", nl="dat is aan de burgemeester", en="that is for the mayor")]


@guard(V2, nl="de buren zijn gehoord", en="the neighbours were heard")
def neighbours_were_heard(dossier: Permit, command: Command, norms: TownNorms) -> Reasons:
    """Whether as many gave an opinion as the norms ask."""
    if len({o.neighbour for o in dossier.opinions}) >= norms.opinions:
        return YES
    by = (Supplier(role=Role.CITIZEN, party=None),)
    return [V2.missing("opinions", nl="er is geen zienswijze", en="there is no opinion", suppliers=by)]


TABLE = (
    Arrow(AskPermit, State.NEW, State.ASKED),
    *staying({State.ASKED}, GiveOpinion),
    Arrow(GrantPermit, State.ASKED, State.GRANTED),
    *moving({State.ASKED, State.GRANTED}, ClosePermit, State.CLOSED),
    *staying({State.ASKED, State.GRANTED, State.CLOSED}, Redact),
)
PERMITS = Rules(
    name="permits",
    version="1",
    arrows=TABLE,
    start=State.NEW,
    final=frozenset({State.CLOSED}),
    doors={
        AskPermit: (),
        GiveOpinion: (),
        GrantPermit: (mayor_asks, neighbours_were_heard),
        ClosePermit: (),
        Redact: (mayor_asks,),
    },
    norms=TownNorms(),
    dossier=Permit,
    roles=Role,
    powers=Power,
    order=V1,
)
"""The rules."""
LAX = evolve(PERMITS, name="lax", doors={**PERMITS.doors, GrantPermit: (mayor_asks,)})
"""The same, where nobody has to be heard."""

MOMENT = datetime(2024, 3, 4, 9, tzinfo=UTC)
CITIZEN = Actor(id="burger-1", role=Role.CITIZEN, party="buurt")
MAYOR = Actor(
    id="burgemeester-1",
    role=Role.MAYOR,
    party="gemeente",
    mandate=Mandate(id="m-1", powers=(Power.GRANT,), valid_from=date(2024, 1, 1)),
)


def asked(**changes: Any) -> AskPermit:
    """A permit for a shed."""
    return AskPermit(**{"by": CITIZEN, "at": MOMENT, "kind": Kind.SHED, "reason": "Fictief: een schuur", **changes})


ASKED = asked()
HEARD = GiveOpinion(by=CITIZEN, at=MOMENT, neighbour="buur-1", says="Fictief: prima")
GRANTED = GrantPermit(by=MAYOR, at=MOMENT)
CLOSED = ClosePermit(by=MAYOR, at=MOMENT)
