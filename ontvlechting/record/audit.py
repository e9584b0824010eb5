"""Sealed records: canonical bytes in a SHA-256 hash chain per process, with a salted digest in place of each text.

A record holds one event in its envelope. Its hash is the SHA-256 of its bytes, the *body*; its body begins with its
place in the chain, which names the hash of the record before it. The body contains no free texts. For each it contains
the digest of a *disclosure*, which holds the text with a random salt and is stored beside the body. So a text can be
removed, with a recorded ground, and the hash of the record still holds; and nobody can guess from the digest what the
text was. A refusal, which changed nothing, can be removed whole in the same way. The form follows the array elements of
SD-JWT (RFC 9901).
"""

from __future__ import annotations

import hashlib
import json
import os
import re
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any, NamedTuple, NoReturn, TypeVar

from attrs import fields, frozen

from ontvlechting.engine.checked import FIRST, LAST, Checked, plain_moment, problems_of_id, refuse
from ontvlechting.engine.command import Command, Removal
from ontvlechting.engine.core import asked_of_command
from ontvlechting.engine.errors import (
    BrokenLedger,
    ClockBehind,
    InputError,
    NotALedger,
    Problem,
    UnreadableRecord,
    nearest,
    shown,
)
from ontvlechting.engine.events import Event
from ontvlechting.engine.retention import REDACTED, Removed, Unreadable
from ontvlechting.engine.shows import Shows
from ontvlechting.engine.text import Text
from ontvlechting.engine.values import NOBODY, RulesRef
from ontvlechting.engine.verdicts import Verdict, VerdictKind
from ontvlechting.record.codec import (
    Codec,
    canonical,
    origin_as_written,
    origin_from_plain,
    quoted,
    written_event,
    written_origin,
)
from ontvlechting.record.origin import Origin
from ontvlechting.record.readers import UNREAD, Unlike

_T = TypeVar("_T")
FORMAT = 2
"""The version of the layout of a record; a newer one is refused by name."""
ROOT = "0" * 64
"""What the first record of a process names as the hash before it."""
WHOLE = ("command", "reasons")
"""The parts of a refusal, which are removed together when it is removed whole."""
_CHAIN = {"id", "number", "previous", "process"}
"""The fields of the place of a record in its chain."""


class Sealed(NamedTuple):
    """What a store keeps of one record, and all that a verifier needs.

    Attributes:
        process: the name of the process.
        number: its number within the process, from 1 without gaps.
        id: the id of the command, unique in the ledger.
        hash: the SHA-256 of `body`, in hexadecimal.
        body: the canonical bytes.
        disclosures: the texts that the body commits to, each with its salt, one on a line; the only part of a record
            from which something can be removed.
    """

    process: str
    number: int
    id: str
    hash: str
    body: bytes
    disclosures: bytes

    @property
    def previous(self) -> str:
        """The hash of the record before it, as the body names it."""
        start = self.body.find(b'"previous":"') + 12
        return self.body[start : start + 64].decode(errors="replace")


@frozen
class Head:
    """The last record of a process.

    Attributes:
        number: its number; 0 when there is none.
        hash: its hash.
        recorded_at: when it was stored; None when that is not known.
    """

    number: int
    hash: str
    recorded_at: datetime | None = None


START = Head(0, ROOT)
"""The head of a process that has no record yet."""


@frozen
class Record(Shows):
    """One sealed record, opened (*vastlegging*).

    Attributes:
        number: its number within the process, from 1.
        recorded_at: when it was stored, by the clock of the shell, in UTC.
        previous: the hash of the record before it; `ROOT` for the first.
        hash: its own hash.
        event: what happened.
        id: the id of the command, unique in the ledger.
        removed: which fields of the command were removed, as paths; `command` and `reasons` for a refusal that was
            removed whole. A removed text reads as `[weggelakt]`.
        unreadable: why it cannot be read here; its event then holds what is known of it. None when it can be read.
        origin: by which program it was sealed, on which machine and by which account; None when the record does not say.
    """

    number: int
    recorded_at: datetime
    previous: str
    hash: str
    event: Event
    id: str
    removed: tuple[str, ...] = ()
    unreadable: Text | None = None
    origin: Origin | None = None

    @property
    def command(self) -> Command:
        """What was asked."""
        return self.event.command

    @property
    def verdict(self) -> Verdict:
        """The answer."""
        return self.event.verdict

    @property
    def allowed(self) -> bool:
        """Whether the command was accepted."""
        return self.event.verdict.allowed

    @property
    def head(self) -> Head:
        """This record as the last one of its process."""
        return Head(self.number, self.hash, self.recorded_at)


