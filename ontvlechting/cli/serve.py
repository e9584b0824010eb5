"""The command that shows a ledger in a browser, read-only. To let people ask, mount `ontvlechting.web` in a program."""

from __future__ import annotations

import socket
from ipaddress import ip_address
from typing import Annotated

import typer

from ontvlechting.cli.base import KNOWN, LANG, LANGUAGE, LEDGER, LOOK, Lang, command, opened, say, told
from ontvlechting.engine.errors import InputError, MissingExtra, Problem, shown, system
from ontvlechting.engine.text import Text

LOOPBACK = ("localhost", "127.0.0.1", "::1")
"""The names of this machine itself."""


@command(
    "serve",
    LOOK,
    say("Toon een logboek in een browser; kijken verandert niets.",
        "Show a ledger in a browser; looking changes nothing."),
    say("Leest het logboek, schrijft niets. Alleen deze machine kan erbij, tenzij --bind een ander adres noemt; noem dan "
        "met --name ook de namen waaronder het te vragen is. Stop met Ctrl-C.",
        "Reads the ledger, writes nothing. Only this machine can reach it, unless --bind names another address; then name "
        "with --name also the names under which it may be asked. Stop with Ctrl-C."),
    examples=["serve programma.db", "serve programma.db --port 8080 --prefix /ontvlechting"],
    needs="web",
)  # fmt: skip
def serve(
    ledger: Annotated[str, LEDGER],
    *,
    bind: Annotated[
        str, typer.Option(metavar="ADDRESS", help=say("Het adres waarop het luistert.", "The address on which it listens."))
    ] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=0, max=65535, help=say("De poort.", "The port."))] = 8000,
    name: Annotated[
        list[str] | None,
        typer.Option(metavar="NAME", show_default=False,
                     help=say("Een naam waaronder het te vragen is, zoals een proxy die doorgeeft. Mag vaker.",
                              "A name under which it may be asked, as a proxy passes it on. May be repeated.")),
    ] = None,
    prefix: Annotated[
        str,
        typer.Option(metavar="PATH", show_default=False,
                     help=say("Onder welk adres een proxy het doorgeeft, zoals /ontvlechting.",
                              "Under which address a proxy passes it on, such as /ontvlechting.")),
    ] = "",
    rules: Annotated[list[str] | None, KNOWN] = None,
    lang: Annotated[Lang, LANG] = LANGUAGE,
) -> None:  # fmt: skip
    """Show a ledger in a browser."""
    with told(lang.language):
        try:
            import uvicorn

            from ontvlechting import web
        except ImportError as error:
            raise MissingExtra("serve", "starlette, uvicorn", "ontvlechting[web]") from error
        if not _is_loopback(bind) and not name:
            expected = Text(nl="ook --name, met de naam waaronder het te vragen is",
                            en="--name as well, with the name under which it may be asked")  # fmt: skip
            raise InputError("serve", [Problem("--bind", shown(bind), expected)])
        with opened(ledger, rules) as found:
            app = web.app(found, prefix=prefix, hosts=(*LOOPBACK, *(name or ())))
            listening = _listening(bind, port)
            at = f"[{bind}]" if ":" in bind else bind
            typer.echo(f"http://{at}:{listening.getsockname()[1]}{prefix}/")
            config = uvicorn.Config(app, log_level="warning", server_header=False, timeout_graceful_shutdown=5)
            uvicorn.Server(config).run(sockets=[listening])


def _is_loopback(bind: str) -> bool:
    try:
        return bind == LOOPBACK[0] or ip_address(bind).is_loopback
    except ValueError:
        return False


def _listening(bind: str, port: int) -> socket.socket:
    """A socket that listens.

    Raises:
        InputError: there is no such address here, or the port is taken.
    """
    try:
        found = socket.getaddrinfo(bind, port, type=socket.SOCK_STREAM)
        return socket.create_server((bind, port), family=found[0][0])
    except OSError as error:
        why = system(error.errno, error.strerror or str(error))
        expected = Text(nl=f"een adres en een poort die hier vrij zijn ({why.nl})",
                        en=f"an address and a port that are free here ({why.en})")  # fmt: skip
        raise InputError("serve", [Problem("--bind, --port", shown(f"{bind}:{port}"), expected)]) from error
