"""Everybody can use our documentation: axe finds nothing in a real browser, and no page is wider than a screen.

`make access` runs this with Chromium, which it needs, and builds the pages before; elsewhere it is left out.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.chromium import launched, needed, page, violations_by_light_and_dark

pytest.importorskip("playwright", reason="`make access` installs it")
pytest.importorskip("axe_playwright_python", reason="`make access` installs it")

pytestmark = needed

DOCS = Path(__file__).parents[1] / "build" / "docs"
PAGES = sorted(DOCS.rglob("*.html")) if DOCS.is_dir() else []


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    """Chromium, without a window."""
    with launched() as browser:
        yield browser


@pytest.mark.parametrize("path", PAGES, ids=[str(p.relative_to(DOCS)) for p in PAGES])
def test_axe_finds_nothing_in_the_documentation(browser: Any, path: Path) -> None:
    """In light and dark."""
    assert [] == violations_by_light_and_dark(page(browser, path))


@pytest.mark.parametrize("path", [p for p in PAGES if p.parent.name == "notebooks"], ids=lambda p: p.stem)
def test_a_notebook_fits_the_screen(browser: Any, path: Path) -> None:
    """Beside the list of pages no text is pushed out of sight, on screens of five widths; what is wide scrolls by itself."""
    opened, widths = page(browser, path), (800, 1050, 1200, 1440, 1800)
    taken = []
    for width in widths:
        opened.set_viewport_size({"width": width, "height": 900})
        taken.append(max(width, opened.evaluate("document.documentElement.scrollWidth")))
    assert [*widths] == taken
