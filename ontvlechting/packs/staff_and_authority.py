"""Staff and authority, as a pack for any letter: what a reorganisation owes the people who do the work, and who may decide meanwhile.

Both matter in every reorganisation. *Staff*: a description in outline comes first; unions and council are consulted on it before
the preparatory phase; groups are designated; the mandatory phase comes after; for each group it is decided where people go, and at
the end nobody is without a place. *Authority*: the decrees on the organisation and on mandates are changed, published and in force
before responsibility moves, and every power that changes hands has a holder on every day.

People are recorded only as groups and counts. `docs/explanation/staff-and-authority.md` says what was read of the sources, and how
much of them could be seen; nothing here was reviewed by a lawyer. `STAFF` has the defaults; `staff(...)` makes a pack with the
bodies and terms of an organisation.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple

import attrs
from attrs import frozen

from ontvlechting.engine.chart import Milestone
from ontvlechting.engine.checked import Checked, Id, Number
from ontvlechting.engine.command import Command
from ontvlechting.engine.days import days_after, written
from ontvlechting.engine.doors import YES, Doors, Guard, Norms, Reads, Reasons, guard
from ontvlechting.engine.dossier import Dossier
from ontvlechting.engine.errors import Problem, shown
from ontvlechting.engine.rulebook import Pack
from ontvlechting.engine.text import Text
from ontvlechting.engine.values import Source
from ontvlechting.engine.verdicts import Reason, Rule, Status
from ontvlechting.packs.staff_facts import (
    AssignPower,
    ConsultStaffSide,
    DecreeKind,
    DescribeReorganisation,
    ListPowers,
    OpenMandatoryPhase,
    OpenPreparation,
    PlaceGroup,
    RecordDecree,
    Side,
    WithdrawPower,
)
from ontvlechting.packs.values import Paper, decides, last, latest, number_of, ticks, until


@frozen(kw_only=True)
class StaffNorms(Checked):
    """What an organisation sets for this pack; each with a default that asks nothing beyond the rules.

    Attributes:
        employers: the ids of the parties that record as employer, besides those who decide.
        unions: the bodies that have to be consulted as the unions; when empty, any body that is recorded as the unions will do.
        councils: the bodies that have to be consulted as works councils; when empty, any.
        shortest_objection: the least number of days, after the day of the decision, on which people may object.
        longest_interim: the largest number of days for which somebody may hold a power for the time being; None for no limit.
    """

    employers: tuple[Id, ...] = ()
    unions: tuple[Id, ...] = ()
    councils: tuple[Id, ...] = ()
    shortest_objection: Number = 1
    longest_interim: Number | None = None

    def problems(self) -> Iterator[Problem]:
        """Nobody is on two sides: with such norms no process would get past the consultation."""
        for field, ids, others in (
            ("unions", self.unions, self.employers),
            ("councils", self.councils, (*self.employers, *self.unions)),
        ):
            if twice := [id for id in ids if id in others or ids.count(id) > 1]:
                nl, en = "elk orgaan één keer, en aan één kant", "each body once, and on one side"
                yield Problem(field, shown(twice[0]), Text(nl=nl, en=en))

    def bodies(self, side: Side) -> tuple[str, ...]:
        """The bodies of this side that have to be consulted; empty when any will do."""
        return self.unions if side is Side.UNIONS else self.councils


CAO, STEPS, UNIONS = "CAO Rijk", "Processtappen bij een reorganisatie", "Rol vakbonden bij reorganisaties"
HANDBOOK, AWB = "Handboek departementale herschikkingen", "Algemene wet bestuursrecht"
COORDINATION, OWN = "Coördinatiebesluit organisatie en bedrijfsvoering rijksdienst 2011", "Keuze van dit regelpakket"
"""The names of the sources, by which people look them up; one is the pack's own choice, and says so."""


def _rule(
    id: str,
    document: str,
    section: str,
    term: str,
    *,
    nl: str,
    en: str,
    jci: str | None = None,
    status: Status = Status.CONTENT,
) -> Rule:
    source = Source(document=document, section=section, term=term)
    return Rule(id=id, source=source, title=Text(nl=nl, en=en), status=status, jci=jci)


def _awb(article: str, lid: int | None, term: str, *, nl: str, en: str) -> Rule:
    """A rule of the General Administrative Law Act; in its id a hyphen stands for the colon of the article."""
    section = f"artikel {article}" + (f", lid {lid}" if lid else "")
    jci = f"jci1.3:c:BWBR0005537&artikel={article}" + (f"&lid={lid}" if lid else "")
    id = f"AWB-{article.replace(':', '-')}" + (f"-{lid}" if lid else "")
    return _rule(id, AWB, section, term, nl=nl, en=en, jci=jci)


# fmt: off

STAFF_1 = _rule("STAFF-1", STEPS, "voornemen tot organisatieverandering",
    "wordt het voornemen tot organisatieverandering vastgelegd in de zogenoemde 'globale beschrijving'",
    nl="Er is een globale beschrijving van de verandering voordat er iets anders gebeurt.",
    en="There is a description of the change in outline before anything else happens.")
STAFF_2 = _rule("STAFF-2", CAO, "hoofdstuk 14, aanhef",
    "waaraan personele consequenties zijn verbonden, is een reorganisatie",
    nl="De beschrijving zegt of de verandering personele gevolgen heeft, en voor welke groepen.",
    en="The description says whether the change has consequences for staff, and for which groups.", status=Status.PRESENCE)
STAFF_3 = _rule("STAFF-3", CAO, "§ 14.1",
    "overlegt uw werkgever met de vakbonden en de ondernemingsraad over de voorbereidende fase",
    nl="Met de vakbonden en met de ondernemingsraad is overlegd voordat de voorbereidende fase begint.",
    en="The unions and the works council were both consulted before the preparatory phase begins.")
STAFF_4 = _rule("STAFF-4", UNIONS, "informeren over voorgenomen besluit",
    "pas wordt besloten nadat erover overleg is gevoerd met de vakbonden",
    nl="Over een reorganisatie wordt pas besloten na overleg met de vakbonden.",
    en="A reorganisation is decided on only after consultation with the unions.")
STAFF_5 = _rule("STAFF-5", CAO, "§ 14.1",
    "voor welke periode een voorbereidende fase nodig is en welke groep daarvoor wordt aangewezen",
    nl="Voor elke groep is een voorbereidende fase voorbij, of is er met een reden van afgezien.",
    en="For each group a preparatory phase is over, or was waived with a reason.")
