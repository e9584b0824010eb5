"""JSON for programs: what OpenAPI says of it is so, asking is dry, recording is once, and every no says whether it was recorded."""

from __future__ import annotations

import asyncio
import json
import sqlite3
from contextlib import closing
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator  # type: ignore[import-untyped]

from ontvlechting import Ledger, Workflow, web
from ontvlechting.engine.errors import BrokenLedger, ClockBehind, Conflict, LedgerUnavailable, NotALedger, Stale
from ontvlechting.engine.rulebook import Rules
from ontvlechting.engine.text import LANGUAGES, Text
from ontvlechting.guards import PROGRAMME as PROGRAMME_RULES
from ontvlechting.letter.commands import Stage
from ontvlechting.letter.views import data
from ontvlechting.testing import strategies
from ontvlechting.testing.letter.strategies import NEEDS
from ontvlechting.web.forms import leaves
from tests.asking import WEBSITES
from tests.browsing import Answer, Browser
from tests.pages import HOSTILE
from tests.test_schema import COMMANDS, RULES
from tests.test_show_programme import PROGRAMME, with_programme
from tests.test_web_forms import Desk, desk, sent

__all__ = ["desk"]

LOOKS = {
    "/api/openapi.json": "/api/openapi.json",
    "/api/commands": "/api/commands",
    "/api/processes": "/api/processes?limit=2",
    "/api/process": f"/api/process?name={WEBSITES}",
    "/api/next": f"/api/next?name={WEBSITES}",
    "/api/outlook": f"/api/outlook?name={WEBSITES}",
    "/api/agenda": "/api/agenda",
    "/api/history": f"/api/history?name={WEBSITES}&after=3&limit=2",
    "/api/record": f"/api/record?process={WEBSITES}&number=2",
    "/api/records": "/api/records?limit=5",
    "/api/rules": "/api/rules",
    "/api/rule": "/api/rule?id=R44",
    "/api/account": f"/api/account?programme={PROGRAMME}",
}
"""A question of each kind."""


def checked(described: dict[str, Any], path: str, method: str, answer: Answer) -> Any:
    """What was answered, which is as described."""
    responses = described["paths"][path][method]["responses"]
    ((kind, content),) = responses[str(answer.status) if str(answer.status) in responses else "default"][
        "content"
    ].items()
    assert kind == answer.headers["content-type"]
    Draft202012Validator({**content["schema"], "components": described["components"]}).validate(answer.plain)
    return answer.plain


def test_the_description_is_openapi_and_names_every_question() -> None:
    """3.1; each schema in it is one; and of a site that only looks it names nothing that asks."""
    flow = with_programme()
    looks = Browser(web.app(flow)).get("/api/openapi.json").plain
    asks = Browser(web.app(flow, who=lambda _: None)).get("/api/openapi.json").plain
    assert "3.1.0" == looks["openapi"]
    assert set(LOOKS) == set(looks["paths"])
    assert {*LOOKS, "/api/ask", "/api/submit"} == set(asks["paths"])
    for schema in asks["components"]["schemas"].values():
        Draft202012Validator.check_schema(schema)
    text = json.dumps(asks)
    named = {part.partition('"')[0] for part in text.split("#/components/schemas/")[1:]}
    assert set() == named - set(asks["components"]["schemas"])


def test_where_it_stands_is_where_it_was_asked() -> None:
    """Under a prefix, or mounted."""
    found = Browser(web.app(with_programme(), prefix="/logboek")).get("/logboek/api/openapi.json").plain
    assert [{"url": "/logboek"}] == found["servers"]


@pytest.mark.parametrize("path", LOOKS)
def test_each_question_is_answered_as_described(path: str) -> None:
    """With the plain values of the command line."""
    browser = Browser(web.app(with_programme()))
    described = browser.get("/api/openapi.json").plain
    answer = browser.get(LOOKS[path])
    assert 200 == answer.status
    checked(described, path, "get", answer)