# -- sealing -----------------------------------------------------------------------------------------------------------


def opening(process: str, number: int, id: str, previous: str) -> str:
    """How the body of a record begins: its place in the chain, which a verifier compares without parsing the rest.

    Args:
        process: the name of the process, as JSON.
        number: its number within the process.
        id: the id of the command, as JSON.
        previous: the hash of the record before it.
    """
    return f'{{"chain":{{"id":{id},"number":{number},"previous":"{previous}","process":{process}}},'


def closing(disclosures: bytes) -> bytes:
    """How the body of a record ends: with one digest of all its texts, so that they can be checked at once."""
    return b'"texts":"' + hashlib.sha256(disclosures).hexdigest().encode() + b'"}'


def _random_salt() -> str:
    return os.urandom(16).hex()


def seal(
    event: Event,
    *,
    id: str,
    number: int,
    previous: str,
    recorded_at: datetime,
    salt: Callable[[], str] = _random_salt,
    origin: Origin | None = None,
) -> Sealed:
    """Seal an event: its envelope as canonical bytes with their hash, and the texts that these commit to.

    Args:
        event: what happened.
        id: the id of the command.
        number: its number within the process.
        previous: the hash of the record before it.
        recorded_at: when it is stored, in UTC.
        salt: gives a new salt for each text; random, unless a record is sealed again.
        origin: where it comes from; without it the record does not say.
    """
    disclosures: list[bytes] = []

    def hide(text: str) -> str:
        disclosure = f'["{salt()}",{text}]'.encode()
        disclosures.append(disclosure)
        return f'{{"...":"{hashlib.sha256(disclosure).hexdigest()}"}}'

    written = written_event(event, hide)
    texts = b"\n".join(disclosures)
    body = _body_start(event, written, id, number, previous, recorded_at, origin) + closing(texts)
    return Sealed(event.process, number, id, hashlib.sha256(body).hexdigest(), body, texts)


def _body_start(
    event: Event, written: str, id: str, number: int, previous: str, recorded_at: datetime, origin: Origin | None
) -> bytes:
    """The body of a record, up to its closing."""
    chain = opening(quoted(event.process), number, quoted(id), previous)
    came = "" if origin is None else f'"origin":{written_origin(origin)},'
    return f'{chain}"event":{written},"format":{FORMAT},{came}"recorded_at":"{recorded_at.isoformat()}",'.encode()


# -- opening -----------------------------------------------------------------------------------------------------------


def unseal(sealed: Sealed, codec: Codec) -> Record:
    """Open a record, checking that its bytes are what was sealed.

    Raises:
        BrokenLedger: the hash is not that of the bytes, or a text is not one that the record commits to.
        UnreadableRecord: the bytes have their hash, and are not a canonical record.
        NotALedger: the record was written by a newer version of this package.
        InputError: this is no sealed record, or no codec; every problem together.
    """
    if type(sealed) is not Sealed or type(codec) is not Codec:
        _check_types(sealed, codec)
    # INVARIANT: bytes are checked before they are read (tests/test_audit.py::test_any_other_byte_is_seen)
    if hashlib.sha256(sealed.body).hexdigest() != sealed.hash:
        why = Text(nl="de hash klopt niet bij de inhoud", en="the hash does not match the content")
        raise BrokenLedger(sealed.process, sealed.number, why)
    record = _opened_as_written(sealed, codec)
    return _looked_into(sealed, codec) if record is None else record


