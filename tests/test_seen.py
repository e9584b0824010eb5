"""What a person sees of the known ledger, whole: every value, every word in both languages, and the order of both.

`ONTVLECHTING_RECORD=1 pytest tests/test_seen.py` writes `golden/seen/*` anew. Read what changed, for it is what people see.
The style is left out of these files: how a colour or an edge looks is no matter of a test.
"""

from __future__ import annotations

import json
import re
import sqlite3
import sys
from collections import Counter
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, date, datetime, timedelta
from functools import cache, partial
from html import unescape
from itertools import combinations, cycle
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from zoneinfo import ZoneInfo

import pandas as pd
import polars as pl
import pytest
from attrs import evolve, frozen

from ontvlechting import LETTER, Dossier, State, Text, Workflow
from ontvlechting import commands as c
from ontvlechting.engine.chart import occurring
from ontvlechting.engine.checked import EVER
from ontvlechting.engine.errors import InputError, MissingExtra, OntvlechtingError
from ontvlechting.engine.shows import Shows
from ontvlechting.engine.text import LANGUAGES, Language
from ontvlechting.engine.verdicts import Reason, ReasonKind, Supplier
from ontvlechting.guards import PROGRAMME as OF_PROGRAMMES
from ontvlechting.letter.account import Account, Interrupted, Measured, Period
from ontvlechting.letter.catalogue import R43, R61
from ontvlechting.letter.commands import Basis
from ontvlechting.letter.packs.works_councils_act import WORKS_COUNCILS_ACT
from ontvlechting.letter.registers import Registers
from ontvlechting.letter.terms import brief
from ontvlechting.letter.values import Role
from ontvlechting.letter.views import data
from ontvlechting.letter.views.account import account as as_page
from ontvlechting.letter.views.account import plain, plain_open
from ontvlechting.letter.views.programme_timeline import timeline as of_ledger
from ontvlechting.letter.views.report import TITLE, breaches
from ontvlechting.letter.workflow import Federation
from ontvlechting.record.audit import Record
from ontvlechting.record.origin import Origin
from ontvlechting.record.stores.memory import MemoryStore
from ontvlechting.record.verifier import Otherwise, Report, Unchecked
from ontvlechting.shell.answers import Feed, History, NextSteps
from ontvlechting.views import frames, whole
from ontvlechting.views.calendar import ics
from ontvlechting.views.cloud_events import event, written
from ontvlechting.views.html import joined, listed, pairs, svg, table, tag, text, ticked
from ontvlechting.views.lifecycle import Lifecycle
from ontvlechting.views.markdown import dossier as page_of_dossier
from ontvlechting.views.markdown import history as page_of_history
from ontvlechting.views.markdown import next_steps, reason, verdict
from ontvlechting.views.markdown import outlook as page_of_outlook
from ontvlechting.views.markdown import record as page_of_record
from ontvlechting.views.report import Case
from ontvlechting.views.report import page as report
from ontvlechting.views.schema import record_schema
from ontvlechting.views.sheets import workbook
from ontvlechting.views.timeline import Timeline
from ontvlechting.views.words import counted, day, suppliers, visible
from ontvlechting.views.words import origin as of_origin
from tests.archived import DESCRIPTION
from tests.known import (
    DAY,
    NEW,
    NOW,
    OURS,
    PROGRAMME,
    RUNS,
    STOPPED,
    STRONGER,
    WENT,
    acts,
    ledger,
    named,
    no_chance,
    on_file,
)

ledger()  # made once, also for who asks these tests of many changed programs
PROCESSES = {"went": WENT, "stronger": STRONGER, "stopped": STOPPED, "runs": RUNS, "new": NEW, "programme": PROGRAMME}


def bare(html: str) -> str:
    """HTML with each element on a line of its own, without its style."""
    return re.sub(r"(?!^)(?=<[a-z!])", "\n", re.sub(r"(?s)(?<=<style>).*?(?=</style>)", "…", named(html)))


def _around(html: str) -> str:
    """What stands around a picture."""
    return bare(re.sub("(?s)<svg.*</svg>", "", html))


@cache
def account() -> Account:
    """The account of the programme, of the day on which everybody looks."""
    return ledger().accountability(PROGRAMME, as_of=DAY, known=EVER)


@cache
def registers() -> Registers:
    """Its registers."""
    return ledger().registers(PROGRAMME, as_of=DAY, known=EVER)


def history(name: str) -> History:
    """Of a process, by its short name."""
    return ledger().history(PROCESSES[name])


def _dossier(process: str) -> Dossier:
    return ledger().dossier(process)


def _reason(**changes: Any) -> Reason:
    return evolve(history("new")[-1].event.verdict.reasons[0], **changes)


def _unread() -> Record:
    why = Text(nl="beschadigd <1>", en="damaged <1>")
    return evolve(history("new")[1], unreadable=why, origin=Origin(program="fictief", version="2"))


def _late() -> Record:
    """Recorded days after it took place."""
    record = history("new")[0]
    return evolve(record, recorded_at=record.recorded_at + timedelta(days=9))


def _dossier_of_few_words() -> Dossier:
    """Advice that nobody asked for, each kind of ground, a phase without a way back, and one of each that is open."""
    found = ledger().dossier(STOPPED)
    assert isinstance(found.planned, c.RevisePlan)
    grounds = cycle(Basis)
    tests = tuple(evolve(t, results=tuple(evolve(r, basis=next(grounds)) for r in t.results)) for t in found.tests)
    plan = found.planned.plan
    phases = (evolve(plan.phases[0], reversal=None), *plan.phases[1:])
    planned = evolve(found.planned, plan=evolve(plan, phases=phases))
    return evolve(found, requests=(), responses=(), tests=tests, planned=planned, rules=None, since=None)


def _period(**changes: Any) -> Period:
    """When work had moved, and a way back had run out before its last day."""
    (found, *_) = [p for p in account().periods if p.reversals]
    return evolve(found, last=date(2025, 4, 3), **changes)


