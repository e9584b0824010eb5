"""A web application of a ledger: pages for people without any script, and JSON for programs.

`app` makes the application for a ledger. It needs the extra `web`.
"""

from ontvlechting.engine.errors import MissingExtra as _MissingExtra

try:
    import starlette  # noqa: F401
except ImportError as _error:
    raise _MissingExtra("ontvlechting.web", "starlette", "ontvlechting[web]") from _error

from ontvlechting.web.site import Who, app

__all__ = ["Who", "app"]
