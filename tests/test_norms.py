"""What the norms of a ministry say: the calendar zone, its days, its bodies and lead times."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import attrs
import pytest

from ontvlechting import LETTER, InputError, Rules, State, Text, letter
from ontvlechting import commands as c
from ontvlechting.engine.chart import Arrow
from ontvlechting.engine.checked import FIRST
from ontvlechting.engine.days import begin_of
from ontvlechting.engine.errors import DefinitionError
from ontvlechting.engine.rulebook import Pack
from ontvlechting.letter.catalogue import R50
from ontvlechting.letter.commands import Complexity
from ontvlechting.letter.norms import LeadTime
from ontvlechting.letter.values import BodyKind, Role
from tests.test_definition import well

NORMS = LETTER.norms
NEW_YORK = attrs.evolve(NORMS, zone="America/New_York")


def test_a_zone_that_nobody_knows_is_refused_with_the_nearest() -> None:
    """By its field, with what was given and what was probably meant, in both languages."""
    with pytest.raises(InputError) as error:
        attrs.evolve(NORMS, zone="Europe/Amsterdm")
    (problem,) = error.value.problems
    expected = Text(
        nl="een tijdzone van IANA, zoals `Europe/Amsterdam`", en="a time zone of IANA, such as `Europe/Amsterdam`"
    )
    assert ("zone", "'Europe/Amsterdm'", expected) == (problem.field, problem.value, problem.expected)
    assert "Europe/Amsterdam" == problem.nearest[0]
    for wrong in ("../etc", "Europe", "a\x00"):
        with pytest.raises(InputError, match="zone"):
            attrs.evolve(NORMS, zone=wrong)


def test_a_day_is_that_of_the_zone() -> None:
    """Which day it is, when it begins and when it is over, there and not elsewhere."""
    moment, day = datetime(2023, 4, 3, 23, tzinfo=UTC), date(2023, 4, 3)
    assert (date(2023, 4, 4), day) == (NORMS.day_of(moment), NEW_YORK.day_of(moment))
    assert "2023-04-03T00:00:00+02:00" == NORMS.begin_of(day).isoformat()
    assert "2023-04-03T00:00:00-04:00" == NEW_YORK.begin_of(day).isoformat()
    ends = [norms.end_of(day) for norms in (NORMS, NEW_YORK)]
    assert ["2023-04-04T00:00:00+02:00", "2023-04-04T00:00:00-04:00"] == [e and e.isoformat() for e in ends]
    assert [NORMS.begin_of(day), None] == [NORMS.earliest_on(day), NORMS.earliest_on(date.max)]
    assert None is NORMS.end_of(date.max)
    first = [begin_of(date.min, zone) for zone in ("Europe/Amsterdam", "Asia/Kolkata", "America/New_York")]
    assert [FIRST] * 3 == first
    assert NORMS.begin_of(date(1, 1, 4)) > FIRST
    assert None is NORMS.end_of(date(9999, 12, 28))
    assert None is not NORMS.end_of(date(9999, 12, 27))


def test_a_body_is_found_by_its_id_and_its_kind() -> None:
    """None when there is no such body."""
    dor = NORMS.body(letter.DOR)
    assert dor is not None
    assert (letter.DOR, BodyKind.WORKS_COUNCIL) == (dor.id, dor.kind)
    assert None is NORMS.body("elders")
    for kind in BodyKind:
        assert {b.id for b in NORMS.bodies if b.kind is kind} == NORMS.bodies_of(kind)


def test_a_lead_time_is_that_of_its_complexity() -> None:
    """Nothing where none is set."""
    times = (LeadTime(complexity=Complexity.SIMPLE, days=7), LeadTime(complexity=Complexity.COMPLEX, days=90))
    norms = attrs.evolve(NORMS, lead_times=times)
    assert [7, 0, 90] == [norms.lead_time(x) for x in (Complexity.SIMPLE, Complexity.MODERATE, Complexity.COMPLEX)]


@attrs.frozen
class Fictional:
    """Norms of a pack, of every kind of value that is plain."""

    day: date = date(2023, 4, 3)
    kind: BodyKind = BodyKind.UNION
    number: int = 1


def small() -> Rules:
    """Rules of a ministry that never disentangles anything."""
    return Rules(
        name="eigen",
        version="7",
        arrows=(
            Arrow(c.IdentifyProcess, State.NEW, State.IDENTIFIED),
            Arrow(c.Stop, State.IDENTIFIED, State.STOPPED),
        ),
        doors={c.IdentifyProcess: (), c.Stop: (well,)},
        norms=NORMS,
        start=State.NEW,
        final=frozenset({State.STOPPED}),
        roles=Role,
        order=R50,
    )


def test_the_hash_of_rules_is_what_it_was() -> None:
    """Every record carries it: rules, norms and packs that stay as they are keep it from release to release."""
    plain = small()
    packed = (
        plain + Pack(name="leeg", version="1", doors={}) + Pack(name="vol", version="2", doors={}, norms=Fictional())
    )
    assert {
        "plain": "69fcf361d3d65e38498a6dc9c00b4bc1ae35fff2b94e9ffe3d398be2040524a1",
        "packed": "2338c40f1dbcce7f9d520d9ffd0f9a1467e350330a9a1de4bbbc63cc65eafd65",
    } == {"plain": plain.hash, "packed": packed.hash}
    assert (plain.name, plain.version, plain.hash) == (plain.ref.name, plain.ref.version, plain.ref.hash)


def test_norms_of_a_pack_that_are_not_plain_are_no_norms() -> None:
    """An amount is a number to people, and cannot stand in the hash as it is."""
    wrong: Any = attrs.make_class("Amounts", {"amount": attrs.field(default=Decimal(1))}, frozen=True)()
    with pytest.raises(DefinitionError, match="`norms` of the pack"):
        LETTER + Pack(name="x", version="1", doors={}, norms=wrong)
