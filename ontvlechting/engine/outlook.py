"""The outlook: every door between the present state of a process and its end, asked now as far as possible.

House rules: no clock, chance, disk, log or network; nothing is simulated. A guard that reads the content of a command
cannot be asked before there is a command; its question is given with the door.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from typing import ClassVar

from attrs import evolve, frozen

from ontvlechting.engine.agenda import Term
from ontvlechting.engine.chart import Arrow, State
from ontvlechting.engine.command import Command, Fact
from ontvlechting.engine.core import ask, beforehand, next_steps
from ontvlechting.engine.doors import Guard, Reads
from ontvlechting.engine.dossier import Dossier
from ontvlechting.engine.rulebook import Rules
from ontvlechting.engine.shows import Framed, Shows
from ontvlechting.engine.text import Text
from ontvlechting.engine.values import NOBODY, Actor
from ontvlechting.engine.verdicts import Reason, Subject


@frozen(kw_only=True)
class Ahead(Shows):
    """One door ahead, with what is known of it now.

    Attributes:
        command: the command that passes this door.
        source: the state in which it will be given.
        target: the state that it leads to; the same when the state does not change.
        gaps: what is missing now for this door, without what an earlier door already asks; in the order in which it is
            best supplied: first what leads back, then what can be given in the present state, then the rest. Within
            each of these, what waits for a moment comes last.
        minds: the warnings of this door.
        asks: the questions that can only be answered when the command is given.
        voids: the kinds of command whose earlier records no longer count when this door has been passed.
        acts: the least number of acts for this door, with the step itself; what one act supplies is counted once.
    """

    command: type[Command]
    source: State
    target: State
    gaps: tuple[Reason, ...]
    minds: tuple[Reason, ...]
    asks: tuple[Text, ...]
    voids: tuple[type[Command], ...]
    acts: int

    @property
    def moves(self) -> bool:
        """Whether this step changes the state."""
        return self.source is not self.target


@frozen(kw_only=True)
class Outlook(Framed):
    """What lies between a process and its end (*vooruitblik*).

    Attributes:
        process: the name of the process.
        state: its present state.
        at: the moment for which this was asked.
        doors: every door on the way to its end, in order; before a door come the doors of the steps that it asks for.
        terms: the terms that end or are waited for, soonest first.
    """

    _view: ClassVar[str] = "outlook"

    process: str
    state: State
    at: datetime
    doors: tuple[Ahead, ...]
    terms: tuple[Term, ...]

    @property
    def acts(self) -> int:
        """The least number of acts to reach the end, as far as is known now."""
        return sum(door.acts for door in self.doors)

    @property
    def gaps(self) -> tuple[Reason, ...]:
        """Everything that is missing, each once, in the order of the doors."""
        return tuple(gap for door in self.doors for gap in door.gaps)


def outlook(rules: Rules, dossier: Dossier, at: datetime, by: Actor | None = None) -> Outlook:
    """Every door from here to the end, asked now.

    The end is the final state that is the most moves away from the start. Of several ways to it, this takes the one
    with the fewest gaps that lead back, and of those the shortest.

    Args:
        rules: the rules to judge by.
        dossier: all that is known of the process.
        at: the moment for which this is asked.
        by: who would ask, or None to leave questions about the actor open.
    """
    asking = _Asking(rules, dossier, Command(by=NOBODY if by is None else by, at=at), by is not None)
    doors = tuple(asking.doors(_road(asking)))
    return Outlook(
        process=dossier.process,
        state=dossier.state,
        at=at,
        doors=doors,
        terms=_terms(rules, dossier, at, asking.told),
    )


def running(rules: Rules, dossier: Dossier, at: datetime) -> tuple[Term, ...]:
    """Every term that runs at this moment: those of the dossier, and those that a door from here waits for."""
    return _terms(rules, dossier, at, [r for step in next_steps(rules, dossier, at) for r in step.reasons])


def _terms(rules: Rules, dossier: Dossier, at: datetime, reasons: Sequence[Reason]) -> tuple[Term, ...]:
    """The terms of the dossier and of these reasons that have not ended at this moment, each once, soonest first."""
    own = dossier.terms(rules.norms)
    known = {(t.code, t.last) for t in own}
    told = {(t.code, t.last): t for t in _terms_of(dossier.process, reasons, rules)}
    every = (*own, *(t for key, t in told.items() if key not in known))
    ahead = (t for t in every if t.last >= rules.norms.day_of(at))
    return tuple(sorted(ahead, key=lambda t: (t.last, t.code, t.about)))


def _terms_of(process: str, reasons: Sequence[Reason], rules: Rules) -> Iterator[Term]:
    """The terms of reasons that wait for a moment: each ends on the last day on which its reason shuts the door."""
    for r in dict.fromkeys(reasons):
        if r.earliest is not None:
            last = rules.norms.day_of(r.earliest - timedelta(microseconds=1))
            about = " ".join(dict.fromkeys(s.value for s in r.about))
            yield Term(
                process=process,
                code=r.code,
                about=about,
                rule=r.rule,
                title=r.text,
                last=last,
                who=r.suppliers,
                waits=True,
            )


def since(rules: Rules, terms: Sequence[Term], known: Sequence[tuple[int, Dossier]], at: datetime) -> tuple[Term, ...]:
    """These terms, each with the number of the record that set it, as far as that can be found.

    Args:
        rules: the rules to judge by.
        terms: terms that run at this moment.
        known: the dossier before the first record, with the number 0, and after each record, with its number.
        at: the moment for which this is asked.
    """
    return tuple(
        t if t.record is not None or t.set_by is not None else evolve(t, record=_record_of(rules, t, known, at))
        for t in terms
    )


def _record_of(rules: Rules, term: Term, known: Sequence[tuple[int, Dossier]], at: datetime) -> int | None:
    """The first record since which one guard has always given a reason with this term; None when there is none."""
    probe = Command(by=NOBODY, at=at)

    def tells(guard: Guard, dossier: Dossier) -> bool:
        reasons = ask(rules, (guard,), dossier, probe)
        return any((t.code, t.about, t.rule, t.last) == key for t in _terms_of(term.process, reasons, rules))

    key, last = (term.code, term.about, term.rule, term.last), known[-1][1]
    guard = next((g for g in rules.guards if g.reads is Reads.DOSSIER and tells(g, last)), None)
    number = None
    for after, dossier in reversed(known):
        if guard is None or not tells(guard, dossier):
            break
        number = after
    return number or None


class _Asking:
    """Asks the guards of doors, and remembers the answers."""

    def __init__(self, rules: Rules, dossier: Dossier, probe: Command, named: bool) -> None:  # noqa: FBT001 - of this file only
        self.rules = rules
        self.dossier = dossier
        self.probe = probe
        self.named = named
        self.told: list[Reason] = []
        self.road: set[str] = set()
        self._ask = beforehand(rules, dossier, probe)
        self._known: dict[type[Command], list[Reason]] = {}
        self.kinds = rules.by_key

    def at(self, kind: type[Command]) -> list[Reason]:
        """The reasons that the door of a kind of command gives now, in whatever state it can be given."""
        if kind not in self._known:
            self._known[kind] = self._ask(self.rules.beforehand[kind, self.named][0], kind)
        return self._known[kind]

    def doors(self, road: Sequence[Arrow]) -> Iterator[Ahead]:
        """Each door on the way; before it, the doors of the steps within its state that it asks for, except facts."""
        told: set[object] = set()
        self.road |= {arrow.command.key for arrow in road}
        for arrow in road:
            yield from self._with_steps(arrow, told, {arrow.command})

    def _with_steps(self, arrow: Arrow, told: set[object], seen: set[type[Command]]) -> Iterator[Ahead]:
        """One door, after the doors of the steps that it asks for; without reasons that an earlier door gave."""
        reasons = [r for r in self.at(arrow.command) if (r.rule, r.code, r.about, r.nl) not in told]
        for kind in dict.fromkeys(
            self.kinds[m.command] for r in reasons if r.shuts for m in r.mends[:1] if m.command in self.kinds
        ):
            stays = self.rules.table.get((kind, arrow.source), (None,))[0] is arrow.source
            if stays and kind not in seen and not issubclass(kind, Fact) and kind not in self.rules.leading_back:
                seen.add(kind)
                yield from self._with_steps(Arrow(kind, arrow.source, arrow.source), told, seen)
        reasons = [r for r in reasons if (r.rule, r.code, r.about, r.nl) not in told]
        told |= {(r.rule, r.code, r.about, r.nl) for r in reasons}
        self.told += reasons
        yield self._door(arrow, reasons, seen - {arrow.command})

    def _door(self, arrow: Arrow, reasons: Sequence[Reason], seen: set[type[Command]]) -> Ahead:
        gaps = sorted((r for r in reasons if r.shuts), key=self._order)
        supplies = {_act_of(r) for r in gaps if r.mends and r.mends[0].command not in self.road}
        # these are counted already, as doors of their own
        steps = {key for key, _ in supplies} & {kind.key for kind in seen}
        lapse = self.dossier.lapses if arrow.source is not arrow.target else ()
        voids = [self.kinds[key] for key in dict.fromkeys((*arrow.command.voids, *lapse)) if key in self.kinds]
        return Ahead(
            command=arrow.command,
            source=arrow.source,
            target=arrow.target,
            gaps=tuple(gaps),
            minds=tuple(r for r in reasons if not r.shuts),
            asks=self.rules.beforehand[arrow.command, self.named][1],
            voids=tuple(voids),
            acts=1 + len(supplies) - len(steps),
        )

    def _order(self, gap: Reason) -> tuple[int, bool]:
        """The place of a gap in the order in which gaps are best supplied.

        First what leads back, because it undoes what else was supplied. Then what can be given in the present state,
        and last of that what lapses with the next move. Then the rest. In each group, what waits for a moment is last.
        """
        waits = gap.earliest is not None
        if any(m.back for m in gap.mends):
            return 0, waits
        here = any((self.kinds.get(m.command), self.dossier.state) in self.rules.table for m in gap.mends)
        lapses = any(m.command in self.dossier.lapses for m in gap.mends)
        return 3 if not here else 2 if lapses else 1, waits


def _act_of(gap: Reason) -> tuple[str, tuple[Subject, ...]]:
    """The act that supplies a gap. Gaps in parts of one field are supplied by one act, so those parts are left out."""
    return gap.mends[0].command, tuple(s for s in gap.about if "." not in s.name)


def _road(asking: _Asking) -> tuple[Arrow, ...]:
    """The moves from here to the end, by the path with the fewest gaps that lead back, and of those the shortest."""
    rules = asking.rules
    end = max(rules.final, key=lambda s: (rules.depths.get(s, 0), s.value), default=None)

    def roads(here: State) -> Iterator[tuple[Arrow, ...]]:
        if here is end:
            yield ()
        for arrow in rules.onward.get(here, ()):
            yield from ((arrow, *rest) for rest in roads(arrow.target))

    def cost(road: tuple[Arrow, ...]) -> tuple[int, int]:
        back = sum(
            1 for a in road for r in asking.at(a.command) if r.shuts and r.mends and all(m.back for m in r.mends)
        )
        return back, len(road)

    return min(roads(asking.dossier.state), key=cost, default=())
