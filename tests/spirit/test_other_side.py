"""The other side's word: no process is completed by two people, in one instant, or with one party silent (R12, R43, R47, R62)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import timedelta
from typing import Any

import attrs
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ontvlechting import LETTER, Dossier, Reason, Rules, State, decide, evolve, letter
from ontvlechting import commands as c
from ontvlechting.engine.events import Event
from ontvlechting.engine.values import Actor
from ontvlechting.engine.verdicts import ACCEPTED
from ontvlechting.letter import BELASTINGDIENST, DOR, MINISTRY, UNIONS, Countersigned
from ontvlechting.letter.commands import Command, Precondition, Route, Stage
from ontvlechting.letter.dossier import Word
from ontvlechting.letter.fiction import Road
from ontvlechting.letter.fiction.evidence import UNIT
from ontvlechting.letter.terms import said
from ontvlechting.letter.values import DocumentKind, Power, Role
from ontvlechting.record.audit import START, Record
from ontvlechting.record.standing import dossier_of, snapshot_of
from ontvlechting.testing.letter import strategies as letters
from ontvlechting.testing.strategies import Advance
from tests.asking import CODEC, WEBSITES, answer, at, fold, no, yes

BODIES = (DOR, UNIONS)


def without(asked: Countersigned) -> Rules:
    """The rules of a ministry that does not ask the other side's word for this."""
    left = tuple(x for x in Countersigned if x is not asked)
    return attrs.evolve(LETTER, name="fictief", norms=attrs.evolve(LETTER.norms, countersigned=left))


def told_by(road: Road, stage: Stage, by: Actor, body: str = DOR, **changes: Any) -> c.RecordContact:
    """A contact with a body, recorded by another."""
    return road.contact(body, stage, by=by, **changes)


def suppliers(*reasons: Reason) -> set[str | None]:
    """Who can supply what is missing."""
    return {s.party for r in reasons for s in r.suppliers}


# -- the plan is signed by both parties (R43) --------------------------------------------------------------------------


def drafted(**changes: Any) -> tuple[Road, Dossier]:
    """A plan that the receiving party handed in, and that nobody else has signed."""
    road, dossier = at(State.IDENTIFIED)
    *before, draft, _ = road.planning()
    return road, fold(dossier, [*before, attrs.evolve(draft, **changes)])


DOORS: dict[str, Callable[[Road], Command]] = {
    "test": lambda road: road.test(Precondition.STAFF),
    "conclude": lambda road: road.conclude_tests(),
    "decide": lambda road: road.decide(),
}


@pytest.mark.parametrize("door", DOORS)
def test_a_draft_by_one_party_is_not_tested_nor_decided_on(door: str) -> None:
    """R43: what one party handed in waits for the other, which is named; once that has signed, it is in force."""
    road, dossier = drafted()
    (reason,) = no("plan_is_cosigned", dossier, DOORS[door](road), "not-cosigned")
    assert {BELASTINGDIENST} == suppliers(reason)
    early = DOORS[door](road)
    dossier = fold(dossier, [road.cosign()])
    yes("plan_is_cosigned", dossier, DOORS[door](road))
    no("plan_is_cosigned", dossier, early, "not-cosigned")  # a test of before the signature was on a draft
    yes("plan_is_cosigned", drafted()[1], DOORS[door](road), without(Countersigned.PLAN))


def test_whoever_handed_in_the_plan_does_not_sign_it_for_the_other() -> None:
    """R43: neither the receiving party, nor the ministry, nor a third; and where the other party hands it in, it turns around."""
    road, dossier = drafted()
    yes("other_party_signs", dossier, road.cosign())
    third = road.actor(Role.DIRECTORATE, letter.TOESLAGEN)
    for by in (road.receiver, road.ministry, third, road.speaker(DOR)):
        (reason,) = no("other_party_signs", dossier, road.cosign(by=by), "not-the-other-party")
        assert {BELASTINGDIENST} == suppliers(reason)
    road, dossier = drafted(by=road.deliverer)
    no("other_party_signs", dossier, road.cosign(), "not-the-other-party")
    yes("other_party_signs", dossier, road.cosign(by=road.receiver))


