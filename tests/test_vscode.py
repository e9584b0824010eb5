"""What the notebooks of VS Code make of what we show, by the rules that are known of them, in Chromium.

VS Code itself cannot be had here. Its rules stand in its source (`notebook/browser/view/renderers/backLayerWebView.ts`,
`webview/browser/pre/index.html`, `extensions/notebook-renderers`): HTML goes before SVG and text, and is put into a page as it is. A class of
the body says the theme, whatever the system prefers. Tables stand at the right and in the middle, without lines, with every second row and
the head shaded; code and links have colours of the theme. Where a folder is not trusted, only plain text is shown.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from tests.asking import WEBSITES
from tests.chromium import launched, needed, violations
from tests.test_show import under_way

THEMES = {
    "vscode-light": ("#ffffff", "#3b3b3b", "#005fb8", "#3b3b3b", "#0000001f"),
    "vscode-dark": ("#1f1f1f", "#cccccc", "#4daafc", "#d0d0d0", "#3c3c3c"),
    "vscode-high-contrast": ("#000000", "#ffffff", "#21a6ff", "#000000", "#ffffff"),
    "vscode-high-contrast-light vscode-high-contrast": ("#ffffff", "#292929", "#0f4a85", "#ffffff", "#09345f"),
}
"""What a body is called in each theme; its paper and ink, its links, its code and what that stands on."""
DARK = {"vscode-dark", "vscode-high-contrast"}
HOST = """body {{ margin: 0; background: {0}; color: {1}; font: 13px sans-serif }}
a, a code {{ color: {2} }} code {{ color: {3}; background: {4}; padding: 1px 3px }}
table, thead, tbody, tr, th, td {{ border: none; border-spacing: 0; border-collapse: collapse }}
table, tr, th {{ text-align: right; vertical-align: middle }}
thead {{ font-weight: bold; background: rgba(130, 130, 130, .16) }}
th, td {{ padding: 4px 8px }} tr:nth-child(even) {{ background: rgba(130, 130, 130, .08) }} tbody th {{ font-weight: normal }}"""
"""What VS Code says of every output."""


@pytest.fixture(scope="module")
def values() -> list[Any]:
    """What values of a transfer show."""
    flow = under_way()
    history = flow.history(WEBSITES)
    steps = flow.next_steps(WEBSITES)
    return [
        flow.overview(),
        flow.dossier(WEBSITES),
        history[:5],
        history.timeline(),
        history.road(),
        steps,
        flow.front(),
    ]


@pytest.fixture(scope="module")
def chromium() -> Iterator[Any]:
    """Chromium, without a window."""
    pytest.importorskip("playwright", reason="`make access` installs it")
    with launched() as browser:
        yield browser


def opened(chromium: Any, theme: str, values: list[Any], width: int = 1100) -> Any:
    """These outputs in a notebook of that theme, on a system that prefers the other."""
    for context in chromium.contexts:
        context.close()
    scheme = "light" if theme in DARK else "dark"
    page = chromium.new_context(viewport={"width": width, "height": 900}, color_scheme=scheme).new_page()
    outputs = "".join(f"<div class=output>{value._repr_html_()}</div>" for value in values)
    page.set_content(
        f"<!doctype html><html lang=nl><title>{theme}</title><style>{HOST.format(*THEMES[theme])}</style>"
        f"<body class='{theme}'><main id=container><h1 hidden>x</h1>{outputs}</main>"
    )
    return page


@needed
@pytest.mark.parametrize("theme", THEMES)
def test_each_theme_shows_tables_and_pictures(chromium: Any, values: list[Any], theme: str) -> None:
    """Light or dark as the theme is, not as the system; cells at the left and the top with a line below, no row shaded; nothing hard to see."""
    page = opened(chromium, theme, values)
    papers = page.evaluate(
        "[...new Set([...document.querySelectorAll('.ov')].map(o => getComputedStyle(o).backgroundColor))]"
    )
    assert ["rgb(23, 25, 28)" if theme in DARK else "rgb(255, 255, 255)"] == papers
    cells = page.evaluate(
        """[...new Set([...document.querySelectorAll('.ov td, .ov tbody th')].filter(c => c.checkVisibility()).map(c => {
            const its = getComputedStyle(c)
            return [its.textAlign, its.verticalAlign, its.borderBottomStyle, getComputedStyle(c.parentElement).backgroundColor].join(' ')
        }))]"""
    )
    assert ["left top solid rgba(0, 0, 0, 0)"] == cells
    assert 3 == page.evaluate("[...document.querySelectorAll('.ov svg')].filter(p => p.checkVisibility()).length")
    assert [] == [found for found in violations(page) if "contrast" in found or "table" in found]


@needed
@pytest.mark.parametrize("width", [1100, 420])
def test_nothing_is_wider_than_the_notebook(chromium: Any, values: list[Any], width: int) -> None:
    """A wide table scrolls within itself; beside an open side bar there is little room."""
    page = opened(chromium, "vscode-dark", values, width)
    assert width >= page.evaluate("document.documentElement.scrollWidth")


def test_html_goes_first_and_words_where_nothing_is_trusted(values: list[Any]) -> None:
    """What IPython sends: HTML that needs no script; a picture as its own type as well; and the value in a few lines."""
    from IPython.core.formatters import DisplayFormatter

    formatter: Any = DisplayFormatter()  # without types
    sent = [formatter.format(value)[0] for value in values]
    assert [{"text/html", "text/plain"}] * 3 == [set(bundle) for bundle in sent[:3]]
    assert [{"text/html", "image/svg+xml", "text/plain"}] * 2 == [set(bundle) for bundle in sent[3:5]]
    assert all("<script" not in bundle["text/html"] for bundle in sent)
    assert [str(value) for value in values] == [bundle["text/plain"] for bundle in sent]
