"""What is said of a key, a note, a checkpoint or a proof that is none: of which thing, which field, and what belongs there."""

from __future__ import annotations

import base64
import sys
from collections.abc import Callable
from typing import Any

import pytest

from ontvlechting.engine.checked import LARGEST
from ontvlechting.engine.errors import BadSignature, BrokenLedger, InputError, MissingExtra, shown
from ontvlechting.record.checkpoints import HIDDEN, LONGEST, Checkpoint, PrivateKey, PublicKey, opened, vouched
from ontvlechting.record.merkle import (
    EMPTY,
    consistency_proof,
    consistent,
    includes,
    inclusion_proof,
    leaf,
    node,
    root,
)
from ontvlechting.record.proofs import Inclusion
from ontvlechting.testing.stores import story

KEY = PrivateKey("voorbeeld.nl/programma", bytes(range(32)))
WITNESS = PrivateKey("getuige.nl", bytes(range(1, 33)))
CHECKPOINT = Checkpoint(KEY.name, 3, bytes(range(32)))
NOTE = KEY.sign(CHECKPOINT)
BODY, LINE = NOTE.split("\n\n")
BODY += "\n"
LEAVES = [leaf(bytes([n])) for n in range(6)]

Said = tuple[str, list[tuple[str, str, str, str]]]


def told(ask: Callable[[], object]) -> Said:
    """What an input error is about, and of each problem the field, what stood there, and what belongs there, in both languages."""
    with pytest.raises(InputError) as error:
        ask()
    found = [(p.field, p.value, p.expected.nl, p.expected.en) for p in error.value.problems]
    return error.value.subject, found


def code(value: bytes) -> str:
    """Bytes in base64."""
    return base64.b64encode(value).decode()


def signed(body: str) -> str:
    """Any text, signed."""
    return KEY._signed(body)


A_NAME = (
    "een naam zonder spaties, plustekens en besturingstekens, van ten hoogste 200 tekens",
    "a name without spaces, plus signs and control characters, of at most 200 characters",
)
A_KEY = (
    "de base64 van de byte 1 (Ed25519) en 32 bytes van de sleutel",
    "the base64 of the byte 1 (Ed25519) and 32 bytes of the key",
)
BYTES = ("32 bytes", "32 bytes")
PUBLIC_FORM = ("`<naam>+<kenmerk>+<sleutel>`", "`<name>+<id>+<key>`")
PRIVATE_FORM = ("`PRIVATE+KEY+<naam>+<kenmerk>+<sleutel>`", "`PRIVATE+KEY+<name>+<id>+<key>`")
BELONGS = ("het kenmerk dat bij de naam en de sleutel hoort", "the id that belongs to the name and the key")
A_NOTE = ("een tekst, een lege regel en daaronder handtekeningen", "a text, a blank line, and signatures under it")
A_LINE = (
    "`\N{EM DASH} <naam> <base64 van kenmerk en handtekening>`",
    "`\N{EM DASH} <name> <base64 of id and signature>`",
)
THREE = (
    "drie regels of meer, geen ervan leeg: herkomst, omvang en wortel",
    "three lines or more, none of them empty: origin, size and root",
)
A_SIZE = (
    f"een getal zonder nullen ervoor, ten hoogste {LARGEST}",
    f"a number without leading zeros, at most {LARGEST}",
)
A_PUBLIC_KEY = (
    "een `PublicKey`; van een tekst maakt `PublicKey.parse` er een",
    "a `PublicKey`; of a text `PublicKey.parse` makes one",
)
A_ROOT = ("de base64 van 32 bytes", "the base64 of 32 bytes")
TOGETHER = ("een controlepunt en een sleutel samen", "a checkpoint and a key together")
ROOT = code(bytes(32))
wrong: Any = 5


class Unseen:
    """Nothing to show."""

    def __repr__(self) -> str:
        raise RuntimeError("no repr")