def test_a_party_can_refuse_the_plan_with_a_reason() -> None:
    """R43: a refusal keeps the plan from being tested; another version, or a change of mind, opens the door again."""
    road, dossier = drafted()
    (reason,) = no("refusal_gives_a_reason", dossier, road.cosign(agrees=False), "no-reason")
    assert {BELASTINGDIENST} == suppliers(reason)
    refusal = road.cosign(agrees=False, reason="Fictief: te weinig mensen")
    yes("refusal_gives_a_reason", dossier, refusal)
    yes("refusal_gives_a_reason", dossier, road.cosign())
    refused = fold(dossier, [refusal])
    (reason,) = no("plan_is_cosigned", refused, road.conclude_tests(), "plan-refused")
    assert {BELASTINGDIENST, "douane"} == suppliers(reason)
    yes("plan_is_cosigned", fold(refused, [road.cosign()]), road.conclude_tests())
    anew = fold(refused, [road.revise()])
    no("plan_is_cosigned", anew, road.conclude_tests(), "not-cosigned")
    yes("plan_is_cosigned", fold(anew, [road.cosign()]), road.conclude_tests())


def test_a_signature_is_on_one_version_and_is_not_withdrawn() -> None:
    """R43, R44: not on an earlier or later version, not of before the draft; and who has signed asks for a revision."""
    road, dossier = drafted()
    yes("signature_is_on_the_plan", dossier, road.cosign())
    assert dossier.planned is not None
    before = dossier.planned.at - timedelta(seconds=1)
    for wrong in (road.cosign(plan_version=2), road.cosign(at=before)):
        no("signature_is_on_the_plan", dossier, wrong, "not-this-plan")
    signed = fold(dossier, [road.cosign()])
    for again in (road.cosign(), road.cosign(agrees=False, reason="Fictief: bij nader inzien")):
        no("signature_is_on_the_plan", signed, again, "signed-already")
    revised = fold(signed, [road.revise()])
    no("signature_is_on_the_plan", revised, road.cosign(plan_version=1), "not-this-plan")
    no("plan_is_cosigned", revised, road.conclude_tests(), "not-cosigned")


def test_an_amended_plan_is_signed_as_well() -> None:
    """R43: what one party proposes during the transfer is not tested, nor decided on, until the other has signed it."""
    road, dossier = at(State.PHASED_TRANSFER)
    dossier = fold(dossier, road.phase(1))
    propose, cosign, *rest = road.amending()
    dossier = fold(dossier, [propose])
    for command in (rest[0], rest[-1]):
        (reason,) = no("plan_is_cosigned", dossier, command, "not-cosigned")
        assert {BELASTINGDIENST} == suppliers(reason)
    no("other_party_signs", dossier, road.cosign(by=road.receiver), "not-the-other-party")
    no("signature_is_on_the_plan", dossier, road.cosign(plan_version=1), "not-this-plan")
    after = fold(dossier, [cosign, *rest])
    assert (2, True) == (after.plan_version, after.signature(2, BELASTINGDIENST) is not None)


def test_what_a_party_says_of_others_about_an_amended_plan_waits_for_their_word() -> None:
    """R61, R64: the unit and the bodies say themselves that they were heard about what is proposed."""
    road, dossier = at(State.PHASED_TRANSFER)
    dossier = fold(dossier, road.phase(1))
    heard = (c.ConsultUnit, c.RecordContact)
    *told, amend = [attrs.evolve(x, by=road.receiver) if isinstance(x, heard) else x for x in road.amending()]
    dossier = fold(dossier, told)
    (unit,) = no("units_were_consulted_on_the_amendment", dossier, amend, "unit-unconfirmed")
    bodies = no(
        "bodies_were_heard_on_the_amendment",
        dossier,
        amend,
        "works_council-amendment-unconfirmed",
        "union-amendment-unconfirmed",
    )
    assert [{UNIT}, {DOR}, {UNIONS}] == [suppliers(r) for r in (unit, *bodies)]


def test_the_ministry_does_not_turn_a_refusal_into_a_signature() -> None:
    """R43, R79: what the ministry corrects is the ministry's word, and it is the other party's that is asked."""
    road, dossier = drafted()
    dossier = fold(dossier, [road.cosign(agrees=False, reason="Fictief: te weinig mensen")])
    number = dossier.entries[-1].number
    for by, codes in ((road.ministry, ("not-cosigned",)), (road.deliverer, ())):
        correct = c.Correct(by=by, at=road.tick(), record=number, wrong="Fictief: er stond nee", holds=road.cosign())
        fixed = evolve(dossier, decide(LETTER, dossier, attrs.evolve(correct, at=road.tick())))
        if codes:
            no("plan_is_cosigned", fixed, road.conclude_tests(), *codes)
        else:
            yes("plan_is_cosigned", fixed, road.conclude_tests())


