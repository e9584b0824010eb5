"""Hypothesis strategies: values and commands that are well formed, some that are not, and whole histories; for any rules.

`values` and `commands` read the annotations of a class, as `ontvlechting.engine.checked` does. What an annotation leaves
open (which roles, powers and commands there are) comes from the rules. `mistakes` gives the fields of a value that is
slightly wrong, with the names of the wrong fields, to check that `InputError` names them.

A history is a list of moves, which a `Player` plays. `Advance(n)` takes the next n commands that lead on from where the
process now stands; `Move` gives one command by its name, whatever the state; `Reach` leads on to where that command is
accepted; and a command is a move by itself. So a shrunk history reads as a story.
"""

from __future__ import annotations

import types
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from enum import Enum
from functools import cache
from typing import Annotated, Any, TypeVar, Union, get_args, get_origin
from zoneinfo import ZoneInfo

import attrs
from hypothesis import reject
from hypothesis import strategies as st

from ontvlechting.engine.adopt import AdoptRules, Exemption
from ontvlechting.engine.chart import State
from ontvlechting.engine.checked import AtLeast, Cents, Checked, Limit, hints_of, refuse, shows
from ontvlechting.engine.command import Command
from ontvlechting.engine.core import decide, evolve
from ontvlechting.engine.doors import Norms
from ontvlechting.engine.errors import InputError, Problem, shown, unknown_name
from ontvlechting.engine.events import Event
from ontvlechting.engine.outside import problems_of_each, problems_of_function, several
from ontvlechting.engine.retention import Redact, SetAside
from ontvlechting.engine.rulebook import Rules, problems_of_rules
from ontvlechting.engine.text import Text
from ontvlechting.engine.values import Power, Role, RulesRef

_V = TypeVar("_V", bound=Checked)
_K = TypeVar("_K", bound=Command)

# -- what a class requires beyond its annotations ----------------------------------------------------------------------


@attrs.frozen(kw_only=True)
class Need:
    """What a class requires of its fields that their annotations do not say.

    Attributes:
        fields: for each field with more requirements by itself, what gives values that meet them.
        between: makes fields that are right by themselves fit each other; gets them by name, and changes them.
        slip: a field, and what gives it a value that is right by itself and wrong beside the others.
    """

    fields: Mapping[str, Callable[[], st.SearchStrategy[Any]]] = attrs.field(factory=dict)
    between: Callable[[st.DrawFn, dict[str, Any]], None] | None = None
    slip: tuple[str, Callable[[dict[str, Any]], Any]] | None = None


Needs = Mapping[type, Need]
"""What each class requires beyond its annotations; it holds for its subclasses too."""


def _exempted_once(_: st.DrawFn, given: dict[str, Any]) -> None:
    given["exemptions"] = tuple({(e.record, e.rule): e for e in given["exemptions"]}.values())


_RECORDS = Need(
    fields={"records": lambda: st.lists(st.integers(1, 99), min_size=1, max_size=3, unique=True).map(tuple)},
    slip=("records", lambda given: given["records"] * 2),
)
OF_THE_ENGINE: Needs = {
    Redact: _RECORDS,
    SetAside: _RECORDS,
    AdoptRules: Need(
        between=_exempted_once,
        slip=("exemptions", lambda _: (Exemption(record=1, rule="R1", motivation="Fictief"),) * 2),
    ),
    Norms: Need(fields={"zone": lambda: st.sampled_from(["Europe/Amsterdam", "America/Curacao", "Pacific/Apia"])}),
}
"""What the classes of the engine require."""


# -- well formed -------------------------------------------------------------------------------------------------------


def values(cls: type[_V], rules: Rules, needs: Needs | None = None) -> st.SearchStrategy[_V]:
    """Well-formed values of any class of values or commands, from the annotations of its fields.

    Args:
        cls: the class.
        rules: which roles, powers, states and commands there are.
        needs: what classes of a letter require beyond their annotations. A value that its class refuses is drawn again,
            so most classes need none.

    Raises:
        InputError: this is no such class, or these are no rules.
    """
    _check("values", cls, Checked, rules)
    return _right(rules, needs or {}).values(cls)