def _account(**changes: Any) -> Account:
    """An account with much that is rare: nothing said, no document, evidence, what was not known, and many refusals."""
    motion, shown = account().motions[0], account().commitments[0].shown
    deed = evolve(
        motion.deeds[0],
        how=None,
        document=None,
        rules=(R61, R43),
        evidence=(shown, motion.shown),
        unknown=(c.RecordRef(process="fictief/<twee>", record=7),),
        refusals=(shown,) * 5,
    )
    late = evolve(deed.shown, recorded_at=deed.shown.at + timedelta(days=9))
    few = evolve(deed, shown=late, refusals=(shown,) * 4, rules=(), evidence=(), unknown=())
    lines = {
        "motions": (evolve(motion, deeds=(deed, few, *motion.deeds)),),
        "periods": (_period(), _period(process="<twee>")),
    }
    return evolve(account(), **{**lines, "unreadable": (shown, motion.shown), "as_of": date(2023, 4, 4), **changes})


def _measured() -> Measured:
    """Two measurements past their limit, in a process that told nothing else of it."""
    dossier, record = ledger().dossier(RUNS), account().commitments[0].shown
    (taken, *_) = dossier.measurements
    return Measured(
        process=RUNS, indicators=(taken.indicator.id, "fictief"), taken=(taken.indicator.id,), measurements=3,
        beyond=((taken, record), (evolve(taken, record=99), evolve(record, record=99))),
    )  # fmt: skip


def _interrupted(process: str, **changes: Any) -> Interrupted:
    """A breach of a process, as an account tells it; by default as it is on record."""
    shown, (breach, *_) = account().commitments[0].shown, ledger().dossier(process).interruptions
    ended = None if breach.ended is None else evolve(shown, record=breach.ended)
    return evolve(Interrupted(process=process, breach=breach, begun=(shown,), ended=ended), **changes)


def _much_interrupted() -> Account:
    """An account of a breach that ended, of two that last, of which nobody said why or whose it was, and of what was corrected."""
    correction = next(r for r in history("programme") if isinstance(r.event.command, c.Correct))
    shown = evolve(account().commitments[0].shown, command=correction.event.command)
    lasting = _interrupted(RUNS)
    silent = evolve(lasting.breach, cause=None, party=None, id="fictief-stil", references=("fictief-stil",))
    measured = evolve(silent, beyond=ledger().dossier(RUNS).measurements, id="fictief-gemeten", task=None)
    return _account(
        interruptions=(
            _interrupted(WENT),
            lasting,
            evolve(lasting, breach=silent),
            evolve(lasting, breach=measured, begun=(shown, shown)),
        ),
        corrected=(_interrupted(WENT, corrected=(shown,)),),
        measured=(_measured(),),
    )


RARE: dict[str, Callable[[], Any]] = {
    "reason-later": lambda: _reason(
        kind=ReasonKind.NOT_YET,
        earliest=datetime(2023, 9, 9, 22, 30, tzinfo=UTC),
        suppliers=(Supplier(role=Role.MINISTRY),),
    ),
    "reason-alone": lambda: _reason(suppliers=(), nl="een ` alleen", en="one ` alone"),
    "verdict-yes": lambda: history("new")[0].event.verdict,
    "record-unread": _unread,
    "record-without": lambda: evolve(history("new")[0], origin=None),
    "history-unread": lambda: History([history("new")[0], _unread()]),
    "feed-unread": lambda: Feed([evolve(ledger().records(185)[0], record=_unread())]),
    "record-correction": lambda: next(r for r in history("programme") if isinstance(r.event.command, c.Correct)),
    "record-late": _late,
    "history-late": lambda: History([_late()]),
    "standing-one": lambda: evolve(
        (last := ledger().overview()[-1]), at=None, columns={**dict.fromkeys(last.columns), "breaches": 1}
    ),
    "next-facts": lambda: NextSteps(step for step in ledger().next_steps(RUNS) if not step.moves),
    "next-none": NextSteps,
    "dossier-few": _dossier_of_few_words,
    "account-rare": _account,
    "account-none": lambda: _account(
        motions=(), commitments=(), requests=(), advices=(), others=(), periods=(), unreadable=()
    ),
    "account-beyond": lambda: _account(measured=(_measured(),)),
    "account-interrupted": _much_interrupted,
    "account-interrupted-once": lambda: _account(interruptions=(_interrupted(RUNS),)),
    "account-went": lambda: _account(periods=account().periods, as_of=date(2023, 4, 5), known=NOW),
}


def _together() -> Federation:
    return Federation.of({"noord <1>": ledger(), "zuid": ledger()})


def _verified() -> Report:
    return ledger().verify(deep=True)


