"""The guards about holdings for packs in any country: a list of what there is, and who has access to it when.

A *holding* is a set of records, a data set, a system or a contract of the work. The list says of each whether it follows the
work, stays or is shared, and from which day. The parties agree on the list. The receiving party checks what it gets and shows that
it can work with it; only then does the access of the other party end. The sources are guidance on reorganisations of government;
what a law adds is in the pack of that law.

The list names the parties; when a letter says who they are (`Dossier.parties`), they are the same. The guards look at the moments
at which things took place, whenever those were recorded.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import TypeVar

from attrs import frozen

from ontvlechting.engine.chart import Milestone
from ontvlechting.engine.checked import Checked, Count
from ontvlechting.engine.command import Command
from ontvlechting.engine.days import days_after, written
from ontvlechting.engine.doors import YES, Doors, Guard, Norms, Reads, Reasons, guard
from ontvlechting.engine.dossier import Dossier
from ontvlechting.engine.errors import InputError, Problem, shown
from ontvlechting.engine.text import Text
from ontvlechting.engine.values import Source
from ontvlechting.engine.verdicts import Reason, Rule, Status
from ontvlechting.packs.holdings_facts import (
    AboutHolding,
    AcceptInventory,
    AgreeSharing,
    Course,
    DestroyCopy,
    EndAccess,
    GiveAccessBack,
    Holding,
    HoldingKind,
    ReceiveHolding,
    RecordInventory,
    ShowAccess,
    accepted,
    access_ended,
    holding_of,
    inventory_of,
    last_about,
    other_party,
    sharing_of,
    shows_access,
    supplier,
    suppliers,
)
from ontvlechting.packs.values import latest, ticks

# -- the rules ---------------------------------------------------------------------------------------------------------


def _rule(id: str, document: str, section: str, term: str, *, nl: str, en: str) -> Rule:
    """A rule from the guidance of a public archive."""
    source = Source(document=document, section=section, term=term)
    return Rule(id=id, source=source, title=Text(nl=nl, en=en), status=Status.CONTENT)


_NAA = "National Archives of Australia: Machinery of government changes"
_TNA = "The National Archives (UK): Machinery of Government and organisational change"
_QSA = "Queensland Government: Manage and provide access to records during a MOG or administrative change"

# fmt: off

NAA_1 = _rule("NAA-1", _NAA, "What happens to the records?",
    "Records relating to the business being transferred should go to the agency that will be continuing the work",
    nl="Eén lijst zegt van elk onderdeel of het het werk volgt, blijft of wordt gedeeld, en vanaf wanneer.",
    en="One list says of every holding whether it follows the work, stays or is shared, and from when.")
NAA_2 = _rule("NAA-2", _NAA, "What happens to the records?",
    "formal arrangements regarding access, security, compatibility and servicing contracts must be agreed to",
    nl="Beide partijen zijn het eens over de lijst voordat het werk overgaat.",
    en="Both parties agree on the list before the work moves.")
NAA_3 = _rule("NAA-3", _NAA, "If your agency is gaining business activities",
    "check received records are complete against the control records, indexes and other lists",
    nl="De ontvangende partij toetst wat zij krijgt aan de lijst.",
    en="The receiving party checks what it gets against the list.")
TNA_1 = _rule("TNA-1", _TNA, "Information on statutory obligations",
    "to ensure that information assets remain unchanged in terms of their technical, contextual and content aspects",
    nl="Bij een overgang verdwijnt niets van de lijst en wordt niets vernietigd.",
    en="In a transfer nothing falls off the list and nothing is destroyed.")
QSA_1 = _rule("QSA-1", _QSA, "opening",
    "ensuring access to records is maintained during and after the MOG or administrative change",
    nl="De toegang van de overdragende partij eindigt pas als die van de ontvangende partij aantoonbaar werkt.",
    en="The access of the transferring party ends only once that of the receiving party was shown to work.")
QSA_2 = _rule("QSA-2", _QSA, "opening",
    "providing access to records required by multiple organisations",
    nl="Over wat wordt gedeeld is vastgelegd wie er hoe en tot wanneer bij kan.",
    en="Of what is shared it is agreed who can reach it, how and until when.")

# fmt: on

RULES: tuple[Rule, ...] = (NAA_1, NAA_2, NAA_3, TNA_1, QSA_1, QSA_2)
"""The rules about holdings, for any country."""


# -- the doors of the facts --------------------------------------------------------------------------------------------


@guard(
    NAA_2,
    nl="een van beide partijen maakt de lijst, en de partijen blijven dezelfde",
    en="one of the two parties makes the list, and the parties stay the same",
    reads=Reads.COMMAND,
    field={"not-a-party": "by.party", "other-parties": "receiving"},
)
def inventory_is_of_the_parties(dossier: Dossier, command: RecordInventory, norms: Norms) -> Reasons:
    """NAA-2: one of the two parties between which the work moves makes the list; the letter may say who those are."""
    reasons: list[Reason] = []
    if command.by.party not in command.parties:
        said = ticks(command.parties)
        reasons.append(
            NAA_2.forbidden(
                "not-a-party",
                nl=f"de lijst is van {said}, niet van `{command.by.party}`",
                en=f"the list is for {said}, not for `{command.by.party}`",
                about={"by.party": command.parties},
            )
        )
    first = next(iter(dossier.recorded(RecordInventory)), None)
    between = dossier.parties or (first.parties if first is not None else command.parties)
    if command.parties != between:
        delivering, receiving = between
        reasons.append(
            NAA_2.forbidden(
                "other-parties",
                nl=f"de lijst gaat over werk van `{delivering}` naar `{receiving}`",
                en=f"the list is about work of `{delivering}` that goes to `{receiving}`",
                about={"delivering": delivering, "receiving": receiving},
            )
        )
    return reasons


def every_kind_is_listed(kinds: tuple[HoldingKind, ...]) -> Guard:
    """A guard: the list says of each of these kinds what there is, or that there is nothing."""

    @guard(
        NAA_1,
        nl="de lijst noemt elke soort, of zegt dat er niets van is",
        en="the list names every kind, or says that there is nothing of it",
        reads=Reads.COMMAND,
        field="holdings",
    )
    def every_kind_is_listed(dossier: Dossier, command: RecordInventory, norms: Norms) -> Reasons:
        """NAA-1: all records that belong to the work are listed; so of each kind the list says what there is, or that there is nothing."""
        named = {h.kind for h in command.holdings} | {*command.none_of}
        return [
            NAA_1.missing(
                "kind-not-listed",
                nl=f"de lijst noemt geen {kind.title.nl}, en zegt niet dat die er niet zijn",
                en=f"the list names no {kind.title.en}, and does not say that there are none",
                suppliers=supplier(dossier, command.by.party),
                about={"none_of": kind},
            )
            for kind in kinds
            if kind not in named
        ]

    return every_kind_is_listed


@guard(
    TNA_1,
    nl="wat op de lijst stond, staat er nog, en is van dezelfde soort",
    en="what was on the list is still there, and of the same kind",
    reads=Reads.COMMAND,
    field="holdings",
    by={"already-over": {GiveAccessBack: "holding"}},
)
def nothing_falls_off_the_list(dossier: Dossier, command: RecordInventory, norms: Norms) -> Reasons:
    """TNA-1: a holding that does not follow stays or is shared; it does not get lost between two lists.

    Nor does it get lost by a list of an earlier day, or by a correction of a list: a holding with a fact on record stays listed.
    """
    before, now_at, reasons = inventory_of(dossier, command.at), latest(dossier, command.at), list[Reason]()
    told = dict.fromkeys(f.holding for f in dossier.facts if isinstance(f, AboutHolding))
    for id in told:
        if command.get(id) is None and (before is None or before.get(id) is None):
            reasons.append(
                TNA_1.forbidden(
                    "told-of",
                    nl=f"over `{id}` is al iets vastgelegd, en het staat niet op deze lijst",
                    en=f"there are records about `{id}`, and it is not on this list",
                    about={"holdings.id": id},
                )
            )
    for h in before.holdings if before is not None else ():
        now = command.get(h.id)
        if now is None or now.kind is not h.kind:
            reasons.append(
                TNA_1.forbidden(
                    "off-the-list",
                    nl=f"`{h.id}` stond op de vorige lijst als {h.kind.title.nl}, en staat zo niet op deze",
                    en=f"`{h.id}` was on the list before as {h.kind.title.en}, and is not so on this one",
                    about={"holdings.id": h.id},
                )
            )
    reasons += [
        TNA_1.forbidden(
            "already-over",
            nl=f"`{h.id}` is over; voordat het kan blijven of gedeeld kan worden, moet de toegang terug",
            en=f"`{h.id}` was handed over; before it can stay or be shared, access has to be given back",
            about={"holding": h.id},
        )
        for h in command.that(Course.STAYS, Course.SHARED)
        if access_ended(dossier, h.id, now_at)
    ]
    return reasons


@guard(
    NAA_2,
    nl="de partij die de lijst niet maakte, aanvaardt haar",
    en="the party that did not make the list accepts it",
    reads=Reads.COMMAND,
    field={"": "document", "own-list": "by.party"},
    by={"no-list": RecordInventory},
)
def other_party_accepts(dossier: Dossier, command: AcceptInventory, norms: Norms) -> Reasons:
    """NAA-2: a party does not accept its own list, and nobody accepts a list that no longer holds."""
    listed = inventory_of(dossier, command.at)
    if listed is None:
        return [no_list()]
    reasons: list[Reason] = []
    if command.document != listed.document:
        reasons.append(
            NAA_2.forbidden(
                "another-list",
                nl=f"de lijst die geldt is `{listed.document}`, niet `{command.document}`",
                en=f"the list that holds is `{listed.document}`, not `{command.document}`",
                about={"document": listed.document},
            )
        )
    other = other_party(listed)
    if command.by.party != other:
        reasons.append(
            NAA_2.forbidden(
                "own-list",
                nl=f"`{command.by.party}` kan de lijst van `{listed.by.party}` niet aanvaarden; dat doet `{other}`",
                en=f"`{command.by.party}` cannot accept the list of `{listed.by.party}`; `{other}` does",
                suppliers=supplier(dossier, other),
                about={"by.party": other},
            )
        )
    return reasons


def no_list() -> Reason:
    """The reason that there is no list."""
    return NAA_1.missing(
        "no-list",
        nl="er is geen inventaris van archiefbescheiden, gegevens, systemen en contracten",
        en="there is no inventory of records, data sets, systems and contracts",
        suppliers=(),
    )


@guard(
    NAA_1,
    nl="het staat op de lijst",
    en="it is on the list",
    reads=Reads.COMMAND,
    field="holding",
    by={"no-list": RecordInventory},
)
def holding_is_listed(dossier: Dossier, command: AboutHolding, norms: Norms) -> Reasons:
    """NAA-1: a fact is about a holding on the list that holds now."""
    listed = inventory_of(dossier, command.at)
    if listed is None:
        return [no_list()]
    if listed.get(command.holding) is not None:
        return YES
    return [
        NAA_1.forbidden(
            "not-listed",
            nl=f"`{command.holding}` staat niet op de lijst `{listed.document}`",
            en=f"`{command.holding}` is not on the list `{listed.document}`",
            about={"holding": [h.id for h in listed.holdings]},
        )
    ]


@guard(NAA_1, nl="het volgt het werk", en="it follows the work", reads=Reads.COMMAND, field="holding")
def holding_follows(dossier: Dossier, command: AboutHolding, norms: Norms) -> Reasons:
    """NAA-1: what stays or is shared is not handed over."""
    return _unless_course(dossier, command, Course.FOLLOWS)


@guard(NAA_1, nl="het wordt gedeeld", en="it is shared", reads=Reads.COMMAND, field="holding")
def holding_is_shared(dossier: Dossier, command: AboutHolding, norms: Norms) -> Reasons:
    """NAA-1: a holding that follows or stays is not shared."""
    return _unless_course(dossier, command, Course.SHARED)


def _unless_course(dossier: Dossier, command: AboutHolding, course: Course) -> Reasons:
    listed = inventory_of(dossier, command.at)
    found = listed.get(command.holding) if listed is not None else None
    if listed is None or found is None or found.course is course:
        return YES  # other guards say so
    return [
        NAA_1.forbidden(
            f"holding-{found.course.value}",
            nl=f"van `{found.id}` zegt de lijst iets anders: {found.course.title.nl}",
            en=f"of `{found.id}` the list says otherwise: {found.course.title.en}",
            about={"holding": [h.id for h in listed.that(course)]},
        )
    ]


@guard(
    NAA_3,
    QSA_1,
    nl="de ontvangende partij zegt het zelf",
    en="the receiving party says so itself",
    reads=Reads.COMMAND,
    field="by.party",
)
def receiving_party_says_so(dossier: Dossier, command: AboutHolding, norms: Norms) -> Reasons:
    """NAA-3, QSA-1: only the receiving party can say that it has everything, or that it can work with it."""
    listed = inventory_of(dossier, command.at)
    if listed is None or command.by.party == listed.receiving:
        return YES
    return [
        NAA_3.forbidden(
            "not-receiving",
            nl=f"dat zegt de ontvangende partij `{listed.receiving}`, niet `{command.by.party}`",
            en=f"that is for the receiving party `{listed.receiving}` to say, not for `{command.by.party}`",
            suppliers=supplier(dossier, listed.receiving),
            about={"by.party": listed.receiving},
        )
    ]


@guard(
    NAA_2,
    QSA_2,
    nl="een van beide partijen vraagt het",
    en="one of the two parties asks it",
    reads=Reads.COMMAND,
    field="by.party",
)
def either_party_asks(dossier: Dossier, command: Command, norms: Norms) -> Reasons:
    """NAA-2, QSA-2: what becomes of the holdings is arranged between the two parties."""
    listed = inventory_of(dossier, command.at)
    if listed is None or command.by.party in listed.parties:
        return YES
    said = ticks(listed.parties)
    return [
        NAA_2.forbidden(
            "not-of-a-party",
            nl=f"dat is aan {said}, niet aan `{command.by.party}`",
            en=f"that is for {said}, not for `{command.by.party}`",
            suppliers=suppliers(dossier, listed),
            about={"by.party": listed.parties},
        )
    ]


@guard(
    NAA_3,
    nl="de ontvangende partij heeft het volledig ontvangen",
    en="the receiving party has received all of it",
    reads=Reads.COMMAND,
    by={"not-received": {ReceiveHolding: "holding"}, "not-complete": {ReceiveHolding: "complete"}},
)
def all_of_it_was_received(dossier: Dossier, command: AboutHolding, norms: Norms) -> Reasons:
    """NAA-3: access to an incomplete holding proves nothing, and access does not end to a holding that turned out to be incomplete."""
    found, listed = holding_of(dossier, command), inventory_of(dossier, command.at)
    if found is None or listed is None or found.course is not Course.FOLLOWS:
        return YES  # other guards say so
    return list(_reasons_not_received(dossier, listed, (found,), command.at))


def receiving_party_has_access(days: int) -> Guard:
    """A guard: the access of the receiving party was shown to work, at least so many days ago."""

    @guard(
        QSA_1,
        nl="de ontvangende partij heeft aantoonbaar werkende toegang",
        en="the access of the receiving party was shown to work",
        reads=Reads.COMMAND,
        by={"access-not-shown": {ShowAccess: "holding"}},
    )
    def receiving_party_has_access(dossier: Dossier, command: EndAccess, norms: Norms) -> Reasons:
        """QSA-1: access ends only once the other party has it; and both have it for as long as the norms ask."""
        found, listed = holding_of(dossier, command), inventory_of(dossier, command.at)
        if found is None or listed is None:
            return YES  # other guards say so
        proof = shows_access(dossier, found.id, command.at)
        if proof is None:
            return [_access_not_shown(dossier, listed, found)]
        first = days_after(norms.day_of(proof.at), days)
        if norms.day_of(command.at) >= first:
            return YES
        return [
            QSA_1.not_yet(
                "both-have-access",
                nl=f"`{listed.delivering}` houdt toegang tot `{found.id}` tot {written(first).nl}",
                en=f"`{listed.delivering}` keeps access to `{found.id}` until {written(first).en}",
                earliest=norms.earliest_on(first),
            )
        ]

    return receiving_party_has_access


@guard(
    QSA_1,
    nl="er staat hoe de toegang terugkomt als het werk teruggaat",
    en="it is said how access is given back when the work goes back",
    reads=Reads.COMMAND,
    field="way_back",
)
def access_can_come_back(dossier: Dossier, command: EndAccess, norms: Norms) -> Reasons:
    """QSA-1: a party that may have to do the work again can get back the access that it needs."""
    if command.way_back is not None:
        return YES
    return [
        QSA_1.missing(
            "no-way-back",
            nl=f"niet vastgelegd is hoe de toegang tot `{command.holding}` terugkomt als het werk teruggaat",
            en=f"it is not on record how access to `{command.holding}` is given back when the work goes back",
            suppliers=supplier(dossier, command.by.party),
        )
    ]


@guard(
    TNA_1,
    nl="de overdragende partij vernietigt alleen wat bij haar achterblijft van wat al over is",
    en="the transferring party destroys only what it has left of what was handed over",
    reads=Reads.COMMAND,
    field="by.party",
    by={"in-transfer": {EndAccess: "holding"}},
)
def copy_is_left_behind(dossier: Dossier, command: DestroyCopy, norms: Norms) -> Reasons:
    """TNA-1: a copy that seems left over may be the only one, until the other party has shown that it works with its own."""
    found, listed = holding_of(dossier, command), inventory_of(dossier, command.at)
    if found is None or listed is None:
        return YES  # other guards say so
    reasons: list[Reason] = []
    if command.by.party != listed.delivering:
        reasons.append(
            TNA_1.forbidden(
                "not-left-behind",
                nl=f"alleen bij `{listed.delivering}` blijft een exemplaar van `{found.id}` achter, niet bij `{command.by.party}`",
                en=f"only `{listed.delivering}` has a copy of `{found.id}` left, not `{command.by.party}`",
                suppliers=supplier(dossier, listed.delivering),
                about={"by.party": listed.delivering},
            )
        )
    shown = shows_access(dossier, found.id, command.at) is not None
    if not (shown and access_ended(dossier, found.id, command.at)):
        reasons.append(
            TNA_1.forbidden(
                "in-transfer",
                nl=f"`{found.id}` is nog niet over; tijdens een overgang wordt niets vernietigd",
                en=f"`{found.id}` was not handed over yet; nothing is destroyed in a transfer",
                suppliers=suppliers(dossier, listed),
                about={"holding": found.id},
            )
        )
    return reasons


# -- the doors of the letter -------------------------------------------------------------------------------------------


@guard(
    NAA_1,
    NAA_2,
    nl="beide partijen zijn het eens over wat er is en waar het naartoe gaat",
    en="both parties agree on what there is and where it goes",
    by={"no-list": RecordInventory, "not-accepted": {AcceptInventory: "document"}},
)
def inventory_is_accepted(dossier: Dossier, command: Command, norms: Norms) -> Reasons:
    """NAA-1, NAA-2: records follow the work, so before the work moves it is agreed which records those are."""
    listed = inventory_of(dossier, command.at)
    if listed is None:
        return [no_list()]
    if accepted(dossier, listed, command.at):
        return YES
    other = other_party(listed)
    return [
        NAA_2.missing(
            "not-accepted",
            nl=f"`{other}` heeft de lijst `{listed.document}` niet aanvaard",
            en=f"`{other}` has not accepted the list `{listed.document}`",
            suppliers=supplier(dossier, other),
            about={"document": listed.document, "by.party": other},
        )
    ]


@guard(
    QSA_1,
    nl="wie het werk nu doet, kan overal bij",
    en="whoever does the work now reaches what it takes",
    by={"access-has-ended": {GiveAccessBack: "holding"}},
)
def transferring_party_has_access(dossier: Dossier, command: Command, norms: Norms) -> Reasons:
    """QSA-1: where work moves in parts, some access may have ended; whoever moves the next part is warned."""
    listed = inventory_of(dossier, command.at)
    if listed is None:
        return YES  # other guards say so
    return [
        QSA_1.warning(
            "access-has-ended",
            nl=f"`{listed.delivering}` kan niet meer bij `{h.id}`; gaat het werk terug, geef de toegang dan terug",
            en=f"`{listed.delivering}` no longer reaches `{h.id}`; if the work goes back, give access back",
            suppliers=suppliers(dossier, listed),
            about={"holding": h.id},
        )
        for h in listed.holdings
        if access_ended(dossier, h.id, command.at)
    ]


@guard(
    NAA_3,
    nl="wat voor deze dag over moest zijn, is volledig ontvangen",
    en="what had to be handed over before this day was completely received",
    by={"not-received": {ReceiveHolding: "holding"}, "not-complete": {ReceiveHolding: "complete"}},
)
def nothing_is_overdue(dossier: Dossier, command: Command, norms: Norms) -> Reasons:
    """NAA-3: no more work moves while records of what moved are late."""
    listed = inventory_of(dossier, command.at)
    if listed is None:
        return YES  # other guards say so
    due = tuple(h for h in listed.that(Course.FOLLOWS) if h.on < norms.day_of(command.at))
    return list(_reasons_not_received(dossier, listed, due, command.at))


@guard(
    NAA_3,
    nl="alles wat het werk volgt, is volledig ontvangen",
    en="everything that follows the work was completely received",
    by={"not-received": {ReceiveHolding: "holding"}, "not-complete": {ReceiveHolding: "complete"}},
)
def what_follows_was_received(dossier: Dossier, command: Command, norms: Norms) -> Reasons:
    """NAA-3: at the end nothing is left behind."""
    listed = inventory_of(dossier, command.at)
    if listed is None:
        return YES  # other guards say so
    return list(_reasons_not_received(dossier, listed, listed.that(Course.FOLLOWS), command.at))


def _reasons_not_received(
    dossier: Dossier, listed: RecordInventory, holdings: tuple[Holding, ...], at: datetime
) -> Iterator[Reason]:
    """A reason for each of these holdings that was not received, or not completely."""
    for h in holdings:
        receipt = last_about(dossier, ReceiveHolding, h.id, at)
        if receipt is None:
            yield NAA_3.missing(
                "not-received",
                nl=f"`{listed.receiving}` heeft `{h.id}` niet ontvangen",
                en=f"`{listed.receiving}` has not received `{h.id}`",
                suppliers=supplier(dossier, listed.receiving),
                about={"holding": h.id},
            )
        elif not receipt.complete:
            yield NAA_3.missing(
                "not-complete",
                nl=f"wat `{listed.receiving}` van `{h.id}` heeft ontvangen, is niet volledig",
                en=f"what `{listed.receiving}` has received of `{h.id}` is not complete",
                suppliers=suppliers(dossier, listed),
                about={"holding": h.id, "complete": True},
            )


@guard(
    QSA_2,
    nl="over wat wordt gedeeld, noemen beide partijen dezelfde afspraak, en die geldt",
    en="on what is shared both parties name the same agreement, and it is in force",
    by={
        "sharing-not-agreed": {AgreeSharing: "holding"},
        "sharing-otherwise": {AgreeSharing: "agreement"},
        "sharing-later": {AgreeSharing: "since"},
    },
)
def sharing_is_agreed(dossier: Dossier, command: Command, norms: Norms) -> Reasons:
    """QSA-2: it is agreed who has access to what both need, how, and until when; one party does not agree for both."""
    listed, day = inventory_of(dossier, command.at), norms.day_of(command.at)
    if listed is None:
        return YES  # other guards say so
    reasons: list[Reason] = []
    for h in listed.that(Course.SHARED):
        named = sharing_of(dossier, listed, h.id, command.at, day)
        reasons += [
            QSA_2.missing(
                "sharing-not-agreed",
                nl=f"`{party}` heeft geen geldende afspraak vastgelegd over het delen van `{h.id}`",
                en=f"`{party}` has recorded no agreement in force on sharing `{h.id}`",
                suppliers=supplier(dossier, party),
                about={"holding": h.id, "by.party": party},
            )
            for party, agreed in named.items()
            if agreed is None or (agreed.until is not None and agreed.until < day)
        ]
        agreements = [a for a in named.values() if a is not None]
        if len({a.says for a in agreements}) > 1:
            papers = ticks(a.agreement for a in agreements)
            reasons.append(
                QSA_2.missing(
                    "sharing-otherwise",
                    nl=f"de partijen zeggen niet hetzelfde over afspraak en dagen van het delen van `{h.id}`: {papers}",
                    en=f"the parties do not say the same of agreement and days of sharing `{h.id}`: {papers}",
                    suppliers=suppliers(dossier, listed),
                    about={"holding": h.id},
                )
            )
        elif len(agreements) > 1 and agreements[0].since > day:
            later = agreements[0]
            reasons.append(
                QSA_2.not_yet(
                    "sharing-later",
                    nl=f"de afspraak `{later.agreement}` over `{h.id}` geldt vanaf {written(later.since).nl}",
                    en=f"the agreement `{later.agreement}` on `{h.id}` holds from {written(later.since).en}",
                    earliest=norms.earliest_on(later.since),
                    about={"holding": h.id, "since": day},
                )
            )
    return reasons


@guard(
    QSA_1,
    nl="de toegang tot alles wat het werk volgt, is overgegaan",
    en="the access to everything that follows the work has moved",
    by={"access-not-shown": {ShowAccess: "holding"}, "access-not-ended": {EndAccess: "holding"}},
)
def access_has_moved(dossier: Dossier, command: Command, norms: Norms) -> Reasons:
    """QSA-1: at the end only the receiving party has access, and it has shown that it can work with it."""
    listed = inventory_of(dossier, command.at)
    if listed is None:
        return YES  # other guards say so
    reasons: list[Reason] = []
    for h in listed.that(Course.FOLLOWS):
        if shows_access(dossier, h.id, command.at) is None:
            reasons.append(_access_not_shown(dossier, listed, h))
        elif not access_ended(dossier, h.id, command.at):
            reasons.append(
                QSA_1.missing(
                    "access-not-ended",
                    nl=f"`{listed.delivering}` kan nog bij `{h.id}`",
                    en=f"`{listed.delivering}` still reaches `{h.id}`",
                    suppliers=suppliers(dossier, listed),
                    about={"holding": h.id},
                )
            )
    return reasons


def _access_not_shown(dossier: Dossier, listed: RecordInventory, holding: Holding) -> Reason:
    return QSA_1.missing(
        "access-not-shown",
        nl=f"`{listed.receiving}` heeft niet aangetoond dat zij met `{holding.id}` kan werken",
        en=f"`{listed.receiving}` has not shown that it can work with `{holding.id}`",
        suppliers=supplier(dossier, listed.receiving),
        about={"holding": holding.id},
    )


# -- for a pack --------------------------------------------------------------------------------------------------------


@frozen(kw_only=True)
class HoldingTerms(Checked):
    """What an organisation sets.

    Attributes:
        kinds: the kinds of which a list has to say what there is, or that there is nothing.
        overlap_days: how many days the transferring party keeps its access at least, after the proof of working access.
    """

    kinds: tuple[HoldingKind, ...] = tuple(HoldingKind)
    overlap_days: Count = 0


_T = TypeVar("_T", bound=HoldingTerms)


def checked_terms(terms: _T, kind: type[_T]) -> _T:
    """Checks that terms are of the class that a pack has, and gives them back.

    Raises:
        InputError: they are of another class.
    """
    if not isinstance(terms, kind):
        expected = Text(nl=f"een `{kind.__name__}`", en=f"`{kind.__name__}`")
        raise InputError(kind.__name__, [Problem("terms", shown(terms), expected)])
    return terms


def facts(terms: HoldingTerms) -> Doors:
    """The facts that can be recorded, each with its guards."""
    about = (holding_is_listed, either_party_asks)
    return {
        RecordInventory: (inventory_is_of_the_parties, every_kind_is_listed(terms.kinds), nothing_falls_off_the_list),
        AcceptInventory: (other_party_accepts,),
        ReceiveHolding: (holding_is_listed, holding_follows, receiving_party_says_so),
        AgreeSharing: (*about, holding_is_shared),
        ShowAccess: (holding_is_listed, holding_follows, receiving_party_says_so, all_of_it_was_received),
        EndAccess: (
            *about,
            holding_follows,
            inventory_is_accepted,
            all_of_it_was_received,
            receiving_party_has_access(terms.overlap_days),
            access_can_come_back,
        ),
        GiveAccessBack: about,
        DestroyCopy: (
            holding_is_listed,
            holding_follows,
            inventory_is_accepted,
            all_of_it_was_received,
            copy_is_left_behind,
        ),
    }


MILESTONES: Mapping[Milestone, tuple[Guard, ...]] = {
    Milestone.WORK_MOVES: (inventory_is_accepted, nothing_is_overdue, transferring_party_has_access),
    Milestone.RESPONSIBILITY_MOVES: (inventory_is_accepted, what_follows_was_received, sharing_is_agreed),
    Milestone.COMPLETION: (inventory_is_accepted, access_has_moved),
}
"""The guards where work moves, where responsibility moves, and at the end."""
