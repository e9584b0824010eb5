"""Thousands of requests made from our own OpenAPI, right ones and wrong ones: no answer is a fault, and each is as described.

`make fuzz` runs this with schemathesis, which it needs; elsewhere it is left out.
"""

from __future__ import annotations

import json
import re
from functools import cache
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings

from ontvlechting import Workflow, web
from ontvlechting.letter.commands import ALL
from tests.asking import WEBSITES
from tests.test_show_programme import PROGRAMME, with_programme
from tests.test_web_forms import Desk

schemathesis = pytest.importorskip("schemathesis", reason="`make fuzz` installs it")

NAMES = (WEBSITES, PROGRAMME, "toeslagen/websites")


@cache
def ledger() -> Workflow:
    """A programme and two processes."""
    return with_programme()


def application() -> Any:
    """That ledger, in which somebody may ask."""
    desk = Desk()
    return web.app(ledger(), who=lambda _: desk.road.receiver)


schema = schemathesis.openapi.from_asgi("/api/openapi.json", application())
LOOKS = schema.include(method="GET")
"""What looks."""
ASKS = ("/api/ask", "/api/submit")
"""What asks, without and with a record."""
LEFT_OUT = [
    getattr(schemathesis.checks, name)
    for name in ("positive_data_acceptance", "negative_data_rejection", "unsupported_method", "missing_required_header")
]
"""Not everything that has the right form can be answered: there may be no such process."""


@LOOKS.parametrize()
@settings(max_examples=60, suppress_health_check=list(HealthCheck), deadline=None)
def test_no_question_is_answered_by_a_fault(case: Any) -> None:
    """Whatever is asked: never a status of 500 or more, and what was described."""
    if "name" in case.query:
        case.query["name"] = NAMES[len(str(case.query["name"])) % len(NAMES)]
    case.call_and_validate(excluded_checks=LEFT_OUT)


def one_command(key: str) -> Any:
    """The same description, in which only this command can be asked: of one for all of them nearly every request is alike."""
    plain = schema.raw_schema
    schemas = plain["components"]["schemas"]
    schemas = {**schemas, "command": schemas["record_contact"]}  # in a correction: of all of them it takes 17 GB
    request = schemas["request"]
    command = {**schemas[f"asked.{key}"]}
    command["properties"] = {**command["properties"], "type": {"const": key}}
    process = {"enum": [*NAMES, "new"]}
    narrowed = {**request, "properties": {**request["properties"], "process": process, "command": command}}
    paths = {path: plain["paths"][path] for path in ASKS}
    needed = _reached({"request": narrowed, "paths": paths}, {**schemas, "request": narrowed})
    made = schemathesis.openapi.from_dict({**plain, "paths": paths, "components": {"schemas": needed}})
    made.app = application()
    return made


def _reached(start: Any, schemas: dict[str, Any]) -> dict[str, Any]:
    """The schemas to which this refers, and those to which these do."""
    found: dict[str, Any] = {}
    waiting = [start]
    while waiting:
        names = set(re.findall(r'"#/components/schemas/([^"]+)"', json.dumps(waiting.pop()))) - found.keys()
        found |= {name: schemas[name] for name in names}
        waiting += [schemas[name] for name in names]
    return found


COMMANDS = [
    (kind.key, "/api/submit") for kind in ALL if f"asked.{kind.key}" in schema.raw_schema["components"]["schemas"]
]
COMMANDS += [("draft_plan", "/api/ask"), ("adopt_rules", "/api/ask")]
"""Every command that can be asked here where it is recorded, and two where it is not: what judges is the same."""


@pytest.mark.parametrize("mode", list(schemathesis.GenerationMode), ids=lambda mode: mode.value)
@pytest.mark.parametrize(("key", "path"), COMMANDS)
def test_no_command_is_answered_by_a_fault(key: str, path: str, mode: Any) -> None:
    """Whatever stands in its fields, of the right form and of the wrong one: an answer, and what was described."""

    @given(one_command(key)[path]["POST"].as_strategy(generation_mode=mode))
    @settings(max_examples=8, suppress_health_check=list(HealthCheck), deadline=None, database=None)
    def asked(case: Any) -> None:
        case.call_and_validate(excluded_checks=LEFT_OUT)

    asked()


def test_all_that_was_recorded_on_the_way_is_sound() -> None:
    """Whatever was asked above, every record is what was sealed, and would be judged so again."""
    report = ledger().verify(deep=True)
    assert report.records == report.rejudged