STAFF_6 = _rule("STAFF-6", CAO, "§ 14.1", "kent twee fases: de voorbereidende fase en de verplichte fase",
    nl="De verplichte fase van een groep begint na de voorbereidende.",
    en="The mandatory phase of a group begins after the preparatory one.")
STAFF_7 = _rule("STAFF-7", HANDBOOK, "aankondiging door BZK, 28 november 2019",
    "spelregels opgenomen over de plaatsing van medewerkers",
    nl="Voor elke groep is besloten waar de mensen heen gaan, en de aantallen kloppen.",
    en="For each group it was decided where the people go, and the numbers add up.")
STAFF_8 = _rule("STAFF-8", CAO, "§ 16.2", "De geschillencommissie is onafhankelijk",
    nl="Tegen een plaatsing kan worden opgekomen, en bij de afronding staat geen bezwaar of geschil meer open.",
    en="A placement can be challenged, and at completion no objection or dispute is open.")
STAFF_9 = _rule("STAFF-9", CAO, "hoofdstuk 14, aanhef", "een sluitende aanpak om ander werk voor u te realiseren",
    nl="Bij de afronding is niemand zonder plaats.",
    en="At completion nobody is without a place.")
STAFF_10 = _rule("STAFF-10", COORDINATION, "artikel 3, lid 2",
    "Onze Ministers stellen de organisatie en formatie van hun ministerie vast",
    nl="Organisatiebesluit en mandaatbesluit zijn in werking voordat de verantwoordelijkheid overgaat.",
    en="The decrees on organisation and on mandates are in force before responsibility moves.")
STAFF_11 = _rule("STAFF-11", OWN, "bevoegdheden", "geen bevoegdheid zonder houder",
    nl="Elke bevoegdheid die overgaat heeft op elke dag een houder.",
    en="Every power that changes hands has a holder on every day.")
STAFF_12 = _rule("STAFF-12", OWN, "bevoegdheden", "wat tijdelijk is, heeft een einde",
    nl="Een tijdelijke houder heeft een laatste dag; bij de afronding is elke bevoegdheid blijvend bij een ander.",
    en="A holder for the time being has a last day; at completion every power is for good with another.")
AWB_3_40 = _awb("3:40", None, "Een besluit treedt niet in werking voordat het is bekendgemaakt",
    nl="Een besluit is bekendgemaakt voordat het in werking treedt.",
    en="A decree is published before it is in force.")
AWB_10_5 = _awb("10:5", 2, "Een algemeen mandaat wordt schriftelijk verleend",
    nl="Wie een bevoegdheid heeft, heeft haar op grond van een besluit dat dan in werking is.",
    en="Whoever holds a power holds it by a decree that is then in force.")
AWB_10_8 = _awb("10:8", 2, "Een algemeen mandaat wordt schriftelijk ingetrokken",
    nl="Een bevoegdheid wordt schriftelijk ingetrokken, van wie haar heeft.",
    en="A power is withdrawn in writing, from whoever holds it.")

# fmt: on

RULES: tuple[Rule, ...] = (
    STAFF_1,
    STAFF_2,
    STAFF_3,
    STAFF_4,
    STAFF_5,
    STAFF_6,
    STAFF_7,
    STAFF_8,
    STAFF_9,
    STAFF_10,
    STAFF_11,
    STAFF_12,
    AWB_3_40,
    AWB_10_5,
    AWB_10_8,
)
"""The rules of the pack."""


# -- what the dossier says ---------------------------------------------------------------------------------------------


def groups_of(dossier: Dossier, at: datetime) -> dict[str, int]:
    """The number of people in each group of the last description."""
    description = last(dossier, DescribeReorganisation, at)
    return {} if description is None else {g.id: g.people for g in description.groups}


def preparation_of(dossier: Dossier, group: str, at: datetime) -> OpenPreparation | None:
    """The preparatory phase of a group, or its waiver, as it was recorded last."""
    return next((p for p in reversed(until(dossier, OpenPreparation, at)) if group in p.groups), None)


def placement_of(dossier: Dossier, group: str, at: datetime) -> PlaceGroup | None:
    """Where the people of a group go, as it was recorded last."""
    return next((p for p in reversed(until(dossier, PlaceGroup, at)) if p.group == group), None)


def decrees(dossier: Dossier, at: datetime) -> tuple[RecordDecree, ...]:
    """The decrees, each as it was recorded last."""
    return tuple({d.paper.id: d for d in until(dossier, RecordDecree, at)}.values())


def powers_of(dossier: Dossier, at: datetime) -> dict[str, date]:
    """The powers of the last list, each with the day from which it is watched: the earliest day of any list."""
    lists = until(dossier, ListPowers, at)
    return {} if not lists else dict.fromkeys(lists[-1].powers, min(x.since for x in lists))


class Held(NamedTuple):
    """Who holds a power from one day to another; `until` is None when it has no end."""

    holder: str
    since: date
    until: date | None


def holders(dossier: Dossier, power: str, at: datetime, *withdrawn: WithdrawPower) -> tuple[Held, ...]:
    """Who held a power and when, taking withdrawals into account; only on days on which the decree is in force.

    Args:
        dossier: all that is known.
        power: the id of the power.
        at: the moment up to which facts count.
        withdrawn: withdrawals that count besides those on record.
    """
    found, in_force = list[Held](), {d.paper.id: d.in_force for d in decrees(dossier, at)}
    taken = [w for w in (*until(dossier, WithdrawPower, at), *withdrawn) if w.power == power]
    for held in (a for a in until(dossier, AssignPower, at) if a.power == power):
        ends = [w.last for w in taken if w.holder == held.holder and held.since <= w.last]
        last_day = min([*ends, *([] if held.until is None else [held.until])], default=None)
        begins = in_force.get(held.decree)
        if begins is not None and (last_day is None or begins <= last_day):
            found.append(Held(held.holder, max(held.since, begins), last_day))
    return tuple(found)


def holdings(
    dossier: Dossier, power: str, at: datetime, *withdrawn: WithdrawPower
) -> tuple[tuple[date, date | None], ...]:
    """The first and last day of each of those, without the holder."""
    return tuple((h.since, h.until) for h in holders(dossier, power, at, *withdrawn))


def first_gap(held: Iterable[tuple[date, date | None]], since: date) -> date | None:
    """The first day from this one on that is in none of these periods; None when there is no such day."""
    day = since
    for start, end in sorted(held, key=lambda h: h[0]):
        if start > day:
            break
        if end is None or end == date.max:
            return None
        if end >= day:
            day = end + timedelta(days=1)
    return day


