"""A proof that a record is in a ledger, for somebody who has a checkpoint of the ledger but not the ledger."""

from __future__ import annotations

from typing import TYPE_CHECKING

from attrs import field, frozen

from ontvlechting.engine.checked import refuse
from ontvlechting.engine.errors import Problem, shown
from ontvlechting.engine.text import Text
from ontvlechting.record.merkle import includes, leaf

if TYPE_CHECKING:
    from ontvlechting.record.audit import Sealed
    from ontvlechting.record.checkpoints import Checkpoint

_HASH = Text(nl="de hash van een vastlegging, als tekst", en="the hash of a record, as a text")


@frozen
class Inclusion:
    """A proof that a record is in the ledger (*insluitingsbewijs*). By itself it proves nothing: call `holds`.

    Attributes:
        position: its place in the whole ledger, from 1.
        size: how many records the ledger had when the proof was made.
        proof: the hashes that lead from the record to the root of the tree.
        sealed: the record itself as it is stored, for whoever wants to hash it.
    """

    position: int
    size: int
    proof: tuple[bytes, ...]
    sealed: Sealed = field(repr=False)

    def holds(self, hash: str, checkpoint: Checkpoint) -> bool:
        """Whether the record with this hash is at exactly this position in the ledger of a checkpoint.

        The size is that of the checkpoint, which is signed. In a tree of a known size each position has its own path to
        the root.

        Args:
            hash: the hash of the record, in hexadecimal.
            checkpoint: the checkpoint, as `checkpoints.opened` gives it once the signature is verified.

        Returns:
            True when it is; False when it is not: another record, position or size, or no valid proof at all.

        Raises:
            InputError: an argument is of the wrong type; the error names every problem.
        """
        _check_types(hash, checkpoint)
        try:
            entry = bytes.fromhex(hash)
        except ValueError:
            return False
        return self.size == checkpoint.size and includes(
            leaf(entry), self.position - 1, checkpoint.size, self.proof, checkpoint.root
        )


def _check_types(hash: object, checkpoint: object) -> None:
    from ontvlechting.record.checkpoints import problems_of_checkpoint

    problems = [] if isinstance(hash, str) else [Problem("hash", shown(hash), _HASH)]
    problems += problems_of_checkpoint(checkpoint)
    refuse("holds", problems)
