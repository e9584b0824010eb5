"""The answer to Parliament: what was done, what could be undone, what is open; for any day, on what was known then."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ontvlechting import LETTER, PROGRAMME, Ledger, State, Workflow, letter
from ontvlechting import commands as c
from ontvlechting.engine.errors import InputError, UnknownProcess
from ontvlechting.engine.text import LANGUAGES, Language, sentences
from ontvlechting.engine.values import Actor
from ontvlechting.letter.account import Account
from ontvlechting.letter.catalogue import DOCUMENT
from ontvlechting.letter.commands import Command, FollowUp, Route
from ontvlechting.letter.data.programme import as_commands
from ontvlechting.letter.fiction import Road
from ontvlechting.letter.registers import Progress
from ontvlechting.letter.values import Role
from ontvlechting.letter.views import account as shown
from ontvlechting.record.stores.memory import MemoryStore
from tests.command_line import run
from tests.pages import Page

MINISTRY = Actor(id="fictief-ministerie", role=Role.MINISTRY, party=letter.MINISTRY)
SENT = datetime(2023, 6, 1, 9, tzinfo=UTC)
"""A fictional day on which the letter is sent; the letter gives none."""
NAME = "programma"
CASE = "douane/websites"


class Clock:
    """A clock that a test sets."""

    def __init__(self, now: datetime) -> None:
        self.now = now

    def __call__(self) -> datetime:
        """The moment."""
        return self.now


def begun(clock: Clock) -> Workflow:
    """A ledger in which the letter was sent, and recorded that same day."""
    flow = Workflow(MemoryStore(), clock=clock)
    for command in as_commands(by=MINISTRY, at=SENT):
        assert flow.submit(NAME, command).allowed
    return flow


def answered(days: int, item: str, reason: str = "Fictief: opgevolgd") -> Command:
    """The advice on budgets, answered anew so many days after the letter."""
    return c.AnswerElement(
        advice="advies-de-galan-groep",
        element="onderdeel-3",
        follow_up=FollowUp.FOLLOWED if item == "followed" else FollowUp.PARTLY,
        reason=reason,
        by=MINISTRY,
        at=SENT + timedelta(days=days),
    )


@pytest.fixture
def clock() -> Clock:
    """The evening of the day on which the letter is sent."""
    return Clock(SENT + timedelta(hours=9))


@pytest.fixture
def flow(clock: Clock) -> Workflow:
    """The programme of the letter."""
    return begun(clock)


def by_name(account: Account) -> dict[str, str]:
    """How far everything is, by name."""
    return {x.entry.name: x.entry.progress.value for x in account}


# -- the letter replayed ---------------------------------------------------------------------------------------------


def test_the_letters_own_account_comes_out_of_the_letters_data(flow: Workflow) -> None:
    """Motions carried out, the budget advice not yet, the others followed or in part, the request answered in three parts."""
    account = flow.accountability(as_of=SENT.date())
    assert ["motie-bruins", "motie-leijten"] == [x.entry.id for x in account.motions if not x.entry.open]
    budgets = next(x for x in account.advices if x.entry.name == "advies-de-galan-groep, onderdeel-3")
    assert (Progress.NOT_YET, FollowUp.NOT_YET) == (budgets.entry.progress, budgets.entry.follow_up)
    assert ["Nog niet: eerst een besluit over vorm en transitie, dan pas de budgetten."] == [
        d.how for d in budgets.deeds
    ]
    said = {x.entry.follow_up for x in account.advices if x.deeds and x is not budgets}
    assert {FollowUp.FOLLOWED, FollowUp.PARTLY} == said
    (request,) = account.requests
    assert (False, 3) == (request.entry.open, len(request.asks.removesuffix(".").split(". ")))
    assert letter.PORTFOLIO_SIZE == account.size
    promised = [x.entry.id for x in account.commitments if x.entry.open]
    assert "toezegging-geen-onomkeerbare-stappen" in promised
    assert "toezegging-nader-informeren" in promised


def test_a_motion_is_shown_by_rules_and_by_records_with_their_hashes(clock: Clock, flow: Workflow) -> None:
    """The rules that carry it out, the records that were named, and where these rules said no: each with its hash."""
    clock.now = datetime(2024, 6, 1, tzinfo=UTC)
    road = Road(letter.PROCESSES[CASE])
    for command in road.until(State.PLAN_DRAFTED):
        flow.submit(CASE, command)
    refused = flow.submit(CASE, road.revise(plan=attrs.evolve(road.plan(), version=2, added_value=None)))
    assert {"R46"} == {r.rule for r in refused.reasons}
    account = flow.accountability(as_of=date(2024, 6, 1))
    (deed,) = account.motions[0].deeds
    assert ["R24", "R45", "R46"] == [r.id for r in deed.rules]
    assert [(CASE, refused.record.number, refused.record.hash)] == [
        (s.process, s.record, s.hash) for s in deed.refusals
    ]
    hashes = {(name, r.number): r.hash for name in flow.processes() for r in flow.history(name)}
    everything = [s for x in account for s in (x.shown, *(d.shown for d in (*x.told, *x.deeds)))]
    assert [hashes[s.process, s.record] for s in everything] == [s.hash for s in everything]


def test_evidence_that_was_not_known_then_is_said_to_be_unknown(clock: Clock, flow: Workflow) -> None:
    """A discharge names a record of a process; an account without that record says so, and one with it shows the hash."""
    clock.now = SENT + timedelta(days=30)
    road = Road(letter.PROCESSES[CASE], start=SENT - timedelta(days=3))
    first = flow.submit(CASE, road.identify())
    assert flow.submit(
        NAME,
        c.Discharge(
            item="toezegging-stapsgewijs",
            document=DOCUMENT,
            how="Fictief: gedaan",
            evidence=(c.RecordRef(process=CASE, record=1), c.RecordRef(process="fictief/er-niet", record=4)),
            by=MINISTRY,
            at=SENT + timedelta(days=20),
        ),
    ).allowed
    account = flow.accountability(as_of=clock.now.date())
    (deed,) = next(x for x in account.commitments if x.entry.id == "toezegging-stapsgewijs").deeds
    assert [first.record.hash] == [s.hash for s in deed.evidence]
    assert (c.RecordRef(process="fictief/er-niet", record=4),) == deed.unknown


# -- two clocks --------------------------------------------------------------------------------------------------------


def test_an_account_speaks_of_what_was_known_then(clock: Clock, flow: Workflow) -> None:
    """What happened in time but was recorded later is not in the account of that day, unless it is asked as known now."""
    clock.now = then = SENT + timedelta(days=10)
    before = flow.accountability(as_of=then.date())
    clock.now = SENT + timedelta(days=40)
    assert flow.submit(NAME, answered(5, "followed")).allowed
    assert before == flow.accountability(as_of=then.date())
    as_known_now = flow.accountability(as_of=then.date(), known=clock.now)
    name = "advies-de-galan-groep, onderdeel-3"
    assert ("not_yet", "done") == (by_name(before)[name], by_name(as_known_now)[name])
    assert "not_yet" == by_name(flow.accountability(as_of=SENT.date(), known=clock.now))[name]


def test_an_account_of_a_day_to_come_rests_on_what_is_known_today(clock: Clock, flow: Workflow) -> None:
    """It tells what will be overdue by then, and does not say that it knows what will be recorded until then."""
    clock.now = SENT + timedelta(days=1)
    found = flow.accountability(as_of=SENT.date() + timedelta(days=300))
    assert clock.now.date() == found.known.date()
    assert flow.accountability(known=found.known).records == found.records


@given(st.lists(st.tuples(st.integers(0, 30), st.integers(0, 30), st.sampled_from(["followed", "partly"])), max_size=6))
def test_an_earlier_account_never_changes(steps: list[tuple[int, int, str]]) -> None:
    """Whatever is recorded later, of whatever day: the account of each earlier day stays what it was."""
    clock = Clock(SENT + timedelta(hours=9))
    flow = begun(clock)
    accounts: dict[date, Account] = {}
    for wait, ago, item in steps:
        accounts[clock.now.date()] = flow.accountability(as_of=clock.now.date())
        clock.now += timedelta(days=1 + wait)
        days = max((clock.now - SENT).days - ago, 0)
        flow.submit(NAME, answered(days, item))
    for day, account in accounts.items():
        assert account == flow.accountability(as_of=day)


@given(st.lists(st.sampled_from(["followed", "partly", "discharge", "nonsense"]), max_size=8))
def test_nothing_that_was_open_vanishes(steps: list[str]) -> None:
    """Every line of the letter stays in the account; what is no longer open names the record that discharged it."""
    clock = Clock(SENT + timedelta(hours=9))
    flow = begun(clock)
    first = {x.entry.name for x in flow.accountability(as_of=clock.now.date())}
    for n, step in enumerate(steps, start=1):
        clock.now += timedelta(days=1)
        if step in ("followed", "partly"):
            flow.submit(NAME, answered(n, step))
        else:
            item = "toezegging-stapsgewijs" if step == "discharge" else "er-niet"
            done = c.Discharge(item=item, document=DOCUMENT, how="Fictief", by=MINISTRY, at=clock.now)
            flow.submit(NAME, done)
    account = flow.accountability(as_of=clock.now.date())
    assert first == {x.entry.name for x in account}
    assert [] == [x.entry.name for x in account if not x.entry.open and not x.deeds]


def test_a_correction_is_a_new_record_and_an_earlier_account_keeps_the_old(clock: Clock, flow: Workflow) -> None:
    """After a correction the account says what holds now; that of the day before still says what was thought then."""
    number = next(
        r.number
        for r in flow.history(NAME)
        if isinstance(r.event.command, c.AnswerElement) and r.event.command.element == "onderdeel-3"
    )
    wrong = flow.history(NAME)[number - 1].event.command
    assert isinstance(wrong, c.AnswerElement)
    clock.now += timedelta(days=5)
    holds = attrs.evolve(wrong, follow_up=FollowUp.NOT, reason="Fictief: toch niet")
    correct = c.Correct(record=number, wrong="Fictief: verkeerd overgenomen", holds=holds, by=MINISTRY, at=clock.now)
    assert flow.submit(NAME, correct).allowed
    name = "advies-de-galan-groep, onderdeel-3"

    def follow_up(account: Account) -> FollowUp | None:
        return next(x for x in account.advices if x.entry.name == name).entry.follow_up

    assert FollowUp.NOT is follow_up(flow.accountability(as_of=clock.now.date()))
    assert FollowUp.NOT_YET is follow_up(flow.accountability(as_of=SENT.date()))


# -- was anything irreversible -------------------------------------------------------------------------------------------


def test_at_each_moment_it_is_shown_who_performed_and_how_it_could_be_undone(clock: Clock, flow: Workflow) -> None:
    """From identification to completion: one time after the other, without gaps, each with a way back until the end."""
    clock.now = datetime(2024, 6, 1, tzinfo=UTC)
    road = Road(letter.PROCESSES[CASE])
    for command in road.until(State.COMPLETED):
        assert flow.submit(CASE, command).allowed
    account = flow.accountability(as_of=date(2024, 6, 1))
    periods = account.periods
    assert () == account.irreversible
    assert [p.since for p in periods[1:]] == [p.until for p in periods[:-1]]
    assert (None, date(2024, 6, 1)) == (periods[-1].until, periods[-1].last)
    assert [0, 0, 3, 5, 5, 5] == [sum(p == letter.DOUANE for p in x.performers.values()) for x in periods]
    assert [letter.BELASTINGDIENST] * 5 + [letter.DOUANE] == [p.accountable for p in periods]
    assert [False] * 5 + [True] == [p.completed for p in periods]
    assert ["niets", *["terugvallen"] * 4, "afgerond"] == [
        next(w for w in ("niets", "terugvallen", "afgerond") if w in p.undone_by.nl) for p in periods
    ]


def test_a_reversal_that_has_run_out_is_an_irreversible_step(clock: Clock, flow: Workflow) -> None:
    """Work that moved, and whose declared way back ended before the day of the account, is named."""
    clock.now = datetime(2024, 6, 1, tzinfo=UTC)
    road = Road(letter.PROCESSES[CASE])
    for command in [*road.until(State.PHASED_TRANSFER), *road.opening(1)]:
        assert flow.submit(CASE, command).allowed
    last = flow.accountability(as_of=date(2024, 6, 1)).periods[-1].reversible_until
    assert last is not None
    clock.now = datetime(2026, 6, 1, tzinfo=UTC)
    assert () == flow.accountability(as_of=last).irreversible
    (late,) = flow.accountability(as_of=last + timedelta(days=1)).irreversible
    assert (CASE, last) == (late.process, late.reversible_until)
    page = "\n".join(shown.account(flow.accountability(as_of=last + timedelta(days=1)), "en"))
    assert "Yes: douane/websites from" in page


def test_on_the_governance_route_nothing_moves(clock: Clock, flow: Workflow) -> None:
    """One time, from identification on: the work and the accountability stay where they are, also at the end."""
    clock.now = datetime(2024, 6, 1, tzinfo=UTC)
    for command in Road(letter.PROCESSES[CASE], route=Route.GOVERNANCE).until(State.COMPLETED):
        assert flow.submit(CASE, command).allowed
    (period,) = flow.accountability(as_of=date(2024, 6, 1)).periods
    assert (letter.BELASTINGDIENST, False, False) == (period.accountable, period.completed, period.irreversible)


# -- bad input ---------------------------------------------------------------------------------------------------------


def test_a_day_before_the_beginning_is_refused(clock: Clock, flow: Workflow) -> None:
    """The error names the day, and from when on there is an answer; so does one on what was not known yet."""
    with pytest.raises(InputError, match="2023-06-01") as error:
        flow.accountability(as_of=SENT.date() - timedelta(days=1))
    assert ["as_of"] == [p.field for p in error.value.problems]
    with pytest.raises(InputError, match="`--known-now`") as error:
        flow.accountability(as_of=SENT.date(), known=SENT)
    assert ["known"] == [p.field for p in error.value.problems]


@pytest.mark.parametrize(
    ("as_of", "known", "fields"),
    [
        ("2023-06-01", None, ["as_of"]),
        (SENT, None, ["as_of"]),
        (SENT.date(), SENT.replace(tzinfo=None), ["known"]),
        ("2023-06-01", SENT.date(), ["as_of", "known"]),
    ],
)
def test_a_day_and_a_moment_are_just_that(flow: Workflow, as_of: Any, known: Any, fields: list[str]) -> None:
    """A text, a moment for a day, a moment without a time zone: one error, with every field."""
    for asked in (flow.accountability, flow.registers):
        with pytest.raises(InputError) as error:
            asked(NAME, as_of=as_of, known=known)
        assert fields == [p.field for p in error.value.problems]


def test_a_process_is_no_programme(flow: Workflow) -> None:
    """It is not said to be missing, and has no empty registers: the error says which programmes there are."""
    road = Road(letter.PROCESSES["douane/websites"])
    flow.submit("douane/websites", road.identify()).or_raise()
    for asked in (flow.accountability, flow.registers):
        with pytest.raises(InputError) as error:
            asked("douane/websites")
        assert [("programme", "'douane/websites'")] == [(p.field, p.value) for p in error.value.problems]
        assert f"a programme: `{NAME}`;" in str(error.value)


def test_a_day_that_began_elsewhere_already_is_today() -> None:
    """Just after midnight, where UTC is still in yesterday, a new programme has its account and its report."""
    at = datetime(2023, 6, 2, 0, 30, tzinfo=timezone(timedelta(hours=2)))
    flow = Workflow(MemoryStore(), clock=Clock(datetime(2023, 6, 1, 23, tzinfo=UTC)))
    for command in as_commands(by=MINISTRY, at=at):
        flow.submit(NAME, command).or_raise()
    assert date(2023, 6, 2) == flow.accountability().as_of
    assert len(list(flow.registers(NAME).motions)) == len(flow.accountability().motions)
    assert NAME in flow.report()


def test_a_programme_has_to_be_named_when_there_is_more_than_one(flow: Workflow) -> None:
    """Without a name: the only one. With two, or none, the error says which there are."""
    assert NAME == flow.accountability(as_of=SENT.date()).programme
    flow.submit("tweede", as_commands(by=MINISTRY, at=SENT)[0])
    with pytest.raises(InputError, match="tweede"):
        flow.accountability(as_of=SENT.date())
    assert "tweede" == flow.accountability("tweede", as_of=SENT.date()).programme
    with pytest.raises(UnknownProcess, match="programma"):
        flow.accountability("programme", as_of=SENT.date())
    with pytest.raises(InputError, match="a ledger that holds a programme"):
        Workflow.open("memory:").accountability()


# -- for people and programs -------------------------------------------------------------------------------------------


def test_texts_of_others_are_escaped_on_the_page(clock: Clock, flow: Workflow) -> None:
    """Markup in a reason is shown as it was written."""
    clock.now += timedelta(days=1)
    assert flow.submit(NAME, answered(1, "followed", "<b>vet</b> [klik](javascript:x) *nu*")).allowed
    page = "\n".join(shown.account(flow.accountability(as_of=clock.now.date()), "nl"))
    assert r"\<b\>vet\</b\> \[klik\](javascript:x) \*nu\*" in page


@pytest.fixture
def ledger(tmp_path: Path) -> Path:
    """The programme of the letter in a file, recorded on the day itself."""
    path = tmp_path / "programme.db"
    with Workflow.open(f"sqlite:///{path}", clock=Clock(SENT + timedelta(hours=9))) as flow:
        for command in as_commands(by=MINISTRY, at=SENT):
            assert flow.submit(NAME, command).allowed
    return path


def test_the_command_line_gives_the_account_in_three_forms(ledger: Path) -> None:
    """As text, as Markdown and as JSON; the JSON is that of `plain`, and each language has its own words."""
    code, text, _ = run("account", ledger, "--as-of", "2023-06-01")
    assert (0, True) == (code, "Is er een onomkeerbare stap gezet?" in text)
    code, page, _ = run("account", ledger, "--as-of", "2023-06-01", "--markdown", "--lang", "en")
    assert (0, True) == (code, "## 2. Was an irreversible step taken?" in page)
    code, plain, _ = run("account", ledger, "--as-of", "2023-06-01", "--json")
    with Ledger.open(f"sqlite:///{ledger}") as flow:
        account = flow.accountability(as_of=date(2023, 6, 1))
    assert (0, shown.plain(account)) == (code, json.loads(plain))


def test_the_command_line_says_what_is_waiting(ledger: Path) -> None:
    """The oldest first, on whom and since when; as JSON the same lines."""
    code, text, _ = run("open", ledger, "--as-of", "2023-07-01", "--lang", "en")
    assert (0, True) == (code, "with Ministry of Finance, since 1 June 2023, 30 days" in " ".join(text.split()))
    code, plain, _ = run("open", ledger, "--as-of", "2023-07-01", "--json")
    with Ledger.open(f"sqlite:///{ledger}") as flow:
        waiting = [x.entry.name for x in flow.accountability(as_of=date(2023, 7, 1)).open]
    assert (0, len(waiting)) == (code, len(json.loads(plain)))


def test_the_command_line_refuses_a_day_before_the_beginning(ledger: Path) -> None:
    """With exit code 2, and one error that says from when on; on what is known now the day still has to be one of it."""
    for more in ((), ("--known-now",)):
        code, out, error = run("account", ledger, "--as-of", "2022-01-01", "--lang", "en", *more)
        assert (2, "") == (code, out)
        assert "2023-06-01" in error


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        ("nl", ("Naar de stand van 2 juni 2023.", "sinds 1 juni 2023, 1 dag)", "1 juni 2023: ")),
        ("en", ("As of 2 June 2023.", "since 1 June 2023, 1 day)", "1 June 2023: ")),
    ],
)
def test_a_page_names_days_as_people_write_them(flow: Workflow, language: Language, expected: tuple[str, ...]) -> None:
    """Dates in words, one day is no days, and a deed names its rules after its own sentence."""
    shown_then = flow.accountability(as_of=date(2023, 6, 2), known=datetime(2024, 1, 1, tzinfo=UTC))
    page = Page(str(shown_then.html(language))).text
    assert [] == [said for said in expected if said not in page]
    assert "2023-06-0" not in page
    assert " (R24, R45, R46; " in page


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_account_says_which_rules_judged(clock: Clock, flow: Workflow, language: Language) -> None:
    """Of the programme and of every process, in each form; plain values hold the whole hash."""
    milder = attrs.evolve(LETTER, norms=attrs.evolve(LETTER.norms, separate_duties=False))
    road = Road(letter.PROCESSES["douane/websites"], start=SENT)
    clock.now += timedelta(days=9)
    Workflow(flow._store, rules=milder, clock=clock).submit("a", road.identify())
    flow.submit("z", road.identify())
    account = flow.accountability()
    by = [milder.ref, PROGRAMME.ref, LETTER.ref]
    assert by == list(account.rules)
    assert [attrs.asdict(r) for r in by] == shown.plain(account)["rules"]
    version = {"nl": "versie", "en": "version"}[language]
    said = {"nl": "Beoordeeld door de regels: ", "en": "Judged by the rules: "}[language]
    told = said + "; ".join(f"{r.name}, {version} {r.version} ({r.hash[:12]})" for r in by) + "."
    assert told in "\n".join(shown.account(account, language)).replace("\\", "")
    assert told in shown.lines(account, language)
    assert told in Page(shown.html(account, language)).text


def test_whole_sentences_stand_after_each_other(flow: Workflow) -> None:
    """What a request asks in parts, and the rules that a deed names: no full stop with a semicolon after it."""
    account = flow.accountability(as_of=date(2023, 6, 2), known=datetime(2024, 1, 1, tzinfo=UTC))
    for language in LANGUAGES:
        page = "\n".join(shown.account(account, language))
        told = {"nl": "over de ontvlechting. Licht toe", "en": "on the disentanglement soon. Explain"}[language]
        assert told in page
        assert ".; " not in page
    assert ("a; b.", "A. B?") == (sentences(["a", "b."]), sentences(["A.", "B?"]))


# -- advice on a process -------------------------------------------------------------------------------------------------

TWO = (c.Asked(id="een", asks="Fictief: spreid het werk"), c.Asked(id="twee", asks="Fictief: houd de locatie open"))
"""What an advice asks, one by one."""


def advised(flow: Workflow, clock: Clock, *, elements: tuple[c.Asked, ...] = TWO) -> Road:
    """A process on which a works council gave an advice, a year after the letter."""
    clock.now = datetime(2024, 6, 1, tzinfo=UTC)
    road = Road(letter.PROCESSES[CASE], start=SENT + timedelta(days=30))
    for command in [*road.until(State.IDENTIFIED), road.request_advice(), road.receive_advice(elements=elements)]:
        assert flow.submit(CASE, command).allowed
    return road


def told_on(account: Account) -> list[tuple[str, str, list[str | None]]]:
    """Of each advice on a process: its name, how far it is, and in which words it was answered."""
    lines = (x for x in account.advices if isinstance(x.entry.command, c.ReceiveAdvice))
    return [(x.name, x.entry.progress.value, [d.how for d in x.deeds]) for x in lines]


def test_r76_the_account_tells_each_advice_on_a_process_and_what_was_done_with_it(clock: Clock, flow: Workflow) -> None:
    """Each element by itself: open until it is answered, not yet until the review, overdue after that; with its record."""
    road = advised(flow, clock)
    one, two = (f"{CASE}: fictief-advies-dor, {element.id}" for element in TWO)
    account = flow.accountability(as_of=date(2024, 6, 1))
    assert [(one, "open", []), (two, "open", [])] == told_on(account)
    assert {one, two} <= {x.name for x in account.open} & {x.name for x in account.silent}
    why = "Fictief: verwerkt in de transitie"
    review = road.moment.date() + timedelta(days=30)
    not_yet = road.answer_advice(element="twee", follow_up=FollowUp.NOT_YET, review_on=review)
    for command in (road.answer_advice(element="een"), not_yet):
        assert flow.submit(CASE, command).allowed
    account = flow.accountability(as_of=review, known=clock.now)
    assert [(one, "done", [why]), (two, "not_yet", [why])] == told_on(account)
    later = flow.accountability(as_of=review + timedelta(days=1), known=clock.now)
    assert [(two, "overdue", [why])] == told_on(later)[1:]
    hashes = {r.number: r.hash for r in flow.history(CASE)}
    places = [s for x in account.advices if x.name in (one, two) for s in (x.shown, *(d.shown for d in x.deeds))]
    assert [hashes[s.record] for s in places] == [s.hash for s in places]
    for language in LANGUAGES:
        pages = "\n".join(shown.account(account, language)).replace("\\", ""), Page(shown.html(account, language)).text
        assert [] == [said for said in (one, two, why, TWO[0].asks) if not all(said in page for page in pages)]
    held = shown.rows_open(account)
    waiting = [dict(zip(held.columns, row, strict=True)) for row in held.rows]
    assert [(CASE, "twee")] == [(x["process"], x["element"]) for x in waiting if x["process"] == CASE]


def test_r79_an_advice_that_was_set_right_is_to_be_answered_anew(clock: Clock, flow: Workflow) -> None:
    """A correction of what it says opens it again; an answer that was taken out is told as withdrawn."""
    road = advised(flow, clock, elements=())
    name = f"{CASE}: fictief-advies-dor"
    answer = road.answer_advice()
    assert flow.submit(CASE, answer).allowed
    numbers = {type(r.event.command): r.number for r in flow.history(CASE)}
    road.tick()
    taken = c.Correct(
        record=numbers[c.AnswerAdvice], wrong="Fictief: te vroeg", holds=None, by=answer.by, at=road.moment
    )
    assert flow.submit(CASE, taken).allowed
    (line,) = (x for x in flow.accountability(as_of=date(2024, 6, 1)).advices if x.name == name)
    assert (Progress.OPEN, [], [answer.reason]) == (
        line.entry.progress, [d.how for d in line.deeds], [d.how for d in line.withdrawn],
    )  # fmt: skip
    assert flow.submit(CASE, road.answer_advice()).allowed
    received = next(r.event.command for r in flow.history(CASE) if r.number == numbers[c.ReceiveAdvice])
    assert isinstance(received, c.ReceiveAdvice)
    road.tick()
    holds = attrs.evolve(received, opinion=c.Opinion.NEGATIVE)
    wrong = c.Correct(
        record=numbers[c.ReceiveAdvice],
        wrong="Fictief: verkeerd gelezen",
        holds=attrs.evolve(holds, by=road.speaker("dor")),
        by=road.speaker("dor"),
        at=road.moment,
    )
    assert [] == [r.code for r in flow.submit(CASE, wrong).reasons if r.shuts]
    (line,) = (x for x in flow.accountability(as_of=date(2024, 6, 1)).advices if x.name == name)
    assert (Progress.OPEN, True) == (line.entry.progress, line.corrected is not None)


@given(answers=st.lists(st.tuples(st.sampled_from(["een", "twee"]), st.sampled_from(FollowUp)), max_size=6))
def test_each_element_is_as_far_as_its_last_answer_says(answers: list[tuple[str, FollowUp]]) -> None:
    """However often it was answered: the last answer tells how far it is, and every answer stands there."""
    clock = Clock(SENT + timedelta(hours=9))
    flow = begun(clock)
    road = advised(flow, clock)
    review = date(2030, 1, 1)
    for element, follow_up in answers:
        road.tick()
        until = review if follow_up is FollowUp.NOT_YET else None
        assert flow.submit(CASE, road.answer_advice(element=element, follow_up=follow_up, review_on=until)).allowed
    last = dict(answers)
    expected = [
        (last.get(e.id), [f for n, f in answers if n == e.id], e.id not in last or last[e.id] is FollowUp.NOT_YET)
        for e in TWO
    ]
    account = flow.accountability(as_of=date(2024, 6, 1))
    lines = [x for x in account.advices if isinstance(x.entry.command, c.ReceiveAdvice)]
    given_answers = [[getattr(d.shown.command, "follow_up", None) for d in x.deeds] for x in lines]
    assert expected == [(x.entry.follow_up, given, x.entry.open) for x, given in zip(lines, given_answers, strict=True)]


# -- a no says what it does not cover ------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_no_says_which_processes_it_is_not_about(clock: Clock, flow: Workflow, language: Language) -> None:
    """Of the processes that were studied only one is on record: a no says how many it does not cover."""
    advised(flow, clock)
    account = flow.accountability(as_of=date(2024, 6, 1))
    rest = letter.PORTFOLIO_SIZE - 1
    told = {
        "nl": f"Dit gaat niet over {rest} van de {letter.PORTFOLIO_SIZE} onderzochte processen: daarvan is hier niets vastgelegd.",
        "en": f"This does not cover {rest} of the {letter.PORTFOLIO_SIZE} processes that were studied: nothing of them is on record here.",
    }[language]
    assert 2 == "\n".join(shown.account(account, language)).count(told)
    assert 2 == Page(shown.html(account, language)).text.count(told)
    assert 2 == shown.lines(account, language).count(told)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_no_says_that_records_could_not_be_read(clock: Clock, flow: Workflow, language: Language) -> None:
    """A no does not rest on what cannot be read, and says so; where everything was read it does not."""
    advised(flow, clock)
    account = flow.accountability(as_of=date(2024, 6, 1))
    told = {"nl": "die hier niet te lezen", "en": "be read here"}[language]
    lost = attrs.evolve(account, unreadable=(account.periods[0].since,))
    assert [(0, 0), (2, 2)] == [
        (shown.lines(a, language).count(told), Page(shown.html(a, language)).text.count(told)) for a in (account, lost)
    ]


# -- what a correction of the opening leaves out -------------------------------------------------------------------------


@pytest.mark.parametrize(("names", "size"), [((), 1), (("fictief",), 1), ((), 3)])
def test_r79_no_process_leaves_the_account_by_a_correction_of_the_opening(
    clock: Clock, flow: Workflow, names: tuple[str, ...], size: int
) -> None:
    """A programme of one process, whose opening is set right so that it names another, none, or more than it names."""
    opened = c.OpenProgramme(name="Fictief: klein", size=1, processes=(CASE,), by=MINISTRY, at=SENT)
    advised(flow, clock)
    assert flow.submit("klein", opened).allowed
    flow.submit("elders", Road(letter.PROCESSES["douane/social-media"], start=SENT).identify())
    before = flow.accountability("klein", as_of=date(2024, 6, 1))
    assert ({CASE}, False) == ({p.process for p in before.periods}, before.of_all)
    holds = attrs.evolve(opened, processes=names, size=size)
    wrong = c.Correct(record=1, wrong="Fictief: verkeerd geteld", holds=holds, by=MINISTRY, at=clock.now)
    assert flow.submit("klein", wrong).allowed
    after = flow.accountability("klein", as_of=date(2024, 6, 1))
    assert {CASE} <= {p.process for p in after.periods}
    assert {CASE, *names} == {*after.processes}
    assert [line.name for line in before.advices] == [line.name for line in after.advices]
