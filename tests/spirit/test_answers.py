"""What was said is answered: in the words of whoever said it, after it was said, and not by what was there before the question."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

import attrs
import pytest

from ontvlechting import LETTER, Dossier, State, decide, evolve, letter
from ontvlechting import commands as c
from ontvlechting.guards import PROGRAMME
from ontvlechting.letter.commands import Asked, Command, FollowUp, Opinion
from ontvlechting.letter.fiction import Road
from ontvlechting.letter.registers import ProgrammeDossier
from ontvlechting.letter.values import DocumentKind
from tests.asking import at, no, yes
from tests.programmes import DOUANE, OPENING, ask, document, folded

HOUR = timedelta(hours=1)


def on_record(dossier: Dossier, commands: Iterable[Command]) -> Dossier:
    """The dossier after these commands, each accepted and with the next number of a ledger."""
    for command in commands:
        event = decide(LETTER, dossier, command)
        assert event.verdict.allowed, event.verdict.text("en")
        last = max((max(e.number, e.corrected_by or 0) for e in dossier.entries), default=0)
        dossier = evolve(dossier, event, last + 1)
    return dossier


def correction(road: Road, dossier: Dossier, wrong: Command, holds: Any, by: Any) -> c.Correct:
    """Of this fact."""
    (record,) = (e.number for e in dossier.entries if e.command == wrong)
    return c.Correct(by=by, at=road.tick(), record=record, wrong="Fictief: verschreven", holds=holds)


# -- R62, R76: whose words they are --------------------------------------------------------------------------------------------------


def test_r62_nobody_rewrites_what_a_unit_says_in_its_own_name() -> None:
    """R62: a great voice is a voice of one's own: the ministry writes no other words under it; what it recorded itself it sets right."""
    road, dossier = at(State.PLAN_DRAFTED)
    said = road.collect_input()
    told = road.collect_input(id="fictief-inbreng-2", by=road.ministry, document=None)
    dossier = on_record(dossier, [said, told])
    milder = attrs.evolve(said, content="Fictief: wij zien geen bezwaar")
    no(
        "voice_is_not_corrected_away",
        dossier,
        correction(road, dossier, said, milder, road.ministry),
        "word-corrected-away",
    )
    yes("voice_is_not_corrected_away", dossier, correction(road, dossier, said, milder, said.by))
    other = attrs.evolve(told, content="Fictief: beter opgeschreven")
    yes("voice_is_not_corrected_away", dossier, correction(road, dossier, told, other, road.ministry))


def test_r61_nobody_rewrites_what_a_unit_said_when_it_was_consulted() -> None:
    """R61: in cooperation with the unit, so what it said is what it said; it can say otherwise, and is the only one."""
    road, dossier = at(State.IDENTIFIED)
    said = road.consult()
    dossier = on_record(dossier, [said])
    milder = attrs.evolve(said, outcome="Fictief: geen bezwaar")
    for holds in (milder, None):
        asked = correction(road, dossier, said, holds, road.ministry)
        no("voice_is_not_corrected_away", dossier, asked, "word-corrected-away")
        yes("voice_is_not_corrected_away", dossier, correction(road, dossier, said, holds, said.by))


def test_r76_nobody_puts_another_paper_in_the_place_of_an_advice() -> None:
    """R76: what the council handed in is the advice; another paper of the same council is not, unless the council says so."""
    road, dossier = at(State.PRECONDITIONS_TESTED)
    dossier = on_record(dossier, [road.request_advice()])
    given = road.receive_advice(by=road.speaker("dor"))
    dossier = on_record(dossier, [given])
    paper = road.document(DocumentKind.ADVICE, "dor")
    swapped = attrs.evolve(given, document=attrs.evolve(paper, on=given.document.on))
    no(
        "voice_is_not_corrected_away",
        dossier,
        correction(road, dossier, given, swapped, road.ministry),
        "word-corrected-away",
    )
    yes("voice_is_not_corrected_away", dossier, correction(road, dossier, given, swapped, road.speaker("dor")))


# -- R62, R76: what is answered is what is said now --------------------------------------------------------------------------------


def test_r62_an_input_that_was_set_right_is_answered_anew() -> None:
    """R62: an answer is to what was said then; once its words are others, it is answered again before the next step."""
    road, dossier = at(State.PLAN_DRAFTED)
    said, answer = road.collect_input(), road.answer_input()
    dossier = on_record(dossier, [said, answer])
    assert () == dossier.unanswered_inputs
    other = attrs.evolve(said, content="Fictief: het kan juist niet")
    dossier = on_record(dossier, [correction(road, dossier, said, other, said.by)])
    no("inputs_were_answered", dossier, road.conclude_tests(), "input-unanswered")
    yes("inputs_were_answered", on_record(dossier, [road.answer_input()]), road.conclude_tests())
    right = correction(road, dossier, answer, attrs.evolve(answer, adopted=True), answer.by)
    yes("inputs_were_answered", on_record(dossier, [right]), road.conclude_tests())


