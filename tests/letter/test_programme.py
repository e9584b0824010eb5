"""The programme: each of its guards says yes and no. Which section of the letter a rule stands in, the catalogue says."""

from __future__ import annotations

import re
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import attrs
import pytest

from ontvlechting import commands as c
from ontvlechting import letter
from ontvlechting.engine.verdicts import ReasonKind, Supplier
from ontvlechting.guards import PROGRAMME
from ontvlechting.letter.commands import Command, Complexity, FollowUp, Level
from ontvlechting.letter.guards import discharge, programme
from ontvlechting.letter.registers import ProgrammeDossier
from ontvlechting.letter.values import DocumentKind, Role
from tests import asking
from tests.programmes import (
    AT,
    CLOSING,
    CORRECTION,
    DONE,
    DOUANE,
    HOUSE,
    MINISTRY,
    OPENING,
    OUTSIDER,
    PORTFOLIO_RECORD,
    TOESLAGEN,
    ask,
    deltas,
    document,
    folded,
    reading,
)

OPEN = folded(OPENING)
ALL_DONE = folded(DONE, OPEN)
MOTION, COMMITMENT, REQUEST, FOLLOWED = DONE[:4]


def yes(guard: str, dossier: ProgrammeDossier, command: Command) -> None:
    """This guard of a programme lets the command pass."""
    asking.yes(guard, dossier, command, PROGRAMME)


def no(guard: str, dossier: ProgrammeDossier, command: Command, *codes: str) -> Any:
    """This guard of a programme gives these reasons."""
    return asking.no(guard, dossier, command, *codes, rules=PROGRAMME)


def test_r14_the_house_does_not_act_on_the_programme() -> None:
    """R14: the ministry records what the House adopted or asked; the House itself records nothing."""
    motion = ask(c.RecordMotion, id="nieuw", moved_by="Fictief", asks="Fictief")
    yes("house_only_asks", OPEN, motion)
    (reason,) = no("house_only_asks", OPEN, attrs.evolve(motion, by=HOUSE), "house-acts")
    assert (Supplier(role=Role.MINISTRY, party=letter.MINISTRY),) == reason.suppliers


def test_r6_an_outsider_does_not_act_on_the_programme() -> None:
    """R6: the ministry and the three directorates do."""
    for actor in (MINISTRY, DOUANE, TOESLAGEN):
        yes(
            "actor_is_of_the_programme",
            OPEN,
            document("nieuw", kind=DocumentKind.REPORT)
            if actor is MINISTRY
            else ask(c.RecordSignal, actor, id="nieuw", what="Fictief", owner=actor.party),
        )
    no("actor_is_of_the_programme", OPEN, ask(c.CloseSignal, OUTSIDER, signal="signaal", how="Fictief"), "outsider")


def test_r79_a_reference_stands_for_one_thing() -> None:
    """R79: a reference that is in use, for whatever kind, is not used again."""
    yes("reference_is_new", OPEN, document("nieuw"))
    for taken in ("motie", "signaal", "escalatie", "fictief-stuk"):
        no("reference_is_new", OPEN, document(taken), "reference-taken")


def test_r86_a_document_is_recorded_before_anything_rests_on_it() -> None:
    """R86: also the document to which an annex belongs; every unknown one is named."""
    yes("named_documents_are_recorded", OPEN, MOTION)
    no("named_documents_are_recorded", OPEN, attrs.evolve(MOTION, document="elders"), "unknown-document")
    no("named_documents_are_recorded", OPEN, document("n", parent="elders", annex=1), "unknown-document")
    unknown = attrs.evolve(CLOSING, note="a", report="b")
    no("named_documents_are_recorded", ALL_DONE, unknown, "unknown-document", "unknown-document")


def test_r86_an_annex_number_is_used_once_in_a_document() -> None:
    """R86: the next number is free, and so is the same number in another document."""
    yes("annex_number_is_free", OPEN, document("n", parent="fictief-stuk", annex=2))
    yes("annex_number_is_free", OPEN, document("n", parent="fictieve-nota", annex=1))
    (reason,) = no("annex_number_is_free", OPEN, document("n", parent="fictief-stuk", annex=1), "annex-twice")
    assert "`fictieve-bijlage`" in reason.en


def test_r85_a_decision_note_is_public() -> None:
    """R85: minutes need not be, decision notes always are."""
    yes("note_is_public", OPEN, document("n", kind=DocumentKind.MINUTES))
    yes("note_is_public", OPEN, document("n", kind=DocumentKind.DECISION_NOTE, public=True))
    no("note_is_public", OPEN, document("n", kind=DocumentKind.DECISION_NOTE), "note-not-public")