VALUES: dict[str, Callable[[], Any]] = {
    **{f"dossier-{name}": partial(_dossier, process) for name, process in PROCESSES.items()},
    "next-went": lambda: ledger().next_steps(WENT),
    "next-stronger": lambda: ledger().next_steps(STRONGER),
    "next-runs": lambda: ledger().next_steps(RUNS),
    "next-open": lambda: ledger().next_steps(RUNS).open,
    "next-new": lambda: ledger().next_steps(NEW),
    "step": lambda: ledger().next_steps(RUNS)[0],
    "history-stopped": lambda: history("stopped"),
    "history-new": lambda: history("new"),
    "history-none": History,
    "record": lambda: history("new")[-1],
    "verdict": lambda: history("new")[-1].event.verdict,
    "reason": lambda: history("new")[-1].event.verdict.reasons[0],
    "overview": lambda: ledger().overview(),
    "overview-none": lambda: ledger().overview(breached=True, receiving="fictief"),
    "standing": lambda: ledger().overview()[-1],
    "feed": lambda: ledger().records(180),
    "feed-none": lambda: ledger().records(1_000),
    "placed": lambda: ledger().records(180)[0],
    "registers": registers,
    "account": account,
    "verified": lambda: ledger().verify(),
    "verified-deep": lambda: ledger().verify(deep=True),
    "verified-otherwise": lambda: evolve(
        _verified(),
        rejudged=100,
        otherwise=(
            Otherwise(rules=LETTER.ref, records=(("een", 1), ("een", 2))),
            Otherwise(rules=OURS.ref, records=tuple(("twee\nregels", n) for n in range(1, 13))),
        ),
        vouched=1,
    ),
    "verified-half": lambda: evolve(
        _verified(),
        waiting=2,
        rejudged=150,
        redacted=4,
        removed=3,
        vouched=150,
        unchecked=(
            Unchecked(why=Text(nl="onbekend", en="unknown"), rules=OURS.ref, processes=("een",), records=1),
            Unchecked(why=Text(nl="weg", en="gone"), rules=None, processes=tuple("abcdefghijklm"), records=34),
        ),
    ),
    "rules": lambda: LETTER,
    "outlook-runs": lambda: ledger().outlook(RUNS),
    "outlook-new": lambda: ledger().outlook(NEW),
    "outlook-went": lambda: ledger().outlook(WENT),
    "agenda": lambda: ledger().agenda(),
    "federation-overview": lambda: _together().overview(state=State.PHASED_TRANSFER),
    "federation-agenda": lambda: _together().agenda(at=NOW),
    "federation-none": lambda: _together().overview(breached=True, receiving="fictief"),
    **RARE,
}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", VALUES)
def test_what_a_notebook_shows(name: str, language: Language) -> None:
    """Every element with its attributes and texts, as it was looked at once."""
    seen = bare(VALUES[name]().html(language))
    assert on_file(f"notebook.{language}.txt", name, seen) == seen


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", VALUES)
def test_what_a_terminal_shows(name: str, language: Language) -> None:
    """Every line, as it was looked at once."""
    seen = named(VALUES[name]().lines(language))
    assert on_file(f"terminal.{language}.txt", name, seen) == seen


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_was_asked_and_answered(language: Language) -> None:
    """An outcome: of a yes and of a no, in a notebook and in a terminal."""
    flow = Workflow.open("memory:", clock=lambda: NOW)
    commands = [command for process, command in acts() if process == NEW]
    outcomes = [flow.submit(NEW, command) for command in commands]
    html = "\n".join(bare(outcome.html(language)) for outcome in outcomes)
    lines = "\n".join(outcome.lines(language) for outcome in outcomes)
    assert on_file(f"notebook.{language}.txt", "outcomes", html) == html
    assert on_file(f"terminal.{language}.txt", "outcomes", lines) == lines


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_would_not_have_stood(language: Language) -> None:
    """A departure from other rules: the record, the command, and why."""
    found = ledger().departures(STRONGER, LETTER + WORKS_COUNCILS_ACT)
    html = "\n".join(bare(departure.html(language)) for departure in found)
    lines = "\n".join(departure.lines(language) for departure in found)
    assert on_file(f"notebook.{language}.txt", "departures", html) == html
    assert on_file(f"terminal.{language}.txt", "departures", lines) == lines


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", [name for name in RARE if name.startswith("account")])
def test_an_account_as_a_page(name: str, language: Language) -> None:
    """The four questions of the letter, in Markdown and in plain values, also where nothing is on record."""
    given = RARE[name]()
    page = named("\n".join(as_page(given, language)))
    assert on_file(f"accounts.{language}.txt", name, page) == page
    values = named(json.dumps([plain(given), plain_open(given)], ensure_ascii=False, indent=1))
    assert on_file("accounts.json.txt", name, values) == values


@pytest.mark.parametrize("language", LANGUAGES)
def test_pages_of_what_is_rare(language: Language) -> None:
    """In Markdown: steps none of which leads on, a record that cannot be read, a reason that waits, a bare dossier."""
    pages = (
        next_steps(RARE["next-facts"](), language),
        next_steps((), language),
        page_of_history(RARE["history-unread"](), language),
        [reason(RARE["reason-later"](), language), reason(RARE["reason-alone"](), language)],
        page_of_dossier(RARE["dossier-few"](), language),
        *(page_of_dossier(Dossier(process=name), language) for name in ("123. fictief", "- fictief", "a - 1. b")),
        verdict(history("new")[-1].event.verdict, language),
        *(
            page_of_record(record, language)
            for record in (*history("new"), _late(), _unread(), *history("stopped")[-4:])
        ),
        *(page_of_outlook(ledger().outlook(name), language) for name in (RUNS, NEW, WENT)),
    )
    told = "\n\n".join("\n".join(page) for page in pages)
    assert on_file(f"accounts.{language}.txt", "rare pages", told) == told


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", PROCESSES)
def test_a_dossier_as_a_page(name: str, language: Language) -> None:
    """In Markdown: who performs, what is open, and what waits for an evaluation."""
    told = "\n".join(page_of_dossier(_dossier(PROCESSES[name]), language))
    assert on_file(f"accounts.{language}.txt", f"dossier {name}", named(told)) == named(told)


def test_a_program_is_told_of_a_process_of_which_nothing_is_known() -> None:
    """One that was only ever refused: its place, and that there is nothing else."""
    seen = json.dumps(data.dossier(LETTER.blank("fictief")), indent=1)
    assert on_file("data.txt", "dossier blank", seen) == seen


def test_a_text_in_both_languages_is_told_in_one() -> None:
    """Where a value holds one, on its own or among others."""

    @frozen
    class Told:
        why: Text
        more: tuple[Text, ...]

    one, two = Text(nl="een <1>", en="one <1>"), Text(nl="twee", en="two")
    assert [(0, "Why: een <1>"), (0, "More:"), (1, "1: een <1>"), (1, "2: twee")] == [
        *whole.lines(Told(one, (one, two)), "nl")
    ]
    assert "one <1>" == whole.value(one, "en")


