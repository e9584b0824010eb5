"""How a programme shows itself: its registers and account, everything in a ledger on one timeline, and as a chart."""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Callable
from datetime import date, datetime
from functools import cache
from itertools import pairwise
from typing import Any

import altair as alt
import attrs
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest

from ontvlechting import State, Workflow, letter
from ontvlechting import commands as c
from ontvlechting.engine.errors import InputError, MissingExtra, UnknownProcess
from ontvlechting.engine.text import LANGUAGES, Language
from ontvlechting.letter.account import Account
from ontvlechting.letter.fiction import Road
from ontvlechting.letter.registers import REGISTERS, Registers
from ontvlechting.views.timeline import Mark, Span, Timeline
from tests.asking import WEBSITES
from tests.pages import HOSTILE, Page, harmless, poison
from tests.programmes import AT, OPENING, ask

PROGRAMME = "fictief-programma"
DUE = date(2023, 5, 1)


def with_programme(*, write: Any = None) -> Workflow:
    """A ledger with a programme in which much is open, and with two processes: one on its way, one that fell back."""
    flow = Workflow.open("memory:")
    for command in (*OPENING, *(written(write) if write else ())):
        flow.submit(PROGRAMME, command).or_raise()
    road = Road(letter.PROCESSES[WEBSITES])
    for command in (
        *road.until(State.PHASED_TRANSFER),
        *road.opening(1),
        road.report_breach("storing-1", "redactie-brieven"),
    ):
        flow.submit(WEBSITES, command).or_raise()
    flow.submit(WEBSITES, road.fall_back()).or_raise()
    other = Road(letter.PROCESSES["toeslagen/websites"])
    for command in other.until(State.PLAN_DRAFTED):
        flow.submit("toeslagen/websites", command).or_raise()
    return flow


def written(write: Callable[[str], str]) -> tuple[Any, ...]:
    """What came in, with texts and references by somebody who means harm."""
    return (
        ask(c.RecordMotion, id=write("motie"), moved_by=write("Lid"), asks=write("Doe dit"), document="fictief-stuk"),
        ask(c.RecordCommitment, id=write("toezegging"), owner=letter.DOUANE, promises=write("Dat doen wij"), due=DUE),
        ask(c.RecordSignal, id=write("signaal"), owner=letter.DOUANE, what=write("Fictief signaal")),
    )


@cache
def ledger() -> Workflow:
    """That ledger, made once."""
    return with_programme()


def shown(flow: Workflow) -> tuple[Registers, Account]:
    """Its registers and its account, of a day on which something is overdue."""
    day = date(2023, 6, 1)
    return flow.registers(PROGRAMME, as_of=day), flow.accountability(
        PROGRAMME, as_of=day, known=datetime.max.replace(tzinfo=AT.tzinfo)
    )


# -- registers and account ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", LANGUAGES)
def test_registers_show_every_entry_and_how_far_it_is(language: Language) -> None:
    """A table for each register that holds something; each entry with its own words, and what is open stands out."""
    registers, _ = shown(ledger())
    page, text = Page(registers.html(language)), registers.lines(language)
    for name, title in REGISTERS.items():
        assert bool(getattr(registers, name)) == (title[language] in page.text)
    for entry in registers:
        for told in (page.text, text):
            assert entry.name in told
            assert entry.asks in told
            assert entry.progress.title[language] in told
    assert [e.progress.title[language] for e in registers if e.open] == [
        x for x in strong(registers.html(language)) if x
    ]


def strong(html: str) -> list[str]:
    """What stands out in a page."""
    return [part.split("</strong>")[0] for part in html.split("<strong>")[1:]]


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_account_shows_what_is_open_and_what_was_done(language: Language) -> None:
    """As HTML and as lines: each motion and commitment, and everything that waits, with on whom."""
    _, account = shown(ledger())
    page, text = Page(account.html(language)), account.lines(language)
    for line in account:
        assert line.entry.name in page.text
    for line in account.open:
        assert f"{line.entry.name}: {line.asks}" in text
    assert str(account) == account.lines("nl")
    assert account.html() == account._repr_html_()


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_account_in_a_notebook_brings_no_headings(language: Language) -> None:
    """A cell stands below a heading that we do not know, so its parts have captions; in a report they have headings."""
    _, account = shown(ledger())
    assert [] == [tag for tag, _ in Page(account.html(language)).elements if tag in ("h1", "h2", "h3", "h4")]
    chapter = Page(ledger().report(language).split('id="chapter-1"')[1].split("</section>")[0])
    titles = [tag for tag, _ in chapter.elements if tag == "h3"]
    assert 7 == len(titles)


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_the_verifier_found_shows_itself(language: Language) -> None:
    """How many records of how many processes are sound, how many were judged again, and the root."""
    found = ledger().verify(deep=True)
    for told in (Page(found.html(language)).text, found.lines(language)):
        for expected in (found.records, found.processes, found.rejudged, found.root):
            assert str(expected) in told


