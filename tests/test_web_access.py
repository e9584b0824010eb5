"""Everybody can use the web pages: axe finds nothing in a real browser, the keyboard suffices, a small screen does, and no script runs.

`make access` runs this with Chromium, which it needs; elsewhere it is left out. The pages are asked in this process: what the
browser asks for is passed on to the application.
"""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from ontvlechting import Workflow, web
from ontvlechting.engine.text import LANGUAGES, Language
from tests.asking import WEBSITES
from tests.browsing import Browser
from tests.chromium import FOCUSABLE, SCHEMES, Scheme, launched, needed, violations
from tests.test_show_programme import PROGRAMME, with_programme
from tests.test_web import PATHS
from tests.test_web_forms import Desk

pytest.importorskip("playwright", reason="`make access` installs it")
pytest.importorskip("axe_playwright_python", reason="`make access` installs it")

pytestmark = needed

KINDS = {
    **PATHS,
    "a programme's history": f"/history?name={PROGRAMME}",
    "an error": "/nergens",
    "a wrong field": f"/record?process={WEBSITES}&number=x",
    "begin": "/begin",
    "a form": f"/ask?process={WEBSITES}&command=report_breach",
    "a long form": f"/ask?process={WEBSITES}&command=draft_plan",
    "a form within a form": f"/ask?process={WEBSITES}&command=correct",
    "a new name": "/ask?command=identify_process",
}
"""An address of each kind of page."""


@pytest.fixture(scope="module")
def chromium() -> Iterator[Any]:
    """Chromium, without a window."""
    with launched() as browser:
        yield browser


def opened(
    chromium: Any, app: Any, *, language: Language = "nl", scheme: Scheme = "light", width: int = 1280, axe: bool = True
) -> Any:
    """A reader of its own; what they ask for comes from the application."""
    for context in chromium.contexts:
        context.close()
    context = chromium.new_context(
        bypass_csp=axe, color_scheme=scheme, locale={"nl": "nl-NL", "en": "en-GB"}[language],
        viewport={"width": width, "height": 900},
    )  # fmt: skip
    page, browser, aside = context.new_page(), Browser(app), ThreadPoolExecutor(1)

    def passed_on(route: Any) -> None:
        asked = route.request
        path = asked.url.removeprefix("http://localhost")
        headers = {name.title(): value for name, value in asked.all_headers().items() if not name.startswith(":")}
        body = asked.post_data_buffer or b""
        answer = aside.submit(browser.ask, asked.method, path, headers=headers, body=body).result()
        route.fulfill(status=answer.status, headers=dict(answer.headers), body=answer.content)

    page.route("http://localhost/**", passed_on)
    return page


def site() -> tuple[Workflow, Any]:
    """A ledger with a programme and two processes, and the pages on which somebody can ask."""
    flow, desk = with_programme(), Desk()
    return flow, web.app(flow, who=lambda _: desk.road.receiver)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", KINDS)
def test_axe_finds_nothing(chromium: Any, kind: str, language: Language) -> None:
    """On each kind of page, in both languages, light and dark, wide and narrow."""
    _, app = site()
    for scheme, width in zip(SCHEMES, (1280, 320), strict=True):
        page = opened(chromium, app, language=language, scheme=scheme, width=width)
        page.goto(f"http://localhost{KINDS[kind]}")
        assert [] == violations(page)
        assert page.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.parametrize("kind", KINDS)
def test_the_keyboard_suffices(chromium: Any, kind: str) -> None:
    """Tab comes by everything that can be used, in the order of the page, and one sees where one is."""
    _, app = site()
    page = opened(chromium, app)
    page.goto(f"http://localhost{KINDS[kind]}")
    usable = f":is({FOCUSABLE}, select, textarea):not([tabindex='-1']):not([type=hidden])"
    seen_now = f"[...document.querySelectorAll({usable!r})].filter(e => e.checkVisibility())"  # not what is folded away
    every = page.evaluate(f"{seen_now}.length")
    seen: list[list[Any]] = []
    for _ in range(every):
        page.keyboard.press("Tab")
        while page.evaluate(
            "document.activeElement.type === 'date' || document.activeElement.type === 'datetime-local'"
        ):
            here = page.evaluate(f"{seen_now}.indexOf(document.activeElement)")
            if here != len(seen):
                break
            seen.append([here, True])
            page.keyboard.press(
                "Shift+Tab"
            )  # each part of a day is a stop of its own: what comes after it is asked for by name
            page.evaluate(f"{seen_now}[{here + 1}]?.focus()")
        look = page.evaluate(
            f"""() => {{
                const here = document.activeElement, look = getComputedStyle(here);
                const place = {seen_now}.indexOf(here);
                return [place, look.outlineStyle !== 'none' && parseFloat(look.outlineWidth) > 0];
            }}"""
        )
        if len(seen) < every:
            seen.append(look)
    assert [[n, True] for n in range(every)] == seen


def test_a_command_is_asked_and_recorded_by_keyboard_alone(chromium: Any) -> None:
    """Filled in, answered by Enter and recorded by its button, with the policy on; the browser says from where it came."""
    desk = Desk()
    page = opened(chromium, desk.app, axe=False)
    refused: list[str] = []
    page.on("console", lambda told: refused.append(told.text))
    page.goto(f"http://localhost/ask?process={WEBSITES}&command=consult_unit")
    for name, value in (("unit", "fictief-team-1"), ("party", "belastingdienst"), ("outcome", "Fictief: uitvoerbaar")):
        page.locator(f"[name='f:{name}']").focus()
        page.keyboard.type(value)
    page.locator("[name='f:party']").focus()
    page.keyboard.press("Enter")
    page.get_by_text("Het antwoord zou nu ja zijn.").wait_for()
    assert 1 == desk.count
    page.get_by_role("button", name="Leg vast").focus()
    page.keyboard.press("Enter")
    page.get_by_text("Vastgelegd: uw verzoek is aanvaard.").wait_for()
    assert (2, []) == (desk.count, refused)


def test_a_part_is_added_where_one_was(chromium: Any) -> None:
    """Who adds a phase far down a form sees that phase, and not the top of the page."""
    desk = Desk()
    page = opened(chromium, desk.app, axe=False)
    page.goto(f"http://localhost/ask?process={WEBSITES}&command=draft_plan")
    page.locator("button[value='add:plan.phases']").click()
    page.locator("[name='f:plan.phases[0].number']").wait_for()
    assert page.url.endswith("#f-plan-phases")
    assert page.locator("#f-plan-phases").bounding_box()["y"] < 900


def test_no_script_can_run(chromium: Any) -> None:
    """Not even one that stands in the page: the policy holds in a real browser."""
    _, app = site()
    page = opened(chromium, app, axe=False)
    page.goto("http://localhost/")
    page.evaluate("0")
    assert page.evaluate(
        """() => new Promise(done => {
            document.addEventListener('securitypolicyviolation', e => done(e.effectiveDirective));
            const made = document.createElement('script');
            made.textContent = 'window.ran = true';
            document.body.append(made);
            setTimeout(() => done(window.ran ? 'ran' : 'silent'), 500);
        })"""
    ).startswith("script-src")