# -- the report --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_report(language: Language) -> None:
    """The whole page: contents, overview, the account, each process in order, what was refused, and how to verify it."""
    seen = bare(ledger().report(language))
    assert on_file(f"report.{language}.txt", "report", seen) == seen


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_report_of_nothing(language: Language) -> None:
    """Of an empty ledger: that it is empty."""
    seen = bare(Workflow.open("memory:", clock=lambda: NOW).report(language))
    assert on_file(f"report.{language}.txt", "empty", seen) == seen


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_report_of_what_is_rare(language: Language) -> None:
    """A decision and an ending without a note, a record that cannot be read, and what cannot be told of the next step."""
    flow = ledger()
    cases = []
    for process in (WENT, STOPPED):
        dossier, standing = flow.dossier(process), next(s for s in flow.overview() if s.process == process)
        decision = None if dossier.decision is None else evolve(dossier.decision, note=None)
        closing: Any = dossier.closing
        bare_end = {"report": None} if isinstance(closing, c.Complete) else {"note": None}
        found = evolve(dossier, decision=decision, closing=evolve(closing, **bare_end), identity=None)
        records = [*flow.history(process)[:2], _unread()]
        unknown = Text(nl="`regels` <ontbreken>", en="`rules` <are not there>")
        cases.append(Case(standing=standing, records=records, dossier=found, unknown=unknown))
    seen = bare(
        report(cases, verified=flow.verify(), made=NOW, language=language, title=TITLE, more=breaches(cases, language))
    )
    assert on_file(f"report.{language}.txt", "rare", seen) == seen


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_report_of_one_process(language: Language) -> None:
    """One is told as one, and has no picture of everything."""
    case = Case(
        standing=next(s for s in ledger().overview() if s.process == NEW),
        records=history("new"),
        dossier=ledger().dossier(NEW),
    )
    html = report(
        [case],
        verified=_verified(),
        made=NOW,
        language=language,
        picture=ledger().timeline(language),
        title=TITLE,
        more=breaches([case], language),
    )
    assert {
        "nl": "<p>1 proces: 1 aangedragen. 3 vastleggingen, waarvan 1 geweigerd. Open verstoringen: 0.</p>",
        "en": "<p>1 process: 1 identified. 3 records, of which 1 refused. Open breaches: 0.</p>",
    }[language] in html
    assert 1 == html.count("<svg ")


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_notebook_shows_two_hundred_rows(language: Language) -> None:
    """Of more than that the first, and how many there are more; of a history the newest."""
    placed = [*ledger().records(), *ledger().records()]
    left = {"nl": "Nog 2 niet getoond; `to_frame()` geeft alles.", "en": "2 more not shown; `to_frame()` gives all."}[
        language
    ]
    caption = {"nl": "Het logboek, in zijn volgorde", "en": "The ledger, in its order"}[language]
    html = Feed(placed[:202]).html(language)
    assert [str(e.position) for e in placed[:200]] == [row[0] for row in _cells(html, caption)[1:]]
    assert f'<p class="ov-quiet">{left}</p>' in html
    assert left not in Feed(placed[:200]).html(language).partition("</style>")[2]
    records = [evolve(history("new")[1], number=n) for n in range(2, 203)]
    html = History([history("new")[0], *records]).html(language)
    assert [str(n) for n in range(3, 203)] == [
        row[0] for row in _cells(html, {"nl": "Vastleggingen", "en": "Records"}[language])[1:]
    ]
    assert f'<p class="ov-quiet">{left}</p>' in html


# -- pictures ----------------------------------------------------------------------------------------------------------


def _road(name: str, language: Language) -> Lifecycle:
    return history(name).road(language)


ROADS: dict[str, Callable[[Language], Lifecycle]] = {
    "letter": lambda language: Lifecycle(LETTER, language),
    "programmes": lambda language: Lifecycle(OF_PROGRAMMES, language),
    **{name: partial(_road, name) for name in ("went", "stronger", "stopped", "programme")},
}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", ROADS)
def test_the_road_is_drawn(name: str, language: Language) -> None:
    """Every form of the picture: for Mermaid, for Graphviz, as SVG, and in words; what is drawn last lies on top."""
    road = ROADS[name](language)
    seen = [road.title, road.text, road.mermaid(), road.dot(), bare(road.svg()), _around(road._repr_html_())]
    if name == "letter":
        seen += [road.mermaid(facts=True), road.dot(facts=True)]
    told = "\n\n".join(seen)
    assert on_file(f"roads.{language}.txt", name, told) == told


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_way_back_is_drawn(language: Language) -> None:
    """All that lead back or out, some of them twice: each in a lane of its own, and what would be said twice is said once."""
    records = list(history("went"))
    commands = {type(r.event.command): r.event.command for p in ledger().processes() for r in ledger().history(p)}
    moved = next(r for r in records if r.event.before is not r.event.after)
    order: list[object] = list(State)
    path = [records[0]]
    for n, a in enumerate(arrow for arrow in LETTER.arrows if arrow.moves):
        if a.target is State.STOPPED or order.index(a.target) < order.index(a.source):
            event = evolve(
                moved.event, before=a.source, after=a.target, command=commands.get(a.command, moved.event.command)
            )
            path += [evolve(moved, event=event)] * (2 if n % 3 else 1)
    road = History(path).road(language, rules=LETTER)
    told = f"{road.text}\n\n{bare(road.svg(alone=False))}"
    assert on_file(f"roads.{language}.txt", "ways back", told) == told


def _timelines(language: Language) -> dict[str, Timeline]:
    """Every timeline: of each process, and of everything in the ledger."""
    return {name: history(name).timeline(language) for name in PROCESSES} | {"ledger": ledger().timeline(language)}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", ["went", "runs", "programme", "ledger"])
def test_the_timeline_is_drawn(name: str, language: Language) -> None:
    """Every bar and mark where its day lies, with its words; the picture in words; what its looks mean."""
    line = _timelines(language)[name]
    seen = [line.text, bare(line.svg()), _around(line._repr_html_()), str(line.looks)]
    told = "\n\n".join(seen)
    assert on_file(f"timelines.{language}.txt", name, told) == told


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_timeline_without_one_programme_is_that_of_the_ledger(language: Language) -> None:
    """Its title; and where nothing can be read, the day of the record is all that there is."""
    title = {"nl": "Tijdlijn van het logboek", "en": "Timeline of the ledger"}[language]
    assert title == of_ledger({NEW: history("new")}, language).title
    unread = _unread()
    line = of_ledger({NEW: [unread]}, language)
    at = unread.event.command.at
    assert (title, at, at, at) == (line.title, line.first, line.last, line.known)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_timeline_has_round_days(language: Language) -> None:
    """Which days stand above a picture of so many days, and where; up to each length at which the steps grow."""
    told = []
    for days in (0, 8, 9, 49, 50, 70, 71, 330, 331, 1_100, 1_101, 3_699, 3_700, 36_000, -80, -400):
        first = datetime(2023, 11, 20, 9, tzinfo=UTC) if days >= 0 else datetime(2024, 1, 1, tzinfo=UTC)
        end = first + timedelta(days=abs(days))
        line = Timeline(process="een", language=language, first=first, last=end, spans=(), marks=())
        ticks = re.findall(r'x="([\d.]+)" y="32" text-anchor="\w+">([^<]*)<', line.svg())
        told.append(f"{days}: {', '.join(f'{name} ({x})' for x, name in ticks)}")
    seen = "\n".join(told)
    assert on_file(f"timelines.{language}.txt", "days", seen) == seen


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", ["went", "new", "ledger"])
def test_the_chart(name: str, language: Language) -> None:
    """Every value of the chart, and how it is put together."""
    chart = {key: value for key, value in _timelines(language)[name].chart().to_dict().items() if key != "$schema"}
    told = json.dumps(chart, ensure_ascii=False, indent=1)
    assert on_file(f"charts.{language}.txt", name, told) == told


