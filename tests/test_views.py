"""Pages for people: complete, in both languages, and with every text from outside shown as it was written."""

from __future__ import annotations

import re
import unicodedata
from datetime import timedelta
from enum import Enum

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from ontvlechting import LETTER, Role, State, Workflow, decide, letter, next_steps
from ontvlechting import commands as c
from ontvlechting.engine.days import written
from ontvlechting.engine.text import LANGUAGES, Language
from ontvlechting.engine.verdicts import VERDICTS, ReasonKind, Supplier, VerdictKind
from ontvlechting.letter.commands import Route
from ontvlechting.letter.fiction import Road
from ontvlechting.letter.terms import TERMS
from ontvlechting.letter.views.words import party
from ontvlechting.shell.answers import NextSteps
from ontvlechting.views import markdown, words
from tests.asking import at, fold
from tests.test_checked import HOSTILE

READER = MarkdownIt("commonmark", {"html": True}).enable("table")


def shown(lines: list[str]) -> tuple[str, set[str]]:
    """What a reader of Markdown sees: the text, and the kinds of markup."""
    tokens = [t for token in READER.parse("\n".join(lines)) for t in (token, *(token.children or ()))]
    text = " ".join(t.content for t in tokens if t.type in ("text", "code_inline", "code_block", "fence"))
    return text, {t.type for t in tokens}


def plain(text: str) -> str:
    """Text on one line."""
    return " ".join(text.split())


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_texts_are_shown_and_not_read(text: str) -> None:
    """Markup, links, HTML, tables and newlines of users show as they were written and do nothing."""
    seen, kinds = shown([markdown.escaped(text)])
    assert words.visible(plain(text)) == plain(seen)
    assert {"paragraph_open", "inline", "text", "text_special", "paragraph_close"} >= kinds


@given(st.text(min_size=1))
def test_no_text_becomes_markup(text: str) -> None:
    """Whatever the text is, Markdown sees one paragraph of plain text."""
    _, kinds = shown(["x " + markdown.escaped(text)])
    assert {"paragraph_open", "inline", "text", "text_special", "paragraph_close"} >= kinds


@pytest.mark.parametrize(
    ("text", "seen"),
    [
        ("\x1b[31mrood\x1b]0;titel\x07", "⟨U+001B⟩[31mrood⟨U+001B⟩]0;titel⟨U+0007⟩"),
        ("\x9b2Jweg", "⟨U+009B⟩2Jweg"),
        ("a\rb\x00", "a⟨U+000D⟩b⟨U+0000⟩"),
        ("\u202eplif\u2069", "⟨U+202E⟩plif⟨U+2069⟩"),
        ("twee\nregels 👩🏽‍⚖️ «ë»", "twee\nregels 👩🏽‍⚖️ «ë»"),
    ],
    ids=["colours and title", "C1", "return and nul", "turned order", "left as it is"],
)
def test_what_steers_a_terminal_is_shown_by_its_code(text: str, seen: str) -> None:
    """Escape sequences and characters that turn the order are visible and do nothing; all other text is kept."""
    assert seen == words.visible(text)


@given(st.text())
def test_nothing_on_a_page_steers_a_terminal(text: str) -> None:
    """Whatever the text is, a page holds printable characters only: no controls, and no lone turning marks."""
    assert not [x for x in markdown.escaped(text) if unicodedata.category(x) == "Cc" or x in "\u202e\u2066"]


def test_who_can_supply_is_not_asked_for_what_is_forbidden() -> None:
    """What is missing can be supplied; where the rules say no, the page says who acts next."""
    road, dossier = at(State.PRECONDITIONS_TESTED)
    reasons = decide(LETTER, dossier, road.decide(by=road.receiver)).verdict.reasons
    page = {r.kind: markdown.reason(r, "nl") for r in reasons}
    assert "Aan zet: Ministerie van Financiën" in page[ReasonKind.FORBIDDEN]
    assert "Kan aanleveren: " in page[ReasonKind.MISSING]


@pytest.mark.parametrize(
    "start", ["# kop", "- punt", "+ punt", "1. punt", "2) punt", "---", "===", "> citaat", "    code"]
)
def test_no_text_begins_a_block(start: str) -> None:
    """What would be a heading, list, line, quote or code at the start of a line stays text."""
    seen, kinds = shown([markdown.escaped(start)])
    assert plain(start) == plain(seen.replace(" ", " "))
    assert "paragraph_open" in kinds
    assert not kinds & {"heading_open", "bullet_list_open", "ordered_list_open", "hr", "blockquote_open", "code_block"}


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_verdict_shows_every_reason_with_all_that_belongs_to_it(language: Language) -> None:
    """Rule, words, who can supply it and the source, for each reason."""
    road, dossier = at(State.PLAN_DRAFTED)
    verdict = decide(LETTER, dossier, road.decide()).verdict
    text, _ = shown(markdown.verdict(verdict, language))
    for reason in verdict.reasons:
        assert reason.rule in text
        assert plain(reason.source.term) in plain(text)
    assert party("dor", language) in text


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_waiting_period_shows_its_end(language: Language) -> None:
    """A reason with an earliest moment shows the day."""
    road, dossier = at(State.IDENTIFIED, route=Route.GOVERNANCE)
    verdict = decide(LETTER, dossier, road.change_route(Route.SHIFT)).verdict
    (earliest,) = (r.earliest for r in verdict.reasons if r.earliest is not None)
    assert written(earliest.date())[language] in "\n".join(markdown.verdict(verdict, language))


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_dossier_shows_who_performs_and_who_is_accountable(language: Language) -> None:
    """During a transfer: both performers with their tasks, who stands by, and what is open."""
    road, dossier = at(State.PHASED_TRANSFER)
    dossier = fold(
        dossier, [*road.opening(1), road.report_breach("storing-1", "redactie-brieven"), road.escalate("e-1")]
    )
    text, _ = shown(markdown.dossier(dossier, language))
    for expected in ("Douane", "Belastingdienst", "redactie-brieven", "storing-1", "e-1"):
        assert expected in text
    assert dossier.state.title[language] in text