def commands(rules: Rules, cls: type[_K] | None = None, needs: Needs | None = None) -> st.SearchStrategy[Command]:
    """Well-formed commands of one class, or of every class that can be read by these rules when none is given.

    They are well formed, no more: rules seldom accept one. For commands that are accepted, see `histories`.

    Raises:
        InputError: as for `values`.
    """
    _check("commands", Command if cls is None else cls, Command, rules)
    right = _right(rules, needs or {})
    return right.commands() if cls is None else right.values(cls)


def kinds(rules: Rules) -> list[type[Command]]:
    """Every kind of command that these rules and their companions can read, by name."""
    return sorted({k for r in (rules, *rules.companions) for k in r.readable}, key=lambda k: k.key)


def _check(subject: str, cls: object, base: type[Checked], rules: object) -> None:
    """Check that values can be made of this class, under these rules."""
    of = (
        Text(nl="verzoeken", en="commands")
        if base is Command
        else Text(nl="waarden of verzoeken", en="values or commands")
    )
    expected = Text(nl=f"een klasse van {of.nl}", en=f"a class of {of.en}")
    known = isinstance(cls, type) and issubclass(cls, base)
    problems = [] if known else [Problem("cls", shown(cls), expected)]
    refuse(subject, [*problems, *problems_of_rules(rules, "rules")])


_ONE_LINE = st.characters(exclude_categories=("Cs", "Cc", "Zl", "Zp"))
# all that UTF-8 can hold; with `codec` Hypothesis would try each character
_ANY_LINE = st.characters(exclude_categories=["Cs"])
_ZONES = [
    UTC,
    timezone(timedelta(hours=2)),
    timezone(-timedelta(hours=3, minutes=30)),
    *map(ZoneInfo, ("Europe/Amsterdam", "America/St_Johns", "Australia/Lord_Howe", "Pacific/Apia", "Africa/Monrovia")),
]
_DAYS = st.dates(date(2000, 1, 1), date(2100, 12, 31))
_CLOCKS = st.datetimes(datetime(2000, 1, 2), datetime(2100, 12, 30)) | st.sampled_from(  # noqa: DTZ001 - zones are drawn
    # in the Netherlands the hour from 2 to 3 does not exist on the first of these days, and comes twice on the second
    [datetime(2023, 3, 26, 2, 30), datetime(2023, 10, 29, 2, 30), datetime(1930, 1, 1), datetime(2011, 12, 30, 12)]  # noqa: DTZ001
)
_MOMENTS = st.builds(
    lambda clock, zone, fold: clock.replace(tzinfo=zone, fold=fold), _CLOCKS, st.sampled_from(_ZONES), st.integers(0, 1)
)
_PLAIN: dict[Any, st.SearchStrategy[Any]] = {
    type(None): st.none(),
    bool: st.booleans(),
    int: st.integers(-(10**6), 10**6),
    str: st.text(_ANY_LINE, max_size=20),
    bytes: st.binary(max_size=32),
    date: _DAYS,
    datetime: _MOMENTS,
    Decimal: st.decimals(-(10**6), 10**6, places=3),
}