# -- a body says itself that it was heard (R12, R64, R65) ----------------------------------------------------------------


def test_what_a_party_says_of_a_body_does_not_count_until_the_body_says_so() -> None:
    """R12, R64: a contact that the receiving party recorded is kept, and the door says exactly what is missing, and from whom."""
    road, dossier = at(State.PLAN_DRAFTED)
    ours = [told_by(road, stage, road.receiver, body) for stage in (Stage.PLAN, Stage.TEST) for body in BODIES]
    dossier = fold(dossier, ours)
    assert tuple(ours) == dossier.contacts[-4:]
    codes = [f"{b}-{s}-unconfirmed" for s in ("plan", "test") for b in ("works_council", "union")]
    reasons = no("bodies_were_heard", dossier, road.conclude_tests(), *codes)
    assert [{DOR}, {UNIONS}] * 2 == [suppliers(r) for r in reasons]
    assert all("`douane`" in r.nl and "niet zelf vastgelegd of bevestigd" in r.nl for r in reasons)
    yes("bodies_were_heard", dossier, road.conclude_tests(), without(Countersigned.CONTACTS))
    numbers = [e.number for e in dossier.entries if e.command in ours]
    confirmed = fold(dossier, [road.confirm(n, ours[i].body) for i, n in enumerate(numbers)])
    yes("bodies_were_heard", confirmed, road.conclude_tests())
    assert {Word.GIVEN} == {confirmed.word(contact) for contact in ours}


def test_a_body_that_records_its_own_contact_needs_no_more() -> None:
    """R12: its own record is its word."""
    road, dossier = at(State.PLAN_DRAFTED)
    dossier = fold(dossier, [*road.hearing(Stage.PLAN), *road.hearing(Stage.TEST)])
    yes("bodies_were_heard", dossier, road.conclude_tests())


def test_a_document_of_the_body_is_its_word() -> None:
    """R12: minutes or a letter of the body itself; of another, of another kind, or of long before, it shows nothing."""
    road, dossier = at(State.PLAN_DRAFTED)
    moment = road.tick()

    def shown(kind: DocumentKind, origin: str, days: int = 0) -> c.RecordContact:
        document = attrs.evolve(road.document(kind, origin), on=moment.date() - timedelta(days=days))
        return told_by(road, Stage.PLAN, road.receiver, at=moment, document=document)

    for kind in (DocumentKind.MINUTES, DocumentKind.LETTER):
        yes("document_is_of_the_other", dossier, shown(kind, DOR))
        assert Word.GIVEN is fold(dossier, [shown(kind, DOR)]).word(shown(kind, DOR))
    yes("document_is_of_the_other", dossier, told_by(road, Stage.PLAN, road.receiver))
    wrong = (shown(DocumentKind.MINUTES, "douane"), shown(DocumentKind.PLAN, DOR), shown(DocumentKind.MINUTES, DOR, 1))
    for contact in wrong:
        (reason,) = no("document_is_of_the_other", dossier, contact, "not-its-document")
        assert {DOR} == suppliers(reason)


def test_only_the_body_itself_confirms_or_contests() -> None:
    """R12, R61, R62: not the other body, not a party; for the input of a unit also a works council."""
    road, dossier = at(State.PLAN_DRAFTED)
    facts = [
        told_by(road, Stage.PLAN, road.receiver),
        road.consult(by=road.receiver),
        road.collect_input(by=road.receiver),
    ]
    dossier = fold(dossier, facts)
    contact, consulted, said = [e.number for e in dossier.entries if e.command in facts]
    speak = {"dor": road.speaker(DOR), "union": road.speaker(UNIONS), "unit": road.worker, "party": road.receiver}
    may = {contact: {"dor"}, consulted: {"unit"}, said: {"unit", "dor"}}
    for number, speakers in may.items():
        for name, by in speak.items():
            for command in (road.confirm(number, by=by), road.contest(number, by=by)):
                if name in speakers:
                    yes("record_is_about_the_speaker", dossier, command)
                else:
                    no("record_is_about_the_speaker", dossier, command, "about-another")
    signed = next(e.number for e in dossier.entries if isinstance(e.command, c.Cosign))
    for number in (signed, 99):
        no("record_is_about_the_speaker", dossier, road.confirm(number), "no-such-record")


