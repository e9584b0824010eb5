"""How a table lies: which moves lead on and which lead back, which ends stand aside, and where each state has its place."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping

from ontvlechting.engine.chart import Arrow, State, WayBack, occurring
from ontvlechting.engine.checked import derived

Step = tuple[State, State]
"""A move, from one state to another, whichever command makes it."""


class Layout:
    """How a table lies.

    A state has the place that its class gives it. Where none is given, its row follows from the longest way to it, and its
    lane from the branch that it lies on: what lies on the longest road to an end has the first lane.

    Args:
        arrows: the table.
        start: where everything begins.
        final: the ends.
        back: the way back that is always open; its commands never lead on.
    """

    def __init__(
        self, arrows: Iterable[Arrow], *, start: State, final: Collection[State], back: WayBack | None = None
    ) -> None:
        table = tuple(arrows)
        self.start: State = start
        self.states: tuple[State, ...] = occurring(table)
        self.final: tuple[State, ...] = tuple(s for s in self.states if s in final)
        moves = dict.fromkeys((a.source, a.target) for a in table if a.moves)
        returns = {(a.source, a.target) for a in table if back is not None and a.command in back.commands}
        placed = {s: s.place[1] for s in self.states if s.place is not None}
        if len(placed) == len(self.states):
            onward, self._rows = [m for m in moves if placed[m[0]] < placed[m[1]]], placed
        else:
            onward, order = _onward([m for m in moves if m not in returns], start)
            if len(order) < len(self.states):  # what only a way back leads to has its place too
                onward, order = _onward(moves, start)
            self._rows = _rows(onward, order, placed)
        self.aside: frozenset[State] = frozenset(self._aside(onward))
        """The ends that are no end of a road: a process can end there on the way, at several states."""
        self.forward: tuple[Step, ...] = tuple(m for m in onward if m[1] not in self.aside)
        """The moves that lead on along a road, in the order of the table where every state has a place."""

    def _aside(self, onward: Collection[Step]) -> Iterable[State]:
        from_: dict[State, list[State]] = {e: [s for s, t in onward if t is e] for e in self.final}
        first = {e: min((self._rows[s] for s in found), default=0) for e, found in from_.items()}
        for end, sources in from_.items():
            along = any(b in _reached(onward, a) for a in sources for b in sources if a is not b)
            if along and any(first[other] > first[end] for other in self.final):
                yield end

    def road(self, through: Collection[State] = ()) -> tuple[State, ...]:
        """The road from the state after the first that meets most of these states; of several, to an end, and the longest.

        Where one of them is an end that stands aside: from the first state to there.
        """
        for end in self.aside & frozenset(through):
            return (*self.road()[:1], end)
        best: dict[State, tuple[int, bool, int, tuple[State, ...]]] = {}
        for state in sorted(self.states, key=lambda s: -self._rows[s]):
            ways = [best[t] for s, t in self.forward if s is state and t in best]
            met, ends, length, rest = max(ways, key=lambda way: way[:3], default=(0, state in self.final, 0, ()))
            best[state] = (met + (state in through), ends, length + 1, (state, *rest))
        return best[self.start][3][1:]

    @derived
    def places(self) -> Mapping[State, tuple[int, int]]:
        """The lane (0 from the left) and the row (0 from the top) of each state."""
        found = {s: s.place for s in self.states if s.place is not None}
        taken = set(found.values())
        main = (self.start, *self.road())
        for state in sorted((s for s in self.states if s not in found), key=lambda s: (self._rows[s], s not in main)):
            row = self._rows[state]
            before = [found[s][0] for s, t in self.forward if t is state and s in found]
            wanted = [0] if state in main else [lane for lane in before if lane]
            if state in self.aside:
                wanted = [max((lane for lane, _ in found.values()), default=0)]
            lanes = [
                *(n for n in wanted if n or state in main),
                *range(state not in main, len(self.states) + len(taken)),
            ]
            found[state] = next((lane, row) for lane in lanes if (lane, row) not in taken)
            taken.add(found[state])
        left, top = (min((place[n] for place in found.values()), default=0) for n in (0, 1))
        return {s: (found[s][0] - left, found[s][1] - top) for s in self.states}


def _onward(moves: Iterable[Step], start: State) -> tuple[list[Step], list[State]]:
    """The moves without those that lead back to a state on the way to them; and every state, each before what follows it."""
    after: dict[State, list[State]] = {}
    for source, target in moves:
        after.setdefault(source, []).append(target)
    kept: list[Step] = []
    done: list[State] = []
    path = {start: iter(after.get(start, ()))}
    while path:
        here, rest = next(reversed(path.items()))
        for target in rest:
            if target not in path:
                kept.append((here, target))
                if target not in done:
                    path[target] = iter(after.get(target, ()))
                    break
        else:
            del path[here]
            done.append(here)
    return kept, done[::-1]


def _rows(onward: Iterable[Step], order: Iterable[State], placed: Mapping[State, int]) -> dict[State, int]:
    """How far each state lies, by the longest way to it; where its class says so, there."""
    steps = list(onward)
    rows = dict.fromkeys(order, 0) | dict(placed)
    for state in order:
        for target in (t for s, t in steps if s is state and t not in placed):
            rows[target] = max(rows[target], rows[state] + 1)
    return rows


def _reached(steps: Collection[Step], start: State) -> set[State]:
    """Every state that these steps lead to from here."""
    found: set[State] = set()
    edge = [start]
    while edge:
        here = edge.pop()
        for target in {t for s, t in steps if s is here} - found:
            found.add(target)
            edge.append(target)
    return found
