"""Every reason of the packs that come with the letter, in the words that people read, on file: `tests/transcripts/reasons_of_packs.txt`.

Each is asked for once, where it arises. A change of a word, a kind, a supplier or a moment shows in the file, so that a
review can read it as if it were law; set `ONTVLECHTING_RECORD` to record it anew.
"""

from __future__ import annotations

import inspect
import os
import re
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import attrs

from ontvlechting import LETTER, Dossier, State, letter
from ontvlechting import commands as c
from ontvlechting.engine.text import Text
from ontvlechting.engine.verdicts import Reason
from ontvlechting.letter.commands import (
    AdviceBasis,
    AppealStatus,
    Capacity,
    Command,
    Complexity,
    FollowUp,
    Office,
    Opinion,
)
from ontvlechting.letter.fiction import CouncilRoad
from ontvlechting.letter.packs import council as told_of_councils
from ontvlechting.letter.packs import council_facts, portfolio, works_councils_act
from ontvlechting.letter.values import BodyKind, DocumentKind, Reach
from tests import asking
from tests.on_file import told as told_of_the_letter
from tests.programmes import ask, reading
from tests.works_councils_act import council

OTHER = "toeslagen/websites"
FILE = Path(__file__).parent / "transcripts" / "reasons_of_packs.txt"
STRICT = LETTER + works_councils_act.works_councils_act(shortest_term=14)
"""With a shortest term, so that one can be too short."""
_ELSEWHERE = letter.Body(
    id="or-toeslagen",
    kind=BodyKind.WORKS_COUNCIL,
    name=Text(nl="Ondernemingsraad Toeslagen (fictief)", en="Works council of Toeslagen (fictional)"),
    reach=Reach.OWN,
    speaks_for=("toeslagen",),
)
_BODIES = (_ELSEWHERE, *(b for b in LETTER.norms.bodies if b.kind is BodyKind.UNION))
NOBODY = attrs.evolve(STRICT, norms=attrs.evolve(LETTER.norms, bodies=_BODIES, departmental_council=_ELSEWHERE.id))
"""The same for a ministry in whose norms no works council speaks for these parties."""
Asked = Iterator[tuple[str, Dossier, Command]]
"""The name of a guard, and what it is asked."""


def of_the_council() -> Asked:
    """What the pack of the Works Councils Act says no to, from the request to the court."""
    road, dossier = council.requested(State.PLAN_DRAFTED)
    yield "body_is_a_council", dossier, road.advice_basis("vakbonden")
    yield from _director()
    yield from _basis()
    road, dossier = council.requested()
    yield "advice_basis_is_recorded", attrs.evolve(dossier, facts=()), road.decide()
    yield "advice_was_requested_in_writing", dossier, road.decide()
    yield "request_belongs_to_an_advice", dossier, road.written_request("fictief-ander")
    yield "request_is_in_time", dossier, road.written_request(in_time=None)
    yield "request_is_in_time", dossier, road.written_request(in_time=road.judgement(holds=False))
    empty = road.written_request(grounds=None, consequences=None, measures=None)
    yield "request_has_its_three_items", dossier, empty
    yield "request_is_in_writing", dossier, road.written_request(document=road.document(DocumentKind.MINUTES, "dor"))
    judged = attrs.evolve(road.judgement(), by=road.speaker("vakbonden"))
    yield "request_is_in_time", dossier, road.written_request(in_time=judged)
    yield "execution_is_asked_as_well", dossier, road.written_request(on_execution=False)
    yield "request_states_its_term", dossier, road.written_request(days=None, term_reason=None)
    yield "consultation_follows_the_request", dossier, road.consultation()
    yield "party_or_council_records", dossier, road.consultation(by=road.speaker("vakbonden"))
    yield "request_states_its_term", dossier, road.written_request(days=13)
    dossier = council.fold(dossier, [road.written_request()])
    taken_out = c.Correct(
        by=road.receiver, at=road.tick(), record=dossier.entries[-1].number, wrong="Fictief: verschreven"
    )
    yield "correction_shortens_nothing", dossier, taken_out
    asked = next(f.at for f in dossier.recorded(c.RecordWrittenRequest))
    yield "advice_follows_its_request", dossier, road.receive_advice(at=asked - timedelta(minutes=1))
    yield "consultation_took_place", dossier, road.decide()
    yield "consultation_took_place", council.fold(dossier, [road.consultation(by=road.receiver)]), road.decide()
    other = road.document(DocumentKind.LETTER, letter.DOUANE)
    yield "council_declines_in_writing", dossier, road.decline_consultation(document=other)
    longer = attrs.evolve(dossier, requests=tuple(attrs.evolve(r, until=r.at.date()) for r in dossier.requests))
    yield "term_is_over", longer, road.decide()
    advised = council.fold(dossier, [road.consultation(), road.receive_advice(opinion=Opinion.NEGATIVE)])
    yield "consultation_follows_the_request", advised, road.consultation()
    yield "request_belongs_to_an_advice", advised, road.written_request()
    yield "request_stands", advised, road.written_request()
    yield "basis_stands", advised, road.advice_basis(basis=AdviceBasis.VOLUNTARY)
    yield "appeal_is_against_a_decision", advised, road.appeal()
    yield from _decided()
    yield from _notices()


