"""A programme is held to what a process is held to: who sets a record right, what comes first, and who may end it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import attrs
import pytest

from ontvlechting import Road, Workflow, letter
from ontvlechting import commands as c
from ontvlechting.engine.text import LANGUAGES
from ontvlechting.guards import PROGRAMME
from ontvlechting.letter.account import Account, Deed, Line
from ontvlechting.letter.commands import Asked, FollowUp, RecordRef
from ontvlechting.letter.registers import ProgrammeDossier, Progress, about, registers_of
from ontvlechting.letter.values import DocumentKind, Power
from ontvlechting.letter.views import account as shown
from ontvlechting.letter.views import own
from ontvlechting.states import ProgrammeState
from tests.asking import no, yes
from tests.programmes import (
    AT,
    CLOSING,
    CORRECTION,
    DONE,
    DOUANE,
    MINISTRY,
    OPENING,
    TOESLAGEN,
    document,
    folded,
    of_the_ministry,
)

DAY = timedelta(days=1)
OPEN = folded(OPENING)
ALL_DONE = folded(DONE, OPEN)
FOLLOWED: c.AnswerElement = DONE[3]
HANDED: c.HandOverSignal = DONE[5]
CLOSED: c.CloseSignal = DONE[6]
MANDATE: Any = MINISTRY.mandate


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


# -- R79: what is told late does not win over what happened later -------------------------------------------------------


def test_r79_an_answer_that_is_told_late_does_not_take_the_place_of_a_later_one() -> None:
    """R79: in register and account the answers count in the order of their moments, whichever was recorded first."""
    later = attrs.evolve(FOLLOWED, at=AT + 60 * DAY)
    earlier = attrs.evolve(FOLLOWED, at=AT + 10 * DAY, follow_up=FollowUp.NOT_YET, review_on=(AT + 30 * DAY).date())
    for told in ([later, earlier], [earlier, later]):
        dossier = folded(told, OPEN)
        now, then = (registers_of(dossier, as_of=(AT + n * DAY).date()).advices[0] for n in (90, 20))
        assert (Progress.DONE, FollowUp.FOLLOWED, later.at) == (now.progress, now.follow_up, now.since)
        assert [earlier, later] == [s.command for s in now.steps]
        assert (Progress.NOT_YET, FollowUp.NOT_YET, earlier.at) == (then.progress, then.follow_up, then.since)
        assert later == dossier.response("advies", "x")


def test_r79_of_two_answers_of_one_moment_the_one_recorded_last_holds() -> None:
    """R79: as for all that happened in one instant, the order of recording decides."""
    first, last = FOLLOWED, attrs.evolve(FOLLOWED, follow_up=FollowUp.PARTLY)
    dossier = folded([first, last], OPEN)
    assert FollowUp.PARTLY is registers_of(dossier).advices[0].follow_up
    assert last == dossier.response("advies", "x")


@pytest.mark.parametrize(
    ("came_in", "others"),
    [
        (4, {"asks": "Fictief: doe het tegendeel"}),
        (5, {"promises": "Fictief: iets anders"}),
        (6, {"parts": (Asked(id="a", asks="Fictief: iets anders"), Asked(id="b", asks="Fictief"))}),
        (7, {"elements": (Asked(id="x", asks="Fictief: iets anders"), Asked(id="y", asks="Fictief"))}),
    ],
)
def test_r76_r80_r81_r82_what_was_set_right_is_answered_anew(came_in: int, others: dict[str, Any]) -> None:
    """R76, R80-R82: what was done with it was done with what it said then; a programme does not close on that, and nothing is hidden."""
    told: Any = OPENING[came_in]
    number, done = number_of(ALL_DONE, told), [x for x in DONE if about(x) == told.id]
    correction = attrs.evolve(CORRECTION, record=number, holds=attrs.evolve(told, **others))
    turned = folded([correction], ALL_DONE)
    lines = registers_of(turned).of(told.id)
    assert {True} == {line.open for line in lines}
    assert [*done] == [step.command for line in lines for step in line.steps]
    no("nothing_is_open", turned, CLOSING, *["still-open"] * len(lines), rules=PROGRAMME)
    yes("nothing_is_open", folded(done, turned), CLOSING, PROGRAMME)


def test_r87_a_signal_that_was_set_right_is_open_again_with_its_last_owner() -> None:
    """R87: it was closed on what it said then; who has it stays who has it, for a signal has an owner at every moment."""
    told = attrs.evolve(OPENING[9], what="Fictief: er zijn meer burgers in de problemen")
    turned = folded([attrs.evolve(CORRECTION, record=number_of(ALL_DONE, OPENING[9]), holds=told)], ALL_DONE)
    (line,) = registers_of(turned).signals
    assert (letter.TOESLAGEN, Progress.OPEN) == (line.owner, line.progress)
    assert [HANDED, CLOSED] == [step.command for step in line.steps]
    no("nothing_is_open", turned, CLOSING, "still-open", rules=PROGRAMME)
    no("signal_stays_with_its_owner", turned, attrs.evolve(CLOSED, by=DOUANE), "not-the-owner", rules=PROGRAMME)
    yes("nothing_is_open", folded([CLOSED], turned), CLOSING, PROGRAMME)


def test_r80_a_discharge_that_was_set_right_is_of_what_the_motion_says_now() -> None:
    """R80: as with an answer in a process, whoever corrects it after the motion was corrected says it of the motion as it reads now."""
    turned = attrs.evolve(CORRECTION, record=5, holds=attrs.evolve(OPENING[4], asks="Fictief: doe het tegendeel"))
    (line,) = registers_of(folded([turned, CORRECTION], ALL_DONE)).motions
    assert (Progress.DONE, [12]) == (line.progress, [step.number for step in line.steps])
    (line,) = registers_of(folded([CORRECTION, turned], ALL_DONE)).motions
    assert (Progress.OPEN, [12]) == (line.progress, [step.number for step in line.steps])


def test_r87_a_signal_is_of_whoever_it_was_last_handed_to() -> None:
    """R87: a hand-over that is told late does not take it from who got it later, and is told by who owned it then."""
    late = attrs.evolve(HANDED, at=AT + 5 * DAY, owner=letter.BELASTINGDIENST)
    dossier = folded([attrs.evolve(HANDED, at=AT + 40 * DAY)], OPEN)
    yes("signal_stays_with_its_owner", dossier, late, PROGRAMME)
    of_then = attrs.evolve(late, by=TOESLAGEN)
    (reason,) = no("signal_stays_with_its_owner", dossier, of_then, "not-the-owner", rules=PROGRAMME)
    assert {letter.DOUANE} == {s.party for s in reason.suppliers}
    told = folded([late], dossier)
    owners = {n: registers_of(told, as_of=(AT + n * DAY).date()).signals[0].owner for n in (1, 10, 90)}
    assert {1: letter.DOUANE, 10: letter.BELASTINGDIENST, 90: letter.TOESLAGEN} == owners


# -- R67, R87: nothing ends before it began -----------------------------------------------------------------------------


def test_r67_r87_nothing_ends_before_it_was_there() -> None:
    """R67, R87: not by a day, nor by a second; in the very moment it can."""
    ends = {DONE[7]: ("escalation_ends_with_its_owner", "resolved-before")}
    for command in (DONE[7], HANDED, CLOSED):
        name, code = ends.get(command, ("signal_steps_follow_in_time", "before-it-began"))
        yes(name, OPEN, command, PROGRAMME)
        for sooner in (timedelta(seconds=1), 20 * DAY):
            no(name, OPEN, attrs.evolve(command, at=command.at - sooner), code, rules=PROGRAMME)


def test_r67_an_escalation_does_not_end_on_a_mandate_of_before_it() -> None:
    """R67: whoever had the power once does not end what came after that by giving it an earlier day."""
    had = attrs.evolve(MINISTRY, mandate=attrs.evolve(MANDATE, valid_until=(AT + 5 * DAY).date()))
    raised = folded([attrs.evolve(OPENING[-1], id="n", at=AT + 30 * DAY)], OPEN)
    resolve = attrs.evolve(DONE[7], escalation="n", by=had, at=AT + 3 * DAY)
    no("escalation_ends_with_its_owner", raised, resolve, "resolved-before", rules=PROGRAMME)


def test_r87_a_signal_is_not_closed_by_who_has_handed_it_over() -> None:
    """R87: what went to another on a day was open on that day, and is ended by that one; also not with an earlier day."""
    handed = folded([attrs.evolve(HANDED, at=AT + 10 * DAY)], OPEN)
    early = attrs.evolve(CLOSED, by=DOUANE, at=AT + 9 * DAY)
    yes("signal_stays_with_its_owner", handed, early, PROGRAMME)
    no("signal_steps_follow_in_time", handed, early, "before-it-began", rules=PROGRAMME)
    yes("signal_steps_follow_in_time", handed, attrs.evolve(CLOSED, at=AT + 10 * DAY), PROGRAMME)
    yes("signal_steps_follow_in_time", handed, attrs.evolve(HANDED, at=AT + 9 * DAY), PROGRAMME)


def test_r87_a_signal_is_not_corrected_to_be_of_after_its_end() -> None:
    """R79, R87: what was done with it stands only on what was there."""
    later = attrs.evolve(OPENING[9], at=AT + DAY)
    wrong = attrs.evolve(CORRECTION, record=10, holds=later, at=AT + DAY)
    yes("correction_leaves_a_sound_record", OPEN, wrong, PROGRAMME)
    no("correction_leaves_a_sound_record", ALL_DONE, wrong, "before-it-began", rules=PROGRAMME)


# -- R80, R82, R84: what the House asked is closed by what was sent to the House -----------------------------------------


def test_r80_r82_r84_what_the_house_did_not_get_closes_nothing_that_it_asked() -> None:
    """R80, R82, R84: not minutes of a council, a motion itself, or a letter of a directorate; an annex goes with its letter."""
    papers = [
        document("notulen", kind=DocumentKind.MINUTES, origin=letter.DOR, on=AT.date()),
        document("motie-zelf", kind=DocumentKind.MOTION, origin=letter.HOUSE, on=AT.date()),
        document("brief-van-de-douane", origin=letter.DOUANE, on=AT.date()),
        document("brief-van-niemand", on=AT.date()),
        document("notulen-bij-de-nota", kind=DocumentKind.MINUTES, parent="fictieve-nota", annex=1),
        document("notulen-bij-de-brief", kind=DocumentKind.MINUTES, parent="fictief-stuk", annex=2),
        of_the_ministry("verslag", kind=DocumentKind.REPORT),
    ]
    programme = folded(papers, OPEN)
    for command, rule in ((DONE[0], "R80"), (DONE[2], "R82"), (DONE[-1], "R84")):
        for paper in papers[:5]:
            rests = attrs.evolve(command, document=paper.id)
            (reason,) = no("document_was_sent_to_the_house", programme, rests, "not-sent-to-the-house", rules=PROGRAMME)
            assert (rule, {letter.MINISTRY}) == (reason.rule, {s.party for s in reason.suppliers})
        for sent in ("fictief-stuk", "notulen-bij-de-brief", "verslag"):
            yes("document_was_sent_to_the_house", programme, attrs.evolve(command, document=sent), PROGRAMME)


def test_r81_a_commitment_is_kept_by_a_document_of_another_kind_too() -> None:
    """R81: to keep a promise is more than to write to the House; minutes may show it."""
    minutes = document("notulen", kind=DocumentKind.MINUTES, origin=letter.DOR, on=AT.date())
    kept = attrs.evolve(DONE[1], document="notulen")
    yes("document_was_sent_to_the_house", folded([minutes], OPEN), kept, PROGRAMME)


def test_r82_a_letter_that_closed_a_request_is_not_corrected_into_minutes() -> None:
    """R79, R82: what is corrected afterwards has to carry all the same what rests on it."""
    minutes = attrs.evolve(OPENING[1], kind=DocumentKind.MINUTES, origin=letter.DOR)
    wrong = attrs.evolve(CORRECTION, record=2, holds=minutes)
    yes("correction_leaves_a_sound_record", OPEN, wrong, PROGRAMME)
    reasons = no("correction_leaves_a_sound_record", ALL_DONE, wrong, *["not-sent-to-the-house"] * 3, rules=PROGRAMME)
    assert ["R80", "R82", "R84"] == [r.rule for r in reasons]


# -- R84: the closing ---------------------------------------------------------------------------------------------------


def test_r84_a_closing_that_is_dated_back_ends_nothing_that_is_open() -> None:
    """R80-R82, R87: what came in after its day is open all the same, and could never be ended again."""
    signal, motion = attrs.evolve(OPENING[9], id="n"), attrs.evolve(OPENING[4], id="m")
    yes("nothing_is_open", ALL_DONE, CLOSING, PROGRAMME)
    for came_in in (signal, motion):
        later = folded([attrs.evolve(came_in, at=AT + 30 * DAY)], ALL_DONE)
        for days in (0, 30, 60):
            no("nothing_is_open", later, attrs.evolve(CLOSING, at=AT + days * DAY), "still-open", rules=PROGRAMME)


def test_r84_what_was_open_on_the_day_of_the_closing_keeps_it_from_being_dated_there() -> None:
    """R81: what was done since is not open now, but the programme did not end while it was; the reason says on which day."""
    since = folded([*DONE[:1], *DONE[2:], attrs.evolve(DONE[1], at=AT + 10 * DAY)], OPEN)
    yes("nothing_is_open", since, attrs.evolve(CLOSING, at=AT + 10 * DAY), PROGRAMME)
    (reason,) = no("nothing_is_open", since, attrs.evolve(CLOSING, at=AT + 9 * DAY), "still-open", rules=PROGRAMME)
    assert "`toezegging` is still open on 12 April 2023: open" == reason.en
    assert "`toezegging` staat op 12 april 2023 nog open: open" == reason.nl


def test_r5_a_programme_is_closed_on_a_mandate_that_is_valid() -> None:
    """R5: as every decision of the ministry is; not on one that has ended, has another power, or is not there."""
    yes("mandate_is_valid", ALL_DONE, CLOSING, PROGRAMME)
    for mandate, code in (
        (attrs.evolve(MANDATE, valid_until=(AT - DAY).date()), "mandate-expired"),
        (attrs.evolve(MANDATE, powers=(Power.ESCALATION,)), "mandate-lacks-power"),
        (None, "no-mandate"),
    ):
        by = attrs.evolve(MINISTRY, mandate=mandate)
        no("mandate_is_valid", ALL_DONE, attrs.evolve(CLOSING, by=by), code, rules=PROGRAMME)


def test_r22_a_programme_that_was_opened_with_a_wrong_name_is_set_right_and_can_close() -> None:
    """R22, R79: a process that was misspelt is none; the ministry says which was meant, and the opening is not taken out."""
    opening = OPENING[0]
    misspelt = folded(
        [*OPENING[1:], *DONE], folded([attrs.evolve(opening, name="Fictief progamma", processes=("fictief/en",))])
    )
    no("every_process_has_ended", misspelt, CLOSING, "not-accounted-for", rules=PROGRAMME)
    wrong = attrs.evolve(CORRECTION, record=1, holds=opening)
    yes("correction_is_of_a_record", misspelt, wrong, PROGRAMME)
    no("correction_is_of_a_record", misspelt, attrs.evolve(wrong, holds=None), "another-kind", rules=PROGRAMME)
    no("recorder_corrects", misspelt, attrs.evolve(wrong, by=DOUANE), "recorded-by-other", rules=PROGRAMME)
    by_another = attrs.evolve(wrong, holds=attrs.evolve(opening, by=DOUANE))
    no("correction_leaves_a_sound_record", misspelt, by_another, "not-the-ministry", rules=PROGRAMME)
    righted = folded([wrong], misspelt)
    yes("every_process_has_ended", righted, CLOSING, PROGRAMME)
    assert ["Fictief progamma", "Fictief programma"] == [own.name(x) for x in (misspelt, righted)]
    assert ProgrammeState.CLOSED is folded([CLOSING], righted).state


# -- R2: each side has its own people -----------------------------------------------------------------------------------


def test_r2_in_a_programme_a_person_acts_for_one_side() -> None:
    """R2: who recorded a signal for Douane does not close it for the ministry; what is about the record is of no side."""
    moved = attrs.evolve(MINISTRY, id=DOUANE.id)
    yes("person_acts_for_one_side", OPEN, attrs.evolve(CLOSED, by=MINISTRY), PROGRAMME)
    no("person_acts_for_one_side", OPEN, attrs.evolve(CLOSED, by=moved), "acted-for-other", rules=PROGRAMME)
    official = attrs.evolve(MINISTRY, id="fictief-9")
    redacted = folded([c.Redact(by=official, at=AT, records=(2,), ground="Fictief")], OPEN)
    yes(
        "person_acts_for_one_side",
        redacted,
        attrs.evolve(CLOSED, by=attrs.evolve(TOESLAGEN, id=official.id)),
        PROGRAMME,
    )


def test_r2_in_a_programme_nobody_is_named_for_two_sides() -> None:
    """R2: nor does a correction put somebody of Douane on the side of the ministry, or an escalation with somebody of the other side."""
    moved, colleague = (attrs.evolve(MINISTRY, id=id) for id in (DOUANE.id, "fictief-9"))
    for named in (
        lambda by: attrs.evolve(CORRECTION, holds=attrs.evolve(DONE[0], by=by)),
        lambda by: attrs.evolve(OPENING[-1], id="n", owner=by),
    ):
        no("people_are_of_one_side", ALL_DONE, named(moved), "named-for-two", rules=PROGRAMME)
        yes("people_are_of_one_side", ALL_DONE, named(colleague), PROGRAMME)


# -- R79: what was taken out stays in sight -----------------------------------------------------------------------------


def test_r79_the_account_tells_what_was_withdrawn_by_whom_and_why() -> None:
    """R79: what was taken out stands at what it was about, as it was told, and holds nothing; an account of before has it as a deed."""
    clock = iter(AT + n * DAY for n in range(1, 100))
    flow = Workflow.open("memory:", clock=lambda: next(clock))
    for command in (*OPENING, *DONE):
        flow.submit("programma", command).or_raise()
    asked = attrs.evolve(CORRECTION, at=AT + 20 * DAY, holds=None)
    by = {n: flow.submit("programma", attrs.evolve(asked, record=n)).or_raise().record.number for n in (12, 15, 20)}
    now, before = (
        flow.accountability(as_of=(AT + n * DAY).date(), known=datetime(2100, 1, 1, tzinfo=UTC)) for n in (30, 19)
    )
    found = {x.entry.name: [(d.shown.record, d.withdrawn) for d in x.withdrawn] for x in now if x.withdrawn}
    assert {"motie": [12, 20], "toezegging": [20], "advies, x": [15, 20], "advies, y": [20]} == {
        name: [record for record, _ in of] for name, of in found.items()
    }
    for record, taken in (pair for of in found.values() for pair in of):
        assert taken is not None
        assert by[record] == taken.record
    assert (0, 2, Progress.OPEN) == told(now.motions[0])
    assert (1, 0, Progress.DONE) == told(before.motions[0])
    for language in LANGUAGES:
        said = {"nl": "ingetrokken", "en": "withdrawn"}[language] + f": {CORRECTION.wrong}"
        assert [6, 0] == ["\n".join(shown.account(a, language)).count(said) for a in (now, before)]
        assert [6, 0] == [str(shown.html(a, language)).count(said) for a in (now, before)]


def test_r79_the_account_names_the_record_that_set_something_right() -> None:
    """R79: words that a record does not hold are not told as if it did: of what came in, what was done and what the House heard."""
    holds = {
        5: attrs.evolve(OPENING[4], asks="Fictief: doe dat"),
        16: attrs.evolve(DONE[4], reason="Fictief: om een andere reden"),
        20: attrs.evolve(DONE[8], about=("motie",)),
    }
    account, (of_motion, of_answer, of_report) = corrected(*holds.items())
    motion, _, _, x, y, _, _ = account
    assert [(5, of_motion), (8, None), (8, None)] == [records(of) for of in (motion, x, y)]
    assert [[(12, None)], [(15, None)], [(16, of_answer)]] == [[*map(records, of.deeds)] for of in (motion, x, y)]
    assert [[(20, of_report)], [], []] == [[*map(records, of.told)] for of in (motion, x, y)]
    for language in LANGUAGES:
        said = {"nl": "gecorrigeerd", "en": "corrected"}[language] + f": {CORRECTION.wrong}"
        assert 3 == "\n".join(shown.account(account, language)).count(said)
        assert 2 == str(shown.html(account, language)).count(said)


def test_r76_the_account_calls_silent_what_was_not_answered_since_it_was_set_right() -> None:
    """R76: an answer to other words is told as a deed, and is no answer to these."""
    turned = attrs.evolve(
        OPENING[7], elements=(Asked(id="x", asks="Fictief: iets anders"), Asked(id="y", asks="Fictief"))
    )
    assert ((), 2) == ((before := corrected()[0]).silent, len(before.advices))
    account, _ = corrected((8, turned))
    assert (["advies, x", "advies, y"], [1, 1]) == (
        [line.entry.name for line in account.silent],
        [len(line.deeds) for line in account.silent],
    )


def test_r79_the_register_names_the_record_that_holds_each_word() -> None:
    """R79: of what came in and of what was done: the one that told it first, and the one that set it right."""
    flow = Workflow.open("memory:")
    motion = attrs.evolve(OPENING[4], asks="Fictief: doe dat")
    for command in (*OPENING, *DONE, attrs.evolve(CORRECTION, record=5, holds=motion), CORRECTION):
        flow.submit("programma", command).or_raise()
    page = str(flow.registers("programma").html("en"))
    assert (1, 1) == (page.count("5, 21, 12, 22"), page.count("6, 13<"))


def test_r79_what_a_corrected_discharge_rests_on_is_among_the_records_of_the_account() -> None:
    """R79: a process that only what holds names, or only what was taken out, is no less known than any other."""
    flow, process = Workflow.open("memory:"), "douane/websites"
    flow.submit(process, Road(letter.PROCESSES[process]).identify()).or_raise()
    opening, shows = attrs.evolve(OPENING[0], size=1), (RecordRef(process=process, record=1),)
    known = datetime(2100, 1, 1, tzinfo=UTC)
    for command in (opening, *OPENING[1:], DONE[0]):
        flow.submit("programma", command).or_raise()
    right = attrs.evolve(CORRECTION, at=AT + 99 * DAY, holds=attrs.evolve(DONE[0], evidence=shows))
    flow.submit("programma", right).or_raise()
    (deed,) = flow.accountability("programma", as_of=right.at.date(), known=known).motions[0].deeds
    assert ([(process, 1)], ()) == ([(x.process, x.record) for x in deed.evidence], deed.unknown)
    flow.submit("programma", attrs.evolve(right, holds=None)).or_raise()
    (gone,) = flow.accountability("programma", as_of=right.at.date(), known=known).motions[0].withdrawn
    assert ([(process, 1)], ()) == ([(x.process, x.record) for x in gone.evidence], gone.unknown)


def test_r79_what_was_corrected_counts_on_the_day_of_which_it_now_is() -> None:
    """R79: also where it was first told of a later day than the account, as a correction of an earlier day says."""
    flow = Workflow.open("memory:")
    for command in (*OPENING, attrs.evolve(DONE[0], at=AT + 10 * DAY)):
        flow.submit("programma", command).or_raise()
    flow.submit("programma", attrs.evolve(CORRECTION, at=AT + 2 * DAY)).or_raise()
    for days, done in ((1, Progress.OPEN), (2, Progress.DONE), (20, Progress.DONE)):
        day = (AT + days * DAY).date()
        account = flow.accountability("programma", as_of=day, known=datetime(2100, 1, 1, tzinfo=UTC))
        assert done is account.motions[0].entry.progress
        assert days == 1 or account.registers == flow.registers("programma", as_of=day)


def test_r79_what_was_moved_to_another_line_is_told_where_it_stood() -> None:
    """R79: each time as it was told there, with the record that holds it and the one that took it out; nothing goes out of sight."""
    in_other_words = attrs.evolve(FOLLOWED, reason="Fictief: in andere woorden")
    moved, back = attrs.evolve(in_other_words, element="y"), attrs.evolve(FOLLOWED, element="x")
    account, (first, second, third) = corrected((15, in_other_words), (15, moved), (15, back))
    once, _ = corrected((15, in_other_words), (15, moved))
    for given, of_x, of_y in (
        (once, [], [(15, second), (16, None)]),
        (account, [(15, third)], [(16, None)]),
    ):
        assert [of_x, of_y] == [[*map(records, of.deeds)] for of in given.advices]
    ((left,), none), (nowhere, (gone,)) = ([line.withdrawn for line in given.advices] for given in (once, account))
    assert () == none == nowhere
    assert [(first, second), (second, third)] == [
        (records(of)[1], of.withdrawn.record) for of in (left, gone) if of.withdrawn
    ]
    assert (in_other_words.reason, moved.reason) == (left.how, gone.how)


def corrected(*by: tuple[int, Any]) -> tuple[Account, list[int]]:
    """The account once each of these records was corrected into this, and the numbers of the records that did so."""
    flow = Workflow.open("memory:")
    for command in (*OPENING, *DONE):
        flow.submit("programma", command).or_raise()
    numbers = [
        flow.submit("programma", attrs.evolve(CORRECTION, record=record, holds=holds)).or_raise().record.number
        for record, holds in by
    ]
    return flow.accountability("programma", as_of=AT.date(), known=datetime(2100, 1, 1, tzinfo=UTC)), numbers


def records(of: Line | Deed) -> tuple[int, int | None]:
    """The record that told it first, and the one that holds it now where that is another."""
    return of.shown.record, of.corrected.record if of.corrected else None


def told(line: Line) -> tuple[int, int, Progress]:
    """How much was done with something, how much was taken out since, and how far it is."""
    return len(line.deeds), len(line.withdrawn), line.entry.progress
