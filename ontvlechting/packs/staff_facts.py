"""The facts about staff and authority in a reorganisation: groups and counts, never persons; decrees, powers and holders."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date
from typing import Annotated, ClassVar

from attrs import frozen

from ontvlechting.engine.checked import Checked, Count, Id, Kind, Limit, Number, PartyId, Words
from ontvlechting.engine.command import Fact
from ontvlechting.engine.errors import Problem, shown
from ontvlechting.engine.names import Choice
from ontvlechting.engine.text import Text
from ontvlechting.packs.values import BodyId, DocumentId, Paper

GroupId = Annotated[str, Limit(200, one_line=True, names=Kind("group"))]
"""The id of a group of staff."""
PowerId = Annotated[str, Limit(200, one_line=True, names=Kind("power"))]
"""The id of a power, as a decree names it."""


class Side(Choice):
    """The body that speaks for staff: the unions or a works council; one never stands in for the other."""

    UNIONS = "unions"
    COUNCIL = "council"

    @property
    def title(self) -> Text:
        """What it is called, in both languages."""
        return _SIDES[self]


_SIDES = {
    Side.UNIONS: Text(nl="de vakbonden", en="the unions"),
    Side.COUNCIL: Text(nl="de ondernemingsraad", en="the works council"),
}


class DecreeKind(Choice):
    """What a decree is about: the organisation, or who may decide in the name of another."""

    ORGANISATION = "organisation"
    MANDATE = "mandate"

    @property
    def title(self) -> Text:
        """What it is called, in both languages."""
        return _DECREES[self]


_DECREES = {
    DecreeKind.ORGANISATION: Text(nl="organisatiebesluit", en="decree on the organisation"),
    DecreeKind.MANDATE: Text(nl="mandaatbesluit", en="decree on mandates"),
}


@frozen(kw_only=True)
class Group(Checked):
    """A group of staff, by the number of people; who they are is never recorded.

    Attributes:
        id: what the group is called.
        people: how many belong to it.
    """

    id: GroupId
    people: Number


def _once(field: str, ids: Sequence[str], *, some: bool = True) -> Iterator[Problem]:
    """A problem when an id occurs twice, or when there is none while `some` asks for at least one."""
    if (some and not ids) or any(many > 1 for many in Counter(ids).values()):
        expected = Text(nl="elk één keer", en="each of them once")
        least = Text(nl="minstens één, elk één keer", en="at least one, each of them once")
        yield Problem(field, shown(ids), least if some else expected)


@frozen(kw_only=True)
class DescribeReorganisation(Fact):
    """The change is described in outline, before anything else; the last description counts.

    Attributes:
        paper: the description itself.
        consequences: whether the change has consequences for staff.
        reason: why it has, or has not.
        groups: the groups of staff that it concerns; none when there are no consequences.
    """

    title: ClassVar[Text] = Text(nl="Reorganisatie globaal beschrijven", en="Describe the reorganisation in outline")

    paper: Paper
    consequences: bool
    reason: Words
    groups: tuple[Group, ...] = ()

    def problems(self) -> Iterator[Problem]:
        """There are groups exactly where there are consequences."""
        yield from _once("groups", [g.id for g in self.groups], some=False)
        if bool(self.groups) is not self.consequences:
            nl = "groepen als er personele gevolgen zijn, en anders geen"
            en = "groups where there are consequences for staff, and otherwise none"
            yield Problem("groups", shown(self.groups), Text(nl=nl, en=en))


@frozen(kw_only=True)
class ConsultStaffSide(Fact):
    """The unions or a council were consulted on a description.

    It counts when the body records it, or when a document of the body shows it.

    Attributes:
        side: the unions or a works council.
        body: the id of the body that was consulted.
        about: the id of the description.
        paper: minutes or a letter of the body that shows it.
    """

    title: ClassVar[Text] = Text(nl="Overleg over personeel vastleggen", en="Record consultation on staff")

    side: Side
    body: BodyId
    about: DocumentId
    paper: Paper | None = None

    def shown_by(self) -> tuple[str, date] | None:
        """The minutes, which may be of a day after the meeting."""
        return None if self.paper is None else ("paper.on", self.paper.on)


@frozen(kw_only=True)
class OpenPreparation(Fact):
    """Groups are designated, and for these the preparatory phase runs until a day; or the employer waives it, and says why.

    Attributes:
        groups: the ids of the groups.
        until: the last day of the phase; None when it is waived.
        waived: why there is none; None when there is one.
    """

    title: ClassVar[Text] = Text(
        nl="Groepen aanwijzen voor de voorbereidende fase", en="Designate groups for the preparatory phase"
    )

    groups: tuple[GroupId, ...]
    until: date | None = None
    waived: Words | None = None

    def problems(self) -> Iterator[Problem]:
        """It has a last day, or it is waived."""
        yield from _once("groups", self.groups)
        if (self.until is None) == (self.waived is None):
            expected = Text(
                nl="een laatste dag, of waarom van de fase wordt afgezien", en="a last day, or why the phase is waived"
            )
            yield Problem("until", shown(self.until), expected)


@frozen(kw_only=True)
class OpenMandatoryPhase(Fact):
    """For these groups the mandatory phase begins.

    Attributes:
        groups: the ids of the groups.
    """

    title: ClassVar[Text] = Text(nl="Verplichte fase laten ingaan", en="Begin the mandatory phase")

    groups: tuple[GroupId, ...]

    def problems(self) -> Iterator[Problem]:
        """Each group once."""
        yield from _once("groups", self.groups)


@frozen(kw_only=True)
class PlaceGroup(Fact):
    """Where the people of a group go, as it was decided; the last record of a group counts.

    Attributes:
        group: the id of the group.
        placed: how many have a place in the new organisation.
        elsewhere: how many have other work.
        waiting: how many have neither.
        decision: the document in which it was decided.
        objections_until: the last day on which somebody may object or bring a dispute.
        objections: how many objections and disputes are open.
    """

    title: ClassVar[Text] = Text(nl="Plaatsing van een groep vastleggen", en="Record the placement of a group")

    group: GroupId
    placed: Count
    elsewhere: Count = 0
    waiting: Count = 0
    decision: Paper
    objections_until: date
    objections: Count = 0


@frozen(kw_only=True)
class RecordDecree(Fact):
    """A decree on the organisation or on mandates was changed; the last record of a decree counts.

    Attributes:
        kind: what it is about.
        paper: the decree itself.
        published: the day on which it was published; None while it was not.
        place: where, such as `Stcrt. 2024, 19126`; None while it was not.
        in_force: the first day on which it is in force; None while that is not known.
    """

    title: ClassVar[Text] = Text(
        nl="Organisatie- of mandaatbesluit vastleggen", en="Record a decree on organisation or mandates"
    )

    kind: DecreeKind
    paper: Paper
    published: date | None = None
    place: Id | None = None
    in_force: date | None = None

    def problems(self) -> Iterator[Problem]:
        """There is a day of publication exactly when there is a place."""
        if (self.published is None) != (self.place is None):
            expected = Text(nl="de dag en de vindplaats, of geen van beide", en="the day and the place, or neither")
            yield Problem("published", shown(self.published), expected)


@frozen(kw_only=True)
class ListPowers(Fact):
    """Which powers change hands; the last list counts, and its powers are watched from the earliest day of any list.

    Attributes:
        powers: the ids of the powers; none when no power changes hands.
        since: the first day from which each of them needs a holder.
        reason: why these, or why none.
    """

    title: ClassVar[Text] = Text(nl="Bevoegdheden opsommen", en="List the powers")

    powers: tuple[PowerId, ...]
    since: date
    reason: Words

    def problems(self) -> Iterator[Problem]:
        """Each power once."""
        yield from _once("powers", self.powers, some=False)


@frozen(kw_only=True)
class AssignPower(Fact):
    """Somebody holds a power from a day on, by a decree; for good, or for the time being.

    Attributes:
        power: the id of the power.
        holder: the id of the party that holds it.
        decree: the id of the decree by which it does.
        since: the first day.
        until: the last day; None when it has no end.
        interim: whether it is for the time being.
    """

    title: ClassVar[Text] = Text(nl="Bevoegdheid toekennen", en="Assign a power")

    power: PowerId
    holder: PartyId
    decree: DocumentId
    since: date
    until: date | None = None
    interim: bool = False

    def problems(self) -> Iterator[Problem]:
        """It does not end before it begins."""
        if self.until is not None and self.until < self.since:
            yield Problem("until", shown(self.until), Text(nl="niet vóór `since`", en="not before `since`"))


@frozen(kw_only=True)
class WithdrawPower(Fact):
    """Somebody no longer holds a power after a day.

    Attributes:
        power: the id of the power.
        holder: the id of the party that held it.
        last: the last day on which it did.
        paper: the document that withdraws it.
    """

    title: ClassVar[Text] = Text(nl="Bevoegdheid intrekken", en="Withdraw a power")

    power: PowerId
    holder: PartyId
    last: date
    paper: Paper
