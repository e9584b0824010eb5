"""Thousands of requests made from our own OpenAPI, right ones and wrong ones: no answer is a fault, and each is as described.

`make fuzz` runs this with schemathesis, which it needs; elsewhere it is left out.
"""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import HealthCheck, settings

from ontvlechting import web
from tests.asking import WEBSITES
from tests.test_show_programme import PROGRAMME, with_programme
from tests.test_web_forms import Desk

schemathesis = pytest.importorskip("schemathesis", reason="`make fuzz` installs it")

NAMES = (WEBSITES, PROGRAMME, "toeslagen/websites")


def application() -> Any:
    """A ledger with a programme and two processes, in which somebody may ask."""
    flow, desk = with_programme(), Desk()
    return web.app(flow, who=lambda _: desk.road.receiver)


schema = schemathesis.openapi.from_asgi("/api/openapi.json", application())
LOOKS = schema.include(method="GET")
"""What looks; what asks is asked with commands of our own making, for those of a schema this large are nearly all alike."""
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
