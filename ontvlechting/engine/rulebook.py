"""A set of rules as one value: a table of arrows, the guards of each command, the norms of those guards, and a version.

House rules: no clock, chance, disk, network or log here. A command without an entry in `doors` is a definition error; a
door without guards is written as `()`. Two sets of rules with the same structure have the same `hash`, and every record
has the hash of the rules that judged it.

A `Pack` is what another law adds to a set of rules; `rules + pack` is a set of rules again. A pack for one letter names
the commands whose doors it adds guards to. A pack for any letter names milestones, and each letter says which of its
commands those are. A reserved name (`own`) cannot be used for other rules or packs.

Rules, packs and guards contain functions, so they are pickled by their name in a module. Copying one gives the same
object.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta
from enum import Enum
from functools import cache, partial
from inspect import signature
from itertools import chain
from types import CellType, CodeType, FunctionType, MethodType
from typing import Any, ClassVar, NamedTuple, Self, get_origin
from weakref import WeakValueDictionary
from zoneinfo import available_timezones

from attrs import AttrsInstance, asdict, define, evolve, field, fields, frozen, has
from attrs.exceptions import NotAnAttrsClassError

from ontvlechting.engine.adopt import AdoptRules
from ontvlechting.engine.chart import Arrow, State, WayBack, faults, is_kind, occurring, staying, unjudgeable
from ontvlechting.engine.checked import A_NAME, Checked, Id, derived, hints_of, is_of_names, problems_of_id, unkept
from ontvlechting.engine.command import Command, Fact
from ontvlechting.engine.days import ZONE, begin_of, day_of, end_of, zone_of
from ontvlechting.engine.dossier import KEPT, Dossier, holds_several, kinds_of, misfits_of_dossier
from ontvlechting.engine.errors import DefinitionError, InputError, NotPortable, Problem, nearest, shown, suggested
from ontvlechting.engine.outside import problems_of_function, takes
from ontvlechting.engine.references import Place, at, place_of, standing
from ontvlechting.engine.retention import Correct, SetAside, Unreadable
from ontvlechting.engine.shows import Shows
from ontvlechting.engine.text import Text
from ontvlechting.engine.values import Power, Role, RulesRef
from ontvlechting.engine.verdicts import Mend, Reason, Rule, Supplier

Reasons = Sequence[Reason]
"""What a guard answers: every reason for a no; empty for a yes."""
YES: Reasons = ()
"""What a guard answers when nothing is in the way: there are no reasons."""


@frozen(kw_only=True)
class Norms(Checked):
    """The settings that guards judge by. A letter makes its own class from this one: its parties, terms and choices.

    Attributes:
        zone: the IANA name of the time zone of every day that a rule reads: a mandate or a term ends with the day in
            this zone, whatever offset a moment was written at.
        origin_required: whether every record has to say which program sealed it; a workflow without an `Origin` is
            then refused.
    """

    zone: Id = ZONE
    origin_required: bool = False

    def problems(self) -> Iterator[Problem]:
        """The problem that the time zone is not known."""
        try:
            zone_of(self.zone)
        except (ValueError, OSError, KeyError):  # a `KeyError` when the database does not have it
            expected = Text(nl=f"een tijdzone van IANA, zoals `{ZONE}`", en=f"a time zone of IANA, such as `{ZONE}`")
            yield Problem("zone", shown(self.zone), expected, nearest(self.zone, available_timezones()))

    def day_of(self, moment: datetime) -> date:
        """The day on which a moment lies, in the zone of these norms."""
        return day_of(moment, self.zone)

    def begin_of(self, day: date) -> datetime:
        """The first moment of a day, in the zone of these norms."""
        return begin_of(day, self.zone)

    def end_of(self, day: date) -> datetime | None:
        """The first moment after a day, in the zone of these norms; None for the last days of the calendar."""
        return end_of(day, self.zone)

    def earliest_on(self, day: date) -> datetime | None:
        """The first moment of a day, for the `earliest` of a reason; None for the last days of the calendar."""
        return self.end_of(day - timedelta(days=1))

    def deciders(self) -> tuple[Supplier, ...]:
        """Who decides which rules a process adopts; a letter names them."""
        return ()


class Reads(Enum):
    """What a guard reads of a command; this decides whether the guard can be asked before there is a command.

    `DOSSIER`: only the moment. `ACTOR`: also who asks. `COMMAND`: also what the command itself says.
    """

    DOSSIER = "dossier"
    ACTOR = "actor"
    COMMAND = "command"


Check = Callable[[Any, Any, Any], Reasons]
"""The function of a guard: it gets the dossier, the command and the norms of the letter."""
By = Mapping[Any, Any] | Sequence[type[Command]] | type[Command]
"""The kinds of command that supply what is missing; in a mapping, each with its field, or None for all of it."""
Means = tuple[tuple[type[Command] | None, str | None], ...]
"""The same as pairs of a kind of command and a field. The kind None stands for the command that is judged."""
_BY_ITSELF: Means = ((None, None),)
"""The command that is judged, as a whole."""


@frozen
class Guard:
    """One yes/no question about a command, answered with every reason for a no.

    Attributes:
        name: the question as a phrase; stable.
        rules: the rules that it enforces.
        title: the question in both languages.
        reads: what it reads of the command.
        check: the function that answers; it has no side effects.
        mended: the commands that mend its reasons, by the beginning of the code of a reason; the longest match counts.
    """

    name: str
    rules: tuple[Rule, ...]
    title: Text
    reads: Reads
    check: Check
    mended: Mapping[str, Means] = field(factory=dict, repr=False, eq=False)

    def means(self, code: str) -> Means:
        """The commands that mend a reason with this code; by default the judged one, unless only its `at` is read."""
        longest, found = -1, () if self.reads is Reads.DOSSIER else _BY_ITSELF
        for start, means in self.mended.items():
            if len(start) > longest and code.startswith(start):
                longest, found = len(start), means
        return found

    def __copy__(self) -> Self:
        return self

    def __deepcopy__(self, memo: object) -> Self:
        return self

    def __reduce__(self) -> tuple[Any, ...]:
        """For `pickle`: its name in a module, or its place in rules or a pack that have a name in a module.

        Raises:
            NotPortable: it has neither.
        """
        likely = (_origin(self)[0], "ontvlechting")
        for elsewhere in (False, True):  # most are in the module of their function; a full search is slow
            if (place := place_of(self, likely, elsewhere=elsewhere)) is not None:
                return at, (*place, Guard)
            holders: Iterator[tuple[Place, Rules | Pack]] = chain(
                standing(Rules, likely, elsewhere=elsewhere), standing(Pack, likely, elsewhere=elsewhere)
            )
            for _, holder in holders:
                if (door := _door_of(self, holder)) is not None:
                    return _guard_of, (holder, *door)
        raise NotPortable(f"Guard {self.name}", _NAME_IT)


def guard(
    *rules: Rule,
    nl: str,
    en: str,
    reads: Reads = Reads.DOSSIER,
    by: By = (),
    field: str | Mapping[str, str] = "",
) -> Callable[[Check], Guard]:
    """A decorator that makes a guard of a function. The guard gets the name of the function.

    Args:
        rules: the rules that it enforces.
        nl: its question in Dutch.
        en: the same in English.
        reads: what it reads of the command.
        by: the kinds of command that supply what is missing, each with its field; or a mapping of these, by the
            beginning of the code of a reason.
        field: the field to mend when the command itself is wrong; or a mapping of these, by the beginning of the code
            of a reason.
    """
    mended: dict[str, Means] = {}
    for code, name in (field if isinstance(field, Mapping) else {"": field} if field else {}).items():
        mended[code] = ((None, name),)
    coded: Any = by if isinstance(by, Mapping) and any(isinstance(code, str) for code in by) else {"": by} if by else {}
    for code, some in coded.items():
        several = isinstance(some, Iterable) and not isinstance(some, str | type)
        kinds = some if several else (some,)
        mended[code] = tuple(kinds.items() if isinstance(kinds, Mapping) else ((kind, None) for kind in kinds))

    def make(check: Check) -> Guard:
        return Guard(getattr(check, "__name__", "guard"), rules, Text(nl=nl, en=en), reads, check, mended)

    return make


Doors = Mapping[type[Command], tuple[Guard, ...]]
"""The guards of each command, in the order in which their reasons are given."""


def would_pass(doors: Doors, name: str) -> Guard:
    """A guard for corrections: what takes the place of a fact has to pass the guards of its own kind.

    Whoever corrects cannot say something in the name of another that only that other may say; they can only remove it.

    Args:
        doors: the guards of each kind of fact; other kinds of fact have none to pass.
        name: the name of the guard.
    """

    @guard(
        *dict.fromkeys(r for guards in doors.values() for g in guards for r in g.rules),
        nl="wat geldt zou zelf ook zijn aanvaard",
        en="what holds would have been accepted by itself",
        reads=Reads.COMMAND,
        field="holds",
    )
    def correction_would_pass(dossier: Dossier, command: Correct, norms: Norms) -> Reasons:
        """What holds passes its own guards, and is not said in the name of another who alone may say it."""
        return [*shutting(doors, dossier, command, norms), *_speaking_for_another(doors, dossier, command, norms)]

    return evolve(correction_would_pass, name=re.sub(r"\W+", "_", name))


def shutting(doors: Doors, dossier: Dossier, command: Correct, norms: Norms) -> Reasons:
    """The reasons to refuse what a correction puts in place, judged on the dossier without what was wrong."""
    return [reason for _, reason in _shutting_with_guards(doors, dossier, command, norms)]


def _shutting_with_guards(
    doors: Doors, dossier: Dossier, command: Correct, norms: Norms
) -> Sequence[tuple[Guard, Reason]]:
    """The same reasons, each with the guard that gives it."""
    found, holds = next((e for e in dossier.entries if e.number == command.record), None), command.holds
    if found is None or holds is None or type(holds) is not type(found.command):
        return ()  # a guard of the letter checks the record and its kind
    without = evolve(dossier, **dossier.kept(evolve(command, holds=None), None))
    return [(g, r) for g in doors.get(type(holds), ()) for r in g.check(without, holds, norms) if r.shuts]


def _speaking_for_another(doors: Doors, dossier: Dossier, command: Correct, norms: Norms) -> Reasons:
    """The reasons why whoever corrects may not say this in the name of another; none when it is in their own name."""
    holds = command.holds
    if holds is None or holds.by.party == command.by.party:
        return YES
    own = evolve(command, holds=evolve(holds, by=command.by))
    return [
        evolve(reason, mends=(Mend(command=command.key, field="by"),))
        for guard, reason in _shutting_with_guards(doors, dossier, own, norms)
        if {place for _, place in guard.means(reason.code)} & {"by", "by.party"}
    ]


class Milestone(Enum):
    """What a step means in any letter, so that a pack for any letter can say where its guards go (*mijlpaal*).

    `DECISION`: it is decided that work moves to others. `WORK_MOVES`: work moves to them, or begins to move.
    `RESPONSIBILITY_MOVES`: from this step on others are responsible for it. `COMPLETION`: everything was done.
    """

    DECISION = "decision"
    WORK_MOVES = "work_moves"
    RESPONSIBILITY_MOVES = "responsibility_moves"
    COMPLETION = "completion"

    @property
    def title(self) -> Text:
        """What it is called, in both languages."""
        return _MILESTONES[self]


_MILESTONES = {
    Milestone.DECISION: Text(nl="het besluit valt", en="it is decided"),
    Milestone.WORK_MOVES: Text(nl="werk gaat over", en="work moves"),
    Milestone.RESPONSIBILITY_MOVES: Text(nl="de verantwoordelijkheid gaat over", en="responsibility moves"),
    Milestone.COMPLETION: Text(nl="het is afgerond", en="it is completed"),
}


@define(frozen=True, kw_only=True, slots=False)
class Pack:
    """What another law adds to a set of rules (*regelpakket*); used as `LETTER + WORKS_COUNCILS_ACT`.

    A pack for one letter uses `arrows` and `doors`. A pack for any letter uses `facts` and `milestones`.

    Attributes:
        name: the name of the pack.
        version: its version; a change in any answer is a new version.
        arrows: the states in which its own commands can be given.
        doors: the guards that it adds for each command, after those that the command already has.
        facts: the kinds of fact that it adds, with their guards. They can be recorded in every state except the first.
            When the rules have corrections, what takes the place of such a fact has to pass the same guards.
        milestones: the guards that it adds to every command that the rules list under this milestone.
        norms: the settings that its guards were made with, to be covered by the hash of the rules; None if it has none.
    """

    name: str
    version: str
    arrows: tuple[Arrow, ...] = field(default=(), repr=False)
    doors: Doors = field(factory=dict, repr=False)
    facts: Doors = field(factory=dict, repr=False)
    milestones: Mapping[Milestone, tuple[Guard, ...]] = field(factory=dict, repr=False)
    norms: AttrsInstance | None = field(default=None, repr=False)

    @derived
    def guards(self) -> Mapping[Any, tuple[Guard, ...]]:
        """Every guard that it adds, by command or milestone."""
        corrections: Mapping[Any, tuple[Guard, ...]] = (
            {} if self._correction is None else {(Correct, self.name): (self._correction,)}
        )
        return {**self.doors, **self.facts, **self.milestones, **corrections}

    @derived
    def _correction(self) -> Guard | None:
        """The guard for a correction of one of its facts; None when its facts have no guards."""
        return would_pass(self.facts, f"correction_would_pass_{self.name}") if any(self.facts.values()) else None

    def fit(self, rules: Rules | _Owned) -> tuple[tuple[Arrow, ...], Doors]:
        """Its arrows and its guards for each command of these rules; none for a milestone that they do not name."""
        places: dict[type[Command], tuple[Guard, ...]] = {**self.doors, **self.facts}
        for milestone, guards in self.milestones.items():
            for command in rules.milestones.get(milestone, ()):
                places[command] = tuple({id(g): g for g in (*places.get(command, ()), *guards)}.values())
        if self._correction is not None and Correct in rules.doors:
            places[Correct] = (*places.get(Correct, ()), self._correction)
        everywhere = frozenset(rules.states) - {rules.start}
        return (*self.arrows, *staying(everywhere, *self.facts)), places

    def __copy__(self) -> Self:
        return self

    def __deepcopy__(self, memo: object) -> Self:
        return self

    def __reduce__(self) -> tuple[Any, ...]:
        """For `pickle`: its name in a module; if it has none, its parts.

        Raises:
            NotPortable: it has no such name, and one of its guards cannot be pickled.
        """
        place = place_of(self, _rooms_of(self))
        return _made_of(self) if place is None else (at, (*place, Pack))


class DoorInView(NamedTuple):
    """One door from a state, before there is a command.

    Attributes:
        arrow: its arrow.
        asked: the guards that can be asked already, as indexes in `View.guards`.
        left: the questions of the other guards, which read what only a real command or actor says.
    """

    arrow: Arrow
    asked: tuple[int, ...]
    left: tuple[Text, ...]


class View(NamedTuple):
    """Every door from a state, and every guard that can be asked before there is a command, each guard once."""

    guards: tuple[Guard, ...]
    doors: tuple[DoorInView, ...]


@define(frozen=True, kw_only=True, slots=False)
class Rules(Shows):
    """A complete set of rules, checked when it is made. Its `repr` is short: it leaves out arrows, doors and norms.

    Attributes:
        name: the name of the set.
        version: its version, apart from that of this package; a change in any answer is a new version.
        arrows: the table. The commands of these rules are those in the table.
        start: the state in which everything begins.
        final: the states out of which no step leads.
        back: the way back that has to be open at all times; None when there need not be one.
        doors: the guards of each command.
        always: the guards of every command.
        norms: the settings of the guards: `Norms`, or a class that a letter made from it.
        dossier: the class of its dossiers.
        roles: the roles in which somebody can act under these rules.
        powers: what a mandate can give somebody the power to decide.
        order: the rule that is cited when a command cannot be given in a state.
        deciding: the rule that is cited when an exemption exempts nothing; by default the same rule as `order`.
        others: kinds of command for which only a pack of these rules has arrows. Without that pack they can be read,
            and are refused.
        milestones: the commands of each milestone, for packs that know no letter.
        companions: rules for other things in the same ledger, such as what all processes share.
        packs: the packs that were added, in that order.

    Raises:
        DefinitionError: the table is not sound, a command has no door, a value has the wrong type, a record cannot hold
            the name or version, or the name is reserved for rules with other arrows or doors (other norms are
            allowed). It lists every fault.
    """

    name: str
    version: str
    arrows: tuple[Arrow, ...] = field(repr=False)
    start: State = field(repr=False)
    final: frozenset[State] = field(repr=False)
    back: WayBack | None = field(default=None, repr=False)
    doors: Doors = field(repr=False)
    always: tuple[Guard, ...] = field(default=(), repr=False)
    norms: Any = field(factory=Norms, repr=False)
    dossier: type[Dossier] = field(default=Dossier, repr=False)
    roles: type[Role] = field(repr=False)
    powers: type[Power] = field(default=Power, repr=False)
    order: Rule = field(repr=False)
    deciding: Rule = field(repr=False)
    others: tuple[type[Command], ...] = field(default=(), repr=False)
    milestones: Mapping[Milestone, tuple[type[Command], ...]] = field(factory=dict, repr=False)
    companions: tuple[Rules, ...] = field(default=(), repr=False)
    packs: tuple[Pack, ...] = ()
    table: Mapping[tuple[type[Command], State], tuple[State, tuple[Guard, ...]]] = field(
        init=False, repr=False, eq=False
    )
    """For each command and state: the state that it leads to, and every guard that has to say yes."""

    @deciding.default
    def _same_rule(self) -> Rule:
        return self.order

    def __init_subclass__(cls) -> None:
        raise DefinitionError(
            [
                Text(
                    nl=f"`{cls.__name__}` is een klasse van regels: regels zijn een waarde, die met "
                    "`attrs.evolve` of een `Pack` een andere wordt",
                    en=f"`{cls.__name__}` is a class of rules: rules are a value, which becomes another by "
                    "`attrs.evolve` or a `Pack`",
                )
            ]
        )

    def __attrs_post_init__(self) -> None:
        if found := list(dict.fromkeys(_misfits_of_rules(self))) or [*_gaps(self), *_misnamed(self)]:
            raise DefinitionError(found)
        table = {(a.command, a.source): (a.target, self.guards_of(a.command)) for a in self.arrows}
        object.__setattr__(self, "table", table)

    def __hash__(self) -> int:
        return hash(self.hash)

    def __copy__(self) -> Self:
        return self

    def __deepcopy__(self, memo: object) -> Self:
        return self

    def __reduce__(self) -> tuple[Any, ...]:
        """For `pickle`: their name in a module; if they have none, their parts.

        Raises:
            NotPortable: they have no such name, and one of their guards cannot be pickled.
        """
        place = place_of(self, _rooms_of(self))
        return _made_of(self) if place is None else (_rules_at, (*place, self.ref))

    def guards_of(self, command: type[Command]) -> tuple[Guard, ...]:
        """Every guard that a command has to pass: first those of every command, then its own."""
        return self.always + self.doors[command]

    @derived
    def guards(self) -> tuple[Guard, ...]:
        """Every guard of these rules, once, in order of first use; of several with one name, the last."""
        return tuple({g.name: g for c in self.doors for g in self.guards_of(c)}.values())

    def ahead(self, state: State, *, known: bool) -> View:
        """Every door from a state, with the guards that can be asked before there is a command; cached.

        Args:
            state: the state; one that is not in the table has no doors.
            known: whether it is known who asks.
        """
        found = self._views.get((state, known))
        if found is None:
            found = self._views[state, known] = self._make_view(state, known)
        return found

    @derived
    def _views(self) -> dict[tuple[State, bool], View]:
        return {}

    def _make_view(self, state: State, known: bool) -> View:  # noqa: FBT001 - by position, as in the key
        places: dict[int, tuple[int, Guard]] = {}
        doors = []
        for arrow in self.arrows:
            if arrow.source is state:
                found, left = self.beforehand[arrow.command, known]
                asked = tuple(places.setdefault(id(g), (len(places), g))[0] for g in found)
                doors.append(DoorInView(arrow, asked, left))
        return View(tuple(g for _, g in places.values()), tuple(doors))

    @derived
    def beforehand(self) -> Mapping[tuple[type[Command], bool], tuple[tuple[Guard, ...], tuple[Text, ...]]]:
        """The guards that need no command, and the questions of the rest; by command and whether the actor is known."""
        found = {}
        for command in self.doors:
            for known, reads in ((False, {Reads.DOSSIER}), (True, {Reads.DOSSIER, Reads.ACTOR})):
                guards = self.guards_of(command)
                asked = tuple(g for g in guards if g.reads in reads)
                found[command, known] = asked, tuple(g.title for g in guards if g.reads not in reads)
        return found

    @derived
    def commands(self) -> tuple[type[Command], ...]:
        """Every kind of command that has an arrow, in the order of the table."""
        return tuple(dict.fromkeys(a.command for a in self.arrows))

    @derived
    def by_key(self) -> Mapping[str, type[Command]]:
        """Every kind of command that has an arrow, by its key."""
        return {kind.key: kind for kind in self.commands}

    @derived
    def readable(self) -> frozenset[type[Command]]:
        """Every kind of command that can be read by these rules."""
        return frozenset((*self.commands, *self.others))

    @derived
    def states(self) -> tuple[State, ...]:
        """Every state of the table, in the order in which their class names them."""
        return occurring(self.arrows)

    @derived
    def opening(self) -> frozenset[type[Command]]:
        """The kinds of command that can be the first one: those with a move out of the start."""
        return frozenset(a.command for a in self.arrows if a.source is self.start and a.moves)

    @derived
    def depths(self) -> Mapping[State, int]:
        """The least number of moves from the start to each state; a move to a lower number leads back."""
        found, edge = {self.start: 0}, [self.start]
        while edge:
            edge = [a.target for here in edge for a in self.arrows if a.source is here and a.target not in found]
            found |= {state: max(found.values()) + 1 for state in edge}
        return found

    @derived
    def onward(self) -> Mapping[State, tuple[Arrow, ...]]:
        """The arrows from each state that lead on: to a state that is more moves away from the start."""
        found: dict[State, tuple[Arrow, ...]] = {}
        for arrow in self.arrows:
            if self.depths.get(arrow.target, 0) > self.depths.get(arrow.source, 0):
                found[arrow.source] = (*found.get(arrow.source, ()), arrow)
        return found

    @derived
    def leading_back(self) -> frozenset[type[Command]]:
        """The kinds of command with an arrow that leads back: to a state that is fewer moves away from the start."""
        depths = self.depths
        return frozenset(a.command for a in self.arrows if depths.get(a.target, 0) < depths.get(a.source, 0))

    @derived
    def foreseen(self) -> Mapping[type[Command], tuple[tuple[type[Command], Guard], ...]]:
        """The guards of other doors whose reasons a kind of command can mend, for each kind that `foretells`.

        Each guard is given once, with the door that has it nearest to the start.
        """
        found: dict[type[Command], dict[str, tuple[type[Command], Guard]]] = {}
        order = {c: min(self.depths.get(a.source, 0) for a in self.arrows if a.command is c) for c in self.commands}
        own = {c: {g.name for g in self.guards_of(c)} for c in self.commands}
        for door in sorted(self.commands, key=lambda c: order[c]):
            for guard in self.doors[door]:
                kinds = {kind for means in guard.mended.values() for kind, _ in means if kind is not None}
                for kind in kinds if guard.reads is Reads.DOSSIER else ():
                    if kind in own and kind.foretells and guard.name not in own[kind]:
                        found.setdefault(kind, {}).setdefault(guard.name, (door, guard))
        return {kind: tuple(guards.values()) for kind, guards in found.items()}

    @derived
    def live(self) -> frozenset[State]:
        """Every state in which something is under way: neither the first nor a final one."""
        return frozenset(self.states) - {self.start} - self.final

    def blank(self, process: str) -> Dossier:
        """The empty dossier of a new process."""
        return self.dossier(process=process, state=self.start)

    @derived
    def hash(self) -> str:
        """The SHA-256 of the structure: name, version, arrows, guards with their rules, norms, and any packs."""

        def names(guards: tuple[Guard, ...]) -> list[list[str]]:
            return [[g.name, *(r.id for r in g.rules)] for g in guards]

        # INVARIANT: the hash covers the table, the doors and the norms (tests/test_core.py::test_the_hash_follows_the_structure)
        structure: dict[str, Any] = {
            "name": self.name,
            "version": self.version,
            "arrows": [[a.command.key, a.source.value, a.target.value] for a in self.arrows],
            "doors": {c.key: names(g) for c, g in self.doors.items()},
            "always": names(self.always),
            "norms": asdict(self.norms),
        }
        if self.packs:
            structure["packs"] = [[p.name, p.version, asdict(p.norms) if p.norms else None] for p in self.packs]
        text = json.dumps(structure, sort_keys=True, default=_plain)
        return hashlib.sha256(text.encode()).hexdigest()

    @derived
    def ref(self) -> RulesRef:
        """The reference to these rules that a record holds."""
        return RulesRef(self.name, self.version, self.hash)

    def __add__(self, pack: Pack) -> Rules:
        """New rules: these and a pack. Its guards come after the present ones.

        Raises:
            DefinitionError: a value in the pack has the wrong type; the pack was added already; it has arrows for a
                command that has arrows; it uses the name of a command or guard, or the id of a rule, for something
                else; it uses a milestone for which these rules name no command; or the result is not sound.
        """
        given: object = pack
        if not isinstance(given, Pack):
            return NotImplemented
        if found := list(dict.fromkeys(_misfits_of_pack(pack))) or list(_clashes(self, pack)):
            raise DefinitionError(found)
        arrows, doors = _joined(self, pack)
        return evolve(
            self,
            name=f"{self.name}+{pack.name}",
            version=f"{self.version}+{pack.version}",
            arrows=arrows,
            doors=doors,
            packs=(*self.packs, pack),
        )

    def extended(self, *, name: str, version: str, doors: Doors) -> Rules:
        """New rules under their own name: these with more guards for some commands. `packs` stays the same.

        Raises:
            DefinitionError: as when a pack is added.
        """
        added = self + Pack(name=name, version=version, doors=doors)
        return evolve(added, name=name, version=version, packs=self.packs)


# -- pickling ----------------------------------------------------------------------------------------------------------

_NAME_IT = Text(
    nl="geef haar, of regels die haar hebben, een naam in een module die een ander proces kan importeren; een cel van een "
    "notebook is dat niet",
    en="give it, or rules that hold it, a name in a module that another process can import; a cell of a notebook is none",
)


def _rooms_of(rules: Rules | Pack) -> list[str]:
    """The modules where rules or a pack are most likely: those of their guards, the last added first."""
    guards = [*getattr(rules, "always", ()), *(g for guards in _guards_by_place(rules).values() for g in guards)]
    return ["ontvlechting", *dict.fromkeys(_origin(g)[0] for g in reversed(guards))]


def _guards_by_place(holder: Rules | Pack) -> Mapping[Any, tuple[Guard, ...]]:
    """The guards of a pack or of rules, by command or milestone; without those of every command."""
    return holder.guards if isinstance(holder, Pack) else holder.doors


def _door_of(guard: Guard, holder: Rules | Pack) -> tuple[Any, str] | None:
    """The place and the name of a guard in rules or a pack; the place of `always` is None. None if it is not there."""
    if any(g is guard for g in getattr(holder, "always", ())):
        return None, guard.name
    places = _guards_by_place(holder).items()
    return next(((place, guard.name) for place, guards in places if any(g is guard for g in guards)), None)


def _guard_of(holder: Rules | Pack, place: Any, name: str) -> Guard:
    """The guard with this name at this place."""
    guards = _guards_by_place(holder)[place] if place is not None else getattr(holder, "always", ())
    return next(g for g in guards if g.name == name)


def _made_of(given: Rules | Pack) -> tuple[Any, ...]:
    """A function and its arguments, which together make the same rules or pack again."""
    parts = {a.name: getattr(given, a.name) for a in fields(type(given)) if a.init}
    return _made, (type(given), {k: dict(v) if isinstance(v, Mapping) else v for k, v in parts.items()})


def _made(kind: type[Any], parts: dict[str, Any]) -> Any:
    return kind(**parts)


def _rules_at(module: str, name: str, ref: RulesRef) -> Rules:
    """The rules with this name in a module.

    Raises:
        InputError: they are not the rules that were pickled; the processes do not run the same code.
    """
    found = at(module, name, Rules)
    if found.ref != ref:
        expected = Text(nl="dezelfde regels in beide processen", en="the same rules in both processes")
        raise InputError("pickle", [Problem(f"{module}.{name}", shown(found.ref), expected)])
    return found


# -- reserved names ----------------------------------------------------------------------------------------------------


@frozen
class _Owned:
    """The arrows and doors of the rules with a reserved name, as they were when it was reserved."""

    arrows: tuple[Arrow, ...]
    doors: Doors
    always: tuple[Guard, ...]
    start: State = field(eq=False)
    milestones: Mapping[Milestone, tuple[type[Command], ...]] = field(eq=False)

    @classmethod
    def of(cls, rules: Rules) -> _Owned:
        """The arrows and doors of these rules."""
        return cls(rules.arrows, dict(rules.doors), rules.always, rules.start, dict(rules.milestones))

    @property
    def states(self) -> tuple[State, ...]:
        """Every state of the table."""
        return occurring(self.arrows)

    def with_packs(self, packs: Iterable[Pack]) -> _Owned:
        """The same with these packs, combined as `rules + pack` does."""
        given = self
        for pack in packs:
            arrows, doors = _joined(given, pack)
            given = evolve(given, arrows=arrows, doors=doors)
        return given


def _joined(rules: Rules | _Owned, pack: Pack) -> tuple[tuple[Arrow, ...], Doors]:
    """The arrows and doors of these rules with those of a pack; its guards come after the present ones."""
    arrows, added = pack.fit(rules)
    return rules.arrows + arrows, {**rules.doors, **{c: rules.doors.get(c, ()) + guards for c, guards in added.items()}}


_OWNED: dict[str, list[_Owned]] = {}
_PACKS: list[Callable[[], Iterable[Pack]]] = []


def problems_of_rules(rules: object, field: str) -> list[Problem]:
    """The problem of a value that is not a set of rules."""
    if isinstance(rules, Rules):
        return []
    return [Problem(field, shown(rules), Text(nl="regels, zoals `LETTER`", en="rules, such as `LETTER`"))]


def own(*rules: Rules, packs: Callable[[], Iterable[Pack]] | None = None) -> None:
    """Reserve the names of these rules and packs: from now on no other rules or packs can have them.

    A record names the rules that judged it, so the name of rules that come with a library must always mean those rules.
    Rules that differ only in their norms may have the name: users set the norms, and the hash covers them.

    Args:
        rules: the rules, as they are now; a name can be reserved for more than one set of rules.
        packs: gives the packs whose names are reserved; called each time rules with packs are made.
    """
    for r in rules:
        _OWNED.setdefault(r.name, []).append(_Owned.of(r))
    if packs is not None:
        _PACKS.append(packs)


def owned(name: str) -> bool:
    """Whether this name is reserved, alone or as rules with packs: `archives`, or `archives+scans`."""
    base, *added = str(name).split("+")  # the type of the name is checked elsewhere
    return base in _OWNED and (not added or {*added} <= _packs().keys())


def _packs() -> dict[str, Pack]:
    """The packs whose names are reserved, by name."""
    return {p.name: p for packs in _PACKS for p in packs()}


def _misnamed(rules: Rules) -> Iterator[Text]:
    """The faults that these rules, or one of their packs, use a name that is reserved for something else."""
    name, its = rules.name, _Owned.of(rules)
    if owned(name):
        base, *added = name.split("+")
        taken = [*_OWNED.get(name, ()), *(o.with_packs(rules.packs) for o in _OWNED[base])]
        if its not in taken or added != [p.name for p in rules.packs]:
            yield Text(
                nl=f"de naam `{name}` is van meegeleverde regels, en die hebben andere pijlen of deuren: geef deze regels "
                "een eigen naam",
                en=f"the name `{name}` belongs to rules that come with this library, and those have other arrows or "
                "doors: give these rules a name of their own",
            )
    known = _packs() if rules.packs else {}
    for pack in rules.packs:
        if pack.name in known and not _same_pack(pack, known[pack.name]):
            yield Text(
                nl=f"de naam `{pack.name}` is van een meegeleverd pakket, en dat heeft andere pijlen of deuren: geef dit "
                "pakket een eigen naam",
                en=f"the name `{pack.name}` belongs to a pack that comes with this library, and that has other arrows or "
                "doors: give this pack a name of its own",
            )


def _same_pack(pack: Pack, known: Pack) -> bool:
    """Whether these packs have the same arrows and, for each command, the same guards; norms may differ."""

    def told(pack: Pack) -> object:
        return pack.arrows, {
            c: [(g.name, g.rules, g.reads, code(g)) for g in guards] for c, guards in pack.guards.items()
        }

    def code(guard: Guard) -> object:
        """The code of the guard: the same when only the norms differ, but not when only the name is the same."""
        return getattr(guard.check, "__code__", guard.check)

    return told(pack) == told(known)


def judge_alike(rules: Rules, others: Rules) -> bool:
    """Whether rules of one name, version and hash judge by the same code: they may be made twice, as a cell of a notebook does that runs again."""

    def told(rules: Rules) -> list[Any]:
        doors = sorted(rules.doors, key=lambda c: c.key)
        asked = [rules.always, *(rules.doors[c] for c in doors)]
        return [[[(g.reads, g.check) for g in guards] for guards in asked], [c.effect for c in doors]]

    return rules is others or _alike(told(rules), told(others), frozenset())


def _alike(one: Any, other: Any, met: frozenset[tuple[int, int]]) -> bool:
    """Whether two things are made of the same, whichever came first; of a class the name says it."""
    pair = id(one), id(other)
    if one is other or pair in met:
        return True
    (what, parts), (other_what, others) = _parts_of(one), _parts_of(other)
    several = zip(parts, others, strict=False)
    same = bool(what == other_what) and len(parts) == len(others)
    return same and all(_alike(part, its, met | {pair}) for part, its in several)


def _parts_of(given: Any) -> tuple[object, Sequence[Any]]:
    """What something is by itself, and what it is made of."""
    kind: Any = type(given)
    if kind in _OF_CODE:
        return kind, _OF_CODE[kind](given)
    if isinstance(given, type):
        return (given.__module__, given.__qualname__), ()
    if isinstance(given, Enum):
        return given.name, (kind,)
    if isinstance(given, Mapping):
        return kind, (*given, *given.values())
    if isinstance(given, tuple | list):
        return kind, given
    if has(kind):
        return None, (kind, *(getattr(given, a.name) for a in fields(kind)))
    if kind.__eq__ is object.__eq__:  # it is equal to nothing else
        return None, (kind, getattr(kind, "__call__", None), getattr(given, "__dict__", None))  # noqa: B004 - what it runs
    return (kind, given), ()


_OF_CODE: Mapping[type, Callable[[Any], Sequence[Any]]] = {
    FunctionType: lambda f: (f.__code__, f.__closure__, f.__defaults__, f.__kwdefaults__),
    CodeType: lambda c: (c.co_code, c.co_exceptiontable, c.co_names, c.co_varnames, c.co_freevars, *c.co_consts),
    CellType: lambda cell: [cell.cell_contents] if cell != CellType() else (),
    partial: lambda p: (p.func, p.args, p.keywords),
    MethodType: lambda m: (m.__func__, m.__self__),
}
"""What functions and the like are made of, wherever that stands."""


def _plain(value: Any) -> Any:
    """A value of the norms as JSON, for the hash: a day as text, a member of an enumeration by its value."""
    return value.isoformat() if isinstance(value, date) else value.value


# -- checking a definition ---------------------------------------------------------------------------------------------


def _misfits_of_rules(rules: Any) -> Iterator[Text]:
    """The faults in the values of rules: a wrong type, or what a record cannot hold; and those of the table."""
    whose = Text(nl="van de regels", en="of the rules")
    yield from _misfits(rules, whose, rules.always)
    odd = list(_misfits_of_chart(rules, whose))
    yield from odd
    if isinstance(rules.arrows, tuple):
        yield from (
            unjudgeable(rules.arrows)
            if odd
            else faults(rules.arrows, start=rules.start, final=rules.final, back=rules.back)
        )
    if not isinstance(rules.norms, Norms):
        yield _not_a(whose, "norms", rules.norms, Text(nl="`Norms`", en="`Norms`"))
    if not _is_tuple_of(rules.packs, Pack):
        yield _not_a(whose, "packs", rules.packs, Text(nl="een tuple van pakketten", en="a tuple of packs"))


def _misfits_of_chart(rules: Any, whose: Text) -> Iterator[Text]:
    """The faults in the other attributes: states, way back, classes, cited rules, companions, milestones."""
    if not isinstance(rules.start, State):
        yield _not_a(whose, "start", rules.start, Text(nl="een `State`", en="a `State`"))
    if not isinstance(rules.final, frozenset) or not all(isinstance(s, State) for s in rules.final):
        yield _not_a(whose, "final", rules.final, Text(nl="een frozenset van `State`", en="a frozenset of `State`"))
    if not isinstance(rules.back, WayBack | None):
        yield _not_a(whose, "back", rules.back, Text(nl="een `WayBack` of None", en="a `WayBack` or None"))
    yield from _misfits_of_classes(rules, whose)
    for name in ("order", "deciding"):
        if not isinstance(getattr(rules, name), Rule):
            yield _not_a(whose, name, getattr(rules, name), Text(nl="een `Rule`", en="a `Rule`"))
    if not isinstance(rules.others, tuple) or not all(map(is_kind, rules.others)):
        yield _not_a(whose, "others", rules.others, _KINDS)
    if not _is_tuple_of(rules.companions, Rules):
        yield _not_a(whose, "companions", rules.companions, Text(nl="een tuple van regels", en="a tuple of rules"))
    yield from _misfits_of_milestones(
        rules.milestones, whose, lambda kinds: isinstance(kinds, tuple) and all(map(is_kind, kinds)), _KINDS
    )


_KINDS = Text(nl="een tuple van soorten verzoeken", en="a tuple of kinds of command")
_GUARDS = Text(nl="een tuple van toetsen", en="a tuple of guards")


def _misfits_of_milestones(
    given: object, whose: Text, takes: Callable[[object], bool], expected: Text
) -> Iterator[Text]:
    """The faults in the milestones of rules or a pack."""
    if not isinstance(given, Mapping):
        yield _not_a(whose, "milestones", given, Text(nl="bij elke mijlpaal iets", en="something for each milestone"))
        return
    for milestone, of in given.items():
        if not isinstance(milestone, Milestone):
            yield _not_a(whose, "milestones", milestone, Text(nl="een van `Milestone`", en="one of `Milestone`"))
        elif not takes(of):
            yield _not_a(whose, f"milestones[{milestone.value}]", of, expected)


def _misfits_of_classes(rules: Any, whose: Text) -> Iterator[Text]:
    """The faults in the classes of a letter, and in the effects of commands on its dossier."""
    for name, base in (("dossier", Dossier), ("roles", Role), ("powers", Power)):
        given: Any = getattr(rules, name)
        if not (isinstance(given, type) and issubclass(given, base)):
            expected = Text(nl=f"een klasse die van `{base.__name__}` erft", en=f"a class made from `{base.__name__}`")
            yield _not_a(whose, name, given, expected)
        elif not issubclass(given, Dossier):
            if not is_of_names(given):
                yield _not_a(whose, name, [member.value for member in given], _OF_NAMES)
        else:
            yield from misfits_of_dossier(given)
            for command in rules.doors if isinstance(rules.doors, Mapping) and kinds_of(rules.dossier) else ():
                yield from _misfits_of_effect(command, rules.dossier) if is_kind(command) else ()


def _misfits_of_pack(pack: Any) -> Iterator[Text]:
    """The faults in the values of a pack. Its arrows are judged later, together with those of the rules."""
    whose = Text(nl="van het pakket", en="of the pack")
    yield from _misfits(pack, whose)
    yield from _misfits_of_facts(pack.facts, whose)
    yield from _misfits_of_milestones(pack.milestones, whose, lambda guards: _is_tuple_of(guards, Guard), _GUARDS)
    yield from unjudgeable(pack.arrows) if isinstance(pack.arrows, tuple) else ()
    try:
        json.dumps(pack.norms and asdict(pack.norms), default=_plain)
    except (TypeError, ValueError, AttributeError, NotAnAttrsClassError):
        expected = Text(nl="een attrs-waarde van gewone waarden, of None", en="an attrs value of plain values, or None")
        yield _not_a(whose, "norms", pack.norms, expected)


def _misfits_of_facts(given: object, whose: Text) -> Iterator[Text]:
    """The faults in the kinds of fact of a pack."""
    if not isinstance(given, Mapping):
        yield _not_a(
            whose, "facts", given, Text(nl="bij elke soort feit zijn toetsen", en="for each kind of fact its guards")
        )
        return
    for kind, guards in given.items():
        if not (is_kind(kind) and issubclass(kind, Fact)):
            yield _not_a(whose, "facts", kind, Text(nl="een soort feit", en="a kind of fact"))
        elif not _is_tuple_of(guards, Guard):
            yield _not_a(whose, f"facts[{kind.key}]", guards, _GUARDS)


def _misfits(given: Any, whose: Text, always: object = ()) -> Iterator[Text]:
    """The faults in what rules and packs both have: name, version, arrows, doors and guards."""
    yield from _faults_of_id(given.name, "name", whose)
    yield from _faults_of_id(given.version, "version", whose)
    if not isinstance(given.arrows, tuple):
        yield _not_a(whose, "arrows", given.arrows, Text(nl="een tuple van pijlen", en="a tuple of arrows"))
    if not isinstance(given.doors, Mapping):
        expected = Text(nl="bij elk verzoek zijn toetsen", en="for each command its guards")
        yield _not_a(whose, "doors", given.doors, expected)
        return
    places: list[tuple[Text, object]] = [(Text(nl="bij elke deur", en="at every door"), always)]
    for command, guards in given.doors.items():
        if is_kind(command):
            places.append((Text(nl=f"bij `{command.key}`", en=f"at `{command.key}`"), guards))
            yield from _misfits_of_kind(command)
        else:
            yield Text(nl=f"{shown(command)} is geen soort verzoek", en=f"{shown(command)} is no kind of command")
    found: dict[int, Guard] = {}
    for where, guards in places:
        if not _is_tuple_of(guards, Guard):
            yield _not_a(where, "doors", guards, _GUARDS)
        found |= {id(g): g for g in (guards if isinstance(guards, tuple) else ()) if isinstance(g, Guard)}
    for guard in found.values():
        if _SOUND.get(id(guard)) is not guard:
            faults = list(_misfits_of_guard(guard))
            yield from faults
            if not faults:
                _SOUND[id(guard)] = guard


_SOUND: WeakValueDictionary[int, Guard] = WeakValueDictionary()
"""A cache of the guards without faults: a guard does not change, and is in many sets of rules."""


@cache
def _misfits_of_kind(kind: Any) -> tuple[Text, ...]:
    """The faults of a kind of command: what keeps it from being shown, recorded or read back."""
    whose, faults = of_command(kind), list[Text]()
    if not isinstance(kind.title, Text):
        faults.append(
            _not_a(whose, "title", kind.title, Text(nl="een naam in beide talen", en="a name in both languages"))
        )
    known = {a.name: a for a in fields(kind)}
    try:
        hints = hints_of(kind)
    except Exception as error:  # noqa: BLE001 - an annotation is code of somebody else
        said = shown(f"{type(error).__name__}: {error}")
        told = Text(
            nl=f"de velden {whose.nl} zijn niet te lezen: {said}", en=f"the fields {whose.en} cannot be read: {said}"
        )
        return (*faults, told)
    for name, hint in hints.items():
        if name not in known:
            if ClassVar not in (hint, get_origin(hint)):
                faults.append(_not_a(whose, name, hint, _A_FIELD))
        elif name == "type" or known[name].alias != name:
            faults.append(_not_a(whose, name, name, _A_NAME_OF_A_FIELD))
        else:
            faults += [_not_a(whose, name, part, _WHAT_IS_KEPT) for part in unkept(hint)]
    return tuple(faults)


@cache
def _misfits_of_effect(kind: Any, dossier: Any) -> tuple[Text, ...]:
    """The faults in the effect of a kind of command on dossiers of this class."""
    whose, found = of_command(kind), list[Text | None]()
    named = [("kept_in", kind.kept_in, True)] if issubclass(kind, Fact) else []
    if (of_field := getattr(kind.effect, "of_field", None)) is not None:
        named.append(("effect", *of_field))
    elif kind.effect not in (Command.effect, Fact.effect):
        found.append(_misfit_of_method(whose, kind))
    for where, name, several in named:
        fault = _misfit_of_field(whose, where, name, dossier)
        if fault is None and holds_several(dossier, name) is not several:
            fault = _not_a(whose, where, name, _OF_SEVERAL if several else _OF_ONE)
        found.append(fault)
    return tuple(fault for fault in found if fault is not None)


def of_command(kind: type[Command]) -> Text:
    """The words "of the command …", to put after the name of an attribute."""
    return Text(nl=f"van het verzoek `{kind.key}`", en=f"of the command `{kind.key}`")


def _misfit_of_method(whose: Text, kind: Any) -> Text | None:
    """Why the method `effect` of a kind of command cannot be called; None if it can, or if nobody can tell."""
    effect: Any = getattr(object.__new__(kind), "effect", None)
    for problem in problems_of_function(effect, "effect"):
        return _not_a(whose, "effect", kind.effect, problem.expected)
    if not takes(effect, 1):
        return _not_a(whose, "effect", str(signature(kind.effect)), _TAKES_A_DOSSIER)
    return None


def misfits_of_changes(kind: type[Command], given: object, dossier: Any) -> list[Text]:
    """The faults in what the effect of a command returned; empty when it has none.

    Args:
        kind: the kind of command.
        given: what its effect returned.
        dossier: the class of the dossier.
    """
    whose = of_command(kind)
    if not isinstance(given, Mapping):
        return [_not_a(whose, "effect", given, _CHANGES)]
    found = list[Text | None]()
    for name, value in given.items():
        if name not in KEPT or kind.effect not in _OF_THE_ENGINE:
            found.append(_misfit_of_field(whose, "effect", name, dossier))
        kinds = kinds_of(dossier).get(name, (object,))
        if not isinstance(value, kinds):
            found.append(
                _not_a(whose, f"effect[{shown(name)}]", value, _A_TUPLE if kinds == (tuple,) else _type_names(kinds))
            )
    return [fault for fault in found if fault is not None]


def _type_names(kinds: Iterable[type]) -> Text:
    """The names of these types, with "or" between them."""
    names = [f"`{kind.__name__}`" if kind is not type(None) else "`None`" for kind in kinds]
    return Text(nl=f"{' of '.join(names)}", en=f"{' or '.join(names)}")


_OF_THE_ENGINE = (AdoptRules.effect, SetAside.effect, Unreadable.effect)
"""The effects that may change the fields that the engine keeps."""
_CHANGES = Text(
    nl='de velden van het dossier die veranderen, zoals `{"field": self}`',
    en='the fields of the dossier that change, such as `{"field": self}`',
)
_A_TUPLE = Text(nl="een tuple, want daar staan er meer", en="a tuple, for there are several there")


def _misfit_of_field(whose: Text, where: str, name: object, dossier: type[Dossier]) -> Text | None:
    """Why this is no field that the effect of a command can change; None when it is one.

    Args:
        whose: the command, as words.
        where: the attribute of the command that names the field.
        name: the name of the field.
        dossier: the class of the dossiers.
    """
    own = {a.name for a in fields(dossier)} - KEPT
    if name in own:
        return None
    if name in KEPT:
        return _not_a(whose, where, name, _NOT_OF_THE_ENGINE)
    expected = Text(
        nl=f"de naam van een veld van `{dossier.__name__}`", en=f"the name of a field of `{dossier.__name__}`"
    )
    return _not_a(whose, where, name, expected, nearest(name, own))


_TAKES_A_DOSSIER = Text(
    nl="een methode die het dossier krijgt: `def effect(self, dossier, /)`",
    en="a method that gets the dossier: `def effect(self, dossier, /)`",
)
_NOT_OF_THE_ENGINE = Text(
    nl="een veld van de brief zelf, en geen dat de bibliotheek bijhoudt (alleen de tabel verplaatst een proces)",
    en="a field of the letter itself, and none that the library keeps (only the table moves a process)",
)
_OF_SEVERAL = Text(
    nl="een veld voor meer dan een, dat begint met `()`", en="a field for more than one, which begins with `()`"
)
_OF_ONE = Text(
    nl="een veld voor een; in een veld dat begint met `()` komt iets door `adds_to`, en een feit door `kept_in`",
    en="a field for one; a field that begins with `()` is added to by `adds_to`, and by a fact with `kept_in`",
)
_A_FIELD = Text(
    nl="een veld; de klasse mist `@frozen(kw_only=True)`", en="a field; the class lacks `@frozen(kw_only=True)`"
)
_A_NAME_OF_A_FIELD = Text(
    nl="een andere naam voor dit veld; `type` is die van het verzoek, en een vastlegging kent geen `_` vooraan",
    en="another name for this field; `type` is that of the command, and a record knows no `_` in front",
)
_OF_NAMES = Text(nl=f"een opsomming van namen, elk {A_NAME.nl}", en=f"an enumeration of names, each {A_NAME.en}")
_WHAT_IS_KEPT = Text(
    nl="wat een vastlegging kan bewaren: `str`, `int`, `bool`, `Decimal`, `date`, `datetime`, een opsomming van namen, een waarde met zulke "
    "velden, of `tuple[..., ...]` van een daarvan",
    en="what a record can hold: `str`, `int`, `bool`, `Decimal`, `date`, `datetime`, an enumeration of names, a value with such fields, or "
    "`tuple[..., ...]` of one of these",
)


def _misfits_of_guard(guard: Any) -> Iterator[Text]:
    """The faults of a guard: what keeps it from being asked, or its reasons from being recorded."""
    whose = Text(nl=f"van de toets {shown(guard.name)}", en=f"of the guard {shown(guard.name)}")
    yield from _faults_of_id(guard.name, "name", whose) or _faults_of_id(f"guard-{guard.name}", "name", whose)
    if not guard.rules or not _is_tuple_of(guard.rules, Rule):
        expected = Text(nl="een tuple van een of meer regels", en="a tuple of one or more rules")
        yield _not_a(whose, "rules", guard.rules, expected)
    if not isinstance(guard.title, Text):
        yield _not_a(
            whose, "title", guard.title, Text(nl="een vraag in beide talen", en="a question in both languages")
        )
    if not isinstance(guard.reads, Reads):
        yield _not_a(whose, "reads", guard.reads, Text(nl="een van `Reads`", en="one of `Reads`"))
    unfit = problems_of_function(guard.check, "check")
    for problem in unfit:
        yield _not_a(whose, "check", guard.check, problem.expected)
    if not unfit and not takes(guard.check, 3):
        yield _not_a(whose, "check", str(signature(guard.check, follow_wrapped=False)), _TAKES_THREE)
    yield from _misfits_of_mends(guard.mended, whose)


_TAKES_THREE = Text(
    nl="een functie die het dossier, het verzoek en de normen krijgt: `def check(dossier, command, norms)`",
    en="a function that gets the dossier, the command and the norms: `def check(dossier, command, norms)`",
)


def _misfits_of_mends(mended: object, whose: Text) -> Iterator[Text]:
    """The faults in what a guard says of the commands that mend its reasons."""
    kinds = Text(nl="soorten van verzoeken, elk met zijn veld", en="kinds of command, each with its field")
    named = Text(nl="de naam van een veld", en="the name of a field")
    start = Text(nl="het begin van de code van een reden", en="the beginning of the code of a reason")
    if not isinstance(mended, Mapping):
        yield _not_a(whose, "by", mended, kinds)
        return
    for code, means in mended.items():
        if not isinstance(code, str):
            yield _not_a(whose, "by", code, start)
        elif not isinstance(means, tuple) or not all(isinstance(mend, tuple) and len(mend) == 2 for mend in means):
            yield _not_a(whose, "by", means, kinds)
        else:
            for kind, name in means:
                if kind is not None and not (isinstance(kind, type) and issubclass(kind, Command)):
                    yield _not_a(whose, "by", kind, kinds)
                if name is not None and problems_of_id(name, "field"):
                    yield _not_a(whose, "field", name, named)


def _is_tuple_of(values: object, kind: type) -> bool:
    return isinstance(values, tuple) and all(isinstance(v, kind) for v in values)


def _faults_of_id(value: object, name: str, whose: Text) -> list[Text]:
    return [_not_a(whose, name, value, p.expected) for p in problems_of_id(value, name)]


def _not_a(whose: Text, name: str, value: object, expected: Text, near: Sequence[str] = ()) -> Text:
    meant = suggested(near)
    return Text(
        nl=f"`{name}` {whose.nl}: verwacht {expected.nl}; kreeg {shown(value)}{meant.nl}",
        en=f"`{name}` {whose.en}: expected {expected.en}; got {shown(value)}{meant.en}",
    )


def _gaps(rules: Rules) -> Iterator[Text]:
    """What is missing, or has the same name twice, in rules without other faults."""
    commands, doors = {a.command for a in rules.arrows}, sorted(rules.doors, key=lambda c: c.key)
    for command in sorted(commands - set(doors), key=lambda c: c.key):
        yield Text(nl=f"`{command.key}` heeft geen deur", en=f"`{command.key}` has no door")
    for command in doors:
        if command not in commands:
            yield Text(
                nl=f"de deur van `{command.key}` heeft geen pijl", en=f"the door of `{command.key}` has no arrow"
            )
    for command in doors:
        for name, count in _repeated(g.name for g in rules.guards_of(command)):
            yield Text(
                nl=f"bij de deur van `{command.key}` staan {count} toetsen `{name}`",
                en=f"at the door of `{command.key}` stand {count} guards `{name}`",
            )
    for name, count in _repeated(name for name, _ in {(g.name, _origin(g)): None for g in _every_guard(rules)}):
        yield Text(nl=f"er zijn {count} toetsen `{name}`", en=f"there are {count} guards `{name}`")


def _repeated(names: Iterable[str]) -> list[tuple[str, int]]:
    """The names that occur more than once, each with the number of times."""
    given = list(names)
    return [(n, many) for n, many in Counter(given).items() if many > 1] if len(set(given)) < len(given) else []


def _every_guard(rules: Rules) -> Collection[Guard]:
    """Every guard, once: first those of every command, then the others by the key of their command."""
    doors = [rules.doors[c] for c in sorted(rules.doors, key=lambda c: c.key)]
    return {id(g): g for guards in ((rules.always, *doors) if doors else ()) for g in guards}.values()


def _origin(guard: Guard) -> tuple[str, str]:
    """The module and the name of the function of a guard; the same for all guards that one function makes."""
    check: Any = guard.check
    while isinstance(check, partial):
        check = check.func
    named = check if hasattr(check, "__qualname__") else type(check)
    return named.__module__, named.__qualname__


def _clashes(rules: Rules, pack: Pack) -> Iterator[Text]:
    """Why a pack cannot be added to these rules; empty when it can."""
    if pack.name in {p.name for p in rules.packs}:
        yield Text(nl=f"het pakket `{pack.name}` is er al", en=f"the pack `{pack.name}` is there already")
    arrows, doors = pack.fit(rules)
    for milestone in (m for m in pack.milestones if not rules.milestones.get(m)):
        yield Text(
            nl=f"het pakket vraagt iets als «{milestone.title.nl}», en de regels `{rules.name}` zeggen niet bij welk verzoek dat is: "
            f"noem dat in `milestones`, bij `{milestone.value}`",
            en=f"the pack asks something where «{milestone.title.en}», and the rules `{rules.name}` do not say at which command that "
            f"is: name it in `milestones`, at `{milestone.value}`",
        )
    brought = dict.fromkeys(a.command for a in arrows)
    for key in sorted({c.key for c in brought if c in rules.doors}):
        yield Text(
            nl=f"het pakket brengt pijlen voor `{key}`, die er al pijlen voor heeft",
            en=f"the pack brings arrows for `{key}`, which has arrows already",
        )
    known = {c.key: c for c in rules.readable}
    for key in sorted({c.key for c in brought if known.get(c.key, c) is not c}):
        yield Text(nl=f"er is al een ander verzoek `{key}`", en=f"there is another command `{key}` already")
    present = _every_guard(rules)
    meanings = {g.name: _origin(g) for g in present}
    sources: dict[str, set[Rule]] = {}
    for r in {id(r): r for g in present for r in g.rules}.values():  # many guards have the same few rules
        sources.setdefault(r.id, set()).add(r)
    added = tuple({id(g): g for guards in doors.values() for g in guards}.values())
    for name in sorted({g.name for g in added if meanings.get(g.name, _origin(g)) != _origin(g)}):
        yield Text(
            nl=f"er is al een andere toets `{name}`",
            en=f"there is another guard `{name}` already",
        )
    for key in sorted({r.id for g in added for r in g.rules if sources.get(r.id, {r}) != {r}}):
        yield Text(nl=f"er is al een andere regel `{key}`", en=f"there is another rule `{key}` already")
    for command, guards in doors.items():
        there = {g.name: g for g in rules.guards_of(command)} if command in rules.doors else {}
        for name in sorted({g.name for g in guards if there.get(g.name) == g}):
            yield Text(
                nl=f"de toets `{name}` staat al bij de deur van `{command.key}`",
                en=f"the guard `{name}` stands at the door of `{command.key}` already",
            )
