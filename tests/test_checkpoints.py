"""Signed checkpoints: published notes and keys, both ways, and everything that has to be refused."""

from __future__ import annotations

import base64
import subprocess
import sys
from collections.abc import Callable

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st

from ontvlechting.engine.checked import LARGEST, shows
from ontvlechting.engine.errors import BadSignature, InputError, MissingExtra, OntvlechtingError, shown
from ontvlechting.engine.text import LANGUAGES
from ontvlechting.record import merkle
from ontvlechting.record.checkpoints import HIDDEN, LONGEST, Checkpoint, PrivateKey, PublicKey

# from the tests of golang.org/x/mod/sumdb/note
PETER = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
PETER_PRIVATE = "PRIVATE+KEY+PeterNeumann+c74f20a3+AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz"
PETER_TEXT = (
    "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n"  # not ours
)
PETER_LINE = (
    "— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n"
)
# the checksum database of Go, as it once signed itself; the example of c2sp.org/tlog-checkpoint has the same signature
# under another origin, and so does not hold
GO = "sum.golang.org+033de0ae+Ac4zctda0e5eza+HJyk9SxEdh+s3Ux18htTTAD8OuAn8"
GO_BODY = "go.sum database tree\n20852163\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n"
GO_LINE = (
    "— sum.golang.org Az3grlgtzPICa5OS8npVmf1Myq/5IZniMp+ZJurmRDeOoRDe4URYN7u5/Zhcyv2q1gGzGku9nTo+zyWE+xeMcTOAYQ8=\n"
)

KEY = PrivateKey("example.com/ledger", bytes(range(32)))
OTHER = PrivateKey("example.com/ledger", bytes(range(1, 33)))
CHECKPOINT = Checkpoint("example.com/ledger", 3, merkle.root([merkle.leaf(b"a"), merkle.leaf(b"b"), merkle.leaf(b"c")]))
NOTE = KEY.sign(CHECKPOINT)
BODY, LINE = NOTE.split("\n\n")
BODY += "\n"

names = st.text(st.characters(exclude_categories=["Z", "C"], exclude_characters="+"), min_size=1, max_size=40)
seeds = st.binary(min_size=32, max_size=32)
keys = st.builds(PrivateKey, names, seeds)
origins = st.text(st.characters(exclude_categories=["Cc", "Cs", "Zl", "Zp"]), min_size=1, max_size=60).filter(shows)
checkpoints = st.builds(
    Checkpoint, origin=origins, size=st.integers(0, LARGEST), root=st.binary(min_size=32, max_size=32)
)


def problems(make: Callable[[], object]) -> dict[str, str]:
    """The fields that an input error names, with the value that it shows."""
    with pytest.raises(InputError) as error:
        make()
    for language in LANGUAGES:
        for problem in error.value.problems:
            assert problem.expected[language]
            assert problem.field in error.value.text[language]
    return {p.field: p.value for p in error.value.problems}


def refused(make: Callable[[], object]) -> bool:
    """Whether it raises one of the two errors that a note can raise; anything else goes through."""
    try:
        make()
    except (InputError, BadSignature):
        return True
    return False


def _code(value: bytes) -> str:
    return base64.b64encode(value).decode()


def _signed(body: str, *keys: PrivateKey) -> str:
    """Any text, signed by each of these keys."""
    return body + "\n" + "".join(key._signed(body).removeprefix(f"{body}\n") for key in keys)


# ── published notes ──────────────────────────────────────────────────────────────────────────────


def test_a_published_checkpoint_is_opened() -> None:
    """The checksum database of Go signed this checkpoint, and this is what it says."""
    expected = Checkpoint(
        "go.sum database tree", 20852163, base64.b64decode("CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=")
    )
    assert expected == PublicKey.parse(GO).opened(f"{GO_BODY}\n{GO_LINE}")
    assert GO_BODY == expected.body()


def test_a_published_checkpoint_under_another_origin_is_refused() -> None:
    """The example in the format's own description has a signature of another text."""
    body = GO_BODY.replace("go.sum database tree", "example.com/behind-the-sofa")
    with pytest.raises(BadSignature):
        PublicKey.parse(GO).opened(f"{body}\n{GO_LINE}")


