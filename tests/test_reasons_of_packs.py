"""Every reason of the packs that come with the letter, in the words that people read, on file: `tests/transcripts/reasons_of_packs.txt`.

Each is asked for once, where it arises. A change of a word, a kind, a supplier or a moment shows in the file, so that a
review can read it as if it were law; set `ONTVLECHTING_RECORD` to record it anew.
"""

from __future__ import annotations

import inspect
import os
import re
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path

import attrs

from ontvlechting import LETTER, Dossier, State, letter
from ontvlechting import commands as c
from ontvlechting.engine.verdicts import Reason
from ontvlechting.letter.commands import AdviceBasis, AppealStatus, Capacity, Command, Complexity, Opinion
from ontvlechting.letter.fiction import CouncilRoad
from ontvlechting.letter.packs import portfolio, works_councils_act
from ontvlechting.letter.values import DocumentKind
from tests import asking
from tests.programmes import ask, reading
from tests.test_reasons import told as told_of_the_letter
from tests.works_councils_act import council

OTHER = "toeslagen/websites"
FILE = Path(__file__).parent / "transcripts" / "reasons_of_packs.txt"
Asked = Iterator[tuple[str, Dossier, Command]]
"""The name of a guard, and what it is asked."""


def of_the_council() -> Asked:
    """What the pack of the Works Councils Act says no to, from the request to the court."""
    road, dossier = council.requested(State.PLAN_DRAFTED)
    yield "basis_is_of_a_council", dossier, road.advice_basis("vakbonden")
    road, dossier = council.requested()
    yield "advice_basis_is_recorded", attrs.evolve(dossier, facts=()), road.decide()
    yield "advice_was_requested_in_writing", dossier, road.decide()
    yield "request_belongs_to_an_advice", dossier, road.written_request("fictief-ander")
    yield "request_is_in_time", dossier, road.written_request(in_time=None)
    yield "request_is_in_time", dossier, road.written_request(in_time=road.judgement(holds=False))
    empty = road.written_request(grounds=None, consequences=None, measures=None)
    yield "request_has_its_three_items", dossier, empty
    yield "consultation_follows_the_request", dossier, road.consultation()
    dossier = council.fold(dossier, [road.written_request()])
    yield "consultation_precedes_the_advice", dossier, road.receive_advice()
    advised = council.fold(dossier, [road.consultation(), road.receive_advice(opinion=Opinion.NEGATIVE)])
    yield "consultation_follows_the_request", advised, road.consultation()
    yield "request_belongs_to_an_advice", advised, road.written_request()
    yield "basis_stands", advised, road.advice_basis(basis=AdviceBasis.VOLUNTARY)
    yield "appeal_is_against_a_decision", advised, road.appeal()
    yield from _decided()


def _decided() -> Asked:
    """After the decision."""
    road, dossier = council.at(State.MINISTRY_DECIDED, council.departing)
    yield "basis_stands", dossier, road.advice_basis(basis=AdviceBasis.VOLUNTARY)
    yield "request_is_in_time", dossier, road.written_request()
    yield "councils_were_notified", dossier, road.start_transfer()
    yield "waiver_is_of_the_council", dossier, road.waive()
    other = road.document(DocumentKind.LETTER, letter.DOUANE)
    told = council.fold(dossier, [road.notify(council.DOR)])
    yield "waiver_is_of_the_council", told, road.waive(document=other)
    yield "waiver_is_of_the_council", told, road.waive("vakbonden", document=other)
    yield "suspension_is_over", told, road.start_transfer()
    yield "suspension_is_over", told, road.start_transfer(at=_on(road, date(2024, 9, 2)))
    yield "appeal_is_against_a_decision", told, road.appeal(body="vakbonden")
    yield "no_appeal_is_open", council.fold(told, [road.appeal()]), road.start_transfer()
    yield "no_appeal_is_open", council.fold(told, [road.appeal(AppealStatus.UPHELD)]), road.start_transfer()
    yield "lifted_prohibition_exists", told, road.prohibition(in_force=False)
    yield "execution_is_not_prohibited", council.fold(told, [road.prohibition()]), road.start_transfer()
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
    for rules, asked in ((council.FULL, of_the_council()), (LETTER + portfolio.PORTFOLIO, of_the_portfolio())):
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
    for pack in (portfolio, works_councils_act):
        code = inspect.getsource(pack)
        given |= set(re.findall(r'\.(?:missing|forbidden|not_yet|warning)\(\s*"([a-z-]+)"', code))
    found = {reason.code for _, reason in reasons()}
    assert set() == given - found