def test_the_values_are_those_of_the_command_line() -> None:
    """The same names for the same things."""
    flow = with_programme()
    browser = Browser(web.app(flow))
    assert json.loads(json.dumps(data.dossier(flow.dossier(WEBSITES)))) == browser.get(LOOKS["/api/process"]).plain
    assert json.loads(json.dumps(data.record(flow.history(WEBSITES)[1]))) == browser.get(LOOKS["/api/record"]).plain


def test_a_program_reads_all_of_it_page_by_page() -> None:
    """Whoever goes on from `next` has missed nothing, and nothing comes twice."""
    flow = with_programme()
    browser = Browser(web.app(flow))
    for path, of, key in (
        ("/api/processes?", "processes", "process"),
        (f"/api/history?name={WEBSITES}&", "records", "number"),
        ("/api/records?", "records", "position"),
    ):
        seen, after = [], "0" if of == "records" else ""
        for _ in range(100):
            answer = browser.get(f"{path}limit=3&after={after}").plain
            seen += [one[key] for one in answer[of]]
            if answer["next"] is None:
                break
            after = str(answer["next"])
        assert len(seen) == len(set(seen))
        every = {"process": flow.processes(), "number": range(1, len(flow.history(WEBSITES)) + 1)}
        assert list(every.get(key, range(1, len(flow.records()) + 1))) == seen


ERRORS = {
    "/api/nergens": 404,
    "/api/process?name=x": 404,
    "/api/process": 422,
    "/api/next?name=x": 404,
    "/api/history?name=x": 404,
    f"/api/history?name={WEBSITES}&after=-1": 422,
    f"/api/record?process={WEBSITES}&number=999": 404,
    f"/api/record?process={WEBSITES}&number=0": 422,
    "/api/records?limit=1001": 422,
    "/api/records?limit=veel": 422,
    "/api/rule?id=x": 404,
    "/api/processes?state=x": 422,
    "/api/account?programme=x": 404,
    "/api/account?as_of=x": 422,
    "/api/commands?command=x": 422,
}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("path", ERRORS)
def test_an_error_is_a_problem(path: str, language: str) -> None:
    """As RFC 9457 has it, with the right status, in the language that was asked for, and nothing was recorded."""
    browser = Browser(web.app(with_programme()), accept_language=language)
    answer = browser.get(path)
    problem = Draft202012Validator({
        "$ref": "#/components/schemas/problem", "components": browser.get("/api/openapi.json").plain["components"]
    })  # fmt: skip
    problem.validate(answer.plain)
    assert (ERRORS[path] if path != "/api/commands?command=x" else answer.status) == answer.status
    assert ("application/problem+json", False, language) == (
        answer.headers["content-type"],
        answer.plain["recorded"],
        answer.headers["content-language"],
    )


def request(desk: Desk, **changes: Any) -> dict[str, Any]:
    """A command that is accepted, as a program sends it."""
    return {"process": WEBSITES, "command": {**sent(desk.road.consult()), **changes}}


def test_a_command_is_asked_and_then_recorded(desk: Desk) -> None:
    """Dry first, then for real; both as described."""
    described = desk.browser.get("/api/openapi.json").plain
    asked = desk.browser.give("/api/ask", request(desk))
    assert True is checked(described, "/api/ask", "post", asked)["allowed"]
    assert 1 == desk.count
    told = desk.browser.give("/api/submit", request(desk))
    plain = checked(described, "/api/submit", "post", told)
    assert (True, True, 2) == (plain["allowed"], plain["recorded"], desk.count)
    record = desk.flow.history(WEBSITES)[-1]
    assert (desk.actor, desk.now) == (record.event.command.by, record.event.command.at)