REFUSED: dict[str, tuple[Callable[[], object], Said]] = {
    # keys
    "a public key": (
        lambda: PublicKey("a b", b"x"),
        ("PublicKey", [("name", "'a b'", *A_NAME), ("key", "b'x'", *BYTES)]),
    ),
    "a private key": (lambda: PrivateKey("a b", bytes(32)), ("PrivateKey", [("name", "'a b'", *A_NAME)])),
    "a private key of which all is wrong": (
        lambda: PrivateKey("a b", b"x"),
        ("PrivateKey", [("name", HIDDEN, *A_NAME), ("seed", HIDDEN, *BYTES)]),
    ),
    "a new key": (lambda: PrivateKey.generate(""), ("PrivateKey", [("name", "''", *A_NAME)])),
    "the text of a public key": (lambda: PublicKey.parse("x"), ("PublicKey", [("text", "'x'", *PUBLIC_FORM)])),
    "the id of a public key": (
        lambda: PublicKey.parse(KEY.public.text.replace(KEY.public.id, "x")),
        ("PublicKey", [("id", "'x'", f"`{KEY.public.id}`", f"`{KEY.public.id}`")]),
    ),
    "the parts of a public key": (
        lambda: PublicKey.parse("a b+c+d"),
        ("PublicKey", [("name", "'a b'", *A_NAME), ("key", "'d'", *A_KEY)]),
    ),
    "the text of a private key": (lambda: PrivateKey.parse("x"), ("PrivateKey", [("text", HIDDEN, *PRIVATE_FORM)])),
    "the id of a private key": (
        lambda: PrivateKey.parse(KEY.text.replace(KEY.public.id, "x")),
        ("PrivateKey", [("id", HIDDEN, *BELONGS)]),
    ),
    "the parts of a private key": (
        lambda: PrivateKey.parse("PRIVATE+KEY+a b+c+d"),
        ("PrivateKey", [("name", HIDDEN, *A_NAME), ("key", HIDDEN, *A_KEY)]),
    ),
    "the name of a private key": (
        lambda: PrivateKey.parse(KEY.text.replace("voorbeeld", "a b")),
        ("PrivateKey", [("name", HIDDEN, *A_NAME)]),
    ),
    # notes
    "no text": (lambda: KEY.public.opened(wrong), ("note", [("note", "5", "een tekst", "a text")])),
    "a long text": (
        lambda: KEY.public.opened("x" * (LONGEST + 1)),
        (
            "note",
            [("note", shown("x" * (LONGEST + 1)), f"ten hoogste {LONGEST} tekens", f"at most {LONGEST} characters")],
        ),
    ),
    "everything that a text can have": (
        lambda: KEY.public.opened("a\x00\ud800b"),
        (
            "note",
            [
                (
                    "note",
                    r"'\x00'",
                    "geen andere besturingstekens dan het einde van een regel",
                    "no control characters but the end of a line",
                ),
                ("note", r"'a\x00\ud800b'", "tekst die als UTF-8 te bewaren is", "text that UTF-8 can hold"),
                ("note", "'b'", "het einde van een regel als slot", "the end of a line as its last character"),
            ],
        ),
    ),
    "no blank line": (lambda: KEY.public.opened("a\n"), ("note", [("note", r"'a\n'", *A_NOTE)])),
    "lines that are no signatures": (
        lambda: KEY.public.opened(f"a\n\n- x\n{LINE}\N{EM DASH} y *\n"),
        ("note", [("signatures[0]", "'- x'", *A_LINE), ("signatures[2]", "'\N{EM DASH} y *'", *A_LINE)]),
    ),
    # checkpoints
    "two lines": (lambda: KEY.public.opened(signed("a\n1\n")), ("Checkpoint", [("body", r"'a\n1\n'", *THREE)])),
    "a size and a root": (
        lambda: KEY.public.opened(signed("a\n01\nx\n")),
        ("Checkpoint", [("size", "'01'", *A_SIZE), ("root", "'x'", *A_ROOT)]),
    ),
    "a size beyond the largest": (
        lambda: KEY.public.opened(signed(f"a\n{LARGEST + 1}\n{ROOT}\n")),
        ("Checkpoint", [("size", f"'{LARGEST + 1}'", *A_SIZE)]),
    ),
    "a root of 31 bytes": (
        lambda: KEY.public.opened(signed(f"a\n1\n{code(bytes(31))}\n")),
        ("Checkpoint", [("root", f"'{code(bytes(31))}'", *A_ROOT)]),
    ),
    "a checkpoint of its own": (lambda: Checkpoint("a", 1, b"x"), ("Checkpoint", [("root", "b'x'", *BYTES)])),
    # witnesses and what is vouched for
    "the text of a key": (
        lambda: vouched(NOTE, KEY.public.text),  # type: ignore[arg-type]
        ("checkpoint", [("key", repr(KEY.public.text), *A_PUBLIC_KEY)]),
    ),
    "the private key": (
        lambda: vouched(NOTE, KEY),  # type: ignore[arg-type]
        ("checkpoint", [("key", repr(KEY), *A_PUBLIC_KEY)]),
    ),
    "a note that cannot be shown": (
        lambda: vouched(Unseen(), KEY.public),  # type: ignore[arg-type]
        ("note", [("note", "<Unseen>", "een tekst", "a text")]),
    ),
    "a witness of itself": (
        lambda: KEY.cosign(NOTE, KEY.public),
        (
            "cosign",
            [
                (
                    "key",
                    f"'{KEY.name}'",
                    "een andere sleutel dan die van het logboek",
                    "another key than that of the ledger",
                )
            ],
        ),
    ),
    "a checkpoint without a key": (lambda: vouched(NOTE, None), ("verify", [("key", "None", *TOGETHER)])),
    "a key without a checkpoint": (lambda: vouched(None, KEY.public), ("verify", [("checkpoint", "None", *TOGETHER)])),
    "neither": (lambda: vouched(None, None), ("verify", [("checkpoint", "None", *TOGETHER)])),
    # proofs
    **{
        f"a place {index} of 6": (
            lambda index=index: inclusion_proof(LEAVES, index),  # type: ignore[misc]
            (
                "merkle",
                [
                    (
                        "index",
                        str(index),
                        "de plaats van een van de 6 bladeren, geteld vanaf 0",
                        "the place of one of the 6 leaves, counted from 0",
                    )
                ],
            ),
        )
        for index in (-1, 6)
    },
    **{
        f"a size {size} of 6": (
            lambda size=size: consistency_proof(LEAVES, size),  # type: ignore[misc]
            (
                "merkle",
                [("old_size", str(size), "een omvang van 0 tot en met 6", "a size from 0 up to and including 6")],
            ),
        )
        for size in (-1, 7)
    },
}