def on_record(dossier: Dossier, command: Command, number: int) -> Dossier:
    """The dossier after this command, which is accepted and gets this number in the ledger."""
    event = decide(LETTER, dossier, command)
    assert event.verdict.allowed, event.verdict.text("en")
    return evolve(dossier, event, number)


def test_a_confirmation_is_of_what_was_on_record_then() -> None:
    """R12, R79: when the party changes the record afterwards, the body is asked again."""
    road, dossier = at(State.PLAN_DRAFTED)
    told = told_by(road, Stage.PLAN, road.receiver)
    number = dossier.entries[-1].number + 1
    dossier = on_record(dossier, told, number)
    dossier = on_record(dossier, road.confirm(number), number + 1)
    assert Word.GIVEN is dossier.word(told)
    other = attrs.evolve(told, subject="Fictief: het ging over iets anders")
    changed = c.Correct(by=road.receiver, at=road.tick(), record=number, wrong="Fictief: onderwerp", holds=other)
    dossier = on_record(dossier, changed, number + 2)
    assert Word.AWAITED is dossier.word(dossier.contacts[-1])
    dossier = on_record(dossier, road.confirm(number), number + 3)
    assert Word.GIVEN is dossier.word(dossier.contacts[-1])


@pytest.mark.parametrize("role", Role)
def test_r2_a_correction_is_in_the_role_in_which_one_acts(role: Role) -> None:
    """R2, R12: a council does not record by a correction, as somebody of the ministry, what it could not record itself."""
    road, dossier = at(State.PLAN_DRAFTED)
    told = road.contact(DOR, Stage.PLAN)
    dossier = fold(dossier, [told])
    holds = attrs.evolve(told, by=attrs.evolve(told.by, role=role))
    number = dossier.entries[-1].number
    corrected = c.Correct(by=told.by, at=road.tick(), record=number, wrong="Fictief: anders", holds=holds)
    if role is Role.WORKS_COUNCIL:
        yes("correction_is_in_its_own_name", dossier, corrected)
    else:
        (reason,) = no("correction_is_in_its_own_name", dossier, corrected, "in-the-name-of-another")
        assert said(role).en in reason.en


def test_a_correction_puts_no_words_in_the_mouth_of_a_body() -> None:
    """R12, R79: neither does a party say by a correction that the body recorded it, nor does the ministry."""
    road, dossier = at(State.PLAN_DRAFTED)
    told = told_by(road, Stage.PLAN, road.receiver)
    dossier = fold(dossier, [told])
    number = dossier.entries[-1].number
    own = attrs.evolve(told, by=road.speaker(DOR))

    def corrected(by: Actor, holds: Command) -> c.Correct:
        return c.Correct(by=by, at=road.tick(), record=number, wrong="Fictief: anders", holds=holds)

    for by in (road.receiver, road.ministry):
        no("correction_is_in_its_own_name", dossier, corrected(by, own), "in-the-name-of-another")
        yes("correction_is_in_its_own_name", dossier, corrected(by, told))
    talk = road.contact(DOR, Stage.TEST)
    dossier = fold(dossier, [talk])
    number = dossier.entries[-1].number
    assert Word.GIVEN is dossier.word(talk)
    assert Word.AWAITED is fold(dossier, [corrected(road.ministry, talk)]).word(talk)


# -- a body contests what is said of it (R67) ----------------------------------------------------------------------------


def contested() -> tuple[Road, Dossier, int, int]:
    """The receiving party names minutes of the council; the council says that it is not so."""
    road, dossier = at(State.PLAN_DRAFTED)
    minutes = attrs.evolve(road.document(DocumentKind.MINUTES, DOR), on=(road.moment + timedelta(days=1)).date())
    dossier = fold(dossier, [told_by(road, Stage.PLAN, road.receiver, document=minutes)])
    number = dossier.entries[-1].number
    dossier = fold(dossier, [road.contact(UNIONS, Stage.PLAN), *road.hearing(Stage.TEST)])
    yes("bodies_were_heard", dossier, road.conclude_tests())
    dossier = fold(dossier, [road.contest(number)])
    return road, dossier, number, dossier.entries[-1].number