# -- who records it, and what shows it ---------------------------------------------------------------------------------


def employer_records(own: StaffNorms) -> Guard:
    """A guard: one who decides records it, or an employer that the norms name."""

    @guard(STAFF_1, nl="de werkgever legt het vast", en="the employer records it", reads=Reads.ACTOR, field="by")
    def employer_records(dossier: Dossier, command: Command, norms: Norms) -> Reasons:
        """STAFF-1: the employer records what the employer does."""
        if decides(command.by, norms, *own.employers):
            return YES
        return [
            STAFF_1.forbidden(
                "not-the-employer",
                nl=f"`{command.by.party}` kan dit niet namens de werkgever vastleggen",
                en=f"`{command.by.party}` cannot record this for the employer",
                suppliers=norms.deciders(),
            )
        ]

    return employer_records


@guard(
    STAFF_1,
    nl="de stukken waarop het rust zijn er dan al",
    en="the documents on which it rests are there by then",
    reads=Reads.COMMAND,
)
def papers_are_there(dossier: Dossier, command: Command, norms: Norms) -> Reasons:
    """STAFF-1: a command cannot rest on a document of a later day."""
    named: Any = attrs.asdict(command, recurse=False)
    return [
        STAFF_1.forbidden(
            "paper-of-later",
            nl=f"`{paper.id}` is van {written(paper.on).nl}, en dus van later",
            en=f"`{paper.id}` is of {written(paper.on).en}, and so of later",
            about={f"{field}.on": norms.day_of(command.at)},
        )
        for field, paper in named.items()
        if isinstance(paper, Paper) and paper.on > norms.day_of(command.at)
    ]


# -- staff: description and consultation -------------------------------------------------------------------------------


@guard(
    STAFF_1,
    STAFF_2,
    nl="er is een globale beschrijving",
    en="there is a description in outline",
    by={"no-description": DescribeReorganisation},
)
def description_is_there(dossier: Dossier, command: Command, norms: Norms) -> Reasons:
    """STAFF-1, STAFF-2: there is a description; that a change has no consequences for staff is said there too, never assumed."""
    if last(dossier, DescribeReorganisation, command.at) is not None:
        return YES
    return [
        STAFF_1.missing(
            "no-description",
            nl="er is geen globale beschrijving, waarin staat of er personele gevolgen zijn",
            en="there is no description in outline, which says whether there are consequences for staff",
            suppliers=norms.deciders(),
        )
    ]


@guard(
    STAFF_3,
    nl="het overleg gaat over de beschrijving die geldt",
    en="the consultation is about the description that counts",
    reads=Reads.COMMAND,
    field="about",
)
def consultation_is_about_the_description(dossier: Dossier, command: ConsultStaffSide, norms: Norms) -> Reasons:
    """STAFF-3: nobody can say what a change means that was not described."""
    description = last(dossier, DescribeReorganisation, command.at)
    if description is None or description.paper.id == command.about:
        return YES  # another guard says when there is none
    return [
        STAFF_3.forbidden(
            "another-description",
            nl=f"`{command.about}` is niet de beschrijving die geldt; dat is `{description.paper.id}`",
            en=f"`{command.about}` is not the description that counts; that is `{description.paper.id}`",
            about={"about": description.paper.id},
        )
    ]


@guard(
    STAFF_5,
    nl="wie is aangewezen, staat nog in de beschrijving",
    en="whoever was designated is still in the description",
    reads=Reads.COMMAND,
    field="groups",
)
def designated_groups_stay(dossier: Dossier, command: DescribeReorganisation, norms: Norms) -> Reasons:
    """STAFF-5, STAFF-9: no group gets lost between two descriptions, nor by a correction of one."""
    designated = dict.fromkeys(g for p in dossier.recorded(OpenPreparation) for g in p.groups)
    return [
        STAFF_5.forbidden(
            "designated-group",
            nl=f"groep `{group}` is aangewezen voor de voorbereidende fase, en staat niet in deze beschrijving",
            en=f"group `{group}` was designated for a preparatory phase, and is not in this description",
            about={"groups": group},
        )
        for group in designated
        if group not in {g.id for g in command.groups}
    ]


def consultation_is_shown(own: StaffNorms) -> Guard:
    """A guard: the body itself says that it was consulted, or a document of the body shows it."""

    @guard(
        STAFF_3,
        nl="het orgaan zegt zelf dat er is overlegd, of een stuk ervan laat dat zien",
        en="the body says itself that it was consulted, or a document of it shows that",
        reads=Reads.COMMAND,
        field={"not-shown": "paper", "own-word": "body"},
    )
    def consultation_is_shown(dossier: Dossier, command: ConsultStaffSide, norms: Norms) -> Reasons:
        """STAFF-3: an employer does not say on behalf of the other side that there was consultation."""
        parties = {*own.employers, *(s.party for s in norms.deciders())}
        if command.body in parties:
            return [
                STAFF_3.forbidden(
                    "own-word",
                    nl=f"`{command.body}` is de werkgever, en spreekt niet voor het personeel",
                    en=f"`{command.body}` is the employer, and does not speak for staff",
                )
            ]
        day = norms.day_of(command.at)
        shown = command.paper is not None and command.paper.origin == command.body and command.paper.on >= day
        if command.by.party == command.body or (shown and decides(command.by, norms, *own.employers)):
            return YES
        return [
            STAFF_3.missing(
                "not-shown",
                nl=f"er is geen stuk van `{command.body}` waaruit het overleg blijkt, van {written(day).nl} of later",
                en=f"there is no document of `{command.body}` that shows the consultation, of {written(day).en} or later",
                suppliers=norms.deciders(),
                about={"paper.origin": command.body, "paper.on": day},
            )
        ]

    return consultation_is_shown


def body_speaks_for_one_side(own: StaffNorms) -> Guard:
    """A guard: the body is one that the norms name for this side, if they name any, and was not consulted for the other side."""

    @guard(
        STAFF_3,
        nl="vakbonden zijn geen ondernemingsraad, en andersom",
        en="unions are no works council, and the other way round",
        reads=Reads.COMMAND,
        field={"unknown-body": "body", "other-side": "side"},
    )
    def body_speaks_for_one_side(dossier: Dossier, command: ConsultStaffSide, norms: Norms) -> Reasons:
        """STAFF-3: unions never stand in for a works council, nor a works council for the unions."""
        known = own.bodies(command.side)
        if known and command.body not in known:
            return [
                STAFF_3.forbidden(
                    "unknown-body",
                    nl=f"`{command.body}` is niet wie als {command.side.title.nl} wordt geraadpleegd: {ticks(known)}",
                    en=f"`{command.body}` is not who is consulted as {command.side.title.en}: {ticks(known)}",
                    about={"body": known},
                )
            ]
        before = until(dossier, ConsultStaffSide, command.at)
        other = [c.side for c in before if c.body == command.body and c.side is not command.side]
        return [
            STAFF_3.forbidden(
                "other-side",
                nl=f"`{command.body}` is eerder geraadpleegd als {side.title.nl}",
                en=f"`{command.body}` was consulted before as {side.title.en}",
                about={"side": side},
            )
            for side in other[:1]
        ]

    return body_speaks_for_one_side


