"""Signed checkpoints: how large a tree was and what its root was, with a signature (*ondertekend controlepunt*).

A checkpoint is a text that people can read, mail and print, in the formats of https://c2sp.org/tlog-checkpoint and
https://c2sp.org/signed-note, which other tools know too. Signatures are Ed25519. Keys and checkpoints are read
strictly: there is one way to write each.

Signing and verifying need the extra `signing`; everything else does not.
"""

from __future__ import annotations

import hashlib
import re
import secrets
from base64 import b64decode, b64encode
from collections.abc import Iterator
from contextlib import contextmanager
from typing import NoReturn, Self

from attrs import field, frozen

from ontvlechting.engine.checked import LARGEST, Checked, Count, Id, problems_of_id, refuse
from ontvlechting.engine.errors import BadSignature, BrokenLedger, InputError, MissingExtra, Problem, shown
from ontvlechting.engine.text import Text
from ontvlechting.record.merkle import EMPTY

LONGEST = 1_000_000
"""How many characters a note may have, with all its signatures."""
HIDDEN = "***"
"""What an error shows in place of a private key."""

_PRIVATE = "PRIVATE+KEY+"
_ED25519 = b"\x01"
_DASH = "\N{EM DASH}"
_NUMBER = re.compile(r"0|[1-9][0-9]{0,18}")
_CONTROL = re.compile(r"[\x00-\x09\x0b-\x1f\x7f-\x9f]")

_A_NAME = Text(
    nl="een naam zonder spaties, plustekens en besturingstekens, van ten hoogste 200 tekens",
    en="a name without spaces, plus signs and control characters, of at most 200 characters",
)
_A_KEY = Text(
    nl="de base64 van de byte 1 (Ed25519) en 32 bytes van de sleutel",
    en="the base64 of the byte 1 (Ed25519) and 32 bytes of the key",
)
_32_BYTES = Text(nl="32 bytes", en="32 bytes")


@frozen
class Checkpoint(Checked):
    """The size and root of a tree at one moment (*controlepunt*).

    Attributes:
        origin: which tree it is: one line, best a name such as `example.com/ledger`.
        size: how many leaves it had.
        root: its root, 32 bytes.
    """

    origin: Id
    size: Count
    root: bytes

    def problems(self) -> Iterator[Problem]:
        """Checks that the root has the length of a hash."""
        if len(self.root) != 32:
            yield _problem("root", self.root, _32_BYTES)

    def body(self) -> str:
        """The text that is signed: origin, size and root, each on a line of its own."""
        return f"{self.origin}\n{self.size}\n{_base64(self.root)}\n"


