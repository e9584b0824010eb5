"""Governed change in government: every step judged against the letter's rules, explained, and recorded.

In short::

    from ontvlechting import Workflow, commands as c, letter

    flow = Workflow.open("memory:")
    outcome = flow.submit("douane/websites", c.IdentifyProcess(...))

Whoever only looks opens a `Ledger` instead of a `Workflow`: nothing can be written by it.

Reading order for a newcomer: `states.py`, `guards.py`, `core.py`, `workflow.py`.
"""

from typing import TYPE_CHECKING

from ontvlechting import commands, letter
from ontvlechting.answers import Outcome
from ontvlechting.core import NextStep, decide, evolve, next_steps
from ontvlechting.dossier import Dossier
from ontvlechting.errors import InputError, LedgerError, OntvlechtingError, Refused
from ontvlechting.guards import LETTER, PROGRAMME
from ontvlechting.ledger import Ledger
from ontvlechting.origin import Origin
from ontvlechting.rulebook import Rules
from ontvlechting.states import State
from ontvlechting.text import Text
from ontvlechting.values import Actor, Role
from ontvlechting.verdicts import Reason, Verdict
from ontvlechting.workflow import Workflow

if TYPE_CHECKING:
    from ontvlechting.asynchronous import AsyncWorkflow

__all__ = [
    "LETTER",
    "PROGRAMME",
    "Actor",
    "AsyncWorkflow",
    "Dossier",
    "InputError",
    "Ledger",
    "LedgerError",
    "NextStep",
    "OntvlechtingError",
    "Origin",
    "Outcome",
    "Reason",
    "Refused",
    "Role",
    "Rules",
    "State",
    "Text",
    "Verdict",
    "Workflow",
    "commands",
    "decide",
    "evolve",
    "letter",
    "next_steps",
]


def __dir__() -> list[str]:
    """What completion shows: the names above, and not the files they come from."""
    return __all__


if not TYPE_CHECKING:  # which would take every misspelt name for one that is here

    def __getattr__(name: str) -> object:
        """Imports what only programs that await need, when one asks for it."""
        if name == "AsyncWorkflow":
            from ontvlechting.asynchronous import AsyncWorkflow

            return AsyncWorkflow
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}", name=name)