def both_sides_were_consulted(own: StaffNorms) -> Guard:
    """A guard: unions and council were consulted on the description that counts."""

    @guard(
        STAFF_3,
        STAFF_4,
        nl="met de vakbonden en de ondernemingsraad is overlegd",
        en="the unions and the works council were consulted",
        by={"not-consulted": {ConsultStaffSide: "side"}},
    )
    def both_sides_were_consulted(dossier: Dossier, command: Command, norms: Norms) -> Reasons:
        """STAFF-3, STAFF-4: on the description as it now is; when there are no consequences for staff nothing is asked."""
        description = last(dossier, DescribeReorganisation, command.at)
        if description is None or not description.consequences:
            return YES
        number = number_of(dossier, description)
        said = (c for c in until(dossier, ConsultStaffSide, command.at) if c.about == description.paper.id)
        on_it = [c for c in said if number_of(dossier, c) > number]
        return [
            (STAFF_4 if side is Side.UNIONS else STAFF_3).missing(
                "not-consulted",
                nl=f"over `{description.paper.id}` is niet overlegd met {body_nl}",
                en=f"{body_en} was not consulted on `{description.paper.id}`",
                suppliers=norms.deciders(),
                about={"side": side, "about": description.paper.id, "body": body},
            )
            for side in Side
            for body, body_nl, body_en in _bodies_not_heard(side, own, {c.body for c in on_it if c.side is side})
        ]

    return both_sides_were_consulted


def _bodies_not_heard(side: Side, own: StaffNorms, heard: set[str]) -> Iterator[tuple[str | None, str, str]]:
    """The bodies of a side that were not heard, with their names in words; when any body would do, one without a name."""
    known = own.bodies(side)
    if not known and not heard:
        yield (None, "een vakbond", "a union") if side is Side.UNIONS else (None, "een ondernemingsraad", "a council")
    for body in known:
        if body not in heard:
            yield body, f"`{body}`", f"`{body}`"


# -- staff: phases -----------------------------------------------------------------------------------------------------


@guard(
    STAFF_5,
    nl="het zijn groepen uit de beschrijving",
    en="these are groups of the description",
    reads=Reads.COMMAND,
    field={"": "groups", "unknown-group-placed": "group"},
)
def groups_are_described(
    dossier: Dossier, command: OpenPreparation | OpenMandatoryPhase | PlaceGroup, norms: Norms
) -> Reasons:
    """STAFF-2, STAFF-5: a group that is not in the description is not designated or placed."""
    known = groups_of(dossier, command.at)
    placing = isinstance(command, PlaceGroup)
    named = (command.group,) if isinstance(command, PlaceGroup) else command.groups
    return [
        STAFF_5.forbidden(
            "unknown-group-placed" if placing else "unknown-group",
            nl=f"`{group}` staat niet in de beschrijving; wel {ticks(known) or 'geen enkele groep'}",
            en=f"`{group}` is not in the description; these are: {ticks(known) or 'no group at all'}",
            about={"group" if placing else "groups": known},
        )
        for group in named
        if group not in known
    ]


@guard(
    STAFF_5,
    nl="de voorbereidende fase ligt niet al achter ons",
    en="the preparatory phase does not lie in the past",
    reads=Reads.COMMAND,
    field="until",
)
def phase_begins_with_its_groups(dossier: Dossier, command: OpenPreparation, norms: Norms) -> Reasons:
    """STAFF-3, STAFF-5: a phase that was over before its groups were designated is no phase for them."""
    day = norms.day_of(command.at)
    if command.until is None or command.until >= day:
        return YES
    return [
        STAFF_5.forbidden(
            "phase-over-before",
            nl=f"de fase zou tot en met {written(command.until).nl} lopen, en de groepen worden pas op {written(day).nl} aangewezen",
            en=f"the phase would run up to {written(command.until).en}, and the groups are designated only on {written(day).en}",
            about={"until": day},
        )
    ]


@guard(
    STAFF_5,
    nl="een voorbereidende fase die loopt, wordt niet korter zonder nieuw overleg",
    en="a preparatory phase that runs does not get shorter without new consultation",
    reads=Reads.COMMAND,
    field="until",
)
def phase_is_not_shortened(dossier: Dossier, command: OpenPreparation, norms: Norms) -> Reasons:
    """STAFF-3, STAFF-5: both sides were consulted on how long it takes; another length, or a waiver, comes after another description."""
    description, day = last(dossier, DescribeReorganisation, command.at), norms.day_of(command.at)
    if description is None:
        return YES  # another guard says when there is none
    number, runs = number_of(dossier, description), dict[str, date]()
    for p in dossier.recorded(OpenPreparation):
        if p.until is not None and p.until >= day and number_of(dossier, p) > number:
            runs |= {group: max(p.until, runs.get(group, p.until)) for group in p.groups}
    return [
        STAFF_5.forbidden(
            "phase-shortened",
            nl=f"groep `{group}` is aangewezen tot en met {written(runs[group]).nl}; korter kan na overleg over een nieuwe beschrijving",
            en=f"group `{group}` was designated up to {written(runs[group]).en}; shorter takes consultation on a new description",
            suppliers=norms.deciders(),
            about={"until": runs[group]},
        )
        for group in command.groups
        if group in runs and (command.until is None or command.until < runs[group])
    ]


@guard(
    STAFF_5,
    nl="voor elke groep is de voorbereidende fase voorbij",
    en="for each group the preparatory phase is over",
    by={"not-designated": {OpenPreparation: "groups"}},
)
def groups_were_prepared(dossier: Dossier, command: Command, norms: Norms) -> Reasons:
    """STAFF-5: over, or waived with a reason; for every group of the description."""
    return list(_reasons_not_prepared(STAFF_5, groups_of(dossier, command.at), dossier, command.at, norms))