class _Right:
    """Makes strategies for values that fit an annotation, under these rules."""

    def __init__(self, rules: Rules, needs: Needs) -> None:
        self.rules = rules
        self._needs: Needs = {**OF_THE_ENGINE, **needs}
        self._made: dict[Any, st.SearchStrategy[Any]] = {}
        self._mistaken: dict[Any, st.SearchStrategy[Any]] = {}
        self._open: dict[Any, list[Any]] = {Role: [*rules.roles], Power: [*rules.powers], State: [*rules.states]}

    def asks(self, needs: Needs) -> bool:
        """Whether it was made for these needs."""
        return self._needs == {**OF_THE_ENGINE, **needs}

    def needs(self, cls: type) -> Iterator[Need]:
        """What a class and its base classes require."""
        return (self._needs[kind] for kind in cls.__mro__ if kind in self._needs)

    def members(self, kind: type[Enum]) -> list[Any]:
        """What can stand in a field of an enumeration; of an open one, the members that the rules have."""
        return self._open.get(kind) or [*kind]

    def commands(self) -> st.SearchStrategy[Any]:
        """Commands of every kind."""
        return st.one_of([self.values(k) for k in kinds(self.rules)])

    def values(self, cls: Any) -> st.SearchStrategy[Any]:
        """Values of one class; the strategy is made once."""
        if cls not in self._made:
            self._made[cls] = st.deferred(lambda: self._values(cls))
        return self._made[cls]

    def mistakes(self, cls: Any) -> st.SearchStrategy[Any]:
        """Values of one class that are slightly wrong; the strategy is made once."""
        if cls not in self._mistaken:
            self._mistaken[cls] = _mistakes(self, cls)
        return self._mistaken[cls]

    def _values(self, cls: Any) -> st.SearchStrategy[Any]:
        fields = {name: self.of(hint) for name, hint in _hints(cls).items()}
        fields |= {name: make() for need in self.needs(cls) for name, make in need.fields.items()}
        between = [need.between for need in self.needs(cls) if need.between is not None]

        @st.composite
        def made(draw: st.DrawFn) -> Any:
            given = {name: draw(strategy) for name, strategy in fields.items()}
            for fit in between:
                fit(draw, given)
            try:
                return cls(**given)
            except InputError:  # the class requires something that is not known here
                reject()

        return made()

    def of(self, hint: Any) -> st.SearchStrategy[Any]:
        """Values that fit an annotation."""
        if get_origin(hint) is Annotated:
            return _constrained(get_args(hint)[1])
        if len(arms := _arms(hint)) > 1:
            return st.one_of([self.of(a) for a in sorted(arms, key=lambda a: a is not type(None))])
        if get_origin(hint) in (tuple, frozenset):
            kind = get_args(hint)[0]
            most = 0 if _is_choice(kind) and not self.members(kind) else 2
            return st.lists(self.of(kind), max_size=most).map(get_origin(hint))
        if hint in _PLAIN:
            return _PLAIN[hint]
        if hint is Command:
            return st.deferred(lambda: self.commands())  # noqa: PLW0108 - it takes no method
        if hint is RulesRef:
            return st.just(self.rules.ref) | self.values(hint)
        if _is_choice(hint):
            members = self.members(hint)
            return st.sampled_from(members) if members else st.nothing()
        return self.values(hint)


_CACHE: list[_Right] = []
"""The last four, so that strategies for the same rules are not made again."""


def _right(rules: Rules, needs: Needs) -> _Right:
    """The `_Right` for these rules and needs, from the cache when it is there."""
    right = next((known for known in _CACHE if known.rules is rules and known.asks(needs)), None)
    if right is None:
        right = _Right(rules, needs)
        _CACHE[:] = [right, *_CACHE[:3]]
    return right


@cache
def _hints(cls: Any) -> dict[str, Any]:
    hints = hints_of(cls)
    return {a.name: hints[a.name] for a in attrs.fields(cls) if a.init}


def _is_choice(hint: Any) -> bool:
    """Whether an annotation is an enumeration; one of an open kind may have no members."""
    return isinstance(hint, type) and issubclass(hint, Enum)


def _arms(hint: Any) -> tuple[Any, ...]:
    """The members of a union; for anything else, itself."""
    return get_args(hint) if get_origin(hint) in (Union, types.UnionType) else (hint,)


def _constrained(constraint: Any) -> st.SearchStrategy[Any]:
    if isinstance(constraint, Limit):
        letters = _ONE_LINE if constraint.one_line else _ANY_LINE
        return st.text(letters, min_size=1, max_size=min(20, constraint.characters)).filter(shows)
    if isinstance(constraint, AtLeast):
        return st.integers(constraint.least, constraint.least + 10**6)
    return st.integers(-(10**14), 10**14).map(lambda cents: Decimal(cents).scaleb(-2))


