"""What values look like: in a notebook as HTML that nobody can break into, elsewhere as a few lines of text."""

from __future__ import annotations

import re
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import UTC, timedelta
from functools import cache, partial
from pathlib import Path
from typing import Any

import attrs
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ontvlechting import (
    LETTER,
    Dossier,
    Ledger,
    Lifecycle,
    NextStep,
    Rules,
    State,
    Text,
    Verdict,
    Workflow,
    choose_language,
    letter,
)
from ontvlechting import commands as c
from ontvlechting.engine.core import evolve
from ontvlechting.engine.doors import Reasons, guard
from ontvlechting.engine.errors import InputError, MissingExtra, UnknownName
from ontvlechting.engine.events import Event
from ontvlechting.engine.shows import Html, Shows
from ontvlechting.engine.text import LANGUAGES, Language
from ontvlechting.engine.verdicts import Reason, ReasonKind, Supplier, VerdictKind
from ontvlechting.letter.catalogue import R61
from ontvlechting.letter.commands import Command, Precondition, Route
from ontvlechting.letter.fiction import Road
from ontvlechting.letter.fiction.council import CouncilRoad
from ontvlechting.letter.norms import Norms
from ontvlechting.letter.packs.works_councils_act import WORKS_COUNCILS_ACT
from ontvlechting.letter.terms import said
from ontvlechting.letter.values import Role
from ontvlechting.letter.views.words import party
from ontvlechting.record.audit import Record
from ontvlechting.record.standing import Standing
from ontvlechting.shell.answers import Feed, History, NextSteps, Outcome, Overview
from ontvlechting.testing.letter.strategies import commands
from ontvlechting.views import markdown, plain
from ontvlechting.views.front import Front, Matter
from ontvlechting.views.html import PALETTE, tag, text, ticked
from ontvlechting.views.notebook import LONGEST
from tests.asking import WEBSITES
from tests.pages import HOSTILE, Page, harmless, poison, rewritten

WITH_ACT = LETTER + WORKS_COUNCILS_ACT
OPEN = Rules(
    name=(HOSTILE[0] + HOSTILE[1])[:90],
    version="{{7*7}}",
    arrows=WITH_ACT.arrows,
    doors=dict.fromkeys(WITH_ACT.doors, ()),
    always=(),
    norms=LETTER.norms,
    start=LETTER.start,
    final=LETTER.final,
    dossier=LETTER.dossier,
    roles=LETTER.roles,
    powers=LETTER.powers,
    order=LETTER.order,
)
"""Every door open, so that whatever people write gets into the ledger."""


def in_transfer(road: CouncilRoad) -> Iterator[Command]:
    """A command of nearly every kind that is about phases."""
    yield from road.phase(1)
    yield road.fall_back()
    yield from road.starting()
    yield from road.opening(1)
    yield road.collect_input(id="open-inbreng")
    yield road.request_advice("open-advies")
    yield road.start_transfer()  # from no such state: refused
    yield road.execute("redactie-brieven")
    yield road.measure(1)
    yield road.update_register()
    yield road.accept(1)
    yield from road.amending()
    yield road.renew_reversal()
    yield road.replace()
    yield road.reverse_phase(1)
    yield from road.phase(2)
    yield road.conclude_proof()
    yield road.decide()
    yield road.withdraw()
    yield road.evaluate()