@guard(
    STAFF_6,
    nl="de voorbereidende fase van deze groepen is voorbij",
    en="the preparatory phase of these groups is over",
    reads=Reads.COMMAND,
    field="groups",
    by={"not-designated": {OpenPreparation: "groups"}},
)
def mandatory_phase_comes_after(dossier: Dossier, command: OpenMandatoryPhase, norms: Norms) -> Reasons:
    """STAFF-6: the preparatory phase comes first."""
    return list(_reasons_not_prepared(STAFF_6, command.groups, dossier, command.at, norms))


def _reasons_not_prepared(
    rule: Rule, groups: Iterable[str], dossier: Dossier, at: datetime, norms: Norms
) -> Iterator[Reason]:
    for group in groups:
        found = preparation_of(dossier, group, at)
        if found is None:
            yield rule.missing(
                "not-designated",
                nl=f"groep `{group}` is niet aangewezen voor een voorbereidende fase",
                en=f"group `{group}` was not designated for a preparatory phase",
                suppliers=norms.deciders(),
                about={"groups": group},
            )
        elif found.until is not None and norms.day_of(at) <= found.until:
            yield rule.not_yet(
                "preparation-runs",
                nl=f"de voorbereidende fase van groep `{group}` loopt tot en met {written(found.until).nl}",
                en=f"the preparatory phase of group `{group}` runs up to {written(found.until).en}",
                earliest=norms.end_of(found.until),
                about={"groups": group},
            )


# -- staff: places -----------------------------------------------------------------------------------------------------


@guard(
    STAFF_7,
    nl="de aantallen zijn samen de groep",
    en="the numbers add up to the group",
    reads=Reads.COMMAND,
    field="placed",
)
def numbers_add_up(dossier: Dossier, command: PlaceGroup, norms: Norms) -> Reasons:
    """STAFF-7: nobody is left out of the count, and nobody is counted twice."""
    people = groups_of(dossier, command.at).get(command.group)
    told = command.placed + command.elsewhere + command.waiting
    if people is None or told == people:
        return YES
    return [
        STAFF_7.forbidden(
            "numbers-differ",
            nl=f"groep `{command.group}` telt {people} mensen, en hier staan er {told}",
            en=f"there are {people} people in group `{command.group}`, and {told} here",
            suppliers=norms.deciders(),
        )
    ]


@guard(
    STAFF_6,
    nl="wie nog geen plaats heeft, is in de verplichte fase",
    en="whoever has no place yet is in the mandatory phase",
    reads=Reads.COMMAND,
    field="waiting",
    by={"no-mandatory-phase": {OpenMandatoryPhase: "groups"}},
)
def waiting_is_in_the_mandatory_phase(dossier: Dossier, command: PlaceGroup, norms: Norms) -> Reasons:
    """STAFF-6: people without a place are in a group whose mandatory phase has begun."""
    begun = {g for p in until(dossier, OpenMandatoryPhase, command.at) for g in p.groups}
    if not command.waiting or command.group in begun:
        return YES
    return [
        STAFF_6.missing(
            "no-mandatory-phase",
            nl=f"voor groep `{command.group}` is de verplichte fase niet ingegaan, en {command.waiting} mensen hebben geen plaats",
            en=f"for group `{command.group}` the mandatory phase has not begun, and {command.waiting} people have no place",
            suppliers=norms.deciders(),
            about={"groups": command.group},
        )
    ]


@guard(
    STAFF_7,
    nl="de groep is aangewezen, en haar voorbereidende fase is voorbij",
    en="the group was designated, and its preparatory phase is over",
    reads=Reads.COMMAND,
    field={"": "group", "decided-before": "decision"},
    by={"not-designated": {OpenPreparation: "groups"}},
)
def placement_comes_after(dossier: Dossier, command: PlaceGroup, norms: Norms) -> Reasons:
    """STAFF-7: nobody is given a place before their group was designated; nor was it decided before the phase was over."""
    if command.group not in groups_of(dossier, command.at):
        return YES  # another guard says when it is not described
    reasons = list(_reasons_not_prepared(STAFF_7, (command.group,), dossier, command.at, norms))
    found = preparation_of(dossier, command.group, command.at)
    if reasons or found is None:
        return reasons
    first = norms.day_of(found.at) if found.until is None else days_after(found.until, 1)
    if command.decision.on >= first:
        return YES
    return [
        STAFF_7.forbidden(
            "decided-before",
            nl=f"`{command.decision.id}` is van {written(command.decision.on).nl}; over groep `{command.group}` kan vanaf {written(first).nl} worden besloten",
            en=f"`{command.decision.id}` is of {written(command.decision.on).en}; group `{command.group}` can be decided on from {written(first).en}",
            about={"decision.on": first},
        )
    ]


def placement_can_be_challenged(own: StaffNorms) -> Guard:
    """A guard: there are enough days to object."""

    @guard(
        STAFF_8,
        nl="na het besluit zijn er dagen om ertegen op te komen",
        en="after the decision there are days to challenge it",
        reads=Reads.COMMAND,
        field="objections_until",
    )
    def placement_can_be_challenged(dossier: Dossier, command: PlaceGroup, norms: Norms) -> Reasons:
        """STAFF-8: the employer states the last day to object; the norms give the least, and what was stated is not taken back.

        Only a newer decision has days of its own.
        """
        decision = command.decision
        told = (
            p
            for p in dossier.recorded(PlaceGroup)
            if p.group == command.group and (p.decision.id == decision.id or p.decision.on >= decision.on)
        )
        fewest = days_after(command.decision.on, own.shortest_objection)
        first = max([fewest, *(p.objections_until for p in told)])
        if command.objections_until >= first:
            return YES
        return [
            STAFF_8.forbidden(
                "too-few-days",
                nl=f"tegen `{command.decision.id}` kan minstens tot en met {written(first).nl} worden opgekomen",
                en=f"`{command.decision.id}` can be challenged at least up to {written(first).en}",
                suppliers=norms.deciders(),
                about={"objections_until": first},
            )
        ]

    return placement_can_be_challenged


@guard(STAFF_9, nl="niemand is zonder plaats", en="nobody is without a place", by={"without-place": PlaceGroup})
def everybody_has_a_place(dossier: Dossier, command: Command, norms: Norms) -> Reasons:
    """STAFF-7, STAFF-9: in each group as many people have a place or other work as there are in it."""
    left = {}
    for group, people in groups_of(dossier, command.at).items():
        found = placement_of(dossier, group, command.at)
        left[group] = people - (0 if found is None else found.placed + found.elsewhere)
    return [
        STAFF_9.missing(
            "without-place",
            nl=f"van groep `{group}` heeft {many} nog geen plaats"
            if many == 1
            else f"van groep `{group}` hebben {many} nog geen plaats",
            en=f"of group `{group}` {many} {'has' if many == 1 else 'have'} no place yet",
            suppliers=norms.deciders(),
            about={"group": group},
        )
        for group, many in left.items()
        if many > 0
    ]


