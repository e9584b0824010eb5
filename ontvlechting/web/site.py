"""The application: every address with its page, and what all of them share. It mounts in any ASGI program."""

from __future__ import annotations

import inspect
import re
import secrets
from collections.abc import Awaitable, Callable, Iterable, Iterator, Mapping
from datetime import datetime
from typing import Any

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

from ontvlechting.engine.checked import refuse, shows
from ontvlechting.engine.errors import Problem, shown
from ontvlechting.engine.outside import never_runs, several
from ontvlechting.engine.text import LANGUAGES, Text
from ontvlechting.engine.values import Actor
from ontvlechting.record.codec import Codec
from ontvlechting.record.shared import Shared
from ontvlechting.record.standing import Standing
from ontvlechting.shell.ledger import Ledger, now
from ontvlechting.shell.workflow import Workflow
from ontvlechting.views.front import Front
from ontvlechting.web import acts, api, errors, found, frame, guarded, pages
from ontvlechting.web.asked import Asked, Site, language_of
from ontvlechting.web.errors import Refusal
from ontvlechting.web.pages import Page

Who = Callable[[Request], Actor | Awaitable[Actor | None] | None]
"""Says who asks, by the login of the program around these pages; None when nobody is known."""

LOOKING: Mapping[str, Page] = {
    "/": pages.overview,
    "/process": pages.process,
    "/history": pages.history,
    "/record": pages.record,
    "/agenda": pages.agenda,
    "/agenda.ics": pages.calendar,
    "/account": pages.account,
    "/report": pages.report_page,
    "/report/page": pages.whole_report,
    "/rules": pages.rules,
    "/rule": pages.rule,
    "/search": found.search,
    "/api/openapi.json": api.description,
    "/api/commands": api.commands,
    "/api/processes": api.processes,
    "/api/process": api.process,
    "/api/next": api.next_steps,
    "/api/outlook": api.outlook,
    "/api/agenda": api.agenda,
    "/api/history": api.history,
    "/api/record": api.record,
    "/api/records": api.records,
    "/api/rules": api.rules,
    "/api/rule": api.rule,
    "/api/account": api.account,
}
"""Every page that looks."""
ASKING: Mapping[str, Mapping[str, Page]] = {
    "/begin": {"GET": acts.begin},
    "/ask": {"GET": acts.empty, "POST": acts.sent},
    "/api/ask": {"POST": api.ask},
    "/api/submit": {"POST": api.submit},
}
"""Every page on which somebody asks, by method."""
FRONTS = 1_000
"""Of how many processes an application remembers what page one tells of them."""


def app(
    ledger: Ledger,
    *,
    who: Who | None = None,
    clock: Callable[[], datetime] = now,
    title: str = "Ontvlechting",
    prefix: str = "",
    hosts: Iterable[str] = (),
    origins: Iterable[str] = (),
    secret: bytes | None = None,
) -> ASGIApp:
    """The web application of a ledger.

    Without `who` its pages only look. Whoever asks, and when, is said by `who` and by `clock`, never by a request.

    Args:
        ledger: what is shown; a `Workflow` where somebody may ask as well.
        who: says who asks: gets the request, gives an `Actor`, or None when nobody is known. It may be awaited.
        clock: gives the moment at which something is asked; the same as that of the workflow.
        title: what the pages are called.
        prefix: under which address all of it stands, where a proxy leaves that in, such as `/ontvlechting`; a program in which
            this is mounted says so itself, by `root_path`.
        hosts: the names under which it may be asked; any when none is given.
        origins: from which origins a form may come, such as `https://example.org`, where that is not the host that is asked.
        secret: makes the tokens in forms; several processes behind one address share it. Without it each makes its own.

    Returns:
        An ASGI application. It does not close the ledger.

    Raises:
        InputError: something that is given is not of its kind; every problem together.
    """
    hosts, origins = several(hosts), several(origins)
    given = {
        "who": who,
        "clock": clock,
        "title": title,
        "prefix": prefix,
        "hosts": hosts,
        "origins": origins,
        "secret": secret,
    }
    refuse("app", [*_problems_of_ledger(ledger, who), *_problems(given)])
    site = Site(
        ledger=ledger,
        clock=clock,
        acts=who is not None,
        title=title,
        secret=secret or secrets.token_bytes(32),
        origins=frozenset(map(str.lower, origins)),
        codec=Codec.of(*ledger.known),
        front=_Fronts(ledger).of,
    )
    return _App(site, who, prefix, frozenset(map(str.lower, hosts)))