def of_nobody() -> Asked:
    """What is said where no council speaks."""
    road, dossier = council.at(State.PRECONDITIONS_TESTED)
    yield "advice_basis_is_recorded", dossier, road.decide()


def _director() -> Asked:
    """Who the director is."""
    road, dossier = council.at(State.PRECONDITIONS_TESTED)
    other = road.document(DocumentKind.LETTER, letter.DOUANE)
    named = road.name_director(by=road.deliverer, party="dor", document=other)
    yield "ministry_names_the_director", dossier, named
    yield "director_is_no_politician", dossier, road.name_director(office=Office.STATE_SECRETARY)
    yield "basis_is_stated_by_the_director", dossier, road.advice_basis()


def _basis() -> Asked:
    """On what basis the council advises, and that it contests that."""
    road, dossier = council.directed()
    yield "basis_is_stated_by_the_director", dossier, road.advice_basis(by=road.deliverer)
    yield "basis_rests_on_a_document", dossier, road.advice_basis(document=None, grounds=())
    other = road.document(DocumentKind.LETTER, letter.DOUANE)
    yield "basis_rests_on_a_document", dossier, road.advice_basis(document=other)
    yield "council_contests_its_basis", dossier, road.contest_basis(by=road.receiver)
    voluntary = council.fold(dossier, [road.advice_basis(basis=AdviceBasis.VOLUNTARY, grounds=())])
    said: Any = voluntary.entries[-1]
    otherwise = attrs.evolve(said.command, basis=AdviceBasis.CONSEQUENCES)
    corrected = c.Correct(
        by=road.ministry, at=road.tick(), record=said.number, wrong="Fictief: verschreven", holds=otherwise
    )
    yield "director_corrects_its_own_word", voluntary, corrected
    yield "basis_is_settled_by_others", voluntary, road.settle_basis(document=other)
    contested = council.fold(voluntary, [road.contest_basis()])
    yield "basis_is_uncontested", contested, road.decide()
    settled = council.fold(contested, [road.settle_basis(AdviceBasis.CONSEQUENCES)])
    yield "basis_stands", settled, road.advice_basis(basis=AdviceBasis.VOLUNTARY)
    by_court = road.settle_basis(AdviceBasis.CONSEQUENCES)
    by_court = attrs.evolve(by_court, document=attrs.evolve(road.order(), on=by_court.at.date()))
    yield "council_contests_its_basis", council.fold(contested, [by_court]), road.contest_basis()
    yield "study_was_put_before_the_council", settled, road.decide()
    road, dossier = council.at(State.MINISTRY_DECIDED, council.bend(c.RecordAdviceBasis, basis=AdviceBasis.VOLUNTARY))
    settled = council.fold(dossier, [road.contest_basis(), road.settle_basis()])
    yield "decided_on_this_basis", settled, road.start_transfer()


def _notices() -> Asked:
    """How the council was told, and asked about the execution."""
    not_asked = council.bend(c.RecordWrittenRequest, on_execution=False)
    road, dossier = council.at(State.MINISTRY_DECIDED, council.departing, not_asked)
    old = attrs.evolve(road.document(DocumentKind.MINUTES, "dor"), on=date(2019, 1, 1))
    faulty = council.fold(dossier, [road.notify("dor", by=road.receiver, document=old, reasons=None)])
    yield "councils_were_notified", faulty, road.start_transfer()
    void = council.fold(dossier, [road.notify("dor", by=attrs.evolve(road.director, id="fictief-bestuurder-2"))])
    late = road.name_director(director="fictief-bestuurder-2", at=void.notices[-1].at)
    yield "director_begins_no_month", void, late
    yield "execution_advice_was_asked", faulty, road.start_transfer()
    asked = council.fold(dossier, [road.request_advice("fictief-2"), road.notify("dor", execution_advice="fictief-2")])
    yield "execution_advice_was_asked", asked, road.start_transfer()
    told = council.fold(dossier, [road.notify("dor")])
    yield "appeal_is_in_time", told, road.appeal(at=_on(road, date(2024, 9, 2)))