def test_a_refusal_is_an_answer(desk: Desk) -> None:
    """With every reason; recorded when that was asked."""
    plain = {"process": WEBSITES, "command": sent(desk.road.draft())}
    for path, count in (("/api/ask", 1), ("/api/submit", 2)):
        answer = desk.browser.give(path, plain)
        codes = [r["code"] for r in answer.plain["reasons"]]
        assert (200, ["unit-not-consulted", "council-feasibility"], count) == (answer.status, codes, desk.count)


def test_the_same_key_again_is_the_same_answer(desk: Desk) -> None:
    """Whatever the clock says by then; another command under that key is refused, and one of somebody else is theirs."""
    key = {"Idempotency-Key": '"form-1"'}
    first = desk.browser.give("/api/submit", request(desk), headers=key)
    desk.now += timedelta(days=1)
    desk.flow.submit(WEBSITES, desk.road.contact("dor", Stage.FEASIBILITY))
    assert first.plain["hash"] == desk.browser.give("/api/submit", request(desk), headers=key).plain["hash"]
    other = desk.browser.give("/api/submit", request(desk, outcome="Iets anders"), headers=key)
    assert (409, False, 3) == (other.status, other.plain["recorded"], desk.count)
    desk.actor = desk.road.deliverer
    theirs = desk.browser.give("/api/submit", request(desk), headers=key)
    assert (200, True, 4) == (theirs.status, theirs.plain["hash"] != first.plain["hash"], desk.count)


