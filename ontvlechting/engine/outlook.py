"""The outlook: every door from where a process stands to its end, asked now as far as it can be.

House rules: no clock, chance, disk, log or network; nothing is simulated. A guard that reads what a command carries cannot be
asked before there is one; its question stands with the door.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

from attrs import evolve, frozen

from ontvlechting.engine.agenda import Term
from ontvlechting.engine.chart import Arrow, State
from ontvlechting.engine.command import Command, Fact
from ontvlechting.engine.core import ask, beforehand, next_steps
from ontvlechting.engine.dossier import Dossier
from ontvlechting.engine.rulebook import Guard, Reads, Rules
from ontvlechting.engine.shows import Shows
from ontvlechting.engine.text import Text
from ontvlechting.engine.values import NOBODY, Actor
from ontvlechting.engine.verdicts import Reason, Subject


@frozen(kw_only=True)
class Ahead(Shows):
    """One door ahead, with what can be told of it now.

    Attributes:
        command: what will be asked there.
        source: from which state.
        target: where it leads; the same where the state stays.
        gaps: what is missing for it now and no door before it asks, in the order in which it is best supplied: what leads back
            first, then what can be given from here, then the rest; in each, what a term runs for comes last.
        minds: what is to be minded there.
        asks: what the command itself will have to show.
        voids: the kinds of command of which what was recorded before no longer counts once this door was passed.
        acts: how many acts it takes at least, the step itself among them; what one act supplies is counted once.
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
        """Whether the state changes there."""
        return self.source is not self.target


@frozen(kw_only=True)
class Outlook(Shows):
    """What lies between a process and its end (*vooruitblik*).

    Attributes:
        process: the name of the process.
        state: where it stands.
        at: the moment for which was asked.
        doors: every door of the road to its end, in order; before a door, those of the steps that it asks for.
        terms: what runs out or is waited for, soonest first.
    """

    process: str
    state: State
    at: datetime
    doors: tuple[Ahead, ...]
    terms: tuple[Term, ...]

    @property
    def acts(self) -> int:
        """How many acts it takes at least to come to the end, as far as can be told now."""
        return sum(door.acts for door in self.doors)

    @property
    def gaps(self) -> tuple[Reason, ...]:
        """All that is missing, each once, in the order of the road."""
        return tuple(gap for door in self.doors for gap in door.gaps)


def outlook(rules: Rules, dossier: Dossier, at: datetime, by: Actor | None = None) -> Outlook:
    """Every door from here to the end, asked now.

    The end is the final state that lies furthest from the start; where roads fork, the one that asks least that leads back.

    Args:
        rules: the rules to judge by.
        dossier: all that is known of the process.
        at: the moment for which is asked.
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
    """Every term that runs at this moment: those of the dossier, and those for which a door from here waits; soonest first."""
    return _terms(rules, dossier, at, [r for step in next_steps(rules, dossier, at) for r in step.reasons])


def _terms(rules: Rules, dossier: Dossier, at: datetime, reasons: Sequence[Reason]) -> tuple[Term, ...]:
    own = dossier.terms(rules.norms)
    known = {(t.code, t.last) for t in own}
    told = {(t.code, t.last): t for t in _told(dossier.process, reasons, rules)}
    every = (*own, *(t for key, t in told.items() if key not in known))
    ahead = (t for t in every if t.last >= rules.norms.day_of(at))
    return tuple(sorted(ahead, key=lambda t: (t.last, t.code, t.about)))


def _told(process: str, reasons: Sequence[Reason], rules: Rules) -> Iterator[Term]:
    """The terms that reasons tell of: until which day they keep a door shut by themselves."""
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
    """These terms, where only a reason tells of one with the number of the record since which it does.

    Args:
        rules: the rules to judge by.
        terms: terms that run at this moment.
        known: the process as it was before its first record, numbered 0, and after each record, by its number.
        at: the moment for which is asked.
    """
    return tuple(
        t if t.record is not None or t.set_by is not None else evolve(t, record=_since(rules, t, known, at))
        for t in terms
    )


def _since(rules: Rules, term: Term, known: Sequence[tuple[int, Dossier]], at: datetime) -> int | None:
    probe = Command(by=NOBODY, at=at)

    def tells(guard: Guard, dossier: Dossier) -> bool:
        reasons = ask(rules, (guard,), dossier, probe)
        return any((t.code, t.about, t.rule, t.last) == key for t in _told(term.process, reasons, rules))

    key, last = (term.code, term.about, term.rule, term.last), known[-1][1]
    guard = next((g for g in rules.guards if g.reads is Reads.DOSSIER and tells(g, last)), None)
    number = None
    for after, dossier in reversed(known):
        if guard is None or not tells(guard, dossier):
            break
        number = after
    return number or None


class _Asking:
    """Asks doors, and remembers what was told."""

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
        """What the door of a kind of command says now, in whichever state it stands."""
        if kind not in self._known:
            self._known[kind] = self._ask(self.rules.beforehand[kind, self.named][0], kind)
        return self._known[kind]

    def doors(self, road: Sequence[Arrow]) -> Iterator[Ahead]:
        """Each door of the road; before it the steps within its state that it asks for, where they have doors to mind."""
        told: set[object] = set()
        self.road |= {arrow.command.key for arrow in road}
        for arrow in road:
            yield from self._with_steps(arrow, told, {arrow.command})

    def _with_steps(self, arrow: Arrow, told: set[object], seen: set[type[Command]]) -> Iterator[Ahead]:
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
        gaps = sorted((r for r in reasons if r.shuts), key=self._when)
        supplies = {_act(r) for r in gaps if r.mends and r.mends[0].command not in self.road}
        steps = {key for key, _ in supplies} & {
            kind.key for kind in seen
        }  # each was counted once, as a door of its own
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

    def _when(self, gap: Reason) -> tuple[int, bool]:
        """What leads back first: it undoes what else is supplied. Then what can be given here, but for what lapses with a move.

        What is waited for comes after what still has to be done for it.
        """
        waits = gap.earliest is not None
        if any(m.back for m in gap.mends):
            return 0, waits
        here = any((self.kinds.get(m.command), self.dossier.state) in self.rules.table for m in gap.mends)
        lapses = any(m.command in self.dossier.lapses for m in gap.mends)
        return 3 if not here else 2 if lapses else 1, waits


def _act(gap: Reason) -> tuple[str, tuple[Subject, ...]]:
    """Which act supplies a gap: what stands in a part of one of its fields can be supplied with other parts at once."""
    return gap.mends[0].command, tuple(s for s in gap.about if "." not in s.name)


def _road(asking: _Asking) -> tuple[Arrow, ...]:
    """The moves from here to the end, by the shortest road that asks least that leads back."""
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