# -- slightly wrong ----------------------------------------------------------------------------------------------------


def mistakes(
    cls: type[_V], rules: Rules, needs: Needs | None = None
) -> st.SearchStrategy[tuple[dict[str, Any], frozenset[str]]]:
    """The fields of a value that is slightly wrong, and the names of the fields that are.

    `cls(**fields)` raises an `InputError` whose problems stand in exactly these fields.

    Raises:
        InputError: as for `values`.
    """
    _check("mistakes", cls, Checked, rules)
    return _right(rules, needs or {}).mistakes(cls)


def _mistakes(right: _Right, cls: Any) -> st.SearchStrategy[tuple[dict[str, Any], frozenset[str]]]:
    hints = _hints(cls)
    wrong = {name: strategy for name, hint in hints.items() if (strategy := _wrong(hint, right)) is not None}
    slip = next((need.slip for need in right.needs(cls) if need.slip is not None), None)

    @st.composite
    def made(draw: st.DrawFn) -> tuple[dict[str, Any], frozenset[str]]:
        value = draw(right.values(cls))
        given = {name: getattr(value, name) for name in hints}
        if slip is not None and draw(st.booleans()):
            name, change = slip
            return given | {name: change(given)}, frozenset({name})
        names = draw(st.sets(st.sampled_from(sorted(wrong)), min_size=1, max_size=3))
        return given | {name: draw(wrong[name]) for name in sorted(names)}, frozenset(names)

    return made()


_MISTAKEN: dict[Any, tuple[Any, ...]] = {
    type(None): (),
    bool: (1, "ja", None),
    int: (1.5, "1", None),
    str: (1, None),
    bytes: ("x", None),
    date: ("2024-01-01", datetime(2024, 1, 1, tzinfo=UTC), None),
    datetime: ("2024-01-01T00:00:00Z", date(2024, 1, 1), datetime(2024, 1, 1), None),  # noqa: DTZ001 - naive is the mistake
    Decimal: (1.5, "1.50", True, Decimal("NaN"), Decimal("Infinity"), None),
}


def _wrong(hint: Any, right: _Right) -> st.SearchStrategy[Any] | None:
    """Values that just do not fit an annotation; None when there are none."""
    if len(arms := _arms(hint)) > 1:
        found = _wrong(next(a for a in arms if a is not type(None)), right)
        return found if found is None or type(None) not in arms else found.filter(lambda w: w is not None)
    if (many := get_origin(hint)) in (tuple, frozenset):
        item = get_args(hint)[0]
        items = _wrong(item, right)
        by_itself: st.SearchStrategy[Any] = st.sampled_from(["x", None, 1])
        if items is None or many is frozenset:  # a slightly wrong item may not be hashable
            return by_itself
        return by_itself | st.tuples(right.of(item), items) | st.tuples(items)
    if get_origin(hint) is Annotated:
        return st.sampled_from(_mistaken(get_args(hint)[1]))
    if isinstance(hint, type) and issubclass(hint, Enum):
        return st.sampled_from([*(m.value for m in right.members(hint)[:1]), "onbekend", None])
    return st.sampled_from(_MISTAKEN.get(hint, ("x", 1, None)))


def _mistaken(constraint: Any) -> tuple[Any, ...]:
    if isinstance(constraint, Limit):
        lines = ("a\nb", "a\x00") if constraint.one_line else ()
        return ("", "  ", "x" * (constraint.characters + 1), "\ud800", b"x", 1, None, *lines)
    if isinstance(constraint, AtLeast):
        return (constraint.least - 1, True, 1.5, "1", None)
    assert isinstance(constraint, Cents)
    return (1.5, "1.50", True, Decimal("0.001"), Decimal("NaN"), Decimal(10) ** 15, None)


