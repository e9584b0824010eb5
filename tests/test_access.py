"""Everybody can use our pages: axe finds nothing in a real browser, the keyboard suffices, and small screens do.

`make access` runs this with Chromium, which it needs; elsewhere it is left out. What is asked is WCAG 2.1, levels A and
AA, and what axe calls best practice.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import Any

import pytest

from ontvlechting import LETTER, Workflow
from ontvlechting.engine.text import LANGUAGES, Language
from ontvlechting.letter import demo
from tests.asking import WEBSITES
from tests.chromium import (
    ALL_BUT_COLOURS,
    COLOURS,
    FOCUSABLE,
    Scheme,
    launched,
    needed,
    page,
    violations,
    violations_by_light_and_dark,
)
from tests.test_show import under_way
from tests.test_show_programme import PROGRAMME, with_programme

pytest.importorskip("playwright", reason="`make access` installs it")
pytest.importorskip("axe_playwright_python", reason="`make access` installs it")

pytestmark = needed


@cache
def shown(language: Language) -> dict[str, str]:
    """What a notebook shows of one value of every kind that a person meets, by name."""
    flow = under_way()
    history, overview = flow.history(WEBSITES), flow.overview()
    refused = next(r for r in history if not r.event.verdict.allowed)
    return {
        "dossier": flow.dossier(WEBSITES).html(language),
        "history": history.html(language),
        "next steps": flow.next_steps(WEBSITES).html(language),
        "overview": overview.html(language),
        "standing": overview[0].html(language),
        "record": refused.html(language),
        "verdict": refused.event.verdict.html(language),
        "reason": refused.event.verdict.reasons[0].html(language),
        "rules": LETTER.html(language),
        "verified": flow.verify(deep=True).html(language),
        "registers": with_programme().registers(PROGRAMME).html(language),
        "account": with_programme().accountability(PROGRAMME).html(language),
        "timeline of all": with_programme().timeline(language)._repr_html_(),
        "road": history.road(language)._repr_html_(),
        "timeline": history.timeline(language)._repr_html_(),
    }


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    """Chromium, without a window."""
    with launched() as browser:
        yield browser


@pytest.fixture(scope="module")
def shown_off(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The ledger of the demo: processes in many states, refusals, a breach, and a programme."""
    return f"sqlite:///{demo.run(tmp_path_factory.mktemp('report')).ledger}"


@pytest.fixture(scope="module", params=LANGUAGES)
def report(request: pytest.FixtureRequest, shown_off: str) -> str:
    """Its report."""
    with Workflow.open(shown_off) as flow:
        return flow.report(request.param)


def alone(values: dict[str, str], language: Language) -> str:
    """A page that holds these and nothing else, as the cells of a notebook do."""
    cells = "".join(f'<div id="{name.replace(" ", "-")}">{html}</div>' for name, html in values.items())
    return (
        f'<!doctype html><html lang="{language}"><head><title>.</title><meta name="color-scheme" content="light dark">'
        f"</head><body><main><h1>.</h1>{cells}</main></body></html>"
    )


@pytest.mark.parametrize(("width", "scheme"), [(1280, "light"), (320, "dark")])
def test_axe_finds_nothing_in_the_report(browser: Any, report: str, width: int, scheme: Scheme) -> None:
    """In Dutch and English, on a wide screen and on a narrow one; the colours are those of the scheme, whatever the rest."""
    opened = page(browser, report, width=width, scheme=scheme)
    asked = {} if '<html lang="nl"' in report else ALL_BUT_COLOURS
    assert [] == violations(opened, **asked)


@pytest.mark.parametrize("language", LANGUAGES)
def test_axe_finds_nothing_in_what_a_notebook_shows(browser: Any, language: Language) -> None:
    """Each kind of value, one below the other, light and dark; the colours are the same in both languages."""
    opened = page(browser, alone(shown(language), language))
    assert [] == (violations_by_light_and_dark(opened) if language == "nl" else violations(opened, **ALL_BUT_COLOURS))


def test_axe_would_find_something(browser: Any) -> None:
    """The check itself can fail: a picture without words and a text that hardly stands out are both found."""
    html = '<html lang="nl"><title>.</title><main><h1>.</h1><img src="x"><p style="color:#bbb">grey on white</p></main></html>'
    opened = page(browser, html)
    told = [sorted(v.split(":")[0] for v in violations(opened, **asked)) for asked in ({}, COLOURS, ALL_BUT_COLOURS)]
    assert [["color-contrast", "image-alt"], ["color-contrast"], ["image-alt"]] == told


def test_axe_would_find_what_is_hard_to_see_in_the_dark_only(browser: Any) -> None:
    """A page that is fine in the light is looked at in the dark as well."""
    html = '<html lang="nl"><title>.</title><style>@media (prefers-color-scheme: dark) { p { color: #bbb } }</style><main><h1>.</h1><p>grey on white</p></main></html>'
    opened = page(browser, html)
    assert [] == violations(opened)
    assert ["color-contrast"] == [v.split(":")[0] for v in violations_by_light_and_dark(opened)]


def test_the_report_fits_a_narrow_screen(browser: Any, report: str) -> None:
    """At 320 pixels nobody has to scroll sideways to read it; wide tables scroll by themselves (WCAG 1.4.10)."""
    opened = page(browser, report, width=320)
    assert opened.evaluate("document.documentElement.scrollWidth") <= 320


def test_the_keyboard_suffices_for_the_report(browser: Any, report: str) -> None:
    """Tab comes by everything that can be used, in the order of the page, and one sees where one is (WCAG 2.1.1, 2.4.7)."""
    opened = page(browser, report)
    every = opened.evaluate(f"document.querySelectorAll({FOCUSABLE!r}).length")
    seen = []
    for _ in range(every):
        opened.keyboard.press("Tab")
        seen.append(
            opened.evaluate(
                f"""() => {{
                    const here = document.activeElement, look = getComputedStyle(here);
                    const place = [...document.querySelectorAll({FOCUSABLE!r})].indexOf(here);
                    return [place, look.outlineStyle !== 'none' && parseFloat(look.outlineWidth) > 0];
                }}"""
            )
        )
    assert [[n, True] for n in range(every)] == seen
