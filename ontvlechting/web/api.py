"""JSON for programs: the same questions as the pages, answered with the plain values of the command line; and their OpenAPI.

Every error is answered as a problem according to RFC 9457, which says whether anything was recorded.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from starlette.responses import Response

from ontvlechting.engine.errors import InputError, Problem, shown, unknown_name
from ontvlechting.engine.text import Text
from ontvlechting.letter.views import account as accounts
from ontvlechting.letter.views import data
from ontvlechting.letter.workflow import Ledger
from ontvlechting.views.schema import schema
from ontvlechting.web import acting, pages
from ontvlechting.web.asked import Asked
from ontvlechting.web.errors import Refusal, as_json
from ontvlechting.web.forms import schema_of
from ontvlechting.web.openapi import described

MOST = 1_000
"""How many items one answer has at most."""
JSON = "application/json"


def limit(asked: Asked) -> int:
    """How many items are asked for.

    Raises:
        InputError: it is not a whole number, or too many.
    """
    many = pages.whole_number(asked, "limit", 1) if "limit" in asked.query else pages.PAGE
    if many > MOST:
        expected = Text(nl=f"een getal van 1 tot en met {MOST}", en=f"a number from 1 to {MOST}")
        raise InputError("query", [Problem("limit", shown(many), expected)])
    return many


def description(asked: Asked) -> Response:
    """The OpenAPI description of these addresses."""
    return as_json(described(asked))


def commands(asked: Asked) -> Response:
    """The JSON Schema of one kind of command, or of all."""
    every, one = asked.site.known.every, asked.query.get("command")
    made = schema_of(every, asked.language) if one is None else schema(*every, command=one, language=asked.language)
    return as_json(made)


def processes(asked: Asked) -> Response:
    """Where processes stand, in the order of their names, a page at a time."""
    many, after = limit(asked), asked.query.get("after", "")
    found = asked.ledger.overview(after=after, limit=many + 1, state=pages.state_of(asked))
    part = found[:many]
    return as_json({"processes": data.overview(part), "next": part[-1].process if len(found) > many else None})


def process(asked: Asked) -> Response:
    """Where one process or programme stands."""
    return as_json(data.dossier(asked.ledger.dossier(_name(asked))))


def next_steps(asked: Asked) -> Response:
    """Every step from where a process stands, for the person who asks."""
    return as_json({"next_steps": data.next_steps(asked.ledger.next_steps(_name(asked), by=asked.actor))})


def outlook(asked: Asked) -> Response:
    """Every step from where a process stands to its end, and the terms that run."""
    return as_json(data.outlook(asked.ledger.outlook(_name(asked), by=asked.actor)))


def agenda(asked: Asked) -> Response:
    """Every term that runs, in all processes."""
    return as_json({"terms": data.agenda(asked.ledger.agenda())})


def history(asked: Asked) -> Response:
    """The records of one process, oldest first, a page at a time."""
    many, after = limit(asked), pages.whole_number(asked, "after", 0)
    found = asked.ledger.history(_name(asked))
    part = found[after : after + many]
    last = after + len(part)
    return as_json({"records": data.history(part), "next": last if last < len(found) else None})


def record(asked: Asked) -> Response:
    """One record."""
    number, found = pages.whole_number(asked, "number", 1), asked.ledger.history(asked.query.get("process", ""))
    return as_json(data.record(pages.one_of(found, number)))


def records(asked: Asked) -> Response:
    """The records of the whole ledger in its order, a page at a time."""
    many = limit(asked)
    found = asked.ledger.records(after=pages.whole_number(asked, "after", 0), limit=many)
    told = [{"position": p.position, **data.record(p.record)} for p in found]
    return as_json({"records": told, "next": found[-1].position if len(found) == many else None})


def rules(asked: Asked) -> Response:
    """Every rule with its source."""
    return as_json({"rules": [_rule(asked, id) for id in asked.site.rules]})


def rule(asked: Asked) -> Response:
    """One rule."""
    id, known = asked.query.get("id", ""), asked.site.rules
    if id not in known:
        raise unknown_name(Text(nl="regel", en="rule"), id, known)
    return as_json(_rule(asked, id))


def _rule(asked: Asked, id: str) -> dict[str, Any]:
    found = asked.site.rules[id]
    return data.rule(found, asked.site.questions.get(found, {}))


def account(asked: Asked) -> Response:
    """The account of a programme to Parliament."""
    ledger = asked.ledger
    if not isinstance(ledger, Ledger):
        raise Refusal(404, "Dit logboek kent geen programma.", "This ledger knows no programme.")
    return as_json(accounts.plain(pages.accounted(asked, ledger, asked.query.get("programme") or None)))


# -- asking ------------------------------------------------------------------------------------------------------------


def ask(asked: Asked) -> Response:
    """What the answer to a command would be; nothing is recorded."""
    acting.somebody(asked)
    process, plain = _process_and_command(asked)
    verdict, command = acting.judged(asked, process, plain)
    return as_json(data.verdict(verdict, process, command))


def submit(asked: Asked) -> Response:
    """The answer to a command, recorded."""
    acting.somebody(asked)
    process, plain = _process_and_command(asked)
    key = asked.headers.get("idempotency-key")
    outcome = acting.recorded(asked, process, plain, acting.new_key() if key is None else key.strip().strip('"'))
    return as_json({"recorded": True, "state": outcome.state.value, **data.record(outcome.record)})


def _process_and_command(asked: Asked) -> tuple[str, Mapping[str, Any]]:
    """The process and the command that a program sent.

    Raises:
        Refusal: it is no JSON.
        InputError: it is not an object with exactly these two, or one is of another type.
    """
    if asked.media_type != JSON:
        raise Refusal(415, "Hier wordt alleen JSON gelezen.", "Only JSON is read here.", {"Accept-Post": JSON})
    try:
        plain = json.loads(
            asked.body.decode("utf-8-sig"), object_pairs_hook=_without_duplicates, parse_constant=_no_number
        )
    except InputError:
        raise
    except (ValueError, RecursionError):
        raise Refusal(400, "Dit is geen JSON.", "This is no JSON.") from None
    if not isinstance(plain, dict) or set(plain) != {"process", "command"}:
        expected = Text(nl="een object met `process` en `command`", en="an object with `process` and `command`")
        raise InputError("body", [Problem("$", shown(plain), expected)])
    process, command = plain["process"], plain["command"]
    problems = []
    if not isinstance(process, str):
        problems.append(Problem("process", shown(process), Text(nl="een tekst", en="a text")))
    if not isinstance(command, dict):
        problems.append(Problem("command", shown(command), Text(nl="een object", en="an object")))
    if problems:
        raise InputError("body", problems)
    return process, command


def _without_duplicates(fields: Sequence[tuple[str, Any]]) -> dict[str, Any]:
    """A JSON object. By itself Python would silently keep only the last of two fields with the same name.

    Raises:
        InputError: it has two fields with the same name.
    """
    found = dict(fields)
    if len(found) < len(fields):
        expected = Text(nl="elk veld één keer", en="each field once")
        raise InputError("body", [Problem("$", shown([name for name, _ in fields]), expected)])
    return found


def _no_number(given: str) -> None:
    raise ValueError(given)


def _name(asked: Asked) -> str:
    return asked.query.get("name", "")