# -- frames ------------------------------------------------------------------------------------------------------------

FRAMES: dict[str, Callable[[], Any]] = {
    "history": lambda: history("stopped"),
    "feed": lambda: ledger().records(180),
    "overview": lambda: ledger().overview(),
    "next": lambda: ledger().next_steps(RUNS),
    "registers": registers,
}


@pytest.mark.parametrize("name", FRAMES)
def test_a_frame(name: str) -> None:
    """Every row in order, every column with its kind."""
    frame = FRAMES[name]().to_frame(backend="polars")
    told = "\n".join([str(dict(frame.schema)), *(named(str(row)) for row in frame.rows())])
    assert on_file("frames.txt", name, told) == told


@pytest.mark.parametrize("name", FRAMES)
def test_a_frame_is_the_same_for_everybody(name: str) -> None:
    """Pandas and pyarrow hold what polars holds; pandas has midnight for a day, and nothing for what is not there."""
    rows, names = FRAMES[name]().to_frame(backend="polars").rows(), FRAMES[name]().to_frame(backend="polars").columns
    arrow = FRAMES[name]().to_frame(backend="pyarrow")
    assert rows == [tuple(row[n] for n in names) for row in arrow.to_pylist()]
    frame = FRAMES[name]().to_frame(backend="pandas")
    assert names == list(frame.columns) == arrow.column_names
    found = [tuple(None if pd.isna(v) else v for v in row) for row in frame.itertuples(index=False, name=None)]
    days = [n for n, column in enumerate(names) if column in {"on", "due", "waiting_until"}]
    assert [
        tuple(pd.Timestamp(v) if n in days and v is not None else v for n, v in enumerate(row)) for row in rows
    ] == found
    assert [str(frame.dtypes.iloc[n]) for n in days] == ["datetime64[us]"] * len(days)


def test_a_frame_is_of_a_library_that_there_is() -> None:
    """Another library is refused with the nearest; without any wish it is that which is there already."""
    with pytest.raises(InputError) as refused:
        ledger().overview().to_frame(backend="panda")  # type: ignore[arg-type]
    assert (
        "`to_frame` klopt niet:\n- `backend`: verwacht een van polars, pandas, pyarrow; kreeg 'panda'; bedoelt u `pandas`?",
        "`to_frame` is not well formed:\n- `backend`: expected one of polars, pandas, pyarrow; got 'panda'; do you mean `pandas`?",
    ) == (refused.value.text.nl, refused.value.text.en)
    assert isinstance(ledger().overview().to_frame(), pl.DataFrame)


@pytest.mark.parametrize(
    ("missing", "asked", "feature", "extra"),
    [
        ("narwhals", lambda: ledger().overview().to_frame(), "to_frame", "ontvlechting[frames]"),
        ("altair", lambda: ledger().timeline().chart(), "chart", "ontvlechting[charts]"),
        ("jinja2", lambda: ledger().report(), "report", "ontvlechting[report]"),
        ("icalendar", lambda: ics(ledger().agenda(), made=NOW, language="nl"), "agenda --ics", "ontvlechting[agenda]"),
        ("openpyxl", lambda: workbook(LETTER, command="stop", at=NOW), "sheets", "ontvlechting[sheets]"),
    ],
)
def test_an_extra_that_is_not_there_is_named(
    monkeypatch: pytest.MonkeyPatch, missing: str, asked: Callable[[], Any], feature: str, extra: str
) -> None:
    """What was asked, what it needs, and how to get that."""
    monkeypatch.setitem(sys.modules, missing, None)
    with pytest.raises(MissingExtra) as refused:
        asked()
    expected = MissingExtra(feature, missing, extra).text
    assert (expected.nl, expected.en) == (refused.value.text.nl, refused.value.text.en)


def test_a_frame_without_any_of_the_libraries_names_all_of_them(monkeypatch: pytest.MonkeyPatch) -> None:
    """And how to get the first."""
    monkeypatch.setattr(frames, "find_spec", lambda _: None)
    monkeypatch.setattr(frames, "sys", SimpleNamespace(modules={}))
    with pytest.raises(MissingExtra) as refused:
        ledger().overview().to_frame()
    assert MissingExtra("to_frame", "polars / pandas / pyarrow", "polars").text == refused.value.text
    with pytest.raises(MissingExtra) as refused:
        ledger().overview().to_frame(backend="pyarrow")
    assert MissingExtra("to_frame", "pyarrow", "pyarrow").text == refused.value.text


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_archive_is_on_file(language: Language, tmp_path: Path) -> None:
    """What is told of a dossier and of each file to whoever keeps them, and what a reader finds first."""
    names = ledger().archive(STOPPED, tmp_path / "a", language=language, description=DESCRIPTION)
    told = [f"-- {n}\n{(tmp_path / 'a' / n).read_text()}" for n in names if n.endswith((".xml", ".txt"))]
    seen = named(re.sub(r"\b[0-9a-f]{64}\b|(?<=omvang>)\d+", "‹chance›", "\n".join(told)))
    assert on_file("tools.txt", f"archive {language}", seen) == seen


# -- what everything is made of ----------------------------------------------------------------------------------------


