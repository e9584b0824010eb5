"""Asking for something: judged without recording, or recorded; the same from a form and from a program.

Who asks is what the host says, and when is what the clock says; a request can say neither. Every command that is recorded has an
id that whoever asks gave it, or that its form had: the same id again finds the moment at which it was asked first, so a double
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
_OURS = {
    "by": Text(nl="geen `by`: wie iets vraagt, zegt de login", en="no `by`: the login says who asks"),
    "at": Text(
        nl="geen `at`: wanneer iets wordt gevraagd, zegt de klok", en="no `at`: the clock says when it is asked"
    ),
}


def somebody(asked: Asked) -> Actor:
    """Who asks.

    Raises:
        Refusal: nobody is known, or nobody can ask anything here.
    """
    if asked.actor is None:
        raise Refusal(
            403,
            "Hier kan alleen iets vragen wie is ingelogd, en een rol heeft in dit programma.",
            "Only somebody who is logged in, and has a role in this program, can ask something here.",
        )
    return asked.actor


def new_key() -> str:
    """What a form is known by that nobody has seen yet."""
    return secrets.token_hex(16)


def id_of(actor: Actor, key: str) -> str:
    """The id of a command in the ledger. The login is in it, so nobody can take the key of somebody else.

    Raises:
        InputError: this is no key.
    """
    if not _KEY.fullmatch(key):
        expected = Text(
            nl="1 tot 100 letters, cijfers en leestekens, zonder spatie",
            en="1 to 100 letters, digits and signs, no space",
        )
        raise InputError("submit", [Problem("Idempotency-Key", shown(key), expected)])
    return f"{sha256(actor.id.encode()).hexdigest()[:16]}/{key}"


def command_of(asked: Asked, process: str, plain: Mapping[str, Any], at: datetime) -> Command:
    """The command that this plain data stands for, asked by who is logged in, at that moment.

    Raises:
        InputError: it is none, or it says itself by whom or when; every problem, that of the name of the process with them.
    """
    wrong = problems_of_id(process, "process")
    if told := [Problem(name, shown(plain[name]), _OURS[name]) for name in _OURS if name in plain]:
        raise InputError("command", [*wrong, *told])
    by = json.loads(written(somebody(asked)))
    try:
        return asked.site.codec.command({**plain, "by": by, "at": at.isoformat()})
    except InputError as error:
        if not wrong:
            raise
        raise InputError(error.subject, [*wrong, *error.problems]) from error


def judged(asked: Asked, process: str, plain: Mapping[str, Any]) -> tuple[Verdict, Command]:
    """What the answer would be now; nothing is recorded.

    Raises:
        InputError, LedgerError: as `Ledger.ask`.
    """
    command = command_of(asked, process, plain, asked.site.clock())
    return asked.ledger.ask(process, command), command


def recorded(asked: Asked, process: str, plain: Mapping[str, Any], key: str) -> Outcome:
    """The answer, recorded; of a key that was used before, the answer of then.

    Raises:
        InputError, LedgerError: as `Workflow.submit`.
        Refusal: the key was used for something else.
        Failed: something happened that nobody expected; says whether it was recorded.
    """
    ledger, id = asked.ledger, id_of(somebody(asked), key)
    if not isinstance(ledger, Workflow):  # which `app` has seen to
        raise TypeError("nothing can be recorded here")
    try:
        return _submitted(asked, ledger, (process, plain, id), ledger.find(id))
    except (OntvlechtingError, Refusal):
        raise
    except Exception as error:
        raise Failed(recorded=_is_there(ledger, id)) from error


def _submitted(
    asked: Asked, ledger: Workflow, sent: tuple[str, Mapping[str, Any], str], first: Record | None
) -> Outcome:
    """The answer to what was sent, at the moment at which it was sent first."""
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
            raise _taken(error) from error
        return _submitted(asked, ledger, sent, there)  # the same was sent twice at once, and the other was first


def _taken(error: InputError) -> Refusal:
    """The same key was used for another command; the error of the ledger says which record that is."""
    problem = error.problems[0].expected
    nl, en = (
        f"Dit kenmerk is al gebruikt. Verwacht wordt {problem.nl}.",
        f"This id was used before. Expected is {problem.en}.",
    )
    return Refusal(409, nl, en)


def _is_there(ledger: Workflow, id: str) -> bool | None:
    """Whether a command is on record; None where that cannot be told."""
    try:
        return ledger.find(id) is not None
    except Exception:  # noqa: BLE001 - the error of before says more
        return None


def commands_of(asked: Asked) -> dict[str, type[Command]]:
    """Every kind of command that can be given here, by its key."""
    return {c.key: c for r in reversed(asked.site.known.every) for c in r.commands if c.can_be_given}


def openers_of(asked: Asked) -> list[type[Command]]:
    """Those with which something new begins."""
    every = asked.site.known.every
    arrows = [a for r in every for a in r.arrows if a.source is r.start and a.moves]
    return list(dict.fromkeys(a.command for a in arrows if a.command.can_be_given))
