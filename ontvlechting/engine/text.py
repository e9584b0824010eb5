"""Text for people: every sentence stands here in Dutch and in English, and can be had in languages that others add."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import ClassVar

from attrs import frozen

Language = str
"""`nl`, `en`, or a language that somebody added; see `add_language`."""
Translate = Callable[["Text"], str]
"""Gives a text in another language, from its Dutch and its English."""

LANGUAGES: tuple[Language, ...] = ("nl", "en")
"""The languages that every text is written in."""
CALLED: dict[str, Language] = {
    **dict.fromkeys(("nl", "nl_nl", "nl_be", "dutch", "nederlands"), "nl"),
    **dict.fromkeys(("en", "en_gb", "en_us", "english", "engels"), "en"),
}
"""What people may call the two languages: to say which one was meant, not to be used."""

_SPOKEN: dict[str, Translate] = {"nl": lambda text: text.nl, "en": lambda text: text.en}


def languages() -> tuple[Language, ...]:
    """The languages in which texts can be had: Dutch and English first, then those that were added."""
    return tuple(_SPOKEN)


def add_language(language: str, translate: Translate) -> None:
    """Let every text be had in one more language, in this process; what was added under that name before is replaced.

    Args:
        language: what it is called from here on, such as `fy`.
        translate: gives a text in that language. What it does not know it gives as it likes, such as `text.en`.

    Raises:
        InputError: it is Dutch or English, in which every text is written, or no name; or that is no function. So is each use
            of a function that turns out to give no text.
    """
    named = type(language) is str and language.isidentifier() and language not in LANGUAGES
    if (error := Text.unadded(language, translate, named)) is not None:
        raise error

    def translated(text: Text) -> str:
        given: object = translate(text)
        if not isinstance(given, str):
            raise Text.untranslated(language, given)
        return given

    _SPOKEN[language] = translated


def sentences(parts: Iterable[str]) -> str:
    """Parts in one line: whole sentences after each other, anything else with a semicolon between."""
    found = list(parts)
    return (" " if all(p.endswith((".", "?", "!")) for p in found) else "; ").join(found)


@frozen
class Text:
    """One text in both languages; `text["nl"]` gives the Dutch one.

    Attributes:
        nl: the Dutch words.
        en: the English words.

    Raises:
        InputError: either is no text.
    """

    unspoken: ClassVar[Callable[[object], Exception]] = KeyError
    """Makes the error for a language that nobody speaks; `errors.py`, which is itself written in texts, gives it."""
    unwritten: ClassVar[Callable[[object, object], Exception]] = TypeError
    """Makes the error for words that are none; as the one before it."""
    unadded: ClassVar[Callable[[object, object, bool], Exception | None]] = TypeError
    """Makes the error for a language that cannot be added, by that name or with that function, if it cannot; `outside.py` gives it, as the one after it."""
    untranslated: ClassVar[Callable[[object, object], Exception]] = TypeError
    """Makes the error for a language in which there turns out to be no text."""

    nl: str
    en: str

    def __attrs_post_init__(self) -> None:
        nl: object = self.nl
        en: object = self.en
        if not isinstance(nl, str) or not isinstance(en, str):
            raise Text.unwritten(nl, en)

    def __getitem__(self, language: Language) -> str:
        """The words in this language.

        Raises:
            UnknownName: it is neither of the two, and none that was added; also a `KeyError`.
        """
        translate = _SPOKEN.get(language) if type(language) is str else None
        if translate is None:
            raise Text.unspoken(language)
        return translate(self)