def test_no_text_becomes_more_than_text() -> None:
    """Each piece of HTML to the letter: text is escaped once, what steers is shown, and finished HTML is left alone."""
    assert "&lt;b&gt;&amp;&quot;&#x27; a\nb⟨U+001B⟩\ufffd" == text("<b>&\"'\ta\r\nb\x1b\ud800")
    assert "7&lt;<b>&lt;</b>" == joined([7, "<", None, tag("b", "<")])
    assert '<p class="a" data-x x="1.5" title="&quot;">a<i></i>3</p>' == tag(
        "p", "a", None, tag("i"), 3, class_="a", data_x=True, hidden=False, lang=None, x=1.5, title='"'
    )
    assert "a <code>b</code> c<code>d</code>" == ticked("a `b` c`d`")
    assert "a ` b" == ticked("a ` b")
    assert ("<ul><li>a</li></ul>", '<ol class="x"><li>a</li><li>b</li></ol>', None) == (
        listed(["a"]),
        listed(["a", "b"], name="ol", class_="x"),
        listed([]),
    )
    assert '<dl class="ov-facts"><div><dt>a</dt><dd>1</dd></div><div><dt>b</dt><dd></dd></div></dl>' == pairs(
        [("a", 1), ("b", None)]
    )
    long = "x" * 35
    assert (
        '<div class="ov-wide" role="group" aria-label="&lt;a&gt;" tabindex="0"><table class="t" role="table">'
        '<caption>&lt;a&gt;</caption><thead role="rowgroup"><tr role="row"><th scope="col" role="columnheader">h</th>'
        '<th scope="col" role="columnheader">&lt;i&gt;</th></tr></thead><tbody role="rowgroup">'
        '<tr role="row"><th scope="row" role="rowheader">1</th>'
        f'<td role="cell" class="ov-long" data-label="&lt;i&gt;">{long}</td></tr>'
        '<tr role="row"><th scope="row" role="rowheader"></th>'
        f'<td role="cell" data-label="&lt;i&gt;">{long[1:]}<b>{long[1:]}</b></td></tr></tbody></table></div>'
    ) == table("<a>", ["h", "<i>"], [[1, long], [None, joined([long[1:], tag("b", long[1:])])]], class_="t")
    assert (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 10.5 7" width="10.5" height="7" role="img" aria-label="t"'
        ' class="ov-svg"><title>t</title><desc>d</desc><rect class="ov-paper" width="10.5" height="7.0"></rect>x</svg>'
    ) == svg(10.5, 7.0, "t", "d", "x")
    html = tag("p")
    assert ("<p></p>", "<p></p>") == (html.__html__(), html._repr_html_())
    assert type(html._repr_html_()) is str


def test_what_has_no_look_of_its_own_is_shown_as_it_is() -> None:
    """A value of a kind that the house does not know: its `repr`, which is text as well."""

    class Own(Shows):
        def __repr__(self) -> str:
            return "<own>"

    assert ("<own>", '<div class="ov" lang="en">\n<style>…</style>\n<pre>&lt;own&gt;</pre></div>') == (
        Own().lines("en"),
        bare(Own().html("en")),
    )


def test_words_for_people() -> None:
    """A day as people write it, in the calendar of the letter; a number with what it counts; who can supply something."""
    late = datetime(2023, 12, 31, 23, 30, tzinfo=UTC)
    assert ("1 januari 2024", "1 January 2024", "31 maart 2023") == (
        day(late, "nl"),
        day(late, "en"),
        day(date(2023, 3, 31), "nl"),
    )
    assert [f"{n} {m} 2023" for n, m in enumerate(MONTHS["en"], 1)] == [
        day(date(2023, n, n), "en") for n in range(1, 13)
    ]
    one, more = Text(nl="een", en="one"), Text(nl="meer", en="more")
    assert ["0 meer", "1 een", "2 meer"] == [counted(n, one, more, "nl") for n in range(3)]
    whom = [Supplier(role=Role.MINISTRY), Supplier(role=Role.DIRECTORATE, party="douane"), Supplier(role=Role.MINISTRY)]
    assert "the ministry, directorate-general Douane (customs)" == suppliers(whom, "en")
    origin = Origin(program="een", version="2", host="daar", account="wie")
    assert ("vastgelegd door een 2 op daar, account wie", "recorded by een 2, account wie") == (
        of_origin(origin, "nl"),
        of_origin(evolve(origin, host=None), "en"),
    )
    assert "a⟨U+0000⟩⟨U+0009⟩\n⟨U+001F⟩⟨U+009F⟩⟨U+202E⟩⟨U+2069⟩é" == visible("a\x00\t\n\x1f\x9f\u202e\u2069é")
    assert ("Douane", "Douane (customs)") == (
        brief("directoraat-generaal Douane"),
        brief("directorate-general Douane (customs)"),
    )
    for shows in (ledger().overview(), history("new"), ledger().dossier(NEW), ledger().records(185)):
        for form in (shows.html, shows.lines):
            with pytest.raises(OntvlechtingError, match="'fr'"):
                form("fr")


# -- what must be right, counted from the records ----------------------------------------------------------------------