def _check_types(sealed: object, codec: object) -> None:
    problems: list[Problem] = []
    if not isinstance(sealed, Sealed):
        a_record = Text(nl="een verzegelde vastlegging (`Sealed`)", en="a sealed record (`Sealed`)")
        problems.append(Problem("sealed", shown(sealed), a_record))
    if not isinstance(codec, Codec):
        a_codec = Text(nl="een `Codec`, zoals `Codec.of(LETTER)`", en="a `Codec`, such as `Codec.of(LETTER)`")
        problems.append(Problem("codec", shown(codec), a_codec))
    refuse("unseal", problems)


def _looked_into(sealed: Sealed, codec: Codec) -> Record:
    """Open a record the slow way, which finds what is wrong with it.

    Raises:
        BrokenLedger, UnreadableRecord, NotALedger: as `unseal`.
    """

    def broken(nl: str, en: str) -> NoReturn:
        raise BrokenLedger(sealed.process, sealed.number, Text(nl=nl, en=en))

    def unreadable(nl: str, en: str, error: Exception | None = None) -> NoReturn:
        if not _owns_its_disclosures(sealed):
            broken(*_FOREIGN)
        raise UnreadableRecord(sealed.process, sealed.number, Text(nl=nl, en=en)) from error

    try:
        record, sound = _opened(sealed, codec)
    except (*UNREAD, StopIteration) as error:
        if isinstance(error, RecursionError) and _depth(sealed.body + sealed.disclosures) < DEEPEST:
            raise  # the stack was nearly full before this was called
        unreadable(f"de inhoud is geen vastlegging: {error}", f"the content is not a record: {error}", error)
    if sound in (_FOREIGN, _NEVER_THERE, _REORDERED):
        broken(*sound)
    if sound is not None:
        unreadable(*sound)
    if (record.number, record.event.process, record.id) != (sealed.number, sealed.process, sealed.id):
        broken("nummer, proces of kenmerk klopt niet bij de inhoud", "number, process or id does not match the content")
    return record


def _owns_its_disclosures(sealed: Sealed) -> bool:
    """Whether the record commits to each of its disclosures, and no two are the same."""
    digests = [hashlib.sha256(line).hexdigest().encode() for line in _lines(sealed.disclosures)]
    named = set(re.findall(rb'"([0-9a-f]{64})"', sealed.body + b"\n" + sealed.disclosures))
    return len(set(digests)) == len(digests) and named.issuperset(digests)


DEEPEST = 100
"""How deep the content of a record may be nested; records that are sealed here are never near it."""


def _depth(data: bytes) -> int:
    """How deep JSON is nested at most, counted without parsing it."""
    deepest = depth = 0
    for part in re.sub(rb'"(?:[^"\\]|\\.)*"', b"", data):
        depth += (part in b"[{") - (part in b"]}")
        deepest = max(deepest, depth)
    return deepest


def unseal_anyway(sealed: Sealed, codec: Codec) -> Record:
    """Open a record; one that cannot be read here gives what is known: its place, and what it says besides its command.

    Raises:
        BrokenLedger: it is not what was sealed.
    """
    try:
        return unseal(sealed, codec)
    except (UnreadableRecord, NotALedger):
        pass
    try:
        return unseal(sealed, codec)  # once more: an interruption may have made the first attempt fail
    except UnreadableRecord as error:
        return _stand_in(sealed, error.why, codec)
    except NotALedger as error:
        return _stand_in(sealed, error.why, codec)


UNTOLD = RulesRef("-", "-", "-")
"""Stands for the rules of a record in which they cannot be read."""


