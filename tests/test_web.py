"""The web application, looked at: each page is whole, in both languages, escaped, and leads only to pages that are there."""

from __future__ import annotations

import re
import sys
from base64 import b64encode
from datetime import UTC, datetime
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any
from urllib.parse import quote, quote_plus, unquote

import pytest
from attrs import evolve

from ontvlechting import Ledger, Road, Workflow, letter, web
from ontvlechting.engine.errors import DefinitionError, InputError
from ontvlechting.engine.text import LANGUAGES, Language, Text
from ontvlechting.letter import demo
from ontvlechting.letter.values import Role
from ontvlechting.record.codec import written
from ontvlechting.web import pages
from ontvlechting.web.asked import language_of
from tests.asking import WEBSITES
from tests.browsing import Browser, Page
from tests.pages import HOSTILE, harmless, poison
from tests.permits import ASKED, PERMITS
from tests.test_any_letter_is_shown import opened
from tests.test_show import ledger as poisoned
from tests.test_show_programme import PROGRAMME, with_programme

PATHS = {
    "overview": "/",
    "in one state": "/?state=plan_drafted",
    "process": f"/process?name={WEBSITES}",
    "programme": f"/process?name={PROGRAMME}",
    "history": f"/history?name={WEBSITES}",
    "record": f"/record?process={WEBSITES}&number=2",
    "agenda": "/agenda",
    "account": "/account",
    "report": "/report",
    "rules": "/rules",
    "rule": "/rule?id=R44",
    "search": "/search?q=storing",
}
"""A page of each kind."""


@cache
def site() -> Any:
    """The application of a ledger with a programme and two processes."""
    return web.app(with_programme())


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", PATHS)
def test_each_kind_of_page_is_whole(kind: str, language: Language) -> None:
    """It is there, says its language, has one heading, no script, and only what is ours."""
    answer = Browser(site(), accept_language=language).get(PATHS[kind])
    page = Page(answer.text)
    page.check_harmless()
    assert (200, language) == (answer.status, answer.headers["content-language"])
    assert [language] == [a["lang"] for a in page.every("html")]
    assert 1 == len(page.every("h1"))
    assert page.title


def test_every_link_leads_to_a_page_that_is_there() -> None:
    """Whoever follows links from the overview never meets an error, and never leaves what stands under one address."""
    base = "/onder/een/pad"
    found = Browser(web.app(with_programme(), prefix=base)).every(f"{base}/")
    assert {200} == {answer.status for answer in found.values()}
    assert {True} == {path.startswith(f"{base}/") for path in found}
    kinds = {re.sub(rf"^{base}(/[\w/.]*).*", r"\1", path) for path in found}
    assert {*(p.partition("?")[0] for p in PATHS.values()), "/report/page", "/agenda.ics"} == kinds


def test_of_a_process_of_which_nothing_can_be_read_its_records_are_shown() -> None:
    """No road that it never went, and no state; the rules that are needed, and what happened."""
    flow = Workflow.open("memory:", rules=PERMITS)
    flow.submit("eik-1", ASKED).or_raise()
    browser = Browser(web.app(Workflow(flow._store)), accept_language="en")
    answer = browser.get("/process?name=eik-1")
    assert (200, "Where this stands cannot be told here", "What happened") == (
        answer.status,
        *(said for said in ("Where this stands cannot be told here", "What happened") if said in answer.text),
    )
    assert (False, True) == ('class="ov-road"' in answer.text, "<code>permits</code>" in answer.text)
    assert 409 == browser.get("/api/process?name=eik-1").status


def test_a_mistake_in_a_letter_is_for_the_log_and_not_for_who_looks(caplog: pytest.LogCaptureFixture) -> None:
    """Whoever looks can do nothing about it."""

    class Failing(Ledger):
        def agenda(self, process: str | None = None, *, at: datetime | None = None) -> Any:
            raise DefinitionError([Text(nl="kolom `geheim` faalt", en="column `geheim` fails")])

    answer = Browser(web.app(Failing(Workflow.open("memory:")._store))).get("/agenda")
    assert (500, False, True) == (answer.status, "geheim" in answer.text, "geheim" in caplog.text)


