"""A text in two languages, and parts of a text in one line."""

from __future__ import annotations

from typing import Any

import pytest

from ontvlechting import InputError, Text
from ontvlechting.engine.text import LANGUAGES, sentences


def test_a_text_is_given_in_the_language_that_is_asked_for() -> None:
    """In these two, and in no other."""
    assert ["ja", "yes"] == [Text(nl="ja", en="yes")[language] for language in LANGUAGES]
    wrong: Any = "dutch"
    with pytest.raises(InputError, match="do you mean `nl`"):
        Text(nl="ja", en="yes")[wrong]


@pytest.mark.parametrize(
    ("parts", "line"),
    [
        ([], ""),
        (["a"], "a"),
        (["Een.", "Twee?", "Drie!"], "Een. Twee? Drie!"),
        (["Een.", "twee"], "Een.; twee"),
        (iter(["een", "twee"]), "een; twee"),
    ],
    ids=range(5),
)
def test_whole_sentences_follow_each_other_and_parts_have_a_semicolon_between(parts: Any, line: str) -> None:
    """A sentence ends with a full stop, a question mark or an exclamation mark."""
    assert line == sentences(parts)


@pytest.mark.parametrize("wrong", [None, 3, b"ja"])
def test_words_that_are_none_are_refused_when_a_text_is_made(wrong: Any) -> None:
    """Both at once, and not later by whoever shows the text."""
    with pytest.raises(InputError, match="expected a text") as error:
        Text(nl=wrong, en=wrong)
    assert ["nl", "en"] == [p.field for p in error.value.problems]
    with pytest.raises(InputError) as error:
        Text(nl="ja", en=wrong)
    assert ["en"] == [p.field for p in error.value.problems]