def _stand_in(sealed: Sealed, why: Text, codec: Codec) -> Record:
    """A stand-in for a record that cannot be read: accepted, unless it says otherwise, and without a change of state.

    When even its state cannot be read, that is the first state of the rules that judged, so that it has the right
    class.
    """

    def read_or(read: Callable[[Any], _T], otherwise: _T) -> _T:
        try:
            return read(json.loads(sealed.body))
        except (ValueError, KeyError, TypeError, AttributeError, OverflowError, RecursionError):
            return otherwise

    def missing(plain: Any) -> tuple[str, ...]:
        reading = _Reading(sealed.disclosures)
        reading.event(plain["event"])
        return tuple(reading.missing) if plain["format"] == FORMAT else ()

    at = read_or(lambda plain: plain_moment(datetime.fromisoformat(plain["recorded_at"])), None) or FIRST
    rules = read_or(lambda plain: RulesRef(**plain["event"]["rules"]), UNTOLD)
    judge = codec.known.named(rules) or codec.known.rules
    here = read_or(lambda plain: codec.state(plain["event"]["before"], rules), judge.start)
    event = Event(
        process=sealed.process,
        command=Unreadable(by=NOBODY, at=at, record=sealed.number),
        verdict=Verdict(
            kind=read_or(lambda plain: VerdictKind(plain["event"]["verdict"]["kind"]), VerdictKind.ACCEPTED)
        ),
        before=here,
        after=here,
        rules=rules,
    )
    return Record(sealed.number, at, sealed.previous, sealed.hash, event, sealed.id, read_or(missing, ()), why)


def _opened_as_written(sealed: Sealed, codec: Codec) -> Record | None:
    """Open a record the fast way: read it, seal it again, and compare the bytes; None when it needs the slow way.

    Equal bytes prove that all fields, texts and digests are in their places, and written as they should be.
    """
    try:
        plain = _decoded(sealed.body.decode())
        if plain["format"] != FORMAT:
            return None
        lines = list(_lines(sealed.disclosures))
        if not all(map(_DISCLOSURE.fullmatch, lines)):
            return None
        digests = [hashlib.sha256(line).hexdigest() for line in lines]
        texts = dict(zip(digests, lines, strict=True))
        chain, recorded_at = plain["chain"], datetime.fromisoformat(plain["recorded_at"])
        event = codec.event_as_written(
            chain["process"], plain["event"], lambda hidden: _decoded(texts[hidden["..."]][36:-1].decode())
        )
        left = iter(digests)

        def hide(text: str) -> str:
            digest = next(left)
            if texts[digest][36:-1] != text.encode():  # after `["`, the salt, and `",`
                raise Unlike
            return f'{{"...":"{digest}"}}'

        written = written_event(event, hide)
        number, id = sealed.number, sealed.id
        origin = origin_as_written(plain["origin"]) if "origin" in plain else None
        body = _body_start(event, written, id, number, chain["previous"], recorded_at, origin) + closing(
            sealed.disclosures
        )
    except (*UNREAD, StopIteration):
        return None
    if body != sealed.body or len(texts) != len(lines) or next(left, None) is not None:
        return None
    if event.process != sealed.process:
        return None
    if recorded_at.utcoffset() != timedelta(0) or not FIRST <= recorded_at <= LAST or problems_of_id(id, "id"):
        return None
    return Record(number, recorded_at, chain["previous"], sealed.hash, event, id, origin=origin)


_DISCLOSURE = re.compile(rb'\["[0-9a-f]{32}",.+\]', re.DOTALL)
"""The form of a disclosure: a salt, and the text that it hides."""
_decode_start = json.JSONDecoder().raw_decode


def _decoded(text: str) -> Any:
    """The JSON at the beginning of a text; anything after it is noticed when the record is written again."""
    return _decode_start(text)[0]


_NOT_CANONICAL = "de inhoud is niet canoniek", "the content is not canonical"
_OTHER_FIELDS = "de inhoud mist velden of is anders geschreven", "the content lacks fields or is written differently"
_FOREIGN = "een tekst hoort niet bij deze vastlegging", "a text does not belong to this record"
_REORDERED = "de teksten staan in een andere volgorde", "the texts are in another order"
_NEVER_THERE = "een tekst ontbreekt, en was er nooit", "a text is missing, and never was there"