def test_the_whole_demo_can_be_walked(tmp_path: Path) -> None:
    """Six processes in all their states, refusals, a breach, a programme: every page of them is there, and every record."""
    with Ledger.open(f"sqlite:///{demo.run(tmp_path).ledger}") as ledger:
        browser = Browser(web.app(ledger))
        for standing in ledger.overview():
            assert standing.process in browser.page(f"/process?name={standing.process}").text
            for number in range(1, standing.number + 1, 16):
                record = ledger.history(standing.process)[number - 1]
                page = browser.page(f"/record?process={standing.process}&number={number}")
                assert record.hash in page.text
                assert all(r.nl.replace("`", "") in page.text for r in record.event.verdict.reasons)


def test_a_record_is_shown_in_full() -> None:
    """Every text that somebody wrote in a command stands on the page of its record."""
    flow = with_programme()
    for number, record in enumerate(flow.history(WEBSITES), 1):
        page = Browser(web.app(flow)).page(f"/record?process={WEBSITES}&number={number}")
        texts = re.findall(
            r'"(?:description|motivation|how|content|id|name)":"((?:[^"\\])*)"', written(record.event.command)
        )
        assert [] == [t for t in texts if t not in page.text]


def test_a_programme_with_open_entries_is_not_said_to_have_none() -> None:
    """Its registers tell what is open; of a process its own list does."""
    nothing = "Er staat niets open."
    browser = Browser(site(), accept_language="nl")
    assert with_programme().registers(PROGRAMME).open
    assert nothing not in browser.page(PATHS["programme"]).text
    assert nothing in browser.page("/process?name=toeslagen/websites").text


@pytest.mark.parametrize("hostile", HOSTILE)
def test_nothing_that_people_wrote_becomes_more_than_text(hostile: str) -> None:
    """A parser finds the same elements and attributes as with harmless texts, on every page that links lead to."""
    evil, good = Browser(web.app(poisoned(hostile))), Browser(web.app(poisoned(hostile, poisoned=False)))
    there, here = evil.every(most=1), good.every(most=1)
    assert {200} == {a.status for a in there.values()}
    assert len(here) == len(there)
    for bad, plain in zip(there.values(), here.values(), strict=True):
        if "ov-home" in bad.text:  # the report has tests of its own
            Page(bad.text).check_harmless()
            assert Page(plain.text).bones == Page(bad.text).bones
    assert poison(hostile)("shift/proces") in evil.page("/").text
    assert harmless(hostile)("shift/proces") in good.page("/").text


@pytest.mark.parametrize("hostile", [*HOSTILE, "\x00", "\u202e", "a" * 100_000, "%00", "../../etc/passwd", "\ud800"])
@pytest.mark.parametrize("path", sorted({p.partition("?")[0] for p in PATHS.values()} | {"/report/page", "/nergens"}))
def test_whatever_stands_in_an_address_gets_a_page(path: str, hostile: str) -> None:
    """An answer that is no fault of ours, and in which it is text."""
    fields = ("name", "process", "number", "programme", "as_of", "known", "id", "q", "after", "state", "lang")
    query = {field: hostile.encode("utf-8", "surrogatepass") for field in fields}
    answer = Browser(site()).get(path, query=query)
    assert answer.status in (200, 404, 422)
    if "ov-home" in answer.text:
        Page(answer.text).check_harmless()


