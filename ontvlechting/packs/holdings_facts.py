"""The facts about the holdings of the work: the list, what both parties say of each holding on it, and how these are looked up."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import date, datetime
from typing import ClassVar, TypeVar

from attrs import frozen

from ontvlechting.engine.checked import Checked, Id, PartyId, Words
from ontvlechting.engine.command import Fact
from ontvlechting.engine.dossier import Dossier
from ontvlechting.engine.errors import Problem, shown
from ontvlechting.engine.names import Choice
from ontvlechting.engine.text import Text
from ontvlechting.engine.verdicts import Supplier
from ontvlechting.packs.values import DocumentId, last, last_begun, number_of, problems_of_days, until

# -- what is recorded --------------------------------------------------------------------------------------------------


class HoldingKind(Choice):
    """What kind of holding it is."""

    RECORDS = "records"
    DATA_SET = "data_set"
    SYSTEM = "system"
    CONTRACT = "contract"

    @property
    def title(self) -> Text:
        """Its name in the plural, in both languages."""
        return _KINDS[self]


_KINDS = {
    HoldingKind.RECORDS: Text(nl="archiefbescheiden", en="records"),
    HoldingKind.DATA_SET: Text(nl="gegevensverzamelingen", en="data sets"),
    HoldingKind.SYSTEM: Text(nl="systemen", en="systems"),
    HoldingKind.CONTRACT: Text(nl="contracten", en="contracts"),
}


class Course(Choice):
    """What becomes of a holding when the work moves."""

    FOLLOWS = "follows"
    STAYS = "stays"
    SHARED = "shared"

    @property
    def title(self) -> Text:
        """What is said of it, in both languages."""
        return _COURSES[self]


_COURSES = {
    Course.FOLLOWS: Text(nl="het volgt het werk", en="it follows the work"),
    Course.STAYS: Text(nl="het blijft waar het is", en="it stays where it is"),
    Course.SHARED: Text(nl="het wordt gedeeld", en="it is shared"),
}


@frozen(kw_only=True)
class Holding(Checked):
    """One thing on the list.

    Attributes:
        id: what both parties call it.
        kind: records, a data set, a system or a contract.
        name: what it is, in words.
        course: whether it follows the work, stays or is shared.
        on: from which day.
        personal: whether there are personal data in it.
        processors: who processes personal data in it for whoever is responsible for that.
    """

    id: Id
    kind: HoldingKind
    name: Words
    course: Course
    on: date
    personal: bool = False
    processors: tuple[Id, ...] = ()


@frozen(kw_only=True)
class RecordInventory(Fact):
    """The list of records, data sets, systems and contracts of the work (*inventaris*); a new one replaces the one before it.

    Attributes:
        document: the reference of the list.
        delivering: the party that has the work now.
        receiving: the party that gets it.
        holdings: what there is.
        none_of: the kinds of which there is nothing.
    """

    title: ClassVar[Text] = Text(nl="Inventaris vastleggen", en="Record the inventory")

    document: DocumentId
    delivering: PartyId
    receiving: PartyId
    holdings: tuple[Holding, ...]
    none_of: tuple[HoldingKind, ...] = ()

    def problems(self) -> Iterator[Problem]:
        """There are two parties, each holding is listed once, and none is of a kind of which there is nothing."""
        if self.delivering == self.receiving:
            yield Problem("receiving", shown(self.receiving), Text(nl="een andere partij", en="another party"))
        for id, count in Counter(h.id for h in self.holdings).items():
            if count > 1:
                yield Problem("holdings", shown(id), Text(nl="elk onderdeel één keer", en="each holding once"))
        for kind in {h.kind for h in self.holdings} & {*self.none_of}:
            yield Problem(
                "none_of", shown(kind), Text(nl="een soort die niet op de lijst staat", en="a kind not listed")
            )

    @property
    def parties(self) -> tuple[str, str]:
        """The party that has the work now, and the party that gets it."""
        return self.delivering, self.receiving

    def get(self, id: str) -> Holding | None:
        """The holding of this id; None when it is not on the list."""
        return next((h for h in self.holdings if h.id == id), None)

    def that(self, *courses: Course) -> tuple[Holding, ...]:
        """The holdings with one of these courses."""
        return tuple(h for h in self.holdings if h.course in courses)


@frozen(kw_only=True)
class AcceptInventory(Fact):
    """The party that did not make the list agrees to it.

    Attributes:
        document: the reference of the list.
    """

    title: ClassVar[Text] = Text(nl="Inventaris aanvaarden", en="Accept the inventory")

    document: DocumentId


@frozen(kw_only=True)
class AboutHolding(Fact):
    """A fact about one holding on the list; the classes below say what.

    Attributes:
        holding: its id on the list.
    """

    holding: Id


@frozen(kw_only=True)
class ReceiveHolding(AboutHolding):
    """The receiving party has what follows the work, and checked it against the list.

    Attributes:
        check_report: the reference of the report on the check.
        complete: whether everything was there.
    """

    title: ClassVar[Text] = Text(nl="Ontvangst vastleggen", en="Record a receipt")

    check_report: DocumentId
    complete: bool


@frozen(kw_only=True)
class AgreeSharing(AboutHolding):
    """One party names the agreement on how both reach what is shared; there is one once both name the same.

    Attributes:
        agreement: the reference of the agreement.
        since: from which day it holds.
        until: the last day on which it holds; None when it has no end.
    """

    title: ClassVar[Text] = Text(nl="Afspraak over delen vastleggen", en="Record an agreement to share")

    agreement: DocumentId
    since: date
    until: date | None = None

    def problems(self) -> Iterator[Problem]:
        """It does not end before it begins."""
        return problems_of_days(self.since, self.until)

    @property
    def says(self) -> tuple[str, date, date | None]:
        """What has to be the same for both parties: the agreement and its days."""
        return self.agreement, self.since, self.until


@frozen(kw_only=True)
class ShowAccess(AboutHolding):
    """The receiving party has shown that it can do the work with it.

    Attributes:
        proof: the reference of the report that shows it.
    """

    title: ClassVar[Text] = Text(nl="Werkende toegang aantonen", en="Show working access")

    proof: DocumentId


@frozen(kw_only=True)
class EndAccess(AboutHolding):
    """The transferring party reaches it no longer.

    Attributes:
        way_back: the reference of what says how access is given back when the work goes back; None when nothing does.
    """

    title: ClassVar[Text] = Text(nl="Toegang beëindigen", en="End access")

    way_back: DocumentId | None = None


@frozen(kw_only=True)
class GiveAccessBack(AboutHolding):
    """The transferring party reaches it again."""

    title: ClassVar[Text] = Text(nl="Toegang teruggeven", en="Give access back")


@frozen(kw_only=True)
class DestroyCopy(AboutHolding):
    """What the transferring party still has of what it handed over is destroyed.

    Attributes:
        ground: the reference of the authority to destroy it, such as a selection list.
    """

    title: ClassVar[Text] = Text(nl="Achtergebleven exemplaar vernietigen", en="Destroy a copy left behind")

    ground: DocumentId


_F = TypeVar("_F", bound=AboutHolding)

# -- what the dossier says ---------------------------------------------------------------------------------------------


def inventory_of(dossier: Dossier, at: datetime) -> RecordInventory | None:
    """The list that held at that moment."""
    return last(dossier, RecordInventory, at)


def holding_of(dossier: Dossier, command: AboutHolding) -> Holding | None:
    """The holding that a command is about, as the list has it; None when it is not on the list."""
    listed = inventory_of(dossier, command.at)
    return listed.get(command.holding) if listed is not None else None


def accepted(dossier: Dossier, listed: RecordInventory, at: datetime) -> bool:
    """Whether the other party agreed to this list, up to that moment, since it was recorded or corrected.

    The order of the records counts as well as that of the moments: an acceptance does not count for a list that was recorded or
    corrected after it.
    """
    number = number_of(dossier, listed)
    return any(
        (f.document, f.by.party) == (listed.document, other_party(listed)) and number_of(dossier, f) > number
        for f in dossier.recorded(AcceptInventory)
        if listed.at <= f.at <= at
    )


def last_about(dossier: Dossier, kinds: type[_F] | tuple[type[_F], ...], holding: str, at: datetime) -> _F | None:
    """The last fact of these kinds about this holding, up to that moment; of several at one moment, the one that was recorded last."""
    return next(
        (f for f in reversed(dossier.facts) if isinstance(f, kinds) and f.holding == holding and f.at <= at), None
    )


def sharing_of(
    dossier: Dossier, listed: RecordInventory, holding: str, at: datetime, day: date
) -> dict[str, AgreeSharing | None]:
    """The agreement on sharing this holding that each party on the list names on a day; None for a party that names none."""
    told = [a for a in until(dossier, AgreeSharing, at) if a.holding == holding]
    return {party: last_begun([a for a in told if a.by.party == party], day) for party in listed.parties}


def shows_access(dossier: Dossier, holding: str, at: datetime) -> ShowAccess | None:
    """The fact that shows that the access of the receiving party works, since access was last given back; None when there is none."""
    found = last_about(dossier, (ShowAccess, GiveAccessBack), holding, at)
    return found if isinstance(found, ShowAccess) else None


def access_ended(dossier: Dossier, holding: str, at: datetime) -> bool:
    """Whether the access of the transferring party had ended at that moment."""
    return isinstance(last_about(dossier, (EndAccess, GiveAccessBack), holding, at), EndAccess)


def other_party(listed: RecordInventory) -> str:
    """The party that has to agree to a list: the one that did not make it."""
    return listed.delivering if listed.by.party == listed.receiving else listed.receiving


def supplier(dossier: Dossier, party: str) -> tuple[Supplier, ...]:
    """This party as a supplier, in the role in which it acted last; none when it never acted."""
    acted = (e.command.by for e in reversed(dossier.entries) if e.command.by.party == party)
    return tuple(Supplier(role=by.role, party=party) for by in (next(acted, None),) if by is not None)


def suppliers(dossier: Dossier, listed: RecordInventory) -> tuple[Supplier, ...]:
    """Both parties as suppliers."""
    return tuple(s for party in listed.parties for s in supplier(dossier, party))
