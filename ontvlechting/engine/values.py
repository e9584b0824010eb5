"""The values that every letter has: sources, actors, mandates, and references to rules.

All values are frozen, take their fields by keyword (`RulesRef` also by position), compare by content and are checked
when made (see `engine/checked.py`). Nothing here fetches a time, an id or an actor: they come in from outside.

Each letter has its own roles and powers, in enumerations that it makes from `Role` and `Power`.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from attrs import frozen

from ontvlechting.engine.checked import Checked, Id, PartyId, PersonId, Words
from ontvlechting.engine.errors import LedgerError
from ontvlechting.engine.names import Choice
from ontvlechting.engine.text import Text


class Role(Choice):
    """The role in which somebody acts (*rol*). It has no members: each letter makes a class with its own roles from it."""


class Power(Choice):
    """What a mandate lets its holder decide (*bevoegdheid*). It has no members: each letter makes a class with its own."""


@frozen(kw_only=True)
class Source(Checked):
    """Where a rule stands (*bron*).

    Attributes:
        document: the letter or the law, by the name under which people look it up.
        section: where in it.
        term: the key words of that place, quoted in Dutch.
    """

    document: Id
    section: Id
    term: Words

    def __str__(self) -> str:
        return f"{self.document}, {self.section}: «{self.term}»"


@frozen(kw_only=True)
class Mandate(Checked):
    """Authority to decide in the name of somebody else (*mandaat*).

    Attributes:
        id: the mandate's own reference.
        powers: what it lets its holder decide.
        valid_from: the first day on which it is valid.
        valid_until: the last day on which it is valid; None when it has no end.
        scope: the names of processes, or the ids of parties, to which it is limited; a party stands for all its processes.
            Empty when there is no such limit.
    """

    id: Id
    powers: tuple[Power, ...]
    valid_from: date
    valid_until: date | None = None
    scope: tuple[Id, ...] = ()

    def covers(self, power: Power, on: date) -> bool:
        """Whether this mandate gives `power` on that day. Its scope is not checked; see `reaches`."""
        until = self.valid_until
        return power in self.powers and self.valid_from <= on and (until is None or on <= until)

    def reaches(self, *names: str) -> bool:
        """Whether one of these names of processes or parties is in the scope, or there is no scope."""
        return not self.scope or not set(self.scope).isdisjoint(names)


@frozen(kw_only=True)
class Actor(Checked):
    """Somebody who asks for something (*actor*): a pseudonymous id, never a name.

    Attributes:
        id: who, for example `actor-17`.
        role: in which capacity.
        party: the id of the party or body for which this actor speaks.
        mandate: the authority that is invoked, where one is needed.
    """

    id: PersonId
    role: Role
    party: PartyId
    mandate: Mandate | None = None


@frozen
class RulesRef(Checked):
    """A reference to a set of rules, as a record holds it of the rules that judged (*verwijzing naar regels*).

    Attributes:
        name: the name of the rules.
        version: their version.
        hash: the SHA-256 of their structure.
    """

    name: Id
    version: Id
    hash: Id


class _Nobody(Role):
    NOBODY = "nobody"


NOBODY = Actor(id="-", role=_Nobody.NOBODY, party="-")
"""Stands for the actor where none is given, or none is known."""


class UnknownRules(LedgerError, LookupError):
    """The process is pinned to rules that are not known here, or is to adopt such rules; nothing was recorded.

    Attributes:
        process: the process.
        asked: the rules that are needed.
        known: the rules that are known.
        needed: a text that says which rules are needed; it does not say that nothing was recorded.
    """

    def __init__(self, process: str, asked: RulesRef, known: Iterable[RulesRef]) -> None:
        self.process: str = process
        self.asked: RulesRef = asked
        self.known: tuple[RulesRef, ...] = tuple(known)
        rules, here = _words_for(asked), [_words_for(r) for r in self.known] or [Text(nl="geen", en="none")]
        self.needed: Text = Text(
            nl=f"voor `{process}` zijn {rules.nl} nodig, en die zijn hier niet bekend",
            en=f"`{process}` needs {rules.en}, and they are not known here",
        )
        super().__init__(
            Text(
                nl=f"{self.needed.nl}; bekend zijn {', '.join(r.nl for r in here)}; er is niets vastgelegd: geef ze aan de "
                "workflow mee met `known`",
                en=f"{self.needed.en}; known are {', '.join(r.en for r in here)}; nothing was recorded: give them to the "
                "workflow with `known`",
            )
        )


def _words_for(rules: RulesRef) -> Text:
    """The words for these rules, which also tell them from others with the same name and version."""
    hash = f"`{rules.hash[:12]}…`"
    return Text(
        nl=f"de regels `{rules.name}` versie {rules.version} ({hash})",
        en=f"the rules `{rules.name}` version {rules.version} ({hash})",
    )