def test_a_contest_shuts_the_doors_that_rest_on_the_record_until_it_is_resolved() -> None:
    """R12, R67: also where a document was named; upheld, the record is out; dismissed, it counts as it did."""
    road, dossier, _, contest = contested()
    (reason,) = no("bodies_were_heard", dossier, road.conclude_tests(), "works_council-plan-contested")
    assert {MINISTRY} == suppliers(reason)
    no("no_contest_is_open", dossier, road.complete(), "open-contest")
    out = fold(dossier, [road.resolve_contest(contest)])
    (reason,) = no("bodies_were_heard", out, road.conclude_tests(), "works_council-plan-denied")
    assert {DOR} == suppliers(reason)
    yes("no_contest_is_open", out, road.complete())
    yes("bodies_were_heard", fold(out, [road.contact(DOR, Stage.PLAN)]), road.conclude_tests())
    stands = fold(dossier, [road.resolve_contest(contest, upheld=False)])
    yes("bodies_were_heard", stands, road.conclude_tests())


def test_what_is_contested_is_so_for_whoever_reads_the_dossier_that_was_kept() -> None:
    """R12, R67: of a long history the dossier is kept beside the records; what it says of a word is what the records say."""
    road, dossier, _, contest = contested()
    upheld = fold(dossier, [road.resolve_contest(contest)])
    for now, code in ((dossier, "works_council-plan-contested"), (upheld, "works_council-plan-denied")):
        event = Event(WEBSITES, road.consult(), ACCEPTED, now.state, now.state, LETTER.ref)
        last = Record(64, road.moment, START.hash, START.hash, event, "fictief")
        read = dossier_of(snapshot_of(now, last), CODEC)
        assert read is not None
        assert now == read[0]
        assert isinstance(read[0], Dossier)
        assert [now.word(x) for x in now.contacts] == [read[0].word(x) for x in read[0].contacts]
        no("bodies_were_heard", read[0], road.conclude_tests(), code)


def test_an_open_contest_keeps_every_step_forward_from_being_taken() -> None:
    """R67: also after the decision, as an open escalation does; what was decided stays decided, and the way back is open."""
    ahead: dict[State, Callable[[Road], list[Command]]] = {
        State.MINISTRY_DECIDED: lambda road: [road.start_transfer(), road.shift_budget()],
        State.PHASED_TRANSFER: lambda road: [road.start_phase(1), road.conclude_proof()],
    }
    for state, steps_of in ahead.items():
        road, dossier = at(state)
        talk = next(e.number for e in dossier.entries if getattr(e.command, "stage", None) is Stage.DECISION)
        dossier = fold(dossier, [road.contest(talk)])
        contest = dossier.entries[-1].number
        steps = steps_of(road)
        for step in steps:
            (reason,) = no("no_contest_is_open", dossier, step, "open-contest")
            assert {MINISTRY} == suppliers(reason)
        assert dossier.decision is not None
        back: Command = road.fall_back() if state is State.PHASED_TRANSFER else road.stop()
        assert decide(LETTER, dossier, back).verdict.allowed
        for upheld in (True, False):
            done = fold(dossier, [road.resolve_contest(contest, upheld=upheld)])
            for step in steps:
                yes("no_contest_is_open", done, step)
            assert done.decision == dossier.decision


def test_the_doors_that_ask_for_open_escalations_ask_for_open_contests() -> None:
    """R67: both wait for a decision at executive level, so both are asked at the same doors."""
    asked = {
        name: {kind.key for kind, guards in LETTER.doors.items() if name in {g.name for g in guards}}
        for name in ("no_escalation_is_open", "no_contest_is_open")
    }
    assert asked["no_escalation_is_open"] == asked["no_contest_is_open"]
    assert {"decide", "start_transfer", "accept_phase", "complete"} < asked["no_contest_is_open"]


