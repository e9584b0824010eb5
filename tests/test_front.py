"""Page one: what asks for a decision, what is late, who waits for whom; the same in the report, on the web and in a notebook."""

from __future__ import annotations

import os
import re
import stat
from datetime import UTC, date, datetime, timedelta
from itertools import takewhile
from pathlib import Path
from typing import Any

import pytest
from attrs import evolve

from ontvlechting import LETTER, Road, State, Workflow, letter, web
from ontvlechting import commands as c
from ontvlechting.engine.days import day_of
from ontvlechting.engine.outlook import outlook
from ontvlechting.engine.rulebook import Rules
from ontvlechting.engine.text import LANGUAGES, Language
from ontvlechting.guards import PROGRAMME
from ontvlechting.letter import as_commands
from ontvlechting.letter.views.front import of_programme
from ontvlechting.record.stores.memory import MemoryStore
from ontvlechting.views import front
from ontvlechting.views.front import WORDS, Front, Matter
from tests.browsing import Browser
from tests.chromium import needed
from tests.command_line import run
from tests.pages import Page
from tests.programmes import OPENING, folded

WEBSITES, OTHER = "douane/websites", "douane/social-media"


def lively(moment: datetime | None = None) -> Workflow:
    """A transfer with a breach and an escalation, a process with a plan, and a programme."""
    road, other = Road(letter.PROCESSES[WEBSITES]), Road(letter.PROCESSES[OTHER])
    flow = Workflow.open("memory:", clock=lambda: moment or road.moment)
    first = [*road.until(State.PHASED_TRANSFER), *road.opening(1), road.report_breach("storing-1", "redactie-brieven")]
    commands = [(WEBSITES, c) for c in (*first, road.escalate("e-1"))]
    commands += [(OTHER, c) for c in other.until(State.PLAN_DRAFTED)]
    commands += [("programma", c) for c in as_commands(by=road.ministry, at=road.start)]
    for name, command in commands:
        flow.submit(name, command).or_raise()
    return flow


def told(given: tuple[Matter, ...], process: str) -> list[str]:
    """What is told of a process."""
    return [m.what.nl for m in given if m.process == process]


def test_each_question_is_answered_with_who_and_since_when() -> None:
    """An escalation asks for a decision of its owner; a breach is a disruption of both sides; the rest waits."""
    flow = lively()
    found = flow.front()
    (escalation,) = found.decide
    (breach,) = found.late
    assert (
        "de escalatie `e-1` is niet afgedaan: Fictief: te weinig beheerders voor twee omgevingen" == escalation.what.nl
    )
    assert [letter.MINISTRY] == [s.party for s in escalation.who]
    assert breach.what.nl.startswith("verstoring `storing-1` van redactie-brieven: ")
    assert {"douane", "belastingdienst"} == {s.party for s in breach.who}
    assert day_of(flow.dossier(WEBSITES).breaches[0].since) == breach.since
    waits = {m.process: m for m in found.waits}
    assert [OTHER, WEBSITES, "programma"] == sorted(waits)
    assert waits[OTHER].what.nl.startswith("«Toetsing afronden»: ")
    since = flow.dossier(OTHER).since
    assert (since and day_of(since), True) == (waits[OTHER].since, "vakbonden" in {s.party for s in waits[OTHER].who})
    open_ = [e.name for e in flow.registers("programma").open]
    assert sorted(open_) == sorted(re.findall("^`(.*?)`", "\n".join(told(found.waits, "programma")), re.MULTILINE))
    assert found == flow.front(WEBSITES) + flow.front(OTHER, "programma")