def _problems_of_ledger(ledger: object, who: object) -> Iterator[Problem]:
    if not isinstance(ledger, Ledger):
        expected = Text(nl="een `Ledger`, of een `Workflow`", en="a `Ledger`, or a `Workflow`")
        yield Problem("ledger", shown(ledger), expected)
    elif who is not None and not isinstance(ledger, Workflow):
        expected = Text(
            nl="een `Workflow`, om vast te leggen wat iemand vraagt", en="a `Workflow`, to record what is asked"
        )
        yield Problem("ledger", shown(ledger), expected)


def _problems(given: Mapping[str, Any]) -> Iterator[Problem]:
    """What is wrong with what an application is made with, beside its ledger."""
    for field, value in given.items():
        allowed, expected = _KINDS[field]
        if not allowed(value):
            yield Problem(field, shown(value), expected)


def _is_host(name: object) -> bool:
    """Whether this can be the name in a `Host` header, without its port."""
    return isinstance(name, str) and guarded.host_of(f"[{name}]" if ":" in name else name) == name.lower() != ""


def _is_origin(name: object) -> bool:
    return isinstance(name, str) and re.fullmatch(r"https?://[^/?#@\s]+", name) is not None


_KINDS: Mapping[str, tuple[Callable[[Any], bool], Text]] = {
    "who": (
        lambda who: who is None or callable(who),
        Text(nl="een functie die zegt wie iets vraagt", en="a function that says who asks"),
    ),
    "clock": (
        lambda clock: callable(clock) and not never_runs(clock),
        Text(nl="een gewone functie die het moment geeft", en="a plain function that gives the moment"),
    ),
    "title": (lambda title: isinstance(title, str) and shows(title), Text(nl="een tekst", en="a text")),
    "prefix": (
        lambda prefix: isinstance(prefix, str) and re.fullmatch(r"(/[^/?#\s]+)*", prefix) is not None,
        Text(nl="een adres zoals `/ontvlechting`", en="an address such as `/ontvlechting`"),
    ),
    "hosts": (
        lambda hosts: isinstance(hosts, tuple) and all(map(_is_host, hosts)),
        Text(
            nl='een lijst met namen zonder poort, zoals `["ledger.example.org"]`',
            en='a list of names without a port, such as `["ledger.example.org"]`',
        ),
    ),
    "origins": (
        lambda origins: isinstance(origins, tuple) and all(map(_is_origin, origins)),
        Text(
            nl='een lijst met adressen zonder pad, zoals `["https://example.org"]`',
            en='a list of addresses without a path, such as `["https://example.org"]`',
        ),
    ),
    "secret": (
        lambda secret: secret is None or (isinstance(secret, bytes) and secret != b""),
        Text(nl="bytes, en niet nul", en="bytes, and not none of them"),
    ),
}
"""What an application can be made with."""


class _Fronts(Shared):
    """What page one tells of each process: to look ahead takes longer than all else on the start page, so it is remembered.

    Whoever asks while somebody else works it out waits for that, and does not work it out as well.
    """

    def __init__(self, ledger: Ledger) -> None:
        super().__init__()
        self._ledger = ledger
        self._known: dict[str, tuple[Standing, datetime, Front]] = {}

    def of(self, line: Standing, minute: datetime) -> Front:
        """Of a process that stands like this, in this minute."""
        found = self._remembered(line, minute)
        if found is None:
            with self._lock:
                found = self._remembered(line, minute) or self._remember(line, minute)
        return found

    def _remembered(self, line: Standing, minute: datetime) -> Front | None:
        known = self._known.get(line.process)
        return known[2] if known is not None and known[:2] == (line, minute) else None

    def _remember(self, line: Standing, minute: datetime) -> Front:
        """Work it out; what was worked out longest ago goes."""
        found = self._ledger.front(line.process)
        self._known.pop(line.process, None)
        self._known[line.process] = line, minute, found
        if len(self._known) > FRONTS:
            del self._known[next(iter(self._known))]
        return found


