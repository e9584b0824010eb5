"""A proof that a record is in a ledger, for whoever has a checkpoint of it and not the ledger."""

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
    """A proof that a record is in the ledger (*insluitingsbewijs*). By itself it shows nothing: ask `holds`.

    Attributes:
        position: its place in the whole ledger, from 1.
        size: how many records the ledger has in this proof.
        proof: the hashes that lead from the record to the root of the tree.
        sealed: the record itself as it is stored, for whoever wants to hash it.
    """

    position: int
    size: int
    proof: tuple[bytes, ...]
    sealed: Sealed = field(repr=False)

    def holds(self, hash: str, checkpoint: Checkpoint) -> bool:
        """Whether a record with this hash stands at that very position in the ledger of a checkpoint.

        The size is that of the checkpoint, which is signed; of a tree of one size every position has a way up of its own.

        Args:
            hash: the hash of the record, in hexadecimal.
            checkpoint: what the ledger was like, as `checkpoints.opened` gives it once the signature is certain.

        Returns:
            True when it does; False when it does not: another record, position or size, or no proof at all.

        Raises:
            InputError: something that is given is not of its kind; every problem together.
        """
        _look_at(hash, checkpoint)
        try:
            entry = bytes.fromhex(hash)
        except ValueError:
            return False
        return self.size == checkpoint.size and includes(
            leaf(entry), self.position - 1, checkpoint.size, self.proof, checkpoint.root
        )


def _look_at(hash: object, checkpoint: object) -> None:
    from ontvlechting.record.checkpoints import problems_of_checkpoint

    problems = [] if isinstance(hash, str) else [Problem("hash", shown(hash), _HASH)]
    problems += problems_of_checkpoint(checkpoint)
    refuse("holds", problems)
