"""The web application within other programs: it mounts in FastAPI, Starlette and Litestar, and stands behind a proxy."""

from __future__ import annotations

import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path
from typing import Any
from urllib.error import HTTPError

import pytest
from fastapi import FastAPI
from litestar import Litestar, asgi
from starlette.applications import Starlette
from starlette.routing import Mount

from ontvlechting import Actor, Workflow, web
from tests.asking import WEBSITES
from tests.browsing import Browser, Filled
from tests.test_web_forms import Desk

AT = "/tools/ontvlechting"


def in_starlette(pages: Any) -> Any:
    """Mounted by a route."""
    return Starlette(routes=[Mount(AT, pages)])


def in_fastapi(pages: Any) -> Any:
    """Mounted beside its own questions."""
    program = FastAPI()
    program.mount(AT, pages)
    return program


def in_litestar(pages: Any) -> Any:
    """Mounted as a handler, which has to say itself where that is."""

    @asgi(AT, is_mount=True, copy_scope=True)
    async def ledger(scope: Any, receive: Any, send: Any) -> None:
        await pages({**scope, "root_path": AT}, receive, send)

    return Litestar([ledger])


HOSTS = {"starlette": in_starlette, "fastapi": in_fastapi, "litestar": in_litestar}


@pytest.mark.parametrize("host", HOSTS)
def test_it_mounts(host: str) -> None:
    """Every link leads to a page that is there, within the address where it is mounted; and a form can be sent."""
    desk = Desk()
    browser = Browser(HOSTS[host](desk.app), accept_language="nl")
    found = browser.every(f"{AT}/", most=2)
    assert {200} == {answer.status for answer in found.values()}
    assert {True} == {path.startswith(f"{AT}/") for path in found}
    form = Filled(browser.page(f"{AT}/ask?process={WEBSITES}&command=consult_unit").html)
    form.fields = [
        (name, desk.filled().given.get(name, [value])[0] if name.startswith("f:") else value)
        for name, value in form.fields
    ]
    told = browser.send(Filled(browser.send(form).text), "record")
    assert (303, True) == (told.status, told.headers["location"].startswith(f"{AT}/record?"))
    assert 200 == browser.get(told.headers["location"]).status
    (server,) = browser.get(f"{AT}/api/openapi.json").plain["servers"]
    assert AT == server["url"]


@pytest.mark.parametrize("path", [f"/logboek{AT}/rules", f"{AT}/rules"])
def test_it_stands_behind_a_proxy(path: str) -> None:
    """Whether the proxy leaves its own address in, and the server says so by `root_path`, or takes it out."""
    app = web.app(Desk().flow)
    page = Browser(app, root=f"/logboek{AT}").page(path if path.startswith("/logboek") else "/rules")
    assert {True} == {link.startswith(f"/logboek{AT}/") for link in page.links}


def test_the_host_decides_who_asks() -> None:
    """By whatever it put in the request: here a header that its own login has set."""
    desk = Desk()
    people = {"a": desk.road.receiver, "b": desk.road.deliverer}

    def who(request: Any) -> Actor | None:
        return people.get(request.headers.get("x-login", ""))

    app = web.app(desk.flow, who=who, clock=lambda: desk.now)
    for login, status in (("a", 200), ("b", 200), ("c", 403), ("", 403)):
        answer = Browser(app, x_login=login).get("/begin")
        assert status == answer.status
        assert (status == 200) == (login in people and people[login].id in answer.text)


def free_port() -> int:
    """A port on which nothing listens now."""
    with socket.create_server(("127.0.0.1", 0)) as found:
        return int(found.getsockname()[1])


def test_serve_shows_a_ledger_in_a_browser(tmp_path: Path) -> None:
    """A real server, on this machine only; it answers to its own names, beneath its prefix, and writes nothing."""
    path, port = tmp_path / "x.db", free_port()
    desk = Desk()
    with Workflow.open(f"sqlite:///{path}") as flow:
        flow.submit(WEBSITES, desk.road.identify())
    before = path.read_bytes()
    line = [
        sys.executable,
        "-m",
        "ontvlechting",
        "serve",
        str(path),
        "--port",
        str(port),
        "--prefix",
        "/o",
        "--lang",
        "en",
    ]
    with subprocess.Popen(line, stdout=subprocess.PIPE, text=True) as server:  # noqa: S603 - our own
        try:
            assert server.stdout is not None
            address = server.stdout.readline().strip()
            assert f"http://127.0.0.1:{port}/o/" == address

            def status(of: str, host: str = "localhost", method: str = "GET") -> int:
                request = urllib.request.Request(of, headers={"Host": host}, method=method)  # noqa: S310 - our own
                for _ in range(100):
                    try:
                        with urllib.request.urlopen(request) as answer:  # noqa: S310
                            return int(answer.status)
                    except HTTPError as error:
                        with error:
                            return error.code
                    except OSError:
                        time.sleep(0.05)
                raise AssertionError(of)

            assert 200 == status(f"{address}process?name={WEBSITES}")
            assert 421 == status(address, host="evil.example")
            assert 404 == status(f"http://127.0.0.1:{port}/")
            assert 200 == status(address, method="HEAD")
            assert 404 == status(f"{address}ask")
        finally:
            server.terminate()
    assert before == path.read_bytes()


def test_serve_says_what_it_needs(tmp_path: Path) -> None:
    """A port that is taken, an address that others can reach without a name, a ledger that is not there: each in a sentence."""
    from tests.command_line import run

    path = tmp_path / "x.db"
    Workflow.open(f"sqlite:///{path}").close()
    with socket.create_server(("127.0.0.1", 0)) as taken:
        for arguments, words in (
            (["--port", str(taken.getsockname()[1])], "in use"),
            (["--bind", "0.0.0.0"], "--name"),  # noqa: S104 - it is refused
            (["--bind", "192.0.2.1", "--name", "x.example"], "free here"),
            (["--prefix", "x/"], "prefix"),
        ):
            code, _, told = run("serve", path, *arguments, "--lang", "en")
            assert (2, True) == (code, words in told), told
    assert 2 == run("serve", tmp_path / "y.db", "--lang", "en")[0]
