"""The pack of records and data: each guard says yes and no, whatever the letter; no mistake in it goes unseen."""

from __future__ import annotations

from typing import Any

import pytest

from ontvlechting import engine
from ontvlechting.packs import (
    RECORDS,
)
from ontvlechting.testing.perturbation import perturb, perturbations
from tests.packs.bare import BARE, BEGUN, codes
from tests.packs.records import FULL, Asked, every


@pytest.mark.parametrize("asked", every(), ids=lambda asked: asked.name)
def test_each_question_has_its_answer(asked: Asked) -> None:
    """Every reason of every guard, by its code, in the order of the door."""
    assert list(asked.codes) == codes(FULL, asked.dossier, asked.command)


# -- no mistake goes unseen --------------------------------------------------------------------------------------------


def every_question_has_its_answer(rules: engine.Rules) -> None:
    """Asked of dossiers that were made under the right rules."""
    for asked, dossier in ASKED:
        assert list(asked.codes) == codes(rules, dossier, asked.command), asked.name


def every_fact_stays_where_it_is(rules: engine.Rules) -> None:
    """In every state but the first, and in that one it cannot be recorded."""
    for kind in RECORDS.facts:
        found = {source: target for (command, source), (target, _) in rules.table.items() if command is kind}
        assert {state: state for state in BEGUN} == found


def the_table_of_the_letter_is_as_it_was(rules: engine.Rules) -> None:
    """A pack adds facts, and moves nothing."""
    assert set(BARE.arrows) == {a for a in rules.arrows if a.command not in RECORDS.facts}


ASKED: list[tuple[Asked, Any]] = []


def test_every_mistake_in_the_pack_is_seen() -> None:
    """Each guard dropped and turned round at each of its doors, each arrow removed and bent."""
    ASKED.extend((asked, asked.dossier) for asked in every())
    killers = [every_fact_stays_where_it_is, the_table_of_the_letter_is_as_it_was, every_question_has_its_answer]
    report = perturb(FULL, killers, only="* at *")
    doors = {k for k, guards in FULL.doors.items() if guards}
    assert 2 * sum(len(FULL.doors[k]) for k in doors) == len(report.fates)
    assert () == report.survivors
    table = perturb(FULL, killers[:2], only="[rb]e* from *")
    assert () == table.survivors
    assert len(perturbations(FULL)) == len(report.fates) + len(table.fates)