ERRORS = {
    "no such address": ("GET", "/nergens", 404, "Dat is hier niet"),
    "an unknown process": ("GET", "/process?name=douane/website", 404, "douane/websites"),
    "no process at all": ("GET", "/process", 422, "Dit klopt nog niet"),
    "an unknown record": ("GET", f"/record?process={WEBSITES}&number=9999", 404, "Dat is hier niet"),
    "a record that is no number": ("GET", f"/record?process={WEBSITES}&number=een", 422, "Dit klopt nog niet"),
    "an unknown rule": ("GET", "/rule?id=R444", 404, "R44"),
    "an unknown state": ("GET", "/?state=plan_draftd", 422, "plan_drafted"),
    "an unknown programme": ("GET", "/account?programme=x", 404, "Dat is hier niet"),
    "a process that is no programme": ("GET", f"/account?programme={WEBSITES}", 422, "Dit klopt nog niet"),
    "a day that is none": ("GET", "/account?as_of=morgen", 422, "Dit klopt nog niet"),
    "another method": ("POST", "/", 405, "GET"),
    "a method of somebody's own": ("BREW", "/rules", 405, "GET"),
    "a page that only asks": ("GET", "/ask", 404, "Dat is hier niet"),
}


@pytest.mark.parametrize("case", ERRORS)
def test_an_error_is_one_clear_page(case: str) -> None:
    """With the right status; it says what is wrong and that nothing was recorded, and leads back."""
    method, path, status, words = ERRORS[case]
    answer = Browser(site(), accept_language="nl").ask(method, path)
    page = Page(answer.text)
    page.check_harmless()
    assert (status, True, True) == (answer.status, words in page.text, "Er is niets vastgelegd." in page.text)
    assert "/" in page.links


@pytest.mark.parametrize(
    "path", ["//example.org/x", "///example.org", "/\\example.org", "/%3Fq", "/%23a", "/a%0Ab", "/%2541"]
)
def test_a_page_that_is_not_there_leads_to_this_site_only(path: str) -> None:
    """Whatever was asked: the link to the other language leads back to the very same address, and to no other host."""
    answer = Browser(site(), accept_language="nl").get(path)
    page = Page(answer.text)
    page.check_harmless()
    (other,) = (a["href"] for a in page.every("a") if a.get("hreflang") == "en")
    assert quote(unquote("/" + path.lstrip("/"))) + "?lang=en" == other
    assert (404, 404) == (answer.status, Browser(site()).get(other).status)


def test_where_it_is_mounted_may_have_any_name() -> None:
    """A space, a percent sign and other letters in the address under which it stands are written as an address has them."""
    browser = Browser(web.app(with_programme()), root="/onze overdrachten/100%25/é")
    found = browser.page(quote(f"{browser.root}/rule") + "?id=R44").links
    assert {200} == {browser.get(link).status for link in found}


def test_what_was_only_refused_is_found_by_its_state() -> None:
    """It is on record, and stands where everything begins."""
    flow = Workflow.open("memory:")
    identify = Road(letter.PROCESSES[WEBSITES]).identify()
    assert not flow.submit(WEBSITES, evolve(identify, by=evolve(identify.by, role=Role.HOUSE, party="fictief")))
    browser = Browser(web.app(flow), accept_language="nl")
    assert f"/process?name={quote_plus(WEBSITES)}" in browser.page("/?state=new").links
    assert [WEBSITES] == [line["process"] for line in browser.get("/api/processes?state=new").plain["processes"]]


@pytest.mark.parametrize("sought", ['de "rode" lijst', "lijst en", "c:\\map", "één"])
def test_what_people_wrote_is_found_as_they_wrote_it(sought: str) -> None:
    """Whatever signs are in it, and wherever a line ends; the names that a program gives to fields are not what people wrote."""
    road = Road(letter.PROCESSES[WEBSITES])
    flow = Workflow.open("memory:")
    flow.submit(WEBSITES, road.identify()).or_raise()
    flow.submit(WEBSITES, evolve(road.consult(), outcome='De "rode" lijst\nen C:\\map, ÉÉN keer')).or_raise()
    browser = Browser(web.app(flow), accept_language="nl")
    found = browser.page(f"/search?q={quote(sought)}").text
    assert (True, False) == ("Vastleggingen" in found, "Niets gevonden" in found)
    assert "Niets gevonden" in browser.page("/search?q=outcome").text


