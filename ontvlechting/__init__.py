"""Governed change in government: every step judged against the letter's rules, explained, and recorded.

In short::

    from ontvlechting import Workflow, commands as c, letter

    flow = Workflow.open("memory:")
    outcome = flow.submit("douane/websites", c.IdentifyProcess(...))

Everything that a program needs can be imported from here; what it needs for its tests, from `ontvlechting.testing`.
To read only, open a `Ledger` instead of a `Workflow`: it cannot write. To make rules of your own, use `engine`.

To learn how it works, read `states.py`, `guards.py`, `engine/core.py` and `shell/workflow.py`, in that order.
"""

from importlib import import_module as _import_module
from pkgutil import resolve_name as _resolve_name
from typing import TYPE_CHECKING

from ontvlechting import engine, letter
from ontvlechting.engine import errors
from ontvlechting.engine.agenda import Term
from ontvlechting.engine.core import NextStep, decide, evolve, next_steps
from ontvlechting.engine.days import Calendar, dutch_holidays
from ontvlechting.engine.doors import YES, Guard, Reads, guard
from ontvlechting.engine.errors import InputError, LedgerError, OntvlechtingError
from ontvlechting.engine.outlook import Ahead, Outlook
from ontvlechting.engine.rulebook import Pack, Rules
from ontvlechting.engine.shows import Shows as _Shows
from ontvlechting.engine.text import Text, add_language, choose_language
from ontvlechting.engine.values import Actor, Source, UnknownRules
from ontvlechting.engine.verdicts import Mend, Reason, Refused, Rule, Subject, Supplier, Verdict
from ontvlechting.guards import LETTER, PROGRAMME
from ontvlechting.letter import commands
from ontvlechting.letter.dossier import Dossier
from ontvlechting.letter.values import Role
from ontvlechting.letter.workflow import Federation, Ledger, Workflow, definition
from ontvlechting.record.audit import unseal
from ontvlechting.record.codec import Codec, command_from_plain, command_to_plain
from ontvlechting.record.merkle import consistent
from ontvlechting.record.origin import Origin
from ontvlechting.record.stores.memory import MemoryStore
from ontvlechting.record.stores.port import Store
from ontvlechting.shell.answers import Outcome
from ontvlechting.shell.federation import Member
from ontvlechting.states import ProgrammeState, State

if TYPE_CHECKING:
    from ontvlechting import packs
    from ontvlechting.letter.asynchronous import AsyncWorkflow
    from ontvlechting.letter.fiction import CouncilRoad, Road, StaffRoad
    from ontvlechting.letter.packs.portfolio import PORTFOLIO
    from ontvlechting.letter.packs.works_councils_act import WORKS_COUNCILS_ACT, works_councils_act
    from ontvlechting.letter.triggers import Governed
    from ontvlechting.record import exchange
    from ontvlechting.record.checkpoints import Checkpoint, PrivateKey, PublicKey
    from ontvlechting.record.stores.postgres import PostgresStore
    from ontvlechting.record.stores.sqlite import SqliteStore
    from ontvlechting.shell.logbook import Logbook
    from ontvlechting.shell.machine import GovernedMachine
    from ontvlechting.views import mdto
    from ontvlechting.views.html import tag
    from ontvlechting.views.lifecycle import Lifecycle
    from ontvlechting.views.report import Chapter

_LATER = {
    "AsyncWorkflow": "letter.asynchronous:AsyncWorkflow",
    "CouncilRoad": "letter.fiction:CouncilRoad",
    "Road": "letter.fiction:Road",
    "StaffRoad": "letter.fiction:StaffRoad",
    "PORTFOLIO": "letter.packs.portfolio:PORTFOLIO",
    "WORKS_COUNCILS_ACT": "letter.packs.works_councils_act:WORKS_COUNCILS_ACT",
    "works_councils_act": "letter.packs.works_councils_act:works_councils_act",
    "Governed": "letter.triggers:Governed",
    "exchange": "record.exchange:",
    "Checkpoint": "record.checkpoints:Checkpoint",
    "PrivateKey": "record.checkpoints:PrivateKey",
    "PublicKey": "record.checkpoints:PublicKey",
    "packs": "packs:",
    "PostgresStore": "record.stores.postgres:PostgresStore",
    "SqliteStore": "record.stores.sqlite:SqliteStore",
    "Logbook": "shell.logbook:Logbook",
    "GovernedMachine": "shell.machine:GovernedMachine",
    "tag": "views.html:tag",
    "Lifecycle": "views.lifecycle:Lifecycle",
    "mdto": "views.mdto:",
    "Chapter": "views.report:Chapter",
}
"""The names that are imported at first use, and where they are: they import more than most programs need."""

_Shows._module = staticmethod(lambda name: _import_module(f"ontvlechting.views.{name}"))  # imported at first use

__all__ = [
    "LETTER",
    "PORTFOLIO",
    "PROGRAMME",
    "WORKS_COUNCILS_ACT",
    "YES",
    "Actor",
    "Ahead",
    "AsyncWorkflow",
    "Calendar",
    "Chapter",
    "Checkpoint",
    "Codec",
    "CouncilRoad",
    "Dossier",
    "Federation",
    "Governed",
    "GovernedMachine",
    "Guard",
    "InputError",
    "Ledger",
    "LedgerError",
    "Lifecycle",
    "Logbook",
    "Member",
    "MemoryStore",
    "Mend",
    "NextStep",
    "OntvlechtingError",
    "Origin",
    "Outcome",
    "Outlook",
    "Pack",
    "PostgresStore",
    "PrivateKey",
    "ProgrammeState",
    "PublicKey",
    "Reads",
    "Reason",
    "Refused",
    "Road",
    "Role",
    "Rule",
    "Rules",
    "Source",
    "SqliteStore",
    "StaffRoad",
    "State",
    "Store",
    "Subject",
    "Supplier",
    "Term",
    "Text",
    "UnknownRules",
    "Verdict",
    "Workflow",
    "add_language",
    "choose_language",
    "command_from_plain",
    "command_to_plain",
    "commands",
    "consistent",
    "decide",
    "definition",
    "dutch_holidays",
    "engine",
    "errors",
    "evolve",
    "exchange",
    "guard",
    "letter",
    "mdto",
    "next_steps",
    "packs",
    "tag",
    "unseal",
    "works_councils_act",
]


def __dir__() -> list[str]:
    """What completion shows: the names above, and not the files they come from."""
    return __all__


if not TYPE_CHECKING:  # a type checker that saw this would accept every misspelt name

    def __getattr__(name: str) -> object:
        """Import a name of `_LATER` at first use."""
        if name not in _LATER:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}", name=name)
        return _resolve_name(f"{__name__}.{_LATER[name]}")