# -- histories ---------------------------------------------------------------------------------------------------------

Make = Callable[[Any], Command]
"""Makes a command from what its player has at hand: the dossier as it now stands, or what a letter has in its place."""
PATIENCE = 60
"""How many commands may be asked to reach a state; after that it counts as unreachable."""


@attrs.frozen
class Advance:
    """The next `steps` commands that lead on from where the process now stands."""

    steps: int


@attrs.frozen
class Move:
    """One command by name, whether it can be accepted now or not."""

    name: str

    def __call__(self, at_hand: Any, named: Mapping[str, Make]) -> Command:
        """The command, made from what the player has at hand.

        Raises:
            UnknownName: there is no such move; names the nearest.
        """
        if self.name not in named:
            raise unknown_name(Text(nl="zet", en="move"), self.name, named)
        return named[self.name](at_hand)


@attrs.frozen
class Reach:
    """What leads on from where the process now stands, until the command of this name is accepted; it is asked there, or nowhere."""

    name: str


Moved = Advance | Move | Reach | Command
"""One move of a history."""


@attrs.frozen
class Played:
    """One command in a history: the dossier before it, what happened, the dossier after it, and the rules that judged."""

    before: Any
    event: Event
    after: Any
    rules: Rules


class Player:
    """Plays moves on one process with the pure core, without a store.

    Args:
        rules: what judges.
        named: the commands, right and wrong, by the name of the move. `Advance` tries them in this order: it takes the
            first that is accepted, and none twice while the state stays the same.
        process: the name of the process.

    Attributes:
        dossier: all that is known of the process now.

    Raises:
        InputError: these are no rules, or no names of moves.
    """

    def __init__(self, *, rules: Rules, named: Mapping[str, Make] | None = None, process: str = "p") -> None:
        by_name = named is None or isinstance(named, Mapping)  # of each, whoever makes histories of them asks
        refuse("Player", [*problems_of_rules(rules, "rules"), *(() if by_name else problems_of_named(named))])
        self.rules: Rules = rules
        self.named: Mapping[str, Make] = named or {}
        self.dossier: Any = rules.blank(process)
        self._tried: set[str] = set()
        self._in: State | None = None
        self._number = 0

    def at_hand(self) -> Any:
        """What moves are made from."""
        return self.dossier

    def asked(self, name: str, dossier: Any) -> Command:
        """The move of this name, as it is asked of this dossier."""
        self.dossier = dossier
        return Move(name)(self.at_hand(), self.named)

    def commands(self, move: Moved) -> Iterator[Command]:
        """The commands of a move, one after the other; each is made after the one before it was judged.

        Raises:
            InputError: this is no move.
            UnknownName: there is no move of this name; names the nearest.
        """
        refuse("Player", _problems_of_move(move))
        if isinstance(move, Command):
            yield move
            return
        if isinstance(move, Move):
            yield move(self.at_hand(), self.named)
            return
        if isinstance(move, Reach):
            yield from self._reaching(Move(move.name))
            return
        for _ in range(move.steps):
            command = self.next_command()
            if command is None:
                return
            yield command

    def _reaching(self, move: Move) -> Iterator[Command]:
        """The commands that lead to where a move is accepted, and the move."""
        for _ in range(PATIENCE):
            accepted = self.accepted(move)
            command = accepted or self.next_command()
            if command is None:
                return
            yield command
            if accepted:
                return

    def accepted(self, move: Move) -> Command | None:
        """The command of a move, if it is accepted where the process now stands."""
        command = move(self.at_hand(), self.named)
        here = (type(command), self.dossier.state) in self.rules.table
        return command if here and decide(self.rules, self.dossier, command) else None

    def play(self, move: Moved) -> Iterator[Played]:
        """Judge and fold the commands of a move."""
        for command in self.commands(move):
            yield self.judged(command)

    def judged(self, command: Command) -> Played:
        """Judge and fold one command, as a ledger does: each gets a number, also when it is refused."""
        before = self.dossier
        event = decide(self.rules, before, command)
        self._number = 1 + max(self._number, before.entries[-1].number if before.entries else 0)
        self.dossier = evolve(before, event, self._number)
        return Played(before, event, self.dossier, self.rules)

    def until(self, state: State) -> Iterator[Played]:
        """Go on until the process is in this state, or nothing leads on."""
        for act in self.play(Advance(PATIENCE)) if self.dossier.state is not state else ():
            yield act
            if act.after.state is state:
                return

    def next_command(self) -> Command | None:
        """The next command that leads on from here; None when nothing does."""
        if self.dossier.state is not self._in:
            self._in, self._tried = self.dossier.state, set()
        for name, make in self.named.items():
            if name not in self._tried:
                command = make(self.at_hand())
                if decide(self.rules, self.dossier, command):
                    self._tried.add(name)
                    return command
        return None


