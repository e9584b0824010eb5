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


def violations(opened: Any) -> list[str]:
    """What axe finds, each with the elements it is about."""
    from axe_playwright_python.sync_playwright import Axe

    found = Axe().run(opened).response["violations"]
    return [f"{v['id']}: {[n['target'] for n in v['nodes'][:3]]}" for v in found]
