"""A programme in a ledger: what comes in stays open until it is discharged, as known now and as known then."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import attrs
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ontvlechting import PROGRAMME, InputError, State, Workflow, decide, evolve, letter
from ontvlechting import commands as c
from ontvlechting.engine.errors import LedgerError, Stale, UnknownProcess
from ontvlechting.engine.verdicts import VerdictKind
from ontvlechting.letter import ADVICES, ANNEXES, COMMITMENTS, MOTIONS, REQUESTS
from ontvlechting.letter.catalogue import DOCUMENT
from ontvlechting.letter.commands import Asked, Command, FollowUp, Route
from ontvlechting.letter.fiction import Road
from ontvlechting.letter.registers import ProgrammeDossier, Progress, lines_of, references_in, registers, registers_of
from ontvlechting.letter.values import Delta, Money, sums
from ontvlechting.record.audit import Sealed
from ontvlechting.record.stores.memory import MemoryStore
from ontvlechting.states import ProgrammeState
from tests.programmes import (
    AT,
    CLOSING,
    CORRECTION,
    DONE,
    DOUANE,
    EVERY,
    MINISTRY,
    OPENING,
    PORTFOLIO_RECORD,
    TOESLAGEN,
    ask,
    document,
    folded,
    reading,
)

SENT = datetime(2023, 4, 3, 9, tzinfo=UTC)
LETTER_COMMANDS = letter.as_commands(by=MINISTRY, at=SENT)
NAME = "programma"


def ledger(commands: tuple[Command, ...] = LETTER_COMMANDS) -> Workflow:
    """A ledger in which a programme has recorded these."""
    flow = Workflow.open("memory:")
    for outcome in flow.submit_many([(NAME, command) for command in commands]):
        outcome.or_raise()
    return flow


# -- the letter --------------------------------------------------------------------------------------------------------


def test_the_registers_of_the_letter_come_back() -> None:
    """Every motion, commitment, request, element of an advice and annex that the letter tells of, and no other."""
    known = ledger().registers(NAME)
    assert [(m.id, m.asks.nl) for m in MOTIONS] == [(e.id, e.command.asks) for e in known.motions]
    assert [(p.id, p.owner, p.promises.nl) for p in COMMITMENTS] == [
        (e.id, e.owner, e.command.promises) for e in known.commitments
    ]
    assert [(r.id, [x.asks.nl for x in r.elements]) for r in REQUESTS] == [
        (e.id, [p.asks for p in e.command.parts]) for e in known.requests
    ]
    assert [(a.id, x.follow_up) for a in ADVICES for x in a.elements] == [(e.id, e.follow_up) for e in known.advices]
    annexes = {(d.command.parent, d.command.annex) for d in known.documents if d.command.parent}
    assert {(a.parent, a.number) for a in ANNEXES} == annexes


def test_the_letter_invents_no_day() -> None:
    """Days that the letter does not give stay open; those it gives are there."""
    known = ledger().registers(NAME)
    assert {"motie-bruins": date(2020, 1, 28), "motie-leijten": None} == {
        e.id: e.command.adopted for e in known.motions
    }
    assert {None} == {d.command.on for d in known.documents} == {e.due for e in known.commitments}
    assert [date(2022, 12, 13)] == [e.command.asked for e in known.requests]


def test_what_the_letter_says_was_done_is_done_and_the_rest_is_open() -> None:
    """The motions by their rules, the advices per element, the request by its three parts; the commitments stay open."""
    known = ledger().registers(NAME, as_of=SENT.date())
    for motion, line in zip(MOTIONS, known.motions, strict=True):
        done = line.changed_by.command
        assert isinstance(done, c.Discharge)
        assert (Progress.DONE, DOCUMENT, motion.done.nl) == (line.progress, done.document, done.how)
        assert tuple(r.id for r in motion.rules) == done.rules
    (request,) = known.requests
    answer = request.changed_by.command
    assert isinstance(answer, c.AnswerRequest)
    assert (Progress.DONE, DOCUMENT, 3) == (request.progress, answer.document, len(answer.parts))
    (waits,) = (e for e in known.advices if e.progress is Progress.NOT_YET)
    reason = waits.changed_by.command
    assert isinstance(reason, c.AnswerElement)
    assert ("advies-de-galan-groep", "onderdeel-3", None) == (waits.id, waits.element, waits.due)
    assert reason.reason is not None
    assert reason.reason.startswith("Nog niet: eerst een besluit over vorm en transitie")
    assert {FollowUp.FOLLOWED: 4, FollowUp.PARTLY: 1, FollowUp.NOT_YET: 1, None: 4} == {
        f: sum(e.follow_up is f for e in known.advices) for f in (*FollowUp, None) if f is not FollowUp.NOT
    }
    assert {e.id: True for e in known.commitments} == {e.id: e.open for e in known.commitments}
    by_id = {e.id: e for e in known.commitments}
    assert 1 == len(by_id["toezegging-geen-onomkeerbare-stappen"].reports)
    assert Progress.OPEN is by_id["toezegging-nader-informeren"].progress


def test_a_programme_lives_beside_processes_and_is_verified_with_them() -> None:
    """Opened by its own command, pinned to its own rules, in the overview, and judged again by a deep check."""
    flow = ledger()
    flow.submit("ander programma", OPENING[0]).or_raise()
    road = Road(letter.PROCESSES["douane/websites"])
    flow.submit("douane/websites", road.identify()).or_raise()
    assert {NAME: ProgrammeState.OPEN, "ander programma": ProgrammeState.OPEN, "douane/websites": State.IDENTIFIED} == {
        s.process: s.state for s in flow.overview()
    }
    assert PROGRAMME.ref == flow.dossier(NAME).rules
    assert flow.rules.ref == flow.dossier("douane/websites").rules
    assert len(LETTER_COMMANDS) + 2 == flow.verify(deep=True).rejudged
    assert VerdictKind.UNKNOWN_COMMAND is flow.submit(NAME, road.draft()).verdict.kind
    assert VerdictKind.UNKNOWN_COMMAND is flow.submit("douane/websites", OPENING[0]).verdict.kind
    with pytest.raises(UnknownProcess):
        flow.submit("derde", document())


# -- open, done, closed ------------------------------------------------------------------------------------------------


def test_a_programme_that_did_everything_can_close() -> None:
    """Every command is accepted in turn; nothing is open; a closed programme takes only redactions."""
    dossier = folded(EVERY)
    assert ProgrammeState.CLOSED is dossier.state
    assert () == registers_of(dossier, as_of=date(2030, 1, 1)).open
    assert VerdictKind.NOT_FROM_STATE is decide(PROGRAMME, dossier, document("n")).verdict.kind
    assert decide(PROGRAMME, dossier, ask(c.Redact, records=(2,), ground="Fictief")).verdict.allowed


def test_every_line_tells_how_it_came_to_be_so_far() -> None:
    """By record number, moment and command; a hand-over changes the owner and not how far it is."""
    known = registers_of(folded((*OPENING, *DONE[:6])))
    (motion,), (signal,) = known.motions, known.signals
    assert (5, 12, Progress.DONE, AT) == (motion.record, motion.changed_by.number, motion.progress, motion.since)
    assert (10, [17], letter.TOESLAGEN, Progress.OPEN) == (
        signal.record,
        [s.number for s in signal.steps],
        signal.owner,
        signal.progress,
    )
    assert 33 == known.requests[0].age(AT.date())


def test_a_request_is_closed_by_one_document_that_answers_it_all() -> None:
    """R82: two documents with half an answer each leave it partly answered; one that comes to all parts closes it."""
    half = attrs.evolve(DONE[2], parts=("a",))
    other = attrs.evolve(DONE[2], parts=("b",), document="fictieve-bijlage")
    dossier = folded((*OPENING, half, other))
    assert Progress.PARTLY is registers_of(dossier).requests[0].progress
    assert Progress.DONE is registers_of(folded([attrs.evolve(half, parts=("b",))], dossier)).requests[0].progress


def test_what_is_overdue_shows_on_the_day_after() -> None:
    """A commitment after its last day, an element after its review; on the day itself neither is overdue."""
    waits = attrs.evolve(DONE[3], follow_up=FollowUp.NOT_YET, review_on=date(2023, 5, 1))
    dossier = folded((*OPENING, waits))
    for day, expected in ((1, [Progress.OPEN, Progress.NOT_YET]), (2, [Progress.OVERDUE, Progress.OVERDUE])):
        known = registers_of(dossier, as_of=date(2023, 5, day))
        assert expected == [known.commitments[0].progress, known.advices[0].progress]
        assert date(2023, 5, 1) == known.advices[0].due


BAD: dict[str, tuple[Any, tuple[str, ...]]] = {
    "a discharge without a document": (attrs.evolve(DONE[0], document=None, rules=()), ("no-document", "no-rules")),
    "an answer to a part that was not asked": (
        attrs.evolve(DONE[2], parts=("a", "z"), document=None),
        ("part-not-asked", "no-document"),
    ),
    "an annex number used twice": (
        document("fictief-stuk", parent="fictief-stuk", annex=1),
        ("reference-taken", "annex-twice"),
    ),
    "a review date in the past": (
        attrs.evolve(DONE[3], follow_up=FollowUp.NOT_YET, reason=None, review_on=date(2020, 1, 1)),
        ("no-reason", "review-date"),
    ),
    "a correction of a record that does not exist": (attrs.evolve(CORRECTION, record=99), ("no-such-record",)),
}


@pytest.mark.parametrize(("command", "codes"), BAD.values(), ids=BAD)
def test_bad_input_is_refused_with_all_reasons_and_changes_nothing(command: Command, codes: tuple[str, ...]) -> None:
    """The refusal is on record, complete, and the programme stays as it was."""
    flow = ledger(OPENING)
    before = flow.dossier(NAME)
    outcome = flow.submit(NAME, command)
    assert (False, list(codes)) == (outcome.allowed, [r.code for r in outcome.reasons])
    assert before == flow.dossier(NAME)
    assert len(OPENING) + 1 == len(flow.history(NAME))


@pytest.mark.parametrize(
    ("make", "fields"),
    [
        (lambda: document("n", annex=1), {"annex"}),
        (lambda: ask(c.RecordRequest, id="n", asked_by="F", parts=()), {"parts"}),
        (lambda: ask(c.RecordAdvice, id="n", origin="dor", document="d", elements=(Asked(id="x", asks="F"),) * 2), {"elements"}),
        (lambda: ask(c.AnswerRequest, request="v", parts=("a", "a")), {"parts"}),
        (lambda: ask(c.RecordDependency, id="n", between=("a", "a"), what="F"), {"between"}),
        (lambda: ask(c.RecordPortfolio, readings=(reading(), reading())), {"readings"}),
        (lambda: ask(c.Correct, record=0, wrong=" "), {"record", "wrong"}),
    ],
)  # fmt: skip
def test_what_is_not_well_formed_is_no_command(make: Any, fields: set[str]) -> None:
    """The error names each field."""
    with pytest.raises(InputError) as error:
        make()
    assert fields == {p.field for p in error.value.problems}


# -- two clocks --------------------------------------------------------------------------------------------------------


def test_a_correction_changes_what_is_known_and_not_what_was_known() -> None:
    """The old record stays; before the correction was recorded the registers say what was said then."""
    clock = iter(AT + timedelta(days=n) for n in range(1, 100))
    flow = Workflow.open("memory:", clock=lambda: next(clock))
    for command in (*OPENING, *DONE, CORRECTION):
        last = flow.submit(NAME, command).or_raise()
    moment = last.record.recorded_at
    now, then = flow.registers(NAME), flow.registers(NAME, known=moment - timedelta(seconds=1))
    assert ["fictieve-bijlage", "fictief-stuk"] == [r.motions[0].changed_by.command.document for r in (now, then)]  # type: ignore[attr-defined]
    assert [21, None] == [r.motions[0].changed_by.corrected_by for r in (now, then)]
    assert now == flow.registers(NAME, known=moment)
    assert DONE[0] == flow.history(NAME)[11].event.command


def test_a_withdrawn_discharge_leaves_its_motion_open() -> None:
    """What should not have been recorded is left out, and what it had discharged is open again."""
    dossier = folded((*OPENING, DONE[0], attrs.evolve(CORRECTION, holds=None)))
    assert [Progress.OPEN] == [e.progress for e in registers_of(dossier).motions]
    assert [Progress.DONE] == [e.progress for e in registers_of(folded([DONE[0]], dossier)).motions]


def test_what_happened_earlier_can_be_recorded_later() -> None:
    """On a day only what had happened by then counts, in whatever order it came on record."""
    late = ask(c.RecordSignal, at=AT - timedelta(days=10), id="laat", what="Fictief", owner=letter.DOUANE)
    dossier = folded((*OPENING, late))
    assert ["laat"] == [e.id for e in registers_of(dossier, as_of=AT.date() - timedelta(days=5)).open]
    assert {"laat", "signaal"} <= {e.id for e in registers_of(dossier, as_of=AT.date()).open}


def test_record_numbers_are_those_of_the_ledger() -> None:
    """A refusal takes a number as well, so evidence names the record and not the count; a restart gives the same."""
    flow = ledger(OPENING)
    assert not flow.submit(NAME, BAD["a review date in the past"][0]).allowed
    flow.submit(NAME, DONE[0]).or_raise()
    assert 13 == flow.registers(NAME).motions[0].changed_by.number
    again = Workflow(flow._store)
    assert flow.registers(NAME) == again.registers(NAME)
    assert flow.dossier(NAME) == again.dossier(NAME)
    again.verify(deep=True)


def test_personal_data_can_go_from_a_programme() -> None:
    """A free text is taken out of a record; what is open, and by whom it is owned, stays as it was."""
    flow = ledger(OPENING)
    before = [(e.name, e.progress, e.owner) for e in flow.registers(NAME)]
    flow.submit(NAME, ask(c.Redact, records=(10,), fields=("what",), ground="Fictief")).or_raise()
    assert "Fictief signaal" not in str(flow.registers(NAME))
    assert before == [(e.name, e.progress, e.owner) for e in flow.registers(NAME)]
    assert 1 == flow.verify(deep=True).redacted


# -- across processes --------------------------------------------------------------------------------------------------


def test_a_portfolio_is_recorded_while_it_is_true_and_refused_when_it_is_stale() -> None:
    """One clear error, before anything is recorded: newer records, another content, or no such process."""
    flow = ledger()
    road = Road(letter.PROCESSES["douane/websites"])
    for command in road.until(State.PLAN_DRAFTED):
        flow.submit("douane/websites", command).or_raise()
    (read,) = flow.portfolio()
    assert ("douane/websites", "plan_drafted", ("belastingdienst", "douane")) == (
        read.process,
        read.state,
        read.parties,
    )
    portfolio = ask(c.RecordPortfolio, at=road.moment, readings=(read,))
    assert flow.submit(NAME, portfolio, id="eerste").allowed
    last = flow.history("douane/websites")[-1].number
    flow.submit("douane/websites", road.draft())  # a refusal is a record too
    before = len(flow.records())
    bent = attrs.evolve(flow.portfolio()[0], state="completed")
    gone = reading("fictief/weg")
    for told, expected in ((read, (last, last + 1)), (bent, (last + 1, last + 1)), (gone, (1, 0))):
        beside = () if told.process == read.process else flow.portfolio()  # none may be left out
        stale = attrs.evolve(portfolio, readings=(told, *beside))
        for tried in (flow.submit, flow.ask):
            with pytest.raises(Stale) as error:
                tried(NAME, stale)
            assert isinstance(error.value, LedgerError)
            assert ((told.process, *expected),) == error.value.readings
    assert before == len(flow.records())
    assert flow.submit(NAME, portfolio, id="eerste").allowed  # the same id gives the first answer again
    assert before == len(flow.records())


def test_a_batch_reads_what_the_batch_has_done() -> None:
    """What is about to be stored counts: a reading from before the batch is stale, and then nothing of it is stored."""
    flow = ledger()
    road = Road(letter.PROCESSES["douane/websites"])
    flow.submit("douane/websites", road.identify()).or_raise()
    portfolio = ask(c.RecordPortfolio, at=road.moment, readings=flow.portfolio())
    before = len(flow.records())
    with pytest.raises(Stale):
        flow.submit_many([("douane/websites", road.draft()), (NAME, portfolio)])
    assert before == len(flow.records())


class Overtaken(MemoryStore):
    """A store in which somebody moves a process each time that a portfolio which says something of it is to be kept."""

    def append(self, records: Sequence[Sealed], *args: Any, **more: Any) -> None:
        """Let the other come first."""
        if records[-1].process == NAME and records[-1].number > len(LETTER_COMMANDS):
            with ThreadPoolExecutor(1) as other:
                other.submit(
                    Workflow(self).submit, "douane/websites", Road(letter.PROCESSES["douane/websites"]).consult()
                ).result()
        super().append(records, *args, **more)


@pytest.mark.parametrize("beside", [False, True])
def test_a_portfolio_that_is_overtaken_before_it_is_stored_is_stale(beside: bool) -> None:  # noqa: FBT001
    """Check and append are one: who is overtaken between the two is told, and nothing is stored, also nothing beside it."""
    store = Overtaken()
    flow, road = Workflow(store), Road(letter.PROCESSES["douane/websites"])
    flow.submit_many([(NAME, command) for command in LETTER_COMMANDS])
    flow.submit("douane/websites", road.identify()).or_raise()
    commands: list[tuple[str, Command]] = [("other", LETTER_COMMANDS[0])] if beside else []
    commands.append((NAME, ask(c.RecordPortfolio, at=road.moment, readings=flow.portfolio(["douane/websites"]))))
    with pytest.raises(Stale) as error:
        flow.submit_many(commands)
    assert (("douane/websites", 1, 2),) == error.value.readings
    assert (len(LETTER_COMMANDS), 2) == (len(flow.history(NAME)), len(flow.history("douane/websites")))
    assert ["douane/websites", NAME] == flow.processes()


def test_a_portfolio_may_be_recorded_together_with_the_next_step() -> None:
    """In one batch what was read is said first, and then moves on: each is true in its place."""
    flow, road = ledger(), Road(letter.PROCESSES["douane/websites"])
    flow.submit("douane/websites", road.identify()).or_raise()
    portfolio = ask(c.RecordPortfolio, at=road.moment, readings=flow.portfolio())
    step = ("douane/websites", road.contact("dor", c.Stage.FEASIBILITY))
    assert [True, True] == [o.allowed for o in flow.submit_many([(NAME, portfolio), step])]


def test_a_programme_is_no_process_of_the_portfolio() -> None:
    """It is left out, and reading it by name is refused."""
    flow = ledger()
    assert () == flow.portfolio()
    with pytest.raises(UnknownProcess):
        flow.portfolio([NAME])
    with pytest.raises(UnknownProcess):
        flow.registers("fictief")


AMOUNTS = st.integers(-300, 300).map(lambda cents: Decimal(cents) / 100)
DELTAS = st.lists(
    st.builds(Delta, party=st.sampled_from(letter.DIRECTORATES), money=st.builds(Money, amount=AMOUNTS)), max_size=3
).map(tuple)


@given(st.lists(DELTAS, min_size=1, max_size=4), st.sampled_from(["as it comes", "levelled"]))
def test_t8_the_budget_deltas_of_every_recorded_portfolio_sum_to_zero(processes: list[Any], how: str) -> None:
    """T8, R42: accepted exactly when the sum is zero to the cent, with every departing process compensated by another."""
    names = [f"fictief/{n}" for n in range(len(processes))]
    if how == "levelled":  # one process more makes up for the rest
        rest = sum((d.money.amount for of in processes for d in of), Decimal(0))
        processes, names = (
            [*processes, (Delta(party=letter.DOUANE, money=Money(amount=-rest)),)],
            [*names, "fictief/rest"],
        )
    readings = tuple(
        reading(n, deltas=of, compensated_by=names[i - 1], finding="eigen")
        for i, (n, of) in enumerate(zip(names, processes, strict=True))
    )
    verdict = decide(PROGRAMME, folded(OPENING), attrs.evolve(PORTFOLIO_RECORD, readings=readings)).verdict
    total = sum((d.money.amount for of in processes for d in of), Decimal(0))
    assert (total == 0) >= verdict.allowed
    if len(names) > 1:
        assert (total == 0) == verdict.allowed
    if verdict.allowed:
        assert not any(sums(d for r in readings for d in r.deltas).values())


def _independent() -> dict[str, list[Command]]:
    """Two processes and a programme that know nothing of each other."""
    return {
        "douane/websites": list(Road(letter.PROCESSES["douane/websites"]).until(State.MINISTRY_DECIDED)),
        "toeslagen/websites": list(
            Road(letter.PROCESSES["toeslagen/websites"], route=Route.GOVERNANCE).until(State.PRECONDITIONS_TESTED)
        ),
        NAME: [*EVERY[:16], BAD["a review date in the past"][0], *EVERY[16:20]],
    }


HISTORIES = _independent()
TURNS = [process for process, commands in HISTORIES.items() for _ in commands]


def _verdicts(turns: list[str]) -> dict[str, list[Any]]:
    flow = Workflow.open("memory:")
    left: dict[str, Iterator[Command]] = {process: iter(commands) for process, commands in HISTORIES.items()}
    flow.submit_many([(process, next(left[process])) for process in turns])
    return {p: [(r.number, r.event) for r in flow.history(p)] for p in HISTORIES}


ONE_BY_ONE = _verdicts(TURNS)


@settings(max_examples=25)
@given(st.permutations(TURNS))
def test_t11_the_order_between_independent_processes_changes_no_verdict(turns: list[str]) -> None:
    """T11: however the records of two processes and a programme lie between each other, each has its own verdicts."""
    assert ONE_BY_ONE == _verdicts(list(turns))


# -- any history -------------------------------------------------------------------------------------------------------

_MISTAKES: tuple[Any, ...] = (
    *(command for command, _ in BAD.values()),
    attrs.evolve(DONE[2], parts=("a",)),
    attrs.evolve(DONE[2], parts=("b",), document="fictieve-bijlage"),
    attrs.evolve(DONE[3], follow_up=FollowUp.NOT_YET, review_on=date(2023, 6, 1)),
    attrs.evolve(DONE[5], by=TOESLAGEN, owner=letter.MINISTRY),
    attrs.evolve(DONE[6], by=DOUANE),
    attrs.evolve(CLOSING, note=None),
)


@st.composite
def corrections(draw: st.DrawFn) -> Command:
    """A correction of whichever record, by whatever should hold."""
    holds = draw(st.sampled_from([None, *OPENING[1:], *DONE]))
    command: Command = ask(c.Correct, record=draw(st.integers(1, 30)), wrong="Fictief", holds=holds)
    return command


@given(st.lists(st.one_of(st.sampled_from([*EVERY, *_MISTAKES]), corrections()), max_size=40), st.integers(0, 11))
def test_nothing_that_was_open_vanishes_without_a_record_that_discharges_it(asked: list[Command], first: int) -> None:
    """Over any history: lines never go, are closed only by a step on record, and a refusal changes nothing.

    What is kept of references is what follows from the entries, and the lines of one reference are those of the whole.
    """
    dossier = folded(OPENING[:first])
    for command in asked:
        before = registers_of(dossier)
        event = decide(PROGRAMME, dossier, command)
        after_dossier = evolve(dossier, event)
        if not event.verdict.allowed:
            assert dossier is after_dossier
            continue
        after = registers_of(after_dossier)
        lines = {(type(e.command), e.id, e.element): e for e in after}
        for line in before:
            if isinstance(line.command, c.ReportToHouse):
                continue  # what was told can be withdrawn; it is not open
            now = lines.get((type(line.command), line.id, line.element))
            assert now is not None
            if line.open and not now.open:
                assert now.steps
                assert now.steps[-1].number in {e.number for e in after_dossier.entries}
        assert {True} >= {s.owner in (letter.MINISTRY, *letter.DIRECTORATES) for s in after.signals}
        numbers = [(d.command.parent, d.command.annex) for d in after.documents if d.command.parent]
        assert len(set(numbers)) == len(numbers)
        if event.after is ProgrammeState.CLOSED:
            assert () == after.open
        assert references_in(after_dossier.entries) == after_dossier.references
        for id in {e.id for e in after}:
            alone = lines_of(after_dossier, id).of(id)  # without what the House was told of it
            assert [attrs.evolve(e, reports=()) for e in after.of(id)] == [attrs.evolve(e, reports=()) for e in alone]
        dossier = after_dossier


def test_registers_fold_from_entries_alone() -> None:
    """What a dossier holds is all that is needed; nothing at all gives empty registers."""
    dossier = folded((*OPENING, *DONE))
    assert registers_of(dossier) == registers(dossier.entries)
    assert [] == list(registers(ProgrammeDossier(process=NAME).entries))
    assert {"fictief-stuk"} == {e.id for e in registers_of(dossier).reports}
    assert 2 == len(registers_of(dossier).of("advies"))