@pytest.mark.parametrize("language", LANGUAGES)
def test_next_steps_show_every_door(language: Language) -> None:
    """Each command that may be asked from here is on the page, open or with its reasons."""
    road, dossier = at(State.PLAN_DRAFTED)
    steps = next_steps(LETTER, dossier, road.moment + timedelta(days=1))
    text, _ = shown(markdown.next_steps(steps, language))
    for step in steps:
        assert step.command.title[language] in text
    assert 5 == text.count("R35")


def test_where_no_step_is_open_nothing_is_said_to_have_ended() -> None:
    """The open steps of a moment at which there are none: that is no end, in any form."""
    road, dossier = at(State.PHASED_TRANSFER)
    none = NextSteps(next_steps(LETTER, dossier, road.start, road.ministry)).open
    assert () == tuple(none)
    assert ["## Next steps", "", "No step is open.", ""] == markdown.next_steps(none, "en")[:4]
    assert "Er staat geen stap open." == none.lines("nl")
    assert "No step is open." in none.html("en")


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_ended_process_has_no_next_steps(language: Language) -> None:
    """After the end the page says that no step is left; what can be told or said of the record is still shown."""
    ended = {"nl": "er is geen stap meer", "en": "no step is left"}[language]
    road, dossier = at(State.COMPLETED)
    steps = next_steps(LETTER, dossier, road.tick(), road.ministry)
    page = markdown.next_steps(steps, language)
    assert any(ended in line for line in page)
    told = [f"- {s.command.title[language]}" for s in sorted(steps, key=lambda s: not s.open)]
    assert told == [line for line in page if line.startswith("- ")]
    assert [c.ResolveContest, c.ResolveBreach, c.ResolveEscalation] == [s.command for s in steps if not s.open]
    assert not any(a.moves for a in LETTER.arrows if a.source is State.COMPLETED)


@pytest.mark.parametrize("language", LANGUAGES)
def test_history_shows_every_record(language: Language) -> None:
    """One item per record, refusals with their reasons."""
    flow, road = Workflow.open("memory:"), Road(letter.PROCESSES["douane/websites"])
    flow.submit_many([("p", command) for command in road.until(State.PLAN_DRAFTED)])
    flow.submit("p", road.decide())
    lines = markdown.history(flow.history("p"), language)
    assert 6 == sum(line[:1].isdigit() for line in lines)
    assert 5 == "\n".join(lines).count("R35")


def test_everything_has_words_in_both_languages() -> None:
    """No role, kind of reason or kind of verdict is without words."""
    for table, kinds in ((words.REASONS, ReasonKind), (VERDICTS, VerdictKind)):
        assert set(kinds) == set(table)
        assert all(text[language] for text in table.values() for language in LANGUAGES)
    assert all(command.title[language] for command in c.ALL for language in LANGUAGES)


def test_every_member_that_reasons_name_has_a_term() -> None:
    """No machine word stands in a text for people: whole enumerations have terms, in both languages."""
    classes = {type(member) for member in TERMS}
    assert {member for cls in classes for member in cls} == set(TERMS)
    assert all(term[language] for term in TERMS.values() for language in LANGUAGES)


def test_every_choice_in_a_command_has_a_term() -> None:
    """A plan that is shown in Dutch holds no `reduce_scope`: whatever can be chosen in a field is called something."""
    choices = {k for room in (c, letter) for k in vars(room).values() if isinstance(k, type) and issubclass(k, Enum)}
    assert {"Disposition", "DocumentKind", "Mode"} <= {k.__name__ for k in choices}
    assert set() == {member for k in choices for member in k if member not in TERMS and not hasattr(member, "title")}


def test_no_reason_in_the_demo_holds_a_machine_word() -> None:
    """Between ticks in a Dutch reason stand references and Dutch terms, never the name of a member."""
    machine = {member.value for member in TERMS if "_" in member.value} | {
        "decide",
        "shift",
        "efficiency",
        "structural",
    }
    road, dossier = at(State.PLAN_DRAFTED)
    asked = [road.decide(by=road.receiver), road.shift_budget(deltas=road.deltas()[:1]), road.change_route(Route.SHIFT)]
    reasons = [r for command in asked for r in decide(LETTER, dossier, command).verdict.reasons]
    assert set() == {word for r in reasons for word in re.findall("`([^`]*)`", r.nl)} & machine


def test_who_can_supply_is_named_once() -> None:
    """Parties by name, other roles by their word, unknown parties by their id."""
    whom = [
        Supplier(role=Role.DIRECTORATE, party="douane"),
        Supplier(role=Role.DIRECTORATE, party="douane"),
        Supplier(role=Role.RESEARCHER),
        Supplier(role=Role.DIRECTORATE, party="elders"),
    ]
    assert "directoraat-generaal Douane, een externe onderzoeker, elders" == words.suppliers(whom, "nl")