def _decided() -> Asked:
    """After the decision."""
    road, dossier = council.at(State.MINISTRY_DECIDED, council.departing)
    yield "basis_stands", dossier, road.advice_basis(basis=AdviceBasis.VOLUNTARY)
    early = attrs.evolve(dossier.responses[-1], follow_up=FollowUp.FOLLOWED)
    yield "decided_on_what_was_on_record", dossier, early
    yield "request_stands", dossier, road.written_request()
    yield "councils_were_notified", dossier, road.start_transfer()
    yield "waiver_is_of_the_council", dossier, road.waive()
    other = road.document(DocumentKind.LETTER, letter.DOUANE)
    told = council.fold(dossier, [road.notify(council.DOR)])
    yield "waiver_is_of_the_council", told, road.waive(document=other)
    yield "waiver_is_of_the_council", told, road.waive("vakbonden", document=other)
    yield "suspension_is_over", told, road.start_transfer()
    yield "appeal_is_against_a_decision", told, road.appeal(body="vakbonden")
    yield "appeal_is_shown", told, road.appeal(by=road.ministry)
    yield "appeal_is_shown", told, road.appeal(AppealStatus.UPHELD, document=None)
    yield "no_appeal_is_pending", council.fold(told, [road.appeal()]), road.start_transfer()
    upheld = council.fold(told, [road.appeal(AppealStatus.UPHELD)])
    yield "no_appeal_was_upheld", upheld, road.start_transfer()
    yield "no_appeal_was_upheld", council.fold(upheld, [road.withdraw()]), road.start_transfer()
    yield "withdrawal_follows_the_court", told, road.withdraw(document=other)
    yield "prohibition_is_of_a_court", told, road.prohibition(in_force=False, document=other)
    forbidden = council.fold(told, [road.prohibition()])
    yield "execution_is_not_prohibited", forbidden, road.start_transfer()
    before = attrs.evolve(road.order(), on=date(2019, 1, 1))
    yield "prohibition_is_of_a_court", forbidden, road.prohibition(in_force=False, document=before)
    yield "suspension_is_over", told, road.start_transfer(at=_on(road, date(2024, 9, 2)))
    road, dossier = council.at(State.MINISTRY_DECIDED)
    yield "request_is_about_this_plan", council.fold(dossier, [road.revise()]), road.decide()


def _on(road: CouncilRoad, day: date) -> datetime:
    """The moment of the day's morning, which becomes the road's own."""
    road.moment = datetime.combine(day, road.moment.timetz())
    return road.moment


def of_the_portfolio() -> Asked:
    """What the pack of the portfolio says no to, before a phase."""
    road, dossier = asking.at(State.PHASED_TRANSFER)
    start = road.start_phase(1)
    other = reading(OTHER, in_transfer=Complexity.COMPLEX)
    yield "portfolio_was_read", dossier, start
    yield "phase_fits_the_capacity", looked(dossier, other), start
    narrow = Capacity(simple=1, moderate=2, complex=4, at_once=1)
    yield "phase_fits_the_capacity", looked(dossier, other, reading("fictief/drie"), capacity=narrow), start
    heavy = Capacity(simple=5, moderate=6, complex=7, at_once=1)
    yield "phase_fits_the_capacity", looked(dossier, reading(asking.WEBSITES), capacity=heavy), start
    plan, planned = dossier.plan, dossier.planned
    assert plan is not None
    assert planned is not None
    (shared, *_) = plan.dependencies or ()
    phases = tuple(attrs.evolve(p, touches=(shared.id,)) for p in plan.phases)
    touching = attrs.evolve(dossier, planned=attrs.evolve(planned, plan=attrs.evolve(plan, phases=phases)))
    asks = reading(OTHER, dependencies=(shared.id,), parties=(letter.BELASTINGDIENST, letter.TOESLAGEN))
    yield (
        "others_on_the_dependency_were_consulted",
        looked(attrs.evolve(touching, consultations=()), asks),
        start,
    )


def looked(dossier: Dossier, *readings: c.ProcessReading, capacity: Capacity | None = None) -> Dossier:
    """The dossier in which these readings were recorded."""
    assert dossier.at is not None
    fact = ask(c.RecordPortfolio, at=dossier.at, readings=readings, capacity=capacity)
    return attrs.evolve(dossier, facts=(*dossier.facts, fact))


def reasons() -> Iterator[tuple[str, Reason]]:
    """Every reason, with the guard that gave it."""
    for rules, asked in (
        (STRICT, of_the_council()),
        (NOBODY, of_nobody()),
        (LETTER + portfolio.PORTFOLIO, of_the_portfolio()),
    ):
        for guard, dossier, command in asked:
            yield from ((guard, reason) for reason in asking.answer(guard, dossier, command, rules))


def told(guard: str, reason: Reason) -> str:
    """A reason as the file tells it."""
    earliest = f"  not before: {reason.earliest.isoformat()}\n" if reason.earliest else ""
    return f"{guard}: {told_of_the_letter(reason)}{earliest}"


def test_every_word_of_a_reason_of_a_pack_is_on_file() -> None:
    """What people are told, of which kind it is, who can supply what is missing and from when, is what the file says."""
    text = "\n".join(told(guard, reason) for guard, reason in reasons())
    if os.environ.get("ONTVLECHTING_RECORD"):
        FILE.write_text(text, encoding="utf-8")
    assert FILE.read_text(encoding="utf-8") == text


def test_the_file_holds_every_code_of_the_packs() -> None:
    """Every reason that stands in the code of a pack is given once at least."""
    given = set[str]()
    for pack in (portfolio, told_of_councils, council_facts, works_councils_act):
        code = inspect.getsource(pack)
        given |= set(re.findall(r'\.(?:missing|forbidden|not_yet|warning)\(\s*"([a-z-]+)"', code))
    found = {reason.code for _, reason in reasons()}
    assert set() == given - found
