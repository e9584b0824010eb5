"""Both days of an act: wherever it is shown, when it took place and, on another day, when it was recorded."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from ontvlechting import State, Workflow, letter
from ontvlechting.engine.text import Language
from ontvlechting.letter.commands import Stage
from ontvlechting.letter.fiction import Road
from ontvlechting.letter.views import data
from ontvlechting.shell.answers import History
from ontvlechting.views import markdown, notebook, pieces, plain, words
from ontvlechting.views.timeline import Timeline, timeline
from tests.asking import WEBSITES

DAY = timedelta(days=1)
HELD = datetime(2023, 4, 10, 9, tzinfo=UTC)
TOLD = datetime(2023, 5, 20, 9, tzinfo=UTC)
SAID: dict[Language, str] = {"nl": "vastgelegd op 20 mei 2023", "en": "recorded on 20 May 2023"}
LANGUAGES = pytest.mark.parametrize("language", ["nl", "en"])


@pytest.fixture
def flow() -> Workflow:
    """A process up to its plan, each act recorded on its own day; then a talk of weeks before is told."""
    road, moments = Road(letter.PROCESSES[WEBSITES]), [HELD]
    flow = Workflow.open("memory:", clock=lambda: moments[-1])
    for command in road.until(State.PLAN_DRAFTED):
        moments.append(command.at + timedelta(minutes=1))
        flow.submit(WEBSITES, command).or_raise()
    moments.append(TOLD)
    flow.submit(WEBSITES, road.contact("dor", Stage.PLAN, at=HELD)).or_raise()
    return flow


def at_home(flow: Workflow) -> tuple[History, Any]:
    """The history, and the one record that was late."""
    history = flow.history(WEBSITES)
    return history, history[-1]


@LANGUAGES
def test_a_list_says_of_what_came_late_when_it_was_recorded(flow: Workflow, language: Language) -> None:
    """In text, in Markdown and in a table: the day of the talk, and that on which it was recorded; of the others one day."""
    history, _ = at_home(flow)
    for shown in (
        plain.history(history, language),
        plain.feed(flow.records(), language),
        "\n".join(markdown.history(history, language)),
    ):
        (line,) = (x for x in shown.split("\n") if SAID[language] in x)
        assert {"nl": "10 april 2023", "en": "10 April 2023"}[language] in line
    for html in (pieces.records(history, language), pieces.feed(flow.records(), language)):
        assert 1 == html.count(SAID[language])
    assert SAID[language] in notebook.history(history, language)


@LANGUAGES
def test_an_answer_says_it_as_well(flow: Workflow, language: Language) -> None:
    """Right after it was recorded; of an act that is told on its own day the answer stays short."""
    history, late = at_home(flow)
    after = flow.dossier(WEBSITES)
    assert SAID[language] in plain.outcome(late, after, language)
    assert SAID[language] in notebook.outcome(late, after, language)
    assert "2023" not in plain.outcome(history[0], after, language)


@LANGUAGES
def test_a_timeline_says_it_in_its_words_and_where_one_points(flow: Workflow, language: Language) -> None:
    """The talk lies on its own day, and its words tell the other."""
    line = timeline(flow.history(WEBSITES), language)
    assert isinstance(line, Timeline)
    (mark,) = (m for m in line.marks if m.at == HELD)
    assert TOLD == mark.recorded
    assert 1 == line.text.count(SAID[language])
    assert SAID[language] in line.svg().split("<text", 1)[1]


def test_a_timeline_of_what_was_recorded_on_one_later_day_says_it_once() -> None:
    """Such as a history that was played: it stood behind each day. One act of another day, and each says it again."""
    road, moments = Road(letter.PROCESSES[WEBSITES]), [datetime(2026, 1, 5, 12, tzinfo=UTC)]
    flow = Workflow.open("memory:", clock=lambda: moments[-1])
    flow.submit(WEBSITES, road.identify()).or_raise()
    one_day = timeline(flow.history(WEBSITES)).text
    assert one_day.startswith(f"Tijdlijn van {WEBSITES}, 4 april 2023; alles vastgelegd op 5 januari 2026.\n")
    for command in [*road.until(State.PHASED_TRANSFER)][1:]:
        flow.submit(WEBSITES, command).or_raise()
    assert 1 == timeline(flow.history(WEBSITES)).text.count("vastgelegd op")
    moments.append(moments[-1] + DAY)
    flow.submit(WEBSITES, road.fall_back()).or_raise()
    told = timeline(flow.history(WEBSITES), "en").text
    assert "all recorded on" not in told
    assert told.count("recorded on 5 January 2026") > 5
    assert "recorded on 6 January 2026" in told


def test_a_span_says_it_of_its_beginning_and_of_its_end() -> None:
    """A transfer that was fallen back from on Monday and recorded on Friday: the span has both."""
    road, moments = Road(letter.PROCESSES[WEBSITES]), [HELD]
    flow = Workflow.open("memory:", clock=lambda: moments[-1])
    for command in [*road.until(State.PHASED_TRANSFER), *road.opening(1)]:
        moments.append(command.at + timedelta(minutes=1))
        flow.submit(WEBSITES, command).or_raise()
    back = road.reverse_phase(1)
    moments.append(back.at + 4 * DAY)
    flow.submit(WEBSITES, back).or_raise()
    late = words.late(back.at, moments[-1], "nl")
    told = timeline(flow.history(WEBSITES)).text
    assert f"teruggedraaid: fase 1 ({words.day(back.at, 'nl')}, {late})" in told
    assert f"tot {words.day(back.at, 'nl')} ({late})" in told


def test_for_a_program_both_are_always_there(flow: Workflow) -> None:
    """As JSON each record has both moments, whether they differ or not; so has a frame."""
    history, _ = at_home(flow)
    for record, shown in zip(history, data.history(history), strict=True):
        assert (record.event.command.at.isoformat(), record.recorded_at.isoformat()) == (
            shown["at"],
            shown["recorded_at"],
        )
    assert {"at", "recorded_at"} <= set(history.to_frame().columns)


def test_a_day_is_that_of_the_calendar_of_the_letter() -> None:
    """Half an hour after midnight in Amsterdam is a day later than in UTC: one evening is one day, and not two."""
    evening = datetime(2023, 4, 10, 21, 30, tzinfo=UTC)
    assert "" == words.late(evening, evening + timedelta(minutes=20), "nl")
    assert "vastgelegd op 11 april 2023" == words.late(evening, evening + timedelta(minutes=40), "nl")
    assert "" == words.late(evening, None, "en")
