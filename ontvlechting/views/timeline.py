"""The timeline of a process: when it was in which state, what was refused, and what its letter adds.

`timeline` makes it from the records; `Timeline` draws it and tells it in words. On a line there are spans and marks; each has its
own words, so that nothing is shown by a colour alone.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta
from functools import cached_property
from itertools import groupby
from textwrap import wrap
from typing import Any

from attrs import Factory, evolve, field, frozen

from ontvlechting.engine.chart import State
from ontvlechting.engine.days import begin_of, briefly, day_of
from ontvlechting.engine.errors import InputError, Problem, shown
from ontvlechting.engine.retention import Unreadable
from ontvlechting.engine.shows import Html, Shows
from ontvlechting.engine.text import Language, Text, spoken
from ontvlechting.record.audit import Record
from ontvlechting.views import letters, words
from ontvlechting.views.html import TONES, drawn, place, svg, tag
from ontvlechting.views.words import both, day, short

_PLOT, _RIGHT, _TOP, _LANE, _LINE = 680, 30, 44, 34, 15
_NAME = 36
"""How many letters of the name of a line fit beside each other; a longer name is wrapped."""
_LETTER = 6.7
"""The width of a letter, about."""
_HALF = 20
"""How far the label of a tick reaches to either side of it, at most."""
FEW = 5
"""A bar with room for fewer letters than this of a longer text shows none of them."""
ASIDE = " – "
"""Splits the name of a line: only what comes after it is shown beside the picture."""
STATE = Text(nl="Toestand", en="State")
_REFUSED = Text(nl="Geweigerd", en="Refused")
LOOKS: Mapping[str, Text] = {
    "first": Text(nl="eerst (laag)", en="first (low)"),
    "later": Text(nl="later (hoog)", en="later (high)"),
    "wait": Text(nl="wacht", en="waits"),
    "meant": Text(nl="gepland", en="planned"),
    "break": Text(nl="onderbreking", en="interruption"),
    "dot": Text(nl="gebeurtenis", en="event"),
    "cross": Text(nl="geweigerd", en="refused"),
    "back": Text(nl="terug", en="back"),
    "due": Text(nl="uiterlijk", en="due"),
}
"""The meaning of each look when a letter does not give its own, in the order of the legend."""


@frozen(kw_only=True)
class Span:
    """Something that lasted.

    Attributes:
        lane: the line that it is on.
        what: what it was.
        start: when it began.
        end: when it ended; None while it goes on.
        looks: how it is drawn: `box`, `first`, `later`, `wait`, `meant` or `break`.
        tone: the number of a state in its class: it decides the colour, and is written in the bar and the legend; None when the span
            is no state.
        high: whether a `first` or `later` span is as high as a box, instead of low or high on its line.
        brief: a shorter text for a small bar.
        recorded: when the act that began it was recorded; None when that is not known.
        end_recorded: the same for its end.
    """

    lane: str
    what: str
    start: datetime
    end: datetime | None = None
    looks: str = "box"
    tone: int | None = None
    high: bool = False
    brief: str = field(default=Factory(lambda self: self.what, takes_self=True))
    recorded: datetime | None = None
    end_recorded: datetime | None = None


@frozen(kw_only=True)
class Mark:
    """Something that happened at a moment.

    Attributes:
        lane: the line that it is on; empty for what goes across all lines.
        what: what it was.
        at: when.
        looks: how it is drawn: `dot`, `cross`, `back` or `due`.
        recorded: when it was recorded; None when that is not known, or it was not an act.
    """

    lane: str
    what: str
    at: datetime
    looks: str = "dot"
    recorded: datetime | None = None


@frozen(kw_only=True)
class Lanes:
    """What a letter adds to a timeline.

    Attributes:
        spans: what lasted, line by line.
        marks: what happened at a moment.
        looks: what the looks mean, in the order of the legend.
    """

    spans: tuple[Span, ...] = ()
    marks: tuple[Mark, ...] = ()
    looks: Mapping[str, Text] = field(factory=lambda: LOOKS)


def timeline(records: Sequence[Record], language: Language | None = None) -> Timeline:
    """The timeline of a process, from its records.

    Args:
        records: all records of one process, oldest first.
        language: the language of the words.

    Raises:
        InputError: there are no records.
    """
    if not records:
        expected = Text(nl="vastleggingen van een proces", en="records of a process")
        raise InputError("timeline", [Problem("records", shown(()), expected)])
    language = spoken(language)
    beside: Lanes = letters.first("lanes", records, language) or Lanes()
    moments = moments_of(records)
    planned = [s.end for s in beside.spans if s.looks == "meant" and s.end is not None]
    return Timeline(
        process=records[0].event.process,
        language=language,
        first=min(moments),
        last=max((*moments, *planned)),
        known=max(moments),
        spans=(*_states(records, language), *beside.spans),
        marks=tuple(sorted((*_refusals(records, language), *beside.marks), key=lambda mark: mark.at)),
        named=beside.looks,
    )


def of_ledger(histories: Mapping[str, Sequence[Record]], language: Language | None = None) -> Timeline:
    """The timeline of everything in a ledger: a line for each process, with the states that it was in.

    Args:
        histories: the records of every process, by name; refusals too.
        language: the language of the words.
    """
    language = spoken(language)
    moments = moments_of([r for records in histories.values() for r in records])
    lasting = {name: _states(records, language) for name, records in sorted(histories.items())}
    return Timeline(
        process=both("het logboek", "the ledger", language),
        language=language,
        first=min(moments),
        last=max(moments),
        spans=tuple(evolve(s, lane=name) for name, spans in lasting.items() for s in spans),
        marks=(),
    )


def moments_of(records: Sequence[Record]) -> list[datetime]:
    """The moments of the acts that can be read; when none can be read, the moment of the first as far as it is known."""
    return [r.event.command.at for r in records if r.unreadable is None] or [records[0].event.command.at]


def settled(records: Sequence[Record]) -> State:
    """A state from which a letter can tell whether a process is its own: the state after the first accepted command.

    What was refused before that may have been judged by another letter. When nothing was accepted yet, it is the state after the
    last refusal.

    Args:
        records: all records of one process, oldest first; at least one.
    """
    return next((r for r in records if r.event.verdict.allowed), records[-1]).event.after


def _states(records: Sequence[Record], language: Language) -> list[Span]:
    """A span for each state that the process was in, without the state in which every process begins."""
    found: list[Span] = []
    state: State = records[0].event.before
    for r in (r for r in records if r.event.verdict.allowed):
        event = r.event
        if event.after is state or isinstance(event.command, Unreadable):
            continue
        state, at, told = event.after, event.command.at, r.recorded_at
        found[-1:] = [evolve(s, end=max(at, s.start), end_recorded=told) for s in found[-1:]]
        found.append(
            Span(
                lane=STATE[language],
                what=state.title[language],
                start=at,
                recorded=told,
                tone=[*type(state)].index(state),
            )
        )
    return found


def _refusals(records: Sequence[Record], language: Language) -> Iterator[Mark]:
    """A mark for each refusal, with the rules that refused."""
    for r in (r for r in records if not r.event.verdict.allowed):
        event = r.event
        rules = ", ".join(dict.fromkeys(x.rule for x in event.verdict.reasons))
        what = f"{event.command.title[language]} ({rules})"
        yield Mark(lane=_REFUSED[language], what=what, at=event.command.at, looks="cross", recorded=r.recorded_at)


@frozen(kw_only=True)
class Timeline:
    """The timeline of one process (*tijdlijn*).

    Attributes:
        process: the name of the process.
        language: the language of the words.
        first: the moment of the first act.
        last: the moment of the last act, or the end of the last planned span if that is later.
        known: the moment up to which it is known; a span that still goes on is drawn up to there.
        spans: what lasted, line by line.
        marks: what happened at a moment.
        named: what the looks mean, in the order of the legend.
    """

    process: str
    language: Language
    first: datetime
    last: datetime
    known: datetime = field(default=Factory(lambda self: self.last, takes_self=True))
    spans: tuple[Span, ...]
    marks: tuple[Mark, ...]
    named: Mapping[str, Text] = field(factory=lambda: LOOKS)

    @property
    def title(self) -> str:
        """What it is a picture of."""
        return f"{both('Tijdlijn van', 'Timeline of', self.language)} {self.process}"

    @property
    def lanes(self) -> tuple[str, ...]:
        """The lines, from the top down."""
        last = _REFUSED[self.language]
        marked = sorted({m.lane for m in self.marks if m.lane}, key=lambda lane: (lane == last, lane))
        return tuple(dict.fromkeys([*(s.lane for s in self.spans), *marked]))

    @property
    def text(self) -> str:
        """What the picture shows, in words: one line for each line of the picture, and for each mark across all lines."""
        told = [f"{self.title}, {self._period()}."]
        for lane in self.lanes:
            what = [self._span_in_words(s) for s in self.spans if s.lane == lane]
            days = groupby(
                (m for m in self.marks if m.lane == lane), key=lambda m: (m.what, self._days(m.at, m.recorded))
            )
            what += [f"{said} ({on})" for (said, on), _ in days]
            told.append(f"{lane}: {'; '.join(what)}.")
        told += [f"{m.what}: {self._days(m.at, m.recorded)}." for m in self.marks if not m.lane]
        return words.visible("\n".join(told))

    def _period(self) -> str:
        """From which day until which; and when everything was recorded, if that was on one other day."""
        first, last = day(self.first, self.language), day(self.last, self.language)
        days = f"{first} {both('tot en met', 'until', self.language)} {last}" if first != last else first
        return f"{days}; {both('alles', 'all', self.language)} {once}" if (once := self._recorded_at_once) else days

    @cached_property
    def _recorded_at_once(self) -> str:
        """Says on which day everything was recorded, when that was one day and other than those of the acts; else empty."""
        acts = [(m.at, m.recorded) for m in self.marks]
        for s in self.spans:
            acts += [(s.start, s.recorded)] if s.end is None else [(s.start, s.recorded), (s.end, s.end_recorded)]
        told = {words.late(at, recorded, self.language) for at, recorded in acts if recorded is not None}
        return told.pop() if len(told) == 1 else ""

    def _late(self, at: datetime, recorded: datetime | None) -> str:
        """Says on which day an act was recorded, when that was another and is not said of everything."""
        late = words.late(at, recorded, self.language)
        return "" if late == self._recorded_at_once else late

    def _span_in_words(self, span: Span) -> str:
        start = f"{both('vanaf', 'from', self.language)} {self._day_in_sentence(span.start, span.recorded)}"
        if span.end is None:
            return f"{span.what} {start}"
        return f"{span.what} {start} {both('tot', 'to', self.language)} {self._day_in_sentence(span.end, span.end_recorded)}"

    def _days(self, at: datetime, recorded: datetime | None) -> str:
        """The day of an act, and the day of its recording when that is another."""
        return ", ".join(filter(None, (day(at, self.language), self._late(at, recorded))))

    def _day_in_sentence(self, at: datetime, recorded: datetime | None) -> str:
        """The same with the day of recording in brackets, for within a sentence."""
        late = self._late(at, recorded)
        return f"{day(at, self.language)} ({late})" if late else day(at, self.language)

    @property
    def looks(self) -> dict[str, str]:
        """What the looks of spans and marks mean, in words."""
        return {looks: name[self.language] for looks, name in self.named.items()}

    def chart(self) -> Any:
        """The same as an Altair chart, to point at, zoom or style further.

        Returns:
            An `altair.LayerChart`, with the words of the timeline as its description.

        Raises:
            MissingExtra: the extra `charts` is not installed.
        """
        return Shows._module("charts").timeline(self)

    # -- as a picture ------------------------------------------------------------------------------------------------

    def svg(self, *, alone: bool = True) -> Html:
        """The picture as SVG.

        Args:
            alone: with its own style, for a file; False within a page that has the style already.
        """
        rows = {lane: stacked(s for s in self.spans if s.lane == lane) or [[]] for lane in self.lanes}
        tops, y = {}, float(_TOP)
        for lane, free in rows.items():
            tops[lane] = y
            y += max(_LANE, 24 * len(free) + 10, _LINE * len(_name_lines(lane)) + 14)
        pieces: list[Html] = [*self._grid(y)]
        for lane, free in rows.items():
            pieces.append(tag("path", class_="ov-grid", d=f"M0 {tops[lane]:g}H{self._left + _PLOT + _RIGHT}"))
            lines = [tag("tspan", line, x=8, dy=_LINE if n else 0) for n, line in enumerate(_name_lines(lane))]
            pieces.append(tag("text", tag("title", lane), *lines, x=8, y=tops[lane] + 21, class_="ov-strong ov-small"))
            for n, row in enumerate(free):
                pieces += [self._span(s, tops[lane] + 5 + 24 * n) for s in row]
            pieces += [self._mark(m, tops[lane] + 17) for m in self.marks if m.lane == lane]
        across, beneath = self._across(y)
        pieces += across
        legend, y = self._legend(beneath + 20)
        return svg(self._left + _PLOT + _RIGHT, y + 14, self.title, self.text, *pieces, *legend, alone=alone)

    def _across(self, bottom: float) -> tuple[list[Html], float]:
        """The marks across all lines, with their words beneath, and the y of the last of those: no two stand over one another."""
        pieces, ends = list[Html](), [0.0]  # where the last label ends on each row of labels
        for m in (m for m in self.marks if not m.lane):
            x, said = self._x(m.at), f"↩ {m.what}"
            half = _LETTER * len(said) / 2
            middle = min(x, self._left + _PLOT + _RIGHT - half)
            row = next((n for n, end in enumerate(ends) if end <= middle - half), len(ends))
            ends[row : row + 1] = [middle + half]
            looks = {"class_": "ov-bad ov-small ov-strong", "text_anchor": "middle"}
            pieces.append(tag("path", class_="ov-fall", d=f"M{x:g} {_TOP - 4}V{bottom:g}", fill="none"))
            pieces.append(tag("text", said, x=f"{middle:g}", y=bottom + 14 + _LINE * row, **looks))
        return pieces, bottom + 14 + _LINE * (len(ends) - 1)

    def figure(self) -> Html:
        """The picture with its words, which are there even when no picture is shown."""
        lines = [tag("p", line) for line in self.text.split("\n")]
        told = tag(
            "details", tag("summary", both("De tijdlijn in woorden", "The timeline in words", self.language)), *lines
        )
        return tag("figure", drawn(self.svg(alone=False)), tag("figcaption", told))

    def __str__(self) -> str:
        return self.text

    def _repr_html_(self) -> str:
        return str(place(self.figure(), self.language))

    def _repr_pretty_(self, printer: Any, cycle: bool) -> None:  # noqa: ARG002, FBT001 - as IPython calls it
        printer.text(self.text)

    def _repr_svg_(self) -> str:
        return str(self.svg())

    def _x(self, at: datetime) -> float:
        whole = max((self.last - self.first).total_seconds(), 1.0)
        part = (at - self.first).total_seconds() / whole
        return round(self._left + min(max(part, 0.0), 1.0) * _PLOT, 1)

    @cached_property
    def _left(self) -> int:
        """The x at which the lines begin: to the right of the longest name."""
        longest = max((len(line) for lane in self.lanes for line in _name_lines(lane)), default=0)
        return max(120, 24 + int(_LETTER * longest))

    def _grid(self, bottom: float) -> Iterator[Html]:
        """A vertical line with a label for each round day, week, month or year; above it the start of each year."""
        first, last = day_of(self.first), day_of(self.last)
        begins = [first, *(date(year, 1, 1) for year in range(first.year + 1, last.year + 1))]
        room, end, years = 0.0, self._left + _PLOT, list[float]()
        for on in begins:
            x = self._x(begin_of(on))
            if x < room or (on is first and len(begins) > 1 and self._x(begin_of(begins[1])) < x + 30):
                continue
            room = x + 30
            years.append(x)
            yield tag("path", class_="ov-year", d=f"M{x:g} {_TOP - 40}V{bottom:g}")
            yield tag("text", on.year, class_="ov-strong ov-small", x=f"{x + 4:g}", y=_TOP - 30)
        for on in _ticks(first, last):
            x = self._x(begin_of(on))
            yield tag("path", class_="ov-grid", d=f"M{x:g} {_TOP - 8}V{bottom:g}")
            beside, anchor = _label_position(min(x, end), years)
            name = briefly(on)[self.language]
            yield tag("text", name, class_="ov-soft ov-small", x=f"{beside:g}", y=_TOP - 12, text_anchor=anchor)
        yield tag("path", class_="ov-grid", d=f"M0 {bottom:g}H{end + _RIGHT}")

    def _span(self, span: Span, top: float) -> Html:
        """A bar, with its words in it where they fit; a `first` span lies low, a `later` one high.

        A state also has a number, which the legend explains; where its name does not fit, the bar has only the number.
        """
        x, end = self._x(span.start), self._x(span.end or self.known)
        wide = max(end - x, 3.0)
        thin = span.looks in {"first", "later"} and not span.high
        y = top + 11 if thin and span.looks == "first" else top
        high = 13 if thin else 20
        open_end = "" if span.end else " …"
        brief = span.brief
        letters = int((wide - 6) / _LETTER)
        number = "" if span.tone is None else f"{span.tone} "
        full = f"{number}{brief}{open_end}"
        said = full if len(full) <= letters else number + short(brief, letters - len(number))
        if len(said) - len(number) < FEW and said != full:
            said = number.strip() if len(number.strip()) <= letters + 0.5 else ""
        looks = f"ov-{span.looks}" if span.tone is None else f"ov-tone-{span.tone % TONES}"
        return tag(
            "g",
            tag("title", self._span_in_words(span)),
            tag("rect", class_=looks, x=x, y=y, width=round(wide, 1), height=high, rx=3),
            tag("text", said, x=x + min(4, wide / 4), y=y + (10 if thin else 14), class_="ov-small") if said else None,
        )  # fmt: skip

    def _mark(self, mark: Mark, y: float) -> Html:
        title = tag("title", f"{mark.what}, {self._days(mark.at, mark.recorded)}")
        return tag("g", title, _sign(mark.looks, self._x(mark.at), y))

    def _legend(self, y: float) -> tuple[list[Html], float]:
        """The legend and the y at which it ends: first the states by their numbers, then each look that occurs."""
        spans, signs = {s.looks for s in self.spans if s.tone is None}, {m.looks for m in self.marks if m.lane}
        states = sorted({(s.tone, s.what) for s in self.spans if s.tone is not None})
        named: list[tuple[str, str]] = [(f"tone-{n % TONES}", f"{n} {what}") for n, what in states]
        named += [(looks, name[self.language]) for looks, name in self.named.items() if looks in spans | signs]
        x, found = 8, list[Html]()
        for looks, name in named:
            wide = 44 + int(_LETTER * len(name))
            if x + wide > self._left + _PLOT + _RIGHT:
                x, y = 8, y + 20
            drawn = looks in spans or looks.startswith("tone")
            box = tag("rect", class_=f"ov-{looks}", x=x, y=y - 10, width=22, height=12, rx=3)
            found.append(box if drawn else _sign(looks, x + 11, y - 4))
            found.append(tag("text", name, class_="ov-soft ov-small", x=x + 28, y=y))
            x += wide
        return found, y


def _name_lines(lane: str) -> list[str]:
    """The name of a line as shown beside the picture, wrapped."""
    return wrap(lane.rpartition(ASIDE)[2], _NAME) or [""]


def _sign(looks: str, x: float, y: float) -> Html:
    """The shape of a mark; each look has its own."""
    match looks:
        case "cross":
            return tag("path", class_="ov-break", d=f"M{x - 4:g} {y - 4:g}l8 8m0 -8l-8 8", fill="none")
        case "back":
            return tag("text", "↩", class_="ov-bad ov-strong", x=f"{x:g}", y=f"{y + 5:g}", text_anchor="middle")
        case "due":
            return tag("path", class_="ov-mark", d=f"M{x - 5:g} {y - 4:g}h10l-5 9z")
    return tag("circle", class_="ov-mark", cx=f"{x:g}", cy=f"{y:g}", r=4.5)


def _label_position(x: float, lines: Sequence[float]) -> tuple[float, str]:
    """The x of the label of a tick and its anchor: centred on the tick, or beside a line that would go through it."""
    line = next((line for line in lines if abs(x - line) < _HALF), None)
    if line is None:
        return x, "middle"
    return (line + 4, "start") if x >= line else (line - 4, "end")


def stacked(spans: Iterable[Span]) -> list[list[Span]]:
    """Puts the spans of one line in rows, so that no two in a row overlap."""
    rows: list[list[Span]] = []
    for span in spans:
        for row in rows:
            if row[-1].end is not None and row[-1].end <= span.start:
                row.append(span)
                break
        else:
            rows.append([span])
    return rows


def _ticks(first: date, last: date) -> Iterator[date]:
    """Days between two days at round steps of days, weeks, months, quarters or years, so few that labels can be read."""
    days = (last - first).days
    if days <= 70:
        step = timedelta(days=1 if days <= 8 else 7 if days <= 49 else 14)
        on = first
        while on <= last:
            yield on
            on += step
        return
    months = 1 if days <= 330 else 3 if days <= 1100 else 12 * (1 + days // 3700)
    for month in range(12 * first.year + first.month - 1, 12 * last.year + last.month):
        on = date(month // 12, month % 12 + 1, 1)
        if on >= first and month % months == 0:
            yield on