@pytest.mark.parametrize("what", REFUSED)
def test_what_is_none_is_told_in_both_languages(what: str) -> None:
    """Word for word; of a private key nothing is shown."""
    ask, said = REFUSED[what]
    assert said == told(ask)


def test_the_largest_checkpoint_and_the_longest_note_are_read() -> None:
    """What is refused lies just beyond them."""
    largest = Checkpoint(KEY.name, LARGEST, bytes(32))
    assert largest == KEY.public.opened(KEY.sign(largest))
    empty = Checkpoint(KEY.name, 0, EMPTY)
    assert empty == KEY.public.opened(KEY.sign(empty))
    body = f"{BODY}{'x' * (LONGEST - len(NOTE) - 1)}\n"
    assert LONGEST == len(signed(body))
    assert CHECKPOINT == KEY.public.opened(signed(body))


BAD: dict[str, tuple[Callable[[], object], str, str, str]] = {
    "another key": (
        lambda: opened(NOTE, WITNESS.public),
        f"{WITNESS.name}+{WITNESS.public.id}",
        "er staat geen handtekening van deze sleutel onder",
        "there is no signature of this key on it",
    ),
    "another text": (
        lambda: opened(NOTE.replace("\n3\n", "\n4\n"), KEY.public),
        f"{KEY.name}+{KEY.public.id}",
        "de handtekening hoort niet bij de tekst",
        "the signature does not belong to the text",
    ),
    "another ledger": (
        lambda: opened(KEY.sign(Checkpoint("elders", 3, bytes(32))), KEY.public),
        KEY.name,
        "het is van 'elders'",
        "it is of 'elders'",
    ),
    "another ledger, to continue": (
        lambda: vouched(KEY.sign(Checkpoint("elders", 3, bytes(32))), KEY.public),
        KEY.name,
        "het is van 'elders'",
        "it is of 'elders'",
    ),
    "another ledger, to witness": (
        lambda: WITNESS.cosign(KEY.sign(Checkpoint("elders", 3, bytes(32))), KEY.public),
        KEY.name,
        "het is van 'elders'",
        "it is of 'elders'",
    ),
    "what stands there as a signature of the witness": (
        lambda: WITNESS.cosign(
            f"{NOTE}\N{EM DASH} {WITNESS.name} {code(bytes.fromhex(WITNESS.public.id) + bytes(64))}\n", KEY.public
        ),
        f"{WITNESS.name}+{WITNESS.public.id}",
        "de handtekening hoort niet bij de tekst",
        "the signature does not belong to the text",
    ),
}