@frozen
class PublicKey:
    """The public key of a signer, which everybody may know (*openbare sleutel*).

    Attributes:
        name: the name of the signer, without spaces and plus signs; best one such as `example.com/ledger`.
        key: the Ed25519 public key, 32 bytes.
    """

    name: str
    key: bytes

    def __attrs_post_init__(self) -> None:
        refuse("PublicKey", [*_problems_of_name(self.name), *_problems_of_bytes("key", self.key)])

    @property
    def id(self) -> str:
        """Eight hexadecimal digits by which a signature says which key made it; they prove nothing."""
        return hashlib.sha256(f"{self.name}\n".encode() + _ED25519 + self.key).hexdigest()[:8]

    @property
    def text(self) -> str:
        """The key as one line of text, which `parse` reads."""
        return f"{self.name}+{self.id}+{_base64(_ED25519 + self.key)}"

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read a key from its text.

        Args:
            text: `<name>+<id>+<key>`, as `text` gives it.

        Raises:
            InputError: it is no such text, or the id does not belong to the name and the key.
        """
        parts = _split_key(text)
        if parts is None or _PRIVATE in text:
            form = Text(nl="`<naam>+<kenmerk>+<sleutel>`", en="`<name>+<id>+<key>`")
            raise InputError(cls.__name__, [_problem("text", text, form)])
        name, id, key = parts
        found = _key_of(key)
        problems = _problems_of_name(name)
        if found is None:
            problems.append(_problem("key", key, _A_KEY))
        if problems or found is None:
            raise InputError(cls.__name__, problems)
        made = cls(name, found)
        if id != made.id:
            raise InputError(cls.__name__, [_problem("id", id, Text(nl=f"`{made.id}`", en=f"`{made.id}`"))])
        return made

    def opened(self, note: str) -> Checkpoint:
        """The checkpoint in a signed note, once it is verified that this key signed it.

        Signatures by other keys are ignored, and so are lines after the root: they are signed, but their meaning is not
        known. The checkpoint says of which tree it is: compare its origin with the one that you expect.

        Args:
            note: the whole text, as `PrivateKey.sign` gives it.

        Raises:
            InputError: it is no signed note, or what was signed is no checkpoint; all problems are named.
            BadSignature: this key did not sign it, or a signature of this key does not fit the text.
        """
        return _checkpoint(self._verified(note))

    def _verified(self, note: str) -> str:
        """The signed text of a note of any kind, once it is verified that this key signed it."""
        body, signatures = _taken_apart(note)
        mine = [signature[4:] for name, signature in signatures if (name, signature[:4].hex()) == (self.name, self.id)]
        if not mine:
            self._reject("er staat geen handtekening van deze sleutel onder", "there is no signature of this key on it")
        if not all(_is_valid_signature(self.key, signature, body.encode()) for signature in mine):
            self._reject("de handtekening hoort niet bij de tekst", "the signature does not belong to the text")
        return body

    def _reject(self, nl: str, en: str) -> NoReturn:
        raise BadSignature(f"{self.name}+{self.id}", Text(nl=nl, en=en))


@frozen
class PrivateKey:
    """The private key of a signer, which it keeps secret (*geheime sleutel*); its `repr` shows only the name.

    Attributes:
        name: the name of the signer, as in the public key.
        seed: the Ed25519 private key, 32 bytes.
    """

    name: str
    seed: bytes = field(repr=False)

    def __attrs_post_init__(self) -> None:
        problems, names = _problems_of_bytes("seed", self.seed, secret=True), _problems_of_name(self.name)
        if problems:  # the seed may be in the place of the name
            names = _hide_values(names)
        refuse("PrivateKey", [*names, *problems])

    @classmethod
    def generate(cls, name: str) -> Self:
        """A new key, from the randomness of the system.

        Args:
            name: the name of the signer, without spaces and plus signs; best one such as `example.com/ledger`.

        Raises:
            InputError: the name cannot be used.
        """
        return cls(name, secrets.token_bytes(32))

    @property
    def public(self) -> PublicKey:
        """The public key that belongs to it."""
        with _signing():
            from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
        return PublicKey(self.name, Ed25519PrivateKey.from_private_bytes(self.seed).public_key().public_bytes_raw())

    @property
    def text(self) -> str:
        """The key as one line of text, which `parse` reads; whoever has it can sign."""
        return f"{_PRIVATE}{self.name}+{self.public.id}+{_base64(_ED25519 + self.seed)}"

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read a key from its text. No error shows any of it.

        Args:
            text: `PRIVATE+KEY+<name>+<id>+<key>`, as `text` gives it.

        Raises:
            InputError: it is no such text, or the id does not belong to the name and the key.
        """
        parts = _split_key(text, _PRIVATE)
        if parts is None:
            form = Text(
                nl=f"`{_PRIVATE}<naam>+<kenmerk>+<sleutel>`",
                en=f"`{_PRIVATE}<name>+<id>+<key>`",
            )
            raise InputError(cls.__name__, [Problem("text", HIDDEN, form)])
        name, id, key = parts
        seed = _key_of(key)
        problems = _hide_values(_problems_of_name(name))
        if seed is None:
            problems.append(Problem("key", HIDDEN, _A_KEY))
        if problems or seed is None:
            raise InputError(cls.__name__, problems)
        made = cls(name, seed)
        if id != made.public.id:
            belongs = Text(
                nl="het kenmerk dat bij de naam en de sleutel hoort",
                en="the id that belongs to the name and the key",
            )
            raise InputError(cls.__name__, [Problem("id", HIDDEN, belongs)])
        return made

    def sign(self, checkpoint: Checkpoint) -> str:
        """Sign a checkpoint.

        Returns:
            The signed note: the body, a blank line and the signature. Lines by other signers may be added after it.

        Raises:
            InputError: this is no checkpoint.
        """
        refuse("sign", problems_of_checkpoint(checkpoint))
        return self._signed(checkpoint.body())

    def cosign(self, note: str, key: PublicKey) -> str:
        """Sign a checkpoint that was signed already, as a witness (*getuige*).

        A witness says that it saw this checkpoint. Check with `merkle.consistent` whether it continues an earlier one.

        Args:
            note: the signed checkpoint.
            key: the public key of the ledger, which has to have signed it.

        Returns:
            The same note with one more signature under it; unchanged when this key had signed it already.

        Raises:
            BadSignature: the note is not signed by the key of the ledger, or is of another ledger; or a line under it
                that claims to be a signature of this witness is not one.
            InputError: it is no signed note, or what was signed is no checkpoint; or this is the key of the ledger itself.
        """
        opened(note, key)
        body, signatures = _taken_apart(note)
        mine = self.public
        if mine == key:
            another = Text(nl="een andere sleutel dan die van het logboek", en="another key than that of the ledger")
            raise InputError("cosign", [_problem("key", mine.name, another)])
        if any((name, signature[:4].hex()) == (mine.name, mine.id) for name, signature in signatures):
            mine.opened(note)
            return note
        return note + self._line(body)

    def _signed(self, body: str) -> str:
        """A signed note of any text."""
        return f"{body}\n{self._line(body)}"

    def _line(self, body: str) -> str:
        """The signature of a text, as it stands under a note."""
        with _signing():
            from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
        signature = Ed25519PrivateKey.from_private_bytes(self.seed).sign(body.encode())
        return f"{_DASH} {self.name} {_base64(bytes.fromhex(self.public.id) + signature)}\n"