def _opened(sealed: Sealed, codec: Codec) -> tuple[Record, tuple[str, str] | None]:
    """The record in these bytes, and what is wrong with how it is written; None when nothing is."""
    plain = json.loads(sealed.body)
    version = plain["format"]
    if type(version) is not int:
        raise TypeError("the format is no whole number")
    if version != FORMAT:
        raise _newer(sealed, version) if version > FORMAT else ValueError(f"the format {version} was never released")
    chain, recorded_at = plain["chain"], datetime.fromisoformat(plain["recorded_at"])
    reading = _Reading(sealed.disclosures)
    whole = reading.event(plain["event"])
    removed = Removed(by=NOBODY, at=recorded_at) if reading.missing else None
    event = codec.event(chain["process"], whole, removed=removed)
    if problems := problems_of_id(chain["id"], "id"):
        raise InputError("record", problems)
    origin = origin_from_plain(plain["origin"]) if "origin" in plain else None
    record = Record(
        number=chain["number"],
        recorded_at=recorded_at,
        previous=chain["previous"],
        hash=sealed.hash,
        event=event,
        id=chain["id"],
        removed=tuple(reading.missing),
        origin=origin,
    )
    if canonical(plain) != sealed.body:
        return record, _NOT_CANONICAL
    if set(plain) - {"origin"} != {"chain", "event", "format", "recorded_at", "texts"} or set(chain) != _CHAIN:
        return record, _OTHER_FIELDS
    if origin is not None and written_origin(origin).encode() != canonical(plain["origin"]):
        return record, _OTHER_FIELDS
    moment = plain_moment(recorded_at)
    if type(record.number) is not int or moment is None or moment.astimezone(UTC).isoformat() != plain["recorded_at"]:
        return record, _OTHER_FIELDS
    if reading.unknown:
        return record, _FOREIGN
    if sealed.body.endswith(closing(sealed.disclosures)) == bool(reading.missing):
        return record, _NEVER_THERE if reading.missing else _REORDERED
    return record, None if _seals_the_same(sealed, record, reading) else _OTHER_FIELDS


def _newer(sealed: Sealed, version: int) -> NotALedger:
    return NotALedger(
        f"{sealed.process}, {sealed.number}",
        Text(
            nl=f"geschreven door een nieuwere versie (vastlegging van vorm {version}, hier {FORMAT})",
            en=f"written by a newer version (record of format {version}, here {FORMAT})",
        ),
    )


def _seals_the_same(sealed: Sealed, record: Record, reading: _Reading) -> bool:
    """Whether sealing this record again gives the same bytes: nothing else is hidden, and each text is as written."""
    event, digests, alike = record.event, iter(reading.order), True

    def hide(text: str) -> str:
        nonlocal alike
        digest = next(digests)
        salt = reading.salts.get(digest)
        alike = alike and (salt is None or hashlib.sha256(f'["{salt}",{text}]'.encode()).hexdigest() == digest)
        return f'{{"...":"{digest}"}}'

    if isinstance(event.command, Removed):
        return True
    written = written_event(event, hide)
    body = _body_start(event, written, record.id, record.number, record.previous, record.recorded_at, record.origin)
    return alike and sealed.body.startswith(body) and len(sealed.body) == len(body) + len(closing(b""))


