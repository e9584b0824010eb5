"""Tasks and records that are committed together."""

from collections.abc import Iterable

from django.db import transaction
from with_django.models import Task

from ontvlechting import Outcome
from ontvlechting import commands as c
from ontvlechting.django import workflow


def work(process: str, commands: Iterable[c.Command]) -> list[Outcome]:
    """Record these commands, with a task for each that was accepted: all of it or nothing."""
    with transaction.atomic():
        flow, outcomes = workflow(), []
        for command in commands:
            outcomes.append(flow.submit(process, command))
            if outcomes[-1].allowed:
                Task.objects.create(process=process, title=command.title["en"])
    return outcomes
