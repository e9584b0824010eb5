"""Text for people: always in Dutch and English, and in any language that a program adds."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import ClassVar

from attrs import frozen

Language = str
"""`nl`, `en`, or a language that was added; see `add_language`."""
Translate = Callable[["Text"], str]
"""A function that gives a text in another language, from its Dutch and its English."""

LANGUAGES: tuple[Language, ...] = ("nl", "en")
"""The languages in which every text is written."""
CALLED: dict[str, Language] = {
    **dict.fromkeys(("nl", "nl_nl", "nl_be", "dutch", "nederlands"), "nl"),
    **dict.fromkeys(("en", "en_gb", "en_us", "english", "engels"), "en"),
}
"""Other names for the two languages. They are not accepted; an error uses them to say which language was meant."""

_SPOKEN: dict[str, Translate] = {"nl": lambda text: text.nl, "en": lambda text: text.en}
_CHOSEN: list[Language] = ["nl"]
"""One item: the language of what is shown when none is named."""


def languages() -> tuple[Language, ...]:
    """The languages of texts: Dutch and English first, then those that were added."""
    return tuple(_SPOKEN)


def add_language(language: str, translate: Translate) -> None:
    """Add a language for every text, in this process. A language that was added with the same name is replaced.

    Args:
        language: its name, such as `fy`.
        translate: gives a text in that language. For a text that it does not know, it can give something else, such as
            `text.en`.

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


def choose_language(language: Language) -> None:
    """Choose the language in which values show themselves when none is named, in this process. At first it is Dutch.

    It is the language of what a notebook or `print` shows, and the default of every `language` that may be left out when
    something is shown or drawn. A language that is named goes first. The message of an error stays English.

    Args:
        language: `nl`, `en` or a language that was added.

    Raises:
        UnknownName: it is none of these.
    """
    _translation(language)
    _CHOSEN[0] = language


def spoken(language: Language | None) -> Language:
    """This language, or the one that was chosen when none is named.

    Raises:
        UnknownName: it is not Dutch or English, and no language that was added.
    """
    if language is None:
        return _CHOSEN[0]
    _translation(language)
    return language


def _translation(language: object) -> Translate:
    """What gives a text in this language.

    Raises:
        UnknownName: the language is not `nl`, `en` or one that was added; also a `KeyError`.
    """
    translate = _SPOKEN.get(language) if type(language) is str else None
    if translate is None:
        raise Text.unspoken(language)
    return translate


def sentences(parts: Iterable[str]) -> str:
    """Parts as one line: joined by spaces when all are whole sentences, otherwise by semicolons."""
    found = list(parts)
    return (" " if all(p.endswith((".", "?", "!")) for p in found) else "; ").join(found)


@frozen
class Text:
    """One text in both languages; `text["nl"]` gives the Dutch one.

    Attributes:
        nl: the Dutch words.
        en: the English words.

    Raises:
        InputError: one of them is not a `str`.
    """

    unspoken: ClassVar[Callable[[object], Exception]] = KeyError
    """Makes the error for an unknown language. `errors.py` sets it, because that module imports this one."""
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
            UnknownName: the language is not `nl`, `en` or one that was added; also a `KeyError`.
        """
        return _translation(language)(self)