def problems_of_checkpoint(given: object) -> list[Problem]:
    """The problems of a value that should be a checkpoint; often it is a signed note instead."""
    if isinstance(given, Checkpoint):
        return []
    expected = Text(nl="een `Checkpoint`; uit een ondertekende tekst haalt `PublicKey.opened` er een",
                    en="a `Checkpoint`; `PublicKey.opened` takes one out of a signed text")  # fmt: skip
    return [_problem("checkpoint", given, expected)]


def opened(note: str, key: PublicKey) -> Checkpoint:
    """The checkpoint in a note, once it is verified that this key signed it, and that it is of the ledger of this key.

    Raises:
        BadSignature: the checkpoint is not signed by this key, or is of another ledger than the key.
        InputError: it is no signed note, or what was signed is no checkpoint; or this is no public key.
    """
    given: object = key
    if not isinstance(given, PublicKey):  # often the text of a key, or a private key
        expected = Text(nl="een `PublicKey`; van een tekst maakt `PublicKey.parse` er een",
                        en="a `PublicKey`; of a text `PublicKey.parse` makes one")  # fmt: skip
        raise InputError("checkpoint", [_problem("key", given, expected)])
    point = key.opened(note)
    if point.origin != key.name:
        why = Text(nl=f"het is van {shown(point.origin)}", en=f"it is of {shown(point.origin)}")
        raise BadSignature(key.name, why)
    return point


def vouched(checkpoint: str | None, key: PublicKey | None) -> dict[int, bytes]:
    """The size of this checkpoint, with the root that the ledger must have at that size.

    Raises:
        BadSignature: the checkpoint is not signed by this key, or is of another ledger than the key.
        BrokenLedger: it gives an empty ledger a root that no empty ledger has.
        InputError: the checkpoint or key is not well formed, or only one of them was given.
    """
    if checkpoint is None or key is None:
        expected = Text(nl="een controlepunt en een sleutel samen", en="a checkpoint and a key together")
        missing = "checkpoint" if checkpoint is None else "key"
        raise InputError("verify", [Problem(missing, shown(None), expected)])
    point = opened(checkpoint, key)
    if point.size == 0 and point.root != EMPTY:  # a verifier compares roots at records, and here there is none
        nothing = Text(nl="een leeg logboek heeft een andere wortel dan het controlepunt zegt",
                       en="an empty ledger has another root than the checkpoint says")  # fmt: skip
        raise BrokenLedger(None, None, nothing)
    return {point.size: point.root}


@contextmanager
def _signing() -> Iterator[None]:
    """For imports of the extra `signing`: when it is missing, the error says how to get it."""
    try:
        yield
    except ImportError as error:
        raise MissingExtra("signing", "cryptography", "ontvlechting[signing]") from error


def _is_valid_signature(key: bytes, signature: bytes, message: bytes) -> bool:
    with _signing():
        from cryptography.exceptions import InvalidSignature
        from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
    try:
        Ed25519PublicKey.from_public_bytes(key).verify(signature, message)
    except InvalidSignature:
        return False
    return True


def _taken_apart(note: str) -> tuple[str, list[tuple[str, bytes]]]:
    """The signed text of a note, and the name and bytes of every signature; nothing is verified."""
    refuse("note", _problems_of_note(note))
    text, _, under = note.rpartition("\n\n")
    lines = under.split("\n")[:-1]
    if not text or not lines:
        form = Text(
            nl="een tekst, een lege regel en daaronder handtekeningen",
            en="a text, a blank line, and signatures under it",
        )
        raise InputError("note", [_problem("note", note, form)])
    form = Text(
        nl=f"`{_DASH} <naam> <base64 van kenmerk en handtekening>`",
        en=f"`{_DASH} <name> <base64 of id and signature>`",
    )
    found: list[tuple[str, bytes]] = []
    problems: list[Problem] = []
    for i, line in enumerate(lines):
        dash, _, rest = line.partition(" ")
        name, _, code = rest.partition(" ")
        signature = _bytes_of(code)
        if dash == _DASH and _is_name(name) and signature is not None and len(signature) > 4:
            found.append((name, signature))
        else:
            problems.append(_problem(f"signatures[{i}]", line, form))
    refuse("note", problems)
    return f"{text}\n", found


