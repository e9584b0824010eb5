"""Judges a command without recording it, or records it; the same for a form and for a program.

The host says who asks and the clock says when; a request can say neither. Each command that is recorded has an id, which the
client gave or the form had. When the same id comes again, the command gets the moment at which it was first asked, so a double
click or a lost answer records nothing twice.
"""

from __future__ import annotations

import json
import re
import secrets
from collections.abc import Mapping
from datetime import datetime
from hashlib import sha256
from typing import Any

from ontvlechting.engine.checked import problems_of_id
from ontvlechting.engine.command import Command
from ontvlechting.engine.errors import InputError, OntvlechtingError, Problem, shown
from ontvlechting.engine.text import Text
from ontvlechting.engine.values import Actor
from ontvlechting.engine.verdicts import Verdict
from ontvlechting.record.audit import Record
from ontvlechting.record.codec import written
from ontvlechting.shell.answers import Outcome
from ontvlechting.shell.workflow import Workflow
from ontvlechting.web.asked import Asked
from ontvlechting.web.errors import Failed, Refusal

_KEY = re.compile(r"[!-~]{1,100}")
_SET_BY_HOST = {
    "by": Text(nl="geen `by`: wie iets vraagt, zegt de login", en="no `by`: the login says who asks"),
    "at": Text(
        nl="geen `at`: wanneer iets wordt gevraagd, zegt de klok", en="no `at`: the clock says when it is asked"
    ),
}


def somebody(asked: Asked) -> Actor:
    """The actor who asks.

    Raises:
        Refusal: it is not known who asks, or nobody can ask anything here.
    """
    if asked.actor is None:
        raise Refusal(
            403,
            "Hier kan alleen iets vragen wie is ingelogd, en een rol heeft in dit programma.",
            "Only somebody who is logged in, and has a role in this program, can ask something here.",
        )
    return asked.actor


def new_key() -> str:
    """A new random key for a form or a command."""
    return secrets.token_hex(16)


def id_of(actor: Actor, key: str) -> str:
    """The id of a command in the ledger. The login is part of it, so nobody can use the key of somebody else.

    Raises:
        InputError: the key is not well formed.
    """
    if not _KEY.fullmatch(key):
        expected = Text(
            nl="1 tot 100 letters, cijfers en leestekens, zonder spatie",
            en="1 to 100 letters, digits and signs, no space",
        )
        raise InputError("submit", [Problem("Idempotency-Key", shown(key), expected)])
    return _id(actor, key)


def _id(actor: Actor, key: str) -> str:
    return f"{sha256(actor.id.encode()).hexdigest()[:16]}/{key}"


def is_recorded_with(asked: Asked, key: str, found: Record) -> bool:
    """Whether this record is of the command that the person who asks sent with this key."""
    return asked.actor is not None and found.id == _id(asked.actor, key)


def command_of(asked: Asked, process: str, plain: Mapping[str, Any], at: datetime) -> Command:
    """Reads a command from plain data, as asked by the person who is logged in, at that moment.

    Raises:
        InputError: it is no command, or it says itself by whom or when. Lists every problem, also with the name of the process.
    """
    wrong = problems_of_id(process, "process")
    if told := [Problem(name, shown(plain[name]), _SET_BY_HOST[name]) for name in _SET_BY_HOST if name in plain]:
        raise InputError("command", [*wrong, *told])
    by = json.loads(written(somebody(asked)))
    try:
        return asked.site.codec.command({**plain, "by": by, "at": at.isoformat()})
    except InputError as error:
        if not wrong:
            raise
        raise InputError(error.subject, [*wrong, *error.problems]) from error


def judged(asked: Asked, process: str, plain: Mapping[str, Any]) -> tuple[Verdict, Command]:
    """The answer that the command would get now, and the command; nothing is recorded.

    Raises:
        InputError, LedgerError: as `Ledger.ask`.
    """
    command = command_of(asked, process, plain, asked.site.clock())
    return asked.ledger.ask(process, command), command


def recorded(asked: Asked, process: str, plain: Mapping[str, Any], key: str) -> Outcome:
    """Records a command with its answer; with a key that was used before for the same, gives the answer recorded then.

    Raises:
        InputError, LedgerError: as `Workflow.submit`.
        Refusal: the key was used for something else.
        Failed: an unexpected error; says whether the command was recorded.
    """
    ledger, id = asked.ledger, id_of(somebody(asked), key)
    if not isinstance(ledger, Workflow):  # `app` has checked this already
        raise TypeError("nothing can be recorded here")
    try:
        return _submitted(asked, ledger, (process, plain, id), ledger.find(id))
    except (OntvlechtingError, Refusal):
        raise
    except Exception as error:
        raise Failed(recorded=_is_recorded(ledger, id)) from error


def _submitted(
    asked: Asked, ledger: Workflow, sent: tuple[str, Mapping[str, Any], str], first: Record | None
) -> Outcome:
    """Submits what was sent, with the moment at which it was first sent."""
    process, plain, id = sent
    at = asked.site.clock() if first is None else first.event.command.at
    command = command_of(asked, process, plain, at)
    try:
        return ledger.submit(process, command, id=id)
    except InputError as error:
        if all(problem.field != "id" for problem in error.problems):
            raise
        there = ledger.find(id)
        if first is not None or there is None:
            raise _key_was_used(error) from error
        return _submitted(asked, ledger, sent, there)  # the same was sent twice at once, and the other came first


def _key_was_used(error: InputError) -> Refusal:
    """The refusal of a key that was used for another command; the error of the ledger says which record that is."""
    problem = error.problems[0].expected
    nl, en = (
        f"Dit kenmerk is al gebruikt. Verwacht wordt {problem.nl}.",
        f"This id was used before. Expected is {problem.en}.",
    )
    return Refusal(409, nl, en)


def _is_recorded(ledger: Workflow, id: str) -> bool | None:
    """Whether a command is recorded; None when that cannot be found out."""
    try:
        return ledger.find(id) is not None
    except Exception:  # noqa: BLE001 - the error that came before says more
        return None


def commands_of(asked: Asked) -> dict[str, type[Command]]:
    """Every kind of command that can be given here, by its key."""
    return {c.key: c for r in reversed(asked.site.known.every) for c in r.commands if c.can_be_given}


def openers_of(asked: Asked) -> list[type[Command]]:
    """Every kind of command with which a process or programme can begin."""
    every = asked.site.known.every
    arrows = [a for r in every for a in r.arrows if a.source is r.start and a.moves]
    return list(dict.fromkeys(a.command for a in arrows if a.command.can_be_given))
