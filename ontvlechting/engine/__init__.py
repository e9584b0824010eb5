"""The engine: judges a step by the rules of any letter, and knows none. All that a letter is made of is here.

In short::

    from attrs import frozen
    from ontvlechting import engine

    class State(engine.State):
        NEW = "new", "nieuw", "new"
        DONE = "done", "klaar", "done"

    @frozen(kw_only=True)
    class Finish(engine.Command):
        title = engine.Text(nl="Klaar", en="Finish")

    RULES = engine.Rules(arrows=(engine.Arrow(Finish, State.NEW, State.DONE),), start=State.NEW, doors={Finish: ()}, ...)

Some names are both here and in `ontvlechting` (`State`, `Role`, `Dossier`): here the base classes, there the classes
that the letter makes from them.
"""

from ontvlechting.engine.adopt import AdoptRules, Exemption
from ontvlechting.engine.adoption import Departure, departures
from ontvlechting.engine.agenda import Term
from ontvlechting.engine.chart import Arrow, Milestone, State, WayBack, faults, moving, staying
from ontvlechting.engine.checked import Amount, Checked, Count, Id, Number, Words
from ontvlechting.engine.columns import Column, Match
from ontvlechting.engine.command import Command, Effect, Fact, Reading, Removal, adds_to, fills
from ontvlechting.engine.core import NextStep, decide, evolve, next_steps
from ontvlechting.engine.doors import YES, Check, Doors, Guard, Norms, Reads, Reasons, guard
from ontvlechting.engine.dossier import Dossier
from ontvlechting.engine.errors import DefinitionError, InputError, Problem
from ontvlechting.engine.events import Event
from ontvlechting.engine.retention import Redact, SetAside
from ontvlechting.engine.rulebook import Pack, Rules
from ontvlechting.engine.text import Language, Text, add_language, languages
from ontvlechting.engine.values import Actor, Mandate, Power, Role, RulesRef, Source
from ontvlechting.engine.verdicts import (
    Mend,
    Reason,
    ReasonKind,
    Refused,
    Rule,
    Status,
    Subject,
    Supplier,
    Verdict,
    VerdictKind,
)

__all__ = [
    "YES",
    "Actor",
    "AdoptRules",
    "Amount",
    "Arrow",
    "Check",
    "Checked",
    "Column",
    "Command",
    "Count",
    "DefinitionError",
    "Departure",
    "Doors",
    "Dossier",
    "Effect",
    "Event",
    "Exemption",
    "Fact",
    "Guard",
    "Id",
    "InputError",
    "Language",
    "Mandate",
    "Match",
    "Mend",
    "Milestone",
    "NextStep",
    "Norms",
    "Number",
    "Pack",
    "Power",
    "Problem",
    "Reading",
    "Reads",
    "Reason",
    "ReasonKind",
    "Reasons",
    "Redact",
    "Refused",
    "Removal",
    "Role",
    "Rule",
    "Rules",
    "RulesRef",
    "SetAside",
    "Source",
    "State",
    "Status",
    "Subject",
    "Supplier",
    "Term",
    "Text",
    "Verdict",
    "VerdictKind",
    "WayBack",
    "Words",
    "add_language",
    "adds_to",
    "decide",
    "departures",
    "evolve",
    "faults",
    "fills",
    "guard",
    "languages",
    "moving",
    "next_steps",
    "staying",
]


def __dir__() -> list[str]:
    """What completion shows: the names above, and not the files they come from."""
    return __all__