@pytest.mark.parametrize("zone", ["America/Curacao", "Europe/Amsterdam"])
def test_what_came_in_this_evening_is_on_page_one_in_every_zone(zone: str) -> None:
    """For a ministry with another calendar zone in its norms, what is of its own evening waits since that day."""
    evening = datetime(2023, 6, 2, 2, tzinfo=UTC)  # 1 June in Curaçao, and 2 June in Amsterdam
    rules: Rules = evolve(PROGRAMME, norms=evolve(PROGRAMME.norms, zone=zone))
    dossier = folded(tuple(evolve(command, at=evening) for command in OPENING))
    found = of_programme(dossier, rules, outlook(rules, dossier, evening + timedelta(hours=1)))
    told = (*found.waits, *found.late)
    assert {"motie", "toezegging"} <= set(re.findall("^`(.*?)`", "\n".join(m.what.nl for m in told), re.MULTILINE))
    assert {day_of(evening, zone)} == {m.since for m in told}


def test_page_one_is_a_frame_with_a_row_for_each_matter() -> None:
    """List by list; whoever acts next by the id of the party."""
    found = lively().front()
    frame = found.to_frame(backend="polars")
    assert ["list", "process", "nl", "en", "who", "since", "last"] == frame.columns
    lists = {"decide": found.decide, "late": found.late, "waits": found.waits}
    assert all(lists.values())
    assert [(name, m.process, m.what.nl, m.what.en, m.since, m.due) for name, each in lists.items() for m in each] == [
        (*row[:4], *row[5:]) for row in frame.rows()
    ]
    assert [" ".join(s.party or s.role.value for s in m.who) or None for each in lists.values() for m in each] == (
        frame["who"].to_list()
    )
    assert [] == Front().to_frame(backend="polars").rows()


def test_a_term_that_has_passed_is_late_and_what_ends_by_itself_is_not() -> None:
    """A year later the phases of the plan are late, each with its day; that a critical period is over, is nobody's fault."""
    flow = lively(datetime.fromisoformat("2024-09-01T09:00:00+02:00"))
    late = {m.what.nl: m.due for m in flow.front(WEBSITES).late if m.due}
    (first, second) = flow.dossier(WEBSITES).phases
    assert first.ends_on == late["termijn verstreken: het einde van fase 1 volgens het plan"]
    assert second.starts_on == late["termijn verstreken: het begin van fase 2 volgens het plan"]
    assert all(due < date(2024, 9, 1) for due in late.values())
    assert not any("kritieke" in what for what in late)


def test_a_step_that_can_be_taken_asks_for_a_decision_of_whoever_may_take_it() -> None:
    """With all that a decision needs on record, the ministry is to decide, and nobody else."""
    road = Road(letter.PROCESSES[WEBSITES])
    flow = Workflow.open("memory:", clock=lambda: road.moment)
    for command in [*road.until(State.MINISTRY_DECIDED)][:-1]:
        flow.submit(WEBSITES, command).or_raise()
    found = flow.front()
    assert (1, (), ()) == (len(found.decide), found.late, found.waits)
    assert "«Besluiten» kan nu: er ontbreekt niets" == found.decide[0].what.nl
    assert [letter.MINISTRY] == [s.party for s in found.decide[0].who]


def test_a_plan_that_can_be_drafted_waits_for_the_two_parties() -> None:
    """Not for the council and the unit that were heard, and not for the ministry: whoever recorded last is not thereby next."""
    road = Road(letter.PROCESSES[WEBSITES])
    flow = Workflow.open("memory:", clock=lambda: road.moment)
    for command in takewhile(lambda command: not isinstance(command, c.DraftPlan), road.until(State.PLAN_DRAFTED)):
        flow.submit(WEBSITES, command).or_raise()
    (found,) = flow.front().waits
    assert "«Plan opstellen» kan nu: er ontbreekt niets" == found.what.nl
    assert {"douane", "belastingdienst"} == {s.party for s in found.who}


def test_where_nothing_is_going_on_page_one_says_so() -> None:
    """An answer to each question, in each language: nothing, or nobody."""
    answers: dict[Language, list[str]] = {
        "nl": ["Niets.", "Niets.", "Niemand."],
        "en": ["Nothing.", "Nothing.", "Nobody."],
    }
    for language, expected in answers.items():
        assert expected == [line.strip() for line in Front().lines(language).split("\n")[1::2]]
        told = Page(front.html(Front(), language)).text
        assert expected == re.findall("|".join(dict.fromkeys(map(re.escape, expected))), told)