@guard(
    STAFF_8,
    nl="geen plaatsing wordt nog betwist of kan nog worden betwist",
    en="no placement is challenged, or can still be",
    by={"objections-open": {PlaceGroup: "objections"}},
)
def placements_are_settled(dossier: Dossier, command: Command, norms: Norms) -> Reasons:
    """STAFF-8: the days to object are over, and no objection or dispute is open."""
    reasons: list[Reason] = []
    for group in groups_of(dossier, command.at):
        found = placement_of(dossier, group, command.at)
        if found is None:
            continue  # another guard says when there is none
        if norms.day_of(command.at) <= found.objections_until:
            reasons.append(
                STAFF_8.not_yet(
                    "can-be-challenged",
                    nl=f"tegen de plaatsing van groep `{group}` kan tot en met {written(found.objections_until).nl} worden opgekomen",
                    en=f"the placement of group `{group}` can be challenged up to {written(found.objections_until).en}",
                    earliest=norms.end_of(found.objections_until),
                    about={"group": group},
                )
            )
        if found.objections:
            reasons.append(
                STAFF_8.missing(
                    "objections-open",
                    nl=f"bezwaren of geschillen over de plaatsing van groep `{group}` die nog open staan: {found.objections}",
                    en=f"objections or disputes on the placement of group `{group}` that are open: {found.objections}",
                    suppliers=norms.deciders(),
                    about={"group": group, "objections": 0},
                )
            )
    return reasons


# -- authority: decrees ------------------------------------------------------------------------------------------------


@guard(
    AWB_3_40,
    nl="het besluit is bekendgemaakt voordat het in werking treedt",
    en="the decree was published before it is in force",
    reads=Reads.COMMAND,
    field={"": "published", "in-force-too-early": "in_force"},
)
def decree_was_published_first(dossier: Dossier, command: RecordDecree, norms: Norms) -> Reasons:
    """Awb 3:40: what is not published is not in force; and what will be published later is not published."""
    day = norms.day_of(command.at)
    if command.published is not None and command.published > day:
        return [
            AWB_3_40.forbidden(
                "published-later",
                nl=f"{written(command.published).nl} moet nog komen: `{command.paper.id}` is nog niet bekendgemaakt",
                en=f"{written(command.published).en} is still to come: `{command.paper.id}` was not published yet",
                about={"published": day},
            )
        ]
    if command.published is not None and command.published < command.paper.on:
        return [
            AWB_3_40.forbidden(
                "published-before-it-was-made",
                nl=f"`{command.paper.id}` is van {written(command.paper.on).nl}, en kan niet eerder zijn bekendgemaakt",
                en=f"`{command.paper.id}` is of {written(command.paper.on).en}, and cannot have been published before",
                about={"published": command.paper.on},
            )
        ]
    if command.in_force is None:
        return YES
    if command.published is None:
        return [
            AWB_3_40.missing(
                "not-published",
                nl=f"`{command.paper.id}` is niet bekendgemaakt, en kan dus niet in werking treden",
                en=f"`{command.paper.id}` was not published, and so cannot be in force",
                suppliers=norms.deciders(),
            )
        ]
    if command.published <= command.in_force:
        return YES
    return [
        AWB_3_40.forbidden(
            "in-force-too-early",
            nl=f"`{command.paper.id}` is pas op {written(command.published).nl} bekendgemaakt",
            en=f"`{command.paper.id}` was published only on {written(command.published).en}",
            suppliers=norms.deciders(),
            about={"in_force": command.published},
        )
    ]


@guard(
    STAFF_10,
    nl="organisatiebesluit en mandaatbesluit zijn in werking",
    en="the decrees on organisation and mandates are in force",
    by={"no-decree-in-force": {RecordDecree: "in_force"}},
)
def decrees_are_in_force(dossier: Dossier, command: Command, norms: Norms) -> Reasons:
    """STAFF-10: both decrees, when powers change hands; a decree of before the description of the change was not changed for it."""
    if not powers_of(dossier, command.at):
        return YES
    described = min((d.paper.on for d in until(dossier, DescribeReorganisation, command.at)), default=date.min)
    changed = [d for d in decrees(dossier, command.at) if d.paper.on >= described]
    reasons: list[Reason] = []
    for kind in DecreeKind:
        days = [d.in_force for d in changed if d.kind is kind and d.in_force is not None]
        if not days:
            reasons.append(
                STAFF_10.missing(
                    "no-decree-in-force",
                    nl=f"er is geen gewijzigd {kind.title.nl} dat in werking is",
                    en=f"no changed {kind.title.en} is in force",
                    suppliers=norms.deciders(),
                    about={"kind": kind},
                )
            )
        elif norms.day_of(command.at) < min(days):
            reasons.append(
                STAFF_10.not_yet(
                    "decree-in-force-later",
                    nl=f"het {kind.title.nl} treedt pas op {written(min(days)).nl} in werking",
                    en=f"the {kind.title.en} is in force only from {written(min(days)).en}",
                    earliest=norms.earliest_on(min(days)),
                    about={"kind": kind},
                )
            )
    return reasons


# -- authority: powers -------------------------------------------------------------------------------------------------


@guard(
    STAFF_11,
    nl="vastgelegd is welke bevoegdheden overgaan",
    en="it is on record which powers change hands",
    by={"powers-unlisted": ListPowers, "watched-too-late": {ListPowers: "since"}},
)
def powers_are_listed(dossier: Dossier, command: Command, norms: Norms) -> Reasons:
    """STAFF-11: that no power changes hands is said as well; and powers are watched from no later than the day on which something moves."""
    lists, day = until(dossier, ListPowers, command.at), norms.day_of(command.at)
    if not lists:
        return [
            STAFF_11.missing(
                "powers-unlisted",
                nl="niet vastgelegd is welke bevoegdheden overgaan, of dat er geen overgaan",
                en="it is not on record which powers change hands, or that none do",
                suppliers=norms.deciders(),
            )
        ]
    since = min(x.since for x in lists)
    if since <= day:
        return YES
    return [
        STAFF_11.missing(
            "watched-too-late",
            nl=f"bevoegdheden hebben pas vanaf {written(since).nl} een houder nodig, en er gaat nu al iets over",
            en=f"powers need a holder only from {written(since).en}, and something moves now",
            suppliers=norms.deciders(),
            about={"since": day},
        )
    ]


