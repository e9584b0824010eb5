"""A real browser for tests of what people see, and axe, which says who could not use it. `make access` installs both."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Literal

import pytest

CHROMIUM = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")
Scheme = Literal["light", "dark"]
SCHEMES: tuple[Scheme, ...] = ("light", "dark")
FOCUSABLE = "a[href], button, input, summary, [tabindex='0']"

needed = pytest.mark.skipif(CHROMIUM is None, reason="there is no Chromium; the variable CHROMIUM can name one")


@contextmanager
def launched() -> Iterator[Any]:
    """Chromium, without a window."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield browser
        browser.close()


_OF_COLOURS = ("color-contrast", "link-in-text-block")
COLOURS: dict[str, Any] = {"runOnly": {"type": "rule", "values": [*_OF_COLOURS]}}
"""Axe is asked about colours only, which takes most of its time."""
ALL_BUT_COLOURS: dict[str, Any] = {"rules": {name: {"enabled": False} for name in _OF_COLOURS}}


def violations(opened: Any, **options: Any) -> list[str]:
    """What axe finds, each with the elements it is about.

    Args:
        opened: the page.
        options: of axe: which rules are asked; without them all are.
    """
    from axe_playwright_python.sync_playwright import Axe

    # of what axe has nothing against it need not tell the places: to work them out takes longer than to look
    found = Axe().run(opened, options={"resultTypes": ["violations"], **options}).response["violations"]
    return [f"{v['id']}: {[n['target'] for n in v['nodes'][:3]]}" for v in found]


def violations_by_light_and_dark(opened: Any) -> list[str]:
    """The same in both schemes: what is not about colours is the same in the dark."""
    found = violations(opened)
    opened.emulate_media(color_scheme="dark")
    return found + violations(opened, **COLOURS)


def page(browser: Any, html: str | Path, *, scheme: Scheme = "light", width: int = 1280) -> Any:
    """A page, opened by a reader of its own; the one before has gone."""
    for context in browser.contexts:
        context.close()
    context = browser.new_context(bypass_csp=True, color_scheme=scheme, viewport={"width": width, "height": 900})
    opened = context.new_page()
    if isinstance(html, Path):
        opened.goto(html.as_uri())
    else:
        opened.set_content(html)
    return opened
