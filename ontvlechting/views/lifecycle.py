"""The lifecycle as a picture: the table in Mermaid, in Graphviz and as SVG, with the path of one process on it if wanted.

One picture in every form: all are drawn from the same arrows. In the SVG the moves that go forward always stand; a way
back stands there once a process has taken it, so that the picture stays readable.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from ontvlechting.engine import chart
from ontvlechting.engine.chart import occurring
from ontvlechting.engine.rulebook import Rules
from ontvlechting.engine.shows import Html
from ontvlechting.engine.text import Language, Text
from ontvlechting.guards import LETTER
from ontvlechting.record.audit import Record
from ontvlechting.shell.given import check_given
from ontvlechting.states import FINAL, ProgrammeState, State
from ontvlechting.views import words
from ontvlechting.views.html import place, svg, tag

_PLACES: dict[chart.State, tuple[int, int]] = {
    State.NEW: (1, 0),
    State.IDENTIFIED: (1, 1),
    State.PLAN_DRAFTED: (1, 2),
    State.PRECONDITIONS_TESTED: (1, 3),
    State.MINISTRY_DECIDED: (1, 4),
    State.PHASED_TRANSFER: (0, 5),
    State.RECEIVING_PARTY_PROVEN: (0, 6),
    State.STRENGTHENING_GOVERNANCE: (2, 5),
    State.AGREEMENTS_PROVEN: (2, 6),
    State.COMPLETED: (1, 7),
    State.STOPPED: (2, 7),
    # a programme has two states only
    ProgrammeState.NEW: (1, 0),
    ProgrammeState.OPEN: (1, 1),
    ProgrammeState.CLOSED: (1, 2),
}
"""Column and row of each state in the picture."""
_ORDER: list[chart.State] = list(State)
_WIDE, _HIGH, _COLUMN, _ROW, _EDGE, _ASIDE = 236, 48, 256, 92, 20, 60
_WIDTH = 2 * (_EDGE + _ASIDE) + 2 * _COLUMN + _WIDE
_HEIGHT = 2 * _EDGE + 7 * _ROW + _HIGH + 26


class Move(NamedTuple):
    """A move that a process made.

    Attributes:
        source: the state that was left.
        target: the state that was entered.
        title: the command by which.
    """

    source: chart.State
    target: chart.State
    title: Text

    @property
    def forward(self) -> bool:
        """Whether it follows the road."""
        return self.target is not State.STOPPED and _ORDER.index(self.source) < _ORDER.index(self.target)


class Lifecycle:
    """The lifecycle of these rules, with the path of one process on it when its records are given.

    Args:
        rules: whose table.
        language: of the names of states and commands.
        records: the records of a process, oldest first.

    Raises:
        InputError: these are no rules, or the language is not spoken.
    """

    def __init__(self, rules: Rules = LETTER, language: Language = "nl", records: Iterable[Record] = ()) -> None:
        check_given("Lifecycle", rules=rules)
        self.rules: Rules = rules
        self.states: tuple[chart.State, ...] = occurring(rules.arrows)
        self.language: Language = words.spoken(language)
        events = [r.event for r in records]
        self.process: str | None = events[0].process if events else None
        self.path: Sequence[Move] = [Move(e.before, e.after, e.command.title) for e in events if e.after != e.before]
        self.here: chart.State | None = events[-1].after if events else None

    # -- as text for other tools -------------------------------------------------------------------------------------

    def mermaid(self, *, facts: bool = False) -> str:
        """A Mermaid state diagram; what the process has passed is marked.

        Args:
            facts: draw the commands that leave the state as it is, too.
        """
        lines = [
            "stateDiagram-v2",
            *(f"    state {_quoted(s.title[self.language])} as {s.value}" for s in self.states),
            f"    [*] --> {State.NEW.value}",
            *(f"    {a.value} --> {b.value}: {label}" for a, b, label in self._arrows(facts=facts)),
            *(f"    {s.value} --> [*]" for s in self.states if s in FINAL),
        ]
        if self.here is not None:
            been = self._been()
            past = [s.value for s in self.states if s in been and s is not self.here]
            lines += [
                "    classDef been stroke-width:2px,fill:#d7e8f3,color:#1c1e21",
                "    classDef here stroke-width:4px,fill:#d7e8f3,color:#1c1e21,font-weight:bold",
                *([f"    class {','.join(past)} been"] if past else []),
                f"    class {self.here.value} here",
            ]
        return "\n".join([*lines, ""])

    def dot(self, *, facts: bool = False) -> str:
        """The same in the language of Graphviz; final states have a double border, moves that were made are bold.

        Args:
            facts: draw the commands that leave the state as it is, too.
        """
        went = {(m.source, m.target) for m in self.path}
        been = self._been()

        def looks(state: chart.State) -> str:
            mark = ', style="rounded,filled", fillcolor="#d7e8f3"' if state in been else ""
            return (", peripheries=2" if state in FINAL else "") + mark + (", penwidth=3" if state is self.here else "")

        return "\n".join(
            [
                "digraph {",
                "    node [shape=box, style=rounded]",
                *(f"    {s.value} [label={_quoted(s.title[self.language])}{looks(s)}]" for s in self.states),
                *(
                    f"    {a.value} -> {b.value} [label={_quoted(label)}{', penwidth=3' * ((a, b) in went)}]"
                    for a, b, label in self._arrows(facts=facts)
                ),
                "}",
                "",
            ]
        )

    def _arrows(self, *, facts: bool) -> Iterator[tuple[State, State, str]]:
        """Every arrow; commands that go the same way share one."""
        labels: dict[tuple[chart.State, chart.State], list[str]] = {}
        for arrow in self.rules.arrows:
            if facts or arrow.moves:
                labels.setdefault((arrow.source, arrow.target), []).append(arrow.command.title[self.language])
        return ((source, target, " / ".join(names)) for (source, target), names in labels.items())

    def _been(self) -> set[State]:
        return {s for m in self.path for s in (m.source, m.target)}

    # -- as a picture ------------------------------------------------------------------------------------------------

    @property
    def title(self) -> str:
        """What it is a picture of."""
        if self.process is None:
            return words.both("De levensloop van een proces", "The lifecycle of a process", self.language)
        return words.both("De weg van ", "The road of ", self.language) + self.process

    @property
    def text(self) -> str:
        """What is to be seen, in words."""
        if self.here is None:
            moves = [m for m in self._forward() if m.source is not State.NEW]
            steps = "; ".join(f"{m.source.title[self.language]} → {m.target.title[self.language]}" for m in moves)
            ends = ", ".join(s.title[self.language] for s in self.states if s in FINAL)
            return words.both(f"Vooruit: {steps}. Einde: {ends}.", f"Forward: {steps}. Ends: {ends}.", self.language)
        steps = "; ".join(f"{n}. {m.title[self.language]} → {m.target.title[self.language]}"
                          for n, m in enumerate(self.path, 1))  # fmt: skip
        here = self.here.title[self.language]
        return words.both(f"{steps}. Het proces staat nu in: {here}.", f"{steps}. It now stands in: {here}.",
                          self.language)  # fmt: skip

    def svg(self, *, alone: bool = True) -> Html:
        """The picture.

        Args:
            alone: with its own style, for a file; False within a page that has the style already.
        """
        went = Counter((m.source, m.target) for m in self.path)
        forward = self._forward()
        return svg(
            _WIDTH,
            _HEIGHT,
            self.title,
            self.text,
            *(self._line(m, went[m.source, m.target]) for m in sorted(forward, key=lambda m: went[m.source, m.target])),
            *self._ways_back(went),
            *map(self._box, self.states),
            alone=alone,
        )

    def _repr_html_(self) -> str:
        caption = None if self.here is None else tag("figcaption", self.text)
        return str(place(tag("figure", self.svg(alone=False), caption), self.language))

    def _forward(self) -> list[Move]:
        moves = (Move(a.source, a.target, a.command.title) for a in self.rules.arrows if a.moves)
        return [m for m in moves if m.forward]

    def _box(self, state: chart.State) -> Html:
        x, y = _corner(state)
        here, been = state is self.here, state in self._been()
        looks = "ov-here" if here else "ov-been" if been else "ov-box"
        dash = "4 3" if state is State.STOPPED and not been else None
        mark = ("▶ " if here else "✓ " if been else "") + state.title[self.language]
        other = state.title["en" if self.language == "nl" else "nl"]
        middle = x + _WIDE // 2
        return tag(
            "g",
            tag("rect", class_=looks, x=x, y=y, width=_WIDE, height=_HIGH, rx=6, stroke_dasharray=dash),
            _words(mark, middle, y + 20, "ov-strong"),
            _words(other, middle, y + 38, "ov-soft", font_style="italic"),
        )

    def _line(self, move: Move, times: int) -> Html:
        """From the foot of one box to the head of another, with the name of the command half way."""
        (x1, y1), (x2, y2) = _corner(move.source), _corner(move.target)
        x1, x2, y1 = x1 + _WIDE // 2, x2 + _WIDE // 2, y1 + _HIGH
        look = "ov-went" if times else "ov-arrow"
        label = move.title[self.language] + (f" ({times}×)" if times > 1 else "")
        return tag(
            "g",
            tag("path", class_=look, d=f"M{x1} {y1}L{x2} {y2 - 6}"),
            tag("path", class_="ov-went-tip" if times else "ov-tip", d=f"M{x2} {y2}l-5 -9h10z"),
            _words(label, (x1 + x2) // 2, (y1 + y2) // 2 + 4, "ov-label"),
        )

    def _ways_back(self, went: Mapping[tuple[chart.State, chart.State], int]) -> Iterator[Html]:
        """Each way back that was taken; what would say the same at the same place is said once."""
        titles: dict[tuple[chart.State, chart.State], dict[str, None]] = {}
        for m in (m for m in self.path if not m.forward):
            titles.setdefault((m.source, m.target), {})[m.title[self.language]] = None
        told: set[tuple[bool, State, str]] = set()
        for n, (source, target) in enumerate(titles):
            times = went[source, target]
            label = " / ".join(titles[source, target]) + (f" ({times}×)" if times > 1 else "")
            right = _PLACES[source][0] == 2 or (target is State.STOPPED and _PLACES[source][0] == 1)
            if target is State.STOPPED and _PLACES[source][0] == 2:
                label = ""  # there is no room, and where it ends says it
            yield self._way_back(n, source, target, "" if (right, target, label) in told else label, right=right)
            if target is not State.STOPPED:
                told.add((right, target, label))

    def _way_back(self, n: int, source: chart.State, target: chart.State, label: str, *, right: bool) -> Html:
        """Round the outside, so that it crosses no box; each its own lane."""
        (x1, y1), (x2, y2) = _corner(source), _corner(target)
        shift = 9 * (n % 5)
        lane = _WIDTH - _EDGE - shift if right else _EDGE + shift
        begin, end = (x1 + _WIDE if right else x1), (x2 + _WIDE if right else x2)
        from_y, to_y = y1 + 10 + shift % 30, y2 + 14 + shift % 30
        if target is State.STOPPED and not right:
            under = y2 + _HIGH + 18
            middle = x2 + _WIDE // 2
            path, tip = (
                f"M{begin} {from_y}H{lane}V{under}H{middle}V{y2 + _HIGH + 6}",
                f"M{middle} {y2 + _HIGH}l-5 9h10z",
            )
            at, height = (lane + middle) // 2, under
        else:
            toward = 1 if right else -1
            path, tip = f"M{begin} {from_y}H{lane}V{to_y}H{end + toward * 6}", f"M{end} {to_y}l{toward * 9} -5v10z"
            at, height = ((x1 + _WIDE + lane) // 2, from_y) if target is State.STOPPED else ((lane + end) // 2, to_y)
        return tag(
            "g",
            tag("path", class_="ov-back", d=path),
            tag("path", class_="ov-back-tip", d=tip),
            _words(label, at, height - 4, "ov-label") if label else None,
        )


def _corner(state: chart.State) -> tuple[int, int]:
    column, row = _PLACES[state]
    return _EDGE + _ASIDE + column * _COLUMN, _EDGE + row * _ROW


def _words(text: str, x: int, y: int, looks: str, *, font_style: str | None = None) -> Html:
    return tag("text", text, class_=looks, x=x, y=y, text_anchor="middle", font_style=font_style)


def _quoted(title: str) -> str:
    return json.dumps(title, ensure_ascii=False)