def _cells(html: str, caption: str) -> list[list[str]]:
    """The rows of the table of this caption, heads first; each cell as its text."""
    table = html.partition(f"<caption>{caption}</caption>")[2].partition("</table>")[0]
    rows = re.findall(r"<tr[^>]*>(.*?)</tr>", table, flags=re.DOTALL)
    return [
        [unescape(re.sub("<[^>]*>", "", c)) for c in re.findall(r"<t[dh][^>]*>(.*?)</t[dh]>", row, flags=re.DOTALL)]
        for row in rows
    ]


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_report_has_a_row_for_each_process_and_each_refusal(language: Language) -> None:
    """The table of the overview, what was refused of each process, and the heads: each row, in order."""
    flow = ledger()
    page = flow.report(language)
    standings = [s for s in flow.overview() if s.process != PROGRAMME]
    heads, *rows = _cells(page, {"nl": "Waar elk proces staat", "en": "Where each process stands"}[language])
    assert {
        "nl": [
            "Proces",
            "Van",
            "Naar",
            "Vorm",
            "Toestand",
            "Laatste vastlegging",
            "Termijn tot en met",
            "Open",
            "Vastleggingen",
        ],
        "en": ["Process", "From", "To", "Route", "State", "Last act", "Term until", "Open", "Records"],
    }[language] == heads
    assert [(s.process, s.state.title[language], str(s.number)) for s in standings] == [
        (r[0], r[4], r[8]) for r in rows
    ]
    assert [
        {"nl": "2 verstoringen", "en": "2 breaches"}[language] if s.process == RUNS else "–" for s in standings
    ] == [row[7] for row in rows]
    refused = [[r for r in flow.history(s.process) if not r.event.verdict.allowed] for s in standings]
    caption = {"nl": "Geweigerd", "en": "Refused"}[language]
    parts = page.split('<section class="process"')[1:-1]
    assert [[(str(r.number), r.event.command.title[language]) for r in rs] for rs in refused] == [
        [(row[0], row[2]) for row in _cells(part, caption)[1:]] for part in parts
    ]
    caption = {"nl": "De laatste vastlegging van elk proces", "en": "The last record of each process"}[language]
    assert [[s.process, str(s.number), s.hash] for s in standings] == _cells(page, caption)[1:]
    count = sum(s.number for s in standings), sum(map(len, refused))
    assert {
        "nl": f"{count[0]} vastleggingen, waarvan {count[1]} geweigerd. Open verstoringen: 2.",
        "en": f"{count[0]} records, of which {count[1]} refused. Open breaches: 2.",
    }[language] in page


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_report_has_every_heading_in_order(language: Language) -> None:
    """The parts of the page, and those of each process; none is lost, none stands twice."""
    found = re.findall(r"<h[123][^>]*>(.*?)</h[123]>", ledger().report(language))
    short = {
        "nl": ["In het kort", "Waarover een besluit nodig is", "Wat te laat of verstoord is", "Wie op wie wacht"],
        "en": ["In short", "What asks for a decision", "What is late or disrupted", "Who waits for whom"],
    }[language]
    assert short == found[1:5]
    found[1:5] = []
    title, contents, overview, account_, verify = {
        "nl": ("Ontvlechting: de stand van zaken", "Inhoud", "Overzicht", "Verantwoording", "Hoe u dit kunt nagaan"),
        "en": ("Disentanglement: the state of affairs", "Contents", "Overview", "Account", "How to verify this"),
    }[language]
    of_account = {
        "nl": [
            "Moties",
            "Toezeggingen",
            "Kamerverzoeken",
            "Adviezen",
            "Is er een onomkeerbare stap gezet?",
            "Is de continuïteit van diensten geraakt?",
            "Wat openstaat",
        ],
        "en": [
            "Motions",
            "Commitments",
            "Requests",
            "Advice",
            "Was an irreversible step taken?",
            "Was the continuity of services affected?",
            "What is open",
        ],
    }[language]
    open_, doors, road, tests, heard, decided, phases, refused = {
        "nl": (
            "Wat openstaat",
            "Wat de volgende stap is, en wat daarvoor ontbreekt",
            "De weg naar het einde",
            "De vijf randvoorwaarden en hun bewijs",
            "Inspraak, en wat met elk advies is gedaan",
            "Besluit en afloop",
            "Fasen van de overdracht",
            "Wat is geweigerd",
        ),
        "en": (
            "What is open",
            "What is next, and what is missing for it",
            "The road to the end",
            "The five preconditions and their evidence",
            "Participation, and what was done with each advice",
            "Decision and ending",
            "Phases of the transfer",
            "What was refused",
        ),
    }[language]
    every = [title, contents, overview, f"{account_}: {PROGRAMME}", *of_account]
    for process, has_doors, has_phases in (
        (STRONGER, True, False),
        (WENT, False, True),
        (NEW, True, False),
        (STOPPED, False, True),
        (RUNS, True, True),
    ):
        identity = ledger().dossier(process).identity
        assert identity is not None
        every += [
            visible(identity.name),
            open_,
            *[doors, road] * has_doors,
            tests,
            heard,
            decided,
            *[phases] * has_phases,
            refused,
        ]
    assert [*every, verify] == [unescape(head) for head in found]


def _moment(day: str, language: Language) -> datetime:
    """A day as a page writes it."""
    number, month, year = day.split()
    return datetime(int(year), MONTHS[language].index(month) + 1, int(number), tzinfo=ZoneInfo("Europe/Amsterdam"))