def everything(route: Route) -> Iterator[Command]:
    """A command of nearly every kind, in an order that the table allows; of each route another process, with papers of its own."""
    road = CouncilRoad(letter.PROCESSES[WEBSITES if route is Route.SHIFT else "douane/social-media"], route=route)
    yield from road.until(State.PRECONDITIONS_TESTED)
    yield road.return_plan()
    yield road.revise()
    yield from list(road.testing())[1:]
    yield road.record_feasibility(c.Feasibility.NOT_WITHIN_HORIZON)
    yield from road.deciding()
    yield road.waive()
    yield road.appeal(c.AppealStatus.PENDING)
    yield road.prohibition()
    yield from road.starting() if route is Route.SHIFT else road.strengthening()
    yield road.report_breach("storing-0", "redactie-brieven")
    yield road.escalate("e-0")
    if route is Route.SHIFT:
        yield from in_transfer(road)
    else:
        yield from road.agreeing()
        yield road.shift_budget()
    yield road.confirm(2)
    yield road.contest(2)
    yield road.resolve_contest(4)
    yield road.contest_basis()
    yield road.settle_basis()
    yield road.decline_consultation()
    yield road.resolve_escalation("e-0")
    yield road.resolve_breach("storing-0")
    if route is Route.SHIFT:
        yield road.report_breach("storing-1", "redactie-brieven")
        yield road.escalate("e-1")
        yield road.complete()
    else:
        yield road.change_route(Route.SHIFT)
        yield road.stop()


@cache
def ledger(hostile: str, *, poisoned: bool = True) -> Workflow:
    """A ledger in which every text that a command can carry is hostile, or harmless and as long."""
    write = poison(hostile) if poisoned else harmless(hostile)
    rules = OPEN if poisoned else attrs.evolve(OPEN, name=harmless("")(OPEN.name), version="v")
    flow = Workflow.open("memory:", rules=rules)
    for route in Route:
        for command in everything(route):
            flow.submit(write(f"{route.value}/proces"), rewritten(command, write))
    return flow


def shows(flow: Workflow, process: str) -> Iterator[Shows]:
    """Every value that a person meets, of one process."""
    history = flow.history(process)
    yield flow.dossier(process)
    yield history
    yield flow.next_steps(process, at=history[-1].event.command.at)
    yield flow.overview()
    yield flow.records()
    for record in history:
        yield record
        yield record.event.verdict
        yield from record.event.verdict.reasons