@guard(
    STAFF_11,
    nl="elke bevoegdheid had op elke dag een houder",
    en="every power had a holder on every day",
    by={"no-holder": {AssignPower: "since"}},
)
def every_power_has_a_holder(dossier: Dossier, command: Command, norms: Norms) -> Reasons:
    """STAFF-11: from the day on which it is watched up to the day of the command; a holder for the time being counts as well."""
    day, reasons = norms.day_of(command.at), list[Reason]()
    for power, since in powers_of(dossier, command.at).items():
        gap = first_gap(holdings(dossier, power, command.at), since)
        if gap is not None and gap <= day:
            reasons.append(
                STAFF_11.missing(
                    "no-holder",
                    nl=f"bevoegdheid `{power}` heeft op {written(gap).nl} geen houder",
                    en=f"power `{power}` has no holder on {written(gap).en}",
                    suppliers=norms.deciders(),
                    about={"power": power, "since": gap},
                )
            )
    return reasons


@guard(
    STAFF_12,
    nl="elke bevoegdheid is blijvend overgegaan",
    en="every power has gone over for good",
    by={"": {AssignPower: "holder"}},
)
def every_power_has_gone_over(dossier: Dossier, command: Command, norms: Norms) -> Reasons:
    """STAFF-12: on this day somebody holds it without an end, and that is somebody who did not hold it at the beginning."""
    day, reasons = norms.day_of(command.at), list[Reason]()
    for power, since in powers_of(dossier, command.at).items():
        first, lasting = _first_and_lasting(holders(dossier, power, command.at), since, day)
        if not lasting:
            reasons.append(
                STAFF_12.missing(
                    "held-for-now",
                    nl=f"bevoegdheid `{power}` is alleen tijdelijk belegd",
                    en=f"power `{power}` is held for the time being only",
                    suppliers=norms.deciders(),
                    about={"power": power, "interim": False},
                )
            )
        elif lasting <= first:
            reasons.append(
                STAFF_12.missing(
                    "not-gone-over",
                    nl=f"bevoegdheid `{power}` is nog bij wie haar aan het begin had: {ticks(sorted(lasting))}",
                    en=f"power `{power}` is still with whoever held it at the beginning: {ticks(sorted(lasting))}",
                    suppliers=norms.deciders(),
                    about={"power": power},
                )
            )
    return reasons


def _first_and_lasting(held: Iterable[Held], since: date, day: date) -> tuple[set[str], set[str]]:
    """Who held a power on the day `since`, and who holds it without an end on `day`."""
    return (
        {h.holder for h in held if h.since <= since and (h.until is None or since <= h.until)},
        {h.holder for h in held if h.since <= day and h.until is None},
    )


@guard(
    STAFF_11,
    nl="een bevoegdheid waarvan een houder is vastgelegd, blijft op de lijst",
    en="a power of which a holder is on record stays on the list",
    reads=Reads.COMMAND,
    field="powers",
)
def held_powers_stay_on_the_list(dossier: Dossier, command: ListPowers, norms: Norms) -> Reasons:
    """STAFF-11: a power that went to another stays on the list; one that is for good where it was, without a gap, may leave it."""
    now = latest(dossier, command.at)
    lists = (*dossier.recorded(ListPowers), command)
    since = min(x.since for x in lists)
    reasons: list[Reason] = []
    for power in dict.fromkeys(a.power for a in dossier.recorded(AssignPower)):
        held = holders(dossier, power, now)
        first, lasting = _first_and_lasting(held, since, norms.day_of(now))
        stayed = lasting and lasting <= first and first_gap(((h.since, h.until) for h in held), since) is None
        if power not in command.powers and not stayed:
            reasons.append(
                STAFF_11.forbidden(
                    "off-the-list",
                    nl=f"van `{power}` is een houder vastgelegd, en deze bevoegdheid staat niet op deze lijst",
                    en=f"a holder of `{power}` is on record, and this power is not on this list",
                    about={"powers": power},
                )
            )
    return reasons


@guard(
    STAFF_11,
    nl="de bevoegdheid staat op de lijst",
    en="the power is on the list",
    reads=Reads.COMMAND,
    field="power",
)
def power_is_listed(dossier: Dossier, command: AssignPower | WithdrawPower, norms: Norms) -> Reasons:
    """STAFF-11: what is not on the list is not watched."""
    known = powers_of(dossier, command.at)
    if command.power in known:
        return YES
    return [
        STAFF_11.forbidden(
            "unknown-power",
            nl=f"`{command.power}` staat niet op de lijst van bevoegdheden; wel {ticks(known) or 'geen enkele'}",
            en=f"`{command.power}` is not on the list of powers; these are: {ticks(known) or 'none at all'}",
            about={"power": known},
        )
    ]


@guard(
    AWB_10_5,
    nl="het besluit waarop het rust is dan in werking",
    en="the decree on which it rests is in force by then",
    reads=Reads.COMMAND,
    field={"unknown-decree": "decree", "before-the-decree": "since"},
)
def power_rests_on_a_decree(dossier: Dossier, command: AssignPower, norms: Norms) -> Reasons:
    """Awb 10:5(2): a power is given in writing, and from the day on which that is in force."""
    found = {d.paper.id: d.in_force for d in decrees(dossier, command.at)}
    days = {id: day for id, day in found.items() if day is not None}
    if command.decree not in days:
        return [
            AWB_10_5.missing(
                "unknown-decree",
                nl=f"van `{command.decree}` is niet vastgelegd dat het in werking treedt",
                en=f"it is not on record that `{command.decree}` comes into force",
                suppliers=norms.deciders(),
                about={"decree": days},
            )
        ]
    if days[command.decree] <= command.since:
        return YES
    return [
        AWB_10_5.forbidden(
            "before-the-decree",
            nl=f"`{command.decree}` treedt pas op {written(days[command.decree]).nl} in werking",
            en=f"`{command.decree}` is in force only from {written(days[command.decree]).en}",
            about={"since": days[command.decree]},
        )
    ]


