"""What may be asked: every command and the values it carries.

The families::

    entry          identify a process, record its feasibility
    plan           draft and revise the plan
    participation  works council, unions, units, input, advice
    other_side     the other side's word: co-sign, confirm, contest
    test           the five preconditions
    decision       weigh, decide, return
    transfer       phases, executions, indicators, breaches, escalations, fall back
    proof          the receiving party is proven
    close          budget, completion, stop, change of route
    governance     agreements instead of a transfer
    retention      texts that have to go from the record, and records that cannot be used
    adoption       other rules for a process that is under way
    works_council  advice under the Works Councils Act; only a pack of rules opens these
    programme      what holds across processes; only the rules of a programme open these
"""

from types import ModuleType as _Module

from ontvlechting.engine.adopt import AdoptRules, Exemption
from ontvlechting.engine.command import Command
from ontvlechting.engine.retention import Correct, Redact, SetAside
from ontvlechting.letter.commands import (
    close,
    decision,
    entry,
    governance,
    other_side,
    participation,
    plan,
    programme,
    proof,
    test,
    transfer,
    works_council,
)
from ontvlechting.letter.commands.close import *
from ontvlechting.letter.commands.decision import *
from ontvlechting.letter.commands.entry import *
from ontvlechting.letter.commands.governance import *
from ontvlechting.letter.commands.other_side import *
from ontvlechting.letter.commands.participation import *
from ontvlechting.letter.commands.plan import *
from ontvlechting.letter.commands.programme import *
from ontvlechting.letter.commands.proof import *
from ontvlechting.letter.commands.test import *
from ontvlechting.letter.commands.transfer import *
from ontvlechting.letter.commands.works_council import *


def _commands_of(family: _Module) -> tuple[type[Command], ...]:
    """The commands of a family, in the order in which it has them."""
    found = vars(family).values()
    return tuple(c for c in found if isinstance(c, type) and issubclass(c, Command) and c.__module__ == family.__name__)


OF_PACKS: tuple[type[Command], ...] = _commands_of(works_council)
"""The commands that only a pack of rules opens; for the letter alone they are unknown. Each records a fact."""

OF_PROGRAMMES: tuple[type[Command], ...] = _commands_of(programme)
"""The commands of a programme; for the letter's own rules, which are about processes, they are unknown."""

ALL: tuple[type[Command], ...] = (
    *(
        c
        for f in (entry, plan, participation, other_side, test, decision, transfer, proof, close, governance)
        for c in _commands_of(f)
    ),
    Redact,
    SetAside,
    Correct,
    AdoptRules,
    *OF_PACKS,
    *OF_PROGRAMMES,
)
"""Every command, by family."""

__all__ = ["ALL", "OF_PACKS", "OF_PROGRAMMES", "AdoptRules", "Command", "Correct", "Exemption", "Redact", "SetAside"]
__all__ += close.__all__
__all__ += decision.__all__
__all__ += entry.__all__
__all__ += governance.__all__
__all__ += other_side.__all__
__all__ += participation.__all__
__all__ += plan.__all__
__all__ += programme.__all__
__all__ += proof.__all__
__all__ += test.__all__
__all__ += transfer.__all__
__all__ += works_council.__all__


def __dir__() -> list[str]:
    """What completion shows: the names above, and not the files they come from."""
    return __all__