def test_r91_a_dependency_lies_between_parties() -> None:
    """R91: two directorates or more, or the ministry; nobody else."""
    command = ask(c.RecordDependency, id="n", between=(letter.DOUANE, letter.MINISTRY), what="Fictief")
    yes("dependency_is_between_parties", OPEN, command)
    for between in ((letter.DOUANE,), (letter.DOUANE, "elders")):
        no("dependency_is_between_parties", OPEN, attrs.evolve(command, between=between), "not-between-parties")


def test_r81_what_is_discharged_came_in_and_is_open() -> None:
    """R80, R81: a motion or commitment is discharged once; nothing else is."""
    yes("item_is_open", OPEN, MOTION)
    yes("item_is_open", OPEN, COMMITMENT)
    no("item_is_open", OPEN, attrs.evolve(MOTION, item="verzoek"), "no-such-item")
    (reason,) = no("item_is_open", ALL_DONE, MOTION, "discharged-already")
    assert "record 12" in reason.en


@pytest.mark.parametrize(
    ("command", "rule"), [(MOTION, "R81"), (REQUEST, "R82"), (DONE[-1], "R84")], ids=["discharge", "answer", "report"]
)
def test_r81_nothing_is_discharged_answered_or_told_without_a_document(command: Any, rule: str) -> None:
    """R81, R82, R84: a document is missing, and the ministry can supply it."""
    yes("document_is_named", OPEN, command)
    (reason,) = no("document_is_named", OPEN, attrs.evolve(command, document=None), "no-document")
    assert (rule, ReasonKind.MISSING) == (reason.rule, reason.kind)


def test_r81_the_owner_or_the_ministry_discharges() -> None:
    """R81: a commitment of Douane is not for Toeslagen to discharge; a motion is for the ministry."""
    yes("owner_discharges", OPEN, COMMITMENT)
    yes("owner_discharges", OPEN, attrs.evolve(COMMITMENT, by=MINISTRY))
    no("owner_discharges", OPEN, attrs.evolve(COMMITMENT, by=TOESLAGEN), "not-the-owner")
    no("owner_discharges", OPEN, attrs.evolve(MOTION, by=DOUANE), "not-the-owner")


def test_r83_a_motion_keeps_counting_by_rules() -> None:
    """R83: a discharge of a motion names rules that exist; a commitment may name none."""
    yes("motion_keeps_counting", OPEN, MOTION)
    yes("motion_keeps_counting", OPEN, COMMITMENT)
    no("motion_keeps_counting", OPEN, attrs.evolve(MOTION, rules=()), "no-rules")
    no("motion_keeps_counting", OPEN, attrs.evolve(MOTION, rules=("R62", "R94")), "no-such-rule")


def test_r82_only_what_was_asked_is_answered() -> None:
    """R82: each part that was not asked is named; an answered request takes no more."""
    yes("answered_parts_were_asked", OPEN, REQUEST)
    strange = attrs.evolve(REQUEST, parts=("a", "c", "d"))
    no("answered_parts_were_asked", OPEN, strange, "part-not-asked", "part-not-asked")
    no("answered_parts_were_asked", OPEN, attrs.evolve(REQUEST, request="motie"), "no-such-request")
    no("answered_parts_were_asked", ALL_DONE, REQUEST, "answered-already")


def test_r78_an_advice_is_answered_element_by_element() -> None:
    """R77, R78: the advice is there, and has this element."""
    yes("element_exists", OPEN, FOLLOWED)
    no("element_exists", OPEN, attrs.evolve(FOLLOWED, element="z"), "no-such-element")
    no("element_exists", OPEN, attrs.evolve(FOLLOWED, advice="motie"), "no-such-advice")


@pytest.mark.parametrize("follow_up", FollowUp)
def test_r76_every_answer_gives_a_reason(follow_up: FollowUp) -> None:
    """R76: followed, partly, not yet or not: always with a reason."""
    answer = attrs.evolve(FOLLOWED, follow_up=follow_up)
    yes("element_gets_a_reason", OPEN, answer)
    no("element_gets_a_reason", OPEN, attrs.evolve(answer, reason=None), "no-reason")


def test_r69_a_review_lies_ahead() -> None:
    """R69, A14: today is in time, yesterday is not; without a day it warns; no other answer has one."""
    waits = attrs.evolve(FOLLOWED, follow_up=FollowUp.NOT_YET, review_on=AT.date())
    yes("review_lies_ahead", OPEN, waits)
    yes("review_lies_ahead", OPEN, FOLLOWED)
    no("review_lies_ahead", OPEN, attrs.evolve(waits, review_on=AT.date() - timedelta(days=1)), "review-date")
    no("review_lies_ahead", OPEN, attrs.evolve(FOLLOWED, review_on=date(2024, 1, 1)), "review-date")
    (reason,) = no("review_lies_ahead", OPEN, attrs.evolve(waits, review_on=None), "no-review-date")
    assert ReasonKind.WARNING is reason.kind