@pytest.mark.parametrize("what", BAD)
def test_a_signature_that_does_not_hold_is_told_in_both_languages(what: str) -> None:
    """With the name of the key, and why."""
    ask, key, nl, en = BAD[what]
    with pytest.raises(BadSignature) as error:
        ask()
    assert (key, True, True) == (error.value.key, f": {nl}" in error.value.text.nl, f": {en}" in error.value.text.en)
    assert (nl, en) == (error.value.text.nl[-len(nl) :], error.value.text.en[-len(en) :])


def test_what_lacks_to_sign_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    """What was asked, the package that it needs, and the extra that brings it."""
    for module in ("cryptography.exceptions", "cryptography.hazmat.primitives.asymmetric.ed25519"):
        monkeypatch.setitem(sys.modules, module, None)
    for ask in (lambda: KEY.public, lambda: KEY._line("a"), lambda: KEY.public.opened(NOTE)):
        with pytest.raises(MissingExtra) as error:
            ask()
        assert ("signing", "cryptography") == (error.value.what, error.value.needs)
        assert "pip install 'ontvlechting[signing]'" in error.value.text.en


def test_a_checkpoint_of_an_empty_ledger_is_that_of_an_empty_ledger() -> None:
    """There is one root that it can have."""
    assert {0: EMPTY} == vouched(KEY.sign(Checkpoint(KEY.name, 0, EMPTY)), KEY.public)
    assert {3: CHECKPOINT.root} == vouched(NOTE, KEY.public)
    with pytest.raises(BrokenLedger) as error:
        vouched(KEY.sign(Checkpoint(KEY.name, 0, bytes(32))), KEY.public)
    assert (None, None) == (error.value.process, error.value.number)
    assert "the ledger is broken: an empty ledger has another root than the checkpoint says" == error.value.text.en
    assert error.value.text.nl.endswith(": een leeg logboek heeft een andere wortel dan het controlepunt zegt")
    assert {3: EMPTY} == vouched(KEY.sign(Checkpoint(KEY.name, 3, EMPTY)), KEY.public)


def test_a_witness_signs_under_the_same_text_once() -> None:
    """One line more, which both keys open; a second time nothing is added. One of its name with another key is another."""
    note = WITNESS.cosign(NOTE, KEY.public)
    assert note.startswith(NOTE)
    assert 2 == len(note.split("\n\n")[1].splitlines())
    assert CHECKPOINT == WITNESS.public.opened(note) == KEY.public.opened(note)
    assert note == WITNESS.cosign(note, KEY.public)
    namesake = PrivateKey(WITNESS.name, bytes(32))
    assert 3 == len(namesake.cosign(note, KEY.public).split("\n\n")[1].splitlines())
    twin = PrivateKey(KEY.name, bytes(32))  # of the same name as the ledger, and another key
    assert CHECKPOINT == twin.public.opened(twin.cosign(NOTE, KEY.public))


