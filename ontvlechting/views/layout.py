"""The layout of a table of states: which moves lead on and which lead back, which ends are early, and the place of each state."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping

from ontvlechting.engine.chart import Arrow, State, WayBack, occurring
from ontvlechting.engine.checked import derived

Step = tuple[State, State]
"""A move, from one state to another, whichever command makes it."""


class Layout:
    """The layout of a table of states.

    A state has the place that its class gives it. Without one, its row follows from the longest way to it, and its lane from
    the branch that it is on: the states of the longest road to an end are in the first lane.

    Args:
        arrows: the table.
        start: the first state.
        final: the final states.
        back: the way back that is always open; its commands never lead on, unless a state is reached in no other way.
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
            onward, order = _forward_moves([m for m in moves if m not in returns], start)
            if len(order) < len(self.states):  # some state is reached only by a way back
                onward, order = _forward_moves(moves, start)
            self._rows = _rows(onward, order, placed)
        self.aside: frozenset[State] = frozenset(self._early_ends(onward))
        """The early ends: final states that a process can go to from several states along a road."""
        self.forward: tuple[Step, ...] = tuple(m for m in onward if m[1] not in self.aside)
        """The moves that lead on along a road; in the order of the table when every class of states gives places."""

    def _early_ends(self, onward: Collection[Step]) -> Iterable[State]:
        from_: dict[State, list[State]] = {e: [s for s, t in onward if t is e] for e in self.final}
        first = {e: min((self._rows[s] for s in found), default=0) for e, found in from_.items()}
        for end, sources in from_.items():
            along = any(b in _reached(onward, a) for a in sources for b in sources if a is not b)
            if along and any(first[other] > first[end] for other in self.final):
                yield end

    def road(self, through: Collection[State] = ()) -> tuple[State, ...]:
        """The road, without its start, that meets most of these states; of several, one that reaches an end, and the longest.

        When one of these states is an early end, the road is the first state after the start and that end.
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


def _forward_moves(moves: Iterable[Step], start: State) -> tuple[list[Step], list[State]]:
    """The moves without those that lead back to a state on the path to them (depth first); and the states in topological order."""
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
    """The row of each state: as its class says, or else by the longest way to it."""
    steps = list(onward)
    rows = dict.fromkeys(order, 0) | dict(placed)
    for state in order:
        for target in (t for s, t in steps if s is state and t not in placed):
            rows[target] = max(rows[target], rows[state] + 1)
    return rows


def _reached(steps: Collection[Step], start: State) -> set[State]:
    """Every state that can be reached from this one by these steps."""
    found: set[State] = set()
    edge = [start]
    while edge:
        here = edge.pop()
        for target in {t for s, t in steps if s is here} - found:
            found.add(target)
            edge.append(target)
    return found
