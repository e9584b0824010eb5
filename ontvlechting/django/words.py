"""Texts in the language of the current request."""

from __future__ import annotations

from typing import Any

from django.utils.functional import lazystr
from django.utils.translation import get_language

from ontvlechting.engine.text import LANGUAGES, Language, Text


def language() -> Language:
    """The language of this request if it is Dutch or English, else Dutch."""
    asked = (get_language() or "")[:2]
    return asked if asked in LANGUAGES else LANGUAGES[0]


class _LazyText:
    """A text whose language is chosen when it is shown."""

    def __init__(self, text: Text) -> None:
        self._text = text

    def __str__(self) -> str:
        return self._text[language()]


def said(nl: str, en: str) -> Any:
    """A lazy text, in the language of the request in which it is shown."""
    return lazystr(_LazyText(Text(nl=nl, en=en)))
