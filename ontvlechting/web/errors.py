"""Shows an error: as one clear page, or as a problem of RFC 9457; and says whether anything was recorded."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterable, Sequence
from http import HTTPStatus
from typing import Any

from starlette.responses import Response

from ontvlechting.engine.errors import (
    BrokenLedger,
    ClockBehind,
    Conflict,
    DefinitionError,
    InputError,
    LedgerError,
    MissingExtra,
    OntvlechtingError,
    Problem,
    Stale,
    UnknownName,
    UnknownProcess,
)
from ontvlechting.engine.text import Text
from ontvlechting.engine.values import UnknownRules
from ontvlechting.views.html import Piece, listed, tag, ticked
from ontvlechting.views.whole import capital
from ontvlechting.views.words import both
from ontvlechting.web.asked import Asked
from ontvlechting.web.frame import note, page

_STATUS: tuple[tuple[type[Exception], HTTPStatus], ...] = (
    (UnknownName, HTTPStatus.NOT_FOUND),
    (InputError, HTTPStatus.UNPROCESSABLE_ENTITY),
    (UnknownProcess, HTTPStatus.NOT_FOUND),
    (Stale, HTTPStatus.CONFLICT),
    (Conflict, HTTPStatus.CONFLICT),
    (UnknownRules, HTTPStatus.CONFLICT),
    (BrokenLedger, HTTPStatus.INTERNAL_SERVER_ERROR),
    (ClockBehind, HTTPStatus.SERVICE_UNAVAILABLE),
    (LedgerError, HTTPStatus.SERVICE_UNAVAILABLE),
    (MissingExtra, HTTPStatus.NOT_IMPLEMENTED),
)
_TITLES: dict[int, Text] = {
    400: Text(nl="Dit is niet te lezen", en="This cannot be read"),
    403: Text(nl="Dat kan hier niet", en="That cannot be done here"),
    404: Text(nl="Dat is hier niet", en="That is not here"),
    405: Text(nl="Zo kan dat niet worden gevraagd", en="It cannot be asked in that way"),
    409: Text(nl="Zoals het nu staat kan dat niet", en="As things stand that cannot be done"),
    413: Text(nl="Dit is te groot", en="This is too large"),
    415: Text(nl="Van deze vorm wordt niets gelezen", en="Nothing of this form is read"),
    421: Text(nl="Dit adres hoort hier niet", en="This address does not belong here"),
    422: Text(nl="Dit klopt nog niet", en="This is not right yet"),
    500: Text(nl="Hier ging iets mis", en="Something went wrong here"),
    501: Text(nl="Dat kan deze installatie niet", en="This installation cannot do that"),
    503: Text(nl="Het logboek is nu niet te lezen", en="The ledger cannot be read now"),
}
RECORDED: dict[bool | None, Text] = {
    False: Text(nl="Er is niets vastgelegd.", en="Nothing was recorded."),
    True: Text(nl="Het is vastgelegd.", en="It was recorded."),
    None: Text(
        nl="Of het is vastgelegd, is niet te zeggen. Stuur hetzelfde nog eens: dan wordt het één keer vastgelegd.",
        en="Whether it was recorded cannot be told. Send the same again: it is recorded once.",
    ),
}
"""Texts that say whether something was recorded; None when that is not known."""
_FAULT = Text(
    nl="een fout in dit programma, of in dat waar het in draait; de beheerder vindt hem in het log",
    en="a mistake in this program, or in the one that it runs in; whoever keeps it finds it in the log",
)


class Refusal(Exception):
    """A refusal by the site itself, not by the rules.

    Attributes:
        status: the HTTP status of the answer.
        text: why it is refused.
        headers: more headers of the answer.
    """

    def __init__(self, status: int, nl: str, en: str, headers: dict[str, str] | None = None) -> None:
        self.status: int = status
        self.text: Text = Text(nl=nl, en=en)
        self.headers: dict[str, str] = headers or {}
        super().__init__(en)


class Failed(Exception):
    """An unexpected error while a command was being recorded; the error itself is its cause.

    Attributes:
        recorded: whether it was recorded; None where that is not known.
    """

    def __init__(self, *, recorded: bool | None) -> None:
        self.recorded: bool | None = recorded
        super().__init__("recording failed")


def status_of(error: Exception) -> int:
    """The HTTP status for an error."""
    if isinstance(error, Refusal):
        return error.status
    return next((status for kind, status in _STATUS if isinstance(error, kind)), HTTPStatus.INTERNAL_SERVER_ERROR)


def told(asked: Asked, error: Exception, *, recorded: bool | None = False, more: Sequence[Piece] = ()) -> Response:
    """An error as a page, or as a problem for a program. An unexpected one is logged.

    Args:
        asked: the request.
        error: the error.
        recorded: whether anything was recorded, when the error itself does not say.
        more: what a page says besides.
    """
    expected = isinstance(error, OntvlechtingError | Refusal) and not isinstance(error, DefinitionError)
    if not expected:
        logging.getLogger("ontvlechting").error("a page failed: %s", asked.path, exc_info=error)
    text = error.text if expected and isinstance(error, OntvlechtingError | Refusal) else _FAULT
    status, recorded = status_of(error), getattr(error, "recorded", recorded)
    headers = error.headers if isinstance(error, Refusal) else {}
    if asked.data:
        answer = problem(
            asked, type(error).__name__ if expected else "Fault", status, text, _problems(error), recorded=recorded
        )
    else:
        title = _TITLES.get(status, _TITLES[500])[asked.language]
        answer = page(
            asked,
            title,
            [
                *_paragraphs(text[asked.language], error),
                problems(_problems(error), asked) if _problems(error) else None,
                note(tag("p", tag("strong", RECORDED[recorded][asked.language])), bad=recorded is None),
                *more,
                tag("p", tag("a", both("Naar het overzicht", "To the overview", asked.language), href=asked.to("/"))),
            ],
            status=status,
        )
    answer.headers.update(headers)
    return answer


def _problems(error: Exception) -> tuple[Problem, ...]:
    return error.problems if isinstance(error, InputError) else ()


def _paragraphs(text: str, error: Exception) -> list[Piece]:
    """What an error says, each line apart; nothing for bad input, because its problems are shown instead."""
    if isinstance(error, InputError):
        return []
    lead, *items = text.split("\n")
    lead = capital(lead) + ("" if lead.endswith((".", "?", ":")) else ".")
    return [tag("p", ticked(lead)), listed(ticked(line.removeprefix("- ")) for line in items)]


def problems(found: Iterable[Problem], asked: Asked) -> Piece:
    """Every problem with the input, as a list."""
    return listed(ticked(p.text[asked.language]) for p in found)


def problem(
    asked: Asked, kind: str, status: int, text: Text, found: Iterable[Problem] = (), *, recorded: bool | None = False
) -> Response:
    """A problem for a program (RFC 9457)."""
    return as_json(
        {
            "type": f"urn:ontvlechting:problem:{kind}",
            "title": _TITLES.get(status, _TITLES[500])[asked.language],
            "status": status,
            "detail": text[asked.language],
            "recorded": recorded,
            "problems": [
                {
                    "field": p.field,
                    "value": p.value,
                    "expected": _both_languages(p.expected),
                    "nearest": list(p.nearest),
                }
                for p in found
            ],
        },
        status=status,
        kind="application/problem+json",
        headers={"Content-Language": asked.language, "Vary": "Accept-Language"},
    )


def as_json(
    plain: Any, *, status: int = 200, kind: str = "application/json", headers: dict[str, str] | None = None
) -> Response:
    """A JSON answer with these plain values."""
    body = json.dumps(plain, ensure_ascii=False, separators=(",", ":")).encode(errors="backslashreplace")
    return Response(body, status, {"Content-Type": kind, **(headers or {})})


def _both_languages(text: Text) -> dict[str, str]:
    return {"nl": text.nl, "en": text.en}