def test_the_same_key_twice_at_once_is_recorded_once(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the second does not find the first before it asks, the ledger does, and it is told the answer of the first."""
    key = {"Idempotency-Key": '"form-1"'}
    first = desk.browser.give("/api/submit", request(desk), headers=key)
    look, blind = desk.flow.find, [True]
    monkeypatch.setattr(desk.flow, "find", lambda id: None if blind and blind.pop() else look(id))
    desk.now += timedelta(seconds=1)
    second = desk.browser.give("/api/submit", request(desk), headers=key)
    assert (200, first.plain["hash"], 2, []) == (second.status, second.plain["hash"], desk.count, blind)


def test_a_field_of_a_command_that_is_called_id_is_a_field(desk: Desk) -> None:
    """What is wrong with it is told there, and has nothing to do with the key of the request."""
    plain = {"process": WEBSITES, "command": {**sent(desk.road.collect_input()), "id": ""}}
    answer = desk.browser.give("/api/submit", plain, headers={"Idempotency-Key": '"form-1"'})
    assert (422, ["id"], 1) == (answer.status, [p["field"] for p in answer.plain["problems"]], desk.count)


@pytest.mark.parametrize("key", ["met spatie", "x" * 101, "é", "", " ", '""'])
def test_a_key_that_is_none_is_refused(desk: Desk, key: str) -> None:
    """And nothing is recorded."""
    answer = desk.browser.give("/api/submit", request(desk), headers={"Idempotency-Key": key})
    assert (422, 1) == (answer.status, desk.count)


def test_two_keys_are_none(desk: Desk) -> None:
    """Which of them would keep it from being recorded twice cannot be told."""
    answer = desk.browser.give("/api/submit", request(desk), headers={"Idempotency-Key": "a", "idempotency-key": "b"})
    assert (422, 1) == (answer.status, desk.count)


def test_json_may_begin_with_a_byte_order_mark(desk: Desk) -> None:
    """Some programs write it before every text; the command line takes it as well."""
    body = b"\xef\xbb\xbf" + json.dumps(request(desk)).encode()
    answer = desk.browser.ask("POST", "/api/ask", body=body, headers={"Content-Type": "application/json"})
    assert (200, True) == (answer.status, answer.plain["allowed"])


@pytest.mark.parametrize("field", ["by", "at"])
def test_who_asks_and_when_is_never_taken_from_a_request(desk: Desk, field: str) -> None:
    """Whoever says so is told who does."""
    told = {"by": {"id": "ander", "role": "ministry", "party": "financien"}, "at": "2020-01-01T00:00:00+00:00"}
    for path in ("/api/ask", "/api/submit"):
        answer = desk.browser.give(path, request(desk, **{field: told[field]}))
        assert (422, [field], 1) == (answer.status, [p["field"] for p in answer.plain["problems"]], desk.count)


BODIES: dict[str, tuple[bytes, int]] = {
    "nothing": (b"", 400),
    "no JSON": (b"{", 400),
    "no text": (b"\xff", 400),
    "too deep": (b"[" * 100_000, 400),
    "no number": (b'{"process": NaN, "command": {}}', 400),
    "a number that is too long": (b'{"process": "x", "command": {"type": ' + b"9" * 5_000 + b"}}", 400),
    "a list": (b"[]", 422),
    "no command": (b'{"process": "x"}', 422),
    "another field": (b'{"process": "x", "command": {}, "by": {}}', 422),
    "a field twice": (b'{"process": "x", "process": "y", "command": {}}', 422),
    "a process that is none": (b'{"process": 1, "command": []}', 422),
    "a command without a name": (b'{"process": "x", "command": {}}', 422),
    "huge": (b'"' + b"x" * 1_100_000 + b'"', 413),
}


@pytest.mark.parametrize("path", ["/api/ask", "/api/submit"])
@pytest.mark.parametrize("case", BODIES)
def test_what_is_no_request_is_told_so(desk: Desk, case: str, path: str) -> None:
    """With a problem of the right status; nothing is recorded."""
    body, status = BODIES[case]
    answer = desk.browser.ask("POST", path, body=body, headers={"Content-Type": "application/json"})
    assert (status, False, 1) == (answer.status, answer.plain["recorded"], desk.count)


@pytest.mark.parametrize("kind", ["", "text/plain", "application/x-www-form-urlencoded", "multipart/form-data"])
def test_only_json_is_read(desk: Desk, kind: str) -> None:
    """Nothing that a form of another site could send."""
    body = json.dumps(request(desk)).encode()
    answer = desk.browser.ask("POST", "/api/submit", body=body, headers={"Content-Type": kind})
    assert (415, 1) == (answer.status, desk.count)


@pytest.mark.parametrize("length", ["9" * 5_000, "1000001"])
def test_a_length_that_is_too_much_is_refused_whatever_its_own_length(desk: Desk, length: str) -> None:
    """A number of more figures than Python reads is a request that is too large, and no mistake of ours."""
    answer = desk.browser.give("/api/submit", request(desk), headers={"Content-Length": length})
    assert (413, 1) == (answer.status, desk.count)


def test_who_goes_away_while_sending_is_no_fault_of_ours(desk: Desk, caplog: pytest.LogCaptureFixture) -> None:
    """Nothing is recorded, nobody is answered, and nothing is logged for a keeper to look into."""
    ahead: list[dict[str, Any]] = [
        {"type": "http.request", "body": b'{"process": "dou', "more_body": True},
        {"type": "http.disconnect"},
    ]
    answered: list[object] = []

    async def receive() -> dict[str, Any]:
        return ahead.pop(0)

    async def send(message: object) -> None:
        answered.append(message)

    scope = {"type": "http", "method": "POST", "path": "/api/submit", "query_string": b"",
             "headers": [(b"content-type", b"application/json")]}  # fmt: skip

    async def ask() -> None:
        await desk.app(scope, receive, send)

    asyncio.run(ask())
    assert ([], 1, "") == (answered, desk.count, caplog.text)


@pytest.mark.parametrize(
    "headers",
    [
        {"Sec-Fetch-Site": "cross-site"},
        {"Origin": "https://evil.example"},
        {"Origin": "http://["},
        {"Origin": "null"},
        {"Origin": ""},
    ],
)
def test_a_page_of_another_site_cannot_ask(desk: Desk, headers: dict[str, str]) -> None:
    """In the browser of who is logged in; a program that is no browser can, and so can an origin that the host names."""
    assert (403, 1) == (desk.browser.give("/api/submit", request(desk), headers=headers).status, desk.count)
    app = web.app(desk.flow, who=lambda _: desk.actor, clock=lambda: desk.now, origins=["https://our.example"])
    ours = {"Origin": "https://our.example", "Sec-Fetch-Site": "cross-site"}
    assert 200 == Browser(app).give("/api/submit", request(desk), headers=ours).status


def test_who_is_not_known_cannot_ask(desk: Desk) -> None:
    """And a site without logins has no such address."""
    desk.actor = None
    assert 403 == desk.browser.give("/api/submit", request(desk)).status
    assert 404 == Browser(web.app(desk.flow)).give("/api/submit", request(desk)).status
    assert 405 == desk.browser.get("/api/submit").status


@pytest.mark.parametrize("hostile", HOSTILE)
def test_whatever_is_sent_gets_a_problem(desk: Desk, hostile: str) -> None:
    """In the name, in the type, in a field."""
    for plain in (
        {"process": hostile, "command": sent(desk.road.consult())},
        {"process": WEBSITES, "command": {"type": hostile}},
        request(desk, **{hostile: 1}),
        request(desk, unit={hostile: [hostile]}),
    ):
        assert desk.browser.give("/api/ask", plain).status in (200, 404, 422)


WHY = Text(nl="waarom", en="why")
FAILURES: dict[str, tuple[Exception, int, bool | None]] = {
    "others kept writing": (Conflict(WEBSITES), 409, False),
    "what was read has changed": (Stale(WEBSITES, [("x", 1, 2)]), 409, False),
    "a clock behind": (ClockBehind(WEBSITES, Desk().now, Desk().now), 503, False),
    "it has gone": (LedgerUnavailable("x.db", "gone"), 503, False),
    "an answer that was lost": (LedgerUnavailable("x.db", "cut", recorded=None, ids=["a"]), 503, None),
    "it was upgraded": (NotALedger("x.db", WHY), 503, False),
    "it is broken": (BrokenLedger(WEBSITES, 1, WHY), 500, False),
    "nobody knows": (RuntimeError("secret detail"), 500, False),
}


@pytest.mark.parametrize("case", FAILURES)
def test_a_failure_says_whether_it_was_recorded(desk: Desk, case: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """As a problem and as a page; what only the keeper may know stays in the log."""
    error, status, recorded = FAILURES[case]

    def fails(*_: Any, **__: Any) -> Any:
        raise error

    monkeypatch.setattr(desk.flow, "submit", fails)
    answer = desk.browser.give("/api/submit", request(desk))
    assert (status, recorded) == (answer.status, answer.plain["recorded"])
    assert "secret detail" not in answer.text
    monkeypatch.setattr(desk.flow, "dossier", fails)
    page = desk.browser.get(f"/process?name={WEBSITES}")
    assert status == page.status
    assert "secret detail" not in page.text


def test_a_failure_after_the_record_says_that_it_is_there(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever failed: who asks is told what is so."""
    submit = desk.flow.submit

    def stored_and_failed(*given: Any, **more: Any) -> Any:
        submit(*given, **more)
        raise RuntimeError

    monkeypatch.setattr(desk.flow, "submit", stored_and_failed)
    answer = desk.browser.give("/api/submit", request(desk))
    assert (500, True, 2) == (answer.status, answer.plain["recorded"], desk.count)


def test_a_ledger_that_is_closed_is_told(tmp_path: Any) -> None:
    """As one that is not available."""
    flow = Workflow.open(f"sqlite:///{tmp_path / 'x.db'}")
    browser = Browser(web.app(flow))
    assert 200 == browser.get("/").status
    flow.close()
    assert 503 == browser.get("/").status
    assert (503, False) == ((answer := browser.get("/api/processes")).status, answer.plain["recorded"])


BENT: tuple[Any, ...] = (
    None,
    True,
    -1,
    2**70,
    1.5,
    "",
    " ",
    "\x00",
    "\u202e",
    "x" * 30_000,
    [],
    {},
    [[]],
    {"type": "stop"},
    "NaN",
    "2023-02-30",
)


@settings(max_examples=40)
@given(data=st.data())
def test_whatever_command_is_sent_is_answered_or_told(data: Any) -> None:
    """Any command, right or with any one value in it bent, dry and for real: no fault, and what was described."""
    kind = data.draw(st.sampled_from([k for k in COMMANDS if k.can_be_given]))
    rules: Rules = RULES if kind in RULES.commands else PROGRAMME_RULES
    plain = sent(data.draw(strategies.commands(rules, kind, NEEDS)))
    places = [path for path, _ in leaves(plain)]
    if data.draw(st.booleans()) and places:
        put(plain, data.draw(st.sampled_from(places)), data.draw(st.sampled_from(BENT)))
    name = data.draw(st.sampled_from([WEBSITES, PROGRAMME, "x", ""]))
    browser = ANYBODY
    for path in ("/api/ask", "/api/submit"):
        answer = browser.give(path, {"process": name, "command": plain})
        assert answer.status in (200, 404, 409, 422), answer.text
        checked(DESCRIBED, path, "post", answer)


def put(plain: Any, path: str, value: object) -> None:
    """Put a value at a place in plain data."""
    *parents, last = [int(x) if x.isdecimal() else x for x in path.replace("[", ".").replace("]", "").split(".")]
    for step in parents:
        plain = plain[step]
    plain[last] = value


_FLOW, _DESK = with_programme(), Desk()
ANYBODY = Browser(web.app(_FLOW, who=lambda _: _DESK.road.receiver))
"""Somebody who asks anything of a ledger that goes on from one example to the next."""
DESCRIBED = ANYBODY.get("/api/openapi.json").plain


class Gone:
    """An SQLite file that is served while something happens to it."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / "x.db"
        with Workflow.open(f"sqlite:///{self.path}") as flow:
            flow.submit(WEBSITES, Desk().road.identify())
        self.ledger = Ledger.open(f"sqlite:///{self.path}")
        self.browser = Browser(web.app(self.ledger), accept_language="nl")
        assert 200 == self.browser.get("/").status


def test_a_ledger_that_is_upgraded_or_damaged_while_it_is_served_is_told(tmp_path: Path) -> None:
    """Each page says so with its status, nothing was recorded, and what is whole again is shown again."""
    gone = Gone(tmp_path)
    with closing(sqlite3.connect(gone.path)) as other, other:
        other.execute("DROP TRIGGER IF EXISTS records_stay")
        tables = [
            r[0]
            for r in other.execute("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'")
        ]
        for name in tables:
            other.execute(f'ALTER TABLE "{name}" RENAME TO "{name}_2"')
    for path in ("/", f"/process?name={WEBSITES}", "/search?q=x", "/report/page", "/api/processes", "/api/records"):
        answer = gone.browser.get(path)
        assert (True, True) == (
            answer.status in (500, 503),
            "iets vastgelegd" in answer.text or '"recorded":false' in answer.text,
        ), path
    with closing(sqlite3.connect(gone.path)) as other, other:
        for name in tables:
            other.execute(f'ALTER TABLE "{name}_2" RENAME TO "{name}"')
    assert 200 == gone.browser.get("/").status
    gone.ledger.close()


def test_a_ledger_of_which_the_file_is_gone_is_told_or_shown(tmp_path: Path) -> None:
    """A file that was thrown away is read as it was, or is told to be gone; never half."""
    gone = Gone(tmp_path)
    gone.path.unlink()
    for path in ("/", "/api/processes", f"/process?name={WEBSITES}"):
        assert gone.browser.get(path).status in (200, 503)
    gone.ledger.close()
