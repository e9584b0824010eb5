"""The hashes within the Merkle tree that a store keeps: the root of each tile, a full run of `TILE` records.

They save reading, and nothing rests on them: a proof that is made with a false one does not hold, and a verifier compares
each with the records.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import TYPE_CHECKING

from ontvlechting.engine.errors import BrokenLedger
from ontvlechting.engine.text import Text
from ontvlechting.record.merkle import SIZE, TILE, Tiled, leaf, root

if TYPE_CHECKING:
    from ontvlechting.record.stores.port import Store

_HASH = re.compile("[0-9a-f]{64}")


def tile(hashes: Iterable[str], position: int) -> bytes:
    """The root of the tile that ends at this position.

    Args:
        hashes: the hashes of its records, in the order of the ledger.
        position: that of the last of them.

    Raises:
        BrokenLedger: there are not as many records, or what is kept as the hash of one is none.
    """
    return root(_full(hashes, position))


def tree(store: Store, size: int | None = None) -> Tiled:
    """The tree over the first records of a store, or over all that have a position; over fewer when it holds fewer.

    Read are the root of each tile, and the hashes of the records after the last one. A proof reads those of one tile.

    Raises:
        BrokenLedger: a tile is missing or is no hash, or what is kept as the hash of a record is none.
    """
    roots: list[bytes] = []
    for position, kept in store.tiles():
        if size is not None and position > size:
            break
        if position != TILE * (len(roots) + 1) or len(kept) != SIZE:
            raise missing(TILE * (len(roots) + 1))
        roots.append(kept)
    below = TILE * len(roots)
    rest = _leaves(store.hashes(below, TILE if size is None else min(TILE, size - below)), below)
    if len(rest) == TILE:
        raise missing(below + TILE)
    return Tiled(roots, rest, lambda place: _full(store.hashes(TILE * place, TILE), TILE * (place + 1)))


def missing(position: int) -> BrokenLedger:
    """The error that there is no root of the tile that ends at this position, or something else in its place."""
    return _broken(position, "ontbreekt", "is missing")


def false(position: int) -> BrokenLedger:
    """The error that the root of the tile that ends at this position is another than it should be."""
    return _broken(position, "volgt niet uit de vastleggingen", "does not follow from the records")


def superfluous(position: int) -> BrokenLedger:
    """The error that a root is kept of a tile that is not there, or not yet."""
    return _broken(position, "hoort bij geen vastleggingen", "belongs to no records")


def _full(hashes: Iterable[str], position: int) -> list[bytes]:
    """The leaves of a whole tile."""
    first = position - TILE
    leaves = _leaves(hashes, first)
    if len(leaves) != TILE:
        why = Text(
            nl=f"van plaats {first + 1} tot en met {position} ontbreken vastleggingen",
            en=f"of positions {first + 1} to {position} records are missing",
        )
        raise BrokenLedger(None, None, why)
    return leaves


def _leaves(hashes: Iterable[str], after: int) -> list[bytes]:
    """The leaf of each record in the tree; `after` is the position before the first."""
    leaves: list[bytes] = []
    for position, hash in enumerate(hashes, start=after + 1):
        if not _HASH.fullmatch(hash):
            why = Text(nl=f"op plaats {position} staat geen hash", en=f"there is no hash at position {position}")
            raise BrokenLedger(None, None, why)
        leaves.append(leaf(bytes.fromhex(hash)))
    return leaves


def _broken(position: int, nl: str, en: str) -> BrokenLedger:
    first = position - TILE + 1
    why = Text(
        nl=f"de hash van plaats {first} tot en met {position} samen {nl}",
        en=f"the hash of positions {first} to {position} together {en}",
    )
    return BrokenLedger(None, None, why)