@pytest.mark.parametrize(
    ("hostile", "language", "route"),
    [(h, LANGUAGES[n % 2], [*Route][n // 2 % len(Route)]) for n, h in enumerate(HOSTILE)],
)
def test_no_text_of_users_becomes_more_than_text_in_a_notebook(hostile: str, language: Language, route: Route) -> None:
    """A parser finds the same elements and attributes as with harmless texts, and only ours; what was written is read.

    Every text is asked of one process, in turn by each route and in each language; the ledger holds both.
    """
    evil, good = (
        list(shows(flow, write(f"{route.value}/proces")))
        for flow, write in (
            (ledger(hostile), poison(hostile)),
            (ledger(hostile, poisoned=False), harmless(hostile)),
        )
    )
    assert len(evil) == len(good)
    made = {(bad.html(language), fine.html(language)) for bad, fine in zip(evil, good, strict=True)}
    for bad, fine in made:
        page = Page(bad)
        page.check_harmless()
        assert page.bones == Page(fine).bones
    assert hostile in Page(evil[0].html(language)).text
    assert hostile in Page(evil[1].html(language)).text


def test_the_hostile_ledger_holds_a_command_of_every_kind() -> None:
    """But for those that change rules or concern the record, which carry little text; the next test asks every kind."""
    flow = ledger(HOSTILE[0])
    found = {type(r.event.command) for p in flow.processes() for r in flow.history(p)}
    assert {c.AdoptRules, c.Correct, c.Redact, c.SetAside} == set(WITH_ACT.doors) - found


@pytest.mark.parametrize("kind", list(WITH_ACT.doors), ids=lambda kind: kind.key)
@settings(max_examples=settings().max_examples // 12)
@given(data=st.data())
def test_no_command_brings_markup_into_a_notebook(kind: type[Command], data: st.DataObject) -> None:
    """Every kind of command with a hostile text in each of its texts: record, outcome, dossier and history."""
    write = poison(data.draw(st.sampled_from(HOSTILE)))
    command = rewritten(data.draw(commands(kind)), write)
    identify = rewritten(Road(letter.PROCESSES[WEBSITES]).identify(), write)
    reason = Reason(rule=write("R1"), code="x", kind=ReasonKind.MISSING, nl=write("nl"), en=write("en"),
                    source=rewritten(LETTER.always[0].rules[0].source, write),
                    suppliers=(Supplier(role=Role.MINISTRY, party=write("x")),))  # fmt: skip
    dossier, records = Dossier(process=write("p")), []
    for number, given_ in enumerate((identify, command), 1):
        verdict = Verdict(kind=VerdictKind.ACCEPTED, reasons=(reason,))
        event = Event(dossier.process, given_, verdict, dossier.state, State.IDENTIFIED, OPEN.ref)
        records.append(Record(number, identify.at.astimezone(UTC), "0", write("hash"), event, write("id")))
        dossier = evolve(dossier, event)
    history = History(records)
    for value in (Outcome(records[-1], dossier), dossier, history, history.road(rules=OPEN), history.timeline()):
        Page(value._repr_html_()).check_harmless()


@given(st.text(), st.text())
def test_whatever_a_text_is_an_element_holds_it_as_text(content: str, value: str) -> None:
    """One element comes out, with one attribute; both read as they were written, steering characters by their code."""
    page = Page(tag("p", content, title=value))
    assert [("p", {"title": Page(text(value)).text})] == page.elements
    assert Page(text(content)).text == page.text


def test_names_between_backticks_are_shown_as_code() -> None:
    """What stands in them is escaped all the same; a backtick without its other half is only a backtick."""
    assert "het onderdeel <code>team</code> is niet geraadpleegd" == ticked("het onderdeel `team` is niet geraadpleegd")
    assert "<code>&lt;b&gt;</code>" == ticked("`<b>`")
    assert "een ` te veel &lt;b&gt;" == ticked("een ` te veel <b>")
    refused = under_way().history(WEBSITES)[1].event.verdict
    assert "`" not in refused.html("nl")
    assert "`" in refused.lines("nl")


def test_finished_html_is_not_escaped_again() -> None:
    """What was made by `tag` is put in as it is; a plain string never is."""
    assert "<p><b>x</b>&lt;b&gt;</p>" == tag("p", tag("b", "x"), "<b>")
    assert "<p>1</p>" == tag("p", 1, None, hidden=False, title=None)
    assert '<p hidden data-x="&quot;">&#x27;</p>' == tag("p", "'", hidden=True, data_x='"')


# -- what is shown -----------------------------------------------------------------------------------------------------


@cache
def under_way() -> Workflow:
    """A transfer in its first phase, with a breach and an escalation that are open, after one refusal."""
    flow = Workflow.open("memory:")
    road = Road(letter.PROCESSES[WEBSITES])
    flow.submit(WEBSITES, road.identify())
    flow.submit(WEBSITES, road.decide())
    for command in list(road.until(State.PHASED_TRANSFER))[1:]:
        flow.submit(WEBSITES, command).or_raise()
    for command in (*road.opening(1), road.report_breach("storing-1", "redactie-brieven"), road.escalate("e-1")):
        flow.submit(WEBSITES, command).or_raise()
    return flow


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_dossier_shows_where_it_stands_and_what_it_rests_on(language: Language) -> None:
    """The road with one step that is now, performers, accountable, the five tests with evidence, phases, what is open."""
    dossier = under_way().dossier(WEBSITES)
    page = Page(dossier.html(language))
    (now,) = (a for tag, a in page.elements if a.get("aria-current") == "step")
    assert "ov-now" == now["class"]
    assert f"▶ {dossier.state.title[language]}" in page.text
    for expected in ("Douane", "Belastingdienst", "storing-1", "e-1", "technisch-beheer", "fictief-evidence-"):
        assert expected in page.text
    for precondition in Precondition:
        assert said(precondition)[language] in page.text
    assert 2 == page.text.count("herstelt de oude inrichting")


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_outcome_shows_every_reason_with_all_that_belongs_to_it(language: Language) -> None:
    """Rule, kind, words, who can supply it and the source of each reason; yes and no by a sign and a word."""
    flow = Workflow.open("memory:")
    road = Road(letter.PROCESSES[WEBSITES])
    yes, no = flow.submit(WEBSITES, road.identify()), flow.submit(WEBSITES, road.draft())
    assert "✓" in Page(yes.html(language)).text
    for value in (no, no.verdict):
        page = Page(value.html(language)).text
        assert "✗" in page
        for reason in no.reasons:
            assert reason.text[language].replace("`", "") in page  # names stand as code
            assert str(reason.source) in page
        assert party("dor", language) in page


@pytest.mark.parametrize("language", LANGUAGES)
def test_next_steps_show_open_and_shut_doors(language: Language) -> None:
    """Each door by its name; what is open can be picked out, and is the same kind of sequence."""
    steps = under_way().next_steps(WEBSITES)
    page = Page(steps.html(language)).text
    assert all(step.command.title[language] in page for step in steps)
    assert isinstance(steps.open, NextSteps)
    assert [s for s in steps if s.open] == list(steps.open)


def test_what_a_workflow_answers_are_sequences() -> None:
    """Tuples of the values that they always held: they compare, slice, count and iterate."""
    flow = under_way()
    history, steps, overview = flow.history(WEBSITES), flow.next_steps(WEBSITES), flow.overview()
    assert (History, NextSteps, Overview) == (type(history), type(steps), type(overview))
    assert flow.history(WEBSITES) == history
    assert tuple(history) == history
    assert list(range(1, len(history) + 1)) == [r.number for r in history]
    assert all(isinstance(x, kind) for seq, kind in ((steps, NextStep), (overview, Standing)) for x in seq)


def test_a_page_of_the_ledger_shows_each_record_with_its_place_and_process() -> None:
    """Also of several processes; the first rows, and how many are left; of one record, one row; of none, that it is empty."""
    flow = under_way()
    flow.submit("p", Road(letter.PROCESSES[WEBSITES]).identify())
    records = flow.records()
    assert [f"{e.position} {e.record.event.process} {e.record.number}." for e in records] == [
        " ".join(line.split()[:3]) for line in records.lines("en").split("\n")
    ]
    page = Page(records.html("en"))
    assert len(records) == sum(a.get("scope") == "row" for a in page.every("th"))
    assert "The ledger, in its order" in page.text
    assert records[-1].lines() == Feed(records[-1:]).lines()
    assert 1 == sum(a.get("scope") == "row" for a in Page(records[-1].html()).every("th"))
    assert "20 more not shown" in Page(Feed(records[:1] * (LONGEST + 20)).html("en")).text
    assert "No records." in Page(Feed().html("en")).text


def stricter() -> Rules:
    """Rules under which no command at all would have stood."""

    @guard(R61, nl="er mag niets", en="nothing may be done")
    def nothing(dossier: Dossier, command: c.Command, norms: Norms) -> Reasons:
        return [R61.forbidden("nothing", nl="er mag niets", en="nothing may be done")]

    return LETTER.extended(name="strict", version="1", doors=dict.fromkeys(LETTER.doors, (nothing,)))


def test_a_departure_shows_what_was_accepted_and_why_it_would_not_stand() -> None:
    """The record, the command and every reason, as text and in a notebook."""
    found = under_way().departures(WEBSITES, stricter())[0]
    expected = ["record 1. Identify the process", "R61: nothing may be done"]
    assert expected == [line.strip() for line in found.lines("en").split("\n")]
    page = Page(found.html("en"))
    assert [True, True] == [part in page.text for part in ("Record 1. Identify the process", "nothing may be done")]


def test_a_long_history_shows_its_newest_records_and_says_so() -> None:
    """A notebook gets no thousand rows; how many are left out stands there."""
    history = under_way().history(WEBSITES)
    many = History(history[:1] + history[1:2] * (LONGEST + 20))
    page = Page(many.html("en"))
    assert LONGEST == sum(a.get("scope") == "row" for a in page.every("th"))
    assert "21 more not shown" in page.text


class Printer:
    """What IPython gives to `_repr_pretty_`."""

    def __init__(self) -> None:
        self.printed = ""

    def text(self, text: str) -> None:
        """Print this."""
        self.printed += text


def test_notebooks_show_html_and_terminals_a_few_lines() -> None:
    """IPython finds both, in the class itself where it looks first; the text is short, in plain words; `repr` is whole."""
    flow = under_way()
    for value in (flow.dossier(WEBSITES), flow.history(WEBSITES), flow.next_steps(WEBSITES), flow.overview(),
                  flow.history(WEBSITES)[1].event.verdict, LETTER):  # fmt: skip
        printer = Printer()
        vars(type(value))["_repr_pretty_"](value, printer, cycle=False)
        assert str(value) == printer.printed
        assert len(printer.printed) < 6000
        page = Page(value._repr_html_())
        assert ("div", {"class": "ov", "lang": "nl"}) == page.elements[0]
    assert repr(flow.dossier(WEBSITES)).startswith("Dossier(process='douane/websites', ")


def test_a_command_and_what_stands_in_it_show_every_field_by_its_title() -> None:
    """What somebody wrote is read back in a notebook or a terminal before it is submitted: a command, a plan, an actor."""
    road = Road(letter.PROCESSES[WEBSITES])
    command = road.identify()
    assert ["Identify the process", "By whom:", f"  Id: {command.by.id}"] == command.lines("en").splitlines()[:3]
    assert "Overdragende partij: belastingdienst" in command.lines("nl").splitlines()
    page = Page(command.html("en"))
    page.check_harmless()
    assert "Identify the processBy whom" in page.text
    assert "Transferring partybelastingdienst" in page.text
    for value in (command, command.by, road.plan(), letter.MOTIONS[0]):
        printer = Printer()
        vars(type(value))["_repr_pretty_"](value, printer, cycle=False)
        assert str(value) == printer.printed
        Page(value._repr_html_()).check_harmless()
    assert repr(command).startswith("IdentifyProcess(by=Actor(id='")


def test_rules_and_guards_are_a_line_each() -> None:
    """A list of them can be read: in a notebook all 199 guards of the letter took 200,000 characters."""
    (question,) = (g for g in LETTER.guards if g.name == "council_was_heard_on_feasibility")
    (rule, *_) = question.rules
    assert f"R65: {rule.title.en}" == rule.lines("en")
    assert f"{question.name} (R65): {question.title.nl}" == question.lines("nl")
    assert f"R65: {rule.title.en}" in Page(rule.html("en")).text


def test_page_one_of_many_processes_shows_a_part_and_how_many_are_left() -> None:
    """As every table in a notebook does; each of the three questions has its first two hundred, and a frame has all of them."""
    matter = Matter(process="p", what=Text(nl="iets", en="something"))
    many = tuple(attrs.evolve(matter, process=f"p{n}") for n in range(LONGEST + 7))
    front = Front(late=many, waits=many)
    page = Page(front.html("en"))
    assert 2 * LONGEST == sum(a.get("scope") == "row" for a in page.every("th"))
    assert "14 more not shown" in page.text
    assert 2 * len(many) == len(front.to_frame("pandas"))
    assert "not shown" not in Page(Front(late=many[:LONGEST]).html("en")).text


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_every_step_asks_is_told_once(language: Language) -> None:
    """A question of each door stands after all of them, one of a single door with that door; in a notebook and in Markdown."""
    flow = under_way()
    steps, ahead = flow.next_steps(WEBSITES), flow.outlook(WEBSITES)
    moving = [s for s in steps if s.moves]
    for doors, page, lines in (
        (moving, steps.html(language), markdown.next_steps(steps, language)),
        (ahead.doors, ahead.html(language), markdown.outlook(ahead, language)),
    ):
        asked = Counter(text[language] for door in doors for text in door.asks)
        assert {1, len(doors)} <= {*asked.values()}
        for question, many in asked.items():
            told = 1 if many == len(doors) else many
            assert told == Page(page).text.count(question), question
            assert told == "\n".join(lines).count(question), question
    alone = NextSteps(moving[:1])
    assert all(1 == Page(alone.html(language)).text.count(text[language]) for text in moving[0].asks)
    door = ahead.doors[0]
    assert all(1 == Page(door.html(language)).text.count(text[language]) for text in door.asks)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_text_of_each_value_says_what_matters(language: Language) -> None:
    """One line for each record, process or door; a dossier in a few."""
    flow = under_way()
    dossier, history = flow.dossier(WEBSITES), flow.history(WEBSITES)
    assert len(history) == len(history.lines(language).split("\n"))
    assert len(flow.overview()) == len(flow.overview().lines(language).split("\n"))
    assert dossier.state.title[language] in dossier.lines(language)
    assert "storing-1" in dossier.lines(language)
    assert history[1].event.verdict.text(language) == history[1].event.verdict.lines(language)
    assert history[1].event.verdict.reasons[0].text[language] in history[1].event.verdict.reasons[0].lines(language)
    assert flow.next_steps(WEBSITES).lines(language).startswith(flow.next_steps(WEBSITES)[0].lines(language))
    assert all(x.lines(language) for x in (LETTER, history[0], flow.overview()[0], NextSteps(), Overview()))
    assert "\x1b" not in plain.lines(attrs.evolve(dossier, process="\x1b[31m"), language)


def test_a_notebook_is_given_a_plain_text() -> None:
    """Exactly a `str`: marimo sends nothing else to the browser, and shows an error for a kind of it."""
    flow = under_way()
    history = flow.history(WEBSITES)
    pictures = (history.road(), history.timeline(), history.timeline().svg(), history.html("en"))
    values: list[Any] = [*shows(flow, WEBSITES), *pictures]
    assert {str} == {type(value._repr_html_()) for value in values}


def test_what_a_notebook_shows_needs_nothing_from_elsewhere() -> None:
    """No script, no address, no import of a style: it works offline and where scripts are off."""
    for value in shows(under_way(), WEBSITES):
        html = value._repr_html_().replace("http://www.w3.org/2000/svg", "")
        assert "http" not in html
        assert "url(" not in html
        assert "@import" not in html


# -- colours -----------------------------------------------------------------------------------------------------------


def luminance(colour: str) -> float:
    """As WCAG 2 reckons it."""
    whole = colour.lstrip("#")
    whole = "".join(x * 2 for x in whole) if len(whole) == 3 else whole
    parts = [int(whole[i : i + 2], 16) / 255 for i in (0, 2, 4)]
    r, g, b = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * r + 0.7152 * g + 0.0722 * b


def contrast(one: str, other: str) -> float:
    """As WCAG 2 reckons it, from 1 to 21."""
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def test_every_text_can_be_read_in_light_and_dark() -> None:
    """Text stands out at least 4.5 to 1 from each ground it is on, and lines 3 to 1."""
    light, dark = PALETTE.split("@media")
    for scheme in (light, dark):
        colours = dict(
            part.split(":") for part in scheme[scheme.index("--") :].partition("}")[0].split(";") if "--" in part
        )
        paper, shade = colours["--paper"], colours["--shade"]
        for ink in ("--ink", "--soft", "--good", "--bad", "--later"):
            assert contrast(colours[ink], paper) >= 4.5, ink
        for ground in (shade, colours["--first-soft"], colours["--later-soft"]):
            assert contrast(colours["--ink"], ground) >= 4.5
            assert contrast(colours["--soft"], ground) >= 4.5
        for line in ("--line", "--first", "--later", "--bad"):
            assert contrast(colours[line], paper) >= 3, line


# -- frames ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("backend", "kind", "columns"),
    [
        ("pandas", pd.DataFrame, lambda f: list(f.columns)),
        ("polars", pl.DataFrame, lambda f: f.columns),
        ("pyarrow", pa.Table, lambda f: f.column_names),
    ],
    ids=["pandas", "polars", "pyarrow"],
)
def test_each_library_gets_its_own_frame(backend: Any, kind: Any, columns: Callable[[Any], list[str]]) -> None:
    """One row for each record and for each process, with the same columns everywhere, also when there are none."""
    flow = under_way()
    history, overview, records = flow.history(WEBSITES), flow.overview(), flow.records()
    each: tuple[tuple[Any, Any], ...] = ((history, History()), (overview, flow.overview(after="z")), (records, Feed()))
    for sequence, empty in each:
        frame = sequence.to_frame(backend=backend)
        assert kind is type(frame)
        assert len(sequence) == frame.shape[0]
        assert columns(frame) == columns(empty.to_frame(backend=backend))
        assert 0 == len(empty.to_frame(backend=backend))
    assert [r.hash for r in history] == list(map(str, history.to_frame(backend=backend)["hash"]))
    assert [e.record.hash for e in records] == list(map(str, records.to_frame(backend=backend)["hash"]))


def test_next_steps_become_a_frame_of_what_is_missing() -> None:
    """One row for each reason of each door, so that one can count for whom a process waits; one for an open door."""
    flow = under_way()
    steps = flow.next_steps(WEBSITES)
    frame = steps.to_frame(backend="polars")
    assert [(s.command.key, r.rule if r else None) for s in steps for r in s.reasons or (None,)] == frame.select(
        "command", "rule"
    ).rows()
    assert {s.command.key for s in steps.open} == set(frame.filter(pl.col("open"))["command"])
    assert "belastingdienst" in set(" ".join(x for x in frame["suppliers"] if x).split())
    assert frame.columns == NextSteps().to_frame(backend="polars").columns


def test_a_frame_holds_moments_in_utc_and_days_as_people_count_them() -> None:
    """`at` is a moment; `on` is the day at the offset of whoever asked, on which terms run."""
    flow = Workflow.open("memory:")
    road = Road(letter.PROCESSES[WEBSITES])
    late = road.start.replace(hour=0, minute=30)  # half past midnight, two hours ahead of UTC
    flow.submit(WEBSITES, attrs.evolve(road.identify(), at=late))
    row = flow.history(WEBSITES).to_frame(backend="polars").row(0, named=True)
    assert (late, late.date()) == (row["at"], row["on"])
    assert late.date() - timedelta(days=1) == row["at"].date()
    assert (True, "accepted", "identify_process", "new", "identified") == tuple(
        row[k] for k in ("allowed", "verdict", "command", "before", "after")
    )


def test_without_a_choice_a_frame_is_of_a_library_that_is_there(monkeypatch: pytest.MonkeyPatch) -> None:
    """First what is imported already, else what is installed."""
    overview = under_way().overview()
    assert pl.DataFrame is type(overview.to_frame())
    assert [s.rules.hash for s in overview] == list(overview.to_frame()["rules_hash"])
    monkeypatch.delitem(sys.modules, "polars")
    assert pd.DataFrame is type(overview.to_frame())


def test_a_frame_that_cannot_be_made_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without narwhals: the extra. An unknown library: which ones there are."""
    overview = under_way().overview()
    with pytest.raises(InputError, match="one of polars, pandas, pyarrow"):
        overview.to_frame(backend="dask")  # type: ignore[arg-type]
    monkeypatch.setitem(sys.modules, "narwhals", None)
    with pytest.raises(MissingExtra, match=r"pip install 'ontvlechting\[frames\]'"):
        overview.to_frame()


def test_looking_imports_only_what_is_looked_with() -> None:
    """HTML and text need no extra: no templates, no frames."""
    code = (
        "import sys; from ontvlechting import Workflow, letter; from ontvlechting.letter.fiction import Road\n"
        f"flow = Workflow.open('memory:'); flow.submit('p', Road(letter.PROCESSES['{WEBSITES}']).identify())\n"
        "flow.history('p')._repr_html_(); flow.dossier('p')._repr_html_(); str(flow.overview())\n"
        "print([m for m in ('jinja2', 'narwhals', 'pandas', 'polars', 'pyarrow', 'transitions') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)  # noqa: S603
    assert "[]" == done.stdout.strip()


def test_a_ledger_says_where_it_is_and_by_which_rules_it_judges(tmp_path: Path) -> None:
    """So do its store and a road: what a notebook shows of them is no address in memory."""
    flow, road = Workflow.open("memory:"), Road(letter.PROCESSES[WEBSITES])
    assert "<Workflow of <MemoryStore with 0 records> under letter, version 2>" == repr(flow)
    flow.submit(WEBSITES, road.identify())
    assert "<MemoryStore with 1 records>" in repr(flow)
    assert "<Road of douane/websites, at 2023-04-04T09:00:00+02:00>" == repr(road)
    path = str(tmp_path / "ledger.db")
    Workflow.open(f"sqlite:///{path}").close()
    with Ledger.open(f"sqlite:///{path}", rules=WITH_ACT) as ledger:
        assert f"<Ledger of SqliteStore({path!r}) under {WITH_ACT.name}, version {WITH_ACT.version}>" == repr(ledger)


def test_html_that_is_ready_says_so_to_notebooks_and_templates() -> None:
    """`html` gives a string that shows itself."""
    html = under_way().dossier(WEBSITES).html("en")
    assert isinstance(html, Html)
    assert html == html._repr_html_() == html.__html__()


@pytest.fixture
def _dutch_after() -> Iterator[None]:
    """Dutch is chosen again when the test has ended."""
    yield
    choose_language("nl")


@pytest.mark.usefixtures("_dutch_after")
def test_who_chooses_a_language_is_shown_everything_in_it_unless_another_is_named() -> None:
    """In a notebook, by `print`, as a picture and as a page; `None` is the language that was chosen. At first it is Dutch."""
    flow = under_way()
    history, overview = flow.history(WEBSITES), flow.overview()
    verdict = history[1].event.verdict
    values = [flow.dossier(WEBSITES), history, history[0], verdict, overview, overview[0], LETTER,
              flow.next_steps(WEBSITES), flow.outlook(WEBSITES), flow.front(), flow.agenda(), flow.verify(),
              Outcome(history[0], flow.dossier(WEBSITES)), flow.records(), flow.records()[0]]  # fmt: skip
    dutch = [(str(v), v._repr_html_(), v.lines(), v.html(None)) for v in values]
    assert [(v.lines("nl"), v.html("nl"), v.lines("nl"), v.html("nl")) for v in values] == dutch
    choose_language("en")
    english = [(str(v), v._repr_html_(), v.lines(), v.html(None)) for v in values]
    assert [(v.lines("en"), v.html("en"), v.lines("en"), v.html("en")) for v in values] == english
    assert [v.lines("nl") for v in values] == [lines for lines, *_ in dutch]
    assert verdict.text("en") == verdict.text()
    for draw in (history.road, history.timeline, flow.timeline, partial(Lifecycle, LETTER)):
        assert str(draw(language="en")) == str(draw()) != str(draw(language="nl"))
    assert '<html lang="en">' in flow.report()
    with pytest.raises(UnknownName):
        choose_language("fr")
    assert verdict.text("en") == verdict.text()


@pytest.mark.parametrize("language", ["fr", "NL", "", 5])
def test_a_language_that_is_not_spoken_is_told(language: Any) -> None:
    """Rather than English that says it is French, there is one error, wherever a value or a picture shows itself."""
    flow = under_way()
    history, overview = flow.history(WEBSITES), flow.overview()
    values = [
        flow.dossier(WEBSITES),
        Outcome(history[0], flow.dossier(WEBSITES)),
        history,
        history[0],
        history[0].event.verdict,
        overview,
        overview[0],
        LETTER,
    ]
    shows: list[Callable[[Any], object]] = [history.road, history.timeline, flow.timeline, flow.report]
    records, departing = flow.records(), flow.departures(WEBSITES, stricter())
    for value in (*values, flow.next_steps(WEBSITES), records, records[0], departing[0]):
        shows += [value.html, value.lines]
    for show in shows:
        with pytest.raises(InputError) as error:
            show(language)
        assert [("language", repr(language))] == [(p.field, p.value) for p in error.value.problems]
    title = State.IDENTIFIED.title
    for give in (title.__getitem__, history[0].event.verdict.text):
        with pytest.raises(KeyError, match=re.escape(repr(language))):
            give(language)
