"""Text for people: every sentence stands here in Dutch and in English."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal

from attrs import frozen

Language = Literal["nl", "en"]
LANGUAGES: tuple[Language, ...] = ("nl", "en")
CALLED: dict[str, Language] = {
    **dict.fromkeys(("nl", "nl_nl", "nl_be", "dutch", "nederlands"), "nl"),
    **dict.fromkeys(("en", "en_gb", "en_us", "english", "engels"), "en"),
}
"""What people may call the two languages: to say which one was meant, not to be used."""


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
    """

    nl: str
    en: str

    def __getitem__(self, language: Language) -> str:
        """The words in this language.

        Raises:
            UnknownName: it is not one of the two; also a `KeyError`.
        """
        if language not in LANGUAGES:
            from ontvlechting.errors import unknown_language  # which speaks by a `Text` itself

            raise unknown_language(language)
        return self.nl if language == "nl" else self.en