def test_headers_keep_a_browser_careful() -> None:
    """On every answer, errors too: no script can run, nothing is loaded from elsewhere, nobody frames it, nothing is kept."""
    for path in (*PATHS.values(), "/nergens"):
        headers = Browser(site()).get(path).headers
        policy = headers["content-security-policy"]
        assert "default-src 'none'" in policy
        assert "frame-ancestors 'none'" in policy
        assert "form-action 'self'" in policy
        assert "unsafe" not in policy
        assert ("nosniff", "no-store") == (headers["x-content-type-options"], headers["cache-control"])


def test_the_report_may_have_its_own_style_and_nothing_else() -> None:
    """Its policy names the hash of the style that stands in it."""
    answer = Browser(site()).get("/report/page")
    (style,) = re.findall("<style>(.*?)</style>", answer.text, re.DOTALL)
    digest = b64encode(sha256(style.encode()).digest()).decode()
    assert f"style-src 'sha256-{digest}'" in answer.headers["content-security-policy"]
    kept = Browser(site()).get("/report/page?keep=1&lang=en")
    assert 'attachment; filename="state-of-affairs.html"' == kept.headers["content-disposition"]


def test_the_sheet_of_style_can_be_kept() -> None:
    """Its address changes with what stands in it."""
    page = Browser(site()).page("/")
    (address,) = (a["href"] for a in page.every("link"))
    answer = Browser(site()).get(address)
    assert ("text/css; charset=utf-8", "max-age=31536000") == (
        answer.headers["content-type"],
        answer.headers["cache-control"],
    )
    assert sha256(answer.content).hexdigest()[:12] in address


ACCEPTED = {
    "": "nl",
    "nl": "nl",
    "en": "en",
    "en-GB,en;q=0.9,nl;q=0.4": "en",
    "fr,en;q=0.3,nl;q=0.8": "nl",
    "fr": "nl",
    "en;q=0": "nl",
    "en;q=twee": "en",
    ",;;q=,en;q=0.5,": "en",
    "en-US;q=0.3,nl;q=0.5,en;q=0.9": "en",
    "en-US;q=0.9,nl;q=0.5,en;q=0.3": "en",
    "*": "nl",
}


@pytest.mark.parametrize("accepted", ACCEPTED)
def test_the_browser_says_which_language(accepted: str) -> None:
    """Dutch, unless English is preferred; whatever the header holds."""
    assert ACCEPTED[accepted] == language_of(accepted)


def test_a_link_chooses_the_language_and_it_stays() -> None:
    """Against what the browser says, on this page and on those that it leads to; and back."""
    browser = Browser(site(), accept_language="nl")
    (other,) = (a["href"] for a in browser.page(PATHS["history"]).every("a") if a.get("hreflang") == "en")
    page = browser.page(other)
    assert "en" == page.every("html")[0]["lang"]
    assert {True} == {"lang=en" in link or "lang=nl" in link for link in page.links}
    (back,) = (a["href"] for a in page.every("a") if a.get("hreflang") == "nl")
    assert "nl" == browser.page(back).every("html")[0]["lang"]