def interim_has_an_end(own: StaffNorms) -> Guard:
    """A guard: a holding for the time being has a last day, and no other holding has one."""

    @guard(
        STAFF_12,
        nl="wat tijdelijk is heeft een laatste dag, en wat een laatste dag heeft is tijdelijk",
        en="what is for the time being has a last day, and what has a last day is for the time being",
        reads=Reads.COMMAND,
        field={"": "until", "end-of-what-lasts": "interim"},
    )
    def interim_has_an_end(dossier: Dossier, command: AssignPower, norms: Norms) -> Reasons:
        """STAFF-12: and it lasts no longer than the norms allow."""
        if command.until is None:
            told = STAFF_12.forbidden(
                "interim-without-end",
                nl=f"`{command.holder}` heeft `{command.power}` tijdelijk, en een laatste dag ontbreekt",
                en=f"`{command.holder}` holds `{command.power}` for the time being, and there is no last day",
            )
            return [told] if command.interim else YES
        if not command.interim:
            return [
                STAFF_12.forbidden(
                    "end-of-what-lasts",
                    nl=f"`{command.holder}` heeft `{command.power}` tot en met {written(command.until).nl}, en dus tijdelijk",
                    en=f"`{command.holder}` holds `{command.power}` up to {written(command.until).en}, and so for the time being",
                    about={"interim": True},
                )
            ]
        days, most = (command.until - command.since).days + 1, own.longest_interim
        if most is None or days <= most:
            return YES
        return [
            STAFF_12.forbidden(
                "interim-too-long",
                nl=f"`{command.holder}` heeft `{command.power}` {days} dagen tijdelijk; {most} mag",
                en=f"`{command.holder}` holds `{command.power}` for {days} days for the time being; {most} are allowed",
                about={"until": command.since + timedelta(days=most - 1)},
            )
        ]

    return interim_has_an_end


@guard(
    AWB_10_8,
    nl="wie de bevoegdheid verliest, heeft haar op die dag",
    en="whoever loses the power holds it on that day",
    reads=Reads.COMMAND,
    field="holder",
)
def holder_holds_it(dossier: Dossier, command: WithdrawPower, norms: Norms) -> Reasons:
    """Awb 10:8: a power is withdrawn only from somebody who holds it on that day."""
    own = [a for a in until(dossier, AssignPower, command.at) if (a.power, a.holder) == (command.power, command.holder)]
    if any(a.since <= command.last and (a.until is None or command.last <= a.until) for a in own):
        return YES
    return [
        AWB_10_8.forbidden(
            "does-not-hold-it",
            nl=f"`{command.holder}` heeft `{command.power}` niet op {written(command.last).nl}",
            en=f"`{command.holder}` does not hold `{command.power}` on {written(command.last).en}",
        )
    ]


@guard(
    STAFF_11,
    nl="daarna heeft een ander de bevoegdheid",
    en="after that another holds the power",
    reads=Reads.COMMAND,
    field="last",
    by={"left-without-holder": {AssignPower: "since"}},
)
def another_holds_it_after(dossier: Dossier, command: WithdrawPower, norms: Norms) -> Reasons:
    """STAFF-11: a power is not withdrawn when it would then have no holder."""
    since = powers_of(dossier, command.at).get(command.power)
    if since is None:
        return YES  # another guard says when it is not on the list
    start = max(since, command.last)  # an earlier gap is reported elsewhere, and must not hide one here
    before = first_gap(holdings(dossier, command.power, command.at), start)
    gap = first_gap(holdings(dossier, command.power, command.at, command), start)
    if gap is None or gap == before:
        return YES
    return [
        STAFF_11.missing(
            "left-without-holder",
            nl=f"bevoegdheid `{command.power}` heeft dan op {written(gap).nl} geen houder",
            en=f"power `{command.power}` has no holder on {written(gap).en} then",
            suppliers=norms.deciders(),
            about={"power": command.power, "since": gap},
        )
    ]


# -- the pack ----------------------------------------------------------------------------------------------------------


def staff(
    *,
    employers: tuple[str, ...] = (),
    unions: tuple[str, ...] = (),
    councils: tuple[str, ...] = (),
    shortest_objection: int = 1,
    longest_interim: int | None = None,
) -> Pack:
    """Makes the pack, with what an organisation sets; see `StaffNorms`.

    Args:
        employers: the ids of the parties that record as employer, besides those who decide.
        unions: the bodies that have to be consulted as the unions; empty when any will do.
        councils: the bodies that have to be consulted as works councils; empty when any will do.
        shortest_objection: the least number of days on which people may object.
        longest_interim: the largest number of days for which somebody may hold a power for the time being; None for no limit.

    Raises:
        InputError: an argument is not well formed; lists every problem.
    """
    own = StaffNorms(
        employers=employers,
        unions=unions,
        councils=councils,
        shortest_objection=shortest_objection,
        longest_interim=longest_interim,
    )
    by_employer = (employer_records(own), papers_are_there)
    consulted = both_sides_were_consulted(own)
    facts: Doors = {
        DescribeReorganisation: (*by_employer, designated_groups_stay),
        ConsultStaffSide: (
            description_is_there,
            consultation_is_about_the_description,
            consultation_is_shown(own),
            body_speaks_for_one_side(own),
        ),
        OpenPreparation: (
            *by_employer,
            description_is_there,
            consulted,
            groups_are_described,
            phase_begins_with_its_groups,
            phase_is_not_shortened,
        ),
        OpenMandatoryPhase: (*by_employer, groups_are_described, mandatory_phase_comes_after),
        PlaceGroup: (
            *by_employer,
            groups_are_described,
            numbers_add_up,
            placement_comes_after,
            waiting_is_in_the_mandatory_phase,
            placement_can_be_challenged(own),
        ),
        RecordDecree: (*by_employer, decree_was_published_first),
        ListPowers: (*by_employer, held_powers_stay_on_the_list),
        AssignPower: (*by_employer, power_is_listed, power_rests_on_a_decree, interim_has_an_end(own)),
        WithdrawPower: (*by_employer, power_is_listed, holder_holds_it, another_holds_it_after),
    }
    return Pack(
        name="staff",
        version="1",
        norms=own,
        facts=facts,
        milestones={
            Milestone.DECISION: (description_is_there, consulted, groups_were_prepared),
            Milestone.WORK_MOVES: (
                description_is_there,
                consulted,
                groups_were_prepared,
                powers_are_listed,
                every_power_has_a_holder,
            ),
            Milestone.RESPONSIBILITY_MOVES: (powers_are_listed, decrees_are_in_force, every_power_has_a_holder),
            Milestone.COMPLETION: (
                description_is_there,
                consulted,
                groups_were_prepared,
                everybody_has_a_place,
                placements_are_settled,
                every_power_has_a_holder,
                every_power_has_gone_over,
            ),
        },
    )


STAFF = staff()
"""The pack with its defaults: `LETTER + STAFF`. It names no bodies that speak for staff; an organisation names them by `staff(...)`."""
