"""Sealed records: canonical bytes, chained by SHA-256 per process, and a verifier that trusts nobody.

A record holds one event in its envelope. Its hash is the SHA-256 of its bytes; its bytes name the hash of the record
before it. `Verifier` works from the bytes alone: it recomputes every hash, reads every record strictly, judges every
command again and folds the dossier anew.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import NoReturn

from attrs import frozen

from ontvlechting.codec import canonical, event_from_plain, event_to_plain
from ontvlechting.core import decide, evolve
from ontvlechting.dossier import Dossier
from ontvlechting.errors import BrokenLedger, InputError
from ontvlechting.events import Event
from ontvlechting.rulebook import Rules
from ontvlechting.text import Text

FORMAT = 1
"""The version of the layout of a record."""
ROOT = "0" * 64
"""What the first record of a process names as the hash before it."""


@frozen
class Sealed:
    """What a store keeps of one record, and all that a verifier needs.

    Attributes:
        process: the name of the process.
        number: its number within the process, from 1 without gaps.
        hash: the SHA-256 of `body`, in hexadecimal.
        body: the canonical bytes.
    """

    process: str
    number: int
    hash: str
    body: bytes


@frozen
class Head:
    """The last record of a process: its number and hash."""

    number: int
    hash: str


@frozen
class Record:
    """One sealed record, opened (*vastgelegde handeling*).

    Attributes:
        number: its number within the process, from 1.
        recorded_at: when it was stored, by the clock of the shell, in UTC.
        previous: the hash of the record before it; `ROOT` for the first.
        hash: its own hash.
        event: what happened.
    """

    number: int
    recorded_at: datetime
    previous: str
    hash: str
    event: Event


@frozen
class Report:
    """What a verifier found sound.

    Attributes:
        processes: how many processes.
        records: how many records.
        rejudged: how many of them were judged again, by the very rules that judged them.
    """

    processes: int
    records: int
    rejudged: int


def seal(event: Event, number: int, previous: str, recorded_at: datetime) -> Sealed:
    """The event in its envelope, as canonical bytes with their hash."""
    body = canonical(
        {
            "format": FORMAT,
            "number": number,
            "previous": previous,
            "recorded_at": recorded_at.isoformat(),
            **event_to_plain(event),
        }
    )
    return Sealed(event.process, number, hashlib.sha256(body).hexdigest(), body)


def unseal(sealed: Sealed) -> Record:
    """Open a record, checking that its bytes are what was sealed.

    Raises:
        BrokenLedger: the hash is not that of the bytes, or the bytes are not a canonical record.
    """

    def broken(nl: str, en: str) -> NoReturn:
        raise BrokenLedger(sealed.process, sealed.number, Text(nl=nl, en=en))

    if hashlib.sha256(sealed.body).hexdigest() != sealed.hash:
        broken("de hash klopt niet bij de inhoud", "the hash does not match the content")
    try:
        plain = json.loads(sealed.body)
        if canonical(plain) != sealed.body or plain.pop("format") != FORMAT:
            broken("de inhoud is niet canoniek", "the content is not canonical")
        number, previous = plain.pop("number"), plain.pop("previous")
        recorded_at = datetime.fromisoformat(plain.pop("recorded_at"))
        event = event_from_plain(plain)
    except (InputError, ValueError, KeyError, TypeError, AttributeError) as error:
        broken(f"de inhoud is geen handeling: {error}", f"the content is not a record: {error}")
    record = Record(number, recorded_at, previous, sealed.hash, event)
    if seal(event, number, previous, recorded_at).body != sealed.body:
        broken("de inhoud mist velden of is anders geschreven", "the content lacks fields or is written differently")
    if (number, event.process) != (sealed.number, sealed.process):
        broken("nummer of proces klopt niet bij de inhoud", "number or process does not match the content")
    return record


class Verifier:
    """Checks a ledger record by record; `finish` compares what was seen with the heads."""

    def __init__(self, rules: Rules) -> None:
        self._rules = rules
        self._dossiers: dict[str, Dossier] = {}
        self._heads: dict[str, Head] = {}
        self._records = self._rejudged = 0

    def take(self, sealed: Sealed) -> None:
        """Check the next record.

        Raises:
            BrokenLedger: it is not sound, or not the one that has to come next in its process.
        """
        process = sealed.process
        head = self._heads.get(process, Head(0, ROOT))

        def broken(nl: str, en: str) -> NoReturn:
            raise BrokenLedger(process, sealed.number, Text(nl=nl, en=en))

        if sealed.number != head.number + 1:
            broken(f"hier hoort nummer {head.number + 1}", f"number {head.number + 1} belongs here")
        record = unseal(sealed)
        if record.previous != head.hash:
            broken("de keten sluit niet aan op de vorige handeling", "the chain does not join the record before")
        event, dossier = record.event, self._dossiers.get(process, Dossier(process=process))
        if event.before is not dossier.state:
            broken(
                "de toestand volgt niet uit de vorige handelingen", "the state does not follow from the records before"
            )
        if event.command.at > record.recorded_at:
            broken("de handeling is vastgelegd voor zij plaatsvond", "the act was recorded before it took place")
        if event.rules.hash == self._rules.hash:
            if decide(self._rules, dossier, event.command) != event:
                broken("het oordeel volgt niet uit de regels", "the verdict does not follow from the rules")
            self._rejudged += 1
        self._dossiers[process] = evolve(dossier, event)
        self._heads[process] = Head(sealed.number, sealed.hash)
        self._records += 1

    def finish(self, heads: Mapping[str, Head]) -> Report:
        """Compare with the heads that the ledger keeps, so that a cut tail is seen.

        Raises:
            BrokenLedger: a process ends elsewhere than its head says, or is missing whole.
        """
        for process in sorted({*heads, *self._heads}):
            seen, kept = self._heads.get(process, Head(0, ROOT)), heads.get(process, Head(0, ROOT))
            if seen != kept:
                number = min(seen.number, kept.number) + 1 if seen.number != kept.number else seen.number
                raise BrokenLedger(
                    process,
                    number,
                    Text(
                        nl=f"het proces eindigt bij {seen.number}, volgens het grootboek bij {kept.number}",
                        en=f"the process ends at {seen.number}, according to the ledger at {kept.number}",
                    ),
                )
        return Report(len(self._heads), self._records, self._rejudged)


def verify(records: Iterable[Sealed], heads: Mapping[str, Head], rules: Rules) -> Report:
    """Verify a whole ledger from its bytes.

    Args:
        records: every record, in the order of the ledger.
        heads: the last record of each process, as the ledger keeps them.
        rules: the rules to judge again by; records of other rules are folded, not judged again.

    Raises:
        BrokenLedger: names the first record that is not sound.
    """
    verifier = Verifier(rules)
    for sealed in records:
        verifier.take(sealed)
    return verifier.finish(heads)