def test_a_published_note_is_verified_and_signed_the_same() -> None:
    """The note of the Go package holds, its private key makes it again to the letter, and it is no checkpoint."""
    note = f"{PETER_TEXT}\n{PETER_LINE}"
    public, private = PublicKey.parse(PETER), PrivateKey.parse(PETER_PRIVATE)
    assert PETER_TEXT == public._verified(note)
    assert note == private._signed(PETER_TEXT)
    assert {"body": repr(PETER_TEXT)} == problems(lambda: public.opened(note))


def test_published_keys_come_back_as_they_were() -> None:
    """Both keys of the Go package are read, belong together, and are written as they were."""
    private = PrivateKey.parse(PETER_PRIVATE)
    assert PETER_PRIVATE == private.text
    assert PETER == private.public.text == PublicKey.parse(PETER).text
    assert ("PeterNeumann", "c74f20a3") == (private.public.name, private.public.id)


# ── both ways ────────────────────────────────────────────────────────────────────────────────────


def test_a_ledger_is_no_witness_of_itself() -> None:
    """A second signature by the same key says nothing more."""
    key = PrivateKey.generate("example.com/x")
    note = key.sign(Checkpoint("example.com/x", 0, bytes(32)))
    with pytest.raises(InputError, match="another key than that of the ledger"):
        key.cosign(note, key.public)


def test_a_note_is_the_text_a_blank_line_and_the_signature() -> None:
    """Origin, size and root stand on a line each; then comes who signed, with the id of the key and the signature."""
    signature = Ed25519PrivateKey.from_private_bytes(KEY.seed).sign(BODY.encode())
    expected = [
        "example.com/ledger",
        "3",
        _code(CHECKPOINT.root),
        "",
        f"— example.com/ledger {_code(bytes.fromhex(KEY.public.id) + signature)}",
        "",
    ]
    assert expected == NOTE.split("\n")


@given(keys, checkpoints)
def test_what_is_signed_is_what_is_opened(key: PrivateKey, checkpoint: Checkpoint) -> None:
    """Any checkpoint, signed by any key, comes back from the note as it was."""
    assert checkpoint == key.public.opened(key.sign(checkpoint))


@given(keys)
def test_keys_come_back_from_their_text(key: PrivateKey) -> None:
    """Any key, private and public, comes back from its text as it was."""
    assert key == PrivateKey.parse(key.text)
    assert key.public == PublicKey.parse(key.public.text)


def test_a_new_key_is_new() -> None:
    """Two keys of one name are two keys, and each signs what it opens."""
    first, second = PrivateKey.generate("a"), PrivateKey.generate("a")
    assert first.seed != second.seed
    assert CHECKPOINT == first.public.opened(first.sign(CHECKPOINT))
    with pytest.raises(BadSignature):
        second.public.opened(first.sign(CHECKPOINT))


def test_other_signatures_are_passed_over() -> None:
    """Who else signed, with whatever kind of key, before or after, does not matter; also not under the same name."""
    cosigned = f"— witness.example {_code(bytes(5000))}\n"
    note = _signed(BODY, OTHER, KEY).replace("\n\n", f"\n\n{cosigned}") + cosigned
    assert CHECKPOINT == KEY.public.opened(note)
    assert CHECKPOINT == OTHER.public.opened(note)


def test_an_id_alone_or_a_name_alone_is_not_the_key() -> None:
    """A signature counts as one of this key only when its name and its id both are; else it is somebody else's."""
    signature = base64.b64decode(LINE.split(" ")[2])
    for line in (f"— else {_code(signature)}\n", f"— {KEY.name} {_code(bytes(4) + signature[4:])}\n"):
        assert CHECKPOINT == KEY.public.opened(NOTE + line)
        with pytest.raises(BadSignature, match="no signature"):
            KEY.public.opened(f"{BODY}\n{line}")