class _Reading:
    """Puts the texts of one record back in their places.

    Attributes:
        salts: the salt of each disclosure, by its digest.
        missing: the paths of the texts that are gone; `command` and `reasons` for those of a refusal.
        digests: for each path the digests that stand there.
        order: the same digests, in the order in which sealing made them.
    """

    def __init__(self, disclosures: bytes) -> None:
        self._values: dict[str, Any] = {}
        self.salts: dict[str, str] = {}
        self._count = 0
        for self._count, line in enumerate(_lines(disclosures), start=1):
            digest = hashlib.sha256(line).hexdigest()
            self.salts[digest], self._values[digest] = json.loads(line)
            if not _DISCLOSURE.fullmatch(line) or canonical([self.salts[digest], self._values[digest]]) != line:
                raise ValueError("a text is not kept in its form")
        self._used: set[str] = set()
        self.missing: list[str] = []
        self.digests: dict[str, list[str]] = {}
        self.order: list[str] = []

    @property
    def unknown(self) -> bool:
        """Whether there is a disclosure that nothing in the body refers to, or the same one twice, or one for two texts."""
        return len(self._used) != self._count or len(set(self.order)) < len(self.order)

    def event(self, plain: Mapping[str, Any]) -> dict[str, Any]:
        """The event with every text in its place. A missing command is None; missing reasons are an empty list."""
        verdict = plain["verdict"]
        return {
            **plain,
            "command": self._reveal(plain["command"], whole="command", gone=None),
            "verdict": {**verdict, "reasons": self._reveal(verdict["reasons"], whole="reasons", gone=[])},
        }

    def _reveal(self, node: Any, path: str = "", *, whole: str = "", gone: Any = REDACTED) -> Any:
        """Plain data with every text in its place; what is hidden as a whole has no path, and is called `whole`."""
        if isinstance(node, list):
            return [self._reveal(item, f"{path}[{n}]") for n, item in enumerate(node)]
        if not isinstance(node, dict):
            return node
        if set(node) != {"..."}:
            return {key: self._reveal(value, f"{path}.{key}" if path else key) for key, value in node.items()}
        digest, name = node["..."], path or whole
        self.digests.setdefault(name, []).append(digest)
        if digest not in self._values:
            self.missing.append(name)
            self.order.append(digest)
            return gone
        self._used.add(digest)
        found = self._reveal(self._values[digest], path, whole=whole)
        self.order.append(digest)  # the texts in it were hidden before it was hidden itself
        return found


# -- removing ----------------------------------------------------------------------------------------------------------


def redacted(sealed: Sealed, codec: Codec, fields: Collection[str] = ()) -> Sealed:
    """The same record without some of its texts; its hash does not change.

    Args:
        sealed: the record.
        codec: reads it.
        fields: the paths of the texts to remove, such as `motivation`; empty for everything that can be removed. A
            field that was removed before stays so.

    Raises:
        InputError: a path is not one of a text that can be removed; all of them together.
        BrokenLedger: the record is not sound.
    """
    unseal(sealed, codec)
    plain = json.loads(sealed.body)
    reading = _Reading(sealed.disclosures)
    reading.event(plain["event"])
    paths = {path: digests for path, digests in reading.digests.items() if path not in WHOLE}
    expected = Text(
        nl=f"een vrije tekst van vastlegging {sealed.number}: {', '.join(paths) or 'die heeft er geen'}",
        en=f"a free text of record {sealed.number}: {', '.join(paths) or 'it has none'}",
    )
    problems = [Problem("fields", shown(f), expected, nearest(f, paths)) for f in fields if f not in paths]
    if not fields and not reading.digests:
        problems = [Problem("records", shown(sealed.number), _REMOVABLE)]
    if problems:
        raise InputError("Redact", problems)
    gone = {d for f in fields for d in paths[f]} if fields else {d for ds in reading.digests.values() for d in ds}
    left = [d for d in _lines(sealed.disclosures) if hashlib.sha256(d).hexdigest() not in gone]
    return sealed._replace(disclosures=b"\n".join(left))


_REMOVABLE = Text(nl="een vastlegging met een vrije tekst", en="a record with a free text")


def lessened(removal: Removal, process: str, records: Sequence[Sealed], codec: Codec) -> list[Sealed]:
    """The stored records that a removal names, without the texts that it removes.

    Raises:
        InputError: there is no such record, or no such text in it.
    """
    stored = {s.number: s for s in records}
    expected = Text(
        nl=f"het nummer van een opgeslagen vastlegging van `{process}` (1 tot en met {len(stored)})",
        en=f"the number of a stored record of `{process}` (1 up to {len(stored)})",
    )
    problems: list[Problem] = []
    less: list[Sealed] = []
    for number in removal.records:
        if number not in stored:
            problems.append(Problem("records", shown(number), expected))
            continue
        try:
            less.append(redacted(stored[number], codec, removal.fields))
        except InputError as error:
            problems += error.problems
    if problems:
        raise InputError("Redact", problems)
    return less


