"""The catalogue of rules: complete, in order, in both languages, and honest about what is not enforced."""

from __future__ import annotations

import pytest

from ontvlechting.engine.text import LANGUAGES
from ontvlechting.engine.values import Source
from ontvlechting.engine.verdicts import ReasonKind, Rule, Status
from ontvlechting.guards import LETTER, PROGRAMME
from ontvlechting.letter import catalogue
from ontvlechting.letter.catalogue import CATALOGUE, DOCUMENT, R1, R16, R44, R59, R88, Section, cite

RULES = [pytest.param(rule, id=rule.id) for rule in CATALOGUE.values()]
NUMBERS = range(1, 94)


def test_the_catalogue_holds_r1_to_r93_in_order() -> None:
    """No rule is missing, none is added, and they stand in their order."""
    assert [f"R{n}" for n in NUMBERS] == list(CATALOGUE)


def test_a_rule_is_known_by_its_own_name() -> None:
    """`catalogue.R44` is the rule `R44`, which the catalogue gives by that id."""
    assert [getattr(catalogue, f"R{n}") for n in NUMBERS] == list(CATALOGUE.values())
    assert list(CATALOGUE) == [rule.id for rule in CATALOGUE.values()]


def test_the_module_holds_no_rule_outside_the_catalogue() -> None:
    """Every rule that the module defines stands in the catalogue."""
    assert set(CATALOGUE) == {value.id for value in vars(catalogue).values() if isinstance(value, Rule)}


@pytest.mark.parametrize("id", ["R0", "R94", "r1", "44", ""])
def test_there_is_no_rule_of_another_name(id: str) -> None:
    """Nothing else is a rule of the letter."""
    assert id not in CATALOGUE


@pytest.mark.parametrize("rule", RULES)
def test_a_rule_cites_the_letter_by_section_and_short_term(rule: Rule) -> None:
    """A source names the letter, one of its sections and a term of at most 120 characters on one line."""
    assert rule.source.document == DOCUMENT
    assert rule.source.section in {section.value for section in Section}
    assert len(rule.source.term) <= 120
    assert rule.source.term == " ".join(rule.source.term.split())


@pytest.mark.parametrize("rule", RULES)
def test_a_rule_says_what_it_asks_in_one_sentence_in_both_languages(rule: Rule) -> None:
    """The title is one sentence, of a length to read at a glance, in Dutch and in English, and not the same words."""
    for language in LANGUAGES:
        title = rule.title[language]
        assert (title[0].upper(), ".") == (title[0], title[-1])
        assert ". " not in title
        assert len(title) <= 120
    assert rule.title.nl != rule.title.en


@pytest.mark.parametrize("rule", RULES)
def test_a_title_does_not_copy_the_letter(rule: Rule) -> None:
    """What a rule asks stands in our own words."""
    assert rule.source.term not in rule.title.nl


@pytest.mark.parametrize("rule", RULES)
def test_a_rule_that_no_guard_holds_says_why(rule: Rule) -> None:
    """A rule is guarded, or says in both languages where it is held or why it is left out; never both."""
    assert rule.status.guarded == (rule.why is None)
    if rule.why is not None:
        assert all(rule.why[language].strip() for language in LANGUAGES)
        assert rule.why.nl != rule.why.en


def test_a_rule_is_guarded_exactly_when_a_guard_cites_it() -> None:
    """No status claims a guard that is not there, and no guard holds a rule that is said to have none."""
    expected = {rule.id for rules in (LETTER, PROGRAMME) for guard in rules.guards for rule in guard.rules}
    assert expected == {rule.id for rule in CATALOGUE.values() if rule.status.guarded}


def test_titles_are_told_apart() -> None:
    """No two rules ask the same in the same words."""
    for language in LANGUAGES:
        titles = [rule.title[language] for rule in CATALOGUE.values()]
        assert len(titles) == len(set(titles))


def test_the_rules_without_a_guard_are_these() -> None:
    """Which rules are data, which belong to the programme and which are left out is a choice, written down here too."""
    expected = {
        Status.DATA: ["R16", "R19", "R20", "R21", "R26", "R27", "R72", "R74", "R75"],
        Status.NOT_MODELLED: ["R59", "R88"],
    }
    assert expected == {status: [r.id for r in CATALOGUE.values() if r.status is status] for status in expected}


def test_each_status_has_its_rules() -> None:
    """One rule of each status, by name."""
    expected = (Status.CONTENT, Status.DATA, Status.NOT_MODELLED, Status.NOT_MODELLED)
    assert expected == (R1.status, R16.status, R59.status, R88.status)


def test_what_guards_only_see_or_leave_to_people_is_these() -> None:
    """No rule is said to be read where a guard only looks whether something is there, or whether somebody judged."""
    expected = {
        Status.PRESENCE: ["R7", "R15", "R29", "R31", "R33", "R37", "R39", "R46", "R69", "R76", "R84"],
        Status.JUDGEMENT: ["R36", "R38", "R40", "R51", "R55", "R57", "R58", "R89"],
    }
    assert expected == {status: [r.id for r in CATALOGUE.values() if r.status is status] for status in expected}


def test_a_rule_claims_the_least_unless_it_says_more() -> None:
    """Whoever writes a rule and does not say what its guards do, has not said that they read it."""
    assert Status.PRESENCE is Rule(id="A1", source=R1.source, title=R1.title).status


def test_a_source_reads_as_a_jurist_would_cite_it() -> None:
    """Document, section and term, in that order."""
    expected = "Kamerstuk 31 066, nr. 1204, §1 Stand van zaken: «verankerd met bijhorende mandaten»"
    assert expected == str(catalogue.R5.source)


def test_cite_names_the_letter_and_the_section() -> None:
    """A citation carries the letter's own number, so that nobody types it twice."""
    expected = Source(document="Kamerstuk 31 066, nr. 1204", section="Tot slot", term="nader worden geïnformeerd")
    assert expected == cite(Section.CLOSE, "nader worden geïnformeerd")


def test_a_rule_makes_reasons_that_cite_it() -> None:
    """A reason of a rule carries the rule's id and source."""
    reason = R44.not_yet("not_tested", nl="nog niet getoetst", en="not tested yet")
    assert ("R44", R44.source, ReasonKind.NOT_YET) == (reason.rule, reason.source, reason.kind)