def test_a_contest_is_resolved_at_executive_level_by_somebody_with_the_power() -> None:
    """R66, R67: by the ministry or a party, with a mandate; not by the party, or the person, that made the record; once."""
    road, dossier, _, contest = contested()
    yes("contest_is_resolved_at_executive_level", dossier, road.resolve_contest(contest))
    other = road.actor(Role.DIRECTORATE, BELASTINGDIENST, Power.ESCALATION)
    yes("contest_is_resolved_at_executive_level", dossier, road.resolve_contest(contest, by=other))
    own = road.actor(Role.DIRECTORATE, "douane", Power.ESCALATION)
    no("contest_is_resolved_at_executive_level", dossier, road.resolve_contest(contest, by=own), "own-record")
    for by in (road.deliverer, attrs.evolve(road.ministry, mandate=None)):
        no("contest_is_resolved_at_executive_level", dossier, road.resolve_contest(contest, by=by), "no-mandate")
    low = road.resolve_contest(contest, level=c.Level.WORK_FLOOR)
    no("contest_is_resolved_at_executive_level", dossier, low, "contest-level")
    no("contest_is_resolved_at_executive_level", dossier, road.resolve_contest(99), "no-such-contest")
    done = fold(dossier, [road.resolve_contest(contest)])
    no("contest_is_resolved_at_executive_level", done, road.resolve_contest(contest), "no-such-contest")


def test_nobody_at_the_ministry_decides_on_the_contest_of_a_record_of_their_own() -> None:
    """R67: who said of the council what it denies does not say that the council is wrong; a colleague with the power can."""
    road, dossier = at(State.PLAN_DRAFTED)
    dossier = fold(dossier, [told_by(road, Stage.PLAN, road.ministry)])
    dossier = fold(dossier, [road.contest(dossier.entries[-1].number)])
    contest = dossier.entries[-1].number
    for upheld in (True, False):
        own = road.resolve_contest(contest, upheld=upheld, by=road.ministry)
        (reason,) = no("contest_is_resolved_at_executive_level", dossier, own, "own-hand")
        assert {MINISTRY} == suppliers(reason)
        yes("contest_is_resolved_at_executive_level", dossier, attrs.evolve(own, by=road.owner))


def test_what_was_decided_on_a_contest_stands() -> None:
    """R67: the same record is not contested a second time."""
    road, dossier, number, contest = contested()
    no("contest_is_new", dossier, road.contest(number), "contested-already")
    done = fold(dossier, [road.resolve_contest(contest, upheld=False)])
    no("contest_is_new", done, road.contest(number), "contested-already")
    test = next(e.number for e in dossier.entries if getattr(e.command, "stage", None) is Stage.TEST)
    yes("contest_is_new", dossier, road.contest(test))


def test_what_was_denied_with_success_counts_once_it_was_corrected_and_the_body_confirms_it() -> None:
    """R12, R67: not by the correction alone, which the body has not seen; and it can contest that anew."""
    road, dossier, number, contest = contested()
    told = next(e.command for e in dossier.entries if e.number == number)
    assert isinstance(told, c.RecordContact)

    def stands(dossier: Dossier, *codes: str) -> None:
        assert [*codes] == [r.code for r in answer("bodies_were_heard", dossier, road.conclude_tests())]

    denied = on_record(dossier, road.resolve_contest(contest), contest + 1)
    stands(denied, "works_council-plan-denied")
    stands(on_record(denied, road.confirm(number), contest + 2), "works_council-plan-denied")
    about = attrs.evolve(told, subject="Fictief: waar het echt over ging")
    right = c.Correct(by=told.by, at=road.tick(), record=number, wrong="Fictief: onderwerp", holds=about)
    corrected = on_record(denied, right, contest + 2)
    stands(corrected, "works_council-plan-denied")
    confirmed = on_record(corrected, road.confirm(number), contest + 3)
    stands(confirmed)
    again = on_record(confirmed, road.contest(number), contest + 4)
    stands(again, "works_council-plan-contested")
    upheld = on_record(again, road.resolve_contest(contest + 4), contest + 5)
    stands(upheld, "works_council-plan-denied")


def test_an_advice_that_the_body_contests_is_not_its_advice() -> None:
    """R11, R67: no decision as long as it is contested; upheld, there is no such advice."""
    road, dossier = at(State.PRECONDITIONS_TESTED)
    dossier = fold(dossier, [road.receive_advice(), road.answer_advice()])
    number = next(e.number for e in dossier.entries if isinstance(e.command, c.ReceiveAdvice))
    yes("advices_were_answered", dossier, road.decide())
    dossier = fold(dossier, [road.contest(number)])
    no("advices_were_answered", dossier, road.decide(), "advice-contested")
    contest = dossier.entries[-1].number
    yes("advices_were_answered", fold(dossier, [road.resolve_contest(contest)]), road.decide())


