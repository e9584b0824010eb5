"""Across processes: a programme ends when all of them have, and a portfolio leaves none out."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import attrs
import pytest

from ontvlechting import LETTER, State, Workflow, letter
from ontvlechting import commands as c
from ontvlechting.engine.errors import Stale
from ontvlechting.engine.verdicts import Supplier
from ontvlechting.guards import PROGRAMME
from ontvlechting.letter.commands import Capacity, Complexity, Route, Stage, Step
from ontvlechting.letter.fiction import RELATION, Road
from ontvlechting.letter.packs.portfolio import PORTFOLIO
from ontvlechting.letter.values import DocumentKind, Role
from tests import asking
from tests.asking import no, yes
from tests.programmes import CLOSING, DONE, OPENING, ask, deltas, document, folded, note, of_the_ministry, reading

WEBSITES, CHANNELS = "douane/websites", "toeslagen/kanalenstrategie"
MINISTRY = Supplier(role=Role.MINISTRY, party=letter.MINISTRY)
ALL_DONE = folded((*OPENING, *DONE))


# ── R84: a programme closes when every process has ended ─────────────────────────────────────────


def test_r84_a_programme_does_not_close_while_a_process_is_under_way() -> None:
    """R84: each that is neither completed nor stopped is named, with who can bring it to its end."""
    yes("every_process_has_ended", ALL_DONE, CLOSING, PROGRAMME)
    for state in (s for s in State if s not in (State.COMPLETED, State.STOPPED)):
        still = reading(state=state.value, parties=("belastingdienst", "douane"))
        closing = attrs.evolve(CLOSING, readings=(still, reading("fictief/twee", state="stopped")))
        (reason,) = no("every_process_has_ended", ALL_DONE, closing, "still-under-way", rules=PROGRAMME)
        assert {"belastingdienst", "douane", letter.MINISTRY} == {s.party for s in reason.suppliers}


def test_r22_a_process_that_never_began_is_accounted_for() -> None:
    """R22, R84: what the programme was opened with has an outcome, if only that it was stopped; under its own name or another."""
    none = attrs.evolve(CLOSING, readings=())
    (reason,) = no("every_process_has_ended", ALL_DONE, none, "not-accounted-for", rules=PROGRAMME)
    assert (MINISTRY,) == reason.suppliers
    elsewhere = attrs.evolve(CLOSING, readings=(reading("anders", studied="fictief/een", state="stopped"),))
    yes("every_process_has_ended", ALL_DONE, elsewhere, PROGRAMME)


def test_r67_a_programme_does_not_close_over_what_is_open_in_a_process() -> None:
    """R50, R67: a breach or an escalation that outlives its process is named, with who can end it; nothing open is no hindrance."""
    yes("nothing_is_left_in_a_process", ALL_DONE, CLOSING, PROGRAMME)
    left = reading(state="completed", parties=("belastingdienst", "douane"), unresolved=("storing", "zorg"))
    closing = attrs.evolve(CLOSING, readings=(left, reading("fictief/twee", state="stopped")))
    reasons = no("nothing_is_left_in_a_process", ALL_DONE, closing, *["left-unresolved"] * 2, rules=PROGRAMME)
    assert [True, True] == ["`storing`" in reasons[0].en, "`zorg`" in reasons[1].en]
    assert {"belastingdienst", "douane", letter.MINISTRY} == {s.party for s in reasons[0].suppliers}


def test_r50_what_is_open_is_read_from_the_process_also_when_it_was_stopped() -> None:
    """R50, R67: a reading names the breaches and escalations that are open, until somebody ends them."""
    flow, road = ledger(WEBSITES)
    (task, *_) = flow.dossier(WEBSITES).performers
    flow.submit_many(
        [(WEBSITES, road.report_breach("storing", task)), (WEBSITES, road.escalate("zorg")), (WEBSITES, road.stop())]
    )
    assert [State.STOPPED, ("storing", "zorg")] == [flow.dossier(WEBSITES).state, flow.portfolio()[0].unresolved]
    closing = attrs.evolve(CLOSING, at=road.moment, readings=flow.portfolio())
    assert 2 == [r.code for r in flow.ask("programma", closing).reasons].count("left-unresolved")
    flow.submit(WEBSITES, road.resolve_breach("storing")).or_raise()
    flow.submit(WEBSITES, road.resolve_escalation("zorg")).or_raise()
    closing = attrs.evolve(CLOSING, at=road.moment, readings=flow.portfolio())
    assert [(), 0] == [
        flow.portfolio()[0].unresolved,
        [r.code for r in flow.ask("programma", closing).reasons].count("left-unresolved"),
    ]


def test_what_nobody_answered_is_read_from_the_process_also_when_it_was_stopped() -> None:
    """R62, R67, R76: until somebody answers or decides; a body that writes that it gives no advice waits for no answer."""
    flow, road = ledger(WEBSITES)
    flow.submit(WEBSITES, road.collect_input(id="inbreng")).or_raise()
    flow.submit(WEBSITES, road.receive_advice("advies")).or_raise()
    flow.submit(WEBSITES, road.receive_advice("geen", c.Opinion.ABSTAINED)).or_raise()
    told = flow.submit(WEBSITES, road.contact("dor", Stage.EXECUTION, by=road.receiver)).or_raise()
    contest = flow.submit(WEBSITES, road.contest(told.dossier.entries[-1].number)).or_raise()
    number = contest.dossier.open_contests[0][0]
    flow.submit(WEBSITES, road.stop()).or_raise()
    assert (f"contest-{number}", "inbreng", "advies") == flow.portfolio()[0].unresolved
    closing = attrs.evolve(CLOSING, at=road.moment, readings=flow.portfolio())
    assert 3 == [r.code for r in flow.ask("programma", closing).reasons].count("left-unresolved")
    flow.submit(WEBSITES, road.answer_input(input="inbreng")).or_raise()
    flow.submit(WEBSITES, road.answer_advice("advies")).or_raise()
    flow.submit(WEBSITES, road.resolve_contest(number)).or_raise()
    assert () == flow.portfolio()[0].unresolved


def ledger(*names: str, until: State = State.PHASED_TRANSFER) -> tuple[Workflow, Road]:
    """A programme without anything open, and processes of the letter that stand there."""
    flow = Workflow.open("memory:")
    road = Road(letter.PROCESSES[WEBSITES])
    flow.submit_many([("programma", x) for x in _bare()])
    for name in names:
        road = Road(letter.PROCESSES[name])
        flow.submit_many([(name, x) for x in road.until(until)])
        assert until is flow.dossier(name).state
    return flow, road


_TOLD = ask(c.ReportToHouse, document="fictief-stuk", informed=letter.HOUSE, what="Fictief")


def _bare() -> list[Any]:
    return [
        ask(c.OpenProgramme, name="Fictief programma", size=9),
        of_the_ministry("fictief-stuk"),
        note(),
        _TOLD,
    ]


def test_r84_in_a_ledger_a_process_that_is_left_out_is_noticed() -> None:
    """R84: whoever says nothing of the process in transfer is told so, and whoever tells of it is refused; then it is stopped."""
    flow, road = ledger(WEBSITES)
    closing = attrs.evolve(CLOSING, at=road.moment, readings=())
    last = len(flow.history(WEBSITES))
    with pytest.raises(Stale) as error:
        flow.submit("programma", closing)
    assert ((WEBSITES, 0, last),) == error.value.readings
    assert "got none" in error.value.text.en
    told = attrs.evolve(closing, readings=flow.portfolio())
    assert ["still-under-way"] == [r.code for r in flow.ask("programma", told).reasons]
    flow.submit(WEBSITES, road.stop()).or_raise()
    ended = attrs.evolve(closing, at=road.moment, readings=flow.portfolio(), report="brief-over-het-einde")
    papers = of_the_ministry("brief-over-het-einde", road.moment.date()), note("slotnota", road.moment.date())
    flow.submit_many([("programma", attrs.evolve(x, at=road.moment)) for x in papers])
    assert ["house-not-informed", "note-too-early"] == [r.code for r in flow.ask("programma", ended).reasons]
    flow.submit("programma", attrs.evolve(_TOLD, at=road.moment, document="brief-over-het-einde")).or_raise()
    assert flow.submit("programma", attrs.evolve(ended, note="slotnota")).allowed


def test_r84_the_house_hears_the_end_when_there_is_one() -> None:
    """R84: a report from before the last process ended tells no end; one of that very moment does, and so does one more later."""
    yes("house_heard_the_end", ALL_DONE, CLOSING, PROGRAMME)
    later = ALL_DONE.at + timedelta(seconds=1) if ALL_DONE.at else None
    early = attrs.evolve(
        CLOSING, readings=(reading(state="completed"), reading("fictief/twee", state="stopped", since=later))
    )
    (reason,) = no("house_heard_the_end", ALL_DONE, early, "house-heard-too-early", rules=PROGRAMME)
    assert "fictief/twee" in reason.en
    assert (MINISTRY,) == reason.suppliers
    again = folded([attrs.evolve(_TOLD, at=later)], ALL_DONE)
    yes("house_heard_the_end", again, early, PROGRAMME)


def test_r84_the_paper_that_tells_the_end_is_of_the_ministry_and_of_after_it() -> None:
    """R84: an old letter that is sent once more tells no end, nor does a paper of another, of another kind or without a day."""
    day, end = CLOSING.at.date(), reading(state="completed").since
    assert end is not None
    annex = {"parent": "fictief-stuk", "annex": 2}
    for code, paper in (
        (None, of_the_ministry("n", day)),
        (None, of_the_ministry("n", day, kind=DocumentKind.REPORT)),
        ("house-heard-too-early", of_the_ministry("n", day - timedelta(days=1))),
        ("report-tells-nothing", document("n", on=day, origin=letter.DOR, **annex)),
        ("report-tells-nothing", of_the_ministry("n", day, kind=DocumentKind.EVIDENCE, **annex)),
        ("report-tells-nothing", document("n", origin=letter.MINISTRY)),
    ):
        told = folded([paper, attrs.evolve(_TOLD, document="n")], ALL_DONE)
        closing = attrs.evolve(CLOSING, report="n")
        if code is None:
            yes("house_heard_the_end", told, closing, PROGRAMME)
        else:
            no("house_heard_the_end", told, closing, code, rules=PROGRAMME)


def test_r85_the_note_of_the_closing_is_of_the_ministry_and_of_after_the_end() -> None:
    """R85: the closing is decided on once every process has ended; a note of before that, of another or without a day is not its note."""
    day = CLOSING.at.date()
    kind = {"kind": DocumentKind.DECISION_NOTE, "public": True}
    for code, paper in (
        (None, note("n", day)),
        ("note-too-early", note("n", day - timedelta(days=1))),
        ("note-not-of-the-ministry", document("n", on=day, origin=letter.DOR, **kind)),
        ("note-not-described", document("n", origin=letter.MINISTRY, **kind)),
        ("note-not-described", document("n", on=day, **kind)),
    ):
        recorded, closing = folded([paper], ALL_DONE), attrs.evolve(CLOSING, note="n")
        if code is None:
            yes("closing_has_a_public_note", recorded, closing, PROGRAMME)
        else:
            no("closing_has_a_public_note", recorded, closing, code, rules=PROGRAMME)


def test_r86_what_is_done_rests_on_no_document_of_later() -> None:
    """R86: also where the act is recorded after the document; where the day of that is not known, nothing is asked of it."""
    later = CLOSING.at.date() + timedelta(days=1)
    paper = attrs.evolve(of_the_ministry("n", later), at=CLOSING.at + timedelta(days=1))
    recorded = folded([paper, document("zonder-dag")], folded(OPENING))
    for command in (x for x in (*DONE, CLOSING) if getattr(x, "document", None) is not None or x is CLOSING):
        names = {"report" if command is CLOSING else "document": "n"}
        bent = attrs.evolve(command, **names)
        (reason,) = no("document_is_there_already", recorded, bent, "document-in-future", rules=PROGRAMME)
        assert (MINISTRY,) == reason.suppliers
        yes("document_is_there_already", recorded, attrs.evolve(bent, at=paper.at), PROGRAMME)
        yes("document_is_there_already", recorded, attrs.evolve(bent, **dict.fromkeys(names, "zonder-dag")), PROGRAMME)


def test_r84_since_when_a_process_has_ended_is_not_left_open() -> None:
    """R84: a reading that leaves it out does not get round it; the shell sees anyhow that what is read is true."""
    silent = attrs.evolve(CLOSING, readings=(reading(state="completed", since=None),))
    no("house_heard_the_end", ALL_DONE, silent, "house-heard-too-early", rules=PROGRAMME)


def test_r42_a_programme_does_not_end_while_budgets_do_not_add_up() -> None:
    """R42: where the process that made up for another was stopped afterwards, another has to; each kind of money by itself."""
    gains = reading(state="completed", deltas=deltas("100"), compensated_by="fictief/twee")
    stopped = reading("fictief/twee", state="stopped")
    yes("budgets_end_at_zero", ALL_DONE, CLOSING, PROGRAMME)
    closing = attrs.evolve(CLOSING, readings=(gains, stopped))
    (reason,) = no("budgets_end_at_zero", ALL_DONE, closing, "not-neutral", rules=PROGRAMME)
    assert (MINISTRY,) == reason.suppliers
    makes_up = reading("fictief/drie", state="completed", deltas=deltas("-100"), compensated_by="fictief/een")
    yes("budgets_end_at_zero", ALL_DONE, attrs.evolve(closing, readings=(gains, stopped, makes_up)), PROGRAMME)
    a_cent_less = attrs.evolve(makes_up, deltas=deltas("-99.99"))
    no(
        "budgets_end_at_zero",
        ALL_DONE,
        attrs.evolve(closing, readings=(gains, a_cent_less)),
        "not-neutral",
        rules=PROGRAMME,
    )


def test_r84_what_was_never_opened_is_no_process() -> None:
    """R84: neither a programme nor a name under which all was refused has to be told of."""
    flow, road = ledger()
    flow.submit("fictief", road.identify(scope=()))
    assert State.NEW is flow.dossier("fictief").state
    assert flow.submit("programma", attrs.evolve(CLOSING, at=road.moment, readings=())).allowed


# ── R49: all processes of the ledger count ───────────────────────────────────────────────────────


def test_r49_a_portfolio_of_only_oneself_does_not_evade_the_capacity() -> None:
    """R49: a process whose ministry states its capacity reads all others as well, and not only itself."""
    flow = Workflow.open("memory:", rules=LETTER + PORTFOLIO)
    capacity = Capacity(simple=1, moderate=2, complex=4, at_once=2)
    first, second = Road(letter.PROCESSES[WEBSITES]), Road(letter.PROCESSES[CHANNELS])
    for name, road in ((CHANNELS, second), (WEBSITES, first)):
        for command in road.until(State.PHASED_TRANSFER):
            if isinstance(command, c.Decide):
                flow.submit(name, _portfolio(flow, command, capacity)).or_raise()
            flow.submit(name, command).or_raise()
    asked = second.consult(unit="fictief-team-2", party="douane")
    *before, start = second.opening(1)
    for command in (asked, *before):
        flow.submit(CHANNELS, command).or_raise()
    flow.submit(CHANNELS, _portfolio(flow, start, capacity)).or_raise()
    flow.submit(CHANNELS, start).or_raise()
    assert Complexity.MODERATE is flow.portfolio([CHANNELS])[0].in_transfer
    asked = first.consult(unit="fictief-team-2", party="toeslagen")
    *before, start = first.opening(1)
    for command in (asked, *before):
        flow.submit(WEBSITES, command).or_raise()
    alone = attrs.evolve(_portfolio(flow, start, capacity), readings=flow.portfolio([WEBSITES]))
    with pytest.raises(Stale) as error:
        flow.submit(WEBSITES, alone)
    assert [CHANNELS] == [name for name, _, _ in error.value.readings]
    flow.submit(WEBSITES, _portfolio(flow, start, capacity)).or_raise()
    assert ["over-capacity"] == [r.code for r in flow.ask(WEBSITES, start).reasons]


def _portfolio(flow: Workflow, before: Any, capacity: Capacity) -> c.RecordPortfolio:
    road = Road(letter.PROCESSES[WEBSITES])
    return c.RecordPortfolio(by=road.ministry, at=before.at, readings=flow.portfolio(), capacity=capacity)


# ── R22: one process, opened once ────────────────────────────────────────────────────────────────


def test_r22_one_process_of_the_study_is_not_opened_under_two_names() -> None:
    """R22: a portfolio that holds it twice is refused, in a programme and in a process; one of the two is stopped."""
    twice = tuple(reading(n, studied=WEBSITES, finding="eigen") for n in ("een", "twee"))
    portfolio = ask(c.RecordPortfolio, readings=twice)
    dossier = folded(OPENING)
    (reason,) = no("studied_processes_are_there_once", dossier, portfolio, "opened-twice", rules=PROGRAMME)
    assert "`een`, `twee`" in reason.en
    assert (MINISTRY,) == reason.suppliers
    _, process = asking.at(State.PHASED_TRANSFER)
    no("studied_processes_are_there_once", process, portfolio, "opened-twice", rules=LETTER + PORTFOLIO)
    stopped = attrs.evolve(portfolio, readings=(twice[0], attrs.evolve(twice[1], state="stopped")))
    yes("studied_processes_are_there_once", dossier, stopped, PROGRAMME)
    others = tuple(reading(n, finding="eigen") for n in ("een", "twee"))
    yes("studied_processes_are_there_once", dossier, attrs.evolve(portfolio, readings=others), PROGRAMME)


# ── R54: work goes back once ─────────────────────────────────────────────────────────────────────

WENT = reading("heen", state="completed", deltas=deltas("100"))


def back(name: str, *tasks: str, amount: str = "-50", state: State = State.PLAN_DRAFTED) -> Any:
    """What a fictional process was read to be that takes these tasks back, with so much budget."""
    return reading(name, state=state.value, follows="heen", takes_back=tasks, deltas=deltas(amount))


def test_r54_what_went_back_does_not_go_back_once_more() -> None:
    """R54, R42, R92: two processes may each take a part back, but not the same task, nor together more budget than went over."""
    dossier, process = folded(OPENING), asking.at(State.PHASED_TRANSFER)[1]
    for codes, others in (
        ((), (back("een", "a", "b", amount="-100"),)),
        ((), (back("een", "a"), back("twee", "b"))),
        ((), (back("een", "a"), back("twee", "a", amount="-100", state=State.STOPPED))),
        ((), (back("een", "a"), attrs.evolve(back("twee", "a", amount="-100"), follows="elders"))),
        (("goes-back-twice",), (back("een", "a"), back("twee", "b", "a"))),
        (("more-back-than-went",), (back("een", "a"), back("twee", "b", amount="-50.01"))),
        (("goes-back-twice", "more-back-than-went"), (back("een", "a"), back("twee", "a", amount="-100"))),
    ):
        portfolio = ask(c.RecordPortfolio, readings=(WENT, *others))
        if not codes:
            yes("work_goes_back_once", dossier, portfolio, PROGRAMME)
            yes("work_goes_back_once", process, portfolio, LETTER + PORTFOLIO)
            continue
        no("work_goes_back_once", process, portfolio, *codes, rules=LETTER + PORTFOLIO)
        for reason in no("work_goes_back_once", dossier, portfolio, *codes, rules=PROGRAMME):
            assert reason.shuts
            assert (MINISTRY,) == reason.suppliers


def test_r54_what_went_back_twice_is_recorded_as_it_is() -> None:
    """R54: where nothing can be stopped any more, the portfolio warns."""
    both = tuple(back(name, "a", amount="-100", state=State.COMPLETED) for name in ("een", "twee"))
    portfolio = ask(c.RecordPortfolio, readings=(WENT, *both))
    codes = ("goes-back-twice", "more-back-than-went")
    reasons = no("work_goes_back_once", folded(OPENING), portfolio, *codes, rules=PROGRAMME)
    assert not any(r.shuts for r in reasons)


def test_r54_in_a_ledger_the_same_work_is_not_decided_to_go_back_twice() -> None:
    """R54: with the pack neither of two processes is decided on that take the same back; once one was stopped, the other is."""
    flow = Workflow.open("memory:", rules=LETTER + PORTFOLIO)
    there = letter.PROCESSES[WEBSITES]
    capacity = Capacity(simple=1, moderate=2, complex=4, at_once=4)
    for command in (over := Road(there)).until(State.COMPLETED):
        if isinstance(command, c.Decide | c.StartPhase):
            flow.submit(WEBSITES, _portfolio(flow, command, capacity)).or_raise()
        flow.submit(WEBSITES, command).or_raise()
    earlier = flow.earlier(WEBSITES)
    roads = {}
    for name in ("terug", "nog-eens-terug"):
        swapped = attrs.evolve(there, name=name, delivering=there.receiving, receiving=there.delivering)
        roads[name] = road = Road(swapped, start=over.moment + timedelta(days=1))
        commands: list[Any] = [*road.until(State.PRECONDITIONS_TESTED)]
        flow.submit_many([(name, x) for x in (attrs.evolve(commands[0], follows=earlier), *commands[1:])])
    first, second = roads.values()
    command = first.weigh(Step.DECISION)
    assert ["goes-back-twice", "more-back-than-went"] == [
        r.code for r in flow.ask("terug", _portfolio(flow, command, capacity)).reasons if r.shuts
    ]
    flow.submit("nog-eens-terug", second.stop()).or_raise()
    flow.submit("terug", _portfolio(flow, command, capacity)).or_raise()


def test_r22_what_a_process_says_it_is_stands_in_its_reading() -> None:
    """R22, R74: which process of the study, and whether it improves governance where none was studied."""
    flow = Workflow.open("memory:")
    road = Road(letter.PROCESSES[WEBSITES])
    flow.submit("een", road.identify()).or_raise()
    beside = road.identify(
        name="Fictief: facilitair", studied=None, finding=None, route=Route.GOVERNANCE, relations=(RELATION,)
    )
    flow.submit("twee", beside).or_raise()
    assert [(WEBSITES, False), (None, True)] == [(r.studied, r.improves) for r in flow.portfolio()]


def test_r74_an_improvement_beyond_the_nine_takes_no_place_among_them() -> None:
    """R22, R74: where the programme counts who leans on its study, governance that needs no study is not counted."""
    dossier = folded(OPENING)
    names = ("fictief/een", "fictief/twee", "fictief/drie")
    beyond = tuple(reading(n, improves=n == "fictief/drie") for n in names)
    yes("other_processes_have_their_own_finding", dossier, ask(c.RecordPortfolio, readings=beyond), PROGRAMME)
    leaning = tuple(reading(n) for n in names)
    three = ask(c.RecordPortfolio, readings=leaning)
    no("other_processes_have_their_own_finding", dossier, three, "no-own-finding", rules=PROGRAMME)
