"""A wire between client and server that can be cut at a chosen moment."""

from __future__ import annotations

import socket
import threading
from base64 import b64encode
from collections import deque
from collections.abc import Iterable
from enum import Enum
from types import TracebackType
from typing import Self

from psycopg.conninfo import conninfo_to_dict, make_conninfo

APPEND = b64encode(b'{"chain":')
"""How the body of a record begins, as it goes to the server; only what is being appended does."""
COMMIT = b"COMMIT"
"""How the end of a transaction goes to the server."""


class Cut(Enum):
    """When a wire is cut, as what is written passes by."""

    NOT = "not"
    BEFORE = "before the server hears of it"
    AFTER = "after the server did it, before the client hears of that"


class Proxy:
    """Passes on what goes to and from a server, and cuts as it was told.

    Args:
        upstream: the connection string of the server.
        marks: what is counted as a write when it passes.
    """

    def __init__(self, upstream: str, *, marks: Iterable[bytes] = (APPEND, COMMIT)) -> None:
        self._upstream = {**conninfo_to_dict(upstream)}
        self._marks = tuple(marks)
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._wires: list[socket.socket] = []
        self._threads: list[threading.Thread] = []
        self._lock = threading.Lock()
        self._plan: deque[Cut] = deque()
        self._then_unreachable = False
        self._refusals = 0
        self.unreachable = False
        self.cuts = 0
        self.refused = 0
        self._go(self._accept)

    @property
    def address(self) -> str:
        """The connection string of the database, by way of this."""
        port = self._listener.getsockname()[1]
        secure = {"sslmode": "disable", "gssencmode": "disable"}
        return make_conninfo(**{**self._upstream, "host": "127.0.0.1", "port": port, **secure})

    def plan(self, *cuts: Cut, then_unreachable: bool = False) -> None:
        """What to do to the next writes that pass; those after them pass whole."""
        with self._lock:
            self._plan = deque(cuts)
            self._then_unreachable = then_unreachable
            self.cuts = 0

    def away(self, refusals: int = 0) -> None:
        """Cut everything, and be unreachable: until told otherwise, or until so many connections were refused."""
        self.refused, self._refusals, self.unreachable = 0, refusals, True
        self.cut()

    def cut(self, *but: socket.socket) -> None:
        """Cut every wire that there is now, but these."""
        with self._lock:
            wires, self._wires = self._wires, [*but]
        for wire in wires:
            if wire not in but:
                _end(wire)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        _end(self._listener)
        self.cut()
        for thread in self._threads:
            thread.join()

    # -- within ------------------------------------------------------------------------------------------------------

    def _go(self, run: object, *arguments: object) -> None:
        thread = threading.Thread(target=run, args=arguments, daemon=True)  # type: ignore[arg-type]
        self._threads.append(thread)
        thread.start()

    def _accept(self) -> None:
        while True:
            try:
                client, _ = self._listener.accept()
            except OSError:
                self._listener.close()
                return
            server = None if self.unreachable else self._connected()
            if server is None:
                client.close()
                self.refused += 1
                if self.refused == self._refusals:
                    self.unreachable = False
                continue
            with self._lock:
                self._wires += [client, server]
            if self.unreachable:
                self.cut()
            answers = _Answers()
            self._go(self._forward, client, server, answers)
            self._go(self._back, client, server, answers)

    def _connected(self) -> socket.socket | None:
        host, port = str(self._upstream.get("host") or ""), int(self._upstream.get("port") or 5432)
        try:
            if host.startswith("/"):
                server = socket.socket(socket.AF_UNIX)
                server.connect(f"{host}/.s.PGSQL.{port}")
                return server
            return socket.create_connection((host or "127.0.0.1", port))
        except OSError:
            return None

    def _forward(self, client: socket.socket, server: socket.socket, answers: _Answers) -> None:
        with client:
            while data := _heard(client):
                if any(mark in data for mark in self._marks):
                    with self._lock:
                        cut = self._plan.popleft() if self._plan else Cut.NOT
                        if cut is not Cut.NOT:
                            self.cuts += 1
                            self.unreachable = self._then_unreachable and not self._plan
                    if self.unreachable:
                        self.cut(client, server)
                    if cut is Cut.BEFORE:
                        break
                    answers.lost = cut is Cut.AFTER
                if not _said(server, data):
                    break
            _end(server)

    def _back(self, client: socket.socket, server: socket.socket, answers: _Answers) -> None:
        with server:
            while data := _heard(server):
                if answers.lost or not _said(client, data):
                    break
            _end(client)


class _Answers:
    """Whether the next answer on a wire gets lost."""

    lost = False


def _heard(wire: socket.socket) -> bytes:
    try:
        return wire.recv(1 << 20)
    except OSError:
        return b""


def _said(wire: socket.socket, data: bytes) -> bool:
    try:
        wire.sendall(data)
    except OSError:
        return False
    return True


def _end(wire: socket.socket) -> None:
    try:
        wire.shutdown(socket.SHUT_RDWR)
    except OSError:
        return
