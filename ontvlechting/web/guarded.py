"""What stands before every page: which hosts are ours, how much is read, and the headers that keep a browser careful."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from urllib.parse import urlsplit

from starlette.requests import Request

from ontvlechting.web.errors import Refusal

LARGEST = 1_000_000
"""How many bytes a form or a command may have."""
HEADERS: Mapping[str, str] = {
    "Content-Security-Policy": "default-src 'none'; style-src 'self'; form-action 'self'; frame-ancestors 'none'; "
    "base-uri 'none'",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    "Cache-Control": "no-store",
}
"""Of every answer that does not have its own."""


def check_host(request: Request, hosts: frozenset[str]) -> None:
    """See that it is we who were asked: a name of somebody else that leads here is none of ours (DNS rebinding).

    Raises:
        Refusal: it is another host.
    """
    if hosts and host_of(request.headers.get("host", "")) not in hosts:
        raise Refusal(421, "Onder deze naam staat hier niets.", "Nothing stands here under this name.")


def host_of(given: str) -> str:
    """The name in a `Host` header, without its port."""
    try:
        return (urlsplit(f"//{given}").hostname or "").lower()
    except ValueError:
        return ""


async def body_of(request: Request) -> bytes:
    """What was sent, when it is no more than we read.

    Raises:
        Refusal: it is larger.
    """
    declared = request.headers.get("content-length", "0")
    found = bytearray()
    if not declared.isdecimal() or (len(declared) <= len(str(LARGEST)) and int(declared) <= LARGEST):
        async for chunk in request.stream():
            found += chunk
            if len(found) > LARGEST:
                break
        else:
            return bytes(found)
    nl = f"Er worden ten hoogste {LARGEST} bytes gelezen."
    raise Refusal(413, nl, f"At most {LARGEST} bytes are read.", {"Connection": "close"})


def check_origin(request: Request, origins: Iterable[str], *, certain: bool) -> None:
    """See that a page of ours sent this, and no page of somebody else in the browser of who is logged in.

    A browser says so in `Sec-Fetch-Site`, an older one in `Origin`; neither can be set by a page.

    Args:
        request: what was sent.
        origins: where it may come from, beside the host that it was sent to.
        certain: whether one of the two has to be there; a program that is no browser sends neither.

    Raises:
        Refusal: it came from elsewhere, or nothing says from where.
    """
    site, origin = request.headers.get("sec-fetch-site"), request.headers.get("origin")
    if origin is not None and origin in origins:
        return
    if site is not None:
        ours = site == "same-origin"
    elif origin is not None:
        ours = origin.partition("://")[2].lower() == request.headers.get("host", "").lower() != ""
    else:
        ours = not certain
    if not ours:
        raise Refusal(
            403,
            "Dit kwam niet van een pagina van deze site. Vul het formulier op de site zelf in.",
            "This did not come from a page of this site. Fill in the form on the site itself.",
        )
