"""What the tests of archives tell of who keeps them; all of it fictional."""

from __future__ import annotations

from typing import Any

from ontvlechting.views.mdto import Concept, Description

PLAIN: dict[str, Any] = {
    "source": "Fictief zaaksysteem",
    "creator": "Fictieve archiefvormer",
    "creator_id": "fictief-1",
    "creator_source": "Fictief register",
    "appraisal": {"label": "Fictief te bewaren", "code": "B", "vocabulary": "Fictieve begrippenlijst"},
    "restrictions": [{"label": "fictief: geen", "vocabulary": "Fictieve begrippenlijst"}],
    "retention": "P20Y",
    "category": {"label": "fictief", "vocabulary": "Fictieve selectielijst"},
}
DESCRIPTION = Description(
    source=PLAIN["source"],
    creator=PLAIN["creator"],
    creator_id=PLAIN["creator_id"],
    creator_source=PLAIN["creator_source"],
    appraisal=Concept(**PLAIN["appraisal"]),
    restrictions=tuple(Concept(**x) for x in PLAIN["restrictions"]),
    retention=PLAIN["retention"],
    category=Concept(**PLAIN["category"]),
)