def test_r76_an_advice_that_was_set_right_is_answered_anew() -> None:
    """R76: "followed" was said of another advice; the council that turns its own advice round is answered on that."""
    road, dossier = at(State.PRECONDITIONS_TESTED)
    dossier = on_record(dossier, [road.request_advice()])
    given = road.receive_advice()
    dossier = on_record(dossier, [given, road.answer_advice()])
    yes("advices_were_answered", dossier, road.decide())
    turned = attrs.evolve(given, opinion=Opinion.NEGATIVE)
    dossier = on_record(dossier, [correction(road, dossier, given, turned, road.speaker("dor"))])
    no("advices_were_answered", dossier, road.decide(), "advice-unanswered")
    dossier = on_record(dossier, [road.answer_advice()])
    yes("advices_were_answered", dossier, road.decide())


def test_r76_an_advice_is_not_answered_before_it_came_in() -> None:
    """R76: to comply with, or depart from, what one has not read is no answer; in the instant in which it came in is soon enough."""
    road, dossier = at(State.PRECONDITIONS_TESTED)
    dossier = on_record(dossier, [road.request_advice()])
    given = road.receive_advice()
    dossier = on_record(dossier, [given])
    answer = road.answer_advice()
    no("answer_gives_a_reason", dossier, attrs.evolve(answer, at=given.at - HOUR), "answer-before-advice")
    yes("answer_gives_a_reason", dossier, attrs.evolve(answer, at=given.at))
    dossier = on_record(dossier, [answer])
    later = correction(road, dossier, given, attrs.evolve(given, at=answer.at + HOUR), given.by)
    later = attrs.evolve(later, at=answer.at + 2 * HOUR)
    dossier = on_record(dossier, [later])
    no("advices_were_answered", dossier, road.decide(), "advice-unanswered")


# -- R76, R80-R82: what Parliament asked -----------------------------------------------------------------------------------------------

ASKED = date(2023, 3, 1)
OLD, NEW, UNDATED = "fictief-oud", "fictief-nieuw", "fictief-zonder-dag"


def asked(**own: Any) -> ProgrammeDossier:
    """A programme with a motion, a commitment, a request and an advice of that day, and papers of before and after it."""
    day: dict[str, Any] = {"document": "fictief-vraag", **own}
    elements = (Asked(id="x", asks="Fictief"),)
    return folded(
        (
            OPENING[0],
            document("fictief-vraag", on=ASKED),
            document(OLD, on=ASKED - timedelta(days=1)),
            document(NEW, on=ASKED),
            document(UNDATED),
            ask(c.RecordMotion, id="motie", moved_by="Fictief", asks="Fictief", **_day("adopted", day)),
            ask(c.RecordCommitment, id="toezegging", owner=letter.DOUANE, promises="Fictief", **_day("made", day)),
            ask(c.RecordRequest, id="verzoek", asked_by="Fictief", parts=elements, **_day("asked", day)),
            ask(
                c.RecordAdvice,
                id="advies",
                origin=letter.DOR,
                elements=elements,
                **_day("given", {**day, "document": "fictief-vraag"}),
            ),
        )
    )


def _day(name: str, fields: dict[str, Any]) -> dict[str, Any]:
    return {name if field == "day" else field: value for field, value in fields.items()}


ANSWERS = {
    "motie": ask(c.Discharge, item="motie", how="Fictief", rules=("R62",)),
    "toezegging": ask(c.Discharge, DOUANE, item="toezegging", how="Fictief"),
    "verzoek": ask(c.AnswerRequest, request="verzoek", parts=("x",), how="Fictief"),
    "advies": ask(c.AnswerElement, advice="advies", element="x", follow_up=FollowUp.FOLLOWED, reason="Fictief"),
}


@pytest.mark.parametrize(
    "own", [{"day": ASKED, "document": None}, {"day": None}], ids=["its own day", "that of its paper"]
)
@pytest.mark.parametrize("item", sorted(ANSWERS))
def test_r80_r81_r82_what_was_there_before_the_question_does_not_answer_it(item: str, own: dict[str, Any]) -> None:
    """R76, R80-R82: a paper of before a motion, commitment, request or advice shows nothing of what was done with it."""
    programme, answer = asked(**own), ANSWERS[item]

    old = attrs.evolve(answer, document=OLD)
    no("answer_is_of_after_the_question", programme, old, "older-than-the-question", rules=PROGRAMME)
    early = attrs.evolve(answer, document=UNDATED, at=answer.at.replace(month=2))
    no("answer_is_of_after_the_question", programme, early, "before-it-was-asked", rules=PROGRAMME)
    for name in (NEW, UNDATED):
        yes("answer_is_of_after_the_question", programme, attrs.evolve(answer, document=name), PROGRAMME)
    yes("answer_is_of_after_the_question", programme, attrs.evolve(answer, document=None), PROGRAMME)


@pytest.mark.parametrize("item", ["motie", "toezegging", "verzoek"])
def test_r80_r81_r82_of_what_has_no_day_no_day_is_asked(item: str) -> None:
    """R82: the letter itself has no date; where nobody knows a day, nobody is held to one."""
    programme = asked(day=None, document=None)
    yes("answer_is_of_after_the_question", programme, attrs.evolve(ANSWERS[item], document=OLD), PROGRAMME)