def test_a_way_back_that_has_run_out_is_late_as_a_term() -> None:
    """It does not say that what is over can still be done."""
    flow = lively(datetime.fromisoformat("2030-09-01T09:00:00+02:00"))
    late = told(flow.front(WEBSITES).late, WEBSITES)
    assert {"termijn verstreken: het terugdraaien van fase 1", "termijn verstreken: het terugdraaien van fase 2"} <= {
        *late
    }
    assert not [what for what in late if "kan worden" in what]


@pytest.mark.parametrize("language", LANGUAGES)
def test_report_and_web_show_the_same_page_one(language: Language) -> None:
    """From one place: each line that the report has, the start page of the web application has, before all else."""
    flow = lively()
    report, start = (
        Page(flow.report(language)).text,
        Page(Browser(web.app(flow), accept_language=language).get("/").text).text,
    )
    found = flow.front()
    for matter in (*found.decide, *found.late, *found.waits):
        what = matter.what[language].replace("`", "")
        assert what in report
        assert what in start
    for text in (report, start):
        order = [text.index(WORDS[name][language]) for name in ("decide", "late", "waits")]
        assert sorted(order) == order
    assert report.index(WORDS["waits"][language]) < report.index({"nl": "Inhoud", "en": "Contents"}[language])


def test_a_process_of_rules_that_are_not_known_is_named() -> None:
    """Page one says of which processes it can say nothing, in each of its forms; it never leaves one out in silence."""
    store = MemoryStore()
    Workflow(store, rules=evolve(LETTER, name="eigen-regels")).submit(
        WEBSITES, Road(letter.PROCESSES[WEBSITES]).identify()
    )
    flow = Workflow(store)
    found = flow.front()
    assert (WEBSITES,) == found.untold
    for text in (
        found.lines(),
        Page(found.html()).text,
        Page(flow.report()).text,
        Page(Browser(web.app(flow)).get("/").text).text,
    ):
        assert f"{WORDS['untold'].nl}: {WEBSITES}" in text


# -- on paper ----------------------------------------------------------------------------------------------------------


@pytest.fixture
def ledger(tmp_path: Path) -> Path:
    """A small ledger."""
    path = tmp_path / "ledger.db"
    with Workflow.open(f"sqlite:///{path}") as flow:
        flow.submit(WEBSITES, Road(letter.PROCESSES[WEBSITES]).identify())
    return path


def browser(tmp_path: Path, does: str) -> Any:
    """A program that is called as a Chromium is."""
    program = tmp_path / "browser"
    program.write_text(
        f'#!/bin/sh\nfor a in "$@"; do case "$a" in --print-to-pdf=*) to="${{a#*=}}";; esac; done\n{does}\n'
    )
    program.chmod(program.stat().st_mode | stat.S_IEXEC)
    return {"CHROMIUM": str(program)}


def test_the_report_is_printed_by_a_browser(ledger: Path, tmp_path: Path) -> None:
    """To a new file, by itself or beside the page; one that is there is left alone, whatever the browser does."""
    printing = browser(tmp_path, 'printf "%%PDF-1.7 fictief" > "$to"')
    pdf, html = tmp_path / "r.pdf", tmp_path / "r.html"
    assert (0, f"{pdf}\n", "") == run("report", ledger, "--pdf", pdf, **printing)
    assert b"%PDF-1.7 fictief" == pdf.read_bytes()
    code, _, errors = run("report", ledger, "--pdf", pdf, **printing)
    assert (2, f"'{pdf}' is niet te gebruiken: er is al een bestand met die naam\n") == (code, errors)
    nowhere = tmp_path / "nowhere" / "r.pdf"
    code, _, errors = run("report", ledger, "--pdf", nowhere, "--lang", "en", **printing)
    assert (2, f"'{nowhere}' cannot be used: no such file or folder\n") == (code, errors)
    other = tmp_path / "r2.pdf"
    assert (0, f"{html}\n{other}\n", "") == run("report", ledger, html, "--pdf", other, **printing)