def _problems_of_move(move: object) -> list[Problem]:
    if isinstance(move, (Advance, Move, Reach, Command)):
        return []
    expected = Text(
        nl="een `Advance`, een `Move`, een `Reach` of een verzoek", en="an `Advance`, a `Move`, a `Reach` or a command"
    )
    return [Problem("move", shown(move), expected)]


def problems_of_named(named: object) -> list[Problem]:
    """What keeps these from being commands by the names of their moves."""
    if not isinstance(named, Mapping):
        expected = Text(nl="een functie bij elke naam", en="a function for each name")
        return [Problem("named", shown(named), expected)]
    return [p for name, make in named.items() for p in problems_of_function(make, f"named[{name!r}]")]


def _problems_of_name(name: object, field: str) -> list[Problem]:
    return [] if isinstance(name, str) else [Problem(field, shown(name), Text(nl="een naam", en="a name"))]


def moves(player: Player, *, turns: Sequence[str] = (), needs: Needs | None = None) -> st.SearchStrategy[Moved]:
    """One move: an `Advance`, a `Reach`, or one command that the rules of this player have a door for.

    Args:
        player: whose rules and moves; it plays nothing. Without moves of its own, commands are generated.
        turns: the names that are drawn more often than the others.
        needs: see `values`.

    Raises:
        InputError: these are no names of moves; every problem together.
    """
    turns = several(turns)
    refuse("moves", [*problems_of_named(player.named), *problems_of_each(turns, "turns", _problems_of_name)])
    known = sorted(name for name, make in player.named.items() if type(make(player.at_hand())) in player.rules.doors)
    if not known:
        doors = sorted(player.rules.doors, key=lambda k: k.key)
        return st.one_of([commands(player.rules, kind, needs) for kind in doors])
    often = [name for name in turns if name in known] or known
    return st.one_of(
        st.integers(1, 12).map(Advance),
        st.integers(12, 60).map(Advance),
        st.sampled_from(known).map(Move),
        st.sampled_from(often).map(Move),
        st.sampled_from(often).map(Reach),
    )


def histories(
    player: Player, *, turns: Sequence[str] = (), needs: Needs | None = None, least: int = 0, most: int = 24
) -> st.SearchStrategy[list[Moved]]:
    """Lists of moves; long enough to reach every state, also after a way back. See `moves` and `played`."""
    return st.lists(moves(player, turns=turns, needs=needs), min_size=least, max_size=most)


def played(history: Sequence[Moved], player: Player) -> list[Played]:
    """Every command of a history, as this player plays it."""
    return [act for move in history for act in player.play(move)]


def dossiers(make: Callable[[], Player], *, turns: Sequence[str] = (), most: int = 12) -> st.SearchStrategy[Any]:
    """Dossiers that histories lead to.

    Args:
        make: makes a player, new for each history.
        turns: the names that are drawn more often than the others.
        most: how many moves a history has at most.
    """

    def reached(history: list[Moved]) -> Any:
        player = make()
        played(history, player)
        return player.dossier

    return histories(make(), turns=turns, most=most).map(reached)
