"""Governed change in government: every step judged against the letter's rules, explained, and recorded.

In short::

    from ontvlechting import Workflow, commands as c, letter

    flow = Workflow.open("memory:")
    outcome = flow.submit("douane/websites", c.IdentifyProcess(...))

Whoever only looks opens a `Ledger` instead of a `Workflow`: nothing can be written by it. Whoever writes a letter of their
own finds what it is made of in `engine`.

Reading order for a newcomer: `states.py`, `guards.py`, `core.py`, `workflow.py`.
"""

from importlib import import_module as _import_module
from typing import TYPE_CHECKING

from ontvlechting import engine, letter
from ontvlechting.engine.core import NextStep, decide, evolve, next_steps
from ontvlechting.engine.errors import InputError, LedgerError, OntvlechtingError
from ontvlechting.engine.rulebook import Guard, Pack, Rules, guard
from ontvlechting.engine.shows import Shows as _Shows
from ontvlechting.engine.text import Text, add_language
from ontvlechting.engine.values import Actor
from ontvlechting.engine.verdicts import Reason, Refused, Verdict
from ontvlechting.guards import LETTER, PROGRAMME
from ontvlechting.letter import commands
from ontvlechting.letter.dossier import Dossier
from ontvlechting.letter.values import Role
from ontvlechting.letter.workflow import Ledger, Workflow
from ontvlechting.record.origin import Origin
from ontvlechting.shell.answers import Outcome
from ontvlechting.states import State

if TYPE_CHECKING:
    from ontvlechting.letter.asynchronous import AsyncWorkflow

_Shows._module = staticmethod(lambda name: _import_module(f"ontvlechting.views.{name}"))  # imported when somebody looks

__all__ = [
    "LETTER",
    "PROGRAMME",
    "Actor",
    "AsyncWorkflow",
    "Dossier",
    "Guard",
    "InputError",
    "Ledger",
    "LedgerError",
    "NextStep",
    "OntvlechtingError",
    "Origin",
    "Outcome",
    "Pack",
    "Reason",
    "Refused",
    "Role",
    "Rules",
    "State",
    "Text",
    "Verdict",
    "Workflow",
    "add_language",
    "commands",
    "decide",
    "engine",
    "evolve",
    "guard",
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
            from ontvlechting.letter.asynchronous import AsyncWorkflow

            return AsyncWorkflow
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}", name=name)
