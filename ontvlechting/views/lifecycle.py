"""The lifecycle as a picture: in Mermaid, in Graphviz and as SVG, with the path of one process on it if wanted; and as SCXML.

Every form is made from the same arrows. The SVG always shows the moves that go forward; it shows a way back only when the process
has taken it, so that the picture stays readable. Without a process its words name every way back.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple
from xml.etree import ElementTree as ET

from ontvlechting.engine.chart import State
from ontvlechting.engine.checked import derived, refuse
from ontvlechting.engine.rulebook import Rules, problems_of_rules
from ontvlechting.engine.shows import Html
from ontvlechting.engine.text import Language, Text, spoken
from ontvlechting.record.audit import Record
from ontvlechting.views import words
from ontvlechting.views.html import drawn, place, svg, tag
from ontvlechting.views.layout import Layout, Step
from ontvlechting.views.xml import held

_WIDE, _HIGH, _ROW, _EDGE, _ASIDE, _INNER = 236, 48, 92, 20, 60, 4
_APART, _NAME = 9, 14
"""The distance between two lines round the same side, and the height that a label takes."""
_LETTER, _BOLD = 7.2, 8.2
"""The width of a letter, about."""
_LONGEST, _LONGEST_LABEL = 60, 100
"""How many letters of a title are shown, and of the names of commands at a line."""
_TIPS = {"ov-arrow": "ov-tip", "ov-went": "ov-went-tip", "ov-back": "ov-back-tip"}
"""The style of the tip of each kind of line."""


class Move(NamedTuple):
    """A move that a process made.

    Attributes:
        source: the state that was left.
        target: the state that was entered.
        title: the title of the command that made it.
    """

    source: State
    target: State
    title: Text


class _Line(NamedTuple):
    """A move as it is drawn.

    Attributes:
        source: the state that it leaves.
        target: the state that it enters.
        label: its label; empty when another line already shows it, or there is no room.
        looks: its style.
        round: for a line round the outside: whether it goes by the right, and its number on that side from 0; None for a straight
            line.
    """

    source: State
    target: State
    label: str
    looks: str
    round: tuple[bool, int] | None


class Lifecycle:
    """The lifecycle of these rules, with the path of one process on it when its records are given.

    Args:
        rules: the rules.
        language: the language of the names of states and commands.
        records: the records of a process, oldest first.

    Raises:
        InputError: these are no rules, or the language is unknown.
    """

    def __init__(self, rules: Rules, language: Language | None = None, records: Iterable[Record] = ()) -> None:
        refuse("Lifecycle", problems_of_rules(rules, "rules"))
        self.rules: Rules = rules
        self.states: tuple[State, ...] = rules.states
        self._layout = Layout(rules.arrows, start=rules.start, final=rules.final, back=rules.back)
        self.language: Language = spoken(language)
        events = [r.event for r in records]
        self.process: str | None = events[0].process if events else None
        self.path: Sequence[Move] = [Move(e.before, e.after, e.command.title) for e in events if e.after != e.before]
        self.here: State | None = events[-1].after if events else None

    # -- as text for other tools -------------------------------------------------------------------------------------

    def mermaid(self, *, facts: bool = False) -> str:
        """A Mermaid state diagram; the states that the process has been in are marked.

        Args:
            facts: also draw the commands that do not change the state.
        """
        lines = [
            "stateDiagram-v2",
            *(f"    state {_quoted(s.title[self.language])} as {s.value}" for s in self.states),
            f"    [*] --> {self.rules.start.value}",
            *(f"    {a.value} --> {b.value}: {label}" for a, b, label in self._arrows(facts=facts)),
            *(f"    {s.value} --> [*]" for s in self.states if s in self.rules.final),
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
            facts: also draw the commands that do not change the state.
        """
        went = {(m.source, m.target) for m in self.path}
        been = self._been()

        def looks(state: State) -> str:
            mark = ', style="rounded,filled", fillcolor="#d7e8f3"' if state in been else ""
            return (
                (", peripheries=2" if state in self.rules.final else "")
                + mark
                + (", penwidth=3" if state is self.here else "")
            )

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

    def scxml(self, *, facts: bool = False) -> str:
        """The table as SCXML, the standard for state charts: a state by its name, a command as an event with its key.

        It has no path of a process, and it does not say which commands the rules refuse: an event says what may be asked in a
        state, and to which state an accepted command leads.

        Args:
            facts: also the commands that do not change the state. A final state is then an ordinary one, because facts are recorded
                there too, and a final state of SCXML takes no events.
        """
        root = ET.Element("scxml", {
            "xmlns": "http://www.w3.org/2005/07/scxml", "version": "1.0", "name": self.rules.name, "initial": self.rules.start.value,
        })  # fmt: skip
        for state in self.states:
            ended = state in self.rules.final and not facts
            element = ET.SubElement(root, "final" if ended else "state", {"id": state.value})
            element.append(ET.Comment(f" {_in_a_comment(state.title[self.language])} "))
            for arrow in self.rules.arrows:
                if arrow.source is state and (arrow.moves or facts):
                    leads = {"target": arrow.target.value} if arrow.moves else {}
                    ET.SubElement(element, "transition", {"event": arrow.command.key, **leads})
        ET.indent(root)
        return '<?xml version="1.0" encoding="UTF-8"?>\n' + ET.tostring(root, encoding="unicode") + "\n"

    def _arrows(self, *, facts: bool) -> Iterator[tuple[State, State, str]]:
        """Every arrow; commands with the same source and target share one."""
        labels: dict[tuple[State, State], list[str]] = {}
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
        """What the picture shows, in words; without a process also the ways back, which it does not draw."""
        if self.here is None:
            every = dict.fromkeys((a.source, a.target) for a in self.rules.arrows if a.moves)
            onward = [m for m in self._layout.forward if m[0] is not self.rules.start]
            others = [m for m in every if m not in self._layout.forward]
            back = [m for m in others if m[1] not in self._layout.aside]
            parts = [
                (Text(nl="Vooruit", en="Forward"), self._moves_one_by_one(onward)),
                (Text(nl="Terug", en="Back"), self._moves_by_target(back)),
                (
                    Text(nl="Voortijdig einde", en="Ends on the way"),
                    self._moves_by_target(m for m in others if m not in back),
                ),
                (Text(nl="Einde", en="Ends"), ", ".join(self._name(s) for s in self.states if s in self.rules.final)),
            ]
            return " ".join(f"{name[self.language]}: {told}." for name, told in parts if told)
        steps = "; ".join(f"{n}. {m.title[self.language]} → {m.target.title[self.language]}"
                          for n, m in enumerate(self.path, 1))  # fmt: skip
        here = self.here.title[self.language]
        return words.both(f"{steps}. Het proces staat nu in: {here}.", f"{steps}. It now stands in: {here}.",
                          self.language)  # fmt: skip

    def _name(self, state: State) -> str:
        return state.title[self.language]

    def _moves_one_by_one(self, moves: Iterable[Step]) -> str:
        """The moves in words, one by one."""
        return "; ".join(f"{self._name(a)} → {self._name(b)}" for a, b in moves)

    def _moves_by_target(self, moves: Iterable[Step]) -> str:
        """The moves in words, with those to the same state taken together."""
        sources: dict[State, list[str]] = {}
        for a, b in moves:
            sources.setdefault(b, []).append(self._name(a))
        return "; ".join(f"{', '.join(names)} → {self._name(b)}" for b, names in sources.items())

    def svg(self, *, alone: bool = True) -> Html:
        """The picture as SVG.

        Args:
            alone: with its own style, for a file; False within a page that has the style already.
        """
        return svg(
            2 * _EDGE + sum(self._rooms) + self._lanes * self._column + self._wide,
            2 * _EDGE + self._rows * _ROW + _HIGH + 26,
            self.title,
            self.text,
            *map(self._line, self._drawn),
            *map(self._box, self.states),
            alone=alone,
        )

    def figure(self) -> Html:
        """The picture with its words, which are there even when no picture is shown."""
        told: Html | str = self.text
        if self.here is None:
            summary = words.both("De levensloop in woorden", "The lifecycle in words", self.language)
            told = tag("details", tag("summary", summary), tag("p", told))
        return tag("figure", drawn(self.svg(alone=False)), tag("figcaption", told))

    def __str__(self) -> str:
        return f"{self.title}\n{self.text}"

    def _repr_html_(self) -> str:
        return str(place(self.figure(), self.language))

    def _repr_pretty_(self, printer: Any, cycle: bool) -> None:  # noqa: ARG002, FBT001 - as IPython calls it
        printer.text(str(self))

    def _repr_svg_(self) -> str:
        return str(self.svg())

    # -- what is drawn -----------------------------------------------------------------------------------------------

    @derived
    def _drawn(self) -> tuple[_Line, ...]:
        """Every line: first the moves that lead on, with those that were made last so that they lie on top; then the ways back taken."""
        went = Counter((m.source, m.target) for m in self.path)
        forward = sorted(self._forward().items(), key=lambda move: went[move[0]])
        found: list[_Line] = []
        beside = {False: 0, True: 0}
        for step, title in (*forward, *self._ways_back(went)):
            goes_round = step not in self._layout.forward or self._crosses(*step)
            right = self._goes_right(*step)
            label = words.short(title + (f" ({went[step]}×)" if title and went[step] > 1 else ""), _LONGEST_LABEL)
            looks = "ov-back" if step not in self._layout.forward else "ov-went" if went[step] else "ov-arrow"
            found.append(_Line(*step, label, looks, (right, beside[right]) if goes_round else None))
            beside[right] += goes_round
        return tuple(found)

    def _forward(self) -> dict[Step, str]:
        """The moves that lead on, each with the titles of its commands."""
        titles: dict[Step, list[str]] = {step: [] for step in self._layout.forward}
        for a in self.rules.arrows:
            if (a.source, a.target) in titles:
                titles[a.source, a.target].append(a.command.title[self.language])
        return {step: " / ".join(found) for step, found in titles.items()}

    def _ways_back(self, went: Mapping[Step, int]) -> Iterator[tuple[Step, str]]:
        """Each way back that was taken, with its commands; a label that would be repeated at the same place is left out."""
        titles: dict[Step, dict[str, None]] = {}
        for m in (m for m in self.path if (m.source, m.target) not in self._layout.forward):
            titles.setdefault((m.source, m.target), {})[m.title[self.language]] = None
        told: set[tuple[bool, State, str, bool]] = set()
        for (source, target), by in titles.items():
            label, right, aside = " / ".join(by), self._goes_right(source, target), target in self._layout.aside
            if aside and right and self._layout.places[source][0] == self._lanes:
                label = ""  # there is no room for a label, and the end that it leads to says enough
            there = (right, target, label, went[source, target] > 1)
            yield (source, target), "" if there in told else label
            if not aside:
                told.add(there)

    # -- where it stands ---------------------------------------------------------------------------------------------

    @property
    def _lanes(self) -> int:
        """The number of the last lane."""
        return max(lane for lane, _ in self._layout.places.values())

    @property
    def _rows(self) -> int:
        """The number of the last row."""
        return max(row for _, row in self._layout.places.values())

    @derived
    def _wide(self) -> int:
        """The width of a box: enough for the longest title."""
        titles = [(_BOLD, f"✓ {s.title[self.language]}") for s in self.states]
        titles += [(_LETTER, s.title[self._second_language]) for s in self.states]
        return max(_WIDE, *(_length(words.short(title, _LONGEST), letter) + 2 * _INNER for letter, title in titles))

    @derived
    def _column(self) -> int:
        """The distance between two lanes, so that the names of commands have room."""
        return max(self._wide, *(_length(label) for label in self._forward().values())) + 20

    @derived
    def _rooms(self) -> tuple[int, int]:
        """The room to the left and to the right of the boxes: enough for the lines round the outside and for all labels."""
        rooms = [_ASIDE, _ASIDE]
        for line in self._drawn:
            length = _length(line.label)
            if line.round is None:
                lanes = [self._layout.places[s][0] for s in (line.source, line.target)]
                between = sum(lanes) * self._column // 2 + self._wide // 2
                whole = self._lanes * self._column + self._wide
                free = [(0, between), (1, whole - between)]
                length = length // 2
            else:
                right, n = line.round
                lane = self._layout.places[self._label_beside[line]][0]
                free = [(int(right), ((self._lanes - lane) if right else lane) * self._column - n * _APART - 12)]
            for side, there in free:
                rooms[side] = max(rooms[side], length - there)
        return rooms[0], rooms[1]

    def _corner(self, state: State) -> tuple[int, int]:
        lane, row = self._layout.places[state]
        return _EDGE + self._rooms[0] + lane * self._column, _EDGE + row * _ROW

    @property
    def _second_language(self) -> Language:
        """The language of the second line in a box."""
        return "en" if self.language == "nl" else "nl"

    def _box(self, state: State) -> Html:
        x, y = self._corner(state)
        here, been = state is self.here, state in self._been()
        looks = "ov-here" if here else "ov-been" if been else "ov-box"
        dash = "4 3" if state in self._layout.aside and not been else None
        mark = ("▶ " if here else "✓ " if been else "") + state.title[self.language]
        middle = x + self._wide // 2
        return tag(
            "g",
            tag("rect", class_=looks, x=x, y=y, width=self._wide, height=_HIGH, rx=6, stroke_dasharray=dash),
            _words(words.short(mark, _LONGEST), middle, y + 20, "ov-strong"),
            _words(
                words.short(state.title[self._second_language], _LONGEST),
                middle,
                y + 38,
                "ov-soft",
                font_style="italic",
            ),
        )

    def _line(self, line: _Line) -> Html:
        """A line from the bottom of one box to the top of another with its label half way; or one round the outside."""
        if line.round is not None:
            return self._line_round(line, *line.round)
        (x1, y1), (x2, y2) = self._corner(line.source), self._corner(line.target)
        x1, x2, y1 = x1 + self._wide // 2, x2 + self._wide // 2, y1 + _HIGH
        return tag(
            "g",
            tag("path", class_=line.looks, d=f"M{x1} {y1}L{x2} {y2 - 6}"),
            tag("path", class_=_TIPS[line.looks], d=f"M{x2} {y2}l-5 -9h10z"),
            _words(line.label, (x1 + x2) // 2, (y1 + y2) // 2 + 4, "ov-label"),
        )

    def _crosses(self, source: State, target: State) -> bool:
        """Whether a straight line from one box to the other crosses a third, or does not go down."""
        at = {s: (lane * self._column, row * _ROW) for s, (lane, row) in self._layout.places.items()}
        (x1, y1), (x2, y2) = at[source], at[target]
        y1 += _HIGH
        if y1 >= y2:
            return True
        for x, y in (at[s] for s in self.states if s not in (source, target)):
            ends = [x1 + (x2 - x1) * (down - y1) / (y2 - y1) for down in (max(y, y1), min(y + _HIGH, y2))]
            half = self._wide / 2
            if y < y2 and y + _HIGH > y1 and min(ends) < x + half and max(ends) > x - half:
                return True
        return False

    def _side_is_free(self, state: State, *, right: bool) -> bool:
        """Whether nothing stands between a box and that side of the picture."""
        lane, row = self._layout.places[state]
        return not any(r == row and (at > lane if right else at < lane) for at, r in self._layout.places.values())

    def _goes_right(self, source: State, target: State) -> bool:
        """Whether a line round the outside goes by the right: only when the right is free and the left is not."""
        left, right = (all(self._side_is_free(s, right=side) for s in (source, target)) for side in (False, True))
        return right and not left

    @derived
    def _label_beside(self) -> dict[_Line, State]:
        """Beside which of its two boxes the label of each line round the outside stands: where fewer other labels are in the way."""
        heights: dict[_Line, dict[State, int]] = {}
        for line in self._drawn:
            if line.round is not None:
                right, n = line.round
                ends = (line.source,) if line.target in self._layout.aside and right else (line.target, line.source)
                heights[line] = {end: self._height(line, end, right, n) for end in ends}
        found: dict[_Line, State] = {}
        taken: dict[bool, list[int]] = {False: [], True: []}
        for line in sorted(heights, key=lambda line: len(heights[line])):  # lines without a choice come first
            right = self._goes_right(line.source, line.target)
            in_the_way = {e: sum(abs(y - other) < _NAME for other in taken[right]) for e, y in heights[line].items()}
            found[line] = min(in_the_way, key=in_the_way.__getitem__)
            if line.label:
                taken[right].append(heights[line][found[line]])
        return found

    def _height(self, line: _Line, end: State, right: bool, n: int) -> int:  # noqa: FBT001 - by position, from the line
        """The y at which a line round the outside meets one of its boxes; lines side by side meet it the height of a label apart."""
        top = _EDGE + self._layout.places[end][1] * _ROW
        if end is line.target and not self._side_is_free(end, right=right):
            return top + _HIGH + 18  # from below, where no box is in the way
        return top + 10 + n * _NAME % 33

    def _line_round(self, line: _Line, right: bool, n: int) -> Html:  # noqa: FBT001 - by position, from the line
        """A line round the outside, which crosses no box where that is possible; each has a lane of its own."""
        (x1, _), (x2, y2) = self._corner(line.source), self._corner(line.target)
        shift = _APART * n
        edge = self._rooms[0] + self._rooms[1] + 2 * _EDGE + self._lanes * self._column + self._wide
        lane = edge - _EDGE - shift if right else _EDGE + shift
        begin, end = (x1 + self._wide, x2 + self._wide) if right else (x1, x2)
        from_y, to_y = (self._height(line, end, right, n) for end in (line.source, line.target))
        if not self._side_is_free(line.target, right=right):
            middle = x2 + self._wide // 2
            path, tip = (
                f"M{begin} {from_y}H{lane}V{to_y}H{middle}V{y2 + _HIGH + 6}",
                f"M{middle} {y2 + _HIGH}l-5 9h10z",
            )
            at, height = (lane + middle) // 2, to_y
        else:
            toward = 1 if right else -1
            path, tip = f"M{begin} {from_y}H{lane}V{to_y}H{end + toward * 6}", f"M{end} {to_y}l{toward * 9} -5v10z"
            at_source = self._label_beside[line] is line.source
            at, height = ((begin + lane) // 2, from_y) if at_source else ((lane + end) // 2, to_y)
        return tag(
            "g",
            tag("path", class_=line.looks, d=path),
            tag("path", class_=_TIPS[line.looks], d=tip),
            _words(line.label, at, height - 4, "ov-label") if line.label else None,
        )


def _length(text: str, letter: float = _LETTER) -> int:
    """The width of a text, about."""
    return int(len(text) * letter) + 1


def _words(text: str, x: int, y: int, looks: str, *, font_style: str | None = None) -> Html:
    return tag("text", text, class_=looks, x=x, y=y, text_anchor="middle", font_style=font_style)


def _in_a_comment(text: str) -> str:
    """A text that cannot end a comment of XML."""
    return held(text).replace("-", "\u2010")


def _quoted(title: str) -> str:
    return json.dumps(title, ensure_ascii=False)
