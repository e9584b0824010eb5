"""A real browser for tests of what people see, and axe, which says who could not use it. `make access` installs both."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
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


def violations(opened: Any, *, colours: bool | None = None) -> list[str]:
    """What axe finds, each with the elements it is about.

    Args:
        opened: the page.
        colours: only what is about colours, which takes most of the time, or all but that; None for both.
    """
    from axe_playwright_python.sync_playwright import Axe

    options: dict[str, Any] = {"resultTypes": ["violations"]}
    if colours:
        options["runOnly"] = ["cat.color"]
    elif colours is not None:
        options["rules"] = {name: {"enabled": False} for name in ("color-contrast", "link-in-text-block")}
    found = Axe().run(opened, options=options).response["violations"]
    return [f"{v['id']}: {[n['target'] for n in v['nodes'][:3]]}" for v in found]


def violations_by_light_and_dark(opened: Any) -> list[str]:
    """The same in both schemes: what is not about colours is the same in the dark."""
    found = violations(opened)
    opened.emulate_media(color_scheme="dark")
    return found + violations(opened, colours=True)