def test_lines_after_the_root_are_signed_but_not_read() -> None:
    """The format allows them: they take part in the signature, and change nothing in the checkpoint."""
    note = _signed(f"{BODY}extra 1\nextra 2\n", KEY)
    assert CHECKPOINT == KEY.public.opened(note)
    with pytest.raises(BadSignature, match="does not belong"):
        KEY.public.opened(note.replace("extra 2", "extra 3"))


# ── notes that are refused ───────────────────────────────────────────────────────────────────────


def test_one_wrong_signature_of_the_key_spoils_the_note() -> None:
    """A right signature does not make up for a wrong one of the same key, before it or after it."""
    wrong = f"— {KEY.name} {_code(bytes.fromhex(KEY.public.id) + bytes(64))}\n"
    for note in (NOTE + wrong, NOTE.replace("\n\n", f"\n\n{wrong}"), f"{BODY}\n{wrong}"):
        with pytest.raises(BadSignature, match="does not belong to the text"):
            KEY.public.opened(note)


@pytest.mark.parametrize("length", [1, 63, 65])
def test_a_signature_of_another_length_is_wrong(length: int) -> None:
    """What bears the id of the key but is no Ed25519 signature does not hold."""
    line = f"— {KEY.name} {_code(bytes.fromhex(KEY.public.id) + bytes(length))}\n"
    with pytest.raises(BadSignature, match="does not belong to the text"):
        KEY.public.opened(f"{BODY}\n{line}")


@pytest.mark.parametrize("i", range(len(NOTE)))
def test_a_note_with_any_character_changed_is_refused(i: int) -> None:
    """Each character in turn becomes other ones, is left out, and is doubled: the note never holds again."""
    public = KEY.public
    for new in ("", NOTE[i] * 2, "\n", " ", "A", "0", "=", "é", chr(ord(NOTE[i]) ^ 1)):
        note = NOTE[:i] + new + NOTE[i + 1 :]
        assert (note != NOTE) == refused(lambda note=note: public.opened(note)), note  # type: ignore[misc]


@given(checkpoints, st.data())
def test_a_tampered_note_is_refused(checkpoint: Checkpoint, data: st.DataObject) -> None:
    """Of any checkpoint: a character changed, left out or put in, anywhere, and the note does not hold."""
    note = KEY.sign(checkpoint)
    i = data.draw(st.integers(0, len(note)), "where")
    new = data.draw(st.text(max_size=1), "new")
    end = data.draw(st.sampled_from([i, i + 1]), "end")
    tampered = note[:i] + new + note[end:]
    assert (tampered != note) == refused(lambda: KEY.public.opened(tampered))


@given(st.text())
def test_any_text_is_judged(text: str) -> None:
    """A text that nobody signed is refused with an error of this package, whatever it is."""
    for note in (text, f"{text}\n\n{LINE}", f"{BODY}\n{text}", f"{BODY}\n— {text}\n"):
        assert refused(lambda note=note: KEY.public.opened(note))  # type: ignore[misc]