def test_r84_a_report_reaches_the_house_about_what_is_recorded() -> None:
    """R84: who was informed, and about what; everything that is not on record is named."""
    report = DONE[-1]
    yes("report_reaches_the_house", OPEN, report)
    no("report_reaches_the_house", OPEN, attrs.evolve(report, informed="pers"), "not-the-house")
    strange = attrs.evolve(report, about=("motie", "p", "q"))
    no("report_reaches_the_house", OPEN, strange, "no-such-item", "no-such-item")


def test_r76_silence_overdue_and_age_are_in_sight() -> None:
    """R69, R76, R93: two elements without an answer, a request by its age, and once its day has passed a commitment."""
    report = DONE[-1]
    yes("overdue_and_silence_are_in_sight", ALL_DONE, report)
    reasons = no("overdue_and_silence_are_in_sight", OPEN, report, "open-request", "silence", "silence")
    assert {ReasonKind.WARNING} == {r.kind for r in reasons}
    assert "33 days" in reasons[0].en
    late = attrs.evolve(report, at=AT + timedelta(days=60))
    assert (
        "overdue"
        == no("overdue_and_silence_are_in_sight", OPEN, late, "overdue", "open-request", "silence", "silence")[0].code
    )


def test_r87_a_signal_has_an_owner() -> None:
    """R87: a directorate or the ministry, when it comes in and when it is handed over."""
    signal = ask(c.RecordSignal, id="n", what="Fictief", owner=letter.MINISTRY)
    yes("signal_has_an_owner", OPEN, signal)
    no("signal_has_an_owner", OPEN, attrs.evolve(signal, owner="werkvloer"), "no-such-owner")
    no("signal_has_an_owner", OPEN, ask(c.HandOverSignal, signal="signaal", owner="werkvloer"), "no-such-owner")


def test_r87_a_signal_moves_only_with_its_owner() -> None:
    """R87: who has it, who takes it over, or the ministry; and only while it is open."""
    handed = DONE[5]
    for actor in (DOUANE, TOESLAGEN, MINISTRY):
        yes("signal_stays_with_its_owner", OPEN, attrs.evolve(handed, by=actor))
    closed = ask(c.CloseSignal, TOESLAGEN, signal="signaal", how="Fictief")
    no("signal_stays_with_its_owner", OPEN, closed, "not-the-owner")
    no("signal_stays_with_its_owner", ALL_DONE, closed, "no-such-signal")


def test_r67_an_escalation_of_the_programme_does_not_end_on_the_work_floor() -> None:
    """R67: the guards of a process hold for a programme as well."""
    resolve = DONE[7]
    yes("escalation_ends_with_its_owner", OPEN, resolve)
    no("escalation_ends_with_its_owner", OPEN, attrs.evolve(resolve, level=Level.WORK_FLOOR), "resolved-at-level")
    raised = attrs.evolve(OPENING[-1], id="n")
    yes("escalation_has_an_owner", OPEN, raised)
    no("escalation_has_an_owner", OPEN, attrs.evolve(raised, level=Level.WORK_FLOOR), "owner-level")


def test_r42_the_portfolio_is_neutral_together() -> None:
    """R42, A9: zero together; what is not zero by itself names what makes up for it, and then warns."""
    yes("portfolio_is_neutral", OPEN, ask(c.RecordPortfolio, readings=(reading(deltas=deltas("1.00", "-1.00")),)))
    no("portfolio_is_neutral", OPEN, PORTFOLIO_RECORD, "compensated", "compensated")
    one, two = PORTFOLIO_RECORD.readings
    silent = attrs.evolve(PORTFOLIO_RECORD, readings=(one, attrs.evolve(two, compensated_by=None)))
    no("portfolio_is_neutral", OPEN, silent, "compensated", "not-compensated")
    alone = ask(c.RecordPortfolio, readings=(attrs.evolve(one, compensated_by=one.process),))
    no("portfolio_is_neutral", OPEN, alone, "not-compensated", "not-neutral")


def test_r22_one_process_more_has_its_own_finding() -> None:
    """R22: two were studied, one of which is known by name; a third needs a finding of another study."""
    names = ("fictief/een", "fictief/twee", "fictief/drie")
    three = ask(c.RecordPortfolio, readings=tuple(reading(n, finding="fictieve-studie") for n in names))
    yes("other_processes_have_their_own_finding", OPEN, attrs.evolve(three, readings=three.readings[:2]))
    no("other_processes_have_their_own_finding", OPEN, three, "no-own-finding")
    own = attrs.evolve(three.readings[2], finding="eigen-studie")
    yes("other_processes_have_their_own_finding", OPEN, attrs.evolve(three, readings=(*three.readings[:2], own)))


