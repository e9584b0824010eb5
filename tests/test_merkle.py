"""Merkle trees: the vectors of Certificate Transparency, and a dumb twin written from the words of RFC 9162."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ontvlechting.engine.errors import InputError
from ontvlechting.engine.text import LANGUAGES
from ontvlechting.record.merkle import (
    EMPTY,
    LEVEL,
    TILE,
    Tiled,
    Tree,
    consistency_proof,
    consistent,
    includes,
    inclusion_proof,
    leaf,
    node,
    root,
)

# from the reference implementation of Certificate Transparency: merkle_tree_test.cc, later testonly/constants.go
ENTRIES = [
    bytes.fromhex(entry)
    for entry in ["", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f"]
]
LEAVES = [leaf(entry) for entry in ENTRIES]
LEAF_HASHES = [
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
    "0298d122906dcfc10892cb53a73992fc5b9f493ea4c9badb27b791b4127a7fe7",
    "07506a85fd9dd2f120eb694f86011e5bb4662e5c415a62917033d4a9624487e7",
    "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
    "4271a26be0d8a84f0bd54c8c302e7cb3a3b5d1fa6780a40bcce2873477dab658",
    "b08693ec2e721597130641e8211e7eedccb4c26413963eee6c1e2ed16ffb1a5f",
    "46f6ffadd3d06a09ff3c5860d2755c8b9819db7df44251788c7d8e3180de8eb1",
]
ROOTS = [
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]
INCLUSION: dict[tuple[int, int], list[str]] = {  # by place and size
    (0, 1): [],
    (0, 8): [
        "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
        "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
        "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4",
    ],
    (5, 8): [
        "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
        "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    ],
    (2, 3): ["fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125"],
    (1, 5): [
        "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
        "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
        "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
    ],
}
CONSISTENCY: dict[tuple[int, int], list[str]] = {  # by old and new size
    (1, 1): [],
    (1, 8): [
        "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
        "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
        "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4",
    ],
    (2, 5): [
        "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
        "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
    ],
    (2, 8): [
        "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
        "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4",
    ],
    (6, 7): [
        "0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a",
        "b08693ec2e721597130641e8211e7eedccb4c26413963eee6c1e2ed16ffb1a5f",
        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    ],
    (6, 8): [
        "0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a",
        "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    ],
}


# ── the twin: the formulas of the RFC, word for word, on entries ─────────────────────────────────


def _sha256(data: bytes) -> bytes:
    return hashlib.sha256(data).digest()


def _split(n: int) -> int:
    """The largest power of two smaller than n."""
    k = 1
    while 2 * k < n:
        k *= 2
    return k


def _mth(d: list[bytes]) -> bytes:
    """2.1.1: the Merkle Tree Hash."""
    if not d:
        return _sha256(b"")
    if len(d) == 1:
        return _sha256(b"\x00" + d[0])
    k = _split(len(d))
    return _sha256(b"\x01" + _mth(d[:k]) + _mth(d[k:]))


def _path(m: int, d: list[bytes]) -> list[bytes]:
    """2.1.3.1: PATH(m, D_n)."""
    if len(d) == 1:
        return []
    k = _split(len(d))
    return [*_path(m, d[:k]), _mth(d[k:])] if m < k else [*_path(m - k, d[k:]), _mth(d[:k])]


def _subproof(m: int, d: list[bytes], *, b: bool) -> list[bytes]:
    """2.1.4.1: SUBPROOF(m, D_n, b); PROOF(m, D_n) begins with b true."""
    if m == len(d):
        return [] if b else [_mth(d)]
    k = _split(len(d))
    if m <= k:
        return [*_subproof(m, d[:k], b=b), _mth(d[k:])]
    return [*_subproof(m - k, d[k:], b=False), _mth(d[:k])]


def _turns(start: int, end: int, size: int) -> str:
    """The way up from the full tree over these leaves, as the side on which it stands at each step."""
    if (start, end) == (0, size):
        return ""
    k = _split(size)
    return _turns(start, end, k) + "l" if end <= k else _turns(start - k, end - k, size - k) + "r"


def _turns_of_old(old_size: int, size: int) -> str:
    """The way up from where a consistency proof begins: the last full tree within the old one."""
    return _turns(old_size - (old_size & -old_size), old_size, size)


# no two entries alike: among equal leaves one place is as true as another
entries = st.lists(st.binary(max_size=40), max_size=70, unique=True)
some = st.lists(st.binary(max_size=40), min_size=1, max_size=70, unique=True)
two = st.lists(st.binary(max_size=40), min_size=2, max_size=70, unique=True)


def _spoilt(hashes: tuple[bytes, ...], data: st.DataObject) -> tuple[bytes, ...]:
    """The same with one byte changed, one hash dropped or put in, or one hash cut or made longer."""
    spoils: list[Callable[[int], tuple[bytes, ...]]] = [
        lambda i: (*hashes[:i], data.draw(st.sampled_from([EMPTY, *hashes]), "put in"), *hashes[i:])
    ]
    if hashes:
        spoils += [
            lambda i: tuple(_other(h, data) if j == i else h for j, h in enumerate(hashes)),
            lambda i: hashes[:i] + hashes[i + 1 :],
            lambda i: tuple(h[:-1] if j == i else h for j, h in enumerate(hashes)),
            lambda i: tuple(h + b"\x00" if j == i else h for j, h in enumerate(hashes)),
        ]
    spoil = data.draw(st.sampled_from(spoils), "spoil")
    return spoil(data.draw(st.integers(0, max(0, len(hashes) - 1)), "where"))


def _other(value: bytes, data: st.DataObject) -> bytes:
    """The same hash with one byte changed."""
    i = data.draw(st.integers(0, len(value) - 1), "byte")
    return value[:i] + bytes([value[i] ^ data.draw(st.integers(1, 255), "change")]) + value[i + 1 :]


# ── the vectors ──────────────────────────────────────────────────────────────────────────────────


def test_the_leaves_of_certificate_transparency() -> None:
    """The hash of each of the eight entries is the published one."""
    assert LEAF_HASHES == [leaf_hash.hex() for leaf_hash in LEAVES]


@pytest.mark.parametrize("size", range(9))
def test_the_roots_of_certificate_transparency(size: int) -> None:
    """The root of the first none to eight entries is the published one, at once and leaf by leaf."""
    tree = Tree()
    for leaf_hash in LEAVES[:size]:
        tree.append(leaf_hash)
    assert ROOTS[size] == root(LEAVES[:size]).hex()
    assert (size, ROOTS[size]) == (tree.size, tree.root().hex())


@pytest.mark.parametrize(("index", "size"), INCLUSION, ids=str)
def test_the_inclusion_proofs_of_certificate_transparency(index: int, size: int) -> None:
    """The published proofs are made, and they hold against the published roots."""
    expected = tuple(bytes.fromhex(h) for h in INCLUSION[index, size])
    assert expected == inclusion_proof(LEAVES[:size], index)
    assert includes(LEAVES[index], index, size, expected, bytes.fromhex(ROOTS[size]))


@pytest.mark.parametrize(("old", "new"), CONSISTENCY, ids=str)
def test_the_consistency_proofs_of_certificate_transparency(old: int, new: int) -> None:
    """The published proofs are made, and they hold between the published roots."""
    expected = tuple(bytes.fromhex(h) for h in CONSISTENCY[old, new])
    assert expected == consistency_proof(LEAVES[:new], old)
    assert consistent(old, new, bytes.fromhex(ROOTS[old]), bytes.fromhex(ROOTS[new]), expected)


# ── against the twin ─────────────────────────────────────────────────────────────────────────────


@given(entries)
def test_the_root_is_that_of_the_rfc(d: list[bytes]) -> None:
    """For any entries, after each of them, the root is what the formula gives."""
    tree = Tree()
    assert _mth([]) == tree.root() == EMPTY
    for n, entry in enumerate(d, 1):
        tree.append(leaf(entry))
        assert n == tree.size
        assert _mth(d[:n]) == tree.root()
    assert _mth(d) == root([leaf(entry) for entry in d])


@given(some)
def test_every_leaf_can_be_proven(d: list[bytes]) -> None:
    """For every place the proof is that of the formula, and it holds."""
    leaves = [leaf(entry) for entry in d]
    for index, leaf_hash in enumerate(leaves):
        proof = inclusion_proof(leaves, index)
        assert tuple(_path(index, d)) == proof
        assert includes(leaf_hash, index, len(d), proof, _mth(d))


@given(some)
def test_every_beginning_can_be_proven(d: list[bytes]) -> None:
    """For every smaller tree, and for the whole, the proof is that of the formula, and it holds."""
    leaves = [leaf(entry) for entry in d]
    for old in range(1, len(d) + 1):
        proof = consistency_proof(leaves, old)
        assert tuple(_subproof(old, d, b=True)) == proof
        assert consistent(old, len(d), _mth(d[:old]), _mth(d), proof)


@given(some, st.data())
def test_a_spoilt_inclusion_proof_shows_nothing(d: list[bytes], data: st.DataObject) -> None:
    """A changed byte, a hash too few or too many, another leaf, place or root: refused."""
    leaves, size = [leaf(entry) for entry in d], len(d)
    index = data.draw(st.integers(0, size - 1), "index")
    mine, proof, top = leaves[index], inclusion_proof(leaves, index), _mth(d)
    assert not includes(mine, index, size, _spoilt(proof, data), top)
    assert not includes(_other(mine, data), index, size, proof, top)
    assert not includes(mine, index, size, proof, _other(top, data))
    for other in range(-1, size + 2):
        assert (other == index) == includes(mine, other, size, proof, top)


@given(some, st.data())
def test_an_inclusion_proof_shows_no_more_of_the_size_than_its_way_up(d: list[bytes], data: st.DataObject) -> None:
    """A wrong size is refused when the way from that place to the root is another one; a root binds no more than that."""
    leaves, size = [leaf(entry) for entry in d], len(d)
    index = data.draw(st.integers(0, size - 1), "index")
    proof, way = inclusion_proof(leaves, index), _turns(index, index + 1, size)
    for other in range(-1, 2 * size + 2):
        expected = other > index and way == _turns(index, index + 1, other)
        assert expected == includes(leaves[index], index, other, proof, _mth(d))


@given(two, st.data())
def test_a_spoilt_consistency_proof_shows_nothing(d: list[bytes], data: st.DataObject) -> None:
    """A changed byte, a hash too few or too many, another old size or root: refused."""
    leaves, size = [leaf(entry) for entry in d], len(d)
    old = data.draw(st.integers(1, size - 1), "old size")
    proof, old_root, new_root = consistency_proof(leaves, old), _mth(d[:old]), _mth(d)
    assert not consistent(old, size, old_root, new_root, _spoilt(proof, data))
    assert not consistent(old, size, _other(old_root, data), new_root, proof)
    assert not consistent(old, size, old_root, _other(new_root, data), proof)
    assert not consistent(size, old, new_root, old_root, proof)
    for other in range(-1, size + 2):
        assert (other == old) == consistent(other, size, old_root, new_root, proof)


@given(two, st.data())
def test_a_consistency_proof_shows_no_more_of_the_size_than_its_way_up(d: list[bytes], data: st.DataObject) -> None:
    """A wrong new size is refused when the way from the old tree to the root is another one."""
    leaves, size = [leaf(entry) for entry in d], len(d)
    old = data.draw(st.integers(1, size - 1), "old size")
    proof, way = consistency_proof(leaves, old), _turns_of_old(old, size)
    for other in range(-1, 2 * size + 2):
        expected = other > old and way == _turns_of_old(old, other)
        assert expected == consistent(old, other, _mth(d[:old]), _mth(d), proof)


@given(two, st.data())
def test_history_cannot_be_rewritten(d: list[bytes], data: st.DataObject) -> None:
    """Who changes an entry that was in the old tree has no proof from the old root to the new one."""
    size = len(d)
    old = data.draw(st.integers(1, size - 1), "old size")
    changed = data.draw(st.integers(0, old - 1), "changed")
    rewritten = [entry + b"!" * 41 if i == changed else entry for i, entry in enumerate(d)]
    proof = consistency_proof([leaf(entry) for entry in rewritten], old)
    assert not consistent(old, size, _mth(d[:old]), _mth(rewritten), proof)


hashes = st.sampled_from([*LEAVES, EMPTY, b"", b"\x00", EMPTY + EMPTY]) | st.binary(max_size=70)
numbers = st.integers(-2, 20) | st.integers()


@given(hashes, hashes, numbers, numbers, st.lists(hashes, max_size=8))
def test_any_bytes_are_judged_and_never_raise(a: bytes, b: bytes, i: int, n: int, proof: list[bytes]) -> None:
    """Whatever the numbers, hashes and proofs are, the answer is yes or no."""
    assert includes(a, i, n, proof, b) in (True, False)
    assert consistent(i, n, a, b, proof) in (True, False)


# ── the edges ────────────────────────────────────────────────────────────────────────────────────


def test_a_leaf_is_no_node() -> None:
    """An entry that looks like two hashes side by side does not hash as they do."""
    assert leaf(LEAVES[0] + LEAVES[1]) != node(LEAVES[0], LEAVES[1])


def test_a_tree_is_the_beginning_of_itself() -> None:
    """Nothing is needed to show it, and nothing may be added; another root of the same size is refused."""
    top = root(LEAVES)
    assert () == consistency_proof(LEAVES, 8)
    assert consistent(8, 8, top, top, ())
    assert not consistent(8, 8, top, top, (top,))
    assert not consistent(8, 8, top, root(LEAVES[:7]), ())


def test_the_empty_tree_is_the_beginning_of_every_tree() -> None:
    """Nothing is needed to show it, and nothing may be added; but its root has to be the root of nothing."""
    top = root(LEAVES)
    assert () == consistency_proof(LEAVES, 0) == consistency_proof([], 0)
    assert consistent(0, 8, EMPTY, top, ())
    assert consistent(0, 0, EMPTY, EMPTY, ())
    assert not consistent(0, 8, EMPTY, top, (top,))
    assert not consistent(0, 8, top, top, ())
    assert not consistent(0, 0, top, top, ())


def test_a_smaller_tree_is_not_shown_by_nothing() -> None:
    """Without a proof a smaller tree with leaves is no beginning, whatever the roots are."""
    for old in range(1, 8):
        for new_root in (root(LEAVES), root(LEAVES[:old])):
            assert not consistent(old, 8, root(LEAVES[:old]), new_root, ())


def test_a_hash_is_thirty_two_bytes() -> None:
    """What is true of two hashes side by side is not true of two pieces cut elsewhere."""
    left, right = root(LEAVES[:2]), root(LEAVES[2:4])
    for cut in range(65):
        one, two = (left + right)[:cut], (left + right)[cut:]
        assert (cut == 32) == includes(one, 0, 2, (two,), root(LEAVES[:4]))
        assert (cut == 32) == consistent(2, 4, one, root(LEAVES[:4]), (two,))


def wrong(given: object) -> Any:
    """Something of another kind than is asked for."""
    return given


@pytest.mark.parametrize("none", [None, "1", 1.0, True])
def test_what_is_no_number_and_no_bytes_is_refused_by_name(none: object) -> None:
    """A hash in hexadecimal would never fit, and nobody would know why; all that is wrong is told together."""
    code, no = LEAVES[0].hex(), wrong(none)
    with pytest.raises(InputError) as error:
        consistent(no, no, wrong(code), wrong(None), (LEAVES[0], wrong(code)))
    fields = ["old_size", "new_size", "old_root", "new_root", "proof[1]"]
    assert fields == [p.field for p in error.value.problems]
    with pytest.raises(InputError) as error:
        includes(wrong(code), no, no, wrong(code), wrong(code))
    assert ["index", "size", "proof", "leaf_hash", "root"] == [p.field for p in error.value.problems]
    assert consistent(1, 2, root(LEAVES[:1]), root(LEAVES[:2]), consistency_proof(LEAVES[:2], 1))


@pytest.mark.parametrize(
    ("make", "field", "value"),
    [
        (lambda: inclusion_proof(LEAVES, 8), "index", "8"),
        (lambda: inclusion_proof(LEAVES, -1), "index", "-1"),
        (lambda: inclusion_proof([], 0), "index", "0"),
        (lambda: inclusion_proof(LEAVES, wrong(None)), "index", "None"),
        (lambda: consistency_proof(LEAVES, wrong("2")), "old_size", "'2'"),
        (lambda: consistency_proof(LEAVES, 9), "old_size", "9"),
        (lambda: consistency_proof(LEAVES, -1), "old_size", "-1"),
        (lambda: consistency_proof([], 1), "old_size", "1"),
    ],
)
def test_what_is_not_in_the_tree_cannot_be_proven(make: Callable[[], object], field: str, value: str) -> None:
    """A place or size outside of the tree is refused, and the error says what was given."""
    with pytest.raises(InputError) as error:
        make()
    assert [(field, value)] == [(p.field, p.value) for p in error.value.problems]
    assert "merkle" == error.value.subject
    for language in LANGUAGES:
        assert field in error.value.text[language]


# ── tiles ────────────────────────────────────────────────────────────────────────────────────────


def tiled(leaves: list[bytes], tile: int, asked: list[int] | None = None) -> Tiled:
    """These leaves as a tree in tiles of that size; the places of the tiles that are read are noted."""

    def read(place: int) -> list[bytes]:
        found = leaves[tile * place : tile * place + tile]
        assert tile == len(found)
        if asked is not None:
            asked.append(place)
        return found

    full = len(leaves) // tile
    return Tiled([root(leaves[tile * n : tile * n + tile]) for n in range(full)], leaves[tile * full :], read, tile)


@pytest.mark.parametrize("tile", [1, 2, 4, 8, TILE])
def test_a_proof_by_tiles_is_the_proof_by_leaves(tile: int) -> None:
    """For every size, every leaf and every smaller tree: the same hashes; and at most one tile is read for it."""
    many = [leaf(bytes([n])) for n in range(41)]
    for size in range(len(many) + 1):
        leaves, asked = many[:size], list[int]()
        known = tiled(leaves, tile, asked)
        assert size == known.size
        for index in range(size):
            assert inclusion_proof(leaves, index) == known.inclusion_proof(index)
        for old in range(size + 1):
            assert consistency_proof(leaves, old) == known.consistency_proof(old)
        assert len(asked) <= 2 * size + 1


@given(st.integers(0, 4 * TILE), st.data())
def test_a_proof_by_tiles_of_a_ledger_is_the_proof_by_leaves(size: int, data: st.DataObject) -> None:
    """Also of the size that a ledger has, around the edges of its tiles and anywhere."""
    edges = st.sampled_from([n for n in (0, 1, TILE - 1, TILE, TILE + 1, 3 * TILE) if n <= size] or [0])
    leaves = [leaf(str(n).encode()) for n in range(size)]
    old = data.draw(edges | st.integers(0, size), "old size")
    assert consistency_proof(leaves, old) == tiled(leaves, TILE).consistency_proof(old)
    if size:
        index = min(data.draw(edges | st.integers(0, size - 1), "index"), size - 1)
        assert inclusion_proof(leaves, index) == tiled(leaves, TILE).inclusion_proof(index)


@pytest.mark.parametrize("wrong", [-1, 9, None, "2", True])
def test_what_is_not_in_a_tree_of_tiles_cannot_be_proven(wrong: Any) -> None:
    """It is refused in the words in which the functions on leaves refuse it."""
    known, said = tiled(LEAVES, 4), list[str]()
    makers: tuple[Callable[[], object], ...] = (
        lambda: inclusion_proof(LEAVES, wrong),
        lambda: known.inclusion_proof(wrong),
        lambda: consistency_proof(LEAVES, wrong),
        lambda: known.consistency_proof(wrong),
    )
    for make in makers:
        with pytest.raises(InputError) as error:
            make()
        said.append(error.value.text.en)
    assert (said[0], said[2]) == (said[1], said[3])


@pytest.mark.parametrize("level", [0, 1, 2, LEVEL])
def test_the_root_of_a_tile_is_known_where_its_last_leaf_comes(level: int) -> None:
    """Wherever a full subtree of that height ends, and the tree itself stays as it is."""
    leaves, width, tree = [leaf(str(n).encode()) for n in range(3 * TILE)], 1 << level, Tree()
    for size, leaf_hash in enumerate(leaves, start=1):
        if not size % width:
            before = tree.root()
            assert root(leaves[size - width : size]) == tree.ended_by(leaf_hash, level)
            assert before == tree.root()
        tree.append(leaf_hash)


def test_a_tree_keeps_no_more_than_its_peaks() -> None:
    """However many leaves there are, a tree keeps one hash for every 1 in its size."""
    tree = Tree()
    for number in range(2**17 - 1):
        tree.append(LEAVES[number & 7])
    assert (2**17 - 1, 17) == (tree.size, len(tree._peaks))
    tree.append(LEAVES[7])
    assert (2**17, 1) == (tree.size, len(tree._peaks))
