"""Merkle trees as in RFC 9162 (Certificate Transparency, version 2), with SHA-256.

A tree stands for a list of entries that only grows. Its root is one hash. An inclusion proof shows that an entry
stands at a place in the list; a consistency proof shows that a shorter list is the beginning of a longer one. A root
does not bind the size of its tree: keep the two together, as a checkpoint does.

Everything but `leaf` works on leaf hashes, never on entries, and every hash is 32 bytes.

Whoever keeps the roots of its full tiles (see `Tiled`) makes a proof without most of the leaves.

A proof comes from outside: when its numbers or hashes are wrong, it does not hold. A value of the wrong type, such as a
hash in hexadecimal, is a mistake of the caller, and raises an `InputError` that names it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from hashlib import sha256
from itertools import islice
from typing import NoReturn

from attrs import frozen

from ontvlechting.engine.checked import refuse
from ontvlechting.engine.errors import InputError, Problem, shown
from ontvlechting.engine.text import Text

SIZE = 32
"""How many bytes a hash has."""
EMPTY = sha256(b"").digest()
"""The root of the tree without leaves."""
LEVEL = 8
"""How high a tile is."""
TILE = 1 << LEVEL
"""How many leaves a full tile has: the first 256 of a tree are one, the next 256 another, and so on."""


def leaf(entry: bytes) -> bytes:
    """The hash of one entry."""
    return sha256(b"\x00" + entry).digest()


def node(left: bytes, right: bytes) -> bytes:
    """The hash of a node, from the hashes of its left and right subtree."""
    return sha256(b"\x01" + left + right).digest()


class Tree:
    """A tree that grows by one leaf at a time, and stores only its peaks.

    The peaks are the roots of the largest full subtrees, from left to right: one for every 1 in the size as a binary
    number. A million leaves take at most twenty hashes.
    """

    __slots__ = ("_peaks", "_size")

    def __init__(self) -> None:
        self._peaks: list[bytes] = []
        self._size = 0

    @property
    def size(self) -> int:
        """How many leaves there are."""
        return self._size

    def append(self, leaf_hash: bytes) -> None:
        """Add one leaf at the end.

        Args:
            leaf_hash: the hash of the entry, as `leaf` gives it.
        """
        size, peaks = self._size, self._peaks
        self._size = size + 1
        while size & 1:  # `node`, inlined: this runs once for every leaf
            leaf_hash = sha256(b"\x01" + peaks.pop() + leaf_hash).digest()
            size >>= 1
        peaks.append(leaf_hash)

    def ended_by(self, leaf_hash: bytes, level: int = LEVEL) -> bytes:
        """The root of the full subtree of this height that the next leaf ends; nothing is added.

        Args:
            leaf_hash: the hash of the entry.
            level: the height; with the next leaf, the size has to be a multiple of two to that power.
        """
        for peak in reversed(self._peaks[len(self._peaks) - level :]):
            leaf_hash = node(peak, leaf_hash)
        return leaf_hash

    def take(self) -> bytes:
        """Remove the last peak, with all its leaves; returns it."""
        self._size &= self._size - 1
        return self._peaks.pop()

    def root(self) -> bytes:
        """The root of all leaves so far."""
        if not self._peaks:
            return EMPTY
        *rest, top = self._peaks
        for peak in reversed(rest):
            top = node(peak, top)
        return top


def root(leaves: Iterable[bytes]) -> bytes:
    """The root of the tree of these leaf hashes.

    Args:
        leaves: the leaf hashes, in order.
    """
    return _tree(leaves).root()


def inclusion_proof(leaves: Sequence[bytes], index: int) -> tuple[bytes, ...]:
    """The proof that one leaf stands in the tree (RFC 9162, 2.1.3.1).

    Args:
        leaves: the leaf hashes of the tree, in order.
        index: the place of the leaf, from 0.

    Returns:
        The hashes that `includes` takes, from the leaf upwards.

    Raises:
        InputError: there is no leaf at that place.
    """
    _check_index(index, len(leaves))
    rest = iter(leaves)
    before = _tree(islice(rest, index))
    next(rest)
    return _beside(before, index, 0, rest)[0]


def consistency_proof(leaves: Iterable[bytes], old_size: int) -> tuple[bytes, ...]:
    """The proof that a smaller tree is the beginning of this one (RFC 9162, 2.1.4.1).

    The leaves are read once, and not stored.

    Args:
        leaves: the leaf hashes of the larger tree, in order.
        old_size: how many of them the smaller tree has.

    Returns:
        The hashes that `consistent` takes; none when the smaller tree is empty or has the same size.

    Raises:
        InputError: the old size is more than there are leaves, or is not a whole number from 0.
    """
    rest = iter(leaves)
    wanted = old_size if type(old_size) is int and old_size >= 0 else 0
    before = _tree(islice(rest, wanted))
    if before.size != old_size or type(old_size) is not int:
        _check_old_size(old_size, before.size + sum(1 for _ in rest))
    if not old_size:
        return ()
    # the last full subtree of the smaller tree is in the larger one too: go up from there
    level = (old_size & -old_size).bit_length() - 1
    last = before.take()
    first = (last,) if before.size else ()  # when it is the whole smaller tree, its root is known already
    proof, after = _beside(before, (old_size - 1) >> level, level, rest)
    return (*first, *proof) if after else ()


@frozen
class Tiled:
    """A tree of which only the roots of its full tiles are at hand, and the leaves after the last of those.

    Over those roots, and the root of the leaves after them, stands the same tree (RFC 9162 splits where a tile begins).
    So a proof goes up within one tile, and then above the tiles: the leaves of the others are not needed.

    Attributes:
        roots: the root of each full tile, in order.
        rest: the leaves after the last full tile: fewer than a tile has.
        leaves: gives the leaves of one full tile, by its place from 0.
        tile: how many leaves a full tile has, a power of two.
    """

    roots: Sequence[bytes]
    rest: Sequence[bytes]
    leaves: Callable[[int], Sequence[bytes]]
    tile: int = TILE

    @property
    def size(self) -> int:
        """How many leaves there are."""
        return self.tile * len(self.roots) + len(self.rest)

    def inclusion_proof(self, index: int) -> tuple[bytes, ...]:
        """What the function of this name gives for all leaves."""
        _check_index(index, self.size)
        place, within = divmod(index, self.tile)
        return inclusion_proof(self._leaves_at(place), within) + inclusion_proof(self._above(), place)

    def consistency_proof(self, old_size: int) -> tuple[bytes, ...]:
        """What the function of this name gives for all leaves."""
        _check_old_size(old_size, self.size)
        place, within = divmod(old_size, self.tile)
        if not within:  # the smaller tree ends where a tile does
            return consistency_proof(self._above(), place)
        if old_size == self.size:
            return ()
        leaves = self._leaves_at(place)
        # the last full subtree of the smaller tree: known already only when it is the whole of it, and not of the tile
        is_full = not within & (within - 1)
        first = (root(leaves[:within]),) if place and is_full else ()
        return (*first, *consistency_proof(leaves, within), *inclusion_proof(self._above(), place))

    def _leaves_at(self, place: int) -> Sequence[bytes]:
        return self.rest if place == len(self.roots) else self.leaves(place)

    def _above(self) -> Sequence[bytes]:
        """The leaves of the tree above the tiles."""
        return (*self.roots, root(self.rest)) if self.rest else self.roots


def includes(leaf_hash: bytes, index: int, size: int, proof: Sequence[bytes], root: bytes) -> bool:
    """Whether the proof shows that the leaf stands at that place in the tree (RFC 9162, 2.1.3.2).

    Args:
        leaf_hash: the hash of the entry.
        index: its place, from 0.
        size: how many leaves the tree has.
        proof: what `inclusion_proof` gave.
        root: the root of the tree.

    Returns:
        True when it does; False when it does not, also when the proof is no proof at all.

    Raises:
        InputError: an argument is of the wrong type; the error names every problem.
    """
    _check_types({"index": index, "size": size}, {"leaf_hash": leaf_hash, "root": root}, proof)
    if not 0 <= index < size or not _are_hashes(leaf_hash, *proof):
        return False
    fn, sn, r = index, size - 1, leaf_hash
    for p in proof:
        if not sn:
            return False
        if fn & 1 or fn == sn:
            r = node(p, r)
            while fn and not fn & 1:
                fn, sn = fn >> 1, sn >> 1
        else:
            r = node(r, p)
        fn, sn = fn >> 1, sn >> 1
    return not sn and r == root


def consistent(old_size: int, new_size: int, old_root: bytes, new_root: bytes, proof: Sequence[bytes]) -> bool:
    """Whether the proof shows that the old tree is the beginning of the new one (RFC 9162, 2.1.4.2).

    The RFC asks for a tree with leaves that is smaller than the other. This also accepts, with an empty proof:
    a tree is the beginning of itself, and the empty tree is the beginning of every tree.

    Args:
        old_size: how many leaves the old tree has.
        new_size: how many leaves the new tree has.
        old_root: the root of the old tree.
        new_root: the root of the new tree.
        proof: what `consistency_proof` gave.

    Returns:
        True when it does; False when it does not, also when the proof is no proof at all.

    Raises:
        InputError: an argument is of the wrong type; the error names every problem.
    """
    _check_types({"old_size": old_size, "new_size": new_size}, {"old_root": old_root, "new_root": new_root}, proof)
    if not 0 <= old_size <= new_size or not _are_hashes(old_root, new_root, *proof):
        return False
    if old_size == new_size:
        return not proof and old_root == new_root and (old_size > 0 or old_root == EMPTY)
    if not old_size:
        return not proof and old_root == EMPTY
    if not proof:
        return False
    fn, sn = old_size - 1, new_size - 1
    while fn & 1:
        fn, sn = fn >> 1, sn >> 1
    first, *rest = proof if old_size & (old_size - 1) else (old_root, *proof)
    fr = sr = first
    for c in rest:
        if not sn:
            return False
        if fn & 1 or fn == sn:
            fr, sr = node(c, fr), node(c, sr)
            while fn and not fn & 1:
                fn, sn = fn >> 1, sn >> 1
        else:
            sr = node(sr, c)
        fn, sn = fn >> 1, sn >> 1
    return not sn and fr == old_root and sr == new_root


def _beside(before: Tree, index: int, level: int, rest: Iterator[bytes]) -> tuple[tuple[bytes, ...], int]:
    """The sibling hashes on the path from one full subtree up to the root, and how many leaves come after it.

    Args:
        before: the tree of the leaves before it, which is used up.
        index: its place among the subtrees of its size.
        level: its height.
        rest: the leaves after it, which are used up.
    """
    found: list[bytes] = []
    after = 0
    ended = False
    while before.size or not ended:
        if index & 1:
            found.append(before.take())
        else:
            beside = _tree(islice(rest, 1 << level))
            ended = beside.size < 1 << level
            if beside.size:
                found.append(beside.root())
                after += beside.size
        index, level = index >> 1, level + 1
    return tuple(found), after


def _tree(leaves: Iterable[bytes]) -> Tree:
    tree = Tree()
    for leaf_hash in leaves:
        tree.append(leaf_hash)
    return tree


def _check_index(index: int, size: int) -> None:
    if type(index) is not int or not 0 <= index < size:
        _refuse(
            "index",
            index,
            Text(
                nl=f"de plaats van een van de {size} bladeren, geteld vanaf 0",
                en=f"the place of one of the {size} leaves, counted from 0",
            ),
        )


def _check_old_size(old_size: int, size: int) -> None:
    if type(old_size) is not int or not 0 <= old_size <= size:
        _refuse(
            "old_size",
            old_size,
            Text(nl=f"een omvang van 0 tot en met {size}", en=f"a size from 0 up to and including {size}"),
        )


def _are_hashes(*values: bytes) -> bool:
    return all(len(value) == SIZE for value in values)


def _check_types(numbers: dict[str, object], hashes: dict[str, object], proof: object) -> None:
    problems = [Problem(field, shown(given), _NUMBER) for field, given in numbers.items() if type(given) is not int]
    if isinstance(proof, Sequence) and not isinstance(proof, str | bytes):
        hashes |= {f"proof[{i}]": one for i, one in enumerate(proof)}
    else:
        problems.append(Problem("proof", shown(proof), _PROOF))
    problems += [
        Problem(field, shown(given), _BYTES) for field, given in hashes.items() if not isinstance(given, bytes)
    ]
    refuse("merkle", problems)


_NUMBER = Text(nl="een geheel getal", en="a whole number")
_BYTES = Text(nl="een hash, als bytes", en="a hash, as bytes")
_PROOF = Text(nl="een lijst van hashes, als bytes", en="a list of hashes, as bytes")


def _refuse(what: str, value: int, expected: Text) -> NoReturn:
    raise InputError("merkle", [Problem(what, shown(value), expected)])