# -- units (R61, R62, R65) ------------------------------------------------------------------------------------------------


def test_a_unit_says_itself_what_it_was_asked_and_said() -> None:
    """R61, R62: an outsider records for nobody; a party may record, and it counts when the unit confirms."""
    road, dossier = at(State.IDENTIFIED)
    for command in (road.consult(), road.consult(by=road.receiver), road.collect_input(by=road.ministry)):
        yes("unit_speaks_for_itself", dossier, command)
    yes("unit_speaks_for_itself", dossier, road.collect_input(by=road.speaker(DOR)))
    others = (road.speaker(UNIONS), road.actor(Role.UNIT, "fictief-team-2"), road.actor(Role.DIRECTORATE, "toeslagen"))
    for by in (*others, road.actor(Role.RESEARCHER, letter.GALAN)):
        for command in (road.consult(by=by), road.collect_input(by=by)):
            no("unit_speaks_for_itself", dossier, command, "for-other-unit")
    no("unit_speaks_for_itself", dossier, road.consult(by=road.speaker(DOR)), "for-other-unit")
    dossier = fold(dossier, [road.consult(by=road.receiver)])
    (reason,) = no("affected_units_were_consulted", dossier, road.draft(), "unit-unconfirmed")
    assert {UNIT} == suppliers(reason)
    yes("affected_units_were_consulted", dossier, road.draft(), without(Countersigned.CONSULTATIONS))
    dossier = fold(dossier, [road.confirm(dossier.entries[-1].number, by=road.worker)])
    yes("affected_units_were_consulted", dossier, road.draft())


# -- who speaks for whom (R2) ---------------------------------------------------------------------------------------------


def test_nobody_gives_the_word_of_both_sides() -> None:
    """R2: who has acted for one organisation in a process does not sign, confirm or record for another."""
    road, dossier = drafted()
    both = attrs.evolve(road.deliverer, id=road.receiver.id)
    no("person_acts_for_one_side", dossier, road.cosign(by=both), "acted-for-other")
    yes("person_acts_for_one_side", dossier, road.cosign())
    council = attrs.evolve(road.speaker(DOR), id=road.receiver.id)
    no("person_acts_for_one_side", dossier, road.contact(DOR, Stage.PLAN, by=council), "acted-for-other")


# -- moves take time (R47) ------------------------------------------------------------------------------------------------


def test_two_steps_are_not_taken_in_one_instant() -> None:
    """R47: a step lies after the one before it; the way back alone is open at any moment (R54)."""
    road, dossier = at(State.PLAN_DRAFTED)
    assert dossier.since is not None
    no("time_lies_between_steps", dossier, road.stop(at=dossier.since), "same-instant")
    yes("time_lies_between_steps", dossier, road.stop(at=dossier.since + timedelta(microseconds=1)))
    road, dossier = at(State.PHASED_TRANSFER)
    yes("time_lies_between_steps", dossier, road.fall_back(at=dossier.since))
    yes("time_lies_between_steps", dossier, road.start_phase(1, at=dossier.since))


def test_r47_r48_no_two_phases_begin_and_end_in_one_instant() -> None:
    """R47, R48: a phase is accepted after it began, and what comes next lies after that: the next phase, or another step."""
    road, dossier = at(State.PHASED_TRANSFER)
    dossier = fold(dossier, road.opening(1))
    begun = dossier.started[-1].at
    no("time_lies_between_steps", dossier, road.accept(1, at=begun), "same-instant")
    yes("time_lies_between_steps", dossier, road.accept(1, at=begun + timedelta(microseconds=1)))
    road, dossier = at(State.PHASED_TRANSFER)
    dossier = fold(dossier, road.phase(1))
    accepted = dossier.accepted[-1].at
    for step in (road.start_phase(2), road.conclude_proof(), road.stop()):
        no("time_lies_between_steps", dossier, attrs.evolve(step, at=accepted), "same-instant")
        yes("time_lies_between_steps", dossier, attrs.evolve(step, at=accepted + timedelta(microseconds=1)))
    yes("time_lies_between_steps", dossier, road.fall_back(at=accepted))
    yes("time_lies_between_steps", dossier, road.reverse_phase(1, at=accepted))


