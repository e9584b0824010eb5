"""What the web application shows of the known ledger, whole: every page, form and answer, in both languages.

`ONTVLECHTING_RECORD=1 pytest -n0 tests/test_web_seen.py` writes `golden/seen/web.*` anew. Read what changed, for it is what people see.
Pictures and the report are left out: they are on file as such.
"""

from __future__ import annotations

import json
import re
from functools import cache
from typing import Any
from urllib.parse import quote

import pytest

from ontvlechting import letter, web
from ontvlechting.engine.text import LANGUAGES, Language
from ontvlechting.letter.fiction import Road
from ontvlechting.web import found
from tests.browsing import Answer, Browser, Filled
from tests.known import NEW, NOW, PROGRAMME, RUNS, STOPPED, WENT, ledger, named, on_file
from tests.test_web_forms import Desk

ledger()  # made once, also for who asks these tests of many changed programs
PAGES = {
    "overview": "/",
    "overview, in one state": "/?state=completed",
    "overview, a state that is none": "/?state=fictief",
    "overview, what comes after": f"/?after={quote(RUNS)}",
    **{f"process {name}": f"/process?name={quote(name)}" for name in (STOPPED, RUNS, PROGRAMME)},
    "history": f"/history?name={quote(STOPPED)}",
    "history, the rest": f"/history?name={quote(WENT)}&after=50",
    "history of none": "/history?name=fictief-niets",
    "record": f"/record?process={quote(STOPPED)}&number=1",
    "record, refused": f"/record?process={quote(NEW)}&number=2",
    "record, the last": f"/record?process={quote(NEW)}&number={{last}}",
    "record, of a programme": f"/record?process={quote(PROGRAMME)}&number=3",
    "record that is none": f"/record?process={quote(NEW)}&number=999",
    "agenda": "/agenda",
    "agenda of one": f"/agenda?name={quote(RUNS)}",
    "agenda as a calendar": "/agenda.ics",
    "account": f"/account?name={quote(PROGRAMME)}",
    "report": "/report",
    "report of no programme": "/report/page?programme=fictief-niets",
    "rules": "/rules",
    "rule": "/rule?id=R44",
    "rule of the programme": "/rule?id=R88",
    "rule that is asked at every step": "/rule?id=R86",
    "rule that is none": "/rule?id=R999",
    "search": "/search?q=fictief-verstoring-1",
    "search for much": "/search?q=fictief",
    "search for a rule": "/search?q=r44",
    "search for what a rule asks": f"/search?q={quote('opgeheven')}",
    "search for nothing": "/search?q=",
    "search for what is not there": "/search?q=fictief-nergens",
    "search in a language that was chosen": "/search?q=fictief-nergens&lang=en",
    "no page": "/nergens",
    "where something new begins": "/begin",
    "a form": f"/ask?process={quote(RUNS)}&command=request_advice",
    "the largest form": f"/ask?process={quote(NEW)}&command=draft_plan",
    "a form in which a plan is filled in": f"/ask?process={quote(RUNS)}&command=propose_amendment",
    "a form of a programme": f"/ask?process={quote(PROGRAMME)}&command=discharge",
    "the form of what begins": "/ask?command=identify_process",
    "the form of a step that is shut": f"/ask?process={quote(RUNS)}&command=complete",
    "the form of a step that waits": f"/ask?process={quote(NEW)}&command=change_route",
    "the form of no command": f"/ask?process={quote(NEW)}&command=fictief",
    "no page for programs": "/api",
    "all of it, described for programs": "/api/openapi.json",
}
"""What is asked with GET."""
_FORM = f"/ask?process={quote(NEW)}&command=consult_unit"
_OURS = {"Sec-Fetch-Site": "same-origin"}
_IS_FORM, _IS_JSON = (
    {**_OURS, "Content-Type": "application/x-www-form-urlencoded"},
    {"Content-Type": "application/json"},
)
WRONG: dict[str, tuple[str, str, dict[str, str], bytes]] = {
    "a page is not written": ("PUT", "/", {}, b""),
    "a question is not posted": ("POST", "/api/next", _IS_JSON, b"{}"),
    "a command is not read": ("GET", "/api/submit", {}, b""),
    "a number that is none": ("GET", f"/history?name={quote(NEW)}&after=een", {}, b""),
    "a limit that is none": ("GET", "/api/records?limit=veel", {}, b""),
    "a number below nothing": ("GET", "/search?q=x&after=-1", {}, b""),
    "a form of another kind": ("POST", _FORM, {**_OURS, "Content-Type": "text/plain"}, b"a=1"),
    "a form that is none": ("POST", _FORM, _IS_FORM, b"\xff"),
    "a form of another site": ("POST", _FORM, {**_IS_FORM, "Sec-Fetch-Site": "cross-site"}, b""),
    "a form of nobody": ("POST", _FORM, _IS_FORM, b"do=ask&key=x&token=x"),
    "JSON of another kind": ("POST", "/api/ask", {"Content-Type": "text/plain"}, b"{}"),
    "JSON that is none": ("POST", "/api/ask", _IS_JSON, b"{"),
    "JSON that is a list": ("POST", "/api/ask", _IS_JSON, b"[]"),
    "a field twice": ("POST", "/api/ask", _IS_JSON, b'{"process": "x", "process": "y", "command": {}}'),
    "a process that is none": ("POST", "/api/ask", _IS_JSON, b'{"process": 1, "command": []}'),
    "a command that is none": ("POST", "/api/ask", _IS_JSON, b'{"process": "x", "command": {"type": "decied"}}'),
    "a command with who and when": (
        "POST",
        "/api/submit",
        _IS_JSON,
        b'{"process": "x", "command": {"type": "stop", "by": {}, "at": "2024-01-01"}}',
    ),
    "a key that is none": (
        "POST",
        "/api/submit",
        {**_IS_JSON, "Idempotency-Key": "een twee"},
        b'{"process": "x", "command": {}}',
    ),
    "too much": ("POST", "/api/submit", {**_IS_JSON, "Content-Length": "1000001"}, b"{}"),
    "the account of no programme, for programs": ("GET", "/api/account?programme=fictief-niets", {}, b""),
}
"""What is asked in a wrong way: the method, the address, the headers and the body."""
DATA = {
    "processes": "/api/processes",
    "process": f"/api/process?name={quote(NEW)}",
    "next": f"/api/next?name={quote(NEW)}",
    "outlook": f"/api/outlook?name={quote(NEW)}",
    "agenda": "/api/agenda",
    "history": f"/api/history?name={quote(NEW)}",
    "record": f"/api/record?process={quote(STOPPED)}&number=1",
    "records": "/api/records?limit=2",
    "rule": "/api/rule?id=R44",
    "account": f"/api/account?name={quote(PROGRAMME)}",
    "no process": "/api/process?name=fictief-niets",
    "no number": f"/api/record?process={quote(STOPPED)}&number=een",
}
"""What programs ask."""


