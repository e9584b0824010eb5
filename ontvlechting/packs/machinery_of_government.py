"""Changes in the machinery of government, as a pack for any letter in any country: `RULES + MACHINERY`.

The guides of several countries have in common that the scope is clear, a joint committee steers, and there are arrangements for the
terms of staff, appropriations, delegations, records, privacy, ICT and the evaluation. `holdings.py` is about the records; for each
other matter both parties name the same paper. People judge what such a paper has to say. An organisation sets which arrangements are
asked, and where. The guides do not become binding by being here.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from typing import ClassVar

from attrs import evolve, frozen

from ontvlechting.engine.chart import Milestone
from ontvlechting.engine.checked import Number
from ontvlechting.engine.command import Command, Fact
from ontvlechting.engine.days import days_after, written
from ontvlechting.engine.doors import YES, Guard, Norms, Reads, Reasons, guard
from ontvlechting.engine.dossier import Dossier
from ontvlechting.engine.errors import Problem
from ontvlechting.engine.names import Choice
from ontvlechting.engine.rulebook import Pack
from ontvlechting.engine.text import Text
from ontvlechting.engine.values import Source
from ontvlechting.engine.verdicts import Reason, Rule, Status
from ontvlechting.packs import holdings
from ontvlechting.packs.holdings import checked_terms, either_party_asks, no_list
from ontvlechting.packs.holdings_facts import RecordInventory, inventory_of, supplier
from ontvlechting.packs.values import DocumentId, last_begun, problems_of_days, ticks, until

# -- the rules ---------------------------------------------------------------------------------------------------------

_FINANCE = "Department of Finance (Australia): Machinery of Government Changes Guide"
_APSC = "Australian Public Service Commission: Machinery of Government changes, a guide"


def _rule(id: str, document: str, section: str, term: str, *, nl: str, en: str) -> Rule:
    source = Source(document=document, section=section, term=term)
    return Rule(id=id, source=source, title=Text(nl=nl, en=en), status=Status.PRESENCE)


# fmt: off

MOG_1 = _rule("MOG-1", _FINANCE, "First 72 Hours",
    "Affected entities are to clarify the scope of functions and programs to be transferred",
    nl="Beide partijen noemen hetzelfde stuk over wat er overgaat.",
    en="Both parties name the same paper on the scope of what moves.")
MOG_2 = _rule("MOG-2", _FINANCE, "First 72 Hours",
    "a joint, multi-disciplinary steering committee should be established",
    nl="Beide partijen noemen hetzelfde stuk over de gezamenlijke stuurgroep.",
    en="Both parties name the same paper on the joint steering committee.")
MOG_3 = _rule("MOG-3", _APSC, "Planning and due diligence", "all staff associated with the function",
    nl="Beide partijen noemen hetzelfde stuk over de voorwaarden waaronder personeel overgaat.",
    en="Both parties name the same paper on the terms on which staff move.")
MOG_4 = _rule("MOG-4", "Financial Administration Act (Canada)", "section 31.1",
    "is deemed to have been appropriated",
    nl="Beide partijen noemen hetzelfde stuk over het geld dat het werk volgt.",
    en="Both parties name the same paper on the appropriations that follow the work.")
MOG_5 = _rule("MOG-5", _FINANCE, "Due Diligence and Change Management",
    "Entities should review their delegation instruments",
    nl="Er zijn geldende mandaten; tijdelijke mandaten hebben een eind, en aan het eind zijn er blijvende.",
    en="There are delegations in force; interim ones have an end, and by the end there are lasting ones.")
MOG_6 = _rule("MOG-6", "Queensland Government: Manage and provide access to records during a MOG or administrative change",
    "opening", "maintaining access restrictions and permissions for records being transferred",
    nl="Beide partijen noemen hetzelfde stuk over de bescherming van persoonsgegevens.",
    en="Both parties name the same paper on privacy.")
MOG_7 = _rule("MOG-7", _APSC, "Information Technology",
    "Information Technology (IT) matters should be addressed early in the MoG change process",
    nl="Beide partijen noemen hetzelfde stuk over ICT, voordat het werk overgaat.",
    en="Both parties name the same paper on ICT, before the work moves.")
MOG_8 = _rule("MOG-8", _FINANCE, "Due Diligence and Change Management",
    "entities should also conduct an evaluation to assess how the implementation has progressed to date",
    nl="Bij het afronden is afgesproken wanneer daarna wordt geëvalueerd.",
    en="By the end it is agreed when the change is evaluated after that.")

# fmt: on

RULES: tuple[Rule, ...] = (*holdings.RULES, MOG_1, MOG_2, MOG_3, MOG_4, MOG_5, MOG_6, MOG_7, MOG_8)
"""The rules of the pack."""


# -- what is recorded --------------------------------------------------------------------------------------------------


class Matter(Choice):
    """What an arrangement is about."""

    SCOPE = "scope"
    STEERING = "steering"
    STAFF_TERMS = "staff_terms"
    APPROPRIATIONS = "appropriations"
    DELEGATIONS = "delegations"
    PRIVACY = "privacy"
    ICT = "ict"
    EVALUATION = "evaluation"

    @property
    def title(self) -> Text:
        """What it is called, in both languages."""
        return _MATTERS[self][1]

    @property
    def rule(self) -> Rule:
        """The rule that asks for it."""
        return _MATTERS[self][0]


_MATTERS: dict[Matter, tuple[Rule, Text]] = {
    Matter.SCOPE: (MOG_1, Text(nl="de reikwijdte", en="the scope")),
    Matter.STEERING: (MOG_2, Text(nl="de stuurgroep", en="the steering committee")),
    Matter.STAFF_TERMS: (MOG_3, Text(nl="de voorwaarden voor personeel", en="the terms of staff")),
    Matter.APPROPRIATIONS: (MOG_4, Text(nl="het geld", en="appropriations")),
    Matter.DELEGATIONS: (MOG_5, Text(nl="de mandaten", en="delegations")),
    Matter.PRIVACY: (MOG_6, Text(nl="persoonsgegevens", en="privacy")),
    Matter.ICT: (MOG_7, Text(nl="ICT", en="ICT")),
    Matter.EVALUATION: (MOG_8, Text(nl="de evaluatie", en="the evaluation")),
}


@frozen(kw_only=True)
class AgreeArrangement(Fact):
    """One party names the paper in which a matter is arranged; there is an arrangement once both name the same.

    Attributes:
        matter: what it is about.
        document: the reference of the paper.
        since: from which day it holds; for an evaluation, the day on which it is held.
        until: the last day on which it holds; None when it has no end.
    """

    title: ClassVar[Text] = Text(nl="Afspraak vastleggen", en="Record an arrangement")

    matter: Matter
    document: DocumentId
    since: date
    until: date | None = None

    def problems(self) -> Iterator[Problem]:
        """It does not end before it begins."""
        return problems_of_days(self.since, self.until)

    @property
    def says(self) -> tuple[str, date, date | None]:
        """What has to be the same for both parties: the paper and its days."""
        return self.document, self.since, self.until


@frozen(kw_only=True)
class MachineryTerms(holdings.HoldingTerms):
    """What an organisation sets.

    Attributes:
        work: what has to be arranged where work moves.
        responsibility: the same where responsibility moves.
        completion: the same at the end.
        evaluated_within_days: how many days after the end the change is evaluated at the latest.
    """

    work: tuple[Matter, ...] = (
        Matter.SCOPE,
        Matter.STEERING,
        Matter.STAFF_TERMS,
        Matter.DELEGATIONS,
        Matter.PRIVACY,
        Matter.ICT,
    )
    responsibility: tuple[Matter, ...] = (Matter.APPROPRIATIONS, Matter.DELEGATIONS)
    completion: tuple[Matter, ...] = (Matter.DELEGATIONS, Matter.EVALUATION)
    evaluated_within_days: Number = 365


# -- the doors ---------------------------------------------------------------------------------------------------------


@guard(
    MOG_1,
    nl="er is een lijst, die zegt tussen wie het werk overgaat",
    en="there is a list, which says between whom the work moves",
    reads=Reads.COMMAND,
    by={"no-list": RecordInventory},
)
def parties_are_named(dossier: Dossier, command: AgreeArrangement, norms: Norms) -> Reasons:
    """MOG-1: an arrangement is between the two parties of the list, so there is a list first."""
    return YES if inventory_of(dossier, command.at) is not None else [no_list()]


def arrangement_holds(matter: Matter) -> Guard:
    """A guard: both parties arranged this, and it holds on this day; an evaluation is still to come, so for that the day is not asked."""
    rule, said = matter.rule, matter.title

    @guard(
        rule,
        nl=f"beide partijen hebben afgesproken wat geldt: {said.nl}",
        en=f"both parties arranged what holds: {said.en}",
        by={
            "": {AgreeArrangement: "document"},
            "arranged-for-later": {AgreeArrangement: "since"},
            "arrangement-ended": {AgreeArrangement: "until"},
        },
    )
    def arrangement_holds(dossier: Dossier, command: Command, norms: Norms) -> Reasons:
        """MOG: the last paper that each party named of those that hold by now is the same, and still holds on this day."""
        day = norms.day_of(command.at)
        missing = list(_reasons_not_arranged(dossier, matter, command.at, day))
        agreed = arranged(dossier, matter, command.at, day)
        if missing or agreed is None or matter is Matter.EVALUATION:
            return missing
        if agreed.since > day:
            return [
                rule.not_yet(
                    "arranged-for-later",
                    nl=f"`{agreed.document}` geldt vanaf {written(agreed.since).nl} ({said.nl})",
                    en=f"`{agreed.document}` holds from {written(agreed.since).en} ({said.en})",
                    earliest=norms.earliest_on(agreed.since),
                    about={"matter": matter, "since": day},
                )
            ]
        if agreed.until is not None and agreed.until < day:
            return [
                rule.forbidden(
                    "arrangement-ended",
                    nl=f"`{agreed.document}` gold tot en met {written(agreed.until).nl} ({said.nl})",
                    en=f"`{agreed.document}` held up to {written(agreed.until).en} ({said.en})",
                    about={"matter": matter},
                )
            ]
        return YES

    return evolve(arrangement_holds, name=f"arrangement_on_{matter.value}_holds")


def _last_named(dossier: Dossier, matter: Matter, at: datetime, day: date) -> dict[str, AgreeArrangement | None]:
    """The arrangement on this that each party recorded for a day, of an evaluation for whatever day; None for a party that recorded none."""
    listed, found = inventory_of(dossier, at), [a for a in until(dossier, AgreeArrangement, at) if a.matter is matter]
    parties = listed.parties if listed is not None else ()
    day = date.max if matter is Matter.EVALUATION else day
    return {party: last_begun([a for a in found if a.by.party == party], day) for party in parties}


def arranged(dossier: Dossier, matter: Matter, at: datetime, day: date) -> AgreeArrangement | None:
    """The arrangement on this for a day, when both parties recorded the same; else None."""
    named = [*_last_named(dossier, matter, at, day).values()]
    first = named[0] if named else None
    return first if first is not None and all(a is not None and a.says == first.says for a in named) else None


def _reasons_not_arranged(dossier: Dossier, matter: Matter, at: datetime, day: date) -> Iterator[Reason]:
    """The reasons why there is no arrangement on this."""
    named, rule, said = _last_named(dossier, matter, at, day), matter.rule, matter.title
    for party, given in named.items():
        if given is None:
            yield rule.missing(
                "not-arranged",
                nl=f"`{party}` heeft geen afspraak vastgelegd: {said.nl}",
                en=f"`{party}` has recorded no arrangement: {said.en}",
                suppliers=supplier(dossier, party),
                about={"matter": matter, "by.party": party},
            )
    given_by_both = [a for a in named.values() if a is not None]
    if len({a.says for a in given_by_both}) > 1:
        papers = ticks(a.document for a in given_by_both)
        yield rule.missing(
            "arranged-otherwise",
            nl=f"de partijen zeggen niet hetzelfde over stuk en dagen ({said.nl}): {papers}",
            en=f"the parties do not say the same of paper and days ({said.en}): {papers}",
            suppliers=tuple(s for party in named for s in supplier(dossier, party)),
            about={"matter": matter},
        )


@guard(
    MOG_5,
    nl="de mandaten zijn niet meer tijdelijk",
    en="delegations are interim no longer",
    by={AgreeArrangement: "until"},
)
def delegations_last(dossier: Dossier, command: Command, norms: Norms) -> Reasons:
    """MOG-5: interim delegations are for the time in between, not for after the end."""
    agreed = arranged(dossier, Matter.DELEGATIONS, command.at, norms.day_of(command.at))
    if agreed is None or agreed.until is None:
        return YES  # other guards say when there are none
    return [
        MOG_5.forbidden(
            "interim",
            nl=f"`{agreed.document}` is tijdelijk, tot en met {written(agreed.until).nl}; aan het eind zijn er blijvende mandaten",
            en=f"`{agreed.document}` is interim, up to {written(agreed.until).en}; by the end there are lasting delegations",
            about={"matter": Matter.DELEGATIONS},
        )
    ]


def evaluation_is_in_time(days: int) -> Guard:
    """A guard: the evaluation is held after the end, and within so many days."""

    @guard(
        MOG_8,
        nl="de evaluatie is op tijd",
        en="the evaluation is in time",
        by={AgreeArrangement: "since"},
    )
    def evaluation_is_in_time(dossier: Dossier, command: Command, norms: Norms) -> Reasons:
        """MOG-8: the evaluation is agreed while those who did the work are still there."""
        day = norms.day_of(command.at)
        agreed, latest = arranged(dossier, Matter.EVALUATION, command.at, day), days_after(day, days)
        if agreed is None or day < agreed.since <= latest:
            return YES  # other guards say when there is none
        return [
            MOG_8.forbidden(
                "evaluation-not-in-time",
                nl=f"de evaluatie is op {written(agreed.since).nl}, en moet na het eind zijn, en uiterlijk op {written(latest).nl}",
                en=f"the evaluation is on {written(agreed.since).en}, and has to be after the end, and on {written(latest).en} at the latest",
                about={"matter": Matter.EVALUATION},
            )
        ]

    return evaluation_is_in_time


# -- the pack ----------------------------------------------------------------------------------------------------------


def machinery(terms: MachineryTerms | None = None) -> Pack:
    """Makes the pack, with what an organisation sets.

    Args:
        terms: what it sets; without it, scope, steering, terms of staff, delegations, privacy and ICT are arranged before work moves,
            appropriations and delegations before responsibility does, and lasting delegations and an evaluation within a year by the
            end.

    Raises:
        InputError: these are no `MachineryTerms`.
    """
    terms = MachineryTerms() if terms is None else checked_terms(terms, MachineryTerms)
    holds = {matter: arrangement_holds(matter) for matter in Matter}
    in_the_end = {
        Matter.DELEGATIONS: (delegations_last,),
        Matter.EVALUATION: (evaluation_is_in_time(terms.evaluated_within_days),),
    }
    asked = {
        Milestone.WORK_MOVES: terms.work,
        Milestone.RESPONSIBILITY_MOVES: terms.responsibility,
        Milestone.COMPLETION: terms.completion,
    }
    ends = tuple(g for matter, guards in in_the_end.items() if matter in terms.completion for g in guards)
    return Pack(
        name="machinery-of-government",
        version="1",
        norms=terms,
        facts={**holdings.facts(terms), AgreeArrangement: (parties_are_named, either_party_asks)},
        milestones={
            milestone: (
                *holdings.MILESTONES[milestone],
                *(holds[matter] for matter in dict.fromkeys(matters)),
                *(ends if milestone is Milestone.COMPLETION else ()),
            )
            for milestone, matters in asked.items()
        },
    )


MACHINERY = machinery()
"""The pack with its default terms."""
