"""Commands that record what a body or unit did or was told: which body or unit that is, and who speaks for it."""

from __future__ import annotations

from typing import get_args

from ontvlechting.engine.command import Command
from ontvlechting.engine.values import Actor
from ontvlechting.letter.commands.participation import (
    CollectInput,
    ConsultUnit,
    NotifyBody,
    ReceiveAdvice,
    RecordContact,
)
from ontvlechting.letter.values import Document, Role

Reported = RecordContact | ConsultUnit | CollectInput | ReceiveAdvice
"""The commands that record what a body or unit is said to have done."""
OF_OTHERS: tuple[type[Command], ...] = (*get_args(Reported), NotifyBody)
"""The same, and the command that records what a body was told: it can confirm or contest that as well."""


def subject(command: Command) -> str | None:
    """The id of the body or unit that is said to have done this, or to have been told; None for any other command."""
    match command:
        case RecordContact() | ReceiveAdvice() | NotifyBody():
            return command.body
        case ConsultUnit() | CollectInput():
            return command.unit
        case _:
            return None


def document_of(command: Command) -> Document | None:
    """The document that shows what the body or unit did; None where there is none."""
    return command.document if isinstance(command, Reported) else None


def speaks_about(actor: Actor, command: Command) -> bool:
    """Whether this actor speaks for the body or unit that the command is about.

    For the input of a unit, any works council may.
    """
    if isinstance(command, CollectInput) and actor.role is Role.WORKS_COUNCIL:
        return True
    return actor.role in (Role.WORKS_COUNCIL, Role.UNION, Role.UNIT) and actor.party == subject(command)