@cache
def site() -> Any:
    """The application of the known ledger; who asks is the receiving party."""
    return web.app(ledger(), who=lambda _: Road(letter.PROCESSES[RUNS]).receiver, clock=lambda: NOW, secret=b"s" * 32)


def told(answer: Answer) -> str:
    """An answer as the file tells it: its number, where it leads, and what it shows."""
    text = answer.text
    if "json" in answer.headers.get("content-type", ""):
        text = json.dumps(_shortened(json.loads(text)), indent=1, ensure_ascii=False)
    text = named(re.sub("(?s)(<svg[^>]*>).*?</svg>", r"\1", text))
    text = re.sub(r"(?!^)(?=<[a-z!])", "\n", re.sub(r"(?s)(?<=<style>).*?(?=</style>)", "…", text)).replace("\r", "")
    return _CHANCE.sub("‹chance›", f"{answer.status} {answer.headers.get('location', '')}\n{text}")


def headers(answer: Answer) -> str:
    """Its headers, each on a line, but for how long it is."""
    held = sorted(f"{name}: {value}" for name, value in answer.headers.items() if name != "content-length")
    return _CHANCE.sub("‹chance›", re.sub(r"sha256-[\w+/]+=*", "‹chance›", "\n".join(held)))


def _shortened(plain: Any) -> Any:
    """A description without the schemas of the commands, which are on file as such."""
    if "components" in plain:
        schemas: dict[str, Any] = plain["components"]["schemas"]
        plain["components"]["schemas"] = {
            name: schema
            for name, schema in schemas.items()
            if name.startswith("answer.") or name in ("asked", "asked.consult_unit")
        }
    return plain


