"""A programme is held to what a process is held to: who sets a record right, what comes first, and who may end it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import attrs

from ontvlechting import commands as c
from ontvlechting import letter
from ontvlechting.guards import PROGRAMME
from ontvlechting.letter.commands import FollowUp
from ontvlechting.letter.registers import ProgrammeDossier, registers_of
from tests.asking import no, yes
from tests.programmes import (
    AT,
    CORRECTION,
    DONE,
    DOUANE,
    MINISTRY,
    OPENING,
    TOESLAGEN,
    folded,
)

DAY = timedelta(days=1)
OPEN = folded(OPENING)
ALL_DONE = folded(DONE, OPEN)
FOLLOWED: c.AnswerElement = DONE[3]


def number_of(dossier: ProgrammeDossier, came_in: Any) -> int:
    """The number of the record of this command."""
    return next(e.number for e in dossier.entries if e.command == came_in)


# -- R79: who sets a record right ---------------------------------------------------------------------------------------


def test_r79_a_directorate_does_not_set_right_what_the_ministry_recorded() -> None:
    """R79: neither rewritten nor taken out, whether it came in or was done; the ministry can, and whoever recorded it."""
    came_in, withdrawn = attrs.evolve(OPENING[4], asks="Fictief: doe niets"), attrs.evolve(CORRECTION, holds=None)
    for wrong in (attrs.evolve(CORRECTION, record=5, holds=came_in), CORRECTION, withdrawn):
        yes("recorder_corrects", ALL_DONE, wrong, PROGRAMME)
        (reason,) = no(
            "recorder_corrects", ALL_DONE, attrs.evolve(wrong, by=DOUANE), "recorded-by-other", rules=PROGRAMME
        )
        assert {letter.MINISTRY} == {s.party for s in reason.suppliers}
    kept = number_of(ALL_DONE, DONE[1])
    own = attrs.evolve(CORRECTION, record=kept, holds=attrs.evolve(DONE[1], how="Fictief: beter opgeschreven"))
    for by in (DOUANE, MINISTRY):
        folded([attrs.evolve(own, by=by)], ALL_DONE)
    no("recorder_corrects", ALL_DONE, attrs.evolve(own, by=TOESLAGEN), "recorded-by-other", rules=PROGRAMME)


def test_r79_what_the_ministry_set_right_is_of_the_ministry_from_then_on() -> None:
    """R79: whoever recorded it first does not put it back, and what was taken out is told anew."""
    kept = number_of(ALL_DONE, DONE[1])
    ours = attrs.evolve(CORRECTION, record=kept, holds=attrs.evolve(DONE[1], by=MINISTRY))
    back = attrs.evolve(ours, holds=DONE[1], by=DOUANE)
    yes("recorder_corrects", ALL_DONE, back, PROGRAMME)
    no("recorder_corrects", folded([ours], ALL_DONE), back, "recorded-by-other", rules=PROGRAMME)
    gone = folded([attrs.evolve(ours, holds=None)], ALL_DONE)
    yes("correction_is_of_a_record", ALL_DONE, back, PROGRAMME)
    no("correction_is_of_a_record", gone, back, "no-such-record", rules=PROGRAMME)
    folded([DONE[1]], gone)


def test_r79_a_correction_in_a_programme_is_in_its_own_name() -> None:
    """R79: what holds is said by whoever corrects or whoever recorded it; nobody puts it in the mouth of a third."""
    for by in (MINISTRY, DOUANE):
        kept = attrs.evolve(CORRECTION, record=13, holds=attrs.evolve(DONE[1], by=by))
        yes("correction_is_in_its_own_name", ALL_DONE, kept, PROGRAMME)
    third = attrs.evolve(CORRECTION, holds=attrs.evolve(DONE[0], by=TOESLAGEN))
    no("correction_is_in_its_own_name", ALL_DONE, third, "in-the-name-of-another", rules=PROGRAMME)


def test_r79_what_holds_by_a_correction_is_not_of_later() -> None:
    """R79: what is to come is not on record by way of a correction either."""
    now = attrs.evolve(CORRECTION, at=AT + DAY)
    yes("correction_is_of_a_record", ALL_DONE, attrs.evolve(now, holds=attrs.evolve(DONE[0], at=now.at)), PROGRAMME)
    later = attrs.evolve(now, holds=attrs.evolve(DONE[0], at=now.at + DAY))
    no("correction_is_of_a_record", ALL_DONE, later, "another-kind", rules=PROGRAMME)


# -- R13, R76: an answer is replaced by whoever gave it -----------------------------------------------------------------


def test_r76_an_answer_to_an_element_is_replaced_by_its_giver() -> None:
    """R13, R76: what the ministry does not follow yet, no directorate calls followed; the first answer stays in sight."""
    waits = attrs.evolve(FOLLOWED, follow_up=FollowUp.NOT_YET)
    for giver, others in ((MINISTRY, (DOUANE, TOESLAGEN)), (DOUANE, (MINISTRY, TOESLAGEN))):
        yes("answer_is_replaced_by_its_giver", OPEN, attrs.evolve(FOLLOWED, by=giver), PROGRAMME)
        answered = folded([attrs.evolve(waits, by=giver)], OPEN)
        yes("answer_is_replaced_by_its_giver", answered, attrs.evolve(FOLLOWED, by=giver), PROGRAMME)
        for by in others:
            again = attrs.evolve(FOLLOWED, by=by)
            (reason,) = no("answer_is_replaced_by_its_giver", answered, again, "answered-by-another", rules=PROGRAMME)
            assert {giver.party} == {s.party for s in reason.suppliers}
            yes("answer_is_replaced_by_its_giver", answered, attrs.evolve(again, element="y"), PROGRAMME)
        replaced = registers_of(folded([attrs.evolve(FOLLOWED, by=giver)], answered)).advices[0]
        assert [FollowUp.NOT_YET, FollowUp.FOLLOWED] == [s.command.follow_up for s in replaced.steps]  # type: ignore[attr-defined]
