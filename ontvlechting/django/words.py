"""Texts in the language of a request, as Django shows them."""

from __future__ import annotations

from typing import Any

from django.utils.functional import lazystr
from django.utils.translation import get_language

from ontvlechting.engine.text import LANGUAGES, Language, Text


def language() -> Language:
    """The language of this request: Dutch, unless it is another in which every text is written."""
    asked = (get_language() or "")[:2]
    return asked if asked in LANGUAGES else LANGUAGES[0]


class _Said:
    """A text that is chosen when it is shown."""

    def __init__(self, text: Text) -> None:
        self._text = text

    def __str__(self) -> str:
        return self._text[language()]


def said(nl: str, en: str) -> Any:
    """A text that is in the language of whoever sees it."""
    return lazystr(_Said(Text(nl=nl, en=en)))