def test_a_browser_that_prints_nothing_is_told(ledger: Path, tmp_path: Path) -> None:
    """As is one that is not there; neither leaves anything behind."""
    pdf = tmp_path / "r.pdf"
    code, _, errors = run("report", ledger, "--pdf", pdf, "--lang", "en", **browser(tmp_path, "exit 1"))
    assert (2, f"'{pdf}' cannot be used: the browser did not make a PDF of it\n") == (code, errors)
    nowhere = run("report", ledger, "--pdf", pdf, CHROMIUM=str(tmp_path / "nowhere"))
    assert (2, "") == nowhere[:2]
    none = run("report", ledger, "--pdf", pdf, "--lang", "en", CHROMIUM="", PATH=str(tmp_path))
    assert (2, True) == (none[0], "the variable CHROMIUM can name one" in none[2])
    assert 2 == run("report", ledger)[0]
    assert not pdf.exists()


@needed
@pytest.mark.skipif(os.environ.get("ONTVLECHTING_RECORD") is not None, reason="it writes nothing anew")
def test_a_real_browser_prints_it(ledger: Path, tmp_path: Path) -> None:
    """Where a Chromium is."""
    pdf = tmp_path / "r.pdf"
    assert (0, f"{pdf}\n", "") == run("report", ledger, "--pdf", pdf, CHROMIUM=os.environ.get("CHROMIUM", ""))
    assert pdf.read_bytes().startswith(b"%PDF-")


# -- the timeline ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_timeline_shows_names_states_years_and_plans(language: Language) -> None:
    """Each name whole, each state by a number that the legend explains, each year, and what was planned beside what was done."""
    flow = lively()
    line = flow.history(WEBSITES).timeline(language)
    page = Page(line.svg())
    for lane in line.lanes:
        assert "".join(lane.split()) in "".join(page.text.split()), lane
    states = [s for s in line.spans if s.tone is not None]
    assert len(states) > 4
    assert all(f"{s.tone} {s.what}" in page.text for s in states)
    assert len({a["class"] for a in page.every("rect") if "ov-tone" in a.get("class", "")}) == len(states)
    assert str(line.first.year) in page.text
    planned = {s.what: s for s in line.spans if s.looks == "meant"}
    dossier = flow.dossier(WEBSITES)
    assert {str(p.number): p.starts_on for p in dossier.phases} == {n: day_of(s.start) for n, s in planned.items()}
    assert line.known < line.last  # the plan goes on beyond what was done


def test_the_start_page_remembers_page_one_for_a_minute_and_never_past_a_record(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Each process is looked at once a minute, and anew as soon as it has a new record, which the page then tells."""
    moment, asked, ask = [datetime.fromisoformat("2023-09-04T09:00:10+02:00")], list[str](), Workflow.front
    flow, road = lively(), Road(letter.PROCESSES[WEBSITES])

    def counted(self: Workflow, *processes: str) -> front.Front:
        asked.extend(processes)
        return ask(self, *processes)

    monkeypatch.setattr(Workflow, "front", counted)
    browser = Browser(web.app(flow, clock=lambda: moment[0]))

    def looked_at() -> list[str]:
        asked.clear()
        browser.get("/")
        return sorted(asked)

    every = sorted(flow.processes())
    assert (every, []) == (looked_at(), looked_at())
    moment[0] += timedelta(seconds=49)
    assert [] == looked_at()
    flow.submit(WEBSITES, road.escalate("e-2")).or_raise()
    assert ([WEBSITES], []) == (looked_at(), looked_at())
    assert "e-2" in browser.get("/").text
    moment[0] += timedelta(seconds=1)
    assert every == looked_at()
