"""What every command has: who asks, and when the act took place."""

from __future__ import annotations

import re
from datetime import datetime
from typing import ClassVar

from attrs import frozen

from ontvlechting.checked import Checked
from ontvlechting.text import Text
from ontvlechting.values import Actor


@frozen(kw_only=True)
class Command(Checked):
    """Something that somebody asks for at a moment (*opdracht*).

    Attributes:
        by: who asks.
        at: when the act took place, with a time zone. Its day is the day at the caller's own offset.
    """

    title: ClassVar[Text] = Text(nl="Opdracht", en="Command")
    """What the command is called, in both languages."""
    key: ClassVar[str] = "command"
    """The command's stable name in records, logs and triggers: its class name in snake case."""

    by: Actor
    at: datetime

    def __init_subclass__(cls) -> None:
        cls.key = re.sub(r"(?<!^)(?=[A-Z])", "_", cls.__name__).lower()