def test_in_registers_and_account_nothing_of_users_becomes_more_than_text() -> None:
    """The same elements whatever was written, and what was written is read."""
    for hostile in HOSTILE:
        for bad, good in zip(
            shown(with_programme(write=poison(hostile))), shown(with_programme(write=harmless(hostile))), strict=True
        ):
            page = Page(bad.html("en"))
            page.check_harmless()
            assert Page(good.html("en")).bones == page.bones
            assert hostile in page.text
            assert "\x1b" not in bad.lines()


@pytest.mark.parametrize(
    ("backend", "kind"), [("pandas", pd.DataFrame), ("polars", pl.DataFrame), ("pyarrow", pa.Table)]
)
def test_registers_become_a_frame(backend: Any, kind: Any) -> None:
    """One row for each entry, register by register, also when there is none."""
    registers, _ = shown(ledger())
    frame = registers.to_frame(backend=backend)
    assert kind is type(frame)
    assert [e.id for e in registers] == list(map(str, frame["id"]))
    assert [e.record for e in registers] == [int(str(n)) for n in frame["record"]]
    assert 0 == len(Registers().to_frame(backend=backend))


def test_an_analyst_finds_what_is_overdue() -> None:
    """By a query on the frame: the commitment whose day has passed."""
    registers, _ = shown(ledger())
    frame = registers.to_frame(backend="polars")
    late = frame.filter(pl.col("open") & (pl.col("due") < date(2023, 6, 1)))
    assert [("commitments", "toezegging", "overdue", DUE)] == late.select("register", "id", "progress", "due").rows()


# -- the timeline ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_timeline_of_a_ledger_tells_of_every_process_and_register(language: Language) -> None:
    """States, the breach and the fall back on the line of the process; what came in on that of its register."""
    timeline = ledger().timeline(language)
    assert PROGRAMME == timeline.process
    for name in (WEBSITES, "toeslagen/websites"):
        states = [s.what for s in timeline.spans if s.lane == name and s.looks == "box"]
        assert ledger().dossier(name).state.title[language] == states[-1]
    lane = [(s.looks, s.end) for s in timeline.spans if s.what == "storing-1"]
    assert [("break", None)] == lane
    assert ["back"] == [m.looks for m in timeline.marks if m.lane == WEBSITES]
    (due,) = (m for m in timeline.marks if m.looks == "due")
    assert DUE == due.at.date()
    told = timeline.text
    for span in timeline.spans:
        assert span.what in told
    for mark in timeline.marks:
        assert mark.what in told
    drawing = timeline.svg()
    for lane_name in timeline.lanes:
        assert lane_name in drawing


def test_what_is_settled_ends_and_what_is_open_goes_on() -> None:
    """A discharged entry has an end on the timeline; an open one has none."""
    flow = with_programme()
    flow.submit(
        PROGRAMME, ask(c.Discharge, item="toezegging", how="Fictief: gedaan", document="fictief-stuk")
    ).or_raise()
    ends = {s.what.split(" (")[0]: s.end for s in flow.timeline("nl").spans if s.lane.startswith(PROGRAMME)}
    assert AT == ends["toezegging"]
    assert ends["motie"] is None


def test_a_promise_without_end_can_be_drawn() -> None:
    """Who knows no day writes the last one that there is; what goes on is not drawn beyond what is known."""
    flow = with_programme()
    never = ask(c.RecordCommitment, id="ooit", owner=letter.DOUANE, promises="Fictief", due=date.max)
    flow.submit(PROGRAMME, never).or_raise()
    timeline = flow.timeline()
    picture = timeline.svg()
    assert "ooit" in picture
    assert max(r.event.command.at for name in flow.processes() for r in flow.history(name)) == timeline.known
    _, held = plotted(timeline)
    assert {timeline.known.isoformat()} == {v["end"] for v in held if v.get("what") == "ooit (open)"}
    assert picture.count('text-anchor="middle"') <= 16
    assert "ooit" in flow.report()


def test_an_empty_ledger_has_no_timeline() -> None:
    """The error says what is missing."""
    with pytest.raises(InputError, match="ledger"):
        Workflow.open("memory:").timeline()


