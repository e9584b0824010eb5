"""Scopes: what an exhaustive exploration may ask, and therefore what its answer is about; for any rules.

A scope is finite: a list of moves that may be made in any order, as often as they are accepted. It also says what it
leaves out. The moves are made from the dossier as it stands, so a scope of your own letter needs only a command for
each name::

    BEGIN = Scope(
        name="begin", title=Text(nl="het begin", en="the beginning"), leaves_out=Text(nl="termijnen", en="terms"),
        named={"apply": lambda dossier: Apply(by=SOMEBODY, at=MOMENT), "grant": lambda dossier: Grant(by=MAYOR, at=MOMENT)},
    )

Let everything happen at one moment. When dossiers remember ever new moments, the exploration has no end.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Hashable, Mapping
from typing import Any, Self

import attrs
from attrs import frozen

from ontvlechting.engine.chart import State
from ontvlechting.engine.checked import Checked, Id, ProcessId, check_of, refuse
from ontvlechting.engine.errors import NotPortable, Problem, nearest, shown
from ontvlechting.engine.outside import problems_of_each, problems_of_function, several
from ontvlechting.engine.references import at, place_of
from ontvlechting.engine.rulebook import Rules
from ontvlechting.engine.text import Text
from ontvlechting.record.standing import stored_form
from ontvlechting.testing.checks import CHECKS, Check
from ontvlechting.testing.strategies import Make, Player, problems_of_named
from ontvlechting.testing.transcripts import PLAIN, Telling


@frozen
class Together(Checked):
    """Several moves as one step: each is judged in its turn; there is such a step only when all are accepted."""

    name: str
    moves: tuple[str, ...]


@frozen
class Onward(Checked):
    """All that leads on from one of these states to that one, as one step; no such step when that is not reached."""

    until: State
    since: tuple[State, ...]

    @property
    def name(self) -> str:
        """The name of the step."""
        return f"onward-to-{self.until.value}"


Moves = tuple[str | Together | Onward, ...]
"""What may be asked: moves by name, and steps of several."""
Sight = Callable[[Any], Hashable]
"""Gives the same for dossiers that no guard can tell apart."""

_NAME_IT = Text(
    nl="geef haar een naam in een module die een ander proces kan importeren",
    en="give it a name in a module that another process can import",
)


def _all_named(scope: Scope) -> Moves:
    """Every name of a scope; what names nothing is told with all else that is wrong."""
    named: object = scope.named
    return tuple(named) if isinstance(named, Mapping) else ()


@frozen(kw_only=True)
class Scope:
    """What may be asked of one process (*reikwijdte*). A letter may subclass it, with another player or sight.

    Attributes:
        name: the name of the scope.
        title: what it is about.
        named: what each name asks.
        moves: what may be asked, in any order: names of `named`, and steps of several commands; without them, every name.
        probes: names of what is asked and checked in every state that is found, but not followed.
        start: the process is brought to this state first; None for the first state of the rules.
        process: the name of the process.
        completes: the states of completion: one of them has to be reachable from every state that is not final. Empty
            when it is only to be checked that the process can be brought to an end.
        checks: what has to hold after every command.
        telling: how a story is told.
        leaves_out: what it does not vary.

    Raises:
        InputError: a field is not as annotated, or a move or a probe is no name of `named`; names the nearest.
    """

    name: str
    title: Text
    named: Mapping[str, Make]
    moves: Moves = attrs.field(default=attrs.Factory(_all_named, takes_self=True))
    probes: tuple[str, ...] = ()
    start: State | None = None
    process: str = "p"
    completes: frozenset[State] = frozenset()
    checks: tuple[Check, ...] = CHECKS
    telling: Telling = PLAIN
    leaves_out: Text

    def __attrs_post_init__(self) -> None:
        """Check that every field is as annotated, and then that every name is one of `named`."""
        for field in ("moves", "probes", "checks"):
            object.__setattr__(self, field, several(getattr(self, field)))
        plain = {"name": Id, "title": Text, "start": State | None, "process": ProcessId, "leaves_out": Text}
        refuse(
            "Scope",
            [
                *(p for field, hint in plain.items() for p in check_of(hint)(getattr(self, field), field)[1]),
                *problems_of_named(self.named),
                *problems_of_each(self.moves, "moves", _problems_of_move),
                *problems_of_each(self.probes, "probes", _problems_of_move),
                *problems_of_each(self.checks, "checks", problems_of_function),
            ],
        )
        asked = {"moves": [m for one in self.moves for m in _names(one)], "probes": self.probes}
        expected = Text(nl="een naam uit `named`", en="a name of `named`")
        refuse(
            "Scope",
            (
                Problem(field, shown(name), expected, nearest(name, self.named))
                for field, names in asked.items()
                for name in names
                if name not in self.named
            ),
        )

    def __copy__(self) -> Self:
        return self

    def __deepcopy__(self, memo: object) -> Self:
        return self

    def __reduce__(self) -> tuple[Any, ...]:
        """For `pickle`: the name under which it stands in a module, for it is made of functions.

        Raises:
            NotPortable: it has no name in a module.
        """
        place = place_of(self, [type(self).__module__])
        if place is None:
            raise NotPortable(f"Scope {self.name}", _NAME_IT)
        return at, (*place, Scope)

    def labels(self) -> tuple[str, ...]:
        """The name of each move."""
        return tuple(m if isinstance(m, str) else m.name for m in self.moves)

    # -- for a letter to override ------------------------------------------------------------------------------------

    def player(self, rules: Rules) -> Player:
        """Who makes the commands."""
        return Player(rules=rules, named=self.named, process=self.process)

    def asks(self, dossier: Any) -> bool:  # noqa: ARG002 - for a letter to override
        """Whether anything is asked of a dossier that is found; `leaves_out` says what is not."""
        return True

    def sight(self) -> Sight:
        """What counts of a dossier, for one exploration; see `seen`."""
        return seen

    def particulars(self) -> dict[str, str]:
        """What it is about, beside its title, as plain values for a file."""
        return {"process": self.process}

    def true_of(self, dossier: Any) -> dict[str, Any]:
        """What is true of a dossier, as plain values, for the properties of another model checker."""
        columns = {column.name: stored_form(column.of(dossier)) for column in type(dossier).columns}
        return {"state": dossier.state.value, **columns}


def problems_of_scope(scope: object, field: str) -> list[Problem]:
    """The problem when something is no scope."""
    if isinstance(scope, Scope):
        return []
    return [Problem(field, shown(scope), Text(nl="een reikwijdte, een `Scope`", en="a `Scope`"))]


def _problems_of_move(move: object, field: str) -> list[Problem]:
    if isinstance(move, (str, Together, Onward)):
        return []
    expected = Text(
        nl="een naam uit `named`, een `Together` of een `Onward`", en="a name of `named`, a `Together` or an `Onward`"
    )
    return [Problem(field, shown(move), expected)]


def _names(move: str | Together | Onward) -> tuple[str, ...]:
    """The names of the moves in a step; none for an `Onward`."""
    return move.moves if isinstance(move, Together) else () if isinstance(move, Onward) else (move,)


# -- what guards can tell apart ----------------------------------------------------------------------------------------


def seen(dossier: Any) -> Hashable:
    """Every field of a dossier but its name and entries; of a collection, its items and which come more than once.

    The order of the items does not count, nor whether one came twice or ten times; else many a walk would not end. When
    a guard does tell those apart, `prove` says so, and the scope needs a sight of its own.
    """
    fields = (getattr(dossier, a.name) for a in attrs.fields(type(dossier)) if a.name not in ("process", "entries"))
    return tuple(_counted(value) for value in fields)


def _counted(value: Any) -> Hashable:
    if isinstance(value, (tuple, list)):
        return frozenset((item, min(many, 2)) for item, many in Counter(map(_counted, value)).items())
    if isinstance(value, (set, frozenset)):
        return frozenset(map(_counted, value))
    if isinstance(value, Mapping):
        return frozenset((key, _counted(item)) for key, item in value.items())
    return value if isinstance(value, Hashable) else repr(value)