# -- setting aside -----------------------------------------------------------------------------------------------------

TOLERANCE = timedelta(minutes=1)
"""How far the clock may run behind the last record of a process; the moment of that record is then used."""


def refuse_aside(
    command: Command, process: str, unread: Collection[int], records: Sequence[Record], now: datetime
) -> bool:
    """Check that records may be set aside: each has to be wrong, and not set aside before; time may not go back.

    Args:
        command: what is asked.
        process: the name of the process.
        unread: the numbers of its records that cannot be read, and were not set aside.
        records: every record of it, as far as they can be read.
        now: the moment of recording.

    Returns:
        Whether what is set aside was stored ahead of the clock, so that the next may be recorded before it.

    Raises:
        InputError: a named record can be read and was not stored ahead of the clock; or another one that was is not
            named; or the act lies before the last record that is left.
    """
    asked: tuple[int, ...] = asked_of_command(command, "sets_aside")
    ahead = {r.number for r in records if r.recorded_at - now > TOLERANCE}
    wrong = ahead | set(unread)
    expected = Text(
        nl=f"het nummer van een vastlegging van `{process}` die niet te lezen is en nog meetelt, of die later is "
        "vastgelegd dan nu",
        en=f"the number of a record of `{process}` that cannot be read and still counts, or that was stored later than now",
    )
    problems = [Problem("records", shown(n), expected) for n in asked if n not in wrong]
    back = bool(ahead.intersection(asked))
    if back and not ahead <= set(asked):
        every = ", ".join(str(n) for n in sorted(ahead))
        expected = Text(nl=f"elke vastlegging die later is vastgelegd dan nu: {every}",
                        en=f"every record that was stored later than now: {every}")  # fmt: skip
        problems.append(Problem("records", shown(asked), expected))
    last = max((r.recorded_at for r in records if r.number not in ahead), default=command.at)
    if not problems and back and command.at < last:
        expected = Text(nl=f"een moment vanaf {last.isoformat()}", en=f"a moment from {last.isoformat()} on")
        problems.append(Problem("at", shown(command.at.isoformat()), expected))
    if problems:
        raise InputError("SetAside", problems)
    return back


def not_before(head: Head, process: str, now: datetime) -> datetime:
    """The moment of recording: now, but never before that of the last record.

    Raises:
        ClockBehind: the clock runs further behind than `TOLERANCE`.
    """
    if behind(head, now):
        raise ClockBehind(process, now, head.recorded_at or now)
    return max(now, head.recorded_at or now)


def behind(head: Head, now: datetime) -> bool:
    """Whether the clock runs further behind the last record than `TOLERANCE`."""
    return head.recorded_at is not None and head.recorded_at - now > TOLERANCE


# -- the same again ----------------------------------------------------------------------------------------------------


def alike(record: Record, command: Command) -> bool:
    """Whether a record is about this command, as far as that can be told once texts were removed."""
    if not record.removed:
        return record.event.command == command
    if isinstance(record.event.command, Removed):
        return True
    return _same(record.event.command, command)


def _same(stored: object, given: object) -> bool:
    """Whether two values are equal, apart from texts that were removed; a moment is equal at any offset."""
    if type(stored) is not type(given):
        return False
    if isinstance(stored, tuple) and isinstance(given, tuple):
        return len(stored) == len(given) and all(map(_same, stored, given))
    if isinstance(stored, Checked):
        names = [a.name for a in fields(type(stored))]  # type: ignore[arg-type]  # each of them is an attrs class
        return all(_same(getattr(stored, name), getattr(given, name)) for name in names)
    return stored in (given, REDACTED)


def _lines(disclosures: bytes) -> Iterator[bytes]:
    return iter(disclosures.split(b"\n") if disclosures else ())
