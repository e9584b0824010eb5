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

import copyreg
import hashlib
import json
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from itertools import chain
from operator import attrgetter
from typing import Any, NamedTuple, Self

from attrs import AttrsInstance, Factory, asdict, define, evolve, field, fields, frozen

from ontvlechting.engine.alike import alike
from ontvlechting.engine.chart import Arrow, Milestone, State, WayBack, occurring, staying
from ontvlechting.engine.checked import derived
from ontvlechting.engine.command import Command
from ontvlechting.engine.doors import Doors, Guard, Norms, Reads, origin_of, plain, would_pass
from ontvlechting.engine.dossier import Dossier
from ontvlechting.engine.errors import DefinitionError, InputError, NotPortable, Problem, shown
from ontvlechting.engine.references import Place, at, place_of, standing
from ontvlechting.engine.retention import Correct
from ontvlechting.engine.shows import Shows
from ontvlechting.engine.soundness import misfits_of_pack, misfits_of_rules
from ontvlechting.engine.text import Text
from ontvlechting.engine.values import Power, Role, RulesRef
from ontvlechting.engine.verdicts import Rule


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
    deciding: Rule = field(default=Factory(attrgetter("order"), takes_self=True), repr=False)
    others: tuple[type[Command], ...] = field(default=(), repr=False)
    milestones: Mapping[Milestone, tuple[type[Command], ...]] = field(factory=dict, repr=False)
    companions: tuple[Rules, ...] = field(default=(), repr=False)
    packs: tuple[Pack, ...] = ()
    table: Mapping[tuple[type[Command], State], tuple[State, tuple[Guard, ...]]] = field(
        init=False, repr=False, eq=False
    )
    """For each command and state: the state that it leads to, and every guard that has to say yes."""

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
        if found := list(dict.fromkeys(misfits_of_rules(self, Pack))) or [*_gaps(self), *_misnamed(self)]:
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
        text = json.dumps(structure, sort_keys=True, default=plain)
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
        if found := list(dict.fromkeys(misfits_of_pack(pack))) or list(_clashes(self, pack)):
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


def _parts_of_guard(guard: Guard) -> tuple[Any, ...]:
    """For `pickle`, of a guard: its name in a module, or its place in rules or a pack that have a name in a module.

    Raises:
        NotPortable: it has neither.
    """
    likely = (origin_of(guard)[0], "ontvlechting")
    for elsewhere in (False, True):  # most are in the module of their function; a full search is slow
        if (place := place_of(guard, likely, elsewhere=elsewhere)) is not None:
            return at, (*place, Guard)
        holders: Iterator[tuple[Place, Rules | Pack]] = chain(
            standing(Rules, likely, elsewhere=elsewhere), standing(Pack, likely, elsewhere=elsewhere)
        )
        for _, holder in holders:
            if (door := _door_of(guard, holder)) is not None:
                return _guard_of, (holder, *door)
    raise NotPortable(f"Guard {guard.name}", _NAME_IT)


copyreg.pickle(Guard, _parts_of_guard)


def _rooms_of(rules: Rules | Pack) -> list[str]:
    """The modules where rules or a pack are most likely: those of their guards, the last added first."""
    guards = [*getattr(rules, "always", ()), *(g for guards in _guards_by_place(rules).values() for g in guards)]
    return ["ontvlechting", *dict.fromkeys(origin_of(g)[0] for g in reversed(guards))]


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

    return rules is others or alike(told(rules), told(others))


# -- what does not fit together ----------------------------------------------------------------------------------------


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
    for name, count in _repeated(name for name, _ in {(g.name, origin_of(g)): None for g in _every_guard(rules)}):
        yield Text(nl=f"er zijn {count} toetsen `{name}`", en=f"there are {count} guards `{name}`")


def _repeated(names: Iterable[str]) -> list[tuple[str, int]]:
    """The names that occur more than once, each with the number of times."""
    given = list(names)
    return [(n, many) for n, many in Counter(given).items() if many > 1] if len(set(given)) < len(given) else []


def _every_guard(rules: Rules) -> Collection[Guard]:
    """Every guard, once: first those of every command, then the others by the key of their command."""
    doors = [rules.doors[c] for c in sorted(rules.doors, key=lambda c: c.key)]
    return {id(g): g for guards in ((rules.always, *doors) if doors else ()) for g in guards}.values()


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
    meanings = {g.name: origin_of(g) for g in present}
    sources: dict[str, set[Rule]] = {}
    for r in {id(r): r for g in present for r in g.rules}.values():  # many guards have the same few rules
        sources.setdefault(r.id, set()).add(r)
    added = tuple({id(g): g for guards in doors.values() for g in guards}.values())
    for name in sorted({g.name for g in added if meanings.get(g.name, origin_of(g)) != origin_of(g)}):
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
