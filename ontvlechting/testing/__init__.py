"""The testing kit: what others may test their own rules and stores with; needs the extra `testing`.

`stores` has what every store promises, as tests to run on a store of your own. `strategies` generates values, commands
and histories. `machine` plays them under rules of your own and checks what must always hold. `explorer` visits
everything that a scope can reach. `comparison` says what two sets of rules answer differently. `transcripts` writes
down what was asked and answered. `perturbation` says which mistakes in rules your tests do not notice.

All of it works for any rules. What it has for the rules of the letter (moves and roads, checks, scopes) is in `letter`,
and can be imported from here: `from ontvlechting.testing import GovernanceMachine`. The class of the same name in a
module of this package, such as `machine.GovernanceMachine` and `scopes.Scope`, is for any rules.

All of it checks by assertions. Where Python runs without assertions (`python -O`) it cannot be imported: no check could
fail, and everything would seem well.

Raises:
    NoAssertions: Python runs without assertions.
"""

from pkgutil import resolve_name as _found
from typing import TYPE_CHECKING

import pytest

from ontvlechting.engine.errors import NoAssertions as _NoAssertions

if TYPE_CHECKING:
    from ontvlechting.testing.comparison import compare
    from ontvlechting.testing.explorer import explore
    from ontvlechting.testing.letter.checks import CHECKS
    from ontvlechting.testing.letter.machine import GovernanceMachine
    from ontvlechting.testing.letter.scopes import NAMED, Scope
    from ontvlechting.testing.letter.strategies import (
        CASE,
        Player,
        commands,
        dossiers,
        histories,
        mistakes,
        moves,
        played,
        values,
    )
    from ontvlechting.testing.letter.transcripts import transcript
    from ontvlechting.testing.perturbation import perturb
    from ontvlechting.testing.scopes import Onward, Together
    from ontvlechting.testing.stores import SharedStoreContract, StoreContract
    from ontvlechting.testing.strategies import Advance, Move, Reach

if not __debug__:
    raise _NoAssertions

pytest.register_assert_rewrite(  # so that a failing assert shows what it compared
    "ontvlechting.testing.checks",
    "ontvlechting.testing.letter.checks",
    "ontvlechting.testing.machine",
    "ontvlechting.testing.stores",
)

_LATER = {
    "compare": "comparison:compare",
    "explore": "explorer:explore",
    "CHECKS": "letter.checks:CHECKS",
    "GovernanceMachine": "letter.machine:GovernanceMachine",
    "NAMED": "letter.scopes:NAMED",
    "Scope": "letter.scopes:Scope",
    "CASE": "letter.strategies:CASE",
    "Player": "letter.strategies:Player",
    "commands": "letter.strategies:commands",
    "dossiers": "letter.strategies:dossiers",
    "histories": "letter.strategies:histories",
    "mistakes": "letter.strategies:mistakes",
    "moves": "letter.strategies:moves",
    "played": "letter.strategies:played",
    "values": "letter.strategies:values",
    "transcript": "letter.transcripts:transcript",
    "perturb": "perturbation:perturb",
    "Onward": "scopes:Onward",
    "Together": "scopes:Together",
    "SharedStoreContract": "stores:SharedStoreContract",
    "StoreContract": "stores:StoreContract",
    "Advance": "strategies:Advance",
    "Move": "strategies:Move",
    "Reach": "strategies:Reach",
}
"""The module and the name there of each name that is imported on first use."""

__all__ = [
    "CASE",
    "CHECKS",
    "NAMED",
    "Advance",
    "GovernanceMachine",
    "Move",
    "Onward",
    "Player",
    "Reach",
    "Scope",
    "SharedStoreContract",
    "StoreContract",
    "Together",
    "commands",
    "compare",
    "dossiers",
    "explore",
    "histories",
    "mistakes",
    "moves",
    "perturb",
    "played",
    "transcript",
    "values",
]


def __dir__() -> list[str]:
    """What completion shows: the names above, and not the files they come from."""
    return __all__


if not TYPE_CHECKING:  # a type checker would accept every misspelt name

    def __getattr__(name: str) -> object:
        """Import a name of `_LATER` on first use."""
        if name not in _LATER:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}", name=name)
        return _found(f"{__name__}.{_LATER[name]}")
