"""A browser without a screen: it asks an application for its pages, in this process, and reads them as a parser does."""

from __future__ import annotations

import asyncio
import json
from collections import Counter
from collections.abc import Collection, Mapping
from html.parser import HTMLParser
from typing import Any
from urllib.parse import unquote_to_bytes, urlencode, urljoin, urlsplit

from attrs import frozen

from tests import pages

ELEMENTS = pages.ELEMENTS | {
    "button",
    "fieldset",
    "form",
    "input",
    "label",
    "legend",
    "link",
    "option",
    "q",
    "select",
    "textarea",
}
ATTRIBUTES = pages.ATTRIBUTES | {
    *(
        "action",
        "aria-describedby",
        "aria-hidden",
        "aria-invalid",
        "checked",
        "for",
        "hreflang",
        "inputmode",
        "maxlength",
    ),
    *("formaction", "method", "rel", "rows", "selected", "step", "type", "value"),
}


class Page(pages.Page):
    """A page of a site: links lead to its own pages only, and forms as well."""

    def check_harmless(self) -> None:
        """Only elements and attributes that are ours, nothing that runs, nothing from elsewhere."""
        assert {tag for tag, _ in self.elements} <= ELEMENTS
        assert {name for _, attrs in self.elements for name in attrs} <= ATTRIBUTES
        addresses = [a[name] for _, a in self.elements for name in ("href", "action", "formaction") if name in a]
        assert all(x.startswith(("/", "#")) and not x.startswith("//") for x in addresses), addresses
        assert not [name for _, attrs in self.elements for name in attrs if name.startswith("on")]

    @property
    def links(self) -> list[str]:
        """Where the page leads to."""
        return list(dict.fromkeys(a["href"] for a in self.every("a") if not a["href"].startswith("#")))

    @property
    def title(self) -> str:
        """What stands above it."""
        return heading(self.html)

    def __init__(self, html: str) -> None:
        self.html = html
        super().__init__(html)