def _problems_of_note(note: object) -> list[Problem]:
    """The problems of a value that should be the text of a note, whatever the note says."""
    if not isinstance(note, str):
        return [_problem("note", note, Text(nl="een tekst", en="a text"))]
    if len(note) > LONGEST:
        return [
            _problem("note", note, Text(nl=f"ten hoogste {LONGEST} tekens", en=f"at most {LONGEST} characters")),
        ]
    problems: list[Problem] = []
    control = _CONTROL.search(note)
    if control is not None:
        expected = Text(
            nl="geen andere besturingstekens dan het einde van een regel",
            en="no control characters but the end of a line",
        )
        problems.append(_problem("note", control[0], expected))
    if not _is_utf8(note):
        problems.append(
            _problem("note", note, Text(nl="tekst die als UTF-8 te bewaren is", en="text that UTF-8 can hold"))
        )
    if not note.endswith("\n"):
        expected = Text(nl="het einde van een regel als slot", en="the end of a line as its last character")
        problems.append(_problem("note", note[-1:], expected))
    return problems


def _checkpoint(body: str) -> Checkpoint:
    """The checkpoint that a signed text holds."""
    lines = body.split("\n")[:-1]
    if len(lines) < 3 or "" in lines:
        form = Text(
            nl="drie regels of meer, geen ervan leeg: herkomst, omvang en wortel",
            en="three lines or more, none of them empty: origin, size and root",
        )
        raise InputError("Checkpoint", [_problem("body", body, form)])
    origin, size, code = lines[:3]
    root = _bytes_of(code)
    problems = problems_of_id(origin, "origin")
    if _NUMBER.fullmatch(size) is None or int(size) > LARGEST:
        expected = Text(
            nl=f"een getal zonder nullen ervoor, ten hoogste {LARGEST}",
            en=f"a number without leading zeros, at most {LARGEST}",
        )
        problems.append(_problem("size", size, expected))
    if root is None or len(root) != 32:
        problems.append(_problem("root", code, Text(nl="de base64 van 32 bytes", en="the base64 of 32 bytes")))
    if problems or root is None:
        raise InputError("Checkpoint", problems)
    return Checkpoint(origin, int(size), root)


def _problem(field: str, value: object, expected: Text) -> Problem:
    """A problem that shows no private key, not even one that was given by mistake for something else."""
    told = shown(value)
    return Problem(field, HIDDEN if HIDDEN in told else told, expected)


def _hide_values(problems: list[Problem]) -> list[Problem]:
    return [Problem(p.field, HIDDEN, p.expected) for p in problems]


def _problems_of_name(name: object) -> list[Problem]:
    return [] if _is_name(name) else [_problem("name", name, _A_NAME)]


def _problems_of_bytes(field: str, value: object, *, secret: bool = False) -> list[Problem]:
    if isinstance(value, bytes) and len(value) == 32:
        return []
    return [Problem(field, HIDDEN, _32_BYTES) if secret else _problem(field, value, _32_BYTES)]


def _is_name(name: object) -> bool:
    return (
        isinstance(name, str)
        and not problems_of_id(name, "name")
        and "+" not in name
        and not any(character.isspace() for character in name)
    )


def _is_utf8(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def _split_key(text: object, prefix: str = "") -> tuple[str, str, str] | None:
    """The three parts of the text of a key; only the last may hold a plus sign."""
    if not isinstance(text, str) or not text.startswith(prefix):
        return None
    parts = text.removeprefix(prefix).split("+", 2)
    return (parts[0], parts[1], parts[2]) if len(parts) == 3 else None


def _key_of(code: str) -> bytes | None:
    """The 32 bytes of an Ed25519 key."""
    found = _bytes_of(code)
    return found[1:] if found is not None and len(found) == 33 and found[:1] == _ED25519 else None


def _base64(value: bytes) -> str:
    return b64encode(value).decode()


def _bytes_of(code: str) -> bytes | None:
    """The bytes of a base64 text; None when it is not base64, or not written in the one right way."""
    try:
        found = b64decode(code, validate=True)
    except ValueError:
        return None
    return found if _base64(found) == code else None