def test_r49_more_complexity_than_the_capacity_warns() -> None:
    """R49: as much as the capacity is within it."""
    complex_ = attrs.evolve(PORTFOLIO_RECORD.readings[0], in_transfer=Complexity.COMPLEX)
    one = attrs.evolve(PORTFOLIO_RECORD, readings=(complex_,))
    yes("complexity_fits_the_capacity", OPEN, one)
    two = attrs.evolve(one, readings=(complex_, attrs.evolve(complex_, process="n", in_transfer=Complexity.SIMPLE)))
    (reason,) = no("complexity_fits_the_capacity", OPEN, two, "over-capacity")
    assert ReasonKind.WARNING is reason.kind


def test_r79_a_correction_is_of_a_record_that_exists() -> None:
    """R79: of the same kind and reference; what came in is never withdrawn, and a correction is not corrected."""
    yes("correction_is_of_a_record", ALL_DONE, CORRECTION)
    yes("correction_is_of_a_record", ALL_DONE, attrs.evolve(CORRECTION, holds=None))
    for number in (11, 99):
        no("correction_is_of_a_record", ALL_DONE, attrs.evolve(CORRECTION, record=number), "no-such-record")
    for holds in (None, COMMITMENT, attrs.evolve(OPENING[4], id="andere")):
        no("correction_is_of_a_record", ALL_DONE, attrs.evolve(CORRECTION, record=5, holds=holds), "another-kind")
    for record, field in ((7, "parts"), (8, "elements")):
        came_in = OPENING[record - 1]
        fewer = attrs.evolve(came_in, **{field: getattr(came_in, field)[:1]})
        no("correction_is_of_a_record", OPEN, attrs.evolve(CORRECTION, record=record, holds=fewer), "part-gone")


def test_r79_what_a_correction_leaves_stands() -> None:
    """R79: it meets the guards of what it puts in place, and what came after does not rest on what is gone."""
    yes("correction_leaves_a_sound_record", ALL_DONE, CORRECTION)
    holds = attrs.evolve(MOTION, document="elders", rules=())
    bad = attrs.evolve(CORRECTION, holds=holds)
    no("correction_leaves_a_sound_record", ALL_DONE, bad, "unknown-document", "no-rules")
    no("correction_leaves_a_sound_record", ALL_DONE, attrs.evolve(CORRECTION, record=17, holds=None), "not-the-owner")


def test_r81_a_programme_does_not_close_while_anything_is_open() -> None:
    """R67, R76, R80-R82, R87: everything that is open is named, by the rule that keeps it open."""
    yes("nothing_is_open", ALL_DONE, CLOSING)
    reasons = no("nothing_is_open", OPEN, CLOSING, *["still-open"] * 7)
    assert ["R80", "R81", "R82", "R76", "R76", "R87", "R67"] == [r.rule for r in reasons]


def test_r84_the_house_heard_the_end_before_a_programme_closes() -> None:
    """R84: by a document of a report that is on record, not by any document."""
    yes("house_heard_the_end", ALL_DONE, CLOSING)
    for report in (None, "fictieve-bijlage"):
        no("house_heard_the_end", ALL_DONE, attrs.evolve(CLOSING, report=report), "house-not-informed")


def test_r85_a_programme_closes_with_a_public_note() -> None:
    """R85: closing is a decision of the ministry, so it has a public decision note."""
    yes("closing_has_a_public_note", ALL_DONE, CLOSING)
    for note in (None, "fictief-stuk"):
        no("closing_has_a_public_note", ALL_DONE, attrs.evolve(CLOSING, note=note), "no-public-note")


def test_every_reason_of_a_programme_is_asked_for() -> None:
    """No code of a guard of the programme goes without a test that wants it, here or in `tests/spirit`."""
    guards = "".join(Path(str(room.__file__)).read_text(encoding="utf-8") for room in (programme, discharge))
    given = set(re.findall(r'\.(?:missing|forbidden|warning)\(\s*"([a-z-]+)"', guards))
    here = Path(__file__)
    wanted = here.read_text(encoding="utf-8").partition("def test_r14")[2]
    wanted += "".join(page.read_text(encoding="utf-8") for page in (here.parents[1] / "spirit").glob("test_*.py"))
    assert [] == sorted(code for code in given if f'"{code}"' not in wanted)