class _App:
    """The application as a server calls it."""

    def __init__(self, site: Site, who: Who | None, prefix: str, hosts: frozenset[str]) -> None:
        self._site, self._who, self._prefix, self._hosts = site, who, prefix, hosts
        looking = {path: {"GET": page} for path, page in LOOKING.items()}
        self._pages: Mapping[str, Mapping[str, Page]] = {**looking, **(ASKING if site.acts else {})}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request; a server may also ask whether all is well, which it always is."""
        if scope["type"] == "lifespan":
            while (await receive())["type"] != "lifespan.shutdown":
                await send({"type": "lifespan.startup.complete"})
            await send({"type": "lifespan.shutdown.complete"})
        elif scope["type"] == "http":
            answer = await self._answer(Request(scope, receive))
            await answer(scope, receive, send)
        else:
            await send({"type": "websocket.close", "code": 1003})

    async def _answer(self, request: Request) -> Response:
        """The answer to a request, with the headers that each answer has."""
        asked = self._asked(request)
        try:
            answer = await self._told(request, asked)
        except Exception as error:  # noqa: BLE001 - whatever happens, somebody gets one clear page
            answer = await run_in_threadpool(errors.told, asked, error)
        for name, value in guarded.HEADERS.items():
            answer.headers.setdefault(name, value)
        return answer

    def _asked(self, request: Request, actor: Actor | None = None, body: bytes = b"") -> Asked:
        """The request as a page sees it."""
        base: str = (request.scope.get("root_path") or "").rstrip("/")
        path: str = request.scope["path"] or "/"
        if base and (path == base or path.startswith(f"{base}/")):
            path = path[len(base) :] or "/"
        if self._prefix:  # outside of it nothing is ours, and no page has an empty address
            base += self._prefix
            path = path[len(self._prefix) :] or "/" if f"{path}/".startswith(f"{self._prefix}/") else ""
        query = {key: value.encode(errors="replace").decode() for key, value in request.query_params.items()}
        lang = query.get("lang", "")
        return Asked(
            site=self._site,
            method=request.method,
            path=path.rstrip("/") or path[:1],  # some programs put a slash behind it
            base=base,
            query=query,
            language=lang if lang in LANGUAGES else language_of(request.headers.get("accept-language", "")),
            chosen=lang in LANGUAGES,
            headers=dict(request.headers.items()),
            actor=actor,
            body=body,
        )

    async def _told(self, request: Request, asked: Asked) -> Response:
        """The page that is asked for."""
        guarded.check_host(request, self._hosts)
        if asked.path == frame.SHEET:
            return Response(
                frame.STYLE, 200, {"Content-Type": "text/css; charset=utf-8", "Cache-Control": "max-age=31536000"}
            )
        page, looks, body = self._page(asked), request.method in ("GET", "HEAD"), b""

        def first() -> tuple[Any, Response | None]:
            """What is said of who asks; and the page, where that is enough for it: a change of threads waits for all that computes."""
            said = None if self._who is None else self._who(request)  # it may wait for a register of its own
            if inspect.isawaitable(said) or not looks:
                return said, None
            return said, page(self._asked(request, self._somebody(said)))

        said, answer = await run_in_threadpool(first)
        if answer is not None:
            return answer
        actor = self._somebody(await said if inspect.isawaitable(said) else said)
        if not looks:
            guarded.check_origin(request, self._site.origins, certain=not asked.data)
            body = await guarded.body_of(request)
        return await run_in_threadpool(page, self._asked(request, actor, body))

    def _page(self, asked: Asked) -> Page:
        """The page at an address.

        Raises:
            Refusal: there is none, or it cannot be asked so.
        """
        methods = self._pages.get(asked.path)
        if methods is None:
            raise Refusal(404, "Op dit adres staat geen pagina.", "There is no page at this address.")
        page = methods.get("GET" if asked.method == "HEAD" else asked.method)
        if page is None:
            allowed = ", ".join(["HEAD", *methods] if "GET" in methods else methods)
            nl, en = f"Dit adres kent alleen {allowed}.", f"This address only knows {allowed}."
            raise Refusal(405, nl, en, {"Allow": allowed})
        return page

    @staticmethod
    def _somebody(said: object) -> Actor | None:
        """Who asks, as the program around these pages says it.

        Raises:
            TypeError: it says something else.
        """
        if said is not None and type(said) is not Actor:
            raise TypeError(f"who has to give an Actor or None, not {shown(said)}")
        return said
