"""Text for people: every sentence stands here in Dutch and in English."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal

from attrs import frozen

Language = Literal["nl", "en"]
LANGUAGES: tuple[Language, ...] = ("nl", "en")


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
            KeyError: it is not one of the two.
        """
        if language not in LANGUAGES:
            raise KeyError(language)
        return self.nl if language == "nl" else self.en