class _Heading(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.within, self.text = False, ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.within = self.within or tag == "h1"

    def handle_endtag(self, tag: str) -> None:
        self.within = self.within and tag != "h1"

    def handle_data(self, data: str) -> None:
        self.text += data if self.within else ""


def heading(html: str) -> str:
    """The first heading of a page."""
    parser = _Heading()
    parser.feed(html)
    return parser.text


class Filled(HTMLParser):
    """The form of a page that is sent by post, as a browser keeps it while somebody fills it in.

    Attributes:
        action: where it is sent.
        fields: what stands in each field, by its name; of one that can be sent several times each of them.
        buttons: by their name and value.
    """

    def __init__(self, html: str) -> None:
        super().__init__()
        self.action = ""
        self.fields: list[tuple[str, str]] = []
        self.buttons: list[tuple[str, str]] = []
        self._within = False
        self._select: tuple[str, str | None] | None = None
        self._text: tuple[str, str] | None = None
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """A form begins, or a field."""
        has = {name: value or "" for name, value in attrs}
        match tag:
            case "form" if has.get("method") == "post":
                self._within, self.action = True, has["action"]
            case _ if not self._within:
                return
            case "input" if has["type"] != "checkbox" or "checked" in has:
                self.fields.append((has["name"], has["value"]))
            case "button":
                self.buttons.append((has["name"], has["value"]))
            case "select":
                self._select = has["name"], None
            case "option" if self._select and ("selected" in has or self._select[1] is None):
                self._select = self._select[0], has["value"]
            case "textarea":
                self._text = has["name"], ""

    def handle_data(self, data: str) -> None:
        """What stands in a field of many lines."""
        if self._text:
            self._text = self._text[0], self._text[1] + data

    def handle_endtag(self, tag: str) -> None:
        """A field ends, or the form."""
        match tag:
            case "form":
                self._within = False
            case "select" if self._select:
                self.fields.append((self._select[0], self._select[1] or ""))
                self._select = None
            case "textarea" if self._text:
                held = self._text[1].removeprefix("\n").replace("\r\n", "\n").replace("\n", "\r\n")
                self.fields.append((self._text[0], held))
                self._text = None

    def fill(self, **given: str) -> None:
        """Write in fields, by their names without `f:` and with `__` for a point."""
        named = {f"f:{name.replace('__', '.')}": value for name, value in given.items()}
        there = {name for name, _ in self.fields}
        assert set(named) <= there, set(named) - there
        self.fields = [(name, named.get(name, value)) for name, value in self.fields]

    def put(self, name: str, value: str) -> None:
        """Write in a field by its own name."""
        self.fields = [(n, value if n == name else v) for n, v in self.fields]

    @property
    def given(self) -> dict[str, list[str]]:
        """Every value, by the name of its field."""
        found: dict[str, list[str]] = {}
        for name, value in self.fields:
            found.setdefault(name, []).append(value)
        return found


@frozen
class Answer:
    """What an application answered.

    Attributes:
        status: its number.
        headers: by their names in small letters.
        content: the bytes.
    """

    status: int
    headers: Mapping[str, str]
    content: bytes

    @property
    def text(self) -> str:
        """The same as text."""
        return self.content.decode()

    @property
    def plain(self) -> Any:
        """The JSON in it."""
        return json.loads(self.content)


async def asked(app: Any, scope: dict[str, Any], body: bytes) -> Answer:
    """One request, as a server passes it on."""
    told: list[dict[str, Any]] = []
    ahead: list[dict[str, Any]] = [{"type": "http.request", "body": body, "more_body": False}]

    async def receive() -> dict[str, Any]:
        return ahead.pop(0) if ahead else {"type": "http.disconnect"}

    async def send(message: dict[str, Any]) -> None:
        told.append(message)

    await app(scope, receive, send)
    start, *parts = told
    headers = {name.decode().lower(): value.decode() for name, value in start["headers"]}
    return Answer(start["status"], headers, b"".join(part.get("body", b"") for part in parts))


class Browser:
    """Somebody who looks at a site, and fills in its forms.

    Args:
        app: the application.
        root: under which address the server says that it stands.
        headers: that go with each request.
    """

    def __init__(self, app: Any, root: str = "", **headers: str) -> None:
        self.app, self.root = app, root
        self.headers = {name.replace("_", "-").title(): value for name, value in headers.items()}

    def ask(
        self,
        method: str,
        path: str,
        *,
        query: Mapping[str, str | bytes] | None = None,
        headers: Mapping[str, str] | None = None,
        body: bytes = b"",
    ) -> Answer:
        """Any request; what the application raises is raised here."""
        path, _, there = path.partition("#")[0].partition("?")
        given = {"Host": "localhost", "Content-Length": str(len(body)), **self.headers, **(headers or {})}
        scope = {
            "type": "http",
            "asgi": {"version": "3.0", "spec_version": "2.3"},
            "http_version": "1.1",
            "scheme": "http",
            "method": method,
            "path": unquote_to_bytes(path).decode(errors="replace"),
            "raw_path": path.encode(),
            "root_path": self.root,
            "query_string": (urlencode(query) if query else there).encode(),
            "headers": [(name.lower().encode(), value.encode()) for name, value in given.items()],
            "client": ("127.0.0.1", 50_000),
            "server": ("127.0.0.1", 8_000),
        }
        return asyncio.run(asked(self.app, scope, body))

    def get(self, path: str, **more: Any) -> Answer:
        """A page."""
        return self.ask("GET", path, **more)

    def send(self, form: Filled, do: str = "ask", *, headers: Mapping[str, str] | None = None) -> Answer:
        """Send a form, as the browser does whose page it stands in."""
        assert do.partition(":")[0] in {value.partition(":")[0] for _, value in form.buttons}, form.buttons
        body = urlencode([*form.fields, ("do", do)]).encode()
        given = {
            "Content-Type": "application/x-www-form-urlencoded",
            "Sec-Fetch-Site": "same-origin",
            **(headers or {}),
        }
        return self.ask("POST", form.action, body=body, headers=given)

    def give(self, path: str, plain: object, *, headers: Mapping[str, str] | None = None) -> Answer:
        """Send JSON, as a program does."""
        given = {"Content-Type": "application/json", **(headers or {})}
        return self.ask("POST", path, body=json.dumps(plain).encode(), headers=given)

    def page(self, path: str, **more: Any) -> Page:
        """A page that is there, read."""
        answer = self.get(path, **more)
        assert 200 == answer.status, (path, answer.status, answer.text)
        return Page(answer.text)

    def every(
        self, start: str = "/", *, most: int = 10_000, but: str = "/report/page", only: Collection[str] = ()
    ) -> dict[str, Answer]:
        """Every page that can be reached from here by links.

        Args:
            start: where to begin.
            most: how many of each kind are asked.
            but: of which kind no links are followed.
            only: the kinds that are asked; without it all.
        """
        seen: dict[str, Answer] = {}
        kinds: Counter[str] = Counter()
        ahead = [start]
        while ahead:
            path = ahead.pop(0)
            kinds[path.partition("?")[0]] += path not in seen
            if path in seen or kinds[path.partition("?")[0]] > most:
                continue
            seen[path] = answer = self.get(path)
            if answer.headers["content-type"].startswith("text/html") and but not in path:
                links = (urljoin(path, link) for link in Page(answer.text).links)
                ahead += [x for x in links if not urlsplit(x).netloc and (not only or urlsplit(x).path in only)]
        return seen