NO_NOTES: dict[str, tuple[object, set[str]]] = {
    "no text": (NOTE.encode(), {"note"}),
    "nothing": ("", {"note"}),
    "no signature": (BODY, {"note"}),
    "nothing under the blank line": (f"{BODY}\n", {"note"}),
    "no blank line": (f"{BODY}{LINE}", {"note"}),
    "nothing above the blank line": (f"\n\n{LINE}", {"note"}),
    "no end of the last line": (NOTE[:-1], {"note"}),
    "no end of a second line": (NOTE + LINE[:-1], {"note"}),
    "a return": (NOTE.replace("\n", "\r\n"), {"note"}),
    "a tab": (f"{BODY}\t\n\n{LINE}", {"note"}),
    "a delete": (NOTE.replace("3", "3\x7f", 1), {"note"}),
    "a surrogate": (f"\ud800{NOTE}", {"note"}),
    "over-long": (NOTE + LINE * (LONGEST // len(LINE)), {"note"}),
    "two hyphens": (NOTE.replace("—", "--"), {"signatures[0]"}),
    "two spaces": (NOTE.replace("— ", "—  "), {"signatures[0]"}),
    "another space": (NOTE.replace("— ", "—\N{NO-BREAK SPACE}"), {"signatures[0]"}),
    "a name with a plus sign": (NOTE.replace("— example", "— ex+ample"), {"signatures[0]"}),
    "no name": (NOTE.replace("— example.com/ledger", "—"), {"signatures[0]"}),
    "no base64": (f"{NOTE}— witness.example *\n", {"signatures[1]"}),
    "base64 without its end": (f"{NOTE}— witness.example AAAAAAA\n", {"signatures[1]"}),
    "base64 with loose bits": (f"{NOTE}— witness.example AAAAAAB=\n", {"signatures[1]"}),
    "an id without a signature": (f"{NOTE}— witness.example AAAAAA==\n", {"signatures[1]"}),
    "several": (f"{NOTE}— a\n{LINE}b\n", {"signatures[1]", "signatures[3]"}),
}


@pytest.mark.parametrize(("note", "fields"), NO_NOTES.values(), ids=NO_NOTES)
def test_what_is_no_note_is_refused(note: object, fields: set[str]) -> None:
    """Another form than the one that is written down is refused, also of signatures of others, and the error says where."""
    assert fields == set(problems(lambda: KEY.public.opened(note)))  # type: ignore[arg-type]


ROOT = _code(bytes(32))
OTHER_ALPHABET = _code(b"?" * 32).replace("/", "_")
NO_CHECKPOINTS: dict[str, tuple[str, dict[str, str]]] = {
    "two lines": ("a\n1\n", {"body": r"'a\n1\n'"}),
    "an empty line": (f"a\n1\n{ROOT}\n\nb\n", {"body": repr(f"a\n1\n{ROOT}\n\nb\n")}),
    "an empty line at the end": (f"a\n1\n{ROOT}\n\n", {"body": repr(f"a\n1\n{ROOT}\n\n")}),
    "a leading zero": (f"a\n01\n{ROOT}\n", {"size": "'01'"}),
    "two zeros": (f"a\n00\n{ROOT}\n", {"size": "'00'"}),
    "a sign": (f"a\n+1\n{ROOT}\n", {"size": "'+1'"}),
    "a negative size": (f"a\n-1\n{ROOT}\n", {"size": "'-1'"}),
    "another script": (f"a\n١\n{ROOT}\n", {"size": "'١'"}),
    "a space": (f"a\n1 \n{ROOT}\n", {"size": "'1 '"}),
    "too large a size": (f"a\n{LARGEST + 1}\n{ROOT}\n", {"size": repr(str(LARGEST + 1))}),
    "a root without its end": (f"a\n1\n{ROOT[:-1]}\n", {"root": repr(ROOT[:-1])}),
    "a root with loose bits": (f"a\n1\n{ROOT[:-2]}B=\n", {"root": repr(f"{ROOT[:-2]}B=")}),
    "too short a root": (f"a\n1\n{_code(bytes(31))}\n", {"root": repr(_code(bytes(31)))}),
    "a root in the alphabet for addresses": (f"a\n1\n{OTHER_ALPHABET}\n", {"root": repr(OTHER_ALPHABET)}),
    "too long an origin": (f"{'a' * 201}\n1\n{ROOT}\n", {"origin": shown("a" * 201)}),
    "everything": (f"  \n1.0\n{ROOT}A\n", {"origin": "'  '", "size": "'1.0'", "root": repr(f"{ROOT}A")}),
}


@pytest.mark.parametrize(("body", "expected"), NO_CHECKPOINTS.values(), ids=NO_CHECKPOINTS)
def test_a_signed_text_that_is_no_checkpoint_is_refused(body: str, expected: dict[str, str]) -> None:
    """Also when the signature is right: the form is strict, and everything that is wrong with it is named."""
    assert expected == problems(lambda: KEY.public.opened(_signed(body, KEY)))


def test_nothing_is_said_about_a_text_that_is_not_signed() -> None:
    """Whether a text is a checkpoint is asked only after it is certain who signed it."""
    with pytest.raises(BadSignature):
        KEY.public.opened(_signed("a\n01\nb\n", OTHER))


def test_a_bad_signature_says_whose_in_both_languages() -> None:
    """The error names the key, is one of this package, and is no input error."""
    with pytest.raises(BadSignature) as error:
        KEY.public.opened(OTHER.sign(CHECKPOINT))
    assert f"{KEY.name}+{KEY.public.id}" == error.value.key
    assert all(error.value.key in error.value.text[language] for language in LANGUAGES)
    assert error.value.text.nl != error.value.text.en == str(error.value)
    assert isinstance(error.value, OntvlechtingError)
    assert not isinstance(error.value, InputError)


# ── values that are refused ──────────────────────────────────────────────────────────────────────


def test_a_checkpoint_is_well_formed() -> None:
    """An origin is one line that is not blank, a size fits, a root is a hash; all problems are named together."""
    made = problems(lambda: Checkpoint(origin="a\nb", size=-1, root="no"))  # type: ignore[arg-type]
    assert {"origin": r"'a\nb'", "size": "-1", "root": "'no'"} == made
    assert {"size": str(LARGEST + 1)} == problems(lambda: Checkpoint(origin="a", size=LARGEST + 1, root=bytes(32)))
    assert {"root": "b'no'"} == problems(lambda: Checkpoint(origin="a", size=LARGEST, root=b"no"))
    assert {"size": "True"} == problems(lambda: Checkpoint(origin="a", size=True, root=bytes(32)))


NO_NAMES: list[object] = [
    "",
    " ",
    "a b",
    "a\tb",
    "a\nb",
    "a\N{NO-BREAK SPACE}b",
    "a\N{IDEOGRAPHIC SPACE}b",
    "a\N{LINE SEPARATOR}b",
]
NO_NAMES += ["a\x85b", "a\x00b", "a\x7fb", "a+b", "\ud800", "a" * 201, None, 3]


@pytest.mark.parametrize("name", NO_NAMES, ids=ascii)
def test_a_name_has_no_spaces_and_no_plus_sign(name: object) -> None:
    """An empty name, a space of any script, a plus sign, a control character or half a character: no name."""
    assert {"name"} == set(problems(lambda: PublicKey(name, bytes(32))))  # type: ignore[arg-type]
    assert {"name"} == set(problems(lambda: PrivateKey(name, bytes(32))))  # type: ignore[arg-type]
    assert {"name"} == set(problems(lambda: PrivateKey.generate(name)))  # type: ignore[arg-type]


def test_a_key_is_thirty_two_bytes() -> None:
    """Shorter, longer and no bytes are refused, together with what is wrong with the name."""
    assert {"name": "'a b'", "key": "b'short'"} == problems(lambda: PublicKey("a b", b"short"))
    assert {"key": "'text'"} == problems(lambda: PublicKey("a", "text"))  # type: ignore[arg-type]
    assert {"seed": HIDDEN} == problems(lambda: PrivateKey("a", bytes(33)))


def test_no_part_of_a_public_key_and_no_key_with_a_change_is_read() -> None:
    """Every piece of the published key, and every change of one character, is refused."""
    for i in range(len(PETER)):
        changed = PETER[:i] + chr(ord(PETER[i]) + 1) + PETER[i + 1 :]
        assert problems(lambda changed=changed: PublicKey.parse(changed))  # type: ignore[misc]
        for j in range(i + 1, len(PETER) + (i > 0)):
            assert problems(lambda i=i, j=j: PublicKey.parse(PETER[i:j]))  # type: ignore[misc]


def test_no_part_of_a_private_key_and_no_key_with_a_change_is_read() -> None:
    """Every piece of the published key, and every change of one character, is refused."""
    for i in range(len(PETER_PRIVATE)):
        changed = PETER_PRIVATE[:i] + chr(ord(PETER_PRIVATE[i]) + 1) + PETER_PRIVATE[i + 1 :]
        assert problems(lambda changed=changed: PrivateKey.parse(changed))  # type: ignore[misc]
        for j in range(i + 1, len(PETER_PRIVATE) + (i > 0)):
            assert problems(lambda i=i, j=j: PrivateKey.parse(PETER_PRIVATE[i:j]))  # type: ignore[misc]


# the first two are from the tests of golang.org/x/mod/sumdb/note: their ids belong to what they hold
NO_PUBLIC_KEYS: dict[str, tuple[object, dict[str, str]]] = {
    "too long a key": (
        "PeterNeumann+cc469956+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TWBADKEY==",
        {"key": "'ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TWBADKEY=='"},
    ),
    "another kind of key": (
        "PeterNeumann+173116ae+ZRpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW",
        {"key": "'ZRpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW'"},
    ),
    "another id": (PETER.replace("c74f20a3", "c74f20a4"), {"id": "'c74f20a4'"}),
    "an id in capitals": (PETER.replace("c74f20a3", "C74F20A3"), {"id": "'C74F20A3'"}),
    "another name": (PETER.replace("Peter", "Pieter"), {"id": "'c74f20a3'"}),
    "a space and no key": ("Peter Neumann+c74f20a3+", {"name": "'Peter Neumann'", "key": "''"}),
    "an end of line": (f"{PETER}\n", {"key": repr(PETER[22:] + "\n")}),
    "two parts": ("PeterNeumann+c74f20a3", {"text": "'PeterNeumann+c74f20a3'"}),
    "no text": (None, {"text": "None"}),
    "a private key": (PETER_PRIVATE, {"text": HIDDEN}),
}


@pytest.mark.parametrize(("text", "expected"), NO_PUBLIC_KEYS.values(), ids=NO_PUBLIC_KEYS)
def test_what_is_no_public_key_is_refused(text: object, expected: dict[str, str]) -> None:
    """The error names every part that is wrong, with what was given; a private key it does not show."""
    assert expected == problems(lambda: PublicKey.parse(text))  # type: ignore[arg-type]


SECRET = PETER_PRIVATE[-44:]
NO_PRIVATE_KEYS: dict[str, tuple[object, set[str]]] = {
    "another id": (PETER_PRIVATE.replace("c74f20a3", "c74f20a4"), {"id"}),
    "another name": (PETER_PRIVATE.replace("Peter", "Pieter"), {"id"}),
    "another kind of key": (PETER_PRIVATE.replace("+AYEK", "+BYEK"), {"key"}),
    "a key cut short": (PETER_PRIVATE[:-4], {"key"}),
    "a space and a key cut short": (PETER_PRIVATE[:-4].replace("Neu", " Neu"), {"name", "key"}),
    "the key in the place of the name": (f"PRIVATE+KEY+{SECRET.replace('+', ' ')}+c74f20a3+x", {"name", "key"}),
    "the key alone": (SECRET, {"text"}),
    "without its first words": (PETER_PRIVATE.removeprefix("PRIVATE+KEY+"), {"text"}),
    "bytes": (PETER_PRIVATE.encode(), {"text"}),
}


@pytest.mark.parametrize(("text", "fields"), NO_PRIVATE_KEYS.values(), ids=NO_PRIVATE_KEYS)
def test_what_is_no_private_key_is_refused(text: object, fields: set[str]) -> None:
    """The error names every part that is wrong, and shows none of it."""
    assert dict.fromkeys(fields, HIDDEN) == problems(lambda: PrivateKey.parse(text))  # type: ignore[arg-type]


# ── secrets ──────────────────────────────────────────────────────────────────────────────────────


def _pieces(key: PrivateKey) -> list[str]:
    """What of a private key may be seen nowhere: in hexadecimal, in base64, and as Python shows bytes."""
    return [key.seed.hex(), _code(key.seed), _code(b"\x01" + key.seed)[8:24], repr(key.seed)[2:-1]]


@given(keys)
def test_a_private_key_shows_its_name_alone(key: PrivateKey) -> None:
    """Neither `repr` nor `str` of the key, of what it belongs to, or of what it signed holds the seed."""
    assert f"PrivateKey(name={key.name!r})" == repr(key) == str(key)
    for seen in (repr([key]), f"{key}", repr(key.public), key.sign(CHECKPOINT)):
        assert not [piece for piece in _pieces(key) if piece in seen.replace(key.name, "")]


MISTAKES: dict[str, Callable[[], object]] = {
    "the text as a public key": lambda: PublicKey.parse(KEY.text),
    "the text as a public key, in a sentence": lambda: PublicKey.parse(f"key = {KEY.text}"),
    "the text as a note": lambda: KEY.public.opened(KEY.text),
    "the text as a signature": lambda: KEY.public.opened(f"{BODY}\n{KEY.text}\n"),
    "the text as a name": lambda: PrivateKey(KEY.text, KEY.seed),
    "the text as the name of a new key": lambda: PrivateKey.generate(KEY.text),
    "the text as the name of a public key": lambda: PublicKey(KEY.text, bytes(32)),
    "the text as bytes": lambda: PublicKey("a", KEY.text.encode()),
    "the text as a seed": lambda: PrivateKey("a", KEY.text),  # type: ignore[arg-type]
    "name and seed in each other's place": lambda: PrivateKey(KEY.seed, KEY.name),  # type: ignore[arg-type]
    "a seed in base64": lambda: PrivateKey("a b", _code(KEY.seed)),  # type: ignore[arg-type]
    "a seed in base64 in the place of the name": lambda: PrivateKey(f"{_code(KEY.seed)}+", b"name"),
    "the text with another id": lambda: PrivateKey.parse(KEY.text.replace(KEY.public.id, "00000000")),
    "the text with an end of line": lambda: PrivateKey.parse(f"{KEY.text}\n"),
    "the text with another beginning": lambda: PrivateKey.parse(KEY.text.lower()),
}


@pytest.mark.parametrize("mistake", MISTAKES.values(), ids=MISTAKES)
def test_no_error_shows_a_private_key(mistake: Callable[[], object]) -> None:
    """A private key put in the wrong place, or written wrongly, stands in no text of the error and of what led to it."""
    with pytest.raises(InputError) as raised:
        mistake()
    error: BaseException | None = raised.value
    while error is not None:
        seen = f"{error} {error!r} {error.args} {vars(error)}".lower()
        assert not [piece for piece in _pieces(KEY) if piece.lower() in seen]
        error = error.__cause__ or error.__context__


# ── the extra ────────────────────────────────────────────────────────────────────────────────────


def test_cryptography_is_imported_only_to_sign_and_verify() -> None:
    """Importing the module, and reading and writing public keys and checkpoints, needs no extra."""
    code = (
        "import sys; from ontvlechting.record.checkpoints import Checkpoint, PrivateKey, PublicKey; "
        f"PublicKey.parse({PETER!r}).text; PrivateKey.generate('a'); Checkpoint('a', 0, bytes(32)).body(); "
        "print([m for m in sys.modules if m.startswith('cryptography')])"
    )
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)  # noqa: S603
    assert "[]" == found.stdout.strip()


NEEDS: dict[str, Callable[[], object]] = {
    "a public key": lambda: KEY.public,
    "to sign": lambda: KEY.sign(CHECKPOINT),
    "to open": lambda: PublicKey.parse(GO).opened(f"{GO_BODY}\n{GO_LINE}"),
}


@pytest.mark.parametrize("need", NEEDS.values(), ids=NEEDS)
def test_without_the_extra_the_error_says_how_to_get_it(
    need: Callable[[], object], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where `cryptography` is not installed, signing and verifying say which extra brings it."""
    for module in ("cryptography.exceptions", "cryptography.hazmat.primitives.asymmetric.ed25519"):
        monkeypatch.setitem(sys.modules, module, None)
    with pytest.raises(MissingExtra, match=r"pip install 'ontvlechting\[signing\]'") as error:
        need()
    assert "cryptography" == error.value.needs
    assert "pip install 'ontvlechting[signing]'" in error.value.text.nl