def test_a_look_on_the_timeline_has_its_words() -> None:
    """Whatever is drawn in a way of its own is named in the legend, so that nothing hangs on a colour or shape alone."""
    for language in LANGUAGES:
        timeline = ledger().timeline(language)
        named = {*(s.looks for s in timeline.spans), *(m.looks for m in timeline.marks if m.lane)} - {"box"}
        drawn = Page(timeline.svg()).text
        assert {"first", "wait", "break", "back", "due"} <= named
        for looks in named:
            assert timeline.looks[looks] in drawn


# -- charts ------------------------------------------------------------------------------------------------------------


def plotted(timeline: Timeline) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """The chart as Vega-Lite, and every value in it."""
    made = timeline.chart()
    assert alt.LayerChart is type(made)
    spec: dict[str, Any] = json.loads(made.to_json())
    held = [v for layer in spec["layer"] for v in spec["datasets"].get(layer["data"].get("name", ""), layer["data"].get("values", []))]  # fmt: skip
    return spec, held


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_chart_holds_what_the_timeline_holds(language: Language) -> None:
    """Every span and mark once, its description says it in words, and no two bars of a row overlap."""
    for timeline in (ledger().timeline(language), ledger().history(WEBSITES).timeline(language)):
        spec, held = plotted(timeline)
        late = re.compile(r", (vastgelegd op|recorded on) \d+ \w+ \d+$")  # the acts of 2023 are recorded today
        held = [{**v, "what": late.sub("", v["what"])} for v in held]
        bars = {(v["lane"], v["what"], v["start"]) for v in held if "start" in v}
        assert {(s.lane, s.what, s.start.isoformat()) for s in timeline.spans} == bars
        points = {(v["lane"], v["what"], v["at"]) for v in held if "at" in v}
        assert {(m.lane, m.what, m.at.isoformat()) for m in timeline.marks} == points
        assert timeline.text == spec["description"]
        rows: dict[str, list[tuple[str, str]]] = {}
        for row, start, end in sorted({(v["row"], v["start"], v["end"]) for v in held if "start" in v}):
            rows.setdefault(row, []).append((start, end))
        assert [] == [pair for spans in rows.values() for pair in pairwise(spans) if pair[0][1] > pair[1][0]]


def test_a_chart_cannot_end_the_script_that_holds_it() -> None:
    """In the page that Altair writes, no text of users is an element: what opens one is followed by an invisible mark."""
    hostile = "</script><img src=x onerror=alert(1)>"
    timeline = with_programme(write=poison(hostile)).timeline("en")
    page = timeline.chart().to_html()
    assert "alert(1)" in page
    assert "<img" not in page
    assert page.lower().count("</script") == page.lower().count("<script")


def test_a_chart_names_every_line_once() -> None:
    """A second row of a line bears no name, whatever is written in that of the first."""
    at = datetime(2023, 4, 3, tzinfo=AT.tzinfo)
    spans = tuple(Span(lane="a<b", what=what, start=at) for what in ("x", "y"))
    marks = (Mark(lane="a<b", what="z", at=at),)
    spec, _ = plotted(Timeline(process="p", language="nl", first=at, last=at, spans=spans, marks=marks))
    first, second = spec["layer"][0]["encoding"]["y"]["scale"]["domain"]
    sign = spec["layer"][0]["encoding"]["y"]["axis"]["labelExpr"].split("'")[1]
    assert [False, True] == [sign in row for row in (first, second)]


def test_without_altair_the_error_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    """The extra is named."""
    monkeypatch.setitem(sys.modules, "altair", None)
    with pytest.raises(MissingExtra) as error:
        ledger().timeline().chart()
    assert "ontvlechting[charts]" == error.value.install


# -- the report --------------------------------------------------------------------------------------------------------


def test_a_report_can_be_of_one_programme() -> None:
    """It holds the account of that programme and the processes that it was opened with, and nothing of others."""
    flow = with_programme()
    for command in OPENING:
        fields = {"processes": (WEBSITES,)} if isinstance(command, c.OpenProgramme) else {}
        flow.submit("ander-programma", attrs.evolve(command, **fields)).or_raise()
    whole, one = Page(flow.report("en")).text, Page(flow.report("en", programme="ander-programma")).text
    assert f"Account: {PROGRAMME}" in whole
    assert "Account: ander-programma" in whole
    assert "Account: ander-programma" in one
    assert PROGRAMME not in one
    assert letter.PROCESSES[WEBSITES].name in one
    assert "toeslagen/websites" not in one.split("Verif")[0]


def test_a_report_of_an_unknown_programme_names_the_nearest() -> None:
    """A slip of the pen is met with the right name."""
    with pytest.raises(UnknownProcess, match=PROGRAMME):
        ledger().report(programme="fictief-programme")