MONTHS = {
    "nl": [
        "januari",
        "februari",
        "maart",
        "april",
        "mei",
        "juni",
        "juli",
        "augustus",
        "september",
        "oktober",
        "november",
        "december",
    ],
    "en": [
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ],
}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", [WENT, RUNS])
def test_each_bar_lies_where_its_days_lie(name: str, language: Language) -> None:
    """From the left edge to the right one by time: every bar and mark, to within the day on which it began or ended."""
    line = ledger().history(name).timeline(language)
    moments = [r.event.command.at for r in ledger().history(name)]
    whole = line.last - line.first  # the plan may go on beyond what was done
    a_day = 680 / (whole / timedelta(days=1))
    svg = line.svg()
    edge = float(re.findall(r'<path class="ov-year" d="M([0-9.]+) ', svg)[0])
    since, until = {"nl": ("vanaf", "tot"), "en": ("from", "to")}[language]
    bars = re.findall(
        rf"<title>[^<]*? {since} (\d+ \w+ \d+)(?: {until} (\d+ \w+ \d+))?</title><rect [^>]*?x=\"([\d.]+)\"[^>]*? width=\"([\d.]+)\"",
        svg,
    )
    assert len(bars) > 15
    for start, end, x, width in bars:
        left = edge + 680 * ((_moment(start, language) - moments[0]) / whole)
        right = edge + 680 * (((_moment(end, language) if end else moments[-1]) - moments[0]) / whole)
        assert left - 1 <= float(x) <= left + a_day + 1
        assert right - 1 <= float(x) + float(width) <= right + a_day + 3
    ticks = re.findall(r'x="([\d.]+)" y="32" text-anchor="middle">(\d+) (\w+)<', svg)
    assert sorted(ticks, key=lambda tick: float(tick[0])) == ticks
    for at, numbered, month in ticks:
        (number,) = (n for n, m in enumerate(MONTHS[language], 1) if m[:3] == month)
        left = edge + 680 * (
            (datetime(2023, number, int(numbered), tzinfo=ZoneInfo("Europe/Amsterdam")) - moments[0]) / whole
        )
        assert max(left, edge) == pytest.approx(float(at), abs=0.1)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_history_has_a_row_for_each_record(language: Language) -> None:
    """Number, day, what was asked, by whom, and the answer, oldest first."""
    records = history("stopped")
    caption = {"nl": "Vastleggingen", "en": "Records"}[language]
    heads, *rows = _cells(records.html(language), caption)
    assert {"nl": ["Nr.", "Dag", "Gevraagd", "Door", "Antwoord"], "en": ["No.", "Day", "Asked", "By", "Answer"]}[
        language
    ] == heads
    yes, no = {"nl": ("✓ aanvaard", "✗ geweigerd"), "en": ("✓ accepted", "✗ refused")}[language]
    for record, row in zip(records, rows, strict=True):
        command = record.event.command
        answer = no if record.number == 22 else yes
        assert [str(record.number), command.title[language], True, True] == [
            row[0],
            row[2],
            row[3].startswith(f"{command.by.id}, "),
            row[4].startswith(answer),
        ]
        assert _moment(row[1], language).date() == command.at.astimezone(ZoneInfo("Europe/Amsterdam")).date()


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_programme_has_a_road_of_its_own(language: Language) -> None:
    """Its two states, and none of a process."""
    found = re.findall(
        r"<li class=\"(ov-\w+)\"[^>]*><span title=\"[^\"]*\">([^<]*)</span>", ledger().dossier(PROGRAMME).html(language)
    )
    now, later = {
        "nl": ("▶ programma loopt", "programma gesloten"),
        "en": ("▶ programme under way", "programme closed"),
    }[language]
    assert [("ov-now", now), ("ov-ahead", later)] == found


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_arrow_joins_the_boxes_of_its_states(language: Language) -> None:
    """From the foot of one box to the head of the next, with its command; what was passed is marked, and boxes lie free."""
    records = history("went")
    svg = records.road(language).svg()
    box = r'<rect class="ov-(\w+)" x="(\d+)" y="(\d+)"[^>]*></rect><text [^>]*>(?:[▶✓] )?([^<]*)</text>'
    boxes = {title: (looks, int(x), int(y)) for looks, x, y, title in re.findall(box, svg)}
    been = {r.event.after for r in records} | {State.NEW}
    assert {
        s.title[language]: "here" if s is State.COMPLETED else "been" if s in been else "box"
        for s in occurring(LETTER.arrows)
    } == {title: looks for title, (looks, _, _) in boxes.items()}
    places = [(x, y) for _, x, y in boxes.values()]
    wide = int(re.findall(r'<rect class="ov-here"[^>]* width="(\d+)"', svg)[0])
    assert all(abs(x - u) >= wide or abs(y - v) >= 48 for (x, y), (u, v) in combinations(places, 2))
    arrow = r'<path class="ov-(\w+)" d="M(\d+) (\d+)L(\d+) (\d+)"></path>.*?<text [^>]*>([^<]*)</text>'
    moved = Counter((r.event.before, r.event.after) for r in records)
    order: list[object] = list(State)
    expected = []
    for a in LETTER.arrows:
        if a.moves and a.target is not State.STOPPED and order.index(a.source) < order.index(a.target):
            (_, x, y), (_, u, v) = boxes[a.source.title[language]], boxes[a.target.title[language]]
            times = moved[a.source, a.target]
            label = a.command.title[language] + (f" ({times}×)" if times > 1 else "")
            ends = [str(n) for n in (x + wide // 2, y + 48, u + wide // 2, v - 6)]
            expected.append(("went" if times else "arrow", *ends, label))
    drawn = re.findall(arrow, svg)
    assert sorted(expected) == sorted(drawn)
    assert [looks for looks, *_ in drawn] == sorted(looks for looks, *_ in drawn), "what was passed lies on top"
    assert {"nl": "Terugvallen", "en": "Fall back"}[language] in svg.partition('class="ov-back"')[2]


# -- for tools -----------------------------------------------------------------------------------------------------------


SOURCE = "urn:nld:oin:00000000000000000000:systeem:logboek"


@cache
def small() -> Workflow:
    """The known ledger with nothing but the programme and the process that has no plan."""
    recorded = [NOW]
    flow = Workflow(MemoryStore(), clock=lambda: recorded[0])
    with no_chance():
        for process, command in acts():
            if process in (NEW, PROGRAMME):
                recorded[0] = command.at + timedelta(seconds=1)
                flow.submit(process, command)
    return flow


def _sqlite(path: Path) -> str:
    small().event_log().write_sqlite(path)
    with closing(sqlite3.connect(path)) as connection:
        return "\n".join(connection.iterdump())


def _but_commands(plain: dict[str, Any]) -> dict[str, Any]:
    """A schema without those of the commands, which are on file as such."""
    return {**plain, "$defs": {name: of for name, of in plain["$defs"].items() if name not in _KINDS}}


_KINDS = {command.key for command in LETTER.commands} - {"consult_unit"}


@pytest.mark.parametrize("form", ["xes", "ocel", "sqlite", "schema of records", "events"])
def test_what_tools_get_is_on_file(form: str, tmp_path: Path) -> None:
    """The event log in each of its forms, and the feed of events."""
    log = small().event_log()
    made: dict[str, Callable[[], str]] = {
        "xes": log.xes,
        "ocel": lambda: json.dumps(log.ocel(), ensure_ascii=False, indent=0),
        "sqlite": lambda: _sqlite(tmp_path / "log.sqlite"),
        "schema of records": lambda: json.dumps(_but_commands(record_schema(LETTER)), ensure_ascii=False, indent=0),
        "events": lambda: "\n".join(map(written, (*small().cloud_events(SOURCE), event(1, _unread(), SOURCE)))),
    }
    shown = re.sub(r"\b[0-9a-f]{32}(?:[0-9a-f]{32})?\b", "‹hash›", made[form]())
    assert on_file("tools.txt", form, shown) == shown
