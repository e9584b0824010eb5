"""Protects every page: checks the host, the origin and the size of a request, and names the security headers of an answer."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from urllib.parse import urlsplit

from starlette.requests import Request

from ontvlechting.web.errors import Refusal

LARGEST = 1_000_000
"""How many bytes a form or a command may have at most."""
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
"""The default headers of every answer; an answer can set its own instead."""


def check_host(request: Request, hosts: frozenset[str]) -> None:
    """Checks the `Host` header. The name of another site that was made to resolve to us is refused (DNS rebinding).

    Raises:
        Refusal: the host is not one of ours.
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
    """Reads the body of a request.

    Raises:
        Refusal: it is larger than `LARGEST`.
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
    """Checks that a page of ours sent this, and not a page of another site in the browser of a logged-in user (CSRF).

    A browser says so in `Sec-Fetch-Site`, an older one in `Origin`; a page can set neither.

    Args:
        request: the request.
        origins: the origins from which it may come, besides the host that it was sent to.
        certain: whether one of the two headers has to be there; a program that is no browser sends neither.

    Raises:
        Refusal: it came from elsewhere, or `certain` is set and neither header is there.
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
