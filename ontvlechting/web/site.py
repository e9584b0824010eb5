"""The application: which page answers at which address, and what all of them share. It can be mounted in any ASGI program."""

from __future__ import annotations

import inspect
import re
import secrets
from collections.abc import Awaitable, Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from datetime import datetime
from typing import Any

from starlette.concurrency import run_in_threadpool
from starlette.requests import ClientDisconnect, Request
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
"""A function that says who asks, by the login of the host program; None when that is not known."""

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
"""The pages that only read, by path."""
ASKING: Mapping[str, Mapping[str, Page]] = {
    "/begin": {"GET": acts.begin},
    "/ask": {"GET": acts.empty, "POST": acts.sent},
    "/api/ask": {"POST": api.ask},
    "/api/submit": {"POST": api.submit},
}
"""The pages on which somebody asks, by path and method."""
FRONTS = 1_000
"""For how many processes an application caches what page one says of them."""


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
    """Makes the web application of a ledger.

    Without `who` its pages only read. `who` and `clock` say who asks and when, never a request.

    Args:
        ledger: the ledger that is shown; a `Workflow` where people may record as well.
        who: says who asks: takes the request and gives an `Actor`, or None when it is not known who asks. It may be async.
        clock: gives the moment at which something is asked; use the clock of the workflow.
        title: the title of the site.
        prefix: the path under which the site stands, such as `/ontvlechting`, where a proxy does not remove it from the address;
            a program in which this is mounted passes `root_path` itself.
        hosts: the host names under which it may be asked; without them any name.
        origins: the origins from which a form may come, such as `https://example.org`, besides the host that is asked.
        secret: the key with which the tokens in forms are made. Several processes behind one address have to share it; without it
            each makes its own.

    Returns:
        An ASGI application. It does not close the ledger.

    Raises:
        InputError: an argument is of the wrong kind; lists every problem.
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
    """What is wrong with the arguments of `app`, besides the ledger."""
    for field, value in given.items():
        allowed, expected = _KINDS[field]
        if not allowed(value):
            yield Problem(field, shown(value), expected)


def _is_host(name: object) -> bool:
    """Whether this can be the name in a `Host` header, without a port; a browser sends no other letters than those of ASCII."""
    return (
        isinstance(name, str)
        and _is_sent(name)
        and guarded.host_of(f"[{name}]" if ":" in name else name) == name.lower() != ""
    )


def _is_origin(name: object) -> bool:
    """Whether this can be an `Origin` header: without a path, and without the port that its scheme has by itself."""
    if not isinstance(name, str) or not _is_sent(name) or re.fullmatch(r"https?://[^/?#@]+", name) is None:
        return False
    return not name.endswith(":443" if name.startswith("https") else ":80")


def _is_sent(name: str) -> bool:
    return re.fullmatch("[!-~]+", name) is not None


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
            nl='een lijst met namen zoals een browser die zendt, zonder poort, zoals `["ledger.example.org"]`',
            en='a list of names as a browser sends them, without a port, such as `["ledger.example.org"]`',
        ),
    ),
    "origins": (
        lambda origins: isinstance(origins, tuple) and all(map(_is_origin, origins)),
        Text(
            nl='een lijst met adressen zoals een browser die zendt, zonder pad, zoals `["https://example.org"]`',
            en='a list of addresses as a browser sends them, without a path, such as `["https://example.org"]`',
        ),
    ),
    "secret": (
        lambda secret: secret is None or (isinstance(secret, bytes) and secret != b""),
        Text(nl="bytes, en niet nul", en="bytes, and not none of them"),
    ),
}
"""A check of each argument of `app`, and what is expected of it."""


class _Fronts(Shared):
    """A cache of what page one says of each process: to look ahead takes longer than all else on the start page.

    A lock lets one thread compute at a time. A thread that wants what another is computing waits for it.
    """

    def __init__(self, ledger: Ledger) -> None:
        super().__init__()
        self._ledger = ledger
        self._known: dict[str, tuple[Standing, datetime, Front]] = {}

    def of(self, line: Standing, minute: datetime) -> Front:
        """What page one says of a process that stands like this, in this minute."""
        found = self._remembered(line, minute)
        if found is None:
            with self._lock:
                found = self._remembered(line, minute) or self._remember(line, minute)
        return found

    def _remembered(self, line: Standing, minute: datetime) -> Front | None:
        known = self._known.get(line.process)
        return known[2] if known is not None and known[:2] == (line, minute) else None

    def _remember(self, line: Standing, minute: datetime) -> Front:
        """Computes it and caches it; a full cache drops what was computed longest ago."""
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
        """Answers one HTTP request, or the start and stop messages of a server (lifespan); closes a websocket."""
        if scope["type"] == "lifespan":
            while (await receive())["type"] != "lifespan.shutdown":
                await send({"type": "lifespan.startup.complete"})
            await send({"type": "lifespan.shutdown.complete"})
        elif scope["type"] == "http":
            with suppress(
                ClientDisconnect
            ):  # who asks went away before all of it was sent: nobody to answer, nothing to tell
                answer = await self._answer(Request(scope, receive))
                await answer(scope, receive, send)
        else:
            await send({"type": "websocket.close", "code": 1003})

    async def _answer(self, request: Request) -> Response:
        """The answer to a request, with the headers of every answer."""
        asked = self._asked(request)
        try:
            answer = await self._response(request, asked)
        except ClientDisconnect:
            raise
        except Exception as error:  # noqa: BLE001 - any error is shown as one clear page
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
        if self._prefix:  # outside the prefix there are no pages; an empty path finds none
            base += self._prefix
            path = path[len(self._prefix) :] or "/" if f"{path}/".startswith(f"{self._prefix}/") else ""
        query = {key: value.encode(errors="replace").decode() for key, value in request.query_params.items()}
        lang = query.get("lang", "")
        return Asked(
            site=self._site,
            method=request.method,
            path=path.rstrip("/") or path[:1],  # some programs add a slash
            base=base,
            query=query,
            language=lang if lang in LANGUAGES else language_of(request.headers.get("accept-language", "")),
            chosen=lang in LANGUAGES,
            headers={name: ", ".join(request.headers.getlist(name)) for name in request.headers},
            actor=actor,
            body=body,
        )

    async def _response(self, request: Request, asked: Asked) -> Response:
        """The answer of the page that is asked for."""
        guarded.check_host(request, self._hosts)
        if asked.path == frame.SHEET:
            return Response(
                frame.STYLE, 200, {"Content-Type": "text/css; charset=utf-8", "Cache-Control": "max-age=31536000"}
            )
        page, looks, body = self._page(asked), request.method in ("GET", "HEAD"), b""

        def first() -> tuple[Any, Response | None]:
            """What `who` said; when nothing more is needed also the page: a second switch of threads would wait for busy threads."""
            said = None if self._who is None else self._who(request)  # it may wait, for example for a register
            if inspect.isawaitable(said) or not looks:
                return said, None
            return said, page(self._asked(request, self._checked_actor(said)))

        said, answer = await run_in_threadpool(first)
        if answer is not None:
            return answer
        actor = self._checked_actor(await said if inspect.isawaitable(said) else said)
        if not looks:
            guarded.check_origin(request, self._site.origins, certain=not asked.data)
            body = await guarded.body_of(request)
        return await run_in_threadpool(page, self._asked(request, actor, body))

    def _page(self, asked: Asked) -> Page:
        """The page at an address, for this method.

        Raises:
            Refusal: there is no page, or it does not have this method.
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
    def _checked_actor(said: object) -> Actor | None:
        """Checks what `who` said.

        Raises:
            TypeError: it is no actor and not None.
        """
        if said is not None and type(said) is not Actor:
            raise TypeError(f"who has to give an Actor or None, not {shown(said)}")
        return said
