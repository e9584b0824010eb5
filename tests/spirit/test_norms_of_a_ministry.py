"""R12: norms check themselves as tables do: parties and bodies are each one, and who has a part is one of them."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import attrs
import pytest

from ontvlechting import InputError, Text, letter
from ontvlechting.guards import NORMS
from ontvlechting.letter.commands import Complexity, Feasibility
from ontvlechting.letter.norms import LeadTime, StudiedProcess
from ontvlechting.letter.values import Body, BodyKind, Money

DOR, UNIONS = NORMS.bodies
STUDY = NORMS.study
assert STUDY is not None


def faults(**changes: Any) -> list[tuple[str, str]]:
    """The fields of norms that are wrong, with what was expected there."""
    with pytest.raises(InputError) as error:
        attrs.evolve(NORMS, **changes)
    assert all(p.expected.nl != p.expected.en for p in error.value.problems)
    return [(p.field, p.expected.en) for p in error.value.problems]


ONCE = "each of them at most once"
SAME = attrs.evolve(UNIONS, id="dor")
OTHER = Body(id="fictief-raad", kind=BodyKind.WORKS_COUNCIL, name=Text(nl="Fictieve raad", en="Fictional council"))

WRONG: dict[str, tuple[dict[str, Any], list[tuple[str, str]]]] = {
    "two bodies under one id": (
        {"bodies": (DOR, SAME)},
        [("bodies", ONCE)],
    ),
    "no bodies": (
        {"bodies": ()},
        [
            ("bodies", "at least one works council"),
            ("bodies", "at least one union"),
            ("departmental_council", "one of the `bodies`, and there are none"),
        ],
    ),
    "no unions": ({"bodies": (DOR, OTHER)}, [("bodies", "at least one union")]),
    "a council that is no body": ({"departmental_council": "or"}, [("departmental_council", "one of `dor`")]),
    "a council that is a union": ({"departmental_council": "vakbonden"}, [("departmental_council", "one of `dor`")]),
    "one directorate": (
        {"directorates": ("belastingdienst",), "beneficiaries": (), "study": None},
        [("directorates", "at least two directorates-general"), ("beneficiaries", "at least one party")],
    ),
    "a directorate twice": (
        {"directorates": (*NORMS.directorates, "douane")},
        [("directorates", ONCE)],
    ),
    "a first performer from elsewhere": (
        {"first_performer": "fictief"},
        [("first_performer", "one of `belastingdienst`, `toeslagen`, `douane`")],
    ),
    "a beneficiary from elsewhere": (
        {"beneficiaries": ("douane", "fictief")},
        [("beneficiaries", "one of `toeslagen`, `douane`")],
    ),
    "the performer as beneficiary": (
        {"beneficiaries": ("douane", "belastingdienst")},
        [("beneficiaries", "one of `toeslagen`, `douane`")],
    ),
    "a ministry that is the house": (
        {"house": letter.MINISTRY},
        [("house", "an id of its own; this is that of `ministry`")],
    ),
    "a party that is a body": (
        {"parties": (*NORMS.parties, attrs.evolve(NORMS.parties[0], id="dor"))},
        [("parties", "an id of its own; this is that of `bodies`")],
    ),
    "a study by nobody": (
        {"study": attrs.evolve(STUDY, author="fictief")},
        [
            (
                "study.author",
                "one of `de-galan-groep`, `commissie-onderzoek-belastingdienst`, `abdtopconsult`, `ondernemingskamer`",
            )
        ],
    ),
    "a study for nobody": (
        {
            "study": attrs.evolve(
                STUDY, processes=(StudiedProcess(id="x", receiving="fictief", feasibility=Feasibility.FEASIBLE),)
            )
        },
        [("study.processes", "one of `belastingdienst`, `toeslagen`, `douane`")],
    ),
    "two lead times for one complexity": (
        {
            "lead_times": (
                LeadTime(complexity=Complexity.SIMPLE, days=1),
                LeadTime(complexity=Complexity.SIMPLE, days=2),
            )
        },
        [("lead_times", ONCE)],
    ),
    "a currency in words": ({"currency": "euro"}, [("currency", "three capitals, such as `EUR` (ISO 4217)")]),
}


@pytest.mark.parametrize("case", WRONG)
def test_r12_norms_that_contradict_themselves_are_no_norms(case: str) -> None:
    """R1, R4, R12, R65: each fault by its field, with what was expected."""
    changes, expected = WRONG[case]
    assert expected == faults(**changes)


def test_r12_every_fault_is_told_at_once() -> None:
    """As tables do: whoever mends one does not meet the next."""
    found = faults(bodies=(DOR, SAME), first_performer="fictief", currency="eur", zone="Nergens")
    assert {"bodies", "first_performer", "currency", "zone"} == {field for field, _ in found}


def test_r12_a_study_has_each_process_once() -> None:
    """R22: two processes under one name are not two."""
    assert STUDY is not None
    with pytest.raises(InputError, match="processes"):
        attrs.evolve(STUDY, processes=STUDY.processes * 2)


def test_r12_norms_that_name_more_are_norms() -> None:
    """A ministry may have more bodies than the letter names, and know more parties."""
    assert OTHER in attrs.evolve(NORMS, bodies=(*NORMS.bodies, OTHER)).bodies
    assert {letter.MINISTRY, letter.HOUSE, "dor", "douane", letter.GALAN} <= NORMS.known_parties()


@pytest.mark.parametrize("code", ["eur", "EURO", "E1R", "€"])
def test_r86_an_amount_is_in_a_currency_that_has_a_code(code: str) -> None:
    """R42, R86: `eur` and `EUR` are not two currencies, for the one is none."""
    with pytest.raises(InputError, match="currency"):
        Money(amount=Decimal(1), currency=code)
