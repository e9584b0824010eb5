"""Rules are a value: a table of arrows, the guards of each door, the norms they are held to, and a version.

House rules: no clock, chance, disk, network or log here. A door without an entry is a definition error; an open door
is written down as `()`. Two sets of rules with the same structure have the same `hash`, and every record carries it.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime, time
from enum import Enum
from functools import cached_property
from typing import Any

from attrs import asdict, define, evolve, field, frozen

from ontvlechting.checked import Checked, Count, Id
from ontvlechting.commands import Command, Complexity
from ontvlechting.dossier import Dossier
from ontvlechting.errors import DefinitionError
from ontvlechting.states import Arrow, State, faults
from ontvlechting.text import Text
from ontvlechting.values import Body, BodyKind
from ontvlechting.verdicts import Reason, Rule

Reasons = Sequence[Reason]
"""What a guard answers: every reason for its no; empty for yes."""
YES: Reasons = ()


@frozen(kw_only=True)
class LeadTime(Checked):
    """The shortest planned lead time for a phase of this complexity, in days (R49)."""

    complexity: Complexity
    days: Count


@frozen(kw_only=True)
class Norms(Checked):
    """What the guards are held to where the letter leaves it to the ministry, or names it.

    Attributes:
        ministry: the id of the deciding party (R13).
        directorates: the ids of the closed set of parties (R1).
        first_performer: the id of the party that performs every process at the start (R4).
        beneficiaries: the ids of the parties for which it does so (R4).
        units: the units a process can come from (R3).
        bodies: the bodies that speak for staff (R12, R64).
        house: the id of Parliament, which informs and asks (R14).
        departmental_council: the id of the body that is heard at every stage (R65).
        always_weighed: the ids of documents that every decision weighs (R90).
        lead_times: the shortest lead time of each complexity; the letter gives no figures (R49).
        separate_duties: whether the decider may not have drafted or tested (R17).
        drafter_may_test: whether who drafted may also test; the letter says so (R43).
    """

    ministry: Id
    directorates: tuple[Id, ...]
    first_performer: Id
    beneficiaries: tuple[Id, ...]
    units: tuple[Id, ...]
    bodies: tuple[Body, ...]
    house: Id
    departmental_council: Id
    always_weighed: tuple[Id, ...] = ()
    lead_times: tuple[LeadTime, ...] = ()
    separate_duties: bool = True
    drafter_may_test: bool = True

    def body(self, id: str) -> Body | None:
        """The body of that id."""
        return next((b for b in self.bodies if b.id == id), None)

    def bodies_of(self, kind: BodyKind) -> frozenset[str]:
        """The ids of the bodies of that kind."""
        return frozenset(b.id for b in self.bodies if b.kind is kind)

    def lead_time(self, complexity: Complexity) -> int:
        """The shortest lead time in days; 0 when none is set."""
        return next((n.days for n in self.lead_times if n.complexity is complexity), 0)


class Reads(Enum):
    """How much of a command a guard reads, which says when it can be asked beforehand.

    `DOSSIER`: only the moment; `ACTOR`: also who asks; `COMMAND`: what the command carries.
    """

    DOSSIER = "dossier"
    ACTOR = "actor"
    COMMAND = "command"


Check = Callable[[Dossier, Any, Norms], Reasons]


@frozen
class Guard:
    """One yes/no question at a door, which answers with every reason for its no.

    Attributes:
        name: the question as a phrase, stable.
        rules: the rules that it holds up.
        title: the question in both languages.
        reads: how much of the command it reads.
        check: the function that answers; it has no effects.
    """

    name: str
    rules: tuple[Rule, ...]
    title: Text
    reads: Reads
    check: Check


def guard(*rules: Rule, nl: str, en: str, reads: Reads = Reads.DOSSIER) -> Callable[[Check], Guard]:
    """Makes a guard of a function; its name is the guard's name, the texts are its question."""

    def make(check: Check) -> Guard:
        return Guard(check.__name__, rules, Text(nl=nl, en=en), reads, check)

    return make


def begin_of(day: date, like: datetime) -> datetime:
    """The first moment of a day, at the offset of another moment."""
    return datetime.combine(day, time(), tzinfo=like.tzinfo)


Doors = Mapping[type[Command], tuple[Guard, ...]]
"""For each command the guards of its door, in the order in which their reasons are given."""


@define(frozen=True, kw_only=True, slots=False)
class Rules:
    """A complete set of rules; checked when made.

    Attributes:
        name: what the set is called.
        version: its version, apart from that of this package; a change in any answer is a new version.
        arrows: the table.
        doors: the guards of each command.
        always: the guards of every command.
        norms: what the guards are held to.

    Raises:
        DefinitionError: the table is not sound, or a door has no entry.
    """

    name: str
    version: str
    arrows: tuple[Arrow, ...]
    doors: Doors
    always: tuple[Guard, ...]
    norms: Norms
    table: Mapping[tuple[type[Command], State], tuple[State, tuple[Guard, ...]]] = field(
        init=False, repr=False, eq=False
    )
    """For each command and state: where it leads, and every guard that has to say yes."""

    def __attrs_post_init__(self) -> None:
        commands = {a.command for a in self.arrows}
        found = faults(self.arrows)
        found += [
            Text(nl=f"`{c.key}` heeft geen deur", en=f"`{c.key}` has no door")
            for c in sorted(commands - set(self.doors), key=lambda c: c.key)
        ]
        found += [
            Text(nl=f"de deur van `{c.key}` heeft geen pijl", en=f"the door of `{c.key}` has no arrow")
            for c in sorted(set(self.doors) - commands, key=lambda c: c.key)
        ]
        if found:
            raise DefinitionError(found)
        table = {(a.command, a.source): (a.target, self.guards_of(a.command)) for a in self.arrows}
        object.__setattr__(self, "table", table)

    def __hash__(self) -> int:
        return hash(self.hash)

    def guards_of(self, command: type[Command]) -> tuple[Guard, ...]:
        """Every guard that a command meets: those of every command first, then those of its door."""
        return self.always + self.doors[command]

    @property
    def guards(self) -> tuple[Guard, ...]:
        """Every guard of these rules, once, in order of first use."""
        return tuple({g.name: g for c in self.doors for g in self.guards_of(c)}.values())

    @cached_property
    def hash(self) -> str:
        """The SHA-256 of the structure: arrows, guards of each door with their rules, and norms."""

        def names(guards: tuple[Guard, ...]) -> list[list[str]]:
            return [[g.name, *(r.id for r in g.rules)] for g in guards]

        structure = {
            "name": self.name,
            "version": self.version,
            "arrows": [[a.command.key, a.source.value, a.target.value] for a in self.arrows],
            "doors": {c.key: names(g) for c, g in self.doors.items()},
            "always": names(self.always),
            "norms": asdict(self.norms),
        }
        text = json.dumps(structure, sort_keys=True, default=lambda value: value.value)
        return hashlib.sha256(text.encode()).hexdigest()

    def extended(self, *, name: str, version: str, doors: Doors) -> Rules:
        """New rules: these with more guards at some doors. The given guards come after the present ones."""
        return evolve(
            self,
            name=name,
            version=version,
            doors={**self.doors, **{c: self.doors.get(c, ()) + guards for c, guards in doors.items()}},
        )
