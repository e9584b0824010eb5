"""What a lawyer is asked about the pack: every rule stands there once, and nothing is claimed that no guard does."""

from __future__ import annotations

import pytest

from docs.generated import lawyer_page
from ontvlechting.engine.errors import InputError
from ontvlechting.engine.text import LANGUAGES, Language, Text
from ontvlechting.engine.verdicts import Status
from ontvlechting.letter.packs.act import ATW_1, RULES
from ontvlechting.letter.packs.for_a_lawyer import ARTICLES, RULINGS, Article
from ontvlechting.letter.packs.works_councils_act import WORKS_COUNCILS_ACT

WORDS = Text(nl="woorden", en="words")


def test_every_rule_stands_in_one_article() -> None:
    """No rule of the pack is kept from a lawyer, and none is told twice."""
    told = [article.rule for article in ARTICLES if article.rule is not None]
    assert sorted(rule.id for rule in RULES) == sorted(rule.id for rule in told)
    cited = {rule for guards in WORKS_COUNCILS_ACT.doors.values() for guard in guards for rule in guard.rules}
    assert set(told) <= cited


def test_an_article_without_a_rule_claims_no_guard() -> None:
    """What is held as data or left out is said to be so; what has a rule says what that rule says."""
    assert Status.NOT_MODELLED in {article.status for article in ARTICLES}
    for article in ARTICLES:
        assert (article.rule is None) == (not article.status.guarded)
    with pytest.raises(InputError, match="without"):
        Article(place=WORDS, asks=WORDS)
    with pytest.raises(InputError, match="without"):
        Article(place=WORDS, asks=WORDS, rule=ATW_1, without=Status.DATA)


def test_each_question_is_asked_in_both_languages() -> None:
    """No text stands there in one language only."""
    for article in ARTICLES:
        texts = (article.place, article.asks, *article.unchecked, *article.questions)
        assert all(text.nl.strip() and text.en.strip() and text.nl != text.en for text in texts)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_numbers_the_questions(language: Language) -> None:
    """An answer can refer to a question by its number: they run on from one article to the next."""
    page = lawyer_page(language)
    asked = [text[language] for article in ARTICLES for text in article.questions]
    for number, question in enumerate(asked, 1):
        assert f"\n{number}. {question}" in page
    assert all(ruling in page for ruling in RULINGS)
    for guard in {guard.name: guard for guards in WORKS_COUNCILS_ACT.doors.values() for guard in guards}.values():
        if any(rule in RULES for rule in guard.rules):
            assert f"{guard.title[language]} (`{guard.name}`)" in page