_CHANCE = re.compile(r"\b[0-9a-f]{32,64}\b|(?<=style-)‹?[0-9a-f]{12}›?")
"""What is drawn by chance; and the name of the style, which follows from all of it."""


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("page", PAGES)
def test_every_page_is_on_file(page: str, language: Language) -> None:
    """What somebody sees who goes there."""
    last = str(len(ledger().history(NEW)))
    answer = Browser(site(), accept_language=language).get(PAGES[page].replace("{last}", last))
    seen = told(answer)
    assert on_file(f"web.{language}.txt", page, seen) == seen


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("case", WRONG)
def test_what_is_asked_in_a_wrong_way_is_told(case: str, language: Language) -> None:
    """To people and to programs: what was wrong, that nothing was recorded, and the headers that help."""
    method, path, more, body = WRONG[case]
    answer = Browser(site(), accept_language=language).ask(method, path, headers=more, body=body)
    assert answer.status >= 400
    start, _, content = told(answer).rpartition("<main")
    seen = f"{headers(answer)}\n{start[:4]}{content}"
    assert on_file(f"web.{language}.txt", f"wrong: {case}", seen) == seen


@pytest.mark.parametrize("page", ["overview", "a form", "report", "agenda as a calendar", "no page for programs"])
def test_what_goes_with_an_answer_is_on_file(page: str) -> None:
    """What it is, in which language, whether it may be kept, and what a browser may do with it."""
    seen = headers(Browser(site(), accept_language="nl").get(PAGES[page]))
    assert on_file("web.nl.txt", f"headers: {page}", seen) == seen


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_search_goes_on_where_it_stopped(language: Language, monkeypatch: pytest.MonkeyPatch) -> None:
    """Up to where was looked, and the way on; at the end of the ledger neither."""
    monkeypatch.setattr(found, "LOOKED_AT", 20)
    browser = Browser(site(), accept_language=language)
    for name, page in (("first", "/search?q=fictief-nergens"), ("last", "/search?q=fictief-nergens&after=180")):
        seen = told(browser.get(page))
        assert on_file(f"web.{language}.txt", f"a search in parts: {name}", seen) == seen


@pytest.mark.parametrize("name", DATA)
def test_every_answer_to_a_program_is_on_file(name: str) -> None:
    """What a program gets."""
    seen = told(Browser(site()).get(DATA[name]))
    assert on_file("web.json.txt", name, seen) == seen


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_comes_back_of_a_form_is_on_file(language: Language) -> None:
    """One more part and one less, every fault at its field, a yes, a no with its reasons, and what was recorded."""
    desk = Desk()
    desk.browser = Browser(desk.app, accept_language=language)

    def shown(name: str, answer: Answer) -> Filled:
        seen = told(answer)
        assert on_file(f"web.{language}.txt", f"sent: {name}", seen) == seen
        return Filled(answer.text)

    more = shown("one part more", desk.browser.send(desk.form("draft_plan"), "add:plan.phases"))
    shown("one part less", desk.browser.send(more, "drop:plan.phases[0]"))
    within = shown("a command within a command", desk.browser.send(desk.form("correct"), "give:holds"))
    within.fill(holds__type="answer_input")
    shown("a command within a command, chosen", desk.browser.send(within, "again:holds"))
    wrong = desk.form("request_advice")
    wrong.fill(advice="advies-1", until="morgen")
    shown("what is wrong", desk.browser.send(wrong))
    wrong.put("f:body", "dort")
    shown("what is wrong, and what may have been meant", desk.browser.send(wrong))
    new = Filled(desk.browser.get("/ask?command=identify_process").text)
    new.put("process", "een\ntwee")
    shown("a name that is none", desk.browser.send(new))
    shown("a no", desk.browser.send(desk.form("start_transfer")))
    yes = shown("a yes", desk.browser.send(desk.filled()))
    changed = Filled(desk.browser.send(desk.filled()).text)
    changed.fill(outcome="Fictief: iets anders")
    shown("what was changed since it was answered", desk.browser.send(changed, "record"))
    recorded = desk.browser.send(yes, "record")
    shown("recorded", recorded)
    shown("told that it was", desk.browser.get(recorded.headers["location"]))
