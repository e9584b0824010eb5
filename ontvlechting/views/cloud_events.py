"""Records as CloudEvents 1.0 by the Dutch profile (NL GOV profile for CloudEvents 1.1): one event for each record.

An event says by stable names what was asked and answered, and where it can be looked up. It holds no free text and no id of a
person. Its `id` is the hash of the record, which never changes. Its `sequence` is the position of the record in the ledger, from 1
without gaps. Its `time` is the moment of recording; the moment of the act is in `data`.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

from ontvlechting.engine.errors import Problem, shown
from ontvlechting.engine.retention import Removed, Unreadable
from ontvlechting.engine.text import Text
from ontvlechting.engine.verdicts import Reason
from ontvlechting.record.audit import Record

DOMAIN = "nl.ontvlechtingen"
"""The prefix of the types of events: a domain in the plural, written backwards, as the profile asks."""
LARGEST = 64 * 1024
"""How many bytes an event has at most; a larger one need not be passed on."""

_SOURCE = re.compile(r"urn:[a-z0-9][a-z0-9-]{1,31}:[A-Za-z0-9()+,\-.:=@;$_!*'%/~&]+")
_DOMAIN = re.compile(r"[a-z][a-z0-9-]*(\.[a-z0-9][a-z0-9-]*)+")
_ID = re.compile(r"[0-9a-f]{64}")

Event = dict[str, Any]
"""A CloudEvent in its JSON form."""


def problems_of(source: object, domain: object, last: object = None) -> Iterator[Problem]:
    """What is wrong with the sender, with the prefix of the types, and with the id of the last event."""
    if not isinstance(source, str) or not _SOURCE.fullmatch(source):
        expected = Text(
            nl="een URN, zoals `urn:nld:oin:00000000000000000000:systeem:logboek`",
            en="a URN, such as `urn:nld:oin:00000000000000000000:systeem:logboek`",
        )
        yield Problem("source", shown(source), expected)
    if not isinstance(domain, str) or not _DOMAIN.fullmatch(domain):
        expected = Text(
            nl=f"een domein van achter naar voren, zoals `{DOMAIN}`",
            en=f"a domain written backwards, such as `{DOMAIN}`",
        )
        yield Problem("domain", shown(domain), expected)
    if last is not None and (not isinstance(last, str) or not _ID.fullmatch(last)):
        expected = Text(
            nl="de `id` van een gebeurtenis: 64 hexadecimale cijfers", en="the `id` of an event: 64 hexadecimal digits"
        )
        yield Problem("last", shown(last), expected)


def event(position: int, record: Record, source: str, domain: str = DOMAIN) -> Event:
    """The event of one record.

    Args:
        position: its position in the whole ledger.
        record: the record.
        source: the system that sends it, as a URN.
        domain: the prefix of its type.

    Returns:
        The event as plain JSON data, no larger than `LARGEST`: reasons are left out until it fits, and `more` counts those.
    """
    happened = record.event
    made: Event = {
        "specversion": "1.0",
        "id": record.hash,
        "source": source,
        "type": f"{domain}.{_type_suffix(record)}",
        "subject": happened.process,
        "time": _moment(record.recorded_at),
        "sequence": str(position),
        "sequencetype": "Integer",
        "datacontenttype": "application/json",
        "data": {
            "process": happened.process,
            "number": record.number,
            "hash": record.hash,
            "previous": record.previous,
            **_content(record),
            "rules": {"name": happened.rules.name, "version": happened.rules.version, "hash": happened.rules.hash},
        },
    }
    reasons = made["data"]["reasons"]
    while len(written(made).encode()) > LARGEST and reasons:
        made["data"]["more"] += len(reasons) - len(reasons) // 2
        del reasons[len(reasons) // 2 :]
    return made


def written(given: Event) -> str:
    """An event as one line of JSON."""
    return json.dumps(given, ensure_ascii=False, separators=(",", ":"))


def _type_suffix(record: Record) -> str:
    """The last part of the type: which command, and what the answer was."""
    command = record.event.command
    if isinstance(command, Unreadable):
        return "unreadable"
    answer = "accepted" if record.event.verdict.allowed else "refused"
    return f"{command.key.replace('_', '-')}.{answer}"


def _content(record: Record) -> Event:
    """What was asked and answered, as far as that can be read."""
    happened, command = record.event, record.event.command
    if isinstance(command, Unreadable):  # the other values of its event are only placeholders
        nothing = dict.fromkeys(("command", "at", "role", "party", "allowed", "verdict", "before", "after"))
        return {**nothing, "reasons": [], "more": 0, "removed": False, "unreadable": True}
    verdict = happened.verdict
    return {
        "command": None if isinstance(command, Removed) else command.key,
        "at": _moment(command.at),
        "role": command.by.role.value,
        "party": command.by.party,
        "allowed": verdict.allowed,
        "verdict": verdict.kind.value,
        "before": happened.before.value,
        "after": happened.after.value,
        "reasons": [dict(r) for r in dict.fromkeys(map(_reason, verdict.reasons))],
        "more": 0,
        "removed": bool(record.removed),
        "unreadable": False,
    }


def _reason(given: Reason) -> tuple[tuple[str, str], ...]:
    """The rule, code and kind of a reason; its words are only in the record."""
    return ("rule", given.rule), ("code", given.code), ("kind", given.kind.value)


def _moment(at: datetime) -> str:
    """A moment in UTC, written as RFC 3339 says."""
    return at.astimezone(UTC).isoformat().replace("+00:00", "Z")