def test_a_long_ledger_is_shown_page_by_page(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each page leads on to the next, and together they show every process, and every record."""
    monkeypatch.setattr(pages, "PAGE", 2)
    flow = with_programme()
    found = Browser(web.app(flow)).every(only=("/", "/process", "/history"))
    shown = [Page(a.text) for path, a in found.items() if path.partition("?")[0] in ("/", "/history")]
    links = {link for page in shown for link in page.links}
    for standing in flow.overview():
        assert any(f"name={standing.process.replace('/', '%2F')}" in link for link in links)
        for number in range(1, standing.number + 1):
            assert any(f"number={number}" in link for link in links)


def test_only_its_own_names_are_answered() -> None:
    """A name of somebody else that leads here gets no page, so that no other site can read a ledger on this machine."""
    app = web.app(with_programme(), hosts=["localhost", "Logboek.Example"])
    asked = {"localhost": 200, "localhost:8000": 200, "logboek.example": 200, "evil.example": 421, "": 421, "[": 421}
    assert asked == {host: Browser(app).get("/", headers={"Host": host}).status for host in asked}


def test_an_address_outside_the_prefix_is_not_there() -> None:
    """And it leads to where the pages are."""
    browser = Browser(web.app(with_programme(), prefix="/logboek"))
    assert 200 == browser.get("/logboek").status
    for path in ("/", "/logboekje", "/rules"):
        answer = browser.get(path)
        assert (404, True) == (answer.status, "/logboek/" in Page(answer.text).links)


def test_a_ledger_of_another_letter_is_shown() -> None:
    """Whatever the rules are: its pages are there, with its own rules and no words of ours missing."""
    found = Browser(web.app(opened())).every()
    assert {200} == {a.status for a in found.values()}
    assert any(f"/rule?id={rule.id}" in path for path in found for g in opened().rules.guards for rule in g.rules)


NOW = datetime(2026, 1, 1, tzinfo=UTC)


async def _awaited() -> datetime:
    return NOW


WRONG: dict[str, dict[str, Any]] = {
    "no ledger": {"ledger": "sqlite:///x.db"},
    "who looks only": {"who": lambda _: None},
    "who cannot say": {"who": "me"},
    "a prefix that is none": {"prefix": "logboek/"},
    "a prefix that is another host": {"prefix": "//example.org"},
    "a name in place of a list of names": {"hosts": "example.org"},
    "a name with a port": {"hosts": ["localhost:8000"]},
    "a name with a space": {"hosts": ["mijn logboek"]},
    "a name with letters that no browser sends": {"hosts": ["bücher.example"]},
    "no names": {"hosts": 5},
    "a name that is none": {"hosts": [None]},
    "an origin in place of a list of origins": {"origins": "https://example.org"},
    "an origin with a path": {"origins": ["https://example.org/"]},
    "an origin with letters that no browser sends": {"origins": ["https://bücher.example"]},
    "an origin with the port that it has by itself": {"origins": ["https://example.org:443"]},
    "an origin with the port of the open web": {"origins": ["http://example.org:80"]},
    "an origin that is none": {"origins": [None]},
    "a secret that is no bytes": {"secret": "geheim"},
    "a secret of nothing": {"secret": b""},
    "no title": {"title": None},
    "no clock": {"clock": NOW},
    "a clock that would have to be awaited": {"clock": _awaited},
}


@pytest.mark.parametrize("case", WRONG)
def test_what_an_application_cannot_be_made_of_is_told(case: str, tmp_path: Path) -> None:
    """As any other mistake in what is given."""
    path = f"sqlite:///{tmp_path / 'x.db'}"
    Workflow.open(path).close()
    with Ledger.open(path) as ledger, pytest.raises(InputError) as error:
        web.app(**({"ledger": ledger} | WRONG[case]))
    who = {"who looks only": ["ledger"], "who cannot say": ["ledger", "who"]}  # who may ask needs a `Workflow`
    assert who.get(case, [*WRONG[case]]) == [p.field for p in error.value.problems]


def test_all_that_an_application_cannot_be_made_of_is_one_error() -> None:
    """Every problem together; and what is right is taken."""
    with pytest.raises(InputError) as error:
        web.app(None, who=5, clock=5, title="", prefix="x", hosts="x", origins="x", secret=5)  # type: ignore[arg-type]
    fields = ["ledger", "who", "clock", "title", "prefix", "hosts", "origins", "secret"]
    assert fields == [p.field for p in error.value.problems]
    hosts, origins = iter(["::1", "127.0.0.1", "Logboek.Example"]), ["https://Logboek.Example:8443"]
    assert callable(web.app(with_programme(), hosts=hosts, origins=origins, prefix="/a/b"))


def test_the_base_install_does_not_need_it() -> None:
    """Without the extra everything else works, and this says what to install."""
    code = (
        "import sys; sys.modules['starlette'] = None; import ontvlechting\n"
        "try:\n    import ontvlechting.web\nexcept ontvlechting.OntvlechtingError as error:\n    print(error)"
    )
    import subprocess

    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)  # noqa: S603 - our own
    assert "ontvlechting[web]" in told.stdout