# -- proofs --------------------------------------------------------------------------------------------------------------


def test_a_proof_holds_for_its_own_place_and_size_alone() -> None:
    """Of every place in trees of up to six leaves; also when one hash of it has another length, or is another."""
    for size in range(1, 7):
        leaves = LEAVES[:size]
        for index in range(size):
            proof = inclusion_proof(leaves, index)
            assert includes(leaves[index], index, size, proof, root(leaves))
            assert not includes(leaves[index], index - size, size, proof, root(leaves))
            assert not includes(leaves[index], size, size, proof, root(leaves))
            assert not includes(leaves[index][:-1], index, size, proof, root(leaves))
            assert not includes(leaves[index], index, size, [*proof, EMPTY], root(leaves))
            assert not includes(leaves[index], index, size, [*proof, b""], root(leaves))
            assert not includes(leaves[index], index, size, proof, EMPTY)
    assert not includes(LEAVES[0], 0, 0, (), LEAVES[0])


def test_what_has_another_length_is_no_hash() -> None:
    """Also where all the others would fit: as a leaf, in a proof, and as a root, of one tree and of two."""
    one, other, short = LEAVES[0], LEAVES[1], b"short"
    assert not includes(short, 0, 1, (), short)
    assert not includes(one, 0, 2, (short,), node(one, short))
    assert not consistent(1, 1, short, short, ())
    assert not consistent(0, 3, EMPTY, short, ())
    assert not consistent(1, 2, short, node(short, other), (other,))
    assert not consistent(1, 2, one, node(one, short), (short,))
    assert includes(one, 0, 2, (other,), node(one, other))
    assert consistent(1, 2, one, node(one, other), (other,))


def test_a_growth_is_shown_by_its_own_proof_alone() -> None:
    """Of every two sizes up to sixteen, in both directions; an empty tree has one root, and needs no proof."""
    leaves = [leaf(bytes([n])) for n in range(16)]
    for new in range(17):
        for old in range(new + 1):
            one, other, proof = root(leaves[:old]), root(leaves[:new]), consistency_proof(leaves[:new], old)
            assert consistent(old, new, one, other, proof)
            assert not consistent(old, new, one, other, [*proof, EMPTY])
            assert not consistent(old, new, one, other, [*proof, b""])
            assert not consistent(old, new, one[:-1], other, proof)
            assert not consistent(old, new, one, other[:-1], proof)
            assert not consistent(old, new, leaf(b"x"), other, proof)
            assert (0 == old < new) == consistent(old, new, one, leaf(b"x"), proof)
            assert not consistent(-1, new, one, other, proof)
            if proof:
                assert not consistent(old, new, one, other, ())
            if old < new:
                assert not consistent(new, old, other, one, proof)
    assert not consistent(0, 0, leaf(b"x"), leaf(b"x"), ())
    assert node(LEAVES[0], LEAVES[1]) == root(LEAVES[:2])


def test_a_record_is_in_the_ledger_of_one_checkpoint() -> None:
    """By its hash in hexadecimal; what is no hash is in none, and no error."""
    kept = [k.sealed for k in story("p", 3)]
    leaves = [leaf(bytes.fromhex(s.hash)) for s in kept]
    point = Checkpoint(KEY.name, 3, root(leaves))
    for place, sealed in enumerate(kept):
        proof = Inclusion(place + 1, 3, inclusion_proof(leaves, place), sealed)
        assert proof.holds(sealed.hash, point)
        assert not proof.holds(sealed.previous, point)
        assert not proof.holds("x", point)
        assert not proof.holds(sealed.hash, Checkpoint(KEY.name, 4, root(leaves)))
        assert not proof.holds(sealed.hash, Checkpoint(KEY.name, 3, EMPTY))