# -- the very case --------------------------------------------------------------------------------------------------------


def by_two_people(road: Road, commands: Iterable[Command]) -> Iterator[Command]:
    """These commands, each by the receiving party or, where it takes the ministry, by one actor of the ministry."""
    for command in commands:
        by = road.ministry if command.by.role is Role.MINISTRY else road.receiver
        yield attrs.evolve(command, by=by)


def farthest(commands: Iterable[Command]) -> Dossier:
    """Where these commands lead, whatever is refused."""
    dossier = Dossier(process="p")
    for command in commands:
        dossier = evolve(dossier, decide(LETTER, dossier, command))
    return dossier


@pytest.mark.parametrize("route", Route)
def test_a_receiver_and_a_ministry_actor_in_one_instant_complete_nothing(route: Route) -> None:
    """R43, R47: all records of a whole road by these two, all at one moment: refused, and nothing gets further than one step."""
    road = Road(letter.PROCESSES[WEBSITES], route=route)
    whole = list(road.until(State.COMPLETED))
    assert State.COMPLETED is farthest(whole).state
    instant = [attrs.evolve(x, at=whole[-1].at) for x in whole]
    assert State.IDENTIFIED is farthest(by_two_people(road, instant)).state
    assert State.IDENTIFIED is farthest(instant).state  # in one instant not by everybody either
    assert State.IDENTIFIED is farthest(by_two_people(road, whole)).state  # nor by two in all the time there is


# -- the property ---------------------------------------------------------------------------------------------------------

SIDES: dict[str, Callable[[Actor], bool]] = {
    "the-delivering-party": lambda by: by.party == BELASTINGDIENST,
    "the-council": lambda by: by.party == DOR,
    "the-unions": lambda by: by.party == UNIONS,
    "those-who-do-the-work": lambda by: by.role is Role.UNIT,
    "the-ministry": lambda by: by.role is Role.MINISTRY,
    "the-receiving-party": lambda by: by.party == "douane",
}
"""Who may not be silent."""


def a_completed_history(history: list[Any], route: Route) -> list[Command] | None:
    """The accepted commands of a history that goes on to its end along the road; None where it gets stuck or stops."""
    accepted = [act for act in letters.played([*history, Advance(200)], route=route) if act.event.verdict.allowed]
    if not accepted or accepted[-1].after.state is not State.COMPLETED:
        return None
    return [act.event.command for act in accepted]


@settings(deadline=None, suppress_health_check=list(HealthCheck))
@given(history=letters.histories(most=12), route=letters.routes)
def test_no_process_is_completed_by_two_people_in_one_instant_or_with_one_side_silent(
    history: list[Any], route: Route
) -> None:
    """R12, R43, R47, R62: whatever way a process was completed, each side spoke, and each step took its time."""
    accepted = a_completed_history(history, route)
    if accepted is None:
        return
    for side, speaks in SIDES.items():
        assert any(speaks(x.by) for x in accepted), side
    assert len({x.by.id for x in accepted}) > 2
    dossier, moments = Dossier(process="p"), []
    for command in accepted:
        after = evolve(dossier, decide(LETTER, dossier, command))
        if after.state is not dossier.state and not isinstance(command, c.FallBack):
            moments.append(command.at)
        dossier = after
    assert sorted(set(moments)) == moments


@settings(deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data(), route=letters.routes, side=st.sampled_from(sorted(SIDES)))
def test_a_history_in_which_one_side_says_nothing_is_never_completed(
    data: st.DataObject, route: Route, side: str
) -> None:
    """R12, R43, R62: leave out what one side recorded, or let others record it for that side: there is no way to the end."""
    road = Road(letter.PROCESSES[WEBSITES], route=route)
    whole = list(road.until(State.COMPLETED))
    spoken = [x for x in whole if SIDES[side](x.by)]
    others = dict.fromkeys(x.by for x in whole if not SIDES[side](x.by))
    hands = data.draw(st.lists(st.sampled_from([None, *others]), min_size=len(spoken), max_size=len(spoken)))
    stand_ins = iter(hands)
    told: list[Command] = []
    for command in whole:
        if command not in spoken:
            told.append(command)
        elif (by := next(stand_ins)) is not None:
            told.append(attrs.evolve(command, by=by))
    assert State.COMPLETED is not farthest(told).state
