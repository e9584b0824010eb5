"""The workflow of the letter for programs that await."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from ontvlechting.engine import chart
from ontvlechting.letter.commands import Route
from ontvlechting.letter.workflow import Workflow
from ontvlechting.shell import asynchronous
from ontvlechting.shell.answers import Overview


class AsyncWorkflow(asynchronous.AsyncWorkflow):
    """A `Workflow` of the letter for programs with asyncio: each question runs in a thread."""

    _workflow = Workflow

    async def overview(
        self,
        *,
        state: chart.State | None = None,
        route: Route | None = None,
        receiving: str | None = None,
        waiting_until: date | None = None,
        breached: bool | None = None,
        after: str = "",
        limit: int | None = None,
        as_of: date | None = None,
        known: datetime | None = None,
        **columns: Any,
    ) -> Overview:
        """Where processes stand, one line for each, by name; the arguments are those of `Workflow.overview`."""
        asked = {"route": route, "receiving": receiving, "waiting_until": waiting_until, "breached": breached}
        return await super().overview(
            state=state, after=after, limit=limit, as_of=as_of, known=known, **asked, **columns
        )
