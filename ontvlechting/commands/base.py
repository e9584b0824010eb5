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
        at: when the act took place, with a time zone. Its day is the one in the calendar zone of the norms, whatever
            offset it is written at.
    """

    title: ClassVar[Text] = Text(nl="Opdracht", en="Command")
    """What the command is called, in both languages."""
    key: ClassVar[str] = "command"
    """The command's stable name in records, logs and triggers: its class name in snake case."""

    by: Actor
    at: datetime

    @classmethod
    def _takes(cls, value: object) -> bool:
        """A field that says `Command` takes any command that a record can hold."""
        if cls is not Command:
            return super()._takes(value)
        from ontvlechting.commands import ALL  # they are all made from this class

        return type(value) in ALL

    def __init_subclass__(cls) -> None:
        cls.key = re.sub(r"(?<!^)(?=[A-Z])", "_", cls.__name__).lower()
